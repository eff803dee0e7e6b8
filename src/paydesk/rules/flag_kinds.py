"""The kinds of flags: what each one forbids, of which care, which facts it needs, and why.

Sources: 11 U.S.C. 362 (bankruptcy stay), 42 U.S.C. 1396a(n)(3) (QMB), state workers' compensation law; the rest is
good practice.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from paydesk.rules.errors import PaydeskError


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
    """One thing to write down with a flag. ``kind``: text, date, phone, address, or choice among ``choices``.

    A date is of something that happened, unless it ``may_come``.
    """

    name: str
    label: str
    kind: str = "text"
    required: bool = True
    choices: tuple[str, ...] = ()
    may_come: bool = False


@dataclass(frozen=True)
class FlagKind:
    """One row of the table: ``words`` on screen, ``why`` one sentence that follows "not allowed".

    ``starts``: the fact whose day is the day it is in force from, so that nobody is asked for two.
    """

    id: str
    words: str
    icon: str
    tone: Tone
    scope: Scope
    why: str
    forbids: frozenset[Deed] = frozenset()
    facts: tuple[Fact, ...] = ()
    reach: Reach = Reach.ALL_CARE
    starts: str = ""

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
        (Fact("about", "What is disputed"), Fact("answer_by", "Answer by", "date", required=False, may_come=True)),
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
        (Fact("returned_on", "Came back on", "date"), Fact("address", "From", "address", required=False)),
        starts="returned_on",
    ),
    FlagKind(
        "do_not_call", "Do not call", "phone", Tone.WARN, Scope.ACCOUNT,
        "This family asked not to be called: write instead.",
        frozenset({Deed.CALL}),
        (Fact("asked_on", "Asked on", "date", required=False),),
        starts="asked_on",
    ),
)  # fmt: skip
"""Every kind of flag, in the order they are shown."""

_BY_ID = {kind.id: kind for kind in FLAG_KINDS}


def flag_kind(kind: str) -> FlagKind:
    """The row of that id; raises PaydeskError when there is none."""
    if kind not in _BY_ID:
        raise PaydeskError("Choose a flag from the list.", field="kind")
    return _BY_ID[kind]
