"""The report on payment plans in words: its bars, its columns, and the sentences beside them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from paydesk.operations.reporting_plans import KeptRate, PlanFigures, PlanOfState, PlansOfState
from paydesk.rules.money import Cents, show
from paydesk.rules.plan_income import MonthExpected
from paydesk.rules.plan_kept import Kept
from paydesk.ui.month_bars import MonthBar
from paydesk.ui.paged_model import Column, Holds


@dataclass(frozen=True)
class KeptBy:
    """A person at the desk: how the plans she made were kept, and the promises she took."""

    name: str
    kept: Kept
    promises_kept: int
    promises: int


def expected_bars(figures: PlanFigures) -> tuple[MonthBar, ...]:
    """A month from this one on each; what is past due is striped."""
    return tuple(
        MonthBar(_name(one.month, at), one.due, one.past_due, show(one.total) if one.total else "–",
                 _expected_words(one))
        for at, one in enumerate(figures.expected.months)
    )  # fmt: skip


def _expected_words(one: MonthExpected) -> str:
    told = f"{show(one.due)} due" if one.due else "nothing due"
    return f"{one.month:%B %Y}: {told}{f', and {show(one.past_due)} past due' if one.past_due else ''}"


def kept_bars(figures: PlanFigures) -> tuple[MonthBar, ...]:
    """A month up to this one each; what did not come in time is striped."""
    months = [(month, figures.kept_in(month)) for month in figures.months]
    return tuple(
        MonthBar(_name(month, at), how.met, how.asked - how.met, _percent(how), _kept_words(month, how))
        for at, (month, how) in enumerate(months)
    )


def _kept_words(month: date, how: Kept) -> str:
    waits = f"{how.waiting} can still be paid in time" if how.waiting else ""
    told = f"{how.kept} of {how.fell} kept ({_percent(how)}), {show(how.met)} of {show(how.asked)} in time"
    parts = [one for one in (told if how.fell else "", waits) if one]
    return f"{month:%B %Y}: {'; '.join(parts) or 'no installment fell due'}"


def _percent(how: Kept) -> str:
    return f"{how.percent} %" if how.percent is not None else "–"


def _name(month: date, at: int) -> tuple[str, str]:
    """``Nov``, and the year under the first bar and each January."""
    return f"{month:%b}", f"{month.year}" if at == 0 or month.month == 1 else ""


def coming_words(figures: PlanFigures) -> str:
    """What signed plans still bring in all."""
    past_due = sum(one.past_due for one in figures.expected.months)
    plans = "1 signed plan goes on" if figures.expecting == 1 else f"{figures.expecting:,} signed plans go on"
    told = [f"{plans}, {show(figures.expected.total)} to come"]
    if past_due:
        told.append(f"{show(past_due)} of it past due")
    if figures.expected.later:
        told.append(f"{show(figures.expected.later)} after these twelve months")
    return ", ".join(told)


def promise_words(promises: Iterable[KeptRate]) -> str:
    """How promises due in the same months were kept; empty when there are none."""
    every = tuple(promises)
    judged, kept = sum(one.judged for one in every), sum(one.kept for one in every)
    received, promised = sum(one.received for one in every), sum(one.promised for one in every)
    if not every:
        return ""
    told = f"{kept:,} of {judged:,} kept ({kept * 100 // judged} %)" if judged else "none was to be kept by now"
    return f"Promises due in these months: {told}, {show(received)} of {show(promised)} came."


def kept_by(figures: PlanFigures) -> tuple[KeptBy, ...]:
    """Who made plans or took promises, by name."""
    plans = dict(figures.kept_by())
    names = sorted({*plans, *(one.taken_by for one in figures.promises)})
    return tuple(_kept_by(name, plans.get(name, Kept()), figures.promises) for name in names)


def _kept_by(name: str, kept: Kept, promises: tuple[KeptRate, ...]) -> KeptBy:
    mine = [one for one in promises if one.taken_by == name]
    return KeptBy(name, kept, sum(one.kept for one in mine), sum(one.judged for one in mine))


def makers_columns() -> tuple[Column[KeptBy], ...]:
    return (
        Column[KeptBy]("who", "Made by", lambda row: row.name),
        Column[KeptBy]("kept", "Kept", lambda row: _part(row.kept.kept, row.kept.fell), Holds.COUNT, 112),
        Column[KeptBy]("met", "In time", lambda row: _amount(row.kept.met), Holds.MONEY, 96),
        Column[KeptBy]("promises", "Promises", lambda row: _part(row.promises_kept, row.promises), Holds.COUNT, 112),
    )


def states_columns() -> tuple[Column[PlansOfState], ...]:
    return (
        Column[PlansOfState]("state", "Plans", lambda row: row.state.words.capitalize()),
        Column[PlansOfState]("plans", "Number", lambda row: f"{len(row.plans):,}", Holds.COUNT, 76),
        Column[PlansOfState]("left", "Left", lambda row: _amount(row.left), Holds.MONEY, 112, strong=True),
    )


def plans_columns() -> tuple[Column[PlanOfState], ...]:
    return (
        Column[PlanOfState]("plan", "Plan", lambda row: str(row.number), Holds.COUNT, 64),
        Column[PlanOfState]("name", "Who pays", lambda row: row.name),
        Column[PlanOfState]("next", "Next due", lambda row: f"{row.next_due:%m/%d/%y}" if row.next_due else "–",
                            Holds.DATE, 76),
        Column[PlanOfState]("left", "Left", lambda row: _amount(row.left), Holds.MONEY, 112, strong=True),
    )  # fmt: skip


def _part(some: int, of: int) -> str:
    return f"{some:,} of {of:,} ({some * 100 // of} %)" if of else "–"


def _amount(amount: Cents) -> str:
    return show(amount) if amount else "–"
