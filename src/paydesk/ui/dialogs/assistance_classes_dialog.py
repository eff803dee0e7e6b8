"""The classes of financial assistance: who gets how much, and how long papers, approvals and appeals have."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from paydesk.rules import money
from paydesk.rules.errors import PaydeskError
from paydesk.rules.sliding_scale import AssistancePolicy, ClassKind, SlidingClass
from paydesk.ui.desk_context import DeskContext
from paydesk.ui.dialogs.form_dialog import Acted, FormDialog, card_sentence
from paydesk.ui.fields import Choice, Field, FieldKind, Value
from paydesk.ui.repeated_form import ADD_KEY, Filled, RepeatedForm, first_mistake

if TYPE_CHECKING:
    from paydesk.operations.setting_assistance import KeptPolicy

_DAYS = (
    Field("papers_days", "Papers", width=72, unit="days to bring them", longest=3, required=True),
    Field("holds_months", "An approval", width=72, unit="months that it holds", longest=2, required=True),
    Field("appeal_days", "An appeal", width=72, unit="days after a denial", longest=3, required=True),
)
_KINDS = (
    Choice(ClassKind.FULL.value, "all of it comes off"), Choice(ClassKind.PERCENT.value, "percent that come off"),
    Choice(ClassKind.NOMINAL.value, "a nominal charge stays for a visit"),
    Choice(ClassKind.FLAT.value, "a fixed amount stays for a visit"),
)  # fmt: skip
_CLASS = (
    Field("name", "Class", width=160, longest=40, required=True),
    Field("up_to", "Up to % of guideline", width=128, longest=4, placeholder="No end", beside=True),
    Field("kind", "What it does", FieldKind.CHOICE, choices=_KINDS, required=True, beside=True),
    Field("value", "How much", width=96, longest=12, beside=True),
)  # fmt: skip


class AssistanceClassesDialog(FormDialog):
    """Each class begins where the one before it ends, so that there is no gap between two."""

    def __init__(self, context: DeskContext, kept: KeptPolicy) -> None:
        self._kept = kept
        super().__init__(
            context, name="assistance_classes_dialog", title="Assistance classes", width=820, fields=_DAYS,
            of_office=True,
            lead="By the yearly income of the household, in percent of the poverty guideline. A class begins where the "
                 "one above it ends; the last one has no end. What was approved before stays as it was.",
        )  # fmt: skip
        self.classes = RepeatedForm(
            "Classes, from the lowest income on", _CLASS, name="classes", add="Add a class", key=ADD_KEY,
            today=context.today, refuses_card=card_sentence, start={"kind": ClassKind.PERCENT.value},
        )  # fmt: skip
        self.add(self.classes)
        self.classes.edited.connect(self.follow)
        self.classes.resized.connect(self.fit_soon)
        self.classes.began.connect(self.show_widget)
        policy = kept.policy
        self.form.set_values({one.name: str(getattr(policy, one.name)) for one in _DAYS})
        self.classes.set_rows([_row(one) for one in policy.classes])
        self.primary.say("Save the classes")

    @staticmethod
    def load(context: DeskContext) -> Callable[[], KeptPolicy]:
        """Reads the policy before the dialog opens."""
        from paydesk.operations import setting_assistance

        return lambda: setting_assistance.assistance_policy(context.desk)

    def record_state(self) -> object:
        return self._kept.version

    def typed(self) -> dict[str, Any]:
        return {**super().typed(), "classes": self.classes.typed()}

    def set_draft(self, draft: Mapping[str, Any]) -> None:
        super().set_draft(draft)
        if "classes" in draft:
            self.classes.set_typed(draft["classes"])

    def work(self, values: dict[str, Value]) -> Callable[[], object]:
        from paydesk.operations import setting_assistance

        first_mistake(self.classes)
        policy = AssistancePolicy(
            classes=_classes(self.classes.values()), **{one.name: _number(values[one.name], one.name) for one in _DAYS}
        )
        kept = setting_assistance.KeptPolicy(policy, self._kept.version)
        return lambda: Acted(setting_assistance.save_policy(self.context.desk, kept))

    def place_refusal(self, refused: PaydeskError) -> None:
        rows = self.classes.rows
        if refused.row is None or not (
            refused.row < len(rows) and rows[refused.row].form.show_error(refused.field, refused.sentence)
        ):
            super().place_refusal(refused)

    def told(self, result: Any) -> str:
        return "Classes saved: they count for what is decided from now on"


def _row(one: SlidingClass) -> Filled:
    value = "" if one.kind is ClassKind.FULL else str(one.value)
    if one.kind in (ClassKind.NOMINAL, ClassKind.FLAT):
        value = money.show(one.value)
    up_to = "" if one.up_to is None else str(one.up_to)
    return {"name": one.name, "up_to": up_to, "kind": one.kind.value, "value": value}


def _classes(rows: tuple[dict[str, Value], ...]) -> tuple[SlidingClass, ...]:
    found, above = [], 0
    for place, row in enumerate(rows):
        kind = ClassKind(str(row["kind"]))
        up_to = _number(row["up_to"], "up_to", row=place) if row["up_to"] else None
        found.append(SlidingClass(str(row["name"]), above, up_to, kind, _value(row["value"], kind, place)))
        above = up_to if up_to is not None else above
    return tuple(found)


def _value(typed: Value, kind: ClassKind, row: int) -> int:
    if kind is ClassKind.FULL:
        return 0
    if kind is ClassKind.PERCENT:
        return _number(typed, "value", row=row)
    try:
        return money.parse(str(typed or "0"))
    except PaydeskError as refused:
        raise PaydeskError(refused.sentence, field="value", row=row) from None


def _number(typed: Value, field: str, *, row: int | None = None) -> int:
    words = str(typed or "").strip().removesuffix("%").strip()
    if not words.isdecimal():
        raise PaydeskError("Type a whole number, such as 30.", field=field, row=row)
    return int(words)
