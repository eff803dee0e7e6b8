"""What an insurer said is taken down once, answer by answer, and the coverage stands by it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from paydesk.operations import insuring, verifying
from paydesk.operations.verifying import CoverageVerified, VerifyCoverage, coverage_answers, verify_coverage
from paydesk.rules.benefits import Network, ServiceKind, Source
from paydesk.rules.errors import NotAllowed, NotFound, PaydeskError
from paydesk.rules.office import Role
from paydesk.rules.verification import Asks, State
from paydesk.rules.verified_items import AnswerGiven, Item, Value
from support.money_clinic import MoneyClinic
from support.postgres_server import PostgresServer
from support.two_desks import one_after_another

TODAY = date(2026, 11, 23)


def given(item: Item, value: Value | None = None, **more: Any) -> AnswerGiven:
    return AnswerGiven(item=item, value=value, **more)


ELIGIBLE = (
    given(Item.ACTIVE, True), given(Item.EFFECTIVE, date(2026, 1, 1)), given(Item.OTHER_COVERAGE, False),
)  # fmt: skip
PAYS = (
    given(Item.NETWORK, "in"), given(Item.DEDUCTIBLE, 500_00), given(Item.DEDUCTIBLE_MET, 120_00),
    given(Item.OUT_OF_POCKET, 4000_00), given(Item.OUT_OF_POCKET_LEFT, 3210_00),
    given(Item.COPAY, 35_00, service=ServiceKind.PRIMARY_CARE),
)  # fmt: skip


class Room:
    """A patient with one coverage of Aetna; ``call`` verifies it by phone."""

    def __init__(self, money: MoneyClinic, *, group: str = "") -> None:
        self.money = money
        if group:
            with money.owner.transaction() as session:
                session.execute(text("UPDATE insurance_plan SET group_number = :group"), {"group": group})
        self.family = money.family(patients=2, plans=(0,))
        self.patient, self.other = self.family.patients
        self.coverage, self.others = (self.family.coverages[one][0] for one in self.family.patients)

    def call(self, *answers: AnswerGiven, **more: Any) -> CoverageVerified:
        facts: dict[str, Any] = {"who": "Dana", "reference": "C-1", "key": self.money.key(), **more}
        coverage = facts.pop("coverage", self.coverage)
        return verify_coverage(self.money.desk, VerifyCoverage(coverage, Source.PHONE, answers, **facts))

    def rows(self, sql: str) -> list[Any]:
        with self.money.desk.database.reading() as session:
            return [tuple(row) for row in session.execute(text(sql))]


@pytest.fixture
def room(money: MoneyClinic) -> Room:
    return Room(money)


def states(done: CoverageVerified) -> dict[Asks, State]:
    return {one.asks: one.state for one in done.stands}


def test_a_whole_call_verifies_and_says_when_it_is_due_again(room: Room) -> None:
    done = room.call(*ELIGIBLE, *PAYS)
    assert states(done) == {Asks.ELIGIBILITY: State.VERIFIED, Asks.BENEFITS: State.VERIFIED}
    first, second = done.stands
    assert (first.verified_on, first.due) == (TODAY, date(2026, 12, 23))
    assert first.reasons == ("Last verified on 11/23/2026; 30 days is the limit.",)
    assert (second.due, second.reasons) == (date(2027, 1, 1), ("A new plan year begins on 01/01/2027.",))
    assert room.rows("SELECT asks, next_due, verified_by, source FROM verification ORDER BY asks") != []
    assert done.ask_again == ()


def test_each_answer_is_kept_with_its_source_its_day_and_who_said_and_took_it(room: Room) -> None:
    room.call(*ELIGIBLE, given(Item.COINSURANCE, None, service=ServiceKind.LABORATORY, network=Network.OUT))
    known = coverage_answers(room.money.desk, room.coverage)
    assert [(one.item, one.value) for one in known.answers][:2] == [
        (Item.ACTIVE, True), (Item.EFFECTIVE, date(2026, 1, 1)),
    ]  # fmt: skip
    last = known.answers[-1]
    assert (last.value, last.service, last.network) == (None, ServiceKind.LABORATORY, Network.OUT)
    assert (last.source, last.who, last.reference, last.taken_by, last.as_of) == (
        Source.PHONE, "Dana", "C-1", "ana", TODAY,
    )  # fmt: skip


def test_a_part_is_enough_for_now_and_the_rest_makes_it_whole(room: Room) -> None:
    first = room.call(*ELIGIBLE[:2])
    (stands, _) = first.stands
    assert (stands.state, stands.missing) == (State.PARTIAL, ("other coverage",))
    assert stands.reasons[0] == "Verified in part on 11/23/2026. Still to ask: other coverage."
    assert states(room.call(ELIGIBLE[2]))[Asks.ELIGIBILITY] is State.VERIFIED


@pytest.mark.parametrize(
    ("ended", "due"),
    [(State.PAYER_DOWN, date(2026, 11, 24)), (State.NOT_FOUND, date(2026, 11, 24)),
     (State.NEEDS_PATIENT, date(2026, 11, 25))],
)  # fmt: skip
def test_a_try_that_brought_nothing_is_taken_up_again(room: Room, ended: State, due: date) -> None:
    (stands, _) = room.call(ended=ended, says="hold for an hour").stands
    assert (stands.state, stands.due, stands.says, stands.verified_on) == (ended, due, "hold for an hour", None)


def test_inactive_is_a_state_of_its_own(room: Room) -> None:
    (stands, _) = room.call(given(Item.ACTIVE, False)).stands
    assert (stands.state, stands.reasons[0]) == (
        State.INACTIVE, "Not active by what the insurer said on 11/23/2026: ask the patient for other coverage.",
    )  # fmt: skip


def test_the_same_form_again_takes_nothing_down(room: Room) -> None:
    key = room.money.key()
    room.call(*ELIGIBLE, key=key)
    assert room.call(*ELIGIBLE, key=key).repeated
    assert room.rows("SELECT count(*) FROM verified_answer") == [(3,)]
    with pytest.raises(PaydeskError, match="kept already, before it was changed"):
        room.call(*ELIGIBLE[:1], key=key)


def test_what_is_said_of_an_employers_plan_holds_for_all_in_it_and_what_is_met_does_not(money: MoneyClinic) -> None:
    room = Room(money, group="G7700")
    room.call(*ELIGIBLE, *PAYS)
    theirs = {one.item for one in coverage_answers(money.desk, room.others).answers}
    assert theirs == {Item.NETWORK, Item.DEDUCTIBLE, Item.OUT_OF_POCKET, Item.COPAY}
    done = room.call(given(Item.DEDUCTIBLE_LEFT, 0), given(Item.OUT_OF_POCKET_MET, 0), coverage=room.others)
    assert states(done)[Asks.BENEFITS] is State.VERIFIED


def test_a_plan_with_a_name_alone_is_many_plans(room: Room) -> None:
    room.call(*ELIGIBLE, *PAYS)
    assert coverage_answers(room.money.desk, room.others).answers == ()


def test_a_changed_card_has_to_be_asked_about_even_on_the_day_it_was_verified(room: Room) -> None:
    room.call(*ELIGIBLE, *PAYS)
    form = insuring.coverage_record(room.money.desk, room.coverage).request
    insuring.save_coverage(room.money.desk, replace(form, copay=20_00))
    assert room.rows("SELECT DISTINCT card_changed_on FROM verification") == [(None,)]
    version = insuring.coverage_record(room.money.desk, room.coverage).version
    insuring.save_coverage(room.money.desk, replace(form, member_number="W2", version=version))
    known = coverage_answers(room.money.desk, room.coverage)
    assert {one.state for one in known.stands} == {State.EXPIRED}
    assert known.stands[0].reasons == ("The card changed on 11/23/2026.",)
    assert states(room.call(*ELIGIBLE, *PAYS)) == {Asks.ELIGIBILITY: State.VERIFIED, Asks.BENEFITS: State.VERIFIED}


def test_a_call_typed_late_does_not_undo_what_was_asked_since(room: Room) -> None:
    room.call(*ELIGIBLE)
    done = room.call(given(Item.ACTIVE, False), asked_on=TODAY - timedelta(days=3))
    assert states(done)[Asks.ELIGIBILITY] is State.VERIFIED
    assert coverage_answers(room.money.desk, room.coverage).answers[0].value is False


def test_what_the_insurer_cannot_have_meant_is_told(room: Room) -> None:
    done = room.call(given(Item.DEDUCTIBLE, 500_00), given(Item.DEDUCTIBLE_MET, 600_00))
    assert done.ask_again == (
        "More of the individual deductible is met (600.00) than there is (500.00). Ask again.",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("change", "says", "field"),
    [
        ({"answers": ()}, "Take down at least one answer", "answers"),
        ({"who": " "}, "Type who at the insurer said so", "who"),
        ({"asked_on": date(2026, 11, 24)}, "a day still to come", "asked_on"),
        ({"ended": State.VERIFIED}, "Choose how the try ended", "ended"),
        ({"source": Source.FILE}, "read from the file", "source"),
        ({"answers": (ELIGIBLE[0], ELIGIBLE[0])}, "two answers to “active”", "active"),
        ({"answers": (given(Item.PAYER_ID, "4111 1111 1111 1111"),)}, "card number", None),
        ({"says": "4111 1111 1111 1111"}, "card number", None),
        ({"answers": (given(Item.COPAY, -1, service=ServiceKind.OTHER),)}, "never below zero", "copay"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_kept(
    room: Room, change: dict[str, Any], says: str, field: str | None
) -> None:
    request = VerifyCoverage(room.coverage, Source.PHONE, ELIGIBLE, who="Dana", key="k")
    with pytest.raises(PaydeskError, match=says) as refused:
        verify_coverage(room.money.desk, replace(request, **change))
    assert field is None or refused.value.field == field
    assert room.rows("SELECT count(*) FROM verified_answer") == [(0,)]
    assert room.rows("SELECT count(*) FROM verification") == [(0,)]


def test_a_coverage_that_is_not_there_and_a_reader_are_refused(room: Room) -> None:
    with pytest.raises(NotFound):
        room.call(*ELIGIBLE, coverage=999)
    reader = room.money.desk.as_actor(replace(room.money.desk.actor, role=Role.READ_ONLY))
    with pytest.raises(NotAllowed):
        verify_coverage(reader, VerifyCoverage(room.coverage, Source.CARD, ELIGIBLE))


def test_an_answer_is_for_ever(room: Room) -> None:
    room.call(*ELIGIBLE)
    for sql in ("UPDATE verified_answer SET words = 'no'", "DELETE FROM verified_answer"):
        with pytest.raises((DBAPIError, PaydeskError)), room.money.desk.database.transaction() as session:
            session.execute(text(sql))


def test_every_act_is_told_in_the_trail(room: Room) -> None:
    room.call(*ELIGIBLE, *PAYS)
    ((act, person, details),) = room.rows("SELECT act, person_id, details FROM audit WHERE act LIKE 'verif%'")
    assert (act, person) == ("verification.record", room.patient)
    assert "copay, primary care: 35.00" in details and "Dana" in details
    verifying.coverage_answers(room.money.desk, room.coverage)
    room.money.desk.flush_looks()
    assert ("verification.look",) in room.rows("SELECT act FROM audit")


def test_two_desks_at_once_begin_it_once(shared_money: MoneyClinic, postgres_server: PostgresServer) -> None:
    room = Room(shared_money)
    halves = (ELIGIBLE[:2], ELIGIBLE[2:])
    asked = [VerifyCoverage(room.coverage, Source.PORTAL, half, key=f"desk {n}") for n, half in enumerate(halves)]
    acts = [lambda desk, one=one: verify_coverage(desk, one) for one in asked]
    first, second = one_after_another(shared_money, postgres_server, *acts)
    assert (states(first)[Asks.ELIGIBILITY], states(second)[Asks.ELIGIBILITY]) == (State.PARTIAL, State.VERIFIED)
    assert room.rows("SELECT count(*) FROM verification WHERE asks = 'eligibility'") == [(1,)]
