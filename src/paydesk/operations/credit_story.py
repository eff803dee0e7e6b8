"""What happened to an account's money that pays no charge: kept, put on charges, moved, given back, undone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping

from paydesk.data.history_store import ChargeFacts, LedgerLine
from paydesk.operations.ledger_event import Crossing, LedgerEvent, capital, charge_name, may_be_undone, way
from paydesk.rules.allocation import FOR_VISIT
from paydesk.rules.ledger import KINDS

_MOVED = "Moved"
_UNDONE = {"refund": "Refund reversed", "reapplication": "Move reversed"}


def credit_story(
    lines: tuple[LedgerLine, ...], charges: Mapping[int, ChargeFacts], crossed: Mapping[int, Crossing],
    refunds: Mapping[int, tuple[str, str]],
) -> tuple[LedgerEvent, ...]:  # fmt: skip
    """Every movement of unapplied money in the order it was posted; ``patient_left`` runs: the credit after it.

    ``charges`` of the account by id; ``crossed`` are the moves between this account and others, by entry;
    ``refunds`` are the ways and numbers of refunds, by group.
    """
    if all(line.charge_id is not None for line in lines):
        return ()
    return tuple(_events(lines, charges, crossed, refunds))


def _events(
    lines: tuple[LedgerLine, ...], charges: Mapping[int, ChargeFacts], crossed: Mapping[int, Crossing],
    refunds: Mapping[int, tuple[str, str]],
) -> Iterator[LedgerEvent]:  # fmt: skip
    kinds = {line.entry_id: line.kind for line in lines}
    named: dict[int, list[str]] = defaultdict(list)
    for line in lines:
        charge = charges.get(line.charge_id or 0) if line.kind == "reapplication" else None
        if charge:
            named[line.entry_id].append(charge_name(charge))
    left = 0
    for line in lines:
        if line.charge_id is not None:
            continue
        left += line.amount
        if line.kind == "refund":
            word, what = KINDS["refund"].word, "Credit given back" + _way_back(*refunds.get(line.group_id, ("", "")))
        else:
            word, what = _words(line, kinds, crossed.get(line.entry_id), ", ".join(named[line.entry_id]) or "a charge")
        yield LedgerEvent(
            entry_id=line.entry_id, on=line.posted_on, word=word, what=what, amount=line.amount,
            moved=abs(line.amount), insurers_left=0, patient_left=left, reason=line.reason or line.why,
            undone=line.undone, undoable=may_be_undone(line), lot_id=line.lot_id,
        )  # fmt: skip


def _words(line: LedgerLine, kinds: Mapping[int, str], crossed: Crossing | None, charges: str) -> tuple[str, str]:
    """What happened, and to what, in the words of the desk; ``charges`` are those of its entry."""
    kind = KINDS[line.kind]
    if line.kind == "patient payment":
        return kind.word, ("Kept for a visit" if line.why == FOR_VISIT else "Kept as credit") + way(line)
    if line.kind == "returned payment":
        return "Reversed", capital(line.why) + way(line)
    if line.kind == "reversal":
        return kind.word, _UNDONE.get(kinds.get(line.reverses or 0, ""), "Reversed") + way(line)
    if line.kind != "reapplication":
        return kind.word, capital(line.reason or line.why) + way(line)
    if crossed:
        return _MOVED, crossed.words
    return (kind.word, f"Put on {charges}") if line.amount > 0 else (_MOVED, f"Taken off {charges}{way(line)}")


def _way_back(method: str, number: str) -> str:
    """How it was given back, to be put behind words: ``, check 1204``, ``, card, slip 0417``."""
    named = {"check": f", check {number}", "card": f", card, slip {number}"}.get(method, f", {method}, {number}")
    return named if number else f", {method}" if method else ""
