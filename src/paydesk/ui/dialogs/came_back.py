"""The line under a dialog's lead that says what was typed before is back."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QHBoxLayout, QWidget

from paydesk.ui.buttons import Button, Kind
from paydesk.ui.drafts import START_EMPTY_KEY
from paydesk.ui.labels import Label
from paydesk.ui.typeface import Size


class CameBack(QWidget):
    """That what was typed before is there again, and the one key to start empty; hidden until it is."""

    def __init__(self, start_empty: Callable[[], None]) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 4, 0, 0)
        row.setSpacing(12)
        row.addWidget(Label("What you typed before is back.", role="text2", size=Size.LABEL))
        link = Button("Start empty", kind=Kind.LINK, key=START_EMPTY_KEY, name="start_empty")
        link.clicked.connect(start_empty)
        row.addWidget(link)
        row.addStretch(1)
        self.hide()
