"""What an import only claims (verdicts of others, who recorded it first), who owns the settings, names of roles.

No hash changes: a changeset of before has none of these.

Revision ID: 0009
Revises: 0008
"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
COLUMNS = (
    ("changeset", "name"),
    ("changeset", "claimed_author"),
    ("changeset", "claimed_recorded_at"),
    ("changeset", "claimed_tool"),
    ("ledger", "owners"),
)


def upgrade() -> None:
    """Add the columns, which leaves the triggers of their tables where they are, and the table."""
    for table, column in COLUMNS:
        op.add_column(table, sa.Column(column, TEXT))
    op.create_table(
        "claim",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("verdict", TEXT, nullable=False),
        sa.Column("reviewer", TEXT, nullable=False),
        sa.Column("note", TEXT),
        sa.Column("changeset_id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "verdict = 'accepted' OR verdict = 'rejected' OR verdict = 'withdrawn'", name=op.f("ck_claim_verdict")
        ),
        sa.ForeignKeyConstraint(["entry_id"], ["entry.id"], name=op.f("fk_claim_entry_id_entry")),
        sa.ForeignKeyConstraint(
            ["changeset_id"],
            ["changeset.id"],
            name=op.f("fk_claim_changeset_id_changeset"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_claim")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_claim_entry_id"), "claim", ["entry_id"], unique=False)
    op.create_index(op.f("ix_claim_changeset_id"), "claim", ["changeset_id"], unique=False)
    _guard()


def _guard() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "CREATE TRIGGER claim_append_only BEFORE UPDATE OR DELETE ON claim "
            "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
        )
        op.execute(
            "CREATE TRIGGER claim_no_truncate BEFORE TRUNCATE ON claim "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )
        return
    for act in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER claim_no_{act.lower()} BEFORE {act} ON claim BEGIN "
            "SELECT RAISE(ABORT, 'what is recorded is never changed or removed: claim'); END"
        )


def downgrade() -> None:
    """Take it out; what the schema before has no place for would be lost, and no hash would hold any more."""
    asked = [f"SELECT count(*) FROM {table} WHERE {column} IS NOT NULL" for table, column in COLUMNS]  # noqa: S608 - own names
    for query in (*asked, "SELECT count(*) FROM claim"):
        if op.get_bind().exec_driver_sql(query).scalar():
            raise ValueError("this ledger holds claims or owners: the schema before has no place for them")
    op.drop_table("claim")
    for table, column in reversed(COLUMNS):
        op.drop_column(table, column)
