"""An approval that holds: seen beside newer applications, applied to newer care, taken back; who decided is named."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from paydesk.data.people_tables import Person
from paydesk.documents import page_image
from paydesk.operations import (
    assistance_letters,
    assisting,
    deciding_assistance,
    reading,
    reading_assistance,
)
from paydesk.operations.assisting import StartApplication
from paydesk.operations.deciding_assistance import (
    ApproveAssistance,
    DenyAssistance,
    DiscountNewer,
    TakeBackApproval,
    UpholdDenial,
)
from paydesk.operations.desk import Desk
from paydesk.rules.approval import APPROVAL_LASTS, Approval
from paydesk.rules.assistance import Move, State
from paydesk.rules.errors import PaydeskError
from paydesk.rules.office import Role
from support.assistance_desk import TODAY, application, flags, moved, rows, started, under_review
from support.money_clinic import Family, MoneyClinic

LATER = date(2027, 1, 12)
UNTIL = date(2027, 11, 22)


def approved(money: MoneyClinic, family: Family) -> int:
    own = under_review(money, family)
    return deciding_assistance.approve(money.desk, ApproveAssistance(own, money.key())).application_id


def clerk(money: MoneyClinic) -> Desk:
    return money.desk.as_actor(replace(money.desk.actor, name="sam", role=Role.CLERK))


def allow(desk: Desk, money: MoneyClinic) -> None:
    desk.approve(Approval("assistance.decide", "dana", "the papers are there", money.clock.now() + APPROVAL_LASTS))


def page_of(money: MoneyClinic, family: Family) -> reading_assistance.AssistancePage:
    return reading_assistance.assistance_of(money.desk, family.account)


def test_who_approved_at_a_clerks_desk_is_who_decided(money: MoneyClinic) -> None:
    family = money.family()
    money.charge(family.patients[0], 80_00)
    own, desk = under_review(money, family), clerk(money)
    allow(desk, money)
    deciding_assistance.approve(desk, ApproveAssistance(own, money.key()))
    one = application(money, family)
    assert one.decided_by == "dana" and one.events[0].by == "dana, at the desk of sam"
    allow(desk, money)
    deciding_assistance.take_back(desk, TakeBackApproval(own, "another household", money.key()))
    allow(desk, money)
    deciding_assistance.deny(desk, DenyAssistance(own, "income", money.key()))
    assert application(money, family).decided_by == "dana"
    moved(money, own, Move.APPEAL)
    allow(desk, money)
    deciding_assistance.uphold(desk, UpholdDenial(own, "The income is as it was", money.key()))
    one = application(money, family)
    assert one.decided_by == "dana" and [told.by for told in one.events[:2]] == ["dana, at the desk of sam", "ana"]


@pytest.mark.parametrize("end", ["withdrawn", "denied"])
def test_an_approval_is_seen_again_when_a_newer_application_came_to_nothing(money: MoneyClinic, end: str) -> None:
    family = money.family()
    money.charge(family.patients[0], 80_00)
    own = approved(money, family)
    newer = started(money, family, why="a child was born").application_id
    if end == "withdrawn":
        moved(money, newer, Move.WITHDRAW)
    else:
        assisting.take_papers(money.desk, assisting.TakePapers(newer, ("form", "tax_return"), money.key(), 3, 1_00))
        moved(money, newer, Move.REVIEW)
        deciding_assistance.deny(money.desk, DenyAssistance(newer, "papers", money.key()))
    page = page_of(money, family)
    assert page.application is not None and page.application.application_id == own
    assert page.application.state is State.APPROVED and page.application.off == 80_00
    assert (page.beside.state if page.beside else None) == (State.DENIED if end == "denied" else None)
    (more,) = money.charge(family.patients[0], 25_00)
    assert page_of(money, family).newer() == (more,)
    assert deciding_assistance.discount_newer(money.desk, DiscountNewer(own, money.key())).off == 25_00
    done = deciding_assistance.take_back(money.desk, TakeBackApproval(own, "a mistake", money.key()))
    assert done.state is State.UNDER_REVIEW and money.part(more) == 25_00


def test_while_a_newer_one_is_open_the_approval_can_be_applied_and_taken_back(money: MoneyClinic) -> None:
    family = money.family()
    (one,) = money.charge(family.patients[0], 80_00)
    own = approved(money, family)
    newer = started(money, family, why="a child was born").application_id
    (two,) = money.charge(family.patients[0], 25_00)
    page = page_of(money, family)
    assert page.application is not None and page.application.application_id == newer
    assert page.holding is not None and page.holding is page.beside and page.newer() == (two,)
    assert [(one.charge_id, one.amount) for one in page.holding.came_off] == [(one, 80_00)]
    deciding_assistance.discount_newer(money.desk, DiscountNewer(own, money.key()))
    request = TakeBackApproval(own, "of another family", money.key())
    done = deciding_assistance.take_back(money.desk, request)
    assert done.state is State.TAKEN_BACK and (money.part(one), money.part(two)) == (80_00, 25_00)
    assert deciding_assistance.take_back(money.desk, request).repeated
    assert flags(money)[-1] == ("assistance_pending", True)
    page = page_of(money, family)
    assert page.application is not None and page.application.application_id == newer and page.beside is None
    assert rows(money, f"SELECT what FROM assistance_event WHERE application_id = {own} ORDER BY id DESC")[0] == (
        "the approval was taken back; the newer application is to be decided",
    )
    with pytest.raises(PaydeskError, match="is taken back: it cannot be applied to newer charges"):
        deciding_assistance.discount_newer(money.desk, DiscountNewer(own, money.key()))


def test_while_an_approval_holds_a_new_application_has_a_reason_until_it_ends_soon(money: MoneyClinic) -> None:
    family = money.family()
    approved(money, family)
    with pytest.raises(PaydeskError, match=r"Assistance holds until 11/22/2027\. Say why") as refused:
        assisting.start(money.desk, StartApplication(family.account, money.key()))
    assert refused.value.field == "why" and rows(money, "SELECT count(*) FROM assistance_application") == [(1,)]
    newer = started(money, family, why="a child was born").application_id
    assert application(money, family).events[0].why == "a child was born"
    moved(money, newer, Move.WITHDRAW)
    money.clock.advance(days=(UNTIL - timedelta(days=20) - TODAY).days)
    assert started(money, family).state is State.STARTED


def test_the_account_says_that_assistance_holds_and_until_when(money: MoneyClinic) -> None:
    family = money.family()
    assert reading.account_page(money.desk, family.account).assisted is None
    approved(money, family)
    holds = reading.account_page(money.desk, family.account).assisted
    assert holds is not None and (holds.class_name, holds.until) == ("Full", UNTIL)
    money.clock.advance(days=(UNTIL + timedelta(days=1) - TODAY).days)
    assert reading.account_page(money.desk, family.account).assisted is None


def test_newer_care_that_could_come_off_is_in_the_list_until_it_did(money: MoneyClinic) -> None:
    family, other = money.family(patients=2), money.family(number=50009)
    (kept,) = money.charge(family.patients[0], 70_00)
    money.charge(other.patients[0], 30_00)
    money.clock.advance(days=1)
    own = under_review(money, family)
    deciding_assistance.approve(money.desk, ApproveAssistance(own, money.key(), holds_from=TODAY, charge_ids=()))
    approved(money, other)
    assert reading_assistance.assistance_due(money.desk) == (), "what was left out is not brought up"
    money.clock.advance(days=(LATER - money.clock.today()).days)
    money.charge(family.patients[1], 966_00)
    (due,) = reading_assistance.assistance_due(money.desk)
    assert due.application_id == own and due.what == "1,036.00 of newer care could come off"
    assert (due.short, due.day) == ("1,036.00 could come off", LATER)
    deciding_assistance.discount_newer(money.desk, DiscountNewer(own, money.key()))
    assert reading_assistance.assistance_due(money.desk) == () and money.part(kept) == 0


def test_newer_care_of_an_approval_that_ends_soon_says_both_in_one_row(money: MoneyClinic) -> None:
    family = money.family()
    approved(money, family)
    money.clock.advance(days=(UNTIL - timedelta(days=10) - TODAY).days)
    money.charge(family.patients[0], 40_00)
    (due,) = reading_assistance.assistance_due(money.desk)
    assert due.what == "40.00 of newer care could come off; it ends on 11/22/2027"


def test_care_of_other_days_or_held_back_is_not_brought_up(money: MoneyClinic) -> None:
    family = money.family()
    approved(money, family)
    money.charge(family.patients[0], 40_00, on=TODAY - timedelta(days=60))
    assert reading_assistance.assistance_due(money.desk) == ()


@pytest.mark.parametrize(
    ("language", "off", "days"),
    [
        ("en", "We took $80.00 off what you owed for care up to November 23, 2026.",
         "The help also counts for your share of your care from November 23, 2026 to November 22, 2027."),
        ("es", "Descontamos $80.00 de lo que usted debía por la atención hasta el 23 de noviembre de 2026.",
         "La ayuda vale también para su parte de la atención del 23 de noviembre de 2026 al 22 de noviembre de 2027."),
    ],
)  # fmt: skip
def test_the_letter_says_what_came_off_of_care_before_and_for_which_days_it_holds(
    money: MoneyClinic, language: str, off: str, days: str
) -> None:
    family = money.family()
    with money.desk.database.transaction() as session:
        session.get_one(Person, family.patients[0]).language = language
    money.charge(family.patients[0], 80_00, on=date(2026, 4, 20))
    own = approved(money, family)
    text = " ".join(page_image.page_text(assistance_letters.letter(money.desk, own).pdf, 0).split())
    assert f"{off} {days}" in text


def test_a_letter_of_an_approval_that_took_nothing_off_yet_claims_nothing(money: MoneyClinic) -> None:
    family = money.family()
    text = " ".join(page_image.page_text(assistance_letters.letter(money.desk, approved(money, family)).pdf, 0).split())
    assert "We took" not in text and "The help counts for your share of your care from November 23, 2026" in text
