"""Declared form fields: what each kind accepts, how it tidies what was typed, and the value it gives."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import TypeAlias

from paydesk.rules import keyboard, money, zip_codes
from paydesk.rules.errors import PaydeskError

Value: TypeAlias = str | int | bool | date | None
"""What a field gives: text, cents, a tick, a day, the key of a choice; None when nothing was typed."""

CardCheck: TypeAlias = Callable[[str], str | None]
"""The sentence that refuses a text holding a full card number, or None."""


class FieldKind(Enum):
    """What a field holds; see ``read`` for the value of each."""

    TEXT = "text"
    NAME = "name"
    NOTE = "note"
    AMOUNT = "amount"
    DATE = "date"
    PAST_DATE = "past_date"
    PHONE = "phone"
    ZIP = "zip"
    EMAIL = "email"
    CHOICE = "choice"
    SEARCH = "search"
    TICK = "tick"
    PASSWORD = "password"  # noqa: S105 - a kind of field


@dataclass(frozen=True)
class Choice:
    """One thing to choose: ``key`` is the value, ``aside`` a second word shown at its right."""

    key: str
    words: str
    aside: str = ""


Look: TypeAlias = Callable[[str, Callable[[tuple[Choice, ...]], None]], None]
"""Asked with what was typed, hands the choices to the callable when they are there."""


@dataclass(frozen=True)
class Field:
    """One row of a form. ``width`` is in pixels, 0 takes the row; ``beside`` puts it into the row before;
    ``big`` is for the one amount a screen is about; ``missing`` asks for a required one whose label is no noun. A
    SEARCH field has ``search``, which answers at once, or ``look``, which hands its answer over later. A PASSWORD
    that is ``readable`` is shown as it is typed, since somebody is told it."""

    name: str
    label: str
    kind: FieldKind = FieldKind.TEXT
    required: bool = False
    help: str = ""
    unit: str = ""
    placeholder: str = ""
    width: int = 0
    beside: bool = False
    big: bool = False
    longest: int = 0
    lines: int = 3
    choices: tuple[Choice, ...] = ()
    search: Callable[[str], tuple[Choice, ...]] | None = None
    look: Look | None = None
    missing: str = ""
    readable: bool = False


DIGITS_ONLY = frozenset({FieldKind.AMOUNT, FieldKind.ZIP, FieldKind.PHONE})
FREE_TEXT = frozenset({FieldKind.TEXT, FieldKind.NAME, FieldKind.NOTE})
WIDTHS = {
    FieldKind.AMOUNT: 112, FieldKind.DATE: 128, FieldKind.PAST_DATE: 128, FieldKind.PHONE: 148, FieldKind.ZIP: 104,
}  # fmt: skip


def read(field: Field, typed: str, *, today: date, refuses_card: CardCheck) -> Value:
    """The value of what was typed: cents, a date, ten digits, a ZIP code or tidy text; None for nothing.

    A password is exactly what was typed. Raises PaydeskError with the field's name: the sentence says what to type.
    """
    if not typed.strip():
        if field.required:
            raise PaydeskError(field.missing or f"{field.label} is missing. Fill it in.", field=field.name)
        return None
    if field.kind is FieldKind.PASSWORD:
        return typed
    if field.kind in FREE_TEXT and (refused := refuses_card(typed)):
        raise PaydeskError(refused, field=field.name)
    return _parsed(field, typed, today)


def _parsed(field: Field, typed: str, today: date) -> Value:
    kind, name = field.kind, field.name
    if kind is FieldKind.AMOUNT:
        try:
            return money.parse(typed)
        except PaydeskError as refused:
            raise PaydeskError(refused.sentence, field=name) from None
    if kind in (FieldKind.DATE, FieldKind.PAST_DATE):
        return keyboard.parse_date(typed, today, past=kind is FieldKind.PAST_DATE, field=name)
    if kind is FieldKind.PHONE:
        return keyboard.parse_phone(typed, field=name)
    if kind is FieldKind.ZIP:
        return zip_codes.parse_zip(typed, field=name)
    if kind is FieldKind.EMAIL:
        return keyboard.parse_email(typed, field=name)
    if kind is FieldKind.NOTE:
        return keyboard.tidy_text(typed, longest=field.longest or keyboard.LONGEST_TEXT, field=name)
    return keyboard.tidy_name(typed, longest=field.longest or keyboard.LONGEST_NAME, field=name)


def shown(field: Field, value: Value) -> str:
    """A value as it stands in the field: ``40.00``, ``11/23/2026``, ``(512) 555-0142``, ``78701-1234``."""
    if value is None:
        return ""
    if field.kind is FieldKind.AMOUNT:
        return money.show(money.cents(value))
    if isinstance(value, date):
        return keyboard.show_date(value)
    if field.kind is FieldKind.PHONE:
        return keyboard.show_phone(str(value))
    if field.kind is FieldKind.ZIP:
        return zip_codes.show_zip(str(value))
    return str(value)
