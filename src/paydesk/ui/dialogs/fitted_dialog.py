"""A dialog as tall as what it holds and never beyond the window: a title above, the buttons pinned below."""

from __future__ import annotations

from itertools import pairwise

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget
from shiboken6 import isValid

from paydesk.ui.buttons import Button
from paydesk.ui.dialog_room import keep_on_screen, room_for
from paydesk.ui.focus_order import focus_stops
from paydesk.ui.ground import Ground
from paydesk.ui.labels import Label, Why
from paydesk.ui.scrolling import JobScroll
from paydesk.ui.typeface import Size

_MARGIN = 24


class FittedDialog(QDialog):
    """``notice`` stands under the title, ``holds`` first in the body, which scrolls when the window is low.

    Subclasses say ``submit``, which the primary button presses; ``problem``, over the buttons, tells what it ran into.
    """

    def __init__(
        self, parent: QWidget | None, *, name: str, title: str, lead: str, width: int, primary: Button,
        notice: QWidget, holds: QWidget | None,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self.setObjectName(name)
        self.setWindowTitle("paydesk")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.primary, self._wide = primary, width
        self._title = Label(title, size=Size.TITLE, strong=True, wraps=True)
        self._lead = Label(role="text2", wraps=True)
        self.problem = Why(icon="warning", role="bad")
        self._lay_out(lead, notice, holds)

    def submit(self) -> None:
        """Do what the primary button says."""
        raise NotImplementedError

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.fit()

    def say_lead(self, words: str) -> None:
        """The quiet sentence under the title."""
        self._lead.setText(words)
        self._lead.setVisible(bool(words))

    def lead(self) -> str:
        """The quiet sentence under the title."""
        return self._lead.text()

    def add(self, widget: QWidget, stretch: int = 0) -> None:
        """Put something under what the body holds already."""
        self.body.insertWidget(self.body.count() - 1, widget, stretch)

    def pin(self, widget: QWidget) -> None:
        """Put something over the buttons, where it is always in sight."""
        column = self._foot.layout()
        assert isinstance(column, QVBoxLayout)
        column.insertWidget(0, widget)

    def offer(self, button: Button) -> None:
        """A further thing to do, at the left of the buttons that every dialog has."""
        button.make_tall()
        self._buttons_row.insertWidget(0, button)

    def say_only(self) -> None:
        """There is nothing to do here: the one button left says so and leaves; Esc does, too."""
        self.primary.say("Close")
        self._leave.hide()

    def needed_width(self) -> int:
        """The least width at which nothing of the body is cut."""
        return self._inside.minimumSizeHint().width() + self._scroll.verticalScrollBar().sizeHint().width()

    def fit_soon(self) -> None:
        """Fit, and let Tab follow the eye again, once what was just added is laid out."""
        QTimer.singleShot(0, self, self._arrange)

    def _arrange(self) -> None:
        self.fit()
        for one, following in pairwise(focus_stops(self)):
            QWidget.setTabOrder(one, following)

    def fit(self) -> None:
        """As tall as its content asks for, never beyond the window."""
        wide = room_for(self, wide=self._wide, tall=0).width()
        for widget in (self._head, self._inside, self._foot):
            if layout := widget.layout():
                layout.activate()
        tall = sum(_height(widget, wide) for widget in (self._head, self._inside, self._foot)) + 2
        self.resize(room_for(self, wide=wide, tall=tall))
        keep_on_screen(self)

    def show_widget(self, widget: QWidget) -> None:
        """Scroll something of the body into sight once everything is laid out."""
        QTimer.singleShot(0, self, lambda: self._bring(widget))

    def _bring(self, widget: QWidget) -> None:
        if isValid(widget):
            self._arrange()
            self._scroll.lay_out()
            self._scroll.bring(widget)

    def _lay_out(self, lead: str, notice: QWidget, holds: QWidget | None) -> None:
        head, inside = Ground(), Ground()
        top = QVBoxLayout(head)
        top.setContentsMargins(_MARGIN, 20, _MARGIN, 12)
        top.setSpacing(2)
        top.addWidget(self._title)
        self.say_lead(lead)
        top.addWidget(self._lead)
        top.addWidget(notice)
        self.body = QVBoxLayout(inside)
        self.body.setContentsMargins(_MARGIN, 4, _MARGIN, 12)
        self.body.setSpacing(8)
        if holds:
            self.body.addWidget(holds)
        self.body.addStretch(1)
        self._inside, self._head = inside, head
        self._scroll = JobScroll(inside)
        self._foot = self._footer()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(head)
        column.addWidget(self._scroll, 1)
        column.addWidget(self._foot)

    def _footer(self) -> QWidget:
        foot = Ground(edges=("top",))
        column = QVBoxLayout(foot)
        column.setContentsMargins(_MARGIN, 8, _MARGIN, 12)
        column.setSpacing(4)
        column.addWidget(self.problem)
        self._buttons_row = row = QHBoxLayout()
        row.setSpacing(8)
        row.addStretch(1)
        self._leave = leave = Button("Cancel", key="Escape", shown_only=True, name="cancel")
        leave.clicked.connect(self.reject)
        self.primary.clicked.connect(self.submit)
        self.primary.setDefault(False)
        for button in (leave, self.primary):
            button.make_tall()
            row.addWidget(button)
        column.addLayout(row)
        return foot


def _height(widget: QWidget, wide: int) -> int:
    return max(widget.sizeHint().height(), widget.heightForWidth(wide) if widget.hasHeightForWidth() else 0)
