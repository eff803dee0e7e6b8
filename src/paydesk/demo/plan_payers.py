"""The households of the made-up clinic that pay by a plan: who they are and what they earn; all invented."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from paydesk.demo.cast import STREETS, ZIPS, Character, Household
from paydesk.rules.affordability import Sheet
from paydesk.rules.household_means import Flow, Frequency
from paydesk.rules.money import Cents
from paydesk.rules.poverty_guideline import Region

UNINSURED = 2
"""The number of a household without insurance, see ``paperwork.INSURANCE``."""


@dataclass(frozen=True)
class PlanPayer:
    """Somebody without insurance: wages in cents every two weeks, people at home, rent in cents a month."""

    first: str
    last: str
    sex: str
    born: date
    wages: Cents
    at_home: int
    rent: Cents
    language: str = "en"


PLAN_PAYERS = (
    PlanPayer("Thea", "Brannigan", "F", date(1984, 3, 9), 1_640_00, 3, 1_150_00),
    PlanPayer("Osvaldo", "Quintero", "M", date(1979, 8, 21), 1_580_00, 4, 1_080_00, "es"),
    PlanPayer("Maren", "Lindgren", "F", date(1990, 1, 30), 1_900_00, 2, 1_300_00),
    PlanPayer("Dashiell", "Pemberton", "M", date(1968, 11, 4), 1_720_00, 2, 980_00),
    PlanPayer("Imelda", "Casares", "F", date(1973, 6, 17), 1_490_00, 3, 900_00, "es"),
    PlanPayer("Rhys", "Cadwallader", "M", date(1988, 9, 12), 1_830_00, 1, 1_220_00),
    PlanPayer("Odette", "Marchetti", "F", date(1962, 2, 25), 1_560_00, 2, 870_00),
    PlanPayer("Kofi", "Antwi", "M", date(1981, 12, 2), 1_690_00, 5, 1_260_00),
    PlanPayer("Saskia", "Verhoeven", "F", date(1994, 5, 19), 1_610_00, 1, 1_010_00),
    PlanPayer("Baltazar", "Urrutia", "M", date(1970, 7, 8), 1_540_00, 4, 940_00, "es"),
    PlanPayer("Winifred", "Ashcombe", "F", date(1959, 10, 27), 1_470_00, 1, 790_00),
    PlanPayer("Teodor", "Halvorsen", "M", date(1986, 4, 14), 1_760_00, 3, 1_190_00),
    PlanPayer("Priscilla", "Yarrow", "F", date(1992, 12, 11), 1_660_00, 2, 1_120_00),
    PlanPayer("Leopold", "Frankhauser", "M", date(1966, 1, 6), 1_520_00, 2, 830_00),
    PlanPayer("Marisol", "Belmonte", "F", date(1983, 8, 3), 1_600_00, 3, 1_040_00, "es"),
)  # fmt: skip


def household(payer: PlanPayer, place: int) -> Household:
    """The payer as somebody who comes to the desk."""
    person = Character(payer.first, payer.last, "", "", "", payer.sex, payer.born, payer.language)
    return Household(
        UNINSURED, (person,), f"{1200 + 37 * place} {STREETS[place % len(STREETS)]}", ZIPS[place % len(ZIPS)],
        f"541555{184 + place:04d}", f"payer{place + 1}@example.com",
    )  # fmt: skip


def told(payer: PlanPayer, on: date) -> Sheet:
    """What the payer told of the means at home."""
    monthly = Frequency.MONTHLY
    return Sheet(
        on=on, household=payer.at_home, region=Region.STATES, net_monthly=payer.wages * 26 // 12 * 82 // 100,
        incomes=(Flow("wages", payer.wages, Frequency.BIWEEKLY),),
        obligations=(
            Flow("rent or mortgage", payer.rent, monthly), Flow("utilities", 240_00, monthly),
            Flow("food", 310_00, monthly), Flow("transport", 190_00, monthly),
        ),
    )  # fmt: skip
