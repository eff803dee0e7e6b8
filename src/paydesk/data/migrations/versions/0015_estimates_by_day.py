"""Estimates are found by the day of their care and what they take the place of,
what insurers have otherwise by what nobody decided yet."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for column in ("service_on", "replaces_id"):
        op.create_index(op.f(f"ix_estimate_{column}"), "estimate", [column], unique=False)
    waits = sa.text("state = 'open'")
    op.create_index(
        "ix_eligibility_difference_open", "eligibility_difference", ["id"], unique=False, sqlite_where=waits,
        postgresql_where=waits,
    )  # fmt: skip


def downgrade() -> None:
    raise NotImplementedError("a clinic only moves forward; restore a backup to go back")
