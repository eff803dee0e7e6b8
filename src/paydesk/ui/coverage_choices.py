"""The coverages of the open account that are in force, as choices of a form."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from paydesk.ui.fields import Choice

if TYPE_CHECKING:
    from paydesk.operations.reading import AccountPage, CoverageFacts


def coverage_choices(page: AccountPage, person_id: int | None, today: date) -> tuple[Choice, ...]:
    """Those of the person in front first, the first payer before the second; nobody's who was merged away."""
    in_force = [one for one in page.coverages if _in_force(one, today) and _kept(page, one)]
    ordered = sorted(in_force, key=lambda one: one.patient_id != person_id)
    return tuple(Choice(str(one.coverage_id), _words(page, one)) for one in ordered)


def is_covered(page: AccountPage, patient_id: int, on: date) -> bool:
    """Whether any coverage of that patient is in force on that day."""
    return any(one.patient_id == patient_id and _in_force(one, on) for one in page.coverages)


def _in_force(one: CoverageFacts, today: date) -> bool:
    return one.valid_from <= today and (one.valid_to is None or one.valid_to >= today)


def _kept(page: AccountPage, one: CoverageFacts) -> bool:
    who = page.member(one.patient_id)
    return who is not None and who.merged_into_id is None


def _words(page: AccountPage, one: CoverageFacts) -> str:
    who = page.member(one.patient_id)
    name = f"{who.first_name} {who.last_name}".strip() if who else ""
    return f"{name}: {' '.join(part for part in (one.payer, one.plan) if part)}, {one.member_number}"
