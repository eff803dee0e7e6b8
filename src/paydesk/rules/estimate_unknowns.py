"""What an estimate does not know: an unknown figure makes a range, a rule with a usual answer is assumed and told."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import product

from paydesk.rules.benefits import (
    WHOLE,
    Answer,
    Answered,
    Benefits,
    CopayWay,
    LimitRule,
    Network,
    NotActive,
    ServiceKind,
    ServiceTerms,
    Yearly,
    YearlyLimit,
)
from paydesk.rules.cost_share import NO_LIMIT, Plan, Terms
from paydesk.rules.money import Cents


class About(StrEnum):
    """What an assumption is about: the plan itself, then the figures that made a range, then the rules taken as usual.
    """

    NOT_ACTIVE = "not_active"

    PRICE = "price"
    COPAY = "copay"
    COPAY_WAY = "copay_way"
    COINSURANCE = "coinsurance"
    DEDUCTIBLE = "deductible"
    COORDINATION = "coordination"

    COVERED = "covered"
    NETWORK = "network"
    PREVENTIVE = "preventive"
    DEDUCTIBLE_APPLIES = "deductible_applies"
    DEDUCTIBLE_RULE = "deductible_rule"
    CAP = "cap"
    SECOND_PRICE = "second_price"
    NOTICE = "notice"
    DIFFERENCE = "difference"

    @property
    def widens(self) -> bool:
        """Whether it is why there is a range instead of one figure."""
        return self in _WIDENS


_WIDENS = frozenset(
    {About.PRICE, About.COPAY, About.COPAY_WAY, About.COINSURANCE, About.DEDUCTIBLE, About.COORDINATION}
)


@dataclass(frozen=True, slots=True)
class Assumption:
    """Something an estimate stands on without knowing it; for which ``kind`` of service, if one, of which plan.

    ``answer`` says whether nobody asked or the plan did not know; ``order`` 1 is the first plan, 2 the second.
    ``against`` is what the insurer said against the plan itself, for NOT_ACTIVE.
    """

    about: About
    kind: ServiceKind | None = None
    answer: Answer = Answer.NOT_ASKED
    order: int = 1
    against: NotActive | None = None


def possible_plans(benefits: Benefits, kinds: Iterable[ServiceKind]) -> Iterator[Plan]:
    """Every plan that ``benefits`` may be with each unknown figure at its least or its most; one when all is known.

    The law can keep everything but a copay from a patient, and a copay may wait for the deductible: so the least of
    one figure has to meet the most of another.
    """
    wanted = tuple(dict.fromkeys(kinds))
    yearly = product(_ends(_deductible_left(benefits.deductible)), _ends(_cap_left(benefits.out_of_pocket)))
    choices = ([_possible_terms(benefits, kind, high) for kind in wanted] for high in (False, True))
    asked = dict.fromkeys(chosen for choice in choices for chosen in product(*choice))
    for (deductible, cap), chosen in product(yearly, asked):
        yield Plan(dict(zip(wanted, chosen, strict=True)), deductible_left=deductible, cap_left=cap)


def _ends(between: tuple[Cents, Cents]) -> tuple[Cents, ...]:
    return tuple(dict.fromkeys(between))


def _possible_terms(benefits: Benefits, kind: ServiceKind, high: bool) -> tuple[Terms, ...]:
    if is_free_preventive(benefits, kind):
        return (Terms(deductible_applies=False),)
    known = benefits.terms(kind)
    copay = known.copay.value if known.copay.value is not None else NO_LIMIT if high else 0
    coinsurance = known.coinsurance.value if known.coinsurance.value is not None else WHOLE if high else 0
    return tuple(
        Terms(copay, way, coinsurance, deductible_applies=known.deductible_applies.value is not False)
        for way in _possible_ways(known)
    )


def _possible_ways(known: ServiceTerms) -> tuple[CopayWay, ...]:
    """How the copay may work; a copay of nothing means that there is none, and what was told of the rest counts."""
    if known.copay_way.value is not None:
        return (known.copay_way.value,)
    if known.copay.value == 0:
        return (CopayWay.THEN_REST,)
    return tuple(CopayWay)


def is_free_preventive(benefits: Benefits, kind: ServiceKind) -> bool:
    """Whether preventive care is taken as free: nothing else is known of it, and it is not out of the network.

    45 CFR 147.130; plans older than 2010 may ask for a share.
    """
    known = benefits.terms(kind)
    untold = known.copay.value is None and known.coinsurance.value is None
    return kind is ServiceKind.PREVENTIVE and untold and benefits.network.value is not Network.OUT


def _possible_rules(limit: YearlyLimit) -> tuple[LimitRule, ...]:
    if limit.rule.value is not None:
        return (limit.rule.value,)
    if limit.family.most is None:
        return (LimitRule.INDIVIDUAL,)
    return (LimitRule.EMBEDDED, LimitRule.AGGREGATE)


def _parts(limit: YearlyLimit, rule: LimitRule) -> tuple[Yearly, ...]:
    return {
        LimitRule.NONE: (),
        LimitRule.INDIVIDUAL: (limit.individual,),
        LimitRule.EMBEDDED: (limit.individual, limit.family),
        LimitRule.AGGREGATE: (limit.family,),
    }[rule]


def _most(part: Yearly) -> Cents:
    return NO_LIMIT if part.most is None else part.most


def _deductible_left(limit: YearlyLimit) -> tuple[Cents, Cents]:
    """The least and the most that may be left of a deductible."""
    rules = [_parts(limit, rule) for rule in _possible_rules(limit)]
    least = [min((part.least for part in parts), default=0) for parts in rules]
    most = [min(map(_most, parts), default=0) for parts in rules]
    return min(least), max(most)


def _cap_left(limit: YearlyLimit) -> tuple[Cents, Cents]:
    """What may be left of the most a patient pays in a year; what is not known to be met is taken as open."""
    left = [min(map(_most, _parts(limit, rule)), default=NO_LIMIT) for rule in _possible_rules(limit)]
    return min(left), max(left)


def assumptions_of(benefits: Benefits, kinds: Iterable[ServiceKind], *, order: int = 1) -> tuple[Assumption, ...]:
    """What an estimate for those kinds of service has to assume of that plan, in the order of ``About``."""
    found: list[Assumption] = []
    wanted = tuple(dict.fromkeys(kinds))
    if benefits.not_active is not None:
        found.append(Assumption(About.NOT_ACTIVE, order=order, against=benefits.not_active))
    for kind in wanted:
        found += _of_kind(benefits, kind, order=order)
    if any(_asks_deductible(benefits, kind) for kind in wanted):
        found += _of_deductible(benefits.deductible, order=order)
    if wanted and not all(is_free_preventive(benefits, kind) for kind in wanted):
        cap = benefits.out_of_pocket
        parts = [part for rule in _possible_rules(cap) for part in _parts(cap, rule)]
        if any(not part.known for part in parts):
            found.append(Assumption(About.CAP, None, _worst(parts), order))
    if wanted and benefits.network.value is None:
        found.append(Assumption(About.NETWORK, None, benefits.network.answer, order))
    return tuple(sorted(found, key=lambda one: list(About).index(one.about)))


def _of_kind(benefits: Benefits, kind: ServiceKind, *, order: int) -> Iterator[Assumption]:
    known = benefits.terms(kind)
    if is_free_preventive(benefits, kind):
        yield Assumption(About.PREVENTIVE, kind, known.copay.answer, order)
        return
    if known.covered.value is None:
        yield Assumption(About.COVERED, kind, known.covered.answer, order)
    if known.copay.value is None:
        yield Assumption(About.COPAY, kind, known.copay.answer, order)
    ways = _possible_ways(known)
    if len(ways) > 1:
        yield Assumption(About.COPAY_WAY, kind, known.copay_way.answer, order)
    if CopayWay.THEN_REST in ways and known.coinsurance.value is None:
        yield Assumption(About.COINSURANCE, kind, known.coinsurance.answer, order)
    open_deductible = _deductible_left(benefits.deductible) != (0, 0)
    if ways == (CopayWay.THEN_REST,) and open_deductible and known.deductible_applies.value is None:
        yield Assumption(About.DEDUCTIBLE_APPLIES, kind, known.deductible_applies.answer, order)


def _asks_deductible(benefits: Benefits, kind: ServiceKind) -> bool:
    known = benefits.terms(kind)
    if is_free_preventive(benefits, kind) or known.deductible_applies.value is False:
        return False
    return _possible_ways(known) != (CopayWay.INSTEAD,)


def _of_deductible(limit: YearlyLimit, *, order: int) -> Iterator[Assumption]:
    least, most = _deductible_left(limit)
    if least != most:
        parts = [part for rule in _possible_rules(limit) for part in _parts(limit, rule)]
        yield Assumption(About.DEDUCTIBLE, None, _worst(parts), order)
    if limit.rule.value is None and most > 0:
        yield Assumption(About.DEDUCTIBLE_RULE, None, limit.rule.answer, order)


def _worst(parts: Iterable[Yearly]) -> Answer:
    """Not asked, if anything that matters was not."""
    open_ = [one for part in parts if not part.known for one in _open_answers(part)]
    return Answer.NOT_ASKED if any(one.answer is Answer.NOT_ASKED for one in open_) else Answer.NOT_KNOWN


def _open_answers(part: Yearly) -> tuple[Answered[Cents], ...]:
    return tuple(one for one in (part.amount, part.met) if one.value is None)
