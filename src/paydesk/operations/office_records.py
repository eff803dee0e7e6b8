"""The office's own records as their forms have them: providers, places, payers, codes with every dated fee.

Forms that choose from them take ``office_lists``. The ``version`` of each record guards a change: a form filled from
an older one is refused.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from paydesk.data import insurance_store, office_store
from paydesk.operations.desk import Desk
from paydesk.rules.money import Cents


@dataclass(frozen=True)
class ProviderRecord:
    """A provider, also one who left (not ``active``)."""

    provider_id: int
    name: str
    npi: str
    specialty: str
    active: bool
    version: int


@dataclass(frozen=True)
class PlaceRecord:
    """A place of service."""

    place_id: int
    name: str
    pos_code: str
    version: int


@dataclass(frozen=True)
class PayerRecord:
    """A payer; ``kind`` is a PayerKind's value, ``phone`` ten digits or empty.

    ``auto_post``: its clean answers post without a look at them.
    """

    payer_id: int
    name: str
    kind: str
    phone: str
    edi_id: str
    version: int
    auto_post: bool = True


@dataclass(frozen=True)
class DatedFee:
    """What a code costs per unit from a day on."""

    valid_from: date
    amount: Cents
    modifier: str


@dataclass(frozen=True)
class CodeRecord:
    """A code with the clinic's names and its fees, the newest first; ``fee`` is today's without a modifier."""

    code: str
    short_name: str
    spanish_name: str
    fee: Cents | None
    fees: tuple[DatedFee, ...]
    version: int


def provider_records(desk: Desk) -> tuple[ProviderRecord, ...]:
    """Every provider, those who left last."""
    with desk.looking() as session:
        rows = sorted(office_store.providers(session, active=False), key=lambda row: not row.active)
        return tuple(ProviderRecord(p.id, p.name, p.npi, p.specialty, p.active, p.version) for p in rows)


def place_records(desk: Desk) -> tuple[PlaceRecord, ...]:
    """Places of service by name."""
    with desk.looking() as session:
        return tuple(PlaceRecord(p.id, p.name, p.pos_code, p.version) for p in office_store.places(session))


def payer_records(desk: Desk) -> tuple[PayerRecord, ...]:
    """Active payers by name."""
    with desk.looking() as session:
        return tuple(
            PayerRecord(one.payer_id, one.name, one.kind, one.phone, one.edi_id, one.version, one.auto_post)
            for one in insurance_store.payers(session)
        )


def code_records(desk: Desk) -> tuple[CodeRecord, ...]:
    """The clinic's codes by code, each with its dated fees."""
    today = desk.clock.today()
    with desk.looking() as session:
        fees: dict[str, list[DatedFee]] = defaultdict(list)
        for fee in office_store.fees(session):
            fees[fee.code].append(DatedFee(fee.valid_from, fee.amount, fee.modifier))
        return tuple(
            CodeRecord(row.code, row.short_name, row.spanish_name, _fee_on(fees[row.code], today),
                       tuple(sorted(fees[row.code], key=lambda fee: fee.valid_from, reverse=True)), row.version)
            for row in office_store.service_codes(session)
        )  # fmt: skip


def _fee_on(fees: list[DatedFee], day: date) -> Cents | None:
    valid = [fee for fee in fees if fee.valid_from <= day and not fee.modifier]
    return max(valid, key=lambda fee: fee.valid_from).amount if valid else None


@dataclass(frozen=True)
class ProviderFacts:
    """A provider as lists show it."""

    id: int
    name: str
    npi: str
    specialty: str


@dataclass(frozen=True)
class PlaceFacts:
    """A place of service as lists show it."""

    id: int
    name: str
    pos_code: str


@dataclass(frozen=True)
class CodeFacts:
    """A code of the clinic; ``fee`` is today's, in cents, or None."""

    code: str
    system: str
    short_name: str
    fee: Cents | None
    fees: tuple[DatedFee, ...] = ()

    def fee_on(self, day: date, modifiers: Sequence[str] = ()) -> Cents | None:
        """What one unit costs by the schedule on a day, as a charge gets it: with the first modifier if that has a
        fee of its own; None where there is no fee."""
        for modifier in (*modifiers[:1], ""):
            valid = [fee for fee in self.fees if fee.modifier == modifier and fee.valid_from <= day]
            if valid:
                return max(valid, key=lambda fee: fee.valid_from).amount
        return None


@dataclass(frozen=True)
class Office:
    """What forms choose from."""

    providers: tuple[ProviderFacts, ...]
    places: tuple[PlaceFacts, ...]
    codes: tuple[CodeFacts, ...]


def office_lists(desk: Desk) -> Office:
    """Providers, places and codes with their fees."""
    today = desk.clock.today()
    with desk.looking() as session:
        fees: dict[str, list[DatedFee]] = defaultdict(list)
        for fee in office_store.fees(session):
            fees[fee.code].append(DatedFee(fee.valid_from, fee.amount, fee.modifier))
        return Office(
            tuple(ProviderFacts(p.id, p.name, p.npi, p.specialty) for p in office_store.providers(session)),
            tuple(PlaceFacts(p.id, p.name, p.pos_code) for p in office_store.places(session)),
            tuple(
                CodeFacts(c.code, c.system, c.short_name, _fee_on(fees[c.code], today), tuple(fees[c.code]))
                for c in office_store.service_codes(session)
            ),
        )
