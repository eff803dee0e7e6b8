"""A sheet held against a clinic's terms: caps, assistance first, what is paid down, and hints that never block."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paydesk.rules.affordability import CAP_RULES, GENERIC, Base, CapRule, Sheet
from paydesk.rules.errors import PaydeskError
from paydesk.rules.household_means import Flow, Frequency
from paydesk.rules.plan_policy import USUAL, PlanPolicy, Term
from paydesk.rules.poverty_guideline import Region
from paydesk.rules.reasonable import Limit
from paydesk.rules.worked_means import Terms, Worked, holds_until, means_of, worked

ON, FIRST = date(2026, 12, 5), date(2027, 1, 5)
MONTHLY = Frequency.MONTHLY


def _sheet(wages: int = 3_500_00, net: int | None = 3_050_00, *obligations: tuple[str, int]) -> Sheet:
    told = obligations or (
        ("rent", 1_350_00), ("utilities", 410_00), ("food", 185_00), ("transport", 260_00), ("loans", 390_00),
    )  # fmt: skip
    return Sheet(
        on=ON, household=3, region=Region.STATES, incomes=(Flow("wages", wages, MONTHLY),), net_monthly=net,
        obligations=tuple(Flow(kind, amount, MONTHLY) for kind, amount in told),
    )  # fmt: skip


def _worked(sheet: Sheet, balance: int = 1_250_00, **terms: object) -> Worked:
    return worked(sheet, balance, down=None, first=None, terms=Terms(**terms))  # type: ignore[arg-type]


def test_the_worked_household_by_the_clinics_own_terms() -> None:
    found = _worked(_sheet())
    assert (found.means.disposable, found.means.affordable, found.first_due) == (455_00, 113_75, FIRST)
    assert len(found.offers.offers[0].installments) == 11 and found.hints == ()


def test_colorado_holds_when_the_clinic_turned_it_on_whatever_the_sheet_names() -> None:
    own = replace(_sheet(), pack="CO", facility=True)
    assert _worked(own).means.lawful is None
    on = _worked(own, pack="CO")
    assert (on.means.lawful, on.means.affordable, on.sheet.facility) == (70_00, 70_00, False)
    assert _worked(own, pack="CO", facility=True).means.lawful == 140_00
    assert means_of(own, Terms(pack="CO")).lawful == 70_00


def test_a_law_the_clinic_added_binds_like_those_that_ship() -> None:
    law = CapRule(pack="XX", name="1 % of gross", percent=Decimal(1), base=Base.GROSS, legal=True, binds="clinics",
                  first=date(2026, 1, 1), source="a statute", verified_on=ON)  # fmt: skip
    found = _worked(_sheet(), rules=(*CAP_RULES, law), pack="XX")
    assert (found.means.lawful, found.means.affordable) == (35_00, 35_00)


def test_assistance_comes_first_up_to_the_clinics_percent_exactly() -> None:
    line = 27_320_00 * 2
    at = Sheet(on=ON, household=3, region=Region.STATES, incomes=(Flow("wages", line, Frequency.YEARLY),),
               net_monthly=None)  # fmt: skip
    above = replace(at, incomes=(Flow("wages", line + 1, Frequency.YEARLY),))
    assert "200.00 % of the poverty guideline for 3" in _worked(at).assistance
    assert not _worked(above).assistance
    assert not _worked(at, policy=replace(USUAL, assistance_within=None)).assistance
    assert not _worked(at, policy=replace(USUAL, assistance_within=199)).assistance


def test_nothing_left_asks_for_assistance_whatever_comes_in() -> None:
    broke = _worked(_sheet(9_000_00, 6_000_00, ("rent", 6_000_00)))
    assert broke.assistance == "Ask for financial assistance first: nothing is left of what comes in."
    assert broke.offers.offers[0].over_cap
    never = _worked(_sheet(9_000_00, 6_000_00, ("rent", 6_000_00)), policy=replace(USUAL, assistance_within=None))
    assert not never.assistance


def test_what_the_policy_asks_for_at_signing_is_proposed_and_what_was_told_stands() -> None:
    ten = Terms(policy=replace(USUAL, down_percent=10))
    proposed = worked(_sheet(), 333_33, down=None, first=None, terms=ten)
    assert proposed.down == 33_33 and proposed.offers.offers[0].total == 300_00
    told = worked(_sheet(), 333_33, down=0, first=FIRST, terms=ten)
    assert told.down == 0 and told.offers.offers[0].total == 333_33
    with pytest.raises(PaydeskError, match="paid down"):
        worked(_sheet(), 333_33, down=333_33, first=FIRST, terms=ten)


@pytest.mark.parametrize(
    ("sheet", "field", "row", "words"),
    [
        (_sheet(3_500_00, 3_000_00, ("rent", 1_900_00)), "obligations", 0, "Rent of 1,900.00 a month is more than 60"),
        (_sheet(3_500_00, 3_000_00, ("Rent/mortgage", 1_800_01)), "obligations", 0, "Rent/mortgage of 1,800.01"),
        (_sheet(3_500_00, 3_000_00, ("food", 3_000_01)), "obligations", None, "more than the 3,000.00 that come in"),
        (_sheet(3_500_00, 3_500_01, ("food", 1_00)), "net_monthly", None, "more than the gross income of 3,500.00"),
        (_sheet(3_500_00, 1_749_99, ("food", 1_00)), "net_monthly", None, "less than 50 % of the gross"),
        (_sheet(0, None, ("food", 1_00)), "incomes", None, "No income, and obligations all the same"),
        (
            replace(_sheet(), incomes=(Flow("cleaning", 15_00, Frequency.HOURLY, Decimal("60.5")),)), "incomes", 0,
            "60.5 hours a week at cleaning",
        ),
    ],
)  # fmt: skip
def test_what_is_worth_a_second_question_is_hinted_and_blocks_nothing(
    sheet: Sheet, field: str, row: int | None, words: str
) -> None:
    found = _worked(sheet)
    assert found.offers.offers
    (hint,) = [one for one in found.hints if one.field == field]
    assert words in hint.sentence and hint.row == row


def test_what_is_at_its_limit_is_not_asked_about() -> None:
    at = replace(
        _sheet(3_500_00, 3_000_00, ("rent", 1_800_00), ("food", 1_200_00)),
        incomes=(Flow("wages", 15_00, Frequency.HOURLY, Decimal(60)),),
    )
    assert _worked(at).hints == ()


def test_a_limit_holds_from_its_day_on() -> None:
    from paydesk.rules import reasonable

    sheet = _sheet(3_500_00, 3_000_00, ("rent", 1_900_00))
    later = (*reasonable.LIMITS, Limit(reasonable.HOUSING, 70, ON, "the board"))
    assert reasonable.hints(sheet, _worked(sheet).means, limits=later) == ()
    assert reasonable.hints(replace(sheet, on=date(2026, 12, 4)), _worked(sheet).means, limits=later)


@pytest.mark.parametrize(("on", "months", "last"), [
    (date(2026, 11, 23), 12, date(2027, 11, 23)), (date(2026, 8, 31), 6, date(2027, 2, 28)),
    (date(2026, 1, 31), 1, date(2026, 2, 28)),
])  # fmt: skip
def test_a_sheet_is_believed_whole_months(on: date, months: int, last: date) -> None:
    assert holds_until(on, replace(USUAL, sheet_months=months)) == last


@given(
    balance=st.integers(1_00, 1_000_000), wages=st.integers(0, 600_000), smallest=st.integers(1_00, 500_00),
    longest=st.integers(1, 60), facility=st.booleans(),
)  # fmt: skip
def test_no_minimum_of_the_clinic_lifts_a_payment_above_a_law(
    balance: int, wages: int, smallest: int, longest: int, facility: bool
) -> None:
    policy = PlanPolicy(terms=(Term(None, longest),), smallest=smallest, assistance_within=None)
    own = Sheet(on=ON, household=9, region=Region.STATES, incomes=(Flow("wages", wages, MONTHLY),), net_monthly=None)
    found = _worked(own, balance, policy=policy, pack="CO", facility=facility)
    assert found.means.lawful == wages * (4 if facility else 2) // 100
    for offer in found.offers.offers:
        most = max(one.amount for one in offer.installments)
        assert offer.over_cap or most <= found.means.lawful
        if offer.over_cap:
            assert len(offer.installments) == min(longest, balance)


def test_generic_is_what_a_clinic_has_that_turned_nothing_on() -> None:
    assert Terms().pack == GENERIC and Terms().rules == CAP_RULES
