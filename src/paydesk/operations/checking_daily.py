"""Checking daily: what days brought by themselves to plans, promises and applications is put down, late or not."""

from __future__ import annotations

from dataclasses import dataclass

from paydesk.operations import assisting, judging_promises, watching_plans
from paydesk.operations.desk import Desk, Touched


@dataclass(frozen=True)
class Checked:
    """What was put down: how many plans turned, and what it touched; None when nothing had happened."""

    plans: int
    touched: Touched | None


def check_daily(desk: Desk) -> Checked:
    """Catch up with every day since somebody last did, each thing dated by its own day; a second time finds nothing.

    What this person may not put down waits for somebody who may.
    """
    plans, changed, accounts = 0, False, set[int]()
    if desk.may("plans.make"):
        done = watching_plans.catch_up(desk)
        plans, accounts = done.turned, set(done.touched.accounts)
    if desk.may("promises.take") and (judged := judging_promises.catch_up(desk)) is not None:
        changed, accounts = True, accounts | set(judged.accounts)
    if desk.may("assistance.work"):
        changed = bool(assisting.catch_up(desk)) or changed
    touched = Touched(tuple(sorted(accounts)), ("plans", "people")) if plans or changed else None
    return Checked(plans, touched)
