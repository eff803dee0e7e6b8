"""Reads the audit trail by patient, user, act and day: the newest rows first, a page at a time, with their names."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Interval, Select, String, func, literal, or_, select, type_coerce
from sqlalchemy.orm import Session, aliased

from paydesk.data.insurance_tables import InsurancePlan, Payer
from paydesk.data.office_tables import Audit, Place, Provider
from paydesk.data.people_tables import Account, Person
from paydesk.data.staff_tables import EmergencyAccess, User

PAGE = 200
"""So many rows at once."""

_EARLY, _LATE = timedelta(hours=3), timedelta(days=2)
"""Rows stand in the order they were written. Clocks of two PCs differ a little, and looks of a desk that lost its
server are written later: a row may stand so far before, or after, those of its own minute."""


@dataclass(frozen=True)
class Wanted:
    """What is searched for; None and empty: anything. ``since`` belongs to it, ``until`` does not.

    ``in_emergency``: besides those acts, whatever carries the mark of an emergency.
    """

    account_id: int | None = None
    person_ids: tuple[int, ...] = ()
    actor: str = ""
    acts: tuple[str, ...] = ()
    in_emergency: bool = False
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True)
class Row:
    """One row of the trail; ``name`` is the person's, else the guarantor's of the account."""

    id: int
    at: datetime
    actor: str
    workstation: str
    act: str
    summary: str
    account_id: int | None
    person_id: int | None
    details: str
    number: int | None
    name: str


def rows(session: Session, wanted: Wanted, *, before: int | None = None, limit: int = PAGE) -> tuple[Row, ...]:
    """The newest rows that fit, older than row ``before``."""
    ids = select(Audit.id).where(*_conditions(session, wanted)).order_by(Audit.id.desc()).limit(limit)
    chosen = (ids.where(Audit.id < before) if before is not None else ids).subquery()
    return tuple(_row(row) for row in session.execute(_told().join(chosen, chosen.c.id == Audit.id)))


_GUARANTOR = aliased(Person)


def _told() -> Select[*tuple[Any, ...]]:
    return (
        select(
            Audit.id, Audit.at, Audit.actor, Audit.workstation, Audit.act, Audit.summary, Audit.account_id,
            Audit.person_id, Audit.details, Account.number,
            Person.last_name, Person.first_name, _GUARANTOR.last_name, _GUARANTOR.first_name,
        )
        .select_from(Audit)
        .outerjoin(Account, Account.id == Audit.account_id)
        .outerjoin(Person, Person.id == Audit.person_id)
        .outerjoin(_GUARANTOR, _GUARANTOR.id == Account.guarantor_id)
        .order_by(Audit.id.desc())
    )  # fmt: skip


def _row(row: Any) -> Row:
    last, first, guarantor_last, guarantor_first = row[-4:]
    told: tuple[Any, ...] = (*row[:-4], _name(last, first) or _name(guarantor_last, guarantor_first))
    return Row(*told)


def _name(last: str | None, first: str | None) -> str:
    return ", ".join(part for part in (last, first) if part)


def _conditions(session: Session, wanted: Wanted) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if wanted.account_id is not None:
        conditions.append(Audit.account_id == wanted.account_id)
    if wanted.person_ids:
        conditions.append(Audit.person_id.in_(wanted.person_ids))
    if wanted.actor:
        conditions.append(Audit.actor == wanted.actor)
    if wanted.acts:
        chosen = Audit.act.in_(wanted.acts)
        conditions.append(or_(chosen, Audit.id.in_(_in_emergency(session))) if wanted.in_emergency else chosen)
    return [*conditions, *_days(session, wanted)]


_MARK = '"emergency": '
"""How the details of a row begin to say in which emergency it was done."""
_WRITTEN_LATE = timedelta(hours=1)
"""An act that began while an emergency lasted is written when it is done."""


def _in_emergency(session: Session) -> Select[int]:
    """The rows with the mark, looked for only where somebody had taken an emergency and while it lasted."""
    sqlite = session.connection().dialect.name == "sqlite"
    late = f"+{int(_WRITTEN_LATE.total_seconds())} seconds"
    over: ColumnElement[Any] = (
        func.strftime("%Y-%m-%d %H:%M:%f", EmergencyAccess.until, late)
        if sqlite
        else EmergencyAccess.until + literal(_WRITTEN_LATE, Interval())
    )
    actor = func.coalesce(Audit.actor, Audit.actor)  # its index would bring all that this person ever did
    return (
        select(Audit.id)
        .join(EmergencyAccess, (actor == EmergencyAccess.user_name) & (Audit.at >= EmergencyAccess.since))
        .where(type_coerce(Audit.at, String()) <= over if sqlite else Audit.at <= over)
        .where(Audit.details.contains(_MARK, autoescape=True))
    )


def _days(session: Session, wanted: Wanted) -> list[ColumnElement[bool]]:
    """The days, and the ids between which their rows stand: so no engine sorts a year by time to show a page of it."""
    conditions: list[ColumnElement[bool]] = []
    moment = func.coalesce(Audit.at, Audit.at)  # its index would bring them in another order
    if wanted.since is not None:
        first = _first_since(session, wanted.since - _EARLY)
        conditions += [moment >= wanted.since, Audit.id >= (first if first is not None else _BEYOND)]
    if wanted.until is not None:
        after = _first_since(session, wanted.until + _LATE)
        conditions += [moment < wanted.until, *([Audit.id < after] if after is not None else [])]
    return conditions


_BEYOND = 2**62


def _first_since(session: Session, moment: datetime) -> int | None:
    return session.execute(
        select(Audit.id).where(Audit.at >= moment).order_by(Audit.at, Audit.id).limit(1)
    ).scalar_one_or_none()


def users(session: Session) -> dict[str, str]:
    """Who signs in here, or did: user name -> full name."""
    return {name: full or name for name, full in session.execute(select(User.name, User.full_name))}


def names(session: Session, wanted: Iterable[tuple[str, int]]) -> dict[tuple[str, int], str]:
    """What rows of these tables are called now; one that is not there any more is left out."""
    ids: dict[str, set[int]] = defaultdict(set)
    for table, number in wanted:
        ids[table].add(number)
    found: dict[tuple[str, int], str] = {}
    for table, query in _NAMES.items():
        if ids[table]:
            key = query.selected_columns[0]
            for number, *parts in session.execute(query.where(key.in_(sorted(ids[table])))):
                found[table, number] = ", ".join(str(part) for part in parts if part)
    return found


_NAMES: dict[str, Select[*tuple[Any, ...]]] = {
    "person": select(Person.id, Person.last_name, Person.first_name),
    "account": select(Account.id, Account.number),
    "provider": select(Provider.id, Provider.name),
    "place": select(Place.id, Place.name),
    "emergency_access": select(EmergencyAccess.id, EmergencyAccess.reason),
    "insurance_plan": select(InsurancePlan.id, Payer.name, InsurancePlan.name).join(
        Payer, Payer.id == InsurancePlan.payer_id
    ),
}
