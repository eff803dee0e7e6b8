"""Finds people: exact and prefix keys first, letters in common for typing errors; bounded reads only."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    and_,
    bindparam,
    delete,
    func,
    insert,
    literal,
    select,
    text,
)
from sqlalchemy.orm import Session, aliased

from paydesk.data.database import answers
from paydesk.data.insurance_tables import Coverage
from paydesk.data.ledger_tables import ChargeBalance
from paydesk.data.one_of import one_of
from paydesk.data.people_tables import Account, Person, Phone, SearchTerm
from paydesk.rules.addressee import PhoneLine, phone_for
from paydesk.rules.identity import search_key
from paydesk.rules.ledger import PATIENT

LIMIT = 200
"""At most so many hits a page."""

LAST_CHARACTER = "\U0010ffff"


@dataclass(frozen=True)
class Hit:
    """A person as the finder lists them; ``owes`` is the patient's part of the account, in cents.

    ``phone`` is the number to call, ``numbers`` are all on file.
    """

    person_id: int
    account_id: int
    account_number: int
    first_name: str
    last_name: str
    suffix: str
    preferred_name: str
    birth_date: date | None
    is_patient: bool
    status: str
    phone: str
    owes: int
    merged_into_id: int | None = None
    is_guarantor: bool = False
    numbers: tuple[str, ...] = ()


def index_person(session: Session, person_id: int) -> None:
    """Write a person's keys anew: names, birth date, phones, member and account numbers."""
    person = session.get(Person, person_id)
    if person is None:
        return
    session.execute(delete(SearchTerm).where(SearchTerm.person_id == person_id))
    names = (person.last_name, person.first_name, person.middle_name, person.preferred_name)
    name = search_key(" ".join(names))
    terms = {(word, "name") for word in name.split()}
    if person.birth_date:
        terms.add((person.birth_date.isoformat(), "birth"))
    phones = session.execute(select(Phone.digits).where(Phone.person_id == person_id)).scalars()
    for digits in phones:
        terms |= {(digits, "phone"), (digits[-7:], "phone"), (digits[-4:], "phone")}
    members = session.execute(select(Coverage.member_number).where(Coverage.patient_id == person_id)).scalars()
    terms |= {(search_key(number).replace(" ", ""), "member") for number in members if number}
    number = session.execute(select(Account.number).where(Account.id == person.account_id)).scalar_one_or_none()
    if number is not None:
        terms.add((str(number), "account"))
    rows = [{"term": term, "kind": kind, "person_id": person_id} for term, kind in sorted(terms) if term]
    if rows:
        session.execute(insert(SearchTerm), rows)
    _index_letters(session, person_id, name)


def _index_letters(session: Session, person_id: int, name: str) -> None:
    if session.connection().dialect.name == "sqlite":
        session.execute(text("DELETE FROM name_trigram WHERE rowid = :id"), {"id": person_id})
        session.execute(text("INSERT INTO name_trigram (rowid, name) VALUES (:id, :name)"),
                        {"id": person_id, "name": name})  # fmt: skip


def index_all_letters(session: Session) -> None:
    """Write the letters of all names anew, of whoever can be found: rows copied from a server have none."""
    if session.connection().dialect.name != "sqlite":
        return
    session.execute(text("DELETE FROM name_trigram"))
    names = session.execute(
        text("SELECT id, last_name, first_name, middle_name, preferred_name FROM person "
             "WHERE id IN (SELECT person_id FROM search_term)")
    )  # fmt: skip
    rows = [{"id": one, "name": search_key(" ".join(parts))} for one, *parts in names]
    if rows:
        session.execute(text("INSERT INTO name_trigram (rowid, name) VALUES (:id, :name)"), rows)


def find(session: Session, words: Sequence[str], *, limit: int = LIMIT) -> tuple[Hit, ...]:
    """People for whom every word begins one of their keys; the longest word leads the search."""
    asked: dict[str, object] = {"limit": limit * 3}
    for number, word in enumerate(sorted(words, key=len, reverse=True)):
        asked |= {f"from{number}": word, f"to{number}": word + LAST_CHARACTER}
    return hits(session, _distinct_ids(session, _fitting(len(words)), limit, asked))


@cache
def _fitting(words: int) -> Select[int]:
    """Built once for each number of words: building it anew costs as much as its answer."""
    lead = aliased(SearchTerm)
    query = select(lead.person_id).where(_begins(lead.term, 0))
    for number in range(1, words):
        other = aliased(SearchTerm)
        query = query.where(
            select(literal(1)).where(other.person_id == lead.person_id, _begins(other.term, number)).exists()
        )
    return query.order_by(lead.term).limit(bindparam("limit"))


def _begins(column: Any, number: int) -> ColumnElement[bool]:
    return and_(column >= bindparam(f"from{number}"), column < bindparam(f"to{number}"))


def _distinct_ids(
    session: Session, query: Select[Any], limit: int, asked: dict[str, object] | None = None
) -> list[int]:
    return list(dict.fromkeys(row[0] for row in answers(session, query, **(asked or {}))))[:limit]


def similar(session: Session, letters: str, *, limit: int = LIMIT) -> tuple[Hit, ...]:
    """Candidates for typing errors: people whose names share letter triples with ``letters``, most first."""
    if session.connection().dialect.name == "sqlite":
        ids = _similar_on_sqlite(session, letters, limit)
    else:
        ids = _similar_on_postgresql(session, letters, limit)
    return hits(session, ids)


def _similar_on_sqlite(session: Session, letters: str, limit: int) -> list[int]:
    triples = sorted({word[i : i + 3] for word in letters.split() for i in range(len(word) - 2)})
    if not triples:
        return []
    wanted = " OR ".join(f'"{triple}"' for triple in triples)
    rows = session.execute(
        text("SELECT rowid FROM name_trigram WHERE name_trigram MATCH :wanted ORDER BY rank LIMIT :limit"),
        {"wanted": wanted, "limit": limit},
    )
    return [row[0] for row in rows]


def _similar_on_postgresql(session: Session, letters: str, limit: int) -> list[int]:
    longest = max(letters.split(), key=len)
    session.execute(text("SET LOCAL pg_trgm.similarity_threshold = 0.25"))
    rows = session.execute(
        select(SearchTerm.person_id)
        .where(SearchTerm.kind == "name", SearchTerm.term.op("%")(longest))
        .order_by(func.similarity(SearchTerm.term, longest).desc(), SearchTerm.person_id)
        .limit(limit)
    )
    return list(dict.fromkeys(rows.scalars()))


def names_beginning(session: Session, start: str) -> tuple[str, ...]:
    """The different parts of names that begin with ``start``, each once however many people bear it."""
    query = (
        select(SearchTerm.term)
        .where(SearchTerm.term >= start, SearchTerm.term < start + LAST_CHARACTER, SearchTerm.kind == "name")
        .distinct()
    )
    return tuple(session.execute(query).scalars())


def bearing(session: Session, names: Sequence[str], *, each: int) -> tuple[Hit, ...]:
    """At most ``each`` people of every one of ``names``: a common name does not crowd out the others."""
    ids: list[int] = []
    for name in names:
        query = select(SearchTerm.person_id).where(SearchTerm.term == name, SearchTerm.kind == "name")
        ids += session.execute(query.order_by(SearchTerm.person_id).limit(each)).scalars()
    return hits(session, dict.fromkeys(ids))


def born_on(session: Session, day: date, *, limit: int = LIMIT) -> tuple[Hit, ...]:
    """People born on a day."""
    query = select(SearchTerm.person_id).where(SearchTerm.term == day.isoformat(), SearchTerm.kind == "birth")
    return hits(session, _distinct_ids(session, query.limit(limit), limit))


def with_phone(session: Session, digits: str) -> tuple[Hit, ...]:
    """People with a phone number."""
    query = select(SearchTerm.person_id).where(SearchTerm.term == digits, SearchTerm.kind == "phone")
    return hits(session, _distinct_ids(session, query.limit(LIMIT), LIMIT))


def hits(session: Session, person_ids: Iterable[int]) -> tuple[Hit, ...]:
    """Facts of the given people, in that order; people without an account are left out."""
    ids = list(person_ids)
    if not ids:
        return ()
    people: dict[int, tuple[tuple[Any, ...], list[PhoneLine]]] = {}
    for row in answers(session, _facts(), people=ids):
        _, lines = people.setdefault(row[0], (row[:_OF_PERSON], []))
        if row[_OF_PERSON] is not None:
            lines.append(PhoneLine(*row[_OF_PERSON:]))
    return tuple(_hit(*people[one]) for one in ids if one in people)


def _hit(person: tuple[Any, ...], lines: list[PhoneLine]) -> Hit:
    best, numbers = phone_for(lines), tuple(one.digits for one in lines)
    return Hit(*tuple[Any, ...]((*person[:10], best.digits if best else "", int(person[10]), *person[11:], numbers)))


_OF_PERSON = 13
"""So many columns of a row are about the person, the rest about one of the phones."""


@cache
def _facts() -> Select[*tuple[Any, ...]]:
    owes = select(func.coalesce(func.sum(ChargeBalance.balance), 0)).where(
        ChargeBalance.account_id == Account.id, ChargeBalance.coverage_id == PATIENT
    )
    return (
        select(
            Person.id, Account.id, Account.number, Person.first_name, Person.last_name, Person.suffix,
            Person.preferred_name, Person.birth_date, Person.is_patient, Person.status, owes.scalar_subquery(),
            Person.merged_into_id, Account.guarantor_id == Person.id,
            Phone.kind, Phone.digits, Phone.may_call, Phone.may_text, Phone.do_not_use, Phone.preferred,
        )
        .join(Account, Account.id == Person.account_id)
        .outerjoin(Phone, Phone.person_id == Person.id)
        .where(one_of(Person.id, "people"))
        .order_by(Phone.id)
    )  # fmt: skip


def forget_person(session: Session, person_id: int) -> None:
    """Take a person's keys away: this record is found no more."""
    session.execute(delete(SearchTerm).where(SearchTerm.person_id == person_id))
    if session.connection().dialect.name == "sqlite":
        session.execute(text("DELETE FROM name_trigram WHERE rowid = :id"), {"id": person_id})
