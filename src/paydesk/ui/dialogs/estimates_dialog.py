"""The estimates of this account: what each told, what it takes the place of, and from here what came of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from paydesk.rules.keyboard import show_date
from paydesk.ui.bar_facts import full_name
from paydesk.ui.buttons import Button, Kind
from paydesk.ui.chosen_line import account_words, open_page
from paydesk.ui.desk_context import DeskContext
from paydesk.ui.dialogs.estimate_figures import between
from paydesk.ui.dialogs.reading_dialog import ReadingDialog
from paydesk.ui.dialogs.what_came_dialog import show_what_came, title_of
from paydesk.ui.kept_estimate import print_again
from paydesk.ui.labels import Empty
from paydesk.ui.list_row import ListRow

if TYPE_CHECKING:
    from paydesk.operations.comparing_estimates import EstimateOnFile


class EstimatesDialog(ReadingDialog):
    """Enter lays the chosen one beside what came, P prints its paper again."""

    def __init__(self, context: DeskContext, kept: tuple[EstimateOnFile, ...]) -> None:
        self._kept = {one.estimate_id: one for one in kept}
        page = open_page(context)
        names = {one.person_id: full_name(one) for one in page.members}
        again = Button("Print it again", key="P", name="print_again")
        beside = Button("See what came", kind=Kind.PRIMARY, key="Return", shown_only=True, name="see_what_came")
        super().__init__(
            context, name="estimates_dialog", title=f"Estimates, {account_words(context)}",
            rows=tuple(_row(one, names.get(one.patient_id, "")) for one in kept),
            lead="As they were given, kept for ever. Estimates are never debt: what is owed stands in the account.",
            empty=Empty("No estimate was made yet", "Ctrl+Shift+I estimates a visit. It is kept here.", icon="scales"),
            buttons=(again, beside),
        )  # fmt: skip
        again.clicked.connect(self._print)
        beside.clicked.connect(self._beside)
        self.list.opened.connect(lambda key: self._beside())
        for button in (again, beside):
            button.setEnabled(bool(kept))

    @staticmethod
    def load(context: DeskContext) -> Callable[[], tuple[EstimateOnFile, ...]]:
        """Reads the list before the dialog opens."""
        from paydesk.operations import comparing_estimates

        account = open_page(context).account_id
        return lambda: comparing_estimates.estimates_of(context.desk, account)

    def _chosen(self) -> EstimateOnFile | None:
        key = self.list.current_key()
        return self._kept.get(key) if isinstance(key, int) else None

    def _print(self) -> None:
        one, account = self._chosen(), self.context.current_account
        if one is not None and account is not None:
            self.accept()
            print_again(self.context, title_of(one), number=one.number, document=one.document_id, account=account)

    def _beside(self) -> None:
        one = self._chosen()
        if one is not None:
            self.accept()  # never more than one deep
            show_what_came(self.context, one.estimate_id)



def _row(one: EstimateOnFile, patient: str) -> ListRow:
    day = f"care on {show_date(one.service_on)}" if one.service_on else "no day yet"
    why = f"replaced by estimate {one.replaced_by}" if one.replaced else ""
    if one.replaces and not why:
        why = f"takes the place of estimate {one.replaces}"
    due = f"to be given by {show_date(one.due_on)}" if one.due_on and not one.replaced else ""
    return ListRow(
        one.estimate_id, f"{title_of(one)} {one.number}", beside=patient,
        second=", ".join(part for part in (day, due, f"made by {one.made_by}") if part), why=why,
        money=between(one.low, one.high), money_tone="text3" if one.replaced else "text", at=show_date(one.made_on),
        icon="document" if one.replaced else "scales",
    )  # fmt: skip
