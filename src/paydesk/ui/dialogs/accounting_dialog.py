"""Print for a patient who asked: to whom the clinic disclosed the records, when, what, and why."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from paydesk.rules.correspondence import language_of
from paydesk.rules.keyboard import show_date
from paydesk.ui.bar_facts import full_name
from paydesk.ui.chosen_line import open_page
from paydesk.ui.desk_context import DeskContext
from paydesk.ui.dialogs.form_dialog import FormDialog
from paydesk.ui.dialogs.people_choices import first_patient, patient_choices
from paydesk.ui.fields import Choice, Field, FieldKind, Value
from paydesk.ui.finished_paper import Paper, file_name, give_out

if TYPE_CHECKING:
    from paydesk.operations.desk import Touched
    from paydesk.operations.keeping import Printed

_LANGUAGES = (Choice("en", "English"), Choice("es", "Spanish"))
TITLE = "Accounting of disclosures"


@dataclass(frozen=True)
class _Made:
    person_id: int
    printed: Printed
    touched: Touched


class AccountingDialog(FormDialog):
    """One patient, up to six years back; the letter is in the patient's language unless another is chosen."""

    def __init__(self, context: DeskContext) -> None:
        from paydesk.operations import disclosing

        page = open_page(context)
        self._account_id = page.account_id
        self._speaks = {str(one.person_id): language_of(one.language).value for one in page.members}
        super().__init__(
            context, name="accounting_dialog", title=TITLE, keeps_draft=False,
            lead="What the patient may ask for under 45 CFR 164.528, as a letter: who got what, when and why. It goes "
            "back six years at most; the first in 12 months is free, and it is due 60 days after it was asked for.",
            fields=(
                Field("person_id", "Patient", FieldKind.CHOICE, required=True, choices=patient_choices(page)),
                Field("first", "From", FieldKind.PAST_DATE, required=True),
                Field("last", "To", FieldKind.PAST_DATE, required=True, beside=True),
                Field("language", "Language", FieldKind.CHOICE, required=True, choices=_LANGUAGES),
            ),
        )  # fmt: skip
        today, patient = context.today(), str(first_patient(page, context.person_id))
        self.form.set_values(
            {"person_id": patient, "first": disclosing.earliest(today), "last": today,
             "language": self._speaks[patient]}
        )  # fmt: skip
        self.form.boxes["person_id"].edited.connect(self._speak)
        self.primary.say("Print the letter")

    def focus_start(self) -> None:
        self.form.boxes["first"].input.setFocus()

    def deed(self) -> str:
        values, page = self.form.values(), open_page(self.context)
        who, first, last = page.member(int(str(values["person_id"]))), values["first"], values["last"]
        assert who is not None and isinstance(first, date) and isinstance(last, date)
        days = f"from {show_date(first)} to {show_date(last)}"
        return f"Print to whom the records of {full_name(who)}, account {page.number}, were disclosed {days}"

    def work(self, values: dict[str, Value]) -> Callable[[], object]:
        from paydesk.operations import disclosing
        from paydesk.operations.desk import Touched

        desk, touched = self.context.desk, Touched((self._account_id,), ("paper",))
        person, first, last = int(str(values["person_id"])), values["first"], values["last"]
        assert isinstance(first, date) and isinstance(last, date)
        language = str(values["language"])

        def make() -> _Made:
            return _Made(
                person, disclosing.account_for(desk, person, first=first, last=last, language=language), touched
            )

        return make

    def told(self, result: Any) -> str:
        assert isinstance(result, _Made)
        name = file_name(TITLE, result.printed.document_id)
        went = give_out(
            Paper(TITLE, name, result.printed.pdf, account=self._account_id), self.context.printing.print_paper
        )
        if went:
            self._log(result)
        for finding in result.printed.findings:
            self.context.messages.warn(finding)
        if went:
            return f"{TITLE} {went}"
        self.context.messages.warn("It was not printed: Ctrl+P has it")
        return ""

    def _log(self, made: _Made) -> None:
        from paydesk.operations import disclosing

        desk = self.context.desk
        self.context.jobs.do(
            lambda: disclosing.accounting_went_out(desk, made.person_id, made.printed.document_id),
            title="Noting the letter",
        )

    def _speak(self) -> None:
        self.form.boxes["language"].set_value(self._speaks[self.form.boxes["person_id"].typed()])
