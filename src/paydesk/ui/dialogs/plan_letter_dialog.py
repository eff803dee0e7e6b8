"""Which letter about a payment plan is written: those there is an occasion for, the one that waits chosen."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from paydesk.operations.listing_plans import PlanWhole
from paydesk.operations.writing_plan_letters import PlanWritten
from paydesk.rules.errors import PaydeskError
from paydesk.rules.plan_letter_phrases import PlanLetter
from paydesk.rules.plan_letters_due import letter_words
from paydesk.ui import plan_paper
from paydesk.ui.desk_context import DeskContext
from paydesk.ui.dialogs.form_dialog import FormDialog
from paydesk.ui.fields import Choice, Field, FieldKind, Value


class PlanLetterDialog(FormDialog):
    """Enter writes the letter that stands there and prints it; one that was written already is printed again."""

    def __init__(self, context: DeskContext, whole: PlanWhole) -> None:
        self._plan, number = whole.page.today.plan.id, whole.page.today.plan.number
        choices = tuple(Choice(kind.value, letter_words(kind)) for kind in whole.letters)
        super().__init__(
            context, name="plan_letter_dialog", title=f"Letter about plan {number}", keeps_draft=False,
            lead="It is kept with the plan and noted among the contacts. What was written already for the same "
                 "occasion is printed again, unchanged.",
            fields=(Field("kind", "Letter", FieldKind.CHOICE, required=True, width=300, choices=choices),),
        )  # fmt: skip
        self.form.set_values({"kind": whole.letters[0].value})
        self.primary.say("Print the letter")

    def work(self, values: dict[str, Value]) -> Callable[[], object]:
        from paydesk.operations import writing_plan_letters

        if not self.context.printing.ready("Plan letter"):
            raise PaydeskError("Nothing was printed, and no letter was written.")
        desk, plan, kind = self.context.desk, self._plan, PlanLetter(str(values["kind"]))
        return lambda: writing_plan_letters.write_plan_letter(desk, plan, kind)

    def told(self, result: Any) -> str:
        assert isinstance(result, PlanWritten)
        plan_paper.print_written(self.context, result, kind="Plan letter")
        return ""
