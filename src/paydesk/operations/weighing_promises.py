"""Weighing promises: what each is now, by the money that stands, and by whether anything is owed any more."""

from __future__ import annotations

from collections import defaultdict
from datetime import date

from paydesk.data import promise_store
from paydesk.data.database import Session
from paydesk.data.promise_store import Taken
from paydesk.rules import promises
from paydesk.rules.promises import Judged, PromiseState


def weighed(session: Session, accounts: promise_store.Accounts, today: date) -> list[tuple[Taken, Judged]]:
    """All promises of these accounts with their state, account by account, the one due first in front."""
    taken = promise_store.of_accounts(session, accounts)
    money = promise_store.money_for(session, taken, accounts)
    of: dict[int, dict[int, Taken]] = defaultdict(dict)
    for one in taken:
        of[one.account_id][one.promise.id] = one
    judged = [
        (mine[one.promise.id], one)
        for account, mine in of.items()
        for one in promises.judge((known.promise for known in mine.values()), money.get(account, ()), today=today)
    ]
    return _let_go(session, judged)


def _let_go(session: Session, judged: list[tuple[Taken, Judged]]) -> list[tuple[Taken, Judged]]:
    """Those that were to be kept when somebody last looked, of accounts that owe nothing any more, are let go."""
    waits = {one.account_id for one, how in judged if _waits(one, how)}
    free = promise_store.nothing_owed_since(session, sorted(waits)) if waits else {}
    return [
        (one, promises.let_go(how, since=free[one.account_id]) if one.account_id in free and _waits(one, how) else how)
        for one, how in judged
    ]


def _waits(one: Taken, how: Judged) -> bool:
    return one.state is PromiseState.PROMISED and how.state is not PromiseState.KEPT
