"""Every constraint checked again by reading: what the database was told to refuse, and what only the program refuses.

Constraints can be switched off, and an index can be wrong: here the rows themselves are looked at. What the tables'
metadata says (checks, foreign keys, uniqueness) becomes queries by itself; the rest is a list of rules in words and
SQL. Nothing in these queries comes from the data.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import CheckConstraint, Column, Table, UniqueConstraint, text

from ledger.storage import schema
from ledger.storage.database import NamedRow, Store

MOST_PER_RULE = 5  # the first few say what there is to say


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that is not as it was recorded, or cannot be: where, and what, in plain words."""

    where: str
    message: str


@dataclass(frozen=True, slots=True)
class Rule:
    """A query that finds the rows of a table which break a rule; it gives the table's primary key, or part of it.

    ``at_all`` finds something, in less time, whenever any row does.
    """

    table: str
    broken: str
    query: str
    at_all: str | None = None


def broken_rules(store: Store) -> Iterator[Finding]:
    """Yield every row that breaks a constraint or a rule."""
    for table in schema.with_rules().sorted_tables:
        yield from _checks(store, table)
        yield from _repeated(store, table)
    yield from _dangling(store)
    for rule in RULES:
        if rule.at_all is not None and store.connection.execute(text(rule.at_all)).first() is None:
            continue
        for row in store.connection.execute(text(f"{rule.query} LIMIT {MOST_PER_RULE}")).mappings():
            yield Finding(place(rule.table, row), rule.broken)


def place(table: str, row: NamedRow) -> str:
    """Name a row as people do: ``entry 17``, ``citation 2 of entry 17``, ``item_tags land/0``."""
    if table == "citation":
        entry, number = divmod(row["id"], schema.CITATIONS_PER_ENTRY)
        return f"citation {number} of entry {entry}"
    key = [row[name] for name in ("key", "id") if name in row][:1] or list(row.values())
    return f"{table} {'/'.join(str(part) for part in key)}"


def _checks(store: Store, table: Table) -> Iterator[Finding]:
    """What a CHECK or NOT NULL would refuse; one query for a table."""
    rules = [
        (f"NOT ({check.sqltext})", f"breaks the rule {check.name}: {check.sqltext}")
        for check in _in_order(table.constraints)
        if isinstance(check, CheckConstraint)
    ]
    rules += [(f"{_quoted(c)} IS NULL", f"has no {c.name}") for c in table.columns if not c.nullable]
    cases = " ".join(f"WHEN {broken} THEN {number}" for number, (broken, _said) in enumerate(rules))
    key = ", ".join(map(_quoted, table.primary_key.columns))
    sql = f"SELECT * FROM (SELECT {key}, CASE {cases} END AS broken FROM {_name(table)}) AS looked_at"
    for row in store.connection.execute(text(f"{sql} WHERE broken IS NOT NULL LIMIT {MOST_PER_RULE}")).mappings():
        keys = {name: value for name, value in row.items() if name != "broken"}
        yield Finding(place(table.name, keys), rules[row["broken"]][1])


def _repeated(store: Store, table: Table) -> Iterator[Finding]:
    """What a UNIQUE would refuse."""
    unique = [list(table.primary_key.columns), *([column] for column in table.columns if column.unique)]
    unique += [list(c.columns) for c in _in_order(table.constraints) if isinstance(c, UniqueConstraint)]
    indexes = sorted(table.indexes, key=lambda index: str(index.name))
    unique += [list(index.columns) for index in indexes if index.unique]
    for columns in unique:
        names = ", ".join(map(_quoted, columns))
        given = " AND ".join(f"{_quoted(column)} IS NOT NULL" for column in columns)
        sql = f"SELECT {names} FROM {_name(table)} WHERE {given} GROUP BY {names} HAVING count(*) > 1"
        for row in store.connection.execute(text(f"{sql} LIMIT {MOST_PER_RULE}")).mappings():
            said = ", ".join(f"{name} {value}" for name, value in row.items())
            yield Finding(f"table {table.name}", f"holds {said} more than once")


def _dangling(store: Store) -> Iterator[Finding]:
    """What a foreign key would refuse; one query for all of them, where SQLite's own check is not content."""
    if not store.is_postgres and not refused_keys(store):
        return
    found = " UNION ALL ".join(
        f"SELECT '{table.name}' AS child, '{key.parent.name}' AS field, CAST(c.{_quoted(key.parent)} AS TEXT) AS value,"
        f" {_as_text(table)} AS place FROM {_name(table)} c WHERE c.{_quoted(key.parent)} IS NOT NULL AND NOT EXISTS "
        f"(SELECT 1 FROM {_name(key.column.table)} p WHERE p.{_quoted(key.column)} = c.{_quoted(key.parent)})"
        for table in schema.with_rules().sorted_tables
        for key in sorted(table.foreign_keys, key=lambda key: key.parent.name)
    )
    for row in store.connection.execute(text(f"SELECT * FROM ({found}) AS dangling LIMIT {4 * MOST_PER_RULE}")):
        name = row.field.removesuffix("_id")
        where = place(row.child, {"id": int(row.place) if row.child == "citation" else row.place})
        yield Finding(where, f"refers to {name} {row.value}, which is not there")


def refused_keys(store: Store) -> Sequence[Sequence[object]]:
    """Return what SQLite's own check of foreign keys finds: (table, row, table referred to, number of the key)."""
    return store.once(refused_keys, store.connection.exec_driver_sql("PRAGMA foreign_key_check").all)


def _as_text(table: Table) -> str:
    return " || '/' || ".join(f"CAST(c.{_quoted(column)} AS TEXT)" for column in table.primary_key.columns)


def _in_order(constraints: Iterable[object]) -> list[object]:
    return sorted(constraints, key=lambda constraint: str(getattr(constraint, "name", "")))


def _quoted(column: Column[object]) -> str:
    return f'"{column.name}"'


def _name(table: Table) -> str:
    return f'"{table.name}"'


def _numbered(table: str) -> Rule:
    """Rows are numbered from 1 in the order of recording, without a gap: one taken out or put in shows."""
    return Rule(
        table,
        "is out of order: rows are numbered one by one, changeset by changeset",
        "SELECT id FROM (SELECT id, changeset_id, row_number() OVER (ORDER BY id) AS n, "
        f"lag(changeset_id, 1, 0) OVER (ORDER BY id) AS before FROM {table}) AS numbered "
        "WHERE id <> n OR changeset_id < before",
        at_all="SELECT 1 FROM (SELECT min(id) AS first, max(id) AS last, count(*) AS n, "
        f"lag(max(id), 1, 0) OVER (ORDER BY changeset_id) AS before FROM {table} GROUP BY changeset_id) AS parts "
        "WHERE first <> before + 1 OR last - first + 1 <> n LIMIT 1",
    )


def _counted(table: str) -> Rule:
    """Rows beside the record, numbered from 1 without a gap."""
    return Rule(
        table,
        "is out of order: rows are numbered one by one",
        f"SELECT id FROM (SELECT id, row_number() OVER (ORDER BY id) AS n FROM {table}) AS numbered WHERE id <> n",
    )


def _placed(table: str, owner: str) -> Rule:
    return Rule(
        table,
        "is out of order: a list is numbered from 0 without a gap",
        f"SELECT {owner}, min(place) AS first FROM {table} GROUP BY {owner} "
        "HAVING min(place) <> 0 OR max(place) <> count(*) - 1",
    )


_SUPERSEDES = "FROM entry e JOIN entry o ON o.id = e.supersedes_id"
_PAIR = "JOIN entry one ON one.id = r.entry_id JOIN entry other ON other.id = r.other_id"
_SAME_CELL = (
    "one.kind = other.kind AND coalesce(one.item_id, 0) = coalesce(other.item_id, 0) "
    "AND coalesce(one.party_id, 0) = coalesce(other.party_id, 0)"
)

RULES = (
    Rule("changeset", "is out of order: changesets are numbered from 1 without a gap",
         "SELECT id FROM (SELECT id, row_number() OVER (ORDER BY id) AS n FROM changeset) AS c WHERE id <> n"),
    *(_numbered(table) for table in (
        "edit", "ledger", "party", "person", "round", "source", "item", "delegate", "mark", "view", "attachment",
        "entry", "dropped_citation", "rival", "settlement", "review", "claim", "redaction")),
    *(_counted(table) for table in ("draft", "draft_step", "proposal", "proposal_verdict", "signature")),
    Rule("citation", "is out of order: an entry's citations are numbered from 1 in the order of recording",
         "SELECT id FROM (SELECT id, entry_id, changeset_id, row_number() OVER (PARTITION BY entry_id ORDER BY id)"
         " AS n, lag(changeset_id, 1, 0) OVER (PARTITION BY entry_id ORDER BY id) AS before FROM citation) AS c "
         f"WHERE id <> CAST(entry_id AS BIGINT) * {schema.CITATIONS_PER_ENTRY} + n OR changeset_id < before"),
    *(_placed(table, owner) for table, owner in (
        ("party_aliases", "party"), ("party_tags", "party"), ("party_members", "party"),
        ("person_aliases", "person"), ("person_offices", "person"),
        ("round_parties", "round"), ("item_links", "item"), ("item_tags", "item"), ("item_by", "item"),
        ("item_to", "item"), ("entry_items", "entry_id"), ("entry_figures", "entry_id"))),
    Rule("entry", "has no citation that counts",
         "SELECT id FROM entry e WHERE op = 'assert' AND NOT EXISTS (SELECT 1 FROM citation c WHERE c.entry_id = e.id "
         "AND NOT EXISTS (SELECT 1 FROM dropped_citation d WHERE d.citation_id = c.id))"),
    Rule("entry", "supersedes an entry of another kind, or one recorded after it",
         f"SELECT e.id {_SUPERSEDES} WHERE o.id >= e.id OR o.changeset_id > e.changeset_id OR o.kind <> e.kind"),
    Rule("entry", "retracts what is no entry of its cell",
         f"SELECT e.id {_SUPERSEDES} WHERE e.op = 'retract' AND (o.op <> 'assert' OR o.held_to <> e.held_to "
         "OR o.held_from <> e.held_from OR coalesce(o.held_text, '') <> coalesce(e.held_text, '') "
         "OR coalesce(o.item_id, 0) <> coalesce(e.item_id, 0) OR coalesce(o.party_id, 0) <> coalesce(e.party_id, 0))"),
    Rule("entry", "has a rank that follows neither from its number nor from what it supersedes",
         "SELECT e.id FROM entry e LEFT JOIN entry o ON o.id = e.supersedes_id "
         "LEFT JOIN entry back ON back.id = e.after_id AND EXISTS (SELECT 1 FROM entry n WHERE n.supersedes_id = back.id) "  # noqa: E501 - one rule, one line
         "WHERE e.rank <> CASE WHEN o.id IS NULL THEN e.id WHEN e.op = 'retract' OR e.after_id IS NULL THEN o.rank "
         "WHEN e.rank = back.rank THEN back.rank ELSE e.id END"),
    Rule("entry_items", "ties an item to what is no event and no remark",
         "SELECT i.entry_id, i.place FROM entry_items i JOIN entry e ON e.id = i.entry_id "
         "WHERE e.kind <> 'event' AND e.kind <> 'remark'"),
    Rule("entry_figures", "gives a figure for what is no entry",
         "SELECT f.entry_id, f.place FROM entry_figures f JOIN entry e ON e.id = f.entry_id WHERE e.op <> 'assert'"),
    Rule("rival", "is between entries that are not of one cell, or recorded after it",
         f"SELECT r.id FROM rival r {_PAIR} WHERE NOT ({_SAME_CELL}) OR one.op <> 'assert' OR other.op <> 'assert' "
         "OR one.kind = 'event' OR one.kind = 'remark' OR other.changeset_id > r.changeset_id"),
    Rule("pair", "is of two entries that are not of one cell",
         f"SELECT r.entry_id, r.other_id FROM pair r {_PAIR} WHERE NOT ({_SAME_CELL}) OR one.op <> 'assert' "
         "OR other.op <> 'assert' OR (one.kind <> 'stance' AND one.kind <> 'status')"),
    Rule("settlement", "is of two entries that are not rivals",
         "SELECT id FROM settlement s WHERE NOT EXISTS (SELECT 1 FROM rival r WHERE r.changeset_id <= s.changeset_id "
         "AND r.entry_id IN (s.entry_id, s.other_id) AND r.other_id IN (s.entry_id, s.other_id)) "
         "AND NOT EXISTS (SELECT 1 FROM pair p "
         "WHERE p.entry_id IN (s.entry_id, s.other_id) AND p.other_id IN (s.entry_id, s.other_id))"),
    Rule("review", "is of what is no entry, or one recorded after it",
         "SELECT v.id FROM review v JOIN entry e ON e.id = v.entry_id "
         "WHERE e.op <> 'assert' OR e.changeset_id > v.changeset_id"),
    Rule("claim", "is of what is no entry, or one recorded after it",
         "SELECT v.id FROM claim v JOIN entry e ON e.id = v.entry_id "
         "WHERE e.op <> 'assert' OR e.changeset_id > v.changeset_id"),
    Rule("redaction", "is of another redaction",
         "SELECT id FROM redaction WHERE stream = 'redaction' OR touched >= changeset_id"),
    Rule("dropped_citation", "drops a citation recorded after it",
         "SELECT d.id FROM dropped_citation d JOIN citation c ON c.id = d.citation_id "
         "WHERE c.changeset_id > d.changeset_id"),
    Rule("citation", "is older than its entry",
         "SELECT c.id FROM citation c JOIN entry e ON e.id = c.entry_id "
         "WHERE c.changeset_id < e.changeset_id OR e.op <> 'assert'"),
)  # fmt: skip
"""What only the program refuses, table by table."""
