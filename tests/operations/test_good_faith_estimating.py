"""The good faith estimate: whole before it is given, kept, and held against the bill before that goes out."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from paydesk.data import office_store
from paydesk.data.people_tables import Address
from paydesk.documents.page_image import page_text as raw_text
from paydesk.operations import administering, billing, charging, comparing_estimates, good_faith_estimating, visiting
from paydesk.operations.estimating import EstimateMade
from paydesk.operations.good_faith_estimating import MakeGoodFaith, make_good_faith
from paydesk.operations.pricing import PlannedService
from paydesk.rules import audit_trail
from paydesk.rules.correspondence import Language
from paydesk.rules.errors import NotFound, PaydeskError
from paydesk.rules.good_faith import GoodFaithItem, GoodFaithProvider, Recurring
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


def page_text(pdf: bytes, page: int) -> str:
    return " ".join(raw_text(pdf, page).split())


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


SAYS = (
    "The bill for 11/23/2026 (1,400.00) is 400.00 above good faith estimate 1 (1,000.00): the patient can dispute "
    "it until 03/23/2027. Look at it before it goes out."
)


def printed(room: Room, *, above_estimate: bool = False) -> billing.StatementPrinted:
    request = billing.PrintStatement(room.family.account, room.money.key(), above_estimate)
    return billing.print_statement(room.money.desk, request)


def test_a_bill_that_can_be_disputed_is_told_before_it_goes_out_and_printed_only_when_that_is_meant(room: Room) -> None:
    visit_billed(room, 1000_00, 400_00)
    assert room.statement().findings == (SAYS,)
    assert billing.above_estimate(room.money.desk, room.family.account) == (SAYS,)
    with pytest.raises(PaydeskError, match=r"^Nothing was printed\. The bill for 11/23/2026") as refused:
        printed(room)
    assert refused.value.field == "above_estimate"
    assert room.rows("SELECT count(*) FROM statement") == [(0,)]
    assert printed(room, above_estimate=True).amount == 1400_00
    ((act, details),) = room.rows("SELECT act, details FROM audit WHERE act LIKE 'statement%' AND act NOT LIKE '%look'")
    assert act == "statement.above_estimate" and "400.00 above good faith estimate 1" in str(details)
    assert audit_trail.name_of(act) == "Printed a statement far above its good faith estimate"
    assert printed(room, above_estimate=True).repeated


def test_what_can_be_disputed_is_left_out_of_a_run_and_told_apart_unless_it_is_included(
    room: Room, tmp_path: Path
) -> None:
    visit_billed(room, 1000_00, 400_00)
    other = room.money.family(number=50002)
    room.money.charge(other.patients[0], 50_00)
    with room.money.owner.transaction() as session:
        for person in (room.patient, other.patients[0]):
            home = Address(person_id=person, kind="home", line1="1 Main St", city="Bend", state="OR", zip="97702")
            session.add(home)
    run = billing.make_statements(room.money.desk, tmp_path / "first", batch=True)
    assert (run.statements, run.skipped, run.held, run.findings) == (1, (), ((50001, SAYS),), ())
    manifest = json.loads((tmp_path / "first" / "run_20261123_manifest.json").read_text())
    assert manifest["above_estimate"] == [{"account": 50001, "reason": SAYS}]
    alone = billing.make_statements(room.money.desk, tmp_path / "alone", account_number=50001)
    assert (alone.statements, alone.held) == (0, ((50001, SAYS),))
    meant = billing.make_statements(room.money.desk, tmp_path / "all", batch=True, above_estimates=True)
    assert (meant.statements, meant.held, meant.findings) == (2, (), (f"Account 50001: {SAYS}",))
    told = room.rows("SELECT details FROM audit WHERE act = 'statements.print'")
    assert sum("400.00 above good faith estimate 1" in str(one) for (one,) in told) == 1


def planned_visit(room: Room, on: date) -> int:
    return visiting.save_visit(
        room.money.desk, visiting.SaveVisit(room.patient, on, status="scheduled")
    ).visit_id


def bill(room: Room, visit: int, *fees: int, code: str = "99213", provider: int | None = None) -> None:
    charging.post_charges(room.money.desk, charging.PostCharges(
        visit, tuple(charging.NewCharge(code, "Care", fee=fee, provider_id=provider) for fee in fees),
        room.money.key(),
    ))  # fmt: skip


def test_a_newer_estimate_counts_in_place_of_the_older(room: Room) -> None:
    visit = planned_visit(room, date(2026, 11, 25))
    first = room.made(visit_id=visit, on=None)
    again = room.made(
        visit_id=visit, on=None, services=(PlannedService("99213", charge=1400_00),), replaces_id=first.estimate_id
    )
    kept = comparing_estimates.estimates_of(room.money.desk, room.family.account)
    assert [(one.number, one.replaces, one.replaced_by) for one in kept] == [(2, 1, 0), (1, 0, 2)]
    assert kept[0].due_on == date(2026, 11, 24)
    assert kept[0].due_why == "what is planned changed: a business day before it"
    text = page_text(again.pdf, 0)
    assert "What is planned has changed. This takes the place of estimate 1 of November 23, 2026." in text
    with pytest.raises(PaydeskError, match="Estimate 2 took the place of estimate 1 already"):
        room.made(visit_id=visit, on=None, replaces_id=first.estimate_id)
    room.money.clock.advance(days=2)
    bill(room, visit, 1400_00)
    assert room.statement().findings == ()


def test_of_two_for_one_visit_the_newest_counts_though_nobody_said_it_replaces(room: Room) -> None:
    visit = planned_visit(room, TODAY)
    room.made(visit_id=visit, on=None)
    room.made(visit_id=visit, on=None, services=(PlannedService("99213", charge=1400_00),))
    bill(room, visit, 1400_00)
    assert room.statement().findings == ()


def test_a_changed_one_is_given_a_business_day_before_the_care_or_not_at_all(room: Room) -> None:
    visit = planned_visit(room, date(2026, 11, 25))
    first = room.made(visit_id=visit, on=None)
    room.money.clock.advance(days=2)
    with pytest.raises(PaydeskError, match=r"the last day was 11/24/2026. Estimate 1 stands") as refused:
        room.made(visit_id=visit, on=None, replaces_id=first.estimate_id)
    assert refused.value.field == "replaces_id"
    assert room.rows("SELECT count(*) FROM estimate") == [(1,)]


AGAIN = Recurring(how_often="every week", times=4, first=date(2026, 11, 23), last=date(2026, 12, 20))


@pytest.mark.parametrize(
    ("more", "language", "says"),
    [
        ({"recurring": AGAIN}, "en", "(4 times, 6 units each time)"),
        ({}, "en", "(6 units)"), ({}, "es", "(6 unidades)"),
        ({"recurring": AGAIN}, "es", "(4 veces, 6 unidades cada vez)"),
    ],
)  # fmt: skip
def test_units_are_called_units_and_not_times(room: Room, more: dict[str, Any], language: str, says: str) -> None:
    made = room.made(services=(PlannedService("99213", 6, charge=60_00),), language=Language(language), **more)
    assert made.low == 60_00 * (4 if more else 1)
    assert says in " ".join(page_text(made.pdf, 0).split())


def test_care_that_comes_again_is_estimated_and_billed_as_a_whole(room: Room) -> None:
    made = room.made(recurring=AGAIN, services=(PlannedService("99213", charge=250_00),))
    assert made.low == 1000_00
    text = page_text(made.pdf, 0)
    assert "every week, 4 times, from November 23, 2026 to December 20, 2026" in text and "(4 times)" in text
    for fee in (500_00, 500_00, 399_99):
        bill(room, planned_visit(room, room.money.clock.today()), fee)
        room.money.clock.advance(days=7)
    assert room.statement().findings == ()
    bill(room, planned_visit(room, room.money.clock.today()), 1, code="99000")
    assert room.statement().findings == (), "another code is other care"
    bill(room, planned_visit(room, room.money.clock.today()), 1)
    assert room.statement().findings == (
        "The bill for 11/23/2026 to 12/14/2026 (1,400.00) is 400.00 above good faith estimate 1 (1,000.00): the "
        "patient can dispute it until 04/13/2027. Look at it before it goes out.",
    )
    came = comparing_estimates.what_came(room.money.desk, made.estimate_id)
    assert came is not None
    assert [(one.code, one.difference) for one in came.rows] == [("99213", 400_00)]
    assert came.waiting, "it goes on until its last day"


@pytest.mark.parametrize(
    ("again", "says", "field"),
    [
        (replace(AGAIN, times=1), "2 to 366 times", "times"),
        (replace(AGAIN, last=date(2026, 11, 22)), "ends after it begins", "until"),
        (replace(AGAIN, first=date(2026, 11, 1)), "today or later", "until"),
        (replace(AGAIN, last=date(2027, 11, 23)), "within 12 months", "good_faith"),
    ],
)
def test_care_that_comes_again_has_its_limits(room: Room, again: Recurring, says: str, field: str) -> None:
    with pytest.raises(PaydeskError, match=says) as refused:
        room.made(recurring=again)
    assert refused.value.field == field


def test_each_provider_counts_for_itself(room: Room) -> None:
    names = {"Dr. Lee": "1234567893", "Dr. Ray": "1679576722"}
    lee, ray = (
        administering.save_provider(room.money.desk, administering.SaveProvider(name, npi)).id
        for name, npi in names.items()
    )
    colleague = replace(
        LAB, name="Dr. Ray", npi=names["Dr. Ray"], tin=CLINIC["tax_id"],
        items=(GoodFaithItem(what="Biopsy", code="11102", expected=500_00, diagnosis_applies=False),),
    )  # fmt: skip
    visit = planned_visit(room, TODAY)
    made = room.made(visit_id=visit, on=None, provider_id=lee, others=(colleague, LAB))
    assert made.low == 1560_00
    bill(room, visit, 300_00, provider=lee)
    bill(room, visit, 899_99, code="11102", provider=ray)
    assert room.statement().findings == ()
    bill(room, visit, 1, code="11102", provider=ray)
    assert room.statement().findings == (
        "What Dr. Ray billed for 11/23/2026 (900.00) is 400.00 above its part of good faith estimate 1 (500.00): the "
        "patient can dispute it until 03/23/2027. Look at it before it goes out.",
    ), "all of them together billed less than they said"


def test_who_gives_its_own_estimate_is_named_and_not_in_the_total(room: Room) -> None:
    own = GoodFaithProvider(name="Prairie Anesthesia", npi="", tin="", state="", location="", items=(), apart=True)
    made = room.made(others=(LAB, own))
    assert made.low == 1060_00
    text = page_text(made.pdf, 0)
    assert "Prairie Anesthesia" in text and "You will get its estimate from this provider." in text
    spanish = room.made(others=(own,), language=Language.SPANISH)
    assert "Este proveedor le dará su propia estimación." in page_text(spanish.pdf, 0)


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


def asked_only(room: Room, **more: Any) -> EstimateMade:
    return room.made(scheduled_on=None, requested_on=TODAY, **more)


def test_the_expected_day_of_a_question_about_the_price_is_kept_and_printed(room: Room) -> None:
    made = asked_only(room, on=TODAY)
    assert "Planned for: November 23, 2026" in page_text(made.pdf, 0)
    (kept,) = comparing_estimates.estimates_of(room.money.desk, room.family.account)
    assert (kept.service_on, kept.due_why) == (TODAY, "asked for: 3 business days")
    bill(room, planned_visit(room, TODAY), 1400_00)
    came = comparing_estimates.what_came(room.money.desk, made.estimate_id)
    assert came is not None and came.came == 1400_00
    assert room.statement().findings == (SAYS,)


def test_a_question_about_the_price_of_today_may_be_answered_anew_on_that_day(room: Room) -> None:
    first = asked_only(room, on=TODAY)
    assert asked_only(room, on=TODAY, replaces_id=first.estimate_id).number == 2


def test_an_estimate_without_a_day_is_of_the_first_visit_with_its_services(room: Room) -> None:
    made = asked_only(room, on=None)
    assert comparing_estimates.what_came(room.money.desk, made.estimate_id) is None
    bill(room, planned_visit(room, TODAY), 2000_00, code="99000")
    assert room.statement().findings == () and comparing_estimates.what_came(room.money.desk, made.estimate_id) is None
    room.money.clock.advance(days=3)
    bill(room, planned_visit(room, room.money.clock.today()), 1000_00, 400_00)
    came = comparing_estimates.what_came(room.money.desk, made.estimate_id)
    assert came is not None and came.came == 1400_00
    says = room.statement().findings
    assert len(says) == 1 and says[0].startswith("The bill for 11/26/2026 (1,400.00) is 400.00 above good faith")
    room.money.clock.advance(days=3)
    bill(room, planned_visit(room, room.money.clock.today()), 5000_00)
    (later,) = room.statement().findings
    assert later.startswith("The bill for 11/26/2026 (1,400.00)"), "a later visit is other care"


def test_an_estimate_without_a_day_is_valid_for_a_year(room: Room) -> None:
    asked_only(room, on=None)
    room.money.clock.advance(days=365)
    bill(room, planned_visit(room, room.money.clock.today()), 5000_00)
    assert room.statement().findings == ()


def test_what_was_estimated_for_a_day_is_no_matter_of_one_without_a_day(room: Room) -> None:
    visit = planned_visit(room, TODAY)
    room.made(visit_id=visit, on=None, services=(PlannedService("99213", charge=1400_00),))
    asked_only(room, on=None)
    bill(room, visit, 1400_00)
    assert room.statement().findings == ()


BOXED = {**CLINIC, "address": ["PO Box 220", "Springfield, IL 62701"]}


@pytest.mark.parametrize("address", [["12 River Rd", "PO Box 220", "Springfield, IL 62701"], CLINIC["address"]])
def test_care_is_given_at_the_clinics_street(room: Room, address: list[str]) -> None:
    with room.money.owner.transaction() as session:
        office_store.keep_setting(session, "clinic", {**CLINIC, "address": address})
    words = page_text(room.made().pdf, 0)
    assert "Care is given at 12 River Rd, Springfield, IL 62701" in words
    assert not good_faith_estimating.place_of_care(room.money.desk).asked


def test_no_care_is_given_at_a_po_box(room: Room) -> None:
    with room.money.owner.transaction() as session:
        office_store.keep_setting(session, "clinic", BOXED)
    for make in (room.made, lambda **more: good_faith_estimating.due_of(room.money.desk, room.asked(**more))):
        for typed, says in (("", "is a PO box"), ("PO Box 1, Bend, OR", "a street"), ("1 Main St", "with the state")):
            with pytest.raises(PaydeskError, match=says) as refused:
                make(location=typed)
            assert refused.value.field == "location"
    assert room.rows("SELECT count(*) FROM estimate") == [(0,)]
    words = page_text(room.made(location="1 Main St, Bend, OR 97702").pdf, 0)
    assert "Care is given at 1 Main St, Bend, OR 97702" in words
    known = good_faith_estimating.place_of_care(room.money.desk)
    assert (known.location, known.asked) == ("1 Main St, Bend, OR 97702", True)
    assert "Care is given at 1 Main St" in page_text(room.made().pdf, 0), "it is remembered"


def test_another_provider_at_a_po_box_is_not_complete(room: Room) -> None:
    with pytest.raises(PaydeskError, match="the place where River Lab gives the care"):
        room.made(others=(replace(LAB, location="PO Box 9, Springfield, IL 62701"),))
