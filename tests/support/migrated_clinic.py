"""An empty clinic in memory, copied from one that was migrated: migrations run once a process, not once a test."""

from __future__ import annotations

import secrets
from functools import cache
from typing import Any

from paydesk.data import schema
from paydesk.data.database import Database, open_local


def empty_clinic() -> Database:
    """A migrated database in memory."""
    database = open_local(None, secrets.token_bytes(32))
    _connection(_template()).backup(_connection(database))
    return database


@cache
def _template() -> Database:
    database = open_local(None, secrets.token_bytes(32))
    schema.upgrade(database)
    return database


def _connection(database: Database) -> Any:
    pooled = database.engine.raw_connection()
    driver = pooled.driver_connection
    pooled.close()
    return driver
