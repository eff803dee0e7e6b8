"""A visit that its patient pays in full after all: what its insurer has is voided, what it has not is not sent."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import text

from paydesk.data.claim_tables import Claim
from paydesk.operations import claim_work, claiming, correcting_claims, proving, visiting
from paydesk.operations.charging import NewCharge
from paydesk.operations.claiming import MarkSent
from paydesk.operations.correcting_claims import CorrectClaim
from paydesk.operations.visiting import EnterVisit, SaveVisit, VisitEntered
from support.money_clinic import MoneyClinic


class Office:
    """A charged visit of somebody insured, and its claim."""

    def __init__(self, money: MoneyClinic) -> None:
        self.money, self.desk = money, money.desk
        family = money.family(plans=(0,), copay=40_00)
        visit = SaveVisit(family.patients[0], money.clock.today(), reason="Cough")
        entered = visiting.enter_visit(self.desk, EnterVisit(visit, (NewCharge("99213", "Office visit", fee=155_00),),
                                                             money.key()))  # fmt: skip
        self.visit, self.account = entered.visit_id, family.account
        claim_work.make_claims(self.desk)
        ((self.claim,),) = self.rows("SELECT id FROM claim")

    def rows(self, sql: str) -> list[Any]:
        with self.desk.database.reading() as session:
            return [tuple(row) for row in session.execute(text(sql))]

    def claims(self) -> list[tuple[str, str]]:
        return self.rows("SELECT frequency, state FROM claim ORDER BY id")

    def pays_in_full(self, self_pay: bool) -> VisitEntered:
        record = visiting.visit_record(self.desk, self.visit)
        return visiting.enter_visit(
            self.desk, EnterVisit(replace(record, self_pay=self_pay), (), self.money.key())
        )

    def sent(self) -> None:
        claiming.mark_sent(self.desk, MarkSent((self.claim,)))


@pytest.fixture
def office(money: MoneyClinic) -> Office:
    return Office(money)


def test_a_claim_that_was_not_sent_is_void_and_made_anew_when_insurance_is_billed_after_all(office: Office) -> None:
    assert office.pays_in_full(True).voids == ()
    assert office.claims() == [("1", "void")] and claiming.not_sent(office.desk) == ()
    office.pays_in_full(False)
    assert office.claims() == [("1", "void"), ("1", "not sent")]
    assert proving.prove(office.desk).findings == ()


def test_of_a_claim_that_was_sent_one_that_voids_it_waits_to_be_sent(office: Office) -> None:
    office.sent()
    done = office.pays_in_full(True)
    assert office.claims() == [("1", "corrected"), ("8", "not sent")]
    ((number, replaces),) = office.rows("SELECT number, replaces_id FROM claim WHERE frequency = '8'")
    assert done.voids == (number,) and replaces == office.claim
    (row,) = claim_work.calls_due(office.desk).to_send
    assert row.replaces.startswith("void of ")
    ((said,),) = office.rows(f"SELECT why FROM claim_event WHERE claim_id = {office.claim} AND what = 'corrected'")
    assert said == f"the patient pays in full, insurance is not billed; {number} voids it"
    assert proving.prove(office.desk).findings == ()


def test_back_to_the_insurer_before_the_void_is_sent_lets_the_first_claim_stand_again(office: Office) -> None:
    office.sent()
    office.pays_in_full(True)
    office.pays_in_full(False)
    assert office.claims() == [("1", "sent"), ("8", "void")]
    assert proving.prove(office.desk).findings == ()


def test_back_to_the_insurer_after_the_void_was_sent_makes_a_new_claim(office: Office) -> None:
    office.sent()
    office.pays_in_full(True)
    ((void,),) = office.rows("SELECT id FROM claim WHERE frequency = '8'")
    claiming.mark_sent(office.desk, MarkSent((int(void),)))
    office.pays_in_full(False)
    assert office.claims() == [("1", "corrected"), ("8", "sent"), ("1", "not sent")]


def test_a_corrected_claim_that_was_not_sent_voids_the_first_one_instead(office: Office) -> None:
    office.sent()
    correcting_claims.correct_claim(office.desk, CorrectClaim(office.claim, "modifier missing", "k", "ICN1"))
    assert len(office.pays_in_full(True).voids) == 1
    assert office.claims() == [("1", "corrected"), ("8", "not sent")]
    ((count,),) = office.rows("SELECT count(*) FROM claim_line JOIN claim ON claim.id = claim_id WHERE frequency = '8'")
    assert count == 1
    office.pays_in_full(False)
    assert office.claims() == [("1", "corrected"), ("7", "not sent")]


def test_saved_again_without_a_change_nothing_happens_twice(office: Office) -> None:
    office.sent()
    office.pays_in_full(True)
    before = office.claims()
    assert office.pays_in_full(True).voids == () and office.claims() == before


def test_refused_half_way_no_claim_is_withdrawn(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    office.sent()
    monkeypatch.setattr("paydesk.operations.marking.freed_by", lambda *given: 1 // 0)
    with pytest.raises(ZeroDivisionError):
        office.pays_in_full(True)
    assert office.claims() == [("1", "sent")]
    with office.desk.database.reading() as session:
        assert session.get_one(Claim, office.claim).follow_up_on is not None
