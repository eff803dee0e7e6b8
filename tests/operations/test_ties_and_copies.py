"""Ties that must not outlive their payment, be taken twice, or stay when a posting is taken back; and their trail."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event

from paydesk.data import provider_adjustment_store
from paydesk.operations import (
    choosing_claims,
    claim_work,
    deciding_overpayments,
    importing_remittances,
    posting_answers,
    returning_overpayments,
    tying_takebacks,
    typing_papers,
    undoing,
    unposting,
)
from paydesk.operations.deciding_overpayments import Decide, RecordLetter
from paydesk.operations.posting_answers import PostAdvice
from paydesk.operations.returning_overpayments import RefundInsurer
from paydesk.operations.tying_takebacks import TieTakeback
from paydesk.operations.typing_papers import DropPaper, KeepPaper, PaperClaim
from paydesk.operations.unposting import Unpost
from paydesk.rules.errors import PaydeskError
from paydesk.rules.typed_answer import TypedLine
from paydesk.rules.typed_paper import NotOfClaim
from support import era_writer
from support.era_writer import Answered, AnsweredLine, era
from support.money_clinic import MoneyClinic
from support.overpaid_room import ICN, OverpaidRoom

TODAY = date(2026, 11, 23)


@pytest.fixture
def room(money: MoneyClinic, tmp_path: Path) -> Iterator[OverpaidRoom]:
    made = OverpaidRoom(money, tmp_path)
    yield made
    assert made.unsound() == []
    assert made.patients() == (0, 0)


def agreed(room: OverpaidRoom, amount: int = 3000) -> int:
    """A claim paid, a letter about it, and the clinic's word that the insurer may keep it; the overpayment's id."""
    room.post(room.answer(8000), trace="EFT1")
    own = deciding_overpayments.record_letter(room.desk, RecordLetter(1, amount, "priced wrong")).overpayment_id
    deciding_overpayments.decide(room.desk, Decide(own, "offset", "they are right"))
    return own


def other(room: OverpaidRoom) -> Answered:
    return room.answer(4000, number="PD0000002", charge=5000)


def kept(room: OverpaidRoom, path: Path) -> int:
    return importing_remittances.keep_remittance_file(room.desk, path).kept[0].advice_id


def trail(room: OverpaidRoom, act: str = "overpayments.tie") -> list[Any]:
    return room.rows(f"SELECT account_id, summary FROM audit WHERE act = '{act}' ORDER BY id")


def test_nothing_is_tied_from_a_payment_that_does_not_add_up(room: OverpaidRoom) -> None:
    agreed(room)
    whole = era(other(room), trace="EFT2", provider=((f"WO:{ICN}", 3000),))
    bad = whole.replace("CLP*PD0000002*1*50.00*40.00", "CLP*PD0000002*1*50.00*41.00")
    assert bad != whole
    advice = kept(room, era_writer.write(room.folder, "bad.835", bad))
    with pytest.raises(PaydeskError, match="does not add up"):
        tying_takebacks.tie_takeback(room.desk, TieTakeback((advice, 1), 1, "the letter said so"))
    fresh = kept(room, era_writer.write(room.folder, "whole.835", whole))
    posted = posting_answers.post_advice(room.desk, PostAdvice(fresh))
    assert (posted.posted, room.part()) == (1, 3000)
    assert room.rows("SELECT trace, put_aside <> '' FROM advice ORDER BY id") == [
        ("EFT1", False), ("EFT2", True), ("EFT2", False)
    ]  # fmt: skip


def test_a_copy_whose_money_is_in_the_ledger_gives_way_to_none(room: OverpaidRoom) -> None:
    room.post(room.answer(8000), trace="EFT1")
    whole = era(other(room), trace="EFT2", provider=((f"WO:{ICN}", 3000),))
    bad = whole.replace("CLP*PD0000002*1*50.00*40.00", "CLP*PD0000002*1*50.00*41.00")
    good = kept(room, era_writer.write(room.folder, "whole.835", whole))
    tying_takebacks.tie_takeback(room.desk, TieTakeback((good, 1), 1, "the letter said so"))
    assert kept(room, era_writer.write(room.folder, "bad.835", bad)) == good
    posting_answers.post_advice(room.desk, PostAdvice(good))
    assert room.rows("SELECT count(*) FROM lot") == [(2,)] and room.part() == 3000


def test_what_a_damaged_copy_put_off_is_carried_by_the_whole_one(room: OverpaidRoom) -> None:
    room.post(other(room), trace="EFT0")
    whole = era(room.answer(8000), trace="EFT1", provider=(("WO:BAL12345", -3000),))
    bad = whole.replace("CLP*PD0000001*1*100.00*80.00", "CLP*PD0000001*1*100.00*81.00")
    kept(room, era_writer.write(room.folder, "bad.835", bad))
    room.read(trace="EFT2", provider=(("WO:BAL12345", 3000), ("72:X", -3000)))
    fresh = kept(room, era_writer.write(room.folder, "whole.835", whole))
    posting_answers.post_advice(room.desk, PostAdvice(fresh))
    found = room.listed()
    assert ([one.reference for one in found.taken], found.carried) == (["X"], ())
    assert room.rows("SELECT advice_id FROM carried_balance WHERE stands") == [(fresh,)]


def typed(room: OverpaidRoom, claim: int, *, amount: int, paid: int, **more: Any) -> KeepPaper:
    """A check that pays so much of a claim."""
    ours = choosing_claims.our_claims(room.desk, (claim,))[0].known
    lines = (TypedLine(ours.lines[0].key, allowed=paid, paid=paid),)
    head: dict[str, Any] = {
        "payer_id": room.money.payers[0], "method": "check", "number": "4711", "dated": date(2026, 11, 20),
        "received": TODAY, **more,
    }  # fmt: skip
    return KeepPaper(amount=amount, claims=(PaperClaim(ours.id, lines),), **head)


def test_what_a_dropped_paper_put_off_is_tied_to_nothing(room: OverpaidRoom) -> None:
    claim_work.make_claims(room.desk)
    put_off = (NotOfClaim("WO", "BAL12345", 3000),)
    paper = typing_papers.keep_paper(room.desk, typed(room, 2, amount=7000, paid=4000, others=put_off))
    taking = room.read(room.answer(8000), trace="EFT2", provider=(("WO:BAL12345", 3000),))
    assert room.rows("SELECT count(*) FROM carried_balance WHERE stands") == [(1,)]
    typing_papers.drop_paper(room.desk, DropPaper(paper.advice_id, "typed by mistake"))
    posting_answers.post_advice(room.desk, PostAdvice(taking))
    found = room.listed()
    assert [(one.place, one.left) for one in found.taken] == [((taking, 1), 3000)]
    assert found.carried == ()


def test_what_a_paper_put_off_is_carried_by_the_one_typed_anew(room: OverpaidRoom) -> None:
    claim_work.make_claims(room.desk)
    put_off = (NotOfClaim("WO", "BAL12345", 3000),)
    paper = typing_papers.keep_paper(room.desk, typed(room, 2, amount=7000, paid=4000, others=put_off))
    taking = room.read(room.answer(8000), trace="EFT2", provider=(("WO:BAL12345", 3000),))
    posting_answers.post_advice(room.desk, PostAdvice(taking))
    ((version,),) = room.rows(f"SELECT version FROM advice WHERE id = {paper.advice_id}")
    again = typing_papers.keep_paper(room.desk, typed(
        room, 2, amount=7000, paid=4000, others=put_off, number="4712", advice_id=paper.advice_id, version=version
    ))  # fmt: skip
    posting_answers.post_advice(room.desk, PostAdvice(again.advice_id))
    found = room.listed()
    assert (found.taken, found.carried) == ((), ())
    assert room.rows("SELECT advice_id, by_advice_id FROM carried_balance WHERE stands") == [(again.advice_id, taking)]


def two_refunds(room: OverpaidRoom) -> tuple[int, ...]:
    """30.00 and 20.00 of one claim went back by two checks, on two letters; their entries."""
    own = agreed(room)
    first = returning_overpayments.refund_insurer(room.desk, RefundInsurer(own, 3000, "priced wrong", "r1"))
    asked = RecordLetter(1, 2000, "other", TODAY, "OP-2")
    second = deciding_overpayments.record_letter(room.desk, asked).overpayment_id
    more = returning_overpayments.refund_insurer(room.desk, RefundInsurer(second, 2000, "priced wrong", "r2"))
    return (*first.entries, *more.entries)


def test_two_refunds_of_one_claim_are_counted_together(room: OverpaidRoom) -> None:
    entries = two_refunds(room)
    first = room.answer(8000)
    room.post(first.taken_back(), room.answer(3000), trace="EFT2", provider=((f"72:{ICN}", -5000),))
    found = room.listed()
    assert (found.taken, found.wanted, room.part()) == ((), (), 0)
    assert room.rows("SELECT overpayment_id, amount FROM overpayment_settlement WHERE kind = 'counted' ORDER BY 1") == [
        (1, 3000), (2, 2000)
    ]  # fmt: skip
    for entry in entries:
        with pytest.raises(PaydeskError, match="counted this refund"):
            undoing.undo(room.desk, undoing.UndoEntry(entry, "never sent", f"undo {entry}"))
    ((counted,),) = room.rows("SELECT max(id) FROM entry WHERE because = 'overpayment'")
    undoing.undo(room.desk, undoing.UndoEntry(counted, "not counted", "undo counted"))
    undoing.undo(room.desk, undoing.UndoEntry(entries[1], "never sent", "undo again"))
    assert room.listed().taken[0].left == 5000


def test_one_of_two_refunds_is_counted_in_two_parts_and_the_other_can_be_undone(room: OverpaidRoom) -> None:
    entries = two_refunds(room)
    advice = room.read(trace="EFT2", provider=((f"72:{ICN}", -2500), ("L6", 2500)))
    for amount in (1500, 1000):
        tying_takebacks.tie_takeback(room.desk, TieTakeback((advice, 1), 1, "they count it", amount))
    undoing.undo(room.desk, undoing.UndoEntry(entries[1], "never sent", "undo 1"))
    with pytest.raises(PaydeskError, match="counted this refund"):
        undoing.undo(room.desk, undoing.UndoEntry(entries[0], "never sent", "undo 2"))


def test_a_refund_is_counted_though_the_rest_was_kept_from_a_payment(room: OverpaidRoom) -> None:
    own = agreed(room, 8000)
    returning_overpayments.refund_insurer(room.desk, RefundInsurer(own, 3000, "priced wrong", "r1"))
    taking = room.read(other(room), trace="EFT2", provider=((f"WO:{ICN}", 4000),))
    posting_answers.post_advice(room.desk, PostAdvice(taking))
    tying_takebacks.tie_takeback(room.desk, TieTakeback((taking, 1), 1, "they took it"))
    counting = room.read(trace="EFT3", provider=((f"72:{ICN}", -3000), ("L6", 3000)))
    done = tying_takebacks.tie_takeback(room.desk, TieTakeback((counting, 1), 1, "they count it"))
    assert (done.amount, room.part()) == (3000, 4000)


def test_a_claim_of_another_insurer_takes_nothing(room: OverpaidRoom) -> None:
    room.post(room.answer(8000), trace="EFT1")
    family = room.money.family(plans=(1,), number=50002)
    room.money.charge(family.patients[0], 7000)
    taking = room.read(other(room), trace="EFT2", provider=(("WO:ZZZZZZ", 3000),))
    posting_answers.post_advice(room.desk, PostAdvice(taking))
    line = AnsweredLine("PD0000003L1", "99213", 7000, ())
    room.post(Answered("PD0000003", (line,), payer_claim="CIG00001"), trace="EFTC", payer="CIGNA")
    with pytest.raises(PaydeskError, match=r"of another insurer\. Choose a claim of Aetna"):
        tying_takebacks.tie_takeback(room.desk, TieTakeback((taking, 1), 3, "by mistake"))


def test_the_same_button_pressed_again_ties_nothing_more(room: OverpaidRoom) -> None:
    room.post(room.answer(8000), trace="EFT1")
    taking = room.read(other(room), trace="EFT2", provider=((f"WO:{ICN}", 4000),))
    posting_answers.post_advice(room.desk, PostAdvice(taking))
    request = TieTakeback((taking, 1), 1, "as they told", 2000, "key 1")
    first, again = (tying_takebacks.tie_takeback(room.desk, request) for _ in range(2))
    assert (first.repeated, again.repeated, again.entry_id, again.amount) == (False, True, first.entry_id, 2000)
    assert room.part() == 2000
    with pytest.raises(PaydeskError, match="kept already"):
        tying_takebacks.tie_takeback(room.desk, replace(request, amount=1000))


def test_taking_a_posting_back_takes_what_it_tied_back_too(room: OverpaidRoom) -> None:
    own = agreed(room)
    posted = room.post(other(room), trace="EFT2", provider=((f"WO:{ICN}", 3000),))
    assert len(posted.tied) == 1 and room.part() == 3000
    request = Unpost(posted.answers, "the wrong file", "k1", posted.tied)
    done = unposting.unpost(room.desk, request)
    assert (done.reversed, done.takebacks, done.left, room.part(), room.part(room.other)) == (1, 1, 0, 0, 5000)
    assert done.touched.accounts == (room.family.account,)
    (one,) = room.listed().wanted
    assert (one.row.id, one.row.state) == (own, "insurer will keep it")
    again = unposting.unpost(room.desk, request)
    assert (again.reversed, again.takebacks, again.left) == (0, 0, 0)
    ((advice,),) = room.rows("SELECT id FROM advice WHERE trace = 'EFT2'")
    posting_answers.post_advice(room.desk, PostAdvice(advice))
    assert (room.part(), room.part(room.other), room.listed().wanted) == (3000, 0, ())


def test_all_of_a_payment_goes_back_later_from_what_stands_in_the_ledger(room: OverpaidRoom) -> None:
    agreed(room)
    posted = room.post(other(room), trace="EFT2", provider=((f"WO:{ICN}", 3000),))
    request = unposting.posting_of(room.desk, posted.advice_id, reason="the wrong file", key="k1")
    assert (request.answer_ids, request.tied) == (posted.answers, posted.tied)
    done = unposting.unpost(room.desk, request)
    assert (done.reversed, done.takebacks, done.left, room.part(), room.part(room.other)) == (1, 1, 0, 0, 5000)
    assert room.unsound() == []
    empty = unposting.posting_of(room.desk, posted.advice_id, reason="the wrong file", key="k2")
    assert (empty.answer_ids, empty.tied) == ((), ())


def test_each_account_finds_what_was_tied_in_its_trail(room: OverpaidRoom) -> None:
    agreed(room)
    family = room.money.family(plans=(0,), number=50002)
    room.money.charge(family.patients[0], 7000)
    third = room.answer(6000, number="PD0000003", charge=7000)
    room.post(third, trace="EFT5")
    own = deciding_overpayments.record_letter(room.desk, RecordLetter(3, 1000, "other")).overpayment_id
    deciding_overpayments.decide(room.desk, Decide(own, "offset", "they are right"))
    room.post(other(room), trace="EFT2", provider=((f"WO:{ICN}", 3000), ("WO:26000000003", 1000)))
    assert room.listed().wanted == ()
    accounts = [account for account, _ in trail(room)]
    assert sorted(accounts) == sorted((room.family.account, family.account))


def test_a_posting_that_ties_nothing_leaves_no_act_about_it(room: OverpaidRoom) -> None:
    room.post(room.answer(8000), trace="EFT1", provider=(("WO:NOBODY1", 3000), ("FB:EFT1", -3000)))
    assert trail(room) == []
    assert room.rows("SELECT count(*) FROM audit WHERE summary LIKE 'Tied%'") == [(0,)]


def test_two_payments_of_one_file_are_tied_to_each_other_once(room: OverpaidRoom) -> None:
    one = era(room.answer(8000), trace="EFT1", provider=(("FB:BAL12345", -3000),))
    two = era(other(room), trace="EFT2", day="20261121", provider=(("FB:BAL12345", 2000),))
    file = era_writer.write(room.folder, "both.835", one + two)
    found = importing_remittances.keep_remittance_file(room.desk, file)
    assert len(found.kept) == 2
    assert room.rows("SELECT amount FROM carried_balance WHERE stands") == [(2000,)]
    assert [each.left for each in room.listed().carried] == [1000]


def test_two_desks_take_a_balance_that_was_put_off_once(
    shared_money: MoneyClinic, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    room = OverpaidRoom(shared_money, tmp_path)
    room.post(room.answer(8000), trace="EFT1", provider=(("WO:BAL12345", -3000),))
    texts = (
        era(other(room), trace="EFT2", provider=(("WO:BAL12345", 3000),)),
        era(room.answer(8000, number="PD0000009"), trace="EFT3", provider=(("WO:BAL12345", 3000),)),
    )
    files = [era_writer.write(tmp_path, f"e{n}.835", one) for n, one in enumerate(texts)]
    both, real = threading.Barrier(2), provider_adjustment_store.lock

    def at_once(*asked: Any) -> None:
        with suppress(threading.BrokenBarrierError):
            both.wait(2)
        real(*asked)

    monkeypatch.setattr(provider_adjustment_store, "lock", at_once)
    failed: list[Exception] = []

    def read(path: Path) -> None:
        try:
            importing_remittances.keep_remittance_file(room.desk.as_actor(room.desk.actor), path)
        except Exception as error:
            failed.append(error)

    desks = [threading.Thread(target=read, args=(path,)) for path in files]
    for one in desks:
        one.start()
    for one in desks:
        one.join()
    assert failed == []
    assert room.rows("SELECT amount FROM carried_balance WHERE stands") == [(3000,)]
    assert len(room.listed().taken) == 1 and room.unsound() == []


def test_reading_a_payment_asks_no_more_where_much_of_the_insurer_is_open(room: OverpaidRoom) -> None:
    agreed(room)

    def reading(name: str) -> int:
        asked = [0]

        def count(*_: object) -> None:
            asked[0] += 1

        engine = room.desk.database.engine
        event.listen(engine, "before_cursor_execute", count)
        try:
            room.read(other(room), trace=name, provider=(("WO:NOBODY0", 100), ("L6", -100)))
        finally:
            event.remove(engine, "before_cursor_execute", count)
        return asked[0]

    before = reading("EFT2")
    for number in range(12):
        room.read(trace=f"OPEN{number}", provider=((f"WO:NOBODY{number + 1}", 500 + number), ("L6", -500 - number)))
    assert reading("EFT3") <= before + 2
