"""What happened to an account's money that pays no charge: kept, put on charges, moved, given back, undone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

from paydesk.data import history_store
from paydesk.data.database import Session
from paydesk.data.history_store import LedgerLine
from paydesk.operations.ledger_event import LedgerEvent, capital, may_be_undone, way
from paydesk.rules.allocation import FOR_VISIT
from paydesk.rules.ledger import KINDS
from paydesk.rules.money import Cents

_MOVED = "Moved"
_UNDONE = {"refund": "Refund reversed", "reapplication": "Move reversed"}


def credit_story(session: Session, account_id: int, lines: tuple[LedgerLine, ...]) -> tuple[LedgerEvent, ...]:
    """Every movement of unapplied money in the order it was posted; ``patient_left`` runs: the credit after it."""
    if all(line.charge_id is not None for line in lines):
        return ()
    crossing = _crossing(lines)
    others = history_store.other_accounts(session, account_id, crossing) if crossing else {}
    return tuple(_events(lines, crossing, others))


def _crossing(lines: tuple[LedgerLine, ...]) -> dict[int, Cents]:
    """Moves of which only one side is on this account: entry -> what it brought (below zero) or took, in cents."""
    sums: Counter[int] = Counter()
    for line in lines:
        if line.kind == "reapplication":
            sums[line.entry_id] += line.amount
    return {entry: amount for entry, amount in sums.items() if amount}


def _events(
    lines: tuple[LedgerLine, ...], crossing: Mapping[int, Cents], others: Mapping[int, int]
) -> Iterator[LedgerEvent]:
    kinds = {line.entry_id: line.kind for line in lines}
    left = 0
    for line in lines:
        if line.charge_id is not None:
            continue
        left += line.amount
        word, what = _words(line, kinds, crossing.get(line.entry_id, 0), others.get(line.entry_id))
        yield LedgerEvent(
            entry_id=line.entry_id, on=line.posted_on, word=word, what=what, amount=line.amount,
            moved=abs(line.amount), insurers_left=0, patient_left=left, reason=line.reason or line.why,
            undone=line.undone, undoable=may_be_undone(line), lot_id=line.lot_id,
        )  # fmt: skip


def _words(line: LedgerLine, kinds: Mapping[int, str], crossed: Cents, other: int | None) -> tuple[str, str]:
    """What happened, and to what, in the words of the desk."""
    kind = KINDS[line.kind]
    if line.kind == "patient payment":
        return kind.word, ("Kept for a visit" if line.why == FOR_VISIT else "Kept as credit") + way(line)
    if line.kind == "refund":
        return kind.word, "Credit given back"
    if line.kind == "returned payment":
        return "Reversed", capital(line.why) + way(line)
    if line.kind == "reversal":
        return kind.word, _UNDONE.get(kinds.get(line.reverses or 0, ""), "Reversed") + way(line)
    if line.kind != "reapplication":
        return kind.word, capital(line.reason or line.why) + way(line)
    if crossed:
        return _MOVED, f"{'To' if crossed > 0 else 'From'} account {other or 'of another family'}"
    return (kind.word, "Credit put on a charge") if line.amount > 0 else (_MOVED, "Taken off a charge" + way(line))
