"""A finished paper on its way to a printer, a preview or a file."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Paper:
    """Something finished to print: its title for the person, a file name free of patient data, the bytes.

    ``record``, where paper is only looked at yet, is what makes it real before it is printed or saved: it records it
    and hands the recorded paper on.
    """

    title: str
    file_name: str
    pdf: bytes
    record: Callable[[Callable[[Paper], object]], None] | None = None


def file_name(kind: str, number: int | None = None) -> str:
    """``refund-letter-6.pdf``: what it is and its own number, nothing of a patient."""
    words = kind.lower().split()
    return "-".join(words if number is None else [*words, str(number)]) + ".pdf"
