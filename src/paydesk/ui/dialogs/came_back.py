"""The line under a dialog's lead that says what was typed before is back."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QHBoxLayout, QWidget

from paydesk.ui.buttons import Button, Kind
from paydesk.ui.drafts import START_EMPTY_KEY
from paydesk.ui.labels import Label
from paydesk.ui.typeface import Size

_BACK = "What you typed before is back."
_CHANGED = "The record was changed since; the rest shows it as it is now."


class CameBack(QWidget):
    """That what was typed before is there again, and the one key to start empty; hidden until it is."""

    def __init__(self, start_empty: Callable[[], None]) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 4, 0, 0)
        row.setSpacing(12)
        self._words = Label(_BACK, role="text2", size=Size.LABEL, wraps=True)
        row.addWidget(self._words, 1)
        link = Button("Start empty", kind=Kind.LINK, key=START_EMPTY_KEY, name="start_empty")
        link.clicked.connect(start_empty)
        row.addWidget(link)
        self.hide()

    def tell(self, *, changed: bool) -> None:
        """Show it. ``changed``: the record is not as it was when that was typed."""
        self._words.setText(f"{_BACK} {_CHANGED}" if changed else _BACK)
        self.show()
