"""Approvals of assistance that hold: what an account's bar says of one, and newer care that one could still take off.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from paydesk.data import assistance_store
from paydesk.data.assistance_tables import AssistanceApplication
from paydesk.data.database import Session
from paydesk.operations import assistance_charges
from paydesk.operations.assistance_charges import AssistedCharge
from paydesk.rules import sliding_scale
from paydesk.rules.money import Cents


@dataclass(frozen=True)
class AssistanceHolds:
    """An approval holds: by its class, and until which day."""

    class_name: str
    until: date


@dataclass(frozen=True)
class NewerCare:
    """What an approval could take off newer care, in cents; ``since`` when the first of it came to be owed."""

    application_id: int
    account_id: int
    off: Cents
    since: date


def holds_on(session: Session, account_id: int, today: date) -> AssistanceHolds | None:
    """The newest approval of an account that holds today."""
    row = assistance_store.approved_on(session, account_id, today)
    return AssistanceHolds(row.class_name, row.holds_to) if row is not None and row.holds_to is not None else None


def newer_care(session: Session, today: date) -> tuple[NewerCare, ...]:
    """The approvals of all accounts that would take something off care that came to be owed since they were decided.

    What was left out when it was decided is not brought up by itself.
    """
    newest = {row.account_id: row for row in assistance_store.with_newer_care(session, today)}
    accounts = sorted(newest)
    charges = assistance_charges.charges_of_accounts(session, accounts, on=today) if accounts else {}
    found = (_newer(row, charges.get(account, ())) for account, row in newest.items())
    return tuple(one for one in found if one is not None)


def _newer(row: AssistanceApplication, charges: tuple[AssistedCharge, ...]) -> NewerCare | None:
    assert row.holds_from is not None and row.holds_to is not None and row.decided_on is not None
    mine = [one for one in charges if one.is_within(row.holds_from, row.holds_to)]
    off = sliding_scale.discounts(assistance_charges.kept_class(row), [one.part for one in mine])
    came = [one.since for one in mine if one.charge_id in off and one.since and one.since >= row.decided_on]
    return NewerCare(row.id, row.account_id, sum(off.values()), min(came)) if came else None
