"""The window: tabs by key, one change signal, side panel and bars by size, nothing out of reach."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QAbstractButton, QApplication, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from paydesk.ui import theme
from paydesk.ui.account_facts import AccountBarFacts
from paydesk.ui.actions import Command
from paydesk.ui.buttons import Button, Kind
from paydesk.ui.jobs import Running
from paydesk.ui.main_window import MainWindow, Shell
from paydesk.ui.panes import Footer, JobFrame, Pane, PaneHeader, Panes, SidePanel
from paydesk.ui.row_list import RowList
from paydesk.ui.status_line import StatusItem
from paydesk.ui.tab import Tab, TabSpec

FACTS = AccountBarFacts(
    "Maria Garcia-Lopez", "04/12/1984", "42", "50217", "herself", "(555) 010-0147", "Spanish", "Aetna", 27680, 23300, 0
)


class _PlainTab(Tab):
    def __init__(self) -> None:
        super().__init__()
        self.refreshed, self.account = 0, None
        worklist = RowList(name="worklist", label="Accounts")
        self.pay = Button("Take payment", kind=Kind.PRIMARY, key="F6", name="pay")
        job = JobFrame(PaneHeader("Ledger", role="surface"), QWidget(), Footer(self.pay))
        side = SidePanel("Explain this balance", QWidget(), key="F9")
        self.hold(Panes(Pane("side", PaneHeader("Accounts", role="side"), worklist), job, side))

    def refresh(self) -> None:
        self.refreshed += 1

    def show_account(self, account: object | None) -> None:
        self.account = account


@pytest.fixture
def window(qtbot: QtBot, shell: Shell) -> MainWindow:
    tabs = tuple(TabSpec(name.lower(), name, _PlainTab) for name in ("Today", "Patients", "Payments"))
    take = Command("payment.take", "Take a payment", "Money", "Ctrl+T", needs_account=True)
    made = MainWindow(shell, tabs=tabs, commands=(take,))
    made.commands.bind("payment.take", lambda: None)
    made.menus_ready()
    qtbot.addWidget(made)
    made.resize(1366, 768)
    made.show_tab("today")
    made.show()
    return made


def _tab(window: MainWindow) -> _PlainTab:
    tab = window.current_tab()
    assert isinstance(tab, _PlainTab)
    return tab


def test_ctrl_and_a_digit_shows_the_tab_in_that_place(qtbot: QtBot, window: MainWindow) -> None:
    qtbot.keyClick(window, Qt.Key.Key_2, Qt.KeyboardModifier.ControlModifier)
    assert _tab(window).objectName() == "patients_tab"


def test_ctrl_f_puts_the_focus_into_the_finder_from_anywhere(qtbot: QtBot, window: MainWindow) -> None:
    qtbot.keyClick(window, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    assert window.focusWidget() is window.finder


def test_a_tab_that_is_seen_refreshes_and_a_hidden_one_catches_up_when_shown(window: MainWindow, shell: Shell) -> None:
    today = _tab(window)
    patients = window.show_tab("patients")
    assert isinstance(patients, _PlainTab)
    before = (today.refreshed, patients.refreshed)
    shell.jobs.changed.emit("account 7")
    shell.jobs.changed.emit("account 8")
    assert (today.refreshed, patients.refreshed) == (before[0], before[1] + 2)
    window.show_tab("today")
    assert today.refreshed == before[0] + 1


def test_an_open_account_is_in_the_bar_and_in_tabs_made_later_too(window: MainWindow) -> None:
    assert not window.account_bar.isVisible()
    window.show_account(7, FACTS)
    assert window.account_bar.isVisible()
    assert window.commands.is_enabled("payment.take")
    later = window.show_tab("payments")
    assert isinstance(later, _PlainTab)
    assert later.account == 7
    window.show_account(None, None)
    assert not window.account_bar.isVisible()
    assert later.account is None


def test_no_title_of_the_window_names_a_patient(window: MainWindow) -> None:
    window.show_account(7, FACTS)
    assert window.windowTitle() == "paydesk"


@pytest.mark.parametrize(("size", "height"), [((1366, 768), 84), ((1366, 689), 68), ((911, 512), 44)])
def test_bars_collapse_as_the_window_gets_lower(window: MainWindow, size: tuple[int, int], height: int) -> None:
    window.show_account(7, FACTS)
    window.resize(*size)
    assert window.account_bar.height() == height


@pytest.mark.parametrize("size", [(1366, 768), (1366, 689), (911, 512), (683, 384)])
def test_everything_fits_and_nothing_that_takes_the_focus_is_cut(
    qtbot: QtBot, window: MainWindow, size: tuple[int, int]
) -> None:
    window.show_account(7, FACTS)
    window.resize(*size)
    qtbot.wait(1)
    assert (window.width(), window.height()) == size
    for widget in window.findChildren(QWidget):
        if isinstance(widget, (QAbstractButton, QLineEdit)) and widget.isVisible():
            box = widget.rect().translated(widget.mapTo(window, widget.rect().topLeft()))
            assert window.rect().contains(box), widget.objectName() or widget


def test_in_a_narrow_window_the_side_panel_takes_the_place_of_the_worklist(qtbot: QtBot, window: MainWindow) -> None:
    window.resize(911, 512)
    panes = _tab(window).panes
    worklist = _tab(window).findChild(RowList)
    assert panes
    assert worklist
    panes.set_side_open(True)
    assert not worklist.isVisible()
    qtbot.keyClick(window, Qt.Key.Key_F9)
    assert worklist.isVisible()
    assert not panes.side_is_open()


def test_the_side_panel_is_remembered_for_each_tab(window: MainWindow, shell: Shell) -> None:
    panes = _tab(window).panes
    assert panes
    panes.set_side_open(False)
    assert not shell.preferences.side_is_open("today")
    assert shell.preferences.side_is_open("patients")


def test_menus_hold_only_what_is_bound_and_show_their_keys(window: MainWindow) -> None:
    titles = [action.text() for action in window.top_bar.menus.actions()]
    assert titles == ["&File", "&Account", "&Money", "&View", "&Help"]


def test_counts_stand_in_the_tabs_and_are_said(window: MainWindow) -> None:
    window.tab_row.set_count("payments", 2)
    tab = window.findChild(QAbstractButton, "tab_payments")
    assert tab
    assert tab.accessibleName() == "Payments, 2 waiting"


def test_choosing_a_tab_moves_no_other_tab(window: MainWindow) -> None:
    def places() -> list[int]:
        return [tab.x() for tab in window.tab_row.findChildren(QAbstractButton)]

    before = places()
    window.show_tab("payments")
    assert places() == before


def test_dark_colors_are_kept_for_the_next_start(window: MainWindow, shell: Shell) -> None:
    window.commands.trigger("view.dark")
    assert theme.is_dark()
    assert shell.preferences.mode is theme.Mode.DARK


def test_what_was_done_is_told_without_taking_the_focus_and_ctrl_z_goes_back(
    qtbot: QtBot, window: MainWindow, shell: Shell
) -> None:
    undone: list[bool] = []
    window.finder.setFocus()
    shell.messages.tell("Payment posted.", undo_words="Reverse", undo=lambda: undone.append(True))
    assert window.toast.isVisible()
    assert window.focusWidget() is window.finder
    _tab(window).panes.job.setFocus()  # type: ignore[union-attr]
    qtbot.keyClick(window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClick(window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert undone == [True]
    assert not window.toast.isVisible()


def test_a_click_on_what_was_told_shows_the_rows_under_it_and_takes_nothing_back(
    qtbot: QtBot, window: MainWindow, shell: Shell
) -> None:
    undone: list[bool] = []
    shell.messages.tell("Payment posted.", undo_words="Reverse", undo=lambda: undone.append(True))
    qtbot.mouseClick(window.toast, Qt.MouseButton.LeftButton, pos=QPoint(60, 20))
    assert not window.toast.isVisible()
    assert undone == []


def test_every_visible_control_has_an_accessible_name(window: MainWindow) -> None:
    window.show_account(7, FACTS)
    window.status.show_items((StatusItem("person", "Dana Reyes, clerk"),))
    for widget in window.findChildren(QWidget):
        if isinstance(widget, (QAbstractButton, QLineEdit)) and widget.isVisible() and widget.objectName()[:3] != "qt_":
            assert widget.accessibleName(), widget.objectName() or widget


def test_a_window_with_its_account_paints_in_both_themes(window: MainWindow) -> None:
    window.show_account(7, FACTS)
    light = window.grab().toImage().pixelColor(5, 300)
    window.commands.trigger("view.dark")
    dark = window.grab().toImage().pixelColor(5, 300)
    assert light.lightness() > 240 > 60 > dark.lightness()


def test_work_that_runs_is_not_cancelled_by_tab_and_enter_but_by_its_command(
    qtbot: QtBot, window: MainWindow, shell: Shell
) -> None:
    stopped: list[bool] = []
    assert not window.commands.is_enabled("window.stop")
    shell.jobs.running.emit(Running("Making the demo clinic", 1, 10, lambda: stopped.append(True)))
    window.finder.setFocus()
    for _ in range(12):
        qtbot.keyClick(QApplication.focusWidget() or window, Qt.Key.Key_Tab)
        assert (QApplication.focusWidget() or window).objectName() != "cancel_running"
    window.commands.trigger("window.stop")
    assert stopped == [True]
    shell.jobs.running.emit(None)
    assert not window.commands.is_enabled("window.stop")


def test_ctrl_f_selects_what_stands_in_the_finder(qtbot: QtBot, window: MainWindow) -> None:
    window.finder.setFocus()
    qtbot.keyClicks(window.finder, "gar")
    window.commands.trigger("finder.focus")
    assert window.finder.selectedText() == "gar"
