"""Reads and writes what households told: sheets, what proved them, and the rows of rules about what may be asked."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from paydesk.data.database import answers
from paydesk.data.means_tables import CapRuleRow, MeansProof, MeansSheet
from paydesk.rules.affordability import Base, CapRule
from paydesk.rules.cap_rule_rows import KeptCapRule


def keep(session: Session, row: MeansSheet, proofs: Sequence[MeansProof] = ()) -> int:
    """Keep a sheet and what proved it at once; its id."""
    session.add(row)
    session.flush()
    for proof in proofs:
        proof.sheet_id = row.id
        session.add(proof)
    session.flush()
    return row.id


def keep_proof(session: Session, proof: MeansProof) -> int:
    """Keep a proof; its id."""
    session.add(proof)
    session.flush()
    return proof.id


def sheet(session: Session, sheet_id: int) -> MeansSheet | None:
    """One sheet, or None."""
    return session.get(MeansSheet, sheet_id)


def newest(session: Session, account_id: int) -> MeansSheet | None:
    """The sheet of an account that was taken last, or None."""
    query = select(MeansSheet).where(MeansSheet.account_id == account_id).order_by(MeansSheet.id.desc()).limit(1)
    return session.execute(query).scalar_one_or_none()


def sheets(session: Session, account_id: int) -> tuple[MeansSheet, ...]:
    """All sheets of an account, newest first."""
    query = select(MeansSheet).where(MeansSheet.account_id == account_id).order_by(MeansSheet.id.desc())
    return tuple(session.execute(query).scalars())


def proofs(session: Session, sheet_id: int) -> tuple[MeansProof, ...]:
    """What proved a sheet, in the order it was seen."""
    query = select(MeansProof).where(MeansProof.sheet_id == sheet_id).order_by(MeansProof.id)
    return tuple(session.execute(query).scalars())


def cap_rules(session: Session) -> tuple[KeptCapRule, ...]:
    """All rows of rules, in the order they were added."""
    query = select(
        CapRuleRow.id, CapRuleRow.pack, CapRuleRow.name, CapRuleRow.percent, CapRuleRow.base, CapRuleRow.legal,
        CapRuleRow.within, CapRuleRow.facility, CapRuleRow.binds, CapRuleRow.first, CapRuleRow.last, CapRuleRow.source,
        CapRuleRow.verified_on, CapRuleRow.most_payments, CapRuleRow.added_by, CapRuleRow.ended_by,
    ).order_by(CapRuleRow.id)  # fmt: skip
    return tuple(
        KeptCapRule(
            own,
            CapRule(pack=pack, name=name, percent=Decimal(percent), base=Base(base), legal=legal, within=within,
                    facility=facility, binds=binds, first=first, last=last, source=source, verified_on=verified_on,
                    most_payments=most),
            added_by, ended_by,
        )
        for (own, pack, name, percent, base, legal, within, facility, binds, first, last, source, verified_on, most,
             added_by, ended_by) in answers(session, query)
    )  # fmt: skip


def add_cap_rule(session: Session, rule: CapRule, *, by: str) -> int:
    """Keep a new row of rules; its id."""
    row = CapRuleRow(
        pack=rule.pack, name=rule.name, percent=format(rule.percent, "f"), base=rule.base.value, legal=rule.legal,
        within=rule.within, facility=rule.facility, binds=rule.binds, first=rule.first, last=rule.last,
        source=rule.source, verified_on=rule.verified_on, most_payments=rule.most_payments, added_by=by, ended_by="",
    )  # fmt: skip
    session.add(row)
    session.flush()
    return row.id


def end_cap_rule(session: Session, rule_id: int, last: date, *, by: str) -> CapRuleRow | None:
    """A row of rules holds until that day; None where there is none of that id."""
    row = session.get(CapRuleRow, rule_id, with_for_update=True)
    if row is not None:
        row.last, row.ended_by = last, by
        session.flush()
    return row
