"""Values in X12 elements: amounts in whole cents, dates, quantities; one that is none is told with its place."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import TypeVar

from paydesk.rules.money import LARGEST, Cents, from_plain
from paydesk.rules.remittance import Party, Procedure
from paydesk.rules.remittance_finding import Blocks, Finding, Place

Value = TypeVar("Value")

_QUANTITY = re.compile(r"-?(?:\d{1,15}(?:\.\d{0,8})?|\.\d{1,8})", re.ASCII)
_SHOWN = 24  # characters of what could not be read
_DAY = re.compile(r"\d{8}|\d{6}", re.ASCII)


class Values:
    """Reads elements of one set. ``findings`` fill up; ``claim`` and ``subject`` say what is being read.

    Texts repeat by the thousand (the same fee, the same day), so each is read once; ``cents`` are those known.
    """

    def __init__(self) -> None:
        self.findings: list[Finding] = []
        self.unreadable = 0
        self.claim: int | None = None
        self.subject = ""
        self.cents: dict[str, Cents] = {}
        self._days: dict[str, date] = {}
        self._quantities: dict[str, Decimal] = {}

    def tell(self, rule: str, place: Place, says: str, blocks: Blocks | None = None) -> None:
        """A finding that blocks the claim being read, outside of claims the whole remittance."""
        own = Blocks.CLAIM if self.claim is not None else Blocks.ALL
        self.findings.append(Finding(rule, place, self.subject, says, blocks or own, self.claim))

    def amount(self, text: str, place: Place, what: str) -> Cents | None:
        """Cents; None, with a finding, for what is no amount. ``what`` names it: "the charge"."""
        known = self.cents.get(text)
        return self._read_amount(text, place, what) if known is None else known

    def _read_amount(self, text: str, place: Place, what: str) -> Cents | None:
        try:
            read = from_plain(text)
        except ValueError:
            none = f"“{text[:_SHOWN]}” is no amount of dollars and cents" if text.strip() else "is missing"
            self._tell_unreadable(place, f"{what} {none}.")
            return None
        if abs(read) > LARGEST:
            self._tell_unreadable(place, f"{what} {text[:_SHOWN]} is larger than 99,999,999.99.")
            return None
        self.cents[text] = read
        return read

    def _tell_unreadable(self, place: Place, says: str) -> None:
        self.unreadable += 1
        self.tell("amount", place, says)

    def day(self, text: str, place: Place, what: str) -> date | None:
        """A date written CCYYMMDD, or YYMMDD in old files; None for none, with a finding for what is no date."""
        if not text:
            return None
        known = self._days.get(text)
        if known is not None:
            return known
        return self._once(self._days, text, _read_day, place, f"{what} “{text[:_SHOWN]}” is no date.")

    def quantity(self, text: str, place: Place, what: str) -> Decimal | None:
        """Units or days, exact; None for none, with a finding for what is no number."""
        if not text:
            return None
        known = self._quantities.get(text)
        if known is not None:
            return known
        return self._once(self._quantities, text, _read_quantity, place, f"{what} “{text[:_SHOWN]}” is no number.")

    def _once(
        self, kept: dict[str, Value], text: str, read: Callable[[str], Value], place: Place, says: str
    ) -> Value | None:
        try:
            value = kept[text] = read(text)
        except ValueError:
            self.tell("value", place, says, Blocks.NOTHING)
            return None
        return value


def _read_day(text: str) -> date:
    if not _DAY.fullmatch(text):
        raise ValueError(text)
    full = text if len(text) == 8 else f"20{text}"
    return date(int(full[:4]), int(full[4:6]), int(full[6:]))


def _read_quantity(text: str) -> Decimal:
    if not _QUANTITY.fullmatch(text):
        raise ValueError(text)
    return Decimal(text)


@lru_cache(maxsize=4096)
def procedure_in(composite: str, component: str) -> Procedure:
    """What was done, from SVC01 or EB13; a description is not kept. Few are ever used, so each is cut once."""
    qualifier, code, *modifiers = (one.strip() for one in [*composite.split(component), ""][:6])
    return Procedure(qualifier, code, tuple(one for one in modifiers[:4] if one))


def party_in(elements: list[str]) -> Party:
    """Who is named by an NM1 of which no element is missing."""
    return Party(elements[3], elements[4], elements[5], elements[7], elements[8], elements[9])
