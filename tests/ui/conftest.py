"""What every window test stands on: the theme applied, one Jobs that ends with the test, a small shell."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from datetime import date, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from paydesk.ui import theme
from paydesk.ui.demo_tour import Guide
from paydesk.ui.front_desk import FrontDesk
from paydesk.ui.jobs import Jobs
from paydesk.ui.main_window import Shell
from paydesk.ui.messages import Messages
from paydesk.ui.preferences import Preferences
from paydesk.ui.printing import FolderSink
from paydesk.ui.row_list import ListRow
from support.demo_copy import DemoFile
from support.window_clinic import Seat, window_clinic

TODAY = date(2026, 11, 23)
NOW = datetime(2026, 11, 23, 10, 42)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Without a screen Qt notes that windows have no size hints or order; that says nothing about ours."""
    for item in items:
        item.add_marker(pytest.mark.qt_log_ignore("^This plugin does not support"))


@pytest.fixture(autouse=True)
def _light(qapp: QApplication) -> None:
    theme.apply(qapp, theme.Mode.LIGHT)


@pytest.fixture(autouse=True)
def _swept(qapp: QApplication) -> Iterator[None]:
    """Windows of before are really gone, and Python does not go through what is left of hundreds of them again."""
    yield
    for window in qapp.topLevelWidgets():
        window.deleteLater()
    qapp.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    gc.collect()
    gc.freeze()


@pytest.fixture
def jobs(qtbot: QtBot) -> Iterator[Jobs]:
    """Work off the main thread; nothing of it outlives the test."""
    made = Jobs()
    yield made
    made.stop_all()


@pytest.fixture
def today() -> Callable[[], date]:
    return lambda: TODAY


@pytest.fixture
def shell(jobs: Jobs) -> Shell:
    """A shell whose finder knows two accounts and one similar name."""
    sure = (ListRow(1, "Garcia-Lopez, Maria"), ListRow(2, "Garcia, Hector"))
    similar = (ListRow(2, "Garcia, Hector"), ListRow(3, "Garzia, Paolo"))
    return Shell(
        jobs,
        Messages(now=lambda: NOW),
        Preferences(None),
        may=lambda permission: permission != "office.change",
        find=lambda typed: tuple(row for row in sure if typed.casefold() in row.name.casefold()),
        guess=lambda typed: similar,
    )


@pytest.fixture
def seat(qtbot: QtBot, tmp_path: Path) -> Iterator[Seat]:
    """The whole window, seated at a small clinic of a real database."""
    made = Seat(window_clinic(tmp_path), tmp_path / "papers")
    yield made
    made.leave()


@pytest.fixture(scope="session")
def demo_file(tmp_path_factory: pytest.TempPathFactory) -> DemoFile:
    """The demo clinic, made once for the run."""
    return DemoFile.make(tmp_path_factory.mktemp("demo"))


@pytest.fixture
def front(qtbot: QtBot, demo_file: DemoFile, tmp_path: Path) -> Iterator[FrontDesk]:
    """The real window seated at a copy of the demo clinic; what it prints goes into ``tmp_path / "paper"``."""
    made = FrontDesk(Preferences(None), sink=FolderSink(tmp_path / "paper"))
    qtbot.addWidget(made.window)
    made.window.resize(1366, 768)
    made.window.show()
    made.seat(demo_file.copy(tmp_path), clinic="Ferrisburg Falls Family Clinic")
    made.jobs.wait_idle()
    yield made
    made.finish()


@pytest.fixture
def guide(front: FrontDesk, tmp_path: Path) -> Guide:
    """Somebody at the keyboard of ``front``."""
    made = Guide(front, tmp_path / "pictures")
    made.settle()
    return made
