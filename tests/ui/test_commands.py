"""Commands are declared once; menus, keys and the command finder follow."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QShortcut
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from paydesk.ui.actions import WINDOW_COMMANDS, Actions, Command, matching, refuse_twins, tab_commands
from paydesk.ui.dialogs.commands_dialog import CommandsDialog
from paydesk.ui.dialogs.shortcuts_dialog import ShortcutsDialog
from paydesk.ui.tab_keys import DIGITS
from support.window_clinic import Seat

TAKE = Command("payment.take", "Take a payment", "Money", "F6", "card", needs_account=True, words="copay cash")
OFFICE = Command("office.change", "Clinic settings", "File", permission="office.change")


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    return made


@pytest.fixture
def actions(window: QWidget) -> Actions:
    made = Actions(window, (*WINDOW_COMMANDS, TAKE, OFFICE), may=lambda permission: False)
    made.bind("payment.take", lambda: None)
    made.bind("office.change", lambda: None)
    return made


def test_no_two_commands_of_the_window_share_an_id_or_a_key() -> None:
    refuse_twins((*tab_commands((str(n), str(n)) for n in range(8)), *WINDOW_COMMANDS))


@pytest.mark.parametrize(
    "twin",
    [Command("finder.focus", "X", "File"), Command("x", "X", "File", "ctrl+f"), Command("x", "X", "Tools")],
    ids=["same id", "same key in other letters", "unknown menu"],
)
def test_a_twin_of_a_command_is_refused(twin: Command) -> None:
    with pytest.raises(ValueError, match=r"twice|share|menu"):
        refuse_twins((*WINDOW_COMMANDS, twin))


def test_a_command_nobody_bound_is_in_no_menu(actions: Actions) -> None:
    assert actions.menus() == ("Money",)
    assert [action.objectName() for action in actions.in_menu("Money")] == ["payment.take"]


def test_a_command_that_needs_an_account_is_grey_without_one(actions: Actions) -> None:
    assert not actions.is_enabled("payment.take")
    actions.set_account_open(True)
    assert actions.is_enabled("payment.take")


def test_a_command_without_permission_is_neither_shown_nor_run(actions: Actions) -> None:
    assert OFFICE not in actions.shown()
    assert not actions.action("office.change").isVisible()
    assert not actions.is_enabled("office.change")


def test_a_command_is_found_by_its_label_first_and_by_other_words_too() -> None:
    commands = (Command("a", "Repeat a payment", "Money"), TAKE, Command("c", "Payments", "View"))
    assert [one.id for one in matching(commands, "pay")] == ["c", "a", "payment.take"]
    assert matching(commands, "copay") == (TAKE,)
    assert matching(commands, "take pay") == (TAKE,)
    assert matching(commands, "xyz") == ()


def test_enter_in_the_command_finder_runs_the_best_command(qtbot: QtBot, window: QWidget) -> None:
    ran: list[str] = []
    dialog = CommandsDialog(window, (*WINDOW_COMMANDS, TAKE), enabled=lambda _: True, run=ran.append)
    qtbot.addWidget(dialog)
    qtbot.keyClicks(dialog.line, "shortcuts")
    qtbot.keyClick(dialog.line, Qt.Key.Key_Return)
    assert ran == ["help.shortcuts"]


def test_the_command_finder_says_why_a_command_cannot_run_now(qtbot: QtBot, window: QWidget) -> None:
    ran: list[str] = []
    dialog = CommandsDialog(window, (TAKE,), enabled=lambda _: False, run=ran.append)
    qtbot.addWidget(dialog)
    qtbot.keyClick(dialog.line, Qt.Key.Key_Return)
    assert ran == []
    assert "open an account first" in dialog.list.rows.rows[0].sentence()


def test_the_shortcut_sheet_names_every_key(qtbot: QtBot, window: QWidget) -> None:
    dialog = ShortcutsDialog(window, (*WINDOW_COMMANDS, TAKE))
    qtbot.addWidget(dialog)
    said = {widget.accessibleName() for widget in dialog.findChildren(QWidget)}
    for command in (*WINDOW_COMMANDS, TAKE):
        assert not command.shortcut or f"{command.label}: {command.shortcut}" in said


def test_the_shortcut_sheet_names_every_key_that_a_tab_listens_to(qtbot: QtBot, seat: Seat) -> None:
    seat.open(seat.clinic.family)
    tabs = []
    for tab in ("today", "patients", "payments", "insurance", "reports"):
        seat.front.go(tab)
        seat.settle()
        tabs.append(seat.front.window.current_tab())
    listened = {one.key().toString() for tab in tabs for one in tab.findChildren(QShortcut)}  # type: ignore[union-attr]
    letters = {key for key in listened if len(key) == 1}
    dialog = ShortcutsDialog(seat.front.window, seat.front.window.commands.shown())
    qtbot.addWidget(dialog)
    said = {widget.accessibleName() for widget in dialog.findChildren(QWidget) if ": " in widget.accessibleName()}
    named = {key for words in said for key in words.rsplit(": ", 1)[1].replace(" … ", " or ").split(" or ")}
    assert {"O", "C", "S", "K", "R", "W", "1", "9"} <= letters
    assert letters - named - set(DIGITS[1:-1]) == set()
    assert {"Card: C", "Open or fold all visits: O", "Receipt: none: N", "Fold the visit, open it: ← or →"} <= said
    assert "Choose where the payment goes: F4" in said
