"""A good faith estimate is in time, complete, and the measure of the bill that follows."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paydesk.rules.good_faith import (
    GoodFaithDue,
    Recurring,
    billed_over,
    figures_on,
    good_faith_due,
    last_dispute_day,
    last_revision_day,
    may_dispute,
    missing_items,
    revision_due,
)
from support.good_faith_samples import CLINIC_NPI, LAB, LAB_NPI, good_faith, item, provider

MONDAY = date(2026, 11, 16)


@pytest.mark.parametrize(
    ("service_on", "due"),
    [
        (date(2026, 11, 18), None),  # two business days ahead
        (date(2026, 11, 19), date(2026, 11, 17)),  # three
        (date(2026, 11, 30), date(2026, 11, 17)),  # nine: Thanksgiving is none
        (date(2026, 12, 1), date(2026, 11, 19)),  # ten
        (date(2026, 12, 24), date(2026, 11, 19)),
    ],
)
def test_how_far_ahead_care_is_scheduled_says_by_when(service_on: date, due: date | None) -> None:
    assert good_faith_due(scheduled_on=MONDAY, service_on=service_on).due == due


def test_asking_for_it_gives_three_business_days_and_the_earlier_counts() -> None:
    wednesday = date(2026, 11, 25)
    assert good_faith_due(requested_on=wednesday) == GoodFaithDue(
        date(2026, 12, 1), "asked for: 3 business days"
    )
    both = good_faith_due(scheduled_on=MONDAY, service_on=date(2026, 11, 20), requested_on=MONDAY)
    assert both == GoodFaithDue(date(2026, 11, 17), "scheduled 3 or more business days ahead: 1 business day")
    soon = good_faith_due(scheduled_on=MONDAY, service_on=date(2026, 11, 17), requested_on=MONDAY)
    assert soon.due == date(2026, 11, 19)


def test_without_scheduling_and_without_asking_none_is_due() -> None:
    assert good_faith_due().due is None
    assert "only when asked for" in good_faith_due(scheduled_on=MONDAY, service_on=MONDAY).why
    with pytest.raises(ValueError, match="scheduled"):
        good_faith_due(scheduled_on=MONDAY)


def test_the_clinics_closed_days_push_the_day() -> None:
    assert good_faith_due(requested_on=MONDAY, closed={date(2026, 11, 17)}).due == date(2026, 11, 20)


def test_a_complete_one_lacks_nothing() -> None:
    assert missing_items(good_faith()) == ()
    first_visit = provider(item(diagnoses=(), diagnosis_applies=False))
    assert missing_items(good_faith(first_visit, service_on=None)) == ()


@pytest.mark.parametrize(
    ("changes", "name"),
    [
        ({"patient": " "}, "the patient’s name"),
        ({"born": None}, "the patient’s date of birth"),
        ({"primary": ""}, "what the visit is for, in plain words"),
        ({"separate": None}, "which services are scheduled separately, or that there are none"),
    ],
)
def test_what_is_missing_is_told_by_its_name(changes: dict[str, Any], name: str) -> None:
    assert missing_items(good_faith(**changes)) == (name,)


@pytest.mark.parametrize(
    ("changes", "name"),
    [
        ({"npi": "1234567890"}, "the NPI of Riverbend Family Clinic"),
        ({"tin": ""}, "the tax ID (TIN) of Riverbend Family Clinic"),
        ({"state": ""}, "the state where Riverbend Family Clinic gives the care"),
        ({"location": ""}, "the place where Riverbend Family Clinic gives the care"),
        ({"items": ()}, "the services of Riverbend Family Clinic"),
        ({"name": ""}, "the name of a provider"),
        ({"items": (item(code=""),)}, "the service code of Office visit, 30 minutes"),
        ({"items": (item(what=""),)}, "plain words for 99214"),
        ({"items": (item(expected=None),)}, "the expected charge of Office visit, 30 minutes"),
        (
            {"items": (item(diagnoses=()),)},
            "the diagnosis code of Office visit, 30 minutes, or that there is none yet",
        ),
    ],
)
def test_what_a_provider_lacks_is_told_by_its_name(changes: dict[str, Any], name: str) -> None:
    assert missing_items(good_faith(replace(provider(), **changes))) == (name,)


def test_an_estimate_of_nobody_lacks_a_provider() -> None:
    assert missing_items(replace(good_faith(), providers=())) == ("a provider with services",)


@pytest.mark.parametrize(
    ("last", "times", "lacks"),
    [
        (date(2027, 11, 30), 24, 0),
        (date(2027, 12, 1), 24, 1),
        (date(2026, 11, 30), 24, 1),
        (date(2027, 5, 1), 0, 1),
    ],
)
def test_care_that_comes_again_has_its_scope_and_ends_within_a_year(last: date, times: int, lacks: int) -> None:
    again = Recurring(how_often="every two weeks", times=times, first=date(2026, 12, 1), last=last)
    assert len(missing_items(good_faith(recurring=again))) == lacks


@pytest.mark.parametrize(("billed", "disputable"), [(1_399_99, False), (1_400_00, True), (900_00, False)])
def test_a_bill_can_be_disputed_from_400_above_that_providers_total(billed: int, disputable: bool) -> None:
    facts = good_faith(provider(item(expected=1_000_00)))
    (row,) = billed_over(facts, {CLINIC_NPI: billed})
    assert (row.disputable, row.over, row.provider) == (disputable, billed - 1_000_00, "Riverbend Family Clinic")


def test_each_provider_is_measured_by_its_own_total() -> None:
    facts = good_faith(provider(item(expected=1_000_00)), LAB)
    rows = billed_over(facts, {CLINIC_NPI: 1_300_00, LAB_NPI: 73_00 + 400_00, "1245319599": 900_00})
    assert [(row.listed, row.disputable) for row in rows] == [(True, False), (True, True), (False, False)]


@given(st.integers(0, 5_000_00), st.integers(0, 5_000_00))
def test_the_measure_is_exact_to_the_cent(expected: int, billed: int) -> None:
    (row,) = billed_over(good_faith(provider(item(expected=expected))), {CLINIC_NPI: billed})
    assert row.disputable is (billed >= expected + 400_00)


def test_a_dispute_has_120_days_from_the_first_bill() -> None:
    assert last_dispute_day(date(2026, 11, 23)) == date(2027, 3, 23)
    assert may_dispute(date(2026, 11, 23), on=date(2027, 3, 23))
    assert not may_dispute(date(2026, 11, 23), on=date(2027, 3, 24))
    assert not may_dispute(date(2026, 11, 23), on=date(2026, 11, 22))


def test_a_change_of_plan_is_told_a_business_day_before() -> None:
    assert last_revision_day(date(2026, 11, 30)) == date(2026, 11, 27)
    assert last_revision_day(date(2026, 11, 27)) == date(2026, 11, 25)


def test_a_year_from_the_end_of_a_month_ends_with_that_month() -> None:
    def lacks(first: date, last: date) -> int:
        again = Recurring(how_often="weekly", times=50, first=first, last=last)
        return len(missing_items(good_faith(recurring=again)))

    assert (lacks(date(2026, 8, 31), date(2027, 8, 30)), lacks(date(2026, 8, 31), date(2027, 8, 31))) == (0, 1)
    assert (lacks(date(2028, 2, 29), date(2029, 2, 27)), lacks(date(2028, 2, 29), date(2029, 2, 28))) == (0, 1)


def test_the_numbers_are_rows_by_date_and_a_new_row_counts_from_its_day() -> None:
    now = figures_on(date(2026, 1, 1))
    later = replace(now, first=date(2028, 1, 1), in_excess=500_00)
    assert figures_on(date(2027, 12, 31), rows=(later, now)) is now
    assert figures_on(date(2028, 1, 1), rows=(later, now)) is later
    assert figures_on(date(2000, 1, 1), rows=(later, now)) is now


def test_who_gives_its_own_estimate_needs_only_a_name_and_is_in_no_total() -> None:
    own = provider(name="Prairie Anesthesia", npi="", tin="", state="", location="", apart=True)
    facts = good_faith(provider(), own)
    assert missing_items(facts) == () and facts.total == 245_00
    assert [one.name for one in facts.of_our_own] == ["Riverbend Family Clinic"]
    assert missing_items(good_faith(provider(), replace(own, name=" "))) == ("the name of a provider",)


def test_a_changed_one_is_due_a_business_day_before_the_care() -> None:
    due = revision_due(date(2026, 11, 30))
    assert (due.due, due.why) == (date(2026, 11, 27), "what is planned changed: a business day before it")
