"""Which letter a plan waits for, each once for its occasion, and in which group of the list it stands."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from paydesk.rules import plan_letters_due
from paydesk.rules.errors import PaydeskError
from paydesk.rules.installments import remainder_last, schedule
from paydesk.rules.plan_course import Patience, PlanFacts
from paydesk.rules.plan_groups import PlanGroup, group_of
from paydesk.rules.plan_letter_phrases import PlanLetter
from paydesk.rules.plan_letters_due import LetterCase, PlanMark
from paydesk.rules.plans import PlanState

FIRST = date(2026, 12, 5)
PARTS = schedule(remainder_last(1_250_00, 12), FIRST)


def case(state: PlanState, on: date, *, paid: int = 0, marks: tuple[PlanMark, ...] = (), **more: Any) -> LetterCase:
    """1,250.00 in twelve parts from December 5 on."""
    patience = Patience(missed_for_cure=3)
    facts = PlanFacts(
        state=state, since=on, installments=PARTS, down=0, paid=paid, owed=1_250_00 - paid, patience=patience,
        cure_until=more.pop("cure_until", None), paused_until=more.pop("paused_until", None),
    )  # fmt: skip
    return LetterCase(
        number=7, on=on, facts=facts, standing=facts.standing(on), version=2,
        signed=more.pop("signed", True), cure_days=more.pop("cure_days", 20), remind_days=more.pop("remind_days", 5),
        marks=marks,
    )  # fmt: skip


def written(line: str, what: str = "letter", state: PlanState = PlanState.ACTIVE) -> PlanMark:
    return PlanMark(FIRST, what, state, line, 31)


@pytest.mark.parametrize(
    ("days", "goes"), [(-6, False), (-5, True), (0, True), (1, False)], ids=["too soon", "first", "last", "late"]
)
def test_a_reminder_goes_within_its_days_before_the_payment(days: int, goes: bool) -> None:
    assert plan_letters_due.reminds(case(PlanState.ACTIVE, FIRST + timedelta(days=days))) is goes


def test_a_reminder_goes_once_and_only_where_it_was_agreed() -> None:
    line = plan_letters_due.occasion(PlanLetter.REMINDER, case(PlanState.ACTIVE, FIRST)).line
    assert line == "reminder of the payment due 12/05/2026"
    assert not plan_letters_due.reminds(case(PlanState.ACTIVE, FIRST, marks=(written(line),)))
    assert not plan_letters_due.reminds(case(PlanState.ACTIVE, FIRST, remind_days=None))
    assert not plan_letters_due.reminds(case(PlanState.PAUSED, FIRST))
    assert not plan_letters_due.reminds(case(PlanState.ACTIVE, FIRST, paid=104_16))


def test_each_missed_installment_has_its_own_letter() -> None:
    one = case(PlanState.DELINQUENT, date(2026, 12, 16))
    first = plan_letters_due.occasion(PlanLetter.MISSED, one)
    assert (first.line, first.amount, first.due) == ("missed payment of 12/05/2026", 104_16, FIRST)
    told = case(PlanState.DELINQUENT, date(2026, 12, 30), marks=(written(first.line),))
    assert plan_letters_due.waiting(told) is None
    assert plan_letters_due.occasion(PlanLetter.MISSED, told).document_id == 31
    two = case(PlanState.DELINQUENT, date(2027, 1, 16), paid=4_16, marks=(written(first.line),))
    second = plan_letters_due.occasion(PlanLetter.MISSED, two)
    assert (second.line, second.amount, second.due) == ("missed payment of 01/05/2027", 204_16, FIRST)
    assert plan_letters_due.waiting(two) is PlanLetter.MISSED


def test_the_window_of_the_last_letter_is_a_day_at_least_and_moves_no_more() -> None:
    on = date(2027, 2, 16)
    assert plan_letters_due.occasion(PlanLetter.CURE, case(PlanState.DEFAULT_PENDING, on, cure_days=0)).until == (
        on + timedelta(days=1)
    )
    until = on + timedelta(days=20)
    mark = written("to be paid by 03/08/2027", what="cure letter")
    again = case(PlanState.DEFAULT_PENDING, on + timedelta(days=4), cure_until=until, marks=(mark,))
    found = plan_letters_due.occasion(PlanLetter.CURE, again)
    assert (found.until, found.document_id) == (until, 31)


def test_who_never_signed_is_not_told_that_it_is_canceled() -> None:
    mark = PlanMark(FIRST, "cancelled", PlanState.CANCELLED, "moved", None)
    assert plan_letters_due.waiting(case(PlanState.CANCELLED, FIRST, marks=(mark,))) is PlanLetter.CANCELED
    assert plan_letters_due.waiting(case(PlanState.CANCELLED, FIRST, marks=(mark,), signed=False)) is None


def test_a_plan_on_which_nothing_was_paid_is_not_thanked_for() -> None:
    mark = PlanMark(FIRST, "turned", PlanState.COMPLETED, "nothing is owed on it any more", None)
    assert plan_letters_due.waiting(case(PlanState.COMPLETED, FIRST, marks=(mark,))) is None
    paid = case(PlanState.COMPLETED, FIRST, paid=1_250_00, marks=(mark,))
    assert plan_letters_due.occasion(PlanLetter.PAID_OFF, paid).amount == 1_250_00


@pytest.mark.parametrize("kind", PlanLetter)
def test_a_draft_has_no_letter(kind: PlanLetter) -> None:
    with pytest.raises(PaydeskError, match="Plan 7 is not offered yet"):
        plan_letters_due.occasion(kind, case(PlanState.DRAFT, FIRST))


def test_what_waits_is_offered_first() -> None:
    changed = PlanMark(FIRST, "amended", PlanState.ACTIVE, "later", None)
    assert plan_letters_due.fitting(case(PlanState.ACTIVE, FIRST, marks=(changed,))) == (
        PlanLetter.AMENDED, PlanLetter.REMINDER,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("state", "on", "group"),
    [
        (PlanState.ACTIVE, date(2026, 11, 29), PlanGroup.WELL), (PlanState.ACTIVE, date(2026, 11, 30), PlanGroup.SOON),
        (PlanState.ACTIVE, FIRST, PlanGroup.DUE), (PlanState.ACTIVE, date(2026, 12, 9), PlanGroup.DUE),
        (PlanState.DELINQUENT, date(2026, 12, 20), PlanGroup.MISSED),
        (PlanState.DEFAULT_PENDING, date(2027, 1, 20), PlanGroup.ENDING), (PlanState.ACCEPTED, FIRST, PlanGroup.DOWN),
        (PlanState.OFFERED, FIRST, PlanGroup.UNSIGNED), (PlanState.PAUSED, FIRST, PlanGroup.PAUSED),
        (PlanState.DRAFT, FIRST, PlanGroup.DRAFT), (PlanState.SUPERSEDED, FIRST, PlanGroup.ENDED),
    ],
)  # fmt: skip
def test_where_a_plan_stands_in_the_list(state: PlanState, on: date, group: PlanGroup) -> None:
    assert group_of(state, case(state, on).standing, on) is group
