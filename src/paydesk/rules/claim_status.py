"""A report on claims we sent, as its file says it (X12 277CA, or a plain 277): taken or rejected, by whom, and why."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from paydesk.rules.money import Cents
from paydesk.rules.remittance import Party, Procedure
from paydesk.rules.remittance_finding import Finding, Place
from paydesk.rules.transaction_set import TransactionSet


class Outcome(StrEnum):
    """What became of a claim, as far as the sender of the report knows."""

    RECEIVED = "received, not checked yet"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    NOT_FOUND = "not found"
    PENDING = "in work"
    WAITING = "waiting for something from us"
    PAID = "paid"
    DENIED = "denied"
    FINISHED = "decided"
    FAILED = "not answered"
    UNKNOWN = "not clear"


_OUTCOMES = {
    "A0": Outcome.RECEIVED, "A1": Outcome.RECEIVED, "A2": Outcome.ACCEPTED, "A3": Outcome.REJECTED,
    "A4": Outcome.NOT_FOUND, "A5": Outcome.ACCEPTED, "A6": Outcome.REJECTED, "A7": Outcome.REJECTED,
    "A8": Outcome.REJECTED, "D0": Outcome.NOT_FOUND, "F0": Outcome.FINISHED, "F1": Outcome.PAID,
    "F2": Outcome.DENIED, "F3": Outcome.FINISHED, "F3F": Outcome.FINISHED, "F3N": Outcome.FINISHED,
    "F4": Outcome.FINISHED,
}  # fmt: skip
_BY_LETTER = {"P": Outcome.PENDING, "R": Outcome.WAITING, "E": Outcome.FAILED, "F": Outcome.FINISHED}
_REJECT = "U"
"""STC03 in a 277CA; WQ, the other one, is also said of rejected claims by some payers."""

_WORST = (Outcome.REJECTED, Outcome.NOT_FOUND, Outcome.DENIED, Outcome.FAILED, Outcome.WAITING, Outcome.UNKNOWN,
          Outcome.PENDING, Outcome.RECEIVED, Outcome.FINISHED, Outcome.ACCEPTED, Outcome.PAID)  # fmt: skip
"""Of several states of one claim the first of these counts: whatever needs a person."""


class StatusCode(NamedTuple):
    """A state (STC01, STC10, STC11): its category, the reason, and whom or what the reason is about."""

    category: str
    status: str
    entity: str = ""

    @property
    def outcome(self) -> Outcome:
        return _OUTCOMES.get(self.category, _BY_LETTER.get(self.category[:1], Outcome.UNKNOWN))


@dataclass(frozen=True, slots=True)
class Status:
    """What is said of a claim, a line or a batch (STC). ``action`` is WQ to accept or U to reject.

    ``amount`` is what was charged; ``paid`` with its date and ``check`` stand in answers, not in receipts.
    """

    place: Place
    codes: tuple[StatusCode, ...]
    effective: date | None
    action: str
    amount: Cents | None
    paid: Cents | None = None
    decided_on: date | None = None
    check: str = ""
    text: str = ""

    @property
    def outcome(self) -> Outcome:
        """A rejection counts, whichever of code and action tells it; an action WQ alone accepts nothing."""
        return Outcome.REJECTED if self.action == _REJECT else worst(one.outcome for one in self.codes)

    @property
    def contradicts_itself(self) -> bool:
        """Code and action say two things."""
        told = worst(one.outcome for one in self.codes)
        return self.action == _REJECT and told in (Outcome.ACCEPTED, Outcome.PAID)


def worst(outcomes: Iterable[Outcome]) -> Outcome:
    """The one of several that needs a person most; not clear where there is none."""
    return min(outcomes, key=_WORST.index, default=Outcome.UNKNOWN)


@dataclass(frozen=True, slots=True)
class LineStatus:
    """What is said of one line of a claim (SVC). ``line_number`` is ours (REF*FJ)."""

    place: Place
    procedure: Procedure
    charge: Cents | None
    line_number: str
    first: date | None
    last: date | None
    statuses: tuple[Status, ...]


@dataclass(frozen=True, slots=True)
class ClaimStatus:
    """One claim. ``number`` is ours; ``payer_claim`` the payer's, ``clearinghouse_claim`` the clearinghouse's.

    ``trace`` is of our question, where the report answers one.
    """

    place: Place
    number: str
    trace: str
    payer_claim: str
    clearinghouse_claim: str
    bill_type: str
    patient: Party | None
    provider: Party | None
    first: date | None
    last: date | None
    statuses: tuple[Status, ...]
    lines: tuple[LineStatus, ...]

    @property
    def outcome(self) -> Outcome:
        """A claim goes on as a whole: one rejected line rejects it."""
        told = {one.outcome for one in self.statuses}
        return worst(told | {Outcome.REJECTED for one in self.lines for each in one.statuses
                             if each.outcome is Outcome.REJECTED})  # fmt: skip

    @property
    def amount(self) -> Cents | None:
        return next((one.amount for one in self.statuses if one.amount is not None), None)

    @property
    def effective(self) -> date | None:
        return next((one.effective for one in self.statuses if one.effective is not None), None)


@dataclass(frozen=True, slots=True)
class Batch:
    """What is said of all claims of a sender or a provider of ours: how many, and how much, were taken or not.

    ``role`` is X12's: 41 who sent them, 85 the billing provider.
    """

    place: Place
    role: str
    party: Party | None
    trace: str
    statuses: tuple[Status, ...]
    accepted: int | None = None
    rejected: int | None = None
    accepted_amount: Cents | None = None
    rejected_amount: Cents | None = None


@dataclass(frozen=True, slots=True)
class ClaimReport:
    """One transaction set 277. ``source`` is who reports: a payer, or (``source_role`` AY) a clearinghouse.

    ``is_receipt``: it is a 277CA, so it tells whether claims were taken, not what was decided on them.
    """

    head: TransactionSet
    is_receipt: bool
    reference: str
    source: Party | None
    source_role: str
    received_on: date | None
    processed_on: date | None
    batches: tuple[Batch, ...]
    claims: tuple[ClaimStatus, ...]
    findings: tuple[Finding, ...]

    @property
    def source_words(self) -> str:
        """Who reports, in words: ``the clearinghouse CLEARING INC``."""
        kind = {"AY": "the clearinghouse", "PR": "the insurer"}.get(self.source_role, "the sender")
        return f"{kind} {self.source.name[:60]}" if self.source and self.source.name else kind


@dataclass(frozen=True, slots=True)
class ClaimReportFile:
    """All that was read of a file, and what is wrong with the file around its sets."""

    reports: tuple[ClaimReport, ...]
    segments: int
    findings: tuple[Finding, ...]
