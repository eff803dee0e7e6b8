"""The commands of a seated window: what the tabs offer, declared and bound in one place."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from paydesk.ui.actions import Actions, Command
from paydesk.ui.assistance_commands import bind_assistance
from paydesk.ui.benefit_commands import bind_benefits
from paydesk.ui.call_commands import bind_calls
from paydesk.ui.desk_context import DeskContext
from paydesk.ui.letter_commands import bind_letters
from paydesk.ui.main_window import MainWindow
from paydesk.ui.means_commands import bind_means
from paydesk.ui.office_commands import bind_office
from paydesk.ui.overpaid_commands import bind_overpaid
from paydesk.ui.people_commands import bind_people
from paydesk.ui.plan_commands import bind_plans
from paydesk.ui.record_commands import bind_records

if TYPE_CHECKING:
    # A window that takes no payment yet does without the memory of that tab.
    from paydesk.ui.tabs.payments_tab import PaymentsTab
    from paydesk.ui.tabs.reports_tab import ReportsTab

TRAIL_COMMANDS = (
    Command(
        "reports.audit", "Audit trail", "File", "", "search", "audit.see",
        words="who did what history log looked changed printed search",
    ),
    Command(
        "account.trail", "Who looked at this account", "Account", "", "search", "audit.see", needs_account=True,
        words="audit trail history who opened changed printed",
    ),
)  # fmt: skip

REPORT_COMMANDS = tuple(
    Command(f"reports.{key}", title, "View", "", icon, words=f"report {words}")
    for key, title, icon, words in (
        ("ageing", "Ageing", "hourglass", "receivables aging buckets who owes"),
        ("payments", "Payments by day", "dollar", "money taken deposits daily"),
        ("plans", "Payment plans", "calendar", "installments expected kept rate promises by month state"),
        ("promises", "Promises kept", "speech", "promise to pay kept broken rate"),
        ("deposits", "Insurer deposits", "bank", "remittance EFT bank expected posted aside"),
        ("estimates", "Estimates and what came", "scales", "accuracy how near compare actual median payer good faith"),
        ("underpaid", "Underpaid", "scales", "insurer contract price short"),
        ("overpaid", "Money insurers want back", "undo", "overpayment refund takeback recoup letter carried balance"),
    )
)

PAYMENT_COMMANDS = (
    Command(
        "payments.take", "Take a payment", "Money", "F6", "dollar", "payments.post", needs_account=True,
        words="copay cash check card pay receipt",
    ),
    Command(
        "payments.choose_lines", "Choose where the payment goes", "Money", "F4", "list", "payments.post",
        needs_account=True, words="allocate lines change",
    ),
    Command(
        "receipts.show", "Receipts of this account", "Money", "Ctrl+R", "receipt", needs_account=True,
        words="reprint copy void returned check bounced",
    ),
)  # fmt: skip


REMITTANCE_COMMANDS = (
    Command(
        "remittance.open", "Open a remittance file", "Money", "Ctrl+O", "bank", "remittances.read",
        words="ERA 835 insurer deposit EFT post EOB import 271 277 999",
    ),
    Command(
        "remittance.type", "Type an insurer's check", "Money", "Shift+F6", "check_paper", "payments.post",
        words="paper EOB remittance bulk insurer check EFT split claims deposit",
    ),
)  # fmt: skip


def bind_all(actions: Actions, context: DeskContext, window: MainWindow) -> None:
    """Declare and bind every command of the tabs; the window then makes its menus anew."""
    bind_records(actions, context)
    bind_office(actions, context)
    bind_people(actions, context)
    bind_calls(actions, context, window)
    bind_letters(actions, context, window)
    bind_benefits(actions, context)
    bind_overpaid(actions, context)
    bind_means(actions, context)
    bind_assistance(actions, context)
    actions.declare(TRAIL_COMMANDS)
    actions.bind("reports.audit", lambda: _show_trail(window, account=False))
    actions.bind("account.trail", lambda: _show_trail(window, account=True))
    actions.declare(REPORT_COMMANDS)
    for command in REPORT_COMMANDS:
        actions.bind(command.id, partial(_show_report, window, command.id.removeprefix("reports.")))
    actions.declare(PAYMENT_COMMANDS)
    actions.bind("payments.take", lambda: _payments(window).begin())
    actions.bind("payments.choose_lines", lambda: _payments(window).choose_lines())
    actions.bind("receipts.show", lambda: _payments(window).show_receipts())
    bind_plans(actions, context, window)
    actions.declare(REMITTANCE_COMMANDS)
    actions.bind("remittance.open", lambda: _open_remittance(context, window))
    actions.bind("remittance.type", lambda: _payments(window).type_paper(context.take_resumed()))


def _payments(window: MainWindow) -> PaymentsTab:
    from paydesk.ui.tabs.payments_tab import PaymentsTab

    tab = window.show_tab("payments")
    assert isinstance(tab, PaymentsTab)
    return tab


def _open_remittance(context: DeskContext, window: MainWindow) -> None:
    from paydesk.ui.remittance_file import ask_for_file

    ask_for_file(context, lambda advice_ids: _payments(window).open_remittances(advice_ids))


def _show_report(window: MainWindow, key: str) -> None:
    _reports(window).show_report(key)


def _show_trail(window: MainWindow, *, account: bool) -> None:
    _reports(window).show_trail(account=account)


def _reports(window: MainWindow) -> ReportsTab:
    from paydesk.ui.tabs.reports_tab import ReportsTab

    tab = window.show_tab("reports")
    assert isinstance(tab, ReportsTab)
    return tab
