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
        directory = schema.ScriptDirectory.from_config(config)
        count = sum(1 for _ in directory.walk_revisions())
        command.revision(config, sys.argv[1], autogenerate=True, rev_id=f"{count + 1:04d}")


if __name__ == "__main__":
    main()
