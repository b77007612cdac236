"""Views: filters kept under a name, for everybody.

No hash changes: a changeset of before entered none.

Revision ID: 0012
Revises: 0011
"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    op.create_table(
        "view",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("key", TEXT, nullable=False),
        sa.Column("name", TEXT, nullable=False),
        sa.Column("filter", TEXT),
        sa.Column("sort", TEXT),
        sa.Column("folded", TEXT),
        sa.Column("struck", sa.Integer(), nullable=False),
        sa.Column("changeset_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("struck BETWEEN 0 AND 1", name=op.f("ck_view_struck")),
        sa.ForeignKeyConstraint(
            ["changeset_id"],
            ["changeset.id"],
            name=op.f("fk_view_changeset_id_changeset"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_view")),
        sa.UniqueConstraint("key", name=op.f("uq_view_key")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_view_changeset_id"), "view", ["changeset_id"], unique=False)


def downgrade() -> None:
    """Take the table away; what the schema before has no place for would be lost, and no hash would hold any more."""
    if op.get_bind().exec_driver_sql("SELECT count(*) FROM view").scalar():
        raise ValueError("this ledger holds views: the schema before has no place for them")
    op.drop_table("view")
