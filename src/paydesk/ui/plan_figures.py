"""Over the page of a plan: whose it is and where it stands, then the five figures that are asked for on the phone."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from paydesk.operations.listing_plans import PlanWhole
from paydesk.rules.money import show
from paydesk.rules.plans import PlanState
from paydesk.ui import brush
from paydesk.ui.ground import Ground
from paydesk.ui.labels import Elided, Label
from paydesk.ui.panes import PaneHeader
from paydesk.ui.plan_rows import short_day, state_look, state_words
from paydesk.ui.typeface import Size


class PlanHead(PaneHeader):
    """``Plan 12, Maria Garcia-Lopez`` and its state in words."""

    def __init__(self) -> None:
        super().__init__("", role="surface", edge=24, size=Size.NAME)
        self.state = StateWords()
        self.add(self.state)

    def show_plan(self, whole: PlanWhole) -> None:
        """Say which plan it is."""
        page = whole.page
        self.set_title(f"Plan {page.today.plan.number}, {page.payer.name}")
        icon, tone = state_look(page.today.state)
        self.state.say(icon, state_words(page.today), tone=tone)


class StateWords(QWidget):
    """A state in words behind its icon; never cut."""

    def __init__(self) -> None:
        super().__init__()
        self._icon, self._words, self._tone = "", "", "text2"
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def say(self, icon: str, words: str, *, tone: str) -> None:
        """Another state."""
        self._icon, self._words, self._tone = icon, words, tone
        self.setAccessibleName(words)
        self.updateGeometry()
        self.update()

    def words(self) -> str:
        return self._words

    def sizeHint(self) -> QSize:
        return QSize(round(brush.state_width(self._icon, self._words)) + 5, 20)

    def paintEvent(self, event: QPaintEvent) -> None:
        brush.state(QPainter(self), QRectF(self.rect()).adjusted(0, 0, -4, 0), self._icon, self._words,
                    tone=self._tone, right=True)  # fmt: skip


class PlanFigures(Ground):
    """Paid so far, still to pay, the next payment, past due, missed."""

    def __init__(self) -> None:
        super().__init__("surface", edges=("bottom",))
        self.setFixedHeight(58)
        self._figures = {name: _Figure(title) for name, title in _TITLES}
        row = QHBoxLayout(self)
        row.setContentsMargins(24, 4, 24, 5)
        row.setSpacing(12)
        for name, figure in self._figures.items():
            row.addWidget(figure, _SHARES.get(name, 3))

    def show_plan(self, whole: PlanWhole) -> None:
        """The figures as they stand today."""
        now, on = whole.page.today, whole.page.today.facts.since
        stands = now.standing
        paid = now.facts.down - stands.down_left + stands.covered if now.facts.paid > 0 else 0
        say = self._figures
        say["paid"].say(show(min(paid, now.facts.down + sum(one.amount for one in stands.installments))))
        say["left"].say(show(stands.left))
        if stands.down_left and now.state in (PlanState.OFFERED, PlanState.ACCEPTED):
            due = now.plan.down_due
            say["next"].say(f"{show(stands.down_left)} down{f' on {short_day(due, on)}' if due else ''}")
        elif stands.next_due is None:
            say["next"].say("–", quiet=True)
        else:
            say["next"].say(f"{show(stands.next_amount)} on {short_day(stands.next_due, on)}")
        say["past"].say(show(stands.past_due), quiet=not stands.past_due, bad=bool(stands.missed))
        say["missed"].say(str(stands.missed), quiet=not stands.missed, bad=bool(stands.missed))

    def said(self) -> dict[str, str]:
        """What each figure says, by its name."""
        return {name: figure.words() for name, figure in self._figures.items()}


_TITLES = (
    ("paid", "Paid so far"), ("left", "Still to pay"), ("next", "Next payment"), ("past", "Past due"),
    ("missed", "Missed"),
)  # fmt: skip
_SHARES = {"next": 4, "missed": 2}


class _Figure(QWidget):
    def __init__(self, title: str) -> None:
        super().__init__()
        self._title = title
        self._amount = Label(size=Size.TITLE, strong=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(1)
        column.addWidget(Elided(title, role="text2", size=Size.LABEL))
        column.addWidget(self._amount)

    def say(self, words: str, *, quiet: bool = False, bad: bool = False) -> None:
        self._amount.setText(words)
        self._amount.set_role("bad" if bad else "text3" if quiet else "text")
        self.setAccessibleName(f"{self._title}: {words}")

    def words(self) -> str:
        return self._amount.text()
