"""Starts a PostgreSQL server of our own for the tests, on a socket in a throw-away folder."""

from __future__ import annotations

import ctypes
import getpass
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from itertools import count
from pathlib import Path

from sqlalchemy import make_url

ADMINISTRATOR, OWNER, CLERK = "postgres", "paydesk_owner", "dana"
README = Path(__file__).parents[2] / "README.md"
PORT = 5432  # Only a part of the socket's file name: nothing listens on the network.
SOCKET_PATH_LIMIT = 107
MISSING = "PostgreSQL 15 or newer is missing; on Debian or Ubuntu type: apt-get install postgresql"
MEMORY, ROOM = "/dev/shm", 2_000_000_000
"""Linux' drive in memory, and the free bytes that it must have; a container's is often too small."""
DURABLE = ("listen_addresses=", "max_connections=60", "shared_buffers=32MB", "wal_level=minimal", "max_wal_senders=0")
FAST = (
    "fsync=off",
    "full_page_writes=off",
    "synchronous_commit=off",
    "listen_addresses=",
    "max_connections=60",
    "shared_buffers=64MB",
    "autovacuum=off",
    "wal_level=minimal",
    "max_wal_senders=0",
)


class PostgresServer:
    """A running server; ``create_database`` gives SQLAlchemy addresses of fresh databases.

    As at a clinic three kinds of login meet here: the server's administrator, an owner of databases who is none,
    and a clerk with the rights of the desk alone.
    """

    def __init__(self, folder: Path, process: subprocess.Popen[bytes], begin: Callable[[], subprocess.Popen[bytes]]):
        self.folder = folder
        self._process, self._begin = process, begin
        self._numbers = count(1)
        self.administer(f"CREATE ROLE {OWNER} LOGIN CREATEROLE")

    def start(self) -> None:
        """Let it run again after ``stop`` or ``kill``; ready when this returns."""
        self._process = self._begin()
        _wait_until_ready(self._process, self.folder)

    def stop(self, how: signal.Signals = signal.SIGINT) -> None:
        """Shut it down, by default at once but in order; whoever is connected is thrown out."""
        self._process.send_signal(how)
        self._process.wait()

    def kill(self) -> None:
        """As when the plug is pulled, but for what the system still writes: no process of it ends in order."""
        all_of_it = (self._process.pid, *_children(self._process.pid))
        for pid in all_of_it:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self._process.wait()
        for pid in all_of_it[1:]:
            _until_gone(pid)

    def url(self, database: str, *, user: str = OWNER) -> str:
        """The address of ``database`` for ``user``; every login is trusted on this socket."""
        return f"postgresql+psycopg://{user}@/{database}?host={self.folder}&port={PORT}"

    def create_database(self, name: str | None = None, *, template: str = "template0") -> str:
        """Make a database and give the owner's address.

        It is a copy of ``template``, to which nobody may be connected meanwhile.
        """
        database = name or f"clinic_{next(self._numbers)}"
        # In memory, a copy file by file is twice as fast as one through the log, and on a disk slower.
        how = "file_copy" if self.folder.is_relative_to(MEMORY) else "wal_log"
        self.administer(f'CREATE DATABASE "{database}" TEMPLATE "{template}" OWNER {OWNER} STRATEGY {how}')
        return self.url(database)

    def clerks(self, url: str) -> str:
        """The clerk's address of an owner's ``url``; a clinic was set up on this server before.

        What makes the clerk's login are the lines of the README.
        """
        if not self.administer(f"SELECT 1 FROM pg_roles WHERE rolname = '{CLERK}'"):
            lines = re.search(r"```sql\n(.*?)```", README.read_text(encoding="utf-8"), re.DOTALL)
            assert lines is not None
            self.administer(lines[1])
        return url.replace(f"//{OWNER}@", f"//{CLERK}@")

    def drop_database(self, url: str) -> None:
        """Remove the database of an address, and throw out whoever is still connected."""
        self.administer(f'DROP DATABASE IF EXISTS "{make_url(url).database}" WITH (FORCE)')

    def administer(self, statement: str, *, database: str = "postgres") -> list[tuple[object, ...]]:
        """Run a statement as the server's administrator; the rows it gives."""
        import psycopg

        where = f"host={self.folder} port={PORT} user={ADMINISTRATOR} dbname={database}"
        with psycopg.connect(where, autocommit=True) as connection:
            cursor = connection.execute(statement.encode())
            return cursor.fetchall() if cursor.description else []


def server_binaries() -> Path | None:
    """The folder of the newest initdb and postgres (Debian's place, then PATH), or None."""
    versions = sorted(
        (path for path in Path("/usr/lib/postgresql").glob("*/bin") if _version(path) >= 15),
        key=_version,
        reverse=True,
    )
    on_path = shutil.which("postgres")
    candidates = (*versions, *((Path(on_path).resolve().parent,) if on_path else ()))
    tools = ("initdb", "postgres")
    return next((path for path in candidates if all((path / tool).exists() for tool in tools)), None)


def _version(binaries: Path) -> int:
    return int(binaries.parent.name) if binaries.parent.name.isdigit() else 0


@contextmanager
def running_server(*, durable: bool = False, on_disk: bool = False) -> Iterator[PostgresServer]:
    """A server that lives as long as the ``with``; it also ends when this process does, however that ends.

    A ``durable`` one flushes as at a clinic, so that it may be killed. Its files lie in memory where there is room and
    nobody asks for a disk: making a database takes a fifteenth of the time there, and outlives a killed process, too.
    """
    binaries = server_binaries()
    if binaries is None:
        raise FileNotFoundError(MISSING)
    user = _unprivileged_user()
    folder = _folder_for(user, on_disk=on_disk)
    settings = DURABLE if durable else FAST
    server = None
    try:
        _initialize(binaries, folder, user)
        process = _start(binaries, folder, user, settings)
        try:
            _wait_until_ready(process, folder)
            server = PostgresServer(folder, process, lambda: _start(binaries, folder, user, settings))
            yield server
        finally:
            if server is not None:
                server.stop(signal.SIGQUIT)
            else:
                process.kill()
                process.wait()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _unprivileged_user() -> str:
    """PostgreSQL refuses to run as root; Debian's package made a user for it."""
    if os.geteuid() != 0:
        return getpass.getuser()
    import pwd

    names = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in names else "nobody"


def _folder_for(user: str, *, on_disk: bool) -> Path:
    """A new folder of ``user``'s, short enough for a socket's name.

    It lies in memory or where temporary files go, unless ``user`` cannot reach that place.
    """
    quick = not on_disk and Path(MEMORY).is_dir() and shutil.disk_usage(MEMORY).free > ROOM
    places = (tempfile.gettempdir(), "/tmp", "/var/tmp", MEMORY)
    for place in dict.fromkeys((MEMORY, *places) if quick else places):
        parent = Path(place).resolve()
        longest = len(f"{parent}/paydesk-pg-12345678/.s.PGSQL.{PORT}.lock")
        if os.geteuid() == 0 and not all(step.stat().st_mode & 0o001 for step in (parent, *parent.parents)):
            continue
        if longest > SOCKET_PATH_LIMIT:
            continue
        folder = Path(tempfile.mkdtemp(prefix="paydesk-pg-", dir=parent))
        if os.geteuid() == 0:
            shutil.chown(folder, user)
        return folder
    raise FileNotFoundError("PostgreSQL's user can reach no temporary folder; set TMPDIR to one it can.")


def _initialize(binaries: Path, folder: Path, user: str) -> None:
    command = (
        *(str(binaries / "initdb"), "-D", str(folder / "data"), "-U", ADMINISTRATOR, "-A", "trust"),
        *("-E", "UTF8", "--locale=C", "--no-sync", "--no-instructions"),
    )
    done = subprocess.run(command, capture_output=True, text=True, user=_login(user), cwd=folder)
    if done.returncode:
        raise RuntimeError(f"initdb failed: {done.stderr.strip()}")


def _start(binaries: Path, folder: Path, user: str, settings: tuple[str, ...]) -> subprocess.Popen[bytes]:
    flags = [part for setting in settings for part in ("-c", setting)]
    places = ["-D", str(folder / "data"), "-k", str(folder), "-p", str(PORT)]
    with (folder / "log").open("wb") as log:
        return subprocess.Popen(
            [str(binaries / "postgres"), *places, *flags],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            user=_login(user),
            cwd=folder,
            start_new_session=True,
            preexec_fn=_end_with_parent,
        )


def _login(user: str) -> str | None:
    return user if os.geteuid() == 0 else None


_LIBC = ctypes.CDLL(None) if sys.platform == "linux" else None


def _end_with_parent() -> None:
    """Linux sends SIGQUIT when the tests' process dies, so that not even a kill leaves a server behind."""
    if _LIBC is not None:
        pdeathsig = 1
        _LIBC.prctl(pdeathsig, signal.SIGQUIT)


def _wait_until_ready(process: subprocess.Popen[bytes], folder: Path) -> None:
    status = folder / "data" / "postmaster.pid"
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        if process.poll() is not None:
            break
        told = status.read_text().split() if status.exists() else []
        if told[:1] == [str(process.pid)] and "ready" in told:  # not what one that was killed left there
            return
        time.sleep(0.01)
    raise RuntimeError(f"PostgreSQL did not start: {(folder / 'log').read_text()[-2000:]}")


def _children(parent: int) -> tuple[int, ...]:
    """The processes that ``parent`` began, as Linux tells them."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            if stat.read_text().rpartition(")")[2].split()[1] == str(parent):
                found.append(int(stat.parent.name))
    return tuple(found)


def _until_gone(pid: int) -> None:
    """One that nobody has buried yet holds nothing any more."""
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        try:
            state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
        except OSError:
            return
        if state in "ZX":
            return
        time.sleep(0.002)
    raise RuntimeError(f"process {pid} of the server did not end")
