"""The window with somebody at it: made empty so that it paints at once, then seated at an open desk."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from paydesk.config import Home
from paydesk.rules.errors import NotAllowed, PaydeskError
from paydesk.ui.clipboard_watch import ClipboardWatch
from paydesk.ui.desk_context import DeskContext
from paydesk.ui.finished_paper import Paper
from paydesk.ui.jobs import Jobs
from paydesk.ui.list_row import ListRow
from paydesk.ui.locking import Locking
from paydesk.ui.main_window import MainWindow, Shell
from paydesk.ui.messages import Messages
from paydesk.ui.preferences import Preferences
from paydesk.ui.printing import Printing, Sink
from paydesk.ui.status_line import StatusItem
from paydesk.ui.tab import Tab, TabSpec
from paydesk.ui.tidying import Tidying

if TYPE_CHECKING:
    # The window is painted before the database floor is loaded.
    from paydesk.operations.desk import Desk
    from paydesk.ui.emergency import EmergencyWatch

_log = logging.getLogger(__name__)
_ACCOUNT_TABS = ("patients", "payments", "plans")


class FrontDesk(QObject):
    """``seat`` gives the window its desk, ``unseat`` takes it away for the next; without one nothing can be pressed.

    ``hint`` says what opens a locked screen where that is no secret: in the demo clinic.

    ``clinic`` and ``note`` are what the status line said last; ``bring_back`` closes the clinic for a backup of it.
    """

    def __init__(self, preferences: Preferences, *, sink: Sink | None = None, place: Home | None = None) -> None:
        """``place`` is where the clinic is kept; None for one that is not, the demo."""
        super().__init__()
        self.preferences, self._place = preferences, place
        self._tidying = Tidying(self)
        self.jobs, self.messages = Jobs(), Messages(now=datetime.now)
        self.context: DeskContext | None = None
        self.shown_account: int | None = None
        tabs = tuple(TabSpec(id_, title, partial(self._make_tab, id_)) for id_, title in _TABS)
        shell = Shell(self.jobs, self.messages, preferences, may=self._may, find=self._find, guess=self._guess)
        self.window = MainWindow(shell, tabs=tabs)
        self.printing = Printing(
            jobs=self.jobs, messages=self.messages, preferences=preferences, window=self.widget, sink=sink
        )
        self.printing.look_asked.connect(self._preview)
        self.printing.saved.connect(self._tell_saved)
        self.window.account_asked.connect(self._open)
        self.window.account_left.connect(self._close_account)
        self.window.looked_at.connect(self._catch_up)
        self.jobs.ended.connect(self._tell_ended)
        self.clinic = self.note = self.hint = ""
        self.bring_back: Callable[[], None] | None = None
        self._left: Desk | None = None
        self._emergency: EmergencyWatch | None = None
        self._approval: QWidget | None = None
        self._unwritten: list[Desk] = []
        self.clipboard = ClipboardWatch()
        self.locking = Locking(self)
        self.jobs.ask_approval = self._ask_approval
        self._enable(False)

    def seat(self, desk: Desk, *, clinic: str, note: str = "") -> DeskContext:
        """Put the window to work at ``desk``; ``note`` is one more thing for the status line."""
        from paydesk.ui import desk_commands
        from paydesk.ui.emergency import EmergencyWatch

        self.context = context = DeskContext(
            desk, jobs=self.jobs, messages=self.messages, preferences=self.preferences, printing=self.printing,
            doors=self,
        )  # fmt: skip
        self.clinic, self.note = clinic, note
        context.page_changed.connect(self._show_page)
        desk_commands.bind_all(self.window.commands, context, self.window)
        self.locking.bind(self.window.commands)
        self._emergency = EmergencyWatch(context, self.window.commands, self._show_rights)
        self._keep_safe(context)
        self._enable(True)
        self._show_rights()
        self.window.show_tab("today")
        return context

    def unseat(self) -> None:
        """Nobody is at the window: nothing of who was is left in it; what she began goes on under her name.

        Whoever asks for it has kept what was typed before.
        """
        context, self.context, self.shown_account = self.context, None, None
        if context is None:
            return
        if self._emergency:
            self._emergency.end(tell=False)
            self._emergency.deleteLater()
            self._emergency = None
        if context.backups:
            context.backups.end()
            context.backups.deleteLater()
        self.jobs.hand_over(context.desk.actor.name)
        self.jobs.changed.disconnect(context._follow)
        self.window.clear()
        self._enable(False)
        context.deleteLater()
        self._left = context.desk
        self._let_go(context.desk)

    def keep_typed(self) -> None:
        """Keep as drafts what is typed in the tabs and forms."""
        if self.context:
            self.context.leaving.emit()

    @property
    def last(self) -> Desk | None:
        """Who is at the window, or was there last."""
        return self.desk() or self._left

    def desk(self) -> Desk | None:
        """Who is at the window."""
        return self.context.desk if self.context else None

    def _keep_safe(self, context: DeskContext) -> None:
        """Of a clinic that is kept: the made-up one is gone with its folder."""
        if self._place is not None and not self.note:
            from paydesk.ui.backup_watch import BackupWatch
            from paydesk.ui.key_commands import bind_key

            if not context.desk.database.shared:
                bind_key(self.window.commands, self, context, self._place)
            context.backups = BackupWatch(self.jobs, self.preferences, self._place, lambda: context.desk)
            context.backups.changed.connect(self._show_rights)

    def open_as_left(self) -> None:
        """Show the window where it stood, or as large as the screen the first time."""
        kept = self.preferences.geometry
        if kept.isEmpty() or not self.window.restoreGeometry(kept):
            self.window.resize(1280, 720)
            self.window.showMaximized()
        self.window.show()

    def go(self, tab_id: str) -> None:
        """Show a tab."""
        self.window.show_tab(tab_id)

    def trigger(self, command_id: str) -> None:
        """Run a command as its key would; one that nobody bound does nothing."""
        if self.actions((command_id,)):
            self.window.commands.trigger(command_id)

    def actions(self, command_ids: tuple[str, ...]) -> tuple[QAction, ...]:
        """Those of the commands that are bound."""
        bound = {command.id for command in self.window.commands.shown()}
        return tuple(self.window.commands.action(id_) for id_ in command_ids if id_ in bound)

    def widget(self) -> QWidget | None:
        """The parent of dialogs."""
        return self.window

    def finish(self) -> None:
        """Before the program ends: keep what is typed, wait for what runs, write what was looked at."""
        self.locking.end()
        self.clipboard.end()
        self.keep_typed()
        if self.context and self.context.backups:
            self.context.backups.end()
        self.jobs.stop_all()
        for desk in self._unwritten:
            self._close(desk)
        if self.context:
            self._close(self.context.desk)
            if self.context.backups:
                self.context.backups.trail.look_last()
        if last := self.last:
            last.database.close()
        self._tidying.end()

    def _close(self, desk: Desk) -> None:
        try:
            desk.close()
        except PaydeskError:
            # The server is away, or the disk is full: nobody is left who could be told.
            _log.warning("what was looked at in the last second could not be written to the audit trail")

    def _let_go(self, desk: Desk) -> None:
        """Write what was looked at from a desk, after everything that was begun there."""
        self._unwritten.append(desk)
        self.jobs.do(
            desk.close, title="Writing what was looked at", then=lambda _: self._unwritten.remove(desk),
            refused=lambda refused: None,
        )  # fmt: skip

    def _show_rights(self) -> None:
        """Menus and status line as the rights of who is at the window are now."""
        if self.context and self._emergency:
            items = _status(self.context.desk, self.clinic, self.note)
            backup = self.context.backups.item() if self.context.backups else None
            self.window.status.show_items((*self._emergency.item(), *items, *((backup,) if backup else ())))
            self.window.menus_ready()
            self.window.renew_tabs()

    def _enable(self, enabled: bool) -> None:
        for widget in (self.window.top_bar, self.window.tab_row):
            widget.setEnabled(enabled)
        for id_, _ in _TABS:
            self.window.commands.action(f"tab.{id_}").setEnabled(enabled)

    def _tell_ended(self, who: str, done: bool) -> None:
        if done:
            self.messages.tell(f"What {who} began is done")
        else:
            self.messages.warn(f"What {who} began was not done")

    def _close_account(self) -> None:
        if self.context:
            self.context.close_account()

    def _catch_up(self) -> None:
        if self.context:
            self.context.catch_up()

    def _preview(self, paper: Paper) -> None:
        from paydesk.ui.dialogs.print_preview_dialog import PrintPreviewDialog

        PrintPreviewDialog(self.window, paper, printing=self.printing, jobs=self.jobs).exec()

    def _ask_approval(
        self, refused: NotAllowed, owner: QObject | None, again: Callable[[], None], leave: Callable[[], None]
    ) -> None:
        if self.context is None or self.messages.unattended is not None or self._is_asking():
            leave()
            return
        from paydesk.ui.dialogs.approval_dialog import ApprovalDialog
        from paydesk.ui.dialogs.form_dialog import Deed

        self.messages.put_away()
        form = owner.window() if isinstance(owner, QWidget) else self.window
        asked = getattr(owner, "asked", None)
        deed = asked if isinstance(asked, Deed) else Deed()
        self._approval = dialog = ApprovalDialog(form, self.context.desk, refused, jobs=self.jobs, deed=deed)
        dialog.accepted.connect(again)
        dialog.rejected.connect(leave)
        dialog.open()

    def _is_asking(self) -> bool:
        """Whether an approval is asked for already: no second one is asked for over it, nor for its own work."""
        return self._approval is not None and isValid(self._approval) and self._approval.isVisible()

    def _tell_saved(self, paper: Paper) -> None:
        """A file that anyone may copy left the clinic's database: that stands in the audit trail."""
        if self.context:
            told = f"Saved as a PDF file: {paper.title}"
            self.context.desk.looked("paper.save", told, account=paper.account, file=paper.file_name)

    def _may(self, permission: str) -> bool:
        return self.context is not None and self.context.may(permission)

    def _find(self, words: str) -> tuple[ListRow, ...]:
        from paydesk.ui import found_rows

        return found_rows.sure(self.context.desk, words) if self.context else ()

    def _guess(self, words: str) -> tuple[ListRow, ...]:
        from paydesk.ui import found_rows

        return found_rows.similar(self.context.desk, words) if self.context else ()

    def _make_tab(self, id_: str) -> Tab:
        from paydesk.ui.desk_tabs import make_tab

        assert self.context is not None, "tabs are made for a seated desk"
        return make_tab(id_, self.context)

    def _open(self, key: object) -> None:
        if self.context and isinstance(key, tuple):
            account, person = key
            tab = self.window.current_tab()
            if tab is None or tab.objectName().removesuffix("_tab") not in _ACCOUNT_TABS:
                self.window.show_tab("patients")
            self.context.open_account(account, person)
            if tab := self.window.current_tab():
                tab.focus_start()

    def _show_page(self, page: object) -> None:
        context = self.context
        assert context is not None
        if context.page is None:
            self.shown_account = None
            self.window.show_account(None, None)
            return
        from paydesk.ui import bar_facts

        facts = bar_facts.bar_facts(context.page, person_id=context.person_id, today=context.today())
        if self.shown_account == context.page.account_id:
            self.window.show_bar(facts)
        else:
            self.shown_account = context.page.account_id
            self.window.show_account(context.page.account_id, facts)


_TABS = (
    ("today", "Today"), ("patients", "Patients"), ("payments", "Payments"), ("insurance", "Insurance calls"),
    ("plans", "Plans"), ("reports", "Reports"),
)  # fmt: skip


def _status(desk: Desk, clinic: str, note: str) -> tuple[StatusItem, ...]:
    where = "Shared database" if desk.database.shared else "On this PC, encrypted"
    items = [
        StatusItem("person", f"{desk.actor.name}, {desk.actor.role.words}"), StatusItem("home", clinic),
        StatusItem("people" if desk.database.shared else "shield", where),
    ]  # fmt: skip
    return (*items, StatusItem("info", note)) if note else tuple(items)
