"""What stands on a letter to an insurer and on the sheets enclosed with it."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from paydesk.documents.letterhead import Letterhead


@dataclass(frozen=True, slots=True)
class Grid:
    """A table: titles, which columns are amounts, how wide each is (parts of the width), and its rows as texts."""

    titles: tuple[str, ...]
    amounts: tuple[bool, ...]
    widths: tuple[float, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class LetterSection:
    """A part of an enclosure: its title, labelled facts, a table, and prose under it."""

    title: str
    rows: tuple[tuple[str, str], ...] = ()
    grid: Grid | None = None
    prose: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Enclosure:
    """One thing enclosed, on pages of its own: ``A. The claims and their charges``."""

    title: str
    sections: tuple[LetterSection, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class InsurerLetterView:
    """The letter and its enclosures. ``facts`` are the one claim's; with several claims they stand in ``claims``.

    ``way`` says how it is sent where it is not by mail; ``strip`` is what further pages say it belongs to.
    """

    letterhead: Letterhead
    date: datetime.date
    addressee: tuple[str, ...]
    way: str
    numbers: tuple[tuple[str, str], ...]
    subject: str
    facts: tuple[tuple[str, str], ...]
    claims: Grid | None
    paragraphs: tuple[str, ...]
    signer: str
    strip: str
    enclosures: tuple[Enclosure, ...]
