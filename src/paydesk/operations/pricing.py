"""Pricing what is planned: our charge, the price the plan will likely allow, and how each price is known."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

from paydesk.data import contract_store, fee_store, price_store
from paydesk.data.database import Session
from paydesk.rules import coding, plausibility
from paydesk.rules.benefits import ServiceKind
from paydesk.rules.errors import PaydeskError
from paydesk.rules.estimate_facts import Exclusion
from paydesk.rules.expected import Expected, PastAnswer, PricedLine, expected
from paydesk.rules.money import Cents, cents
from paydesk.rules.service_kinds import service_kind

LEARNED_WITHIN = timedelta(days=400)
"""Older answers are of an earlier price list."""


@dataclass(frozen=True)
class PlannedService:
    """One planned service. ``charge`` in cents for all units (None: our fee); ``kind`` None: by its code.

    ``excluded`` says why the plan will pay nothing, where that is known.
    """

    code: str
    units: int = 1
    modifiers: tuple[str, ...] = ()
    charge: Cents | None = None
    kind: ServiceKind | None = None
    excluded: Exclusion | None = None


@dataclass(frozen=True)
class PricedService:
    """A planned service with its words and charge; ``price`` is what the plan will likely allow, None: not known."""

    asked: PlannedService
    what: str
    charge: Cents
    kind: ServiceKind
    price: Expected | None = None


def planned(
    session: Session, services: tuple[PlannedService, ...], *, on: date, specialist: bool = False, spanish: bool = False
) -> tuple[PricedService, ...]:
    """Each service with our charge. Raises PaydeskError with the row and field of what cannot be planned."""
    if not services:
        raise PaydeskError("Choose at least one service that is planned.", field="services")
    found = []
    for row, one in enumerate(services):
        try:
            found.append(_planned(session, one, on, specialist=specialist, spanish=spanish))
        except PaydeskError as refused:
            refused.row = row
            raise
    return tuple(found)


def _planned(session: Session, one: PlannedService, on: date, *, specialist: bool, spanish: bool) -> PricedService:
    code = coding.parse_service_code(one.code)
    modifiers = coding.parse_modifiers(" ".join(one.modifiers))
    if not 1 <= one.units <= 999:
        raise PaydeskError("Units are between 1 and 999.", field="units")
    charge = one.charge
    if charge is None:
        unit = fee_store.fee_for(session, code, modifiers, on)
        if unit is None:
            raise PaydeskError(f"No fee for {code} on that date. Type the charge.", field="charge")
        charge = unit * one.units
    if cents(charge, field="charge") <= 0:
        raise PaydeskError("A charge is more than zero.", field="charge")
    plausibility.refuse_large_charge(charge, field="charge")
    what = fee_store.name_of(session, code, spanish=spanish)
    kind = one.kind or service_kind(code, modifiers, specialist=specialist)
    return PricedService(replace(one, code=code, modifiers=tuple(modifiers)), what, charge, kind)


def allowed_by(
    session: Session, services: tuple[PricedService, ...], *, payer_id: int, plan_id: int, place: str, on: date
) -> tuple[PricedService, ...]:
    """With the price this payer will likely allow: its contract's, else learned of this plan, else of all its plans."""
    codes = {one.asked.code for one in services}
    contract = contract_store.rows_of(session, payer_id=payer_id, codes=codes)
    answers = price_store.of_payer(session, payer_id, codes, since=on - LEARNED_WITHIN)
    past = tuple(PastAnswer(line=one.line, allowed=one.allowed) for one in answers)
    of_payer = tuple(PastAnswer(line=replace(one.line, plan_id=None), allowed=one.allowed) for one in past)
    found = []
    for one in services:
        line = PricedLine(
            payer_id=payer_id, plan_id=plan_id, code=one.asked.code, modifiers=one.asked.modifiers,
            place=place or price_store.OFFICE, day=on, units=one.asked.units, charge=one.charge,
        )  # fmt: skip
        rows = contract.get((payer_id, one.asked.code), ())
        price = expected(line, contract=rows, past=past) or expected(replace(line, plan_id=None), past=of_payer)
        found.append(replace(one, price=price))
    return tuple(found)
