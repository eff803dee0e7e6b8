"""X12 text: delimiters, interchanges and segments of any file, with the number and the line of each segment."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain, pairwise
from typing import TypeAlias

from paydesk.rules.remittance_finding import Blocks, Finding, Place

Segment: TypeAlias = tuple[int, int, list[str]]
"""A segment's number in the file, the line it begins on (both from 1), and its elements, the first being its id."""

_WINDOW = 600
"""An ISA has 106 characters; wrapped, widened or damaged it still ends within this many."""

_BEGIN = re.compile(r"ISA([^\r\n\t A-Za-z0-9])")
_NEXT = re.compile(r"ISA([^\r\n\t A-Za-z0-9])\d\d\1")
# Possessive where a hostile text could make it try every way of cutting itself.
_BARE_SET = re.compile(r"ST([^\sA-Za-z0-9])\d{3}(?:\1(?:(?!\1)[\w-])*+)++\s*+([^\w\s])")
_BREAKS = re.compile(r"\r\n?|\n")
_STRAY = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
"""What steers a terminal or turns text around; as delimiters some senders use a few of them."""

_LOST = "\N{REPLACEMENT CHARACTER}"
_FOLLOWS = ("GS", "TA1", "ST", "IEA")
_IDS = (
    "ISA|IEA|GS|GE|ST|SE|BPR|TRN|CUR|REF|DTM|N1|N2|N3|N4|PER|RDM|LX|TS2|TS3|CLP|CAS|NM1|MIA|MOA|SVC|AMT|QTY|LQ|PLB"
)
"""The names of an 835's segments; a line that begins with one of them and goes on may begin a segment."""


@dataclass(frozen=True)
class Delimiters:
    """What parts elements, components and segments; ``sure``: an ISA said so and what follows it agrees.

    ``repetition`` parts what an element says several times; version 4010 has none, and its senders use ``^``.
    """

    element: str
    component: str
    terminator: str
    sure: bool = True
    repetition: str = "^"


@dataclass(frozen=True)
class Text:
    """A file's text and what is wrong with it already."""

    text: str
    findings: tuple[Finding, ...]


def decode(data: bytes) -> Text:
    """Text of bytes in UTF-8, UTF-16 with its mark, or Windows letters (older payers' names)."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return Text(data.decode("utf-16", errors="replace"), ())
    try:
        return Text(data.decode("utf-8-sig"), ())
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        says = "Its letters are not UTF-8; they were read as Windows letters. Look at names with accents."
        return Text(data.decode("cp1252", errors="replace"), (_of_text("letters", line, says, Blocks.NOTHING),))


def _of_text(rule: str, line: int, says: str, blocks: Blocks = Blocks.ALL, number: int = 1) -> Finding:
    return Finding(rule, Place(number, line), "text", says, blocks)


class Segments:
    """Iterates over a file's segments; ``component`` and ``repetition`` are in force, ``findings`` fill up meanwhile.

    ``ids`` are the names of the segments that may stand in it, parted by ``|``.
    """

    def __init__(self, text: str, *, ids: str = _IDS) -> None:
        self.component = ":"
        self.repetition = "^"
        self.count = 0
        self.findings: list[Finding] = []
        self._text = text
        self._ids = ids
        self._line = 1
        self._unended: list[Place] = []

    def __iter__(self) -> Iterator[Segment]:
        return chain.from_iterable(self._parts())

    def _parts(self) -> Iterator[Iterable[Segment]]:
        """The segments of each interchange; what is only known at the end of the file is told then."""
        starts = self._starts()
        self._look_before(starts[0] if starts else 0)
        for start, end in pairwise((*starts, len(self._text))):
            part = self._text[start:end]
            delimiters = self._opened(part)
            part = self._without_strays(part, delimiters)
            pieces = part.split(delimiters.terminator)
            one_line = "\n" not in part and "\r" not in part
            yield self._of_one_line(pieces, delimiters) if one_line else self._cut(pieces, delimiters)
        if self._unended:
            says = f"{len(self._unended)} segments have no end of their own; the end of the line was taken for it."
            first = self._unended[0]
            self.findings.append(_of_text("terminator", first.line, says, Blocks.NOTHING, first.segment))

    def _starts(self) -> list[int]:
        """Where interchanges begin; with none, where the first set begins."""
        first = _BEGIN.search(self._text)
        if first is None:
            bare = _BARE_SET.search(self._text)
            return [bare.start()] if bare else []
        found = (match.start() for match in _NEXT.finditer(self._text, first.start() + 3))
        return [first.start(), *(at for at in found if not self._text[at - 1].isalnum())]

    def _look_before(self, start: int) -> None:
        before = self._text[:start]
        if before.strip():
            self.findings.append(_of_text("envelope", 1, "Something stands before the file's first segment."))
        self._line += len(_BREAKS.findall(before))

    def _opened(self, part: str) -> Delimiters:
        """The delimiters of an interchange, after a look at what is wrong with its text as a whole."""
        delimiters = delimiters_at(part[:_WINDOW])
        self.component, self.repetition = delimiters.component, delimiters.repetition
        if not delimiters.sure:
            says = "The file's first segment (ISA) is missing or damaged; what parts its segments was guessed."
            self.findings.append(_of_text("envelope", self._line, says, number=self.count + 1))
        last = part.rpartition(delimiters.terminator)[2]
        if last.strip() and delimiters.terminator not in "\r\n":
            self._tell_unended(last, part, self.count + part.count(delimiters.terminator) + 1)
        return delimiters

    def _tell_unended(self, last: str, part: str, number: int) -> None:
        """Behind a last IEA nothing can be lost but its own end, and its control number tells that."""
        whole = last.strip().startswith("IEA")
        says = "The last segment has no end" + ("." if whole else ": the file may be cut short.")
        line = self._line + len(_BREAKS.findall(part.rstrip()))
        self.findings.append(_of_text("terminator", line, says, Blocks.NOTHING if whole else Blocks.ALL, number))

    def _of_one_line(self, pieces: list[str], delimiters: Delimiters) -> Iterator[Segment]:
        """Most payers write everything in one line; the largest files are such."""
        element, line = delimiters.element, self._line
        for piece in pieces:
            if piece.strip():
                self.count += 1
                yield self.count, line, piece.split(element)

    def _cut(self, pieces: list[str], delimiters: Delimiters) -> Iterator[Segment]:
        element = delimiters.element
        broken = re.compile(rf"(?<!\s)(?=[ \t]*+[\r\n])\s++(?=(?:{self._ids}){re.escape(element)})")
        each_line = delimiters.terminator in "\r\n"
        for piece in pieces:
            bare = piece.lstrip()
            if len(bare) != len(piece):
                self._line += len(_BREAKS.findall(piece[: len(piece) - len(bare)]))
            if "\n" in bare or "\r" in bare:
                yield from self._joined(broken.split(bare), element)
            elif bare:
                self.count += 1
                yield self.count, self._line, bare.split(element)
            self._line += each_line

    def _joined(self, bodies: list[str], element: str) -> Iterator[Segment]:
        """A segment wrapped over several lines; where a line begins like a segment, the one before has no end."""
        for body in bodies:
            bare = _BREAKS.sub("", body)
            if bare:
                self.count += 1
                if body is not bodies[-1]:
                    self._unended.append(Place(self.count, self._line))
                yield self.count, self._line, bare.split(element)
            self._line += len(_BREAKS.findall(body)) + (body is not bodies[-1])

    def _without_strays(self, part: str, delimiters: Delimiters) -> str:
        """The first one is told; whoever sees or prints what was read meets none of them."""
        own = {delimiters.element, delimiters.component, delimiters.terminator, delimiters.repetition}
        stray = next((one for one in _STRAY.finditer(part) if one[0] not in own), None)
        if stray is None:
            return part
        line = self._line + len(_BREAKS.findall(part[: stray.start()]))
        number = self.count + part.count(delimiters.terminator, 0, stray.start()) + 1
        self.findings.append(_of_text("letters", line, "It holds characters that are no text.", number=number))
        return _STRAY.sub(lambda one: one[0] if one[0] in own else _LOST, part)


def delimiters_at(head: str) -> Delimiters:
    """The delimiters of the interchange whose ISA begins ``head``; guessed where it is missing or damaged.

    They follow the sixteenth separator: widths are not relied on, since some senders get them wrong.
    """
    if not head.startswith("ISA"):
        bare = _BARE_SET.match(head)
        return Delimiters(bare[1] if bare else "*", ":", bare[2] if bare else "~", sure=False)
    element, flat = head[3], _BREAKS.sub("", head)
    parts = flat.split(element, 16)
    tail = parts[16] if len(parts) == 17 else ""
    for ended_by_line, terminator in ((False, tail[1:2]), (True, "\n")):
        rest = tail[1:].lstrip() if ended_by_line else tail[2:].lstrip()
        follows = rest.startswith(tuple(f"{one}{element}" for one in _FOLLOWS))
        if follows and not terminator.isalnum() and terminator not in ("", " ", element):
            end = "\r" if ended_by_line and "\n" not in head else terminator
            return Delimiters(element, tail[0], end, repetition=_repetition(parts[11], (element, tail[0], end)))
    return _guessed(head, element)


def _repetition(said: str, others: tuple[str, str, str]) -> str:
    """ISA11; in version 4010 it says something else, a letter."""
    if len(said) == 1 and not said.isalnum() and said not in (" ", *others):
        return said
    return "" if "^" in others else "^"


def _guessed(head: str, element: str) -> Delimiters:
    """By what stands before the segment after the ISA."""
    match = re.search(rf"([^\w\s]?)([^\w\s]|[\r\n])\s*(?:GS|ST){re.escape(element)}", head)
    if match is None or element in (match[1], match[2]):
        return Delimiters(element, ":", "~", sure=False)
    return Delimiters(element, match[1] or ":", match[2], sure=False)
