"""Any damage to a claim history: told line by line, sound meanwhile, and mended by importing the whole one after."""

from __future__ import annotations

import random
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from paydesk.operations import importing, proving, reporting
from paydesk.operations.desk import Actor, Desk
from paydesk.rules.office import Role
from support.fixed_clock import FixedClock
from support.migrated_clinic import empty_clinic

SAMPLE = Path(__file__).parents[1] / "gateways" / "samples" / "synthea"
WHOLE = [("pat-1", 30_00, 80_00, -10_00)]
TRANSACTIONS = "claims_transactions.csv"


@pytest.fixture
def desk() -> Iterator[Desk]:
    """An empty clinic."""
    database = empty_clinic()
    made = Desk(database, FixedClock(datetime(2026, 11, 23, 15, tzinfo=UTC)), Actor("ana", Role.ADMINISTRATOR, "one"))
    yield made
    made.close()
    database.close()


def _figures(desk: Desk) -> list[tuple[str | None, int, int, int]]:
    return [(one.external_id, one.patient_owes, one.insurers_owe, one.unapplied) for one in reporting.balances(desk)]


def _damaged(line: bytes, luck: random.Random) -> list[bytes]:
    """The line (or lines) instead, always recognizably wrong."""
    fields = line.split(b",")
    at = luck.randrange(len(fields))
    numbers = [n for n, field in enumerate(fields) if field.replace(b".", b"").isdigit() and b"." in field]
    way = luck.choice(["cut", "quote", "bytes", "zero byte", "more", "twice", "type", "amount", "date"])
    if way == "amount" and not numbers:
        way = "more"
    if way == "cut":
        return [b",".join(fields[: max(at, 1)])]
    if way == "twice":
        return [line, line]
    if way == "more":
        fields.append(b"x")
    elif way == "type":
        fields = [b"CHXRGE" if one == b"CHARGE" else b"PAID" if one == b"PAYMENT" else one for one in fields]
    elif way == "amount":
        fields[luck.choice(numbers)] = luck.choice([b"abc", b"-5.00", b"9" * 30 + b".00", b"1.005"])
    elif way == "date":
        fields = [b"2014-13-45T00:00:00Z" if one.endswith(b"Z") else one for one in fields]
    else:
        fields[at] += {"quote": b'"x', "bytes": b"\xff\xfe", "zero byte": b"\0"}[way]
    return [b",".join(fields)]


def _damage(folder: Path, luck: random.Random) -> None:
    for _ in range(luck.randrange(1, 5)):
        file = folder / luck.choice([TRANSACTIONS, TRANSACTIONS, *(one.name for one in sorted(folder.iterdir()))])
        lines = file.read_bytes().splitlines()
        at = luck.randrange(1, len(lines))
        lines[at : at + 1] = _damaged(lines[at], luck)
        file.write_bytes(b"\n".join(lines) + b"\n")


@pytest.mark.parametrize("seed", range(24))
def test_whatever_is_damaged_the_ledger_is_sound_and_the_whole_history_mends_it(
    desk: Desk, tmp_path: Path, seed: int
) -> None:
    folder = Path(shutil.copytree(SAMPLE, tmp_path / "source"))
    _damage(folder, random.Random(seed))
    first = importing.import_synthea(desk, folder)
    assert proving.prove(desk).findings == ()
    again = importing.import_synthea(desk, folder)
    assert (again.created, again.refused) == ({}, first.refused)
    assert importing.import_synthea(desk, SAMPLE).refused == ()
    assert proving.prove(desk).findings == ()
    assert _figures(desk) == WHOLE


def test_a_coverage_period_repaired_later_leaves_the_charge_with_the_coverage_it_is_on(
    desk: Desk, tmp_path: Path
) -> None:
    folder = Path(shutil.copytree(SAMPLE, tmp_path / "source"))
    for name, kept in (("payer_transitions.csv", 1), (TRANSACTIONS, 2)):
        lines = (folder / name).read_bytes().splitlines(keepends=True)
        (folder / name).write_bytes(b"".join(lines[:kept]))
    assert importing.import_synthea(desk, folder).created["charges"] == 1
    assert _figures(desk) == [("pat-1", 0, 100_00, 0)]
    importing.import_synthea(desk, SAMPLE)
    assert _figures(desk) == WHOLE
    assert proving.prove(desk).findings == ()


def test_a_row_of_the_clinic_s_first_day_or_later_is_refused(desk: Desk, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(SAMPLE, tmp_path / "source"))
    file = folder / TRANSACTIONS
    file.write_bytes(file.read_bytes().replace(b"2021-03-04", b"2026-11-23"))
    refused = importing.import_synthea(desk, folder).refused
    assert [one.line for one in refused] == [4, 9]
    assert refused[0].reason.startswith("it is dated 2026-11-23, not before the clinic's first day")


def test_imported_accounts_are_numbered_on_from_those_registered(desk: Desk) -> None:
    from paydesk.operations import person_forms, registering

    request = registering.RegisterAccount(person_forms.PersonForm("Nguyen", "Ái"))
    registered = registering.register_account(desk, request)
    importing.import_synthea(desk, SAMPLE)
    assert [one.account for one in reporting.balances(desk)] == [registered.number, registered.number + 1]
