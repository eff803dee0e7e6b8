"""Reporting: balances as of a day, payments by day; the ageing and what is behind it is told by drilling."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from paydesk.data import day_store, report_store
from paydesk.data.day_store import DayOfMoney as DayOfMoney
from paydesk.operations.desk import Desk
from paydesk.rules.errors import PaydeskError
from paydesk.rules.money import Cents


@dataclass(frozen=True)
class Balance:
    """What an account's parties owe, in cents. ``unapplied`` is zero or below; ``total`` is their sum."""

    account: int
    external_id: str | None
    name: str
    patient_owes: Cents
    insurers_owe: Cents
    unapplied: Cents

    @property
    def total(self) -> Cents:
        """Everything together, in cents."""
        return self.patient_owes + self.insurers_owe + self.unapplied


def balances(desk: Desk, *, as_of: date | None = None) -> tuple[Balance, ...]:
    """One row an account, by number; ``as_of`` computes them from what was posted up to that day."""
    with desk.looking("reports.see") as session:
        rows = report_store.balances(session, as_of=as_of)
    desk.looked_at_list("reports.balances", "Looked at all balances")
    return tuple(
        Balance(row.number, row.external_id, row.name, row.patient_owes, row.insurers_owe, row.unapplied)
        for row in rows
    )


def payments_by_day(desk: Desk, *, first: date, last: date, seen: bool = True) -> tuple[DayOfMoney, ...]:
    """Money taken, undone and given back from ``first`` to ``last``, by business day and way, newest day first.

    What is not ``seen`` yet is told with ``looked_at_payments`` once it is shown. Raises PaydeskError for days the
    wrong way.
    """
    if last < first:
        raise PaydeskError("The last day is before the first. Turn them round.", field="last")
    with desk.looking("reports.see") as session:
        found = day_store.money_by_day(session, first=first, last=last)
    if seen:
        looked_at_payments(desk)
    return found


def looked_at_payments(desk: Desk) -> None:
    """Somebody sees them."""
    desk.looked_at_list("reports.payments", "Looked at the payments by day")
