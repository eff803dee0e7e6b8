"""Provider-level adjustments: what money in a remittance that belongs to none of its claims is there for (X12 PLB)."""

from __future__ import annotations

from enum import StrEnum

from paydesk.rules.claims import squeezed
from paydesk.rules.money import Cents


class Role(StrEnum):
    """What becomes of an adjustment: its sign is X12's, more than zero lowers the payment."""

    TAKES = "takes back"
    """The insurer keeps what it says it overpaid: of a claim, or what it carried from an earlier payment."""
    CARRIES = "carried"
    """The insurer puts off what it would take now: a later payment brings it again, above zero."""
    COUNTS = "counts a refund"
    """The insurer puts back what the clinic sent it by check, since the claim is taken back beside it."""
    APART = "apart"
    """Interest, taxes, advances: it stays on the remittance, and is nobody's on any account."""


_TAKING = frozenset({"WO", "FB", "CS", "72"})
_CARRYING = frozenset({"WO", "FB"})


def role(reason: str, amount: Cents) -> Role:
    """What an adjustment is for, by its reason (PLB03-1) and its sign."""
    code = reason.strip().upper()
    if amount > 0 and code in _TAKING:
        return Role.TAKES
    if amount < 0 and code in _CARRYING:
        return Role.CARRIES
    if amount < 0 and code == "72":
        return Role.COUNTS
    return Role.APART


def names_of(reference: str) -> frozenset[str]:
    """The numbers an adjustment's reference (PLB03-2) may mean, squeezed: insurers put a claim's number there alone,
    with a member's behind it, or with words before it."""
    whole = squeezed(reference)
    parts = {squeezed(part) for part in reference.replace(":", " ").split()}
    return frozenset(one for one in (whole, *parts) if len(one) >= _SHORTEST)


_SHORTEST = 5
"""A shorter number says nothing."""
