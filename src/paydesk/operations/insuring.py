"""Insuring: payers, and who is covered by which plan, in what order, from when to when."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from paydesk.data import (
    charge_store,
    form_store,
    insurance_store,
    ledger_store,
    people_store,
    search_store,
    verification_store,
)
from paydesk.data.database import Session
from paydesk.data.insurance_store import PayerFacts as PayerFacts
from paydesk.data.insurance_tables import Coverage, InsurancePlan, Payer
from paydesk.operations.desk import Desk, Touched, about
from paydesk.rules import insurance, keyboard, plausibility
from paydesk.rules.errors import NotFound, PaydeskError, refuse_changed
from paydesk.rules.insurance import CoverageTerms, PayerKind
from paydesk.rules.money import Cents


@dataclass(frozen=True)
class SavePayer:
    """A payer as the form has it; ``auto_post``: its clean answers post without a look at them.

    ``key`` is for a new one: the same again adds none.
    """

    name: str
    kind: PayerKind = PayerKind.COMMERCIAL
    phone: str = ""
    edi_id: str = ""
    payer_id: int | None = None
    version: int | None = None
    key: str = ""
    auto_post: bool = True


@dataclass(frozen=True)
class PayerSaved:
    """The payer's id."""

    payer_id: int
    touched: Touched


def save_payer(desk: Desk, request: SavePayer) -> PayerSaved:
    """Keep a payer. Raises PaydeskError without a name, and ChangedByOther."""
    touched = Touched((), ("insurance",))
    with desk.doing("insurance.edit", "Saved a payer") as session:
        made = form_store.made_by(session, request.key, request)
        if made is not None:
            about(session, payer=made, name=request.name, repeated=True)
            return PayerSaved(made, touched)
        row = _keep_payer(session, request)
        form_store.keep(session, request.key, request, row.id)
        about(session, payer=row.id, name=row.name, kind=row.kind)
        return PayerSaved(row.id, touched)


def _keep_payer(session: Session, request: SavePayer) -> Payer:
    row = session.get(Payer, request.payer_id) if request.payer_id else Payer()
    if row is None:
        raise NotFound("That payer is not there any more.")
    refuse_changed(row.version, request.version, of=row)
    plausibility.refuse_card_numbers(request)
    row.name = keyboard.tidy_name(request.name, field="name")
    if not row.name:
        raise PaydeskError("Type the payer's name.", field="name")
    row.kind, row.edi_id = request.kind.value, request.edi_id.strip()
    row.phone = keyboard.parse_phone(request.phone) if request.phone.strip() else ""
    row.auto_post = request.auto_post
    session.add(row)
    session.flush()
    return row


def payers(desk: Desk) -> tuple[PayerFacts, ...]:
    """Active payers, to choose from."""
    with desk.looking() as session:
        return insurance_store.payers(session)


@dataclass(frozen=True)
class SaveCoverage:
    """A patient's coverage as the form has it; ``valid_to`` is the last day covered, ``copay`` in cents.

    ``new_payer`` is kept along with it, in place of ``payer_id``, when the payer is not on file yet.
    ``key`` is for a new coverage: the same again adds none.
    """

    patient_id: int
    payer_id: int
    member_number: str
    valid_from: date
    plan_name: str = ""
    group_number: str = ""
    subscriber_id: int | None = None
    subscriber_name: str = ""
    relation: str = "self"
    priority: int = 1
    valid_to: date | None = None
    copay: Cents | None = None
    coverage_id: int | None = None
    version: int | None = None
    new_payer: SavePayer | None = None
    key: str = ""


@dataclass(frozen=True)
class CoverageSaved:
    """The coverage's id and new version."""

    coverage_id: int
    version: int
    touched: Touched


@dataclass(frozen=True)
class CoverageRecord:
    """A coverage as kept, to fill the form with."""

    version: int
    request: SaveCoverage
    payer: str


def save_coverage(desk: Desk, request: SaveCoverage) -> CoverageSaved:
    """Keep a coverage. Raises PaydeskError for an overlap, a gap in the order, or dates the wrong way round."""
    with desk.doing("insurance.edit", "Saved a coverage") as session:
        return keep_coverage(desk, session, request)


def keep_coverage(
    desk: Desk, session: Session, request: SaveCoverage, *, told_by_insurer: bool = False
) -> CoverageSaved:
    """``save_coverage`` within an act that does more; the same is raised.

    ``told_by_insurer``: a new number is none of a new card, and what was verified stands.
    """
    patient = people_store.in_use(session, request.patient_id)
    assert patient.account_id is not None
    touched = Touched((patient.account_id,), ("people", "insurance"))
    made = form_store.made_by(session, request.key, request)
    if made is not None:
        about(session, account=patient.account_id, person=patient.id, coverage=made, repeated=True)
        return CoverageSaved(made, session.get_one(Coverage, made).version, touched)
    ledger_store.lock_accounts(session, (patient.account_id,))  # two new ones at once would overlap
    payer = _keep_payer(session, request.new_payer) if request.new_payer else session.get(Payer, request.payer_id)
    if payer is None:
        raise PaydeskError("Choose the payer from the list.", field="payer_id")
    row = session.get(Coverage, request.coverage_id) if request.coverage_id else Coverage(patient_id=patient.id)
    if row is None or row.patient_id != patient.id:
        raise NotFound("That coverage is not there any more.")
    refuse_changed(row.version, request.version, of=row)
    _check(session_terms=charge_store.coverage_terms(session, patient.id), request=request, payer=payer)
    plan = insurance_store.plan(
        session, payer.id, keyboard.tidy_name(request.plan_name), request.group_number.strip()
    )
    card = row.insurance_plan_id, row.member_number
    _fill(session, row, request, plan)
    session.add(row)
    session.flush()
    if request.coverage_id and not told_by_insurer and card != (row.insurance_plan_id, row.member_number):
        verification_store.card_changed(session, row.id, desk.clock.today())
    form_store.keep(session, request.key, request, row.id)
    search_store.index_person(session, patient.id)
    about(session, account=patient.account_id, person=patient.id, coverage=row.id, payer=payer.name,
          valid_from=request.valid_from, valid_to=request.valid_to, priority=request.priority)  # fmt: skip
    return CoverageSaved(row.id, row.version, touched)


def _check(*, session_terms: tuple[CoverageTerms, ...], request: SaveCoverage, payer: Payer) -> None:
    plausibility.refuse_card_numbers(request)
    new = CoverageTerms(
        request.coverage_id or 0, PayerKind(payer.kind), request.priority, request.valid_from, request.valid_to,
        request.copay,
    )  # fmt: skip
    insurance.check_coverage(new, [one for one in session_terms if one.id != request.coverage_id])


def _fill(session: Session, row: Coverage, request: SaveCoverage, plan: InsurancePlan) -> None:
    subscriber = request.subscriber_id
    row.insurance_plan_id = plan.id
    row.member_number = insurance.tidy_member_number(request.member_number)
    row.subscriber_id = people_store.record_kept(session, subscriber).id if subscriber is not None else None
    row.subscriber_name = request.subscriber_name.strip()
    row.relation, row.priority = request.relation, request.priority
    row.valid_from, row.valid_to, row.copay = request.valid_from, request.valid_to, request.copay


def coverage_record(desk: Desk, coverage_id: int) -> CoverageRecord:
    """A coverage as kept, for the form."""
    with desk.looking() as session:
        request = record_of(session, coverage_id)
        return CoverageRecord(request.version or 0, request, session.get_one(Payer, request.payer_id).name)


def record_of(session: Session, coverage_id: int) -> SaveCoverage:
    """A coverage as its form would have it; raises NotFound."""
    row = session.get(Coverage, coverage_id)
    plan = session.get(InsurancePlan, row.insurance_plan_id) if row else None
    payer = session.get(Payer, plan.payer_id) if plan else None
    if row is None or plan is None or payer is None:
        raise NotFound("That coverage is not there any more.")
    return SaveCoverage(
        row.patient_id, payer.id, row.member_number, row.valid_from, plan.name, plan.group_number,
        row.subscriber_id, row.subscriber_name, row.relation, row.priority, row.valid_to, row.copay,
        row.id, row.version,
    )  # fmt: skip


def end_coverage(desk: Desk, coverage_id: int, *, last_day: date, version: int | None = None) -> CoverageSaved:
    """The last day a coverage holds; it stays on file for the visits it covered. Raises ChangedByOther."""
    record = coverage_record(desk, coverage_id)
    refuse_changed(record.version, version, of=record)
    return save_coverage(desk, replace(record.request, valid_to=last_day))
