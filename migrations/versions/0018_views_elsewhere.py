"""Views that DuckDB reads too, which runs their SQL itself: days as days, today and the lesser of two in words of both.

No hash changes: views hold nothing. On PostgreSQL they stay as they are: DuckDB has the server run them.

Revision ID: 0018
Revises: 0017
"""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

VIEWS = ("v_readings", "v_history", "v_changes", "v_sources")
WORDS = (
    ("date('now')", "CAST(CURRENT_DATE AS TEXT)"),
    ("min(e.id, f.id)", "CASE WHEN e.id < f.id THEN e.id ELSE f.id END"),
    ("max(e.id, f.id)", "CASE WHEN e.id < f.id THEN f.id ELSE e.id END"),
    *((f"{one}.held_from AS held_from", f"date({one}.held_from) AS held_from") for one in "ec"),
    *((f"{one}.held_to AS held_on", f"date({one}.held_to) AS held_on") for one in "ec"),
    ("MIN(e.held_from) AS first_held", "date(MIN(e.held_from)) AS first_held"),
    ("MAX(e.held_to) AS last_held", "date(MAX(e.held_to)) AS last_held"),
)
"""What stood there, and what does now; SQLite says the same in both."""


def upgrade() -> None:
    _say(WORDS)


def downgrade() -> None:
    _say(tuple((new, old) for old, new in WORDS))


def _say(words: tuple[tuple[str, str], ...]) -> None:
    if op.get_bind().dialect.name == "postgresql":
        return
    for name in VIEWS:
        found = sa.text("SELECT sql FROM sqlite_schema WHERE type = 'view' AND name = :name")
        sql = str(op.get_bind().execute(found, {"name": name}).scalar_one())
        for old, new in words:
            sql = sql.replace(old, new)
        op.execute(f"DROP VIEW {name}")
        op.get_bind().exec_driver_sql(sql)
