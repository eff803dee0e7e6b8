"""A visit with its diagnoses and charges is entered whole or not at all, once a form; on both engines."""

from __future__ import annotations

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import text

from paydesk.data import ledger_store
from paydesk.operations import charging, visiting
from paydesk.operations.charging import NewCharge
from paydesk.operations.desk import Actor
from paydesk.operations.visiting import Diagnosis, EnterVisit, SaveVisit
from paydesk.rules.errors import ChangedByOther, NotAllowed, NotFound, PaydeskError
from paydesk.rules.office import Role
from support.money_clinic import Family, MoneyClinic

OFFICE_VISIT = NewCharge("99213", "Office visit", fee=155_00, pointers=(1,))
STREP_TEST = NewCharge("87880", "Strep test", fee=30_00)


def form(money: MoneyClinic, family: Family, *charges: NewCharge, **changes: Any) -> EnterVisit:
    visit = SaveVisit(family.patients[0], money.clock.today(), reason="Sore throat", diagnoses=(Diagnosis("J020"),))
    return EnterVisit(replace(visit, **changes), charges, money.key())


def counts(money: MoneyClinic) -> dict[str, int]:
    """Rows of everything that entering a visit may write."""
    tables = ("visit", "visit_diagnosis", "charge", "charge_version", "entry", "line", "visit_form", "audit")
    with money.desk.database.reading() as session:
        return {table: session.execute(text(f"SELECT count(*) FROM {table}")).scalar_one() for table in tables}


def test_one_form_makes_the_visit_its_charges_and_the_copay_and_names_them(money: MoneyClinic) -> None:
    family = money.family(plans=(0,), copay=40_00)
    entered = visiting.enter_visit(money.desk, form(money, family, STREP_TEST, OFFICE_VISIT))
    aetna = family.coverages[family.patients[0]][0]
    assert (entered.total, entered.copay, entered.repeated) == (185_00, 40_00, False)
    assert [(money.part(one), money.part(one, aetna)) for one in entered.charge_ids] == [(30_00, 0), (10_00, 145_00)]
    kept = visiting.visit_record(money.desk, entered.visit_id)
    assert (kept.reason, [one.code for one in kept.diagnoses], kept.version) == (
        "Sore throat", ["J020"], entered.version,
    )  # fmt: skip
    assert entered.touched.accounts == (family.account,) and set(entered.touched.kinds) == {"visits", "money"}


def test_the_copay_that_charges_would_bring_is_known_before_and_is_what_they_bring(money: MoneyClinic) -> None:
    family = money.family(patients=1, plans=(0,), copay=40_00)
    (patient,) = family.patients

    def coming(visit: SaveVisit, charged: int) -> int:
        return visiting.copay_coming(money.desk, visit, charged=charged)

    new = SaveVisit(patient, money.clock.today())
    assert (coming(new, 160_00), coming(new, 15_00), coming(replace(new, self_pay=True), 160_00)) == (40_00, 15_00, 0)
    entered = visiting.enter_visit(money.desk, EnterVisit(new, (NewCharge("99213", fee=15_00),), money.key()))
    assert entered.copay == 15_00
    # The same visit still lacks a part of it; another of that day has one of its own.
    assert coming(visiting.visit_record(money.desk, entered.visit_id), 160_00) == 25_00
    assert coming(new, 160_00) == 40_00


def test_one_row_of_the_audit_trail_tells_all_of_it(money: MoneyClinic) -> None:
    family = money.family(plans=(0,), copay=40_00)
    before = counts(money)["audit"]
    entered = visiting.enter_visit(money.desk, form(money, family, STREP_TEST, OFFICE_VISIT))
    with money.desk.database.reading() as session:
        rows = session.execute(text("SELECT summary, account_id, person_id, details FROM audit ORDER BY id")).all()
    assert len(rows) == before + 1
    told = json.loads(rows[-1].details)
    assert (rows[-1].account_id, rows[-1].person_id) == (family.account, family.patients[0])
    assert (told["visit"], told["diagnoses"], told["codes"], told["total"], told["copay"]) == (
        entered.visit_id, ["J020"], ["87880", "99213"], "185.00", "40.00",
    )  # fmt: skip


def test_a_visit_without_charges_is_kept_by_the_same_form(money: MoneyClinic) -> None:
    family = money.family()
    entered = visiting.enter_visit(money.desk, form(money, family))
    assert (entered.charge_ids, entered.total) == ((), 0)
    assert visiting.visit_record(money.desk, entered.visit_id).reason == "Sore throat"


@pytest.mark.parametrize(
    ("charge", "field"),
    [
        (NewCharge("99!", fee=1), "code"),
        (NewCharge("99213", modifiers=("2",), fee=1), "modifiers"),
        (NewCharge("99213", units=0, fee=1), "units"),
        (NewCharge("99213", pointers=(2,), fee=1), "pointers"),
        (NewCharge("99213", fee=0), "fee"),
        (NewCharge("99499"), "fee"),
        (NewCharge("99213", "4111 1111 1111 1111", fee=1), "description"),
    ],
)
def test_a_refused_charge_leaves_nothing_and_says_which_one_and_where(
    money: MoneyClinic, charge: NewCharge, field: str
) -> None:
    family = money.family(plans=(0,), copay=40_00)
    before = counts(money)
    request = form(money, family, OFFICE_VISIT, charge, STREP_TEST)
    with pytest.raises(PaydeskError) as refused:
        visiting.enter_visit(money.desk, request)
    assert (refused.value.row, refused.value.field) == (1, field)
    assert counts(money) == before
    mended = visiting.enter_visit(money.desk, replace(request, charges=(OFFICE_VISIT, STREP_TEST)))
    assert mended.total == 185_00 and not mended.repeated


@pytest.mark.parametrize(
    ("changes", "field"),
    [({"status": "dreamt"}, "status"), ({"diagnoses": (Diagnosis("J020"), Diagnosis("J020"))}, "diagnoses")],
)
def test_a_refused_visit_leaves_no_charge(money: MoneyClinic, changes: dict[str, Any], field: str) -> None:
    family = money.family()
    before = counts(money)
    with pytest.raises(PaydeskError) as refused:
        visiting.enter_visit(money.desk, form(money, family, OFFICE_VISIT, **changes))
    assert (refused.value.row, refused.value.field) == (None, field)
    assert counts(money) == before


def test_a_visit_of_nobody_is_refused(money: MoneyClinic) -> None:
    with pytest.raises(NotFound):
        visiting.enter_visit(money.desk, EnterVisit(SaveVisit(99, money.clock.today()), (), money.key()))


def test_who_may_not_post_charges_enters_none(money: MoneyClinic) -> None:
    family = money.family()
    reader = money.desk.as_actor(Actor("rita", Role.READ_ONLY, "desk 2"))
    before = counts(money)
    with pytest.raises(NotAllowed):
        visiting.enter_visit(reader, form(money, family, OFFICE_VISIT))
    assert counts(money) == before


def _fails_at(nth: int, original: Callable[..., Any]) -> Callable[..., Any]:
    calls = iter(range(1, 100))

    def failing(*arguments: Any, **named: Any) -> Any:
        if next(calls) == nth:
            raise RuntimeError("the power went")
        return original(*arguments, **named)

    return failing


@pytest.mark.parametrize("nth", [1, 2])
def test_what_fails_between_two_charges_leaves_nothing(
    money: MoneyClinic, monkeypatch: pytest.MonkeyPatch, nth: int
) -> None:
    family = money.family(plans=(0,), copay=40_00)
    request, before = form(money, family, OFFICE_VISIT, STREP_TEST), counts(money)
    with monkeypatch.context() as patch:
        patch.setattr(ledger_store, "seal", _fails_at(nth, ledger_store.seal))
        with pytest.raises(RuntimeError):
            visiting.enter_visit(money.desk, request)
    assert counts(money) == before
    assert visiting.enter_visit(money.desk, request).total == 185_00


@pytest.mark.parametrize("charges", [(), (OFFICE_VISIT, STREP_TEST)])
def test_the_same_form_twice_enters_it_once_and_tells_the_same(
    money: MoneyClinic, charges: tuple[NewCharge, ...]
) -> None:
    family = money.family(plans=(0,), copay=40_00)
    request = form(money, family, *charges)
    first = visiting.enter_visit(money.desk, request)
    once = counts(money)
    again = visiting.enter_visit(money.desk, request)
    assert again == replace(first, repeated=True, why="entered before")
    assert counts(money) == {**once, "audit": once["audit"] + 1}
    with pytest.raises(PaydeskError, match="other charges"):
        visiting.enter_visit(money.desk, replace(request, charges=(*charges, STREP_TEST)))


def test_charges_are_added_to_a_visit_by_the_form_that_changes_it(money: MoneyClinic) -> None:
    family = money.family(plans=(0,), copay=40_00)
    first = visiting.enter_visit(money.desk, form(money, family, OFFICE_VISIT))
    record = visiting.visit_record(money.desk, first.visit_id)
    changing = EnterVisit(replace(record, reason="Strep throat"), (STREP_TEST,), money.key())
    added = visiting.enter_visit(money.desk, changing)
    assert (added.visit_id, added.total, added.copay) == (first.visit_id, 30_00, 0)
    assert added.version > first.version
    assert visiting.visit_record(money.desk, first.visit_id).reason == "Strep throat"
    assert visiting.enter_visit(money.desk, changing) == replace(added, repeated=True, why="entered before")


def test_a_refused_charge_leaves_the_visit_it_was_added_to_as_it_was(money: MoneyClinic) -> None:
    family = money.family()
    first = visiting.enter_visit(money.desk, form(money, family, OFFICE_VISIT))
    record, before = visiting.visit_record(money.desk, first.visit_id), counts(money)
    wrong = EnterVisit(replace(record, reason="Other", diagnoses=()), (NewCharge("99499"),), money.key())
    with pytest.raises(PaydeskError, match="No fee for 99499"):
        visiting.enter_visit(money.desk, wrong)
    assert counts(money) == before
    assert visiting.visit_record(money.desk, first.visit_id) == record


def test_of_two_desks_at_one_visit_the_second_is_told(money: MoneyClinic) -> None:
    family = money.family()
    made = visiting.enter_visit(money.desk, form(money, family))
    ana, ben = (visiting.visit_record(money.desk, made.visit_id) for _ in range(2))
    visiting.enter_visit(money.desk, EnterVisit(ana, (OFFICE_VISIT,), money.key()))
    before = counts(money)
    with pytest.raises(ChangedByOther, match="Someone else changed this"):
        visiting.enter_visit(money.desk, EnterVisit(ben, (OFFICE_VISIT,), money.key()))
    with pytest.raises(ChangedByOther, match="Someone else changed this"):
        visiting.save_visit(money.desk, replace(ben, reason="Overwrites"))
    assert counts(money) == before


def test_diagnoses_alone_changed_at_another_desk_are_not_overwritten(money: MoneyClinic) -> None:
    family = money.family()
    made = visiting.enter_visit(money.desk, form(money, family))
    ana, ben = (visiting.visit_record(money.desk, made.visit_id) for _ in range(2))
    visiting.save_visit(money.desk, replace(ana, diagnoses=(Diagnosis("J020"), Diagnosis("R509"))))
    with pytest.raises(ChangedByOther):
        visiting.save_visit(money.desk, replace(ben, diagnoses=(Diagnosis("J209"),)))
    assert [one.code for one in visiting.visit_record(money.desk, made.visit_id).diagnoses] == ["J020", "R509"]


def test_charges_posted_twice_under_one_key_are_told_again(money: MoneyClinic) -> None:
    family = money.family(plans=(0,), copay=40_00)
    visit = visiting.save_visit(money.desk, SaveVisit(family.patients[0], money.clock.today()))
    request = charging.PostCharges(visit.visit_id, (STREP_TEST, replace(OFFICE_VISIT, pointers=())), money.key())
    first, again = (charging.post_charges(money.desk, request) for _ in range(2))
    assert (again.charge_ids, again.total, again.copay) == (first.charge_ids, first.total, first.copay)


@pytest.mark.parametrize("money", ["postgresql"], indirect=True)
def test_pressed_at_the_same_moment_the_form_still_enters_once(money: MoneyClinic) -> None:
    family = money.family()
    request = form(money, family, OFFICE_VISIT)
    with ThreadPoolExecutor(4) as presses:
        entered = list(presses.map(lambda _: visiting.enter_visit(money.desk, request), range(4)))
    assert sorted(one.repeated for one in entered) == [False, True, True, True]
    assert {one.charge_ids for one in entered} == {entered[0].charge_ids}
    assert (counts(money)["visit"], counts(money)["charge"]) == (1, 1)


def test_a_charge_larger_than_any_clinics_is_refused_beside_its_fee(money: MoneyClinic) -> None:
    family, most = money.family(), 250_000_00
    assert visiting.enter_visit(money.desk, form(money, family, NewCharge("99213", "Visit", fee=most))).total == most
    too_large = NewCharge("99213", "Visit", fee=most + 1)
    with pytest.raises(PaydeskError, match=r"250,000\.00 is the most") as refused:
        visiting.enter_visit(money.desk, form(money, family, STREP_TEST, too_large))
    assert (refused.value.field, refused.value.row) == ("fee", 1)
    with pytest.raises(PaydeskError, match="Check the decimal point"):
        charging.post_fee(money.desk, charging.PostFee(family.account, most + 1, "Copies", money.key()))
