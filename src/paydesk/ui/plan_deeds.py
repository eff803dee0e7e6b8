"""What can be done with a payment plan: each deed with its key, the states it is possible in, and the main one."""

from __future__ import annotations

from dataclasses import dataclass

from paydesk.rules.plans import OPEN, RUNNING, PlanState


@dataclass(frozen=True)
class PageDeed:
    """A deed: its command is ``plans.`` and ``id``; ``key`` works on the page."""

    id: str
    label: str
    key: str
    icon: str
    states: tuple[PlanState, ...]
    words: str = ""

    @property
    def command(self) -> str:
        """The id of its command."""
        return f"plans.{self.id}"


_SIGNED = (*RUNNING, PlanState.ACCEPTED, PlanState.PAUSED)
_ANY = tuple(one for one in PlanState if one is not PlanState.DRAFT)

PLAN_DEEDS = (
    PageDeed("offer", "Print the agreement", "", "printer", (PlanState.DRAFT,), "offer"),
    PageDeed("sign", "Signed copy is back", "", "check", (PlanState.OFFERED,), "agreement accept"),
    PageDeed("signed", "Signed on another day", "S", "calendar", (PlanState.OFFERED,), "agreement accept date"),
    PageDeed("pay", "Take a payment for the plan", "", "dollar", _SIGNED, "due installment"),
    PageDeed("cure", "Print the last letter", "", "mail", (PlanState.DEFAULT_PENDING,), "cure default"),
    PageDeed("reinstate", "Take up again", "", "undo", (PlanState.DEFAULTED,), "reinstate"),
    PageDeed("pause", "Pause", "P", "clock", (*RUNNING, PlanState.ACCEPTED), "hardship"),
    PageDeed("days", "Other days", "D", "calendar", (*RUNNING, PlanState.ACCEPTED), "amend due date later"),
    PageDeed("resume", "Go on", "G", "chevron_right", (PlanState.PAUSED,), "resume end the pause"),
    PageDeed("replace", "New plan in its place", "N", "plus", OPEN, "amend smaller payments add charges"),
    PageDeed("letter", "Write a letter", "L", "mail", _ANY, "missed reminder paused changed paid off"),
    PageDeed("again", "Print the agreement again", "A", "printer", _ANY, "reprint copy"),
    PageDeed("coupons", "Print coupons", "K", "receipt", OPEN, "slips payment book"),
    PageDeed("card", "Print the card for the wallet", "W", "card", OPEN, "dates"),
    PageDeed("cancel", "Cancel the plan", "C", "ban", OPEN, "end"),
    PageDeed("let_off", "Let off", "O", "heart", (*OPEN, PlanState.DEFAULTED), "discharge charity bankruptcy"),
    PageDeed("hand_on", "Hand on to collections", "H", "folder", (PlanState.DEFAULTED,), "close agency"),
)  # fmt: skip

_MAIN = {
    PlanState.DRAFT: "offer", PlanState.OFFERED: "sign", PlanState.DEFAULTED: "reinstate", PlanState.PAUSED: "resume",
    PlanState.ACCEPTED: "pay", PlanState.ACTIVE: "pay", PlanState.DELINQUENT: "pay",
}  # fmt: skip


def deed(id_: str) -> PageDeed:
    """The deed of that id; StopIteration for an unknown one."""
    return next(one for one in PLAN_DEEDS if one.id == id_)


def possible(state: PlanState) -> tuple[PageDeed, ...]:
    """What can be done in a state, in the order of the menu."""
    return tuple(one for one in PLAN_DEEDS if state in one.states)


def main_deed(state: PlanState, *, cure_written: bool, letter_waits: bool) -> PageDeed | None:
    """What the page's one button does: what this state waits for; None when it waits for nothing."""
    if state is PlanState.DEFAULT_PENDING:
        return deed("pay" if cure_written else "cure")
    if state in _MAIN:
        return deed(_MAIN[state])
    return deed("letter") if letter_waits else None
