"""Deciding, line by line, what insurers have otherwise: Enter takes a line over, L leaves the record as it is."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import partial

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QVBoxLayout
from shiboken6 import isValid

from paydesk.operations import taking_over
from paydesk.operations.taking_over import PutBack, TakenOver
from paydesk.rules.eligibility_differences import Difference, shown
from paydesk.rules.errors import PaydeskError
from paydesk.ui.buttons import Button, Kind
from paydesk.ui.desk_context import DeskContext
from paydesk.ui.dialogs.form_dialog import Acted
from paydesk.ui.dialogs.reading_dialog import ReadingDialog
from paydesk.ui.ground import Ground
from paydesk.ui.labels import Empty, Why
from paydesk.ui.list_row import ListRow
from paydesk.ui.toast import UNDO_KEY

_SETTLE = "Settle it with the patient and change the coverages there (Ctrl+I); L leaves it."


@dataclass(frozen=True)
class DecidedLine:
    """One difference of an account, with the version it was read at; ``aside`` is what else is known of it."""

    id: int
    version: int
    account: int | None
    difference: Difference
    aside: str = ""


class DecidingDialog(ReadingDialog):
    """What was decided stays in sight. Kinds of it say in ``line_rows`` what stands in the list."""

    def __init__(
        self, context: DeskContext, *, name: str, title: str, lines: Iterable[DecidedLine], empty: Empty
    ) -> None:  # fmt: skip
        self._decided = dict[int, str]()
        self._lines = {one.id: one for one in lines}
        self.accounts: dict[object, int | None] = {one.id: one.account for one in self._lines.values()}
        self._take = Button("Take it over", kind=Kind.PRIMARY, key="Return", shown_only=True, name="take_over")
        self._leave = Button("Leave it", key="L", name="leave_line")
        self._open = Button("Open the account", key="O", name="open_account")
        super().__init__(
            context, name=name, title=title, lead=self.lead(), rows=tuple(self.line_rows()), empty=empty,
            buttons=(self._open, self._leave, self._take),
        )  # fmt: skip
        self.detail = Why()
        ground = Ground(edges=("top",))
        inside = QVBoxLayout(ground)
        inside.setContentsMargins(24, 8, 24, 8)
        inside.addWidget(self.detail)
        column = self.layout()
        assert isinstance(column, QVBoxLayout)
        column.insertWidget(column.count() - 1, ground)
        self._take.clicked.connect(lambda: self.take(self.list.current_key()))
        self._leave.clicked.connect(self.leave)
        self._open.clicked.connect(self._open_account)
        self.list.opened.connect(self.take)
        self.list.picked.connect(lambda key: self._follow())
        # The window's own key does not reach over a dialog.
        undo = QShortcut(QKeySequence(UNDO_KEY), self)
        undo.activated.connect(context.messages.take_back)
        self._select_next()
        self._follow()

    def line_rows(self) -> Iterator[ListRow]:
        """The rows of the list as things stand."""
        raise NotImplementedError

    def line_row(self, key: int) -> ListRow:
        """The row of a difference, with what became of it."""
        told, became = self._lines[key].difference, self._decided.get(key, "")
        ours, theirs = (shown(told.field, value) for value in (told.ours, told.theirs))
        return ListRow(
            key, told.field.words, second=f"{ours} here, {theirs} at the insurer", why=self._lines[key].aside,
            money=became or "differs", money_tone="text3" if became else "warn",
            icon="check_circle" if became else "pencil", icon_tone="text3" if became else "warn",
        )  # fmt: skip

    def take(self, key: object) -> None:
        """The record says what the insurer says, in this one thing."""
        one = self._line(key)
        if one is None:
            return
        if not one.difference.field.can_be_taken:
            self.detail.say(_SETTLE, icon="warning", role="bad")
            return
        desk, decide = self.context.desk, _decide(one)
        field, theirs = one.difference.field, shown(one.difference.field, one.difference.theirs)
        self._do(one, lambda: taking_over.take_over(desk, decide), "taken over", f"{field.words} taken over: {theirs}")

    def leave(self) -> None:
        """The record stays as it is, for a reason that is kept."""
        one = self._line(self.list.current_key())
        if one is None:
            return
        why = self.context.messages.ask_reason(
            "Leave the record as it is?", f"{one.difference.sentence} Say why our record stays.", yes="Leave it"
        )
        if why is None:
            return
        desk, decide, reason = self.context.desk, _decide(one), why
        self._do(one, lambda: Acted(taking_over.leave(desk, decide, why=reason)), "left as it is",
                 f"{one.difference.field.words} left as it is here")  # fmt: skip

    def _do(self, one: DecidedLine, work: Callable[[], object], became: str, told: str) -> None:
        def done(result: object) -> None:
            self._decided[one.id] = became
            taken = result if isinstance(result, TakenOver) else None
            self.context.messages.tell(told, undo=partial(self._put_back, one, taken) if taken else None)
            self._show_again()
            self._select_next()
            self._follow()

        self.context.jobs.do(work, title="Deciding a line", owner=self, then=done, refused=self._refused)

    def _put_back(self, one: DecidedLine, taken: TakenOver) -> None:
        """The record says again what it said; the line waits, here and wherever it is listed."""
        context, ours, dialog = self.context, one.difference.ours, self
        field = one.difference.field

        def done(back: PutBack) -> None:
            context.messages.tell(f"{field.words} put back: {shown(field, ours)} here; the line waits to be decided")
            if isValid(dialog):
                dialog.wait_again(replace(one, version=back.version))

        context.jobs.do(
            lambda: taking_over.put_back(context.desk, taken, ours=ours), title="Putting it back", owner=context,
            then=done, refused=context.messages.refuse,
        )  # fmt: skip

    def wait_again(self, one: DecidedLine) -> None:
        """A line is to be decided anew."""
        self._lines[one.id] = one
        self._decided.pop(one.id, None)
        self._show_again()
        self.list.select(one.id)
        self._follow()

    def left(self) -> int:
        """How many lines are still to be decided."""
        return len(self._lines) - len(self._decided)

    def lead(self) -> str:
        """What stands over the lines as things stand."""
        raise NotImplementedError

    def _show_again(self) -> None:
        self.list.show_rows(tuple(self.line_rows()))
        self.say_lead(self.lead())

    def _refused(self, refused: PaydeskError) -> None:
        self.detail.say(refused.sentence, icon="warning", role="bad")

    def _line(self, key: object) -> DecidedLine | None:
        """The line of that key, while nobody decided it."""
        return self._lines.get(key) if isinstance(key, int) and key not in self._decided else None

    def _select_next(self) -> None:
        """The next line that is to be decided, from where the cursor is on; else the first row."""
        keys = [row.key for row in self.list.rows.rows]
        at = self.list.current_key()
        after = keys[keys.index(at) :] if at in keys else keys
        waiting = next((key for key in (*after, *keys) if self._line(key)), None)
        if waiting is not None:
            self.list.select(waiting)

    def _follow(self) -> None:
        """The whole of the chosen row, and what can be done with it."""
        key = self.list.current_key()
        one, row = self._line(key), next((each for each in self.list.rows.rows if each.key == key), None)
        words = one.difference.sentence if one else " ".join(filter(None, (row.spoken or row.second,))) if row else ""
        if one and not one.difference.field.can_be_taken:
            words = f"{words} {_SETTLE}"
        self.detail.say(words, icon="info", role="text2")
        self._take.setEnabled(one is not None and one.difference.field.can_be_taken)
        self._leave.setEnabled(one is not None)
        self._open.setEnabled(self.accounts.get(key) is not None)

    def _open_account(self) -> None:
        account = self.accounts.get(self.list.current_key())
        if account is not None:
            self.accept()
            self.context.open_account(account)
            self.context.go("patients")


def _decide(one: DecidedLine) -> taking_over.Decide:
    return taking_over.Decide(one.id, one.version, one.difference.ours)
