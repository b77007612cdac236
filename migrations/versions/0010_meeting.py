"""Records renamed, joined and split; copies that come together.

No hash changes: what was recorded before has none of it, and what is not given is no part of the logical record.

Revision ID: 0010
Revises: 0009
"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
COLUMNS = (
    ("party", "joined"),
    ("person", "joined"),
    ("source", "joined"),
    ("item", "joined"),
    ("item", "split_from"),
    ("changeset", "origin"),
    ("changeset", "merged_by"),
)


def upgrade() -> None:
    """Add the columns, and the index that finds changed keys."""
    for table, column in COLUMNS:
        op.add_column(table, sa.Column(column, TEXT))
    where = sa.text("field = 'key'")
    op.create_index("ix_edit_of_keys", "edit", ["id"], unique=False, sqlite_where=where, postgresql_where=where)


def downgrade() -> None:
    """Take them away; what the schema before has no place for would be lost, and no hash would hold any more."""
    for table, column in COLUMNS:
        if op.get_bind().exec_driver_sql(f"SELECT count(*) FROM {table} WHERE {column} IS NOT NULL").scalar():  # noqa: S608
            raise ValueError(f"this ledger holds {table}s with {column}: the schema before has no place for them")
    if op.get_bind().exec_driver_sql("SELECT count(*) FROM edit WHERE field = 'key'").scalar():
        raise ValueError("this ledger holds renamed records: the schema before cannot read their history")
    op.drop_index("ix_edit_of_keys", table_name="edit")
    for table, column in COLUMNS:
        op.drop_column(table, column)
