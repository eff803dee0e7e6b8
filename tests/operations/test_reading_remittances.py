"""Reading a remittance file at the desk: proven, told in the trail without anybody's name, and nothing posted."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import text

from paydesk.operations.importing_remittances import keep_remittance_file
from paydesk.rules.errors import NotAllowed, PaydeskError
from paydesk.rules.office import Role
from support.era_files import SAMPLE
from support.money_clinic import MoneyClinic


def trail(money: MoneyClinic) -> list[tuple[str, str]]:
    with money.desk.looking() as session:
        rows = session.execute(text("SELECT act, details FROM audit WHERE act = 'remittances.read' ORDER BY id"))
        return [(act, details) for act, details in rows]


def test_a_file_is_read_proven_and_told_in_the_trail_without_patients(money: MoneyClinic) -> None:
    read = keep_remittance_file(money.desk, SAMPLE)
    (one,) = read.proven.remittances
    assert (read.file, one.balanced, len(one.remittance.claims)) == ("mixed.835", True, 15)
    ((_, details),) = trail(money)
    facts = json.loads(details)
    assert {name: facts[name] for name in ("file", "remittances", "claims", "findings")} == {
        "file": "mixed.835", "remittances": 1, "claims": 15, "findings": 1,
    }  # fmt: skip
    assert len(facts["sha256"]) == 64
    names = {part for c in one.remittance.claims if c.patient for part in (c.patient.name, c.patient.id, c.number)}
    assert not [name for name in names if name in details]


def test_nothing_is_posted_and_reading_again_changes_nothing(money: MoneyClinic) -> None:
    counts = "SELECT (SELECT count(*) FROM entry), (SELECT count(*) FROM remittance)"
    keep_remittance_file(money.desk, SAMPLE)
    keep_remittance_file(money.desk, SAMPLE)
    with money.desk.looking() as session:
        assert session.execute(text(counts)).one() == (0, 0)
    assert len(trail(money)) == 2


def test_a_reader_may_not_and_leaves_nothing_in_the_trail(money: MoneyClinic) -> None:
    desk = money.desk.as_actor(replace(money.desk.actor, role=Role.READ_ONLY))
    with pytest.raises(NotAllowed, match="may not read remittance files"):
        keep_remittance_file(desk, SAMPLE)
    assert trail(money) == []


def test_a_file_that_is_none_is_refused_and_leaves_nothing_in_the_trail(money: MoneyClinic, tmp_path: Path) -> None:
    file = tmp_path / "letter.txt"
    file.write_text("Dear insurer,", encoding="utf-8")
    with pytest.raises(PaydeskError, match="There is no remittance"):
        keep_remittance_file(money.desk, file)
    assert trail(money) == []
