"""Payment plans: what was agreed, for which charges, and what happened to each."""

import sqlalchemy as sa
from alembic import op

from paydesk.data.column_types import Money, UtcTime, Words

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

_BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "plan",
        sa.Column("id", _BIG, nullable=False),
        sa.Column("number", _BIG, nullable=False),
        sa.Column("account_id", _BIG, nullable=False),
        sa.Column("state", Words(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("made_on", sa.Date(), nullable=False),
        sa.Column("made_by", Words(), nullable=False),
        sa.Column("language", Words(), nullable=False),
        sa.Column("cadence", Words(), nullable=False),
        sa.Column("grace_days", sa.Integer(), nullable=False),
        sa.Column("missed_for_cure", sa.Integer(), nullable=False),
        sa.Column("days_for_cure", sa.Integer(), nullable=False),
        sa.Column("cure_days", sa.Integer(), nullable=False),
        sa.Column("remind_days", sa.Integer(), nullable=True),
        sa.Column("disclosed", sa.Boolean(), nullable=False),
        sa.Column("signed_on", sa.Date(), nullable=True),
        sa.Column("cure_until", sa.Date(), nullable=True),
        sa.Column("paused_until", sa.Date(), nullable=True),
        sa.Column("paid_off", Money(), nullable=False),
        sa.Column("replaces", _BIG, nullable=True),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_plan_account_id")),
        sa.ForeignKeyConstraint(["replaces"], ["plan.id"], name=op.f("fk_plan_replaces")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan")),
        sa.UniqueConstraint("number", name=op.f("uq_plan_number"))
    )
    op.create_index(op.f("ix_plan_account_id"), "plan", ["account_id"], unique=False)
    op.create_index(op.f("ix_plan_made_on"), "plan", ["made_on"], unique=False)
    op.create_index(op.f("ix_plan_state"), "plan", ["state"], unique=False)
    op.create_table(
        "plan_event",
        sa.Column("id", _BIG, nullable=False),
        sa.Column("plan_id", _BIG, nullable=False),
        sa.Column("happened_on", sa.Date(), nullable=False),
        sa.Column("what", Words(), nullable=False),
        sa.Column("state", Words(), nullable=False),
        sa.Column("why", Words(), nullable=False),
        sa.Column("document_id", _BIG, nullable=True),
        sa.Column("done_at", UtcTime(), nullable=False),
        sa.Column("done_by", Words(), nullable=False),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], name=op.f("fk_plan_event_document_id")),
        sa.ForeignKeyConstraint(["plan_id"], ["plan.id"], name=op.f("fk_plan_event_plan_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_event"))
    )
    op.create_index(op.f("ix_plan_event_plan_id"), "plan_event", ["plan_id"], unique=False)
    op.create_table(
        "plan_version",
        sa.Column("plan_id", _BIG, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("from_day", sa.Date(), nullable=False),
        sa.Column("down", Money(), nullable=False),
        sa.Column("down_due", sa.Date(), nullable=True),
        sa.Column("installments", sa.JSON(), nullable=False),
        sa.Column("offer", Words(), nullable=False),
        sa.Column("why", Words(), nullable=False),
        sa.Column("override_reason", Words(), nullable=False),
        sa.Column("changes", sa.JSON(), nullable=False),
        sa.Column("sheet_id", _BIG, nullable=True),
        sa.Column("made_at", UtcTime(), nullable=False),
        sa.Column("made_by", Words(), nullable=False),
        sa.CheckConstraint("down >= 0", name=op.f("ck_plan_version_down")),
        sa.ForeignKeyConstraint(["plan_id"], ["plan.id"], name=op.f("fk_plan_version_plan_id")),
        sa.PrimaryKeyConstraint("plan_id", "version", name=op.f("pk_plan_version"))
    )
    op.create_table(
        "plan_charge",
        sa.Column("plan_id", _BIG, nullable=False),
        sa.Column("charge_id", _BIG, nullable=False),
        sa.Column("amount", Money(), nullable=False),
        sa.Column("paid_before", Money(), nullable=False),
        sa.Column("holds", sa.Boolean(), nullable=False),
        sa.CheckConstraint("amount > 0", name=op.f("ck_plan_charge_amount")),
        sa.ForeignKeyConstraint(["charge_id"], ["charge.id"], name=op.f("fk_plan_charge_charge_id")),
        sa.ForeignKeyConstraint(["plan_id"], ["plan.id"], name=op.f("fk_plan_charge_plan_id")),
        sa.PrimaryKeyConstraint("plan_id", "charge_id", name=op.f("pk_plan_charge"))
    )
    op.create_index(
        "uq_plan_charge_holds", "plan_charge", ["charge_id"], unique=True,
        sqlite_where=sa.text("holds"), postgresql_where=sa.text("holds"),
    )


def downgrade() -> None:
    raise NotImplementedError("a clinic only moves forward; restore a backup to go back")
