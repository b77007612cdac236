# ruff: noqa: E501 - constraints are written as the database shows them
"""The first schema: descriptive records, the record itself, its citations, acts and full text.

Revision ID: 0001
Revises:
"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

APPLICATION_ID = 0x504F534C  # "POSL" in an SQLite file's header: how a ledger is told from any other database
TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
LONG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
APPEND_ONLY = (
    "changeset", "edit", "entry", "entry_items", "citation", "dropped_citation", "rival", "settlement", "review",
    "attachment",
)  # fmt: skip


def upgrade() -> None:
    _create_tables()
    if op.get_bind().dialect.name == "postgresql":
        _finish_on_postgresql()
    else:
        _finish_on_sqlite()


def downgrade() -> None:
    op.execute("DROP TABLE search_index")
    if op.get_bind().dialect.name == "postgresql":
        for table in APPEND_ONLY:
            op.execute(f"DROP TRIGGER {table}_append_only ON {table}")
            op.execute(f"DROP TRIGGER {table}_no_truncate ON {table}")
        op.execute("DROP FUNCTION refuse_change()")
    else:
        op.execute("PRAGMA application_id = 0")
    for table in TABLES_LAST_FIRST:
        op.drop_table(table)


def _finish_on_sqlite() -> None:
    op.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    for table in APPEND_ONLY:
        for act in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{act.lower()} BEFORE {act} ON {table} BEGIN "
                f"SELECT RAISE(ABORT, 'what is recorded is never changed or removed: {table}'); END"
            )
    op.execute(
        "CREATE VIRTUAL TABLE search_index USING fts5("
        'kind UNINDEXED, ref UNINDEXED, place UNINDEXED, body, tokenize = "unicode61 remove_diacritics 2")'
    )


def _finish_on_postgresql() -> None:
    op.execute(
        "CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'what is recorded is never changed or removed: %', TG_TABLE_NAME; END $$"
    )
    for table in APPEND_ONLY:
        op.execute(
            f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
        )
        op.execute(
            f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )
    op.execute(
        "CREATE TABLE search_index (kind text NOT NULL, ref text NOT NULL, place text NOT NULL, body text NOT NULL, "
        "words tsvector GENERATED ALWAYS AS (to_tsvector('simple', body)) STORED)"
    )
    op.execute("CREATE INDEX search_index_words ON search_index USING gin (words)")
    op.execute("CREATE INDEX search_index_ref ON search_index (kind, ref)")


TABLES_LAST_FIRST = (
    "dropped_citation", "settlement", "rival", "review", "entry_items", "citation", "round_parties", "entry", "delegate", "round", "party_aliases", "item_tags", "item_links", "attachment", "source", "party", "ledger", "item", "edit", "changeset",
)  # fmt: skip


def _create_tables() -> None:
    op.create_table(
        "changeset",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("author", TEXT, nullable=False),
        sa.Column("recorded_at", TEXT, nullable=False),
        sa.Column("tool", TEXT, nullable=False),
        sa.Column("message", TEXT, nullable=True),
        sa.Column("previous", TEXT, nullable=True),
        sa.Column("hash", TEXT, nullable=False),
        sa.Column("streams", TEXT, nullable=False),
        sa.CheckConstraint("length(hash) = 64", name=op.f("ck_changeset_hash")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_changeset")),
        sa.UniqueConstraint("hash", name=op.f("uq_changeset_hash")),
        sqlite_strict=True,
    )
    op.create_table(
        "edit",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("record", TEXT, nullable=False),
        sa.Column("field", TEXT, nullable=False),
        sa.Column("old", TEXT, nullable=False),
        sa.Column("new", TEXT, nullable=False),
        sa.Column("changeset_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["changeset_id"],
            ["changeset.id"],
            name=op.f("fk_edit_changeset_id_changeset"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_edit")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_edit_changeset_id"), "edit", ["changeset_id"], unique=False)
    op.create_index(op.f("ix_edit_record"), "edit", ["record"], unique=False)
    op.create_table(
        "item",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("key", TEXT, nullable=False),
        sa.Column("kind", TEXT, nullable=False),
        sa.Column("title", TEXT, nullable=False),
        sa.Column("question", TEXT, nullable=True),
        sa.Column("category", TEXT, nullable=True),
        sa.Column("track", TEXT, nullable=True),
        sa.Column("difficulty", sa.Integer(), nullable=True),
        sa.Column("scale_low", TEXT, nullable=True),
        sa.Column("scale_high", TEXT, nullable=True),
        sa.Column("part_of", TEXT, nullable=True),
        sa.Column("due", TEXT, nullable=True),
        sa.Column("owner", TEXT, nullable=True),
        sa.Column("struck", sa.Integer(), nullable=False),
        sa.Column("changeset_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("kind = 'issue' OR kind = 'commitment'", name=op.f("ck_item_kind")),
        sa.CheckConstraint("difficulty BETWEEN 1 AND 5", name=op.f("ck_item_difficulty")),
        sa.CheckConstraint("struck BETWEEN 0 AND 1", name=op.f("ck_item_struck")),
        sa.ForeignKeyConstraint(
            ["changeset_id"],
            ["changeset.id"],
            name=op.f("fk_item_changeset_id_changeset"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["part_of"], ["item.key"], name=op.f("fk_item_part_of_item"), initially="DEFERRED", deferrable=True
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_item")),
        sa.UniqueConstraint("key", name=op.f("uq_item_key")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_item_changeset_id"), "item", ["changeset_id"], unique=False)
    op.create_table(
        "ledger",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("title", TEXT, nullable=True),
        sa.Column("description", TEXT, nullable=True),
        sa.Column("four_eyes", sa.Integer(), nullable=False),
        sa.Column("changeset_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("four_eyes BETWEEN 0 AND 1", name=op.f("ck_ledger_four_eyes")),
        sa.CheckConstraint("id = 1", name=op.f("ck_ledger_single")),
        sa.ForeignKeyConstraint(
            ["changeset_id"],
            ["changeset.id"],
            name=op.f("fk_ledger_changeset_id_changeset"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ledger")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_ledger_changeset_id"), "ledger", ["changeset_id"], unique=False)
    op.create_table(
        "party",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("key", TEXT, nullable=False),
        sa.Column("code", TEXT, nullable=False),
        sa.Column("name", TEXT, nullable=False),
        sa.Column("role", TEXT, nullable=False),
        sa.Column("struck", sa.Integer(), nullable=False),
        sa.Column("changeset_id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "role = 'principal' OR role = 'mediator' OR role = 'host' OR role = 'stakeholder'",
            name=op.f("ck_party_role"),
        ),
        sa.CheckConstraint("struck BETWEEN 0 AND 1", name=op.f("ck_party_struck")),
        sa.ForeignKeyConstraint(
            ["changeset_id"],
            ["changeset.id"],
            name=op.f("fk_party_changeset_id_changeset"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_party")),
        sa.UniqueConstraint("key", name=op.f("uq_party_key")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_party_changeset_id"), "party", ["changeset_id"], unique=False)
    op.create_table(
        "source",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("key", TEXT, nullable=False),
        sa.Column("title", TEXT, nullable=False),
        sa.Column("publisher", TEXT, nullable=True),
        sa.Column("kind", TEXT, nullable=False),
        sa.Column("published", TEXT, nullable=True),
        sa.Column("url", TEXT, nullable=True),
        sa.Column("language", TEXT, nullable=True),
        sa.Column("reliability", TEXT, nullable=False),
        sa.Column("carries", TEXT, nullable=True),
        sa.Column("sha256", TEXT, nullable=True),
        sa.Column("struck", sa.Integer(), nullable=False),
        sa.Column("changeset_id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "kind = 'news-report' OR kind = 'statement' OR kind = 'readout' OR kind = 'commentary' OR kind = 'assessment' OR kind = 'document'",
            name=op.f("ck_source_kind"),
        ),
        sa.CheckConstraint(
            "reliability = 'A' OR reliability = 'B' OR reliability = 'C' OR reliability = 'D' OR reliability = 'E' OR reliability = 'F'",
            name=op.f("ck_source_reliability"),
        ),
        sa.CheckConstraint("struck BETWEEN 0 AND 1", name=op.f("ck_source_struck")),
        sa.ForeignKeyConstraint(
            ["changeset_id"],
            ["changeset.id"],
            name=op.f("fk_source_changeset_id_changeset"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_source")),
        sa.UniqueConstraint("key", name=op.f("uq_source_key")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_source_changeset_id"), "source", ["changeset_id"], unique=False)
    op.create_table(
        "attachment",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("source_id", sa.Integer(), nullable=False),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.Column("sha256", TEXT, nullable=False),
        sa.Column("text", TEXT, nullable=False),
        sa.Column("changeset_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["changeset_id"],
            ["changeset.id"],
            name=op.f("fk_attachment_changeset_id_changeset"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(["source_id"], ["source.id"], name=op.f("fk_attachment_source_id_source")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attachment")),
        sa.UniqueConstraint("source_id", "edition", name=op.f("uq_attachment_source_id_edition")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_attachment_changeset_id"), "attachment", ["changeset_id"], unique=False)
    op.create_table(
        "item_links",
        sa.Column("item", TEXT, nullable=False),
        sa.Column("place", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("kind", TEXT, nullable=False),
        sa.Column("to", TEXT, nullable=False),
        sa.CheckConstraint(
            "kind = 'depends-on' OR kind = 'trades-with' OR kind = 'relates-to'", name=op.f("ck_item_links_kind")
        ),
        sa.ForeignKeyConstraint(
            ["item"], ["item.key"], name=op.f("fk_item_links_item_item"), initially="DEFERRED", deferrable=True
        ),
        sa.ForeignKeyConstraint(
            ["to"], ["item.key"], name=op.f("fk_item_links_to_item"), initially="DEFERRED", deferrable=True
        ),
        sa.PrimaryKeyConstraint("item", "place", name=op.f("pk_item_links")),
        sqlite_strict=True,
    )
    op.create_table(
        "item_tags",
        sa.Column("item", TEXT, nullable=False),
        sa.Column("place", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("value", TEXT, nullable=False),
        sa.ForeignKeyConstraint(
            ["item"], ["item.key"], name=op.f("fk_item_tags_item_item"), initially="DEFERRED", deferrable=True
        ),
        sa.PrimaryKeyConstraint("item", "place", name=op.f("pk_item_tags")),
        sqlite_strict=True,
    )
    op.create_table(
        "party_aliases",
        sa.Column("party", TEXT, nullable=False),
        sa.Column("place", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("value", TEXT, nullable=False),
        sa.ForeignKeyConstraint(
            ["party"], ["party.key"], name=op.f("fk_party_aliases_party_party"), initially="DEFERRED", deferrable=True
        ),
        sa.PrimaryKeyConstraint("party", "place", name=op.f("pk_party_aliases")),
        sqlite_strict=True,
    )
    op.create_table(
        "round",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("key", TEXT, nullable=False),
        sa.Column("title", TEXT, nullable=False),
        sa.Column("kind", TEXT, nullable=False),
        sa.Column("status", TEXT, nullable=False),
        sa.Column("planned_for", TEXT, nullable=True),
        sa.Column("starts", TEXT, nullable=True),
        sa.Column("ends", TEXT, nullable=True),
        sa.Column("venue", TEXT, nullable=True),
        sa.Column("host", TEXT, nullable=True),
        sa.Column("struck", sa.Integer(), nullable=False),
        sa.Column("changeset_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("kind = 'round' OR kind = 'meeting' OR kind = 'call'", name=op.f("ck_round_kind")),
        sa.CheckConstraint(
            "status = 'planned' OR status = 'held' OR status = 'postponed' OR status = 'cancelled'",
            name=op.f("ck_round_status"),
        ),
        sa.CheckConstraint("struck BETWEEN 0 AND 1", name=op.f("ck_round_struck")),
        sa.ForeignKeyConstraint(
            ["changeset_id"],
            ["changeset.id"],
            name=op.f("fk_round_changeset_id_changeset"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["host"], ["party.key"], name=op.f("fk_round_host_party"), initially="DEFERRED", deferrable=True
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_round")),
        sa.UniqueConstraint("key", name=op.f("uq_round_key")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_round_changeset_id"), "round", ["changeset_id"], unique=False)
    op.create_table(
        "delegate",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("round", TEXT, nullable=False),
        sa.Column("party", TEXT, nullable=False),
        sa.Column("person", TEXT, nullable=False),
        sa.Column("office", TEXT, nullable=True),
        sa.Column("lead", sa.Integer(), nullable=False),
        sa.Column("struck", sa.Integer(), nullable=False),
        sa.Column("changeset_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("lead BETWEEN 0 AND 1", name=op.f("ck_delegate_lead")),
        sa.CheckConstraint("struck BETWEEN 0 AND 1", name=op.f("ck_delegate_struck")),
        sa.ForeignKeyConstraint(
            ["changeset_id"],
            ["changeset.id"],
            name=op.f("fk_delegate_changeset_id_changeset"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["party"], ["party.key"], name=op.f("fk_delegate_party_party"), initially="DEFERRED", deferrable=True
        ),
        sa.ForeignKeyConstraint(
            ["round"], ["round.key"], name=op.f("fk_delegate_round_round"), initially="DEFERRED", deferrable=True
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delegate")),
        sa.UniqueConstraint("round", "party", "person", name=op.f("uq_delegate_round_party_person")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_delegate_changeset_id"), "delegate", ["changeset_id"], unique=False)
    op.create_table(
        "entry",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("kind", TEXT, nullable=False),
        sa.Column("op", TEXT, nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=True),
        sa.Column("party_id", sa.Integer(), nullable=True),
        sa.Column("round_id", sa.Integer(), nullable=True),
        sa.Column("held_on", TEXT, nullable=False),
        sa.Column("held_precision", TEXT, nullable=False),
        sa.Column("stance", TEXT, nullable=True),
        sa.Column("condition", TEXT, nullable=True),
        sa.Column("position", sa.Integer(), nullable=True),
        sa.Column("salience", sa.Integer(), nullable=True),
        sa.Column("status", TEXT, nullable=True),
        sa.Column("title", TEXT, nullable=True),
        sa.Column("summary", TEXT, nullable=True),
        sa.Column("confidence", TEXT, nullable=True),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("after_id", sa.Integer(), nullable=True),
        sa.Column("supersedes_id", sa.Integer(), nullable=True),
        sa.Column("reason", TEXT, nullable=True),
        sa.Column("changeset_id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "confidence = 'low' OR confidence = 'moderate' OR confidence = 'high'", name=op.f("ck_entry_confidence")
        ),
        sa.CheckConstraint(
            "held_precision = 'day' OR held_precision = 'month' OR held_precision = 'year' OR held_precision = 'round'",
            name=op.f("ck_entry_held_precision"),
        ),
        sa.CheckConstraint("kind = 'stance' OR kind = 'status' OR kind = 'event'", name=op.f("ck_entry_kind")),
        sa.CheckConstraint("op = 'assert' OR op = 'retract'", name=op.f("ck_entry_op")),
        sa.CheckConstraint("op = 'assert' OR supersedes_id IS NOT NULL", name=op.f("ck_entry_retracts")),
        sa.CheckConstraint(
            "op = 'retract' OR (kind = 'stance' AND item_id IS NOT NULL AND party_id IS NOT NULL AND stance IS NOT NULL) OR (kind = 'status' AND item_id IS NOT NULL AND party_id IS NULL AND status IS NOT NULL) OR (kind = 'event' AND item_id IS NULL AND party_id IS NULL AND title IS NOT NULL)",
            name=op.f("ck_entry_shape"),
        ),
        sa.CheckConstraint(
            "stance = 'demands' OR stance = 'supports' OR stance = 'conditional' OR stance = 'undecided' OR stance = 'doubts' OR stance = 'opposes' OR stance = 'rejects' OR stance = 'silent' OR stance = 'withdrawn'",
            name=op.f("ck_entry_stance"),
        ),
        sa.CheckConstraint(
            "stance IS NULL OR stance <> 'conditional' OR condition IS NOT NULL", name=op.f("ck_entry_condition")
        ),
        sa.CheckConstraint(
            "status = 'not-raised' OR status = 'open' OR status = 'discussed' OR status = 'narrowed' OR status = 'agreed-in-principle' OR status = 'agreed' OR status = 'implemented' OR status = 'deadlocked' OR status = 'dropped' OR status = 'promised' OR status = 'kept' OR status = 'broken' OR status = 'void'",
            name=op.f("ck_entry_status"),
        ),
        sa.CheckConstraint("length(held_on) = 10", name=op.f("ck_entry_held_on")),
        sa.CheckConstraint("position BETWEEN 0 AND 100", name=op.f("ck_entry_position")),
        sa.CheckConstraint("salience BETWEEN 0 AND 100", name=op.f("ck_entry_salience")),
        sa.ForeignKeyConstraint(["after_id"], ["entry.id"], name=op.f("fk_entry_after_id_entry")),
        sa.ForeignKeyConstraint(
            ["changeset_id"],
            ["changeset.id"],
            name=op.f("fk_entry_changeset_id_changeset"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name=op.f("fk_entry_item_id_item")),
        sa.ForeignKeyConstraint(["party_id"], ["party.id"], name=op.f("fk_entry_party_id_party")),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"], name=op.f("fk_entry_round_id_round")),
        sa.ForeignKeyConstraint(["supersedes_id"], ["entry.id"], name=op.f("fk_entry_supersedes_id_entry")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_entry")),
        sqlite_strict=True,
    )
    op.create_index(
        "ix_entry_as_of",
        "entry",
        ["kind", "item_id", "party_id", "held_on", "rank", "changeset_id"],
        unique=False,
        sqlite_where=sa.text("op = 'assert'"),
        postgresql_where=sa.text("op = 'assert'"),
    )
    op.create_index(
        "uq_entry_supersedes_id",
        "entry",
        ["supersedes_id"],
        unique=True,
        sqlite_where=sa.text("supersedes_id IS NOT NULL"),
        postgresql_where=sa.text("supersedes_id IS NOT NULL"),
    )
    op.create_index("ix_entry_held", "entry", ["held_on", "item_id", "party_id"], unique=False)
    op.create_index("ix_entry_known", "entry", ["changeset_id", "item_id", "party_id"], unique=False)
    op.create_table(
        "round_parties",
        sa.Column("round", TEXT, nullable=False),
        sa.Column("place", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("value", TEXT, nullable=False),
        sa.ForeignKeyConstraint(
            ["round"], ["round.key"], name=op.f("fk_round_parties_round_round"), initially="DEFERRED", deferrable=True
        ),
        sa.ForeignKeyConstraint(
            ["value"], ["party.key"], name=op.f("fk_round_parties_value_party"), initially="DEFERRED", deferrable=True
        ),
        sa.PrimaryKeyConstraint("round", "place", name=op.f("pk_round_parties")),
        sqlite_strict=True,
    )
    op.create_table(
        "citation",
        sa.Column("id", LONG, autoincrement=False, nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("source_id", sa.Integer(), nullable=False),
        sa.Column("at", TEXT, nullable=True),
        sa.Column("quote", TEXT, nullable=True),
        sa.Column("prefix", TEXT, nullable=True),
        sa.Column("suffix", TEXT, nullable=True),
        sa.Column("translation", TEXT, nullable=True),
        sa.Column("speaker", TEXT, nullable=True),
        sa.Column("credibility", sa.Integer(), nullable=False),
        sa.Column("note", TEXT, nullable=True),
        sa.Column("changeset_id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "speaker = 'own-words' OR speaker = 'spokesperson' OR speaker = 'readout' OR speaker = 'mediator' OR speaker = 'counterpart' OR speaker = 'anonymous-official' OR speaker = 'media' OR speaker = 'analyst'",
            name=op.f("ck_citation_speaker"),
        ),
        sa.CheckConstraint("credibility BETWEEN 1 AND 6", name=op.f("ck_citation_credibility")),
        sa.CheckConstraint("id / 1000000 = entry_id", name=op.f("ck_citation_number")),
        sa.ForeignKeyConstraint(
            ["changeset_id"],
            ["changeset.id"],
            name=op.f("fk_citation_changeset_id_changeset"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(["entry_id"], ["entry.id"], name=op.f("fk_citation_entry_id_entry")),
        sa.ForeignKeyConstraint(["source_id"], ["source.id"], name=op.f("fk_citation_source_id_source")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_citation")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_citation_changeset_id"), "citation", ["changeset_id"], unique=False)
    op.create_index(op.f("ix_citation_entry_id"), "citation", ["entry_id"], unique=False)
    op.create_index(op.f("ix_citation_source_id"), "citation", ["source_id"], unique=False)
    op.create_table(
        "entry_items",
        sa.Column("entry_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("place", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["entry_id"], ["entry.id"], name=op.f("fk_entry_items_entry_id_entry")),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name=op.f("fk_entry_items_item_id_item")),
        sa.PrimaryKeyConstraint("entry_id", "place", name=op.f("pk_entry_items")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_entry_items_item_id"), "entry_items", ["item_id"], unique=False)
    op.create_table(
        "review",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("verdict", TEXT, nullable=False),
        sa.Column("reviewer", TEXT, nullable=False),
        sa.Column("note", TEXT, nullable=True),
        sa.Column("changeset_id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "verdict = 'accepted' OR verdict = 'rejected' OR verdict = 'withdrawn'", name=op.f("ck_review_verdict")
        ),
        sa.ForeignKeyConstraint(
            ["changeset_id"],
            ["changeset.id"],
            name=op.f("fk_review_changeset_id_changeset"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(["entry_id"], ["entry.id"], name=op.f("fk_review_entry_id_entry")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_review_changeset_id"), "review", ["changeset_id"], unique=False)
    op.create_index(op.f("ix_review_entry_id"), "review", ["entry_id"], unique=False)
    op.create_table(
        "rival",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("other_id", sa.Integer(), nullable=False),
        sa.Column("changeset_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("entry_id < other_id", name=op.f("ck_rival_ordered")),
        sa.ForeignKeyConstraint(
            ["changeset_id"],
            ["changeset.id"],
            name=op.f("fk_rival_changeset_id_changeset"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(["entry_id"], ["entry.id"], name=op.f("fk_rival_entry_id_entry")),
        sa.ForeignKeyConstraint(["other_id"], ["entry.id"], name=op.f("fk_rival_other_id_entry")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rival")),
        sa.UniqueConstraint("entry_id", "other_id", name=op.f("uq_rival_entry_id_other_id")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_rival_changeset_id"), "rival", ["changeset_id"], unique=False)
    op.create_index(op.f("ix_rival_other_id"), "rival", ["other_id"], unique=False)
    op.create_table(
        "settlement",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("how", TEXT, nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("other_id", sa.Integer(), nullable=False),
        sa.Column("reason", TEXT, nullable=False),
        sa.Column("changeset_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("how = 'outweighed' OR how = 'moved' OR how = 'reopened'", name=op.f("ck_settlement_how")),
        sa.ForeignKeyConstraint(
            ["changeset_id"],
            ["changeset.id"],
            name=op.f("fk_settlement_changeset_id_changeset"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(["entry_id"], ["entry.id"], name=op.f("fk_settlement_entry_id_entry")),
        sa.ForeignKeyConstraint(["other_id"], ["entry.id"], name=op.f("fk_settlement_other_id_entry")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_settlement")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_settlement_changeset_id"), "settlement", ["changeset_id"], unique=False)
    op.create_index(op.f("ix_settlement_entry_id"), "settlement", ["entry_id"], unique=False)
    op.create_index(op.f("ix_settlement_other_id"), "settlement", ["other_id"], unique=False)
    op.create_table(
        "dropped_citation",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("citation_id", LONG, nullable=False),
        sa.Column("reason", TEXT, nullable=False),
        sa.Column("changeset_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["changeset_id"],
            ["changeset.id"],
            name=op.f("fk_dropped_citation_changeset_id_changeset"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["citation_id"], ["citation.id"], name=op.f("fk_dropped_citation_citation_id_citation")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dropped_citation")),
        sa.UniqueConstraint("citation_id", name=op.f("uq_dropped_citation_citation_id")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_dropped_citation_changeset_id"), "dropped_citation", ["changeset_id"], unique=False)
