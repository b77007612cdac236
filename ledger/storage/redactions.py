"""What was taken out of the record: which records were hashed with it, and the taking out itself.

A record that something is taken out of is not what its changeset's hash is over any more. So the act keeps the digest
that the record was hashed with, and ``chain`` counts the record with that one; both are under the act's own hash.
"""

import json
import sqlite3
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from hashlib import sha256
from typing import Any

from sqlalchemy import Table, func, select, text, union, update

from ledger.domain import canonical
from ledger.domain.canonical import HEADER, canonical_json
from ledger.domain.redaction import Redactor, held_by
from ledger.domain.renaming import KEY, renamed_ref, renamed_value
from ledger.domain.seed import Redacted, Redaction
from ledger.errors import Unavailable
from ledger.storage import chain, derived, logical, renames, schema, search
from ledger.storage import engine as engines
from ledger.storage.database import NamedRow, Store, wrapped
from ledger.storage.engine import Location

PATIENCE = engines.BUSY_SECONDS
"""How long others are waited for, in seconds, before the database is written anew."""
PERSON = "person"
PROSE: Mapping[str, tuple[str, ...]] = {
    "changeset": ("message",),
    "ledger": ("title", "description"),
    "party": ("name",),
    "party_aliases": ("value",),
    "party_tags": ("value",),
    "person": ("name",),
    "person_aliases": ("value",),
    "person_offices": ("office",),
    "round": ("title", "venue"),
    "source": ("title", "publisher", "url", "archived_url", "carries"),
    "item": ("title", "question", "category", "track", "owner", "scale_low", "scale_high"),
    "item_tags": ("value",),
    "delegate": (
        "person", "office", "cite_at", "cite_quote", "cite_prefix", "cite_suffix", "cite_translation", "cite_note",
        "cite_carries",
    ),
    "mark": ("name",),
    "view": ("name", "filter"),
    "attachment": ("text",),
    "entry": ("condition", "title", "text", "summary", "reason"),
    "entry_figures": ("what", "unit"),
    "citation": ("at", "quote", "prefix", "suffix", "translation", "note", "carries"),
    "dropped_citation": ("reason",),
    "settlement": ("reason",),
    "review": ("note",),
    "claim": ("note",),
    "draft": ("name",),
    "draft_step": ("note",),
    "proposal_verdict": ("note",),
}  # fmt: skip
"""Columns in which people's words stand. In ``edit`` and in proposals they stand in JSON."""
_FIELDS: Mapping[str, tuple[str, ...]] = {
    **{table: PROSE[table] for table in ("ledger", "round", "source", "mark", "view")},
    "party": ("name", "aliases", "tags"),
    "person": ("name", "aliases", "offices"),
    "item": ("title", "question", "category", "track", "owner", "scale", "tags"),
    "delegate": ("office", "cite"),
}
"""The same as fields of records, for the journal."""
_NAMES_RECORDS = {("changeset", "message"), ("view", "filter")}
"""Words that name records by key."""
_Digests = dict[int, dict[str, bytes]]


def take_out(store: Store, redactor: Redactor) -> list[Redaction]:
    """Take texts out of everything that the ledger holds; return the records that this changed, to be recorded."""
    if not store.is_postgres:
        store.connection.exec_driver_sql("PRAGMA secure_delete = ON")
    was = _digests(store)
    for key, marker in redactor.keys.items():
        renames.rename(store, PERSON, key, marker)
    for table, columns in PROSE.items():
        _rewrite(store, schema.tables[table], lambda row, t=table, c=columns: _without(redactor, t, c, row))  # type: ignore[misc]  # mypy does not see their types
    _rewrite(store, schema.edit, lambda row: _edit_without(redactor, row))
    for table in ("proposal", "proposal_verdict"):
        _rewrite(store, schema.tables[table], lambda row: _line_without(redactor, row))
    store.connection.execute(text("DELETE FROM search_index"))
    search.fill_if_empty(store)
    if not store.is_postgres:
        store.connection.exec_driver_sql("INSERT INTO search_index(search_index) VALUES ('rebuild')")
    derived.work_out_again(store)
    return list(_changed(store, was, redactor))


def _without(redactor: Redactor, table: str, columns: tuple[str, ...], row: NamedRow) -> dict[str, Any]:
    return {
        name: redactor.text(row[name], keys=(table, name) in _NAMES_RECORDS)
        for name in columns
        if row[name] is not None
    }


def _edit_without(redactor: Redactor, row: NamedRow) -> dict[str, Any]:
    """The journal names records by key, and has values as JSON."""
    table, field = row["record"].partition(":")[0], row["field"]

    def renamed(of: str, key: str) -> str:
        return redactor.keys.get(key) or redactor.text(key) if of == PERSON else key

    def value(written: str) -> str:
        found = renamed_value(table, field, json.loads(written), renamed)
        return canonical_json(redactor.value(found) if field in _FIELDS.get(table, ()) else found)

    return {"record": renamed_ref(row["record"], renamed), "old": value(row["old"]), "new": value(row["new"])}


def _line_without(redactor: Redactor, row: NamedRow) -> dict[str, Any]:
    if row["line"] is None:
        return {}
    found = json.loads(row["line"])
    without = redactor.value(found, keys=True)
    if without == found:
        return {}
    line = canonical_json(without)
    return {"line": line} | ({"sha256": sha256(line.encode()).hexdigest()} if "sha256" in row else {})


def _rewrite(store: Store, table: Table, rewritten: Callable[[NamedRow], dict[str, Any]]) -> None:
    """Put other values into the rows that have others now."""
    key = list(table.primary_key.columns)
    with store.connection.execute(select(table), execution_options={"yield_per": 500}) as rows:
        found = [
            ({column.name: row[column.name] for column in key}, changed)
            for row in rows.mappings()
            if (changed := {name: value for name, value in rewritten(row).items() if value != row[name]})
        ]
    if not found:
        return
    with _open_to_change(store, table.name):
        for place, changed in found:
            store.connection.execute(update(table).where(*(c == place[c.name] for c in key)).values(changed))


@contextmanager
def _open_to_change(store: Store, table: str) -> Iterator[None]:
    """Let what is recorded in a table be changed, in this transaction and by nobody else."""
    run = store.connection.exec_driver_sql
    if table not in schema.APPEND_ONLY:
        yield
    elif store.is_postgres:
        run(f"ALTER TABLE {table} DISABLE TRIGGER {table}_append_only")
        yield
        run(f"ALTER TABLE {table} ENABLE TRIGGER {table}_append_only")
    else:
        guard = f"{table}_no_update"
        sql = run("SELECT sql FROM sqlite_schema WHERE type = 'trigger' AND name = ?", (guard,)).scalar_one()
        run(f"DROP TRIGGER {guard}")
        yield
        run(sql)


# -- which records that changed ----------------------------------------------------------------------------------------


def _digests(store: Store) -> _Digests:
    return {row["id"]: _as_bytes(row, streams) for row, streams in chain.recomputed(store)}


def _as_bytes(row: NamedRow, streams: canonical.Streams) -> dict[str, bytes]:
    header = bytes.fromhex(chain.sealed(row, streams.before))
    return {HEADER: header, **{name: bytes(digests) for name, digests in streams.digests.items()}}


def _changed(store: Store, was: _Digests, redactor: Redactor) -> Iterator[Redaction]:
    first, markers = logical.FirstValues(store), redactor.markers
    salted = "\n".join(redactor.salted.values())
    for row, streams in chain.recomputed(store):
        number = row["id"]
        for stream, now in _as_bytes(row, streams).items():
            before = was[number][stream]
            for place in (n for n in range(len(now) // 32) if _at(now, n) != _at(before, n)):
                record, fields = _named(store, first, number, stream, place, markers)
                yield Redaction.model_construct(
                    touched=number, stream=stream, record=record, fields=fields,
                    before=_at(before, place).hex(), after=_at(now, place).hex(), salted=salted,
                )  # fmt: skip


def _at(digests: bytes, place: int) -> bytes:
    return digests[place * 32 : (place + 1) * 32]


def _named(
    store: Store, first: logical.FirstValues, number: int, stream: str, place: int, markers: list[str]
) -> tuple[str, str]:
    """Return the record's number, and the fields that something was taken out of; another key is in none of them."""
    if stream == HEADER:
        return str(number), "message"
    if stream in logical.ROW_STREAMS:
        table = logical.ROW_STREAMS[stream]
        row = [row for some in logical.rows_of(store, table, number, number) for row in some][place]
        values = dict(zip(table.columns.keys(), row, strict=False))
        key = "/".join(str(values[column.name]) for column in table.primary_key.columns)
    else:
        values = dict(first.of(number))[stream][place]
        key = str(place)
    return key, ", ".join(held_by(values, markers)) or KEY


def by_changeset(store: Store) -> dict[int, tuple[Redacted, ...]]:
    """Return what was taken out of the records of each changeset, by its number."""
    found: dict[int, list[Redacted]] = defaultdict(list)
    r = schema.redaction.c
    for row in store.connection.execute(select(r.touched, r.stream, r.before, r.after).order_by(r.id)):
        found[row.touched].append(Redacted.model_construct(stream=row.stream, before=row.before, after=row.after))
    return {number: tuple(several) for number, several in found.items()}


def acts(store: Store) -> list[tuple[int, str, int, int]]:
    """Return (changeset, author, records, first changeset touched) of each act that took something out."""
    r, c = schema.redaction.c, schema.changeset.c
    query = (
        select(r.changeset_id, c.author, func.count(), func.min(r.touched))
        .join(schema.changeset, c.id == r.changeset_id)
        .group_by(r.changeset_id, c.author)
        .order_by(r.changeset_id)
    )
    return [(number, author, records, first) for number, author, records, first in store.connection.execute(query)]


def persons_keys(store: Store, key: str) -> list[str]:
    """Return a person's key, and every one that they had before."""
    return [key, *renames.keys_of(store).former(PERSON).get(key, ())]


def former_values(store: Store, ref: str, fields: tuple[str, ...]) -> Iterator[Any]:
    """Yield every value that fields of a record ever had, by the journal."""
    edit, keys = schema.edit.c, renames.keys_of(store)
    query = select(edit.old, edit.new).where(edit.record.in_(sorted(keys.refs(ref))), edit.field.in_(fields))
    for old, new in store.connection.execute(query):
        yield from (json.loads(old), json.loads(new))


def spoken_by(store: Store, key: str) -> list[int]:
    """Return the entries that are a person's remarks, or cite them."""
    entry, cited, person = schema.entry.c, schema.citation.c, schema.person.c
    who = select(person.id).where(person.key == key).scalar_subquery()
    query = union(select(entry.id).where(entry.by_id == who), select(cited.entry_id).where(cited.by_id == who))
    return sorted(store.connection.execute(query).scalars())


def may_change(store: Store) -> bool:
    """Whether who connected to a server may do what who made the tables may."""
    owner = (
        "SELECT pg_has_role(session_user, relowner, 'MEMBER') FROM pg_class "
        "WHERE relname = 'entry' AND relnamespace = current_schema()::regnamespace"
    )
    return bool(store.connection.exec_driver_sql(owner).scalar())


def sweep(location: Location) -> None:
    """Write the database anew, without what no row of it holds; raise ``Unavailable`` where it is in use."""
    if location.path is not None:
        try:
            with closing(sqlite3.connect(location.path, timeout=PATIENCE, isolation_level=None)) as connection:
                connection.execute("VACUUM")
        except sqlite3.Error as problem:
            raise Unavailable(str(problem)) from problem
        return
    engine = engines.beside_engine(location)
    with wrapped(location), engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        for table in (*schema.tables, "search_index"):
            connection.exec_driver_sql(f"VACUUM FULL {connection.dialect.identifier_preparer.quote(table)}")
    engine.dispose()
