"""Two desks change one record: the second is told, and what the first kept stays; on both engines."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from typing import Any, NamedTuple

import pytest

from paydesk.operations import (
    adjusting,
    administering,
    insuring,
    merging,
    noting,
    office_records,
    reading,
    registering,
)
from paydesk.operations.administering import ClinicSettings, SavePlace, SaveProvider, SaveServiceCode
from paydesk.operations.insuring import SaveCoverage, SavePayer
from paydesk.operations.person_forms import AddressForm, PersonForm
from paydesk.operations.registering import RegisterAccount, SavePerson
from paydesk.rules.errors import ChangedByOther, PaydeskError
from support.money_clinic import MoneyClinic
from support.postgres_server import PostgresServer
from support.two_desks import tried, until_it_waits

JANUARY = date(2026, 1, 1)
CHANGED = r"changed this record .*\. Open it again and repeat your change"


class Case(NamedTuple):
    """Makes a record; reads what a form is filled with; saves that under a name; tells the name kept."""

    make: Callable[[MoneyClinic], Any]
    read: Callable[[MoneyClinic, Any], Any]
    save: Callable[[MoneyClinic, Any, Any, str], Any]
    kept: Callable[[MoneyClinic, Any], str]


def _make_settings(money: MoneyClinic) -> None:
    from paydesk.data import office_store

    with money.desk.doing("office.edit", "Named the clinic") as session:
        office_store.keep_setting(session, "clinic", {"name": "Riverbend", "first_day": "2026-01-01"})


def _coverage(money: MoneyClinic) -> int:
    person = money.family().patients[0]
    return insuring.save_coverage(money.desk, SaveCoverage(person, money.payers[0], "W1", JANUARY)).coverage_id


def _person(money: MoneyClinic) -> int:
    return registering.register_account(money.desk, RegisterAccount(PersonForm("Lopez", "Ana"))).person_ids[0]


def _only(records: tuple[Any, ...]) -> Any:
    (record,) = records
    return record


def _payer(money: MoneyClinic, made: int) -> office_records.PayerRecord:
    return next(one for one in office_records.payer_records(money.desk) if one.payer_id == made)


CASES = {
    "settings": Case(
        _make_settings,
        lambda money, made: administering.clinic_settings(money.desk),
        lambda money, made, form, name: administering.save_settings(money.desk, replace(form, name=name)),
        lambda money, made: administering.clinic_settings(money.desk).name,
    ),
    "provider": Case(
        lambda money: administering.save_provider(money.desk, SaveProvider("Dr. Lee", "")).id,
        lambda money, made: _only(office_records.provider_records(money.desk)),
        lambda money, made, form, name: administering.save_provider(
            money.desk, SaveProvider(name, form.npi, provider_id=made, version=form.version)
        ),
        lambda money, made: _only(office_records.provider_records(money.desk)).name,
    ),
    "place": Case(
        lambda money: administering.save_place(money.desk, SavePlace("Main office")).id,
        lambda money, made: _only(office_records.place_records(money.desk)),
        lambda money, made, form, name: administering.save_place(
            money.desk, SavePlace(name, form.pos_code, made, form.version)
        ),
        lambda money, made: _only(office_records.place_records(money.desk)).name,
    ),
    "payer": Case(
        lambda money: insuring.save_payer(money.desk, SavePayer("Humana")).payer_id,
        _payer,
        lambda money, made, form, name: insuring.save_payer(
            money.desk, SavePayer(name, payer_id=made, version=form.version)
        ),
        lambda money, made: _payer(money, made).name,
    ),
    "code": Case(
        lambda money: administering.save_service_code(money.desk, SaveServiceCode("99213", "Visit", 100_00, JANUARY)),
        lambda money, made: _only(office_records.code_records(money.desk)),
        lambda money, made, form, name: administering.save_service_code(
            money.desk, SaveServiceCode("99213", name, version=form.version)
        ),
        lambda money, made: _only(office_records.code_records(money.desk)).short_name,
    ),
    "coverage": Case(
        _coverage,
        lambda money, made: insuring.coverage_record(money.desk, made),
        lambda money, made, form, name: insuring.save_coverage(money.desk, replace(form.request, subscriber_name=name)),
        lambda money, made: insuring.coverage_record(money.desk, made).request.subscriber_name,
    ),
    "person": Case(
        _person,
        lambda money, made: registering.person_record(money.desk, made),
        lambda money, made, form, name: registering.save_person(
            money.desk, SavePerson(replace(form.form, employer=name), person_id=made, version=form.version)
        ),
        lambda money, made: registering.person_record(money.desk, made).form.employer,
    ),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_the_second_of_two_desks_is_told_and_loses_nothing_of_the_first(money: MoneyClinic, case: Case) -> None:
    made = case.make(money)
    ana, ben = case.read(money, made), case.read(money, made)
    case.save(money, made, ana, "Kept By Ana")
    with pytest.raises(ChangedByOther, match=CHANGED):
        case.save(money, made, ben, "Lost By Ben")
    assert case.kept(money, made) == "Kept By Ana"
    case.save(money, made, case.read(money, made), "Ben Again")
    assert case.kept(money, made) == "Ben Again"


PARTS = {
    "settings": "name", "provider": "name", "place": "name", "payer": "name", "code": "short name",
    "coverage": "subscriber name", "person": "employer",
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_the_second_of_two_desks_is_told_who_changed_what_and_when(money: MoneyClinic, name: str) -> None:
    case = CASES[name]
    made = case.make(money)
    form, ana = case.read(money, made), money.desk.actor
    money.clock.advance(minutes=122)
    case.save(money, made, form, "Kept By Ana")
    money.clock.advance(minutes=5)
    money.desk.actor = replace(ana, name="ben")
    with pytest.raises(ChangedByOther) as told:
        case.save(money, made, form, "Lost By Ben")
    at, again = "11:02 AM" if name == "settings" else "5:02 PM", "Open it again and repeat your change."  # its zone
    assert told.value.sentence == f"ana changed this record at {at} ({PARTS[name]}). {again}"
    money.clock.advance(days=1)
    with pytest.raises(ChangedByOther, match=rf"^ana changed this record on 11/23/2026 at {at} \("):
        case.save(money, made, form, "Lost By Ben")


@pytest.mark.parametrize("money", ["postgresql"], indirect=True)
@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_of_two_desks_at_the_same_moment_one_is_told(money: MoneyClinic, case: Case) -> None:
    made = case.make(money)
    form = case.read(money, made)

    def save(name: str) -> str:
        try:
            case.save(money, made, form, name)
        except ChangedByOther:
            return ""
        return name

    with ThreadPoolExecutor(2) as desks:
        told = sorted(desks.map(save, ("Ana", "Ben")))
    assert told[0] == "" and case.kept(money, made) == told[1]


def test_settings_kept_between_the_look_and_the_keeping_are_not_overwritten(
    shared_money: MoneyClinic, postgres_server: PostgresServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = shared_money.desk
    _make_settings(shared_money)
    form = administering.clinic_settings(desk)
    others: list[Future[Any]] = []
    checked = administering._checked
    with ThreadPoolExecutor(1) as hands:

        def while_another_saves(clinic: ClinicSettings) -> ClinicSettings:
            if clinic.name == "Ana":
                save = administering.save_settings
                others.append(hands.submit(tried, lambda desk: save(desk, replace(form, name="Ben")), desk))
                until_it_waits(postgres_server, others[0])
            return checked(clinic)

        monkeypatch.setattr(administering, "_checked", while_another_saves)
        told = tried(lambda desk: administering.save_settings(desk, replace(form, name="Ana")), desk)
    kept = [name for name, one in (("Ana", told), ("Ben", others[0].result())) if not isinstance(one, ChangedByOther)]
    assert kept == [administering.clinic_settings(desk).name]


def test_a_fee_changed_at_another_desk_is_not_overwritten(money: MoneyClinic) -> None:
    save = administering.save_service_code
    save(money.desk, SaveServiceCode("99213", "Visit", 100_00, JANUARY, version=0))
    form = _only(office_records.code_records(money.desk))
    save(money.desk, SaveServiceCode("99213", "Visit", 120_00, JANUARY, version=form.version))
    with pytest.raises(ChangedByOther, match=CHANGED):
        save(money.desk, SaveServiceCode("99213", "Visit", 90_00, JANUARY, version=form.version))
    assert _only(office_records.code_records(money.desk)).fee == 120_00


def test_a_code_added_at_two_desks_keeps_the_first(money: MoneyClinic) -> None:
    administering.save_service_code(money.desk, SaveServiceCode("99213", "Visit", 100_00, JANUARY, version=0))
    with pytest.raises(ChangedByOther, match=CHANGED):
        administering.save_service_code(money.desk, SaveServiceCode("99213", "Other", 90_00, JANUARY, version=0))
    record = _only(office_records.code_records(money.desk))
    assert (record.short_name, record.fee) == ("Visit", 100_00)


def test_a_coverage_changed_meanwhile_is_not_ended_by_an_older_form(money: MoneyClinic) -> None:
    made = _coverage(money)
    read = insuring.coverage_record(money.desk, made)
    insuring.save_coverage(money.desk, replace(read.request, copay=45_00))
    with pytest.raises(ChangedByOther, match=CHANGED):
        insuring.end_coverage(money.desk, made, last_day=money.clock.today(), version=read.version)
    kept = insuring.coverage_record(money.desk, made).request
    assert (kept.copay, kept.valid_to) == (45_00, None)


def test_a_line_held_at_another_desk_is_not_released_by_an_older_form(money: MoneyClinic) -> None:
    (charge,) = money.charge(money.family().patients[0], 20_00)
    before = (False, False, "")
    adjusting.hold_charge(money.desk, adjusting.HoldCharge(charge, True, False, "asks the doctor", before))
    with pytest.raises(ChangedByOther, match=CHANGED):
        adjusting.hold_charge(money.desk, adjusting.HoldCharge(charge, False, True, "never done", before))
    held = (True, False, "asks the doctor")
    adjusting.hold_charge(money.desk, adjusting.HoldCharge(charge, False, False, "", held))


def test_a_guarantor_changed_at_another_desk_is_not_changed_again_by_an_older_form(money: MoneyClinic) -> None:
    grown = tuple(PersonForm("Lopez", name, birth_date=date(1980, 1, 1)) for name in ("Ana", "Ben", "Cruz"))
    made = registering.register_account(money.desk, RegisterAccount(grown[0], grown[1:]))
    ana, ben, cruz = made.person_ids
    change = registering.ChangeGuarantor(made.account_id, ben, "signed for it", before=ana)
    registering.change_guarantor(money.desk, change)
    with pytest.raises(ChangedByOther, match=CHANGED):
        registering.change_guarantor(money.desk, replace(change, person_id=cruz))
    assert reading.account_page(money.desk, made.account_id).guarantor.person_id == ben


def _home(money: MoneyClinic) -> tuple[registering.AccountRegistered, registering.PersonRecord]:
    form = PersonForm("Lopez", "Ana", addresses=(AddressForm("12 Elm St", "Springfield", "IL", "62701"),))
    made = registering.register_account(money.desk, RegisterAccount(form))
    return made, registering.person_record(money.desk, made.person_ids[0])


def test_mail_that_came_back_is_not_forgotten_by_a_person_form_opened_before(money: MoneyClinic) -> None:
    made, read = _home(money)
    with money.desk.database.reading() as session:
        from paydesk.data import people_store

        address = people_store.reach_of(session, read.person_id).addresses[0].id
    noting.mark_mail_returned(money.desk, address, account_id=made.account_id)
    with pytest.raises(ChangedByOther, match=CHANGED):
        registering.save_person(
            money.desk, SavePerson(read.form, person_id=read.person_id, version=read.version)
        )
    assert registering.person_record(money.desk, read.person_id).form.addresses[0].do_not_use


def test_mail_is_not_marked_as_returned_from_another_accounts_address(money: MoneyClinic) -> None:
    made, read = _home(money)
    with pytest.raises(PaydeskError, match="not there any more"):
        noting.mark_mail_returned(money.desk, 1, account_id=made.account_id + 1)
    assert not registering.person_record(money.desk, read.person_id).form.addresses[0].do_not_use


def test_what_a_merge_brought_is_not_dropped_by_a_person_form_opened_before(money: MoneyClinic) -> None:
    double, _ = _home(money)
    kept = _person(money)
    read = registering.person_record(money.desk, kept)
    merging.merge_people(money.desk, merging.MergePeople(kept, double.person_ids[0]))
    with pytest.raises(ChangedByOther, match=CHANGED):
        registering.save_person(money.desk, SavePerson(read.form, person_id=kept, version=read.version))
    assert registering.person_record(money.desk, kept).form.addresses


@pytest.mark.parametrize("money", ["postgresql"], indirect=True)
def test_a_flag_ended_or_raised_at_the_same_moment_is_so_once(money: MoneyClinic) -> None:
    family = money.family()
    today = money.clock.today()

    def attempt(work: Callable[[], object]) -> bool:
        try:
            work()
        except PaydeskError:
            return False
        return True

    def at_two_desks(work: Callable[[], object]) -> list[bool]:
        with ThreadPoolExecutor(2) as desks:
            return sorted(desks.map(lambda _: attempt(work), range(2)))

    request = noting.RaiseFlag(family.account, "do_not_call", today)
    assert at_two_desks(lambda: noting.raise_flag(money.desk, request)) == [False, True]
    (flag,) = noting.about_account(money.desk, family.account).flags
    end = lambda: noting.end_flag(money.desk, flag.flag_id, last_day=today, reason="said so")  # noqa: E731
    assert at_two_desks(end) == [False, True]


def test_settings_keep_no_version_among_what_the_clinic_says(money: MoneyClinic) -> None:
    from paydesk.data import office_store

    _make_settings(money)
    administering.save_settings(money.desk, ClinicSettings("Riverbend Clinic"))
    with money.desk.database.reading() as session:
        kept = office_store.setting(session, "clinic")
    assert kept["name"] == "Riverbend Clinic" and "version" not in kept
