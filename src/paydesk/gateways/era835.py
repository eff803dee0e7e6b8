"""The 835 in X12 files: every interchange and transaction set, however damaged, as plain facts with their places."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from paydesk.gateways.era835_claim import HANDLERS
from paydesk.gateways.era835_set import SetReader
from paydesk.gateways.x12 import Segments, decode
from paydesk.rules.errors import PaydeskError
from paydesk.rules.remittance import Closing, FunctionalGroup, Interchange, Remittance, RemittanceFile
from paydesk.rules.remittance_finding import Blocks, Finding, Place

_LARGEST = 64 * 1024 * 1024
_KINDS = {"271": "answer about eligibility", "270": "question about eligibility", "277": "report on claims",
          "837": "claim file", "999": "receipt for a file", "997": "receipt for a file",
          "820": "premium payment", "834": "enrollment"}  # fmt: skip
_FIRST = Place(1, 1)


def read_remittance_file(path: Path) -> tuple[RemittanceFile, bytes]:
    """What ``path`` holds, and its bytes. Raises PaydeskError when it cannot be opened, or nothing in it is X12's."""
    try:
        if path.stat().st_size > _LARGEST:
            raise PaydeskError(f"{path.name} is larger than 64 MB. Ask the clearinghouse for smaller files.")
        data = path.read_bytes()
    except (OSError, ValueError) as problem:
        raise PaydeskError(f"{path.name} cannot be read. Check that it is there and not in use.") from problem
    if data[:4] == b"PK\x03\x04":
        raise PaydeskError(f"{path.name} is a zip file. Unpack it and give the file in it.")
    read = read_remittances(data)
    if not any(group.remittances for one in read.interchanges for group in one.groups):
        told = next((one.says for one in read.findings if one.rule == "kind"), "There is no remittance (835) in it.")
        raise PaydeskError(f"{path.name} cannot be read as a remittance. {told}")
    return read, data


def read_remittances(data: bytes) -> RemittanceFile:
    """Everything in ``data``; raises nothing: what is wrong are findings with their places."""
    text = decode(data)
    segments = Segments(text.text)
    walk = _Walk(segments)
    with _no_collecting():
        for number, line, elements in segments:
            reader = walk.reader
            claim = reader.claim if reader is not None else None
            handler = HANDLERS.get(elements[0])
            if claim is not None and handler is not None:  # nine of ten: the reader would find the same a call later
                handler(claim, elements, number, line)
            elif reader is None or not reader.take(Place(number, line), elements):
                walk.take(Place(number, line), elements)
        walk.end()
    return RemittanceFile(
        tuple(walk.interchanges), segments.count, (*text.findings, *segments.findings, *walk.findings)
    )


@contextmanager
def _no_collecting() -> Iterator[None]:
    """A hundred thousand small records without a cycle among them: looking for cycles takes a third of the time."""
    before = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if before:
            gc.enable()


class _Walk:
    """From segment to segment, keeping which interchange, group and set is open; ``reader`` is the open set's."""

    def __init__(self, segments: Segments) -> None:
        self.interchanges: list[Interchange] = []
        self.findings: list[Finding] = []
        self._segments = segments
        self._isa: tuple[Place, list[str]] | None = None
        self._gs: tuple[Place, list[str]] | None = None
        self._groups: list[FunctionalGroup] = []
        self._remittances: list[Remittance] = []
        self._sets = 0
        self.reader: SetReader | None = None
        self._skipping = False

    def take(self, place: Place, elements: list[str]) -> None:
        """A segment that is no part of a remittance: the envelope's, or of another kind of set."""
        name = elements[0].strip().upper()
        if name in _ENVELOPE:
            _ENVELOPE[name](self, place, [*elements, *[""] * 16])
        elif not self._skipping and name != "TA1":
            self._tell(place, name[:12], "It stands outside of any set and was left out.")

    def _tell(self, place: Place, subject: str, says: str) -> None:
        self.findings.append(Finding("envelope", place, subject, says, Blocks.ALL))

    def open_interchange(self, place: Place, elements: list[str]) -> None:
        self._close_interchange(None)
        self._isa = place, elements

    def open_group(self, place: Place, elements: list[str]) -> None:
        self._close_group(None)
        self._gs = place, elements

    def open_set(self, place: Place, elements: list[str]) -> None:
        self._close_set(None)
        self._sets += 1
        kind = elements[1].strip()[:12]
        if kind != "835":
            self._skipping = True
            called = f" ({_KINDS[kind]})" if kind in _KINDS else ""
            says = f"This is a {kind}{called}, not a remittance (835); it was left out."
            self.findings.append(Finding("kind", place, "ST", says, Blocks.NOTHING))
            return
        version = elements[3].strip() or (self._gs[1][8].strip() if self._gs else "")
        self.reader = SetReader(place, elements[2].strip(), version, self._segments)

    def close_set(self, place: Place, elements: list[str]) -> None:
        if self.reader is None and not self._skipping:
            self._tell(place, "SE", "It closes a set that was never opened.")
        self._close_set(_closing(place, elements))

    def close_group(self, place: Place, elements: list[str]) -> None:
        if self._gs is None:
            self._tell(place, "GE", "It closes a group that was never opened.")
        self._close_group(_closing(place, elements))

    def close_interchange(self, place: Place, elements: list[str]) -> None:
        if self._isa is None:
            self._tell(place, "IEA", "It closes an interchange that was never opened.")
        self._close_interchange(_closing(place, elements))

    def end(self) -> None:
        """The file has ended; what is still open lacks its closing segment."""
        self._close_interchange(None)

    def _close_set(self, closing: Closing | None) -> None:
        if self.reader is not None:
            self._remittances.append(self.reader.end(closing, self._segments.count))
        self.reader, self._skipping = None, False

    def _close_group(self, closing: Closing | None) -> None:
        self._close_set(None)
        if self._gs is not None or self._sets:
            place, elements = self._gs or (self._isa[0] if self._isa else _FIRST, [""] * 10)
            if self._gs is None:
                self._tell(place, "group", "Its opening segment GS is missing.")
            self._groups.append(
                FunctionalGroup(place, elements[6].strip(), elements[8].strip(), closing, self._sets,
                                tuple(self._remittances))
            )  # fmt: skip
        self._gs, self._remittances, self._sets = None, [], 0

    def _close_interchange(self, closing: Closing | None) -> None:
        self._close_group(None)
        if self._isa is not None or self._groups:
            place, elements = self._isa or (_FIRST, [""] * 17)
            if self._isa is None:
                self._tell(place, "interchange", "Its opening segment ISA is missing.")
            self.interchanges.append(
                Interchange(place, elements[13].strip(), elements[6].strip(), elements[8].strip(),
                            elements[15].strip() == "T", closing, tuple(self._groups))
            )  # fmt: skip
        self._isa, self._groups = None, []


_ENVELOPE = {
    "ISA": _Walk.open_interchange, "GS": _Walk.open_group, "ST": _Walk.open_set,
    "SE": _Walk.close_set, "GE": _Walk.close_group, "IEA": _Walk.close_interchange,
}  # fmt: skip


def _closing(place: Place, elements: list[str]) -> Closing:
    count = elements[1].strip()
    number = int(count) if count.isascii() and count.isdigit() and len(count) <= 10 else None
    return Closing(place, number, elements[2].strip())
