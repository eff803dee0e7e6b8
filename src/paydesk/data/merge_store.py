"""Moves a person's record into another one of the same person; what is posted stays where it was."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import TypeVar

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from paydesk.data import charge_store, people_store
from paydesk.data.charge_tables import Charge, Visit
from paydesk.data.insurance_tables import Coverage
from paydesk.data.people_tables import Account, Address, Contact, Email, Flag, Note, Person, Phone, SpeakWith
from paydesk.rules.insurance import days_left, free_order

Way = TypeVar("Way", bound=Phone | Address | Email | SpeakWith)

_OF_THE_DEBTOR = ("bankruptcy", "attorney", "assistance_pending", "do_not_call")
"""Flags of an account that are about who answers for it, not about one bill or one street."""


def move_record(session: Session, kept: Person, duplicate: Person, *, today: date) -> dict[str, int]:
    """Everything of the duplicate's that is not posted goes to the kept record; counts by kind.

    Flags keep their rows, and readers see them from every record that points to the kept one. Coverages are copied:
    the old ones stay with what they answered. The contact log stays with the account it is about.
    """
    apart = kept.account_id != duplicate.account_id
    for person in (kept, duplicate):
        people_store.raise_version(person)
    session.execute(update(Person).where(Person.merged_into_id == duplicate.id).values(merged_into_id=kept.id))
    moved = {
        "visits": _visits(session, kept, duplicate),
        "phones": _ways(session, Phone, kept, duplicate, lambda one: (one.digits,)),
        "addresses": _ways(session, Address, kept, duplicate, lambda one: (one.kind, one.line1, one.line2, one.zip)),
        "e-mails": _ways(session, Email, kept, duplicate, lambda one: (one.address.lower(),)),
        "speak with": _ways(session, SpeakWith, kept, duplicate, lambda one: (one.name, one.phone, one.about)),
        "flags": _flags(session, kept, duplicate, today) + (_debtors_flags(session, kept, duplicate) if apart else 0),
        "notes": _readdress(session, Note, kept, duplicate),
        "contacts": 0 if apart else _readdress(session, Contact, kept, duplicate),
        "coverages": _coverages(session, kept.id, duplicate.id),
    }
    return {name: count for name, count in moved.items() if count}


def _visits(session: Session, kept: Person, duplicate: Person) -> int:
    """Visits without charges: those to come, and those that are still to be charged."""
    charged = select(Charge.id).where(Charge.visit_id == Visit.id).exists()
    rows = session.execute(select(Visit).where(Visit.patient_id == duplicate.id, ~charged)).scalars().all()
    for visit in rows:
        assert kept.account_id is not None
        visit.patient_id, visit.account_id = kept.id, kept.account_id
    session.flush()
    return len(rows)


def _ways(
    session: Session, table: type[Way], kept: Person, duplicate: Person, known_by: Callable[[Way], tuple[str, ...]]
) -> int:
    """Ways to reach the person stand after those the kept record has. One both have keeps the stricter consent."""
    mine = {known_by(one): one for one in _rows(session, table, kept)}
    chosen = any(getattr(one, "preferred", False) for one in mine.values())
    moved = 0
    for row in _rows(session, table, duplicate):
        same = mine.get(known_by(row))
        if same is not None:
            _keep_stricter(same, row)
        else:
            fresh = _copy(row, person_id=kept.id)
            if isinstance(fresh, Phone):
                fresh.preferred = fresh.preferred and not chosen
            session.add(fresh)
            moved += 1
        session.delete(row)
    session.flush()
    return moved


def _rows(session: Session, table: type[Way], person: Person) -> list[Way]:
    return list(session.execute(select(table).where(table.person_id == person.id).order_by(table.id)).scalars())


def _copy(row: Way, *, person_id: int) -> Way:
    columns = {one.name: getattr(row, one.name) for one in row.__table__.columns if one.name not in ("id", "version")}
    return type(row)(**{**columns, "person_id": person_id})


def _keep_stricter(mine: Way, other: Way) -> None:
    for name in ("may_call", "may_text", "may_email"):
        if hasattr(mine, name):
            setattr(mine, name, getattr(mine, name) and getattr(other, name))
    if isinstance(mine, Address) and isinstance(other, Address):
        mine.returned_on = mine.returned_on or other.returned_on
    if hasattr(mine, "do_not_use") and hasattr(other, "do_not_use"):
        mine.do_not_use = mine.do_not_use or other.do_not_use


def _flags(session: Session, kept: Person, duplicate: Person, today: date) -> int:
    """All of them move. Two that say the same become one, with the facts of both, from the earlier day on."""
    mine = [one for one in _flags_of(session, kept) if one.until is None]
    theirs = _flags_of(session, duplicate)
    for flag in theirs:
        same = next((one for one in mine if flag.until is None and _say_the_same(one, flag)), None)
        if same is not None:
            same.since, same.facts = min(same.since, flag.since), {**flag.facts, **same.facts}
            flag.until = today - timedelta(days=1)
            flag.reason = f"{flag.reason} The kept record has this flag.".strip()
        assert kept.account_id is not None
        flag.person_id, flag.account_id = kept.id, kept.account_id
    session.flush()
    return len(theirs)


def _flags_of(session: Session, person: Person) -> list[Flag]:
    return list(session.execute(select(Flag).where(Flag.person_id == person.id).order_by(Flag.id)).scalars())


def _say_the_same(one: Flag, other: Flag) -> bool:
    """A death is one, whatever day each record has; the rest must not contradict each other."""
    both = one.facts.keys() & other.facts.keys()
    return one.kind == other.kind and (one.kind == "deceased" or all(one.facts[n] == other.facts[n] for n in both))


def _debtors_flags(session: Session, kept: Person, duplicate: Person) -> int:
    """Where each record answers for an account, what is known of the debtor holds for both accounts."""
    accounts = [session.get_one(Account, person.account_id) for person in (kept, duplicate)]
    if [one.guarantor_id for one in accounts] != [kept.id, duplicate.id]:
        return 0
    copied = 0
    for account, other in (accounts, accounts[::-1]):
        there = {flag.kind for flag in _debts_flags(session, account)}
        for flag in _debts_flags(session, other):
            if flag.kind not in there:
                session.add(
                    Flag(account_id=account.id, kind=flag.kind, since=flag.since, reason=flag.reason,
                         facts=dict(flag.facts), set_by=flag.set_by)
                )  # fmt: skip
                copied += 1
    session.flush()
    return copied


def _debts_flags(session: Session, account: Account) -> list[Flag]:
    query = select(Flag).where(
        Flag.account_id == account.id, Flag.person_id.is_(None), Flag.until.is_(None), Flag.kind.in_(_OF_THE_DEBTOR)
    )
    return list(session.execute(query.order_by(Flag.id)).scalars())


def _readdress(session: Session, about: type[Note | Contact], kept: Person, duplicate: Person) -> int:
    rows = session.execute(
        update(about)
        .where(about.person_id == duplicate.id)
        .values(person_id=kept.id, account_id=kept.account_id)
        .returning(about.id)
    )
    return len(rows.all())


def _coverages(session: Session, kept: int, duplicate: int) -> int:
    """The kept record covers every day that either did. Beside another payer's, a coverage comes after it."""
    session.execute(update(Coverage).where(Coverage.subscriber_id == duplicate).values(subscriber_id=kept))
    copied = 0
    for theirs in _coverages_of(session, duplicate):
        mine = [one for one in _coverages_of(session, kept) if _membership(one) == _membership(theirs)]
        known = tuple((one.valid_from, one.valid_to) for one in mine)
        for start, end in days_left((theirs.valid_from, theirs.valid_to), known):
            others = charge_store.coverage_terms(session, kept)
            session.add(
                Coverage(
                    patient_id=kept, insurance_plan_id=theirs.insurance_plan_id, member_number=theirs.member_number,
                    subscriber_id=theirs.subscriber_id, subscriber_name=theirs.subscriber_name,
                    relation=theirs.relation, copay=theirs.copay, valid_from=start, valid_to=end,
                    priority=free_order(theirs.priority, (start, end), others),
                )
            )  # fmt: skip
            session.flush()
            copied += 1
    return copied


def _coverages_of(session: Session, person_id: int) -> list[Coverage]:
    query = select(Coverage).where(Coverage.patient_id == person_id).order_by(Coverage.priority, Coverage.id)
    return list(session.execute(query).scalars())


def _membership(one: Coverage) -> tuple[int, str]:
    return one.insurance_plan_id, one.member_number
