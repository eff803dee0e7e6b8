"""Estimating in good faith for who does not use insurance: what the law asks for, by when, kept as it was given."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date

from paydesk.data import document_store, estimate_store, form_store, office_store
from paydesk.data.database import Session
from paydesk.data.office_tables import Provider
from paydesk.data.verification_tables import EstimateRow
from paydesk.documents.estimate_view import GoodFaithView
from paydesk.operations import estimating, keeping, pricing
from paydesk.operations.desk import Desk, Touched, about
from paydesk.operations.estimating import EstimateMade, Planned
from paydesk.operations.pricing import PlannedService
from paydesk.rules import keyboard, plausibility
from paydesk.rules.correspondence import Language, language_of
from paydesk.rules.errors import NotFound, PaydeskError
from paydesk.rules.estimate_outcome import foretold_in_good_faith
from paydesk.rules.frozen_estimates import good_faith_of
from paydesk.rules.good_faith import (
    GoodFaith,
    GoodFaithDue,
    GoodFaithItem,
    GoodFaithProvider,
    Recurring,
    good_faith_due,
    is_po_box,
    last_revision_day,
    revision_due,
)
from paydesk.rules.keyboard import show_date
from paydesk.rules.money import show
from paydesk.rules.zip_codes import STATES

MOST_TIMES = 366
"""So often care may come again within the twelve months of one estimate."""

_LOOKED_BACK = 20
"""So many estimates are asked where the care was given last."""

_STATE_OF_LINE = re.compile(r"\b([A-Z]{2})(?:\s+\d{5}(?:-\d{4})?)?\s*$")


@dataclass(frozen=True)
class MakeGoodFaith:
    """A good faith estimate. ``primary`` says in plain words what the visit is for; ``diagnoses`` are its codes.

    ``on`` is the day the care is expected, None where none is known. ``scheduled_on`` is the day the visit was
    scheduled, ``requested_on`` the day somebody asked for the price.
    ``separate`` are services that are scheduled by themselves: () says there are none. ``others`` are other providers
    with their services, with the amounts as they gave them. With ``recurring`` the services are those of one time.
    ``location`` is where the care is given, asked for where the clinic's address is a PO box.
    ``replaces_id`` is the estimate it takes the place of, which stays on file. The same ``key`` again makes nothing.
    """

    patient_id: int
    services: tuple[PlannedService, ...]
    primary: str
    on: date | None = None
    visit_id: int | None = None
    provider_id: int | None = None
    diagnoses: tuple[str, ...] = ()
    diagnosis_known: bool = True
    separate: tuple[str, ...] | None = None
    others: tuple[GoodFaithProvider, ...] = ()
    recurring: Recurring | None = None
    scheduled_on: date | None = None
    requested_on: date | None = None
    location: str = ""
    replaces_id: int | None = None
    language: Language | None = None
    key: str = ""


@dataclass(frozen=True)
class PlaceOfCare:
    """Where the clinic gives care, as far as it is known; ``asked``: its own address does not say it."""

    location: str
    asked: bool


def place_of_care(desk: Desk) -> PlaceOfCare:
    """The clinic's street; where it has only a PO box, what was typed on the last estimate."""
    with desk.looking("estimates.make") as session:
        return _place_of_care(session)


def _place_of_care(session: Session) -> PlaceOfCare:
    lines = tuple(str(one) for one in office_store.office(session).clinic.get("address") or ())
    street = tuple(one for one in lines if not is_po_box(one))
    if len(street) == len(lines) or len(street) > 1:
        return PlaceOfCare(", ".join(street), False)
    kept = estimate_store.newest(session, estimate_store.GOOD_FAITH, limit=_LOOKED_BACK)
    places = (good_faith_of(one).providers[0].location for one in kept)
    return PlaceOfCare(next((one for one in places if not is_po_box(one)), ""), True)


def _location(session: Session, request: MakeGoodFaith) -> str:
    """Where the care is given. Raises PaydeskError when nobody said."""
    typed = keyboard.tidy_text(request.location, field="location") if request.location else ""
    if typed:
        found = _STATE_OF_LINE.search(typed)
        if is_po_box(typed) or found is None or found[1] not in STATES:
            raise PaydeskError(
                "Type where the care is given, a street with the state, such as: 12 River Rd, Springfield, IL 62701.",
                field="location",
            )
        return typed
    known = _place_of_care(session)
    if known.asked and not known.location:
        raise PaydeskError(
            "The clinic’s address is a PO box. Type the street where the care is given, with the state.",
            field="location",
        )  # fmt: skip
    return known.location


def due_of(desk: Desk, request: MakeGoodFaith) -> GoodFaithDue:
    """By when it has to be given, and why. Raises what ``make_good_faith`` would of its days and place."""
    with desk.looking("estimates.make") as session:
        _location(session, request)
        plan = estimating.planned_for(desk, session, request.patient_id, request.visit_id, request.on)
        _check_replaced(session, request, plan, desk.clock.today())
        return _due(request, plan)


def _due(request: MakeGoodFaith, plan: Planned) -> GoodFaithDue:
    if request.replaces_id is not None and _is_scheduled(request, plan):
        return revision_due(plan.on)
    service = plan.on if request.scheduled_on is not None else None
    return good_faith_due(scheduled_on=request.scheduled_on, service_on=service, requested_on=request.requested_on)


def make_good_faith(desk: Desk, request: MakeGoodFaith) -> EstimateMade:
    """Make and keep it and its paper. Raises PaydeskError naming everything the law asks for and is not there."""
    today = desk.clock.today()
    with desk.doing("estimates.make", "Made a good faith estimate") as session:
        kept = form_store.made_by(session, request.key, request)
        if kept is not None:
            return estimating.made_before(session, kept)
        plausibility.refuse_card_numbers(request)
        _check_days(request, today)
        plan = estimating.planned_for(desk, session, request.patient_id, request.visit_id, request.on)
        replaced = _check_replaced(session, request, plan, today)
        account = estimating.billed_account(session, plan.patient, today)
        language = request.language or language_of(account.language)
        number = document_store.reserve_numbers(session, estimating.ESTIMATE_COUNTER, count=1)[0]
        facts = _facts(session, request, plan, number, language, today)
        if replaced is not None:
            facts = replace(facts, replaces=str(replaced.number), replaced_made_on=replaced.made_on)
        # The drawing floor is loaded by the first paper.
        from paydesk.documents.good_faith_paper import draw_good_faith

        view = GoodFaithView(
            letterhead=keeping.letterhead(session), language=language, account=str(account.number),
            addressee=estimating.addressee_of(account, today), facts=facts,
        )  # fmt: skip
        drawn = draw_good_faith(view)
        printed = keeping.keep(desk, session, drawn, kind="good faith estimate", account_id=account.account_id)
        due = _due(request, plan)
        row = EstimateRow(
            number=number, kind=estimate_store.GOOD_FAITH, account_id=account.account_id, patient_id=plan.patient.id,
            visit_id=plan.visit.id if plan.visit else None, coverage_id=None, service_on=facts.service_on,
            due_on=due.due, due_why=due.why, low=facts.total, high=facts.total, inputs=estimating.frozen(facts),
            foretold=estimating.told(foretold_in_good_faith(facts)), made_on=today, made_at=desk.clock.now(),
            made_by=desk.actor.name, replaces_id=request.replaces_id, document_id=printed.document_id,
        )  # fmt: skip
        own = estimate_store.keep(session, row)
        form_store.keep(session, request.key, request, own)
        about(session, account=account.account_id, person=plan.patient.id, number=number, total=show(facts.total),
              kind="good faith", due=due.due.isoformat() if due.due else "",
              replaces=replaced.number if replaced is not None else "")  # fmt: skip
        return EstimateMade(own, number, facts.total, facts.total, printed.document_id, printed.pdf, printed.findings,
                            False, Touched((account.account_id,), ("paper",)))  # fmt: skip


def _check_days(request: MakeGoodFaith, today: date) -> None:
    again = request.recurring
    if again is not None:
        if not 2 <= again.times <= MOST_TIMES:
            raise PaydeskError(f"Care that comes again comes 2 to {MOST_TIMES} times. Check it.", field="times")
        if again.last < again.first or again.first < today:
            raise PaydeskError("It begins today or later, and ends after it begins. Check both days.", field="until")
    for field, day in (("scheduled_on", request.scheduled_on), ("requested_on", request.requested_on)):
        if day is not None and day > today:
            raise PaydeskError("That day is still to come. Check it.", field=field)


def _is_dated(request: MakeGoodFaith, plan: Planned) -> bool:
    """Whether a day of the care is known; a question about the price may name one that is not scheduled yet."""
    return plan.visit is not None or request.on is not None


def _is_scheduled(request: MakeGoodFaith, plan: Planned) -> bool:
    return plan.visit is not None or (request.on is not None and request.scheduled_on is not None)


def _check_replaced(session: Session, request: MakeGoodFaith, plan: Planned, today: date) -> EstimateRow | None:
    """The estimate it takes the place of; what comes too late, or was done before, is refused."""
    if request.replaces_id is None:
        return None
    row = estimate_store.estimate(session, request.replaces_id)
    if row is None or row.patient_id != request.patient_id or row.kind != estimate_store.GOOD_FAITH:
        raise NotFound("The estimate it takes the place of is not there, or is another patient's.", field="replaces_id")
    newer = estimate_store.replaced_by(session, row.id)
    if newer:
        raise PaydeskError(
            f"Estimate {newer} took the place of estimate {row.number} already. Choose that one.", field="replaces_id"
        )
    last = last_revision_day(plan.on)
    if _is_scheduled(request, plan) and today > last:
        raise PaydeskError(
            f"A changed estimate has to be given a business day before the care: the last day was {show_date(last)}. "
            f"Estimate {row.number} stands.", field="replaces_id",
        )  # fmt: skip
    return row


def _facts(
    session: Session, request: MakeGoodFaith, plan: Planned, number: int, language: Language, today: date
) -> GoodFaith:
    priced = pricing.planned(session, request.services, on=plan.on, specialist=plan.specialist,
                             spanish=language is Language.SPANISH)  # fmt: skip
    again = request.recurring.times if request.recurring is not None else 1
    items = tuple(
        GoodFaithItem(
            what=one.what or one.asked.code, code=one.asked.code, expected=one.charge * again,
            diagnoses=request.diagnoses, diagnosis_applies=request.diagnosis_known, times=again,
            units=one.asked.units,
        )
        for one in priced
    )  # fmt: skip
    return GoodFaith(
        number=str(number), made_on=today, patient=estimating.name_of(plan.patient), born=plan.patient.birth_date,
        primary=keyboard.tidy_text(request.primary, field="primary"),
        service_on=plan.on if _is_dated(request, plan) else None,
        providers=(_provider(session, request, plan, items), *request.others), separate=request.separate,
        recurring=request.recurring,
    )  # fmt: skip


def _provider(
    session: Session, request: MakeGoodFaith, plan: Planned, items: tuple[GoodFaithItem, ...]
) -> GoodFaithProvider:
    """Who gives the care, under the clinic's tax id, and where."""
    clinic = office_store.office(session).clinic
    own = request.provider_id or (plan.visit.provider_id if plan.visit is not None else None)
    provider = session.get(Provider, own) if own else None
    location = _location(session, request)
    found = _STATE_OF_LINE.search(location)
    return GoodFaithProvider(
        name=provider.name if provider else str(clinic.get("name") or ""),
        npi=(provider.npi if provider else "") or str(clinic.get("npi") or ""), tin=str(clinic.get("tax_id") or ""),
        state=found[1] if found else "", location=location, items=items,
    )  # fmt: skip
