"""A row of two parts: side by side where there is room for both, else the second under the first."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QSizePolicy, QWidget

_SPACING = 8


class SplitRow(QWidget):
    """Needs no more room than the wider part; what is hidden of the second part needs none."""

    def __init__(self, first: QWidget, others: Sequence[QWidget]) -> None:
        super().__init__()
        self._first, self._others = first, tuple(others)
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(_SPACING)
        self._row.addWidget(first, 0, Qt.AlignmentFlag.AlignLeft)
        second = QHBoxLayout()
        second.setSpacing(_SPACING)
        second.addStretch(1)
        for other in others:
            second.addWidget(other)
        self._row.addLayout(second, 1)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def minimumSizeHint(self) -> QSize:
        return QSize(max(self._first.sizeHint().width(), self._others_wide()), self._row.minimumSize().height())

    def sizeHint(self) -> QSize:
        return QSize(self._both_wide(), self._row.sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.turn()

    def turn(self) -> None:
        """Choose anew, after something was shown or hidden."""
        fits = self.width() >= self._both_wide()
        way = QBoxLayout.Direction.LeftToRight if fits else QBoxLayout.Direction.TopToBottom
        self._row.setDirection(way)
        self.updateGeometry()  # what was hidden needs no room from now on

    def _others_wide(self) -> int:
        wide = [one.sizeHint().width() for one in self._others if not one.isHidden()]
        return sum(wide) + _SPACING * max(len(wide) - 1, 0)

    def _both_wide(self) -> int:
        return self._first.sizeHint().width() + _SPACING + self._others_wide()
