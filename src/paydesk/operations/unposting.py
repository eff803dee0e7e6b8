"""Unposting: all answers that one posting of a remittance put into the ledger are reversed again, newest first."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from paydesk.data import ledger_store, overpayments_found, remittance_store
from paydesk.data.database import Session
from paydesk.operations import undoing
from paydesk.operations.desk import Desk, Touched
from paydesk.operations.undoing import UndoEntry
from paydesk.rules.errors import PaydeskError

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Unpost:
    """Reverse what a posting put into the ledger: ``answer_ids`` in the order in which they were posted, and the
    entries of what was ``tied`` after them."""

    answer_ids: tuple[int, ...]
    reason: str
    key: str
    tied: tuple[int, ...] = ()


@dataclass(frozen=True)
class Unposted:
    """How many answers and ``takebacks`` were reversed, and why others stay, if any do: the first reason met."""

    reversed: int
    left: int
    why: str
    touched: Touched
    takebacks: int = 0


def posting_of(desk: Desk, advice_id: int, *, reason: str, key: str) -> Unpost:
    """What of an advice stands in the ledger, as a request to reverse all of it."""
    with desk.looking() as session:
        answers = remittance_store.posted_of(session, advice_id)
        tied = overpayments_found.tied_of(session, advice_id)
    return Unpost(answers, reason, key, tied)


def unpost(desk: Desk, request: Unpost, *, progress: Progress | None = None) -> Unposted:
    """Reverse the answers one by one, each whole or not at all; what cannot be reversed stays as it is, and so do the
    answers before it of the same charges.

    A run that was stopped goes on where it ended. Raises NotAllowed.
    """
    desk.require("payments.undo")
    with desk.looking() as session:
        groups = remittance_store.groups_of(session, request.answer_ids)
        standing = [one for one in request.tied if _stands(session, one)]
    accounts: set[int] = set()
    stay: set[int] = set()
    why, done, takebacks = "", 0, 0
    for entry_id in reversed(standing):  # what was taken from the payment goes before the payment itself
        try:
            undone = undoing.undo(desk, UndoEntry(entry_id, request.reason, f"{request.key}/tied/{entry_id}"))
        except PaydeskError as refused:
            why = why or refused.sentence
            stay |= _charges(desk, entry_id)
            continue
        accounts |= set(undone.touched.accounts)
        takebacks += 1
    for place, answer_id in enumerate(reversed(request.answer_ids)):
        if progress is not None:
            progress(place, len(request.answer_ids))
        group_id = groups.get(answer_id)
        if group_id is None:
            continue
        if stay and not stay.isdisjoint(_charges(desk, group_id)):
            continue  # a newer answer of the same charge stays, and this one with it
        try:
            undone = undoing.undo(desk, UndoEntry(group_id, request.reason, f"{request.key}/{answer_id}"))
        except PaydeskError as refused:
            why = why or refused.sentence
            stay |= _charges(desk, group_id)
            continue
        accounts |= set(undone.touched.accounts)
        done += 1
    left = sum(answer_id in groups for answer_id in request.answer_ids) - done
    left += len(standing) - takebacks
    return Unposted(done, left, why, Touched(tuple(sorted(accounts)), ("money", "insurance")), takebacks)


def _stands(session: Session, entry_id: int) -> bool:
    entry = ledger_store.posted(session, entry_id)
    return entry is not None and entry.reversed_by is None


def _charges(desk: Desk, group_id: int) -> set[int]:
    """The charges that an act is about."""
    with desk.looking() as session:
        lines = ledger_store.lines_of_groups(session, (group_id,)).get(group_id, ())
    return {line.charge for _, line in lines if line.charge is not None}
