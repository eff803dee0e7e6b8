"""What insurers have otherwise waits until it is decided, goes with a newer file, and is never written silently."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from paydesk.operations import insuring, merging, settling_differences
from paydesk.operations.reading_eligibility import read_eligibility
from paydesk.operations.settling_differences import WaitingDifference, waiting_differences
from paydesk.operations.taking_over import Decide, TakenOver, leave, put_back, take_over
from paydesk.rules.eligibility_differences import Field
from paydesk.rules.errors import NotAllowed, PaydeskError
from paydesk.rules.office import Role
from support.money_clinic import MoneyClinic
from support.x12_files import changed, text_of

SAMPLE = text_of("eligibility", "answers.271")
LATER = changed(SAMPLE, "DTP*346*D8*20260101~", "DTP*346*D8*20260102~")
"""Another answer about the same: it says another first day."""


class Room:
    """A clinic with Anna Baker (W100200300) at Meridian Health Plan, to whom a file brings three differences."""

    def __init__(self, money: MoneyClinic, folder: Path) -> None:
        self.money, self.folder, self.files = money, folder, 0
        self.sql("UPDATE payer SET name = 'Meridian Health Plan', edi_id = '00431' WHERE id = :id", id=money.payers[0])
        self.family = money.family(plans=(0,))
        self.anna = self.family.patients[0]
        self.coverage = self.family.coverages[self.anna][0]
        self.sql("UPDATE person SET last_name = 'Baker', first_name = 'Anna', birth_date = :born WHERE id = :own",
                 born=date(1979, 3, 12), own=self.anna)  # fmt: skip
        self.sql("UPDATE coverage SET member_number = 'W100200300' WHERE id = :own", own=self.coverage)

    def sql(self, statement: str, **values: Any) -> None:
        with self.money.owner.transaction() as session:
            session.execute(text(statement), values)

    def rows(self, statement: str) -> list[Any]:
        with self.money.desk.database.reading() as session:
            return [tuple(row) for row in session.execute(text(statement))]

    def read(self, content: str = SAMPLE) -> None:
        self.files += 1
        path = self.folder / f"answers-{self.files}.271"
        path.write_text(content, "ascii")
        read_eligibility(self.money.desk, path)

    def waiting(self) -> list[str]:
        return [one.difference.sentence for one in waiting_differences(self.money.desk).lines]

    def one(self, field: Field) -> WaitingDifference:
        return next(one for one in waiting_differences(self.money.desk).lines if one.difference.field is field)

    def copay(self) -> int | None:
        return insuring.coverage_record(self.money.desk, self.coverage).request.copay


@pytest.fixture
def room(money: MoneyClinic, tmp_path: Path) -> Room:
    return Room(money, tmp_path)


THREE = [
    "Group number: nothing here, G7700 at the insurer.", "Copay: nothing here, 25.00 at the insurer.",
    "Another insurer: nothing here, OTHER MUTUAL at the insurer.",
]  # fmt: skip


def test_what_nobody_decided_waits_with_whose_it_is_and_where_it_was_told(room: Room) -> None:
    room.read()
    assert room.waiting() == THREE
    first = waiting_differences(room.money.desk).lines[0]
    assert (first.patient, first.payer, first.member_number, first.file) == (
        "Anna Baker", "Meridian Health Plan", "W100200300", "answers-1.271",
    )  # fmt: skip
    assert (first.account_id, first.coverage_id) == (room.family.account, room.coverage)
    room.money.desk.flush_looks()
    assert room.rows("SELECT count(*) FROM audit WHERE act = 'worklist.differences'") == [(1,)]


def test_a_newer_file_takes_the_place_of_the_older_lines(room: Room) -> None:
    room.read()
    room.read(changed(LATER, "EB*B*IND*98", "EB*B*FAM*98"))
    assert (
        room.rows("SELECT state, count(*) FROM eligibility_difference GROUP BY state ORDER BY state")[-1][0] == "past"
    )
    assert {one.file for one in waiting_differences(room.money.desk).lines} == {"answers-2.271"}
    assert "First day covered" in room.waiting()[1] or any("First day" in one for one in room.waiting())


def test_what_no_longer_differs_is_not_there_any_more(room: Room) -> None:
    room.read()
    form = insuring.coverage_record(room.money.desk, room.coverage).request
    insuring.save_coverage(room.money.desk, replace(form, copay=25_00, group_number="g-7700"))
    assert room.waiting() == THREE[2:]


def test_a_record_that_changed_is_shown_as_it_is_today_and_taken_over_from_there(room: Room) -> None:
    room.read()
    form = insuring.coverage_record(room.money.desk, room.coverage).request
    insuring.save_coverage(room.money.desk, replace(form, copay=40_00))
    one = room.one(Field.COPAY)
    assert one.difference.sentence == "Copay: 40.00 here, 25.00 at the insurer."
    with pytest.raises(PaydeskError, match="changed since the file was read"):
        take_over(room.money.desk, Decide(one.id, one.version))
    assert room.copay() == 40_00
    take_over(room.money.desk, Decide(one.id, one.version, one.difference.ours))
    assert room.copay() == 25_00
    ((details,),) = room.rows("SELECT details FROM audit WHERE act = 'eligibility.taken'")
    assert '"here": "40.00"' in details and '"insurer": "25.00"' in details
    assert len(room.waiting()) == 2


def test_what_was_left_before_comes_again_with_its_reason(room: Room) -> None:
    room.read()
    one = room.one(Field.COPAY)
    leave(room.money.desk, Decide(one.id, one.version), why="the card says otherwise")
    assert Field.COPAY not in {each.difference.field for each in waiting_differences(room.money.desk).lines}
    room.read(LATER)
    again = room.one(Field.COPAY)
    assert again.left_before == "the card says otherwise"
    assert room.one(Field.GROUP_NUMBER).left_before == ""


def test_the_dead_and_who_may_not_change_insurance_see_none(room: Room) -> None:
    room.read()
    with pytest.raises(NotAllowed):
        waiting_differences(room.money.desk.as_actor(replace(room.money.desk.actor, role=Role.READ_ONLY)))
    room.sql("UPDATE person SET status = 'deceased' WHERE id = :own", own=room.anna)
    assert room.waiting() == []


def test_after_a_merge_they_wait_at_the_record_that_is_kept(room: Room) -> None:
    room.read()
    kept = room.money.family(number=50002).patients[0]
    room.sql("UPDATE person SET birth_date = :born WHERE id = :own", born=date(1979, 3, 12), own=kept)
    merging.merge_people(room.money.desk, merging.MergePeople(kept, room.anna))
    waiting = waiting_differences(room.money.desk).lines
    assert {one.patient_id for one in waiting} == {kept}
    assert Field.COPAY in {one.difference.field for one in waiting}


def test_of_very_many_lines_the_newest_are_listed_and_how_many_there_are_is_told(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    room.read()
    every = waiting_differences(room.money.desk)
    assert (len(every.lines), every.of) == (3, None)
    monkeypatch.setattr(settling_differences, "MOST", 3)
    assert waiting_differences(room.money.desk).of is None
    monkeypatch.setattr(settling_differences, "MOST", 2)
    found = waiting_differences(room.money.desk)
    assert ([one.id for one in found.lines], found.of) == ([one.id for one in every.lines[-2:]], 3)


def test_what_was_taken_over_by_mistake_is_put_back_and_waits_again(room: Room) -> None:
    room.read()
    before = room.copay()
    one = room.one(Field.COPAY)
    taken = take_over(room.money.desk, Decide(one.id, one.version, one.difference.ours))
    assert (room.copay(), taken.became) == (25_00, "25.00")
    back = put_back(room.money.desk, taken, ours=one.difference.ours)
    assert room.copay() == before and room.waiting() == THREE
    ((details,),) = room.rows("SELECT details FROM audit WHERE act = 'eligibility.put_back'")
    assert "taken over by mistake" in str(details)
    again = take_over(room.money.desk, Decide(back.difference_id, back.version, one.difference.ours))
    assert room.copay() == 25_00 and again.version > taken.version


@pytest.mark.parametrize("field", [Field.GROUP_NUMBER, Field.VALID_FROM])
def test_the_other_values_of_a_coverage_are_put_back_as_they_were(room: Room, field: Field) -> None:
    room.read(changed(LATER, "EB*B*IND*98", "EB*B*FAM*98"))
    record = insuring.coverage_record(room.money.desk, room.coverage).request
    one = room.one(field)
    taken = take_over(room.money.desk, Decide(one.id, one.version, one.difference.ours))
    assert insuring.coverage_record(room.money.desk, room.coverage).request != record
    put_back(room.money.desk, taken, ours=one.difference.ours)
    now = insuring.coverage_record(room.money.desk, room.coverage).request
    assert replace(now, version=record.version) == record


def test_a_record_changed_since_is_not_put_back(room: Room) -> None:
    room.read()
    one = room.one(Field.COPAY)
    taken = take_over(room.money.desk, Decide(one.id, one.version, one.difference.ours))
    form = insuring.coverage_record(room.money.desk, room.coverage).request
    insuring.save_coverage(room.money.desk, replace(form, copay=40_00))
    with pytest.raises(PaydeskError, match="the record was changed since"):
        put_back(room.money.desk, taken, ours=one.difference.ours)
    assert room.copay() == 40_00


def test_a_line_decided_anew_is_not_put_back_and_who_may_only_read_puts_nothing_back(room: Room) -> None:
    room.read()
    one = room.one(Field.COPAY)
    taken = take_over(room.money.desk, Decide(one.id, one.version, one.difference.ours))
    stale = TakenOver(taken.difference_id, taken.version + 1, taken.became, taken.touched)
    with pytest.raises(PaydeskError, match="decided anew"):
        put_back(room.money.desk, stale, ours=one.difference.ours)
    reader = room.money.desk.as_actor(replace(room.money.desk.actor, role=Role.READ_ONLY))
    with pytest.raises(NotAllowed):
        put_back(reader, taken, ours=one.difference.ours)
    assert room.copay() == 25_00
