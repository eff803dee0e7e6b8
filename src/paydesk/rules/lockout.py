"""Wrong answers at the door: how long the next one waits, and what a PIN must be."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise

from paydesk.rules.errors import PaydeskError

TRIES = 5
"""So many wrong answers in a row, and the next one waits."""

PIN_TRIES = 3
"""So many, and a PIN is taken no more until the password was."""

_WAITS = (timedelta(minutes=5), timedelta(minutes=15), timedelta(hours=1))
SHORTEST_PIN, LONGEST_PIN = 4, 12


def wait_after(failures: int) -> timedelta | None:
    """How long nobody is let in after that many wrong answers in a row: longer at each fifth; None between them."""
    if failures < TRIES or failures % TRIES:
        return None
    return _WAITS[min(failures // TRIES, len(_WAITS)) - 1]


def locked_sentence(left: timedelta) -> str:
    """What is said to whoever tries again too early; ``left`` until she may."""
    minutes = max(1, -(-int(left.total_seconds()) // 60))
    words = "a minute" if minutes == 1 else f"{minutes} minutes"
    return f"Too many wrong answers. Try again in {words}, or ask an administrator to unlock you."


def check_pin(pin: str) -> None:
    """4 to 12 digits that are neither all the same nor a row. Raises PaydeskError."""
    if not (pin.isascii() and pin.isdecimal() and SHORTEST_PIN <= len(pin) <= LONGEST_PIN):
        raise PaydeskError(f"A PIN has {SHORTEST_PIN} to {LONGEST_PIN} digits.", field="pin")
    steps = {int(after) - int(before) for before, after in pairwise(pin)}
    if steps <= {0} or steps <= {1} or steps <= {-1}:
        raise PaydeskError("That PIN is easy to guess. Take digits that are no row and not all the same.", field="pin")
