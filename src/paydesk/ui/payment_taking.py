"""Taking a payment for good: the question about a doubtful amount, the posting, its receipt and its way back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from uuid import uuid4

from PySide6.QtCore import QObject, Signal

from paydesk.operations import posting, undoing
from paydesk.operations.posting import PaymentPosted, PostPayment
from paydesk.rules import money, overpayment
from paydesk.rules.errors import PaydeskError
from paydesk.rules.money import Cents
from paydesk.ui.desk_context import DeskContext
from paydesk.ui.finished_paper import saved_as
from paydesk.ui.payment_fields import refuses_card
from paydesk.ui.posted_row import Posted, point_at_posted
from paydesk.ui.receipt_paper import print_receipt


class PaymentTaking(QObject):
    """``taken`` carries what was posted; ``taken_back`` comes when it was taken back from its toast.

    While a payment is under way ``busy`` is true and another one is not begun.
    """

    taken = Signal(object)
    taken_back = Signal()

    def __init__(self, context: DeskContext) -> None:
        super().__init__()
        self._context = context
        self._meant: dict[tuple[str, Cents], str] = {}
        self._latest: PaymentPosted | None = None
        self.busy = False

    def asked_about(self, request: PostPayment, *, owed: Cents) -> PostPayment:
        """The request with the reason for an amount that is doubtful; asked once a form and amount.

        Raises PaydeskError beside the amount when the person thought better of it.
        """
        doubt = overpayment.doubt(request.amount, owed=owed)
        if doubt is None:
            return request
        this = request.key, request.amount
        if this not in self._meant:
            shown = money.show(request.amount)
            sentence = f"{doubt} If it is meant, say why: the reason is kept with the payment."
            reason = self._context.messages.ask_reason(f"Take {shown}?", sentence, yes=f"Take {shown}")
            if reason is None:
                raise PaydeskError("Nothing was taken. Type the amount that is meant.", field="amount")
            if card := refuses_card(reason):
                raise PaydeskError(card, field="amount")
            self._meant = {this: reason}
        return replace(request, reason=self._meant[this])

    def take(self, request: PostPayment, *, prints: bool, refused: Callable[[PaydeskError], None]) -> None:
        """Post it and print its receipt; ``refused`` hears what could not be."""
        self.busy, desk = True, self._context.desk

        def answer(error: PaydeskError) -> None:
            self.busy = False
            refused(error)

        self._context.jobs.do(
            lambda: posting.post_payment(desk, request), title="Taking the payment", owner=self,
            then=lambda posted: self._posted(posted, prints), refused=answer,
        )  # fmt: skip

    def _posted(self, posted: PaymentPosted, prints: bool) -> None:
        self.busy = False
        self._tell(posted)
        if self._context.current_account == posted.account_id:
            point_at_posted(self._context, Posted(lot=posted.lot_id))
        self.taken.emit(posted)
        self._latest = posted
        if prints:
            print_receipt(
                self._context, posted.lot_id, posted.receipt, owner=self, filed=lambda file: self._filed(posted, file)
            )

    def _tell(self, posted: PaymentPosted, saved: str = "") -> None:
        change = f", change {money.show(posted.change)}" if posted.change else ""
        words = f"Took {money.show(posted.amount)}, receipt {posted.receipt}{saved}{change}"
        self._context.messages.tell(words, undo_words="Reverse", undo=lambda: self._reverse(posted))

    def _filed(self, posted: PaymentPosted, file: Path) -> None:
        """The message says it, too; one that is over, or of another account, does not come back for it."""
        if posted is self._latest and self._context.current_account == posted.account_id:
            self._tell(posted, f" {saved_as(file)}")
        else:
            self._context.messages.tell(f"Receipt {posted.receipt} {saved_as(file)}")

    def _reverse(self, posted: PaymentPosted) -> None:
        desk, self._latest = self._context.desk, None
        request = undoing.UndoReceipt(posted.lot_id, "Reversed right after it was taken", uuid4().hex)
        self._context.jobs.do(
            lambda: undoing.undo_receipt(desk, request), title="Reversing the payment", owner=self,
            then=lambda done: self._reversed(posted),
        )  # fmt: skip

    def _reversed(self, posted: PaymentPosted) -> None:
        self.taken_back.emit()
        self._context.messages.tell(f"Reversed receipt {posted.receipt} of {money.show(posted.amount)}")
