"""What something was taken out of, by a recorded act: the digest that it was hashed with, and the one it has.

Revision ID: 0017
Revises: 0016
"""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    op.create_table(
        "redaction",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("touched", sa.Integer(), nullable=False),
        sa.Column("stream", TEXT, nullable=False),
        sa.Column("record", TEXT, nullable=False),
        sa.Column("fields", TEXT, nullable=False),
        sa.Column("before", TEXT, nullable=False),
        sa.Column("after", TEXT, nullable=False),
        sa.Column("salted", TEXT, nullable=False),
        sa.Column("changeset_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["touched"], ["changeset.id"], name=op.f("fk_redaction_touched_changeset")),
        sa.ForeignKeyConstraint(
            ["changeset_id"],
            ["changeset.id"],
            name=op.f("fk_redaction_changeset_id_changeset"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_redaction")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_redaction_changeset_id"), "redaction", ["changeset_id"], unique=False)
    op.create_index(op.f("ix_redaction_touched"), "redaction", ["touched"], unique=False)
    _guard()


def _guard() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "CREATE TRIGGER redaction_append_only BEFORE UPDATE OR DELETE ON redaction "
            "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
        )
        op.execute(
            "CREATE TRIGGER redaction_no_truncate BEFORE TRUNCATE ON redaction "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )
        return
    for act in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER redaction_no_{act.lower()} BEFORE {act} ON redaction BEGIN "
            "SELECT RAISE(ABORT, 'what is recorded is never changed or removed: redaction'); END"
        )


def downgrade() -> None:
    """Take the table away; what the schema before has no place for would be lost."""
    if op.get_bind().exec_driver_sql("SELECT count(*) FROM redaction").scalar():
        raise ValueError("this ledger has had things taken out: the schema before has no place for that")
    op.drop_table("redaction")
