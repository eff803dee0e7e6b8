"""Promises to pay at the made-up desk: kept, kept in part, broken, due today, replaced and called off."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from paydesk.demo.year import Folk, Year
from paydesk.operations import judging_promises, promising
from paydesk.operations.promising import TakePromise
from paydesk.rules.money import Cents

_WORTH = 4000
_SLOW = 4  # of the habits of paying in ``year``: those who pay when it suits them


def promise_to_pay(year: Year) -> None:
    """In the last weeks of the year; chance, which other stories have, is left out of it."""
    for days, minute, story in (
        (23, 5, _breaks), (22, 10, _breaks), (21, 15, _keeps), (20, 20, _keeps_in_part), (9, 25, _thinks_again),
        (8, 30, _calls_off), (5, 35, _owes_today), (4, 40, _owes_today),
        (3, 50, _owes_today),
    ):  # fmt: skip
        year.at(year.today - timedelta(days=days), _told(year, story), hour=11, minute=minute)


def put_down(year: Year) -> None:
    """What became of them, up to this morning."""
    judging_promises.catch_up(year.desk)


def _told(year: Year, story: Callable[[Year, Folk], None]) -> Callable[[], None]:
    def tell() -> None:
        folk = _somebody(year)
        if folk is not None:
            story(year, folk)

    return tell


def _somebody(year: Year) -> Folk | None:
    """Who owes enough and has promised nothing, the slow ones first."""
    for folk in sorted(year.folks, key=lambda one: (one.number % 5 != _SLOW, one.number)):
        known = promising.promises_of(year.desk, folk.account_id)
        if known.owes >= _WORTH and not known.all:
            return folk
    return None


def _take(
    year: Year, folk: Folk, due: date, said: str, *, part: int = 2, method: str = "", replaces: int | None = None
) -> tuple[int, Cents]:
    """A promise of a part of what is owed, in whole dollars: its id, and how much."""
    amount = promising.promises_of(year.desk, folk.account_id).owes // part // 100 * 100
    guarantor = folk.patients[0]
    taken = promising.take_promise(year.desk, TakePromise(
        folk.account_id, amount, due, "phone", "out", said, guarantor.name, guarantor.person_id, method, replaces,
        year.key(),
    ))  # fmt: skip
    return taken.promise_id, amount


def _is_open(year: Year, folk: Folk, promise_id: int) -> bool:
    """Whether that promise still waits for its money, and something is still owed."""
    known = promising.promises_of(year.desk, folk.account_id)
    return known.owes >= _WORTH // 2 and promise_id in [one.promise_id for one in known.open]


def _breaks(year: Year, folk: Folk) -> None:
    _take(year, folk, year.clock.today() + timedelta(days=6), "Will send a check on payday", method="check")


def _keeps(year: Year, folk: Folk) -> None:
    due = year.clock.today() + timedelta(days=5)
    _, amount = _take(year, folk, due, "Can pay half of it this week", method="cash")
    year.at(due, lambda: year.pay(folk, amount, method="cash"), hour=10, minute=15)


def _keeps_in_part(year: Year, folk: Folk) -> None:
    due = year.clock.today() + timedelta(days=6)
    _, amount = _take(year, folk, due, "Comes by with the money")
    year.at(due, lambda: year.pay(folk, amount * 3 // 5, method="cash"), hour=10, minute=25)


def _thinks_again(year: Year, folk: Folk) -> None:
    first, _ = _take(year, folk, year.today + timedelta(days=1), "Pays all of it next week", part=1)

    def again() -> None:
        if _is_open(year, folk, first):
            _take(year, folk, year.today + timedelta(days=2), "Cannot pay all of it, half will do", replaces=first)

    year.at(year.today - timedelta(days=3), again, hour=9, minute=45)


def _calls_off(year: Year, folk: Folk) -> None:
    own, _ = _take(year, folk, year.today + timedelta(days=4), "Pays with the next wages")

    def off() -> None:
        if not _is_open(year, folk, own):
            return
        promising.cancel_promise(year.desk, own, reason="Asked for a payment plan instead")

    year.at(year.today - timedelta(days=5), off, hour=9, minute=55)


def _owes_today(year: Year, folk: Folk) -> None:
    _take(year, folk, year.today, "Calls with the card number today", method="card")
