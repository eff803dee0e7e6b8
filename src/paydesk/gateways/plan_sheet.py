"""Reads what a household told, as one JSON document: whatever is not as it should be is named by its place."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import Enum
from typing import Any, TypeVar

from paydesk.rules import keyboard, money, plan_offers
from paydesk.rules.affordability import GENERIC, Sheet
from paydesk.rules.errors import PaydeskError
from paydesk.rules.household_means import Flow, Frequency
from paydesk.rules.money import Cents
from paydesk.rules.poverty_guideline import Region

Kind = TypeVar("Kind", bound=Enum)


@dataclass(frozen=True)
class PlanSheet:
    """A sheet with what is to be paid, in cents, and when the first installment is due."""

    sheet: Sheet
    balance: Cents
    down: Cents
    first: date


class _Told(dict[str, Any]):
    """An object as it was written: ``twice`` are the keys that stand in it more than once."""

    def __init__(self, pairs: list[tuple[str, Any]]) -> None:
        super().__init__(pairs)
        keys = [key for key, _ in pairs]
        self.twice = tuple(key for key in self if keys.count(key) > 1)


_KEYS = (
    "date", "balance", "household", "region", "incomes", "obligations", "net_monthly", "rule_pack", "facility",
    "patient_offer", "down_payment", "first_due",
)  # fmt: skip
_FLOW_KEYS = ("kind", "amount", "frequency", "hours")
_IN_RULES = {"on": "date", "pack": "rule_pack", "offer": "patient_offer", "down": "down_payment", "first": "first_due"}
"""How a sheet calls what rules call otherwise."""


def read_plan_sheet(text: str) -> PlanSheet:
    """The sheet in ``text``.

    Keys: date, balance, household, region (48, AK, HI), incomes and obligations (each with kind, amount, frequency and,
    if hourly, hours), net_monthly, rule_pack, and if told facility, patient_offer, down_payment, first_due. Amounts are
    decimals or strings of them, days ISO. Raises PaydeskError that names the key, or the line of what is not JSON.
    """
    told = _json(text.removeprefix("\ufeff"))
    if not isinstance(told, _Told):
        raise PaydeskError("A sheet is one JSON object, with date, balance, household and so on.")
    _check_keys(told, _KEYS, "")
    on = _day(told, "date")
    sheet = Sheet(
        on=on, household=_whole(told, "household"), region=_region(told),
        incomes=_flows(told, "incomes"), obligations=_flows(told, "obligations"),
        net_monthly=_amount(told, "net_monthly") if told.get("net_monthly") is not None else None,
        pack=_text(told, "rule_pack") if told.get("rule_pack") else GENERIC, facility=_yes(told, "facility"),
        offer=_amount(told, "patient_offer") if told.get("patient_offer") is not None else None,
    )  # fmt: skip
    down = _amount(told, "down_payment") if told.get("down_payment") is not None else 0
    first = _day(told, "first_due") if told.get("first_due") is not None else plan_offers.first_due(on)
    if first < on:
        raise PaydeskError(f"first_due: {first} is before {on}, the day of the sheet.", field="first_due")
    return PlanSheet(sheet, _amount(told, "balance"), down, first)


def placed(refused: PaydeskError) -> PaydeskError:
    """What a rule refused of a sheet, with its place in it."""
    if refused.field is None:
        return refused
    place = _IN_RULES.get(refused.field, refused.field)
    number = f", number {refused.row + 1}" if refused.row is not None else ""
    return PaydeskError(f"{place}{number}: {refused.sentence}", field=place, row=refused.row)


def _json(text: str) -> object:
    if not text.strip():
        raise PaydeskError("Nothing came in. Give a sheet on standard input, as one JSON object.")
    try:
        return json.loads(text, parse_float=Decimal, object_pairs_hook=_Told)
    except json.JSONDecodeError as error:
        if error.msg == "Extra data":
            raise PaydeskError(f"More follows after the sheet, line {error.lineno}. Give one at a time.") from error
        raise PaydeskError(f"What came in is not JSON. Line {error.lineno}, column {error.colno}.") from error
    except RecursionError as error:
        raise PaydeskError("What came in is not a sheet: its brackets are nested too deep.") from error
    except ValueError as error:
        raise PaydeskError("What came in is not JSON: one of its numbers has far too many digits.") from error


def _check_keys(told: _Told, known: Iterable[str], at: str) -> None:
    if told.twice:
        raise PaydeskError(f"{at}{told.twice[0]} is told twice.", field=told.twice[0])
    strange = next((key for key in told if key not in known), None)
    if strange is not None:
        raise PaydeskError(f"{at}{strange[:40]!r} is no key here. There are: {', '.join(known)}.")


def _flows(told: Mapping[str, Any], key: str) -> tuple[Flow, ...]:
    rows = told.get(key) or []
    if not isinstance(rows, list):
        raise PaydeskError(f"{key}: it is a list.", field=key)
    return tuple(_flow(row, key, place) for place, row in enumerate(rows, 1))


def _flow(row: object, key: str, place: int) -> Flow:
    at = f"{key}, number {place}: "
    if not isinstance(row, _Told):
        raise PaydeskError(f"{at}it has kind, amount and frequency.", field=key, row=place - 1)
    _check_keys(row, _FLOW_KEYS, at)
    hours = row.get("hours")
    return Flow(
        _text(row, "kind", at), _amount(row, "amount", at), _one_of(row, "frequency", Frequency, at),
        _number(hours, f"{at}hours") if hours is not None else None,
    )  # fmt: skip


def _given(told: Mapping[str, Any], key: str, at: str) -> Any:
    if told.get(key) is None:
        raise PaydeskError(f"{at}{key} is missing.", field=key)
    return told[key]


def _text(told: Mapping[str, Any], key: str, at: str = "") -> str:
    value = _given(told, key, at)
    if not isinstance(value, str):
        raise PaydeskError(f"{at}{key} is a text.", field=key)
    return value


def _yes(told: Mapping[str, Any], key: str) -> bool:
    value = told.get(key)
    if value is not None and not isinstance(value, bool):
        raise PaydeskError(f"{key} is true or false.", field=key)
    return value is True


def _region(told: Mapping[str, Any]) -> Region:
    if type(told.get("region")) is int:
        told = {"region": str(told["region"])}
    return _one_of(told, "region", Region, "")


def _whole(told: Mapping[str, Any], key: str) -> int:
    value = _given(told, key, "")
    if type(value) is not int:
        raise PaydeskError(f"{key} is a whole number.", field=key)
    return value


def _amount(told: Mapping[str, Any], key: str, at: str = "") -> Cents:
    """Cents of a decimal with at most two places, or of a string of one."""
    value = _given(told, key, at)
    number = _number(value, f"{at}{key}")
    hundredths = number * 100
    if hundredths != hundredths.to_integral_value():
        raise PaydeskError(f"{at}{key}: {value} has more than two decimals.", field=key)
    try:
        return money.cents(int(hundredths), field=key)
    except PaydeskError as refused:
        raise PaydeskError(f"{at}{key}: {refused.sentence}", field=key) from refused


def _number(value: object, place: str) -> Decimal:
    try:
        found = Decimal(value) if isinstance(value, int | str | Decimal) and not isinstance(value, bool) else None
    except InvalidOperation:
        found = None
    if found is None or not found.is_finite() or abs(found.adjusted()) > 18:
        raise PaydeskError(f"{place}: {str(value)[:40]!r} is no amount. Write it like 40.50.")
    return found


def _day(told: Mapping[str, Any], key: str) -> date:
    value = _text(told, key)
    try:
        day = date.fromisoformat(value)
    except ValueError as error:
        raise PaydeskError(f"{key}: {value} is no day. Write it like 2026-12-05.", field=key) from error
    if day.year > keyboard.LAST_YEAR:
        raise PaydeskError(f"{key}: {value} is too far away. Check the year.", field=key)
    return day


def _one_of(told: Mapping[str, Any], key: str, kind: type[Kind], at: str) -> Kind:
    value = _given(told, key, at)
    found = next((one for one in kind if one.value == value), None)
    if found is None:
        choices = ", ".join(str(one.value) for one in kind)
        raise PaydeskError(f"{at}{key}: {value} is none of {choices}.", field=key)
    return found
