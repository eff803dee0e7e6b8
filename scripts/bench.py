"""How fast paydesk is, against its budgets; prints one table and never fails for a number.

    python scripts/bench.py [--quick] [--small] [--only WORD ...]

``--quick`` leaves the large clinic out, ``--small`` takes a small one in its place; ``--only`` makes just the
parts named: paper, start, remittance, local, shared. The clinic is built once (some minutes) and kept in the
temporary folder.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import tempfile
import traceback
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

import bench_clinic
import bench_server
from bench_row import Row, loop, print_rows
from sqlalchemy import text

from paydesk.data.database import Database, open_local

ONLY = (
    "UPDATE charge_balance SET balance = 0 WHERE coverage_id = 0 AND balance <> 0 AND account_id NOT IN (SELECT "
    "DISTINCT account_id FROM charge_balance WHERE coverage_id = 0 AND balance <> 0 ORDER BY account_id LIMIT :many)"
)
PARTS = ("paper", "start", "remittance", "local", "shared")


def main(arguments: list[str]) -> int:
    """Always 0: a slow machine is no mistake."""
    parser = argparse.ArgumentParser(prog="dev.py bench")
    parser.add_argument("--quick", action="store_true", help="without the large clinic")
    parser.add_argument("--small", action="store_true", help="with a small clinic in its place")
    parser.add_argument("--only", nargs="+", choices=PARTS, default=PARTS)
    asked = parser.parse_args(arguments)
    scale = bench_clinic.SMALL if asked.small else bench_clinic.LARGE
    makers: dict[str, Callable[[], list[Row]]] = {"start": _start, "paper": _paper, "remittance": _remittance}
    if not asked.quick:
        makers |= {"local": lambda: _local(scale), "shared": lambda: _shared(scale)}
    rows: list[Row] = []
    for name, make in makers.items():
        if name in asked.only:
            print(f"Measuring: {name}", flush=True)
            rows += make() if name in ("local", "shared") else _made(name, make)
    print()
    print_rows(rows)
    return 0


def _made(name: str, make: Callable[[], list[Row]]) -> list[Row]:
    """The rows of one part, or one that says why there are none: the others are still worth measuring.

    Before them stands how fast the machine was: others may have a share of it, and of the next minute another one.
    """
    try:
        before = loop()
        rows = make()
        speed = f"{before:.0f} before, {loop():.0f} ms after"
        return [Row(f"Python loop of two million steps: {name}", "", speed), *rows]
    except Exception as error:
        traceback.print_exc()
        return [Row(f"Not measured: {name}", "", type(error).__name__)]


def _start() -> list[Row]:
    import bench_start

    return bench_start.measure()


def _paper() -> list[Row]:
    import bench_paper

    rows = []
    for what, measured, wanted in bench_paper.measure():
        number = float(measured.split()[0].replace(",", ""))
        limit = float(wanted.split()[1]) if wanted else 0.0
        ratio = None if not wanted else number / limit if wanted.startswith("≤") else limit / number
        rows.append(Row(what, wanted, measured, ratio))
    return rows


def _remittance() -> list[Row]:
    import bench_posting
    import bench_remittance
    import bench_underpaid

    return bench_remittance.measure() + bench_posting.measure() + bench_underpaid.measure()


def _local(scale: bench_clinic.Scale) -> list[Row]:
    import bench_data

    with bench_clinic.local_clinic(scale) as database:
        _read_once(bench_clinic.folder(scale) / "clinic.db")
        rows = _made("data", lambda: bench_data.measure(database, "SQLCipher"))
        rows += _made("window", lambda: _window(database, "SQLCipher"))
    import bench_plans

    rows += _made("plans", lambda: bench_plans.measure(bench_clinic.folder(scale) / "clinic.db"))
    return [*rows, *_statements(scale)]


def _shared(scale: bench_clinic.Scale) -> list[Row]:
    import bench_data

    if bench_server.programs() is None:
        return [Row("PostgreSQL", "", "is not installed")]
    with bench_clinic.shared_clinic(scale) as database:
        # The server does so by itself within minutes; here it is stopped before it comes to that.
        with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("VACUUM"))
        _read_once(*(bench_clinic.folder(scale) / "pg" / "data" / "base").rglob("[0-9]*"))
        rows = _made("data", lambda: bench_data.measure(database, "PostgreSQL"))
        return [*rows, *_made("window", lambda: _window(database, "PostgreSQL"))]


def _read_once(*files: Path) -> None:
    """Into the system's cache, where a clinic's file is after an hour of work, however long ago it was built."""
    for file in files:
        if file.is_file():
            with file.open("rb") as opened:
                while opened.read(1 << 24):
                    pass


def _window(database: Database, engine: str) -> list[Row]:
    import_module("paydesk.ui")  # first, as when paydesk starts: it takes PySide6's import hook back
    import bench_window

    return bench_window.measure(database, engine)


def _statements(scale: bench_clinic.Scale) -> list[Row]:
    """A whole run of statements, read and kept, in a process of its own on a copy of the clinic."""
    with tempfile.TemporaryDirectory() as place:
        copy = Path(place) / "clinic.db"
        shutil.copyfile(bench_clinic.folder(scale) / "clinic.db", copy)
        # The others owe nothing in the copy, so that the run is of the size that is asked about.
        database = open_local(copy, bench_clinic.KEY, flush=False)
        with database.transaction() as session:
            session.execute(text(ONLY), {"many": 10_000})
        database.close()
        command = [sys.executable, str(Path(bench_clinic.__file__).parent / "bench_run.py"), str(copy)]
        done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        return [Row("Statements of the whole clinic", "", done.stderr.strip().splitlines()[-1])]
    made, seconds, memory = done.stdout.split()
    each = f"{int(made):,} statements read, drawn and kept"
    return [
        Row(f"{each}: a second", "", f"{int(made) / float(seconds):,.0f}"),
        Row(f"{each}: memory", "≤ 150 MB", f"{float(memory):,.0f} MB", float(memory) / 150),
    ]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
