"""The commands about calls to insurers, in the Insurance menu."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from paydesk.ui.actions import Actions, Command
from paydesk.ui.desk_context import DeskContext
from paydesk.ui.main_window import MainWindow
from paydesk.ui.record_commands import open_named

if TYPE_CHECKING:
    from paydesk.operations.claim_work import CallDue
    from paydesk.operations.preparing_calls import Sheet
    from paydesk.ui.tabs.insurance_tab import InsuranceTab

CALL_COMMANDS = (
    Command("calls.next", "Next insurer to call", "Insurance", "", "phone", "claims.work",
            words="claim status denied appeal verify coverage worklist"),
    Command("calls.account", "Calls about this account", "Insurance", "", "phone", "claims.work", True,
            "claim status denied appeal verify coverage"),
    Command("claims.account", "Claims of this account", "Insurance", "Ctrl+Shift+C", "shield", "", True,
            "where does it stand sent answered denied history story deadline number status"),
    Command("calls.filed", "Filed calls of this account", "Insurance", "", "folder", "claims.work", True,
            "evidence reference number who said what print call sheet"),
    Command("calls.memory", "What we know of this insurer", "Insurance", "", "note", "claims.work",
            words="number menu hours fax portal appeal address time limit filing contract"),
    Command("calls.put_off", "Put this call off", "Insurance", "Ctrl+Shift+O", "calendar", "claims.work",
            words="snooze later tomorrow remind wait"),
    Command("calls.give", "Give this call to somebody", "Insurance", "Ctrl+Shift+G", "person", "claims.work",
            words="assign colleague delegate"),
    Command("calls.fresh", "How long answers of insurers count", "Insurance", "", "hourglass", "office.edit",
            words="freshness verify stale eligibility benefits days"),
    Command("calls.drop", "Let go of the call that was begun", "Insurance", "", "cross", "claims.work",
            words="cancel mistake wrong insurer"),
    Command("claims.receipts", "Read receipts for claims", "Insurance", "", "folder", "claims.work",
            words="999 277CA 277 acknowledgment clearinghouse accepted taken rejected report import"),
    Command("claims.unsent", "Take back that a claim was sent", "Insurance", "", "undo", "claims.work",
            words="undo mistake not sent noted"),
)  # fmt: skip


def bind_calls(actions: Actions, context: DeskContext, window: MainWindow) -> None:
    """Declare and bind every command of this module."""
    actions.declare(CALL_COMMANDS)
    actions.bind("calls.next", lambda: _tab(window).show_scope(everyone=True))
    actions.bind("calls.account", lambda: _tab(window).show_scope(everyone=False))
    actions.bind("claims.account", lambda: open_named(context, "account_claims_dialog", "AccountClaimsDialog"))
    actions.bind("calls.filed", lambda: open_named(context, "filed_calls_dialog", "FiledCallsDialog"))
    actions.bind("calls.memory", lambda: _tab(window).with_sheet(partial(_remember, context)))
    actions.bind("calls.put_off", lambda: _put_off(context, _tab(window)))
    actions.bind("calls.give", lambda: _give(context, _tab(window).row()))
    actions.bind("calls.fresh", lambda: open_named(context, "freshness_dialog", "FreshnessDialog"))
    actions.bind("calls.drop", lambda: _tab(window).drop())
    actions.bind("claims.receipts", lambda: _read_receipts(context))
    actions.bind("claims.unsent", lambda: _tab(window).sending.take_back())


def _tab(window: MainWindow) -> InsuranceTab:
    from paydesk.ui.tabs.insurance_tab import InsuranceTab

    tab = window.show_tab("insurance")
    assert isinstance(tab, InsuranceTab)
    return tab


def _put_off(context: DeskContext, tab: InsuranceTab) -> None:
    from paydesk.operations import handing_over
    from paydesk.ui.dialogs.put_off_dialog import PutOffDialog

    row = tab.row()
    if row is None:
        context.messages.warn("Choose a call first: then it can be put off")
        return
    context.open_account(row.account_id, row.patient_id)
    if row.put_off is not None:
        desk, about = context.desk, row.about
        context.jobs.do(
            lambda: handing_over.bring_back(desk, about), title="Taking the call up again", owner=context,
            then=lambda done: context.messages.tell("The call is due today again"),
        )  # fmt: skip
    else:
        begun = tab.job.about() == row.about and tab.job.is_going_on()
        dialog = PutOffDialog(context, row, begun=begun)
        dialog.done_with.connect(lambda done: tab.go_on_after_put_off(row, dialog.tell))
        dialog.start()


def _give(context: DeskContext, row: CallDue | None) -> None:
    from paydesk.operations import handing_over
    from paydesk.ui.dialogs.give_call_dialog import GiveCallDialog

    if row is None:
        context.messages.warn("Choose a call first: then it can be given to somebody")
        return
    context.open_account(row.account_id, row.patient_id)
    context.jobs.look(
        lambda: handing_over.staff(context.desk), title="Opening", owner=context, latest="dialog",
        then=lambda staff: GiveCallDialog(context, row, staff).start(),
    )  # fmt: skip


def _read_receipts(context: DeskContext) -> None:
    from paydesk.ui.receipts_file import ask_for_receipts

    ask_for_receipts(context)


def _remember(context: DeskContext, sheet: Sheet) -> None:
    from paydesk.operations import remembering
    from paydesk.ui.dialogs.payer_memory_dialog import PayerMemoryDialog

    payer, purpose = sheet.payer_id, sheet.purpose
    context.jobs.look(
        lambda: remembering.recall(context.desk, payer, purpose), title="Opening", owner=context, latest="dialog",
        then=lambda memory: PayerMemoryDialog(context, memory).start(),
    )  # fmt: skip
