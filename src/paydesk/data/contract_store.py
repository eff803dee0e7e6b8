"""Reads and writes the prices of insurers' contracts; an older version of a price stays as it was."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import and_, func, select, update
from sqlalchemy.orm import Session

from paydesk.data.contract_tables import ContractPrice
from paydesk.data.database import answers, reserve_ids
from paydesk.data.inserting import add_rows
from paydesk.data.insurance_tables import InsurancePlan, Payer
from paydesk.rules.contract import KeptPrice, Price
from paydesk.rules.expected import ContractRow


@dataclass(frozen=True)
class LoadedBy:
    """Who loads prices, and when."""

    name: str
    at: datetime


def rows_of(
    session: Session, *, payer_id: int | None = None, codes: Collection[str] | None = None
) -> dict[tuple[int, str], list[ContractRow]]:
    """(payer, code) -> its contract's rows; a row for a plan is there once for each group of that plan."""
    query = select(
        ContractPrice.payer_id, InsurancePlan.id, ContractPrice.plan, ContractPrice.code, ContractPrice.modifiers,
        ContractPrice.place, ContractPrice.valid_from, ContractPrice.valid_to, ContractPrice.allowed, ContractPrice.id,
    ).outerjoin(
        InsurancePlan,
        and_(
            ContractPrice.plan != "", InsurancePlan.payer_id == ContractPrice.payer_id,
            func.lower(InsurancePlan.name) == func.lower(ContractPrice.plan),
        ),
    )  # fmt: skip
    if payer_id is not None:
        query = query.where(ContractPrice.payer_id == payer_id)
    if codes is not None:
        query = query.where(ContractPrice.code.in_(codes))
    found: dict[tuple[int, str], list[ContractRow]] = {}
    for payer, plan_id, plan, code, modifiers, place, first, last, allowed, own in answers(session, query):
        if plan and plan_id is None:
            continue
        row = ContractRow(
            payer_id=payer, plan_id=plan_id, code=code, modifiers=tuple(modifiers.split()), place=place, first=first,
            last=last, allowed=allowed, order=own,
        )  # fmt: skip
        found.setdefault((payer, code), []).append(row)
    return found


def kept(session: Session, payer_id: int, plan: str | None = None) -> tuple[KeptPrice, ...]:
    """The prices loaded for a payer, or for one of its plans ("": for all of them), by plan, code and scope, the older
    version first."""
    query = select(
        ContractPrice.id, ContractPrice.plan, ContractPrice.code, ContractPrice.modifiers, ContractPrice.place,
        ContractPrice.valid_from, ContractPrice.valid_to, ContractPrice.allowed, ContractPrice.ended_by,
    ).where(ContractPrice.payer_id == payer_id)  # fmt: skip
    if plan is not None:
        query = query.where(func.lower(ContractPrice.plan) == func.lower(plan))
    query = query.order_by(
        ContractPrice.plan, ContractPrice.code, ContractPrice.modifiers, ContractPrice.place, ContractPrice.valid_from,
        ContractPrice.id,
    )  # fmt: skip
    return tuple(
        KeptPrice(own, plan_name, Price(code, tuple(modifiers.split()), place, allowed, first, last), ended)
        for own, plan_name, code, modifiers, place, first, last, allowed, ended in answers(session, query)
    )


def add(session: Session, payer_id: int, plan: str, prices: Sequence[Price], by: LoadedBy) -> None:
    """Keep new versions of prices, in their order."""
    ids = reserve_ids(session, "contract_price", len(prices)) if prices else ()
    rows: list[dict[str, object]] = [
        {"id": own, "payer_id": payer_id, "plan": plan, "code": one.code, "modifiers": " ".join(one.modifiers),
         "place": one.place, "valid_from": one.first, "valid_to": one.last, "allowed": one.allowed,
         "loaded_at": by.at, "loaded_by": by.name, "ended_by": ""}
        for own, one in zip(ids, prices, strict=True)
    ]  # fmt: skip
    if rows:
        add_rows(session, ContractPrice, rows)


def end(session: Session, ids: Iterable[int], last: date, by: str) -> None:
    """These prices hold until that day."""
    own = list(ids)
    for start in range(0, len(own), _MANY):
        part = own[start : start + _MANY]
        session.execute(
            update(ContractPrice).where(ContractPrice.id.in_(part)).values(valid_to=last, ended_by=by)
        )


_MANY = 500


def payers_with_prices(session: Session) -> frozenset[int]:
    """The payers for whom prices are loaded."""
    return frozenset(session.execute(select(ContractPrice.payer_id).distinct()).scalars())


def lock_prices(session: Session, payer_id: int) -> None:
    """Two who load prices of one payer at the same moment wait for each other."""
    session.execute(select(Payer.id).where(Payer.id == payer_id).with_for_update())


def plans_of(session: Session, payer_id: int) -> tuple[str, ...]:
    """The names of a payer's plans, each once, in order."""
    query = select(InsurancePlan.name).where(InsurancePlan.payer_id == payer_id, InsurancePlan.name != "").distinct()
    return tuple(sorted(session.execute(query).scalars(), key=str.casefold))
