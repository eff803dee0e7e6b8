"""What households told of their means, what proved it, and the rules about what may be asked of them."""

from datetime import date

import sqlalchemy as sa
from alembic import op

from paydesk.data.column_types import UtcTime

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

COLORADO = {
    "pack": "CO", "base": "gross income", "legal": True, "within": 250, "first": date(2022, 9, 1),
    "source": "hcpf.colorado.gov, Colorado Hospital Discounted Care",
}  # fmt: skip
SHIPPED = (
    {
        "pack": "generic", "name": "clinic policy: 25 % of disposable income", "percent": "25",
        "base": "disposable income", "legal": False, "within": None, "facility": None,
        "binds": "this clinic, by its own choice", "first": date(2020, 1, 1), "source": "usual in the field",
    },
    COLORADO | {
        "name": "Colorado Hospital Discounted Care: 2 % of gross income", "percent": "2", "facility": False,
        "binds": "a professional who bills apart for hospital care in Colorado",
    },
    COLORADO | {
        "name": "Colorado Hospital Discounted Care: 4 % of gross income", "percent": "4", "facility": True,
        "binds": "a hospital or facility in Colorado",
    },
)  # fmt: skip


def upgrade() -> None:
    op.create_table(
        "means_sheet",
        sa.Column("id", BIG, nullable=False),
        sa.Column("account_id", BIG, nullable=False),
        sa.Column("told_on", sa.Date(), nullable=False),
        sa.Column("told_how", sa.String(), nullable=False),
        sa.Column("taken_at", UtcTime(), nullable=False),
        sa.Column("taken_by", sa.String(), nullable=False),
        sa.Column("household", sa.Integer(), nullable=False),
        sa.Column("region", sa.String(), nullable=False),
        sa.Column("incomes", sa.JSON(), nullable=False),
        sa.Column("obligations", sa.JSON(), nullable=False),
        sa.Column("net_monthly", sa.BigInteger(), nullable=True),
        sa.Column("offer", sa.BigInteger(), nullable=True),
        sa.Column("pack", sa.String(), nullable=False),
        sa.Column("facility", sa.Boolean(), nullable=False),
        sa.Column("down", sa.BigInteger(), nullable=True),
        sa.Column("first_due", sa.Date(), nullable=True),
        sa.Column("annual_income", sa.BigInteger(), nullable=False),
        sa.Column("poverty_line", sa.BigInteger(), nullable=False),
        sa.Column("poverty_percent", sa.String(), nullable=False),
        sa.Column("gross_monthly", sa.BigInteger(), nullable=False),
        sa.Column("obligations_monthly", sa.BigInteger(), nullable=False),
        sa.Column("disposable", sa.BigInteger(), nullable=False),
        sa.Column("affordable", sa.BigInteger(), nullable=False),
        sa.Column("lawful", sa.BigInteger(), nullable=True),
        sa.Column("caps", sa.JSON(), nullable=False),
        sa.Column("proof_due", sa.Date(), nullable=True),
        sa.Column("expires_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_means_sheet_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_means_sheet")),
    )
    op.create_index("ix_means_sheet_account_id", "means_sheet", ["account_id", "id"], unique=False)
    op.create_table(
        "means_proof",
        sa.Column("id", BIG, nullable=False),
        sa.Column("sheet_id", BIG, nullable=False),
        sa.Column("income", sa.Integer(), nullable=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("seen_on", sa.Date(), nullable=False),
        sa.Column("seen_at", UtcTime(), nullable=False),
        sa.Column("seen_by", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["sheet_id"], ["means_sheet.id"], name=op.f("fk_means_proof_sheet_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_means_proof")),
    )
    op.create_index(op.f("ix_means_proof_sheet_id"), "means_proof", ["sheet_id"], unique=False)
    rules = op.create_table(
        "cap_rule",
        sa.Column("id", BIG, nullable=False),
        sa.Column("pack", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("percent", sa.String(), nullable=False),
        sa.Column("base", sa.String(), nullable=False),
        sa.Column("legal", sa.Boolean(), nullable=False),
        sa.Column("within", sa.Integer(), nullable=True),
        sa.Column("facility", sa.Boolean(), nullable=True),
        sa.Column("binds", sa.String(), nullable=False),
        sa.Column("first", sa.Date(), nullable=False),
        sa.Column("last", sa.Date(), nullable=True),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("verified_on", sa.Date(), nullable=False),
        sa.Column("added_by", sa.String(), nullable=False),
        sa.Column("ended_by", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cap_rule")),
        sa.UniqueConstraint("pack", "name", "first", name=op.f("uq_cap_rule_pack_name_first")),
    )
    for row in SHIPPED:
        op.execute(sa.insert(rules).values(**row, last=None, verified_on=date(2026, 11, 1), added_by="", ended_by=""))


def downgrade() -> None:
    raise NotImplementedError("a clinic only moves forward; restore a backup to go back")
