"""What a household can afford, and the plans that follow from it."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget

from paydesk.ui.desk_context import DeskContext
from paydesk.ui.labels import Empty


class SheetJob(QStackedWidget):
    """``made`` carries the plan that was made of it."""

    made = Signal(object)

    def __init__(self, context: DeskContext) -> None:
        super().__init__()
        self.account_id: int | None = None
        self.replaces: int | None = None
        self.addWidget(Empty("No plan yet", "What the family can pay is asked here.", icon="scales"))

    def show_account(self, account_id: int | None, replaces: int | None = None) -> None:
        """Bring an account's sheet to the front; ``replaces``: the plan whose place the new one takes."""
        self.account_id, self.replaces = account_id, replaces

    def focus_start(self) -> None:
        self.setFocus()
