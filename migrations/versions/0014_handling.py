"""Handling marks: how far a source, an item or an entry may go, and the day before which it may not.

No hash changes: what was recorded before has none, and what is not given is no part of the logical record.

Revision ID: 0014
Revises: 0013
"""

from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

WORDS = ("clear", "green", "amber", "amber+strict", "red")
MARKED = ("ledger", "source", "item", "entry")


def upgrade() -> None:
    """Add the columns with their conditions: added so, the triggers of their tables stay where they are."""
    text = 'TEXT COLLATE "C"' if op.get_bind().dialect.name == "postgresql" else "TEXT"
    words = " OR ".join(f"marking = '{word}'" for word in WORDS)
    for table in MARKED:
        op.execute(f"ALTER TABLE {table} ADD COLUMN marking {text} CONSTRAINT ck_{table}_marking CHECK ({words})")
        if table != "ledger":
            op.execute(f"ALTER TABLE {table} ADD COLUMN embargo {text}")


def downgrade() -> None:
    """Take them away; what the schema before has no place for would be lost, and no hash would hold any more."""
    for table in MARKED:
        given = "marking IS NOT NULL" if table == "ledger" else "marking IS NOT NULL OR embargo IS NOT NULL"
        if op.get_bind().exec_driver_sql(f"SELECT count(*) FROM {table} WHERE {given}").scalar():  # noqa: S608
            raise ValueError("this ledger holds handling marks: the schema before has no place for them")
    for table in reversed(MARKED):
        if table != "ledger":
            op.drop_column(table, "embargo")
        _drop_marking(table)


def _drop_marking(table: str) -> None:
    """A column goes with the condition that was written on it, on both engines."""
    op.execute(f"ALTER TABLE {table} DROP COLUMN marking")
