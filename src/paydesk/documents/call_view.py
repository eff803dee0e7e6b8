"""What stands on the sheet of a call to an insurer."""

from __future__ import annotations

import datetime
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CallSection:
    """A part with its title: rows of a label and a value (an empty one is a line to write on), then prose."""

    title: str
    rows: tuple[tuple[str, str], ...] = ()
    prose: str = ""


@dataclass(frozen=True, slots=True)
class CallView:
    """A call sheet: who called whom about what, and everything on it in order; ``kind`` says if it was filed."""

    clinic: str
    day: datetime.date
    title: str
    kind: str
    printed: str
    sections: tuple[CallSection, ...]
