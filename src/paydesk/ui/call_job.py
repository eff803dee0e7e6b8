"""The job of a call to an insurer: begun, interrupted, filed; the sheet in front follows the worklist."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QStackedWidget

from paydesk.operations import calling, preparing_calls
from paydesk.operations.call_papers import PrintSheet
from paydesk.operations.calling import BeginCall, CallBegun, CallClosed, CloseCall, KeepCall, Settled
from paydesk.operations.preparing_calls import DraftCall, Sheet
from paydesk.rules.call_outcome import outcome_of
from paydesk.rules.call_sheet import CALL_BACK, Purpose
from paydesk.rules.call_worklist import CallDue
from paydesk.rules.errors import PaydeskError
from paydesk.rules.keyboard import show_date
from paydesk.ui import call_sheet_paper
from paydesk.ui.call_answers import NAME, NOTE, OUTCOME, REFERENCE
from paydesk.ui.call_clock import CallClock, Phase
from paydesk.ui.call_none import CallNone
from paydesk.ui.call_page import KEPT, CallPage
from paydesk.ui.call_state import TALKED, CallState, left_at, together_at
from paydesk.ui.desk_context import DeskContext

_AGAIN = "Press Ctrl+Enter again to file it as it stands."


class CallJob(QStackedWidget):
    """``filed`` carries what the filed call settled, and how to tell it. ``wants_following`` asks for the next claim of
    the same call, and ``showed`` tells what the sheet in front is about.
    """

    filed = Signal(object, object)
    wants_following = Signal()
    showed = Signal(str)

    def __init__(self, context: DeskContext) -> None:
        super().__init__()
        self._context = context
        self._state: CallState | None = None
        self._reading = ""
        self._busy, self.may_call = False, context.may("claims.work")
        self.page = CallPage(today=context.today)
        for widget in (self.page.header.button, self.page.paper, self.page.file):
            widget.setEnabled(self.may_call)
        self.none = CallNone()
        self.addWidget(self.none)
        self.addWidget(self.page)
        self.page.edited.connect(self._edited)
        self.page.ended.connect(lambda key: self._look())
        self.page.header.turned.connect(self.turn)
        self.page.script.copy.clicked.connect(self.copy)
        self.page.paper.clicked.connect(self.print_sheet)
        self.page.file.clicked.connect(self.file)
        self.page.following.clicked.connect(self.wants_following)
        context.leaving.connect(self.keep)

    def about(self) -> str:
        """What the sheet in front is about, empty for none."""
        return self._state.sheet.about if self._state else ""

    def sheet(self) -> Sheet | None:
        """The sheet in front."""
        return self._state.sheet if self._state else None

    def settled(self) -> frozenset[str]:
        """What this call settles so far, the sheet in front among it."""
        state = self._state
        there = (state.sheet.about, *state.sheet.together, *(one.about for one in state.settled)) if state else ()
        return frozenset(there)

    def is_going_on(self) -> bool:
        """Whether a call was begun on this sheet and is not filed."""
        return self._state is not None and (self._state.call_id is not None or self._clock().phase is not Phase.IDLE)

    def show_none(self) -> None:
        """No sheet is in front; what was typed on the one before is kept, and one that is being read comes no more."""
        self.keep()
        self._state, self._reading = None, ""
        self.setCurrentIndex(0)

    def show_row(self, row: CallDue) -> None:
        """The sheet of another row comes to the front; what was typed on the one before is kept."""
        self._reading = row.about
        if row.about in self.settled() and set(row.together) <= self.settled():
            return
        self.keep()
        desk, about, purpose, together = self._context.desk, row.about, row.purpose, row.together
        self._context.jobs.look(
            lambda: preparing_calls.read_sheet(desk, about, purpose, together=together),
            title="Reading the call sheet", owner=self, latest="call sheet", then=self._show,
        )  # fmt: skip

    def offer_following(self, row: CallDue | None) -> None:
        """What else this very call can settle, or nothing."""
        self.page.following.setVisible(row is not None)
        self.page.following.say(f"Same call: {row.patient}" if row and not row.purpose.is_about_coverage
                                else "Same call, next patient")  # fmt: skip

    def go_on_with(self, row: CallDue) -> None:
        """The sheet in front is settled, the next one comes on the same call."""
        if self._state is None or self._busy or not self.may_call:
            return
        try:
            settled = self._settled()
        except PaydeskError as refused:
            self._refused(refused)
            return
        if not settled.outcome:
            self._refused(PaydeskError("Say how it ended for this one.", field=OUTCOME))
            return
        self._begin()
        state, desk, about, purpose = self._state, self._context.desk, row.about, row.purpose
        typed = {name: words for name, words in self.page.answers.typed().items() if name in (NAME, REFERENCE, NOTE)}

        def show(sheet: Sheet) -> None:
            if self._state is not state:
                return
            state.settled, state.sheet, state.accepted = state.every(settled), sheet, frozenset()
            self.page.show_sheet(sheet)
            self.page.answers.set_typed(typed)
            self.page.answers.focus_start()
            self._look()
            self.showed.emit(sheet.about)

        self._context.jobs.look(
            lambda: preparing_calls.read_sheet(desk, about, purpose), title="Reading the call sheet", owner=self,
            latest="call sheet", then=show,
        )  # fmt: skip

    def begin(self) -> None:
        """The call starts: the clock waits for somebody to answer, and answers are typed."""
        if self._state is None or not self.may_call:
            return
        if self._clock().phase is Phase.IDLE:
            self._go(Phase.HELD)
        self._begin()
        sheet = self._state.sheet
        self._context.open_account(sheet.account_id, sheet.patient_id)
        self.page.answers.focus_start()

    def turn(self) -> None:
        """F5: start the call, then from hold to talking and back."""
        phase = self._clock().phase
        if self._state is None or not self.may_call:
            return
        if phase is Phase.IDLE:
            self.begin()
        else:
            self._go(Phase.TALKING if phase is Phase.HELD else Phase.HELD)

    def copy(self) -> None:
        """F8: all identifiers on the clipboard, for the insurer's portal."""
        if self._state is not None:
            QGuiApplication.clipboard().setText(self._state.sheet.script.copied())
            self._context.messages.tell("All identifiers are copied, for a minute")

    def print_sheet(self) -> None:
        """Ctrl+P: the sheet on paper as it stands."""
        if self._state is not None and self.may_call:
            typed, sheet = self.page.answers.typed(), self._state.sheet
            answers = tuple(self.page.answers.answers().values())
            call_sheet_paper.print_sheet(
                self._context,
                PrintSheet(
                    sheet.about, sheet.purpose, answers, typed.get(NAME, ""), typed.get(REFERENCE, ""), sheet.together
                ),
                owner=self,
            )

    def keep(self) -> None:
        """The call is interrupted: what was typed stays, for whoever goes on with it."""
        state = self._state
        if state is None or state.call_id is None or self._busy:
            return
        clock = self._clock()
        request = KeepCall(
            state.call_id, state.kept(self.page.answers.typed(), talked=clock.seconds(Phase.TALKING)),
            clock.seconds(Phase.HELD),
        )  # fmt: skip
        desk = self._context.desk
        self._context.jobs.do(lambda: calling.keep_call(desk, request), title="Keeping the call")

    def drop(self) -> None:
        """The call was begun by mistake."""
        state = self._state
        if state is None or state.call_id is None:
            return
        desk, call, sheet = self._context.desk, state.call_id, state.sheet
        self._context.jobs.do(lambda: calling.drop_call(desk, call), title="Letting the call go")
        self._put(replace(sheet, draft=None), sheet.about, None)

    def file(self) -> None:
        """Ctrl+Enter: what was answered is filed; what is missing or doubtful is said beside its field, once."""
        state = self._state
        if state is None or self._busy or not self.may_call:
            return
        self._context.messages.put_away()
        try:
            settled = self._settled()
        except PaydeskError as refused:
            self._refused(refused)
            return
        if settled.outcome == "" and not state.settled:
            self._refused(PaydeskError("Say how the call ended.", field=OUTCOME))
            return
        self._set_busy(True)
        typed, clock, sheet = self.page.answers.typed(), self._clock(), state.sheet
        desk = self._context.desk
        begin = BeginCall(state.first, self._purpose_of(state), state.key, sheet.reach.number, sheet.reach.menu)
        every = state.every(settled)
        held = clock.seconds(Phase.HELD)

        def work() -> CallClosed:
            call = state.call_id if state.call_id is not None else calling.begin_call(desk, begin).call_id
            return calling.close_call(desk, CloseCall(
                call, every, typed.get(NAME, ""), typed.get(REFERENCE, ""), held, sheet.reach.number, sheet.reach.menu,
                typed.get(NOTE, ""), state.accepted,
            ))  # fmt: skip

        self._context.jobs.do(
            work, title="Filing the call", owner=self, then=self._filed, refused=self._refused_late
        )

    def focus_start(self) -> None:
        if self.currentIndex() == 1:
            self.page.answers.focus_start()

    def _purpose_of(self, state: CallState) -> Purpose:
        return state.settled[0].purpose if state.settled else state.sheet.purpose

    def _clock(self) -> CallClock:
        return self.page.header.clock

    def _go(self, phase: Phase) -> None:
        self.page.header.go(phase)

    def _show(self, sheet: Sheet) -> None:
        if sheet.about != self._reading:
            return  # another row, or none, was chosen meanwhile
        draft = sheet.draft
        mine = draft is not None and draft.by == self._context.desk.actor.name
        left = left_at(draft.typed, sheet.about) if draft is not None and mine else None
        if left is None or draft is None:
            self._put(sheet, sheet.about, draft if mine else None)
            return
        desk, (about, purpose) = self._context.desk, left
        together = together_at(draft.typed)
        self._context.jobs.look(
            lambda: preparing_calls.read_sheet(desk, about, purpose, together=together),
            title="Reading the call sheet", owner=self, latest="call sheet",
            then=lambda there: self._put(there, sheet.about, draft),
        )  # fmt: skip

    def _put(self, sheet: Sheet, first: str, draft: DraftCall | None) -> None:
        """The sheet comes to the front, with what was left of a call that began about ``first``."""
        self._state = state = CallState(sheet, first)
        self._clock().restart()
        self.setCurrentIndex(1)
        self.page.show_sheet(sheet)
        self.page.answers.setEnabled(self.may_call)
        if draft is not None:
            state.call_id = draft.call_id
            state.bring_back(draft.typed)
            self._clock().restart(held=draft.held_seconds, talked=int(draft.typed.get(TALKED) or 0))
            self.page.answers.set_typed(draft.typed)
        self.page.header.follow()
        self._set_busy(False)
        self._look()
        self.showed.emit(sheet.about)

    def _begin(self) -> None:
        """The call is noted as begun, so that others see it and nothing typed is lost."""
        state = self._state
        if state is None or state.call_id is not None or self._busy:
            return
        sheet, desk = state.sheet, self._context.desk
        request = BeginCall(state.first, sheet.purpose, state.key, sheet.reach.number, sheet.reach.menu)

        def begun(call: CallBegun) -> None:
            state.call_id = call.call_id

        self._context.jobs.do(
            lambda: calling.begin_call(desk, request), title="Beginning the call", owner=self, then=begun,
            refused=self._refused_late,
        )  # fmt: skip

    def _edited(self) -> None:
        state = self._state
        if state is None or self.currentIndex() == 0:
            return
        typed = self.page.answers.typed()
        if typed and self._clock().phase is Phase.IDLE and state.call_id is None and self.page.isVisible():
            self._go(Phase.HELD)
            self._begin()
        if self._clock().phase is Phase.HELD and set(typed) - {OUTCOME, NOTE}:
            # Somebody answers: the hold is over.
            self._go(Phase.TALKING)
        self._look()

    def _look(self) -> None:
        """The outcomes with their dates as they follow from what is answered now, and the reason of the chosen one."""
        state = self._state
        if state is None:
            return
        around = state.sheet.next_of(self.page.answers.answers())
        self.page.answers.show_ends(around)
        chosen = self.page.answers.outcomes.value()
        if not chosen:
            self.page.say(state.foot_words() or KEPT, icon="pencil")
            return
        after = outcome_of(state.sheet.purpose, chosen).rule(around)
        if after is None:
            self.page.say("The next date is the day they said", icon="calendar")
        else:
            self.page.say(f"Next {show_date(after.on)}: {after.why}")

    def _settled(self) -> Settled:
        """The sheet in front as it was answered; raises PaydeskError for what cannot be read."""
        assert self._state is not None
        sheet, answers = self._state.sheet, self.page.answers
        told = answers.checked()
        outcome = answers.outcomes.value()
        told = tuple(one for one in told if one.item != CALL_BACK.key or outcome == "call back")
        return Settled(sheet.about, sheet.purpose, outcome, told)

    def _refused(self, refused: PaydeskError) -> None:
        state = self._state
        assert state is not None
        doubts = self.page.answers.doubtful() | {NAME, REFERENCE}
        if not self.page.answers.show_error(refused.field, refused.sentence):
            self._context.messages.refuse(refused)
            return
        if refused.field in doubts and refused.row in (None, len(state.settled)):
            # Said once: whoever files again has seen it.
            state.accepted |= {refused.field or ""}
            said = refused.sentence.partition(" File again")[0]
            self.page.say(f"{said} {_AGAIN}", icon="warning", role="warn")
        else:
            self.page.say(refused.sentence, icon="warning", role="bad")

    def _refused_late(self, refused: PaydeskError) -> None:
        self._set_busy(False)
        if self._state is not None:
            self._refused(refused)

    def _filed(self, closed: CallClosed) -> None:
        self._set_busy(False)
        state, self._state = self._state, None
        self._clock().restart()
        self.page.header.follow()
        if state is None:
            return
        after = min((one.on for one in closed.next_steps if one.on), default=None)
        told = f"Call to {state.sheet.payer} filed" + (f", next {show_date(after)}" if after else "")
        gone = tuple(one.about for one in closed.next_steps) or (state.sheet.about,)
        self.filed.emit(gone, partial(self._context.messages.tell, told))

    def _set_busy(self, busy: bool) -> None:
        self._busy = busy
        self.page.file.setEnabled(self.may_call and not busy)
