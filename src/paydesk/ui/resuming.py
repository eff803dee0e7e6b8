"""Going on with a form that was left half-way: its account, its person and its line come to the front first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from paydesk.ui.desk_context import DeskContext
from paydesk.ui.drafts import Drafts, ids_of
from paydesk.ui.ledger_story import RowKey, ledger_groups

if TYPE_CHECKING:
    from paydesk.operations.reading import AccountPage

_GONE = "What that form was about is not on the account any more. What was typed into it was let go."


@dataclass(frozen=True)
class LeftForm:
    """A form left half-way, the command that opens it, and what it is about (``drafts.about``)."""

    form: str
    command: str
    account: int
    about: str


class Resuming(QObject):
    """One at a time; it waits for the account's page, and for everyone who follows that page."""

    def __init__(self, context: DeskContext) -> None:
        super().__init__()
        self._context = context
        self._waits: LeftForm | None = None
        context.page_changed.connect(lambda page: self._soon(page))

    def go_on(self, left: LeftForm) -> None:
        """Open the form again, about exactly what it was left about."""
        context = self._context
        if not left.account:
            self._open(left)
            return
        self._waits, here = left, left.account == context.current_account
        context.open_account(left.account, ids_of(left.about).get("person"))
        context.go("patients")
        if here:
            self._soon(context.page)

    def _soon(self, page: object) -> None:
        if self._waits and page is not None:
            # The ledger takes its rows, and its cursor, from the same page.
            QTimer.singleShot(0, self, self._bring)

    def _bring(self) -> None:
        left, page = self._waits, self._context.page
        if left is None or page is None or page.account_id != left.account:
            return
        self._waits = None
        if self._put_in_front(page, ids_of(left.about)):
            self._open(left)
        else:
            Drafts(self._context, left.form, account=left.account, about=left.about).drop()
            self._context.messages.warn(_GONE)

    def _open(self, left: LeftForm) -> None:
        self._context.resume(left.about)
        self._context.trigger(left.command)

    def _put_in_front(self, page: AccountPage, ids: dict[str, int]) -> bool:
        """The person and the line; False where they are not on the account."""
        row = row_about(page, ids, self._context.today()) if ids.keys() & {"charge", "visit", "lot"} else None
        person = _patient_of(page, row) if row else ids.get("person")
        member = page.member(person) if person is not None else None
        if (row is None and ids.keys() & {"charge", "visit", "lot"}) or (person is not None and member is None):
            return False
        several = sum(1 for one in page.members if one.is_patient) > 1
        if (member and member.is_patient) or several:
            # A guarantor who is no patient has the household's ledger.
            self._context.choose_person(person if member and member.is_patient else None)
        if row is not None:
            self._context.point_at(row)
        return True


def row_about(page: AccountPage, ids: dict[str, int], today: date) -> RowKey | None:
    """The key of the ledger's row about a charge, a visit or the money of a payment that lies there."""
    groups = ledger_groups(page, person_id=None, today=today)
    keys = [row.key for group in groups for row in (group.head, *group.rows) if isinstance(row.key, RowKey)]
    visit, charge, lot = ids.get("visit"), ids.get("charge"), ids.get("lot")
    if visit is not None:
        return next((key for key in keys if key.visit_id == visit and key.charge_id is None), None)
    lying = [key for key in keys if key.charge_id == charge and key.entry_id is not None]
    return next((key for key in lying if lot in (None, key.lot_id)), None)


def _patient_of(page: AccountPage, row: RowKey) -> int | None:
    for story in page.stories:
        for charge in story.charges:
            if charge.facts.charge_id == row.charge_id:
                return charge.facts.patient_id
        if row.charge_id is None and story.visit and story.visit.visit_id == row.visit_id:
            return story.visit.patient_id
    return None
