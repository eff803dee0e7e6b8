"""Where patient money lies and where it may be moved to: the open lines and the credit of an account."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from paydesk.rules import money
from paydesk.rules.errors import PaydeskError
from paydesk.rules.keyboard import show_date
from paydesk.rules.money import Cents
from paydesk.ui.chosen_line import ChosenLine, charge_words, open_charges
from paydesk.ui.drafts import about
from paydesk.ui.fields import Choice

if TYPE_CHECKING:
    from paydesk.operations.reading import AccountPage, ChargeStory, Credit


@dataclass(frozen=True)
class Place:
    """A line, or (``charge`` None) the credit of an account; ``owes`` in cents, below zero for credit."""

    account: int
    charge: int | None
    words: str
    owes: Cents

    @property
    def key(self) -> str:
        """Tells the places of all accounts apart."""
        return f"{self.account}:{self.charge or 'credit'}"

    def takes(self, amount: Cents) -> bool:
        """Whether so many cents fit there: no line takes more than the patient owes of it."""
        return self.charge is None or amount <= self.owes


def money_of(line: ChosenLine) -> tuple[int, Cents]:
    """The lot the cursor is on and how much of it lies there, in cents. Raises PaydeskError where there is none."""
    event = line.event
    if event is not None and event.lot_id is not None and line.charge is not None:
        there = -sum(
            one.amount or 0 for one in line.charge.events if one.lot_id == event.lot_id and one.amount is not None
        )
        # Money that came from another account has its receipt there.
        if (line.receipt or event.word == "Applied") and there > 0:
            return event.lot_id, there
    held = credits_at(line)
    if held:
        return held[0].lot_id, held[0].amount
    raise PaydeskError("Choose a payment of the patient in the ledger, or the credit on top of it.")


def credits_at(line: ChosenLine) -> tuple[Credit, ...]:
    """The payments whose credit the cursor is on; on the head of the credit all, the one most likely meant first."""
    if line.charge is not None:
        return ()
    kept = {one.visit.visit_id for one in line.page.stories if one.visit and one.keeps_money}
    held = (one for one in line.page.credits if line.event is None or one.lot_id == line.event.lot_id)
    return tuple(sorted(held, key=lambda one: (one.visit_id in kept, -one.amount)))


def payment_words(page: AccountPage, lot_id: int) -> str:
    """``receipt 246 of 11/26/2026, cash``: the payment that money came from, where its receipt is known here."""
    found = next((one for one in page.receipts if one.lot_id == lot_id), None)
    if found is None:
        return "that payment"
    way = f"check {found.check}" if found.method == "check" and found.check else (found.card or "").strip()
    number = f"receipt {found.number}" if found.number else "the payment"
    return f"{number} of {show_date(found.received_on)}, {way or found.method}"


def credit_choices(page: AccountPage, held: tuple[Credit, ...]) -> tuple[Choice, ...]:
    """Each payment with what of it is credit."""
    return tuple(
        Choice(str(one.lot_id), f"{money.show(one.amount)} of {payment_words(page, one.lot_id)}") for one in held
    )


def about_money(line: ChosenLine, lot_id: int) -> str:
    """The money under the cursor as a form's draft names it: the payment, and the charge it lies on."""
    return about(lot=lot_id, charge=line.charge.facts.charge_id) if line.charge else about(lot=lot_id)


def source_of(line: ChosenLine) -> Place:
    """Where the money under the cursor lies."""
    return _line(line.page, line.charge) if line.charge else _credit(line.page, "Credit of this account")


def places_of(page: AccountPage, source: Place) -> tuple[Place, ...]:
    """Where money from ``source`` may go on an account, oldest line first, its credit last."""
    other = page.account_id != source.account
    credit = _credit(page, f"Unapplied credit of account {page.number}" if other else "Credit of this account")
    lines = (_line(page, one) for one in open_charges(page) if not one.facts.held and not one.facts.disputed)
    return tuple(one for one in (*lines, credit) if one.key != source.key)


def place_choices(places: tuple[Place, ...]) -> tuple[Choice, ...]:
    """The places with what is owed there."""
    return tuple(
        Choice(one.key, f"{one.words}, owes {money.show(one.owes)}" if one.charge else one.words) for one in places
    )


def found_choice(hit: Any) -> Choice:
    """A person that was found, as a choice of their account; several of a family have keys of their own."""
    name = " ".join(part for part in (hit.first_name, hit.last_name, hit.suffix) if part)
    born = f", born {show_date(hit.birth_date)}" if hit.birth_date else ""
    return Choice(f"{hit.account_id}:{hit.person_id}", name + born, f"account {hit.account_number}")


def _line(page: AccountPage, charge: ChargeStory) -> Place:
    who = page.member(charge.facts.patient_id)
    name = f"{who.first_name}: " if who else ""
    return Place(page.account_id, charge.facts.charge_id, f"{name}{charge_words(charge)}", charge.patient_owes)


def _credit(page: AccountPage, words: str) -> Place:
    return Place(page.account_id, None, words, -page.figures.credit)
