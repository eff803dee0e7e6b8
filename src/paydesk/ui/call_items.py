"""From a call that verifies a coverage to what the insurer said item by item, with what the sheet holds already."""

from __future__ import annotations

from collections.abc import Mapping

from paydesk.rules.call_sheet import Answers
from paydesk.rules.call_verification import given
from paydesk.rules.errors import PaydeskError
from paydesk.ui.call_answers import NAME, REFERENCE
from paydesk.ui.desk_context import DeskContext
from paydesk.ui.drafts import ids_of


def open_items(context: DeskContext, about: str, answers: Answers, typed: Mapping[str, str]) -> None:
    """Open the form about ``about`` ("coverage 3") of the open account."""
    from paydesk.ui.dialogs.coverage_answers_dialog import CallTold, CoverageAnswersDialog

    told = CallTold(
        ids_of(about)["coverage"], given(answers, today=context.today()), typed.get(NAME, ""), typed.get(REFERENCE, "")
    )
    try:
        load = CoverageAnswersDialog.load(context)
    except PaydeskError as refused:
        context.messages.refuse(refused)
        return
    context.jobs.look(
        load, title="Opening", owner=context, latest="dialog",
        then=lambda known: CoverageAnswersDialog(context, known, told).start(),
    )  # fmt: skip
