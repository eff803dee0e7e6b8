"""Writes the next migration from the difference between the migrated schema and the tables.

Usage: .venv/bin/python scripts/new_migration.py "what changes"     (read and mend the file before using it)
"""

from __future__ import annotations

import secrets
import sys

from alembic import command

from paydesk.data import schema
from paydesk.data.database import open_local


def main() -> None:
    """Migrate an empty database, compare, write the file."""
    database = open_local(None, secrets.token_bytes(32))
    with database.engine.begin() as connection:
        config = schema._script(connection)
        command.upgrade(config, "head")
        following = f"{len(schema.revisions()) + 1:04d}"
        command.revision(config, sys.argv[1], autogenerate=True, rev_id=following)


if __name__ == "__main__":
    main()
