"""When a group was last taken on to be read, jobs by state, and answers that several machines share."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Makes the table, the column and the index."""
    op.create_table(
        "answers",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("answer", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("key"),
    )
    op.add_column("groups", sa.Column("tried", sa.Float(), nullable=True))
    op.create_index(op.f("ix_jobs_state"), "jobs", ["state"], unique=False)
