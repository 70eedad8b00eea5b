"""Who of the staff looked at which pages of a case."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Who of the staff looked at which pages of a case."""
    op.create_table(
        "case_look",
        sa.Column("case_id", sa.UUID(as_uuid=False), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("quarter_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("pages", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_case_look_case_id")),
        sa.PrimaryKeyConstraint("case_id", "by", "quarter_at", name=op.f("pk_case_look")),
    )


def downgrade() -> None:
    """Take it back."""
    op.drop_table("case_look")
