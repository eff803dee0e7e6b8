"""A clinic: people, insurance, care, ledger, office."""

import sqlalchemy as sa
from alembic import op

import paydesk.data.column_types

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute("CREATE SEQUENCE entry_number")
    op.create_table(
        "account",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("number", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("guarantor_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("external_id", sa.String(), nullable=True),
        sa.Column("opened_on", sa.Date(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account")),
        sa.UniqueConstraint("external_id", name=op.f("uq_account_external_id")),
        sa.UniqueConstraint("number", name=op.f("uq_account_number")),
    )
    op.create_index(op.f("ix_account_guarantor_id"), "account", ["guarantor_id"], unique=False)
    op.create_table(
        "audit",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("at", paydesk.data.column_types.UtcTime(), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("workstation", sa.String(), nullable=False),
        sa.Column("act", sa.String(), nullable=False),
        sa.Column("summary", sa.String(), nullable=False),
        sa.Column("account_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("details", sa.String(), nullable=False),
        sa.Column("previous", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit")),
    )
    op.create_index(op.f("ix_audit_account_id"), "audit", ["account_id"], unique=False)
    op.create_index(op.f("ix_audit_person_id"), "audit", ["person_id"], unique=False)
    op.create_table(
        "business_day",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_business_day")),
    )
    op.create_table(
        "counter",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("value", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_counter")),
    )
    op.create_table(
        "desk_user",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("full_name", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("password_hash", sa.String(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_desk_user")),
        sa.UniqueConstraint("name", name=op.f("uq_desk_user_name")),
    )
    op.create_table(
        "diagnosis_edition",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_diagnosis_edition")),
        sa.UniqueConstraint("name", name=op.f("uq_diagnosis_edition_name")),
    )
    op.create_table(
        "draft",
        sa.Column("user_name", sa.String(), nullable=False),
        sa.Column("form", sa.String(), nullable=False),
        sa.Column("account_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("saved_at", paydesk.data.column_types.UtcTime(), nullable=False),
        sa.PrimaryKeyConstraint("user_name", "form", "account_id", name=op.f("pk_draft")),
    )
    op.create_table(
        "entry",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("total", paydesk.data.column_types.Money(), nullable=False),
        sa.Column("posted_on", sa.Date(), nullable=False),
        sa.Column("entered_at", paydesk.data.column_types.UtcTime(), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("workstation", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("group_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("reverses", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("because", sa.String(), nullable=False),
        sa.Column("because_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("imported", sa.Boolean(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["reverses"], ["entry.id"], name=op.f("fk_entry_reverses")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_entry")),
        sa.UniqueConstraint("key", name=op.f("uq_entry_key")),
        sa.UniqueConstraint("reverses", name=op.f("uq_entry_reverses")),
    )
    op.create_index(op.f("ix_entry_group_id"), "entry", ["group_id"], unique=False)
    op.create_index(op.f("ix_entry_posted_on"), "entry", ["posted_on"], unique=False)
    op.create_table(
        "fee_schedule",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("standard", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fee_schedule")),
        sa.UniqueConstraint("name", name=op.f("uq_fee_schedule_name")),
    )
    op.create_table(
        "lot",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("amount", paydesk.data.column_types.Money(), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("posted_on", sa.Date(), nullable=False),
        sa.Column("imported", sa.Boolean(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("entered_at", paydesk.data.column_types.UtcTime(), nullable=False),
        sa.Column("entered_by", sa.String(), nullable=False),
        sa.CheckConstraint("amount >= 0", name=op.f("ck_lot_amount")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lot")),
        sa.UniqueConstraint("key", name=op.f("uq_lot_key")),
    )
    op.create_index(op.f("ix_lot_posted_on"), "lot", ["posted_on"], unique=False)
    op.create_index(op.f("ix_lot_received_on"), "lot", ["received_on"], unique=False)
    op.create_table(
        "payer",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("edi_id", sa.String(), nullable=False),
        sa.Column("phone", sa.String(), nullable=False),
        sa.Column("line1", sa.String(), nullable=False),
        sa.Column("city", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("zip", sa.String(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("external_id", sa.String(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payer")),
        sa.UniqueConstraint("external_id", name=op.f("uq_payer_external_id")),
    )
    op.create_index(op.f("ix_payer_name"), "payer", ["name"], unique=False)
    op.create_table(
        "place",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("pos_code", sa.String(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("external_id", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_place")),
        sa.UniqueConstraint("external_id", name=op.f("uq_place_external_id")),
    )
    op.create_table(
        "provider",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("npi", sa.String(), nullable=False),
        sa.Column("specialty", sa.String(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("external_id", sa.String(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_provider")),
        sa.UniqueConstraint("external_id", name=op.f("uq_provider_external_id")),
    )
    op.create_table(
        "service_code",
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("system", sa.String(), nullable=False),
        sa.Column("short_name", sa.String(), nullable=False),
        sa.Column("spanish_name", sa.String(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_service_code")),
    )
    op.create_table(
        "setting",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("value", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_setting")),
    )
    op.create_table(
        "credit_balance",
        sa.Column("account_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("coverage_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("lot_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("balance", paydesk.data.column_types.Money(), nullable=False),
        sa.ForeignKeyConstraint(["lot_id"], ["lot.id"], name=op.f("fk_credit_balance_lot_id")),
        sa.PrimaryKeyConstraint("account_id", "coverage_id", "lot_id", name=op.f("pk_credit_balance")),
    )
    op.create_index(
        "ix_credit_balance_open",
        "credit_balance",
        ["account_id", "balance"],
        unique=False,
        sqlite_where=sa.text("balance <> 0"),
        postgresql_where=sa.text("balance <> 0"),
    )
    op.create_table(
        "diagnosis_code",
        sa.Column("edition_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("billable", sa.Boolean(), nullable=False),
        sa.Column("description", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["edition_id"], ["diagnosis_edition.id"], name=op.f("fk_diagnosis_code_edition_id")),
        sa.PrimaryKeyConstraint("edition_id", "code", name=op.f("pk_diagnosis_code")),
    )
    op.create_table(
        "document",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("account_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("made_at", paydesk.data.column_types.UtcTime(), nullable=False),
        sa.Column("made_by", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("pages", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_document_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_document")),
    )
    op.create_index(op.f("ix_document_account_id"), "document", ["account_id"], unique=False)
    op.create_table(
        "fee",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("fee_schedule_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("modifier", sa.String(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("amount", paydesk.data.column_types.Money(), nullable=False),
        sa.ForeignKeyConstraint(["fee_schedule_id"], ["fee_schedule.id"], name=op.f("fk_fee_fee_schedule_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fee")),
    )
    op.create_index("uq_fee_code", "fee", ["fee_schedule_id", "code", "modifier", "valid_from"], unique=True)
    op.create_table(
        "insurance_plan",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("payer_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("group_number", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["payer_id"], ["payer.id"], name=op.f("fk_insurance_plan_payer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_insurance_plan")),
    )
    op.create_index(op.f("ix_insurance_plan_payer_id"), "insurance_plan", ["payer_id"], unique=False)
    op.create_table(
        "person",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("account_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("is_patient", sa.Boolean(), nullable=False),
        sa.Column("last_name", sa.String(), nullable=False),
        sa.Column("first_name", sa.String(), nullable=False),
        sa.Column("middle_name", sa.String(), nullable=False),
        sa.Column("suffix", sa.String(), nullable=False),
        sa.Column("preferred_name", sa.String(), nullable=False),
        sa.Column("birth_date", sa.Date(), nullable=True),
        sa.Column("death_date", sa.Date(), nullable=True),
        sa.Column("sex", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("relation", sa.String(), nullable=False),
        sa.Column("employer", sa.String(), nullable=False),
        sa.Column("employer_phone", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("external_id", sa.String(), nullable=True),
        sa.Column("merged_into_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_person_account_id")),
        sa.ForeignKeyConstraint(["merged_into_id"], ["person.id"], name=op.f("fk_person_merged_into_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
        sa.UniqueConstraint("external_id", name=op.f("uq_person_external_id")),
    )
    op.create_index(op.f("ix_person_account_id"), "person", ["account_id"], unique=False)
    op.create_table(
        "refund",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("lot_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("account_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("amount", paydesk.data.column_types.Money(), nullable=False),
        sa.Column("method", sa.String(), nullable=False),
        sa.Column("reference", sa.String(), nullable=False),
        sa.Column("payee", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=False),
        sa.Column("group_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.CheckConstraint("amount > 0", name=op.f("ck_refund_amount")),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_refund_account_id")),
        sa.ForeignKeyConstraint(["lot_id"], ["lot.id"], name=op.f("fk_refund_lot_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_refund")),
    )
    op.create_index(op.f("ix_refund_account_id"), "refund", ["account_id"], unique=False)
    op.create_index(op.f("ix_refund_lot_id"), "refund", ["lot_id"], unique=False)
    op.create_table(
        "remittance",
        sa.Column("lot_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("payer_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("trace", sa.String(), nullable=False),
        sa.Column("provider_adjustments", paydesk.data.column_types.Money(), nullable=False),
        sa.ForeignKeyConstraint(["lot_id"], ["lot.id"], name=op.f("fk_remittance_lot_id")),
        sa.ForeignKeyConstraint(["payer_id"], ["payer.id"], name=op.f("fk_remittance_payer_id")),
        sa.PrimaryKeyConstraint("lot_id", name=op.f("pk_remittance")),
    )
    op.create_index(op.f("ix_remittance_payer_id"), "remittance", ["payer_id"], unique=False)
    op.create_index(op.f("ix_remittance_trace"), "remittance", ["trace"], unique=False)
    op.create_table(
        "address",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("line1", sa.String(), nullable=False),
        sa.Column("line2", sa.String(), nullable=False),
        sa.Column("city", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("zip", sa.String(), nullable=False),
        sa.Column("do_not_use", sa.Boolean(), nullable=False),
        sa.Column("returned_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_address_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_address")),
    )
    op.create_index(op.f("ix_address_person_id"), "address", ["person_id"], unique=False)
    op.create_table(
        "contact",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("account_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("happened_at", paydesk.data.column_types.UtcTime(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("direction", sa.String(), nullable=False),
        sa.Column("with_whom", sa.String(), nullable=False),
        sa.Column("summary", sa.String(), nullable=False),
        sa.Column("logged_by", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_contact_account_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_contact_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact")),
    )
    op.create_index(op.f("ix_contact_account_id"), "contact", ["account_id"], unique=False)
    op.create_table(
        "coverage",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("patient_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("insurance_plan_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("member_number", sa.String(), nullable=False),
        sa.Column("subscriber_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("subscriber_name", sa.String(), nullable=False),
        sa.Column("relation", sa.String(), nullable=False),
        sa.Column("priority", sa.Integer(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("copay", paydesk.data.column_types.Money(), nullable=True),
        sa.Column("external_id", sa.String(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("priority >= 1", name=op.f("ck_coverage_priority")),
        sa.ForeignKeyConstraint(
            ["insurance_plan_id"], ["insurance_plan.id"], name=op.f("fk_coverage_insurance_plan_id")
        ),
        sa.ForeignKeyConstraint(["patient_id"], ["person.id"], name=op.f("fk_coverage_patient_id")),
        sa.ForeignKeyConstraint(["subscriber_id"], ["person.id"], name=op.f("fk_coverage_subscriber_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_coverage")),
        sa.UniqueConstraint("external_id", name=op.f("uq_coverage_external_id")),
    )
    op.create_index(op.f("ix_coverage_insurance_plan_id"), "coverage", ["insurance_plan_id"], unique=False)
    op.create_index(op.f("ix_coverage_patient_id"), "coverage", ["patient_id"], unique=False)
    op.create_table(
        "email",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("may_email", sa.Boolean(), nullable=False),
        sa.Column("consent_on", sa.Date(), nullable=True),
        sa.Column("do_not_use", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_email_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_email")),
    )
    op.create_index(op.f("ix_email_person_id"), "email", ["person_id"], unique=False)
    op.create_table(
        "flag",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("account_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("set_by", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_flag_account_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_flag_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_flag")),
    )
    op.create_index(op.f("ix_flag_account_id"), "flag", ["account_id"], unique=False)
    op.create_index(op.f("ix_flag_person_id"), "flag", ["person_id"], unique=False)
    op.create_table(
        "note",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("account_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("written_at", paydesk.data.column_types.UtcTime(), nullable=False),
        sa.Column("written_by", sa.String(), nullable=False),
        sa.Column("pinned", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_note_account_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_note_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_note")),
    )
    op.create_index(op.f("ix_note_account_id"), "note", ["account_id"], unique=False)
    op.create_table(
        "phone",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("digits", sa.String(), nullable=False),
        sa.Column("extension", sa.String(), nullable=False),
        sa.Column("may_call", sa.Boolean(), nullable=False),
        sa.Column("may_text", sa.Boolean(), nullable=False),
        sa.Column("consent_on", sa.Date(), nullable=True),
        sa.Column("do_not_use", sa.Boolean(), nullable=False),
        sa.Column("preferred", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_phone_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_phone")),
    )
    op.create_index(op.f("ix_phone_digits"), "phone", ["digits"], unique=False)
    op.create_index(op.f("ix_phone_person_id"), "phone", ["person_id"], unique=False)
    op.create_table(
        "refund_undoing",
        sa.Column("refund_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("undone_on", sa.Date(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("undone_by", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["refund_id"], ["refund.id"], name=op.f("fk_refund_undoing_refund_id")),
        sa.PrimaryKeyConstraint("refund_id", name=op.f("pk_refund_undoing")),
    )
    op.create_table(
        "search_term",
        sa.Column("term", sa.String(), nullable=False),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_search_term_person_id")),
        sa.PrimaryKeyConstraint("term", "person_id", "kind", name=op.f("pk_search_term")),
    )
    op.create_index("ix_search_term_person_id_term", "search_term", ["person_id", "term"], unique=False)
    op.create_table(
        "speak_with",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("relation", sa.String(), nullable=False),
        sa.Column("phone", sa.String(), nullable=False),
        sa.Column("about", sa.String(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_speak_with_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_speak_with")),
    )
    op.create_index(op.f("ix_speak_with_person_id"), "speak_with", ["person_id"], unique=False)
    op.create_table(
        "statement",
        sa.Column("number", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("account_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("amount", paydesk.data.column_types.Money(), nullable=False),
        sa.Column("document_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("first_page", sa.Integer(), nullable=False),
        sa.Column("pages", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_statement_account_id")),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], name=op.f("fk_statement_document_id")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_statement")),
    )
    op.create_index(op.f("ix_statement_account_id"), "statement", ["account_id"], unique=False)
    op.create_table(
        "visit",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("account_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("patient_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("visit_date", sa.Date(), nullable=False),
        sa.Column("visit_time", sa.Time(), nullable=True),
        sa.Column("provider_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("place_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("self_pay", sa.Boolean(), nullable=False),
        sa.Column("external_id", sa.String(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_visit_account_id")),
        sa.ForeignKeyConstraint(["patient_id"], ["person.id"], name=op.f("fk_visit_patient_id")),
        sa.ForeignKeyConstraint(["place_id"], ["place.id"], name=op.f("fk_visit_place_id")),
        sa.ForeignKeyConstraint(["provider_id"], ["provider.id"], name=op.f("fk_visit_provider_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visit")),
        sa.UniqueConstraint("external_id", name=op.f("uq_visit_external_id")),
    )
    op.create_index(op.f("ix_visit_account_id"), "visit", ["account_id"], unique=False)
    op.create_index(op.f("ix_visit_patient_id"), "visit", ["patient_id"], unique=False)
    op.create_index(op.f("ix_visit_visit_date"), "visit", ["visit_date"], unique=False)
    op.create_table(
        "charge",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("account_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("patient_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("visit_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("service_date", sa.Date(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("answer", sa.String(), nullable=False),
        sa.Column("reopened", sa.Boolean(), nullable=False),
        sa.Column("held", sa.Boolean(), nullable=False),
        sa.Column("disputed", sa.Boolean(), nullable=False),
        sa.Column("hold_reason", sa.String(), nullable=False),
        sa.Column("external_id", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_charge_account_id")),
        sa.ForeignKeyConstraint(["patient_id"], ["person.id"], name=op.f("fk_charge_patient_id")),
        sa.ForeignKeyConstraint(["visit_id"], ["visit.id"], name=op.f("fk_charge_visit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_charge")),
        sa.UniqueConstraint("external_id", name=op.f("uq_charge_external_id")),
    )
    op.create_index(op.f("ix_charge_account_id"), "charge", ["account_id"], unique=False)
    op.create_index(op.f("ix_charge_patient_id"), "charge", ["patient_id"], unique=False)
    op.create_index(op.f("ix_charge_visit_id"), "charge", ["visit_id"], unique=False)
    op.create_table(
        "receipt",
        sa.Column("lot_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("number", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("account_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("method", sa.String(), nullable=False),
        sa.Column("tendered", paydesk.data.column_types.Money(), nullable=True),
        sa.Column("check_number", sa.String(), nullable=False),
        sa.Column("bank", sa.String(), nullable=False),
        sa.Column("card_brand", sa.String(), nullable=False),
        sa.Column("card_last4", sa.String(), nullable=False),
        sa.Column("authorization", sa.String(), nullable=False),
        sa.Column("visit_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_receipt_account_id")),
        sa.ForeignKeyConstraint(["lot_id"], ["lot.id"], name=op.f("fk_receipt_lot_id")),
        sa.ForeignKeyConstraint(["visit_id"], ["visit.id"], name=op.f("fk_receipt_visit_id")),
        sa.PrimaryKeyConstraint("lot_id", name=op.f("pk_receipt")),
        sa.UniqueConstraint("number", name=op.f("uq_receipt_number")),
    )
    op.create_index(op.f("ix_receipt_account_id"), "receipt", ["account_id"], unique=False)
    op.create_table(
        "remittance_claim",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("lot_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("coverage_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("visit_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("paid", paydesk.data.column_types.Money(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("posted", sa.Boolean(), nullable=False),
        sa.Column("group_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.ForeignKeyConstraint(["coverage_id"], ["coverage.id"], name=op.f("fk_remittance_claim_coverage_id")),
        sa.ForeignKeyConstraint(["lot_id"], ["remittance.lot_id"], name=op.f("fk_remittance_claim_lot_id")),
        sa.ForeignKeyConstraint(["visit_id"], ["visit.id"], name=op.f("fk_remittance_claim_visit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_remittance_claim")),
    )
    op.create_index(op.f("ix_remittance_claim_coverage_id"), "remittance_claim", ["coverage_id"], unique=False)
    op.create_index(op.f("ix_remittance_claim_group_id"), "remittance_claim", ["group_id"], unique=False)
    op.create_index(op.f("ix_remittance_claim_lot_id"), "remittance_claim", ["lot_id"], unique=False)
    op.create_index(op.f("ix_remittance_claim_visit_id"), "remittance_claim", ["visit_id"], unique=False)
    op.create_table(
        "visit_diagnosis",
        sa.Column("visit_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("system", sa.String(), nullable=False),
        sa.Column("description", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["visit_id"], ["visit.id"], name=op.f("fk_visit_diagnosis_visit_id")),
        sa.PrimaryKeyConstraint("visit_id", "position", name=op.f("pk_visit_diagnosis")),
    )
    op.create_table(
        "charge_balance",
        sa.Column("charge_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("coverage_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("account_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("patient_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("balance", paydesk.data.column_types.Money(), nullable=False),
        sa.Column("owed", paydesk.data.column_types.Money(), nullable=False),
        sa.Column("responsibility_date", sa.Date(), nullable=True),
        sa.Column("group_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("owed_before", paydesk.data.column_types.Money(), nullable=False),
        sa.Column("date_before", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["charge_id"], ["charge.id"], name=op.f("fk_charge_balance_charge_id")),
        sa.PrimaryKeyConstraint("charge_id", "coverage_id", name=op.f("pk_charge_balance")),
    )
    op.create_index(
        "ix_charge_balance_account_id", "charge_balance", ["account_id", "coverage_id", "balance"], unique=False
    )
    op.create_index(
        "ix_charge_balance_open",
        "charge_balance",
        ["coverage_id", "responsibility_date", "account_id", "balance"],
        unique=False,
        sqlite_where=sa.text("balance <> 0"),
        postgresql_where=sa.text("balance <> 0"),
    )
    op.create_table(
        "charge_version",
        sa.Column("charge_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("system", sa.String(), nullable=False),
        sa.Column("description", sa.String(), nullable=False),
        sa.Column("modifiers", sa.String(), nullable=False),
        sa.Column("units", sa.Integer(), nullable=False),
        sa.Column("fee", paydesk.data.column_types.Money(), nullable=False),
        sa.Column("pointers", sa.String(), nullable=False),
        sa.Column("provider_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("place_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("service_date", sa.Date(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["charge_id"], ["charge.id"], name=op.f("fk_charge_version_charge_id")),
        sa.ForeignKeyConstraint(["place_id"], ["place.id"], name=op.f("fk_charge_version_place_id")),
        sa.ForeignKeyConstraint(["provider_id"], ["provider.id"], name=op.f("fk_charge_version_provider_id")),
        sa.PrimaryKeyConstraint("charge_id", "version", name=op.f("pk_charge_version")),
    )
    op.create_table(
        "line",
        sa.Column("entry_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("patient_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("charge_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("coverage_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("lot_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("amount", paydesk.data.column_types.Money(), nullable=False),
        sa.Column("why", sa.String(), nullable=False),
        sa.CheckConstraint("amount <> 0", name=op.f("ck_line_amount")),
        sa.CheckConstraint("charge_id IS NOT NULL OR lot_id IS NOT NULL", name=op.f("ck_line_credit_has_lot")),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_line_account_id")),
        sa.ForeignKeyConstraint(["charge_id"], ["charge.id"], name=op.f("fk_line_charge_id")),
        sa.ForeignKeyConstraint(["coverage_id"], ["coverage.id"], name=op.f("fk_line_coverage_id")),
        sa.ForeignKeyConstraint(
            ["entry_id"], ["entry.id"], name=op.f("fk_line_entry_id"), initially="DEFERRED", deferrable=True
        ),
        sa.ForeignKeyConstraint(["lot_id"], ["lot.id"], name=op.f("fk_line_lot_id")),
        sa.ForeignKeyConstraint(["patient_id"], ["person.id"], name=op.f("fk_line_patient_id")),
        sa.PrimaryKeyConstraint("entry_id", "seq", name=op.f("pk_line")),
    )
    op.create_index("ix_line_account_id_entry_id", "line", ["account_id", "entry_id"], unique=False)
    op.create_index(op.f("ix_line_charge_id"), "line", ["charge_id"], unique=False)
    op.create_index(op.f("ix_line_lot_id"), "line", ["lot_id"], unique=False)
    op.create_table(
        "receipt_undoing",
        sa.Column("lot_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("amount", paydesk.data.column_types.Money(), nullable=False),
        sa.Column("undone_on", sa.Date(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("undone_by", sa.String(), nullable=False),
        sa.Column("group_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(["lot_id"], ["receipt.lot_id"], name=op.f("fk_receipt_undoing_lot_id")),
        sa.PrimaryKeyConstraint("lot_id", name=op.f("pk_receipt_undoing")),
    )
    if op.get_bind().dialect.name == "postgresql":
        op.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
        op.execute("CREATE INDEX ix_search_term_trigram ON search_term USING gin (term gin_trgm_ops)")
    else:
        op.execute("CREATE VIRTUAL TABLE name_trigram USING fts5(name, tokenize = 'trigram', detail = 'none')")


def downgrade() -> None:
    raise NotImplementedError("a clinic only moves forward; restore a backup to go back")
