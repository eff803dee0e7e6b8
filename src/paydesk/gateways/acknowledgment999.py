"""Receipts for files we sent, in X12 files: 999, 997 and TA1, however damaged, as plain facts with their places."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from paydesk.gateways.x12_envelope import Opening
from paydesk.gateways.x12_sets import SetsRead, bytes_of, read_sets
from paydesk.gateways.x12_values import Values
from paydesk.rules import envelope
from paydesk.rules.acknowledgment import (
    Acknowledgment,
    AcknowledgmentFile,
    Context,
    ElementError,
    InterchangeReceipt,
    SegmentError,
    SetReceipt,
    Verdict,
)
from paydesk.rules.remittance import Closing
from paydesk.rules.remittance_finding import Blocks, Place

_IDS = "TA1|AK1|AK2|AK3|AK4|AK5|AK9|IK3|IK4|IK5|CTX"
_WANTED = "a receipt for a file (999)"
_BLANK = [""] * 24
_SAME = {"AK3": "IK3", "AK4": "IK4", "AK5": "IK5"}
"""What a 997 calls the segments of a 999; they hold the same, less some."""


def read_acknowledgment_file(path: Path) -> tuple[AcknowledgmentFile, bytes]:
    """What ``path`` holds, and its bytes. Raises PaydeskError when it cannot be opened, or holds no receipt."""
    data = bytes_of(path)
    read = _read(data)
    if not read.receipts:
        read.or_refused(path, _WANTED)
    return _file(read), data


def read_acknowledgments(data: bytes) -> AcknowledgmentFile:
    """Everything in ``data``; raises nothing: what is wrong are findings with their places."""
    return _file(_read(data))


def _read(data: bytes) -> SetsRead[Acknowledgment]:
    return read_sets(data, _opened, wanted=_WANTED, ids=_IDS)


def _file(read: SetsRead[Acknowledgment]) -> AcknowledgmentFile:
    values = Values()
    receipts = []
    for place, elements in read.receipts:
        values.subject = f"receipt {elements[1][:24]}"
        sent = values.day(elements[2], place, "The day it was sent")
        receipts.append(InterchangeReceipt(place, elements[1], sent, elements[4], elements[5]))
    found = sorted((*read.findings, *values.findings), key=lambda one: one.place)
    return AcknowledgmentFile(tuple(receipts), read.sets, read.segments, tuple(found))


def _opened(opening: Opening) -> _SetReader | None:
    return _SetReader(opening) if opening.kind in ("999", "997") else None


class _SetReader:
    """AK1 to AK9: the sets of our group one after the other, and in each the segments that are wrong."""

    def __init__(self, opening: Opening) -> None:
        self._opening = opening
        self._values = Values()
        self._values.subject = f"set {opening.control}"
        self._ak1: list[str] | None = None
        self._ak9: tuple[Place, list[str]] | None = None
        self._ak2: tuple[Place, list[str]] | None = None
        self._ik3: tuple[Place, list[str]] | None = None
        self._contexts: list[Context] = []
        self._elements: list[ElementError] = []
        self._segments: list[SegmentError] = []
        self._sets: list[SetReceipt] = []
        self._left_out: set[str] = set()

    def take(self, name: str, place: Place, elements: list[str]) -> None:
        """A segment between ST and SE."""
        match _SAME.get(name, name):
            case "AK1" if self._ak1 is None:
                self._ak1 = elements
            case "AK2":
                self._end_set(None)
                self._ak2 = place, elements
            case "IK3" if self._ak2 is not None:
                self._end_segment()
                self._ik3 = place, elements
            case "CTX" if self._ik3 is not None:
                self._contexts.append(self._context(elements))
            case "IK4" if self._ik3 is not None:
                self._elements.append(self._element(place, elements))
            case "IK5" if self._ak2 is not None:
                self._end_set(elements)
            case "AK9" if self._ak9 is None:
                self._end_set(None)
                self._ak9 = place, elements
            case other:
                self._tell_left_out(other, place)

    def _tell_left_out(self, name: str, place: Place) -> None:
        """Where a complaint has lost what it is of, the rest of it says nothing."""
        if name not in self._left_out and len(self._left_out) < 20:
            self._left_out.add(name)
            says = f"“{name[:12]}” does not belong here; it was left out."
            self._values.tell("segment", place, says, Blocks.ALL if name in _IDS.split("|") else Blocks.NOTHING)

    def _context(self, elements: list[str]) -> Context:
        name, _, value = elements[1].partition(self._opening.component)
        return Context(name.strip(), value.strip())

    def _element(self, place: Place, elements: list[str]) -> ElementError:
        position, component, *_ = [*elements[1].split(self._opening.component), "", ""]
        return ElementError(place, _number(position), _number(component), elements[2], elements[3], elements[4])

    def _end_segment(self) -> None:
        if self._ik3 is not None:
            place, ik3 = self._ik3
            codes = tuple(one for one in ik3[4:9] if one)
            self._segments.append(
                SegmentError(place, ik3[1], _number(ik3[2]), ik3[3], codes, tuple(self._contexts),
                             tuple(self._elements))
            )  # fmt: skip
        self._ik3, self._contexts, self._elements = None, [], []

    def _end_set(self, ik5: list[str] | None) -> None:
        self._end_segment()
        if self._ak2 is not None:
            place, ak2 = self._ak2
            end = ik5 or _BLANK
            errors = tuple(one for one in end[2:7] if one)
            one = SetReceipt(place, ak2[1], ak2[2], ak2[3], end[1], errors, tuple(self._segments))
            if one.verdict is Verdict.UNKNOWN:
                says = f"It does not say whether set {one.control[:24]} was accepted."
                self._values.tell("verdict", place, says, Blocks.NOTHING)
            self._sets.append(one)
        self._ak2, self._segments = None, []

    def end(self, closing: Closing | None, last: int) -> Acknowledgment:
        """The whole receipt."""
        self._end_set(None)
        place, ak9 = self._ak9 or (self._opening.place, _BLANK)
        ak1 = self._ak1 or _BLANK
        if self._ak1 is None:
            self._values.tell("segment", self._opening.place, "It does not say which group it is for (AK1).")
        head = self._opening.closed(closing, last)
        included, received, accepted = (_number(one) for one in ak9[2:5])
        errors = tuple(one for one in ak9[5:10] if one)
        read = Acknowledgment(
            head, ak1[1], ak1[2], ak1[3], ak9[1], errors, included, received, accepted, tuple(self._sets), ()
        )
        self._prove(place, read)
        found = sorted((*self._values.findings, *envelope.of_set(head)), key=lambda one: one.place)
        return replace(read, findings=tuple(found))

    def _prove(self, place: Place, read: Acknowledgment) -> None:
        """What it says of the group against what it says of the sets."""
        if self._ak9 is None:
            self._values.tell("segment", place, "It does not say what became of the group (AK9).")
            return
        rejected = sum(one.verdict is Verdict.REJECTED for one in read.sets)
        if read.code in ("A", "E") and rejected:
            says = f"It calls the group accepted, and {rejected} of its sets rejected."
            self._values.tell("verdict", place, says, Blocks.NOTHING)
        if read.received is not None and len(read.sets) > read.received:
            says = f"It counts {read.received} sets received, and tells of {len(read.sets)}."
            self._values.tell("count", place, says, Blocks.NOTHING)
        if read.received is not None and read.accepted is not None and read.accepted > read.received:
            says = f"It counts {read.accepted} sets accepted of {read.received} received."
            self._values.tell("count", place, says, Blocks.NOTHING)


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 10 else None

