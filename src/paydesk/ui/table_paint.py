"""How table cells and headers are painted: hairlines between rows, the selection's tint over the whole row."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QHeaderView, QStyledItemDelegate, QStyleOptionViewItem, QTableView

from paydesk.ui import brush, theme, typeface
from paydesk.ui.paged_model import PagedModel
from paydesk.ui.typeface import Size

_GAP = 6.0
_Index = QModelIndex | QPersistentModelIndex


class CellDelegate(QStyledItemDelegate):
    """Text elides, figures and dates never; a dash or a zero is quiet."""

    def __init__(self, table: QTableView, rows: PagedModel[Any]) -> None:
        super().__init__(table)
        self._table, self._rows = table, rows

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        box = QRectF(option.rect)
        column, row = self._rows.columns[index.column()], self._rows.rows[index.row()]
        selected = index.row() == self._table.currentIndex().row()
        if selected:
            painter.fillRect(box, theme.color("tint"))
            if index.column() == 0:
                painter.fillRect(QRectF(box.left(), box.top(), 3, box.height()), theme.color("accent"))
        brush.hairline(painter, box.left(), box.right(), box.bottom() - 1)
        if selected and self._table.hasFocus():
            self._paint_focus(painter, box, index.column())
        words = column.text(row)
        tone = column.tone(row) if column.tone else "text3" if words in ("–", "0.00") else "text"
        face, color = typeface.font(strong=column.strong), theme.color(tone)
        room = box.adjusted(_GAP, 0, -_GAP, -1)
        if column.holds.value == "text":
            brush.text(painter, room, words, font=face, color=color)
        else:
            brush.whole(painter, room, words, font=face, color=color, right=column.right)


    def _paint_focus(self, painter: QPainter, box: QRectF, column: int) -> None:
        """This cell's part of the edge around the whole row."""
        accent = theme.color("accent")
        painter.fillRect(QRectF(box.left(), box.top(), box.width(), 2), accent)
        painter.fillRect(QRectF(box.left(), box.bottom() - 2, box.width(), 2), accent)
        shown = [at for at in range(len(self._rows.columns)) if not self._table.isColumnHidden(at)]
        if column == shown[-1]:
            painter.fillRect(QRectF(box.right() - 2, box.top(), 2, box.height()), accent)


class PaintedHeader(QHeaderView):
    """9 pt words over a hairline; a title over figures shares their right edge."""

    def __init__(self, table: QTableView) -> None:
        super().__init__(Qt.Orientation.Horizontal, table)
        self.setSectionsClickable(True)
        self.setHighlightSections(False)
        self.setMinimumSectionSize(24)

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), 27)

    def paintSection(self, painter: QPainter, rect: QRect, section: int) -> None:
        box = QRectF(rect)
        painter.fillRect(box, self.palette().window())
        align = self.model().headerData(section, Qt.Orientation.Horizontal, Qt.ItemDataRole.TextAlignmentRole)
        words = str(self.model().headerData(section, Qt.Orientation.Horizontal) or "")
        right = bool(Qt.AlignmentFlag(align) & Qt.AlignmentFlag.AlignRight)
        room, face = box.adjusted(_GAP, 0, -_GAP, -1), typeface.font(Size.LABEL)
        brush.text(painter, room, words, font=face, color=theme.color("text2"), right=right)
        brush.hairline(painter, box.left(), box.right(), box.bottom() - 1, role="line2")
