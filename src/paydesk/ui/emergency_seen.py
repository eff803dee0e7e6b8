"""An administrator looks at an emergency access that somebody took, and marks it as seen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from paydesk.rules.keyboard import show_date
from paydesk.ui.desk_context import DeskContext
from paydesk.ui.payment_worklist import local_clock

if TYPE_CHECKING:
    from paydesk.operations.breaking_glass import EmergencyTaken


def ask(context: DeskContext, taken: EmergencyTaken) -> None:
    """Tell who took it, when, where and why; it stays on Today until it is marked."""
    when = f"On {show_date(taken.since.date())} from {local_clock(taken.since)} to {local_clock(taken.until)}"
    sentence = f"{when}, at {taken.workstation}. The reason given: {taken.reason.rstrip('.')}. What was done by it is "
    sentence += "marked in the audit trail."
    title = f"{taken.user_name} {'has emergency access now' if taken.running else 'used emergency access'}"
    if not context.messages.ask(title, sentence, yes="Mark as seen", no="Later"):
        return
    from paydesk.operations import breaking_glass
    from paydesk.ui.dialogs.form_dialog import Acted

    desk = context.desk
    context.jobs.do(lambda: Acted(breaking_glass.mark_seen(desk, taken.id)), title="Marking it as seen")
