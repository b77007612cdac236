"""Views: what was rejected where the ledger only said it again counts no more, as in every other output.

An entry is said again of the other days of its round, under another key, or by an undo. Who rejects that rejects what
it says, whoever said it first.

No hash changes: views hold nothing.

Revision ID: 0019
Revises: 0018
"""

from typing import Any

import sqlalchemy as sa
from alembic import context, op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

REDEFINED = "substr(s.reason, 1, 11) = 'redefined: '"
UNDONE = "substr(s.reason, 1, 6) = 'undo @' AND substr(ltrim(substr(s.reason, 7), '0123456789'), 1, 2) = ': '"
AGAIN = f"CASE WHEN {REDEFINED} THEN s.supersedes_id WHEN {UNDONE} THEN s.after_id END"
"""The number of the entry that ``s`` only says again."""
REJECTED = f"""rejected(id) AS (
  SELECT v.entry_id FROM review v WHERE v.verdict = 'rejected' AND NOT EXISTS (
    SELECT 1 FROM review w WHERE w.entry_id = v.entry_id AND w.reviewer = v.reviewer AND w.id > v.id)
  UNION SELECT {AGAIN} FROM entry s JOIN rejected x ON x.id = s.id WHERE {AGAIN} IS NOT NULL)"""  # noqa: S608 - our own words
TAKEN = f"""taken(id, until) AS (
  SELECT s.supersedes_id, 0 FROM entry s WHERE s.supersedes_id IS NOT NULL
    AND CASE s.op WHEN 'retract' THEN s.supersedes_id ELSE s.id END NOT IN (SELECT x.id FROM rejected x)
  UNION SELECT s.supersedes_id, s.after_id FROM entry s JOIN rejected x ON x.id = s.id
    WHERE {UNDONE} AND s.supersedes_id <> s.after_id
  UNION SELECT e.supersedes_id, t.until FROM taken t JOIN entry e ON e.id = t.id
    WHERE e.supersedes_id IS NOT NULL AND e.supersedes_id <> t.until)"""  # noqa: S608 - our own words
"""Whose place was taken by what counts, at once or by way of others; by an undoing that was rejected down to ``until``.

What takes back an entry that was rejected takes no place of what that one had corrected.
"""
IN_FORCE = (
    "{e}.op = 'assert' AND {e}.id NOT IN (SELECT x.id FROM rejected x) AND {e}.id NOT IN (SELECT t.id FROM taken t)"
)


def upgrade() -> None:
    for name, sql in _of_a_server() if _on_server() else _of_a_file():
        _create(name, _replaced(name, sql, _words()))


def downgrade() -> None:
    words = [(new, old) for old, new in _words()]
    for name, sql in _of_a_server() if _on_server() else _of_a_file():
        _create(name, sql if _on_server() else _replaced(name, sql, words))


def readings_of_a_server() -> str:
    """Return the statement of ``v_readings`` as this revision makes it on a server."""
    found = dict(_of_a_server())
    return _replaced("v_readings", found["v_readings"], _words())


def _words() -> list[tuple[str, str]]:
    """What stands in the views of the revisions before, and what does now."""
    before: str = _module("0003").IN_FORCE
    with_them = f"WITH RECURSIVE {REJECTED}, {TAKEN}"
    begins = [(f"WITH {name} AS (", f"{with_them}, {name} AS (") for name in ("standing", "steps")]
    return [*begins, *((before.format(e=one), IN_FORCE.format(e=one)) for one in "ef")]


def _replaced(name: str, sql: str, words: list[tuple[str, str]]) -> str:
    if sum(old in sql for old, _new in words) != len(words) - 1:  # each view has but one of the beginnings
        raise RuntimeError(f"the view {name} is not what its revision made")
    for old, new in words:
        sql = sql.replace(old, new)
    return sql


def _create(name: str, sql: str) -> None:
    """Make the view anew; on a server it keeps what was granted on it."""
    if _on_server():
        sql = sql.replace("CREATE VIEW", "CREATE OR REPLACE VIEW", 1)
    else:
        op.execute(f"DROP VIEW {name}")
    op.get_bind().exec_driver_sql(sql)


def _of_a_file() -> list[tuple[str, str]]:
    found = sa.text("SELECT name, sql FROM sqlite_schema WHERE type = 'view' AND name IN ('v_readings', 'v_changes')")
    return [(name, sql) for name, sql in op.get_bind().execute(found)]


def _of_a_server() -> list[tuple[str, str]]:
    """Name and statement of each view, as the revisions before made it: a server tells them in words of its own."""
    later, blocs = _module("0007"), _module("0015")
    ends = "e.changeset_id AS changeset\n"
    readings: str = later.statement(later.BEFORE, later.NOW)
    changes: str = _module("0003").CHANGES
    return [("v_readings", readings.replace(ends, ends.replace("\n", f"{blocs.ADDED}\n"), 1)), ("v_changes", changes)]


def _on_server() -> bool:
    return op.get_bind().dialect.name == "postgresql"


def _module(number: str) -> Any:
    former: Any = context.script.get_revision(number)
    return former.module
