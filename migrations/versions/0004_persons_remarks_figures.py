"""Persons, remarks, figures, cited delegates, what a commitment binds, and what a source or a citation repeats.

No hash changes: what is new is left out of old records' logical form. SQLite changes a CHECK only by making the table
anew, which a table of a million rows feels: its documentation gives the shorter way taken here, the text in its own
schema table.

Revision ID: 0004
Revises: 0003
"""

# ruff: noqa: S608 - every piece of SQL is a constant of this file

from collections.abc import Callable

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
NEW_GUARDED = "entry_figures"
CITE = (
    "cite_source", "cite_at", "cite_quote", "cite_prefix", "cite_suffix", "cite_translation", "cite_by",
    "cite_speaker", "cite_credibility", "cite_carries", "cite_note",
)  # fmt: skip


def _words(column: str, *words: str) -> str:
    return " OR ".join(f"{column} = '{word}'" for word in words)


SPEAKERS = ("own-words", "spokesperson", "readout", "mediator", "counterpart", "anonymous-official")
SPEAKERS_BEFORE = (*SPEAKERS, "media", "analyst")
SPEAKERS_NOW = (*SPEAKERS, "anonymous-source", "media", "analyst")
STATUSES_BEFORE = (
    "not-raised", "open", "discussed", "narrowed", "agreed-in-principle", "agreed", "implemented", "deadlocked",
    "dropped", "promised", "kept", "broken", "void",
)  # fmt: skip
STATUSES_NOW = (
    "not-raised", "open", "discussed", "progress", "narrowed", "agreed-in-principle", "agreed", "implemented",
    "deadlocked", "dropped", "lapsed", "promised", "partly-kept", "kept", "broken", "void",
)  # fmt: skip
SHAPE = (
    "op = 'retract' OR (kind = 'stance' AND item_id IS NOT NULL AND party_id IS NOT NULL AND stance IS NOT NULL)"
    " OR (kind = 'status' AND item_id IS NOT NULL AND party_id IS NULL AND status IS NOT NULL)"
    " OR (kind = 'event' AND item_id IS NULL AND party_id IS NULL AND title IS NOT NULL)"
)
REMARK = " OR (kind = 'remark' AND item_id IS NULL AND party_id IS NULL AND text IS NOT NULL)"

# (table, constraint, before, now): the words that the vocabularies have won.
CHECKS = (
    ("entry", "kind", _words("kind", "stance", "status", "event"),
     _words("kind", "stance", "status", "event", "remark")),
    ("entry", "status", _words("status", *STATUSES_BEFORE), _words("status", *STATUSES_NOW)),
    ("entry", "shape", SHAPE, SHAPE + REMARK),
    ("citation", "speaker", _words("speaker", *SPEAKERS_BEFORE), _words("speaker", *SPEAKERS_NOW)),
)  # fmt: skip

# (table, column, its definition); a constraint of the column's own goes and comes with it.
COLUMNS = (
    ("entry", "by_id", "INTEGER CONSTRAINT fk_entry_by_id_person REFERENCES person (id)"),
    ("entry", "tone", "INTEGER CONSTRAINT ck_entry_tone CHECK (tone BETWEEN -2 AND 2)"),
    ("entry", "text", "{text}"),
    ("citation", "by_id", "INTEGER CONSTRAINT fk_citation_by_id_person REFERENCES person (id)"),
    ("citation", "carries", "{text}"),
    ("source", "archived_url", "{text}"),
    ("source", "accessed", "{text}"),
    ("source", "translated_from", "{text}"),
    ("item", "matter", "{text} DEFAULT 'substance' NOT NULL CONSTRAINT ck_item_matter CHECK ("
     + _words("matter", "substance", "procedure", "context") + ")"),
    ("ledger", "counts", "{text} DEFAULT 'all' NOT NULL CONSTRAINT ck_ledger_counts CHECK ("
     + _words("counts", "accepted", "all") + ")"),
    ("ledger", "floor_at_least",
     "{text} CONSTRAINT ck_ledger_floor_at_least CHECK (length(floor_at_least) = 2)"),
    ("ledger", "floor_voice", "{text} CONSTRAINT ck_ledger_floor_voice CHECK ("
     + _words("floor_voice", "first-hand", "reported", "assessed") + ")"),
    ("ledger", "floor_independent",
     "INTEGER CONSTRAINT ck_ledger_floor_independent CHECK (floor_independent BETWEEN 1 AND 99)"),
)  # fmt: skip
TABLES_LAST_FIRST = ("entry_figures", "item_to", "item_by", "person_offices", "person_aliases", "person")


def upgrade() -> None:
    postgres = _on_postgresql()
    op.execute("DROP VIEW v_history")
    _create_persons()
    _create_lists()
    for table, column, definition in COLUMNS:
        kept_as = 'TEXT COLLATE "C"' if postgres else "TEXT"
        op.execute(f"ALTER TABLE {table} ADD COLUMN {column} {definition.format(text=kept_as)}")
    op.create_index(op.f("ix_citation_by_id"), "citation", ["by_id"], unique=False)
    for table, name, _before, now in CHECKS:
        _change_check(table, f"ck_{table}_{name}", now)
    _make_delegates(cited=True)
    _guard(NEW_GUARDED)
    _create_views(HISTORY)


def downgrade() -> None:
    _refuse_to_lose()
    op.execute("DROP VIEW v_history")
    op.drop_index(op.f("ix_citation_by_id"), "citation")
    for table, name, before, _now in CHECKS:
        _change_check(table, f"ck_{table}_{name}", before)
    if not _on_postgresql():
        _edit_schema("entry", lambda sql: sql.replace(" CONSTRAINT fk_entry_by_id_person REFERENCES person (id)", ""))
        _edit_schema(
            "citation", lambda sql: sql.replace(" CONSTRAINT fk_citation_by_id_person REFERENCES person (id)", "")
        )
    for table, column, _definition in reversed(COLUMNS):
        op.execute(f"ALTER TABLE {table} DROP COLUMN {column}")
    _make_delegates(cited=False)
    for table in TABLES_LAST_FIRST:
        op.drop_table(table)
    _create_views(HISTORY_BEFORE)


def _on_postgresql() -> bool:
    return op.get_bind().dialect.name == "postgresql"


def _refuse_to_lose() -> None:
    """What the schema before has no place for would be lost, and no hash would hold any more."""
    asked = {
        "remarks, or statuses of the second edition":
            "SELECT 1 FROM entry WHERE kind = 'remark' OR status = 'progress' OR status = 'lapsed'"
            " OR status = 'partly-kept'",
        "figures": "SELECT 1 FROM entry_figures",
        "persons": "SELECT 1 FROM person",
        "citations that name what they carry, or an anonymous source":
            "SELECT 1 FROM citation WHERE carries IS NOT NULL OR speaker = 'anonymous-source'",
        "cited delegates": "SELECT 1 FROM delegate WHERE cite_source IS NOT NULL",
        "items or sources with fields of the second edition":
            "SELECT 1 FROM item WHERE matter <> 'substance' OR key IN (SELECT item FROM item_by)"
            " OR key IN (SELECT item FROM item_to) UNION ALL SELECT 1 FROM source WHERE archived_url IS NOT NULL"
            " OR accessed IS NOT NULL OR translated_from IS NOT NULL",
        "settings of the second edition":
            "SELECT 1 FROM ledger WHERE counts <> 'all' OR floor_at_least IS NOT NULL OR floor_voice IS NOT NULL"
            " OR floor_independent IS NOT NULL",
    }  # fmt: skip
    for what, query in asked.items():
        if op.get_bind().exec_driver_sql(f"SELECT count(*) FROM ({query}) AS found").scalar():
            raise ValueError(f"this ledger holds {what}: the schema before has no place for them")


# -- tables -----------------------------------------------------------------------------------------------------------


def _create_persons() -> None:
    op.create_table(
        "person",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("key", TEXT, nullable=False),
        sa.Column("name", TEXT, nullable=False),
        sa.Column("struck", sa.Integer(), nullable=False),
        sa.Column("changeset_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("struck BETWEEN 0 AND 1", name=op.f("ck_person_struck")),
        _to("person", "changeset_id", "changeset", "id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
        sa.UniqueConstraint("key", name=op.f("uq_person_key")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_person_changeset_id"), "person", ["changeset_id"], unique=False)
    op.create_table(
        "person_aliases",
        *_of("person_aliases", "person"),
        sa.Column("value", TEXT, nullable=False),
        sqlite_strict=True,
    )
    op.create_table(
        "person_offices",
        *_of("person_offices", "person"),
        sa.Column("office", TEXT, nullable=False),
        sa.Column("party", TEXT, nullable=True),
        sa.Column("from", TEXT, nullable=True),
        sa.Column("to", TEXT, nullable=True),
        _to("person_offices", "party", "party", "key"),
        sqlite_strict=True,
    )


def _create_lists() -> None:
    for name in ("item_by", "item_to"):
        op.create_table(
            name,
            *_of(name, "item"),
            sa.Column("value", TEXT, nullable=False),
            _to(name, "value", "party", "key"),
            sqlite_strict=True,
        )
    op.create_table(
        "entry_figures",
        sa.Column("entry_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("place", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("what", TEXT, nullable=False),
        sa.Column("value", TEXT, nullable=False),
        sa.Column("unit", TEXT, nullable=True),
        sa.Column("about", TEXT, nullable=True),
        sa.Column("approx", sa.Integer(), nullable=False),
        sa.CheckConstraint("approx BETWEEN 0 AND 1", name=op.f("ck_entry_figures_approx")),
        sa.ForeignKeyConstraint(["entry_id"], ["entry.id"], name=op.f("fk_entry_figures_entry_id_entry")),
        sa.PrimaryKeyConstraint("entry_id", "place", name=op.f("pk_entry_figures")),
        sqlite_strict=True,
    )


def _of(table: str, owner: str) -> list[sa.Column[str] | sa.Column[int] | sa.Constraint]:
    """The columns by which a list belongs to its record."""
    return [
        sa.Column(owner, TEXT, nullable=False),
        sa.Column("place", sa.Integer(), autoincrement=False, nullable=False),
        _to(table, owner, owner, "key"),
        sa.PrimaryKeyConstraint(owner, "place", name=op.f(f"pk_{table}")),
    ]


def _to(table: str, column: str, other: str, key: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_{column}_{other}")
    return sa.ForeignKeyConstraint([column], [f"{other}.{key}"], name=name, initially="DEFERRED", deferrable=True)


def _make_delegates(*, cited: bool) -> None:
    """Let a person sit in a round once for each source that says so, or once. SQLite makes the table anew for it."""
    before, now = ("", "_cite_source") if cited else ("_cite_source", "")
    unique = ["round", "party", "person", *(["cite_source"] if cited else [])]
    if _on_postgresql():
        op.execute(f"ALTER TABLE delegate DROP CONSTRAINT uq_delegate_round_party_person{before}")
        for column in CITE if cited else ():
            op.add_column("delegate", _cite_column(column))
        for check in _cite_checks() if cited else ():
            op.create_check_constraint(op.f(str(check.name)), "delegate", str(check.sqltext))
        for column in () if cited else CITE:
            op.drop_column("delegate", column)
        op.create_unique_constraint(op.f(f"uq_delegate_round_party_person{now}"), "delegate", unique)
        return
    op.drop_index(op.f("ix_delegate_changeset_id"), "delegate")
    op.execute("ALTER TABLE delegate RENAME TO delegate_before")
    op.create_table(
        "delegate",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("round", TEXT, nullable=False),
        sa.Column("party", TEXT, nullable=False),
        sa.Column("person", TEXT, nullable=False),
        sa.Column("office", TEXT, nullable=True),
        sa.Column("lead", sa.Integer(), nullable=False),
        *(_cite_column(column) for column in (CITE if cited else ())),
        sa.Column("struck", sa.Integer(), nullable=False),
        sa.Column("changeset_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("lead BETWEEN 0 AND 1", name=op.f("ck_delegate_lead")),
        sa.CheckConstraint("struck BETWEEN 0 AND 1", name=op.f("ck_delegate_struck")),
        *(_cite_checks() if cited else ()),
        _to("delegate", "changeset_id", "changeset", "id"),
        _to("delegate", "party", "party", "key"),
        _to("delegate", "round", "round", "key"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delegate")),
        sa.UniqueConstraint(*unique, name=op.f(f"uq_delegate_round_party_person{now}")),
        sqlite_strict=True,
    )
    kept = "id, round, party, person, office, lead, struck, changeset_id"
    op.execute(f"INSERT INTO delegate ({kept}) SELECT {kept} FROM delegate_before")
    op.execute("DROP TABLE delegate_before")
    op.create_index(op.f("ix_delegate_changeset_id"), "delegate", ["changeset_id"], unique=False)


def _cite_column(name: str) -> sa.Column[str] | sa.Column[int]:
    if name == "cite_credibility":
        return sa.Column(name, sa.Integer(), nullable=True)
    return sa.Column(name, TEXT, nullable=True)


def _cite_checks() -> list[sa.CheckConstraint]:
    return [
        sa.CheckConstraint(_words("cite_speaker", *SPEAKERS_NOW), name=op.f("ck_delegate_cite_speaker")),
        sa.CheckConstraint("cite_credibility BETWEEN 1 AND 6", name=op.f("ck_delegate_cite_credibility")),
    ]


# -- constraints and guards -------------------------------------------------------------------------------------------


def _change_check(table: str, name: str, wanted: str) -> None:
    if _on_postgresql():
        op.execute(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
        op.execute(f"ALTER TABLE {table} ADD CONSTRAINT {name} CHECK ({wanted})")
    else:
        _edit_schema(table, lambda sql: _with_check(sql, name, wanted))


def _with_check(sql: str, name: str, wanted: str) -> str:
    """Return the text of a table with other words between the brackets of one of its checks."""
    start = sql.index(f"CONSTRAINT {name} CHECK (") + len(f"CONSTRAINT {name} CHECK (")
    end, depth = start, 1
    while depth:
        depth += {"(": 1, ")": -1}.get(sql[end], 0)
        end += 1
    return sql[:start] + wanted + sql[end - 1 :]


def _edit_schema(table: str, edit: Callable[[str], str]) -> None:
    """Change the text by which SQLite knows a table. Source: "ALTER TABLE" in its documentation, section 7."""
    bind = op.get_bind()
    before = str(
        bind.exec_driver_sql("SELECT sql FROM sqlite_schema WHERE type = 'table' AND name = ?", (table,)).scalar()
    )
    version = int(bind.exec_driver_sql("PRAGMA schema_version").scalar() or 0)
    bind.exec_driver_sql("PRAGMA writable_schema = ON")
    bind.exec_driver_sql("UPDATE sqlite_schema SET sql = ? WHERE type = 'table' AND name = ?", (edit(before), table))
    bind.exec_driver_sql(f"PRAGMA schema_version = {version + 1}")
    bind.exec_driver_sql("PRAGMA writable_schema = RESET")


def _guard(table: str) -> None:
    """Let nothing of a table be changed or removed, as of the tables before it."""
    if _on_postgresql():
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


# -- views ------------------------------------------------------------------------------------------------------------

SCORE = (
    "CASE {e}.stance WHEN 'demands' THEN 3 WHEN 'supports' THEN 2 WHEN 'conditional' THEN 1 WHEN 'undecided' THEN 0"
    " WHEN 'doubts' THEN -1 WHEN 'opposes' THEN -2 WHEN 'rejects' THEN -3 END"
)
HELD = (
    "COALESCE(e.held_text, CASE e.held_precision WHEN 'day' THEN e.held_to WHEN 'month' THEN substr(e.held_to, 1, 7)"
    " WHEN 'year' THEN substr(e.held_to, 1, 4) ELSE CASE WHEN e.held_from = e.held_to THEN e.held_to"
    " ELSE e.held_from || '/' || e.held_to END END)"
)
CITED = (
    "FROM citation c JOIN source s ON s.id = c.source_id"
    " WHERE c.entry_id = e.id AND NOT EXISTS (SELECT 1 FROM dropped_citation d WHERE d.citation_id = c.id)"
)

_HISTORY = f"""
CREATE VIEW v_history AS
SELECT e.id AS entry, e.op AS op, e.kind AS kind,
  CASE WHEN e.op = 'retract' THEN 'retraction' WHEN after.id IS NULL THEN 'stands'
    WHEN after.op = 'retract' THEN 'retracted' ELSE 'corrected' END AS state,
  i.key AS item, p.key AS party, {HELD} AS held, e.held_from AS held_from, e.held_to AS held_on,
  e.held_precision AS held_precision, r.key AS round,
  e.stance AS stance, {SCORE.format(e="e")} AS score, e.condition AS condition, e.position AS position,
  e.salience AS salience, e.status AS status, e.title AS title, {{said}}e.summary AS summary,
  e.confidence AS confidence,
  (SELECT {{items}}) AS items,
  (SELECT {{cited}}) AS cited,
  e.supersedes_id AS supersedes, after.id AS superseded_by, e.reason AS reason,
  e.changeset_id AS changeset, k.author AS author, k.recorded_at AS recorded_at
FROM entry e JOIN changeset k ON k.id = e.changeset_id
LEFT JOIN entry after ON after.id = (SELECT newer.id FROM entry newer WHERE newer.supersedes_id = e.id)
{{speaker}}LEFT JOIN item i ON i.id = e.item_id LEFT JOIN party p ON p.id = e.party_id
LEFT JOIN round r ON r.id = e.round_id
"""
HISTORY = _HISTORY.replace("{said}", "w.key AS by, e.tone AS tone, e.text AS text, ").replace(
    "{speaker}", "LEFT JOIN person w ON w.id = e.by_id "
)
HISTORY_BEFORE = _HISTORY.replace("{said}", "").replace("{speaker}", "")
ITEMS = (
    "t.key AS word FROM entry_items n JOIN item t ON t.id = n.item_id WHERE n.entry_id = e.id ORDER BY n.place",
    "word",
)
CITATIONS = (f"s.key || COALESCE(' ' || c.at, '') AS word {CITED} ORDER BY c.id", "word")


def _create_views(*views: str) -> None:
    postgres = _on_postgresql()
    words = {
        "items": _joined(*ITEMS, "', '", postgres=postgres),
        "cited": _joined(*CITATIONS, "'; '", postgres=postgres),
    }
    for view in views:
        op.execute(view.format(**words))


def _joined(inner: str, word: str, between: str, *, postgres: bool) -> str:
    """Rows of a subquery as one text, in its order."""
    function = "string_agg" if postgres else "group_concat"
    return f"{function}({word}, {between}) FROM (SELECT {inner}) AS words"
