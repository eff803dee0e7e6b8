"""The menus at the smallest size the window is made for: all of them are seen whole, and hold every command."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from paydesk.rules.office import Role
from paydesk.ui import menu_groups
from paydesk.ui.top_bar import HEIGHT as BAR
from support.window_clinic import Seat, window_clinic


@pytest.fixture
def administrator(qtbot: QtBot, tmp_path: Path) -> Iterator[Seat]:
    made = Seat(window_clinic(tmp_path, role=Role.ADMINISTRATOR), tmp_path / "papers")
    yield made
    made.leave()


def menus(seat: Seat) -> dict[str, QMenu]:
    """The menus of the bar and those within them, by their titles."""
    found: dict[str, QMenu] = {}
    for action in seat.front.window.top_bar.menus.actions():
        menu = action.menu()
        assert isinstance(menu, QMenu)
        found[action.text().replace("&", "")] = menu
        found |= {one.text(): one.menu() for one in menu.actions() if isinstance(one.menu(), QMenu)}  # type: ignore[misc]
    return found


def commands(menu: QMenu) -> list[QAction]:
    within = [one.menu() for one in menu.actions()]
    here = [one for one in menu.actions() if one.menu() is None]
    return here + [action for one in within if isinstance(one, QMenu) for action in one.actions()]


def test_every_menu_is_seen_whole_on_a_small_screen(administrator: Seat) -> None:
    for title, menu in menus(administrator).items():
        size = menu.sizeHint()
        assert size.height() <= 512 - BAR and size.width() <= 500, title


def test_grouping_loses_no_command_and_no_key(administrator: Seat) -> None:
    window = administrator.front.window
    for title in window.commands.menus():
        declared = {one.objectName() for one in window.commands.in_menu(title)}
        assert {one.objectName() for one in commands(menus(administrator)[title])} == declared
    shown = {one.id: one.shortcut for one in window.commands.shown()}
    assert shown["claims.account"] == "Ctrl+Shift+C"
    assert window.commands.action("claims.account") in menus(administrator)["Claims"].actions()


def test_a_command_in_a_group_is_reached_and_run_by_keyboard(administrator: Seat) -> None:
    administrator.open(administrator.clinic.family)
    menu = menus(administrator)["Insurance"]
    ran: list[str] = []
    administrator.front.window.commands.ran.connect(ran.append)
    groups = [one.text() for one in menu.actions()]
    assert groups[:3] == ["Coverage", "Eligibility files", "Calls"]
    menu.popup(administrator.front.window.pos())
    at = groups.index("Claims")
    for _ in range(at + 1):
        QTest.keyClick(menu, Qt.Key.Key_Down)
    QTest.keyClick(menu, Qt.Key.Key_Right)
    inner = menus(administrator)["Claims"]
    assert inner.isVisible()
    QTest.keyClick(inner, Qt.Key.Key_Return)
    administrator.settle()
    assert ran == ["claims.account"]


def test_a_group_of_one_thing_is_none() -> None:
    there = ("insurance.payers", "letters.write", "claims.account", "letters.kept")
    assert menu_groups.arranged("Insurance", there) == (
        ("", ("insurance.payers",)), ("Letters to insurers", ("letters.write", "letters.kept")),
        ("", ("claims.account",)),
    )  # fmt: skip
