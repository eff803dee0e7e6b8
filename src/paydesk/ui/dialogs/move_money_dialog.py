"""Move patient money within its payment: to another line, to credit, or to an account of the same family."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from paydesk.rules import money
from paydesk.rules.errors import PaydeskError
from paydesk.rules.money import Cents
from paydesk.ui.chosen_line import charge_words, chosen_line
from paydesk.ui.desk_context import DeskContext
from paydesk.ui.dialogs.form_dialog import FormDialog
from paydesk.ui.dialogs.left_after import LeftAfter, Side
from paydesk.ui.dialogs.money_places import (
    Place,
    about_money,
    credit_choices,
    credits_at,
    found_choice,
    money_of,
    payment_words,
    place_choices,
    places_of,
    source_of,
)
from paydesk.ui.fields import Choice, Field, FieldKind, Value
from paydesk.ui.labels import Why
from paydesk.ui.posted_row import Posted
from paydesk.ui.taking_back import reversal_of

if TYPE_CHECKING:
    from paydesk.operations.reading import AccountPage

_WHY_HEIGHT = 40  # two lines, so that nothing jumps
_STAYS = "The payment stays as it was; only what it pays changes."


class MoveMoneyDialog(FormDialog):
    """For the payment line the cursor is on, or the account's credit; another account is found by typing."""

    def __init__(self, context: DeskContext) -> None:
        line = chosen_line(context)
        self._here = self._page = line.page
        self._lot_id, self._there = money_of(line)
        self._filled = self._there
        self._source = source_of(line)
        self._wanted, self._to_choose = line.page.account_id, ""
        self._places = places_of(line.page, self._source)
        elsewhere = context.may("payments.undo")
        if not self._places and not elsewhere:
            raise PaydeskError("Nothing on this account takes money now: no open line, and it is credit already.")
        self._lies = charge_words(line.charge) if line.charge else "credit"
        self._held = {str(one.lot_id): one for one in credits_at(line)}
        super().__init__(
            context, name="move_money_dialog", title="Move money", width=680, about=about_money(line, self._lot_id),
            lead=self._words(),
            fields=(
                Field("lot_id", "Payment", FieldKind.CHOICE, required=True,
                      choices=credit_choices(line.page, tuple(self._held.values()))
                      or (Choice(str(self._lot_id), payment_words(line.page, self._lot_id)),)),
                Field("amount", "Move", FieldKind.AMOUNT, required=True, missing="Type the amount to move."),
                Field("account_id", "Account", FieldKind.SEARCH, look=self._look,
                      placeholder="This one. For another: name, birth date, phone or account number"),
                Field("to_charge", "To", FieldKind.CHOICE, required=True, choices=place_choices(self._places),
                      missing="Choose where it goes."),
                Field("reason", "Reason", FieldKind.TEXT, required=True, placeholder="Why, in a few words"),
            ),
        )  # fmt: skip
        self.after, self.why = LeftAfter(), Why(icon="info")
        self.why.setMinimumHeight(_WHY_HEIGHT)
        self.add(self.after)
        self.add(self.why)
        self.form.set_values({"lot_id": str(self._lot_id), "amount": self._there})
        self.form.show_field("lot_id", len(self._held) > 1)
        self.form.show_field("account_id", elsewhere)
        self.form.boxes["lot_id"].edited.connect(self._take_lot)
        self.form.boxes["account_id"].edited.connect(self._ask_account)
        self.form.boxes["to_charge"].edited.connect(self._fill_amount)
        self.follow()

    def follow(self) -> None:
        super().follow()
        amount, target = self._amount(), self._target()
        fits = 0 < amount <= self._there and (target is None or target.takes(amount))
        self.after.show_sides(
            Side(self._source.words, self._source.owes, self._source.owes + amount if fits else None),
            Side(target.words, target.owes, target.owes - amount if fits else None)
            if target else Side("Choose where it goes"),
        )  # fmt: skip
        filled = target and target.charge and amount == self._filled < self._there
        why = f"{money.show(amount)} is filled in: that line owes no more. " if filled else ""
        self.why.say(why + (_STAYS if self._page is self._here else self._why_elsewhere()))

    def result_words(self) -> str:
        typed = self.form.boxes["amount"].typed()
        return f"Move {typed}" if typed else "Move"

    def focus_start(self) -> None:
        self.form.boxes["to_charge" if self._places else "account_id"].input.setFocus()

    def draft(self) -> Mapping[str, Any]:
        # The payment that was meant, even where it was the one offered: another may be offered next time.
        kept = super().draft()
        return {**kept, "lot_id": str(self._lot_id)} if kept and len(self._held) > 1 else kept

    def set_draft(self, draft: Mapping[str, Any]) -> None:
        if draft.get("lot_id") in self._held:
            self.form.boxes["lot_id"].set_typed(draft["lot_id"])
            self._take_lot()
        if "account_id" in draft:
            self.form.boxes["account_id"].set_typed(draft["account_id"])
            self._to_choose = str(draft.get("to_charge", ""))
            self._ask_account()
        super().set_draft(draft)
        self._filled = self._there

    def work(self, values: dict[str, Value]) -> Callable[[], object]:
        from paydesk.operations import adjusting

        to = next(one for one in self._places if one.key == values["to_charge"])
        request = adjusting.MoveMoney(
            self._lot_id, money.cents(values["amount"]), self._source.account, to.account, str(values["reason"]),
            self.key, self._source.charge, to.charge,
        )  # fmt: skip
        return lambda: adjusting.move_money(self.context.desk, request)

    def told(self, result: Any) -> str:
        return "Money moved" if self._page is self._here else f"Money moved to account {self._page.number}"

    def posted(self, result: Any) -> Posted | None:
        # A move to another account is told there.
        return Posted(entry=result.entry_id) if self._source.account == self._here.account_id else None

    def take_back(self, result: Any) -> Callable[[], None]:
        return reversal_of(
            self.context, result.entry_id, reason="Reversed right after it was moved", told="Money moved back"
        )

    def _words(self) -> str:
        return f"{money.show(self._there)} of {payment_words(self._here, self._lot_id)}, lies on {self._lies}."

    def _take_lot(self) -> None:
        """Another payment of which some is credit: as much as there is of it is filled in anew."""
        held = self._held[self.form.boxes["lot_id"].typed()]
        self._lot_id, self._there = held.lot_id, held.amount
        self._filled = self._there
        self.form.boxes["amount"].set_value(self._there)
        self.say_lead(self._words())
        self._fill_amount()
        self.follow()

    def _look(self, typed: str, deliver: Callable[[tuple[Choice, ...]], None]) -> None:
        from paydesk.operations import finding

        desk = self.context.desk

        def shown(found: Any) -> None:
            deliver(tuple(found_choice(hit) for hit in found.hits if hit.merged_into_id is None))

        self.context.jobs.look(
            lambda: finding.find(desk, typed, limit=20), title="Finding the other account", owner=self,
            latest="move_money.find", then=shown,
        )  # fmt: skip

    def _ask_account(self) -> None:
        """The lines of the account that was chosen; none may be chosen until they are here."""
        from paydesk.operations import reading

        desk, key = self.context.desk, self.form.boxes["account_id"].typed()
        self._wanted = wanted = int(key.partition(":")[0]) if key else self._here.account_id
        if wanted == self._here.account_id:
            self._take_page(self._here)
            return
        self._places = ()
        self.form.boxes["to_charge"].set_choices(())
        self.context.jobs.look(
            lambda: reading.open_account(desk, wanted), title="Opening the other account", owner=self,
            latest="move_money.account", then=self._take_page,
        )  # fmt: skip

    def _take_page(self, page: AccountPage) -> None:
        if page.account_id != self._wanted:
            return
        self._page, self._places = page, places_of(page, self._source)
        to = self.form.boxes["to_charge"]
        to.set_choices(place_choices(self._places))
        only = self._places[0].key if len(self._places) == 1 else ""
        to.set_value(self._to_choose or only)
        self._to_choose = ""
        self._fill_amount()
        if self.form.boxes["account_id"].input.hasFocus():
            to.input.setFocus()
        self.follow()

    def _fill_amount(self) -> None:
        """What was filled in follows the line that is chosen; what was typed stays."""
        target = self._target()
        if target and self._amount() == self._filled:
            self._filled = self._there if target.charge is None else min(self._there, target.owes)
            self.form.boxes["amount"].set_value(self._filled)
            self.follow()

    def _target(self) -> Place | None:
        chosen = self.form.boxes["to_charge"].typed()
        return next((one for one in self._places if one.key == chosen), None)

    def _amount(self) -> Cents:
        try:
            return money.parse(self.form.boxes["amount"].typed() or "0")
        except PaydeskError:
            return 0

    def _why_elsewhere(self) -> str:
        here, there = self._here.number, self._page.number
        return f"It stays a payment of account {here}; account {there} shows the move and its reason, too."
