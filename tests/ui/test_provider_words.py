"""Who a visit is with is never cut in the middle: said shorter, or left out, where the list is too narrow for it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, time
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication

from paydesk.operations.listing import CopayDue, MoneyToday, VisitPassed, Waiting
from paydesk.ui import brush
from paydesk.ui.payment_worklist import worklist_rows
from paydesk.ui.row_list import RowList
from paydesk.ui.task_paint import TaskPainter
from paydesk.ui.today_rows import task_rows
from paydesk.ui.worklist_paint import WorklistPainter

LONG = "Maximiliana Lindqvist-Castellanos, MD, FAAFP"
NAMES = ("Amara Lindqvist, MD", "Owen Castellanos, NP", LONG, "Dr. Amara Lee", "")


class Told:
    """What was painted, and what of it was cut."""

    def __init__(self) -> None:
        self.words: list[str] = []
        self.cut: list[str] = []


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> Iterator[Told]:
    found, paint = Told(), brush.text

    def text(painter: Any, box: Any, words: str, *, font: Any, color: Any, right: bool = False) -> float:
        found.words.append(words)
        if words and brush.width_of(words, font) > box.width():
            found.cut.append(words)
        return paint(painter, box, words, font=font, color=color, right=right)

    monkeypatch.setattr(brush, "text", text)
    yield found


def painted(rows: Any, look: Any, width: int) -> None:
    made = RowList(name="measured", label="Measured", look=look)
    made.show_rows(rows)
    made.resize(width, 600)
    made.show()
    QApplication.processEvents()
    made.grab()
    made.close()


def copays(*, here: bool) -> MoneyToday:
    due = tuple(
        CopayDue(at, at, at, "Vũ Lý", time(10, 30), name, 2500, here) for at, name in enumerate(NAMES, 1)
    )  # fmt: skip
    return MoneyToday(copays=due, taken=(), credits=(), drawer=0)


@pytest.mark.parametrize("here", [False, True])
@pytest.mark.parametrize("width", [208, 232, 248, 320, 480])
def test_in_the_list_of_copays(told: Told, width: int, *, here: bool) -> None:
    painted(worklist_rows(copays(here=here)), WorklistPainter(), width)
    assert told.cut == []
    assert not here or sum(1 for one in told.words if one.startswith("here now")) >= len(NAMES)


def test_where_there_is_room_it_is_said_whole_and_a_screen_reader_hears_it_whole(told: Told) -> None:
    rows = worklist_rows(copays(here=True))
    painted(rows, WorklistPainter(), 480)
    assert f"here now, {LONG}" in told.words
    assert all(name in row.sentence() for name, row in zip(NAMES, rows[1:], strict=True))


def test_where_there_is_little_the_name_goes_without_its_letters_then_alone(told: Told) -> None:
    rows = worklist_rows(copays(here=False))
    painted(rows, WorklistPainter(), 232)
    assert "Owen Castellanos" in told.words or "Castellanos" in told.words
    assert "Amara Lindqvist, MD" not in told.words


@pytest.mark.parametrize("width", [420, 520, 607, 900])
def test_among_what_waits_today(told: Told, width: int) -> None:
    passed = tuple(
        VisitPassed(at, at, at, "Quang Trần", date(2026, 11, 20), name, "done", "Follow-up after the operation")
        for at, name in enumerate(NAMES, 1)
    )
    died = tuple(replace(one, died=True, visit_id=one.visit_id + 50) for one in passed)
    waiting = Waiting(
        copays=copays(here=False).copays, passed=(*passed, *died), credits=(), mail=(), drafts=(), money=(), drawer=0,
        statements_on=None, statements=0,
    )  # fmt: skip
    painted(task_rows(waiting, "all"), TaskPainter(), width)
    names = [name for name in NAMES if name]
    assert [one for one in told.cut if any(name in one for name in names)] == []
    assert (width < 900 or f"{LONG}, Follow-up after the operation" in told.words)
