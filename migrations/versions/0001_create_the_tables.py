"""Create the tables."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create every table."""
    op.create_table(
        "app_user",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("username", sa.String(length=60), nullable=False),
        sa.Column("display_name", sa.String(length=80), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("phone", sa.String(length=30), nullable=False),
        sa.Column("password_hash", sa.String(length=200), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("locale", sa.String(length=10), nullable=False),
        sa.Column("last_login_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("state IN ('active', 'disabled')", name=op.f("ck_app_user_state")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_app_user")),
        sa.UniqueConstraint("username", name=op.f("uq_app_user_username")),
    )
    op.create_table(
        "audit_entry",
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor_user_id", sa.String(length=26), nullable=True),
        sa.Column("organisation_id", sa.String(length=26), nullable=True),
        sa.Column("action", sa.String(length=60), nullable=False),
        sa.Column("subject_id", sa.String(length=60), nullable=False),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.Column("previous_hash", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_audit_entry")),
        sa.UniqueConstraint("hash", name=op.f("uq_audit_entry_hash")),
    )
    with op.batch_alter_table("audit_entry", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_audit_entry_action"), ["action"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_audit_entry_actor_user_id"), ["actor_user_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_audit_entry_organisation_id"), ["organisation_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_audit_entry_subject_id"), ["subject_id"], unique=False)

    op.create_table(
        "audit_head",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_audit_head_single")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_head")),
    )
    op.create_table(
        "calendar_day",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("is_working_day", sa.Boolean(), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calendar_day")),
        sa.UniqueConstraint("day", name=op.f("uq_calendar_day_day")),
    )
    op.create_table(
        "counter",
        sa.Column("key", sa.String(length=60), nullable=False),
        sa.Column("value", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_counter")),
    )
    op.create_table(
        "dishonesty_listing",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("uscc", sa.String(length=18), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("case_no", sa.String(length=80), nullable=False),
        sa.Column("authority", sa.String(length=120), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("listed_on", sa.Date(), nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=True),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("repair_statement", sa.String(length=1000), nullable=False),
        sa.Column("repair_asked_on", sa.Date(), nullable=True),
        sa.Column("lifted_on", sa.Date(), nullable=True),
        sa.Column("lifted_reason", sa.String(length=500), nullable=False),
        sa.CheckConstraint(
            "(state = 'lifted') = (lifted_on IS NOT NULL)",
            name=op.f("ck_dishonesty_listing_lifted"),
        ),
        sa.CheckConstraint(
            "state IN ('listed', 'repairing', 'lifted')", name=op.f("ck_dishonesty_listing_state")
        ),
        sa.CheckConstraint(
            "expires_on IS NULL OR expires_on >= listed_on", name=op.f("ck_dishonesty_listing_term")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dishonesty_listing")),
        sa.UniqueConstraint("uscc", "case_no", name=op.f("uq_dishonesty_listing_uscc_case_no")),
    )
    with op.batch_alter_table("dishonesty_listing", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_dishonesty_listing_uscc"), ["uscc"], unique=False)

    op.create_table(
        "idempotency_key",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.String(length=26), nullable=False),
        sa.Column("key", sa.String(length=100), nullable=False),
        sa.Column("body_hash", sa.String(length=64), nullable=False),
        sa.Column("status", sa.Integer(), nullable=False),
        sa.Column("location", sa.String(length=500), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_idempotency_key")),
        sa.UniqueConstraint("user_id", "key", name=op.f("uq_idempotency_key_user_id_key")),
    )
    op.create_table(
        "job_tick",
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("last_tick", sa.DateTime(timezone=True), nullable=False),
        sa.Column("outcome", sa.String(length=500), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_job_tick")),
    )
    op.create_table(
        "login_failure",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("subject", sa.String(length=120), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_login_failure")),
    )
    with op.batch_alter_table("login_failure", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_login_failure_at"), ["at"], unique=False)
        batch_op.create_index(batch_op.f("ix_login_failure_subject"), ["subject"], unique=False)

    op.create_table(
        "match_run",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("is_current", sa.Boolean(), nullable=False),
        sa.Column("rule_version", sa.String(length=40), nullable=False),
        sa.Column("started_by", sa.String(length=80), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("assets", sa.Integer(), nullable=False),
        sa.Column("eligible_pairs", sa.Integer(), nullable=False),
        sa.Column("funded_assets", sa.Integer(), nullable=False),
        sa.Column("principal_fen", sa.BigInteger(), nullable=False),
        sa.Column("objective_fen", sa.BigInteger(), nullable=False),
        sa.Column("upper_bound_fen", sa.BigInteger(), nullable=False),
        sa.Column("gap", sa.Float(), nullable=False),
        sa.Column("limit_prices", sa.JSON(), nullable=False),
        sa.CheckConstraint(
            "state IN ('running', 'done', 'failed')", name=op.f("ck_match_run_state")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_match_run")),
    )
    with op.batch_alter_table("match_run", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_match_run_is_current"), ["is_current"], unique=False)

    op.create_table(
        "organisation",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("merged_into_id", sa.String(length=26), nullable=True),
        sa.CheckConstraint(
            "(state = 'merged') = (merged_into_id IS NOT NULL)", name=op.f("ck_organisation_merged")
        ),
        sa.CheckConstraint(
            "kind IN ('enterprise', 'bank', 'guarantor', 'regulator', 'operator')",
            name=op.f("ck_organisation_kind"),
        ),
        sa.CheckConstraint(
            "state IN ('applied', 'approved', 'suspended', 'refused', 'merged')",
            name=op.f("ck_organisation_state"),
        ),
        sa.ForeignKeyConstraint(
            ["merged_into_id"],
            ["organisation.id"],
            name=op.f("fk_organisation_merged_into_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisation")),
    )
    with op.batch_alter_table("organisation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_organisation_kind"), ["kind"], unique=False)
        batch_op.create_index(batch_op.f("ix_organisation_name"), ["name"], unique=False)

    op.create_table(
        "outbox",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("message_id", sa.String(length=120), nullable=False),
        sa.Column("recipient", sa.String(length=254), nullable=False),
        sa.Column("subject", sa.String(length=300), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_attempt_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_error", sa.String(length=500), nullable=False),
        sa.CheckConstraint("state IN ('queued', 'sent', 'failed')", name=op.f("ck_outbox_state")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox")),
        sa.UniqueConstraint("message_id", name=op.f("uq_outbox_message_id")),
    )
    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_outbox_state"), ["state"], unique=False)

    op.create_table(
        "risk_finding",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=30), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("severity", sa.String(length=8), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("amount_fen", sa.BigInteger(), nullable=False),
        sa.Column("evidence", sa.JSON(), nullable=False),
        sa.Column("found_on", sa.Date(), nullable=False),
        sa.Column("last_seen_on", sa.Date(), nullable=False),
        sa.Column("opened_by", sa.String(length=80), nullable=False),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("close_reason", sa.String(length=1000), nullable=False),
        sa.CheckConstraint(
            "kind IN ('ring', 'concentration', 'single_point', 'common_control')",
            name=op.f("ck_risk_finding_kind"),
        ),
        sa.CheckConstraint(
            "severity IN ('low', 'medium', 'high')", name=op.f("ck_risk_finding_severity")
        ),
        sa.CheckConstraint(
            "state IN ('found', 'open', 'closed')", name=op.f("ck_risk_finding_state")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_risk_finding")),
        sa.UniqueConstraint("fingerprint", name=op.f("uq_risk_finding_fingerprint")),
        sa.UniqueConstraint("number", name=op.f("uq_risk_finding_number")),
    )
    with op.batch_alter_table("risk_finding", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_risk_finding_kind"), ["kind"], unique=False)
        batch_op.create_index(batch_op.f("ix_risk_finding_state"), ["state"], unique=False)

    op.create_table(
        "rule_parameter",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("value", sa.String(length=120), nullable=False),
        sa.Column("unit", sa.String(length=20), nullable=False),
        sa.Column("scope", sa.String(length=60), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("document", sa.String(length=200), nullable=False),
        sa.Column("article", sa.String(length=60), nullable=False),
        sa.Column("note", sa.String(length=400), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rule_parameter")),
        sa.UniqueConstraint(
            "key", "scope", "valid_from", name=op.f("uq_rule_parameter_key_scope_valid_from")
        ),
    )
    with op.batch_alter_table("rule_parameter", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_rule_parameter_key"), ["key"], unique=False)

    op.create_table(
        "saved_mapping",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.String(length=26), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("mapping", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_mapping")),
        sa.UniqueConstraint(
            "organisation_id",
            "kind",
            "name",
            name=op.f("uq_saved_mapping_organisation_id_kind_name"),
        ),
    )
    op.create_table(
        "saved_setting",
        sa.Column("key", sa.String(length=60), nullable=False),
        sa.Column("value", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_saved_setting")),
    )
    op.create_table(
        "set_off",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=30), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("amount_fen", sa.BigInteger(), nullable=False),
        sa.Column("proposed_on", sa.Date(), nullable=False),
        sa.Column("answer_by", sa.Date(), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("end_reason", sa.String(length=500), nullable=False),
        sa.CheckConstraint(
            "state IN ('proposed', 'carried_out', 'refused', 'withdrawn', 'void')",
            name=op.f("ck_set_off_state"),
        ),
        sa.CheckConstraint("amount_fen > 0", name=op.f("ck_set_off_amount")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_set_off")),
        sa.UniqueConstraint("number", name=op.f("uq_set_off_number")),
    )
    with op.batch_alter_table("set_off", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_set_off_state"), ["state"], unique=False)

    op.create_table(
        "state_change",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("machine", sa.String(length=40), nullable=False),
        sa.Column("subject_id", sa.String(length=26), nullable=False),
        sa.Column("from_state", sa.String(length=30), nullable=False),
        sa.Column("to_state", sa.String(length=30), nullable=False),
        sa.Column("event", sa.String(length=40), nullable=False),
        sa.Column("actor_user_id", sa.String(length=26), nullable=True),
        sa.Column("actor_name", sa.String(length=80), nullable=False),
        sa.Column("organisation_id", sa.String(length=26), nullable=True),
        sa.Column("organisation_name", sa.String(length=200), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.String(length=1000), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_state_change")),
    )
    with op.batch_alter_table("state_change", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_state_change_subject_id"), ["subject_id"], unique=False
        )

    op.create_table(
        "bank",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("uscc", sa.String(length=18), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("net_capital_fen", sa.BigInteger(), nullable=True),
        sa.Column("tier1_capital_fen", sa.BigInteger(), nullable=True),
        sa.CheckConstraint(
            "kind IN ('state', 'joint_stock', 'local', 'village')", name=op.f("ck_bank_kind")
        ),
        sa.ForeignKeyConstraint(
            ["id"],
            ["organisation.id"],
            name=op.f("fk_bank_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bank")),
        sa.UniqueConstraint("code", name=op.f("uq_bank_code")),
    )
    op.create_table(
        "enterprise",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("uscc", sa.String(length=18), nullable=False),
        sa.Column("park", sa.String(length=10), nullable=False),
        sa.Column("industry", sa.String(length=4), nullable=False),
        sa.Column("employees", sa.Integer(), nullable=True),
        sa.Column("revenue_fen", sa.BigInteger(), nullable=True),
        sa.Column("assets_fen", sa.BigInteger(), nullable=True),
        sa.Column("size_class", sa.String(length=8), nullable=False),
        sa.Column("founded", sa.Date(), nullable=True),
        sa.Column("legal_representative", sa.String(length=80), nullable=False),
        sa.Column("phone", sa.String(length=30), nullable=False),
        sa.Column("is_core", sa.Boolean(), nullable=False),
        sa.Column("grade", sa.Integer(), nullable=False),
        sa.Column("foreign_trade", sa.Boolean(), nullable=False),
        sa.Column("tax_grade", sa.String(length=1), nullable=False),
        sa.Column("registered_by", sa.String(length=26), nullable=True),
        sa.CheckConstraint(
            "park IN ('dongzhi', 'dadukou', 'other')", name=op.f("ck_enterprise_park")
        ),
        sa.CheckConstraint(
            "size_class IN ('large', 'medium', 'small', 'micro')",
            name=op.f("ck_enterprise_size_class"),
        ),
        sa.CheckConstraint(
            "tax_grade IN ('', 'A', 'B', 'M', 'C', 'D')", name=op.f("ck_enterprise_tax_grade")
        ),
        sa.CheckConstraint("grade BETWEEN 1 AND 10", name=op.f("ck_enterprise_grade")),
        sa.ForeignKeyConstraint(
            ["id"],
            ["organisation.id"],
            name=op.f("fk_enterprise_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["registered_by"],
            ["organisation.id"],
            name=op.f("fk_enterprise_registered_by"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_enterprise")),
        sa.UniqueConstraint("uscc", name=op.f("uq_enterprise_uscc")),
    )
    with op.batch_alter_table("enterprise", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_enterprise_park"), ["park"], unique=False)

    op.create_table(
        "guarantor",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("uscc", sa.String(length=18), nullable=False),
        sa.Column("net_assets_fen", sa.BigInteger(), nullable=False),
        sa.Column("multiple", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["id"],
            ["organisation.id"],
            name=op.f("fk_guarantor_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_guarantor")),
    )
    op.create_table(
        "invitation",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.String(length=26), nullable=False),
        sa.Column("invited_by", sa.String(length=26), nullable=False),
        sa.Column("role", sa.String(length=14), nullable=False),
        sa.Column("contact_name", sa.String(length=80), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("phone", sa.String(length=30), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["invited_by"],
            ["organisation.id"],
            name=op.f("fk_invitation_invited_by"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_invitation_organisation_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitation")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_invitation_token_hash")),
    )
    with op.batch_alter_table("invitation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_invitation_invited_by"), ["invited_by"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_invitation_organisation_id"), ["organisation_id"], unique=False
        )

    op.create_table(
        "membership",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.String(length=26), nullable=False),
        sa.Column("organisation_id", sa.String(length=26), nullable=False),
        sa.Column("role", sa.String(length=14), nullable=False),
        sa.CheckConstraint(
            "role IN ('clerk', 'approver', 'administrator')", name=op.f("ck_membership_role")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_membership_organisation_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["user_id"],
            ["app_user.id"],
            name=op.f("fk_membership_user_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_membership")),
        sa.UniqueConstraint(
            "user_id",
            "organisation_id",
            "role",
            name=op.f("uq_membership_user_id_organisation_id_role"),
        ),
    )
    with op.batch_alter_table("membership", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_membership_organisation_id"), ["organisation_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_membership_user_id"), ["user_id"], unique=False)

    op.create_table(
        "notice",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.String(length=26), nullable=False),
        sa.Column("role", sa.String(length=14), nullable=False),
        sa.Column("user_id", sa.String(length=26), nullable=True),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("path", sa.String(length=300), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_notice_organisation_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["user_id"],
            ["app_user.id"],
            name=op.f("fk_notice_user_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice")),
    )
    with op.batch_alter_table("notice", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_notice_at"), ["at"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_notice_organisation_id"), ["organisation_id"], unique=False
        )

    op.create_table(
        "risk_comment",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("finding_id", sa.String(length=26), nullable=False),
        sa.Column("author", sa.String(length=80), nullable=False),
        sa.Column("organisation", sa.String(length=200), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("words", sa.String(length=1000), nullable=False),
        sa.ForeignKeyConstraint(
            ["finding_id"],
            ["risk_finding.id"],
            name=op.f("fk_risk_comment_finding_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_risk_comment")),
    )
    with op.batch_alter_table("risk_comment", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_risk_comment_finding_id"), ["finding_id"], unique=False
        )

    op.create_table(
        "user_session",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.String(length=26), nullable=False),
        sa.Column("organisation_id", sa.String(length=26), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("last_seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("address", sa.String(length=60), nullable=False),
        sa.Column("agent", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_user_session_organisation_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["user_id"],
            ["app_user.id"],
            name=op.f("fk_user_session_user_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_user_session")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_user_session_token_hash")),
    )
    with op.batch_alter_table("user_session", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_user_session_organisation_id"), ["organisation_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_user_session_user_id"), ["user_id"], unique=False)

    op.create_table(
        "vault_document",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("owner_id", sa.String(length=26), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("filename", sa.String(length=200), nullable=False),
        sa.Column("media_type", sa.String(length=100), nullable=False),
        sa.Column("size_bytes", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("replaced_by_id", sa.String(length=26), nullable=True),
        sa.Column("uploaded_by", sa.String(length=80), nullable=False),
        sa.CheckConstraint(
            "kind IN ('licence', 'statement', 'tax', 'permit', 'authorisation', 'contract', 'invoice', 'delivery_note', 'acceptance', 'dispute', 'credit_repair', 'honour', 'other')",
            name=op.f("ck_vault_document_kind"),
        ),
        sa.CheckConstraint(
            "state IN ('current', 'replaced', 'withdrawn')", name=op.f("ck_vault_document_state")
        ),
        sa.CheckConstraint("size_bytes > 0", name=op.f("ck_vault_document_size")),
        sa.CheckConstraint(
            "valid_to IS NULL OR valid_from IS NULL OR valid_from <= valid_to",
            name=op.f("ck_vault_document_validity"),
        ),
        sa.ForeignKeyConstraint(
            ["owner_id"],
            ["organisation.id"],
            name=op.f("fk_vault_document_owner_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["replaced_by_id"],
            ["vault_document.id"],
            name=op.f("fk_vault_document_replaced_by_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_vault_document")),
    )
    with op.batch_alter_table("vault_document", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_vault_document_owner_id"), ["owner_id"], unique=False)
        batch_op.create_index(
            "uq_vault_document_current",
            ["owner_id", "sha256"],
            unique=True,
            sqlite_where=sa.text("state = 'current'"),
            postgresql_where=sa.text("state = 'current'"),
        )

    op.create_table(
        "asset",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=30), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("creditor_id", sa.String(length=26), nullable=False),
        sa.Column("debtor_id", sa.String(length=26), nullable=False),
        sa.Column("borrower_id", sa.String(length=26), nullable=False),
        sa.Column("core_id", sa.String(length=26), nullable=False),
        sa.Column("entered_by", sa.String(length=26), nullable=False),
        sa.Column("document_no", sa.String(length=60), nullable=False),
        sa.Column("amount_fen", sa.BigInteger(), nullable=False),
        sa.Column("confirmed_fen", sa.BigInteger(), nullable=False),
        sa.Column("credited_fen", sa.BigInteger(), nullable=False),
        sa.Column("paid_fen", sa.BigInteger(), nullable=False),
        sa.Column("requested_fen", sa.BigInteger(), nullable=True),
        sa.Column("occupied_fen", sa.BigInteger(), nullable=False),
        sa.Column("occupied_share", sa.BigInteger(), nullable=False),
        sa.Column("splittable", sa.Boolean(), nullable=False),
        sa.Column("issue_date", sa.Date(), nullable=False),
        sa.Column("delivery_date", sa.Date(), nullable=True),
        sa.Column("due_date", sa.Date(), nullable=False),
        sa.Column("effective_due_date", sa.Date(), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("near_fingerprint", sa.String(length=64), nullable=False),
        sa.Column("near_number", sa.String(length=64), nullable=False),
        sa.Column("near_contract", sa.String(length=64), nullable=False),
        sa.Column("near_reason", sa.String(length=500), nullable=False),
        sa.Column("contract_no", sa.String(length=80), nullable=False),
        sa.Column("instalment", sa.Integer(), nullable=True),
        sa.Column("is_voucher", sa.Boolean(), nullable=False),
        sa.Column("voucher_reason", sa.String(length=500), nullable=False),
        sa.Column("pay_when_paid", sa.Boolean(), nullable=False),
        sa.Column("term_clause", sa.String(length=500), nullable=False),
        sa.Column("late_rate_ppm", sa.BigInteger(), nullable=True),
        sa.Column("proposed_fen", sa.BigInteger(), nullable=True),
        sa.Column("proposed_due", sa.Date(), nullable=True),
        sa.Column("proposed_by", sa.String(length=26), nullable=True),
        sa.Column("confirmed_by", sa.String(length=26), nullable=True),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("confirmation_no", sa.String(length=30), nullable=False),
        sa.Column("dispute_reason", sa.String(length=1000), nullable=False),
        sa.Column("settled_on", sa.Date(), nullable=True),
        sa.Column("settled_fen", sa.BigInteger(), nullable=True),
        sa.CheckConstraint(
            "(state = 'confirming' AND proposed_by IS NOT NULL AND confirmed_by IS NULL) OR (state <> 'confirming' AND (proposed_by IS NULL OR confirmed_by IS NOT NULL))",
            name=op.f("ck_asset_proposal"),
        ),
        sa.CheckConstraint("kind IN ('receivable', 'order')", name=op.f("ck_asset_kind")),
        sa.CheckConstraint(
            "state IN ('entered', 'confirming', 'confirmed', 'disputed', 'withdrawn', 'settled', 'delivered')",
            name=op.f("ck_asset_state"),
        ),
        sa.CheckConstraint("amount_fen > 0", name=op.f("ck_asset_amount")),
        sa.CheckConstraint("borrower_id <> core_id", name=op.f("ck_asset_sides")),
        sa.CheckConstraint("confirmed_by <> proposed_by", name=op.f("ck_asset_four_eyes")),
        sa.CheckConstraint(
            "confirmed_fen BETWEEN 0 AND amount_fen", name=op.f("ck_asset_confirmed")
        ),
        sa.CheckConstraint("credited_fen >= 0", name=op.f("ck_asset_credited")),
        sa.CheckConstraint("creditor_id <> debtor_id", name=op.f("ck_asset_parties")),
        sa.CheckConstraint("instalment > 0", name=op.f("ck_asset_instalment")),
        sa.CheckConstraint("late_rate_ppm >= 0", name=op.f("ck_asset_late_rate")),
        sa.CheckConstraint(
            "occupied_fen >= 0 AND occupied_fen <= confirmed_fen - credited_fen",
            name=op.f("ck_asset_occupied"),
        ),
        sa.CheckConstraint(
            "occupied_share BETWEEN 0 AND 1000000000000", name=op.f("ck_asset_share")
        ),
        sa.CheckConstraint(
            "paid_fen >= 0 AND paid_fen <= confirmed_fen - credited_fen", name=op.f("ck_asset_paid")
        ),
        sa.CheckConstraint("proposed_fen BETWEEN 1 AND amount_fen", name=op.f("ck_asset_proposed")),
        sa.ForeignKeyConstraint(
            ["borrower_id"],
            ["enterprise.id"],
            name=op.f("fk_asset_borrower_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["core_id"],
            ["enterprise.id"],
            name=op.f("fk_asset_core_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["creditor_id"],
            ["enterprise.id"],
            name=op.f("fk_asset_creditor_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["debtor_id"],
            ["enterprise.id"],
            name=op.f("fk_asset_debtor_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["entered_by"],
            ["organisation.id"],
            name=op.f("fk_asset_entered_by"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_asset")),
        sa.UniqueConstraint("fingerprint", name=op.f("uq_asset_fingerprint")),
        sa.UniqueConstraint("number", name=op.f("uq_asset_number")),
    )
    with op.batch_alter_table("asset", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_asset_borrower_id"), ["borrower_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_asset_core_id"), ["core_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_asset_creditor_id"), ["creditor_id"], unique=False)
        batch_op.create_index(
            "ix_asset_creditor_number", ["creditor_id", "kind", "number"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_asset_debtor_id"), ["debtor_id"], unique=False)
        batch_op.create_index(
            "ix_asset_debtor_number", ["debtor_id", "kind", "number"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_asset_document_no"), ["document_no"], unique=False)
        batch_op.create_index("ix_asset_matching", ["state", "due_date"], unique=False)
        batch_op.create_index(batch_op.f("ix_asset_near_contract"), ["near_contract"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_asset_near_fingerprint"), ["near_fingerprint"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_asset_near_number"), ["near_number"], unique=False)

    op.create_table(
        "authorisation",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("enterprise_id", sa.String(length=26), nullable=False),
        sa.Column("bank_id", sa.String(length=26), nullable=True),
        sa.Column("scope", sa.String(length=40), nullable=False),
        sa.Column("granted_on", sa.Date(), nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=False),
        sa.Column("revoked_on", sa.Date(), nullable=True),
        sa.Column("granted_by", sa.String(length=80), nullable=False),
        sa.Column("document_id", sa.String(length=26), nullable=True),
        sa.CheckConstraint("expires_on >= granted_on", name=op.f("ck_authorisation_term")),
        sa.ForeignKeyConstraint(
            ["bank_id"],
            ["bank.id"],
            name=op.f("fk_authorisation_bank_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["document_id"],
            ["vault_document.id"],
            name=op.f("fk_authorisation_document_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["enterprise_id"],
            ["enterprise.id"],
            name=op.f("fk_authorisation_enterprise_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_authorisation")),
    )
    with op.batch_alter_table("authorisation", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_authorisation_enterprise_id"), ["enterprise_id"], unique=False
        )
        batch_op.create_index(
            "uq_authorisation_all_banks",
            ["enterprise_id"],
            unique=True,
            sqlite_where=sa.text("revoked_on IS NULL AND bank_id IS NULL"),
            postgresql_where=sa.text("revoked_on IS NULL AND bank_id IS NULL"),
        )
        batch_op.create_index(
            "uq_authorisation_one_bank",
            ["enterprise_id", "bank_id"],
            unique=True,
            sqlite_where=sa.text("revoked_on IS NULL AND bank_id IS NOT NULL"),
            postgresql_where=sa.text("revoked_on IS NULL AND bank_id IS NOT NULL"),
        )

    op.create_table(
        "graph_measure",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("enterprise_id", sa.String(length=26), nullable=False),
        sa.Column("measured_on", sa.Date(), nullable=False),
        sa.Column("betweenness_ppm", sa.BigInteger(), nullable=False),
        sa.Column("samples", sa.Integer(), nullable=False),
        sa.Column("firms", sa.Integer(), nullable=False),
        sa.Column("dependents", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["enterprise_id"],
            ["enterprise.id"],
            name=op.f("fk_graph_measure_enterprise_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_graph_measure")),
        sa.UniqueConstraint("enterprise_id", name=op.f("uq_graph_measure_enterprise_id")),
    )
    op.create_table(
        "monthly_return",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("bank_id", sa.String(length=26), nullable=False),
        sa.Column("month", sa.String(length=7), nullable=False),
        sa.Column("all_loans_fen", sa.BigInteger(), nullable=False),
        sa.Column("manufacturing_loans_fen", sa.BigInteger(), nullable=False),
        sa.Column("manufacturing_medium_long_fen", sa.BigInteger(), nullable=False),
        sa.Column("manufacturing_credit_fen", sa.BigInteger(), nullable=False),
        sa.Column("manufacturing_borrowers", sa.Integer(), nullable=False),
        sa.Column("first_time_borrowers", sa.Integer(), nullable=False),
        sa.Column("weighted_rate_ppm", sa.BigInteger(), nullable=False),
        sa.Column("nonperforming_fen", sa.BigInteger(), nullable=True),
        sa.Column("relending_fen", sa.BigInteger(), nullable=True),
        sa.CheckConstraint(
            "manufacturing_loans_fen <= all_loans_fen", name=op.f("ck_monthly_return_parts")
        ),
        sa.ForeignKeyConstraint(
            ["bank_id"],
            ["bank.id"],
            name=op.f("fk_monthly_return_bank_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_monthly_return")),
        sa.UniqueConstraint("bank_id", "month", name=op.f("uq_monthly_return_bank_id_month")),
    )
    with op.batch_alter_table("monthly_return", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_monthly_return_month"), ["month"], unique=False)

    op.create_table(
        "product",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("bank_id", sa.String(length=26), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("kinds", sa.String(length=40), nullable=False),
        sa.Column("parks", sa.String(length=60), nullable=False),
        sa.Column("industries", sa.String(length=200), nullable=False),
        sa.Column("sizes", sa.String(length=60), nullable=False),
        sa.Column("core_list", sa.String(length=4000), nullable=False),
        sa.Column("max_grade", sa.Integer(), nullable=False),
        sa.Column("min_amount_fen", sa.BigInteger(), nullable=False),
        sa.Column("max_amount_fen", sa.BigInteger(), nullable=False),
        sa.Column("min_days", sa.Integer(), nullable=False),
        sa.Column("max_days", sa.Integer(), nullable=False),
        sa.Column("advance_ppm", sa.BigInteger(), nullable=False),
        sa.Column("rate_ppm", sa.BigInteger(), nullable=False),
        sa.Column("fee_ppm", sa.BigInteger(), nullable=False),
        sa.Column("first_time_only", sa.Boolean(), nullable=False),
        sa.Column("rule_version", sa.Integer(), nullable=False),
        sa.Column("summary", sa.String(length=300), nullable=False),
        sa.Column("decision_days", sa.Integer(), nullable=False),
        sa.Column("guarantor_id", sa.String(length=26), nullable=True),
        sa.CheckConstraint(
            "state IN ('draft', 'published', 'retired')", name=op.f("ck_product_state")
        ),
        sa.CheckConstraint(
            "advance_ppm > 0 AND advance_ppm <= 1000000", name=op.f("ck_product_advance")
        ),
        sa.CheckConstraint("max_grade BETWEEN 1 AND 10", name=op.f("ck_product_grade")),
        sa.CheckConstraint(
            "min_amount_fen >= 0 AND max_amount_fen >= min_amount_fen",
            name=op.f("ck_product_amounts"),
        ),
        sa.CheckConstraint("min_days >= 0 AND max_days >= min_days", name=op.f("ck_product_days")),
        sa.CheckConstraint("rate_ppm >= 0 AND fee_ppm >= 0", name=op.f("ck_product_cost")),
        sa.ForeignKeyConstraint(
            ["bank_id"],
            ["bank.id"],
            name=op.f("fk_product_bank_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["guarantor_id"],
            ["guarantor.id"],
            name=op.f("fk_product_guarantor_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_product")),
        sa.UniqueConstraint("code", name=op.f("uq_product_code")),
    )
    with op.batch_alter_table("product", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_product_bank_id"), ["bank_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_product_guarantor_id"), ["guarantor_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_product_state"), ["state"], unique=False)

    op.create_table(
        "risk_finding_firm",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("finding_id", sa.String(length=26), nullable=False),
        sa.Column("enterprise_id", sa.String(length=26), nullable=False),
        sa.ForeignKeyConstraint(
            ["enterprise_id"],
            ["enterprise.id"],
            name=op.f("fk_risk_finding_firm_enterprise_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["finding_id"],
            ["risk_finding.id"],
            name=op.f("fk_risk_finding_firm_finding_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_risk_finding_firm")),
        sa.UniqueConstraint(
            "finding_id",
            "enterprise_id",
            name=op.f("uq_risk_finding_firm_finding_id_enterprise_id"),
        ),
    )
    with op.batch_alter_table("risk_finding_firm", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_risk_finding_firm_enterprise_id"), ["enterprise_id"], unique=False
        )

    op.create_table(
        "scorecard_fact",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("enterprise_id", sa.String(length=26), nullable=False),
        sa.Column("dimension", sa.String(length=16), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("issuer", sa.String(length=120), nullable=False),
        sa.Column("level", sa.String(length=12), nullable=False),
        sa.Column("obtained_on", sa.Date(), nullable=True),
        sa.Column("expires_on", sa.Date(), nullable=True),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("checked_by", sa.String(length=80), nullable=False),
        sa.Column("checked_on", sa.Date(), nullable=True),
        sa.Column("note", sa.String(length=500), nullable=False),
        sa.CheckConstraint(
            "dimension IN ('brand', 'technology', 'innovation', 'sustainability')",
            name=op.f("ck_scorecard_fact_dimension"),
        ),
        sa.CheckConstraint(
            "level IN ('national', 'provincial', 'municipal', 'county', 'own')",
            name=op.f("ck_scorecard_fact_level"),
        ),
        sa.CheckConstraint(
            "state IN ('claimed', 'verified', 'rejected', 'withdrawn')",
            name=op.f("ck_scorecard_fact_state"),
        ),
        sa.ForeignKeyConstraint(
            ["enterprise_id"],
            ["enterprise.id"],
            name=op.f("fk_scorecard_fact_enterprise_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_scorecard_fact")),
        sa.UniqueConstraint(
            "enterprise_id",
            "dimension",
            "title",
            name=op.f("uq_scorecard_fact_enterprise_id_dimension_title"),
        ),
    )
    op.create_table(
        "set_off_answer",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("set_off_id", sa.String(length=26), nullable=False),
        sa.Column("enterprise_id", sa.String(length=26), nullable=False),
        sa.Column("answer", sa.String(length=10), nullable=False),
        sa.Column("answered_by", sa.String(length=80), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.CheckConstraint(
            "answer IN ('accepted', 'refused')", name=op.f("ck_set_off_answer_answer")
        ),
        sa.ForeignKeyConstraint(
            ["enterprise_id"],
            ["enterprise.id"],
            name=op.f("fk_set_off_answer_enterprise_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["set_off_id"],
            ["set_off.id"],
            name=op.f("fk_set_off_answer_set_off_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_set_off_answer")),
        sa.UniqueConstraint(
            "set_off_id", "enterprise_id", name=op.f("uq_set_off_answer_set_off_id_enterprise_id")
        ),
    )
    with op.batch_alter_table("set_off_answer", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_set_off_answer_enterprise_id"), ["enterprise_id"], unique=False
        )

    op.create_table(
        "trade_link",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("core_id", sa.String(length=26), nullable=False),
        sa.Column("partner_id", sa.String(length=26), nullable=False),
        sa.Column("direction", sa.String(length=8), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("since", sa.Date(), nullable=True),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("annual_volume_fen", sa.BigInteger(), nullable=True),
        sa.Column("payment_days", sa.Integer(), nullable=True),
        sa.Column("contract_no", sa.String(length=80), nullable=False),
        sa.Column("core_size", sa.String(length=8), nullable=False),
        sa.Column("partner_size", sa.String(length=8), nullable=False),
        sa.Column("shown_in_chain", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "direction IN ('supplier', 'customer')", name=op.f("ck_trade_link_direction")
        ),
        sa.CheckConstraint(
            "state IN ('proposed', 'active', 'refused', 'ended')", name=op.f("ck_trade_link_state")
        ),
        sa.CheckConstraint("core_id <> partner_id", name=op.f("ck_trade_link_two_sides")),
        sa.ForeignKeyConstraint(
            ["core_id"],
            ["enterprise.id"],
            name=op.f("fk_trade_link_core_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["partner_id"],
            ["enterprise.id"],
            name=op.f("fk_trade_link_partner_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_trade_link")),
        sa.UniqueConstraint(
            "core_id",
            "partner_id",
            "direction",
            name=op.f("uq_trade_link_core_id_partner_id_direction"),
        ),
    )
    with op.batch_alter_table("trade_link", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_trade_link_core_id"), ["core_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_trade_link_partner_id"), ["partner_id"], unique=False)

    op.create_table(
        "vault_content",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["id"],
            ["vault_document.id"],
            name=op.f("fk_vault_content_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_vault_content")),
    )
    op.create_table(
        "vault_use",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("document_id", sa.String(length=26), nullable=False),
        sa.Column("subject_kind", sa.String(length=20), nullable=False),
        sa.Column("subject_id", sa.String(length=26), nullable=False),
        sa.CheckConstraint(
            "subject_kind IN ('enterprise', 'trade_link', 'asset', 'dishonesty_listing', 'scorecard_fact')",
            name=op.f("ck_vault_use_subject_kind"),
        ),
        sa.ForeignKeyConstraint(
            ["document_id"],
            ["vault_document.id"],
            name=op.f("fk_vault_use_document_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_vault_use")),
        sa.UniqueConstraint(
            "document_id",
            "subject_kind",
            "subject_id",
            name=op.f("uq_vault_use_document_id_subject_kind_subject_id"),
        ),
    )
    with op.batch_alter_table("vault_use", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_vault_use_document_id"), ["document_id"], unique=False)
        batch_op.create_index("ix_vault_use_subject", ["subject_kind", "subject_id"], unique=False)

    op.create_table(
        "asset_claim",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("asset_id", sa.String(length=26), nullable=False),
        sa.Column("bank_id", sa.String(length=26), nullable=False),
        sa.Column("application_id", sa.String(length=26), nullable=False),
        sa.Column("principal_fen", sa.BigInteger(), nullable=False),
        sa.Column("pair_principal_fen", sa.BigInteger(), nullable=False),
        sa.Column("share", sa.BigInteger(), nullable=False),
        sa.Column("whole", sa.Boolean(), nullable=False),
        sa.Column("live", sa.Boolean(), nullable=False),
        sa.Column("released_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "principal_fen > 0 AND principal_fen <= pair_principal_fen",
            name=op.f("ck_asset_claim_principal"),
        ),
        sa.ForeignKeyConstraint(
            ["asset_id"],
            ["asset.id"],
            name=op.f("fk_asset_claim_asset_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["bank_id"],
            ["organisation.id"],
            name=op.f("fk_asset_claim_bank_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_asset_claim")),
        sa.UniqueConstraint("application_id", name=op.f("uq_asset_claim_application_id")),
    )
    with op.batch_alter_table("asset_claim", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_asset_claim_asset_id"), ["asset_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_asset_claim_bank_id"), ["bank_id"], unique=False)
        batch_op.create_index(
            "uq_asset_claim_bank",
            ["asset_id", "bank_id"],
            unique=True,
            sqlite_where=sa.text("live"),
            postgresql_where=sa.text("live"),
        )
        batch_op.create_index(
            "uq_asset_claim_whole",
            ["asset_id"],
            unique=True,
            sqlite_where=sa.text("live AND whole"),
            postgresql_where=sa.text("live AND whole"),
        )

    op.create_table(
        "asset_payment",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("asset_id", sa.String(length=26), nullable=False),
        sa.Column("paid_on", sa.Date(), nullable=False),
        sa.Column("amount_fen", sa.BigInteger(), nullable=False),
        sa.Column("means", sa.String(length=10), nullable=False),
        sa.Column("note", sa.String(length=200), nullable=False),
        sa.Column("recorded_by", sa.String(length=26), nullable=False),
        sa.Column("recorded_name", sa.String(length=80), nullable=False),
        sa.Column("taken_back", sa.Boolean(), nullable=False),
        sa.Column("taken_back_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("taken_back_reason", sa.String(length=500), nullable=False),
        sa.CheckConstraint(
            "means IN ('transfer', 'bill', 'cash', 'other')", name=op.f("ck_asset_payment_means")
        ),
        sa.CheckConstraint("amount_fen > 0", name=op.f("ck_asset_payment_amount")),
        sa.CheckConstraint(
            "taken_back = (taken_back_at IS NOT NULL)", name=op.f("ck_asset_payment_taken_back")
        ),
        sa.ForeignKeyConstraint(
            ["asset_id"],
            ["asset.id"],
            name=op.f("fk_asset_payment_asset_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["recorded_by"],
            ["organisation.id"],
            name=op.f("fk_asset_payment_recorded_by"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_asset_payment")),
    )
    with op.batch_alter_table("asset_payment", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_asset_payment_asset_id"), ["asset_id"], unique=False)

    op.create_table(
        "asset_reminder",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("asset_id", sa.String(length=26), nullable=False),
        sa.Column("stage", sa.String(length=20), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["asset_id"],
            ["asset.id"],
            name=op.f("fk_asset_reminder_asset_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_asset_reminder")),
        sa.UniqueConstraint("asset_id", "stage", name=op.f("uq_asset_reminder_asset_id_stage")),
    )
    op.create_table(
        "credit_limit",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("scope", sa.String(length=10), nullable=False),
        sa.Column("holder_id", sa.String(length=26), nullable=False),
        sa.Column("product_id", sa.String(length=26), nullable=True),
        sa.Column("party_id", sa.String(length=26), nullable=True),
        sa.Column("ceiling_fen", sa.BigInteger(), nullable=False),
        sa.Column("reserved_fen", sa.BigInteger(), nullable=False),
        sa.Column("used_fen", sa.BigInteger(), nullable=False),
        sa.Column("inherited", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "(scope = 'product') = (product_id IS NOT NULL)", name=op.f("ck_credit_limit_product")
        ),
        sa.CheckConstraint(
            "scope IN ('product', 'bank', 'core', 'borrower', 'guarantee')",
            name=op.f("ck_credit_limit_scope"),
        ),
        sa.CheckConstraint("ceiling_fen >= 0", name=op.f("ck_credit_limit_ceiling")),
        sa.CheckConstraint(
            "reserved_fen + used_fen <= ceiling_fen", name=op.f("ck_credit_limit_room")
        ),
        sa.CheckConstraint(
            "reserved_fen >= 0 AND used_fen >= 0", name=op.f("ck_credit_limit_signs")
        ),
        sa.ForeignKeyConstraint(
            ["holder_id"],
            ["organisation.id"],
            name=op.f("fk_credit_limit_holder_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["party_id"],
            ["enterprise.id"],
            name=op.f("fk_credit_limit_party_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["product_id"],
            ["product.id"],
            name=op.f("fk_credit_limit_product_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_credit_limit")),
    )
    with op.batch_alter_table("credit_limit", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_credit_limit_holder_id"), ["holder_id"], unique=False)
        batch_op.create_index(
            "uq_credit_limit_party",
            ["holder_id", "scope", "party_id"],
            unique=True,
            sqlite_where=sa.text("party_id IS NOT NULL"),
            postgresql_where=sa.text("party_id IS NOT NULL"),
        )
        batch_op.create_index(
            "uq_credit_limit_product",
            ["product_id"],
            unique=True,
            sqlite_where=sa.text("product_id IS NOT NULL"),
            postgresql_where=sa.text("product_id IS NOT NULL"),
        )
        batch_op.create_index(
            "uq_credit_limit_whole",
            ["holder_id", "scope"],
            unique=True,
            sqlite_where=sa.text("party_id IS NULL AND product_id IS NULL"),
            postgresql_where=sa.text("party_id IS NULL AND product_id IS NULL"),
        )

    op.create_table(
        "credit_note",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("asset_id", sa.String(length=26), nullable=False),
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=False),
        sa.Column("amount_fen", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("entered_by", sa.String(length=26), nullable=False),
        sa.CheckConstraint("amount_fen > 0", name=op.f("ck_credit_note_amount")),
        sa.ForeignKeyConstraint(
            ["asset_id"],
            ["asset.id"],
            name=op.f("fk_credit_note_asset_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["entered_by"],
            ["organisation.id"],
            name=op.f("fk_credit_note_entered_by"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_credit_note")),
        sa.UniqueConstraint("asset_id", "number", name=op.f("uq_credit_note_asset_id_number")),
    )
    op.create_table(
        "opportunity",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("run_id", sa.String(length=26), nullable=False),
        sa.Column("asset_id", sa.String(length=26), nullable=False),
        sa.Column("product_id", sa.String(length=26), nullable=False),
        sa.Column("bank_id", sa.String(length=26), nullable=False),
        sa.Column("borrower_id", sa.String(length=26), nullable=False),
        sa.Column("eligible", sa.Boolean(), nullable=False),
        sa.Column("failed_rules", sa.Integer(), nullable=False),
        sa.Column("principal_fen", sa.BigInteger(), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("net_fen", sa.BigInteger(), nullable=False),
        sa.Column("cost_fen", sa.BigInteger(), nullable=False),
        sa.Column("all_in_ppm", sa.BigInteger(), nullable=False),
        sa.Column("fit", sa.Integer(), nullable=False),
        sa.Column("recommended_fen", sa.BigInteger(), nullable=False),
        sa.Column("checks", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["asset_id"],
            ["asset.id"],
            name=op.f("fk_opportunity_asset_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["bank_id"],
            ["bank.id"],
            name=op.f("fk_opportunity_bank_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["borrower_id"],
            ["enterprise.id"],
            name=op.f("fk_opportunity_borrower_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["product_id"],
            ["product.id"],
            name=op.f("fk_opportunity_product_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["run_id"],
            ["match_run.id"],
            name=op.f("fk_opportunity_run_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_opportunity")),
        sa.UniqueConstraint(
            "run_id",
            "asset_id",
            "product_id",
            name=op.f("uq_opportunity_run_id_asset_id_product_id"),
        ),
    )
    with op.batch_alter_table("opportunity", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_opportunity_asset_id"), ["asset_id"], unique=False)
        batch_op.create_index(
            "ix_opportunity_bank", ["run_id", "bank_id", "eligible"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_opportunity_borrower_id"), ["borrower_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_opportunity_product_id"), ["product_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_opportunity_run_id"), ["run_id"], unique=False)

    op.create_table(
        "purchase_order",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("seller_id", sa.String(length=26), nullable=False),
        sa.Column("order_no", sa.String(length=60), nullable=False),
        sa.Column("borrower", sa.String(length=8), nullable=False),
        sa.CheckConstraint(
            "borrower IN ('seller', 'buyer')", name=op.f("ck_purchase_order_borrower")
        ),
        sa.ForeignKeyConstraint(
            ["id"],
            ["asset.id"],
            name=op.f("fk_purchase_order_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["seller_id"],
            ["enterprise.id"],
            name=op.f("fk_purchase_order_seller_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_purchase_order")),
        sa.UniqueConstraint(
            "seller_id", "order_no", name=op.f("uq_purchase_order_seller_id_order_no")
        ),
    )
    op.create_table(
        "receivable",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("creditor_id", sa.String(length=26), nullable=False),
        sa.Column("invoice_code", sa.String(length=12), nullable=False),
        sa.Column("invoice_no", sa.String(length=40), nullable=False),
        sa.Column("invoice_kind", sa.String(length=20), nullable=False),
        sa.Column("source", sa.String(length=10), nullable=False),
        sa.Column("net_fen", sa.BigInteger(), nullable=True),
        sa.Column("tax_fen", sa.BigInteger(), nullable=True),
        sa.Column("order_id", sa.String(length=26), nullable=True),
        sa.CheckConstraint(
            "source IN ('form', 'file', 'einvoice')", name=op.f("ck_receivable_source")
        ),
        sa.ForeignKeyConstraint(
            ["creditor_id"],
            ["enterprise.id"],
            name=op.f("fk_receivable_creditor_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["id"],
            ["asset.id"],
            name=op.f("fk_receivable_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["order_id"],
            ["asset.id"],
            name=op.f("fk_receivable_order_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_receivable")),
        sa.UniqueConstraint(
            "creditor_id",
            "invoice_code",
            "invoice_no",
            name=op.f("uq_receivable_creditor_id_invoice_code_invoice_no"),
        ),
    )
    with op.batch_alter_table("receivable", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_receivable_order_id"), ["order_id"], unique=False)

    op.create_table(
        "set_off_part",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("set_off_id", sa.String(length=26), nullable=False),
        sa.Column("asset_id", sa.String(length=26), nullable=False),
        sa.Column("debtor_id", sa.String(length=26), nullable=False),
        sa.Column("creditor_id", sa.String(length=26), nullable=False),
        sa.Column("amount_fen", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("amount_fen > 0", name=op.f("ck_set_off_part_amount")),
        sa.CheckConstraint("creditor_id <> debtor_id", name=op.f("ck_set_off_part_parties")),
        sa.ForeignKeyConstraint(
            ["asset_id"],
            ["asset.id"],
            name=op.f("fk_set_off_part_asset_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["creditor_id"],
            ["enterprise.id"],
            name=op.f("fk_set_off_part_creditor_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["debtor_id"],
            ["enterprise.id"],
            name=op.f("fk_set_off_part_debtor_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["set_off_id"],
            ["set_off.id"],
            name=op.f("fk_set_off_part_set_off_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_set_off_part")),
        sa.UniqueConstraint(
            "set_off_id", "asset_id", name=op.f("uq_set_off_part_set_off_id_asset_id")
        ),
    )
    with op.batch_alter_table("set_off_part", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_set_off_part_asset_id"), ["asset_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_set_off_part_creditor_id"), ["creditor_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_set_off_part_debtor_id"), ["debtor_id"], unique=False)

    op.create_table(
        "application",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=30), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("borrower_id", sa.String(length=26), nullable=False),
        sa.Column("bank_id", sa.String(length=26), nullable=False),
        sa.Column("asset_id", sa.String(length=26), nullable=False),
        sa.Column("product_id", sa.String(length=26), nullable=False),
        sa.Column("opportunity_id", sa.String(length=26), nullable=True),
        sa.Column("requested_fen", sa.BigInteger(), nullable=False),
        sa.Column("purpose", sa.String(length=500), nullable=False),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("claimed_by", sa.String(length=26), nullable=True),
        sa.Column("claimed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answer_by", sa.Date(), nullable=True),
        sa.Column("refusal_reason", sa.String(length=1000), nullable=False),
        sa.Column("guarantor_id", sa.String(length=26), nullable=True),
        sa.CheckConstraint(
            "state IN ('submitted', 'reviewing', 'returned', 'approving', 'quoted', 'accepted', 'registered', 'drawn', 'refused', 'withdrawn', 'declined', 'expired', 'cancelled')",
            name=op.f("ck_application_state"),
        ),
        sa.CheckConstraint("requested_fen > 0", name=op.f("ck_application_requested")),
        sa.ForeignKeyConstraint(
            ["asset_id"],
            ["asset.id"],
            name=op.f("fk_application_asset_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["bank_id"],
            ["bank.id"],
            name=op.f("fk_application_bank_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["borrower_id"],
            ["enterprise.id"],
            name=op.f("fk_application_borrower_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["claimed_by"],
            ["app_user.id"],
            name=op.f("fk_application_claimed_by"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["guarantor_id"],
            ["guarantor.id"],
            name=op.f("fk_application_guarantor_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["opportunity_id"],
            ["opportunity.id"],
            name=op.f("fk_application_opportunity_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["product_id"],
            ["product.id"],
            name=op.f("fk_application_product_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_application")),
        sa.UniqueConstraint("number", name=op.f("uq_application_number")),
    )
    with op.batch_alter_table("application", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_application_asset_id"), ["asset_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_application_bank_id"), ["bank_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_application_borrower_id"), ["borrower_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_application_guarantor_id"), ["guarantor_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_application_product_id"), ["product_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_application_state"), ["state"], unique=False)
        batch_op.create_index(
            "uq_application_live",
            ["asset_id", "product_id"],
            unique=True,
            sqlite_where=sa.text(
                "state NOT IN ('refused','withdrawn','declined','expired','cancelled')"
            ),
            postgresql_where=sa.text(
                "state NOT IN ('refused','withdrawn','declined','expired','cancelled')"
            ),
        )

    op.create_table(
        "assignment_notice",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("application_id", sa.String(length=26), nullable=False),
        sa.Column("debtor_id", sa.String(length=26), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_by", sa.String(length=80), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("received_by", sa.String(length=80), nullable=False),
        sa.ForeignKeyConstraint(
            ["application_id"],
            ["application.id"],
            name=op.f("fk_assignment_notice_application_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["debtor_id"],
            ["enterprise.id"],
            name=op.f("fk_assignment_notice_debtor_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assignment_notice")),
        sa.UniqueConstraint("application_id", name=op.f("uq_assignment_notice_application_id")),
    )
    with op.batch_alter_table("assignment_notice", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_assignment_notice_debtor_id"), ["debtor_id"], unique=False
        )

    op.create_table(
        "loan",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("loan_no", sa.String(length=60), nullable=False),
        sa.Column("bank_id", sa.String(length=26), nullable=False),
        sa.Column("borrower_id", sa.String(length=26), nullable=False),
        sa.Column("application_id", sa.String(length=26), nullable=True),
        sa.Column("asset_id", sa.String(length=26), nullable=True),
        sa.Column("renewed_from_id", sa.String(length=26), nullable=True),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("guarantee", sa.String(length=12), nullable=False),
        sa.Column("repayment", sa.String(length=16), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("principal_fen", sa.BigInteger(), nullable=False),
        sa.Column("balance_fen", sa.BigInteger(), nullable=False),
        sa.Column("repaid_fen", sa.BigInteger(), nullable=False),
        sa.Column("written_off_fen", sa.BigInteger(), nullable=False),
        sa.Column("rate_ppm", sa.BigInteger(), nullable=False),
        sa.Column("day_count", sa.Integer(), nullable=False),
        sa.Column("drawdown_date", sa.Date(), nullable=False),
        sa.Column("maturity_date", sa.Date(), nullable=False),
        sa.Column("effective_due_date", sa.Date(), nullable=False),
        sa.Column("roll_reason", sa.String(length=120), nullable=False),
        sa.CheckConstraint(
            "guarantee IN ('credit', 'guaranteed', 'pledged', 'mortgaged')",
            name=op.f("ck_loan_guarantee"),
        ),
        sa.CheckConstraint(
            "kind IN ('working_capital', 'receivable', 'order', 'fixed_asset')",
            name=op.f("ck_loan_kind"),
        ),
        sa.CheckConstraint(
            "repayment IN ('bullet', 'quarterly', 'equal_principal', 'equal_instalment')",
            name=op.f("ck_loan_repayment"),
        ),
        sa.CheckConstraint(
            "state IN ('active', 'overdue', 'risk', 'settled', 'renewed', 'written_off')",
            name=op.f("ck_loan_state"),
        ),
        sa.CheckConstraint("balance_fen BETWEEN 0 AND principal_fen", name=op.f("ck_loan_balance")),
        sa.CheckConstraint("maturity_date > drawdown_date", name=op.f("ck_loan_dates")),
        sa.CheckConstraint(
            "principal_fen = balance_fen + repaid_fen + written_off_fen", name=op.f("ck_loan_sums")
        ),
        sa.CheckConstraint("principal_fen > 0", name=op.f("ck_loan_principal")),
        sa.ForeignKeyConstraint(
            ["application_id"],
            ["application.id"],
            name=op.f("fk_loan_application_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["asset_id"],
            ["asset.id"],
            name=op.f("fk_loan_asset_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["bank_id"],
            ["bank.id"],
            name=op.f("fk_loan_bank_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["borrower_id"],
            ["enterprise.id"],
            name=op.f("fk_loan_borrower_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["renewed_from_id"],
            ["loan.id"],
            name=op.f("fk_loan_renewed_from_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_loan")),
        sa.UniqueConstraint("application_id", name=op.f("uq_loan_application_id")),
        sa.UniqueConstraint("bank_id", "loan_no", name=op.f("uq_loan_bank_id_loan_no")),
    )
    with op.batch_alter_table("loan", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_loan_asset_id"), ["asset_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_loan_bank_id"), ["bank_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_loan_borrower_id"), ["borrower_id"], unique=False)
        batch_op.create_index("ix_loan_due", ["state", "effective_due_date"], unique=False)

    op.create_table(
        "quote",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("application_id", sa.String(length=26), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("principal_fen", sa.BigInteger(), nullable=False),
        sa.Column("pair_principal_fen", sa.BigInteger(), nullable=False),
        sa.Column("rate_ppm", sa.BigInteger(), nullable=False),
        sa.Column("fee_ppm", sa.BigInteger(), nullable=False),
        sa.Column("guarantee_fee_ppm", sa.BigInteger(), nullable=False),
        sa.Column("guarantee", sa.String(length=12), nullable=False),
        sa.Column("arrangement", sa.String(length=20), nullable=False),
        sa.Column("start_date", sa.Date(), nullable=False),
        sa.Column("maturity_date", sa.Date(), nullable=False),
        sa.Column("all_in_ppm", sa.BigInteger(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=False),
        sa.Column("conditions", sa.String(length=1000), nullable=False),
        sa.Column("made_by", sa.String(length=26), nullable=False),
        sa.Column("approved_by", sa.String(length=26), nullable=True),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("note", sa.String(length=1000), nullable=False),
        sa.CheckConstraint(
            "arrangement IN ('pledge', 'recourse_factoring', 'factoring', 'assignment')",
            name=op.f("ck_quote_arrangement"),
        ),
        sa.CheckConstraint(
            "state IN ('drafted', 'offered', 'sent_back', 'accepted', 'declined', 'expired', 'withdrawn')",
            name=op.f("ck_quote_state"),
        ),
        sa.CheckConstraint(
            "approved_by IS NULL OR approved_by <> made_by", name=op.f("ck_quote_four_eyes")
        ),
        sa.CheckConstraint(
            "principal_fen > 0 AND principal_fen <= pair_principal_fen",
            name=op.f("ck_quote_principal"),
        ),
        sa.CheckConstraint(
            "rate_ppm >= 0 AND fee_ppm >= 0 AND guarantee_fee_ppm >= 0", name=op.f("ck_quote_cost")
        ),
        sa.ForeignKeyConstraint(
            ["application_id"],
            ["application.id"],
            name=op.f("fk_quote_application_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["approved_by"],
            ["app_user.id"],
            name=op.f("fk_quote_approved_by"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["made_by"],
            ["app_user.id"],
            name=op.f("fk_quote_made_by"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quote")),
    )
    with op.batch_alter_table("quote", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_quote_application_id"), ["application_id"], unique=False
        )
        batch_op.create_index(
            "uq_quote_live",
            ["application_id"],
            unique=True,
            sqlite_where=sa.text("state IN ('drafted','offered','accepted')"),
            postgresql_where=sa.text("state IN ('drafted','offered','accepted')"),
        )

    op.create_table(
        "register_query",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("application_id", sa.String(length=26), nullable=False),
        sa.Column("queried_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("result", sa.String(length=8), nullable=False),
        sa.Column("document_id", sa.String(length=26), nullable=True),
        sa.Column("note", sa.String(length=500), nullable=False),
        sa.Column("recorded_by", sa.String(length=26), nullable=False),
        sa.CheckConstraint("result IN ('clear', 'found')", name=op.f("ck_register_query_result")),
        sa.ForeignKeyConstraint(
            ["application_id"],
            ["application.id"],
            name=op.f("fk_register_query_application_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["document_id"],
            ["vault_document.id"],
            name=op.f("fk_register_query_document_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["recorded_by"],
            ["app_user.id"],
            name=op.f("fk_register_query_recorded_by"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_register_query")),
    )
    with op.batch_alter_table("register_query", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_register_query_application_id"), ["application_id"], unique=False
        )

    op.create_table(
        "registration",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("application_id", sa.String(length=26), nullable=False),
        sa.Column("number", sa.String(length=60), nullable=False),
        sa.Column("registered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=False),
        sa.Column("queried_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("recorded_by", sa.String(length=26), nullable=False),
        sa.Column("expiry_warned_on", sa.Date(), nullable=True),
        sa.Column("released_on", sa.Date(), nullable=True),
        sa.Column("release_no", sa.String(length=60), nullable=False),
        sa.CheckConstraint(
            "released_on IS NULL OR release_no <> ''", name=op.f("ck_registration_release")
        ),
        sa.ForeignKeyConstraint(
            ["application_id"],
            ["application.id"],
            name=op.f("fk_registration_application_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["recorded_by"],
            ["app_user.id"],
            name=op.f("fk_registration_recorded_by"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_registration")),
        sa.UniqueConstraint("application_id", name=op.f("uq_registration_application_id")),
        sa.UniqueConstraint("number", name=op.f("uq_registration_number")),
    )
    op.create_table(
        "alert",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("loan_id", sa.String(length=26), nullable=False),
        sa.Column("stage", sa.String(length=12), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("raised_on", sa.Date(), nullable=False),
        sa.CheckConstraint("state IN ('raised', 'missed')", name=op.f("ck_alert_state")),
        sa.ForeignKeyConstraint(
            ["loan_id"],
            ["loan.id"],
            name=op.f("fk_alert_loan_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alert")),
        sa.UniqueConstraint("loan_id", "stage", name=op.f("uq_alert_loan_id_stage")),
    )
    op.create_table(
        "instalment",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("loan_id", sa.String(length=26), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("due_date", sa.Date(), nullable=False),
        sa.Column("effective_due_date", sa.Date(), nullable=False),
        sa.Column("principal_fen", sa.BigInteger(), nullable=False),
        sa.Column("interest_fen", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["loan_id"],
            ["loan.id"],
            name=op.f("fk_instalment_loan_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_instalment")),
        sa.UniqueConstraint("loan_id", "seq", name=op.f("uq_instalment_loan_id_seq")),
    )
    op.create_table(
        "loan_movement",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("loan_id", sa.String(length=26), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("amount_fen", sa.BigInteger(), nullable=False),
        sa.Column("on_date", sa.Date(), nullable=False),
        sa.Column("note", sa.String(length=200), nullable=False),
        sa.CheckConstraint(
            "kind IN ('drawdown', 'repayment', 'interest', 'write_off', 'renewal', 'passed_on')",
            name=op.f("ck_loan_movement_kind"),
        ),
        sa.CheckConstraint("amount_fen > 0", name=op.f("ck_loan_movement_amount")),
        sa.ForeignKeyConstraint(
            ["loan_id"],
            ["loan.id"],
            name=op.f("fk_loan_movement_loan_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_loan_movement")),
    )
    with op.batch_alter_table("loan_movement", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_loan_movement_loan_id"), ["loan_id"], unique=False)

    op.create_table(
        "prior_claim",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("query_id", sa.String(length=26), nullable=False),
        sa.Column("application_id", sa.String(length=26), nullable=False),
        sa.Column("holder", sa.String(length=200), nullable=False),
        sa.Column("arrangement", sa.String(length=20), nullable=False),
        sa.Column("registration_no", sa.String(length=60), nullable=False),
        sa.Column("registered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("notified_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("amount_fen", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "arrangement IN ('pledge', 'recourse_factoring', 'factoring', 'assignment')",
            name=op.f("ck_prior_claim_arrangement"),
        ),
        sa.CheckConstraint("amount_fen > 0", name=op.f("ck_prior_claim_amount")),
        sa.ForeignKeyConstraint(
            ["application_id"],
            ["application.id"],
            name=op.f("fk_prior_claim_application_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["query_id"],
            ["register_query.id"],
            name=op.f("fk_prior_claim_query_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_prior_claim")),
    )
    with op.batch_alter_table("prior_claim", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_prior_claim_application_id"), ["application_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_prior_claim_query_id"), ["query_id"], unique=False)

    op.create_table(
        "renewal",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("loan_id", sa.String(length=26), nullable=False),
        sa.Column("bank_id", sa.String(length=26), nullable=False),
        sa.Column("borrower_id", sa.String(length=26), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("opened_on", sa.Date(), nullable=False),
        sa.Column("answer_by", sa.Date(), nullable=False),
        sa.Column("maturity_date", sa.Date(), nullable=False),
        sa.Column("escalated_on", sa.Date(), nullable=True),
        sa.Column("applied_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("statement", sa.String(length=1000), nullable=False),
        sa.Column("conditions", sa.JSON(), nullable=False),
        sa.Column("opinion", sa.String(length=20), nullable=False),
        sa.Column("opinion_text", sa.String(length=1000), nullable=False),
        sa.Column("opinion_by", sa.String(length=26), nullable=True),
        sa.Column("approved_by", sa.String(length=26), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("signed_on", sa.Date(), nullable=True),
        sa.Column("new_loan_id", sa.String(length=26), nullable=True),
        sa.CheckConstraint(
            "state IN ('opened', 'applied', 'reviewing', 'approving', 'answered', 'signed', 'refused', 'settled', 'lapsed')",
            name=op.f("ck_renewal_state"),
        ),
        sa.CheckConstraint(
            "approved_by IS NULL OR approved_by <> opinion_by", name=op.f("ck_renewal_four_eyes")
        ),
        sa.CheckConstraint(
            "signed_on IS NULL OR signed_on <= maturity_date", name=op.f("ck_renewal_in_time")
        ),
        sa.ForeignKeyConstraint(
            ["approved_by"],
            ["app_user.id"],
            name=op.f("fk_renewal_approved_by"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["bank_id"],
            ["bank.id"],
            name=op.f("fk_renewal_bank_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["borrower_id"],
            ["enterprise.id"],
            name=op.f("fk_renewal_borrower_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["loan_id"],
            ["loan.id"],
            name=op.f("fk_renewal_loan_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["new_loan_id"],
            ["loan.id"],
            name=op.f("fk_renewal_new_loan_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["opinion_by"],
            ["app_user.id"],
            name=op.f("fk_renewal_opinion_by"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_renewal")),
    )
    with op.batch_alter_table("renewal", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_renewal_bank_id"), ["bank_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_renewal_borrower_id"), ["borrower_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_renewal_loan_id"), ["loan_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_renewal_state"), ["state"], unique=False)
        batch_op.create_index(
            "uq_renewal_open",
            ["loan_id"],
            unique=True,
            sqlite_where=sa.text(
                "state IN ('opened','applied','reviewing','approving','answered')"
            ),
            postgresql_where=sa.text(
                "state IN ('opened','applied','reviewing','approving','answered')"
            ),
        )


def downgrade() -> None:
    """Drop every table."""
    with op.batch_alter_table("renewal", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_renewal_open",
            sqlite_where=sa.text(
                "state IN ('opened','applied','reviewing','approving','answered')"
            ),
            postgresql_where=sa.text(
                "state IN ('opened','applied','reviewing','approving','answered')"
            ),
        )
        batch_op.drop_index(batch_op.f("ix_renewal_state"))
        batch_op.drop_index(batch_op.f("ix_renewal_loan_id"))
        batch_op.drop_index(batch_op.f("ix_renewal_borrower_id"))
        batch_op.drop_index(batch_op.f("ix_renewal_bank_id"))

    op.drop_table("renewal")
    with op.batch_alter_table("prior_claim", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_prior_claim_query_id"))
        batch_op.drop_index(batch_op.f("ix_prior_claim_application_id"))

    op.drop_table("prior_claim")
    with op.batch_alter_table("loan_movement", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_loan_movement_loan_id"))

    op.drop_table("loan_movement")
    op.drop_table("instalment")
    op.drop_table("alert")
    op.drop_table("registration")
    with op.batch_alter_table("register_query", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_register_query_application_id"))

    op.drop_table("register_query")
    with op.batch_alter_table("quote", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_quote_live",
            sqlite_where=sa.text("state IN ('drafted','offered','accepted')"),
            postgresql_where=sa.text("state IN ('drafted','offered','accepted')"),
        )
        batch_op.drop_index(batch_op.f("ix_quote_application_id"))

    op.drop_table("quote")
    with op.batch_alter_table("loan", schema=None) as batch_op:
        batch_op.drop_index("ix_loan_due")
        batch_op.drop_index(batch_op.f("ix_loan_borrower_id"))
        batch_op.drop_index(batch_op.f("ix_loan_bank_id"))
        batch_op.drop_index(batch_op.f("ix_loan_asset_id"))

    op.drop_table("loan")
    with op.batch_alter_table("assignment_notice", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_assignment_notice_debtor_id"))

    op.drop_table("assignment_notice")
    with op.batch_alter_table("application", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_application_live",
            sqlite_where=sa.text(
                "state NOT IN ('refused','withdrawn','declined','expired','cancelled')"
            ),
            postgresql_where=sa.text(
                "state NOT IN ('refused','withdrawn','declined','expired','cancelled')"
            ),
        )
        batch_op.drop_index(batch_op.f("ix_application_state"))
        batch_op.drop_index(batch_op.f("ix_application_product_id"))
        batch_op.drop_index(batch_op.f("ix_application_guarantor_id"))
        batch_op.drop_index(batch_op.f("ix_application_borrower_id"))
        batch_op.drop_index(batch_op.f("ix_application_bank_id"))
        batch_op.drop_index(batch_op.f("ix_application_asset_id"))

    op.drop_table("application")
    with op.batch_alter_table("set_off_part", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_set_off_part_debtor_id"))
        batch_op.drop_index(batch_op.f("ix_set_off_part_creditor_id"))
        batch_op.drop_index(batch_op.f("ix_set_off_part_asset_id"))

    op.drop_table("set_off_part")
    with op.batch_alter_table("receivable", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_receivable_order_id"))

    op.drop_table("receivable")
    op.drop_table("purchase_order")
    with op.batch_alter_table("opportunity", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_opportunity_run_id"))
        batch_op.drop_index(batch_op.f("ix_opportunity_product_id"))
        batch_op.drop_index(batch_op.f("ix_opportunity_borrower_id"))
        batch_op.drop_index("ix_opportunity_bank")
        batch_op.drop_index(batch_op.f("ix_opportunity_asset_id"))

    op.drop_table("opportunity")
    op.drop_table("credit_note")
    with op.batch_alter_table("credit_limit", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_credit_limit_whole",
            sqlite_where=sa.text("party_id IS NULL AND product_id IS NULL"),
            postgresql_where=sa.text("party_id IS NULL AND product_id IS NULL"),
        )
        batch_op.drop_index(
            "uq_credit_limit_product",
            sqlite_where=sa.text("product_id IS NOT NULL"),
            postgresql_where=sa.text("product_id IS NOT NULL"),
        )
        batch_op.drop_index(
            "uq_credit_limit_party",
            sqlite_where=sa.text("party_id IS NOT NULL"),
            postgresql_where=sa.text("party_id IS NOT NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_credit_limit_holder_id"))

    op.drop_table("credit_limit")
    op.drop_table("asset_reminder")
    with op.batch_alter_table("asset_payment", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_asset_payment_asset_id"))

    op.drop_table("asset_payment")
    with op.batch_alter_table("asset_claim", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_asset_claim_whole",
            sqlite_where=sa.text("live AND whole"),
            postgresql_where=sa.text("live AND whole"),
        )
        batch_op.drop_index(
            "uq_asset_claim_bank", sqlite_where=sa.text("live"), postgresql_where=sa.text("live")
        )
        batch_op.drop_index(batch_op.f("ix_asset_claim_bank_id"))
        batch_op.drop_index(batch_op.f("ix_asset_claim_asset_id"))

    op.drop_table("asset_claim")
    with op.batch_alter_table("vault_use", schema=None) as batch_op:
        batch_op.drop_index("ix_vault_use_subject")
        batch_op.drop_index(batch_op.f("ix_vault_use_document_id"))

    op.drop_table("vault_use")
    op.drop_table("vault_content")
    with op.batch_alter_table("trade_link", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_trade_link_partner_id"))
        batch_op.drop_index(batch_op.f("ix_trade_link_core_id"))

    op.drop_table("trade_link")
    with op.batch_alter_table("set_off_answer", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_set_off_answer_enterprise_id"))

    op.drop_table("set_off_answer")
    op.drop_table("scorecard_fact")
    with op.batch_alter_table("risk_finding_firm", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_risk_finding_firm_enterprise_id"))

    op.drop_table("risk_finding_firm")
    with op.batch_alter_table("product", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_product_state"))
        batch_op.drop_index(batch_op.f("ix_product_guarantor_id"))
        batch_op.drop_index(batch_op.f("ix_product_bank_id"))

    op.drop_table("product")
    with op.batch_alter_table("monthly_return", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_monthly_return_month"))

    op.drop_table("monthly_return")
    op.drop_table("graph_measure")
    with op.batch_alter_table("authorisation", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_authorisation_one_bank",
            sqlite_where=sa.text("revoked_on IS NULL AND bank_id IS NOT NULL"),
            postgresql_where=sa.text("revoked_on IS NULL AND bank_id IS NOT NULL"),
        )
        batch_op.drop_index(
            "uq_authorisation_all_banks",
            sqlite_where=sa.text("revoked_on IS NULL AND bank_id IS NULL"),
            postgresql_where=sa.text("revoked_on IS NULL AND bank_id IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_authorisation_enterprise_id"))

    op.drop_table("authorisation")
    with op.batch_alter_table("asset", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_asset_near_number"))
        batch_op.drop_index(batch_op.f("ix_asset_near_fingerprint"))
        batch_op.drop_index(batch_op.f("ix_asset_near_contract"))
        batch_op.drop_index("ix_asset_matching")
        batch_op.drop_index(batch_op.f("ix_asset_document_no"))
        batch_op.drop_index("ix_asset_debtor_number")
        batch_op.drop_index(batch_op.f("ix_asset_debtor_id"))
        batch_op.drop_index("ix_asset_creditor_number")
        batch_op.drop_index(batch_op.f("ix_asset_creditor_id"))
        batch_op.drop_index(batch_op.f("ix_asset_core_id"))
        batch_op.drop_index(batch_op.f("ix_asset_borrower_id"))

    op.drop_table("asset")
    with op.batch_alter_table("vault_document", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_vault_document_current",
            sqlite_where=sa.text("state = 'current'"),
            postgresql_where=sa.text("state = 'current'"),
        )
        batch_op.drop_index(batch_op.f("ix_vault_document_owner_id"))

    op.drop_table("vault_document")
    with op.batch_alter_table("user_session", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_user_session_user_id"))
        batch_op.drop_index(batch_op.f("ix_user_session_organisation_id"))

    op.drop_table("user_session")
    with op.batch_alter_table("risk_comment", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_risk_comment_finding_id"))

    op.drop_table("risk_comment")
    with op.batch_alter_table("notice", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_notice_organisation_id"))
        batch_op.drop_index(batch_op.f("ix_notice_at"))

    op.drop_table("notice")
    with op.batch_alter_table("membership", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_membership_user_id"))
        batch_op.drop_index(batch_op.f("ix_membership_organisation_id"))

    op.drop_table("membership")
    with op.batch_alter_table("invitation", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_invitation_organisation_id"))
        batch_op.drop_index(batch_op.f("ix_invitation_invited_by"))

    op.drop_table("invitation")
    op.drop_table("guarantor")
    with op.batch_alter_table("enterprise", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_enterprise_park"))

    op.drop_table("enterprise")
    op.drop_table("bank")
    with op.batch_alter_table("state_change", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_state_change_subject_id"))

    op.drop_table("state_change")
    with op.batch_alter_table("set_off", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_set_off_state"))

    op.drop_table("set_off")
    op.drop_table("saved_setting")
    op.drop_table("saved_mapping")
    with op.batch_alter_table("rule_parameter", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_rule_parameter_key"))

    op.drop_table("rule_parameter")
    with op.batch_alter_table("risk_finding", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_risk_finding_state"))
        batch_op.drop_index(batch_op.f("ix_risk_finding_kind"))

    op.drop_table("risk_finding")
    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_outbox_state"))

    op.drop_table("outbox")
    with op.batch_alter_table("organisation", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_organisation_name"))
        batch_op.drop_index(batch_op.f("ix_organisation_kind"))

    op.drop_table("organisation")
    with op.batch_alter_table("match_run", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_match_run_is_current"))

    op.drop_table("match_run")
    with op.batch_alter_table("login_failure", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_login_failure_subject"))
        batch_op.drop_index(batch_op.f("ix_login_failure_at"))

    op.drop_table("login_failure")
    op.drop_table("job_tick")
    op.drop_table("idempotency_key")
    with op.batch_alter_table("dishonesty_listing", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_dishonesty_listing_uscc"))

    op.drop_table("dishonesty_listing")
    op.drop_table("counter")
    op.drop_table("calendar_day")
    op.drop_table("audit_head")
    with op.batch_alter_table("audit_entry", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_audit_entry_subject_id"))
        batch_op.drop_index(batch_op.f("ix_audit_entry_organisation_id"))
        batch_op.drop_index(batch_op.f("ix_audit_entry_actor_user_id"))
        batch_op.drop_index(batch_op.f("ix_audit_entry_action"))

    op.drop_table("audit_entry")
    op.drop_table("app_user")
