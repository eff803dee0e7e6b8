"""The tabs of this window by their id; each is loaded when it is first shown."""

from __future__ import annotations

from paydesk.ui.desk_context import DeskContext
from paydesk.ui.tab import Tab


def make_tab(id_: str, context: DeskContext) -> Tab:
    """The tab of ``id_``; KeyError for an unknown one."""
    return _MAKERS[id_](context)


def _today(context: DeskContext) -> Tab:
    from paydesk.ui.tabs.today_tab import TodayTab

    return TodayTab(context)


def _patients(context: DeskContext) -> Tab:
    from paydesk.ui.tabs.patients_tab import PatientsTab

    return PatientsTab(context)


def _payments(context: DeskContext) -> Tab:
    from paydesk.ui.tabs.payments_tab import PaymentsTab

    return PaymentsTab(context)


def _insurance(context: DeskContext) -> Tab:
    from paydesk.ui.tabs.insurance_tab import InsuranceTab

    return InsuranceTab(context)


def _plans(context: DeskContext) -> Tab:
    from paydesk.ui.tabs.plans_tab import PlansTab

    return PlansTab(context)


def _reports(context: DeskContext) -> Tab:
    from paydesk.ui.tabs.reports_tab import ReportsTab

    return ReportsTab(context)


_MAKERS = {
    "today": _today, "patients": _patients, "payments": _payments, "insurance": _insurance, "plans": _plans,
    "reports": _reports,
}  # fmt: skip
