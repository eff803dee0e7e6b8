"""Looking ahead while a payment is typed: where the money would go, what it comes to, what is doubtful."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QObject

from paydesk.operations import posting
from paydesk.operations.posting import PaymentPreview, PostPayment
from paydesk.rules import allocation, money
from paydesk.rules.errors import PaydeskError
from paydesk.rules.money import Cents
from paydesk.ui import payment_plan
from paydesk.ui.allocation_row import PaidLine
from paydesk.ui.desk_context import DeskContext
from paydesk.ui.payment_form import PaymentForm
from paydesk.ui.payment_page import PaymentPage
from paydesk.ui.payment_plan import Start


class PaymentLook(QObject):
    """Paints the lines, the sums and the checks of a page for what stands in its form."""

    def __init__(self, context: DeskContext, form: PaymentForm, page: PaymentPage) -> None:
        super().__init__(page)
        self._context, self._form, self._page, self._pane = context, form, page, page.pane
        self._start: Start | None = None
        self._asked: PostPayment | None = None

    def look(self, start: Start, *, key: str) -> None:
        """Ask where what is typed would go; the answer is painted when it comes."""
        typed, self._start, self._asked = self._form.typed(), start, None
        mistake = self._pane.mistake(typed.amount) if self._pane.is_chosen() else ""
        if mistake:
            self._show_refused(mistake)
            return
        if not typed.amount or typed.amount < 0:
            self._show_nothing()
            return
        request = payment_plan.request_of(
            start, typed, key=key, chosen=self._pane.chosen(), as_ruled=self._pane.as_ruled()
        )
        desk, bare = self._context.desk, _bare(request)
        self._asked = bare
        self._context.jobs.look(
            lambda: posting.preview_payment(desk, bare), title="Working out where it goes", owner=self,
            latest="payment.preview", then=lambda preview: self._answer(bare, preview),
            refused=lambda refused: self._answer(bare, refused),
        )  # fmt: skip

    def _answer(self, asked: PostPayment, answer: PaymentPreview | PaydeskError) -> None:
        """An answer that comes after something else was typed says nothing."""
        if asked is not self._asked:
            return
        if isinstance(answer, PaydeskError):
            self.refuse(answer.sentence)
        else:
            self._show(answer, asked.amount)

    def refuse(self, sentence: str) -> None:
        """What was refused about the split: with the sums, and beside the line that was typed into last."""
        self._show_refused(sentence)
        self._pane.show_mistake(sentence)

    def _show_nothing(self) -> None:
        """No amount: nothing is paid; what was typed beside the lines waits for one."""
        self._show(None, None)
        if self._pane.is_chosen() and any(field.text().strip() for field in self._pane.inputs()):
            self._pane.show_refused()

    def _show_refused(self, sentence: str) -> None:
        """The figures of a split that cannot be are those typed, never those of the last one that could."""
        self._show(None, None)
        self._pane.show_refused()
        self._page.sums.say(sentence, icon="warning", role="bad")

    def _show(self, preview: PaymentPreview | None, amount: Cents | None) -> None:
        if self._start is None:
            return
        credit = preview.allocation.unapplied if preview else 0
        lines = payment_plan.lines_of(self._start, preview)
        kept = bool(self._start.expected and credit and credit <= self._start.expected)
        first = "First, because the copay is due at the visit: kept until it is charged."
        why = first if kept else self._why_credit(preview)
        words = ("Today", self._start.kept_for()) if kept else ("Kept as credit", "")
        self._pane.show_lines(lines, PaidLine(0, *words, 0, credit, why) if credit else None, kept=kept)
        sentence, placed = payment_plan.verdict(self._start, amount, credit)
        icon = "check_circle" if placed else "info"
        self._page.sums.say(sentence, icon=icon, role="ok" if placed else "text2")
        self._page.show_checks(payment_plan.checks(self._start, amount, preview.warnings if preview else ()))
        waiting = self._start.credit_waiting if self._start.payable > 0 else 0
        self._page.credit.setVisible(waiting > 0)
        self._page.credit.say(f"Apply {money.show(waiting)} of credit that waits on this account")
        self._page.settle_soon()

    def _why_credit(self, preview: PaymentPreview | None) -> str:
        if self._pane.is_chosen():
            return "Not on a line that you chose."
        barred = preview and preview.allocation.why_unapplied == allocation.BARRED
        return "What is open may take no money now." if barred else "More than is owed."


def _bare(request: PostPayment) -> PostPayment:
    """Only what decides where the money goes: the details may still be missing while one types."""
    return replace(request, method="cash", tendered=None, card_last4="", card_brand="", authorization="", bank="")
