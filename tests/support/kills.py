"""Lets a busy desk die, opens the clinic again and looks for what was lost, doubled or left half-way."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from random import Random

from sqlalchemy import inspect, text

from paydesk.data import schema, triggers
from paydesk.data.database import Database
from paydesk.operations import backing_up, charging, posting, proving, refunding, reporting, undoing
from paydesk.operations.desk import Desk
from paydesk.rules.money import from_plain
from support import overpaid_clinic, planned_clinic
from support.blows import Blow, Told, killed, until_alone
from support.busy_desk import BACKUP, WORK, ImportAll, ReadAndPost, Restore, Work, do
from support.clinic_figures import figures
from support.ledger_oracle import objections
from support.postgres_server import PostgresServer

STEPS = overpaid_clinic.STEPS | planned_clinic.STEPS
"""Acts of more than one transaction."""
KEPT = {
    posting.PostPayment: "SELECT count(*) FROM receipt WHERE number IS NOT NULL",
    charging.PostCharges: "SELECT count(*) FROM charge WHERE kind = 'procedure'",
    undoing.UndoReceipt: "SELECT count(*) FROM receipt_undoing",
    refunding.RefundCredit: "SELECT count(*) FROM refund",
}
"""How many acts of that kind the clinic holds."""


@dataclass
class Fall:
    """What one death, or many, came to."""

    kills: int = 0
    acknowledged: int = 0
    lost: int = 0
    doubled: int = 0
    unacknowledged_there: int = 0
    unacknowledged_gone: int = 0
    broken: list[str] = field(default_factory=list)

    def add(self, other: Fall) -> None:
        """Count another one to it."""
        for name in vars(self):
            setattr(self, name, getattr(self, name) + getattr(other, name))


def fall_at_the_desk(work: Work, kind: str, seed: int, blow: Blow, server: PostgresServer | None) -> Fall:
    """The desk dies while it posts: what it had acknowledged is there once, its last act is whole or not there."""
    database = work.place.open()
    before = _kept(database)
    database.close()
    told = killed(work, kind, seed, blow)
    until_alone(work, server)
    desk = work.place.desk()
    try:
        return _compared(desk, before, told)
    finally:
        desk.close()
        desk.database.close()


def _compared(desk: Desk, before: dict[type, int], told: Told) -> Fall:
    fall = Fall(kills=1, acknowledged=len(told.done), broken=_objections(desk))
    there = _keys_there(desk, [one.key for one in told.done])
    fall.lost = len(told.done) - len(there)
    last = told.open
    was_there = last is not None and bool(_keys_there(desk, [last.key]))
    fall.unacknowledged_there, fall.unacknowledged_gone = int(was_there), int(last is not None and not was_there)
    for request in (*told.done[-3:], *((last, last) if last is not None else ())):
        do(desk, request)
    everything = [*told.done, *([last] if last is not None else [])]
    after = _kept(desk.database)
    for kind, count in after.items():
        fall.doubled += max(0, count - before[kind] - sum(isinstance(one, kind) for one in everything))
        fall.lost += max(0, before[kind] + sum(isinstance(one, kind) for one in everything) - count)
    with desk.database.reading() as session:
        fall.broken += objections(session)
    return fall


def _kept(database: Database) -> dict[type, int]:
    with database.reading() as session:
        return {kind: int(session.execute(text(count)).scalar_one()) for kind, count in KEPT.items()}


def _keys_there(desk: Desk, keys: list[str]) -> set[str]:
    with desk.database.reading() as session:
        known = {str(key)[:32] for (key,) in session.execute(text("SELECT key FROM entry"))}
    return known & set(keys)


def _objections(desk: Desk) -> list[str]:
    """By the program's own proof and by the slow one that shares no code with it."""
    proof = proving.prove(desk)
    with desk.database.reading() as session:
        return [f"{one.rule}: {one.where} {one.says}" for one in proof.findings] + objections(session)


def fall_while_importing(work: Work, kind: str, seed: int, blow: Blow, server: PostgresServer | None) -> Fall:
    """The import dies: whole batches are there, and the same command again makes of it what one run makes."""
    told = killed(work, kind, seed, blow)
    until_alone(work, server)
    desk = work.place.desk()
    try:
        fall = Fall(kills=1, acknowledged=len(told.done), broken=_objections(desk))
        partly = _rows(desk, "entry")
        do(desk, ImportAll(work.place.source))
        fall.unacknowledged_there = int(not told.done and partly == _rows(desk, "entry"))
        fall.unacknowledged_gone = int(not told.done and partly != _rows(desk, "entry"))
        again = do(desk, ImportAll(work.place.source))
        fall.doubled += sum(again.created.values())
        fall.broken += _objections(desk)
        expected = _figures_of(Path(work.place.source))
        figures = {
            one.external_id: (one.patient_owes, one.insurers_owe, one.unapplied) for one in reporting.balances(desk)
        }
        fall.broken += [f"{one}: {figures.get(one)}, not {expected[one]}" for one in expected
                        if figures.get(one) != expected[one]]  # fmt: skip
        return fall
    finally:
        desk.close()
        desk.database.close()


def fall_while_posting_a_remittance(
    work: Work, kind: str, seed: int, blow: Blow, server: PostgresServer | None
) -> Fall:
    """The posting dies: whole claims are there, and the same command again posts the others, each once."""
    told = killed(work, kind, seed, blow)
    until_alone(work, server)
    desk, request = work.place.desk(), ReadAndPost(work.place.source)
    try:
        fall = Fall(kills=1, acknowledged=len(told.done), broken=_objections(desk))
        partly = _rows(desk, "remittance_claim")
        rest = do(desk, request).posted
        fall.unacknowledged_there, fall.unacknowledged_gone = int(partly > 0), int(rest > 0)
        fall.lost += _rows(desk, "advice_claim") - _rows(desk, "remittance_claim")
        fall.doubled += do(desk, request).posted
        fall.broken += _objections(desk)
        return fall
    finally:
        desk.close()
        desk.database.close()


def _rows(desk: Desk, table: str) -> int:
    with desk.database.reading() as session:
        return int(session.execute(text(f"SELECT count(*) FROM {table}")).scalar_one())


def _figures_of(source: Path) -> dict[str, tuple[int, ...]]:
    parts = ("patient_owes", "insurers_owe", "unapplied")
    with (source / "expected_balances.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return {row["patient_id"]: tuple(from_plain(row.get(name, "0.00")) for name in parts) for row in rows}


def fall_while_migrating(work: Work, kind: str, seed: int, blow: Blow, server: PostgresServer | None) -> Fall:
    """The migration dies: the clinic is the old one or the new one, with all its guards either way."""
    database = work.place.open()
    old = _standing(database)
    database.close()
    told = killed(work, kind, seed, blow)
    until_alone(work, server)
    database = work.place.open()
    try:
        fall = Fall(kills=1, acknowledged=len(told.done))
        now = _standing(database)
        new = now[0] == schema.revisions()[-1]
        with database.engine.connect() as connection:
            missing = triggers.missing(connection) if new else ()
        fall.lost = int(bool(told.done) and not new)
        fall.unacknowledged_there, fall.unacknowledged_gone = int(not told.done and new), int(not new)
        if not new and now != old:
            fall.broken.append(f"neither the old clinic nor the new one: {now[0]}")
        fall.broken += [f"the guard {one} is missing" for one in missing]
        schema.upgrade(database)
        with database.engine.connect() as connection:
            fall.broken += [f"after all the guard {one} is missing" for one in triggers.missing(connection)]
        return fall
    finally:
        database.close()


def _standing(database: Database) -> tuple[str | None, tuple[str, ...], tuple[str, ...]]:
    """The revision, every table's columns and every trigger."""
    with database.engine.connect() as connection:
        look = inspect(connection)
        tables = sorted(look.get_table_names())
        columns = tuple(f"{table}.{one['name']}" for table in tables for one in look.get_columns(table))
        ask = (
            "SELECT tgname || ' ' || tgrelid::regclass FROM pg_trigger WHERE NOT tgisinternal" if database.shared
            else "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        )  # fmt: skip
        guards = tuple(sorted(str(name) for (name,) in connection.exec_driver_sql(ask)))
        return schema._at(connection), columns, guards


def fall_while_backing_up(work: Work, kind: str, seed: int, blow: Blow, server: PostgresServer | None) -> Fall:
    """The backup dies: what bears a backup's name is a proven one, and the next one is made as ever."""
    folder, key = Path(work.place.source), work.place.backup_key
    for old in folder.iterdir():
        old.unlink()
    told = killed(work, kind, seed, blow)
    until_alone(work, server)
    fall = Fall(kills=1, acknowledged=len(told.done))
    there = {file.name for file in folder.glob("*.paydesk-backup")}
    fall.lost = sum(Path(one.file).name not in there for one in told.done)
    last = Path(told.open.file).name if told.open is not None else ""
    fall.unacknowledged_there, fall.unacknowledged_gone = int(last in there), int(bool(last) and last not in there)
    for name in there:
        fall.broken += [f"{name}: {one.rule}" for one in backing_up.check(folder / name, key).findings]
    desk = work.place.desk()
    try:
        made = backing_up.back_up(desk, key, folder / "next.paydesk-backup")
        fall.broken += [f"next: {one.rule}" for one in backing_up.check(made.file, key).findings]
        fall.broken += _objections(desk)
    finally:
        desk.close()
        desk.database.close()
    return fall


def fall_while_restoring(work: Work, kind: str, seed: int, blow: Blow, server: PostgresServer | None) -> Fall:
    """The restore dies: the clinic is the one of before or the one of the backup, whole, and a second try makes it."""
    backup = Path(work.place.source) / BACKUP
    desk = work.place.desk()
    backing_up.back_up(desk, work.place.backup_key, backup)
    kept = _rows(desk, "receipt")
    do(desk, posting.PostPayment(work.families[0][0], 1_00, "cash", f"since the backup {seed}"))
    desk.close()
    desk.database.close()
    into = work if server is None else replace(work, place=replace(work.place, url=server.create_database()))
    told = killed(into, kind, seed, blow)
    until_alone(into, server)
    fall = Fall(kills=1, acknowledged=len(told.done))
    desk = into.place.desk()
    try:
        there = schema.is_there(desk.database)
        restored = there and _rows(desk, "receipt") == kept
        fall.lost = int(bool(told.done) and not restored)
        fall.unacknowledged_there = int(not told.done and restored)
        fall.unacknowledged_gone = int(not told.done and not restored)
        fall.broken += _objections(desk) if there else []
        if server is None and not there:
            fall.broken.append("there is no clinic any more")
        if server is None or not there:
            desk.close()
            do(desk, Restore(str(backup), work.place.backup_key, into.place.file))
            desk.database.close()
            desk = into.place.desk()
        fall.broken += _objections(desk)
        fall.broken += [] if _rows(desk, "receipt") == kept else ["it is not what the backup held"]
    finally:
        desk.close() if schema.is_there(desk.database) else None
        desk.database.close()
    for left in backup.parent.iterdir():
        left.unlink()
    if server is not None:
        server.drop_database(into.place.url)
    return fall


def fall_and_again(work: Work, kind: str, seed: int, blow: Blow, server: PostgresServer | None) -> Fall:
    """One act dies: the same again makes of it what it makes in peace, and once more nothing."""
    database = work.place.open()
    before = figures(database)
    database.close()
    whole = _in_peace(work, kind, server)
    told = killed(work, kind, seed, blow)
    until_alone(work, server)
    desk = work.place.desk()
    try:
        request = told.done[0] if told.done else told.open
        fall = Fall(kills=1, acknowledged=len(told.done), broken=_objections(desk))
        now = figures(desk.database)
        there = now == whole
        fall.lost = int(bool(told.done) and not there)
        fall.unacknowledged_there, fall.unacknowledged_gone = int(not told.done and there), int(not there)
        if not there and now != before and kind not in STEPS:
            fall.broken.append(f"half of it is there: {_differing(now, before)}")
        do(desk, request)
        if (after := figures(desk.database)) != whole:
            fall.broken.append(f"done again it is not what it is in peace: {_differing(after, whole)}")
        do(desk, request)
        fall.doubled += int(figures(desk.database) != after)
        fall.broken += _objections(desk)
        return fall
    finally:
        desk.close()
        desk.database.close()


def _in_peace(work: Work, kind: str, server: PostgresServer | None) -> dict[str, object]:
    """What the same work makes of a copy of the clinic when nobody dies."""
    if server is None:
        place = replace(work.place, file=f"{work.place.file}.peace")
        shutil.copy(work.place.file, place.file)
    else:
        name = work.place.url.partition("@/")[2].partition("?")[0]
        place = replace(work.place, url=server.create_database(template=name))
    desk = place.desk()
    do(desk, next(WORK[kind](desk, work, Random(0))))
    desk.close()
    found = figures(desk.database)
    desk.database.close()
    if server is None:
        Path(place.file).unlink()
    else:
        server.drop_database(place.url)
    return found


def _differing(one: dict[str, object], other: dict[str, object]) -> dict[str, tuple[object, object]]:
    return {name: (one[name], other[name]) for name in one if one[name] != other[name]}


Falling = Callable[[Work, str, int, Blow, PostgresServer | None], Fall]
KINDS: dict[str, Falling] = {
    "posting payments": fall_at_the_desk,
    "posting charges": fall_at_the_desk,
    "undoing and refunding": fall_at_the_desk,
    "a day of all": fall_at_the_desk,
    "posting a remittance": fall_while_posting_a_remittance,
    "importing": fall_while_importing,
    "migrating": fall_while_migrating,
    "backing up": fall_while_backing_up,
    "restoring": fall_while_restoring,
    **dict.fromkeys((*overpaid_clinic.ASKED, *planned_clinic.ASKED), fall_and_again),
}
"""What a desk may be doing when it dies, by its name in ``busy_desk.WORK``, and how its fall is looked at."""


def fall(work: Work, kind: str, seed: int, blow: Blow, server: PostgresServer | None = None) -> Fall:
    """One death and what it came to."""
    return KINDS[kind](work, kind, seed, blow, server)
