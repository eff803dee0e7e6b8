"""Giving an insurer's money back: of which charge and of which payment it goes, never more than came with it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace

from paydesk.rules.errors import PaydeskError
from paydesk.rules.ledger import Line
from paydesk.rules.money import Cents, show


@dataclass(frozen=True)
class Held:
    """What one payment (``lot``) of a coverage still has on a charge, in cents above zero.

    ``beyond`` is how far the coverage's part of that charge is below zero.
    """

    account: int
    patient: int
    charge: int
    coverage: int
    lot: int
    paid: Cents
    beyond: Cents = 0


def share_out(amount: Cents, held: Sequence[Held]) -> tuple[tuple[Held, Cents], ...]:
    """Which of ``held``, given newest payment first, goes back: first what is beyond what was owed.

    Raises PaydeskError when there is not so much.
    """
    there = sum(one.paid for one in held)
    if amount > there:
        raise PaydeskError(
            f"The insurer's money on this claim is {show(there)}. No more than that goes back.", field="amount"
        )
    left, beyond = amount, dict[int, Cents]()
    for one in held:
        beyond[one.charge] = one.beyond
    taken = defaultdict[tuple[int, int], Cents](int)
    for whole in (False, True):
        for one in held:
            still = one.paid - taken[one.charge, one.lot]
            room = still if whole else min(still, beyond[one.charge])
            some = min(left, room)
            taken[one.charge, one.lot] += some
            left -= some
            if not whole:
                beyond[one.charge] -= some
    return tuple((one, taken[one.charge, one.lot]) for one in held if taken[one.charge, one.lot])


def lines(shares: Sequence[tuple[Held, Cents]], *, why: str, lot: int | None = None) -> tuple[Line, ...]:
    """The lines that raise the coverage's parts by these shares, in the lots they came with, or in ``lot``."""
    by_charge: dict[tuple[int, int], Line] = {}
    for one, amount in shares:
        of = lot or one.lot
        line = by_charge.get((one.charge, of))
        by_charge[one.charge, of] = (
            replace(line, amount=line.amount + amount) if line is not None
            else Line(one.account, amount, one.charge, one.patient, one.coverage, of, why)
        )  # fmt: skip
    return tuple(by_charge.values())
