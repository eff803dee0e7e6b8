"""The migrations lead to exactly the tables the program speaks of."""

from __future__ import annotations

import secrets

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import text

from paydesk.data import schema, triggers
from paydesk.data.database import open_local, open_server


def _kept(thing: object, name: str | None, kind: str, reflected: bool, other: object) -> bool:
    """Letters for typing errors are the engine's own index, beside the tables."""
    return not (reflected and (name or "").startswith(("name_trigram", "ix_search_term_trigram")))


def test_migrations_and_tables_agree_on_sqlcipher() -> None:
    database = open_local(None, secrets.token_bytes(32))
    schema.upgrade(database)
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"include_object": _kept})
        assert compare_metadata(context, schema.METADATA) == []
        assert triggers.missing(connection) == ()
    database.close()


def test_migrations_and_tables_agree_on_postgresql(fresh_postgres_url: str) -> None:
    database = open_server(fresh_postgres_url)
    schema.upgrade(database)
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"include_object": _kept})
        assert compare_metadata(context, schema.METADATA) == []
        assert triggers.missing(connection) == ()
    database.close()


def test_a_server_tidies_balances_before_a_fifth_of_them_changed(fresh_postgres_url: str) -> None:
    database = open_server(fresh_postgres_url)
    schema.upgrade(database)
    with database.engine.connect() as connection:
        asked = "SELECT reloptions FROM pg_class WHERE relname IN ('charge_balance', 'credit_balance')"
        options = connection.execute(text(asked)).scalars().all()
    database.close()
    assert options == [["autovacuum_vacuum_scale_factor=0.01"]] * 2


def test_a_clinic_of_the_first_schema_gets_the_guards_of_kept_papers() -> None:
    database = open_local(None, secrets.token_bytes(32))
    with database.engine.begin() as connection:
        command.upgrade(schema._script(connection), "0001")
        assert {"document_kept", "statement_stays", "contact_kept"} <= set(triggers.missing(connection))
    schema.upgrade(database)
    with database.engine.connect() as connection:
        assert triggers.missing(connection) == ()
    database.close()
