"""Contract reasons: which reductions of insurers this clinic takes off as its contract's price by itself."""

from __future__ import annotations

from dataclasses import dataclass

from paydesk.data import insurance_store
from paydesk.data.advice_tables import ContractReason
from paydesk.operations.desk import Desk, Touched, about
from paydesk.rules import adjustment_reasons, plausibility
from paydesk.rules.answer_shares import BY_CONTRACT
from paydesk.rules.errors import PaydeskError

GROUPS = ("CO", "PI", "OA")
"""What is the patient's (PR) is never taken off by contract."""


@dataclass(frozen=True)
class SaveContractReason:
    """A group and a reason (CARC), whether it comes off by contract, and why the clinic decided so."""

    grouped: str
    reason: str
    active: bool = True
    why: str = ""


@dataclass(frozen=True)
class ContractReasonKept:
    """One reason as it is kept; ``fixed``: it comes off everywhere, and no clinic changes that."""

    grouped: str
    reason: str
    words: str
    active: bool
    why: str
    set_by: str
    fixed: bool = False

    @property
    def id(self) -> str:
        """``CO 137``."""
        return f"{self.grouped} {self.reason}"


@dataclass(frozen=True)
class ContractReasonSaved:
    """The reason's id, such as ``CO 137``."""

    id: str
    touched: Touched


def save_contract_reason(desk: Desk, request: SaveContractReason) -> ContractReasonSaved:
    """Keep whether a reduction comes off by contract. Raises PaydeskError naming the field."""
    grouped, reason = request.grouped.strip().upper(), request.reason.strip().upper()
    if grouped not in GROUPS:
        says = "Choose CO, PI or OA. What is the patient's is never taken off by contract."
        raise PaydeskError(says, field="grouped")
    if not reason.isalnum() or len(reason) > 5 or not reason.isascii():
        raise PaydeskError("A reason is a code such as 45 or B15. Copy it from the remittance.", field="reason")
    if (grouped, reason) in BY_CONTRACT:
        raise PaydeskError(f"{grouped} {reason} comes off everywhere already.", field="reason")
    if len(request.why.strip()) < 3:
        raise PaydeskError("Say why in a few words, such as the contract's clause.", field="why")
    plausibility.refuse_card_number(request.why, field="why")
    with desk.doing("office.edit", "Changed what comes off by contract") as session:
        row = session.get(ContractReason, (grouped, reason)) or ContractReason(grouped=grouped, reason=reason)
        row.active, row.why = request.active, request.why.strip()
        row.set_by, row.set_at = desk.actor.name, desk.clock.now()
        session.add(row)
        session.flush()
        about(session, reason=f"{grouped} {reason}", active=row.active, why=row.why)
        return ContractReasonSaved(f"{grouped} {reason}", Touched((), ("insurance",)))


def contract_reasons(desk: Desk) -> tuple[ContractReasonKept, ...]:
    """Those that come off everywhere, then the clinic's own."""
    fixed = [
        ContractReasonKept(grouped, reason, adjustment_reasons.reason_words(reason), True, "", "", fixed=True)
        for grouped, reason in sorted(BY_CONTRACT)
    ]
    with desk.looking() as session:
        own = [
            ContractReasonKept(
                row.grouped, row.reason, adjustment_reasons.reason_words(row.reason), row.active, row.why, row.set_by
            )
            for row in insurance_store.kept_contract_reasons(session)
        ]
    return (*fixed, *own)
