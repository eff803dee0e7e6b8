"""Today: what waits at the desk; each line has one key that does what it needs."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from paydesk.operations import checking_daily, listing
from paydesk.operations.diagnosing import CodeBook
from paydesk.operations.listing import EmergencyTaken, Waiting
from paydesk.rules import money
from paydesk.rules.errors import PaydeskError
from paydesk.rules.keyboard import show_date
from paydesk.ui import credit_job, drafts, emergency_seen
from paydesk.ui.backup_watch import RESTORING
from paydesk.ui.backup_words import ASK_ADMINISTRATOR, DAMAGE
from paydesk.ui.desk_context import DeskContext
from paydesk.ui.labels import Elided, Empty, SectionHeader, Why
from paydesk.ui.panes import JobFrame, Pane, PaneHeader, Panes, SidePanel
from paydesk.ui.resuming import LeftForm, Resuming
from paydesk.ui.row_list import RowList
from paydesk.ui.tab import Tab
from paydesk.ui.tab_keys import DIGITS
from paydesk.ui.task_paint import Task, TaskPainter
from paydesk.ui.today_rows import FORMS, kind_rows, task_rows
from paydesk.ui.typeface import Size


class TodayTab(Tab):
    """Enter does the selected line, a digit the line that shows it."""

    def __init__(self, context: DeskContext) -> None:
        super().__init__()
        self._context = context
        self._waiting: Waiting | None = None
        self._notice: str | None = None
        if context.backups is not None:
            context.backups.changed.connect(self._show_again)
        self._resuming = Resuming(context)
        self.kinds = RowList(name="today_kinds", label="Show")
        self.list = RowList(name="today_tasks", label="What waits today", look=TaskPainter())
        self._nothing = Empty(
            "Nothing waits", "Copays of today's visits, promises to pay, earlier visits without charges, payment plans "
            "to see to, credit to apply, mail that came back and forms left half-way will stand here.",
        )  # fmt: skip
        self._body = QStackedWidget()
        self._body.addWidget(self.list)
        self._body.addWidget(self._nothing)
        self._header = PaneHeader("Today", role="surface", edge=24, size=Size.NAME)
        self._sums = Elided(role="text2")
        self._header.add(self._sums)
        self._facts = _Facts()
        side = SidePanel("Good to know", self._facts, key="F9")
        job = JobFrame(self._header, self._body, scrolls=False)
        job.setFocusProxy(self.list)
        self.hold(Panes(Pane("side", PaneHeader("Today", role="side"), self.kinds), job, side))
        self.kinds.picked.connect(lambda kind: self._show_tasks())
        self.kinds.opened.connect(lambda kind: self.focus_start())
        self.list.opened.connect(self._act)
        self._checked_on: date | None = None
        for digit in DIGITS:
            shortcut = QShortcut(QKeySequence(digit), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(lambda place=int(digit): self._act_on(place))

    def refresh(self) -> None:
        """Ask anew for everything that waits; once a day what days brought by themselves is put down before."""
        desk, today = self._context.desk, self._context.today()
        if today != self._checked_on:
            self._checked_on = today
            self._context.jobs.do(lambda: checking_daily.check_daily(desk), title="The daily check", owner=self)
        self._context.jobs.look(
            lambda: (listing.waiting(desk), CodeBook(desk).notice()), title="Looking what waits", owner=self,
            latest="today", then=lambda found: self._show(*found),
        )  # fmt: skip

    def note_change(self, touched: object) -> None:
        super().note_change(touched)
        if not self.isVisible():
            self._count()

    def _count(self) -> None:
        """The number on the tab follows what is done elsewhere; the lines wait until somebody looks at them."""
        desk = self._context.desk
        self._context.jobs.look(
            lambda: listing.waiting(desk).count, title="Counting what waits", owner=self, latest="today.count",
            then=lambda count: self.counted.emit(count + len(self._about_backups()) or None), waits=True,
        )  # fmt: skip

    def focus_start(self) -> None:
        self.list.setFocus()

    def _about_backups(self) -> tuple[Task, ...]:
        """A line when somebody is to see to the backups."""
        task = self._context.backups.task() if self._context.backups else None
        return (task,) if task else ()

    def _show_again(self) -> None:
        if self._waiting is not None:
            self._show(self._waiting, self._notice)

    def _show(self, waiting: Waiting, notice: str | None) -> None:
        self._waiting, self._notice = waiting, notice
        more = len(self._about_backups())
        count = waiting.count + more
        today = self._context.today()
        self._header.set_title(f"{today:%A, %B} {today.day}")
        todo = f"{count:,} to do" if count else "nothing to do"
        self._sums.set_text(f"{todo}   {money.show(waiting.drawer)} in the drawer")
        self.kinds.show_rows(kind_rows(waiting, more=more))
        if self.kinds.current_key() is None:
            self.kinds.select("all")
        self._facts.show_facts(waiting, notice)
        self.counted.emit(count or None)
        self._show_tasks()

    def _show_tasks(self) -> None:
        if self._waiting is None:
            return
        about = self._about_backups()
        damage = tuple(one for one in about if one.key == DAMAGE)
        kind = str(self.kinds.current_key() or "all")
        rows = task_rows(self._waiting, kind, first=damage, last=() if damage else about)
        self.list.show_rows(rows)
        self._body.setCurrentIndex(0 if rows else 1)
        if rows and self.list.current_key() is None:
            self.list.select(rows[0].key)

    def _act_on(self, place: int) -> None:
        rows = self.list.rows.rows
        if place <= len(rows):
            self.list.select(rows[place - 1].key)
            self._act(rows[place - 1].key)

    def _act(self, key: object) -> None:
        if not isinstance(key, tuple):
            return
        kind, account, form, *about = key
        if kind == "emergency":
            emergency_seen.ask(self._context, next(one for one in self._emergencies() if one.id == form))
        elif kind == "backup":
            self._context.trigger("office.backups")
        elif kind == "damage":
            self._restore()
        elif kind == "credit":
            credit_job.apply_credit(self._context, account)
        elif kind == "plan":
            self._context.go("plans")
            self._context.plan_asked.emit(account, form)
        elif kind == "visit":
            # Escape leaves the account with the cursor on the visit, where it can be called off or marked as missed.
            self._resuming.go_on(LeftForm("change_visit_dialog", "visit.edit", account, drafts.about(visit=form)))
        elif kind == "mail":
            whose = drafts.about(person=form, returned=1)
            self._resuming.go_on(LeftForm("person_dialog", "record.reach", account, whose))
        elif kind == "draft" and (command := FORMS.get(form, ("", ""))[1]):
            self._resuming.go_on(LeftForm(form, command, account, about[0]))
        else:
            self._context.open_account(account, self._patient_of(key))
            self._context.go("payments" if kind == "copay" or form == "payment" else "patients")

    def _restore(self) -> None:
        if self._context.desk.may(RESTORING):
            self._context.trigger("office.restore")
        else:
            self._context.messages.refuse(PaydeskError(ASK_ADMINISTRATOR))

    def _emergencies(self) -> tuple[EmergencyTaken, ...]:
        return self._waiting.emergencies if self._waiting else ()

    def _patient_of(self, key: tuple[object, ...]) -> int | None:
        """Whose copay it is, so that this patient's visit is at hand."""
        copays = self._waiting.copays if self._waiting and key[0] == "copay" else ()
        return next((one.patient_id for one in copays if (one.account_id, one.visit_id) == key[1:]), None)


class _Facts(QWidget):
    """What is good to know but needs nobody: money of the day, the last statements, the code set."""

    def __init__(self) -> None:
        super().__init__()
        self._drawer, self._statements, self._codes = Why(icon="cash"), Why(icon="mail"), Why(icon="info")
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 12, 20, 16)
        column.setSpacing(6)
        for words, why in (
            ("Money of today", self._drawer), ("Statements", self._statements), ("Diagnosis codes", self._codes),
        ):  # fmt: skip
            column.addWidget(SectionHeader(words))
            column.addWidget(why)
            column.addSpacing(12)
        column.addStretch(1)

    def show_facts(self, waiting: Waiting, notice: str | None) -> None:
        self._drawer.say(_money_words(waiting))
        if waiting.statements_on:
            count = f"{waiting.statements:,} statement" + ("s" if waiting.statements != 1 else "")
            self._statements.say(f"The last ones are of {show_date(waiting.statements_on)}: {count}.")
        else:
            self._statements.say("None was printed yet. F8 prints one for the open account.")
        self._codes.say(notice or "The diagnosis codes in force are here.", role="warn" if notice else "text2")


def _money_words(waiting: Waiting) -> str:
    if not waiting.money:
        return "No payment was taken yet today."
    count, taken, undone, refunded = (
        sum(getattr(one, name) for one in waiting.money) for name in ("count", "taken", "undone", "refunded")
    )
    parts = [f"{count:,} payment" + ("s" if count != 1 else "") + f", {money.show(taken)} taken"]
    parts += [f"{money.show(undone)} undone"] if undone else []
    parts += [f"{money.show(refunded)} given back"] if refunded else []
    return f"{', '.join(parts)}; {money.show(waiting.drawer)} in the drawer."
