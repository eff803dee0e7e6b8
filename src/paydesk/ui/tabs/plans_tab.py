"""Plans: whose plan needs what at the left; the page of the chosen plan, or what a family can afford, at the right."""

from __future__ import annotations

from PySide6.QtWidgets import QApplication, QStackedWidget

from paydesk.operations import listing_plans, reading_assistance
from paydesk.operations.desk import Desk
from paydesk.operations.listing_plans import PlansListed
from paydesk.operations.reading_assistance import AssistanceDue
from paydesk.ui import plan_paper
from paydesk.ui.buttons import Button, Kind
from paydesk.ui.desk_context import DeskContext
from paydesk.ui.labels import Empty
from paydesk.ui.panes import Footer, Pane, PaneHeader, Panes
from paydesk.ui.plan_job import PlanJob
from paydesk.ui.plan_rows import assistance_rows, plan_rows
from paydesk.ui.row_list import RowList
from paydesk.ui.sheet_job import SheetJob
from paydesk.ui.tab import Tab
from paydesk.ui.worklist_paint import WorklistPainter


class PlansTab(Tab):
    """An account with an open plan shows its page, one without the sheet; a row opens its account and its page."""

    def __init__(self, context: DeskContext) -> None:
        super().__init__()
        self._context = context
        self._everyone, self._known = True, PlansListed(())
        self._wanted: int | None = None
        self._unfollowed = context.current_account is not None
        self._waits: str | None = None
        self._wants_start = False
        self._applies: int | None = None
        self.job, self.sheet = PlanJob(context), SheetJob(context)
        self._none = Empty(
            "No plan in front", "Choose a plan at the left, or open an account: then a plan can be made for it.",
            icon="scales",
        )  # fmt: skip
        self._jobs = QStackedWidget()
        for widget in (self._none, self.job, self.sheet):
            self._jobs.addWidget(widget)
        self._scope = Button("Everyone", kind=Kind.QUIET, key="F3", shown_only=True, name="plans_scope")
        header = PaneHeader("Plans", role="side")
        header.add(self._scope)
        self.list = RowList(name="plans_worklist", label="Plans: who needs what", look=WorklistPainter())
        self._empty = Empty(
            "No plans here", "Plans that are made stand here, those that need somebody first. Ctrl+Shift+P makes one "
            "for the open account.", icon="scales",
        )  # fmt: skip
        self._body = QStackedWidget()
        self._body.addWidget(self.list)
        self._body.addWidget(self._empty)
        self.reminders = Button("", kind=Kind.LINK, icon="printer", name="print_reminders")
        self._foot = Footer(self.reminders, role="side", start=True)
        self._foot.hide()
        self.hold(Panes(Pane("side", header, self._body, self._foot), self._jobs))
        self._scope.clicked.connect(self.switch_scope)
        self.list.picked.connect(self._pick)
        self.list.opened.connect(self._open)
        self.reminders.clicked.connect(lambda: plan_paper.print_reminders(context, owner=self))
        self.job.replacing.connect(self._replace)
        self.job.showed.connect(self._mark)
        self.sheet.made.connect(self._made_one)
        self.sheet.left.connect(self._leave_sheet)
        self.job.bind_keys(self)
        self.job.set_front(False)
        self._jobs.currentChanged.connect(lambda place: self.job.set_front(self._is_in_front()))
        context.account_changed.connect(self._other_account)
        context.page_changed.connect(self._show_application)
        context.plan_asked.connect(self.show_plan)

    def refresh(self) -> None:
        """Ask for the list anew, and for the page in front."""
        desk, account = self._context.desk, None if self._everyone else self._context.current_account
        self._context.jobs.look(
            lambda: (listing_plans.listed_plans(desk, account_id=account), _assistance(desk, account)),
            title="Reading the plans", owner=self, latest="plans.worklist", then=lambda both: self._show(*both),
        )  # fmt: skip
        if self._unfollowed:
            self._follow_account()
        elif self._is_in_front():
            self.job.refresh()
        elif self._jobs.currentWidget() is self.sheet:
            self.sheet.show_account(self.sheet.account_id, self.sheet.replaces)

    def note_change(self, touched: object) -> None:
        super().note_change(touched)
        if self.concerns(touched) and not self.isVisible():
            self._count()

    def concerns(self, touched: object) -> bool:
        return getattr(touched, "kinds", ()) != ("drafts",)

    def fits_rights(self) -> bool:
        return self.job.may_make == self._context.may("plans.make")

    def has_scope(self) -> bool:
        return True

    def switch_scope(self) -> None:
        """Everyone's plans, or those of the open account, of any time."""
        if self._everyone and self._context.current_account is None:
            self._context.messages.warn("Open an account first: then its own plans can be shown")
            return
        self._show_scope(everyone=not self._everyone)

    def new_plan(self) -> None:
        """The sheet of the open account, whatever plan it has."""
        self._front_sheet(self._context.current_account)
        self.sheet.focus_start()

    def do(self, id_: str) -> None:
        """Do a deed with the plan in front, or with the open account's."""
        if self._is_in_front() and self.job.plan_id() and not self._unfollowed:
            self.job.do(id_)
        elif self._context.current_account is not None:
            self._waits = id_
            self._show_account(self._context.current_account)
        else:
            self._context.messages.warn("Choose a plan at the left, or open an account that has one")

    def show_plan(self, account_id: int, plan_id: int) -> None:
        """Bring a plan to the front with its account."""
        self._wanted = plan_id
        self._context.open_account(account_id)
        self._wanted, self._unfollowed = None, False
        self._front_plan(plan_id)

    def focus_start(self) -> None:
        front = self._jobs.currentWidget()
        # What is in front of the open account may still be on its way.
        self._wants_start = front is self._none and self._context.current_account is not None
        if front is self.sheet:
            self.sheet.focus_start()
        else:
            self.list.setFocus()
            if self.list.current_key() is None and front is self._none:
                self.list.step(1)

    def _count(self) -> None:
        desk = self._context.desk
        self._context.jobs.look(
            lambda: listing_plans.listed_plans(desk).waiting + len(_assistance(desk, None)), title="Counting the plans",
            owner=self, latest="plans.count", then=lambda count: self.counted.emit(count or None), waits=True,
        )  # fmt: skip

    def _show_scope(self, *, everyone: bool) -> None:
        self._everyone = everyone
        self._scope.say("Everyone" if everyone else "This account")
        self.refresh()

    def _show(self, found: PlansListed, assistance: tuple[AssistanceDue, ...]) -> None:
        self._known, today = found, self._context.today()
        rows = (*assistance_rows(assistance, today), *plan_rows(found, today))
        self.list.blockSignals(True)  # what is chosen stays chosen: nobody came to another one
        self.list.show_rows(rows)
        self.list.blockSignals(False)
        self._body.setCurrentIndex(0 if rows else 1)
        self._foot.setVisible(bool(found.reminders) and self.job.may_make)
        self.reminders.say("Print 1 reminder" if found.reminders == 1 else f"Print {found.reminders} reminders")
        if self._everyone:
            self.counted.emit(found.waiting + len(assistance) or None)
        else:
            self._count()
        self._mark(self.job.plan_id())

    def _mark(self, plan_id: int) -> None:
        """The list says which plan is in front."""
        key = next((row.key for row in self.list.rows.rows if _plan_of(row.key) == plan_id), None)
        if self._jobs.currentWidget() is not self.job or key is None:
            if not self.list.hasFocus() and self.list.current_key() is not None:
                self.list.leave()
            return
        if self.list.current_key() != key:
            self.list.blockSignals(True)
            self.list.select(key)
            self.list.blockSignals(False)
        if self._waits is not None:
            waits, self._waits = self._waits, None
            self.job.do(waits)

    def _pick(self, key: object) -> None:
        """The page follows the list; the account's bar follows when the row is opened."""
        plan_id = _plan_of(key)
        if not plan_id:
            return
        if plan_id != self.job.plan_id() or self._jobs.currentWidget() is not self.job:
            self._front_plan(plan_id)

    def _open(self, key: object) -> None:
        if isinstance(key, tuple) and _plan_of(key):
            self.show_plan(key[1], key[2])
            self.job.focus_start()
        elif isinstance(key, tuple) and key[0] == "assistance":
            self._applies = key[1]
            self._context.open_account(key[1])
            self._show_application(self._context.page)

    def _show_application(self, page: object) -> None:
        """The account whose application was asked for is open: its form opens over it."""
        if self._applies is not None and getattr(page, "account_id", None) == self._applies:
            self._applies = None
            self._context.trigger("assistance.open")

    def _front_plan(self, plan_id: int) -> None:
        self._jobs.setCurrentWidget(self.job)
        if plan_id != self.job.plan_id():
            self.job.leave()
            self.job.show_plan(plan_id)

    def _front_sheet(self, account_id: int | None, replaces: int | None = None) -> None:
        self.job.leave()
        self.sheet.show_account(account_id, replaces)
        self._jobs.setCurrentWidget(self.sheet)
        self._mark(0)

    def _replace(self, plan_id: int) -> None:
        account = self.job.whole()
        if account is not None:
            self._front_sheet(account.page.today.plan.account_id, plan_id)
            self.sheet.focus_start()

    def _leave_sheet(self) -> None:
        """Back to the open account's plan, else to the list."""
        if self.sheet.account_id is None:
            self.list.setFocus()
            return
        desk, account = self._context.desk, self.sheet.account_id

        def found(plan_id: int | None) -> None:
            if plan_id is None:
                self.list.setFocus()
            else:
                self._front_plan(plan_id)
                self.job.focus_start()

        self._context.jobs.look(
            lambda: listing_plans.open_plan_of(desk, account), title="Looking for a plan", owner=self,
            latest="plans.account", then=found,
        )  # fmt: skip

    def _made_one(self, planned: object) -> None:
        """A plan was made of the sheet: its page comes to the front."""
        self._front_plan(planned.plan_id)  # type: ignore[attr-defined]
        self.job.focus_start()

    def _other_account(self, account: object) -> None:
        if not self._everyone:
            self._show_scope(everyone=account is None)
        if self._wanted is None:
            self._unfollowed = True
            if self.isVisible():
                # A clerk who was at work here finds herself in what comes, not in a row of somebody else.
                self._wants_start = self._applies is None and self._is_at_work()
                self._follow_account()
            else:
                self._behind = True  # nobody looks: nothing is opened that nobody asked for

    def _follow_account(self) -> None:
        """What is in front is the open account's."""
        self._unfollowed, account = False, self._context.current_account
        if account is not None:
            self._show_account(account)
        elif self._jobs.currentWidget() is self.sheet:
            self.sheet.show_account(None)
            self._jobs.setCurrentWidget(self._none)

    def _show_account(self, account_id: int) -> None:
        """The page of the account's open plan, or the sheet where it has none."""
        whole = self.job.whole()
        if whole is not None and whole.page.today.plan.account_id == account_id and self._is_in_front():
            return
        desk = self._context.desk
        self._context.jobs.look(
            lambda: listing_plans.open_plan_of(desk, account_id), title="Looking for a plan", owner=self,
            latest="plans.account", then=lambda plan_id: self._show_own(account_id, plan_id),
        )  # fmt: skip

    def _is_at_work(self) -> bool:
        """Whether no other part of the window has the keys."""
        focus = QApplication.focusWidget()
        return focus is None or focus is self.window() or self.isAncestorOf(focus)

    def _is_in_front(self) -> bool:
        return self._jobs.currentWidget() is self.job

    def _show_own(self, account_id: int, plan_id: int | None) -> None:
        if account_id != self._context.current_account:
            return
        starts, self._wants_start = self._wants_start and self.isVisible(), False
        if plan_id is not None:
            self._front_plan(plan_id)
            if starts:
                self.job.focus_start()
            return
        if self._waits is not None:
            self._waits = None
            self._context.messages.warn("This account has no open plan. Ctrl+Shift+P makes one")
        if self.job.may_make:
            self._front_sheet(account_id)
            if starts:
                self.sheet.focus_start()
        else:
            self.job.leave()
            self._jobs.setCurrentWidget(self._none)


def _assistance(desk: Desk, account_id: int | None) -> tuple[AssistanceDue, ...]:
    """Applications that wait, of everyone or of one account; nothing for who may not see what families earn."""
    if not desk.may("means.see"):
        return ()
    due = reading_assistance.assistance_due(desk)
    return tuple(one for one in due if account_id in (None, one.account_id))


def _plan_of(key: object) -> int:
    """The plan of a row's key, 0 for none."""
    return int(key[2]) if isinstance(key, tuple) and key[0] == "plan" else 0
