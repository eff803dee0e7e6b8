"""Who must be verified: by a visit, by age of what was said, by a birthday, a new year or a denial; and who does it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from paydesk.data.staff_tables import User
from paydesk.operations import importing_remittances, listing_verifications, posting_answers, visiting
from paydesk.operations.listing_verifications import Chosen, ToVerify, assign, change_freshness, snooze, wake
from paydesk.operations.verifying import VerifyCoverage, verify_coverage
from paydesk.rules.benefits import ServiceKind, Source
from paydesk.rules.errors import ChangedByOther, NotAllowed, PaydeskError
from paydesk.rules.freshness import Freshness
from paydesk.rules.insurance import PayerKind
from paydesk.rules.office import Role
from paydesk.rules.verification import Asks, State
from paydesk.rules.verified_items import AnswerGiven, Item
from support.era_writer import Answered, AnsweredLine, era, write
from support.money_clinic import MoneyClinic

MONDAY = date(2026, 11, 23)  # Thanksgiving is the 26th


class Room:
    """A clinic whose patients have a visit to come, or had one."""

    def __init__(self, money: MoneyClinic, *, plans: tuple[int, ...] = (0,)) -> None:
        self.money = money
        self.family = money.family(plans=plans)
        self.patient = self.family.patients[0]
        self.coverages = self.family.coverages[self.patient]

    def visit(self, on: date, **more: Any) -> int:
        facts = {"status": "scheduled", **more}
        return visiting.save_visit(self.money.desk, visiting.SaveVisit(self.patient, on, **facts)).visit_id

    def verified(self, on: date | None = None, *, benefits: bool = True, coverage: int | None = None) -> None:
        answers = [AnswerGiven(item=Item.ACTIVE, value=True), AnswerGiven(item=Item.EFFECTIVE, value=MONDAY),
                   AnswerGiven(item=Item.OTHER_COVERAGE, value=False)]  # fmt: skip
        if benefits:
            answers += [
                AnswerGiven(item=Item.NETWORK, value="in"), AnswerGiven(item=Item.DEDUCTIBLE, value=0),
                AnswerGiven(item=Item.OUT_OF_POCKET, value=0),
                AnswerGiven(item=Item.COPAY, value=0, service=ServiceKind.PRIMARY_CARE),
            ]  # fmt: skip
        verify_coverage(self.money.desk, VerifyCoverage(
            coverage or self.coverages[0], Source.PORTAL, tuple(answers), asked_on=on, key=self.money.key(),
        ))  # fmt: skip

    def due(self, **more: Any) -> tuple[ToVerify, ...]:
        return listing_verifications.due(self.money.desk, **more).rows

    def asks(self, **more: Any) -> list[Asks]:
        return [one.asks for one in self.due(**more)]

    def sql(self, statement: str, **values: Any) -> None:
        with self.money.owner.transaction() as session:
            session.execute(text(statement), values)


@pytest.fixture
def room(money: MoneyClinic) -> Room:
    return Room(money)


def test_nobody_is_listed_who_does_not_come(room: Room) -> None:
    room.visit(MONDAY - timedelta(days=100), status="done")
    assert room.due() == ()


def test_a_visit_within_three_business_days_is_listed_with_all_a_caller_needs(room: Room) -> None:
    on = date(2026, 11, 27)  # Friday after Thanksgiving: two business days less
    room.visit(on)
    first, second = room.due()
    assert (first.asks, second.asks) == (Asks.ELIGIBILITY, Asks.BENEFITS)
    assert (first.patient, first.payer, first.visit, first.state) == (
        "Person0 Lopez", "Aetna", on, State.UNVERIFIED,
    )  # fmt: skip
    assert first.reasons == ("Never verified; the visit is on 11/27/2026.",)
    assert (first.due, first.version) == (MONDAY, 0)


def test_a_later_visit_waits_unless_more_days_are_asked_for(room: Room) -> None:
    room.visit(date(2026, 12, 4))
    assert room.due() == ()
    assert room.asks(ahead=10) == [Asks.ELIGIBILITY, Asks.BENEFITS]
    assert room.due(ahead=5) == ()


def test_a_canceled_visit_and_one_paid_by_the_patient_ask_for_nothing(room: Room) -> None:
    room.visit(date(2026, 11, 24), status="canceled")
    room.visit(date(2026, 11, 24), self_pay=True)
    assert room.due() == ()


@pytest.mark.parametrize("gone", ["status = 'deceased'", "merged_into_id = id"])
def test_nobody_asks_about_the_dead_or_about_a_record_that_was_merged(room: Room, gone: str) -> None:
    room.visit(MONDAY)
    room.sql(f"UPDATE person SET {gone}")
    assert room.due() == ()
    room.sql("UPDATE person SET status = 'active', merged_into_id = NULL")


def test_what_was_verified_within_the_days_before_the_visit_is_done(room: Room) -> None:
    room.visit(date(2026, 11, 24))
    room.verified()
    assert room.due() == ()


def test_what_is_stale_comes_back_for_a_patient_of_lately_and_not_for_others(room: Room) -> None:
    room.verified(MONDAY - timedelta(days=31))
    assert room.due() == ()
    room.visit(MONDAY - timedelta(days=80), status="done")
    (one,) = room.due()
    assert (one.asks, one.state) == (Asks.ELIGIBILITY, State.EXPIRED)
    assert one.reasons == ("Last verified on 10/23/2026; 30 days is the limit.",)


def test_more_that_is_stale_than_a_list_holds_is_counted(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    room.verified(MONDAY - timedelta(days=31))
    room.visit(MONDAY - timedelta(days=80), status="done")
    monkeypatch.setattr(listing_verifications, "MOST_STALE", 0)
    found = listing_verifications.due(room.money.desk)
    assert (found.rows, found.left) == ((), 1)


def test_a_new_year_and_a_birthday_of_who_is_on_a_parents_plan(room: Room) -> None:
    room.visit(MONDAY - timedelta(days=30), status="done")
    room.sql("UPDATE person SET birth_date = :born", born=date(2000, 11, 28))
    room.sql("UPDATE coverage SET relation = 'child'")
    room.verified()
    room.money.clock.advance(days=5)
    birthday = room.due()
    assert {one.reasons for one in birthday} == {("Turns 26 on 11/28/2026: a parent’s plan may end.",)}
    room.money.clock.advance(days=34)
    assert "A new plan year begins on 01/01/2027." in room.due()[0].reasons


def test_a_denial_that_says_so_is_listed_with_its_reason(room: Room, tmp_path: Path) -> None:
    room.money.charge(room.patient, 18000)
    room.verified(MONDAY - timedelta(days=10))
    answer = Answered("PD0000001", (AnsweredLine("PD0000001L1", "99213", 18000, (("CO", "27", 18000),)),), status="4")
    file = write(tmp_path, "1.835", era(answer))
    kept = importing_remittances.keep_remittance_file(room.money.desk, file)
    posting_answers.post_advice(room.money.desk, posting_answers.PostAdvice(kept.kept[0].advice_id))
    (one, other) = room.due()
    assert (one.state, other.state) == (State.EXPIRED, State.EXPIRED)
    assert one.reasons[0].startswith("A claim was denied on 11/") and "(27: " in one.reasons[0]


def test_an_ended_coverage_is_asked_about_only_where_nothing_follows_it(money: MoneyClinic) -> None:
    room = Room(money)
    room.sql("UPDATE coverage SET valid_to = :last", last=date(2026, 11, 24))
    room.visit(date(2026, 11, 25))
    (one, _) = room.due()
    assert one.reasons[0].startswith("Coverage ends on 11/24/2026, before the visit on 11/25/2026")
    room.sql(
        "INSERT INTO coverage (patient_id, insurance_plan_id, member_number, subscriber_name, relation, priority, "
        "valid_from, version) VALUES (:patient, :plan, '', '', 'self', 1, :first, 1)",
        patient=room.patient, plan=money.plans[1], first=date(2026, 11, 25),
    )  # fmt: skip
    assert {one.payer for one in room.due()} == {"Cigna"}


def test_medicaid_is_asked_on_each_day_of_service(money: MoneyClinic) -> None:
    room = Room(money, plans=(2,))
    room.visit(MONDAY)
    room.verified(MONDAY - timedelta(days=1))
    (one,) = room.due()
    assert one.reasons == ("Medicaid is verified on each day of service; the visit is on 11/23/2026.",)
    room.verified()
    assert room.due() == ()


def test_a_row_is_given_to_somebody_and_shown_as_hers(room: Room) -> None:
    room.visit(MONDAY)
    with room.money.owner.transaction() as session:
        session.add(User(name="bo", full_name="Bo", role="clerk", password_hash=""))
    assign(room.money.desk, (Chosen(room.coverages[0], Asks.ELIGIBILITY, 0),), to="bo")
    assert room.asks(assigned_to="bo") == [Asks.ELIGIBILITY]
    assert room.asks(assigned_to="") == [Asks.BENEFITS]
    with pytest.raises(PaydeskError, match="Choose somebody from the list"):
        assign(room.money.desk, (Chosen(room.coverages[0], Asks.BENEFITS),), to="nobody here")


def test_a_row_is_put_off_with_a_day_and_a_reason_and_comes_back_by_itself(room: Room) -> None:
    room.visit(MONDAY)
    chosen = Chosen(room.coverages[0], Asks.ELIGIBILITY, 0)
    snooze(room.money.desk, (chosen,), until=date(2026, 11, 25), why="brings the new card")
    assert room.asks() == [Asks.BENEFITS]
    one = next(one for one in room.due(snoozed=True) if one.snoozed_until)
    assert (one.snoozed_until, one.snooze_why) == (date(2026, 11, 25), "brings the new card")
    with pytest.raises(ChangedByOther):
        wake(room.money.desk, (chosen,))
    wake(room.money.desk, (replace(chosen, version=one.version),))
    assert room.asks() == [Asks.ELIGIBILITY, Asks.BENEFITS]


@pytest.mark.parametrize(
    ("until", "why", "says"),
    [
        (date(2026, 11, 24), " ", "Say why"),
        (MONDAY, "later", "a day after today"),
        (MONDAY + timedelta(days=91), "later", "90 days at most"),
        (date(2026, 11, 24), "4111 1111 1111 1111", "card number"),
    ],
)
def test_putting_off_without_a_day_or_a_reason_is_refused(room: Room, until: date, why: str, says: str) -> None:
    with pytest.raises(PaydeskError, match=says):
        snooze(room.money.desk, (Chosen(room.coverages[0], Asks.ELIGIBILITY),), until=until, why=why)
    with room.money.desk.database.reading() as session:
        assert session.execute(text("SELECT count(*) FROM verification")).scalar_one() == 0


def test_the_clinics_own_numbers_count_from_their_day_on_and_at_once(room: Room) -> None:
    room.visit(MONDAY - timedelta(days=5), status="done")
    room.verified(MONDAY - timedelta(days=10))
    assert room.due() == ()
    shorter = Freshness(payer_kind=PayerKind.COMMERCIAL, eligibility_days=7, before_visit=5, first=MONDAY)
    change_freshness(room.money.desk, shorter)
    assert room.asks() == [Asks.ELIGIBILITY]
    now = listing_verifications.freshness(room.money.desk)
    assert now[PayerKind.COMMERCIAL].eligibility_days == 7
    assert now[PayerKind.COMMERCIAL].source == "set by ana"
    assert now[None].eligibility_days == 30


def test_who_may_not_change_the_office_may_not_change_freshness_and_numbers_that_cannot_be_are_refused(
    room: Room,
) -> None:
    clerk = room.money.desk.as_actor(replace(room.money.desk.actor, role=Role.CLERK))
    with pytest.raises(NotAllowed):
        change_freshness(clerk, Freshness(first=MONDAY))
    for wrong, field in (
        (Freshness(first=MONDAY - timedelta(days=1)), "first"),
        (Freshness(first=MONDAY, eligibility_days=0), "eligibility_days"),
        (Freshness(first=MONDAY, before_visit=31), "before_visit"),
    ):
        with pytest.raises(PaydeskError) as refused:
            change_freshness(room.money.desk, wrong)
        assert refused.value.field == field


def test_the_acts_are_told_in_the_trail(room: Room) -> None:
    room.visit(MONDAY)
    snooze(room.money.desk, (Chosen(room.coverages[0], Asks.BENEFITS),), until=date(2026, 11, 25), why="asked twice")
    change_freshness(room.money.desk, Freshness(first=MONDAY, eligibility_days=20))
    room.due()
    room.money.desk.flush_looks()
    with room.money.desk.database.reading() as session:
        acts = set(session.execute(text("SELECT act FROM audit")).scalars())
    assert {"verification.snooze", "freshness.change", "worklist.verification"} <= acts
