"""What is measured without a window, on one engine: the account page, a payment, statements of a whole clinic."""

from __future__ import annotations

import os
import random
import statistics
import tempfile
import uuid
from datetime import date, timedelta
from pathlib import Path

from bench_clinic import desk as desk_of
from bench_row import Row, in_milliseconds, timed
from sqlalchemy import text

from paydesk.data.database import Database
from paydesk.operations import drilling, finding, posting, reading, reporting
from paydesk.operations.desk import Desk
from paydesk.rules.ageing import Base

FOUR_OPEN = (
    "SELECT account_id FROM charge_balance WHERE coverage_id = 0 AND balance >= 500 AND account_id % 7 <> 1 "
    "GROUP BY account_id HAVING count(*) >= 4 ORDER BY account_id LIMIT 4000"
)


def measure(database: Database, engine: str) -> list[Row]:
    """All rows of one engine; the clinic is a few payments fuller afterwards."""
    desk = desk_of(database)
    rows = [_account_page(desk, engine), _typing_errors(desk, engine), *_ageing(desk, engine), *_payment(desk, engine)]
    desk.close()
    return rows


def _account_page(desk: Desk, engine: str) -> Row:
    highest = _number(desk, "SELECT max(id) FROM account")
    chosen = random.Random(3).sample(range(1, highest), min(250, highest - 1))
    samples = [in_milliseconds(lambda at=at: reading.account_page(desk, at)) for at in chosen]
    return timed(f"Account page read, {engine}", 16, samples[20:])


def _typing_errors(desk: Desk, engine: str) -> Row:
    names = misspelled(desk, 60)
    found = sum(
        1 for name, typed in names if any(name == hit.last_name for hit in finding.find_similar(desk, typed).hits)
    )
    samples = [in_milliseconds(lambda typed=typed: finding.find_similar(desk, typed)) for _, typed in names]
    return timed(f"Names with a typing error, {engine} ({found} of {len(names)} found)", 100, samples, part=0.95)


def _ageing(desk: Desk, engine: str) -> list[Row]:
    """Today by responsibility date, which is kept ready; another base or day is worked out."""
    rows, today = [], desk.clock.today()
    past = today - timedelta(days=200)
    for base in Base:
        ready = base is Base.RESPONSIBILITY
        samples = [_aged(desk, base, today) for _ in range(21 if ready else 3)]
        name = base.value.replace("_", " ")
        rows.append(timed(f"Practice ageing today by {name} date, {engine}", 60 if ready else 5000, samples))
        rows.append(timed(f"Practice ageing 200 days ago by {name} date, {engine}", 5000, [_aged(desk, base, past)]))
    took = in_milliseconds(lambda: reporting.balances(desk, as_of=past))
    return [*rows, timed(f"All balances 200 days ago, {engine}", 5000, [took])]


def _aged(desk: Desk, base: Base, as_of: date) -> float:
    return in_milliseconds(lambda: drilling.ageing_on(desk, base=base, as_of=as_of))


def misspelled(desk: Desk, count: int) -> list[tuple[str, str]]:
    """Last names, each with two of its letters swapped."""
    luck = random.Random(5)
    with desk.looking() as session:
        known = sorted(session.execute(text("SELECT DISTINCT last_name FROM person WHERE id < 5000")).scalars())
    found = []
    for name in luck.sample([name for name in known if len(name) > 5], count):
        at = luck.randrange(1, len(name) - 2)
        found.append((name, name[:at] + name[at + 1] + name[at] + name[at + 2 :]))
    return found


def _payment(desk: Desk, engine: str) -> list[Row]:
    """Small payments on four lines each, so that the lines stay open for the next run.

    Nothing here is as short beside its budget, and on a shared machine others take a share of it: the quietest of
    three rounds, each on other accounts, is told.
    """
    with desk.looking() as session:
        accounts = list(session.execute(text(FOUR_OPEN)).scalars())
        requests = []
        for account in random.Random(str(uuid.uuid4())).sample(accounts, min(240, len(accounts))):
            lines = [line for line in posting.open_lines(session, account, desk.clock.today()) if line.owes >= 100]
            chosen = {line.charge: 100 for line in lines[:4]}
            key = uuid.uuid4().hex
            requests.append(posting.PostPayment(account, 400, "cash", key, chosen=chosen, automatic=False))
    flush = statistics.median(flushes())
    samples = [in_milliseconds(lambda one=one: posting.post_payment(desk, one)) for one in requests][10:]
    each = max(1, len(samples) // 3)
    quietest = min((samples[at : at + each] for at in range(0, 3 * each, each)), key=statistics.median)
    return [
        Row("  one disk flush", "", f"{flush:,.1f} ms"),
        timed(f"Payment with 4 allocations, {engine}, of three rounds", 5 + flush, quietest, more=" = 5 + a flush"),
    ]


def flushes(count: int = 60) -> list[float]:
    """Milliseconds of writing four kilobytes and flushing them to the disk the clinics are on."""
    with tempfile.NamedTemporaryFile(dir=Path(tempfile.gettempdir()) / "paydesk-bench") as file:

        def flush() -> None:
            file.write(b"x" * 4096)
            file.flush()
            os.fsync(file.fileno())

        return [in_milliseconds(flush) for _ in range(count)]


def _number(desk: Desk, query: str) -> int:
    with desk.looking() as session:
        return int(session.execute(text(query)).scalar_one())
