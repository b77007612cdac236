"""Views: what says less of an item does not stand for what says more of the same days, though its days are finer.

Of *discussed* on the 14th and *deadlocked* on the 13th and 14th both stand; before, the former stood alone.

No hash changes: views hold nothing.

Revision ID: 0020
Revises: 0019
"""

from typing import Any

import sqlalchemy as sa
from alembic import context, op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

TELLS = "CASE COALESCE({e}.status, '') WHEN 'open' THEN 0 WHEN 'discussed' THEN 1 ELSE 2 END"
"""How much a status tells among those that agree."""
BEFORE = "q.relation = 'within' AND "
NOW = f"{BEFORE}{TELLS.format(e='f')} >= {TELLS.format(e='e')} AND "


def upgrade() -> None:
    _create(_replaced(_statement(), BEFORE, NOW))


def downgrade() -> None:
    _create(_statement() if _on_server() else _replaced(_statement(), NOW, BEFORE))


def _replaced(sql: str, before: str, now: str) -> str:
    if before not in sql:
        raise RuntimeError("the view v_readings is not what its revision made")
    return sql.replace(before, now)


def _create(sql: str) -> None:
    """Make the view anew; on a server it keeps what was granted on it."""
    if _on_server():
        sql = sql.replace("CREATE VIEW", "CREATE OR REPLACE VIEW", 1)
    else:
        op.execute("DROP VIEW v_readings")
    op.get_bind().exec_driver_sql(sql)


def _statement() -> str:
    """Return the statement of the view as the revision before made it: a server tells it in words of its own."""
    if _on_server():
        former: Any = context.script.get_revision("0019")
        return str(former.module.readings_of_a_server())
    found = sa.text("SELECT sql FROM sqlite_schema WHERE type = 'view' AND name = 'v_readings'")
    return str(op.get_bind().execute(found).scalar_one())


def _on_server() -> bool:
    return op.get_bind().dialect.name == "postgresql"
