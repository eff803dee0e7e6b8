"""Who may do what in a shared clinic: its owner sets up and migrates, logins at the desk get what operations need.

On PostgreSQL only. The group is the server's, made without a login of its own; each person's login is put into it.
What is posted may be read and added to, never changed; balances may only be read, since the trigger that seals an
entry keeps them with the owner's rights. No table, trigger or function may be made, changed or dropped.
"""

from __future__ import annotations

from sqlalchemy import Connection, text

from paydesk.data import triggers
from paydesk.data.column_types import Base
from paydesk.rules.errors import PaydeskError

DESK = "paydesk_desk"
"""The group whose members work at the desk."""

READ, ADD = "SELECT", "SELECT, INSERT"
CHANGE, REPLACE = "SELECT, INSERT, UPDATE", "SELECT, INSERT, UPDATE, DELETE"

REPLACED = (
    "address", "phone", "email", "speak_with", "search_term", "visit_diagnosis", "diagnosis_code", "draft",
    "recovery_code", "claim_line", "claim_deadline",
)  # fmt: skip
"""Rows that a form takes out and writes anew."""


def of_the_desk() -> dict[str, str]:
    """Every table of a clinic with what a login at the desk may do to it."""
    return {
        **dict.fromkeys(Base.metadata.tables, CHANGE),
        **dict.fromkeys(triggers.IMMUTABLE, ADD),
        **dict.fromkeys(REPLACED, REPLACE),
        **dict.fromkeys(("charge_balance", "credit_balance", "alembic_version"), READ),
    }


def make_group(connection: Connection) -> None:
    """Make the group where the server has none. Raises PaydeskError with what to type when this login may not."""
    if connection.execute(text("SELECT 1 FROM pg_roles WHERE rolname = :desk"), {"desk": DESK}).first():
        return
    may = text("SELECT rolcreaterole OR rolsuper FROM pg_roles WHERE rolname = current_user")
    if not connection.execute(may).scalar_one():
        raise PaydeskError(
            "This login may not make the group of the desk's logins. Have the server's administrator type "
            f"CREATE ROLE {DESK} NOLOGIN; and repeat."
        )
    connection.exec_driver_sql(f"CREATE ROLE {DESK} NOLOGIN")


def refuse_all_but_the_owner(connection: Connection) -> None:
    """Raises PaydeskError, naming who must run what, when this login may not migrate the clinic."""
    owner, mine = connection.exec_driver_sql(
        "SELECT pg_get_userbyid(relowner), pg_has_role(relowner, 'USAGE') FROM pg_class "
        "WHERE oid = 'alembic_version'::regclass"
    ).one()
    if not mine:
        raise PaydeskError(
            "The clinic's database must be brought up to this paydesk first. Who looks after it runs once: "
            f"paydesk --database postgresql://{owner}@… verify"
        )


def grant(connection: Connection) -> None:
    """Give the group exactly its rights, whatever it had before; after every migration, by the owner.

    Raises PaydeskError when anybody could still make tables beside the clinic's and this login cannot end that.
    """
    connection.exec_driver_sql("REVOKE CREATE ON SCHEMA public FROM PUBLIC")
    free = text("SELECT has_schema_privilege(:desk, 'public', 'CREATE')")
    if connection.execute(free, {"desk": DESK}).scalar_one():
        raise PaydeskError(
            "Anybody may make tables in this database. Have its administrator type "
            "REVOKE CREATE ON SCHEMA public FROM PUBLIC; and repeat."
        )
    wanted = of_the_desk()
    connection.exec_driver_sql(f"REVOKE ALL ON {', '.join(wanted)} FROM {DESK}")
    for table, given in wanted.items():
        connection.exec_driver_sql(f"GRANT {given} ON {table} TO {DESK}")
    connection.exec_driver_sql(f"GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {DESK}")
