"""Reads and writes the office's own rows: settings, providers, places, codes, fees, editions, drafts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from functools import cache
from itertools import islice
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ScalarSelect, Select, bindparam, delete, func, insert, select
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_modified

from paydesk.data.charge_tables import Fee, FeeSchedule, ServiceCode
from paydesk.data.database import answers
from paydesk.data.office_tables import (
    BusinessDay,
    DiagnosisCode,
    DiagnosisEdition,
    Draft,
    Place,
    Provider,
    Setting,
)
from paydesk.data.staff_tables import User


def setting(session: Session, name: str) -> Any:
    """A setting's value, or None."""
    return next((value for (value,) in answers(session, _SETTING, name=name)), None)


_SETTING = select(Setting.value).where(Setting.name == bindparam("name"))


@dataclass(frozen=True)
class Office:
    """What money and paper need to know of the office: its settings, its last closed day, who is at the desk."""

    clinic: dict[str, Any]
    last_closed: date | None
    user: str


def office(session: Session) -> Office:
    """The office as this transaction found it, asked for once; ``user`` is the full name of who works in it."""
    if "office" not in session.info:
        _keep_office(session, answers(session, _ALONE, user=session.info.get("user", ""))[0])
    known: Office = session.info["office"]
    return known


def answer_with_office(session: Session, question: ScalarSelect[Any], **values: object) -> Any:
    """The one value that ``question`` asks for, and the office on the same way to the server."""
    row = answers(session, _with_office(question), user=session.info.get("user", ""), **values)[0]
    _keep_office(session, row)
    return row[-1]


def _keep_office(session: Session, row: Sequence[Any]) -> None:
    clinic, closed, full_name = row[:3]
    session.info["office"] = Office(dict(clinic or {}), closed, full_name or session.info.get("user", ""))


@cache
def _with_office(question: ScalarSelect[Any]) -> Select[*tuple[Any, ...]]:
    return select(*_OFFICE, question)


_OFFICE = (
    select(Setting.value).where(Setting.name == "clinic").scalar_subquery(),
    select(func.max(BusinessDay.day)).where(BusinessDay.state == "closed").scalar_subquery(),
    select(User.full_name).where(User.name == bindparam("user")).scalar_subquery(),
)
_ALONE = select(*_OFFICE)


def setting_row(session: Session, name: str, *, to_change: bool = False) -> Setting | None:
    """A setting with its version, or None; another desk that would change it too waits.

    Hold the row for as long as it is about its version: one asked for again may be another desk's.
    """
    return session.get(Setting, name, with_for_update=to_change or None)


def keep_setting(session: Session, name: str, value: Any) -> None:
    """Set a setting, whatever it was before."""
    row = setting_row(session, name, to_change=True) or Setting(name=name)
    row.value = value
    session.add(row)
    session.flush()


def providers(session: Session, *, active: bool = True) -> tuple[Provider, ...]:
    """Providers by name."""
    query = select(Provider).order_by(Provider.name)
    return tuple(session.execute(query.where(Provider.active) if active else query).scalars())


def places(session: Session) -> tuple[Place, ...]:
    """Places of service by name."""
    return tuple(session.execute(select(Place).where(Place.active).order_by(Place.name)).scalars())


def service_codes(session: Session) -> tuple[ServiceCode, ...]:
    """The clinic's codes, by code."""
    return tuple(session.execute(select(ServiceCode).where(ServiceCode.active).order_by(ServiceCode.code)).scalars())


def standard_schedule(session: Session) -> FeeSchedule:
    """The standard fee schedule, locked: two desks change fees one after the other. Made when there is none yet."""
    found = session.execute(select(FeeSchedule).where(FeeSchedule.standard).with_for_update()).scalars().first()
    if found is None:
        found = FeeSchedule(name="Standard", standard=True)
        session.add(found)
        session.flush()
    return found


def raise_version(code: ServiceCode) -> None:
    """A fee of the code changes: whoever read the code before is told so on saving."""
    flag_modified(code, "short_name")


def fees(session: Session) -> tuple[Fee, ...]:
    """All fees by code and date."""
    return tuple(session.execute(select(Fee).order_by(Fee.code, Fee.modifier, Fee.valid_from)).scalars())


def fee_row(session: Session, schedule_id: int, code: str, modifier: str, valid_from: date) -> Fee | None:
    """The fee of exactly that day, or None."""
    return session.execute(
        select(Fee).where(
            Fee.fee_schedule_id == schedule_id, Fee.code == code, Fee.modifier == modifier,
            Fee.valid_from == valid_from,
        )
    ).scalar_one_or_none()  # fmt: skip


def editions(session: Session) -> tuple[DiagnosisEdition, ...]:
    """The diagnosis editions the clinic imported, newest first."""
    return tuple(session.execute(select(DiagnosisEdition).order_by(DiagnosisEdition.valid_from.desc())).scalars())


def edition_codes(session: Session, edition_id: int) -> tuple[tuple[str, bool, str], ...]:
    """(code, billable, description) of an imported edition."""
    rows = session.execute(
        select(DiagnosisCode.code, DiagnosisCode.billable, DiagnosisCode.description)
        .where(DiagnosisCode.edition_id == edition_id)
        .order_by(DiagnosisCode.code)
    )
    return tuple((code, billable, description) for code, billable, description in rows)


def keep_edition(
    session: Session, name: str, valid_from: date, valid_to: date, codes: Iterable[tuple[str, bool, str]]
) -> int:
    """Keep an edition's codes; the number kept. An edition of that name is replaced."""
    known = session.execute(select(DiagnosisEdition).where(DiagnosisEdition.name == name)).scalar_one_or_none()
    if known is not None:
        session.execute(delete(DiagnosisCode).where(DiagnosisCode.edition_id == known.id))
    edition = known or DiagnosisEdition(name=name, valid_from=valid_from, valid_to=valid_to)
    edition.valid_from, edition.valid_to = valid_from, valid_to
    session.add(edition)
    session.flush()
    kept, rest = 0, iter(codes)
    while part := tuple(islice(rest, _PART)):
        rows = [{"edition_id": edition.id, "code": c, "billable": b, "description": words} for c, b, words in part]
        session.execute(insert(DiagnosisCode), rows)
        kept += len(rows)
    return kept


_PART = 5000
"""Codes a statement: whoever hands them over sees how far it is between two of these."""


@dataclass(frozen=True)
class DraftKey:
    """Which form was left, on which account (None: the office), and what of it: "charge 7"; empty: all of it."""

    form: str
    account_id: int | None = None
    about: str = ""


@dataclass(frozen=True)
class KeptDraft:
    """A form left half-way; ``words`` say what it is about."""

    key: DraftKey
    words: str
    content: dict[str, Any]
    saved_at: datetime


def keep_draft(
    session: Session, user_name: str, key: DraftKey, *, words: str, content: dict[str, Any], at: datetime
) -> None:
    """Keep a form; the one kept before for the same person and key is replaced."""
    session.merge(
        Draft(
            user_name=user_name, form=key.form, account_id=key.account_id or 0, about=key.about, words=words,
            content=content, saved_at=at,
        )
    )  # fmt: skip
    session.flush()


def drop_draft(session: Session, user_name: str, key: DraftKey) -> bool:
    """The form is done or given up; whether there was a draft of it."""
    mine = (Draft.user_name == user_name, Draft.form == key.form, Draft.about == key.about)
    gone = session.execute(
        delete(Draft).where(*mine, Draft.account_id == (key.account_id or 0)).returning(Draft.form)
    )
    return gone.first() is not None


def drafts(session: Session, user_name: str) -> tuple[KeptDraft, ...]:
    """A person's drafts, newest first."""
    rows = session.execute(select(Draft).where(Draft.user_name == user_name).order_by(Draft.saved_at.desc()))
    return tuple(
        KeptDraft(DraftKey(d.form, d.account_id or None, d.about), d.words, dict(d.content), d.saved_at)
        for d in rows.scalars()
    )


def clinic_zone(session: Session) -> tzinfo | None:
    """The clinic's time zone, None when none is set."""
    kept = office(session).clinic
    return ZoneInfo(kept["time_zone"]) if kept.get("time_zone") else None
