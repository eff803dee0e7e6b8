"""A finished paper on its way to a printer, a preview or a file."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

PRINTED = "printed"


@dataclass(frozen=True)
class Paper:
    """Something finished to print: its title for the person, a file name free of patient data, the bytes.

    ``record``, where paper is only looked at yet, is what makes it real before it is printed or saved: it records it
    and hands the recorded paper on. ``filed`` hears where it went if it became a file instead of printed pages, and
    tells it with what was done; without it the file is told by itself. ``came_out`` hears when a printer took the
    pages: until then it may not answer. ``account`` is whose paper it is, for the trail.
    """

    title: str
    file_name: str
    pdf: bytes
    record: Callable[[Callable[[Paper], object]], None] | None = None
    filed: Callable[[Path], object] | None = None
    account: int | None = None
    came_out: Callable[[], object] | None = None


def file_name(kind: str, number: int | None = None) -> str:
    """``refund-letter-6.pdf``: what it is and its own number, nothing of a patient."""
    words = kind.lower().split()
    return "-".join(words if number is None else [*words, str(number)]) + ".pdf"


def saved_as(file: Path) -> str:
    """``saved as refund-letter-6.pdf in Papers``."""
    return f"saved as {file.name} in {file.parent.name or file.parent}"


def give_out(paper: Paper, out: Callable[[Paper], bool]) -> str:
    """Let a paper ``out``; what became of it in words: ``PRINTED`` or ``saved_as``, empty when it did not go out."""
    files: list[Path] = []
    if not out(replace(paper, filed=files.append)):
        return ""
    return saved_as(files[0]) if files else PRINTED
