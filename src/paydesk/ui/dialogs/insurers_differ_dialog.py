"""What insurers have otherwise: every line of their files that nobody took over or left, patient by patient."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import groupby
from typing import TYPE_CHECKING

from paydesk.rules.keyboard import show_date
from paydesk.ui.desk_context import DeskContext
from paydesk.ui.dialogs.deciding_dialog import DecidedLine, DecidingDialog
from paydesk.ui.labels import Empty
from paydesk.ui.list_row import ListRow

if TYPE_CHECKING:
    from paydesk.operations.settling_differences import WaitingDifference, WaitingDifferences


class InsurersDifferDialog(DecidingDialog):
    """The cursor begins at the account in front, where it has such a line."""

    @staticmethod
    def load(context: DeskContext) -> Callable[[], WaitingDifferences]:
        """Reads the lines before the dialog opens."""
        from paydesk.operations import settling_differences

        return lambda: settling_differences.waiting_differences(context.desk)

    def __init__(self, context: DeskContext, found: WaitingDifferences) -> None:
        self._found, self._waiting = found, found.lines
        waiting = found.lines
        lines = (DecidedLine(one.id, one.version, one.account_id, one.difference, _aside(one)) for one in waiting)
        super().__init__(
            context, name="insurers_differ_dialog", title="What insurers have otherwise",
            lines=lines, empty=Empty("Nothing waits to be decided", "What an insurer's file has otherwise than the "
                                     "record stands here until somebody takes it over or leaves it.", icon="shield"),
        )  # fmt: skip
        mine = next((one.id for one in waiting if one.account_id == context.current_account), None)
        if mine is not None:
            self.list.select(mine)

    def lead(self) -> str:
        return _lead(self._found, left=self.left())

    def line_rows(self) -> Iterator[ListRow]:
        for _, group in groupby(self._waiting, key=lambda one: one.coverage_id):
            lines = tuple(group)
            first = lines[0]
            whose = f"{first.patient}, {first.payer} {first.member_number}".rstrip()
            yield ListRow(("head", first.coverage_id), whose, money=f"account {first.account_number}", head=True)
            yield from (self.line_row(one.id) for one in lines)


def _aside(one: WaitingDifference) -> str:
    told = f"in {one.file}, read on {show_date(one.read_at.date())}"
    return f"{told}; left before: {one.left_before}" if one.left_before else told


def _lead(found: WaitingDifferences, *, left: int) -> str:
    waiting = found.lines
    if not waiting:
        return ""
    people = len({one.patient_id for one in waiting})
    whose = "1 patient" if people == 1 else f"{people:,} patients"
    if found.of is not None:
        return (
            f"The newest {len(waiting):,} of {found.of:,} lines, of {whose}; the others follow as these are decided. "
            "The records change only where you take a line over."
        )
    if not left:
        return f"All of it is decided: {len(waiting):,} {'line' if len(waiting) == 1 else 'lines'}, of {whose}."
    lines = "1 line waits" if left == 1 else f"{left:,} lines wait"
    return f"{lines}, of {whose}. The records change only where you take a line over; leaving one asks why."
