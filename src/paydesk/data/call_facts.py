"""Reads what a call to an insurer needs at hand: whose coverage or claim it is, with every number that is asked for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session, aliased

from paydesk.data import corrected_claim_store, insurer_letter_store, office_store
from paydesk.data.advice_tables import Advice, AdviceClaim
from paydesk.data.charge_tables import Visit
from paydesk.data.claim_tables import Claim, ClaimEvent, ClaimLine
from paydesk.data.insurance_tables import Coverage, InsurancePlan, Payer
from paydesk.data.ledger_tables import ChargeBalance
from paydesk.data.office_tables import Provider
from paydesk.data.people_tables import Person
from paydesk.rules import claims, insurer_letter
from paydesk.rules.call_script import ClaimFacts
from paydesk.rules.claims import codes_in
from paydesk.rules.insurance import PayerKind
from paydesk.rules.insurer_letter import WAYS, LetterKind


@dataclass(frozen=True)
class Subject:
    """What a call is about: a coverage with the patient's next visit, or a claim. ``claim_state`` is empty for none."""

    payer_id: int
    payer: str
    payer_kind: PayerKind
    account_id: int
    patient_id: int
    first_name: str
    last_name: str
    birth_date: date | None
    coverage_id: int
    member_number: str
    group_number: str
    subscriber: str
    relation: str
    valid_to: date | None
    provider: str = ""
    provider_npi: str = ""
    visit: date | None = None
    visit_reason: str = ""
    claim: ClaimFacts | None = None
    claim_id: int | None = None
    claim_state: str = ""


def coverage(session: Session, coverage_id: int, today: date) -> Subject | None:
    """A coverage, with the next visit planned for its patient."""
    row = session.execute(
        select(Visit.on, Visit.reason, func.coalesce(Provider.name, ""), func.coalesce(Provider.npi, ""))
        .join(Coverage, Coverage.patient_id == Visit.patient_id)
        .outerjoin(Provider, Provider.id == Visit.provider_id)
        .where(Coverage.id == coverage_id, Visit.on >= today, Visit.status.in_(["scheduled", "arrived"]))
        .order_by(Visit.on, Visit.at, Visit.id)
        .limit(1)
    ).one_or_none()
    on, reason, provider, npi = row if row else (None, "", "", "")
    return _subject(session, coverage_id, provider=provider, npi=npi, visit=on, reason=reason)


def claim(session: Session, claim_id: int) -> Subject | None:
    """A claim as it was put to its insurer."""
    row = session.get(Claim, claim_id)
    if row is None:
        return None
    lines = session.execute(
        select(func.min(ClaimLine.service_date), func.sum(ClaimLine.amount)).where(ClaimLine.claim_id == claim_id)
    ).one()
    codes = session.execute(
        select(ClaimLine.code).where(ClaimLine.claim_id == claim_id).order_by(ClaimLine.seq)
    ).scalars()  # fmt: skip
    visit = session.get_one(Visit, row.visit_id)
    provider = session.get(Provider, visit.provider_id) if visit.provider_id else None
    said, said_on = _remittance_said(session, row)
    facts = ClaimFacts(
        row.number, lines[0] or visit.on, int(lines[1] or 0), open_part(session, claim_id), row.payer_claim,
        row.sent_on, row.sent_how, row.answered_on, row.denial, tuple(dict.fromkeys(codes)), row.state,
        said, said_on, _replaces(session, row), *_written(session, claim_id),
    )  # fmt: skip
    return _subject(
        session, row.coverage_id, account=row.account_id, provider=provider.name if provider else "",
        npi=provider.npi if provider else "", claim=facts, claim_id=claim_id,
    )  # fmt: skip


def _replaces(session: Session, claim: Claim) -> str:
    old = corrected_claim_store.replaced_by(session, claim.id)
    return claims.replaces_words(claim.frequency, old.number, old.payer_claim) if old else ""


def _written(session: Session, claim_id: int) -> tuple[str, date | None]:
    """Which letter about the claim was written last, how it went out, and when."""
    last = insurer_letter_store.last_about(session, claim_id)
    if last is None:
        return "", None
    row, level = last
    return f"{insurer_letter.level_words(LetterKind(row.kind), level)} {WAYS[row.way]}", row.written_on


_ANSWER = "remittance claim"


def _remittance_said(session: Session, claim: Claim) -> tuple[str, date | None]:
    """The codes with which a posted remittance left a claim unpaid, and its day; nothing once the posting was undone
    or the claim was sent again."""
    found = session.execute(
        select(ClaimEvent.because, ClaimEvent.why, ClaimEvent.at, Advice.paid_on)
        .outerjoin(
            AdviceClaim,
            (AdviceClaim.answer_id == ClaimEvent.because_id) & (AdviceClaim.claim_id == ClaimEvent.claim_id),
        )
        .outerjoin(Advice, Advice.id == AdviceClaim.advice_id)
        .where(
            ClaimEvent.claim_id == claim.id,
            or_(ClaimEvent.because == _ANSWER, ClaimEvent.what.in_(["sent", "undone"])),
        )
        .order_by(ClaimEvent.id.desc())
        .limit(1)
    ).one_or_none()  # fmt: skip
    if found is None or found.because != _ANSWER or not (codes := codes_in(found.why)):
        return "", None
    zone = office_store.clinic_zone(session)
    posted = (found.at.astimezone(zone) if zone else found.at).date()
    on = found.paid_on if found.paid_on and found.paid_on <= posted else claim.answered_on
    return codes, on or posted


def open_part(session: Session, claim_id: int) -> int:
    """What is open of a claim with its coverage, in cents."""
    query = (
        select(func.coalesce(func.sum(ChargeBalance.balance), 0))
        .join(ClaimLine, ClaimLine.charge_id == ChargeBalance.charge_id)
        .join(Claim, Claim.id == ClaimLine.claim_id)
        .where(Claim.id == claim_id, ChargeBalance.coverage_id == Claim.coverage_id)
    )
    return int(session.execute(query).scalar_one())


def _subject(
    session: Session, coverage_id: int, *, account: int | None = None, provider: str = "", npi: str = "",
    visit: date | None = None, reason: str = "", claim: ClaimFacts | None = None, claim_id: int | None = None,
) -> Subject | None:  # fmt: skip
    holder = aliased(Person)
    row = session.execute(
        select(Coverage, InsurancePlan.group_number, Payer.id, Payer.name, Payer.kind, Person, holder)
        .join(InsurancePlan, InsurancePlan.id == Coverage.insurance_plan_id)
        .join(Payer, Payer.id == InsurancePlan.payer_id)
        .join(Person, Person.id == Coverage.patient_id)
        .outerjoin(holder, holder.id == Coverage.subscriber_id)
        .where(Coverage.id == coverage_id)
    ).one_or_none()
    if row is None:
        return None
    held, group, payer_id, payer, kind, person, subscriber = row
    name = f"{subscriber.first_name} {subscriber.last_name}".strip() if subscriber else held.subscriber_name
    return Subject(
        payer_id=payer_id, payer=payer, payer_kind=PayerKind(kind), account_id=account or person.account_id or 0,
        patient_id=person.id, first_name=person.first_name, last_name=person.last_name, birth_date=person.birth_date,
        coverage_id=coverage_id, member_number=held.member_number, group_number=group, subscriber=name,
        relation=held.relation, valid_to=held.valid_to, provider=provider, provider_npi=npi, visit=visit,
        visit_reason=reason, claim=claim, claim_id=claim_id, claim_state=claim.state if claim else "",
    )  # fmt: skip
