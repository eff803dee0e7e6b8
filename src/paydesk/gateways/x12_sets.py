"""The sets of an X12 file of any kind but the 835: each one handed to a reader, and the file's envelope proven."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, Protocol, TypeVar

from paydesk.gateways.x12 import Segments, decode
from paydesk.gateways.x12_envelope import ENVELOPE, Opening, Outermost, Walk
from paydesk.rules import envelope
from paydesk.rules.errors import PaydeskError
from paydesk.rules.remittance import Closing
from paydesk.rules.remittance_finding import Finding, Place

_LARGEST = 64 * 1024 * 1024
_BLANK = [""] * 24

Read = TypeVar("Read")
ReadOut = TypeVar("ReadOut", covariant=True)


def bytes_of(path: Path) -> bytes:
    """A file's bytes; raises PaydeskError when it cannot be opened, is too large, or is packed."""
    try:
        if path.stat().st_size > _LARGEST:
            raise PaydeskError(f"{path.name} is larger than 64 MB. Ask the clearinghouse for smaller files.")
        data = path.read_bytes()
    except (OSError, ValueError) as problem:
        raise PaydeskError(f"{path.name} cannot be read. Check that it is there and not in use.") from problem
    if data[:4] == b"PK\x03\x04":
        raise PaydeskError(f"{path.name} is a zip file. Unpack it and give the file in it.")
    return data


class SetReader(Protocol[ReadOut]):
    """Reads the segments between ST and SE."""

    def take(self, name: str, place: Place, elements: list[str]) -> None:
        """A segment: its name in capitals, its elements without blanks around them, two dozen empty ones behind."""

    def end(self, closing: Closing | None, last: int) -> ReadOut:
        """What was read."""


@dataclass(frozen=True, slots=True)
class SetsRead(Generic[Read]):
    """What the readers made of a file's sets, how many segments it has, and what is wrong with the file as a whole.

    ``receipts`` for whole interchanges (TA1) stand beside the sets.
    """

    sets: tuple[Read, ...]
    receipts: tuple[tuple[Place, list[str]], ...]
    segments: int
    findings: tuple[Finding, ...]

    def or_refused(self, path: Path, wanted: str) -> SetsRead[Read]:
        """Itself; raises PaydeskError where the file holds no set that is ``wanted`` (“a report”)."""
        if self.sets:
            return self
        none = f"There is no {wanted.partition(' ')[2]} in it."
        told = next((one.says for one in self.findings if one.rule == "kind"), none)
        raise PaydeskError(f"{path.name} cannot be read as {wanted}. {told}")


def read_sets(
    data: bytes, opened: Callable[[Opening], SetReader[Read] | None], *, wanted: str, ids: str
) -> SetsRead[Read]:
    """Everything in ``data``; raises nothing: what is wrong are findings with their places."""
    text = decode(data)
    segments = Segments(text.text, ids=f"ISA|IEA|GS|GE|ST|SE|{ids}")
    walk = Walk[SetReader[Read], Read](segments, opened, lambda one, closing, last: one.end(closing, last),
                                       wanted=wanted)  # fmt: skip
    for number, line, elements in segments:
        name, place = elements[0].strip().upper(), Place(number, line)
        if walk.reader is None or name in ENVELOPE:
            walk.take(place, elements)
        else:
            walk.reader.take(name, place, [*(one.strip() for one in elements), *_BLANK])
    walk.end()
    groups = [group for one in walk.interchanges for group in one.groups]
    found = [*text.findings, *segments.findings, *walk.findings, *_around(walk.interchanges)]
    return SetsRead(
        tuple(one for group in groups for one in group.read), tuple(walk.receipts), segments.count,
        tuple(sorted(found, key=lambda one: one.place)),
    )  # fmt: skip


def _around(interchanges: Iterable[Outermost[Read]]) -> Iterable[Finding]:
    for one in interchanges:
        yield from envelope.of_interchange(one)
        for group in one.groups:
            yield from envelope.of_group(group)
