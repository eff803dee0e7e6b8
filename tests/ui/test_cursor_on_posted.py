"""After something was posted the ledger's cursor is on it: the next key is about what was just done."""

from __future__ import annotations

from paydesk.ui.ledger_rows import LedgerRow
from paydesk.ui.tabs.patients_tab import PatientsTab
from paydesk.ui.tabs.payments_tab import PaymentsTab
from support.window_clinic import Seat


def cursor(seat: Seat) -> LedgerRow:
    """The row under it, which is the one that commands are about."""
    seat.front.go("patients")
    seat.settle()
    row = seat.tab.ledger.current_row()
    assert row is not None and seat.context.chosen_row == row.key
    return row


def test_a_visit_with_charges_leaves_it_on_the_first_of_them(seat: Seat) -> None:
    seat.open(seat.clinic.family, seat.clinic.maria)
    dialog = seat.ask("visit.another")
    seat.search(dialog.charges.rows[0].form.boxes["code"], "87880")  # type: ignore[attr-defined]
    seat.enter(dialog)
    row = cursor(seat)
    assert (row.word, row.what, row.detail) == ("Charge", "Strep test", "87880")


def test_a_visit_without_charges_leaves_it_on_its_row(seat: Seat) -> None:
    seat.open(seat.clinic.family, seat.clinic.maria)
    dialog = seat.ask("visit.another", reason="Blood pressure")
    dialog.charges.rows[0].removed.emit()  # type: ignore[attr-defined]
    dialog.primary.click()
    seat.settle()
    row = cursor(seat)
    assert row.quiet and "Blood pressure" in row.what


def test_a_visit_that_is_only_planned_does_not_draw_the_next_key_to_itself(seat: Seat) -> None:
    seat.open(seat.clinic.family, seat.clinic.maria)
    before = cursor(seat)
    seat.enter(seat.ask("visit.upcoming", on="12/07/2026", reason="Check-up"))
    assert cursor(seat).key == before.key


def test_a_fee_leaves_it_on_its_charge(seat: Seat) -> None:
    seat.open(seat.clinic.family, seat.clinic.maria)
    seat.enter(seat.ask("money.fee", amount="25", reason="Missed visit"))
    row = cursor(seat)
    assert (row.word, row.what) == ("Fee", "Missed visit")


def test_a_refund_leaves_it_on_its_row_also_where_the_credit_is_over(seat: Seat) -> None:
    seat.open(seat.clinic.credit)
    seat.enter(seat.ask("money.refund", amount="100", reason="Paid twice"))
    row = cursor(seat)
    assert (row.word, row.amount) == ("Refunded", "100.00")
    seat.enter(seat.ask("money.refund", reason="Paid twice"))
    row = cursor(seat)
    assert (row.word, row.amount) == ("Refunded", "1,500.00")


def test_an_adjustment_and_a_move_of_who_owes_leave_it_on_their_lines(seat: Seat) -> None:
    seat.open(seat.clinic.family, seat.clinic.maria)
    seat.point("Office visit", word="Charge")
    seat.enter(seat.ask("money.adjust", amount="5", reason="courtesy", note="Waited two hours"))
    assert cursor(seat).word == "Discount"
    seat.enter(seat.ask("money.transfer", amount="3", reason="Not covered"))
    assert cursor(seat).moves


def take_payment(seat: Seat, amount: int) -> None:
    seat.front.go("payments")
    seat.settle()
    tab = seat.front.window.current_tab()
    assert isinstance(tab, PaymentsTab)
    tab.begin()
    tab.job.form.set_amount(amount, "")
    tab.job.form.methods.choose("cash")
    tab.job.take()
    seat.settle()


def test_a_payment_leaves_it_on_the_first_line_it_paid(seat: Seat) -> None:
    seat.open(seat.clinic.family, seat.clinic.maria)
    take_payment(seat, 15_00)
    row = cursor(seat)
    assert (row.word, row.what, row.amount) == ("Paid", "Patient paid, cash", "−15.00")


def test_a_payment_that_pays_no_charge_leaves_it_on_the_credit_it_became(seat: Seat) -> None:
    seat.open(seat.clinic.credit)
    take_payment(seat, 15_00)
    row = cursor(seat)
    assert (row.word, row.what, row.amount) == ("Paid", "Kept as credit, cash", "−15.00")


def test_of_a_ledger_that_was_never_looked_at_it_is_there_when_it_is(seat: Seat) -> None:
    assert isinstance(seat.tab, PatientsTab)
    seat.open(seat.clinic.family, seat.clinic.maria)
    seat.context.page_changed.disconnect(seat.tab._show)
    take_payment(seat, 15_00)
    late = PatientsTab(seat.context)
    row = late.ledger.current_row()
    assert row is not None and row.amount == "−15.00"
    late.deleteLater()


def test_what_was_posted_for_another_patient_does_not_move_a_cursor_that_cannot_be_there(seat: Seat) -> None:
    seat.open(seat.clinic.family, seat.clinic.maria)
    before = cursor(seat)
    seat.enter(seat.ask("money.fee", amount="25", reason="Missed visit", patient_id=str(seat.clinic.mateo)))
    assert cursor(seat).key == before.key


def test_an_account_that_came_to_the_front_meanwhile_keeps_its_own_cursor(seat: Seat) -> None:
    seat.open(seat.clinic.family, seat.clinic.maria)
    dialog = seat.ask("money.fee", amount="25", reason="Missed visit")
    dialog.done_with.connect(lambda result: seat.context.open_account(seat.clinic.credit))
    seat.enter(dialog)
    assert "Missed visit" not in cursor(seat).what
    seat.open(seat.clinic.family, seat.clinic.maria)
    assert "Missed visit" not in cursor(seat).what


def test_a_fee_is_taken_back_from_its_message(seat: Seat) -> None:
    seat.open(seat.clinic.family, seat.clinic.maria)
    before = seat.owed()
    seat.enter(seat.ask("money.fee", amount="25", reason="Missed visit"))
    seat.front.window.toast.take_back()
    seat.settle()
    assert (seat.owed(), seat.said[-1]) == (before, "Fee reversed")
