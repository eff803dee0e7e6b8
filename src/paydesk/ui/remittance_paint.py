"""How a remittance's rows are painted: the patient, three figures in columns, and under it why a person must look."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyle, QStyleOptionViewItem

from paydesk.ui import brush, theme, typeface
from paydesk.ui.list_row import ListRow
from paydesk.ui.remittance_rows import MoneyRow
from paydesk.ui.typeface import Size

_EDGE, _COLUMN, _NARROW = 24.0, 92.0, 78.0
_HEAD, _ONE, _TWO = 44, 30, 52


class RemittancePainter:
    """LOOK's list row with money columns: heads, rows and figures share their right edges."""

    def height(self, row: ListRow) -> int:
        if row.head:
            return _HEAD
        return _TWO if row.why else _ONE

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, row: ListRow, following: bool) -> None:
        box = QRectF(option.rect)
        inner = box.adjusted(_EDGE, 0, -_EDGE, 0)
        if not isinstance(row, MoneyRow):
            return
        if row.head:
            self._paint_head(painter, inner, row)
            return
        state = option.state
        selected = QStyle.StateFlag.State_Selected in state
        brush.row_ground(
            painter, box, selected=selected, focused=QStyle.StateFlag.State_HasFocus in state,
            hovered=QStyle.StateFlag.State_MouseOver in state,
        )  # fmt: skip
        first = QRectF(inner.left(), box.top() + (6 if row.why else 5), inner.width(), 19)
        room = self._columns(painter, first, row.columns, head=False)
        name = typeface.font(strong=row.strong or selected)
        used = brush.text(painter, room, row.name, font=name, color=theme.color("text"))
        small, quiet = typeface.font(Size.LABEL), theme.color("text2")
        brush.text(painter, room.adjusted(used + 8, 0, 0, 0), row.beside, font=small, color=quiet)
        if row.why:
            self._paint_why(painter, QRectF(inner.left(), first.bottom() + 2, inner.width(), 18), row)
        if following and not selected:
            brush.hairline(painter, inner.left(), inner.right(), box.bottom() - 1)

    def _paint_head(self, painter: QPainter, inner: QRectF, row: MoneyRow) -> None:
        line = QRectF(inner.left(), inner.bottom() - 26, inner.width(), 19)
        room = self._columns(painter, line, row.columns, head=True)
        brush.icon(painter, row.icon, room.left(), room.center().y(), color=theme.color(row.icon_tone))
        room.adjust(brush.ICON + 6, 0, 0, 0)
        used = brush.text(painter, room, row.name, font=typeface.font(strong=True), color=theme.color("text"))
        small, quiet = typeface.font(Size.LABEL), theme.color("text2")
        brush.text(painter, room.adjusted(used + 10, 0, 0, 0), row.beside, font=small, color=quiet)
        brush.hairline(painter, inner.left(), inner.right(), inner.bottom() - 1, role="line2")

    def _columns(self, painter: QPainter, line: QRectF, columns: tuple[str, ...], *, head: bool) -> QRectF:
        """Paint the figures from the right edge; what is left for the words."""
        font, ink = typeface.font(Size.LABEL if head else Size.BODY), theme.color("text2" if head else "text")
        each = _COLUMN if line.width() > 560 else _NARROW
        right = line.right()
        for words in reversed(columns):
            shade = ink if words != "–" else theme.color("text3")
            brush.whole(painter, QRectF(right - each, line.top(), each, line.height()), words, font=font, color=shade)
            right -= each
        return QRectF(line.left(), line.top(), max(0.0, right - line.left() - 8), line.height())

    def _paint_why(self, painter: QPainter, line: QRectF, row: MoneyRow) -> None:
        shade = theme.color(row.why_tone)
        brush.icon(painter, row.why_icon, line.left(), line.center().y(), color=shade)
        line.adjust(brush.ICON + 5 if row.why_icon else 0, 0, 0, 0)
        used = brush.text(painter, line, row.state, font=typeface.font(Size.LABEL, strong=True), color=shade)
        room = line.adjusted(used + (8 if used else 0), 0, 0, 0)
        brush.text(painter, room, row.why, font=typeface.font(Size.LABEL), color=theme.color("text2"))
