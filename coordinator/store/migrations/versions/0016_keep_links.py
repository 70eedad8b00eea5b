"""Keep links to the portal, codes, visits behind them, signatures, and what was read there."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Keep links to the portal, codes, visits behind them, signatures, and what was read there."""
    op.create_table(
        "link",
        sa.Column("id", sa.UUID(as_uuid=False), nullable=False),
        sa.Column("token_mac", sa.Text(), nullable=False),
        sa.Column("case_id", sa.UUID(as_uuid=False), nullable=False),
        sa.Column("contact_id", sa.UUID(as_uuid=False), nullable=True),
        sa.Column("contact_point_id", sa.UUID(as_uuid=False), nullable=False),
        sa.Column("communication_id", sa.UUID(as_uuid=False), nullable=True),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("made_seq", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_by", sa.Text(), nullable=True),
        sa.Column("wrong", sa.Integer(), server_default="0", nullable=False),
        sa.CheckConstraint("scope IN ('logistics', 'records', 'all')", name=op.f("ck_link_scope")),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_link_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_link")),
        sa.UniqueConstraint("token_mac", name=op.f("uq_link_token_mac")),
    )
    op.create_index(op.f("ix_link_case_id"), "link", ["case_id"], unique=False)
    op.create_table(
        "portal_code",
        sa.Column("id", sa.UUID(as_uuid=False), nullable=False),
        sa.Column("link_id", sa.UUID(as_uuid=False), nullable=False),
        sa.Column("case_id", sa.UUID(as_uuid=False), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("how", sa.Text(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False),
        sa.Column("wrong", sa.Integer(), server_default="0", nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_portal_code_case_id")),
        sa.ForeignKeyConstraint(["link_id"], ["link.id"], name=op.f("fk_portal_code_link_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_portal_code")),
    )
    op.create_index(op.f("ix_portal_code_link_id"), "portal_code", ["link_id"], unique=False)
    op.create_table(
        "portal_visit",
        sa.Column("id", sa.UUID(as_uuid=False), nullable=False),
        sa.Column("cookie_mac", sa.Text(), nullable=False),
        sa.Column("link_id", sa.UUID(as_uuid=False), nullable=False),
        sa.Column("begun_at", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False),
        sa.Column("wrong", sa.Integer(), server_default="0", nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["link_id"], ["link.id"], name=op.f("fk_portal_visit_link_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_portal_visit")),
        sa.UniqueConstraint("cookie_mac", name=op.f("uq_portal_visit_cookie_mac")),
    )
    op.create_index("ix_portal_visit_link_id", "portal_visit", ["link_id"], unique=False)
    op.create_table(
        "signature",
        sa.Column("id", sa.UUID(as_uuid=False), nullable=False),
        sa.Column("case_id", sa.UUID(as_uuid=False), nullable=False),
        sa.Column("authorization_id", sa.UUID(as_uuid=False), nullable=False),
        sa.Column("link_id", sa.UUID(as_uuid=False), nullable=False),
        sa.Column("contact_id", sa.UUID(as_uuid=False), nullable=True),
        sa.Column("method", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("strokes", sa.Text(), nullable=True),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("text_version", sa.Text(), nullable=False),
        sa.Column("shown", sa.Text(), nullable=False),
        sa.Column("shown_sha256", sa.Text(), nullable=False),
        sa.Column("address_mac", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("paper", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_signature_case_id")),
        sa.ForeignKeyConstraint(["link_id"], ["link.id"], name=op.f("fk_signature_link_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signature")),
    )
    op.create_index(op.f("ix_signature_case_id"), "signature", ["case_id"], unique=False)
    op.add_column("access_log", sa.Column("what", sa.Text(), server_default="document", nullable=False))
    op.add_column("access_log", sa.Column("about", sa.Text(), nullable=True))
    op.alter_column("access_log", "document_id", existing_type=sa.UUID(), nullable=True)


def downgrade() -> None:
    """Take it back."""
    op.execute("DELETE FROM access_log WHERE document_id IS NULL")
    op.alter_column("access_log", "document_id", existing_type=sa.UUID(), nullable=False)
    op.drop_column("access_log", "about")
    op.drop_column("access_log", "what")
    op.drop_index(op.f("ix_signature_case_id"), table_name="signature")
    op.drop_table("signature")
    op.drop_index("ix_portal_visit_link_id", table_name="portal_visit")
    op.drop_table("portal_visit")
    op.drop_index(op.f("ix_portal_code_link_id"), table_name="portal_code")
    op.drop_table("portal_code")
    op.drop_index(op.f("ix_link_case_id"), table_name="link")
    op.drop_table("link")
