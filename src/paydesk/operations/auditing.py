"""Auditing: who did or saw what, when and of whom, searched in the trail and told in the office's words."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Any

from paydesk.data import audit_search, people_store
from paydesk.data.database import Session
from paydesk.operations import keeping
from paydesk.operations.desk import Desk
from paydesk.rules import audit_facts, audit_trail
from paydesk.rules.audit_facts import Fact as Fact
from paydesk.rules.audit_trail import Kind as Kind
from paydesk.rules.errors import PaydeskError

PAGE = audit_search.PAGE
_BUILT_IN = {"command line": "Command line", "paydesk": "paydesk itself"}


@dataclass(frozen=True)
class SearchTrail:
    """What is searched for: of an account or one person of it, by a user, of a kind, between two days; or of all."""

    account_id: int | None = None
    person_id: int | None = None
    user: str = ""
    kind: Kind | None = None
    first: date | None = None
    last: date | None = None


@dataclass(frozen=True)
class TrailRow:
    """One row of the trail. ``at`` is on the clinic's clock; ``whom`` is empty where it was about nobody."""

    id: int
    at: datetime
    user: str
    who: str
    workstation: str
    kind: Kind
    what: str
    account_id: int | None
    account: int | None
    whom: str
    facts: tuple[Fact, ...]
    emergency: str = ""
    """Why somebody had taken emergency access when it was done; empty for all else."""

    @property
    def told(self) -> str:
        """Every fact in one line."""
        return "; ".join(fact.sentence for fact in self.facts)

    @property
    def headline(self) -> str:
        """What was done; and in which emergency."""
        return f"{self.what}. In an emergency: {self.emergency}" if self.emergency else self.what


@dataclass(frozen=True)
class TrailUser:
    """Somebody to search for."""

    name: str
    full_name: str


def search(
    desk: Desk, wanted: SearchTrail, *, before: int | None = None, seen: bool = True
) -> tuple[TrailRow, ...]:
    """The newest ``PAGE`` rows that fit, older than row ``before``; a search is a look itself, its pages are not.

    What is not ``seen`` yet is told with ``looked_at_trail`` once it is shown. Raises PaydeskError for days the
    wrong way.
    """
    check(wanted)
    with desk.looking("audit.see") as session:
        found = rows(session, wanted, before=before)
    if before is None and seen:
        looked_at_trail(desk, wanted)
    return found


def looked_at_trail(desk: Desk, wanted: SearchTrail) -> None:
    """Somebody sees what a search found."""
    desk.looked("audit.see", "Searched the audit trail", account=wanted.account_id, **asked(wanted))


def users(desk: Desk) -> tuple[TrailUser, ...]:
    """Everybody who signs in here or did, by name; and the command line."""
    with desk.looking("audit.see") as session:
        known = audit_search.users(session)
    return tuple(TrailUser(*one) for one in (*sorted(known.items(), key=_by_name), *_BUILT_IN.items()))


def _by_name(user: tuple[str, str]) -> str:
    return user[1].casefold()


def check(wanted: SearchTrail) -> None:
    """Raises PaydeskError for days the wrong way."""
    if wanted.first and wanted.last and wanted.last < wanted.first:
        raise PaydeskError("The last day is before the first. Turn them round.", field="last")


def asked(wanted: SearchTrail) -> dict[str, Any]:
    """What was asked for, as the trail keeps it."""
    facts = {
        "user": wanted.user, "kind": wanted.kind.value if wanted.kind else "",
        "first": wanted.first.isoformat() if wanted.first else "",
        "last": wanted.last.isoformat() if wanted.last else "",
    }  # fmt: skip
    return {name: value for name, value in facts.items() if value}


def rows(
    session: Session, wanted: SearchTrail, *, before: int | None = None, limit: int = PAGE
) -> tuple[TrailRow, ...]:
    """A page of the trail in words, from an open read."""
    zone = keeping.clinic_zone(session) or UTC
    people = people_store.records_of(session, wanted.person_id) if wanted.person_id is not None else ()
    found = audit_search.rows(
        session,
        audit_search.Wanted(
            account_id=wanted.account_id if wanted.person_id is None else None,
            person_ids=tuple(person for person, _ in people) or ((wanted.person_id,) if wanted.person_id else ()),
            actor=wanted.user,
            acts=audit_trail.acts_of(wanted.kind) if wanted.kind else (),
            in_emergency=wanted.kind is Kind.EMERGENCY,
            since=_start(wanted.first, zone) if wanted.first else None,
            until=_start(wanted.last + timedelta(days=1), zone) if wanted.last else None,
        ),
        before=before,
        limit=limit,
    )  # fmt: skip
    return tuple(_in_words(session, found, zone))


def _start(day: date, zone: tzinfo) -> datetime:
    return datetime.combine(day, time(), zone)


def _in_words(session: Session, found: tuple[audit_search.Row, ...], zone: tzinfo) -> Iterator[TrailRow]:
    users = {**audit_search.users(session), **_BUILT_IN}
    details = {row.id: _read(row.details) for row in found}
    names = audit_search.names(session, (one for told in details.values() for one in audit_facts.mentioned(told)))
    for row in found:
        yield TrailRow(
            id=row.id, at=row.at.astimezone(zone), user=row.actor, who=users.get(row.actor, row.actor),
            workstation=row.workstation, kind=audit_trail.kind_of(row.act),
            what=row.summary or audit_trail.name_of(row.act), account_id=row.account_id, account=row.number,
            whom=row.name, facts=audit_facts.facts(details[row.id], names),
            emergency=audit_facts.emergency(details[row.id], names),
        )  # fmt: skip


def _read(details: str) -> Mapping[str, Any]:
    """The facts of a row; what no program of ours wrote says nothing."""
    try:
        told = json.loads(details) if details else {}
    except ValueError:
        return {}
    return told if isinstance(told, dict) else {}
