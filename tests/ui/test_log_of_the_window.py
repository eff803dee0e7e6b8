"""What breaks in the window is in the log of the clinic's home, without anything of a patient."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from paydesk.config import Home
from paydesk.ui import application
from paydesk.ui.front_desk import FrontDesk
from paydesk.ui.messages import Messages


def _break(front: FrontDesk) -> None:
    front.messages.unattended = None
    try:
        raise ValueError("Lopez, Ana owes 40.00")
    except ValueError as error:
        front.messages.crash(error)


@pytest.mark.usefixtures("expected_logs")
def test_a_bug_is_in_the_log_and_the_log_is_let_go_of_at_the_end(
    qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def run(_: QApplication, front: FrontDesk, begin: object) -> int:
        _break(front)
        front.finish()
        return 0

    class Left:
        def exec(self) -> int:
            return 0

    monkeypatch.setattr(application, "_run", run)
    monkeypatch.setattr(Messages, "_dialog", lambda self, **words: Left())
    before = list(logging.getLogger().handlers)
    assert application.start(Home(tmp_path / "home")) == 0
    told = (tmp_path / "home" / "logs" / "paydesk.log").read_text()
    assert "builtins.ValueError" in told and "Lopez" not in told
    assert logging.getLogger().handlers == before


def test_a_home_that_takes_no_log_opens_all_the_same(
    qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("in the way")

    def run(_: QApplication, front: FrontDesk, begin: object) -> int:
        front.finish()
        return 7

    monkeypatch.setattr(application, "_run", run)
    assert application.start(Home(tmp_path / "file")) == 7
