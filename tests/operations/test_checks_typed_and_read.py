"""One check that was typed from paper and comes as a file: the file waits whole until one of the two is dropped."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from paydesk.data import same_check_store
from paydesk.operations import (
    choosing_claims,
    claim_work,
    posting_answers,
    reading_advice,
    tying_takebacks,
    typing_papers,
    undoing,
)
from paydesk.operations.posting_answers import PostAdvice, PostAnswer
from paydesk.operations.tying_takebacks import TieTakeback
from paydesk.operations.typing_papers import DropPaper, KeepPaper, PaperClaim
from paydesk.rules.errors import NotAllowed, NotFound, PaydeskError
from paydesk.rules.office import Role
from paydesk.rules.typed_answer import TypedLine
from paydesk.rules.typed_paper import NotOfClaim, bare_number
from support.money_clinic import MoneyClinic
from support.overpaid_room import ICN, OverpaidRoom

TYPED = "This check was typed by ana on 11/23/2026; drop one of the two."


class Room(OverpaidRoom):
    """The same clinic with its claims made, and checks typed over them."""

    def paper(self, *claims: PaperClaim, amount: int = 8000, number: str = "4711", **more: Any) -> KeepPaper:
        head = {"payer_id": self.money.payers[0], "method": "check", "dated": date(2026, 11, 20),
                "received": self.money.clock.today(), **more}  # fmt: skip
        return KeepPaper(amount=amount, number=number, claims=claims, **head)

    def typed(self, number: int = 1, **line: int) -> PaperClaim:
        known = choosing_claims.our_claims(self.desk, (number,))[0].known
        return PaperClaim(known.id, (TypedLine(known.lines[0].key, **line),))

    def keep(self, *claims: PaperClaim, **more: Any) -> int:
        return typing_papers.keep_paper(self.desk, self.paper(*claims, **more)).advice_id

    def usual(self, **more: Any) -> int:
        return self.keep(self.typed(allowed=8000, paid=8000), **more)

    def version(self, advice: int) -> int:
        return choosing_claims.open_paper(self.desk, advice).version

    def reasons(self, advice: int) -> list[str]:
        return [row.why for row in reading_advice.advice_page(self.desk, advice).rows]


@pytest.fixture
def room(money: MoneyClinic, tmp_path: Path) -> Iterator[Room]:
    made = Room(money, tmp_path)
    claim_work.make_claims(made.desk)
    yield made
    assert made.unsound() == []


@pytest.mark.parametrize(("typed", "read"), [("4711", "4711"), ("4711", "0004711"), ("00a-4711", "A-4711")])
def test_the_file_of_a_typed_check_waits_and_posts_nothing(room: Room, typed: str, read: str) -> None:
    paper = room.usual(number=typed)
    posting_answers.post_advice(room.desk, PostAdvice(paper))
    file = room.read(room.answer(8000), room.answer(4000, number="PD0000002", charge=5000), trace=read,
                     provider=((f"WO:{ICN}", 4000),))  # fmt: skip
    done = posting_answers.post_advice(room.desk, PostAdvice(file))
    assert (done.posted, done.left) == (0, 2)
    assert room.reasons(file) == [TYPED, TYPED]
    assert room.rows("SELECT count(*) FROM lot WHERE kind = 'remittance'") == [(1,)]
    with pytest.raises(PaydeskError, match="drop one of the two"):
        ((own,),) = room.rows(f"SELECT id FROM advice_claim WHERE advice_id = {file} AND number = 'PD0000002'")
        posting_answers.post_answer(room.desk, PostAnswer(own, "it says so"))


def test_what_the_file_of_a_typed_check_takes_is_neither_listed_nor_tied(room: Room) -> None:
    room.post(room.answer(8000), trace="EFT1")
    others = (NotOfClaim("WO", ICN, -3000),)
    paper = room.keep(room.typed(2, allowed=4000, paid=4000), amount=1000, others=others)
    posting_answers.post_advice(room.desk, PostAdvice(paper))
    assert [one.place for one in room.listed().taken] == [(paper, 1)]
    answer = room.answer(4000, number="PD0000002", charge=5000)
    file = room.read(answer, trace="04711", provider=((f"WO:{ICN}", 3000),))
    assert [one.place for one in room.listed().taken] == [(paper, 1)], "the same money is asked for once"
    assert reading_advice.advice_page(room.desk, file).became == ("waits with this remittance",)
    with pytest.raises((PaydeskError, NotFound)):
        tying_takebacks.tie_takeback(room.desk, TieTakeback((file, 1), 1, "they took it"))
    tying_takebacks.tie_takeback(room.desk, TieTakeback((paper, 1), 1, "they took it"))
    assert room.rows("SELECT count(*) FROM entry WHERE kind = 'takeback'") == [(1,)]


def test_with_the_paper_dropped_the_file_posts(room: Room) -> None:
    paper = room.usual()
    file = room.read(room.answer(8000), trace="4711")
    assert room.reasons(file) == [TYPED]
    assert reading_advice.advice_page(room.desk, file).typed
    typing_papers.drop_paper(room.desk, DropPaper(paper, "it came as a file"))
    assert not reading_advice.advice_page(room.desk, file).typed
    assert posting_answers.post_advice(room.desk, PostAdvice(file)).posted == 1
    assert room.part() == 0


def test_with_the_file_dropped_the_paper_stands_and_nothing_waits(room: Room) -> None:
    paper = room.usual()
    posting_answers.post_advice(room.desk, PostAdvice(paper))
    file = room.read(room.answer(8000), trace="4711")
    for why, says in ((" ", "Say why"), ("4111 1111 1111 1111", "Never keep a full Visa")):
        with pytest.raises(PaydeskError, match=says):
            typing_papers.drop_file(room.desk, DropPaper(file, why))
    with pytest.raises(PaydeskError, match="No typed check"):
        typing_papers.drop_file(room.desk, DropPaper(paper, "a paper is no file"))
    clerk = room.desk.as_actor(replace(room.desk.actor, role=Role.READ_ONLY))
    with pytest.raises(NotAllowed):
        typing_papers.drop_file(clerk, DropPaper(file, "typed before"))
    typing_papers.drop_file(room.desk, DropPaper(file, "typed before"))
    assert reading_advice.deposits(room.desk).waiting == ()
    for gone in (file, 99):
        with pytest.raises(NotFound):
            typing_papers.drop_file(room.desk, DropPaper(gone, "again"))
    assert room.rows("SELECT act FROM audit WHERE act = 'remittances.drop'") == [("remittances.drop",)]
    assert room.part() == 0


def test_a_file_of_which_something_is_posted_is_not_dropped(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    file = room.read(room.answer(4000, number="PD0000002", charge=5000), trace="4711")
    posting_answers.post_advice(room.desk, PostAdvice(file))
    with pytest.raises(PaydeskError, match="No typed check of this remittance stands"):
        typing_papers.drop_file(room.desk, DropPaper(file, "typed before"))
    # What two desks may leave that type and read at the same moment: both stand.
    monkeypatch.setattr(same_check_store, "same_payment", lambda *args, **more: None)
    room.keep(room.typed(2, allowed=4000, paid=4000), amount=4000)
    with pytest.raises(PaydeskError, match="Claims of it are posted"):
        typing_papers.drop_file(room.desk, DropPaper(file, "typed before"))


def test_another_amount_or_another_insurers_number_is_another_check(room: Room) -> None:
    room.usual(payer_id=room.money.payers[1])
    room.keep(room.typed(2, allowed=4000, paid=4000), amount=4000)
    file = room.read(room.answer(8000), trace="4711")
    assert posting_answers.post_advice(room.desk, PostAdvice(file)).posted == 1


@pytest.mark.parametrize("number", ["4711", "004711"])
def test_a_check_that_was_read_is_not_typed(room: Room, number: str) -> None:
    room.read(room.answer(8000), trace="04711")
    with pytest.raises(PaydeskError, match=r"was read from the file 1\.835 by ana on 11/23/2026"):
        room.usual(number=number)


def test_zeros_before_its_number_make_no_other_check_of_a_paper(room: Room) -> None:
    room.usual(number="0004711")
    with pytest.raises(PaydeskError, match="was typed by ana"):
        room.usual(number="4711")
    assert [bare_number(one) for one in (" 00a7 ", "A7", "70", "000")] == ["A7", "A7", "70", ""]


def test_what_was_opened_before_somebody_typed_the_check_anew_is_not_kept(room: Room) -> None:
    room.money.charge(room.patient, 8000)
    claim_work.make_claims(room.desk)
    paper = room.usual()
    version = room.version(paper)
    both = (room.typed(1, allowed=8000, paid=4000, coinsurance=4000), room.typed(2, allowed=4000, paid=4000))
    room.keep(*both, advice_id=paper, version=version)
    with pytest.raises(PaydeskError, match="Somebody posted or changed this check meanwhile"):
        room.keep(room.typed(3, allowed=8000, paid=8000), advice_id=paper, version=version)
    assert room.rows("SELECT claim_id, work FROM advice_claim ORDER BY id") == [
        (1, "replaced"), (1, "waiting"), (2, "waiting"),
    ]  # fmt: skip


def test_a_paper_without_a_number_that_was_typed_anew_is_known_as_it_is_now(room: Room) -> None:
    first, then = (room.typed(allowed=some, deductible=some, paid=0) for some in (8000, 10000))
    nothing = {"amount": 0, "number": "", "method": "nothing"}
    paper = room.keep(first, **nothing)
    room.keep(then, advice_id=paper, version=room.version(paper), **nothing)
    with pytest.raises(PaydeskError, match="The very same paper was typed by ana"):
        room.keep(then, **nothing)
    room.keep(first, **nothing)  # what it said before is another paper now
    assert room.rows("SELECT put_aside FROM advice ORDER BY id") == [("Typed anew.",), ("",), ("",)]


def test_a_posted_check_that_is_reversed_keeps_its_file_waiting(room: Room) -> None:
    paper = room.usual()
    posting_answers.post_advice(room.desk, PostAdvice(paper))
    ((entry,),) = room.rows("SELECT max(id) FROM entry WHERE kind = 'insurer payment'")
    undoing.undo(room.desk, undoing.UndoEntry(entry, "wrong patient", "u1"))
    file = room.read(room.answer(8000), trace="4711")
    assert posting_answers.post_advice(room.desk, PostAdvice(file)).posted == 0
