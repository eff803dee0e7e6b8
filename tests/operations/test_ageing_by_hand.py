"""The ageing of every base and any day is, to the cent, what is worked out by hand; so are the accounts behind it."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, timedelta

import pytest

from operations.conftest import clinic_on
from paydesk.data.office_tables import Document, Statement
from paydesk.operations import adjusting, drilling, undoing
from paydesk.rules.ageing import Base, Bucket
from paydesk.rules.errors import PaydeskError
from support.ageing_oracle import aged_by_hand, credit_by_hand
from support.money_clinic import Family, MoneyClinic

STEPS = 70


class Year:
    """Chance days at two families: what is refused is left out."""

    def __init__(self, money: MoneyClinic) -> None:
        self.money, self.luck = money, random.Random(11)
        self.families = (
            money.family(patients=2, plans=(0, 1), copay=20_00), money.family(plans=(0,), copay=40_00, number=50002),
            money.family(number=50003),
        )  # fmt: skip
        self.charges: list[tuple[Family, int]] = []
        self.entries: list[int] = []
        self.first = money.clock.today()

    def live(self) -> None:
        acts = (self.charge, self.charge, self.charge, self.pay, self.answer, self.answer, self.forgive, self.transfer,
                self.undo, self.bill)  # fmt: skip
        for _ in range(STEPS):
            try:
                self.luck.choice(acts)()
            except PaydeskError:
                continue
            finally:
                self.money.clock.advance(days=self.luck.choice((0, 1, 3, 9, 16)))

    def charge(self) -> None:
        family = self.luck.choice(self.families)
        on = self.money.clock.today() - timedelta(days=self.luck.choice((0, 0, 20)))
        fee = self.luck.randrange(1_00, 300_00)
        made = self.money.charge(self.luck.choice(family.patients), fee, fee + 1, on=on)
        self.charges += [(family, one) for one in made]

    def pay(self) -> None:
        family = self.luck.choice(self.families)
        paid = self.money.pay(family, self.luck.randrange(1_00, 200_00))
        self.entries.append(paid.group_id)

    def answer(self) -> None:
        family, charge = self._pick()
        paid, off, others = (self.luck.randrange(0, 90_00) for _ in range(3))
        self.money.answer(self._cover(family), charge, paid=paid, contractual=off, others=others)

    def forgive(self) -> None:
        request = adjusting.PostAdjustment(
            self._pick()[1], self.luck.randrange(1, 80_00), "hardship", self.money.key(), note="because"
        )
        self.entries.append(adjusting.post_adjustment(self.money.desk, request).entry_id)

    def transfer(self) -> None:
        family, charge = self._pick()
        parties = [0, self._cover(family)]
        self.luck.shuffle(parties)
        request = adjusting.TransferResponsibility(
            charge, self.luck.randrange(1, 90_00), *parties, "because", self.money.key()
        )
        self.entries.append(adjusting.transfer_responsibility(self.money.desk, request).entry_id)

    def undo(self) -> None:
        entry = self.luck.choice(self.entries or [0])
        undoing.undo(self.money.desk, undoing.UndoEntry(entry, "because", self.money.key()))

    def bill(self) -> None:
        family, today = self.luck.choice(self.families), self.money.clock.today()
        with self.money.desk.database.transaction() as session:
            paper = Document(kind="statement", made_at=self.money.clock.now(), made_by="ana", sha256="", pages=1,
                             content=b"", account_id=family.account)  # fmt: skip
            session.add(paper)
            session.flush()
            session.add(Statement(number=paper.id, account_id=family.account, as_of=today, amount=0,
                                  document_id=paper.id, first_page=1, pages=1))  # fmt: skip

    def _pick(self) -> tuple[Family, int]:
        if not self.charges:
            raise PaydeskError("nothing is charged yet")
        return self.luck.choice(self.charges)

    def _cover(self, family: Family) -> int:
        covers = family.coverages[family.patients[0]]
        if not covers:
            raise PaydeskError("nobody is insured here")
        return self.luck.choice(covers)

    def days(self) -> Iterator[date]:
        day = self.first - timedelta(days=1)
        while day < self.money.clock.today():
            yield day
            day += timedelta(days=23)
        yield self.money.clock.today()


@pytest.fixture(scope="module", params=["sqlcipher", "postgresql"])
def year(request: pytest.FixtureRequest) -> Iterator[Year]:
    """The same for all, who only look at it."""
    with clinic_on(request) as money:
        made = Year(money)
        made.live()
        yield made


@pytest.mark.parametrize("base", Base)
def test_every_figure_of_any_day_is_what_is_worked_out_by_hand(year: Year, base: Base) -> None:
    desk, ages = year.money.desk, set()
    for day in year.days():
        told = drilling.ageing_on(desk, base=base, as_of=day)
        with desk.database.reading() as session:
            patients, insurers = aged_by_hand(session, base, day)
            credit = credit_by_hand(session, day)
        for side, mine in ((told.patients, patients), (told.insurers, insurers)):
            assert (list(side.buckets), side.credit) == (mine.buckets, mine.credit), day
            ages |= {place for place, amount in enumerate(side.buckets) if amount}
        assert told.unapplied == credit, day
    assert ages == ({0, 1, 2, 3, 4} if base is not Base.FIRST_STATEMENT else ages) and len(ages) > 1


@pytest.mark.parametrize("base", Base)
def test_the_accounts_behind_add_up_to_every_figure(year: Year, base: Base) -> None:
    desk = year.money.desk
    for day in list(year.days())[1::4]:
        told = drilling.ageing_on(desk, base=base, as_of=day)
        with desk.database.reading() as session:
            by_hand = aged_by_hand(session, base, day)
        for side, mine, insurers in ((told.patients, by_hand[0], False), (told.insurers, by_hand[1], True)):
            behind = drilling.accounts_behind(desk, base=base, as_of=day, insurers=insurers)
            assert sum(one.aged.owed for one in behind) == side.owed
            assert {one.account_id: list(one.aged.buckets) for one in behind} == dict(mine.by_account)
            for bucket in Bucket:
                chosen = drilling.accounts_behind(desk, base=base, as_of=day, insurers=insurers, bucket=bucket)
                assert sum(one.aged.buckets[bucket.position] for one in chosen) == side.buckets[bucket.position]


def test_a_part_that_moved_on_since_has_the_age_it_had_then(money: MoneyClinic) -> None:
    family = money.family(plans=(0,))
    (charge,) = money.charge(family.patients[0], 100_00)
    first, coverage = money.clock.today(), family.coverages[family.patients[0]][0]
    there, back = (coverage, 0), (0, coverage)
    for days, amount, parties in ((40, 100_00, there), (20, 100_00, back), (30, 30_00, there), (40, 70_00, there)):
        money.clock.advance(days=days)
        adjusting.transfer_responsibility(
            money.desk, adjusting.TransferResponsibility(charge, amount, *parties, "because", money.key())
        )
    buckets = {}
    for day in (39, 55, 65, 100, 129, 130):
        told = drilling.ageing_on(money.desk, base=Base.RESPONSIBILITY, as_of=first + timedelta(days=day))
        buckets[day] = (told.patients.buckets, told.insurers.buckets)
    none = (0, 0, 0, 0, 0)
    assert buckets == {
        39: (none, (0, 100_00, 0, 0, 0)), 55: ((100_00, 0, 0, 0, 0), none), 65: (none, (100_00, 0, 0, 0, 0)),
        100: ((30_00, 0, 0, 0, 0), (0, 70_00, 0, 0, 0)), 129: ((0, 30_00, 0, 0, 0), (0, 0, 70_00, 0, 0)),
        130: ((0, 100_00, 0, 0, 0), none),
    }  # fmt: skip


def test_a_day_still_to_come_is_refused(money: MoneyClinic) -> None:
    tomorrow = money.clock.today() + timedelta(days=1)
    for ask in (drilling.ageing_on, drilling.accounts_behind):
        with pytest.raises(PaydeskError, match="still to come") as refused:
            ask(money.desk, base=Base.SERVICE, as_of=tomorrow)
        assert refused.value.field == "as_of"
