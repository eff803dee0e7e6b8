"""What a flag forbids counts line by line, the same in every act: charging, taking, moving, answering and on paper."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from paydesk.data import ledger_store
from paydesk.data.insurance_tables import Coverage
from paydesk.documents import page_image
from paydesk.operations import adjusting, applying, billing, listing, noting, posting, reading, receipting
from paydesk.rules import allocation
from paydesk.rules.errors import PaydeskError
from support.money_clinic import Family, MoneyClinic

FILED = date(2026, 10, 15)
EARLIER, LATER = date(2026, 9, 1), date(2026, 11, 20)
INJURED = date(2026, 10, 1)


def raise_flag(money: MoneyClinic, family: Family, kind: str, person: int | None = None, **facts: str) -> noting.Noted:
    """Raised at the desk; ``since`` among the facts is its first day, else today."""
    since = date.fromisoformat(facts.pop("since", money.clock.today().isoformat()))
    return noting.raise_flag(money.desk, noting.RaiseFlag(family.account, kind, since, person, facts=facts))


def bankrupt(money: MoneyClinic, family: Family) -> noting.Noted:
    return raise_flag(
        money, family, "bankruptcy", since="2026-10-20", chapter="7", case_number="26-1", filed_on=FILED.isoformat()
    )


def injured(money: MoneyClinic, family: Family, person: int) -> noting.Noted:
    return raise_flag(
        money, family, "workers_compensation", person, injured_on=INJURED.isoformat(), carrier="State Fund"
    )


def printed(money: MoneyClinic, family: Family) -> str:
    made = billing.print_statement(money.desk, billing.PrintStatement(family.account, money.key()))
    return page_image.page_text(made.pdf, 0)


def on_receipt(money: MoneyClinic, paid: posting.PaymentPosted) -> str:
    return page_image.page_text(receipting.print_receipt(money.desk, paid.lot_id, copy=False).pdf, 0)


def would_go(money: MoneyClinic, family: Family, amount: int) -> list[tuple[int, str]]:
    request = posting.PostPayment(family.account, amount, "cash", money.key())
    return [(part.line.charge, part.why) for part in posting.preview_payment(money.desk, request).allocation.parts]


def test_care_after_the_filing_is_billed_and_paid_like_any_other(money: MoneyClinic) -> None:
    family = money.family()
    (old,) = money.charge(family.patients[0], 100_00, on=EARLIER)
    (new,) = money.charge(family.patients[0], 60_00, on=LATER)
    bankrupt(money, family)
    words = printed(money, family)
    assert "Protected: not asked for" in words
    assert "Total not asked for" in words
    assert words.count("$60.00") >= 3
    assert would_go(money, family, 160_00) == [(new, allocation.OLDEST)]
    paid = money.pay(family, 60_00, chosen={new: None})
    assert (money.part(old), money.part(new), paid.unapplied) == (100_00, 0, 0)
    with pytest.raises(PaydeskError, match="in bankruptcy"):
        money.pay(family, 10_00, chosen={old: None})


def test_with_nothing_but_care_from_before_the_filing_no_statement_is_made(money: MoneyClinic, tmp_path: Path) -> None:
    family = money.family()
    money.charge(family.patients[0], 100_00, on=EARLIER)
    bankrupt(money, family)
    with pytest.raises(PaydeskError, match=r"^No statement may be printed\. A bankruptcy case stays"):
        printed(money, family)
    assert billing.make_statements(money.desk, tmp_path, batch=True).statements == 0


def test_a_dispute_beside_the_bankruptcy_still_stops_the_statement_for_later_care(money: MoneyClinic) -> None:
    family = money.family()
    money.charge(family.patients[0], 60_00, on=LATER)
    bankrupt(money, family)
    assert "$60.00" in printed(money, family)
    raise_flag(money, family, "dispute", about="the fee")
    with pytest.raises(PaydeskError, match="The bill is disputed"):
        printed(money, family)


def test_a_statement_of_an_earlier_day_is_asked_for_today_and_obeys_todays_flags(
    money: MoneyClinic, tmp_path: Path
) -> None:
    family = money.family()
    money.charge(family.patients[0], 100_00, on=EARLIER)
    then = money.clock.today()
    money.clock.advance(days=5)
    raise_flag(money, family, "bankruptcy", chapter="7", case_number="26-1", filed_on=then.isoformat())
    made = billing.make_statements(money.desk, tmp_path, as_of=then, account_number=50001)
    assert made.statements == 0
    assert made.skipped[0][1].startswith("A bankruptcy case stays")


def test_credit_taken_for_a_visit_after_the_filing_goes_to_it(money: MoneyClinic) -> None:
    family = money.family()
    money.charge(family.patients[0], 100_00, on=EARLIER)
    bankrupt(money, family)
    money.pay(family, 40_00)
    (new,) = money.charge(family.patients[0], 60_00)
    assert applying.apply_credit(money.desk, applying.ApplyCredit(family.account, money.key())).applied == 40_00
    assert money.part(new) == 20_00


def test_an_answer_during_the_bankruptcy_is_written_down_and_not_asked_for(money: MoneyClinic) -> None:
    family = money.family(plans=(0,))
    (old,) = money.charge(family.patients[0], 100_00, on=EARLIER)
    bankrupt(money, family)
    money.answer(family.coverages[family.patients[0]][0], old, paid=70_00, others=30_00)
    assert money.part(old) == 30_00
    with pytest.raises(PaydeskError, match="A bankruptcy case stays"):
        printed(money, family)


def test_care_before_the_injury_is_asked_for_and_care_of_the_injury_is_not(money: MoneyClinic) -> None:
    family = money.family()
    patient = family.patients[0]
    (before,) = money.charge(patient, 50_00, on=INJURED - timedelta(days=1))
    (of_it,) = money.charge(patient, 70_00, on=INJURED)
    flag = injured(money, family, patient)
    assert would_go(money, family, 120_00) == [(before, allocation.OLDEST)]
    noting.end_flag(money.desk, flag.id, last_day=money.clock.today(), reason="care of the injury is over")
    money.clock.advance(days=30)
    (after,) = money.charge(patient, 90_00)
    assert {charge for charge, _ in would_go(money, family, 500_00)} == {before, after}
    words = printed(money, family)
    assert words.count("Protected: not asked for") == 1
    assert "$140.00" in words
    assert money.part(of_it) == 70_00


def test_a_claim_that_was_no_work_injury_after_all_can_be_lifted_from_the_first_day(money: MoneyClinic) -> None:
    family = money.family()
    (charge,) = money.charge(family.patients[0], 70_00, on=INJURED)
    flag = injured(money, family, family.patients[0])
    noting.end_flag(money.desk, flag.id, last_day=INJURED - timedelta(days=1), reason="the carrier denied it")
    assert would_go(money, family, 70_00) == [(charge, allocation.OLDEST)]
    assert "$70.00" in printed(money, family)


def test_no_balance_billing_holds_for_care_in_its_own_days_whenever_it_is_answered(money: MoneyClinic) -> None:
    family = money.family(plans=(0,))
    patient = family.patients[0]
    (earlier,) = money.charge(patient, 100_00, on=EARLIER)
    (within,) = money.charge(patient, 100_00, on=LATER)
    flag = raise_flag(money, family, "no_balance_billing", patient, since="2026-10-01", because="QMB")
    noting.end_flag(money.desk, flag.id, last_day=LATER, reason="no longer a beneficiary")
    money.clock.advance(days=20)
    for charge in (earlier, within):
        money.answer(family.coverages[patient][0], charge, paid=80_00, others=20_00)
    assert (money.part(earlier), money.part(within)) == (20_00, 0)


@pytest.mark.parametrize(("because", "copay"), [("QMB", 0), ("Medicaid", 20_00)])
def test_a_qmb_owes_no_copay_and_is_asked_for_none(money: MoneyClinic, because: str, copay: int) -> None:
    family = money.family(plans=(3,), copay=20_00)
    patient = family.patients[0]
    money.visit(patient)
    raise_flag(money, family, "no_balance_billing", patient, since="2026-01-01", because=because)
    expected = [copay] if copay else []
    assert sum(one.amount for one in reading.account_page(money.desk, family.account).copays) == copay
    assert [one.amount for one in listing.waiting(money.desk).copays] == expected
    (charge,) = money.charge(patient, 160_00)
    assert (money.part(charge), money.part(charge, family.coverages[patient][0])) == (copay, 160_00 - copay)


def test_a_protected_patient_cannot_be_made_to_owe_by_hand(money: MoneyClinic) -> None:
    family = money.family(plans=(3,), copay=20_00)
    patient = family.patients[0]
    (charge,) = money.charge(patient, 160_00)
    coverage = family.coverages[patient][0]
    raise_flag(money, family, "no_balance_billing", patient, since="2026-01-01", because="QMB")
    with pytest.raises(PaydeskError, match="The law protects this patient"):
        adjusting.transfer_responsibility(
            money.desk, adjusting.TransferResponsibility(charge, 1_00, coverage, 0, "coinsurance", money.key())
        )


@pytest.mark.parametrize("kind", ["no_balance_billing", "bankruptcy", "dispute", "held", "assistance_pending"])
def test_a_receipt_says_what_may_be_asked_and_nothing_else(money: MoneyClinic, kind: str) -> None:
    family = money.family()
    patient = family.patients[0]
    (charge,) = money.charge(patient, 150_00, on=EARLIER)
    if kind == "held":
        adjusting.hold_charge(money.desk, adjusting.HoldCharge(charge, True, False, "asked to wait"))
    elif kind == "bankruptcy":
        bankrupt(money, family)
    else:
        about = {"because": "QMB", "since": "2026-01-01"} if kind == "no_balance_billing" else {
            "dispute": {"about": "the fee"}, "assistance_pending": {"applied_on": "2026-11-01"},
        }[kind]  # fmt: skip
        raise_flag(money, family, kind, patient if kind == "no_balance_billing" else None, **about)
    words = on_receipt(money, money.pay(family, 10_00, automatic=False))
    assert "150.00" not in words and "140.00" not in words
    assert "Your credit" in words


def test_a_receipt_leaves_out_the_protected_part_of_what_is_owed(money: MoneyClinic) -> None:
    family = money.family()
    money.charge(family.patients[0], 100_00, on=EARLIER)
    money.charge(family.patients[0], 60_00, on=LATER)
    bankrupt(money, family)
    words = on_receipt(money, money.pay(family, 20_00))
    assert "You still owe" in words and "$40.00" in words and "$140.00" not in words


def test_only_a_copay_is_called_the_copay_of_today(money: MoneyClinic) -> None:
    family = money.family(plans=(0,), copay=40_00)
    (own,) = money.charge(family.patients[0], 160_00, self_pay=True)
    assert would_go(money, family, 160_00) == [(own, allocation.OLDEST)]
    assert listing.waiting(money.desk).copays == ()
    (insured,) = money.charge(family.patients[0], 30_00)
    assert would_go(money, family, 190_00) == [(insured, allocation.COPAY), (own, allocation.OLDEST)]
    assert [one.amount for one in listing.waiting(money.desk).copays] == [30_00]
    adjusting.hold_charge(money.desk, adjusting.HoldCharge(insured, True, False, "asked to wait"))
    assert listing.waiting(money.desk).copays == ()


@pytest.mark.parametrize("kind", ["dispute", "workers_compensation"])
def test_money_is_not_moved_onto_a_line_that_may_take_none(money: MoneyClinic, kind: str) -> None:
    family = money.family()
    patient = family.patients[0]
    paid = money.pay(family, 20_00)
    (charge,) = money.charge(patient, 50_00)
    if kind == "dispute":
        raise_flag(money, family, "dispute", about="the fee")
    else:
        injured(money, family, patient)
    move = adjusting.MoveMoney(
        paid.lot_id, 20_00, family.account, family.account, "for the visit", money.key(), to_charge=charge
    )
    with pytest.raises(PaydeskError, match="no money can go to it") as refused:
        adjusting.move_money(money.desk, move)
    assert refused.value.field == "to_charge"
    assert money.credit(family) == 20_00


def test_a_part_is_not_moved_to_a_coverage_that_did_not_hold_on_the_day_of_the_care(money: MoneyClinic) -> None:
    family = money.family(plans=(0, 1))
    patient = family.patients[0]
    first, second = family.coverages[patient]
    with money.desk.database.transaction() as session:
        row = session.get(Coverage, second)
        assert row is not None
        row.valid_to = EARLIER
    (charge,) = money.charge(patient, 50_00, on=LATER)
    move = adjusting.TransferResponsibility(charge, 50_00, first, second, "the other plan pays", money.key())
    with pytest.raises(PaydeskError, match="does not hold on the day of the care, 11/20/2026") as refused:
        adjusting.transfer_responsibility(money.desk, move)
    assert refused.value.field == "to_party"
    (older,) = money.charge(patient, 50_00, on=EARLIER)
    move = adjusting.TransferResponsibility(older, 50_00, first, second, "the other plan pays", money.key())
    adjusting.transfer_responsibility(money.desk, move)
    with money.desk.database.reading() as session:
        assert ledger_store.party_part(session, older, second) == 50_00
