"""The order in which Tab leads through what is laid out: that of the eye."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLayout, QScrollArea, QWidget


def focus_stops(widget: QWidget) -> Iterator[QWidget]:
    """Everything in ``widget`` that takes the focus, in the order it is laid out."""
    if widget.focusPolicy() != Qt.FocusPolicy.NoFocus and widget.focusProxy() is None:
        yield widget
    if isinstance(widget, QScrollArea) and (inside := widget.widget()):
        yield from focus_stops(inside)
    elif layout := widget.layout():
        yield from _stops_in(layout)


def _stops_in(layout: QLayout) -> Iterator[QWidget]:
    for place in range(layout.count()):
        item = layout.itemAt(place)
        if item and (inner := item.layout()):
            yield from _stops_in(inner)
        elif item and (widget := item.widget()):
            yield from focus_stops(widget)
