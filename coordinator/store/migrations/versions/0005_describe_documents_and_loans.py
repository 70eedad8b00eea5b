"""Say what a document shows, who holds a loan, and who read what."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Say what a document shows, who holds a loan, and who read what."""
    op.create_table(
        "access_log",
        sa.Column("id", sa.UUID(as_uuid=False), nullable=False),
        sa.Column("case_id", sa.UUID(as_uuid=False), nullable=False),
        sa.Column("document_id", sa.UUID(as_uuid=False), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("why", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_access_log_case_id")),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], name=op.f("fk_access_log_document_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_access_log")),
    )
    op.create_index(op.f("ix_access_log_case_id"), "access_log", ["case_id"], unique=False)
    op.create_index(op.f("ix_access_log_document_id"), "access_log", ["document_id"], unique=False)
    op.add_column("custody", sa.Column("kind", sa.Text(), nullable=True))
    op.add_column("custody", sa.Column("count", sa.Integer(), nullable=True))
    op.add_column("custody", sa.Column("returned_count", sa.Integer(), nullable=True))
    op.add_column(
        "custody", sa.Column("accessions", postgresql.ARRAY(sa.Text()), server_default=sa.text("'{}'"), nullable=False)
    )
    op.add_column("custody", sa.Column("stains", sa.Text(), nullable=True))
    op.add_column("custody", sa.Column("recuts", sa.Boolean(), nullable=True))
    op.add_column("custody", sa.Column("courier", sa.Text(), nullable=True))
    op.add_column("custody", sa.Column("desk_id", sa.UUID(as_uuid=False), nullable=True))
    op.add_column(
        "custody",
        sa.Column(
            "history",
            postgresql.JSONB(none_as_null=True, astext_type=sa.Text()),
            server_default=sa.text("'[]'"),
            nullable=False,
        ),
    )
    op.create_index(op.f("ix_custody_desk_id"), "custody", ["desk_id"], unique=False)
    op.create_foreign_key(op.f("fk_custody_desk_id"), "custody", "desk", ["desk_id"], ["id"])
    op.add_column("document", sa.Column("request_id", sa.UUID(as_uuid=False), nullable=True))
    op.add_column("document", sa.Column("format", sa.Text(), nullable=True))
    op.add_column("document", sa.Column("page_count", sa.Integer(), nullable=True))
    op.add_column(
        "document",
        sa.Column(
            "pieces",
            postgresql.JSONB(none_as_null=True, astext_type=sa.Text()),
            server_default=sa.text("'[]'"),
            nullable=False,
        ),
    )
    op.add_column("document", sa.Column("came_by", sa.Text(), nullable=True))
    op.add_column("document", sa.Column("dated", sa.Date(), nullable=True))
    op.add_column(
        "document", sa.Column("labels", postgresql.ARRAY(sa.Text()), server_default=sa.text("'{}'"), nullable=False)
    )
    op.add_column("document", sa.Column("legible", sa.Boolean(), nullable=True))
    op.add_column("document", sa.Column("sealed", sa.Boolean(), server_default=sa.text("false"), nullable=False))
    op.add_column("document", sa.Column("suspected", sa.Boolean(), server_default=sa.text("false"), nullable=False))
    op.add_column(
        "document", sa.Column("matched", postgresql.ARRAY(sa.Text()), server_default=sa.text("'{}'"), nullable=False)
    )
    op.add_column("document", sa.Column("verified_by", sa.Text(), nullable=True))
    op.add_column("document", sa.Column("verified_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column(
        "document", sa.Column("study", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True)
    )
    op.add_column("record_item", sa.Column("asked_again", sa.Text(), nullable=True))


def downgrade() -> None:
    """Take it back."""
    op.drop_column("record_item", "asked_again")
    op.drop_column("document", "study")
    op.drop_column("document", "verified_at")
    op.drop_column("document", "verified_by")
    op.drop_column("document", "matched")
    op.drop_column("document", "suspected")
    op.drop_column("document", "sealed")
    op.drop_column("document", "legible")
    op.drop_column("document", "labels")
    op.drop_column("document", "dated")
    op.drop_column("document", "came_by")
    op.drop_column("document", "pieces")
    op.drop_column("document", "page_count")
    op.drop_column("document", "format")
    op.drop_column("document", "request_id")
    op.drop_constraint(op.f("fk_custody_desk_id"), "custody", type_="foreignkey")
    op.drop_index(op.f("ix_custody_desk_id"), table_name="custody")
    op.drop_column("custody", "history")
    op.drop_column("custody", "desk_id")
    op.drop_column("custody", "courier")
    op.drop_column("custody", "recuts")
    op.drop_column("custody", "stains")
    op.drop_column("custody", "accessions")
    op.drop_column("custody", "returned_count")
    op.drop_column("custody", "count")
    op.drop_column("custody", "kind")
    op.drop_index(op.f("ix_access_log_document_id"), table_name="access_log")
    op.drop_index(op.f("ix_access_log_case_id"), table_name="access_log")
    op.drop_table("access_log")
