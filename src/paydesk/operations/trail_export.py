"""The audit trail leaves the program: a search as a table for a spreadsheet, or on paper; both are told in it."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from paydesk.data.database import Session
from paydesk.operations import auditing, keeping
from paydesk.operations.auditing import SearchTrail, TrailRow
from paydesk.operations.desk import Desk, about
from paydesk.rules.correspondence import Language, clock_time
from paydesk.rules.errors import PaydeskError
from paydesk.rules.export_cells import neutral_cell
from paydesk.rules.keyboard import show_date

MOST_ON_PAPER = 2000
"""So many rows are some hundred pages."""

_AT_ONCE = 1000
_HEADS = (
    "When", "User", "Name", "Workstation", "Kind", "What", "Account", "Of whom", "In detail", "Row",
)  # fmt: skip
Progress = Callable[[int, int], None]


def save_trail(desk: Desk, wanted: SearchTrail, path: Path, *, progress: Progress | None = None) -> int:
    """Write every row that fits to ``path`` as CSV (UTF-8, text stays text); how many there were.

    The file is there whole or not at all. Raises PaydeskError when it cannot be written there.
    """
    auditing.check(wanted)
    half, count = path.with_name(path.name + ".part"), 0
    try:
        with half.open("w", encoding="utf-8-sig", newline="") as file, desk.looking("audit.see") as session:
            table = csv.writer(file, quoting=csv.QUOTE_ALL)
            table.writerow(_HEADS)
            for page in _pages(session, wanted):
                table.writerows(_cells(row) for row in page)
                count += len(page)
                if progress:
                    progress(count, 0)
        with desk.doing("audit.see", "Saved a part of the audit trail") as session:
            about(session, account=wanted.account_id, act="audit.export", rows=count, file=path.name)
            about(session, **auditing.asked(wanted))
        half.replace(path)
    except OSError as error:
        raise PaydeskError("The table cannot be written there. Choose another folder.") from error
    finally:
        half.unlink(missing_ok=True)
    return count


def _pages(session: Session, wanted: SearchTrail) -> Iterator[tuple[TrailRow, ...]]:
    before = None
    while page := auditing.rows(session, wanted, before=before, limit=_AT_ONCE):
        yield page
        before = page[-1].id


def _cells(row: TrailRow) -> tuple[str, ...]:
    told = (
        f"{row.at:%Y-%m-%d %H:%M:%S}", row.user, row.who, row.workstation, row.kind.value, row.what,
        "" if row.account is None else str(row.account), row.whom, row.told, str(row.id),
    )  # fmt: skip
    return tuple(neutral_cell(cell) for cell in told)


@dataclass(frozen=True)
class TrailPrinted:
    """The finished paper, how many rows are on it, and sentences on what could not be printed as it is kept."""

    pdf: bytes
    rows: int
    findings: tuple[str, ...]


def print_trail(desk: Desk, wanted: SearchTrail) -> TrailPrinted:
    """The rows that fit on paper. Raises PaydeskError when they are more than ``MOST_ON_PAPER``."""
    from paydesk.documents.trail_paper import TrailView, draw_trail

    auditing.check(wanted)
    with desk.doing("audit.see", "Printed a part of the audit trail") as session:
        found = auditing.rows(session, wanted, limit=MOST_ON_PAPER + 1)
        if len(found) > MOST_ON_PAPER:
            raise PaydeskError(
                f"More than {MOST_ON_PAPER:,} rows fit: too many for paper. Choose fewer days, or save them as a table."
            )
        now = keeping.local_time(session, desk.clock.now())
        drawn = draw_trail(
            TrailView(
                clinic=keeping.letterhead(session).name, day=desk.clock.today(), asked=_asked(session, wanted, found),
                printed=f"{len(found):,} rows, printed {clock_time(now, Language.ENGLISH)}, by {desk.actor.name}",
                rows=tuple(_line(row) for row in found),
            )
        )  # fmt: skip
        about(session, account=wanted.account_id, act="audit.print", rows=len(found), **auditing.asked(wanted))
    return TrailPrinted(drawn.pdf, len(found), tuple(finding.sentence for finding in drawn.findings))


def _asked(session: Session, wanted: SearchTrail, found: tuple[TrailRow, ...]) -> str:
    number = next((row.account for row in found if row.account_id == wanted.account_id), None)
    parts = (
        f"Account {number}" if wanted.account_id is not None and number else "",
        f"User {wanted.user}" if wanted.user else "",
        wanted.kind.value if wanted.kind else "",
        f"from {show_date(wanted.first)}" if wanted.first else "",
        f"to {show_date(wanted.last)}" if wanted.last else "",
    )
    return ", ".join(part for part in parts if part) or "Everything"


def _line(row: TrailRow) -> tuple[str, str, str, str, str]:
    return (
        shown(row.at), f"{row.who}, {row.workstation}", row.what,
        f"{row.whom} ({row.account})" if row.account else row.whom, row.told,
    )  # fmt: skip


def shown(moment: datetime) -> str:
    """``11/23/26 10:42 AM``."""
    hour, half = moment.hour % 12 or 12, ("AM", "PM")[moment.hour // 12]
    return f"{moment.month:02d}/{moment.day:02d}/{moment.year % 100:02d} {hour}:{moment.minute:02d} {half}"
