"""One receipt again: print a copy, void it, or take back a check that was returned."""

from __future__ import annotations

from uuid import uuid4

from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout

from paydesk.operations import undoing
from paydesk.operations.listing import TakenToday
from paydesk.operations.undoing import UndoReceipt
from paydesk.rules import money
from paydesk.rules.errors import PaydeskError
from paydesk.ui.buttons import Button, Kind
from paydesk.ui.desk_context import DeskContext
from paydesk.ui.finished_paper import file_name
from paydesk.ui.inputs import LineInput
from paydesk.ui.labels import Label, Why
from paydesk.ui.money_elsewhere import tell_elsewhere
from paydesk.ui.payment_fields import refuses_card
from paydesk.ui.receipt_paper import print_receipt
from paydesk.ui.segments import Segment, SegmentRow
from paydesk.ui.typeface import Size

_CAME_BACK = {
    "check": "Returned check", "bank transfer": "Returned transfer", "card": "Charged back",
}  # fmt: skip


class ReceiptDialog(QDialog):
    """Enter prints a copy while no reason is typed; with a reason it reverses the receipt."""

    def __init__(self, context: DeskContext, receipt: TakenToday) -> None:
        super().__init__(context.window)
        self._context, self._receipt = context, receipt
        self.setWindowTitle("Receipt")
        self.setObjectName("receipt_dialog")
        self.setFixedWidth(480)
        self.reason = LineInput()
        self.reason.setObjectName("undo_reason")
        self.reason.setAccessibleName("Reason for reversing")
        self.reason.setPlaceholderText("Why, in a few words")
        self._elsewhere = Why(icon="info")
        self._elsewhere.hide()
        self._wrong = Why(icon="warning", role="bad")
        self._wrong.setMinimumHeight(20)
        kinds = [Segment("void", "Void: it was never so", "V")]
        if receipt.method in _CAME_BACK:
            kinds.append(Segment("returned", _CAME_BACK[receipt.method], "R"))
        self.kind = SegmentRow(tuple(kinds), name="undo_kind", label="Why it is reversed")
        self.kind.listen_on(self)
        self._lay_out()
        if self._may_undo():
            tell_elsewhere(context, receipt.lot_id, here=receipt.account_id, say=self._say_elsewhere, owner=self)
        self.reason.textEdited.connect(self._typed)
        self.kind.chosen.connect(lambda value: self._typed(self.reason.text()))
        (self.reason if self._may_undo() else self._print).setFocus()

    def _lay_out(self) -> None:
        one = self._receipt
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 16)
        column.setSpacing(6)
        column.addWidget(Label(f"Receipt {one.number}: {money.show(one.amount)}", size=Size.TITLE, strong=True))
        way = f"{one.method} {one.detail}".strip()
        column.addWidget(Label(f"{one.name}, {way}", role="text2", wraps=True))
        if one.undone:
            words = "Voided" if one.undone == "void" else "The payment came back"
            column.addWidget(Why(f"{words}: a copy says so.", icon="undo", role="warn"))
        elif self._may_undo():
            column.addSpacing(10)
            column.addWidget(Label("Reverse this receipt", role="text2", size=Size.LABEL, strong=True))
            column.addWidget(self._elsewhere)
            column.addWidget(self.kind)
            column.addWidget(self.reason)
            column.addWidget(self._wrong)
        column.addSpacing(12)
        column.addLayout(self._buttons())

    def _buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        account = Button("Open account", key="Alt+A", name="open_account")
        account.clicked.connect(self._open_account)
        row.addWidget(account)
        row.addStretch(1)
        leave = Button("Close", key="Escape", shown_only=True, name="close")
        leave.clicked.connect(self.reject)
        self._print = Button("Print a copy", kind=Kind.PRIMARY, key="Return", shown_only=True, name="print_copy")
        self._print.setDefault(True)
        self._print.clicked.connect(self._act)
        row.addWidget(leave)
        row.addWidget(self._print)
        return row

    def _may_undo(self) -> bool:
        return not self._receipt.undone and self._context.may("payments.undo")

    def _typed(self, words: str) -> None:
        self._print.say(f"Reverse {money.show(self._receipt.amount)}" if words.strip() else "Print a copy")
        self._wrong.say("")
        self.reason.mark_wrong(False)

    def _act(self) -> None:
        if not self.reason.text().strip():
            self.accept()
            one, title = self._receipt, f"Receipt {self._receipt.number}"
            if self._context.printing.ready(title, name=file_name("Receipt", one.number)):
                print_receipt(self._context, one.lot_id, one.number, owner=self._context, copy=True)
            else:
                self._context.messages.warn(f"{title} was not printed")
            return
        if refused := refuses_card(self.reason.text()):
            self._say(PaydeskError(refused))
            return
        desk = self._context.desk
        request = UndoReceipt(self._receipt.lot_id, self.reason.text().strip(), uuid4().hex, self.kind.value())
        self._context.jobs.do(
            lambda: undoing.undo_receipt(desk, request), title="Reversing the receipt", owner=self,
            then=lambda done: self._undone(), refused=self._say,
        )  # fmt: skip

    def elsewhere(self) -> str:
        """What is told about other accounts, if anything."""
        return self._elsewhere.sentence()

    def _say_elsewhere(self, words: str) -> None:
        self._elsewhere.say(f"{words} It is taken back from there, too.")
        self._elsewhere.show()
        self.adjustSize()

    def _undone(self) -> None:
        self.accept()
        self._context.messages.tell(f"Reversed receipt {self._receipt.number} of {money.show(self._receipt.amount)}")

    def _say(self, refused: PaydeskError) -> None:
        self._context.messages.put_away()
        self._wrong.say(refused.sentence)
        self.reason.mark_wrong(True)
        self.reason.setFocus()

    def _open_account(self) -> None:
        self.accept()
        self._context.open_account(self._receipt.account_id)
