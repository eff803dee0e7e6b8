"""The two halves of taking a payment: beside each other, or one under the other where the room is short."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QLayout, QWidget

from paydesk.ui.ground import Ground

EDGE = 24
_SIDE_BY_SIDE, _FORM_WIDTH, _GAP = 860, 400, 32


class Line(Ground):
    def __init__(self) -> None:
        super().__init__("line")
        self.setFixedHeight(1)


class Halves(QWidget):
    """Two halves side by side with a hairline between, or one under the other where the room is short."""

    def __init__(
        self, first: QWidget, second: QWidget, *, first_width: int = _FORM_WIDTH, beside_from: int = _SIDE_BY_SIDE
    ) -> None:
        super().__init__()
        self._beside_from = beside_from
        self._first, self._line, self._short, self._first_width = first, Line(), False, first_width
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._row.setSizeConstraint(QLayout.SizeConstraint.SetNoConstraint)
        self._row.setSpacing(_GAP)
        self._row.addWidget(first)
        self._row.addWidget(self._line)
        self._row.addWidget(second, 1)
        self._arrange(beside_from)

    def set_short(self, short: bool) -> None:
        """Less air, where height is short."""
        self._short = short
        self._arrange(self.width())

    def edges(self) -> tuple[int, int]:
        """What is left free at the left and at the right of the second half."""
        edge = self._row.contentsMargins().left()
        return (edge + self._first_width + 2 * _GAP + 1 if self.is_beside() else edge), edge

    def edge_of_second(self) -> int:
        """Where the second half begins, at the hairline before it."""
        return self._row.contentsMargins().left() + self._first_width + _GAP if self.is_beside() else 0

    def height_over(self, pane: QWidget) -> int:
        """How much is needed from the top down to the end of ``pane``, the first of the second half."""
        over = 0 if self.is_beside() else self._first.sizeHint().height() + 2 * self._row.spacing() + 1
        return self._row.contentsMargins().top() + over + pane.sizeHint().height()

    def minimumSizeHint(self) -> QSize:
        """As narrow as its place: beside each other the halves may need more, and then they stand under each other."""
        return QSize(0, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange(event.size().width())

    def is_beside(self) -> bool:
        return self._row.direction() is QBoxLayout.Direction.LeftToRight

    def _arrange(self, width: int) -> None:
        beside = width >= self._beside_from
        edge = EDGE if width >= 600 else 16
        self._row.setContentsMargins(edge, 8 if self._short else 12, edge, 16)
        self._row.setDirection(QBoxLayout.Direction.LeftToRight if beside else QBoxLayout.Direction.TopToBottom)
        self._row.setSpacing(_GAP if beside else 1 if self._short else 20)
        self._first.setFixedWidth(self._first_width) if beside else self._first.setMaximumWidth(16777215)
        if not beside:
            self._first.setMinimumWidth(0)
        self._line.setMinimumSize(1, 1)
        self._line.setMaximumSize(*((1, 16777215) if beside else (16777215, 1)))
