"""Money at the desk, story by story: each leaves the ledger sound on both engines (the fixture proves it)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from paydesk.data import ledger_store
from paydesk.operations import adjusting, applying, charging, posting, reading, refunding, remitting, undoing, visiting
from paydesk.rules import allocation
from paydesk.rules.errors import NotFound, PaydeskError
from support.money_clinic import MoneyClinic


def test_a_charge_goes_to_the_first_coverage_and_its_copay_to_the_patient_at_once(money: MoneyClinic) -> None:
    family = money.family(plans=(0,), copay=40_00)
    first, second = money.charge(family.patients[0], 30_00, 155_00)
    aetna = family.coverages[family.patients[0]][0]
    assert (money.part(first), money.part(first, aetna)) == (30_00, 0)
    assert (money.part(second), money.part(second, aetna)) == (10_00, 145_00)


def test_with_another_coverage_behind_the_copay_waits(money: MoneyClinic) -> None:
    family = money.family(plans=(0, 1), copay=40_00)
    (charge,) = money.charge(family.patients[0], 185_00)
    assert money.part(charge) == 0


def test_a_patient_who_paid_in_full_and_asked_so_is_not_billed_to_insurance(money: MoneyClinic) -> None:
    family = money.family(plans=(0,), copay=40_00)
    (charge,) = money.charge(family.patients[0], 185_00, self_pay=True)
    assert money.part(charge) == 185_00


def test_a_payment_pays_todays_copay_first_and_says_why(money: MoneyClinic) -> None:
    family = money.family(plans=(0,), copay=40_00)
    old = money.charge(family.patients[0], 90_00, on=money.clock.today() - timedelta(days=60), self_pay=True)
    today = money.charge(family.patients[0], 185_00)
    request = posting.PostPayment(family.account, 50_00, "cash", money.key())
    parts = posting.preview_payment(money.desk, request).allocation.parts
    assert [(p.line.charge, p.amount, p.why) for p in parts] == [
        (today[0], 40_00, allocation.COPAY), (old[0], 10_00, allocation.OLDEST),
    ]  # fmt: skip
    posted = posting.post_payment(money.desk, request)
    assert (posted.receipt, money.part(today[0]), money.part(old[0])) == (1, 0, 80_00)


def test_one_payment_serves_several_of_the_family(money: MoneyClinic) -> None:
    family = money.family(patients=3)
    charges = [money.charge(person, 20_00)[0] for person in family.patients]
    money.pay(family, 50_00)
    assert [money.part(charge) for charge in charges] == [0, 0, 10_00]


def test_why_a_doubtful_amount_was_meant_stays_with_the_payment_and_in_the_audit(money: MoneyClinic) -> None:
    family = money.family()
    money.charge(family.patients[0], 20_00)
    money.pay(family, 2_000_00, reason=" pays for the whole year ")
    assert reading.account_page(money.desk, family.account).money[-1].reason == "pays for the whole year"
    with money.desk.database.reading() as session:
        last = session.connection().exec_driver_sql("SELECT details FROM audit ORDER BY id DESC").scalar()
    assert "pays for the whole year" in str(last)


def test_a_card_number_is_refused_in_the_reason_of_a_payment(money: MoneyClinic) -> None:
    family = money.family()
    with pytest.raises(PaydeskError, match="full Visa card number") as refused:
        money.pay(family, 20_00, reason="card 4111 1111 1111 1111")
    assert refused.value.field == "reason"


def test_the_same_form_twice_takes_the_money_once(money: MoneyClinic) -> None:
    family = money.family()
    money.charge(family.patients[0], 100_00)
    request = posting.PostPayment(family.account, 60_00, "cash", "one form")
    first, second = (posting.post_payment(money.desk, request) for _ in range(2))
    assert (second.repeated, second.receipt, second.lot_id) == (True, first.receipt, first.lot_id)
    assert money.credit(family) == 0
    with pytest.raises(PaydeskError, match="another amount"):
        posting.post_payment(money.desk, replace(request, amount=61_00))


def test_of_lines_chosen_and_lines_left_as_filled_in_each_keeps_its_own_reason(money: MoneyClinic) -> None:
    family = money.family(plans=(0,), copay=40_00)
    (patient,) = family.patients
    old, older = (
        money.charge(patient, 90_00, on=money.clock.today() - timedelta(days=days), self_pay=True)[0]
        for days in (60, 90)
    )
    (today,) = money.charge(patient, 185_00)
    chosen = {today: 40_00, older: 90_00, old: 15_00}
    asked = posting.PostPayment(
        family.account, 150_00, "cash", money.key(), chosen=chosen, automatic=False,
        as_ruled=frozenset({today, older}),
    )  # fmt: skip
    whys = {
        today: allocation.COPAY, older: allocation.OLDEST, old: allocation.CHOSEN, None: allocation.UNAPPLIED,
    }  # fmt: skip
    preview = posting.preview_payment(money.desk, asked).allocation
    assert {part.line.charge: part.why for part in preview.parts} == {k: v for k, v in whys.items() if k}
    paid = posting.post_payment(money.desk, asked)
    with money.desk.database.reading() as session:
        lines = ledger_store.lines_of_entry(session, paid.group_id)
    assert {line.charge: line.why for line in lines} == whys
    assert {line.charge: -line.amount for line in lines} == {**chosen, None: 5_00}


def test_receipt_numbers_have_no_gap_after_a_refusal(money: MoneyClinic) -> None:
    family = money.family()
    (charge,) = money.charge(family.patients[0], 10_00)
    numbers = [money.pay(family, 1_00).receipt]
    with pytest.raises(PaydeskError):
        money.pay(family, 5_00, chosen={charge: 50_00})
    numbers.append(money.pay(family, 1_00).receipt)
    assert numbers == [1, 2]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"amount": 0}, "amount"),
        ({"amount": -5}, "amount"),
        ({"method": "iou"}, "method"),
        ({"tendered": 10}, "tendered"),
        ({"amount": 10**15}, "amount"),
        ({"amount": 10**19}, "amount"),
        ({"tendered": 10**15}, "tendered"),
        ({"method": "check", "check_number": "118", "tendered": 50_00}, "tendered"),
        ({"received_on": date(1900, 1, 1)}, "received_on"),
        ({"method": "card", "card_last4": "١٢٣٤"}, "card_last4"),
        ({"method": "check"}, "check_number"),
        ({"method": "card", "card_last4": "44"}, "card_last4"),
        ({"method": "card", "card_last4": "4111111111111111"}, "card_last4"),
        ({"method": "check", "check_number": "4111 1111 1111 1111"}, "check_number"),
        ({"bank": "4111-1111-1111-1111"}, "bank"),
    ],
)
def test_a_payment_that_cannot_be_is_refused_beside_its_field(
    money: MoneyClinic, changes: dict[str, object], field: str
) -> None:
    family = money.family()
    request = replace(posting.PostPayment(family.account, 40_00, "cash", money.key()), **changes)  # type: ignore[arg-type]
    with pytest.raises(PaydeskError) as refused:
        posting.post_payment(money.desk, request)
    assert refused.value.field == field
    assert money.credit(family) == 0


def test_a_payment_from_tomorrow_or_for_nobody_is_refused(money: MoneyClinic) -> None:
    family = money.family()
    with pytest.raises(PaydeskError, match="future"):
        money.pay(family, 1_00, received_on=money.clock.today() + timedelta(days=1))
    with pytest.raises(NotFound):
        posting.post_payment(money.desk, posting.PostPayment(999, 1_00, "cash", money.key()))


def test_an_equal_payment_of_today_and_a_used_check_are_asked_about(money: MoneyClinic) -> None:
    family = money.family()
    money.pay(family, 40_00, method="check", check_number="118")
    request = posting.PostPayment(family.account, 40_00, "check", money.key(), check_number="118")
    assert len(posting.preview_payment(money.desk, request).warnings) == 2


def test_money_taken_for_a_visit_waits_and_goes_to_it_when_it_is_charged(money: MoneyClinic) -> None:
    family = money.family(plans=(0,), copay=40_00)
    person = family.patients[0]
    visit = visiting.save_visit(money.desk, visiting.SaveVisit(person, money.clock.today(), status="arrived"))
    money.pay(family, 40_00, visit_id=visit.visit_id)
    assert money.credit(family) == 40_00
    posted = charging.post_charges(
        money.desk, charging.PostCharges(visit.visit_id, (charging.NewCharge("99213", fee=185_00),), money.key())
    )
    assert (money.credit(family), money.part(posted.charge_ids[0])) == (0, 0)


def test_held_and_disputed_lines_take_no_money(money: MoneyClinic) -> None:
    family = money.family()
    held, disputed = (money.charge(family.patients[0], 20_00)[0] for _ in range(2))
    adjusting.hold_charge(money.desk, adjusting.HoldCharge(held, True, False, "asks the doctor"))
    adjusting.hold_charge(money.desk, adjusting.HoldCharge(disputed, False, True, "says it was another day"))
    assert money.pay(family, 30_00).unapplied == 30_00
    with pytest.raises(PaydeskError, match="in dispute"):
        money.pay(family, 5_00, chosen={disputed: None})
    adjusting.hold_charge(money.desk, adjusting.HoldCharge(held, False, False, ""))
    assert applying.apply_credit(money.desk, applying.ApplyCredit(family.account, money.key())).applied == 20_00
    assert (money.part(held), money.part(disputed), money.credit(family)) == (0, 20_00, 10_00)


def test_applied_credit_of_several_payments_is_undone_as_one_act_and_once(money: MoneyClinic) -> None:
    family = money.family()
    money.pay(family, 10_00)
    money.pay(family, 15_00)
    (charge,) = money.charge(family.patients[0], 30_00)
    request = applying.ApplyCredit(family.account, money.key())
    done = applying.apply_credit(money.desk, request)
    assert (done.applied, done.left, len(done.entries)) == (25_00, 0, 2)
    again = applying.apply_credit(money.desk, request)
    assert (again.applied, again.entries, money.part(charge)) == (25_00, done.entries, 5_00)
    undo = undoing.UndoEntry(done.entries[0], "not meant", money.key())
    undone, repeated = (undoing.undo(money.desk, undo) for _ in range(2))
    assert len(undone.entries) == 2 and not undone.repeated and repeated.repeated
    assert (money.credit(family), money.part(charge)) == (25_00, 30_00)
    with pytest.raises(PaydeskError, match="reversed already"):
        undoing.undo(money.desk, replace(undo, entry_id=done.entries[1], key=money.key()))


def test_an_answer_pays_adjusts_and_moves_the_rest_to_the_patient(money: MoneyClinic) -> None:
    family = money.family(plans=(0,), copay=40_00)
    aetna = family.coverages[family.patients[0]][0]
    (charge,) = money.charge(family.patients[0], 185_00)
    money.pay(family, 40_00)
    money.answer(aetna, charge, paid=60_00, contractual=65_00, others=60_00)
    assert (money.part(charge, aetna), money.part(charge)) == (0, 20_00)


def test_a_lower_share_than_the_copay_moves_back_and_frees_the_patients_money(money: MoneyClinic) -> None:
    family = money.family(plans=(0,), copay=40_00)
    aetna = family.coverages[family.patients[0]][0]
    (charge,) = money.charge(family.patients[0], 185_00)
    money.pay(family, 40_00)
    money.answer(aetna, charge, paid=90_00, contractual=65_00, others=30_00)
    assert (money.part(charge, aetna), money.part(charge), money.credit(family)) == (0, 0, 10_00)


def test_the_rest_goes_to_the_next_coverage_before_the_patient(money: MoneyClinic) -> None:
    family = money.family(plans=(0, 1))
    aetna, cigna = family.coverages[family.patients[0]]
    (charge,) = money.charge(family.patients[0], 100_00)
    money.answer(aetna, charge, paid=60_00, contractual=20_00, others=20_00)
    assert (money.part(charge), money.part(charge, cigna)) == (0, 20_00)
    money.answer(cigna, charge, paid=15_00, others=5_00)
    assert (money.part(charge), money.part(charge, cigna)) == (5_00, 0)


def test_what_the_law_protects_comes_off_and_never_reaches_the_patient(money: MoneyClinic) -> None:
    family = money.family(plans=(2,))
    medicaid = family.coverages[family.patients[0]][0]
    (charge,) = money.charge(family.patients[0], 100_00)
    money.answer(medicaid, charge, paid=40_00, contractual=50_00, others=10_00)
    assert (money.part(charge), money.part(charge, medicaid)) == (0, 0)


def test_no_adjustment_takes_a_coverage_below_zero_only_payment_does(money: MoneyClinic) -> None:
    family = money.family(plans=(0,))
    aetna = family.coverages[family.patients[0]][0]
    (charge,) = money.charge(family.patients[0], 100_00)
    money.answer(aetna, charge, paid=95_00, contractual=30_00)
    assert money.part(charge, aetna) == 0
    (other,) = money.charge(family.patients[0], 100_00)
    money.answer(aetna, other, paid=120_00)
    assert money.part(other, aetna) == -20_00


def test_a_denial_posts_nothing_and_the_charge_waits(money: MoneyClinic) -> None:
    family = money.family(plans=(0,))
    aetna = family.coverages[family.patients[0]][0]
    (charge,) = money.charge(family.patients[0], 100_00)
    page = reading.account_page(money.desk, family.account)
    assert page.stories[0].state == reading.WAITING
    visit = page.stories[0].visit
    assert visit is not None
    remitting.post_remittance(
        money.desk,
        remitting.PostRemittance(
            money.payers[0], "t", 0, money.clock.today(),
            (remitting.Answer(aetna, visit.visit_id, (), denied=True),), money.key(),
        ),
    )  # fmt: skip
    assert money.part(charge, aetna) == 100_00
    assert reading.account_page(money.desk, family.account).stories[0].state == reading.DENIED


def test_a_remittance_that_does_not_add_up_is_refused_whole(money: MoneyClinic) -> None:
    family = money.family(plans=(0,))
    aetna = family.coverages[family.patients[0]][0]
    (charge,) = money.charge(family.patients[0], 100_00)
    line = remitting.AnswerLine(charge, 50_00, 0, 0)
    request = remitting.PostRemittance(
        money.payers[0], "t", 49_00, money.clock.today(), (remitting.Answer(aetna, 1, (line,)),), money.key()
    )
    with pytest.raises(PaydeskError, match="must be equal"):
        remitting.post_remittance(money.desk, request)
    assert money.part(charge, aetna) == 100_00


def test_a_voided_receipt_gives_the_debt_back_wherever_its_money_lies_now(money: MoneyClinic) -> None:
    family = money.family(patients=2)
    one, two = (money.charge(person, 50_00)[0] for person in family.patients)
    paid = money.pay(family, 60_00)
    adjusting.move_money(
        money.desk,
        adjusting.MoveMoney(paid.lot_id, 20_00, family.account, family.account, "wrong child", money.key(), one, two),
    )
    undoing.undo_receipt(money.desk, undoing.UndoReceipt(paid.lot_id, "typed twice", money.key()))
    assert (money.part(one), money.part(two), money.credit(family)) == (50_00, 50_00, 0)
    with pytest.raises(PaydeskError, match="reversed already"):
        undoing.undo_receipt(money.desk, undoing.UndoReceipt(paid.lot_id, "again", money.key()))


def test_a_returned_check_that_was_partly_refunded_is_owed_again(money: MoneyClinic) -> None:
    family = money.family()
    paid = money.pay(family, 80_00, method="check", check_number="7")
    refunding.refund_credit(
        money.desk,
        refunding.RefundCredit(family.account, paid.lot_id, 30_00, "check", "moved away", money.key()),
    )
    undoing.undo_receipt(money.desk, undoing.UndoReceipt(paid.lot_id, "no funds", money.key(), "returned"))
    page = reading.account_page(money.desk, family.account)
    assert (page.figures.patient_owes, page.figures.credit) == (30_00, 0)
    assert page.stories[0].charges[0].facts.kind == "returned money"


def test_a_refund_never_exceeds_its_lot_and_goes_the_way_the_money_came(money: MoneyClinic) -> None:
    family = money.family()
    paid = money.pay(family, 80_00, method="card", card_last4="4417")
    other = money.pay(family, 50_00)
    request = refunding.RefundCredit(family.account, paid.lot_id, 81_00, "card", "too much", money.key(), "R1")
    with pytest.raises(PaydeskError, match=r"80\.00"):
        refunding.refund_credit(money.desk, request)
    with pytest.raises(PaydeskError, match="goes back by card"):
        refunding.refund_credit(money.desk, replace(request, amount=80_00, method="cash"))
    with pytest.raises(PaydeskError, match="Say why"):
        refunding.refund_credit(money.desk, replace(request, amount=80_00, reason=" "))
    done = refunding.refund_credit(money.desk, replace(request, amount=80_00))
    assert refunding.refund_credit(money.desk, replace(request, amount=80_00)).repeated
    assert money.credit(family) == other.amount
    undoing.undo(money.desk, undoing.UndoEntry(done.entry_id, "card closed", money.key()))
    assert money.credit(family) == 130_00


def test_a_card_refund_needs_the_number_on_the_terminals_slip(money: MoneyClinic) -> None:
    family = money.family()
    paid = money.pay(family, 80_00, method="card", card_last4="4417")
    request = refunding.RefundCredit(family.account, paid.lot_id, 80_00, "card", "too much", money.key(), " ")
    with pytest.raises(PaydeskError, match="on the terminal first") as refused:
        refunding.refund_credit(money.desk, request)
    assert refused.value.field == "reference" and money.credit(family) == 80_00
    refunding.refund_credit(money.desk, replace(request, reference="R 0117"))
    assert money.credit(family) == 0


def test_undoing_a_discount_an_adjustment_and_a_transfer_puts_back_what_was(money: MoneyClinic) -> None:
    family = money.family(plans=(0,))
    aetna = family.coverages[family.patients[0]][0]
    (charge,) = money.charge(family.patients[0], 100_00)
    moved = adjusting.transfer_responsibility(
        money.desk, adjusting.TransferResponsibility(charge, 60_00, aetna, 0, "not covered", money.key())
    )
    taken = adjusting.post_adjustment(
        money.desk, adjusting.PostAdjustment(charge, 10_00, "courtesy", money.key(), note="long wait")
    )
    money.pay(family, 40_00)
    undoing.undo(money.desk, undoing.UndoEntry(taken.entry_id, "not agreed", money.key()))
    assert money.part(charge) == 20_00
    undoing.undo(money.desk, undoing.UndoEntry(moved.entry_id, "it is covered", money.key()))
    assert (money.part(charge), money.part(charge, aetna), money.credit(family)) == (0, 100_00, 40_00)


def test_undoing_a_transfer_under_a_discount_takes_money_first_then_the_discount(money: MoneyClinic) -> None:
    family = money.family(plans=(0,))
    aetna = family.coverages[family.patients[0]][0]
    (charge,) = money.charge(family.patients[0], 100_00)
    moved = adjusting.transfer_responsibility(
        money.desk, adjusting.TransferResponsibility(charge, 50_00, aetna, 0, "not covered", money.key())
    )
    adjusting.post_adjustment(money.desk, adjusting.PostAdjustment(charge, 20_00, "prompt_pay", money.key()))
    money.pay(family, 30_00)
    undoing.undo(money.desk, undoing.UndoEntry(moved.entry_id, "it is covered", money.key()))
    assert (money.part(charge), money.part(charge, aetna), money.credit(family)) == (0, 100_00, 30_00)


def test_a_charge_with_an_answer_is_undone_only_after_the_answer(money: MoneyClinic) -> None:
    family = money.family(plans=(0,), copay=40_00)
    aetna = family.coverages[family.patients[0]][0]
    (charge,) = money.charge(family.patients[0], 185_00)
    money.pay(family, 40_00)
    money.answer(aetna, charge, paid=60_00, contractual=65_00, others=60_00)
    events = reading.account_page(money.desk, family.account).stories[0].charges[0].events
    charging_entry, answer_entry = events[0].entry_id, events[3].entry_id
    with pytest.raises(PaydeskError, match="Reverse that answer first"):
        undoing.undo(money.desk, undoing.UndoEntry(charging_entry, "wrong day", money.key()))
    undoing.undo(money.desk, undoing.UndoEntry(answer_entry, "other claim", money.key()))
    assert (money.part(charge, aetna), money.part(charge)) == (145_00, 0)
    undoing.undo(money.desk, undoing.UndoEntry(charging_entry, "wrong day", money.key()))
    assert (money.part(charge, aetna), money.part(charge), money.credit(family)) == (0, 0, 40_00)
    with pytest.raises(PaydeskError, match="reversed already"):
        undoing.undo(money.desk, undoing.UndoEntry(charging_entry, "again", money.key()))


def test_undoing_needs_a_reason_and_the_same_form_twice_undoes_once(money: MoneyClinic) -> None:
    family = money.family()
    (charge,) = money.charge(family.patients[0], 10_00)
    taken = adjusting.post_adjustment(money.desk, adjusting.PostAdjustment(charge, 4_00, "hardship", money.key()))
    with pytest.raises(PaydeskError, match="Say why"):
        undoing.undo(money.desk, undoing.UndoEntry(taken.entry_id, " ", money.key()))
    request = undoing.UndoEntry(taken.entry_id, "earns enough", "undo form")
    assert not undoing.undo(money.desk, request).repeated
    assert undoing.undo(money.desk, request).repeated
    assert money.part(charge) == 10_00


@pytest.mark.parametrize(
    ("changes", "field"),
    [({"amount": 0}, "amount"), ({"amount": 11_00}, "amount"), ({"reason": "courtesy"}, "note"),
     ({"reason": "contractual"}, "reason"), ({"reason": "fee"}, "reason"), ({"reason": "x"}, "reason")],
)  # fmt: skip
def test_an_adjustment_that_cannot_be_is_refused(money: MoneyClinic, changes: dict[str, object], field: str) -> None:
    family = money.family()
    (charge,) = money.charge(family.patients[0], 10_00)
    request = adjusting.PostAdjustment(charge, 5_00, "hardship", money.key())
    with pytest.raises(PaydeskError) as refused:
        adjusting.post_adjustment(money.desk, replace(request, **changes))  # type: ignore[arg-type]
    assert refused.value.field == field
    assert money.part(charge) == 10_00


def test_the_law_stops_a_transfer_to_a_protected_patient(money: MoneyClinic) -> None:
    family = money.family(plans=(2,))
    medicaid = family.coverages[family.patients[0]][0]
    (charge,) = money.charge(family.patients[0], 10_00)
    with pytest.raises(PaydeskError, match="law protects"):
        adjusting.transfer_responsibility(
            money.desk, adjusting.TransferResponsibility(charge, 5_00, medicaid, 0, "denied", money.key())
        )


def test_a_fee_is_owed_by_the_patient_and_can_be_undone(money: MoneyClinic) -> None:
    family = money.family()
    fee = charging.post_fee(money.desk, charging.PostFee(family.account, 25_00, "Returned check", money.key()))
    assert money.part(fee.charge_ids[0]) == 25_00
    entry = reading.account_page(money.desk, family.account).stories[0].charges[0].events[0]
    undoing.undo(money.desk, undoing.UndoEntry(entry.entry_id, "bank's mistake", money.key()))
    assert money.part(fee.charge_ids[0]) == 0


def test_credit_moves_to_another_family_only_as_a_zero_sum_within_its_lot(money: MoneyClinic) -> None:
    one, two = money.family(), money.family(number=50002)
    (charge,) = money.charge(two.patients[0], 30_00)
    paid = money.pay(one, 50_00)
    request = adjusting.MoveMoney(
        paid.lot_id, 30_00, one.account, two.account, "grandmother pays", money.key(), None, charge
    )
    with pytest.raises(PaydeskError, match=r"Only 50\.00"):
        adjusting.move_money(money.desk, replace(request, amount=51_00))
    moved, again = (adjusting.move_money(money.desk, request) for _ in range(2))
    assert (money.credit(one), money.part(charge)) == (20_00, 0)
    assert again.repeated and again.touched == moved.touched
    assert moved.touched.accounts == (one.account, two.account)
    with money.desk.database.reading() as session:
        acts = session.connection().exec_driver_sql("SELECT account_id, details FROM audit ORDER BY id").all()
    assert acts[-3][0] == one.account and f'"to_account": {two.account}' in acts[-3][1]
    assert acts[-2][0] == two.account and f'"from_account": {one.account}' in acts[-2][1]


def test_a_failure_half_way_leaves_nothing_behind(money: MoneyClinic, monkeypatch: pytest.MonkeyPatch) -> None:
    family = money.family()
    (charge,) = money.charge(family.patients[0], 10_00)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(posting, "_facts", lambda *_, **__: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            money.pay(family, 10_00)
    assert (money.part(charge), money.credit(family)) == (10_00, 0)
    assert money.pay(family, 10_00).receipt == 1


def test_what_is_kept_for_a_visit_is_set_aside_and_the_rest_goes_oldest_first(money: MoneyClinic) -> None:
    family = money.family(plans=(0,), copay=40_00)
    person = family.patients[0]
    (old,) = money.charge(person, 90_00, on=money.clock.today() - timedelta(days=60), self_pay=True)
    visit = visiting.save_visit(money.desk, visiting.SaveVisit(person, money.clock.today(), status="arrived"))
    request = posting.PostPayment(family.account, 50_00, "cash", money.key(), visit_id=visit.visit_id, kept=40_00)
    parts = posting.preview_payment(money.desk, request).allocation.parts
    assert [(p.line.charge, p.amount, p.why) for p in parts] == [(old, 10_00, allocation.OLDEST)]
    posting.post_payment(money.desk, request)
    with pytest.raises(PaydeskError, match="not charged yet"):
        applying.apply_credit(money.desk, applying.ApplyCredit(family.account, money.key()))
    assert (money.credit(family), money.part(old)) == (40_00, 80_00)
    with pytest.raises(PaydeskError, match="choose the visit"):
        money.pay(family, 5_00, kept=5_00)


def test_undoing_a_copay_leaves_its_charge_and_waits_for_the_answer_to_be_undone(money: MoneyClinic) -> None:
    family = money.family(plans=(0,), copay=40_00)
    aetna = family.coverages[family.patients[0]][0]
    (charge,) = money.charge(family.patients[0], 185_00)
    money.pay(family, 40_00)
    copay = reading.account_page(money.desk, family.account).stories[0].charges[0].events[1].entry_id
    money.answer(aetna, charge, paid=80_00, contractual=65_00, others=40_00)
    with pytest.raises(PaydeskError, match="Reverse that answer first"):
        undoing.undo(money.desk, undoing.UndoEntry(copay, "no copay for this visit", money.key()))
    answer = reading.account_page(money.desk, family.account).stories[0].charges[0].events[3].entry_id
    undoing.undo(money.desk, undoing.UndoEntry(answer, "other claim", money.key()))
    undoing.undo(money.desk, undoing.UndoEntry(copay, "no copay for this visit", money.key()))
    assert (money.part(charge, aetna), money.part(charge), money.credit(family)) == (185_00, 0, 40_00)


def test_an_answer_whose_share_was_moved_by_hand_is_undone_only_after_that_move(money: MoneyClinic) -> None:
    family = money.family(plans=(0,))
    aetna = family.coverages[family.patients[0]][0]
    (charge,) = money.charge(family.patients[0], 100_00)
    money.answer(aetna, charge, paid=60_00, others=40_00)
    adjusting.transfer_responsibility(
        money.desk, adjusting.TransferResponsibility(charge, 40_00, 0, aetna, "they owe it", money.key())
    )
    answer = next(
        event.entry_id for event in reading.account_page(money.desk, family.account).stories[0].charges[0].events
        if event.what == "Aetna paid"
    )  # fmt: skip
    with pytest.raises(PaydeskError, match="Reverse that first"):
        undoing.undo(money.desk, undoing.UndoEntry(answer, "other claim", money.key()))
    assert (money.part(charge, aetna), money.part(charge)) == (40_00, 0)


def test_a_payment_that_no_line_may_take_says_so(money: MoneyClinic) -> None:
    family = money.family()
    (charge,) = money.charge(family.patients[0], 10_00)
    adjusting.hold_charge(money.desk, adjusting.HoldCharge(charge, True, False, "asks the doctor"))
    request = posting.PostPayment(family.account, 5_00, "cash", money.key())
    assert posting.preview_payment(money.desk, request).allocation.why_unapplied == allocation.BARRED
