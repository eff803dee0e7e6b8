"""What a closed dialog leaves behind is never destroyed in a worker, whatever the worker allocates."""

from __future__ import annotations

import gc
import threading
import weakref

from PySide6.QtCore import QObject, QTimer
from PySide6.QtTest import QTest

from paydesk.ui.front_desk import FrontDesk


class _Closed(QObject):
    """Something of Qt's that only a cycle still holds."""

    def __init__(self) -> None:
        super().__init__()
        self.timer = QTimer(self)
        self.timer.start(60_000)
        self.itself = self


def _rubbish() -> None:
    """Far more than after which Python collects by itself."""
    for _ in range(200_000):
        cycle: list[object] = []
        cycle.append(cycle)


def test_what_was_closed_is_destroyed_on_the_main_thread(front: FrontDesk) -> None:
    where: list[str] = []
    weakref.finalize(_Closed(), lambda: where.append(threading.current_thread().name))
    front.jobs.look(_rubbish, title="Making rubbish", then=lambda _: None)
    front.jobs.wait_idle()
    for _ in range(60):
        QTest.qWait(100)
        if where:
            break
        _rubbish()
    assert where == [threading.main_thread().name]


def test_python_collects_by_itself_again_when_the_window_is_gone(front: FrontDesk) -> None:
    assert not gc.isenabled()
    front.finish()
    assert gc.isenabled()
