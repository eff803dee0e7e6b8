"""Accept a price: what an insurer allowed for a code is right after all, from a day of service on, and why."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Any

from paydesk.rules.underpayment import Pattern
from paydesk.ui.desk_context import DeskContext
from paydesk.ui.dialogs.form_dialog import FormDialog
from paydesk.ui.fields import Field, FieldKind, Value

if TYPE_CHECKING:
    from paydesk.operations.accepting_prices import PriceAccepted

_FIELDS = (
    Field("first", "For care from", FieldKind.DATE, required=True),
    Field("reason", "Why", required=True, longest=200, help="Such as the insurer's letter or the new contract"),
)  # fmt: skip


class AcceptPriceDialog(FormDialog):
    """What comes at that price or above is not listed any more; what is lower still is."""

    def __init__(self, context: DeskContext, row: Pattern, first: date) -> None:
        self._row = row
        super().__init__(
            context, name="accept_price_dialog", title=f"Accept {row.payer}'s price for {row.code}", fields=_FIELDS,
            lead=f"{row.words[:1].upper()}{row.words[1:]}. The lowest price of these counts as right from that day on; "
            "the list of what is settled keeps them.",
            keeps_draft=False, of_office=True,
        )  # fmt: skip
        self.form.set_values({"first": first})
        self.primary.say("Accept the price")

    def focus_start(self) -> None:
        self.form.boxes["reason"].input.setFocus()

    def work(self, values: dict[str, Value]) -> Callable[[], object]:
        from paydesk.operations import accepting_prices

        first = values["first"]
        assert isinstance(first, date)
        request = accepting_prices.AcceptPrice(self._row.payer_id, self._row.code, first, str(values["reason"] or ""))
        return lambda: accepting_prices.accept_price(self.context.desk, request)

    def told(self, result: PriceAccepted | Any) -> str:
        lines = "1 line is" if result.settled == 1 else f"{result.settled:,} lines are"
        return f"The price of {self._row.code} is accepted: {lines} settled"

    def take_back(self, result: PriceAccepted | Any) -> Callable[[], None] | None:
        from paydesk.operations import accepting_prices

        context, ids = self.context, result.accepted_ids

        def undo() -> None:
            context.jobs.do(
                lambda: accepting_prices.withdraw_acceptance(context.desk, ids), title="Taking it back", owner=context,
                then=lambda done: context.messages.tell("The price is not accepted: its lines are open"),
            )  # fmt: skip

        return undo
