"""Runs migrations over the connection that data.schema hands in."""

from alembic import context

from paydesk.data.schema import METADATA

connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=METADATA, transactional_ddl=False)
with context.begin_transaction():
    context.run_migrations()
