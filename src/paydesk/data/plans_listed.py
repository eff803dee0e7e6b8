"""Reads which payment plans a list shows, and the lines of their stories that letters follow from, set-based."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from paydesk.data.plan_tables import Plan, PlanEvent
from paydesk.rules.plan_letters_due import PlanMark
from paydesk.rules.plan_story import PlanDeed
from paydesk.rules.plans import OPEN, PlanState

_TELL = (
    PlanDeed.TURNED, PlanDeed.CURE, PlanDeed.LETTER, PlanDeed.REINSTATED, PlanDeed.AMENDED, PlanDeed.RESUMED,
    PlanDeed.PAUSED, PlanDeed.CANCELLED, PlanDeed.OFFERED,
)  # fmt: skip
_OPEN = tuple(one.value for one in OPEN)


def listed_ids(session: Session, *, ended_since: date) -> tuple[int, ...]:
    """The plans that are open, and those that ended since a day."""
    ended = [one.value for one in PlanState if one not in OPEN]
    asked = select(Plan.id).where(
        or_(Plan.state.in_(_OPEN), and_(Plan.state.in_(ended), Plan.since >= ended_since))
    )
    return tuple(session.execute(asked.order_by(Plan.number)).scalars())


def open_ids_of(session: Session, account_id: int) -> tuple[int, ...]:
    """The plans of an account that were open when somebody last looked; nothing more is read where there is none."""
    asked = select(Plan.id).where(Plan.account_id == account_id, Plan.state.in_(_OPEN))
    return tuple(session.execute(asked.order_by(Plan.number)).scalars())


def marks(session: Session, plan_ids: Collection[int]) -> dict[int, tuple[PlanMark, ...]]:
    """By plan the lines of its story that letters follow from, the oldest first."""
    if not plan_ids:
        return {}
    asked = (
        select(
            PlanEvent.plan_id, PlanEvent.on, PlanEvent.what, PlanEvent.state, PlanEvent.why, PlanEvent.document_id
        )
        .where(PlanEvent.plan_id.in_(plan_ids), PlanEvent.what.in_([one.value for one in _TELL]))
        .order_by(PlanEvent.id)
    )
    found: dict[int, list[PlanMark]] = {}
    for plan_id, on, what, state, why, document in session.execute(asked):
        found.setdefault(plan_id, []).append(PlanMark(on, what, PlanState(state), why, document))
    return {plan_id: tuple(told) for plan_id, told in found.items()}
