"""What insurers said of a merged record's coverage is not asked again: the kept record's coverage knows it."""

from __future__ import annotations

from datetime import date

from paydesk.operations import insuring, merging, reading, registering, verifying
from paydesk.operations.registering import PersonForm
from paydesk.rules.benefits import ServiceKind, Source
from paydesk.rules.verification import Asks, State
from paydesk.rules.verified_items import AnswerGiven, Item
from support.money_clinic import MoneyClinic

ANN = PersonForm("Ruiz", "Ann", birth_date=date(1980, 1, 1))
FIRST = date(2026, 1, 1)


def person(money: MoneyClinic) -> int:
    return registering.register_account(money.desk, registering.RegisterAccount(ANN)).person_ids[0]


def cover(money: MoneyClinic, patient: int, *, payer: int = 0, member: str = "M1") -> int:
    return insuring.save_coverage(
        money.desk, insuring.SaveCoverage(patient, money.payers[payer], member, FIRST)
    ).coverage_id


def verify(money: MoneyClinic, coverage: int, on: date, copay: int) -> None:
    verifying.verify_coverage(money.desk, verifying.VerifyCoverage(
        coverage, Source.PORTAL,
        (AnswerGiven(item=Item.ACTIVE, value=True), AnswerGiven(item=Item.EFFECTIVE, value=FIRST),
         AnswerGiven(item=Item.OTHER_COVERAGE, value=False),
         AnswerGiven(item=Item.COPAY, value=copay, service=ServiceKind.PRIMARY_CARE)), asked_on=on, key=money.key(),
    ))  # fmt: skip


def coverage_of(money: MoneyClinic, patient: int) -> int:
    page = reading.account_page(money.desk, registering.person_record(money.desk, patient).account_id)
    return next(one.coverage_id for one in page.coverages if one.patient_id == patient)


def stands(money: MoneyClinic, coverage: int) -> tuple[State, date | None, list[object]]:
    found = verifying.coverage_answers(money.desk, coverage)
    one = next(each for each in found.stands if each.asks is Asks.ELIGIBILITY)
    return one.state, one.verified_on, [each.value for each in found.answers if each.item is Item.COPAY]


def test_a_coverage_that_is_copied_stays_verified(money: MoneyClinic) -> None:
    kept, double = person(money), person(money)
    verify(money, cover(money, double), date(2026, 11, 20), 30_00)
    done = merging.merge_people(money.desk, merging.MergePeople(kept, double))
    assert done.moved == {"coverages": 1, "verifications": 1}
    assert stands(money, coverage_of(money, kept)) == (State.VERIFIED, date(2026, 11, 20), [30_00])


def test_the_newer_of_both_counts_whichever_record_is_kept(money: MoneyClinic) -> None:
    kept, double = person(money), person(money)
    mine, theirs = cover(money, kept), cover(money, double, member="m-1")
    verify(money, mine, date(2026, 11, 1), 20_00)
    verify(money, theirs, date(2026, 11, 20), 30_00)
    merging.merge_people(money.desk, merging.MergePeople(kept, double))
    assert stands(money, mine) == (State.VERIFIED, date(2026, 11, 20), [20_00, 30_00])


def test_an_older_one_changes_nothing_of_where_it_stands(money: MoneyClinic) -> None:
    kept, double = person(money), person(money)
    mine, theirs = cover(money, kept), cover(money, double)
    verify(money, mine, date(2026, 11, 20), 20_00)
    verify(money, theirs, date(2026, 11, 1), 30_00)
    merging.merge_people(money.desk, merging.MergePeople(kept, double))
    assert stands(money, mine) == (State.VERIFIED, date(2026, 11, 20), [30_00, 20_00]), "the last word is the newer"


def test_another_number_or_insurer_is_another_coverage(money: MoneyClinic) -> None:
    kept, double = person(money), person(money)
    mine = cover(money, kept)
    verify(money, cover(money, double, member="OTHER"), date(2026, 11, 20), 30_00)
    merging.merge_people(money.desk, merging.MergePeople(kept, double))
    assert stands(money, mine) == (State.UNVERIFIED, None, [])
