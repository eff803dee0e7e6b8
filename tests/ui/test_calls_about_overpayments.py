"""What an insurer wants back and the clinic disputes is called about: from its report, and by itself in time."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from sqlalchemy import text

from paydesk.operations import calling, calling_about_overpayments, claim_work, deciding_overpayments
from paydesk.operations.calling import BeginCall, CloseCall, Settled
from paydesk.rules.call_sheet import Purpose
from paydesk.rules.call_worklist import CallKind
from paydesk.rules.errors import NotFound, PaydeskError
from paydesk.ui.overpaid_report import OverpaidReport
from paydesk.ui.tabs.insurance_tab import InsuranceTab
from support.window_clinic import Seat


def rows(seat: Seat, sql: str) -> list[Any]:
    with seat.clinic.desk.database.reading() as session:
        return [tuple(row) for row in session.execute(text(sql))]


def recorded(seat: Seat) -> int:
    """A letter of Aetna about Maria's visit of October, whose claim is paid."""
    seat.open(seat.clinic.family)
    seat.enter(seat.ask("overpaid.letter", amount="30", reason="coverage ended", letter_number="OP-77"))
    return int(rows(seat, "SELECT id FROM insurer_overpayment")[0][0])


def disputed(seat: Seat, *, until: date | None = None) -> int:
    own = recorded(seat)
    version = int(rows(seat, "SELECT version FROM insurer_overpayment")[0][0])
    deciding_overpayments.decide(
        seat.clinic.desk, deciding_overpayments.Decide(own, "dispute", "the plan was active", None, until),
        version=version,
    )  # fmt: skip
    return own


def report(seat: Seat) -> OverpaidReport:
    seat.front.trigger("reports.overpaid")
    seat.settle()
    found = seat.front.window.findChild(OverpaidReport)
    assert isinstance(found, OverpaidReport)
    return found


def takebacks(seat: Seat, **scope: Any) -> list[tuple[str, str]]:
    due = claim_work.calls_due(seat.clinic.desk, **scope)
    return [(one.about, one.why) for one in due.rows if one.purpose is Purpose.TAKEBACK]


def filed(seat: Seat, outcome: str) -> None:
    desk = seat.clinic.desk
    begun = calling.begin_call(desk, BeginCall("claim 1", Purpose.TAKEBACK, f"k{outcome}"))
    settled = (Settled("claim 1", Purpose.TAKEBACK, outcome),)
    calling.close_call(desk, CloseCall(begun.call_id, settled, "Tanya", "R1"))


def test_the_call_about_it_is_started_from_its_report(seat: Seat) -> None:
    disputed(seat)
    page = report(seat)
    page.table.selectRow(0)
    seat.front.window.activateWindow()
    page.table.setFocus()
    seat.settle()
    QTest.keyClick(page.table, Qt.Key.Key_C)
    seat.settle()
    tab = seat.front.window.current_tab()
    assert isinstance(tab, InsuranceTab), seat.refused
    sheet = tab.job.sheet()
    assert sheet is not None and (sheet.about, sheet.purpose) == ("claim 1", Purpose.TAKEBACK)
    assert "that you want back" in sheet.script.say, "nothing was taken yet"
    assert tab.list.rows.rows[1].why == "they want it back" and tab.list.rows.rows[1].money == "30.00"


def test_a_line_without_a_claim_and_one_that_is_closed_are_no_calls(seat: Seat) -> None:
    own = recorded(seat)
    with seat.clinic.desk.database.transaction() as session:
        session.execute(text("UPDATE insurer_overpayment SET claim_id = NULL"))
    page = report(seat)
    page.table.selectRow(0)
    page.call_about()
    seat.settle()
    assert seat.refused[-1].startswith("No claim of ours is known for it: there is no sheet for a call.")
    with pytest.raises(PaydeskError, match="No claim of ours"):
        calling_about_overpayments.call_about(seat.clinic.desk, own)
    with pytest.raises(NotFound):
        calling_about_overpayments.call_about(seat.clinic.desk, 99)
    with seat.clinic.desk.database.transaction() as session:
        session.execute(text("UPDATE insurer_overpayment SET closed_on = '2026-11-23', state = 'not owed'"))
    page.refresh()
    seat.settle()
    page.table.selectRow(0)
    page.call_about()
    assert seat.said[-1] == "That one is closed: there is nothing to call about"


def test_a_dispute_that_nobody_answers_comes_into_the_list_by_itself(seat: Seat) -> None:
    disputed(seat)
    assert takebacks(seat) == []
    seat.clinic.desk.clock.advance(days=30)  # type: ignore[attr-defined]
    assert takebacks(seat) == [("claim 1", "disputed, no answer for 30 days")]
    assert takebacks(seat, kind=CallKind.DENIED) and not takebacks(seat, kind=CallKind.VERIFY)
    assert takebacks(seat, account_id=seat.clinic.family) and not takebacks(seat, account_id=seat.clinic.credit)


def test_near_the_end_of_a_dispute_it_is_called_about(seat: Seat) -> None:
    disputed(seat, until=date(2026, 12, 10))
    assert takebacks(seat) == []
    seat.clinic.desk.clock.advance(days=4)  # type: ignore[attr-defined]
    assert takebacks(seat) == [("claim 1", "disputed, they decide by 12/10")]


@pytest.mark.parametrize("outcome", ["reprocessed", "dispute", "right"])
def test_a_call_about_money_they_only_ask_for_leaves_the_claim_paid_and_comes_back(seat: Seat, outcome: str) -> None:
    disputed(seat)
    filed(seat, outcome)
    ((state, after),) = rows(seat, "SELECT state, follow_up_on FROM claim WHERE id = 1")
    assert state == "paid" and after is not None, "what they did not take is not taken back"
    assert takebacks(seat) == []
    late = (date.fromisoformat(str(after)) - seat.clinic.desk.clock.today()) + timedelta(days=1)
    seat.clinic.desk.clock.advance(days=late.days)  # type: ignore[attr-defined]
    ((about, why),) = takebacks(seat)
    assert about == "claim 1" and why.startswith("disputed, was due ")
