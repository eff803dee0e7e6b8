"""How many calls wait for the clinic, counted beside the list while that shows a part of them or nobody looks at it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject

from paydesk.operations import claim_work
from paydesk.ui.desk_context import DeskContext


class CallsCount(QObject):
    """``tell`` gets the number, None for nothing that waits."""

    def __init__(self, context: DeskContext, parent: QObject, tell: Callable[[int | None], None]) -> None:
        super().__init__(parent)
        self._context, self._tell = context, tell

    def ask(self) -> None:
        """Count anew, a moment later: it takes nothing from what is being painted."""
        desk = self._context.desk
        self._context.jobs.look(
            lambda: claim_work.calls_waiting(desk), title="Counting the calls", owner=self, latest="calls.count",
            then=lambda count: self._tell(count or None), waits=True,
        )  # fmt: skip
