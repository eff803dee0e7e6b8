"""What a second coverage's answer does to the patient's and the insurers' parts, worked to the cent; both engines.

The visit costs 185.00 and Aetna's price for it is 120.00. Aetna answers first: paid 96.00, by contract 65.00 off,
20% or 24.00 is left for Cigna. Cigna's own file names the same 185.00 again and takes 161.00 of it off as Aetna's
decision (OA-23), which posts nothing.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import select

from paydesk.data.charge_tables import Charge
from paydesk.data.insurance_tables import RemittanceClaim
from paydesk.operations import adjusting, insuring, proving, reading, remitting, undoing, visiting
from paydesk.rules.errors import PaydeskError
from support.money_clinic import Family, MoneyClinic

FEE, PRICE_OFF, AETNA_PAYS, LEFT = 185_00, 65_00, 96_00, 24_00


class Case:
    """One charge with its two coverages; ``parts`` is what the patient, Aetna and Cigna owe of it."""

    def __init__(self, money: MoneyClinic, *, self_pay: bool = False) -> None:
        self.money = money
        self.family: Family = money.family(plans=(0, 1))
        self.patient = self.family.patients[0]
        self.aetna, self.cigna = self.family.coverages[self.patient]
        (self.charge,) = money.charge(self.patient, FEE, self_pay=self_pay)

    @property
    def parts(self) -> tuple[int, int, int]:
        return tuple(self.money.part(self.charge, party) for party in (0, self.aetna, self.cigna))  # type: ignore[return-value]

    def first(self) -> remitting.RemittancePosted:
        return self.money.answer(self.aetna, self.charge, paid=AETNA_PAYS, contractual=PRICE_OFF, others=LEFT)

    def second(self, paid: int, others: int = 0, contractual: int = 0) -> remitting.RemittancePosted:
        return self.money.answer(self.cigna, self.charge, paid=paid, contractual=contractual, others=others)


@pytest.fixture
def case(money: MoneyClinic) -> Case:
    made = Case(money)
    made.first()
    assert made.parts == (0, 0, LEFT)
    return made


@pytest.mark.parametrize(
    ("paid", "others", "contractual", "parts"),
    [
        (24_00, 0, 0, (0, 0, 0)),
        (19_20, 4_80, 0, (4_80, 0, 0)),
        (0, 24_00, 0, (24_00, 0, 0)),
        (10_00, 4_00, 10_00, (4_00, 0, 0)),
        (10_00, 0, 175_00, (0, 0, 0)),  # it counts Aetna's payment as its own reduction: the excess is information
        (0, 30_00, 0, (24_00, 0, 0)),  # its own share of its own price: nobody owes more than was left
        (10_00, 5_00, 0, (5_00, 0, 9_00)),  # what it says nothing of stays with it until a person decides
        (0, 0, 0, (0, 0, 24_00)),
        (30_00, 0, 0, (0, 0, -6_00)),  # too much paid is the payer's credit
    ],
)
def test_the_seconds_answer_shares_out_what_the_first_left_for_it(
    case: Case, paid: int, others: int, contractual: int, parts: tuple[int, int, int]
) -> None:
    case.second(paid, others, contractual)
    assert case.parts == parts
    assert proving.prove(case.money.desk).findings == ()


@pytest.mark.parametrize(("paid", "left"), [(200_00, 0), (105_00, 95_00)])
def test_the_references_example_of_an_allowed_500_ends_as_it_says(money: MoneyClinic, paid: int, left: int) -> None:
    family = money.family(plans=(0, 1))
    aetna, cigna = family.coverages[family.patients[0]]
    (charge,) = money.charge(family.patients[0], 650_00)
    money.answer(aetna, charge, paid=300_00, contractual=150_00, others=200_00)
    money.answer(cigna, charge, paid=paid, contractual=450_00 if left == 0 else 0, others=left)
    assert (money.part(charge), money.part(charge, aetna), money.part(charge, cigna)) == (left, 0, 0)


def test_a_second_that_denies_keeps_its_part_until_a_person_decides(case: Case) -> None:
    money = case.money
    with money.desk.database.reading() as session:
        visit = session.get_one(Charge, case.charge).visit_id
    assert visit is not None
    denied = remitting.Answer(case.cigna, visit, (), denied=True)
    remitting.post_remittance(
        money.desk,
        remitting.PostRemittance(money.payers[1], "C1", 0, money.clock.today(), (denied,), money.key()),
    )
    assert case.parts == (0, 0, LEFT)
    case.second(20_00, 4_00)
    assert case.parts == (4_00, 0, 0)


def test_a_later_answer_of_the_second_lowers_what_it_left_to_the_patient_and_frees_the_money(case: Case) -> None:
    case.second(15_00, 9_00)
    case.money.pay(case.family, 9_00, chosen={case.charge: None})
    case.second(4_00, 5_00)
    assert case.parts == (0, 0, 0)
    assert case.money.credit(case.family) == 4_00


def test_a_later_answer_of_the_first_takes_back_what_lies_with_the_second(case: Case) -> None:
    case.money.answer(case.aetna, case.charge, paid=8_00, others=16_00)
    assert case.parts == (0, 0, 16_00)
    case.second(12_00, 4_00)
    assert case.parts == (4_00, 0, 0)


def test_what_the_second_handed_on_comes_back_from_the_patient_and_what_is_paid_twice_is_credit(case: Case) -> None:
    case.second(19_20, 4_80)
    case.money.pay(case.family, 4_80, chosen={case.charge: None})
    case.money.answer(case.aetna, case.charge, paid=8_00, others=16_00)
    assert case.parts == (0, -3_20, 0)
    assert case.money.credit(case.family) == 4_80
    assert proving.prove(case.money.desk).findings == ()


def test_what_the_seconds_contract_took_off_of_a_part_it_no_longer_gets_is_not_taken_off(case: Case) -> None:
    case.second(10_00, 4_00, 10_00)
    case.money.answer(case.aetna, case.charge, paid=8_00, others=16_00)
    assert case.parts == (0, 0, 0)
    case.money.answer(case.aetna, case.charge, paid=10_00, others=6_00)
    assert case.parts == (0, -4_00, 0)


def test_a_later_answer_of_the_first_that_leaves_more_hands_the_rest_to_the_second(money: MoneyClinic) -> None:
    case = Case(money)
    money.answer(case.aetna, case.charge, paid=86_00, contractual=PRICE_OFF, others=LEFT)
    assert case.parts == (0, 10_00, LEFT)
    case.second(19_20, 4_80)
    money.answer(case.aetna, case.charge, paid=0, others=34_00)
    assert case.parts == (4_80, 0, 10_00)
    case.second(8_00, 6_80)
    assert case.parts == (6_80, 0, 0)


def test_both_answers_of_a_visit_that_was_the_patients_first_share_it_out_the_same(money: MoneyClinic) -> None:
    case = Case(money, self_pay=True)
    assert case.parts == (FEE, 0, 0)
    (visit,) = (one.visit for one in reading.account_page(money.desk, case.family.account).stories)
    assert visit is not None
    record = visiting.visit_record(money.desk, visit.visit_id)
    visiting.save_visit(money.desk, replace(record, self_pay=False))
    assert case.parts == (0, FEE, 0)
    case.first()
    assert case.parts == (0, 0, LEFT)
    case.second(10_00, 5_00)
    assert case.parts == (5_00, 0, 9_00)


def test_a_second_found_later_gets_by_hand_what_the_first_had_left_to_the_patient(money: MoneyClinic) -> None:
    family = money.family(plans=(0,))
    patient = family.patients[0]
    (aetna,) = family.coverages[patient]
    (charge,) = money.charge(patient, FEE)
    money.answer(aetna, charge, paid=AETNA_PAYS, contractual=PRICE_OFF, others=LEFT)
    new = insuring.SaveCoverage(patient, money.payers[1], "W1", date(2026, 1, 1), priority=2)
    cigna = insuring.save_coverage(money.desk, new).coverage_id
    move = adjusting.TransferResponsibility(charge, LEFT, 0, cigna, "Second insurer found", money.key())
    adjusting.transfer_responsibility(money.desk, move)
    money.answer(cigna, charge, paid=10_00, others=5_00)
    assert (money.part(charge), money.part(charge, cigna)) == (5_00, 9_00)
    money.answer(cigna, charge, paid=9_00, others=5_00)
    assert (money.part(charge), money.part(charge, aetna), money.part(charge, cigna)) == (5_00, 0, 0)


def test_a_move_by_hand_that_was_undone_counts_for_nothing(case: Case) -> None:
    money = case.money
    case.second(14_00, 10_00)
    move = adjusting.TransferResponsibility(case.charge, 6_00, 0, case.cigna, "Not the patient's", money.key())
    done = adjusting.transfer_responsibility(money.desk, move)
    undoing.undo(money.desk, undoing.UndoEntry(done.entry_id, "It was", money.key()))
    case.second(3_00, 7_00)
    assert case.parts == (7_00, 0, 0)


def test_the_firsts_answer_stays_while_the_seconds_stands_on_it(case: Case) -> None:
    money = case.money
    second = case.second(19_20, 4_80)
    with pytest.raises(PaydeskError, match="another insurer answered"):
        undoing.undo(money.desk, undoing.UndoEntry(_first_entry(case, case.aetna), "Wrong patient", money.key()))
    assert case.parts == (4_80, 0, 0)
    assert second.answers == 1
    undoing.undo(money.desk, undoing.UndoEntry(_first_entry(case, case.cigna), "Wrong patient", money.key()))
    assert case.parts == (0, 0, LEFT)
    undoing.undo(money.desk, undoing.UndoEntry(_first_entry(case, case.aetna), "Wrong patient", money.key()))
    assert case.parts == (0, FEE, 0)


def _first_entry(case: Case, coverage: int) -> int:
    with case.money.desk.database.reading() as session:
        found = session.execute(
            select(RemittanceClaim.group_id).where(RemittanceClaim.coverage_id == coverage, RemittanceClaim.posted)
        ).scalar_one()
    assert found is not None
    return found
