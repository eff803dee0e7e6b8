"""Payments: insurers' deposits, copays due, money taken and credit at the left; taking a payment, or posting a
remittance, at the right."""

from __future__ import annotations

from PySide6.QtWidgets import QStackedWidget, QWidget

from paydesk.operations import listing, reading_advice
from paydesk.operations.desk import Desk
from paydesk.operations.listing import MoneyToday
from paydesk.operations.reading_advice import Deposits
from paydesk.ui.buttons import Button, Kind
from paydesk.ui.desk_context import DeskContext
from paydesk.ui.dialogs.receipt_dialog import ReceiptDialog
from paydesk.ui.labels import Empty
from paydesk.ui.panes import NARROW, Footer, Pane, PaneHeader, Panes
from paydesk.ui.paper_job import PaperJob
from paydesk.ui.payment_job import PaymentJob
from paydesk.ui.payment_worklist import deposit_rows, worklist_rows
from paydesk.ui.remittance_job import RemittanceJob
from paydesk.ui.remittance_side import RemittanceSide
from paydesk.ui.row_list import RowList
from paydesk.ui.tab import Tab
from paydesk.ui.worklist_paint import WorklistPainter


class PaymentsTab(Tab):
    """F3 changes between this account and everyone; a row opens its account, or its receipt."""

    def __init__(self, context: DeskContext) -> None:
        super().__init__()
        self._context = context
        self._everyone = True
        self._known: MoneyToday | None = None
        self._wants_receipt = False
        self._deposits = Deposits((), ())
        self.job = PaymentJob(context)
        self._side = RemittanceSide()
        self.remittance = RemittanceJob(context, self._side)
        self._jobs = QStackedWidget()
        self._jobs.addWidget(self.job)
        self._jobs.addWidget(self.remittance)
        self.paper: PaperJob | None = None
        self._scope = Button("Everyone", kind=Kind.QUIET, key="F3", shown_only=True, name="payments_scope")
        self._scope.clicked.connect(self.switch_scope)
        header = PaneHeader("Payments", role="side")
        header.add(self._scope)
        self.list = RowList(name="payments_worklist", label="Payments: who needs it", look=WorklistPainter())
        self._empty = Empty(
            "Nothing waits here",
            "Copays of today's visits, money you take and credit that is not used yet will stand here.", icon="dollar",
        )  # fmt: skip
        self._body = QStackedWidget()
        self._body.addWidget(self.list)
        self._body.addWidget(self._empty)
        self._shape = Panes(Pane("side", header, self._body, self._made_foot()), self._jobs, self._side)
        self._shape.job = self.job
        self._shape.allow_side(False)
        self.hold(self._shape)
        self.list.opened.connect(self._open)
        context.remittance_asked.connect(self._show_remittance)
        self.remittance.left.connect(self._walk_list)
        self.remittance.following.clicked.connect(self._show_following)
        self.job.left.connect(lambda: context.go("patients"))
        context.account_changed.connect(self._other_account)
        context.page_changed.connect(lambda page: self._mark(context.current_account))
        if context.page is not None:
            self.job.show_page(context.page)

    def refresh(self) -> None:
        """Ask for the worklist anew; the open account's page comes by itself."""
        desk, account = self._context.desk, None if self._everyone else self._context.current_account
        self._context.jobs.look(
            lambda: (listing.money_today(desk, account_id=account), _deposits(desk, account)),
            title="Reading today's payments", owner=self, latest="payments.worklist", then=self._show,
        )  # fmt: skip
        if self._shape.job is self.remittance:
            self.remittance.refresh()

    def open_remittances(self, advice_ids: tuple[int, ...]) -> None:
        """A file was read: the first of its remittances stands in front."""
        if not self._everyone:
            self.switch_scope()
        if advice_ids:
            self._show_remittance(advice_ids[0])

    def _show_remittance(self, advice_id: int) -> None:
        self._front(self.remittance)
        self.remittance.show_advice(advice_id)
        self._follow_remittance()
        self.remittance.focus_start()

    def _following(self) -> int | None:
        """The deposit that waits after the one in front, the first one after the last."""
        waiting, front = [one.advice_id for one in self._deposits.waiting], self.remittance.advice_id
        at = waiting.index(front) + 1 if front in waiting else 0
        others = [own for own in (*waiting[at:], *waiting[:at]) if own != front]
        return others[0] if others else None

    def _show_following(self) -> None:
        following = self._following()
        if following is not None:
            self._show_remittance(following)

    def _follow_remittance(self) -> None:
        """The list says which deposit is in front, and its page whether another one waits."""
        self.remittance.following.setVisible(self._following() is not None)
        if self._shape.job is self.remittance and not self.list.hasFocus():
            self.list.select(("deposit", self.remittance.advice_id, 0))

    def _made_foot(self) -> QWidget | None:
        if not self._context.may("payments.post"):
            return None
        typed = Button("Type a check", kind=Kind.LINK, icon="plus", key="Shift+F6", shown_only=True, name="type_paper")
        typed.clicked.connect(lambda: self.type_paper(""))
        return Footer(typed, role="side", start=True)

    def type_paper(self, about: str) -> None:
        """Shift+F6: an insurer's check that came on paper, or the one that ``about`` names."""
        if self.paper is None:
            self.paper = PaperJob(self._context)
            self.paper.kept.connect(self._show_remittance)
            self.paper.left.connect(self._leave_paper)
            self._jobs.addWidget(self.paper)
        self._front(self.paper)
        self.paper.begin(about)

    def _leave_paper(self) -> None:
        self._front(self.job)
        self.list.setFocus()

    def _front(self, job: QWidget) -> None:
        """Which job stands at the right; a remittance has its side panel."""
        self._jobs.setCurrentWidget(job)
        self._shape.job = job
        self._shape.allow_side(job is self.remittance)
        key = self.list.current_key()
        if job is not self.remittance and isinstance(key, tuple) and key[0] == "deposit" and not self.list.hasFocus():
            self.list.leave()
        if job is self.remittance and self._shape.width() >= NARROW:
            self._shape.set_side_open(True)

    def begin(self) -> None:
        """F6: the amount due is filled in, ready for Enter."""
        self._front(self.job)
        self.job.begin_if_done()
        self.job.focus_start()

    def choose_lines(self) -> None:
        """F4: type the amounts line by line, or leave them to the rules."""
        self._front(self.job)
        self.job.choose_lines()

    def show_receipts(self) -> None:
        """The open account's own payments, newest first, with the cursor on the one to open: Enter does it."""
        self._front(self.job)
        self._wants_receipt = True
        if self._everyone:
            self.switch_scope()
        else:
            self.refresh()
        self.job.leave_focus()
        self.list.setFocus()

    def has_scope(self) -> bool:
        return True

    def switch_scope(self) -> None:
        """This account or everyone."""
        if self._everyone and self._context.current_account is None:
            self._context.messages.warn("Open an account first: then its own payments can be shown")
            return
        self._everyone = not self._everyone
        self._scope.say("Everyone" if self._everyone else "This account")
        self.refresh()

    def focus_start(self) -> None:
        if self._shape.job is self.remittance:
            self.remittance.focus_start()
        elif self.paper is not None and self._shape.job is self.paper:
            self.paper.focus_start()
        elif self._context.current_account is not None:
            self.job.focus_start()
        else:
            self._walk_list()

    def _walk_list(self) -> None:
        self.list.setFocus()
        if self.list.current_key() is None:
            self.list.step(1)

    def _other_account(self, account: object) -> None:
        if account is not None and not self.remittance.opening:
            self._front(self.job)
        if not self._everyone:
            self._everyone = account is None
            self._scope.say("Everyone" if self._everyone else "This account")
            self.refresh()
        self._mark(account)

    def _show(self, found: tuple[MoneyToday, Deposits]) -> None:
        known, self._deposits = found
        self._known = known
        rows = deposit_rows(self._deposits) + worklist_rows(known)
        self.list.show_rows(rows)
        self._body.setCurrentIndex(0 if rows else 1)
        if self._everyone:
            self.counted.emit(len(known.copays) + len(self._deposits.waiting) or None)
        self._mark(self._context.current_account)
        self._follow_remittance()
        if self._wants_receipt:
            self._wants_receipt = False
            self._point_at_receipt(known)

    def _point_at_receipt(self, known: MoneyToday) -> None:
        """The payment the ledger's cursor is on, else the newest that stands, else the newest."""
        lot = getattr(self._context.chosen_row, "lot_id", None)
        ranked = sorted(known.taken, key=lambda one: (one.lot_id != lot, bool(one.undone)))
        if ranked:
            self.list.select(("taken", ranked[0].account_id, ranked[0].lot_id))

    def _mark(self, account: object) -> None:
        """Select the open account's copay, so that the list says where one is, unless one is walking through it."""
        if self.list.hasFocus() and self.list.current_key() is not None:
            return
        copays = self._known.copays if self._known else ()
        mine = [one for one in copays if one.account_id == account]
        if mine:
            # Of two children of today the one in front, as the form has it.
            one = min(mine, key=lambda due: due.patient_id != self._context.person_id)
            self.list.select(("copay", one.account_id, one.visit_id))
        elif self.list.current_key() is not None:
            self.list.leave()

    def _open(self, key: object) -> None:
        if not isinstance(key, tuple):
            return
        kind, account, which = key
        if kind == "deposit":
            self._show_remittance(account)
            return
        self._front(self.job)
        if kind == "taken" and self._known:
            receipt = next((one for one in self._known.taken if one.lot_id == which), None)
            if receipt:
                ReceiptDialog(self._context, receipt).exec()
            return
        copays = self._known.copays if self._known and kind == "copay" else ()
        person = next((one.patient_id for one in copays if one.visit_id == which), None)
        self._context.open_account(account, person)
        self.job.focus_start()


def _deposits(desk: Desk, account_id: int | None) -> Deposits:
    """Insurers' payments are of everyone, and of those who may read them."""
    if account_id is not None or not desk.may("remittances.read"):
        return Deposits((), ())
    return reading_advice.deposits(desk)
