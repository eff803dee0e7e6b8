"""Finds the claims that receipts of clearinghouses and insurers are about."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from paydesk.data.claim_tables import Claim, ClaimEvent, ClaimNumber
from paydesk.data.people_tables import Account
from paydesk.rules.claims import ClaimState

_MANY = 500
FILE = "file"
"""The kind of a claim's number that is the control number of the file it was sent with."""


@dataclass(frozen=True)
class Found:
    """A claim as far as a receipt may move it."""

    claim_id: int
    number: str
    account_id: int
    account_number: int
    state: ClaimState
    follow_up_on: date | None
    follow_up_why: str


def found(session: Session, numbers: Sequence[str]) -> dict[str, tuple[Found, ...]]:
    """Squeezed number -> the claims that are known by it, ours and the channel's."""
    return _found(session, numbers, of_file=False)


def of_files(session: Session, controls: Sequence[str]) -> dict[str, tuple[Found, ...]]:
    """Control number of a file -> the claims that were sent with it."""
    return _found(session, controls, of_file=True)


def _found(session: Session, numbers: Sequence[str], *, of_file: bool) -> dict[str, tuple[Found, ...]]:
    by_number = defaultdict[str, dict[int, Found]](dict)
    wanted = sorted({one for one in numbers if one})
    kind = ClaimNumber.kind == FILE
    for start in range(0, len(wanted), _MANY):
        rows = session.execute(
            select(
                ClaimNumber.number, Claim.id, Claim.number, Claim.account_id, Account.number, Claim.state,
                Claim.follow_up_on, Claim.follow_up_why,
            )
            .join(Claim, Claim.id == ClaimNumber.claim_id)
            .join(Account, Account.id == Claim.account_id)
            .where(ClaimNumber.number.in_(wanted[start : start + _MANY]), kind if of_file else ~kind)
        )  # fmt: skip
        for number, own, named, account, account_number, state, on, why in rows:
            by_number[number][own] = Found(own, named, account, account_number, ClaimState(state), on, why)
    return {number: tuple(claims.values()) for number, claims in by_number.items()}


def marked(session: Session, claim_ids: Iterable[int], mark: str) -> frozenset[int]:
    """Those of the claims that a file has moved before."""
    ids, seen = sorted(claim_ids), set[int]()
    for start in range(0, len(ids), _MANY):
        query = select(ClaimEvent.claim_id).where(
            ClaimEvent.claim_id.in_(ids[start : start + _MANY]), ClaimEvent.because == mark
        )
        seen |= set(session.execute(query).scalars())
    return frozenset(seen)
