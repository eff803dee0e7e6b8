"""The words of a ledger line on one line, or on two where the column is too narrow for them: none is cut."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from paydesk.ui import brush, typeface
from paydesk.ui.ledger_rows import LedgerKind, LedgerRow
from paydesk.ui.typeface import Size

GAP = 9
"""Pixels between what happened, its detail and the link."""

SECOND = 18
"""How tall the second line is."""


@dataclass(frozen=True)
class LineWords:
    """``what`` and ``detail`` stand on the first line, ``rest`` and ``below`` under them; the link is last.

    With ``link_below`` it stands under them alone. That line is there before the link is, which may wait until the row
    is chosen: a row keeps its height.
    """

    what: str
    detail: str = ""
    rest: str = ""
    below: str = ""
    link_below: bool = False

    @property
    def two(self) -> bool:
        """Whether a second line is needed."""
        return bool(self.rest or self.below or self.link_below)


def line_words(row: LedgerRow, room: float) -> LineWords:
    """How a row's words lie in a column of that width; heads and reasons have their own ways."""
    if row.kind in (LedgerKind.VISIT, LedgerKind.WHY):
        return LineWords(row.what, row.detail)
    return _laid(row.what, row.detail, row.link, round(room))


@lru_cache(maxsize=4096)
def _laid(what: str, detail: str, link: str, room: int) -> LineWords:
    body, small = typeface.font(), typeface.font(Size.LABEL)
    link_too = GAP + brush.width_of(link, small) if link else 0
    beside = GAP + brush.width_of(detail, small) if detail else 0
    whole = brush.width_of(what, body)
    if whole + beside + link_too <= room:
        return LineWords(what, detail)
    if whole + (0 if detail else link_too) <= room:
        return LineWords(what, below=detail)
    words = what.split(" ")
    fits = next((n for n in range(len(words) - 1, 0, -1) if brush.width_of(" ".join(words[:n]), body) <= room), 0)
    if not fits:
        return LineWords(what, below=detail, link_below=bool(link and not detail))
    return LineWords(" ".join(words[:fits]), rest=" ".join(words[fits:]), below=detail)
