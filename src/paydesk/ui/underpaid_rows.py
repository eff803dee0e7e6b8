"""Rows of what insurers price too low: what is open, asked for or settled, by insurer and code, and their columns."""

from __future__ import annotations

from dataclasses import dataclass

from paydesk.operations.underpayments import ShortLine, Underpaid
from paydesk.rules import money
from paydesk.rules.underpayment import Missing, Pattern, patterns
from paydesk.ui.paged_model import Column, Holds

STANDS, EXPECTED, ALLOWED = 3, 4, 5
"""Where these columns of the lines are."""


@dataclass(frozen=True)
class Half:
    """What is open, asked for or settled: its patterns, its lines by insurer and code, and what is missing in all."""

    patterns: tuple[Pattern, ...]
    lines: dict[tuple[int, str], tuple[ShortLine, ...]]
    missing: int


def halves(found: Underpaid) -> tuple[Underpaid, dict[str, Half]]:
    """The same with its halves: there may be ten thousand lines, which are gone through off the window's thread."""
    half = _half(found.patterns, found.lines)
    others = {"asked": found.asked, "settled": found.settled}
    return found, {"open": half, **{name: _half(_patterns_of(some), some) for name, some in others.items()}}


def _half(rows: tuple[Pattern, ...], lines: tuple[ShortLine, ...]) -> Half:
    grouped: dict[tuple[int, str], list[ShortLine]] = {}
    for one in lines:
        grouped.setdefault((one.payer_id, one.code), []).append(one)
    return Half(rows, {code: tuple(some) for code, some in grouped.items()}, sum(one.missing for one in lines))


def _patterns_of(lines: tuple[ShortLine, ...]) -> tuple[Pattern, ...]:
    return patterns((Missing(one.payer_id, one.payer, one.code, one.missing) for one in lines), {})


def pattern_columns() -> tuple[Column[Pattern], ...]:
    return (
        Column[Pattern]("payer", "Insurer", lambda row: row.payer),
        Column[Pattern]("code", "Code", lambda row: row.code, width=90),
        Column[Pattern]("short", "Short in", lambda row: f"{row.short:,} of {row.of:,}", Holds.COUNT, 110),
        Column[Pattern]("missing", "Missing", lambda row: money.show(row.missing), Holds.MONEY, 110, strong=True),
    )


def line_columns() -> tuple[Column[ShortLine], ...]:
    return (
        Column[ShortLine]("day", "Service", lambda row: f"{row.day:%m/%d/%y}", Holds.DATE, 76),
        Column[ShortLine]("patient", "Patient", lambda row: row.patient),
        Column[ShortLine]("why", "Expected price", lambda row: row.why, tone=lambda row: "text2"),
        Column[ShortLine]("stands", "How it stands", lambda row: row.told, tone=lambda row: "text2"),
        Column[ShortLine]("expected", "Expected", lambda row: money.show(row.expected), Holds.MONEY, 96),
        Column[ShortLine]("allowed", "Allowed", lambda row: money.show(row.allowed), Holds.MONEY, 96),
        Column[ShortLine]("missing", "Missing", lambda row: money.show(row.missing), Holds.MONEY, 96, strong=True),
    )
