"""Clinics for tests of operations, on both engines."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from paydesk.data import schema
from paydesk.data.database import open_local, open_server
from support.fixed_clock import FixedClock
from support.ledger_oracle import objections
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
    if request.param == "sqlcipher":
        database = open_local(None, secrets.token_bytes(32))
        schema.upgrade(database)
    else:
        template = request.getfixturevalue("migrated_template")
        server: PostgresServer = request.getfixturevalue("postgres_server")
        database = open_server(server.create_database(template=template))
    clinic = MoneyClinic(database, FixedClock(MORNING))
    yield clinic
    clinic.desk.close()
    with database.reading() as session:
        assert objections(session) == []
    database.close()
