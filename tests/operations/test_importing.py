"""Importing claim histories: to the cent, once, and nothing half-posted however it ends."""

from __future__ import annotations

import csv
import secrets
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import text

from paydesk.data import schema
from paydesk.data.database import Database, open_local
from paydesk.operations import importing, reporting
from paydesk.operations.desk import Actor, Desk
from paydesk.rules.errors import NotAllowed
from paydesk.rules.money import from_plain
from paydesk.rules.office import Role
from support.fixed_clock import FixedClock
from support.ledger_oracle import objections
from support.money_clinic import MoneyClinic

SAMPLE = Path(__file__).parents[1] / "gateways" / "samples" / "synthea"
SHARED = Path(__file__).parents[3] / "shared" / "data" / "synthea"
PARTS = ("patient_owes", "insurers_owe", "unapplied")
HISTORIES = (SAMPLE, *(sorted(one for one in SHARED.iterdir() if one.is_dir()) if SHARED.is_dir() else ()))


def figures(desk: Desk) -> dict[str | None, tuple[int, int, int]]:
    rows = reporting.balances(desk)
    assert rows == reporting.balances(desk, as_of=desk.clock.today())
    return {one.external_id: (one.patient_owes, one.insurers_owe, one.unapplied) for one in rows}


def count(database: Database, table: str) -> int:
    with database.reading() as session:
        return int(session.execute(text(f"SELECT count(*) FROM {table}")).scalar_one())


def test_a_made_up_history_arrives_with_every_party(money: MoneyClinic) -> None:
    done = importing.import_synthea(money.desk, SAMPLE)
    assert done.refused == ()
    # 30.00 moved to the patient, 80.00 waits for the insurer, 40.00 was paid on a vaccine of 30.00
    assert figures(money.desk) == {"pat-1": (3000, 8000, -1000)}
    with money.desk.database.reading() as session:
        systems = {tuple(row) for row in session.execute(text("SELECT code, system FROM charge_version"))}
        posted = session.execute(text("SELECT CAST(posted_on AS VARCHAR(10)), imported FROM entry"))
        days = {tuple(row) for row in posted}
    assert systems == {("185345009", "SNOMED"), ("117015009", "SNOMED"), ("140", "CVX")}
    assert {(day, bool(imported)) for day, imported in days} == {("2020-03-04", True), ("2021-03-04", True)}


def test_the_same_again_changes_nothing(money: MoneyClinic) -> None:
    first = importing.import_synthea(money.desk, SAMPLE)
    before = count(money.desk.database, "entry"), count(money.desk.database, "coverage")
    again = importing.import_synthea(money.desk, SAMPLE)
    assert first.created and again.created == {}
    assert again.unchanged > 0
    assert (count(money.desk.database, "entry"), count(money.desk.database, "coverage")) == before


def test_a_damaged_charge_takes_its_own_rows_along_and_comes_in_when_repaired(
    money: MoneyClinic, tmp_path: Path
) -> None:
    folder = Path(shutil.copytree(SAMPLE, tmp_path / "source"))
    file = folder / "claims_transactions.csv"
    whole = file.read_text(encoding="utf-8")
    file.write_text(whole.replace("CHARGE,30.00", "CHARGE,3o.00"), encoding="utf-8")
    done = importing.import_synthea(money.desk, folder)
    assert [(one.line, one.reason) for one in done.refused] == [
        (4, "'3o.00' is not an amount"), (9, "its charge was not read"),
    ]  # fmt: skip
    assert figures(money.desk) == {"pat-1": (3000, 8000, 0)}
    file.write_text(whole, encoding="utf-8")
    assert importing.import_synthea(money.desk, folder).created == {"charges": 1, "payments": 1}
    assert figures(money.desk) == {"pat-1": (3000, 8000, -1000)}


def test_only_an_administrator_imports(money: MoneyClinic) -> None:
    clerk = money.desk.as_actor(Actor("bo", Role.CLERK, "desk 2"))
    with pytest.raises(NotAllowed):
        importing.import_synthea(clerk, SAMPLE)
    assert count(money.desk.database, "account") == 0


@pytest.mark.parametrize("folder", HISTORIES, ids=lambda folder: folder.name)
def test_whole_histories_match_to_the_cent_and_change_nothing_again(money: MoneyClinic, folder: Path) -> None:
    assert importing.import_synthea(money.desk, folder).refused == ()
    with (folder / "expected_balances.csv").open(encoding="utf-8", newline="") as file:
        expected = {
            row["patient_id"]: tuple(from_plain(row.get(name, "0.00")) for name in PARTS)
            for row in csv.DictReader(file)
        }
    assert figures(money.desk) == expected
    assert importing.import_synthea(money.desk, folder).created == {}


KILLED = """
import os, sys
from pathlib import Path
from paydesk.data import import_store
from paydesk.data.database import open_local
from paydesk.operations import importing
from paydesk.operations.desk import Actor, Desk
from paydesk.rules.office import Role
from support.fixed_clock import FixedClock
from support.money_clinic import FIRST_DAY
from datetime import datetime, UTC
importing.CLAIMS_AT_ONCE = 1
posted = import_store.post
def post(session, groups, **about):
    posted(session, groups, **about)
    if groups[0].key.startswith("synthea:cl-2"):
        os.kill(os.getpid(), 9)
import_store.post = post
desk = Desk(open_local(Path(sys.argv[1]), bytes.fromhex(sys.argv[2])),
            FixedClock(datetime(2026, 11, 23, 15, tzinfo=UTC)), Actor("ana", Role.ADMINISTRATOR, "desk 1"))
importing.import_synthea(desk, Path(sys.argv[3]))
"""


def test_killed_in_the_middle_nothing_is_half_posted_and_the_same_command_finishes(
    tmp_path: Path, fixed_morning: FixedClock
) -> None:
    key = secrets.token_bytes(32)
    path = tmp_path / "clinic.paydesk"
    database = open_local(path, key)
    schema.upgrade(database)
    database.close()
    tests = str(Path(__file__).parents[1])
    ended = subprocess.run(
        [sys.executable, "-c", KILLED, str(path), key.hex(), str(SAMPLE)],
        env={"PYTHONPATH": tests}, check=False, timeout=60,
    )  # fmt: skip
    assert ended.returncode == -9
    database = open_local(path, key)
    desk = Desk(database, fixed_morning, Actor("ana", Role.ADMINISTRATOR, "desk 1"))
    assert figures(desk) == {"pat-1": (3000, 8000, 0)}
    importing.import_synthea(desk, SAMPLE)
    assert figures(desk) == {"pat-1": (3000, 8000, -1000)}
    with database.reading() as session:
        assert objections(session) == []
    desk.close()
    database.close()


@pytest.fixture
def fixed_morning() -> FixedClock:
    from datetime import UTC, datetime

    return FixedClock(datetime(2026, 11, 23, 15, tzinfo=UTC))
