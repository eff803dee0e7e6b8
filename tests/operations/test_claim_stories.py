"""The claims of an account with all that happened to them, and taking back that one was sent."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from paydesk.operations import calling, claim_stories, claim_work, claiming, handing_over
from paydesk.operations.calling import BeginCall, CloseCall, Settled
from paydesk.operations.claim_stories import TakeBackSent
from paydesk.operations.claiming import MarkSent
from paydesk.operations.handing_over import PutOff
from paydesk.rules.call_sheet import Answer, Purpose
from paydesk.rules.claims import ClaimState
from paydesk.rules.errors import NotAllowed, NotFound, PaydeskError
from paydesk.rules.office import Role
from support.money_clinic import Family, MoneyClinic

TODAY = date(2026, 11, 23)


@pytest.fixture
def family(money: MoneyClinic) -> Family:
    made = money.family(plans=(0,))
    money.charge(made.patients[0], 18000, 6000)
    claim_work.make_claims(money.desk)
    claiming.mark_sent(money.desk, MarkSent((1,), TODAY - timedelta(days=3)))
    return made


def test_a_claim_tells_its_facts_and_its_story(money: MoneyClinic, family: Family) -> None:
    (claim,) = claim_stories.claims_of_account(money.desk, family.account)
    assert (claim.state, claim.charge, claim.open, len(claim.codes)) == (ClaimState.SENT, 24000, 24000, 2)
    assert [one.what for one in claim.story] == ["made", "sent"]
    assert {one.kind for one in claim.deadlines} == {"filing"}


def test_a_claim_put_off_meanwhile_is_still_taken_back(money: MoneyClinic, family: Family) -> None:
    handing_over.put_off(money.desk, PutOff("claim 1", TODAY + timedelta(days=3), "ask later"))
    claim_stories.take_back_sent(money.desk, TakeBackSent(1, "the channel never took it"))
    (claim,) = claim_stories.claims_of_account(money.desk, family.account)
    assert (claim.state, claim.sent_on, claim.follow_up_on) == (ClaimState.NOT_SENT, None, None)
    assert claim_work.calls_due(money.desk).to_send_count == 1


def test_what_the_insurer_spoke_about_since_is_not_taken_back(money: MoneyClinic, family: Family) -> None:
    call = calling.begin_call(money.desk, BeginCall("claim 1", Purpose.STATUS, money.key(), "8005550142", "2")).call_id
    told = (Answer("reason", "late"), Answer("denied_on", TODAY))
    settled = Settled("claim 1", Purpose.STATUS, "denied", told)
    calling.close_call(money.desk, CloseCall(call, (settled,), representative="Tanya", reference="A-77"))
    with pytest.raises(PaydeskError, match="Something came of this claim after it was sent"):
        claim_stories.take_back_sent(money.desk, TakeBackSent(1, "the channel never took it"))


def test_what_waits_to_be_sent_is_not_taken_back_again(money: MoneyClinic, family: Family) -> None:
    claim_stories.take_back_sent(money.desk, TakeBackSent(1, "the channel never took it"))
    with pytest.raises(PaydeskError, match="waits to be sent already"):
        claim_stories.take_back_sent(money.desk, TakeBackSent(1, "the channel never took it"))


@pytest.mark.parametrize(("claim", "why", "says"), [(1, " ", "Say why"), (99, "a mistake", "not there")])
def test_no_reason_and_no_claim_are_refused(
    money: MoneyClinic, family: Family, claim: int, why: str, says: str
) -> None:
    with pytest.raises((PaydeskError, NotFound), match=says):
        claim_stories.take_back_sent(money.desk, TakeBackSent(claim, why))


def test_who_only_reads_takes_nothing_back(money: MoneyClinic, family: Family) -> None:
    reader = money.desk.as_actor(replace(money.desk.actor, role=Role.READ_ONLY))
    with pytest.raises(NotAllowed):
        claim_stories.take_back_sent(reader, TakeBackSent(1, "a mistake"))
    reader.close()
