"""The forms that visits were entered with, by their keys."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "visit_form",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("visit_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(["visit_id"], ["visit.id"], name=op.f("fk_visit_form_visit_id")),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_visit_form")),
    )


def downgrade() -> None:
    raise NotImplementedError("a clinic only moves forward; restore a backup to go back")
