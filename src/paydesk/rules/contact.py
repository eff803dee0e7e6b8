"""Flags with behavior: what is known about an account or a person that forbids asking for money in some way.

The table below is the whole behavior: a flag kind says what it forbids, which facts it needs and why. A flag
that was raised ends on a day and is never erased. Sources: 11 U.S.C. 362 (bankruptcy stay), 42 U.S.C.
1396a(n)(3) (QMB), state workers' compensation law; the rest is good practice.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from paydesk.rules.errors import PaydeskError


class Deed(StrEnum):
    """An act of asking for money. A receipt, an answer or a refund is none of them and is never forbidden.

    ``MAIL`` is putting a paper in the post: a statement handed over the counter is STATEMENT without MAIL.
    ``BILL_PATIENT`` is making a patient owe what an insurer left over, or asking for it.
    """

    STATEMENT = "statement"
    CALL = "call"
    EMAIL = "email"
    LETTER = "letter"
    MAIL = "mail"
    BILL_PATIENT = "bill_patient"
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


_ASKING = frozenset({Deed.STATEMENT, Deed.CALL, Deed.EMAIL, Deed.LETTER})

FLAG_KINDS: tuple[FlagKind, ...] = (
    FlagKind(
        "bankruptcy", "Bankruptcy", "gavel", Tone.BAD, Scope.ACCOUNT,
        "A bankruptcy case stays all asking for what was owed before it was filed: go through the attorney.",
        frozenset(Deed),
        (
            Fact("chapter", "Chapter", "choice", choices=("7", "11", "12", "13")),
            Fact("case_number", "Case number"),
            Fact("filed_on", "Filed on", "date"),
            Fact("court", "Court", required=False),
            Fact("attorney", "Attorney", required=False),
            Fact("attorney_phone", "Attorney's phone", "phone", required=False),
        ),
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
        frozenset({Deed.BILL_PATIENT, Deed.ALLOCATE_AUTOMATICALLY}),
        (
            Fact("injured_on", "Injured on", "date"),
            Fact("carrier", "Carrier"),
            Fact("claim_number", "Claim number", required=False),
        ),
    ),
    FlagKind(
        "no_balance_billing", "No balance billing", "shield", Tone.WARN, Scope.PERSON,
        "The law protects this patient: what the insurer leaves over is not the patient's.",
        frozenset({Deed.BILL_PATIENT}),
        (
            Fact("because", "Because", "choice", choices=("QMB", "Medicaid", "No Surprises Act", "Other")),
        ),
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


def flags_in_force(flags: Iterable[Flag], on: date) -> tuple[Flag, ...]:
    """Those that hold on that day, in the order of the table."""
    order = list(_BY_ID)
    holding = (flag for flag in flags if flag.since <= on and (flag.until is None or on <= flag.until))
    return tuple(sorted(holding, key=lambda flag: order.index(flag_kind(flag.kind).id)))


def check_flag(flag: Flag) -> None:
    """Raises PaydeskError, naming the fact as field, when a needed fact is missing, no date, or no choice."""
    row = flag_kind(flag.kind)
    if row.scope is Scope.PERSON and flag.person_id is None:
        raise PaydeskError(f"“{row.words}” is about one person. Choose who.", field="person_id")
    if flag.until is not None and flag.until < flag.since:
        raise PaydeskError("A flag cannot end before it begins. Check the two dates.", field="until")
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


def forbidden(
    flags: Iterable[Flag], deed: Deed, *, person_id: int | None = None, service_date: date | None = None
) -> tuple[str, ...]:
    """The sentences why ``deed`` is forbidden by ``flags`` (those in force); empty when it is not.

    ``person_id``: at whom the deed is aimed (the guarantor for paper and calls, the patient for a charge);
    flags on other persons then do not count. Without it every flag counts. ``service_date``: of the charge it
    is about; what was done from the day a bankruptcy was filed on is not stayed by it.
    """
    reasons = []
    for flag in flags:
        someone_else = person_id is not None and flag.person_id not in (None, person_id)
        if deed in flag.row.forbids and not someone_else and not _is_after_filing(flag, service_date):
            reasons.append(flag.row.why)
    return tuple(dict.fromkeys(reasons))


def _is_after_filing(flag: Flag, service_date: date | None) -> bool:
    filed_on = _iso(flag.facts.get("filed_on", "")) if flag.kind == "bankruptcy" else None
    return service_date is not None and filed_on is not None and service_date >= filed_on


def _iso(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
