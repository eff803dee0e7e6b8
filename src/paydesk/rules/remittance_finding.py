"""What is wrong in an insurer's file: where it stands, in one sentence, and what it keeps from being posted."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple


class Blocks(StrEnum):
    """What a finding keeps from being posted: nothing, the one claim it is of, or all of the remittance."""

    NOTHING = "nothing"
    CLAIM = "claim"
    ALL = "all"


class Place(NamedTuple):
    """A segment of the file and the line it begins on, both counted from 1."""

    segment: int
    line: int

    @property
    def words(self) -> str:
        return f"segment {self.segment}, line {self.line}"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong. ``claim`` counts the remittance's claims from 0; None where it is of no claim.

    In a file about eligibility it counts the people, in a report on claims the claims reported.

    ``subject`` is what stands there ("claim PD17", "CAS"); ``says`` a whole sentence in the office's words.
    """

    rule: str
    place: Place
    subject: str
    says: str
    blocks: Blocks
    claim: int | None = None

    @property
    def where(self) -> str:
        """``claim PD17, segment 25, line 1``."""
        return f"{self.subject}, {self.place.words}" if self.subject else self.place.words

    @property
    def sentence(self) -> str:
        """The place and what is wrong there."""
        return f"{self.where[:1].upper()}{self.where[1:]}: {self.says}"


def blocks_all(findings: Iterable[Finding]) -> Finding | None:
    """The first finding for which nothing of a remittance may be posted."""
    return next((one for one in findings if one.blocks is Blocks.ALL), None)
