"""A flag in force with a date or a fact written down wrong: each may be corrected, and its kind stays."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from paydesk.rules.flag_kinds import flag_kind
from paydesk.ui.desk_context import DeskContext
from paydesk.ui.dialogs.flag_fields import fact_field, fact_text, fact_value, field_name, starts_on
from paydesk.ui.dialogs.form_dialog import Acted, FormDialog
from paydesk.ui.fields import Field, FieldKind, Value

if TYPE_CHECKING:
    from paydesk.operations.mailing import MailPlaces
    from paydesk.operations.noting import FlagFacts


class ChangeFlagDialog(FormDialog):
    """Starts in its first fact."""

    def __init__(self, context: DeskContext, flag: FlagFacts, places: MailPlaces) -> None:
        self._flag, self._kind = flag, flag_kind(flag.kind)
        super().__init__(
            context, name="change_flag_dialog", title=f"Correct “{self._kind.words}”", width=640, keeps_draft=False,
            lead="For what was written down wrong. Where it does not hold any more, end it instead.",
            fields=(
                *([] if self._kind.starts else [Field("since", "Since", FieldKind.DATE, required=True)]),
                *(fact_field(flag.kind, fact, places) for fact in self._kind.facts),
                Field("reason", "Note", FieldKind.TEXT, placeholder="Who told us, when"),
            ),
        )  # fmt: skip
        facts = {field_name(flag.kind, one.name): fact_value(one, flag.facts.get(one.name)) for one in self._kind.facts}
        one = field_name(flag.kind, self._kind.starts) if self._kind.starts else "since"
        self._date = one, facts.get(one) or flag.since
        self.form.set_values({**facts, "reason": flag.reason, one: self._date[1]})
        self.primary.say("Correct it")

    def focus_start(self) -> None:
        self.form.boxes[field_name(self._flag.kind, self._kind.facts[0].name)].input.setFocus()

    def work(self, values: dict[str, Value]) -> Callable[[], object]:
        from paydesk.operations import amending

        flag = self._flag
        since = starts_on(self._kind, values, flag.since)
        facts = {one.name: fact_text(values[field_name(flag.kind, one.name)]) for one in self._kind.facts}
        name, shown = self._date
        if self._kind.starts and values[name] == shown:
            # Of a flag that was raised with two dates, or without the fact, neither changes with the rest.
            since, facts[self._kind.starts] = flag.since, flag.facts.get(self._kind.starts, "")
        before = (flag.since, flag.facts, flag.reason)
        request = amending.ChangeFlag(flag.flag_id, since, facts, str(values["reason"] or ""), before)
        return lambda: Acted(amending.change_flag(self.context.desk, request))

    def field_of(self, name: str | None) -> str | None:
        known = {fact.name for fact in self._kind.facts}
        return field_name(self._flag.kind, name) if name in known and name else name

    def told(self, result: Any) -> str:
        return f"Flag corrected: {self._kind.words}"
