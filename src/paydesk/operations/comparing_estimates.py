"""Comparing estimates with what came: line by line to learn from it, and before a bill goes out that is too high."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from paydesk.data import estimate_store
from paydesk.data.billing_store import BilledAccount, BilledCharge
from paydesk.data.database import Session
from paydesk.data.estimate_store import CameCharge, KeptEstimate
from paydesk.operations.desk import Desk
from paydesk.rules.errors import NotFound
from paydesk.rules.estimate_outcome import Accuracy, Came, Compared, Figures, accuracy, compared
from paydesk.rules.frozen_estimates import foretold_lines, good_faith_of
from paydesk.rules.good_faith import GoodFaith, billed_over, last_dispute_day
from paydesk.rules.keyboard import show_date
from paydesk.rules.money import Cents, show


@dataclass(frozen=True)
class WhatCame:
    """An estimate beside what came of it. ``waiting``: insurers have not answered all of it, so it may still change."""

    number: int
    rows: tuple[Compared, ...]
    accuracy: Accuracy
    low: Cents
    high: Cents
    came: Cents
    waiting: bool


def what_came(desk: Desk, estimate_id: int) -> WhatCame | None:
    """What came of an estimate; None where nothing is charged yet. Raises NotFound. A look, told in the trail."""
    with desk.looking() as session:
        row = estimate_store.estimate(session, estimate_id)
        if row is None:
            raise NotFound("That estimate is not there any more.")
        account, patient, number = row.account_id, row.patient_id, row.number
        found = estimate_store.came(session, patient_id=patient, visit_id=row.visit_id, on=row.service_on)
        foretold, low, high = foretold_lines(row.foretold), row.low, row.high
    desk.looked("estimate.look", "Looked at an estimate", account=account, person=patient, number=number)
    if not found:
        return None
    rows = compared(
        foretold,
        (Came(code=one.code, what=one.what, patient=one.patient, figures=_figures(one)) for one in found),
    )
    waiting = any(one.insurer_owes for one in found)
    return WhatCame(number, rows, accuracy(rows), low, high, sum(one.patient for one in found), waiting)


def _figures(one: CameCharge) -> Figures:
    said = one.priced
    return Figures(charge=one.fee, allowed=said.allowed, copay=said.copay, deductible=said.deductible,
                   coinsurance=said.coinsurance)  # fmt: skip


def estimates_of(desk: Desk, account_id: int) -> tuple[KeptEstimate, ...]:
    """The estimates of an account, newest first."""
    with desk.looking() as session:
        return estimate_store.estimates(session, (account_id,))


def over_good_faith(
    session: Session, accounts: Sequence[BilledAccount], *, first_bill: date
) -> dict[int, tuple[str, ...]]:
    """Account id -> a sentence for each good faith estimate that its bill is so far above that it can be disputed.

    Everything of this clinic's tax id counts together, whoever of it gave the care. Care that an insurer pays for, or
    still may, is no matter of a good faith estimate (45 CFR 149.610).
    """
    found: dict[int, tuple[str, ...]] = {}
    by_account = defaultdict[int, list[KeptEstimate]](list)
    for one in estimate_store.estimates(
        session, [one.account_id for one in accounts], kind=estimate_store.GOOD_FAITH
    ):
        if not one.replaced:
            by_account[one.account_id].append(one)
    for account in accounts:
        told = (_over(account, one, first_bill) for one in by_account.get(account.account_id, ()))
        sentences = tuple(sentence for sentence in told if sentence)
        if sentences:
            found[account.account_id] = sentences
    return found


def _over(account: BilledAccount, kept: KeptEstimate, first_bill: date) -> str:
    charges = tuple(one for one in account.charges if _is_of(one, kept))
    if not any(one.owe > 0 for one in charges):
        return ""
    facts = _of_our_own(good_faith_of(kept.inputs))
    billed = sum(one.charge - one.adjusted for one in charges)
    (over,) = billed_over(facts, {facts.providers[0].npi: billed})
    if not over.disputable:
        return ""
    earlier = account.earlier.as_of if account.earlier is not None else None
    if earlier is not None and earlier >= charges[0].service_date:
        first_bill = min(first_bill, earlier)
    return (
        f"The bill for {show_date(charges[0].service_date)} ({show(billed)}) is {show(over.over)} above good faith "
        f"estimate {kept.number} ({show(over.expected)}): the patient can dispute it until "
        f"{show_date(last_dispute_day(first_bill))}. Look at it before it goes out."
    )


def _is_of(charge: BilledCharge, kept: KeptEstimate) -> bool:
    if charge.patient_id != kept.patient_id or charge.insurance_paid or charge.waiting or charge.kind != "procedure":
        return False
    if kept.visit_id is not None:
        return charge.visit_id == kept.visit_id
    return charge.service_date == kept.service_on


def _of_our_own(facts: GoodFaith) -> GoodFaith:
    """As if the clinic were one provider: the first, who schedules, with all that stands under its tax id."""
    first = facts.providers[0]
    items = (item for provider in facts.providers if provider.tin == first.tin for item in provider.items)
    return replace(facts, providers=(replace(first, items=tuple(items)),))
