"""What is there already, over the form that adds to it: one line each, with links to change or end it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from paydesk.ui.buttons import Button, Kind
from paydesk.ui.labels import Elided, Label, SectionHeader
from paydesk.ui.typeface import Size


@dataclass(frozen=True)
class KeptRow:
    """``name`` is part of the links' object names; ``deeds`` are (words, what to run), the first by ``key``, too.
    ``whole``: its words are never cut.
    """

    name: str
    words: str
    second: str = ""
    tone: str = "text"
    key: str = ""
    whole: bool = False
    deeds: tuple[tuple[str, Callable[[], object]], ...] = ()


class KeptList(QWidget):
    """Says what would be here while there is nothing."""

    def __init__(self, title: str, rows: tuple[KeptRow, ...], *, empty: str) -> None:
        super().__init__()
        self._empty = empty
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 8)
        self._column.setSpacing(2)
        self._column.addWidget(SectionHeader(title))
        self._rows: list[QWidget] = []
        self.show_rows(rows)

    def show_rows(self, rows: tuple[KeptRow, ...]) -> None:
        """Replace what is shown."""
        for widget in self._rows:
            widget.hide()
            widget.deleteLater()
        nothing = Label(self._empty, role="text3", size=Size.LABEL, wraps=True)
        self._rows = [_Row(row) for row in rows] or [nothing]
        for widget in self._rows:
            self._column.addWidget(widget)
            # Qt would show it in a later turn, and until then nothing in it takes the focus.
            widget.setVisible(True)


class _Row(QWidget):
    def __init__(self, row: KeptRow) -> None:
        super().__init__()
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 2, 0, 2)
        line.setSpacing(8)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(Label(row.words, role=row.tone, wraps=True) if row.whole else Elided(row.words, role=row.tone))
        if row.second:
            words.addWidget(Elided(row.second, role="text2", size=Size.LABEL))
        line.addLayout(words, 1)
        for place, (say, run) in enumerate(row.deeds):
            key = "" if place else row.key
            link = Button(say, kind=Kind.LINK, key=key, name=f"{say.split()[0].lower()}_{row.name}")
            link.setAccessibleName(f"{say}: {row.words}")
            link.clicked.connect(lambda checked=False, run=run: run())
            line.addWidget(link, 0, Qt.AlignmentFlag.AlignVCenter)
