"""The money of a day: what was taken, undone and given back, on the day it was, and what lies in the drawer."""

from __future__ import annotations

from datetime import date

import pytest

from paydesk.operations import listing, refunding, reporting, undoing
from paydesk.rules.errors import PaydeskError
from support.ledger_oracle import net_of_days
from support.money_clinic import Family, MoneyClinic

MONDAY, TUESDAY = date(2026, 11, 23), date(2026, 11, 24)
Figures = tuple[date, str, int, int, int, int, int]


def days(money: MoneyClinic) -> list[Figures]:
    """Day, way, how many taken, taken, undone, given back, net; checked against the bare lines."""
    found = reporting.payments_by_day(money.desk, first=MONDAY, last=TUESDAY)
    with money.desk.database.reading() as session:
        assert {(one.day, one.method): one.net for one in found if one.net} == net_of_days(session)
    return [(one.day, one.method, one.count, one.taken, one.undone, one.refunded, one.net) for one in found]


def refund(money: MoneyClinic, family: Family, lot: int, amount: int, way: str = "cash") -> int:
    slip = "R1" if way == "card" else ""
    request = refunding.RefundCredit(family.account, lot, amount, way, "moved away", money.key(), slip)
    return refunding.refund_credit(money.desk, request).entry_id


def drawer(money: MoneyClinic) -> int:
    waiting, worklist = listing.waiting(money.desk), listing.money_today(money.desk)
    assert waiting.drawer == worklist.drawer
    return waiting.drawer


def test_cash_given_back_leaves_the_drawer_and_a_check_given_back_does_not(money: MoneyClinic) -> None:
    family = money.family()
    paid = money.pay(family, 100_00)
    refund(money, family, paid.lot_id, 50_00)
    assert drawer(money) == 50_00
    refund(money, family, paid.lot_id, 20_00, "check")
    assert drawer(money) == 50_00
    assert days(money) == [
        (MONDAY, "cash", 1, 100_00, 0, 50_00, 50_00), (MONDAY, "check", 0, 0, 0, 20_00, -20_00),
    ]  # fmt: skip


def test_a_refund_that_was_not_given_comes_off_again_and_is_in_the_drawer(money: MoneyClinic) -> None:
    family = money.family()
    entry = refund(money, family, money.pay(family, 100_00).lot_id, 50_00)
    undoing.undo(money.desk, undoing.UndoEntry(entry, "not given", money.key()))
    assert drawer(money) == 100_00
    assert days(money) == [(MONDAY, "cash", 1, 100_00, 0, 0, 100_00)]


def test_a_receipt_voided_on_its_day_is_no_money_of_it(money: MoneyClinic) -> None:
    family = money.family()
    lot = money.pay(family, 70_00, method="check", check_number="9").lot_id
    undoing.undo_receipt(money.desk, undoing.UndoReceipt(lot, "typed twice", money.key()))
    assert drawer(money) == 0
    assert days(money) == [(MONDAY, "check", 1, 70_00, 70_00, 0, 0)]
    (today,) = listing.waiting(money.desk).money
    assert (today.taken, today.undone, today.net) == (70_00, 70_00, 0)


def test_a_check_that_comes_back_counts_on_the_day_it_came_back(money: MoneyClinic) -> None:
    family = money.family()
    lot = money.pay(family, 70_00, method="check", check_number="9").lot_id
    money.clock.advance(days=1)
    money.pay(family, 30_00)
    undoing.undo_receipt(money.desk, undoing.UndoReceipt(lot, "no funds", money.key(), "returned"))
    assert drawer(money) == 30_00
    assert days(money) == [
        (TUESDAY, "cash", 1, 30_00, 0, 0, 30_00), (TUESDAY, "check", 0, 0, 70_00, 0, -70_00),
        (MONDAY, "check", 1, 70_00, 0, 0, 70_00),
    ]  # fmt: skip


def test_a_receipt_undone_after_a_part_was_given_back_is_told_as_both(money: MoneyClinic) -> None:
    family = money.family()
    lot = money.pay(family, 70_00, method="check", check_number="9").lot_id
    refund(money, family, lot, 20_00, "check")
    undoing.undo_receipt(money.desk, undoing.UndoReceipt(lot, "no funds", money.key(), "returned"))
    assert days(money) == [(MONDAY, "check", 1, 70_00, 70_00, 20_00, -20_00)]


def test_an_insurers_answer_taken_back_is_undone_on_its_day(money: MoneyClinic) -> None:
    family = money.family(plans=(0,))
    (charge,) = money.charge(family.patients[0], 100_00)
    money.answer(family.coverages[family.patients[0]][0], charge, paid=80_00, contractual=20_00)
    money.clock.advance(days=1)
    with money.desk.database.reading() as session:
        from paydesk.data import ledger_store

        answered = ledger_store.entries_on_charge(session, charge)[0]
    undoing.undo(money.desk, undoing.UndoEntry(answered.id, "wrong claim", money.key()))
    assert days(money) == [
        (TUESDAY, "remittance", 0, 0, 80_00, 0, -80_00), (MONDAY, "remittance", 1, 80_00, 0, 0, 80_00),
    ]  # fmt: skip


def test_days_the_wrong_way_are_refused(money: MoneyClinic) -> None:
    with pytest.raises(PaydeskError, match="Turn them round"):
        reporting.payments_by_day(money.desk, first=TUESDAY, last=MONDAY)
