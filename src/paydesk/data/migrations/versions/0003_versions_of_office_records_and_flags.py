"""Versions of settings, places, codes and flags: a form filled from an older one is refused."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for table in ("flag", "place", "service_code", "setting"):
        op.add_column(table, sa.Column("version", sa.Integer(), server_default="1", nullable=False))


def downgrade() -> None:
    raise NotImplementedError("a clinic only moves forward; restore a backup to go back")
