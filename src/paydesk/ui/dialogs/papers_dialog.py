"""What was printed of this account: statements and letters, to print again exactly as they were."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from paydesk.rules.keyboard import show_date
from paydesk.rules.money import in_words
from paydesk.ui.buttons import Button, Kind
from paydesk.ui.chosen_line import open_page
from paydesk.ui.desk_context import DeskContext
from paydesk.ui.dialogs.reading_dialog import ReadingDialog
from paydesk.ui.finished_paper import PRINTED, Paper, file_name, saved_as
from paydesk.ui.labels import Empty
from paydesk.ui.list_row import ListRow
from paydesk.ui.receipt_paper import log_letter

if TYPE_CHECKING:
    from paydesk.operations.keeping import KeptPaper


class PapersDialog(ReadingDialog):
    """Enter prints the chosen one again, Ctrl+Enter shows it first."""

    def __init__(self, context: DeskContext, kept: KeptPaper) -> None:
        self._refunds = kept.refunds
        look = Button("Look at it", key="Ctrl+Return", name="look_at_paper")
        again = Button("Print it again", kind=Kind.PRIMARY, key="Return", shown_only=True, name="print_again")
        super().__init__(
            context, name="papers_dialog", title="Papers of this account", rows=tuple(_rows(kept)),
            lead="The exact pages that were printed, kept for ever. Receipts are printed again with Ctrl+R.",
            empty=Empty("Nothing was printed yet", "F8 prints the first statement. It is kept here.", icon="printer"),
            buttons=(look, again),
        )  # fmt: skip
        look.clicked.connect(lambda: self._fetch(look=True))
        again.clicked.connect(lambda: self._fetch(look=False))
        self.list.opened.connect(lambda key: self._fetch(look=False))
        for button in (look, again):
            button.setEnabled(self.list.current_key() is not None)

    @staticmethod
    def load(context: DeskContext) -> Callable[[], KeptPaper]:
        """Reads the list before the dialog opens."""
        from paydesk.operations import keeping

        account = open_page(context).account_id
        return lambda: keeping.kept_paper(context.desk, account)

    def _fetch(self, *, look: bool) -> None:
        from paydesk.operations import keeping

        key, context = self.list.current_key(), self.context
        if not isinstance(key, tuple):
            return
        kind, number, account = str(key[0]), int(key[1]), context.current_account
        of_statement = kind == "statement"
        read = keeping.reprint_statement if of_statement else keeping.reprint
        read_only = keeping.look_at_statement if of_statement else keeping.look_at
        row = next(row for row in self.list.rows.rows if row.key == key)
        refund = self._refunds.get(number) if kind == "letter" else None
        title = row.name if kind == "statement" else " of ".join(filter(None, (row.name, row.money)))

        name = file_name("Refund letter", refund.refund_id) if refund else file_name(kind, number)

        def went(how: str) -> None:
            context.messages.tell(f"{title} {how}")
            if refund is not None:
                log_letter(context, refund.refund_id)

        def filed(file: Path) -> None:
            went(saved_as(file))

        def paper(pdf: bytes) -> Paper:
            return Paper(title, name, pdf, account=account, filed=filed, came_out=lambda: went(f"{PRINTED} again"))

        def out(pdf: bytes) -> None:
            context.printing.print_paper(paper(pdf))

        def record(then: Callable[[Paper], object]) -> None:
            def recorded(pdf: bytes) -> None:
                then(paper(pdf))

            context.jobs.do(
                lambda: read(context.desk, number), title="Fetching the paper", then=recorded, owner=context
            )

        def show(pdf: bytes) -> None:
            context.printing.look(replace(paper(pdf), record=record))

        # The preview takes this dialog's place: never more than one deep.
        self.accept()
        # Nothing is in the trail as printed again before it is known that it can go somewhere.
        if not look and not context.printing.ready(title, name=name):
            context.messages.warn(f"{title} was not printed")
            return
        fetch = read_only if look else read
        context.jobs.do(lambda: fetch(context.desk, number), title="Fetching the paper", then=show if look else out,
                        owner=context)  # fmt: skip


def _rows(kept: KeptPaper) -> Iterator[ListRow]:
    if kept.statements:
        yield ListRow("statements", "Statements", money=str(len(kept.statements)), head=True)
    for statement in kept.statements:
        due = f"pay by {show_date(statement.due_on)}" if statement.due_on else ""
        yield ListRow(
            ("statement", statement.number), f"Statement {statement.number}", second=due, icon="document",
            money=in_words(statement.amount), at=show_date(statement.as_of),
        )  # fmt: skip
    others = [one for one in kept.documents if one.kind not in ("statement", "statement run", "receipt")]
    if others:
        yield ListRow("letters", "Letters", money=str(len(others)), head=True)
    for one in others:
        refund = kept.refunds.get(one.document_id)
        second = f"made by {one.made_by}" + (", the refund was reversed" if refund and refund.undone else "")
        yield ListRow(
            (one.kind, one.document_id), "Refund letter" if refund else one.kind.capitalize(), second=second,
            icon="mail", money=in_words(refund.amount) if refund else "", at=show_date(one.made_at.date()),
        )  # fmt: skip
