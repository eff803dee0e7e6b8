"""Put a call off to a day, with the reason that stays with it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from paydesk.operations.claim_work import CallDue
from paydesk.rules.errors import PaydeskError
from paydesk.rules.keyboard import show_date
from paydesk.ui.desk_context import DeskContext
from paydesk.ui.dialogs.form_dialog import FormDialog
from paydesk.ui.fields import Field, FieldKind, Value
from paydesk.ui.labels import Why

_FIELDS = (
    Field("until", "Until", FieldKind.DATE, required=True, width=128, help="Such as +3, eom or 12/01",
          missing="Type the day on which it is due again."),
    Field("why", "Why", required=True, longest=200, placeholder="such as: the patient brings the new card",
          missing="Say why it is put off in a few words."),
)  # fmt: skip

_SOONER = ", two weeks before a time limit ends at the latest"


class PutOffDialog(FormDialog):
    """For the call that is chosen in the list."""

    def __init__(self, context: DeskContext, row: CallDue, *, begun: bool = False) -> None:
        self._row, self._begun, self._until = row, begun, ""
        self._visit = Why(icon="warning", role="warn")
        sooner = _SOONER if row.about.startswith("claim") else ""
        super().__init__(
            context, name="put_off_dialog", title=f"Put off: {row.payer}, {row.purpose.words}", fields=_FIELDS,
            keeps_draft=False,
            lead=f"{row.patient}: {row.why}. It comes back by itself{sooner}.",
        )  # fmt: skip
        self.pin(self._visit)
        self.primary.say("Put it off")

    def follow(self) -> None:
        super().follow()
        self._visit.say(self._before())
        self.fit_soon()

    def _before(self) -> str:
        """Which visit comes before the day that is typed."""
        try:
            until = self.form.boxes["until"].value()
        except PaydeskError:
            return ""
        visit = self._row.left_unverified(until) if isinstance(until, date) else ""
        if not visit:
            return ""
        today = self._row.visit == self.context.today()
        when = f"today{visit[len(show_date(self.context.today())):]}" if today else f"on {visit}"
        return f"The visit is {when}: the coverage will not be verified before it."

    def work(self, values: dict[str, Value]) -> Callable[[], object]:
        from paydesk.operations import handing_over

        until = values["until"]
        assert isinstance(until, date)
        self._until = show_date(until)
        request = handing_over.PutOff(self._row.about, until, str(values["why"]))
        return lambda: handing_over.put_off(self.context.desk, request)

    def told(self, result: Any) -> str:
        return ""

    def tell(self) -> None:
        """Say what was done, once the next call is in front."""
        kept = "; what was answered so far is kept as a draft" if self._begun else ""
        self.context.messages.tell(f"Put off until {self._until}{kept}", undo=self.take_back(None))

    def take_back(self, result: Any) -> Callable[[], None]:
        from paydesk.operations import handing_over

        context, row = self.context, self._row
        return lambda: context.jobs.do(
            lambda: handing_over.bring_back(context.desk, row.about), title="Taking the call up again", owner=context,
            then=lambda done: context.messages.tell("The call is due today again"),
        )  # fmt: skip
