"""One run of some 10,000 statements, in a process of its own: how many, seconds, megabytes at most.

python scripts/bench_run.py COPY-OF-A-CLINIC
"""

from __future__ import annotations

import resource
import sys
import tempfile
import time
from pathlib import Path

from bench_clinic import KEY, desk

from paydesk.data.database import open_local
from paydesk.operations import billing


def main(file: Path) -> None:
    """Prints the three numbers."""
    database = open_local(file, KEY)
    began = time.perf_counter()
    with tempfile.TemporaryDirectory() as out:
        made = billing.make_statements(desk(database), Path(out), batch=True)
    took = time.perf_counter() - began
    print(made.statements, f"{took:.2f}", _most_resident())
    database.close()


def _most_resident() -> float:
    """Megabytes; from /proc where there is one, since Linux hands the parent's maximum down to a child's usage."""
    status = Path("/proc/self/status")
    if status.exists():
        line = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
        return int(line.split()[1]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main(Path(sys.argv[1]))
