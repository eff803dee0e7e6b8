"""Insurance: which coverage holds on a day, in what order, and who gets a charge first."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import TypeAlias

from paydesk.rules.errors import PaydeskError
from paydesk.rules.money import Cents


class PayerKind(StrEnum):
    """What sort of payer answers a claim; decides whom the law protects."""

    COMMERCIAL = "commercial"
    MEDICARE = "medicare"
    MEDICARE_ADVANTAGE = "medicare_advantage"
    MEDICAID = "medicaid"
    DUAL = "dual"
    TRICARE = "tricare"
    VETERANS = "veterans"
    WORKERS_COMPENSATION = "workers_compensation"
    AUTO = "auto"
    OTHER = "other"

    @property
    def words(self) -> str:
        return _WORDS[self]


_WORDS = {
    PayerKind.COMMERCIAL: "Commercial",
    PayerKind.MEDICARE: "Medicare",
    PayerKind.MEDICARE_ADVANTAGE: "Medicare Advantage",
    PayerKind.MEDICAID: "Medicaid",
    PayerKind.DUAL: "Medicare and Medicaid",
    PayerKind.TRICARE: "TRICARE",
    PayerKind.VETERANS: "Veterans Affairs",
    PayerKind.WORKERS_COMPENSATION: "Workers' compensation",
    PayerKind.AUTO: "Auto or liability",
    PayerKind.OTHER: "Other",
}


class Protection(StrEnum):
    """How far the law keeps what an insurer leaves over from the patient."""

    NONE = "none"
    BEYOND_COPAY = "beyond_copay"
    ENTIRE = "entire"


_PROTECTION = {
    PayerKind.MEDICAID: Protection.BEYOND_COPAY,  # 42 CFR 447.15
    PayerKind.DUAL: Protection.BEYOND_COPAY,  # 42 U.S.C. 1396a(n)(3)
    PayerKind.WORKERS_COMPENSATION: Protection.ENTIRE,  # state law, nearly everywhere
}


Days: TypeAlias = tuple[date, date | None]
"""The first and the last day of something; None: it goes on."""


@dataclass(frozen=True)
class CoverageTerms:
    """One coverage as far as it decides who owes.

    ``order`` 1 is primary; ``valid_to`` is the last day covered; ``copay`` in cents, None when not known.
    """

    id: int
    payer_kind: PayerKind
    order: int
    valid_from: date
    valid_to: date | None = None
    copay: Cents | None = None

    def holds_on(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


def in_force(coverages: Iterable[CoverageTerms], on: date) -> tuple[CoverageTerms, ...]:
    """Those that hold on a date of service, first payer first.

    A gap closes up: when the primary has ended, the secondary answers first.
    """
    return tuple(sorted((one for one in coverages if one.holds_on(on)), key=lambda one: (one.order, one.id)))


def check_coverage(new: CoverageTerms, others: Sequence[CoverageTerms]) -> None:
    """Raises PaydeskError when ``new`` cannot stand beside the patient's other coverages.

    ``others`` without ``new`` itself. Refused: an end before the start, two of one order on one day, and a
    secondary that starts while no primary holds.
    """
    if new.order < 1:
        raise PaydeskError("The order is 1 for primary, 2 for secondary, and so on.", field="priority")
    if new.valid_to is not None and new.valid_to < new.valid_from:
        raise PaydeskError("Coverage cannot end before it begins. Check the two dates.", field="valid_to")
    if new.copay is not None and new.copay < 0:
        raise PaydeskError("A copay cannot be below zero.", field="copay")
    for other in others:
        if other.order == new.order and _overlap(new, other):
            raise PaydeskError(
                f"There is already {order_words(new.order)} coverage in that time "
                f"(from {_us(other.valid_from)}). End that one first, or choose another order.",
                field="priority",
            )
    before = [one for one in others if one.order == new.order - 1]
    if new.order > 1 and not any(one.holds_on(new.valid_from) for one in before):
        raise PaydeskError(
            f"No {order_words(new.order - 1)} coverage holds on {_us(new.valid_from)}. "
            f"Enter it first, or make this one {order_words(new.order - 1)}.",
            field="priority",
        )


def free_order(wanted: int, days: Days, others: Iterable[CoverageTerms]) -> int:
    """The order of a coverage of those days beside ``others``: the one ``wanted``, or the next after all of them."""
    taken = {other.order for other in others if _meet(days, (other.valid_from, other.valid_to))}
    return max(taken) + 1 if wanted in taken else wanted


def days_left(days: Days, known: Iterable[Days]) -> tuple[Days, ...]:
    """What of ``days`` none of ``known`` covers, in order."""
    left = [days]
    for first, last in known:
        cut: list[Days] = []
        for start, end in left:
            if not _meet((start, end), (first, last)):
                cut.append((start, end))
                continue
            if start < first:
                cut.append((start, first - timedelta(days=1)))
            if last is not None and (end is None or last < end):
                cut.append((last + timedelta(days=1), end))
        left = cut
    return tuple(sorted(left, key=lambda one: one[0]))


def order_words(order: int) -> str:
    """``primary``, ``secondary``, ``tertiary``, ``4th``."""
    named = {1: "primary", 2: "secondary", 3: "tertiary"}
    return named.get(order, f"{order}th")


def _overlap(one: CoverageTerms, other: CoverageTerms) -> bool:
    return _meet((one.valid_from, one.valid_to), (other.valid_from, other.valid_to))


def _meet(one: Days, other: Days) -> bool:
    return (one[1] is None or other[0] <= one[1]) and (other[1] is None or one[0] <= other[1])


def _us(day: date) -> str:
    return f"{day:%m/%d/%Y}"


@dataclass(frozen=True)
class FirstParty:
    """Who gets a charge first: ``coverage``, or the patient when it is None; ``why`` in a few words."""

    coverage: CoverageTerms | None
    why: str


def first_party(
    coverages: Iterable[CoverageTerms], on: date, *, do_not_bill_insurance: bool = False
) -> FirstParty:
    """The party a charge of that date of service is posted to.

    ``do_not_bill_insurance``: the patient paid in full and asked us not to bill (45 CFR 164.522(a)(1)(vi)).
    """
    if do_not_bill_insurance:
        return FirstParty(None, "patient asked not to bill insurance")
    holding = in_force(coverages, on)
    if not holding:
        return FirstParty(None, "no coverage on the date of service")
    return FirstParty(holding[0], "first coverage on the date of service")


def copay_due(
    coverages: Iterable[CoverageTerms],
    on: date,
    *,
    charged: Cents,
    do_not_bill_insurance: bool = False,
    shield: Protection = Protection.NONE,
) -> Cents:
    """Cents of copay that move to the patient at once when ``charged`` of a visit is on the first coverage.

    Nothing when another coverage follows (it may pay the copay), when none is known, when the law or the ``shield``
    of the patient's flags keeps everything from the patient, or when insurance is not billed; never more than
    ``charged``.
    """
    holding = in_force(coverages, on)
    if do_not_bill_insurance or len(holding) != 1 or protection(holding, shield=shield) is Protection.ENTIRE:
        return 0
    return min(holding[0].copay or 0, max(charged, 0))


def protection(coverages: Iterable[CoverageTerms], *, shield: Protection = Protection.NONE) -> Protection:
    """How far the law protects the patient, from the coverages in force and the ``shield`` of the patient's flags.

    The strictest counts. A Qualified Medicare Beneficiary with Medicare alone is known by the flag only.
    """
    found = {shield, *(_PROTECTION.get(one.payer_kind, Protection.NONE) for one in coverages)}
    return max(found, key=list(Protection).index)


def tidy_member_number(text: str, *, field: str | None = "member_number") -> str:
    """Capital letters and digits without the spaces and dashes a card prints; at most 80 (X12 NM109).

    Raises PaydeskError for other signs.
    """
    squeezed = re.sub(r"[\s\-–—./]", "", text).upper()
    if not re.fullmatch(r"[A-Z0-9]*", squeezed):
        raise PaydeskError("A member number has letters and digits only. Copy it from the card.", field=field)
    if len(squeezed) > 80:
        raise PaydeskError("A member number has at most 80 characters. Copy it from the card.", field=field)
    return squeezed
