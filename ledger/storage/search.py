"""Full text: FTS5 on SQLite, tsvector on PostgreSQL. What is searched for is words, unless asked for the raw language.

One set-based statement a changeset fills the index (a trigger a row costs 13 times as much). Rows of the index are
derived;
``differences`` compares them with what they must be, for ``posl verify``.
"""

from dataclasses import dataclass

from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from ledger.domain.renaming import KEY
from ledger.errors import UsageError
from ledger.storage import renames, schema
from ledger.storage.database import Store

# What of each table is indexed, as (kind, ref, place, body); `scope` picks the rows of one changeset, or all.
_ENTRIES = (
    "SELECT 'entry', CAST(e.id AS TEXT), '', coalesce(e.title || ' ', '') || coalesce(e.condition || ' ', '') "
    "|| coalesce(e.text || ' ', '') || coalesce(e.summary, '') FROM entry e WHERE e.op = 'assert' AND "
    "(e.title IS NOT NULL OR e.condition IS NOT NULL OR e.text IS NOT NULL OR e.summary IS NOT NULL) {scope}"
)
_QUOTES = (
    "SELECT 'quote', CAST(c.entry_id AS TEXT), coalesce(c.at, ''), coalesce(c.quote || ' ', '') "
    "|| coalesce(c.translation || ' ', '') || coalesce(c.note, '') FROM citation c WHERE "
    "(c.quote IS NOT NULL OR c.translation IS NOT NULL OR c.note IS NOT NULL) {scope}"
)
_ITEMS = "SELECT 'item', i.key, '', i.title || coalesce(' ' || i.question, '') FROM item i WHERE 1 = 1 {scope}"
_DOCUMENTS = "SELECT 'source', s.key, '', s.title || coalesce(' ' || s.publisher, '') FROM source s WHERE 1 = 1 {scope}"
_TEXTS = (
    "SELECT 'text', s.key, CAST(a.edition AS TEXT), a.text FROM attachment a JOIN source s ON s.id = a.source_id "
    "WHERE 1 = 1 {scope}"
)
_SOURCES = {
    "entry": (_ENTRIES, "e"),
    "quote": (_QUOTES, "c"),
    "item": (_ITEMS, "i"),
    "source": (_DOCUMENTS, "s"),
    "text": (_TEXTS, "a"),
}


_KINDS = ("item", "entry", "quote", "source", "text")
"""In the order in which they are found."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A place where the words stand: ``kind`` is entry, quote, item, source or text; ``ref`` its number or key."""

    kind: str
    ref: str
    place: str
    body: str


def index_changeset(store: Store, number: int) -> None:
    """Index what a changeset recorded, and anew what it edited."""
    edited = _edited(store, number)
    for kind, (query, alias) in _SOURCES.items():
        _insert(store, query.format(scope=f"AND {alias}.changeset_id = {int(number)}"))
        for key in edited.get(kind, ()):
            store.connection.execute(
                text("DELETE FROM search_index WHERE kind = :kind AND ref = :ref"), {"kind": kind, "ref": key}
            )
            named = "s" if kind == "text" else alias
            _insert(store, query.format(scope=f"AND {named}.key = :key"), key=key)


def _edited(store: Store, number: int) -> dict[str, list[str]]:
    """Return the keys of what a changeset edited, by kind; the text of a source that has another key goes with it."""
    edit, ref_now = schema.edit.c, renames.keys_of(store).ref_now
    query = select(edit.record, edit.field).distinct().where(edit.changeset_id == number)
    found: dict[str, set[str]] = {"item": set(), "source": set(), "text": set()}
    for record, field in store.connection.execute(query):
        table = record.partition(":")[0]
        keys = {ref.partition(":")[2] for ref in (record, ref_now(record))}
        found.get(table, set()).update(keys)
        if table == "source" and field == KEY:
            found["text"] |= keys
    return {kind: sorted(keys) for kind, keys in found.items()}


def differences(store: Store) -> list[tuple[str, str]]:
    """Return (kind, ref) of rows that the index should hold and does not, or holds and should not."""
    wanted = " UNION ALL ".join(query.format(scope="") for query, _alias in _SOURCES.values())
    counted = "SELECT kind, ref, place, body, count(*) FROM {} GROUP BY kind, ref, place, body"
    one, other = counted.format("wanted"), counted.format("search_index")
    sql = (
        f"WITH wanted (kind, ref, place, body) AS ({wanted}) "  # noqa: S608 - the program's own texts
        f"SELECT DISTINCT kind, ref FROM (SELECT * FROM ({one} EXCEPT {other}) AS missing "
        f"UNION ALL SELECT * FROM ({other} EXCEPT {one}) AS extra) AS differing ORDER BY kind, ref LIMIT 20"
    )
    return [(row.kind, row.ref) for row in store.connection.execute(text(sql))]


def find(store: Store, words: str, *, raw: bool = False, limit: int = 200, skip: int = 0) -> list[Hit]:
    """Return where all the words stand: items, then entries and quotes, the newest first, then sources and texts.

    ``raw`` takes the engine's own query language; raises ``UsageError`` where that does not parse.
    """
    if not words.strip():
        return []
    matches, given = _on_postgres(words, raw=raw) if store.is_postgres else _on_sqlite(words, raw=raw)
    sql = (
        f"SELECT kind, ref, place, body FROM search_index WHERE {matches} "  # noqa: S608 - the program's own texts
        f"ORDER BY {_in_order(store)} LIMIT :limit OFFSET :skip"
    )
    try:
        rows = store.connection.execute(text(sql), {**given, "limit": limit, "skip": skip}).all()
    except DBAPIError as problem:
        if not raw:
            raise
        raise UsageError(f"the raw query does not parse: {problem.orig}") from problem
    return [Hit(row.kind, row.ref, row.place, row.body) for row in rows]


def _in_order(store: Store) -> str:
    """Write the order, the same on both engines: how well a place fits, each of them measures in its own way."""
    kinds = " ".join(f"WHEN '{kind}' THEN {place}" for place, kind in enumerate(_KINDS))
    number = "CASE WHEN kind IN ('entry', 'quote') THEN CAST(ref AS INTEGER) ELSE 0 END"
    bytewise = ' COLLATE "C"' if store.is_postgres else ""
    return f"CASE kind {kinds} END, {number} DESC, ref{bytewise}, place{bytewise}, body{bytewise}"


def _on_sqlite(words: str, *, raw: bool) -> tuple[str, dict[str, str]]:
    """Quote each word, so that none is taken for an operator; the last may be the beginning of a word."""
    quoted = ['"' + word.replace('"', '""') + '"' for word in words.split()]
    return "search_index MATCH :words", {"words": words if raw else " ".join(quoted) + "*"}


def _on_postgres(words: str, *, raw: bool) -> tuple[str, dict[str, str]]:
    """The same: the words but the last are plain, the last is quoted to be the beginning of one."""
    if raw:
        return "words @@ to_tsquery('simple', :words)", {"words": words}
    *others, last = words.split()
    quoted = last.replace("\\", "\\\\").replace("'", "''")
    query = "plainto_tsquery('simple', :words) && to_tsquery('simple', :last)"
    return f"words @@ ({query})", {"words": " ".join(others), "last": f"'{quoted}':*"}


def _insert(store: Store, query: str, **values: str) -> None:
    sql = f"INSERT INTO search_index (kind, ref, place, body) {query}"
    store.connection.execute(text(sql), values)
