"""The room in which every test runs: no network, no real keyring or home, no stray log line or thread."""

from __future__ import annotations

import gc
import ipaddress
import logging
import os
import socket
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import keyring
import pytest
from hypothesis import settings

from support.memory_keyring import MemoryKeyring
from support.postgres_server import PostgresServer, running_server, server_binaries
from support.quick_passwords import quick_passwords
from support.shared_statements import shared_statements

os.environ["QT_QPA_PLATFORM"] = "offscreen"

# The same examples every time: a test that fails on one machine fails on all. Luck is for the soak.
settings.register_profile("paydesk", deadline=None, derandomize=True, database=None, print_blob=True)
settings.load_profile("paydesk")


def pytest_collection_finish() -> None:
    """What was collected stays: Python need not go through it again every few thousand steps, a sixth of all time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


@pytest.fixture(autouse=True, scope="session")
def _no_network() -> Iterator[None]:
    """Only this machine may be spoken to."""
    with pytest.MonkeyPatch.context() as patch:
        for name in ("connect", "connect_ex", "sendto"):
            patch.setattr(socket.socket, name, _guarded(getattr(socket.socket, name)))
        yield


def _guarded(original: Any) -> Any:
    def connect(self: socket.socket, *arguments: Any) -> Any:
        address = arguments[-1]
        if self.family in (socket.AF_INET, socket.AF_INET6) and not _is_loopback(str(address[0])):
            raise RuntimeError(f"A test tried to reach {address[0]}: tests use no network.")
        return original(self, *arguments)

    return connect


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


@pytest.fixture(autouse=True, scope="session")
def _no_real_home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Nothing is read from, or written to, what this login really has."""
    place = tmp_path_factory.mktemp("login")
    runtime = place / "runtime"
    runtime.mkdir(mode=0o700)
    with pytest.MonkeyPatch.context() as patch:
        for name in ("XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "LOCALAPPDATA"):
            patch.setenv(name, str(place / name.lower()))
        patch.setenv("XDG_RUNTIME_DIR", str(runtime))
        for name in ("PAYDESK_HOME", "PAYDESK_KEY"):
            patch.delenv(name, raising=False)
        yield


@pytest.fixture(autouse=True, scope="session")
def _quick_passwords() -> Iterator[None]:
    """A hash costs a tenth of a second by design, and tests sign in thousands of times."""
    with quick_passwords():
        yield


@pytest.fixture(autouse=True, scope="session")
def _shared_statements() -> Iterator[None]:
    """Each test has a clinic of its own, and SQLAlchemy would compile the same statements for each of them."""
    with shared_statements():
        yield


@pytest.fixture(autouse=True)
def memory_keyring() -> MemoryKeyring:
    """The keyring of this test: empty, in memory."""
    replaced = MemoryKeyring()
    keyring.set_keyring(replaced)
    return replaced


class _Listener(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.records: list[logging.LogRecord] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.records.append(record)


@pytest.fixture
def expected_logs(_no_stray_log: list[logging.LogRecord]) -> list[logging.LogRecord]:
    """Ask for this where a warning is meant: the test then looks at the records itself."""
    return _no_stray_log


@pytest.fixture(autouse=True)
def _no_stray_log(request: pytest.FixtureRequest) -> Iterator[list[logging.LogRecord]]:
    """A log line of level WARNING or above fails the test that caused it."""
    listener = _Listener()
    logging.getLogger().addHandler(listener)
    with closing(listener):
        yield listener.records
        logging.getLogger().removeHandler(listener)
    if listener.records and "expected_logs" not in request.fixturenames:
        lines = "; ".join(f"{record.name}: {record.getMessage()}" for record in listener.records)
        pytest.fail(f"Stray log lines: {lines}", pytrace=False)


@pytest.fixture(autouse=True)
def _no_thread_left() -> Iterator[None]:
    """A thread that would keep the program from ending fails the test that started it."""
    before = set(threading.enumerate())
    yield
    for thread in set(threading.enumerate()) - before:
        if not thread.daemon:
            thread.join(2)
            if thread.is_alive():
                pytest.fail(f"The thread {thread.name} was left running.", pytrace=False)


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    """A PostgreSQL server of our own, started once for the run (once per worker)."""
    if server_binaries() is None:
        pytest.fail("PostgreSQL 15 or newer is missing; type: python3 dev.py test", pytrace=False)
    with running_server() as server:
        yield server


@pytest.fixture(scope="session")
def postgres_url(postgres_server: PostgresServer) -> str:
    """The owner's address of one empty database for the whole run."""
    return postgres_server.create_database()


@pytest.fixture
def fresh_postgres_url(postgres_server: PostgresServer) -> Iterator[str]:
    """The owner's address of an empty database for this test alone."""
    url = postgres_server.create_database()
    yield url
    postgres_server.drop_database(url)


@pytest.fixture(scope="session")
def project_root() -> Path:
    """The folder of the checkout."""
    return Path(__file__).resolve().parents[1]
