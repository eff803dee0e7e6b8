"""The good faith estimate: whole before it is given, kept, and held against the bill before that goes out."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from paydesk.data import office_store
from paydesk.operations import administering, billing, charging, comparing_estimates, good_faith_estimating, visiting
from paydesk.operations.estimating import EstimateMade
from paydesk.operations.good_faith_estimating import MakeGoodFaith, make_good_faith
from paydesk.operations.pricing import PlannedService
from paydesk.rules.errors import NotFound, PaydeskError
from paydesk.rules.good_faith import GoodFaithItem, GoodFaithProvider
from support.money_clinic import MoneyClinic

TODAY = date(2026, 11, 23)
CLINIC = {
    "name": "Riverbend Family Clinic", "npi": "1999999984", "tax_id": "12-3456789", "phone": "(217) 555-0100",
    "address": ["12 River Rd", "Springfield, IL 62701"], "time_zone": "America/Chicago",
}  # fmt: skip
LAB = GoodFaithProvider(
    name="River Lab", npi="1234567893", tin="98-7654321", state="IL", location="1 Lab St, Springfield, IL 62701",
    items=(GoodFaithItem(what="Cholesterol test", code="80061", expected=60_00, diagnosis_applies=False),),
)  # fmt: skip


class Room:
    """A patient without insurance and a clinic that has all the law asks for."""

    def __init__(self, money: MoneyClinic) -> None:
        self.money = money
        with money.owner.transaction() as session:
            office_store.keep_setting(session, "clinic", CLINIC)
        administering.save_service_code(
            money.desk, administering.SaveServiceCode("99213", "Office visit", 180_00, date(2026, 1, 1))
        )
        self.family = money.family()
        self.patient = self.family.patients[0]
        with money.owner.transaction() as session:
            session.execute(text("UPDATE person SET birth_date = '1980-05-04'"))

    def asked(self, **more: Any) -> MakeGoodFaith:
        facts: dict[str, Any] = {
            "services": (PlannedService("99213", charge=1000_00),), "primary": "Check of blood pressure",
            "on": date(2026, 12, 14), "scheduled_on": TODAY, "separate": (), "diagnosis_known": False,
            "key": self.money.key(), **more,
        }  # fmt: skip
        return MakeGoodFaith(self.patient, **facts)

    def made(self, **more: Any) -> EstimateMade:
        return make_good_faith(self.money.desk, self.asked(**more))

    def rows(self, sql: str) -> list[Any]:
        with self.money.desk.database.reading() as session:
            return [tuple(row) for row in session.execute(text(sql))]

    def statement(self) -> billing.StatementSeen:
        return billing.look_at_statement(self.money.desk, self.family.account)


@pytest.fixture
def room(money: MoneyClinic) -> Room:
    return Room(money)


def test_it_is_made_kept_and_due_by_the_law(room: Room) -> None:
    made = room.made(others=(LAB,))
    assert (made.number, made.low, made.high) == (1, 1060_00, 1060_00)
    assert made.pdf.startswith(b"%PDF")
    why = "scheduled 10 or more business days ahead: 3 business days"
    assert room.rows("SELECT kind, number, due_why, low FROM estimate") == [("good faith", 1, why, 106000)]
    (kept,) = comparing_estimates.estimates_of(room.money.desk, room.family.account)
    assert (kept.service_on, kept.due_on, kept.replaced) == (date(2026, 12, 14), date(2026, 11, 27), False)
    assert room.rows("SELECT kind FROM document") == [("good faith estimate",)]
    due = good_faith_estimating.due_of(room.money.desk, room.asked(requested_on=TODAY, scheduled_on=None))
    assert (due.due, due.why) == (date(2026, 11, 27), "asked for: 3 business days")


def test_the_same_form_again_makes_none(room: Room) -> None:
    request = room.asked()
    first = make_good_faith(room.money.desk, request)
    again = make_good_faith(room.money.desk, request)
    assert again.repeated and again.pdf == first.pdf
    assert room.rows("SELECT count(*) FROM estimate") == [(1,)]


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"primary": " "}, "what the visit is for"),
        ({"separate": None}, "scheduled separately"),
        ({"diagnosis_known": True}, "diagnosis"),
        ({"scheduled_on": date(2026, 11, 24)}, "still to come"),
        ({"services": ()}, "at least one service"),
        ({"replaces_id": 99}, "takes the place of"),
        ({"on": date(2026, 11, 1)}, "care to come"),
    ],
)
def test_what_the_law_asks_for_and_is_missing_is_named_and_nothing_is_kept(
    room: Room, change: dict[str, Any], says: str
) -> None:
    with pytest.raises(PaydeskError, match=says):
        room.made(**change)
    assert room.rows("SELECT count(*) FROM estimate") == [(0,)]
    assert room.rows("SELECT count(*) FROM document") == [(0,)]


def test_a_clinic_without_its_numbers_is_told_so(room: Room) -> None:
    with room.money.owner.transaction() as session:
        office_store.keep_setting(session, "clinic", {"name": "Riverbend"})
    with pytest.raises(PaydeskError, match="It needs: "):
        room.made()


def visit_billed(room: Room, *fees: int) -> int:
    visit = visiting.save_visit(room.money.desk, visiting.SaveVisit(room.patient, TODAY, status="scheduled")).visit_id
    made = room.made(visit_id=visit, on=None)
    charging.post_charges(room.money.desk, charging.PostCharges(
        visit, tuple(charging.NewCharge("99213", "Office visit", fee=fee) for fee in fees), room.money.key(),
    ))  # fmt: skip
    return made.estimate_id


def test_a_bill_just_below_the_limit_goes_out_without_a_word(room: Room) -> None:
    visit_billed(room, 1000_00, 399_99)
    assert room.statement().findings == ()


def test_a_bill_that_can_be_disputed_is_told_before_it_goes_out(room: Room, tmp_path: Path) -> None:
    visit_billed(room, 1000_00, 400_00)
    says = (
        "The bill for 11/23/2026 (1,400.00) is 400.00 above good faith estimate 1 (1,000.00): the patient can dispute "
        "it until 03/23/2027. Look at it before it goes out."
    )
    assert room.statement().findings == (says,)
    printed = billing.print_statement(room.money.desk, billing.PrintStatement(room.family.account, "k"))
    assert printed.findings == (says,)
    run = billing.make_statements(room.money.desk, tmp_path, account_number=50001)
    assert run.findings == (f"Account 50001: {says}",)


def test_a_newer_estimate_counts_in_place_of_the_older(room: Room) -> None:
    first = visit_billed(room, 1400_00)
    assert room.statement().findings != ()
    visit = room.rows("SELECT visit_id FROM estimate")[0][0]
    room.made(visit_id=visit, on=None, services=(PlannedService("99213", charge=1400_00),), replaces_id=first)
    assert room.statement().findings == ()


def test_a_discount_lowers_the_bill_and_another_patients_estimate_is_none(room: Room) -> None:
    visit_billed(room, 1400_00)
    other = room.money.family(number=50002)
    with room.money.owner.transaction() as session:
        session.execute(text("UPDATE person SET birth_date = '1980-05-04'"))
    with pytest.raises(NotFound):
        make_good_faith(room.money.desk, replace(room.asked(replaces_id=1), patient_id=other.patients[0]))
    room.money.charge(other.patients[0], 1400_00)
    assert billing.look_at_statement(room.money.desk, other.account).findings == ()


def test_what_came_is_laid_beside_it(room: Room) -> None:
    made = visit_billed(room, 1000_00)
    came = comparing_estimates.what_came(room.money.desk, made)
    assert came is not None
    assert (came.low, came.came, came.rows[0].difference, came.waiting) == (1000_00, 1000_00, 0, False)
