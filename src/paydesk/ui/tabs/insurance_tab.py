"""Insurance calls: who is called about what and why at the left; the sheet of the call at the right."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QStackedWidget

from paydesk.operations import claim_work, preparing_calls
from paydesk.operations.claim_work import CallDue, CallsDue
from paydesk.operations.preparing_calls import Sheet
from paydesk.rules.call_worklist import CallKind
from paydesk.ui import call_order
from paydesk.ui.call_items import open_items
from paydesk.ui.call_job import CallJob
from paydesk.ui.call_sending import CallSending
from paydesk.ui.call_subject import CallSubject
from paydesk.ui.call_worklist_rows import call_rows
from paydesk.ui.calls_count import CallsCount
from paydesk.ui.calls_side import CallsSide, Under
from paydesk.ui.desk_context import DeskContext
from paydesk.ui.panes import Panes
from paydesk.ui.tab import Tab, key_name


class InsuranceTab(Tab):
    """The sheet of the chosen row is in front; Enter starts its call. F3: everyone's, mine, this account's."""

    def __init__(self, context: DeskContext) -> None:
        super().__init__()
        self._context = context
        self._by_itself = False
        self._due: CallsDue | None = None
        self._listed: tuple[object, ...] = ()
        self._to_focus: object | None = None
        self._wanted: object | None = None
        self._chosen: object | None = None
        self._awaits: int | None = None
        self._items_of: tuple[int, str] | None = None
        self._tells: Callable[[], None] | None = None
        self._wants_start = self._only_calls = False
        self._waits: Callable[[Sheet], None] | None = None
        self._asked: CallDue | None = None
        self.job, self.sending = CallJob(context), CallSending(context)
        self._jobs = QStackedWidget()
        self._jobs.addWidget(self.job)
        self._jobs.addWidget(self.sending)
        self.side = CallsSide()
        self.scope, self.list = self.side.scope, self.side.list
        self.scope.whose.clicked.connect(self.switch_scope)
        self.scope.changed.connect(self.refresh)
        self.subject = CallSubject()
        self._count = CallsCount(context, self, self.counted.emit)
        self.hold(Panes(self.side, Under(self.subject, self._jobs)))
        which = QShortcut(QKeySequence("Alt+L"), self)
        which.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        which.activated.connect(self.scope.choose_kind)
        self.list.picked.connect(self._pick)
        self.list.opened.connect(self._open)
        self.job.filed.connect(self.go_on_after)
        self.job.wants_following.connect(self._same_call)
        self.sending.noted.connect(self.go_on_after)
        self.job.showed.connect(self._follow)
        self.keys = {
            "F5": self.job.turn, "F7": self._every_item, "F8": self.job.copy, "Ctrl+P": self.job.print_sheet,
        }  # fmt: skip
        self._keys = self.keys | {"Ctrl+Return": self._file, "Ctrl+Enter": self._file}
        # No key of another place: a field would take the letter for typing if it were not a shortcut.
        same_call = QShortcut(QKeySequence("Alt+S"), self)
        same_call.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        same_call.activated.connect(self._same_call)
        context.account_changed.connect(self._other_account)
        context.page_changed.connect(self._account_came)
        context.call_asked.connect(self.call_about)
        context.sending_asked.connect(self.send_claim)
        if context.may("claims.work"):
            self._make_claims()

    def refresh(self) -> None:
        desk, account = self._context.desk, None if self.scope.everyone else self._context.current_account
        mine, kind = desk.actor.name if self.scope.mine else None, self.scope.kind
        self._context.jobs.look(
            lambda: claim_work.calls_due(desk, account_id=account, given_to=mine, kind=kind),
            title="Reading who is to be called", owner=self, latest="calls.worklist", then=self._show,
        )  # fmt: skip

    def note_change(self, touched: object) -> None:
        super().note_change(touched)
        if self.concerns(touched) and not (self.isVisible() and self.scope.is_whole):
            self._count.ask()

    def concerns(self, touched: object) -> bool:
        return getattr(touched, "kinds", ()) != ("drafts",)

    def fits_rights(self) -> bool:
        return self.job.may_call == self._context.may("claims.work")

    def has_scope(self) -> bool:
        return True

    def switch_scope(self) -> None:
        """Everyone's; where calls were given to somebody those that are not another's; the open account's."""
        given = self._due is not None and any(one.assigned_to for one in (*self._due.rows, *self._due.to_send))
        if self.scope.everyone and not self.scope.mine and given:
            self.show_scope(everyone=True, mine=True)
        elif self.scope.everyone and self._context.current_account is not None:
            self.show_scope(everyone=False)
        elif self.scope.mine or not self.scope.everyone:
            self.show_scope(everyone=True)
        else:
            self._context.messages.warn("Open an account first: then its own calls can be shown")

    def show_scope(self, *, everyone: bool, mine: bool = False) -> None:
        """The calls of everyone, ``mine`` without those given to others, or of the open account."""
        if not everyone and self._context.current_account is None:
            return
        self.scope.put(everyone=everyone, mine=mine)
        self.refresh()

    def row(self) -> CallDue | None:
        """The row that is chosen in the list."""
        return self._row(self.list.current_key())

    def sheet(self) -> Sheet | None:
        """The sheet in front, of a call or of a claim to send."""
        return self.sending.sheet() if self._jobs.currentWidget() is self.sending else self.job.sheet()

    def send_claim(self, claim_id: int) -> None:
        """A claim of the open account that waits to be sent comes to the front; how it was sent is chosen next."""
        self._wanted = self._chosen = self._to_focus = ("send", f"claim {claim_id}")
        self._only_calls = False
        self.scope.put(everyone=False)
        self.scope.show_all_kinds()
        self.list.leave()
        self.refresh()

    def with_sheet(self, then: Callable[[Sheet], None]) -> None:
        """Do something with the sheet in front, as soon as one is there."""
        sheet = self.sheet()
        if sheet is not None:
            then(sheet)
        elif self._due is None or self.list.current_key() is not None:
            self._waits = then
        else:
            self._context.messages.warn("Choose a call or a claim at the left first")

    def drop(self) -> None:
        """The call in front was begun by mistake."""
        if self.job.is_going_on():
            self.job.drop()
        else:
            self._context.messages.warn("No call was begun here")

    def focus_start(self) -> None:
        if self.job.is_going_on():
            self.job.focus_start()
        else:
            self._wants_start = self._due is None
            self.list.setFocus()

    def event(self, event: QEvent) -> bool:
        # These keys are the call's as long as one works in this tab, whatever they do elsewhere.
        of_call = isinstance(event, QKeyEvent) and key_name(event) in self._keys
        if of_call and event.type() is QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        run = self._keys.get(key_name(event))
        if run is not None:
            run()
        elif self._jobs.currentWidget() is not self.sending or not self.sending.choose_way(event.text()):
            super().keyPressEvent(event)

    def _file(self) -> None:
        if self._jobs.currentWidget() is self.sending:
            self.sending.note()
        else:
            self.job.file()

    def call_about(self, row: object) -> None:
        """A call that was asked for elsewhere comes to the front, whatever is due."""
        assert isinstance(row, CallDue)
        self._asked, self._chosen, self._wanted = row, ("call", row.about), ("call", row.about)
        self.scope.put(everyone=True)
        self.scope.show_all_kinds()
        self.list.leave()
        self.refresh()

    def _make_claims(self) -> None:
        """Claims of what was charged since: made once a sitting, and not waited for."""
        desk = self._context.desk
        self._context.jobs.do(lambda: claim_work.make_claims(desk), title="Making claims", owner=self)

    def _say_whose(self) -> None:
        self.subject.follow(self.sheet(), self._context.current_account)

    def _other_account(self, account: object) -> None:
        self._say_whose()
        if not self.scope.everyone:
            self.show_scope(everyone=account is None)

    def _show(self, due: CallsDue) -> None:
        due = self._due = call_order.with_asked(due, self._asked if self.scope.kind is CallKind.ALL else None)
        rows, listed = call_rows(due), (self.scope.everyone, self.scope.mine, self.scope.kind)
        # A call that goes on stays in front, though its row left the list; not over another part of the list.
        goes_on, self._listed = listed == self._listed and self.job.is_going_on(), listed
        self._by_itself = True
        self.side.show_rows(rows)
        if self.scope.is_whole:
            self.counted.emit(due.count + due.to_send_count or None)
        wanted, self._wanted = self._wanted, None
        if self.list.current_key() is None and wanted is not None and self.list.select(wanted):
            self._chosen = wanted
        elif self.list.current_key() is None and not goes_on and (due.rows or not self._only_calls):
            self.list.step(1)
        self._by_itself = False
        if self._to_focus not in (None, self.list.current_key()):
            self._to_focus = None
            self._context.messages.warn("That claim does not wait to be sent any more")
        if self.list.current_key() is None and not goes_on:
            self.job.none.show_left(due.to_send_count, kind=self.scope.kind_words, others=due.others)
            self.job.show_none()
            self._jobs.setCurrentWidget(self.job)
            self._say_whose()
        if self._chosen is None and self._awaits is None:
            self._tell()
        self._offer()
        if self._wants_start and self.isVisible():
            self._wants_start = False
            self.list.setFocus()

    def _row(self, key: object) -> CallDue | None:
        if self._due is None or not isinstance(key, tuple):
            return None
        rows = (*self._due.rows, *self._due.put_off) if key[0] == "call" else self._due.to_send
        return next((one for one in rows if one.about == key[1]), None)

    def _pick(self, key: object) -> None:
        row = self._row(key)
        if row is None:
            return
        # What a person came to shows its account; what only stands first in a list leaves the open one.
        self._chosen = self._chosen if self._by_itself else key
        # After a call a claim to send opens only when it is chosen: Ctrl+Enter would note it as sent.
        self._only_calls = isinstance(key, tuple) and key[0] == "call"
        if not self._only_calls:
            self.job.show_none()
            desk = self._context.desk
            self._context.jobs.look(
                lambda: preparing_calls.read_sheet(desk, row.about, row.purpose), title="Reading the claim", owner=self,
                latest="call sheet", then=self._show_sending,
            )  # fmt: skip
            return
        self._jobs.setCurrentWidget(self.job)
        self.job.show_row(row)
        self._offer()

    def _follow(self, about: str) -> None:
        """The list says where one is."""
        self.list.select(("call", about))
        self._offer()
        self._say_whose()
        waits, self._waits = self._waits, None
        sheet = self.job.sheet()
        if sheet is not None:
            self._open_account(("call", about), sheet)
        if waits is not None and sheet is not None:
            waits(sheet)

    def _show_sending(self, sheet: Sheet) -> None:
        if self.list.current_key() != ("send", sheet.about):
            return  # another row, or another part of the list, was chosen meanwhile
        self.sending.show_sheet(sheet)
        self._jobs.setCurrentWidget(self.sending)
        waits, self._waits = self._waits, None
        if waits is not None:
            waits(sheet)
        self._open_account(("send", sheet.about), sheet)
        if self._to_focus == ("send", sheet.about):
            self.sending.focus_start()
        self._to_focus = None
        self._say_whose()

    def _open_account(self, key: object, sheet: Sheet) -> None:
        """The account's bar tells of whom the sheet is that a person came to."""
        if self._chosen == key:
            self._chosen = None
            is_there = self._context.current_account == sheet.account_id
            self._awaits = None if is_there else sheet.account_id
            self._context.open_account(sheet.account_id, sheet.patient_id)
            if is_there:
                self._tell()

    def _account_came(self, page: object) -> None:
        account = getattr(page, "account_id", None)
        if self._awaits is not None and account == self._awaits:
            self._tell()
        if self._items_of is not None and account == self._items_of[0]:
            about, self._items_of = self._items_of[1], None
            self._open_items(about)

    def _open_items(self, about: str) -> None:
        self._context.resume(about)
        answers = self.job.page.answers
        open_items(self._context, about, answers.answers() if self.job.about() == about else {}, answers.typed())

    def _every_item(self) -> None:
        """F7: what no field of the sheet is for, of the coverage that is asked about."""
        sheet = self.job.sheet()
        if sheet is None or not sheet.about.startswith("coverage"):
            self._context.messages.warn("Choose a call that verifies a coverage first")
        elif self._context.page is not None and self._context.page.account_id == sheet.account_id:
            self._open_items(sheet.about)
        else:
            self._items_of = (sheet.account_id, sheet.about)
            self._context.open_account(sheet.account_id, sheet.patient_id)

    def _tell(self) -> None:
        """What was filed is told when the next account is there: what was told before leaves as it comes."""
        tells, self._tells, self._awaits = self._tells, None, None
        if tells:
            tells()

    def _open(self, key: object) -> None:
        if isinstance(key, tuple) and key[0] == "send":
            row = self._row(key)
            if row is not None:
                self._context.open_account(row.account_id, row.patient_id)
            self.sending.focus_start()
        else:
            self.job.begin()

    def has_in_front(self, about: str) -> bool:
        """Whether that sheet is in front, and no call that was begun on it waits to be filed."""
        sheet = self.sheet()
        return sheet is not None and sheet.about == about and not self.job.is_going_on()

    def go_on_after(self, done: tuple[str, ...], tells: Callable[[], None]) -> None:
        """What is done leaves the list, or stays in it as it stands now; the next one comes to the front."""
        self._tells, self._chosen = tells, None
        gone = set(done)
        if self._asked is not None and self._asked.about in gone:
            self._asked = None
        keys = [row.key for row in self.list.rows.rows if not row.head]
        self._wanted = call_order.next_key(keys, gone, only_calls=self._only_calls)
        self.list.leave()
        self.list.setFocus()
        self.refresh()

    def go_on_after_put_off(self, row: CallDue, tells: Callable[[], None]) -> None:
        """The next call comes to the front; what was answered of the one that was put off is kept as a draft."""
        if self.job.about() == row.about:
            self.job.show_none()
        waiting = () if self._due is None else self._due.put_off
        self.go_on_after((row.about, *(one.about for one in waiting)), tells)

    def _following(self) -> CallDue | None:
        """The next row that the call in front can settle, too."""
        sheet, due = self.job.sheet(), self._due
        if sheet is None or due is None:
            return None
        return call_order.on_same_call(due, sheet.about, self.job.settled())

    def _offer(self) -> None:
        self.job.offer_following(self._following())

    def _same_call(self) -> None:
        row = self._following()
        if row is not None:
            self.job.go_on_with(row)
