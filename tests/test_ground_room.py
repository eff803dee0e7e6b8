"""The room in which tests run keeps its promises, and Qt is one that survives a working day."""

from __future__ import annotations

import logging
import socket
import subprocess
import sys
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import keyring
import psycopg
import pytest
from PySide6.QtCore import QObject

from support.fixed_clock import FixedClock
from support.memory_keyring import MemoryKeyring
from support.postgres_server import PostgresServer


def test_qt_keeps_the_reference_count_of_none() -> None:
    """Some releases of PySide6 lose one reference to None on every void call, and abort hours later."""
    thing = QObject()
    before = sys.getrefcount(None)
    for _ in range(1_000):
        thing.setObjectName("desk")
    assert sys.getrefcount(None) > before - 100


def test_the_window_keeps_no_source_of_what_it_imports() -> None:
    """PySide6's import hook reads every later module's source into linecache: tens of megabytes for SQLAlchemy."""
    asked = "import linecache, paydesk.ui.application, sqlalchemy.orm as o; print(o.__file__ in linecache.cache)"
    answer = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True, timeout=60)
    assert answer.stdout.split() == ["False"]


def test_nothing_outside_this_machine_can_be_reached() -> None:
    for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM):
        with socket.socket(socket.AF_INET, kind) as way, pytest.raises(RuntimeError, match="no network"):
            way.connect(("192.0.2.1", 9))


def test_this_machine_itself_can_be_reached() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        socket.create_connection(server.getsockname()).close()


def test_the_keyring_is_in_memory_and_empty(memory_keyring: MemoryKeyring) -> None:
    assert keyring.get_keyring() is memory_keyring
    assert memory_keyring.kept == {}


def test_a_warning_that_is_meant_can_be_looked_at(expected_logs: list[logging.LogRecord]) -> None:
    logging.getLogger("paydesk").warning("The backup is %s days old.", 9)
    assert [record.getMessage() for record in expected_logs] == ["The backup is 9 days old."]


def test_the_clock_stands_still_until_it_is_moved() -> None:
    clock = FixedClock(datetime(2026, 11, 24, 4, 30), zone=ZoneInfo("America/Chicago"))
    assert clock.now() == clock.now() == datetime(2026, 11, 24, 4, 30, tzinfo=UTC)
    assert clock.today() == date(2026, 11, 23)
    clock.advance(days=1, hours=2)
    assert clock.today() == date(2026, 11, 25)


def test_each_database_of_our_server_is_fresh_and_ours(
    postgres_server: PostgresServer, postgres_url: str, fresh_postgres_url: str
) -> None:
    assert postgres_url != fresh_postgres_url
    with psycopg.connect(fresh_postgres_url.replace("+psycopg", "")) as connection:
        version, encoding = connection.info.server_version, connection.info.parameter_status("server_encoding")
        tables = connection.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'").fetchone()
    assert (version >= 150_000, encoding, tables) == (True, "UTF8", (0,))
    assert postgres_server.folder.exists()
