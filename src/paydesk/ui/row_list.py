"""Worklists: rows of a name, a second line, a why, money and a date, painted by one delegate."""

from __future__ import annotations

from typing import Any, Protocol

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QSize, QStringListModel, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPalette
from PySide6.QtWidgets import QAbstractItemView, QListView, QStyledItemDelegate, QStyleOptionViewItem

from paydesk.ui.list_row import ListRow as ListRow
from paydesk.ui.row_paint import RowPainter
from paydesk.ui.scrolling import slim

_Index = QModelIndex | QPersistentModelIndex
_DISPLAY = int(Qt.ItemDataRole.DisplayRole)
_ACCESSIBLE = int(Qt.ItemDataRole.AccessibleTextRole)
_FLAGS = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemNeverHasChildren


class RowModel(QStringListModel):
    """Rows as they were given. Qt keeps blank lines of its own for them: it counts them several times for each row that
    it lays and paints, and to ask Python how many there are costs a fifth of a painted row.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.rows: tuple[ListRow, ...] = ()

    def replace(self, rows: tuple[ListRow, ...]) -> None:
        self.rows = rows
        self.setStringList([""] * len(rows))

    def append(self, rows: tuple[ListRow, ...]) -> None:
        """Join rows below; nothing that is shown moves."""
        if rows:
            before, self.rows = len(self.rows), self.rows + rows
            self.insertRows(before, len(rows))

    def data(self, index: _Index, role: int = _DISPLAY) -> Any:
        if role == 0:
            return self.rows[index.row()].name
        if role == _ACCESSIBLE:
            return self.rows[index.row()].sentence()
        return None

    def flags(self, index: _Index) -> Qt.ItemFlag:
        if index.isValid() and self.rows[index.row()].head:
            return Qt.ItemFlag.NoItemFlags
        return _FLAGS


class RowKind(Protocol):
    """How rows look: their height and their strokes."""

    def height(self, row: ListRow) -> int: ...

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, row: ListRow, following: bool) -> None: ...


class RowDelegate(QStyledItemDelegate):
    """Hands each row to its painter; it asks the model itself, past the index, which would cost more than the row."""

    def __init__(self, look: RowKind, rows: RowModel, parent: QObject) -> None:
        super().__init__(parent)
        self._look, self._rows = look, rows

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        return QSize(120, self._look.height(self._rows.rows[index.row()]))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        at, rows = index.row(), self._rows.rows
        following = at + 1 < len(rows) and not rows[at + 1].head
        self._look.paint(painter, option, rows[at], following)


class RowList(QListView):
    """A worklist by keyboard and mouse: ``picked`` as the selection moves, ``opened`` on Enter or a click."""

    picked = Signal(object)
    opened = Signal(object)

    def __init__(self, *, name: str, label: str, look: RowKind | None = None) -> None:
        super().__init__()
        slim(self)
        self.setObjectName(name)
        self.setAccessibleName(label)
        self.rows, self.look = RowModel(self), look or RowPainter()
        self.setModel(self.rows)
        self.setItemDelegate(RowDelegate(self.look, self.rows, self))
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setMouseTracking(True)
        # The color of the ground it lies on, painted here: what lies below need not be painted with each new row.
        self.viewport().setBackgroundRole(QPalette.ColorRole.Window)

    def show_rows(self, rows: tuple[ListRow, ...]) -> None:
        """Replace the rows; what was selected stays selected while it is still there."""
        kept, place = self.current_key(), self.verticalScrollBar().value()
        self.rows.replace(rows)
        if kept is not None:
            self.select(kept)
        self.verticalScrollBar().setValue(place)

    def height_of(self, first: int) -> int:
        """How high the ``first`` rows are together."""
        return sum(self.look.height(row) for row in self.rows.rows[:first])

    def current_key(self) -> object | None:
        index = self.currentIndex()
        return self.rows.rows[index.row()].key if index.isValid() else None

    def select(self, key: object) -> bool:
        """Select the row of ``key`` without opening it; False when it is not there."""
        at = next((i for i, row in enumerate(self.rows.rows) if row.key == key and not row.head), None)
        if at is not None:
            self.setCurrentIndex(self.rows.index(at, 0))
        return at is not None

    def leave(self) -> None:
        """Select no row."""
        self.clearSelection()
        self.setCurrentIndex(self.rows.index(-1, 0))

    def step(self, by: int) -> None:
        """Move the selection over group heads, up or down."""
        rows, at = self.rows.rows, self.currentIndex().row()
        at = at + by if at >= 0 else (0 if by > 0 else len(rows) - 1)
        while 0 <= at < len(rows) and rows[at].head:
            at += by
        if 0 <= at < len(rows):
            self.setCurrentIndex(self.rows.index(at, 0))

    def currentChanged(self, current: _Index, previous: _Index) -> None:
        super().currentChanged(current, previous)
        if current.isValid():
            self.picked.emit(self.rows.rows[current.row()].key)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
                event.ignore()  # it is the job's own, and opens nothing where the job has nothing to do
            elif self.current_key() is not None:
                self.opened.emit(self.current_key())
        elif event.key() in (Qt.Key.Key_Home, Qt.Key.Key_End):
            self.leave()
            self.step(1 if event.key() == Qt.Key.Key_Home else -1)
        elif event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.step(-1 if event.key() == Qt.Key.Key_Up else 1)
        else:
            super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        index = self.indexAt(event.position().toPoint())
        if event.button() == Qt.MouseButton.LeftButton and index.isValid() and not self.rows.rows[index.row()].head:
            self.opened.emit(self.rows.rows[index.row()].key)
