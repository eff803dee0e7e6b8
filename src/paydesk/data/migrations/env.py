"""Runs migrations over the connection that data.schema hands in."""

from alembic import context

from paydesk.data.schema import METADATA


def _ours(name: str | None, kind: str, parents: object) -> bool:
    """Letters for typing errors are the engine's own index, beside the tables."""
    return not (kind == "table" and (name or "").startswith("name_trigram"))


connection = context.config.attributes["connection"]
context.configure(
    connection=connection, target_metadata=METADATA, transactional_ddl=False, include_name=_ours
)
with context.begin_transaction():
    context.run_migrations()
