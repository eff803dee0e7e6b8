"""A payment plan: its states, and how it stands on a day by what was paid in all, not by which payment was for what."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from itertools import pairwise

from paydesk.rules.errors import PaydeskError
from paydesk.rules.installments import Installment
from paydesk.rules.keyboard import show_date
from paydesk.rules.money import Cents, show

FIRST_WITHIN = timedelta(days=366)
"""Who can pay nothing for longer than that needs assistance, or a pause, and no plan yet."""


class PlanState(StrEnum):
    """Where a plan stands; the value is what files say."""

    DRAFT = "draft"
    OFFERED = "offered"
    ACCEPTED = "accepted"
    ACTIVE = "active"
    PAUSED = "paused"
    DELINQUENT = "delinquent"
    DEFAULT_PENDING = "default_pending"
    DEFAULTED = "defaulted"
    COMPLETED = "completed"
    CANCELLED = "cancelled"
    SUPERSEDED = "superseded"
    DISCHARGED = "discharged"
    CLOSED = "closed_to_collections"

    @property
    def words(self) -> str:
        """As the front office says it."""
        return _WORDS[self]


_WORDS = {
    PlanState.DRAFT: "not offered yet", PlanState.OFFERED: "agreement not back", PlanState.ACCEPTED: "signed",
    PlanState.ACTIVE: "running well", PlanState.PAUSED: "paused", PlanState.DELINQUENT: "missed a payment",
    PlanState.DEFAULT_PENDING: "about to end", PlanState.DEFAULTED: "ended, payments missed",
    PlanState.COMPLETED: "paid off", PlanState.CANCELLED: "canceled", PlanState.SUPERSEDED: "replaced",
    PlanState.DISCHARGED: "let off", PlanState.CLOSED: "handed on",
}  # fmt: skip

RUNNING = (PlanState.ACTIVE, PlanState.DELINQUENT, PlanState.DEFAULT_PENDING)
"""Installments are waited for, and may be missed."""

OPEN = (PlanState.DRAFT, PlanState.OFFERED, PlanState.ACCEPTED, PlanState.PAUSED, *RUNNING)
"""Somebody still has something to do with it."""

GOOD = (PlanState.ACCEPTED, PlanState.ACTIVE, PlanState.PAUSED)
"""In good standing: its charges are asked for by the plan alone, and nothing of it is dunned or placed."""

OVER = (PlanState.CANCELLED, PlanState.SUPERSEDED, PlanState.DISCHARGED, PlanState.CLOSED)
"""Ended by a decision and for good: what comes to its charges later is another plan's matter, or none's."""

HOLDING = (*(one for one in OPEN if one is not PlanState.DRAFT), PlanState.COMPLETED)
"""Its charges may be on no other plan; one that is paid off may come back with a returned check."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How a plan stands on a day, in cents.

    ``covered`` is what was paid beyond the down payment, ``left`` what is still to pay, the down payment included.
    ``installments`` are those that are left standing when what is owed shrank: ``shorter`` cents fewer, from the end.
    ``missed`` counts installments past their grace. ``past_due`` fell due before that day and is not covered;
    ``due_now`` is that with what falls due on it. ``ahead`` was paid before it was due. ``beyond`` came to its charges
    and is not in the plan.
    """

    installments: tuple[Installment, ...]
    covered: Cents
    down_left: Cents
    left: Cents
    next_due: date | None
    next_amount: Cents
    missed: int
    first_missed: date | None
    past_due: Cents
    due_now: Cents
    ahead: Cents
    shorter: Cents
    beyond: Cents


def standing(
    installments: Sequence[Installment], *, down: Cents, paid: Cents, owed: Cents, on: date, grace_days: int
) -> Standing:
    """How a plan stands ``on`` a day when ``paid`` cents came in for its charges and ``owed`` are left on them.

    Cumulative: an installment is met when what was paid beyond the down payment reaches it and all before it. What is
    owed less than agreed, because an insurer paid or something was taken off, shortens the plan from its end.
    """
    agreed = down + sum(one.amount for one in installments)
    total = min(agreed, max(0, paid) + max(0, owed))
    stands = tuple(installments) if total == agreed else curtailed(installments, max(0, total - down))
    covered = max(0, paid - down)
    met, next_due, next_amount, missed, first_missed = 0, None, 0, 0, None
    due_before = due_by = 0
    for one in stands:
        met += one.amount
        due_before += one.amount if one.due < on else 0
        due_by += one.amount if one.due <= on else 0
        if covered >= met:
            continue
        if next_due is None:
            next_due, next_amount = one.due, met - covered
        if one.due + timedelta(days=grace_days) < on:
            missed, first_missed = missed + 1, first_missed or one.due
    return Standing(
        installments=stands, covered=covered, down_left=max(0, min(down, total) - max(0, paid)),
        left=max(0, total - max(0, paid)), next_due=next_due, next_amount=next_amount, missed=missed,
        first_missed=first_missed, past_due=max(0, due_before - covered), due_now=max(0, due_by - covered),
        ahead=max(0, min(covered, met) - due_by), shorter=agreed - total, beyond=max(0, paid + owed - agreed),
    )  # fmt: skip


def curtailed(installments: Sequence[Installment], total: Cents) -> tuple[Installment, ...]:
    """The installments up to ``total`` cents in all; the last that stands may be smaller."""
    found: list[Installment] = []
    left = total
    for one in installments:
        if left <= 0:
            break
        found.append(Installment(one.due, min(one.amount, left)))
        left -= one.amount
    return tuple(found)


def check_first(first: date, *, today: date) -> None:
    """Raises PaydeskError for a first payment before ``today``, or later than within a year."""
    if first < today:
        raise PaydeskError("The first payment is due before today. Choose a day to come.", field="first")
    if first > today + FIRST_WITHIN:
        raise PaydeskError(
            f"The first payment is due on {show_date(first)}. Choose a day within a year: up to "
            f"{show_date(today + FIRST_WITHIN)}.", field="first",
        )  # fmt: skip


def check_schedule(installments: Sequence[Installment], *, down: Cents, total: Cents, today: date) -> None:
    """Raises PaydeskError when the parts are no way to pay ``total``: the sum, the days, an amount of nothing."""
    if total <= 0:
        raise PaydeskError("There is nothing to pay by a plan.", field="balance")
    if down < 0:
        raise PaydeskError("A down payment is not below zero.", field="down")
    if not installments:
        raise PaydeskError("A plan has at least one installment.", field="number")
    if any(one.amount <= 0 for one in installments):
        raise PaydeskError("An installment is more than nothing.", field="payment")
    in_all = down + sum(one.amount for one in installments)
    if in_all > total:
        raise PaydeskError(f"That plan asks for {show(in_all)}, and {show(total)} is owed.", field="payment")
    if in_all < total:
        raise PaydeskError(f"That plan pays {show(in_all)} of {show(total)}. Add what is missing.", field="payment")
    check_first(installments[0].due, today=today)
    if any(later.due <= sooner.due for sooner, later in pairwise(installments)):
        raise PaydeskError("Each installment is due after the one before it.", field="first")
