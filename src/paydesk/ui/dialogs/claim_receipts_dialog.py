"""What a file of receipts says: which claims were rejected and why, which were taken, and what could not be placed."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtWidgets import QVBoxLayout

from paydesk.operations.acknowledging import Acknowledged, ReportedClaim
from paydesk.rules.claims import ClaimState
from paydesk.ui.buttons import Button, Kind
from paydesk.ui.desk_context import DeskContext
from paydesk.ui.dialogs.reading_dialog import ReadingDialog
from paydesk.ui.ground import Ground
from paydesk.ui.labels import Empty, Why
from paydesk.ui.list_row import ListRow

_GROUPS = ("Rejected", "Not placed", "Taken", "Told besides")
_LOOK = {"Rejected": ("warning", "bad"), "Not placed": ("warning", "warn"), "Taken": ("check_circle", "ok"),
         "Told besides": ("info", "text2")}  # fmt: skip


class ClaimReceiptsDialog(ReadingDialog):
    """Enter opens the account of the claim the cursor is on."""

    def __init__(self, context: DeskContext, done: Acknowledged) -> None:
        self._claims = dict(enumerate(done.claims))
        self._open = Button("Open the account", kind=Kind.PRIMARY, key="Return", shown_only=True, name="open_account")
        super().__init__(
            context, name="claim_receipts_dialog", title="Receipts for claims", lead=_lead(done),
            rows=tuple(self._rows(done)), buttons=(self._open,),
            empty=Empty("Nothing is told of any claim", "The clearinghouse’s next file may.", icon="document"),
        )  # fmt: skip
        self.detail = Why()
        ground = Ground(edges=("top",))
        inside = QVBoxLayout(ground)
        inside.setContentsMargins(24, 8, 24, 8)
        inside.addWidget(self.detail)
        column = self.layout()
        assert isinstance(column, QVBoxLayout)
        column.insertWidget(column.count() - 1, ground)
        self._open.clicked.connect(lambda: self._go(self.list.current_key()))
        self.list.opened.connect(self._go)
        self.list.picked.connect(lambda key: self._follow())
        self._follow()

    def _rows(self, done: Acknowledged) -> Iterator[ListRow]:
        for group in _GROUPS:
            some = [key for key, one in self._claims.items() if _group(one) == group]
            if some:
                yield ListRow(("head", group), group, money=_many(len(some)), head=True)
            for key in some:
                yield _row(key, self._claims[key], group)
        if done.told:
            yield ListRow(("head", "file"), "Of the file itself", head=True)
        for place, sentence in enumerate(done.told):
            yield ListRow(("told", place), sentence, icon="document", spoken=sentence)

    def _follow(self) -> None:
        """The whole of the chosen row, and whose account it opens."""
        key = self.list.current_key()
        row = next((each for each in self.list.rows.rows if each.key == key), None)
        one = self._claims.get(key) if isinstance(key, int) else None
        words = _sentences(one.says, one.advice, one.refused) if one else row.spoken if row else ""
        self.detail.say(words, icon="info", role="text2")
        self._open.setEnabled(one is not None and one.account_id is not None)

    def _go(self, key: object) -> None:
        one = self._claims.get(key) if isinstance(key, int) else None
        if one is not None and one.account_id is not None:
            self.accept()
            self.context.open_account(one.account_id)
            self.context.go("patients")


def _group(one: ReportedClaim) -> str:
    if one.refused:
        return "Not placed"
    if one.state is None:
        return "Told besides"
    return "Rejected" if one.state is ClaimState.REJECTED else "Taken"


def _row(key: int, one: ReportedClaim, group: str) -> ListRow:
    icon, tone = _LOOK[group]
    named = f"Claim {one.claim or one.number}" + (f", account {one.account}" if one.account else "")
    became = f"now {one.state.value}" if one.moved and one.state else "no change" if one.claim else ""
    says = _sentences(one.refused, one.says)
    return ListRow(
        key, named, second=says, why=one.advice, money=became,
        money_tone="text" if one.moved else "text3", icon=icon, icon_tone=tone,
        spoken=f"{named}, {group.lower()}, {says}",
    )  # fmt: skip


def _sentences(*parts: str) -> str:
    """Each part as a sentence of its own."""
    whole = (f"{one[:1].upper()}{one[1:]}" for one in parts if one)
    return " ".join(one if one.endswith((".", "”")) else f"{one}." for one in whole)


def _many(count: int) -> str:
    return "1 claim" if count == 1 else f"{count:,} claims"


def _lead(done: Acknowledged) -> str:
    moved = sum(one.moved for one in done.claims)
    if not done.claims:
        return f"{done.file}: no claim of ours is named in it."
    if not moved:
        return (f"{done.file}: {_many(len(done.claims))}. Nothing changes: what it says is known already, "
                "or the claims went on since.")  # fmt: skip
    return (f"{done.file}: {_many(len(done.claims))}, {moved:,} changed. What was rejected waits in Insurance calls "
            "to be mended and sent again.")  # fmt: skip
