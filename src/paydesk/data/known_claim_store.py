"""Finds the claims of ours that insurers may be answering: of hundreds of answers at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import BindParameter, Select, bindparam, func, select
from sqlalchemy.orm import Session, aliased

from paydesk.data.claim_tables import Claim, ClaimLine, ClaimNumber
from paydesk.data.database import answers
from paydesk.data.insurance_tables import Coverage, InsurancePlan, Payer, RemittanceClaim
from paydesk.data.ledger_tables import EntryRow, LineRow
from paydesk.data.people_tables import Account, Person
from paydesk.rules import claim_match
from paydesk.rules.answer_shares import KnownClaim, KnownLine
from paydesk.rules.claim_match import Candidate
from paydesk.rules.claims import ClaimState, squeezed
from paydesk.rules.remittance import ClaimAnswer

_BY_KIND = {
    "confirmed": claim_match.CONFIRMED, "ours": claim_match.BY_NUMBER, "sent as": claim_match.BY_SENT_AS,
    "payer's": claim_match.BY_PAYERS,
}  # fmt: skip
_SHORTEST_CUT = 6
_FEW, _MANY = 50, 500


@dataclass(frozen=True)
class Standing:
    """An answer that stands in the ledger: whose it is, and what it paid in cents."""

    answer_id: int
    coverage_id: int
    paid: int
    group_id: int


def candidates(session: Session, asked: Mapping[int, ClaimAnswer]) -> dict[int, tuple[Candidate, ...]]:
    """By the answers' ids: the claims each may be for, with the key they were found by."""
    found = defaultdict[int, dict[int, str]](dict)
    _by_numbers(session, {own: squeezed(one.number) for own, one in asked.items()}, _BY_KIND, found)
    left = {own: one for own, one in asked.items() if own not in found}
    payers = {"payer's": claim_match.BY_PAYERS}
    _by_numbers(session, {own: squeezed(one.original or one.payer_claim) for own, one in left.items()}, payers, found)
    left = {own: one for own, one in left.items() if own not in found}
    _by_cut_numbers(session, left, found)
    _by_who(session, {own: one for own, one in left.items() if own not in found}, found)
    _by_name(session, {own: one for own, one in left.items() if own not in found}, found)
    known = known_claims(session, {claim for claims in found.values() for claim in claims}, of_their_visits=True)
    by_visit = defaultdict[int, list[KnownClaim]](list)
    for one in known.values():
        by_visit[one.visit_id].append(one)
    return {own: tuple(_beside(known, by_visit, claims)) for own, claims in found.items()}


def _beside(
    known: Mapping[int, KnownClaim], by_visit: Mapping[int, Sequence[KnownClaim]], claims: Mapping[int, str]
) -> Iterable[Candidate]:
    """The claims found and, under the same key, those of the same visit to other payers: one answers for another.

    Beside a claim that is known by the insurer's number alone stand those that replaced it: they carry that number.
    """
    told = set[int]()
    for claim_id, by in claims.items():
        if claim_id not in known:
            continue
        theirs = by == claim_match.BY_PAYERS and known[claim_id].state is ClaimState.CORRECTED
        for one in by_visit[known[claim_id].visit_id]:
            beside = one.coverage_id != known[claim_id].coverage_id or (theirs and one.replaces_id is not None)
            if one.id not in told and (one.id == claim_id or beside):
                told.add(one.id)
                yield Candidate(one, by)


def _by_numbers(
    session: Session, numbers: Mapping[int, str], kinds: Mapping[str, str], found: dict[int, dict[int, str]]
) -> None:
    wanted = sorted({one for one in numbers.values() if one})
    if not wanted:
        return
    by_number = defaultdict[str, dict[int, str]](dict)
    for number, kind, claim_id in answers(session, _numbers(), numbers=wanted):
        by = kinds.get(kind)
        if by is not None:
            known = by_number[number].get(claim_id, by)
            by_number[number][claim_id] = min(known, by, key=claim_match.STRENGTH.index)
    for own, number in numbers.items():
        if number in by_number:
            found[own] = dict(by_number[number])


def _by_cut_numbers(session: Session, left: Mapping[int, ClaimAnswer], found: dict[int, dict[int, str]]) -> None:
    """Some payers keep only the beginning of a number."""
    for own, one in left.items():
        number = squeezed(one.number)
        if len(number) >= _SHORTEST_CUT:
            rows = session.execute(
                select(ClaimNumber.claim_id).where(
                    ClaimNumber.number >= number, ClaimNumber.number < f"{number}~", ClaimNumber.kind != "payer's"
                ).limit(5)
            ).scalars().all()  # fmt: skip
            if rows:
                found[own] = dict.fromkeys(rows, claim_match.BY_CUT_NUMBER)


def _by_who(session: Session, left: Mapping[int, ClaimAnswer], found: dict[int, dict[int, str]]) -> None:
    members = {own: _members(one) for own, one in left.items()}
    wanted = sorted({number for numbers in members.values() for number in numbers})
    if not wanted:
        return
    by_member = defaultdict[str, list[tuple[int, date]]](list)
    for number, claim_id, day in answers(session, _of_members(), members=wanted):
        by_member[number].append((claim_id, day))
    for own, one in left.items():
        days: set[date | None] = {each.first for each in one.services if each.first} or {one.first}
        fitting = {
            claim_id
            for number in members[own]
            for claim_id, day in by_member.get(number, ())
            if day in days or days == {None}
        }
        if fitting:
            found[own] = dict.fromkeys(sorted(fitting), claim_match.BY_WHO)


def _members(one: ClaimAnswer) -> frozenset[str]:
    people = (one.patient, one.insured, one.corrected)
    return frozenset(squeezed(each.id) for each in people if each is not None and squeezed(each.id))


def _by_name(session: Session, left: Mapping[int, ClaimAnswer], found: dict[int, dict[int, str]]) -> None:
    """Claims of patients of that last name, as insurers write it, with a line of one of these days."""
    days: dict[int, set[date | None]] = {
        own: {each.first for each in one.services if each.first} or {one.first} for own, one in left.items()
    }
    wanted = sorted({day for some in days.values() for day in some if day is not None})
    if not wanted:
        return
    named = defaultdict[date | None, list[tuple[int, str]]](list)
    for start in range(0, len(wanted), _MANY):
        query = (
            select(ClaimLine.service_date, Claim.id, Person.last_name)
            .join(Claim, Claim.id == ClaimLine.claim_id)
            .join(Person, Person.id == Claim.patient_id)
            .where(ClaimLine.service_date.in_(wanted[start : start + _MANY]), Claim.state != ClaimState.VOID.value)
            .distinct()
        )
        for day, claim_id, name in session.execute(query):
            named[day].append((claim_id, name))
    for own, one in left.items():
        theirs = one.patient.name if one.patient is not None else ""
        some = [claim for day in days[own] if day in named for claim in named[day]]
        fitting = [claim_id for claim_id, name in some if claim_match.same_name(theirs, name)][:_FEW]
        if fitting:
            found[own] = dict.fromkeys(fitting, claim_match.BY_NAME)


def known_claims(
    session: Session, claim_ids: Iterable[int], *, of_their_visits: bool = False
) -> dict[int, KnownClaim]:
    """Claim id -> all that an answer is held against; of their visits, also the claims beside them."""
    ids, found = sorted(claim_ids), dict[int, KnownClaim]()
    for start in range(0, len(ids), _MANY):
        found |= _known(session, ids[start : start + _MANY], of_their_visits)
    return found


def _known(session: Session, ids: Sequence[int], of_their_visits: bool) -> dict[int, KnownClaim]:
    rows = answers(session, _claims(of_their_visits), claims=ids)
    own = [row.id for row in rows]
    lines = defaultdict[int, list[KnownLine]](list)
    for claim_id, *line in answers(session, _lines(), claims=own):
        lines[claim_id].append(KnownLine(*line))
    later = _later_payers(session, [row.patient_id for row in rows])
    return {
        row.id: KnownClaim(
            row.id, row.number, row.visit_id, row.coverage_id, row.priority, row.payer_id, row.payer_name,
            row.auto_post, row.account_id, row.account_number, row.patient_id, row.last_name, row.first_name,
            row.member_number, ClaimState(row.state), tuple(lines[row.id]),
            tuple(name for order, name, coverage in later[row.patient_id]
                  if order > row.priority and coverage != row.coverage_id),
            row.frequency, row.replaces_id,
        )
        for row in rows
    }  # fmt: skip


def standing_answers(session: Session, charge_ids: Sequence[int]) -> dict[tuple[int, int], Standing]:
    """(charge, coverage) -> the newest answer to it that is posted and not taken back."""
    found = {}
    for charge, answer, coverage, paid, group in answers(session, _standing(), charges=list(charge_ids)):
        found[charge, coverage] = Standing(answer, coverage, paid, group)
    return found


def _later_payers(session: Session, patients: Sequence[int]) -> dict[int, list[tuple[int, str, int]]]:
    found = defaultdict[int, list[tuple[int, str, int]]](list)
    for patient, order, payer, coverage in answers(session, _payers(), patients=sorted(set(patients))):
        found[patient].append((order, payer, coverage))
    return found


@cache
def _numbers() -> Select[*tuple[Any, ...]]:
    numbers: BindParameter[str] = bindparam("numbers", expanding=True)
    return select(ClaimNumber.number, ClaimNumber.kind, ClaimNumber.claim_id).where(ClaimNumber.number.in_(numbers))


@cache
def _of_members() -> Select[*tuple[Any, ...]]:
    members: BindParameter[str] = bindparam("members", expanding=True)
    return (
        select(Coverage.member_number, Claim.id, ClaimLine.service_date)
        .join(Claim, Claim.coverage_id == Coverage.id)
        .join(ClaimLine, ClaimLine.claim_id == Claim.id)
        .where(Coverage.member_number.in_(members), Claim.state != ClaimState.VOID.value)
    )


@cache
def _claims(of_their_visits: bool) -> Select[*tuple[Any, ...]]:
    claims: BindParameter[int] = bindparam("claims", expanding=True)
    found = Claim.id.in_(claims)
    if of_their_visits:
        named = aliased(Claim)
        found = Claim.visit_id.in_(select(named.visit_id).where(named.id.in_(claims)))
    return (
        select(
            Claim.id, Claim.number, Claim.visit_id, Claim.coverage_id, Coverage.priority, Payer.id.label("payer_id"),
            Payer.name.label("payer_name"), Payer.auto_post, Claim.account_id,
            Account.number.label("account_number"), Claim.patient_id, Person.last_name, Person.first_name,
            Coverage.member_number, Claim.state, Claim.frequency, Claim.replaces_id,
        )
        .join(Coverage, Coverage.id == Claim.coverage_id)
        .join(InsurancePlan, InsurancePlan.id == Coverage.insurance_plan_id)
        .join(Payer, Payer.id == InsurancePlan.payer_id)
        .join(Account, Account.id == Claim.account_id)
        .join(Person, Person.id == Claim.patient_id)
        .where(found, Claim.state != ClaimState.VOID.value)
        .order_by(Claim.id)
    )  # fmt: skip


@cache
def _lines() -> Select[*tuple[Any, ...]]:
    claims: BindParameter[int] = bindparam("claims", expanding=True)
    return (
        select(
            ClaimLine.claim_id, ClaimLine.charge_id, ClaimLine.key, ClaimLine.code, ClaimLine.modifiers,
            ClaimLine.amount, ClaimLine.service_date,
        )
        .where(ClaimLine.claim_id.in_(claims))
        .order_by(ClaimLine.claim_id, ClaimLine.seq)
    )  # fmt: skip


@cache
def _payers() -> Select[*tuple[Any, ...]]:
    patients: BindParameter[int] = bindparam("patients", expanding=True)
    return (
        select(Coverage.patient_id, Coverage.priority, Payer.name, Coverage.id)
        .join(InsurancePlan, InsurancePlan.id == Coverage.insurance_plan_id)
        .join(Payer, Payer.id == InsurancePlan.payer_id)
        .where(Coverage.patient_id.in_(patients))
        .order_by(Coverage.priority, Coverage.id)
    )


@cache
def _standing() -> Select[*tuple[Any, ...]]:
    charges: BindParameter[int] = bindparam("charges", expanding=True)
    taker = aliased(RemittanceClaim)
    taken = select(taker.id).where(taker.takes_back_id == RemittanceClaim.id, taker.posted).exists()
    return (
        select(
            LineRow.charge_id, RemittanceClaim.id, RemittanceClaim.coverage_id, RemittanceClaim.paid,
            func.min(EntryRow.group_id),
        )
        .join(EntryRow, EntryRow.id == LineRow.entry_id)
        .join(RemittanceClaim, RemittanceClaim.id == EntryRow.because_id)
        .where(
            LineRow.charge_id.in_(charges), EntryRow.because == "remittance claim", RemittanceClaim.posted,
            RemittanceClaim.takes_back_id.is_(None), ~taken,
        )
        .group_by(LineRow.charge_id, RemittanceClaim.id, RemittanceClaim.coverage_id, RemittanceClaim.paid)
        .order_by(RemittanceClaim.id)
    )  # fmt: skip
