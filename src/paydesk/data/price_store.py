"""Reads what payers allowed before, from their remittances: of it an estimate learns a price."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from paydesk.data.advice_tables import Advice, AdviceAdjustment, AdviceClaim, AdviceLine
from paydesk.data.charge_tables import ChargeVersion
from paydesk.data.claim_tables import Claim, ClaimLine
from paydesk.data.insurance_tables import Coverage
from paydesk.data.office_tables import Place
from paydesk.data.verification_store import parts
from paydesk.rules.expected import PastAnswer, PricedLine

LATEST_ADVICE = 200
"""So many payments of a payer are looked through, the newest first: prices of before are no prices."""

OFFICE = "11"

_FIRST_PAYER = ("1", "19")


def past_answers(session: Session, payer_id: int, codes: Collection[str], *, since: date) -> tuple[PastAnswer, ...]:
    """What a payer allowed as first payer for these codes; ``place`` is empty for an office.

    Where the line does not say what was allowed, it is what was paid and what the patient bears.
    """
    newest = (
        select(Advice.id)
        .where(Advice.payer_id == payer_id)
        .order_by(Advice.paid_on.desc(), Advice.id.desc())
        .limit(LATEST_ADVICE)
    )
    rows = session.execute(
        select(
            AdviceLine.advice_claim_id, AdviceLine.seq, AdviceLine.code, AdviceLine.modifiers, AdviceLine.units,
            AdviceLine.charge, AdviceLine.paid, AdviceLine.allowed, AdviceLine.service_date, AdviceClaim.first_day,
            Coverage.insurance_plan_id, Place.pos_code,
        )
        .join(AdviceClaim, AdviceClaim.id == AdviceLine.advice_claim_id)
        .outerjoin(Claim, Claim.id == AdviceClaim.claim_id)
        .outerjoin(Coverage, Coverage.id == Claim.coverage_id)
        .outerjoin(ClaimLine, ClaimLine.key == AdviceLine.key)
        .outerjoin(
            ChargeVersion,
            (ChargeVersion.charge_id == ClaimLine.charge_id) & (ChargeVersion.version == ClaimLine.charge_version),
        )
        .outerjoin(Place, Place.id == ChargeVersion.place_id)
        .where(
            AdviceClaim.advice_id.in_(newest), AdviceClaim.status.in_(_FIRST_PAYER), AdviceLine.code.in_(codes),
            AdviceLine.charge > 0, AdviceClaim.work.not_in(("aside", "replaced")),
        )
    ).all()  # fmt: skip
    shares = _patients_shares(session, [row[0] for row in rows])
    found: list[PastAnswer] = []
    for claim, seq, code, modifiers, units, charge, paid, allowed, served, first, plan, place in rows:
        day, count = served or first, int(units or 1)
        told = allowed if allowed is not None else (paid or 0) + shares.get((claim, seq), 0)
        if day is None or day < since or count < 1 or (units is not None and units != count):
            continue
        line = PricedLine(
            payer_id=payer_id, plan_id=plan, code=code, modifiers=tuple(modifiers.split()),
            place="" if place in (None, OFFICE) else place, day=day, units=count, charge=charge or 0,
        )  # fmt: skip
        found.append(PastAnswer(line=line, allowed=told))
    return tuple(found)


def _patients_shares(session: Session, claim_ids: Sequence[int]) -> dict[tuple[int, int], int]:
    """(claim, line) -> cents that the payer says are the patient's."""
    found = defaultdict[tuple[int, int], int](int)
    for part in parts(claim_ids):
        rows = session.execute(
            select(AdviceAdjustment.advice_claim_id, AdviceAdjustment.line, AdviceAdjustment.amount).where(
                AdviceAdjustment.advice_claim_id.in_(part), AdviceAdjustment.grouped == "PR", AdviceAdjustment.line > 0
            )
        )
        for claim, line, amount in rows:
            found[claim, line] += amount or 0
    return found
