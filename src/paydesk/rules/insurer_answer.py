"""An insurer's answer in the ledger's terms: what it pays, takes off and moves on, by how each charge stands."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from paydesk.rules.insurance import CoverageTerms, Protection
from paydesk.rules.ledger import (
    CONTRACTUAL,
    INSURER_PAYMENT,
    PATIENT,
    TAKEBACK,
    TRANSFER,
    Entry,
    EntryKind,
    Line,
)
from paydesk.rules.money import Cents

_BY_LAW = "the law keeps this from the patient"


@dataclass(frozen=True)
class AnswerLine:
    """What the insurer says of one charge, in cents: paid, taken off by contract, owed by others and why."""

    charge_id: int
    paid: Cents
    contractual: Cents
    others_owe: Cents
    why: str = "patient's share"
    copay: Cents = 0


@dataclass(frozen=True)
class Transfer:
    """A transfer that stands, on one charge: the cents it moved by party, below zero where they left."""

    moved: Mapping[int, Cents]


@dataclass(frozen=True)
class Standing:
    """How one charge stands before an answer; parties are coverages, or 0 for the patient.

    ``parts``: what each owes, in cents. ``shares``: what the charge and its transfers put on each, before payments.
    ``taken_off``: by contract, from each. ``transfers``: those that stand, oldest first. ``terms``: the coverages in
    force on the day of service, first payer first. ``charged_to``: whose it was when it was posted.
    """

    charge_id: int
    account_id: int
    patient_id: int
    fee: Cents
    charged_to: int
    parts: Mapping[int, Cents]
    shares: Mapping[int, Cents]
    taken_off: Mapping[int, Cents]
    transfers: tuple[Transfer, ...]
    terms: tuple[CoverageTerms, ...]
    protection: Protection = Protection.NONE
    reopened: bool = False

    def part(self, party: int) -> Cents:
        """What ``party`` owes of it, in cents."""
        return self.parts.get(party, 0)

    def next_coverage(self, coverage_id: int) -> int | None:
        """The coverage that answers after this one for what it leaves, or None: the patient does."""
        ids = [one.id for one in self.terms]
        after = ids.index(coverage_id) + 1 if coverage_id in ids else len(ids)
        return ids[after] if after < len(ids) else None


def after(charge: Standing, entries: Iterable[Entry], *, reopened: bool = False) -> Standing:
    """How the charge stands once ``entries`` are posted, for what follows in the same act.

    Where the patient's part would be below zero, the patient's money has moved off the charge first.
    """
    parts, shares, off = dict(charge.parts), dict(charge.shares), dict(charge.taken_off)
    transfers = list(charge.transfers)
    for entry in entries:
        moved = dict[int, Cents]()
        for line in (one for one in entry.lines if one.charge == charge.charge_id):
            parts[line.party] = parts.get(line.party, 0) + line.amount
            if entry.kind is TRANSFER:
                shares[line.party] = shares.get(line.party, 0) + line.amount
                moved[line.party] = moved.get(line.party, 0) + line.amount
            elif entry.kind is CONTRACTUAL:
                off[line.party] = off.get(line.party, 0) - line.amount
        if moved:
            transfers.append(Transfer(moved))
    if not reopened and parts.get(PATIENT, 0) < 0:
        parts[PATIENT] = 0
    return replace(
        charge, parts=parts, shares=shares, taken_off=off, transfers=tuple(transfers), reopened=reopened
    )


@dataclass(frozen=True)
class Shift:
    """What an answer moves, in cents: ``onward`` to others beyond what they have; ``back`` by the party it leaves.

    ``restored`` by coverage: what its contract took off of a part that it does not get any more.
    """

    onward: Cents
    back: tuple[tuple[int, Cents], ...] = ()
    restored: tuple[tuple[int, Cents], ...] = ()

    @property
    def returned(self) -> Cents:
        return sum(amount for _, amount in self.back)


def shift(charge: Standing, coverage_id: int, *, others_owe: Cents) -> Shift:
    """What moves when a coverage's newest answer says that others owe ``others_owe`` cents of a charge."""
    more = others_owe - _with_others(charge, coverage_id)
    return Shift(more) if more >= 0 else _back(charge, charge.next_coverage(coverage_id), -more)


def _with_others(charge: Standing, coverage_id: int) -> Cents:
    """What lies with those after this coverage by its doing, and so counts towards what it says others owe.

    What came from a coverage before it is its own to answer for. So is what came from the patient beyond what it had
    left there; but of a charge that was the patient's first, the first coverage left there all that it did not get.
    """
    ids = [one.id for one in charge.terms]
    place = ids.index(coverage_id) if coverage_id in ids else len(ids)
    after = {PATIENT, *ids[place + 1 :]}
    left = charge.fee if place == 0 and charge.charged_to == PATIENT and ids else 0
    for one in charge.transfers:
        if coverage_id in one.moved:
            left = max(0, left + sum(amount for party, amount in one.moved.items() if party in after))
    return left


def _back(charge: Standing, following: int | None, amount: Cents) -> Shift:
    """Where ``amount`` cents come back from: what the next coverage still owes, the patient, its contract.

    What the next coverage paid stays with it: so much is paid twice, and this coverage's part shows it below zero.
    """
    if following is None:
        return Shift(0, ((PATIENT, amount),))
    open_there = min(amount, max(0, charge.part(following)))
    patients = min(amount - open_there, max(0, charge.shares.get(PATIENT, 0)))
    restored = min(amount - open_there - patients, max(0, charge.taken_off.get(following, 0)))
    parts = ((following, open_there + restored), (PATIENT, patients))
    return Shift(0, tuple(one for one in parts if one[1]), ((following, restored),) if restored else ())


@dataclass(frozen=True)
class Group:
    """The entries of one answer, in the order they post. ``on_patient``: by charge, how the patient's part changes."""

    entries: tuple[Entry, ...]
    on_patient: Mapping[int, Cents]

    def on_party(self, party: int) -> Cents:
        """How the part of a coverage, or with 0 of the patient, changes in all, in cents."""
        return sum(line.amount for entry in self.entries for line in entry.lines if line.party == party)


def group(answered: Sequence[tuple[Standing, AnswerLine]], coverage_id: int, *, lot_id: int) -> Group:
    """The group of a coverage's answer to charges: one entry a kind, a line or a move of each charge.

    No adjustment takes the coverage below zero: what is beyond is information. What the law keeps from the patient
    comes off instead of moving.
    """
    restored, back, paid, off, onward = list[Line](), list[Line](), list[Line](), list[Line](), list[Line]()
    for charge, line in answered:
        moves = shift(charge, coverage_id, others_owe=line.others_owe)
        restored += [_on(charge, party, amount, "no more is left for it") for party, amount in moves.restored]
        for party, amount in moves.back:
            back += _move(charge, party, coverage_id, amount, "share lowered by the insurer")
        if line.paid:
            paid.append(_on(charge, coverage_id, -line.paid, "insurer paid", lot=lot_id))
        left = charge.part(coverage_id) - line.paid + moves.returned
        taken_off = min(line.contractual, max(left, 0))
        if taken_off:
            off.append(_on(charge, coverage_id, -taken_off, "price by contract"))
        room = min(moves.onward, max(left - taken_off, 0))
        if room > 0:
            moved, kept_off = _to_others(charge, line, coverage_id, room)
            onward += moved
            off += kept_off
    made = (
        (CONTRACTUAL, restored), (TRANSFER, back), (INSURER_PAYMENT, paid), (CONTRACTUAL, off), (TRANSFER, onward),
    )  # fmt: skip
    return _grouped(made)


def _to_others(
    charge: Standing, line: AnswerLine, coverage_id: int, amount: Cents
) -> tuple[tuple[Line, ...], tuple[Line, ...]]:
    """Moves to the next coverage, else to the patient; and what the law keeps from the patient, off the coverage."""
    following = charge.next_coverage(coverage_id)
    if following is not None:
        return _move(charge, coverage_id, following, amount, "to the next insurer"), ()
    allowed = _patient_may_owe(charge, line, amount)
    moved = _move(charge, coverage_id, PATIENT, allowed, line.why) if allowed else ()
    kept = (_on(charge, coverage_id, allowed - amount, _BY_LAW),) if amount > allowed else ()
    return moved, kept


def _patient_may_owe(charge: Standing, line: AnswerLine, amount: Cents) -> Cents:
    if charge.protection is Protection.NONE:
        return amount
    return 0 if charge.protection is Protection.ENTIRE else min(amount, line.copay)


def taken_back(posted: Iterable[tuple[EntryKind, Line]], *, lot_id: int) -> Group:
    """The group that takes an earlier answer back: the equal and opposite of its lines, the money by remittance
    ``lot_id``."""
    paid, off, moved = list[Line](), list[Line](), list[Line]()
    for kind, line in posted:
        why = "the insurer took its answer back"
        opposite = Line(line.account, -line.amount, line.charge, line.patient, line.party, why=why)
        if kind is INSURER_PAYMENT:
            paid.append(Line(line.account, -line.amount, line.charge, line.patient, line.party, lot_id, why))
        else:
            (moved if kind is TRANSFER else off).append(opposite)
    return _grouped(((TAKEBACK, paid), (CONTRACTUAL, off), (TRANSFER, moved)))


def _grouped(made: Iterable[tuple[EntryKind, list[Line]]]) -> Group:
    entries, on_patient = list[Entry](), dict[int, Cents]()
    for kind, lines in made:
        if lines:
            whys = {line.why for line in lines}
            reason = whys.pop() if kind is TRANSFER and len(whys) == 1 else ""
            entries.append(Entry(kind, tuple(lines), reason))
            for line in lines:
                if line.party == PATIENT and line.charge is not None:
                    on_patient[line.charge] = on_patient.get(line.charge, 0) + line.amount
    return Group(tuple(entries), on_patient)


def _on(charge: Standing, party: int, amount: Cents, why: str, *, lot: int | None = None) -> Line:
    return Line(charge.account_id, amount, charge.charge_id, charge.patient_id, party, lot, why)


def _move(charge: Standing, from_party: int, to_party: int, amount: Cents, why: str) -> tuple[Line, ...]:
    return _on(charge, from_party, -amount, why), _on(charge, to_party, amount, why)
