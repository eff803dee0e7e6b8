"""Note a proof of what a household told: which income it shows, of what kind it is, and when it was seen."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Any

from paydesk.rules.keyboard import show_date
from paydesk.rules.money import show
from paydesk.rules.told_means import Proof
from paydesk.ui.desk_context import DeskContext
from paydesk.ui.dialogs.form_dialog import FormDialog
from paydesk.ui.fields import Choice, Field, FieldKind, Value
from paydesk.ui.record_commands import open_named

if TYPE_CHECKING:
    from paydesk.operations.affording import KeptSheet

_ALL = "all"
_KINDS = tuple(Choice(one.value, one.words[:1].upper() + one.words[1:]) for one in Proof)


class MeansProofDialog(FormDialog):
    """The paper itself stays with the patient; what was seen is kept for ever."""

    def __init__(self, context: DeskContext, sheet: KeptSheet) -> None:
        self._sheet = sheet
        incomes = tuple(
            Choice(str(place), f"{one.kind[:1].upper()}{one.kind[1:]}, {show(one.amount)} {one.frequency.value}")
            for place, one in enumerate(sheet.sheet.incomes)
        )
        super().__init__(
            context, name="means_proof_dialog", title="Note a proof", keeps_draft=False,
            lead=f"Of what was told on {show_date(sheet.sheet.on)}. It says that you saw it, and stays as it is.",
            fields=(
                Field("income", "It shows", FieldKind.CHOICE, required=True,
                      choices=(*incomes, Choice(_ALL, "All that was told")), width=340),
                Field("kind", "It is", FieldKind.CHOICE, required=True, choices=_KINDS, width=340,
                      missing="Choose what you saw."),
                Field("seen_on", "Seen on", FieldKind.PAST_DATE, required=True),
            ),
        )  # fmt: skip
        first = next(iter(sheet.unproven), None)
        self.form.set_values({"income": _ALL if first is None else str(first), "seen_on": context.today()})
        self.primary.say("Note it")

    def focus_start(self) -> None:
        self.form.boxes["kind"].input.setFocus()

    def field_of(self, name: str | None) -> str | None:
        return "kind" if name == "proofs" else name

    def work(self, values: dict[str, Value]) -> Callable[[], object]:
        from paydesk.operations import affording

        income, seen_on = str(values["income"]), values["seen_on"]
        request = affording.RecordProof(
            sheet_id=self._sheet.sheet_id, kind=str(values["kind"]), income=None if income == _ALL else int(income),
            seen_on=seen_on if isinstance(seen_on, date) else None, key=self.key,
        )  # fmt: skip
        return lambda: affording.record_proof(self.context.desk, request)

    def told(self, result: Any) -> str:
        return "The proof is noted"

    def _finish(self, result: object) -> None:
        super()._finish(result)
        open_named(self.context, "told_means_dialog", "ToldMeansDialog")
