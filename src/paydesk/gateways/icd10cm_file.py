"""ICD-10-CM files: the compact edition that ships, and CMS's and CDC's text files that a clinic imports."""

from __future__ import annotations

import lzma
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from paydesk.rules.coding import CodeEdition, DiagnosisCode, is_diagnosis_shape
from paydesk.rules.errors import PaydeskError

SHIPPED = "icd10cm-2026-04.txt.xz"
"""The resource's name: one head line, then code, 1 if billable else 0, and description, parted by tabs."""

_LARGEST = 64 * 1024 * 1024
_ORDER_LINE = re.compile(r"\d{5} ([A-Z0-9]{3,7}) +([01]) (.{60}) (.+)")
_CODES_LINE = re.compile(r"([A-Z0-9]{3,7})\s+(\S.*)")


@dataclass(frozen=True)
class RefusedLine:
    """A line that could not be read: its number (1 first) and why."""

    line: int
    reason: str


@dataclass(frozen=True)
class CodeFile:
    """What a code file holds. ``whole``: codes that are divided further too (an order file has them)."""

    codes: tuple[DiagnosisCode, ...]
    refused: tuple[RefusedLine, ...] = ()
    whole: bool = True


def read_shipped_edition(path: Path) -> CodeEdition:
    """The edition that ships, from the file's head line alone: the codes take tens of megabytes."""
    with lzma.open(path, "rt", encoding="utf-8") as file:
        return _edition(file.readline().rstrip("\n"))


def _edition(head: str) -> CodeEdition:
    name, valid_from, valid_to = head.split("\t")
    return CodeEdition(name, date.fromisoformat(valid_from), date.fromisoformat(valid_to))


def read_shipped(path: Path) -> tuple[CodeEdition, tuple[DiagnosisCode, ...]]:
    """The edition that ships and its codes, in the tabular list's order (about 98,000; well under 300 ms)."""
    lines = lzma.decompress(path.read_bytes()).decode("utf-8").split("\n")
    rows = (line.split("\t") for line in lines[1:] if line)
    return _edition(lines[0]), tuple(DiagnosisCode(code, billable == "1", text) for code, billable, text in rows)


def read_code_file(path: Path) -> CodeFile:
    """The codes of ``icd10cm-order-YYYY.txt``, or of ``icd10cm-codes-YYYY.txt`` (all billable).

    Lines that cannot be read are told with their number; raises PaydeskError when the file is neither.
    """
    codes: dict[str, DiagnosisCode] = {}
    refused: list[RefusedLine] = []
    lines = _text(path).splitlines()
    whole = _is_order_file(lines)
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        code = _order_line(line) if whole else _codes_line(line)
        if code is None:
            refused.append(RefusedLine(number, "no code, or no description"))
        elif code.code in codes:
            refused.append(RefusedLine(number, f"{code.code} was there before"))
        else:
            codes[code.code] = code
    if not codes or len(refused) > len(codes):
        raise _not_a_code_file(path)
    return CodeFile(tuple(codes.values()), tuple(refused), whole)


def edition_of_file_name(name: str) -> CodeEdition | None:
    """The edition a CMS or CDC file is of, from its name: ``icd10cm-order-2027.txt`` is fiscal year 2027,
    ``…-April-2026.txt`` the update of that April; None when the name does not say.
    """
    stem = name.casefold()
    if "icd10" not in stem and "icd-10" not in stem:
        return None
    years = re.findall(r"(?<!\d)(20\d\d)(?!\d)", stem)
    if not years:
        return None
    year = int(years[-1])
    if "april" in stem:
        return CodeEdition(f"April {year}", date(year, 4, 1), date(year, 9, 30))
    return CodeEdition(f"fiscal year {year}", date(year - 1, 10, 1), date(year, 9, 30))


def _text(path: Path) -> str:
    try:
        if path.stat().st_size > _LARGEST:
            raise _not_a_code_file(path)
        raw = path.read_bytes()
    except OSError as problem:
        raise PaydeskError(f"{path.name} cannot be read. Check that it is there and not in use.") from problem
    if raw[:4] == b"PK\x03\x04":
        raise PaydeskError(f"{path.name} is a zip file. Unpack it and choose the text file in it.")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return raw.decode("cp1252", errors="replace")  # older files carry Ménière's in Windows letters


def _is_order_file(lines: Iterable[str]) -> bool:
    first = next((line for line in lines if line.strip()), "")
    return bool(re.match(r"\d{5} [A-Z]", first))


def _order_line(line: str) -> DiagnosisCode | None:
    match = _ORDER_LINE.fullmatch(line.rstrip())
    if not match or not is_diagnosis_shape(match[1]):
        return None
    return DiagnosisCode(match[1], match[2] == "1", match[4].strip())


def _codes_line(line: str) -> DiagnosisCode | None:
    match = _CODES_LINE.fullmatch(line.strip())
    if not match or not is_diagnosis_shape(match[1]):
        return None
    return DiagnosisCode(match[1], billable=True, description=match[2])


def _not_a_code_file(path: Path) -> PaydeskError:
    return PaydeskError(
        f"{path.name} is not an ICD-10-CM code file. Choose icd10cm-order-YYYY.txt or icd10cm-codes-YYYY.txt."
    )
