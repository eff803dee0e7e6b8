"""Flags with behavior: what is known about an account or a person that forbids asking for money in some way.

``flag_kinds`` is the whole behavior as a table; ``stopping`` reads it and everyone asks that one rule. A flag that was
raised ends on a day and is never erased.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from paydesk.rules.errors import PaydeskError
from paydesk.rules.flag_kinds import FLAG_KINDS, Deed, Fact, FlagKind, Reach, Scope, flag_kind
from paydesk.rules.insurance import Protection
from paydesk.rules.keyboard import show_date


@dataclass(frozen=True)
class Flag:
    """A flag raised on an account (``person_id`` None) or a person; ``until`` is its last day.

    Dates among the facts are ISO text.
    """

    kind: str
    since: date
    until: date | None = None
    person_id: int | None = None
    facts: Mapping[str, str] = field(default_factory=dict)

    @property
    def row(self) -> FlagKind:
        return flag_kind(self.kind)

    @property
    def begins(self) -> date:
        """The first day it is about: a work injury's is the day of the injury, whenever it was told."""
        return (self._day("injured_on") or self.since) if self.row.reach is Reach.FROM_INJURY else self.since

    def holds_on(self, day: date) -> bool:
        """Whether it is raised on that day."""
        return self.since <= day and (self.until is None or day <= self.until)

    def reaches(self, service_date: date | None, *, on: date) -> bool:
        """Whether it counts, on the day ``on`` of an act, for care of ``service_date`` (None: for no one line)."""
        if service_date is None or not self.row.follows_care:
            return self.holds_on(on) and not (service_date and self._is_after_filing(service_date))
        return self.begins <= service_date and (self.until is None or service_date <= self.until)

    def _is_after_filing(self, service_date: date) -> bool:
        filed_on = self._day("filed_on") if self.row.reach is Reach.BEFORE_FILING else None
        return filed_on is not None and service_date >= filed_on

    def _day(self, fact: str) -> date | None:
        return _iso(self.facts.get(fact, ""))


def flags_in_force(flags: Iterable[Flag], on: date) -> tuple[Flag, ...]:
    """Those that hold on that day, in the order of the table."""
    return _in_order(flag for flag in flags if flag.holds_on(on))


def _in_order(flags: Iterable[Flag]) -> tuple[Flag, ...]:
    order = [kind.id for kind in FLAG_KINDS]
    return tuple(sorted(flags, key=lambda flag: order.index(flag.kind)))


def check_last_day(flag: Flag, last_day: date) -> None:
    """Raises PaydeskError, naming ``until``, when ``flag`` cannot end on ``last_day``.

    Where the day of the care counts, the day before it began is allowed: then it never was about any care.
    """
    if last_day < flag.begins - timedelta(days=1 if flag.row.follows_care else 0):
        raise PaydeskError("A flag cannot end before it begins. Check the two dates.", field="until")


def check_flag(flag: Flag, *, today: date) -> None:
    """Raises PaydeskError, naming the fact as field, when a needed fact is missing, no date, or no choice.

    What happened did so by ``today``.
    """
    row = flag_kind(flag.kind)
    if row.scope is Scope.PERSON and flag.person_id is None:
        raise PaydeskError(f"“{row.words}” is about one person. Choose who.", field="person_id")
    if flag.until is not None:
        check_last_day(flag, flag.until)
    for fact in row.facts:
        _check_fact(row, fact, flag.facts.get(fact.name, "").strip(), today)
    unknown = sorted(set(flag.facts) - {fact.name for fact in row.facts})
    if unknown:
        raise ValueError(f"{row.id} has no fact {unknown[0]}")


def _check_fact(row: FlagKind, fact: Fact, value: str, today: date) -> None:
    if not value:
        if fact.required:
            sentence = f"Fill in “{fact.label}”: “{row.words}” is not raised without it."
            raise PaydeskError(sentence, field=fact.name)
        return
    if fact.choices and value not in fact.choices:
        raise PaydeskError(f"{fact.label} is one of {', '.join(fact.choices)}.", field=fact.name)
    if fact.kind == "date":
        day = _iso(value)
        if day is None:
            raise PaydeskError(f"{fact.label}: type a date, like 11/23/26.", field=fact.name)
        if day > today and not fact.may_come:
            raise PaydeskError(f"{fact.label}: {show_date(day)} is still to come. Check the year.", field=fact.name)


def stopping(
    flags: Iterable[Flag], deed: Deed, *, on: date, person_id: int | None = None, service_date: date | None = None
) -> tuple[Flag, ...]:
    """Of all ``flags`` ever raised those that forbid ``deed`` on the day ``on``, in the order of the table.

    ``person_id``: at whom the deed is aimed (the guarantor for paper and calls, the patient for a line); flags on
    other persons then do not count. Without it every flag counts. ``service_date``: of the line it is about; without
    it a flag counts while it is raised, whatever care it is about.
    """
    return _in_order(
        flag for flag in flags
        if deed in flag.row.forbids and flag.reaches(service_date, on=on)
        and (person_id is None or flag.person_id in (None, person_id))
    )  # fmt: skip


def forbidden(
    flags: Iterable[Flag], deed: Deed, *, on: date, person_id: int | None = None, service_date: date | None = None
) -> tuple[str, ...]:
    """The sentences why ``stopping`` forbids ``deed``, each once; empty when nothing does."""
    found = stopping(flags, deed, on=on, person_id=person_id, service_date=service_date)
    return tuple(dict.fromkeys(flag.row.why for flag in found))


def has_died(flags: Iterable[Flag], person_id: int, *, on: date) -> bool:
    """Whether a flag says on that day that this person has died: nobody comes to a visit then, or pays at one."""
    return any(flag.kind == "deceased" and flag.person_id == person_id and flag.holds_on(on) for flag in flags)


@dataclass(frozen=True, slots=True)
class Care:
    """A line of a bill as far as flags mind it: whose care, of what day."""

    patient_id: int
    service_date: date

    def stopped(self, flags: Iterable[Flag], deed: Deed, *, on: date) -> tuple[Flag, ...]:
        """The flags that forbid ``deed`` for it on the day ``on``."""
        return stopping(flags, deed, on=on, person_id=self.patient_id, service_date=self.service_date)

    def may_be_asked(self, flags: Sequence[Flag], *, on: date) -> bool:
        """Whether the patient may be asked for it that day."""
        return not any(self.stopped(flags, deed, on=on) for deed in (Deed.STATEMENT, Deed.BILL_PATIENT))

    def barred(self, flags: Iterable[Flag], *, on: date) -> str:
        """Why no money goes to it that day, in words like "in dispute"; empty when it may."""
        found = self.stopped(flags, Deed.ALLOCATE_AUTOMATICALLY, on=on)
        return next((_BARRED.get(flag.kind, flag.row.words.lower()) for flag in found), "")

    def shield(self, flags: Iterable[Flag], *, on: date) -> Protection:
        """How far flags keep what an insurer leaves over from the patient; a QMB pays no cost share at all."""
        found = self.stopped(flags, Deed.SHIFT_TO_PATIENT, on=on)
        if not found:
            return Protection.NONE
        keeps_copay = all(flag.kind == "no_balance_billing" and flag.facts.get("because") != "QMB" for flag in found)
        return Protection.BEYOND_COPAY if keeps_copay else Protection.ENTIRE


_BARRED = {"dispute": "in dispute", "bankruptcy": "in bankruptcy", "workers_compensation": "a work injury"}


def _iso(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
