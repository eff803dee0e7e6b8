"""Whose is it? The claims an insurer's answer may be for, the likeliest first; Enter says it is this one."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from paydesk.operations import deciding_answers
from paydesk.rules import money
from paydesk.rules.keyboard import show_date
from paydesk.ui.buttons import Button, Kind
from paydesk.ui.desk_context import DeskContext
from paydesk.ui.dialogs.reading_dialog import ReadingDialog
from paydesk.ui.labels import Empty
from paydesk.ui.list_row import ListRow

if TYPE_CHECKING:
    from paydesk.operations.deciding_answers import Choice
    from paydesk.operations.reading_advice import AnswerRow


def choose_claim(context: DeskContext, row: AnswerRow, *, then: Callable[[int], object]) -> None:
    """Ask for the claims it may be, and then the person; ``then`` gets the one she chose."""
    desk, account = context.desk, context.current_account

    def show(found: tuple[Choice, ...]) -> None:
        dialog = ClaimChoiceDialog(context, row, found)
        dialog.chosen = then
        dialog.start()

    context.jobs.look(
        lambda: deciding_answers.choices(desk, row.id, account_id=account), title="Looking for its claim",
        owner=context, then=show,
    )  # fmt: skip


class ClaimChoiceDialog(ReadingDialog):
    """What fits is told under each; the account that is open adds its own claims."""

    def __init__(self, context: DeskContext, row: AnswerRow, found: tuple[Choice, ...]) -> None:
        self._this = Button("It is this one", kind=Kind.PRIMARY, key="Return", shown_only=True, name="choose_claim")
        day = f", {show_date(row.day)}" if row.day else ""
        super().__init__(
            context, name="claim_choice_dialog", title="Whose is it?",
            lead=f"The insurer names {row.patient}{day}, and paid {money.show(row.paid)}. The account that is open "
            "adds its claims to the list.",
            rows=tuple(_row(choice) for choice in found),
            empty=Empty("No claim here is like it", "Open the patient's account first, then its claims stand here."),
            buttons=(self._this,) if found else (),
        )  # fmt: skip
        self.chosen: Callable[[int], object] = lambda claim_id: None
        self._this.clicked.connect(lambda: self._choose(self.list.current_key()))
        self.list.opened.connect(self._choose)

    def _choose(self, key: object) -> None:
        if isinstance(key, int):
            self.accept()
            self.chosen(key)


def _row(choice: Choice) -> ListRow:
    claim = choice.claim
    days = sorted({line.day for line in claim.lines})
    day = show_date(days[0]) if days else ""
    return ListRow(
        claim.id, f"{claim.patient_first} {claim.patient_last}".strip(), beside=f"{day}, claim {claim.number}",
        second=f"{claim.payer_name}, account {claim.account_number}, {claim.state.value}", why=choice.fits,
        why_icon="check" if choice.agrees else "warning", money=money.show(claim.charge), icon="person",
    )  # fmt: skip
