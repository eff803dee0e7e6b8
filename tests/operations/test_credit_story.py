"""Money that pays no charge: every step of it stands on the account's page, with what credit was left after it."""

from __future__ import annotations

from datetime import date

from paydesk.operations import adjusting, applying, reading, refunding, undoing
from paydesk.operations.reading import LedgerEvent
from support.money_clinic import Family, MoneyClinic

TODAY = date(2026, 11, 23)
Told = tuple[str, str, int | None, int]


def story(money: MoneyClinic, family: Family) -> list[Told]:
    """Word, what, amount and what credit was left after it, in cents."""
    page = reading.account_page(money.desk, family.account)
    assert [one.amount for one in page.money] == [one.amount for one in sorted(page.money, key=_order)]
    assert -page.figures.credit == (page.money[-1].patient_left if page.money else 0)
    return [(one.word, one.what, one.amount, -one.patient_left) for one in page.money]


def _order(event: LedgerEvent) -> int:
    return event.entry_id


def refund(money: MoneyClinic, family: Family, lot: int, amount: int) -> int:
    request = refunding.RefundCredit(family.account, lot, amount, "cash", "moved away", money.key())
    return refunding.refund_credit(money.desk, request).entry_id


def test_an_account_whose_money_all_went_to_charges_has_no_such_story(money: MoneyClinic) -> None:
    family = money.family()
    money.charge(family.patients[0], 60_00)
    money.pay(family, 60_00)
    assert story(money, family) == []


def test_a_refund_and_its_undoing_stand_with_the_credit_left(money: MoneyClinic) -> None:
    family = money.family()
    paid = money.pay(family, 50_00)
    entry = refund(money, family, paid.lot_id, 50_00)
    undoing.undo(money.desk, undoing.UndoEntry(entry, "not given after all", money.key()))
    assert story(money, family) == [
        ("Paid", "Kept as credit, cash", -50_00, 50_00), ("Refunded", "Credit given back, cash", 50_00, 0),
        ("Reversed", "Refund reversed, cash", -50_00, 50_00),
    ]  # fmt: skip
    page = reading.account_page(money.desk, family.account)
    assert [(one.undone, one.undoable, one.reason) for one in page.money] == [
        (False, True, "nothing left to pay: kept as credit"), (True, False, "moved away"),
        (False, False, "not given after all"),
    ]  # fmt: skip
    assert {one.on for one in page.money} == {TODAY}


def test_a_refund_says_by_which_way_and_number_it_went(money: MoneyClinic) -> None:
    family = money.family()
    card = money.pay(family, 50_00, method="card", card_brand="Visa", card_last4="4242")
    check = money.pay(family, 30_00, method="check", check_number="77")
    for lot, way, number in ((card.lot_id, "card", "0417"), (check.lot_id, "check", "1204")):
        request = refunding.RefundCredit(family.account, lot, 10_00, way, "moved away", money.key(), number)
        refunding.refund_credit(money.desk, request)
    assert [what for word, what, _, _ in story(money, family) if word == "Refunded"] == [
        "Credit given back, card, slip 0417", "Credit given back, check 1204",
    ]  # fmt: skip


def test_a_voided_and_a_returned_payment_stand_as_undone(money: MoneyClinic) -> None:
    family = money.family()
    cash = money.pay(family, 70_00)
    check = money.pay(family, 30_00, method="check", check_number="1204")
    undoing.undo_receipt(money.desk, undoing.UndoReceipt(cash.lot_id, "typed twice", money.key()))
    undoing.undo_receipt(money.desk, undoing.UndoReceipt(check.lot_id, "no funds", money.key(), "returned"))
    assert story(money, family)[2:] == [
        ("Reversed", "Receipt voided, cash", 70_00, 30_00), ("Reversed", "Check returned, check 1204", 30_00, 0),
    ]  # fmt: skip
    page = reading.account_page(money.desk, family.account)
    assert [one.undone for one in page.money] == [True, True, False, False]


def test_credit_moved_to_another_account_names_it_on_both_sides(money: MoneyClinic) -> None:
    first, second = money.family(), money.family(number=50002)
    paid = money.pay(first, 40_00)
    adjusting.move_money(
        money.desk,
        adjusting.MoveMoney(paid.lot_id, 15_00, first.account, second.account, "wrong family", money.key()),
    )
    assert story(money, first)[-1] == ("Moved", "To account 50002", 15_00, 25_00)
    assert story(money, second) == [("Moved", "From account 50001", -15_00, 15_00)]


def test_credit_put_on_a_charge_and_taken_off_again_says_so(money: MoneyClinic) -> None:
    family = money.family()
    money.pay(family, 40_00)
    (charge,) = money.charge(family.patients[0], 25_00)
    applying.apply_credit(money.desk, applying.ApplyCredit(family.account, money.key()))
    with money.desk.database.reading() as session:
        from paydesk.data import ledger_store

        charging = ledger_store.entries_on_charge(session, charge)[-1]
    undoing.undo(money.desk, undoing.UndoEntry(charging.id, "never was", money.key()))
    facts = reading.account_page(money.desk, family.account).stories[0].charges[0].facts
    name = f"{facts.description} of 11/23/2026"
    assert story(money, family)[1:] == [
        ("Applied", f"Put on {name}", 25_00, 15_00), ("Moved", f"Taken off {name}, cash", -25_00, 40_00),
    ]  # fmt: skip
