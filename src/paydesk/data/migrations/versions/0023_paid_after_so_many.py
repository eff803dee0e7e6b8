"""After how many monthly payments a law counts a bill as paid."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("cap_rule", sa.Column("most_payments", sa.Integer(), nullable=True))
    op.execute("UPDATE cap_rule SET most_payments = 36 WHERE pack = 'CO' AND added_by = ''")
