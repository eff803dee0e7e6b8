"""Reasonable: what in a sheet is worth a second question. A hint never blocks; people's lives are not tidy."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from paydesk.rules.affordability import Means, Sheet
from paydesk.rules.household_means import Frequency, monthly_obligations
from paydesk.rules.money import show


@dataclass(frozen=True, slots=True)
class Limit:
    """A dated row: above this number a sheet is asked about; ``source`` says where the number is from."""

    name: str
    value: int
    first: date
    source: str


@dataclass(frozen=True, slots=True)
class Hint:
    """A question worth asking, and where: ``field`` of the sheet, and ``row`` of its list, if it is about one."""

    field: str
    sentence: str
    row: int | None = None


HOUSING, HOURS, NET_OF_GROSS = "housing", "hours", "net of gross"
_OWN = "paydesk's own, so that a slip of the pen is seen"
LIMITS: tuple[Limit, ...] = (
    Limit(HOUSING, 60, date(2020, 1, 1), _OWN),
    Limit(HOURS, 60, date(2020, 1, 1), _OWN),
    Limit(NET_OF_GROSS, 50, date(2020, 1, 1), _OWN),
)
"""Housing in percent of take-home pay, hours a week of one wage, the least take-home pay in percent of gross."""

_HOUSING_WORDS = ("rent", "mortgage", "housing")


def hints(sheet: Sheet, means: Means, *, limits: tuple[Limit, ...] = LIMITS) -> tuple[Hint, ...]:
    """What to ask again about a sheet whose figures are ``means``, in the order of the sheet."""
    held = {one.name: one.value for one in sorted(limits, key=lambda one: one.first) if one.first <= sheet.on}
    net = means.gross_monthly if sheet.net_monthly is None else sheet.net_monthly
    found = [
        Hint("incomes", f"{one.hours} hours a week at {one.kind}: is that right?", row)
        for row, one in enumerate(sheet.incomes)
        if one.frequency is Frequency.HOURLY and one.hours is not None and one.hours > held.get(HOURS, 168)
    ]
    if not means.annual_income and means.obligations:
        found.append(Hint("incomes", "No income, and obligations all the same: who pays them?"))
    if sheet.net_monthly is not None:
        found += _net(sheet.net_monthly, means.gross_monthly, held.get(NET_OF_GROSS, 0))
    found += _housing(sheet, net, held.get(HOUSING, 100))
    if means.obligations > net and means.annual_income:
        found.append(
            Hint("obligations", f"Obligations of {show(means.obligations)} a month are more than the {show(net)} that "
                                "come in: is one of them by the year, or paid by somebody else?")
        )  # fmt: skip
    return tuple(found)


def _net(net: int, gross: int, least: int) -> list[Hint]:
    if net > gross:
        return [Hint("net_monthly", f"Take-home pay of {show(net)} a month is more than the gross income of "
                                    f"{show(gross)}: is an income missing, or net a year's?")]  # fmt: skip
    if net * 100 < gross * least:
        return [Hint("net_monthly", f"Take-home pay of {show(net)} a month is less than {least} % of the gross income "
                                    f"of {show(gross)}: is it one paycheck of several?")]  # fmt: skip
    return []


def _housing(sheet: Sheet, net: int, most: int) -> list[Hint]:
    found = []
    for row, one in enumerate(sheet.obligations):
        words = re.findall(r"\w+", one.kind.casefold())
        if any(word in words for word in _HOUSING_WORDS):
            monthly = monthly_obligations((one,))
            if net and monthly * 100 > Fraction(net) * most:
                found.append(
                    Hint("obligations", f"{one.kind.capitalize()} of {show(int(monthly))} a month is more than {most} "
                                        f"% of the {show(net)} that come in: is it shared with somebody?", row)
                )  # fmt: skip
    return found
