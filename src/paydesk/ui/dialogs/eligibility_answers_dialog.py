"""What a file of eligibility answers says: where each coverage stands, and line by line what the insurer differs in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from paydesk.rules.verification import State
from paydesk.ui.desk_context import DeskContext
from paydesk.ui.dialogs.deciding_dialog import DecidedLine, DecidingDialog
from paydesk.ui.labels import Empty
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


@dataclass(frozen=True)
class AnswersFound:
    """A file that was read, and the numbers of the accounts it is about."""

    read: EligibilityRead
    numbers: dict[int, int]
    touched: Touched


class EligibilityAnswersDialog(DecidingDialog):
    """Where each answer of the file stands, and under it what differs."""

    def __init__(self, context: DeskContext, found: AnswersFound) -> None:
        self._found = found
        lines = (
            DecidedLine(one.id, one.version, answer.account, one.difference)
            for answer in found.read.answers for one in answer.differences
        )  # fmt: skip
        super().__init__(
            context, name="eligibility_answers_dialog", title="What the insurers answered",
            lines=lines, empty=Empty("No answer is in the file", "The insurer's next file may have some."),
        )  # fmt: skip

    def lead(self) -> str:
        return _lead(self._found, left=self.left())

    def line_rows(self) -> Iterator[ListRow]:
        for place, answer in enumerate(self._found.read.answers):
            number = self._found.numbers.get(answer.account or 0)
            who = ", ".join(part for part in (answer.person or "Nobody named", answer.payer) if part)
            account = f"account {number}" if number else f"line {answer.line}"
            yield ListRow(("head", place), who, money=account, head=True)
            standing = _standing(("answer", place), answer)
            self.accounts[standing.key] = answer.account
            yield standing
            for one in answer.differences:
                yield self.line_row(one.id)
        if self._found.read.findings:
            yield ListRow(("head", "file"), "Wrong in the file", money=str(len(self._found.read.findings)), head=True)
        for place, finding in enumerate(self._found.read.findings):
            yield ListRow(("finding", place), finding.says, second=finding.where, icon="warning", icon_tone="warn",
                          spoken=finding.sentence)  # fmt: skip


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


def _lead(found: AnswersFound, *, left: int) -> str:
    read = found.read
    many = len(read.answers)
    differ = sum(len(one.differences) for one in read.answers)
    known = sum(one.known for one in read.answers)
    parts = [f"{read.file}: 1 answer" if many == 1 else f"{read.file}: {many:,} answers"]
    parts += [f"{known:,} of them read before"] if known else []
    differs = f"{left:,} to decide" if left else "all of it is decided"
    parts += [differs if differ else "nothing differs from the records"]
    return (
        f"{', '.join(parts)}. Answers are kept as verified; the records change only where you take a line over. "
        "What you do not decide waits in “What insurers have otherwise”."
    )
