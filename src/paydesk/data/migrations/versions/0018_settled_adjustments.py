"""Ways to the adjustments of insurers that were settled lately."""

from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_carried_balance_done_at", "carried_balance", ["done_at"], unique=False)
    op.create_index("ix_adjustment_aside_done_at", "adjustment_aside", ["done_at"], unique=False)


def downgrade() -> None:
    raise NotImplementedError("a clinic only moves forward; restore a backup to go back")
