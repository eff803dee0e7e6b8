"""The balances of one claim and of a payment, each sum seen to break by a cent and to hold at nothing."""

from __future__ import annotations

from dataclasses import replace

import pytest

from paydesk.rules.remittance import ClaimAnswer, Deposit, Organization, ProviderAdjustment, Remittance, Service
from paydesk.rules.remittance_balance import claims_total, of_claim, of_payment, provider_total
from paydesk.rules.remittance_finding import Blocks
from support.rule_answers import HERE, answer, cas, service

LINE = service(100_00, 60_00, ("CO", "45", 30_00), ("PR", "2", 10_00))
FREE = service(0, 0, number=2)
BACK = service(-100_00, -60_00, ("CO", "45", -30_00), ("PR", "2", -10_00))


def told(*lines: Service, **changes: object) -> list[str]:
    found = of_claim(4, claim(*lines, **changes))
    assert {(one.blocks, one.claim) for one in found} <= {(Blocks.CLAIM, 4)}
    return [one.rule for one in found]


def claim(*lines: Service, **changes: object) -> ClaimAnswer:
    return answer(*lines, **{"patient_responsibility": 10_00, **changes})


def test_a_claim_that_adds_up_has_nothing_told_of_it() -> None:
    assert told(LINE) == told(LINE, FREE) == []
    assert told(charge=100_00, paid=60_00, adjustments=LINE.adjustments) == []
    assert told(charge=0, paid=0, patient_responsibility=0) == []
    assert told(LINE, charge=100_00, paid=50_00, adjustments=cas(("PI", "96", 10_00))) == []


@pytest.mark.parametrize(
    ("line", "patient", "rules"),
    [
        (LINE._replace(charge=100_01), 10_00, ["line balance", "claim balance"]),
        (LINE._replace(paid=59_99), 10_00, ["line balance", "claim balance"]),
        (LINE._replace(adjustments=LINE.adjustments[:1]), 10_00, ["line balance", "claim balance", "patient part"]),
        (FREE._replace(paid=1), 0, ["line balance", "claim balance"]),
        (FREE._replace(charge=-1), 0, ["status", "line balance", "claim balance"]),
    ],
)
def test_a_line_that_is_a_cent_off_is_told(line: Service, patient: int, rules: list[str]) -> None:
    assert told(line, patient_responsibility=patient) == rules


def test_a_line_is_named_by_its_code_and_one_without_is_called_so() -> None:
    (one, _) = of_claim(0, claim(LINE._replace(paid=59_99)))
    assert (one.subject, one.place) == ("line 99213 of claim PD0000031", HERE)
    bare = LINE._replace(paid=59_99, procedure=LINE.procedure.__class__("HC", ""))
    assert of_claim(0, claim(bare))[0].subject == "line without a code of claim PD0000031"


@pytest.mark.parametrize(
    ("changes", "rules"),
    [
        ({"paid": 60_01}, ["claim balance"]), ({"paid": 59_99}, ["claim balance"]),
        ({"charge": 100_01}, ["claim balance", "line charges"]), ({"patient_responsibility": 10_01}, ["patient part"]),
        ({"patient_responsibility": 0}, ["patient part"]),
        ({"adjustments": cas(("CO", "45", 1))}, ["claim balance"]),
        ({"adjustments": cas(("PR", "1", 1))}, ["claim balance", "patient part"]),
        ({"charge": 0, "paid": -40_00}, ["line charges"]),
    ],
)  # fmt: skip
def test_a_claim_that_is_a_cent_off_is_told(changes: dict[str, object], rules: list[str]) -> None:
    assert told(LINE, **changes) == rules


def test_an_amount_that_could_not_be_read_makes_no_sum_wrong() -> None:
    assert told(LINE._replace(whole=False, charge=None), whole=False) == []
    assert told(LINE._replace(paid=None), whole=False) == ["line balance"]
    assert told(FREE._replace(charge=None, paid=None), patient_responsibility=0, charge=None, paid=None) == []
    assert told(FREE, patient_responsibility=None) == []


def test_adjustments_need_a_group_that_can_be_posted_and_a_reason() -> None:
    for group in ("CO", "PR", "OA", "PI"):
        assert "adjustment" not in told(LINE, adjustments=cas((group, "1", 0)))
    assert told(LINE, adjustments=cas(("CR", "1", 0))) == told(LINE, adjustments=cas(("CO", "", 0))) == ["adjustment"]
    unread = cas(("CO", "", 0))[0]._replace(amount=None)
    (one,) = of_claim(0, claim(LINE, adjustments=(unread,)))
    assert one.says == "An adjustment of 0.00 has no reason."
    (one,) = of_claim(0, claim(LINE, adjustments=cas(("ABCDEFGHIJKLMNOP", "1", 0))))
    assert one.says == "“ABCDEFGHIJKL” is no group of adjustments that can be posted."


@pytest.mark.parametrize(
    ("said", "says"),
    [
        (claim(LINE, status="99"), "“99” is no state of a claim."),
        (claim(LINE, status="ABCDEFGHIJKLMNOP"), "“ABCDEFGHIJKL” is no state of a claim."),
        (claim(LINE, status="22"), "It takes an earlier answer back, but its amounts are more than zero."),
        (answer(FREE._replace(charge=1, adjustments=cas(("CO", "1", 1))), status="22"), "It takes an earlier answer"),
        (answer(FREE._replace(paid=1, adjustments=cas(("CO", "1", -1))), status="22"), "It takes an earlier answer"),
        (claim(BACK, patient_responsibility=-10_00), "Its charge is below zero, and it takes no earlier answer back."),
        (answer(FREE._replace(charge=-1, adjustments=cas(("CO", "1", -1)))), "Its charge is below zero"),
        (claim(LINE, status="4"), "It is denied, and 60.00 was paid."),
        (claim(LINE, status="13"), "The payer has not decided yet."),
        (claim(LINE, patient=None), "It names no patient."),
    ],
)  # fmt: skip
def test_a_state_that_contradicts_the_amounts_is_told(said: ClaimAnswer, says: str) -> None:
    (one,) = of_claim(0, said)
    assert one.says.startswith(says)


def test_states_that_agree_with_the_amounts_pass() -> None:
    assert told(BACK, status="22", patient_responsibility=0) == []  # a reversal's patient part is nobody's word
    assert told(FREE, status="22", patient_responsibility=0) == []
    assert told(FREE, status="22", patient_responsibility=None, charge=None, paid=None) == []
    denied = service(100_00, 0, ("CO", "197", 100_00))
    assert told(denied, status="4", patient_responsibility=0) == []
    for status in ("1", "2", "3", "19", "20", "21", "23", "25"):
        assert told(LINE, status=status) == []


def test_a_claim_without_a_number_is_told_and_may_be_posted() -> None:
    (one,) = of_claim(3, claim(LINE, number=""))
    assert (one.subject, one.blocks, one.claim) == ("claim without a number", Blocks.NOTHING, 3)


def test_in_the_sums_of_a_payment_what_could_not_be_read_counts_as_nothing_and_is_told() -> None:
    other = ProviderAdjustment(HERE, "1", None, "WO", "", 5_00)
    nobody = Organization("")
    payment = Remittance(
        HERE, "0001", "", None, 0, Deposit(HERE, 55_00), nobody, nobody, (claim(LINE),), (other,), ()
    )  # fmt: skip
    assert (claims_total(payment), provider_total(payment), of_payment(payment)) == (60_00, 5_00, [])
    unread = replace(
        payment, claims=(*payment.claims, claim(LINE, paid=None)),
        provider_adjustments=(other, replace(other, amount=None)),
    )  # fmt: skip
    assert (claims_total(unread), provider_total(unread)) == (60_00, 5_00)
    assert ["could not be read" in one.says for one in of_payment(unread)] == [True]
