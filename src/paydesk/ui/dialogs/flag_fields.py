"""The facts of a flag as fields of a form, and how they come back as what is kept."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING

from paydesk.rules.addressee import in_one_line
from paydesk.rules.flag_kinds import Fact, FlagKind
from paydesk.ui.fields import Choice, Field, FieldKind, Value

if TYPE_CHECKING:
    from paydesk.operations.mailing import MailPlaces

_FACT_KINDS = {
    "date": FieldKind.DATE, "phone": FieldKind.PHONE, "text": FieldKind.TEXT, "choice": FieldKind.CHOICE,
    "address": FieldKind.CHOICE,
}  # fmt: skip


def fact_field(kind: str, fact: Fact, places: MailPlaces) -> Field:
    """The field of a fact; an address is one of ``places``."""
    choices = tuple(Choice(one, one) for one in fact.choices)
    if fact.kind == "address":
        words = {in_one_line(one): one.kind for one in places.addresses}
        choices = tuple(Choice(one, f"{one} ({use})") for one, use in words.items())
    return Field(field_name(kind, fact.name), fact.label, _FACT_KINDS[fact.kind], choices=choices)


def field_name(kind: str, fact: str) -> str:
    """A fact of one name may belong to several kinds."""
    return f"{kind}_{fact}"


def fact_text(value: Value) -> str:
    """A fact as it is kept."""
    return value.isoformat() if isinstance(value, date) else str(value or "")


def fact_value(fact: Fact, kept: str | None) -> Value:
    """A kept fact as its field shows it."""
    return date.fromisoformat(kept) if kept and fact.kind == "date" else kept


def has_one_date(kind: FlagKind, since: date, facts: Mapping[str, str]) -> bool:
    """Whether a flag's fact says the day it is in force from. One that was raised when its kind was asked for both
    may have none, or another.
    """
    return bool(kind.starts) and facts.get(kind.starts) == since.isoformat()


def starts_on(kind: FlagKind, values: Mapping[str, Value], else_: date) -> date:
    """The day a flag is in force from: that of the fact that says it, else of "Since"."""
    value = values.get(field_name(kind.id, kind.starts) if kind.starts else "since")
    return value if isinstance(value, date) else else_
