"""The people and prices of the made-up clinic: all invented, none of them anybody."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import count

GIVEN = {
    "es": (("María", "Lucía", "Guadalupe", "Ximena", "Paloma", "Beatriz", "Rocío", "Inés", "Consuelo", "Belén"),
           ("José", "Ángel", "Raúl", "Iñigo", "Ramón", "Andrés", "Félix", "Joaquín", "Adrián", "Óscar")),
    "vi": (("Anh", "Thảo", "Bích", "Hạnh", "Tuyết", "Ngọc", "Quỳnh", "Mỹ Duyên", "Hồng", "Lệ"),
           ("Minh", "Đức", "Quang", "Hùng", "Tuấn", "Khải", "Bảo", "Thịnh", "Vũ", "Phước")),
    "": (("Zoë", "Chloé", "Ingrid", "Renée", "Harriet", "Małgorzata", "Noor", "Siobhán", "Elif", "Tamika", "Dagný",
          "Ruth", "Anaïs", "Joy"),
         ("Łukasz", "Théo", "Søren", "Jürgen", "Ömer", "Walter", "Deshawn", "Tomáš", "Emeka", "Björn", "Clyde",
          "Patrick", "Sven", "Miles")),
}  # fmt: skip
"""Given names that go with a family's name: women's, then men's."""

FAMILY = (
    "García-López", "Nguyễn", "O’Rourke", "Núñez", "Trần", "Kowalczyk", "Müller", "Peña", "Phạm", "Sørensen",
    "Whitfield", "Castañeda", "Đặng", "Lefèvre", "Okonkwo", "Ibáñez", "Şahin", "Hernández", "Bùi", "Larkspur",
    "Muñoz", "Dvořák", "Huỳnh", "Åkesson", "Treviño", "Delacroix", "Võ", "Quiñones", "Hawthorne", "Zieliński",
    "Ríos", "Lý", "Brännström", "Fontánez", "Abernathy", "Çelik", "Villaseñor", "Đỗ", "Marlowe", "Sepúlveda",
)  # fmt: skip
SPANISH = frozenset(
    {"García-López", "Núñez", "Peña", "Castañeda", "Ibáñez", "Hernández", "Muñoz", "Treviño", "Quiñones", "Ríos",
     "Fontánez", "Villaseñor", "Sepúlveda"}
)  # fmt: skip
VIETNAMESE = frozenset({"Nguyễn", "Trần", "Phạm", "Đặng", "Bùi", "Huỳnh", "Võ", "Lý", "Đỗ"})
STREETS = (
    "Cottonwood Ln", "Sawmill Rd", "Juniper Hill Dr", "Old Ferry Rd", "Larkspur Ave", "Basalt St", "Heron Way",
    "Millrace Ct", "Orchard Bend", "Quarry Rd", "Tamarack St", "Wheatfield Pl",
)  # fmt: skip
TOWN, STATE, ZIPS = "Ferrisburg Falls", "OR", ("97702", "97703", "97701")

CODES = (
    ("99213", "Office visit, short", "Consulta corta", 14500),
    ("99214", "Office visit, long", "Consulta larga", 21000),
    ("99203", "First visit", "Primera consulta", 22500),
    ("99395", "Yearly check-up", "Chequeo anual", 24000),
    ("87880", "Strep test", "Prueba de estreptococo", 4200),
    ("85025", "Blood count", "Conteo sanguíneo", 3800),
    ("80053", "Blood chemistry", "Química sanguínea", 5600),
    ("81002", "Urine test", "Análisis de orina", 1800),
    ("93000", "Heart tracing", "Electrocardiograma", 9800),
    ("90686", "Flu vaccine", "Vacuna contra la gripe", 5200),
    ("90471", "Giving a vaccine", "Aplicación de vacuna", 3500),
    ("71046", "Chest X-ray", "Radiografía de tórax", 12400),
    ("12001", "Wound closed", "Sutura de herida", 31000),
)
"""The clinic's own short names with fees in cents."""

REASONS = (
    ("Sore throat", ("J02.9",), ("99213", "87880")),
    ("Blood pressure", ("I10",), ("99213", "80053")),
    ("Diabetes follow-up", ("E11.9",), ("99214", "80053", "81002")),
    ("Yearly check-up", ("Z00.00",), ("99395", "85025")),
    ("Cough", ("R05.1",), ("99213", "71046")),
    ("Back pain", ("M54.50",), ("99213",)),
    ("Flu shot", ("Z23",), ("90686", "90471")),
    ("Chest discomfort", ("R07.9",), ("99214", "93000")),
    ("Tired", ("R53.83",), ("99213", "85025")),
    ("Cut hand", ("S61.411A",), ("99213", "12001")),
)
"""Why people come, what is found and what is done."""

FINDINGS = {
    "J02.9": "Acute pharyngitis, unspecified", "I10": "Essential (primary) hypertension",
    "E11.9": "Type 2 diabetes mellitus without complications",
    "Z00.00": "Encounter for general adult medical examination without abnormal findings", "R05.1": "Acute cough",
    "M54.50": "Low back pain, unspecified", "Z23": "Encounter for immunization", "R07.9": "Chest pain, unspecified",
    "R53.83": "Other fatigue",
    "S61.411A": "Laceration without foreign body of right hand, initial encounter",
}  # fmt: skip
"""What ICD-10-CM calls them, in the public domain; our code set says the same, but takes seconds to load."""

PROVIDERS = (("Amara Lindqvist, MD", "Family medicine"), ("Owen Castellanos, NP", "Family medicine"),
             ("Priya Raman, MD", "Internal medicine"))  # fmt: skip
PAYERS = (
    ("Evergreen Mutual", "commercial", "PPO 1500", 2500),
    ("Harbor Health", "commercial", "HMO Silver", 4000),
    ("Sunbelt Life & Health", "commercial", "Choice Plus", 3000),
    ("Medicare Part B", "medicare", "", None),
    ("State Medicaid", "medicaid", "", 300),
    ("Cascade Supplement", "commercial", "Medigap G", None),
    ("Pioneer Dual Care", "dual", "", None),
)
"""Name, kind, plan, copay in cents (None: none known)."""

MEDICARE, MEDICAID, SUPPLEMENT, DUAL = 3, 4, 5, 6


@dataclass(frozen=True)
class Character:
    """One invented person."""

    first: str
    last: str
    middle: str
    suffix: str
    preferred: str
    sex: str
    birth: date
    language: str


@dataclass(frozen=True)
class Household:
    """An account's people, guarantor first, where they live, and the story that is told of them."""

    number: int
    people: tuple[Character, ...]
    street: str
    zip: str
    phone: str
    email: str


SIZES = (4, 1, 2, 1, 3, 1, 1, 2, 1, 1, 3, 1, 2, 1, 1, 1, 4, 1, 2, 1)


def households(patients: int, luck: random.Random, today: date) -> Iterator[Household]:
    """Households with ``patients`` people in all."""
    left, used = patients, set[tuple[str, str]]()
    for number in count():
        size = min(left, SIZES[number % len(SIZES)])
        if not size:
            return
        left -= size
        yield _household(number, size, luck, today, used)


def _household(number: int, size: int, luck: random.Random, today: date, used: set[tuple[str, str]]) -> Household:
    last = FAMILY[number % len(FAMILY)]
    roots = "es" if last in SPANISH else "vi" if last in VIETNAMESE else ""
    language = roots if roots and luck.random() < 0.6 else "en"
    people = tuple(_character(place, last, (roots, language), luck, today, used) for place in range(size))
    return Household(
        number=number, people=people,
        street=f"{luck.randrange(100, 9900)} {STREETS[(number * 5 + 1) % len(STREETS)]}",
        zip=ZIPS[number % len(ZIPS)], phone=f"541555{100 + number % 100:04d}",
        email=f"household{number + 1}@example.com",
    )  # fmt: skip


def _character(
    place: int, last: str, speaks: tuple[str, str], luck: random.Random, today: date, used: set[tuple[str, str]]
) -> Character:
    roots, language = speaks
    sex = luck.choice("FM")
    names = GIVEN[roots][sex == "M"]
    first = luck.choice(names)
    while (first, last) in used:
        first = f"{luck.choice(names)} {luck.choice(names)}" if luck.random() < 0.3 else luck.choice(names)
    used.add((first, last))
    years = luck.randrange(28, 64) if place == 0 else luck.randrange(26, 66) if place == 1 else luck.randrange(1, 17)
    return Character(
        first=first, last=last, middle=luck.choice(("", "", "A.", "J.", "Marie", "T.")),
        suffix="Jr." if sex == "M" and luck.random() < 0.08 else "", preferred="",
        sex=sex, birth=today - timedelta(days=years * 365 + luck.randrange(365)), language=language,
    )  # fmt: skip


def npi(start: int) -> str:
    """A number with a valid check digit that begins with nine invented digits."""
    body = f"{start:09d}"
    total = 24  # what the prefix 80840 of every NPI adds to the sum
    for position, digit in enumerate(reversed(body)):
        value = int(digit) * (2 if position % 2 == 0 else 1)
        total += value - 9 if value > 9 else value
    return body + str(-total % 10)
