"""Promises to pay: whether a patient's word was kept, judged from the money that came, and who may promise again."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum

from paydesk.rules.business_days import business_days_after
from paydesk.rules.errors import PaydeskError
from paydesk.rules.keyboard import show_date
from paydesk.rules.money import Cents, cents, show

GRACE = 3
"""Business days after the due day within which money still keeps a promise: the mail takes its time."""

FARTHEST = 90
"""Days ahead that a promise may be for; what takes longer is a payment plan."""

TOLERATED = 2
"""With so many broken within 12 months, somebody who may allow it lets the patient promise again."""

METHODS = ("check", "card", "cash", "bank transfer", "money order")
"""How the money is said to come."""


class PromiseState(StrEnum):
    """What became of a promise. Half of it or more is ``PARTIAL``; another took the place of a ``RENEGOTIATED`` one;
    of a ``LET_GO`` one nothing was owed any more before its time was over."""

    PROMISED = "promised"
    KEPT = "kept"
    PARTIAL = "partial"
    BROKEN = "broken"
    RENEGOTIATED = "renegotiated"
    CANCELED = "canceled"
    LET_GO = "let go"


ENDED = frozenset({PromiseState.RENEGOTIATED, PromiseState.CANCELED, PromiseState.LET_GO})
"""Put down as ended, whatever money comes."""

NOTHING_OWED = "nothing is owed any more"


@dataclass(frozen=True)
class Promise:
    """``amount`` cents by ``due``. ``ended`` when it was put down as ended: then no money is counted for it."""

    id: int
    amount: Cents
    due: date
    taken_on: date
    taken_at: datetime
    ended: PromiseState | None = None
    ended_on: date | None = None


@dataclass(frozen=True)
class Money:
    """What stands on the account of a patient's payment (``lot``), in cents, less what was undone or given back."""

    lot: int
    amount: Cents
    received_on: date
    entered_at: datetime


@dataclass(frozen=True)
class Judged:
    """A promise's state, the day ``on`` which it became so, and the cents of it that came."""

    promise: Promise
    state: PromiseState
    on: date
    received: Cents = 0

    @property
    def left(self) -> Cents:
        """What of the promise did not come."""
        return max(self.promise.amount - self.received, 0)

    def words(self, today: date) -> str:
        """Its state as the desk says it: ``due 11/27/2026``, ``broken: nothing came``."""
        came = f"{show(self.received)} of {show(self.promise.amount)} came"
        if self.state is PromiseState.PROMISED:
            due = self.promise.due
            when = "due today" if due == today else f"due {show_date(due)}" if due > today else (
                f"was due {show_date(due)}, counts until {show_date(last_day(due))}"
            )  # fmt: skip
            return f"{when}, {came}" if self.received else when
        if self.state is PromiseState.BROKEN:
            return f"broken: {came if self.received else 'nothing came'}"
        return {
            PromiseState.KEPT: f"kept on {show_date(self.on)}", PromiseState.PARTIAL: f"kept in part: {came}",
            PromiseState.RENEGOTIATED: f"another took its place on {show_date(self.on)}",
            PromiseState.CANCELED: f"called off on {show_date(self.on)}",
            PromiseState.LET_GO: f"let go on {show_date(self.on)}: {NOTHING_OWED}",
        }[self.state]  # fmt: skip


def last_day(due: date) -> date:
    """The last day on which money still keeps a promise."""
    return business_days_after(due, GRACE)


def surfaces_on(due: date) -> date:
    """The business day on which a promise that was not kept is brought before the desk."""
    return business_days_after(last_day(due), 1)


def judge(promises: Iterable[Promise], money: Iterable[Money], *, today: date) -> tuple[Judged, ...]:
    """All promises of one account by their due day, judged from its patients' payments.

    A promise is kept by money that was received from the day it was taken until three business days after it was due,
    and entered no earlier than it was taken; any payment by the patient counts, that of an installment of a plan, too.
    Each cent counts for one promise: the one due earlier takes it, out of the oldest payments first. It is kept as
    soon as the money is there, and judged broken, or partial from half of it on, when that time is over. A payment
    that was undone is no money here: the promise is then what it would be without it. (domain.md A9)
    """
    oldest_first = sorted(money, key=lambda one: (one.received_on, one.lot))
    left = {one.lot: max(one.amount, 0) for one in oldest_first}
    in_turn = sorted(promises, key=lambda one: (one.due, one.taken_at, one.id))
    return tuple(_judged(one, oldest_first, left, today) for one in in_turn)


def _judged(promise: Promise, money: Sequence[Money], left: dict[int, Cents], today: date) -> Judged:
    """One promise, which takes what it uses out of what is ``left`` of each payment."""
    if promise.ended is not None:
        return Judged(promise, promise.ended, promise.ended_on or promise.taken_on)
    until, came, newest = last_day(promise.due), 0, promise.taken_on
    for one in money:
        counts = promise.taken_on <= one.received_on <= until and one.entered_at >= promise.taken_at
        took = min(left[one.lot], promise.amount - came) if counts else 0
        if took:
            left[one.lot] -= took
            came, newest = came + took, one.received_on
    if came == promise.amount:
        return Judged(promise, PromiseState.KEPT, newest, came)
    if today <= until:
        return Judged(promise, PromiseState.PROMISED, promise.taken_on, came)
    state = PromiseState.PARTIAL if 2 * came >= promise.amount else PromiseState.BROKEN
    return Judged(promise, state, until + timedelta(days=1), came)


def let_go(judged: Judged, *, since: date) -> Judged:
    """The same of an account whose patients owe nothing ``since`` that day: what was not kept until then is let go.

    Neither kept nor broken: an insurer paid, or it was taken off. One whose time was over before stays as it is.
    """
    waits = judged.state in (PromiseState.PROMISED, PromiseState.PARTIAL, PromiseState.BROKEN)
    if not waits or since > last_day(judged.promise.due):
        return judged
    return replace(judged, state=PromiseState.LET_GO, on=max(since, judged.promise.taken_on))


def broken_within_year(judged: Iterable[Judged], *, today: date) -> int:
    """How many were broken within the 12 months up to ``today``."""
    since = _year_before(today)
    return sum(1 for one in judged if one.state is PromiseState.BROKEN and since < one.on <= today)


def _year_before(day: date) -> date:
    # The day before February 29 of a year without one.
    return day.replace(year=day.year - 1, day=min(day.day, 28) if day.month == 2 else day.day)


def needs_allowing(judged: Iterable[Judged], *, today: date) -> bool:
    """Whether one more promise is only for who may allow it."""
    return broken_within_year(judged, today=today) >= TOLERATED


def broken_words(count: int) -> str:
    """What stands beside a new promise: empty when none was broken."""
    if not count:
        return ""
    told = f"{count} promise{'s were' if count > 1 else ' was'} broken within 12 months"
    return f"{told}. One more needs a supervisor." if count >= TOLERATED else f"{told}."


def check(amount: Cents, due: date, *, today: date, owes: Cents, promised: Cents = 0) -> None:
    """Raises PaydeskError, naming ``amount`` or ``due``, for a promise that nobody can take.

    ``owes``: what the patient may be asked for; ``promised`` of it is promised already. Both in cents.
    """
    if cents(amount, field="amount") <= 0:
        raise PaydeskError("Type how much they promise to pay. It is more than zero.", field="amount")
    if owes <= 0:
        raise PaydeskError("There is nothing the patient may be asked for, so nothing to promise.", field="amount")
    if amount > owes - promised:
        beside = f", and {show(promised)} of it is promised already" if promised else ""
        free = max(owes - promised, 0)
        instead = f"Type {show(free)} or less." if free else "Let this one take the place of the other."
        raise PaydeskError(f"{show(owes)} is theirs to pay{beside}. {instead}", field="amount")
    if due < today:
        raise PaydeskError(f"{show_date(due)} is over. Type today or a day to come.", field="due")
    if (due - today).days > FARTHEST:
        raise PaydeskError(
            f"{show_date(due)} is more than {FARTHEST} days away. Agree on an earlier day, or on a payment plan.",
            field="due",
        )


def open_promises(judged: Iterable[Judged]) -> tuple[Judged, ...]:
    """Those that are still to be kept, the one due first in front."""
    return tuple(one for one in judged if one.state is PromiseState.PROMISED)

