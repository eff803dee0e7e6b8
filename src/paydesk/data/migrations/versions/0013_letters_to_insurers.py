"""Letters to insurers about claims: appeals, requests to look again, covers of corrected claims."""

import sqlalchemy as sa
from alembic import op

from paydesk.data.column_types import UtcTime

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "insurer_letter",
        sa.Column("id", BIG, nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("payer_id", BIG, nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("way", sa.String(), nullable=False),
        sa.Column("sent_to", sa.String(), nullable=False),
        sa.Column("enclosed", sa.JSON(), nullable=False),
        sa.Column("by_hand", sa.JSON(), nullable=False),
        sa.Column("written_on", sa.Date(), nullable=False),
        sa.Column("written_at", UtcTime(), nullable=False),
        sa.Column("written_by", sa.String(), nullable=False),
        sa.Column("follow_up_on", sa.Date(), nullable=True),
        sa.Column("document_id", BIG, nullable=False),
        sa.ForeignKeyConstraint(["payer_id"], ["payer.id"], name=op.f("fk_insurer_letter_payer_id")),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], name=op.f("fk_insurer_letter_document_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_insurer_letter")),
        sa.UniqueConstraint("key", name=op.f("uq_insurer_letter_key")),
    )
    op.create_index(op.f("ix_insurer_letter_payer_id"), "insurer_letter", ["payer_id"], unique=False)
    op.create_table(
        "insurer_letter_claim",
        sa.Column("letter_id", BIG, nullable=False),
        sa.Column("claim_id", BIG, nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("deadline", sa.Date(), nullable=True),
        sa.Column("deadline_source", sa.String(), nullable=False),
        sa.Column("state_before", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["letter_id"], ["insurer_letter.id"], name=op.f("fk_insurer_letter_claim_letter_id")),
        sa.ForeignKeyConstraint(["claim_id"], ["claim.id"], name=op.f("fk_insurer_letter_claim_claim_id")),
        sa.PrimaryKeyConstraint("letter_id", "claim_id", name=op.f("pk_insurer_letter_claim")),
    )
    op.create_index(op.f("ix_insurer_letter_claim_claim_id"), "insurer_letter_claim", ["claim_id"], unique=False)
    op.create_table(
        "insurer_letter_recall",
        sa.Column("letter_id", BIG, nullable=False),
        sa.Column("recalled_at", UtcTime(), nullable=False),
        sa.Column("recalled_by", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["letter_id"], ["insurer_letter.id"], name=op.f("fk_insurer_letter_recall_letter_id")),
        sa.PrimaryKeyConstraint("letter_id", name=op.f("pk_insurer_letter_recall")),
    )
