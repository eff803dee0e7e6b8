"""The report on payment plans leaves the program: its figures as a table for a spreadsheet, and no patient's name."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

from paydesk.operations import reporting_plans
from paydesk.operations.desk import Desk, about
from paydesk.operations.reporting_plans import PlanFigures
from paydesk.rules.errors import PaydeskError
from paydesk.rules.export_cells import neutral_cell
from paydesk.rules.money import plain

_HEADS = (
    "What", "Month", "Who", "State", "Number", "Kept", "Waiting", "Amount", "In time", "Past due",
)  # fmt: skip
_Row = tuple[object, ...]


def save_plans(desk: Desk, path: Path) -> int:
    """Write the report as it stands now to ``path`` as CSV (UTF-8, amounts in dollars); how many rows.

    The file is there whole or not at all. Raises PaydeskError when it cannot be written there.
    """
    report = reporting_plans.plans_report(desk, seen=False)
    rows = [tuple(neutral_cell(str(cell)) for cell in row) for row in _rows(report)]
    half = path.with_name(path.name + ".part")
    try:
        with half.open("w", encoding="utf-8-sig", newline="") as file:
            table = csv.writer(file, quoting=csv.QUOTE_ALL)
            table.writerow(_HEADS)
            table.writerows(rows)
        with desk.doing("reports.see", "Saved the report on payment plans") as session:
            about(session, act="plans.export", rows=len(rows), file=path.name)
        half.replace(path)
    except OSError as error:
        raise PaydeskError("The table cannot be written there. Choose another folder.") from error
    finally:
        half.unlink(missing_ok=True)
    return len(rows)


def _rows(report: PlanFigures) -> Iterator[_Row]:
    for one in report.expected.months:
        yield "Expected", f"{one.month:%Y-%m}", "", "", "", "", "", plain(one.due), "", plain(one.past_due)
    yield "Expected later", "", "", "", "", "", "", plain(report.expected.later), "", ""
    for (month, who), how in report.kept.items():
        yield ("Installments", f"{month:%Y-%m}", who, "", how.fell, how.kept, how.waiting, plain(how.asked),
               plain(how.met), "")  # fmt: skip
    for rate in reversed(report.promises):
        yield ("Promises", f"{rate.month:%Y-%m}", rate.taken_by, "", rate.judged, rate.kept, rate.waiting,
               plain(rate.promised), plain(rate.received), "")  # fmt: skip
    for mine in report.states:
        past_due = sum(one.past_due for one in mine.plans)
        yield ("Plans", "", "", mine.state.words, len(mine.plans), "", "", plain(mine.left), "",
               plain(past_due))  # fmt: skip
