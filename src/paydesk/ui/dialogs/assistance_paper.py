"""The papers of an application for assistance on their way to the printer, and what became of them in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from paydesk.ui.desk_context import DeskContext
from paydesk.ui.finished_paper import PRINTED, Paper, file_name, give_out

if TYPE_CHECKING:
    from paydesk.operations.assistance_forms import FormPrinted
    from paydesk.ui.dialogs.assistance_acts import Done

FORM = "Application form"
_LETTER = "Letter about assistance"


def give_form(context: DeskContext, made: FormPrinted) -> str:
    """Let a form out; how it went in words, as ``give_out`` says it. What could not be printed as typed is told."""
    paper = Paper(FORM, file_name(FORM, made.application_id), made.printed.pdf, account=made.account_id)
    went = give_out(paper, context.printing.print_paper)
    for finding in made.printed.findings:
        context.messages.warn(finding)
    return went


def form_words(made: FormPrinted, went: str) -> str:
    """What became of a form that was asked for by itself."""
    if not went:
        return f"{FORM} {made.application_id} was not printed: Ctrl+P has it"
    return f"{FORM} {made.application_id} {went}{' again' if made.repeated and went == PRINTED else ''}"


def give_papers(context: DeskContext, told: str, done: Done, *, account: int) -> str:
    """Let out what goes with a step; ``told`` of it, with what became of its paper."""
    if done.no_form:
        return f"{told}. There is no form: {done.no_form}"
    if done.form is not None:
        return _with_paper(told, "form", give_form(context, done.form))
    if not done.letter:
        return told
    own = done.assisted.application_id
    paper = Paper(_LETTER, file_name(_LETTER, own), done.letter, account=account)
    went = give_out(paper, context.printing.print_paper)
    if went:
        _log_letter(context, own)
    return _with_paper(told, "letter", went)


def _with_paper(told: str, what: str, went: str) -> str:
    if not went:
        return f"{told}. Its {what} was not printed: Ctrl+P has it"
    return f"{told}, its {what} printed" if went == PRINTED else f"{told}. Its {what} is {went}"


def _log_letter(context: DeskContext, application_id: int) -> None:
    """The letter came out of the printer: the contact log says that it went out."""
    from paydesk.operations import assistance_letters

    desk = context.desk
    context.jobs.do(
        lambda: assistance_letters.letter_went_out(desk, application_id), title="Noting the letter"
    )
