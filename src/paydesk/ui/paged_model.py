"""Declared columns, and rows that come in pages from wherever they are kept."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import Any, Generic, TypeAlias, TypeVar

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

PAGE = 200
R = TypeVar("R")
_Index = QModelIndex | QPersistentModelIndex
_DISPLAY, _ALIGN = int(Qt.ItemDataRole.DisplayRole), int(Qt.ItemDataRole.TextAlignmentRole)
_ACCESSIBLE, _COLUMN = int(Qt.ItemDataRole.AccessibleTextRole), int(Qt.ItemDataRole.UserRole)
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class Holds(Enum):
    """What a column holds: TEXT may be elided; MONEY and COUNT stand right and, like DATE, are never cut."""

    TEXT = "text"
    MONEY = "money"
    DATE = "date"
    COUNT = "count"


@dataclass(frozen=True)
class Column(Generic[R]):
    """One column: ``text`` gives the words of a row; ``width`` 0 takes what is left; ``tone`` a text role."""

    name: str
    title: str
    text: Callable[[R], str]
    holds: Holds = Holds.TEXT
    width: int = 0
    tone: Callable[[R], str] | None = None
    strong: bool = False
    sortable: bool = False

    @property
    def right(self) -> bool:
        return self.holds in (Holds.MONEY, Holds.COUNT)


Deliver: TypeAlias = Callable[[tuple[R, ...]], None]
Source: TypeAlias = Callable[[R | None, Deliver[R]], None]
"""Asked for the page after a row (None: the first), now or later, hands at most ``PAGE`` rows to ``deliver``."""


class PagedModel(QAbstractTableModel, Generic[R]):
    """Rows as far as they were fetched; a page shorter than ``PAGE`` is the last."""

    def __init__(self, columns: tuple[Column[R], ...], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.columns = columns
        self.rows: tuple[R, ...] = ()
        self._source: Source[R] | None = None
        self._more, self._asked, self._generation = False, False, 0

    def read_from(self, source: Source[R]) -> None:
        """Forget all rows and ask ``source`` for the first page; late pages of an older source are dropped."""
        self._source, self._more, self._asked = source, True, False
        self._generation += 1
        self._replace(())
        self._ask(None)

    def show_rows(self, rows: tuple[R, ...]) -> None:
        """Show these and no more."""
        self._more, self._asked = False, False
        self._generation += 1
        self._replace(rows)

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.columns)

    def data(self, index: _Index, role: int = _DISPLAY) -> Any:
        # A view asks about a thousand times a repaint: plain ints compare far faster than Qt's enums.
        if role == 0:
            return self.columns[index.column()].text(self.rows[index.row()])
        if role == _ALIGN:
            return _RIGHT if self.columns[index.column()].right else _LEFT
        if role == _ACCESSIBLE:
            column, row = self.columns[index.column()], self.rows[index.row()]
            return f"{column.title}: {column.text(row)}" if column.title else column.text(row)
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = _DISPLAY) -> Any:
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == 0:
            return self.columns[section].title
        if role == _ALIGN:
            return _RIGHT if self.columns[section].right else _LEFT
        return self.columns[section] if role == _COLUMN else None

    def canFetchMore(self, parent: _Index) -> bool:
        return self._more and not self._asked and bool(self.rows)

    def fetchMore(self, parent: _Index) -> None:
        if self.canFetchMore(parent):
            self._ask(self.rows[-1])

    def _ask(self, after: R | None) -> None:
        self._asked, generation = True, self._generation
        if self._source:
            self._source(after, lambda rows: self._receive(rows, generation))

    def _receive(self, rows: tuple[R, ...], generation: int) -> None:
        if generation != self._generation:
            return
        self._asked, self._more = False, len(rows) >= PAGE
        if rows:
            self.beginInsertRows(QModelIndex(), len(self.rows), len(self.rows) + len(rows) - 1)
            self.rows += rows
            self.endInsertRows()

    def _replace(self, rows: tuple[R, ...]) -> None:
        self.beginResetModel()
        self.rows = rows
        self.endResetModel()
