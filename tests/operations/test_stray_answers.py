"""An insurer's answer that names what is not on file, or what is another's, is told so and posts nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import pytest
from sqlalchemy import func, select

from paydesk.data.charge_tables import Charge
from paydesk.data.insurance_tables import Remittance, RemittanceClaim
from paydesk.data.ledger_tables import EntryRow, Lot
from paydesk.operations import remitting
from paydesk.operations.remitting import Answer, AnswerLine, PostRemittance
from paydesk.rules.errors import PaydeskError
from support.money_clinic import Family, MoneyClinic

NOWHERE = 999_999


@dataclass
class Room:
    """Two families with a charge each, and a good answer for the first one's."""

    money: MoneyClinic
    family: Family
    others: Family
    charge: int
    theirs: int
    answer: Answer

    def request(self, *answers: Answer) -> PostRemittance:
        paid = sum(one.paid for one in answers)
        money = self.money
        return PostRemittance(money.payers[0], "T1", paid, money.clock.today(), answers, money.key())

    def rows(self) -> list[int]:
        with self.money.desk.database.reading() as session:
            kept = (EntryRow, Lot, Remittance, RemittanceClaim)
            return [session.execute(select(func.count()).select_from(one)).scalar_one() for one in kept]


@pytest.fixture
def room(money: MoneyClinic) -> Room:
    family, others = money.family(patients=2, plans=(0, 1)), money.family(number=50002, plans=(0,))
    (charge,), (theirs,) = money.charge(family.patients[0], 100_00), money.charge(others.patients[0], 80_00)
    with money.desk.database.reading() as session:
        visit = session.get_one(Charge, charge).visit_id
    assert visit is not None
    good = Answer(family.coverages[family.patients[0]][0], visit, (AnswerLine(charge, 60_00, 20_00, 20_00),))
    return Room(money, family, others, charge, theirs, good)


STRAY: dict[str, tuple[Callable[[Room], Answer], str, str]] = {
    "no such coverage": (
        lambda room: replace(room.answer, coverage_id=NOWHERE), "coverage_id",
        "The answer for Person0 Lopez's visit on 11/23/2026 names a coverage that is not on file.",
    ),
    "no such coverage, denied": (
        lambda room: replace(room.answer, coverage_id=NOWHERE, lines=(), denied=True), "coverage_id",
        "names a coverage that is not on file",
    ),
    "another patient's coverage": (
        lambda room: replace(room.answer, coverage_id=room.family.coverages[room.family.patients[1]][0]), "coverage_id",
        "names a coverage of Person1 Lopez",
    ),
    "another account's coverage, denied": (
        lambda room: replace(
            room.answer, coverage_id=room.others.coverages[room.others.patients[0]][0], lines=(), denied=True
        ), "coverage_id", "names a coverage of Person0 Lopez",
    ),
    "no such visit": (lambda room: replace(room.answer, visit_id=NOWHERE), "visit_id", "a visit that is not on file"),
    "no such charge": (
        lambda room: replace(room.answer, lines=(AnswerLine(NOWHERE, 60_00, 20_00, 20_00),)), "lines",
        "names a charge that is not of that visit",
    ),
    "another account's charge": (
        lambda room: replace(room.answer, lines=(AnswerLine(room.theirs, 60_00, 20_00, 0),)), "lines",
        "names a charge that is not of that visit",
    ),
    "a charge twice": (
        lambda room: replace(room.answer, lines=room.answer.lines * 2), "lines", "names a charge twice",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", STRAY)
def test_a_stray_answer_is_named_and_nothing_of_its_remittance_is_posted(room: Room, case: str) -> None:
    make, field, sentence = STRAY[case]
    before = room.rows()
    with pytest.raises(PaydeskError) as refused:
        remitting.post_remittance(room.money.desk, room.request(room.answer, make(room)))
    assert sentence in refused.value.sentence
    assert (refused.value.field, refused.value.row) == (field, 1)
    assert room.rows() == before
    assert room.money.part(room.charge, room.answer.coverage_id) == 100_00
    remitting.post_remittance(room.money.desk, room.request(room.answer))
    assert room.money.part(room.charge, room.answer.coverage_id) == 0


def test_a_remittance_of_a_payer_that_is_not_on_file_is_refused(room: Room) -> None:
    before = room.rows()
    with pytest.raises(PaydeskError, match="The payer of this remittance is not on file") as refused:
        remitting.post_remittance(room.money.desk, replace(room.request(room.answer), payer_id=NOWHERE))
    assert refused.value.field == "payer_id" and room.rows() == before
