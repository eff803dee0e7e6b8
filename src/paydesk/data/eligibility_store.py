"""Reads and writes eligibility files: questions that went out, answers that came, and what differs from the record."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, or_, select, text, update
from sqlalchemy.orm import Session

from paydesk.data.charge_tables import Visit
from paydesk.data.insurance_tables import Coverage, InsurancePlan, Payer
from paydesk.data.office_tables import Provider
from paydesk.data.people_tables import Account, Person
from paydesk.data.verification_store import parts
from paydesk.data.verification_tables import EligibilityAnswered, EligibilityAsked, EligibilityDifference
from paydesk.rules.eligibility_differences import Difference, Field
from paydesk.rules.eligibility_match import Candidate


def keep_asked(session: Session, rows: Sequence[EligibilityAsked]) -> None:
    """Keep the questions of a file."""
    session.add_all(rows)
    session.flush()


def asked(session: Session, traces: Iterable[str]) -> dict[str, EligibilityAsked]:
    """Trace in capitals -> the question it is of."""
    found: dict[str, EligibilityAsked] = {}
    wanted = sorted({one.upper() for one in traces})
    for start in range(0, len(wanted), 500):
        rows = session.execute(select(EligibilityAsked).where(EligibilityAsked.trace.in_(wanted[start : start + 500])))
        found |= {row.trace: row for row in rows.scalars()}
    return found


@dataclass(frozen=True)
class VisitAsked:
    """A coverage in force on the day of a visit, with the visit's provider and his NPI."""

    coverage_id: int
    provider: str
    npi: str


def coverages_on(session: Session, day: date) -> tuple[VisitAsked, ...]:
    """The coverages of everybody who comes on that day and lets insurance be billed, each once."""
    rows = session.execute(
        select(Coverage.id, Provider.name, Provider.npi)
        .join(Visit, Visit.patient_id == Coverage.patient_id)
        .outerjoin(Provider, Provider.id == Visit.provider_id)
        .where(
            Visit.on == day, Visit.status.in_(("scheduled", "arrived")), ~Visit.self_pay, Coverage.valid_from <= day,
            or_(Coverage.valid_to.is_(None), Coverage.valid_to >= day),
        )
        .order_by(Coverage.id)
    )  # fmt: skip
    found: dict[int, VisitAsked] = {}
    for own, name, npi in rows:
        found.setdefault(own, VisitAsked(own, name or "", npi or ""))
    return tuple(found.values())


def candidates(
    session: Session, *, coverage_ids: Collection[int], births: Collection[date]
) -> tuple[Candidate, ...]:
    """Every coverage of people born on these days, and those of these ids."""
    query = (
        select(
            Coverage.id, Person.id, Payer.id, Person.last_name, Person.first_name, Person.birth_date,
            Coverage.member_number, Coverage.valid_from, Coverage.valid_to,
        )
        .join(Person, Person.id == Coverage.patient_id)
        .join(InsurancePlan, InsurancePlan.id == Coverage.insurance_plan_id)
        .join(Payer, Payer.id == InsurancePlan.payer_id)
    )  # fmt: skip
    found: dict[int, Candidate] = {}
    asked_for = [Coverage.id.in_(part) for part in parts(coverage_ids)]
    asked_for += [Person.birth_date.in_(part) for part in _split(sorted(births))]
    for wanted in asked_for:
        rows = session.execute(query.where(wanted, or_(Person.merged_into_id.is_(None), Coverage.id.in_(coverage_ids))))
        for own, patient, payer, last, first, born, number, start, end in rows:
            found[own] = Candidate(
                coverage_id=own, patient_id=patient, payer_id=payer, last_name=last, first_name=first,
                birth_date=born, member_number=number, valid_from=start, valid_to=end,
            )  # fmt: skip
    return tuple(found.values())


def _split(values: Sequence[object]) -> Iterable[Sequence[object]]:
    for start in range(0, len(values), 500):
        yield values[start : start + 500]


def known_keys(session: Session, keys: Iterable[str]) -> dict[str, int]:
    """Key -> id of the answers that were read before."""
    found: dict[str, int] = {}
    for part in _split(sorted(set(keys))):
        rows = session.execute(
            select(EligibilityAnswered.key, EligibilityAnswered.id).where(EligibilityAnswered.key.in_(part))
        )
        for key, own in rows:
            found[key] = own
    return found


def keep_answered(session: Session, row: EligibilityAnswered) -> int:
    """Keep one answer of a file; its id."""
    session.add(row)
    session.flush()
    return row.id


def keep_differences(session: Session, answered_id: int, coverage_id: int, found: Iterable[Difference]) -> None:
    """Keep what differs; what an earlier answer had otherwise in the same thing is past."""
    differ = tuple(found)
    session.execute(
        update(EligibilityDifference)
        .where(EligibilityDifference.coverage_id == coverage_id, EligibilityDifference.state == "open")
        .values(state="past", version=EligibilityDifference.version + 1)
    )
    session.add_all(
        EligibilityDifference(
            answered_id=answered_id, coverage_id=coverage_id, field=one.field.value, ours=one.ours, theirs=one.theirs
        )
        for one in differ
    )
    session.flush()


@dataclass(frozen=True)
class KeptDifference:
    """A difference that is kept, with where it came from."""

    id: int
    coverage_id: int
    difference: Difference
    state: str
    version: int
    file_name: str
    read_at: datetime
    decided_by: str
    why: str


def differences(
    session: Session, *, coverage_ids: Collection[int] = (), answered_ids: Collection[int] = (), state: str = "open"
) -> dict[int, tuple[KeptDifference, ...]]:
    """Coverage id -> its differences in that state (empty: all), of these coverages or answers; of all where neither
    is given."""
    query = (
        select(EligibilityDifference, EligibilityAnswered.file_name, EligibilityAnswered.read_at)
        .join(EligibilityAnswered, EligibilityAnswered.id == EligibilityDifference.answered_id)
        .order_by(EligibilityDifference.id)
    )
    if state:
        query = query.where(EligibilityDifference.state == state)
    wanted = [EligibilityDifference.coverage_id.in_(part) for part in parts(coverage_ids)]
    wanted += [EligibilityDifference.answered_id.in_(part) for part in parts(answered_ids)]
    found = defaultdict[int, list[KeptDifference]](list)
    for one in [query.where(each) for each in wanted] or [query]:
        for row, file_name, read_at in session.execute(one):
            found[row.coverage_id].append(_kept(row, file_name, read_at))
    return {own: tuple(kept) for own, kept in found.items()}


@dataclass(frozen=True)
class OpenDifference:
    """A difference that nobody decided, with the number of its account and why the same was left before."""

    kept: KeptDifference
    account_number: int
    left_before: str


def open_differences(session: Session, *, most: int) -> tuple[OpenDifference, ...]:
    """What nobody decided of people who are in use, the newest answers first, at most so many."""
    rows = session.execute(
        select(EligibilityDifference, EligibilityAnswered.file_name, EligibilityAnswered.read_at, Account.number)
        .join(EligibilityAnswered, EligibilityAnswered.id == EligibilityDifference.answered_id)
        .join(Coverage, Coverage.id == EligibilityDifference.coverage_id)
        .join(Person, Person.id == Coverage.patient_id)
        .join(Account, Account.id == Person.account_id)
        .where(*_OPEN)
        .order_by(EligibilityDifference.id.desc())
        .limit(most)
    ).all()
    before = _left_before(session, [row.coverage_id for row, *_ in rows])
    return tuple(
        OpenDifference(_kept(row, file, read_at), number, before.get((row.coverage_id, row.field, row.theirs), ""))
        for row, file, read_at, number in rows
    )


def count_of_open(session: Session) -> int:
    """How many of them there are."""
    query = (
        select(func.count())
        .select_from(EligibilityDifference)
        .join(Coverage, Coverage.id == EligibilityDifference.coverage_id)
        .join(Person, Person.id == Coverage.patient_id)
        .where(*_OPEN)
    )
    return session.execute(query).scalar_one()


_OPEN = (text("eligibility_difference.state = 'open'"), Person.merged_into_id.is_(None), Person.status != "deceased")
"""The state stands there in so many words: SQLite takes an index of a part of a table by them alone."""


def _left_before(session: Session, coverage_ids: Iterable[int]) -> dict[tuple[int, str, str], str]:
    """(coverage, field, theirs) -> why the record stayed when the insurer said the same before."""
    found: dict[tuple[int, str, str], str] = {}
    for part in parts(coverage_ids):
        rows = session.execute(
            select(EligibilityDifference)
            .where(EligibilityDifference.coverage_id.in_(part), EligibilityDifference.state == "left")
            .order_by(EligibilityDifference.id)
        )
        found |= {(row.coverage_id, row.field, row.theirs): row.why for row in rows.scalars()}
    return found


def _kept(row: EligibilityDifference, file_name: str, read_at: datetime) -> KeptDifference:
    told = Difference(Field(row.field), row.ours, row.theirs)
    return KeptDifference(row.id, row.coverage_id, told, row.state, row.version, file_name, read_at, row.decided_by,
                          row.why)  # fmt: skip


def difference(session: Session, difference_id: int) -> EligibilityDifference | None:
    """The row of a difference, locked against another desk."""
    return session.get(EligibilityDifference, difference_id, with_for_update=True)


def other_payers(session: Session, patient_id: int, *, but: int, on: date) -> tuple[str, ...]:
    """Names of a patient's insurers in force beside the coverage ``but``."""
    theirs = payers_of(session, (patient_id,), on=on)[patient_id]
    return tuple(dict.fromkeys(name for own, name in theirs if own != but))


def payers_of(
    session: Session, patient_ids: Iterable[int], *, on: date
) -> defaultdict[int, list[tuple[int, str]]]:  # fmt: skip
    """Patient id -> (coverage id, its insurer's name) of all that is in force, primary first."""
    found = defaultdict[int, list[tuple[int, str]]](list)
    for part in parts(patient_ids):
        rows = session.execute(
            select(Coverage.patient_id, Coverage.id, Payer.name)
            .join(InsurancePlan, InsurancePlan.id == Coverage.insurance_plan_id)
            .join(Payer, Payer.id == InsurancePlan.payer_id)
            .where(
                Coverage.patient_id.in_(part), Coverage.valid_from <= on,
                or_(Coverage.valid_to.is_(None), Coverage.valid_to >= on),
            )
            .order_by(Coverage.priority)
        )  # fmt: skip
        for patient, own, name in rows:
            found[patient].append((own, name))
    return found


def account_numbers(session: Session, account_ids: Iterable[int]) -> dict[int, int]:
    """Account id -> its number."""
    found: dict[int, int] = {}
    for part in parts(account_ids):
        for own, number in session.execute(select(Account.id, Account.number).where(Account.id.in_(part))):
            found[own] = number
    return found
