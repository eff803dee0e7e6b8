"""The right half of a call sheet: what they answer, whom it was, and how it ended."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from paydesk.rules import call_sheet
from paydesk.rules.call_outcome import OUTCOMES, Around, outcome_of
from paydesk.rules.call_sheet import CALL_BACK, ITEMS, Answer, Item, KnownFacts, Purpose
from paydesk.rules.claims import ClaimState
from paydesk.rules.errors import PaydeskError
from paydesk.ui.call_answer_box import AnswerBox, AnswerRow
from paydesk.ui.call_outcome_list import CallOutcomeList, EndRow
from paydesk.ui.labels import SectionHeader
from paydesk.ui.payment_halves import Line
from paydesk.ui.segments import SegmentRow

NAME, REFERENCE, NOTE, OUTCOME = "representative", "reference", "note", "outcome"
_SPOKEN = (
    Item(NAME, "Spoke with", hint="name, extension"), Item(REFERENCE, "reference", hint="ask before the end",
                                                           beside=True),
)  # fmt: skip
_NOTE = Item(NOTE, "Note", hint="what no field is for")


class CallAnswers(QWidget):
    """All that is filled in on a call of one purpose. ``edited`` when anything changed, ``ended`` by an outcome."""

    edited = Signal()
    ended = Signal(str)

    def __init__(self, purpose: Purpose, *, today: Callable[[], date]) -> None:
        super().__init__()
        self.purpose, self._known = purpose, KnownFacts(date(2000, 1, 1))
        self.boxes: dict[str, AnswerBox] = {}
        self._rows: list[AnswerRow] = []
        self._given: set[str] = set()
        self._today = today
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(2)
        more = "F7: every item" if purpose is Purpose.VERIFY else ""
        self._column.addWidget(SectionHeader("What they answer", more))
        for row in _rows_of(ITEMS[purpose]):
            self._add(row)
        self._add(_SPOKEN)
        self._column.addSpacing(4)
        self._column.addWidget(Line())
        self._column.addSpacing(6)
        self._column.addWidget(SectionHeader("How did it end?"))
        self.outcomes = CallOutcomeList()
        self._column.addWidget(self.outcomes)
        self._column.addSpacing(4)
        self._back = self._add((CALL_BACK,))
        self._back.hide()
        self._add((_NOTE,), width=324)
        self._column.addStretch(1)
        self._listen()

    def clear(self, known: KnownFacts) -> None:
        """Another call of this purpose: nothing is answered."""
        self._known, self._given = known, set()
        for box in self.boxes.values():
            box.set_typed("")
        self.outcomes.choose("")
        self.outcomes.mark_wrong(False)
        self._back.hide()
        self._look()

    def typed(self) -> dict[str, str]:
        """Everything as it stands, by name, without what is empty."""
        found = {name: box.typed() for name, box in self.boxes.items() if box.typed()}
        return {**found, OUTCOME: self.outcomes.value()} if self.outcomes.value() else found

    def set_typed(self, typed: Mapping[str, object]) -> None:
        """Put back what was typed."""
        for name, words in typed.items():
            if name in self.boxes and isinstance(words, str):
                self.boxes[name].set_typed(words)
        self._end(str(typed.get(OUTCOME) or ""))
        self._look()

    def answers(self) -> dict[str, Answer]:
        """What can be read of the answers, by item; what cannot is left out."""
        found: dict[str, Answer] = {}
        for name, box in self.boxes.items():
            if name in (NAME, REFERENCE, NOTE):
                continue
            try:
                answer = box.answer()
            except PaydeskError:
                continue
            if answer is not None:
                found[name] = answer
        return found

    def checked(self) -> tuple[Answer, ...]:
        """All answers; raises PaydeskError for the first that cannot be read, after showing every such one."""
        first: PaydeskError | None = None
        found: list[Answer] = []
        for name, box in self.boxes.items():
            if name in (NAME, REFERENCE, NOTE):
                continue
            try:
                answer = box.answer()
            except PaydeskError as refused:
                box.mark(refused.sentence)
                first = first or refused
            else:
                found += [answer] if answer is not None else []
        self._tell()
        if first is not None:
            raise first
        return tuple(found)

    def show_error(self, field: str | None, sentence: str) -> bool:
        """Say ``sentence`` beside ``field`` and go there; False when there is no such field."""
        if field == OUTCOME:
            self.outcomes.mark_wrong(True)
            self.outcomes.setFocus()
            return True
        if field not in self.boxes:
            return False
        if field == CALL_BACK.key:
            self._back.show()
        self.boxes[field].mark(sentence)
        self._tell()
        self.boxes[field].input.setFocus()
        return True

    def show_ends(self, around: Around) -> None:
        """The outcomes with what would follow each of them now."""
        rows = []
        for one in OUTCOMES[self.purpose]:
            after = one.rule(around)
            rows.append(EndRow(one.key, one.words, after.words if after else "you give the date"))
        self.outcomes.show_rows(tuple(rows))

    def focus_start(self) -> None:
        """Where answering starts: the first that is empty."""
        boxes = [box for name, box in self.boxes.items() if name not in (CALL_BACK.key, NOTE)]
        next((box for box in boxes if not box.typed()), boxes[0]).input.setFocus()

    def stops(self) -> tuple[QWidget, ...]:
        """Everything that may take the focus, in the order of the eye."""
        *above, back, note = self.boxes.values()
        return (*(box.input for box in above), self.outcomes, back.input, note.input)

    def fit(self, room: int) -> None:
        """Keep the end of the call in sight within that height, if two columns of it do."""
        others = self.sizeHint().height() - self.outcomes.height()
        end = others - self.boxes[NOTE].height() - self._column.spacing()
        short = end + self.outcomes.height_in(1) > room
        self.outcomes.set_columns(2 if short else 1)

    def doubtful(self) -> frozenset[str]:
        """Items about which there is a doubt now."""
        return frozenset(one.item for one in call_sheet.doubts(self.answers(), self._known))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        for row in self._rows:
            row.fit(event.size().width())

    def _add(self, items: tuple[Item, ...], *, width: int = 0) -> AnswerRow:
        boxes = tuple(AnswerBox(one, today=self._today, width=width) for one in items)
        row = AnswerRow(items[0].label, boxes)
        self.boxes |= {box.item.key: box for box in boxes}
        self._rows.append(row)
        self._column.addWidget(row)
        return row

    def _listen(self) -> None:
        for box in self.boxes.values():
            box.edited.connect(self._touch)
            box.settled.connect(self._look)
            if isinstance(box.input, SegmentRow):
                box.input.listen_on(self)
        self.outcomes.listen_on(self)
        self.outcomes.chosen.connect(self._ended)

    def _touch(self) -> None:
        self._tell()
        self.edited.emit()

    def _ended(self, key: str) -> None:
        self._end(key)
        self._preset(denied=outcome_of(self.purpose, key).claim is ClaimState.DENIED)
        if key == "call back":
            self.boxes[CALL_BACK.key].input.setFocus()
        self.ended.emit(key)

    def _preset(self, *, denied: bool) -> None:
        """Of a denial what our remittance says of it, where nothing is typed; gone again with another end."""
        for name, words in self._known.denied.items():
            box = self.boxes.get(name)
            if box is not None and denied and not box.typed():
                box.set_typed(words)
                self._given.add(name)
            elif box is not None and not denied and name in self._given and box.typed() == words:
                box.set_typed("")
        self._given = self._given if denied else set()
        self._look()

    def _end(self, key: str) -> None:
        self.outcomes.choose(key)
        self._back.setVisible(key == "call back")

    def _look(self) -> None:
        """Hold the answers against each other and what is known."""
        self._tell()
        self.edited.emit()

    def _tell(self) -> None:
        doubts = {one.item: one.sentence for one in call_sheet.doubts(self.answers(), self._known)}
        for row in self._rows:
            words = [doubts[box.item.key] for box in row.boxes if box.item.key in doubts]
            for box in row.boxes:
                if not isinstance(box.input, SegmentRow):
                    box.input.mark_wrong(bool(box.mistake) or box.item.key in doubts)
            row.tell(" ".join(words))


def _rows_of(items: tuple[Item, ...]) -> tuple[tuple[Item, ...], ...]:
    rows: list[tuple[Item, ...]] = []
    for one in items:
        if one.beside:
            rows[-1] = (*rows[-1], one)
        else:
            rows.append((one,))
    return tuple(rows)
