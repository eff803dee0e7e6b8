"""Contracting: a payer's contract prices loaded from its file, looked at before, listed, and ended as of a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from paydesk.data import contract_store, insurance_store
from paydesk.data.contract_store import LoadedBy
from paydesk.data.database import Session
from paydesk.data.insurance_tables import Payer
from paydesk.gateways import price_list
from paydesk.gateways.price_list import PriceList
from paydesk.operations.desk import Desk, Touched, about
from paydesk.rules import contract
from paydesk.rules.contract import Fate, Judged, KeptPrice
from paydesk.rules.errors import NotFound, PaydeskError
from paydesk.rules.keyboard import show_date

__all__ = ["ContractEnded", "ContractLoaded", "ContractPrices", "EndContract", "KeptPrice", "LoadContract",
           "PayerOfPrices", "contract_prices", "end_contract", "load_contract", "payer_called", "payers_of_prices",
           "preview_contract"]


@dataclass(frozen=True)
class LoadContract:
    """A file with a payer's prices; ``plan`` is a plan's name, empty for all its plans.

    ``first`` is the day from which prices hold that the file gives no day of their own; None: today.
    """

    path: Path
    payer_id: int
    plan: str = ""
    first: date | None = None


@dataclass(frozen=True)
class ContractLoaded:
    """What a file holds, line by line, in its order; ``touched`` is None where nothing was kept."""

    payer: str
    plan: str
    lines: tuple[Judged, ...]
    touched: Touched | None = None

    def count(self, *fates: Fate) -> int:
        """How many lines became that."""
        return sum(one.fate in fates for one in self.lines)

    @property
    def refused(self) -> tuple[Judged, ...]:
        """The lines that are left out."""
        return tuple(one for one in self.lines if one.fate is Fate.REFUSED)


def payer_called(desk: Desk, name: str) -> int:
    """The payer of that name. Raises PaydeskError, naming those there are."""
    with desk.looking() as session:
        found = insurance_store.payers(session)
    same = [one.payer_id for one in found if one.name.casefold() == name.strip().casefold()]
    if len(same) == 1:
        return same[0]
    if same:
        raise PaydeskError(f"{len(same)} payers are called “{name.strip()}”. Give them different names first.")
    names = ", ".join(one.name for one in found) or "none is on file"
    raise PaydeskError(f"No payer is called “{name.strip()}”. Payers: {names}.", field="payer")


@dataclass(frozen=True)
class PayerOfPrices:
    """A payer to choose, and whether prices of its contract are loaded."""

    payer_id: int
    name: str
    has_prices: bool


def payers_of_prices(desk: Desk) -> tuple[PayerOfPrices, ...]:
    """Active payers by name."""
    with desk.looking() as session:
        loaded = contract_store.payers_with_prices(session)
        found = insurance_store.payers(session)
    return tuple(PayerOfPrices(one.payer_id, one.name, one.payer_id in loaded) for one in found)


def preview_contract(desk: Desk, request: LoadContract) -> ContractLoaded:
    """What ``load_contract`` would do with each line; nothing is kept. Raises the same sentences."""
    read = price_list.read_price_list(request.path)
    with desk.looking("insurance.edit", to_act=True) as session:
        return _judged(desk, session, request, read)


def load_contract(desk: Desk, request: LoadContract) -> ContractLoaded:
    """Keep the new and changed prices of a file; older versions stay, and the same file again changes nothing.

    Raises PaydeskError for a file that is no price list or a plan the payer has not, NotFound for no payer.
    """
    read = price_list.read_price_list(request.path)
    with desk.doing("insurance.edit", "Loaded the prices of an insurer's contract") as session:
        contract_store.lock_prices(session, request.payer_id)
        found = _judged(desk, session, request, read)
        fresh = [one.price for one in found.lines if one.price and one.fate in (Fate.NEW, Fate.CHANGED)]
        fresh.sort(key=lambda one: one.first)
        contract_store.add(
            session, request.payer_id, found.plan, fresh, LoadedBy(desk.actor.name, desk.clock.now())
        )
        about(session, act="contract.load", payer=found.payer, plan=found.plan, file=request.path.name,
              new=found.count(Fate.NEW), changed=found.count(Fate.CHANGED), known=found.count(Fate.KNOWN),
              refused=len(found.refused))  # fmt: skip
        return ContractLoaded(found.payer, found.plan, found.lines, Touched((0,), ("insurance", "calls")))


def _judged(desk: Desk, session: Session, request: LoadContract, read: PriceList) -> ContractLoaded:
    payer = _payer(session, request.payer_id)
    plan = _plan(session, payer, request.plan)
    kept = contract_store.kept(session, payer.id, plan)
    lines = contract.judge(read.prices, kept, request.first or desk.clock.today())
    refused = [Judged(one.line, Fate.REFUSED, why=one.reason.rstrip(".")) for one in read.refused]
    return ContractLoaded(payer.name, plan, tuple(sorted((*lines, *refused), key=lambda one: one.line)))


def _payer(session: Session, payer_id: int) -> Payer:
    payer = session.get(Payer, payer_id)
    if payer is None:
        raise NotFound("That payer is not there any more.", field="payer")
    return payer


def _plan(session: Session, payer: Payer, name: str) -> str:
    """The plan's name as it is kept; empty for all plans."""
    if not name.strip():
        return ""
    names = contract_store.plans_of(session, payer.id)
    for one in names:
        if one.casefold() == name.strip().casefold():
            return one
    known = f"Its plans: {', '.join(names)}." if names else "No coverage names a plan of it yet."
    raise PaydeskError(f"{payer.name} has no plan called “{name.strip()}”. {known}", field="plan")


@dataclass(frozen=True)
class ContractPrices:
    """What is loaded for a payer, and its plans' names; ``last`` of a price is the day before a later one begins."""

    payer_id: int
    payer: str
    plans: tuple[str, ...]
    prices: tuple[KeptPrice, ...]
    in_force: int


def contract_prices(desk: Desk, payer_id: int) -> ContractPrices:
    """The prices of a payer's contract, by plan and code. Raises NotFound."""
    with desk.looking() as session:
        payer = _payer(session, payer_id)
        kept = contract_store.kept(session, payer_id)
        today = desk.clock.today()
        return ContractPrices(
            payer_id, payer.name, contract_store.plans_of(session, payer_id), contract.as_shown(kept),
            len(contract.in_force(kept, today)),
        )  # fmt: skip


@dataclass(frozen=True)
class EndContract:
    """The prices of a payer, or of one of its plans, hold until ``last``; ``plan`` None: of all."""

    payer_id: int
    last: date
    plan: str | None = None


@dataclass(frozen=True)
class ContractEnded:
    """How many prices end, and how many stay because they begin later."""

    ended: int
    later: int
    touched: Touched


def end_contract(desk: Desk, request: EndContract) -> ContractEnded:
    """End what is in force on a day with that day; prices that begin later stay. What was priced by them stays so.

    Raises PaydeskError where nothing is in force then.
    """
    with desk.doing("insurance.edit", "Ended the prices of an insurer's contract") as session:
        contract_store.lock_prices(session, request.payer_id)
        payer = _payer(session, request.payer_id)
        kept = contract_store.kept(session, payer.id, request.plan)
        ending = [
            one for one in contract.in_force(kept, request.last)
            if one.price.last is None or one.price.last > request.last
        ]  # fmt: skip
        if not ending:
            raise PaydeskError(f"No price of {payer.name} is in force on {show_date(request.last)}.", field="last")
        contract_store.end(session, [one.price_id for one in ending], request.last, desk.actor.name)
        later = sum(one.price.first > request.last for one in kept)
        about(session, act="contract.end", payer=payer.name, plan=request.plan, last=request.last, ended=len(ending))
        return ContractEnded(len(ending), later, Touched((0,), ("insurance", "calls")))
