"""The head of a call sheet: whom to call for what, by which number and menu, and the clock of the call."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import QRectF, QTimer, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from paydesk.rules.payer_facts import PayerReach
from paydesk.ui import brush, theme, typeface
from paydesk.ui.buttons import Button
from paydesk.ui.call_clock import CallClock, Phase, minutes
from paydesk.ui.ground import Ground
from paydesk.ui.plain_tip import plain_tip
from paydesk.ui.typeface import Size

HEIGHT = 69
_NARROW = 860
_EDGE = 24
_WORDS = {Phase.IDLE: "Start the call", Phase.HELD: "They answer", Phase.TALKING: "On hold"}


class CallHeader(Ground):
    """``turned`` when the button or F5 is pressed: the call starts, goes on hold, or goes on."""

    turned = Signal()

    def __init__(self) -> None:
        super().__init__("surface", edges=("bottom",))
        self.setFixedHeight(HEIGHT)
        self.clock = CallClock()
        self._words, self._time = _Words(), _Time(self.clock)
        self.button = Button(_WORDS[Phase.IDLE], key="F5", shown_only=True, name="call_turn")
        self.button.clicked.connect(self.turned)
        row = QHBoxLayout(self)
        row.setContentsMargins(_EDGE, 0, _EDGE, 1)
        row.setSpacing(16)
        row.addWidget(self._words, 1)
        row.addWidget(self._time)
        row.addWidget(self.button)
        self._beat = QTimer(self)
        self._beat.setInterval(1000)
        self._beat.timeout.connect(self._tick)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._time.fit(narrow=event.size().width() < _NARROW)

    def show_call(self, payer: str, purpose: str, reach: PayerReach, today: date) -> None:
        """Another call: the clock stands at nothing."""
        self._words.show_words(payer, purpose, reach, today)

    def go(self, phase: Phase) -> None:
        """The clock counts for that phase from now on."""
        self.clock.go(phase)
        self.follow()

    def follow(self) -> None:
        """Show the clock and the button as they are now; it beats only while something runs."""
        phase = self.clock.phase
        self.button.say(_WORDS[phase])
        if phase is Phase.IDLE:
            self._beat.stop()
        else:
            self._beat.start()
        self._time.updateGeometry()
        self._time.fit()
        self._time.update()


    def _tick(self) -> None:
        self._time.fit()
        self._time.update()


class _Words(QWidget):
    """The insurer and the purpose; below, the number, the menu, and how well they are known."""

    def __init__(self) -> None:
        super().__init__()
        self._payer = self._purpose = ""
        self._reach, self._today = PayerReach(), date(2000, 1, 1)

    def show_words(self, payer: str, purpose: str, reach: PayerReach, today: date) -> None:
        self._payer, self._purpose, self._reach, self._today = payer, purpose, reach, today
        known = [reach.number_words() or "no number known", *self._rest()]
        self.setAccessibleName(", ".join((payer, purpose, *known)))
        self.setToolTip("")
        self.update()

    def _rest(self) -> tuple[str, ...]:
        menu = f"Menu: {self._reach.menu}" if self._reach.menu else ""
        return tuple(one for one in (menu, self._reach.age_words(self._today), self._reach.hours_words()) if one)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        name, body, small = typeface.font(Size.NAME, strong=True), typeface.font(), typeface.font(Size.LABEL)
        wide = float(self.width())
        first, second = QRectF(0, 10, wide, 24), QRectF(0, 37, wide, 22)
        # What the call is for is never what a long name pushes out.
        purpose = brush.width_of(self._purpose, typeface.font(Size.NAME)) + 10
        room = first.adjusted(0, 0, -min(purpose, wide / 2), 0)
        used = brush.text(painter, room, self._payer, font=name, color=theme.color("text"))
        brush.text(
            painter, first.adjusted(used + 10, 0, 0, 0), self._purpose, font=typeface.font(Size.NAME),
            color=theme.color("text2"),
        )  # fmt: skip
        number = self._reach.number_words()
        left = 0.0
        brush.icon(painter, "phone", left, second.center().y(), color=theme.color("accent" if number else "text3"))
        left += brush.ICON + 6
        if not number:
            brush.text(painter, second.adjusted(left, 0, 0, 0), "No number known: it is on the card", font=small,
                       color=theme.color("text2"))  # fmt: skip
            return
        strong = typeface.font(Size.TITLE, strong=True)
        left += brush.whole(
            painter, second.adjusted(left, 0, 0, 0), number, font=strong, color=theme.color("accent"), right=False
        )
        stale = self._reach.is_stale(self._today)
        for words, font, tone in (
            (f"Menu: {self._reach.menu}" if self._reach.menu else "", body, "text"),
            (self._reach.age_words(self._today), small, "warn" if stale else "text2"),
            (self._reach.hours_words(), small, "text2"),
        ):
            if words and wide - left > 60:
                rest = second.adjusted(left + 16, 0, 0, 0)
                left += 16 + brush.text(painter, rest, words, font=font, color=theme.color(tone))
        cut = brush.width_of(self._reach.menu, body) > wide / 2 or brush.width_of(self._payer, name) > room.width()
        self.setToolTip(plain_tip(self.accessibleName()) if cut else "")


class _Time(QWidget):
    """A dot, what goes on, and both clocks."""

    def __init__(self, clock: CallClock) -> None:
        super().__init__()
        self._clock, self._narrow = clock, False
        self.fit()

    def fit(self, *, narrow: bool | None = None) -> None:
        """As wide as what it shows; where the head is ``narrow`` only the clock that runs."""
        self._narrow = self._narrow if narrow is None else narrow
        self.setFixedWidth(round(self._width()))
        self.setVisible(self._clock.phase is not Phase.IDLE or self._spent() > 0)

    def _spent(self) -> int:
        return self._clock.seconds(Phase.HELD) + self._clock.seconds(Phase.TALKING)

    def _parts(self) -> tuple[str, str, str]:
        phase = self._clock.phase
        main = Phase.TALKING if phase is not Phase.HELD else Phase.HELD
        word = {Phase.IDLE: "Interrupted", Phase.HELD: "On hold", Phase.TALKING: "Talking"}[phase]
        other = Phase.HELD if main is Phase.TALKING else Phase.TALKING
        spent = self._clock.seconds(other)
        aside = f"{'held' if other is Phase.HELD else 'talked'} {minutes(spent)}" if spent and not self._narrow else ""
        return word, minutes(self._clock.seconds(main)), aside

    def _width(self) -> float:
        small, big = typeface.font(Size.LABEL), typeface.font(Size.NAME, strong=True)
        word, clock, _ = self._parts()
        aside = 0.0 if self._narrow else 12 + brush.width_of("talked 00:00", small)
        return 18 + brush.width_of(word, small) + 8 + brush.width_of(clock, big) + aside

    def paintEvent(self, event: QPaintEvent) -> None:
        word, clock, aside = self._parts()
        self.setAccessibleName(", ".join(one for one in (word, clock, aside) if one))
        painter, box = QPainter(self), QRectF(0, 0, self.width(), self.height())
        small, big = typeface.font(Size.LABEL), typeface.font(Size.NAME, strong=True)
        used = brush.width_of(aside, small) + 12 if aside else 0.0
        right = box.right()
        brush.whole(painter, QRectF(0, 0, right, box.height()), aside, font=small, color=theme.color("text2"))
        right -= used
        brush.whole(painter, QRectF(0, 0, right, box.height()), clock, font=big, color=theme.color("text"))
        right -= brush.width_of(clock, big) + 8
        brush.whole(painter, QRectF(0, 0, right, box.height()), word, font=small, color=theme.color("text"))
        right -= brush.width_of(word, small) + 14
        tone = {Phase.IDLE: "text3", Phase.HELD: "warn", Phase.TALKING: "ok"}[self._clock.phase]
        dot = QRectF(right + 2, box.center().y() - 4, 8, 8)
        brush.frame(painter, dot, radius=4, fill=theme.color(tone))
