"""Financial assistance: applications with their papers and history, and what each approval took off."""

import sqlalchemy as sa
from alembic import op

from paydesk.data.column_types import UtcTime

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    _applications()
    _papers()
    _events()
    _discounts()


def _applications() -> None:
    op.create_table(
        "assistance_application",
        sa.Column("id", BIG, nullable=False),
        sa.Column("account_id", BIG, nullable=False),
        sa.Column("person_id", BIG, nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("started_on", sa.Date(), nullable=False),
        sa.Column("household", sa.Integer(), nullable=True),
        sa.Column("income", sa.BigInteger(), nullable=True),
        sa.Column("region", sa.String(), nullable=False),
        sa.Column("percent", sa.String(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("overdue_told", sa.Date(), nullable=True),
        sa.Column("decided_on", sa.Date(), nullable=True),
        sa.Column("decided_by", sa.String(), nullable=False),
        sa.Column("class_name", sa.String(), nullable=False),
        sa.Column("class_kind", sa.String(), nullable=False),
        sa.Column("class_value", sa.BigInteger(), nullable=False),
        sa.Column("best", sa.Boolean(), nullable=False),
        sa.Column("holds_from", sa.Date(), nullable=True),
        sa.Column("holds_to", sa.Date(), nullable=True),
        sa.Column("denial", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("appeal_by", sa.Date(), nullable=True),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.CheckConstraint("household IS NULL OR household > 0", name=op.f("ck_assistance_application_household")),
        sa.CheckConstraint("income IS NULL OR income >= 0", name=op.f("ck_assistance_application_income")),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_assistance_application_account_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_assistance_application_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assistance_application")),
    )
    op.create_index(
        op.f("ix_assistance_application_account_id"), "assistance_application", ["account_id"], unique=False
    )
    op.create_index(
        "ix_assistance_application_state_holds_to", "assistance_application", ["state", "holds_to"], unique=False
    )
    op.create_index(
        "uq_assistance_application_open",
        "assistance_application",
        ["account_id"],
        unique=True,
        sqlite_where=sa.text("closed_on IS NULL"),
        postgresql_where=sa.text("closed_on IS NULL"),
    )


def _papers() -> None:
    op.create_table(
        "assistance_paper",
        sa.Column("application_id", BIG, nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("asked_on", sa.Date(), nullable=True),
        sa.Column("received_on", sa.Date(), nullable=True),
        sa.Column("received_by", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["application_id"], ["assistance_application.id"], name=op.f("fk_assistance_paper_application_id")
        ),
        sa.PrimaryKeyConstraint("application_id", "kind", name=op.f("pk_assistance_paper")),
    )


def _events() -> None:
    op.create_table(
        "assistance_event",
        sa.Column("id", BIG, nullable=False),
        sa.Column("application_id", BIG, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("happened_at", UtcTime(), nullable=False),
        sa.Column("done_by", sa.String(), nullable=False),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("why", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["application_id"], ["assistance_application.id"], name=op.f("fk_assistance_event_application_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assistance_event")),
    )
    op.create_index(op.f("ix_assistance_event_application_id"), "assistance_event", ["application_id"], unique=False)


def _discounts() -> None:
    op.create_table(
        "assistance_discount",
        sa.Column("entry_id", BIG, autoincrement=False, nullable=False),
        sa.Column("application_id", BIG, nullable=False),
        sa.Column("charge_id", BIG, nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("amount > 0", name=op.f("ck_assistance_discount_amount")),
        sa.ForeignKeyConstraint(
            ["application_id"], ["assistance_application.id"], name=op.f("fk_assistance_discount_application_id")
        ),
        sa.ForeignKeyConstraint(["charge_id"], ["charge.id"], name=op.f("fk_assistance_discount_charge_id")),
        sa.ForeignKeyConstraint(["entry_id"], ["entry.id"], name=op.f("fk_assistance_discount_entry_id")),
        sa.PrimaryKeyConstraint("entry_id", name=op.f("pk_assistance_discount")),
    )
    for column in ("application_id", "charge_id"):
        op.create_index(op.f(f"ix_assistance_discount_{column}"), "assistance_discount", [column], unique=False)


def downgrade() -> None:
    raise NotImplementedError("a clinic only moves forward; restore a backup to go back")
