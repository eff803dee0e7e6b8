"""Plans at a large clinic: 1,000 that run, half of them paid, as many promises; ten weeks later everybody looks.

    python scripts/bench_plans.py COPY-OF-A-CLINIC

is a process of its own and prints a name, a budget and the milliseconds of each look, a line each. Lists and the daily
check are made off the window's thread; the page, the account and a keystroke on the sheet have a frame.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from shutil import copyfile

from bench_row import Row, in_milliseconds, timed

PLANS, ROUNDS, FRAME = 1_000, 15, 16.0
LATER = timedelta(days=75)


def measure(clinic: Path) -> list[Row]:
    """The rows, measured on a copy of the clinic's file."""
    with tempfile.TemporaryDirectory() as place:
        copy = Path(place) / "clinic.db"
        copyfile(clinic, copy)
        done = subprocess.run([sys.executable, __file__, str(copy)], stdout=subprocess.PIPE, text=True, check=True)
    rows = []
    for line in done.stdout.splitlines():
        what, budget, *samples = line.split("\t")
        rows.append(timed(f"{PLANS:,} plans at 100,000 patients: {what}", float(budget), list(map(float, samples))))
    return rows


def _run(file: Path) -> None:
    from bench_clinic import KEY, TODAY

    from paydesk.data.database import open_local
    from paydesk.operations.desk import Actor, Desk
    from paydesk.rules.office import Role

    database, clock = open_local(file, KEY, flush=False), _Clock(TODAY)
    desk = Desk(database, clock, Actor("bench", Role.ADMINISTRATOR, "bench"))
    accounts = _agreed(desk)
    clock.day += LATER
    for what, budget, look, rounds in _looks(desk, accounts):
        samples = [in_milliseconds(look) for _ in range(rounds)]
        print("\t".join((what, str(budget), *(f"{one:.3f}" for one in samples))))
    database.close()


class _Clock:
    def __init__(self, day: date) -> None:
        self.day = day

    def now(self) -> datetime:
        return datetime(self.day.year, self.day.month, self.day.day, 17).astimezone()

    def here(self) -> datetime:
        return self.now()

    def today(self) -> date:
        return self.day


def _agreed(desk: object) -> tuple[int, ...]:
    """The accounts that got a plan of six payments and a promise, every other one with its first payment."""
    from sqlalchemy import text

    from paydesk.operations import planning, posting, promising
    from paydesk.operations.desk import Desk
    from paydesk.operations.planning import MakePlan
    from paydesk.rules import installments, plan_offers

    assert isinstance(desk, Desk)
    today, made = desk.clock.today(), []
    with desk.database.reading() as session:
        owing = session.execute(text(
            "SELECT account_id FROM charge_balance WHERE coverage_id = 0 AND balance > 0 GROUP BY account_id "
            "HAVING sum(balance) >= 6000 ORDER BY account_id LIMIT :many"
        ), {"many": PLANS}).scalars().all()  # fmt: skip
    for place, account in enumerate(owing):
        owed = {one.charge_id: one.owes for one in planning.plan_lines(desk, account) if not one.barred}
        total = sum(owed.values())
        if total < 60_00:
            continue
        parts = installments.schedule(installments.remainder_last(total, 6), plan_offers.first_due(today))
        plan = planning.make_plan(desk, MakePlan(
            account_id=account, charges=owed, installments=parts, key=f"bench {account}",
            override_reason="six payments, whatever it comes to",
        ))  # fmt: skip
        planning.sign_plan(desk, plan.plan_id)
        promising.take_promise(desk, promising.TakePromise(
            account, total // 6, today + timedelta(days=10), "phone", "in", "will pay", key=f"promise {account}",
        ))  # fmt: skip
        if place % 2:
            posting.post_payment(desk, posting.PostPayment(account, total // 6, "cash", f"paid {account}"))
        made.append(account)
    return tuple(made)


def _looks(desk: object, accounts: tuple[int, ...]) -> Iterator[tuple[str, float, Callable[[], object], int]]:
    from paydesk.operations import (
        checking_daily,
        judging_promises,
        listing_plans,
        preparing_plans,
        reading,
        reporting_plans,
    )
    from paydesk.operations.desk import Desk
    from paydesk.rules import worked_means
    from paydesk.rules.affordability import Sheet
    from paydesk.rules.household_means import Flow, Frequency
    from paydesk.rules.poverty_guideline import Region

    assert isinstance(desk, Desk)
    wages = Flow("wages", 2_650_00, Frequency.MONTHLY)
    sheet = Sheet(on=desk.clock.today(), household=3, region=Region.STATES, incomes=(wages,), net_monthly=None)
    turn = iter(accounts * ROUNDS)
    plans = iter(listing_plans.listed_plans(desk).rows * ROUNDS)
    terms = preparing_plans.plan_start(desk, accounts[0]).terms
    yield "the daily check after ten weeks", 120_000, lambda: checking_daily.check_daily(desk), 1
    yield "the daily check with nothing new", 2_000, lambda: checking_daily.check_daily(desk), 3
    yield "the list", 1_000, lambda: listing_plans.listed_plans(desk), ROUNDS
    yield "the promises that are due or broken", 1_000, lambda: judging_promises.promises_due(desk), ROUNDS
    yield "the report", 3_000, lambda: reporting_plans.plans_report(desk), 3
    yield "the page of one", FRAME, lambda: listing_plans.whole_plan(desk, next(plans).plan_id), ROUNDS
    yield "an account with one", FRAME, lambda: reading.account_page(desk, next(turn)), ROUNDS
    yield "what the sheet starts from", FRAME, lambda: preparing_plans.plan_start(desk, next(turn)), ROUNDS
    yield "a keystroke on the sheet", FRAME, lambda: worked_means.worked(
        sheet, 1_250_00, down=None, first=None, terms=terms
    ), ROUNDS  # fmt: skip


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parent))
    _run(Path(sys.argv[1]))
