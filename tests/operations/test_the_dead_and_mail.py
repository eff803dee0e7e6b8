"""A death is one fact however it is entered, and a good address lets mail go out again; on both engines."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from paydesk.data import billing_store, people_store
from paydesk.operations import amending, composing, noting, registering
from paydesk.operations.registering import AddressForm, PersonForm
from paydesk.rules.contact import flags_in_force, forbidden
from paydesk.rules.errors import ChangedByOther, PaydeskError
from paydesk.rules.flag_kinds import Deed
from support.money_clinic import MoneyClinic

HOME = AddressForm("12 Elm St", "Springfield", "IL", "62701")
TOM = PersonForm("Dodd", "Tom", birth_date=date(1940, 1, 1), addresses=(HOME,))
DEAD = replace(TOM, status="deceased", death_date=date(2026, 10, 1))


def account(money: MoneyClinic, form: PersonForm = TOM) -> tuple[int, int]:
    made = registering.register_account(money.desk, registering.RegisterAccount(form))
    return made.account_id, made.person_ids[0]


def save(money: MoneyClinic, person: int, **changes: object) -> registering.PersonSaved:
    record = registering.person_record(money.desk, person)
    form = replace(record.form, **changes)  # type: ignore[arg-type]
    return registering.save_person(money.desk, registering.SavePerson(form, person_id=person, version=record.version))


def addressee(money: MoneyClinic, account_id: int) -> str:
    with money.desk.database.reading() as session:
        (billed,) = billing_store.billed_accounts(session, (account_id,), as_of=money.clock.today())
    today = money.clock.today()
    return composing.address_lines(billed, flags_in_force(billed.flags, today), today)[0]


def test_who_is_deceased_in_the_form_is_flagged_and_the_estate_is_written_to(money: MoneyClinic) -> None:
    new, _ = account(money, DEAD)
    known, person = account(money)
    save(money, person, status="deceased", death_date=date(2026, 10, 1))
    for one in (new, known):
        assert addressee(money, one) == "Estate of Tom Dodd"
        (flag,) = noting.about_account(money.desk, one).flags
        assert (flag.kind, flag.since, flag.facts) == ("deceased", date(2026, 10, 1), {"died_on": "2026-10-01"})


def test_saving_the_dead_again_raises_no_second_flag_and_corrects_its_date(money: MoneyClinic) -> None:
    mine, person = account(money, DEAD)
    save(money, person, death_date=date(2026, 10, 2))
    (flag,) = noting.about_account(money.desk, mine).flags
    assert flag.facts == {"died_on": "2026-10-02"}


def test_a_death_that_was_none_ends_the_flag_at_once_with_a_note(money: MoneyClinic) -> None:
    mine, person = account(money)
    save(money, person, status="deceased", death_date=money.clock.today())
    save(money, person, status="active", death_date=None)
    assert addressee(money, mine) == "Tom Dodd"
    assert noting.about_account(money.desk, mine).notes[0].text.startswith("The flag “Deceased” ended.")


def test_ending_the_flag_makes_the_record_one_of_the_living(money: MoneyClinic) -> None:
    mine, person = account(money, DEAD)
    (flag,) = noting.about_account(money.desk, mine).flags
    noting.end_flag(money.desk, flag.flag_id, last_day=money.clock.today(), reason="a namesake died")
    form = registering.person_record(money.desk, person).form
    assert (form.status, form.death_date) == ("active", None)
    save(money, person, employer="Elm Bakery")
    assert [one.until for one in noting.about_account(money.desk, mine).flags] == [money.clock.today()]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"status": "deceased"}, "death_date"),
        ({"death_date": date(2026, 10, 1)}, "status"),
        ({"status": "deceased", "death_date": date(2027, 1, 1)}, "death_date"),
    ],
)
def test_a_death_is_told_whole_or_refused_beside_its_field(
    money: MoneyClinic, changes: dict[str, object], field: str
) -> None:
    _, person = account(money)
    with pytest.raises(PaydeskError) as refused:
        save(money, person, **changes)
    assert refused.value.field == field


def came_back(money: MoneyClinic, mine: int, person: int) -> None:
    with money.desk.database.reading() as session:
        first = people_store.reach_of(session, person).addresses[0].id
    noting.mark_mail_returned(money.desk, first, account_id=mine)


def mail_stopped(money: MoneyClinic, account_id: int) -> bool:
    with money.desk.database.reading() as session:
        (billed,) = billing_store.billed_accounts(session, (account_id,), as_of=money.clock.today())
    return bool(forbidden(billed.flags, Deed.MAIL, on=money.clock.today()))


def test_mail_goes_out_again_once_a_good_address_is_saved_and_a_note_says_why(money: MoneyClinic) -> None:
    mine, person = account(money)
    came_back(money, mine, person)
    bad = registering.person_record(money.desk, person).form.addresses[0]
    saved = save(money, person, addresses=(bad, replace(HOME, line1="2 New St")))
    assert saved.mail_again and not mail_stopped(money, mine)
    note = noting.about_account(money.desk, mine).notes[0].text
    assert note == "The flag “Returned mail” ended. A good address was saved: 2 New St, Springfield, IL."


def test_an_address_found_good_after_all_lets_mail_go_out_again(money: MoneyClinic) -> None:
    mine, person = account(money)
    came_back(money, mine, person)
    assert save(money, person, addresses=(HOME,)).mail_again
    assert not mail_stopped(money, mine)


def test_what_brings_no_good_address_ends_nothing(money: MoneyClinic) -> None:
    hidden = replace(HOME, line1="PO Box 4", kind="confidential")
    mine, person = account(money, replace(TOM, addresses=(hidden, HOME)))
    came_back(money, mine, person)
    kept = registering.person_record(money.desk, person).form.addresses
    assert not save(money, person, employer="Elm Bakery").mail_again
    # Who has a confidential address gets no mail anywhere else.
    assert not save(money, person, addresses=(*kept, replace(HOME, line1="2 New St"))).mail_again
    kid = replace(TOM, first_name="Kim", birth_date=date(2015, 1, 1))
    assert not registering.save_person(money.desk, registering.SavePerson(kid, mine)).mail_again
    assert mail_stopped(money, mine)


HIDDEN = replace(HOME, line1="PO Box 4", kind="confidential")
BOX, ELM = "PO Box 4, Springfield, IL", "12 Elm St, Springfield, IL"


def flagged(money: MoneyClinic, mine: int, **facts: str) -> noting.Noted:
    told = {"returned_on": "2026-11-02", **facts}
    return noting.raise_flag(
        money.desk, noting.RaiseFlag(mine, "returned_mail", money.clock.today(), facts=told)
    )


def returned(money: MoneyClinic, person: int) -> list[str]:
    return [one.line1 for one in registering.person_record(money.desk, person).form.addresses if one.returned_on]


@pytest.mark.parametrize(("told", "street", "where"), [({}, "PO Box 4", BOX), ({"address": ELM}, "12 Elm St", ELM)])
def test_returned_mail_says_which_address_it_came_back_from(
    money: MoneyClinic, told: dict[str, str], street: str, where: str
) -> None:
    mine, person = account(money, replace(TOM, addresses=(HOME, HIDDEN)))
    flagged(money, mine, **told)
    (flag,) = noting.about_account(money.desk, mine).flags
    assert flag.facts == {"returned_on": "2026-11-02", "address": where}
    assert returned(money, person) == [street]


def test_a_street_in_place_of_the_one_mail_came_back_from_ends_the_flag_beside_a_confidential_one(
    money: MoneyClinic
) -> None:
    mine, person = account(money, replace(TOM, addresses=(HOME, HIDDEN)))
    flagged(money, mine, address=ELM)
    assert save(money, person, addresses=(replace(HOME, line1="2 New St"), HIDDEN)).mail_again
    assert not mail_stopped(money, mine)
    assert noting.about_account(money.desk, mine).notes[0].text.endswith(f"A good address was saved: {BOX}.")


def test_another_street_than_the_one_mail_came_back_from_ends_nothing(money: MoneyClinic) -> None:
    mine, person = account(money, replace(TOM, addresses=(HOME, HIDDEN)))
    flagged(money, mine)
    box = registering.person_record(money.desk, person).form.addresses[1]
    assert not save(money, person, addresses=(replace(HOME, line1="2 New St"), box)).mail_again
    assert mail_stopped(money, mine)
    assert save(money, person, addresses=(HOME, replace(HIDDEN, line1="PO Box 9"))).mail_again


def test_mail_that_does_arrive_ends_the_flag_and_its_address_is_good_again(money: MoneyClinic) -> None:
    mine, person = account(money)
    made = flagged(money, mine)
    assert returned(money, person) == ["12 Elm St"]
    noting.end_flag(money.desk, made.id, last_day=money.clock.today(), reason="the letter came after all")
    assert returned(money, person) == []


def corrected(money: MoneyClinic, mine: int, **changes: object) -> None:
    (flag,) = noting.about_account(money.desk, mine).flags
    told = {"since": flag.since, "facts": flag.facts, "reason": flag.reason, **changes}
    before = (flag.since, flag.facts, flag.reason)
    amending.change_flag(money.desk, amending.ChangeFlag(flag.flag_id, **told, before=before))  # type: ignore[arg-type]


def test_the_day_of_a_death_is_corrected_in_the_flag_and_the_record_follows(money: MoneyClinic) -> None:
    mine, person = account(money, DEAD)
    corrected(money, mine, facts={"died_on": "2026-09-30"}, since=date(2026, 9, 30), reason="the certificate")
    (flag,) = noting.about_account(money.desk, mine).flags
    assert (flag.since, flag.facts, flag.reason) == (date(2026, 9, 30), {"died_on": "2026-09-30"}, "the certificate")
    form = registering.person_record(money.desk, person).form
    assert (form.status, form.death_date) == ("deceased", date(2026, 9, 30))


@pytest.mark.parametrize("day", ["1939-12-31", "2027-01-01", "", "nonsense"])
def test_a_flag_is_not_corrected_to_a_day_that_cannot_be(money: MoneyClinic, day: str) -> None:
    mine, person = account(money, DEAD)
    with pytest.raises(PaydeskError) as refused:
        corrected(money, mine, facts={"died_on": day})
    assert refused.value.field == "died_on"
    assert registering.person_record(money.desk, person).form.death_date == date(2026, 10, 1)


def test_a_flag_corrected_at_another_desk_meanwhile_is_not_overwritten(money: MoneyClinic) -> None:
    mine, _ = account(money, DEAD)
    (flag,) = noting.about_account(money.desk, mine).flags
    corrected(money, mine, reason="the certificate")
    before = (flag.since, flag.facts, flag.reason)
    with pytest.raises(ChangedByOther):
        amending.change_flag(money.desk, amending.ChangeFlag(flag.flag_id, flag.since, flag.facts, "x", before))
    noting.end_flag(money.desk, flag.flag_id, last_day=money.clock.today(), reason="a namesake died")
    with pytest.raises(PaydeskError, match="ended already"):
        amending.change_flag(money.desk, amending.ChangeFlag(flag.flag_id, flag.since, flag.facts, "x", before))


def test_returned_mail_corrected_to_another_address_marks_that_one_alone(money: MoneyClinic) -> None:
    mine, person = account(money, replace(TOM, addresses=(HOME, HIDDEN)))
    flagged(money, mine)
    assert returned(money, person) == ["PO Box 4"]
    corrected(money, mine, facts={"returned_on": "2026-11-01", "address": ELM})
    assert returned(money, person) == ["12 Elm St"]
