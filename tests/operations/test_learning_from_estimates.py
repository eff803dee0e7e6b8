"""How near estimates were to what came: one beside its visit, and all of a span of days by payer, on both engines."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import text

from paydesk.data import office_store
from paydesk.operations import administering, charging, good_faith_estimating, keeping, undoing, visiting
from paydesk.operations.estimating import EstimateMade, MakeEstimate, make_estimate
from paydesk.operations.learning_from_estimates import SELF_PAY, estimate_beside, estimates_of_days, looked_at
from paydesk.operations.pricing import PlannedService
from paydesk.rules.errors import NotFound
from paydesk.rules.estimate_accuracy import Nearness
from paydesk.rules.good_faith import GoodFaithItem, GoodFaithProvider, Recurring
from paydesk.rules.office import Role
from support.money_clinic import MoneyClinic

TODAY = date(2026, 11, 23)
MONTH = {"first": TODAY - timedelta(days=30), "last": TODAY + timedelta(days=60)}


CLINIC = {
    "name": "Riverbend Family Clinic", "npi": "1999999984", "tax_id": "12-3456789", "phone": "(217) 555-0100",
    "address": ["12 River Rd", "Springfield, IL 62701"], "time_zone": "America/Chicago",
}  # fmt: skip
LAB = GoodFaithProvider(
    name="River Lab", npi="1234567893", tin="98-7654321", state="IL", location="1 Lab St, Springfield, IL 62701",
    items=(GoodFaithItem(what="Cholesterol test", code="80061", expected=60_00, diagnosis_applies=False),),
)  # fmt: skip


class Room:
    """A patient with Aetna, at a clinic whose office visit is 180.00."""

    def __init__(self, money: MoneyClinic) -> None:
        self.money = money
        administering.save_service_code(
            money.desk, administering.SaveServiceCode("99213", "Office visit", 180_00, date(2026, 1, 1))
        )
        self.family = money.family(plans=(0,))
        self.patient = self.family.patients[0]
        self.coverages = self.family.coverages[self.patient]
        with money.owner.transaction() as session:
            office_store.keep_setting(session, "clinic", CLINIC)
        with money.owner.transaction() as session:
            session.execute(text("UPDATE person SET birth_date = '1980-05-04'"))

    def made(self, **more: Any) -> EstimateMade:
        asked = MakeEstimate(self.patient, (PlannedService("99213"),), key=self.money.key())
        return make_estimate(self.money.desk, replace(asked, **more))

    def rows(self, sql: str) -> list[Any]:
        with self.money.desk.database.reading() as session:
            return [tuple(row) for row in session.execute(text(sql))]


@pytest.fixture
def room(money: MoneyClinic) -> Room:
    return Room(money)


def in_good_faith(room: Room, amount: int, **more: Any) -> int:
    asked = good_faith_estimating.MakeGoodFaith(
        room.patient, (PlannedService("99213", charge=amount),), "Check-up", separate=(), diagnosis_known=False,
        scheduled_on=TODAY, key=room.money.key(),
    )  # fmt: skip
    return good_faith_estimating.make_good_faith(room.money.desk, replace(asked, **more)).estimate_id


def test_the_estimates_of_the_days_are_told_by_payer_and_what_is_not_settled_apart(room: Room) -> None:
    visits = [
        visiting.save_visit(room.money.desk, visiting.SaveVisit(room.patient, TODAY, self_pay=own)).visit_id
        for own in (False, False, True)
    ]
    insured = [room.made(visit_id=one).estimate_id for one in visits[:2]]
    plain = in_good_faith(room, 180_00, visit_id=visits[2], others=(LAB,))
    later = room.made(on=date(2026, 12, 1)).estimate_id
    for visit, fee in zip(visits, (18000, 18000, 25000), strict=True):
        charging.post_charges(room.money.desk, charging.PostCharges(
            visit, (charging.NewCharge("99213", "Office visit", fee=fee),), room.money.key(),
        ))  # fmt: skip
    (charge,) = room.rows(f"SELECT id FROM charge WHERE visit_id = {visits[0]}")[0]
    room.money.answer(room.coverages[0], charge, paid=0, contractual=0, others=18000)
    found = estimates_of_days(room.money.desk, **MONTH)
    states = {one.estimate_id: (one.payer, one.came, one.state) for one in found.estimates}
    assert states[insured[0]] == ("Aetna", 180_00, "")
    assert states[insured[1]][2] == "waiting" and states[later][2] == "not charged"
    assert states[plain] == (SELF_PAY, 250_00, "")
    low = next(one.low for one in found.estimates if one.estimate_id == plain)
    assert low == 180_00, "the laboratory bills its own"
    assert (found.waiting, found.not_charged) == (1, 1)
    assert found.payers == (
        Nearness(SELF_PAY, 1, 0, 0, 70_00, 70_00, 70_00),
        Nearness("Aetna", 1, *settled(room, insured[0])),
    )
    assert estimates_of_days(room.money.desk, first=TODAY, last=TODAY).not_charged == 0


def settled(room: Room, estimate_id: int) -> tuple[int, int, int, int, int]:
    """What one settled estimate counts as, by its own comparison."""
    came = estimate_beside(room.money.desk, estimate_id).came
    assert came is not None
    off = came.came - min(max(came.came, came.low), came.high)
    return int(off == 0), int(abs(off) <= max(10_00, came.came // 10)), abs(off), abs(off), off


def test_one_beside_its_visit_tells_whose_and_is_printed_again_as_it_was(room: Room) -> None:
    made = room.made(on=TODAY)
    beside = estimate_beside(room.money.desk, made.estimate_id)
    assert (beside.payer, beside.came, beside.kept.number) == ("Aetna", None, 1)
    assert [one.code for one in beside.foretold] == ["99213"]
    assert keeping.reprint(room.money.desk, beside.kept.document_id) == made.pdf
    room.money.charge(room.patient, 18000)
    came = estimate_beside(room.money.desk, made.estimate_id).came
    assert came is not None and came.waiting
    assert came.rows[0].why in ((), ("the insurer has not answered yet",))
    with pytest.raises(NotFound):
        estimate_beside(room.money.desk, 99)


def test_what_was_replaced_or_undone_does_not_count(room: Room) -> None:
    on = date(2026, 12, 14)
    first = in_good_faith(room, 180_00, on=on)
    second = in_good_faith(room, 200_00, on=on, replaces_id=first)
    assert [one.estimate_id for one in estimates_of_days(room.money.desk, **MONTH).estimates] == [second]
    beside = estimate_beside(room.money.desk, first)
    assert beside.kept.replaced_by == 2 and beside.payer == SELF_PAY


def test_a_charge_that_was_taken_back_is_not_what_came(room: Room) -> None:
    visit = visiting.save_visit(room.money.desk, visiting.SaveVisit(room.patient, TODAY, self_pay=True)).visit_id
    in_good_faith(room, 180_00, visit_id=visit)
    posted = charging.post_charges(room.money.desk, charging.PostCharges(
        visit, (charging.NewCharge("99213", "Office visit", fee=18000),), room.money.key(),
    ))  # fmt: skip
    assert estimates_of_days(room.money.desk, **MONTH).payers[0].within == 1
    (entry,) = room.rows(f"SELECT entry_id FROM line WHERE charge_id = {posted.charge_ids[0]}")[0]
    undoing.undo(room.money.desk, undoing.UndoEntry(entry, "wrong visit", room.money.key()))
    assert estimates_of_days(room.money.desk, **MONTH).not_charged == 1


def test_care_that_comes_again_counts_once_it_is_over(room: Room) -> None:
    again = Recurring(how_often="every week", times=2, first=TODAY, last=date(2026, 11, 30))
    in_good_faith(room, 100_00, recurring=again, on=TODAY)
    for _ in range(2):
        visit = visiting.save_visit(
            room.money.desk, visiting.SaveVisit(room.patient, room.money.clock.today(), self_pay=True)
        ).visit_id
        charging.post_charges(room.money.desk, charging.PostCharges(
            visit, (charging.NewCharge("99213", "Office visit", fee=11000),), room.money.key(),
        ))  # fmt: skip
        room.money.clock.advance(days=7)
    found = estimates_of_days(room.money.desk, **MONTH)
    assert [(one.low, one.came, one.state) for one in found.estimates] == [(200_00, 220_00, "")]
    assert estimates_of_days(room.money.desk, **MONTH).payers[0].median == 20_00


def test_the_report_is_a_look_for_who_may_see_reports(room: Room) -> None:
    looked_at(room.money.desk)
    room.money.desk.flush_looks()
    assert room.rows("SELECT summary FROM audit WHERE act = 'reports.estimates'") == [
        ("Looked at estimates and what came",),
    ]  # fmt: skip
    reader = room.money.desk.as_actor(replace(room.money.desk.actor, role=Role.READ_ONLY))
    assert estimates_of_days(reader, **MONTH).estimates == ()
