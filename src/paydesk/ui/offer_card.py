"""One way to pay, drawn: what a month, how often, until when, what is still owed as time goes by, and why."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from paydesk.rules.installments import Cadence, Installment
from paydesk.rules.money import show
from paydesk.rules.plan_offers import Offer
from paydesk.ui import brush, theme
from paydesk.ui.labels import Label, Why
from paydesk.ui.typeface import Size

_EACH = {
    Cadence.MONTHLY: "a month", Cadence.SEMIMONTHLY: "twice a month", Cadence.BIWEEKLY: "every 2 weeks",
    Cadence.WEEKLY: "a week",
}  # fmt: skip
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def schedule_words(installments: tuple[Installment, ...]) -> str:
    """``8 × 142.67, then 142.64``; a first one that differs is named first."""
    runs: list[tuple[int, int]] = []
    for one in installments:
        if runs and runs[-1][1] == one.amount:
            runs[-1] = (runs[-1][0] + 1, one.amount)
        else:
            runs.append((1, one.amount))
    words = [f"{count} × {show(amount)}" if count > 1 else show(amount) for count, amount in runs]
    if len(words) > 3:
        words = [*words[:2], "…", words[-1]]
    return ", then ".join(words)


def last_words(installments: tuple[Installment, ...]) -> str:
    """``9 payments, last in Aug 2027``."""
    last = installments[-1].due
    count = "1 payment" if len(installments) == 1 else f"{len(installments)} payments, last"
    return f"{count} in {_MONTHS[last.month - 1]} {last.year}"


class Remaining(QWidget):
    """Bars of what is still owed after each payment; ``longest`` is the number of bars that fill the width."""

    def __init__(self) -> None:
        super().__init__()
        self._left: tuple[int, ...] = ()
        self._longest, self._strong = 1, False
        self.setFixedHeight(64)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_schedule(self, installments: tuple[Installment, ...], *, longest: int, strong: bool) -> None:
        """Another schedule."""
        total, left = sum(one.amount for one in installments), []
        for one in installments:
            left.append(total)
            total -= one.amount
        self._left, self._longest, self._strong = tuple(left), max(longest, 1), strong
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(140, 64)

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self._left:
            return
        painter, foot = QPainter(self), self.height() - 1
        step = self.width() / max(self._longest, len(self._left))
        wide, most = max(1.0, step - (2 if step > 5 else 1)), self._left[0]
        shade = theme.color("accent" if self._strong else "field")
        for place, left in enumerate(self._left):
            tall = max(2.0, (foot - 4) * left / most)
            painter.fillRect(QRectF(place * step, foot - tall, wide, tall), shade)
        brush.hairline(painter, 0, self.width(), foot, role="line2")


@dataclass(frozen=True)
class ShownOffer:
    """A card: the offer, how often it is paid, what stands against it, and whether a law forbids it."""

    offer: Offer
    cadence: Cadence
    against: str = ""
    unlawful: bool = False


class OfferCard(QWidget):
    """``suggested`` has the frame, as her own way has; a card without an offer says what would be here."""

    def __init__(self, title: str, number: int) -> None:
        super().__init__()
        self._suggested = False
        self.setObjectName(f"offer_{number}")
        self.setMinimumWidth(128)
        self._title, self._mark = Label(title, size=Size.TITLE, strong=True), Label(role="accent", size=Size.LABEL,
                                                                                  strong=True)  # fmt: skip
        self._payment, self._each = Label(size=Size.BIG, strong=True), Label(role="text2")
        self._schedule, self._last = (Label(role="text2", size=Size.LABEL, wraps=True) for _ in range(2))
        self._plot, self._why = Remaining(), Label(wraps=True, size=Size.LABEL)
        self._changes = Label(role="text2", wraps=True, size=Size.LABEL)
        self._over = Why(icon="warning", role="warn")
        self._lay_out()

    def show_offer(self, shown: ShownOffer, *, longest: int, suggested: bool) -> None:
        """Draw an offer; ``longest`` is how many payments the longest beside it has."""
        offer, cadence = shown.offer, shown.cadence
        self._suggested = suggested
        self._title.setText("Your own" if offer.name == "own" else offer.name.capitalize())
        self._mark.setText("Suggested" if suggested and offer.name != "own" else "")
        self._payment.setText(show(offer.payment))
        self._each.setText(_EACH[cadence] if len(offer.installments) > 1 else "once")
        self._schedule.setText(schedule_words(offer.installments))
        self._last.setText(last_words(offer.installments))
        self._plot.show_schedule(offer.installments, longest=longest, strong=suggested)
        self._why.setText(_sentence(offer.why))
        self._changes.setText(_sentence(offer.changes))
        against = shown.against or ("Above what can be afforded" if offer.over_cap else "")
        self._over.say(against, role="bad" if shown.unlawful else "warn")
        self._over.setVisible(bool(against))
        self.setAccessibleName(
            f"{self._title.text()}: {show(offer.payment)} {self._each.text()}, {schedule_words(offer.installments)}, "
            f"{last_words(offer.installments)}. {_sentence(offer.why)} {against}".rstrip()
        )
        self._fit_mark()
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_mark()

    def _fit_mark(self) -> None:
        """The frame says it too: beside a title that takes the width the word is left away."""
        needed = self._title.sizeHint().width() + self._mark.sizeHint().width() + 32
        self._mark.setVisible(bool(self._mark.text()) and needed <= self.width())

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 12, 12, 12)
        column.setSpacing(4)
        head = QHBoxLayout()
        head.addWidget(self._title)
        head.addStretch(1)
        head.addWidget(self._mark)
        column.addLayout(head)
        column.addWidget(self._payment)
        column.addWidget(self._each)
        column.addWidget(self._schedule)
        column.addWidget(self._last)
        column.addSpacing(6)
        column.addWidget(Label("Still owed", role="text2", size=Size.LABEL))
        column.addWidget(self._plot)
        column.addSpacing(6)
        column.addWidget(Label("Why", role="text2", size=Size.LABEL, strong=True))
        column.addWidget(self._why)
        column.addWidget(self._changes)
        column.addWidget(self._over)
        column.addStretch(1)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, box = QPainter(self), QRectF(self.rect())
        if self._suggested:
            brush.frame(painter, box, radius=5, edge=theme.color("accent"), width=1.5)


def _sentence(why: str) -> str:
    return f"{why[:1].upper()}{why[1:]}." if why else ""
