"""Coordination of benefits: what a second plan pays of what the first one left, by the four ways there are."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from paydesk.rules.benefits import BasisPoints, part_of
from paydesk.rules.insurance import PayerKind
from paydesk.rules.money import Cents


class Coordination(StrEnum):
    """How a second plan counts what the first one paid."""

    STANDARD = "standard"
    NON_DUPLICATION = "non_duplication"
    MEDICARE_SECONDARY = "medicare_secondary"
    MEDICAID_LESSER_OF = "medicaid_lesser_of"


@dataclass(frozen=True, slots=True, kw_only=True)
class FirstAnswer:
    """One line after the first plan, in cents: the charge, what it allowed, what it paid, what it left."""

    charge: Cents
    allowed: Cents
    paid: Cents
    patient: Cents


def second_pays(way: Coordination, first: FirstAnswer, *, own_benefit: Cents, own_allowed: Cents) -> Cents:
    """What the second plan pays; never below zero and never more than the first one left.

    ``own_benefit`` is what it would have paid as the only plan, on ``own_allowed``. Standard: up to its own benefit.
    Non-duplication: up to its own benefit with what was paid counted in. Medicare as second payer: the least of
    charge less paid, its own benefit, and the higher allowed less paid (42 CFR 411.33(e)). Medicaid: up to its own
    rate (42 U.S.C. 1396a(n)(2)).
    """
    if way is Coordination.STANDARD:
        pays = own_benefit
    elif way is Coordination.NON_DUPLICATION:
        pays = own_benefit - first.paid
    elif way is Coordination.MEDICARE_SECONDARY:
        higher = max(first.allowed, own_allowed)
        pays = min(first.charge - first.paid, own_benefit, higher - first.paid)
    else:
        pays = own_allowed - first.paid
    return max(0, min(pays, first.patient))


def usual_coordination(second: PayerKind) -> tuple[Coordination, ...]:
    """The ways a payer of that kind may count when it has not said; the one that pays most first."""
    if second is PayerKind.MEDICARE:
        return (Coordination.MEDICARE_SECONDARY,)
    if second in (PayerKind.MEDICAID, PayerKind.DUAL):
        return (Coordination.MEDICAID_LESSER_OF,)
    return (Coordination.STANDARD, Coordination.NON_DUPLICATION)


@dataclass(frozen=True, slots=True)
class Sequestration:
    """The federal cut of what Medicare pays, by date of service; the patient's part stays as it is."""

    first: date
    last: date | None
    cut: BasisPoints
    source: str


SEQUESTRATION: tuple[Sequestration, ...] = (
    Sequestration(date(2013, 4, 1), date(2020, 4, 30), 2_00, "Budget Control Act of 2011"),
    Sequestration(date(2020, 5, 1), date(2022, 3, 31), 0, "CARES Act, section 3709, and its extensions"),
    Sequestration(date(2022, 4, 1), date(2022, 6, 30), 1_00, "Public Law 117-71, section 2"),
    Sequestration(date(2022, 7, 1), None, 2_00, "Public Law 117-71, section 2"),
)


def sequestration_of(
    paid: Cents, payer: PayerKind, on: date | None, *, rows: Iterable[Sequestration] = SEQUESTRATION
) -> Cents:
    """What is cut from a payment of ``paid`` for care on that day; nothing for other payers, the newest row without a
    day. Medicare Advantage plans follow their contracts and are not cut here."""
    if payer is not PayerKind.MEDICARE:
        return 0
    held = [
        row
        for row in rows
        if (row.last is None if on is None else row.first <= on and (row.last is None or on <= row.last))
    ]
    return part_of(paid, held[-1].cut) if held else 0
