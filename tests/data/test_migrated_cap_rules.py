"""The rules that ship are put into every clinic once: a new one, an older one, and one that was restored."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import pytest

from paydesk.data import means_store, row_copy, schema
from paydesk.data.database import Database, open_local, open_server
from paydesk.rules.affordability import CAP_RULES, GENERIC, Base, CapRule
from support.migrated_clinic import empty_clinic
from support.old_clinic import of_the_first_schema

DAY = date(2026, 11, 23)
OWN = CapRule(
    pack=GENERIC, name="own", percent=Decimal("12.5"), base=Base.DISPOSABLE, legal=False, binds="us", first=DAY,
    source="our board", verified_on=DAY,
)  # fmt: skip


@pytest.fixture(params=["sqlcipher", "postgresql"])
def older(request: pytest.FixtureRequest) -> Iterator[Database]:
    """A clinic of the first schema."""
    if request.param == "sqlcipher":
        database = open_local(None, secrets.token_bytes(32))
    else:
        database = open_server(request.getfixturevalue("fresh_postgres_url"))
    of_the_first_schema(database)
    yield database
    database.close()


def rules(database: Database) -> list[CapRule]:
    with database.reading() as session:
        return [one.rule for one in means_store.cap_rules(session)]


def test_an_older_clinic_gets_the_rules_that_ship_once_and_goes_on_numbering_after_them(older: Database) -> None:
    for _ in range(2):
        schema.upgrade(older)
    assert tuple(rules(older)) == CAP_RULES
    with older.transaction() as session:
        own = means_store.add_cap_rule(session, OWN, by="ana")
    assert own == len(CAP_RULES) + 1 and rules(older)[-1] == OWN


def test_a_new_clinic_has_them() -> None:
    database = empty_clinic()
    assert tuple(rules(database)) == CAP_RULES
    database.close()


def test_rows_that_are_copied_into_another_engine_take_the_place_of_those_that_ship(fresh_postgres_url: str) -> None:
    source, target = empty_clinic(), open_server(fresh_postgres_url)
    with source.transaction() as session:
        means_store.add_cap_rule(session, OWN, by="ana")
        means_store.end_cap_rule(session, 1, DAY, by="ana")
    with source.reading() as reading, target.moving() as writing:
        schema.begin_on_server(writing.connection())
        tables = row_copy.tables(reading.connection())
        row_copy.copy(reading.connection(), writing.connection(), tables, progress=lambda done, of: None)
        row_copy.raise_sequences(writing.connection())
    assert rules(target) == rules(source) and rules(target)[0].last == DAY
    source.close()
    target.close()
