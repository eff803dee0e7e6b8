"""Assistance on charges: which of an account's open charges it can take something off, and how much of each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from paydesk.data import assistance_store, charge_store
from paydesk.data.assistance_tables import AssistanceApplication
from paydesk.data.database import Session
from paydesk.data.ledger_store import Stamp, seal
from paydesk.data.open_charge_store import OpenCharge, open_charges
from paydesk.rules import sliding_scale
from paydesk.rules.contact import Care
from paydesk.rules.errors import PaydeskError
from paydesk.rules.keyboard import show_date
from paydesk.rules.ledger import CHARITY, Entry, Line
from paydesk.rules.money import Cents
from paydesk.rules.sliding_scale import ClassKind, Owed, SlidingClass

BECAUSE = "assistance"
"""What entries of an approval follow from; their ``because_id`` is the application."""

_NOT_CARE = {"fee": "a fee, not care", "returned money": "money given back, not care"}


@dataclass(frozen=True)
class AssistedCharge:
    """An open charge. ``refused`` is why nothing can come off it, in words like "on hold"; empty when it can.

    ``since`` is when the patient came to owe it.
    """

    charge_id: int
    patient_id: int
    visit_id: int | None
    day: date
    words: str
    owed: Cents
    paid: Cents
    taken: Cents
    refused: str
    visit_paid: Cents | None = None
    since: date | None = None

    def is_within(self, first: date, last: date) -> bool:
        """Whether something can come off it, as care of these days."""
        return not self.refused and first <= self.day <= last

    @property
    def part(self) -> Owed:
        """What the sliding scale asks of it."""
        return Owed(self.charge_id, self.visit_id, self.owed, self.paid, self.taken, self.visit_paid)


def charges_of(session: Session, account_id: int, *, on: date) -> tuple[AssistedCharge, ...]:
    """The charges of an account that the patient owes something of, oldest first."""
    return charges_of_accounts(session, (account_id,), on=on).get(account_id, ())


def charges_of_accounts(
    session: Session, account_ids: Sequence[int], *, on: date
) -> dict[int, tuple[AssistedCharge, ...]]:
    """By account ``charges_of``."""
    found = open_charges(session, account_ids)
    ids = [one.charge_id for one in found]
    paid, taken = assistance_store.patient_paid(session, ids), assistance_store.taken_off(session, ids)
    visits = assistance_store.paid_of_visits(session, {one.visit_id for one in found if one.visit_id is not None})
    flags = charge_store.flags_of(session, sorted({one.account_id for one in found}))
    of: dict[int, list[AssistedCharge]] = {}
    for one in found:
        barred = Care(one.name.patient_id, one.name.day).barred(flags.get(one.account_id, ()), on=on)
        of.setdefault(one.account_id, []).append(AssistedCharge(
            one.charge_id, one.name.patient_id, one.visit_id, one.name.day, f"{one.name.what}, {one.name.patient}",
            one.patient_owes, paid.get(one.charge_id, 0), taken.get(one.charge_id, 0),
            _refused(one) or barred, visits.get(one.visit_id, 0) if one.visit_id is not None else None,
            one.responsibility_date,
        ))  # fmt: skip
    return {account: tuple(charges) for account, charges in of.items()}


def _refused(one: OpenCharge) -> str:
    return "in dispute" if one.disputed else "on hold" if one.held else _NOT_CARE.get(one.kind, "")


def chosen(found: Sequence[AssistedCharge], charge_ids: tuple[int, ...] | None) -> tuple[AssistedCharge, ...]:
    """Those that were chosen, or all that something can come off. Raises PaydeskError for one that nothing can."""
    if charge_ids is None:
        return tuple(one for one in found if not one.refused)
    known = {one.charge_id: one for one in found}
    for charge_id in charge_ids:
        one = known.get(charge_id)
        if one is None:
            raise PaydeskError("Of a chosen charge nothing is owed any more. Look at the account again.",
                               field="charges")  # fmt: skip
        if one.refused:
            raise PaydeskError(f"{one.words} of {show_date(one.day)} is {one.refused}: nothing comes off it. Leave it "
                               "out.", field="charges")  # fmt: skip
    return tuple(one for one in found if one.charge_id in charge_ids)


def kept_class(row: AssistanceApplication) -> SlidingClass:
    """The class that an application was approved with."""
    return SlidingClass(row.class_name, 0, None, ClassKind(row.class_kind), row.class_value)


def take_off(
    session: Session, row: AssistanceApplication, charges: Sequence[AssistedCharge], stamp: Stamp
) -> dict[int, Cents]:
    """Post what the approval takes off these charges; charge -> cents. Each is an act of its own in the ledger, so that
    what an insurer's answer undoes of one leaves the others."""
    found = sliding_scale.discounts(kept_class(row), [one.part for one in charges])
    for one in charges:
        off = found.get(one.charge_id, 0)
        if not off:
            continue
        why = f"Financial assistance: {row.class_name}"
        line = Line(row.account_id, -off, one.charge_id, one.patient_id, why=why)
        own = _own_key(stamp, one.charge_id)
        (entry_id,) = seal(session, (Entry(CHARITY, (line,), why),), own)
        assistance_store.keep_discount(
            session, entry_id=entry_id, application_id=row.id, charge_id=one.charge_id, amount=off
        )
    session.flush()
    return found


def _own_key(stamp: Stamp, charge_id: int) -> Stamp:
    return Stamp(
        stamp.posted_on, stamp.entered_at, stamp.actor, stamp.workstation, f"{stamp.key}/{charge_id}", stamp.because,
        stamp.because_id,
    )  # fmt: skip
