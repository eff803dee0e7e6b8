"""Coding: shapes of diagnosis, procedure and modifier codes, and what an edition of ICD-10-CM says of a code.

No edition is ever more than the last one the clinic has, so a code that is not in it is an alarm only when
that edition was in force on the date of service.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from paydesk.rules.errors import PaydeskError
from paydesk.rules.keyboard import show_date

MOST_MODIFIERS = 4
MOST_POINTERS = 4
MOST_DIAGNOSES = 12
MOST_UNITS = 9999
# A letter, a digit, then letters or digits; the April 2026 edition has QA0, too. Words such as "ear" are not its shape.
_DIAGNOSIS = re.compile(r"[A-Z](?:[0-9][0-9A-Z]|A[0-9AB])[0-9A-Z]{0,4}")


def is_diagnosis_shape(text: str) -> bool:
    """Whether ``text`` has the shape of an ICD-10-CM code (3 to 7 characters), dotted or not."""
    code = text.strip().upper()
    dotted = re.fullmatch(r"([A-Z0-9]{3})\.([A-Z0-9]{1,4})", code)
    return bool(_DIAGNOSIS.fullmatch(dotted[1] + dotted[2] if dotted else code))


def parse_diagnosis(text: str, *, field: str | None = None) -> str:
    """The code as it is kept, ``E119`` from ``e11.9``; raises PaydeskError if it has not its shape."""
    if not is_diagnosis_shape(text):
        typed = text.strip()[:20]
        sentence = f"“{typed}” is not an ICD-10-CM code. Type it like E11.9, or search by words."
        raise PaydeskError(sentence, field=field)
    return text.strip().upper().replace(".", "")


def show_diagnosis(code: str) -> str:
    """``E11.9`` from ``E119``; a code of another shape (another system) is shown as it is."""
    return f"{code[:3]}.{code[3:]}" if len(code) > 3 and _DIAGNOSIS.fullmatch(code) else code


def check_diagnoses(codes: Sequence[str], *, field: str | None = "diagnoses") -> None:
    """Raises PaydeskError when a visit names one twice or more than twelve (a claim holds no more)."""
    for place, code in enumerate(codes):
        if code in codes[:place]:
            raise PaydeskError(f"{show_diagnosis(code)} is on this visit twice. Take one away.", field=field)
    if len(codes) > MOST_DIAGNOSES:
        raise PaydeskError(f"A visit has at most {MOST_DIAGNOSES} diagnoses. Take one away.", field=field)


@dataclass(frozen=True)
class CodeEdition:
    """One edition of a code set and the days of service it is for (both included)."""

    name: str
    valid_from: date
    valid_to: date

    def covers(self, day: date) -> bool:
        return self.valid_from <= day <= self.valid_to


@dataclass(frozen=True, slots=True)
class DiagnosisCode:
    """One code of an edition. ``billable``: not divided further, so a claim may carry it."""

    code: str
    billable: bool
    description: str


FULL_EDITION = 74_000
"""Codes a claim may carry in a full edition: 69,823 in fiscal year 2016, 74,719 in April 2026."""

FEWEST = 68_000
"""A file with fewer is not a whole edition."""

_LETTERS = frozenset("ABCDEFGHIJKLMNOPQRSTVWXYZ")  # U came late: old editions have none
_LAST_CATEGORY = "Z99"


def what_is_missing(codes: Iterable[DiagnosisCode]) -> str | None:
    """Why these codes cannot be a whole edition, to follow a comma, or None: too few, or chapters without any."""
    billable = [one.code for one in codes if one.billable]
    letters = sorted(_LETTERS - {code[0] for code in billable})
    if len(billable) < FEWEST:
        return f"{len(billable):,} of them for claims; a full edition has about {FULL_EDITION:,} of those"
    if letters:
        return f"but none that begins with {', '.join(letters)}"
    if not any(code.startswith(_LAST_CATEGORY) for code in billable):
        return f"but the last ones, under {_LAST_CATEGORY}, are missing"
    return None


def check_edition(codes: Sequence[DiagnosisCode], file_name: str) -> None:
    """Raises PaydeskError, naming the file and how many codes were read, unless they can be a whole edition."""
    missing = what_is_missing(codes)
    if missing:
        raise PaydeskError(
            f"{file_name} is not a whole ICD-10-CM edition: {len(codes):,} codes were read, {missing}. "
            "Get the file again from CMS or CDC; nothing was kept.",
            field="file",
        )


class Standing(StrEnum):
    """What the edition says of a code."""

    VALID = "valid"
    NOT_BILLABLE = "not_billable"
    NOT_IN_IT = "not_in_it"


@dataclass(frozen=True)
class CodeVerdict:
    """What is known of a code for a date of service; ``says`` it in a sentence.

    ``certain``: the edition was in force on that date and we have all of it; only then may a code be called wrong
    (``alarm``).
    """

    standing: Standing
    certain: bool
    edition: str
    says: str

    @property
    def alarm(self) -> bool:
        return self.certain and self.standing is not Standing.VALID


def edition_for(editions: Iterable[CodeEdition], on: date) -> CodeEdition | None:
    """The edition to ask for a date of service: in force then, else the last before, else the first after."""
    known = sorted(editions, key=lambda edition: (edition.valid_from, edition.name))
    covering = [edition for edition in known if edition.covers(on)]
    before = [edition for edition in known if edition.valid_to < on]
    after = [edition for edition in known if edition.valid_from > on]
    if covering:
        return covering[-1]
    return max(before, key=lambda edition: edition.valid_to) if before else next(iter(after), None)


def judge_diagnosis(
    code: str, found: DiagnosisCode | None, edition: CodeEdition, on: date, *, whole: bool = True
) -> CodeVerdict:
    """What ``edition`` says of ``code`` (``found`` in it, or None) for a visit on that date.

    ``whole``: we have all codes of the edition.
    """
    standing = Standing.NOT_IN_IT
    if found is not None:
        standing = Standing.VALID if found.billable else Standing.NOT_BILLABLE
    certain = whole and edition.covers(on)
    words = {
        Standing.VALID: "Valid in",
        Standing.NOT_BILLABLE: "Too short to bill in",
        Standing.NOT_IN_IT: "Not in",
    }[standing]
    which = f"ICD-10-CM {edition.name}"
    doubt = f"the {_place(edition, on)} edition we have" if whole else "of which we do not have all codes"
    says = f"{words} {which}." if certain else f"{words} {which}, {doubt}."
    if standing is Standing.NOT_BILLABLE:
        says += f" Choose a longer code under {show_diagnosis(code)}."
    return CodeVerdict(standing, certain, edition.name, says)


def _place(edition: CodeEdition, on: date) -> str:
    return "last" if edition.valid_to < on else "first"


def edition_notice(editions: Iterable[CodeEdition], today: date, *, may_import: bool = True) -> str | None:
    """What is said once, not per visit, when no edition is in force today; None when one is.

    Who may not import codes is told whom to ask.
    """
    last = edition_for(editions, today)
    do = "Import" if may_import else "Ask an administrator to import"
    if last is None:
        return f"There are no diagnosis codes yet. {do} the ICD-10-CM code file from CMS or CDC."
    if last.covers(today):
        return None
    if last.valid_to >= today:
        return f"The diagnosis codes are ICD-10-CM {last.name}, in force from {show_date(last.valid_from)}."
    return (
        f"The diagnosis codes are ICD-10-CM {last.name}, which ended on {show_date(last.valid_to)}. "
        f"{do} the code file in force from CMS or CDC."
    )


def system_of(code: str) -> str | None:
    """``CPT`` or ``HCPCS`` by the shape of a procedure code, None for any other (the clinic's own)."""
    if re.fullmatch(r"\d{5}|\d{4}[FTUAM]", code, re.ASCII):
        return "CPT"
    return "HCPCS" if re.fullmatch(r"[A-CEGHJ-MP-V]\d{4}", code, re.ASCII) else None


def parse_service_code(text: str, *, field: str | None = "code") -> str:
    """A procedure code in capitals, or the clinic's own: 2 to 15 letters, digits, dashes or dots.

    Raises PaydeskError.
    """
    code = text.strip().upper()
    if not re.fullmatch(r"[A-Z0-9][A-Z0-9.\-]{1,14}", code, re.ASCII):
        raise PaydeskError("A code has 2 to 15 letters and digits. Type it like 99213 or J1885.", field=field)
    return code


def parse_modifiers(text: str, *, field: str | None = "modifiers") -> tuple[str, ...]:
    """Up to four two-character modifiers from ``25 59`` or ``25,59``; raises PaydeskError."""
    modifiers = tuple(part.upper() for part in re.split(r"[\s,;]+", text.strip()) if part)
    for place, modifier in enumerate(modifiers):
        if not re.fullmatch(r"[A-Z0-9]{2}", modifier, re.ASCII):
            sentence = f"“{modifier[:10]}” is not a modifier: two letters or digits each, like 25 or LT."
            raise PaydeskError(sentence, field=field)
        if modifier in modifiers[:place]:
            raise PaydeskError(f"Modifier {modifier} is there twice. Take one away.", field=field)
    if len(modifiers) > MOST_MODIFIERS:
        raise PaydeskError(f"A charge has at most {MOST_MODIFIERS} modifiers. Take one away.", field=field)
    return modifiers


def parse_pointers(text: str, *, diagnoses: int, field: str | None = "pointers") -> tuple[int, ...]:
    """Positions (1 first) of up to four of a visit's ``diagnoses`` from ``1 2``, ``1,2`` or a claim's ``AB``.

    Empty when the visit has no diagnosis yet and nothing was typed. Raises PaydeskError.
    """
    typed = text.strip().upper()
    if re.fullmatch(r"[A-L]{1,12}", typed):
        positions = tuple(ord(letter) - ord("A") + 1 for letter in typed)
    else:
        parts = [part for part in re.split(r"[\s,;]+", typed) if part]
        if not all(re.fullmatch(r"\d{1,2}", part, re.ASCII) for part in parts):
            raise PaydeskError("Point at diagnoses by their numbers, like 1 2.", field=field)
        positions = tuple(int(part) for part in parts)
    check_pointers(positions, diagnoses=diagnoses, field=field)
    return positions


def check_pointers(positions: Sequence[int], *, diagnoses: int, field: str | None = "pointers") -> None:
    """Raises PaydeskError unless they are one to four different positions of existing diagnoses."""
    if not positions and diagnoses:
        raise PaydeskError("Say which diagnosis this charge is for, like 1.", field=field)
    if len(positions) > MOST_POINTERS:
        raise PaydeskError(f"A charge points at no more than {MOST_POINTERS} diagnoses.", field=field)
    for place, position in enumerate(positions):
        if not 1 <= position <= diagnoses:
            raise PaydeskError(
                f"There is no diagnosis {position} on this visit. It has {diagnoses}.", field=field
            )
        if position in positions[:place]:
            raise PaydeskError(f"Diagnosis {position} is pointed at twice. Take one away.", field=field)


def parse_units(text: str, *, field: str | None = "units") -> int:
    """Whole units from 1 to 9,999; raises PaydeskError."""
    typed = text.strip()
    if not re.fullmatch(r"\d{1,5}", typed, re.ASCII) or not 1 <= int(typed) <= MOST_UNITS:
        raise PaydeskError(f"Units are a whole number from 1 to {MOST_UNITS:,}.", field=field)
    return int(typed)
