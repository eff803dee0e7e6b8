"""A new account: who answers for it, how to reach them, and the patients of the family."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from paydesk.rules.errors import PaydeskError
from paydesk.ui.desk_context import DeskContext
from paydesk.ui.dialogs.form_dialog import FormDialog, card_sentence
from paydesk.ui.dialogs.near_list import NearList
from paydesk.ui.dialogs.person_fields import LANGUAGE_FIELD, NAME_FIELDS, RELATION_FIELD, SEX_CHOICES, person_of
from paydesk.ui.fields import Field, FieldKind, Value
from paydesk.ui.repeated_form import ADD_KEY, RepeatedForm

if TYPE_CHECKING:
    from paydesk.operations.person_forms import PersonForm
    from paydesk.operations.registering import AccountRegistered

_GUARANTOR = (
    *NAME_FIELDS,
    LANGUAGE_FIELD,
    Field("is_patient", "", FieldKind.TICK, unit="Is a patient, too", beside=True),
    Field("number", "Phone", FieldKind.PHONE),
    Field("may_text", "", FieldKind.TICK, unit="May text", beside=True),
    Field("address", "E-mail", FieldKind.EMAIL),
    Field("may_email", "", FieldKind.TICK, unit="May e-mail", beside=True),
    Field("line1", "Street", FieldKind.NAME),
    Field("line2", "Apt.", FieldKind.NAME, width=96, beside=True),
    Field("zip", "ZIP", FieldKind.ZIP),
    Field("city", "City", FieldKind.NAME, beside=True),
    Field("state", "State", FieldKind.TEXT, width=56, beside=True),
)
_PATIENT = (
    Field("first_name", "First name", FieldKind.NAME),
    Field("last_name", "Last name", FieldKind.NAME, required=True, beside=True),
    Field("birth_date", "Birth date", FieldKind.PAST_DATE, beside=True),
    Field("sex", "Sex", FieldKind.CHOICE, choices=SEX_CHOICES, width=112),
    RELATION_FIELD,
)


class AccountDialog(FormDialog):
    """Near-duplicates of the guarantor are shown while typing; a family's last name is filled in."""

    def __init__(self, context: DeskContext) -> None:
        super().__init__(
            context, below=False, name="account_dialog", title="New account", width=752, fields=_GUARANTOR,
            fills_state=("zip", "state"),
            lead="Who answers for the account first. What is not known yet can be added later.", of_office=True,
        )  # fmt: skip
        self.form.set_values({"language": "en", "is_patient": True, "sex": ""})
        self._family_name = ""
        self.near = NearList(context, self.form)
        # The family is on file: what was begun would come back as a double of it.
        self.near.opened.connect(self.give_up)
        self.near.changed.connect(self.fit_soon)
        # Over the buttons: nothing that is being typed in moves, and it is seen however low the window is.
        self.pin(self.near)
        self.family = RepeatedForm(
            "Other patients of the family", _PATIENT, name="family", add="Add a patient", key=ADD_KEY,
            empty="Children and others this person pays for.", today=context.today, refuses_card=card_sentence,
            start=lambda: {"relation": "child", "sex": "", "last_name": self._family_name},
        )  # fmt: skip
        self.add(self.family)
        self.family.edited.connect(self.follow)
        self.family.resized.connect(self.fit_soon)
        self.family.began.connect(self.show_widget)

    def result_words(self) -> str:
        more = len(self.family.rows)
        return f"Open the account with {more + 1} people" if more else "Open the account"

    def follow(self) -> None:
        super().follow()
        self._follow_family_name()

    def submit(self) -> None:
        if self.near.lets_go(self.submit, ask=self.say_problem):
            super().submit()

    def work(self, values: dict[str, Value]) -> Callable[[], object]:
        from paydesk.operations import registering

        guarantor = _guarantor(values)
        patients = tuple(_patient(one, values) for one in self.family.values())
        if not patients and not guarantor.is_patient:
            raise PaydeskError(
                "Nobody of this account is a patient. Tick it for the guarantor or add one.", field="is_patient"
            )
        request = registering.RegisterAccount(guarantor, patients, key=self.key)
        return lambda: registering.register_account(self.context.desk, request)

    def told(self, result: AccountRegistered) -> str:
        self.context.go("patients")
        self.context.open_account(result.account_id, result.person_ids[0])
        return f"Account {result.number} opened"

    def field_of(self, name: str | None) -> str | None:
        return {"phone": "number", "email": "address"}.get(name or "", name)

    def _follow_family_name(self) -> None:
        """A patient of the family has its last name, seen in the row, until another one is typed there."""
        before, self._family_name = self._family_name, self.form.boxes["last_name"].typed().strip()
        for row in self.family.rows if before != self._family_name else ():
            box = row.form.boxes["last_name"]
            if box.typed() == before:
                box.set_value(self._family_name)

    def typed(self) -> dict[str, Any]:
        return {**super().typed(), "family": self.family.typed()}

    def set_draft(self, draft: Mapping[str, Any]) -> None:
        super().set_draft(draft)
        if "family" in draft:
            self.family.set_typed(draft["family"])
        self.near.look()


def _guarantor(values: Mapping[str, Value]) -> PersonForm:
    reach: dict[str, tuple[dict[str, Value], ...]] = {}
    if values.get("number"):
        reach["phones"] = ({**values, "kind": "mobile", "may_call": True, "preferred": True},)
    if values.get("address"):
        reach["emails"] = ({**values, "kind": "home"},)
    if any(values.get(name) for name in ("line1", "line2", "zip", "city", "state")):
        reach["addresses"] = ({**values, "kind": "home"},)
    return person_of({**values, "relation": "self"}, reach)


def _patient(one: Mapping[str, Value], guarantor: Mapping[str, Value]) -> PersonForm:
    return person_of({**one, "language": guarantor.get("language"), "is_patient": True}, {})
