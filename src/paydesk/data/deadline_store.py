"""Writes time limits of claims that came to be known beside those of the rules: told for one claim, or of a payer."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sqlalchemy import delete, exists, func, select
from sqlalchemy.orm import Session, aliased

from paydesk.data import payer_memory
from paydesk.data.claim_tables import Claim, ClaimDeadline, ClaimLine
from paydesk.data.inserting import add_rows
from paydesk.data.insurance_tables import Coverage, InsurancePlan, Payer
from paydesk.rules import claims
from paydesk.rules.insurance import PayerKind

_MANY = 500
TOLD = "said on the phone"
"""Begins the source of a limit that was told for one claim."""


def set_deadline(session: Session, claim_id: int, deadline: claims.Deadline) -> None:
    """By when something must be done, in place of all that was known of that kind: told for this very claim."""
    old = (ClaimDeadline.claim_id == claim_id) & (ClaimDeadline.kind == deadline.kind)
    session.execute(delete(ClaimDeadline).where(old))
    row = {"claim_id": claim_id, "kind": deadline.kind, "source": deadline.source, "due": deadline.due}
    add_rows(session, ClaimDeadline, [row])


def renew_deadlines(session: Session, payer_id: int, kinds: Sequence[str]) -> int:
    """The open claims of a payer take on what is known of its limits now; how many. What was told for one claim stays.
    """
    if not kinds:
        return 0
    lines = select(func.min(ClaimLine.service_date)).where(ClaimLine.claim_id == Claim.id).scalar_subquery()
    told = exists().where(
        ClaimDeadline.claim_id == Claim.id, ClaimDeadline.kind == "appeal", ClaimDeadline.source.startswith(TOLD)
    )
    before = aliased(Claim)
    rows = session.execute(
        select(Claim.id, lines, Claim.answered_on, Payer.kind, told, before.answered_on)
        .select_from(Claim)
        .outerjoin(before, before.id == Claim.replaces_id)
        .join(Coverage, Coverage.id == Claim.coverage_id)
        .join(InsurancePlan, InsurancePlan.id == Coverage.insurance_plan_id)
        .join(Payer, Payer.id == InsurancePlan.payer_id)
        .where(Payer.id == payer_id, Claim.state.in_([one.value for one in claims.OPEN]))
    ).all()
    known = payer_memory.limits(session, (payer_id,)).get(payer_id, ())
    fresh: list[dict[str, object]] = []
    for own, service, answered, payer_kind, is_told, corrects in rows:
        limits = [one for one in claims.limits(PayerKind(payer_kind), known) if one.kind in kinds]
        found = claims.filing_deadlines(limits, service=service) if service and not corrects else ()
        found += claims.answer_deadlines(limits, answered=answered) if answered else ()
        if corrects and not answered:  # a correction of an answer has the time that was given for that
            found = tuple(one for one in claims.answer_deadlines(limits, answered=corrects) if one.kind == "corrected")
        fresh += [
            {"claim_id": own, "kind": one.kind, "source": one.source, "due": one.due}
            for one in found if not (is_told and one.kind == "appeal")
        ]  # fmt: skip
    for part in _parts([row[0] for row in rows]):
        old = ClaimDeadline.claim_id.in_(part) & ClaimDeadline.kind.in_(kinds) & ~ClaimDeadline.source.startswith(TOLD)
        session.execute(delete(ClaimDeadline).where(old))
    if fresh:
        add_rows(session, ClaimDeadline, fresh)
    return len({str(one["claim_id"]) for one in fresh})


def _parts(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    for start in range(0, len(ids), _MANY):
        yield ids[start : start + _MANY]
