"""Signatures of changesets, beside the record: no hash is over them.

Revision ID: 0016
Revises: 0015
"""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    op.create_table(
        "signature",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("author", TEXT, nullable=False),
        sa.Column("at", TEXT, nullable=False),
        sa.Column("signature", TEXT, nullable=False),
        sa.Column("changeset_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["changeset_id"],
            ["changeset.id"],
            name=op.f("fk_signature_changeset_id_changeset"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signature")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_signature_changeset_id"), "signature", ["changeset_id"], unique=False)
    _guard()


def _guard() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "CREATE TRIGGER signature_append_only BEFORE UPDATE OR DELETE ON signature "
            "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
        )
        op.execute(
            "CREATE TRIGGER signature_no_truncate BEFORE TRUNCATE ON signature "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )
        return
    for act in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER signature_no_{act.lower()} BEFORE {act} ON signature BEGIN "
            "SELECT RAISE(ABORT, 'what is recorded is never changed or removed: signature'); END"
        )


def downgrade() -> None:
    """Take the table away; what the schema before has no place for would be lost."""
    if op.get_bind().exec_driver_sql("SELECT count(*) FROM signature").scalar():
        raise ValueError("this ledger holds signatures: the schema before has no place for them")
    op.drop_table("signature")
