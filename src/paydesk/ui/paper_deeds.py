"""What can be done about a check that was typed: opened in its grid again, or dropped with a reason, as its file is."""

from __future__ import annotations

from collections.abc import Callable

from paydesk.operations import typing_papers
from paydesk.operations.reading_advice import AdvicePage
from paydesk.operations.typing_papers import DropPaper, PaperKept
from paydesk.ui import drafts
from paydesk.ui.desk_context import DeskContext

TYPE_COMMAND = "remittance.type"


def paper_deeds(context: DeskContext, page: AdvicePage) -> tuple[tuple[str, Callable[[], object]], ...]:
    """Words and what runs them; of a file only where its check was typed, nothing where all of a paper is settled."""
    deposit = page.deposit
    if page.typed and deposit.posted_on is None and context.may("payments.post"):
        return (("Drop this remittance", lambda: _drop_file(context, page)),)
    settled = not deposit.waiting and (deposit.claims or deposit.posted_on is not None)
    if deposit.source != "paper" or settled or not context.may("payments.post"):
        return ()
    deeds: list[tuple[str, Callable[[], object]]] = [("Correct the check", lambda: _correct(context, page))]
    if deposit.waiting == deposit.claims and deposit.posted_on is None:
        deeds.append(("Drop the check", lambda: _drop(context, page)))
    return tuple(deeds)


def _correct(context: DeskContext, page: AdvicePage) -> None:
    context.resume(drafts.about(advice=page.deposit.advice_id))
    context.trigger(TYPE_COMMAND)


def _drop(context: DeskContext, page: AdvicePage) -> None:
    why = context.messages.ask_reason(
        "Drop the check?", "Nothing of it is posted, and nothing will be. Say why: the reason stays with it.",
        yes="Drop it",
    )  # fmt: skip
    if why is None:
        return
    request = DropPaper(page.deposit.advice_id, why)

    def told(done: PaperKept) -> None:
        context.messages.tell("Dropped the check. It can be typed again")

    context.jobs.do(
        lambda: typing_papers.drop_paper(context.desk, request), title="Dropping the check", owner=context, then=told
    )


def _drop_file(context: DeskContext, page: AdvicePage) -> None:
    why = context.messages.ask_reason(
        "Drop this remittance?",
        "The typed check stands in its place. Nothing of the file is posted, and nothing will be. Say why: the reason "
        "stays with it.", yes="Drop it",
    )  # fmt: skip
    if why is None:
        return
    request = DropPaper(page.deposit.advice_id, why)

    def told(done: PaperKept) -> None:
        context.messages.tell("Dropped the remittance. The typed check stands")

    context.jobs.do(
        lambda: typing_papers.drop_file(context.desk, request), title="Dropping the remittance", owner=context,
        then=told,
    )  # fmt: skip
