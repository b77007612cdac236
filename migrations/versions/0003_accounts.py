"""Held time becomes an interval of days, and entries of a cell that no rule orders are kept as pairs.

Nothing that is hashed changes: the last day, the precision and the rank of an entry are what they were, and its first
day follows from them. An entry known by its round alone begins on the round's first day as known at its changeset.
Pairs are derived, and no part of the hash. A citation that was added to another source's entry is read as that source's
own account of the same days.

Revision ID: 0003
Revises: 0002
"""

# ruff: noqa: S608 - every piece of SQL is a constant of this file

import json
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from itertools import combinations
from typing import Any

import sqlalchemy as sa
from alembic import context, op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
VIEWS = ("v_readings", "v_history", "v_changes", "v_sources")
PRECISIONS = ("day", "month", "year", "round")
RELATIONS = ("agree", "rival", "beside", "within", "after")
INDEXES = {
    "ix_entry_as_of": (
        "(kind, item_id, party_id, held_from, held_to DESC, rank, changeset_id)",
        "op = 'assert'",
    ),
    "uq_entry_supersedes_id": ("(supersedes_id)", "supersedes_id IS NOT NULL"),
    "ix_entry_held": ("(held_from, item_id, party_id)", None),
    "ix_entry_sure": ("(held_to, item_id, party_id)", "held_to <> held_from"),
    "ix_entry_known": ("(changeset_id, item_id, party_id)", None),
}
OLD_INDEXES = {
    "ix_entry_as_of": ("(kind, item_id, party_id, held_on, rank, changeset_id)", "op = 'assert'"),
    "uq_entry_supersedes_id": ("(supersedes_id)", "supersedes_id IS NOT NULL"),
    "ix_entry_held": ("(held_on, item_id, party_id)", None),
    "ix_entry_known": ("(changeset_id, item_id, party_id)", None),
}


def upgrade() -> None:
    postgres = op.get_bind().dialect.name == "postgresql"
    for name in reversed(VIEWS):
        op.execute(f"DROP VIEW {name}")
    began = _first_days()
    if postgres:
        _up_on_postgresql()
    else:
        _up_on_sqlite()
    _begin(began, postgres=postgres)
    _guard(postgres=postgres)
    _create_pairs()
    _create_views(postgres=postgres)


def downgrade() -> None:
    postgres = op.get_bind().dialect.name == "postgresql"
    if op.get_bind().execute(sa.text("SELECT 1 FROM entry WHERE held_precision = 'interval' LIMIT 1")).first():
        raise RuntimeError("entries are held in intervals, which revision 0002 cannot keep; restore the backup instead")
    for name in reversed(VIEWS):
        op.execute(f"DROP VIEW {name}")
    op.drop_table("pair")
    if postgres:
        _down_on_postgresql()
    else:
        _down_on_sqlite()
    _guard(postgres=postgres)
    _former_views()


# -- the columns -------------------------------------------------------------------------------------------------------


def _up_on_postgresql() -> None:
    for name in ("entry_append_only", "entry_no_truncate"):
        op.execute(f"DROP TRIGGER {name} ON entry")
    for name in OLD_INDEXES:
        op.execute(f"DROP INDEX {name}")
    op.execute("ALTER TABLE entry RENAME COLUMN held_on TO held_to")
    op.execute('ALTER TABLE entry ADD COLUMN held_from text COLLATE "C"')
    op.execute('ALTER TABLE entry ADD COLUMN held_text text COLLATE "C"')
    op.execute("ALTER TABLE entry DROP CONSTRAINT ck_entry_held_on")
    op.execute("ALTER TABLE entry DROP CONSTRAINT ck_entry_held_precision")
    op.execute(f"ALTER TABLE entry ADD CONSTRAINT ck_entry_held_precision CHECK ({_chain((*PRECISIONS, 'interval'))})")


def _down_on_postgresql() -> None:
    for name in ("entry_append_only", "entry_no_truncate"):
        op.execute(f"DROP TRIGGER {name} ON entry")
    for name in INDEXES:
        op.execute(f"DROP INDEX {name}")
    op.execute("ALTER TABLE entry DROP CONSTRAINT ck_entry_held_from")
    op.execute("ALTER TABLE entry DROP CONSTRAINT ck_entry_held_to")
    op.execute("ALTER TABLE entry DROP CONSTRAINT ck_entry_held_precision")
    op.execute("ALTER TABLE entry DROP COLUMN held_from")
    op.execute("ALTER TABLE entry DROP COLUMN held_text")
    op.execute("ALTER TABLE entry RENAME COLUMN held_to TO held_on")
    op.execute("ALTER TABLE entry ADD CONSTRAINT ck_entry_held_on CHECK (length(held_on) = 10)")
    op.execute(f"ALTER TABLE entry ADD CONSTRAINT ck_entry_held_precision CHECK ({_chain(PRECISIONS)})")
    _make_indexes(OLD_INDEXES)


def _up_on_sqlite() -> None:
    """Make the table anew: SQLite cannot change a CHECK. Its keys are not looked at meanwhile (``env.py``)."""
    made = _made("entry")
    made = made.replace("\theld_on TEXT NOT NULL", "\theld_from TEXT NOT NULL, \n\theld_to TEXT NOT NULL")
    made = made.replace("\theld_precision TEXT NOT NULL", "\theld_precision TEXT NOT NULL, \n\theld_text TEXT")
    made = made.replace(_chain(PRECISIONS), _chain((*PRECISIONS, "interval")))
    made = made.replace(
        "CONSTRAINT ck_entry_held_on CHECK (length(held_on) = 10)",
        "CONSTRAINT ck_entry_held_from CHECK (length(held_from) = 10), \n\t"
        "CONSTRAINT ck_entry_held_to CHECK (length(held_to) = 10 AND held_from <= held_to)",
    )
    _make_anew("entry", made, {"held_from": "held_on", "held_to": "held_on", "held_text": "NULL"})


def _down_on_sqlite() -> None:
    made = _made("entry")
    made = made.replace("\theld_from TEXT NOT NULL, \n\theld_to TEXT NOT NULL", "\theld_on TEXT NOT NULL")
    made = made.replace("\theld_precision TEXT NOT NULL, \n\theld_text TEXT", "\theld_precision TEXT NOT NULL")
    made = made.replace(_chain((*PRECISIONS, "interval")), _chain(PRECISIONS))
    made = made.replace(
        "CONSTRAINT ck_entry_held_from CHECK (length(held_from) = 10), \n\t"
        "CONSTRAINT ck_entry_held_to CHECK (length(held_to) = 10 AND held_from <= held_to)",
        "CONSTRAINT ck_entry_held_on CHECK (length(held_on) = 10)",
    )
    _make_anew("entry", made, {"held_on": "held_to"})
    _make_indexes(OLD_INDEXES)


def _made(table: str) -> str:
    made: str = (
        op.get_bind().execute(sa.text("SELECT sql FROM sqlite_schema WHERE name = :name"), {"name": table}).scalar_one()
    )
    return made


def _make_anew(table: str, made: str, given: dict[str, str]) -> None:
    """Make a table as ``made`` says, its rows copied; ``given`` are the columns that are called otherwise before."""
    bind = op.get_bind()
    op.execute(re.sub(rf'^CREATE TABLE "?{table}"? ', f"CREATE TABLE {table}_anew ", made, count=1))
    columns = [row.name for row in bind.execute(sa.text(f"PRAGMA table_info({table}_anew)"))]
    into = ", ".join(f'"{name}"' for name in columns)
    out = ", ".join(given.get(name, f'"{name}"') for name in columns)
    op.execute(f"INSERT INTO {table}_anew ({into}) SELECT {out} FROM {table}")
    op.execute(f"DROP TABLE {table}")
    op.execute(f"ALTER TABLE {table}_anew RENAME TO {table}")


def _chain(words: tuple[str, ...]) -> str:
    return " OR ".join(f"held_precision = '{word}'" for word in words)


def _make_indexes(indexes: dict[str, tuple[str, str | None]]) -> None:
    for name, (columns, only) in indexes.items():
        unique = "UNIQUE " if name.startswith("uq_") else ""
        op.execute(f"CREATE {unique}INDEX {name} ON entry {columns}" + (f" WHERE {only}" if only else ""))


def _guard(*, postgres: bool) -> None:
    """What is recorded is never changed: the triggers of the table made anew."""
    if postgres:
        op.execute(
            "CREATE TRIGGER entry_append_only BEFORE UPDATE OR DELETE ON entry "
            "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
        )
        op.execute(
            "CREATE TRIGGER entry_no_truncate BEFORE TRUNCATE ON entry "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )
        return
    for act in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER entry_no_{act.lower()} BEFORE {act} ON entry BEGIN "
            "SELECT RAISE(ABORT, 'what is recorded is never changed or removed: entry'); END"
        )


# -- the first day -----------------------------------------------------------------------------------------------------


def _first_days() -> dict[int, str]:
    """Return the first day of each entry that is no day: of its month, its year, or its round as known by then.

    What takes an entry back has the days of that.
    """
    bind = op.get_bind()
    found: dict[int, str] = {}
    rounds = {row["id"]: dict(row) for row in bind.execute(sa.text('SELECT * FROM "round"')).mappings()}
    journal: dict[str, list[tuple[int, str, str]]] = defaultdict(list)
    for row in bind.execute(sa.text("SELECT record, field, old, changeset_id FROM edit ORDER BY id DESC")):
        journal[row.record].append((row.changeset_id, row.field, row.old))
    query = (
        "SELECT id, op, held_on, held_precision, round_id, supersedes_id, changeset_id FROM entry "
        "WHERE held_precision <> 'day' ORDER BY id"
    )
    for row in bind.execute(sa.text(query)):
        if row.op == "retract":
            first = found.get(row.supersedes_id)
        elif row.held_precision == "round":
            first = _first_day(rounds.get(row.round_id, {}), journal, row.changeset_id)
        else:
            first = f"{row.held_on[:4]}-01-01" if row.held_precision == "year" else f"{row.held_on[:7]}-01"
        if first and first < row.held_on:
            found[row.id] = first
    return found


def _first_day(stage: dict[str, Any], journal: dict[str, list[tuple[int, str, str]]], known_at: int) -> str | None:
    then = dict(stage)
    for number, field, old in journal[f"round:{stage.get('key')}"]:
        if number > known_at and field in {"starts", "ends", "planned_for"}:
            then[field] = json.loads(old)
    day = then.get("starts") or then.get("ends") or then.get("planned_for")
    return None if day is None else day + {4: "-01-01", 7: "-01"}.get(len(day), "")


def _begin(began: dict[int, str], *, postgres: bool) -> None:
    if postgres:
        op.execute("UPDATE entry SET held_from = held_to")
    if began:
        rows = [{"number": number, "day": day} for number, day in began.items()]
        op.get_bind().execute(sa.text("UPDATE entry SET held_from = :day WHERE id = :number"), rows)
    if postgres:
        op.execute("SET CONSTRAINTS ALL IMMEDIATE")  # a table with checks still to come cannot be altered
        op.execute("ALTER TABLE entry ALTER COLUMN held_from SET NOT NULL")
        op.execute("ALTER TABLE entry ADD CONSTRAINT ck_entry_held_from CHECK (length(held_from) = 10)")
        op.execute(
            "ALTER TABLE entry ADD CONSTRAINT ck_entry_held_to CHECK (length(held_to) = 10 AND held_from <= held_to)"
        )
    _make_indexes(INDEXES)


# -- pairs -------------------------------------------------------------------------------------------------------------


def _create_pairs() -> None:
    op.create_table(
        "pair",
        sa.Column("entry_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("other_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("relation", TEXT, nullable=False),
        sa.CheckConstraint(" OR ".join(f"relation = '{word}'" for word in RELATIONS), name=op.f("ck_pair_relation")),
        sa.CheckConstraint("entry_id < other_id", name=op.f("ck_pair_ordered")),
        sa.ForeignKeyConstraint(["entry_id"], ["entry.id"], name=op.f("fk_pair_entry_id_entry")),
        sa.ForeignKeyConstraint(["other_id"], ["entry.id"], name=op.f("fk_pair_other_id_entry")),
        sa.PrimaryKeyConstraint("entry_id", "other_id", name=op.f("pk_pair")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_pair_other_id"), "pair", ["other_id"], unique=False)
    rows = [
        {"one": one["id"], "other": other["id"], "relation": relation}
        for one, other, said in _met()
        if (relation := "after" if said else _relation(one, other))
    ]
    if rows:
        statement = "INSERT INTO pair (entry_id, other_id, relation) VALUES (:one, :other, :relation)"
        op.get_bind().execute(sa.text(statement), rows)


def _met() -> Iterator[tuple[dict[str, Any], dict[str, Any], bool]]:
    """Yield the entries of one cell whose days overlap, or of which somebody had said that one came after the other."""
    before = dict(_plain_rows("SELECT id, supersedes_id FROM entry WHERE supersedes_id IS NOT NULL"))
    moved = _plain_rows("SELECT entry_id, other_id, changeset_id FROM settlement WHERE how = 'moved'")
    for line in _cells().values():
        said = list(_said(line, moved, before))
        for one, other in combinations(line, 2):
            pair = frozenset((_seat(one["id"], before), _seat(other["id"], before)))
            ordered = any(
                seats == pair and (number <= other["id"] if number else known < other["changeset_id"])
                for seats, number, known in said
            )
            if ordered or (one["held_from"] <= other["held_to"] and other["held_from"] <= one["held_to"]):
                yield one, other, ordered


def _plain_rows(query: str) -> list[tuple[Any, ...]]:
    return [tuple(row) for row in op.get_bind().execute(sa.text(query))]


def _seat(number: int, before: dict[int, int]) -> int:
    while number in before:
        number = before[number]
    return number


def _said(
    line: list[dict[str, Any]], moved: list[tuple[Any, ...]], before: dict[int, int]
) -> Iterator[tuple[frozenset[int], int | None, int]]:
    """Yield (the two places, the entry that says so or nothing, the changeset) for each order that somebody gave."""
    here = {each["id"] for each in line}
    orders = [(each["id"], each["after_id"], each["id"], each["changeset_id"]) for each in line if each["after_id"]]
    orders += [(later, earlier, None, known) for later, earlier, known in moved]
    for later, earlier, number, known in orders:
        seats = frozenset((_seat(later, before), _seat(earlier, before)))
        if {later, earlier} <= here and len(seats) > 1:
            yield seats, number, known


def _cells() -> dict[tuple[Any, ...], list[dict[str, Any]]]:
    """Return the stances and statuses of each cell in the order recorded, each with the words that it rests on."""
    bind = op.get_bind()
    words: dict[int, set[tuple[int, str]]] = defaultdict(set)
    for number, source, speaker in _plain_rows("SELECT entry_id, source_id, speaker FROM citation"):
        words[number].add((source, speaker or ""))
    cells: dict[tuple[Any, ...], list[dict[str, Any]]] = defaultdict(list)
    query = (
        "SELECT e.id, e.kind, e.item_id, e.party_id, e.held_from, e.held_to, e.stance, e.status, e.position, "
        "e.condition, e.rank, e.after_id, e.changeset_id, base.changeset_id AS file FROM entry e "
        "JOIN entry base ON base.id = e.rank "
        "WHERE e.op = 'assert' AND e.kind IN ('stance', 'status') ORDER BY e.id"
    )
    for row in bind.execute(sa.text(query)).mappings():
        cells[row["kind"], row["item_id"], row["party_id"]].append({**row, "words": words[row["id"]]})
    return cells


def _relation(one: dict[str, Any], other: dict[str, Any]) -> str | None:
    if not any(_unordered(one, other, mine, theirs) for mine in one["words"] for theirs in other["words"]):
        return None
    if not _alike(one, other):
        return "beside" if "silent" in (one["stance"], other["stance"]) else "rival"
    days = [(each["held_from"], each["held_to"]) for each in (one, other)]
    (first, last), (begins, ends) = days
    nested = (first <= begins and ends <= last) or (begins <= first and last <= ends)
    return "within" if nested and days[0] != days[1] else "agree"


def _unordered(one: dict[str, Any], other: dict[str, Any], mine: tuple[int, str], theirs: tuple[int, str]) -> bool:
    """In one source the later begun follows, then the earlier ended, then (one file, one word) the later placed."""
    if mine[0] != theirs[0]:
        return True
    same_days = (one["held_from"], one["held_to"]) == (other["held_from"], other["held_to"])
    return same_days and not (one["file"] == other["file"] and mine == theirs)


def _alike(one: dict[str, Any], other: dict[str, Any]) -> bool:
    along = {"open", "discussed"}
    words = {one["stance"] or one["status"], other["stance"] or other["status"]}
    near = one["position"] is None or other["position"] is None or abs(one["position"] - other["position"]) <= 10
    said = [_plain(each["condition"]) for each in (one, other)]
    agree = len(words) == 1 or (words <= along | {"progress", "narrowed", "deadlocked"} and bool(words & along))
    return agree and near and (None in said or said[0] == said[1])


def _plain(text: str | None) -> str | None:
    if text is None:
        return None
    kept = "".join(" " if unicodedata.category(sign)[0] in "PS" else sign for sign in text)
    return " ".join(unicodedata.normalize("NFKC", kept).casefold().split())


# -- views -------------------------------------------------------------------------------------------------------------

SCORE = (
    "CASE {e}.stance WHEN 'demands' THEN 3 WHEN 'supports' THEN 2 WHEN 'conditional' THEN 1 WHEN 'undecided' THEN 0"
    " WHEN 'doubts' THEN -1 WHEN 'opposes' THEN -2 WHEN 'rejects' THEN -3 END"
)
# Somebody's last verdict on it is that it is rejected.
REJECTED = (
    "EXISTS (SELECT 1 FROM review v WHERE v.entry_id = {e}.id AND v.verdict = 'rejected' AND NOT EXISTS ("
    "SELECT 1 FROM review w WHERE w.entry_id = v.entry_id AND w.reviewer = v.reviewer AND w.id > v.id))"
)
# In force: not rejected, and neither retracted nor corrected by what is itself not rejected.
IN_FORCE = (
    "{e}.op = 'assert' AND NOT "
    + REJECTED
    + " AND NOT EXISTS (SELECT 1 FROM entry newer WHERE newer.supersedes_id = {e}.id AND (newer.op = 'retract' OR NOT "
    + REJECTED.replace("{e}", "newer")
    + "))"
)
CITED = (
    "FROM citation c JOIN source s ON s.id = c.source_id"
    " WHERE c.entry_id = e.id AND NOT EXISTS (SELECT 1 FROM dropped_citation d WHERE d.citation_id = c.id)"
)
HELD = (
    "COALESCE({e}.held_text, CASE {e}.held_precision WHEN 'day' THEN {e}.held_to"
    " WHEN 'month' THEN substr({e}.held_to, 1, 7)"
    " WHEN 'year' THEN substr({e}.held_to, 1, 4) ELSE CASE WHEN {e}.held_from = {e}.held_to THEN {e}.held_to"
    " ELSE {e}.held_from || '/' || {e}.held_to END END)"
)
MOVED = (
    "COALESCE((SELECT t.how FROM settlement t WHERE t.how <> 'outweighed' AND t.entry_id = {later}.id"
    " AND t.other_id = {earlier}.id ORDER BY t.id DESC LIMIT 1), '') = 'moved'"
)
SAID_AFTER = "({later}.after_id = {earlier}.id OR " + MOVED + ")"
# Of two entries of a cell, the later begun follows, then the earlier ended, then the later placed; but no rule orders a
# pair, unless somebody said so.
FOLLOWS = (
    "(CASE WHEN EXISTS (SELECT 1 FROM pair q WHERE q.entry_id = min_of(e.id, f.id) AND q.other_id = max_of(e.id, f.id))"
    " THEN "
    + SAID_AFTER.format(later="f", earlier="e")
    + " ELSE (f.held_from > e.held_from OR (f.held_from = e.held_from AND (f.held_to < e.held_to"
    " OR (f.held_to = e.held_to AND f.rank > e.rank)))) END)"
)
STANDING = f"""
    SELECT e.id AS entry_id FROM entry e JOIN item i ON i.id = e.item_id LEFT JOIN party p ON p.id = e.party_id
    WHERE e.kind IN ('stance', 'status') AND {IN_FORCE.format(e="e")} AND e.held_from <= {{today}}
      AND i.struck = 0 AND COALESCE(p.struck, 0) = 0
      AND NOT EXISTS (
        SELECT 1 FROM entry f
        WHERE f.kind = e.kind AND f.item_id = e.item_id AND COALESCE(f.party_id, 0) = COALESCE(e.party_id, 0)
          AND f.id <> e.id AND f.held_from <= {{today}} AND (f.held_to <= {{today}} OR e.held_to > {{today}})
          AND {IN_FORCE.format(e="f")} AND {FOLLOWS})
      AND NOT EXISTS (
        SELECT 1 FROM pair q JOIN entry f ON f.id = CASE WHEN q.entry_id = e.id THEN q.other_id ELSE q.entry_id END
        WHERE (q.entry_id = e.id OR q.other_id = e.id) AND q.relation = 'within' AND f.held_from >= e.held_from
          AND f.held_to <= e.held_to AND f.held_from <= {{today}} AND {IN_FORCE.format(e="f")})
"""

READINGS = f"""
CREATE VIEW v_readings AS
WITH standing AS ({STANDING})
SELECT e.kind AS kind, i.key AS item, i.title AS item_title, i.track AS track, i.difficulty AS difficulty,
  p.key AS party, p.code AS party_code, p.role AS party_role,
  e.id AS entry, {HELD.format(e="e")} AS held, e.held_from AS held_from, e.held_to AS held_on,
  e.held_precision AS held_precision, CASE WHEN e.held_to <= {{today}} THEN 1 ELSE 0 END AS sure, r.key AS round,
  e.stance AS stance, {SCORE.format(e="e")} AS score, e.condition AS condition, e.position AS position,
  e.salience AS salience, e.status AS status, e.summary AS summary, e.confidence AS confidence,
  (SELECT MIN(s.reliability || c.credibility) {CITED}) AS grade,
  (SELECT COUNT(DISTINCT c.source_id) {CITED}) AS sources,
  CASE WHEN EXISTS (SELECT 1 FROM pair q JOIN standing x
      ON x.entry_id = CASE WHEN q.entry_id = e.id THEN q.other_id ELSE q.entry_id END
    WHERE (q.entry_id = e.id OR q.other_id = e.id) AND q.relation = 'rival') THEN 1 ELSE 0 END AS contested,
  CASE WHEN EXISTS (SELECT 1 FROM review v WHERE v.entry_id = e.id AND v.verdict = 'accepted' AND NOT EXISTS (
    SELECT 1 FROM review w WHERE w.entry_id = v.entry_id AND w.reviewer = v.reviewer AND w.id > v.id))
    THEN 1 ELSE 0 END AS reviewed,
  e.changeset_id AS changeset
FROM standing JOIN entry e ON e.id = standing.entry_id
JOIN item i ON i.id = e.item_id LEFT JOIN party p ON p.id = e.party_id LEFT JOIN round r ON r.id = e.round_id
"""

HISTORY = f"""
CREATE VIEW v_history AS
SELECT e.id AS entry, e.op AS op, e.kind AS kind,
  CASE WHEN e.op = 'retract' THEN 'retraction' WHEN after.id IS NULL THEN 'stands'
    WHEN after.op = 'retract' THEN 'retracted' ELSE 'corrected' END AS state,
  i.key AS item, p.key AS party, {HELD.format(e="e")} AS held, e.held_from AS held_from, e.held_to AS held_on,
  e.held_precision AS held_precision, r.key AS round,
  e.stance AS stance, {SCORE.format(e="e")} AS score, e.condition AS condition, e.position AS position,
  e.salience AS salience, e.status AS status, e.title AS title, e.summary AS summary, e.confidence AS confidence,
  (SELECT {{items}}) AS items,
  (SELECT {{cited}}) AS cited,
  e.supersedes_id AS supersedes, after.id AS superseded_by, e.reason AS reason,
  e.changeset_id AS changeset, k.author AS author, k.recorded_at AS recorded_at
FROM entry e JOIN changeset k ON k.id = e.changeset_id
LEFT JOIN entry after ON after.id = (SELECT newer.id FROM entry newer WHERE newer.supersedes_id = e.id)
LEFT JOIN item i ON i.id = e.item_id LEFT JOIN party p ON p.id = e.party_id LEFT JOIN round r ON r.id = e.round_id
"""
ITEMS = (
    "t.key AS word FROM entry_items n JOIN item t ON t.id = n.item_id WHERE n.entry_id = e.id ORDER BY n.place",
    "word",
)
CITATIONS = (f"s.key || COALESCE(' ' || c.at, '') AS word {CITED} ORDER BY c.id", "word")

# Steps of a cell in the order of their days. What contradicts or only repeats another of its days is no step.
CHANGES = f"""
CREATE VIEW v_changes AS
WITH steps AS (
  SELECT e.id AS entry, e.kind AS kind, i.key AS item, p.key AS party, {HELD.format(e="e")} AS held, e.held_from,
    e.held_to, e.round_id, e.stance, {SCORE.format(e="e")} AS score, e.status, e.summary, e.changeset_id,
    LAG(e.id) OVER cell AS before_entry, LAG(e.stance) OVER cell AS before_stance,
    LAG({SCORE.format(e="e")}) OVER cell AS before_score, LAG(e.status) OVER cell AS before_status
  FROM entry e JOIN item i ON i.id = e.item_id LEFT JOIN party p ON p.id = e.party_id
  WHERE {IN_FORCE.format(e="e")} AND e.kind IN ('stance', 'status') AND i.struck = 0 AND COALESCE(p.struck, 0) = 0
    AND NOT EXISTS (SELECT 1 FROM pair q JOIN entry f
      ON f.id = CASE WHEN q.entry_id = e.id THEN q.other_id ELSE q.entry_id END
      WHERE (q.entry_id = e.id OR q.other_id = e.id) AND q.relation <> 'after' AND {IN_FORCE.format(e="f")}
        AND (q.relation <> 'agree' OR f.id < e.id))
  WINDOW cell AS (PARTITION BY e.kind, i.key, p.key ORDER BY e.held_from, e.held_to DESC, e.rank)
)
SELECT c.kind AS kind, c.item AS item, c.party AS party, c.held AS held, c.held_from AS held_from, c.held_to AS held_on,
  r.key AS round, COALESCE(c.before_stance, c.before_status) AS before, COALESCE(c.stance, c.status) AS after,
  c.before_score AS before_score, c.score AS after_score, c.score - c.before_score AS delta,
  c.before_entry AS before_entry, c.entry AS entry, c.summary AS summary, c.changeset_id AS changeset
FROM steps c LEFT JOIN round r ON r.id = c.round_id
"""

SOURCES = """
CREATE VIEW v_sources AS
SELECT s.key AS source, s.title AS title, s.publisher AS publisher, s.kind AS kind, s.published AS published,
  s.url AS url, s.language AS language, s.reliability AS reliability, s.carries AS carries, s.sha256 AS sha256,
  COUNT(c.id) AS citations, COUNT(DISTINCT c.entry_id) AS entries, COUNT(c.quote) AS quotes,
  MIN(s.reliability || c.credibility) AS best_grade, MIN(e.held_from) AS first_held, MAX(e.held_to) AS last_held
FROM source s
LEFT JOIN citation c ON c.source_id = s.id
  AND NOT EXISTS (SELECT 1 FROM dropped_citation d WHERE d.citation_id = c.id)
  AND NOT EXISTS (SELECT 1 FROM entry newer WHERE newer.supersedes_id = c.entry_id)
LEFT JOIN entry e ON e.id = c.entry_id
WHERE s.struck = 0
GROUP BY s.id, s.key, s.title, s.publisher, s.kind, s.published, s.url, s.language, s.reliability, s.carries, s.sha256
"""


def _create_views(*, postgres: bool) -> None:
    words = {
        "today": "to_char(now() AT TIME ZONE 'UTC', 'YYYY-MM-DD')" if postgres else "date('now')",
        "items": _joined(*ITEMS, "', '", postgres=postgres),
        "cited": _joined(*CITATIONS, "'; '", postgres=postgres),
    }
    least, most = ("least", "greatest") if postgres else ("min", "max")
    for view in (READINGS, HISTORY, CHANGES, SOURCES):
        op.execute(view.format(**words).replace("min_of(", f"{least}(").replace("max_of(", f"{most}("))


def _former_views() -> None:
    """Make the views of the revision before, as it made them."""
    script = context.script.get_revision(down_revision)
    script.module.upgrade()


def _joined(inner: str, word: str, between: str, *, postgres: bool) -> str:
    """Rows of a subquery as one text, in its order."""
    function = "string_agg" if postgres else "group_concat"
    return f"{function}({word}, {between}) FROM (SELECT {inner}) AS words"
