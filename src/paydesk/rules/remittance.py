"""An insurer's remittance as its file (X12 835) says it: the deposit, the claims answered, and why; in whole cents."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from paydesk.rules.money import Cents
from paydesk.rules.remittance_finding import Finding, Place

FORWARDED = frozenset({"19", "20", "21"})
"""Claim states (CLP02) of claims that this payer passed on to the next one."""

REVERSAL, DENIED, PREDETERMINED = "22", "4", "25"

STATUS_WORDS = {
    "1": "answered as first payer", "2": "answered as second payer", "3": "answered as third payer",
    "4": "denied", "19": "answered as first payer and passed on", "20": "answered as second payer and passed on",
    "21": "answered as third payer and passed on", "22": "an earlier answer taken back",
    "23": "not this payer's claim, passed on", "25": "estimate only, no payment",
    "5": "still undecided", "10": "received, not decided", "13": "on hold", "15": "on hold, papers asked for",
    "16": "on hold, under review", "17": "on hold, another party asked",
}  # fmt: skip
"""Claim states in our own words; those of version 4010 that decide nothing stand last."""

UNDECIDED = frozenset({"5", "10", "13", "15", "16", "17"})


class Party(NamedTuple):
    """A person or organization of a claim (NM1); ``name`` is the last name or the organization's."""

    name: str
    first: str = ""
    middle: str = ""
    suffix: str = ""
    id_kind: str = ""
    id: str = ""


class Adjustment(NamedTuple):
    """Part of a charge that was not paid (CAS): who is to bear it, why, how much; None what could not be read."""

    place: Place
    group: str
    reason: str
    amount: Cents | None
    quantity: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Procedure:
    """What was done (SVC01, SVC06): the code's kind ("HC"), the code, up to four modifiers."""

    qualifier: str
    code: str
    modifiers: tuple[str, ...] = ()


class Service(NamedTuple):
    """One line answered (SVC). ``whole``: every amount in it could be read; ``line_number`` is ours (REF*6R).

    ``original`` is what we billed where the payer answers another code.
    """

    place: Place
    whole: bool
    procedure: Procedure
    original: Procedure | None
    charge: Cents | None
    paid: Cents | None
    revenue_code: str
    units: Decimal | None
    first: date | None
    last: date | None
    line_number: str
    allowed: Cents | None
    adjustments: tuple[Adjustment, ...]
    remarks: tuple[str, ...]


class ClaimAnswer(NamedTuple):
    """One claim answered (CLP). ``number`` is ours, ``payer_claim`` the payer's, ``original`` the one it replaces.

    ``amounts`` are information outside of the balance: (AMT's qualifier, cents).
    """

    place: Place
    whole: bool
    number: str
    status: str
    charge: Cents | None
    paid: Cents | None
    patient_responsibility: Cents | None
    filing: str
    payer_claim: str
    facility: str
    frequency: str
    original: str
    patient: Party | None
    insured: Party | None
    corrected: Party | None
    rendering: Party | None
    crossover: Party | None
    first: date | None
    last: date | None
    received: date | None
    amounts: tuple[tuple[str, Cents], ...]
    adjustments: tuple[Adjustment, ...]
    remarks: tuple[str, ...]
    services: tuple[Service, ...]


@dataclass(frozen=True, slots=True)
class ProviderAdjustment:
    """Money that belongs to no claim of the remittance (PLB); more than zero lowers the payment."""

    place: Place
    provider: str
    fiscal_end: date | None
    reason: str
    reference: str
    amount: Cents | None


@dataclass(frozen=True, slots=True)
class Organization:
    """The payer or the payee: its name, its id with the kind of it (N1), and further ids (REF)."""

    name: str = ""
    id_kind: str = ""
    id: str = ""
    other_ids: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Deposit:
    """What the payer says it pays (BPR, TRN). ``amount`` is below zero for a debit.

    ``method`` is X12's: ACH, CHK, FWT, BOP, NON; ``originator`` is who the trace number belongs to.
    """

    place: Place
    amount: Cents | None = None
    handling: str = ""
    method: str = ""
    paid_on: date | None = None
    trace: str = ""
    originator: str = ""
    produced_on: date | None = None


@dataclass(frozen=True, slots=True)
class Remittance:
    """One transaction set 835. ``segments`` were counted from ST to SE; ``closing`` is None where SE is missing."""

    place: Place
    control: str
    version: str
    closing: Closing | None
    segments: int
    deposit: Deposit
    payer: Organization
    payee: Organization
    claims: tuple[ClaimAnswer, ...]
    provider_adjustments: tuple[ProviderAdjustment, ...]
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Closing:
    """A closing segment (SE, GE, IEA): what it counts, None if that is no number, and its control number."""

    place: Place
    count: int | None
    control: str


@dataclass(frozen=True, slots=True)
class FunctionalGroup:
    """GS to GE. ``sets`` were counted, of whatever kind; ``remittances`` are the 835 among them."""

    place: Place
    control: str
    version: str
    closing: Closing | None
    sets: int
    remittances: tuple[Remittance, ...]


@dataclass(frozen=True, slots=True)
class Interchange:
    """ISA to IEA. ``test``: its sender marks it as a trial."""

    place: Place
    control: str
    sender: str
    receiver: str
    test: bool
    closing: Closing | None
    groups: tuple[FunctionalGroup, ...]


@dataclass(frozen=True, slots=True)
class RemittanceFile:
    """All that was read of a file, and what is wrong with the text of it."""

    interchanges: tuple[Interchange, ...]
    segments: int
    findings: tuple[Finding, ...]
