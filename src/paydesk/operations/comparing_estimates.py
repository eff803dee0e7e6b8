"""Comparing estimates with what came: line by line to learn from it, and before a bill goes out that is too high."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from paydesk.data import estimate_store
from paydesk.data.billing_store import BilledAccount, BilledCharge
from paydesk.data.database import Session
from paydesk.data.estimate_store import CameCharge, KeptEstimate, OfPeriod
from paydesk.operations.desk import Desk
from paydesk.rules.errors import NotFound
from paydesk.rules.estimate_outcome import Accuracy, Came, Compared, Figures, accuracy, compared, gathered
from paydesk.rules.frozen_estimates import foretold_lines, good_faith_of
from paydesk.rules.good_faith import BilledOver, GoodFaith, billed_over, last_dispute_day, valid_until
from paydesk.rules.keyboard import show_date
from paydesk.rules.money import Cents, show


@dataclass(frozen=True)
class WhatCame:
    """An estimate beside what came of it, as far as we bill it ourselves. ``waiting``: insurers have not answered all
    of it, or care that comes again goes on, so that it may still change."""

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
        facts = good_faith_of(row.inputs) if row.kind == estimate_store.GOOD_FAITH else None
        period = period_of(facts)
        day = row.service_on or day_of_care(session, patient, facts)
        found = estimate_store.came(session, patient_id=patient, visit_id=row.visit_id, on=day, period=period)
        foretold, low, high = foretold_lines(row.foretold), row.low, row.high
    desk.looked("estimate.look", "Looked at an estimate", account=account, person=patient, number=number)
    if not found:
        return None
    if facts is not None:
        low = high = sum(one.total for one in facts.of_our_own)
    came = tuple(_came(one) for one in found)
    rows = compared(foretold, gathered(came) if period is not None else came)
    waiting = any(one.waiting for one in came) or (period is not None and desk.clock.today() <= period.last)
    return WhatCame(number, rows, accuracy(rows), low, high, sum(one.patient for one in found), waiting)


def period_of(facts: GoodFaith | None) -> OfPeriod | None:
    """Of care that comes again, its days and codes."""
    again = facts.recurring if facts is not None else None
    if facts is None or again is None:
        return None
    return OfPeriod(again.first, again.last, _codes(facts))


def day_of_care(session: Session, patient_id: int, facts: GoodFaith | None) -> date | None:
    """The day of an estimate that named none: the first one, while it is valid, with any of its services; None while
    there is none."""
    if facts is None or facts.service_on is not None or facts.recurring is not None:
        return None
    return estimate_store.first_day(
        session, patient_id=patient_id, codes=_codes(facts), first=facts.made_on, last=valid_until(facts)
    )  # fmt: skip


def _codes(facts: GoodFaith) -> frozenset[str]:
    return frozenset(item.code for provider in facts.of_our_own for item in provider.items)


def _came(one: CameCharge) -> Came:
    said = one.priced
    figures = Figures(charge=one.fee, allowed=said.allowed, copay=said.copay, deductible=said.deductible,
                      coinsurance=said.coinsurance)  # fmt: skip
    return Came(
        code=one.code, what=one.what, patient=one.patient, figures=figures, denied=one.answer == "denied",
        waiting=bool(one.insurer_owes) and one.answer != "denied",
    )  # fmt: skip


@dataclass(frozen=True)
class EstimateOnFile:
    """An estimate of an account, whose paper is kept; ``replaced_by`` and ``replaces`` are numbers, 0 for none."""

    estimate_id: int
    number: int
    kind: str
    patient_id: int
    visit_id: int | None
    service_on: date | None
    due_on: date | None
    due_why: str
    low: Cents
    high: Cents
    made_on: date
    made_by: str
    document_id: int
    replaced_by: int
    replaces: int

    @property
    def good_faith(self) -> bool:
        """Whether the law asked for it."""
        return self.kind == estimate_store.GOOD_FAITH

    @property
    def replaced(self) -> bool:
        """Whether a newer one took its place."""
        return bool(self.replaced_by)


def estimates_of(desk: Desk, account_id: int) -> tuple[EstimateOnFile, ...]:
    """The estimates of an account, newest first."""
    with desk.looking() as session:
        found = estimate_store.estimates(session, (account_id,))
    older = {one.replaced_by: one.number for one in found if one.replaced_by}
    return tuple(
        EstimateOnFile(
            one.estimate_id, one.number, one.kind, one.patient_id, one.visit_id, one.service_on, one.due_on,
            one.due_why, one.low, one.high, one.made_on, one.made_by, one.document_id, one.replaced_by,
            older.get(one.number, 0),
        )
        for one in found
    )  # fmt: skip


def over_good_faith(
    session: Session, accounts: Sequence[BilledAccount], *, first_bill: date
) -> dict[int, tuple[str, ...]]:
    """Account id -> a sentence for each provider's bill so far above its good faith estimate that it can be disputed.

    Each provider counts for itself, against the newest estimate that stands; who is not on it stands in for the one
    who schedules. Care that an insurer pays for, or still may, is no matter of a good faith estimate (45 CFR 149.610).
    """
    found: dict[int, tuple[str, ...]] = {}
    standing = _standing(
        estimate_store.estimates(session, [one.account_id for one in accounts], kind=estimate_store.GOOD_FAITH)
    )
    for account in accounts:
        taken: set[int] = set()
        told = [
            sentence for one in standing.get(account.account_id, ())
            for sentence in _over(session, account, one, first_bill, taken)
        ]  # fmt: skip
        if told:
            found[account.account_id] = tuple(told)
    return found


def _standing(kept: Iterable[KeptEstimate]) -> dict[int, list[KeptEstimate]]:
    """Account id -> its estimates that stand, newest first, those without a day of care last: of one patient's visit,
    or of the same services without a day, only the newest does."""
    found = defaultdict[int, list[KeptEstimate]](list)
    seen = set[tuple[int, int | None, date | frozenset[str] | None]]()
    for one in sorted(kept, key=_is_undated):
        again = one.inputs.get("recurring") is not None
        when = _codes(good_faith_of(one.inputs)) if _is_undated(one) else one.service_on
        about = (one.patient_id, one.visit_id, None if one.visit_id else when)
        if not one.replaced and (again or about not in seen):
            found[one.account_id].append(one)
            if not again:
                seen.add(about)
    return found


def _is_undated(one: KeptEstimate) -> bool:
    return one.visit_id is None and one.service_on is None


def _over(
    session: Session, account: BilledAccount, kept: KeptEstimate, first_bill: date, taken: set[int]
) -> list[str]:  # fmt: skip
    """``taken`` are charges that a newer estimate is about; those of this one are added."""
    facts = good_faith_of(kept.inputs)
    period = period_of(facts)
    on = kept.service_on or day_of_care(session, kept.patient_id, facts)
    if not any(one.owe > 0 and one.charge_id not in taken and _is_of(one, kept, on, period) for one in account.charges):
        return []
    came = estimate_store.came(session, patient_id=kept.patient_id, visit_id=kept.visit_id, on=on, period=period)
    own = [one for one in came if one.charge_id not in taken and not one.answer and not one.insurer_owes]
    taken.update(one.charge_id for one in own)
    billed = defaultdict[str, Cents](int)
    named = {one.npi for one in facts.of_our_own}
    for one in own:
        billed[one.npi if one.npi in named else facts.providers[0].npi] += one.patient
    days = sorted(one.day for one in own)
    earlier = account.earlier.as_of if account.earlier is not None else None
    if days and earlier is not None and earlier >= days[0]:
        first_bill = min(first_bill, earlier)
    return [
        _sentence(kept.number, over, days, last_dispute_day(first_bill), alone=len(named) == 1)
        for over in billed_over(facts, billed) if over.disputable
    ]  # fmt: skip


def _sentence(number: int, over: BilledOver, days: Sequence[date], until: date, *, alone: bool) -> str:
    when = show_date(days[0]) if days[0] == days[-1] else f"{show_date(days[0])} to {show_date(days[-1])}"
    whose = "The bill" if alone else f"What {over.provider} billed"
    part = "good faith estimate" if alone else "its part of good faith estimate"
    return (
        f"{whose} for {when} ({show(over.billed)}) is {show(over.over)} above {part} {number} ({show(over.expected)}): "
        f"the patient can dispute it until {show_date(until)}. Look at it before it goes out."
    )


def _is_of(charge: BilledCharge, kept: KeptEstimate, on: date | None, period: OfPeriod | None) -> bool:
    if charge.patient_id != kept.patient_id or charge.insurance_paid or charge.waiting or charge.kind != "procedure":
        return False
    if period is not None:
        return period.first <= charge.service_date <= period.last and charge.code in period.codes
    if kept.visit_id is not None:
        return charge.visit_id == kept.visit_id
    return charge.service_date == on
