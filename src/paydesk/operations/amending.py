"""Amending: a flag that stands is corrected where a date or a fact of it was written down wrong."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from paydesk.data import ledger_store
from paydesk.data.people_tables import Flag, Person
from paydesk.operations import mailing, noting
from paydesk.operations.desk import Desk, Touched, about
from paydesk.rules import contact, plausibility
from paydesk.rules.errors import NotFound, refuse_changed


@dataclass(frozen=True)
class ChangeFlag:
    """What the flag says from now on; ``before`` is (since, facts, reason) as they were read."""

    flag_id: int
    since: date
    facts: Mapping[str, str]
    reason: str
    before: tuple[date, Mapping[str, str], str]


def change_flag(desk: Desk, request: ChangeFlag) -> Touched:
    """Correct a flag that has not ended; the audit trail keeps what it said. Raises PaydeskError naming a fact, or
    ChangedByOther."""
    with desk.doing("flags.edit", "Corrected a flag") as session:
        row = session.get(Flag, request.flag_id)
        if row is None or row.until is not None:
            raise NotFound("That flag has ended already.")
        ledger_store.lock_accounts(session, (row.account_id,))
        session.refresh(row)
        refuse_changed((row.since, row.facts, row.reason), request.before, of=row)
        facts = {name: value.strip() for name, value in request.facts.items() if value.strip()}
        contact.check_flag(contact.Flag(row.kind, request.since, None, row.person_id, facts), today=desk.clock.today())
        plausibility.refuse_card_numbers(request)
        if row.kind == mailing.FLAG:
            mailing.unmark_where(session, row)
            mailing.mark_where(session, row.account_id, facts, today=desk.clock.today())
        if row.kind == "deceased" and row.person_id is not None:
            noting.write_down_death(session.get_one(Person, row.person_id), facts)
        about(session, account=row.account_id, person=row.person_id, flag=row.kind,
              before={"since": row.since, **row.facts}, after={"since": request.since, **facts})  # fmt: skip
        row.since, row.facts, row.reason = request.since, facts, request.reason.strip()
        session.flush()
        return noting.touched_by(session, row)
