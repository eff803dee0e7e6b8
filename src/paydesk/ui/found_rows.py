"""What the finder shows of the people it found: name, birth, phone, account, what the patient owes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from paydesk.rules import money
from paydesk.rules.keyboard import show_date, show_phone
from paydesk.ui.list_row import ListRow

if TYPE_CHECKING:
    # The finder stands in the window before the database floor is loaded.
    from paydesk.operations.desk import Desk
    from paydesk.operations.finding import Found


def sure(desk: Desk, words: str) -> tuple[ListRow, ...]:
    """Hits by prefix and number."""
    from paydesk.operations import finding

    return rows_of(finding.find(desk, words))


def similar(desk: Desk, words: str) -> tuple[ListRow, ...]:
    """Hits that forgive a typing error."""
    from paydesk.operations import finding

    return rows_of(finding.find_similar(desk, words))


def rows_of(found: Found) -> tuple[ListRow, ...]:
    """One row a person; its key is (account id, person id)."""
    rows = []
    for hit in found.hits:
        name = " ".join(part for part in (hit.first_name, hit.last_name, hit.suffix) if part)
        born = f"born {show_date(hit.birth_date)}" if hit.birth_date else ""
        facts = (born, show_phone(hit.phone) if hit.phone else "", f"account {hit.account_number}")
        status = "merged" if hit.merged_into_id else "" if hit.status == "active" else hit.status
        called = f"“{hit.preferred_name}”" if hit.preferred_name else ""
        rows.append(
            ListRow(
                (hit.account_id, hit.person_id), name, second=", ".join(part for part in facts if part),
                beside=", ".join(part for part in (called, status) if part), money=money.in_words(hit.owes),
                money_tone="text" if hit.owes else "text3",
            )
        )  # fmt: skip
    return tuple(rows)
