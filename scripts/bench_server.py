"""A PostgreSQL server for the benchmark: its folder is kept from run to run, its disk flushes are real."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

OWNER = "paydesk_owner"
SETTINGS = (
    "listen_addresses=",
    "shared_buffers=256MB",
    "maintenance_work_mem=512MB",
    "max_wal_size=4GB",
    "wal_level=minimal",
    "max_wal_senders=0",
)


def programs() -> Path | None:
    """The folder of the newest initdb and postgres, or None."""
    found = [path for path in Path("/usr/lib/postgresql").glob("*/bin") if path.parent.name.isdigit()]
    on_path = shutil.which("postgres")
    places = [*sorted(found, key=lambda path: -int(path.parent.name)), *([Path(on_path).parent] if on_path else [])]
    return next((path for path in places if (path / "initdb").exists()), None)


def url(folder: Path, database: str) -> str:
    """The owner's address of ``database`` on the server of ``folder``."""
    return f"postgresql+psycopg://{OWNER}@/{database}?host={folder}"


@contextmanager
def running(folder: Path) -> Iterator[Path]:
    """The server of ``folder`` while the ``with`` lasts, made when it is not there. ``programs`` must be there."""
    tools = programs()
    assert tools is not None
    # PostgreSQL refuses to run as root; its package made a user for it.
    login = "postgres" if os.geteuid() == 0 else None
    if not (folder / "data" / "PG_VERSION").exists():
        folder.mkdir(parents=True, exist_ok=True)
        if login:
            shutil.chown(folder, login)
        make = [f"{tools}/initdb", "-D", f"{folder}/data", "-U", OWNER, "-A", "trust", "-E", "UTF8", "--locale=C"]
        subprocess.run(make, check=True, stdout=subprocess.DEVNULL, user=login, cwd=folder)
    flags = [part for setting in SETTINGS for part in ("-c", setting)]
    command = [f"{tools}/postgres", "-D", f"{folder}/data", "-k", str(folder), *flags]
    with (folder / "log").open("ab") as log:
        server = subprocess.Popen(command, stdout=log, stderr=log, user=login, cwd=folder, start_new_session=True)
    try:
        _wait(server, folder)
        yield folder
    finally:
        server.terminate()
        server.wait()


def _wait(server: subprocess.Popen[bytes], folder: Path) -> None:
    status = folder / "data" / "postmaster.pid"
    for _ in range(6000):
        if server.poll() is not None:
            raise SystemExit(f"PostgreSQL did not start; see {folder / 'log'}")
        if status.exists() and "ready" in status.read_text():
            return
        time.sleep(0.01)
    raise SystemExit(f"PostgreSQL was not ready in a minute; see {folder / 'log'}")
