"""Receipts for claims: what clearinghouses and insurers took or rejected moves our claims, once."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import text

from paydesk import acknowledgment_command
from paydesk.operations import acknowledging, claiming
from paydesk.operations.acknowledging import Acknowledged
from paydesk.operations.claiming import MarkSent
from paydesk.rules.errors import NotAllowed, PaydeskError
from paydesk.rules.office import Role
from support.era_files import needs, shared_files
from support.money_clinic import MoneyClinic

SAMPLES = Path(__file__).parents[1] / "gateways" / "samples"
REPORT, RECEIPT = SAMPLES / "claim_status" / "receipts.277", SAMPLES / "acknowledgment" / "receipts.999"
SENT = date(2026, 11, 20)


class Room:
    """Three claims that were sent, two of them under other numbers: PD17 and PD18."""

    def __init__(self, money: MoneyClinic, folder: Path) -> None:
        self.money, self.folder = money, folder
        family = money.family(plans=(0,))
        for fee in (22050, 15000, 10000):
            money.charge(family.patients[0], fee)
        self.claims = [one.id for one in claiming.not_sent(money.desk)]
        self.send(*self.claims[:2], sent_as={self.claims[0]: "PD17", self.claims[1]: "PD18"})

    def send(self, *claims: int, **more: object) -> claiming.ClaimsSent:
        request = MarkSent(claims, SENT, **more)  # type: ignore[arg-type]
        return claiming.mark_sent(self.money.desk, request)

    def states(self) -> list[tuple[str, str, str]]:
        with self.money.desk.database.reading() as session:
            rows = session.execute(text("SELECT state, payer_claim, follow_up_why FROM claim ORDER BY id"))
            return [(state, number, why) for state, number, why in rows]

    def read(self, path: Path = REPORT) -> Acknowledged:
        return acknowledging.keep_acknowledgment_file(self.money.desk, path)


@pytest.fixture
def room(money: MoneyClinic, tmp_path: Path) -> Room:
    return Room(money, tmp_path)


def test_a_claim_that_was_sent_is_asked_after_when_no_answer_comes(room: Room) -> None:
    assert room.states()[0] == ("sent", "", "no answer 14 days after it was sent")
    assert room.states()[2][0] == "not sent"


def test_a_report_accepts_one_claim_and_rejects_another_with_its_reason(room: Room) -> None:
    done = room.read()
    first, second, _ = room.states()
    assert first == ("accepted", "MH900100", "no answer 14 days after it was sent")
    assert second[0] == "rejected" and second[2].startswith("rejected: ")
    assert [(one.number, one.moved) for one in done.claims] == [("PD17", True), ("PD18", True), ("PD19", False)]
    assert done.claims[2].refused == "No claim here has this number."
    assert "rejected" in done.claims[1].says and "the NPI" in done.claims[1].says and done.claims[1].advice


def test_the_same_file_again_changes_nothing(room: Room) -> None:
    room.read()
    before = room.states()
    assert not any(one.moved for one in room.read().claims)
    assert room.states() == before


def test_a_rejected_claim_that_was_sent_again_is_accepted_by_a_later_report(room: Room) -> None:
    room.read()
    room.send(room.claims[1])
    assert room.states()[1][0] == "sent"
    later = room.folder / "later.277"
    later.write_text(REPORT.read_text("ascii").replace("A7:562:85", "A2:20:PR").replace("*U*150", "*WQ*150")
                     .replace("A6:21*A8:145:82", "*").replace("A7:454*", "A2:20*"), "ascii")  # fmt: skip
    room.read(later)
    assert room.states()[1][0] == "accepted"


def test_an_answered_claim_is_not_moved_by_a_late_receipt(room: Room) -> None:
    with room.money.desk.database.transaction() as session:
        session.execute(text("UPDATE claim SET state = 'paid'"))
    assert not any(one.moved for one in room.read().claims)
    assert {state for state, _, _ in room.states()} == {"paid"}


def test_a_file_that_was_not_taken_rejects_the_claims_that_went_with_it(room: Room) -> None:
    room.send(room.claims[2], file="0003")
    done = room.read(RECEIPT)
    state, _, why = room.states()[2]
    assert state == "rejected" and "file 0003" in why
    assert any("Set 0003: rejected" in sentence for sentence in done.told)


@pytest.mark.parametrize(
    ("change", "says"),
    [({"on": date(2027, 1, 1)}, "still to come"), ({"how": "pigeon"}, "Choose how it was sent")],
)
def test_what_was_not_sent_so_is_refused(room: Room, change: dict[str, object], says: str) -> None:
    request = {"claim_ids": (room.claims[2],), "on": SENT, **change}
    with pytest.raises(PaydeskError, match=says):
        claiming.mark_sent(room.money.desk, MarkSent(**request))  # type: ignore[arg-type]
    assert room.states()[2][0] == "not sent"


def test_who_may_not_work_on_claims_reads_no_receipt(room: Room) -> None:
    from dataclasses import replace

    reader = room.money.desk.as_actor(replace(room.money.desk.actor, role=Role.READ_ONLY))
    with pytest.raises(NotAllowed):
        acknowledging.keep_acknowledgment_file(reader, REPORT)


def test_the_json_says_what_was_read_moved_and_not_placed(room: Room) -> None:
    told = json.loads(json.dumps(acknowledgment_command.document(room.read())))
    assert (told["read"], told["created"], told["unchanged"]) == (3, {"claim states": 2}, 0)
    (refused,) = told["refused"]
    assert refused["reason"] == "PD19: No claim here has this number." and refused["line"] > 1


FILES = [*shared_files("x12", "277ca"), *shared_files("x12", "999")]


@needs(FILES)
def test_every_shared_receipt_is_read(room: Room) -> None:
    for path in FILES:
        assert room.read(path).file == path.name
