"""Twelve months at the made-up clinic's desk: what happens happens in order of time, by calling operations."""

from __future__ import annotations

import heapq
import json
import random
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from itertools import count
from pathlib import Path
from zoneinfo import ZoneInfo

from paydesk.demo.cast import CODES, FINDINGS, PAYERS, REASONS
from paydesk.operations import billing, charging, claiming, posting, reading, receipting, remitting, visiting
from paydesk.operations.desk import Desk
from paydesk.rules import coding
from paydesk.rules.money import Cents, from_plain

ZONE = ZoneInfo("America/Los_Angeles")
_METHODS = ("card", "card", "check", "cash", "card", "bank transfer", "money order")
_HABITS = ((0.8, 0.0), (0.1, 0.5), (0.6, 0.2), (0.15, 0.1), (0.0, 0.05))
"""How likely a family pays all, or a part, of what a statement asks."""
_PRINTED = timedelta(days=45)
_BANKS = ("Columbia Bank", "First Prairie Bank", "Umber Credit Union")


class DemoClock:
    """Stands where the story is; ``let_run`` hands over to the real time."""

    def __init__(self) -> None:
        self._moment: datetime | None = None

    def stand(self, moment: datetime) -> None:
        """It is that moment now."""
        self._moment = moment

    def let_run(self, moment: datetime | None = None) -> None:
        """From now on the machine's time, or for ever ``moment`` (pictures and tests)."""
        self._moment = moment

    def now(self) -> datetime:
        """This moment, in UTC."""
        return (self._moment or datetime.now(UTC)).astimezone(UTC)

    def here(self) -> datetime:
        """This moment at the clinic."""
        return self.now().astimezone(ZONE)

    def today(self) -> date:
        """The date at the clinic."""
        return self.here().date()


@dataclass(frozen=True)
class Cover:
    """A coverage: its id, which of ``cast.PAYERS``, and its copay in cents."""

    coverage_id: int
    payer: int
    copay: Cents | None


@dataclass(frozen=True)
class Patient:
    """A registered person with coverages, primary first."""

    person_id: int
    name: str
    covers: tuple[Cover, ...] = ()


@dataclass(frozen=True)
class Folk:
    """A registered household."""

    account_id: int
    number: int
    patients: tuple[Patient, ...]


@dataclass(frozen=True)
class Claim:
    """What an insurer is still to answer: (charge, what it was asked for, copay the patient owes of it)."""

    cover: Cover
    after: Cover | None
    visit_id: int
    charges: tuple[tuple[int, Cents, Cents], ...]
    due: date
    again: bool = False


@dataclass
class Year:
    """The desk, its clock, and everything that is still to happen. ``luck`` alone decides: same seed, same year."""

    desk: Desk
    clock: DemoClock
    luck: random.Random
    providers: Sequence[int]
    place: int
    payers: Sequence[int]
    today: date
    claims: list[Claim] = field(default_factory=list)
    folks: list[Folk] = field(default_factory=list)
    bad_luck: set[int] = field(default_factory=set)
    by_file: Callable[[Year, int, Sequence[Claim]], None] | None = None
    """How insurers that send files lately answer first claims."""
    _queue: list[tuple[datetime, int, Callable[[], object]]] = field(default_factory=list)
    _order: count[int] = field(default_factory=count)
    _keys: count[int] = field(default_factory=count)

    def key(self) -> str:
        """A fresh idempotency key."""
        return f"demo {next(self._keys)}"

    @property
    def first_day(self) -> date:
        """A year before today."""
        return self.today - timedelta(days=364)

    def at(
        self, day: date, act: Callable[[], object], *, hour: int | None = None, minute: int | None = None
    ) -> None:  # fmt: skip
        """``act`` happens on that day, or on the Monday after a weekend, and at once when that day has passed; from
        today on, people decide."""
        while day.weekday() > 4:
            day += timedelta(days=1)
        if day < self.today:
            chosen = hour if hour is not None else self.luck.randrange(8, 16)
            past = minute if minute is not None else self.luck.randrange(0, 60)
            moment = datetime.combine(day, time(chosen, past), ZONE)
            heapq.heappush(self._queue, (max(moment, self.clock.now()), next(self._order), act))

    def run(self, progress: Callable[[int, int], None] | None = None) -> None:
        """Let everything happen up to yesterday evening."""
        told = -1
        while self._queue:
            moment, _, act = heapq.heappop(self._queue)
            self.clock.stand(moment)
            act()
            day = (moment.date() - self.first_day).days
            if progress is not None and day > told:
                progress(told := day, 364)

    def days_on(self, least: int, most: int) -> date:
        """Some day after the day the story stands at."""
        return self.clock.today() + timedelta(days=self.luck.randrange(least, most))

    def office_hours(self) -> None:
        """What comes round by itself: claims sent each evening, remittances each Wednesday, statements on the fifth."""
        day = self.first_day
        while day <= self.today:
            if day.weekday() < 5 and day < self.today - timedelta(days=2):
                self.at(day, self.send_claims, hour=17)
            if day.weekday() == 2:
                self.at(day, self.post_remittances, hour=15)
            if day.day == 5:
                self.at(day, self.run_statements, hour=16)
            day += timedelta(days=1)

    def visit(self, folk: Folk, patient: Patient, *, self_pay: bool = False, pays: bool = True) -> int:
        """A visit of today with its charges, its copay taken before or after, its claim sent; the visit's id."""
        reason, found, codes = self.luck.choice(REASONS)
        visit_id = self.arrive(patient, reason, found, self_pay=self_pay)
        cover = None if self_pay else next(iter(patient.covers), None)
        copay = (cover.copay or 0) if cover and len(patient.covers) == 1 else 0
        before = copay and pays and self.luck.random() < 0.3
        if before:
            self.pay(folk, copay, automatic=False, visit_id=visit_id)
        charged = self.charge(patient, visit_id, codes)
        if copay and pays and not before and self.luck.random() < 0.75:
            self.pay(folk, copay)
        if self_pay:
            self.pay(folk, charged.total, chosen=dict.fromkeys(charged.charge_ids))
        if cover:
            self._claim(patient, cover, visit_id, charged, codes)
        return visit_id

    def arrive(self, patient: Patient, reason: str, found: tuple[str, ...], *, self_pay: bool = False) -> int:
        """Someone comes in; the visit's id."""
        now = self.clock.now().astimezone(ZONE)
        request = visiting.SaveVisit(
            patient.person_id, now.date(), time(now.hour, now.minute // 15 * 15), self.luck.choice(self.providers),
            self.place, "arrived", reason, self_pay, _diagnoses(found),
        )  # fmt: skip
        return visiting.save_visit(self.desk, request).visit_id

    def charge(self, patient: Patient, visit_id: int, codes: tuple[str, ...]) -> charging.ChargesPosted:
        """Post the procedures of a visit at the clinic's fees."""
        charges = tuple(charging.NewCharge(code, pointers=(1,)) for code in codes)
        return charging.post_charges(self.desk, charging.PostCharges(visit_id, charges, self.key()))

    def _claim(
        self, patient: Patient, cover: Cover, visit_id: int, charged: charging.ChargesPosted, codes: tuple[str, ...]
    ) -> None:
        fees = _fees(codes)
        left = charged.copay
        asked = []
        for charge, fee in zip(charged.charge_ids, fees, strict=True):
            asked.append((charge, fee, min(left, fee)))
            left -= min(left, fee)
        after = patient.covers[1] if len(patient.covers) > 1 else None
        self.claims.append(Claim(cover, after, visit_id, tuple(asked), self.days_on(9, 30)))

    def pay(
        self, folk: Folk, amount: Cents, *, method: str | None = None, **more: object
    ) -> posting.PaymentPosted:
        """A payment by some method; the receipts of the last weeks are printed and kept."""
        way = method or self.luck.choice(_METHODS)
        facts: dict[str, object] = dict(more)
        if way == "card":
            facts |= {"card_brand": self.luck.choice(("Visa", "Mastercard", "Discover")),
                      "card_last4": f"{self.luck.randrange(10000):04d}",
                      "authorization": f"{self.luck.randrange(1000000):06d}"}  # fmt: skip
        elif way == "check":
            facts |= {"check_number": str(self.luck.randrange(200, 4000)), "bank": self.luck.choice(_BANKS)}
        elif way == "cash":
            facts["tendered"] = -(-amount // 2000) * 2000
        request = posting.PostPayment(folk.account_id, amount, way, self.key(), **facts)  # type: ignore[arg-type]
        posted = posting.post_payment(self.desk, request)
        if self.today - self.clock.today() < _PRINTED:
            receipting.print_receipt(self.desk, posted.lot_id, copy=False)
        return posted

    def send_claims(self) -> None:
        """What was charged goes to the insurers in the evening."""
        waiting = tuple(one.id for one in claiming.not_sent(self.desk))
        if waiting:
            claiming.mark_sent(self.desk, claiming.MarkSent(waiting, self.clock.today()))

    def post_remittances(self) -> None:
        """Every insurer that has answers ready sends them with one payment."""
        now = self.clock.today()
        for payer in range(len(PAYERS)):
            ready = [claim for claim in self.claims if claim.due <= now and claim.cover.payer == payer]
            if ready:
                self.claims = [claim for claim in self.claims if claim not in ready]
            ready = self._without_filed(payer, ready)
            if ready:
                answers = tuple(self._answer(claim) for claim in ready)
                remitting.post_remittance(
                    self.desk,
                    remitting.PostRemittance(
                        self.payers[payer], f"{880000 + next(self._keys)}", sum(one.paid for one in answers), now,
                        answers, self.key(),
                    ),
                )  # fmt: skip

    def _without_filed(self, payer: int, ready: list[Claim]) -> list[Claim]:
        """The first insurers send files for two months now; what is plain comes by those."""
        if self.by_file is None or payer > 1 or self.clock.today() < self.today - timedelta(days=60):
            return ready
        plain = [one for one in ready if not (one.again or one.after or one.visit_id in self.bad_luck)]
        if plain:
            self.by_file(self, payer, plain)
        return [one for one in ready if one not in plain]

    def _answer(self, claim: Claim) -> remitting.Answer:
        """Mostly paid by price and share; now and then denied, and then answered again or left to a person."""
        if not claim.again and (claim.visit_id in self.bad_luck or self.luck.random() < 0.05):
            if claim.visit_id not in self.bad_luck and self.luck.random() < 0.6:
                self.claims.append(Claim(**{**vars(claim), "again": True, "due": self.days_on(20, 40)}))
            return remitting.Answer(claim.cover.coverage_id, claim.visit_id, (), denied=True)
        lines, left = [], []
        deductible = claim.cover.copay is not None and self.luck.random() < 0.3
        for charge, asked, copay in claim.charges:
            price = asked * self.luck.randrange(55, 90) // 100
            share = price if deductible else min(price, copay) if claim.cover.copay is not None else price // 5
            why = "deductible" if deductible else "copay" if copay else "coinsurance"
            lines.append(remitting.AnswerLine(charge, price - share, asked - price, share, why, copay))
            if share:
                left.append((charge, share, 0))
        if claim.after and left:
            self.claims.append(Claim(claim.after, None, claim.visit_id, tuple(left), self.days_on(10, 25), again=True))
        return remitting.Answer(claim.cover.coverage_id, claim.visit_id, tuple(lines))

    def run_statements(self) -> None:
        """The month's statements; some families pay after theirs came, some a part, some nothing."""
        with tempfile.TemporaryDirectory() as folder:
            made = billing.make_statements(self.desk, Path(folder), batch=True)
            rows = json.loads(made.files[-1].read_text(encoding="utf-8"))["statements"]
        by_number = {folk.number: folk for folk in self.folks}
        for row in rows:
            folk = by_number.get(int(row["account"]))  # who pays by a plan has a story of its own
            if folk is not None:
                self._reads_it(folk, from_plain(row["cents"]))

    def _reads_it(self, folk: Folk, asked: Cents) -> None:
        """What a family does about a statement is its habit: most pay, some a part, some late, a few not at all."""
        whole, part = _HABITS[folk.number % len(_HABITS)]
        mood = self.luck.random()
        amount = asked if mood < whole else min(asked, max(500, asked // 300 * 100)) if mood < whole + part else 0
        if amount:
            self.at(self.days_on(4, 24), partial(self.pay, folk, amount))

    def this_morning(self) -> None:
        """Two payments are in before anybody looks."""
        owing = [folk for folk in self.folks if self._owes(folk) > 3000]
        for folk in self.luck.sample(owing, min(2, len(owing))):
            self.pay(folk, 3000, method="card")

    def _owes(self, folk: Folk) -> Cents:
        return reading.account_page(self.desk, folk.account_id).figures.patient_owes


def _fees(codes: tuple[str, ...]) -> tuple[Cents, ...]:
    prices = {code: fee for code, _, _, fee in CODES}
    return tuple(prices[code] for code in codes)


def _diagnoses(codes: tuple[str, ...]) -> tuple[visiting.Diagnosis, ...]:
    return tuple(visiting.Diagnosis(coding.parse_diagnosis(code), FINDINGS[code]) for code in codes)
