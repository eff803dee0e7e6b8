"""What a payment comes to: the sums, where all of it is, and what a careful colleague would ask about it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from paydesk.ui import brush, theme, typeface
from paydesk.ui.allocation_row import AllocationRow
from paydesk.ui.labels import Why
from paydesk.ui.typeface import Size

_WARNINGS, _LINE = 4, 22


class PaymentSums(QWidget):
    """The row of the sums with the verdict and the warnings under it; they stay together wherever they stand.

    ``told`` when the verdict changed.
    """

    told = Signal()

    def __init__(self, total: AllocationRow) -> None:
        super().__init__()
        self._look = "check_circle", "ok"
        self._verdict = Why(icon="check_circle", role="ok")
        self._warnings = tuple(Why(icon="warning", role="warn") for _ in range(_WARNINGS))
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(4)
        self._column.addWidget(total)
        self._air = QWidget()
        self._column.addWidget(self._air)
        self._column.addWidget(self._verdict)
        for warning in self._warnings:
            warning.hide()
            self._column.addWidget(warning)
        self.set_short(False)

    def set_short(self, short: bool) -> None:
        """Less air, where height is short."""
        self._air.setFixedHeight(2)
        self._air.setVisible(not short)
        self._column.setSpacing(2 if short else 4)

    def say(self, sentence: str, *, icon: str, role: str) -> None:
        """Where all of the payment is, or why it cannot be."""
        self._look = icon, role
        self._verdict.say(sentence, icon=icon, role=role)
        self.told.emit()

    def give_verdict(self, place: Why | None) -> None:
        """Another place tells the verdict, or with None they do."""
        self._verdict.setVisible(place is None)
        if place:
            icon, role = self._look
            place.say(self.verdict(), icon=icon, role=role, strong=False)

    def verdict(self) -> str:
        return self._verdict.sentence()

    def warn(self, sentences: Sequence[str]) -> None:
        """What to look at before it is taken; the first few are told, one a line."""
        for place, warning in enumerate(self._warnings):
            warning.say(sentences[place] if place < len(sentences) else "")
            warning.setVisible(place < len(sentences))

    def warnings(self) -> tuple[str, ...]:
        return tuple(one.sentence() for one in self._warnings if one.sentence())

    def needed_height(self, wide: int) -> int:
        """How tall it is at a width."""
        return self._column.totalHeightForWidth(wide) if self._column.hasHeightForWidth() else self.sizeHint().height()


class Checks(QWidget):
    """What was checked for the person and is fine, one a line."""

    def __init__(self) -> None:
        super().__init__()
        self._lines: tuple[str, ...] = ()

    def show_checks(self, sentences: Sequence[str]) -> None:
        self._lines = tuple(sentences)
        self.setFixedHeight(_LINE * len(self._lines))
        self.setAccessibleName(". ".join(self._lines))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        for place, words in enumerate(self._lines):
            row = QRectF(0, _LINE * place, self.width(), _LINE)
            brush.icon(painter, "check", 0, row.center().y(), color=theme.color("ok"))
            room, face = row.adjusted(22, 0, 0, 0), typeface.font(Size.LABEL)
            brush.text(painter, room, words, font=face, color=theme.color("text2"))
