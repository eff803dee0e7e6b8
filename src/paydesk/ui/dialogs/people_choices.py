"""The people of the open account as choices of a form."""

from __future__ import annotations

from typing import TYPE_CHECKING

from paydesk.rules.keyboard import show_date
from paydesk.ui.fields import Choice

if TYPE_CHECKING:
    from paydesk.operations.reading import AccountPage, Member


def patient_choices(page: AccountPage, *, beside: int | None = None) -> tuple[Choice, ...]:
    """The patients who were not merged away; everyone when nobody is marked as a patient.

    ``beside`` is one who stands among them whatever became of the record: whom the form is about already.
    """
    patients = tuple(one for one in page.members if one.is_patient and one.merged_into_id is None)
    shown = patients or page.members
    others = tuple(one for one in page.members if one.person_id == beside and one not in shown)
    return tuple(
        Choice(str(one.person_id), f"{_words(one)} (merged record)" if one.person_id == beside and one.merged_into_id
               else _words(one))
        for one in (*shown, *others)
    )  # fmt: skip


def everyone_choices(page: AccountPage) -> tuple[Choice, ...]:
    """Patients and others of the household."""
    return tuple(Choice(str(one.person_id), _words(one)) for one in page.members if one.merged_into_id is None)


def first_patient(page: AccountPage, person_id: int | None) -> int:
    """Whom a form is about unless told otherwise: the person in front, else the first patient."""
    choices = patient_choices(page)
    wanted = str(person_id)
    return int(wanted if any(one.key == wanted for one in choices) else choices[0].key)


def _words(one: Member) -> str:
    name = " ".join(part for part in (one.first_name, one.last_name, one.suffix) if part)
    return f"{name}, born {show_date(one.birth_date)}" if one.birth_date else name
