"""Reversing entries one after the other in one act, after room was made on every charge whose patient part falls."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import count

from paydesk.data import ledger_store
from paydesk.data.charge_tables import Charge
from paydesk.data.database import Session
from paydesk.data.ledger_store import Posted, Stamp
from paydesk.operations.desk import Desk, Touched, about
from paydesk.rules.errors import InTheWay
from paydesk.rules.insurer_answer import Group, Standing
from paydesk.rules.ledger import PATIENT, REAPPLICATION, REVERSAL, WRITE_OFFS, Entry, Line, mirror

_WRITE_OFF_NAMES = {kind.name for kind in WRITE_OFFS}


@dataclass(frozen=True)
class Undone:
    """What was undone. ``entries`` are the reversing entries; nothing new when it was ``repeated``."""

    entries: tuple[int, ...]
    repeated: bool
    touched: Touched


class Work:
    """One undoing under way: seals its steps one after the other, all in one transaction and one group."""

    def __init__(self, desk: Desk, session: Session, key: str, reason: str) -> None:
        self.desk, self.session, self.key, self.reason = desk, session, key, reason
        self.made: list[int] = []
        self.accounts: set[int] = set()
        self._steps = count()
        self.account: int | None = None

    def done_before(self) -> bool:
        return ledger_store.entry_by_key(self.session, f"{self.key}/0") is not None

    def repeated(self) -> Undone:
        about(self.session, repeated=True)
        return Undone((), True, Touched((), ("money",)))

    def stamp(self) -> Stamp:
        return self.desk.stamp(self.session, f"{self.key}/{next(self._steps)}", because="undoing")

    def seal(self, *entries: Entry) -> None:
        if entries:
            self.made += ledger_store.seal(
                self.session, entries, self.stamp(), group_id=self.made[0] if self.made else None
            )
            self.accounts |= {line.account for entry in entries for line in entry.lines}
            self.account = self.account or entries[0].lines[0].account

    def result(self) -> Undone:
        return Undone(tuple(self.made), False, Touched(tuple(sorted(self.accounts)), ("money",)))


def make_room(work: Work, charge_id: int, lowered: int, *, even_reopened: bool = False) -> None:
    """Before the patient's part of a charge falls by ``lowered`` cents: where it would go below zero, the
    patient's money on it moves to unapplied, newest lot first, then discounts are reversed, newest first."""
    charge = work.session.get(Charge, charge_id)
    assert charge is not None
    missing = lowered - ledger_store.patient_part(work.session, charge_id)
    if missing <= 0 or (charge.reopened and not even_reopened):
        return
    for held in ledger_store.patient_money_on(work.session, charge_id):
        moved = min(missing, -held.amount)
        if moved > 0:
            why = "its charge shrank"
            work.seal(
                Entry(
                    REAPPLICATION,
                    (
                        Line(held.account, moved, charge_id, held.patient, lot=held.lot, why=why),
                        Line(held.account, -moved, lot=held.lot, why=why),
                    ),
                    work.reason,
                )
            )
            missing -= moved
    for entry in ledger_store.entries_on_charge(work.session, charge_id):
        if missing <= 0:
            return
        if entry.kind in _WRITE_OFF_NAMES:
            missing -= -sum(
                line.amount for line in lines_of(work, entry) if line.charge == charge_id and line.party == PATIENT
            )
            reverse(work, entry)
    if missing > 0:
        raise InTheWay("Something newer moved this share away from the patient. Reverse that first.")


def make_room_in(
    desk: Desk, session: Session, *, charge_id: int, lowered: int, key: str, reason: str
) -> None:
    """``make_room`` as a group of its own before another act in the same transaction."""
    if lowered > 0:
        make_room(Work(desk, session, key, reason), charge_id, lowered)


def make_room_for(
    desk: Desk, session: Session, standing: Mapping[int, Standing], group: Group, *, key: str
) -> None:
    """Where an insurer's answer would leave the patient's part of a charge below zero, the patient's money moves off
    it first, as a group of its own in the same transaction."""
    for charge_id, charge in standing.items():
        change = group.on_patient.get(charge_id, 0)
        if charge.part(PATIENT) + change < 0:
            work = Work(desk, session, f"{key}/room/{charge_id}", "the insurer's answer lowers the patient's share")
            make_room(work, charge_id, -change, even_reopened=True)


def lines_of(work: Work, entry: Posted) -> tuple[Line, ...]:
    return ledger_store.lines_of_entry(work.session, entry.id)


def reverse(work: Work, entry: Posted) -> None:
    """The mirror of one entry, with room made for it on every charge it lowers for the patient."""
    lines = mirror(lines_of(work, entry))
    for charge_id in sorted({line.charge for line in lines if line.charge is not None}):
        lowered = -sum(line.amount for line in lines if line.charge == charge_id and line.party == PATIENT)
        make_room(work, charge_id, lowered)
    work.seal(Entry(REVERSAL, lines, work.reason, reverses=entry.id))
