"""Marks: names given to places in both times.

No hash changes: a changeset of before entered none.

Revision ID: 0005
Revises: 0004
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    op.create_table(
        "mark",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("key", TEXT, nullable=False),
        sa.Column("name", TEXT, nullable=False),
        sa.Column("held", TEXT, nullable=False),
        sa.Column("known_at", sa.Integer(), nullable=False),
        sa.Column("struck", sa.Integer(), nullable=False),
        sa.Column("changeset_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("known_at >= 0", name=op.f("ck_mark_known_at")),
        sa.CheckConstraint("struck BETWEEN 0 AND 1", name=op.f("ck_mark_struck")),
        sa.ForeignKeyConstraint(
            ["changeset_id"],
            ["changeset.id"],
            name=op.f("fk_mark_changeset_id_changeset"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mark")),
        sa.UniqueConstraint("key", name=op.f("uq_mark_key")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_mark_changeset_id"), "mark", ["changeset_id"], unique=False)


def downgrade() -> None:
    """Take the table away; what the schema before has no place for would be lost, and no hash would hold any more."""
    if op.get_bind().exec_driver_sql("SELECT count(*) FROM mark").scalar():
        raise ValueError("this ledger holds marks: the schema before has no place for them")
    op.drop_table("mark")
