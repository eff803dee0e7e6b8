"""A made-up clinic with a year behind it, built only by calling operations; the same seed, the same clinic.

May import: everything below the screen. Nobody in it exists; it lives in a throw-away home under a random key.
"""

from __future__ import annotations

import random
import secrets
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from functools import partial

from paydesk.config import Home
from paydesk.data.database import Database, open_local
from paydesk.demo.cast import Household, households
from paydesk.demo.foretold import foretell
from paydesk.demo.insurer_mail import correct_a_claim, write_to_insurers
from paydesk.demo.insurers import post_by_file, send_files
from paydesk.demo.opening import CLERK, PASSWORD, open_office
from paydesk.demo.paper_mail import type_check
from paydesk.demo.paperwork import book_ahead, register, small_talk
from paydesk.demo.paying_by_plan import bring_plans_up_to_date, pay_by_plan
from paydesk.demo.price_agreement import agree_on_prices
from paydesk.demo.promised import promise_to_pay, put_down
from paydesk.demo.stories import STORIES
from paydesk.demo.telephone import call_insurers
from paydesk.demo.wanted_back import insurers_want_back
from paydesk.demo.year import ZONE, DemoClock, Folk, Year
from paydesk.operations.desk import Desk

__all__ = ["CLERK", "PASSWORD", "build_demo", "open_demo"]

PATIENTS = 60
SEED = 2026

Progress = Callable[[int, int], None]
"""Told how many days of the year are done, of how many."""


def open_demo(
    home: Home,
    patients: int = PATIENTS,
    *,
    seed: int = SEED,
    now: datetime | None = None,
    progress: Progress | None = None,
) -> Desk:
    """The demo clinic in ``home``, with Dana Reyes at the desk. ``now`` stops the clock there (pictures, tests).

    Its key is random and only in memory, and disk flushes are off: it is gone with the program.
    """
    home.prepare()
    database = open_local(home.database, secrets.token_bytes(32), flush=False)
    return build_demo(database, patients=patients, seed=seed, now=now, progress=progress)


def build_demo(
    database: Database,
    *,
    patients: int = PATIENTS,
    seed: int = SEED,
    now: datetime | None = None,
    progress: Progress | None = None,
) -> Desk:
    """Make a clinic with a year behind it in an empty ``database``; the desk of its clerk, at ``now``."""
    clock = DemoClock()
    clock.let_run(now)
    today, this_morning = clock.today(), _this_morning(clock)
    luck = random.Random(seed)  # noqa: S311 - chance in a story, not a secret
    year = open_office(database, clock, today=today, luck=luck)
    for home in households(patients, luck, today):
        year.at(_first_visit(year, home), partial(_come, year, home))
    year.by_file = post_by_file
    year.office_hours()
    call_insurers(year)
    agree_on_prices(year)
    foretell(year)
    write_to_insurers(year)
    insurers_want_back(year)
    promise_to_pay(year)
    pay_by_plan(year)
    year.run(progress)
    clock.stand(this_morning)
    book_ahead(year)
    type_check(year)
    send_files(year)
    correct_a_claim(year)
    year.this_morning()
    put_down(year)
    bring_plans_up_to_date(year)
    clock.let_run(now)
    return year.desk


def _this_morning(clock: DemoClock) -> datetime:
    return min(clock.now(), datetime.combine(clock.today(), time(7, 45), ZONE))


def _first_visit(year: Year, home: Household) -> date:
    """Half the households are there from the first days, the others come in the months after."""
    if home.number % 2 == 0 or len(STORIES) > home.number:
        return year.first_day + timedelta(days=year.luck.randrange(0, 40))
    return year.first_day + timedelta(days=year.luck.randrange(20, 240))


def _come(year: Year, home: Household) -> None:
    """A household registers, is seen at once, and comes again over the year; its story is told besides."""
    folk = register(year, home)
    year.folks.append(folk)
    year.visit(folk, folk.patients[0])
    left = max((year.today - year.clock.today()).days, 30)
    for patient in folk.patients:
        for _ in range(year.luck.randrange(2, 6)):
            year.at(year.days_on(7, left), partial(year.visit, folk, patient))
    small_talk(year, folk)
    _tell(year, folk, home.number)


def _tell(year: Year, folk: Folk, number: int) -> None:
    for story in STORIES[number % len(STORIES)]:
        story(year, folk)
