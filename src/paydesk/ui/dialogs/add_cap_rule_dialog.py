"""Add a rule about what may be asked: a state's law, or the clinic's own, as a dated row with its source."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

from paydesk.rules.affordability import GENERIC, Base, CapRule
from paydesk.rules.errors import PaydeskError
from paydesk.ui.desk_context import DeskContext
from paydesk.ui.dialogs.form_dialog import FormDialog
from paydesk.ui.fields import Choice, Field, FieldKind, Value
from paydesk.ui.record_commands import open_named

if TYPE_CHECKING:
    from paydesk.operations.setting_plan_policy import RulePacks

_BASES = (
    Choice(Base.GROSS.value, "gross income a month"), Choice(Base.DISPOSABLE.value, "what is left a month"),
)  # fmt: skip
_WHOM = (
    Choice("", "Whoever bills"), Choice("no", "Who bills apart from a hospital"),
    Choice("yes", "A hospital or facility"),
)  # fmt: skip
_OWN = ("", "OWN", "GENERIC")
"""What may be typed for the clinic's own rules."""


class AddCapRuleDialog(FormDialog):
    """Nothing is turned on by adding it, except a rule of the clinic's own."""

    def __init__(self, context: DeskContext, packs: RulePacks) -> None:
        known = ", ".join(one for one in packs.packs if one != GENERIC)
        super().__init__(
            context, name="add_cap_rule_dialog", title="Add a rule about what may be asked", width=860, of_office=True,
            fields=_fields(known), below=False,
            lead="It is kept for good, and ends on a day instead of being changed. Type it as its source says.",
        )  # fmt: skip
        self.form.set_values({
            "base": Base.GROSS.value, "facility": "", "first": context.today(), "verified_on": context.today(),
        })  # fmt: skip
        self.primary.say("Add the rule")

    @staticmethod
    def load(context: DeskContext) -> Callable[[], RulePacks]:
        """Reads the sets there are before the dialog opens."""
        from paydesk.operations import setting_plan_policy

        return lambda: setting_plan_policy.rule_packs(context.desk)

    def focus_start(self) -> None:
        self.form.boxes["pack"].input.setFocus()

    def work(self, values: dict[str, Value]) -> Callable[[], object]:
        from paydesk.operations import setting_plan_policy

        pack = str(values["pack"] or "").upper()
        pack = GENERIC if pack in _OWN else pack
        first, verified_on, last = values["first"], values["verified_on"], values["last"]
        assert isinstance(first, date) and isinstance(verified_on, date)
        facility = str(values["facility"] or "")
        rule = CapRule(
            pack=pack, name=str(values["name"]), percent=_percent(values), base=Base(str(values["base"])),
            legal=pack != GENERIC, within=_within(values), facility=facility == "yes" if facility else None,
            binds=str(values["binds"]), first=first, last=last if isinstance(last, date) else None,
            source=str(values["source"]), verified_on=verified_on,
            most_payments=_most_payments(values),
        )  # fmt: skip
        key = self.key
        return lambda: setting_plan_policy.add_cap_rule(self.context.desk, rule, key=key)

    def told(self, result: Any) -> str:
        own = str(self.form.boxes["pack"].typed()).strip().upper() in _OWN
        return "The rule is added" if own else "The rule is added. It holds once its set is turned on"

    def _finish(self, result: object) -> None:
        super()._finish(result)
        open_named(self.context, "cap_rules_dialog", "CapRulesDialog")


def _fields(known: str) -> tuple[Field, ...]:
    name = FieldKind.NAME
    return (
        Field("pack", "Set", width=112, longest=20, placeholder="Such as NY",
              help=f"There are: {known}. Empty: our own, no law"),
        Field("name", "Rule", name, required=True, longest=120, placeholder="New York: 5 % of gross income"),
        Field("percent", "At most", width=72, longest=8, unit="%", required=True),
        Field("base", "of", FieldKind.CHOICE, required=True, choices=_BASES, width=200, beside=True),
        Field("within", "Protects up to", width=72, longest=4, unit="% of the poverty guideline",
              help="Empty: everybody"),
        Field("most_payments", "Paid after", width=72, longest=3, unit="monthly payments",
              help="Empty: the law says nothing of it"),
        Field("facility", "For", FieldKind.CHOICE, choices=_WHOM, width=248),
        Field("binds", "Binds", name, required=True, longest=160, placeholder="hospitals in New York",
              missing="Type whom the rule binds."),
        Field("source", "Source", name, required=True, longest=240, placeholder="Where it can be read"),
        Field("verified_on", "Read on", FieldKind.PAST_DATE, required=True),
        Field("first", "In force from", FieldKind.DATE, required=True),
        Field("last", "Until", FieldKind.DATE, beside=True, placeholder="goes on"),
    )  # fmt: skip


def _most_payments(values: dict[str, Value]) -> int | None:
    typed = str(values["most_payments"] or "").strip()
    if typed and not (typed.isascii() and typed.isdecimal()):
        raise PaydeskError("Type a whole number, such as 36.", field="most_payments")
    return int(typed) if typed else None


def _percent(values: dict[str, Value]) -> Decimal:
    typed = str(values["percent"]).rstrip("%").strip()
    try:
        found = Decimal(typed) if typed.isascii() else None
    except InvalidOperation:
        found = None
    if found is None or not found.is_finite():
        raise PaydeskError("Type a percentage such as 5 or 2.5.", field="percent")
    return found


def _within(values: dict[str, Value]) -> int | None:
    typed = str(values["within"] or "").rstrip("%").strip()
    if typed and not (typed.isascii() and typed.isdecimal()):
        raise PaydeskError("Type a whole number, such as 250, or leave it empty.", field="within")
    return int(typed) if typed else None
