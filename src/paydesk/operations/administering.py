"""Administering the office: set-up, signing in, settings, providers, places, codes and fees."""

from __future__ import annotations

import secrets
from dataclasses import asdict, dataclass, fields, replace
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from paydesk.data import form_store, office_store, schema, staff_store
from paydesk.data.charge_tables import Fee, ServiceCode
from paydesk.data.database import Database, Session
from paydesk.data.office_tables import Place, Provider, Setting
from paydesk.data.staff_tables import User
from paydesk.gateways import passwords
from paydesk.operations.desk import Actor, Clock, Desk, Touched, about
from paydesk.rules import coding, identity, keyboard, office, plausibility
from paydesk.rules.errors import NotFound, PaydeskError, refuse_changed
from paydesk.rules.money import Cents, cents, show


@dataclass(frozen=True)
class ClinicSettings:
    """What the clinic says of itself. ``first_day`` is its first business day here; imports are before it.

    ``version`` is the one that was read; it is no part of what is kept.
    """

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
    version: int | None = None


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
    if not name or name.lower() in office.BUILT_IN:
        raise PaydeskError("Choose a name for the administrator, such as a first name.", field="admin")
    office.check_password(
        request.password, user_name=name, full_name=request.full_name, clinic=request.clinic.name
    )
    clinic = _checked(request.clinic)
    plausibility.refuse_card_numbers(request)
    schema.upgrade(database)
    desk = Desk(database, clock, Actor(name, office.Role.ADMINISTRATOR, workstation))
    with desk.doing("office.edit", "Set up the clinic") as session:
        if staff_store.has_users(session):
            raise PaydeskError("A clinic is set up here already. Open it, or choose another place.")
        first_day = clinic.first_day or clock.today().isoformat()
        clinic_id = clinic.clinic_id or secrets.token_hex(8)
        office_store.keep_setting(session, "clinic", _kept(clinic, first_day, clinic_id))
        session.add(
            User(name=name, full_name=request.full_name.strip(), role=office.Role.ADMINISTRATOR.value,
                 password_hash=passwords.hashed(request.password))
        )  # fmt: skip
        about(session, clinic=clinic.name, administrator=name)
    return desk


def clinic_settings(desk: Desk) -> ClinicSettings:
    """What the clinic says of itself; raises NotFound when no clinic is set up."""
    with desk.looking() as session:
        return _read(_row(session))


def _row(session: Session, *, to_change: bool = False) -> Setting:
    row = office_store.setting_row(session, "clinic", to_change=to_change)
    if row is None:
        raise NotFound("No clinic is set up here yet. Run the set-up first.")
    return row


def _read(row: Setting) -> ClinicSettings:
    return replace(_from_kept(row.value), version=row.version)


def _from_kept(kept: dict[str, Any]) -> ClinicSettings:
    known = {one.name for one in fields(ClinicSettings)}
    values: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value for name, value in kept.items() if name in known
    }
    return ClinicSettings(**values)


def save_settings(desk: Desk, settings: ClinicSettings) -> Touched:
    """Change what the clinic says of itself; its id and first day stay. Raises ChangedByOther."""
    with desk.doing("office.edit", "Changed the clinic's settings") as session:
        row = _row(session, to_change=True)
        before = _read(row)
        refuse_changed(row.version, settings.version, of=row)
        row.value = kept = _kept(_checked(settings), before.first_day, before.clinic_id)
        about(session, before=_kept(before, before.first_day, before.clinic_id), after=kept)
        return Touched((), ("office",))


def _kept(clinic: ClinicSettings, first_day: str, clinic_id: str) -> dict[str, Any]:
    kept = {**asdict(clinic), "first_day": first_day, "clinic_id": clinic_id}
    del kept["version"]
    return kept


def _checked(clinic: ClinicSettings) -> ClinicSettings:
    plausibility.refuse_card_numbers(clinic)
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
    """Keep a provider; the NPI's check digit must be right. Raises ChangedByOther."""
    with desk.doing("office.edit", "Saved a provider") as session:
        plausibility.refuse_card_numbers(request)
        row = session.get(Provider, request.provider_id) if request.provider_id else Provider()
        if row is None:
            raise NotFound("That provider is not there any more.")
        refuse_changed(row.version, request.version, of=row)
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
    """A place of service with its two-digit code (11 is an office).

    ``key`` is for a new one: the same again adds none.
    """

    name: str
    pos_code: str = "11"
    place_id: int | None = None
    version: int | None = None
    key: str = ""


def save_place(desk: Desk, request: SavePlace) -> Saved:
    """Keep a place of service. Raises ChangedByOther."""
    touched = Touched((), ("office",))
    with desk.doing("office.edit", "Saved a place of service") as session:
        made = form_store.made_by(session, request.key, request)
        if made is not None:
            about(session, place=made, name=request.name, repeated=True)
            return Saved(made, touched)
        plausibility.refuse_card_numbers(request)
        row = session.get(Place, request.place_id) if request.place_id else Place()
        if row is None:
            raise NotFound("That place is not there any more.")
        refuse_changed(row.version, request.version, of=row)
        if not (len(request.pos_code) == 2 and request.pos_code.isdecimal()):
            raise PaydeskError("A place-of-service code has two digits; an office is 11.", field="pos_code")
        row.name, row.pos_code = keyboard.tidy_name(request.name, field="name"), request.pos_code
        if not row.name:
            raise PaydeskError("Type a name for the place.", field="name")
        session.add(row)
        session.flush()
        form_store.keep(session, request.key, request, row.id)
        about(session, place=row.id, name=row.name)
        return Saved(row.id, touched)


@dataclass(frozen=True)
class SaveServiceCode:
    """A code with the clinic's own short name, and its fee per unit in cents from a day on (None: no fee).

    ``version`` is the one that was read, 0 for a code that was not there.
    """

    code: str
    short_name: str
    fee: Cents | None = None
    fee_from: date | None = None
    modifier: str = ""
    spanish_name: str = ""
    version: int | None = None


def save_service_code(desk: Desk, request: SaveServiceCode) -> Touched:
    """Keep a code, its name and a dated fee; a fee of the same day is replaced, earlier ones stay.

    Raises ChangedByOther when the code or a fee of it was changed, or the code added, since it was read.
    """
    with desk.doing("office.edit", "Saved a code and its fee") as session:
        plausibility.refuse_card_numbers(request)
        code = coding.parse_service_code(request.code)
        modifier = " ".join(coding.parse_modifiers(request.modifier, field="modifier"))
        name = keyboard.tidy_name(request.short_name, field="short_name")
        if not name:
            raise PaydeskError("Type the clinic's own short name for this code.", field="short_name")
        schedule = office_store.standard_schedule(session)
        row = session.get(ServiceCode, code) or ServiceCode(
            code=code, system=coding.system_of(code) or "own", version=0
        )
        refuse_changed(row.version, request.version, of=row)
        row.short_name, row.spanish_name = name, request.spanish_name.strip()
        session.add(row)
        if request.fee is not None:
            _keep_fee(desk, session, schedule.id, row, replace(request, code=code, modifier=modifier))
        about(session, code=code, name=name, fee=show(request.fee) if request.fee is not None else "")
        return Touched((), ("office",))


def _keep_fee(desk: Desk, session: Session, schedule_id: int, code: ServiceCode, request: SaveServiceCode) -> None:
    if cents(request.fee) <= 0:
        raise PaydeskError("A fee is more than zero.", field="fee")
    day = request.fee_from or desk.clock.today()
    row = office_store.fee_row(session, schedule_id, request.code, request.modifier, day) or Fee(
        fee_schedule_id=schedule_id, code=request.code, modifier=request.modifier, valid_from=day
    )
    row.amount = cents(request.fee)
    office_store.raise_version(code)
    session.add(row)
    session.flush()
