"""Applications for assistance: held at once, papers and figures, decided by who may, ended by their days."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from paydesk.data.people_tables import Note
from paydesk.operations import (
    assisting,
    billing,
    deciding_assistance,
    noting,
    reading_assistance,
    setting_assistance,
)
from paydesk.operations.assisting import StartApplication
from paydesk.operations.deciding_assistance import ApproveAssistance, DenyAssistance, UpholdDenial
from paydesk.operations.setting_assistance import KeptPolicy
from paydesk.rules.assistance import Move, State
from paydesk.rules.errors import ChangedByOther, NotAllowed, NotFound, PaydeskError
from paydesk.rules.office import Role
from paydesk.rules.poverty_guideline import Region
from paydesk.rules.sliding_scale import USUAL, ClassKind, SlidingClass
from support.assistance_desk import TODAY, application, asked, flags, moved, rows, started, took, under_review
from support.money_clinic import MoneyClinic


def test_an_application_holds_statements_at_once_until_it_is_decided(money: MoneyClinic) -> None:
    family = money.family()
    money.charge(family.patients[0], 80_00)
    own = started(money, family).application_id
    assert flags(money) == [("assistance_pending", True)]
    with pytest.raises(PaydeskError, match="An application for financial assistance is open"):
        billing.print_statement(money.desk, billing.PrintStatement(family.account, money.key()))
    moved(money, own, Move.WITHDRAW)
    assert flags(money) == [("assistance_pending", False)]
    assert billing.print_statement(money.desk, billing.PrintStatement(family.account, money.key())).number
    with money.desk.database.reading() as session:
        note = session.execute(select(Note.text)).scalar_one()
    assert note == "The flag “Assistance pending” ended. The application for assistance was withdrawn."


def test_started_twice_it_is_one_and_the_flag_is_raised_once(money: MoneyClinic) -> None:
    family = money.family()
    first, again = started(money, family), started(money, family)
    assert again.repeated and again.application_id == first.application_id
    assert len(flags(money)) == 1 and rows(money, "SELECT count(*) FROM assistance_event") == [(1,)]


def test_the_same_form_sent_again_starts_no_second_one_after_the_first_was_withdrawn(money: MoneyClinic) -> None:
    family = money.family()
    request = StartApplication(family.account, money.key())
    own = assisting.start(money.desk, request).application_id
    moved(money, own, Move.WITHDRAW)
    assert assisting.start(money.desk, request).repeated
    assert rows(money, "SELECT count(*) FROM assistance_application") == [(1,)]


def test_a_flag_that_somebody_raised_before_stands_and_ends_with_the_decision(money: MoneyClinic) -> None:
    family = money.family()
    facts = {"applied_on": "2026-11-20"}
    noting.raise_flag(money.desk, noting.RaiseFlag(family.account, "assistance_pending", TODAY, facts=facts))
    own = started(money, family).application_id
    assert flags(money) == [("assistance_pending", True)]
    moved(money, own, Move.WITHDRAW)
    assert flags(money) == [("assistance_pending", False)]


def test_the_flag_cannot_end_by_hand_while_the_application_is_open(money: MoneyClinic) -> None:
    family = money.family()
    started(money, family)
    (flag,) = noting.about_account(money.desk, family.account).flags
    with pytest.raises(PaydeskError, match="This flag ends when it is decided or withdrawn"):
        noting.end_flag(money.desk, flag.flag_id, last_day=TODAY, reason="a mistake")


def test_papers_are_asked_for_by_the_clinics_days_and_come_one_by_one_until_nothing_is_missing(
    money: MoneyClinic,
) -> None:
    family = money.family()
    own = started(money, family).application_id
    assert asked(money, own, "form", "pay_stubs").state is State.INCOMPLETE
    now = application(money, family)
    assert now.due_on == TODAY + timedelta(days=30)
    assert now.missing == (
        "Signed application", "Last three pay stubs", "the size of the household", "the yearly income",
    )  # fmt: skip
    assert took(money, own, "form").state is State.INCOMPLETE
    assert took(money, own, household=3, income=42_000_00).state is State.INCOMPLETE
    assert took(money, own, "pay_stubs").state is State.COMPLETE
    now = application(money, family)
    assert (now.percent, now.missing, now.class_by_income) == ("153.73", (), USUAL.classes[0])
    assert [one.what for one in now.events] == [
        "complete: nothing is missing", "papers came", "figures were given", "papers came",
        "asked for papers by 12/23/2026", "started",
    ]  # fmt: skip


def test_the_region_counts_for_the_percent(money: MoneyClinic) -> None:
    family = money.family()
    own = started(money, family, household=3, income=42_000_00, region=Region.ALASKA).application_id
    assert application(money, family).percent == "122.99"
    took(money, own, region=Region.HAWAII, household=3)
    assert application(money, family).percent == "133.67"


@pytest.mark.parametrize(
    ("changes", "field"),
    [({"household": 0}, "household"), ({"household": 31}, "household"), ({"income": -1}, "income")],
)
def test_figures_that_cannot_be_are_refused_and_nothing_is_kept(
    money: MoneyClinic, changes: dict[str, int], field: str
) -> None:
    family = money.family()
    with pytest.raises(PaydeskError) as refused:
        started(money, family, **changes)
    assert refused.value.field == field
    assert flags(money) == [] and rows(money, "SELECT count(*) FROM assistance_application") == [(0,)]
    own = started(money, family).application_id
    with pytest.raises(PaydeskError):
        took(money, own, "pay_stubs", **changes)
    assert rows(money, "SELECT count(*) FROM assistance_paper") == [(0,)]


def test_what_is_asked_and_told_has_to_be_something(money: MoneyClinic) -> None:
    family = money.family()
    own = started(money, family).application_id
    for wrong, says in (
        (lambda: asked(money, own, due_on=TODAY), "leaves no time"), (lambda: asked(money, own, "horoscope"), "paper"),
        (lambda: took(money, own), "Choose which papers came"),
        (lambda: moved(money, own, Move.WITHDRAW, " "), "Say why"), (lambda: moved(money, own, Move.EXPIRE), "Choose"),
        (lambda: moved(money, own, Move.REVIEW), "This application is started: it cannot be reviewed"),
        (lambda: moved(money, own, Move.WITHDRAW, "card 4111 1111 1111 1111"), "card number"),
        (lambda: moved(money, 999, Move.REVIEW), "not on file"),
        (lambda: started(money, replace(family, account=999)), "not there"),
    ):  # fmt: skip
        with pytest.raises(PaydeskError, match=says):
            wrong()
    took(money, own, "pay_stubs")
    with pytest.raises(PaydeskError, match="at least one paper that has not come yet"):
        asked(money, own, "pay_stubs")
    with pytest.raises(PaydeskError, match="another account"):
        other = money.family(number=50002)
        started(money, other, person_id=family.patients[0])


def test_what_another_desk_changed_meanwhile_is_refused(money: MoneyClinic) -> None:
    family = money.family()
    first = started(money, family)
    asked(money, first.application_id)
    with pytest.raises(ChangedByOther):
        took(money, first.application_id, "form", version=first.version)


def test_denied_appealed_and_upheld_with_the_hold_in_between(money: MoneyClinic) -> None:
    family = money.family()
    own = under_review(money, family, income=200_000_00)
    done = deciding_assistance.deny(money.desk, DenyAssistance(own, "income", money.key()))
    assert done.state is State.DENIED and flags(money) == [("assistance_pending", False)]
    assert application(money, family).appeal_by == TODAY + timedelta(days=30)
    assert moved(money, own, Move.APPEAL).state is State.APPEALED
    assert flags(money) == [("assistance_pending", False), ("assistance_pending", True)]
    upheld = deciding_assistance.uphold(money.desk, UpholdDenial(own, "The income is as it was", money.key()))
    assert upheld.state is State.FINAL and flags(money)[-1] == ("assistance_pending", False)
    assert not started(money, family).repeated


def test_an_appeal_waits_for_a_newer_application(money: MoneyClinic) -> None:
    family = money.family()
    own = under_review(money, family)
    deciding_assistance.deny(money.desk, DenyAssistance(own, "papers", money.key()))
    started(money, family)
    with pytest.raises(PaydeskError, match="A newer application of this account is open"):
        moved(money, own, Move.APPEAL)


def test_a_denial_has_a_reason(money: MoneyClinic) -> None:
    own = under_review(money, money.family())
    for denial, reason, field in (("", "", "denial"), ("other", "no", "reason")):
        with pytest.raises(PaydeskError) as refused:
            deciding_assistance.deny(money.desk, DenyAssistance(own, denial, money.key(), reason))
        assert refused.value.field == field
    deciding_assistance.deny(money.desk, DenyAssistance(own, "other", money.key(), "Lives in another state now"))
    moved(money, own, Move.APPEAL)
    with pytest.raises(PaydeskError, match="Say why"):
        deciding_assistance.uphold(money.desk, UpholdDenial(own, "", money.key()))


def test_a_clerk_works_on_it_and_a_supervisor_decides(money: MoneyClinic) -> None:
    family = money.family()
    own = under_review(money, family)
    clerk = money.desk.as_actor(replace(money.desk.actor, role=Role.CLERK))
    for deed in (
        lambda: deciding_assistance.approve(clerk, ApproveAssistance(own, money.key())),
        lambda: deciding_assistance.deny(clerk, DenyAssistance(own, "income", money.key())),
    ):
        with pytest.raises(NotAllowed) as refused:
            deed()
        assert refused.value.permission == "assistance.decide"
    guest = money.desk.as_actor(replace(money.desk.actor, role=Role.READ_ONLY))
    with pytest.raises(NotAllowed):
        assisting.start(guest, StartApplication(family.account, money.key()))
    with pytest.raises(NotAllowed):
        reading_assistance.assistance_of(guest, family.account)


def test_what_ended_by_its_day_is_put_down_once_and_dated_by_that_day(money: MoneyClinic) -> None:
    first, second, third = (money.family(number=50001 + place) for place in range(3))
    approved = under_review(money, first)
    deciding_assistance.approve(
        money.desk, ApproveAssistance(approved, money.key(), holds_to=TODAY + timedelta(days=40))
    )
    denied = under_review(money, second)
    deciding_assistance.deny(money.desk, DenyAssistance(denied, "papers", money.key()))
    late = started(money, third).application_id
    asked(money, late)
    assert assisting.catch_up(money.desk) == ()
    money.clock.advance(days=60)
    before = [application(money, one).state for one in (first, second, third)]
    assert before == [State.EXPIRED, State.FINAL, State.INCOMPLETE], "as of today, whether it was put down or not"
    assert assisting.catch_up(money.desk) == (approved, denied, late)
    assert assisting.catch_up(money.desk) == ()
    told = rows(money, "SELECT day, what FROM assistance_event ORDER BY id DESC LIMIT 3")
    assert {(str(day), what) for day, what in told} == {
        (str(TODAY + timedelta(days=41)), "expired"), (str(TODAY + timedelta(days=31)), "final: nobody appealed"),
        (str(TODAY + timedelta(days=31)), "the papers did not come in time"),
    }  # fmt: skip
    with pytest.raises(PaydeskError, match="This application is final"):
        moved(money, denied, Move.APPEAL)
    asked(money, late)
    assert application(money, third).due_on == TODAY + timedelta(days=90)


def test_an_appeal_after_its_day_is_refused_before_anybody_put_that_down(money: MoneyClinic) -> None:
    own = under_review(money, money.family())
    deciding_assistance.deny(money.desk, DenyAssistance(own, "papers", money.key()))
    money.clock.advance(days=31)
    with pytest.raises(PaydeskError, match="This application is final"):
        moved(money, own, Move.APPEAL)


def test_the_list_says_what_waits_for_whom_by_the_day_that_counts(money: MoneyClinic) -> None:
    families = [money.family(number=50001 + place) for place in range(4)]
    waiting = started(money, families[0]).application_id
    asked(money, waiting, due_on=TODAY + timedelta(days=7))
    under_review(money, families[1])
    ending = under_review(money, families[2])
    request = ApproveAssistance(ending, money.key(), holds_to=TODAY + timedelta(days=20))
    deciding_assistance.approve(money.desk, request)
    withdrawn = started(money, families[3]).application_id
    moved(money, withdrawn, Move.WITHDRAW)

    def listed() -> list[tuple[int, str, str, int, bool]]:
        found = reading_assistance.assistance_due(money.desk)
        return [(one.account, one.name, one.what, (one.day - TODAY).days, one.overdue) for one in found]

    assert listed() == [
        (50002, "Person0 Lopez", "Decide it", 0, False), (50001, "Person0 Lopez", "Papers are to come", 7, False),
        (50003, "Person0 Lopez", "Ends: ask whether to apply again", 20, False),
    ]  # fmt: skip
    money.clock.advance(days=8)
    assert (50001, "Person0 Lopez", "Papers did not come: ask again or decide", 7, True) in listed()


def test_the_clinics_own_classes_are_kept_and_gaps_refused_by_name(money: MoneyClinic) -> None:
    kept = setting_assistance.assistance_policy(money.desk)
    assert kept == KeptPolicy(USUAL, 0)
    own = replace(USUAL, papers_days=21, classes=(
        SlidingClass("A", 0, 100, ClassKind.NOMINAL, 20_00), SlidingClass("B", 100, None, ClassKind.PERCENT, 0),
    ))  # fmt: skip
    setting_assistance.save_policy(money.desk, KeptPolicy(own, 0))
    again = setting_assistance.assistance_policy(money.desk)
    assert again.policy == own and again.version == 1
    gap = replace(own, classes=(own.classes[0], replace(own.classes[1], above=150)))
    with pytest.raises(PaydeskError, match="Between 100 and 150 % there is no class"):
        setting_assistance.save_policy(money.desk, KeptPolicy(gap, 1))
    with pytest.raises(ChangedByOther):
        setting_assistance.save_policy(money.desk, KeptPolicy(own, 0))
    clerk = money.desk.as_actor(replace(money.desk.actor, role=Role.CLERK))
    with pytest.raises(NotAllowed):
        setting_assistance.save_policy(clerk, again)
    family = money.family()
    asked(money, started(money, family).application_id)
    assert application(money, family).due_on == TODAY + timedelta(days=21)


def test_an_account_that_is_not_there_is_told(money: MoneyClinic) -> None:
    with pytest.raises(NotFound):
        reading_assistance.assistance_of(money.desk, 999)
    family = money.family()
    assert reading_assistance.assistance_of(money.desk, family.account).application is None
