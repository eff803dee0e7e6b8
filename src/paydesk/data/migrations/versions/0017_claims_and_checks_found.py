"""Ways to claims that replace others or were put off, and to checks of an amount; what a letter taught of an insurer."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    put_off = sa.text("follow_up_on IS NOT NULL")
    op.create_index("ix_claim_replaces_id", "claim", ["replaces_id"], unique=False)
    op.create_index(
        "ix_claim_follow_up_on", "claim", ["follow_up_on"], unique=False, sqlite_where=put_off, postgresql_where=put_off
    )
    op.create_index("ix_advice_amount", "advice", ["amount"], unique=False)
    op.add_column("insurer_letter", sa.Column("learned", sa.Boolean(), server_default=sa.false(), nullable=False))


def downgrade() -> None:
    raise NotImplementedError("a clinic only moves forward; restore a backup to go back")
