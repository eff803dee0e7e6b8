"""End an insurer's contract prices as of a day: what is priced later is learned again, or by a new list."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Any

from paydesk.ui.desk_context import DeskContext
from paydesk.ui.dialogs.form_dialog import FormDialog
from paydesk.ui.fields import Choice, Field, FieldKind, Value

if TYPE_CHECKING:
    from paydesk.operations.contracting import ContractEnded, ContractPrices

_EVERY, _ALL = "*", "* all plans"


class EndContractDialog(FormDialog):
    """Prices that begin later stay; care up to that day is priced as before."""

    def __init__(self, context: DeskContext, shown: ContractPrices, plan: str | None) -> None:
        self._shown = shown
        names = dict.fromkeys(one.plan for one in shown.prices)
        choices = [Choice(_EVERY, "Everything loaded")]
        choices += [Choice(one or _ALL, one or "Those for all its plans") for one in names]
        super().__init__(
            context, name="end_contract_dialog", title=f"End the prices of {shown.payer}", keeps_draft=False,
            lead="They hold for care up to that day, and nothing that was priced by them changes.",
            of_office=True,
            fields=(
                Field("plan", "Which", FieldKind.CHOICE, required=True, choices=tuple(choices), width=280),
                Field("last", "Last day", FieldKind.DATE, required=True),
            ),
        )  # fmt: skip
        self.form.set_values({"plan": plan if plan in names else _EVERY})
        self.primary.say("End these prices")

    def focus_start(self) -> None:
        self.form.boxes["last"].input.setFocus()

    def work(self, values: dict[str, Value]) -> Callable[[], object]:
        from paydesk.operations import contracting

        chosen, last = str(values["plan"]), values["last"]
        assert isinstance(last, date)
        plan = None if chosen == _EVERY else "" if chosen == _ALL else chosen
        request = contracting.EndContract(self._shown.payer_id, last, plan)
        return lambda: contracting.end_contract(self.context.desk, request)

    def told(self, result: ContractEnded | Any) -> str:
        later = f"; {result.later:,} that begin later stay" if result.later else ""
        ended = "1 price ends" if result.ended == 1 else f"{result.ended:,} prices end"
        return f"{self._shown.payer}: {ended} on that day{later}"
