"""Promises at the window: given with the contact, told in the bar, at the side and on Today, called off, approved."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from sqlalchemy import text

from paydesk.operations import judging_promises, listing, noting, posting, promising
from paydesk.operations.desk import Touched
from paydesk.operations.promising import TakePromise
from paydesk.rules.office import Role
from paydesk.ui.about_account import about_sections
from paydesk.ui.demo_tour import Guide
from paydesk.ui.dialogs.approval_dialog import ApprovalDialog
from paydesk.ui.dialogs.contact_dialog import ContactDialog
from paydesk.ui.labels import Label, Why
from paydesk.ui.row_list import RowList
from paydesk.ui.tabs.reports_tab import ReportsTab
from paydesk.ui.today_rows import task_rows
from support.window_clinic import TODAY, Seat, window_clinic

CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def clerk(qtbot: QtBot, tmp_path: Path) -> Iterator[Seat]:
    made = Seat(window_clinic(tmp_path, role=Role.CLERK), tmp_path / "papers")
    yield made
    made.leave()


def take(seat: Seat, amount: int = 50_00, days: int = 4) -> None:
    promising.take_promise(
        seat.clinic.desk, TakePromise(seat.clinic.family, amount, TODAY + timedelta(days=days), "phone", "in")
    )


def break_two(seat: Seat) -> None:
    for _ in range(2):
        take(seat, 10_00, 0)
    seat.clinic.desk.clock.advance(days=10)  # type: ignore[attr-defined]


def told(dialog: ContactDialog) -> str:
    return " ".join(one.sentence() for one in dialog.form.findChildren(Why))


def section(seat: Seat) -> list[tuple[str, str]]:
    page = seat.context.page
    assert page is not None
    parts = about_sections(seat.clinic.desk, page, person_id=None, today=seat.context.today())
    found = next(one for one in parts if one.title == "Promises to pay")
    return [(one.words, one.second) for one in found.lines]


def test_a_promise_is_logged_with_the_contact_by_keyboard(seat: Seat) -> None:
    seat.open(seat.clinic.family, seat.clinic.maria)
    dialog = seat.ask("record.contact")
    assert isinstance(dialog, ContactDialog) and QApplication.focusWidget().objectName() == "summary_text"
    assert "122.80 is theirs to pay." in told(dialog)
    assert not dialog.form.boxes["replaces"].isVisible()
    QTest.keyClicks(QApplication.focusWidget(), "Is paid on Friday")
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
    assert QApplication.focusWidget().objectName() == "promised"
    QTest.keyClicks(QApplication.focusWidget(), "50")
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
    QTest.keyClicks(QApplication.focusWidget(), "+4")
    assert dialog.primary.text() == "Log it, 50.00 promised by 11/27/2026"
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    seat.settle()
    assert seat.said[-1] == "Contact logged, with the promise" and seat.dialog() is None
    (contact,) = noting.about_account(seat.clinic.desk, seat.clinic.family).contacts
    assert (contact.with_whom, contact.summary) == (
        "Maria Garcia-Lopez", "Is paid on Friday\nPromised to pay 50.00 by 11/27/2026."
    )
    assert section(seat) == [("50.00", "due 11/27/2026")]
    assert "Promised 50.00 by 11/27/2026" in seat.front.window.account_bar.flags_shown()


def test_the_bar_forgets_it_when_it_is_paid_and_the_side_says_kept(seat: Seat) -> None:
    take(seat)
    take(seat, 20_00, 8)
    seat.open(seat.clinic.family)
    assert "Promised 50.00 by 11/27/2026, and 1 more" in seat.front.window.account_bar.flags_shown()
    posting.post_payment(seat.clinic.desk, posting.PostPayment(seat.clinic.family, 70_00, "cash", "paid"))
    seat.front.jobs.changed.emit(Touched((seat.clinic.family,), ("money",)))
    seat.settle()
    assert not any("Promised" in words for words in seat.front.window.account_bar.flags_shown())
    assert section(seat) == [
        ("20.00", "by 12/01/2026, kept on 11/23/2026"), ("50.00", "by 11/27/2026, kept on 11/23/2026"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("typed", "field", "sentence"),
    [
        ({"promised": "500", "due": "+4"}, "promised", "122.80 is theirs to pay. Type 122.80 or less."),
        ({"promised": "0", "due": "+4"}, "promised", "Type how much they promise to pay. It is more than zero."),
        ({"promised": "50", "due": "-1"}, "due", "11/22/2026 is over. Type today or a day to come."),
        ({"promised": "50", "due": "+91"}, "due", "02/22/2027 is more than 90 days away. Agree on an earlier day, or "
                                                   "on a payment plan."),
        ({"promised": "50"}, "due", "Type the day by which they promise to pay."),
        ({"due": "+4"}, "promised", "Type how much they promise to pay by then."),
        ({}, "summary", "Type what it was about."),
    ],
)  # fmt: skip
def test_what_cannot_be_promised_is_told_at_its_field_and_what_was_typed_stays(
    seat: Seat, typed: dict[str, str], field: str, sentence: str
) -> None:
    seat.open(seat.clinic.family)
    dialog = seat.ask("record.contact", **typed)
    seat.enter(dialog)
    assert seat.dialog() is dialog
    assert dialog.form.boxes[field].input.accessibleDescription() == sentence
    assert all(dialog.form.boxes[name].typed() for name in typed)
    assert noting.about_account(seat.clinic.desk, seat.clinic.family).contacts == ()


def test_another_promise_takes_the_place_of_the_first(seat: Seat) -> None:
    take(seat, 120_00)
    seat.open(seat.clinic.family)
    dialog = seat.ask("record.contact", promised="60", due="+8", method="check")
    assert isinstance(dialog, ContactDialog) and "120.00 of it is promised already" in told(dialog)
    seat.enter(dialog)
    assert "Type 2.80 or less" in dialog.form.boxes["promised"].input.accessibleDescription()
    (first,) = promising.promises_of(seat.clinic.desk, seat.clinic.family).open
    seat.type(dialog, replaces=str(first.promise_id))
    seat.enter(dialog)
    assert section(seat) == [
        ("60.00 by check", "due 12/01/2026"), ("120.00", "by 11/27/2026, another took its place on 11/23/2026"),
    ]  # fmt: skip


def test_a_half_typed_promise_comes_back(seat: Seat) -> None:
    seat.open(seat.clinic.family)
    seat.ask("record.contact", promised="60", due="12/01/2026").reject()
    seat.settle()
    again = seat.ask("record.contact")
    assert (again.form.boxes["promised"].typed(), again.form.boxes["due"].typed()) == ("60", "12/01/2026")


def test_a_promise_is_called_off_with_a_reason(seat: Seat) -> None:
    seat.open(seat.clinic.family)
    seat.front.trigger("record.promise_off")
    seat.settle()
    assert seat.dialog() is None and seat.refused[-1].startswith("No promise is open on this account.")
    take(seat)
    take(seat, 10_00, 2)
    dialog = seat.ask("record.promise_off")
    seat.enter(dialog)
    assert dialog.form.boxes["reason"].input.accessibleDescription() == "Reason is missing. Fill it in."
    seat.type(dialog, reason="The insurer pays after all")
    seat.enter(dialog)
    assert seat.said[-1] == "Promise called off"
    assert section(seat) == [("50.00", "due 11/27/2026"), ("10.00", "by 11/25/2026, called off on 11/23/2026")]


def test_a_third_one_after_two_broken_is_approved_at_the_clerks_desk(clerk: Seat) -> None:
    break_two(clerk)
    clerk.open(clerk.clinic.family)
    dialog = clerk.ask("record.contact", promised="10", due="t")
    assert isinstance(dialog, ContactDialog)
    assert "2 promises were broken within 12 months. One more needs a supervisor." in told(dialog)
    clerk.front.messages.unattended = None
    QTest.keyClick(dialog, Qt.Key.Key_Return)
    clerk.settle()
    approval = clerk.front.window.findChild(ApprovalDialog)
    assert approval is not None and approval.isVisible()
    approval.reject()
    clerk.settle()
    assert len(promising.promises_of(clerk.clinic.desk, clerk.clinic.family).all) == 2


def test_today_lists_who_promised_for_today_and_who_broke_it(seat: Seat) -> None:
    take(seat, 20_00, 0)
    (row,) = task_rows(listing.waiting(seat.clinic.desk), "promise")
    assert (row.beside, row.why, row.money) == ("promised to pay today", "nothing came yet", "20.00")
    posting.post_payment(seat.clinic.desk, posting.PostPayment(seat.clinic.family, 5_00, "cash", "part"))
    (row,) = task_rows(listing.waiting(seat.clinic.desk), "promise")
    assert (row.why, row.money) == ("5.00 of 20.00 came", "15.00")
    seat.clinic.desk.clock.advance(days=10)  # type: ignore[attr-defined]
    waiting = listing.waiting(seat.clinic.desk)
    (row,) = task_rows(waiting, "promise")
    assert (row.beside, row.why, row.why_tone) == (
        "broke a promise", "by 11/23/2026, 5.00 of 20.00 came", "warn"
    )
    assert row.second.startswith("call (") and "the patient owes" in row.second
    with seat.clinic.desk.looking() as session:
        assert session.execute(text("SELECT state FROM promise")).scalar_one() == "broken"


def test_enter_on_a_promise_of_today_opens_the_account(guide: Guide) -> None:
    due = judging_promises.promises_due(guide.context.desk)[0]
    tasks = guide.front.window.findChild(RowList, "today_tasks")
    assert tasks is not None and tasks.select(("promise", due.account_id, due.judged.promise.id))
    guide.press(Qt.Key.Key_Return)
    assert guide.context.current_account == due.account_id
    tab = guide.front.window.current_tab()
    assert tab is not None and tab.objectName() == "patients_tab"


def test_the_report_tells_how_promises_were_kept(guide: Guide) -> None:
    guide.press(Qt.Key.Key_6, with_=CONTROL)
    tab = guide.front.window.current_tab()
    assert isinstance(tab, ReportsTab)
    tab.list.select("promises")
    guide.settle()
    tab.promises.span.setFocus()
    guide.press(Qt.Key.Key_Y)
    today = guide.context.today()
    expected = judging_promises.kept_rate(guide.context.desk, today - timedelta(days=365), today)
    assert tab.promises.table.rows.rows == expected and expected[0].broken + expected[-1].broken
    tab.promises.span.choose("last")
    tab.promises.refresh()
    guide.settle()


def test_before_any_promise_the_report_says_what_would_stand_there(seat: Seat) -> None:
    seat.front.go("reports")
    tab = seat.front.window.current_tab()
    assert isinstance(tab, ReportsTab)
    tab.list.select("promises")
    seat.settle()
    said = [one.text() for one in tab.promises.findChildren(Label) if one.isVisible()]
    assert "No promise was for these days" in said
