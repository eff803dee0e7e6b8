"""Writing X12: letters that no insurer's system trips over, segments with their count, and the envelope around them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from datetime import datetime

from paydesk.rules.errors import PaydeskError

ELEMENT, COMPONENT, REPETITION, TERMINATOR = "*", ":", "^", "~"
_OTHER_LETTERS = str.maketrans({
    "Ø": "O", "Ł": "L", "Đ": "D", "Ð": "D", "Æ": "AE", "Œ": "OE", "Þ": "TH", "ẞ": "SS", "Ħ": "H", "ı": "I",
    "’": "'", "‘": "'", "ʼ": "'", "“": '"', "”": '"', "–": "-", "—": "-", "‐": "-", "−": "-",
})  # fmt: skip
_NOT_WRITTEN = re.compile(r"[^ -}]|[*:^~`]")


def letters(text: str) -> str:
    """Capitals of X12's character set: accents are taken off, delimiters and all else that is none become a blank."""
    bare = unicodedata.normalize("NFKD", text.upper().translate(_OTHER_LETTERS))
    without_marks = "".join(one for one in bare if not unicodedata.combining(one))
    return " ".join(_NOT_WRITTEN.sub(" ", without_marks).split())


def required(text: str, *, field: str, longest: int, cut: bool = False) -> str:
    """``letters`` of what must not be empty; a name may be ``cut`` to its longest, a number is refused."""
    written = letters(text)
    if not written:
        raise PaydeskError(f"“{text[:24]}” has no letter that can be sent. Spell it in plain letters.", field=field)
    if len(written) > longest and not cut:
        raise PaydeskError(f"“{text[:24]}” is too long to be sent: {longest} characters at most.", field=field)
    return written[:longest].rstrip()


def segment(*elements: str) -> str:
    """A segment without its end; empty elements at the end are left off."""
    return ELEMENT.join(elements).rstrip(ELEMENT)


def transaction_set(kind: str, control: int, version: str, body: Sequence[str]) -> Iterator[str]:
    """ST, the segments, and SE that counts them all."""
    number = f"{control:04d}"
    yield segment("ST", kind, number, version)
    yield from body
    yield segment("SE", str(len(body) + 2), number)


def enveloped(
    sets: Sequence[Sequence[str]], *, sender: tuple[str, str], receiver: tuple[str, str], controls: tuple[int, int],
    group: tuple[str, str], at: datetime, test: bool,
) -> Iterator[str]:  # fmt: skip
    """ISA and GS to IEA. ``sender`` and ``receiver``: (kind, id); ``controls``: interchange's and group's.

    ``group``: (what GS01 calls it, version).
    """
    (sender_kind, from_id), (receiver_kind, to_id) = sender, receiver
    interchange, functional = f"{controls[0]:09d}", str(controls[1])
    yield ELEMENT.join((
        "ISA", "00", " " * 10, "00", " " * 10, sender_kind, from_id.ljust(15), receiver_kind, to_id.ljust(15),
        f"{at:%y%m%d}", f"{at:%H%M}", REPETITION, "00501", interchange, "0", "T" if test else "P", COMPONENT,
    ))  # fmt: skip
    yield segment("GS", group[0], from_id, to_id, f"{at:%Y%m%d}", f"{at:%H%M}", functional, "X", group[1])
    for one in sets:
        yield from one
    yield segment("GE", str(len(sets)), functional)
    yield segment("IEA", "1", interchange)


def text_of(segments: Iterator[str], *, lines: bool = False) -> str:
    """The file's text: everything in one line, or a ``lines`` for each segment."""
    end = f"{TERMINATOR}\n" if lines else TERMINATOR
    return "".join(f"{one}{end}" for one in segments)
