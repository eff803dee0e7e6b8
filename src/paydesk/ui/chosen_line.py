"""What the ledger's cursor is on: the charge, the entry, the visit and the receipt, looked up in the open page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from paydesk.rules.errors import PaydeskError
from paydesk.rules.keyboard import show_date
from paydesk.rules.money import show
from paydesk.ui.desk_context import DeskContext
from paydesk.ui.fields import Choice
from paydesk.ui.ledger_story import RowKey

if TYPE_CHECKING:
    from paydesk.operations.reading import AccountPage, ChargeStory, LedgerEvent, ReceiptFacts, VisitStory


@dataclass(frozen=True)
class ChosenLine:
    """Parts are None where the row is not about such a thing; ``receipt`` only for a patient's payment."""

    page: AccountPage
    story: VisitStory | None
    charge: ChargeStory | None
    event: LedgerEvent | None
    receipt: ReceiptFacts | None


def open_page(context: DeskContext) -> AccountPage:
    """The open account's page; raises PaydeskError when none is open."""
    if context.page is None:
        raise PaydeskError("Open an account first: press Ctrl+F and type part of a name.")
    return context.page


def account_words(context: DeskContext) -> str:
    """The open account as a dialog names it: ``account 100001, Maria Garcia-Lopez``."""
    page = open_page(context)
    return f"account {page.number}, {page.guarantor.full_name}"


def chosen_line(context: DeskContext) -> ChosenLine:
    """What the cursor is on in the ledger of the open account."""
    page, key = open_page(context), context.chosen_row
    if not isinstance(key, RowKey):
        return ChosenLine(page, None, None, None, None)
    story, charge = _found(page, key)
    events = charge.events if charge else page.money
    event = next((one for one in events if one.entry_id == key.entry_id), None) if key.entry_id else None
    return ChosenLine(page, story, charge, event, _receipt_of(page, event))


def line_to_undo(context: DeskContext) -> ChosenLine:
    """What the cursor is on; on the head of a visit or of the credit, the one line below it that can be undone."""
    line, key = chosen_line(context), context.chosen_row
    if line.event or line.charge or not isinstance(key, RowKey):
        return line
    events: list[tuple[ChargeStory | None, LedgerEvent]] = [
        (charge, one) for charge in (line.story.charges if line.story else ()) for one in charge.events
    ]
    if key.place == ("credit",):
        waiting = {one.lot_id for one in line.page.credits}
        events = [(None, one) for one in line.page.money if one.lot_id in waiting]
    below = [(charge, one) for charge, one in events if one.undoable and not one.undone]
    if len(below) != 1:
        return line
    charge, event = below[0]
    return ChosenLine(line.page, line.story, charge, event, _receipt_of(line.page, event))


def chosen_charge(context: DeskContext) -> ChargeStory:
    """The charge the cursor is on, or the only one of its visit; raises PaydeskError when there is none."""
    line = chosen_line(context)
    if line.charge:
        return line.charge
    if line.story and len(line.story.charges) == 1:
        return line.story.charges[0]
    raise PaydeskError("Choose a charge in the ledger first: move to its line with the arrow keys.")


def charge_words(charge: ChargeStory) -> str:
    """``Office visit 99213 of 10/19/2026``."""
    facts = charge.facts
    code = f" {facts.code}" if facts.code else ""
    return f"{facts.description}{code} of {show_date(facts.service_date)}"


def party_choices(page: AccountPage, charge: ChargeStory) -> tuple[Choice, ...]:
    """Who can owe a part of a charge: the patient, and the patient's coverages on the day of service."""
    day = charge.facts.service_date
    held = [
        one for one in page.coverages
        if one.patient_id == charge.facts.patient_id and one.valid_from <= day
        and (one.valid_to is None or day <= one.valid_to)
    ]  # fmt: skip
    insurers = tuple(Choice(str(one.coverage_id), f"{one.payer} {one.plan}".strip()) for one in held)
    return (Choice("0", f"Patient, owes {show(charge.patient_owes)}"), *insurers)


def open_charges(page: AccountPage) -> tuple[ChargeStory, ...]:
    """Charges of which the patient owes a part, oldest first."""
    found = [charge for story in page.stories for charge in story.charges if charge.patient_owes > 0]
    return tuple(sorted(found, key=lambda one: (one.facts.service_date, one.facts.charge_id)))


def _receipt_of(page: AccountPage, event: LedgerEvent | None) -> ReceiptFacts | None:
    lot = event.lot_id if event and event.word == "Paid" else None
    return next((one for one in page.receipts if lot is not None and one.lot_id == lot), None)


def _found(page: AccountPage, key: RowKey) -> tuple[VisitStory | None, ChargeStory | None]:
    for story in page.stories:
        if key.charge_id is not None:
            for charge in story.charges:
                if charge.facts.charge_id == key.charge_id:
                    return story, charge
        elif key.visit_id is not None and story.visit and story.visit.visit_id == key.visit_id:
            return story, None
    return None, None
