"""What a file of eligibility answers says: where each coverage stands, and line by line what the insurer differs in."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout

from paydesk.operations import taking_over
from paydesk.rules.eligibility_differences import Difference, shown
from paydesk.rules.errors import PaydeskError
from paydesk.rules.verification import State
from paydesk.ui.buttons import Button, Kind
from paydesk.ui.desk_context import DeskContext
from paydesk.ui.dialogs.form_dialog import Acted
from paydesk.ui.dialogs.reading_dialog import ReadingDialog
from paydesk.ui.ground import Ground
from paydesk.ui.labels import Empty, Why
from paydesk.ui.list_row import ListRow

if TYPE_CHECKING:
    from paydesk.operations.desk import Touched
    from paydesk.operations.reading_eligibility import AnswerRead, EligibilityRead

_STATES = {
    State.UNVERIFIED: "not verified", State.QUEUED: "waiting", State.IN_PROGRESS: "asked, not answered yet",
    State.VERIFIED: "verified", State.PARTIAL: "partly known", State.INACTIVE: "not active",
    State.NOT_FOUND: "member not found", State.NEEDS_PATIENT: "needs the patient",
    State.PAYER_DOWN: "insurer not reached", State.EXPIRED: "too old",
}  # fmt: skip
_BAD = frozenset({State.INACTIVE, State.NOT_FOUND})
_SETTLE = "Settle it with the patient and change the coverages there (Ctrl+I); L leaves it."


@dataclass(frozen=True)
class AnswersFound:
    """A file that was read, and the numbers of the accounts it is about."""

    read: EligibilityRead
    numbers: dict[int, int]
    touched: Touched


@dataclass(frozen=True)
class _Line:
    """One difference, with the version it was read at."""

    id: int
    version: int
    difference: Difference


class EligibilityAnswersDialog(ReadingDialog):
    """Enter takes a line over, L leaves the record as it is; what was decided stays in sight."""

    def __init__(self, context: DeskContext, found: AnswersFound) -> None:
        self._found, self._decided = found, dict[int, str]()
        differ = (one for answer in found.read.answers for one in answer.differences)
        self._lines = {one.id: _Line(one.id, one.version, one.difference) for one in differ}
        self._accounts: dict[object, int | None] = {}
        self._take = Button("Take it over", kind=Kind.PRIMARY, key="Return", shown_only=True, name="take_over")
        self._leave = Button("Leave it", key="L", name="leave_line")
        self._open = Button("Open the account", key="O", name="open_account")
        super().__init__(
            context, name="eligibility_answers_dialog", title="What the insurers answered", lead=_lead(found),
            rows=tuple(self._rows()), empty=Empty("No answer is in the file", "The insurer's next file may have some."),
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
        self._select_next()
        self._follow()

    def take(self, key: object) -> None:
        """The record says what the insurer says, in this one thing."""
        one = self._line(key)
        if one is None:
            return
        if not one.difference.field.can_be_taken:
            self.detail.say(_SETTLE, icon="warning", role="bad")
            return
        desk, decide = self.context.desk, taking_over.Decide(one.id, one.version)
        field, theirs = one.difference.field, shown(one.difference.field, one.difference.theirs)
        self._do(one, lambda: Acted(taking_over.take_over(desk, decide)), "taken over",
                 f"{field.words} taken over: {theirs}")  # fmt: skip

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
        desk, decide, reason = self.context.desk, taking_over.Decide(one.id, one.version), why
        self._do(one, lambda: Acted(taking_over.leave(desk, decide, why=reason)), "left as it is",
                 f"{one.difference.field.words} left as it is here")  # fmt: skip

    def _do(self, one: _Line, work: Callable[[], Acted], became: str, told: str) -> None:
        def done(acted: Acted) -> None:
            self._decided[one.id] = became
            self.context.messages.tell(told)
            self.list.show_rows(tuple(self._rows()))
            self._select_next()
            self._follow()

        self.context.jobs.do(work, title="Deciding a line", owner=self, then=done, refused=self._refused)

    def _refused(self, refused: PaydeskError) -> None:
        self.detail.say(refused.sentence, icon="warning", role="bad")

    def _line(self, key: object) -> _Line | None:
        """The line of that key, while nobody decided it."""
        return self._lines.get(key) if isinstance(key, int) and key not in self._decided else None

    def _select_next(self) -> None:
        """The next line that is to be decided, from where the cursor is on; else the first row."""
        keys = [row.key for row in self.list.rows.rows]
        at = self.list.current_key()
        after = keys[keys.index(at):] if at in keys else keys
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
        self._open.setEnabled(self._accounts.get(key) is not None)

    def _open_account(self) -> None:
        account = self._accounts.get(self.list.current_key())
        if account is not None:
            self.accept()
            self.context.open_account(account)
            self.context.go("patients")

    def _rows(self) -> Iterator[ListRow]:
        for place, answer in enumerate(self._found.read.answers):
            number = self._found.numbers.get(answer.account or 0)
            who = ", ".join(part for part in (answer.person or "Nobody named", answer.payer) if part)
            account = f"account {number}" if number else f"line {answer.line}"
            yield ListRow(("head", place), who, money=account, head=True)
            standing = _standing(("answer", place), answer)
            self._accounts[standing.key] = answer.account
            yield standing
            for one in answer.differences:
                self._accounts[one.id] = answer.account
                yield self._row(self._lines[one.id])
        if self._found.read.findings:
            yield ListRow(("head", "file"), "Wrong in the file", money=str(len(self._found.read.findings)), head=True)
        for place, finding in enumerate(self._found.read.findings):
            yield ListRow(("finding", place), finding.says, second=finding.where, icon="warning", icon_tone="warn",
                          spoken=finding.sentence)  # fmt: skip

    def _row(self, one: _Line) -> ListRow:
        told, became = one.difference, self._decided.get(one.id, "")
        ours, theirs = (shown(told.field, value) for value in (told.ours, told.theirs))
        return ListRow(
            one.id, told.field.words, second=f"{ours} here, {theirs} at the insurer", money=became or "differs",
            money_tone="text3" if became else "warn", icon="check_circle" if became else "pencil",
            icon_tone="text3" if became else "warn",
        )  # fmt: skip


def _standing(key: object, answer: AnswerRead) -> ListRow:
    """Where the coverage stands, or why nothing is kept of the answer."""
    says = " ".join(filter(None, (answer.reason, answer.advice, *answer.unclear)))
    if answer.coverage_id is None:
        return ListRow(key, "Nothing is kept of it", second=says, icon="warning", icon_tone="bad")
    states = "; ".join(f"{one.asks.value} {_STATES[one.state]}" for one in answer.stands)
    missing = ", ".join(dict.fromkeys(part for one in answer.stands for part in one.missing))
    second = says or (f"still to ask: {missing}" if missing else "")
    bad = any(one.state in _BAD for one in answer.stands)
    return ListRow(
        key, states[:1].upper() + states[1:], second=second or f"found by {answer.matched_by}",
        money="read before" if answer.known else "", money_tone="text3", icon="warning" if bad else "shield",
        icon_tone="bad" if bad else "text2",
    )  # fmt: skip


def _lead(found: AnswersFound) -> str:
    read = found.read
    many = len(read.answers)
    differ = sum(len(one.differences) for one in read.answers)
    known = sum(one.known for one in read.answers)
    parts = [f"{read.file}: 1 answer" if many == 1 else f"{read.file}: {many:,} answers"]
    parts += [f"{known:,} of them read before"] if known else []
    parts += [f"{differ:,} to decide" if differ else "nothing differs from the records"]
    return f"{', '.join(parts)}. Answers are kept as verified; the records change only where you take a line over."
