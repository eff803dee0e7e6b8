"""The audit trail in the Reports tab: searched by patient, user, kind and day; saved as a table or printed."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from paydesk.operations import auditing, trail_export
from paydesk.operations.auditing import SearchTrail, TrailRow
from paydesk.rules.errors import PaydeskError
from paydesk.ui.audit_filters import AuditFilters
from paydesk.ui.buttons import Button
from paydesk.ui.desk_context import DeskContext
from paydesk.ui.finished_paper import Paper, file_name, give_out, saved_as
from paydesk.ui.jobs import Progress
from paydesk.ui.labels import Empty
from paydesk.ui.paged_model import PAGE, Column, Deliver, Holds
from paydesk.ui.tab_keys import PRINT_TRAIL, SAVE_TRAIL
from paydesk.ui.tables import Table
from paydesk.ui.trail_story import TrailStory


class AuditReport(QWidget):
    """Asked anew when something else is asked for, never by itself: what is being read stays where it is.

    It is looked at when it is seen.
    """

    account_asked = Signal(int)

    def __init__(self, context: DeskContext, story: TrailStory) -> None:
        super().__init__()
        self._context, self._story = context, story
        self._shown: SearchTrail | None = None
        self.filters = AuditFilters(context)
        self.table: Table[TrailRow] = Table(_columns(), name="trail", label="Audit trail")
        self._nothing = Empty(
            "Nothing in the trail fits",
            "Whatever is looked at, changed, printed or saved stands here. Choose more days or another kind.",
            icon="search",
        )  # fmt: skip
        self.save = Button("Save as a table", key=SAVE_TRAIL, name="trail_save")
        self.print = Button("Print", key=PRINT_TRAIL, name="trail_print")
        self._lay_out()
        self.filters.scope.listen_on(self)
        self.filters.changed.connect(self._ask)
        self.filters.again.connect(lambda: self._ask(again=True))
        self.table.picked.connect(self._tell)
        self.table.opened.connect(self._open)
        self.save.clicked.connect(self._save)
        self.print.clicked.connect(self._print)
        story.open_account.clicked.connect(lambda: self._open(self.table.current_row()))

    @property
    def missed(self) -> bool:
        """Whether what was asked for came while something else was shown, or nothing was asked yet."""
        return self._shown is None

    def refresh(self) -> None:
        """The first time it is shown; later it waits until something is asked."""
        if self._shown is None:
            self._load_users()
            self._ask()

    def focus_start(self) -> None:
        self.table.setFocus()

    def show_account(self, account: object | None) -> None:
        """Another account came to the front: its own trail is asked for where that is what is shown."""
        if self.filters.scope.value() == "account" and self._shown is not None:
            if account is None:
                self.filters.scope.choose("everyone")
            else:
                self._ask()

    def search_all(self, *, account: bool) -> None:
        """Begin anew: everything of the account in front, or of everyone."""
        self.filters.ask_anew(account=account)
        self._load_users()
        self._ask(again=True)

    def switch_scope(self) -> None:
        """This account or everyone."""
        self.filters.scope.choose("everyone" if self.filters.scope.value() == "account" else "account")

    def _ask(self, *, again: bool = False) -> None:
        wanted = self.filters.asked()
        if wanted is None or (wanted == self._shown and not again):
            return
        if self.filters.scope.value() == "account" and wanted.account_id is None:
            self._context.messages.warn("Open an account first: then its own trail can be shown")
            self.filters.scope.choose("everyone")
            return
        self._shown = wanted
        self._story.show_row(None)
        self.filters.said.setText("")
        self.table.rows.read_from(self._page_after)

    def _page_after(self, row: TrailRow | None, deliver: Deliver[TrailRow]) -> None:
        desk, wanted = self._context.desk, self._shown
        assert wanted is not None
        self._context.jobs.look(
            lambda: auditing.search(desk, wanted, before=row.id if row else None, seen=False),
            title="Searching the audit trail", owner=self, latest="audit trail",
            then=lambda found: self._show(found, deliver, first=row is None), refused=self._refused,
        )  # fmt: skip

    def _show(self, found: tuple[TrailRow, ...], deliver: Deliver[TrailRow], *, first: bool) -> None:
        if first:
            if self._shown is None or not self.isVisible():
                self._shown = None
                return
            auditing.looked_at_trail(self._context.desk, self._shown)
        deliver(found)
        rows = len(self.table.rows.rows)
        more = " so far" if len(found) >= PAGE else ""
        self.filters.said.setText(f"{rows:,} {'row' if rows == 1 else 'rows'}{more}")
        self._body.setCurrentIndex(0 if rows else 1)
        for button in (self.save, self.print):
            button.setEnabled(bool(rows))
        if first and rows:
            self.table.selectRow(0)

    def _refused(self, refused: PaydeskError) -> None:
        self.filters.say_wrong(refused.sentence)

    def _load_users(self) -> None:
        desk = self._context.desk
        self._context.jobs.look(
            lambda: auditing.users(desk), title="Looking who signs in", owner=self, latest="trail users",
            then=self.filters.show_users,
        )  # fmt: skip

    def _tell(self, row: object) -> None:
        assert isinstance(row, TrailRow)
        self._story.show_row(row)

    def _open(self, row: object) -> None:
        if isinstance(row, TrailRow) and row.account_id is not None:
            self.account_asked.emit(row.account_id)

    def _save(self) -> None:
        self.filters.settle()
        context, wanted = self._context, self._shown
        path = context.printing.place_for_table("audit-trail.csv") if wanted else None
        if path is None or wanted is None:
            return

        def work(progress: Progress) -> int:
            return trail_export.save_trail(context.desk, wanted, path, progress=progress.step)

        def told(count: int) -> None:
            context.messages.tell(f"{count:,} rows {saved_as(path)}")

        context.jobs.do_long(work, title="Saving the audit trail", then=told, owner=self)

    def _print(self) -> None:
        self.filters.settle()
        context, wanted = self._context, self._shown
        if wanted is None or not context.printing.ready("Audit trail"):
            return

        def printed(made: trail_export.TrailPrinted) -> None:
            paper = Paper("Audit trail", file_name("Audit trail"), made.pdf, account=wanted.account_id)
            if went := give_out(paper, context.printing.print_paper):
                context.messages.tell(f"Audit trail {went}")
            for finding in made.findings:
                context.messages.warn(finding)

        context.jobs.do(
            lambda: trail_export.print_trail(context.desk, wanted), title="Making the audit trail", then=printed,
            owner=self,
        )  # fmt: skip

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        # The story beside the list has the number, too.
        self.table.setColumnHidden(_ACCOUNT_COLUMN, self.width() < _NARROW)

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 12, 24, 12)
        column.setSpacing(8)
        self._body = QStackedWidget()
        self._body.addWidget(self.table)
        self._body.addWidget(self._nothing)
        column.addWidget(self.filters)
        column.addWidget(self._body, 1)
        line = QHBoxLayout()
        line.setSpacing(8)
        line.addStretch(1)
        line.addWidget(self.save)
        line.addWidget(self.print)
        column.addLayout(line)
        # In a low window the report scrolls rather than lose its rows.
        self.table.setMinimumHeight(27 + 6 * 29)


_WHOM, _NARROW = 148, 700
_ACCOUNT_COLUMN = 4


def _columns() -> tuple[Column[TrailRow], ...]:
    return (
        Column[TrailRow]("at", "When", lambda row: trail_export.shown(row.at), Holds.DATE, 126),
        Column[TrailRow]("who", "Who", lambda row: row.who, width=112),
        Column[TrailRow]("what", "What", lambda row: row.headline),
        Column[TrailRow]("whom", "Of whom", lambda row: row.whom or "–", width=_WHOM),
        Column[TrailRow]("account", "Account", lambda row: str(row.account or "–"), Holds.COUNT, 66),
    )
