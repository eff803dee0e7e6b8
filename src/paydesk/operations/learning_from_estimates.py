"""Learning from estimates: one beside the visit that came of it, and how near all of a span of days were, by payer."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from paydesk.data import estimate_outcomes, estimate_store, verification_store
from paydesk.data.database import Session
from paydesk.data.estimate_outcomes import EstimateOutcome
from paydesk.data.people_tables import Person
from paydesk.operations import comparing_estimates, estimating
from paydesk.operations.comparing_estimates import EstimateOnFile, WhatCame
from paydesk.operations.desk import Desk
from paydesk.rules.errors import NotFound
from paydesk.rules.estimate_accuracy import Nearness, ToldAndCame, nearness
from paydesk.rules.estimate_outcome import Foretold
from paydesk.rules.frozen_estimates import foretold_lines, good_faith_of
from paydesk.rules.money import Cents

SELF_PAY = "Without insurance"


@dataclass(frozen=True)
class EstimateBeside:
    """An estimate as it was given, and what came of it; ``came`` None: nothing is charged yet."""

    kept: EstimateOnFile
    account_id: int
    patient: str
    payer: str
    foretold: tuple[Foretold, ...]
    came: WhatCame | None


def estimate_beside(desk: Desk, estimate_id: int) -> EstimateBeside:
    """One estimate beside the real visit. Raises NotFound. A look, told in the trail."""
    came = comparing_estimates.what_came(desk, estimate_id)
    with desk.looking() as session:
        row = estimate_store.estimate(session, estimate_id)
        if row is None:
            raise NotFound("That estimate is not there any more.")
        account, patient = row.account_id, estimating.name_of(session.get_one(Person, row.patient_id))
        payer = _payer(session, row.coverage_id)
        foretold = foretold_lines(row.foretold)
    kept = next(one for one in comparing_estimates.estimates_of(desk, account) if one.estimate_id == estimate_id)
    return EstimateBeside(kept, account, patient, payer, foretold, came)


def _payer(session: Session, coverage_id: int | None) -> str:
    if coverage_id is None:
        return SELF_PAY
    return verification_store.coverages(session, (coverage_id,))[coverage_id].payer


@dataclass(frozen=True)
class EstimateOfDays:
    """An estimate of the span: ``low`` to ``high`` was told, ``came`` came; ``state`` is empty where that is settled,
    else waiting (for insurers) or not charged."""

    estimate_id: int
    number: int
    account_id: int
    patient: str
    payer: str
    on: date
    low: Cents
    high: Cents
    came: Cents
    state: str

    @property
    def told_and_came(self) -> ToldAndCame:
        return ToldAndCame(payer=self.payer, low=self.low, high=self.high, came=self.came)


@dataclass(frozen=True)
class EstimatesOfDays:
    """How near the settled ones were, by payer; every estimate, the latest day first; how many are not settled."""

    payers: tuple[Nearness, ...]
    estimates: tuple[EstimateOfDays, ...]
    waiting: int
    not_charged: int


def estimates_of_days(desk: Desk, *, first: date, last: date) -> EstimatesOfDays:
    """The estimates of care on these days. Care that comes again counts once its last day is over."""
    today = desk.clock.today()
    with desk.looking("reports.see") as session:
        found = estimate_outcomes.outcomes(session, first=first, last=last)
        every = tuple(_of_days(session, one, today) for one in found)
    settled = tuple(one.told_and_came for one in every if not one.state)
    return EstimatesOfDays(
        nearness(settled), every, sum(one.state == "waiting" for one in every),
        sum(one.state == "not charged" for one in every),
    )  # fmt: skip


def looked_at(desk: Desk) -> None:
    """Somebody saw the report."""
    desk.looked_at_list("reports.estimates", "Looked at estimates and what came")


def _of_days(session: Session, one: EstimateOutcome, today: date) -> EstimateOfDays:
    low, high, came, charges, waits = one.low, one.high, one.came, one.charges, one.insurers_owe != 0
    if one.inputs:
        facts = good_faith_of(one.inputs)
        low = high = sum(provider.total for provider in facts.of_our_own)
        if facts.recurring is not None:
            own = tuple(_again(session, one))
            came, charges, waits = sum(own), len(own), facts.recurring.last >= today
    state = "not charged" if not charges else "waiting" if waits else ""
    return EstimateOfDays(one.estimate_id, one.number, one.account_id, one.patient, one.payer or SELF_PAY, one.on, low,
                          high, came, state)  # fmt: skip


def _again(session: Session, one: EstimateOutcome) -> Iterator[Cents]:
    """What care that comes again came to, charge by charge."""
    facts = good_faith_of(one.inputs)
    period = comparing_estimates.period_of(facts)
    for charge in estimate_store.came(session, patient_id=one.patient_id, visit_id=None, on=None, period=period):
        yield charge.patient
