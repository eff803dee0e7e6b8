"""Every command of the window, declared once: menus, shortcuts, the finder of commands and F1 are made from it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget

from paydesk.ui import icons

MENUS = ("File", "Account", "Money", "Insurance", "View", "Help")


@dataclass(frozen=True)
class Command:
    """One thing a person can ask for. ``id`` is stable; ``words`` are further words it is found by.

    ``permission`` empty means everyone may; ``needs_account`` greys it while no account is open.
    """

    id: str
    label: str
    menu: str
    shortcut: str = ""
    icon: str = ""
    permission: str = ""
    needs_account: bool = False
    words: str = ""


WINDOW_COMMANDS = (
    Command("window.stop", "Stop what is running", "File", "", "cross", words="cancel work progress"),
    Command("window.close", "Close paydesk", "File", "Ctrl+Q", words="exit quit leave"),
    Command("finder.focus", "Find an account", "Account", "Ctrl+F", "search", words="patient search name phone"),
    Command("account.close", "Close the account", "Account", "Ctrl+W", "cross", needs_account=True),
    Command("view.commands", "Find a command", "View", "Ctrl+K", "menu", words="palette go to screen"),
    Command("view.scope", "This account or everyone", "View", "F3", "people", words="worklist household"),
    Command("view.side", "Side panel", "View", "F9", "panel", words="explain show hide"),
    Command("view.light", "Light colors", "View", words="theme bright"),
    Command("view.dark", "Dark colors", "View", icon="moon", words="theme night"),
    Command("view.system_colors", "Colors of the system", "View", words="theme automatic"),
    Command("help.shortcuts", "Keyboard shortcuts", "Help", "F1", "keyboard", words="keys help sheet"),
)


def tab_commands(tabs: Iterable[tuple[str, str]]) -> tuple[Command, ...]:
    """One command a tab, ``Ctrl+1`` for the first, from (id, title)."""
    return tuple(
        Command(f"tab.{tab}", title, "View", f"Ctrl+{place}", words="tab screen go to")
        for place, (tab, title) in enumerate(tabs, start=1)
    )


class Actions(QObject):
    """The declared commands as QActions of one window; a command nobody bound is not shown anywhere."""

    ran = Signal(str)

    def __init__(self, window: QWidget, commands: tuple[Command, ...], *, may: Callable[[str], bool]) -> None:
        super().__init__(window)
        refuse_twins(commands)
        self._window, self._may = window, may
        self.commands = {command.id: command for command in commands}
        self._actions: dict[str, QAction] = {}
        self._account_open = False

    def declare(self, commands: tuple[Command, ...]) -> None:
        """Further commands, from what is loaded after the window was painted; before the window's own."""
        refuse_twins((*self.commands.values(), *commands))
        own = {command.id: self.commands.pop(command.id) for command in WINDOW_COMMANDS if command.id in self.commands}
        self.commands |= {command.id: command for command in commands} | own

    def bind(self, id_: str, run: Callable[[], object], *, checkable: bool = False) -> QAction:
        """Give command ``id_`` its deed; from now on it is in its menu and its shortcut works."""
        command = self.commands[id_]
        action = self._actions[id_] = QAction(command.label, self._window)
        action.setObjectName(command.id)
        action.setCheckable(checkable)
        action.setShortcut(QKeySequence(command.shortcut))
        action.setShortcutContext(Qt.ShortcutContext.WindowShortcut)
        if command.icon:
            action.setIcon(icons.icon(command.icon))
        action.triggered.connect(lambda: self._run(id_, run))
        self._window.addAction(action)
        self._enable(id_)
        return action

    def forget(self, kept: Iterable[str]) -> None:
        """Nobody is at the desk: only the commands of ``kept`` stay; the others may be declared and bound anew."""
        for id_ in self.commands.keys() - set(kept):
            self.commands.pop(id_)
            if action := self._actions.pop(id_, None):
                self._window.removeAction(action)
                action.deleteLater()
        self._account_open = False
        self.recheck()

    def action(self, id_: str) -> QAction:
        return self._actions[id_]

    def find(self, id_: str) -> QAction | None:
        """The action of a bound command this person may run, or None."""
        action = self._actions.get(id_)
        return action if action and action.isVisible() else None

    def trigger(self, id_: str) -> None:
        """Run a command as its key would; a greyed one does nothing."""
        self._actions[id_].trigger()

    def relabel(self, id_: str, label: str) -> None:
        """Say what a command would do now, such as how much it would take."""
        self.commands[id_] = replace(self.commands[id_], label=label)
        self._actions[id_].setText(label)

    def set_account_open(self, is_open: bool) -> None:
        if is_open != self._account_open:
            self._account_open = is_open
            self.recheck()

    def recheck(self) -> None:
        """Ask again who may what, after another person signed in."""
        for id_ in self._actions:
            self._enable(id_)

    def in_menu(self, menu: str) -> tuple[QAction, ...]:
        """The bound actions of a menu, in the order they were declared."""
        return tuple(self._actions[c.id] for c in self.shown() if c.menu == menu)

    def menus(self) -> tuple[str, ...]:
        """The menus that have something in them, in LOOK's order."""
        filled = {command.menu for command in self.shown()}
        return tuple(menu for menu in MENUS if menu in filled)

    def shown(self) -> tuple[Command, ...]:
        """The bound commands this person may run, whether or not an account is open."""
        found = (self.commands[id_] for id_ in self.commands if id_ in self._actions)
        return tuple(command for command in found if self._allowed(command))

    def is_enabled(self, id_: str) -> bool:
        return self._actions[id_].isEnabled()

    def _run(self, id_: str, run: Callable[[], object]) -> None:
        run()
        self.ran.emit(id_)

    def _enable(self, id_: str) -> None:
        command = self.commands[id_]
        allowed = self._allowed(command)
        self._actions[id_].setVisible(allowed)
        self._actions[id_].setEnabled(allowed and (self._account_open or not command.needs_account))

    def _allowed(self, command: Command) -> bool:
        return not command.permission or self._may(command.permission)


def refuse_twins(commands: Iterable[Command]) -> None:
    """ValueError when two commands share an id or a shortcut, or a menu is unknown."""
    ids: set[str] = set()
    keys: dict[str, str] = {}
    for command in commands:
        if command.id in ids:
            raise ValueError(f"the command id {command.id} is there twice")
        if command.menu not in MENUS:
            raise ValueError(f"{command.id} is in a menu that does not exist: {command.menu}")
        ids.add(command.id)
        key = QKeySequence(command.shortcut).toString(QKeySequence.SequenceFormat.PortableText)
        if key and key in keys:
            raise ValueError(f"{command.id} and {keys[key]} share the shortcut {key}")
        keys[key] = command.id


def matching(commands: Iterable[Command], typed: str) -> tuple[Command, ...]:
    """Commands that hold every typed word, best first: label starts with it, a word starts with it, inside."""
    words = typed.casefold().split()
    ranked = []
    for place, command in enumerate(commands):
        ranks = [_rank(command, word) for word in words]
        if None not in ranks:
            ranked.append((sum(rank or 0 for rank in ranks), place, command))
    return tuple(command for _, _, command in sorted(ranked, key=lambda one: one[:2]))


def _rank(command: Command, word: str) -> int | None:
    label = command.label.casefold()
    if label.startswith(word):
        return 0
    if any(part.startswith(word) for part in label.split()):
        return 1
    others = f"{command.menu} {command.words} {command.shortcut}".casefold()
    if any(part.startswith(word) for part in others.split()):
        return 2
    return 3 if word in label else None
