"""The trail is searched by patient, user, kind and day, newest first, in pages, and told in words; on both engines."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from paydesk.data import changes, office_store
from paydesk.operations import (
    auditing,
    breaking_glass,
    drilling,
    marking,
    posting,
    reading,
    registering,
    reporting,
    signing_in,
    staffing,
)
from paydesk.operations.auditing import Kind, SearchTrail, TrailRow
from paydesk.operations.desk import Actor, Desk, about, also_about
from paydesk.operations.person_forms import PersonForm, PhoneForm
from paydesk.rules.ageing import Base
from paydesk.rules.errors import NotAllowed, PaydeskError
from paydesk.rules.office import Role
from support.money_clinic import MoneyClinic


def trail(desk: Desk, **wanted: object) -> tuple[TrailRow, ...]:
    desk.flush_looks()
    return auditing.search(desk, SearchTrail(**wanted))  # type: ignore[arg-type]


def said(rows: tuple[TrailRow, ...]) -> list[str]:
    return [row.what for row in rows]


def test_the_newest_comes_first_with_who_where_whom_and_what(money: MoneyClinic) -> None:
    home = money.family(number=50007)
    money.pay(home, 4000)
    reading.open_account(money.desk, home.account)
    newest, paid = trail(money.desk)[:2]
    assert (newest.what, newest.kind, newest.who, newest.workstation) == (
        "Opened an account", Kind.LOOKED, "ana", "desk 1"
    )
    assert (newest.account_id, newest.account, newest.whom) == (home.account, 50007, "Lopez, Person0")
    assert (paid.what, paid.kind) == ("Took a payment", Kind.MONEY)
    assert "Amount: 40.00" in paid.told and "By: cash" in paid.told


def test_the_time_is_the_clinics_and_so_are_the_days(money: MoneyClinic) -> None:
    with money.desk.database.transaction() as session:
        office_store.keep_setting(session, "clinic", {"time_zone": "America/Chicago"})
    money.clock.advance(hours=14)  # 05:00 UTC of the 24th, 23:00 of the 23rd in Chicago
    home = money.family()
    reading.open_account(money.desk, home.account)
    day = date(2026, 11, 23)
    row = next(one for one in trail(money.desk, first=day, last=day) if one.what == "Opened an account")
    assert (row.at.hour, row.at.date()) == (23, day)
    assert "Opened an account" not in said(trail(money.desk, first=date(2026, 11, 24)))


def test_a_search_is_narrowed_by_account_person_user_kind_and_day(money: MoneyClinic) -> None:
    home, other = money.family(patients=2, number=50001), money.family(number=50002)
    dana = money.desk.as_actor(Actor("dana", Role.SUPERVISOR, "desk 2"))
    reading.open_account(money.desk, home.account)
    reading.treatments(money.desk, home.patients[1])
    money.clock.advance(days=3)
    reading.open_account(dana, other.account)
    for desk in (money.desk, dana):
        desk.flush_looks()
    money.pay(home, 1000)
    here = trail(money.desk, account_id=home.account)
    assert said(here) == ["Took a payment", "Looked at treatments", "Opened an account"]
    assert said(trail(money.desk, account_id=home.account, person_id=home.patients[1])) == ["Looked at treatments"]
    assert said(trail(money.desk, user="dana")) == ["Opened an account"]
    assert said(trail(money.desk, account_id=home.account, kind=Kind.MONEY)) == ["Took a payment"]
    before = said(trail(money.desk, account_id=home.account, last=date(2026, 11, 25)))
    assert before == ["Looked at treatments", "Opened an account"]
    since = said(trail(money.desk, account_id=home.account, first=date(2026, 11, 25), kind=Kind.MONEY))
    assert since == ["Took a payment"]
    assert trail(money.desk, account_id=home.account, first=date(2026, 11, 27)) == ()


def test_pages_follow_each_other_without_a_gap(money: MoneyClinic, monkeypatch: pytest.MonkeyPatch) -> None:
    home = money.family()
    for _ in range(7):
        reading.open_account(money.desk, home.account)
    money.desk.flush_looks()
    with money.desk.looking("audit.see") as session:
        wanted = SearchTrail(account_id=home.account)
        first = auditing.rows(session, wanted, limit=3)
        second = auditing.rows(session, wanted, before=first[-1].id, limit=3)
        third = auditing.rows(session, wanted, before=second[-1].id, limit=3)
    ids = [row.id for page in (first, second, third) for row in page]
    assert len(ids) == 7 and ids == sorted(ids, reverse=True) and len(third) == 1


def test_a_search_is_a_look_itself_and_says_what_was_asked(money: MoneyClinic) -> None:
    home = money.family()
    trail(money.desk, account_id=home.account, user="dana", kind=Kind.LOOKED)
    row = trail(money.desk)[0]
    assert (row.what, row.account_id) == ("Searched the audit trail", home.account)
    assert row.told == "User: dana; Kind: Looked at"


def test_what_was_worked_out_for_a_window_is_a_look_once_it_is_shown(money: MoneyClinic) -> None:
    desk, today, before = money.desk, money.desk.clock.today(), len(trail(money.desk))
    drilling.ageing_on(desk, base=Base.RESPONSIBILITY, as_of=today, seen=False)
    drilling.accounts_behind(desk, base=Base.RESPONSIBILITY, as_of=today, seen=False)
    reporting.payments_by_day(desk, first=today, last=today, seen=False)
    auditing.search(desk, SearchTrail(user="dana"), seen=False)
    assert len(trail(desk)) == before + 1, "the search of before"
    drilling.looked_at_ageing(desk)
    drilling.looked_at_accounts(desk)
    reporting.looked_at_payments(desk)
    auditing.looked_at_trail(desk, SearchTrail(user="dana"))
    assert said(trail(desk))[:4] == [
        "Searched the audit trail", "Looked at the payments by day", "Looked at the accounts behind the ageing",
        "Looked at the ageing",
    ]  # fmt: skip


def test_only_who_may_see_the_trail_searches_it(money: MoneyClinic) -> None:
    clerk = money.desk.as_actor(Actor("dana", Role.CLERK, "desk 2"))
    with pytest.raises(NotAllowed, match="may not search the audit trail"):
        auditing.search(clerk, SearchTrail())
    with pytest.raises(NotAllowed):
        auditing.users(clerk)


def test_days_the_wrong_way_are_told_at_their_field(money: MoneyClinic) -> None:
    with pytest.raises(PaydeskError, match="Turn them round") as refused:
        auditing.search(money.desk, SearchTrail(first=date(2026, 11, 2), last=date(2026, 11, 1)))
    assert refused.value.field == "last"


def test_a_changed_record_is_told_before_and_after_in_words(money: MoneyClinic) -> None:
    form = PersonForm("Lopez", "Ana", phones=(PhoneForm("2175550147"),))
    made = registering.register_account(money.desk, registering.RegisterAccount(form))
    record = registering.person_record(money.desk, made.person_ids[0])
    registering.save_person(
        money.desk,
        registering.SavePerson(
            replace(form, last_name="Reyes", phones=(PhoneForm("2175550199"),)), person_id=made.person_ids[0],
            version=record.version,
        ),
    )  # fmt: skip
    row = trail(money.desk, kind=Kind.CHANGED)[0]
    assert row.what == "Saved a person" and row.whom == "Reyes, Ana"
    told = {fact.label: (fact.before, fact.after) for fact in row.facts}
    assert told["Last name"] == ("Lopez", "Reyes")
    assert "2175550147" in str(told["Phones"][0]) and "2175550199" in told["Phones"][1]
    assert "PhoneForm" not in row.told


def test_a_visit_that_was_marked_is_told_before_and_after(money: MoneyClinic) -> None:
    visit = money.visit(money.family().patients[0], status="scheduled")
    marking.mark_visit(money.desk, marking.MarkVisit(visit, "arrived"))
    assert "Status: scheduled → arrived" in trail(money.desk)[0].told


def test_a_failed_sign_in_is_found_by_its_kind(money: MoneyClinic) -> None:
    with pytest.raises(NotAllowed):
        signing_in.sign_in(money.desk.database, money.clock, "nobody", "wrong password", workstation="desk 9")
    (row,) = trail(money.desk, kind=Kind.FAILED)
    assert (row.who, row.workstation, row.what) == ("nobody", "desk 9", "A sign-in failed")


def test_an_act_about_two_accounts_is_found_from_both(money: MoneyClinic) -> None:
    one, other = money.family(number=50001), money.family(number=50002)
    with money.desk.doing("payments.apply", "Moved money") as session:
        about(session, account=one.account, amount="5.00")
        also_about(session, account=other.account, amount="5.00")
    assert said(trail(money.desk, account_id=one.account)) == ["Moved money"]
    assert said(trail(money.desk, account_id=other.account)) == ["Moved money"]


def test_users_are_listed_by_their_full_names(money: MoneyClinic) -> None:
    staffing.add_user(
        money.desk, staffing.AddUser("dana", "Dana Ruiz", Role.CLERK, "four words do not belong")
    )
    assert [(one.name, one.full_name) for one in auditing.users(money.desk)][:1] == [("dana", "Dana Ruiz")]
    assert "command line" in [one.name for one in auditing.users(money.desk)]


def test_who_only_looked_at_a_record_did_not_change_it(money: MoneyClinic) -> None:
    home = money.family()
    with money.desk.doing("people.edit", "Saved a person") as session:
        about(session, account=home.account, person=home.patients[0])
    dana = money.desk.as_actor(Actor("dana", Role.SUPERVISOR, "desk 2"))
    registering.person_record(dana, home.patients[0])
    dana.flush_looks()
    with money.desk.looking() as session:
        change = changes.last_change(session, (f"person {home.patients[0]}",), summary="Saved a person")
    assert change is not None and change.actor == "ana"


def test_a_receipt_that_was_printed_is_no_payment_in_the_trail(money: MoneyClinic) -> None:
    from paydesk.operations import receipting

    paid = money.pay(money.family(), 4000)
    receipting.print_receipt(money.desk, paid.lot_id, copy=False)
    receipting.print_receipt(money.desk, paid.lot_id, copy=True)
    assert said(trail(money.desk, kind=Kind.PRINTED)) == ["Printed a receipt again", "Printed a receipt"]
    assert said(trail(money.desk, kind=Kind.MONEY)) == ["Took a payment"]
    assert isinstance(paid, posting.PaymentPosted)


def test_a_list_of_everyone_is_another_look_after_ten_minutes(money: MoneyClinic) -> None:
    from paydesk.operations import listing

    for minutes in (0, 9, 1, 5):
        money.clock.advance(minutes=minutes)
        listing.waiting(money.desk)
        listing.money_today(money.desk)
    rows = trail(money.desk, kind=Kind.LOOKED)
    assert sorted(said(rows)) == ["Looked at the list of payments"] * 2 + ["Looked at the list of today"] * 2


def test_a_list_of_one_account_is_no_look_of_its_own(money: MoneyClinic) -> None:
    from paydesk.operations import listing

    listing.money_today(money.desk, account_id=money.family().account)
    assert trail(money.desk, kind=Kind.LOOKED) == ()


def test_a_kept_paper_is_looked_at_or_printed_again_each_under_its_name(money: MoneyClinic) -> None:
    from paydesk.operations import billing, keeping

    home = money.family()
    money.charge(home.patients[0], 5000)
    made = billing.print_statement(money.desk, billing.PrintStatement(home.account, money.key()))
    pdf = keeping.look_at_statement(money.desk, made.number)
    assert keeping.look_at(money.desk, made.document_id) == pdf == keeping.reprint_statement(money.desk, made.number)
    rows = trail(money.desk, account_id=home.account)
    assert sorted(said(rows)[:3]) == [
        "Looked at a kept document", "Looked at a kept statement", "Printed a statement again",
    ]  # fmt: skip
    reader = money.desk.as_actor(Actor("rob", Role.READ_ONLY, "desk 3"))
    with pytest.raises(NotAllowed):
        keeping.look_at(reader, made.document_id)


def test_what_was_done_in_an_emergency_is_found_with_it_and_says_why(money: MoneyClinic) -> None:
    clerk = money.desk.as_actor(Actor("dana", Role.CLERK, "desk 2"))
    home = money.family()
    reading.open_account(clerk, home.account)
    breaking_glass.begin(clerk, "The server room is under water")
    auditing.search(clerk, SearchTrail())
    money.clock.advance(minutes=59, seconds=59)
    with clerk.doing("audit.see", "Looked for a cause"):
        money.clock.advance(seconds=5)
    breaking_glass.end(clerk)
    clerk.flush_looks()
    (taken,) = breaking_glass.unseen(money.desk)
    breaking_glass.mark_seen(money.desk, taken.id)
    rows = trail(money.desk, kind=Kind.EMERGENCY)
    assert said(rows) == [
        "Searched the audit trail", "Ended emergency access", "Looked for a cause", "Began emergency access",
    ]  # fmt: skip
    assert {row.emergency for row in rows} == {"The server room is under water"}
    assert all(row.told.startswith("In an emergency: The server room is under water") for row in rows)
    assert all(row.headline == f"{row.what}. In an emergency: The server room is under water" for row in rows)
    assert said(trail(money.desk, kind=Kind.EMERGENCY, user="ana")) == []
    seen = next(row for row in trail(money.desk) if row.what == "Looked at an emergency access")
    assert seen.emergency == "" and "The server room is under water" in seen.told
    with money.desk.looking("audit.see") as session:
        first = auditing.rows(session, SearchTrail(kind=Kind.EMERGENCY), limit=3)
        rest = auditing.rows(session, SearchTrail(kind=Kind.EMERGENCY), before=first[-1].id, limit=3)
    assert len(first) == 3 and said(rest) == ["Began emergency access"]
