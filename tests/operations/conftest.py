"""Clinics for tests of operations, on both engines; on a server everything is done by a clerk's login."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

import pytest

from paydesk.data import schema
from paydesk.data.database import Database, open_server
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
    with clinic_on(request) as clinic:
        yield clinic


@contextmanager
def clinic_on(request: pytest.FixtureRequest) -> Iterator[MoneyClinic]:
    """The clinic of ``money``; for fixtures that several tests look at without changing it, too."""
    if request.param == "postgresql":
        server, template = (request.getfixturevalue(name) for name in ("postgres_server", "migrated_template"))
        with shared_clinic(server, template) as clinic:
            yield clinic
        return
    with sound_at_last(MoneyClinic(empty_clinic(), FixedClock(MORNING))) as clinic:
        yield clinic


@pytest.fixture
def shared_money(postgres_server: PostgresServer, migrated_template: str) -> Iterator[MoneyClinic]:
    """The same on PostgreSQL."""
    with shared_clinic(postgres_server, migrated_template) as clinic:
        yield clinic


@contextmanager
def shared_clinic(server: PostgresServer, template: str) -> Iterator[MoneyClinic]:
    """A clinic on PostgreSQL: a clerk's login at the desk, the owner beside it."""
    with (
        at_a_server(server, template) as (clerks, owner),
        sound_at_last(MoneyClinic(clerks, FixedClock(MORNING), owner=owner)) as clinic,
    ):
        yield clinic


@contextmanager
def at_a_server(server: PostgresServer, template: str) -> Iterator[tuple[Database, Database]]:
    """A copy of a database: as a clerk's login sees it, and as its owner."""
    url = server.create_database(template=template)
    yield open_server(server.clerks(url)), open_server(url)
    server.drop_database(url)


@contextmanager
def sound_at_last(clinic: MoneyClinic) -> Iterator[MoneyClinic]:
    """A clinic that is closed at the end, and whose ledger must be sound then."""
    yield clinic
    clinic.desk.close()
    with clinic.desk.database.reading() as session:
        assert objections(session) == []
    clinic.desk.database.close()
    clinic.owner.close()
