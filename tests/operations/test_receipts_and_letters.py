"""Receipts show the same facts for ever; a refund has its letter."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from paydesk.data.charge_tables import ServiceCode
from paydesk.data.office_tables import Setting
from paydesk.data.people_tables import Address, Contact, Person
from paydesk.documents import page_image
from paydesk.operations import charging, keeping, receipting, refunding, undoing
from paydesk.operations.desk import Desk
from paydesk.rules.errors import NotFound, PaydeskError
from support.money_clinic import MoneyClinic
from support.postgres_server import PostgresServer
from support.two_desks import one_after_another


def words_of(pdf: bytes) -> str:
    return page_image.page_text(pdf, 0)


def name_clinic(money: MoneyClinic, name: str) -> None:
    with money.desk.database.transaction() as session:
        session.merge(
            Setting(name="clinic", value={"name": name, "phone": "(555) 010-0100", "time_zone": "America/Los_Angeles"})
        )


def test_the_first_printing_is_kept_and_a_copy_says_so(money: MoneyClinic) -> None:
    family = money.family()
    money.charge(family.patients[0], 50_00)
    paid = money.pay(family, 40_00, method="check", check_number="1021", bank="First Bank")
    first = receipting.print_receipt(money.desk, paid.lot_id, copy=False).pdf
    assert receipting.print_receipt(money.desk, paid.lot_id, copy=False).pdf == first
    (kept,) = keeping.kept_paper(money.desk, family.account).documents
    assert keeping.reprint(money.desk, kept.document_id) == first
    copied = words_of(receipting.print_receipt(money.desk, paid.lot_id, copy=True).pdf)
    assert "COPY" in copied.upper() and "1021" in copied
    assert len(keeping.kept_paper(money.desk, family.account).documents) == 1


def test_a_copy_shows_the_facts_of_the_day_whatever_changed_since(money: MoneyClinic) -> None:
    name_clinic(money, "Old Clinic")
    family = money.family()
    money.charge(family.patients[0], 50_00)
    paid = money.pay(family, 40_00, tendered=50_00)
    before = words_of(receipting.print_receipt(money.desk, paid.lot_id, copy=True).pdf)
    name_clinic(money, "New Clinic")
    money.pay(family, 10_00)
    money.clock.advance(days=90)
    after = words_of(receipting.print_receipt(money.desk, paid.lot_id, copy=True).pdf)
    assert after == before
    assert "Old Clinic" in after and "7:00 AM" in after and "$50.00" in after


def test_a_spanish_receipt_names_care_as_the_spanish_statement_does(money: MoneyClinic) -> None:
    family = money.family()
    with money.desk.database.transaction() as session:
        session.get_one(Person, family.patients[0]).language = "es"
        session.add(ServiceCode(code="99213", system="CPT", short_name="Office visit", spanish_name="Consulta corta"))
    visit = money.visit(family.patients[0])
    charges = (charging.NewCharge("99213", fee=80_00),)
    charging.post_charges(money.desk, charging.PostCharges(visit, charges, money.key()))
    text = words_of(receipting.print_receipt(money.desk, money.pay(family, 20_00).lot_id, copy=False).pdf)
    assert "Consulta corta (99213)" in text and "Office visit" not in text


@pytest.mark.parametrize(("kind", "said"), [("void", "VOID"), ("returned", "RETURN")])
def test_a_receipt_that_was_undone_says_so(money: MoneyClinic, kind: str, said: str) -> None:
    family = money.family()
    paid = money.pay(family, 40_00, method="check", check_number="7")
    undoing.undo_receipt(money.desk, undoing.UndoReceipt(paid.lot_id, "bounced", money.key(), kind))
    assert said in words_of(receipting.print_receipt(money.desk, paid.lot_id, copy=True).pdf).upper()


@pytest.mark.parametrize(("language", "care"), [("en", "Medical care"), ("es", "Atención médica")])
def test_the_guarantors_receipt_names_neither_care_nor_patient_who_asked_for_discretion(
    money: MoneyClinic, language: str, care: str
) -> None:
    family = money.family(patients=2)
    with money.desk.database.transaction() as session:
        for person in family.patients:
            session.add(Address(person_id=person, kind="confidential", line1="9 Quiet Ln", city="Bend", state="OR",
                                zip="97702"))  # fmt: skip
        guarantor = session.get(Person, family.patients[0])
        assert guarantor is not None
        guarantor.language = language
    money.charge(family.patients[1], 50_00)
    money.charge(family.patients[0], 30_00)
    words = words_of(receipting.print_receipt(money.desk, money.pay(family, 80_00).lot_id, copy=False).pdf)
    assert f"11/23/26 {care}" in words and "Person1" not in words
    assert words.count("Office visit (99213)") == 2  # the guarantor's own, on both halves


def test_a_character_no_font_has_is_told_when_the_receipt_is_printed(money: MoneyClinic) -> None:
    family = money.family()
    with money.desk.database.transaction() as session:
        guarantor = session.get(Person, family.patients[0])
        assert guarantor is not None
        guarantor.last_name = "李"
    printed = receipting.print_receipt(money.desk, money.pay(family, 40_00).lot_id, copy=False)
    assert printed.findings == ("The receipt has “李” (U+674E), which cannot be printed: “?” was.",)


def test_money_without_a_receipt_of_this_desk_is_refused(money: MoneyClinic) -> None:
    with pytest.raises(NotFound):
        receipting.print_receipt(money.desk, 99, copy=True)


def test_a_refund_has_its_letter_kept_once(money: MoneyClinic) -> None:
    family = money.family()
    paid = money.pay(family, 40_00, method="card", card_brand="Visa", card_last4="4242")
    refund = refunding.refund_credit(
        money.desk, refunding.RefundCredit(family.account, paid.lot_id, 15_00, "card", "overpaid", money.key(), "R1")
    )
    letter = receipting.refund_letter(money.desk, refund.refund_id)
    assert receipting.refund_letter(money.desk, refund.refund_id) == letter
    words = words_of(letter.pdf)
    assert "$15.00" in words and "4242" in words and f"{paid.receipt:06d}" in words
    kept = keeping.kept_paper(money.desk, family.account)
    assert [one.kind for one in kept.documents] == ["letter"]
    of = kept.refunds[letter.document_id]
    assert (of.refund_id, of.amount, of.undone) == (refund.refund_id, 15_00, False)
    undoing.undo(money.desk, undoing.UndoEntry(refund.entry_id, "not given", money.key()))
    assert keeping.kept_paper(money.desk, family.account).refunds[letter.document_id].undone


def test_a_refund_letter_stands_in_the_contact_log_once_it_went_out(money: MoneyClinic) -> None:
    family = money.family()
    paid = money.pay(family, 40_00)
    for _ in range(2):
        refund = refunding.refund_credit(
            money.desk, refunding.RefundCredit(family.account, paid.lot_id, 15_00, "cash", "overpaid", money.key())
        )
        receipting.refund_letter(money.desk, refund.refund_id)
        before = contacts(money, family.account)
        for _ in range(2):
            receipting.letter_went_out(money.desk, refund.refund_id)
        assert contacts(money, family.account) == [
            *before, f"Letter with the refund of $15.00, refund {refund.refund_id}",
        ]  # fmt: skip
    assert len(before) == 1
    with pytest.raises(NotFound):
        receipting.letter_went_out(money.desk, 99)


def contacts(money: MoneyClinic, account: int) -> list[str]:
    with money.desk.looking() as session:
        found = select(Contact.summary).where(Contact.account_id == account).order_by(Contact.id)
        return list(session.execute(found).scalars())


def test_a_refund_that_was_undone_has_no_letter(money: MoneyClinic) -> None:
    family = money.family()
    paid = money.pay(family, 40_00)
    refund = refunding.refund_credit(
        money.desk, refunding.RefundCredit(family.account, paid.lot_id, 15_00, "cash", "overpaid", money.key())
    )
    undoing.undo(money.desk, undoing.UndoEntry(refund.entry_id, "not given", money.key()))
    with pytest.raises(PaydeskError, match="reversed"):
        receipting.refund_letter(money.desk, refund.refund_id)
    with pytest.raises(NotFound):
        receipting.refund_letter(money.desk, 99)


def test_a_letter_printed_at_two_desks_at_once_stands_in_the_contact_log_once(
    shared_money: MoneyClinic, postgres_server: PostgresServer
) -> None:
    family = shared_money.family()
    paid = shared_money.pay(family, 40_00)
    refund = refunding.refund_credit(
        shared_money.desk,
        refunding.RefundCredit(family.account, paid.lot_id, 15_00, "cash", "overpaid", shared_money.key()),
    )

    def log(desk: Desk) -> object:
        return receipting.letter_went_out(desk, refund.refund_id)

    outcomes = one_after_another(shared_money, postgres_server, log, log)
    assert not [one for one in outcomes if isinstance(one, PaydeskError)]
    assert contacts(shared_money, family.account) == [f"Letter with the refund of $15.00, refund {refund.refund_id}"]
