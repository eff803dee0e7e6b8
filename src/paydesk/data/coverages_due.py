"""Finds the coverages that may have to be verified, set-wise, and what makes each of them due."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from paydesk.data.advice_tables import AdviceAdjustment, AdviceClaim
from paydesk.data.charge_tables import Visit
from paydesk.data.claim_tables import Claim
from paydesk.data.insurance_tables import Coverage
from paydesk.data.verification_store import CoverageFacts, parts, plan_years
from paydesk.data.verification_tables import Verification
from paydesk.rules.claims import ClaimState
from paydesk.rules.freshness import RECHECK_DENIALS
from paydesk.rules.verification import Asks, Attempt, CoverageToVerify, Snooze, Standing, State

LATELY = timedelta(days=90)
"""Who was here within these days is a patient whose coverage is kept fresh."""

DENIED_WITHIN = timedelta(days=365)

_COMING = ("scheduled", "arrived")
_SEEN = ("scheduled", "arrived", "done")
_ABOUT_COVERAGE = ("eligibility", "other payer")
_DENIED = (ClaimState.DENIED.value, ClaimState.PARTLY_DENIED.value)


@dataclass(frozen=True)
class Horizon:
    """How far is looked: all coverages of visits up to ``soon``, and stale ones of visits up to ``later``."""

    today: date
    soon: date
    later: date


@dataclass(frozen=True)
class Candidates:
    """Ids of coverages that may be due; ``left`` more are stale, of patients who do not come soon."""

    ids: frozenset[int]
    left: int


def candidates(session: Session, horizon: Horizon, *, stale: int) -> Candidates:
    """A visit soon, a limit that passed (the ``stale`` longest passed of them), a denial that says so."""
    first = _of_visits(session, horizon) | _denied(session, horizon.today)
    passed = [own for own in _passed(session, horizon) if own not in first]
    return Candidates(frozenset(first).union(passed[:stale]), max(0, len(passed) - stale))


def _lives_on(today: date) -> ColumnElement[bool]:
    return or_(Coverage.valid_to.is_(None), Coverage.valid_to >= today)


def _of_visits(session: Session, horizon: Horizon) -> set[int]:
    """Those in force on the day of the visit; one that ends before it where nothing else holds then."""
    rows = session.execute(
        select(Visit.patient_id, Visit.on, Coverage.id, Coverage.valid_from, Coverage.valid_to)
        .join(Coverage, Coverage.patient_id == Visit.patient_id)
        .where(
            Visit.on >= horizon.today, Visit.on <= horizon.soon, Visit.status.in_(_COMING), ~Visit.self_pay,
            _lives_on(horizon.today), Coverage.valid_from <= Visit.on,
        )
    )  # fmt: skip
    by_visit = defaultdict[tuple[int, date], list[tuple[int, bool]]](list)
    for patient, on, own, _, last in rows:
        by_visit[patient, on].append((own, last is None or last >= on))
    found: set[int] = set()
    for coverages in by_visit.values():
        holding = {own for own, holds in coverages if holds}
        found |= holding or {own for own, _ in coverages}
    return found


def _passed(session: Session, horizon: Horizon) -> list[int]:
    """The longest passed first."""
    seen = select(Visit.id).where(
        Visit.patient_id == Coverage.patient_id, Visit.status.in_(_SEEN), Visit.on >= horizon.today - LATELY,
        Visit.on <= horizon.later,
    )  # fmt: skip
    rows = session.execute(
        select(Verification.coverage_id)
        .join(Coverage, Coverage.id == Verification.coverage_id)
        .where(Verification.next_due <= horizon.today, _lives_on(horizon.today), seen.exists())
        .order_by(Verification.next_due, Verification.coverage_id)
    )
    return list(dict.fromkeys(rows.scalars()))


def _denied(session: Session, today: date) -> set[int]:
    rows = session.execute(
        select(Claim.coverage_id)
        .join(Coverage, Coverage.id == Claim.coverage_id)
        .where(
            Claim.state.in_(_DENIED), Claim.denial.in_(_ABOUT_COVERAGE), Claim.answered_on >= today - DENIED_WITHIN,
            _lives_on(today),
        )
    )  # fmt: skip
    return set(rows.scalars())


Begun = Mapping[int, Mapping[Asks, Verification]]


def to_verify(
    session: Session, coverages: Iterable[CoverageFacts], kept: Begun, *, today: date
) -> dict[int, CoverageToVerify]:
    """Coverage id -> all that can make it due, by a fixed number of queries for some hundred of them.

    ``kept`` are their verifications, as far as they were begun.
    """
    known = {one.coverage_id: one for one in coverages}
    visits = next_visits(session, {one.patient_id for one in known.values()}, today=today)
    years = plan_years(session, known.values())
    denials = _denials(session, known)
    return {
        own: CoverageToVerify(
            coverage_id=own, payer_kind=one.payer_kind, entered_on=min(one.valid_from, today), valid_to=one.valid_to,
            relation=one.relation, born=one.birth_date, next_visit=visits.get(one.patient_id),
            plan_year=years.get(own, (1, 1)), card_changed_on=_card_changed(kept.get(own, {})),
            denials=denials.get(own, ()), eligibility=_standing(kept.get(own, {}).get(Asks.ELIGIBILITY)),
            benefits=_standing(kept.get(own, {}).get(Asks.BENEFITS)),
        )
        for own, one in known.items()
    }  # fmt: skip


def _standing(row: Verification | None) -> Standing:
    """A card that changed on the very day it was verified changed after that."""
    if row is None:
        return Standing()
    since, changed = row.verified_on, row.card_changed_on
    if since is not None and changed is not None and changed <= since:
        since = changed - timedelta(days=1)
    tried = row.tried_on
    if tried is not None and changed is not None and changed <= tried:
        tried = changed - timedelta(days=1)
    latest = None if tried is None else Attempt(tried, State(row.state), tuple(row.missing))
    snooze = None if row.snoozed_until is None else Snooze(row.snoozed_until, row.snooze_why)
    return Standing(since, latest, snooze)


def _card_changed(rows: Mapping[Asks, Verification]) -> date | None:
    return max((row.card_changed_on for row in rows.values() if row.card_changed_on is not None), default=None)


def next_visits(session: Session, patient_ids: Iterable[int], *, today: date) -> dict[int, date]:
    """Patient id -> the day of the next planned visit that insurance is billed for."""
    found: dict[int, date] = {}
    for part in parts(patient_ids):
        rows = session.execute(
            select(Visit.patient_id, Visit.on).where(
                Visit.patient_id.in_(part), Visit.on >= today, Visit.status.in_(_COMING), ~Visit.self_pay
            )
        )
        for patient, on in rows:
            found[patient] = min(on, found.get(patient, on))
    return found


def _denials(session: Session, coverage_ids: Iterable[int]) -> dict[int, tuple[tuple[str, date], ...]]:
    """Coverage id -> reasons and days of denials about coverage; without a reason on file it is empty."""
    found = defaultdict[int, set[tuple[str, date]]](set)
    for part in parts(coverage_ids):
        rows = session.execute(
            select(Claim.id, Claim.coverage_id, Claim.answered_on).where(
                Claim.coverage_id.in_(part), Claim.state.in_(_DENIED), Claim.denial.in_(_ABOUT_COVERAGE),
                Claim.answered_on.is_not(None),
            )
        ).all()  # fmt: skip
        reasons = _reasons(session, [row[0] for row in rows])
        for claim, coverage, on in rows:
            assert on is not None
            found[coverage] |= {(reason, on) for reason in reasons.get(claim, ("",))}
    return {own: tuple(sorted(denials)) for own, denials in found.items()}


def _reasons(session: Session, claim_ids: Sequence[int]) -> dict[int, tuple[str, ...]]:
    found = defaultdict[int, set[str]](set)
    for part in parts(claim_ids):
        rows = session.execute(
            select(AdviceClaim.claim_id, AdviceAdjustment.reason)
            .join(AdviceAdjustment, AdviceAdjustment.advice_claim_id == AdviceClaim.id)
            .where(AdviceClaim.claim_id.in_(part), AdviceAdjustment.reason.in_(RECHECK_DENIALS))
        )
        for claim, reason in rows:
            assert claim is not None
            found[claim].add(reason)
    return {claim: tuple(sorted(told)) for claim, told in found.items()}
