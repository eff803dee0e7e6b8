"""Work runs off the main thread and comes back on it, in order, once."""

from __future__ import annotations

import threading
from dataclasses import dataclass

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot
from shiboken6 import delete

from paydesk.rules.errors import PaydeskError
from paydesk.ui import jobs as jobs_module
from paydesk.ui.jobs import Jobs, Progress, Running


@dataclass(frozen=True)
class _Posted:
    touched: str


def test_work_runs_elsewhere_and_its_result_comes_back_to_the_main_thread(jobs: Jobs) -> None:
    places: list[threading.Thread] = []
    jobs.do(
        lambda: places.append(threading.current_thread()),
        title="Work",
        then=lambda _: places.append(threading.current_thread()),
    )
    jobs.wait_idle()
    assert places[0] is not threading.main_thread()
    assert places[1] is threading.main_thread()


def test_a_result_that_touched_something_is_told_once_after_its_own_answer(jobs: Jobs) -> None:
    heard: list[str] = []
    jobs.changed.connect(lambda touched: heard.append(f"changed {touched}"))
    jobs.do(lambda: _Posted("account 7"), title="Post", then=lambda _: heard.append("answered"))
    jobs.look(lambda: 3, title="Look", then=lambda _: None)
    jobs.wait_idle()
    assert heard == ["answered", "changed account 7"]


def test_changes_run_one_after_the_other_in_the_order_they_were_asked(jobs: Jobs) -> None:
    ran: list[int] = []
    for number in range(20):
        jobs.do(lambda number=number: ran.append(number), title="Change")  # type: ignore[misc]
    jobs.wait_idle()
    assert ran == list(range(20))


def test_a_refusal_goes_to_who_asked_and_else_to_everyone(jobs: Jobs) -> None:
    mine: list[str] = []
    common: list[str] = []
    jobs.refused.connect(lambda refused: common.append(refused.sentence))

    def refuse() -> None:
        raise PaydeskError("Choose a date.", field="date")

    jobs.do(refuse, title="One", refused=lambda refused: mine.append(str(refused.field)))
    jobs.do(refuse, title="Two")
    jobs.wait_idle()
    assert (mine, common) == (["date"], ["Choose a date."])


def test_a_bug_is_told_and_answers_nobody(jobs: Jobs) -> None:
    answered: list[object] = []
    failed: list[BaseException] = []
    jobs.failed.connect(failed.append)
    jobs.do(lambda: 1 // 0, title="Bug", then=answered.append)
    jobs.wait_idle()
    assert answered == []
    assert isinstance(failed[0], ZeroDivisionError)


def test_of_looks_with_one_name_only_the_newest_answers(jobs: Jobs) -> None:
    gate, answers = threading.Event(), []

    def slow() -> str:
        gate.wait(5)
        return "old"

    jobs.look(slow, title="Old", then=answers.append, latest="finder")
    jobs.look(lambda: "new", title="New", then=answers.append, latest="finder")
    gate.set()
    jobs.wait_idle()
    assert answers == ["new"]


def test_an_answer_for_a_widget_that_is_gone_is_dropped(jobs: Jobs) -> None:
    owner, answers = QObject(), []
    jobs.look(lambda: 1, title="Look", then=answers.append, owner=owner)
    delete(owner)
    jobs.wait_idle()
    assert answers == []


def test_long_work_shows_its_progress_and_can_be_stopped(
    jobs: Jobs, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs_module, "SHOWN_AFTER_MS", 0)
    shown: list[Running | None] = []
    answers: list[object] = []
    jobs.running.connect(shown.append)

    def work(progress: Progress) -> None:
        for _ in range(100_000):
            progress.step(3, 10)
            threading.Event().wait(0.001)

    jobs.do_long(work, title="Building statements", then=answers.append)
    qtbot.waitUntil(lambda: any(one and one.total for one in shown))
    running = next(one for one in shown if one and one.total)
    assert (running.title, running.done, running.total) == ("Building statements", 3, 10)
    assert running.cancel
    running.cancel()
    jobs.wait_idle()
    assert shown[-1] is None
    assert answers == []


def test_quick_work_shows_no_progress(jobs: Jobs) -> None:
    shown: list[Running | None] = []
    jobs.running.connect(shown.append)
    jobs.do(lambda: None, title="Quick")
    jobs.wait_idle()
    assert shown == []


def test_waiting_for_work_that_hangs_ends_with_its_name(jobs: Jobs) -> None:
    gate = threading.Event()
    jobs.do(lambda: gate.wait(5), title="Hanging")
    with pytest.raises(TimeoutError, match="Hanging"):
        jobs.wait_idle(20)
    gate.set()
    jobs.wait_idle()


def test_who_asked_for_long_work_hears_that_it_was_stopped(jobs: Jobs, qtbot: QtBot) -> None:
    heard: list[str] = []
    begun = threading.Event()

    def work(progress: Progress) -> None:
        while True:
            begun.set()
            progress.step(1, 10)
            threading.Event().wait(0.001)

    jobs.do_long(work, title="Long", then=heard.append, stopped=lambda: heard.append("stopped"))
    qtbot.waitUntil(begun.is_set)
    jobs._open[0].progress.stop()
    jobs.wait_idle()
    assert heard == ["stopped"]
