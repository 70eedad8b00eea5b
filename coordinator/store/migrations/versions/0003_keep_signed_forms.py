"""Keep what was signed, what left under it, and on what authority somebody acts."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Keep what was signed, what left under it, and on what authority somebody acts."""
    op.add_column("authorization", sa.Column("authority_document_id", sa.UUID(as_uuid=False), nullable=True))
    op.add_column("authorization", sa.Column("expires_event", sa.Text(), nullable=True))
    op.add_column("authorization", sa.Column("signature_method", sa.Text(), nullable=True))
    op.add_column("authorization", sa.Column("signature_evidence", sa.Text(), nullable=True))
    op.add_column("authorization", sa.Column("form", postgresql.JSONB(none_as_null=True), nullable=True))
    op.add_column("authorization", sa.Column("alone_for", sa.Text(), nullable=True))
    op.add_column("authorization", sa.Column("renews", sa.UUID(as_uuid=False), nullable=True))
    op.add_column("authorization", sa.Column("revoked_how", sa.Text(), nullable=True))
    op.add_column(
        "authorization",
        sa.Column("disclosures", postgresql.JSONB(none_as_null=True), nullable=True),
    )
    op.add_column("contact", sa.Column("emergency", sa.Boolean(), nullable=True))
    op.add_column("contact", sa.Column("authority_document_id", sa.UUID(as_uuid=False), nullable=True))
    op.add_column("contact", sa.Column("authority_until", sa.Date(), nullable=True))
    op.add_column("contact", sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("contact_point", sa.Column("detail_text_version", sa.Text(), nullable=True))
    op.add_column("contact_point", sa.Column("detail_allowed_by", sa.Text(), nullable=True))


def downgrade() -> None:
    """Take it back."""
    op.drop_column("contact_point", "detail_allowed_by")
    op.drop_column("contact_point", "detail_text_version")
    op.drop_column("contact", "revoked_at")
    op.drop_column("contact", "authority_until")
    op.drop_column("contact", "authority_document_id")
    op.drop_column("contact", "emergency")
    op.drop_column("authorization", "disclosures")
    op.drop_column("authorization", "revoked_how")
    op.drop_column("authorization", "renews")
    op.drop_column("authorization", "alone_for")
    op.drop_column("authorization", "form")
    op.drop_column("authorization", "signature_evidence")
    op.drop_column("authorization", "signature_method")
    op.drop_column("authorization", "expires_event")
    op.drop_column("authorization", "authority_document_id")
