"""Taking a payment: the form at the left, where the money goes at the right, one button that says the result."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import uuid4

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QStackedWidget, QVBoxLayout

from paydesk.operations import listing
from paydesk.operations.posting import PaymentPosted
from paydesk.operations.reading import AccountPage
from paydesk.rules import money
from paydesk.rules.allocation import OpenLine
from paydesk.rules.errors import PaydeskError
from paydesk.ui import payment_plan
from paydesk.ui.desk_context import DeskContext
from paydesk.ui.drafts import Drafts
from paydesk.ui.ground import Ground
from paydesk.ui.labels import Empty
from paydesk.ui.payment_form import PaymentForm
from paydesk.ui.payment_look import PaymentLook
from paydesk.ui.payment_page import PaymentPage
from paydesk.ui.payment_plan import Start
from paydesk.ui.payment_taking import PaymentTaking

_FORM = "payment"


class PaymentJob(QStackedWidget):
    """Follows the open account. ``take`` posts; ``left`` when the person gave up."""

    left = Signal()
    taken = Signal(object)

    def __init__(self, context: DeskContext) -> None:
        super().__init__()
        self._context = context
        self._start: Start | None = None
        self._key, self._wants_focus = uuid4().hex, False
        self._drafts = Drafts(context, _FORM, account=None)
        self._taking = PaymentTaking(context)
        self.form = PaymentForm(today=context.today)
        self.form.set_prints(True, lambda: context.printing.where("Receipt"))
        self.page = PaymentPage(self.form)
        self.pane, self.primary = self.page.pane, self.page.primary
        self._looks = PaymentLook(context, self.form, self.page)
        ground = Ground("surface")
        QVBoxLayout(ground).addWidget(Empty(
            "No account is open", "Find one with Ctrl+F, or choose a copay at the left, and take its payment here.",
            icon="dollar",
        ))  # fmt: skip
        self.addWidget(ground)
        self.addWidget(self.page)
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
            # The change of the last one was given by now.
            self.page.say_foot()
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
        return self._start is not None and (self.form.is_touched() or self.pane.is_chosen())

    def draft(self) -> dict[str, object]:
        """What was typed; comes back with ``set_draft``. Empty when nothing was."""
        if not self.is_touched():
            return {}
        kept = self.form.draft()
        if self.pane.is_chosen():
            kept["as_ruled"], kept["order"] = sorted(self.pane.as_ruled()), list(self.pane.order())
            try:
                kept["chosen"] = {str(charge): cents for charge, cents in self.pane.wanted().items()}
            except PaydeskError:
                kept["chosen"] = {}
        return kept

    def set_draft(self, draft: Mapping[str, object]) -> None:
        self.form.set_draft(draft)
        chosen = draft.get("chosen")
        if isinstance(chosen, dict):
            wanted = {int(charge): int(cents) for charge, cents in chosen.items()}
            as_ruled, order = frozenset(_ids(draft.get("as_ruled"))), _ids(draft.get("order"))
            self.pane.bring_back(wanted, as_ruled=as_ruled, order=order)
        self._look()

    def keep_draft(self) -> None:
        """Before another account comes to the front, or the window closes: what was typed is kept."""
        if self._start is not None and not self._taking.busy:
            self._drafts.keep(self.draft())

    def start_empty(self) -> None:
        """Let go of what came back: the form as it is for an account that was just opened."""
        self._clear()
        self._begin_again()
        self.form.focus_start()

    def choose_lines(self) -> None:
        """F4: type the amounts line by line, or leave them to the rules again."""
        if self.currentIndex() == 1 and not self.pane.change.isVisibleTo(self):
            self.page.sums.say(self.pane.why_not(), icon="info", role="text2")
        elif self.currentIndex() == 1:
            self.pane.set_choosing(not self.pane.is_choosing())
            if not self.pane.is_choosing():
                if self.form.amount_follows():
                    self.form.set_amount(*self._start.amount() if self._start else (None, ""))
                self.form.focus_start()
            self._look()

    def verdict(self) -> str:
        """One sentence on where all of it is, or why it cannot be."""
        return self.page.sums.verdict()

    def foot(self) -> str:
        """The words at the left of the buttons."""
        return self.page.foot()

    def take(self) -> None:
        """Post what is typed and print its receipt; mistakes are shown beside their fields."""
        if self._start is None or self._taking.busy:
            return
        try:
            typed = self.form.finished()
            if self.pane.is_chosen() and self.pane.mistake(typed.amount):
                self._context.messages.put_away()
                self.pane.go_to_mistake()
                return
            request = payment_plan.request_of(
                self._start, typed, key=self._key, chosen=self.pane.chosen(), as_ruled=self.pane.as_ruled()
            )
            request = self._taking.asked_about(request, owed=self._start.everything)
        except PaydeskError as refused:
            self._context.messages.put_away()
            self.form.show_error(refused.field, refused.sentence)
            return
        self.primary.setEnabled(False)
        self._taking.take(request, prints=typed.prints, refused=self._refused)

    def give_up(self) -> None:
        """Esc: nothing is taken; what was typed is kept, as by every other form."""
        if self.is_touched():
            self.keep_draft()
            self.page.say_back(True)
        else:
            self._clear()
            self._begin_again()
        self.left.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.take()
        else:
            super().keyPressEvent(event)

    def _connect(self) -> None:
        page, context = self.page, self._context
        self.form.edited.connect(self._edited)
        self.pane.changed.connect(self._lines_edited)
        self.pane.change_asked.connect(self.choose_lines)
        page.primary.clicked.connect(self.take)
        page.cancel.clicked.connect(self.give_up)
        page.start_empty.clicked.connect(self.start_empty)
        page.reshaped.connect(self._say_primary)
        page.credit.clicked.connect(lambda: context.trigger("money.apply_credit"))
        for row in (self.form.methods, self.form.more, self.form.receipt):
            row.listen_on(self)
        leave = QShortcut(QKeySequence("Escape"), self)
        leave.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        leave.activated.connect(self.give_up)
        self._taking.taken.connect(self._posted)
        self._taking.taken_back.connect(page.say_foot)
        context.page_changed.connect(self.show_page)
        context.leaving.connect(self.keep_draft)

    def _begin(self, page: AccountPage, owed: tuple[OpenLine, ...]) -> None:
        other = self._start is None or self._start.page.account_id != page.account_id
        wants_focus = self._wants_focus or (other and self._has_focus())
        self._wants_focus = False
        self._start = Start(page, owed, self._context.today(), self._context.person_id)
        self.setCurrentIndex(1)
        self.page.say_whose(self._start.headline())
        if other:
            self._drafts = drafts = Drafts(self._context, _FORM, account=page.account_id)
            self._empty_form()
            drafts.bring_back(lambda kept: self._bring_back(drafts, kept), owner=self)
        if other or (self.form.stands_as_filled() and not self.pane.is_chosen()):
            self._begin_again()
        if wants_focus and self.isVisible():
            self.form.focus_start()
        self._look()

    def _bring_back(self, drafts: Drafts, kept: Mapping[str, object]) -> None:
        if drafts is self._drafts and not self.is_touched():
            self.set_draft(kept)
            self.page.say_back(True)

    def _clear(self) -> None:
        self._drafts.drop()
        self._empty_form()

    def _empty_form(self) -> None:
        self.form.clear()
        self.pane.set_choosing(False)
        self.page.say_back(False)
        self.page.say_foot()

    def _begin_again(self) -> None:
        """The amount due is filled in, for a payment of its own."""
        if self._start is None:
            return
        self._key = uuid4().hex
        self.form.set_amount(*self._start.amount())
        if self._has_focus():
            self.form.amount.selectAll()
        self._look()

    def _has_focus(self) -> bool:
        return self.isAncestorOf(QApplication.focusWidget() or self)

    def _lines_edited(self) -> None:
        """As long as no amount was typed it is what the lines come to, and the copay that stands over them."""
        chosen = self.pane.typed_sum()
        if self._start and chosen is not None and self.form.amount_follows():
            copay = self._start.expected
            why = "The copay and the lines you chose" if copay else "What the lines you chose come to"
            self.form.set_amount(chosen + copay, why if chosen + copay else "")
        self._edited()

    def _edited(self) -> None:
        self.page.say_foot()
        self._look()

    def _look(self) -> None:
        """Ask where the money would go, and say on the button what Enter does."""
        if self._start is not None:
            self._looks.look(self._start, key=self._key)
            self._say_primary()

    def _say_primary(self) -> None:
        typed = self.form.typed()
        # Where height is short, the way to pay may have scrolled out of sight.
        self.primary.say(payment_plan.take_words(typed, names_way=self.page.short))
        self.primary.setEnabled(not self._taking.busy)

    def _refused(self, refused: PaydeskError) -> None:
        self.primary.setEnabled(True)
        self._context.messages.put_away()
        if refused.field == "chosen":
            self._looks.refuse(refused.sentence)
            self.pane.go_to_mistake()
        elif not self.form.show_error(refused.field, refused.sentence):
            self._context.messages.refuse(refused)

    def _posted(self, posted: PaymentPosted) -> None:
        self.primary.setEnabled(True)
        self._key = uuid4().hex
        self._clear()
        if posted.change:
            # Under the toast, where it stays until the next typing.
            self.page.say_foot(f"Give back {money.show(posted.change)} change, receipt {posted.receipt}")
        self._look()
        if self._has_focus():
            self.form.focus_start()
        self.taken.emit(posted)


def _ids(kept: object) -> tuple[int, ...]:
    return tuple(int(one) for one in kept) if isinstance(kept, list) else ()
