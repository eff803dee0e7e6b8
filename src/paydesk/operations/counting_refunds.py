"""Counting refunds: what an insurer puts back into a payment of all that was sent to it by check, the newest first."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from paydesk.data import ledger_store, overpayment_store
from paydesk.data.database import Session
from paydesk.data.overpayment_tables import InsurerOverpayment, OverpaymentSettlement
from paydesk.rules.errors import PaydeskError
from paydesk.rules.insurer_refund import Held
from paydesk.rules.money import Cents


@dataclass(frozen=True)
class PutBack:
    """Of which charges the refunds went that are put back, and of which overpayments they were."""

    shares: tuple[tuple[Held, Cents], ...]
    records: tuple[tuple[InsurerOverpayment, Cents], ...]


def uncounted(session: Session, *, visit_id: int, coverage_id: int) -> Cents:
    """What was refunded of a visit's charges, by whatever overpayment, and was not put back by the insurer since."""
    return _room(overpayment_store.refunds_of(session, visit_id=visit_id, coverage_id=coverage_id))


def put_back(session: Session, amount: Cents, *, visit_id: int, coverage_id: int) -> PutBack:
    """Where ``amount`` cents of refunds go that an insurer puts back; there are so many that are not counted yet."""
    rows = overpayment_store.refunds_of(session, visit_id=visit_id, coverage_id=coverage_id)
    of_charge, of_record = defaultdict[int, Cents](int), defaultdict[int, Cents](int)
    for row in rows:
        of_record[row.overpayment_id] += row.amount if row.kind == "refund" else -row.amount
    posted = ledger_store.lines_of_groups(session, [row.group_id for row in rows if row.group_id is not None])
    for lines in posted.values():
        for _, line in lines:
            of_charge[line.charge or 0] += line.amount
    shares, records, left, still = list[tuple[Held, Cents]](), dict[int, Cents](), amount, amount
    for row in (one for one in rows if one.kind == "refund"):
        some = min(still, of_record[row.overpayment_id], row.amount)
        if some > 0:
            records[row.overpayment_id] = records.get(row.overpayment_id, 0) + some
            of_record[row.overpayment_id] -= some
            still -= some
        for _, line in posted.get(row.group_id or 0, ()):
            some = min(left, line.amount, of_charge[line.charge or 0])
            if some > 0 and line.charge is not None and line.patient is not None:
                held = Held(line.account, line.patient, line.charge, line.party, line.lot or 0, line.amount)
                shares.append((held, some))
                of_charge[line.charge] -= some
                left -= some
    return PutBack(
        tuple(shares), tuple((session.get_one(InsurerOverpayment, own), some) for own, some in records.items())
    )


def refuse_counted(session: Session, group_id: int) -> None:
    """A refund that the insurer put back into a payment stays. Raises PaydeskError."""
    one = overpayment_store.refunded_in(session, group_id)
    if one is not None and uncounted(session, visit_id=one.visit_id, coverage_id=one.coverage_id) < one.amount:
        raise PaydeskError("The insurer counted this refund in a payment. Reverse that first.")


def _room(rows: Sequence[OverpaymentSettlement]) -> Cents:
    return sum(row.amount if row.kind == "refund" else -row.amount for row in rows)
