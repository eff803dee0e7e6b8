"""The one window: top bar, account bar, tabs, the tab's content, status line; nothing of a patient in its title."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QEvent, QPoint, QRect, Signal
from PySide6.QtGui import QCloseEvent, QKeyEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QApplication, QLineEdit, QStackedWidget, QVBoxLayout, QWidget
from shiboken6 import isValid

from paydesk.ui import theme
from paydesk.ui.account_bar import AccountBar
from paydesk.ui.account_facts import AccountBarFacts
from paydesk.ui.actions import WINDOW_COMMANDS, Actions, Command, tab_commands
from paydesk.ui.finder import Finder, Look
from paydesk.ui.jobs import Jobs, Running
from paydesk.ui.messages import Messages
from paydesk.ui.panes import FOOTER_HEIGHT, JobFrame
from paydesk.ui.preferences import Preferences
from paydesk.ui.status_line import HEIGHT as STATUS_HEIGHT
from paydesk.ui.status_line import StatusLine
from paydesk.ui.tab import Tab, TabSpec, key_name
from paydesk.ui.tab_row import TabRow
from paydesk.ui.theme import Mode
from paydesk.ui.toast import UNDO_KEY
from paydesk.ui.toast_room import room_in
from paydesk.ui.top_bar import TopBar

_LOW, _VERY_LOW = 720, 560
_SMALLEST = (683, 384)


@dataclass(frozen=True)
class Shell:
    """What the window stands on: the application makes these once."""

    jobs: Jobs
    messages: Messages
    preferences: Preferences
    may: Callable[[str], bool]
    find: Look
    guess: Look


class MainWindow(QWidget):
    """Tabs are made when first shown. ``account_asked`` carries the key of what the finder opened; ``looked_at`` tells
    that another tab came to the front, or that somebody came back to the window.

    Command ids the window binds itself are those of ``WINDOW_COMMANDS`` and ``tab.*``; the others are bound
    by whoever makes the window, who then calls ``menus_ready``.
    """

    account_asked = Signal(object)
    account_left = Signal()
    looked_at = Signal()

    def __init__(self, shell: Shell, *, tabs: tuple[TabSpec, ...], commands: tuple[Command, ...] = ()) -> None:
        super().__init__()
        self.setObjectName("main_window")
        self.setWindowTitle("paydesk")
        self.setMinimumSize(*_SMALLEST)
        self._shell, self._specs = shell, {spec.id: spec for spec in tabs}
        self._made: dict[str, Tab] = {}
        self._shown = ""
        self._account: object | None = None
        names = tuple((spec.id, spec.title) for spec in tabs)
        # The window's own come last, so that View starts with the tabs and File ends with leaving.
        every = (*tab_commands(names), *commands, *WINDOW_COMMANDS)
        self._own = tuple(command.id for command in every)
        self.commands = Actions(self, every, may=shell.may)
        self.finder = Finder(shell.jobs, find=shell.find, guess=shell.guess)
        self.top_bar = TopBar(self.commands, self.finder)
        self.account_bar, self.tab_row, self.status = AccountBar(), TabRow(names), StatusLine()
        self._stack = QStackedWidget()
        self._lay_out()
        self.toast = shell.messages.attach(self)
        self.toast.wants_place.connect(self._place_toast)
        self.toast.gone.connect(self._close_up)
        self._gave_way: JobFrame | None = None
        self._bind()
        self._listen()
        self.menus_ready()

    def menus_ready(self) -> None:
        """Make the menus anew, after commands were bound or another person signed in."""
        self.commands.recheck()
        self._follow_tab()
        self.top_bar.fill_menus()

    def show_tab(self, tab: str) -> Tab:
        """Show a tab, making it the first time, and put the focus where its work starts."""
        if tab not in self._made:
            self._made[tab] = self._make(self._specs[tab])
        made = self._made[tab]
        self._shown = tab
        self.tab_row.choose(tab)
        self._stack.setCurrentWidget(made)
        self._follow_tab()
        made.focus_start()
        self.looked_at.emit()
        return made

    def current_tab(self) -> Tab | None:
        return self._made.get(self._shown)

    def show_account(self, account: object | None, facts: AccountBarFacts | None) -> None:
        """Put an account in front, in the bar and in every tab; None and None for no account."""
        self._account = account
        self.toast.let_go()
        self.account_bar.show_facts(facts)
        self.commands.set_account_open(account is not None)
        self._follow_tab()
        for tab in self._made.values():
            tab.show_account(account)

    def clear(self) -> None:
        """Nobody is at the desk: no tab, no account and no word of what was told is left, and no command of a desk."""
        self.show_account(None, None)
        self.finder.forget()
        for id_ in tuple(self._made):
            self._drop(id_)
        self._shown = ""
        self.status.show_items(())
        self.commands.forget(self._own)
        self.menus_ready()

    def renew_tabs(self) -> None:
        """Rights came or went: nothing stays in a tab that only those gone showed."""
        for id_ in [one for one, tab in self._made.items() if not tab.fits_rights()]:
            self._drop(id_)
            if id_ == self._shown:
                self.show_tab(id_)

    def show_bar(self, facts: AccountBarFacts) -> None:
        """The same account with newer figures."""
        self.account_bar.show_facts(facts)

    def apply_mode(self, mode: Mode) -> None:
        """Light, dark or the system's, at once and from the next start on."""
        self._shell.preferences.mode = mode
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        theme.apply(application, mode)

    def event(self, event: QEvent) -> bool:
        if event.type() is QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and self._of_tab(event):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        run = self._of_tab(event)
        if run is not None:
            run()
        else:
            super().keyPressEvent(event)

    def _of_tab(self, event: QKeyEvent) -> Callable[[], object] | None:
        """What the tab in front does with a key that came from beside it: the finder, say."""
        tab = self.current_tab()
        return tab.keys.get(key_name(event)) if tab else None

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        height = event.size().height()
        self.account_bar.set_lines(1 if height < _VERY_LOW else 2 if height < _LOW else 3)
        if self.finder.popup.isVisible():
            self.finder.popup.place()
        if self.toast.isVisible():
            self._place_toast()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.ActivationChange and self.isActiveWindow():
            self.looked_at.emit()

    def closeEvent(self, event: QCloseEvent) -> None:
        self._shell.preferences.geometry = self.saveGeometry()
        super().closeEvent(event)

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for widget in (self.top_bar, self.account_bar, self.tab_row):
            column.addWidget(widget)
        column.addWidget(self._stack, 1)
        column.addWidget(self.status)

    def _bind(self) -> None:
        bind = self.commands.bind
        for tab in self._specs:
            bind(f"tab.{tab}", partial(self.show_tab, tab))
        bind("window.close", self.close)
        bind("window.stop", self.status.stop)
        bind("finder.focus", self.finder.begin)
        bind("account.close", self.account_left.emit)
        bind("view.commands", self._open_commands)
        bind("view.scope", self._switch_scope)
        bind("view.side", self._toggle_side)
        bind("view.light", lambda: self.apply_mode(Mode.LIGHT))
        bind("view.dark", lambda: self.apply_mode(Mode.DARK))
        bind("view.system_colors", lambda: self.apply_mode(Mode.SYSTEM))
        bind("help.shortcuts", self._open_shortcuts)
        undo = QShortcut(QKeySequence(UNDO_KEY), self)
        undo.activated.connect(self._take_back)

    def _take_back(self) -> None:
        # In a field that was typed into, the key is about what was typed.
        field = QApplication.focusWidget()
        typed = isinstance(field, QLineEdit) and (field.isUndoAvailable() or field.isRedoAvailable())
        if not typed:
            self.toast.take_back()

    def _listen(self) -> None:
        jobs, messages = self._shell.jobs, self._shell.messages
        jobs.running.connect(self._show_running)
        jobs.refused.connect(messages.refuse)
        jobs.failed.connect(messages.crash)
        jobs.changed.connect(self._spread)
        self.tab_row.chosen.connect(self.show_tab)
        self.finder.opened.connect(self.account_asked)
        self.finder.left.connect(self._focus_tab)

    def _show_running(self, running: Running | None) -> None:
        self.status.show_running(running)
        self._follow_tab()

    def _spread(self, touched: object) -> None:
        for tab in self._made.values():
            tab.note_change(touched)

    def _make(self, spec: TabSpec) -> Tab:
        tab = spec.make()
        tab.setObjectName(f"{spec.id}_tab")
        self._stack.addWidget(tab)
        tab.counted.connect(partial(self.tab_row.set_count, spec.id))
        if self._account is not None:
            tab.show_account(self._account)
        if tab.panes:
            tab.panes.set_side_open(self._shell.preferences.side_is_open(spec.id))
            keep = self._shell.preferences.set_side_open
            tab.panes.side_changed.connect(lambda is_open: keep(spec.id, is_open))
            tab.panes.side_allowed.connect(self._follow_tab)
        return tab

    def _drop(self, id_: str) -> None:
        tab = self._made.pop(id_)
        self._stack.removeWidget(tab)
        tab.hide()
        tab.deleteLater()
        self.tab_row.set_count(id_, None)

    def _follow_tab(self) -> None:
        tab = self.current_tab()
        self.commands.action("view.side").setEnabled(bool(tab and tab.panes and tab.panes.has_side()))
        self.commands.action("view.scope").setEnabled(bool(tab and tab.has_scope()))
        self.commands.action("window.stop").setEnabled(self.status.can_stop())

    def _focus_tab(self) -> None:
        if tab := self.current_tab():
            tab.focus_start()

    def _switch_scope(self) -> None:
        if tab := self.current_tab():
            tab.switch_scope()

    def _toggle_side(self) -> None:
        tab = self.current_tab()
        if tab and tab.panes:
            tab.panes.set_side_open(not tab.panes.side_is_open())

    def _open_commands(self) -> None:
        # The first paint does not wait for dialogs.
        from paydesk.ui.dialogs.commands_dialog import CommandsDialog

        enabled, run = self.commands.is_enabled, self.commands.trigger
        CommandsDialog(self, self.commands.shown(), enabled=enabled, run=run).exec()

    def _open_shortcuts(self) -> None:
        from paydesk.ui.dialogs.shortcuts_dialog import ShortcutsDialog

        ShortcutsDialog(self, self.commands.shown()).exec()

    def _place_toast(self) -> None:
        tab = self.current_tab()
        job = tab.panes.job if tab and tab.panes else self
        box = QRect(job.mapTo(self, QPoint(0, 0)), job.size())
        bottom = self.height() - STATUS_HEIGHT
        # Over the footer's empty half, above the footer, and from there up to the job's header.
        higher = range(bottom - 2 * FOOTER_HEIGHT, box.top() + 96, -24)
        heights = (bottom - 8, bottom - 2, bottom - FOOTER_HEIGHT - 8, *higher)
        corners = tuple(QPoint(box.left() + 24, high) for high in heights)
        widest, taken = box.width() - 48, room_in(self)
        frame = _frame_in(job)
        if frame is not self._gave_way:
            self._close_up()
        if frame is not None and not self.toast.fits(corners, widest=widest, taken=taken):
            self._gave_way = frame
            frame.make_room(self.toast.shapes(widest)[0].height() + 10)
            taken = room_in(self)
        self.toast.place(corners, widest=widest, taken=taken)

    def _close_up(self) -> None:
        """The room that was made for a message is the job's again."""
        gave, self._gave_way = self._gave_way, None
        if gave is not None and isValid(gave):
            gave.make_room(0)


def _frame_in(job: QWidget) -> JobFrame | None:
    """The frame of the job in front, which can give way: the job itself, or that of several which is seen."""
    if isinstance(job, JobFrame):
        return job
    return next((one for one in job.findChildren(JobFrame) if one.isVisible()), None)
