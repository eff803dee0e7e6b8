"""Disclosures are recorded, withdrawn with a reason, and accounted for on paper as the law asks; on both engines."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date, timedelta

import pdfplumber
import pytest

from paydesk.documents.page import ADDRESS_SWEEP
from paydesk.operations import auditing, disclosing, keeping, merging, registering
from paydesk.operations.auditing import SearchTrail
from paydesk.operations.desk import Actor
from paydesk.operations.disclosing import RecordDisclosure
from paydesk.operations.person_forms import AddressForm, PersonForm
from paydesk.rules.approval import APPROVAL_LASTS, Approval
from paydesk.rules.errors import NotAllowed, NotFound, PaydeskError
from paydesk.rules.office import Role
from support.money_clinic import MoneyClinic

TODAY = date(2026, 11, 23)
HOME = AddressForm("12 Elm St", "Springfield", "IL", "62701")
MARIA = PersonForm("Garcia", "Maria", birth_date=date(1984, 4, 12), addresses=(HOME,))


@pytest.fixture
def maria(money: MoneyClinic) -> int:
    return registering.register_account(money.desk, registering.RegisterAccount(MARIA)).person_ids[0]


def request(person: int, **changes: object) -> RecordDisclosure:
    usual = RecordDisclosure(
        person, date(2026, 11, 20), "County Health Department", "Statement of October 3", "Report of an illness",
        "1 Main St, Springfield, IL 62701",
    )  # fmt: skip
    return replace(usual, **changes)  # type: ignore[arg-type]


def text(pdf: bytes) -> str:
    with pdfplumber.open(io.BytesIO(pdf)) as opened:
        return "\n".join(page.extract_text() for page in opened.pages)


def test_a_disclosure_is_kept_with_the_five_facts_of_the_rule(money: MoneyClinic, maria: int) -> None:
    disclosing.record_disclosure(money.desk, request(maria))
    (kept,) = disclosing.disclosures_of(money.desk, maria)
    assert (kept.on, kept.recipient, kept.address, kept.what, kept.purpose, kept.recorded_by) == (
        date(2026, 11, 20), "County Health Department", "1 Main St, Springfield, IL 62701", "Statement of October 3",
        "Report of an illness", "ana",
    )  # fmt: skip
    row = next(r for r in auditing.search(money.desk, SearchTrail(person_id=maria)) if r.what.startswith("Recorded"))
    assert "Recipient: County Health Department" in row.told and row.whom == "Garcia, Maria"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("recipient", " "), ("what", ""), ("purpose", "\n"), ("on", TODAY + timedelta(days=1)), ("what", "x" * 601),
        ("purpose", "4111 1111 1111 1111"),
    ],
)  # fmt: skip
def test_what_is_missing_or_cannot_be_is_told_at_its_field(
    money: MoneyClinic, maria: int, field: str, value: object
) -> None:
    with pytest.raises(PaydeskError) as refused:
        disclosing.record_disclosure(money.desk, request(maria, **{field: value}))
    assert refused.value.field == field
    assert disclosing.disclosures_of(money.desk, maria) == ()


def test_one_recorded_by_mistake_is_withdrawn_with_a_reason_and_stays_on_file(money: MoneyClinic, maria: int) -> None:
    made = disclosing.record_disclosure(money.desk, request(maria))
    with pytest.raises(PaydeskError, match="why"):
        disclosing.withdraw_disclosure(money.desk, made.disclosure_id, " ")
    disclosing.withdraw_disclosure(money.desk, made.disclosure_id, "It was another patient")
    (kept,) = disclosing.disclosures_of(money.desk, maria)
    assert (kept.withdrawn_by, kept.reason) == ("ana", "It was another patient")
    with pytest.raises(PaydeskError, match="already"):
        disclosing.withdraw_disclosure(money.desk, made.disclosure_id, "again")
    with pytest.raises(NotFound):
        disclosing.withdraw_disclosure(money.desk, made.disclosure_id + 1, "none")
    paper = disclosing.account_for(money.desk, maria, first=date(2026, 1, 1), last=TODAY)
    assert "County Health" not in text(paper.pdf)


def test_a_failure_half_way_leaves_nothing_behind(
    money: MoneyClinic, maria: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(disclosing, "about", lambda *_, **__: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            disclosing.record_disclosure(money.desk, request(maria))
    assert disclosing.disclosures_of(money.desk, maria) == ()


def test_the_accounting_lists_what_the_rule_asks_and_says_what_it_leaves_out(money: MoneyClinic, maria: int) -> None:
    disclosing.record_disclosure(money.desk, request(maria))
    disclosing.record_disclosure(money.desk, request(maria, on=date(2026, 2, 3), recipient="Court of Sangamon County"))
    disclosing.record_disclosure(money.desk, request(maria, on=date(2025, 12, 31), recipient="Too early"))
    made = disclosing.account_for(money.desk, maria, first=date(2026, 1, 1), last=TODAY)
    said = " ".join(text(made.pdf).split())
    for words in (
        "Dear Maria Garcia:", "January 1, 2026", "November 23, 2026", "02/03/26", "Court of Sangamon County",
        "11/20/26",
        "1 Main St", "Statement of October 3", "Report of an illness", "45 CFR 164.528", "to treat you, to be paid",
        "in writing", "Sincerely,",
    ):  # fmt: skip
        assert words in said, words
    assert said.index("02/03/26") < said.index("11/20/26") and "Too early" not in said and "{" not in said


def test_it_speaks_spanish_to_who_speaks_it(money: MoneyClinic) -> None:
    form = replace(MARIA, language="es")
    person = registering.register_account(money.desk, registering.RegisterAccount(form)).person_ids[0]
    disclosing.record_disclosure(money.desk, request(person))
    spanish = " ".join(
        text(disclosing.account_for(money.desk, person, first=date(2026, 1, 1), last=TODAY).pdf).split()
    )
    assert "Estimado/a Maria Garcia:" in spanish and "Quién la recibió" in spanish and "County Health" in spanish
    english = disclosing.account_for(money.desk, person, first=date(2026, 1, 1), last=TODAY, language="en")
    assert "Who got it" in text(english.pdf)


def test_an_empty_one_says_so(money: MoneyClinic, maria: int) -> None:
    said = text(disclosing.account_for(money.desk, maria, first=date(2026, 1, 1), last=TODAY).pdf)
    assert "we shared nothing that the law asks us to list" in " ".join(said.split()) and "Who got it" not in said


def test_the_window_of_the_envelope_shows_the_patients_address_alone(money: MoneyClinic, maria: int) -> None:
    made = disclosing.account_for(money.desk, maria, first=date(2026, 1, 1), last=TODAY)
    with pdfplumber.open(io.BytesIO(made.pdf)) as pdf:
        found = pdf.pages[0].extract_words()
    seen = [
        word["text"] for word in found
        if word["x0"] < ADDRESS_SWEEP.right and word["bottom"] > ADDRESS_SWEEP.top
        and word["top"] < ADDRESS_SWEEP.bottom
    ]  # fmt: skip
    assert seen == ["MARIA", "GARCIA", "12", "ELM", "ST", "SPRINGFIELD", "IL", "62701"]


def test_a_childs_goes_to_the_parent(money: MoneyClinic) -> None:
    form = PersonForm("Garcia", "Leo", birth_date=date(2019, 1, 2), addresses=(HOME,))
    person = registering.register_account(money.desk, registering.RegisterAccount(form)).person_ids[0]
    said = text(disclosing.account_for(money.desk, person, first=date(2026, 1, 1), last=TODAY).pdf)
    assert "PARENT OR GUARDIAN OF LEO GARCIA" in said


def test_sixty_disclosures_take_pages_and_none_is_lost(money: MoneyClinic, maria: int) -> None:
    for number in range(60):
        disclosing.record_disclosure(
            money.desk, request(maria, recipient=f"Office number {number}", what="Whole record. " * 20)
        )
    made = disclosing.account_for(money.desk, maria, first=date(2026, 1, 1), last=TODAY)
    said = " ".join(text(made.pdf).split())
    assert made.pages > 3 and all(f"Office number {number}" in said for number in range(60))
    with pdfplumber.open(io.BytesIO(made.pdf)) as pdf:
        pages = [page.extract_text() for page in pdf.pages]
        assert all(word["bottom"] < 780 for page in pdf.pages for word in page.extract_words())
    assert all(f"Page {at} of {made.pages}" in page for at, page in enumerate(pages, 1))
    assert "Sincerely," in pages[-1]


@pytest.mark.parametrize(
    ("first", "last", "field"),
    [
        (date(2026, 2, 1), date(2026, 1, 1), "last"), (date(2026, 1, 1), date(2026, 11, 24), "last"),
        (date(2020, 11, 22), TODAY, "first"),
    ],
)  # fmt: skip
def test_days_it_cannot_cover_are_told_at_their_field(
    money: MoneyClinic, maria: int, first: date, last: date, field: str
) -> None:
    with pytest.raises(PaydeskError) as refused:
        disclosing.account_for(money.desk, maria, first=first, last=last)
    assert refused.value.field == field


def test_six_years_back_is_the_furthest(money: MoneyClinic, maria: int) -> None:
    disclosing.account_for(money.desk, maria, first=date(2020, 11, 23), last=TODAY)
    assert disclosing.earliest(date(2028, 2, 29)) == date(2022, 2, 28)


def test_it_is_kept_as_it_was_printed(money: MoneyClinic, maria: int) -> None:
    made = disclosing.account_for(money.desk, maria, first=date(2026, 1, 1), last=TODAY)
    again = disclosing.account_for(money.desk, maria, first=date(2026, 1, 1), last=TODAY)
    assert again.document_id == made.document_id
    assert keeping.reprint(money.desk, made.document_id) == made.pdf


def test_disclosures_of_a_merged_record_are_listed_with_the_kept_one(money: MoneyClinic, maria: int) -> None:
    double = registering.register_account(money.desk, registering.RegisterAccount(MARIA)).person_ids[0]
    disclosing.record_disclosure(money.desk, request(double))
    merging.merge_people(money.desk, merging.MergePeople(maria, double, "same birth date"))
    assert len(disclosing.disclosures_of(money.desk, maria)) == 1
    with pytest.raises(PaydeskError, match="merged"):
        disclosing.record_disclosure(money.desk, request(double))


def test_a_clerk_records_and_accounts_only_with_an_approval(money: MoneyClinic, maria: int) -> None:
    clerk = money.desk.as_actor(Actor("dana", Role.CLERK, "desk 2"))
    disclosing.record_disclosure(clerk, request(maria))
    with pytest.raises(NotAllowed) as refused:
        disclosing.account_for(clerk, maria, first=date(2026, 1, 1), last=TODAY)
    assert refused.value.permission == "disclosures.account"
    clerk.approve(Approval("disclosures.account", "ana", "she waits", money.clock.now() + APPROVAL_LASTS))
    disclosing.account_for(clerk, maria, first=date(2026, 1, 1), last=TODAY)
    disclosing.accounting_went_out(clerk, maria, 1)
    reader = money.desk.as_actor(Actor("rob", Role.READ_ONLY, "desk 3"))
    with pytest.raises(NotAllowed):
        disclosing.record_disclosure(reader, request(maria))
