"""The clock of a call: how long it was spoken, how long it was held."""

from __future__ import annotations

import time
from collections.abc import Callable
from enum import Enum


class Phase(Enum):
    """What goes on at the telephone; ``HELD`` is also while it rings and menus speak."""

    IDLE = "idle"
    HELD = "on hold"
    TALKING = "talking"


class CallClock:
    """Seconds of both, of which one runs; ``now`` tells seconds from any start."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now, self._since = now, 0.0
        self._spent = {Phase.HELD: 0.0, Phase.TALKING: 0.0}
        self.phase = Phase.IDLE

    def go(self, phase: Phase) -> None:
        """From now on the time counts for that phase; IDLE stops it."""
        if self.phase is not Phase.IDLE:
            self._spent[self.phase] += self._now() - self._since
        self.phase, self._since = phase, self._now()

    def restart(self, *, held: int = 0, talked: int = 0) -> None:
        """Stand still with so many seconds spent: none, or those of a call that comes back."""
        self.phase = Phase.IDLE
        self._spent = {Phase.HELD: float(held), Phase.TALKING: float(talked)}

    def seconds(self, phase: Phase) -> int:
        """Whole seconds of a phase up to now."""
        running = self._now() - self._since if phase is self.phase else 0.0
        return int(self._spent[phase] + running)


def minutes(seconds: int) -> str:
    """``02:36``, ``1:02:36``."""
    hours, rest = divmod(seconds, 3600)
    clock = f"{rest // 60:02d}:{rest % 60:02d}"
    return f"{hours}:{clock}" if hours else clock
