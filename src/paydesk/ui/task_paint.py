"""How a line of Today is painted: who and what, why now, the money, and the one thing to do with its key."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyle, QStyleOptionViewItem

from paydesk.ui import brush, theme, typeface
from paydesk.ui.list_row import ListRow
from paydesk.ui.typeface import Size
from paydesk.ui.worklist_paint import second_line

_EDGE, _HEIGHT = 24.0, 54
_ACTION, _NARROW_ACTION = 156.0, 112.0


@dataclass(frozen=True)
class Task(ListRow):
    """A row of Today: ``action`` in one or two words, ``digit`` its key while it is not selected."""

    action: str = ""
    digit: str = ""


class TaskPainter:
    """54 px: two lines at the left, money, then the action at the right."""

    def height(self, row: ListRow) -> int:
        return _HEIGHT

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, row: ListRow, following: bool) -> None:
        box = QRectF(option.rect)
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        brush.row_ground(
            painter, box, selected=selected, focused=bool(option.state & QStyle.StateFlag.State_HasFocus),
            hovered=bool(option.state & QStyle.StateFlag.State_MouseOver),
        )  # fmt: skip
        inner = box.adjusted(_EDGE, 0, -_EDGE, 0)
        wide = _ACTION if inner.width() > 560 else _NARROW_ACTION
        self._paint_action(painter, QRectF(inner.right() - wide, box.top(), wide, box.height()), row, selected)
        self._paint_words(painter, inner.adjusted(0, 0, -wide - 16, 0), row)
        if not selected:
            brush.hairline(painter, inner.left(), inner.right(), box.bottom() - 1)

    def _paint_words(self, painter: QPainter, box: QRectF, row: ListRow) -> None:
        first = QRectF(box.left() + 26, box.top() + 8, box.width() - 26, 20)
        brush.icon(painter, row.icon, box.left(), first.center().y(), color=theme.color(row.icon_tone))
        strong, quiet = typeface.font(strong=True), theme.color("text2")
        taken = brush.whole(painter, first, row.money, font=strong, color=theme.color(row.money_tone))
        room = first.adjusted(0, 0, -taken - 12 if taken else 0, 0)
        used = brush.text(painter, room, row.name, font=strong, color=theme.color("text"))
        brush.text(painter, room.adjusted(used + 10, 0, 0, 0), row.beside, font=typeface.font(), color=quiet)
        second = QRectF(first.left(), first.bottom(), first.width(), 18)
        face = typeface.font(Size.LABEL, strong=True)
        used = brush.text(painter, second, row.why, font=face, color=theme.color(row.why_tone))
        rest = second.adjusted(used + 10 if used else 0, 0, 0, 0)
        small = typeface.font(Size.LABEL)
        words = second_line(row, rest.width(), small) if row.shorter else row.second
        brush.text(painter, rest, words, font=small, color=quiet)

    def _paint_action(self, painter: QPainter, box: QRectF, row: ListRow, selected: bool) -> None:
        if not isinstance(row, Task):
            return
        key = "Enter" if selected else row.digit
        cap = brush.key_cap_width(key)
        ink = theme.color("accent" if selected else "text2")
        if key:
            edge = theme.color("accent" if selected else "line2")
            shade = theme.color("accent" if selected else "text3")
            brush.key_cap(painter, box.right() - cap, box.center().y(), key, edge=edge, ink=shade)
        room = box.adjusted(0, 0, -brush.key_cap_width("Enter") - 10, 0)
        brush.whole(painter, room, row.action, font=typeface.font(strong=selected), color=ink)
