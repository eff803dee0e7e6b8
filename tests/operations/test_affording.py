"""What a household told is kept as it was told, with what followed from it, and shown to whom it concerns."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from paydesk.operations import affording, setting_plan_policy
from paydesk.operations.affording import KeepSheet, RecordProof, WorkOut
from paydesk.operations.desk import Actor
from paydesk.rules import audit_trail
from paydesk.rules.affordability import GENERIC, Sheet
from paydesk.rules.errors import NotAllowed, NotFound, PaydeskError
from paydesk.rules.household_means import Flow, Frequency
from paydesk.rules.office import Role
from paydesk.rules.plan_policy import USUAL
from paydesk.rules.poverty_guideline import Region
from paydesk.rules.told_means import Proof, ToldHow
from support.money_clinic import MoneyClinic

TODAY = date(2026, 11, 23)
WAGES = Flow("wages", 3_500_00, Frequency.MONTHLY)
OBLIGATIONS = tuple(
    Flow(kind, amount, Frequency.MONTHLY)
    for kind, amount in (
        ("rent or mortgage", 1_350_00), ("utilities", 410_00), ("food", 185_00), ("transport", 260_00),
        ("loans", 390_00),
    )
)  # fmt: skip
SHEET = Sheet(
    on=TODAY, household=3, region=Region.STATES, incomes=(WAGES,), net_monthly=3_050_00, obligations=OBLIGATIONS
)


class Household:
    """A family that owes, and the desk that asks it."""

    def __init__(self, money: MoneyClinic) -> None:
        self.money, self.desk = money, money.desk
        self.account = money.family().account

    def asked(self, sheet: Sheet = SHEET, **more: Any) -> KeepSheet:
        return KeepSheet(**{"account_id": self.account, "sheet": sheet, "key": self.money.key(), **more})

    def kept(self, sheet: Sheet = SHEET, **more: Any) -> affording.SheetKept:
        return affording.keep_sheet(self.desk, self.asked(sheet, **more))

    def seen(self) -> affording.KeptSheet:
        found = affording.sheet_of(self.desk, self.account)
        assert found is not None
        return found

    def rows(self, sql: str) -> list[Any]:
        with self.desk.database.reading() as session:
            return [tuple(row) for row in session.execute(text(sql))]


@pytest.fixture
def household(money: MoneyClinic) -> Household:
    return Household(money)


def test_a_sheet_is_kept_as_it_was_told_with_what_followed(household: Household) -> None:
    hourly = Flow("cleaning", 12_50, Frequency.HOURLY, Decimal("7.5"))
    told = replace(SHEET, incomes=(WAGES, hourly), offer=60_00)
    kept = household.kept(
        told, proofs=("pay stubs",), told_how="phone", proof_due=date(2026, 12, 7), down=100_00,
        first_due=date(2026, 12, 5),
    )  # fmt: skip
    seen = household.seen()
    assert (seen.sheet, seen.means, seen.sheet_id) == (told, kept.means, kept.sheet_id)
    assert (seen.told_how, seen.taken_by, seen.taken_at) == (ToldHow.PHONE, "ana", household.money.clock.now())
    assert (seen.down, seen.first_due, seen.proof_due) == (100_00, date(2026, 12, 5), date(2026, 12, 7))
    assert (seen.expires_on, seen.expired) == (date(2027, 11, 23), False)
    assert [(one.income, one.kind) for one in seen.proofs] == [(0, Proof.PAY_STUBS)] and seen.unproven == (1,)
    assert (seen.means.affordable, seen.means.lawful) == (60_00, None)


def test_the_worked_household_can_pay_a_quarter_of_what_is_left(household: Household) -> None:
    means = household.kept().means
    assert (means.annual_income, str(means.poverty_percent), means.disposable) == (42_000_00, "153.73", 455_00)
    assert means.affordable == 113_75


def test_the_rules_that_are_on_hold_whatever_the_sheet_says(household: Household) -> None:
    setting_plan_policy.turn_on_pack(household.desk, "CO")
    assert household.kept().means.lawful == 70_00
    assert household.seen().sheet.pack == "CO"
    setting_plan_policy.turn_on_pack(household.desk, "CO", facility=True)
    assert household.kept().means.lawful == 140_00
    setting_plan_policy.turn_on_pack(household.desk, GENERIC)
    assert household.kept(replace(SHEET, pack="CO")).means.lawful is None
    older = affording.sheets_of(household.desk, household.account)
    assert [one.means.lawful for one in older] == [None, 140_00, 70_00]


def test_the_same_form_twice_keeps_one_sheet_and_a_changed_one_is_refused(household: Household) -> None:
    asked = household.asked()
    assert affording.keep_sheet(household.desk, asked) == affording.keep_sheet(household.desk, asked)
    assert household.rows("SELECT count(*) FROM means_sheet") == [(1,)]
    with pytest.raises(PaydeskError, match="kept already"):
        affording.keep_sheet(household.desk, replace(asked, down=5_00))


def test_a_sheet_is_believed_to_its_last_day_and_then_to_be_asked_anew(household: Household) -> None:
    household.kept()
    household.money.clock.advance(days=365)
    assert not household.seen().expired
    household.money.clock.advance(days=1)
    assert household.seen().expired


def test_the_policy_says_how_long_a_sheet_is_believed(household: Household) -> None:
    setting_plan_policy.save_plan_policy(household.desk, replace(USUAL, sheet_months=6))
    assert household.kept().expires_on == date(2027, 5, 23)


def test_an_account_that_told_nothing_has_no_sheet(household: Household) -> None:
    assert affording.sheet_of(household.desk, household.account) is None
    assert affording.sheets_of(household.desk, household.account) == ()


def test_sheets_are_shown_newest_first(household: Household) -> None:
    household.kept()
    household.kept(replace(SHEET, household=4))
    assert [one.sheet.household for one in affording.sheets_of(household.desk, household.account)] == [4, 3]
    assert household.seen().sheet.household == 4


@pytest.mark.parametrize(
    ("changes", "more", "words", "field"),
    [
        ({"household": 0}, {}, "1 to 20 people", "household"),
        ({"household": 21}, {}, "1 to 20 people", "household"),
        ({"incomes": (replace(WAGES, amount=-1),)}, {}, "cannot be below zero: wages", "incomes"),
        ({"obligations": (replace(WAGES, kind="rent", amount=-1),)}, {}, "cannot be below zero: rent", "obligations"),
        ({"incomes": (replace(WAGES, frequency=Frequency.HOURLY),)}, {}, "How many hours", "incomes"),
        ({"incomes": (replace(WAGES, kind=" "),)}, {}, "what kind of income", "incomes"),
        ({"obligations": (replace(WAGES, kind="x" * 61),)}, {}, "what kind of obligation", "obligations"),
        ({"obligations": (WAGES,) * 41}, {}, "At most 40 fit", "obligations"),
        ({"incomes": (replace(WAGES, amount=99_999_999_99),)}, {}, "larger than", "incomes"),
        ({"obligations": (Flow("rent", 99_999_999_99, Frequency.WEEKLY),)}, {}, "larger than", "obligations"),
        ({"net_monthly": -1}, {}, "cannot be below zero", "net_monthly"),
        ({"offer": 0}, {}, "is no offer", "offer"),
        ({"on": date(2026, 11, 24)}, {}, "still to come", "on"),
        ({"on": date(2025, 11, 20)}, {}, "is past already", "on"),
        ({"on": date(2026, 1, 2)}, {}, "no poverty guideline", "on"),
        ({}, {"told_how": "dream"}, "Choose how it was told", "told_how"),
        ({}, {"proofs": ("a smile",)}, "no kind of proof", "proofs"),
        ({}, {"proofs": ("W-2", "W-2")}, "not in the sheet", "proofs"),
        ({}, {"proof_due": date(2026, 11, 22)}, "cannot be due before", "proof_due"),
        ({}, {"first_due": date(2026, 11, 22)}, "cannot be due before", "first_due"),
        ({}, {"down": -1}, "cannot be below zero", "down"),
    ],
)
def test_what_cannot_be_is_refused_with_its_place_and_nothing_is_kept(
    household: Household, changes: dict[str, Any], more: dict[str, Any], words: str, field: str
) -> None:
    with pytest.raises(PaydeskError, match=words) as refused:
        household.kept(replace(SHEET, **changes), **more)
    assert refused.value.field == field
    assert household.rows("SELECT count(*) FROM means_sheet") == [(0,)]
    assert household.rows("SELECT count(*) FROM means_proof") == [(0,)]


def test_a_card_number_is_no_kind_of_income(household: Household) -> None:
    with pytest.raises(PaydeskError, match="card number"):
        household.kept(replace(SHEET, incomes=(replace(WAGES, kind="4111 1111 1111 1111"),)))


def test_an_account_that_is_not_there_is_refused(household: Household) -> None:
    with pytest.raises(NotFound):
        household.kept(account_id=999)


def test_a_sheet_is_for_ever(household: Household) -> None:
    household.kept(proofs=("W-2",))
    for change in ("UPDATE means_sheet SET net_monthly = 1", "DELETE FROM means_proof"):
        with pytest.raises(DBAPIError), household.money.owner.transaction() as session:
            session.execute(text(change))


def test_proofs_are_noted_later_once_and_say_who_saw_them(household: Household) -> None:
    own = household.kept(replace(SHEET, incomes=(WAGES, replace(WAGES, kind="pension", amount=1_00)))).sheet_id
    asked = RecordProof(sheet_id=own, kind="benefit letter", income=1, key=household.money.key())
    assert affording.record_proof(household.desk, asked) == affording.record_proof(household.desk, asked)
    seen = household.seen()
    assert seen.unproven == (0,)
    assert [(one.kind, one.seen_on, one.seen_by) for one in seen.proofs] == [(Proof.BENEFIT_LETTER, TODAY, "ana")]
    affording.record_proof(household.desk, RecordProof(sheet_id=own, kind="tax return"))
    assert household.seen().unproven == ()


@pytest.mark.parametrize(
    ("changes", "words", "field"),
    [
        ({"kind": "a smile"}, "no kind of proof", "proofs"),
        ({"income": 1}, "no such income", "income"),
        ({"income": -1}, "no such income", "income"),
        ({"seen_on": date(2026, 11, 22)}, "between 11/23/2026 and today", "seen_on"),
        ({"seen_on": date(2026, 11, 24)}, "between 11/23/2026 and today", "seen_on"),
        ({"sheet_id": 999}, "not there", "sheet_id"),
    ],
)
def test_a_proof_that_cannot_be_is_refused(
    household: Household, changes: dict[str, Any], words: str, field: str
) -> None:
    asked = RecordProof(sheet_id=household.kept().sheet_id, kind="W-2", income=0)
    with pytest.raises(PaydeskError, match=words) as refused:
        affording.record_proof(household.desk, replace(asked, **changes))
    assert refused.value.field == field
    assert household.rows("SELECT count(*) FROM means_proof") == [(0,)]


def test_working_out_keeps_nothing_and_asks_for_the_policys_down_payment(household: Household) -> None:
    setting_plan_policy.save_plan_policy(household.desk, replace(USUAL, down_percent=10))
    found = affording.work_out(household.desk, WorkOut(sheet=SHEET, balance=1_250_00))
    assert found.down == 125_00 and found.offers.offers[0].total == 1_125_00
    assert "153.73 %" in found.assistance
    assert household.rows("SELECT count(*) FROM means_sheet") == [(0,)]


def test_only_who_may_sees_and_takes_what_a_household_earns(household: Household) -> None:
    own = household.kept().sheet_id
    reader = household.desk.as_actor(Actor("rob", Role.READ_ONLY, "desk 2"))
    clerk = household.desk.as_actor(Actor("cleo", Role.CLERK, "desk 2"))
    for act in (
        lambda desk: affording.terms(desk), lambda desk: affording.sheet_of(desk, household.account),
        lambda desk: affording.sheets_of(desk, household.account),
        lambda desk: affording.keep_sheet(desk, household.asked()),
        lambda desk: affording.record_proof(desk, RecordProof(sheet_id=own, kind="W-2")),
    ):  # fmt: skip
        with pytest.raises(NotAllowed):
            act(reader)
        act(clerk)
    for desk in (reader, clerk):
        desk.close()


def test_taking_proving_and_looking_are_in_the_trail_without_a_name_of_the_family(household: Household) -> None:
    own = household.kept(proofs=("W-2",)).sheet_id
    affording.record_proof(household.desk, RecordProof(sheet_id=own, kind="pay stubs", income=0))
    household.seen()
    household.desk.flush_looks()
    acts = household.rows("SELECT act, account_id FROM audit WHERE act LIKE 'means%' ORDER BY id")
    assert acts == [(act, household.account) for act in ("means.keep", "means.proof", "means.see")]
    assert all(act in audit_trail.ACTS for act, _ in acts)
