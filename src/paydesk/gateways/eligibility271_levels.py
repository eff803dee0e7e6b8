"""One level of a 271: the payer or provider with what is told of them, or a person with her coverage."""

from __future__ import annotations

from datetime import date

from paydesk.gateways.eligibility271_benefit import BenefitReader, EntityBuilder, rejection_in, span_in
from paydesk.gateways.x12_values import Values
from paydesk.rules.eligibility import Entity, Level, Member, Reference, Trace
from paydesk.rules.remittance_finding import Blocks, Place

_OF_ENTITY = frozenset({"NM1", "REF", "N3", "N4", "PER", "PRV", "AAA"})
_OF_MEMBER = _OF_ENTITY | {"TRN", "DMG", "INS", "HI", "DTP", "MPI"}
_OF_BENEFIT = frozenset({"EB", "HSD", "REF", "DTP", "AAA", "MSG", "III", "LS", "LE", "NM1", "N3", "N4", "PER", "PRV"})
SEGMENTS = _OF_MEMBER | _OF_BENEFIT

_NOT_KEPT = frozenset({"SY"})
"""Social Security numbers: nothing here needs one."""


class EntityReader:
    """The payer or the provider."""

    def __init__(self, place: Place, values: Values, level: Level) -> None:
        self._entity = EntityBuilder(place)
        self._values = values
        self._level = level

    def take(self, name: str, place: Place, elements: list[str]) -> bool:
        """Read a segment; False for one that does not belong here."""
        if name == "AAA":
            self._entity.rejections.append(rejection_in(elements, place, self._level))
        elif name == "REF":
            self._entity.references.append(Reference(elements[1], elements[2], elements[3]))
        elif name not in _OF_ENTITY:
            return False
        elif name == "NM1" and self._entity.party is not None:
            self._values.tell("level", place, f"It names a second {self._level}.", Blocks.ALL)
        else:
            self._entity.take(name, elements)
        return True

    def end(self) -> Entity:
        return self._entity.end()


class MemberReader:
    """The subscriber or a dependent, and each benefit told of her."""

    def __init__(self, place: Place, values: Values, level: Level, component: str, repetition: str) -> None:
        self._place = place
        self._values = values
        self._level = level
        self._component = component
        self._repetition = repetition
        self._person = EntityBuilder(place)
        self._birth: date | None = None
        self._sex = self._relation = ""
        self._days: list[tuple[Place, list[str]]] = []
        self._traces: list[Trace] = []
        self._benefits: list[BenefitReader] = []

    @property
    def is_told(self) -> bool:
        """The person was named, or her coverage begun, and no one related to it is being named."""
        if self._benefits:
            return not self._benefits[-1].in_related
        return self._person.party is not None

    def take(self, name: str, place: Place, elements: list[str]) -> bool:
        """Read a segment; False for one that does not belong here."""
        if name == "EB":
            self._benefits.append(BenefitReader(place, elements, self._values, self._component, self._repetition))
        elif self._benefits:
            return name in _OF_BENEFIT and self._benefits[-1].take(name, place, elements)
        elif name not in _OF_MEMBER:
            return False
        else:
            self._take_own(name, place, elements)
        return True

    def _take_own(self, name: str, place: Place, elements: list[str]) -> None:
        match name:
            case "TRN":
                self._traces.append(Trace(elements[1] == "2", elements[2], elements[3], elements[4]))
            case "REF" if elements[1] not in _NOT_KEPT:
                self._person.references.append(Reference(elements[1], elements[2], elements[3]))
            case "AAA":
                self._person.rejections.append(rejection_in(elements, place, self._level))
            case "DMG":
                self._take_birth(elements[2], place)
                self._sex = elements[3]
            case "INS":
                self._relation = elements[2]
            case "DTP":
                self._days.append((place, elements))
            case "NM1" | "N3" | "N4":
                self._person.take(name, elements)

    def _take_birth(self, text: str, place: Place) -> None:
        """Eight digits: of a year with two nobody knows the century."""
        if text and len(text) != 8:
            self._values.tell("value", place, f"The birth date “{text[:24]}” is no date.", Blocks.NOTHING)
        else:
            self._birth = self._values.day(text, place, "The birth date")

    def end(self) -> Member:
        """The person, when the next level begins."""
        person = self._person.end()
        if person.party is None:
            self._values.tell("level", self._place, f"The {self._level} is not named (NM1).")
        days = tuple(span_in(elements, place, self._values) for place, elements in self._days)
        return Member(
            self._place, self._level, person.party, self._birth, self._sex, self._relation, person.address,
            person.references, days, tuple(self._traces), person.rejections,
            tuple(one.end() for one in self._benefits),
        )  # fmt: skip


