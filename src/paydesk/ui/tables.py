"""Tables made from declared columns: rows come in pages, figures share a right edge."""

from __future__ import annotations

from typing import Generic, TypeVar

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView

from paydesk.ui.paged_model import PAGE as PAGE
from paydesk.ui.paged_model import Column as Column
from paydesk.ui.paged_model import Holds as Holds
from paydesk.ui.paged_model import PagedModel
from paydesk.ui.scrolling import slim
from paydesk.ui.table_paint import CellDelegate, PaintedHeader

R = TypeVar("R")
_Index = QModelIndex | QPersistentModelIndex
_ENDS = (Qt.Key.Key_Home, Qt.Key.Key_End)


class Table(QTableView, Generic[R]):
    """``picked`` as the selection moves, ``opened`` on Enter or a double click, ``sort_asked`` on a header."""

    picked = Signal(object)
    opened = Signal(object)
    sort_asked = Signal(str)

    def __init__(self, columns: tuple[Column[R], ...], *, name: str, label: str, row_height: int = 29) -> None:
        super().__init__()
        slim(self)
        self.setObjectName(name)
        self.setAccessibleName(label)
        self.rows: PagedModel[R] = PagedModel(columns, self)
        self.setHorizontalHeader(PaintedHeader(self))
        self.setModel(self.rows)
        self.setItemDelegate(CellDelegate(self, self.rows))
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(row_height)
        self._size_columns()
        # Qt asks for more at the end of the bar it came with, and this is another one.
        self.verticalScrollBar().valueChanged.connect(self._fetch_near_end)
        self.doubleClicked.connect(lambda index: self.opened.emit(self.rows.rows[index.row()]))
        self.horizontalHeader().sectionClicked.connect(self._sort)

    def current_row(self) -> R | None:
        index = self.currentIndex()
        return self.rows.rows[index.row()] if index.isValid() else None

    def currentChanged(self, current: _Index, previous: _Index) -> None:
        super().currentChanged(current, previous)
        # The whole row is tinted, so both whole rows have to be painted anew.
        self.viewport().update()
        if current.isValid():
            self.picked.emit(self.rows.rows[current.row()])

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.viewport().update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and (row := self.current_row()) is not None:
            self.opened.emit(row)
        elif event.key() in _ENDS and not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            # Qt goes to the first or last column, which shows nothing where whole rows are chosen.
            if count := len(self.rows.rows):
                self.selectRow(0 if event.key() == Qt.Key.Key_Home else count - 1)
        else:
            super().keyPressEvent(event)

    def _fetch_near_end(self, value: int) -> None:
        if value >= self.verticalScrollBar().maximum() - self.viewport().height():
            self.rows.fetchMore(self.rootIndex())

    def _size_columns(self) -> None:
        header = self.horizontalHeader()
        for i, column in enumerate(self.rows.columns):
            mode = QHeaderView.ResizeMode.Fixed if column.width else QHeaderView.ResizeMode.Stretch
            header.setSectionResizeMode(i, mode)
            if column.width:
                header.resizeSection(i, column.width)

    def _sort(self, section: int) -> None:
        if self.rows.columns[section].sortable:
            self.sort_asked.emit(self.rows.columns[section].name)
