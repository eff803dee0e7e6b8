"""Desks at one shared clinic at the same moment: each stands still just before its act is kept, or all run."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

from paydesk.data.database import Session
from paydesk.operations.desk import Desk
from paydesk.rules.errors import PaydeskError
from support.money_clinic import MoneyClinic
from support.postgres_server import PostgresServer

Act = Callable[[Desk], Any]
PATIENCE = 20.0


class _SlowDesk(Desk):
    """Everything of an act is written; then ``written`` is told, and it is kept once ``go`` is."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk.database, desk.clock, desk.actor)
        self.written, self.go = threading.Event(), threading.Event()

    @contextmanager
    def doing(self, permission: str, summary: str) -> Iterator[Session]:
        with super().doing(permission, summary) as session:
            yield session
            session.flush()
            self.written.set()
            assert self.go.wait(PATIENCE)


def one_after_another(clinic: MoneyClinic, server: PostgresServer, *acts: Act) -> tuple[Any, ...]:
    """Each begins when the one before has written all and kept nothing yet; what came of each, or was refused."""
    desks = [_SlowDesk(clinic.desk) for _ in acts]
    begun: list[Future[Any]] = []
    with ThreadPoolExecutor(len(acts)) as hands:
        try:
            for number, (act, desk) in enumerate(zip(acts, desks, strict=True)):
                begun.append(hands.submit(tried, act, desk))
                if number:
                    until_it_waits(server, begun[-1], desk.written.is_set)
                    desks[number - 1].go.set()
                _until(desk.written.is_set, begun[-1])
        finally:
            for desk in desks:
                desk.go.set()
        return tuple(one.result() for one in begun)


def until_it_waits(server: PostgresServer, act: Future[Any], or_: Callable[[], bool] = lambda: False) -> None:
    """Until somebody on the server waits for a lock, or the act did not have to."""
    _until(lambda: or_() or server.administer("SELECT count(*) FROM pg_locks WHERE NOT granted") != [(0,)], act)


def _until(reached: Callable[[], bool], act: Future[Any]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not (act.done() or reached()):
        assert time.monotonic() < deadline
        time.sleep(0.01)


def at_once(clinic: MoneyClinic, *acts: Act) -> list[Any]:
    """Every act at a desk of its own, all let go at the same moment; what came of each, or was refused."""
    ready = threading.Barrier(len(acts))

    def let_go(act: Act) -> Any:
        ready.wait(PATIENCE)
        return tried(act, clinic.desk)

    with ThreadPoolExecutor(len(acts)) as hands:
        return list(hands.map(let_go, acts))


def tried(act: Act, desk: Desk) -> Any:
    """What came of an act, or the error that refused it."""
    try:
        return act(desk)
    except PaydeskError as refused:
        return refused
