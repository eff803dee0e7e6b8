"""End a rule about what may be asked as of a day; it stays on file, with what was worked out by it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from paydesk.ui.desk_context import DeskContext
from paydesk.ui.dialogs.form_dialog import FormDialog
from paydesk.ui.fields import Field, FieldKind, Value
from paydesk.ui.record_commands import open_named

if TYPE_CHECKING:
    from paydesk.rules.cap_rule_rows import KeptCapRule


class EndCapRuleDialog(FormDialog):
    """Sheets and plans that were worked out by it stay as they are."""

    def __init__(self, context: DeskContext, row: KeptCapRule) -> None:
        self._row = row
        super().__init__(
            context, name="end_cap_rule_dialog", title="End a rule about what may be asked", keeps_draft=False,
            lead=f"{row.rule.name}. Sheets and plans that were worked out by it stay as they are.", of_office=True,
            fields=(
                Field("last", "Last day", FieldKind.DATE, required=True, help="Yesterday: it does not hold any more"),
            ),
        )  # fmt: skip
        self.form.set_values({"last": context.today() - timedelta(days=1)})
        self.primary.say("End this rule")

    def work(self, values: dict[str, Value]) -> Callable[[], object]:
        from paydesk.operations import setting_plan_policy

        last = values["last"]
        assert isinstance(last, date)
        return lambda: setting_plan_policy.end_cap_rule(self.context.desk, self._row.rule_id, last)

    def told(self, result: Any) -> str:
        return "The rule ends"

    def _finish(self, result: object) -> None:
        super()._finish(result)
        open_named(self.context, "cap_rules_dialog", "CapRulesDialog")
