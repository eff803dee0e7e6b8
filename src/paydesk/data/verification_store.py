"""Reads and writes what was verified: answers as they were given, where each verification stands, and freshness."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any

from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import Session

from paydesk.data.database import answers
from paydesk.data.inserting import add_rows
from paydesk.data.insurance_tables import Coverage, InsurancePlan, Payer
from paydesk.data.people_tables import Person
from paydesk.data.verification_tables import FreshnessRow, Verification, VerifiedAnswer
from paydesk.rules.benefits import Network, ServiceKind, Source
from paydesk.rules.freshness import FRESHNESS, Freshness
from paydesk.rules.insurance import PayerKind
from paydesk.rules.known_benefits import KeptAnswer
from paydesk.rules.verification import Asks
from paydesk.rules.verified_items import ITEMS, AnswerGiven, Item, Kind, Value, is_one_plan


@dataclass(frozen=True)
class CoverageFacts:
    """A coverage with its payer, plan and patient, as verification needs them."""

    coverage_id: int
    plan_id: int
    patient_id: int
    account_id: int
    payer_id: int
    payer: str
    payer_kind: PayerKind
    payer_phone: str
    edi_id: str
    plan: str
    group_number: str
    member_number: str
    subscriber_id: int | None
    subscriber_name: str
    relation: str
    priority: int
    valid_from: date
    valid_to: date | None
    copay: int | None
    last_name: str
    first_name: str
    middle_name: str
    suffix: str
    sex: str
    birth_date: date | None

    @property
    def patient(self) -> str:
        """First and last name."""
        return f"{self.first_name} {self.last_name}".strip()

    @property
    def one_plan(self) -> bool:
        """Whether answers about the plan hold for everybody in it."""
        return is_one_plan(self.payer_kind, self.group_number)


_MANY = 500


def parts(ids: Iterable[int]) -> Iterable[Sequence[int]]:
    """The ids in parts that fit into one statement."""
    ordered = sorted(set(ids))
    for start in range(0, len(ordered), _MANY):
        yield ordered[start : start + _MANY]


def coverages(session: Session, ids: Iterable[int], *, in_use: bool = False) -> dict[int, CoverageFacts]:
    """Coverage id -> its facts; ``in_use`` leaves out those of the dead and of records merged into others."""
    query = (
        select(
            Coverage.id, InsurancePlan.id, Person.id, Person.account_id, Payer.id, Payer.name, Payer.kind, Payer.phone,
            Payer.edi_id, InsurancePlan.name, InsurancePlan.group_number, Coverage.member_number,
            Coverage.subscriber_id, Coverage.subscriber_name, Coverage.relation, Coverage.priority,
            Coverage.valid_from, Coverage.valid_to, Coverage.copay, Person.last_name, Person.first_name,
            Person.middle_name, Person.suffix, Person.sex, Person.birth_date,
        )
        .join(InsurancePlan, InsurancePlan.id == Coverage.insurance_plan_id)
        .join(Payer, Payer.id == InsurancePlan.payer_id)
        .join(Person, Person.id == Coverage.patient_id)
    )  # fmt: skip
    if in_use:
        query = query.where(Person.merged_into_id.is_(None), Person.status != "deceased")
    found: dict[int, CoverageFacts] = {}
    for part in parts(ids):
        for row in session.execute(query.where(Coverage.id.in_(part))):
            values: list[Any] = list(row)
            values[3], values[6] = values[3] or 0, PayerKind(values[6])
            found[values[0]] = CoverageFacts(*values)
    return found


@dataclass(frozen=True)
class Taken:
    """How answers came: from where, who said so, which call, by whom taken down, and because of what."""

    source: Source
    who: str
    reference: str
    at: datetime
    by: str
    because: str
    because_id: int | None = None


def keep_answers(
    session: Session, coverage: CoverageFacts, answers: Sequence[AnswerGiven], taken: Taken, *, on: date,
    of_person: bool = False,
) -> None:  # fmt: skip
    """Keep answers of the day ``on``: those about a plan that is one for the plan, all others for the coverage.

    ``of_person``: all of them for the coverage alone; a file answers for one person.
    """
    rows: list[dict[str, object]] = []
    for one in answers:
        of_plan = ITEMS[one.item].of_plan and coverage.one_plan and not of_person
        rows.append({
            "coverage_id": None if of_plan else coverage.coverage_id,
            "insurance_plan_id": coverage.plan_id if of_plan else None,
            "item": one.item.value, "service": one.service.value if one.service else "",
            "network": one.network.value if one.network else "", "known": one.value is not None,
            **_columns(one.item, one.value), "limits": one.limits, "as_of": one.as_of or on, "asked_on": on,
            "source": taken.source.value, "who": taken.who, "reference": taken.reference, "taken_at": taken.at,
            "taken_by": taken.by, "because": taken.because, "because_id": taken.because_id,
        })  # fmt: skip
    if rows:
        session.flush()
        add_rows(session, VerifiedAnswer, rows)


def _columns(item: Item, value: Value | None) -> dict[str, object]:
    kept: dict[str, object] = {"cents": None, "points": None, "day": None, "words": ""}
    if value is None:
        return kept
    match ITEMS[item].kind:
        case Kind.MONEY:
            kept["cents"] = value
        case Kind.SHARE:
            kept["points"] = value
        case Kind.DAY:
            kept["day"] = value
        case Kind.YES_NO:
            kept["words"] = "yes" if value else "no"
        case _:
            kept["words"] = str(value)
    return kept


def _value(row: VerifiedAnswer, item: Item) -> Value | None:
    if not row.known:
        return None
    match ITEMS[item].kind:
        case Kind.MONEY:
            return row.cents
        case Kind.SHARE:
            return row.points
        case Kind.DAY:
            return row.day
        case Kind.YES_NO:
            return row.words == "yes"
        case Kind.COUNT:
            return int(row.words)
    return row.words


def answers_of(session: Session, coverages_: Iterable[CoverageFacts]) -> dict[int, tuple[KeptAnswer, ...]]:
    """Coverage id -> every answer that holds for it, its own and its plan's, in the order they were asked."""
    asked = {one.coverage_id: one for one in coverages_}
    of_plan = defaultdict[int, list[int]](list)
    for one in asked.values():
        if one.one_plan:
            of_plan[one.plan_id].append(one.coverage_id)
    found = defaultdict[int, list[tuple[date, int, KeptAnswer]]](list)
    for part in parts(asked):
        for row in session.execute(select(VerifiedAnswer).where(VerifiedAnswer.coverage_id.in_(part))).scalars():
            assert row.coverage_id is not None
            found[row.coverage_id].append((row.asked_on, row.id, _kept(row)))
    for part in parts(of_plan):
        query = select(VerifiedAnswer).where(VerifiedAnswer.insurance_plan_id.in_(part))
        for row in session.execute(query).scalars():
            assert row.insurance_plan_id is not None
            for coverage_id in of_plan[row.insurance_plan_id]:
                found[coverage_id].append((row.asked_on, row.id, _kept(row)))
    return {own: tuple(each[-1] for each in sorted(kept, key=lambda one: one[:2])) for own, kept in found.items()}


def standing_answers(session: Session, account_id: int) -> dict[int, tuple[KeptAnswer, ...]]:
    """Coverage id -> what insurers said of whether it is active, of all coverages of an account, in order."""
    found = defaultdict[int, list[KeptAnswer]](list)
    for row in answers(session, _standing(), account=account_id):
        coverage_id, item, words, day, as_of, asked_on, source = row
        value = words == "yes" if item == Item.ACTIVE.value else day
        found[coverage_id].append(KeptAnswer(
            item=Item(item), value=value, as_of=as_of, asked_on=asked_on, source=Source(source),
        ))  # fmt: skip
    return {own: tuple(kept) for own, kept in found.items()}


@cache
def _standing() -> Select[*tuple[Any, ...]]:
    items = (Item.ACTIVE.value, Item.ENDED.value)
    return (
        select(
            VerifiedAnswer.coverage_id, VerifiedAnswer.item, VerifiedAnswer.words, VerifiedAnswer.day,
            VerifiedAnswer.as_of, VerifiedAnswer.asked_on, VerifiedAnswer.source,
        )
        .join(Coverage, Coverage.id == VerifiedAnswer.coverage_id)
        .join(Person, Person.id == Coverage.patient_id)
        .where(Person.account_id == bindparam("account"), VerifiedAnswer.item.in_(items), VerifiedAnswer.known)
        .order_by(VerifiedAnswer.asked_on, VerifiedAnswer.id)
    )  # fmt: skip


def _kept(row: VerifiedAnswer) -> KeptAnswer:
    item = Item(row.item)
    return KeptAnswer(
        item=item, value=_value(row, item), service=ServiceKind(row.service) if row.service else None,
        network=Network(row.network) if row.network else None, limits=row.limits, as_of=row.as_of,
        asked_on=row.asked_on, source=Source(row.source), who=row.who, reference=row.reference, taken_by=row.taken_by,
        of_plan=row.insurance_plan_id is not None,
    )  # fmt: skip


def verifications(session: Session, coverage_ids: Iterable[int]) -> dict[int, dict[Asks, Verification]]:
    """Coverage id -> its two verifications, as far as anybody began them."""
    found = defaultdict[int, dict[Asks, Verification]](dict)
    for part in parts(coverage_ids):
        for row in session.execute(select(Verification).where(Verification.coverage_id.in_(part))).scalars():
            found[row.coverage_id][Asks(row.asks)] = row
    return found


def verification(session: Session, coverage_id: int, asks: Asks) -> Verification:
    """Where it stands; a new row when nobody began it. Hold the account's lock: begun twice at once it stands twice."""
    found = session.execute(
        select(Verification).where(Verification.coverage_id == coverage_id, Verification.asks == asks.value)
    ).scalar_one_or_none()
    if found is None:
        found = Verification(coverage_id=coverage_id, asks=asks.value, state="unverified", missing=[])
        session.add(found)
        session.flush()
    return found


def begun(session: Session, kind: PayerKind | None) -> tuple[int, ...]:
    """Ids of the coverages with a payer of that kind (None: any) whose verification somebody began."""
    query = (
        select(Verification.coverage_id)
        .join(Coverage, Coverage.id == Verification.coverage_id)
        .join(InsurancePlan, InsurancePlan.id == Coverage.insurance_plan_id)
        .join(Payer, Payer.id == InsurancePlan.payer_id)
        .distinct()
    )
    return tuple(session.execute(query if kind is None else query.where(Payer.kind == kind.value)).scalars())


def card_changed(session: Session, coverage_id: int, on: date) -> None:
    """The card is another one from that day on: what was verified before has to be asked again."""
    for row in verifications(session, (coverage_id,)).get(coverage_id, {}).values():
        row.card_changed_on = row.next_due = on
        row.due_why = "The card changed."
    session.flush()


def freshness(session: Session) -> tuple[Freshness, ...]:
    """The rules' own rows and, after them, what this clinic set instead."""
    rows = session.execute(select(FreshnessRow).order_by(FreshnessRow.id)).scalars()
    return (*FRESHNESS, *(
        Freshness(
            payer_kind=PayerKind(row.payer_kind) if row.payer_kind else None, eligibility_days=row.eligibility_days,
            benefits_days=row.benefits_days, before_visit=row.before_visit, each_service=row.each_service,
            visit_within=row.visit_within, first=row.first, source=f"set by {row.set_by}",
        )
        for row in rows
    ))  # fmt: skip


def keep_freshness(session: Session, row: Freshness, *, by: str, at: datetime) -> int:
    """Keep the clinic's own numbers; those before it stay on file. Its id."""
    kept = FreshnessRow(
        payer_kind=row.payer_kind.value if row.payer_kind else "", eligibility_days=row.eligibility_days,
        benefits_days=row.benefits_days, before_visit=row.before_visit, each_service=row.each_service,
        visit_within=row.visit_within, first=row.first, set_by=by, set_at=at,
    )  # fmt: skip
    session.add(kept)
    session.flush()
    return kept.id


def plan_years(session: Session, coverages_: Iterable[CoverageFacts]) -> dict[int, tuple[int, int]]:
    """Coverage id -> month and day its plan's year begins on, where that was told."""
    found: dict[int, tuple[int, int]] = {}
    for part in parts(one.coverage_id for one in coverages_):
        rows = session.execute(
            select(VerifiedAnswer.coverage_id, VerifiedAnswer.day)
            .where(VerifiedAnswer.coverage_id.in_(part), VerifiedAnswer.item == Item.PLAN_YEAR.value)
            .order_by(VerifiedAnswer.asked_on, VerifiedAnswer.id)
        )
        found |= {own: (day.month, day.day) for own, day in rows if own is not None and day is not None}
    return found
