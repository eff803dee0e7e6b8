"""Two processes side by side: our window and a bare Qt window with a table; first paint, and memory when idle.

    python scripts/bench_start.py bare|ours STARTED CLINIC

is one such process: it says how long after STARTED (a monotonic clock) it had painted, and its resident megabytes
a second later, ours seated at the empty encrypted clinic in the file CLINIC.
"""

from __future__ import annotations

import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from importlib import import_module
from pathlib import Path

from bench_row import Row

ROUNDS = 11


def measure() -> list[Row]:
    """Rows of the first paint and of the idle window; the two kinds start in turns."""
    found: dict[str, list[tuple[float, float]]] = {"bare": [], "ours": []}
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "clinic.db"
        _empty_clinic(file)
        for _ in range(ROUNDS):
            for kind, kept in found.items():
                kept.append(_started(kind, file))
    bare, ours = ([paint for paint, _ in found[kind]] for kind in ("bare", "ours"))
    # The two of a round start one right after the other: between rounds the machine may change its pace.
    against = statistics.median(one / other for one, other in zip(ours, bare, strict=True))
    thin, thick = (statistics.median(memory for _, memory in found[kind]) for kind in ("bare", "ours"))
    return [
        Row("First paint, bare window with a table", "", f"{statistics.median(bare):,.0f} ms"),
        Row("First paint, ours", "≤ 2 × bare", f"{statistics.median(ours):,.0f} ms, {against:.2f} ×", against / 2),
        Row("Idle memory, bare window with a table", "", f"{thin:,.0f} MB"),
        Row("Idle memory, ours", "≤ bare + 70 MB", f"{thick:,.0f} MB", (thick - thin) / 70),
    ]


def _empty_clinic(file: Path) -> None:
    from paydesk.data import schema
    from paydesk.data.database import open_local

    database = open_local(file, bytes(32))
    schema.upgrade(database)
    database.close()


def _started(kind: str, file: Path) -> tuple[float, float]:
    command = [sys.executable, __file__, kind, repr(time.monotonic()), str(file)]
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run(command, capture_output=True, text=True, check=True, env=environment)
    paint, memory = done.stdout.split()
    return float(paint), float(memory)


def _resident() -> float:
    """Megabytes resident now, or at most where the system does not say."""
    status = Path("/proc/self/statm")
    if status.exists():
        return int(status.read_text().split()[1]) * resource.getpagesize() / 1e6
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _bare() -> None:
    from PySide6.QtCore import QTimer
    from PySide6.QtWidgets import QApplication, QTableWidget, QTableWidgetItem

    application = QApplication([])
    table = QTableWidget(30, 8)
    for row in range(30):
        for column in range(8):
            table.setItem(row, column, QTableWidgetItem(f"{row} {column}"))
    table.resize(1366, 768)
    table.show()
    QTimer.singleShot(0, _painted)
    QTimer.singleShot(1000, application.quit)
    application.exec()


def _ours() -> None:
    import_module("paydesk.ui")  # first, as when paydesk starts: it takes PySide6's import hook back
    from PySide6.QtCore import QTimer

    from paydesk.ui.application import start_qt
    from paydesk.ui.front_desk import FrontDesk
    from paydesk.ui.preferences import Preferences

    preferences = Preferences(None)
    application = start_qt(preferences)
    front = FrontDesk(preferences)
    front.window.resize(1366, 768)
    front.window.show()
    QTimer.singleShot(0, _painted)
    QTimer.singleShot(10, lambda: _seat(front))
    QTimer.singleShot(1500, application.quit)
    application.exec()
    front.finish()


def _seat(front: object) -> None:
    from paydesk.bootstrap import SystemClock
    from paydesk.data import schema
    from paydesk.data.database import open_local
    from paydesk.operations.desk import Actor, Desk
    from paydesk.rules.office import Role
    from paydesk.ui.front_desk import FrontDesk

    assert isinstance(front, FrontDesk)
    database = open_local(Path(sys.argv[3]), bytes(32))
    schema.upgrade(database)
    front.seat(Desk(database, SystemClock(), Actor("bench", Role.ADMINISTRATOR, "bench")), clinic="Bench")


def _painted() -> None:
    print(f"{(time.monotonic() - float(sys.argv[2])) * 1000:.1f}", flush=True)


if __name__ == "__main__":
    {"bare": _bare, "ours": _ours}[sys.argv[1]]()
    print(f"{_resident():.1f}", flush=True)
