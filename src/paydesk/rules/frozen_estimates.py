"""Estimates as they are kept: the facts of one, read back from what was frozen when it was given."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import TypeAlias, cast

from paydesk.rules.estimate_facts import Between
from paydesk.rules.estimate_outcome import Figures, Foretold
from paydesk.rules.good_faith import GoodFaith, GoodFaithItem, GoodFaithProvider, Recurring

Kept: TypeAlias = Mapping[str, object]
"""A JSON object as dataclasses.asdict made it, with dates in ISO."""

_FIGURES = ("charge", "allowed", "copay", "deductible", "coinsurance", "not_covered")


def foretold_lines(kept: Iterable[Kept]) -> tuple[Foretold, ...]:
    """The lines of an estimate as they were told."""
    return tuple(_foretold(one) for one in kept)


def _foretold(one: Kept) -> Foretold:
    between, figures = cast(Kept, one["patient"]), cast(Kept, one.get("figures") or {})
    return Foretold(
        code=str(one["code"]), what=str(one.get("what") or ""),
        patient=Between(_cents(between["low"]) or 0, _cents(between["high"]) or 0),
        figures=Figures(**{name: _cents(figures.get(name)) for name in _FIGURES}),
    )  # fmt: skip


def _cents(value: object) -> int | None:
    return value if isinstance(value, int) else None


def good_faith_of(kept: Kept) -> GoodFaith:
    """A good faith estimate as it was given."""
    providers = cast("Iterable[Kept]", kept.get("providers") or ())
    separate, again = kept.get("separate"), kept.get("recurring")
    return GoodFaith(
        number=str(kept["number"]), made_on=date.fromisoformat(str(kept["made_on"])), patient=str(kept["patient"]),
        born=_day(kept.get("born")), primary=str(kept["primary"]), service_on=_day(kept.get("service_on")),
        providers=tuple(_provider(one) for one in providers),
        separate=None if separate is None else tuple(map(str, cast("Iterable[object]", separate))),
        recurring=None if again is None else _recurring(cast(Kept, again)), replaces=str(kept.get("replaces") or ""),
        replaced_made_on=_day(kept.get("replaced_made_on")),
    )  # fmt: skip


def _day(value: object) -> date | None:
    return None if value is None else date.fromisoformat(str(value))


def _provider(one: Kept) -> GoodFaithProvider:
    items = cast("Iterable[Kept]", one.get("items") or ())
    return GoodFaithProvider(
        name=str(one["name"]), npi=str(one["npi"]), tin=str(one["tin"]), state=str(one["state"]),
        location=str(one["location"]), apart=bool(one.get("apart")),
        items=tuple(
            GoodFaithItem(
                what=str(item["what"]), code=str(item["code"]), expected=_cents(item.get("expected")),
                diagnoses=tuple(map(str, cast("Iterable[object]", item.get("diagnoses") or ()))),
                diagnosis_applies=bool(item.get("diagnosis_applies")), times=_cents(item.get("times")) or 1,
                units=_cents(item.get("units")) or 1,
            )
            for item in items
        ),
    )  # fmt: skip


def _recurring(one: Kept) -> Recurring:
    return Recurring(
        how_often=str(one["how_often"]), times=_cents(one["times"]) or 1, first=date.fromisoformat(str(one["first"])),
        last=date.fromisoformat(str(one["last"])),
    )  # fmt: skip
