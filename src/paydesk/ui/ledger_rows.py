"""The rows of the ledger as the screen has them, and the flat model that folds visits away."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import Enum
from functools import cached_property
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

_Index = QModelIndex | QPersistentModelIndex
_DISPLAY = int(Qt.ItemDataRole.DisplayRole)
_ACCESSIBLE = int(Qt.ItemDataRole.AccessibleTextRole)


class LedgerKind(Enum):
    """What a row of the ledger is."""

    VISIT = "visit"
    CHARGE = "charge"
    LINE = "line"
    WHY = "why"


@dataclass(frozen=True)
class LedgerRow:
    """One painted row. ``visit`` is the key of the visit head it folds under; texts come ready to paint.

    ``strong`` marks the last line of a charge: what is left there now is dark. ``moves`` puts an arrow before
    the amount. ``state`` belongs to a visit; a ``quiet`` one has no charges. ``link`` is a command beside the words
    ("Reverse"); one that
    ``link_waits`` is there on the selected row only, so that not every line shouts.
    """

    kind: LedgerKind
    key: object
    visit: object
    date: str = ""
    word: str = ""
    what: str = ""
    detail: str = ""
    amount: str = ""
    moves: bool = False
    insurers: str = ""
    patient: str = ""
    state: str = ""
    state_icon: str = ""
    state_tone: str = "text"
    word_tone: str = "text2"
    strong: bool = False
    link: str = ""
    link_waits: bool = False
    quiet: bool = False
    spoken: Callable[[], str] | None = None

    def sentence(self) -> str:
        """What a screen reader says of this row; ``spoken`` makes it where the painted texts are too short."""
        if self.spoken is not None:
            return self.spoken()
        owed = [f"insurers owe {self.insurers}"] if self.insurers else []
        owed += [f"patient owes {self.patient}"] if self.patient else []
        moved = f"{self.amount} moved" if self.moves else self.amount
        parts = [self.date, self.word, self.what, self.detail, self.state, moved, *owed]
        return ", ".join(part for part in parts if part)


@dataclass(frozen=True)
class LedgerGroup:
    """A visit's head and what folds under it, which is made when it is first shown: most of an account is folded."""

    head: LedgerRow
    below: Callable[[], Iterable[LedgerRow]]

    @cached_property
    def rows(self) -> tuple[LedgerRow, ...]:
        """What stands under the head."""
        return tuple(self.below())


class LedgerModel(QAbstractListModel):
    """Visits with their rows; a folded visit shows its head only."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._groups: tuple[LedgerGroup, ...] = ()
        self.shown: tuple[LedgerRow, ...] = ()
        self.folded: frozenset[object] = frozenset()

    def visit_of(self, key: object) -> object | None:
        """The visit that a row stands in, folded away or not; None where there is no such row."""
        return next((one.head.visit for one in self._groups if _has(one, key)), None)

    def replace(self, groups: tuple[LedgerGroup, ...], *, folded: frozenset[object]) -> None:
        self.beginResetModel()
        self._groups, self.folded = groups, folded
        self._choose()
        self.endResetModel()

    def fold(self, visit: object, *, away: bool) -> None:
        """Fold a visit away or open it; the other rows keep their places in the model."""
        if (visit in self.folded) == away:
            return
        head = next((i for i, row in enumerate(self.shown) if _is_head(row) and row.visit == visit), None)
        self.folded = self.folded | {visit} if away else self.folded - {visit}
        if head is None:
            return
        count = next(len(one.rows) for one in self._groups if one.head.visit == visit)
        change = self.beginRemoveRows if away else self.beginInsertRows
        if count:
            change(QModelIndex(), head + 1, head + count)
        self._choose()
        if count:
            (self.endRemoveRows if away else self.endInsertRows)()
        self.dataChanged.emit(self.index(head, 0), self.index(head, 0))

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.shown)

    def data(self, index: _Index, role: int = _DISPLAY) -> Any:
        if role == 0 or role == _ACCESSIBLE:
            return self.shown[index.row()].sentence()
        return None

    def opens_charge(self, at: int) -> bool:
        """Whether this row starts a further charge of its visit, which gets a little air above it."""
        row = self.shown[at]
        return row.kind is LedgerKind.CHARGE and at > 0 and not _is_head(self.shown[at - 1])

    def stop_from(self, at: int, *, up: bool) -> int:
        """The row where the cursor stops that came to ``at``: reasons belong to the line above them."""
        below = () if up else range(at, len(self.shown))
        stops = (place for place in (*below, *range(at, -1, -1)) if self.shown[place].kind is not LedgerKind.WHY)
        return next(stops, at)

    def last_why_of(self, at: int) -> int:
        """The last of the reasons under a row, else the row itself."""
        below = range(at + 1, len(self.shown))
        return next((row - 1 for row in below if self.shown[row].kind is not LedgerKind.WHY), len(self.shown) - 1)

    def _choose(self) -> None:
        shown: list[LedgerRow] = []
        for group in self._groups:
            shown.append(group.head)
            if group.head.visit not in self.folded:
                shown += group.rows
        self.shown = tuple(shown)


def _has(group: LedgerGroup, key: object) -> bool:
    return group.head.key == key or any(row.key == key for row in group.rows)


def _is_head(row: LedgerRow) -> bool:
    return row.kind is LedgerKind.VISIT
