"""Invented people for the benchmark: as many different names as a town has, the frequent ones frequent."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from paydesk.rules.identity import search_key

FIRST = (
    "James Mary Robert Patricia John Jennifer Michael Linda David Elizabeth William Barbara Richard Susan Joseph "
    "Jessica Thomas Sarah Carlos Karen Daniel Nancy Matthew Lisa Anthony Betty Mark Margaret Donald Sandra Steven "
    "Ashley Paul Kimberly Andrew Emily Joshua Donna José Michelle Kevin Carol Brian Amanda George Melissa Luis "
    "Deborah Ronald Stephanie Timothy Rebecca Jason Sharon Jeffrey Laura Ryan Cynthia Jacob Kathleen Gary Amy Miguel "
    "Angela Juan Shirley Jonathan Anna Stephen Brenda Larry Pamela Justin Emma Scott Nicole Brandon Helen Ánh Łucja"
)
_HEADS = (
    "Ander Ash Bar Bell Black Brad Brown Cald Carl Carp Cas Cole Cran Daven Del Down East Ed Eller Fair Far Fern "
    "Fitz Ford Gal Gar God Gon Good Gran Green Hal Hamil Harri Hern Hol Hud Jack Jen John Kel Ken King Lam Law Lin "
    "Lock Lop Mal Mar Mart Mc Mil Mont Mor Nel New Nor O'Con Ol Os Par Pat Peter Pres Quin Ram Red Rich Rob Rod Ros "
    "Ruther San Sch Shel Sim Stan Ster Sul Thom Tor Van Vas Wal Wash Wat Wil Win Wood Wright York Zam"
)
_TAILS = (
    "son man ton ley field ford ez ing ham cock well man by er ers wood land berg stein worth ard ano ero "
    "ia ski dale den mer nor rick"
)


@dataclass(frozen=True)
class BenchPerson:
    """One invented patient; ``account`` counts from 1 and ``leads`` is true of its guarantor."""

    id: int
    account: int
    leads: bool
    first: str
    last: str
    born: date
    phone: str
    member: str

    def terms(self) -> set[tuple[str, str]]:
        """Its search keys as (term, kind), the ones the finder writes."""
        names = {(word, "name") for word in search_key(f"{self.last} {self.first}").split()}
        phone = {(digits, "phone") for digits in (self.phone, self.phone[-7:], self.phone[-4:])}
        number = {(str(account_number(self.account)), "account"), (self.born.isoformat(), "birth")}
        return names | phone | number | {(search_key(self.member), "member")}


def account_number(account: int) -> int:
    """The number on paper of the account that counts from 1."""
    return 50_000 + account


def account_of(person: int) -> int:
    """Ten people live in seven households: three, two and five times one."""
    return (person - 1) // 10 * 7 + (0, 0, 0, 1, 1, 2, 3, 4, 5, 6)[(person - 1) % 10] + 1


ACCOUNT_SQL = (
    "((p - 1) / 10) * 7 + CASE WHEN (p - 1) % 10 < 3 THEN 1 WHEN (p - 1) % 10 < 5 THEN 2 ELSE (p - 1) % 10 - 2 END"
)
"""``account_of`` of the column ``p``."""


def people(count: int) -> Iterator[BenchPerson]:
    """``count`` people, the same at every call."""
    luck = random.Random(7)
    lasts = sorted({head + tail for head in _HEADS.split() for tail in _TAILS.split()})
    firsts = FIRST.split()
    luck.shuffle(lasts)
    often = [1 / (rank + 8) for rank in range(len(lasts))]
    chosen = luck.choices(lasts, often, k=count)
    before = 0
    for number in range(1, count + 1):
        account = account_of(number)
        last = chosen[account % count] if account != before or luck.random() < 0.9 else chosen[number - 1]
        yield BenchPerson(
            id=number, account=account, leads=account != before, first=luck.choice(firsts), last=last,
            born=date(1932, 1, 1) + timedelta(days=luck.randrange(34_000)), phone=f"{luck.randrange(201, 989)}555"
            f"{luck.randrange(10_000):04d}", member=f"W{luck.randrange(10**9):09d}",
        )  # fmt: skip
        before = account
