"""How taking a payment is laid out: the form, where the money goes, and the sums, which never leave the sight."""

from __future__ import annotations

from itertools import pairwise

from PySide6.QtCore import QEvent, QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QApplication, QBoxLayout, QVBoxLayout, QWidget

from paydesk.ui.allocation_pane import AllocationPane
from paydesk.ui.buttons import Button, Kind
from paydesk.ui.drafts import START_EMPTY_KEY
from paydesk.ui.ground import HEADER_HEIGHT, Ground
from paydesk.ui.labels import Elided, Label, Why
from paydesk.ui.panes import FOOTER_HEIGHT, Footer, JobFrame, PaneHeader
from paydesk.ui.payment_form import PaymentForm
from paydesk.ui.payment_sums import Checks, PaymentSums
from paydesk.ui.typeface import Size

_SIDE_BY_SIDE, _FORM_WIDTH, _GAP, _EDGE = 860, 400, 32, 24
_KEPT = "Kept as a draft if you are called away"


class PaymentPage(JobFrame):
    """The sums stand under the lines where there is room for all of it, else pinned over the buttons."""

    def __init__(self, form: PaymentForm) -> None:
        self.form, self.pane, self.checks = form, AllocationPane(), Checks()
        self.sums = PaymentSums(self.pane.total)
        self._checked = Label("Checked for you", role="text2", size=Size.LABEL, strong=True)
        self.credit = Button("", kind=Kind.LINK, key="F5", shown_only=True, name="apply_credit_here")
        self.primary = Button("Take payment", kind=Kind.PRIMARY, key="Return", shown_only=True, name="take_payment")
        self.cancel = Button("Cancel", key="Escape", shown_only=True, name="cancel_payment")
        self.start_empty = Button("Start empty", kind=Kind.LINK, key=START_EMPTY_KEY, name="start_empty")
        self.start_empty.hide()
        self._whose, self._foot = Elided(role="text2"), Why(_KEPT, icon="pencil")
        self._slot, self._pinned = QVBoxLayout(), Ground(edges=("top",))
        QVBoxLayout(self._pinned)
        self._halves = _Halves(form, self._made_right())
        super().__init__(self._made_header(), self._halves, self._made_foot())
        self._settling = QTimer(self)
        self._settling.setSingleShot(True)
        self._settling.timeout.connect(self._settle)
        self._slot.addWidget(self.sums)
        self.pane.changed_shape.connect(self.settle_soon)
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
        if words:
            self._foot.say(words, icon="cash", role="text", strong=True)
        else:
            self._foot.say(_KEPT, icon="pencil", role="text2", strong=False)

    def say_back(self, is_back: bool) -> None:
        """What was typed before is back: say so, with the one key to start empty."""
        self.start_empty.setVisible(is_back)
        if is_back:
            self._foot.say("What you typed before is back", icon="pencil", role="text2", strong=False)

    def foot(self) -> str:
        """The words at the left of the buttons."""
        return self._foot.sentence()

    def sums_are_pinned(self) -> bool:
        return self.sums.parentWidget() is self._pinned

    def stops(self) -> tuple[QWidget, ...]:
        """Everything that may take the focus, in the order of the eye."""
        after = (self.credit, self.cancel, self.primary)
        return (self.start_empty, *self.form.stops(), self.pane.change, *self.pane.inputs(), *after)

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

    def _settle(self) -> None:
        for one, following in pairwise(self.stops()):
            QWidget.setTabOrder(one, following)
        left, right = self._halves.edges()
        # The columns stay under those of the lines, beside whose scroll bar there may be less room.
        right += self.width() - self._halves.width()
        layout = self._pinned.layout()
        assert isinstance(layout, QVBoxLayout)
        layout.setContentsMargins(left, 0, right, 8)
        wide = self.width() - left - right
        room = self.height() - HEADER_HEIGHT - 1 - FOOTER_HEIGHT
        pinned = self._halves.height_over(self.pane) + self.sums.needed_height(wide) > room
        if pinned != self.sums_are_pinned():
            (layout if pinned else self._slot).addWidget(self.sums)
        self._pinned.setVisible(pinned)

    def _follow_focus(self, before: QWidget | None, now: QWidget | None) -> None:
        if now is not None and self._halves.isAncestorOf(now):
            # Also when it was not Tab that put it there; a line's row with the sentence under its amount.
            whole = now.parentWidget() if now in self.pane.inputs() else now
            QTimer.singleShot(0, whole or now, lambda: self.scroll_to(whole or now))

    def _made_header(self) -> PaneHeader:
        header = PaneHeader("Take a payment", role="surface", edge=_EDGE, size=Size.NAME, line=False)
        header.row.insertWidget(1, self._whose, 1)
        header.row.setStretch(0, 0)
        header.add(self.start_empty)
        return header

    def _made_right(self) -> QWidget:
        right = QWidget()
        column = QVBoxLayout(right)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.pane)
        column.addLayout(self._slot)
        column.addSpacing(12)
        for widget in (self.credit, _Line()):
            column.addWidget(widget)
        column.addSpacing(14)
        column.addWidget(self._checked)
        column.addSpacing(4)
        column.addWidget(self.checks)
        column.addStretch(1)
        return right

    def _made_foot(self) -> QWidget:
        foot = QWidget()
        column = QVBoxLayout(foot)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._pinned)
        column.addWidget(Footer(self.cancel, self.primary, left=self._foot))
        for button in (self.cancel, self.primary):
            button.setFixedHeight(40)
        return foot


class _Line(Ground):
    def __init__(self) -> None:
        super().__init__("line")
        self.setFixedHeight(1)


class _Halves(QWidget):
    """Two halves side by side with a hairline between, or one under the other where the room is short."""

    def __init__(self, first: QWidget, second: QWidget) -> None:
        super().__init__()
        self._first, self._line = first, _Line()
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._row.setSpacing(_GAP)
        self._row.addWidget(first)
        self._row.addWidget(self._line)
        self._row.addWidget(second, 1)
        self._arrange(_SIDE_BY_SIDE)

    def edges(self) -> tuple[int, int]:
        """What is left free at the left and at the right of the second half."""
        edge = self._row.contentsMargins().left()
        return (edge + _FORM_WIDTH + 2 * _GAP + 1 if self._is_beside() else edge), edge

    def height_over(self, pane: QWidget) -> int:
        """How much is needed from the top down to the end of ``pane``, the first of the second half."""
        over = 0 if self._is_beside() else self._first.sizeHint().height() + 2 * self._row.spacing() + 1
        return self._row.contentsMargins().top() + over + pane.sizeHint().height()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange(event.size().width())

    def _is_beside(self) -> bool:
        return self._row.direction() is QBoxLayout.Direction.LeftToRight

    def _arrange(self, width: int) -> None:
        beside = width >= _SIDE_BY_SIDE
        edge = _EDGE if width >= 600 else 16
        self._row.setContentsMargins(edge, 12, edge, 16)
        self._row.setDirection(QBoxLayout.Direction.LeftToRight if beside else QBoxLayout.Direction.TopToBottom)
        self._row.setSpacing(_GAP if beside else 20)
        self._first.setFixedWidth(_FORM_WIDTH) if beside else self._first.setMaximumWidth(16777215)
        if not beside:
            self._first.setMinimumWidth(0)
        self._line.setMinimumSize(1, 1)
        self._line.setMaximumSize(*((1, 16777215) if beside else (16777215, 1)))
