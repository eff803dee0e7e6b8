"""What the toast leaves free: buttons, rows, fields and words; at the least what is pressed or pointed at."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from PySide6.QtCore import QPoint, QRect
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QComboBox,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QWidget,
)

from paydesk.ui.segments import SegmentRow

IN_SIGHT = "keeps_in_sight"
"""A property of what is never covered, such as the sums of the payment that is being typed."""

FLOATS = "floats"
"""A property of what stands over the window itself and takes no room in it."""

_FIELDS = (QLineEdit, QPlainTextEdit, QComboBox, SegmentRow)


@dataclass(frozen=True)
class Room:
    """Places in the window's coordinates: what is ``pressed`` or pointed at now, the ``fields`` besides, and what is
    ``read``: rows and words."""

    pressed: tuple[QRect, ...]
    fields: tuple[QRect, ...] = ()
    read: tuple[QRect, ...] = ()

    def used(self) -> tuple[QRect, ...]:
        """What is typed into or pressed."""
        return (*self.pressed, *self.fields)

    def all(self) -> tuple[QRect, ...]:
        return (*self.pressed, *self.fields, *self.read)


def room_in(window: QWidget) -> Room:
    """What of ``window`` can be seen now and stays free."""
    pressed: list[QRect] = []
    fields: list[QRect] = []
    read: list[QRect] = []
    for widget in window.findChildren(QWidget):
        if not widget.isVisible() or widget.property(FLOATS):
            continue
        focused = isinstance(widget, _FIELDS) and widget.hasFocus()
        if isinstance(widget, QAbstractButton) or focused or widget.property(IN_SIGHT):
            pressed.append(_seen(widget, window))
        elif isinstance(widget, _FIELDS):
            fields.append(_seen(widget, window))
        elif isinstance(widget, QAbstractItemView):
            pressed += _selected(widget, window)
            read += _rows(widget, window)
        elif _says(widget):
            read.append(_seen(widget, window))
    return Room(_shown(pressed), _shown(fields), _shown(read))


def _says(widget: QWidget) -> bool:
    """Whether words stand there: a label, or what paints some itself and says them aloud."""
    if isinstance(widget, QLabel):
        return bool(widget.text())
    return bool(widget.accessibleName()) and not widget.findChildren(QWidget)


def _rows(view: QAbstractItemView, window: QWidget) -> Iterator[QRect]:
    """Every row that can be seen, as wide as the list."""
    area = view.viewport().rect()
    at = view.indexAt(QPoint(1, 1))
    corner = view.viewport().mapTo(window, QPoint(0, 0))
    for row in range(at.row(), view.model().rowCount() if at.isValid() else at.row()):
        box = view.visualRect(at.siblingAtRow(row)).intersected(area)
        if box.isEmpty():
            return
        yield QRect(area.left(), box.top(), area.width(), box.height()).translated(corner)


def _selected(view: QAbstractItemView, window: QWidget) -> Iterator[QRect]:
    if view.currentIndex().isValid():
        row = view.visualRect(view.currentIndex()).intersected(view.viewport().rect())
        yield row.translated(view.viewport().mapTo(window, QPoint(0, 0)))


def _seen(widget: QWidget, window: QWidget) -> QRect:
    """Where a widget can be seen: what is scrolled away is nowhere."""
    return widget.visibleRegion().boundingRect().translated(widget.mapTo(window, QPoint(0, 0)))


def _shown(boxes: list[QRect]) -> tuple[QRect, ...]:
    return tuple(box for box in boxes if not box.isEmpty())
