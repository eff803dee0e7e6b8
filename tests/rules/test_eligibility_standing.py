"""Whether a person is covered, by what the insurer answered: active, inactive, not found, or not clear."""

from __future__ import annotations

from datetime import date

import pytest

from paydesk.rules.eligibility import Answer, Benefit, Entity, Level, Member, Rejection, Span
from paydesk.rules.eligibility_rejections import advice_on, follow_up_words, is_passing, reason_of
from paydesk.rules.eligibility_standing import Judged, Standing, judge
from paydesk.rules.remittance_finding import Place

HERE = Place(1, 1)
DAY = date(2026, 11, 2)


def benefit(information: str, *services: str, days: tuple[Span, ...] = (), **more: str) -> Benefit:
    return Benefit(HERE, information, service_types=services, days=days, **more)  # type: ignore[arg-type]


def rejected(reason: str, follow_up: str = "C", level: Level = Level.SUBSCRIBER) -> Rejection:
    return Rejection(HERE, level, False, reason, follow_up)


def answer(*benefits: Benefit, days: tuple[Span, ...] = (), rejections: tuple[Rejection, ...] = ()) -> Answer:
    subscriber = Member(HERE, Level.SUBSCRIBER, days=days, rejections=rejections, benefits=benefits)
    return Answer(Entity(HERE), Entity(HERE), subscriber)


def standing(*benefits: Benefit, service_type: str = "30", days: tuple[Span, ...] = ()) -> Judged:
    return judge(answer(*benefits, days=days), on=DAY, service_type=service_type)


@pytest.mark.parametrize("code", list("12345"))
def test_a_plan_that_is_said_to_be_active_is(code: str) -> None:
    assert standing(benefit(code, "30")).standing is Standing.ACTIVE
    assert standing(benefit(code)).standing is Standing.ACTIVE


@pytest.mark.parametrize("code", list("678"))
def test_a_plan_that_is_said_to_be_inactive_is(code: str) -> None:
    assert standing(benefit(code, "30")).standing is Standing.INACTIVE


def test_the_why_names_the_plan() -> None:
    assert standing(benefit("1", "30", plan="GOLD")).why == "The insurer says “covered” (GOLD)."


@pytest.mark.parametrize(("span", "expected"), [
    (Span("346", date(2026, 11, 2)), Standing.ACTIVE),
    (Span("346", date(2026, 11, 3)), Standing.INACTIVE),
    (Span("347", date(2026, 11, 2)), Standing.ACTIVE),
    (Span("347", date(2026, 11, 1)), Standing.INACTIVE),
    (Span("291", date(2026, 1, 1), date(2026, 12, 31)), Standing.ACTIVE),
    (Span("307", date(2026, 1, 1), date(2026, 11, 1)), Standing.INACTIVE),
    (Span("291", date(2026, 11, 2)), Standing.ACTIVE),
    (Span("291", date(2026, 12, 1)), Standing.UNCLEAR),
    (Span("346", None), Standing.UNCLEAR),
    (Span("472", date(2020, 1, 1)), Standing.ACTIVE),
])  # fmt: skip
def test_a_date_of_the_coverage_counts_wherever_it_stands(span: Span, expected: Standing) -> None:
    assert standing(benefit("1", "30", days=(span,))).standing is expected
    assert standing(benefit("1", "30"), days=(span,)).standing is expected


def test_an_item_has_its_own_dates_before_those_of_the_person() -> None:
    ended = (Span("347", date(2025, 12, 31)),)
    assert standing(benefit("1", "30", days=(Span("346", date(2026, 1, 1)),)), days=ended).standing is Standing.ACTIVE


def test_a_coverage_that_has_ended_since_is_unclear_for_a_day_before() -> None:
    ended = (Span("347", date(2026, 11, 30)),)
    said = standing(benefit("6", "30", days=ended))
    assert said.standing is Standing.UNCLEAR and "11/30/2026" in said.why
    assert standing(benefit("6", "30"), days=(Span("347", date(2026, 10, 31)),)).standing is Standing.INACTIVE


def test_a_plan_that_took_the_place_of_an_ended_one_is_active() -> None:
    before = benefit("6", "30", days=(Span("347", date(2025, 12, 31)),), plan="OLD")
    assert standing(before, benefit("1", "30", plan="NEW")).standing is Standing.ACTIVE
    assert standing(benefit("6", "30", plan="DENTAL"), benefit("1", "30", plan="NEW")).standing is Standing.ACTIVE


def test_active_and_inactive_of_the_same_plan_is_unclear() -> None:
    said = standing(benefit("1", "30"), benefit("6", "30"))
    assert (said.standing, said.why) == (
        Standing.UNCLEAR, "The insurer says both “covered” and “not covered” of the same plan.",
    )  # fmt: skip


def test_medical_care_stands_for_the_plan_where_the_plan_is_not_told() -> None:
    assert standing(benefit("1", "1", "35")).standing is Standing.ACTIVE
    said = standing(benefit("1", "35"))
    assert (said.standing, said.why) == (Standing.UNCLEAR, "The insurer tells of dental, not of the whole plan.")


def test_a_service_is_told_by_itself_or_by_the_plan() -> None:
    plan = benefit("1", "30")
    assert standing(plan, benefit("1", "98"), service_type="98").covered is True
    assert standing(plan, service_type="98") == Judged(Standing.ACTIVE, "The insurer says “covered”.")
    refused = standing(plan, benefit("I", "98"), service_type="98")
    assert (refused.standing, refused.covered) == (Standing.ACTIVE, False)
    assert refused.why == "The plan is active, but does not cover this: office visit."
    assert standing(plan, benefit("I", "98", network="N"), service_type="98").covered is None
    assert standing(plan, benefit("1", "98"), benefit("I", "98"), service_type="98").covered is None
    assert standing(plan, benefit("6", "98"), service_type="98").standing is Standing.INACTIVE


@pytest.mark.parametrize("reason", ["64", "65", "67", "71", "72", "73", "75", "77", "78"])
def test_a_person_the_insurer_does_not_know_is_not_found(reason: str) -> None:
    said = judge(answer(rejections=(rejected(reason),)), on=DAY)
    assert (said.standing, said.why) == (Standing.NOT_FOUND, reason_of(rejected(reason)))


@pytest.mark.parametrize("reason", ["15", "33", "41", "42", "43", "50", "51", "56", "57", "62", "63", "68", "76", "79",
                                    "80", "T4", "ZZ", ""])  # fmt: skip
def test_a_question_that_was_refused_says_nothing_of_the_person(reason: str) -> None:
    said = judge(answer(rejections=(rejected(reason),)), on=DAY)
    assert said.standing is Standing.UNCLEAR and said.why.endswith(".")


def test_of_several_rejections_the_one_that_tells_of_the_person_counts() -> None:
    assert judge(answer(rejections=(rejected("15"), rejected("75"))), on=DAY).standing is Standing.NOT_FOUND


def test_a_rejection_above_the_person_counts_for_her() -> None:
    payer = Entity(HERE, rejections=(rejected("42", level=Level.PAYER),))
    said = judge(Answer(payer, None, None), on=DAY)
    assert (said.standing, said.why) == (Standing.UNCLEAR, "The insurer cannot answer right now.")
    subscriber = Member(HERE, Level.SUBSCRIBER, rejections=(rejected("75"),))
    dependent = Member(HERE, Level.DEPENDENT)
    assert judge(Answer(None, None, subscriber, dependent), on=DAY).standing is Standing.NOT_FOUND


def test_coverage_beside_a_rejection_is_unclear() -> None:
    said = judge(answer(benefit("1", "30"), rejections=(rejected("75"),)), on=DAY)
    assert said.standing is Standing.UNCLEAR


def test_an_answer_without_a_word_on_the_coverage_is_unclear() -> None:
    assert standing().why == "The insurer does not say whether the coverage is active."
    assert standing(benefit("V")).why == "The insurer answers: the insurer could not work on it."
    of_benefit = Benefit(HERE, "D", rejections=(rejected("63", level=Level.BENEFIT),))
    assert standing(of_benefit).why == "The date of service lies ahead."


def test_what_to_do_is_said_in_our_words() -> None:
    assert "card" in advice_on(rejected("72"))
    assert advice_on(rejected("??", "W")) == "Wait 30 days and ask again."
    assert advice_on(rejected("??", "")) == "Call the insurer."
    assert follow_up_words("Q") == "Follow-up Q: ask the insurer." and follow_up_words("") == ""
    assert is_passing(rejected("42")) and not is_passing(rejected("72"))
