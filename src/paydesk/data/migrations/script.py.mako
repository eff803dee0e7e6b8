"""${message}."""

import sqlalchemy as sa
from alembic import op

import paydesk.data.column_types

revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}
branch_labels = None
depends_on = None


def upgrade() -> None:
    ${upgrades if upgrades else "pass"}


def downgrade() -> None:
    raise NotImplementedError("a clinic only moves forward; restore a backup to go back")
