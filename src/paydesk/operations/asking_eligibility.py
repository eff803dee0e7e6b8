"""Asking about eligibility by file: questions (X12 270) about one patient or a day's visits, for the clearinghouse."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any

from paydesk.data import document_store, eligibility_store, ledger_store, office_store, verification_store
from paydesk.data.database import Session
from paydesk.data.people_tables import Person
from paydesk.data.verification_store import CoverageFacts, Taken
from paydesk.data.verification_tables import EligibilityAsked
from paydesk.gateways import eligibility270
from paydesk.operations import keeping, verifying
from paydesk.operations.desk import Desk, Touched, about, also_about
from paydesk.operations.saving import write_whole
from paydesk.rules import eligibility_question
from paydesk.rules.benefits import Source
from paydesk.rules.eligibility_question import AskedPerson, EligibilityQuestion, Sending
from paydesk.rules.errors import NotFound, PaydeskError
from paydesk.rules.service_types import WHOLE_PLAN
from paydesk.rules.verification import Asks, State

_SETTING = "eligibility files"
_RELATIONS = {"spouse": "01", "child": "19"}
_OTHER_RELATION = "G8"


@dataclass(frozen=True)
class Clearinghouse:
    """How files of questions are addressed, as agreed with the clearinghouse or portal; ``test``: they are trials."""

    sender: str = ""
    receiver: str = ""
    sender_kind: str = "ZZ"
    receiver_kind: str = "ZZ"
    test: bool = False


def clearinghouse(desk: Desk) -> Clearinghouse:
    """What was agreed; empty where nothing is set yet."""
    with desk.looking() as session:
        return _clearinghouse(session)


def _clearinghouse(session: Session) -> Clearinghouse:
    kept: dict[str, Any] = office_store.setting(session, _SETTING) or {}
    return Clearinghouse(**kept)


def save_clearinghouse(desk: Desk, settings: Clearinghouse) -> Touched:
    """Keep what was agreed with the clearinghouse. Raises PaydeskError naming the field."""
    with desk.doing("office.edit", "Changed how eligibility files are addressed") as session:
        now = desk.clock.now()
        eligibility_question.check_sending(
            Sending(sender=settings.sender, receiver=settings.receiver, sender_kind=settings.sender_kind,
                    receiver_kind=settings.receiver_kind, interchange_control=1, group_control=1,
                    originator="1000000000", at=now)
        )  # fmt: skip
        before = asdict(_clearinghouse(session))
        office_store.keep_setting(session, _SETTING, asdict(settings))
        about(session, before=before, after=asdict(settings))
        return Touched((), ("office",))


@dataclass(frozen=True)
class AskEligibility:
    """A file of questions into the folder ``out``: about these coverages, or about all who come on ``visits_on``.

    ``on`` is the day of service asked about (today, or the day of the visits).
    """

    out: Path
    coverage_ids: tuple[int, ...] = ()
    visits_on: date | None = None
    on: date | None = None
    service_types: tuple[str, ...] = (WHOLE_PLAN,)


@dataclass(frozen=True)
class LeftOut:
    """Who could not be asked about, and what to mend."""

    coverage_id: int
    patient: str
    payer: str
    why: str


@dataclass(frozen=True)
class QuestionsWritten:
    """The file, how many are asked about, and who is left out; ``path`` None: nobody could be asked about."""

    path: Path | None
    asked: int
    left_out: tuple[LeftOut, ...]
    touched: Touched


def ask_eligibility(desk: Desk, request: AskEligibility) -> QuestionsWritten:
    """Write the file; its name carries the day and a number, nothing of a patient. The trail tells of every account.

    Who lacks something an insurer needs is left out and told. Raises PaydeskError when the clinic itself lacks
    something, and when the file cannot be written: then nothing is noted.
    """
    today = desk.clock.today()
    on = request.on or request.visits_on or today
    with desk.doing("insurance.edit", "Wrote eligibility questions") as session:
        wanted = _wanted(session, request)
        facts = verification_store.coverages(session, wanted)
        if not facts:
            raise NotFound("There is nobody to ask about: no coverage is in force for these visits.")
        asked, left_out = _questions(session, [facts[one] for one in wanted if one in facts], on, request, wanted)
        if not asked:
            about(session, act="eligibility.ask", count=0)
            return QuestionsWritten(None, 0, left_out, Touched())
        sending = _sending(desk, session)
        name = f"eligibility_{today:%Y%m%d}_{sending.interchange_control:06d}.270"
        content = eligibility270.write_questions([one for _, one in asked], sending).encode("ascii")
        _note(desk, session, asked, name, today=today)
        about(session, act="eligibility.ask", file=name, count=len(asked))
        for coverage, _ in asked:
            also_about(session, account=coverage.account_id, person=coverage.patient_id, file=name)
        write_whole(request.out / name, content)
        touched = Touched(tuple(sorted({one.account_id for one, _ in asked})), ("insurance",))
        return QuestionsWritten(request.out / name, len(asked), left_out, touched)


def _wanted(session: Session, request: AskEligibility) -> dict[int, tuple[str, str]]:
    """Coverage id -> name and NPI of the visit's provider, where it is asked about for a visit."""
    found: dict[int, tuple[str, str]] = dict.fromkeys(request.coverage_ids, ("", ""))
    if request.visits_on is not None:
        found |= {one.coverage_id: (one.provider, one.npi)
                  for one in eligibility_store.coverages_on(session, request.visits_on)}  # fmt: skip
    return found


def _questions(
    session: Session, facts: Sequence[CoverageFacts], on: date, request: AskEligibility,
    providers: dict[int, tuple[str, str]],
) -> tuple[list[tuple[CoverageFacts, EligibilityQuestion]], tuple[LeftOut, ...]]:  # fmt: skip
    """What can be asked, in the order of payers so that they share a set; the traces are new."""
    clinic = office_store.office(session).clinic
    ours = (str(clinic.get("name") or ""), str(clinic.get("npi") or ""))
    numbers = document_store.reserve_numbers(session, "eligibility question", count=len(facts))
    asked, left_out = [], []
    for number, one in zip(numbers, sorted(facts, key=lambda each: (each.payer, each.coverage_id)), strict=True):
        name, npi = ours if ours[1] else providers.get(one.coverage_id, ours)
        if not npi:
            raise PaydeskError("The clinic has no NPI. Add it in the clinic's settings.", field="npi")
        question = _question(session, one, f"PDE{number:08d}", on, request.service_types, name or ours[0], npi)
        try:
            eligibility_question.check_questions([question])
        except PaydeskError as refused:
            left_out.append(LeftOut(one.coverage_id, one.patient, one.payer, refused.sentence))
        else:
            asked.append((one, question))
    return asked, tuple(left_out)


def _question(
    session: Session, one: CoverageFacts, trace: str, on: date, service_types: tuple[str, ...], provider: str, npi: str
) -> EligibilityQuestion:
    patient = AskedPerson(
        last_name=one.last_name, first_name=one.first_name, middle_name=one.middle_name, suffix=one.suffix,
        birth_date=one.birth_date, sex=one.sex if one.sex in ("M", "F") else "",
    )  # fmt: skip
    own = one.relation == "self"
    return EligibilityQuestion(
        trace=trace, payer_name=one.payer, payer_id=one.edi_id, provider_name=provider, provider_npi=npi,
        member_number=one.member_number, subscriber=patient if own else _subscriber(session, one),
        dependent=None if own else patient, relation="" if own else _RELATIONS.get(one.relation, _OTHER_RELATION),
        service_date=on, service_types=service_types,
    )  # fmt: skip


def _subscriber(session: Session, one: CoverageFacts) -> AskedPerson:
    """By number alone where no record of ours is the subscriber's: a name in one field parts nobody safely."""
    row = session.get(Person, one.subscriber_id) if one.subscriber_id is not None else None
    if row is None:
        return AskedPerson()
    return AskedPerson(last_name=row.last_name, first_name=row.first_name, birth_date=row.birth_date)


def _sending(desk: Desk, session: Session) -> Sending:
    agreed = _clearinghouse(session)
    tax_id = re.sub(r"\D", "", str(office_store.office(session).clinic.get("tax_id") or ""))
    if len(tax_id) != 9:
        raise PaydeskError("The clinic has no tax id of nine digits. Add it in the clinic's settings.", field="tax_id")
    (number,) = document_store.reserve_numbers(session, "eligibility file", count=1)
    sending = Sending(
        sender=agreed.sender, receiver=agreed.receiver, sender_kind=agreed.sender_kind,
        receiver_kind=agreed.receiver_kind, interchange_control=number, group_control=number, originator=f"1{tax_id}",
        at=keeping.local_time(session, desk.clock.now()), test=agreed.test,
    )  # fmt: skip
    eligibility_question.check_sending(sending)
    return sending


def _note(
    desk: Desk, session: Session, asked: Sequence[tuple[CoverageFacts, EligibilityQuestion]], name: str, *, today: date
) -> None:
    now = desk.clock.now()
    ledger_store.lock_accounts(session, sorted({one.account_id for one, _ in asked}))
    eligibility_store.keep_asked(session, [
        EligibilityAsked(trace=question.trace, coverage_id=one.coverage_id, service_date=question.service_date,
                         service_types=" ".join(question.service_types), file_name=name, asked_at=now,
                         asked_by=desk.actor.name)
        for one, question in asked
    ])  # fmt: skip
    taken = Taken(Source.FILE, name, "", now, desk.actor.name, "file")
    for one, _ in asked:
        verifying.take_down(session, one, (), taken, on=today, today=today, ended=State.IN_PROGRESS,
                            asks=(Asks.ELIGIBILITY,), says=f"Asked by file {name}.")  # fmt: skip
