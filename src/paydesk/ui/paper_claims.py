"""The claims of a check that is typed: the field that finds the next one, and a row for each that is on it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent

from paydesk.rules import money
from paydesk.ui.fields import Choice, Look
from paydesk.ui.paper_entry import PaperEntry
from paydesk.ui.remittance_paint import RemittancePainter
from paydesk.ui.remittance_rows import MoneyRow
from paydesk.ui.row_list import RowList
from paydesk.ui.search_input import SearchInput

_COLUMNS = ("Charge", "Paid", "To explain")
_MOST_ROWS = 5


class ClaimSearch(SearchInput):
    """Down with nothing typed shows the insurer's open claims."""

    def __init__(self, look: Look) -> None:
        super().__init__(look, name="paper_claim", label="Add a claim")
        self.setObjectName("paper_claim")
        self.setAccessibleName("Add a claim")
        self.setAccessibleDescription("Down lists the insurer's open claims")
        self.setPlaceholderText("Name, account, claim number or charge")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Down and not self.text().strip():
            self.show_open()
        else:
            super().keyPressEvent(event)

    def _meant(self, words: str) -> Choice | None:
        """A claim goes onto the check by Enter, never because the field was left."""
        return None

    def _answer(self, typed: str, found: tuple[Choice, ...]) -> None:
        super()._answer(typed, found)
        if not found and not typed and not self.text():
            self._popup.show_rows((), empty="This insurer has no open claim here. Type a name, an account or a number.")

    def show_open(self) -> None:
        """The insurer's open claims, the oldest first."""
        self._popup.expect()
        self._ask("", lambda found: self._answer("", found))


class PaperClaims(RowList):
    """A row a claim, by its place; ``removed`` asks to take the chosen one off. As high as its rows, up to a few."""

    removed = Signal(int)

    def __init__(self) -> None:
        super().__init__(name="paper_claims", label="Claims on this check", look=RemittancePainter())
        self.hide()

    def show_entries(self, entries: Sequence[PaperEntry], front: int) -> None:
        """What is typed of each so far; the one in ``front`` is chosen, and nobody hears of that."""
        many = "1 claim on this check" if len(entries) == 1 else f"{len(entries):,} claims on this check"
        head = MoneyRow("head", many, head=True, icon="list", columns=_COLUMNS)
        self.blockSignals(True)
        self.show_rows((head, *(_row(place, one) for place, one in enumerate(entries))))
        self.select(front)
        self.blockSignals(False)
        self.setVisible(bool(entries))
        self.setFixedHeight(self.height_of(1 + min(len(entries), _MOST_ROWS)) + 2)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = self.current_key()
        if event.key() == Qt.Key.Key_Delete and isinstance(key, int):
            self.removed.emit(key)
        else:
            super().keyPressEvent(event)


def _row(place: int, entry: PaperEntry) -> MoneyRow:
    sums, known = entry.sums(), entry.claim.known
    left = "–" if sums.holds else money.show(sums.left)
    day = min(line.day for line in known.lines)
    back = ", taken back" if entry.takes_back else ""
    columns = (money.show(sums.charge), money.show(sums.paid), left)
    figures = ", ".join(f"{name} {shown}" for name, shown in zip(_COLUMNS, columns, strict=True))
    beside = f"{day:%m/%d}, claim {known.number}{back}"
    spoken = f"{entry.patient}, {beside}, {figures}"
    return MoneyRow(place, entry.patient, beside=beside, columns=columns, spoken=spoken)
