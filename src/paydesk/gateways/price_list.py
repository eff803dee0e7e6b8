"""Price lists of insurers' contracts: a CSV as payers hand it out, read generously; what cannot be is told by line."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from paydesk.rules import coding
from paydesk.rules.contract import ReadPrice
from paydesk.rules.errors import PaydeskError
from paydesk.rules.money import LARGEST, Cents, from_plain, show

_LARGEST = 64 * 1024 * 1024
_HEAD_WITHIN = 30
"""Lines of a title may stand before the headings, at most so many."""

HEADINGS: Mapping[str, tuple[str, ...]] = {
    "code": ("code", "cpt", "hcpcs", "cptcode", "hcpcscode", "cpthcpcs", "cpthcpcscode", "procedure", "procedurecode",
             "proccode", "proc", "servicecode", "service"),
    "modifier": ("mod", "mods", "modifier", "modifiers", "mod1", "modifier1", "modifiercode"),
    "modifier2": ("mod2", "modifier2"), "modifier3": ("mod3", "modifier3"), "modifier4": ("mod4", "modifier4"),
    "place": ("pos", "place", "placeofservice", "poscode", "placeofservicecode", "servicelocation"),
    "price": ("allowed", "allowedamount", "allowable", "allowedprice", "maxallowable", "contractprice",
              "contractrate", "contractedrate", "contractamount", "negotiatedrate", "rate", "price", "unitprice",
              "reimbursement", "reimbursementrate", "fee", "feeschedule", "feeamount", "amount"),
    "first": ("from", "validfrom", "effective", "effectivedate", "effectivefrom", "effdate", "start", "startdate",
              "begin", "begindate"),
    "last": ("until", "validuntil", "to", "validto", "through", "thru", "end", "enddate", "termdate", "termination",
             "terminationdate", "expires", "expirationdate", "effectiveto", "effectivethrough"),
}  # fmt: skip
"""What is understood, however it is written large, parted or dotted; of several the first in this order counts."""

UNDERSTOOD = (
    "A heading for the code (Code, CPT, HCPCS) and one for the price (Allowed, Rate, Price, Fee) are needed; Modifier "
    "or Mod, Place or POS, From or Effective, and Until or End are understood, too."
)

_DATES = (
    (re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ].*)?"), (0, 1, 2)), (re.compile(r"(\d{4})(\d\d)(\d\d)"), (0, 1, 2)),
    (re.compile(r"(\d{1,2})[/-](\d{1,2})[/-](\d{4})(?: .*)?"), (2, 0, 1)),
    (re.compile(r"(\d{1,2})[/-](\d{1,2})[/-](\d\d)"), (2, 0, 1)),
)  # fmt: skip
_THOUSANDS = re.compile(r"\d{1,3}(,\d{3})+(\.\d*)?")
_NO_END = 2100
"""Insurers write 9999 for a price that goes on."""
_ALL_PLACES = frozenset({"", "all", "any", "*", "-", "n/a", "na", "both"})


@dataclass(frozen=True)
class RefusedPrice:
    """A line that was not taken (the headings' line counts, too), and why."""

    line: int
    reason: str


@dataclass(frozen=True)
class PriceList:
    """What a file holds."""

    prices: tuple[ReadPrice, ...]
    refused: tuple[RefusedPrice, ...]

    @property
    def read(self) -> int:
        return len(self.prices) + len(self.refused)


def read_price_list(path: Path) -> PriceList:
    """The prices of a CSV, parted by commas, semicolons, tabs or bars, in any usual encoding.

    A line that cannot be read is told with its number and left out. Raises PaydeskError when it is no price list.
    """
    prices: list[ReadPrice] = []
    refused: list[RefusedPrice] = []
    for line, row in _rows(_text(path), path.name):
        try:
            prices.append(_price(line, row))
        except PaydeskError as damage:
            refused.append(RefusedPrice(line, damage.sentence))
        except ValueError as damage:
            refused.append(RefusedPrice(line, str(damage)))
    return PriceList(tuple(prices), tuple(refused))


def _text(path: Path) -> str:
    try:
        if path.stat().st_size > _LARGEST:
            raise PaydeskError(f"{path.name} is too large for a price list. Choose the CSV of one contract.")
        raw = path.read_bytes()
    except OSError as problem:
        raise PaydeskError(f"{path.name} cannot be read. Check that it is there and not in use.") from problem
    if raw[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return raw.decode("utf-16", errors="replace")
    if raw[:4] == b"PK\x03\x04" or raw[:4] == b"\xd0\xcf\x11\xe0":
        raise PaydeskError(f"{path.name} is a workbook. Open it and save the sheet with the prices as CSV.")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return raw.decode("cp1252", errors="replace")


def _rows(text: str, name: str) -> Iterator[tuple[int, dict[str, str]]]:
    """(line, heading -> cell) of each line below the headings that is not empty."""
    if "\0" in text:
        raise PaydeskError(f"{name} is not a text file. Save the prices as CSV and choose that.")
    start = text[:20_000]
    mark = max(",;\t|", key=lambda one: start.count(one))
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=mark)
    columns: dict[str, int] = {}
    try:
        for row in reader:
            cells = [cell.strip() for cell in row]
            if columns:
                if any(cells):
                    yield reader.line_num, {key: cells[at] for key, at in columns.items() if at < len(cells)}
                continue
            columns = _columns(cells)
            if not columns and reader.line_num > _HEAD_WITHIN:
                break
    except csv.Error as damage:
        raise PaydeskError(f"{name} cannot be read as CSV from line {reader.line_num} on ({damage}).") from damage
    if not columns:
        raise PaydeskError(f"{name} is no price list: its headings were not found. {UNDERSTOOD}")


def _columns(cells: Sequence[str]) -> dict[str, int]:
    """Where each heading stands; nothing for a line that is not the headings'."""
    plain = [re.sub(r"[^a-z0-9]", "", cell.casefold()) for cell in cells]
    found = {
        key: plain.index(word) for key, words in HEADINGS.items()
        for word in reversed(words) if word in plain
    }  # fmt: skip
    return found if {"code", "price"} <= found.keys() else {}


def _price(line: int, row: Mapping[str, str]) -> ReadPrice:
    """Raises PaydeskError or ValueError with what is wrong."""
    code, _, beside = row.get("code", "").partition("-")
    given = " ".join(row.get(key, "") for key in ("modifier", "modifier2", "modifier3", "modifier4"))
    if re.fullmatch(r"[A-Za-z0-9]{2}", beside.strip()) and len(code.strip()) == 5:
        given = f"{beside} {given}"
    else:
        code = row.get("code", "")
    if not code.strip():
        raise ValueError("there is no code")
    modifiers = coding.parse_modifiers(re.sub(r"[-/*]", " ", given))
    return ReadPrice(
        line, coding.parse_service_code(code), tuple(sorted(modifiers)), _place(row.get("place", "")),
        _amount(row.get("price", "")), _day(row.get("first", "")), _last(row.get("last", "")),
    )  # fmt: skip


def _amount(text: str) -> Cents:
    plain = text.replace("$", "").replace(" ", "").removeprefix("USD")
    if not plain:
        raise ValueError("there is no price")
    if _THOUSANDS.fullmatch(plain):
        plain = plain.replace(",", "")
    whole, dot, cents = plain.partition(".")
    plain = f"{whole or '0'}{dot}{cents[:2]}{cents[2:].rstrip('0')}"
    try:
        amount = from_plain(plain.rstrip("."))
    except ValueError:
        raise ValueError(f"“{text[:20]}” is no price in dollars and cents") from None
    if not 0 < amount <= LARGEST:
        raise ValueError(f"a price is more than zero and at most {show(LARGEST)}, not “{text[:20]}”")
    return amount


def _place(text: str) -> str:
    plain = text.strip().casefold()
    if plain in _ALL_PLACES:
        return ""
    if plain in ("office", "o"):
        return "11"
    number = re.match(r"(\d{1,2})(?!\d)", plain)
    if not number:
        raise ValueError(f"“{text[:20]}” is no place of service: two digits, such as 11 for the office")
    return number[1].zfill(2)


def _last(text: str) -> date | None:
    day = _day(text)
    return None if day is not None and day.year >= _NO_END else day


def _day(text: str) -> date | None:
    if not text.strip():
        return None
    for shape, (year, month, day) in _DATES:
        found = shape.fullmatch(text.strip())
        if found:
            parts = [int(one) for one in found.groups()]
            try:
                return date(parts[year] + (2000 if parts[year] < 100 else 0), parts[month], parts[day])
            except ValueError:
                break
    raise ValueError(f"“{text[:20]}” is no day: write it like 01/31/2027 or 2027-01-31")
