"""Staff sign in at the desk: with a password, and a code of their device where their role asks for it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Staff sign in at the desk: with a password, and a code of their device where their role asks for it."""
    op.create_table(
        "sign_in_try",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("account_mac", sa.Text(), nullable=False),
        sa.Column("address_mac", sa.Text(), nullable=False),
        sa.Column("passed", sa.Boolean(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in_try")),
    )
    op.create_index("ix_sign_in_try_account_mac_at", "sign_in_try", ["account_mac", "at"], unique=False)
    op.create_index("ix_sign_in_try_address_mac_at", "sign_in_try", ["address_mac", "at"], unique=False)
    op.create_table(
        "sign_in",
        sa.Column("id", sa.UUID(as_uuid=False), nullable=False),
        sa.Column("cookie_mac", sa.Text(), nullable=False),
        sa.Column("staff_id", sa.UUID(as_uuid=False), nullable=False),
        sa.Column("roles", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("begun_at", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False),
        sa.Column("whole_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("offered_secret", sa.Text(), nullable=True),
        sa.Column("wrong_codes", sa.Integer(), server_default="0", nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["staff_id"], ["staff_user.id"], name=op.f("fk_sign_in_staff_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in")),
        sa.UniqueConstraint("cookie_mac", name=op.f("uq_sign_in_cookie_mac")),
    )
    op.create_index(op.f("ix_sign_in_staff_id"), "sign_in", ["staff_id"], unique=False)
    op.add_column("staff_user", sa.Column("second_step_secret", sa.Text(), nullable=True))
    op.add_column("staff_user", sa.Column("second_step_used", sa.BigInteger(), nullable=True))


def downgrade() -> None:
    """Take it back."""
    op.drop_column("staff_user", "second_step_used")
    op.drop_column("staff_user", "second_step_secret")
    op.drop_index(op.f("ix_sign_in_staff_id"), table_name="sign_in")
    op.drop_table("sign_in")
    op.drop_index("ix_sign_in_try_address_mac_at", table_name="sign_in_try")
    op.drop_index("ix_sign_in_try_account_mac_at", table_name="sign_in_try")
    op.drop_table("sign_in_try")
