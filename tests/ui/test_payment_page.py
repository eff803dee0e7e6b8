"""The page of a payment: mistakes at their line, focus that shows, sums that stay in sight, a doubtful amount."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from paydesk.data import ledger_store
from paydesk.operations import charging, drafting, listing, posting, reading, undoing
from paydesk.rules import allocation
from paydesk.ui.allocation_row import AllocationRow
from paydesk.ui.payment_job import PaymentJob
from paydesk.ui.scrolling import JobScroll
from paydesk.ui.tabs.payments_tab import PaymentsTab
from support.window_clinic import Seat


@pytest.fixture
def job(seat: Seat) -> PaymentJob:
    """The family's payment: 122.80 is owed of three lines."""
    seat.open(seat.clinic.family, seat.clinic.maria)
    seat.front.trigger("payments.take")
    seat.settle()
    tab = seat.front.window.current_tab()
    assert isinstance(tab, PaymentsTab)
    return tab.job


def _press(seat: Seat, *keys: Qt.Key, with_: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    for key in keys:
        QTest.keyClick(_focus(), key, with_)
        seat.settle()


def _type(seat: Seat, words: str) -> None:
    QTest.keyClicks(_focus(), words)
    seat.settle()


def _focus() -> QWidget:
    focused = QApplication.focusWidget()
    assert focused is not None
    return focused


def _amount(seat: Seat, job: PaymentJob, amount: str, method: Qt.Key = Qt.Key.Key_S) -> None:
    job.form.focus_start()
    _press(seat, method)
    _type(seat, amount)


def _taken(seat: Seat) -> list[int]:
    return [one.amount for one in listing.money_today(seat.context.desk).taken if one.account_id == seat.clinic.family]


def _split(seat: Seat, job: PaymentJob, *amounts: str) -> None:
    """F4, and these amounts beside the lines from the first on."""
    seat.front.trigger("payments.choose_lines")
    seat.settle()
    for field, amount in zip(job.pane.inputs(), amounts, strict=False):
        field.setFocus()
        field.selectAll()
        _press(seat, Qt.Key.Key_Delete)
        _type(seat, amount)


def test_enter_on_a_split_that_cannot_be_goes_to_the_wrong_line_with_its_sentence(seat: Seat, job: PaymentJob) -> None:
    _amount(seat, job, "40")
    _split(seat, job, "10", "500", "20")
    job.form.focus_start()
    _press(seat, Qt.Key.Key_Return)
    wrong = job.pane.inputs()[1]
    assert _focus() is wrong and wrong.wrong
    owes = job.pane.figures()[1][0]
    assert list(job.pane.mistakes().values()) == [f"Only {owes} is owed of this line. Lower it."]
    assert job.verdict() == f"Only {owes} is owed of this line. Lower it."
    assert wrong.accessibleDescription() == job.verdict() and _taken(seat) == []


def test_what_is_no_amount_is_told_beside_its_line(seat: Seat, job: PaymentJob) -> None:
    _amount(seat, job, "40")
    _split(seat, job, "1..")
    assert ["is not an amount" in one for one in job.pane.mistakes().values()] == [True]
    _press(seat, Qt.Key.Key_Backspace, Qt.Key.Key_Backspace)
    assert job.pane.mistakes() == {} and not job.pane.inputs()[0].wrong


def test_lines_that_come_to_more_than_the_payment_are_told_at_the_one_typed_last(seat: Seat, job: PaymentJob) -> None:
    _amount(seat, job, "40")
    _split(seat, job, "30", "20", "")
    _press(seat, Qt.Key.Key_Return)
    assert _focus() is job.pane.inputs()[1]
    assert list(job.pane.mistakes().values()) == ["The lines come to 50.00, the payment is 40.00. Lower one of them."]
    assert _taken(seat) == []


def _whys(job: PaymentJob) -> dict[int, str]:
    rows = [row for row in job.pane.findChildren(AllocationRow) if row.line.charge]
    return {row.line.charge: row.line.why for row in rows}


def _type_at(seat: Seat, job: PaymentJob, line: int, amount: str) -> None:
    field = job.pane.inputs()[line]
    field.setFocus()
    field.selectAll()
    _press(seat, Qt.Key.Key_Delete)
    if amount:
        _type(seat, amount)


def test_an_amount_nobody_typed_follows_the_lines_and_each_says_who_filled_it(seat: Seat, job: PaymentJob) -> None:
    by_rules = _whys(job)
    seat.front.trigger("payments.choose_lines")
    seat.settle()
    assert _whys(job) == by_rules and job.form.amount.text() == "80.00", "nothing was chosen yet"
    _type_at(seat, job, 1, "10")
    assert list(_whys(job).values()) == [next(iter(by_rules.values())), "Chosen by you.", "Not chosen."]
    assert job.form.amount.text() == "50.00"
    assert job.form.beside_amount() == "What the lines you chose come to"
    _type_at(seat, job, 0, "")
    assert list(_whys(job).values()) == ["Not chosen.", "Chosen by you.", "Not chosen."]
    assert job.form.amount.text() == "10.00"
    seat.open(seat.clinic.credit)
    seat.open(seat.clinic.family)
    assert job.form.amount.text() == "10.00"
    assert [field.text() for field in job.pane.inputs()] == ["", "10.00", ""], "in the order as it was left"
    assert _focus() is job.form.amount
    _type_at(seat, job, 0, "5")
    assert job.form.amount.text() == "15.00", "it follows after it came back, too"
    seat.front.trigger("payments.choose_lines")
    seat.settle()
    assert job.form.amount.text() == "80.00" and _whys(job) == by_rules


def test_the_ledger_keeps_the_reason_that_stood_beside_each_line_also_after_the_form_came_back(
    seat: Seat, job: PaymentJob
) -> None:
    seat.front.trigger("payments.choose_lines")
    seat.settle()
    _type_at(seat, job, 1, "10")
    shown = {charge: why for charge, why in _whys(job).items() if why != "Not chosen."}
    assert list(shown.values()) == ["First, because the copay is due at the visit.", "Chosen by you."]
    seat.open(seat.clinic.credit)
    seat.open(seat.clinic.family)
    assert {charge: _whys(job)[charge] for charge in shown} == shown
    job.form.set_method("cash")
    job.take()
    seat.settle()
    page = reading.account_page(seat.clinic.desk, seat.clinic.family)
    last = max(event.entry_id for story in page.stories for charge in story.charges for event in charge.events)
    with seat.clinic.desk.database.reading() as session:
        kept = {line.charge: line.why for line in ledger_store.lines_of_entry(session, last)}
    assert list(kept.values()) == [allocation.COPAY, allocation.CHOSEN] and list(kept) == list(shown)


def test_an_amount_that_was_typed_stays_and_what_is_left_of_it_says_so(seat: Seat, job: PaymentJob) -> None:
    _amount(seat, job, "40")
    _split(seat, job, "10", "", "")
    assert job.form.amount.text() == "40.00"
    assert job.verdict() == "30.00 stays as credit on the account."
    credit = [row.line for row in job.pane.findChildren(AllocationRow) if row.isVisible() and not row.line.what]
    assert "Not on a line that you chose." in [line.why for line in credit]
    seat.front.trigger("payments.choose_lines")
    seat.settle()
    assert job.form.amount.text() == "40.00"


def test_lines_chosen_after_a_payment_make_the_next_amount(seat: Seat, job: PaymentJob) -> None:
    _amount(seat, job, "5")
    _press(seat, Qt.Key.Key_Return)
    seat.front.trigger("payments.choose_lines")
    seat.settle()
    _type_at(seat, job, 0, "7")
    _press(seat, Qt.Key.Key_S)
    _press(seat, Qt.Key.Key_Return)
    assert sorted(_taken(seat)) == [500, 700]


def test_every_stop_of_tab_can_be_seen_and_leads_down_the_page(seat: Seat, job: PaymentJob) -> None:
    job.form.focus_start()
    _press(seat, Qt.Key.Key_S)
    seat.front.trigger("payments.choose_lines")
    seat.settle()
    job.form.focus_start()
    stops = []
    while not stops or _focus() is not job.form.amount:
        stops.append(_focus().objectName())
        assert _focus().isVisible() and len(stops) < 30
        _press(seat, Qt.Key.Key_Tab)
    first = stops[: stops.index("take_payment") + 1]
    lines = [field.objectName() for field in job.pane.inputs()]
    form, foot = ["amount", "method", "tendered", "receipt"], ["cancel_payment", "take_payment"]
    assert first == [*form, "change_lines", *lines, *foot]


def test_cash_given_is_one_tab_from_the_methods_and_is_not_lost(seat: Seat, job: PaymentJob) -> None:
    job.form.focus_start()
    _type(seat, "20")
    _press(seat, Qt.Key.Key_Tab)
    _press(seat, Qt.Key.Key_S)
    _press(seat, Qt.Key.Key_Tab)
    _type(seat, "50")
    assert job.form.typed().details["tendered"] == "50"
    assert job.form.hint() == "Change to give back: 30.00"


def test_arrows_lead_through_all_ways_to_pay_and_the_focus_goes_with_the_choice(seat: Seat, job: PaymentJob) -> None:
    job.form.focus_start()
    _press(seat, Qt.Key.Key_C)
    _press(seat, Qt.Key.Key_Tab)
    _press(seat, Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Right)
    assert job.form.method() == "bank transfer" and _focus() is job.form.more
    _press(seat, Qt.Key.Key_Left)
    assert job.form.method() == "check" and _focus() is job.form.methods
    _press(seat, Qt.Key.Key_O)
    assert job.form.method() == "money order" and _focus() is job.form.more


def _is_in_sight(widget: QWidget) -> bool:
    return widget.isVisible() and widget.visibleRegion().boundingRect().height() == widget.height()


@pytest.mark.parametrize("size", [(1366, 768), (1366, 689), (911, 512)])
def test_sums_verdict_and_warnings_are_in_sight_however_many_lines(
    seat: Seat, job: PaymentJob, size: tuple[int, int]
) -> None:
    desk, family = seat.context.desk, seat.clinic.family
    for place in range(12):
        charging.post_fee(desk, charging.PostFee(family, 1000, f"Fee {place}", f"fee {place}", seat.clinic.maria))
    seat.front.window.resize(*size)
    seat.context.reread()
    seat.settle()
    _amount(seat, job, "999")
    seat.settle()
    assert len(job.pane.figures()) > 12
    assert _is_in_sight(job.page.sums) and job.page.sums_are_pinned()
    assert job.page.sums.warnings() == ("756.20 more than the patient owes",)
    for part in job.page.sums.findChildren(QWidget):
        assert not part.isVisible() or _is_in_sight(part)
    seat.front.trigger("payments.choose_lines")
    seat.settle()
    last = job.pane.inputs()[-1]
    last.setFocus()
    seat.settle()
    assert _is_in_sight(last) and _is_in_sight(job.page.sums)


@pytest.mark.parametrize("size", [(1366, 768), (1366, 689), (911, 512)])
def test_amount_way_its_fields_and_two_lines_with_their_why_are_seen_together(
    seat: Seat, job: PaymentJob, size: tuple[int, int]
) -> None:
    seat.front.window.resize(*size)
    seat.settle()
    for key, method in ((Qt.Key.Key_K, "check"), (Qt.Key.Key_S, "cash"), (Qt.Key.Key_C, "card")):
        job.form.focus_start()
        _press(seat, key)
        seat.settle()
        fields = (box.input for box in job.form.forms[method].boxes.values())
        rows = [row for row in job.pane.findChildren(AllocationRow) if row.isVisible()][:2]
        for part in (job.form.amount, job.form.methods, job.form.more, *fields, *rows):
            assert _is_in_sight(part), (method, part.objectName() or part.accessibleName())
        assert all(row.line.why for row in rows)
    if size[0] == 1366:
        assert _is_in_sight(job.form.receipt_block)


def test_where_height_is_short_every_stop_of_tab_is_scrolled_into_sight_and_the_button_names_the_way(
    seat: Seat, job: PaymentJob
) -> None:
    desk, family = seat.context.desk, seat.clinic.family
    for place in range(12):
        charging.post_fee(desk, charging.PostFee(family, 1000, f"Fee {place}", f"fee {place}", seat.clinic.maria))
    seat.front.window.resize(911, 512)
    seat.context.reread()
    _amount(seat, job, "41", method=Qt.Key.Key_K)
    assert job.primary.text() == "Take 41.00 by check and print receipt"
    seat.front.trigger("payments.choose_lines")
    seat.settle()
    job.form.focus_start()
    seen = []
    while job.form.amount not in seen[:1] or _focus() is not job.form.amount or len(seen) < 2:
        seen.append(_focus())
        assert _is_in_sight(_focus()) and len(seen) < 40, _focus().objectName()
        _press(seat, Qt.Key.Key_Tab)
    names = [one.objectName() for one in seen]
    assert names.index("change_lines") < names.index("receipt") < names.index("take_payment")
    assert _is_in_sight(job.page.sums) and job.foot() == job.verdict()
    _press(seat, Qt.Key.Key_S)
    assert job.primary.text() == "Take 41.00 in cash and print receipt"
    seat.front.window.resize(1366, 768)
    seat.settle()
    assert job.primary.text() == "Take 41.00 and print receipt" and job.form.amount.isVisible()


def test_where_height_is_short_the_amount_begins_the_page_with_its_name_beside_it(seat: Seat, job: PaymentJob) -> None:
    seat.front.window.resize(911, 512)
    seat.front.trigger("payments.take")
    seat.settle()
    assert job.form.amount.hasFocus()
    named = [
        one for one in job.page.findChildren(QLabel) if one.text() == "Amount" and one.isVisible() and _is_in_sight(one)
    ]
    assert len(named) == 1 and named[0].buddy() is job.form.amount
    top = job.form.amount.mapTo(job.page, QPoint(0, 0)).y()
    assert top >= 8 and job.page.findChild(JobScroll).verticalScrollBar().value() == 0  # type: ignore[union-attr]
    seat.front.window.resize(1366, 768)
    seat.settle()
    assert sum(one.text() == "Amount" and one.isVisible() for one in job.page.findChildren(QLabel)) == 1


@pytest.mark.parametrize(("method", "amount"), [(Qt.Key.Key_C, "41"), (Qt.Key.Key_B, "1234.56")])
def test_the_sentence_beside_the_buttons_is_never_cut(
    seat: Seat, job: PaymentJob, method: Qt.Key, amount: str
) -> None:
    seat.front.window.resize(911, 512)
    _amount(seat, job, amount, method)
    seat.open(seat.clinic.credit)
    seat.open(seat.clinic.family, seat.clinic.maria)
    seat.settle()
    assert job.page.start_empty.isVisible() and job.foot() == "What you typed before is back"
    (words,) = (one for one in job.page.findChildren(QLabel) if one.isVisible() and one.text()[:8] == "What you")
    room = QRect(0, 0, words.width(), 1000)
    needed = words.fontMetrics().boundingRect(room, Qt.TextFlag.TextWordWrap, words.text())
    assert needed.height() <= words.height() <= 60 and needed.width() <= words.width()
    whole = words.text() == job.foot()
    assert whole or (words.text().endswith("…") and words.toolTip() == job.foot())
    assert whole is (method == Qt.Key.Key_C)
    for button in (job.page.start_empty, job.page.cancel, job.page.primary):
        assert button.width() >= button.sizeHint().width() and _is_in_sight(button)
    seat.front.window.resize(1366, 768)
    seat.settle()
    assert words.text() == job.foot() and not words.toolTip()


def test_with_few_lines_the_sums_stand_under_them(seat: Seat, job: PaymentJob) -> None:
    assert not job.page.sums_are_pinned() and _is_in_sight(job.page.sums)


def _answer(seat: Seat, monkeypatch: pytest.MonkeyPatch, reason: str | None) -> list[str]:
    asked: list[str] = []

    def ask(title: str, sentence: str, *, yes: str) -> str | None:
        asked.append(sentence)
        return reason

    monkeypatch.setattr(seat.front.messages, "ask_reason", ask)
    return asked


def test_an_amount_far_above_what_is_owed_is_asked_about_once_and_its_reason_kept(
    seat: Seat, job: PaymentJob, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = _answer(seat, monkeypatch, "pays for the whole year")
    _amount(seat, job, "5000", method=Qt.Key.Key_C)
    _press(seat, Qt.Key.Key_Return)
    assert _taken(seat) == [], "the last four digits are missing: told before anything is asked"
    _focus_on(job, "card_last4")
    _type(seat, "4417")
    monkeypatch.setattr(posting, "post_payment", _refusing_once(posting.post_payment))
    _press(seat, Qt.Key.Key_Return)
    _press(seat, Qt.Key.Key_Return)
    assert _taken(seat) == [500_000]
    assert len(asked) == 1 and "122.80 is owed. 4,877.20 more than that would stay as credit." in asked[0]
    page = seat.context.page
    assert page is not None
    assert page.money[-1].reason == "pays for the whole year"


def _focus_on(job: PaymentJob, name: str) -> None:
    job.form.forms["card"].boxes[name].input.setFocus()


def _refusing_once(post: Callable[..., object]) -> Callable[..., object]:
    from paydesk.rules.errors import PaydeskError

    refused: list[bool] = []

    def refusing(*args: object) -> object:
        if not refused:
            refused.append(True)
            raise PaydeskError("Type the last four digits of the card, and only those.", field="card_last4")
        return post(*args)

    return refusing


def test_who_thinks_better_of_a_doubtful_amount_is_at_the_amount_and_nothing_was_taken(
    seat: Seat, job: PaymentJob, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = _answer(seat, monkeypatch, None)
    _amount(seat, job, "1228")
    _press(seat, Qt.Key.Key_Return)
    assert "exactly ten times" in asked[0] and _taken(seat) == []
    assert _focus() is job.form.amount
    assert job.form.beside_amount() == "Nothing was taken. Type the amount that is meant."


def test_a_card_number_given_as_the_reason_is_refused(
    seat: Seat, job: PaymentJob, monkeypatch: pytest.MonkeyPatch
) -> None:
    _answer(seat, monkeypatch, "card 4111 1111 1111 1111")
    _amount(seat, job, "1228")
    _press(seat, Qt.Key.Key_Return)
    assert "Never keep a full Visa card number" in job.form.beside_amount() and _taken(seat) == []


def test_no_receipt_is_a_choice_of_one_payment(seat: Seat, job: PaymentJob) -> None:
    _amount(seat, job, "5")
    _press(seat, Qt.Key.Key_N)
    assert job.primary.text() == "Take 5.00"
    _press(seat, Qt.Key.Key_Return)
    assert _taken(seat) == [500] and not list(seat.papers.glob("receipt*"))
    _amount(seat, job, "6")
    assert job.primary.text() == "Take 6.00 and print receipt"
    _press(seat, Qt.Key.Key_N)
    seat.open(seat.clinic.credit)
    seat.open(seat.clinic.family)
    assert not job.form.prints(), "the payment that was left half-way has its own choice"


def test_the_way_of_the_last_payment_is_not_that_of_the_next(seat: Seat, job: PaymentJob) -> None:
    _amount(seat, job, "5")
    _press(seat, Qt.Key.Key_Return)
    assert (_taken(seat), job.form.method()) == ([500], "card")
    _amount(seat, job, "6", method=Qt.Key.Key_K)
    seat.open(seat.clinic.credit)
    assert job.form.method() == "card"
    seat.open(seat.clinic.family)
    assert job.form.method() == "check", "what was left half-way comes back as it was"


def test_an_amount_that_was_filled_in_follows_what_is_owed_and_is_no_draft(seat: Seat, job: PaymentJob) -> None:
    desk = seat.context.desk
    paid = posting.post_payment(desk, posting.PostPayment(seat.clinic.family, 1000, "cash", "to undo"))
    seat.context.reread()
    seat.settle()
    before = job.form.amount.text()
    undoing.undo_receipt(desk, undoing.UndoReceipt(paid.lot_id, "wrong account", "undoing"))
    seat.context.reread()
    seat.settle()
    assert (before, job.form.amount.text()) != (before, before)
    assert not job.is_touched()
    seat.open(seat.clinic.credit)
    assert drafting.drafts(desk) == ()


def test_a_payment_that_comes_back_says_so_and_one_key_starts_empty(seat: Seat, job: PaymentJob) -> None:
    filled = job.form.amount.text()
    _amount(seat, job, "12.34")
    seat.open(seat.clinic.credit)
    seat.open(seat.clinic.family)
    assert (job.form.amount.text(), job.foot()) == ("12.34", "What you typed before is back")
    job.form.focus_start()
    _press(seat, Qt.Key.Key_E, with_=Qt.KeyboardModifier.AltModifier)
    assert job.form.amount.text() == filled and _focus() is job.form.amount
    assert not job.page.start_empty.isVisible() and drafting.drafts(seat.context.desk) == ()
    seat.open(seat.clinic.credit)
    assert drafting.drafts(seat.context.desk) == ()


def test_a_payment_taken_after_it_came_back_leaves_no_draft(seat: Seat, job: PaymentJob) -> None:
    _amount(seat, job, "12.34")
    seat.open(seat.clinic.credit)
    seat.open(seat.clinic.family)
    job.form.focus_start()
    _press(seat, Qt.Key.Key_Return)
    seat.open(seat.clinic.credit)
    assert _taken(seat) == [1234] and drafting.drafts(seat.context.desk) == ()


def test_cash_that_is_too_little_is_told_once_beside_it(seat: Seat, job: PaymentJob) -> None:
    _amount(seat, job, "20")
    box = job.form.forms["cash"].boxes["tendered"]
    box.input.setFocus()
    _type(seat, "10")
    assert job.form.hint() == "Leave it empty when the cash is exact."
    _press(seat, Qt.Key.Key_Return)
    assert box.input.accessibleDescription() == "The cash given is less than the payment."
    assert job.form.hint() == "Leave it empty when the cash is exact." and _focus() is box.input
    assert _taken(seat) == []


def test_nothing_below_the_amount_moves_while_one_types(seat: Seat, job: PaymentJob) -> None:
    seat.settle()
    tops = {job.form.methods.y()}
    for words in ("1", "1..", ""):
        job.form.focus_start()
        _press(seat, Qt.Key.Key_Delete)
        _type(seat, words)
        tops.add(job.form.methods.y())
        job.form.show_error("amount", "A payment is more than zero. Type the amount the patient gives.")
        seat.settle()
        tops.add(job.form.methods.y())
    assert len(tops) == 1


def test_where_the_receipt_goes_follows_the_choice(seat: Seat, job: PaymentJob) -> None:
    said = job.form._printer
    assert said.text() == "Saved as a PDF: no printer here"
    QTest.keyClick(job.form.receipt, Qt.Key.Key_Right)
    assert said.text() == "No receipt is printed"
    QTest.keyClick(job.form.receipt, Qt.Key.Key_Left)
    assert said.text() == "Saved as a PDF: no printer here"
