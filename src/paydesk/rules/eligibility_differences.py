"""What an insurer has otherwise than our record: each difference for a person to take over or to leave."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from paydesk.rules.benefits import Network, ServiceKind
from paydesk.rules.eligibility import Answer
from paydesk.rules.identity import search_key
from paydesk.rules.keyboard import show_date
from paydesk.rules.money import from_plain, plain, show
from paydesk.rules.verified_items import AnswerGiven, Item, Value


class Field(StrEnum):
    """Of what the two differ."""

    LAST_NAME = "last_name"
    FIRST_NAME = "first_name"
    BIRTH_DATE = "birth_date"
    MEMBER_NUMBER = "member_number"
    GROUP_NUMBER = "group_number"
    PLAN_NAME = "plan_name"
    SUBSCRIBER = "subscriber"
    VALID_FROM = "valid_from"
    VALID_TO = "valid_to"
    COPAY = "copay"
    OTHER_PAYER = "other_payer"
    PAYER_ORDER = "payer_order"

    @property
    def words(self) -> str:
        """As the office names it."""
        return _WORDS[self]

    @property
    def of_person(self) -> bool:
        """Whether it is the patient's and not the coverage's."""
        return self in (Field.LAST_NAME, Field.FIRST_NAME, Field.BIRTH_DATE)

    @property
    def can_be_taken(self) -> bool:
        """Whether the record takes it over as it is; an order of payers is for a person to settle with the patient."""
        return self not in (Field.OTHER_PAYER, Field.PAYER_ORDER)


_WORDS = {
    Field.LAST_NAME: "Last name", Field.FIRST_NAME: "First name", Field.BIRTH_DATE: "Birth date",
    Field.MEMBER_NUMBER: "Member number", Field.GROUP_NUMBER: "Group number", Field.PLAN_NAME: "Plan",
    Field.SUBSCRIBER: "Subscriber", Field.VALID_FROM: "First day covered", Field.VALID_TO: "Last day covered",
    Field.COPAY: "Copay", Field.OTHER_PAYER: "Another insurer", Field.PAYER_ORDER: "Order of payers",
}  # fmt: skip

_DATES = frozenset({Field.BIRTH_DATE, Field.VALID_FROM, Field.VALID_TO})


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordFacts:
    """What our record says. ``copay`` in cents. ``subscriber`` is empty where a person of ours is the subscriber.

    ``other_payers`` are the names of the patient's other insurers in force.
    """

    last_name: str
    first_name: str
    birth_date: date | None
    member_number: str
    group_number: str
    plan_name: str
    subscriber: str
    relation: str
    valid_from: date
    valid_to: date | None
    copay: int | None
    priority: int
    other_payers: tuple[str, ...] = ()
    subscriber_on_file: bool = False


@dataclass(frozen=True, slots=True)
class Difference:
    """Our value and theirs, as they are kept: dates in ISO, amounts with two decimals, empty for none."""

    field: Field
    ours: str
    theirs: str

    @property
    def sentence(self) -> str:
        """``Last name: Baker here, BAKER-HILL there.``"""
        ours, theirs = (shown(self.field, value) for value in (self.ours, self.theirs))
        return f"{self.field.words}: {ours} here, {theirs} at the insurer."


def shown(field: Field, value: str) -> str:
    """A kept value as a person reads it."""
    if not value:
        return "nothing"
    if field in _DATES:
        return show_date(date.fromisoformat(value))
    return show(from_plain(value)) if field is Field.COPAY else value


def differences(
    record: RecordFacts, answer: Answer, given: Iterable[AnswerGiven]
) -> tuple[Difference, ...]:
    """Each difference once. What the insurer does not say differs in nothing, nor does how a name is written."""
    said: dict[Item, Value | None] = {}
    for one in given:
        if one.service in (None, ServiceKind.PRIMARY_CARE) and one.network in (None, Network.IN):
            said.setdefault(one.item, one.value)
    return (*_person(record, answer), *_membership(record, answer, said), *_terms(record, said))


def _person(record: RecordFacts, answer: Answer) -> Iterator[Difference]:
    person = answer.person
    if person is None or person.party is None:
        return
    party = person.party
    if party.name and search_key(party.name) != search_key(record.last_name):
        yield Difference(Field.LAST_NAME, record.last_name, party.name)
    first = _first_word(record.first_name)
    if party.first and first and _first_word(party.first) != first:
        yield Difference(Field.FIRST_NAME, record.first_name, party.first)
    if person.birth is not None and person.birth != record.birth_date:
        ours = record.birth_date.isoformat() if record.birth_date else ""
        yield Difference(Field.BIRTH_DATE, ours, person.birth.isoformat())


def _first_word(name: str) -> str:
    return next(iter(search_key(name).split()), "")


def _membership(record: RecordFacts, answer: Answer, said: Mapping[Item, Value | None]) -> Iterator[Difference]:
    theirs = squeezed(answer.member_number)
    if theirs and theirs != squeezed(record.member_number):
        yield Difference(Field.MEMBER_NUMBER, record.member_number, theirs)
    group = str(said.get(Item.GROUP_NUMBER) or "")
    if group and squeezed(group) != squeezed(record.group_number):
        yield Difference(Field.GROUP_NUMBER, record.group_number, group)
    plan = str(said.get(Item.PLAN_NAME) or "")
    if plan and not record.plan_name.strip():
        yield Difference(Field.PLAN_NAME, "", plan)
    subscriber = str(said.get(Item.SUBSCRIBER) or "")
    if subscriber and record.relation != "self" and not record.subscriber_on_file:
        ours, named = (sorted(search_key(one).split()) for one in (record.subscriber, subscriber))
        if ours != named:
            yield Difference(Field.SUBSCRIBER, record.subscriber, subscriber)


def squeezed(number: str) -> str:
    """A number as it is compared: capitals and digits."""
    return re.sub(r"[^A-Z0-9]", "", number.upper())


def _terms(record: RecordFacts, said: Mapping[Item, Value | None]) -> Iterator[Difference]:
    first, last, copay = said.get(Item.EFFECTIVE), said.get(Item.ENDED), said.get(Item.COPAY)
    if isinstance(first, date) and first != record.valid_from:
        yield Difference(Field.VALID_FROM, record.valid_from.isoformat(), first.isoformat())
    if isinstance(last, date) and last != record.valid_to:
        yield Difference(Field.VALID_TO, record.valid_to.isoformat() if record.valid_to else "", last.isoformat())
    if isinstance(copay, int) and copay != record.copay:
        yield Difference(Field.COPAY, "" if record.copay is None else plain(record.copay), plain(copay))
    other = str(said.get(Item.OTHER_PAYER) or "")
    if other and not any(_same_payer(name, other) for name in record.other_payers):
        yield Difference(Field.OTHER_PAYER, ", ".join(record.other_payers), other)
    order = said.get(Item.PAYER_ORDER)
    if isinstance(order, int) and order != record.priority:
        yield Difference(Field.PAYER_ORDER, str(record.priority), str(order))


def standing(record: RecordFacts, told: Difference) -> Difference | None:
    """A difference that was told before, against the record of today; None where the two agree by now."""
    if _agrees(record, told.field, told.theirs):
        return None
    return Difference(told.field, recorded(record, told.field), told.theirs)


def recorded(record: RecordFacts, field: Field) -> str:
    """What the record says of a field, as differences are kept."""
    values: dict[Field, str | int | date | None] = {
        Field.LAST_NAME: record.last_name, Field.FIRST_NAME: record.first_name, Field.BIRTH_DATE: record.birth_date,
        Field.MEMBER_NUMBER: record.member_number, Field.GROUP_NUMBER: record.group_number,
        Field.PLAN_NAME: record.plan_name, Field.SUBSCRIBER: record.subscriber, Field.VALID_FROM: record.valid_from,
        Field.VALID_TO: record.valid_to, Field.COPAY: None if record.copay is None else plain(record.copay),
        Field.OTHER_PAYER: ", ".join(record.other_payers), Field.PAYER_ORDER: record.priority,
    }  # fmt: skip
    value = values[field]
    if isinstance(value, date):
        return value.isoformat()
    return "" if value is None else str(value)


def _agrees(record: RecordFacts, field: Field, theirs: str) -> bool:
    ours = recorded(record, field)
    match field:
        case Field.LAST_NAME:
            return search_key(ours) == search_key(theirs)
        case Field.FIRST_NAME:
            return _first_word(ours) == _first_word(theirs)
        case Field.MEMBER_NUMBER | Field.GROUP_NUMBER:
            return squeezed(ours) == squeezed(theirs)
        case Field.PLAN_NAME:
            return bool(ours.strip())
        case Field.SUBSCRIBER:
            known = record.relation == "self" or record.subscriber_on_file
            return known or sorted(search_key(ours).split()) == sorted(search_key(theirs).split())
        case Field.OTHER_PAYER:
            return any(_same_payer(name, theirs) for name in record.other_payers)
    return ours == theirs


def _same_payer(ours: str, theirs: str) -> bool:
    one, other = search_key(ours), search_key(theirs)
    return bool(one) and (one in other or other in one)
