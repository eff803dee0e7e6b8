"""Claims put to insurers, and remittance advice as insurers send it."""

import sqlalchemy as sa
from alembic import op

from paydesk.data.column_types import UtcTime

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    _payers()
    _claims()
    _advice()
    _answers()
    op.add_column("payer", sa.Column("auto_post", sa.Boolean(), server_default=sa.true(), nullable=False))
    op.add_column("remittance_claim", sa.Column("takes_back_id", BIG, nullable=True))
    posted = sa.text("posted")
    op.create_index(
        "uq_remittance_claim_takes_back_id", "remittance_claim", ["takes_back_id"], unique=True,
        sqlite_where=posted, postgresql_where=posted,
    )


def _payers() -> None:
    op.create_table(
        "contract_reason",
        sa.Column("grouped", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("why", sa.String(), nullable=False),
        sa.Column("set_by", sa.String(), nullable=False),
        sa.Column("set_at", UtcTime(), nullable=False),
        sa.PrimaryKeyConstraint("grouped", "reason", name=op.f("pk_contract_reason")),
    )
    op.create_table(
        "payer_number",
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("payer_id", BIG, nullable=False),
        sa.ForeignKeyConstraint(["payer_id"], ["payer.id"], name=op.f("fk_payer_number_payer_id")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_payer_number")),
    )


def _claims() -> None:
    op.create_table(
        "claim",
        sa.Column("id", BIG, nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("visit_id", BIG, nullable=False),
        sa.Column("coverage_id", BIG, nullable=False),
        sa.Column("account_id", BIG, nullable=False),
        sa.Column("patient_id", BIG, nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("frequency", sa.String(), nullable=False),
        sa.Column("replaces_id", BIG, nullable=True),
        sa.Column("made_on", sa.Date(), nullable=False),
        sa.Column("sent_on", sa.Date(), nullable=True),
        sa.Column("sent_how", sa.String(), nullable=False),
        sa.Column("payer_claim", sa.String(), nullable=False),
        sa.Column("answered_on", sa.Date(), nullable=True),
        sa.Column("follow_up_on", sa.Date(), nullable=True),
        sa.Column("follow_up_why", sa.String(), nullable=False),
        sa.Column("assigned_to", sa.String(), nullable=False),
        sa.Column("denial", sa.String(), nullable=False),
        sa.Column("preventable", sa.Boolean(), nullable=True),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_claim_account_id")),
        sa.ForeignKeyConstraint(["coverage_id"], ["coverage.id"], name=op.f("fk_claim_coverage_id")),
        sa.ForeignKeyConstraint(["patient_id"], ["person.id"], name=op.f("fk_claim_patient_id")),
        sa.ForeignKeyConstraint(["replaces_id"], ["claim.id"], name=op.f("fk_claim_replaces_id")),
        sa.ForeignKeyConstraint(["visit_id"], ["visit.id"], name=op.f("fk_claim_visit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_claim")),
        sa.UniqueConstraint("number", name=op.f("uq_claim_number")),
    )
    op.create_index(op.f("ix_claim_account_id"), "claim", ["account_id"], unique=False)
    op.create_index(op.f("ix_claim_coverage_id"), "claim", ["coverage_id"], unique=False)
    op.create_index(op.f("ix_claim_patient_id"), "claim", ["patient_id"], unique=False)
    op.create_index(op.f("ix_claim_state"), "claim", ["state"], unique=False)
    op.create_index(op.f("ix_claim_visit_id"), "claim", ["visit_id"], unique=False)
    op.create_table(
        "claim_line",
        sa.Column("claim_id", BIG, nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("charge_id", BIG, nullable=False),
        sa.Column("charge_version", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("modifiers", sa.String(), nullable=False),
        sa.Column("units", sa.Integer(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("service_date", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["charge_id"], ["charge.id"], name=op.f("fk_claim_line_charge_id")),
        sa.ForeignKeyConstraint(["claim_id"], ["claim.id"], name=op.f("fk_claim_line_claim_id")),
        sa.PrimaryKeyConstraint("claim_id", "seq", name=op.f("pk_claim_line")),
        sa.UniqueConstraint("key", name=op.f("uq_claim_line_key")),
    )
    op.create_index(op.f("ix_claim_line_charge_id"), "claim_line", ["charge_id"], unique=False)
    op.create_table(
        "claim_number",
        sa.Column("claim_id", BIG, nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["claim_id"], ["claim.id"], name=op.f("fk_claim_number_claim_id")),
        sa.PrimaryKeyConstraint("claim_id", "kind", "number", name=op.f("pk_claim_number")),
    )
    op.create_index("ix_claim_number_number", "claim_number", ["number"], unique=False)
    op.create_table(
        "claim_event",
        sa.Column("id", BIG, nullable=False),
        sa.Column("claim_id", BIG, nullable=False),
        sa.Column("happened_at", UtcTime(), nullable=False),
        sa.Column("done_by", sa.String(), nullable=False),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("why", sa.String(), nullable=False),
        sa.Column("because", sa.String(), nullable=False),
        sa.Column("because_id", BIG, nullable=True),
        sa.ForeignKeyConstraint(["claim_id"], ["claim.id"], name=op.f("fk_claim_event_claim_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_claim_event")),
    )
    op.create_index(op.f("ix_claim_event_claim_id"), "claim_event", ["claim_id"], unique=False)
    op.create_table(
        "claim_deadline",
        sa.Column("claim_id", BIG, nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("due", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["claim_id"], ["claim.id"], name=op.f("fk_claim_deadline_claim_id")),
        sa.PrimaryKeyConstraint("claim_id", "kind", "source", name=op.f("pk_claim_deadline")),
    )
    op.create_index(op.f("ix_claim_deadline_due"), "claim_deadline", ["due"], unique=False)


def _advice() -> None:
    op.create_table(
        "advice",
        sa.Column("id", BIG, nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("file_name", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("control", sa.String(), nullable=False),
        sa.Column("read_at", UtcTime(), nullable=False),
        sa.Column("read_by", sa.String(), nullable=False),
        sa.Column("payer_name", sa.String(), nullable=False),
        sa.Column("payer_number", sa.String(), nullable=False),
        sa.Column("originator", sa.String(), nullable=False),
        sa.Column("payee_number", sa.String(), nullable=False),
        sa.Column("trace", sa.String(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=True),
        sa.Column("method", sa.String(), nullable=False),
        sa.Column("paid_on", sa.Date(), nullable=True),
        sa.Column("claims_total", sa.BigInteger(), nullable=False),
        sa.Column("provider_adjustments", sa.BigInteger(), nullable=False),
        sa.Column("balanced", sa.Boolean(), nullable=False),
        sa.Column("findings", sa.JSON(), nullable=False),
        sa.Column("payer_id", BIG, nullable=True),
        sa.Column("lot_id", BIG, nullable=True),
        sa.Column("in_bank_on", sa.Date(), nullable=True),
        sa.Column("put_aside", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.ForeignKeyConstraint(["lot_id"], ["remittance.lot_id"], name=op.f("fk_advice_lot_id")),
        sa.ForeignKeyConstraint(["payer_id"], ["payer.id"], name=op.f("fk_advice_payer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_advice")),
        sa.UniqueConstraint("key", name=op.f("uq_advice_key")),
        sa.UniqueConstraint("lot_id", name=op.f("uq_advice_lot_id")),
    )
    op.create_index(op.f("ix_advice_trace"), "advice", ["trace"], unique=False)
    op.create_table(
        "advice_provider_adjustment",
        sa.Column("advice_id", BIG, nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("provider", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("reference", sa.String(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["advice_id"], ["advice.id"], name=op.f("fk_advice_provider_adjustment_advice_id")),
        sa.PrimaryKeyConstraint("advice_id", "seq", name=op.f("pk_advice_provider_adjustment")),
    )


def _answers() -> None:
    op.create_table(
        "advice_claim",
        sa.Column("id", BIG, nullable=False),
        sa.Column("advice_id", BIG, nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("squeezed", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("charge", sa.BigInteger(), nullable=True),
        sa.Column("paid", sa.BigInteger(), nullable=True),
        sa.Column("patient_responsibility", sa.BigInteger(), nullable=True),
        sa.Column("filing", sa.String(), nullable=False),
        sa.Column("payer_claim", sa.String(), nullable=False),
        sa.Column("original", sa.String(), nullable=False),
        sa.Column("segment", sa.Integer(), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("patient_last", sa.String(), nullable=False),
        sa.Column("patient_first", sa.String(), nullable=False),
        sa.Column("member_number", sa.String(), nullable=False),
        sa.Column("corrected_name", sa.String(), nullable=False),
        sa.Column("corrected_number", sa.String(), nullable=False),
        sa.Column("crossover", sa.String(), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=True),
        sa.Column("last_day", sa.Date(), nullable=True),
        sa.Column("received_on", sa.Date(), nullable=True),
        sa.Column("remarks", sa.String(), nullable=False),
        sa.Column("hindrance", sa.String(), nullable=False),
        sa.Column("claim_id", BIG, nullable=True),
        sa.Column("matched_by", sa.String(), nullable=False),
        sa.Column("answer_id", BIG, nullable=True),
        sa.Column("work", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["advice_id"], ["advice.id"], name=op.f("fk_advice_claim_advice_id")),
        sa.ForeignKeyConstraint(["answer_id"], ["remittance_claim.id"], name=op.f("fk_advice_claim_answer_id")),
        sa.ForeignKeyConstraint(["claim_id"], ["claim.id"], name=op.f("fk_advice_claim_claim_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_advice_claim")),
        sa.UniqueConstraint("key", name=op.f("uq_advice_claim_key")),
    )
    op.create_index(op.f("ix_advice_claim_answer_id"), "advice_claim", ["answer_id"], unique=False)
    op.create_index(op.f("ix_advice_claim_claim_id"), "advice_claim", ["claim_id"], unique=False)
    op.create_index(op.f("ix_advice_claim_payer_claim"), "advice_claim", ["payer_claim"], unique=False)
    op.create_index(op.f("ix_advice_claim_squeezed"), "advice_claim", ["squeezed"], unique=False)
    op.create_index("ix_advice_claim_work", "advice_claim", ["work", "advice_id"], unique=False)
    op.create_index("uq_advice_claim_seq", "advice_claim", ["advice_id", "seq"], unique=True)
    op.create_table(
        "advice_line",
        sa.Column("advice_claim_id", BIG, nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("modifiers", sa.String(), nullable=False),
        sa.Column("original_code", sa.String(), nullable=False),
        sa.Column("charge", sa.BigInteger(), nullable=True),
        sa.Column("paid", sa.BigInteger(), nullable=True),
        sa.Column("allowed", sa.BigInteger(), nullable=True),
        sa.Column("units", sa.Numeric(precision=15, scale=3), nullable=True),
        sa.Column("service_date", sa.Date(), nullable=True),
        sa.Column("remarks", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["advice_claim_id"], ["advice_claim.id"], name=op.f("fk_advice_line_advice_claim_id")),
        sa.PrimaryKeyConstraint("advice_claim_id", "seq", name=op.f("pk_advice_line")),
    )
    op.create_table(
        "advice_adjustment",
        sa.Column("advice_claim_id", BIG, nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("grouped", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["advice_claim_id"], ["advice_claim.id"], name=op.f("fk_advice_adjustment_advice_claim_id")),
        sa.PrimaryKeyConstraint("advice_claim_id", "line", "seq", name=op.f("pk_advice_adjustment")),
    )


def downgrade() -> None:
    raise NotImplementedError("a clinic only moves forward; restore a backup to go back")
