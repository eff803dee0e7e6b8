"""The revisions a program knows, told without loading Alembic."""

from __future__ import annotations

from alembic.script import ScriptDirectory

from paydesk.data import schema


def test_each_migrations_file_begins_with_its_revision_and_the_last_is_the_head() -> None:
    script = ScriptDirectory(schema.__file__.removesuffix("schema.py") + "migrations")
    assert script.get_heads() == [schema.revisions()[-1]]
    assert {revision.revision for revision in script.walk_revisions()} == set(schema.revisions())
