"""The left of Insurance calls: whose calls, which kind, the list itself, and what it says while it is empty."""

from __future__ import annotations

from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from paydesk.rules.call_worklist import CallKind
from paydesk.ui.call_worklist_rows import CallList
from paydesk.ui.calls_scope import CallsScope
from paydesk.ui.labels import Empty
from paydesk.ui.list_row import ListRow
from paydesk.ui.panes import Pane, PaneHeader
from paydesk.ui.worklist_paint import WorklistPainter


class Under(QWidget):
    """What stands over something, and that."""

    def __init__(self, above: QWidget, body: QWidget) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(above)
        column.addWidget(body, 1)


class CallsSide(Pane):
    """``body`` shows the list, or one of two sentences: for nothing at all, and for nothing of one kind."""

    def __init__(self) -> None:
        self.scope = CallsScope()
        header = PaneHeader("Insurance calls", role="side")
        header.add(self.scope.whose)
        # Beside “This account” there is no room for two words.
        self.scope.put_on.connect(lambda everyone: header.set_title("Insurance calls" if everyone else "Calls"))
        self.list = CallList(name="calls_worklist", label="Insurance calls: who needs it", look=WorklistPainter())
        self.body = QStackedWidget()
        self.body.addWidget(self.list)
        self.body.addWidget(Empty(
            "Nobody is to be called", "Claims without an answer, denials, time limits and coverage of coming visits "
            "will stand here.", icon="phone",
        ))  # fmt: skip
        self.body.addWidget(Empty(
            "Nothing of this kind waits", "Alt+L lists another kind, or all that waits.", icon="phone",
        ))  # fmt: skip
        super().__init__("side", header, Under(self.scope, self.body))

    def show_rows(self, rows: tuple[ListRow, ...]) -> None:
        """Other rows; what was chosen stays so while it is there."""
        self.list.show_rows(rows)
        self.body.setCurrentIndex(0 if rows else 1 if self.scope.kind is CallKind.ALL else 2)
