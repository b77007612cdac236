"""Proposals and drafts: beside the record, what counts for nothing until somebody accepts it.

No hash changes: none of it is part of a changeset.

Revision ID: 0008
Revises: 0007
"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
TABLES = ("draft", "draft_step", "proposal", "proposal_verdict")
STEPS = ("opened", "returned", "reopened", "accepted", "dropped")
OUTCOMES = ("accepted", "amended", "rejected", "dropped")


def upgrade() -> None:
    """Make the tables, and let nobody change or remove what they hold."""
    _table("draft", _text("name"), sa.UniqueConstraint("name", name=op.f("uq_draft_name")))
    _table(
        "draft_step",
        *_number("draft_step", "draft_id", "draft"),
        *(_text(name) for name in ("step", "author", "at")),
        sa.Column("note", TEXT),
        *_number("draft_step", "changeset_id", "changeset", nullable=True),
        _one_of("draft_step", "step", STEPS),
    )
    _table(
        "proposal",
        *_number("proposal", "draft_id", "draft", nullable=True),
        *(_text(name) for name in ("proposer", "author", "at", "line", "sha256")),
    )
    _table(
        "proposal_verdict",
        *_number("proposal_verdict", "proposal_id", "proposal"),
        *(_text(name) for name in ("outcome", "author", "at")),
        sa.Column("note", TEXT),
        sa.Column("line", TEXT),
        *_number("proposal_verdict", "changeset_id", "changeset", nullable=True),
        _one_of("proposal_verdict", "outcome", OUTCOMES),
        sa.UniqueConstraint("proposal_id", name=op.f("uq_proposal_verdict_proposal_id")),
    )
    for table, column in (
        ("draft_step", "draft_id"),
        ("draft_step", "changeset_id"),
        ("proposal", "draft_id"),
        ("proposal", "sha256"),
        ("proposal_verdict", "changeset_id"),
    ):
        op.create_index(op.f(f"ix_{table}_{column}"), table, [column], unique=False)
    for table in TABLES:
        _guard(table)


def downgrade() -> None:
    """Take the tables away; what somebody proposed would be lost."""
    if op.get_bind().exec_driver_sql("SELECT count(*) FROM proposal").scalar():
        raise ValueError("this ledger holds proposals: the schema before has no place for them")
    for table in reversed(TABLES):
        op.drop_table(table)


def _table(name: str, *parts: sa.schema.SchemaItem) -> None:
    number = sa.Column("id", sa.Integer(), autoincrement=False, nullable=False)
    op.create_table(name, number, *parts, sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{name}")), sqlite_strict=True)


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, TEXT, nullable=False)


def _number(table: str, name: str, target: str, *, nullable: bool = False) -> tuple[sa.schema.SchemaItem, ...]:
    key = sa.ForeignKeyConstraint([name], [f"{target}.id"], name=op.f(f"fk_{table}_{name}_{target}"))
    return sa.Column(name, sa.Integer(), nullable=nullable), key


def _one_of(table: str, name: str, words: tuple[str, ...]) -> sa.CheckConstraint:
    chain = " OR ".join(f"{name} = '{word}'" for word in words)
    return sa.CheckConstraint(chain, name=op.f(f"ck_{table}_{name}"))


def _guard(table: str) -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
        )
        op.execute(
            f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )
        return
    for act in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER {table}_no_{act.lower()} BEFORE {act} ON {table} BEGIN "
            f"SELECT RAISE(ABORT, 'what is recorded is never changed or removed: {table}'); END"
        )
