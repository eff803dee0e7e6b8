"""Brings a database to this program's schema: migrations, then triggers; refuses what a newer program wrote."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from paydesk.data import (  # noqa: F401 - all tables are known to the metadata once these are imported
    charge_tables,
    insurance_tables,
    ledger_tables,
    office_tables,
    people_tables,
    triggers,
)
from paydesk.data.column_types import Base
from paydesk.data.database import Database
from paydesk.rules.errors import PaydeskError

METADATA = Base.metadata


def _script(connection: Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.attributes["connection"] = connection
    return config


def upgrade(database: Database) -> None:
    """Create or migrate all tables in one transaction, then the triggers.

    Raises PaydeskError when the clinic was written by a newer paydesk; then nothing is changed.
    """
    with database.engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql("SELECT pg_advisory_xact_lock(71)")
        script = ScriptDirectory.from_config(_script())
        at = MigrationContext.configure(connection).get_current_revision()
        if at is not None and at not in {revision.revision for revision in script.walk_revisions()}:
            raise PaydeskError("This clinic was written by a newer paydesk. Update the program on this PC.")
        if at == script.get_current_head() and not triggers.missing(connection):
            return
        triggers.drop(connection)
        command.upgrade(_script(connection), "head")
        triggers.create(connection)


def is_there(database: Database) -> bool:
    """Whether the database holds a clinic's tables already."""
    with database.engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision() is not None


def refuse_without_triggers(database: Database) -> None:
    """Raises PaydeskError when the ledger's guards are not all in place: then nothing is to be posted."""
    with database.engine.connect() as connection:
        gone = triggers.missing(connection)
    if gone:
        raise PaydeskError(f"The ledger's guards are not in place ({', '.join(gone)}). Restore the last good backup.")
