"""How people sign in, emergency access, proven backups, disclosures; the audit trail is found by day and by person."""

import sqlalchemy as sa
from alembic import op

from paydesk.data.column_types import UtcTime

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    _people()
    _backups()
    _disclosures()
    op.create_index(op.f("ix_audit_actor"), "audit", ["actor"])
    op.create_index(op.f("ix_audit_at"), "audit", ["at"])


def _people() -> None:
    for column in (
        sa.Column("pin_hash", sa.String(), server_default="", nullable=False),
        sa.Column("second_factor", sa.String(), server_default="", nullable=False),
        sa.Column("factor_step", BIG, server_default="0", nullable=False),
        sa.Column("must_change", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("failures", sa.Integer(), server_default="0", nullable=False),
        sa.Column("locked_until", UtcTime(), nullable=True),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
    ):
        op.add_column("desk_user", column)
    op.create_table(
        "recovery_code",
        sa.Column("id", BIG, nullable=False),
        sa.Column("user_id", BIG, nullable=False),
        sa.Column("code_hash", sa.String(), nullable=False),
        sa.Column("used_at", UtcTime(), nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["desk_user.id"], name=op.f("fk_recovery_code_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recovery_code")),
    )
    op.create_index(op.f("ix_recovery_code_user_id"), "recovery_code", ["user_id"])
    op.create_table(
        "emergency_access",
        sa.Column("id", BIG, nullable=False),
        sa.Column("user_name", sa.String(), nullable=False),
        sa.Column("workstation", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("since", UtcTime(), nullable=False),
        sa.Column("until", UtcTime(), nullable=False),
        sa.Column("seen_by", sa.String(), server_default="", nullable=False),
        sa.Column("seen_at", UtcTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_emergency_access")),
    )


def _backups() -> None:
    op.create_table(
        "backup",
        sa.Column("id", BIG, nullable=False),
        sa.Column("made_at", UtcTime(), nullable=False),
        sa.Column("made_by", sa.String(), nullable=False),
        sa.Column("workstation", sa.String(), nullable=False),
        sa.Column("file_name", sa.String(), nullable=False),
        sa.Column("folder", sa.String(), nullable=False),
        sa.Column("row_count", BIG, nullable=False),
        sa.Column("audit_id", BIG, nullable=False),
        sa.Column("audit_digest", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_backup")),
    )


def _disclosures() -> None:
    op.create_table(
        "disclosure",
        sa.Column("id", BIG, nullable=False),
        sa.Column("person_id", BIG, nullable=False),
        sa.Column("disclosed_on", sa.Date(), nullable=False),
        sa.Column("recipient", sa.String(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("recorded_at", UtcTime(), nullable=False),
        sa.Column("recorded_by", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_disclosure_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_disclosure")),
    )
    op.create_index(op.f("ix_disclosure_person_id"), "disclosure", ["person_id"])
    op.create_table(
        "disclosure_withdrawal",
        sa.Column("disclosure_id", BIG, autoincrement=False, nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("withdrawn_at", UtcTime(), nullable=False),
        sa.Column("withdrawn_by", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["disclosure_id"], ["disclosure.id"], name=op.f("fk_disclosure_withdrawal_disclosure_id")
        ),
        sa.PrimaryKeyConstraint("disclosure_id", name=op.f("pk_disclosure_withdrawal")),
    )


def downgrade() -> None:
    raise NotImplementedError("a clinic only moves forward; restore a backup to go back")
