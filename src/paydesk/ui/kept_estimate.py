"""A kept estimate's way to the printer: the exact pages that the patient was given."""

from __future__ import annotations

from pathlib import Path

from paydesk.operations import keeping
from paydesk.ui.desk_context import DeskContext
from paydesk.ui.finished_paper import PRINTED, Paper, file_name, saved_as


def print_again(context: DeskContext, title: str, *, number: int, document: int, account: int) -> None:
    """Print it again; nothing is in the trail before it is known that it can go somewhere."""
    name = file_name(title, number)

    def went(how: str) -> None:
        context.messages.tell(f"{title} {number} {how}")

    def filed(file: Path) -> None:
        went(saved_as(file))

    def out(pdf: bytes) -> None:
        context.printing.print_paper(
            Paper(f"{title} {number}", name, pdf, account=account, filed=filed,
                  came_out=lambda: went(f"{PRINTED} again"))
        )  # fmt: skip

    if not context.printing.ready(f"{title} {number}", name=name):
        context.messages.warn(f"{title} {number} was not printed")
        return
    context.jobs.do(lambda: keeping.reprint(context.desk, document), title="Fetching the paper", then=out,
                    owner=context)  # fmt: skip
