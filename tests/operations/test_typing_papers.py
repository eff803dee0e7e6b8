"""A check typed by hand: kept when it is split to the cent, then a deposit like any other; corrected, dropped, once."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from paydesk.operations import (
    choosing_claims,
    claim_work,
    importing_remittances,
    posting_answers,
    proving,
    reading_advice,
    recalling_answers,
    typing_papers,
    undoing,
)
from paydesk.operations.choosing_claims import OurClaim
from paydesk.operations.desk import Actor
from paydesk.operations.posting_answers import AdvicePosted, PostAdvice, PostAnswer
from paydesk.operations.typing_papers import DropPaper, KeepPaper, PaperClaim
from paydesk.rules.errors import NotAllowed, NotFound, PaydeskError
from paydesk.rules.office import Role
from paydesk.rules.typed_answer import TypedAnswer, TypedLine, parse_reasons
from paydesk.rules.typed_paper import NotOfClaim
from support import era_writer
from support.era_writer import Answered, AnsweredLine
from support.money_clinic import MoneyClinic

DAY = date(2026, 11, 20)


class Room:
    """A clinic with one visit of two lines (180.00 and 60.00) on Aetna, and papers that answer it."""

    def __init__(self, money: MoneyClinic, *, plans: tuple[int, ...] = (0,)) -> None:
        self.money, self.desk = money, money.desk
        self.family = money.family(plans=plans)
        self.patient = self.family.patients[0]
        self.coverages = self.family.coverages[self.patient]
        self.charges = money.charge(self.patient, 18000, 6000)
        claim_work.make_claims(self.desk)

    def rows(self, sql: str) -> list[Any]:
        with self.desk.database.reading() as session:
            return list(session.execute(text(sql)))

    def claim(self, at: int = 0) -> OurClaim:
        ids = [own for (own,) in self.rows("SELECT id FROM claim ORDER BY id")]
        return choosing_claims.our_claims(self.desk, (ids[at],))[0]

    def answer(self, *typed: dict[str, Any], at: int = 0, **more: Any) -> PaperClaim:
        """What is typed of the lines of a claim."""
        known = self.claim(at).known
        lines = tuple(TypedLine(line.key, **one) for line, one in zip(known.lines, typed, strict=True))
        return PaperClaim(known.id, lines, **more)

    def usual(self, **more: Any) -> PaperClaim:
        """170.00 less the patient's 24.00 and 50.00."""
        return self.answer(
            {"allowed": 12000, "coinsurance": 2400, "paid": 9600}, {"allowed": 5000, "deductible": 5000, "paid": 0},
            **more,
        )  # fmt: skip

    def paper(self, *claims: PaperClaim, amount: int = 9600, **more: Any) -> KeepPaper:
        head = {"payer_id": self.money.payers[0], "method": "check", "number": "4711", "dated": DAY,
                "received": self.money.clock.today(), **more}  # fmt: skip
        return KeepPaper(amount=amount, claims=claims, **head)

    def keep(self, *claims: PaperClaim, **more: Any) -> int:
        return typing_papers.keep_paper(self.desk, self.paper(*claims, **more)).advice_id

    def post(self, advice: int) -> AdvicePosted:
        return posting_answers.post_advice(self.desk, PostAdvice(advice))

    def parts(self, charge: int = 0) -> tuple[int, ...]:
        """What each coverage and then the patient owe of a charge."""
        return tuple(self.money.part(self.charges[charge], party) for party in (*self.coverages, 0))

    def sound(self) -> bool:
        return proving.prove(self.desk).findings == ()


@pytest.fixture
def room(money: MoneyClinic) -> Room:
    return Room(money)


def refusal(room: Room, request: KeepPaper) -> PaydeskError:
    with pytest.raises(PaydeskError) as refused:
        typing_papers.keep_paper(room.desk, request)
    return refused.value


def test_a_typed_check_waits_like_a_file_and_posts_to_the_cent(room: Room) -> None:
    advice = room.keep(room.usual(payer_claim="ICN 7", remarks=("N362",)))
    assert room.parts(0) == (18000, 0), "nothing is posted by typing"
    page = reading_advice.advice_page(room.desk, advice)
    assert (page.deposit.source, page.deposit.read_by, page.deposit.balanced) == ("paper", "ana", True)
    (row,) = page.rows
    assert (row.kind, row.paid, row.off, row.to_patient) == ("ready", 9600, 7000, 7400)
    posted = room.post(advice)
    assert (posted.posted, posted.left) == (1, 0)
    assert (room.parts(0), room.parts(1)) == ((0, 2400), (0, 5000))
    assert room.rows("SELECT matched_by FROM advice_claim") == [("confirmed before",)]
    assert room.rows("SELECT state, payer_claim FROM claim") == [("paid", "ICN 7")]
    assert room.rows("SELECT amount, received_on FROM lot") in (
        [(9600, "2026-11-23")], [(9600, date(2026, 11, 23))],
    )  # fmt: skip
    assert room.sound()


def test_posting_it_again_changes_nothing(room: Room) -> None:
    advice = room.keep(room.usual())
    room.post(advice)
    entries = room.rows("SELECT count(*) FROM entry")
    assert (room.post(advice).posted, room.rows("SELECT count(*) FROM entry")) == (0, entries)


def test_the_same_check_typed_twice_is_told_and_kept_once(room: Room) -> None:
    room.keep(room.usual())
    for number in ("4711", " 4711 "):
        refused = refusal(room, room.paper(room.usual(), number=number))
        assert refused.sentence.startswith("4711 over 96.00 was typed by ana on 11/23/2026.")
        assert refused.field == "number"
    assert room.rows("SELECT count(*) FROM advice") == [(1,)]
    room.keep(room.answer({"allowed": 9600, "paid": 9600}, {"off": 6000, "paid": 0}),
              payer_id=room.money.payers[1])  # fmt: skip
    assert room.rows("SELECT count(*) FROM advice") == [(2,)], "another insurer's number is another check"


def test_a_check_that_came_as_a_file_is_told(room: Room, tmp_path: Path) -> None:
    lines = (AnsweredLine("PD0000001L1", "99213", 18000, (("CO", "45", 8400),)),)
    file = era_writer.write(tmp_path, "aetna.835", era_writer.era(Answered("PD0000001", lines), trace="EFT9"))
    importing_remittances.keep_remittance_file(room.desk, file)
    refused = refusal(room, room.paper(room.usual(), number="eft9", method="EFT"))
    assert refused.sentence.startswith("eft9 over 96.00 was read from the file aetna.835 by ana on 11/23/2026.")


def test_one_check_is_split_over_several_claims_and_other_amounts(room: Room) -> None:
    room.money.charge(room.patient, 10000)
    claim_work.make_claims(room.desk)
    other = room.answer({"allowed": 8000, "copay": 1000, "paid": 7000}, at=1)
    others = (NotOfClaim("WO", "OLD 1", -5000), NotOfClaim("L6", "", 112))
    refused = refusal(room, room.paper(room.usual(), other, amount=16600, others=others))
    assert refused.sentence == (
        "The claims and other amounts come to 117.12, 48.88 less than the check's 166.00. "
        "They must be equal to the cent."
    )
    advice = room.keep(room.usual(), other, amount=11712, others=others)
    assert room.post(advice).posted == 2
    assert room.rows("SELECT provider_adjustments FROM remittance") == [(4888,)]
    assert reading_advice.advice_page(room.desk, advice).provider == (("WO", "OLD 1", 5000), ("L6", "", -112))
    assert room.sound()


def test_a_line_that_does_not_balance_keeps_all_of_it_from_being_kept(room: Room) -> None:
    wrong = room.answer({"allowed": 12000, "paid": 9600}, {"others": parse_reasons("co97")})
    refused = refusal(room, room.paper(wrong))
    assert refused.sentence.startswith(
        "99213 of Person0 Lopez's claim PD0000001: 24.00 of its charge of 180.00 is not explained."
    )
    assert (refused.field, refused.row) == ("PD0000001L1", 0)
    assert room.rows("SELECT count(*) FROM advice") == [(0,)]


def test_a_claim_twice_a_day_to_come_and_nothing_are_refused(room: Room) -> None:
    usual = room.usual()
    assert "on this check twice" in refusal(room, room.paper(usual, usual, amount=19200)).sentence
    assert "in the future" in refusal(room, room.paper(usual, dated=date(2026, 12, 24))).sentence
    nothing = "Add the claims that the check pays, or what else it is for, like interest."
    assert refusal(room, room.paper()).sentence == nothing
    gone = refusal(room, room.paper(usual, payer_id=999))
    assert isinstance(gone, NotFound) and gone.field == "payer_id"
    assert isinstance(refusal(room, room.paper(replace(usual, claim_id=999))), NotFound)
    stale = replace(usual, lines=(*usual.lines, TypedLine("PD0000001L9", paid=0)))
    assert "was changed meanwhile" in refusal(room, room.paper(stale)).sentence


def test_a_denial_and_a_paper_without_money_are_noted(room: Room) -> None:
    denied = room.answer({"others": parse_reasons("co197")}, {"others": parse_reasons("co197")})
    advice = room.keep(denied, amount=0, method="nothing", number="")
    posted = room.post(advice)
    assert (posted.posted, posted.denied) == (0, 1)
    assert room.parts(0) == (18000, 0)
    assert room.rows("SELECT state, denial FROM claim") == [("denied", "authorization")]
    again = refusal(room, room.paper(denied, amount=0, method="nothing", number=""))
    assert again.sentence.startswith("The very same paper was typed by ana on 11/23/2026.")
    assert room.keep(denied, amount=0, method="nothing", number="", dated=date(2026, 11, 19)) != advice


def test_one_line_is_paid_and_another_denied(room: Room) -> None:
    advice = room.keep(room.answer({"allowed": 9600, "paid": 9600}, {"others": parse_reasons("co197")}))
    assert room.post(advice).posted == 1
    assert (room.parts(0), room.parts(1)) == ((0, 0), (6000, 0))
    assert room.rows("SELECT state FROM claim") == [("partly denied",)]


def test_a_second_payers_paper_takes_what_the_first_left(money: MoneyClinic) -> None:
    room = Room(money, plans=(0, 1))
    room.post(room.keep(room.usual()))
    second = room.claim(1).known
    assert (second.order, second.payer_name) == (2, "Cigna") and room.claim(1).usual == (None, None)
    lines = tuple(
        TypedLine(line.key, others=parse_reasons("oa23"), paid=paid)
        for line, paid in zip(second.lines, (2000, 5000), strict=True)
    )
    share = replace(lines[0], copay=400)
    paper = room.paper(
        PaperClaim(second.id, (share, lines[1])), amount=7000, number="88", payer_id=money.payers[1]
    )  # fmt: skip
    assert room.post(typing_papers.keep_paper(room.desk, paper).advice_id).posted == 1
    assert (room.parts(0), room.parts(1)) == ((0, 0, 400), (0, 0, 0))
    assert room.sound()


def test_what_is_taken_back_by_paper_finds_the_first_answer(room: Room) -> None:
    room.post(room.keep(room.usual()))
    back = room.answer({"allowed": -12000, "coinsurance": -2400, "paid": -9600},
                       {"allowed": -5000, "deductible": -5000, "paid": 0}, takes_back=True)  # fmt: skip
    better = room.answer({"allowed": 12000, "coinsurance": 1000, "paid": 11000},
                         {"allowed": 5000, "deductible": 5000, "paid": 0})  # fmt: skip
    advice = room.keep(better, back, amount=1400, number="4712")
    assert room.post(advice).posted == 2
    assert room.parts(0) == (0, 1000)
    assert room.sound()


def test_what_is_odd_waits_for_a_person_like_that_of_a_file(room: Room) -> None:
    advice = room.keep(room.usual(passed_on_to="Acme"))
    assert room.post(advice).left == 1
    ((own, reason),) = room.rows("SELECT id, reason FROM advice_claim")
    assert reason.startswith("It was passed on to Acme")
    posting_answers.post_answer(room.desk, PostAnswer(own, "has no other plan"))
    assert room.parts(0) == (0, 2400)


def test_a_check_of_which_nothing_is_posted_is_corrected_whole(room: Room) -> None:
    wrong = room.answer({"allowed": 9600, "paid": 9600}, {"allowed": 5000, "deductible": 5000, "paid": 0})
    advice = room.keep(wrong, number="4700", others=(NotOfClaim("L6", "", 100), NotOfClaim("CS", "", -100)))
    opened = choosing_claims.open_paper(room.desk, advice)
    assert (opened.number, opened.method, opened.dated, opened.received) == ("4700", "check", DAY, date(2026, 11, 23))
    (typed,) = opened.answers
    assert typed.lines == (
        TypedLine("PD0000001L1", 9600, paid=9600), TypedLine("PD0000001L2", 5000, deductible=5000, paid=0),
    )  # fmt: skip
    right = room.paper(room.usual(), advice_id=advice, version=opened.version, amount=9700,
                       others=(NotOfClaim("L6", "", 100),))  # fmt: skip
    fresh_one = typing_papers.keep_paper(room.desk, right).advice_id
    assert [one.advice_id for one in reading_advice.deposits(room.desk).waiting] == [fresh_one]
    with pytest.raises(NotFound):
        choosing_claims.open_paper(room.desk, advice)
    advice, page = fresh_one, reading_advice.advice_page(room.desk, fresh_one)
    assert (page.deposit.trace, page.deposit.claims, page.deposit.amount) == ("4711", 1, 9700)
    assert page.provider == (("L6", "", -100),)
    assert room.post(advice).posted == 1 and room.parts(0) == (0, 2400)
    late = replace(right, advice_id=advice, version=1)
    assert "posted or changed this check meanwhile" in refusal(room, late).sentence
    with pytest.raises(PaydeskError, match="All of this check is posted"):
        choosing_claims.open_paper(room.desk, advice)
    assert room.sound()
    room.money.charge(room.patient, 10000)
    claim_work.make_claims(room.desk)
    fresh = room.answer({"allowed": 9600, "paid": 9600}, at=1)
    assert room.keep(fresh, number="4700", dated=DAY) != advice, "the wrong number is another check's"


def test_an_answer_that_was_reversed_is_typed_anew(room: Room) -> None:
    advice = room.keep(room.usual())
    room.post(advice)
    with pytest.raises(PaydeskError, match="posted or settled"):
        typing_papers.drop_paper(room.desk, DropPaper(advice, "by mistake"))
    ((entry,),) = room.rows("SELECT min(id) FROM entry WHERE because = 'remittance claim'")
    undoing.undo(room.desk, undoing.UndoEntry(entry, "typed wrongly", room.money.key()))
    opened = choosing_claims.open_paper(room.desk, advice)
    assert opened.fixed and opened.settled == 0
    better = room.answer({"allowed": 12500, "coinsurance": 2900, "paid": 9600},
                         {"allowed": 5000, "deductible": 5000, "paid": 0})  # fmt: skip
    more = {"advice_id": advice, "version": opened.version}
    assert refusal(room, room.paper(better, payer_id=room.money.payers[1], **more)).field == "amount"
    typing_papers.keep_paper(room.desk, room.paper(better, **more))
    assert room.sound()
    assert room.post(advice).posted == 1 and room.parts(0) == (0, 2900)
    assert room.rows("SELECT count(*) FROM remittance_claim") == [(1,)]
    assert room.sound()


def test_an_answer_that_was_posted_to_the_wrong_claim_goes_to_the_right_one(room: Room) -> None:
    (right,) = room.money.charge(room.patient, 18000)
    claim_work.make_claims(room.desk)
    wrong = room.answer({"allowed": 12000, "coinsurance": 2400, "paid": 9600}, {"left_out": True})
    advice = room.keep(wrong)
    room.post(advice)
    ((entry,),) = room.rows("SELECT min(id) FROM entry WHERE because = 'remittance claim'")
    undoing.undo(room.desk, undoing.UndoEntry(entry, "another visit's", room.money.key()))
    version = choosing_claims.open_paper(room.desk, advice).version
    meant = room.answer({"allowed": 12000, "coinsurance": 2400, "paid": 9600}, at=1)
    typing_papers.keep_paper(room.desk, room.paper(meant, advice_id=advice, version=version))
    assert room.sound()
    assert room.post(advice).posted == 1
    assert (room.parts(0), room.money.part(right)) == ((18000, 0), 2400)
    assert room.sound()


def test_of_a_partly_posted_check_only_what_waits_is_typed_anew(room: Room) -> None:
    room.money.charge(room.patient, 10000)
    claim_work.make_claims(room.desk)
    odd = room.answer({"allowed": 8000, "paid": 8000}, at=1, passed_on_to="Acme")
    advice = room.keep(room.usual(), odd, amount=17600)
    assert (room.post(advice).posted, room.post(advice).left) == (1, 1)
    opened = choosing_claims.open_paper(room.desk, advice)
    assert (opened.settled, opened.posted, len(opened.answers), opened.answers[0].passed_on_to) == (1, 9600, 1, "Acme")
    plain = replace(odd, passed_on_to="")
    more = {"advice_id": advice, "version": opened.version}
    assert refusal(room, room.paper(room.usual(), plain, amount=17600, **more)).field == "amount"
    typing_papers.keep_paper(room.desk, room.paper(plain, amount=17600, **more))
    assert room.post(advice).posted == 1
    assert room.sound()


def test_a_check_typed_by_mistake_is_dropped_and_can_be_typed_again(room: Room) -> None:
    advice = room.keep(room.usual())
    with pytest.raises(PaydeskError, match="Say why"):
        typing_papers.drop_paper(room.desk, DropPaper(advice, " "))
    with pytest.raises(PaydeskError, match="Never keep a full Visa"):
        typing_papers.drop_paper(room.desk, DropPaper(advice, "4111 1111 1111 1111"))
    typing_papers.drop_paper(room.desk, DropPaper(advice, "another clinic's"))
    assert reading_advice.deposits(room.desk).waiting == ()
    for act in (lambda: typing_papers.drop_paper(room.desk, DropPaper(advice, "again")),
                lambda: choosing_claims.open_paper(room.desk, advice)):  # fmt: skip
        with pytest.raises(NotFound):
            act()
    for again in range(2):
        own = room.keep(room.usual())
        typing_papers.drop_paper(room.desk, DropPaper(own, f"again {again}"))
    assert room.post(room.keep(room.usual())).posted == 1
    assert room.sound()


def test_the_usual_price_is_what_was_allowed_before(room: Room) -> None:
    for number in range(3):
        room.money.charge(room.patient, 18000)
        claim_work.make_claims(room.desk)
        room.post(room.keep(room.answer({"allowed": 9600, "paid": 9600}, at=number + 1), number=f"{number}"))
    assert room.claim(0).usual == (9600, 6000)
    typing_papers.drop_paper(
        room.desk, DropPaper(room.keep(room.answer({"allowed": 100, "paid": 100}, {"allowed": 1, "paid": 0,
                                                   "deductible": 1}), amount=100, number="9"), "wrong")
    )  # fmt: skip
    assert room.claim(0).usual == (9600, 6000)


def test_claims_are_found_by_name_number_account_and_charge(room: Room) -> None:
    other = room.money.family(number=50002, plans=(1,))
    room.money.charge(other.patients[0], 7700)
    claim_work.make_claims(room.desk)
    aetna = room.money.payers[0]
    numbers = {
        typed: [one.number for one in choosing_claims.claims_like(room.desk, aetna, typed)]
        for typed in ("", "pd0000001", "240", "240.00", "nobody")
    }
    first = ["PD0000001"]
    assert numbers == {"": first, "pd0000001": first, "240": first, "240.00": first, "nobody": []}
    (found,) = choosing_claims.claims_like(room.desk, aetna, "PD0000002")
    assert (found.payer, found.patient, found.charge, found.account_number) == ("Cigna", "Person0 Lopez", 7700, 50002)
    assert not found.on_check
    room.keep(room.usual())
    assert choosing_claims.claims_like(room.desk, aetna, "") == ()
    (waits,) = choosing_claims.claims_like(room.desk, aetna, "pd0000001")
    assert waits.on_check


def test_an_insurer_whose_files_are_looked_at_first_has_been_looked_at_by_typing(room: Room) -> None:
    with room.desk.database.transaction() as session:
        session.execute(text("UPDATE payer SET auto_post = false"))
    assert room.post(room.keep(room.usual())).posted == 1


def test_who_may_not_post_types_no_check(room: Room) -> None:
    nobody = room.desk.as_actor(Actor("eve", Role.READ_ONLY, "desk 2"))
    for act in (lambda: typing_papers.keep_paper(nobody, room.paper(room.usual())),
                lambda: typing_papers.drop_paper(nobody, DropPaper(1, "why not"))):  # fmt: skip
        with pytest.raises(NotAllowed):
            act()


def test_the_trail_says_who_typed_corrected_and_dropped_it(room: Room) -> None:
    advice = room.keep(room.usual())
    version = choosing_claims.open_paper(room.desk, advice).version
    room.keep(room.usual(payer_claim="7"), advice_id=advice, version=version)
    typing_papers.drop_paper(room.desk, DropPaper(advice, "another clinic's"))
    acts = [act for (act,) in room.rows("SELECT act FROM audit WHERE act LIKE 'papers%' ORDER BY id")]
    assert acts == ["papers.type", "papers.correct", "papers.drop"]


def test_what_a_typed_check_takes_of_a_balance_put_off_before_is_tied_when_it_is_kept(room: Room) -> None:
    room.keep(room.usual(), amount=12600, others=(NotOfClaim("FB", "EFT2", 3000),), number="EFT2")
    room.keep(room.usual(), amount=6600, others=(NotOfClaim("FB", "EFT2", -3000),), number="4712")
    assert room.rows("SELECT advice_id, by_advice_id, amount FROM carried_balance WHERE stands") == [(1, 2, 3000)]


def test_a_check_is_told_to_be_known_while_it_is_typed_but_not_by_its_own_correction(room: Room) -> None:
    advice = room.keep(room.usual())
    payer = room.money.payers[0]
    told = typing_papers.known_before(room.desk, payer, " 04711 ", 9600)
    assert told.startswith("04711 over 96.00 was typed by ana on ")
    assert typing_papers.known_before(room.desk, payer, "4711", 9600, but=advice) == ""
    assert typing_papers.known_before(room.desk, payer, "4711", 9500) == ""
    assert typing_papers.known_before(room.desk, payer, " ", 9600) == ""


def test_an_answer_that_is_taken_back_is_recalled_equal_and_opposite_and_posts_so(room: Room) -> None:
    claim = room.claim().known
    assert recalling_answers.answer_to_take_back(room.desk, claim.id) is None, "nothing stands yet"
    assert room.post(room.keep(room.usual(payer_claim="ICN 7"))).posted == 1
    before = room.parts(0), room.parts(1)
    found = recalling_answers.answer_to_take_back(room.desk, claim.id)
    assert found is not None and found.payer_claim == "ICN 7"
    assert [(one.allowed, one.coinsurance, one.deductible, one.off, one.paid) for one in found.lines] == [
        (-12000, -2400, None, None, -9600), (-5000, None, -5000, None, 0),
    ]  # fmt: skip
    back = PaperClaim(claim.id, found.lines, found.payer_claim, takes_back=True)
    again = room.answer({"allowed": 10000, "paid": 10000}, {"allowed": 5000, "paid": 5000})
    done = room.post(room.keep(back, again, amount=5400, number="4712"))
    assert (done.posted, done.left) == (2, 0) and before == ((0, 2400), (0, 5000))
    assert (room.parts(0), room.parts(1)) == ((0, 0), (0, 0)) and room.sound()


def test_what_stands_of_a_file_is_recalled_with_its_reasons(room: Room, tmp_path: Path) -> None:
    known = room.claim().known
    one, other = known.lines
    lines = (
        AnsweredLine(one.key, one.code, one.amount, (("CO", "45", 6000), ("PR", "2", 2400))),
        AnsweredLine(other.key, other.code, other.amount, (("CO", "97", 6000),)),
    )
    told = era_writer.era(Answered(known.number, lines, last=known.patient_last, first=known.patient_first))
    kept = importing_remittances.keep_remittance_file(room.desk, era_writer.write(tmp_path, "aetna.835", told)).kept
    (row,) = reading_advice.advice_page(room.desk, kept[0].advice_id).rows
    if not room.post(kept[0].advice_id).posted:
        posting_answers.post_answer(room.desk, PostAnswer(row.id, "looked at it"))
    found = recalling_answers.answer_to_take_back(room.desk, known.id)
    assert found is not None
    first, second = found.lines
    assert (first.off, first.coinsurance, first.paid) == (-6000, -2400, -9600)
    assert [one.words for one in second.others] == ["CO 97 −60.00"] and second.paid == 0
    typed = TypedAnswer(known, found.lines, takes_back=True)
    assert typed.mistake() is None and typed.paid == -9600


def interest(amount: int = 218) -> tuple[NotOfClaim, ...]:
    return (NotOfClaim("L6", "late", amount),)


def test_a_check_of_interest_alone_is_kept_stays_on_the_remittance_and_owes_nothing(room: Room) -> None:
    advice = room.keep(amount=218, others=interest())
    page = reading_advice.advice_page(room.desk, advice)
    assert (page.deposit.balanced, page.deposit.to_place, page.rows) == (True, 0, ())
    assert page.became == ("stays on this remittance",)
    assert [one.advice_id for one in reading_advice.deposits(room.desk).posted] == [advice]
    assert (room.post(advice).posted, room.parts(0), room.sound()) == (0, (18000, 0), True)
    assert refusal(room, room.paper(amount=218, others=interest())).sentence.startswith("4711 over 2.18 was typed")
    assert "come to 2.18" in refusal(room, room.paper(amount=300, others=interest(), number="1")).sentence


def test_a_check_of_interest_alone_is_corrected_and_dropped(room: Room) -> None:
    advice = room.keep(amount=218, others=interest())
    opened = choosing_claims.open_paper(room.desk, advice)
    assert (opened.others, opened.answers, opened.fixed) == (interest(), (), False)
    same = room.paper(amount=218, others=interest(), advice_id=advice, version=opened.version,
                      received=room.money.clock.today() - timedelta(1))  # fmt: skip
    assert typing_papers.keep_paper(room.desk, same).advice_id == advice
    opened = choosing_claims.open_paper(room.desk, advice)
    more = room.paper(amount=250, others=interest(250), advice_id=advice, version=opened.version)
    other = typing_papers.keep_paper(room.desk, more).advice_id
    assert [one.advice_id for one in reading_advice.deposits(room.desk).posted] == [other] != [advice]
    typing_papers.drop_paper(room.desk, DropPaper(other, "not ours"))
    assert reading_advice.deposits(room.desk).posted == () and room.sound()
