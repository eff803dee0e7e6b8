"""Calls that are put off to a day with a reason, taken up again, and given to somebody."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import text

from paydesk.operations import claim_work, claiming, handing_over, staffing, visiting
from paydesk.operations.claiming import MarkSent
from paydesk.operations.handing_over import GiveTo, PutOff
from paydesk.rules.call_worklist import CallKind
from paydesk.rules.errors import NotAllowed, NotFound, PaydeskError
from paydesk.rules.office import Role
from support.money_clinic import MoneyClinic

TODAY, LATER = date(2026, 11, 23), date(2026, 11, 30)


def rows(money: MoneyClinic, sql: str) -> list[Any]:
    with money.desk.database.reading() as session:
        return [tuple(row) for row in session.execute(text(sql))]


@pytest.fixture
def claim(money: MoneyClinic) -> str:
    """A claim that was sent a month ago, as calls name it."""
    family = money.family(plans=(0,))
    day = TODAY - timedelta(days=31)
    money.charge(family.patients[0], 18000, on=day)
    claim_work.make_claims(money.desk)
    claiming.mark_sent(money.desk, MarkSent((1,), day))
    return "claim 1"


@pytest.fixture
def coverage(money: MoneyClinic) -> str:
    """A coverage to verify for a visit of tomorrow."""
    family = money.family(plans=(0,))
    visiting.save_visit(
        money.desk, visiting.SaveVisit(family.patients[0], TODAY + timedelta(days=1), status="scheduled")
    )
    return f"coverage {family.coverages[family.patients[0]][0]}"


@pytest.fixture(params=["claim", "coverage"])
def about(request: pytest.FixtureRequest) -> str:
    return str(request.getfixturevalue(request.param))


def test_what_is_put_off_leaves_the_list_says_until_when_and_why_and_comes_back(money: MoneyClinic, about: str) -> None:
    handing_over.put_off(money.desk, PutOff(about, LATER, "the new card comes"))
    due = claim_work.calls_due(money.desk)
    assert (due.rows, due.count, due.money) == ((), 0, 0)
    (waits,) = due.put_off
    assert (waits.about, waits.put_off, waits.why) == (about, LATER, "until 11/30: the new card comes")
    handing_over.bring_back(money.desk, about)
    due = claim_work.calls_due(money.desk)
    assert ([one.about for one in due.rows], due.put_off) == ([about], ())


def test_on_its_day_it_is_due_by_itself(money: MoneyClinic, claim: str) -> None:
    handing_over.put_off(money.desk, PutOff(claim, LATER, "they reprocess it"))
    money.clock.advance(days=7)
    assert [one.about for one in claim_work.calls_due(money.desk).rows] == [claim]


def test_a_claims_history_and_the_trail_keep_who_put_it_off_and_why(money: MoneyClinic, claim: str) -> None:
    handing_over.put_off(money.desk, PutOff(claim, LATER, "they reprocess it"))
    events = rows(money, "SELECT what, why, done_by FROM claim_event ORDER BY id")
    assert events[-1] == ("put off", "until 11/30/26: they reprocess it", money.desk.actor.name)
    assert ("claims.put_off",) in rows(money, "SELECT act FROM audit")


@pytest.mark.parametrize(
    ("until", "why", "says"),
    [(TODAY, "later", "after today"), (TODAY + timedelta(days=400), "later", "at most"), (LATER, " ", "Say why"),
     (LATER, "card 4111 1111 1111 1111", "card number")],
)  # fmt: skip
def test_a_day_or_reason_that_is_none_is_refused(
    money: MoneyClinic, about: str, until: date, why: str, says: str
) -> None:
    with pytest.raises(PaydeskError, match=says):
        handing_over.put_off(money.desk, PutOff(about, until, why))
    assert [one.about for one in claim_work.calls_due(money.desk).rows] == [about]


def test_a_call_given_to_somebody_says_so_and_is_left_out_for_others(money: MoneyClinic, about: str) -> None:
    staffing.add_user(money.desk, staffing.AddUser("Bo", "Bo Diaz", Role.CLERK, "four words do not belong"))
    (name,) = handing_over.staff(money.desk)
    handing_over.give(money.desk, GiveTo(about, name))
    (row,) = claim_work.calls_due(money.desk).rows
    assert row.assigned_to == name
    assert [one.about for one in claim_work.calls_due(money.desk, given_to=name).rows] == [about]
    assert claim_work.calls_due(money.desk, given_to="somebody else").rows == ()
    handing_over.give(money.desk, GiveTo(about, ""))
    assert len(claim_work.calls_due(money.desk, given_to="somebody else").rows) == 1


@pytest.mark.parametrize(
    ("kind", "there"),
    [(CallKind.ALL, True), (CallKind.SILENT, True), (CallKind.DENIED, False), (CallKind.UNDERPAID, False),
     (CallKind.VERIFY, False), (CallKind.SEND, False), (CallKind.PUT_OFF, False), (CallKind.LIMIT, False)],
)  # fmt: skip
def test_a_part_of_the_list_is_looked_at_alone(money: MoneyClinic, claim: str, kind: CallKind, there: bool) -> None:
    due = claim_work.calls_due(money.desk, kind=kind)
    assert ([one.about for one in due.rows], due.to_send, due.put_off) == ([claim] if there else [], (), ())
    handing_over.put_off(money.desk, PutOff(claim, LATER, "they reprocess it"))
    later = claim_work.calls_due(money.desk, kind=kind)
    assert later.rows == () and len(later.put_off) == (kind in (CallKind.ALL, CallKind.PUT_OFF))


def test_coverage_to_verify_and_claims_to_send_are_parts_of_the_list(money: MoneyClinic, coverage: str) -> None:
    assert [one.about for one in claim_work.calls_due(money.desk, kind=CallKind.VERIFY).rows] == [coverage]
    assert claim_work.calls_due(money.desk, kind=CallKind.SILENT).rows == ()
    family = money.family(plans=(0,), number=50002)
    money.charge(family.patients[0], 18000)
    claim_work.make_claims(money.desk)
    assert claim_work.calls_due(money.desk, kind=CallKind.SEND).to_send_count == 1
    assert claim_work.calls_due(money.desk, kind=CallKind.VERIFY).to_send_count == 0


def test_nobody_who_does_not_work_here_gets_a_call(money: MoneyClinic, about: str) -> None:
    with pytest.raises(PaydeskError, match="list of users"):
        handing_over.give(money.desk, GiveTo(about, "nobody here"))
    assert claim_work.calls_due(money.desk).rows[0].assigned_to == ""


def test_what_waits_to_be_sent_is_no_call_and_cannot_be_put_off(money: MoneyClinic) -> None:
    family = money.family(plans=(0,))
    money.charge(family.patients[0], 18000)
    claim_work.make_claims(money.desk)
    with pytest.raises(PaydeskError, match="not sent: there is no call about it"):
        handing_over.put_off(money.desk, PutOff("claim 1", LATER, "next week"))


@pytest.mark.parametrize("gone", ["claim 99", "coverage 99", "visit 1", "claim"])
def test_what_is_not_on_file_is_refused(money: MoneyClinic, gone: str) -> None:
    for act in (lambda: handing_over.put_off(money.desk, PutOff(gone, LATER, "next week")),
                lambda: handing_over.give(money.desk, GiveTo(gone, "")),
                lambda: handing_over.bring_back(money.desk, gone)):  # fmt: skip
        with pytest.raises(NotFound):
            act()


def test_who_only_reads_hands_nothing_over(money: MoneyClinic, about: str) -> None:
    reader = money.desk.as_actor(replace(money.desk.actor, role=Role.READ_ONLY))
    with pytest.raises(NotAllowed):
        handing_over.put_off(reader, PutOff(about, LATER, "next week"))
    with pytest.raises(NotAllowed):
        handing_over.give(reader, GiveTo(about, ""))
    reader.close()
