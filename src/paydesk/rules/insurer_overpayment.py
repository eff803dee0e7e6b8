"""An insurer's overpayment: whose money it is and why, where it stands, and by when it must be given back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from paydesk.rules.insurance import PayerKind
from paydesk.rules.keyboard import show_date
from paydesk.rules.money import Cents


class OverpaymentState(StrEnum):
    """Where an insurer's overpayment stands at this desk."""

    FOUND = "to look at"
    TO_REFUND = "to refund"
    TO_OFFSET = "insurer will keep it"
    DISPUTED = "disputed"
    REPAID = "given back"
    DROPPED = "not owed"
    JOINED = "moved to a newer one"


OPEN = (OverpaymentState.FOUND, OverpaymentState.TO_REFUND, OverpaymentState.TO_OFFSET, OverpaymentState.DISPUTED)
"""Somebody still has to do something, here or there."""


class Decision(StrEnum):
    """What the clinic says to it; nothing yet is the empty one."""

    NONE = ""
    REFUND = "refund"
    OFFSET = "offset"
    DISPUTE = "dispute"
    DROP = "drop"


_STATES = {
    Decision.NONE: OverpaymentState.FOUND, Decision.REFUND: OverpaymentState.TO_REFUND,
    Decision.OFFSET: OverpaymentState.TO_OFFSET, Decision.DISPUTE: OverpaymentState.DISPUTED,
    Decision.DROP: OverpaymentState.DROPPED,
}  # fmt: skip


def state_of(decision: Decision, *, amount: Cents, settled: Cents) -> OverpaymentState:
    """Where it stands: what was decided, unless all of ``amount`` went back already; a dispute goes on all the same."""
    if decision is Decision.DISPUTE:
        return OverpaymentState.DISPUTED
    return OverpaymentState.REPAID if settled >= amount > 0 else _STATES[decision]


REASONS = {
    "paid twice": "Paid twice",
    "other insurer first": "Another insurer pays first",
    "coverage ended": "The coverage had ended",
    "wrong patient": "Paid for the wrong patient",
    "priced wrong": "Priced wrong",
    "other": "Something else",
}
"""Why it was too much."""

FOUND_BY = {
    "ledger": "found in the ledger", "letter": "a letter", "audit": "an audit", "remittance": "taken by a remittance",
}  # fmt: skip
"""How the desk came to know of it."""


@dataclass(frozen=True)
class ReturnRule:
    """By law an overpayment of this kind of payer goes back within ``days`` of being identified.

    The time does not run while it is looked into in good faith, for ``investigation`` days at most. ``since`` is the
    first day on which it holds.
    """

    payer: PayerKind
    days: int
    investigation: int
    since: date
    source: str


RETURN_RULES = (
    ReturnRule(PayerKind.MEDICARE, 60, 0, date(2016, 3, 14), "42 CFR 401.305"),
    ReturnRule(PayerKind.MEDICARE, 60, 180, date(2025, 1, 1), "42 CFR 401.305"),
    ReturnRule(PayerKind.DUAL, 60, 0, date(2016, 3, 14), "42 CFR 401.305"),
    ReturnRule(PayerKind.DUAL, 60, 180, date(2025, 1, 1), "42 CFR 401.305"),
    ReturnRule(PayerKind.MEDICAID, 60, 0, date(2010, 3, 23), "42 U.S.C. 1320a-7k(d)"),
)
"""Other payers have what their contract says; the letter's own date is the clock there."""


def return_rule(kind: PayerKind, *, on: date) -> ReturnRule | None:
    """The rule in force for an overpayment that was identified ``on`` a day, or None: the law sets no time."""
    known = [one for one in RETURN_RULES if one.payer is kind and one.since <= on]
    return max(known, key=lambda one: one.since, default=None)


@dataclass(frozen=True)
class Clock:
    """By when it must be given back or answered, and who says so; ``stopped``: the time does not run now."""

    due: date
    source: str
    stopped: bool = False

    def words(self, today: date) -> str:
        """``12 days left``, ``due today``, ``3 days late``."""
        left = (self.due - today).days
        if left < 0:
            return "1 day late" if left == -1 else f"{-left} days late"
        return "due today" if not left else "1 day left" if left == 1 else f"{left} days left"


@dataclass(frozen=True)
class Pause:
    """An investigation in good faith: since when, and until when if it is over."""

    since: date
    until: date | None = None


def clock(
    kind: PayerKind, *, identified: date, today: date, respond_by: date | None = None, pause: Pause | None = None
) -> Clock | None:
    """The earliest of what the law and the insurer's letter say; None where neither sets a time."""
    found = []
    rule = return_rule(kind, on=identified)
    if rule is not None:
        paused, stopped = _paused(rule, pause, today)
        found.append(Clock(identified + timedelta(days=rule.days + paused), rule.source, stopped))
    if respond_by is not None:
        found.append(Clock(respond_by, "the insurer's letter"))
    return min(found, key=lambda one: one.due, default=None)


def _paused(rule: ReturnRule, pause: Pause | None, today: date) -> tuple[int, bool]:
    """For how many days the time stood still so far, and whether it does now."""
    if pause is None or not rule.investigation:
        return 0, False
    last = pause.since + timedelta(days=rule.investigation)
    until = min(pause.until or today, last)
    return max((until - pause.since).days, 0), pause.until is None and today < last


def may_pause(kind: PayerKind, *, identified: date) -> bool:
    """Whether the law lets the time stand still while it is looked into."""
    rule = return_rule(kind, on=identified)
    return rule is not None and rule.investigation > 0


def clock_sentence(found: Clock | None, today: date) -> str:
    """``12 days left: by December 5, 2026 (42 CFR 401.305)``."""
    if found is None:
        return "No law sets a time. What counts is the contract, or a date in the insurer's letter."
    stopped = ", and the clock stands still while it is looked into" if found.stopped else ""
    return f"{found.words(today)}: by {show_date(found.due)} ({found.source}){stopped}"
