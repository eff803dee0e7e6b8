"""One item of a 271 (EB), with what stands under it: dates, messages, how often, and who else is named."""

from __future__ import annotations

from decimal import Decimal

from paydesk.gateways.x12_values import Values, party_in, procedure_in
from paydesk.rules.eligibility import Address, Benefit, Contact, Delivery, Entity, Level, Reference, Rejection, Span
from paydesk.rules.remittance import Party
from paydesk.rules.remittance_finding import Blocks, Place


class EntityBuilder:
    """Somebody while she is read: her name, where she is, and how to reach her."""

    def __init__(self, place: Place) -> None:
        self.party: Party | None = None
        self.references: list[Reference] = []
        self.rejections: list[Rejection] = []
        self._place = place
        self._role = ""
        self._lines: tuple[str, ...] = ()
        self._town: list[str] | None = None
        self._contacts: list[Contact] = []

    def take(self, name: str, elements: list[str]) -> None:
        """NM1, N3, N4 or PER; others say nothing that is kept."""
        match name:
            case "NM1":
                self._role, self.party = elements[1], party_in(elements)
            case "N3":
                self._lines = tuple(one for one in elements[1:3] if one)
            case "N4":
                self._town = elements
            case "PER":
                pairs = ((elements[at], elements[at + 1]) for at in (3, 5, 7))
                self._contacts.append(Contact(elements[2], tuple(one for one in pairs if one[1])))

    def end(self) -> Entity:
        """What was read of her."""
        town = self._town or [""] * 5
        address = Address(self._lines, town[1], town[2], town[3], town[4]) if self._lines or self._town else None
        return Entity(
            self._place, self._role, self.party, address, tuple(self._contacts), tuple(self.references),
            tuple(self.rejections),
        )  # fmt: skip


class BenefitReader:
    """Takes the segments from EB to the next one; ``in_related``: between LS and LE, where others are named."""

    def __init__(self, place: Place, elements: list[str], values: Values, component: str, repetition: str) -> None:
        self.in_related = False
        self._place = place
        self._eb = elements
        self._values = values
        self._component = component
        self._repetition = repetition
        self._deliveries: list[Delivery] = []
        self._references: list[Reference] = []
        self._days: list[Span] = []
        self._messages: list[str] = []
        self._places: list[tuple[str, str]] = []
        self._rejections: list[Rejection] = []
        self._related: list[EntityBuilder] = []

    def take(self, name: str, place: Place, elements: list[str]) -> bool:
        """Read a segment; False for somebody's address or number where nobody is named."""
        match name:
            case "LS" | "LE":
                self.in_related = name == "LS"
                self._related += [EntityBuilder(place)] if self.in_related else []
            case "NM1" | "N3" | "N4" | "PER" | "PRV":
                return self._take_related(name, place, elements)
            case "HSD":
                self._take_delivery(place, elements)
            case "REF":
                self._references.append(Reference(elements[1], elements[2], elements[3]))
            case "DTP":
                self._days.append(span_in(elements, place, self._values))
            case "AAA":
                self._rejections.append(rejection_in(elements, place, Level.BENEFIT))
            case "MSG":
                self._messages += [elements[1]] if elements[1] else []
            case "III":
                self._places.append((elements[1], elements[2]))
        return True

    def _take_related(self, name: str, place: Place, elements: list[str]) -> bool:
        """Some senders leave LS and LE out, and some name nobody between them."""
        if name == "NM1" and (not self._related or self._related[-1].party is not None):
            self._related.append(EntityBuilder(place))
        if not self._related:
            return False
        self._related[-1].take(name, elements)
        return True

    def _take_delivery(self, place: Place, elements: list[str]) -> None:
        quantity = self._values.quantity(elements[2], place, "The number of services")
        periods = self._values.quantity(elements[6], place, "The number of periods")
        self._deliveries.append(Delivery(elements[1], quantity, elements[3], elements[5], periods))

    def end(self) -> Benefit:
        """The item, when the next one or the person's end has come."""
        eb, values, place = self._eb, self._values, self._place
        types = eb[3].split(self._repetition) if self._repetition else [eb[3]]
        procedure = procedure_in(eb[13], self._component) if eb[13] else None
        related = tuple(one.end() for one in self._related)
        return Benefit(
            place, eb[1], eb[2], tuple(dict.fromkeys(one.strip() for one in types if one.strip())), eb[4], eb[5],
            eb[6], values.amount(eb[7], place, "The amount of a benefit") if eb[7] else None, self._rate(),
            eb[9], values.quantity(eb[10], place, "The quantity of a benefit"), eb[11], eb[12], procedure,
            tuple(self._deliveries), tuple(self._references), tuple(self._days), tuple(self._messages),
            tuple(self._places), tuple(one for one in related if one.party or one.address or one.contacts),
            tuple(self._rejections),
        )  # fmt: skip

    def _rate(self) -> Decimal | None:
        """A share of 1; more than the whole is a percentage, written as no share is."""
        rate = self._values.quantity(self._eb[8], self._place, "The share of a benefit")
        if rate is None or 0 <= rate <= 1:
            return rate
        if 1 < rate <= 100:
            says = f"A share of {self._eb[8]} is more than the whole; it was read as {self._eb[8]} %."
            self._values.tell("share", self._place, says, Blocks.NOTHING)
            return rate.scaleb(-2)
        self._values.tell("share", self._place, f"“{self._eb[8][:24]}” is no share.")
        return None


def rejection_in(elements: list[str], place: Place, level: Level) -> Rejection:
    """AAA."""
    return Rejection(place, level, {"Y": True, "N": False}.get(elements[1]), elements[3], elements[4])


def span_in(elements: list[str], place: Place, values: Values) -> Span:
    """DTP: a day (D8), a time (RD8), or a day with the hour behind it."""
    kind, text = elements[1], elements[3]
    first, dash, last = text.partition("-")
    if not text:
        values.tell("value", place, "A date is missing.", Blocks.NOTHING)
    if not dash:
        return Span(kind, values.day(first[:8] if elements[2] == "DT" else first, place, "The date"))
    begun = values.day(first.strip(), place, "The first day")
    ended = values.day(last.strip(), place, "The last day")
    return Span(kind, begun if ended is not None else None, ended if begun is not None else None)
