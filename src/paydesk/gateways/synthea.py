"""Synthea's CSV files: claim histories of a synthetic population, read line by line into frozen records."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

from paydesk.gateways.synthea_records import (
    CoveragePeriod,
    History,
    RefusedRow,
    SourceClaim,
    SourceDiagnosis,
    SourcePatient,
    SourcePayer,
    SourcePlace,
    SourceProcedure,
    SourceProvider,
    SourceVisit,
    Transaction,
)
from paydesk.rules.errors import PaydeskError
from paydesk.rules.money import LARGEST, Cents, from_plain

Row = dict[str, str]
Record = TypeVar("Record")


def read_history(folder: Path) -> History:
    """Everything in ``folder``; damaged rows are told and left out. Raises PaydeskError when a file is missing."""
    history = History()
    files: tuple[tuple[str, Any, Callable[[Row, int], Any]], ...] = (
        ("patients.csv", history.patients, _patient),
        ("payers.csv", history.payers, _payer),
        ("providers.csv", history.providers, _provider),
        ("organizations.csv", history.places, _place),
        ("payer_transitions.csv", history.periods, _period),
        ("encounters.csv", history.visits, _visit),
        ("conditions.csv", history.diagnoses, _diagnosis),
        ("procedures.csv", history.procedures, _procedure),
        ("claims.csv", history.claims, _claim),
        ("claims_transactions.csv", history.transactions, _transaction),
    )
    for name, into, make in files:
        _read(folder / name, into, make, history)
    return history


def _read(
    path: Path, into: list[tuple[int, Record]], make: Callable[[Row, int], Record], history: History
) -> None:
    seen: dict[str, int] = {}
    for line, row, damage in _rows(path):
        try:
            if damage:
                raise ValueError(damage)
            record = make(row, line)
            for own in _ids(record):
                if seen.setdefault(own, line) != line:
                    raise ValueError(f"its id stands on line {seen[own]} already")
            into.append((line, record))
            history.read += 1
        except ValueError as error:
            history.refused.append(RefusedRow(path.name, line, str(error)))
            if row.get("TYPE") not in ("PAYMENT", "TRANSFERIN", "TRANSFEROUT"):
                # it was a charge, or may have been one: what follows must not fall on the charge before
                history.broken.add((row.get("CLAIMID", ""), line))


def _ids(record: object) -> tuple[str, ...]:
    """What must not be there twice: a row's own id, and a transaction's number within its claim."""
    if isinstance(record, Transaction):
        return record.id, f"{record.claim}:{record.number}"
    own = getattr(record, "id", None)
    return () if own is None else (own,)


def _rows(path: Path) -> Iterator[tuple[int, Row, str]]:
    """(line, columns by name, what is wrong with the line); one line at a time, so damage stays where it is."""
    try:
        file = path.open("rb")
    except (OSError, ValueError) as error:
        raise PaydeskError(f"{path.name} cannot be read. Give the folder that holds Synthea's CSV files.") from error
    with file:
        names: list[str] = []
        for number, raw in enumerate(file, 1):
            cells, damage = _cells(raw)
            if not names:
                names = cells
                continue
            if not any(cells) and not damage:
                continue
            if not damage and len(cells) != len(names):
                damage = f"it has {len(cells)} columns, not {len(names)}"
            yield number, dict(zip(names, cells, strict=False)), damage


def _cells(raw: bytes) -> tuple[list[str], str]:
    try:
        text = raw.decode("utf-8-sig").rstrip("\r\n")
        return next(csv.reader([text], strict=True), []), ""
    except UnicodeDecodeError:
        return [], "it is not UTF-8 text"
    except csv.Error as error:
        return [cell.strip('"') for cell in text.split(",")], f"it is no line of CSV: {error}"


def _text(row: Row, name: str) -> str:
    if name not in row:
        raise ValueError(f"the column {name} is missing")
    if "\x00" in row[name]:
        raise ValueError(f"{name} holds characters that are no text")
    return row[name].strip()


def _need(row: Row, name: str) -> str:
    value = _text(row, name)
    if not value:
        raise ValueError(f"{name} is empty")
    return value


def _day(row: Row, name: str) -> date:
    value = _need(row, name)
    try:
        return date.fromisoformat(value.partition("T")[0])
    except ValueError:
        raise ValueError(f"{name} “{value}” is not a date") from None


def _amount(row: Row, name: str) -> Cents:
    value = from_plain(_need(row, name))
    if value < 0:
        raise ValueError(f"{name} {row[name]} is below zero")
    if value > LARGEST:
        raise ValueError(f"{name} is larger than 99,999,999.99")
    return value


def _patient(row: Row, line: int) -> SourcePatient:
    return SourcePatient(
        _need(row, "Id"), _text(row, "FIRST"), _need(row, "LAST"), _text(row, "SUFFIX"), _day(row, "BIRTHDATE"),
        _day(row, "DEATHDATE") if _text(row, "DEATHDATE") else None, _text(row, "GENDER"), _text(row, "ADDRESS"),
        _text(row, "CITY"), _text(row, "STATE"), _text(row, "ZIP"),
    )  # fmt: skip


def _payer(row: Row, line: int) -> SourcePayer:
    return SourcePayer(_need(row, "Id"), _need(row, "NAME"), _text(row, "OWNERSHIP"), _text(row, "PHONE"))


def _provider(row: Row, line: int) -> SourceProvider:
    return SourceProvider(_need(row, "Id"), _need(row, "NAME"), _text(row, "SPECIALITY"))


def _place(row: Row, line: int) -> SourcePlace:
    return SourcePlace(_need(row, "Id"), _need(row, "NAME"))


def _period(row: Row, line: int) -> CoveragePeriod:
    start, end = _day(row, "START_DATE"), _day(row, "END_DATE")
    if end < start:
        raise ValueError("END_DATE is before START_DATE")
    return CoveragePeriod(
        _need(row, "PATIENT"), _text(row, "MEMBERID"), start, end, _need(row, "PAYER"),
        _text(row, "SECONDARY_PAYER"), _text(row, "PLAN_OWNERSHIP"), _text(row, "OWNER_NAME"),
    )  # fmt: skip


def _visit(row: Row, line: int) -> SourceVisit:
    return SourceVisit(
        _need(row, "Id"), _need(row, "PATIENT"), _day(row, "START"), _text(row, "PROVIDER"),
        _text(row, "ORGANIZATION"), _text(row, "CODE"), _text(row, "DESCRIPTION"),
    )  # fmt: skip


def _diagnosis(row: Row, line: int) -> SourceDiagnosis:
    return SourceDiagnosis(_need(row, "ENCOUNTER"), _need(row, "CODE"), _text(row, "DESCRIPTION"))


def _procedure(row: Row, line: int) -> SourceProcedure:
    return SourceProcedure(_need(row, "ENCOUNTER"), _need(row, "CODE"), _text(row, "DESCRIPTION"))


def _claim(row: Row, line: int) -> SourceClaim:
    codes = tuple(_text(row, f"DIAGNOSIS{n}") for n in range(1, 9))
    return SourceClaim(
        _need(row, "Id"), _need(row, "PATIENTID"), _need(row, "APPOINTMENTID"),
        _text(row, "PRIMARYPATIENTINSURANCEID"), _text(row, "SECONDARYPATIENTINSURANCEID"),
        _day(row, "SERVICEDATE"), codes,
    )  # fmt: skip


_AMOUNTS = {"CHARGE": "AMOUNT", "PAYMENT": "PAYMENTS", "TRANSFERIN": "AMOUNT", "TRANSFEROUT": "TRANSFERS"}
_METHODS = ("COPAY", "CASH", "CHECK", "CC", "ECHECK")


def _transaction(row: Row, line: int) -> Transaction:
    kind, method, to = _need(row, "TYPE"), _text(row, "METHOD"), _text(row, "TRANSFERTYPE")
    if kind not in _AMOUNTS:
        raise ValueError(f"TYPE “{kind}” is not known")
    if kind == "PAYMENT" and method not in _METHODS:
        raise ValueError(f"METHOD “{method}” is not known")
    if kind in ("CHARGE", "TRANSFERIN") and to not in ("1", "2", "p"):
        raise ValueError(f"TRANSFERTYPE “{to}” is not 1, 2 or p")
    units = _text(row, "UNITS") or "1"
    if not units.isascii() or not units.isdigit():
        raise ValueError(f"UNITS “{units}” is not a whole number")
    refs = [_text(row, f"DIAGNOSISREF{n}") for n in range(1, 5)]
    return Transaction(
        line, _need(row, "ID"), _need(row, "CLAIMID"), _need(row, "CHARGEID"), _need(row, "PATIENTID"), kind,
        _amount(row, _AMOUNTS[kind]), method, _day(row, "FROMDATE"), _need(row, "PROCEDURECODE"), max(int(units), 1),
        _text(row, "NOTES"), to, _text(row, "PROVIDERID"), _text(row, "PLACEOFSERVICE"),
        tuple(int(ref) for ref in refs if ref.isascii() and ref.isdigit()),
    )  # fmt: skip
