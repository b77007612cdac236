"""Views for the tools analysts already use: readings, history, changes and sources, in plain words (docs/sql-views.md).

A later revision that rebuilds a table a view looks at (SQLite renames it) drops the views first and creates them again.

Revision ID: 0002
Revises: 0001
"""

# ruff: noqa: S608 - every piece of SQL is a constant of this file

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

NAMES = ("v_readings", "v_history", "v_changes", "v_sources")

SCORE = (
    "CASE {e}.stance WHEN 'demands' THEN 3 WHEN 'supports' THEN 2 WHEN 'conditional' THEN 1 WHEN 'undecided' THEN 0"
    " WHEN 'doubts' THEN -1 WHEN 'opposes' THEN -2 WHEN 'rejects' THEN -3 END"
)
STANDS = "{e}.op = 'assert' AND NOT EXISTS (SELECT 1 FROM entry newer WHERE newer.supersedes_id = {e}.id)"
CITED = (
    "FROM citation c JOIN source s ON s.id = c.source_id"
    " WHERE c.entry_id = e.id AND NOT EXISTS (SELECT 1 FROM dropped_citation d WHERE d.citation_id = c.id)"
)

# The entry that counts today: of those that stand, the last held, and of one day the last in rank.
LAST = f"""
    SELECT e.id FROM entry e
    WHERE {STANDS.format(e="e")} AND e.kind = '%(kind)s'
      AND e.item_id = cell.item_id AND %(party)s AND e.held_on <= {{today}}
    ORDER BY e.held_on DESC, e.rank DESC LIMIT 1
"""
LAST_STANCE = LAST % {"kind": "stance", "party": "e.party_id = cell.party_id"}
LAST_STATUS = LAST % {"kind": "status", "party": "e.party_id IS NULL"}

# Open contests: both entries stand, both are held by today, and the last settlement of the two (if any) reopened it.
CONTESTED = f"""
    SELECT one.kind, one.item_id, one.party_id
    FROM rival r JOIN entry one ON one.id = r.entry_id JOIN entry two ON two.id = r.other_id
    WHERE {STANDS.format(e="one")} AND {STANDS.format(e="two")}
      AND one.held_on <= {{today}} AND two.held_on <= {{today}}
      AND COALESCE((
        SELECT t.how FROM settlement t
        WHERE (t.entry_id = r.entry_id AND t.other_id = r.other_id)
           OR (t.entry_id = r.other_id AND t.other_id = r.entry_id)
        ORDER BY t.id DESC LIMIT 1), 'reopened') = 'reopened'
"""

READINGS = f"""
CREATE VIEW v_readings AS
WITH counts AS ({{counts}}), contested AS ({CONTESTED})
SELECT e.kind AS kind, i.key AS item, i.title AS item_title, i.track AS track, i.difficulty AS difficulty,
  p.key AS party, p.code AS party_code, p.role AS party_role,
  e.id AS entry, e.held_on AS held_on, e.held_precision AS held_precision, r.key AS round,
  e.stance AS stance, {SCORE.format(e="e")} AS score, e.condition AS condition, e.position AS position,
  e.salience AS salience, e.status AS status, e.summary AS summary, e.confidence AS confidence,
  (SELECT MIN(s.reliability || c.credibility) {CITED}) AS grade,
  (SELECT COUNT(DISTINCT c.source_id) {CITED}) AS sources,
  CASE WHEN EXISTS (SELECT 1 FROM contested x WHERE x.kind = e.kind AND x.item_id = e.item_id
    AND x.party_id {{same}} e.party_id) THEN 1 ELSE 0 END AS contested,
  CASE WHEN (SELECT v.verdict FROM review v WHERE v.entry_id = e.id ORDER BY v.id DESC LIMIT 1) = 'accepted'
    THEN 1 ELSE 0 END AS reviewed,
  e.changeset_id AS changeset
FROM counts JOIN entry e ON e.id = counts.entry_id
JOIN item i ON i.id = e.item_id LEFT JOIN party p ON p.id = e.party_id LEFT JOIN round r ON r.id = e.round_id
"""

HISTORY = f"""
CREATE VIEW v_history AS
SELECT e.id AS entry, e.op AS op, e.kind AS kind,
  CASE WHEN e.op = 'retract' THEN 'retraction' WHEN after.id IS NULL THEN 'stands'
    WHEN after.op = 'retract' THEN 'retracted' ELSE 'corrected' END AS state,
  i.key AS item, p.key AS party, e.held_on AS held_on, e.held_precision AS held_precision, r.key AS round,
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

RANK = (
    "CASE {word} WHEN 'not-raised' THEN 0 WHEN 'deadlocked' THEN 5 WHEN 'open' THEN 10 WHEN 'discussed' THEN 20"
    " WHEN 'narrowed' THEN 30 WHEN 'agreed-in-principle' THEN 40 WHEN 'dropped' THEN 50 WHEN 'agreed' THEN 51"
    " WHEN 'implemented' THEN 60 END"
)
SETTLED = "{word} IN ('agreed', 'implemented', 'dropped', 'kept', 'void')"
PROMISE = "CASE c.status WHEN 'void' THEN 'voided' WHEN 'promised' THEN {promised} ELSE c.status END"

# Cells are told apart by their keys, not their numbers: so a question about one item reads that item alone.
CHANGES = f"""
CREATE VIEW v_changes AS
WITH standing AS (
  SELECT e.id AS entry, e.kind AS kind, i.key AS item, p.key AS party, e.held_on, e.held_precision, e.round_id,
    e.stance, {SCORE.format(e="e")} AS score, e.condition, e.position, e.status, e.summary, e.changeset_id,
    ROW_NUMBER() OVER cell AS place,
    LAG(e.id) OVER cell AS before_entry, LAG(e.stance) OVER cell AS before_stance,
    LAG({SCORE.format(e="e")}) OVER cell AS before_score, LAG(e.condition) OVER cell AS before_condition,
    LAG(e.position) OVER cell AS before_position, LAG(e.status) OVER cell AS before_status
  FROM entry e JOIN item i ON i.id = e.item_id LEFT JOIN party p ON p.id = e.party_id
  WHERE {STANDS.format(e="e")} AND e.kind IN ('stance', 'status') AND i.struck = 0 AND COALESCE(p.struck, 0) = 0
  WINDOW cell AS (PARTITION BY e.kind, i.key, p.key ORDER BY e.held_on, e.rank)
)
SELECT c.kind AS kind, c.item AS item, c.party AS party, c.held_on AS held_on, c.held_precision AS held_precision,
  r.key AS round,
  CASE
    WHEN c.kind = 'stance' AND c.place = 1 THEN 'stated'
    WHEN c.kind = 'stance' AND c.before_stance = c.stance THEN
      CASE WHEN c.condition {{same}} c.before_condition AND c.position {{same}} c.before_position
        THEN 'reaffirmed' ELSE 'reworded' END
    WHEN c.stance = 'withdrawn' THEN 'withdrawn' WHEN c.before_stance = 'withdrawn' THEN 'resumed'
    WHEN c.stance = 'silent' THEN 'silenced' WHEN c.before_stance = 'silent' THEN 'spoke'
    WHEN c.kind = 'stance' AND c.before_score = 0 THEN 'declared'
    WHEN c.kind = 'stance' AND c.before_score * c.score < 0 THEN 'reversed'
    WHEN c.kind = 'stance' THEN CASE WHEN ABS(c.score) > ABS(c.before_score) THEN 'hardened' ELSE 'softened' END
    WHEN c.place = 1 AND c.status IN ('promised', 'kept', 'broken', 'void') THEN {PROMISE.format(promised="'promised'")}
    WHEN c.place = 1 THEN CASE WHEN {SETTLED.format(word="c.status")} THEN 'settled' ELSE 'opened' END
    WHEN c.before_status = c.status THEN 'reaffirmed'
    WHEN c.status IN ('promised', 'kept', 'broken', 'void') THEN {PROMISE.format(promised="'reopened'")}
    WHEN {SETTLED.format(word="c.status")} AND NOT {SETTLED.format(word="c.before_status")} THEN 'settled'
    WHEN {SETTLED.format(word="c.before_status")} AND NOT {SETTLED.format(word="c.status")} THEN 'reopened'
    WHEN {RANK.format(word="c.status")} > {RANK.format(word="c.before_status")} THEN 'advanced'
    ELSE 'regressed'
  END AS verb,
  COALESCE(c.before_stance, c.before_status) AS before, COALESCE(c.stance, c.status) AS after,
  c.before_score AS before_score, c.score AS after_score, c.score - c.before_score AS delta,
  c.before_entry AS before_entry, c.entry AS entry, c.summary AS summary, c.changeset_id AS changeset
FROM standing c LEFT JOIN round r ON r.id = c.round_id
"""

SOURCES = """
CREATE VIEW v_sources AS
SELECT s.key AS source, s.title AS title, s.publisher AS publisher, s.kind AS kind, s.published AS published,
  s.url AS url, s.language AS language, s.reliability AS reliability, s.carries AS carries, s.sha256 AS sha256,
  COUNT(c.id) AS citations, COUNT(DISTINCT c.entry_id) AS entries, COUNT(c.quote) AS quotes,
  MIN(s.reliability || c.credibility) AS best_grade, MIN(e.held_on) AS first_held, MAX(e.held_on) AS last_held
FROM source s
LEFT JOIN citation c ON c.source_id = s.id
  AND NOT EXISTS (SELECT 1 FROM dropped_citation d WHERE d.citation_id = c.id)
  AND NOT EXISTS (SELECT 1 FROM entry newer WHERE newer.supersedes_id = c.entry_id)
LEFT JOIN entry e ON e.id = c.entry_id
WHERE s.struck = 0
GROUP BY s.id, s.key, s.title, s.publisher, s.kind, s.published, s.url, s.language, s.reliability, s.carries, s.sha256
"""


def upgrade() -> None:
    postgres = op.get_bind().dialect.name == "postgresql"
    words = {
        "same": "IS NOT DISTINCT FROM" if postgres else "IS",
        "today": "to_char(now() AT TIME ZONE 'UTC', 'YYYY-MM-DD')" if postgres else "date('now')",
        "items": _joined(*ITEMS, "', '", postgres=postgres),
        "cited": _joined(*CITATIONS, "'; '", postgres=postgres),
    }
    words["counts"] = _counts(postgres=postgres).format(**words)
    for view in (READINGS, HISTORY, CHANGES, SOURCES):
        op.execute(view.format(**words))


def downgrade() -> None:
    for name in reversed(NAMES):
        op.execute(f"DROP VIEW {name}")


def _joined(inner: str, word: str, between: str, *, postgres: bool) -> str:
    """Rows of a subquery as one text, in its order."""
    function = "string_agg" if postgres else "group_concat"
    return f"{function}({word}, {between}) FROM (SELECT {inner}) AS words"


def _counts(*, postgres: bool) -> str:
    """One index probe a cell: a scalar subquery on SQLite, LATERAL on PostgreSQL."""
    stances = (
        "SELECT i.id AS item_id, p.id AS party_id FROM item i CROSS JOIN party p WHERE i.struck = 0 AND p.struck = 0"
    )
    statuses = "SELECT i.id AS item_id FROM item i WHERE i.struck = 0"
    if postgres:
        return (
            f"SELECT last.id AS entry_id FROM ({stances}) cell CROSS JOIN LATERAL ({LAST_STANCE}) last"
            f" UNION ALL SELECT last.id FROM ({statuses}) cell CROSS JOIN LATERAL ({LAST_STATUS}) last"
        )
    return (
        f"SELECT ({LAST_STANCE}) AS entry_id FROM ({stances}) cell"
        f" UNION ALL SELECT ({LAST_STATUS}) FROM ({statuses}) cell"
    )
