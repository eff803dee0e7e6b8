"""Records at the desk: families, near-duplicates, finding, merging, coverages, flags, notes; on both engines."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from paydesk.operations import (
    drafting,
    finding,
    insuring,
    merging,
    noting,
    posting,
    reading,
    recognizing,
    registering,
)
from paydesk.operations.drafting import DraftKey
from paydesk.operations.person_forms import AddressForm, EmailForm, PersonForm, PhoneForm, SpeakWithForm
from paydesk.rules.errors import ChangedByOther, NotFound, PaydeskError
from paydesk.rules.identity import Level, PersonFacts
from paydesk.rules.insurance import PayerKind
from support.money_clinic import MoneyClinic

HOME = AddressForm("12 Elm St", "Springfield", "IL", "62701")
MARIA = PersonForm(
    last_name="Garcia-Lopez", first_name="María", birth_date=date(1984, 4, 12), language="es", sex="F",
    addresses=(HOME, replace(HOME, line1="PO Box 4", kind="confidential")), phones=(PhoneForm("(217) 555-0147"),),
    emails=(EmailForm("maria@example.com"),), speak_with=(SpeakWithForm("José Lopez", "husband"),),
    employer="Elm Bakery", preferred_name="Mari", suffix="",
)  # fmt: skip
MATEO = PersonForm(last_name="Lopez", first_name="Mateo", birth_date=date(2017, 2, 3), relation="child")


def family(money: MoneyClinic) -> registering.AccountRegistered:
    return registering.register_account(money.desk, registering.RegisterAccount(MARIA, (MATEO,)))


def test_a_family_is_registered_with_everything_the_form_has(money: MoneyClinic) -> None:
    made = family(money)
    assert made.number == 50001
    record = registering.person_record(money.desk, made.person_ids[0])
    assert record.form == replace(MARIA, phones=(PhoneForm("2175550147"),))
    page = reading.account_page(money.desk, made.account_id)
    assert page.guarantor.full_name == "María Garcia-Lopez"
    assert [m.first_name for m in page.members] == ["María", "Mateo"]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"last_name": " "}, "last_name"),
        ({"birth_date": date(2030, 1, 1)}, "birth_date"),
        ({"birth_date": date(1880, 1, 1)}, "birth_date"),
        ({"death_date": date(1980, 1, 1)}, "death_date"),
        ({"sex": "Q"}, "sex"),
        ({"language": "xx"}, "language"),
        ({"status": "gone"}, "status"),
        ({"employer": "4111 1111 1111 1111"}, "employer"),
        ({"phones": (PhoneForm("12"),)}, "phone"),
        ({"emails": (EmailForm("nope"),)}, "email"),
        ({"addresses": (replace(HOME, zip="1"),)}, "zip"),
        ({"addresses": (replace(HOME, line1=" "),)}, "line1"),
        ({"speak_with": (SpeakWithForm(" "),)}, "speak_with"),
        ({"speak_with": (SpeakWithForm("Jo", "4111111111111111"),)}, "speak_with"),
        ({"addresses": (replace(HOME, line2="4111 1111 1111 1111"),)}, "line2"),
        ({"phones": (PhoneForm("2175550147", extension="4111111111111111"),)}, "extension"),
    ],
)
def test_what_cannot_be_is_refused_beside_its_field_and_nothing_is_kept(
    money: MoneyClinic, changes: dict[str, object], field: str
) -> None:
    with pytest.raises(PaydeskError) as refused:
        registering.register_account(money.desk, registering.RegisterAccount(replace(MARIA, **changes)))  # type: ignore[arg-type]
    assert refused.value.field == field
    assert finding.find(money.desk, "garcia").hits == ()
    assert family(money).number == 50001


def test_a_record_changed_by_somebody_else_is_not_overwritten(money: MoneyClinic) -> None:
    made = family(money)
    record = registering.person_record(money.desk, made.person_ids[0])
    first = registering.SavePerson(
        replace(record.form, employer="Oak Cafe"), person_id=record.person_id, version=record.version
    )
    registering.save_person(money.desk, first)
    with pytest.raises(ChangedByOther, match="ana changed this record"):
        registering.save_person(money.desk, replace(first, form=replace(record.form, employer="Pine Inn")))
    assert registering.person_record(money.desk, record.person_id).form.employer == "Oak Cafe"


def test_a_phone_changed_by_somebody_else_is_not_overwritten(money: MoneyClinic) -> None:
    made = family(money)
    record = registering.person_record(money.desk, made.person_ids[0])
    first = registering.SavePerson(
        replace(record.form, phones=(PhoneForm("2175550111"),)), person_id=record.person_id, version=record.version
    )
    registering.save_person(money.desk, first)
    with pytest.raises(ChangedByOther):
        registering.save_person(money.desk, replace(first, form=record.form))
    assert registering.person_record(money.desk, record.person_id).form.phones[0].number == "2175550111"


@pytest.mark.parametrize(
    "text",
    ["gar", "maria gar", "lopez mar", "GARCÍA", "mari", "04/12/1984", "4/12/84 garcia", "217 555 0147", "0147", "50001",
     "(217) 555-0147", "041284", "041284 garcia", "041284 maria"],
)  # fmt: skip
def test_the_finder_finds_by_any_part_in_any_order(money: MoneyClinic, text: str) -> None:
    made = family(money)
    assert made.person_ids[0] in [hit.person_id for hit in finding.find(money.desk, text).hits]


@pytest.mark.parametrize("text", ["gracia", "garsia lopez", "mraia garcia", "garcialopez"])
def test_typing_errors_are_forgiven(money: MoneyClinic, text: str) -> None:
    made = family(money)
    assert made.person_ids[0] in [hit.person_id for hit in finding.find_similar(money.desk, text).hits]


def test_six_digits_that_begin_a_number_come_before_a_birth_date_of_them(money: MoneyClinic) -> None:
    born = family(money).person_ids[0]
    other = registering.register_account(money.desk, registering.RegisterAccount(PersonForm("Zimmer", "Zoe")))
    payer = insuring.save_payer(money.desk, insuring.SavePayer("Aetna")).payer_id
    insuring.save_coverage(money.desk, insuring.SaveCoverage(other.person_ids[0], payer, "041284577", date(2026, 1, 1)))
    assert [hit.person_id for hit in finding.find(money.desk, "041284").hits] == [other.person_ids[0], born]
    assert finding.find(money.desk, "139984").hits == ()


def test_the_finder_finds_a_member_number_and_says_nothing_to_nothing(money: MoneyClinic) -> None:
    made = family(money)
    payer = insuring.save_payer(money.desk, insuring.SavePayer("Aetna")).payer_id
    insuring.save_coverage(
        money.desk, insuring.SaveCoverage(made.person_ids[0], payer, "W1234-56789", date(2026, 1, 1))
    )
    assert finding.find(money.desk, "w123456789").hits[0].person_id == made.person_ids[0]
    assert finding.find(money.desk, "  ").hits == ()
    assert finding.find_similar(money.desk, "12").hits == ()


def test_near_duplicates_are_shown_while_typing(money: MoneyClinic) -> None:
    made = family(money)
    typed = PersonFacts(
        last_name="Garcia Lopez", first_name="Maria", suffix="", preferred_name="", birth_date=date(1984, 12, 4),
        phones=("2175550147",),
    )  # fmt: skip
    (found,) = recognizing.near_duplicates(money.desk, typed)
    assert found.hit.person_id == made.person_ids[0] and found.level >= Level.POSSIBLE and found.why
    assert recognizing.near_duplicates(money.desk, typed, except_person=made.person_ids[0]) == ()


def test_merging_keeps_every_cent_where_it_was_and_the_duplicate_is_found_last_and_marked(money: MoneyClinic) -> None:
    kept = family(money)
    again = replace(MARIA, first_name="Maria", phones=(PhoneForm("2175550199"),), addresses=())
    twin = registering.register_account(money.desk, registering.RegisterAccount(again))
    (charge,) = money.charge(twin.person_ids[0], 80_00)
    posting.post_payment(money.desk, posting.PostPayment(twin.account_id, 30_00, "cash", money.key()))
    merged = merging.merge_people(money.desk, merging.MergePeople(kept.person_ids[0], twin.person_ids[0]))
    assert merged.moved["phones"] == 1
    assert money.part(charge) == 50_00
    assert reading.account_page(money.desk, twin.account_id).figures.patient_owes == 50_00
    hits = [(hit.person_id, hit.merged_into_id) for hit in finding.find(money.desk, "garcia").hits]
    assert hits == [(kept.person_ids[0], None), (twin.person_ids[0], kept.person_ids[0])]
    assert [hit.account_id for hit in finding.find(money.desk, str(twin.number)).hits] == [twin.account_id]
    assert finding.find(money.desk, "0199").hits[0].person_id == kept.person_ids[0]


def test_an_account_that_still_owes_keeps_its_flags_and_address_when_its_guarantor_is_merged(
    money: MoneyClinic,
) -> None:
    kept = family(money)
    twin = registering.register_account(
        money.desk, registering.RegisterAccount(replace(MARIA, addresses=(HOME,), phones=()))
    )
    money.charge(twin.person_ids[0], 80_00)
    facts = {"chapter": "7", "case_number": "26-1", "filed_on": "2026-11-01"}
    flag = noting.RaiseFlag(
        twin.account_id, "bankruptcy", money.clock.today(), person_id=twin.person_ids[0], facts=facts
    )
    noting.raise_flag(money.desk, flag)
    noting.log_contact(
        money.desk, noting.LogContact(twin.account_id, "phone", "in", "Filed", person_id=twin.person_ids[0])
    )
    merging.merge_people(money.desk, merging.MergePeople(kept.person_ids[0], twin.person_ids[0]))
    for account in (kept.account_id, twin.account_id):
        assert [one.kind for one in noting.about_account(money.desk, account).flags] == ["bankruptcy"]
    assert len(noting.about_account(money.desk, twin.account_id).contacts) == 1
    record = registering.person_record(money.desk, twin.person_ids[0])
    assert sorted(one.kind for one in record.form.addresses) == ["confidential", "home"]
    typed = PersonFacts("Garcia-Lopez", "María", birth_date=date(1984, 4, 12))
    near = recognizing.near_duplicates(money.desk, typed)
    assert [one.hit.person_id for one in near] == [kept.person_ids[0]]


def test_within_one_family_a_duplicate_hands_everything_over_and_is_found_no_more(money: MoneyClinic) -> None:
    made = family(money)
    twin = registering.save_person(
        money.desk, registering.SavePerson(replace(MARIA, phones=(PhoneForm("2175550199"),)), made.account_id)
    )
    merging.merge_people(money.desk, merging.MergePeople(made.person_ids[0], twin.person_id))
    record = registering.person_record(money.desk, twin.person_id)
    assert record.person_id == made.person_ids[0]
    assert [phone.number for phone in record.form.phones] == ["2175550147", "2175550199"]
    assert [hit.person_id for hit in finding.find(money.desk, "garcia").hits] == [made.person_ids[0]]


def test_what_is_no_duplicate_is_not_merged(money: MoneyClinic) -> None:
    made = family(money)
    mother, son = made.person_ids
    with pytest.raises(PaydeskError, match="two different"):
        merging.merge_people(money.desk, merging.MergePeople(mother, mother))
    with pytest.raises(PaydeskError, match="birth dates differ"):
        merging.merge_people(money.desk, merging.MergePeople(mother, son))
    merging.merge_people(money.desk, merging.MergePeople(mother, son, "typed for the mother by mistake"))
    with pytest.raises(PaydeskError, match="merged already"):
        merging.merge_people(money.desk, merging.MergePeople(mother, son, "again"))
    with pytest.raises(NotFound):
        merging.merge_people(money.desk, merging.MergePeople(mother, 999))


def test_coverages_have_an_order_without_overlap(money: MoneyClinic) -> None:
    made = family(money)
    payer = insuring.save_payer(money.desk, insuring.SavePayer("Medicaid", PayerKind.MEDICAID)).payer_id
    first = insuring.SaveCoverage(made.person_ids[1], payer, "m-1", date(2026, 1, 1), copay=5_00)
    saved = insuring.save_coverage(money.desk, first)
    with pytest.raises(PaydeskError, match="already primary"):
        insuring.save_coverage(money.desk, first)
    insuring.end_coverage(money.desk, saved.coverage_id, last_day=date(2026, 6, 30))
    insuring.save_coverage(money.desk, replace(first, valid_from=date(2026, 7, 1)))
    with pytest.raises(PaydeskError, match="No primary"):
        insuring.save_coverage(money.desk, replace(first, priority=2, valid_from=date(2025, 1, 1)))
    with pytest.raises(ChangedByOther):
        insuring.save_coverage(money.desk, replace(first, coverage_id=saved.coverage_id, version=saved.version))


def test_a_new_payer_is_kept_with_its_coverage_or_not_at_all(money: MoneyClinic) -> None:
    person = money.family(plans=(0,)).patients[0]
    before = insuring.payers(money.desk)
    request = insuring.SaveCoverage(
        person, 0, "H77", date(2026, 1, 1), priority=1, new_payer=insuring.SavePayer("Humana", PayerKind.MEDICARE)
    )
    with pytest.raises(PaydeskError, match="already primary"):
        insuring.save_coverage(money.desk, request)
    assert insuring.payers(money.desk) == before
    saved = insuring.save_coverage(money.desk, replace(request, priority=2))
    assert insuring.coverage_record(money.desk, saved.coverage_id).payer == "Humana"
    assert [one.kind for one in insuring.payers(money.desk) if one.name == "Humana"] == ["medicare"]


def test_a_flag_needs_its_facts_and_changes_where_money_may_go(money: MoneyClinic) -> None:
    made = family(money)
    money.charge(made.person_ids[0], 20_00, on=date(2026, 10, 20))
    today = money.clock.today()
    request = noting.RaiseFlag(made.account_id, "bankruptcy", today)
    with pytest.raises(PaydeskError) as refused:
        noting.raise_flag(money.desk, request)
    assert refused.value.field == "chapter"
    facts = {"chapter": "7", "case_number": "26-1", "filed_on": "2026-11-01"}
    flag = noting.raise_flag(money.desk, replace(request, facts=facts))
    with pytest.raises(PaydeskError, match="raised already"):
        noting.raise_flag(money.desk, replace(request, facts=facts))
    lines = posting.preview_payment(money.desk, posting.PostPayment(made.account_id, 5_00, "cash", "k")).lines
    assert lines[0].barred == "in bankruptcy"
    with pytest.raises(PaydeskError, match="Say why"):
        noting.end_flag(money.desk, flag.id, last_day=today, reason="")
    noting.end_flag(money.desk, flag.id, last_day=today, reason="case dismissed")
    money.clock.advance(days=1)
    assert reading.account_page(money.desk, made.account_id).flags == ()
    assert noting.about_account(money.desk, made.account_id).flags[0].until == today


def test_notes_and_contacts_are_apart_and_hold_no_card_numbers(money: MoneyClinic) -> None:
    made = family(money)
    noting.write_note(money.desk, noting.WriteNote(made.account_id, "Prefers mornings", pinned=True))
    noting.log_contact(
        money.desk, noting.LogContact(made.account_id, "phone", "in", "Asked for an itemized bill", "Mr. Lopez")
    )
    known = noting.about_account(money.desk, made.account_id)
    assert [n.text for n in known.notes] == ["Prefers mornings"]
    assert [c.with_whom for c in known.contacts] == ["Mr. Lopez"]
    for refused in (
        lambda: noting.write_note(money.desk, noting.WriteNote(made.account_id, "card 4111-1111-1111-1111")),
        lambda: noting.log_contact(
            money.desk, noting.LogContact(made.account_id, "phone", "in", "gave 4111111111111111")
        ),
    ):
        with pytest.raises(PaydeskError, match="1111"):
            refused()


def test_a_draft_comes_back_to_the_one_who_typed_it_without_card_numbers(money: MoneyClinic) -> None:
    card = "4111111111111111"
    office, payment = DraftKey("remittance"), DraftKey("payment", 7)
    drafting.keep_draft(money.desk, office, {"rows": [{"amount": "1", "why": card}, card]})
    assert drafting.take_draft(money.desk, office) == {"rows": [{"amount": "1"}, ""]}
    drafting.drop_draft(money.desk, office)
    typed = {"amount": "40", "bank": "4111111111111111"}
    drafting.keep_draft(money.desk, payment, typed)
    drafting.keep_draft(money.desk, payment, {**typed, "amount": "45"})
    assert drafting.take_draft(money.desk, payment) == {"amount": "45"}
    assert drafting.take_draft(money.desk, DraftKey("payment", 8)) is None
    assert [draft.key for draft in drafting.drafts(money.desk)] == [payment]
    assert drafting.drop_draft(money.desk, payment).touched is not None
    assert drafting.drafts(money.desk) == ()
    assert drafting.drop_draft(money.desk, payment).touched is None, "there was none any more"


def test_a_draft_about_one_charge_is_not_the_draft_about_another(money: MoneyClinic) -> None:
    first, second = DraftKey("adjust_dialog", 7, "charge 1"), DraftKey("adjust_dialog", 7, "charge 2")
    drafting.keep_draft(money.desk, first, {"amount": "10"}, words="Adjust: Office visit")
    assert drafting.take_draft(money.desk, second) is None
    drafting.keep_draft(money.desk, second, {"amount": "20"})
    drafting.drop_draft(money.desk, second)
    assert drafting.take_draft(money.desk, first) == {"amount": "10"}
    assert [draft.words for draft in drafting.drafts(money.desk)] == ["Adjust: Office visit"]


def test_a_grown_up_of_the_family_takes_the_account_over_with_a_reason(money: MoneyClinic) -> None:
    made = family(money)
    mother, son = made.person_ids
    with pytest.raises(PaydeskError, match="minor"):
        registering.change_guarantor(money.desk, registering.ChangeGuarantor(made.account_id, son, "asked so"))
    jose = replace(MATEO, first_name="José", birth_date=date(1980, 1, 1))
    father = registering.save_person(money.desk, registering.SavePerson(jose, made.account_id)).person_id
    with pytest.raises(PaydeskError, match="Say why"):
        registering.change_guarantor(money.desk, registering.ChangeGuarantor(made.account_id, father, ""))
    registering.change_guarantor(money.desk, registering.ChangeGuarantor(made.account_id, father, "divorced"))
    assert reading.account_page(money.desk, made.account_id).guarantor.person_id == father
    assert father != mother


def test_mail_that_came_back_marks_the_address_and_flags_the_account_once(money: MoneyClinic) -> None:
    made = family(money)
    for _ in range(2):
        noting.mark_mail_returned(money.desk, 1, account_id=made.account_id)
    flags = noting.about_account(money.desk, made.account_id).flags
    assert [flag.kind for flag in flags] == ["returned_mail"]
    assert registering.person_record(money.desk, made.person_ids[0]).form.addresses[0].do_not_use


def test_an_account_asked_for_by_its_number_shows_its_guarantor_first(money: MoneyClinic) -> None:
    people = (PersonForm("Zimmer", "Zoe", relation="self"), PersonForm("Abel", "Anna", relation="child"))
    made = registering.register_account(money.desk, registering.RegisterAccount(people[0], (people[1],)))
    hits = finding.find(money.desk, str(made.number)).hits
    assert [hit.first_name for hit in hits] == ["Zoe", "Anna"]
    assert [hit.is_guarantor for hit in hits] == [True, False]
