"""Statement numbers that are nowhere: each must belong to a run that the trail says was begun, and was cut short."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from sqlalchemy import text
from sqlalchemy.orm import Session

from paydesk.data.document_store import FIRST_STATEMENT

_BETWEEN = text(
    "SELECT first, last FROM (SELECT number + 1 AS first, lead(number) OVER (ORDER BY number) - 1 AS last "
    "FROM statement) gaps WHERE last >= first ORDER BY first"
)
_ENDS = text(
    "SELECT count(*), min(number), max(number), (SELECT value FROM counter WHERE name = 'statement') FROM statement"
)
_BEGUN = text("SELECT details FROM audit WHERE act = 'statements.print' AND details LIKE '%\"first\":%'")


@dataclass(frozen=True)
class Missing:
    """Ranges of numbers before the last statement, and after it up to the counter; how many statements there are."""

    looked_at: int
    between: tuple[range, ...]
    after: tuple[range, ...]


def missing(session: Session) -> Missing:
    """All that are missing without a run to explain them. A counter behind the last statement is missing it."""
    count, first, last, counter = session.execute(_ENDS).one()
    count = int(count)
    last = int(last) if last is not None else FIRST_STATEMENT - 1
    counter = int(counter) if counter is not None else last
    gaps = [range(int(begin), int(end) + 1) for begin, end in session.execute(_BETWEEN)]
    if count and int(first) > FIRST_STATEMENT:
        gaps.insert(0, range(FIRST_STATEMENT, int(first)))
    tail = [range(last + 1, counter + 1)] if counter > last else []
    behind = (range(counter + 1, last + 1),) if counter < last else ()
    if not gaps and not tail:
        return Missing(count, (), behind)
    runs = _begun(session)
    return Missing(count, tuple(_unexplained(gaps, runs)), (*behind, *_unexplained(tail, runs)))


def _begun(session: Session) -> tuple[range, ...]:
    told = (json.loads(details) for (details,) in session.execute(_BEGUN))
    return tuple(range(facts["first"], facts["last"] + 1) for facts in told if "first" in facts and "last" in facts)


def _unexplained(gaps: Iterable[range], runs: tuple[range, ...]) -> Iterator[range]:
    """What is left of the gaps without the runs."""
    ordered = sorted(runs, key=lambda run: run.start)
    for gap in gaps:
        at = gap.start
        for run in ordered:
            if run.stop > at and run.start < gap.stop:
                if run.start > at:
                    yield range(at, run.start)
                at = run.stop
        if at < gap.stop:
            yield range(at, gap.stop)
