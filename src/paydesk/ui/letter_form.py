"""The way to the form for a letter to an insurer, from wherever claims of one are listed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from paydesk.ui.desk_context import DeskContext

if TYPE_CHECKING:
    from paydesk.ui.dialogs.insurer_letter_dialog import Written


def open_letter(
    context: DeskContext, claim_ids: tuple[int, ...], *, text: str = "", written: Written | None = None
) -> None:
    """The form for a letter about these claims of one insurer; ``text`` is what it may begin with. ``written`` takes
    over what comes after it.
    """
    from paydesk.operations import preparing_letters
    from paydesk.ui.dialogs.insurer_letter_dialog import InsurerLetterDialog

    context.jobs.look(
        lambda: preparing_letters.letter_form(context.desk, claim_ids), title="Opening", owner=context,
        latest="dialog", then=lambda form: InsurerLetterDialog(context, form, text=text, written=written).start(),
        refused=context.messages.refuse,
    )  # fmt: skip
