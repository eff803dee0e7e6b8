"""Estimating what a planned visit leaves to the patient: made of what is known of the plans, kept as it was given."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Any

from paydesk.data import (
    billing_store,
    charge_store,
    document_store,
    estimate_store,
    form_store,
    ledger_store,
    people_store,
    verification_store,
)
from paydesk.data.billing_store import BilledAccount
from paydesk.data.charge_tables import Visit
from paydesk.data.database import Session
from paydesk.data.office_tables import Place, Provider
from paydesk.data.people_tables import Person
from paydesk.data.verification_store import CoverageFacts
from paydesk.data.verification_tables import EstimateRow
from paydesk.documents.estimate_view import EstimateView
from paydesk.operations import composing, keeping, pricing, verifying
from paydesk.operations.desk import Desk, Touched, about
from paydesk.operations.pricing import PlannedService, PricedService
from paydesk.rules import insurance, plausibility
from paydesk.rules.benefits import Benefits
from paydesk.rules.contact import Care, flags_in_force
from paydesk.rules.correspondence import Language, language_of, words
from paydesk.rules.errors import NotFound, PaydeskError
from paydesk.rules.estimate import estimate
from paydesk.rules.estimate_facts import Estimate, EstimateAsked, PlannedLine, SecondPlan
from paydesk.rules.estimate_outcome import Foretold, foretold_by
from paydesk.rules.known_benefits import benefits_known, coordination_known
from paydesk.rules.money import Cents, show

ESTIMATE_COUNTER = "estimate"

_GENERAL = ("family", "general", "internal", "pediatric", "primary")
"""What stands in the name of a specialty that plans take as primary care."""


@dataclass(frozen=True)
class MakeEstimate:
    """An estimate of what is planned for a patient on a day, or for a visit that is kept (its day, provider, place).

    ``language`` None is the guarantor's. The same ``key`` again makes nothing.
    """

    patient_id: int
    services: tuple[PlannedService, ...]
    on: date | None = None
    visit_id: int | None = None
    language: Language | None = None
    key: str = ""


@dataclass(frozen=True)
class EstimateSeen:
    """An estimate as it would be made now, with how each price is known; nothing of it is kept."""

    made: Estimate
    services: tuple[PricedService, ...]
    coverage_id: int


@dataclass(frozen=True)
class EstimateMade:
    """An estimate that was made and kept; ``low`` and ``high`` cents is what the patient was told."""

    estimate_id: int
    number: int
    low: Cents
    high: Cents
    document_id: int
    pdf: bytes
    findings: tuple[str, ...]
    repeated: bool
    touched: Touched


@dataclass(frozen=True)
class Planned:
    """Whose visit is planned, when, with whom and where."""

    patient: Person
    on: date
    visit: Visit | None
    provider: str
    place: str
    specialist: bool


def preview_estimate(desk: Desk, request: MakeEstimate) -> EstimateSeen:
    """What ``make_estimate`` would tell now: a look, told in the trail. Raises the same sentences."""
    with desk.looking("estimates.make") as session:
        plan = planned_for(desk, session, request.patient_id, request.visit_id, request.on)
        found = seen_now(desk, session, plan, request.services, spanish=request.language is Language.SPANISH)
        account, person = plan.patient.account_id, plan.patient.id
    desk.looked("estimate.look", "Looked at an estimate", account=account, person=person)
    return found


def make_estimate(desk: Desk, request: MakeEstimate) -> EstimateMade:
    """Make and keep an estimate and its paper. Raises PaydeskError naming what is missing, a service's row too."""
    with desk.doing("estimates.make", "Made an estimate") as session:
        kept = form_store.made_by(session, request.key, request)
        if kept is not None:
            return made_before(session, kept)
        plausibility.refuse_card_numbers(request)
        plan = planned_for(desk, session, request.patient_id, request.visit_id, request.on)
        account = billed_account(session, plan.patient, desk.clock.today())
        language = request.language or language_of(account.language)
        seen = seen_now(desk, session, plan, request.services, spanish=language is Language.SPANISH)
        number = document_store.reserve_numbers(session, ESTIMATE_COUNTER, count=1)[0]
        # The drawing floor is loaded by the first paper.
        from paydesk.documents.estimate_paper import draw_estimate

        view = _view(desk, session, plan, account, language, seen.made)
        printed = keeping.keep(desk, session, draw_estimate(view), kind="estimate", account_id=account.account_id)
        between = seen.made.patient
        row = EstimateRow(
            number=number, kind=estimate_store.ESTIMATE, account_id=account.account_id, patient_id=plan.patient.id,
            visit_id=plan.visit.id if plan.visit else None, coverage_id=seen.coverage_id, service_on=plan.on,
            low=between.low, high=between.high, inputs=frozen(seen.made.asked), foretold=told(foretold_by(seen.made)),
            made_on=desk.clock.today(), made_at=desk.clock.now(), made_by=desk.actor.name,
            document_id=printed.document_id,
        )  # fmt: skip
        own = estimate_store.keep(session, row)
        form_store.keep(session, request.key, request, own)
        about(session, account=account.account_id, person=plan.patient.id, number=number, low=show(between.low),
              high=show(between.high), codes=[one.asked.code for one in seen.services])  # fmt: skip
        return EstimateMade(own, number, between.low, between.high, printed.document_id, printed.pdf, printed.findings,
                            False, Touched((account.account_id,), ("paper",)))  # fmt: skip


def made_before(session: Session, estimate_id: int) -> EstimateMade:
    """What the same form made."""
    row = estimate_store.estimate(session, estimate_id)
    kept = document_store.kept(session, row.document_id) if row is not None else None
    if row is None or kept is None:
        raise NotFound("That estimate is not there any more.")
    about(session, account=row.account_id, person=row.patient_id, number=row.number, repeated=True)
    return EstimateMade(row.id, row.number, row.low, row.high, row.document_id, kept[1], (), True,
                        Touched((row.account_id,), ("paper",)))  # fmt: skip


def planned_for(
    desk: Desk, session: Session, patient_id: int, visit_id: int | None, on: date | None
) -> Planned:
    """The planned visit. Raises NotFound for a visit of somebody else, PaydeskError for a day that is over."""
    patient = people_store.in_use(session, patient_id)
    visit = session.get(Visit, visit_id) if visit_id is not None else None
    if visit_id is not None and (visit is None or visit.patient_id != patient.id):
        raise NotFound("That visit is not there any more. Choose it again.", field="visit_id")
    day = visit.on if visit is not None else on or desk.clock.today()
    if day < desk.clock.today():
        raise PaydeskError("An estimate is of care to come. Choose today or a later day.", field="on")
    provider = session.get(Provider, visit.provider_id) if visit is not None and visit.provider_id else None
    place = session.get(Place, visit.place_id) if visit is not None and visit.place_id else None
    specialty = provider.specialty.lower() if provider is not None else ""
    general = not specialty or any(word in specialty for word in _GENERAL)
    return Planned(patient, day, visit, provider.name if provider else "", place.pos_code if place else "11",
                   not general)  # fmt: skip


def billed_account(session: Session, patient: Person, today: date) -> BilledAccount:
    """The patient's account, as paper is addressed."""
    assert patient.account_id is not None
    return billing_store.billed_accounts(session, (patient.account_id,), as_of=today)[0]


def seen_now(
    desk: Desk, session: Session, plan: Planned, services: tuple[PlannedService, ...], *, spanish: bool
) -> EstimateSeen:
    """The estimate of a planned visit by what is known now. Raises PaydeskError naming what is missing."""
    priced = pricing.planned(session, services, on=plan.on, specialist=plan.specialist, spanish=spanish)
    first, *others = plans_in_force(session, plan)
    priced = pricing.allowed_by(session, priced, payer_id=first.payer_id, plan_id=first.plan_id, place=plan.place,
                                on=plan.on)  # fmt: skip
    second = _second(session, others[0], plan) if others else None
    seconds = priced if not others else pricing.allowed_by(
        session, priced, payer_id=others[0].payer_id, plan_id=others[0].plan_id, place=plan.place, on=plan.on
    )  # fmt: skip
    lines = tuple(
        PlannedLine(
            code=one.asked.code, what=one.what, charge=one.charge, allowed=one.price.allowed if one.price else None,
            second_allowed=two.price.allowed if others and two.price else None, kind=one.kind,
            excluded=one.asked.excluded,
        )
        for one, two in zip(priced, seconds, strict=True)
    )  # fmt: skip
    assert plan.patient.account_id is not None
    flags = charge_store.flags(session, plan.patient.account_id)
    asked = EstimateAsked(
        lines=lines, first=known_of(session, first, plan.on), second=second, on=plan.on,
        shield=Care(plan.patient.id, plan.on).shield(flags, on=desk.clock.today()), collected=_collected(session, plan),
    )  # fmt: skip
    return EstimateSeen(estimate(asked), priced, first.coverage_id)


def plans_in_force(session: Session, plan: Planned) -> list[CoverageFacts]:
    """The coverages that answer for it, first payer first. Raises PaydeskError when there is none to bill."""
    if plan.visit is not None and plan.visit.self_pay:
        raise PaydeskError("Insurance is not billed for this visit: make a good faith estimate.", field="visit_id")
    terms = insurance.in_force(charge_store.coverage_terms(session, plan.patient.id), plan.on)
    if not terms:
        raise PaydeskError(
            "No coverage is in force on that day. Enter it, or make a good faith estimate.", field="patient_id"
        )
    facts = verification_store.coverages(session, [one.id for one in terms])
    return [facts[one.id] for one in terms]


def known_of(session: Session, facts: CoverageFacts, on: date) -> Benefits:
    """What is known of a coverage's benefits for care on that day."""
    kept = verification_store.answers_of(session, (facts,)).get(facts.coverage_id, ())
    return benefits_known(kept, verifying.plan_known(facts, kept), on=on)


def _second(session: Session, facts: CoverageFacts, plan: Planned) -> SecondPlan:
    kept = verification_store.answers_of(session, (facts,)).get(facts.coverage_id, ())
    return SecondPlan(benefits=known_of(session, facts, plan.on), coordination=coordination_known(kept))


def _collected(session: Session, plan: Planned) -> Cents:
    """What was taken for the visit before it is charged."""
    if plan.visit is None:
        return 0
    held = ledger_store.credits_of(session, (plan.visit.account_id,))
    return sum(one.amount for one in held if one.visit_id == plan.visit.id)


def _view(
    desk: Desk, session: Session, plan: Planned, account: BilledAccount, language: Language, made: Estimate
) -> EstimateView:
    today = desk.clock.today()
    return EstimateView(
        letterhead=keeping.letterhead(session), language=language, date=today, account=str(account.number),
        addressee=addressee_of(account, today), patient=name_of(plan.patient),
        provider="" if plan.patient.id in account.discreet else plan.provider, visit_on=plan.on,
        made=_discreet(made, language) if plan.patient.id in account.discreet else made,
    )  # fmt: skip


def _discreet(made: Estimate, language: Language) -> Estimate:
    """Who asked for discretion gets a paper that does not say what is done."""
    lines = tuple(replace(one, what=words(language).medical_care, code="–") for one in made.asked.lines)
    return replace(made, asked=replace(made.asked, lines=lines))


def addressee_of(account: BilledAccount, today: date) -> tuple[str, ...]:
    """The lines of the window."""
    return composing.address_lines(account, flags_in_force(account.flags, today), today)


def name_of(person: Person) -> str:
    """First and last name."""
    return f"{person.first_name} {person.last_name}".strip()


def frozen(facts: Any) -> dict[str, Any]:
    """Facts as they are kept for ever: dates in ISO, amounts in cents."""
    made: dict[str, Any] = json.loads(json.dumps(asdict(facts), default=str))
    return made


def told(lines: tuple[Foretold, ...]) -> list[Any]:
    """The lines as they are kept, to compare with what came."""
    return [frozen(one) for one in lines]
