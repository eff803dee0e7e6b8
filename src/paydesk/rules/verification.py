"""Verification: which coverages must be asked about, by when, in what state they are, and why, in plain words.

Eligibility (is the patient covered) and benefits (what does the plan pay) are two things with their own dates.
"""

from __future__ import annotations

from calendar import isleap
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from paydesk.rules.adjustment_reasons import reason_words
from paydesk.rules.business_days import business_days_after
from paydesk.rules.freshness import AGES_OF_CHANGE, FRESHNESS, RECHECK_DENIALS, Freshness, freshness_for
from paydesk.rules.insurance import PayerKind
from paydesk.rules.keyboard import show_date


class Asks(StrEnum):
    """What is verified."""

    ELIGIBILITY = "eligibility"
    BENEFITS = "benefits"


class State(StrEnum):
    """Where a verification stands."""

    UNVERIFIED = "unverified"
    QUEUED = "queued"
    IN_PROGRESS = "in_progress"
    VERIFIED = "verified"
    PARTIAL = "partial"
    INACTIVE = "inactive"
    NOT_FOUND = "not_found"
    NEEDS_PATIENT = "needs_patient"
    PAYER_DOWN = "payer_down"
    EXPIRED = "expired"


RETRY_AFTER: dict[State, int] = {
    State.PAYER_DOWN: 1, State.NOT_FOUND: 1, State.PARTIAL: 2, State.NEEDS_PATIENT: 2, State.INACTIVE: 2,
}  # fmt: skip
"""Business days after which an attempt that ended so is taken up again."""

_ENDED = {
    State.PAYER_DOWN: "The insurer could not be reached on {day}.",
    State.NOT_FOUND: "The insurer did not find the member on {day}: check number, name and date of birth.",
    State.NEEDS_PATIENT: "Something was needed from the patient on {day}.",
    State.INACTIVE: "Not active by what the insurer said on {day}: ask the patient for other coverage.",
}


@dataclass(frozen=True, slots=True)
class Attempt:
    """The latest try: its day, how it ended (or that it waits or runs), and what is still ``missing`` by name."""

    on: date
    state: State
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Snooze:
    """Put off by somebody: comes back on the day ``until``."""

    until: date
    why: str


@dataclass(frozen=True, slots=True)
class Standing:
    """What is known of one of the two: the day it was last verified in full, the latest try, and if it is put off."""

    verified_on: date | None = None
    latest: Attempt | None = None
    snooze: Snooze | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CoverageToVerify:
    """One coverage and all that can make it due.

    ``plan_year`` is month and day on which the benefit year begins, ``anniversary`` the group's own where it differs.
    ``denials`` are claim adjustment reasons (empty: not on file) with their days. ``next_visit`` is the patient's next
    planned one.
    """

    coverage_id: int
    payer_kind: PayerKind
    entered_on: date
    valid_to: date | None = None
    relation: str = "self"
    born: date | None = None
    next_visit: date | None = None
    plan_year: tuple[int, int] = (1, 1)
    anniversary: tuple[int, int] | None = None
    card_changed_on: date | None = None
    job_changed_on: date | None = None
    denials: tuple[tuple[str, date], ...] = ()
    eligibility: Standing = Standing()
    benefits: Standing = Standing()


@dataclass(frozen=True, slots=True, kw_only=True)
class VerificationRow:
    """One thing to verify: when at the latest, where it stands, and why; the first reason is the one that decides."""

    coverage_id: int
    asks: Asks
    state: State
    due: date
    reasons: tuple[str, ...]
    visit: date | None
    snooze: Snooze | None = None

    def waits(self, today: date) -> bool:
        """Whether somebody put it off beyond today."""
        return self.snooze is not None and today < self.snooze.until


@dataclass(frozen=True, slots=True)
class _Cause:
    """A day from which something has to be verified, and why; ``spoils``: what was said before it holds no more."""

    day: date
    words: str
    spoils: bool = False


def verification_rows(
    coverage: CoverageToVerify,
    *,
    today: date,
    rows: Iterable[Freshness] = FRESHNESS,
    closed: Collection[date] = (),
) -> tuple[VerificationRow, ...]:
    """Eligibility and benefits of one coverage; nothing for one that ended, unless a visit is planned after it.

    ``rows`` are the clinic's numbers (see ``Freshness``), ``closed`` its own days without work.
    """
    ended = coverage.valid_to is not None and coverage.valid_to < today
    if ended and (coverage.next_visit is None or coverage.next_visit < today):
        return ()
    numbers = freshness_for(coverage.payer_kind, today, rows=rows)
    return tuple(_row(coverage, asks, numbers, today=today, closed=closed) for asks in Asks)


def worklist(
    coverages: Iterable[CoverageToVerify],
    *,
    today: date,
    rows: Iterable[Freshness] = FRESHNESS,
    closed: Collection[date] = (),
) -> tuple[VerificationRow, ...]:
    """What is due by today and not put off, the earliest visit first, then the longest due.

    Only coverages of a patient who comes within ``visit_within`` days: nobody asks about people who do not.
    """
    kept = tuple(rows)
    due: list[VerificationRow] = []
    for coverage in coverages:
        ahead = timedelta(days=freshness_for(coverage.payer_kind, today, rows=kept).visit_within)
        if coverage.next_visit is None or not today <= coverage.next_visit <= today + ahead:
            continue
        made = verification_rows(coverage, today=today, rows=kept, closed=closed)
        due += [row for row in made if row.due <= today and not row.waits(today)]
    return tuple(sorted(due, key=lambda row: (row.visit or date.max, row.due, row.coverage_id, row.asks)))


def _row(
    coverage: CoverageToVerify, asks: Asks, numbers: Freshness, *, today: date, closed: Collection[date]
) -> VerificationRow:
    standing = coverage.eligibility if asks is Asks.ELIGIBILITY else coverage.benefits
    causes = sorted(_causes(coverage, asks, standing, numbers, today, closed), key=lambda one: one.day)
    state = _state(standing, causes, today)
    tried = standing.latest
    if tried is not None and state in RETRY_AFTER:
        again = business_days_after(tried.on, RETRY_AFTER[state], closed=closed)
        if coverage.next_visit is not None and coverage.next_visit >= today:
            again = min(again, coverage.next_visit)
        causes = [_Cause(again, _ended_words(tried)), *(one for one in causes if one.day <= today)]
    due = causes[0].day if causes else date.max
    reasons = (one.words for number, one in enumerate(causes) if number == 0 or one.day <= today)
    return VerificationRow(
        coverage_id=coverage.coverage_id, asks=asks, state=state, due=due, reasons=tuple(dict.fromkeys(reasons)),
        visit=coverage.next_visit, snooze=standing.snooze,
    )  # fmt: skip


def _ended_words(tried: Attempt) -> str:
    day = show_date(tried.on)
    if tried.state is State.PARTIAL:
        missing = ", ".join(tried.missing) or "a part"
        return f"Verified in part on {day}. Still to ask: {missing}."
    return _ENDED[tried.state].format(day=day)


def _state(standing: Standing, causes: Iterable[_Cause], today: date) -> State:
    tried, verified = standing.latest, standing.verified_on
    spoiled = max((one.day for one in causes if one.spoils and one.day <= today), default=None)
    if tried is not None and tried.state in (State.QUEUED, State.IN_PROGRESS):
        return tried.state
    if tried is not None and tried.state in RETRY_AFTER and (verified is None or verified <= tried.on):
        # What came up since may have mended what the attempt met.
        if spoiled is None or spoiled <= tried.on:
            return tried.state
        return State.QUEUED if verified is None else State.EXPIRED
    if verified is None:
        return State.UNVERIFIED
    return State.EXPIRED if spoiled is not None else State.VERIFIED


def _causes(
    coverage: CoverageToVerify, asks: Asks, standing: Standing, numbers: Freshness, today: date,
    closed: Collection[date],
) -> Iterator[_Cause]:  # fmt: skip
    since, visit = standing.verified_on, coverage.next_visit
    if visit is not None and visit >= today:
        yield from _of_visit(coverage, asks, since, visit, numbers, closed)
    elif since is None:
        yield _Cause(coverage.entered_on, "Never verified.")
    if since is None:
        yield from _events(coverage, coverage.entered_on)
        return
    days = numbers.eligibility_days if asks is Asks.ELIGIBILITY else numbers.benefits_days
    if days is not None:
        words = f"Last verified on {show_date(since)}; {days} days is the limit."
        yield _Cause(since + timedelta(days=days), words, spoils=since + timedelta(days=days) < today)
    yield from _year_starts(coverage, since)
    yield from _events(coverage, since)
    yield from _birthdays(coverage, since)


def _of_visit(
    coverage: CoverageToVerify, asks: Asks, since: date | None, visit: date, numbers: Freshness,
    closed: Collection[date],
) -> Iterator[_Cause]:  # fmt: skip
    from_ = business_days_after(visit, -numbers.before_visit, closed=closed)
    if coverage.valid_to is not None and coverage.valid_to < visit:
        yield _Cause(
            from_,
            f"Coverage ends on {show_date(coverage.valid_to)}, before the visit on {show_date(visit)}: "
            "ask what comes after it.",
        )
    elif since is None:
        words = f"Never verified; the visit is on {show_date(visit)}."
        yield _Cause(from_ if numbers.each_service else max(from_, coverage.entered_on), words)
    elif asks is Asks.ELIGIBILITY and since < from_:
        kind = coverage.payer_kind.words
        if numbers.each_service:
            yield _Cause(visit, f"{kind} is verified on each day of service; the visit is on {show_date(visit)}.")
        else:
            before = f"within {numbers.before_visit} business days before it"
            yield _Cause(from_, f"The visit is on {show_date(visit)}: verify {before}.")


def _year_starts(coverage: CoverageToVerify, since: date) -> Iterator[_Cause]:
    """The first start of each kind of year after what was said: then deductibles begin anew and plans change."""
    starts = {(1, 1): "A new calendar year", coverage.plan_year: "A new plan year"}
    if coverage.anniversary is not None:
        starts.setdefault(coverage.anniversary, "A new year of the group’s contract")
    for (month, day), name in starts.items():
        start = next(
            first for year in (since.year, since.year + 1) if (first := _in_year(year, month, day)) > since
        )
        yield _Cause(start, f"{name} begins on {show_date(start)}.", spoils=True)


def _in_year(year: int, month: int, day: int) -> date:
    """That day of the year; March 1 for a February 29 there is not."""
    if (month, day) == (2, 29) and not isleap(year):
        return date(year, 3, 1)
    return date(year, month, day)


def _events(coverage: CoverageToVerify, since: date) -> Iterator[_Cause]:
    """What happened after what was said."""
    if coverage.card_changed_on is not None and coverage.card_changed_on > since:
        yield _Cause(coverage.card_changed_on, f"The card changed on {show_date(coverage.card_changed_on)}.", True)
    if coverage.job_changed_on is not None and coverage.job_changed_on > since:
        yield _Cause(coverage.job_changed_on, f"A new job since {show_date(coverage.job_changed_on)}.", True)
    for reason, on in coverage.denials:
        if (reason in RECHECK_DENIALS or not reason) and on > since:
            why = f"{reason}: {reason_words(reason)}" if reason else "by its coverage"
            yield _Cause(on, f"A claim was denied on {show_date(on)} ({why}).", True)


def _birthdays(coverage: CoverageToVerify, since: date) -> Iterator[_Cause]:
    if coverage.born is None:
        return
    dependent = coverage.relation not in ("self", "spouse")
    medicare = coverage.payer_kind in (PayerKind.MEDICARE, PayerKind.MEDICARE_ADVANTAGE, PayerKind.DUAL)
    for change in AGES_OF_CHANGE:
        day = _in_year(coverage.born.year + change.age, coverage.born.month, coverage.born.day)
        wanted = dependent if change.dependents else not medicare
        if wanted and day > since:
            yield _Cause(day, f"Turns {change.age} on {show_date(day)}: {change.words}.", spoils=True)
