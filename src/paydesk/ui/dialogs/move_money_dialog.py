"""Move patient money within its payment: from a line or credit to another line of the family, or to credit."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from paydesk.rules import money
from paydesk.rules.errors import PaydeskError
from paydesk.ui.chosen_line import charge_words, chosen_line, open_charges
from paydesk.ui.desk_context import DeskContext
from paydesk.ui.dialogs.form_dialog import FormDialog
from paydesk.ui.fields import Choice, Field, FieldKind, Value

if TYPE_CHECKING:
    from paydesk.operations.reading import AccountPage, ChargeStory

_CREDIT = "credit"


class MoveMoneyDialog(FormDialog):
    """For the payment line the cursor is on, or the account's credit."""

    def __init__(self, context: DeskContext) -> None:
        line = chosen_line(context)
        self._account_id, self._key = line.page.account_id, uuid4().hex
        self._charge = line.charge
        self._lot_id, self._there = _money_of(context)
        targets = tuple(
            Choice(str(one.facts.charge_id), _target_words(line.page, one))
            for one in open_charges(line.page)
            if one is not self._charge and not one.facts.held and not one.facts.disputed
        )
        credit = () if self._charge is None else (Choice(_CREDIT, "Credit of this account"),)
        if not targets and not credit:
            raise PaydeskError("Nothing on this account takes money now: no open line, and it is credit already.")
        source = charge_words(self._charge) if self._charge else "credit"
        super().__init__(
            context, name="move_money_dialog", title="Move money", width=680,
            lead=f"{money.show(self._there)} of that payment lies on {source}. The payment itself stays as it was.",
            fields=(
                Field("amount", "Move", FieldKind.AMOUNT, required=True, missing="Type the amount to move."),
                Field("to_charge", "To", FieldKind.CHOICE, required=True, choices=(*targets, *credit),
                      missing="Choose where it goes."),
                Field("reason", "Reason", FieldKind.TEXT, required=True, placeholder="Why, in a few words"),
            ),
        )  # fmt: skip
        self.form.set_values({"amount": self._there})

    def result_words(self) -> str:
        typed = self.form.boxes["amount"].typed()
        return f"Move {typed}" if typed else "Move"

    def focus_start(self) -> None:
        self.form.boxes["to_charge"].input.setFocus()

    def work(self, values: dict[str, Value]) -> Callable[[], object]:
        from paydesk.operations import adjusting

        to = str(values["to_charge"])
        request = adjusting.MoveMoney(
            self._lot_id, money.cents(values["amount"]), self._account_id, self._account_id, str(values["reason"]),
            self._key, self._charge.facts.charge_id if self._charge else None, None if to == _CREDIT else int(to),
        )  # fmt: skip
        return lambda: adjusting.move_money(self.context.desk, request)

    def told(self, result: Any) -> str:
        return "Money moved"


def _money_of(context: DeskContext) -> tuple[int, int]:
    """The lot the cursor is on and how much of it lies there, in cents."""
    line = chosen_line(context)
    event = line.event
    if event is not None and event.lot_id is not None and line.charge is not None:
        there = -sum(
            one.amount or 0 for one in line.charge.events if one.lot_id == event.lot_id and one.amount is not None
        )
        if line.receipt and there > 0:
            return event.lot_id, there
    held = [one for one in line.page.credits if event is None or one.lot_id == event.lot_id]
    if line.charge is None and held:
        return held[0].lot_id, held[0].amount
    raise PaydeskError("Choose a payment of the patient in the ledger, or the credit on top of it.")


def _target_words(page: AccountPage, charge: ChargeStory) -> str:
    who = page.member(charge.facts.patient_id)
    name = f"{who.first_name}: " if who else ""
    return f"{name}{charge_words(charge)}, owes {money.show(charge.patient_owes)}"
