"""Estimates beside what came: from the account and from the report, printed again, by keyboard."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from paydesk.operations import charging, estimating, visiting
from paydesk.operations.estimating import EstimateMade, MakeEstimate
from paydesk.operations.pricing import PlannedService
from paydesk.ui.dialogs.estimates_dialog import EstimatesDialog
from paydesk.ui.dialogs.what_came_dialog import WhatCameDialog
from paydesk.ui.tabs.reports_tab import ReportsTab
from support.window_clinic import TODAY, Seat


def made(seat: Seat, *, charged: bool) -> EstimateMade:
    """Maria's office visit of today, estimated; then charged and not answered."""
    desk = seat.clinic.desk
    visit = visiting.save_visit(desk, visiting.SaveVisit(seat.clinic.maria, TODAY)).visit_id
    kept = estimating.make_estimate(
        desk, MakeEstimate(seat.clinic.maria, (PlannedService("99213"),), visit_id=visit, key="estimate")
    )
    if charged:
        charging.post_charges(desk, charging.PostCharges(
            visit, (charging.NewCharge("99213", "Office visit", fee=16000),
                    charging.NewCharge("87880", "Strep test", fee=3000)), "charged",
        ))  # fmt: skip
    return kept


def opened(seat: Seat) -> EstimatesDialog:
    seat.front.trigger("benefits.estimates")
    seat.settle()
    dialog = seat.dialog()
    assert isinstance(dialog, EstimatesDialog), seat.refused
    return dialog


def test_the_accounts_estimates_lead_to_what_came_line_by_line(seat: Seat) -> None:
    made(seat, charged=True)
    seat.open(seat.clinic.family, seat.clinic.maria)
    listed = opened(seat)
    (row,) = listed.list.rows.rows
    assert row.name == "Estimate 1" and "care on 11/23/2026" in row.second and "–" in row.money
    QTest.keyClick(listed.list, Qt.Key.Key_Return)
    seat.settle()
    dialog = seat.dialog()
    assert isinstance(dialog, WhatCameDialog)
    together, visit, strep = dialog.list.rows.rows
    assert together.name == "Together" and "of 2 lines as told" in together.second
    assert visit.name.startswith("99213") and visit.second.startswith("told ")
    assert strep.why == "was not on the estimate" and strep.second.startswith("not told")


def test_its_paper_is_printed_again_as_it_was(seat: Seat) -> None:
    kept = made(seat, charged=False)
    seat.open(seat.clinic.family, seat.clinic.maria)
    QTest.keyClick(opened(seat).list, Qt.Key.Key_P)
    seat.settle()
    assert seat.dialog() is None
    assert (seat.papers / "estimate-1.pdf").read_bytes() == kept.pdf
    assert seat.said[-1].startswith("Estimate 1 saved as estimate-1.pdf")
    QTest.keyClick(opened(seat).list, Qt.Key.Key_Return)
    seat.settle()
    dialog = seat.dialog()
    assert isinstance(dialog, WhatCameDialog)
    (row,) = dialog.list.rows.rows
    assert row.money == "not charged"
    QTest.keyClick(dialog.list, Qt.Key.Key_P)
    seat.settle()
    assert seat.dialog() is None and len(list(seat.papers.glob("estimate-1*.pdf"))) >= 1


def test_an_account_without_an_estimate_says_how_to_make_one(seat: Seat) -> None:
    seat.open(seat.clinic.credit)
    dialog = opened(seat)
    assert dialog.list.rows.rows == () and not dialog.list.isVisible()


def test_the_report_is_found_by_name_and_its_rows_lead_on(seat: Seat) -> None:
    made(seat, charged=True)
    seat.front.trigger("reports.estimates")
    seat.settle()
    tab = seat.front.window.findChild(ReportsTab)
    assert tab is not None
    report = tab.estimates
    (row,) = report.table.rows.rows
    assert (row.patient, row.state) == ("Maria Garcia-Lopez", "waiting") and report.payers.rows.rows == ()
    report.focus_start()
    QTest.keyClick(report.table, Qt.Key.Key_Return)
    seat.settle()
    dialog = seat.dialog()
    assert isinstance(dialog, WhatCameDialog)
    QTest.keyClick(dialog.list, Qt.Key.Key_O)
    seat.settle()
    assert seat.dialog() is None and seat.context.current_account == seat.clinic.family


def test_days_without_an_estimate_say_what_would_be_there(seat: Seat) -> None:
    seat.front.trigger("reports.estimates")
    seat.settle()
    tab = seat.front.window.findChild(ReportsTab)
    assert tab is not None
    assert tab.estimates.table.rows.rows == () and not tab.estimates.table.isVisible()
