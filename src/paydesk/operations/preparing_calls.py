"""Preparing calls: the sheet for a call to an insurer, with its script, the way to reach it, and what is known."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from paydesk.data import call_facts, call_store, office_store, payer_memory, verification_store
from paydesk.data.call_facts import Subject
from paydesk.data.database import Session
from paydesk.operations import underpayments
from paydesk.operations.desk import Desk
from paydesk.rules import call_script, claims
from paydesk.rules.call_outcome import Around
from paydesk.rules.call_script import CallFacts, ClaimFacts, Script, ShortFacts
from paydesk.rules.call_sheet import Answers, KnownFacts, Purpose
from paydesk.rules.claims import Limit
from paydesk.rules.errors import NotFound
from paydesk.rules.freshness import freshness_for
from paydesk.rules.keyboard import show_date
from paydesk.rules.payer_facts import PayerReach
from paydesk.rules.underpayment import Stands

__all__ = ["DraftCall", "Sheet", "facts_of", "read_sheet", "subject_of"]


@dataclass(frozen=True)
class DraftCall:
    """A call that was begun: what was ``typed`` comes back as it stood; ``started`` on the clinic's clock."""

    call_id: int
    by: str
    started: datetime
    held_seconds: int
    number: str
    menu: str
    typed: dict[str, Any]


@dataclass(frozen=True)
class Sheet:
    """All that stands on the sheet of a call before anything is answered; ``together`` are further claims on it, which
    end as the first one does."""

    about: str
    purpose: Purpose
    payer_id: int
    payer: str
    account_id: int
    patient_id: int
    facts: CallFacts
    script: Script
    reach: PayerReach
    known: KnownFacts
    around: Around
    draft: DraftCall | None = None
    words: str = ""
    claim_id: int | None = None
    claim_state: str = ""
    together: tuple[str, ...] = ()

    def next_of(self, answers: Answers) -> Around:
        """What the next date follows from, with these answers."""
        return replace(self.around, answers=answers)


def subject_of(session: Session, about: str, today: date) -> Subject:
    """The claim or coverage a call is about ("claim 7"). Raises NotFound."""
    kind, _, number = about.partition(" ")
    found = None
    if number.isdecimal() and kind == "claim":
        found = call_facts.claim(session, int(number))
    elif number.isdecimal() and kind == "coverage":
        found = call_facts.coverage(session, int(number), today)
    if found is None:
        raise NotFound("What that call was about is not on file any more.")
    return found


TOGETHER = "together"
"""Where a draft keeps the further claims of its sheet."""


def read_sheet(desk: Desk, about: str, purpose: Purpose, *, together: tuple[str, ...] = ()) -> Sheet:
    """The sheet for a call about a claim or coverage, or about several claims of one insurer: a look at their patients.

    Raises NotFound.
    """
    with desk.looking() as session:
        sheet, others = _sheet(desk, session, about, purpose, together)
    for one in (None, *others):
        account, person = (one.account_id, one.patient_id) if one else (sheet.account_id, sheet.patient_id)
        desk.looked(
            "calls.see", "Looked at a sheet for a call to an insurer", account=account, person=person, about=about,
            payer=sheet.payer,
        )  # fmt: skip
    return sheet


def _sheet(
    desk: Desk, session: Session, about: str, purpose: Purpose, together: tuple[str, ...]
) -> tuple[Sheet, tuple[Subject, ...]]:
    today = desk.clock.today()
    subject = subject_of(session, about, today)
    reach = payer_memory.reach(session, subject.payer_id, purpose.value)
    draft = call_store.draft_about(session, about)
    if draft is not None and not together and draft.typed.get("about") == about:
        together = tuple(draft.typed.get(TOGETHER) or ())
    others = tuple(subject_of(session, one, today) for one in together)
    facts = facts_of(session, subject, short=short_facts(desk, session, (subject, *others), purpose))
    zone = office_store.clinic_zone(session)
    kept = DraftCall(
        draft.id, draft.by, draft.started_at.astimezone(zone), draft.held_seconds, draft.number, draft.menu,
        dict(draft.typed),
    ) if draft else None  # fmt: skip
    service = subject.claim.service if subject.claim else None
    billed = subject.claim.billed if subject.claim else 0
    known = KnownFacts(today, subject.visit, service, billed, _denied(subject.claim))
    sheet = Sheet(
        about, purpose, subject.payer_id, subject.payer, subject.account_id, subject.patient_id, facts,
        call_script.script(purpose, facts, today=today), reach, known,
        around_of(session, subject, today, reach=reach), kept, claim_id=subject.claim_id,
        claim_state=subject.claim_state, together=together,
    )  # fmt: skip
    return sheet, others


def short_facts(
    desk: Desk, session: Session, subjects: tuple[Subject, ...], purpose: Purpose
) -> tuple[ShortFacts, ...]:
    """The underpaid lines of claims that a call for it is about, in their order."""
    ids = [one.claim_id for one in subjects if one.claim_id is not None]
    if purpose is not Purpose.UNDERPAYMENT or not ids:
        return ()
    lines = underpayments.of_claims(desk, session, ids)
    return tuple(
        ShortFacts(line.number, line.patient, one.birth_date, one.member_number, line.day, line.code, line.expected,
                   line.allowed, line.why)
        for one in subjects for line in lines.get(one.claim_id or 0, ()) if line.stands is Stands.OPEN
    )  # fmt: skip


def _denied(claim: ClaimFacts | None) -> dict[str, str]:
    """What a remittance said of a denial, as it is typed into the fields for it."""
    if claim is None or not claim.said or claim.said_on is None:
        return {}
    denial = claim.denial or claims.denial_of(claims.reasons_in(claim.said))
    return {"reason": denial, "code": claim.said, "denied_on": show_date(claim.said_on)}


def around_of(session: Session, subject: Subject, today: date, *, reach: PayerReach | None = None) -> Around:
    """What the rules of the next date need of a subject, before anything is answered."""
    return Around(
        today, {}, subject.payer_kind, appeal_limit(session, subject), reach.best_hours if reach else "",
        subject.visit, subject.valid_to,
        freshness_for(subject.payer_kind, today, rows=verification_store.freshness(session)),
    )  # fmt: skip


def appeal_limit(session: Session, subject: Subject) -> Limit | None:
    """The days in which an answer of that payer can be appealed, as far as known."""
    known = payer_memory.limits(session, (subject.payer_id,)).get(subject.payer_id, ())
    return next((one for one in claims.limits(subject.payer_kind, known) if one.kind == "appeal"), None)


def facts_of(session: Session, subject: Subject, *, short: tuple[ShortFacts, ...] = ()) -> CallFacts:
    """Who calls, for whom, about what."""
    office = office_store.office(session)
    clinic: dict[str, Any] = office.clinic
    return CallFacts(
        clinic=clinic.get("name") or "the clinic", payer=subject.payer, last_name=subject.last_name,
        first_name=subject.first_name, caller=(office.user or "").split(" ")[0].title(),
        clinic_npi=clinic.get("npi") or "", tax_id=clinic.get("tax_id") or "", clinic_phone=clinic.get("phone") or "",
        provider=subject.provider, provider_npi=subject.provider_npi, birth_date=subject.birth_date,
        member_number=subject.member_number, group_number=subject.group_number, subscriber=subject.subscriber,
        relation=subject.relation, visit=subject.visit, visit_reason=subject.visit_reason, claim=subject.claim,
        short=short,
    )  # fmt: skip
