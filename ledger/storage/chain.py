"""The chain of changesets recomputed from what the tables hold, and the journal of edits followed to today's values.

Rows are read once, in the order of the changesets, all streams side by side: what is held at a time is one changeset.
"""

import json
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, closing
from datetime import date
from operator import itemgetter
from typing import Any

from sqlalchemy import Table, select

from ledger.domain import canonical
from ledger.domain.canonical import Before, Streams, canonical_json
from ledger.domain.moments import HeldOn
from ledger.domain.planning import references
from ledger.domain.records import RECORDS, Item, Record
from ledger.domain.register import Register
from ledger.domain.renaming import Keys
from ledger.domain.seed import ChangesetInfo, Claimed
from ledger.domain.words import Precision
from ledger.storage import changesets, logical, register, renames, schema
from ledger.storage.constraints import Finding
from ledger.storage.database import NamedRow, Store
from ledger.storage.logical import FirstValues
from ledger.storage.register import KeyNumbers

_LAST = 2**31 - 1  # no changeset has a higher number
_MANY = {
    "entry": "entries",
    "entry_items": "items of events and remarks",
    "entry_figures": "figures",
    "party": "parties",
    "ledger": "ledger records",
}


def findings(store: Store) -> Iterator[Finding]:
    """Yield every changeset that does not hold what was hashed, or is not chained to the one before."""
    previous: str | None = None
    for row, streams in recomputed(store, placed=False):  # a hash is over digests that are put in order
        where = f"changeset {row['id']}"
        if row["previous"] != previous:
            yield Finding(where, "is not chained to the changeset before it")
        yield from (Finding(where, said) for said in _differences(row, streams))
        previous = row["hash"]


def recomputed(store: Store, *, placed: bool = True) -> Iterator[tuple[NamedRow, Streams]]:
    """Yield each changeset's row with the streams of what the tables hold of it.

    What something was taken out of counts with the digest that it was hashed with, as the redaction says. ``placed``:
    digests stand in the order of their rows.
    """
    keys, first, before = renames.keys_of(store), FirstValues(store), _before(store)
    query = select(schema.changeset).order_by(schema.changeset.c.id)
    with ExitStack() as open_ones:
        rows = open_ones.enter_context(store.connection.execute(query, execution_options={"yield_per": 1000}))
        tables = {
            name: _ByChangeset(
                open_ones.enter_context(closing(logical.rows_of(store, table, 0, _LAST, placed=placed))), table
            )
            for name, table in logical.ROW_STREAMS.items()
        }
        changed_since = -1
        for row in rows.mappings():
            if keys.since(row["id"]) != changed_since:  # from here on other keys are in force
                changed_since = keys.since(row["id"])
                names = KeyNumbers(store, renamed=keys.then(row["id"]) if changed_since else None)
                lines = {name: logical.lines_of(table, names) for name, table in logical.ROW_STREAMS.items()}
            streams = Streams(before=before)
            for table, records in first.of(row["id"]):
                streams.add(table, (logical.of_record(fields, place) for place, fields in enumerate(records)))
            for name, of_table in tables.items():
                for some in of_table.of(row["id"]):
                    streams.add_lines(name, lines[name](some))
            yield row, streams


class _ByChangeset:
    """Rows in the order of their changesets, handed out changeset by changeset."""

    def __init__(self, parts: Iterator[Sequence[Sequence[Any]]], table: Table) -> None:
        self._parts = parts
        self._left: Sequence[Sequence[Any]] = ()
        names = list(table.columns.keys())
        self._changeset = itemgetter(names.index("changeset_id") if "changeset_id" in names else len(names))

    def of(self, number: int) -> Iterator[Sequence[Sequence[Any]]]:
        """Yield the rows of a changeset, in parts; those of changesets that were never asked for are passed over."""
        while rows := self._left or next(self._parts, ()):
            start, stop = (cut(rows, number, key=self._changeset) for cut in (bisect_left, bisect_right))
            self._left = rows[stop:]
            if start < stop:
                yield rows[start:stop]
            if self._left:
                return


def _differences(row: NamedRow, streams: Streams) -> Iterator[str]:
    """Say in what a changeset is not what its hash says: its header, or which of its streams."""
    found, recorded = streams.lines(), row["streams"].split("\n")
    if found == recorded:
        if sealed(row, streams.before) != row["hash"]:
            yield "has another author, time, tool, message or hash than was recorded"
        return
    if _sealed(row, found, streams.before) == row["hash"]:
        yield "holds what was recorded, but its list of streams was changed"
        return
    if sealed(row, streams.before) != row["hash"]:
        yield "has another author, time, tool, message or hash than was recorded"
    before, now = ({line.split(" ")[0]: line for line in lines} for lines in (recorded, found))
    for stream in sorted({*before, *now}):
        if before.get(stream) != now.get(stream):
            yield _changed(stream, _count(before.get(stream)), _count(now.get(stream)))


def sealed(row: NamedRow, before: Before) -> str:
    """Return the hash that a changeset has by its header and the lines that are kept beside it."""
    return _sealed(row, row["streams"].split("\n"), before)


def _sealed(row: NamedRow, lines: Iterable[str], before: Before) -> str:
    fields = changesets.fields_of(row)
    claimed = Claimed.model_construct(**fields["claimed"]) if fields["claimed"] else None
    header = ChangesetInfo.model_construct(**fields | {"claimed": claimed})
    return canonical.sealed_with(before, canonical.hash_of(header, row["previous"], lines))


def _before(store: Store) -> Before:
    r = schema.redaction.c
    rows = store.connection.execute(
        select(r.stream, r.before, r.after).where(r.touched < r.changeset_id).order_by(r.id)
    )
    return canonical.before_of((row.stream, row.before, row.after) for row in rows)


def _count(line: str | None) -> int:
    parts = (line or "").split(" ")
    return int(parts[1]) if len(parts) == 3 and parts[1].isdecimal() else 0


def _changed(stream: str, before: int, now: int) -> str:
    many = _MANY.get(stream, stream.replace("_", " ") + "s")
    if before == now:
        return f"recorded {before} {many}; what is there now was changed"
    return f"recorded {before} {many}; {now} are there now"


# -- the journal, and the records it is of -----------------------------------------------------------------------------


def journal_findings(store: Store) -> Iterator[Finding]:
    """Yield every edit that does not follow from the value before it, and every record that does not hold together."""
    known, keys = _records(store), renames.keys_of(store)
    values: dict[tuple[str, str], str] = {}
    for row in store.connection.execute(select(schema.edit).order_by(schema.edit.c.id)).mappings():
        ref = keys.ref_now(row["record"])
        where, field = f"edit {row['id']} of {row['record']}", (ref, row["field"])
        if not all(_is_json(row[name]) for name in ("old", "new")):
            yield Finding(where, f"has a value of {row['field']} that is not JSON")
        if ref not in known or row["field"] not in known[ref][1]:
            yield Finding(where, f"edits {row['field']} of what is not there")
        old, new = (_of_now(keys, *field, row[name]) for name in ("old", "new"))
        if field in values and values[field] != old:
            yield Finding(where, f"changes {row['field']} from {row['old']}, but it was {values[field]}")
        values[field] = new
    for (record, name), value in values.items():
        fields = known.get(record, (None, {}))[1]
        if name in fields and canonical_json(fields[name]) != value:
            yield Finding(record, f"has {name} {canonical_json(fields[name])}; the journal ends with {value}")


def _of_now(keys: Keys, ref: str, name: str, value: str) -> str:
    """Return a value of the journal with the keys of now."""
    if not keys or not _is_json(value):
        return value
    return canonical_json(keys.value_now(ref.partition(":")[0], name, json.loads(value)))


def record_findings(store: Store) -> Iterator[Finding]:
    """Yield every descriptive record that is not valid, or refers to what is not there."""
    whole = Register()
    for ref, (model, fields) in _records(store).items():
        try:
            whole.put(model.model_validate(fields))
        except ValueError as problem:
            said = str(problem).splitlines()
            yield Finding(ref, f"is not valid: {' '.join(said[1:3])}")
    for model in RECORDS:
        for record in whole.of(model.table).values():
            yield from _loose_ends(record, whole)


def _records(store: Store) -> dict[str, tuple[type[Record], dict[str, Any]]]:
    """Return model and fields of every descriptive record, by the name the journal has for it."""
    return {
        f"{model.table}:{model.key_in(fields)}": (model, fields)
        for model in RECORDS
        for _number, fields in register.fields_of(store, model.table)
    }


def _loose_ends(record: Record, whole: Register) -> Iterator[Finding]:
    for table, key, _path in references.of_record(record):
        if key not in whole.of(table):
            yield Finding(record.ref, f"refers to {table} {key}, which is not there")
    if isinstance(record, Item) and (circle := references.circular(record, whole)):
        yield Finding(record.ref, f"is part of itself: {' → '.join(circle)}")


def _is_json(text: str) -> bool:
    try:
        json.loads(text)
    except ValueError:
        return False
    return True


def day_findings(store: Store) -> Iterator[Finding]:
    """Yield every entry whose day is not in the calendar, or not the last of its month or year."""
    table = schema.entry.c
    columns = table.held_from, table.held_to, table.held_precision, table.held_text
    for first, last, precision, written in store.connection.execute(select(*columns).distinct().order_by(*columns)):
        try:
            held = HeldOn.of(date.fromisoformat(last), Precision(precision), date.fromisoformat(first), written or "")
            again = HeldOn.parse(str(held))
            fits = (again.first.isoformat(), again.last.isoformat()) == (first, last)
        except ValueError:
            fits = False
        if not fits:
            yield Finding(f"entries held on {last}", f"have no such {precision}")
