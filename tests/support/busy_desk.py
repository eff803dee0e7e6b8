"""A desk in a process of its own that works until it is killed, telling before each act and after it was acknowledged.

What it does is a table of ``WORK``: generators that yield a request and are sent what came of it.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Generator
from dataclasses import dataclass, field
from functools import partial
from itertools import count
from multiprocessing.connection import Connection
from pathlib import Path
from random import Random
from typing import Any
from unittest.mock import patch
from uuid import UUID

from sqlalchemy import event

from paydesk.data import schema
from paydesk.data.database import Database, open_local, open_server
from paydesk.operations import (
    backing_up,
    charging,
    importing,
    importing_remittances,
    matching_answers,
    posting,
    posting_answers,
    refunding,
    restoring,
    undoing,
    visiting,
)
from paydesk.operations.desk import Actor, Desk
from paydesk.rules.errors import PaydeskError
from paydesk.rules.office import Role
from support import overpaid_clinic, planned_clinic
from support.fixed_clock import FixedClock
from support.overpaid_clinic import MORNING as MORNING

BACKUP = "kept.paydesk-backup"


@dataclass(frozen=True)
class Place:
    """Where a clinic is, for any process: a file with its key, or an address. ``source`` is what to import."""

    file: str = ""
    key: bytes = field(default=b"", repr=False)
    url: str = ""
    source: str = ""

    @property
    def backup_key(self) -> bytes:
        """The key of its backups: its own, where it has one."""
        return self.key or b"Z" * 32

    def open(self) -> Database:
        """The database, as this program finds it."""
        return open_server(self.url) if self.url else open_local(Path(self.file), self.key)

    def desk(self) -> Desk:
        """An administrator's desk at it."""
        return Desk(self.open(), FixedClock(MORNING), Actor("ana", Role.ADMINISTRATOR, "desk 1"))


@dataclass(frozen=True)
class Work:
    """The families at whose accounts the desk works: account -> its first patient."""

    place: Place
    families: tuple[tuple[int, int], ...] = ()


Steps = Generator[Any, Any, None]


def payments(desk: Desk, work: Work, chance: Random) -> Steps:
    while True:
        account, _ = chance.choice(work.families)
        yield posting.PostPayment(account, chance.randrange(1, 50_00), "cash", new_key(chance))


def charges(desk: Desk, work: Work, chance: Random) -> Steps:
    while True:
        _, patient = chance.choice(work.families)
        visit = visiting.save_visit(desk, visiting.SaveVisit(patient, desk.clock.today()))
        charge = charging.NewCharge("99213", "Office visit", fee=chance.randrange(1, 300_00))
        yield charging.PostCharges(visit.visit_id, (charge,), new_key(chance))


def undoings(desk: Desk, work: Work, chance: Random) -> Steps:
    while True:
        account, _ = chance.choice(work.families)
        amount = chance.randrange(100, 50_00)
        paid = yield posting.PostPayment(account, amount, "cash", new_key(chance), automatic=chance.random() < 0.5)
        if paid.unapplied and chance.random() < 0.5:
            part = chance.randrange(1, paid.unapplied + 1)
            yield refunding.RefundCredit(account, paid.lot_id, part, "cash", "asked for it", new_key(chance))
        yield undoing.UndoReceipt(paid.lot_id, "typed twice", new_key(chance))


def day(desk: Desk, work: Work, chance: Random) -> Steps:
    """All of it, as it comes."""
    hands = [make(desk, work, chance) for make in (payments, charges, undoings)]
    asked = [next(one) for one in hands]
    while True:
        turn = chance.randrange(len(hands))
        asked[turn] = hands[turn].send((yield asked[turn]))


@dataclass(frozen=True)
class ImportAll:
    """Read the place's source folder."""

    source: str
    key: str = "import"


@dataclass(frozen=True)
class ReadAndPost:
    """Read an insurer's file and post what is clean, a few claims at a time."""

    file: str
    key: str = "remittance"


@dataclass(frozen=True)
class BringUp:
    """Bring the clinic to this program's schema."""

    key: str = "upgrade"


@dataclass(frozen=True)
class BackUp:
    """Make a backup there."""

    file: str
    backup_key: bytes = field(repr=False)
    key: str


@dataclass(frozen=True)
class Restore:
    """Make the backup the clinic: in the place of the file at ``clinic``, or in the empty database of the desk."""

    file: str
    backup_key: bytes = field(repr=False)
    clinic: str = ""
    key: str = "restore"


def backups(desk: Desk, work: Work, chance: Random) -> Steps:
    for number in count():
        yield BackUp(f"{work.place.source}/{number}.paydesk-backup", work.place.backup_key, str(number))


def restores(desk: Desk, work: Work, chance: Random) -> Steps:
    yield Restore(f"{work.place.source}/{BACKUP}", work.place.backup_key, work.place.file)


def _restore(desk: Desk, request: Restore) -> object:
    who, file = restoring.Restorer(desk.actor, desk.clock), Path(request.file)
    if not request.clinic:
        return restoring.restore_shared(who, file, request.backup_key, desk.database)
    desk.database.close()
    return restoring.restore_here(
        who, file, request.backup_key, Path(request.clinic), present_key=request.backup_key
    )


def remittances(desk: Desk, work: Work, chance: Random) -> Steps:
    yield ReadAndPost(work.place.source)


def _post(desk: Desk, request: ReadAndPost) -> posting_answers.AdvicePosted:
    (kept,) = importing_remittances.keep_remittance_file(desk, Path(request.file)).kept
    with patch.object(matching_answers, "BATCH", 5):
        return posting_answers.post_advice(desk, posting_answers.PostAdvice(kept.advice_id))


def once(request: Any, desk: Desk, work: Work, chance: Random) -> Steps:
    yield request


def imports(desk: Desk, work: Work, chance: Random) -> Steps:
    yield ImportAll(work.place.source)


def asked(ask: Callable[[Desk, str], Any], desk: Desk, work: Work, chance: Random) -> Steps:
    yield ask(desk, work.place.source)


WORK: dict[str, Callable[[Desk, Work, Random], Steps]] = {
    "posting payments": payments, "posting charges": charges, "undoing and refunding": undoings, "a day of all": day,
    "posting a remittance": remittances,
    "importing": imports, "migrating": partial(once, BringUp()), "backing up": backups, "restoring": restores,
    **{kind: partial(asked, ask) for kind, ask in (overpaid_clinic.ASKED | planned_clinic.ASKED).items()},
}  # fmt: skip
OPERATIONS: dict[type, Callable[[Desk, Any], Any]] = {
    posting.PostPayment: posting.post_payment, charging.PostCharges: charging.post_charges,
    undoing.UndoReceipt: undoing.undo_receipt, refunding.RefundCredit: refunding.refund_credit,
    ReadAndPost: _post,
    ImportAll: lambda desk, request: importing.import_synthea(desk, Path(request.source)),
    BringUp: lambda desk, request: schema.upgrade(desk.database),
    BackUp: lambda desk, request: backing_up.back_up(desk, request.backup_key, Path(request.file)),
    Restore: _restore,
    **overpaid_clinic.OPERATIONS, planned_clinic.InTurn: planned_clinic.do_in_turn,
}  # fmt: skip


def do(desk: Desk, request: Any) -> Any:
    """Do what was asked."""
    return OPERATIONS[type(request)](desk, request)


def new_key(chance: Random) -> str:
    """A key for a form, the same for the same luck."""
    return UUID(int=chance.getrandbits(128)).hex


def die() -> None:
    """As the task manager, the power button of a virtual machine or the system short of memory would end it."""
    os.kill(os.getpid(), signal.SIGKILL)


def _die_before(words: str, database: Database) -> None:
    @event.listens_for(database.engine, "before_cursor_execute")
    def look(_connection: Any, _cursor: Any, statement: str, *_others: Any) -> None:
        if words in statement:
            die()


def _die_at_the_commit(database: Database) -> None:
    event.listen(database.engine, "commit", lambda _connection: die())


def _die_after_the_commit(database: Database) -> None:
    dialect: Any = database.engine.dialect
    commit = dialect.do_commit

    def and_die(connection: Any) -> None:
        commit(connection)
        die()

    dialect.do_commit = and_die


def _die_at_statement(number: int, database: Database) -> None:
    left = [number]

    @event.listens_for(database.engine, "before_cursor_execute")
    def look(*_all: Any) -> None:
        left[0] -= 1
        if left[0] < 0:
            die()


POINTS: dict[str, Callable[[Database], None]] = {
    "before anything": partial(_die_at_statement, 0),
    "after a few statements": partial(_die_at_statement, 6),
    "before the lines": partial(_die_before, "INSERT INTO line"),
    "before the entry that seals them": partial(_die_before, "INSERT INTO entry"),
    "before its row in the trail": partial(_die_before, "INSERT INTO audit"),
    "just before the commit": _die_at_the_commit,
    "just after the commit": _die_after_the_commit,
}
"""Moments at which a desk can be made to die: each arms the database's engine."""


def _die_at_a_rename(database: Database, *, after: bool) -> None:
    rename = Path.replace

    def replace(self: Path, target: Path) -> Path:
        if not after:
            die()
        renamed = rename(self, target)
        die()
        return renamed

    Path.replace = replace  # type: ignore[method-assign]


def _die_at_a_flush(database: Database) -> None:
    os.fsync = lambda _file: die()


FILE_POINTS: dict[str, Callable[[Database], None]] = {
    "before it is flushed": _die_at_a_flush,
    "before it gets its name": partial(_die_at_a_rename, after=False),
    "just after it got its name": partial(_die_at_a_rename, after=True),
}
"""The same for what makes a file."""


def statement(number: int) -> Callable[[Database], None]:
    """Die before that statement, 0 for the first."""
    return partial(_die_at_statement, number)


def work_until_killed(
    work: Work, kind: str, seed: int, arm: Callable[[Database], None] | None, after: int, wire: Connection
) -> None:
    """What the process runs: tells ("begun", request) and ("done", key), and ("failed", sentence) when it must end.

    The ``after`` + first act is the one in which it dies, if it is armed.
    """
    desk, chance = work.place.desk(), Random(seed)
    steps = WORK[kind](desk, work, chance)
    request, number = next(steps), 0
    try:
        while True:
            wire.send(("begun", request))
            if arm is not None and number == after:
                arm(desk.database)
            done = do(desk, request)
            wire.send(("done", request.key))
            number += 1
            request = steps.send(done)
    except StopIteration:
        wire.send(("ended", ""))
    except PaydeskError as refused:
        wire.send(("failed", refused.sentence))
