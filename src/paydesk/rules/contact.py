"""Flags with behavior: what is known about an account or a person that forbids asking for money in some way.

The table below is the whole behavior: a flag kind says what it forbids, of which care, which facts it needs and
why; ``stopping`` reads it and everyone asks that one rule. A flag that was raised ends on a day and is never erased.
Sources: 11 U.S.C. 362 (bankruptcy stay), 42 U.S.C. 1396a(n)(3) (QMB), state workers' compensation law; the rest is
good practice.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum

from paydesk.rules.errors import PaydeskError
from paydesk.rules.insurance import Protection


class Deed(StrEnum):
    """An act of asking for money. A receipt, an answer or a refund is none of them and is never forbidden.

    ``MAIL`` is putting a paper in the post: a statement handed over the counter is STATEMENT without MAIL.
    ``BILL_PATIENT`` is asking the patient for a line; ``SHIFT_TO_PATIENT`` is making the patient owe what an insurer
    left over: a court stays the asking, but what is owed may still be written down.
    """

    STATEMENT = "statement"
    CALL = "call"
    EMAIL = "email"
    LETTER = "letter"
    MAIL = "mail"
    BILL_PATIENT = "bill_patient"
    SHIFT_TO_PATIENT = "shift_to_patient"
    ALLOCATE_AUTOMATICALLY = "allocate_automatically"


class Tone(StrEnum):
    """How loudly a flag is shown; its words and icon say the same."""

    BAD = "bad"
    WARN = "warn"
    INFO = "info"


class Scope(StrEnum):
    """What a flag is about: the whole account, or one person on it."""

    ACCOUNT = "account"
    PERSON = "person"


class Reach(StrEnum):
    """Which care a flag is about; what is no one line's (a call, a letter) is about all of it.

    While it is raised: all care, or care before the filing alone. Whenever asked: care from the injury to the flag's
    last day, or care within the flag's own days.
    """

    ALL_CARE = "all_care"
    BEFORE_FILING = "before_filing"
    FROM_INJURY = "from_injury"
    ITS_OWN_DAYS = "its_own_days"


@dataclass(frozen=True)
class Fact:
    """One thing to write down with a flag. ``kind``: text, date, phone, or choice among ``choices``."""

    name: str
    label: str
    kind: str = "text"
    required: bool = True
    choices: tuple[str, ...] = ()


@dataclass(frozen=True)
class FlagKind:
    """One row of the table: ``words`` on screen, ``why`` one sentence that follows "not allowed"."""

    id: str
    words: str
    icon: str
    tone: Tone
    scope: Scope
    why: str
    forbids: frozenset[Deed] = frozenset()
    facts: tuple[Fact, ...] = ()
    reach: Reach = Reach.ALL_CARE

    @property
    def follows_care(self) -> bool:
        """True when what counts is the day of the care, not the day of the asking."""
        return self.reach in (Reach.FROM_INJURY, Reach.ITS_OWN_DAYS)


_ASKING = frozenset({Deed.STATEMENT, Deed.CALL, Deed.EMAIL, Deed.LETTER})

FLAG_KINDS: tuple[FlagKind, ...] = (
    FlagKind(
        "bankruptcy", "Bankruptcy", "gavel", Tone.BAD, Scope.ACCOUNT,
        "A bankruptcy case stays all asking for what was owed before it was filed: go through the attorney.",
        frozenset(Deed) - {Deed.SHIFT_TO_PATIENT},
        (
            Fact("chapter", "Chapter", "choice", choices=("7", "11", "12", "13")),
            Fact("case_number", "Case number"),
            Fact("filed_on", "Filed on", "date"),
            Fact("court", "Court", required=False),
            Fact("attorney", "Attorney", required=False),
            Fact("attorney_phone", "Attorney's phone", "phone", required=False),
        ),
        Reach.BEFORE_FILING,
    ),
    FlagKind(
        "deceased", "Deceased", "heart", Tone.BAD, Scope.PERSON,
        "This person has died: write to the estate, and do not suggest that relatives owe.",
        frozenset({Deed.CALL, Deed.EMAIL}),
        (
            Fact("died_on", "Died on", "date"),
            Fact("representative", "Personal representative", required=False),
            Fact("representative_phone", "Representative's phone", "phone", required=False),
        ),
    ),
    FlagKind(
        "attorney", "Attorney", "scales", Tone.BAD, Scope.ACCOUNT,
        "An attorney speaks for this account: talk and write to the attorney only.",
        frozenset({Deed.CALL, Deed.EMAIL}),
        (
            Fact("attorney", "Attorney"),
            Fact("attorney_phone", "Attorney's phone", "phone"),
            Fact("firm", "Firm", required=False),
        ),
    ),
    FlagKind(
        "dispute", "Dispute", "speech", Tone.WARN, Scope.ACCOUNT,
        "The bill is disputed: answer first, then ask again.",
        _ASKING | {Deed.ALLOCATE_AUTOMATICALLY},
        (Fact("about", "What is disputed"), Fact("answer_by", "Answer by", "date", required=False)),
    ),
    FlagKind(
        "assistance_pending", "Assistance pending", "hourglass", Tone.INFO, Scope.ACCOUNT,
        "An application for financial assistance is open: wait for the decision.",
        _ASKING,
        (Fact("applied_on", "Applied on", "date"),),
    ),
    FlagKind(
        "workers_compensation", "Workers' compensation", "warning", Tone.WARN, Scope.PERSON,
        "Care for a work injury is billed to the employer's insurer, not to the patient.",
        frozenset({Deed.BILL_PATIENT, Deed.SHIFT_TO_PATIENT, Deed.ALLOCATE_AUTOMATICALLY}),
        (
            Fact("injured_on", "Injured on", "date"),
            Fact("carrier", "Carrier"),
            Fact("claim_number", "Claim number", required=False),
        ),
        Reach.FROM_INJURY,
    ),
    FlagKind(
        "no_balance_billing", "No balance billing", "shield", Tone.WARN, Scope.PERSON,
        "The law protects this patient: what the insurer leaves over is not the patient's.",
        frozenset({Deed.BILL_PATIENT, Deed.SHIFT_TO_PATIENT}),
        (
            Fact("because", "Because", "choice", choices=("QMB", "Medicaid", "No Surprises Act", "Other")),
        ),
        Reach.ITS_OWN_DAYS,
    ),
    FlagKind(
        "minor", "Minor", "person", Tone.INFO, Scope.PERSON,
        "This patient is a minor: write and talk to the parent or guardian.",
        frozenset({Deed.CALL, Deed.EMAIL}),
        (Fact("guardian", "Parent or guardian", required=False),),
    ),
    FlagKind(
        "returned_mail", "Returned mail", "mail", Tone.WARN, Scope.ACCOUNT,
        "Mail came back: find a good address before mailing again.",
        frozenset({Deed.MAIL}),
        (Fact("returned_on", "Came back on", "date"),),
    ),
    FlagKind(
        "do_not_call", "Do not call", "phone", Tone.WARN, Scope.ACCOUNT,
        "This family asked not to be called: write instead.",
        frozenset({Deed.CALL}),
        (Fact("asked_on", "Asked on", "date", required=False),),
    ),
)  # fmt: skip
"""Every kind of flag, in the order they are shown."""

_BY_ID = {kind.id: kind for kind in FLAG_KINDS}


def flag_kind(kind: str) -> FlagKind:
    """The row of that id; raises PaydeskError when there is none."""
    if kind not in _BY_ID:
        raise PaydeskError("Choose a flag from the list.", field="kind")
    return _BY_ID[kind]


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
    order = list(_BY_ID)
    return tuple(sorted(flags, key=lambda flag: order.index(flag.kind)))


def check_last_day(flag: Flag, last_day: date) -> None:
    """Raises PaydeskError, naming ``until``, when ``flag`` cannot end on ``last_day``.

    Where the day of the care counts, the day before it began is allowed: then it never was about any care.
    """
    if last_day < flag.begins - timedelta(days=1 if flag.row.follows_care else 0):
        raise PaydeskError("A flag cannot end before it begins. Check the two dates.", field="until")


def check_flag(flag: Flag) -> None:
    """Raises PaydeskError, naming the fact as field, when a needed fact is missing, no date, or no choice."""
    row = flag_kind(flag.kind)
    if row.scope is Scope.PERSON and flag.person_id is None:
        raise PaydeskError(f"“{row.words}” is about one person. Choose who.", field="person_id")
    if flag.until is not None:
        check_last_day(flag, flag.until)
    for fact in row.facts:
        _check_fact(row, fact, flag.facts.get(fact.name, "").strip())
    unknown = sorted(set(flag.facts) - {fact.name for fact in row.facts})
    if unknown:
        raise ValueError(f"{row.id} has no fact {unknown[0]}")


def _check_fact(row: FlagKind, fact: Fact, value: str) -> None:
    if not value:
        if fact.required:
            sentence = f"Fill in “{fact.label}”: “{row.words}” is not raised without it."
            raise PaydeskError(sentence, field=fact.name)
        return
    if fact.choices and value not in fact.choices:
        raise PaydeskError(f"{fact.label} is one of {', '.join(fact.choices)}.", field=fact.name)
    if fact.kind == "date" and _iso(value) is None:
        raise PaydeskError(f"{fact.label}: type a date, like 11/23/26.", field=fact.name)


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
