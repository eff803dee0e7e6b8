"""What a second plan pays, by each of the four ways it may count."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paydesk.rules.coordination import Coordination, FirstAnswer, second_pays, usual_coordination
from paydesk.rules.insurance import PayerKind

# No contract with the first plan: the patient owes up to the charge.
UNCONTRACTED = FirstAnswer(charge=700_00, allowed=500_00, paid=300_00, patient=400_00)


@pytest.mark.parametrize(
    ("own_benefit", "own_allowed", "pays"),
    [
        (480_00, 600_00, 300_00),  # the higher allowed less paid
        (480_00, 450_00, 200_00),  # the first plan's allowed is the higher one
        (250_00, 600_00, 250_00),  # Medicare's own benefit
        (480_00, 800_00, 400_00),  # charge less paid
    ],
)
def test_medicare_pays_the_least_of_its_three_figures(own_benefit: int, own_allowed: int, pays: int) -> None:
    way = Coordination.MEDICARE_SECONDARY
    assert second_pays(way, UNCONTRACTED, own_benefit=own_benefit, own_allowed=own_allowed) == pays


def test_medicare_never_pays_more_than_the_charge_leaves() -> None:
    first = FirstAnswer(charge=350_00, allowed=500_00, paid=300_00, patient=200_00)
    assert second_pays(Coordination.MEDICARE_SECONDARY, first, own_benefit=480_00, own_allowed=600_00) == 50_00


def test_a_payer_that_has_not_said_counts_as_its_kind_does_the_better_way_first() -> None:
    assert usual_coordination(PayerKind.MEDICARE) == (Coordination.MEDICARE_SECONDARY,)
    assert usual_coordination(PayerKind.DUAL) == (Coordination.MEDICAID_LESSER_OF,)
    assert usual_coordination(PayerKind.COMMERCIAL) == (Coordination.STANDARD, Coordination.NON_DUPLICATION)


CENTS = st.integers(0, 1_000_00)


@given(st.sampled_from(list(Coordination)), CENTS, CENTS, CENTS, CENTS, CENTS)
def test_no_way_pays_less_than_nothing_or_more_than_was_left(
    way: Coordination, allowed: int, paid: int, more: int, own_benefit: int, own_allowed: int
) -> None:
    first = FirstAnswer(charge=allowed + more, allowed=allowed, paid=min(paid, allowed), patient=max(0, allowed - paid))
    pays = second_pays(way, first, own_benefit=own_benefit, own_allowed=own_allowed)
    assert 0 <= pays <= first.patient
    standard = second_pays(Coordination.STANDARD, first, own_benefit=own_benefit, own_allowed=own_allowed)
    if way is Coordination.NON_DUPLICATION:
        assert pays <= standard
