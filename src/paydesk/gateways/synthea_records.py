"""The records of Synthea's CSV files, as they are read: one class a file, and what a whole folder holds."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from paydesk.rules.money import Cents

NO_INSURANCE = "NO_INSURANCE"


@dataclass(frozen=True)
class RefusedRow:
    """A row that was not taken: its file, its line (the heading is 1), and why."""

    file: str
    line: int
    reason: str


@dataclass(frozen=True)
class SourcePatient:
    """A row of patients.csv."""

    id: str
    first_name: str
    last_name: str
    suffix: str
    birth_date: date
    death_date: date | None
    sex: str
    line1: str
    city: str
    state: str
    zip: str


@dataclass(frozen=True)
class SourcePayer:
    """A row of payers.csv; the payer NO_INSURANCE is no coverage."""

    id: str
    name: str
    ownership: str
    phone: str


@dataclass(frozen=True)
class SourceProvider:
    """A row of providers.csv."""

    id: str
    name: str
    specialty: str


@dataclass(frozen=True)
class SourcePlace:
    """A row of organizations.csv: where care is given."""

    id: str
    name: str


@dataclass(frozen=True)
class CoveragePeriod:
    """A row of payer_transitions.csv: from ``start`` to the day before ``end``."""

    patient: str
    member: str
    start: date
    end: date
    payer: str
    secondary: str
    relation: str
    owner: str


@dataclass(frozen=True)
class SourceVisit:
    """A row of encounters.csv."""

    id: str
    patient: str
    on: date
    provider: str
    place: str
    code: str
    reason: str


@dataclass(frozen=True)
class SourceDiagnosis:
    """A row of conditions.csv."""

    visit: str
    code: str
    description: str


@dataclass(frozen=True)
class SourceProcedure:
    """A row of procedures.csv; its codes are SNOMED."""

    visit: str
    code: str
    description: str


@dataclass(frozen=True)
class SourceClaim:
    """A row of claims.csv; its states and outstanding amounts are never read."""

    id: str
    patient: str
    visit: str
    primary: str
    secondary: str
    on: date
    diagnoses: tuple[str, ...]


@dataclass(frozen=True)
class Transaction:
    """A row of claims_transactions.csv. ``amount`` in cents; ``kind`` CHARGE, PAYMENT, TRANSFERIN, TRANSFEROUT.

    ``number`` counts within the claim; ``to`` is where a charge or transfer sits: 1, 2 or p.
    """

    line: int
    id: str
    claim: str
    number: str
    patient: str
    kind: str
    amount: Cents
    method: str
    on: date
    code: str
    units: int
    description: str
    to: str
    provider: str
    place: str
    pointers: tuple[int, ...]


@dataclass
class History:
    """What a folder holds: records with the line each stands on, and what was refused."""

    patients: list[tuple[int, SourcePatient]] = field(default_factory=list)
    payers: list[tuple[int, SourcePayer]] = field(default_factory=list)
    providers: list[tuple[int, SourceProvider]] = field(default_factory=list)
    places: list[tuple[int, SourcePlace]] = field(default_factory=list)
    periods: list[tuple[int, CoveragePeriod]] = field(default_factory=list)
    visits: list[tuple[int, SourceVisit]] = field(default_factory=list)
    diagnoses: list[tuple[int, SourceDiagnosis]] = field(default_factory=list)
    procedures: list[tuple[int, SourceProcedure]] = field(default_factory=list)
    claims: list[tuple[int, SourceClaim]] = field(default_factory=list)
    transactions: list[tuple[int, Transaction]] = field(default_factory=list)
    refused: list[RefusedRow] = field(default_factory=list)
    broken: set[tuple[str, int]] = field(default_factory=set)
    """(claim, line) of refused rows that are or may be charges: what follows them has nothing to stand on."""
    read: int = 0
