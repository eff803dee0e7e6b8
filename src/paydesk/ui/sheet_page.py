"""How the sheet is laid out: what a household earns and owes at the left; limits, offers and charges at the right."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from itertools import pairwise

from PySide6.QtCore import QTimer
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QApplication, QHBoxLayout, QVBoxLayout, QWidget

from paydesk.rules.money import show
from paydesk.ui.buttons import Button, Kind
from paydesk.ui.foot_words import FootWords
from paydesk.ui.inputs import LineInput, TickInput
from paydesk.ui.labels import Label, Why
from paydesk.ui.means_form import MeansForm
from paydesk.ui.offer_card import OfferCard, ShownOffer
from paydesk.ui.own_offer import OwnOffer
from paydesk.ui.panes import Footer, JobFrame, PaneHeader
from paydesk.ui.payment_halves import EDGE, Halves, Line
from paydesk.ui.plan_charges import PlanCharges
from paydesk.ui.plan_limits import Facts, PlanLimits
from paydesk.ui.typeface import Size

MOST_OFFERS = 4
_NARROW = 760
"""Below this width the buttons that accept keep their keys and leave their word away."""


class SheetPage(JobFrame):
    """The buttons that accept an offer are pinned below, one for each card over them."""

    def __init__(self, today: Callable[[], date]) -> None:
        self.form, self.own, self.charges = MeansForm(today), OwnOffer(today), PlanCharges()
        self.limits, self.facts = PlanLimits(), Facts("Offers")
        self.cards = tuple(OfferCard("", place + 1) for place in range(MOST_OFFERS))
        self.accept = tuple(
            Button("", key=f"Alt+{place + 1}", name=f"accept_{place + 1}", kind=Kind.PLAIN)
            for place in range(MOST_OFFERS)
        )
        self.keep, self.assistance = (
            Button("Keep draft", kind=Kind.LINK, key="Alt+K", name="keep_plan_draft"),
            Button("Financial assistance", kind=Kind.LINK, icon="heart", name="open_assistance"),
        )
        self.remind = TickInput("Remind the family before each payment")
        self.disclose = TickInput("Print the lending disclosure")
        self.limit = Button("Limit to 4 payments", kind=Kind.LINK, name="limit_to_4")
        self.hint, self.counter = Why(icon="info", role="warn"), Why(icon="info")
        self.reason, self._reason_row = LineInput(), QWidget()
        self._reason_why, self._none = Why(icon="warning", role="warn"), Why(icon="info")
        self.foot = FootWords("", icon="pencil")
        self._header = PaneHeader("What can be afforded?", role="surface", edge=EDGE, size=Size.NAME, line=False)
        self._aside = Label(role="text2")
        self._header.add(self._aside)
        self._halves = Halves(self.form, self._made_right(), first_width=352, beside_from=980)
        super().__init__(self._header, self._halves, self._made_foot())
        self.ask_reason("")
        self._shown: tuple[Sequence[ShownOffer], int, str] = ((), -1, "")
        QShortcut(QKeySequence("Alt+O"), self).activated.connect(self.own.number.setFocus)
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        application.focusChanged.connect(self._follow_focus)

    def _follow_focus(self, before: QWidget | None, now: QWidget | None) -> None:
        # Also when Tab came from beside the sheet, or it was not Tab that put it there.
        if now is not None and self._halves.isAncestorOf(now):
            QTimer.singleShot(0, now, lambda: self._bring(now))

    def _bring(self, field: QWidget) -> None:
        """A field in sight; with those of her own way as much of the cards as has room below it."""
        if self.own.isAncestorOf(field):
            self.scroll_to(self.cards[0])
        self.scroll_to(field)

    def say_whose(self, title: str, aside: str) -> None:
        """Whose sheet it is, and how it came."""
        self._header.set_title(title)
        self._aside.setText(aside)

    def show_offers(self, offers: Sequence[ShownOffer], *, suggested: int, none: str) -> None:
        """Draw the offers, the one at ``suggested`` framed; ``none`` is said where there is none."""
        self._shown = (offers, suggested, none)
        longest = max((len(one.offer.installments) for one in offers), default=1)
        for place, (card, button) in enumerate(zip(self.cards, self.accept, strict=True)):
            there = place < len(offers)
            card.setVisible(there)
            button.setVisible(there)
            if there:
                card.show_offer(offers[place], longest=longest, suggested=place == suggested)
                button.kind = Kind.PRIMARY if place == suggested else Kind.PLAIN
                amount = show(offers[place].offer.payment)
                button.say(amount if self.width() < _NARROW else f"Accept {amount}")
                button.setAccessibleName(f"Accept {amount}")
                button.update()
        self._none.say(none)
        self._none.setVisible(bool(none))
        self.keep.setVisible(bool(offers))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        before, now = event.oldSize().width(), event.size().width()
        if (before < _NARROW) != (now < _NARROW):
            offers, suggested, none = self._shown
            self.show_offers(offers, suggested=suggested, none=none)

    def ask_reason(self, why: str) -> None:
        """A plan beyond the policy needs a reason; empty when it needs none."""
        self._reason_why.say(why)
        self._reason_row.setVisible(bool(why))

    @property
    def asks_reason(self) -> bool:
        """Whether a reason is asked for."""
        return not self._reason_row.isHidden()

    def order_stops(self) -> None:
        """Tab follows the eye."""
        stops = (
            *self.form.stops(), self.assistance, *self.own.stops(), self.reason, self.remind, self.disclose,
            *self.charges.stops(), self.keep, *self.accept,
        )  # fmt: skip
        for one, following in pairwise(stops):
            QWidget.setTabOrder(one, following)

    def _made_right(self) -> QWidget:
        right = QWidget()
        column = QVBoxLayout(right)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        self.reason.setObjectName("override_reason")
        self.reason.setAccessibleName("Why it is allowed")
        self.reason.setPlaceholderText("Why it is allowed")
        reason = QVBoxLayout(self._reason_row)
        reason.setContentsMargins(0, 0, 0, 0)
        reason.addWidget(self._reason_why)
        reason.addWidget(self.reason)
        cards = QHBoxLayout()
        cards.setSpacing(8)
        for card in self.cards:
            cards.addWidget(card, 1)
        over: tuple[QWidget, ...] = (
            self.limits, Line(), self.hint, self.assistance, self.own, self.facts, self._none,
        )  # fmt: skip
        under: tuple[QWidget, ...] = (
            self._reason_row, self.remind, self.disclose, self.counter, self.limit, Line(), self.charges,
        )  # fmt: skip
        for widget in over:
            column.addWidget(widget)
        column.addLayout(cards)
        for widget in under:
            column.addWidget(widget)
        column.addStretch(1)
        return right

    def _made_foot(self) -> QWidget:
        return Footer(self.keep, *self.accept, left=self.foot)
