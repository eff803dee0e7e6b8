"""Taking a payment: filled in, previewed, refused where it must be, taken, reversed, kept when interrupted."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from paydesk.operations import drafting, drilling, listing, reading
from paydesk.rules.ageing import Base
from paydesk.ui.demo_tour import Guide
from paydesk.ui.payment_job import PaymentJob
from paydesk.ui.tabs.payments_tab import PaymentsTab

VISA = "4111 1111 1111 1111"
CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def owing(guide: Guide) -> int:
    """An account whose patient owes, with nothing in the way, open and on the payments tab."""
    desk = guide.context.desk
    today = desk.clock.today()
    for one in drilling.accounts_behind(desk, base=Base.RESPONSIBILITY, as_of=today):
        page = reading.account_page(desk, one.account_id)
        free = all(line.asked for line in listing.owed_lines(desk, one.account_id))
        if free and not page.copay_expected and len(listing.owed_lines(desk, one.account_id)) > 1:
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


def test_an_interrupted_payment_comes_back_without_a_card_number(guide: Guide, owing: int) -> None:
    guide.press(Qt.Key.Key_C)
    _type_amount(guide, "12.34")
    guide.move_to("card_last4")
    guide.type(VISA)
    other = next(one.account_id for one in listing.waiting(guide.context.desk).copays if one.account_id != owing)
    guide.context.open_account(other)
    guide.settle()
    kept = drafting.take_draft(guide.context.desk, "payment", owing)
    assert kept is not None and "1111" not in str(kept)
    guide.context.open_account(owing)
    guide.settle()
    assert _job(guide).form.amount.text() == "12.34"


def test_escape_gives_up_and_keeps_nothing(guide: Guide, owing: int) -> None:
    _type_amount(guide, "12.34")
    guide.press(Qt.Key.Key_Escape)
    assert guide.front.window.current_tab().objectName() == "patients_tab"  # type: ignore[union-attr]
    assert drafting.take_draft(guide.context.desk, "payment", owing) is None


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
