"""Writes imported histories set-wise: what is there already by source id, new rows, many sealed groups at once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import insert, select, text, update
from sqlalchemy.orm import Session

from paydesk.data import ledger_store, search_store
from paydesk.data.charge_tables import Charge, ChargeVersion, Visit, VisitDiagnosis
from paydesk.data.column_types import Base
from paydesk.data.database import reserve_ids
from paydesk.data.insurance_tables import Coverage, InsurancePlan, Payer, Remittance, RemittanceClaim
from paydesk.data.ledger_store import Stamp
from paydesk.data.ledger_tables import ChargeBalance, EntryRow, LineRow, Lot, Receipt
from paydesk.data.office_tables import Place, Provider
from paydesk.data.people_tables import Account, Address, Person
from paydesk.rules.ledger import Entry, objection

Values = dict[str, Any]
_CHUNK = 500
TABLES: dict[str, Any] = {
    "accounts": Account, "patients": Person, "payers": Payer, "providers": Provider, "places": Place,
    "coverages": Coverage, "visits": Visit, "charges": Charge,
}  # fmt: skip


def wait_turn(session: Session) -> None:
    """One import at a time writes: what another one is bringing is there, or is not, when this one looks."""
    if session.connection().dialect.name == "postgresql":
        session.execute(text("SELECT pg_advisory_xact_lock(73)"))


def known(session: Session, kind: str, external_ids: Iterable[str]) -> dict[str, int]:
    """Source id -> our id, for rows of ``kind`` that are there already."""
    table = TABLES[kind]
    found: dict[str, int] = {}
    for part in _parts(tuple(external_ids)):
        rows = session.execute(select(table.external_id, table.id).where(table.external_id.in_(part)))
        found.update(dict(tuple[str, int](row) for row in rows))
    return found


def keys_there(session: Session, keys: Iterable[str]) -> set[str]:
    """Which groups were posted before, by the key of their first entry (without its place)."""
    found: set[str] = set()
    for part in _parts(tuple(f"{key}:0" for key in keys)):
        rows = session.execute(select(EntryRow.key).where(EntryRow.key.in_(part))).scalars()
        found |= {key.removesuffix(":0") for key in rows}
    return found


def parts(session: Session, charge_ids: Sequence[int]) -> dict[tuple[int, int], int]:
    """(charge, party) -> what is owed now, in cents."""
    found: dict[tuple[int, int], int] = {}
    for part in _parts(charge_ids):
        rows = session.execute(
            select(ChargeBalance.charge_id, ChargeBalance.coverage_id, ChargeBalance.balance)
            .where(ChargeBalance.charge_id.in_(part))
        )  # fmt: skip
        found.update({(charge, party): balance for charge, party, balance in rows})
    return found


def _parts(values: Sequence[Any]) -> Iterable[Sequence[Any]]:
    return (values[start : start + _CHUNK] for start in range(0, len(values), _CHUNK))


def add(session: Session, kind: str, rows: Sequence[Values]) -> dict[str, int]:
    """Insert rows of ``kind`` that carry an external id; source id -> our id."""
    ids = _insert(session, TABLES[kind], rows)
    return {row["external_id"]: own for row, own in zip(rows, ids, strict=True)}


def _insert(session: Session, table: type[Base], rows: Sequence[Values]) -> list[int]:
    if not rows:
        return []
    versioned = getattr(table, "__mapper_args__", {})
    filled = [{**row, "version": 1} for row in rows] if versioned else list(rows)
    made = session.scalars(insert(table).returning(table.id, sort_by_parameter_order=True), filled)  # type: ignore[attr-defined]
    return list(made)


def add_accounts(
    session: Session, rows: Sequence[tuple[Values, Values | None]], *, opened_on: date, first: int
) -> None:
    """One account a person, who is its guarantor; ``rows`` are person and address. Indexed for the finder."""
    numbers = [first + ledger_store.next_number(session, "account") for _ in rows]
    accounts = add(session, "accounts", [
        {"number": number, "guarantor_id": 0, "status": "active", "opened_on": opened_on,
         "external_id": person["external_id"]}
        for number, (person, _) in zip(numbers, rows, strict=True)
    ])  # fmt: skip
    people = add(session, "patients", [{**p, "account_id": accounts[p["external_id"]]} for p, _ in rows])
    session.execute(
        update(Account),
        [{"id": accounts[p["external_id"]], "guarantor_id": people[p["external_id"]], "version": 1} for p, _ in rows],
    )
    homes = [{**home, "person_id": people[p["external_id"]]} for p, home in rows if home]
    if homes:
        session.execute(insert(Address), homes)
    for person in people.values():
        search_store.index_person(session, person)


def plans_of(session: Session, payer_ids: Sequence[int]) -> dict[int, int]:
    """Payer -> its one plan without a name, made where there is none."""
    rows = session.execute(
        select(InsurancePlan.payer_id, InsurancePlan.id)
        .where(InsurancePlan.payer_id.in_(payer_ids), InsurancePlan.name == "")
    )  # fmt: skip
    found: dict[int, int] = dict(tuple[int, int](row) for row in rows)
    new = [payer for payer in payer_ids if payer not in found]
    made = _insert(session, InsurancePlan, [{"payer_id": payer} for payer in new])
    return {**found, **dict(zip(new, made, strict=True))}


def add_diagnoses(session: Session, rows: Sequence[Values]) -> None:
    """Diagnoses of new visits, with their positions."""
    if rows:
        session.execute(insert(VisitDiagnosis), rows)


def index_people(session: Session, person_ids: Iterable[int]) -> None:
    """Make the finder know new member numbers."""
    for person in sorted(set(person_ids)):
        search_store.index_person(session, person)


def add_charges(session: Session, rows: Sequence[tuple[Values, Values]]) -> dict[str, int]:
    """Charges with their first versions; source id -> our id."""
    ids = _insert(session, Charge, [{**charge, "version": 1} for charge, _ in rows])
    if rows:
        session.execute(
            insert(ChargeVersion),
            [{**v, "charge_id": own, "version": 1} for (_, v), own in zip(rows, ids, strict=True)],
        )
    return {charge["external_id"]: own for (charge, _), own in zip(rows, ids, strict=True)}


def mark_answered(session: Session, charge_ids: Iterable[int]) -> None:
    """The insurer answered these charges."""
    for part in _parts(tuple(charge_ids)):
        session.execute(
            update(Charge).where(Charge.id.in_(part), Charge.answer != "answered").values(answer="answered")
        )


@dataclass(frozen=True)
class Money:
    """Imported money of one group: a receipt of ``account_id``, or a remittance of ``payer_id`` with its answer."""

    key: str
    amount: int
    on: date
    account_id: int
    payer_id: int | None = None
    coverage_id: int | None = None
    visit_id: int | None = None


@dataclass(frozen=True)
class Group:
    """Entries that are one act, under one key; lines of money say lot -1 until the lot is written."""

    key: str
    on: date
    entries: tuple[Entry, ...]
    money: Money | None = None
    joins: str = ""
    """The key of an earlier group of the same call that this one is part of."""


def post(session: Session, groups: Sequence[Group], *, at: datetime, actor: str, workstation: str) -> None:
    """Write lots, lines and entries of many groups, in order; all imported. Raises ValueError on bad grammar."""
    lots = _lots(session, [g.money for g in groups if g.money], at, actor)
    ids = iter(reserve_ids(session, "entry", sum(len(group.entries) for group in groups)))
    numbered = [(group, [next(ids) for _ in group.entries]) for group in groups]
    answers = _answers(session, [(group, own[0]) for group, own in numbered if group.money], lots)
    entries: list[Values] = []
    lines: list[Values] = []
    acts: dict[str, int] = {}
    for group, own in numbered:
        acts[group.key] = acts[group.joins] if group.joins else own[0]
        lot = lots[group.money.key] if group.money else None
        because, because_id = answers.get(group.joins or group.key, ("receipt", lot) if lot else ("import", None))
        stamp = Stamp(group.on, at, actor, workstation, group.key, because, because_id, imported=True)
        for place, (entry_id, unsettled) in enumerate(zip(own, group.entries, strict=True)):
            entry = _with_lot(unsettled, lot)
            if refused := objection(entry):
                raise ValueError(refused)
            entries.append(ledger_store._entry_row(entry_id, acts[group.key], entry, stamp, place))
            lines += [ledger_store._line_row(entry_id, seq, line) for seq, line in enumerate(entry.lines)]
    if entries:
        session.execute(insert(LineRow), lines)
        session.execute(insert(EntryRow), entries)


def _with_lot(entry: Entry, lot: int | None) -> Entry:
    return replace(entry, lines=tuple(replace(one, lot=lot) if one.lot == -1 else one for one in entry.lines))


def _lots(session: Session, money: Sequence[Money], at: datetime, actor: str) -> dict[str, int]:
    ids = _insert(session, Lot, [
        {"kind": "receipt" if one.payer_id is None else "remittance", "amount": one.amount, "received_on": one.on,
         "posted_on": one.on, "imported": True, "key": one.key, "entered_at": at, "entered_by": actor}
        for one in money
    ])  # fmt: skip
    found = dict(zip((one.key for one in money), ids, strict=True))
    receipts = [{"lot_id": found[m.key], "account_id": m.account_id, "method": "imported", "facts": {}}
                for m in money if m.payer_id is None]  # fmt: skip
    remittances = [{"lot_id": found[m.key], "payer_id": m.payer_id, "trace": m.key, "provider_adjustments": 0}
                   for m in money if m.payer_id is not None]  # fmt: skip
    if receipts:
        session.execute(insert(Receipt), receipts)
    if remittances:
        session.execute(insert(Remittance), remittances)
    return found


def _answers(
    session: Session, groups: Sequence[tuple[Group, int]], lots: dict[str, int]
) -> dict[str, tuple[str, int | None]]:
    """Group key -> what it follows from, for those that are an insurer's answer."""
    paid = [(g, first, g.money) for g, first in groups if g.money is not None and g.money.payer_id is not None]
    ids = _insert(session, RemittanceClaim, [
        {"lot_id": lots[money.key], "coverage_id": money.coverage_id, "visit_id": money.visit_id,
         "paid": money.amount, "outcome": "paid", "posted": True, "group_id": first}
        for _, first, money in paid
    ])  # fmt: skip
    return {group.key: ("remittance claim", own) for (group, _, _), own in zip(paid, ids, strict=True)}
