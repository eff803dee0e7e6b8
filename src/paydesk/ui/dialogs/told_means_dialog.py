"""What the household of this account told: every sheet with its figures, what proved it, and whether it still holds."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from paydesk.rules.keyboard import show_date
from paydesk.rules.money import show
from paydesk.ui.buttons import Button, Kind
from paydesk.ui.chosen_line import account_words, open_page
from paydesk.ui.desk_context import DeskContext
from paydesk.ui.dialogs.reading_dialog import ReadingDialog
from paydesk.ui.labels import Empty
from paydesk.ui.list_row import ListRow

if TYPE_CHECKING:
    from paydesk.operations.affording import KeptSheet


class ToldMeansDialog(ReadingDialog):
    """Enter notes a proof of the chosen sheet."""

    def __init__(self, context: DeskContext, kept: tuple[KeptSheet, ...]) -> None:
        self._kept = {one.sheet_id: one for one in kept}
        prove = Button("Note a proof", kind=Kind.PRIMARY, key="Return", shown_only=True, name="note_proof")
        super().__init__(
            context, name="told_means_dialog", title=f"What the household told, {account_words(context)}",
            rows=tuple(_row(one) for one in kept),
            lead="As it was told, kept for ever, with the figures of that day. Only who works on plans sees it.",
            empty=Empty("Nothing was told yet", "The tab Plans asks what comes in and goes out.", icon="people"),
            buttons=(prove,) if context.desk.may("plans.make") else (),
        )  # fmt: skip
        prove.clicked.connect(self._prove)
        self.list.opened.connect(lambda key: self._prove())
        prove.setEnabled(bool(kept))

    @staticmethod
    def load(context: DeskContext) -> Callable[[], tuple[KeptSheet, ...]]:
        """Reads the sheets before the dialog opens."""
        from paydesk.operations import affording

        account = open_page(context).account_id
        return lambda: affording.sheets_of(context.desk, account)

    def _prove(self) -> None:
        from paydesk.ui.dialogs.means_proof_dialog import MeansProofDialog

        key = self.list.current_key()
        if isinstance(key, int) and key in self._kept and self.context.desk.may("plans.make"):
            context, sheet = self.context, self._kept[key]
            self.accept()  # never more than one deep
            MeansProofDialog(context, sheet).start()


def _row(one: KeptSheet) -> ListRow:
    sheet, means = one.sheet, one.means
    people = "1 person" if sheet.household == 1 else f"{sheet.household} people"
    told = f"{show(means.annual_income)} a year, {means.poverty_percent} % of the poverty guideline"
    why, tone = _why(one)
    return ListRow(
        one.sheet_id, f"{people}, told {one.told_how.words}", second=f"{told}; taken down by {one.taken_by}", why=why,
        why_icon="warning" if tone == "warn" else "check", why_tone=tone, money=f"{show(means.affordable)} a month",
        money_tone="text3" if one.expired else "text", at=show_date(sheet.on), icon="people",
    )  # fmt: skip


def _why(one: KeptSheet) -> tuple[str, str]:
    if one.expired:
        return f"held until {show_date(one.expires_on)}: ask again", "warn"
    if one.unproven:
        kinds = ", ".join(one.sheet.incomes[place].kind for place in one.unproven)
        due = f", due by {show_date(one.proof_due)}" if one.proof_due else ""
        return f"no proof seen of {kinds}{due}", "warn"
    seen = ", ".join(dict.fromkeys(proof.kind.value for proof in one.proofs))
    proven = f"proven by {seen}; " if seen else ""
    return f"{proven}holds until {show_date(one.expires_on)}", "text2"
