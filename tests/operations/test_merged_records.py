"""A merge loses no protection, no coverage and no history, and nothing is added to a record that points to another."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from paydesk.data import billing_store, charge_store
from paydesk.data.open_charge_store import open_charges
from paydesk.operations import (
    billing,
    charging,
    composing,
    insuring,
    merging,
    noting,
    proving,
    reading,
    registering,
    visiting,
)
from paydesk.operations.registering import AddressForm, PersonForm, PhoneForm
from paydesk.rules.addressee import MailAddress
from paydesk.rules.contact import flags_in_force
from paydesk.rules.errors import NotFound, PaydeskError
from support.money_clinic import MoneyClinic

HOME = AddressForm("12 Elm St", "Springfield", "IL", "62701")
ANN = PersonForm("Ruiz", "Ann", birth_date=date(1980, 1, 1), addresses=(HOME,))
DIED = {"died_on": "2026-10-01"}
QMB = {"because": "QMB"}


def account(money: MoneyClinic, form: PersonForm = ANN) -> tuple[int, int]:
    """The id of a new account and of its guarantor."""
    made = registering.register_account(money.desk, registering.RegisterAccount(form))
    return made.account_id, made.person_ids[0]


def merge(money: MoneyClinic, kept: int, duplicate: int) -> dict[str, int]:
    return merging.merge_people(money.desk, merging.MergePeople(kept, duplicate)).moved


def flag(money: MoneyClinic, account_id: int, kind: str, person: int | None = None, **facts: str) -> int:
    return noting.raise_flag(
        money.desk, noting.RaiseFlag(account_id, kind, money.clock.today(), person, facts=facts)
    ).id


def billed(money: MoneyClinic, account_id: int) -> billing_store.BilledAccount:
    with money.desk.database.reading() as session:
        (found,) = billing_store.billed_accounts(session, (account_id,), as_of=money.clock.today())
        return found


def envelope(money: MoneyClinic, account_id: int) -> tuple[str, ...]:
    told, today = billed(money, account_id), money.clock.today()
    return composing.address_lines(told, flags_in_force(told.flags, today), today)


def in_force(money: MoneyClinic, account_id: int) -> list[tuple[str, int | None]]:
    with money.desk.database.reading() as session:
        raised = charge_store.flags(session, account_id)
        return [(one.kind, one.person_id) for one in flags_in_force(raised, money.clock.today())]


@pytest.mark.parametrize("when", ["before", "after"])
def test_the_estate_is_written_to_on_the_account_of_the_double_too(money: MoneyClinic, when: str) -> None:
    (mine, kept), (other, double) = account(money), account(money, replace(ANN, first_name="Anne"))
    money.charge(double, 80_00)
    if when == "before":
        flag(money, mine, "deceased", kept, **DIED)
    merge(money, kept, double)
    if when == "after":
        flag(money, mine, "deceased", kept, **DIED)
    assert envelope(money, other)[0] == "Estate of Anne Ruiz"
    assert in_force(money, other) == [("deceased", double)]
    assert [one.kind for one in reading.account_page(money.desk, other).flags] == ["deceased"]


def test_a_flag_seen_from_the_account_of_a_double_is_one_flag_and_ends_once(money: MoneyClinic) -> None:
    (mine, kept), (other, double) = account(money), account(money)
    raised = flag(money, other, "no_balance_billing", double, **QMB)
    merge(money, kept, double)
    for one in (mine, other):
        assert [known.flag_id for known in noting.about_account(money.desk, one).flags] == [raised]
    touched = noting.end_flag(money.desk, raised, last_day=money.clock.today(), reason="no longer QMB")
    assert touched.accounts == (mine, other)
    money.clock.advance(days=1)
    assert in_force(money, mine) == in_force(money, other) == []


def test_charges_of_a_double_in_the_same_family_stay_protected(money: MoneyClinic) -> None:
    mine, kept = account(money)
    double = registering.save_person(money.desk, registering.SavePerson(ANN, mine)).person_id
    flag(money, mine, "no_balance_billing", double, **QMB)
    money.charge(double, 80_00)
    merge(money, kept, double)
    assert in_force(money, mine) == [("no_balance_billing", kept), ("no_balance_billing", double)]
    told = billed(money, mine)
    assert composing.not_asked(told.charges[0], told, money.clock.today()) == "law"
    assert [one.person_id for one in reading.account_page(money.desk, mine).flags] == [kept]


def test_two_flags_that_say_the_same_are_one_and_two_injuries_stay_two(money: MoneyClinic) -> None:
    (mine, kept), (other, double) = account(money), account(money)
    flag(money, mine, "deceased", kept, **DIED)
    flag(money, other, "deceased", double, died_on="2026-10-02", representative="Luis Ruiz")
    for place, person, carrier in ((mine, kept, "Acme"), (other, double, "Zenith")):
        flag(money, place, "workers_compensation", person, injured_on="2026-09-01", carrier=carrier)
    merge(money, kept, double)
    raised = [one for one in noting.about_account(money.desk, mine).flags if one.until is None]
    assert sorted(one.kind for one in raised) == ["deceased", "workers_compensation", "workers_compensation"]
    (death,) = (one for one in raised if one.kind == "deceased")
    assert death.facts == {"died_on": "2026-10-01", "representative": "Luis Ruiz"}


def test_what_is_known_of_the_debtor_holds_for_both_accounts_and_a_dispute_for_its_own(money: MoneyClinic) -> None:
    (mine, kept), (other, double) = account(money), account(money)
    flag(money, other, "bankruptcy", chapter="7", case_number="26-1", filed_on="2026-11-01")
    flag(money, mine, "do_not_call")
    flag(money, other, "dispute", about="the fee")
    merge(money, kept, double)
    assert sorted(in_force(money, mine)) == [("bankruptcy", None), ("do_not_call", None)]
    assert sorted(in_force(money, other)) == [("bankruptcy", None), ("dispute", None), ("do_not_call", None)]


def test_the_dead_double_makes_the_kept_record_one_of_the_dead(money: MoneyClinic) -> None:
    dead = replace(ANN, status="deceased", death_date=date(2026, 10, 1))
    (mine, kept), (_, double) = account(money), account(money, dead)
    merge(money, kept, double)
    record = registering.person_record(money.desk, kept).form
    assert (record.status, record.death_date) == ("deceased", date(2026, 10, 1))
    assert in_force(money, mine) == [("deceased", kept)]


def coverage(
    money: MoneyClinic, patient: int, payer: int, start: date, end: date | None = None, *, order: int = 1,
    member: str = "M1",
) -> None:  # fmt: skip
    insuring.save_coverage(
        money.desk, insuring.SaveCoverage(patient, money.payers[payer], member, start, priority=order, valid_to=end)
    )


def covered(money: MoneyClinic, patient: int) -> list[tuple[str, int, date, date | None]]:
    account_id = registering.person_record(money.desk, patient).account_id
    page = reading.account_page(money.desk, account_id)
    return sorted(
        (one.payer, one.priority, one.valid_from, one.valid_to) for one in page.coverages if one.patient_id == patient
    )


def test_the_doubles_coverage_answers_where_the_kept_record_has_only_one_that_ended(money: MoneyClinic) -> None:
    (_, kept), (_, double) = account(money), account(money)
    coverage(money, kept, 0, date(2020, 1, 1), date(2024, 1, 1))
    coverage(money, double, 1, date(2024, 1, 2))
    assert merge(money, kept, double)["coverages"] == 1
    visit = visiting.save_visit(money.desk, visiting.SaveVisit(kept, money.clock.today())).visit_id
    lines = (charging.NewCharge("99213", "Office visit", fee=80_00),)
    posted = charging.post_charges(money.desk, charging.PostCharges(visit, lines, money.key()))
    assert posted.why == "first coverage on the date of service"


def test_coverage_of_both_records_stands_in_an_order_and_no_day_twice(money: MoneyClinic) -> None:
    (_, kept), (_, double) = account(money), account(money)
    coverage(money, kept, 0, date(2024, 1, 1), date(2024, 12, 31))
    coverage(money, kept, 1, date(2025, 1, 1), member="C1")
    coverage(money, double, 0, date(2024, 6, 1))
    merge(money, kept, double)
    assert covered(money, kept) == [
        ("Aetna", 1, date(2024, 1, 1), date(2024, 12, 31)),
        ("Aetna", 2, date(2025, 1, 1), None),
        ("Cigna", 1, date(2025, 1, 1), None),
    ]


def test_a_child_insured_through_the_double_is_insured_through_the_kept_record(money: MoneyClinic) -> None:
    (_, kept), (other, double) = account(money), account(money)
    kid = replace(ANN, first_name="Kim", birth_date=date(2015, 1, 1), addresses=())
    child = registering.save_person(money.desk, registering.SavePerson(kid, other)).person_id
    through = insuring.SaveCoverage(
        child, money.payers[0], "M1", date(2026, 1, 1), subscriber_id=double, relation="child"
    )
    saved = insuring.save_coverage(money.desk, through).coverage_id
    merge(money, kept, double)
    assert insuring.coverage_record(money.desk, saved).request.subscriber_id == kept
    again = replace(through, coverage_id=saved)
    insuring.save_coverage(money.desk, again)
    assert insuring.coverage_record(money.desk, saved).request.subscriber_id == kept
    with pytest.raises(NotFound):
        insuring.save_coverage(money.desk, replace(again, subscriber_id=9999))


def test_letters_of_both_accounts_go_to_the_address_of_the_kept_record(money: MoneyClinic) -> None:
    (_, kept), (other, double) = account(money), account(money, replace(ANN, addresses=(replace(HOME, line1="9 Oak"),)))
    money.charge(double, 80_00)
    merge(money, kept, double)
    assert envelope(money, other)[1] == "12 Elm St"
    record = registering.person_record(money.desk, double)
    hidden = replace(HOME, line1="PO Box 4", kind="confidential")
    moved = replace(record.form, addresses=(*record.form.addresses, hidden))
    saved = registering.save_person(
        money.desk, registering.SavePerson(moved, person_id=record.person_id, version=record.version)
    )
    assert envelope(money, other)[1] == "PO Box 4"
    assert set(saved.touched.accounts) == {record.account_id, other}
    assert isinstance(billed(money, other).addresses[0], MailAddress) and not billed(money, other).discreet


def test_a_number_both_records_have_keeps_the_stricter_consent_and_one_stays_preferred(money: MoneyClinic) -> None:
    mine = (PhoneForm("2175550147", preferred=True, may_text=True),)
    theirs = (PhoneForm("2175550147", may_call=False), PhoneForm("2175550199", preferred=True))
    (_, kept), (_, double) = account(money, replace(ANN, phones=mine)), account(money, replace(ANN, phones=theirs))
    merge(money, kept, double)
    assert registering.person_record(money.desk, kept).form.phones == (
        PhoneForm("2175550147", preferred=True, may_call=False, may_text=False), PhoneForm("2175550199"),
    )  # fmt: skip


def test_history_and_visits_still_to_be_charged_come_over_and_what_is_posted_stays(money: MoneyClinic) -> None:
    (mine, kept), (other, double) = account(money), account(money)
    (charge,) = money.charge(double, 80_00, on=date(2026, 11, 2))
    arrived = visiting.SaveVisit(double, money.clock.today(), status="arrived")
    visit = visiting.save_visit(money.desk, arrived).visit_id
    assert merge(money, kept, double)["visits"] == 1
    assert visiting.visit_record(money.desk, visit).patient_id == kept
    for person in (kept, double):
        history = reading.treatments(money.desk, person)
        assert [one.on for one in history] == [money.clock.today(), date(2026, 11, 2)]
    assert money.part(charge) == 80_00
    assert reading.account_page(money.desk, other).figures.patient_owes == 80_00
    assert reading.account_page(money.desk, mine).figures.patient_owes == 0


def test_a_record_may_be_merged_into_one_and_that_one_into_a_third(money: MoneyClinic) -> None:
    (_, first), (_, second), (_, third) = account(money), account(money), account(money)
    merge(money, second, first)
    merge(money, third, second)
    assert registering.person_record(money.desk, first).person_id == third
    proof = proving.prove(money.desk)
    assert proof.ok, proof.findings


_ADDS: dict[str, Callable[[MoneyClinic, int, int], object]] = {
    "a visit": lambda money, other, double: visiting.save_visit(
        money.desk, visiting.SaveVisit(double, money.clock.today())
    ),
    "a coverage": lambda money, other, double: coverage(money, double, 0, date(2026, 1, 1)),
    "a flag": lambda money, other, double: flag(money, other, "minor", double),
    "a fee": lambda money, other, double: charging.post_fee(
        money.desk, charging.PostFee(other, 25_00, "Returned check", money.key(), double)
    ),
    "a change": lambda money, other, double: registering.save_person(
        money.desk, registering.SavePerson(ANN, person_id=double)
    ),
}


@pytest.mark.parametrize("what", _ADDS)
def test_nothing_is_added_to_a_merged_record(money: MoneyClinic, what: str) -> None:
    (_, kept), (other, double) = account(money), account(money)
    merge(money, kept, double)
    with pytest.raises(PaydeskError, match="merged into another one"):
        _ADDS[what](money, other, double)


def test_a_charged_visit_of_a_merged_record_takes_no_more_charges(money: MoneyClinic) -> None:
    (_, kept), (_, double) = account(money), account(money)
    visit = visiting.save_visit(money.desk, visiting.SaveVisit(double, money.clock.today())).visit_id
    request = charging.PostCharges(visit, (charging.NewCharge("99213", "Visit", fee=80_00),), money.key())
    charging.post_charges(money.desk, request)
    merge(money, kept, double)
    assert charging.post_charges(money.desk, request).why == "posted before"
    with pytest.raises(PaydeskError, match="merged into another one"):
        charging.post_charges(money.desk, replace(request, key=money.key()))


@pytest.mark.parametrize("same_family", [False, True])
def test_a_charged_visit_of_a_merged_record_can_be_changed_and_stays_where_it_is_posted(
    money: MoneyClinic, same_family: bool
) -> None:
    mine, kept = account(money)
    twin = replace(ANN, first_name="Anne")
    other, double = (
        (mine, registering.save_person(money.desk, registering.SavePerson(twin, mine)).person_id)
        if same_family else account(money, twin)
    )  # fmt: skip
    coverage(money, double, 0, date(2026, 1, 1))
    (charge,) = money.charge(double, 80_00)
    merge(money, kept, double)
    (story,) = reading.account_page(money.desk, other).stories
    assert story.visit is not None
    record = visiting.visit_record(money.desk, story.visit.visit_id)
    cough = (visiting.Diagnosis("R05.9", "Cough"),)
    visiting.save_visit(money.desk, replace(record, reason="Cough", diagnoses=cough))
    record = visiting.visit_record(money.desk, story.visit.visit_id)
    assert (record.reason, record.diagnoses, record.patient_id) == ("Cough", cough, double)
    entered = visiting.enter_visit(money.desk, visiting.EnterVisit(replace(record, self_pay=True), (), money.key()))
    assert entered.touched.accounts == (other,)
    assert money.part(charge) == 80_00
    assert reading.account_page(money.desk, other).figures.patient_owes == 80_00
    assert proving.prove(money.desk).findings == ()


def test_a_visit_of_a_merged_record_is_given_to_nobody_else_and_takes_no_charge(money: MoneyClinic) -> None:
    (_, kept), (other, double) = account(money), account(money)
    stranger = account(money, replace(ANN, first_name="Bo"))[1]
    money.charge(double, 80_00)
    (visit,) = (one.visit for one in reading.account_page(money.desk, other).stories)
    assert visit is not None
    merge(money, kept, double)
    record = visiting.visit_record(money.desk, visit.visit_id)
    for person in (kept, stranger):
        with pytest.raises(PaydeskError, match="charged to another patient"):
            visiting.save_visit(money.desk, replace(record, patient_id=person))
    more = (charging.NewCharge("99213", "Visit", fee=80_00),)
    with pytest.raises(PaydeskError, match=r"merged into Ann Ruiz's\. Enter a visit there"):
        visiting.enter_visit(money.desk, visiting.EnterVisit(replace(record, reason="Cough"), more, money.key()))
    assert visiting.visit_record(money.desk, visit.visit_id) == record


def test_a_note_and_a_contact_about_a_merged_record_are_about_the_one_kept(money: MoneyClinic) -> None:
    (_, kept), (other, double) = account(money), account(money)
    merge(money, kept, double)
    noting.write_note(money.desk, noting.WriteNote(other, "Pays in May", person_id=double))
    noting.log_contact(money.desk, noting.LogContact(other, "phone", "in", "Asked", person_id=double))
    known = noting.about_account(money.desk, other)
    assert [one.person_id for one in (*known.notes, *known.contacts)] == [kept, kept]
    charging.post_fee(money.desk, charging.PostFee(other, 25_00, "Returned check", money.key()))
    assert reading.account_page(money.desk, other).figures.patient_owes == 25_00


_ABOUT: dict[str, Callable[[MoneyClinic, int, int], object]] = {
    "a flag": lambda money, mine, who: flag(money, mine, "minor", who),
    "a note": lambda money, mine, who: noting.write_note(money.desk, noting.WriteNote(mine, "x", person_id=who)),
    "a contact": lambda money, mine, who: noting.log_contact(
        money.desk, noting.LogContact(mine, "phone", "in", "Asked", person_id=who)
    ),
    "a fee": lambda money, mine, who: charging.post_fee(
        money.desk, charging.PostFee(mine, 25_00, "Returned check", money.key(), who)
    ),
}


@pytest.mark.parametrize("what", _ABOUT)
def test_what_is_noted_on_an_account_is_about_its_own_people(money: MoneyClinic, what: str) -> None:
    (mine, _), (_, stranger) = account(money), account(money)
    with pytest.raises(PaydeskError, match="belongs to another account") as refused:
        _ABOUT[what](money, mine, stranger)
    assert refused.value.field == "person_id"
    with pytest.raises(NotFound, match="not there any more"):
        _ABOUT[what](money, mine, 99_999)


def test_a_contact_and_a_fee_need_an_account_that_is_there(money: MoneyClinic) -> None:
    with pytest.raises(NotFound):
        noting.log_contact(money.desk, noting.LogContact(999, "phone", "in", "Asked"))
    with pytest.raises(NotFound):
        charging.post_fee(money.desk, charging.PostFee(999, 25_00, "Returned check", money.key()))


def test_a_coverage_of_nobody_is_refused(money: MoneyClinic) -> None:
    with pytest.raises(NotFound):
        coverage(money, 99_999, 0, date(2026, 1, 1))


def test_the_batch_writes_to_the_estate_of_a_merged_guarantor(money: MoneyClinic, tmp_path: Path) -> None:
    (mine, kept), (_, double) = account(money), account(money)
    money.charge(double, 80_00)
    flag(money, mine, "deceased", kept, **DIED)
    merge(money, kept, double)
    assert billing.make_statements(money.desk, tmp_path).skipped == ()


def test_who_asked_for_discretion_has_it_for_the_charges_of_a_double_too(money: MoneyClinic) -> None:
    hidden = (replace(HOME, line1="PO Box 4", kind="confidential"),)
    mine, _ = account(money)
    teen, double = (
        registering.save_person(money.desk, registering.SavePerson(form, mine)).person_id
        for form in (replace(ANN, first_name="Kim", addresses=hidden), replace(ANN, first_name="Kimmy", addresses=()))
    )
    (charge,) = money.charge(double, 80_00)
    merge(money, teen, double)
    assert double in billed(money, mine).discreet
    with money.desk.database.reading() as session:
        (open_charge,) = open_charges(session, (mine,))
    assert open_charge.charge_id == charge and open_charge.name.discreet


def test_ones_own_care_is_named_on_ones_own_paper_whichever_record_it_was_posted_to(money: MoneyClinic) -> None:
    hidden = (replace(HOME, line1="PO Box 4", kind="confidential"),)
    (_, kept), (other, double) = account(money, replace(ANN, addresses=hidden)), account(money)
    (charge,) = money.charge(double, 80_00)
    merge(money, kept, double)
    assert not billed(money, other).discreet
    with money.desk.database.reading() as session:
        (open_charge,) = open_charges(session, (other,))
    assert open_charge.charge_id == charge and not open_charge.name.discreet
