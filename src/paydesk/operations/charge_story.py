"""A charge with everything that happened to it, in the words and running sums the screen shows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from paydesk.data.history_store import ChargeFacts, LedgerLine
from paydesk.operations.ledger_event import Crossing, LedgerEvent, capital, may_be_undone, way
from paydesk.rules.ledger import KINDS, PATIENT
from paydesk.rules.money import Cents, show


@dataclass(frozen=True)
class ChargeStory:
    """A charge, its ledger lines in the order they were posted, and coverage id -> payer's name of its account.

    ``crossed`` are the moves between its account and others, by entry.
    """

    facts: ChargeFacts
    lines: tuple[LedgerLine, ...]
    payers: Mapping[int, str]
    insurers_owe: Cents
    patient_owes: Cents
    crossed: Mapping[int, Crossing]

    @property
    def undone(self) -> bool:
        """Whether what charged it was undone."""
        return bool(self.lines) and self.lines[0].undone

    @cached_property
    def events(self) -> tuple[LedgerEvent, ...]:
        """What happened to it, told when it is first asked for: most charges are settled and folded away."""
        insurers = owes = 0
        events = []
        for lines in _by_entry(self.lines):
            for line in lines:
                if line.coverage_id == PATIENT:
                    owes += line.amount
                else:
                    insurers += line.amount
            crossing = self.crossed.get(lines[0].entry_id)
            events.append(_event(lines, insurers, owes, self.payers, self.facts, crossing))
        return tuple(events)


def charge_story(
    facts: ChargeFacts, lines: tuple[LedgerLine, ...], payers: Mapping[int, str], crossed: Mapping[int, Crossing]
) -> ChargeStory:
    """The story of one charge."""
    whole = sum([line.amount for line in lines])
    owes = sum([line.amount for line in lines if line.coverage_id == PATIENT])
    return ChargeStory(facts, lines, payers, whole - owes, owes, crossed)


def _by_entry(lines: tuple[LedgerLine, ...]) -> list[list[LedgerLine]]:
    grouped: dict[int, list[LedgerLine]] = {}
    for line in lines:
        grouped.setdefault(line.entry_id, []).append(line)
    return list(grouped.values())


def _event(
    lines: list[LedgerLine], insurers: Cents, owes: Cents, payers: Mapping[int, str], charge: ChargeFacts,
    crossing: Crossing | None,
) -> LedgerEvent:  # fmt: skip
    first, total = lines[0], sum(line.amount for line in lines)
    kind = KINDS[first.kind]
    moves = kind.name == "responsibility transfer" or (kind.name == "reversal" and total == 0)
    moved = sum(line.amount for line in lines if line.amount > 0)
    return LedgerEvent(
        entry_id=first.entry_id, on=first.posted_on, word=kind.word,
        what=crossing.words + way(first) if crossing else _what(first, payers, charge, total),
        amount=None if moves else total, moved=moved if moves else abs(total), insurers_left=insurers,
        patient_left=owes, reason=first.reason or first.why, undone=first.undone,
        undoable=may_be_undone(first), lot_id=first.lot_id,
    )  # fmt: skip


def _what(line: LedgerLine, payers: Mapping[int, str], charge: ChargeFacts, total: Cents) -> str:
    payer = payers.get(line.coverage_id, "The insurer")
    if line.kind in ("charge", "fee"):
        return charge.description
    if line.kind == "insurer payment":
        return f"{payer} paid"
    if line.kind == "contractual adjustment":
        return f"{_owner(payer)} price is {show(charge.fee + total)}"
    if line.kind in ("patient payment", "reapplication"):
        return ("Patient paid" if line.kind == "patient payment" else "Patient's credit") + way(line)
    if line.kind == "responsibility transfer":
        return capital(line.why)
    if line.kind == "returned payment":
        return capital(line.why) + way(line)
    if line.kind == "refund" and line.coverage_id != PATIENT:
        return f"Sent back to {payer}"
    if line.kind == "takeback" and line.because == "overpayment":
        return f"{payer} kept it from a payment"
    return line.reason or capital(line.why)


def _owner(name: str) -> str:
    return f"{name}’" if name.endswith("s") else f"{name}’s"
