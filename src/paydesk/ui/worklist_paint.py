"""How a row is painted whose second line says something shorter, or less, where it has no room for all of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from PySide6.QtGui import QFont, QPainter
from PySide6.QtWidgets import QStyleOptionViewItem

from paydesk.ui import brush, typeface
from paydesk.ui.list_row import ListRow
from paydesk.ui.row_paint import RowPainter
from paydesk.ui.typeface import Size


class WorklistPainter(RowPainter):
    """LOOK's list row; a second line that has ``shorter`` words is never cut."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, row: ListRow, following: bool) -> None:
        if row.shorter:
            small = typeface.font(Size.LABEL)
            beside = brush.width_of(row.at, small) + 8 if row.at else 0.0
            icon = brush.ICON + 8 if row.icon else 0.0
            room = option.rect.width() - 2 * self._edge - icon - beside - 1
            row = replace(row, second=second_line(row, room, small))
        super().paint(painter, option, row, following)


def second_line(row: ListRow, room: float, font: QFont) -> str:
    """The longest of its words that has room; empty where none has."""
    return next((one for one in (row.second, *row.shorter) if brush.width_of(one, font) <= room), "")


def shorter_names(provider: str) -> Iterator[str]:
    """``Amara Lindqvist, MD`` without the letters behind the name, then its last word."""
    name = provider.partition(",")[0].strip()
    if name != provider:
        yield name
    if " " in name:
        yield name.rsplit(" ", 1)[-1]
