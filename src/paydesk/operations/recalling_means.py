"""Recalling means: the sheets of a household as they were taken, what proved them, and whether they still hold."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from paydesk.data import means_store
from paydesk.data.database import Session
from paydesk.data.means_tables import MeansSheet
from paydesk.operations.desk import Desk
from paydesk.rules.affordability import Cap, Means, Sheet
from paydesk.rules.errors import NotFound
from paydesk.rules.household_means import Flow, Frequency
from paydesk.rules.money import Cents
from paydesk.rules.poverty_guideline import Region
from paydesk.rules.told_means import Proof, ToldHow


@dataclass(frozen=True)
class SeenProof:
    """A proof that somebody saw: of income number ``income`` (0 the first), or of all of the sheet where None."""

    income: int | None
    kind: Proof
    seen_on: date
    seen_by: str


@dataclass(frozen=True)
class KeptSheet:
    """A sheet as it was taken, with its figures of that day; ``expired``: it is to be asked anew.

    ``unproven`` are the places of incomes nobody has seen a proof of, those of nothing left out.
    """

    sheet_id: int
    account_id: int
    sheet: Sheet
    means: Means
    told_how: ToldHow
    taken_at: datetime
    taken_by: str
    down: Cents | None
    first_due: date | None
    proof_due: date | None
    expires_on: date
    expired: bool
    proofs: tuple[SeenProof, ...]

    @property
    def unproven(self) -> tuple[int, ...]:
        if any(one.income is None for one in self.proofs):
            return ()
        seen = {one.income for one in self.proofs}
        return tuple(place for place, one in enumerate(self.sheet.incomes) if one.amount and place not in seen)


def sheet_of(desk: Desk, account_id: int) -> KeptSheet | None:
    """The newest sheet of an account, expired or not; None where there is none. It is a look."""
    with desk.looking("means.see") as session:
        row = means_store.newest(session, account_id)
        found = _seen(session, row, desk.clock.today()) if row is not None else None
    if found is not None:
        desk.looked("means.see", "Looked at what a household earns and owes", account=account_id, sheet=found.sheet_id)
    return found


def sheets_of(desk: Desk, account_id: int) -> tuple[KeptSheet, ...]:
    """All sheets of an account, newest first. It is a look."""
    with desk.looking("means.see") as session:
        today = desk.clock.today()
        found = tuple(_seen(session, row, today) for row in means_store.sheets(session, account_id))
    if found:
        desk.looked("means.see", "Looked at what a household earns and owes", account=account_id, sheets=len(found))
    return found


def sheet_in(session: Session, sheet_id: int, *, today: date) -> KeptSheet:
    """A sheet within an act. Raises NotFound."""
    row = means_store.sheet(session, sheet_id)
    if row is None:
        raise NotFound("That sheet is not there.", field="sheet_id")
    return _seen(session, row, today)


def _seen(session: Session, row: MeansSheet, today: date) -> KeptSheet:
    proofs = tuple(
        SeenProof(one.income, Proof(one.kind), one.seen_on, one.seen_by) for one in means_store.proofs(session, row.id)
    )
    sheet = Sheet(
        on=row.told_on, household=row.household, region=Region(row.region), incomes=_flows(row.incomes),
        net_monthly=row.net_monthly, obligations=_flows(row.obligations), pack=row.pack, facility=row.facility,
        offer=row.offer,
    )  # fmt: skip
    return KeptSheet(
        row.id, row.account_id, sheet, means_as_kept(row), ToldHow(row.told_how), row.taken_at, row.taken_by, row.down,
        row.first_due, row.proof_due, row.expires_on, today > row.expires_on, proofs,
    )  # fmt: skip


def _flows(kept: list[dict[str, Any]]) -> tuple[Flow, ...]:
    return tuple(_flow_of(one) for one in kept)


def _flow_of(one: Mapping[str, Any]) -> Flow:
    hours = one.get("hours")
    return Flow(one["kind"], one["amount"], Frequency(one["frequency"]), Decimal(hours) if hours is not None else None)


def means_as_kept(row: MeansSheet) -> Means:
    """The figures as they were that day."""
    return Means(
        row.annual_income, row.poverty_line, Decimal(row.poverty_percent), row.gross_monthly, row.obligations_monthly,
        row.disposable, tuple(Cap(one["name"], one["monthly"], one["legal"]) for one in row.caps),
    )  # fmt: skip
