"""The estimate: what a planned visit will likely leave to the patient; a range where the plan was not asked enough.

Line by line in the order of the claim: price, what is not covered, the first plan's share, a second plan, what the law
keeps from the patient; then what was collected already. Frozen facts in, so that it can be compared with what came.
An estimate is never a debt.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import product

from paydesk.rules.benefits import Network
from paydesk.rules.coordination import (
    Coordination,
    FirstAnswer,
    second_pays,
    sequestration_of,
    usual_coordination,
)
from paydesk.rules.cost_share import NO_LIMIT, Priced, Share, shares
from paydesk.rules.estimate_facts import Estimate, EstimateAsked, Exclusion, LineShare, PlannedLine, SecondPlan
from paydesk.rules.estimate_unknowns import About, Assumption, assumptions_of, possible_plans
from paydesk.rules.insurance import CoverageTerms, PayerKind, Protection, protection
from paydesk.rules.money import Cents


def estimate(asked: EstimateAsked) -> Estimate:
    """The estimate of ``asked``; both ends are the same where everything that matters is known.

    Raises ValueError for an amount below zero.
    """
    if asked.collected < 0 or any(_negative(line) for line in asked.lines):
        raise ValueError("a charge, a price and what was collected are never below zero")
    outcomes = tuple(_outcomes(asked))
    low, high = (choose(outcomes, key=_patient_of) for choose in (min, max))
    if _patient_of(low) == _patient_of(high):
        low = high
    assumptions = _assumptions(asked)
    if low == high:
        assumptions = tuple(one for one in assumptions if not one.about.widens)
    return Estimate(asked, low, high, assumptions)


def _negative(line: PlannedLine) -> bool:
    return min(line.charge, line.allowed or 0, line.second_allowed or 0) < 0


def _patient_of(lines: Sequence[LineShare]) -> Cents:
    return sum(line.patient for line in lines)


def _exclusion(asked: EstimateAsked, line: PlannedLine) -> Exclusion | None:
    if line.excluded is None and asked.first.terms(line.kind).covered.value is False:
        return Exclusion.NOT_COVERED
    return line.excluded


def _prices(lines: Sequence[PlannedLine]) -> tuple[tuple[Priced, ...], ...]:
    """The lesser of price and charge of each line; where a price is not known, once nothing and once the charge.

    Unknown prices are at one end together: their mixtures lie between, but for a patient whom the law leaves only
    copays and whose yearly limit is nearly reached.
    """
    known = [line.charge if line.allowed is None else min(line.charge, line.allowed) for line in lines]
    least = [0 if line.allowed is None else allowed for line, allowed in zip(lines, known, strict=True)]
    ends = dict.fromkeys((tuple(least), tuple(known)))
    return tuple(
        tuple(Priced(allowed, line.kind, line.visit) for line, allowed in zip(lines, end, strict=True)) for end in ends
    )


def _outcomes(asked: EstimateAsked) -> Iterator[tuple[LineShare, ...]]:
    """Everything that may come, with each unknown figure at its least or its most and each rule as it may be."""
    covered = tuple(line for line in asked.lines if _exclusion(asked, line) is None)
    plans = tuple(possible_plans(asked.first, (line.kind for line in covered)))
    for priced in _prices(covered):
        owns = _own_shares(asked.second, covered, priced)
        firsts = dict.fromkeys(shares(priced, plan) for plan in plans)
        for first, own, way in product(firsts, owns, _ways(asked.second)):
            answers = iter(zip(first, own, strict=True))
            yield tuple(
                _excluded(line, kept) if (kept := _exclusion(asked, line)) else _line(asked, line, *next(answers), way)
                for line in asked.lines
            )


def _own_shares(
    second: SecondPlan | None, lines: Sequence[PlannedLine], priced: Sequence[Priced]
) -> tuple[tuple[Share | None, ...], ...]:
    """What the second plan would leave if it were the only one: the least and the most there may be."""
    if second is None:
        return ((None,) * len(lines),)
    own = tuple(
        Priced(one.allowed if line.second_allowed is None else line.second_allowed, one.kind, one.visit)
        for line, one in zip(lines, priced, strict=True)
    )
    possible = [shares(own, plan) for plan in possible_plans(second.benefits, (one.kind for one in own))]
    ends = (choose(possible, key=lambda made: sum(one.patient for one in made)) for choose in (min, max))
    return tuple(dict.fromkeys(ends))


def _ways(second: SecondPlan | None) -> tuple[Coordination | None, ...]:
    if second is None:
        return (None,)
    told = second.coordination.value
    return usual_coordination(second.benefits.payer_kind) if told is None else (told,)


def _excluded(line: PlannedLine, why: Exclusion) -> LineShare:
    return LineShare(charge=line.charge, allowed=0, not_covered=line.charge, excluded=why)


def _line(
    asked: EstimateAsked, line: PlannedLine, first: Share, own: Share | None, way: Coordination | None
) -> LineShare:
    """One covered line after both plans and the law."""
    over = line.charge - first.allowed
    difference = over if asked.first.network.value is Network.OUT and asked.bills_difference else 0
    second = 0
    if asked.second is not None and own is not None and way is not None:
        answer = FirstAnswer(charge=line.charge, allowed=first.allowed, paid=first.plan, patient=first.patient)
        second = second_pays(way, answer, own_benefit=own.plan, own_allowed=own.allowed)
    left = first.patient + difference - second
    first_cut = sequestration_of(first.plan, asked.first.payer_kind, asked.on)
    second_cut = sequestration_of(second, _second_kind(asked), asked.on)
    return LineShare(
        charge=line.charge, allowed=first.allowed, copay=first.copay, deductible=first.deductible,
        coinsurance=first.coinsurance, coinsurance_of=first.coinsurance_of, over_cap=first.over_cap,
        difference=difference, contractual=over - difference, first_cut=first_cut, second_cut=second_cut,
        first_pays=first.plan - first_cut, second_pays=second - second_cut,
        protected=max(0, left - _most_by_law(asked, first, own, left)),
        deductible_left=_known(first.deductible_left), cap_left=_known(first.cap_left),
    )  # fmt: skip


def _second_kind(asked: EstimateAsked) -> PayerKind:
    return PayerKind.OTHER if asked.second is None else asked.second.benefits.payer_kind


def _known(left: Cents) -> Cents | None:
    return None if left > NO_LIMIT // 2 else left


def _protected_by(kind: PayerKind) -> Protection:
    return protection([CoverageTerms(0, kind, 1, date.min)])


def _most_by_law(asked: EstimateAsked, first: Share, own: Share | None, left: Cents) -> Cents:
    """The most of ``left`` the law lets the clinic ask: all, the protecting plan's own copay, or nothing."""
    second = Protection.NONE if asked.second is None else _protected_by(_second_kind(asked))
    levels = (asked.shield, _protected_by(asked.first.payer_kind), second)
    if Protection.ENTIRE in levels:
        return 0
    if Protection.BEYOND_COPAY not in levels:
        return left
    share = own if own is not None and second is Protection.BEYOND_COPAY else first
    return min(share.copay, share.patient)  # a copay above the plan's yearly limit is none


def _assumptions(asked: EstimateAsked) -> tuple[Assumption, ...]:
    covered = tuple(line for line in asked.lines if _exclusion(asked, line) is None)
    kinds = tuple(line.kind for line in covered)
    found: list[Assumption] = []
    if any(line.allowed is None for line in covered):
        found.append(Assumption(About.PRICE))
    found += assumptions_of(asked.first, kinds)
    if asked.second is not None:
        found += assumptions_of(asked.second.benefits, kinds, order=2)
        if len(_ways(asked.second)) > 1:
            found.append(Assumption(About.COORDINATION, None, asked.second.coordination.answer, 2))
        if any(line.second_allowed is None for line in covered):
            found.append(Assumption(About.SECOND_PRICE, order=2))
    if len(covered) < len(asked.lines):
        found.append(Assumption(About.NOTICE))
    if asked.first.network.value is Network.OUT and asked.bills_difference:
        found.append(Assumption(About.DIFFERENCE))
    return tuple(sorted(found, key=lambda one: one.about is not About.NOT_ACTIVE))
