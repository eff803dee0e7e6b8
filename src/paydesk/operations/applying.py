"""Applying credit: money that pays no charge yet goes to what the patient owes, lot by lot."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from paydesk.data import charge_store, ledger_store, open_charge_store
from paydesk.data.database import Session
from paydesk.operations.desk import Desk, Touched, about
from paydesk.operations.posting import open_lines
from paydesk.rules import allocation
from paydesk.rules.allocation import OpenLine
from paydesk.rules.errors import PaydeskError
from paydesk.rules.keyboard import show_date
from paydesk.rules.ledger import REAPPLICATION, Entry, Line
from paydesk.rules.money import Cents, show


@dataclass(frozen=True)
class ApplyCredit:
    """Put an account's unapplied credit on what its patients owe, oldest credit and oldest line first.

    Credit kept for a visit that is not charged yet stays for it.
    """

    account_id: int
    key: str
    chosen: Mapping[int, Cents | None] = field(default_factory=dict)
    automatic: bool = True


@dataclass(frozen=True)
class CreditApplied:
    """How much credit went to lines, in cents, and what is left of it; ``paid`` names those lines.

    ``entries`` are one a lot and one group: undoing any of them undoes all. The same key again tells the same.
    """

    applied: Cents
    left: Cents
    entries: tuple[int, ...]
    paid: tuple[str, ...]
    touched: Touched


def apply_credit(desk: Desk, request: ApplyCredit) -> CreditApplied:
    """Apply unapplied credit; with nothing to apply it says so (PaydeskError)."""
    with desk.doing("payments.apply", "Applied credit") as session:
        ledger_store.lock_accounts(session, (request.account_id,))
        everything = ledger_store.credits_of(session, (request.account_id,))
        waiting = charge_store.visits_not_charged(session, [one.visit_id for one in everything if one.visit_id])
        held = tuple(one for one in everything if one.visit_id not in waiting)
        total = sum(one.amount for one in held)
        known = ledger_store.entry_by_key(session, request.key)
        if known is not None:
            about(session, account=request.account_id, repeated=True)
            made = tuple(one.id for one in ledger_store.group(session, known.group_id))
            return _applied(session, request, made, total)
        if not total and everything:
            day = show_date(min(waiting.values()))
            raise PaydeskError(
                f"The credit here is kept for the visit of {day}, which is not charged yet. "
                "Once that visit is charged, canceled or missed, what is left of it can be applied."
            )
        if not total:
            raise PaydeskError("There is no credit on this account to apply.")
        today = desk.clock.today()
        entries = credit_entries(session, held, open_lines(session, request.account_id, today), today, request)
        if not entries:
            raise PaydeskError("The patient owes nothing that credit may pay. It stays as credit.")
        made = ledger_store.seal(session, entries, desk.stamp(session, request.key, because="credit"))
        done = _applied(session, request, made, total)
        about(session, account=request.account_id, applied=show(done.applied))
        return replace(done, left=total - done.applied)


def _applied(session: Session, request: ApplyCredit, made: tuple[int, ...], left: Cents) -> CreditApplied:
    lines = [line for entry_id in made for line in ledger_store.lines_of_entry(session, entry_id)]
    applied = sum(line.amount for line in lines if line.charge is None)
    charges = tuple(dict.fromkeys(line.charge for line in lines if line.charge is not None))
    names = open_charge_store.line_names(session, charges)
    paid = tuple(f"{names[charge].what} of {show_date(names[charge].day)}" for charge in charges)
    return CreditApplied(applied, left, made, paid, Touched((request.account_id,), ("money",)))


def credit_entries(
    session: Session,
    held: tuple[ledger_store.Credit, ...],
    lines: tuple[OpenLine, ...],
    today: date,
    request: ApplyCredit,
) -> tuple[Entry, ...]:
    """One zero-sum reapplication a lot: credit earmarked for a visit goes to that visit first."""
    entries, rest = [], {line.charge: line for line in lines}
    chosen = dict(request.chosen)
    for credit in held:
        split = allocation.allocate(
            credit.amount, tuple(rest.values()), today=today, visit=credit.visit_id,
            chosen={charge: wanted for charge, wanted in chosen.items() if charge in rest},
            automatic=request.automatic,
        )  # fmt: skip
        parts = split.parts
        if not parts:
            continue
        moved = sum(part.amount for part in parts)
        entries.append(
            Entry(
                REAPPLICATION,
                (
                    Line(credit.account_id, moved, lot=credit.lot_id, why="credit applied"),
                    *(Line(p.line.account, -p.amount, p.line.charge, p.line.patient, lot=credit.lot_id, why=p.why)
                      for p in parts),
                ),
            )
        )  # fmt: skip
        for part in parts:
            left = part.line.owes - part.amount
            rest.pop(part.line.charge)
            if left > 0:
                due = max(0, part.line.plan_due - part.amount)
                rest[part.line.charge] = replace(part.line, owes=left, plan_due=due)
            wanted = chosen.get(part.line.charge)
            if wanted is not None and wanted > part.amount:
                chosen[part.line.charge] = wanted - part.amount
            elif wanted is not None:
                chosen.pop(part.line.charge)
    return tuple(entries)
