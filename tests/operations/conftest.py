"""Clinics for tests of operations, on both engines; on a server everything is done by a clerk's login."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

import pytest

from paydesk.data import schema
from paydesk.data.database import open_server
from support.fixed_clock import FixedClock
from support.ledger_oracle import objections
from support.migrated_clinic import empty_clinic
from support.money_clinic import MoneyClinic
from support.postgres_server import PostgresServer

MORNING = datetime(2026, 11, 23, 15, tzinfo=UTC)


@pytest.fixture(scope="session")
def migrated_template(postgres_server: PostgresServer) -> str:
    """The name of a migrated PostgreSQL database to copy."""
    database = open_server(postgres_server.create_database("migrated"))
    schema.upgrade(database)
    database.close()
    return "migrated"


@pytest.fixture(params=["sqlcipher", "postgresql"])
def money(request: pytest.FixtureRequest) -> Iterator[MoneyClinic]:
    """A clinic on either engine whose ledger must be sound when the test ends."""
    if request.param == "postgresql":
        yield request.getfixturevalue("shared_money")
        return
    with _sound_at_last(MoneyClinic(empty_clinic(), FixedClock(MORNING))) as clinic:
        yield clinic


@pytest.fixture
def shared_money(postgres_server: PostgresServer, migrated_template: str) -> Iterator[MoneyClinic]:
    """The same on PostgreSQL."""
    with shared_clinic(postgres_server, migrated_template) as clinic:
        yield clinic


@contextmanager
def shared_clinic(server: PostgresServer, template: str) -> Iterator[MoneyClinic]:
    """A clinic on PostgreSQL: a clerk's login at the desk, the owner beside it."""
    url = server.create_database(template=template)
    clerks = open_server(server.clerks(url))
    with _sound_at_last(MoneyClinic(clerks, FixedClock(MORNING), owner=open_server(url))) as clinic:
        yield clinic
    server.drop_database(url)


@contextmanager
def _sound_at_last(clinic: MoneyClinic) -> Iterator[MoneyClinic]:
    yield clinic
    clinic.desk.close()
    with clinic.desk.database.reading() as session:
        assert objections(session) == []
    clinic.desk.database.close()
    clinic.owner.close()
