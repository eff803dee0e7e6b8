"""The clinic's own policy for payment plans: how long, how small, how patient, and when assistance comes first."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from paydesk.rules import money
from paydesk.rules.errors import PaydeskError
from paydesk.rules.installments import OddCents
from paydesk.rules.plan_policy import MOST_TERMS, PlanPolicy, Term
from paydesk.ui.desk_context import DeskContext
from paydesk.ui.dialogs.form_dialog import Acted, FormDialog
from paydesk.ui.fields import Choice, Field, FieldKind, Value

if TYPE_CHECKING:
    from paydesk.operations.setting_plan_policy import PolicySeen

_SLOTS = tuple(range(1, MOST_TERMS))
_LAST = "last"
_NUMBERS = (
    "down_percent", "grace_days", "remind_days", "missed_for_cure", "days_for_cure", "cure_days", "pause_days",
    "sheet_months",
)  # fmt: skip

_ODD = {
    OddCents.LAST: "the last payment, a little larger", OddCents.SMALLER_LAST: "the last payment, a little smaller",
    OddCents.FIRST: "the first payment, a little larger", OddCents.SPREAD: "the first payments, a cent each",
}  # fmt: skip


class PlanPolicyDialog(FormDialog):
    """Plans that are agreed already stay as they are."""

    def __init__(self, context: DeskContext, seen: PolicySeen) -> None:
        self._version = seen.version
        self._slots: tuple[str, ...] = (_LAST,)
        super().__init__(
            context, name="plan_policy_dialog", title="Payment plan policy", width=860, fields=_fields(),
            below=False, of_office=True,
            lead="Offers are worked out by this from now on; plans that are agreed stay as they are. The smallest "
                 "installment never lifts a payment above what a law allows.",
        )  # fmt: skip
        self.form.set_values(_values(seen.policy))
        self.primary.say("Save the policy")

    @staticmethod
    def load(context: DeskContext) -> Callable[[], PolicySeen]:
        """Reads the policy before the dialog opens."""
        from paydesk.operations import setting_plan_policy

        return lambda: setting_plan_policy.plan_policy_seen(context.desk)

    def focus_start(self) -> None:
        self.form.boxes["below_1"].input.setFocus()

    def work(self, values: dict[str, Value]) -> Callable[[], object]:
        from paydesk.operations import setting_plan_policy

        within = _number(values, "assistance_within") if values["assistance_within"] else None
        policy = PlanPolicy(
            terms=self._terms(values), smallest=money.cents(values["smallest"]), assistance_within=within,
            odd_cents=OddCents(str(values["odd_cents"])), **{name: _number(values, name) for name in _NUMBERS},
        )  # fmt: skip
        return lambda: Acted(
            setting_plan_policy.save_plan_policy(self.context.desk, policy, version=self._version)
        )

    def place_refusal(self, refused: PaydeskError) -> None:
        if refused.row is not None and refused.field in ("below", "longest"):
            slot = self._slots[min(refused.row, len(self._slots) - 1)]
            field = "longest_last" if slot == _LAST else f"{refused.field}_{slot}"
            refused = PaydeskError(refused.sentence, field=field)
        super().place_refusal(refused)

    def record_state(self) -> object:
        return self._version

    def told(self, result: Any) -> str:
        return "Payment plan policy saved"

    def _terms(self, values: dict[str, Value]) -> tuple[Term, ...]:
        """The rows that are filled in; one that is filled by half is refused."""
        filled = [n for n in _SLOTS if values[f"below_{n}"] is not None or values[f"longest_{n}"]]
        for n in filled:
            if values[f"below_{n}"] is None:
                raise PaydeskError("Type the balance below which this holds.", field=f"below_{n}")
        self._slots = (*(str(n) for n in filled), _LAST)
        return (
            *(Term(money.cents(values[f"below_{n}"]), _number(values, f"longest_{n}")) for n in filled),
            Term(None, _number(values, "longest_last")),
        )


def _fields() -> tuple[Field, ...]:
    amount = FieldKind.AMOUNT
    terms = []
    for n in _SLOTS:
        terms += [
            Field(f"below_{n}", "Balances below" if n == 1 else "then below", amount),
            Field(f"longest_{n}", "at most", width=56, longest=3, unit="installments", beside=True),
        ]
    return (
        *terms,
        Field("longest_last", "Any larger one", width=56, longest=3, unit="installments", required=True,
              missing="How many installments may a larger balance have?"),
        Field("smallest", "Smallest installment", amount, required=True, help="Asked for when it is signed"),
        Field("down_percent", "paid down", width=56, longest=2, unit="% of the balance", required=True, beside=True),
        Field("grace_days", "Missed after", width=56, longest=3, unit="days;", required=True),
        Field("remind_days", "a reminder goes", width=56, longest=2, unit="days before it is due", required=True,
              beside=True),
        Field("missed_for_cure", "Cure letter after", width=56, longest=2, unit="missed in a row,", required=True),
        Field("days_for_cure", "or one that is", width=56, longest=3, unit="days old", required=True, beside=True),
        Field("cure_days", "It leaves", width=56, longest=3, unit="days;", required=True),
        Field("pause_days", "a hardship pause has", width=56, longest=3, unit="days at most", required=True,
              beside=True),
        Field("assistance_within", "Assistance first", width=56, longest=4, unit="% of the poverty guideline",
              help="Up to this income; empty: never"),
        Field("sheet_months", "A sheet holds", width=56, longest=2, unit="months", required=True),
        Field("odd_cents", "Odd cents are in", FieldKind.CHOICE, choices=tuple(
            Choice(odd.value, words) for odd, words in _ODD.items()
        )),
    )  # fmt: skip


def _values(policy: PlanPolicy) -> dict[str, Value | Choice]:
    within = policy.assistance_within
    values: dict[str, Value | Choice] = {name: str(getattr(policy, name)) for name in _NUMBERS}
    for n, term in enumerate(policy.terms[:-1], 1):
        values |= {f"below_{n}": term.below, f"longest_{n}": str(term.longest)}
    return values | {
        "longest_last": str(policy.terms[-1].longest), "smallest": policy.smallest,
        "assistance_within": None if within is None else str(within), "odd_cents": policy.odd_cents.value,
    }  # fmt: skip


def _number(values: dict[str, Value], name: str) -> int:
    typed = str(values[name] or "")
    if not (typed.isascii() and typed.isdecimal()):
        raise PaydeskError("Type a whole number, such as 12.", field=name)
    return int(typed)
