"""The letter to an insurer about claims: its kinds and reasons, which claims it may be about, and by when it is due."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from paydesk.rules.claims import DENIALS, ClaimState, Deadline, FollowUp
from paydesk.rules.keyboard import show_date
from paydesk.rules.money import Cents


class LetterKind(StrEnum):
    """What the letter asks for."""

    APPEAL = "appeal"
    RECONSIDERATION = "reconsideration"
    CORRECTED = "corrected claim"

    @property
    def words(self) -> str:
        """As it stands in a list of letters."""
        return {"appeal": "Appeal", "reconsideration": "Request to look again"}.get(self.value, "Corrected claim")


class Enclosed(StrEnum):
    """What paydesk can enclose, in this order; each begins a page of its own."""

    CHARGES = "charges"
    REMITTANCE = "remittance"
    CALLS = "calls"
    FILING = "filing"


ENCLOSED_TITLES = {
    Enclosed.CHARGES: "The claims and their charges", Enclosed.REMITTANCE: "What your remittances said",
    Enclosed.CALLS: "Calls with you about these claims", Enclosed.FILING: "When these claims were sent and received",
}  # fmt: skip

UNDERPAID, TAKEN_BACK = "underpaid", "taken back"
REASONS: dict[str, str] = {**DENIALS, UNDERPAID: "Paid too little", TAKEN_BACK: "Payment taken back"}
"""What the letter is about: the sort of denial, or what else was done to a claim."""

WAYS = {"mail": "by mail", "fax": "by fax", "portal": "through your portal"}

ASKED_AFTER = 30
"""Days until an appeal is asked after (reference D3: the next level's clock runs from its answer)."""

MOST = 60
"""Claims in one letter."""

_MENDED = frozenset({"4", "5", "16", "31", "129", "206", "207", "208"})


@dataclass(frozen=True)
class ClaimCase:
    """One claim of a letter, as the insurer needs it to find it. Money in cents.

    ``decided`` says with which codes (``CO 50``) and when it was answered, where that is known. ``level`` is the how
    manyth letter about its decision this one is; ``replaces`` the claim it corrects, by our number and theirs.
    ``sent_on`` is the day it was sent the first time, by our records of it.
    """

    claim_id: int
    number: str
    payer_claim: str
    patient: str
    birth_date: date | None
    member_number: str
    group_number: str
    provider: str
    provider_npi: str
    service: date
    billed: Cents
    state: ClaimState
    answered_on: date | None = None
    codes: str = ""
    denial: str = ""
    level: int = 1
    deadline: Deadline | None = None
    replaces: str = ""
    replaces_theirs: str = ""
    sent_on: date | None = None
    sent_how: str = ""


def objection(kind: LetterKind, case: ClaimCase) -> str:
    """Why such a letter cannot be about that claim; empty where it can."""
    if case.state in (ClaimState.VOID, ClaimState.CORRECTED):
        return f"Claim {case.number} was replaced or is void: write about the one that took its place."
    if kind is LetterKind.CORRECTED:
        return "" if case.replaces else f"Claim {case.number} corrects no other one. Make the corrected claim first."
    if case.state in (ClaimState.NOT_SENT, ClaimState.REJECTED):
        return f"The insurer has not taken in claim {case.number}: mend it and send it, there is no decision to appeal."
    if case.answered_on is None:
        return f"The insurer has not decided on claim {case.number} yet. Ask for its status first."
    return ""


def kind_for(case: ClaimCase) -> LetterKind:
    """The kind that a letter about a claim most likely is."""
    is_new = case.replaces and (case.answered_on is None or case.state in (ClaimState.NOT_SENT, ClaimState.REJECTED))
    return LetterKind.CORRECTED if is_new else LetterKind.APPEAL


def reason_for(case: ClaimCase) -> str:
    """What a letter about a claim is most likely about."""
    if case.state is ClaimState.TAKEN_BACK:
        return TAKEN_BACK
    if case.state in (ClaimState.PAID, ClaimState.CLOSED) and not case.denial:
        return UNDERPAID
    return case.denial if case.denial in REASONS else "other"


def mended_better(reasons: Sequence[str]) -> bool:
    """Whether a denial for these reasons (CARC) is mended by a corrected claim rather than appealed (reference D5)."""
    return bool(_MENDED.intersection(reasons))


def days_late(deadline: Deadline | None, today: date) -> int:
    """How many days the time is over; 0 while it runs, or where none is known."""
    return max((today - deadline.due).days, 0) if deadline is not None else 0


def deadline_words(case: ClaimCase, today: date) -> str:
    """``PD0000001: appeal by 01/24/2027 (shortest public source)``, or how late it is."""
    if case.deadline is None:
        return f"{case.number}: no time limit is known"
    late = days_late(case.deadline, today)
    what = "appeal" if case.deadline.kind == "appeal" else "correct"
    if late:
        days = "1 day" if late == 1 else f"{late} days"
        return f"{case.number}: the time to {what} ended {show_date(case.deadline.due)}, {days} ago"
    return f"{case.number}: {what} by {show_date(case.deadline.due)} ({case.deadline.source})"


def follow_up_of_letter(kind: LetterKind, today: date) -> FollowUp | None:
    """When the insurer is asked after it; the cover of a corrected claim waits with its claim."""
    if kind is LetterKind.CORRECTED:
        return None
    words = "appeal" if kind is LetterKind.APPEAL else "request"
    return FollowUp(today + timedelta(days=ASKED_AFTER), f"{ASKED_AFTER} days after the {words} was sent")


_NTH = ("", "First", "Second", "Third", "Fourth", "Fifth")


def level_words(kind: LetterKind, level: int) -> str:
    """``Second appeal``; ``Appeal`` for the first."""
    if kind is LetterKind.CORRECTED or level == 1:
        return {"appeal": "Appeal", "reconsideration": "Request for reconsideration"}.get(kind.value, "Corrected claim")
    what = "appeal" if kind is LetterKind.APPEAL else "request for reconsideration"
    return f"{_NTH[level]} {what}" if level < len(_NTH) else f"{level}th {what}"
