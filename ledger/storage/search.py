"""Full text: FTS5 on SQLite, tsvector on PostgreSQL. Both match the tokens that ``domain.tokens`` makes, nothing else.

A changeset's rows are read by one statement a kind and inserted together. Rows of the index are derived;
``differences`` compares them with what they must be, for whoever verifies. An empty index is filled by an
upgrade: a migration that changes what tokens are only empties it.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from ledger.domain.renaming import KEY
from ledger.domain.tokens import DEFAULT, Alternative, asked, tokens
from ledger.errors import UsageError
from ledger.storage import renames, schema
from ledger.storage.bulk import as_kept, chunks, insert_into
from ledger.storage.database import Store

# What of each table is indexed, as (kind, ref, place, language, body); `scope` picks the rows of one changeset, or all.
_ENTRIES = (
    "SELECT 'entry' AS kind, CAST(e.id AS TEXT) AS ref, '' AS place, NULL AS language, coalesce(e.title || ' ', '') "
    "|| coalesce(e.condition || ' ', '') || coalesce(e.text || ' ', '') || coalesce(e.summary, '') AS body "
    "FROM entry e WHERE e.op = 'assert' AND (e.title IS NOT NULL OR e.condition IS NOT NULL OR e.text IS NOT NULL "
    "OR e.summary IS NOT NULL) {scope}"
)
_QUOTES = (
    "SELECT 'quote' AS kind, CAST(c.entry_id AS TEXT) AS ref, coalesce(c.at, '') AS place, s.language, "
    "coalesce(c.quote || ' ', '') || coalesce(c.translation || ' ', '') || coalesce(c.note, '') AS body "
    "FROM citation c JOIN source s ON s.id = c.source_id WHERE "
    "(c.quote IS NOT NULL OR c.translation IS NOT NULL OR c.note IS NOT NULL) {scope}"
)
_ITEMS = (
    "SELECT 'item' AS kind, i.key AS ref, '' AS place, NULL AS language, i.title || coalesce(' ' || i.question, '') "
    "AS body FROM item i WHERE i.struck = 0 {scope}"
)
_DOCUMENTS = (
    "SELECT 'source' AS kind, s.key AS ref, '' AS place, s.language, s.title || coalesce(' ' || s.publisher, '') "
    "AS body FROM source s WHERE s.struck = 0 {scope}"
)
_TEXTS = (
    "SELECT 'text' AS kind, s.key AS ref, CAST(a.edition AS TEXT) AS place, s.language, a.text AS body "
    "FROM attachment a JOIN source s ON s.id = a.source_id WHERE 1 = 1 {scope}"
)
_PARTIES = (
    "SELECT 'party' AS kind, p.key AS ref, '' AS place, NULL AS language, p.name || ' (' || p.code || ')' AS body "
    "FROM party p WHERE p.struck = 0 {scope}"
)
_PERSONS = (
    "SELECT 'person' AS kind, h.key AS ref, '' AS place, NULL AS language, h.name AS body FROM person h "
    "WHERE h.struck = 0 {scope}"
)
_DELEGATES = (
    "SELECT 'delegate' AS kind, d.round AS ref, d.party || coalesce(' ' || d.cite_source, '') AS place, "
    "NULL AS language, coalesce(h.name, d.person) || coalesce(', ' || d.office, '') AS body "
    "FROM delegate d LEFT JOIN person h ON h.key = d.person WHERE d.struck = 0 {scope}"
)
_SOURCES = {
    "entry": (_ENTRIES, "e"),
    "quote": (_QUOTES, "c"),
    "item": (_ITEMS, "i"),
    "source": (_DOCUMENTS, "s"),
    "text": (_TEXTS, "a"),
    "party": (_PARTIES, "p"),
    "person": (_PERSONS, "h"),
}
_OTHER_NAMES = {
    "party": "SELECT party AS key, value AS name FROM party_aliases ORDER BY party, place",
    "person": "SELECT key, name FROM (SELECT 0 AS list, person AS key, place, value AS name FROM person_aliases "
    "UNION ALL SELECT 1, person, place, office FROM person_offices) AS names ORDER BY key, list, place",
}
"""Aliases and offices, which stand in lists of their own."""
_SITTING = ("delegate", "person", "party", "round", "source")
"""Records that a line of a delegation is made of: what changes in one of them makes all lines anew."""

_KINDS = ("item", "party", "person", "delegate", "entry", "quote", "source", "text")
"""In the order in which they are found."""
_BOTH = frozenset({"quote", "source"})
"""Kinds that hold words of the source's language and words of the analyst's."""

_Indexed = tuple[str, str, str, str, str]
"""A row of the index: kind, ref, place, body, tokens."""
_COLUMNS = ("kind", "ref", "place", "body", "tokens")
_HELD = f"SELECT {', '.join(_COLUMNS)} FROM search_index"  # noqa: S608 - our own


@dataclass(frozen=True, slots=True)
class Hit:
    """A place where the words stand: ``ref`` is a number or key; of a delegate the round's key."""

    kind: str
    ref: str
    place: str
    body: str


def index_changeset(store: Store, number: int) -> None:
    """Index what a changeset recorded, and anew what it edited."""
    edited = _edited(store, number)
    for kind, (query, alias) in _SOURCES.items():
        _insert(store, kind, query.format(scope=f"AND {alias}.changeset_id = {int(number)}"))
        for key in edited.get(kind, ()):
            _remove(store, kind, key)
            _insert(store, kind, query.format(scope=f"AND {_named(kind, alias)} = :key"), key=key)
    if edited["delegate"]:
        _remove(store, "delegate", None)
        _insert(store, "delegate", _query_of("delegate"))


def fill_if_empty(store: Store) -> None:
    """Index everything, where nothing is: a migration that changes what tokens are leaves an empty index behind."""
    if store.connection.execute(text("SELECT 1 FROM search_index LIMIT 1")).first() is None:
        for kind in _KINDS:
            _insert(store, kind, _query_of(kind))


def _named(kind: str, alias: str) -> str:
    return {"text": "s.key", "quote": "CAST(c.entry_id AS TEXT)"}.get(kind, f"{alias}.key")


def _edited(store: Store, number: int) -> dict[str, list[str]]:
    """Return the keys of what a changeset edited, by kind; what rests on a source goes with its key and language."""
    edit, ref_now = schema.edit.c, renames.keys_of(store).ref_now
    query = select(edit.record, edit.field).distinct().where(edit.changeset_id == number)
    found: dict[str, set[str]] = {kind: set() for kind in (*_SOURCES, "round", "delegate")}
    for record, field in store.connection.execute(query):
        table = record.partition(":")[0]
        keys = {ref.partition(":")[2] for ref in (record, ref_now(record))}
        found.get(table, set()).update(keys)
        if table == "source" and field in {KEY, "language"}:
            found["text"] |= keys
        if table == "source" and field == "language":
            found["quote"].update(number for key in keys for number in _quoting(store, key))
    if any(found[kind] for kind in _SITTING) or _adds_to_delegations(store, number):
        found["delegate"].add("")
    return {kind: sorted(keys) for kind, keys in found.items()}


def _quoting(store: Store, source: str) -> Iterable[str]:
    citing = schema.citation.join(schema.source, schema.source.c.id == schema.citation.c.source_id)
    query = select(schema.citation.c.entry_id).distinct().select_from(citing).where(schema.source.c.key == source)
    return map(str, store.connection.execute(query).scalars())


def _adds_to_delegations(store: Store, number: int) -> bool:
    tables = (schema.delegate, schema.person)
    return any(
        store.connection.execute(select(table.c.id).where(table.c.changeset_id == number).limit(1)).first()
        for table in tables
    )


def differences(store: Store) -> list[tuple[str, str]]:
    """Return (kind, ref) of rows that the index should hold and does not, or holds and should not."""
    wrong: set[tuple[str, str]] = set()
    held_sums = _sums(chain.from_iterable(as_kept(store, text(_HELD))))
    for kind in _KINDS:
        if _sums(_wanted(store, kind)).get(kind) != held_sums.get(kind):
            wanted, held = _by_ref(_wanted(store, kind)), _by_ref(_held(store, kind))
            wrong.update((kind, ref) for ref in {*wanted, *held} if wanted.get(ref) != held.get(ref))
    if not held_sums.keys() <= {*_KINDS}:
        named = ", ".join(f"'{kind}'" for kind in _KINDS)
        others = f"SELECT kind, ref FROM search_index WHERE kind IS NULL OR kind NOT IN ({named}) LIMIT 20"  # noqa: S608 - our own
        wrong.update((str(kind), str(ref)) for kind, ref in store.connection.execute(text(others)))
    return sorted(wrong)[:20]


def _sums(rows: Iterable[Sequence[object]]) -> dict[object, list[int]]:
    """Count and sum up rows by kind, in whatever order: what has the same sum need not be looked at one by one."""
    found: dict[object, list[int]] = defaultdict(lambda: [0, 0])
    for row in rows:
        of_kind = found[row[0]]
        of_kind[0] += 1
        of_kind[1] += hash(row)
    return found


def _by_ref(rows: Iterable[tuple[object, ...]]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = defaultdict(list)
    for row in rows:
        found[str(row[1])].append(hash(row))
    return {ref: sorted(hashes) for ref, hashes in found.items()}


def _held(store: Store, kind: str) -> Iterator[tuple[object, ...]]:
    parts = as_kept(store, text(f"{_HELD} WHERE kind = :kind"), {"kind": kind})
    return (tuple(row) for row in chain.from_iterable(parts))


def _wanted(store: Store, kind: str) -> Iterator[_Indexed]:
    return _rows(store, kind, _query_of(kind))


def _query_of(kind: str) -> str:
    return (_DELEGATES if kind == "delegate" else _SOURCES[kind][0]).format(scope="")


def _rows(store: Store, kind: str, query: str, **values: str) -> Iterator[_Indexed]:
    """Yield rows as they are to stand in the index, of what a query finds."""
    names: dict[str, list[str]] | None = None
    for _kind, ref, place, language, body in chain.from_iterable(as_kept(store, text(query), values)):
        if names is None:
            names = _other_names(store, kind)
        whole = ", ".join([body, *names[ref]]) if ref in names else body
        spoken = (language, DEFAULT) if kind in _BOTH else (language,)
        yield kind, ref, place, whole, tokens(whole, spoken)


def _other_names(store: Store, kind: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    if kind in _OTHER_NAMES:
        for key, name in store.connection.execute(text(_OTHER_NAMES[kind])):
            found[key].append(name)
    return found


def find(store: Store, words: str, *, raw: bool = False, limit: int = 200, skip: int = 0) -> list[Hit]:
    """Return where all the words stand: items, who takes part, entries and quotes, the newest first, sources and texts.

    ``raw`` takes the engine's own query language; raises ``UsageError`` where that does not parse.
    """
    query = words if raw else _query(store, asked(words, _languages(store)))
    if not query.strip():
        return []
    sql = (
        f"SELECT kind, ref, place, body FROM search_index WHERE {_matches(store, raw=raw)} "  # noqa: S608 - our own texts
        f"ORDER BY {_in_order(store)} LIMIT :limit OFFSET :skip"
    )
    try:
        rows = store.connection.execute(text(sql), {"words": query, "limit": limit, "skip": skip}).all()
    except DBAPIError as problem:
        if not raw:
            raise
        raise UsageError(f"the raw query does not parse: {problem.orig}") from problem
    return [Hit(row.kind, row.ref, row.place, row.body) for row in rows]


def _languages(store: Store) -> list[str | None]:
    """Return what is spoken in this ledger: a query does not say in what language it is."""
    return [DEFAULT, *store.connection.execute(select(schema.source.c.language).distinct()).scalars()]


def _in_order(store: Store) -> str:
    """Write the order, the same on both engines: how well a place fits, each of them measures in its own way."""
    kinds = " ".join(f"WHEN '{kind}' THEN {place}" for place, kind in enumerate(_KINDS))
    number = "CASE WHEN kind IN ('entry', 'quote') THEN CAST(ref AS INTEGER) ELSE 0 END"
    bytewise = ' COLLATE "C"' if store.is_postgres else ""
    return f"CASE kind {kinds} END, {number} DESC, ref{bytewise}, place{bytewise}, body{bytewise}"


def _matches(store: Store, *, raw: bool) -> str:
    if not store.is_postgres:
        return "search_index MATCH :words"
    return "words @@ to_tsquery('simple', :words)" if raw else "words @@ CAST(:words AS tsquery)"


def _query(store: Store, terms: Iterable[tuple[Alternative, ...]]) -> str:
    """Write what is asked in the engine's language; tokens hold no sign that means something there."""
    both, either, quote, begins = ("&", "|", "'", ":*") if store.is_postgres else ("AND", "OR", '"', "*")

    def written(token: str) -> str:
        bare = token.removesuffix("*")
        return f"{quote}{bare}{quote}{begins if bare != token else ''}"

    def joined(alternative: Alternative) -> str:
        return "(" + f" {both} ".join(map(written, alternative)) + ")"

    return f" {both} ".join("(" + f" {either} ".join(map(joined, term)) + ")" for term in terms)


def _insert(store: Store, kind: str, query: str, **values: str) -> None:
    for some in chunks(_rows(store, kind, query, **values), 1000):
        insert_into(store, "search_index", _COLUMNS, some)


def _remove(store: Store, kind: str, ref: str | None) -> None:
    """Take rows out: of one record, or all of a kind."""
    one = "" if ref is None else " AND ref = :ref"
    store.connection.execute(text(f"DELETE FROM search_index WHERE kind = :kind{one}"), {"kind": kind, "ref": ref})  # noqa: S608
