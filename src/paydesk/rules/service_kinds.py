"""Which kind of service a code is, as plans price it: a first guess from its range that a person may change."""

from __future__ import annotations

import re
from collections.abc import Collection

from paydesk.rules.benefits import ServiceKind

_TELEHEALTH = frozenset({"93", "95", "GT", "GQ"})

_RANGES: tuple[tuple[int, int, ServiceKind], ...] = (
    (98000, 98016, ServiceKind.TELEHEALTH),
    (99381, 99429, ServiceKind.PREVENTIVE),
    (90460, 90474, ServiceKind.PREVENTIVE),
    (99202, 99215, ServiceKind.PRIMARY_CARE),
    (70010, 79999, ServiceKind.IMAGING),
    (80047, 89398, ServiceKind.LABORATORY),
    (90785, 90899, ServiceKind.MENTAL_HEALTH),
    (92507, 92526, ServiceKind.THERAPY),
    (97010, 97799, ServiceKind.THERAPY),
    (10004, 69990, ServiceKind.PROCEDURE),
)
"""Ranges of five-digit codes, the particular ones before the wide ones."""

_LETTERS = {"E": ServiceKind.EQUIPMENT, "K": ServiceKind.EQUIPMENT, "L": ServiceKind.EQUIPMENT}


def service_kind(code: str, modifiers: Collection[str] = (), *, specialist: bool = False) -> ServiceKind:
    """The kind of a code; ``specialist``: an office visit is one to a specialist."""
    if re.fullmatch(r"\d{5}", code, re.ASCII):
        number = int(code)
        kind = next((each for first, last, each in _RANGES if first <= number <= last), ServiceKind.OTHER)
    else:
        kind = _LETTERS.get(code[:1].upper(), ServiceKind.OTHER)
        kind = ServiceKind.PREVENTIVE if code.upper() in ("G0438", "G0439", "G0402") else kind
    if kind is ServiceKind.PRIMARY_CARE:
        if {one.strip().upper() for one in modifiers} & _TELEHEALTH:
            return ServiceKind.TELEHEALTH
        return ServiceKind.SPECIALIST if specialist else kind
    return kind
