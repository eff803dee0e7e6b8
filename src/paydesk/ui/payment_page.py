"""How taking a payment is laid out: the form, where the money goes, and the sums, which never leave the sight."""

from __future__ import annotations

from itertools import pairwise

from PySide6.QtCore import QEvent, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from paydesk.ui.allocation_pane import AllocationPane
from paydesk.ui.buttons import Button, Kind
from paydesk.ui.drafts import START_EMPTY_KEY
from paydesk.ui.foot_words import FootWords
from paydesk.ui.ground import HEADER_HEIGHT, Ground
from paydesk.ui.labels import Elided, Label
from paydesk.ui.panes import FOOTER_HEIGHT, Footer, JobFrame, PaneHeader
from paydesk.ui.payment_form import PaymentForm
from paydesk.ui.payment_halves import EDGE, Halves, Line
from paydesk.ui.payment_sums import Checks, PaymentSums
from paydesk.ui.toast_room import IN_SIGHT
from paydesk.ui.typeface import Size

_SHORT, _SHORT_WIDTH, _FOOT_LETTERS = 740, 560, 70
_KEPT = "Kept as a draft if you are called away"


class PaymentPage(JobFrame):
    """The sums stand under the lines where there is room for all of it, else pinned over the buttons.

    Where the halves stand under each other and height is short, the page is ``short``: amount, way and the first lines
    are seen together, and what may have scrolled away is on the button. ``reshaped`` when that changed.
    """

    reshaped = Signal()

    def __init__(self, form: PaymentForm) -> None:
        self.form, self.pane, self.checks = form, AllocationPane(), Checks()
        self.sums = PaymentSums(self.pane.total)
        self._checked = Label("Checked for you", role="text2", size=Size.LABEL, strong=True)
        self.credit = Button("", kind=Kind.LINK, key="F5", shown_only=True, name="apply_credit_here")
        self.primary = Button("Take payment", kind=Kind.PRIMARY, key="Return", shown_only=True, name="take_payment")
        self.cancel = Button("Cancel", key="Escape", shown_only=True, name="cancel_payment")
        self.start_empty = Button("Start empty", kind=Kind.LINK, key=START_EMPTY_KEY, name="start_empty")
        self.start_empty.hide()
        self._whose, self._foot = Elided(role="text2"), FootWords(_KEPT, icon="pencil")
        self.short, self._is_back, self._foot_words = False, False, ""
        self._slot, self._tail, self._under = QVBoxLayout(), QVBoxLayout(), QWidget()
        self._halves = Halves(form, self._made_right())
        self._header = self._made_header()
        super().__init__(self._header, self._halves, self._made_foot())
        self._pinned = Ground(edges=("top",))
        self._pinned.setParent(self)
        self._pinned.setProperty(IN_SIGHT, True)
        self._pinned_column = QVBoxLayout(self._pinned)
        self.cover(self._pinned)
        self._settling = QTimer(self)
        self._settling.setSingleShot(True)
        self._settling.timeout.connect(self._settle)
        self._slot.addWidget(self.sums)
        self.pane.changed_shape.connect(self.settle_soon)
        self.sums.told.connect(self._tell_foot)
        for widget in (self._halves, self.sums):
            widget.installEventFilter(self)
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        application.focusChanged.connect(self._follow_focus)

    def say_whose(self, words: str) -> None:
        """Whose payment it is, beside the title."""
        self._whose.set_text(words)

    def show_checks(self, checks: tuple[tuple[str, bool], ...]) -> None:
        """Sentences, and whether each is fine: what is not stays in sight with the sums."""
        fine = tuple(words for words, is_fine in checks if is_fine)
        self.sums.warn(tuple(words for words, is_fine in checks if not is_fine))
        self.checks.show_checks(fine)
        self._checked.setVisible(bool(fine))

    def say_foot(self, words: str = "") -> None:
        """At the left of the buttons: what is still to be done with money, else that nothing typed is lost."""
        self._foot_words, self._is_back = words, False
        self._tell_foot()

    def say_back(self, is_back: bool) -> None:
        """What was typed before is back: say so, with the one key to start empty."""
        self.start_empty.setVisible(is_back)
        self._is_back = is_back
        self._tell_foot()

    def _tell_foot(self) -> None:
        # Where height is short, nothing is kept in reserve for what a person need not read.
        gives = self.short and not (self._foot_words or self._is_back) and len(self.sums.verdict()) <= _FOOT_LETTERS
        self.sums.give_verdict(self._foot if gives else None)
        if self._foot_words:
            self._foot.say(self._foot_words, icon="cash", role="text", strong=True)
        elif not gives:
            words = "What you typed before is back" if self._is_back else _KEPT
            self._foot.say(words, icon="pencil", role="text2", strong=False)

    def foot(self) -> str:
        """The words at the left of the buttons."""
        return self._foot.sentence()

    def sums_are_pinned(self) -> bool:
        return self.sums.parentWidget() is self._pinned

    def stops(self) -> tuple[QWidget, ...]:
        """Everything that may take the focus, in the order of the eye."""
        lines = (self.pane.change, *self.pane.inputs(), self.credit)
        receipt = self.form.receipt
        form = tuple(one for one in self.form.stops() if one is not receipt)
        middle = (*lines, receipt) if self.short else (receipt, *lines)
        return (*form, *middle, self.start_empty, self.cancel, self.primary)

    def settle_soon(self) -> None:
        """Once what changed is laid out: the place of the sums, and the order of Tab."""
        self._settling.start(0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.settle_soon()

    def eventFilter(self, watched: object, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.Resize, QEvent.Type.LayoutRequest):
            self.settle_soon()
        return False

    def gave_way(self) -> None:
        self._settle()

    def _settle(self) -> None:
        self._shorten()
        for one, following in pairwise(self.stops()):
            QWidget.setTabOrder(one, following)
        left, right = self._halves.edges()
        wide = self._halves.width() - left - right
        header = 0 if self.short else HEADER_HEIGHT + 1
        tall, room = self.sums.needed_height(wide), self.height() - header - FOOTER_HEIGHT - self.given()
        pinned = self._halves.height_over(self.pane) + tall > room
        if pinned != self.sums_are_pinned():
            (self._pinned_column if pinned else self._slot).addWidget(self.sums)
        self._pin(pinned, tall + (5 if self.short else 9))

    def _pin(self, pinned: bool, tall: int) -> None:
        """The sums over the lower end of the lines; beside these the form has the whole height."""
        left, right = self._halves.edges()
        start = self._halves.edge_of_second()
        # The columns stay under those of the lines, beside whose scroll bar there is less room.
        self._pinned_column.setContentsMargins(left - start, 1, right, 0)
        self._under.setFixedHeight(tall if pinned else 0)
        self._pinned.setVisible(pinned)
        bottom = self.height() - FOOTER_HEIGHT - self.given()
        self._pinned.setGeometry(start, bottom - tall, self._halves.width() - start, tall)
        self._pinned.raise_()

    def _shorten(self) -> None:
        short = not self._halves.is_beside() and self.width() >= _SHORT_WIDTH and self.height() < _SHORT
        if short == self.short:
            return
        self.short = short
        # Whose payment it is stands in the account's bar, too.
        self._header.setVisible(not short)
        for part in (self._halves, self.form, self.pane, self.sums):
            part.set_short(short)
        if short:
            self._tail.addWidget(self.form.receipt_block)
        self._tell_foot()
        self.reshaped.emit()

    def _follow_focus(self, before: QWidget | None, now: QWidget | None) -> None:
        if now is not None and self._halves.isAncestorOf(now):
            # Also when it was not Tab that put it there; a line's row with the sentence under its amount.
            whole = now.parentWidget() if now in self.pane.inputs() else now
            QTimer.singleShot(0, whole or now, lambda: self.scroll_to(whole or now))

    def _made_header(self) -> PaneHeader:
        header = PaneHeader("Take a payment", role="surface", edge=EDGE, size=Size.NAME, line=False)
        header.row.insertWidget(1, self._whose, 1)
        header.row.setStretch(0, 0)
        return header

    def _made_right(self) -> QWidget:
        right = QWidget()
        column = QVBoxLayout(right)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.pane)
        column.addLayout(self._slot)
        column.addSpacing(12)
        for widget in (self.credit, Line()):
            column.addWidget(widget)
        column.addSpacing(14)
        column.addWidget(self._checked)
        column.addSpacing(4)
        column.addWidget(self.checks)
        column.addLayout(self._tail)
        column.addStretch(1)
        column.addWidget(self._under)
        return right

    def _made_foot(self) -> QWidget:
        for button in (self.cancel, self.primary):
            button.setFixedHeight(40)
        return Footer(self.start_empty, self.cancel, self.primary, left=self._foot)
