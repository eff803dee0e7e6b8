"""What an insurer took from a payment, or put off: for which claim it is, or that it was settled otherwise."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from paydesk.rules import money
from paydesk.rules.adjustment_reasons import provider_level_words
from paydesk.rules.errors import PaydeskError
from paydesk.rules.provider_adjustments import Role
from paydesk.ui.buttons import Button
from paydesk.ui.desk_context import DeskContext
from paydesk.ui.dialogs.form_dialog import FormDialog
from paydesk.ui.dialogs.kept_list import KeptList, KeptRow
from paydesk.ui.fields import Choice, Field, FieldKind, Value
from paydesk.ui.posted_row import Posted
from paydesk.ui.taking_back import reversal_of

if TYPE_CHECKING:
    from paydesk.operations.desk import Desk
    from paydesk.operations.proposing_takebacks import Proposal, Taken

_ASIDE = "aside"


@dataclass(frozen=True)
class _Done:
    words: str
    touched: object
    entry_id: int | None = None
    may_let_go: bool = False


class TakebackDialog(FormDialog):
    """It is said at once whose it is, or not at all: nothing half-typed is kept."""

    def __init__(self, context: DeskContext, found: Taken) -> None:
        self._found, one = found, found.adjustment
        self._offered = {str(n): each for n, each in enumerate(found.proposals)}
        self._open = bool(one.left) and one.role in (Role.TAKES, Role.COUNTS)
        choices = [Choice(key, each.words, money.show(each.amount)) for key, each in self._offered.items()]
        title = f"{one.payer or 'An insurer'} {_VERBS[one.role]} {money.show(abs(one.amount))}"
        super().__init__(
            context, name="takeback_dialog", title=title, width=680,
            keeps_draft=False,
            fields=() if not self._open else (
                Field("what", "It is for", FieldKind.CHOICE, required=True, missing="Choose what it is for.",
                      choices=(*choices, Choice(_ASIDE, "Nothing here: settled with the insurer otherwise"))),
                Field("amount", "Amount", FieldKind.AMOUNT, required=True, missing="Type how much of it is for that."),
                Field("why", "Reason", FieldKind.TEXT, longest=300, placeholder="Why, in a few words"),
            ),
        )  # fmt: skip
        if not self._open:
            self.say_only()
        self.say_lead(self._told_of())
        rows = [
            KeptRow(f"tie_{n}", f"{money.show(tie.amount)} {self._tied(tie.trace, tie.overpayment_id)}")
            for n, tie in enumerate(found.ties)
        ]
        if one.aside:
            rows.append(KeptRow("aside", f"Put aside: {one.aside}", whole=True))
        if rows:
            self.add(KeptList("Tied so far", tuple(rows), empty=""))
        if self._may_let_go() and context.desk.may("payments.post"):
            back = Button("Take it up again" if one.aside else "Untie it", key="Alt+U", name="let_go")
            back.clicked.connect(self.let_go)
            self.offer(back)
        if self._open:
            first = "0" if choices else _ASIDE
            self.form.set_values({"what": first, "amount": self._amount_of(first)})
            self.form.boxes["what"].edited.connect(self._choose)
        self.follow()

    def _told_of(self) -> str:
        one = self._found.adjustment
        dated = f" of {one.paid_on:%m/%d/%y}" if one.paid_on else ""
        named = f", reference {one.reference}" if one.reference else ""
        told = f"In payment {one.trace or 'without a number'}{dated}: {provider_level_words(one.reason)}{named}."
        if one.role is Role.CARRIES:
            left = f"{money.show(one.left)} of it is still to come" if one.left else "a later payment took all of it"
            return f"{told} The insurer put it off to a later payment; {left}. Nothing is to be done here."
        if not self._open:
            return told
        if not self._offered:
            return f"{told} No claim here fits it. Open the account it is for first: its claims are offered then."
        return f"{told} {money.show(one.left)} is tied to nothing yet. Nothing of it is ever a patient's."

    def _tied(self, trace: str, overpayment_id: int | None) -> str:
        if overpayment_id is not None:
            return "posted on its claim; reversed in the account, if it was wrong"
        word = "taken by payment" if self._found.adjustment.role is Role.CARRIES else "put off before in payment"
        return f"{word} {trace}"

    def focus_start(self) -> None:
        if self._open:
            self.form.boxes["what"].input.setFocus()
        else:
            self.primary.setFocus()

    def follow(self) -> None:
        if self._open:
            self.form.show_field("amount", self._chosen() is not None and self._chosen().carried is None)  # type: ignore[union-attr]
            self.fit_soon()
        super().follow()

    def result_words(self) -> str:
        if not self._open:
            return "Close"
        chosen = self._chosen()
        if chosen is None:
            return "Put it aside"
        return "Tie it" if chosen.carried is not None else f"Post {self._shown()} on this claim"

    def submit(self) -> None:
        if self._open:
            super().submit()
        else:
            self.reject()

    def work(self, values: dict[str, Value]) -> Callable[[], object]:
        from paydesk.operations import tying_takebacks

        desk, place = self.context.desk, self._found.adjustment.place
        chosen, why = self._chosen(), str(values["why"] or "")
        if chosen is None:
            return lambda: _Done("Put aside", tying_takebacks.put_aside(desk, place, why), may_let_go=True)
        if chosen.carried is not None:
            giver = chosen.carried
            return lambda: _Done(
                "Tied", tying_takebacks.tie_carried(desk, place, giver).touched, may_let_go=True
            )
        assert chosen.claim_id is not None
        request = tying_takebacks.TieTakeback(place, chosen.claim_id, why, money.cents(values["amount"]), self.key)

        def tie() -> _Done:
            done = tying_takebacks.tie_takeback(desk, request)
            return _Done(f"{money.show(done.amount)} posted on its claim", done.touched, done.entry_id)

        return tie

    def let_go(self) -> None:
        """What it was tied to, or put aside for, does not hold: it is open again."""
        if self._busy:
            return
        self.set_busy(True)
        self.context.jobs.do(
            lambda: _let_go(self.context.desk, self._found.adjustment.place), title=self._title.text(),
            then=self._finish, refused=self._refused, owner=self,
        )  # fmt: skip

    def field_of(self, name: str | None) -> str | None:
        return "what" if name == "claim_id" else name

    def told(self, result: _Done) -> str:
        return result.words

    def take_back(self, result: _Done) -> Callable[[], None] | None:
        context, place = self.context, self._found.adjustment.place
        if result.entry_id is not None:
            told = "Reversed. It is open again"
            return reversal_of(context, result.entry_id, reason="Reversed right after it was tied", told=told)
        if not result.may_let_go:
            return None
        return lambda: context.jobs.do(
            lambda: _let_go(context.desk, place), title="Opening it again", owner=context,
            then=lambda done: context.messages.tell(done.words),
        )  # fmt: skip

    def posted(self, result: _Done) -> Posted | None:
        return None

    def _may_let_go(self) -> bool:
        one = self._found.adjustment
        return bool(one.aside) or any(tie.overpayment_id is None for tie in self._found.ties)

    def _choose(self) -> None:
        typed = self.form.typed()
        self.form.set_values({"what": str(typed["what"]), "amount": self._amount_of(str(typed["what"]))})
        self.follow()

    def _amount_of(self, key: str) -> int:
        chosen = self._offered.get(key)
        return chosen.amount if chosen is not None else self._found.adjustment.left

    def _chosen(self) -> Proposal | None:
        return self._offered.get(self.form.boxes["what"].typed())

    def _shown(self) -> str:
        try:
            return money.show(money.parse(self.form.boxes["amount"].typed() or "0"))
        except PaydeskError:
            return "it"


def _let_go(desk: Desk, place: tuple[int, int]) -> _Done:
    from paydesk.operations import tying_takebacks

    return _Done("It is open again", tying_takebacks.let_go(desk, place))


_VERBS = {Role.TAKES: "took", Role.CARRIES: "put off", Role.COUNTS: "put back", Role.APART: "settled"}
