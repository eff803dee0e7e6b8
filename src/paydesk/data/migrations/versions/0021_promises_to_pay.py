"""Promises to pay, and what became of each."""

import sqlalchemy as sa
from alembic import op

from paydesk.data.column_types import UtcTime

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "promise",
        sa.Column("id", BIG, nullable=False),
        sa.Column("account_id", BIG, nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("method", sa.String(), nullable=False),
        sa.Column("taken_on", sa.Date(), nullable=False),
        sa.Column("taken_at", UtcTime(), nullable=False),
        sa.Column("taken_by", sa.String(), nullable=False),
        sa.Column("contact_id", BIG, nullable=False),
        sa.Column("replaces_id", BIG, nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("state_on", sa.Date(), nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.CheckConstraint("amount > 0", name=op.f("ck_promise_amount")),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_promise_account_id")),
        sa.ForeignKeyConstraint(["contact_id"], ["contact.id"], name=op.f("fk_promise_contact_id")),
        sa.ForeignKeyConstraint(["replaces_id"], ["promise.id"], name=op.f("fk_promise_replaces_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_promise")),
    )
    op.create_index(op.f("ix_promise_account_id"), "promise", ["account_id"], unique=False)
    op.create_index(op.f("ix_promise_due_on"), "promise", ["due_on"], unique=False)
    op.create_index("ix_promise_state_due_on", "promise", ["state", "due_on"], unique=False)
    op.create_table(
        "promise_event",
        sa.Column("id", BIG, nullable=False),
        sa.Column("promise_id", BIG, nullable=False),
        sa.Column("happened_at", UtcTime(), nullable=False),
        sa.Column("done_by", sa.String(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("received", sa.BigInteger(), nullable=False),
        sa.Column("why", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["promise_id"], ["promise.id"], name=op.f("fk_promise_event_promise_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_promise_event")),
    )
    op.create_index(op.f("ix_promise_event_promise_id"), "promise_event", ["promise_id"], unique=False)


def downgrade() -> None:
    raise NotImplementedError("a clinic only moves forward; restore a backup to go back")
