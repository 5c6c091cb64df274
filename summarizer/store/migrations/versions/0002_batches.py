"""What a batch keeps: the order of its articles, what failed, batches at the endpoint. Neighbours in a row each."""

from __future__ import annotations

import itertools
import json

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Adds columns and tables; what is there stays as it is."""
    op.add_column("articles", sa.Column("place", _NUMBER, nullable=True))
    op.create_index(op.f("ix_articles_place"), "articles", ["place"], unique=False)
    op.add_column("failures", sa.Column("requests", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("failures", sa.Column("given", sa.LargeBinary(), nullable=True))
    op.add_column("failures", sa.Column("given_id", sa.Text(), nullable=True))
    op.create_index(op.f("ix_failures_given_id"), "failures", ["given_id"], unique=False)
    op.create_table(
        "batches",
        sa.Column("number", _NUMBER, autoincrement=True, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("details", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("number"),
        sa.UniqueConstraint("name"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "batch_requests",
        sa.Column("number", _NUMBER, autoincrement=True, nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("batch", sa.Text(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=True),
        sa.Column("line", sa.LargeBinary(), nullable=True),
        sa.Column("usable", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("number"),
        sa.UniqueConstraint("key"),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_batch_requests_batch"), "batch_requests", ["batch"], unique=False)
    _put_neighbours_together()


def _put_neighbours_together() -> None:
    """All neighbours of an article are read at once: a row for each pair made that slow, and the store large."""
    op.rename_table("neighbours", "pairs")
    op.create_table(
        "neighbours",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("others", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("key", name="neighbours_by_key"),
    )
    connection = op.get_bind()
    pairs = connection.execute(sa.text("SELECT key, other, affinity FROM pairs ORDER BY key"))
    for key, some in itertools.groupby(pairs.all(), lambda row: row.key):
        others = json.dumps({row.other: row.affinity for row in some})
        connection.execute(
            sa.text("INSERT INTO neighbours (key, others) VALUES (:key, :others)"), {"key": key, "others": others}
        )
    op.drop_table("pairs")
