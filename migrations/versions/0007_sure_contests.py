"""What is only possible contests nothing that is sure: ``contested`` in the view of readings, as everywhere else.

Revision ID: 0007
Revises: 0006
"""

from typing import Any

from alembic import context, op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

VIEW_OF = "0003"
"""The revision that made the view as it was."""
BEFORE = "    WHERE (q.entry_id = e.id OR q.other_id = e.id) AND q.relation = 'rival') THEN 1 ELSE 0 END AS contested,"
NOW = (
    "    JOIN entry y ON y.id = x.entry_id\n"
    "    WHERE (q.entry_id = e.id OR q.other_id = e.id) AND q.relation = 'rival'\n"
    "      AND (y.held_to <= {today}) = (e.held_to <= {today})) THEN 1 ELSE 0 END AS contested,"
)


def upgrade() -> None:
    """Make the view of readings anew."""
    _create(BEFORE, NOW)


def downgrade() -> None:
    """Make it as it was."""
    _create(BEFORE, BEFORE)


def _create(old: str, new: str) -> None:
    sql = statement(old, new)
    op.execute("DROP VIEW v_readings")
    op.execute(sql)


def statement(old: str, new: str) -> str:
    """Return what makes the view, with this condition in the place of that one."""
    postgres = op.get_bind().dialect.name == "postgresql"
    former: Any = context.script.get_revision(VIEW_OF)
    view: str = former.module.READINGS
    if old not in view:
        raise RuntimeError("the view of readings is not what revision 0003 made")
    today = "to_char(now() AT TIME ZONE 'UTC', 'YYYY-MM-DD')" if postgres else "date('now')"
    least, most = ("least", "greatest") if postgres else ("min", "max")
    sql = view.replace(old, new).format(today=today)
    return sql.replace("min_of(", f"{least}(").replace("max_of(", f"{most}(")
