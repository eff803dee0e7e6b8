"""Plausibility: what cannot be meant where it was typed; here, full card numbers, which are never kept."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from itertools import pairwise

from paydesk.rules.errors import PaydeskError
from paydesk.rules.money import Cents, show


@dataclass(frozen=True)
class CardBrand:
    """A brand's numbers: ranges of their first digits, and lengths (public issuer ranges, ISO/IEC 7812)."""

    name: str
    prefixes: tuple[tuple[int, int], ...]
    lengths: tuple[int, ...]

    def made(self, digits: str) -> bool:
        """Whether ``digits`` begin and are as long as this brand's."""
        return len(digits) in self.lengths and any(
            first <= int(digits[: len(str(first))]) <= last for first, last in self.prefixes
        )


CARD_BRANDS = (
    CardBrand("Visa", ((4, 4),), (13, 16, 19)),
    CardBrand("Mastercard", ((51, 55), (2221, 2720)), (16,)),
    CardBrand("American Express", ((34, 34), (37, 37)), (15,)),
    CardBrand("Discover", ((6011, 6011), (644, 649), (65, 65)), (16, 17, 18, 19)),
    CardBrand("Diners Club", ((300, 305), (3095, 3095), (36, 36), (38, 39)), (14, 16, 19)),
    CardBrand("JCB", ((3528, 3589),), (16, 17, 18, 19)),
    CardBrand("UnionPay", ((62, 62), (81, 81)), (16, 17, 18, 19)),
)


@dataclass(frozen=True)
class FoundCard:
    """A card number seen in a text: only what may be kept of it."""

    last4: str
    brand: str


LARGEST_CHARGE: Cents = 250_000_00
"""No line of an office comes near it; a slip of the decimal point does."""


def refuse_large_charge(amount: Cents, *, field: str) -> None:
    """Raises PaydeskError when one charge is larger than a clinic's can be."""
    if amount > LARGEST_CHARGE:
        most = show(LARGEST_CHARGE)
        sentence = f"One charge of {show(amount)} cannot be meant: {most} is the most. Check the decimal point."
        raise PaydeskError(sentence, field=field)


def luhn(digits: str) -> bool:
    """Whether the last digit is the check digit of those before it (ISO/IEC 7812-1, annex B)."""
    total = 0
    for place, digit in enumerate(map(int, reversed(digits))):
        total += digit if place % 2 == 0 else digit * 2 - 9 * (digit > 4)
    return total % 10 == 0


def card_number_in(text: str) -> FoundCard | None:
    """The first full card number in ``text``: a brand's first digits, its length and a right check digit.

    Digits may stand together or in the groups cards are written in, with spaces, dashes or dots between.
    Phone numbers, NPIs, dates and amounts do not fall into such groups.
    """
    for digits in _candidates(_plain(text)):
        brand = next((brand.name for brand in CARD_BRANDS if brand.made(digits)), None)
        # A row of one digit passes the check and is what people type when they have no number.
        if brand and luhn(digits) and len(set(digits)) > 1:
            return FoundCard(last4=digits[-4:], brand=brand)
    return None


def refuse_card_number(text: str, *, field: str | None = None) -> None:
    """Raises PaydeskError with the last 4 digits to keep instead, when a full card number is in ``text``."""
    found = card_number_in(text)
    if found:
        raise PaydeskError(
            f"Never keep a full {found.brand} card number. Type its last 4 only: {found.last4}.",
            field=field,
        )


def refuse_card_numbers(asked: object, *, field: str | None = None) -> None:
    """Raises PaydeskError when a full card number is in any text of ``asked``, however deep it stands.

    A request's field names its texts, unless ``field`` does. Keys and numbers of other programs are no words.
    """
    for name, text in _texts_of(asked, ""):
        refuse_card_number(text, field=field or name or None)


_NO_WORDS = frozenset({"key", "external_id", "password"})


def _texts_of(value: object, name: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        yield name, value
    elif isinstance(value, Mapping):
        for key, one in value.items():
            yield from _texts_of(one, str(key))
    elif isinstance(value, (tuple, list)):
        for one in value:
            yield from _texts_of(one, name)
    elif is_dataclass(value):
        for field in fields(value):
            if field.name not in _NO_WORDS:
                yield from _texts_of(getattr(value, field.name), field.name)


def _plain(text: str) -> str:
    composed = unicodedata.normalize("NFKC", text)
    return "".join(letter for letter in composed if unicodedata.category(letter) != "Cf")


def _candidates(text: str) -> Iterator[str]:
    """Runs of digit groups that are laid out like a card number."""
    groups = list(re.finditer(r"\d+", text, re.ASCII))
    between = (text[one.end() : two.start()] for one, two in pairwise(groups))
    near = [bool(re.fullmatch(r"[\s\-–—._·]{1,3}", gap)) for gap in between]
    for start in range(len(groups)):
        sizes: list[int] = []
        for end in range(start, len(groups)):
            if end > start and not near[end - 1]:
                break
            sizes.append(len(groups[end].group()))
            if sum(sizes) > 19:
                break
            if sum(sizes) >= 13 and _is_card_layout(sizes):
                yield "".join(group.group() for group in groups[start : end + 1])


def _is_card_layout(sizes: list[int]) -> bool:
    """All in one; 4-4-4-4 and the like (the last may be shorter; of two, longer); 4-6-5; digit by digit."""
    if len(sizes) == 1 or sizes[:2] == [4, 6] or set(sizes) == {1}:
        return True
    return sizes[0] >= 4 and set(sizes[:-1]) == {sizes[0]} and (sizes[-1] <= sizes[0] or len(sizes) == 2)
