"""A case keeps the playbook it began under, and the database says which one new cases follow."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None

LAST = "SELECT version FROM playbook_version ORDER BY stored_at DESC, version DESC LIMIT 1"


def upgrade() -> None:
    """Until now every open case lived under the one that was taken up last."""
    op.add_column("playbook_version", sa.Column("turn", sa.Integer(), nullable=True))
    op.add_column("playbook_version", sa.Column("activated_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("playbook_version", sa.Column("activated_by", sa.Text(), nullable=True))
    op.create_unique_constraint(op.f("uq_playbook_version_turn"), "playbook_version", ["turn"])
    op.execute(f"""
        UPDATE playbook_version SET turn = 1, activated_at = stored_at, activated_by = 'operator'
        WHERE version = ({LAST})
    """)  # noqa: S608 - our own words
    op.add_column("case", sa.Column("playbook_version", sa.Integer(), nullable=True))
    op.execute(f'UPDATE "case" SET playbook_version = ({LAST})')  # noqa: S608 - our own words
    op.alter_column("case", "playbook_version", nullable=False)
    op.create_foreign_key(
        op.f("fk_case_playbook_version_playbook_version"), "case", "playbook_version", ["playbook_version"], ["version"]
    )


def downgrade() -> None:
    """Take it back."""
    op.drop_constraint(op.f("fk_case_playbook_version_playbook_version"), "case", type_="foreignkey")
    op.drop_column("case", "playbook_version")
    op.drop_constraint(op.f("uq_playbook_version_turn"), "playbook_version", type_="unique")
    for column in ("activated_by", "activated_at", "turn"):
        op.drop_column("playbook_version", column)
