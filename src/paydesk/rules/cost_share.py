"""The cost share: what a plan with known terms leaves to the patient, line by line in the order of the claim.

Copay, then deductible, then coinsurance, then the most a patient pays in a year; each line moves the yearly amounts
before the next. All amounts in cents; each percentage is rounded half up on its line.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from paydesk.rules.benefits import BasisPoints, CopayWay, ServiceKind, part_of
from paydesk.rules.money import Cents

NO_LIMIT: Cents = 10**14
"""More than any care costs: what is left of a limit that a plan does not have."""


@dataclass(frozen=True, slots=True)
class Priced:
    """One covered line: the price the plan allows, its kind, and which visit it belongs to (a copay is once each)."""

    allowed: Cents
    kind: ServiceKind
    visit: int = 1


@dataclass(frozen=True, slots=True)
class Terms:
    """What a plan asks for one kind of service, all of it known; ``copay`` in cents, ``coinsurance`` basis points."""

    copay: Cents = 0
    way: CopayWay = CopayWay.THEN_REST
    coinsurance: BasisPoints = 0
    deductible_applies: bool = True


@dataclass(frozen=True, slots=True)
class Plan:
    """A plan's terms by kind of service, and what is left of its deductible and of its yearly limit."""

    terms: Mapping[ServiceKind, Terms]
    deductible_left: Cents = 0
    cap_left: Cents = NO_LIMIT


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """The patient's part of one line: ``copay + deductible + coinsurance − over_cap``, and what is left after it."""

    allowed: Cents
    copay: Cents = 0
    deductible: Cents = 0
    coinsurance: Cents = 0
    coinsurance_of: Cents = 0
    over_cap: Cents = 0
    deductible_left: Cents = 0
    cap_left: Cents = NO_LIMIT

    @property
    def patient(self) -> Cents:
        """What the plan leaves to the patient."""
        return self.copay + self.deductible + self.coinsurance - self.over_cap

    @property
    def plan(self) -> Cents:
        """What the plan pays."""
        return self.allowed - self.patient


def shares(lines: Sequence[Priced], plan: Plan) -> tuple[Share, ...]:
    """The patient's part of every line. A copay is asked once for each kind of service of a visit.

    Raises ValueError for an allowed amount below zero.
    """
    taken: dict[tuple[int, ServiceKind], Cents] = {}
    deductible_left, cap_left = plan.deductible_left, plan.cap_left
    made: list[Share] = []
    for line in lines:
        if line.allowed < 0:
            raise ValueError(f"an allowed amount is never below zero: {line.allowed}")
        terms, key = plan.terms[line.kind], (line.visit, line.kind)
        copay_left = max(0, terms.copay - taken.get(key, 0))
        copay, deductible, base = _parts(line.allowed, terms, copay_left=copay_left, deductible_left=deductible_left)
        coinsurance = part_of(base, terms.coinsurance)
        over_cap = max(0, copay + deductible + coinsurance - cap_left)
        taken[key] = taken.get(key, 0) + copay
        deductible_left -= deductible
        cap_left -= copay + deductible + coinsurance - over_cap
        made.append(
            Share(
                allowed=line.allowed, copay=copay, deductible=deductible, coinsurance=coinsurance,
                coinsurance_of=base, over_cap=over_cap, deductible_left=deductible_left, cap_left=cap_left,
            )
        )  # fmt: skip
    return tuple(made)


def _parts(
    allowed: Cents, terms: Terms, *, copay_left: Cents, deductible_left: Cents
) -> tuple[Cents, Cents, Cents]:
    """Copay, deductible, and what coinsurance is counted on."""
    open_deductible = deductible_left if terms.deductible_applies else 0
    if terms.way is CopayWay.INSTEAD:
        return min(copay_left, allowed), 0, 0
    if terms.way is CopayWay.AFTER_DEDUCTIBLE:
        deductible = min(open_deductible, allowed)
        return min(copay_left, allowed - deductible), deductible, 0
    copay = min(copay_left, allowed)
    deductible = min(open_deductible, allowed - copay)
    return copay, deductible, allowed - copay - deductible
