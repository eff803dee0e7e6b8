"""Returned money: the part of an undone receipt that was already refunded is owed again, in the same lot."""

from __future__ import annotations

from paydesk.data import people_store
from paydesk.data.charge_tables import Charge, ChargeVersion
from paydesk.data.database import Session
from paydesk.data.ledger_tables import Receipt
from paydesk.operations.desk import Desk
from paydesk.rules.ledger import CHARGE, Entry, Line
from paydesk.rules.money import Cents


def returned_money_charge(desk: Desk, session: Session, receipt: Receipt, amount: Cents, reason: str) -> Entry:
    """The charge for ``amount`` cents refunded of a receipt that turned out not to be money."""
    guarantor = people_store.guarantor_of(session, receipt.account_id)
    today = desk.clock.today()
    charge = Charge(
        account_id=receipt.account_id, patient_id=guarantor.person_id, kind="returned money",
        service_date=today, version=1,
    )  # fmt: skip
    session.add(charge)
    session.flush()
    session.add(
        ChargeVersion(
            charge_id=charge.id, version=1, code="", system="own", fee=amount, service_date=today,
            description=f"Refunded money of receipt {receipt.number} that was reversed", reason=reason,
        )
    )  # fmt: skip
    session.flush()
    line = Line(
        receipt.account_id, amount, charge.id, guarantor.person_id, lot=receipt.lot_id,
        why="refunded before its receipt was reversed",
    )  # fmt: skip
    return Entry(CHARGE, (line,), reason)
