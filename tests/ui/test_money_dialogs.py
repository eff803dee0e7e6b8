"""The dialogs about money: adjusting, moving who owes, moving money, holding, refunding, undoing anything posted."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from paydesk.operations import adjusting, auditing, charging, listing, noting, posting, undoing, visiting
from paydesk.operations.desk import Actor
from paydesk.rules.office import Role
from paydesk.ui.dialogs.form_dialog import FormDialog
from paydesk.ui.dialogs.move_money_dialog import MoveMoneyDialog
from paydesk.ui.dialogs.reading_dialog import ReadingDialog
from paydesk.ui.dialogs.receipt_dialog import ReceiptDialog
from paydesk.ui.dialogs.refund_dialog import RefundDialog
from paydesk.ui.inputs import ChoiceInput, LineInput
from paydesk.ui.labels import Why
from paydesk.ui.ledger_rows import LedgerKind
from paydesk.ui.printing import Printing
from support.fixed_clock import FixedClock
from support.window_clinic import TODAY, Seat

CONTROL = Qt.KeyboardModifier.ControlModifier


def _take_back(seat: Seat) -> None:
    seat.front.window.activateWindow()
    seat.settle()
    QTest.keyClick(seat.tab.ledger.list, Qt.Key.Key_Z, CONTROL)
    seat.settle()


def test_credit_is_applied_with_one_key(seat: Seat) -> None:
    seat.open(seat.clinic.credit)
    seat.enter(seat.ask("money.fee", amount="25", reason="Missed visit"))
    seat.front.trigger("money.apply_credit")
    seat.settle()
    assert seat.said[-1] == "25.00 of credit applied to Missed visit of 11/23/2026, 1,575.00 is left"
    assert seat.point("Put on Missed visit of 11/23/2026", word="Applied").patient == "1,575.00 credit"
    assert seat.owed() == (0, 0, 157500)


def test_applied_credit_is_taken_back_from_its_toast_whole_and_once(seat: Seat) -> None:
    seat.open(seat.clinic.credit)
    desk, account = seat.context.desk, seat.clinic.credit
    seat.enter(seat.ask("money.fee", amount="1700", reason="Copies of the whole record"))
    posting.post_payment(desk, posting.PostPayment(account, 5000, "cash", "second", automatic=False))
    seat.front.trigger("money.apply_credit")
    seat.settle()
    said = "1,650.00 of credit applied to Copies of the whole record of 11/23/2026"
    assert seat.said[-1] == said and seat.owed() == (5000, 0, 0)
    for _ in range(2):
        _take_back(seat)
    assert seat.said[-1] == "Reversed: 1,650.00 is credit again" and not seat.refused
    assert seat.owed() == (170000, 0, 165000)


def test_credit_that_was_moved_on_meanwhile_is_not_taken_back(seat: Seat) -> None:
    seat.open(seat.clinic.credit)
    seat.enter(seat.ask("money.fee", amount="25", reason="Missed visit"))
    seat.front.trigger("money.apply_credit")
    seat.settle()
    page = seat.context.page
    assert page is not None
    fee = next(one for story in page.stories for one in story.charges if one.facts.kind == "fee")
    lot, charge = fee.events[-1].lot_id, fee.facts.charge_id
    assert lot is not None
    account = seat.clinic.credit
    adjusting.move_money(
        seat.context.desk, adjusting.MoveMoney(lot, 2500, account, account, "not yet", "elsewhere", charge)
    )
    _take_back(seat)
    assert seat.refused == ["That money was moved again since. Reverse the newer move first."]


def test_without_credit_the_key_says_so(seat: Seat) -> None:
    seat.open(seat.clinic.family)
    seat.front.trigger("money.apply_credit")
    seat.settle()
    assert seat.refused == ["There is no credit on this account to apply."]


def test_an_adjustment_shows_what_is_left_before_it_is_posted(seat: Seat) -> None:
    seat.open(seat.clinic.family)
    seat.point("Office visit", word="Charge")
    dialog = seat.ask("money.adjust", reason="courtesy", amount="15")
    assert dialog.primary.text() == "Take off 15.00"
    assert dialog.lead() == "The patient owes 40.00 of it. Left after: 25.00."
    seat.enter(dialog)
    assert "Say why" in dialog.form.boxes["note"].input.accessibleDescription()
    seat.type(dialog, note="Waited long")
    seat.enter(dialog)
    assert seat.owed()[0] == 12280 - 1500
    assert seat.said[-1] == "15.00 taken off Office visit 99213 of 11/23/2026"
    seat.front.window.toast.take_back()
    seat.settle()
    assert seat.owed()[0] == 12280


def test_an_insurers_part_is_adjusted_by_contract(seat: Seat) -> None:
    seat.open(seat.clinic.family)
    seat.point("Office visit", word="Charge")
    dialog = seat.ask("money.adjust", reason="contractual", amount="20")
    assert dialog.lead() == "The insurer owes 120.00 of it. Left after: 100.00."
    before = seat.owed()
    seat.enter(dialog)
    assert seat.owed() == (before[0], before[1] - 2000, 0)


def test_more_than_is_owed_is_refused_beside_the_amount(seat: Seat) -> None:
    seat.open(seat.clinic.family)
    seat.point("Office visit", word="Charge")
    dialog = seat.ask("money.adjust", reason="prompt_pay", amount="500")
    seat.enter(dialog)
    assert dialog.lead() == "The patient owes 40.00 of it. No more than that can be taken off."
    assert "Only 40.00 is owed there" in dialog.form.boxes["amount"].input.accessibleDescription()


def test_what_an_insurer_owes_moves_to_the_patient(seat: Seat) -> None:
    seat.open(seat.clinic.family)
    seat.point("Office visit", word="Charge")
    before = seat.owed()
    dialog = seat.ask("money.transfer")
    amount = dialog.form.boxes["amount"].input
    assert isinstance(amount, LineInput) and amount.hasFocus()
    assert amount.selectedText() == amount.text() != "", "what is filled in is typed over"
    seat.type(dialog, amount="10", reason="Deductible")
    assert dialog.primary.text() == "Move 10"
    seat.enter(dialog)
    assert seat.owed() == (before[0] + 1000, before[1] - 1000, 0)
    assert seat.said[-1] == "10.00 moved: the patient owes it now"
    seat.front.window.toast.take_back()
    seat.settle()
    assert (seat.owed(), seat.said[-1]) == (before, "Reversed: it is owed as before")


def test_a_disputed_line_says_so_in_the_ledger_and_is_released_again(seat: Seat) -> None:
    seat.open(seat.clinic.family, seat.clinic.maria)
    seat.point("Office visit", word="Charge")
    dialog = seat.ask("money.hold", state="disputed", reason="Says she was not here")
    assert dialog.primary.text() == "Mark as disputed"
    seat.enter(dialog)
    assert seat.rows()[0].state == "In dispute"
    assert any("Says she was not here" in row.what for row in seat.rows())
    seat.point("Office visit", word="Charge")
    released = seat.ask("money.hold")
    assert released.form.boxes["state"].typed() == "free"
    seat.enter(released)
    assert seat.rows()[0].state == "Copay due today"


def test_a_dispute_about_a_part_of_a_visit_says_how_much(seat: Seat) -> None:
    desk, maria = seat.clinic.desk, seat.clinic.maria
    visit = visiting.save_visit(desk, visiting.SaveVisit(maria, TODAY, reason="Sore throat", self_pay=True)).visit_id
    codes = (charging.NewCharge("99213"), charging.NewCharge("87880"))
    charging.post_charges(desk, charging.PostCharges(visit, codes, "two lines"))
    seat.open(seat.clinic.family, maria)
    seat.point("Strep test", word="Charge")
    seat.enter(seat.ask("money.hold", state="disputed", reason="Says there was none"))
    heads = {row.what: row.state for row in seat.rows() if row.kind is LedgerKind.VISIT}
    assert next(state for what, state in heads.items() if "Sore throat" in what) == "42.00 in dispute"


def test_a_payment_is_voided_from_its_row(seat: Seat) -> None:
    seat.open(seat.clinic.credit)
    seat.point("Patient paid, check 1204")
    dialog = seat.ask("money.undo", reason="Wrong account")
    assert dialog.primary.text() == "Reverse 1,760.00"
    seat.enter(dialog)
    assert seat.owed() == (16000, 0, 0)


def test_an_undoing_starts_at_its_reason_and_enter_does_it_from_the_head_of_the_credit(seat: Seat) -> None:
    seat.open(seat.clinic.credit)
    assert seat.tab.ledger.select(seat.rows()[0].key) and seat.rows()[0].kind is LedgerKind.VISIT
    dialog = seat.ask("money.undo")
    focused = QApplication.focusWidget()
    assert focused is dialog.form.boxes["reason"].input
    QTest.keyClicks(focused, "Wrong account")
    QTest.keyClick(focused, Qt.Key.Key_Return)
    seat.settle()
    assert seat.owed() == (16000, 0, 0)


def test_a_head_over_several_lines_asks_for_one_of_them(seat: Seat) -> None:
    seat.open(seat.clinic.family)
    head = next(row for row in seat.rows() if row.kind is LedgerKind.VISIT)
    seat.tab.ledger.select(head.key)
    seat.front.trigger("money.undo")
    seat.settle()
    assert seat.refused[-1].startswith("Choose the line to reverse in the ledger first")


def test_a_bounced_check_is_told_apart_from_a_mistake(seat: Seat) -> None:
    seat.open(seat.clinic.credit)
    seat.point("Patient paid, check 1204")
    dialog = seat.ask("money.undo", kind="returned", reason="Not paid by the bank")
    assert dialog.primary.text() == "Reverse 1,760.00"
    seat.enter(dialog)
    assert seat.context.page is not None and seat.context.page.receipts[0].undone == "returned"


def test_an_undoing_without_a_reason_is_refused(seat: Seat) -> None:
    seat.open(seat.clinic.credit)
    seat.point("Patient paid, check 1204")
    dialog = seat.ask("money.undo")
    seat.enter(dialog)
    assert dialog.form.boxes["reason"].input.accessibleDescription() == "Reason is missing. Fill it in."


def test_what_is_undone_already_is_not_undone_again(seat: Seat) -> None:
    seat.open(seat.clinic.family)
    seat.enter(seat.ask("money.fee", amount="25", reason="Missed visit"))
    seat.point("Missed visit", word="Fee")
    seat.enter(seat.ask("money.undo", reason="She had called"))
    assert seat.owed()[0] == 12280
    seat.point("Missed visit", word="Fee")
    seat.front.trigger("money.undo")
    seat.settle()
    assert "reversed already" in seat.refused[-1]


def test_a_voided_receipt_says_reversed_in_the_ledger_and_offers_no_way_to_reverse_it_again(seat: Seat) -> None:
    desk, family = seat.context.desk, seat.clinic.family
    taken = posting.post_payment(desk, posting.PostPayment(family, 4280, "cash", "to void"))
    seat.open(family, seat.clinic.maria)
    row = seat.point("Patient paid, cash")
    assert row.detail != "reversed" and row.link
    undoing.undo_receipt(desk, undoing.UndoReceipt(taken.lot_id, "wrong account", "voiding"))
    seat.context.reread()
    seat.settle()
    row = seat.point("Patient paid, cash")
    assert (row.detail, row.link) == ("reversed", "")
    seat.front.trigger("money.undo")
    seat.settle()
    assert seat.dialog() is None and "already" in seat.refused[-1]


def test_money_moves_from_one_line_of_the_family_to_another(seat: Seat) -> None:
    seat.open(seat.clinic.credit)
    seat.enter(seat.ask("money.fee", amount="25", reason="Missed visit"))
    seat.point("Patient paid", word="Paid")
    dialog = seat.ask("money.move", amount="25", reason="Belongs there")
    dialog.form.boxes["to_charge"].input.setCurrentIndex(0)  # type: ignore[union-attr]
    seat.enter(dialog)
    assert seat.said[-1] == "Money moved"
    assert seat.owed() == (2500, 0, 160000)
    row = seat.tab.ledger.current_row()
    assert row is not None and (row.word, row.amount) == ("Applied", "25.00"), "the cursor is on what was moved"
    heads = {row.what: row.patient for row in seat.rows() if row.kind is LedgerKind.VISIT}
    assert heads["Fee"] == "–" and "25.00" in heads.values()


def _press(key: Qt.Key, words: str = "") -> None:
    focused = QApplication.focusWidget()
    assert focused is not None
    QTest.keyClicks(focused, words) if words else QTest.keyClick(focused, key)


def test_credit_moves_to_a_line_of_another_account_by_keyboard_alone(seat: Seat) -> None:
    touched: list[tuple[int, ...]] = []
    seat.front.jobs.changed.connect(lambda change: touched.append(change.accounts))
    seat.open(seat.clinic.credit)
    dialog = seat.ask("money.move")
    assert isinstance(dialog, MoveMoneyDialog)
    assert QApplication.focusWidget() is dialog.form.boxes["account_id"].input, "no line here takes money"
    _press(Qt.Key.Key_unknown, "garcia")
    seat.settle()
    _press(Qt.Key.Key_Return)
    seat.settle()
    assert QApplication.focusWidget() is dialog.form.boxes["to_charge"].input
    _press(Qt.Key.Key_Down)
    assert dialog.form.boxes["amount"].typed() == "42.80"
    source, target = dialog.after.rows()
    assert source == ("Credit of this account", "1,600.00 credit", "1,557.20 credit")
    assert target == ("Maria: Office visit 99213 of 10/19/2026", "42.80", "–")
    assert dialog.why.sentence().startswith("42.80 is filled in: that line owes no more. It stays a payment of account")
    _press(Qt.Key.Key_Tab)
    _press(Qt.Key.Key_unknown, "Grandfather pays")
    _press(Qt.Key.Key_Return)
    seat.settle()
    assert touched == [(seat.clinic.family, seat.clinic.credit)]
    assert seat.said[-1] == "Money moved to account 50001" and seat.owed() == (0, 0, 155720)
    seat.open(seat.clinic.family)
    assert seat.owed()[0] == 8000


def test_of_the_credit_of_several_payments_the_one_that_is_meant_is_chosen_and_named(seat: Seat) -> None:
    desk, account = seat.clinic.desk, seat.clinic.credit
    small = posting.post_payment(desk, posting.PostPayment(account, 48, "cash", "small one"))
    seat.open(account)
    seat.tab.ledger.select(seat.rows()[0].key)
    dialog = seat.ask("money.move", reason="Grandfather pays")
    assert isinstance(dialog, MoveMoneyDialog)
    assert dialog.lead() == "1,600.00 of receipt 1 of 11/23/2026, check 1204, lies on credit."
    assert dialog.form.boxes["amount"].typed() == "1,600.00"
    lots = dialog.form.boxes["lot_id"].input
    assert [lots.itemText(at) for at in range(lots.count())] == [  # type: ignore[union-attr]
        "1,600.00 of receipt 1 of 11/23/2026, check 1204", "0.48 of receipt 2 of 11/23/2026, cash",
    ]  # fmt: skip
    seat.type(dialog, lot_id=str(small.lot_id))
    dialog.form.boxes["lot_id"].edited.emit()
    assert dialog.lead() == "0.48 of receipt 2 of 11/23/2026, cash, lies on credit."
    seat.search(dialog.form.boxes["account_id"], "garcia")
    seat.type(dialog, to_charge=f"{seat.clinic.family}:credit")
    assert dialog.result_words() == "Move 0.48"
    seat.enter(dialog)
    assert seat.owed() == (0, 0, 160000)


def test_money_from_another_account_moves_back_from_its_line_or_by_undo(seat: Seat) -> None:
    seat.open(seat.clinic.credit)
    _move_to_family(seat, to="99213 of 10/19/2026", amount="20")
    seat.open(seat.clinic.family)
    seat.point("From account 50002, check 1204", word="Applied")
    dialog = seat.ask("money.move", reason="He wants it back")
    assert isinstance(dialog, MoveMoneyDialog)
    seat.search(dialog.form.boxes["account_id"], "okafor")
    assert dialog.form.boxes["to_charge"].typed() == f"{seat.clinic.credit}:credit", "it is the only place"
    assert dialog.after.rows()[0][1:] == ("22.80", "42.80")
    seat.enter(dialog)
    assert seat.owed()[0] == 12280
    _take_back(seat)
    assert seat.said[-1] == "Money moved back" and seat.owed()[0] == 10280


def _move_to_family(seat: Seat, *, to: str, amount: str) -> FormDialog:
    dialog = seat.ask("money.move", reason="Grandfather pays")
    seat.search(dialog.form.boxes["account_id"], "garcia")
    place = dialog.form.boxes["to_charge"].input
    at = next(i for i in range(place.count()) if to in place.itemText(i))  # type: ignore[union-attr]
    place.setCurrentIndex(at)  # type: ignore[union-attr]
    seat.type(dialog, amount=amount)
    seat.enter(dialog)
    return dialog


def test_reversing_a_receipt_names_the_account_its_money_lies_on_and_the_move_says_reversed(seat: Seat) -> None:
    seat.open(seat.clinic.credit)
    _move_to_family(seat, to="99213 of 10/19/2026", amount="20")
    seat.point("Patient paid", word="Paid")
    dialog = seat.ask("money.undo", reason="Check came back")
    seat.settle()
    assert dialog.lead().startswith("20.00 of it lies on account 50001. All of its 1,760.00 is taken back")
    receipts = listing.money_today(seat.context.desk, account_id=seat.clinic.credit).taken
    again = ReceiptDialog(seat.context, receipts[0])
    seat.settle()
    assert again.elsewhere() == "20.00 of it lies on account 50001. It is taken back from there, too."
    again.deleteLater()
    seat.enter(dialog)
    assert seat.point("To account 50001", word="Moved").detail == "reversed"
    seat.open(seat.clinic.family)
    assert seat.owed()[0] == 12280


def test_more_than_a_line_of_another_account_owes_is_refused_and_no_figure_says_otherwise(seat: Seat) -> None:
    seat.open(seat.clinic.credit)
    dialog = _move_to_family(seat, to="99213 of 10/19/2026", amount="50")
    assert isinstance(dialog, MoveMoneyDialog)
    assert "owes 42.80 of that line" in dialog.form.boxes["amount"].input.accessibleDescription()
    assert [row[1:] for row in dialog.after.rows()] == [("1,600.00 credit", ""), ("42.80", "")]
    assert seat.owed() == (0, 0, 160000)


def test_credit_moves_to_the_credit_of_another_account(seat: Seat) -> None:
    seat.open(seat.clinic.credit)
    _move_to_family(seat, to="Unapplied credit of account", amount="60")
    assert seat.owed() == (0, 0, 154000)
    seat.open(seat.clinic.family)
    assert seat.owed()[2] == 6000


def test_leaving_the_other_account_empty_means_this_one_again(seat: Seat) -> None:
    seat.open(seat.clinic.credit)
    dialog = seat.ask("money.move")
    box = dialog.form.boxes["account_id"]
    seat.search(box, "garcia")
    assert dialog.form.boxes["to_charge"].input.count() == 4  # type: ignore[union-attr]
    box.input.setFocus()
    box.input.selectAll()  # type: ignore[union-attr]
    QTest.keyClick(box.input, Qt.Key.Key_Delete)
    seat.settle()
    assert dialog.form.boxes["to_charge"].input.count() == 0  # type: ignore[union-attr]
    assert isinstance(dialog, MoveMoneyDialog)
    assert dialog.why.sentence() == "The payment stays as it was; only what it pays changes."


def test_an_interrupted_move_comes_back_with_its_account(seat: Seat) -> None:
    seat.open(seat.clinic.credit)
    dialog = seat.ask("money.move", reason="Grandfather pays")
    seat.search(dialog.form.boxes["account_id"], "garcia")
    dialog.form.boxes["to_charge"].input.setCurrentIndex(1)  # type: ignore[union-attr]
    chosen = dialog.form.boxes["to_charge"].typed()
    dialog.reject()
    seat.settle()
    again = seat.ask("money.move")
    assert again.form.boxes["to_charge"].typed() == chosen != ""
    assert again.form.boxes["reason"].typed() == "Grandfather pays"


def test_who_may_not_move_money_to_another_account_is_not_offered_one(
    seat: Seat, monkeypatch: pytest.MonkeyPatch
) -> None:
    seat.open(seat.clinic.credit)
    monkeypatch.setattr(seat.context, "may", lambda permission: permission != "payments.undo")
    seat.front.trigger("money.move")
    seat.settle()
    assert seat.refused[-1].startswith("Nothing on this account takes money now")
    seat.enter(seat.ask("money.fee", amount="25", reason="Missed visit"))
    seat.point("Patient paid", word="Paid")
    dialog = seat.ask("money.move")
    assert not dialog.form.boxes["account_id"].isVisible()


def test_moving_money_needs_a_payment_under_the_cursor(seat: Seat) -> None:
    seat.open(seat.clinic.family)
    seat.point("Office visit", word="Charge")
    seat.front.trigger("money.move")
    seat.settle()
    assert seat.refused[-1].startswith("Choose a payment of the patient")


@pytest.mark.parametrize("printed", [True, False])
def test_the_trail_says_made_of_a_letter_and_only_what_was_taken_went_out(
    seat: Seat, printed: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not printed:
        monkeypatch.setattr(Printing, "print_paper", lambda self, paper, ask=False: False)
    seat.open(seat.clinic.credit)
    seat.enter(seat.ask("money.refund", amount="100", reason="Paid twice"))
    desk = seat.clinic.desk.as_actor(Actor("ana", Role.ADMINISTRATOR, "desk 2"))
    rows = auditing.search(desk, auditing.SearchTrail(kind=auditing.Kind.PRINTED))
    assert [row.what for row in rows] == [*(["A refund letter went out"] if printed else []), "Made a refund letter"]


def test_credit_is_refunded_as_it_came_and_the_letter_prints(seat: Seat) -> None:
    seat.open(seat.clinic.credit)
    dialog = seat.ask("money.refund", amount="100", reason="Paid twice")
    assert isinstance(dialog, RefundDialog)
    assert dialog.primary.text() == "Refund 100.00 and print the letter"
    assert dialog.lead().startswith("1,500.00 of it stays as credit. Money goes back by check, as it came.")
    seat.type(dialog, amount="2000")
    assert dialog.lead() == "Money goes back by check, as it came. The letter prints with it."
    seat.type(dialog, amount="100")
    seat.enter(dialog)
    assert seat.owed()[2] == 150000 and [one.name for one in seat.papers.iterdir()] == ["refund-letter-1.pdf"]
    seat.front.trigger("statement.print")
    seat.settle()
    seat.front.trigger("record.papers")
    seat.settle()
    papers = seat.dialog()
    assert isinstance(papers, ReadingDialog)
    row = papers.list.rows.rows[-1]
    assert (row.name, row.money, row.second) == ("Refund letter", "100.00", "made by dana")
    # A statement of nothing has no day to pay by: its own date has a line of its own all the same.
    statement = papers.list.rows.rows[1]
    assert (statement.second, statement.at) == ("", "11/23/2026")
    assert papers.list.sizeHintForRow(1) == papers.list.sizeHintForRow(3) == 48
    papers.list.select(row.key)
    QTest.keyClick(papers.list, Qt.Key.Key_Return)
    seat.settle()
    assert seat.said[-1] == "Refund letter of 100.00 saved as refund-letter-1-2.pdf in papers"
    assert sorted(one.name for one in seat.papers.iterdir()) == [
        "refund-letter-1-2.pdf", "refund-letter-1.pdf", "statement-100001.pdf",
    ]  # fmt: skip
    (logged,) = [
        one.summary for one in noting.about_account(seat.clinic.desk, seat.clinic.credit).contacts
        if "refund" in one.summary
    ]  # fmt: skip
    assert logged == "Letter with the refund of $100.00, refund 1"


def test_a_card_refund_asks_for_its_terminal_slip_beside_the_reference(seat: Seat) -> None:
    desk, account = seat.clinic.desk, seat.clinic.credit
    posting.post_payment(desk, posting.PostPayment(account, 50_00, "card", "by card", card_last4="4417"))
    seat.open(account)
    dialog = seat.ask("money.refund", reason="Paid twice")
    box = dialog.form.boxes["reference"].input
    lots = dialog.form.boxes["lot_id"].input
    assert isinstance(box, LineInput) and isinstance(lots, ChoiceInput)
    assert box.placeholderText() == "Check number"
    lots.setCurrentIndex(next(i for i in range(lots.count()) if "by card" in lots.itemText(i)))
    assert box.placeholderText() == "Number on the terminal's refund slip"
    seat.enter(dialog)
    assert seat.dialog() is dialog and seat.owed()[2] == 1650_00 and box.hasFocus()
    assert box.accessibleDescription().startswith("Refund the card on the terminal first")
    seat.type(dialog, reference="R 0117")
    seat.enter(dialog)
    assert seat.owed()[2] == 1600_00


def test_a_refund_whose_letter_was_not_printed_says_so_and_is_reversed_from_its_toast(
    seat: Seat, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(seat.context.printing, "sink", None)
    monkeypatch.setattr(seat.context.printing, "_printer", lambda title, name, *, ask=False: None)
    seat.open(seat.clinic.credit)
    seat.enter(seat.ask("money.refund", amount="100", reason="Paid twice"))
    assert seat.said[-1] == "100.00 refunded. Its letter was not printed: Ctrl+P has it"
    assert noting.about_account(seat.clinic.desk, seat.clinic.credit).contacts == ()
    assert seat.owed()[2] == 150000
    _take_back(seat)
    assert seat.said[-1] == "Reversed. The money is credit of this account again." and seat.owed()[2] == 160000


@pytest.mark.parametrize(
    ("what", "word", "now"),
    [
        ("Office visit", "Charge", "It is owed no more. What the patient paid on it is credit now."),
        ("Missed visit", "Fee", "It is owed no more."),
        ("Waited two hours", "Discount", "The 5.00 it took off is owed again."),
        ("Patient paid", "Paid", "What it paid is owed again."),
    ],
)
def test_what_is_told_after_reversing_is_true_of_what_was_reversed(
    seat: Seat, what: str, word: str, now: str
) -> None:
    seat.open(seat.clinic.credit)
    seat.enter(seat.ask("money.fee", amount="25", reason="Missed visit"))
    seat.point("Missed visit", word="Fee")
    seat.enter(seat.ask("money.adjust", amount="5", reason="courtesy", note="Waited two hours"))
    seat.point(what, word=word)
    seat.enter(seat.ask("money.undo", reason="Wrong account"))
    assert seat.said[-1] == f"Reversed. {now}"


def test_where_there_is_no_credit_nothing_can_be_refunded(seat: Seat) -> None:
    seat.open(seat.clinic.family)
    seat.front.trigger("money.refund")
    seat.settle()
    assert seat.refused[-1].startswith("There is no credit to refund here.")


def test_taking_back_what_was_posted_has_one_name_everywhere(seat: Seat) -> None:
    seat.open(seat.clinic.credit)
    assert {row.link for row in seat.rows()} <= {"", "Reverse"}
    assert seat.front.window.commands.commands["money.undo"].label == "Reverse this line"
    seat.point("Patient paid")
    dialog = seat.ask("money.undo", reason="Typed twice")
    kinds = dialog.form.boxes["kind"].input
    assert isinstance(kinds, ChoiceInput)
    assert [kinds.itemText(at).split(":")[0] for at in range(kinds.count())] == ["Void", "Returned check"]
    assert dialog.primary.text() == "Reverse 1,760.00"
    seat.enter(dialog)
    assert seat.said[-1].startswith("Reversed.")
    told = " ".join(f"{row.word} {row.detail}" for row in seat.rows()).casefold()
    assert "reversed" in told and "undo" not in told and "undone" not in told


def test_the_amount_to_take_off_is_asked_for_in_a_sentence(seat: Seat) -> None:
    seat.open(seat.clinic.family)
    seat.point("Office visit", word="Charge")
    dialog = seat.ask("money.adjust", reason="courtesy")
    seat.enter(dialog)
    assert dialog.form.boxes["amount"].input.accessibleDescription() == "Type the amount to take off."


def test_f4_says_why_no_line_can_be_chosen(seat: Seat) -> None:
    clock = seat.clinic.desk.clock
    assert isinstance(clock, FixedClock)
    clock.advance(days=1)
    seat.open(seat.clinic.family)
    # What is done on the day of the filing and after it is paid as ever.
    facts = {"bankruptcy_chapter": "7", "bankruptcy_case_number": "26-1043", "bankruptcy_filed_on": "11/24/2026"}
    dialog = seat.ask("record.flags", kind="bankruptcy")
    seat.type(dialog, **facts)
    seat.enter(dialog)
    seat.front.window.resize(911, 512)
    seat.front.trigger("payments.take")
    seat.settle()
    seat.front.trigger("payments.choose_lines")
    seat.settle()
    tab = seat.front.window.current_tab()
    assert tab is not None
    told = [why for why in tab.findChildren(Why) if why.sentence().startswith("No open line may be paid by choice.")]
    assert len(told) == 1 and not told[0].visibleRegion().isEmpty()
    assert "In bankruptcy" in told[0].sentence()
