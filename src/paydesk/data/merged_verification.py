"""Carries what insurers said of a merged record's coverages to the same coverages of the record that is kept."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from paydesk.data.insurance_tables import Coverage, InsurancePlan
from paydesk.data.verification_tables import EligibilityDifference, Verification, VerifiedAnswer
from paydesk.rules.eligibility_differences import squeezed
from paydesk.rules.verification import Asks
from paydesk.rules.verified_items import ITEMS, Item

_STANDS = (
    "state", "tried_on", "source", "verified_by", "missing", "says", "card_changed_on", "next_due", "due_why",
    "snoozed_until", "snooze_why", "assigned_to",
)  # fmt: skip
"""What the latest try says of where a coverage stands."""


def carry_verification(session: Session, kept: int, duplicate: int) -> tuple[int, ...]:
    """Ids of the kept record's coverages that took something over: same insurer, same member number.

    Answers are copied with their days and sources; the newest of both records' tries says where the coverage stands.
    What is known of benefits goes with its plan. What an insurer had otherwise waits at the kept record's coverage.
    """
    carried: list[int] = []
    for theirs, payer in _coverages(session, duplicate):
        same = [
            one for one, other in _coverages(session, kept)
            if other == payer and squeezed(one.member_number) == squeezed(theirs.member_number)
        ]  # fmt: skip
        for mine in same:
            if _carry(session, theirs, mine):
                carried.append(mine.id)
        if same:
            _follow(session, theirs.id, same[-1].id)
    session.flush()
    return tuple(dict.fromkeys(carried))


def _coverages(session: Session, person: int) -> list[tuple[Coverage, int]]:
    """The coverages of a person with their insurers, by their days."""
    rows = session.execute(
        select(Coverage, InsurancePlan.payer_id)
        .join(InsurancePlan, InsurancePlan.id == Coverage.insurance_plan_id)
        .where(Coverage.patient_id == person)
        .order_by(Coverage.valid_from, Coverage.id)
    )
    return [(coverage, payer) for coverage, payer in rows]


def _carry(session: Session, theirs: Coverage, mine: Coverage) -> bool:
    asks = set(Asks) if theirs.insurance_plan_id == mine.insurance_plan_id else {Asks.ELIGIBILITY}
    rows = session.execute(select(Verification).where(Verification.coverage_id == theirs.id)).scalars().all()
    taken = [_stand(session, row, mine.id) for row in rows if Asks(row.asks) in asks]
    answers = session.execute(
        select(VerifiedAnswer).where(VerifiedAnswer.coverage_id == theirs.id).order_by(VerifiedAnswer.id)
    ).scalars()
    copied = [_copy(one, mine.id) for one in answers if ITEMS[Item(one.item)].asks in asks]
    session.add_all(copied)
    return any(taken) or bool(copied)


def _stand(session: Session, theirs: Verification, coverage: int) -> bool:
    """Bring the kept coverage to where it stands by the newer try; whether anything changed."""
    mine = session.execute(
        select(Verification).where(Verification.coverage_id == coverage, Verification.asks == theirs.asks)
    ).scalar_one_or_none()
    if mine is None:
        mine = Verification(coverage_id=coverage, asks=theirs.asks, state="unverified", missing=[])
        session.add(mine)
    elif (theirs.tried_on or date.min) <= (mine.tried_on or date.min):
        return False
    verified = (theirs.verified_on or date.min, mine.verified_on or date.min)
    mine.verified_on = max(verified) if any(one != date.min for one in verified) else None
    for name in _STANDS:
        setattr(mine, name, getattr(theirs, name))
    return True


def _copy(row: VerifiedAnswer, coverage: int) -> VerifiedAnswer:
    columns = {one.name: getattr(row, one.name) for one in VerifiedAnswer.__table__.columns if one.name != "id"}
    return VerifiedAnswer(**{**columns, "coverage_id": coverage})


def _follow(session: Session, theirs: int, mine: int) -> None:
    """What waits at the merged record is past; it waits at the kept one, unless an answer about that is newer."""
    waits = _waiting(session, theirs)
    newest = max((one.answered_id for one in _waiting(session, mine)), default=0)
    for one in waits:
        one.state = "past"
        if one.answered_id > newest:
            session.add(EligibilityDifference(
                answered_id=one.answered_id, coverage_id=mine, field=one.field, ours=one.ours, theirs=one.theirs
            ))  # fmt: skip


def _waiting(session: Session, coverage: int) -> list[EligibilityDifference]:
    query = select(EligibilityDifference).where(
        EligibilityDifference.coverage_id == coverage, EligibilityDifference.state == "open"
    )
    return list(session.execute(query.order_by(EligibilityDifference.id)).scalars())
