"""Tracing a payment: the accounts that its money lies on now."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from paydesk.data import history_store, ledger_store
from paydesk.operations.desk import Desk
from paydesk.rules.money import Cents


@dataclass(frozen=True)
class Lies:
    """So many cents of a payment lie on an account."""

    account_id: int
    number: int
    amount: Cents


def accounts_of_payment(desk: Desk, lot_id: int) -> tuple[Lies, ...]:
    """Where a payment lies, by account number; what was given back or taken back lies nowhere."""
    with desk.looking() as session:
        amounts: Counter[int] = Counter()
        for line in ledger_store.whereabouts(session, lot_id):
            amounts[line.account] -= line.amount
        numbers = history_store.account_numbers(session, amounts)
    found = (Lies(account, numbers[account], amount) for account, amount in amounts.items() if amount)
    return tuple(sorted(found, key=lambda one: one.number))
