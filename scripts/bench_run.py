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
from sqlalchemy import text

from paydesk.data.database import open_local
from paydesk.operations import billing

MANY = 10_000
ONLY = (
    "UPDATE charge_balance SET balance = 0 WHERE coverage_id = 0 AND balance <> 0 AND account_id NOT IN (SELECT "
    "DISTINCT account_id FROM charge_balance WHERE coverage_id = 0 AND balance <> 0 ORDER BY account_id LIMIT :many)"
)
"""In the copy the others owe nothing, so that the run is of the size that is asked about."""


def main(file: Path) -> None:
    """Prints the three numbers."""
    database = open_local(file, KEY)
    with database.transaction() as session:
        session.execute(text(ONLY), {"many": MANY})
    began = time.perf_counter()
    with tempfile.TemporaryDirectory() as out:
        made = billing.make_statements(desk(database), Path(out), batch=True)
    took = time.perf_counter() - began
    print(made.statements, f"{took:.2f}", resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
    database.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
