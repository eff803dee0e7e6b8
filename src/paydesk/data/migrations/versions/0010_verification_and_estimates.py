"""What was asked of insurers about coverages and plans, what they said, what differs, and what was estimated."""

import sqlalchemy as sa
from alembic import op

from paydesk.data.column_types import UtcTime

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    _verification()
    _verified_answers()
    _freshness()
    _asked()
    _answered()
    _differences()
    _estimates()


def _verification() -> None:
    op.create_table(
        "verification",
        sa.Column("id", BIG, nullable=False),
        sa.Column("coverage_id", BIG, nullable=False),
        sa.Column("asks", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("verified_on", sa.Date(), nullable=True),
        sa.Column("tried_on", sa.Date(), nullable=True),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("verified_by", sa.String(), nullable=False),
        sa.Column("missing", sa.JSON(), nullable=False),
        sa.Column("says", sa.String(), nullable=False),
        sa.Column("card_changed_on", sa.Date(), nullable=True),
        sa.Column("next_due", sa.Date(), nullable=True),
        sa.Column("due_why", sa.String(), nullable=False),
        sa.Column("snoozed_until", sa.Date(), nullable=True),
        sa.Column("snooze_why", sa.String(), nullable=False),
        sa.Column("assigned_to", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["coverage_id"], ["coverage.id"], name=op.f("fk_verification_coverage_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_verification")),
    )
    op.create_index(op.f("ix_verification_next_due"), "verification", ["next_due"], unique=False)
    op.create_index("uq_verification_coverage_id", "verification", ["coverage_id", "asks"], unique=True)


def _verified_answers() -> None:
    op.create_table(
        "verified_answer",
        sa.Column("id", BIG, nullable=False),
        sa.Column("coverage_id", BIG, nullable=True),
        sa.Column("insurance_plan_id", BIG, nullable=True),
        sa.Column("item", sa.String(), nullable=False),
        sa.Column("service", sa.String(), nullable=False),
        sa.Column("network", sa.String(), nullable=False),
        sa.Column("known", sa.Boolean(), nullable=False),
        sa.Column("cents", sa.BigInteger(), nullable=True),
        sa.Column("points", sa.Integer(), nullable=True),
        sa.Column("day", sa.Date(), nullable=True),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("limits", sa.String(), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("asked_on", sa.Date(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("who", sa.String(), nullable=False),
        sa.Column("reference", sa.String(), nullable=False),
        sa.Column("taken_at", UtcTime(), nullable=False),
        sa.Column("taken_by", sa.String(), nullable=False),
        sa.Column("because", sa.String(), nullable=False),
        sa.Column("because_id", BIG, nullable=True),
        sa.CheckConstraint("(coverage_id IS NULL) <> (insurance_plan_id IS NULL)", name=op.f("ck_verified_answer_one_of_both")),
        sa.ForeignKeyConstraint(["coverage_id"], ["coverage.id"], name=op.f("fk_verified_answer_coverage_id")),
        sa.ForeignKeyConstraint(["insurance_plan_id"], ["insurance_plan.id"], name=op.f("fk_verified_answer_insurance_plan_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_verified_answer")),
    )
    op.create_index("ix_verified_answer_coverage_id", "verified_answer", ["coverage_id", "item"], unique=False)
    op.create_index("ix_verified_answer_insurance_plan_id", "verified_answer", ["insurance_plan_id", "item"], unique=False)


def _freshness() -> None:
    op.create_table(
        "freshness",
        sa.Column("id", BIG, nullable=False),
        sa.Column("payer_kind", sa.String(), nullable=False),
        sa.Column("eligibility_days", sa.Integer(), nullable=True),
        sa.Column("benefits_days", sa.Integer(), nullable=True),
        sa.Column("before_visit", sa.Integer(), nullable=False),
        sa.Column("each_service", sa.Boolean(), nullable=False),
        sa.Column("visit_within", sa.Integer(), nullable=False),
        sa.Column("first", sa.Date(), nullable=False),
        sa.Column("set_by", sa.String(), nullable=False),
        sa.Column("set_at", UtcTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_freshness")),
    )


def _asked() -> None:
    op.create_table(
        "eligibility_asked",
        sa.Column("trace", sa.String(), nullable=False),
        sa.Column("coverage_id", BIG, nullable=False),
        sa.Column("service_date", sa.Date(), nullable=False),
        sa.Column("service_types", sa.String(), nullable=False),
        sa.Column("file_name", sa.String(), nullable=False),
        sa.Column("asked_at", UtcTime(), nullable=False),
        sa.Column("asked_by", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["coverage_id"], ["coverage.id"], name=op.f("fk_eligibility_asked_coverage_id")),
        sa.PrimaryKeyConstraint("trace", name=op.f("pk_eligibility_asked")),
    )
    op.create_index(op.f("ix_eligibility_asked_coverage_id"), "eligibility_asked", ["coverage_id"], unique=False)


def _answered() -> None:
    op.create_table(
        "eligibility_answered",
        sa.Column("id", BIG, nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("file_name", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("read_at", UtcTime(), nullable=False),
        sa.Column("read_by", sa.String(), nullable=False),
        sa.Column("payer_name", sa.String(), nullable=False),
        sa.Column("person_name", sa.String(), nullable=False),
        sa.Column("member_number", sa.String(), nullable=False),
        sa.Column("coverage_id", BIG, nullable=True),
        sa.Column("matched_by", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("advice", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["coverage_id"], ["coverage.id"], name=op.f("fk_eligibility_answered_coverage_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_eligibility_answered")),
        sa.UniqueConstraint("key", name=op.f("uq_eligibility_answered_key")),
    )
    op.create_index(op.f("ix_eligibility_answered_coverage_id"), "eligibility_answered", ["coverage_id"], unique=False)


def _differences() -> None:
    op.create_table(
        "eligibility_difference",
        sa.Column("id", BIG, nullable=False),
        sa.Column("answered_id", BIG, nullable=False),
        sa.Column("coverage_id", BIG, nullable=False),
        sa.Column("field", sa.String(), nullable=False),
        sa.Column("ours", sa.String(), nullable=False),
        sa.Column("theirs", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("decided_by", sa.String(), nullable=False),
        sa.Column("decided_at", UtcTime(), nullable=True),
        sa.Column("why", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["answered_id"], ["eligibility_answered.id"], name=op.f("fk_eligibility_difference_answered_id")),
        sa.ForeignKeyConstraint(["coverage_id"], ["coverage.id"], name=op.f("fk_eligibility_difference_coverage_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_eligibility_difference")),
    )
    op.create_index(op.f("ix_eligibility_difference_answered_id"), "eligibility_difference", ["answered_id"], unique=False)
    op.create_index("ix_eligibility_difference_coverage_id", "eligibility_difference", ["coverage_id", "state"], unique=False)


def _estimates() -> None:
    op.create_table(
        "estimate",
        sa.Column("id", BIG, nullable=False),
        sa.Column("number", BIG, nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("account_id", BIG, nullable=False),
        sa.Column("patient_id", BIG, nullable=False),
        sa.Column("visit_id", BIG, nullable=True),
        sa.Column("coverage_id", BIG, nullable=True),
        sa.Column("service_on", sa.Date(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("due_why", sa.String(), nullable=False),
        sa.Column("low", sa.BigInteger(), nullable=False),
        sa.Column("high", sa.BigInteger(), nullable=False),
        sa.Column("inputs", sa.JSON(), nullable=False),
        sa.Column("foretold", sa.JSON(), nullable=False),
        sa.Column("made_on", sa.Date(), nullable=False),
        sa.Column("made_at", UtcTime(), nullable=False),
        sa.Column("made_by", sa.String(), nullable=False),
        sa.Column("replaces_id", BIG, nullable=True),
        sa.Column("document_id", BIG, nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_estimate_account_id")),
        sa.ForeignKeyConstraint(["coverage_id"], ["coverage.id"], name=op.f("fk_estimate_coverage_id")),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], name=op.f("fk_estimate_document_id")),
        sa.ForeignKeyConstraint(["patient_id"], ["person.id"], name=op.f("fk_estimate_patient_id")),
        sa.ForeignKeyConstraint(["replaces_id"], ["estimate.id"], name=op.f("fk_estimate_replaces_id")),
        sa.ForeignKeyConstraint(["visit_id"], ["visit.id"], name=op.f("fk_estimate_visit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_estimate")),
        sa.UniqueConstraint("number", name=op.f("uq_estimate_number")),
    )
    op.create_index(op.f("ix_estimate_account_id"), "estimate", ["account_id"], unique=False)
    op.create_index(op.f("ix_estimate_patient_id"), "estimate", ["patient_id"], unique=False)
    op.create_index(op.f("ix_estimate_visit_id"), "estimate", ["visit_id"], unique=False)


def downgrade() -> None:
    raise NotImplementedError("a clinic only moves forward; restore a backup to go back")
