"""Prices of insurers' contracts, and lower prices that a clinic accepts."""

import sqlalchemy as sa
from alembic import op

from paydesk.data.column_types import UtcTime

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "contract_price",
        sa.Column("id", BIG, nullable=False),
        sa.Column("payer_id", BIG, nullable=False),
        sa.Column("plan", sa.String(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("modifiers", sa.String(), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("allowed", sa.BigInteger(), nullable=False),
        sa.Column("loaded_at", UtcTime(), nullable=False),
        sa.Column("loaded_by", sa.String(), nullable=False),
        sa.Column("ended_by", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["payer_id"], ["payer.id"], name=op.f("fk_contract_price_payer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contract_price")),
    )
    op.create_index("ix_contract_price_payer_id_code", "contract_price", ["payer_id", "code"], unique=False)
    op.create_table(
        "accepted_price",
        sa.Column("id", BIG, nullable=False),
        sa.Column("payer_id", BIG, nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("modifiers", sa.String(), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("allowed", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("accepted_at", UtcTime(), nullable=False),
        sa.Column("accepted_by", sa.String(), nullable=False),
        sa.Column("withdrawn_by", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["payer_id"], ["payer.id"], name=op.f("fk_accepted_price_payer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_accepted_price")),
    )
    op.create_index(op.f("ix_accepted_price_payer_id"), "accepted_price", ["payer_id"], unique=False)


def downgrade() -> None:
    raise NotImplementedError("a clinic only moves forward; restore a backup to go back")
