"""The call sheet: what calls to insurers are for, what is asked on each, and whether an answer can be right."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import Enum, StrEnum
from typing import TypeAlias

from paydesk.rules import keyboard, money
from paydesk.rules.claims import DENIALS
from paydesk.rules.errors import PaydeskError
from paydesk.rules.keyboard import show_date
from paydesk.rules.money import Cents, show


class Purpose(StrEnum):
    """What a call is for."""

    VERIFY = "verify"
    STATUS = "claim status"
    DENIAL = "denial"
    APPEAL = "appeal"
    UNDERPAYMENT = "underpayment"
    TAKEBACK = "takeback"
    AUTHORIZATION = "authorization"

    @property
    def words(self) -> str:
        """As it stands beside the insurer's name."""
        return _WORDS[self]

    @property
    def is_about_coverage(self) -> bool:
        """About what a plan covers; else about a claim."""
        return self in (Purpose.VERIFY, Purpose.AUTHORIZATION)


_WORDS = {
    Purpose.VERIFY: "verify coverage", Purpose.STATUS: "claim status", Purpose.DENIAL: "denied claim",
    Purpose.APPEAL: "appeal", Purpose.UNDERPAYMENT: "paid too little", Purpose.TAKEBACK: "payment taken back",
    Purpose.AUTHORIZATION: "authorization",
}  # fmt: skip


class Ask(Enum):
    """What kind of answer an item takes."""

    CHOICE = "choice"
    LIST = "list"
    DATE = "date"
    AMOUNT = "amount"
    PERCENT = "percent"
    COUNT = "count"
    TEXT = "text"


@dataclass(frozen=True)
class Option:
    """One answer to choose; ``key`` is the letter for it, ``known`` whether it tells anything."""

    value: str
    words: str
    key: str = ""
    known: bool = True


@dataclass(frozen=True)
class Item:
    """One thing asked; ``beside`` stands in the row before; ``hint`` is shown while it is empty."""

    key: str
    label: str
    ask: Ask = Ask.TEXT
    options: tuple[Option, ...] = ()
    unit: str = ""
    beside: bool = False
    hint: str = ""


NOT_KNOWN = "?"
"""Typed for an answer that was asked for and that they do not know."""

_YES_NO = (Option("yes", "Yes", "Y"), Option("no", "No", "N"), Option("unsure", "Not sure", "U", known=False))
_YES_NO_PLAIN = tuple(Option(one.value, one.words, "", one.known) for one in _YES_NO)
_DENIALS = tuple(Option(key, words) for key, words in DENIALS.items())

_REASON = (
    Item("reason", "Why", Ask.LIST, _DENIALS, hint="what it is about"),
    Item("code", "code", hint="CO 50", beside=True),
)  # fmt: skip
_DEADLINE = Item("appeal_by", "Appeal by", Ask.DATE, hint="by rule")
ITEMS: dict[Purpose, tuple[Item, ...]] = {
    Purpose.VERIFY: (
        Item("active", "Plan active?", Ask.CHOICE, _YES_NO),
        Item("network", "network", Ask.CHOICE, (Option("in", "In"), Option("out", "Out")), beside=True),
        Item("since", "Since", Ask.DATE), Item("until", "until", Ask.DATE, beside=True),
        Item("copay", "Copay", Ask.AMOUNT), Item("plan_pays", "plan pays", Ask.PERCENT, unit="%", beside=True),
        Item("deductible", "Deductible", Ask.AMOUNT), Item("met", "met", Ask.AMOUNT, beside=True),
        Item("out_of_pocket", "Out of pocket", Ask.AMOUNT), Item("out_of_pocket_met", "met", Ask.AMOUNT, beside=True),
        Item("referral", "Referral?", Ask.CHOICE,
             (Option("no", "No"), Option("yes", "Yes"), Option("has one", "Has one"))),
        Item("other_coverage", "other plan", hint="none, or which", beside=True),
        Item("authorization", "Authorization?", Ask.CHOICE, _YES_NO_PLAIN),
    ),
    Purpose.STATUS: (
        Item("on_file", "On file?", Ask.CHOICE, _YES_NO),
        Item("answer_by", "decided by", Ask.DATE, hint="if promised", beside=True),
        Item("received_on", "Received", Ask.DATE), Item("payer_claim", "their number", beside=True),
        Item("paid", "Paid", Ask.AMOUNT), Item("paid_on", "on", Ask.DATE, beside=True),
        Item("trace", "Check or EFT"),
        *_REASON,
        Item("denied_on", "Denied on", Ask.DATE), Item("appeal_by", "appeal by", Ask.DATE, hint="by rule", beside=True),
        Item("needed", "They need", hint="records, a form, an answer"),
    ),
    Purpose.DENIAL: (
        Item("correctable", "Correct it?", Ask.CHOICE, _YES_NO),
        Item("answer_by", "decided by", Ask.DATE, hint="if promised", beside=True),
        *_REASON,
        Item("denied_on", "Denied on", Ask.DATE), Item("appeal_by", "appeal by", Ask.DATE, hint="by rule", beside=True),
        Item("appeal_to", "Send it to", hint="address, fax or portal"),
        Item("needed", "They need", hint="records, a form, a number"),
    ),
    Purpose.APPEAL: (
        Item("on_file", "Received?", Ask.CHOICE, _YES_NO),
        Item("received_on", "Received", Ask.DATE), Item("case", "case number", beside=True),
        Item("answer_by", "Decided by", Ask.DATE),
        Item("appeal_by", "Next level by", Ask.DATE, hint="if upheld"),
        Item("needed", "They need", hint="records, a form"),
    ),
    Purpose.UNDERPAYMENT: (
        Item("agreed", "Their mistake?", Ask.CHOICE, _YES_NO),
        Item("allowed", "Their price", Ask.AMOUNT), Item("schedule", "by", hint="schedule or contract", beside=True),
        Item("answer_by", "Paid by", Ask.DATE, hint="if promised"),
        _DEADLINE,
        Item("appeal_to", "Send it to", hint="address, fax or portal"),
    ),
    Purpose.TAKEBACK: (
        Item("agreed", "Their mistake?", Ask.CHOICE, _YES_NO),
        Item("taken", "Taken back", Ask.AMOUNT), Item("taken_on", "on", Ask.DATE, beside=True),
        Item("because", "Because", hint="what they say"),
        Item("appeal_by", "Dispute by", Ask.DATE, hint="by rule"),
        Item("answer_by", "Decided by", Ask.DATE, hint="if promised"),
    ),
    Purpose.AUTHORIZATION: (
        Item("needed_at_all", "Is it needed?", Ask.CHOICE, _YES_NO),
        Item("number", "Number"), Item("units", "units", Ask.COUNT, beside=True),
        Item("from", "From", Ask.DATE), Item("to", "to", Ask.DATE, beside=True),
        Item("answer_by", "Decided by", Ask.DATE, hint="if promised"),
        Item("needed", "They need", hint="records, a form"),
    ),
}  # fmt: skip
"""What is asked, in the order in which it stands on the sheet."""

CALL_BACK = Item("call_back", "Call back on", Ask.DATE, hint="the day they said")
"""Asked where the insurer promised to call, or asked us to."""

Value: TypeAlias = str | int | date | None


@dataclass(frozen=True)
class Answer:
    """What came of one item: a value (cents, per cent, a day, words), or asked and not ``known``."""

    item: str
    value: Value = None
    known: bool = True


Answers: TypeAlias = Mapping[str, Answer]


def item_of(purpose: Purpose, key: str) -> Item:
    """The item of that key; KeyError when the purpose asks no such thing."""
    return {one.key: one for one in (*ITEMS[purpose], CALL_BACK)}[key]


def read(item: Item, typed: str, *, today: date) -> Answer | None:
    """The answer in what was typed or chosen, None for nothing. Raises PaydeskError naming the item."""
    words = " ".join(typed.split())
    if not words:
        return None
    if item.ask in (Ask.CHOICE, Ask.LIST):
        option = next((one for one in item.options if one.value == words), None)
        if option is None:
            raise PaydeskError("Choose one of the answers.", field=item.key)
        return Answer(item.key, option.value, option.known)
    if words == NOT_KNOWN:
        return Answer(item.key, None, known=False)
    return Answer(item.key, _value(item, words, today))


def _value(item: Item, words: str, today: date) -> Value:
    if item.ask is Ask.DATE:
        return keyboard.parse_date(words, today, field=item.key)
    if item.ask is Ask.AMOUNT:
        try:
            return money.parse(words)
        except PaydeskError as refused:
            raise PaydeskError(refused.sentence, field=item.key) from None
    if item.ask in (Ask.PERCENT, Ask.COUNT):
        number = words.rstrip("% ")
        if not (number.isascii() and number.isdecimal()) or len(number) > 4:
            raise PaydeskError("Type a whole number.", field=item.key)
        return int(number)
    return keyboard.tidy_name(words, field=item.key)


def kept(answer: Answer) -> str:
    """The value as one text: cents and numbers as digits, days as ISO."""
    value = answer.value
    return "" if value is None else value.isoformat() if isinstance(value, date) else str(value)


def from_kept(item: Item, text: str, *, known: bool) -> Answer:
    """The answer from the text it is kept as."""
    if not text:
        return Answer(item.key, None, known)
    if item.ask is Ask.DATE:
        return Answer(item.key, date.fromisoformat(text), known)
    if item.ask in (Ask.AMOUNT, Ask.PERCENT, Ask.COUNT):
        return Answer(item.key, int(text), known)
    return Answer(item.key, text, known)


def shown(item: Item, answer: Answer) -> str:
    """The value as a person reads it."""
    value = answer.value
    if item.ask in (Ask.CHOICE, Ask.LIST):
        return next((one.words for one in item.options if one.value == value), str(value or ""))
    if not answer.known:
        return "asked, not known"
    if isinstance(value, date):
        return show_date(value)
    if item.ask is Ask.AMOUNT and isinstance(value, int):
        return show(value)
    return f"{value} %" if item.ask is Ask.PERCENT else str(value or "")


def amount_of(answers: Answers, key: str) -> Cents | None:
    """Cents (or a number) of an item, None when it is not known."""
    value = answers[key].value if key in answers else None
    return value if isinstance(value, int) else None


def day_of(answers: Answers, key: str) -> date | None:
    """The day of an item, None when it is not known."""
    value = answers[key].value if key in answers else None
    return value if isinstance(value, date) else None


def words_of(answers: Answers, key: str) -> str:
    """The words of an item, empty when it is not known."""
    value = answers[key].value if key in answers else None
    return value if isinstance(value, str) else ""


@dataclass(frozen=True)
class Doubt:
    """An answer that can hardly be right; ``sentence`` says why, beside its field."""

    item: str
    sentence: str


@dataclass(frozen=True)
class KnownFacts:
    """What answers are held against: the day of the visit or service, and what was billed in cents.

    ``denied`` is what our own remittance says of a denial, by item, for whoever hears of it on the phone.
    """

    today: date
    visit: date | None = None
    service: date | None = None
    billed: Cents = 0
    denied: Mapping[str, str] = field(default_factory=dict)


_LARGE_COPAY = 500_00
_LATEST_APPEAL = 400


def doubts(answers: Answers, facts: KnownFacts) -> tuple[Doubt, ...]:
    """What does not fit, in no more than one sentence an item."""
    found: dict[str, Doubt] = {}
    for one in (*_of_amounts(answers, facts), *_of_days(answers, facts)):
        found.setdefault(one.item, one)
    return tuple(found.values())


def _of_amounts(answers: Answers, facts: KnownFacts) -> Iterator[Doubt]:
    for key, most in (("met", "deductible"), ("out_of_pocket_met", "out_of_pocket")):
        met, whole = amount_of(answers, key), amount_of(answers, most)
        if met is not None and whole is not None and met > whole:
            yield Doubt(key, f"Above {show(whole)}: a zero too many?")
    for key, whole in (("copay", _LARGE_COPAY), ("paid", facts.billed), ("allowed", facts.billed)):
        value = amount_of(answers, key)
        if value is not None and whole and value > whole:
            what = "A copay that large" if key == "copay" else f"More than the {show(whole)} billed"
            yield Doubt(key, f"{what}: a zero too many?")
    share = amount_of(answers, "plan_pays")
    if share is not None and share > 100:
        yield Doubt("plan_pays", "At most 100.")


def _of_days(answers: Answers, facts: KnownFacts) -> Iterator[Doubt]:
    for first, last in (("since", "until"), ("from", "to")):
        start, end = day_of(answers, first), day_of(answers, last)
        if start and end and end < start:
            yield Doubt(last, f"Before {show_date(start)}, when it begins.")
    start, end = day_of(answers, "since"), day_of(answers, "until")
    if facts.visit and start and start > facts.visit and not (end and end < start):
        yield Doubt("since", f"After the visit on {show_date(facts.visit)}.")
    if facts.visit and end and end < facts.visit:
        yield Doubt("until", f"Before the visit on {show_date(facts.visit)}.")
    for key in ("received_on", "denied_on", "paid_on", "taken_on"):
        day = day_of(answers, key)
        if day and key != "paid_on" and day > facts.today:
            yield Doubt(key, "That day is still to come.")
        elif day and facts.service and day < facts.service:
            yield Doubt(key, f"Before the service on {show_date(facts.service)}.")
    for key in ("appeal_by", "answer_by", "call_back"):
        day = day_of(answers, key)
        if day and day < facts.today:
            yield Doubt(key, "That day has passed.")
        elif day and (day - facts.today).days > _LATEST_APPEAL:
            yield Doubt(key, "More than a year away: the right year?")
