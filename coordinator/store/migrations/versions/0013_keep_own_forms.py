"""Keep the forms that offices want with a request."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Keep the forms that offices want with a request."""
    op.create_table(
        "own_form",
        sa.Column("id", sa.UUID(as_uuid=False), nullable=False),
        sa.Column("desk_id", sa.UUID(as_uuid=False), nullable=True),
        sa.Column("request_id", sa.UUID(as_uuid=False), nullable=True),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("pages", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("filed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("filed_by", sa.Text(), nullable=False),
        sa.CheckConstraint("(desk_id IS NULL) <> (request_id IS NULL)", name=op.f("ck_own_form_whose")),
        sa.ForeignKeyConstraint(["desk_id"], ["desk.id"], name=op.f("fk_own_form_desk_id")),
        sa.ForeignKeyConstraint(["request_id"], ["record_request.id"], name=op.f("fk_own_form_request_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_own_form")),
        sa.UniqueConstraint("desk_id", name=op.f("uq_own_form_desk_id")),
        sa.UniqueConstraint("request_id", name=op.f("uq_own_form_request_id")),
    )


def downgrade() -> None:
    """Take it back."""
    op.drop_table("own_form")
