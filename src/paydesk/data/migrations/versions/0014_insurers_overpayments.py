"""Insurers' overpayments: the record of each, how it went back, and balances that remittances carry on."""

import sqlalchemy as sa
from alembic import op

from paydesk.data.column_types import UtcTime

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    _overpayments()
    _events()
    _settlements()
    _carried()
    _aside()
    op.create_index(
        "ix_charge_balance_below",
        "charge_balance",
        ["charge_id"],
        unique=False,
        sqlite_where=sa.text("balance < 0"),
        postgresql_where=sa.text("balance < 0"),
    )


def _overpayments() -> None:
    op.create_table(
        "insurer_overpayment",
        sa.Column("id", BIG, nullable=False),
        sa.Column("payer_id", BIG, nullable=False),
        sa.Column("account_id", BIG, nullable=False),
        sa.Column("patient_id", BIG, nullable=False),
        sa.Column("coverage_id", BIG, nullable=False),
        sa.Column("visit_id", BIG, nullable=False),
        sa.Column("claim_id", BIG, nullable=True),
        sa.Column("found_by", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("settled", sa.BigInteger(), nullable=False),
        sa.Column("letter_number", sa.String(), nullable=False),
        sa.Column("letter_on", sa.Date(), nullable=True),
        sa.Column("respond_by", sa.Date(), nullable=True),
        sa.Column("identified_on", sa.Date(), nullable=False),
        sa.Column("paused_on", sa.Date(), nullable=True),
        sa.Column("resumed_on", sa.Date(), nullable=True),
        sa.Column("decision", sa.String(), nullable=False),
        sa.Column("dispute_until", sa.Date(), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("after_answer", BIG, nullable=False),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.CheckConstraint("amount > 0", name=op.f("ck_insurer_overpayment_amount")),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_insurer_overpayment_account_id")),
        sa.ForeignKeyConstraint(["claim_id"], ["claim.id"], name=op.f("fk_insurer_overpayment_claim_id")),
        sa.ForeignKeyConstraint(["coverage_id"], ["coverage.id"], name=op.f("fk_insurer_overpayment_coverage_id")),
        sa.ForeignKeyConstraint(["patient_id"], ["person.id"], name=op.f("fk_insurer_overpayment_patient_id")),
        sa.ForeignKeyConstraint(["payer_id"], ["payer.id"], name=op.f("fk_insurer_overpayment_payer_id")),
        sa.ForeignKeyConstraint(["visit_id"], ["visit.id"], name=op.f("fk_insurer_overpayment_visit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_insurer_overpayment")),
    )
    op.create_index(op.f("ix_insurer_overpayment_account_id"), "insurer_overpayment", ["account_id"], unique=False)
    op.create_index(op.f("ix_insurer_overpayment_payer_id"), "insurer_overpayment", ["payer_id"], unique=False)
    op.create_index(op.f("ix_insurer_overpayment_state"), "insurer_overpayment", ["state"], unique=False)
    op.create_index(op.f("ix_insurer_overpayment_visit_id"), "insurer_overpayment", ["visit_id"], unique=False)
    op.create_index(
        "uq_insurer_overpayment_open",
        "insurer_overpayment",
        ["visit_id", "coverage_id"],
        unique=True,
        sqlite_where=sa.text("closed_on IS NULL"),
        postgresql_where=sa.text("closed_on IS NULL"),
    )


def _events() -> None:
    op.create_table(
        "overpayment_event",
        sa.Column("id", BIG, nullable=False),
        sa.Column("overpayment_id", BIG, nullable=False),
        sa.Column("happened_at", UtcTime(), nullable=False),
        sa.Column("done_by", sa.String(), nullable=False),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("why", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["overpayment_id"], ["insurer_overpayment.id"], name=op.f("fk_overpayment_event_overpayment_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_overpayment_event")),
    )
    op.create_index(op.f("ix_overpayment_event_overpayment_id"), "overpayment_event", ["overpayment_id"], unique=False)


def _settlements() -> None:
    op.create_table(
        "overpayment_settlement",
        sa.Column("id", BIG, nullable=False),
        sa.Column("overpayment_id", BIG, nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("refund_id", BIG, nullable=True),
        sa.Column("advice_id", BIG, nullable=True),
        sa.Column("seq", sa.Integer(), nullable=True),
        sa.Column("answer_id", BIG, nullable=True),
        sa.Column("group_id", BIG, nullable=True),
        sa.Column("stands", sa.Boolean(), nullable=False),
        sa.Column("done_at", UtcTime(), nullable=False),
        sa.Column("done_by", sa.String(), nullable=False),
        sa.CheckConstraint("amount > 0", name=op.f("ck_overpayment_settlement_amount")),
        sa.ForeignKeyConstraint(["advice_id"], ["advice.id"], name=op.f("fk_overpayment_settlement_advice_id")),
        sa.ForeignKeyConstraint(
            ["answer_id"], ["remittance_claim.id"], name=op.f("fk_overpayment_settlement_answer_id")
        ),
        sa.ForeignKeyConstraint(
            ["overpayment_id"], ["insurer_overpayment.id"], name=op.f("fk_overpayment_settlement_overpayment_id")
        ),
        sa.ForeignKeyConstraint(["refund_id"], ["refund.id"], name=op.f("fk_overpayment_settlement_refund_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_overpayment_settlement")),
    )
    op.create_index(
        "ix_overpayment_settlement_advice_id_seq", "overpayment_settlement", ["advice_id", "seq"], unique=False
    )
    op.create_index(op.f("ix_overpayment_settlement_answer_id"), "overpayment_settlement", ["answer_id"], unique=False)
    op.create_index(op.f("ix_overpayment_settlement_group_id"), "overpayment_settlement", ["group_id"], unique=False)
    op.create_index(
        op.f("ix_overpayment_settlement_overpayment_id"), "overpayment_settlement", ["overpayment_id"], unique=False
    )


def _carried() -> None:
    op.create_table(
        "carried_balance",
        sa.Column("id", BIG, nullable=False),
        sa.Column("advice_id", BIG, nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("by_advice_id", BIG, nullable=False),
        sa.Column("by_seq", sa.Integer(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("stands", sa.Boolean(), nullable=False),
        sa.Column("done_at", UtcTime(), nullable=False),
        sa.Column("done_by", sa.String(), nullable=False),
        sa.CheckConstraint("amount > 0", name=op.f("ck_carried_balance_amount")),
        sa.ForeignKeyConstraint(["advice_id"], ["advice.id"], name=op.f("fk_carried_balance_advice_id")),
        sa.ForeignKeyConstraint(["by_advice_id"], ["advice.id"], name=op.f("fk_carried_balance_by_advice_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_carried_balance")),
    )
    op.create_index("ix_carried_balance_advice_id_seq", "carried_balance", ["advice_id", "seq"], unique=False)
    op.create_index(
        "ix_carried_balance_by_advice_id_by_seq", "carried_balance", ["by_advice_id", "by_seq"], unique=False
    )


def _aside() -> None:
    op.create_table(
        "adjustment_aside",
        sa.Column("id", BIG, nullable=False),
        sa.Column("advice_id", BIG, nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("why", sa.String(), nullable=False),
        sa.Column("stands", sa.Boolean(), nullable=False),
        sa.Column("done_at", UtcTime(), nullable=False),
        sa.Column("done_by", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["advice_id"], ["advice.id"], name=op.f("fk_adjustment_aside_advice_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_adjustment_aside")),
    )
    op.create_index("ix_adjustment_aside_advice_id_seq", "adjustment_aside", ["advice_id", "seq"], unique=False)


def downgrade() -> None:
    raise NotImplementedError("a clinic only moves forward; restore a backup to go back")
