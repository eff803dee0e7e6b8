"""The envelope of an X12 file, walked once: which interchange, group and set is open, and who reads the set."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from paydesk.gateways.x12 import Segments
from paydesk.rules.remittance import Closing
from paydesk.rules.remittance_finding import Blocks, Finding, Place
from paydesk.rules.transaction_set import TransactionSet

_KINDS = {"271": "answer about eligibility", "270": "question about eligibility", "277": "report on claims",
          "276": "question about claims", "835": "remittance", "837": "claim file", "999": "receipt for a file",
          "997": "receipt for a file", "820": "premium payment", "834": "enrollment"}  # fmt: skip
ENVELOPE = frozenset({"ISA", "GS", "ST", "SE", "GE", "IEA"})
"""The segments that are never part of a set."""

_FIRST = Place(1, 1)
_BLANK = [""] * 24

Reader = TypeVar("Reader")
Read = TypeVar("Read")


@dataclass(frozen=True, slots=True)
class Opening:
    """A set that begins: what ST, GS and ISA say, and the delimiters in force."""

    place: Place
    kind: str
    control: str
    version: str
    interchange: str
    group: str
    sender: str
    receiver: str
    test: bool
    component: str
    repetition: str

    def closed(self, closing: Closing | None, last: int) -> TransactionSet:
        """What the set says of itself, once it was closed by SE, or ended without it behind segment ``last``."""
        segments = (closing.place.segment if closing else last) - self.place.segment + 1
        return TransactionSet(
            self.place, self.kind, self.control, self.version, closing, segments, self.interchange, self.group,
            self.sender, self.receiver, self.test,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Group(Generic[Read]):
    """GS to GE. ``sets`` were counted, of whatever kind; ``read`` is what the readers made of theirs."""

    place: Place
    control: str
    version: str
    closing: Closing | None
    sets: int
    read: tuple[Read, ...]


@dataclass(frozen=True, slots=True)
class Outermost(Generic[Read]):
    """ISA to IEA."""

    place: Place
    control: str
    sender: str
    receiver: str
    test: bool
    closing: Closing | None
    groups: tuple[Group[Read], ...]


class Walk(Generic[Reader, Read]):
    """From segment to segment, keeping which interchange, group and set is open; ``reader`` is the open set's.

    ``opened`` makes a set's reader, or None where it is not ``wanted`` (in words); ``ended`` what the reader read.
    ``receipts`` are those for whole interchanges (TA1), which stand in no set.
    """

    def __init__(
        self, segments: Segments, opened: Callable[[Opening], Reader | None],
        ended: Callable[[Reader, Closing | None, int], Read], *, wanted: str,
    ) -> None:  # fmt: skip
        self.interchanges: list[Outermost[Read]] = []
        self.findings: list[Finding] = []
        self.receipts: list[tuple[Place, list[str]]] = []
        self.reader: Reader | None = None
        self._segments = segments
        self._opened = opened
        self._ended = ended
        self._wanted = wanted
        self._isa: tuple[Place, list[str]] | None = None
        self._gs: tuple[Place, list[str]] | None = None
        self._groups: list[Group[Read]] = []
        self._read: list[Read] = []
        self._sets = 0
        self._skipping = False

    def take(self, place: Place, elements: list[str]) -> None:
        """A segment that is no part of a set that is read: the envelope's, or of another kind of set."""
        full = [*elements, *_BLANK]
        match elements[0].strip().upper():
            case "ISA":
                self._close_interchange(None)
                self._isa = place, full
            case "GS":
                self._close_group(None)
                self._gs = place, full
            case "ST":
                self._open_set(place, full)
            case "SE" | "GE" | "IEA" as name:
                self._take_closing(name, place, full)
            case "TA1":
                self.receipts.append((place, [one.strip() for one in full]))
            case name if not self._skipping:
                self._tell(place, name[:12], "It stands outside of any set and was left out.")

    def _tell(self, place: Place, subject: str, says: str) -> None:
        self.findings.append(Finding("envelope", place, subject, says, Blocks.ALL))

    def _open_set(self, place: Place, elements: list[str]) -> None:
        self._close_set(None)
        self._sets += 1
        opening = self._opening(place, elements)
        self.reader = self._opened(opening)
        if self.reader is None:
            self._skipping = True
            called = f" ({_KINDS[opening.kind]})" if opening.kind in _KINDS else ""
            says = f"This is a {opening.kind}{called}, not {self._wanted}; it was left out."
            self.findings.append(Finding("kind", place, "ST", says, Blocks.NOTHING))

    def _opening(self, place: Place, elements: list[str]) -> Opening:
        isa = self._isa[1] if self._isa else _BLANK
        gs = self._gs[1] if self._gs else _BLANK
        return Opening(
            place, elements[1].strip()[:12], elements[2].strip(), elements[3].strip() or gs[8].strip(),
            isa[13].strip(), gs[6].strip(), isa[6].strip(), isa[8].strip(), isa[15].strip() == "T",
            self._segments.component, self._segments.repetition,
        )  # fmt: skip

    def _take_closing(self, name: str, place: Place, elements: list[str]) -> None:
        what, never, close = {
            "SE": ("set", self.reader is None and not self._skipping, self._close_set),
            "GE": ("group", self._gs is None, self._close_group),
            "IEA": ("interchange", self._isa is None, self._close_interchange),
        }[name]
        if never:
            self._tell(place, name, f"It closes {'an' if name == 'IEA' else 'a'} {what} that was never opened.")
        close(_closing(place, elements))

    def end(self) -> None:
        """The file has ended; what is still open lacks its closing segment."""
        self._close_interchange(None)

    def _close_set(self, closing: Closing | None) -> None:
        if self.reader is not None:
            self._read.append(self._ended(self.reader, closing, self._segments.count))
        self.reader, self._skipping = None, False

    def _close_group(self, closing: Closing | None) -> None:
        self._close_set(None)
        if self._gs is not None or self._sets:
            place, elements = self._gs or (self._isa[0] if self._isa else _FIRST, _BLANK)
            if self._gs is None:
                self._tell(place, "group", "Its opening segment GS is missing.")
            self._groups.append(
                Group(place, elements[6].strip(), elements[8].strip(), closing, self._sets, tuple(self._read))
            )
        self._gs, self._read, self._sets = None, [], 0

    def _close_interchange(self, closing: Closing | None) -> None:
        self._close_group(None)
        if self._isa is not None or self._groups:
            place, elements = self._isa or (_FIRST, _BLANK)
            if self._isa is None:
                self._tell(place, "interchange", "Its opening segment ISA is missing.")
            self.interchanges.append(
                Outermost(place, elements[13].strip(), elements[6].strip(), elements[8].strip(),
                          elements[15].strip() == "T", closing, tuple(self._groups))
            )  # fmt: skip
        self._isa, self._groups = None, []


def _closing(place: Place, elements: list[str]) -> Closing:
    count = elements[1].strip()
    number = int(count) if count.isascii() and count.isdigit() and len(count) <= 10 else None
    return Closing(place, number, elements[2].strip())
