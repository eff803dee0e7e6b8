"""A claim that waits to be sent: what it asks of whom, and the note that it went out.

How it went is chosen anew for each claim: the key that noted one is easily pressed once too often.
"""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from paydesk.operations import claiming
from paydesk.operations.claiming import ClaimsSent, MarkSent, Unsent
from paydesk.operations.desk import Touched
from paydesk.operations.preparing_calls import Sheet
from paydesk.rules import keyboard
from paydesk.rules.claims import follow_up_of_sending
from paydesk.rules.errors import PaydeskError
from paydesk.rules.keyboard import show_date
from paydesk.ui.buttons import Button, Kind
from paydesk.ui.call_script_pane import ReadLines
from paydesk.ui.desk_context import DeskContext
from paydesk.ui.foot_words import FootWords
from paydesk.ui.inputs import LineInput
from paydesk.ui.labels import Label, SectionHeader, Why
from paydesk.ui.panes import Footer, JobFrame, PaneHeader
from paydesk.ui.segments import SegmentRow
from paydesk.ui.tab_keys import SENT_WAYS
from paydesk.ui.typeface import Size

_TOLD = ("Member ID", "Patient", "Service", "Billed", "Our claim", "Their claim", "Corrected")
_HOW = "Choose how it was sent: E electronically, P on paper, R through the portal."
_FOOT = "From then on it is asked after when no answer comes"


class CallSending(JobFrame):
    """``noted`` when the claim in front was noted as sent, with how to tell it."""

    noted = Signal(object, object)

    def __init__(self, context: DeskContext) -> None:
        self._context = context
        self._sheet: Sheet | None = None
        self._noted: tuple[Unsent, ...] = ()
        self._busy = False
        self._header = PaneHeader("To be sent", role="surface", edge=24, size=Size.NAME)
        self.lines = ReadLines()
        self.ways = SegmentRow(SENT_WAYS, name="sent_how", label="How it was sent")
        self.on = LineInput()
        self.on.setObjectName("sent_on")
        self.on.setAccessibleName("Sent on")
        self.on.setFixedWidth(128)
        self.number = LineInput()
        self.number.setObjectName("sent_as")
        self.number.setAccessibleName("Number it was sent under")
        self.number.setPlaceholderText("only if your billing channel gave it another")
        self.number.setFixedWidth(320)
        self._asks, self._why = Why(icon="warning", role="bad"), Why(icon="warning", role="bad")
        self.primary = Button(
            "Note as sent and open next", kind=Kind.PRIMARY, key="Ctrl+Return", shown_only=True, name="note_sent"
        )
        self.primary.clicked.connect(self.note)
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(24, 14, 24, 16)
        column.setSpacing(6)
        # What must be chosen is seen first, on a small screen, too.
        _put(column, "How it was sent", self.ways)
        column.addWidget(self._asks)
        column.addWidget(SectionHeader("What the claim says"))
        column.addWidget(self.lines)
        column.addSpacing(10)
        _put(column, "Sent on", self.on)
        _put(column, "Number it was sent under", self.number)
        column.addWidget(self._why)
        column.addStretch(1)
        super().__init__(self._header, body, Footer(self.primary, left=FootWords(_FOOT, icon="info")))
        self.ways.listen_on(self)
        self.ways.clear()
        self.ways.chosen.connect(lambda way: self._mark(""))
        self.on.textEdited.connect(lambda words: self._mark(""))
        self.number.textEdited.connect(lambda words: self._mark(""))

    def sheet(self) -> Sheet | None:
        """The claim in front."""
        return self._sheet

    def show_sheet(self, sheet: Sheet) -> None:
        """Another claim, of which nobody has said yet how it was sent; today unless somebody says otherwise."""
        again = self._sheet is not None and self._sheet.about == sheet.about
        self._sheet = sheet
        state = "not sent yet" if sheet.claim_state == "not sent" else sheet.claim_state
        self._header.set_title(f"{sheet.payer}, {state}")
        self.lines.show_lines(tuple(one for one in sheet.script.read if one.label in _TOLD))
        if not again:  # what is half typed of the same claim stays
            self.ways.clear()
            self.on.setText(show_date(sheet.known.today))
            self.number.clear()
            self._mark("")

    def focus_start(self) -> None:
        self.ways.setFocus()

    def note(self) -> None:
        """Ctrl+Enter: it went out."""
        sheet, desk = self._sheet, self._context.desk
        if sheet is None or sheet.claim_id is None or self._busy:
            return
        if not self.ways.value():
            self._mark(_HOW, field="how")
            self.ways.setFocus()
            return
        try:
            on = keyboard.parse_date(self.on.text(), self._context.today(), past=True, field="on")
        except PaydeskError as refused:
            self._mark(refused.sentence)
            self.on.setFocus()
            return
        number = self.number.text().strip()
        request = MarkSent(
            (sheet.claim_id,), on, self.ways.value(), {sheet.claim_id: number} if number else {}
        )
        follow_up = follow_up_of_sending(on, self.ways.value())

        def noted(done: ClaimsSent) -> None:
            after = f", asked after {show_date(follow_up.on)}" if done.sent else ""
            self._noted, self._sheet, self._busy = done.before, None, False
            undo = partial(self._take_back, done.before) if done.before else None
            told = f"Claim noted as sent{after}"
            tell = partial(self._context.messages.tell, told, undo_words="Take back", undo=undo)
            self.noted.emit((sheet.about,), tell)

        self._busy = True
        self._context.jobs.do(
            lambda: claiming.mark_sent(desk, request), title="Noting the claim as sent", owner=self, then=noted,
            refused=self._refused,
        )  # fmt: skip

    def _refused(self, refused: PaydeskError) -> None:
        self._busy = False
        self._mark(refused.sentence, field=refused.field)

    def choose_way(self, letter: str) -> bool:
        """A letter pressed in the list says how the claim in front was sent, too; False for any other."""
        way = next((one.value for one in SENT_WAYS if one.key == letter.upper()), "")
        if way and self._sheet is not None:
            self.ways.choose(way)
        return bool(way)

    def take_back(self) -> None:
        """The last claim that was noted here did not go out."""
        if self._noted:
            self._take_back(self._noted)
        else:
            self._context.messages.warn("No claim was noted as sent here")

    def _take_back(self, before: tuple[Unsent, ...]) -> None:
        desk = self._context.desk

        def done(touched: Touched) -> None:
            self._noted = () if self._noted == before else self._noted
            self._context.messages.tell("The claim waits to be sent again")

        self._context.jobs.do(
            lambda: claiming.take_back_sent(desk, before), title="Taking back that it was sent", owner=self, then=done,
            refused=self._context.messages.refuse,
        )  # fmt: skip

    def _mark(self, sentence: str, *, field: str | None = "on") -> None:
        self.on.mark_wrong(bool(sentence) and field == "on")
        self.number.mark_wrong(bool(sentence) and field == "sent_as")
        beside, other = (self._asks, self._why) if field == "how" else (self._why, self._asks)
        other.say("")
        beside.say(sentence)
        if sentence:
            self.scroll_to(beside)


def _put(column: QVBoxLayout, label: str, widget: QWidget) -> None:
    words = Label(label, role="text2", size=Size.LABEL)
    words.setBuddy(widget)
    column.addWidget(words)
    column.addWidget(widget)
