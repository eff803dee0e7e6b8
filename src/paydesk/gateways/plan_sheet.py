"""Reads what a household told, as one JSON document: whatever is not as it should be is named by its place."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import Enum
from typing import Any, TypeVar

from paydesk.rules import money, plan_offers
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


def read_plan_sheet(text: str) -> PlanSheet:
    """The sheet in ``text``.

    Keys: date, balance, household, region (48, AK, HI), incomes and obligations (each with kind, amount, frequency and,
    if hourly, hours), net_monthly, rule_pack, and if told facility, patient_offer, down_payment, first_due. Amounts are
    decimals or strings of them, days ISO. Raises PaydeskError that names the key.
    """
    try:
        told = json.loads(text, parse_float=Decimal)
    except ValueError as error:
        at = f" Line {error.lineno}, column {error.colno}." if isinstance(error, json.JSONDecodeError) else ""
        raise PaydeskError(f"What came in is not JSON.{at}") from error
    if not isinstance(told, dict):
        raise PaydeskError("A sheet is one JSON object, with date, balance, household and so on.")
    on = _day(told, "date")
    sheet = Sheet(
        on=on, household=_whole(told, "household"), region=_one_of(told, "region", Region, ""),
        incomes=_flows(told, "incomes"), obligations=_flows(told, "obligations"),
        net_monthly=_amount(told, "net_monthly") if told.get("net_monthly") is not None else None,
        pack=_text(told, "rule_pack") if told.get("rule_pack") else GENERIC, facility=told.get("facility") is True,
        offer=_amount(told, "patient_offer") if told.get("patient_offer") is not None else None,
    )  # fmt: skip
    down = _amount(told, "down_payment") if told.get("down_payment") is not None else 0
    first = _day(told, "first_due") if told.get("first_due") is not None else plan_offers.first_due(on)
    if first < on:
        raise PaydeskError(f"first_due: {first} is before {on}, the day of the sheet.", field="first_due")
    return PlanSheet(sheet, _amount(told, "balance"), down, first)


def _flows(told: Mapping[str, Any], key: str) -> tuple[Flow, ...]:
    rows = told.get(key) or []
    if not isinstance(rows, list):
        raise PaydeskError(f"{key}: it is a list.", field=key)
    return tuple(_flow(row, key, place) for place, row in enumerate(rows, 1))


def _flow(row: object, key: str, place: int) -> Flow:
    at = f"{key}, number {place}: "
    if not isinstance(row, dict):
        raise PaydeskError(f"{at}it has kind, amount and frequency.", field=key, row=place - 1)
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
    return money.cents(int(hundredths), field=key)


def _number(value: object, place: str) -> Decimal:
    try:
        found = Decimal(value) if isinstance(value, int | str | Decimal) and not isinstance(value, bool) else None
    except InvalidOperation:
        found = None
    if found is None or not found.is_finite() or abs(found.adjusted()) > 18:
        raise PaydeskError(f"{place}: {value!r} is no amount. Write it like 40.50.")
    return found


def _day(told: Mapping[str, Any], key: str) -> date:
    value = _text(told, key)
    try:
        return date.fromisoformat(value)
    except ValueError as error:
        raise PaydeskError(f"{key}: {value} is no day. Write it like 2026-12-05.", field=key) from error


def _one_of(told: Mapping[str, Any], key: str, kind: type[Kind], at: str) -> Kind:
    value = _given(told, key, at)
    found = next((one for one in kind if one.value == value), None)
    if found is None:
        choices = ", ".join(str(one.value) for one in kind)
        raise PaydeskError(f"{at}{key}: {value} is none of {choices}.", field=key)
    return found
