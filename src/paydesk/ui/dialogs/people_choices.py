"""The people of the open account as choices of a form."""

from __future__ import annotations

from typing import TYPE_CHECKING

from paydesk.rules.errors import PaydeskError
from paydesk.rules.keyboard import show_date
from paydesk.ui.fields import Choice

if TYPE_CHECKING:
    from paydesk.operations.reading import AccountPage, Member


NOBODY = (
    "Everyone on this account was merged into another record, so nothing new goes on it. Find that record: press "
    "Ctrl+F and type part of the name."
)
"""Why a form about somebody does not open."""


def patient_choices(page: AccountPage, *, beside: int | None = None) -> tuple[Choice, ...]:
    """The patients who were not merged away; everyone else when nobody is marked as a patient.

    ``beside`` is one who stands among them whatever became of the record: whom the form is about already. Raises
    PaydeskError when there is nobody to choose.
    """
    shown = _patients(page)
    others = tuple(one for one in page.members if one.person_id == beside and one not in shown)
    if not shown and not others:
        raise PaydeskError(NOBODY)
    return tuple(
        Choice(str(one.person_id), f"{_words(one)} (merged record)" if one.person_id == beside and one.merged_into_id
               else _words(one))
        for one in (*shown, *others)
    )  # fmt: skip


def everyone_choices(page: AccountPage) -> tuple[Choice, ...]:
    """Patients and others of the household who were not merged away."""
    return tuple(Choice(str(one.person_id), _words(one)) for one in _kept(page))


def first_patient(page: AccountPage, person_id: int | None) -> int:
    """Whom a form is about unless told otherwise: the person in front, else the first patient."""
    found = [one.person_id for one in _patients(page) or page.members]
    return person_id if person_id in found else found[0]


def _kept(page: AccountPage) -> tuple[Member, ...]:
    return tuple(one for one in page.members if one.merged_into_id is None)


def _patients(page: AccountPage) -> tuple[Member, ...]:
    kept = _kept(page)
    return tuple(one for one in kept if one.is_patient) or kept


def _words(one: Member) -> str:
    name = " ".join(part for part in (one.first_name, one.last_name, one.suffix) if part)
    return f"{name}, born {show_date(one.birth_date)}" if one.birth_date else name
