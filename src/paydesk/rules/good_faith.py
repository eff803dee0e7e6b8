"""The good faith estimate for people without insurance, or who do not use it: when it is due, what it must say,
and when a bill above it can be disputed (45 CFR 149.610 and 149.620)."""

from __future__ import annotations

import calendar
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from paydesk.rules.business_days import business_days_after
from paydesk.rules.identity import is_npi
from paydesk.rules.money import Cents
from paydesk.rules.zip_codes import STATES

_PO_BOX = re.compile(r"\b(?:p\.?\s*o\.?|post\s+office)\s*box\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class GoodFaithFigures:
    """The numbers of the rule from ``first`` on: business days, calendar days, cents."""

    first: date
    soon_ahead: int
    soon_within: int
    far_ahead: int
    far_within: int
    request_within: int
    revise_before: int
    in_excess: Cents
    dispute_days: int
    dispute_fee: Cents
    recurring_months: int
    source: str


GOOD_FAITH_FIGURES: tuple[GoodFaithFigures, ...] = (
    GoodFaithFigures(
        first=date(2022, 1, 1), soon_ahead=3, soon_within=1, far_ahead=10, far_within=3, request_within=3,
        revise_before=1, in_excess=400_00, dispute_days=120, dispute_fee=25_00, recurring_months=12,
        source="45 CFR 149.610(b)(1) and 149.620",
    ),
)  # fmt: skip


def figures_on(day: date, *, rows: Iterable[GoodFaithFigures] = GOOD_FAITH_FIGURES) -> GoodFaithFigures:
    """The numbers in force on ``day``; the first ones for a day before there were any."""
    ordered = sorted(rows, key=lambda row: row.first)
    return next((row for row in reversed(ordered) if row.first <= day), ordered[0])


@dataclass(frozen=True, slots=True)
class GoodFaithDue:
    """By when it has to be given; None: nothing asks for one. ``why`` in a few words."""

    due: date | None
    why: str


def good_faith_due(
    *,
    scheduled_on: date | None = None,
    service_on: date | None = None,
    requested_on: date | None = None,
    closed: Collection[date] = (),
) -> GoodFaithDue:
    """The earlier of what scheduling and what a request ask for; a question about the price is a request.

    ``scheduled_on`` is the day on which the care of ``service_on`` was scheduled. Raises ValueError for one without
    the other.
    """
    if (scheduled_on is None) is not (service_on is None):
        raise ValueError("scheduled care has the day it was scheduled on and its own")
    found: list[GoodFaithDue] = []
    if scheduled_on is not None and service_on is not None:
        found.append(_due_by_scheduling(scheduled_on, service_on, closed))
    if requested_on is not None:
        days = figures_on(requested_on).request_within
        due = business_days_after(requested_on, days, closed=closed)
        found.append(GoodFaithDue(due, f"asked for: {days} business days"))
    if not found:
        return GoodFaithDue(None, "neither scheduled nor asked for")
    return min(found, key=lambda one: (one.due is None, one.due or date.max))


def _due_by_scheduling(scheduled_on: date, service_on: date, closed: Collection[date]) -> GoodFaithDue:
    row = figures_on(scheduled_on)
    for ahead, within in ((row.far_ahead, row.far_within), (row.soon_ahead, row.soon_within)):
        if service_on >= business_days_after(scheduled_on, ahead, closed=closed):
            due = business_days_after(scheduled_on, within, closed=closed)
            days = "business day" if within == 1 else "business days"
            return GoodFaithDue(due, f"scheduled {ahead} or more business days ahead: {within} {days}")
    return GoodFaithDue(None, f"scheduled less than {row.soon_ahead} business days ahead: only when asked for")


def last_revision_day(service_on: date, *, closed: Collection[date] = ()) -> date:
    """The last day on which a new estimate may still be given when what is planned changes: a business day before."""
    return business_days_after(service_on, -figures_on(service_on).revise_before, closed=closed)


def revision_due(service_on: date, *, closed: Collection[date] = ()) -> GoodFaithDue:
    """By when an estimate that takes the place of an earlier one has to be given."""
    days = figures_on(service_on).revise_before
    before = "a business day" if days == 1 else f"{days} business days"
    return GoodFaithDue(last_revision_day(service_on, closed=closed), f"what is planned changed: {before} before it")


@dataclass(frozen=True, slots=True, kw_only=True)
class GoodFaithItem:
    """One service expected of a provider: plain words, codes, and the expected charge in cents (None: missing).

    ``expected`` is the charge for all ``times`` it is done, discounts taken off, each time so many ``units``.
    ``diagnosis_applies`` False: there is no diagnosis yet, as before a first visit.
    """

    what: str
    code: str
    expected: Cents | None
    diagnoses: tuple[str, ...] = ()
    diagnosis_applies: bool = True
    times: int = 1
    units: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class GoodFaithProvider:
    """One provider or facility with its numbers, where the care is given, and its services.

    ``apart``: it gives the patient an estimate of its own, so that here only its name has to stand.
    """

    name: str
    npi: str
    tin: str
    state: str
    location: str
    items: tuple[GoodFaithItem, ...]
    apart: bool = False

    @property
    def total(self) -> Cents:
        """Its expected charges."""
        return sum(item.expected or 0 for item in self.items)


@dataclass(frozen=True, slots=True, kw_only=True)
class Recurring:
    """Care that comes again: ``how_often`` in words (every two weeks), how many ``times``, from when to when."""

    how_often: str
    times: int
    first: date
    last: date


@dataclass(frozen=True, slots=True, kw_only=True)
class GoodFaith:
    """Everything a good faith estimate says (45 CFR 149.610(c)(1)).

    ``service_on`` None: asked for and not scheduled. The first of ``providers`` is the one who schedules. ``separate``
    are services that will be scheduled by themselves before or after: () says there are none, None that nobody said.
    With ``recurring`` the charges are those of the whole time. ``replaces`` is the number of the estimate it takes the
    place of, made on ``replaced_made_on``.
    """

    number: str
    made_on: date
    patient: str
    born: date | None
    primary: str
    service_on: date | None
    providers: tuple[GoodFaithProvider, ...]
    separate: tuple[str, ...] | None = None
    recurring: Recurring | None = None
    replaces: str = ""
    replaced_made_on: date | None = None

    @property
    def of_our_own(self) -> tuple[GoodFaithProvider, ...]:
        """The one who schedules, and who bills under the same tax id."""
        return tuple(one for one in self.providers if one.tin == self.providers[0].tin and not one.apart)

    @property
    def total(self) -> Cents:
        """The expected charges of all providers that are on it."""
        return sum(provider.total for provider in self.providers if not provider.apart)


def is_po_box(words: str) -> bool:
    """Whether it names a post office box, where mail is taken and no care is given."""
    return _PO_BOX.search(words) is not None


def missing_items(facts: GoodFaith) -> tuple[str, ...]:
    """What the law asks for and is not there, each by its name; nothing when it may be given to the patient."""
    return tuple(_missing(facts))


def _missing(facts: GoodFaith) -> Iterator[str]:
    if not facts.patient.strip():
        yield "the patient’s name"
    if facts.born is None:
        yield "the patient’s date of birth"
    if not facts.primary.strip():
        yield "what the visit is for, in plain words"
    if not facts.providers:
        yield "a provider with services"
    for provider in facts.providers:
        yield from _missing_of_provider(provider)
    if facts.separate is None:
        yield "which services are scheduled separately, or that there are none"
    if facts.recurring is not None:
        yield from _missing_of_recurring(facts.recurring, facts.made_on)


def _missing_of_provider(provider: GoodFaithProvider) -> Iterator[str]:
    name = provider.name.strip() or "a provider without a name"
    if not provider.name.strip():
        yield "the name of a provider"
    if provider.apart:
        return
    if not is_npi(provider.npi):
        yield f"the NPI of {name}"
    if not re.fullmatch(r"\d{2}-?\d{7}", provider.tin, re.ASCII):
        yield f"the tax ID (TIN) of {name}"
    if provider.state not in STATES:
        yield f"the state where {name} gives the care"
    if not provider.location.strip() or is_po_box(provider.location):
        yield f"the place where {name} gives the care"
    if not provider.items:
        yield f"the services of {name}"
    for item in provider.items:
        shown = item.what.strip() or item.code or "a service"
        if not item.what.strip():
            yield f"plain words for {shown}"
        if not item.code.strip():
            yield f"the service code of {shown}"
        if item.diagnosis_applies and not item.diagnoses:
            yield f"the diagnosis code of {shown}, or that there is none yet"
        if item.expected is None or item.expected < 0:
            yield f"the expected charge of {shown}"


def _missing_of_recurring(recurring: Recurring, made_on: date) -> Iterator[str]:
    if not recurring.how_often.strip() or recurring.times < 1 or recurring.last < recurring.first:
        yield "how often the care comes again, how many times, from when to when"
    months = figures_on(made_on).recurring_months
    if recurring.last >= _months_after(recurring.first, months):
        yield f"an end within {months} months: after that a new estimate is needed"


def valid_until(facts: GoodFaith) -> date:
    """The last day on which care that was estimated without a date is still what was estimated: within the twelve
    months that one estimate may cover (45 CFR 149.610(b)(1)(x))."""
    return _months_after(facts.made_on, figures_on(facts.made_on).recurring_months) - timedelta(days=1)


def _months_after(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


@dataclass(frozen=True, slots=True, kw_only=True)
class BilledOver:
    """What one provider billed beside its part of the estimate, in cents; ``listed`` False: it is not on it at all."""

    provider: str
    expected: Cents
    billed: Cents
    listed: bool
    disputable: bool

    @property
    def over(self) -> Cents:
        """What was billed above the estimate, below zero when it was less."""
        return self.billed - self.expected


def billed_over(facts: GoodFaith, billed: Mapping[str, Cents]) -> tuple[BilledOver, ...]:
    """The bill of each provider, by its NPI, against its own total: from 400.00 above it can be disputed.

    A provider that is not on the estimate has no total to be compared with; it is told and not disputable by this rule.
    """
    limit = figures_on(facts.made_on).in_excess
    names = {provider.npi: provider.name for provider in facts.providers}
    totals: dict[str, Cents] = {}
    for provider in facts.providers:
        totals[provider.npi] = totals.get(provider.npi, 0) + provider.total
    return tuple(
        BilledOver(
            provider=names.get(npi, npi), expected=totals.get(npi, 0), billed=amount, listed=npi in totals,
            disputable=npi in totals and amount - totals[npi] >= limit,
        )
        for npi, amount in billed.items()
    )  # fmt: skip


def last_dispute_day(first_bill: date) -> date:
    """The last day on which a dispute can be begun: 120 calendar days from the first bill."""
    return first_bill + timedelta(days=figures_on(first_bill).dispute_days)


def may_dispute(first_bill: date, *, on: date) -> bool:
    """Whether there is still time to dispute on that day."""
    return first_bill <= on <= last_dispute_day(first_bill)
