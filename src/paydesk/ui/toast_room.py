"""What the toast leaves free: buttons, the selected row and the field with the focus; other fields if it can."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from PySide6.QtCore import QPoint, QRect
from PySide6.QtWidgets import QAbstractButton, QAbstractItemView, QComboBox, QLineEdit, QPlainTextEdit, QWidget

from paydesk.ui.segments import SegmentRow

_FIELDS = (QLineEdit, QPlainTextEdit, QComboBox, SegmentRow)


@dataclass(frozen=True)
class Room:
    """Places in the window's coordinates: what is ``pressed`` or pointed at now, and the ``fields`` besides."""

    pressed: tuple[QRect, ...]
    fields: tuple[QRect, ...] = ()

    def all(self) -> tuple[QRect, ...]:
        return (*self.pressed, *self.fields)


def room_in(window: QWidget) -> Room:
    """What of ``window`` can be seen now and stays free."""
    pressed, fields = [], []
    for widget in window.findChildren(QWidget):
        if not widget.isVisible():
            continue
        if isinstance(widget, QAbstractButton) or (isinstance(widget, _FIELDS) and widget.hasFocus()):
            pressed.append(_seen(widget, window))
        elif isinstance(widget, _FIELDS):
            fields.append(_seen(widget, window))
        elif isinstance(widget, QAbstractItemView):
            pressed += _selected(widget, window)
    return Room(_shown(pressed), _shown(fields))


def _selected(view: QAbstractItemView, window: QWidget) -> Iterator[QRect]:
    if view.currentIndex().isValid():
        row = view.visualRect(view.currentIndex()).intersected(view.viewport().rect())
        yield row.translated(view.viewport().mapTo(window, QPoint(0, 0)))


def _seen(widget: QWidget, window: QWidget) -> QRect:
    """Where a widget can be seen: what is scrolled away is nowhere."""
    return widget.visibleRegion().boundingRect().translated(widget.mapTo(window, QPoint(0, 0)))


def _shown(boxes: list[QRect]) -> tuple[QRect, ...]:
    return tuple(box for box in boxes if not box.isEmpty())
