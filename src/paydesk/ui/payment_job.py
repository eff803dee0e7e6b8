"""Taking a payment: the form at the left, where the money goes at the right, one button that says the result."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from uuid import uuid4

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QApplication, QBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from paydesk.operations import listing, posting, receipting, undoing
from paydesk.operations.posting import PaymentPosted, PaymentPreview, PostPayment
from paydesk.operations.reading import AccountPage
from paydesk.rules import money
from paydesk.rules.allocation import OpenLine
from paydesk.rules.errors import PaydeskError
from paydesk.rules.money import Cents
from paydesk.ui import payment_plan
from paydesk.ui.allocation_pane import AllocationPane, Checks, PaidLine
from paydesk.ui.buttons import Button, Kind
from paydesk.ui.desk_context import DeskContext
from paydesk.ui.drafts import Drafts
from paydesk.ui.finished_paper import Paper
from paydesk.ui.ground import Ground
from paydesk.ui.labels import Elided, Empty, Label, Why
from paydesk.ui.panes import Footer, JobFrame, PaneHeader
from paydesk.ui.payment_form import PaymentForm
from paydesk.ui.payment_plan import Start
from paydesk.ui.typeface import Size

_SIDE_BY_SIDE = 860
_FORM = "payment"
_FORM_WIDTH = 400
_KEPT = "Kept as a draft if you are called away"


class PaymentJob(QStackedWidget):
    """Follows the open account. ``take`` posts; ``left`` when the person gave up."""

    left = Signal()
    taken = Signal(object)

    def __init__(self, context: DeskContext) -> None:
        super().__init__()
        self._context = context
        self._start: Start | None = None
        self._asked: PostPayment | None = None
        self._key, self._busy, self._fresh = uuid4().hex, False, True
        self._drafts = Drafts(context, _FORM, account=None)
        self._wants_focus = False
        self.form = PaymentForm(today=context.today)
        self.form.set_method(context.preferences.payment_method)
        self.form.set_prints(context.preferences.prints_receipts, context.printing.where())
        self.pane, self.checks = AllocationPane(), Checks()
        self._verdict = Why(icon="check_circle", role="ok")
        self._foot = Why(_KEPT, icon="pencil")
        self._checked = Label("Checked for you", role="text2", size=Size.LABEL, strong=True)
        self._credit = Button("", kind=Kind.LINK, key="F5", shown_only=True, name="apply_credit_here")
        self._header = PaneHeader("Take a payment", role="surface", edge=24, size=Size.NAME, line=False)
        self._whose = Elided(role="text2")
        self._header.row.insertWidget(1, self._whose, 1)
        self._header.row.setStretch(0, 0)
        self.primary = Button("Take payment", kind=Kind.PRIMARY, key="Return", shown_only=True, name="take_payment")
        self.primary.setFixedHeight(40)
        self._cancel = Button("Cancel", key="Escape", shown_only=True, name="cancel_payment")
        self._cancel.setFixedHeight(40)
        self._empty = Empty(
            "No account is open", "Find one with Ctrl+F, or choose a copay at the left, and take its payment here.",
            icon="dollar",
        )  # fmt: skip
        self.addWidget(self._on_ground(self._empty))
        self.addWidget(self._build())
        self._connect()

    def show_page(self, page: AccountPage | None) -> None:
        """Another account, or the same with newer figures; what is being typed stays."""
        if page is None:
            self._start = None
            self.setCurrentIndex(0)
            return
        desk, account = self._context.desk, page.account_id
        self._context.jobs.look(
            lambda: listing.owed_lines(desk, account), title="Reading what is owed", owner=self,
            latest="payment.owed", then=lambda owed: self._begin(page, owed),
        )  # fmt: skip

    def begin_if_done(self) -> None:
        """After a payment was taken the form is empty; asked again, the amount due is filled in."""
        if not self.form.amount.text().strip() and not self.pane.is_choosing():
            self._begin_again()

    def account(self) -> int | None:
        return self._start.page.account_id if self._start else None

    def focus_start(self) -> None:
        # The page of an account that was just opened may still be on its way.
        self._wants_focus = self.account() != self._context.current_account
        if self.currentIndex() == 1:
            self.form.focus_start()

    def leave_focus(self) -> None:
        """The work starts elsewhere in the tab: a page still on its way takes no focus."""
        self._wants_focus = False

    def is_touched(self) -> bool:
        """Whether there is something worth keeping as a draft."""
        if self._start is None or self._busy:
            return False
        filled, _ = self._start.amount()
        typed = self.form.typed()
        details = any(str(words).strip() for words in typed.details.values())
        changed = self.form.amount.text().strip() not in ("", money.show(filled) if filled else "")
        return details or changed or self.pane.is_choosing()

    def draft(self) -> dict[str, object]:
        """What was typed; comes back with ``set_draft``."""
        kept = self.form.draft()
        if self.pane.is_choosing():
            try:
                kept["chosen"] = {str(charge): cents for charge, cents in self.pane.wanted().items()}
            except PaydeskError:
                kept["chosen"] = {}
        return kept

    def set_draft(self, draft: Mapping[str, object]) -> None:
        self.form.set_draft(draft)
        chosen = draft.get("chosen")
        if isinstance(chosen, dict):
            self.pane.set_choosing(True)
            self.pane.set_wanted({int(charge): int(cents) for charge, cents in chosen.items()})
        self._fresh = False
        self._say_change(None)
        self._look()

    def keep_draft(self) -> None:
        """Before another account comes to the front, or the window closes: what was typed is kept."""
        if self._start is not None:
            self._drafts.keep(self.draft() if self.is_touched() else {})

    def choose_lines(self) -> None:
        """F4: type the amounts line by line, or leave them to the rules again."""
        if self.currentIndex() == 1 and not self.pane.change.isVisibleTo(self):
            self._verdict.say(self.pane.why_not(), icon="info", role="text2")
            self._frame.scroll_to(self._verdict)
        elif self.currentIndex() == 1:
            self.pane.set_choosing(not self.pane.is_choosing())
            if not self.pane.is_choosing():
                self.form.focus_start()
            self._look()
            # Where the halves stand one under the other, the lines are out of sight.
            if focused := QApplication.focusWidget():
                self._frame.scroll_to(focused)

    def verdict(self) -> str:
        """One sentence on where all of it is, or why it cannot be."""
        return self._verdict.sentence()

    def foot(self) -> str:
        """The words at the left of the buttons."""
        return self._foot.sentence()

    def take(self) -> None:
        """Post what is typed and print its receipt; mistakes are shown beside their fields."""
        if self._start is None or self._busy:
            return
        try:
            typed = self.form.finished()
            request = payment_plan.request_of(self._start, typed, key=self._key, chosen=self._chosen())
        except PaydeskError as refused:
            if refused.field == "chosen":
                self._show_refused(refused.sentence)
            return
        self._busy = True
        self.primary.setEnabled(False)
        desk = self._context.desk
        self._context.jobs.do(
            lambda: posting.post_payment(desk, request), title="Taking the payment", owner=self,
            then=lambda posted: self._posted(posted, typed.prints), refused=self._refused,
        )  # fmt: skip

    def give_up(self) -> None:
        """Esc: nothing is taken, nothing is kept."""
        self.form.clear()
        self.pane.set_choosing(False)
        self._fresh = True
        self._drafts.drop()
        self._begin_again()
        self.left.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            focused = QApplication.focusWidget()
            if isinstance(focused, Button) and focused is not self.primary:
                focused.click()
            else:
                self.take()
        else:
            super().keyPressEvent(event)

    def _build(self) -> QWidget:
        right = QWidget()
        column = QVBoxLayout(right)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.pane)
        column.addSpacing(14)
        column.addWidget(self._verdict)
        column.addSpacing(12)
        column.addWidget(self._credit, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(_Line())
        column.addSpacing(14)
        column.addWidget(self._checked)
        column.addSpacing(4)
        column.addWidget(self.checks)
        column.addStretch(1)
        footer = Footer(self._cancel, self.primary, left=self._foot)
        self._frame = JobFrame(self._header, _Halves(self.form, right), footer)
        return self._frame

    def _on_ground(self, widget: QWidget) -> QWidget:
        ground = Ground("surface")
        QVBoxLayout(ground).addWidget(widget)
        return ground

    def _connect(self) -> None:
        self.form.edited.connect(self._edited)
        self.pane.changed.connect(self._edited)
        self.pane.change_asked.connect(self.choose_lines)
        self.primary.clicked.connect(self.take)
        self._cancel.clicked.connect(self.give_up)
        self._credit.clicked.connect(lambda: self._context.trigger("money.apply_credit"))
        self.form.methods.listen_on(self)
        self.form.more.listen_on(self)
        self.form.receipt.listen_on(self)
        leave = QShortcut(QKeySequence("Escape"), self)
        leave.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        leave.activated.connect(self.give_up)
        self._context.page_changed.connect(self.show_page)
        self._context.leaving.connect(self.keep_draft)

    def _begin(self, page: AccountPage, owed: tuple[OpenLine, ...]) -> None:
        other = self._start is None or self._start.page.account_id != page.account_id
        wants_focus = self._wants_focus or (other and self.isAncestorOf(QApplication.focusWidget() or self))
        self._wants_focus = False
        self._start = Start(page, owed, self._context.today())
        self.setCurrentIndex(1)
        self._whose.set_text(self._start.headline())
        if other:
            self.form.clear()
            self.pane.set_choosing(False)
            self._say_change(None)
        if other or self._fresh:
            self._begin_again()
        if other:
            self._take_draft()
        if wants_focus and self.isVisible():
            self.form.focus_start()
        self._look()

    def _take_draft(self) -> None:
        drafts = self._drafts = Drafts(self._context, _FORM, account=self.account())
        drafts.bring_back(lambda kept: self._bring_back(drafts, kept), owner=self)

    def _bring_back(self, drafts: Drafts, kept: Mapping[str, object]) -> None:
        if drafts is self._drafts and not self.is_touched():
            self.set_draft(kept)

    def _begin_again(self) -> None:
        if self._start is None:
            return
        self._fresh, self._key = False, uuid4().hex
        self._say_change(None)
        self.form.set_amount(*self._start.amount())
        if self.isAncestorOf(QApplication.focusWidget() or self):
            self.form.amount.selectAll()
        self._look()

    def _edited(self) -> None:
        self._say_change(None)
        self._context.preferences.payment_method = self.form.method()
        self._context.preferences.prints_receipts = self.form.prints()
        self._look()

    def _chosen(self) -> dict[int, Cents] | None:
        return self.pane.wanted() if self.pane.is_choosing() else None

    def _look(self) -> None:
        """Ask where the money would go; the answer is painted when it comes."""
        if self._start is None:
            return
        typed, self._asked = self.form.typed(), None
        self._say_primary(typed.amount)
        try:
            request = payment_plan.request_of(self._start, typed, key=self._key, chosen=self._chosen())
        except PaydeskError as refused:
            self._show_refused(refused.sentence)
            return
        if not typed.amount or typed.amount < 0:
            self._show_nothing()
            return
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
            self._show_refused(answer.sentence)
        else:
            self._show(answer, asked.amount)

    def _show_nothing(self) -> None:
        """No amount: nothing is paid; what was typed beside the lines waits for one."""
        self._show(None, None)
        if self.pane.is_choosing() and any(field.text().strip() for field in self.pane.inputs()):
            self.pane.show_refused()

    def _show_refused(self, sentence: str) -> None:
        """The figures of a split that cannot be are those typed, never those of the last one that could."""
        self._show(None, None)
        self.pane.show_refused()
        self._verdict.say(sentence, icon="warning", role="bad")

    def _show(self, preview: PaymentPreview | None, amount: Cents | None) -> None:
        if self._start is None:
            return
        credit = preview.allocation.unapplied if preview else 0
        lines = payment_plan.lines_of(self._start, preview)
        kept = bool(self._start.expected and credit and credit <= self._start.expected)
        first = "First, because the copay is due at the visit: kept until it is charged."
        why = first if kept else "More than is owed."
        words = ("Today", self._start.kept_for()) if kept else ("Kept as credit", "")
        self.pane.show_lines(lines, PaidLine(0, *words, 0, credit, why) if credit else None, kept=kept)
        sentence, placed = payment_plan.verdict(self._start, amount, credit)
        icon = "check_circle" if placed else "info"
        self._verdict.say(sentence, icon=icon, role="ok" if placed else "text2")
        checked = payment_plan.checks(self._start, amount, preview.warnings if preview else ())
        self.checks.show_checks(checked)
        self._checked.setVisible(bool(checked))
        # What was taken for the visit of today waits for its charges.
        visit = self._start.page.copay_visit
        kept_for = visit.visit_id if visit else -1
        waiting = sum(one.amount for one in self._start.page.credits if one.visit_id != kept_for)
        self._credit.setVisible(waiting > 0 and self._start.payable > 0)
        self._credit.say(f"Apply {money.show(waiting)} of credit that waits on this account")

    def _say_change(self, posted: PaymentPosted | None) -> None:
        """Under the toast, where it stays until the next typing: the change still to be counted out."""
        if posted and posted.change:
            words = f"Give back {money.show(posted.change)} change, receipt {posted.receipt}"
            self._foot.say(words, icon="cash", role="text", strong=True)
        else:
            self._foot.say(_KEPT, icon="pencil", role="text2", strong=False)

    def _say_primary(self, amount: Cents | None) -> None:
        words = f"Take {money.show(amount)}" if amount and amount > 0 else "Take payment"
        prints = " and print receipt" if self.form.prints() and amount and amount > 0 else ""
        self.primary.say(words + prints)
        self.primary.setEnabled(not self._busy)

    def _refused(self, refused: PaydeskError) -> None:
        self._busy = False
        self.primary.setEnabled(True)
        if not self.form.show_error(refused.field, refused.sentence):
            if refused.field == "chosen":
                self._show_refused(refused.sentence)
            else:
                self._context.messages.refuse(refused)

    def _posted(self, posted: PaymentPosted, prints: bool) -> None:
        self._busy, self._key = False, uuid4().hex
        self.primary.setEnabled(True)
        change = f", change {money.show(posted.change)}" if posted.change else ""
        words = f"Took {money.show(posted.amount)}, receipt {posted.receipt}{change}"
        self._context.messages.tell(words, undo_words="Reverse", undo=lambda: self._reverse(posted))
        self._drafts.drop()
        self.form.clear()
        self._say_change(posted)
        self.pane.set_choosing(False)
        self._look()
        if self.isAncestorOf(QApplication.focusWidget() or self):
            self.form.focus_start()
        self.taken.emit(posted)
        if prints:
            print_receipt(self._context, posted.lot_id, posted.receipt, owner=self)

    def _reverse(self, posted: PaymentPosted) -> None:
        desk = self._context.desk
        request = undoing.UndoReceipt(posted.lot_id, "Reversed right after it was taken", uuid4().hex)
        self._context.jobs.do(
            lambda: undoing.undo_receipt(desk, request), title="Reversing the payment", owner=self,
            then=lambda done: self._reversed(posted),
        )  # fmt: skip

    def _reversed(self, posted: PaymentPosted) -> None:
        self._say_change(None)
        self._context.messages.tell(f"Reversed receipt {posted.receipt} of {money.show(posted.amount)}")


def print_receipt(
    context: DeskContext, lot_id: int, number: int | None, *, owner: QObject, copy: bool = False
) -> None:
    """Make a receipt's paper in a worker, hand it to the printer and say what could not be printed as typed."""

    def printed(made: receipting.ReceiptPrinted) -> None:
        context.printing.print_paper(Paper(f"Receipt {number}", f"receipt-{number}.pdf", made.pdf))
        for finding in made.findings:
            context.messages.tell(finding)

    context.jobs.do(
        lambda: receipting.print_receipt(context.desk, lot_id, copy=copy), title="Making the receipt", owner=owner,
        then=printed,
    )  # fmt: skip


def _bare(request: PostPayment) -> PostPayment:
    """Only what decides where the money goes: the details may still be missing while one types."""
    return replace(request, method="cash", tendered=None, card_last4="", card_brand="", authorization="", bank="")


class _Line(Ground):
    def __init__(self) -> None:
        super().__init__("line")
        self.setFixedHeight(1)


class _Halves(QWidget):
    """Two halves side by side with a hairline between, or one under the other where the room is short."""

    def __init__(self, first: QWidget, second: QWidget) -> None:
        super().__init__()
        self._first, self._line = first, _Line()
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._row.setSpacing(32)
        self._row.addWidget(first)
        self._row.addWidget(self._line)
        self._row.addWidget(second, 1)
        self._arrange(_SIDE_BY_SIDE)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange(event.size().width())

    def _arrange(self, width: int) -> None:
        beside = width >= _SIDE_BY_SIDE
        edge = 24 if width >= 600 else 16
        self._row.setContentsMargins(edge, 12, edge, 16)
        self._row.setDirection(QBoxLayout.Direction.LeftToRight if beside else QBoxLayout.Direction.TopToBottom)
        self._row.setSpacing(32 if beside else 20)
        self._first.setFixedWidth(_FORM_WIDTH) if beside else self._first.setMaximumWidth(16777215)
        if not beside:
            self._first.setMinimumWidth(0)
        self._line.setMinimumSize(1, 1)
        self._line.setMaximumSize(*((1, 16777215) if beside else (16777215, 1)))
