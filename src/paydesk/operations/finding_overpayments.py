"""Finding overpayments: what insurers paid too much or want back, what they took for what, and what they carry on."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

from paydesk.data import overpayment_store, overpayments_found, provider_adjustment_store
from paydesk.data.claim_store import By
from paydesk.data.database import Session
from paydesk.data.overpayment_store import Event as Event
from paydesk.data.overpayment_store import OverpaymentRow as OverpaymentRow
from paydesk.data.provider_adjustment_store import Adjustment as Adjustment
from paydesk.operations import keeping, preparing_letters
from paydesk.operations.desk import Desk, Touched, about, also_about
from paydesk.rules.call_sheet import Purpose
from paydesk.rules.errors import NotFound
from paydesk.rules.insurance import PayerKind
from paydesk.rules.insurer_overpayment import Clock, Pause, clock
from paydesk.rules.money import Cents
from paydesk.rules.provider_adjustments import Role

CLOSED_SINCE = timedelta(days=30)
"""Overpayments that are closed are listed so long."""


@dataclass(frozen=True)
class WantedBack:
    """An overpayment with its clock, as far as one runs."""

    row: OverpaymentRow
    clock: Clock | None


@dataclass(frozen=True)
class InsurersMoney:
    """Overpayments, those with the nearest date first, then those closed lately; adjustments of remittances that took
    money for nobody knows what; balances that insurers carry on to a later payment; and ``settled`` lately, by such a
    balance or by being put aside. ``touched``: looking found something in the ledger that had no record."""

    wanted: tuple[WantedBack, ...]
    closed: tuple[WantedBack, ...]
    taken: tuple[Adjustment, ...]
    carried: tuple[Adjustment, ...]
    settled: tuple[Adjustment, ...] = ()
    touched: Touched | None = None

    @property
    def total(self) -> Cents:
        """What is still to go back of the open ones."""
        return sum(one.row.left for one in self.wanted)


def by(desk: Desk) -> By:
    """Who changes overpayments, and when."""
    return By(desk.actor.name, desk.clock.now(), desk.clock.today())


def insurers_money(desk: Desk) -> InsurersMoney:
    """All of it. Credits of insurers that have no record yet get theirs first, where this person may make it."""
    with desk.looking("reports.see") as session:
        behind = overpayments_found.behind(session)
    touched = None
    if behind and desk.may("payments.post"):
        with desk.doing("payments.post", "Found insurers' overpayments in the ledger") as session:
            accounts = overpayments_found.bring_up_to_date(session, by(desk))
            about(session, account=accounts[0] if accounts else None, act="overpayments.find")
            for account in accounts[1:]:
                also_about(session, account=account)
            touched = Touched(accounts, ("insurance",))
    today = desk.clock.today()
    with desk.looking("reports.see") as session:
        wanted = [with_clock(one, today) for one in overpayment_store.open_rows(session)]
        closed = [with_clock(one, today) for one in overpayment_store.closed_rows(session, since=today - CLOSED_SINCE)]
        open_ones = provider_adjustment_store.open_ones(session)
        settled = provider_adjustment_store.settled_ones(session, since=desk.clock.now() - CLOSED_SINCE)
    wanted.sort(key=lambda one: (one.clock.due if one.clock else date.max, -one.row.left, one.row.id))
    closed.sort(key=lambda one: (one.row.closed_on or today, one.row.id), reverse=True)
    return InsurersMoney(
        tuple(wanted), tuple(closed), tuple(one for one in open_ones if one.role in (Role.TAKES, Role.COUNTS)),
        tuple(one for one in open_ones if one.role is Role.CARRIES), settled, touched,
    )  # fmt: skip


def carried(desk: Desk) -> Cents:
    """What insurers put off to a later payment, and no payment took yet."""
    with desk.looking("reports.see") as session:
        open_ones = provider_adjustment_store.open_ones(session)
    return sum(one.left for one in open_ones if one.role is Role.CARRIES)


def looked_at(desk: Desk) -> None:
    """Somebody saw the list."""
    desk.looked_at_list("reports.overpaid", "Looked at the money that insurers want back")


def with_clock(row: OverpaymentRow, today: date) -> WantedBack:
    """An overpayment with by when it must be given back or answered."""
    if row.closed_on is not None:
        return WantedBack(row, None)
    pause = Pause(row.paused_on, row.resumed_on) if row.paused_on is not None else None
    found = clock(
        PayerKind(row.payer_kind), identified=row.identified_on, today=today, respond_by=row.respond_by, pause=pause
    )
    return WantedBack(row, found)


@dataclass(frozen=True)
class OverpaymentPage:
    """One overpayment with all that happened to it, on the clinic's clock; ``there`` is what the insurer's payments
    have on the claim now, ``address`` where a letter about it goes, as far as that is known."""

    wanted: WantedBack
    events: tuple[Event, ...]
    there: Cents
    today: date
    address: tuple[str, ...] = ()


def overpayment(desk: Desk, overpayment_id: int) -> OverpaymentPage:
    """All of one. Raises NotFound."""
    with desk.looking() as session:
        row = overpayment_store.row(session, overpayment_id)
        if row is None:
            raise NotFound("That overpayment is not on file any more. Look at the list again.")
        there = money_there(session, row)
        events = tuple(
            replace(one, at=keeping.local_time(session, one.at))
            for one in overpayment_store.events(session, row.id)
        )
        address = preparing_letters.where_letters_go(session, row.payer_id, Purpose.TAKEBACK)
    desk.looked("overpayments.see", "Looked at an insurer's overpayment", account=row.account_id, overpayment=row.id)
    return OverpaymentPage(with_clock(row, desk.clock.today()), events, there, desk.clock.today(), address)


def money_there(session: Session, row: OverpaymentRow) -> Cents:
    """What the coverage's payments still have on the visit's charges."""
    return sum(one.paid for one in overpayment_store.held(
        session, visit_id=row.visit_id, coverage_id=row.coverage_id
    ))  # fmt: skip


def of_account(desk: Desk, account_id: int) -> tuple[WantedBack, ...]:
    """The open ones of an account."""
    with desk.looking() as session:
        return tuple(with_clock(one, desk.clock.today()) for one in overpayment_store.of_account(session, account_id))
