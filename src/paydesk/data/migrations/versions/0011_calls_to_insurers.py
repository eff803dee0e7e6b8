"""Calls to insurers, what they settled, and what is remembered of each insurer."""

import sqlalchemy as sa
from alembic import op

from paydesk.data.column_types import UtcTime

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    _calls()
    _subjects()
    _memory()


def _calls() -> None:
    op.create_table(
        "insurer_call",
        sa.Column("id", BIG, nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("payer_id", BIG, nullable=False),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("about", sa.String(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("menu", sa.String(), nullable=False),
        sa.Column("started_at", UtcTime(), nullable=False),
        sa.Column("ended_at", UtcTime(), nullable=True),
        sa.Column("held_seconds", sa.Integer(), nullable=False),
        sa.Column("representative", sa.String(), nullable=False),
        sa.Column("reference", sa.String(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("follow_up_on", sa.Date(), nullable=True),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("typed", sa.JSON(), nullable=False),
        sa.Column("done_by", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.ForeignKeyConstraint(["payer_id"], ["payer.id"], name=op.f("fk_insurer_call_payer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_insurer_call")),
        sa.UniqueConstraint("key", name=op.f("uq_insurer_call_key")),
    )
    for column in ("about", "payer_id", "state"):
        op.create_index(op.f(f"ix_insurer_call_{column}"), "insurer_call", [column], unique=False)


def _subjects() -> None:
    op.create_table(
        "insurer_call_subject",
        sa.Column("call_id", BIG, nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("claim_id", BIG, nullable=True),
        sa.Column("coverage_id", BIG, nullable=True),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("follow_up_on", sa.Date(), nullable=True),
        sa.Column("follow_up_why", sa.String(), nullable=False),
        sa.CheckConstraint(
            "(claim_id IS NULL) <> (coverage_id IS NULL)", name=op.f("ck_insurer_call_subject_one_thing")
        ),
        sa.ForeignKeyConstraint(["call_id"], ["insurer_call.id"], name=op.f("fk_insurer_call_subject_call_id")),
        sa.ForeignKeyConstraint(["claim_id"], ["claim.id"], name=op.f("fk_insurer_call_subject_claim_id")),
        sa.ForeignKeyConstraint(["coverage_id"], ["coverage.id"], name=op.f("fk_insurer_call_subject_coverage_id")),
        sa.PrimaryKeyConstraint("call_id", "seq", name=op.f("pk_insurer_call_subject")),
    )
    for column in ("claim_id", "coverage_id"):
        op.create_index(op.f(f"ix_insurer_call_subject_{column}"), "insurer_call_subject", [column], unique=False)
    op.create_table(
        "insurer_call_answer",
        sa.Column("call_id", BIG, nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("item", sa.String(), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.Column("known", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["call_id"], ["insurer_call.id"], name=op.f("fk_insurer_call_answer_call_id")),
        sa.PrimaryKeyConstraint("call_id", "seq", "item", name=op.f("pk_insurer_call_answer")),
    )


def _memory() -> None:
    op.create_table(
        "payer_contact",
        sa.Column("payer_id", BIG, nullable=False),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("menu", sa.String(), nullable=False),
        sa.Column("best_hours", sa.String(), nullable=False),
        sa.Column("usual_hold", sa.Integer(), nullable=True),
        sa.Column("holds", sa.Integer(), nullable=False),
        sa.Column("fax", sa.String(), nullable=False),
        sa.Column("portal", sa.String(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("confirmed_on", sa.Date(), nullable=True),
        sa.Column("confirmed_by", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.ForeignKeyConstraint(["payer_id"], ["payer.id"], name=op.f("fk_payer_contact_payer_id")),
        sa.PrimaryKeyConstraint("payer_id", "purpose", name=op.f("pk_payer_contact")),
    )
    op.create_table(
        "payer_limit",
        sa.Column("payer_id", BIG, nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("confirmed_on", sa.Date(), nullable=False),
        sa.Column("confirmed_by", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.ForeignKeyConstraint(["payer_id"], ["payer.id"], name=op.f("fk_payer_limit_payer_id")),
        sa.PrimaryKeyConstraint("payer_id", "kind", name=op.f("pk_payer_limit")),
    )


def downgrade() -> None:
    raise NotImplementedError("a clinic only moves forward; restore a backup to go back")
