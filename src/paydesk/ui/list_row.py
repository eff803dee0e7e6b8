"""One row of a worklist as plain facts."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class ListRow:
    """One row of a worklist. ``key`` is what opening it gives; a ``head`` groups the rows under it.

    ``money`` and ``at`` stand at the right and are never cut; ``money_tone`` is a text role. ``shorter`` is what the
    second line says, longest first, where it has no room for ``second``; with it that line is never cut.
    """

    key: object
    name: str
    second: str = ""
    why: str = ""
    why_icon: str = ""
    why_tone: str = "text2"
    money: str = ""
    money_tone: str = "text"
    at: str = ""
    icon: str = ""
    icon_tone: str = "text2"
    beside: str = ""
    head: bool = False
    spoken: str = ""
    shorter: tuple[str, ...] = ()

    def sentence(self) -> str:
        """What a screen reader says of this row."""
        parts = (self.name, self.beside, self.second, self.why, self.money, self.at)
        return self.spoken or ", ".join(part for part in parts if part)
