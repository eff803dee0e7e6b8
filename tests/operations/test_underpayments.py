"""Underpayments: by contract or learned from an insurer's earlier payments; found, told, called about and settled."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from pypdfium2 import PdfDocument
from sqlalchemy import text

from paydesk.operations import (
    accepting_prices,
    call_papers,
    calling,
    charging,
    claim_work,
    claiming,
    contracting,
    importing_remittances,
    posting_answers,
    preparing_calls,
    reading_advice,
    underpayments,
    visiting,
)
from paydesk.operations.accepting_prices import AcceptedUnit, AcceptPrice
from paydesk.operations.call_papers import PrintSheet
from paydesk.operations.calling import BeginCall, CloseCall, Settled
from paydesk.operations.contracting import EndContract, LoadContract
from paydesk.operations.posting_answers import PostAdvice
from paydesk.operations.preparing_calls import Sheet
from paydesk.operations.underpayments import Underpaid
from paydesk.rules.call_sheet import Purpose
from paydesk.rules.call_worklist import CallKind
from paydesk.rules.errors import NotAllowed, PaydeskError
from paydesk.rules.office import Role
from support import era_writer
from support.era_writer import Answered, AnsweredLine
from support.money_clinic import MoneyClinic

SINCE = date(2026, 6, 1)


class Room:
    """A patient of Aetna with one visit a payment: each answered at a price."""

    def __init__(self, money: MoneyClinic, folder: Path) -> None:
        self.money, self.folder = money, folder
        family = money.family(plans=(0,))
        self.patient = family.patients[0]
        self.traces = 0

    def read(
        self, *prices: int, code: str = "99213", ours: tuple[str, ...] = (), said: tuple[str, str] = ("CO", "45")
    ) -> int:
        """One payment that answers as many visits of 180.00 at these prices; its id. ``code`` with the modifiers that
        the insurer repeats, ``ours`` are those of the claim, ``said`` is why less was allowed."""
        for _ in prices:
            visit = visiting.save_visit(self.money.desk, visiting.SaveVisit(self.patient, self.money.clock.today()))
            charge = charging.NewCharge("99213", "Office visit", modifiers=ours, fee=18000)
            charging.post_charges(
                self.money.desk, charging.PostCharges(visit.visit_id, (charge,), self.money.key())
            )
        claims = claiming.not_sent(self.money.desk)
        claiming.mark_sent(self.money.desk, claiming.MarkSent(tuple(one.id for one in claims), date(2026, 11, 20)))
        self.traces += 1
        answers = [
            Answered(one.number, (AnsweredLine(one.lines[0].key, code, 18000, ((*said, 18000 - price),)),))
            for one, price in zip(claims, prices, strict=True)
        ]
        file = era_writer.write(
            self.folder, f"{self.traces}.835", era_writer.era(*answers, trace=f"T{self.traces}", payer="AETNA")
        )
        return importing_remittances.keep_remittance_file(self.money.desk, file).kept[0].advice_id

    def post(self, *prices: int, **more: Any) -> int:
        advice = self.read(*prices, **more)
        posting_answers.post_advice(self.money.desk, PostAdvice(advice))
        return advice


@pytest.fixture
def room(money: MoneyClinic, tmp_path: Path) -> Room:
    return Room(money, tmp_path)


def test_three_equal_prices_teach_and_a_lower_one_is_short(room: Room) -> None:
    for _ in range(3):
        room.post(12000)
    room.post(7400, 12000)
    found = underpayments.underpaid(room.money.desk, since=SINCE)
    ((line),) = found.lines
    assert (line.expected, line.allowed, line.missing, line.why) == (12000, 7400, 4600, "learned from 3 answers")
    (pattern,) = found.patterns
    assert pattern.words == "Aetna: short on 99213 in 1 of 2, 46.00 in all"


def test_two_prices_teach_nothing_and_a_dollar_is_no_underpayment(room: Room) -> None:
    room.post(12000)
    room.post(12000)
    room.post(7400)
    assert underpayments.underpaid(room.money.desk, since=SINCE).lines == ()
    room.post(12000)
    room.post(11900)
    assert underpayments.underpaid(room.money.desk, since=SINCE).lines == ()


def test_a_payment_teaches_itself_nothing(room: Room) -> None:
    room.post(12000, 12000, 12000, 7400)
    assert underpayments.underpaid(room.money.desk, since=SINCE).lines == ()


def test_a_remittance_that_waits_says_which_claim_pays_less_than_usual(room: Room) -> None:
    for _ in range(3):
        room.post(12000)
    page = reading_advice.advice_page(room.money.desk, room.read(7400, 12000))
    assert [(row.kind, row.why) for row in page.rows] == [
        ("ready", "Paid less than usual: 99213 at 74.00, expected 120.00, learned from 3 answers"), ("ready", ""),
    ]  # fmt: skip


def load(room: Room, words: str, **more: object) -> None:
    file = room.folder / "prices.csv"
    file.write_text(words)
    request = LoadContract(file, room.money.payers[0], **more)  # type: ignore[arg-type]
    contracting.load_contract(room.money.desk, request)


def found(room: Room) -> Underpaid:
    return underpayments.underpaid(room.money.desk, since=SINCE)


def about(room: Room) -> list[tuple[str, str, Purpose]]:
    return [(row.about, row.why, row.purpose) for row in claim_work.calls_due(room.money.desk).rows]


def test_a_contract_that_is_valid_on_the_day_goes_before_what_was_learned_and_needs_no_answer(room: Room) -> None:
    room.post(11000)
    assert found(room).lines == ()
    load(room, "Code,Price,From,Until\n99213,150,2026-06-01,2026-06-30\n99213,120,2026-07-01,\n")
    (line,) = found(room).lines
    assert (line.expected, line.allowed, line.why) == (12000, 11000, "by contract of Jul 1, 2026")
    contracting.end_contract(room.money.desk, EndContract(room.money.payers[0], date(2026, 11, 22)))
    assert found(room).lines == ()


def test_a_price_of_the_plan_goes_before_the_payers_and_a_fee_below_it_is_told(room: Room) -> None:
    room.post(11000)
    load(room, "Code,Price\n99213,110\n", first=date(2026, 1, 1))
    assert found(room).lines == ()
    load(room, "Code,Price\n99213,200\n", first=date(2026, 1, 1), plan="PPO")
    told = found(room)
    assert [(line.expected, line.missing) for line in told.lines] == [(18000, 7000)]
    assert told.fees == ("Aetna, 99213: The price (200.00) is above our charge (180.00): raise the fee.",)


def test_an_underpaid_claim_is_a_row_of_the_calls_the_most_money_first(room: Room) -> None:
    load(room, "Code,Price\n99213,120\n", first=date(2026, 1, 1))
    room.post(11000, 7400, 12000)
    assert [one[1:] for one in about(room)] == [
        ("99213 at 74.00, expected 120.00", Purpose.UNDERPAYMENT), ("same call: saves one hold", Purpose.UNDERPAYMENT),
    ]  # fmt: skip
    account = room.money.family(number=50002, plans=(0,)).account
    assert claim_work.calls_due(room.money.desk, account_id=account).rows == ()


def sheet_of_all(room: Room) -> Sheet:
    first, *others = dict.fromkeys(line.about for line in found(room).lines)
    return preparing_calls.read_sheet(room.money.desk, first, Purpose.UNDERPAYMENT, together=tuple(others))


def file_call(room: Room, sheet: Sheet, outcome: str, **more: object) -> calling.CallClosed:
    desk = room.money.desk
    call = calling.begin_call(desk, BeginCall(sheet.about, sheet.purpose, room.money.key())).call_id
    settled = tuple(Settled(one, sheet.purpose, outcome) for one in (sheet.about, *sheet.together))
    request = CloseCall(call, settled, "Tanya", "A-77", **more)  # type: ignore[arg-type]
    return calling.close_call(desk, request)


def test_one_sheet_reads_all_claims_of_a_row_with_expected_allowed_and_short(room: Room) -> None:
    load(room, "Code,Price\n99213,120\n", first=date(2026, 1, 1))
    room.post(7400, 11000)
    sheet = sheet_of_all(room)
    assert sheet.together == ("claim 2",)
    assert "about 2 claims that were paid below our contract" in sheet.script.say
    rows = [(one.label, one.value, one.aside) for one in sheet.script.read if "short" in one.value]
    assert rows == [
        ("99213", "46.00 short", "allowed 74.00, expected 120.00 by contract of Jan 1, 2026"),
        ("99213", "10.00 short", "allowed 110.00, expected 120.00 by contract of Jan 1, 2026; PD 000 0002, "
         "Person0 Lopez, 11/23/2026"),
        ("In all", "56.00 short", "2 lines of 2 claims"),
    ]  # fmt: skip
    pdf = call_papers.print_sheet(
        room.money.desk, PrintSheet(sheet.about, sheet.purpose, together=sheet.together)
    ).pdf
    assert "10.00 short" in words_of(pdf)


def words_of(pdf: bytes) -> str:
    document = PdfDocument(pdf)
    return " ".join(" ".join(page.get_textpage().get_text_range() for page in document).split())


def test_a_promise_settles_all_claims_of_the_sheet_until_its_day(room: Room) -> None:
    load(room, "Code,Price\n99213,120\n", first=date(2026, 1, 1))
    room.post(7400, 11000)
    closed = file_call(room, sheet_of_all(room), "reprocessed")
    told = found(room)
    assert (told.lines, told.patterns, told.settled, len(told.asked)) == ((), (), (), 2)
    assert {line.told for line in told.asked} == {"to be processed again, waiting until 12/23/2026"}
    assert [step.on for step in closed.next_steps] == [date(2026, 12, 23)] * 2
    assert about(room) == []
    with room.money.desk.database.reading() as session:
        states = session.execute(text("SELECT state, follow_up_why FROM claim ORDER BY id")).all()
        events = session.execute(text("SELECT why FROM claim_event WHERE what = 'called'")).scalars().all()
    assert [row[0] for row in states] == ["paid", "paid"] and states[0][1].startswith("30 days")
    assert events == ["Will be processed again (Tanya, reference A-77)"] * 2
    room.money.clock.advance(days=30)
    assert [one[1] for one in about(room)] == ["99213 at 74.00, expected 120.00", "same call: saves one hold"]


def test_a_call_that_reached_nobody_waits_in_the_calls_but_stays_open_in_the_report(room: Room) -> None:
    load(room, "Code,Price\n99213,120\n", first=date(2026, 1, 1))
    room.post(7400)
    file_call(room, sheet_of_all(room), "nobody")
    assert (len(found(room).lines), about(room)) == (1, [])


def test_an_accepted_price_leaves_the_list_until_it_is_taken_back_and_what_is_lower_stays(room: Room) -> None:
    load(room, "Code,Price\n99213,120\n", first=date(2026, 1, 1))
    room.post(11000, 11500)
    request = AcceptPrice(
        room.money.payers[0], "99213", date(2026, 11, 1), "letter of November 2", (AcceptedUnit("", "11", 11000),)
    )
    done = accepting_prices.accept_price(room.money.desk, request)
    assert done.settled == 2
    room.post(11000, 10999)
    told = found(room)
    assert [line.allowed for line in told.lines] == [10999]
    assert {line.told for line in told.settled} == {"accepted from 11/01/2026: letter of November 2"}
    assert {line.accepted_ids for line in told.settled} == {done.accepted_ids}
    assert told.patterns[0].words == "Aetna: short on 99213 in 1 of 4, 10.01 in all"
    assert accepting_prices.withdraw_acceptance(room.money.desk, done.accepted_ids).count == 1
    assert accepting_prices.withdraw_acceptance(room.money.desk, done.accepted_ids).count == 0
    assert len(found(room).lines) == 4


def outlier(room: Room) -> AcceptPrice:
    """Eight lines at 116.00, one at 69.60, where 120.75 is agreed."""
    load(room, "Code,Price\n99213,120.75\n", first=date(2026, 1, 1))
    room.post(*[11600] * 8, 6960)
    return AcceptPrice(room.money.payers[0], "99213", date(2026, 11, 1), "letter of November 2")


def test_where_lines_disagree_the_usual_price_is_accepted_and_the_outlier_stays_short(room: Room) -> None:
    done = accepting_prices.accept_price(room.money.desk, outlier(room))
    assert (done.settled, done.still_short) == (8, 1)
    assert [line.allowed for line in found(room).lines] == [6960]
    room.post(6960)
    assert [line.allowed for line in found(room).lines] == [6960, 6960], "what comes at the outlier's price is short"


def test_a_price_that_is_typed_is_accepted_whatever_is_usual(room: Room) -> None:
    request = replace(outlier(room), prices=(AcceptedUnit("", "11", 6960),))
    assert accepting_prices.accept_price(room.money.desk, request).settled == 9
    assert found(room).lines == ()


@pytest.mark.parametrize(
    ("price", "says"),
    [(-1, "not below zero"), (12076, "120.75 is expected"), (12075, "At 116.00 or below"), (11601, "At 116.00")],
)
def test_a_price_above_what_is_expected_or_of_no_line_is_refused(room: Room, price: int, says: str) -> None:
    request = replace(outlier(room), prices=(AcceptedUnit("", "11", price),))
    with pytest.raises(PaydeskError, match=says) as refused:
        accepting_prices.accept_price(room.money.desk, request)
    assert refused.value.field == "kind /11"
    with pytest.raises(PaydeskError, match="No such line"):
        accepting_prices.accept_price(room.money.desk, replace(request, prices=(AcceptedUnit("26", "11", 11600),)))
    assert len(found(room).lines) == 9
    with room.money.desk.database.reading() as session:
        assert session.execute(text("SELECT count(*) FROM accepted_price")).scalar_one() == 0


def test_an_acceptance_that_was_taken_back_holds_again_once(room: Room) -> None:
    done = accepting_prices.accept_price(room.money.desk, outlier(room))
    accepting_prices.withdraw_acceptance(room.money.desk, done.accepted_ids)
    assert len(found(room).lines) == 9
    again = accepting_prices.accept_again(room.money.desk, done.accepted_ids)
    assert len(again.accepted_ids) == 1 and again.accepted_ids != done.accepted_ids
    assert accepting_prices.accept_again(room.money.desk, done.accepted_ids).accepted_ids == ()
    told = found(room)
    assert (len(told.lines), {line.told for line in told.settled}) == (
        1, {"accepted from 11/01/2026: letter of November 2"}
    )  # fmt: skip
    reader = room.money.desk.as_actor(replace(room.money.desk.actor, role=Role.READ_ONLY))
    with pytest.raises(NotAllowed):
        accepting_prices.accept_again(reader, done.accepted_ids)


@pytest.mark.parametrize(
    ("change", "field"),
    [({"reason": " x"}, "reason"), ({"reason": "card 4111111111111111"}, "reason"), ({"code": "99999"}, "first"),
     ({"first": date(2026, 12, 1)}, "first")],
)  # fmt: skip
def test_what_cannot_be_accepted_is_refused_by_its_field(room: Room, change: dict[str, object], field: str) -> None:
    load(room, "Code,Price\n99213,120\n", first=date(2026, 1, 1))
    room.post(11000)
    request = AcceptPrice(room.money.payers[0], "99213", date(2026, 11, 1), "letter")
    with pytest.raises(PaydeskError) as refused:
        accepting_prices.accept_price(room.money.desk, replace(request, **change))  # type: ignore[arg-type]
    assert refused.value.field == field
    reader = room.money.desk.as_actor(replace(room.money.desk.actor, role=Role.READ_ONLY))
    for act in (lambda: accepting_prices.accept_price(reader, request),
                lambda: accepting_prices.withdraw_acceptance(reader, (1,))):  # fmt: skip
        with pytest.raises(NotAllowed):
            act()
    assert len(found(room).lines) == 1


def stands(room: Room, state: str, follow_up: date | None = None) -> None:
    with room.money.desk.database.transaction() as session:
        now = {"state": state, "day": follow_up}
        session.execute(text("UPDATE claim SET state = :state, follow_up_on = :day"), now)


def test_an_appeal_is_asked_for_until_its_day_and_only_what_is_over_is_settled(room: Room) -> None:
    load(room, "Code,Price\n99213,120\n", first=date(2026, 1, 1))
    room.post(11000)
    stands(room, "appealed", date(2026, 12, 23))
    told = found(room)
    assert (told.lines, told.settled) == ((), ())
    assert [line.told for line in told.asked] == ["appealed, waiting until 12/23/2026"]
    stands(room, "corrected")
    assert [line.told for line in found(room).asked] == ["corrected, waiting for the new answer"]
    stands(room, "taken back")
    told = found(room)
    assert (told.lines, told.asked, [line.told for line in told.settled]) == ((), (), ["taken back"])


def test_an_appeal_whose_day_has_come_is_open_again_and_is_asked_after_as_an_appeal(room: Room) -> None:
    load(room, "Code,Price\n99213,120\n", first=date(2026, 1, 1))
    room.post(11000)
    stands(room, "appealed", date(2026, 12, 23))
    assert about(room) == []
    room.money.clock.advance(days=30)
    assert [line.appealed for line in found(room).lines] == [True]
    assert about(room) == [("claim 1", "follow-up is due today", Purpose.APPEAL)]
    assert claim_work.calls_due(room.money.desk, kind=CallKind.UNDERPAID).rows == ()


@pytest.mark.parametrize(("outcome", "says"), [("won", "appeal won, waiting until 12/07/2026"), ("lost", "")])
def test_what_was_heard_of_an_appeal_leaves_it_asked_for_or_opens_it(room: Room, outcome: str, says: str) -> None:
    load(room, "Code,Price\n99213,120\n", first=date(2026, 1, 1))
    room.post(11000)
    stands(room, "appealed", date(2026, 12, 23))
    desk = room.money.desk
    call = calling.begin_call(desk, BeginCall("claim 1", Purpose.APPEAL, room.money.key())).call_id
    calling.close_call(desk, CloseCall(call, (Settled("claim 1", Purpose.APPEAL, outcome),), "Tanya", "A-78"))
    told = found(room)
    assert [line.told for line in (*told.lines, *told.asked)] == [says]
    assert (bool(told.asked), told.settled) == (bool(says), ())


def test_what_is_answered_anew_is_compared_by_its_last_answer(room: Room) -> None:
    load(room, "Code,Price\n99213,120\n", first=date(2026, 1, 1))
    room.post(7400)
    (line,) = found(room).lines
    first = Answered(line.number, (AnsweredLine(f"{line.number}L1", "99213", 18000, (("CO", "45", 10600),)),))
    anew = replace(first, lines=(AnsweredLine(f"{line.number}L1", "99213", 18000, (("CO", "45", 6000),)),))
    words = era_writer.era(first.taken_back(), anew, trace="T2", payer="AETNA")
    kept = importing_remittances.keep_remittance_file(
        room.money.desk, era_writer.write(room.folder, "2.835", words)
    ).kept[0]
    posting_answers.post_advice(room.money.desk, PostAdvice(kept.advice_id))
    told = found(room)
    assert (told.lines, told.settled) == ((), ())


def test_what_the_law_takes_off_medicares_payment_is_no_lower_price(room: Room) -> None:
    load(room, "Code,Price\n99213,120\n", first=date(2026, 1, 1))
    room.money.charge(room.patient, 18000)
    (claim,) = claiming.not_sent(room.money.desk)
    claiming.mark_sent(room.money.desk, claiming.MarkSent((claim.id,), date(2026, 11, 20)))
    cut = (("CO", "45", 6000), ("PR", "2", 2400), ("CO", "253", 192))
    answer = Answered(claim.number, (AnsweredLine(claim.lines[0].key, "99213", 18000, cut),))
    file = era_writer.write(room.folder, "m.835", era_writer.era(answer, trace="M1", payer="AETNA"))
    advice = importing_remittances.keep_remittance_file(room.money.desk, file).kept[0].advice_id
    posting_answers.post_advice(room.money.desk, PostAdvice(advice))
    assert found(room).lines == ()


def test_a_remittance_that_waits_is_compared_with_the_contract(room: Room) -> None:
    load(room, "Code,Price\n99213,120\n", first=date(2026, 1, 1))
    page = reading_advice.advice_page(room.money.desk, room.read(7400, 12000))
    assert [row.why for row in page.rows] == [
        "Paid less than usual: 99213 at 74.00, expected 120.00, by contract of Jan 1, 2026", "",
    ]  # fmt: skip


@pytest.mark.parametrize("modifier", ["51", "80", "81", "82", "AS"])
def test_what_is_usually_reduced_is_not_short_of_the_whole_price(room: Room, modifier: str) -> None:
    for _ in range(3):
        room.post(12000)
    room.post(6000, code=f"99213:{modifier}", ours=(modifier,))
    told = found(room)
    assert (told.lines, told.apart) == ((), 1)
    assert told.not_compared.startswith("1 line is not compared: of a further procedure or an assistant")


def test_a_contract_without_a_price_for_the_modifier_expects_nothing_and_one_with_it_does(room: Room) -> None:
    load(room, "Code,Price\n99213,120\n", first=date(2026, 1, 1))
    room.post(5000, code="99213:51", ours=("51",))
    assert (found(room).lines, found(room).apart) == ((), 1)
    load(room, "Code,Modifier,Price\n99213,,120\n99213,51,60\n", first=date(2026, 1, 1))
    (line,) = found(room).lines
    assert (line.expected, line.allowed, found(room).not_compared) == (6000, 5000, "")


def test_three_equal_reduced_prices_teach_what_the_same_modifier_is_worth(room: Room) -> None:
    for _ in range(3):
        room.post(6000, code="99213:51", ours=("51",))
    room.post(4000, code="99213:51", ours=("51",))
    (line,) = found(room).lines
    assert (line.expected, line.allowed, found(room).apart) == (6000, 4000, 3)


def test_a_modifier_of_ours_counts_where_the_insurer_does_not_repeat_it(room: Room) -> None:
    for _ in range(3):
        room.post(12000)
    advice = room.read(2000, ours=("AS",))
    assert [row.why for row in reading_advice.advice_page(room.money.desk, advice).rows] == [""]
    posting_answers.post_advice(room.money.desk, PostAdvice(advice))
    assert (found(room).lines, found(room).apart) == ((), 1)


def test_what_the_insurer_priced_together_with_others_is_a_further_procedure(room: Room) -> None:
    for _ in range(3):
        room.post(12000)
    room.post(6000, said=("CO", "59"))
    assert (found(room).lines, found(room).apart) == ((), 1)
