"""Where the ledger's cursor goes after something was posted: onto its row, as soon as the account's page has it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from paydesk.ui.credit_rows import credit_key
from paydesk.ui.desk_context import DeskContext
from paydesk.ui.ledger_story import RowKey, event_key, stories_of, visit_row

if TYPE_CHECKING:
    from paydesk.operations.reading import AccountPage, ChargeStory


@dataclass(frozen=True)
class Posted:
    """What was posted, by the one id that tells it: a visit without charges, a charge, an entry or a payment's lot."""

    visit: int | None = None
    charge: int | None = None
    entry: int | None = None
    lot: int | None = None


def point_at_posted(context: DeskContext, posted: Posted) -> None:
    """Point at it once it is read; not on another account, and not where another patient's ledger is in front."""
    account = context.current_account

    def follow(page: AccountPage | None) -> None:
        here = page is not None and page.account_id == account
        if page is not None and here and row_posted(page, None, posted) is None:
            return
        context.page_changed.disconnect(follow)
        row = row_posted(page, context.person_id, posted) if page is not None and here else None
        if row is not None:
            context.point_at(row)

    context.page_changed.connect(follow)


def row_posted(page: AccountPage, person_id: int | None, posted: Posted) -> RowKey | None:
    """The topmost row about it in one patient's ledger, or (None) in the household's."""
    for story in stories_of(page, person_id):
        if posted.visit is not None and story.visit and story.visit.visit_id == posted.visit:
            return visit_row(posted.visit)
        for charge in story.charges:
            entry = _entry_on(charge, posted)
            event = next((one for one in charge.events if one.entry_id == entry), None) if entry else None
            if event:
                return event_key(story, charge, event)
    for event in page.money:
        if posted.entry == event.entry_id or (posted.lot is not None and posted.lot == event.lot_id):
            return credit_key(event)
    return None


def _entry_on(charge: ChargeStory, posted: Posted) -> int | None:
    """What of it stands on a charge; looked up in its lines, since its events are told only where they are shown."""
    if posted.charge is not None and posted.charge == charge.facts.charge_id and charge.lines:
        return charge.lines[0].entry_id
    found = (
        line.entry_id for line in charge.lines
        if posted.entry == line.entry_id or (posted.lot is not None and posted.lot == line.lot_id)
    )  # fmt: skip
    return next(found, None)
