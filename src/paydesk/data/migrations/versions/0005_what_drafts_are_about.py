"""A draft says what it is about; those that do not say it could come back on another record and are let go."""

import sqlalchemy as sa
from alembic import op

from paydesk.data.column_types import UtcTime

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_table("draft")
    op.create_table(
        "draft",
        sa.Column("user_name", sa.String(), nullable=False),
        sa.Column("form", sa.String(), nullable=False),
        sa.Column("account_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("about", sa.String(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("saved_at", UtcTime(), nullable=False),
        sa.PrimaryKeyConstraint("user_name", "form", "account_id", "about", name=op.f("pk_draft")),
    )


def downgrade() -> None:
    raise NotImplementedError("a clinic only moves forward; restore a backup to go back")
