"""Promises to pay: taken with their contact, judged from receipts, called off; never doubled, never half-done."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from paydesk.operations import (
    adjusting,
    judging_promises,
    noting,
    promising,
    refunding,
    undoing,
)
from paydesk.operations.promising import TakePromise
from paydesk.rules.approval import APPROVAL_LASTS, Approval
from paydesk.rules.errors import NotAllowed, NotFound, PaydeskError
from paydesk.rules.office import Role
from paydesk.rules.promises import PromiseState
from support.money_clinic import Family, MoneyClinic

TODAY = date(2026, 11, 23)  # a Monday; Thanksgiving is the 26th
FRIDAY = date(2026, 11, 27)
OVER = date(2026, 12, 3)  # the first day after the money could still come


@pytest.fixture
def family(money: MoneyClinic) -> Family:
    """They owe 100.00 of an earlier visit."""
    made = money.family()
    money.charge(made.patients[0], 100_00, on=TODAY - timedelta(days=40))
    return made


def take(money: MoneyClinic, family: Family, amount: int = 50_00, due: date = FRIDAY, **more: object) -> int:
    request = TakePromise(family.account, amount, due, "phone", "in", **{"key": money.key(), **more})  # type: ignore[arg-type]
    return promising.take_promise(money.desk, request).promise_id


def states(money: MoneyClinic, family: Family) -> list[str]:
    """Of all promises, the one due first in front."""
    return [one.judged.state.value for one in reversed(promising.promises_of(money.desk, family.account).all)]


def rows(money: MoneyClinic, sql: str) -> list[tuple[object, ...]]:
    with money.desk.database.reading() as session:
        return [tuple(row) for row in session.execute(text(sql))]


def go_to(money: MoneyClinic, day: date) -> None:
    money.clock.advance(days=(day - money.clock.today()).days)


def break_two(money: MoneyClinic, family: Family) -> None:
    """Two promises of last month were broken."""
    for _ in range(2):
        take(money, family, 10_00, money.clock.today())
    go_to(money, money.clock.today() + timedelta(days=10))


def test_a_promise_is_kept_with_the_contact_it_was_given_in(money: MoneyClinic, family: Family) -> None:
    own = take(
        money, family, method="card", summary="Is paid on Friday", with_whom="Ana", person_id=family.patients[0]
    )
    (contact,) = noting.about_account(money.desk, family.account).contacts
    assert contact.summary == "Is paid on Friday\nPromised to pay 50.00 by 11/27/2026, by card."
    assert (contact.channel, contact.direction, contact.with_whom) == ("phone", "in", "Ana")
    (one,) = promising.promises_of(money.desk, family.account).open
    assert (one.promise_id, one.judged.promise.amount, one.judged.promise.due) == (own, 50_00, FRIDAY)
    assert (one.channel, one.method, one.taken_by) == ("phone", "card", "ana")
    assert rows(money, "SELECT what, done_by, received FROM promise_event") == [("promised", "ana", 0)]
    assert rows(money, "SELECT act, summary FROM audit ORDER BY id DESC LIMIT 1") == [
        ("promises.take", "Took a promise to pay")
    ]


def test_the_same_form_again_takes_nothing_and_changed_it_is_refused(money: MoneyClinic, family: Family) -> None:
    request = TakePromise(family.account, 50_00, FRIDAY, "phone", "in", key="f1")
    first = promising.take_promise(money.desk, request)
    assert promising.take_promise(money.desk, request) == first
    with pytest.raises(PaydeskError, match="kept already"):
        promising.take_promise(money.desk, replace(request, amount=40_00))
    assert rows(money, "SELECT count(*) FROM promise") == [(1,)]
    assert rows(money, "SELECT count(*) FROM contact") == [(1,)]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"amount": 0}, "amount"), ({"amount": 100_01}, "amount"), ({"due": TODAY - timedelta(days=1)}, "due"),
        ({"due": TODAY + timedelta(days=91)}, "due"), ({"channel": ""}, "channel"), ({"direction": ""}, "channel"),
        ({"method": "barter"}, "method"), ({"summary": "gave 4111111111111111"}, "summary"),
        ({"with_whom": "4111111111111111"}, "with_whom"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_at_its_field_and_leaves_nothing(
    money: MoneyClinic, family: Family, changes: dict[str, object], field: str
) -> None:
    request = TakePromise(family.account, 50_00, FRIDAY, "phone", "in", key="f1")
    with pytest.raises(PaydeskError) as refused:
        promising.take_promise(money.desk, replace(request, **changes))  # type: ignore[arg-type]
    assert refused.value.field == field
    for table in ("promise", "promise_event", "contact", "kept_form"):
        assert rows(money, f"SELECT count(*) FROM {table}") == [(0,)]


def test_only_what_may_be_asked_for_can_be_promised(money: MoneyClinic, family: Family) -> None:
    (charge,) = money.charge(family.patients[0], 40_00)
    adjusting.hold_charge(money.desk, adjusting.HoldCharge(charge, False, True, "says it was not done"))
    with pytest.raises(PaydeskError, match=r"100\.00 is theirs to pay"):
        take(money, family, 120_00)
    take(money, family, 70_00)
    with pytest.raises(PaydeskError, match=r"70\.00 of it is promised already\. Type 30\.00 or less"):
        take(money, family, 40_00)
    take(money, family, 30_00)
    with pytest.raises(NotFound):
        promising.take_promise(money.desk, TakePromise(999, 1_00, FRIDAY, "phone", "in"))


def test_who_may_not_take_promises_is_refused(money: MoneyClinic, family: Family) -> None:
    own = take(money, family)
    reader = money.desk.as_actor(replace(money.desk.actor, role=Role.READ_ONLY))
    with pytest.raises(NotAllowed):
        promising.take_promise(reader, TakePromise(family.account, 1_00, FRIDAY, "phone", "in"))
    with pytest.raises(NotAllowed):
        promising.cancel_promise(reader, own, reason="nothing is owed")
    go_to(money, OVER)
    assert judging_promises.catch_up(reader) is None
    assert [one.kind for one in judging_promises.promises_due(reader)] == ["broken"]


def test_it_is_kept_by_receipts_at_once_and_put_down_once(money: MoneyClinic, family: Family) -> None:
    take(money, family)
    money.pay(family, 20_00)
    assert states(money, family) == ["promised"] and judging_promises.catch_up(money.desk) is None
    money.clock.advance(days=1)
    money.pay(family, 30_00)
    assert states(money, family) == ["kept"]
    touched = judging_promises.catch_up(money.desk)
    assert touched is not None and touched.accounts == (family.account,)
    assert judging_promises.catch_up(money.desk) is None
    assert rows(money, "SELECT what, received, since FROM promise_event ORDER BY id DESC LIMIT 1")[0][:2] == (
        "kept", 50_00
    )
    assert rows(money, "SELECT act, summary FROM audit ORDER BY id DESC LIMIT 1")[0][0] == "promises.judge"


def test_days_the_program_was_closed_are_caught_up_with_their_own_dates(money: MoneyClinic, family: Family) -> None:
    other = money.family(number=50002)
    money.charge(other.patients[0], 80_00)
    take(money, family)
    take(money, other, 40_00, TODAY)
    money.clock.advance(days=1)
    money.pay(other, 25_00)
    go_to(money, date(2026, 12, 20))
    touched = judging_promises.catch_up(money.desk)
    assert touched is not None and touched.accounts == (family.account, other.account)
    with money.desk.database.reading() as session:
        kept = session.execute(text("SELECT account_id, state, state_on FROM promise ORDER BY id")).all()
    assert [(row[0], row[1], str(row[2])) for row in kept] == [
        (family.account, "broken", "2026-12-03"), (other.account, "partial", "2026-11-28"),
    ]  # fmt: skip
    assert rows(money, "SELECT count(*) FROM audit WHERE act = 'promises.judge'") == [(2,)]


def test_undone_money_keeps_no_promise_any_more(money: MoneyClinic, family: Family) -> None:
    take(money, family)
    lot = money.pay(family, 50_00, method="check", check_number="117").lot_id
    judging_promises.catch_up(money.desk)
    go_to(money, OVER)
    undoing.undo_receipt(money.desk, undoing.UndoReceipt(lot, "not enough in the account", money.key(), "returned"))
    assert states(money, family) == ["broken"]
    judging_promises.catch_up(money.desk)
    assert rows(money, "SELECT what FROM promise_event ORDER BY id") == [("promised",), ("kept",), ("broken",)]


def test_undone_long_after_it_is_still_put_down(money: MoneyClinic, family: Family) -> None:
    take(money, family)
    lot = money.pay(family, 50_00).lot_id
    judging_promises.catch_up(money.desk)
    money.clock.advance(days=200)
    undoing.undo_receipt(money.desk, undoing.UndoReceipt(lot, "typed on a wrong account", money.key()))
    assert judging_promises.catch_up(money.desk) is not None
    assert rows(money, "SELECT state FROM promise") == [("broken",)]


def test_moved_to_another_account_long_after_it_is_still_put_down(money: MoneyClinic, family: Family) -> None:
    other = money.family(number=50002)
    money.charge(other.patients[0], 80_00)
    take(money, family)
    lot = money.pay(family, 50_00, automatic=False).lot_id
    judging_promises.catch_up(money.desk)
    money.clock.advance(days=200)
    assert judging_promises.catch_up(money.desk) is None
    adjusting.move_money(
        money.desk,
        adjusting.MoveMoney(lot, 50_00, family.account, other.account, "meant for the other", money.key()),
    )
    assert states(money, family) == ["broken"]
    touched = judging_promises.catch_up(money.desk)
    assert touched is not None and touched.accounts == (family.account,)
    assert rows(money, "SELECT state FROM promise") == [("broken",)]
    assert judging_promises.catch_up(money.desk) is None


def test_a_move_undone_long_after_it_is_still_put_down(money: MoneyClinic, family: Family) -> None:
    other = money.family(number=50002)
    money.charge(other.patients[0], 80_00)
    take(money, family)
    lot = money.pay(other, 50_00, automatic=False).lot_id
    moved = adjusting.move_money(
        money.desk,
        adjusting.MoveMoney(lot, 50_00, other.account, family.account, "meant for this one", money.key()),
    )
    judging_promises.catch_up(money.desk)
    assert rows(money, "SELECT state FROM promise") == [("kept",)]
    money.clock.advance(days=200)
    undoing.undo(money.desk, undoing.UndoEntry(moved.entry_id, "theirs after all", money.key()))
    assert judging_promises.catch_up(money.desk) is not None
    assert rows(money, "SELECT state FROM promise") == [("broken",)]


def test_refunded_money_and_money_moved_elsewhere_counts_no_more(money: MoneyClinic, family: Family) -> None:
    other = money.family(number=50002)
    money.charge(other.patients[0], 80_00)
    take(money, family)
    take(money, other, 30_00)
    lot = money.pay(family, 50_00, automatic=False).lot_id
    assert states(money, family) == ["kept"] and states(money, other) == ["promised"]
    adjusting.move_money(
        money.desk,
        adjusting.MoveMoney(lot, 30_00, family.account, other.account, "meant for the other", money.key()),
    )
    assert states(money, family) == ["promised"] and states(money, other) == ["kept"]
    refunding.refund_credit(
        money.desk, refunding.RefundCredit(family.account, lot, 20_00, "cash", "asked for it", money.key())
    )
    (left,) = promising.promises_of(money.desk, family.account).all
    assert (left.judged.state, left.judged.received) == (PromiseState.PROMISED, 0)


def test_one_payment_keeps_one_of_two(money: MoneyClinic, family: Family) -> None:
    take(money, family, 50_00, FRIDAY + timedelta(days=7))
    take(money, family, 50_00, FRIDAY)
    money.pay(family, 60_00)
    go_to(money, date(2026, 12, 15))
    assert states(money, family) == ["kept", "broken"]


def test_another_promise_takes_the_place_of_an_open_one(money: MoneyClinic, family: Family) -> None:
    first = take(money, family, 100_00)
    second = take(money, family, 60_00, FRIDAY + timedelta(days=7), replaces=first)
    assert states(money, family) == ["renegotiated", "promised"]
    assert rows(money, f"SELECT what, why FROM promise_event WHERE promise_id = {first} ORDER BY id")[-1] == (
        "renegotiated", "Agreed on 60.00 by 12/04/2026"
    )
    assert rows(money, f"SELECT replaces_id FROM promise WHERE id = {second}") == [(first,)]
    for refused in (first, 999):
        with pytest.raises(PaydeskError):
            take(money, family, 10_00, replaces=refused)
    other = money.family(number=50002)
    with pytest.raises(NotFound, match="not on this account"):
        take(money, other, 10_00, replaces=second)
    assert rows(money, "SELECT count(*) FROM promise") == [(2,)]


def test_it_is_called_off_with_a_reason_once(money: MoneyClinic, family: Family) -> None:
    own = take(money, family)
    for reason in ("", "x", "4111111111111111"):
        with pytest.raises(PaydeskError) as refused:
            promising.cancel_promise(money.desk, own, reason=reason)
        assert refused.value.field == "reason"
    promising.cancel_promise(money.desk, own, reason="The insurer pays after all")
    assert states(money, family) == ["canceled"]
    with pytest.raises(PaydeskError, match="not open any more"):
        promising.cancel_promise(money.desk, own, reason="once more")
    with pytest.raises(NotFound):
        promising.cancel_promise(money.desk, 999, reason="nobody's")
    assert rows(money, "SELECT act FROM audit ORDER BY id DESC LIMIT 1") == [("promises.cancel",)]
    go_to(money, OVER)
    assert judging_promises.catch_up(money.desk) is None and judging_promises.promises_due(money.desk) == ()


def test_one_that_is_kept_already_is_neither_called_off_nor_replaced(money: MoneyClinic, family: Family) -> None:
    own = take(money, family)
    money.pay(family, 50_00)
    with pytest.raises(PaydeskError, match="not open any more"):
        promising.cancel_promise(money.desk, own, reason="they paid")
    with pytest.raises(PaydeskError, match="not open any more") as refused:
        take(money, family, 10_00, replaces=own)
    assert refused.value.field == "replaces"


def test_a_third_promise_after_two_broken_ones_needs_somebody_who_may(money: MoneyClinic, family: Family) -> None:
    break_two(money, family)
    assert promising.promises_of(money.desk, family.account).broken == 2
    clerk = money.desk.as_actor(replace(money.desk.actor, name="ben", role=Role.CLERK))
    request = TakePromise(family.account, 10_00, money.clock.today(), "phone", "in", key="third")
    with pytest.raises(NotAllowed) as refused:
        promising.take_promise(clerk, request)
    assert refused.value.permission == "promises.allow"
    assert refused.value.sentence.startswith("A clerk may not take a promise after two broken ones. Ask a supervisor")
    assert rows(money, "SELECT count(*) FROM promise") == [(2,)]
    promising.take_promise(money.desk, request)
    assert rows(money, "SELECT act FROM audit ORDER BY id DESC LIMIT 1") == [("promises.allow",)]
    # The answer never came: sent again it needs nobody's leave.
    promising.take_promise(clerk, request)
    assert rows(money, "SELECT count(*) FROM promise") == [(3,)]


def test_a_supervisor_approves_a_third_one_at_the_clerks_desk(money: MoneyClinic, family: Family) -> None:
    break_two(money, family)
    clerk = money.desk.as_actor(replace(money.desk.actor, name="ben", role=Role.CLERK))
    clerk.approve(Approval("promises.allow", "noor", "has a new job", clerk.clock.now() + APPROVAL_LASTS))
    promising.take_promise(clerk, TakePromise(family.account, 10_00, money.clock.today(), "desk", "in"))
    ((told,),) = rows(money, "SELECT details FROM audit WHERE act = 'promises.allow'")
    assert '"approved_by": "noor"' in str(told)


def test_broken_ones_come_up_the_next_business_day_until_somebody_saw_to_it(money: MoneyClinic, family: Family) -> None:
    due = date(2026, 11, 24)  # its last day is Monday the 30th
    take(money, family, 50_00, due)
    kinds: Callable[[], list[str]] = lambda: [one.kind for one in judging_promises.promises_due(money.desk)]  # noqa: E731
    assert kinds() == ["soon"]
    go_to(money, due)
    assert kinds() == ["today"]
    go_to(money, date(2026, 11, 30))
    assert kinds() == ["waits"]
    go_to(money, date(2026, 12, 1))
    (row,) = judging_promises.promises_due(money.desk)
    assert (row.kind, row.name, row.owes, row.taken_by) == ("broken", "Person0 Lopez", 100_00, "ana")
    noting.log_contact(money.desk, noting.LogContact(family.account, "phone", "out", "reminded them"))
    assert kinds() == []


def test_over_a_weekend_a_broken_one_waits_for_monday(money: MoneyClinic, family: Family) -> None:
    take(money, family, 50_00, date(2026, 12, 8))  # a Tuesday; its last day is Friday the 11th
    go_to(money, date(2026, 12, 12))
    assert states(money, family) == ["broken"] and judging_promises.promises_due(money.desk) == ()
    go_to(money, date(2026, 12, 14))
    assert [one.kind for one in judging_promises.promises_due(money.desk)] == ["broken"]
    go_to(money, date(2027, 1, 13))
    assert judging_promises.promises_due(money.desk) == ()


def test_a_broken_one_asks_no_more_when_all_is_paid_or_something_new_is_promised(
    money: MoneyClinic, family: Family
) -> None:
    other = money.family(number=50002)
    money.charge(other.patients[0], 80_00)
    for one in (family, other):
        take(money, one, 50_00, TODAY)
    go_to(money, OVER)
    assert {one.account_id for one in judging_promises.promises_due(money.desk)} == {family.account, other.account}
    take(money, family, 50_00, OVER + timedelta(days=30))
    money.pay(other, 80_00)
    assert judging_promises.promises_due(money.desk) == ()


def test_the_list_says_whom_to_call(money: MoneyClinic, family: Family) -> None:
    with money.desk.database.transaction() as session:
        for digits, usable in (("2175550100", False), ("2175550101", True)):
            session.execute(
                text(
                    "INSERT INTO phone (id, person_id, kind, digits, extension, may_call, may_text, do_not_use, "
                    "preferred) VALUES (:id, :who, 'home', :digits, '', true, false, :bad, false)"
                ),
                {"id": int(digits) % 1000, "who": family.patients[0], "digits": digits, "bad": not usable},
            )
    take(money, family, 50_00, TODAY)
    (row,) = judging_promises.promises_due(money.desk)
    assert (row.kind, row.phone) == ("today", "2175550101")


def test_nobody_is_told_to_call_where_a_flag_forbids_it(money: MoneyClinic, family: Family) -> None:
    with money.desk.database.transaction() as session:
        session.execute(
            text(
                "INSERT INTO phone (id, person_id, kind, digits, extension, may_call, may_text, do_not_use, preferred) "
                "VALUES (1, :who, 'home', '2175550101', '', true, false, false, false)"
            ),
            {"who": family.patients[0]},
        )
    take(money, family, 50_00, TODAY)
    noting.raise_flag(
        money.desk, noting.RaiseFlag(family.account, "do_not_call", TODAY, facts={"asked_on": TODAY.isoformat()})
    )
    (row,) = judging_promises.promises_due(money.desk)
    assert (row.kind, row.phone) == ("today", "")


def test_the_kept_rate_is_told_by_month_and_by_who_took_it(money: MoneyClinic, family: Family) -> None:
    ben = money.desk.as_actor(replace(money.desk.actor, name="ben", role=Role.CLERK))
    take(money, family, 10_00, TODAY)
    take(money, family, 20_00, FRIDAY)
    own = take(money, family, 5_00, FRIDAY)
    promising.cancel_promise(money.desk, own, reason="typed twice")
    promising.take_promise(ben, TakePromise(family.account, 30_00, date(2026, 12, 1), "desk", "in"))
    take(money, family, 40_00, date(2026, 12, 31))
    money.pay(family, 10_00)
    money.clock.advance(days=4)
    money.pay(family, 12_00)
    go_to(money, date(2026, 12, 20))
    december, bens, november = judging_promises.kept_rate(money.desk, date(2026, 11, 1), date(2026, 12, 31))
    assert (december.month, december.taken_by, december.waiting, december.percent) == (
        date(2026, 12, 1), "ana", 1, None
    )
    assert (bens.taken_by, bens.broken, bens.percent, bens.promised, bens.received) == ("ben", 1, 0, 30_00, 0)
    assert (november.taken_by, november.kept, november.partial, november.percent) == ("ana", 1, 1, 50)
    assert (november.promised, november.received) == (30_00, 22_00)
    assert judging_promises.kept_rate(money.desk, date(2027, 1, 1), date(2027, 1, 31)) == ()


@pytest.mark.parametrize(
    "sql", ["UPDATE promise SET amount = 1", "UPDATE promise SET due_on = '2027-01-01'", "DELETE FROM promise",
            "UPDATE promise_event SET what = 'kept'", "DELETE FROM promise_event"],
)  # fmt: skip
def test_what_was_promised_is_neither_changed_nor_erased(money: MoneyClinic, family: Family, sql: str) -> None:
    take(money, family)
    with pytest.raises(DBAPIError, match=r"posted is for ever|never"), money.owner.transaction() as session:
        session.execute(text(sql))
