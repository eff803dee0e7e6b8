"""A person's record: names and facts, every way to reach them, and who else we may speak with."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from paydesk.rules.errors import PaydeskError
from paydesk.ui.chosen_line import open_page
from paydesk.ui.desk_context import DeskContext
from paydesk.ui.dialogs.form_dialog import FormDialog, card_sentence
from paydesk.ui.dialogs.near_list import NearList
from paydesk.ui.dialogs.person_fields import (
    ADDRESS_FIELDS,
    EMAIL_FIELDS,
    PERSON_FIELDS,
    PERSON_START,
    PHONE_FIELDS,
    SPEAK_FIELDS,
    STARTS,
    person_of,
    shown_person,
    shown_reach,
)
from paydesk.ui.dialogs.returned_address import OldStreets, mail_lead, street_to_mend
from paydesk.ui.drafts import about, ids_of
from paydesk.ui.fields import Field, Value
from paydesk.ui.repeated_form import RepeatedForm

if TYPE_CHECKING:
    from paydesk.operations.registering import PersonRecord, PersonSaved

_SECTIONS: dict[str, tuple[str, tuple[Field, ...], str, str]] = {
    "phones": ("Phones", PHONE_FIELDS, "Add a phone", "No phone yet."),
    "addresses": ("Addresses", ADDRESS_FIELDS, "Add an address", "No address yet. Statements need one."),
    "emails": ("E-mails", EMAIL_FIELDS, "Add an e-mail", "No e-mail yet."),
    "speak_with": (
        "We may also speak with",
        SPEAK_FIELDS,
        "Add someone",
        "Nobody else. Ask before talking to a relative.",
    ),
}


class RecordDialog(FormDialog):
    """A person's whole record, or with None a new one; ``starts_at`` is the section where typing starts."""

    starts_at = ""

    def __init__(self, context: DeskContext, record: PersonRecord | None) -> None:
        self._record = record
        self._account_id = record.account_id if record else open_page(context).account_id
        self._mends_street = False
        super().__init__(
            context, below=False, name=f"{'person' if record else 'new_person'}_dialog", width=752,
            title=f"{record.form.first_name} {record.form.last_name}".strip() if record else "Add a family member",
            fields=PERSON_FIELDS, about=about(person=record.person_id) if record else "",
            lead=mail_lead(context.page, record) if record else "",
        )  # fmt: skip
        self.near = NearList(context, self.form, except_person=record.person_id if record else None)
        # Somebody new was begun who is on file: it would come back as a double. Changes of a record are no double.
        self.near.opened.connect(self.reject if record else self.give_up)
        self.near.changed.connect(self.fit_soon)
        self.pin(self.near)
        self.sections = {name: self._section(name) for name in _SECTIONS}
        self.form.set_values(
            shown_person(record.form) if record
            else {**PERSON_START, "relation": "child", "last_name": _family_name(context)}
        )  # fmt: skip
        if record:
            for name, rows in shown_reach(record.form).items():
                self.sections[name].set_rows(rows)
        self._old_streets = OldStreets(self.sections["addresses"])
        if self.starts_at and not self.sections[self.starts_at].rows:
            # The row to type in is there before the dialog is, so that it takes the focus.
            self.sections[self.starts_at].add_row()
        self.primary.say("Save the record" if record else "Add to the family")

    def focus_start(self) -> None:
        section = self.sections.get(self.starts_at)
        if section is None:
            self.form.boxes["first_name"].input.setFocus()
        else:
            box = next(box for box in section.rows[0].form.boxes.values() if box.field.required)
            box.input.setFocus()
        if section is not None:
            self.show_widget(section)

    def follow(self) -> None:
        super().follow()
        self._old_streets.follow()

    def resume(self, about: str) -> None:
        """Mail came back: typing starts in the street it came back from."""
        self._mends_street = "returned" in ids_of(about)
        self._go_to_street()

    def _go_to_street(self) -> None:
        if self._mends_street:
            street = street_to_mend(self.sections["addresses"])
            street.setFocus()
            street.selectAll()
            self.show_widget(self.sections["addresses"])

    def submit(self) -> None:
        if self._record or self.near.lets_go(self.submit, ask=self.say_problem):
            super().submit()

    def work(self, values: dict[str, Value]) -> Callable[[], object]:
        from paydesk.operations import registering

        reach = {name: section.values() for name, section in self.sections.items()}
        record = self._record
        request = registering.SavePerson(
            person_of(values, reach), self._account_id, record.person_id if record else None,
            record.version if record else None, "" if record else self.key,
        )  # fmt: skip
        return lambda: registering.save_person(self.context.desk, request)

    def place_refusal(self, refused: PaydeskError) -> None:
        places = {"phone": ("phones", "number"), "email": ("emails", "address"), "speak_with": ("speak_with", "name")}
        section, field = places.get(refused.field or "", ("addresses", refused.field or ""))
        if refused.field in self.form.boxes or not self.sections[section].show_error(field, refused.sentence):
            super().place_refusal(refused)

    def told(self, result: PersonSaved) -> str:
        if result.mail_again:
            return "Record saved. Mail goes out again: the returned mail flag ended"
        moved = self.typed()["addresses"] != self._as_opened["addresses"]
        if self.lead() and moved:
            return "Record saved. Returned mail stays: the address it came back from is still there"
        return "Record saved" if self._record else "Added to the family"

    def record_state(self) -> object:
        return self._record.version if self._record else None

    def typed(self) -> dict[str, Any]:
        return {**super().typed(), **{name: section.typed() for name, section in self.sections.items()}}

    def set_draft(self, draft: Mapping[str, Any]) -> None:
        super().set_draft(draft)
        for name, section in self.sections.items():
            if name in draft:
                section.set_typed(draft[name])
                if name == self.starts_at and not section.rows:
                    section.add_row()
        self._go_to_street()

    def _section(self, name: str) -> RepeatedForm:
        title, fields, add, empty = _SECTIONS[name]
        section = RepeatedForm(
            title, fields, name=name, add=add, empty=empty, today=self.context.today, refuses_card=card_sentence,
            fills_state=("zip", "state") if name == "addresses" else None, start=STARTS[name],
        )  # fmt: skip
        section.edited.connect(self.follow)
        section.resized.connect(self.fit_soon)
        section.began.connect(self.show_widget)
        self.add(section)
        return section


class PersonDialog(RecordDialog):
    """The patient in front, or the guarantor."""

    @staticmethod
    def load(context: DeskContext) -> Callable[[], PersonRecord]:
        """Reads the record before the dialog opens."""
        from paydesk.operations import registering

        page = open_page(context)
        who = ids_of(context.resumed).get("person") or context.person_id or page.guarantor.person_id
        return lambda: registering.person_record(context.desk, who)


class ReachDialog(PersonDialog):
    """The same record, starting at the phones."""

    starts_at = "phones"


class SpeakWithDialog(PersonDialog):
    """The same record, starting at who else we may speak with."""

    starts_at = "speak_with"


class NewPersonDialog(RecordDialog):
    """One more person of the open account's family."""

    def __init__(self, context: DeskContext) -> None:
        super().__init__(context, None)


def _family_name(context: DeskContext) -> str:
    page = open_page(context)
    guarantor = page.member(page.guarantor.person_id)
    return guarantor.last_name if guarantor else ""
