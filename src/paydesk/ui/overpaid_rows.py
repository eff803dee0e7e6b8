"""Rows of the money that insurers want back: overpayments, what they took, what they carry on; one table of all."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from paydesk.operations.finding_overpayments import Adjustment, InsurersMoney, WantedBack
from paydesk.rules import money
from paydesk.rules.adjustment_reasons import provider_level_words
from paydesk.rules.insurer_overpayment import REASONS, OverpaymentState
from paydesk.rules.money import Cents
from paydesk.rules.provider_adjustments import Role
from paydesk.ui.paged_model import Column, Holds

_SOON = 14


@dataclass(frozen=True)
class OverpaidRow:
    """``key``: ("overpayment", id), or ("adjustment", advice, number in it); ``tone`` is of the time that is left."""

    key: tuple[str, int, int]
    when: str
    insurer: str
    whose: str
    why: str
    state: str
    amount: Cents
    tone: str = "text2"
    over: bool = False


def overpaid_rows(found: InsurersMoney, today: date) -> tuple[OverpaidRow, ...]:
    """What waits for somebody first, by its time; then what is carried on, and what was closed lately."""
    return tuple(_rows(found, today))


def _rows(found: InsurersMoney, today: date) -> Iterator[OverpaidRow]:
    for taken in found.taken:
        yield _adjustment(taken, "whose is it?", "warn")
    for one in found.wanted:
        yield _wanted(one, today)
    for carried in found.carried:
        yield _adjustment(carried, "carried to a later payment", "text2")
    for one in found.closed:
        yield _wanted(one, today)
    for settled in found.settled:
        yield _adjustment(settled, "put aside" if settled.aside else "tied", "text3", over=True)


def _wanted(one: WantedBack, today: date) -> OverpaidRow:
    row, over = one.row, one.row.closed_on is not None
    when, tone = "–", "text3"
    if one.clock is not None:
        left = (one.clock.due - today).days
        when, tone = one.clock.words(today), "bad" if left < 0 else "warn" if left <= _SOON else "text2"
    claim = f", {row.number}" if row.number else ""
    left_over = row.left if not over else row.settled or row.amount
    state = row.state
    if row.state == OverpaymentState.DISPUTED and not row.left:
        state = "disputed, taken"
    elif row.settled and not over:
        state = f"{state}, {money.show(row.settled)} done"
    if one.clock is not None and one.clock.stopped:
        state = f"{state}, clock stopped"
    return OverpaidRow(
        ("overpayment", row.id, 0), when, row.payer, f"{row.patient}{claim}", REASONS.get(row.reason, row.reason),
        state, left_over, tone, over,
    )  # fmt: skip


def _adjustment(one: Adjustment, state: str, tone: str, *, over: bool = False) -> OverpaidRow:
    trace = f"payment {one.trace}" if one.trace else "a payment"
    words = provider_level_words(one.reason)
    if one.role is Role.COUNTS:
        words = "a refund of ours, put back"
    named = f", {one.reference}" if one.reference not in ("", one.trace) else ""
    when = f"{one.paid_on:%m/%d/%y}" if one.paid_on else "–"
    return OverpaidRow(
        ("adjustment", *one.place), when, one.payer or "Unknown insurer", f"{trace}{named}",
        words[:1].upper() + words[1:], state, abs(one.amount) if over else one.left, tone, over,
    )  # fmt: skip


def overpaid_columns() -> tuple[Column[OverpaidRow], ...]:
    """The table's columns."""
    return (
        Column[OverpaidRow]("when", "Time", lambda row: row.when, width=96, tone=lambda row: row.tone),
        Column[OverpaidRow]("insurer", "Insurer", lambda row: row.insurer, tone=_tone),
        Column[OverpaidRow]("whose", "For", lambda row: row.whose, tone=_tone),
        Column[OverpaidRow]("why", "Why", lambda row: row.why, tone=lambda row: "text3" if row.over else "text2"),
        Column[OverpaidRow]("state", "State", lambda row: row.state, width=176, tone=_tone),
        Column[OverpaidRow](
            "amount", "Amount", lambda row: money.show(row.amount), Holds.MONEY, 100, strong=True, tone=_tone
        ),
    )


def _tone(row: OverpaidRow) -> str:
    return "text3" if row.over else "text"
