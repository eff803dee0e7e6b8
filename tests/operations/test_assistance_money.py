"""What an approval takes off: in the same act, once, never above what is owed, reversible; letters as they printed."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from paydesk.data import assistance_store
from paydesk.data.office_tables import Setting
from paydesk.data.people_tables import Person
from paydesk.documents import page_image
from paydesk.operations import (
    adjusting,
    assistance_letters,
    charging,
    deciding_assistance,
    keeping,
    noting,
    reading_assistance,
    setting_assistance,
    undoing,
    visiting,
)
from paydesk.operations.assistance_work import Assisted
from paydesk.operations.deciding_assistance import ApproveAssistance, DiscountNewer, TakeBackApproval
from paydesk.operations.setting_assistance import KeptPolicy
from paydesk.rules.assistance import Move, State
from paydesk.rules.errors import PaydeskError
from paydesk.rules.sliding_scale import USUAL, ClassKind, SlidingClass
from support.assistance_desk import TODAY, application, asked, flags, moved, rows, started, took, under_review
from support.money_clinic import MoneyClinic

HALF, SEVENTY_FIVE = 100_000_00, 60_000_00
"""Yearly incomes of three people that fall into the classes "Half" and "Three quarters"."""


def approve(money: MoneyClinic, own: int, **changes: Any) -> Assisted:
    return deciding_assistance.approve(money.desk, ApproveAssistance(own, money.key(), **changes))


def charity(money: MoneyClinic) -> list[tuple[Any, ...]]:
    return rows(
        money, "SELECT e.total, e.because, e.because_id FROM entry e WHERE e.kind = 'charity' ORDER BY e.id"
    )


def test_an_approval_takes_all_open_care_off_in_the_same_act(money: MoneyClinic) -> None:
    family = money.family()
    one, two = money.charge(family.patients[0], 80_00, 99_99)
    own = under_review(money, family)
    done = approve(money, own)
    assert (done.state, done.off) == (State.APPROVED, 179_99)
    assert (money.part(one), money.part(two)) == (0, 0)
    assert charity(money) == [(-80_00, "assistance", own), (-99_99, "assistance", own)]
    assert flags(money) == [("assistance_pending", False)]
    now = application(money, family)
    assert (now.holds_from, now.holds_to) == (TODAY, TODAY.replace(year=2027) - timedelta(days=1))
    assert now.best and now.off == 179_99 and now.decided_by == "ana"


def test_a_part_stays_rounded_down_and_what_was_paid_counts(money: MoneyClinic) -> None:
    family = money.family()
    (one,) = money.charge(family.patients[0], 99_99)
    (two,) = money.charge(family.patients[0], 80_00)
    money.pay(family, 20_00, chosen={two: 20_00})
    assert approve(money, under_review(money, family, income=HALF)).off == 50_00 + 40_00
    assert (money.part(one), money.part(two)) == (49_99, 20_00)


def test_the_same_approval_sent_again_takes_nothing_off_again(money: MoneyClinic) -> None:
    family = money.family()
    money.charge(family.patients[0], 80_00)
    request = ApproveAssistance(under_review(money, family, income=HALF), money.key())
    deciding_assistance.approve(money.desk, request)
    again = deciding_assistance.approve(money.desk, request)
    assert again.repeated and len(charity(money)) == 1
    with pytest.raises(PaydeskError, match="This application is approved: it cannot be approved"):
        approve(money, request.application_id)


def test_only_the_chosen_charges_and_none_that_is_held_disputed_barred_or_no_care(money: MoneyClinic) -> None:
    family = money.family(patients=2)
    held, plain, other = money.charge(family.patients[0], 10_00, 20_00, 30_00)
    (injury,) = money.charge(family.patients[1], 50_00)
    fee = charging.post_fee(money.desk, charging.PostFee(family.account, 5_00, "Copies", money.key())).charge_ids[0]
    adjusting.hold_charge(money.desk, adjusting.HoldCharge(held, True, False, "asked the doctor"))
    facts = {"injured_on": "2026-11-01", "carrier": "Timberline"}
    noting.raise_flag(
        money.desk,
        noting.RaiseFlag(family.account, "workers_compensation", TODAY, person_id=family.patients[1], facts=facts),
    )
    own = under_review(money, family)
    page = reading_assistance.assistance_of(money.desk, family.account)
    assert {one.charge_id: one.refused for one in page.charges} == {
        held: "on hold", plain: "", other: "", injury: "a work injury", fee: "a fee, not care",
    }  # fmt: skip
    for chosen, says in ((held, "is on hold"), (injury, "is a work injury"), (999, "nothing is owed any more")):
        with pytest.raises(PaydeskError, match=says):
            approve(money, own, charge_ids=(plain, chosen))
    assert charity(money) == [] and flags(money)[-1] == ("assistance_pending", True), "nothing half-done"
    assert page.would_take_off(USUAL.classes[0]) == {plain: 20_00, other: 30_00}
    assert approve(money, own, charge_ids=(plain,)).off == 20_00
    assert money.part(other) == 30_00


def test_nothing_comes_off_an_insurers_part(money: MoneyClinic) -> None:
    family = money.family(plans=(0,), copay=40_00)
    (charge,) = money.charge(family.patients[0], 160_00)
    assert approve(money, under_review(money, family)).off == 40_00
    assert money.part(charge, family.coverages[family.patients[0]][0]) == 120_00


def test_what_an_insurer_leaves_later_is_discounted_by_the_same_rule_once(money: MoneyClinic) -> None:
    family = money.family(plans=(0,))
    (charge,) = money.charge(family.patients[0], 160_00)
    own = under_review(money, family, income=SEVENTY_FIVE)
    assert approve(money, own).off == 0
    money.answer(family.coverages[family.patients[0]][0], charge, paid=60_00, others=100_00)
    request = DiscountNewer(own, money.key())
    assert deciding_assistance.discount_newer(money.desk, request).off == 75_00
    assert deciding_assistance.discount_newer(money.desk, request).repeated
    with pytest.raises(PaydeskError, match="Nothing is owed for care within these days"):
        deciding_assistance.discount_newer(money.desk, DiscountNewer(own, money.key()))
    assert money.part(charge) == 25_00


def test_newer_charges_are_of_care_within_the_days_of_the_approval(money: MoneyClinic) -> None:
    family = money.family()
    own = under_review(money, family, income=HALF)
    approve(money, own, holds_to=TODAY + timedelta(days=10))
    (old,) = money.charge(family.patients[0], 50_00, on=TODAY - timedelta(days=9))
    (new,) = money.charge(family.patients[0], 60_00)
    assert reading_assistance.assistance_of(money.desk, family.account).newer() == (new,)
    with pytest.raises(PaydeskError, match="outside the days that the approval holds for"):
        deciding_assistance.discount_newer(money.desk, DiscountNewer(own, money.key(), (old,)))
    assert deciding_assistance.discount_newer(money.desk, DiscountNewer(own, money.key())).off == 30_00
    money.clock.advance(days=11)
    with pytest.raises(PaydeskError, match="This application is expired"):
        deciding_assistance.discount_newer(money.desk, DiscountNewer(own, money.key()))


def test_an_approval_that_is_taken_back_is_owed_again_and_waits_for_a_decision(money: MoneyClinic) -> None:
    family = money.family()
    one, two = money.charge(family.patients[0], 80_00, 60_00)
    own = under_review(money, family)
    approve(money, own)
    with pytest.raises(PaydeskError, match="Say why"):
        deciding_assistance.take_back(money.desk, TakeBackApproval(own, "", money.key()))
    request = TakeBackApproval(own, "the income was another one", money.key())
    assert deciding_assistance.take_back(money.desk, request).state is State.UNDER_REVIEW
    assert deciding_assistance.take_back(money.desk, request).repeated
    assert (money.part(one), money.part(two)) == (80_00, 60_00)
    assert flags(money)[-1] == ("assistance_pending", True)
    now = application(money, family)
    assert (now.off, now.held, now.holds_to) == (0, None, None)
    took_again = approve(money, own)
    assert took_again.off == 140_00 and money.part(one) == 0


def test_one_discount_reversed_at_the_ledger_stands_no_more_and_the_history_says_so(money: MoneyClinic) -> None:
    family = money.family()
    one, two = money.charge(family.patients[0], 80_00, 60_00)
    own = under_review(money, family)
    approve(money, own)
    ((entry,),) = rows(money, f"SELECT entry_id FROM assistance_discount WHERE charge_id = {one}")
    undoing.undo(money.desk, undoing.UndoEntry(entry, "not this one", money.key()))
    assert (money.part(one), money.part(two)) == (80_00, 0)
    now = application(money, family)
    assert now.off == 60_00 and now.events[0].what == "80.00 was put back on a charge"
    with money.desk.database.reading() as session:
        assert assistance_store.approved_charges(session, (family.account, 999)) == {family.account: frozenset({two})}
    deciding_assistance.take_back(money.desk, TakeBackApproval(own, "all of it then", money.key()))
    assert (money.part(one), money.part(two)) == (80_00, 60_00)


def test_an_answer_that_lowers_the_patients_part_reverses_that_charges_discount_alone(money: MoneyClinic) -> None:
    family = money.family(plans=(0,), copay=40_00)
    (charge,) = money.charge(family.patients[0], 160_00)
    (own_pay,) = money.charge(family.patients[0], 30_00, self_pay=True)
    approve(money, under_review(money, family))
    money.answer(family.coverages[family.patients[0]][0], charge, paid=150_00, others=10_00)
    assert (money.part(charge), money.part(own_pay)) == (10_00, 0)


def test_the_class_is_the_incomes_unless_a_reason_says_otherwise(money: MoneyClinic) -> None:
    family = money.family()
    money.charge(family.patients[0], 80_00)
    own = under_review(money, family, income=200_000_00)
    with pytest.raises(PaydeskError, match=r"takes nothing off\. Deny it"):
        approve(money, own)
    with pytest.raises(PaydeskError, match=r"By the income it is “None”\. Say why “Half” is right"):
        approve(money, own, class_name="Half")
    with pytest.raises(PaydeskError, match="Choose a class"):
        approve(money, own, class_name="Double", reason="because")
    with pytest.raises(PaydeskError, match="That day is over"):
        approve(money, own, class_name="Half", reason="large bills elsewhere", holds_to=TODAY - timedelta(days=1),
                holds_from=TODAY - timedelta(days=9))  # fmt: skip
    assert approve(money, own, class_name="Half", reason="large bills elsewhere").off == 40_00
    assert not application(money, family).best


def test_of_a_visit_a_nominal_charge_stays(money: MoneyClinic) -> None:
    nominal = replace(USUAL, classes=(replace(USUAL.classes[0], kind=ClassKind.NOMINAL, value=20_00),
                                      *USUAL.classes[1:]))  # fmt: skip
    setting_assistance.save_policy(money.desk, KeptPolicy(nominal, 0))
    family = money.family()
    one, two = money.charge(family.patients[0], 15_00, 60_00)
    assert approve(money, under_review(money, family)).off == 55_00
    assert (money.part(one), money.part(two)) == (15_00, 5_00)


def test_what_was_paid_of_the_visit_counts_though_its_charge_is_closed(money: MoneyClinic) -> None:
    flat = replace(USUAL, classes=(SlidingClass("Flat", 0, None, ClassKind.FLAT, 20_00),))
    setting_assistance.save_policy(money.desk, KeptPolicy(flat, 0))
    family = money.family()
    one, two = money.charge(family.patients[0], 40_00, 60_00)
    money.pay(family, 40_00, chosen={one: 40_00})
    assert approve(money, under_review(money, family)).off == 60_00
    assert (money.part(one), money.part(two)) == (0, 0)


def test_a_later_charge_of_the_same_visit_leaves_no_second_flat_amount(money: MoneyClinic) -> None:
    flat = replace(USUAL, classes=(SlidingClass("Flat", 0, None, ClassKind.FLAT, 20_00),))
    setting_assistance.save_policy(money.desk, KeptPolicy(flat, 0))
    family = money.family()
    visit = visiting.save_visit(money.desk, visiting.SaveVisit(family.patients[0], TODAY)).visit_id
    fee = charging.NewCharge("99213", "Office visit", fee=60_00)
    (one,) = charging.post_charges(money.desk, charging.PostCharges(visit, (fee,), money.key())).charge_ids
    own = under_review(money, family)
    assert approve(money, own).off == 40_00 and money.part(one) == 20_00
    (two,) = charging.post_charges(money.desk, charging.PostCharges(visit, (fee,), money.key())).charge_ids
    assert deciding_assistance.discount_newer(money.desk, DiscountNewer(own, money.key())).off == 60_00
    assert (money.part(one), money.part(two)) == (20_00, 0)
    (other,) = money.charge(family.patients[0], 60_00)  # another visit has its own
    assert deciding_assistance.discount_newer(money.desk, DiscountNewer(own, money.key())).off == 40_00
    assert money.part(other) == 20_00


def test_what_was_approved_stays_as_it_was_when_the_clinic_changes_its_classes(money: MoneyClinic) -> None:
    family = money.family()
    own = under_review(money, family, income=HALF)
    approve(money, own)
    one_class = replace(USUAL, classes=(SlidingClass("All", 0, None, ClassKind.FULL),))
    setting_assistance.save_policy(money.desk, KeptPolicy(one_class, 0))
    (charge,) = money.charge(family.patients[0], 60_00)
    deciding_assistance.discount_newer(money.desk, DiscountNewer(own, money.key()))
    assert money.part(charge) == 30_00 and application(money, family).held == SlidingClass(
        "Half", 0, None, ClassKind.PERCENT, 50
    )


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    fees=st.lists(st.integers(1, 300_00), min_size=1, max_size=4), income=st.sampled_from((0, SEVENTY_FIVE, HALF)),
    paid=st.integers(0, 200_00), back=st.booleans(),
)  # fmt: skip
def test_whatever_was_paid_no_charge_falls_below_zero_and_taken_back_all_is_owed_as_before(
    money: MoneyClinic, fees: list[int], income: int, paid: int, back: bool
) -> None:
    family = money.family(number=60_000 + int(rows(money, "SELECT count(*) FROM account")[0][0]))
    charges = money.charge(family.patients[0], *fees)
    if paid:
        money.pay(family, paid)
    before = [money.part(one) for one in charges]
    own = under_review(money, family, income=income)
    off = approve(money, own).off
    after = [money.part(one) for one in charges]
    assert all(0 <= now <= then for now, then in zip(after, before, strict=True))
    assert sum(before) - sum(after) == off
    if back:
        deciding_assistance.take_back(money.desk, TakeBackApproval(own, "a mistake", money.key()))
        assert [money.part(one) for one in charges] == before


@pytest.mark.parametrize(
    ("language", "papers", "approved", "more", "denied"),
    [
        ("en", "Your last three pay stubs", "75% of your share", "get more help than this", "Your income is above"),
        ("es", "Sus tres últimos talones de pago", "75% de su parte", "recibir más ayuda", "Sus ingresos pasan"),
    ],
)  # fmt: skip
def test_each_letter_goes_with_where_the_application_stands_and_is_kept(
    money: MoneyClinic, language: str, papers: str, approved: str, more: str, denied: str
) -> None:
    family = money.family()
    with money.desk.database.transaction() as session:
        session.merge(Setting(name="clinic", value={"name": "Riverbend Clinic", "phone": "(555) 010-0100"}))
        session.get_one(Person, family.patients[0]).language = language
    money.charge(family.patients[0], 80_00)
    own = started(money, family, household=3, income=SEVENTY_FIVE).application_id
    with pytest.raises(PaydeskError, match="No letter goes with an application that is started"):
        assistance_letters.letter(money.desk, own)
    asked(money, own)
    text = _flat(assistance_letters.letter(money.desk, own).pdf)
    assert papers in text and "(555) 010-0100" in text
    assert ("December 23, 2026" if language == "en" else "23 de diciembre de 2026") in text
    took(money, own, "pay_stubs")
    moved(money, own, Move.REVIEW)
    approve(money, own)
    first = assistance_letters.letter(money.desk, own)
    text = _flat(first.pdf)
    assert approved in text and "$60.00" in text and "$20.00" in text and more in text
    assert assistance_letters.letter(money.desk, own).document_id == first.document_id
    other = money.family(number=50009)
    with money.desk.database.transaction() as session:
        session.get_one(Person, other.patients[0]).language = language
    again = under_review(money, other, income=200_000_00)
    deciding_assistance.deny(money.desk, deciding_assistance.DenyAssistance(again, "income", money.key()))
    assert denied in _flat(assistance_letters.letter(money.desk, again).pdf)
    moved(money, again, Move.APPEAL)
    deciding_assistance.uphold(money.desk, deciding_assistance.UpholdDenial(again, "Nothing new came", money.key()))
    assert "Nothing new came." in _flat(assistance_letters.letter(money.desk, again).pdf)
    assert len(keeping.kept_paper(money.desk, family.account).documents) == 2


def _flat(pdf: bytes) -> str:
    return " ".join(page_image.page_text(pdf, 0).split())


def test_a_letter_that_went_out_is_in_the_contact_log_once(money: MoneyClinic) -> None:
    family = money.family()
    own = started(money, family).application_id
    asked(money, own)
    for _ in range(2):
        assistance_letters.letter_went_out(money.desk, own)
    assert [one.summary for one in noting.about_account(money.desk, family.account).contacts] == [
        "Letter about financial assistance: papers that are needed, of 11/23/2026"
    ]
    with pytest.raises(PaydeskError, match="not on file"):
        assistance_letters.letter(money.desk, 999)
