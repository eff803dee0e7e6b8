"""Letters to insurers about this account's claims: to print again exactly as they were, or to note as not gone out."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from paydesk.rules.insurer_letter import WAYS, LetterKind, level_words
from paydesk.rules.keyboard import show_date
from paydesk.ui.buttons import Button, Kind
from paydesk.ui.chosen_line import account_words, open_page
from paydesk.ui.desk_context import DeskContext
from paydesk.ui.dialogs.insurer_letter_dialog import TITLE, recall
from paydesk.ui.dialogs.reading_dialog import ReadingDialog
from paydesk.ui.finished_paper import Paper, file_name
from paydesk.ui.labels import Empty
from paydesk.ui.list_row import ListRow

if TYPE_CHECKING:
    from paydesk.operations.writing_insurers import KeptLetter


class InsurerLettersDialog(ReadingDialog):
    """Enter prints the chosen one again; Delete notes that it did not go out."""

    def __init__(self, context: DeskContext, letters: tuple[KeptLetter, ...]) -> None:
        not_out = Button("It did not go out", key="Delete", name="letter_recall")
        again = Button("Print it again", kind=Kind.PRIMARY, key="Return", shown_only=True, name="letter_again")
        super().__init__(
            context, name="insurer_letters_dialog", title=f"Letters to insurers, {account_words(context)}",
            rows=tuple(map(_row, letters)), lead="The exact pages, kept for ever, with what is enclosed.",
            empty=Empty("No insurer was written to yet", "“Write to the insurer” in Insurance calls makes an appeal. "
                        "It is kept here.", icon="mail"),
            buttons=(not_out, again),
        )  # fmt: skip
        not_out.clicked.connect(self._recall)
        again.clicked.connect(self._print)
        self.list.opened.connect(lambda key: self._print())
        for button in (not_out, again):
            button.setEnabled(self.list.current_key() is not None)

    @staticmethod
    def load(context: DeskContext) -> Callable[[], tuple[KeptLetter, ...]]:
        """Reads the letters before the dialog opens."""
        from paydesk.operations import writing_insurers

        account = open_page(context).account_id
        return lambda: writing_insurers.letters_of_account(context.desk, account)

    def _print(self) -> None:
        from paydesk.operations import writing_insurers

        letter, context = self.list.current_key(), self.context
        if not isinstance(letter, int):
            return
        self.accept()
        title = f"{TITLE} {letter}"
        if not context.printing.ready(TITLE):
            context.messages.warn(f"{title} was not printed")
            return

        def out(pdf: bytes) -> None:
            context.printing.print_paper(Paper(title, file_name(TITLE, letter), pdf, account=context.current_account))

        context.jobs.do(
            lambda: writing_insurers.print_letter_again(context.desk, letter), title="Fetching the letter", then=out,
            owner=context,
        )  # fmt: skip

    def _recall(self) -> None:
        letter, context = self.list.current_key(), self.context
        if not isinstance(letter, int):
            return
        # The question takes this dialog's place: never more than one deep.
        self.accept()
        sentence = "Its claims stand as before it, unless something came of them since. The letter stays on file."
        reason = context.messages.ask_reason("It did not go out", sentence, yes="Take it back")
        if reason is not None:
            recall(context, letter, reason)


def _row(one: KeptLetter) -> ListRow:
    kind = LetterKind(one.kind)
    limit = f"limit {show_date(one.deadline)}" if one.deadline else ""
    after = f"asked after {show_date(one.follow_up_on)}" if one.follow_up_on and not one.recalled else ""
    state = "did not go out" if one.recalled else after
    why = ", ".join(part for part in (state, limit, f"by {one.written_by}") if part)
    return ListRow(
        one.letter_id, f"{level_words(kind, one.level)}, {one.payer}",
        second=f"{', '.join(one.claims)}, {WAYS[one.way]}", why=why,
        why_icon="cross" if one.recalled else "calendar", icon="mail", money=show_date(one.written_on),
    )  # fmt: skip
