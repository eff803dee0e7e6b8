"""What bounds a plan, side by side: the poverty guideline, the most and the least a month, the longest."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from paydesk.rules.affordability import Means
from paydesk.rules.money import Cents, show
from paydesk.rules.plan_policy import PlanPolicy
from paydesk.ui.ground import Ground
from paydesk.ui.labels import Elided, Label
from paydesk.ui.typeface import Size


class PlanLimits(QWidget):
    """Four figures, each with its name over it and its reason under it."""

    def __init__(self) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        self._cells = []
        for place, words in enumerate(("Poverty guideline", "Most a month", "Least a month", "Longest")):
            if place:
                line = Ground("line")
                line.setFixedWidth(1)
                row.addWidget(line)
            cell = QVBoxLayout()
            cell.setSpacing(2)
            figure = Elided(size=Size.TITLE, strong=True)
            why = Label(role="text2", size=Size.LABEL, wraps=True)
            cell.addWidget(Elided(words, role="text2", size=Size.LABEL))
            cell.addWidget(figure)
            cell.addWidget(why)
            cell.addStretch(1)
            row.addLayout(cell, 1)
            self._cells.append((figure, why))

    def show_limits(self, means: Means | None, policy: PlanPolicy, balance: Cents) -> None:
        """The figures of a sheet; without one what the clinic's policy says alone."""
        told = [("–", "type what comes in"), ("–", "type what comes in")]
        if means is not None:
            tightest = min(means.caps, key=lambda cap: cap.monthly)
            told = [
                (f"{means.poverty_percent} %", f"{show(means.annual_income)} ÷ {show(means.poverty_line)}"),
                (show(means.affordable), tightest.name),
            ]
        longest = policy.longest(balance) if balance > 0 else 0
        told += [(show(policy.smallest), "clinic policy"), (f"{longest} payments" if longest else "–", "clinic policy")]
        for (figure, why), (words, reason) in zip(self._cells, told, strict=True):
            figure.set_text(words)
            why.setText(reason)


class Facts(QWidget):
    """A title with quiet words beside it."""

    def __init__(self, title: str) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        self.title, self._aside = Label(title, size=Size.TITLE, strong=True), Elided(role="text2")
        row.addWidget(self.title)
        row.addWidget(self._aside, 1)

    def say(self, title: str, aside: str) -> None:
        """Other words."""
        self.title.setText(title)
        self._aside.set_text(aside)
