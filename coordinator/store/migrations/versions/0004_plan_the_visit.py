"""Choosing a provider: holds on slots, packet access, what an office wants, prior authorization."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Choosing a provider: holds on slots, packet access, what an office wants, prior authorization."""
    op.create_table(
        "prior_authorization",
        sa.Column("id", sa.UUID(as_uuid=False), nullable=False),
        sa.Column("case_id", sa.UUID(as_uuid=False), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reference", sa.Text(), nullable=True),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("visits", sa.Integer(), nullable=True),
        sa.Column("appeal_by", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "status IN ('asked', 'approved', 'denied', 'appealed', 'not_needed')",
            name=op.f("ck_prior_authorization_status"),
        ),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_prior_authorization_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_prior_authorization")),
    )
    op.create_index(op.f("ix_prior_authorization_case_id"), "prior_authorization", ["case_id"], unique=False)
    op.add_column("appointment", sa.Column("cancelled_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("appointment", sa.Column("missed_cause", sa.Text(), nullable=True))
    op.add_column("appointment", sa.Column("records_needed_by", sa.Date(), nullable=True))
    op.add_column(
        "case", sa.Column("choosing", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True)
    )
    op.add_column("referral", sa.Column("packet_access", sa.Text(), nullable=True))
    op.add_column(
        "referral", sa.Column("office_wants", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True)
    )
    op.add_column("slot", sa.Column("held_for", sa.UUID(as_uuid=False), nullable=True))
    op.add_column("slot", sa.Column("held_until", sa.DateTime(timezone=True), nullable=True))
    op.create_check_constraint(op.f("ck_referral_packet_access"), "referral", "packet_access IN ('open', 'revoked')")
    op.create_check_constraint(
        op.f("ck_appointment_missed_cause"),
        "appointment",
        "missed_cause IN ('transport', 'fear', 'felt_too_ill', 'cost', 'wrong_time_zone', 'admitted', 'other')",
    )
    # An offer that is over keeps nobody's packet; the others stay as they are.
    op.execute(
        "UPDATE referral SET packet_access = CASE WHEN status IN ('sent', 'accepted') THEN 'open' ELSE 'revoked' END"
    )


def downgrade() -> None:
    """Take it back."""
    op.drop_column("slot", "held_until")
    op.drop_column("slot", "held_for")
    op.drop_column("referral", "office_wants")
    op.drop_column("referral", "packet_access")
    op.drop_column("case", "choosing")
    op.drop_column("appointment", "records_needed_by")
    op.drop_column("appointment", "missed_cause")
    op.drop_column("appointment", "cancelled_at")
    op.drop_index(op.f("ix_prior_authorization_case_id"), table_name="prior_authorization")
    op.drop_table("prior_authorization")
