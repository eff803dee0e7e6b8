"""Eligibility by file: questions go out without a patient in their name, answers come back once, and change nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from paydesk.data import office_store
from paydesk.operations import asking_eligibility, insuring, visiting
from paydesk.operations.asking_eligibility import AskEligibility, Clearinghouse, QuestionsWritten, ask_eligibility
from paydesk.operations.reading_eligibility import AnswerRead, EligibilityRead, read_eligibility
from paydesk.operations.settling_differences import waiting_differences
from paydesk.operations.taking_over import Decide, leave, take_over
from paydesk.operations.verifying import coverage_answers
from paydesk.rules.benefits import Network, ServiceKind, Source
from paydesk.rules.eligibility_differences import Field
from paydesk.rules.errors import NotAllowed, NotFound, PaydeskError
from paydesk.rules.office import Role
from paydesk.rules.verification import Asks, State
from paydesk.rules.verified_items import Item
from support.money_clinic import MoneyClinic
from support.postgres_server import PostgresServer
from support.two_desks import one_after_another
from support.x12_files import changed, text_of

SAMPLE = text_of("eligibility", "answers.271")
TODAY = date(2026, 11, 23)
CLINIC = {"name": "Example Clinic", "npi": "1999999984", "tax_id": "12-3456789", "time_zone": "America/Chicago"}


class Room:
    """A clinic with Anna Baker (W100200300) and Mia Cruz, a child on her father's plan, at Meridian Health Plan."""

    def __init__(self, money: MoneyClinic, folder: Path) -> None:
        self.money, self.folder = money, folder
        with money.owner.transaction() as session:
            session.execute(text("UPDATE payer SET name = 'Meridian Health Plan', edi_id = '00431' WHERE id = :id"),
                            {"id": money.payers[0]})  # fmt: skip
        with money.owner.transaction() as session:
            office_store.keep_setting(session, "clinic", CLINIC)
        asking_eligibility.save_clearinghouse(money.desk, Clearinghouse("EXAMPLECLINIC", "CLEARING"))
        self.family = money.family(patients=2, plans=(0,))
        self.anna, self.mia = self.family.patients
        self.coverage, self.mias = (self.family.coverages[one][0] for one in self.family.patients)
        self.person(self.anna, "Baker", "Anna", date(1979, 3, 12))
        self.person(self.mia, "Cruz", "Mia", date(2015, 8, 20))
        self.number(self.coverage, "W100200300")
        self.number(self.mias, "W400500600", relation="child", subscriber_name="Luis Cruz")

    def person(self, own: int, last: str, first: str, born: date | None) -> None:
        self.sql("UPDATE person SET last_name = :last, first_name = :first, birth_date = :born WHERE id = :own",
                 last=last, first=first, born=born, own=own)  # fmt: skip

    def number(self, own: int, number: str, *, relation: str = "self", subscriber_name: str = "") -> None:
        self.sql("UPDATE coverage SET member_number = :number, relation = :relation, subscriber_name = :name "
                 "WHERE id = :own", number=number, relation=relation, name=subscriber_name, own=own)  # fmt: skip

    def sql(self, statement: str, **values: Any) -> None:
        with self.money.owner.transaction() as session:
            session.execute(text(statement), values)

    def rows(self, statement: str) -> list[Any]:
        with self.money.desk.database.reading() as session:
            return [tuple(row) for row in session.execute(text(statement))]

    def ask(self, *coverages: int, **more: Any) -> QuestionsWritten:
        return ask_eligibility(self.money.desk, AskEligibility(self.folder, coverages, **more))

    def read(self, content: str = SAMPLE, name: str = "answers.271") -> EligibilityRead:
        path = self.folder / name
        path.write_text(content, "ascii")
        return read_eligibility(self.money.desk, path)

    def anna_read(self, content: str = SAMPLE) -> AnswerRead:
        return self.read(content).answers[0]

    def difference(self, field: Field) -> Decide:
        waiting = sorted(waiting_differences(self.money.desk).lines, key=lambda one: one.id)
        one = next(one for one in waiting if one.difference.field is field)
        return Decide(one.id, one.version)


@pytest.fixture
def room(money: MoneyClinic, tmp_path: Path) -> Room:
    return Room(money, tmp_path)


def test_a_question_about_a_patient_is_a_file_that_names_nobody(room: Room) -> None:
    done = room.ask(room.coverage)
    assert done.path is not None and (done.path.name, done.asked) == ("eligibility_20261123_000001.270", 1)
    written = done.path.read_text("ascii")
    assert "NM1*PR*2*MERIDIAN HEALTH PLAN*****PI*00431~" in written
    assert "TRN*1*PDE00000001*1123456789~NM1*IL*1*BAKER*ANNA****MI*W100200300~" in written
    assert "DTP*291*D8*20261123~" in written
    (row,) = room.rows("SELECT trace, coverage_id, file_name, asked_by FROM eligibility_asked")
    assert row == ("PDE00000001", room.coverage, done.path.name, "ana")
    assert room.rows("SELECT state, says FROM verification") == [("in_progress", f"Asked by file {done.path.name}.")]


def test_tomorrows_visits_are_asked_about_and_who_lacks_something_is_told(room: Room) -> None:
    for patient, more in ((room.anna, {}), (room.mia, {}), (room.mia, {"status": "canceled"})):
        day = date(2026, 11, 24) if "status" not in more else date(2026, 11, 25)
        visiting.save_visit(room.money.desk, visiting.SaveVisit(patient, day, **{"status": "scheduled", **more}))
    room.person(room.mia, "Cruz", "Mia", None)
    done = room.ask(visits_on=date(2026, 11, 24))
    assert done.asked == 1
    assert [(one.patient, one.why) for one in done.left_out] == [
        ("Mia Cruz", "The dependent's birth date is missing."),
    ]  # fmt: skip
    assert done.path is not None and "DTP*291*D8*20261124~" in done.path.read_text("ascii")
    with pytest.raises(NotFound, match="nobody to ask about"):
        room.ask(visits_on=date(2026, 11, 25))


def test_a_child_is_asked_about_below_the_subscribers_number(room: Room) -> None:
    done = room.ask(room.mias)
    assert done.path is not None
    assert "NM1*IL*1******MI*W400500600~HL*4*3*23*0~" in done.path.read_text("ascii")


def test_what_the_clinic_lacks_refuses_the_file_and_nothing_is_noted(room: Room, tmp_path: Path) -> None:
    for lacks, says in (("npi", "no NPI"), ("tax_id", "no tax id")):
        with room.money.owner.transaction() as session:
            office_store.keep_setting(session, "clinic", {**CLINIC, lacks: ""})
        with pytest.raises(PaydeskError, match=says):
            room.ask(room.coverage)
    with room.money.owner.transaction() as session:
        office_store.keep_setting(session, "clinic", CLINIC)
    with pytest.raises(PaydeskError, match="cannot be saved"):
        ask_eligibility(room.money.desk, AskEligibility(tmp_path / "nowhere", (room.coverage,)))
    assert room.rows("SELECT count(*) FROM eligibility_asked") == [(0,)]
    assert room.rows("SELECT count(*) FROM verification") == [(0,)]
    assert list(tmp_path.glob("*.270*")) == []


def test_how_files_are_addressed_is_the_administrators_and_checked(room: Room) -> None:
    assert asking_eligibility.clearinghouse(room.money.desk) == Clearinghouse("EXAMPLECLINIC", "CLEARING")
    with pytest.raises(PaydeskError, match="2 to 15 characters") as refused:
        asking_eligibility.save_clearinghouse(room.money.desk, Clearinghouse("EXAMPLECLINIC", "C"))
    assert refused.value.field == "receiver"
    clerk = room.money.desk.as_actor(replace(room.money.desk.actor, role=Role.CLERK))
    with pytest.raises(NotAllowed):
        asking_eligibility.save_clearinghouse(clerk, Clearinghouse("OTHER", "CLEARING"))


def test_nobody_left_to_ask_about_writes_no_file(room: Room) -> None:
    room.number(room.coverage, "")
    done = room.ask(room.coverage)
    assert (done.path, done.asked, done.left_out[0].why) == (
        None, 0, "The member number is missing. Copy it from the card.",
    )  # fmt: skip


def test_the_export_is_told_in_the_trail_for_every_account_without_a_name(room: Room) -> None:
    room.ask(room.coverage, room.mias)
    rows = room.rows("SELECT act, account_id, person_id, details FROM audit WHERE act = 'eligibility.ask' ORDER BY id")
    assert [row[2] for row in rows] == [None, room.anna, room.mia]
    assert not [row for row in rows if "Baker" in row[3] or "W100200300" in row[3]]
    with pytest.raises(NotAllowed):
        reader = room.money.desk.as_actor(replace(room.money.desk.actor, role=Role.READ_ONLY))
        ask_eligibility(reader, AskEligibility(room.folder, (room.coverage,)))


def test_an_answer_finds_its_coverage_by_number_and_birth_date(room: Room) -> None:
    read = room.read()
    first, second = read.answers[:2]
    assert (first.coverage_id, first.matched_by) == (room.coverage, "member number and birth date")
    assert (second.coverage_id, second.stands[0].state) == (room.mias, State.INACTIVE)
    assert [one.coverage_id for one in read.answers[2:]] == [None, None, None]
    assert first.stands[0].state is State.VERIFIED


def test_our_trace_finds_it_before_all_else_unless_it_names_somebody_else(room: Room) -> None:
    room.ask(room.coverage)
    ours = changed(SAMPLE, "TRN*2*PD1001*", "TRN*2*PDE00000001*")
    renamed = changed(ours, "NM1*IL*1*BAKER*ANNA*L**JR*MI*W100200300~", "NM1*IL*1*BAKER*ANN*L***MI*W999~")
    assert room.anna_read(renamed).matched_by == "our question"
    other = changed(ours, "NM1*IL*1*BAKER*ANNA*L**JR*MI*W100200300~", "NM1*IL*1*STONE*EVE****MI*W999~")
    stranger = room.anna_read(changed(other, "DMG*D8*19790312*F~", "DMG*D8*19500101*F~"))
    assert (stranger.coverage_id, stranger.reason) == (
        None, "Our question was about Anna Baker, and the answer names EVE STONE.",
    )  # fmt: skip


def test_name_and_birth_date_find_who_has_another_number_with_that_insurer(room: Room) -> None:
    room.number(room.coverage, "OLD1")
    first = room.anna_read()
    assert first.matched_by == "name and birth date"
    assert first.differences[0].difference.sentence == (
        "Member number: OLD1 here, W100200300 at the insurer."
    )


def test_twins_of_one_number_are_told_apart_by_name_and_two_of_one_name_by_nobody(room: Room) -> None:
    room.person(room.mia, "Baker", "Ben", date(1979, 3, 12))
    room.number(room.mias, "W100200300")
    assert room.anna_read().coverage_id == room.coverage
    room.person(room.mia, "Baker", "Anna", date(1979, 3, 12))
    again = room.anna_read(changed(SAMPLE, "DTP*346*D8*20260101~", "DTP*346*D8*20260102~"))
    assert again.coverage_id is None and again.reason.startswith("Several people here")


def test_what_the_file_says_is_kept_with_its_source(room: Room) -> None:
    room.read()
    known = coverage_answers(room.money.desk, room.coverage)
    told = {(one.item, one.service, one.network): one.value for one in known.answers}
    assert told[Item.ACTIVE, None, None] is True
    assert told[Item.DEDUCTIBLE, None, Network.IN] == 500_00
    assert told[Item.DEDUCTIBLE_LEFT, None, Network.IN] == 120_50
    assert told[Item.DEDUCTIBLE, None, Network.OUT] == 2000_00
    assert told[Item.OUT_OF_POCKET, None, Network.IN] == 4000_00
    assert told[Item.COPAY, ServiceKind.PRIMARY_CARE, Network.IN] == 25_00
    assert told[Item.COINSURANCE, ServiceKind.LABORATORY, Network.IN] == 20_00
    assert told[Item.AUTHORIZATION, ServiceKind.PRIMARY_CARE, Network.IN] is False
    assert (told[Item.OTHER_COVERAGE, None, None], told[Item.OTHER_PAYER, None, None]) == (True, "OTHER MUTUAL")
    copay = next(one for one in known.answers if one.item is Item.COPAY)
    assert (copay.source, copay.as_of, copay.limits) == (Source.FILE, date(2026, 11, 2), "PRIMARY CARE")
    (benefits,) = [one for one in known.stands if one.asks is Asks.BENEFITS]
    assert (benefits.state, benefits.missing) == (State.PARTIAL, ("network",))


def test_reading_again_changes_nothing_whatever_the_file_is_called(room: Room) -> None:
    room.read()
    counts = "SELECT (SELECT count(*) FROM verified_answer), (SELECT count(*) FROM eligibility_answered), " \
        "(SELECT count(*) FROM eligibility_difference)"  # fmt: skip
    before = room.rows(counts)
    again = room.read(SAMPLE.replace("\n", ""), "other.271")
    assert {one.known for one in again.answers} == {True}
    assert again.answers[0].differences != ()
    assert room.rows(counts) == before


def test_a_rejection_says_why_in_words_and_what_to_do(room: Room) -> None:
    room.person(room.anna, "Doyle", "Kim", date(1990, 1, 1))
    room.number(room.coverage, "W7")
    rejected = room.read().answers[2]
    assert (rejected.coverage_id, rejected.stands[0].state) == (room.coverage, State.NOT_FOUND)
    assert rejected.reason == "The insurer does not find the subscriber."
    assert rejected.advice.startswith("Compare the member number with the card")
    assert rejected.stands[0].says.startswith("The insurer does not find the subscriber. Compare")
    assert rejected.differences == ()


def test_an_insurer_that_is_down_is_asked_again(room: Room) -> None:
    down = changed(SAMPLE, "AAA*N**75*C~", "AAA*Y**42*R~")
    room.person(room.anna, "Doyle", "Kim", date(1990, 1, 1))
    room.number(room.coverage, "W7")
    assert room.read(down).answers[2].stands[0].state is State.PAYER_DOWN


def test_what_is_damaged_is_not_relied_on(room: Room) -> None:
    damaged = changed(SAMPLE, "HL*3*2*22*0~\nTRN*1*99887766", "HL*3*9*22*0~\nTRN*1*99887766")
    first = room.anna_read(damaged)
    assert first.coverage_id is None and first.reason.startswith("It is not relied on: ")
    assert room.rows("SELECT count(*) FROM verified_answer") == [(0,)]


def test_differences_are_told_line_by_line_and_the_record_stays(room: Room) -> None:
    before = insuring.coverage_record(room.money.desk, room.coverage).request
    first = room.anna_read()
    assert [one.difference.sentence for one in first.differences] == [
        "Group number: nothing here, G7700 at the insurer.",
        "Copay: nothing here, 25.00 at the insurer.",
        "Another insurer: nothing here, OTHER MUTUAL at the insurer.",
    ]
    assert insuring.coverage_record(room.money.desk, room.coverage).request == before


def test_a_line_is_taken_over_alone_and_told_in_the_trail(room: Room) -> None:
    room.read()
    take_over(room.money.desk, room.difference(Field.COPAY))
    now = insuring.coverage_record(room.money.desk, room.coverage).request
    assert (now.copay, now.group_number) == (25_00, "")
    ((person, details),) = room.rows("SELECT person_id, details FROM audit WHERE act = 'eligibility.taken'")
    assert person == room.anna and '"what": "Copay"' in details
    take_over(room.money.desk, room.difference(Field.GROUP_NUMBER))
    assert insuring.coverage_record(room.money.desk, room.coverage).request.group_number == "G7700"
    stands = coverage_answers(room.money.desk, room.coverage).stands
    assert stands[0].state is State.VERIFIED, "a number the insurer told is no new card"


def test_a_name_and_a_birth_date_are_the_patients_and_the_finder_knows_them(room: Room) -> None:
    room.person(room.anna, "Backer", "Anna", date(1979, 3, 12))
    room.read()
    take_over(room.money.desk, room.difference(Field.LAST_NAME))
    assert room.rows(f"SELECT last_name FROM person WHERE id = {room.anna}") == [("Baker",)]
    assert room.rows("SELECT count(*) FROM search_term WHERE term = 'baker'") == [(1,)]


def test_the_last_day_of_an_ended_coverage_is_taken_over(room: Room) -> None:
    room.read()
    take_over(room.money.desk, room.difference(Field.VALID_TO))
    assert insuring.coverage_record(room.money.desk, room.mias).request.valid_to == date(2026, 9, 30)


def test_a_line_is_left_with_a_reason_and_decided_once(room: Room) -> None:
    room.read()
    line = room.difference(Field.OTHER_PAYER)
    with pytest.raises(PaydeskError, match="settle it with the patient"):
        take_over(room.money.desk, line)
    with pytest.raises(PaydeskError, match="Say in a few words"):
        leave(room.money.desk, line, why=" ")
    leave(room.money.desk, line, why="ended last year")
    with pytest.raises(NotFound, match="decided already"):
        leave(room.money.desk, line, why="ended last year")
    assert room.rows("SELECT state, why, decided_by FROM eligibility_difference WHERE state = 'left'") == [
        ("left", "ended last year", "ana"),
    ]  # fmt: skip


def test_a_line_is_not_taken_over_a_record_that_changed_since(room: Room) -> None:
    room.read()
    line = room.difference(Field.COPAY)
    form = insuring.coverage_record(room.money.desk, room.coverage).request
    insuring.save_coverage(room.money.desk, replace(form, copay=40_00))
    with pytest.raises(PaydeskError, match="changed since the file was read"):
        take_over(room.money.desk, line)
    assert insuring.coverage_record(room.money.desk, room.coverage).request.copay == 40_00


def test_what_cannot_stand_is_refused_and_the_line_stays_open(room: Room) -> None:
    room.read()
    room.sql("UPDATE coverage SET valid_from = :first WHERE id = :own", first=date(2026, 10, 5), own=room.mias)
    with pytest.raises(PaydeskError, match="cannot end before it begins"):
        take_over(room.money.desk, room.difference(Field.VALID_TO))
    assert room.difference(Field.VALID_TO).version == 1


def test_a_newer_answer_takes_the_place_of_older_lines(room: Room) -> None:
    room.read()
    older = room.difference(Field.COPAY)
    room.read(changed(SAMPLE, "EB*B*IND*98^UC*PR**27*25*", "EB*B*IND*98^UC*PR**27*30*"), "later.271")
    with pytest.raises(NotFound):
        take_over(room.money.desk, older)
    take_over(room.money.desk, room.difference(Field.COPAY))
    assert insuring.coverage_record(room.money.desk, room.coverage).request.copay == 30_00


def test_a_file_that_is_none_and_a_reader_are_refused(room: Room) -> None:
    with pytest.raises(PaydeskError, match="answer about eligibility"):
        room.read("Dear clinic,", "letter.txt")
    reader = room.money.desk.as_actor(replace(room.money.desk.actor, role=Role.READ_ONLY))
    with pytest.raises(NotAllowed):
        read_eligibility(reader, room.folder / "letter.txt")


def test_the_same_file_at_two_desks_at_once_is_read_once(
    shared_money: MoneyClinic, postgres_server: PostgresServer, tmp_path: Path
) -> None:
    room = Room(shared_money, tmp_path)
    path = tmp_path / "answers.271"
    path.write_text(SAMPLE, "ascii")
    first, second = one_after_another(shared_money, postgres_server, *[lambda desk: read_eligibility(desk, path)] * 2)
    assert {one.known for one in first.answers} == {False}
    assert {one.known for one in second.answers} == {True}
    assert room.rows("SELECT count(*) FROM eligibility_answered") == [(5,)]
