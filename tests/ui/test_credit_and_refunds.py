"""Money that pays no charge in the ledger: nothing of it disappears, and a refund is undone where it stands."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from paydesk.operations import posting, refunding, registering, undoing
from paydesk.operations.desk import Actor
from paydesk.operations.registering import PersonForm, RegisterAccount
from paydesk.rules.office import Role
from paydesk.ui.credit_rows import OVER
from paydesk.ui.ledger_rows import LedgerKind, LedgerRow
from support.fixed_clock import FixedClock
from support.window_clinic import Seat

Shown = tuple[str, str, str, str, str]


def heads(seat: Seat) -> list[str]:
    return [one.date for one in seat.tab.ledger.list.rows.shown if one.kind is LedgerKind.VISIT]


def open_anew(seat: Seat, account: int) -> None:
    seat.open(seat.clinic.credit)
    seat.open(account)


def fresh_account(seat: Seat) -> int:
    form = PersonForm("Silver", "Sam", birth_date=date(1980, 1, 2))
    return registering.register_account(seat.clinic.desk, RegisterAccount(form)).account_id


def pay(seat: Seat, account: int, amount: int, key: str) -> int:
    return posting.post_payment(seat.clinic.desk, posting.PostPayment(account, amount, "cash", key)).lot_id


def refund(seat: Seat, account: int, lot: int, amount: int) -> None:
    desk = seat.clinic.desk.as_actor(Actor("ana", Role.ADMINISTRATOR, "desk 1"))
    request = refunding.RefundCredit(account, lot, amount, "cash", "Moved away", f"refund of {lot}")
    refunding.refund_credit(desk, request)


def shown(rows: tuple[LedgerRow, ...]) -> list[Shown]:
    return [(one.date, one.word, one.what, one.amount, one.patient) for one in rows]


def test_an_account_whose_only_history_is_money_that_went_back_shows_it(seat: Seat) -> None:
    account = fresh_account(seat)
    refund(seat, account, pay(seat, account, 5000, "one"), 5000)
    undoing.undo_receipt(
        seat.clinic.desk, undoing.UndoReceipt(pay(seat, account, 7000, "two"), "typed twice", "undo two")
    )
    seat.open(account)
    assert shown(seat.tab.ledger.list.rows.shown) == [
        ("Credit and refunds", "", "last reversed 70.00 on 11/23", "", "–"),
        ("11/23", "Paid", "Kept as credit, cash", "−50.00", "50.00 credit"),
        ("11/23", "Refunded", "Credit given back, cash", "50.00", "–"),
        ("11/23", "Paid", "Kept as credit, cash", "−70.00", "70.00 credit"),
        ("11/23", "Reversed", "Receipt voided, cash", "70.00", "–"),
    ]  # fmt: skip
    details = [one.detail for one in seat.rows()]
    assert details == ["", "", "Moved away", "reversed", "typed twice"]
    assert seat.rows()[2].sentence().endswith("Refunded, Credit given back, cash, 50.00, credit left 0.00")


def test_the_cursor_on_a_refund_and_undo_with_a_reason_make_it_credit_again(seat: Seat) -> None:
    account = fresh_account(seat)
    refund(seat, account, pay(seat, account, 5000, "one"), 5000)
    seat.open(account)
    assert seat.owed() == (0, 0, 0)
    row = seat.point("Credit given back, cash", word="Refunded")
    assert row.link == "Reverse"
    dialog = seat.ask("money.undo", reason="Check never left the desk")
    assert "50.00 was not given back after all" in dialog.lead()
    seat.enter(dialog)
    assert seat.said[-1] == "Reversed. The money is credit of this account again."
    assert seat.owed() == (0, 0, 5000)
    assert [(one.word, one.detail, one.link) for one in seat.rows() if one.kind is LedgerKind.LINE][1:] == [
        ("Refunded", "reversed", ""), ("Reversed", "", ""),
    ]  # fmt: skip


def test_what_is_over_folds_apart_from_the_credit_there_is(seat: Seat) -> None:
    account = fresh_account(seat)
    refund(seat, account, pay(seat, account, 5000, "one"), 5000)
    pay(seat, account, 2000, "two")
    seat.open(account)
    groups = [(one.date, one.patient, one.state) for one in seat.rows() if one.kind is LedgerKind.VISIT]
    assert groups == [("Credit", "20.00 credit", "Nothing is owed"), ("Earlier credit and refunds", "–", "Settled")]
    assert [one.what for one in seat.rows() if one.visit == "credit" and one.kind is LedgerKind.LINE] == [
        "Kept as credit, cash"
    ]


def test_credit_that_has_stood_long_shows_its_own_movements_and_what_came_and_went_meanwhile_folds(seat: Seat) -> None:
    account = fresh_account(seat)
    pay(seat, account, 5000, "kept")
    for at in range(6):
        refund(seat, account, pay(seat, account, 1000 + at, f"passed on {at}"), 1000 + at)
    open_anew(seat, account)
    assert OVER in seat.tab.ledger.folded()
    groups = [(one.date, one.patient, one.state) for one in seat.rows() if one.kind is LedgerKind.VISIT]
    assert groups == [("Credit", "50.00 credit", "Nothing is owed"), ("Earlier credit and refunds", "–", "Settled")]
    movements = [one for one in seat.rows() if one.kind is LedgerKind.LINE]
    assert [(one.visit == OVER, one.amount, one.patient) for one in movements] == [
        (False, "−50.00", "50.00 credit"),
        *((True, *told) for at in range(6) for told in (
            (f"−10.0{at}", f"10.0{at} credit"), (f"10.0{at}", "–"),
        )),
    ]  # fmt: skip


def test_of_credit_with_many_movements_the_latest_stand_open_and_say_what_is_left(seat: Seat) -> None:
    account = fresh_account(seat)
    lot = pay(seat, account, 5000, "kept")
    desk = seat.clinic.desk.as_actor(Actor("ana", Role.ADMINISTRATOR, "desk 1"))
    for at in range(9):
        request = refunding.RefundCredit(account, lot, 100, "cash", "Asked for it", f"back {at}")
        refunding.refund_credit(desk, request)
    open_anew(seat, account)
    groups = [(one.date, one.patient, one.state) for one in seat.rows() if one.kind is LedgerKind.VISIT]
    assert groups == [("Credit", "41.00 credit", "Nothing is owed"), ("Earlier credit and refunds", "", "")]
    movements = [(one.visit == OVER, one.patient) for one in seat.rows() if one.kind is LedgerKind.LINE]
    assert movements == [
        *((False, f"{left}.00 credit") for left in range(48, 40, -1)), (True, "50.00 credit"), (True, "49.00 credit"),
    ]  # fmt: skip


def test_credit_that_is_over_stands_folded_at_its_day_and_the_cursor_begins_elsewhere(seat: Seat) -> None:
    seat.open(seat.clinic.family)
    begun = seat.tab.ledger.current_row()
    lot = pay(seat, seat.clinic.family, 20000, "one")
    refund(seat, seat.clinic.family, lot, 20000 - 12280)
    open_anew(seat, seat.clinic.family)
    assert heads(seat) == ["Today, Nov 23", "Today, Nov 23", "Credit and refunds", "Oct 19"]
    clock = seat.clinic.desk.clock
    assert isinstance(clock, FixedClock)
    clock.advance(days=1)
    refund(seat, seat.clinic.family, pay(seat, seat.clinic.family, 1000, "two"), 1000)
    open_anew(seat, seat.clinic.family)
    assert heads(seat) == ["Credit and refunds", "Nov 23", "Nov 23", "Oct 19"]
    now = seat.tab.ledger.current_row()
    assert begun is not None and now is not None and now.key == begun.key
    assert OVER in seat.tab.ledger.folded()
    seat.tab.ledger.select(seat.tab.ledger.list.rows.shown[0].key)
    QTest.keyClick(seat.tab.ledger.list, Qt.Key.Key_Right)
    words = [one.word for one in seat.tab.ledger.list.rows.shown if one.visit == OVER]
    assert words == ["", "Paid", "Refunded", "Paid", "Refunded"]


def test_without_such_money_the_ledger_has_no_such_group_and_begins_where_it_did(seat: Seat) -> None:
    seat.open(seat.clinic.family)
    assert OVER not in {row.visit for row in seat.rows()} | set(seat.tab.ledger.folded())
    begun = seat.tab.ledger.current_row()
    assert begun is not None and begun.key == seat.rows()[0].key
