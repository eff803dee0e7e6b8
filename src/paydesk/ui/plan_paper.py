"""The papers of payment plans on their way to the printer: agreements, letters, reminders, coupons and cards."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject

from paydesk.operations import keeping, planning, writing_plan_letters
from paydesk.operations.planning import Planned
from paydesk.operations.writing_plan_letters import PlanWritten, RemindersWritten
from paydesk.ui.desk_context import DeskContext
from paydesk.ui.finished_paper import PRINTED, Paper, file_name, saved_as

_PAPERS = {"coupons": "Plan coupons", "card": "Plan card"}


def print_offer(context: DeskContext, plan_id: int, *, owner: QObject) -> None:
    """Print the agreement of a draft: from then on it is offered."""
    if not _ready(context, "Payment plan", "The agreement was not printed"):
        return
    desk = context.desk

    def work() -> tuple[Planned, bytes]:
        planned = planning.offer_plan(desk, plan_id)
        assert planned.document_id is not None, "an agreement that was printed is kept"
        return planned, writing_plan_letters.paper_of_plan(desk, planned.document_id)

    context.jobs.do(
        lambda: _Offered(*work()), title="Printing the agreement", owner=owner,
        then=lambda done: _print(context, "Payment plan", done.planned.number, done.pdf, done.touched.accounts[0]),
    )  # fmt: skip


class _Offered:
    """A plan that is offered now, with its agreement; ``touched`` as every result has it."""

    def __init__(self, planned: Planned, pdf: bytes) -> None:
        self.planned, self.pdf, self.touched = planned, pdf, planned.touched


def print_again(context: DeskContext, document_id: int, number: int, account_id: int, *, owner: QObject) -> None:
    """Print an agreement again, exactly as it was."""
    if _ready(context, "Payment plan", "The agreement was not printed"):
        desk = context.desk
        context.jobs.do(
            lambda: keeping.reprint(desk, document_id), title="Fetching the paper", owner=owner,
            then=lambda pdf: _print(context, "Payment plan", number, pdf, account_id),
        )  # fmt: skip


def print_dates(context: DeskContext, plan_id: int, which: str, *, owner: QObject) -> None:
    """Print the ``coupons`` of a plan, or its ``card`` for the wallet."""
    kind, desk = _PAPERS[which], context.desk
    make = writing_plan_letters.print_coupons if which == "coupons" else writing_plan_letters.print_card
    if _ready(context, kind, f"The {which} was not printed" if which == "card" else "The coupons were not printed"):
        context.jobs.do(
            lambda: make(desk, plan_id), title=f"Making the {which}", owner=owner,
            then=lambda written: print_written(context, written, kind=kind),
        )  # fmt: skip


def print_letter(context: DeskContext, plan_id: int, kind: str, *, owner: QObject) -> None:
    """Write and print a letter of that kind."""
    from paydesk.rules.plan_letter_phrases import PlanLetter

    if _ready(context, "Plan letter", "The letter was not printed"):
        desk = context.desk
        context.jobs.do(
            lambda: writing_plan_letters.write_plan_letter(desk, plan_id, PlanLetter(kind)), title="Writing the letter",
            owner=owner, then=lambda written: print_written(context, written, kind="Plan letter"),
        )  # fmt: skip


def print_reminders(context: DeskContext, *, owner: QObject) -> None:
    """Write and print every reminder that goes now."""
    if not _ready(context, "Plan reminders", "The reminders were not printed"):
        return

    def done(run: RemindersWritten) -> None:
        count = "1 reminder" if run.count == 1 else f"{run.count} reminders"
        held = f"; {len(run.held)} not written: {run.held[0][1]}" if run.held else ""
        paper = Paper(
            "Plan reminders", file_name("Plan reminders"), run.pdf,
            filed=lambda file: context.messages.tell(f"{count} {saved_as(file)}{held}"),
            came_out=lambda: context.messages.tell(f"{count} {PRINTED}{held}"),
        )  # fmt: skip
        context.printing.print_paper(paper)

    desk = context.desk
    context.jobs.do(
        lambda: writing_plan_letters.print_reminders(desk), title="Writing the reminders", owner=owner, then=done
    )


def print_written(context: DeskContext, written: PlanWritten, *, kind: str) -> None:
    """Print what was just written, and say what of it could not be printed as typed."""
    _print(context, kind, written.number, written.printed.pdf, written.account_id, again=written.repeated)
    for finding in written.printed.findings:
        context.messages.warn(finding)


def look_at(context: DeskContext, document_id: int, title: str, *, account_id: int, owner: QObject) -> None:
    """Show a paper of a plan's story as it was printed; printed or saved from there it is a reprint."""
    desk, name = context.desk, file_name("plan paper", document_id)

    def record(then: Callable[[Paper], object]) -> None:
        def recorded(pdf: bytes) -> None:
            then(Paper(title, name, pdf, account=account_id))

        context.jobs.do(
            lambda: keeping.reprint(desk, document_id), title="Fetching the paper", owner=context, then=recorded
        )

    context.jobs.look(
        lambda: keeping.look_at(desk, document_id), title="Fetching the paper", owner=owner, latest="plan.paper",
        then=lambda pdf: context.printing.look(Paper(title, name, pdf, account=account_id, record=record)),
    )  # fmt: skip


def _ready(context: DeskContext, title: str, otherwise: str) -> bool:
    """Nothing is made where there is no printer for it."""
    if context.printing.ready(title):
        return True
    context.messages.warn(otherwise)
    return False


def _print(
    context: DeskContext, kind: str, number: int, pdf: bytes, account_id: int, *, again: bool = False
) -> None:
    title = f"{kind} {number}"
    how = f"{PRINTED} again" if again else PRINTED

    def filed(file: Path) -> None:
        context.messages.tell(f"{title} {saved_as(file)}")

    context.printing.print_paper(Paper(
        title, file_name(kind, number), pdf, account=account_id, filed=filed,
        came_out=lambda: context.messages.tell(f"{title} {how}"),
    ))  # fmt: skip
