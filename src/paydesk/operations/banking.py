"""Banking insurers' payments: what each announced, what of it is posted, what is missing, and what the bank has."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from paydesk.data import deposit_store
from paydesk.data.advice_tables import Advice
from paydesk.data.deposit_store import Deposit as Deposit
from paydesk.operations.desk import Desk, Touched, about
from paydesk.rules.errors import NotFound, PaydeskError, refuse_changed


def insurer_deposits(desk: Desk, *, first: date, last: date) -> tuple[Deposit, ...]:
    """Payments that insurers dated in these days, and older ones that are not at the bank yet; newest first."""
    with desk.looking("reports.see") as session:
        return deposit_store.deposits(session, paid_in=(first, last))


def looked_at_deposits(desk: Desk) -> None:
    """Somebody saw the list."""
    desk.looked_at_list("reports.deposits", "Looked at insurers' deposits")


@dataclass(frozen=True)
class MarkInBank:
    """The bank's statement shows an insurer's payment on that day; None takes the mark back."""

    advice_id: int
    on: date | None


@dataclass(frozen=True)
class MarkedInBank:
    """The payment, and what it touched."""

    advice_id: int
    touched: Touched


def mark_in_bank(desk: Desk, request: MarkInBank, *, version: int | None = None) -> MarkedInBank:
    """Note that a payment arrived. Raises PaydeskError for a day to come, and NotFound."""
    if request.on is not None and request.on > desk.clock.today():
        raise PaydeskError("That day is still to come. Type the day the bank shows.", field="on")
    with desk.doing("payments.post", "Noted an insurer's payment at the bank") as session:
        row = session.get(Advice, request.advice_id)
        if row is None:
            raise NotFound("That remittance is not there any more.")
        refuse_changed(row.version, version, of=row)
        row.in_bank_on = request.on
        about(session, trace=row.trace, on=request.on)
        return MarkedInBank(row.id, Touched((), ("insurance",)))
