"""How typing an insurer's check is laid out: its head, the claims on it, the grid of one, and what is left to split."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from itertools import pairwise

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QHBoxLayout, QVBoxLayout, QWidget

from paydesk.operations.choosing_claims import OpenedPaper
from paydesk.rules import money
from paydesk.rules.errors import PaydeskError
from paydesk.ui.buttons import Button, Kind
from paydesk.ui.drafts import START_EMPTY_KEY
from paydesk.ui.fields import Look
from paydesk.ui.focus_order import focus_stops
from paydesk.ui.foot_words import FootWords
from paydesk.ui.ground import Ground
from paydesk.ui.key_hint import KeyHint
from paydesk.ui.labels import Label, Why
from paydesk.ui.panes import Footer, JobFrame, PaneHeader
from paydesk.ui.paper_claims import ClaimSearch, PaperClaims
from paydesk.ui.paper_entry import PaperEntry
from paydesk.ui.paper_form import PaperForm, other_amounts
from paydesk.ui.paper_grid import PaperGrid
from paydesk.ui.typeface import Size

_EDGE = 24
_ADD_KEY = "Alt+C"
_KEPT = "Kept as a draft if you are called away"
_BACK = "What you typed before is back"
_KEYPAD = Qt.KeyboardModifier.KeypadModifier


class PaperPage(JobFrame):
    """Enter leads on through fields and cells; what has the focus is scrolled into sight."""

    def __init__(self, look: Look, *, today: Callable[[], date]) -> None:
        self.entries: list[PaperEntry] = []
        self._marked = ""
        self.opened: OpenedPaper | None = None
        self.form = PaperForm(today=today)
        self.search, self.list, self.grid = ClaimSearch(look), PaperClaims(), PaperGrid()
        self.others = other_amounts(today=today)
        self._verdict = Why(icon="info", strong=True)
        self._foot = FootWords(_KEPT, icon="pencil")
        self.primary = Button("Keep it and see what will post", kind=Kind.PRIMARY, key="Ctrl+Return", name="keep_paper")
        self.cancel = Button("Leave", key="Escape", shown_only=True, name="leave_paper")
        self.start_empty = Button("Start empty", kind=Kind.LINK, key=START_EMPTY_KEY, name="paper_start_empty")
        self._header = PaneHeader("", role="surface", edge=_EDGE, size=Size.NAME)
        self._header.add(self._verdict)
        super().__init__(
            self._header, self._body(), Footer(self.start_empty, self.cancel, self.primary, left=self._foot)
        )
        self.others.resized.connect(self.follow_eye)
        add = QShortcut(QKeySequence(_ADD_KEY), self)
        add.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        add.activated.connect(self.search.setFocus)
        self.follow_eye()
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        application.focusChanged.connect(self._follow_focus)

    def follow_eye(self) -> None:
        """Tab leads through the page as it stands there now, whatever came on it later."""
        for one, following in pairwise(focus_stops(self)):
            QWidget.setTabOrder(one, following)

    def focusNextPrevChild(self, forward: bool) -> bool:
        # How it is paid is known before it is asked: Shift+Tab from the number goes there.
        if forward and QApplication.focusWidget() is self.form.boxes["payer_id"].input:
            self.form.boxes["number"].input.setFocus(Qt.FocusReason.TabFocusReason)
            return True
        return super().focusNextPrevChild(forward)

    def verdict(self) -> str:
        """What of the check is still to be split."""
        return self._verdict.sentence()

    def foot(self) -> str:
        """The words at the left of the buttons."""
        return self._foot.sentence()

    def say_title(self) -> None:
        """Whether a check is new or corrected."""
        opened = self.opened
        corrected = f"Correct {opened.number or 'the paper'}" if opened is not None else ""
        self._header.set_title(corrected or "Type an insurer's check")

    def say_back(self) -> None:
        """What was typed before is there again."""
        self.start_empty.show()
        self._foot.say(_BACK, icon="pencil", role="text2")

    def say(self, words: str) -> None:
        """At the left of the buttons, until something is typed."""
        self._foot.say(words, icon="info", role="text2")

    def split(self) -> money.Cents:
        """What is typed comes to so much of the check, in cents."""
        posted = self.opened.posted if self.opened else 0
        return posted + sum(one.sums().paid for one in self.entries) + self._other_sum()

    def place(self) -> int:
        """Which claim is in front, −1 for none."""
        return next((at for at, one in enumerate(self.entries) if one is self.grid.entry), -1)

    def look(self) -> None:
        """The claims, and what of the check is still to be split."""
        self.list.show_entries(self.entries, self.place())
        if self._marked:
            self.form.boxes[self._marked].mark("")  # what was typed since may have mended it
            self._marked = ""
        amount, left = self.form.amount(), self.form.amount() - self.split()
        if not amount and not self.entries:
            self._verdict.say("", icon="")
        elif left:
            over = "to split" if left > 0 else "too much"
            words = f"{money.show(abs(left))} {over} of {money.show(amount)}"
            self._verdict.say(words, icon="warning", role="warn")
        else:
            self._verdict.say(f"{money.show(amount)} split to the cent", icon="check_circle", role="ok")
        self._foot.say(self._settled_words() or _KEPT, icon="pencil", role="text2")

    def refuse(self, refused: PaydeskError) -> None:
        """The sentence in the foot, and the cursor where it is about; what else is wrong of the claims shows so."""
        for one in self.entries:
            one.refused = True
        self.grid.mark()
        field, row = refused.field, refused.row
        if field in self.form.boxes:
            self.form.show_error(field, refused.sentence)
            self._marked = str(field)
        elif self.others.show_error(field, refused.sentence):
            pass
        elif row is not None and row < len(self.entries):
            self.list.select(row)
            if not self.grid.show_error(field) and not self.grid.details.show_error(field, refused.sentence):
                self.grid.focus_start()
        elif field == "claim":
            self.search.setFocus()
        self._foot.say(refused.sentence, icon="warning", role="bad")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers() & ~_KEYPAD:
            focused = QApplication.focusWidget()
            if focused is self.search and not self.entries:
                self.search.show_open()
            else:
                self.focusNextChild()
        else:
            super().keyPressEvent(event)

    def _body(self) -> QWidget:
        body = Ground("surface")
        column = QVBoxLayout(body)
        column.setContentsMargins(0, 10, 0, 16)
        column.setSpacing(4)
        column.addLayout(_inside(self.form, self._search_head(), self.search))
        column.addWidget(self.list)  # its figures stand under those of a remittance
        column.addLayout(_inside(self.grid, self.others))
        column.addStretch(1)
        return body

    def _search_head(self) -> QWidget:
        """Over the field: its name and key, and how the claims that wait are listed."""
        head = QWidget()
        row = QHBoxLayout(head)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        label = Label("Add a claim", role="text2", size=Size.LABEL)
        label.setBuddy(self.search)
        row.addWidget(label)
        row.addWidget(KeyHint(_ADD_KEY))
        row.addStretch(1)
        row.addWidget(KeyHint("↓", "lists the insurer's open claims"))
        return head

    def _follow_focus(self, before: QWidget | None, now: QWidget | None) -> None:
        if now is not None and self.isAncestorOf(now):
            whole = next((one for one in self.grid.lines if one.isAncestorOf(now)), now)
            # What was just added has its place in the next turn.
            QTimer.singleShot(0, whole, lambda: self.scroll_to(whole))

    def _settled_words(self) -> str:
        if self.opened is None or not self.opened.settled:
            return ""
        claims = "1 claim" if self.opened.settled == 1 else f"{self.opened.settled:,} claims"
        return f"{claims} of it, {money.show(self.opened.posted)}, posted or put aside: they stay as they are"

    def _other_sum(self) -> money.Cents:
        total = 0
        for row in self.others.rows:
            try:
                total += money.parse(row.form.boxes["other_amount"].typed())
            except PaydeskError:
                continue
        return total


def _inside(*widgets: QWidget) -> QVBoxLayout:
    """Under each other, between the edges."""
    column = QVBoxLayout()
    column.setContentsMargins(_EDGE, 0, _EDGE, 0)
    column.setSpacing(4)
    for widget in widgets:
        column.addWidget(widget)
    return column
