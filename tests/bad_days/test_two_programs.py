"""Two programs at one clinic: money waits its turn and then says so; nobody's change is lost."""

from __future__ import annotations

import multiprocessing
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection
from random import Random

import pytest
from sqlalchemy import text

from paydesk.data import database as database_module
from paydesk.data import schema
from paydesk.data.plain_words import BUSY
from paydesk.operations import posting, proving, reading
from paydesk.rules.errors import PaydeskError
from support.busy_desk import Work, new_key
from support.fallen_clinics import LocalClinics, SharedClinics, families

Clinics = LocalClinics | SharedClinics


def _hold(work: Work, wire: Connection) -> None:
    """Stand still in the middle of a payment until told to go on."""
    desk = work.place.desk()
    with desk.doing("payments.post", "Holds all of it") as session:
        session.execute(text("SELECT id FROM account FOR UPDATE" if desk.database.shared else "SELECT id FROM account"))
        wire.send("holding")
        wire.recv()
    wire.send("done")
    desk.close()
    desk.database.close()


@contextmanager
def _another_program_in_the_middle(work: Work) -> Iterator[Connection]:
    context = multiprocessing.get_context("forkserver")
    ours, theirs = context.Pipe()
    process = context.Process(target=_hold, args=(work, theirs), daemon=True)
    process.start()
    theirs.close()
    assert ours.recv() == "holding"
    try:
        yield ours
    finally:
        process.kill()
        process.join(20)
        process.close()
        ours.close()


def test_money_waits_its_turn(clinics: Clinics) -> None:
    work = clinics.clinic(families)
    with _another_program_in_the_middle(work) as other:
        desk = work.place.desk()
        began = time.monotonic()
        timer = threading.Timer(0.3, lambda: other.send("go on"))
        timer.start()
        posting.post_payment(desk, posting.PostPayment(work.families[0][0], 5_00, "cash", new_key(Random(1))))
        timer.join()
        assert time.monotonic() - began >= 0.3
        assert other.recv() == "done"
    assert proving.prove(desk).findings == ()
    desk.close()
    desk.database.close()


def test_money_that_waited_too_long_for_its_turn_says_so_and_passes_afterwards(
    clinics: Clinics, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database_module, "BUSY_MS", 400)
    work = clinics.clinic(families)
    request = posting.PostPayment(work.families[0][0], 5_00, "cash", new_key(Random(2)))
    with _another_program_in_the_middle(work) as other:
        desk = work.place.desk()
        began = time.monotonic()
        with pytest.raises(PaydeskError) as told:
            posting.post_payment(desk, request)
        assert 0.3 < time.monotonic() - began < 5
        assert told.value.sentence == BUSY
        other.send("go on")
        assert other.recv() == "done"
    assert posting.post_payment(desk, request).receipt == 1
    assert proving.prove(desk).findings == ()
    desk.close()
    desk.database.close()


def test_to_open_a_clinic_nobody_waits_for_those_who_write(clinics: Clinics, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database_module, "BUSY_MS", 400)
    work = clinics.clinic(families)
    with _another_program_in_the_middle(work):
        desk = work.place.desk()
        schema.refuse_without_triggers(desk.database)
        assert schema.is_there(desk.database)
        assert reading.account_page(desk, work.families[0][0]).number == 7001
    desk.database.close()
