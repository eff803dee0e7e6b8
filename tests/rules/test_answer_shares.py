"""What an answer does with each charge: to the cent, and never with a line that is not the claim's."""

from __future__ import annotations

from datetime import date

import pytest

from paydesk.rules.answer_shares import KnownLine, LineShare, NotAlike, said_sums, shares
from paydesk.rules.insurer_answer import AnswerLine
from paydesk.rules.remittance import ClaimAnswer, Procedure
from support.rule_answers import DAY, answer, cas, known, service

LATER = date(2026, 10, 6)


def only(one: ClaimAnswer, *amounts: int) -> LineShare:
    (share,) = shares(one, known(*amounts))
    return share


def test_each_word_of_the_insurer_has_its_place() -> None:
    said = service(
        200_00, 90_00, ("CO", "45", 50_00), ("CO", "253", 1_00), ("PR", "1", 20_00), ("PR", "2", 15_00),
        ("PR", "3", 10_00), ("PR", "1", 4_00), ("OA", "23", 7_00), ("CO", "97", 2_00), ("PI", "45", 1_00),
    )  # fmt: skip
    share = only(answer(said), 200_00)
    assert (share.paid, share.contractual) == (90_00, 51_00)
    assert share.patients == {"deductible": 24_00, "coinsurance": 15_00, "copay": 10_00} and share.patient == 49_00
    assert (share.waiting, share.waits_for) == (3_00, [("CO", "97"), ("PI", "45")])
    assert share.answer_line() == AnswerLine(1, 90_00, 51_00, 49_00, "deductible and coinsurance and copay", 10_00)


def test_another_reason_of_the_patients_waits_and_a_reason_the_clinic_added_comes_off() -> None:
    said = answer(service(50_00, 40_00, ("PR", "96", 6_00), ("CO", "131", 4_00)))
    (share,) = shares(said, known(50_00), by_contract={("CO", "131")})
    assert (share.patient, share.waiting, share.contractual) == (0, 6_00, 4_00)


def test_a_share_of_nothing_is_called_the_patients() -> None:
    assert only(answer(service(50_00, 50_00)), 50_00).answer_line() == AnswerLine(1, 50_00, 0, 0, "patient's share", 0)
    named = only(answer(service(50_00, 40_00, ("PR", "1", 0), ("PR", "2", 10_00))), 50_00).answer_line()
    assert (named.why, named.others_owe) == ("coinsurance", 10_00)


@pytest.mark.parametrize(
    ("paid", "said", "denied"),
    [
        (0, (("CO", "197", 50_00),), True),
        (0, (("CO", "45", 0), ("CO", "197", 1)), True), (0, (), False),
        (1, (("CO", "197", 49_99),), False),
        (0, (("CO", "197", 49_00), ("CO", "45", 1_00)), False),
        (0, (("CO", "197", 49_00), ("PR", "1", 1_00)), False),
        (0, (("CO", "197", -50_00),), False),
    ],
)
def test_denied_is_what_waits_with_nothing_paid_priced_or_shared(
    paid: int, said: tuple[tuple[str, str, int], ...], denied: bool
) -> None:
    assert only(answer(service(50_00, paid, *said)), 50_00).denied is denied


def test_the_allowed_amount_is_the_insurers_word_else_what_was_paid_and_left_to_the_patient() -> None:
    told = only(answer(service(50_00, 20_00, ("PR", "1", 10_00), ("CO", "45", 20_00), allowed=31_00)), 50_00)
    reckoned = only(answer(service(50_00, 20_00, ("PR", "1", 10_00), ("CO", "45", 20_00))), 50_00)
    unsaid = only(answer(charge=50_00, paid=50_00), 50_00)
    assert [told.allowed, reckoned.allowed, unsaid.allowed] == [31_00, 30_00, None]


def test_unreadable_amounts_count_as_nothing() -> None:
    unread = tuple(one._replace(amount=None) for one in cas(("CO", "45", 1), ("PR", "1", 1), ("CO", "97", 1)))
    blank = service(50_00, 0, adjustments=unread)._replace(paid=None)
    share = only(answer(blank, charge=None), 50_00)
    assert (share.paid, share.contractual, share.patient, share.waiting, share.allowed) == (0, 0, 0, 0, 0)
    whole = only(answer(charge=50_00, paid=None, adjustments=unread[2:]), 50_00)
    assert (whole.paid, whole.waiting) == (0, 0)


def test_an_answer_in_one_sum_is_the_only_lines_or_nobodys() -> None:
    said = cas(("CO", "45", 30_00), ("PR", "1", 20_00))
    share = only(answer(charge=150_00, paid=100_00, adjustments=said), 150_00)
    assert (share.paid, share.contractual, share.patient) == (100_00, 30_00, 20_00)
    with pytest.raises(NotAlike, match="Share it out by hand"):
        shares(answer(charge=150_00, paid=1), known(100_00, 50_00))


def test_a_denial_in_one_sum_is_spread_over_the_lines_each_up_to_what_it_asks() -> None:
    said = cas(("CO", "45", 30_00), ("CO", "197", 120_00))
    first, second = shares(answer(charge=150_00, paid=0, adjustments=said), known(100_00, 50_00))
    assert (first.contractual, first.waiting, second.contractual, second.waiting) == (30_00, 70_00, 0, 50_00)
    assert second.denied and not first.denied


def test_what_is_more_than_all_lines_lies_on_the_last() -> None:
    first, second = shares(answer(charge=150_00, paid=0, adjustments=cas(("CO", "197", 160_00))), known(100_00, 50_00))
    assert (first.waiting, second.waiting) == (100_00, 60_00)


def test_the_patients_and_the_waiting_part_leave_so_much_less_room_on_a_line() -> None:
    said = cas(("PR", "1", 40_00), ("CO", "197", 30_00), ("CO", "45", 60_00))
    first, second = shares(answer(charge=150_00, paid=0, adjustments=said), known(100_00, 50_00))
    assert (first.patient, first.waiting, first.contractual) == (40_00, 30_00, 30_00)
    assert (second.patient, second.waiting, second.contractual) == (0, 0, 30_00)


def test_what_the_claim_as_a_whole_loses_comes_off_what_its_lines_were_paid_first_line_first() -> None:
    lines = (service(100_00, 60_00, ("CO", "45", 40_00)), service(50_00, 30_00, ("CO", "45", 20_00), number=2))
    said = answer(*lines, paid=10_00, adjustments=cas(("PR", "1", 80_00)))
    first, second = shares(said, known(100_00, 50_00))
    assert (first.paid, first.patient, second.paid, second.patient) == (0, 60_00, 10_00, 20_00)
    assert first.paid + second.paid == said.paid


def test_a_line_that_was_paid_less_than_nothing_takes_no_part_of_it() -> None:
    lines = (service(100_00, -10_00, ("CO", "45", 110_00)), service(50_00, 30_00, ("CO", "45", 20_00), number=2))
    first, second = shares(answer(*lines, paid=12_00, adjustments=cas(("PR", "1", 8_00))), known(100_00, 50_00))
    assert (first.paid, first.patients, second.paid, second.patient) == (-10_00, {}, 22_00, 8_00)


@pytest.mark.parametrize("charge", [149_99, 150_01])
def test_an_answer_to_another_sum_is_not_this_claims(charge: int) -> None:
    with pytest.raises(NotAlike, match=r"answers a charge of 1\d\d\.\d\d, the claim is 150\.00"):
        shares(answer(service(150_00, 150_00), charge=charge), known(150_00))


def test_a_reversal_is_held_against_the_same_amounts_with_its_signs_turned() -> None:
    share = only(answer(service(-150_00, -100_00, ("CO", "45", -50_00)), status="22"), 150_00)
    assert (share.paid, share.contractual) == (-100_00, -50_00)


def test_an_answer_to_some_of_the_lines_is_held_against_those() -> None:
    (share,) = shares(answer(service(50_00, 50_00, number=2)), known(100_00, 50_00))
    assert share.line.charge_id == 2


def test_a_line_is_found_by_our_key_however_it_is_written() -> None:
    first = service(50_00, 50_00, line_number="pd-0000031 l2", procedure=Procedure("HC", "00000"))
    assert shares(answer(first), known(50_00, 50_00))[0].line.charge_id == 2


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"charge": 0}, r"^99213 was charged 50\.00, the insurer answers 0\.00\."),
        ({"charge": None}, r"^99213 was charged 50\.00, the insurer answers 0\.00\."),
        ({"charge": 49_00}, r"^99213 was charged 50\.00, the insurer answers 49\.00\."),
        ({"line_number": "", "procedure": Procedure("HC", "11111")},
         r"^11111 of .*10/05/2026 for 50\.00 is not a line"),
        ({"line_number": "", "procedure": Procedure("HC", ""), "first": None}, r"^A line for 50\.00 is not a line"),
        ({"line_number": "", "first": LATER}, "is not a line"),
    ],
)  # fmt: skip
def test_a_line_that_is_not_the_claims_is_told(changes: dict[str, object], says: str) -> None:
    with pytest.raises(NotAlike, match=says):
        shares(answer(service(50_00, 40_00)._replace(**changes), charge=50_00), known(50_00))  # type: ignore[arg-type]


def test_without_a_key_a_line_is_found_by_code_modifiers_day_and_amount() -> None:
    here = known(50_00, 50_00, 50_00)
    same = tuple(
        one.__class__(one.charge_id, one.key, "99213", modifiers, one.amount, DAY)
        for one, modifiers in zip(here.lines, ("25", "", "59 LT"), strict=True)
    )
    claim = known(lines=same)

    def found(*modifiers: str, **changes: object) -> int:
        said = service(50_00, 50_00, line_number="", procedure=Procedure("HC", "99213", modifiers), **changes)
        return shares(answer(said), claim)[0].line.charge_id

    assert [found("25"), found(), found("LT", "59"), found(first=None)] == [1, 2, 3, 2]
    with pytest.raises(NotAlike):
        found("77")
    coded = service(50_00, 50_00, line_number="", procedure=Procedure("HC", "1"), original=Procedure("HC", "99213"))
    assert shares(answer(coded), claim)[0].line.charge_id == 2


def test_a_line_that_costs_nothing_is_found_by_that() -> None:
    lines = tuple(KnownLine(number, f"L{number}", "99213", "", amount, DAY) for number, amount in ((1, 50_00), (2, 0)))
    claim = known(lines=lines)
    assert shares(answer(service(0, 0, line_number="")), claim)[0].line.charge_id == 2


def test_the_only_line_of_that_code_and_day_may_differ_in_its_modifiers() -> None:
    said = service(50_00, 50_00, line_number="", procedure=Procedure("HC", "99213", ("25",)))
    assert only(answer(said), 50_00).line.charge_id == 1


def test_the_same_line_is_not_answered_twice() -> None:
    with pytest.raises(NotAlike, match="is not a line"):
        shares(answer(service(50_00, 50_00), service(50_00, 50_00)), known(50_00))


def test_the_claim_asks_for_the_sum_of_its_lines() -> None:
    assert known(50_00, 35_50).charge == 85_50


def test_what_an_answer_says_in_all_is_off_by_contract_and_the_patients_of_the_claim_and_its_lines() -> None:
    lines = (
        service(100_00, 40_00, ("CO", "45", 30_00), ("PR", "1", 20_00), ("CO", "97", 10_00)),
        service(50_00, 30_00, ("PR", "96", 5_00), ("CO", "253", 1_00), ("PI", "45", 14_00), number=2),
    )
    said = answer(*lines, adjustments=cas(("CO", "45", 2_00), ("PR", "2", 3_00)))
    assert said_sums(said) == (33_00, 28_00)
    assert said_sums(said, by_contract={("CO", "97"), ("PR", "1")}) == (10_00, 28_00)
    unread = tuple(one._replace(amount=None) for one in cas(("CO", "45", 1), ("PR", "1", 1)))
    assert said_sums(answer(charge=0, paid=0, adjustments=unread)) == (0, 0)
