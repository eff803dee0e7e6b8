"""A receipt for a file we sent, as it says itself (X12 999 or 997, TA1): accepted or not, and what was wrong where."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from paydesk.rules.remittance_finding import Finding, Place
from paydesk.rules.transaction_set import TransactionSet


class Verdict(StrEnum):
    """What became of a file, a group or a set. ``WITH_ERRORS`` goes on its way and should be mended."""

    ACCEPTED = "accepted"
    WITH_ERRORS = "accepted with errors"
    PARTLY = "accepted in part"
    REJECTED = "rejected"
    UNKNOWN = "not clear"


_VERDICTS = {
    "A": Verdict.ACCEPTED, "E": Verdict.WITH_ERRORS, "P": Verdict.PARTLY,
    "R": Verdict.REJECTED, "M": Verdict.REJECTED, "W": Verdict.REJECTED, "X": Verdict.REJECTED,
}  # fmt: skip
"""AK901, IK501 and TA104; M, W and X are about signatures and encryption."""


@dataclass(frozen=True, slots=True)
class ElementError:
    """One value that is wrong (IK4, AK4): where it stands in its segment, from 1, and a copy of it if one was sent."""

    place: Place
    position: int | None
    component: int | None
    element: str
    code: str
    value: str = ""


class Context(NamedTuple):
    """What the wrong segment belongs to (CTX): ``CLM01`` and the claim's number, or the rule that asked for it."""

    name: str
    value: str


@dataclass(frozen=True, slots=True)
class SegmentError:
    """One segment of ours that is wrong (IK3, AK3): its id, its place from ST on, counted from 1, and its loop."""

    place: Place
    segment: str
    position: int | None
    loop: str
    codes: tuple[str, ...]
    contexts: tuple[Context, ...] = ()
    elements: tuple[ElementError, ...] = ()


@dataclass(frozen=True, slots=True)
class SetReceipt:
    """What became of one set of ours (AK2 to IK5): its kind and control number, and what was wrong with it."""

    place: Place
    kind: str
    control: str
    version: str
    code: str
    errors: tuple[str, ...]
    segments: tuple[SegmentError, ...]

    @property
    def verdict(self) -> Verdict:
        return _VERDICTS.get(self.code, Verdict.UNKNOWN)


@dataclass(frozen=True, slots=True)
class Acknowledgment:
    """What became of one group of ours (AK1 to AK9). ``control`` is the group's (GS06), ``contents`` what it held.

    ``included`` sets we sent by our own count, ``received`` and ``accepted`` by theirs.
    """

    head: TransactionSet
    contents: str
    control: str
    version: str
    code: str
    errors: tuple[str, ...]
    included: int | None
    received: int | None
    accepted: int | None
    sets: tuple[SetReceipt, ...]
    findings: tuple[Finding, ...]

    @property
    def verdict(self) -> Verdict:
        """Never better than what is said of its sets."""
        own = _VERDICTS.get(self.code, Verdict.UNKNOWN)
        told = {one.verdict for one in self.sets}
        if own in (Verdict.ACCEPTED, Verdict.WITH_ERRORS):
            if Verdict.REJECTED in told:
                return Verdict.PARTLY
            if Verdict.UNKNOWN in told:
                return Verdict.UNKNOWN
            if Verdict.WITH_ERRORS in told:
                return Verdict.WITH_ERRORS
        return own


@dataclass(frozen=True, slots=True)
class InterchangeReceipt:
    """What became of a whole file of ours (TA1), by the control number of its interchange (ISA13)."""

    place: Place
    control: str
    sent_on: date | None
    code: str
    note: str

    @property
    def verdict(self) -> Verdict:
        return _VERDICTS.get(self.code, Verdict.UNKNOWN)


@dataclass(frozen=True, slots=True)
class AcknowledgmentFile:
    """All that was read of a file, and what is wrong with the file around its sets."""

    interchanges: tuple[InterchangeReceipt, ...]
    groups: tuple[Acknowledgment, ...]
    segments: int
    findings: tuple[Finding, ...]
