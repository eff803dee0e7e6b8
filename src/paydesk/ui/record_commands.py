"""The commands about the open account's records and money, declared, and bound to the dialogs that do them."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from paydesk.rules.errors import PaydeskError
from paydesk.ui.actions import Actions, Command
from paydesk.ui.desk_context import DeskContext
from paydesk.ui.finished_paper import Paper, file_name, give_out

if TYPE_CHECKING:
    from paydesk.operations.billing import StatementPrinted, StatementSeen

RECORD_COMMANDS = (
    Command("account.new", "New account", "Account", "Ctrl+N", "plus", "people.edit", words="register family patient"),
    Command("record.add_person", "Add a family member", "Account", "", "people", "people.edit", True, "child spouse"),
    Command("record.person", "Change the patient", "Account", "Ctrl+E", "pencil", "people.edit", True,
            "edit name birth date language employer"),
    Command("record.reach", "Addresses, phones and e-mails", "Account", "Ctrl+Shift+E", "phone", "people.edit", True,
            "contact confidential consent do not use"),
    Command("record.speak_with", "Who we may speak with", "Account", "", "speech", "people.edit", True, "permission"),
    Command("record.guarantor", "Change who answers for the account", "Account", "", "person", "people.edit", True,
            "guarantor"),
    Command("record.flags", "Flags", "Account", "Ctrl+G", "flag", "flags.edit", True,
            "bankruptcy deceased attorney dispute raise end returned mail do not call"),
    Command("record.note", "Write a note", "Account", "Ctrl+T", "note", "people.edit", True, "reminder"),
    Command("record.contact", "Log a contact", "Account", "Ctrl+Shift+T", "speech", "people.edit", True,
            "call letter talk promise to pay"),
    Command("record.promise_off", "Call off a promise", "Account", "", "calendar", "promises.take", True,
            "promise to pay cancel"),
    Command("record.treatments", "Treatments and diagnoses", "Account", "Ctrl+D", "list", "", True, "history ICD"),
    Command("record.merge", "Merge two records of one person", "Account", "", "people", "people.merge", True,
            "duplicate double"),
    Command("record.disclose", "Record a disclosure", "Account", "", "mail", "disclosures.record", True,
            "HIPAA subpoena court health department withdraw records given out"),
    Command("record.accounting", "Accounting of disclosures", "Account", "", "document", "disclosures.account", True,
            "HIPAA 164.528 who got records letter print"),
    Command("record.papers", "Papers of this account", "Account", "Ctrl+P", "folder", "documents.reprint", True,
            "reprint statement letter receipt document"),
    Command("visit.new", "New visit with charges", "Money", "F2", "plus", "charges.post", True,
            "charge procedure diagnosis code"),
    Command("visit.another", "New visit besides the planned one", "Money", "", "plus", "charges.post", True,
            "walk in charge second"),
    Command("visit.edit", "Change the visit, add charges", "Money", "Shift+F2", "pencil", "visits.edit", True,
            "diagnosis provider do not bill insurance"),
    Command("visit.upcoming", "Plan a coming visit", "Account", "", "calendar", "visits.edit", True, "appointment"),
    Command("visit.arrived", "Mark the patient as arrived", "Account", "", "clock", "visits.edit", True,
            "here check in appointment"),
    Command("visit.missed", "Mark the visit as missed", "Account", "", "ban", "visits.edit", True,
            "no-show did not come appointment"),
    Command("visit.cancel", "Cancel the visit", "Account", "", "cross", "visits.edit", True, "appointment called off"),
    Command("statement.print", "Print a statement", "Money", "F8", "printer", "statements.print", True, "bill invoice"),
    Command("statement.preview", "Look at a statement first", "Money", "Shift+F8", "document", "statements.print", True,
            "preview save PDF"),
    Command("money.apply_credit", "Apply credit", "Money", "F5", "dollar", "payments.apply", True, "unapplied"),
    Command("money.undo", "Reverse this line", "Money", "Ctrl+U", "undo", "payments.undo", True,
            "undo void returned check bounced"),
    Command("money.adjust", "Adjust this line", "Money", "Ctrl+J", "minus", "adjustments.post", True,
            "write off discount courtesy hardship"),
    Command("money.transfer", "Move who owes it", "Money", "Ctrl+B", "moved", "transfers.post", True,
            "transfer responsibility insurer patient"),
    Command("money.move", "Move money", "Money", "Ctrl+M", "moved", "payments.apply", True, "reapply family payment"),
    Command("money.hold", "Hold or dispute this line", "Money", "Ctrl+H", "lock", "flags.edit", True, "release"),
    Command("money.fee", "Post a fee", "Money", "", "plus", "adjustments.post", True, "returned check no-show"),
    Command("money.refund", "Refund credit", "Money", "", "undo", "refunds.issue", True, "give back letter"),
    Command("insurance.coverages", "Insurance coverages", "Insurance", "Ctrl+I", "shield", "insurance.edit", True,
            "member plan copay payer end"),
)  # fmt: skip

_DIALOGS = {
    "account.new": ("account_dialog", "AccountDialog"),
    "record.add_person": ("person_dialog", "NewPersonDialog"),
    "record.person": ("person_dialog", "PersonDialog"),
    "record.reach": ("person_dialog", "ReachDialog"),
    "record.speak_with": ("person_dialog", "SpeakWithDialog"),
    "record.guarantor": ("guarantor_dialog", "GuarantorDialog"),
    "record.flags": ("flag_dialog", "FlagDialog"),
    "record.note": ("note_dialog", "NoteDialog"),
    "record.contact": ("contact_dialog", "ContactDialog"),
    "record.promise_off": ("promise_off_dialog", "PromiseOffDialog"),
    "record.treatments": ("treatments_dialog", "TreatmentsDialog"),
    "record.merge": ("merge_dialog", "MergeDialog"),
    "record.disclose": ("disclosure_dialog", "DisclosureDialog"),
    "record.accounting": ("accounting_dialog", "AccountingDialog"),
    "record.papers": ("papers_dialog", "PapersDialog"),
    "visit.new": ("visit_dialog", "VisitDialog"),
    "visit.another": ("visit_dialog", "AnotherVisitDialog"),
    "visit.edit": ("visit_dialog", "ChangeVisitDialog"),
    "visit.upcoming": ("upcoming_dialog", "UpcomingDialog"),
    "money.undo": ("undo_dialog", "UndoDialog"),
    "money.adjust": ("adjust_dialog", "AdjustDialog"),
    "money.transfer": ("transfer_dialog", "TransferDialog"),
    "money.move": ("move_money_dialog", "MoveMoneyDialog"),
    "money.hold": ("hold_dialog", "HoldDialog"),
    "money.fee": ("fee_dialog", "FeeDialog"),
    "money.refund": ("refund_dialog", "RefundDialog"),
    "insurance.coverages": ("coverage_dialog", "CoverageDialog"),
}
"""Command -> module of ``dialogs`` and its class; loaded when first asked for, so that the window starts fast."""


_MARKS = {"visit.arrived": "arrived", "visit.missed": "no-show", "visit.cancel": "canceled"}


def bind_records(actions: Actions, context: DeskContext) -> None:
    """Declare and bind every command of this module."""
    actions.declare(RECORD_COMMANDS)
    for command in _DIALOGS:
        actions.bind(command, partial(open_dialog, context, command))
    actions.bind("statement.print", partial(print_statement, context))
    actions.bind("statement.preview", partial(look_at_statement, context))
    actions.bind("money.apply_credit", partial(apply_credit, context))
    for command, status in _MARKS.items():
        actions.bind(command, partial(mark_visit, context, status))


def open_dialog(context: DeskContext, command: str) -> None:
    """Open the dialog of a command of this module."""
    open_named(context, *_DIALOGS[command])


def open_named(context: DeskContext, module: str, name: str) -> None:
    """Open a dialog by its module and class, after reading what it needs; what it cannot be opened for is told."""
    kind: Any = getattr(import_module(f"paydesk.ui.dialogs.{module}"), name)

    def start(*read: Any) -> None:
        try:
            kind(context, *read).start()
        except PaydeskError as refused:
            context.messages.put_away()
            context.messages.refuse(refused)

    if hasattr(kind, "load_long"):
        context.jobs.do_long(kind.load_long(context), title="Looking at everything", then=start, owner=context)
        return
    if not hasattr(kind, "load"):
        start()
        return
    try:
        load: Callable[[], Any] = kind.load(context)
    except PaydeskError as refused:
        context.messages.put_away()
        context.messages.refuse(refused)
        return
    context.jobs.look(load, title="Opening", owner=context, latest="dialog", then=start)


def print_statement(context: DeskContext) -> None:
    """Make the open account's statement and print it; one that asks for nothing only when that is meant."""
    from paydesk.operations import billing

    account = context.current_account
    if account is None:
        return

    def print_it(asked: tuple[str | None, tuple[str, ...]]) -> None:
        nothing, above = asked
        if nothing and not context.messages.ask(
            "Print a statement that asks for nothing?", nothing, yes="Print it", no="Do not print", doubtful=True
        ):
            return
        if above and not _above_is_meant(context, above):
            return
        if context.printing.ready("Statement"):
            _make_statement(context, account, printed, above_estimate=bool(above))
        else:
            context.messages.warn("Nothing was printed, and no statement was made")

    def printed(paper: Paper) -> None:
        if went := give_out(paper, context.printing.print_paper):
            context.messages.tell(f"{paper.title} {went}")

    context.jobs.look(
        lambda: (billing.nothing_asked(context.desk, account), billing.above_estimate(context.desk, account)),
        title="Looking at the account", then=print_it, owner=context,
    )  # fmt: skip


def _above_is_meant(context: DeskContext, above: tuple[str, ...]) -> bool:
    """Whether a bill that can be disputed is printed all the same; Enter does not."""
    return context.messages.ask(
        "Print a statement above its good faith estimate?", " ".join(above), yes="Print anyway", no="Do not print",
        doubtful=True,
    )  # fmt: skip


def look_at_statement(context: DeskContext) -> None:
    """Show the statement the open account would get; it is recorded once it is printed or saved from there."""
    from paydesk.operations import billing

    account = context.current_account
    if account is None:
        return

    def show_paper(seen: StatementSeen) -> None:
        record = partial(_make_seen, context, account)
        name = file_name("Statement", seen.number)
        context.printing.look(Paper(f"Statement {seen.number}", name, seen.pdf, record, account=account))
        _tell_findings(context, seen.findings)

    context.jobs.look(
        lambda: billing.look_at_statement(context.desk, account), title="Making the statement", then=show_paper,
        owner=context,
    )  # fmt: skip


def _make_seen(context: DeskContext, account: int, out: Callable[[Paper], object]) -> None:
    """The statement that was looked at goes out; of one that can be disputed only when that is meant."""
    from paydesk.operations import billing

    def make(above: tuple[str, ...]) -> None:
        if not above or _above_is_meant(context, above):
            _make_statement(context, account, out, above_estimate=bool(above))

    context.jobs.look(
        lambda: billing.above_estimate(context.desk, account), title="Looking at the account", then=make, owner=context,
    )  # fmt: skip


def _make_statement(
    context: DeskContext, account: int, out: Callable[[Paper], object], *, above_estimate: bool
) -> None:  # fmt: skip
    """Record the account's statement, let it ``out``, and say what could not be printed as typed."""
    from paydesk.operations import billing

    request = billing.PrintStatement(account, uuid4().hex, above_estimate)

    def made_it(made: StatementPrinted) -> None:
        out(Paper(f"Statement {made.number}", file_name("Statement", made.number), made.pdf, account=account))
        _tell_findings(context, made.findings)

    context.jobs.do(
        lambda: billing.print_statement(context.desk, request), title="Making the statement", then=made_it,
        owner=context,
    )  # fmt: skip


def _tell_findings(context: DeskContext, findings: tuple[str, ...]) -> None:
    for finding in findings:
        context.messages.warn(finding)


def apply_credit(context: DeskContext) -> None:
    """Apply the open account's credit to what the patient owes."""
    from paydesk.ui import credit_job

    if context.current_account is not None:
        credit_job.apply_credit(context, context.current_account)


def mark_visit(context: DeskContext, status: str) -> None:
    """Mark the visit the cursor is on as arrived, missed or canceled."""
    from paydesk.ui import planned_visits

    planned_visits.mark(context, status)
