"""What a claim's rows come to: charges, payments and transfers with their party, as groups for the ledger."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from paydesk.data.import_store import Group, Money, Values
from paydesk.data.merged_import_store import Home
from paydesk.gateways.synthea_records import RefusedRow, SourceClaim, Transaction
from paydesk.rules.ledger import CHARGE, INSURER_PAYMENT, PATIENT, PATIENT_PAYMENT, TRANSFER, Entry, Line
from paydesk.rules.money import Cents

FILE = "claims_transactions.csv"
_LOT = -1
"""Stands for the lot of the group's own money until it is written."""


@dataclass
class Book:
    """What is known of a batch of claims and what comes of it. Charges go by their source id until kept."""

    first_day: date
    there: dict[str, int]
    keys: set[str]
    parts: dict[tuple[int, int], Cents]
    payers: dict[str, int]
    uninsured: set[str]
    coverages: dict[tuple[str, str], int]
    """(claim, payer) -> coverage."""
    homes: dict[int, Home]
    """Our visit -> whose it is."""
    visits: dict[str, int]
    providers: dict[str, int]
    places: dict[str, int]
    systems: dict[str, str]
    positions: dict[str, tuple[str, ...]]
    broken: set[tuple[str, int]]
    charges: dict[str, tuple[Values, Values]] = field(default_factory=dict)
    groups: list[tuple[str, Group]] = field(default_factory=list)
    answered: set[str] = field(default_factory=set)
    made: Counter[str] = field(default_factory=Counter)
    same: int = 0
    refused: list[RefusedRow] = field(default_factory=list)

    def settled(self, ids: dict[str, int]) -> list[Group]:
        """The groups with our charge ids; ``ids`` are those of the new charges."""
        found = {**self.there, **ids}
        return [
            replace(group, entries=tuple(_on(entry, found[source]) for entry in group.entries))
            for source, group in self.groups
        ]


def _on(entry: Entry, charge: int) -> Entry:
    lines = tuple(one if one.charge is None else replace(one, charge=charge) for one in entry.lines)
    return replace(entry, lines=lines)


@dataclass
class _Told:
    """A charge while its rows are told: where it sits and what each party owes of it, in cents."""

    source: str
    code: str
    party: int
    owes: dict[int, Cents]
    left_by: int | None = None
    answer: int | None = None
    """Index of the insurer's payment whose transfer is the same answer."""


def tell_claim(book: Book, claim: SourceClaim, rows: Sequence[Transaction]) -> None:
    """Add what ``rows`` of one claim, in the order of the file, come to."""
    charge: _Told | None = None
    lost = sorted(line for broken, line in book.broken if broken == claim.id)
    for row in rows:
        while lost and lost[0] < row.line:
            lost.pop(0)
            charge = None
        reason = _objection(book, claim, row, charge)
        if reason:
            book.refused.append(RefusedRow(FILE, row.line, reason))
            if row.kind == "CHARGE":
                charge = None
        elif row.kind == "CHARGE":
            charge = _charge(book, claim, row)
        elif charge is not None:
            _follow(book, claim, row, charge)


def _objection(book: Book, claim: SourceClaim, row: Transaction, charge: _Told | None) -> str | None:
    if row.patient != claim.patient:
        return "its patient is not its claim's"
    if row.on >= book.first_day:
        return f"it is dated {row.on}, not before the clinic's first day {book.first_day}"
    if row.kind != "CHARGE" and (charge is None or charge.code != row.code):
        return "its charge was not read"
    if row.kind in ("CHARGE", "TRANSFERIN") and _party(book, claim, row.to) is None:
        return f"its claim names no payer {row.to} that was read"
    return None


def _party(book: Book, claim: SourceClaim, to: str) -> int | None:
    payer = {"1": claim.primary, "2": claim.secondary}.get(to)
    if to == "p" or payer in book.uninsured:
        return PATIENT
    return book.coverages.get((claim.id, payer or ""))


def _charge(book: Book, claim: SourceClaim, row: Transaction) -> _Told:
    source, party = f"{row.claim}:{row.number}", _party(book, claim, row.to)
    assert party is not None
    if source in book.there:
        book.same += 1
        own = book.there[source]
        owes = {p: owed for (c, p), owed in book.parts.items() if c == own}
        return _Told(source, row.code, _seat(party, owes), owes)
    book.charges[source] = (_charge_row(book, claim, row), _version_row(book, claim, row))
    book.made["charges"] += 1
    if row.amount:
        why = "first coverage" if party != PATIENT else "no coverage"
        _post(book, claim, row, source, (Entry(CHARGE, (_line(book, claim, party, row.amount, why),)),))
    return _Told(source, row.code, party, {party: row.amount})


def _seat(party: int, owes: dict[int, Cents]) -> int:
    """The coverage a charge was posted to stays its party, though a period repaired since says another now."""
    held = [one for one in owes if one != PATIENT]
    return held[0] if party != PATIENT and party not in held and len(held) == 1 else party


def _charge_row(book: Book, claim: SourceClaim, row: Transaction) -> Values:
    home = _home(book, claim)
    return {
        "account_id": home.account_id, "patient_id": home.person_id, "visit_id": book.visits[claim.visit],
        "kind": "procedure", "service_date": row.on, "external_id": f"{row.claim}:{row.number}",
    }  # fmt: skip


def _home(book: Book, claim: SourceClaim) -> Home:
    return book.homes[book.visits[claim.visit]]


def _version_row(book: Book, claim: SourceClaim, row: Transaction) -> Values:
    codes = [claim.diagnoses[place - 1] for place in row.pointers if 0 < place <= len(claim.diagnoses)]
    known = book.positions.get(claim.visit, ())
    pointers = dict.fromkeys(known.index(code) + 1 for code in codes if code in known)
    return {
        "code": row.code, "system": book.systems.get(row.code) or _system(row.code), "description": row.description,
        "units": row.units, "fee": row.amount, "pointers": " ".join(map(str, pointers)),
        "provider_id": book.providers.get(row.provider), "place_id": book.places.get(row.place),
        "service_date": row.on,
    }  # fmt: skip


def _system(code: str) -> str:
    """What is neither a procedure nor a visit is a vaccine (CVX: up to 3 digits) or a medicine (RxNorm)."""
    return "CVX" if len(code) <= 3 else "RxNorm" if len(code) <= 7 else "SNOMED"


def _follow(book: Book, claim: SourceClaim, row: Transaction, charge: _Told) -> None:
    if row.kind in ("TRANSFEROUT", "TRANSFERIN"):
        _transfer(book, claim, row, charge)
        return
    if not row.amount:
        return
    if f"synthea:{row.claim}:{row.number}" in book.keys:
        book.same += 1
    elif row.method == "ECHECK" and charge.party != PATIENT:
        _insurer_pays(book, claim, row, charge)
    else:
        _patient_pays(book, claim, row, charge)
    if row.method == "ECHECK" and charge.party != PATIENT:
        book.answered.add(charge.source)


def _patient_pays(book: Book, claim: SourceClaim, row: Transaction, charge: _Told) -> None:
    """What the patient pays of an insurer's part is the patient's part first; what is too much is credit."""
    entries: list[Entry] = []
    if charge.party != PATIENT:
        why = "copay" if row.method == "COPAY" else "paid by the patient"
        entries += _move(book, claim, charge, PATIENT, row.amount, why)
    part = min(row.amount, max(charge.owes.get(PATIENT, 0), 0))
    lines = []
    if part:
        lines.append(_line(book, claim, PATIENT, -part, "imported payment", lot=_LOT))
        _add(charge, PATIENT, -part)
    if row.amount > part:
        rest = Line(_home(book, claim).account_id, part - row.amount, lot=_LOT, why="more than was owed")
        lines.append(rest)
    entries.append(Entry(PATIENT_PAYMENT, tuple(lines)))
    book.made["payments"] += 1
    money = Money(f"synthea:{row.claim}:{row.number}", row.amount, row.on, _home(book, claim).account_id)
    _post(book, claim, row, charge.source, tuple(entries), money)


def _insurer_pays(book: Book, claim: SourceClaim, row: Transaction, charge: _Told) -> None:
    payer = claim.secondary if charge.party == _party(book, claim, "2") else claim.primary
    line = _line(book, claim, charge.party, -row.amount, "insurer paid", lot=_LOT)
    _add(charge, charge.party, -row.amount)
    money = Money(
        f"synthea:{row.claim}:{row.number}", row.amount, row.on, _home(book, claim).account_id,
        book.payers[payer], charge.party, book.visits[claim.visit],
    )  # fmt: skip
    book.made["payments"] += 1
    charge.answer = len(book.groups)
    _post(book, claim, row, charge.source, (Entry(INSURER_PAYMENT, (line,)),), money)


def _transfer(book: Book, claim: SourceClaim, row: Transaction, charge: _Told) -> None:
    """TRANSFEROUT only announces what TRANSFERIN moves."""
    if row.kind == "TRANSFEROUT":
        return
    to = _party(book, claim, row.to)
    assert to is not None
    source, charge.party = charge.party, to
    if source != PATIENT:
        book.answered.add(charge.source)
    if f"synthea:{row.claim}:{row.number}" in book.keys:
        book.same += 1
        return
    entries = _move(book, claim, charge, to, row.amount, "moved on by the insurer", from_=source)
    if not entries:
        return
    book.made["transfers"] += 1
    # its own key, though it is one act with the payment before it: a repaired row must find its way in later
    answer = book.groups[charge.answer][1] if charge.answer is not None else None
    _post(book, claim, row, charge.source, entries, joins=answer.key if answer and answer.on == row.on else "")


def _move(
    book: Book, claim: SourceClaim, charge: _Told, to: int, amount: Cents, why: str, *, from_: int | None = None
) -> tuple[Entry, ...]:
    """At most what is owed moves: nobody's part goes below zero by a transfer."""
    source = charge.party if from_ is None else from_
    moved = min(amount, max(charge.owes.get(source, 0), 0))
    if not moved or source == to:
        return ()
    _add(charge, source, -moved)
    _add(charge, to, moved)
    lines = (_line(book, claim, source, -moved, why), _line(book, claim, to, moved, why))
    return (Entry(TRANSFER, lines),)


def _add(charge: _Told, party: int, amount: Cents) -> None:
    charge.owes[party] = charge.owes.get(party, 0) + amount


def _line(book: Book, claim: SourceClaim, party: int, amount: Cents, why: str, *, lot: int | None = None) -> Line:
    home = _home(book, claim)
    return Line(home.account_id, amount, 0, home.person_id, party, lot, why)


def _post(
    book: Book, claim: SourceClaim, row: Transaction, source: str, entries: tuple[Entry, ...],
    money: Money | None = None, joins: str = "",
) -> None:  # fmt: skip
    book.groups.append((source, Group(f"synthea:{row.claim}:{row.number}", row.on, entries, money, joins)))
