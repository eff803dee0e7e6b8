"""An insurer's file (X12 271) as answers to our questions: what is active, since when, and what the patient pays."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from paydesk.rules.benefits import Network, ServiceKind
from paydesk.rules.eligibility import Answer, Benefit
from paydesk.rules.eligibility_benefits import Accumulated, PatientShare, ServiceBenefit, derive
from paydesk.rules.eligibility_rejections import advice_on, is_passing, reason_of
from paydesk.rules.eligibility_standing import ACTIVE, BEGINS, ENDS, FROM, Standing, coverage_days, judge
from paydesk.rules.eligibility_words import insurance_words
from paydesk.rules.remittance import Party
from paydesk.rules.service_types import MEDICAL_CARE, WHOLE_PLAN
from paydesk.rules.verification import State
from paydesk.rules.verified_items import AnswerGiven, Item

SERVICE_TYPES: Mapping[ServiceKind, tuple[str, ...]] = {
    ServiceKind.PRIMARY_CARE: ("98", "BY", "96"),
    ServiceKind.URGENT_CARE: ("UC",),
    ServiceKind.PREVENTIVE: ("AN", "81", "BZ", "68"),
    ServiceKind.IMAGING: ("4", "62"),
    ServiceKind.LABORATORY: ("5",),
    ServiceKind.PROCEDURE: ("2",),
    ServiceKind.THERAPY: ("PT", "AE", "AD", "AF"),
    ServiceKind.MENTAL_HEALTH: ("MH", "A6", "CF", "A8"),
    ServiceKind.EQUIPMENT: ("DM", "12", "18"),
    ServiceKind.OTHER: (WHOLE_PLAN, MEDICAL_CARE),
}
"""The service types that tell of a kind of service, the better ones first."""

_SECOND_TO = frozenset({"12", "13", "14", "15", "16", "41", "42", "43", "47"})
"""Insurance types (EB04) by which Medicare says that another plan pays first."""

_OTHER, _PRIMARY_CARE, _LIMIT = "R", "L", "F"
_LEFT_OVER = ("29", "33")
_LONGEST = 300


@dataclass(frozen=True, slots=True)
class AnsweredEligibility:
    """What a file says of one person. ``ended`` is how the question ended where it brought no answer.

    ``reason`` says in words why it is so, ``advice`` what to do; ``unclear`` names what was told in two ways.
    """

    answers: tuple[AnswerGiven, ...]
    ended: State | None
    reason: str
    advice: str = ""
    unclear: tuple[str, ...] = ()


def answered_eligibility(answer: Answer, *, on: date) -> AnsweredEligibility:
    """The answers for care on ``on``. What contradicts itself, or is told of another day only, stays unasked."""
    judged = judge(answer, on=on)
    rejections = answer.rejections
    if rejections:
        first = rejections[0]
        ended = State.NOT_FOUND if judged.standing is Standing.NOT_FOUND else State.QUEUED
        if is_passing(first):
            ended = State.PAYER_DOWN
        advice = " ".join(dict.fromkeys(advice_on(one) for one in rejections))
        return AnsweredEligibility((), ended, judged.why or reason_of(first), advice)
    answers = [*_standing(judged.standing), *_dates(answer), *_membership(answer), *_others(answer)]
    unclear: list[str] = []
    for network in Network:
        if network is Network.OUT and not any(one.network == "N" for one in answer.benefits):
            continue
        share = derive(answer, on=on, in_network=network is Network.IN)
        unclear += share.unclear
        answers += _share(share, answer, network)
    advice = "" if judged.standing is Standing.ACTIVE else "Look at the answer, or ask again for the day itself."
    if judged.standing is Standing.INACTIVE:
        advice = "Ask the patient for other coverage."
    return AnsweredEligibility(tuple(answers), None, judged.why, advice, tuple(dict.fromkeys(unclear)))


def _standing(standing: Standing) -> Iterator[AnswerGiven]:
    if standing in (Standing.ACTIVE, Standing.INACTIVE):
        yield AnswerGiven(item=Item.ACTIVE, value=standing is Standing.ACTIVE)


def _told(answer: Answer) -> Benefit | None:
    """What the insurer says of the coverage itself."""
    return next((one for one in answer.benefits if one.information in ACTIVE), None)


def _dates(answer: Answer) -> Iterator[AnswerGiven]:
    """The first and last day; a file that does not say was asked all the same."""
    statement = _told(answer) or next(iter(answer.benefits), None)
    days = coverage_days(statement, answer) if statement is not None else list(answer.days)
    begins = [one.first for one in days if one.first and (one.kind in BEGINS or (one.kind in FROM and one.last))]
    ends = [one.last or one.first for one in days if one.kind in ENDS]
    ends += [one.last for one in days if one.kind in BEGINS | FROM and one.last is not None]
    yield AnswerGiven(item=Item.EFFECTIVE, value=max((one for one in begins if one), default=None))
    last = min((one for one in ends if one is not None), default=None)
    if last is not None:
        yield AnswerGiven(item=Item.ENDED, value=last)
    for one in answer.days:
        whole = one.first is not None and one.last is not None and one.kind in ("291", "346")
        if whole and one.first and one.last and timedelta(363) <= one.last - one.first <= timedelta(366):
            yield AnswerGiven(item=Item.PLAN_YEAR, value=one.first)
            break


def _membership(answer: Answer) -> Iterator[AnswerGiven]:
    statement = _told(answer)
    if statement is not None and statement.plan.strip():
        yield AnswerGiven(item=Item.PLAN_NAME, value=statement.plan.strip()[:_LONGEST])
    if statement is not None and statement.insurance_type:
        yield AnswerGiven(item=Item.PLAN_TYPE, value=insurance_words(statement.insurance_type))
    if statement is not None and statement.insurance_type in _SECOND_TO:
        yield AnswerGiven(item=Item.PAYER_ORDER, value=2)
    if answer.group is not None and answer.group.value.strip():
        yield AnswerGiven(item=Item.GROUP_NUMBER, value=answer.group.value.strip())
    if answer.dependent is not None and answer.subscriber is not None:
        name = party_name(answer.subscriber.party)
        if name:
            yield AnswerGiven(item=Item.SUBSCRIBER, value=name)


def party_name(party: Party | None) -> str:
    """First and last name, or the organization's."""
    return "" if party is None else f"{party.first} {party.name}".strip()


def _others(answer: Answer) -> Iterator[AnswerGiven]:
    others = [one for one in answer.benefits if one.information == _OTHER]
    yield AnswerGiven(item=Item.OTHER_COVERAGE, value=True if others else None)
    names = dict.fromkeys(
        party_name(entity.party) for one in others for entity in one.related if entity.role not in ("IL", "03")
    )
    told = ", ".join(name for name in names if name)
    if told:
        yield AnswerGiven(item=Item.OTHER_PAYER, value=told[:_LONGEST])
    for one in answer.benefits:
        doctors = [party_name(entity.party) for entity in one.related] if one.information == _PRIMARY_CARE else []
        if doctors and doctors[0]:
            yield AnswerGiven(item=Item.PRIMARY_CARE, value=doctors[0][:_LONGEST])
            return


def _share(share: PatientShare, answer: Answer, network: Network) -> Iterator[AnswerGiven]:
    for name, figures in (
        ("deductible", share.deductible), ("family_deductible", share.family_deductible),
        ("out_of_pocket", share.most), ("family_out_of_pocket", share.family_most),
    ):  # fmt: skip
        yield from _accumulated(name, figures, network)
    known = {one.service_type for one in share.services}
    for service, types in SERVICE_TYPES.items():
        told = next((each for each in types if each in known), None)
        if told is not None or WHOLE_PLAN in known:
            yield from _service(share.of(told or WHOLE_PLAN), service, network)
        if network is Network.IN:
            yield from _visits(answer, types, service)


def _accumulated(name: str, figures: Accumulated, network: Network) -> Iterator[AnswerGiven]:
    limits = "; ".join(figures.messages)[:_LONGEST]
    for item, value in ((name, figures.total), (f"{name}_left", figures.remaining), (f"{name}_met", figures.used)):
        if value is not None and value >= 0:
            yield AnswerGiven(item=Item(item), value=value, network=network, limits=limits)


def _service(one: ServiceBenefit, service: ServiceKind, network: Network) -> Iterator[AnswerGiven]:
    limits = "; ".join(one.messages)[:_LONGEST]
    points = None if one.coinsurance is None else one.coinsurance * 10_000
    whole = int(points) if points is not None and points == points.to_integral_value() else None
    values = (
        (Item.COVERED, one.covered), (Item.COPAY, one.copay), (Item.COINSURANCE, whole),
        (Item.AUTHORIZATION, one.authorization),
    )  # fmt: skip
    for item, value in values:
        if value is not None and 0 <= value <= (100_00 if item is Item.COINSURANCE else value):
            yield AnswerGiven(item=item, value=value, service=service, network=network, limits=limits)


def _visits(answer: Answer, types: tuple[str, ...], service: ServiceKind) -> Iterator[AnswerGiven]:
    for one in answer.benefits:
        if one.information != _LIMIT or one.quantity_kind != "VS" or one.period in _LEFT_OVER or one.quantity is None:
            continue
        if set(one.service_types) & set(types) and one.quantity == one.quantity.to_integral_value():
            limits = "; ".join(one.messages)[:_LONGEST]
            yield AnswerGiven(item=Item.VISIT_LIMIT, value=int(one.quantity), service=service, limits=limits)
            return
