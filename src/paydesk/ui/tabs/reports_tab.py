"""Reports: the ageing and the payments by day; a row of a report leads to its account."""

from __future__ import annotations

from PySide6.QtWidgets import QSizePolicy, QStackedWidget

from paydesk.ui.ageing_report import AgeingReport
from paydesk.ui.desk_context import DeskContext
from paydesk.ui.list_row import ListRow
from paydesk.ui.panes import JobFrame, Pane, PaneHeader, Panes
from paydesk.ui.payments_report import PaymentsReport
from paydesk.ui.row_list import RowList
from paydesk.ui.tab import Tab
from paydesk.ui.typeface import Size

_REPORTS = (
    ListRow("ageing", "Ageing", second="who owes how much, how long", icon="hourglass"),
    ListRow("payments", "Payments by day", second="what came in, and how", icon="dollar"),
)


class ReportsTab(Tab):
    """At the left the reports there are, at the right the chosen one."""

    def __init__(self, context: DeskContext) -> None:
        super().__init__()
        self.list = RowList(name="reports", label="Reports")
        self.list.show_rows(_REPORTS)
        self.ageing, self.payments = AgeingReport(context), PaymentsReport(context)
        self._pages = {"ageing": self.ageing, "payments": self.payments}
        self._stack = QStackedWidget()
        for page in self._pages.values():
            self._stack.addWidget(page)
        self._header = PaneHeader("Ageing", role="surface", edge=24, size=Size.NAME)
        job = JobFrame(self._header, self._stack)
        self.hold(Panes(Pane("side", PaneHeader("Reports", role="side"), self.list), job))
        self.list.picked.connect(self._choose)
        self.list.opened.connect(lambda key: self.focus_start())
        self.ageing.account_asked.connect(context.open_account)
        self.ageing.account_asked.connect(lambda account: context.go("patients"))
        self.list.select("ageing")

    def refresh(self) -> None:
        """Only the report that is shown is worked out."""
        self._page().refresh()

    def focus_start(self) -> None:
        self._page().focus_start()

    def _page(self) -> AgeingReport | PaymentsReport:
        return self._pages[str(self.list.current_key() or "ageing")]  # type: ignore[return-value]

    def _choose(self, key: object) -> None:
        row = next(row for row in _REPORTS if row.key == key)
        self._header.set_title(row.name)
        for page in self._pages.values():
            # A page that is not shown asks for no room.
            policy = QSizePolicy.Policy.Preferred if page is self._page() else QSizePolicy.Policy.Ignored
            page.setSizePolicy(policy, policy)
        self._stack.setCurrentWidget(self._page())
        if self.isVisible():
            self.refresh()
