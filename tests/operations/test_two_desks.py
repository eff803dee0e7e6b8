"""Two desks at the same money at the same moment: each act is kept once, in one order or the other, none half."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass

import pytest
from sqlalchemy import text

from paydesk.data import ledger_store
from paydesk.data.database import Session
from paydesk.operations import (
    adjusting,
    applying,
    charging,
    posting,
    proving,
    reading,
    refunding,
    remitting,
    undoing,
    visiting,
)
from paydesk.operations.desk import Desk
from paydesk.rules.errors import PaydeskError
from paydesk.rules.ledger import Line
from support.money_clinic import Family, MoneyClinic
from support.postgres_server import PostgresServer
from support.two_desks import Act, at_once, one_after_another, tried, until_it_waits

KEY = "one form, pressed at two desks"


@dataclass
class Room:
    """A family that owes 50.00 itself (``own``) and whose insurer owes 100.00 (``insured``)."""

    money: MoneyClinic
    family: Family
    own: int
    insured: int

    @classmethod
    def of(cls, money: MoneyClinic, *, number: int = 50001) -> Room:
        family = money.family(plans=(0,), number=number)
        (own,) = money.charge(family.patients[0], 50_00, self_pay=True)
        (insured,) = money.charge(family.patients[0], 100_00)
        return cls(money, family, own, insured)

    @property
    def aetna(self) -> int:
        return self.family.coverages[self.family.patients[0]][0]

    def credit(self, amount: int = 30_00) -> int:
        """The lot of a payment that lies as credit."""
        return self.money.pay(self.family, amount, automatic=False).lot_id

    def figures(self) -> tuple[int, int, int]:
        """What the patient owes, the insurer owes, and the credit; in cents."""
        figures = reading.account_page(self.money.desk, self.family.account).figures
        return figures.patient_owes, figures.insurers_owe, figures.credit


def proven(money: MoneyClinic) -> None:
    proof = proving.prove(money.desk)
    assert proof.findings == ()


def _payment(room: Room) -> Act:
    return lambda desk: posting.post_payment(desk, posting.PostPayment(room.family.account, 60_00, "cash", KEY))


def _apply(room: Room) -> Act:
    room.credit()
    return lambda desk: applying.apply_credit(desk, applying.ApplyCredit(room.family.account, KEY))


def _refund(room: Room) -> Act:
    request = refunding.RefundCredit(room.family.account, room.credit(), 10_00, "cash", "too much", KEY)
    return lambda desk: refunding.refund_credit(desk, request)


def _charges(room: Room) -> Act:
    visit = visiting.save_visit(
        room.money.desk, visiting.SaveVisit(room.family.patients[0], room.money.clock.today(), self_pay=True)
    )
    request = charging.PostCharges(visit.visit_id, (charging.NewCharge("99213", fee=25_00),), KEY)
    return lambda desk: charging.post_charges(desk, request)


def _fee(room: Room) -> Act:
    return lambda desk: charging.post_fee(desk, charging.PostFee(room.family.account, 20_00, "No-show", KEY))


def _adjustment(room: Room) -> Act:
    request = adjusting.PostAdjustment(room.own, 10_00, "courtesy", KEY, note="long wait")
    return lambda desk: adjusting.post_adjustment(desk, request)


def _transfer(room: Room) -> Act:
    request = adjusting.TransferResponsibility(room.insured, 40_00, room.aetna, 0, "not covered", KEY)
    return lambda desk: adjusting.transfer_responsibility(desk, request)


def _move(room: Room) -> Act:
    home = room.family.account
    request = adjusting.MoveMoney(room.credit(), 30_00, home, home, "it is for this", KEY, None, room.own)
    return lambda desk: adjusting.move_money(desk, request)


def _remittance(room: Room) -> Act:
    with room.money.desk.database.reading() as session:
        visit = session.execute(text("SELECT visit_id FROM charge WHERE id = :c"), {"c": room.insured}).scalar_one()
    line = remitting.AnswerLine(room.insured, 60_00, 20_00, 20_00)
    request = remitting.PostRemittance(
        room.money.payers[0], "t", 60_00, room.money.clock.today(), (remitting.Answer(room.aetna, visit, (line,)),), KEY
    )
    return lambda desk: remitting.post_remittance(desk, request)


def _void(room: Room) -> Act:
    request = undoing.UndoReceipt(room.money.pay(room.family, 60_00).lot_id, "typed twice", KEY)
    return lambda desk: undoing.undo_receipt(desk, request)


def _undo(room: Room) -> Act:
    taken = adjusting.PostAdjustment(room.own, 10_00, "courtesy", room.money.key(), note="long wait")
    request = undoing.UndoEntry(adjusting.post_adjustment(room.money.desk, taken).entry_id, "not agreed", KEY)
    return lambda desk: undoing.undo(desk, request)


FORMS: dict[Callable[[Room], Act], tuple[int, int, int]] = {
    _payment: (0, 100_00, 10_00),
    _apply: (20_00, 100_00, 0),
    _refund: (50_00, 100_00, 20_00),
    _charges: (75_00, 100_00, 0),
    _fee: (70_00, 100_00, 0),
    _adjustment: (40_00, 100_00, 0),
    _transfer: (90_00, 60_00, 0),
    _move: (20_00, 100_00, 0),
    _remittance: (70_00, 0, 0),
    _void: (50_00, 100_00, 0),
    _undo: (50_00, 100_00, 0),
}
"""Every form that moves money, with the figures once it is posted."""


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.__name__.strip("_"))
def test_the_same_form_at_two_desks_is_posted_once_and_the_second_is_told_so(
    shared_money: MoneyClinic, postgres_server: PostgresServer, form: Callable[[Room], Act]
) -> None:
    room = Room.of(shared_money)
    act = form(room)
    outcomes = one_after_another(shared_money, postgres_server, act, act)
    assert not [one for one in outcomes if isinstance(one, PaydeskError)]
    assert room.figures() == FORMS[form]
    with shared_money.desk.database.reading() as session:
        last = session.execute(text("SELECT details FROM audit ORDER BY id DESC LIMIT 2")).scalars().all()
    assert ["repeated" in json.loads(details) for details in last] == [True, False]
    proven(shared_money)


@dataclass
class Paid:
    """Two families and a check of the first that pays its own line; ways to move that money, and the end of it."""

    here: Room
    there: Room
    lot: int

    @classmethod
    def by_check(cls, money: MoneyClinic) -> Paid:
        # the family where the money goes has the lower number: locks are asked for in an order unlike that of the move
        there, here = Room.of(money, number=50002), Room.of(money)
        return cls(here, there, money.pay(here.family, 50_00, method="check", check_number="7").lot_id)

    def bounce(self) -> Act:
        request = undoing.UndoReceipt(self.lot, "no funds", self.here.money.key(), "returned")
        return lambda desk: undoing.undo_receipt(desk, request)

    def move(self, *, away: bool) -> Act:
        goal = self.there if away else self.here
        request = adjusting.MoveMoney(
            self.lot, 30_00, self.here.family.account, goal.family.account, "it is for this", self.here.money.key(),
            self.here.own, self.there.own if away else None,
        )  # fmt: skip
        return lambda desk: adjusting.move_money(desk, request)

    def figures(self) -> tuple[tuple[int, int, int], tuple[int, int, int]]:
        return self.here.figures(), self.there.figures()


ALL_OWED = ((50_00, 100_00, 0), (50_00, 100_00, 0))


@pytest.mark.parametrize("away", [False, True], ids=["to credit", "to another family"])
def test_a_check_that_comes_back_while_its_money_is_moved_is_taken_from_where_it_went(
    shared_money: MoneyClinic, postgres_server: PostgresServer, away: bool
) -> None:
    paid = Paid.by_check(shared_money)
    outcomes = one_after_another(shared_money, postgres_server, paid.move(away=away), paid.bounce())
    assert not [one for one in outcomes if isinstance(one, PaydeskError)]
    assert paid.figures() == ALL_OWED
    proven(shared_money)


@pytest.mark.parametrize("away", [False, True], ids=["to credit", "to another family"])
def test_money_of_a_check_that_is_coming_back_cannot_be_moved_any_more(
    shared_money: MoneyClinic, postgres_server: PostgresServer, away: bool
) -> None:
    paid = Paid.by_check(shared_money)
    _, moved = one_after_another(shared_money, postgres_server, paid.bounce(), paid.move(away=away))
    assert isinstance(moved, PaydeskError) and moved.sentence == "Only 0.00 of that payment is there."
    assert paid.figures() == ALL_OWED
    proven(shared_money)


def test_a_check_that_comes_back_holds_its_money_also_where_it_went_meanwhile(
    shared_money: MoneyClinic, postgres_server: PostgresServer
) -> None:
    paid = Paid.by_check(shared_money)
    there = paid.there.family.account
    on = adjusting.MoveMoney(paid.lot, 30_00, there, there, "not for this", shared_money.key(), paid.there.own, None)
    whereabouts, third = ledger_store.whereabouts, list[Future[object]]()

    def looked(session: Session, lot: int) -> tuple[Line, ...]:
        found = whereabouts(session, lot)
        if not third:  # the undoing has just looked where the money is: now a third desk moves it on
            third.append(hands.submit(tried, lambda desk: adjusting.move_money(desk, on), shared_money.desk))
            until_it_waits(postgres_server, third[0])
        return found

    def bounce(desk: Desk) -> undoing.Undone:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(ledger_store, "whereabouts", looked)
            undone: undoing.Undone = paid.bounce()(desk)
            return undone

    with ThreadPoolExecutor(1) as hands:
        one_after_another(shared_money, postgres_server, paid.move(away=True), bounce)
    moved_on = third[0].result()
    assert isinstance(moved_on, PaydeskError) and moved_on.sentence == "Only 0.00 of that payment is there."
    assert paid.figures() == ALL_OWED
    proven(shared_money)


def test_two_desks_that_take_back_one_check_with_forms_of_their_own_do_it_once(
    shared_money: MoneyClinic, postgres_server: PostgresServer
) -> None:
    paid = Paid.by_check(shared_money)
    _, second = one_after_another(shared_money, postgres_server, paid.bounce(), paid.bounce())
    assert isinstance(second, PaydeskError) and "reversed already" in second.sentence
    assert paid.figures() == ALL_OWED
    proven(shared_money)


@pytest.mark.parametrize("first", ["refund", "bounce"])
def test_a_refund_and_the_return_of_its_check_see_each_other(
    shared_money: MoneyClinic, postgres_server: PostgresServer, first: str
) -> None:
    room = Room.of(shared_money)
    lot = shared_money.pay(room.family, 30_00, method="check", check_number="7", automatic=False).lot_id
    refund = refunding.RefundCredit(room.family.account, lot, 30_00, "check", "moved away", shared_money.key())
    acts: dict[str, Act] = {
        "refund": lambda desk: refunding.refund_credit(desk, refund),
        "bounce": Paid(room, room, lot).bounce(),
    }
    second = next(name for name in acts if name != first)
    _, outcome = one_after_another(shared_money, postgres_server, acts[first], acts[second])
    if first == "refund":  # the money is out of the house: it is owed again
        assert room.figures() == (80_00, 100_00, 0)
    else:
        assert isinstance(outcome, PaydeskError) and "There is 0.00" in outcome.sentence
        assert room.figures() == (50_00, 100_00, 0)
    proven(shared_money)


@pytest.mark.parametrize("first", ["undo", "bounce"])
def test_a_refund_in_another_family_is_taken_back_or_owed_again_but_never_both(
    shared_money: MoneyClinic, postgres_server: PostgresServer, first: str
) -> None:
    paid = Paid.by_check(shared_money)
    here, there = paid.here.family.account, paid.there.family.account
    adjusting.move_money(
        shared_money.desk,
        adjusting.MoveMoney(paid.lot, 50_00, here, there, "theirs", shared_money.key(), paid.here.own, None),
    )
    refund = refunding.RefundCredit(there, paid.lot, 50_00, "check", "moved away", shared_money.key())
    undo = undoing.UndoEntry(
        refunding.refund_credit(shared_money.desk, refund).entry_id, "never sent", shared_money.key()
    )
    acts: dict[str, Act] = {"undo": lambda desk: undoing.undo(desk, undo), "bounce": paid.bounce()}
    second = next(name for name in acts if name != first)
    _, outcome = one_after_another(shared_money, postgres_server, acts[first], acts[second])
    if first == "undo":
        assert paid.figures() == ALL_OWED
    else:
        assert isinstance(outcome, PaydeskError) and "The refund stays" in outcome.sentence
        assert paid.figures() == ((100_00, 100_00, 0), (50_00, 100_00, 0))
    proven(shared_money)


def test_whoever_comes_first_a_check_that_comes_back_leaves_everything_owed(shared_money: MoneyClinic) -> None:
    here, there = Room.of(shared_money), Room.of(shared_money, number=50002)
    moved = 0
    for turn in range(12):
        lot = shared_money.pay(here.family, 50_00, method="check", check_number=str(turn)).lot_id
        paid = Paid(here, there, lot)
        outcomes = at_once(shared_money, paid.move(away=bool(turn % 2)), paid.bounce())
        refused = [one.sentence for one in outcomes if isinstance(one, PaydeskError)]
        assert refused in ([], ["Only 0.00 of that payment is there."])
        moved += not refused
        assert paid.figures() == ALL_OWED
    proven(shared_money)


def test_desks_that_all_take_money_at_once_pay_each_line_once_and_leave_no_gap(shared_money: MoneyClinic) -> None:
    room = Room.of(shared_money)
    requests = [posting.PostPayment(room.family.account, 20_00, "cash", f"desk {n}") for n in range(4)]
    acts: list[Act] = [lambda desk, one=one: posting.post_payment(desk, one) for one in requests]  # type: ignore[misc]
    assert sorted(one.receipt for one in at_once(shared_money, *acts)) == [1, 2, 3, 4]
    assert room.figures() == (0, 100_00, 30_00)
    proven(shared_money)


def test_the_clinics_very_first_receipts_at_two_desks_have_numbers_of_their_own(
    shared_money: MoneyClinic, postgres_server: PostgresServer
) -> None:
    families = [shared_money.family(number=number) for number in (50001, 50002)]
    requests = [posting.PostPayment(one.account, 20_00, "cash", f"of {one.account}") for one in families]
    acts: list[Act] = [lambda desk, one=one: posting.post_payment(desk, one) for one in requests]  # type: ignore[misc]
    posted = one_after_another(shared_money, postgres_server, *acts)
    assert [one.receipt for one in posted] == [1, 2]
    proven(shared_money)


def test_what_no_account_can_make_wait_is_refused_by_its_key_in_one_sentence(
    shared_money: MoneyClinic, postgres_server: PostgresServer
) -> None:
    nothing = remitting.PostRemittance(shared_money.payers[0], "t", 0, shared_money.clock.today(), (), KEY)
    first, second = one_after_another(
        shared_money, postgres_server, *[lambda desk: remitting.post_remittance(desk, nothing)] * 2
    )
    assert first.answers == 0
    assert isinstance(second, PaydeskError) and "posted already" in second.sentence


def test_two_desks_that_wait_for_each_other_are_told_so_and_one_goes_on(shared_money: MoneyClinic) -> None:
    accounts = [shared_money.family(number=number).account for number in (50001, 50002)]
    both = threading.Barrier(2)

    def lock(*ids: int) -> Act:
        def act(desk: Desk) -> str:
            with desk.doing("payments.undo", "Waits") as session:
                ledger_store.lock_accounts(session, ids[:1])
                both.wait(10)
                ledger_store.lock_accounts(session, ids[1:])
            return "went on"

        return act

    outcomes = at_once(shared_money, lock(*accounts), lock(*reversed(accounts)))
    assert sorted(str(one) for one in outcomes) == [
        "Another desk was at the same accounts. Nothing was changed; repeat it.", "went on",
    ]  # fmt: skip
