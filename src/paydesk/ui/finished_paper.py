"""A finished paper on its way to a printer, a preview or a file."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Paper:
    """Something finished to print: its title for the person, a file name free of patient data, the bytes."""

    title: str
    file_name: str
    pdf: bytes
