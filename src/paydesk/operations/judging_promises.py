"""Judging promises: which were kept is put down day by day, who is due today and whose word was broken, how often."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo

from paydesk.data import charge_store, ledger_store, promise_store
from paydesk.data.database import Session
from paydesk.data.promise_store import Taken, Whose
from paydesk.operations import keeping
from paydesk.operations.desk import Desk, Touched, about, also_about
from paydesk.operations.weighing_promises import weighed
from paydesk.rules import contact, promises
from paydesk.rules.business_days import business_days_after
from paydesk.rules.contact import Flag
from paydesk.rules.flag_kinds import Deed
from paydesk.rules.money import Cents
from paydesk.rules.promises import Judged, PromiseState

SOON = 3
"""Promises due within so many business days are listed as due soon."""

LISTED = timedelta(days=30)
"""A promise that was not kept is brought before the desk so long, unless somebody was in touch."""

KINDS = ("broken", "today", "soon", "waits")

_NOT_KEPT = frozenset({PromiseState.BROKEN, PromiseState.PARTIAL})


@dataclass(frozen=True)
class PromiseDue:
    """A promise that wants looking at.

    ``kind``: "broken" (or kept in part), "today", "soon", or "waits": it was due, and money that is on its way still
    keeps it. ``phone`` is empty where nobody may call. ``owes`` is what the account's patients owe, in cents.
    """

    kind: str
    account_id: int
    name: str
    phone: str
    owes: Cents
    judged: Judged
    taken_by: str


def catch_up(desk: Desk) -> Touched | None:
    """Put down what became of promises, each with the day it became so, also of days the program was closed.

    Judged from the money that stands now: a promise whose payment was undone is not kept any more. What is put down
    already is not put down twice. None when there is nothing, or this person may not.
    """
    with desk.looking() as session:
        behind = bool(_changed(session, desk.clock.today()))
    if not behind or not desk.may("promises.take"):
        return None
    with desk.doing("promises.take", "Put down which promises were kept") as session:
        accounts = sorted({one.account_id for one, _ in _changed(session, desk.clock.today())})
        ledger_store.lock_accounts(session, accounts)
        changed = _changed(session, desk.clock.today())
        promise_store.put_down(
            session, {one.promise.id: judged for one, judged in changed}, at=desk.clock.now(), by=desk.actor.name
        )
        became: dict[int, list[str]] = defaultdict(list)
        for one, judged in changed:
            became[one.account_id].append(judged.words(desk.clock.today()))
        about(session, act="promises.judge")
        for place, (account, words) in enumerate(sorted(became.items())):
            tell = also_about if place else about
            tell(session, account=account, became=words)
        return Touched(tuple(sorted(became)), ("people",))


def _changed(session: Session, today: date) -> list[tuple[Taken, Judged]]:
    """The promises that are now something else than was put down, with what."""
    return [
        (one, judged)
        for one, judged in weighed(session, promise_store.in_play(today), today)
        if (one.state, one.state_on) != (judged.state, judged.on)
    ]


def promises_due(desk: Desk, on: date | None = None) -> tuple[PromiseDue, ...]:
    """Broken ones first, then those due on the day ``on`` (today), soon, and those that wait for money on its way."""
    desk.looked_at_list("worklist.promises", "Looked at the list of promises")
    day = on or desk.clock.today()
    with desk.looking() as session:
        return due_rows(session, day)


def due_rows(
    session: Session, day: date, *, kinds: Sequence[str] = KINDS, limit: int = 200
) -> tuple[PromiseDue, ...]:
    """The rows of ``promises_due`` of these ``kinds``; at most ``limit`` of each."""
    soon = business_days_after(day, SOON)
    found: dict[str, list[tuple[Taken, Judged]]] = defaultdict(list)
    newest: dict[int, datetime] = {}
    for one, judged in weighed(session, promise_store.in_play(day), day):
        newest[one.account_id] = max(newest.get(one.account_id, one.promise.taken_at), one.promise.taken_at)
        if kind := _kind(judged, day, soon):
            found[kind].append((one, judged))
    listed = {
        kind: sorted(found[kind], key=lambda both: (both[1].promise.due, both[1].promise.id))[:limit]
        for kind in kinds
    }
    accounts = {one.account_id for rows in listed.values() for one, _ in rows}
    whose = promise_store.whose(session, sorted(accounts))
    flags = charge_store.flags_of(session, sorted(accounts))
    zone = keeping.clinic_zone(session)
    return tuple(
        PromiseDue(
            kind, one.account_id, who.name, _phone(who, flags.get(one.account_id, ()), day), who.owes, judged,
            one.taken_by,
        )
        for kind, rows in listed.items()
        for one, judged in rows
        for who in (whose[one.account_id],)
        if kind != "broken" or _still_asks(judged, who, newest[one.account_id], zone)
    )


def _phone(who: Whose, flags: tuple[Flag, ...], day: date) -> str:
    """The number to call, none where a flag forbids it."""
    return "" if contact.stopping(flags, Deed.CALL, on=day, person_id=who.guarantor_id) else who.phone


def _kind(judged: Judged, day: date, soon: date) -> str:
    due = judged.promise.due
    if judged.state in _NOT_KEPT:
        surfaced = promises.surfaces_on(due)
        return "broken" if surfaced <= day < surfaced + LISTED else ""
    if judged.state is not PromiseState.PROMISED or due > soon:
        return ""
    return "today" if due == day else "soon" if due > day else "waits"


def _still_asks(judged: Judged, who: Whose, newest: datetime, zone: tzinfo | None) -> bool:
    """Whether nobody saw to it yet: nothing was promised or said since it came up, and something is owed."""
    surfaced = promises.surfaces_on(judged.promise.due)
    seen = [newest, *((who.reached_at,) if who.reached_at is not None else ())]
    return who.owes > 0 and all(at.astimezone(zone).date() < surfaced for at in seen)


@dataclass(frozen=True)
class KeptRate:
    """Promises that were due in the month that begins with ``month``, taken by one person; amounts in cents.

    ``waiting`` are not judged yet; those that were called off or replaced are not counted.
    """

    month: date
    taken_by: str
    kept: int = 0
    partial: int = 0
    broken: int = 0
    waiting: int = 0
    promised: Cents = 0
    received: Cents = 0

    @property
    def judged(self) -> int:
        """How many time has told of."""
        return self.kept + self.partial + self.broken

    @property
    def percent(self) -> int | None:
        """Kept ones of a hundred judged ones; None while none was."""
        return self.kept * 100 // self.judged if self.judged else None


def kept_rate(desk: Desk, first: date, last: date) -> tuple[KeptRate, ...]:
    """How promises due from ``first`` to ``last`` were kept, by month and by who took them, the newest month first."""
    today = desk.clock.today()
    with desk.looking("reports.see") as session:
        judged = weighed(session, promise_store.due_between(first, last), today)
    return _by_month((one, how) for one, how in judged if first <= how.promise.due <= last)


def looked_at(desk: Desk) -> None:
    """Somebody saw how promises were kept."""
    desk.looked_at_list("reports.promises", "Looked at how promises to pay were kept")


def _by_month(judged: Iterable[tuple[Taken, Judged]]) -> tuple[KeptRate, ...]:
    groups: dict[tuple[date, str], list[Judged]] = defaultdict(list)
    for one, how in judged:
        if how.state not in promises.ENDED:
            groups[how.promise.due.replace(day=1), one.taken_by].append(how)
    ordered = sorted(groups.items(), key=lambda one: (-one[0][0].toordinal(), one[0][1]))
    return tuple(KeptRate(month, who, **_counted(mine)) for (month, who), mine in ordered)


def _counted(mine: list[Judged]) -> Mapping[str, int]:
    states = [one.state for one in mine]
    return {
        "kept": states.count(PromiseState.KEPT), "partial": states.count(PromiseState.PARTIAL),
        "broken": states.count(PromiseState.BROKEN), "waiting": states.count(PromiseState.PROMISED),
        "promised": sum(one.promise.amount for one in mine), "received": sum(one.received for one in mine),
    }  # fmt: skip
