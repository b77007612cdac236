"""Ways to change a ledger's schema behind the program's back: each is a change that ``verify`` has to name."""

from sqlalchemy import Connection, text

BOTH = {
    "an index dropped": "DROP INDEX ix_entry_held",
    "the lock on corrections dropped": "DROP INDEX uq_entry_supersedes_id",
    "an index made anew over less": "DROP INDEX ix_entry_held; CREATE INDEX ix_entry_held ON entry (held_from)",
    "an index made anew in another order": (
        "DROP INDEX ix_entry_held; CREATE INDEX ix_entry_held ON entry (held_from, party_id, item_id)"
    ),
    "a partial index made whole": (
        "DROP INDEX ix_entry_sure; CREATE INDEX ix_entry_sure ON entry (held_to, item_id, party_id)"
    ),
    "a unique index made plain": (
        "DROP INDEX uq_entry_supersedes_id; CREATE INDEX uq_entry_supersedes_id ON entry (supersedes_id) "
        "WHERE supersedes_id IS NOT NULL"
    ),
    "another condition of an index": (
        "DROP INDEX ix_entry_sure; CREATE INDEX ix_entry_sure ON entry (held_to, item_id, party_id) "
        "WHERE held_to = held_from"
    ),
    "an index too many": "CREATE INDEX ix_extra ON party (name)",
    "an index named as of another": "DROP INDEX ix_entry_known; CREATE INDEX ix_entry_known ON review (entry_id)",
    "a table too many": "CREATE TABLE extra (a INTEGER)",
    "a table dropped": "DROP TABLE mark",
    "a table under another name": "ALTER TABLE mark RENAME TO marks",
    "a column too many": "ALTER TABLE party ADD COLUMN zz TEXT",
    "a column under another name": "ALTER TABLE item RENAME COLUMN owner TO master",
    "a column dropped": "ALTER TABLE item DROP COLUMN owner",
    "a view dropped": "DROP VIEW v_readings",
    "a view too many": "CREATE VIEW v_extra AS SELECT 1 AS one",
    "another view in a view's place": "DROP VIEW v_sources; CREATE VIEW v_sources AS SELECT 1 AS source",
    "a recursive view in a table's place": (
        "ALTER TABLE review RENAME TO elsewhere; CREATE VIEW review AS WITH RECURSIVE n(id) AS "
        "(SELECT 1 UNION ALL SELECT id + 1 FROM n) SELECT id FROM n"
    ),
    "a view over a table in its place": (
        "ALTER TABLE review RENAME TO elsewhere; CREATE VIEW review AS SELECT * FROM elsewhere"
    ),
    "a table in a view's place": "DROP VIEW v_sources; CREATE TABLE v_sources (source TEXT)",
    "no revision": "DELETE FROM alembic_version",
    "two revisions": "INSERT INTO alembic_version (version_num) VALUES ('0001')",
}
VIEW = "(SELECT sql FROM sqlite_schema WHERE name = 'v_readings')"
BYTES = "PRAGMA writable_schema = ON; UPDATE sqlite_schema SET name = CAST(name AS BLOB) WHERE name ="
ON_SQLITE = {
    "a trigger dropped": "DROP TRIGGER entry_no_update",
    "a trigger that refuses nothing": (
        "DROP TRIGGER entry_no_update; CREATE TRIGGER entry_no_update BEFORE UPDATE ON entry BEGIN SELECT 1; END"
    ),
    "a trigger on another table": (
        "DROP TRIGGER entry_no_delete; CREATE TRIGGER entry_no_delete BEFORE DELETE ON party BEGIN "
        "SELECT RAISE(ABORT, 'what is recorded is never changed or removed: entry'); END"
    ),
    "a trigger only at times": (
        "DROP TRIGGER entry_no_delete; CREATE TRIGGER entry_no_delete BEFORE DELETE ON entry WHEN OLD.id > 9 BEGIN "
        "SELECT RAISE(ABORT, 'what is recorded is never changed or removed: entry'); END"
    ),
    "a trigger too many": "CREATE TRIGGER theirs AFTER INSERT ON review BEGIN DELETE FROM party; END",
    "a trigger on a view": "CREATE TRIGGER theirs INSTEAD OF INSERT ON v_sources BEGIN DELETE FROM party; END",
    "a CHECK loosened": "REWRITE entry: length(held_from) = 10 -> length(held_from) > 0",
    "a CHECK of a word more": "REWRITE review: verdict = 'rejected' -> verdict = 'rejecte'",
    "a CHECK of a letter in another case": "REWRITE review: verdict = 'rejected' -> verdict = 'Rejected'",
    "a CHECK turned round": "REWRITE entry: held_from <= held_to -> held_from >= held_to",
    "a column that may be empty": "REWRITE party: name TEXT NOT NULL -> name TEXT",
    "a column of another type": "REWRITE entry: position INTEGER -> position TEXT",
    "a reference to another table": "REWRITE review: REFERENCES entry (id) -> REFERENCES party (id)",
    "a table that is not strict": "REWRITE entry: STRICT -> ",
    "a view's word changed": "REWRITE v_readings: 'rival' -> 'rivam'",
    "a view's word in another case": "REWRITE v_readings: 'rival' -> 'Rival'",
    "a view's sign changed": "REWRITE v_readings: <= -> <",
    "a view's number changed": "REWRITE v_readings: THEN 1 ELSE 0 -> THEN 0 ELSE 1",
    "a view's comparison turned round": "REWRITE v_history: = -> <>",
    "a trigger's name that is no text": f"{BYTES} 'review_no_delete'",
    "a view's name that is no text": f"{BYTES} 'v_sources'",
    "a full-text table of another kind": "REWRITE search_index: fts5 -> fts4",
}
ON_POSTGRES = {
    "a trigger dropped": "DROP TRIGGER entry_append_only ON entry",
    "a trigger switched off": "ALTER TABLE entry DISABLE TRIGGER entry_append_only",
    "every trigger switched off, those of keys too": "ALTER TABLE entry DISABLE TRIGGER ALL",
    "a trigger too many": (
        "CREATE FUNCTION theirs() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'; "
        "CREATE TRIGGER theirs BEFORE INSERT ON review FOR EACH ROW EXECUTE FUNCTION theirs()"
    ),
    "a function that refuses nothing": (
        "CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN OLD; END'"
    ),
    "a function too many": "CREATE FUNCTION theirs() RETURNS integer LANGUAGE sql AS 'SELECT 1'",
    "a rule that swallows what is written": "CREATE RULE theirs AS ON INSERT TO review DO INSTEAD NOTHING",
    "rows that not all may see": "ALTER TABLE entry ENABLE ROW LEVEL SECURITY",
    "a policy": "CREATE POLICY theirs ON entry USING (id > 3)",
    "a table that a crash empties": "ALTER TABLE entry_figures SET UNLOGGED",
    "a CHECK dropped": "ALTER TABLE entry DROP CONSTRAINT ck_entry_tone",
    "a CHECK of other words": (
        "ALTER TABLE review DROP CONSTRAINT ck_review_verdict; ALTER TABLE review ADD CONSTRAINT ck_review_verdict "
        "CHECK (verdict = 'accepted' OR verdict = 'Rejected')"
    ),
    "a CHECK not looked at": (
        "ALTER TABLE entry DROP CONSTRAINT ck_entry_tone; ALTER TABLE entry ADD CONSTRAINT ck_entry_tone "
        "CHECK (tone BETWEEN -2 AND 2) NOT VALID"
    ),
    "a key dropped": "ALTER TABLE entry_items DROP CONSTRAINT pk_entry_items",
    "a reference dropped": "ALTER TABLE review DROP CONSTRAINT fk_review_entry_id_entry",
    "a reference that takes rows along": (
        "ALTER TABLE review DROP CONSTRAINT fk_review_entry_id_entry; ALTER TABLE review ADD CONSTRAINT "
        "fk_review_entry_id_entry FOREIGN KEY (entry_id) REFERENCES entry (id) ON DELETE CASCADE"
    ),
    "a column that may be empty": "ALTER TABLE party ALTER COLUMN name DROP NOT NULL",
    "a column of another type": "ALTER TABLE item ALTER COLUMN owner TYPE varchar(50)",
    "a column of another order": 'ALTER TABLE item ALTER COLUMN owner TYPE text COLLATE "C.utf8"',
    "a column with a value of its own": "ALTER TABLE item ALTER COLUMN owner SET DEFAULT 'ana'",
    "a view's word changed": "REWRITE v_readings: 'rival' -> 'rivam'",
    "a view's word in another case": "REWRITE v_readings: 'rival' -> 'Rival'",
    "a view's sign changed": "REWRITE v_readings: <= -> <",
    "a view kept from its reader": "ALTER VIEW v_sources SET (security_barrier = true)",
    "a sequence": "CREATE SEQUENCE theirs",
    "a type": "CREATE DOMAIN theirs AS integer",
}


def change(connection: Connection, statements: str) -> None:
    """Make a change; a rewriting of what is stored finds its text, or fails."""
    if statements.startswith("REWRITE "):
        name, _, change = statements.removeprefix("REWRITE ").partition(": ")
        old, _, new = change.partition(" -> ")
        (_on_server if connection.dialect.name == "postgresql" else _in_file)(connection, name, old, new)
        return
    for statement in split(statements):
        connection.exec_driver_sql(
            statement.replace("%", "%%") if connection.dialect.name == "postgresql" else statement
        )


def split(statements: str) -> list[str]:
    """Take statements apart; what stands between BEGIN and END stays together."""
    found: list[str] = []
    for part in statements.split("; "):
        if found and found[-1].count("BEGIN ") > found[-1].count("END"):
            found[-1] += f"; {part}"
        else:
            found.append(part)
    return found


def _in_file(connection: Connection, name: str, old: str, new: str) -> None:
    (sql,) = connection.execute(text("SELECT sql FROM sqlite_schema WHERE name = :name"), {"name": name}).one()
    plain = " ".join(sql.split())
    changed = sql.replace(old, new) if old in sql else plain.replace(old, new)
    assert changed not in (sql, plain), f"{name} has no {old}: {sql}"
    connection.exec_driver_sql("PRAGMA writable_schema = ON")
    connection.execute(text("UPDATE sqlite_schema SET sql = :sql WHERE name = :name"), {"sql": changed, "name": name})
    connection.exec_driver_sql("PRAGMA writable_schema = RESET")


def _on_server(connection: Connection, name: str, old: str, new: str) -> None:
    sql = str(connection.execute(text("SELECT pg_get_viewdef(CAST(:name AS regclass))"), {"name": name}).scalar())
    assert old in sql, f"{name} has no {old}: {sql}"
    connection.exec_driver_sql(f"CREATE OR REPLACE VIEW {name} AS {sql.replace(old, new)}".replace("%", "%%"))
