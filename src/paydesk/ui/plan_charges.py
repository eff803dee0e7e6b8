"""Which charges a plan is for: each open one with a tick, and why some may not be on it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from paydesk.operations.planning import PlanLine
from paydesk.rules.keyboard import show_date
from paydesk.rules.money import Cents, show
from paydesk.ui.inputs import TickInput
from paydesk.ui.labels import Elided, Label, SectionHeader
from paydesk.ui.typeface import Size


class PlanCharges(QWidget):
    """All that may be on the plan is ticked at first. ``edited`` when a tick changed."""

    edited = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._ticks: dict[int, tuple[PlanLine, TickInput]] = {}
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)

    def show_lines(self, lines: Sequence[PlanLine]) -> None:
        """Other charges; those that were left out and are still there stay out."""
        out = self.left_out()
        while (item := self._column.takeAt(0)) is not None:
            if widget := item.widget():
                widget.hide()
                widget.deleteLater()
        self._ticks = {}
        self._column.addWidget(SectionHeader("In the plan", "owed"))
        for line in lines:
            words = f"{show_date(line.name.day)}  {line.name.what}, {line.name.patient}"
            row = QWidget()
            box = QHBoxLayout(row)
            box.setContentsMargins(0, 0, 0, 0)
            if line.barred:
                box.addSpacing(26)
                box.addWidget(Elided(f"{words}: {line.barred}", role="text3"), 1)
                row.setFixedHeight(28)
            else:
                tick = TickInput(words)
                tick.setObjectName(f"charge_{line.charge_id}")
                tick.setAccessibleName(words)
                tick.setMinimumWidth(40)
                tick.setChecked(line.charge_id not in out)
                tick.toggled.connect(self.edited)
                self._ticks[line.charge_id] = (line, tick)
                box.addWidget(tick, 1)
            box.addWidget(Label(show(line.owes), role="text3" if line.barred else "text", size=Size.BODY))
            self._column.addWidget(row)

    def chosen(self) -> dict[int, Cents]:
        """Charge -> what is owed of it, of those that are ticked."""
        return {charge: line.owes for charge, (line, tick) in self._ticks.items() if tick.isChecked()}

    def left_out(self) -> tuple[int, ...]:
        """The charges whose tick was taken away."""
        return tuple(charge for charge, (_, tick) in self._ticks.items() if not tick.isChecked())

    def leave_out(self, charges: Sequence[int]) -> None:
        """Take ticks away, for a draft."""
        for charge in charges:
            if charge in self._ticks:
                self._ticks[charge][1].setChecked(False)

    def stops(self) -> tuple[QWidget, ...]:
        """What may take the focus."""
        return tuple(tick for _, tick in self._ticks.values())
