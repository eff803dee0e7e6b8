"""What the toast may not cover: buttons, the selected row of a list, and the field that has the focus."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect
from PySide6.QtWidgets import QAbstractButton, QAbstractItemView, QComboBox, QLineEdit, QPlainTextEdit, QWidget

from paydesk.ui.buttons import Button


def kept_clear(window: QWidget) -> tuple[QRect, ...]:
    """The places of ``window``, in its own coordinates, that stay free."""
    boxes = [_seen(one, window) for one in window.findChildren(Button) if one.isVisible()]
    for view in window.findChildren(QAbstractItemView):
        if view.isVisible() and view.currentIndex().isValid():
            row = view.visualRect(view.currentIndex()).intersected(view.viewport().rect())
            boxes.append(row.translated(view.viewport().mapTo(window, QPoint(0, 0))))
    focused = window.focusWidget()
    if isinstance(focused, (QLineEdit, QPlainTextEdit, QComboBox, QAbstractButton)) and focused.isVisible():
        boxes.append(_seen(focused, window))
    return tuple(box for box in boxes if not box.isEmpty())


def _seen(widget: QWidget, window: QWidget) -> QRect:
    """Where a widget can be seen: what is scrolled away is nowhere."""
    region = widget.visibleRegion().boundingRect()
    return region.translated(widget.mapTo(window, QPoint(0, 0)))
