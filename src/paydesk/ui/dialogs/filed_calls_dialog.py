"""Calls to insurers that were filed about this account: when, with whom, how they ended; printed as evidence."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from paydesk.rules.call_outcome import outcome_of
from paydesk.rules.call_sheet import Purpose
from paydesk.rules.keyboard import show_date
from paydesk.ui.buttons import Button, Kind
from paydesk.ui.chosen_line import account_words, open_page
from paydesk.ui.desk_context import DeskContext
from paydesk.ui.dialogs.reading_dialog import ReadingDialog
from paydesk.ui.labels import Empty
from paydesk.ui.list_row import ListRow
from paydesk.ui.payment_worklist import local_clock

if TYPE_CHECKING:
    from paydesk.operations.call_papers import KeptCall


class FiledCallsDialog(ReadingDialog):
    """Enter prints the chosen one."""

    def __init__(self, context: DeskContext, calls: tuple[KeptCall, ...]) -> None:
        again = Button("Print it", kind=Kind.PRIMARY, key="Return", shown_only=True, name="print_call")
        self._account = open_page(context).account_id
        super().__init__(
            context, name="filed_calls_dialog", title=f"Filed calls to insurers, {account_words(context)}",
            rows=tuple(map(_row, calls)),
            lead="What was asked and answered, with the name and the reference number. Nobody can change it any more.",
            empty=Empty("No call was filed yet", "Ctrl+4 shows who is to be called.", icon="phone"), buttons=(again,),
        )  # fmt: skip
        again.clicked.connect(self._print)
        again.setEnabled(self.list.current_key() is not None)
        self.list.opened.connect(lambda key: self._print())

    @staticmethod
    def load(context: DeskContext) -> Callable[[], tuple[KeptCall, ...]]:
        """Reads the calls before the dialog opens."""
        from paydesk.operations import call_papers

        account = open_page(context).account_id
        return lambda: call_papers.calls_of_account(context.desk, account)

    def _print(self) -> None:
        from paydesk.ui import call_sheet_paper

        call = self.list.current_key()
        if isinstance(call, int):
            self.accept()
            call_sheet_paper.print_call(self.context, call, self._account)


def _row(call: KeptCall) -> ListRow:
    ends = [
        f"{Purpose(one.purpose).words}: {outcome_of(Purpose(one.purpose), one.outcome).words}" for one in call.settled
    ]
    reference = f"reference {call.reference}" if call.reference else ""
    who = ", ".join(part for part in (call.representative, reference, f"by {call.by}") if part)
    return ListRow(
        call.call_id, call.payer, second="; ".join(ends), why=who, at=local_clock(call.started_at),
        money=show_date(call.started_at.date()), icon="phone",
    )  # fmt: skip
