"""Letters of payment plans on both engines: each once for its occasion, the last one starts the window that ends it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from paydesk.data import document_store, note_store
from paydesk.documents import page_image
from paydesk.operations import changing_plans, listing_plans, noting, planning, watching_plans, writing_plan_letters
from paydesk.operations.changing_plans import AmendPlan, PausePlan, ReinstatePlan
from paydesk.operations.desk import Actor, Desk
from paydesk.operations.planning import MakePlan, Planned
from paydesk.rules import installments
from paydesk.rules.errors import NotAllowed, NotFound, PaydeskError
from paydesk.rules.office import Role
from paydesk.rules.plan_groups import PlanGroup
from paydesk.rules.plan_letter_phrases import PlanLetter
from paydesk.rules.plans import PlanState
from support.money_clinic import Family, MoneyClinic

TODAY = date(2026, 11, 23)
FIRST = date(2026, 12, 5)


@pytest.fixture
def family(money: MoneyClinic) -> Family:
    return money.family()


@pytest.fixture
def plan(money: MoneyClinic, family: Family) -> Planned:
    """300.00 in six parts from December 5 on, signed, with reminders."""
    charges = money.charge(family.patients[0], 200_00, 100_00, on=TODAY - timedelta(days=30))
    return _signed(money, family, charges)


def _signed(money: MoneyClinic, family: Family, charges: tuple[int, ...], first: date = FIRST) -> Planned:
    owed = {charge: money.part(charge) for charge in charges}
    schedule = installments.schedule(installments.remainder_last(sum(owed.values()), 6), first)
    made = planning.make_plan(
        money.desk,
        MakePlan(account_id=family.account, charges=owed, installments=schedule, key=money.key(), remind=True),
    )
    return planning.sign_plan(money.desk, made.plan_id)


def _write(money: MoneyClinic, plan: Planned, kind: PlanLetter) -> writing_plan_letters.PlanWritten:
    return writing_plan_letters.write_plan_letter(money.desk, plan.plan_id, kind)


def _waits(money: MoneyClinic) -> list[PlanLetter]:
    return [one.waits for one in listing_plans.listed_plans(money.desk).rows if one.waits is not None]


def _contacts(money: MoneyClinic, family: Family) -> list[str]:
    with money.desk.database.reading() as session:
        return [one.summary for one in note_store.contacts(session, family.account)]


def _documents(money: MoneyClinic, family: Family) -> int:
    with money.desk.database.reading() as session:
        return len(document_store.documents_of(session, family.account))


def _group(money: MoneyClinic) -> PlanGroup:
    (row,) = listing_plans.listed_plans(money.desk).rows
    return row.group


def test_a_missed_payment_is_told_once_and_the_same_paper_again(
    money: MoneyClinic, family: Family, plan: Planned
) -> None:
    money.clock.advance(days=(date(2026, 12, 16) - TODAY).days)
    assert (_group(money), _waits(money)) == (PlanGroup.MISSED, [PlanLetter.MISSED])
    first = _write(money, plan, PlanLetter.MISSED)
    words = page_image.page_text(first.printed.pdf, 0)
    assert "We have not received $50.00 of your payment plan 1 yet. It was due by December 5, 2026." in words
    assert _waits(money) == []
    again = _write(money, plan, PlanLetter.MISSED)
    assert again.repeated and again.printed.pdf == first.printed.pdf
    assert _contacts(money, family) == ["Letter about payment plan 1: missed payment of 12/05/2026"]
    story = watching_plans.plan_page(money.desk, plan.plan_id).story
    assert [(one.what, one.document_id) for one in story if one.what == "letter"] == [
        ("letter", first.printed.document_id)
    ]


def test_the_last_letter_sets_the_day_and_the_plan_ends_after_it(
    money: MoneyClinic, family: Family, plan: Planned
) -> None:
    money.clock.advance(days=(date(2027, 1, 16) - TODAY).days)
    watching_plans.catch_up(money.desk)
    assert (_group(money), _waits(money)) == (PlanGroup.ENDING, [PlanLetter.CURE])
    letter = _write(money, plan, PlanLetter.CURE)
    words = page_image.page_text(letter.printed.pdf, 0)
    assert "To keep the plan, please pay $100.00 by February 5, 2027." in words
    page = watching_plans.plan_page(money.desk, plan.plan_id)
    assert (page.today.facts.cure_until, page.story[-1].what) == (date(2027, 2, 5), "cure letter")
    money.clock.advance(days=3)
    assert _write(money, plan, PlanLetter.CURE).repeated
    assert watching_plans.plan_page(money.desk, plan.plan_id).today.facts.cure_until == date(2027, 2, 5)
    money.clock.advance(days=17)
    watching_plans.catch_up(money.desk)
    assert watching_plans.plan_page(money.desk, plan.plan_id).today.state is PlanState.DEFAULT_PENDING
    money.clock.advance(days=1)
    watching_plans.catch_up(money.desk)
    assert watching_plans.plan_page(money.desk, plan.plan_id).today.state is PlanState.DEFAULTED
    assert (_group(money), _waits(money)) == (PlanGroup.ENDED, [PlanLetter.DEFAULTED])
    ended = _write(money, plan, PlanLetter.DEFAULTED)
    assert "ended on February 6, 2027" in page_image.page_text(ended.printed.pdf, 0)
    first = money.clock.today() + timedelta(days=9)
    changing_plans.reinstate_plan(money.desk, ReinstatePlan(plan.plan_id, first, "pays again"))
    assert _waits(money) == [PlanLetter.REINSTATED]
    assert "started again on" in page_image.page_text(_write(money, plan, PlanLetter.REINSTATED).printed.pdf, 0)
    assert _waits(money) == [] and len(_contacts(money, family)) == 3


def test_what_was_missed_is_paid_within_the_window_and_the_plan_goes_on(
    money: MoneyClinic, family: Family, plan: Planned
) -> None:
    money.clock.advance(days=(date(2027, 1, 16) - TODAY).days)
    _write(money, plan, PlanLetter.CURE)
    money.clock.advance(days=5)
    money.pay(family, 100_00)
    watching_plans.catch_up(money.desk)
    page = watching_plans.plan_page(money.desk, plan.plan_id)
    assert (page.today.state, page.today.facts.cure_until) == (PlanState.ACTIVE, None)


def test_a_pause_a_change_and_the_last_payment_have_their_letters(
    money: MoneyClinic, family: Family, plan: Planned
) -> None:
    later = installments.schedule(installments.remainder_last(300_00, 6), date(2026, 12, 15))
    changing_plans.amend_plan(money.desk, AmendPlan(plan.plan_id, later, "paid on the 10th"))
    assert _waits(money) == [PlanLetter.AMENDED]
    changed = page_image.page_text(_write(money, plan, PlanLetter.AMENDED).printed.pdf, 0)
    assert "The next payment is due on December 15, 2026 instead of December 5, 2026." in changed
    changing_plans.pause_plan(money.desk, PausePlan(plan.plan_id, TODAY + timedelta(days=60), "lost the job"))
    assert (_group(money), _waits(money)) == (PlanGroup.PAUSED, [PlanLetter.PAUSED])
    paused = page_image.page_text(_write(money, plan, PlanLetter.PAUSED).printed.pdf, 0)
    assert "paused until January 22, 2027" in paused
    money.pay(family, 300_00)
    assert _waits(money) == [PlanLetter.PAID_OFF]
    paid = page_image.page_text(_write(money, plan, PlanLetter.PAID_OFF).printed.pdf, 0)
    assert "$300.00" in paid and _waits(money) == []


def test_a_canceled_plan_is_told_to_who_signed_it(money: MoneyClinic, family: Family, plan: Planned) -> None:
    changing_plans.end_plan(money.desk, plan.plan_id, state=PlanState.CANCELLED, reason="moved away")
    assert _waits(money) == [PlanLetter.CANCELED]
    words = page_image.page_text(_write(money, plan, PlanLetter.CANCELED).printed.pdf, 0)
    assert "was canceled on November 23, 2026" in words and "$300.00" in words


def test_the_letter_of_a_canceled_plan_tells_what_is_left_today(
    money: MoneyClinic, family: Family, plan: Planned
) -> None:
    changing_plans.end_plan(money.desk, plan.plan_id, state=PlanState.CANCELLED, reason="moved away")
    money.clock.advance(days=1)
    money.pay(family, 40_00)
    assert "$260.00" in page_image.page_text(_write(money, plan, PlanLetter.CANCELED).printed.pdf, 0)


@pytest.mark.parametrize("kind", [one for one in PlanLetter if one is not PlanLetter.REMINDER])
def test_a_letter_that_does_not_fit_is_refused_and_leaves_nothing(
    money: MoneyClinic, family: Family, plan: Planned, kind: PlanLetter
) -> None:
    before = _documents(money, family)
    with pytest.raises(PaydeskError, match=r"Plan 1 is running well: the letter .* does not fit"):
        _write(money, plan, kind)
    assert _documents(money, family) == before and _contacts(money, family) == []


def test_a_flag_that_forbids_letters_stops_them(money: MoneyClinic, family: Family, plan: Planned) -> None:
    money.clock.advance(days=(date(2026, 12, 16) - TODAY).days)
    noting.raise_flag(
        money.desk,
        noting.RaiseFlag(family.account, "bankruptcy", money.clock.today(), facts={
            "chapter": "7", "case_number": "26-1", "filed_on": money.clock.today().isoformat(), "court": "W.D. Tex.",
        }, key=money.key()),
    )  # fmt: skip
    with pytest.raises(PaydeskError, match="No letter about plan 1 goes out"):
        _write(money, plan, PlanLetter.MISSED)
    assert _contacts(money, family) == []


def test_who_may_not_make_plans_writes_no_letter(money: MoneyClinic, plan: Planned) -> None:
    viewer = Desk(money.desk.database, money.clock, Actor("ro", Role.READ_ONLY, "desk 3"))
    with pytest.raises(NotAllowed):
        writing_plan_letters.write_plan_letter(viewer, plan.plan_id, PlanLetter.REMINDER)
    with pytest.raises(NotAllowed):
        writing_plan_letters.print_reminders(viewer)
    with pytest.raises(NotAllowed):
        writing_plan_letters.print_coupons(viewer, plan.plan_id)


def test_no_such_plan(money: MoneyClinic) -> None:
    with pytest.raises(NotFound):
        writing_plan_letters.write_plan_letter(money.desk, 99, PlanLetter.MISSED)


def test_reminders_go_once_before_each_payment_in_one_run(money: MoneyClinic, plan: Planned) -> None:
    other = money.family(number=50002)
    _signed(money, other, money.charge(other.patients[0], 180_00), date(2026, 12, 20))
    with pytest.raises(PaydeskError, match="No reminder of a plan goes today"):
        writing_plan_letters.print_reminders(money.desk)
    money.clock.advance(days=7)
    assert listing_plans.listed_plans(money.desk).reminders == 1
    run = writing_plan_letters.print_reminders(money.desk)
    assert (run.count, page_image.page_count(run.pdf)) == (1, 1)
    assert "The next payment of your payment plan 1 is $50.00." in page_image.page_text(run.pdf, 0)
    with pytest.raises(PaydeskError, match="No reminder"):
        writing_plan_letters.print_reminders(money.desk)
    money.clock.advance(days=16)
    assert listing_plans.listed_plans(money.desk).reminders == 1, "only the plan that is in time is reminded"


def test_several_reminders_are_one_file(money: MoneyClinic, plan: Planned) -> None:
    other = money.family(number=50002)
    _signed(money, other, money.charge(other.patients[0], 180_00))
    money.clock.advance(days=8)
    run = writing_plan_letters.print_reminders(money.desk)
    assert (run.count, page_image.page_count(run.pdf), len(_contacts(money, other))) == (2, 2, 1)


def test_coupons_and_the_card_are_for_what_is_to_come(money: MoneyClinic, family: Family, plan: Planned) -> None:
    money.pay(family, 70_00)
    coupons = writing_plan_letters.print_coupons(money.desk, plan.plan_id)
    assert coupons.printed.pages == 2
    assert "$30.00" in page_image.page_text(coupons.printed.pdf, 0)
    card = writing_plan_letters.print_card(money.desk, plan.plan_id)
    assert card.printed.pages == 1
    money.pay(family, 230_00)
    with pytest.raises(PaydeskError, match="nothing is to come"):
        writing_plan_letters.print_coupons(money.desk, plan.plan_id)


def test_the_list_is_in_the_order_of_what_is_to_be_done(money: MoneyClinic, family: Family, plan: Planned) -> None:
    other = money.family(number=50002)
    charges = money.charge(other.patients[0], 120_00)
    planning.make_plan(
        money.desk,
        MakePlan(
            account_id=other.account, charges={charges[0]: 120_00}, key=money.key(),
            installments=installments.schedule((60_00, 60_00), FIRST),
        ),
    )  # fmt: skip
    rows = listing_plans.listed_plans(money.desk).rows
    assert [one.group for one in rows] == [PlanGroup.UNSIGNED, PlanGroup.WELL]
    assert rows[0].printed_on == TODAY and listing_plans.listed_plans(money.desk).waiting == 1
    assert [one.group for one in listing_plans.listed_plans(money.desk, account_id=family.account).rows] == [
        PlanGroup.WELL
    ]
    assert listing_plans.open_plan_of(money.desk, family.account) == plan.plan_id
    money.clock.advance(days=(FIRST - TODAY).days)
    assert [one.group for one in listing_plans.listed_plans(money.desk).rows] == [PlanGroup.UNSIGNED, PlanGroup.DUE]
