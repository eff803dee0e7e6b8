"""The day on which an insurer's check with its paper came; a file has none."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("advice", sa.Column("received_on", sa.Date(), nullable=True))


def downgrade() -> None:
    raise NotImplementedError("a clinic only moves forward; restore a backup to go back")
