"""The job of one payment plan: its page, the one thing that its state waits for, and all else by key."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QMenu, QWidget

from paydesk.operations import listing_plans, planning
from paydesk.operations.listing_plans import PlanLetter, PlanState, PlanWhole
from paydesk.operations.planning import Planned
from paydesk.rules.plan_letters_due import letter_words
from paydesk.ui import plan_paper
from paydesk.ui.buttons import Button, Kind
from paydesk.ui.desk_context import DeskContext
from paydesk.ui.foot_words import FootWords
from paydesk.ui.panes import Footer, JobFrame
from paydesk.ui.plan_deeds import PLAN_DEEDS, PageDeed, deed, main_deed, possible
from paydesk.ui.plan_figures import PlanHead
from paydesk.ui.plan_page import PlanPageView
from paydesk.ui.tab_keys import PLAN_MENU


class PlanJob(JobFrame):
    """``replacing`` asks for a sheet whose plan takes the place of the one in front; ``showed`` tells which is shown.
    """

    replacing = Signal(int)
    showed = Signal(int)

    def __init__(self, context: DeskContext) -> None:
        self._context, self._plan = context, 0
        self._waits: Callable[[], None] | None = None
        self._letters: list[QShortcut] = []
        self.may_make = context.may("plans.make")
        self.head, self.view = PlanHead(), PlanPageView()
        self.more = Button("What else", key=PLAN_MENU, shown_only=True, name="plan_more")
        self.primary = Button("", kind=Kind.PRIMARY, key="Ctrl+Return", name="plan_primary")
        self.words = FootWords("", icon="info")
        super().__init__(self.head, self.view, Footer(self.more, self.primary, left=self.words))
        self.setObjectName("plan_job")
        self.view.paper_asked.connect(self._look_at_paper)
        self.more.clicked.connect(self.open_menu)
        self.primary.clicked.connect(self._do_main)
        self._whole: PlanWhole | None = None

    def whole(self) -> PlanWhole | None:
        """The plan in front."""
        return self._whole

    def plan_id(self) -> int:
        """The plan that is, or is about to be, in front; 0 for none."""
        return self._plan

    def bind_keys(self, tab: QWidget) -> None:
        """Let the letters work in the whole tab while the page is in front, and leave them to others else."""
        for key, run in (
            (PLAN_MENU, self.open_menu), *((one.key, lambda one=one: self.do(one.id)) for one in PLAN_DEEDS if one.key),
        ):  # fmt: skip
            shortcut = QShortcut(QKeySequence(key), tab)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(run)
            self._letters.append(shortcut)

    def set_front(self, is_front: bool) -> None:
        """Whether this page is in front."""
        for shortcut in self._letters:
            shortcut.setEnabled(is_front)

    def show_plan(self, plan_id: int, *, look: bool = True) -> None:
        """Bring a plan to the front, or read the one in front anew."""
        self._plan, desk = plan_id, self._context.desk
        self._context.jobs.look(
            lambda: listing_plans.whole_plan(desk, plan_id, look=look), title="Reading the plan", owner=self,
            latest="plan page", then=self._show,
        )  # fmt: skip

    def leave(self) -> None:
        """No plan is in front."""
        self._plan, self._whole, self._waits = 0, None, None

    def refresh(self) -> None:
        """Read the plan in front anew."""
        if self._plan:
            self.show_plan(self._plan, look=False)

    def focus_start(self) -> None:
        target = self.primary if self.primary.isVisible() and self.primary.isEnabled() else self.view.story
        target.setFocus()

    def do(self, id_: str) -> None:
        """Do a deed with the plan in front, as soon as it is there."""
        if self._whole is None:
            self._waits = (lambda: self.do(id_)) if self._plan else None
            if not self._plan:
                self._context.messages.warn("Choose a plan at the left first")
            return
        what, now = deed(id_), self._whole.page.today
        if not self.may_make:
            self._context.messages.warn("Making and changing plans is for others here")
        elif now.state not in what.states:
            self._context.messages.warn(
                f"Plan {now.plan.number} is {now.state.words}: {what.label[:1].lower()}{what.label[1:]} does not fit"
            )
        else:
            self._context.open_account(now.plan.account_id)
            self._run(what, self._whole)

    def open_menu(self) -> None:
        """Everything that can be done in this state, each with its key."""
        if self._whole is None or not self.may_make:
            return
        menu = QMenu(self)
        menu.setObjectName("plan_menu")
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for one in possible(self._whole.page.today.state):
            action = menu.addAction(one.label)
            if one.key:
                action.setShortcut(QKeySequence(one.key))
                action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
            action.triggered.connect(lambda checked=False, own=one.id: self.do(own))
        menu.popup(self.more.mapToGlobal(QPoint(0, -menu.sizeHint().height() - 4)))

    def _show(self, whole: PlanWhole) -> None:
        if whole.page.today.plan.id != self._plan:
            return  # another one was chosen meanwhile
        anew = self._whole is None or self._whole.page.today.plan.id != self._plan
        self._whole = whole
        self.head.show_plan(whole)
        self.view.show_plan(whole, anew=anew)
        if anew:
            self.scroll_to_top()
        self._offer(whole)
        self.showed.emit(self._plan)
        waits, self._waits = self._waits, None
        if waits is not None:
            waits()

    def _main(self, whole: PlanWhole) -> PageDeed | None:
        now = whole.page.today
        return main_deed(
            now.state, cure_written=now.facts.cure_until is not None, letter_waits=whole.waits is not None
        )

    def _offer(self, whole: PlanWhole) -> None:
        main = self._main(whole)
        self.primary.setVisible(main is not None and self.may_make)
        self.more.setVisible(self.may_make)
        if main is not None:
            self.primary.say("Print the letter" if main.id == "letter" else _button(main))
        waits = f"Letter to print: {letter_words(whole.waits).lower()}" if whole.waits else ""
        self.words.say(waits or _made(whole), icon="mail" if waits else "info", role="warn" if waits else "text2")

    def _do_main(self) -> None:
        main = self._main(self._whole) if self._whole else None
        if main is not None and self._whole is not None:
            if main.id == "letter" and self._whole.waits is not None:
                plan_paper.print_letter(self._context, self._plan, self._whole.waits.value, owner=self)
            else:
                self.do(main.id)

    def _run(self, what: PageDeed, whole: PlanWhole) -> None:
        plan, context = whole.page.today.plan, self._context
        if what.id == "offer":
            plan_paper.print_offer(context, plan.id, owner=self)
        elif what.id == "sign":
            self._sign(plan.id)
        elif what.id == "pay":
            context.trigger("payments.take")
        elif what.id == "cure":
            plan_paper.print_letter(context, plan.id, PlanLetter.CURE.value, owner=self)
        elif what.id == "replace":
            self.replacing.emit(plan.id)
        elif what.id == "letter":
            self._choose_letter(whole)
        elif what.id == "again":
            if whole.agreement is None:
                context.messages.warn(f"No agreement of plan {plan.number} was printed")
            else:
                plan_paper.print_again(context, whole.agreement, plan.number, plan.account_id, owner=self)
        elif what.id in ("coupons", "card"):
            plan_paper.print_dates(context, plan.id, what.id, owner=self)
        else:
            from paydesk.ui.dialogs.plan_deed_dialog import PlanDeedDialog

            PlanDeedDialog(context, what.id, plan_id=plan.id, number=plan.number).start()

    def _sign(self, plan_id: int) -> None:
        desk, tell = self._context.desk, self._context.messages.tell

        def signed(done: Planned) -> None:
            waits = done.state is PlanState.ACCEPTED
            tell(f"Plan {done.number} is signed" + ("; it starts with its down payment" if waits else " and runs"))

        self._context.jobs.do(
            lambda: planning.sign_plan(desk, plan_id), title="Noting that the plan is signed", owner=self, then=signed
        )

    def _choose_letter(self, whole: PlanWhole) -> None:
        if not whole.letters:
            self._context.messages.warn("There is no occasion for a letter about this plan now")
        else:
            from paydesk.ui.dialogs.plan_letter_dialog import PlanLetterDialog

            PlanLetterDialog(self._context, whole).start()

    def _look_at_paper(self, document_id: int, title: str) -> None:
        if self._whole is not None:
            account = self._whole.page.today.plan.account_id
            plan_paper.look_at(self._context, document_id, title, account_id=account, owner=self)


def _button(main: PageDeed) -> str:
    return "Take a payment" if main.id == "pay" else "Let it go on" if main.id == "resume" else main.label


def _made(whole: PlanWhole) -> str:
    plan = whole.page.today.plan
    return f"Made {plan.made_on:%m/%d/%Y} by {plan.made_by}, version {plan.version}"
