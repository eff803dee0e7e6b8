"""Claims: their states, numbers, deadlines and follow-ups, what a denial is about, and which claim comes first."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from paydesk.rules.insurance import PayerKind
from paydesk.rules.keyboard import show_date
from paydesk.rules.money import Cents, show


class ClaimState(StrEnum):
    """Where a claim stands with its insurer."""

    NOT_SENT = "not sent"
    SENT = "sent"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    PENDING = "pending"
    PAID = "paid"
    PARTLY_DENIED = "partly denied"
    DENIED = "denied"
    TAKEN_BACK = "taken back"
    APPEALED = "appealed"
    CORRECTED = "corrected"
    CLOSED = "closed"
    VOID = "void"


WAITING = frozenset({ClaimState.SENT, ClaimState.ACCEPTED, ClaimState.PENDING, ClaimState.APPEALED})
"""The insurer has it and owes an answer."""

OPEN = WAITING | {
    ClaimState.NOT_SENT, ClaimState.REJECTED, ClaimState.PARTLY_DENIED, ClaimState.DENIED, ClaimState.TAKEN_BACK,
}  # fmt: skip
"""Somebody still has to do something, here or there."""

ANSWERED = frozenset({
    ClaimState.PAID, ClaimState.PARTLY_DENIED, ClaimState.DENIED, ClaimState.CLOSED, ClaimState.CORRECTED,
})  # fmt: skip
"""An answer of the insurer stands on it."""

HELD = WAITING | {
    ClaimState.PAID, ClaimState.PARTLY_DENIED, ClaimState.DENIED, ClaimState.TAKEN_BACK, ClaimState.CLOSED,
}  # fmt: skip
"""The insurer took it in: a change of it goes out as a claim that replaces or voids it."""

ORIGINAL, REPLACEMENT, VOIDING = "1", "7", "8"
"""What a claim is to the insurer (CLM05-3, claim frequency code): new, in the place of another, or its end."""


def replaces_words(frequency: str, number: str, payer_claim: str) -> str:
    """``corrected, replaces PD0000001 (insurer's number 26000000001)``: of a claim that takes another's place."""
    theirs = f"insurer's number {payer_claim}" if payer_claim else "insurer's number not known"
    return f"{'void of' if frequency == VOIDING else 'corrected, replaces'} {number} ({theirs})"


SENT_HOW = {
    "electronic": "electronically", "paper": "on paper", "portal": "through the insurer's portal",
    "passed on": "passed on by the insurer before", "before": "before paydesk",
}  # fmt: skip

LONGEST_NUMBER = 20  # X12 837 CLM01 as payers keep it


def claim_number(claim_id: int) -> str:
    """Our number of a claim: short, capitals and digits, so that no insurer's system changes it."""
    return f"PD{claim_id:07d}"


def line_key(number: str, seq: int) -> str:
    """The key of a claim's line (REF*6R): it comes back with the answer."""
    return f"{number}L{seq}"


_NOT_COMPARED = re.compile(r"[^A-Z0-9]")


def squeezed(number: str) -> str:
    """A claim number as it is compared: capitals and digits only, since insurers change case, blanks and dashes."""
    capitals = number.upper()
    return capitals if capitals.isascii() and capitals.isalnum() else _NOT_COMPARED.sub("", capitals)


@dataclass(frozen=True)
class Limit:
    """So many days from the day of service (``filing``) or of the answer, as ``source`` says."""

    kind: str
    days: int
    source: str


_GENERAL = (Limit("filing", 90, "shortest usual contract"), Limit("corrected", 90, "shortest usual contract"),
            Limit("appeal", 65, "shortest public source"))  # fmt: skip
LIMITS: dict[PayerKind, tuple[Limit, ...]] = {
    # 42 CFR 424.44: one calendar year from the day of service. 42 CFR 405.942: 120 days from receipt.
    PayerKind.MEDICARE: (
        Limit("filing", 365, "42 CFR 424.44"), Limit("corrected", 365, "42 CFR 424.44"),
        Limit("appeal", 120, "42 CFR 405.942"),
    ),
    PayerKind.MEDICARE_ADVANTAGE: (
        Limit("filing", 90, "shortest usual contract"), Limit("corrected", 90, "shortest usual contract"),
        Limit("appeal", 60, "shortest usual contract"),
    ),
    PayerKind.MEDICAID: (
        # 42 CFR 447.45: twelve months; states are often shorter.
        Limit("filing", 365, "42 CFR 447.45; the state may be shorter"),
        Limit("corrected", 365, "42 CFR 447.45; the state may be shorter"), Limit("appeal", 60, "shortest usual state"),
    ),
    PayerKind.TRICARE: (
        Limit("filing", 365, "32 CFR 199.7"), Limit("corrected", 365, "32 CFR 199.7"),
        Limit("appeal", 90, "32 CFR 199.10"),
    ),
}  # fmt: skip
"""Days by kind of payer where nothing better is known; public sources contradict each other: the earliest counts."""


def limits(kind: PayerKind, known: Iterable[Limit] = ()) -> tuple[Limit, ...]:
    """The limits for a kind of payer; what is ``known`` of this very payer stands in place of the general one."""
    better = {one.kind: one for one in known}
    return tuple(better.get(one.kind, one) for one in LIMITS.get(kind, _GENERAL))


@dataclass(frozen=True)
class Deadline:
    """By when something must be done about a claim, and who says so."""

    kind: str
    due: date
    source: str


DEADLINE_WORDS = {"filing": "file", "corrected": "correct", "appeal": "appeal"}


def filing_deadlines(known: Iterable[Limit], *, service: date) -> tuple[Deadline, ...]:
    """By when a claim must be with the insurer."""
    return tuple(
        Deadline("filing", service + timedelta(days=one.days), one.source) for one in known if one.kind == "filing"
    )


def answer_deadlines(known: Iterable[Limit], *, answered: date) -> tuple[Deadline, ...]:
    """By when an answer can still be corrected or appealed."""
    return tuple(
        Deadline(one.kind, answered + timedelta(days=one.days), one.source)
        for one in known
        if one.kind in ("corrected", "appeal")
    )


def earliest(deadlines: Iterable[Deadline], kind: str) -> Deadline | None:
    """The one of a kind that counts: the earlier of what sources say."""
    return min((one for one in deadlines if one.kind == kind), key=lambda one: one.due, default=None)


ELECTRONIC_DAYS, PAPER_DAYS = 14, 30
"""So long without an answer is asked after."""


@dataclass(frozen=True)
class FollowUp:
    """When a claim is looked at again, and why."""

    on: date
    why: str


def follow_up_of_sending(sent_on: date, how: str) -> FollowUp:
    """When to ask after a claim that was sent."""
    days = PAPER_DAYS if how in ("paper", "passed on") else ELECTRONIC_DAYS
    return FollowUp(sent_on + timedelta(days=days), f"no answer {days} days after it was sent")


def follow_up_of_denial(answered: date, appeal: Deadline | None) -> FollowUp:
    """A denial is worked at once; an appeal goes out by half of its time."""
    if appeal is None:
        return FollowUp(answered, "denied")
    return FollowUp(answered, f"denied; appeal by {show_date(appeal.due)}")


DENIALS: dict[str, str] = {
    "eligibility": "Coverage", "authorization": "Authorization", "coding": "Coding", "other payer": "Other payer first",
    "late": "Filed late", "medical necessity": "Medical necessity", "duplicate": "Duplicate",
    "enrollment": "Provider enrollment", "papers": "Papers asked for", "not covered": "Not covered", "other": "Other",
}  # fmt: skip
_DENIAL_OF = {
    **dict.fromkeys(("26", "27", "31", "109", "204"), "eligibility"),
    **dict.fromkeys(("197", "198", "15", "243"), "authorization"),
    **dict.fromkeys(("4", "5", "6", "7", "9", "10", "11", "97", "146", "167", "181", "182", "234", "236", "B15"),
                    "coding"),
    **dict.fromkeys(("16", "206", "207", "208"), "coding"),
    **dict.fromkeys(("19", "20", "21", "22", "129", "B20"), "other payer"),
    "29": "late", "50": "medical necessity", "151": "medical necessity", "18": "duplicate",
    **dict.fromkeys(("170", "B7", "242"), "enrollment"),
    **dict.fromkeys(("226", "252"), "papers"), **dict.fromkeys(("49", "96", "119"), "not covered"),
}  # fmt: skip
_PREVENTABLE = frozenset({
    "eligibility", "authorization", "coding", "other payer", "late", "duplicate", "enrollment", "papers",
})  # fmt: skip


def denial_of(reasons: Iterable[str]) -> str:
    """What a denial is about, by the first reason (CARC) that says."""
    return next((_DENIAL_OF[one] for one in reasons if one in _DENIAL_OF), "other")


_CODE = re.compile(r"\b(CO|PR|OA|PI|CR) (\w+)")


def after_undoing(*, was_taking_back: bool, another_stands: bool, left: Cents) -> tuple[ClaimState, str]:
    """Where a claim stands once the posting of an answer was reversed, and why; ``left`` is what its insurer owes then.

    Where no other answer stands it waits for one. Where one stands that does not pay all of it, such as one whose money
    went back to the insurer since, somebody looks at it: a claim with money open is not paid.
    """
    why = "the posting of the answer was reversed"
    if not (was_taking_back or another_stands):
        return ClaimState.SENT, why
    if left <= 0:
        return ClaimState.PAID, why
    told = f"{why}, and {show(left)} is open with the insurer"
    return ClaimState.PARTLY_DENIED if was_taking_back else ClaimState.TAKEN_BACK, told


def codes_in(sentence: str) -> str:
    """The codes named in what an answer said: ``CO 29, CO 50``."""
    return ", ".join(dict.fromkeys(f"{group} {reason}" for group, reason in _CODE.findall(sentence)))


def reasons_in(codes: str) -> tuple[str, ...]:
    """The reasons (CARC) of such codes."""
    return tuple(reason for _, reason in _CODE.findall(codes))


def is_preventable(denial: str) -> bool:
    """Whether the office could have kept it from happening: a first guess that a person may change."""
    return denial in _PREVENTABLE


@dataclass(frozen=True)
class Urgency:
    """How soon a claim wants a person. ``points`` order a list, most first; ``why`` is told beside the claim."""

    points: int
    why: str


def urgency(
    state: ClaimState, *, money: Cents, today: date, deadline: Deadline | None, follow_up: date | None, since: date
) -> Urgency:
    """Money times how near the end is. ``since`` is when it came into this state."""
    weight, why = 1, f"{state.value} since {show_date(since)}"
    if follow_up is not None and follow_up <= today:
        weight, why = 2, f"to be asked after since {show_date(follow_up)}" if follow_up < today else "due today"
    if deadline is not None:
        left = (deadline.due - today).days
        end = f"{DEADLINE_WORDS[deadline.kind]} by {show_date(deadline.due)}"
        if left < 0:
            weight, why = 4, f"the time to {DEADLINE_WORDS[deadline.kind]} ended {show_date(deadline.due)}"
        elif left <= 3:
            weight, why = 16, f"{end}: {_days(left)}"
        elif left <= 7:
            weight, why = 12, f"{end}: {_days(left)}"
        elif left <= 14:
            weight, why = 8, f"{end}: {_days(left)}"
        elif left <= 30:
            weight, why = max(weight, 3), end
    return Urgency(weight * max(money, 100), why)


def _days(left: int) -> str:
    return "today" if left == 0 else "1 day left" if left == 1 else f"{left} days left"
