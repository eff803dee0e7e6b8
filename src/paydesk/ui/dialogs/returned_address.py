"""What a person's form does about mail that came back: it says from where, leads there, and lets the mark go."""

from __future__ import annotations

from typing import TYPE_CHECKING

from paydesk.rules.addressee import address_for, in_one_line
from paydesk.rules.keyboard import show_date
from paydesk.ui.inputs import LineInput
from paydesk.ui.repeated_form import RepeatedForm

if TYPE_CHECKING:
    from paydesk.operations.reading import AccountPage
    from paydesk.operations.registering import PersonRecord
    from paydesk.ui.form import Form

_ENDS = "type the good address over it and mail goes out again. If mail does arrive there, end the flag (Ctrl+G)."


def mail_lead(page: AccountPage | None, record: PersonRecord) -> str:
    """Which address mail of the account came back from, and what ends that; empty where none did."""
    from datetime import date

    from paydesk.operations.mailing import FLAG, FROM, mail_addresses

    flag = next((one for one in page.flags if one.kind == FLAG), None) if page else None
    if page is None or flag is None or record.person_id != page.guarantor.person_id:
        return ""
    goes = address_for(mail_addresses(record.form.addresses))
    where = flag.facts.get(FROM, "")
    told = flag.facts.get("returned_on", "")
    on = f" on {show_date(date.fromisoformat(told))}" if told else ""
    if where:
        return f"Mail came back from {where}{on}: {_ENDS}"
    if goes:
        return f"Mail came back{on}. It goes to {in_one_line(goes)}: {_ENDS}"
    return f"Mail came back{on}, and no address here is good for mail. Type one and it goes out again."


def street_to_mend(section: RepeatedForm) -> LineInput:
    """The street that mail came back from; else that of the address mail goes to, of the first, or of a new one."""
    forms: list[Form] = [row.form for row in section.rows] or [section.add_row()]
    order = {"confidential": 0, "mailing": 1, "home": 2}
    found = min(
        forms, key=lambda form: (not form.boxes["returned_on"].typed(), order.get(form.boxes["kind"].typed(), 3))
    )
    street = found.boxes["line1"].input
    assert isinstance(street, LineInput)
    return street


class OldStreets:
    """Mail came back from a street: where another is typed over it, the mark is not that one's; typed back, it is."""

    def __init__(self, section: RepeatedForm) -> None:
        self._section = section
        self._left: set[Form] = set()

    def follow(self) -> None:
        """Something was typed."""
        for row in self._section.rows:
            form, held = row.form, row.form.held()
            if not held["returned_on"]:
                continue
            moved = any(form.boxes[name].typed().strip() != held[name] for name in ("line1", "zip"))
            if moved == (form in self._left):
                continue
            (self._left.add if moved else self._left.discard)(form)
            for name in ("returned_on", "do_not_use"):
                form.boxes[name].set_typed("" if moved else held[name])
