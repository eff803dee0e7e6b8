"""The finder shows sure hits, joins similar names below, and never opens an answer to other words."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from paydesk.ui.finder import Finder
from paydesk.ui.jobs import Jobs
from paydesk.ui.main_window import Shell
from paydesk.ui.row_list import ListRow


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    return made


@pytest.fixture
def finder(window: QWidget, shell: Shell) -> Finder:
    return _finder_in(window, shell)


def _finder_in(window: QWidget, shell: Shell) -> Finder:
    made = Finder(shell.jobs, find=shell.find, guess=shell.guess)
    QVBoxLayout(window).addWidget(made, 0, Qt.AlignmentFlag.AlignTop)
    window.resize(700, 500)
    window.show()
    made.setFocus()
    return made


def _names(finder: Finder) -> list[str]:
    return [row.name for row in finder.popup.list.rows.rows]


def test_similar_names_join_below_without_moving_or_doubling_what_is_shown(
    qtbot: QtBot, finder: Finder, jobs: Jobs
) -> None:
    qtbot.keyClicks(finder, "garcia")
    jobs.wait_idle()
    assert _names(finder) == ["Garcia-Lopez, Maria", "Garcia, Hector", "Similar names", "Garzia, Paolo"]
    assert finder.popup.list.current_key() == 1


def test_enter_opens_the_first_and_clears_the_line(qtbot: QtBot, finder: Finder, jobs: Jobs) -> None:
    qtbot.keyClicks(finder, "garcia")
    jobs.wait_idle()
    with qtbot.waitSignal(finder.opened) as opened:
        qtbot.keyClick(finder, Qt.Key.Key_Return)
    assert opened.args == [1]
    assert finder.text() == ""
    assert not finder.popup.isVisible()


def test_down_then_enter_opens_the_second(qtbot: QtBot, finder: Finder, jobs: Jobs) -> None:
    qtbot.keyClicks(finder, "garcia")
    jobs.wait_idle()
    qtbot.keyClick(finder, Qt.Key.Key_Down)
    with qtbot.waitSignal(finder.opened) as opened:
        qtbot.keyClick(finder, Qt.Key.Key_Return)
    assert opened.args == [2]


def test_enter_before_the_answer_waits_for_the_answer_to_these_words(qtbot: QtBot, finder: Finder, jobs: Jobs) -> None:
    opened: list[object] = []
    finder.opened.connect(opened.append)
    qtbot.keyClicks(finder, "garcia-l")
    qtbot.keyClick(finder, Qt.Key.Key_Return)
    assert opened == []
    jobs.wait_idle()
    assert opened == [1]


def test_enter_right_after_another_letter_never_opens_the_row_of_the_old_words(
    qtbot: QtBot, finder: Finder, jobs: Jobs
) -> None:
    opened: list[object] = []
    finder.opened.connect(opened.append)
    qtbot.keyClicks(finder, "garcia")
    jobs.wait_idle()
    qtbot.keyClicks(finder, ", h")
    qtbot.keyClick(finder, Qt.Key.Key_Return)
    assert opened == []
    jobs.wait_idle()
    assert opened == [2]


def test_escape_empties_and_the_next_one_leaves(qtbot: QtBot, finder: Finder, jobs: Jobs) -> None:
    qtbot.keyClicks(finder, "garcia")
    jobs.wait_idle()
    with qtbot.assertNotEmitted(finder.left):
        qtbot.keyClick(finder, Qt.Key.Key_Escape)
    assert not finder.popup.isVisible() and finder.text() == ""
    with qtbot.waitSignal(finder.left):
        qtbot.keyClick(finder, Qt.Key.Key_Escape)


def test_no_hit_says_what_to_try(qtbot: QtBot, window: QWidget, shell: Shell) -> None:
    nothing: tuple[ListRow, ...] = ()
    finder = _finder_in(window, replace(shell, guess=lambda typed: nothing))
    qtbot.keyClicks(finder, "zzzz")
    shell.jobs.wait_idle()
    assert finder.popup.isVisible()
    assert finder.popup._says.text().startswith("No account fits.")


def test_the_results_never_take_the_focus(qtbot: QtBot, finder: Finder, jobs: Jobs) -> None:
    qtbot.keyClicks(finder, "garcia")
    jobs.wait_idle()
    assert finder.window().focusWidget() is finder
