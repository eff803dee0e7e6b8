"""A dialog around one form: title, fields, what will happen on the button, and a draft when it is left half-way."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QCloseEvent, QKeyEvent
from PySide6.QtWidgets import QWidget

from paydesk.rules import plausibility
from paydesk.rules.errors import PaydeskError
from paydesk.rules.keyboard import show_date
from paydesk.ui.bar_facts import full_name
from paydesk.ui.buttons import Button, Kind
from paydesk.ui.desk_context import DeskContext
from paydesk.ui.dialogs.came_back import CameBack
from paydesk.ui.dialogs.fitted_dialog import FittedDialog
from paydesk.ui.draft_changes import BEGUN, begun, put_together
from paydesk.ui.drafts import Drafts, ids_of
from paydesk.ui.field_box import FieldBox
from paydesk.ui.fields import Field, FieldKind, Value
from paydesk.ui.form import Form, Labels
from paydesk.ui.posted_row import Posted, point_at_posted

_MARGIN = 24


class FormDialog(FittedDialog):
    """Subclasses say ``work`` (the operation to run off the main thread) and ``told`` (the toast afterwards).

    Enter presses the primary button, Ctrl+Enter does so from a note, too; Esc leaves and keeps what was typed, for
    exactly what the form is ``about`` (``drafts.about``). ``done_with`` carries the operation's result.
    ``key`` goes with what is asked for: the button pressed again, when no answer came to the first time, does nothing
    twice. It is another one as soon as the form is for another thing.
    """

    done_with = Signal(object)

    def __init__(
        self, context: DeskContext, *, name: str, title: str, lead: str = "", fields: tuple[Field, ...] = (),
        labels: Labels = Labels.LEFT, width: int = 620, fills_state: tuple[str, str] | None = None,
        keeps_draft: bool = True, below: bool = True, about: str = "", of_office: bool = False,
    ) -> None:  # fmt: skip
        self.form = Form(
            fields, today=context.today, refuses_card=card_sentence, labels=labels, fills_state=fills_state,
            below=below,
        )  # fmt: skip
        # Enter starts a new line in a note, so the button shows the key that works there, too.
        key = "Ctrl+Return" if any(field.kind is FieldKind.NOTE for field in fields) else "Return"
        self._back = CameBack(self.start_empty)
        super().__init__(
            context.window, name=name, title=title, lead=lead, width=width, notice=self._back,
            holds=self.form if fields else None,
            primary=Button("Save", kind=Kind.PRIMARY, key=key, shown_only=True, name="primary"),
        )  # fmt: skip
        self.context, self._keeps_draft, self._busy = context, keeps_draft, False
        account = None if of_office else context.current_account
        self.drafts = Drafts(context, name, account=account, about=about, words=_whose(context, about) or title)
        self._as_opened: Mapping[str, Any] = {}
        self.asked, self.key = Deed(), uuid4().hex
        self._unsettled: tuple[Mapping[str, Any], tuple[str, ...]] | None = None
        self.form.edited.connect(self.follow)
        context.leaving.connect(self.keep_draft)

    def work(self, values: dict[str, Value]) -> Callable[[], object]:
        """The operation to run with these values; raises PaydeskError naming a field."""
        raise NotImplementedError

    def told(self, result: Any) -> str:
        """What the toast says; empty says nothing."""
        return ""

    def take_back(self, result: Any) -> Callable[[], None] | None:
        """What undoes it from the toast, if there is such a thing."""
        return None

    def posted(self, result: Any) -> Posted | None:
        """What the ledger's cursor goes to afterwards, if something was posted."""
        return None

    def result_words(self) -> str:
        """What the primary button will do."""
        return self.primary.text()

    def deed(self) -> str:
        """What pressing the button is about to do and to whom, for who is asked to approve it."""
        return ""

    def typed(self) -> dict[str, Any]:
        """Everything as it stands in the form, by its name."""
        return dict(self.form.typed())

    def draft(self) -> Mapping[str, Any]:
        """What differs from the form as it opened, empty when nothing does.

        A day that was filled in because it is today goes with it: tomorrow another one would be filled in.
        """
        typed, today = self.typed(), show_date(self.context.today())
        changed = {name: words for name, words in typed.items() if words != self._as_opened.get(name)}
        if not changed:
            return {}
        draft = {**changed, **{name: words for name, words in typed.items() if words == today}}
        state = self.record_state()
        if state is None:
            return draft
        base = self._unsettled[0] if self._unsettled else begun(state, draft, self._as_opened)
        return {**draft, BEGUN: base}

    def record_state(self) -> object:
        """What tells the record this form was filled from, as it was then, from the same one changed since: its
        version, or None where it is about nothing that is kept."""
        return None

    def put_back(self, draft: Mapping[str, Any]) -> bool:
        """Put an interrupted form back onto the record as it is now; whether that was changed since."""
        both = put_together(draft, state=self.record_state(), now=self._as_opened)
        self._unsettled = (draft[BEGUN], both.typed_over) if both.typed_over else None
        self.set_draft(both.fields)
        return both.changed

    def typed_over(self) -> bool:
        """Say once where what was typed stands over what someone else kept meanwhile; False when that is settled."""
        names, self._unsettled = self._unsettled[1] if self._unsettled else (), None
        typed = self.typed()
        return self.form.show_typed_over((one for one in names if typed[one] != self._as_opened[one]), self._as_opened)

    def set_draft(self, draft: Mapping[str, Any]) -> None:
        """Put an interrupted form back, or all of it as it opened."""
        self.form.set_draft(draft)

    def focus_start(self) -> None:
        self.form.focus_first()

    def follow(self) -> None:
        """Something was typed: the button says what it would do now."""
        self.problem.say("")
        words = self.result_words()
        if words != self.primary.text():
            self.primary.say(words)

    def start(self) -> None:
        """Show it over the window, with what was typed before."""
        self.follow()
        self._arrange()
        self.open()
        self.focus_start()
        self.look_for_draft()
        resumed = self.context.take_resumed()
        if resumed != self.drafts.about:
            self.resume(resumed)

    def look_for_draft(self) -> None:
        """From here on what differs was typed; what was typed before is asked for."""
        self._as_opened = self.typed()
        if self._keeps_draft:
            drafts = self.drafts
            drafts.bring_back(lambda kept: self._restore(drafts, kept), owner=self)

    def resume(self, about: str) -> None:
        """Go on with what the form can also be about; few can."""

    def turn_to(self, about: str, *, words: str) -> None:
        """The form is about something else from now on; what was typed about the thing before is kept."""
        self.keep_draft()
        self.set_draft(self._as_opened)
        self._unsettled, self.key = None, uuid4().hex
        self.drafts = Drafts(
            self.context, self.objectName(), account=self.drafts.account, about=about, words=words
        )
        self._back.hide()

    def start_empty(self) -> None:
        """Let what came back go: the form as it opened, ready to be typed into."""
        self.drafts.drop()
        self.set_draft(self._as_opened)
        self._unsettled, self.key = None, uuid4().hex
        self._back.hide()
        self.follow()
        self.fit()
        self.focus_start()

    def submit(self) -> None:
        """Run the operation; a refusal is shown beside its field and everything typed stays."""
        if self._busy:
            return
        self.problem.say("")
        if self.typed_over():
            self.forget_told()
            return
        try:
            work = self.work(self.form.values())
        except PaydeskError as refused:
            self.show_refusal(refused)
            return
        self.set_busy(True)
        # As it is asked for now: whatever is typed meanwhile is not what will be done.
        page = self.context.page
        self.asked = Deed(self.deed(), page.account_id if page else None)
        self.context.jobs.do(work, title=self._title.text(), then=self._finish, refused=self._refused, owner=self)

    def _refused(self, refused: PaydeskError) -> None:
        self.form.forget_passwords(self.field_of(refused.field))
        self.show_refusal(refused)

    def show_refusal(self, refused: PaydeskError) -> None:
        """Say why it was not done; what was told of an earlier deed leaves."""
        self.set_busy(False)
        self.forget_told()
        self.place_refusal(refused)
        self.show_wrong()

    def show_wrong(self) -> None:
        """The field that takes the focus because something is wrong there comes into sight, with what is said of it."""
        found: QWidget | None = self.focusWidget()
        while found is not None and not isinstance(found, FieldBox):
            found = found.parentWidget()
        row = found.parentWidget() if found is not None else None
        if row is not None:
            self.show_widget(row)

    def place_refusal(self, refused: PaydeskError) -> None:
        """Beside its field, or over the buttons when it belongs to none."""
        if not self.form.show_error(self.field_of(refused.field), refused.sentence):
            self.say_problem(refused.sentence)

    def say_problem(self, sentence: str) -> None:
        """Over the buttons, until something is typed."""
        self.forget_told()
        self.problem.say(sentence)
        self.fit()

    def forget_told(self) -> None:
        """Nothing says any more what was done before."""
        self.context.messages.put_away()

    def field_of(self, name: str | None) -> str | None:
        """Which field of this form an operation's field is; the same name unless a dialog says otherwise."""
        return name

    def reject(self) -> None:
        self.keep_draft()
        super().reject()

    def give_up(self) -> None:
        """Leave, and let what was typed go for good."""
        self.drafts.finish()
        self.reject()

    def closeEvent(self, event: QCloseEvent) -> None:
        self.keep_draft()
        super().closeEvent(event)

    def keep_draft(self) -> None:
        """Keep what was typed."""
        if self._keeps_draft and self.isVisible():
            self.drafts.keep(self.draft())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if not event.isAutoRepeat():  # a key that is held down is pressed once
                self.submit()
        else:
            super().keyPressEvent(event)

    def set_busy(self, busy: bool) -> None:
        """While the operation runs the button waits."""
        self._busy = busy
        self.primary.setEnabled(not busy)

    def _finish(self, result: object) -> None:
        self.set_busy(False)
        if self._keeps_draft:
            self.drafts.finish()
        if words := self.told(result):
            self.context.messages.tell(words, undo=self.take_back(result))
        if posted := self.posted(result):
            point_at_posted(self.context, posted)
        self.done_with.emit(result)
        self.accept()

    def _restore(self, drafts: Drafts, kept: Mapping[str, Any]) -> None:
        if drafts is not self.drafts or self.draft():
            return
        changed = self.put_back(kept)
        self.follow()
        if self.draft():
            self._back.tell(changed=changed)
            self.fit_soon()


@dataclass(frozen=True)
class Deed:
    """An act in one line, the account it is about, and why it is to be approved, where that was typed already."""

    words: str = ""
    account: int | None = None
    reason: str = ""


@dataclass(frozen=True)
class Acted:
    """The result of an operation that answers with what it touched and nothing more."""

    touched: object


def _whose(context: DeskContext, words: str) -> str:
    """Whom a form about a person is about."""
    member = context.page.member(ids_of(words).get("person", 0)) if context.page else None
    return full_name(member) if member else ""


def card_sentence(text: str) -> str | None:
    """The sentence that refuses a text with a full card number, or None."""
    try:
        plausibility.refuse_card_number(text)
    except PaydeskError as refused:
        return refused.sentence
    return None
