"""The groups in which payment plans are listed: what needs a person first, then what comes by itself."""

from __future__ import annotations

from datetime import date, timedelta
from enum import StrEnum

from paydesk.rules.plans import PlanState, Standing

SOON = timedelta(days=5)
ENDED_LATELY = timedelta(days=90)
BACK_AFTER = timedelta(days=7)
"""An agreement that is out longer is asked for."""


class PlanGroup(StrEnum):
    """A group; the value is its title, the order is that of the list."""

    ENDING = "About to end"
    MISSED = "Missed a payment"
    UNSIGNED = "Agreement not back"
    DOWN = "Down payment not there"
    DUE = "Due now"
    SOON = "Due soon"
    PAUSED = "Paused"
    DRAFT = "Not offered yet"
    WELL = "Running well"
    ENDED = "Ended lately"

    @property
    def needs_person(self) -> bool:
        """Whether somebody is to do something about it."""
        return self in (PlanGroup.ENDING, PlanGroup.MISSED, PlanGroup.UNSIGNED, PlanGroup.DOWN, PlanGroup.DUE)


_BY_STATE = {
    PlanState.DEFAULT_PENDING: PlanGroup.ENDING, PlanState.DELINQUENT: PlanGroup.MISSED,
    PlanState.OFFERED: PlanGroup.UNSIGNED, PlanState.ACCEPTED: PlanGroup.DOWN, PlanState.PAUSED: PlanGroup.PAUSED,
    PlanState.DRAFT: PlanGroup.DRAFT,
}  # fmt: skip


def group_of(state: PlanState, standing: Standing, on: date) -> PlanGroup:
    """Where a plan stands in the list ``on`` a day."""
    if state is not PlanState.ACTIVE:
        return _BY_STATE.get(state, PlanGroup.ENDED)
    if standing.next_due is None or standing.next_due > on + SOON:
        return PlanGroup.WELL
    return PlanGroup.DUE if standing.next_due <= on else PlanGroup.SOON
