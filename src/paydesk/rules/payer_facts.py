"""What is remembered of how an insurer is reached, and how long that is trusted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from paydesk.rules.keyboard import show_phone

STALE_AFTER = 180
"""Days after which a number or menu that nobody used is to be checked (reference D2)."""


@dataclass(frozen=True)
class PayerReach:
    """How an insurer is reached for one purpose; ``usual_hold`` in seconds; empty where nothing is known."""

    number: str = ""
    menu: str = ""
    best_hours: str = ""
    usual_hold: int | None = None
    fax: str = ""
    portal: str = ""
    address: str = ""
    confirmed_on: date | None = None
    confirmed_by: str = ""
    version: int | None = None

    def is_stale(self, today: date) -> bool:
        """Whether too much time went by since somebody last used it."""
        return self.confirmed_on is not None and (today - self.confirmed_on).days > STALE_AFTER

    def age_words(self, today: date) -> str:
        """``worked 11/12``; ``last worked 01/05/26, check it``; empty where it was never used."""
        if self.confirmed_on is None:
            return ""
        day = f"{self.confirmed_on:%m/%d}" if self.confirmed_on.year == today.year else f"{self.confirmed_on:%m/%d/%y}"
        return f"last worked {self.confirmed_on:%m/%d/%y}, check it" if self.is_stale(today) else f"worked {day}"

    def hours_words(self) -> str:
        """``Best before 10 AM, about 6 min hold``."""
        hold = f"about {max(round(self.usual_hold / 60), 1)} min hold" if self.usual_hold is not None else ""
        best = f"best {self.best_hours}" if self.best_hours else ""
        words = ", ".join(one for one in (best, hold) if one)
        return words[:1].upper() + words[1:]

    def number_words(self) -> str:
        """``(800) 555-0142``, an extension as it was typed."""
        return show_phone(self.number)


def usual_hold(known: int | None, calls: int, held: int) -> int:
    """The usual hold after one more call, in seconds: the mean of the last few, which follows what changes."""
    if known is None or calls == 0:
        return held
    weight = min(calls, 4)
    return (known * weight + held) // (weight + 1)
