"""Administering the office: set-up, signing in, settings, providers, places, codes and fees."""

from __future__ import annotations

import secrets
from dataclasses import asdict, dataclass, fields, replace
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from paydesk.data import office_store, schema
from paydesk.data.charge_tables import Fee, ServiceCode
from paydesk.data.database import Database, Session
from paydesk.data.office_tables import Place, Provider, User
from paydesk.gateways import passwords
from paydesk.operations import signing_in
from paydesk.operations.desk import Actor, Clock, Desk, Touched, about
from paydesk.rules import coding, identity, keyboard, office
from paydesk.rules.errors import ChangedByOther, NotFound, PaydeskError
from paydesk.rules.money import Cents, cents, show


@dataclass(frozen=True)
class ClinicSettings:
    """What the clinic says of itself. ``first_day`` is its first business day here; imports are before it."""

    name: str
    address: tuple[str, ...] = ()
    phone: str = ""
    tax_id: str = ""
    npi: str = ""
    pay_link: str = ""
    remit_to: tuple[str, ...] = ()
    time_zone: str = "America/Chicago"
    first_day: str = ""
    clinic_id: str = ""
    days_to_pay: int = 25


@dataclass(frozen=True)
class SetUpClinic:
    """A new clinic with its one administrator."""

    clinic: ClinicSettings
    admin: str
    password: str
    full_name: str = ""


def set_up(database: Database, clock: Clock, request: SetUpClinic, *, workstation: str) -> Desk:
    """Make the tables, keep the settings and the administrator; the desk with that person signed in.

    Raises PaydeskError, naming the field, before anything is kept.
    """
    name = keyboard.tidy_name(request.admin, field="admin")
    if not name or name.lower() == signing_in.COMMAND_LINE:
        raise PaydeskError("Choose a name for the administrator, such as a first name.", field="admin")
    office.check_password(
        request.password, user_name=name, full_name=request.full_name, clinic=request.clinic.name
    )
    clinic = _checked(request.clinic)
    schema.upgrade(database)
    desk = Desk(database, clock, Actor(name, office.Role.ADMINISTRATOR, workstation))
    with desk.doing("office.edit", "Set up the clinic") as session:
        if office_store.has_users(session):
            raise PaydeskError("A clinic is set up here already. Open it, or choose another place.")
        kept = {**asdict(clinic), "first_day": clinic.first_day or clock.today().isoformat(),
                "clinic_id": clinic.clinic_id or secrets.token_hex(8)}  # fmt: skip
        office_store.keep_setting(session, "clinic", kept)
        session.add(
            User(name=name, full_name=request.full_name.strip(), role=office.Role.ADMINISTRATOR.value,
                 password_hash=passwords.hashed(request.password))
        )  # fmt: skip
        about(session, clinic=clinic.name, administrator=name)
    return desk


def clinic_settings(desk: Desk) -> ClinicSettings:
    """What the clinic says of itself."""
    with desk.looking() as session:
        return read_settings(session)


def read_settings(session: Session) -> ClinicSettings:
    """The settings as kept; raises NotFound when no clinic is set up."""
    kept = office_store.setting(session, "clinic")
    if kept is None:
        raise NotFound("No clinic is set up here yet. Run the set-up first.")
    return _from_kept(kept)


def _from_kept(kept: dict[str, Any]) -> ClinicSettings:
    known = {one.name for one in fields(ClinicSettings)}
    values: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value for name, value in kept.items() if name in known
    }
    return ClinicSettings(**values)


def save_settings(desk: Desk, settings: ClinicSettings) -> Touched:
    """Change what the clinic says of itself; its id and first day stay."""
    with desk.doing("office.edit", "Changed the clinic's settings") as session:
        before = read_settings(session)
        kept = {**asdict(_checked(settings)), "clinic_id": before.clinic_id, "first_day": before.first_day}
        office_store.keep_setting(session, "clinic", kept)
        about(session, before=asdict(before), after=kept)
        return Touched((), ("office",))


def _checked(clinic: ClinicSettings) -> ClinicSettings:
    if not clinic.name.strip():
        raise PaydeskError("Type the clinic's name, as it stands on paper.", field="name")
    if clinic.npi:
        identity.parse_npi(clinic.npi)
    if not 0 <= clinic.days_to_pay <= 365:
        raise PaydeskError("Days to pay are between 0 and 365.", field="days_to_pay")
    try:
        ZoneInfo(clinic.time_zone)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise PaydeskError("Choose the clinic's time zone from the list.", field="time_zone") from error
    phone = keyboard.show_phone(keyboard.parse_phone(clinic.phone)) if clinic.phone.strip() else ""
    name = keyboard.tidy_name(clinic.name, field="name")
    # Paper and its QR code put https:// before it.
    pay_link = clinic.pay_link.strip().removeprefix("https://").removeprefix("http://")
    return replace(clinic, name=name, phone=phone, pay_link=pay_link)


@dataclass(frozen=True)
class SaveProvider:
    """A provider as the form has it."""

    name: str
    npi: str
    specialty: str = ""
    active: bool = True
    provider_id: int | None = None
    version: int | None = None


@dataclass(frozen=True)
class Saved:
    """The id of what was kept."""

    id: int
    touched: Touched


def save_provider(desk: Desk, request: SaveProvider) -> Saved:
    """Keep a provider; the NPI's check digit must be right."""
    with desk.doing("office.edit", "Saved a provider") as session:
        row = session.get(Provider, request.provider_id) if request.provider_id else Provider()
        if row is None:
            raise NotFound("That provider is not there any more.")
        if request.version is not None and row.version != request.version:
            raise ChangedByOther("Someone else changed this provider meanwhile. Open it again.")
        name = keyboard.tidy_name(request.name, field="name")
        if not name:
            raise PaydeskError("Type the provider's name, as patients know it.", field="name")
        npi = identity.parse_npi(request.npi) if request.npi.strip() else ""
        if (name, npi) != (row.name, row.npi):
            _refuse_twin(session, name, npi, request.provider_id)
        row.name, row.npi = name, npi
        row.specialty, row.active = request.specialty.strip(), request.active
        session.add(row)
        session.flush()
        about(session, provider=row.id, name=row.name, npi=row.npi)
        return Saved(row.id, Touched((), ("office",)))


def _refuse_twin(session: Session, name: str, npi: str, mine: int | None) -> None:
    """One NPI is one person; without two NPIs to tell them apart, so is one name."""
    for other in office_store.providers(session, active=False):
        if other.id == mine:
            continue
        if npi and other.npi == npi:
            raise PaydeskError(f"{other.name} has this NPI already. Choose that provider in the list.", field="npi")
        if other.name.casefold() == name.casefold() and not (npi and other.npi):
            sentence = f"{other.name} is in the list already. Choose that one, or type both NPIs to tell them apart."
            raise PaydeskError(sentence, field="name")


@dataclass(frozen=True)
class SavePlace:
    """A place of service with its two-digit code (11 is an office)."""

    name: str
    pos_code: str = "11"
    place_id: int | None = None


def save_place(desk: Desk, request: SavePlace) -> Saved:
    """Keep a place of service."""
    with desk.doing("office.edit", "Saved a place of service") as session:
        row = session.get(Place, request.place_id) if request.place_id else Place()
        if row is None:
            raise NotFound("That place is not there any more.")
        if not (len(request.pos_code) == 2 and request.pos_code.isdecimal()):
            raise PaydeskError("A place-of-service code has two digits; an office is 11.", field="pos_code")
        row.name, row.pos_code = keyboard.tidy_name(request.name, field="name"), request.pos_code
        if not row.name:
            raise PaydeskError("Type a name for the place.", field="name")
        session.add(row)
        session.flush()
        about(session, place=row.id, name=row.name)
        return Saved(row.id, Touched((), ("office",)))


@dataclass(frozen=True)
class SaveServiceCode:
    """A code with the clinic's own short name, and its fee per unit in cents from a day on (None: no fee)."""

    code: str
    short_name: str
    fee: Cents | None = None
    fee_from: date | None = None
    modifier: str = ""
    spanish_name: str = ""


def save_service_code(desk: Desk, request: SaveServiceCode) -> Touched:
    """Keep a code, its name and a dated fee; a fee of the same day is replaced, earlier ones stay."""
    with desk.doing("office.edit", "Saved a code and its fee") as session:
        code = coding.parse_service_code(request.code)
        modifier = " ".join(coding.parse_modifiers(request.modifier, field="modifier"))
        name = keyboard.tidy_name(request.short_name, field="short_name")
        if not name:
            raise PaydeskError("Type the clinic's own short name for this code.", field="short_name")
        row = session.get(ServiceCode, code) or ServiceCode(code=code, system=coding.system_of(code) or "own")
        row.short_name, row.spanish_name = name, request.spanish_name.strip()
        session.add(row)
        if request.fee is not None:
            _keep_fee(desk, session, code, modifier, request)
        about(session, code=code, name=name, fee=show(request.fee) if request.fee is not None else "")
        return Touched((), ("office",))


def _keep_fee(desk: Desk, session: Session, code: str, modifier: str, request: SaveServiceCode) -> None:
    if cents(request.fee) <= 0:
        raise PaydeskError("A fee is more than zero.", field="fee")
    schedule = office_store.standard_schedule(session)
    day = request.fee_from or desk.clock.today()
    row = office_store.fee_row(session, schedule.id, code, modifier, day) or Fee(
        fee_schedule_id=schedule.id, code=code, modifier=modifier, valid_from=day
    )
    row.amount = cents(request.fee)
    session.add(row)
    session.flush()


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


@dataclass(frozen=True)
class Office:
    """What forms choose from."""

    providers: tuple[ProviderFacts, ...]
    places: tuple[PlaceFacts, ...]
    codes: tuple[CodeFacts, ...]


def office_lists(desk: Desk) -> Office:
    """Providers, places and codes with today's fees."""
    today = desk.clock.today()
    with desk.looking() as session:
        fees: dict[str, Cents] = {}
        for fee in office_store.fees(session):
            if fee.valid_from <= today and not fee.modifier:
                fees[fee.code] = fee.amount
        return Office(
            tuple(ProviderFacts(p.id, p.name, p.npi, p.specialty) for p in office_store.providers(session)),
            tuple(PlaceFacts(p.id, p.name, p.pos_code) for p in office_store.places(session)),
            tuple(
                CodeFacts(c.code, c.system, c.short_name, fees.get(c.code))
                for c in office_store.service_codes(session)
            ),
        )
