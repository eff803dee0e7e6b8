"""The government's own figures for a year of benefits, as dated rows: the most a plan may ask, Part B's deductible."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from paydesk.rules.benefits import Benefits
from paydesk.rules.insurance import PayerKind
from paydesk.rules.money import Cents, show


@dataclass(frozen=True, slots=True, kw_only=True)
class BenefitYear:
    """One calendar year, in cents: the most that a plan's patient and family may pay in the network, and the
    deductible of Medicare Part B; None where it is not known yet."""

    year: int
    individual_most: Cents | None = None
    family_most: Cents | None = None
    part_b_deductible: Cents | None = None
    source: str = ""


BENEFIT_YEARS: tuple[BenefitYear, ...] = (
    BenefitYear(
        year=2026, individual_most=10_600_00, family_most=21_200_00, part_b_deductible=283_00,
        source="CMS: revised 2026 cost-sharing limits; 2026 Part B deductible",
    ),
    BenefitYear(
        year=2027, individual_most=12_000_00, family_most=24_000_00, source="CMS: 2027 cost-sharing limits",
    ),
)  # fmt: skip


def benefit_year(year: int, *, rows: Iterable[BenefitYear] = BENEFIT_YEARS) -> BenefitYear:
    """The figures of that year; a year without a row has none."""
    return next((row for row in rows if row.year == year), BenefitYear(year=year))


def unlikely(benefits: Benefits, year: int, *, rows: Iterable[BenefitYear] = BENEFIT_YEARS) -> tuple[str, ...]:
    """What a plan said that does not go with that year's figures, each in a sentence that says what to ask again.

    Plans older than 2010, short-term plans and care outside the network may go beyond the limit (45 CFR 156.130).
    """
    figures, found = benefit_year(year, rows=rows), []
    if benefits.payer_kind is PayerKind.COMMERCIAL:
        for whose, part, most in (
            ("individual", benefits.out_of_pocket.individual, figures.individual_most),
            ("family", benefits.out_of_pocket.family, figures.family_most),
        ):
            told = part.amount.value
            if most is not None and told is not None and told > most:
                found.append(
                    f"The {whose} out-of-pocket limit ({show(told)}) is above the most for {year} ({show(most)}). "
                    "Ask again."
                )
    told = benefits.deductible.individual.amount.value
    if benefits.payer_kind is PayerKind.MEDICARE and figures.part_b_deductible not in (None, told) and told is not None:
        found.append(
            f"The Part B deductible of {year} is {show(figures.part_b_deductible or 0)}, not {show(told)}. Ask again."
        )
    return tuple(found)
