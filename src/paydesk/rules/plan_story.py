"""The story of a plan in lines: what was done to it or became of it, in the front office's words."""

from __future__ import annotations

from enum import StrEnum

from paydesk.rules.installments import Installment
from paydesk.rules.keyboard import show_date
from paydesk.rules.money import Cents, show


class PlanDeed(StrEnum):
    """What a line of the story is about; the value is kept."""

    MADE = "made"
    OFFERED = "offered"
    SIGNED = "signed"
    TURNED = "turned"
    CURE = "cure letter"
    LETTER = "letter"
    PAUSED = "paused"
    RESUMED = "resumed"
    REINSTATED = "reinstated"
    AMENDED = "amended"
    CANCELLED = "cancelled"
    DISCHARGED = "discharged"
    CLOSED = "closed"
    SUPERSEDED = "superseded"

    @property
    def words(self) -> str:
        """As the story says it."""
        return _WORDS[self]


_WORDS = {
    PlanDeed.MADE: "Made", PlanDeed.OFFERED: "Agreement printed", PlanDeed.SIGNED: "Signed copy is back",
    PlanDeed.TURNED: "By rule", PlanDeed.CURE: "Last letter before it ends", PlanDeed.LETTER: "Letter",
    PlanDeed.PAUSED: "Paused", PlanDeed.RESUMED: "Goes on", PlanDeed.REINSTATED: "Taken up again",
    PlanDeed.AMENDED: "Changed", PlanDeed.CANCELLED: "Canceled", PlanDeed.DISCHARGED: "Let off",
    PlanDeed.CLOSED: "Handed on", PlanDeed.SUPERSEDED: "Replaced",
}  # fmt: skip


def in_words(installments: tuple[Installment, ...]) -> str:
    """A schedule in one breath: "11 of 104.16, then 104.24; first 01/05/2027, last 12/05/2027"."""
    if not installments:
        return "nothing"
    runs: list[tuple[int, Cents]] = []
    for one in installments:
        if runs and runs[-1][1] == one.amount:
            runs[-1] = (runs[-1][0] + 1, one.amount)
        else:
            runs.append((1, one.amount))
    amounts = ", then ".join(f"{count} of {show(amount)}" if count > 1 else show(amount) for count, amount in runs)
    first, last = installments[0].due, installments[-1].due
    days = f"on {show_date(first)}" if first == last else f"first {show_date(first)}, last {show_date(last)}"
    return f"{amounts}; {days}"
