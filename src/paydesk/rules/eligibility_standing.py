"""Whether a person is covered on a day for a service, by what the insurer answered; and why it is said."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from paydesk.rules.eligibility import Answer, Benefit, Rejection, Span
from paydesk.rules.eligibility_rejections import NOT_MATCHED, reason_of
from paydesk.rules.eligibility_words import information_words
from paydesk.rules.service_types import MEDICAL_CARE, WHOLE_PLAN, service_words

ACTIVE, INACTIVE = frozenset("12345"), frozenset("678")
"""What EB01 says of the coverage itself."""

NOT_COVERED = frozenset({"I", "E"})
_CANNOT = frozenset({"U", "V"})
BEGINS = frozenset({"193", "346", "348", "356", "539", "340"})
ENDS = frozenset({"194", "347", "349", "357", "540", "341"})
FROM = frozenset({"291", "292", "307"})
"""A time, or one day: often the first one, sometimes only the day that was asked about."""


class Standing(StrEnum):
    """What may be said of a person's coverage."""

    ACTIVE = "active"
    INACTIVE = "inactive"
    NOT_FOUND = "not found"
    UNCLEAR = "unclear"


@dataclass(frozen=True, slots=True)
class Judged:
    """``why`` in a sentence. ``covered``: whether the plan covers the service; None where it does not say."""

    standing: Standing
    why: str
    covered: bool | None = None


def judge(answer: Answer, *, on: date, service_type: str = WHOLE_PLAN) -> Judged:
    """Whether the person asked about is covered on ``on`` for ``service_type``.

    What is contradicted, or told for another day or service only, is unclear: nothing is guessed.
    """
    benefits = answer.benefits
    if answer.rejections:
        return _rejected(answer.rejections, any(one.information in ACTIVE | INACTIVE for one in benefits))
    told = [one for one in benefits if one.information in ACTIVE | INACTIVE]
    scoped = _in_scope(told, service_type)
    if scoped:
        return _of_statements(scoped, answer, on, service_type)
    return _of_none(told, benefits, service_type)


def _rejected(rejections: Iterable[Rejection], contradicted: bool) -> Judged:
    first, *others = rejections
    if contradicted:
        return Judged(Standing.UNCLEAR, f"The insurer tells of coverage and refuses to answer: {reason_of(first)}")
    known = next((one for one in (first, *others) if one.reason in NOT_MATCHED), None)
    if known is not None:
        return Judged(Standing.NOT_FOUND, reason_of(known))
    return Judged(Standing.UNCLEAR, reason_of(first))


def _in_scope(told: list[Benefit], service_type: str) -> list[Benefit]:
    """Those of the service itself, or else of the whole plan; medical care stands for the plan where that is all.

    That a service is not covered says nothing of the plan, so an answer of the service alone is looked for first.
    """
    own = [one for one in told if one.speaks_of(service_type)]
    of_plan = [one for one in told if not one.service_types or one.speaks_of(WHOLE_PLAN)]
    if service_type == WHOLE_PLAN:
        return of_plan or [one for one in told if one.speaks_of(MEDICAL_CARE)]
    return own or of_plan


def _of_statements(scoped: list[Benefit], answer: Answer, on: date, service_type: str) -> Judged:
    judged = [(one, _on_day(one, answer, on)) for one in scoped]
    active = [(one, each) for one, each in judged if each.standing is Standing.ACTIVE]
    against = [(one, each) for one, each in judged if each.standing is not Standing.ACTIVE and _undated(one, each)]
    if not active:
        return _worst(each for _, each in judged)
    same = next((one for one, _ in against if any(_same_plan(one, other) for other, _ in active)), None)
    if same is not None:
        says = f"The insurer says both “{information_words(active[0][0].information)}” and "
        return Judged(Standing.UNCLEAR, f"{says}“{information_words(same.information)}” of the same plan.")
    return _of_service(answer, active[0][1], service_type)


def _undated(one: Benefit, judged: Judged) -> bool:
    """A statement against it that counts for any day: one that ended or has not begun contradicts nothing."""
    return one.information in INACTIVE and not one.days and judged.standing is Standing.INACTIVE


def _same_plan(one: Benefit, other: Benefit) -> bool:
    return (one.insurance_type, one.plan) == (other.insurance_type, other.plan)


def _worst(judged: Iterable[Judged]) -> Judged:
    """Unclear before inactive: one that could not be read may be the one that counts."""
    all_of_them = list(judged)
    return next((one for one in all_of_them if one.standing is Standing.UNCLEAR), all_of_them[0])


def _on_day(one: Benefit, answer: Answer, on: date) -> Judged:
    plan = f" ({one.plan[:60]})" if one.plan else ""
    says = f"The insurer says “{information_words(one.information)}”{plan}"
    spans = coverage_days(one, answer)
    if one.information in INACTIVE:
        return _inactive(spans, on, says)
    for each in spans:
        other = _against(each, on)
        if other is not None:
            return other
    return Judged(Standing.ACTIVE, f"{says}.")


def holds_on(spans: Iterable[Span], on: date) -> bool:
    """Whether no date of the coverage speaks against the day; one that could not be read does."""
    return all(_against(one, on) is None for one in spans if one.kind in BEGINS | ENDS | FROM)


def coverage_days(one: Benefit, answer: Answer) -> list[Span]:
    """When what is said holds: its own dates, or else those of the coverage as a whole."""
    own = [each for each in one.days if each.kind in BEGINS | ENDS | FROM]
    return own or [each for each in answer.days if each.kind in BEGINS | ENDS | FROM]


def _inactive(spans: list[Span], on: date, says: str) -> Judged:
    """Inactive with an end that lies behind the day asked says nothing of the day itself."""
    ends = [each.last or each.first for each in spans if each.kind in ENDS]
    ends += [each.last for each in spans if each.kind not in ENDS]
    known = [each for each in ends if each is not None]
    if known and on <= min(known):
        return Judged(Standing.UNCLEAR, f"{says}, ended {_us(min(known))}: ask for the day itself.")
    return Judged(Standing.INACTIVE, f"{says}{f', ended {_us(min(known))}' if known else ''}.")


def _against(span: Span, on: date) -> Judged | None:
    """What a date of the coverage says against the day; None for nothing."""
    if span.first is None:
        return Judged(Standing.UNCLEAR, "A date of the coverage could not be read.")
    if span.kind in ENDS:
        last = span.last or span.first
        return Judged(Standing.INACTIVE, f"The coverage ended on {_us(last)}.") if on > last else None
    if span.last is not None and on > span.last:
        return Judged(Standing.INACTIVE, f"The coverage ended on {_us(span.last)}.")
    if on >= span.first:
        return None
    if span.kind in FROM and span.last is None:
        return Judged(Standing.UNCLEAR, f"The answer is for {_us(span.first)}, not for an earlier day.")
    return Judged(Standing.INACTIVE, f"The coverage begins on {_us(span.first)}.")


def _of_service(answer: Answer, judged: Judged, service_type: str) -> Judged:
    """The plan is active; whether it covers the service itself may be said besides."""
    if service_type == WHOLE_PLAN:
        return judged
    named = [one for one in answer.benefits if one.speaks_of(service_type) and one.network != "N"]
    refused = [one for one in named if one.information in NOT_COVERED]
    if any(one.information in ACTIVE for one in named):
        return Judged(judged.standing, judged.why, None if refused else True)
    if refused:
        says = f"The plan is active, but does not cover this: {service_words(service_type)}."
        return Judged(judged.standing, says, False)
    return judged


def _of_none(told: list[Benefit], benefits: tuple[Benefit, ...], service_type: str) -> Judged:
    """Nothing was said of the service or the plan."""
    if told:
        what = ", ".join(dict.fromkeys(service_words(each) for one in told for each in one.service_types[:3]))
        return Judged(Standing.UNCLEAR, f"The insurer tells of {what[:100]}, not of {service_words(service_type)}.")
    refused = next((each for one in benefits for each in one.rejections), None)
    if refused is not None:
        return Judged(Standing.UNCLEAR, reason_of(refused))
    cannot = next((one for one in benefits if one.information in _CANNOT), None)
    if cannot is not None:
        return Judged(Standing.UNCLEAR, f"The insurer answers: {information_words(cannot.information)}.")
    return Judged(Standing.UNCLEAR, "The insurer does not say whether the coverage is active.")


def _us(day: date) -> str:
    return f"{day:%m/%d/%Y}"
