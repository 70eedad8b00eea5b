"""Keep letters to a desk that are about several patients."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Keep letters to a desk that are about several patients."""
    op.create_table(
        "summary_letter",
        sa.Column("id", sa.UUID(as_uuid=False), nullable=False),
        sa.Column("desk_id", sa.UUID(as_uuid=False), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("message_id", sa.Text(), nullable=False),
        sa.Column("reply_token", sa.Text(), nullable=False),
        sa.Column("bytes", sa.LargeBinary(), nullable=False),
        sa.Column("path", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_summary_letter")),
    )
    op.create_index(op.f("ix_summary_letter_message_id"), "summary_letter", ["message_id"], unique=False)
    op.create_index(op.f("ix_summary_letter_reply_token"), "summary_letter", ["reply_token"], unique=False)
    # What failed for good did not leave: a person may order it again to the same address.
    op.drop_index("uq_communication_once", table_name="communication")
    op.create_index(
        "uq_communication_once",
        "communication",
        ["case_id", "cause_seq", "name", "address_hash"],
        unique=True,
        postgresql_where=sa.text("status NOT IN ('withheld', 'failed')"),
    )
    op.add_column("communication", sa.Column("summary_id", sa.UUID(as_uuid=False), nullable=True))
    op.create_index(op.f("ix_communication_summary_id"), "communication", ["summary_id"], unique=False)
    op.create_foreign_key(
        op.f("fk_communication_summary_id"), "communication", "summary_letter", ["summary_id"], ["id"]
    )


def downgrade() -> None:
    """Take it back."""
    op.drop_index("uq_communication_once", table_name="communication")
    op.create_index(
        "uq_communication_once",
        "communication",
        ["case_id", "cause_seq", "name", "address_hash"],
        unique=True,
        postgresql_where=sa.text("status <> 'withheld'"),
    )
    op.drop_constraint(op.f("fk_communication_summary_id"), "communication", type_="foreignkey")
    op.drop_index(op.f("ix_communication_summary_id"), table_name="communication")
    op.drop_column("communication", "summary_id")
    op.drop_index(op.f("ix_summary_letter_reply_token"), table_name="summary_letter")
    op.drop_index(op.f("ix_summary_letter_message_id"), table_name="summary_letter")
    op.drop_table("summary_letter")
