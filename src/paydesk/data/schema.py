"""Brings a database to this program's schema: migrations, triggers, rights; refuses what a newer program wrote."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, inspect, text

from paydesk.data import (  # noqa: F401 - all tables are known to the metadata once these are imported
    advice_tables,
    assistance_tables,
    call_tables,
    charge_tables,
    claim_tables,
    contract_tables,
    insurance_tables,
    insurer_letter_tables,
    ledger_tables,
    means_tables,
    office_tables,
    overpayment_tables,
    people_tables,
    plan_tables,
    promise_tables,
    rights,
    safekeeping_tables,
    staff_tables,
    triggers,
    verification_tables,
)
from paydesk.data.column_types import Base
from paydesk.data.database import Database
from paydesk.rules.errors import BackupNeeded, PaydeskError

if TYPE_CHECKING:
    from alembic.config import Config

METADATA = Base.metadata
_MIGRATIONS = Path(__file__).parent / "migrations"

NEWER = "This clinic was written by a newer paydesk. Update the program on this PC."


def revisions() -> tuple[str, ...]:
    """The revisions this program knows, oldest first: each migration's file begins with its own."""
    return tuple(sorted(path.name.split("_")[0] for path in (_MIGRATIONS / "versions").glob("[0-9]*.py")))


def _at(connection: Connection) -> str | None:
    """The revision a database is at, None when it holds no clinic."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one_or_none()


def _script(connection: Connection | None = None) -> Config:
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS))
    config.attributes["connection"] = connection
    return config


def upgrade(database: Database) -> None:
    """Create or migrate all tables in one transaction, then the triggers and, on a server, the desk's rights.

    At this program's own schema nothing is done: a guard that went missing is not put back in silence.
    Raises PaydeskError when the clinic was written by a newer paydesk, or on a server when something is to be done
    and this login is not the owner; then nothing is changed.
    """
    with database.transaction() as session:
        connection = session.connection()
        if database.shared:
            connection.exec_driver_sql("SELECT pg_advisory_xact_lock(71)")
        at = _at(connection)
        if not _behind(connection, at):
            return
        if database.shared:
            rights.make_group(connection)
        triggers.drop(connection)
        make_tables(connection)
        guard(connection)


def begin_on_server(connection: Connection) -> None:
    """The tables of a clinic, without guards and rights yet, in an empty database of the owner's.

    Raises PaydeskError when anything is in it.
    """
    connection.exec_driver_sql("SELECT pg_advisory_xact_lock(71)")
    if _at(connection) is not None:
        raise PaydeskError("A clinic is in that database already. Restore into an empty one.")
    if inspect(connection).get_table_names():
        raise PaydeskError("That database is not empty: another program's tables are in it. Restore into an empty one.")
    rights.make_group(connection)
    make_tables(connection)


def guard(connection: Connection) -> None:
    """The triggers, and on a server the desk's rights, once all rows are there."""
    triggers.create(connection)
    if connection.dialect.name == "postgresql":
        rights.grant(connection)


def _behind(connection: Connection, at: str | None) -> bool:
    known = revisions()
    if at is not None and at not in known:
        raise PaydeskError(NEWER)
    if at is not None and at != known[-1] and connection.dialect.name == "postgresql":
        rights.refuse_all_but_the_owner(connection)
    return at != known[-1]


def behind(database: Database) -> str | None:
    """The revision of a clinic that ``upgrade`` would migrate, None when there is nothing to do.

    Raises PaydeskError as ``upgrade`` does.
    """
    with database.reading() as session:
        connection = session.connection()
        at = _at(connection)
        return at if _behind(connection, at) else None


def make_tables(connection: Connection, revision: str = "head") -> None:
    """Create or migrate the tables alone, up to ``revision``."""
    # Most starts have nothing to migrate, and Alembic costs 15 MB for as long as the window stands.
    from alembic import command

    command.upgrade(_script(connection), revision)


def revision(connection: Connection) -> str:
    """The revision a clinic's tables are at. Raises PaydeskError when there is no clinic."""
    at = _at(connection)
    if at is None:
        raise PaydeskError("There is no clinic in it.")
    return at


def is_there(database: Database) -> bool:
    """Whether the database holds a clinic's tables already. Raises PaydeskError when this login may not see them."""
    with database.reading() as session:
        return _at(session.connection()) is not None


def refuse_without_triggers(database: Database) -> None:
    """Raises PaydeskError when the ledger's guards are not all in place: then nothing is to be posted."""
    with database.reading() as session:
        gone = triggers.missing(session.connection())
    if gone:
        raise BackupNeeded(f"The ledger's guards are not in place ({', '.join(gone)}). Restore the last good backup.")
