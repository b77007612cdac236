"""Blocs: tags and members of parties, and stances taken on behalf of others.

No hash changes: what was recorded before has none of it, and what is not given is no part of the logical record.

Revision ID: 0015
Revises: 0014
"""

from typing import Any

import sqlalchemy as sa
from alembic import context, op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
LISTS = ("party_members", "party_tags")
ADDED = ", e.on_behalf_of AS on_behalf_of, e.marking AS marking, e.embargo AS embargo"
"""What the views have won: handling marks too, which came without them."""


def upgrade() -> None:
    op.add_column("entry", sa.Column("on_behalf_of", TEXT))
    op.create_table("party_tags", *_of("party_tags"), sa.Column("value", TEXT, nullable=False), sqlite_strict=True)
    op.create_table(
        "party_members",
        *_of("party_members"),
        sa.Column("member", TEXT, nullable=False),
        sa.Column("from", TEXT),
        sa.Column("to", TEXT),
        _to_party("party_members", "member"),
        sqlite_strict=True,
    )
    _views(ADDED)


def downgrade() -> None:
    """Take it away; what the schema before has no place for would be lost, and no hash would hold any more."""
    count = op.get_bind().exec_driver_sql
    if any(count(f"SELECT count(*) FROM {name}").scalar() for name in LISTS):  # noqa: S608
        raise ValueError("this ledger holds parties with tags or members: the schema before has no place for them")
    if count("SELECT count(*) FROM entry WHERE on_behalf_of IS NOT NULL").scalar():
        raise ValueError("this ledger holds stances taken on behalf of others: the schema before has no place for it")
    _views("")
    for name in LISTS:
        op.drop_table(name)
    op.drop_column("entry", "on_behalf_of")


def _of(table: str) -> tuple[Any, ...]:
    """An element of a list that a party has."""
    return (
        sa.Column("party", TEXT, nullable=False),
        sa.Column("place", sa.Integer(), autoincrement=False, nullable=False),
        _to_party(table, "party"),
        sa.PrimaryKeyConstraint("party", "place", name=op.f(f"pk_{table}")),
    )


def _to_party(table: str, column: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_{column}_party")
    return sa.ForeignKeyConstraint([column], ["party.key"], name=name, initially="DEFERRED", deferrable=True)


def _views(added: str) -> None:
    """Make the views of what is held anew, with more columns at the end or without it.

    On PostgreSQL a view that only wins a column keeps what was granted on it.
    """
    keeps = added and op.get_bind().dialect.name == "postgresql"
    for name, ends, sql in _as_they_were():
        if ends not in sql:
            raise RuntimeError(f"the view {name} is not what its revision made")
        if not keeps:
            op.execute(f"DROP VIEW {name}")
        create = sql.replace(ends, ends.replace("\n", f"{added}\n"), 1)
        op.execute(create.replace("CREATE VIEW", "CREATE OR REPLACE VIEW", 1) if keeps else create)


def _as_they_were() -> list[tuple[str, str, str]]:
    """Name, the end of the list of columns, and the statement of each view."""
    postgres = op.get_bind().dialect.name == "postgresql"
    readings, history = _module("0007"), _module("0004")
    words = {
        "items": history._joined(*history.ITEMS, "', '", postgres=postgres),  # noqa: SLF001
        "cited": history._joined(*history.CITATIONS, "'; '", postgres=postgres),  # noqa: SLF001
    }
    return [
        ("v_readings", "e.changeset_id AS changeset\n", readings.statement(readings.BEFORE, readings.NOW)),
        ("v_history", "AS recorded_at\n", history.HISTORY.format(**words)),
    ]


def _module(revision: str) -> Any:
    former: Any = context.script.get_revision(revision)
    return former.module
