"""Reports: ageing, money, plans, promises, estimates, what insurers owe, the trail; a row leads to its subject."""

from __future__ import annotations

from typing import TypeAlias

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QSizePolicy, QStackedWidget

from paydesk.ui.ageing_report import AgeingReport
from paydesk.ui.audit_report import AuditReport
from paydesk.ui.deposits_report import DepositsReport
from paydesk.ui.desk_context import DeskContext
from paydesk.ui.estimates_report import EstimatesReport
from paydesk.ui.list_row import ListRow
from paydesk.ui.overpaid_report import OverpaidReport
from paydesk.ui.panes import JobFrame, Pane, PaneHeader, Panes
from paydesk.ui.payments_report import PaymentsReport
from paydesk.ui.plans_report import PlansReport
from paydesk.ui.promises_report import PromisesReport
from paydesk.ui.row_list import RowList
from paydesk.ui.tab import Tab
from paydesk.ui.trail_story import TrailStory
from paydesk.ui.typeface import Size
from paydesk.ui.underpaid_report import UnderpaidReport

_REPORTS = (
    ListRow("ageing", "Ageing", second="who owes how much, how long", icon="hourglass"),
    ListRow("payments", "Payments by day", second="what came in, and how", icon="dollar"),
    ListRow("plans", "Payment plans", second="expected, kept, by state", icon="calendar"),
    ListRow("promises", "Promises kept", second="by month, by who took them", icon="speech"),
    ListRow("deposits", "Insurer deposits", second="expected, posted, at the bank", icon="bank"),
    ListRow("estimates", "Estimates and what came", second="how near we were, by payer", icon="scales"),
    ListRow("underpaid", "Underpaid", second="priced too low by an insurer", icon="scales"),
    ListRow("overpaid", "Money insurers want back", second="paid too much, taken, carried", icon="undo"),
)
_Report: TypeAlias = (
    AgeingReport | PaymentsReport | PlansReport | PromisesReport | DepositsReport | EstimatesReport | UnderpaidReport
    | OverpaidReport | AuditReport
)
_TRAIL = ListRow("audit", "Audit trail", second="who did or saw what, when", icon="search")


class ReportsTab(Tab):
    """At the left the reports there are, at the right the chosen one; beside the audit trail the story of a row.

    Who may not see the trail does not see that there is one.
    """

    def __init__(self, context: DeskContext) -> None:
        super().__init__()
        self.list = RowList(name="reports", label="Reports")
        self._context, sees_trail = context, context.may("audit.see")
        self._rows = (*_REPORTS, _TRAIL) if sees_trail else _REPORTS
        self.list.show_rows(self._rows)
        self.ageing, self.payments, self._story = AgeingReport(context), PaymentsReport(context), TrailStory()
        self.estimates, self.promises = EstimatesReport(context), PromisesReport(context)
        self.deposits, self.underpaid = DepositsReport(context), UnderpaidReport(context)
        self.overpaid, self.plans = OverpaidReport(context), PlansReport(context)
        self._pages: dict[str, _Report] = {
            "ageing": self.ageing, "payments": self.payments, "plans": self.plans, "promises": self.promises,
            "deposits": self.deposits, "estimates": self.estimates, "underpaid": self.underpaid,
            "overpaid": self.overpaid,
        }  # fmt: skip
        self.audit = AuditReport(context, self._story) if sees_trail else None
        if self.audit:
            self._pages["audit"] = self.audit
            self.audit.account_asked.connect(self._open_account)
        self._stack = QStackedWidget()
        for page in self._pages.values():
            self._stack.addWidget(page)
        self._header = PaneHeader("Ageing", role="surface", edge=24, size=Size.NAME)
        self._job = JobFrame(self._header, self._stack)
        self._shape = Panes(Pane("side", PaneHeader("Reports", role="side"), self.list), self._job, self._story)
        self._shape.allow_side(False)
        self.hold(self._shape)
        self.list.picked.connect(self._choose)
        self.list.opened.connect(lambda key: self.focus_start())
        self.ageing.account_asked.connect(self._open_account)
        self.plans.account_asked.connect(self._open_account)
        self.underpaid.account_asked.connect(self._open_account)
        self.underpaid.call_asked.connect(self._call)
        self.overpaid.call_asked.connect(self._call)
        self.list.select("ageing")

    def showEvent(self, event: QShowEvent) -> None:
        self._behind = self._behind or self._page().missed
        super().showEvent(event)

    def fits_rights(self) -> bool:
        return (self.audit is not None) == self._context.may("audit.see")

    def refresh(self) -> None:
        """Only the report that is shown is worked out."""
        self._page().refresh()

    def focus_start(self) -> None:
        self._page().focus_start()

    def show_trail(self, *, account: bool) -> None:
        """The audit trail, of the account in front or of everyone."""
        if self.audit:
            self.audit.search_all(account=account)
            self.list.select("audit")
            self.audit.focus_start()

    def show_report(self, key: str) -> None:
        """The report of that key in front, with the focus in it."""
        self.list.select(key)
        self.focus_start()

    def show_account(self, account: object | None) -> None:
        if self.audit:
            self.audit.show_account(account)

    def has_scope(self) -> bool:
        return self._page() is self.audit

    def switch_scope(self) -> None:
        if self.audit and self.has_scope():
            self.audit.switch_scope()

    def _open_account(self, account: int) -> None:
        self._context.open_account(account)
        self._context.go("patients")

    def _call(self, row: object) -> None:
        self._context.go("insurance")
        self._context.call_asked.emit(row)

    def _page(self) -> _Report:
        return self._pages[str(self.list.current_key() or "ageing")]

    def _choose(self, key: object) -> None:
        row = next(row for row in self._rows if row.key == key)
        self._header.set_title(row.name)
        for page in self._pages.values():
            # A page that is not shown asks for no room.
            policy = QSizePolicy.Policy.Preferred if page is self._page() else QSizePolicy.Policy.Ignored
            page.setSizePolicy(policy, policy)
        self._stack.setCurrentWidget(self._page())
        self._job.scroll_to_top()
        self._shape.allow_side(self._page() is self.audit)
        if self.isVisible():
            self.refresh()
