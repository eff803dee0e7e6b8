"""How a worklist row is painted: one to three lines, or a group head."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyle, QStyleOptionViewItem

from paydesk.ui import brush, theme, typeface
from paydesk.ui.list_row import ListRow
from paydesk.ui.typeface import Size

_EDGE = 16.0
_HEAD, _ONE, _TWO, _THREE = 38, 36, 48, 66


class RowPainter:
    """LOOK's list row; ``edge`` is the space at both sides."""

    def __init__(self, *, edge: float = _EDGE) -> None:
        self._edge = edge

    def height(self, row: ListRow) -> int:
        if row.head:
            return _HEAD
        return _THREE if row.why else _TWO if _has_second_line(row) else _ONE

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, row: ListRow, following: bool) -> None:
        box = QRectF(option.rect)
        if row.head:
            self._paint_head(painter, box, row)
            return
        state = option.state
        selected = QStyle.StateFlag.State_Selected in state
        brush.row_ground(
            painter, box, selected=selected, focused=QStyle.StateFlag.State_HasFocus in state,
            hovered=QStyle.StateFlag.State_MouseOver in state,
        )  # fmt: skip
        left = box.left() + self._edge
        if row.icon:
            middle = box.top() + (15 if _has_second_line(row) else _ONE / 2)
            tone = "accent" if selected else row.icon_tone
            brush.icon(painter, row.icon, left, middle, color=theme.color(tone))
            left += brush.ICON + 8
        inner = QRectF(left, box.top(), box.right() - self._edge - left, box.height())
        self._paint_lines(painter, inner, row, selected=selected)
        if following and not selected:
            brush.hairline(painter, left, box.right() - self._edge, box.bottom() - 1)

    def _paint_head(self, painter: QPainter, box: QRectF, row: ListRow) -> None:
        line = QRectF(box.left() + self._edge, box.bottom() - 22, box.width() - 2 * self._edge, 18)
        ink = theme.color("text2")
        used = brush.whole(painter, line, row.money, font=typeface.font(Size.LABEL), color=ink)
        room = line.adjusted(0, 0, -used - 8, 0)
        brush.text(painter, room, row.name, font=typeface.font(Size.LABEL, strong=True), color=ink)

    def _paint_lines(self, painter: QPainter, box: QRectF, row: ListRow, *, selected: bool) -> None:
        small, quiet = typeface.font(Size.LABEL), theme.color("text2")
        first = QRectF(box.left(), box.top() + (6 if _has_second_line(row) else 8), box.width(), 19)
        taken = brush.whole(painter, first, row.money, font=typeface.font(), color=theme.color(row.money_tone))
        room = first.adjusted(0, 0, -taken - 8 if taken else 0, 0)
        name_font = typeface.font(strong=selected)
        used = brush.text(painter, room, row.name, font=name_font, color=theme.color("text"))
        if row.beside:
            brush.text(painter, room.adjusted(used + 8, 0, 0, 0), row.beside, font=small, color=quiet)
        second = QRectF(box.left(), first.bottom(), box.width(), 18)
        taken = brush.whole(painter, second, row.at, font=small, color=quiet)
        room = second.adjusted(0, 0, -taken - 8 if taken else 0, 0)
        brush.text(painter, room, row.second, font=small, color=quiet)
        if row.why:
            third = QRectF(box.left(), second.bottom(), box.width(), 18)
            brush.icon(painter, row.why_icon, third.left(), third.center().y(), color=theme.color(row.why_tone))
            third.adjust(brush.ICON + 5 if row.why_icon else 0, 0, 0, 0)
            brush.text(painter, third, row.why, font=small, color=theme.color(row.why_tone))


def _has_second_line(row: ListRow) -> bool:
    """Words, or a date at the right, stand below the first line."""
    return bool(row.second or row.at)
