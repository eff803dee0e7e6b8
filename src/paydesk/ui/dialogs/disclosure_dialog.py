"""Record that a patient's records went to somebody outside; and withdraw one that was recorded by mistake."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any

from paydesk.rules.keyboard import show_date
from paydesk.ui.chosen_line import open_page
from paydesk.ui.desk_context import DeskContext
from paydesk.ui.dialogs.form_dialog import Acted, FormDialog
from paydesk.ui.dialogs.kept_list import KeptList, KeptRow
from paydesk.ui.dialogs.people_choices import first_patient, patient_choices
from paydesk.ui.drafts import about
from paydesk.ui.fields import Field, FieldKind, Value

if TYPE_CHECKING:
    from paydesk.operations.disclosing import Disclosed


class DisclosureDialog(FormDialog):
    """Over the form stands what was recorded of this household, the latest first."""

    @staticmethod
    def load(context: DeskContext) -> Callable[[], tuple[Disclosed, ...]]:
        """Reads what was recorded before the dialog opens."""
        from paydesk.operations import disclosing

        people = tuple(one.person_id for one in open_page(context).members)
        return lambda: disclosing.disclosures_of(context.desk, *people)

    def __init__(self, context: DeskContext, known: tuple[Disclosed, ...]) -> None:
        page = open_page(context)
        self._names = {one.person_id: one.first_name or one.last_name for one in page.members}
        self._several = len(patient_choices(page)) > 1
        patient = first_patient(page, context.person_id)
        super().__init__(
            context, name="disclosure_dialog", title="Record a disclosure", width=640, about=about(person=patient),
            lead="Records that went out for treatment, payment or running the clinic, to the patient, or with the "
            "patient's written permission need not be recorded.",
            fields=(
                Field("person_id", "Patient", FieldKind.CHOICE, required=True, choices=patient_choices(page)),
                Field("on", "Date", FieldKind.PAST_DATE, required=True),
                Field("recipient", "Who got it", FieldKind.NAME, required=True, missing="Type who received it.",
                      placeholder="Person or office"),
                Field("address", "Address", FieldKind.NAME, longest=200, placeholder="As far as it is known"),
                Field("what", "What", FieldKind.NAME, required=True, longest=600,
                      missing="Type what of the records was disclosed.", placeholder="Such as: statements of 2025"),
                Field("purpose", "Why", FieldKind.NAME, required=True, longest=600,
                      missing="Type why it was disclosed.", placeholder="Such as: subpoena of March 3, case 12-345"),
            ),
        )  # fmt: skip
        self.form.set_values({"person_id": str(patient), "on": context.today()})
        self._kept = KeptList("Recorded", tuple(map(self._row, known)), empty="No disclosure was recorded yet.")
        self.body.insertWidget(0, self._kept)
        self.primary.say("Record it")
        self.follow()

    def focus_start(self) -> None:
        self.form.boxes["recipient"].input.setFocus()

    def work(self, values: dict[str, Value]) -> Callable[[], object]:
        from paydesk.operations import disclosing

        on, desk = values["on"], self.context.desk
        assert isinstance(on, date)
        request = disclosing.RecordDisclosure(
            int(str(values["person_id"])), on, str(values["recipient"]), str(values["what"]), str(values["purpose"]),
            str(values["address"] or ""), self.key,
        )  # fmt: skip
        return lambda: disclosing.record_disclosure(desk, request)

    def told(self, result: Any) -> str:
        return "Disclosure recorded"

    def _row(self, one: Disclosed) -> KeptRow:
        whose = f"{self._names[one.person_id]}: " if self._several and one.person_id in self._names else ""
        words = f"{whose}{show_date(one.on)}, {one.recipient}"
        if one.withdrawn_by:
            return KeptRow(
                f"disclosure_{one.id}", words, f"withdrawn by {one.withdrawn_by}: {one.reason}", tone="text3"
            )
        deed = ("Withdraw", partial(self._withdraw, one))
        return KeptRow(f"disclosure_{one.id}", words, f"{one.what}; {one.purpose}", deeds=(deed,))

    def _withdraw(self, one: Disclosed) -> None:
        context = self.context
        self.reject()
        WithdrawDialog(context, one).start()


class WithdrawDialog(FormDialog):
    """The reason for which one disclosure is listed no more."""

    def __init__(self, context: DeskContext, one: Disclosed) -> None:
        self._id = one.id
        super().__init__(
            context, name="withdraw_disclosure_dialog", title="Withdraw a disclosure", keeps_draft=False,
            lead=f"{show_date(one.on)}, {one.recipient}: {one.what}. It stays on file and is listed no more.",
            fields=(
                Field("reason", "Reason", FieldKind.NAME, required=True, longest=600,
                      missing="Type why it is withdrawn.", placeholder="Such as: it was another patient"),
            ),
        )  # fmt: skip
        self.primary.say("Withdraw it")

    def work(self, values: dict[str, Value]) -> Callable[[], object]:
        from paydesk.operations import disclosing

        desk, reason = self.context.desk, str(values["reason"])
        return lambda: Acted(disclosing.withdraw_disclosure(desk, self._id, reason))

    def told(self, result: Any) -> str:
        return "Disclosure withdrawn"
