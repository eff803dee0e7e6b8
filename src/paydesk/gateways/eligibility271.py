"""The 271 in X12 files: every answer about eligibility, however damaged, as plain facts with their places."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from paydesk.gateways.eligibility271_levels import SEGMENTS, EntityReader, MemberReader
from paydesk.gateways.x12_envelope import Opening
from paydesk.gateways.x12_sets import SetsRead, bytes_of, read_sets
from paydesk.gateways.x12_values import Values
from paydesk.rules import envelope
from paydesk.rules.eligibility import Answer, EligibilityAnswers, EligibilityFile, Entity, Level, Member
from paydesk.rules.remittance import Closing
from paydesk.rules.remittance_finding import Blocks, Place

_IDS = f"BHT|HL|{'|'.join(sorted(SEGMENTS))}"
_WANTED = "an answer about eligibility (271)"
_LEVELS = {"20": Level.PAYER, "21": Level.PROVIDER, "22": Level.SUBSCRIBER, "23": Level.DEPENDENT}
_ORDER = tuple(_LEVELS.values())
_BLANK = [""] * 24
_MOST_TOLD = 20  # kinds of segments that are left out, each told once in a set


def read_eligibility_file(path: Path) -> tuple[EligibilityFile, bytes]:
    """What ``path`` holds, and its bytes. Raises PaydeskError when it cannot be opened, or holds no such answer."""
    data = bytes_of(path)
    return _file(_read(data).or_refused(path, _WANTED)), data


def read_eligibility(data: bytes) -> EligibilityFile:
    """Everything in ``data``; raises nothing: what is wrong are findings with their places."""
    return _file(_read(data))


def _read(data: bytes) -> SetsRead[EligibilityAnswers]:
    return read_sets(data, _opened, wanted=_WANTED, ids=_IDS)


def _file(read: SetsRead[EligibilityAnswers]) -> EligibilityFile:
    return EligibilityFile(read.sets, read.segments, read.findings)


def _opened(opening: Opening) -> _SetReader | None:
    return _SetReader(opening) if opening.kind == "271" else None


class _SetReader:
    """From level to level (HL): the payer, the provider, the subscriber, a dependent of hers.

    What stands above is finished when the next level begins, and shared by all answers under it.
    """

    def __init__(self, opening: Opening) -> None:
        self._opening = opening
        self._bht: tuple[Place, list[str]] | None = None
        self._above = Answer(None, None, None)
        self._level: Level | None = None
        self._reader: EntityReader | MemberReader | None = None
        self._numbers: dict[Level, str] = {}
        self._answers: list[Answer] = []
        self._left_out: set[str] = set()
        self._values = Values()
        self._values.subject = self._what = f"set {opening.control}"

    def take(self, name: str, place: Place, elements: list[str]) -> None:
        """A segment between ST and SE."""
        if name == "HL":
            self._open(place, elements)
        elif name == "BHT":
            self._bht = self._bht or (place, elements)
        else:
            if name == "NM1" and elements[1] in ("IL", "03") and self._names_another():
                self._values.tell("level", place, "It names a person outside of any level (HL).", Blocks.ALL)
                self._begin(place, Level.SUBSCRIBER if elements[1] == "IL" else Level.DEPENDENT)
            if self._reader is None or not self._reader.take(name, place, elements):
                self._tell_left_out(name, place)

    def _names_another(self) -> bool:
        """Where a level was lost, the next person must not be given the coverage of the one before."""
        return not isinstance(self._reader, MemberReader) or self._reader.is_told

    def _tell_left_out(self, name: str, place: Place) -> None:
        if name not in self._left_out and len(self._left_out) < _MOST_TOLD:
            self._left_out.add(name)
            misplaced = name in SEGMENTS
            says = "It does not belong here" if misplaced else f"“{name[:12]}” is no segment of an answer"
            blocks = Blocks.ALL if misplaced else Blocks.NOTHING
            self._values.tell("segment", place, f"{says}; it was left out.", blocks)

    def _open(self, place: Place, elements: list[str]) -> None:
        level = _LEVELS.get(elements[3])
        if level is None:
            self._end_level(None)
            says = f"“{elements[3][:12]}” is no level of an answer; what stands in it was left out."
            self._values.tell("level", place, says, Blocks.ALL)
            return
        self._begin(place, level)
        above = _ORDER[_ORDER.index(level) - 1] if level is not Level.PAYER else None
        if above is not None and self._numbers.get(above) != elements[2]:
            says = f"It belongs to level “{elements[2][:12]}”, which is not the one above it."
            self._values.tell("level", place, says, Blocks.ALL)
        self._numbers[level] = elements[1]

    def _begin(self, place: Place, level: Level) -> None:
        self._end_level(level)
        for each in _ORDER[_ORDER.index(level) :]:
            self._numbers.pop(each, None)
        self._level = level
        if level in (Level.PAYER, Level.PROVIDER):
            self._reader = EntityReader(place, self._values, level)
            return
        self._values.claim, self._values.subject = len(self._answers), f"person {len(self._answers) + 1}"
        self._reader = MemberReader(place, self._values, level, self._opening.component, self._opening.repetition)

    def _end_level(self, following: Level | None) -> None:
        """The level that was told of last; it answers for itself when nobody stands under it."""
        reader, level, self._reader, self._level = self._reader, self._level, None, None
        if reader is not None and level is not None:
            self._above = _under(self._above, level, reader.end())
            deeper = following is not None and _ORDER.index(following) > _ORDER.index(level)
            told = bool(self._above.benefits) if deeper else level in (Level.SUBSCRIBER, Level.DEPENDENT)
            if told or (not deeper and self._above.rejections):
                self._answers.append(self._above)
        self._values.claim, self._values.subject = None, self._what

    def end(self, closing: Closing | None, last: int) -> EligibilityAnswers:
        """The whole set, closed by SE, or by what stands there instead behind segment ``last``."""
        self._end_level(None)
        place, bht = self._bht or (self._opening.place, _BLANK)
        if self._bht is None:
            self._values.tell("segment", place, "Its beginning (BHT) is missing.", Blocks.NOTHING)
        if not self._answers:
            self._values.tell("empty", place, "It answers about nobody.", Blocks.NOTHING)
        made_on = self._values.day(bht[4], place, "The day it was made")
        head = self._opening.closed(closing, last)
        found = (*self._values.findings, *envelope.of_set(head))
        return EligibilityAnswers(
            head, bht[3], made_on, tuple(self._answers), tuple(sorted(found, key=lambda one: one.place))
        )


def _under(above: Answer, level: Level, read: Entity | Member) -> Answer:
    """With what was read of a level; nothing is left of those that stood below it."""
    if isinstance(read, Entity):
        return Answer(read, None, None) if level is Level.PAYER else Answer(above.payer, read, None)
    if level is Level.SUBSCRIBER:
        return Answer(above.payer, above.provider, read)
    return replace(above, dependent=read)
