"""Overpayment: money so far above what is owed that the amount was probably mistyped; asked about once."""

from __future__ import annotations

from paydesk.rules.money import Cents, show

_FAR, _SOME = 1_000_00, 100_00
_SLIPS = {10: "ten", 100: "a hundred"}


def doubt(amount: Cents, *, owed: Cents) -> str | None:
    """Why ``amount`` is probably not meant, in a sentence; None where it may well be. Both in cents.

    Doubtful is ten or a hundred times what is owed (a slip of the decimal point), more than 1,000.00 above it, and
    more than ten times it once 100.00 or more is left over.
    """
    over = amount - max(owed, 0)
    for times, words in _SLIPS.items():
        if owed > 0 and amount == times * owed:
            return f"{show(amount)} is exactly {words} times what is owed. Is the decimal point where it belongs?"
    if owed <= 0:
        return f"Nothing is owed, and {show(amount)} would stay as credit." if over > _FAR else None
    if over > _FAR or (amount > 10 * owed and over >= _SOME):
        return f"{show(owed)} is owed. {show(over)} more than that would stay as credit."
    return None
