"""Which fixed words the application for assistance has, with a column for each language; nothing is computed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from paydesk.rules.household_means import Frequency


@dataclass(frozen=True, slots=True, kw_only=True)
class FormWords:
    """Every fixed word of the form; ``{}`` marks take what their name says.

    ``incomes`` and ``obligations`` name what ``told_means`` proposes, in its order. ``often`` follows an amount.
    """

    application: str
    application_number: str
    asked_on: str
    back_by: str
    fill_in: str
    where: str
    where_desk: str
    need_help: str

    who_title: str
    name: str
    phone: str
    address: str

    household_title: str
    household: str
    household_heads: tuple[str, str, str]
    myself: str

    bring_title: str
    bring_asked: str
    bring_any: str
    cannot: str

    next_title: str
    no_bills: str
    decide: str
    too_late: str
    one_month: str
    months: str
    says_yes: str
    says_no: str

    income_title: str
    income: str
    told: str
    income_heads: tuple[str, str, str, str]
    incomes: Mapping[str, str]
    often: Mapping[Frequency, str]

    obligations_title: str
    obligations_lead: str
    obligations: Mapping[str, str]

    sign_title: str
    sign: str
    signature: str
    date: str

    office: str
    received: str
    received_by: str
