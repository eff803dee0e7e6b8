"""One row of the benchmark's table: what, its budget, what was measured, and whether it holds."""

from __future__ import annotations

import math
import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from time import perf_counter


@dataclass(frozen=True)
class Row:
    """``ratio`` is what was measured over its budget; None where there is nothing to hold to."""

    what: str
    budget: str
    measured: str
    ratio: float | None = None

    @property
    def verdict(self) -> str:
        """In words."""
        return "" if self.ratio is None else "holds" if self.ratio <= 1 else "OVER BUDGET"


def in_milliseconds(work: Callable[[], object]) -> float:
    """How long one call takes."""
    began = perf_counter()
    work()
    return (perf_counter() - began) * 1000


def loop() -> float:
    """Milliseconds of two million steps of a bare loop, the least of five."""

    def steps() -> None:
        for _ in range(2_000_000):
            pass

    return min(in_milliseconds(steps) for _ in range(5))


def share(samples: Sequence[float], part: float) -> float:
    """The sample below or at which ``part`` of all lie (nearest rank)."""
    ordered = sorted(samples)
    return ordered[max(0, math.ceil(part * len(ordered)) - 1)]


def timed(what: str, budget: float, samples: Sequence[float], *, part: float = 0.5, more: str = "") -> Row:
    """A row of milliseconds; ``part`` of the samples is to be within ``budget``: the median, or 0.95."""
    middle, late = statistics.median(samples), share(samples, 0.95)
    name = "median" if part == 0.5 else f"p{part * 100:.0f}"
    held = middle if part == 0.5 else share(samples, part)
    measured = f"{middle:,.1f} / {late:,.1f} ms"
    return Row(what, f"≤ {budget:,.4g} ms {name}{more}", measured, held / budget)


def print_rows(rows: Sequence[Row]) -> None:
    """The table; what is over its budget says so."""
    wide = max(len(row.what) for row in rows), max(len(row.budget) for row in rows)
    print(f"{'':{wide[0]}}  {'budget':{wide[1]}}  {'median / p95':>20}  {'of budget':>9}")
    for row in rows:
        ratio = "" if row.ratio is None else f"{row.ratio:.2f}"
        print(f"{row.what:{wide[0]}}  {row.budget:{wide[1]}}  {row.measured:>20}  {ratio:>9}  {row.verdict}".rstrip())
