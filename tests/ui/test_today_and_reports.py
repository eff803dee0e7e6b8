"""Today and Reports: what waits is done by one key, figures agree with the ledger, another day is worked out."""

from __future__ import annotations

from datetime import timedelta

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from paydesk.operations import drafting, drilling, listing, noting, posting, visiting
from paydesk.operations.desk import Touched
from paydesk.operations.drafting import DraftKey
from paydesk.rules import money
from paydesk.rules.ageing import Base, Bucket
from paydesk.ui.ageing_report import AgeingReport
from paydesk.ui.demo_tour import Guide
from paydesk.ui.dialogs.form_dialog import FormDialog
from paydesk.ui.dialogs.person_dialog import RecordDialog
from paydesk.ui.inputs import LineInput
from paydesk.ui.labels import Label, Why
from paydesk.ui.row_list import RowList
from paydesk.ui.task_paint import Task
from support.window_clinic import Seat

CONTROL = Qt.KeyboardModifier.ControlModifier


def _report(guide: Guide) -> AgeingReport:
    guide.press(Qt.Key.Key_6, with_=CONTROL)
    report = guide.front.window.findChild(AgeingReport)
    assert report is not None
    return report


def test_a_digit_on_today_opens_the_copay_it_stands_beside(guide: Guide) -> None:
    second = listing.waiting(guide.context.desk).copays[1]
    guide.press(Qt.Key.Key_2)
    assert guide.context.current_account == second.account_id
    assert QApplication.focusWidget().objectName() == "amount"


def test_credit_is_applied_from_today_with_one_key(guide: Guide) -> None:
    desk = guide.context.desk
    owing = drilling.accounts_behind(desk, base=Base.RESPONSIBILITY, as_of=desk.clock.today())
    free = next(
        one.account_id for one in owing
        if any(not line.barred for line in listing.owed_lines(desk, one.account_id))
    )  # fmt: skip
    posting.post_payment(desk, posting.PostPayment(free, 500, "cash", "credit of a test", automatic=False))
    guide.press(Qt.Key.Key_2, with_=CONTROL)
    guide.front.jobs.changed.emit(Touched((free,), ("money",)))
    guide.press(Qt.Key.Key_1, with_=CONTROL)
    tasks = guide.front.window.findChild(RowList, "today_tasks")
    assert tasks is not None and tasks.select(("credit", free, ""))
    guide.press(Qt.Key.Key_Return)
    assert free not in [one.account_id for one in listing.waiting(desk).credits]


def test_the_pill_counts_what_waits_and_the_code_set_is_told_once(guide: Guide) -> None:
    waiting = listing.waiting(guide.context.desk)
    names = [button.accessibleName() for button in guide.front.window.tab_row.findChildren(object) if
             getattr(button, "objectName", str)() == "tab_today"]  # fmt: skip
    assert names == [f"Today, {waiting.count} waiting"]


def test_todays_ageing_is_the_same_from_balances_and_from_lines(guide: Guide) -> None:
    desk = guide.context.desk
    today = desk.clock.today()
    for base in Base:
        kept = drilling.ageing_on(desk, base=base, as_of=today)
        behind = drilling.accounts_behind(desk, base=base, as_of=today)
        assert sum(one.aged.owed for one in behind) == kept.patients.owed
        assert [sum(one.aged.buckets[at] for one in behind) for at in range(5)] == list(kept.patients.buckets)


def test_another_day_is_worked_out_from_the_lines_posted_until_then(guide: Guide) -> None:
    report = _report(guide)
    report.day.setFocus()
    report.day.setText("-60")
    report.day.finished.emit()
    guide.settle()
    day = guide.context.today() - timedelta(days=60)
    expected = drilling.ageing_on(guide.context.desk, base=Base.RESPONSIBILITY, as_of=day)
    assert report.sums.rows.rows[0].total == expected.patients.owed
    assert report.day.text() == f"{day:%m/%d/%Y}"


def test_a_day_to_come_is_refused_beside_the_field(guide: Guide) -> None:
    report = _report(guide)
    report.day.setText("+3")
    report.day.finished.emit()
    guide.settle()
    assert report.day.wrong


def test_a_digit_chooses_the_age_and_enter_opens_the_account_behind_it(guide: Guide) -> None:
    report = _report(guide)
    guide.press(Qt.Key.Key_1)
    found = drilling.accounts_behind(
        guide.context.desk, base=Base.RESPONSIBILITY, as_of=guide.context.today(), bucket=Bucket.UP_TO_30
    )
    assert [row.number for row in report.accounts.rows.rows] == [one.number for one in found]
    of_that_age = money.show(sum(one.aged.buckets[0] for one in found))
    said = [label.text() for label in report.findChildren(Label) if "of that age" in label.text()]
    assert said == [f"{len(found)} accounts, patients owe {of_that_age} of that age"]
    guide.press(Qt.Key.Key_Return)
    assert guide.context.current_account == found[0].account_id


def test_a_form_left_half_way_opens_again_from_today(guide: Guide, monkeypatch: pytest.MonkeyPatch) -> None:
    context = guide.context
    account = listing.waiting(context.desk).copays[0].account_id
    opened: list[str] = []
    monkeypatch.setattr(context, "trigger", opened.append)
    for form, where in (("note_dialog", account), ("payer_dialog", None)):
        drafting.keep_draft(context.desk, DraftKey(form, where), {"text": "half a sentence"})
    context.jobs.changed.emit(Touched((account,), ("people",)))
    guide.settle()
    today = guide.front.window.findChild(RowList, "today_tasks")
    drafts = [row.key for row in today.rows.rows if row.key[0] == "draft"]
    for key in drafts:
        today.select(key)
        today.opened.emit(key)
        guide.settle()
    assert sorted(opened) == ["insurance.payers", "record.note"]
    assert context.current_account == account


def test_mail_that_came_back_leads_to_its_street_and_a_good_one_ends_the_flag(guide: Guide) -> None:
    desk = guide.context.desk
    today = desk.clock.today()
    account = listing.waiting(desk).copays[0].account_id
    facts = {"returned_on": today.isoformat()}
    noting.raise_flag(desk, noting.RaiseFlag(account, "returned_mail", today, facts=facts))
    guide.front.jobs.changed.emit(Touched((account,), ("people",)))
    guide.settle()
    one = listing.waiting(desk).mail[0]
    tasks = guide.front.window.findChild(RowList, "today_tasks")
    assert tasks is not None and tasks.select(("mail", one.account_id, one.person_id))
    guide.press(Qt.Key.Key_Return)
    guide.settle()
    (dialog,) = (one for one in QApplication.topLevelWidgets() if isinstance(one, RecordDialog) and one.isVisible())
    street = QApplication.focusWidget()
    assert isinstance(street, LineInput) and street.text() == street.selectedText()
    assert dialog.lead().startswith(f"Mail came back from {street.text()}, ")
    address = next(row.form for row in dialog.sections["addresses"].rows if row.form.boxes["line1"].input is street)
    assert address.boxes["returned_on"].typed()
    guide.type("PO Box 9")
    assert not address.boxes["returned_on"].typed()
    guide.press(Qt.Key.Key_Return)
    guide.settle()
    assert one.account_id not in [waits.account_id for waits in listing.waiting(desk).mail]
    assert "Returned mail" not in " ".join(guide.front.window.account_bar.flags_shown())


def test_the_number_on_todays_tab_follows_what_is_done_elsewhere(seat: Seat) -> None:
    def pill() -> str:
        (button,) = (one for one in seat.front.window.tab_row.findChildren(QWidget) if one.objectName() == "tab_today")
        return button.accessibleName()

    seat.front.go("today")
    seat.settle()
    before = listing.waiting(seat.clinic.desk).count
    assert pill() == f"Today, {before} waiting"
    seat.open(seat.clinic.family)
    seat.front.go("patients")
    seat.settle()
    seat.enter(seat.ask("record.flags", kind="returned_mail", returned_mail_returned_on="11/20/2026"))
    assert listing.waiting(seat.clinic.desk).count == before + 1
    assert pill() == f"Today, {before + 1} waiting"


@pytest.mark.parametrize("size", [(1366, 745), (911, 512)])
def test_what_is_wrong_with_the_day_of_a_report_stands_under_it(guide: Guide, size: tuple[int, int]) -> None:
    guide.front.window.resize(*size)
    report = _report(guide)
    report.day.setText("13/45/26")
    report.day.finished.emit()
    guide.settle()
    (why,) = (one for one in report.findChildren(Why) if one.sentence().startswith("“13/45/26” is not a date"))
    said = QRect(why.mapTo(report, QPoint(0, 0)), why.size())
    field = QRect(report.day.mapTo(report, QPoint(0, 0)), report.day.size())
    assert said.top() - field.bottom() in range(12)
    assert said.left() <= field.right() and field.left() <= said.right() <= report.width()
    label = why.findChildren(Label)[0]
    assert label.height() < 2 * label.fontMetrics().lineSpacing(), "one line"


def test_a_visit_of_today_of_someone_who_has_died_is_called_off_from_today(seat: Seat) -> None:
    desk, clinic = seat.clinic.desk, seat.clinic
    today = desk.clock.today()
    visit = visiting.save_visit(desk, visiting.SaveVisit(clinic.maria, today, status="scheduled")).visit_id
    facts = {"died_on": today.isoformat()}
    noting.raise_flag(desk, noting.RaiseFlag(clinic.family, "deceased", today, clinic.maria, facts=facts))
    seat.front.jobs.changed.emit(Touched((clinic.family,), ("visits",)))
    seat.front.go("today")
    seat.settle()
    tasks = seat.front.window.findChild(RowList, "today_tasks")
    assert tasks is not None
    row = next(one for one in tasks.rows.rows if one.key == ("visit", clinic.family, visit))
    assert isinstance(row, Task) and (row.why, row.action) == ("has died", "Call it off")
    tasks.select(row.key)
    QTest.keyClick(tasks, Qt.Key.Key_Return)
    seat.settle()
    dialog = seat.dialog()
    assert isinstance(dialog, FormDialog)
    seat.type(dialog, status="canceled")
    seat.enter(dialog)
    assert listing.waiting(desk).passed == ()
