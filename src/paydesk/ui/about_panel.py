"""The side panel of Patients: what one should know of this account before speaking."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from paydesk.ui.buttons import Button, Kind
from paydesk.ui.focus_order import focus_stops
from paydesk.ui.ground import Ground
from paydesk.ui.labels import Label, SectionHeader, Why
from paydesk.ui.panes import Footer, SidePanel
from paydesk.ui.typeface import Size


@dataclass(frozen=True)
class AboutLine:
    """One fact: ``words`` dark with ``aside`` at the right, ``second`` under them, ``why`` with its icon below.

    ``visit`` is the id of the visit that its link opens.
    """

    words: str
    aside: str = ""
    second: str = ""
    why: str = ""
    icon: str = "info"
    tone: str = "text"
    visit: int | None = None


@dataclass(frozen=True)
class AboutSection:
    """A group of facts; ``empty`` says what would be here, ``command`` is the link that adds or changes it."""

    title: str
    lines: tuple[AboutLine, ...]
    empty: str
    command: str
    link: str


class AboutPanel(SidePanel):
    """Sections separated by hairlines; each has the link to the command that changes it.

    ``opened`` carries the id of a visit whose link was pressed.
    """

    opened = Signal(int)

    def __init__(self, run: Callable[[str], None], *, note: Button, contact: Button) -> None:
        self._body = Ground("side")
        super().__init__(
            "About this account", self._body, key="F9", footer=Footer(note, contact, role="side", start=True)
        )
        self._run, self._held = run, ""
        self._column = QVBoxLayout(self._body)
        self._column.setContentsMargins(20, 12, 20, 20)
        self._column.setSpacing(0)

    def show_sections(self, sections: tuple[AboutSection, ...]) -> None:
        """Replace everything that is shown; Tab leads through its links, and one that had the focus keeps it."""
        focused = self.focusWidget()
        if focused and self._body.isAncestorOf(focused) and focused.hasFocus():
            self._held = focused.objectName()
        while (item := self._column.takeAt(0)) is not None:
            if widget := item.widget():
                widget.hide()
                widget.deleteLater()
        for place, section in enumerate(sections):
            if place:
                self._column.addWidget(_hairline())
            self._column.addWidget(_Section(section, self._run, self.opened.emit, first=place == 0))
        self._column.addStretch(1)
        for one, following in pairwise(focus_stops(self)):
            QWidget.setTabOrder(one, following)
        if self._held:
            # A link can take the focus once it is shown.
            QTimer.singleShot(0, self, self._give_back)

    def _give_back(self) -> None:
        held, self._held = self._held, ""
        links = [one for one in self._body.findChildren(Button, held) if one.isVisible()] if held else []
        if links:
            links[0].setFocus()


class _Section(QWidget):
    def __init__(
        self, section: AboutSection, run: Callable[[str], None], open_visit: Callable[[int], None], *, first: bool
    ) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0 if first else 12, 0, 12)
        column.setSpacing(4)
        head = QHBoxLayout()
        head.addWidget(SectionHeader(section.title), 1)
        if section.link:
            link = Button(section.link, kind=Kind.LINK, name=f"about_{section.command.replace('.', '_')}")
            link.setAccessibleName(f"{section.link}: {section.title}")
            link.clicked.connect(lambda: run(section.command))
            head.addWidget(link, 0, Qt.AlignmentFlag.AlignTop)
        column.addLayout(head)
        for line in section.lines:
            column.addWidget(_Line(line, open_visit))
        if not section.lines:
            column.addWidget(Label(section.empty, role="text3", size=Size.LABEL, wraps=True))


class _Line(QWidget):
    def __init__(self, line: AboutLine, open_visit: Callable[[int], None]) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 4)
        column.setSpacing(1)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(Label(line.words, role=line.tone, strong=line.tone != "text", wraps=True), 1)
        if line.aside:
            row.addWidget(Label(line.aside, role="text2", size=Size.LABEL), 0, Qt.AlignmentFlag.AlignTop)
        if (visit := line.visit) is not None:
            link = Button("Open", kind=Kind.LINK, name=f"open_visit_{visit}")
            link.setAccessibleName(f"Open: {line.words}")
            link.clicked.connect(lambda: open_visit(visit))
            row.addWidget(link, 0, Qt.AlignmentFlag.AlignTop)
        column.addLayout(row)
        if line.second:
            column.addWidget(Label(line.second, role="text2", size=Size.LABEL, wraps=True))
        if line.why:
            column.addWidget(Why(line.why, icon=line.icon))


def _hairline() -> Ground:
    line = Ground("line")
    line.setFixedHeight(1)
    return line
