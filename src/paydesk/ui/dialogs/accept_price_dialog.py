"""Accept a price: what an insurer allowed for a code is right after all, from a day of service on, and why."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Any

from paydesk.rules import money, usual_price
from paydesk.rules.errors import PaydeskError
from paydesk.rules.keyboard import parse_date, show_date
from paydesk.rules.money import Cents
from paydesk.rules.underpayment import Pattern
from paydesk.rules.usual_price import KindOfLine, ShortPrice
from paydesk.ui.desk_context import DeskContext
from paydesk.ui.dialogs.form_dialog import FormDialog
from paydesk.ui.fields import Field, FieldKind, Value

if TYPE_CHECKING:
    from paydesk.operations.accepting_prices import PriceAccepted


class AcceptPriceDialog(FormDialog):
    """Shows the price that will be accepted, from when, and how many lines it fits. Lines at that price or above are
    not listed any more, what is lower still is; where lines disagree the usual price is proposed."""

    def __init__(self, context: DeskContext, row: Pattern, lines: tuple[ShortPrice, ...]) -> None:
        self._row, self._lines, self._kinds = row, lines, usual_price.kinds(lines)
        super().__init__(
            context, name="accept_price_dialog", title=f"Accept {row.payer}'s price for {row.code}",
            fields=_fields(self._kinds), keeps_draft=False, of_office=True,
        )  # fmt: skip
        self.form.set_values({
            "first": min(one.line.day for one in lines),
            **{f"kind_{n}": kind.usual for n, kind in enumerate(self._kinds)},
        })  # fmt: skip
        self.follow()

    def focus_start(self) -> None:
        self.form.boxes["reason"].input.setFocus()

    def follow(self) -> None:
        super().follow()
        self.say_lead(" ".join(self._told_of()))

    def result_words(self) -> str:
        prices = [price for price in self._prices().values() if price is not None]
        return f"Accept {money.show(prices[0])}" if len(prices) == 1 else "Accept the prices"

    def work(self, values: dict[str, Value]) -> Callable[[], object]:
        from paydesk.operations import accepting_prices

        first = values["first"]
        assert isinstance(first, date)
        prices = tuple(
            accepting_prices.AcceptedUnit(kind.modifiers, kind.place, money.cents(values[f"kind_{n}"]))
            for n, kind in enumerate(self._kinds)
            if values[f"kind_{n}"] is not None
        )
        if not prices:
            raise PaydeskError("Type the price that is accepted.", field="kind_0")
        request = accepting_prices.AcceptPrice(
            self._row.payer_id, self._row.code, first, str(values["reason"] or ""), prices
        )
        return lambda: accepting_prices.accept_price(self.context.desk, request)

    def field_of(self, name: str | None) -> str | None:
        from paydesk.operations.accepting_prices import field_of

        fields = {field_of(one.modifiers, one.place): f"kind_{n}" for n, one in enumerate(self._kinds)}
        return fields.get(name or "", name)

    def told(self, result: PriceAccepted | Any) -> str:
        rest = f", {_count(result.still_short)} short" if result.still_short else ""
        return f"The price of {self._row.code} is accepted: {lines_words(result.settled)} settled{rest}"

    def take_back(self, result: PriceAccepted | Any) -> Callable[[], None] | None:
        from paydesk.operations import accepting_prices

        context, ids = self.context, result.accepted_ids

        def undo() -> None:
            context.jobs.do(
                lambda: accepting_prices.withdraw_acceptance(context.desk, ids), title="Taking it back", owner=context,
                then=lambda done: context.messages.tell("The price is not accepted: its lines are open"),
            )  # fmt: skip

        return undo

    def _told_of(self) -> list[str]:
        """What will be accepted, from when, and which lines that settles."""
        words = self._row.words
        told = [f"{words[:1].upper()}{words[1:]}."]
        first = self._first()
        if first is None:
            return told
        there = {(one.modifiers, one.place): one for one in usual_price.kinds(self._lines, first=first)}
        for n, price in self._prices().items():
            kind = self._kinds[n]
            found = there.get((kind.modifiers, kind.place))
            if price is not None:
                named = f" for {kind.words or 'no modifier'}" if len(self._kinds) > 1 else ""
                told.append(_fit_words(kind, found, price, f"{named} for care from {show_date(first)} on"))
        return told

    def _first(self) -> date | None:
        try:
            return parse_date(self.form.boxes["first"].typed(), self.context.today(), field="first")
        except PaydeskError:
            return None

    def _prices(self) -> dict[int, Cents | None]:
        return {n: _cents(self.form.boxes[f"kind_{n}"].typed()) for n, _ in enumerate(self._kinds)}


def lines_words(count: int) -> str:
    """``1 line is``, ``8 lines are``."""
    return "1 line is" if count == 1 else f"{count:,} lines are"


def _count(count: int) -> str:
    return "1 stays" if count == 1 else f"{count:,} stay"


def _cents(typed: str) -> Cents | None:
    try:
        return money.parse(typed) if typed.strip() else None
    except PaydeskError:
        return None


def _fit_words(kind: KindOfLine, found: KindOfLine | None, price: Cents, of_what: str) -> str:
    """``116.00 is accepted for care from 06/26/2026 on (120.75 expected): it fits 8 of 9 lines, 1 stays short.``"""
    of, fits = (len(found.lines), found.fits(price)) if found else (0, 0)
    lines = "1 line" if of == 1 else f"{of:,} lines"
    rest = f"; {_count(of - fits)} short" if fits < of else ""
    return (
        f"{money.show(price)}{_unit(kind)} is accepted{of_what} ({money.show(kind.expected)} is expected): it fits "
        f"{fits:,} of {lines}{rest}."
    )


def _unit(kind: KindOfLine) -> str:
    return " a unit" if any(one.line.units > 1 for one in kind.lines) else ""


def _fields(kinds: tuple[KindOfLine, ...]) -> tuple[Field, ...]:
    alone = len(kinds) == 1
    return (
        Field("first", "For care from", FieldKind.DATE, required=True),
        *(
            Field(f"kind_{n}", "Accepted price" if alone else f"Price, {kind.words or 'no modifier'}", FieldKind.AMOUNT,
                  unit=_unit(kind).strip(), help=_most(kind))
            for n, kind in enumerate(kinds)
        ),
        Field("reason", "Why", required=True, longest=200, help="Such as the insurer's letter or the new contract"),
    )  # fmt: skip


def _most(kind: KindOfLine) -> str:
    """Why that price is proposed, where lines disagree."""
    same = sum(one.allowed // one.line.units == kind.usual for one in kind.lines)
    if same == len(kind.lines):
        return f"Allowed each time; {money.show(kind.expected)} is expected"
    return f"Allowed most often, {same:,} of {len(kind.lines):,} times; {money.show(kind.expected)} is expected"
