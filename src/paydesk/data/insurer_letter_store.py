"""Keeps letters to insurers: which claims they were about, which letter about each it was, and their pages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from paydesk.data.claim_tables import Claim
from paydesk.data.insurance_tables import Payer
from paydesk.data.insurer_letter_tables import InsurerLetter, InsurerLetterClaim, InsurerLetterRecall


@dataclass(frozen=True)
class LetterAbout:
    """One claim of a letter as it is kept."""

    claim_id: int
    level: int
    deadline: date | None
    deadline_source: str
    state_before: str


@dataclass(frozen=True)
class KeptLetter:
    """A letter that was made; ``recalled``: it did not go out after all. ``claims`` are our numbers of its claims."""

    letter_id: int
    payer: str
    kind: str
    reason: str
    way: str
    written_on: date
    written_by: str
    follow_up_on: date | None
    document_id: int
    recalled: bool
    claims: tuple[str, ...]
    level: int
    deadline: date | None


def by_key(session: Session, key: str) -> InsurerLetter | None:
    """The letter that was made by the form of that key."""
    return session.execute(select(InsurerLetter).where(InsurerLetter.key == key)).scalar_one_or_none()


def levels(session: Session, claim_ids: Sequence[int], kinds: Sequence[str]) -> dict[int, int]:
    """Claim -> how many letters of these kinds about it stand."""
    rows = session.execute(
        select(InsurerLetterClaim.claim_id, func.count())
        .join(InsurerLetter, InsurerLetter.id == InsurerLetterClaim.letter_id)
        .outerjoin(InsurerLetterRecall, InsurerLetterRecall.letter_id == InsurerLetter.id)
        .where(
            InsurerLetterClaim.claim_id.in_(claim_ids), InsurerLetter.kind.in_(kinds),
            InsurerLetterRecall.letter_id.is_(None),
        )
        .group_by(InsurerLetterClaim.claim_id)
    )  # fmt: skip
    return {own: count for own, count in rows}  # noqa: C416 - rows are no pairs


def keep(session: Session, claims: Sequence[LetterAbout], **facts: Any) -> InsurerLetter:
    """A letter and its claims, for ever."""
    row = InsurerLetter(**facts)
    session.add(row)
    session.flush()
    session.add_all(InsurerLetterClaim(letter_id=row.id, **vars(one)) for one in claims)
    session.flush()
    return row


def about(session: Session, letter_id: int) -> tuple[LetterAbout, ...]:
    """The claims of a letter."""
    query = select(InsurerLetterClaim).where(InsurerLetterClaim.letter_id == letter_id)
    return tuple(
        LetterAbout(one.claim_id, one.level, one.deadline, one.deadline_source, one.state_before)
        for one in session.execute(query.order_by(InsurerLetterClaim.claim_id)).scalars()
    )


def recall(session: Session, letter_id: int, *, at: datetime, by: str, reason: str) -> None:
    """The letter did not go out."""
    session.add(InsurerLetterRecall(letter_id=letter_id, recalled_at=at, recalled_by=by, reason=reason))
    session.flush()


def is_recalled(session: Session, letter_id: int) -> bool:
    """Whether it did not go out."""
    return session.get(InsurerLetterRecall, letter_id) is not None


def last_about(session: Session, claim_id: int) -> tuple[InsurerLetter, int] | None:
    """The newest letter about a claim that stands, and which letter about its decision it is."""
    row = session.execute(
        select(InsurerLetter, InsurerLetterClaim.level)
        .join(InsurerLetterClaim, InsurerLetterClaim.letter_id == InsurerLetter.id)
        .outerjoin(InsurerLetterRecall, InsurerLetterRecall.letter_id == InsurerLetter.id)
        .where(InsurerLetterClaim.claim_id == claim_id, InsurerLetterRecall.letter_id.is_(None))
        .order_by(InsurerLetter.id.desc())
        .limit(1)
    ).one_or_none()
    return (row[0], row[1]) if row else None


def of_account(session: Session, account_id: int) -> tuple[KeptLetter, ...]:
    """The letters about an account's claims, newest first; of a letter about others, too, only its own claims."""
    rows = session.execute(
        select(
            InsurerLetter, Payer.name, InsurerLetterRecall.letter_id, Claim.number, InsurerLetterClaim.level,
            InsurerLetterClaim.deadline,
        )
        .join(InsurerLetterClaim, InsurerLetterClaim.letter_id == InsurerLetter.id)
        .join(Claim, Claim.id == InsurerLetterClaim.claim_id)
        .join(Payer, Payer.id == InsurerLetter.payer_id)
        .outerjoin(InsurerLetterRecall, InsurerLetterRecall.letter_id == InsurerLetter.id)
        .where(Claim.account_id == account_id)
        .order_by(InsurerLetter.id.desc(), Claim.id)
    )  # fmt: skip
    found: dict[int, KeptLetter] = {}
    for row, payer, recalled, number, level, deadline in rows:
        known = found.get(row.id)
        found[row.id] = KeptLetter(
            row.id, payer, row.kind, row.reason, row.way, row.written_on, row.written_by, row.follow_up_on,
            row.document_id, recalled is not None, (*(known.claims if known else ()), number),
            max(level, known.level) if known else level,
            min((one for one in (deadline, known.deadline if known else None) if one), default=None),
        )  # fmt: skip
    return tuple(found.values())
