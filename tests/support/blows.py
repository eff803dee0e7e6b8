"""Ends a desk that works, or the server it works at, at a chosen or a random moment; tells what it told before."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from random import Random
from typing import Any

from paydesk.data.database import Database
from support.busy_desk import Work, work_until_killed
from support.postgres_server import PostgresServer

PATIENCE = 60.0


@dataclass(frozen=True)
class Blow:
    """When it comes: ``after`` acts, at an armed point (``arm``), or ``wait`` seconds into the next act."""

    after: int = 0
    arm: Callable[[Database], None] | None = None
    wait: float = 0.0
    server: PostgresServer | None = None
    """Kill the server in place of the desk."""


@dataclass
class Told:
    """What came through the wire, in order."""

    done: list[Any] = field(default_factory=list)
    open: Any = None
    failed: str = ""


def killed(work: Work, kind: str, seed: int, blow: Blow) -> Told:
    """Let the desk of ``kind`` work until it is dead, or its server is; what it told until then."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["support.busy_desk"])
    ours, theirs = context.Pipe(duplex=False)
    process = context.Process(
        target=work_until_killed, args=(work, kind, seed, blow.arm, blow.after, theirs), daemon=True
    )
    _with_our_path(process.start)
    theirs.close()
    told = Told()
    try:
        _listen(ours, told, until=lambda: blow.arm is None and told.open is not None and len(told.done) >= blow.after)
        time.sleep(blow.wait)
        if blow.server is not None:
            blow.server.kill()
        elif process.pid is not None:
            with suppress(ProcessLookupError):
                os.kill(process.pid, signal.SIGKILL)
        _listen(ours, told, until=lambda: False)
    finally:
        process.kill()
        process.join(PATIENCE)
        process.close()
        ours.close()
        if blow.server is not None:
            blow.server.start()
    return told


def _with_our_path(start: Callable[[], None]) -> None:
    """The server of forks loads what is preloaded by the path of its environment alone."""
    before = os.environ.get("PYTHONPATH")
    os.environ["PYTHONPATH"] = os.pathsep.join(one for one in sys.path if one)
    try:
        start()
    finally:
        if before is None:
            del os.environ["PYTHONPATH"]
        else:
            os.environ["PYTHONPATH"] = before


def _listen(wire: Connection, told: Told, *, until: Callable[[], bool]) -> None:
    with suppress(EOFError, ConnectionResetError):
        while not until():
            if not wire.poll(PATIENCE):
                raise TimeoutError("the desk neither worked nor died")
            what, about = wire.recv()
            if what == "begun":
                told.open = about
            elif what == "done":
                told.done.append(told.open)
                told.open = None
            elif what == "failed":
                told.failed = about


def until_alone(work: Work, server: PostgresServer | None) -> None:
    """The server works on for a moment for one who died: until it has noticed."""
    if server is None or not work.place.url:
        return
    name = work.place.url.partition("@/")[2].partition("?")[0]
    deadline = time.monotonic() + PATIENCE
    ask = f"SELECT count(*) FROM pg_stat_activity WHERE datname = '{name}' AND pid <> pg_backend_pid()"
    while server.administer(ask) != [(0,)]:
        assert time.monotonic() < deadline, "the server still works for the dead"
        time.sleep(0.005)


def random_blow(chance: Random, *, longest: float = 0.006, acts: int = 8) -> Blow:
    """Some moment of some act: most within the milliseconds in which it commits."""
    return Blow(after=chance.randrange(acts), wait=chance.choice((0.0, chance.uniform(0, longest))))
