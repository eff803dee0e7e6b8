"""A change of a payment plan with its reason, and a day where it needs one: pause, other days, go on, ways to end."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from paydesk.rules.plans import PlanState
from paydesk.ui.desk_context import DeskContext
from paydesk.ui.dialogs.form_dialog import FormDialog
from paydesk.ui.fields import Field, FieldKind, Value

_REASON = Field("reason", "Why", required=True, longest=200, missing="Say why in a few words. It stays with the plan.")


@dataclass(frozen=True)
class _Kind:
    """How the form of a deed speaks; ``day`` is the field of its day, None for a deed without; some need no reason."""

    title: str
    lead: str
    button: str
    told: str
    day: Field | None = None
    has_reason: bool = True


def _day(name: str, label: str, missing: str) -> Field:
    return Field(name, label, FieldKind.DATE, required=True, width=128, help="Such as +30, eom or 12/15",
                 missing=missing)  # fmt: skip


_FIRST = _day("first", "Next payment on", "Type the day of the next payment.")
_KINDS = {
    "signed": _Kind(
        "Plan {number} was signed on another day", "The signed copy is back: the plan runs from now on, once its down "
        "payment, if one was agreed, is there.", "Note that it is signed", "Plan {number} was signed on {day}",
        Field("signed_on", "Signed on", FieldKind.PAST_DATE, required=True, width=128, help="Such as -3 or 11/20",
              missing="Type the day beside the signature."), has_reason=False,
    ),
    "pause": _Kind(
        "Pause plan {number}", "Nothing falls due and nothing is missed until that day; what would be due meanwhile "
        "comes after it. It then goes on by itself.", "Pause it", "Plan {number} is paused until {day}",
        _day("until", "Until", "Type the last day of the pause."),
    ),
    "days": _Kind(
        "Other days for plan {number}", "The next payment is due on the day you type, all later ones follow from it. "
        "Amounts stay: other amounts are a new plan in its place.", "Change the days",
        "The next payment of plan {number} is due {day}", _FIRST,
    ),
    "resume": _Kind(
        "Let plan {number} go on", "The pause ends now; the payments follow from the day you type.", "Let it go on",
        "Plan {number} goes on: the next payment is due {day}", _FIRST,
    ),
    "reinstate": _Kind(
        "Take up plan {number} again", "Once in twelve months. What is left is paid from the day you type on, in the "
        "parts that were agreed.", "Take it up again", "Plan {number} runs again: the next payment is due {day}",
        _FIRST,
    ),
    "cancel": _Kind(
        "Cancel plan {number}", "What is left is billed as usual again. What was paid stays paid.", "Cancel the plan",
        "Plan {number} is canceled",
    ),
    "let_off": _Kind(
        "Let off plan {number}", "Nobody pays by this plan any more: an approved discount, a court, a law. What is "
        "owed changes by its own entry, not by this.", "Let it off", "Plan {number} is let off",
    ),
    "hand_on": _Kind(
        "Hand on plan {number}", "The plan is closed for good, so that its charges may go to collections.",
        "Hand it on", "Plan {number} is closed",
    ),
}  # fmt: skip
_ENDS = {"cancel": PlanState.CANCELLED, "let_off": PlanState.DISCHARGED, "hand_on": PlanState.CLOSED}


class PlanDeedDialog(FormDialog):
    """``deed_id`` is that of the page's deed; the reason is kept in the plan's story."""

    def __init__(self, context: DeskContext, deed_id: str, *, plan_id: int, number: int) -> None:
        self._deed, self._plan, self._number = deed_id, plan_id, number
        self._kind = kind = _KINDS[deed_id]
        super().__init__(
            context, name="plan_deed_dialog", title=kind.title.format(number=number), lead=kind.lead,
            fields=(*((kind.day,) if kind.day else ()), *((_REASON,) if kind.has_reason else ())), keeps_draft=False,
        )  # fmt: skip
        self._said = ""
        self.primary.say(kind.button)

    def work(self, values: dict[str, Value]) -> Callable[[], object]:
        desk, plan, reason = self.context.desk, self._plan, str(values.get("reason") or "")
        day = values.get(self._kind.day.name) if self._kind.day else None
        self._said = f"{day:%m/%d/%Y}" if isinstance(day, date) else ""
        if self._deed in _ENDS:
            from paydesk.operations import changing_plans

            return lambda: changing_plans.end_plan(desk, plan, state=_ENDS[self._deed], reason=reason)
        assert isinstance(day, date)
        if self._deed == "signed":
            from paydesk.operations import planning

            return lambda: planning.sign_plan(desk, plan, signed_on=day)
        return self._dated(day, reason)

    def _dated(self, day: date, reason: str) -> Callable[[], object]:
        from paydesk.operations import changing_plans
        from paydesk.operations.changing_plans import PausePlan, ReinstatePlan, ResumePlan

        desk, plan = self.context.desk, self._plan
        if self._deed == "pause":
            return lambda: changing_plans.pause_plan(desk, PausePlan(plan, day, reason))
        if self._deed == "resume":
            return lambda: changing_plans.resume_plan(desk, ResumePlan(plan, day, reason))
        if self._deed == "reinstate":
            return lambda: changing_plans.reinstate_plan(desk, ReinstatePlan(plan, day, reason))
        return lambda: changing_plans.move_days(desk, plan, first=day, reason=reason)

    def field_of(self, name: str | None) -> str | None:
        return self._kind.day.name if self._kind.day and name in ("payment", "first", "until", "signed_on") else name

    def told(self, result: Any) -> str:
        return self._kind.told.format(number=self._number, day=self._said)
