"""Taking a payment: filled in, previewed, refused where it must be, taken, reversed, kept when interrupted."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from paydesk.operations import drafting, drilling, listing, reading
from paydesk.operations.drafting import DraftKey
from paydesk.rules import money
from paydesk.rules.ageing import Base
from paydesk.ui.demo_tour import Guide
from paydesk.ui.dialogs.receipt_dialog import ReceiptDialog
from paydesk.ui.ledger_story import RowKey
from paydesk.ui.payment_job import PaymentJob
from paydesk.ui.tabs.payments_tab import PaymentsTab

VISA = "4111 1111 1111 1111"
CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def owing(guide: Guide) -> int:
    """An account whose patient owes and has paid before, with nothing in the way, open and on the payments tab."""
    desk = guide.context.desk
    today = desk.clock.today()
    for one in drilling.accounts_behind(desk, base=Base.RESPONSIBILITY, as_of=today):
        page = reading.account_page(desk, one.account_id)
        lines = listing.owed_lines(desk, one.account_id)
        stand = [paid for paid in listing.money_today(desk, account_id=one.account_id).taken if not paid.undone]
        free = all(line.asked and not line.planned for line in lines) and len(stand) > 1
        if free and not page.copays and len(lines) > 1 and lines[-1].owes > 1_00:
            guide.context.open_account(one.account_id)
            guide.settle()
            guide.press(Qt.Key.Key_F6)
            return one.account_id
    raise AssertionError("the demo has somebody who owes two lines")


def _job(guide: Guide) -> PaymentJob:
    tab = guide.front.window.current_tab()
    assert isinstance(tab, PaymentsTab)
    return tab.job


def _type_amount(guide: Guide, amount: str) -> None:
    _job(guide).form.focus_start()
    guide.type(amount)


def test_what_the_patient_owes_is_filled_in_and_the_button_says_the_result(guide: Guide, owing: int) -> None:
    owes = guide.context.page.figures.patient_owes if guide.context.page else 0
    job = _job(guide)
    assert job.form.typed().amount == owes
    assert job.primary.text() == f"Take {job.form.amount.text()} and print receipt"
    assert QApplication.focusWidget() is job.form.amount


def test_letters_choose_the_method_in_the_amount_and_are_typed_in_a_text_field(guide: Guide, owing: int) -> None:
    guide.press(Qt.Key.Key_K)
    assert _job(guide).form.method() == "check"
    guide.move_to("bank")
    guide.type("Cscs")
    assert _job(guide).form.method() == "check"
    assert _job(guide).form.typed().details["bank"] == "Cscs"
    guide.press(Qt.Key.Key_S, with_=Qt.KeyboardModifier.AltModifier)
    assert _job(guide).form.method() == "cash"


def test_a_missing_card_number_is_told_at_its_field_and_nothing_is_posted(guide: Guide, owing: int) -> None:
    before = len(listing.money_today(guide.context.desk).taken)
    guide.press(Qt.Key.Key_C)
    guide.press(Qt.Key.Key_Return)
    assert QApplication.focusWidget() is _job(guide).form.forms["card"].boxes["card_last4"].input
    assert len(listing.money_today(guide.context.desk).taken) == before


def test_a_full_card_number_is_refused_and_its_last_four_kept_on_request(guide: Guide, owing: int) -> None:
    guide.press(Qt.Key.Key_C)
    guide.move_to("card_last4")
    guide.type(VISA)
    guide.press(Qt.Key.Key_Return)
    assert len([one for one in guide.sink.files if "receipt" in one.name]) == 0
    keep = _job(guide).form.findChild(object, "keep_last_four")
    assert keep.isVisible() and keep.text() == "Keep only 1111"
    keep.click()
    details = _job(guide).form.typed().details
    assert (details["card_last4"], details["card_brand"]) == ("1111", "Visa")


def test_cash_says_the_change_and_a_payment_can_be_reversed_from_the_toast(guide: Guide, owing: int) -> None:
    guide.press(Qt.Key.Key_S)
    _type_amount(guide, "15+5")
    guide.move_to("tendered")
    guide.type("50")
    guide.press(Qt.Key.Key_Return)
    said = guide.front.messages.history[-1].words
    assert said.startswith("Took 20.00, receipt ") and said.endswith("change 30.00")
    guide.press(Qt.Key.Key_Z, with_=CONTROL)
    assert _taken_today(guide, owing)[0].undone == "void"


def test_ctrl_z_never_reverses_another_accounts_payment(guide: Guide, owing: int) -> None:
    _type_amount(guide, "5")
    guide.press(Qt.Key.Key_S)
    guide.press(Qt.Key.Key_Return)
    toast = guide.front.window.toast
    assert toast.can_take_back()
    other = next(one.account_id for one in listing.waiting(guide.context.desk).copays if one.account_id != owing)
    guide.context.open_account(other)
    guide.settle()
    assert not toast.isVisible() and not toast.can_take_back()
    guide.press(Qt.Key.Key_Z, with_=CONTROL)
    assert _taken_today(guide, owing)[0].undone == ""


def test_ctrl_z_in_a_field_that_was_typed_into_is_about_what_was_typed(guide: Guide, owing: int) -> None:
    _type_amount(guide, "5")
    guide.press(Qt.Key.Key_S)
    guide.press(Qt.Key.Key_Return)
    _type_amount(guide, "123")
    for _ in range(3):
        guide.press(Qt.Key.Key_Z, with_=CONTROL)
    assert _taken_today(guide, owing)[0].undone == ""


def test_after_a_payment_the_form_is_clean_and_the_change_stands_until_the_next_typing(
    guide: Guide, owing: int
) -> None:
    job = _job(guide)
    guide.press(Qt.Key.Key_S)
    _type_amount(guide, "20")
    guide.move_to("tendered")
    guide.type("50")
    assert job.form.hint() == "Change to give back: 30.00"
    guide.press(Qt.Key.Key_Return)
    assert (job.form.amount.text(), job.form.method()) == ("", "card")
    receipt = _taken_today(guide, owing)[0].number
    assert job.foot() == f"Give back 30.00 change, receipt {receipt}"
    guide.press(Qt.Key.Key_F6)
    assert job.form.amount.text() and "Give back" not in job.foot()
    guide.press(Qt.Key.Key_S)
    assert job.form.typed().details["tendered"] == ""
    assert job.form.hint() == "Leave it empty when the cash is exact."
    guide.type("1")
    assert job.foot() == "Kept as a draft if you are called away"


def test_change_of_a_payment_that_was_reversed_is_not_given_back(guide: Guide, owing: int) -> None:
    guide.press(Qt.Key.Key_S)
    _type_amount(guide, "20")
    guide.move_to("tendered")
    guide.type("50")
    guide.press(Qt.Key.Key_Return)
    guide.press(Qt.Key.Key_Z, with_=CONTROL)
    assert _job(guide).foot() == "Kept as a draft if you are called away"


def test_after_a_payment_a_second_enter_takes_nothing(guide: Guide, owing: int) -> None:
    before = len(_taken_today(guide, owing))
    guide.press(Qt.Key.Key_S)
    _type_amount(guide, "5")
    guide.press(Qt.Key.Key_Return)
    guide.press(Qt.Key.Key_Return)
    assert len(_taken_today(guide, owing)) == before + 1


def _taken_today(guide: Guide, account: int) -> list[listing.TakenToday]:
    taken = listing.money_today(guide.context.desk).taken
    return [one for one in taken if one.account_id == account]


def test_all_receipts_of_an_account_can_be_chosen_again(guide: Guide, owing: int) -> None:
    known = listing.money_today(guide.context.desk, account_id=owing)
    assert known.of_account and len(known.taken) > 1
    assert all(one.account_id == owing for one in known.taken)


def _in_receipt_dialog(guide: Guide, key: Qt.Key, act: Callable[[ReceiptDialog], None]) -> None:
    """Press ``key``, which opens the dialog with a loop of its own, and ``act`` in there."""
    met = []

    def look() -> None:
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, ReceiptDialog)
        met.append(dialog)
        try:
            act(dialog)
            guide.settle()
        finally:
            dialog.reject()

    QTimer.singleShot(0, look)
    guide.press(key)
    assert met, "the dialog opened"


def _undo_in(dialog: ReceiptDialog) -> None:
    assert dialog.focusWidget() is dialog.reason, "typing starts at the reason"
    QTest.keyClicks(dialog.reason, "wrong account")
    QTest.keyClick(dialog.reason, Qt.Key.Key_Return)


def test_the_newest_receipt_is_undone_by_one_key_a_reason_and_enter(guide: Guide, owing: int) -> None:
    guide.press(Qt.Key.Key_S)
    _type_amount(guide, "5")
    guide.press(Qt.Key.Key_Return)
    guide.press(Qt.Key.Key_R, with_=CONTROL)
    newest = _taken_today(guide, owing)[0]
    _in_receipt_dialog(guide, Qt.Key.Key_Return, _undo_in)
    assert _taken_today(guide, owing)[0].undone == "void"
    assert guide.front.messages.history[-1].words == f"Reversed receipt {newest.number} of 5.00"


def test_the_receipts_have_the_focus_when_their_tab_is_made_for_them(guide: Guide) -> None:
    account = listing.waiting(guide.context.desk).copays[1].account_id
    guide.context.open_account(account)
    guide.press(Qt.Key.Key_2, with_=CONTROL)
    guide.press(Qt.Key.Key_R, with_=CONTROL)
    tab = guide.front.window.current_tab()
    assert isinstance(tab, PaymentsTab)
    assert QApplication.focusWidget() is tab.list
    chosen = tab.list.current_key()
    assert isinstance(chosen, tuple) and chosen[:2] == ("taken", account)
    tab.refresh()
    guide.settle()
    assert tab.list.current_key() == chosen, "newer figures move no cursor"


def test_the_receipt_under_the_cursor_of_the_ledger_is_chosen_and_one_undone_is_passed_over(
    guide: Guide, owing: int
) -> None:
    tab = guide.front.window.current_tab()
    assert isinstance(tab, PaymentsTab)
    taken = listing.money_today(guide.context.desk, account_id=owing).taken
    older = next(one for one in taken[1:] if not one.undone)
    guide.context.chosen_row = RowKey((), lot_id=older.lot_id)
    guide.press(Qt.Key.Key_R, with_=CONTROL)
    assert tab.list.current_key() == ("taken", owing, older.lot_id)
    guide.context.chosen_row = None
    guide.press(Qt.Key.Key_R, with_=CONTROL)
    newest = next(one for one in taken if not one.undone)
    assert tab.list.current_key() == ("taken", owing, newest.lot_id)


def test_in_a_receipt_enter_without_a_reason_prints_a_copy(guide: Guide, owing: int) -> None:
    guide.press(Qt.Key.Key_R, with_=CONTROL)
    _in_receipt_dialog(guide, Qt.Key.Key_Return, lambda dialog: QTest.keyClick(dialog.reason, Qt.Key.Key_Return))
    assert [file.name.partition("-")[0] for file in guide.sink.files] == ["receipt"]


def test_lines_are_chosen_by_typing_their_amounts(guide: Guide, owing: int) -> None:
    last = listing.owed_lines(guide.context.desk, owing)[-1]
    guide.press(Qt.Key.Key_S)
    _type_amount(guide, "1")
    guide.press(Qt.Key.Key_F4)
    for field in _job(guide).pane.inputs():
        field.setText("")
    guide.move_to(f"pays_{last.charge}")
    guide.type("1")
    guide.press(Qt.Key.Key_Return)
    left = {line.charge: line.owes for line in listing.owed_lines(guide.context.desk, owing)}
    assert left.get(last.charge, 0) == last.owes - 100


def _choose_one_line(guide: Guide, account: int, amount: str, of: str) -> list[listing.OpenLine]:
    """F4, ``amount`` typed beside the last open line, nothing beside the others; the lines as they stand there."""
    lines = listing.owed_lines(guide.context.desk, account)
    guide.press(Qt.Key.Key_S)
    _type_amount(guide, of)
    guide.press(Qt.Key.Key_F4)
    for field in _job(guide).pane.inputs():
        field.setText("")
    guide.move_to(f"pays_{lines[-1].charge}")
    guide.type(amount)
    return list(lines)


def test_a_refused_split_shows_what_is_typed_and_no_figure_of_the_one_before(guide: Guide, owing: int) -> None:
    job = _job(guide)
    lines = _choose_one_line(guide, owing, "1", of="2")
    owed = money.show(sum(line.owes for line in lines))
    assert job.pane.figures()[-1][1] == "2.00", "with what is left over as credit"
    guide.type("00000")
    assert job.verdict() == f"Only {money.show(lines[-1].owes)} is owed of this line. Lower it."
    assert {row[2] for row in job.pane.figures()} == {""}, "nothing says what would be left"
    assert job.pane.figures()[-1] == (owed, "100,000.00", "")
    for _ in range(5):
        guide.press(Qt.Key.Key_Backspace)
    assert job.pane.figures()[-1][1] == "2.00"


def test_what_is_no_amount_has_no_sum(guide: Guide, owing: int) -> None:
    job = _job(guide)
    _choose_one_line(guide, owing, "1..", of="2")
    assert "is not an amount" in job.verdict()
    assert job.pane.figures()[-1][1:] == ("", "")


def test_chosen_amounts_without_an_amount_stand_as_typed(guide: Guide, owing: int) -> None:
    job = _job(guide)
    _choose_one_line(guide, owing, "1", of="2")
    _type_amount(guide, "0")
    assert job.pane.figures()[-1][1:] == ("1.00", "")


def test_a_late_answer_says_nothing_about_what_is_typed_now(guide: Guide, owing: int) -> None:
    job = _job(guide)
    lines = _choose_one_line(guide, owing, "1", of="2")
    field = job.pane.inputs()[-1]
    field.setText("1.5")
    field.textEdited.emit("1.5")
    field.setText("1..")
    field.textEdited.emit("1..")
    guide.settle()
    assert "is not an amount" in job.verdict() and len(lines) > 1
    assert job.pane.figures()[-1][1:] == ("", "")


def test_an_interrupted_payment_comes_back_without_a_card_number(guide: Guide, owing: int) -> None:
    guide.press(Qt.Key.Key_C)
    _type_amount(guide, "12.34")
    guide.move_to("card_last4")
    guide.type(VISA)
    other = next(one.account_id for one in listing.waiting(guide.context.desk).copays if one.account_id != owing)
    guide.context.open_account(other)
    guide.settle()
    kept = drafting.take_draft(guide.context.desk, DraftKey("payment", owing))
    assert kept is not None and "1111" not in str(kept)
    guide.context.open_account(owing)
    guide.settle()
    assert _job(guide).form.amount.text() == "12.34"


@pytest.mark.parametrize(
    ("key", "field"),
    [(Qt.Key.Key_S, "tendered"), (Qt.Key.Key_K, "check_number"), (Qt.Key.Key_C, "card_last4")],
)
def test_the_next_figure_after_the_way_to_pay_is_what_that_way_asks_first(
    guide: Guide, owing: int, key: Qt.Key, field: str
) -> None:
    guide.move_to("method")
    guide.press(key)
    guide.type("1204")
    assert _job(guide).form.typed().details[field] == "1204"


def test_escape_takes_nothing_and_what_was_typed_is_there_again(guide: Guide, owing: int) -> None:
    filled = _job(guide).form.amount.text()
    _type_amount(guide, "12.34")
    guide.press(Qt.Key.Key_Escape)
    assert guide.front.window.current_tab().objectName() == "patients_tab"  # type: ignore[union-attr]
    kept = drafting.take_draft(guide.context.desk, DraftKey("payment", owing))
    assert kept is not None and kept["amount"] == "12.34"
    guide.press(Qt.Key.Key_F6)
    job = _job(guide)
    assert job.form.amount.text() == "12.34" and job.foot() == "What you typed before is back"
    guide.press(Qt.Key.Key_E, with_=Qt.KeyboardModifier.AltModifier)
    assert job.form.amount.text() == filled
    guide.press(Qt.Key.Key_Escape)
    assert drafting.take_draft(guide.context.desk, DraftKey("payment", owing)) is None


def test_a_copay_without_charges_is_kept_for_its_visit_before_older_lines(guide: Guide) -> None:
    due = listing.waiting(guide.context.desk).copays[0]
    guide.context.open_account(due.account_id)
    guide.settle()
    guide.press(Qt.Key.Key_F6)
    guide.press(Qt.Key.Key_S)
    guide.press(Qt.Key.Key_Return)
    page = reading.account_page(guide.context.desk, due.account_id)
    assert any(one.visit_id == due.visit_id and one.amount == due.amount for one in page.credits)
    assert due.visit_id not in [one.visit_id for one in listing.money_today(guide.context.desk).copays]


@pytest.mark.parametrize("method", [Qt.Key.Key_C, Qt.Key.Key_S])
@pytest.mark.parametrize("amount", ["-5", "0", ""])
def test_an_amount_that_is_none_is_told_beside_it(guide: Guide, owing: int, amount: str, method: Qt.Key) -> None:
    before = len(listing.money_today(guide.context.desk).taken)
    guide.press(method)
    job = _job(guide)
    job.form.focus_start()
    guide.press(Qt.Key.Key_Delete)
    if amount:
        guide.type(amount)
    guide.press(Qt.Key.Key_Return)
    assert job.form.beside_amount() == (
        "A payment is more than zero. Type the amount the patient gives." if amount else
        "Type the amount the patient gives."
    )  # fmt: skip
    assert QApplication.focusWidget() is job.form.amount
    assert len(listing.money_today(guide.context.desk).taken) == before
