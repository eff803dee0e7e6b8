"""Says when the sheet in front is about another account than the bar above shows."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout

from paydesk.operations.preparing_calls import Sheet
from paydesk.ui.ground import Ground
from paydesk.ui.labels import Why


class CallSubject(Ground):
    """A line over the sheet, there only while the two differ."""

    def __init__(self) -> None:
        super().__init__("surface", edges=("bottom",))
        self._why = Why(icon="warning", role="warn")
        row = QHBoxLayout(self)
        row.setContentsMargins(24, 8, 24, 8)
        row.addWidget(self._why)
        self.hide()

    def follow(self, sheet: Sheet | None, account: int | None) -> None:
        """``account`` is the one that the bar shows, None for no bar."""
        differs = sheet is not None and account is not None and sheet.account_id != account
        if differs and sheet is not None:
            whose = f"{sheet.facts.first_name} {sheet.facts.last_name}".strip()
            self._why.say(f"This sheet is about {whose}. The bar above shows another account; Enter opens that of the "
                          "sheet.")  # fmt: skip
        else:
            self._why.say("")
        self.setVisible(differs)

    def sentence(self) -> str:
        return self._why.sentence()
