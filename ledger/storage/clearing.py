"""What must stay behind when something leaves the ledger, and copies of a ledger that do not have it.

Whatever is written from such a copy cannot tell what is not in it. Entries and changesets keep their numbers and
hashes: it is for reading, and is thrown away.
"""

import json
import sqlite3
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import or_, select

from ledger.domain.handling import Handling, MarkedEntry, Withheld, entries_above, marked_as
from ledger.domain.records import Item, LedgerInfo, Source
from ledger.domain.renaming import REFERS
from ledger.domain.text import fold
from ledger.domain.words import Op
from ledger.errors import IntegrityFailure
from ledger.storage import engine as engines
from ledger.storage import register, schema, search
from ledger.storage.database import Store
from ledger.storage.engine import Location, Mode
from ledger.storage.register import KeyNumbers

# ----------------------------------------------------------------------------------------------------------------------
# What stays behind.


def above(store: Store, up_to: Handling, today: date) -> Withheld:
    """Return what is marked higher than what may leave, and all that hangs on it."""
    info = next(iter(register.load_one(store, LedgerInfo).values()), None)
    usual = (info.marking if info else None) or Handling.clear
    if up_to is Handling.red or (usual is Handling.clear and not _anything_marked(store)):
        return Withheld(up_to)
    items = _keys_above(register.load_one(store, Item), usual, up_to, today)
    sources = _keys_above(register.load_one(store, Source), usual, up_to, today)
    found = list(_entries(store))
    entries = entries_above(found, {*items}, {*sources}, usual=usual, up_to=up_to, today=today)
    said = sum(each.number in entries and not each.retracts for each in found)
    return Withheld(up_to, entries, _ever(items), _ever(sources), (said, len(items), len(sources)))


def _anything_marked(store: Store) -> bool:
    marked = (
        select(table.c.id).where(or_(table.c.marking.is_not(None), table.c.embargo.is_not(None))).limit(1)
        for table in (schema.source, schema.item, schema.entry)
    )
    return any(store.connection.execute(query).first() is not None for query in marked)


def _keys_above(
    records: dict[str, Item] | dict[str, Source], usual: Handling, up_to: Handling, today: date
) -> dict[str, tuple[str, ...]]:
    """Return the keys of records that are above, each with those it had before; what was joined goes together."""
    found = {
        key
        for key, record in records.items()
        if marked_as(record.marking, record.embargo, usual, today).height > up_to.height
    }
    more = True
    while more:
        tied = {(key, record.joined) for key, record in records.items() if record.joined}
        together = {key for pair in tied if found & {*pair} for key in pair}
        more = not together <= found
        found |= together
    return {key: records[key].former for key in found if key in records}


def _ever(keys: dict[str, tuple[str, ...]]) -> frozenset[str]:
    return frozenset(each for key, former in keys.items() for each in (key, *former))


def _entries(store: Store) -> Iterator[MarkedEntry]:
    names, e = KeyNumbers(store), schema.entry.c
    tied, cited = _tied(store, names), _cited(store, names)
    query = select(e.id, e.op, e.supersedes_id, e.marking, e.embargo, e.item_id)
    for number, op, before, marking, embargo, item in store.connection.execute(query):
        on = [names.items[item]] if item else []
        retracts = op == Op.retract.value
        yield MarkedEntry(number, retracts, before, marking, embargo, [*on, *tied[number]], cited[number])


def _tied(store: Store, names: KeyNumbers) -> dict[int, list[str]]:
    """Return the items that entries are tied to, or count something of, by key."""
    found: dict[int, list[str]] = defaultdict(list)
    items, figures = schema.entry_items.c, schema.entry_figures.c
    for number, item in store.connection.execute(select(items.entry_id, items.item_id)):
        found[number].append(names.items[item])
    query = select(figures.entry_id, figures.about).where(figures.about.is_not(None))
    for number, about in store.connection.execute(query):
        found[number].append(about)
    return found


def _cited(store: Store, names: KeyNumbers) -> dict[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    cited = schema.citation.c
    gone = select(schema.dropped_citation.c.citation_id)
    for number, source in store.connection.execute(
        select(cited.entry_id, cited.source_id).where(cited.id.not_in(gone))
    ):
        found[number].append(names.sources[source])
    return found


# ----------------------------------------------------------------------------------------------------------------------
# A copy without it.


def copy_file(store: Store, path: Path) -> None:
    """Copy an SQLite ledger, as this transaction sees it, to a new file."""
    engines.create_file(path)
    original: Any = store.connection.connection.driver_connection
    with closing(sqlite3.connect(path)) as copy:
        original.backup(copy)


def take_out(path: Path, withheld: Withheld) -> None:
    """Take what stays behind out of a copy; raise ``IntegrityFailure`` where anything still refers to it.

    Its search finds nothing until it is filled anew (``index``).
    """
    with closing(sqlite3.connect(path, isolation_level=None)) as copy:
        copy.execute("BEGIN")
        triggers = copy.execute("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'").fetchall()
        for name, _sql in triggers:
            copy.execute(f'DROP TRIGGER "{name}"')
        _name(copy, withheld)
        _run(copy, _TAKING_OUT)
        _take_out_edits(copy, withheld)
        _run(copy, _UNSAYING)
        _take_out_carried(copy, withheld)
        copy.execute("DELETE FROM search_index")
        for _name_of, sql in triggers:
            copy.execute(sql)
        left = copy.execute("PRAGMA foreign_key_check").fetchall()
        copy.execute("COMMIT")
    if left:
        raise IntegrityFailure(f"what is withheld is still referred to: {left[0]}")


def index(location: Location) -> None:
    """Fill the search of a copy anew."""
    engine = engines.open_engine(location, Mode.write)
    with engine.begin() as connection:
        search.fill_if_empty(Store(connection, location))
    engine.dispose()


def _run(copy: sqlite3.Connection, script: str) -> None:
    for statement in script.split(";"):
        copy.execute(statement)


def _name(copy: sqlite3.Connection, withheld: Withheld) -> None:
    """Put what stays behind into tables that the statements ask."""
    for kind, keys in (("entry", withheld.entries), ("item", withheld.items), ("source", withheld.sources)):
        copy.execute(f"CREATE TEMP TABLE above_{kind} (key PRIMARY KEY)")
        copy.executemany(f"INSERT INTO above_{kind} VALUES (?)", ((key,) for key in keys))  # noqa: S608 - own names


_TAKING_OUT = """
CREATE TEMP VIEW above_citation AS SELECT * FROM citation
    WHERE entry_id IN above_entry OR source_id IN (SELECT id FROM source WHERE key IN above_source);
CREATE TEMP VIEW above_seat AS SELECT * FROM delegate WHERE cite_source IN above_source;

-- Who is known from what stays behind alone stays behind too.
CREATE TEMP TABLE above_person AS SELECT id, key FROM person
    WHERE id IN (SELECT by_id FROM above_citation) OR id IN (SELECT by_id FROM entry WHERE id IN above_entry)
    OR key IN (SELECT person FROM above_seat) OR key IN (SELECT cite_by FROM above_seat);
CREATE TEMP TABLE touched AS
    SELECT changeset_id AS id FROM entry WHERE id IN above_entry
    UNION SELECT changeset_id FROM item WHERE key IN above_item
    UNION SELECT changeset_id FROM source WHERE key IN above_source
    UNION SELECT changeset_id FROM above_citation
    UNION SELECT changeset_id FROM above_seat
    UNION SELECT changeset_id FROM attachment WHERE source_id IN (SELECT id FROM source WHERE key IN above_source)
    UNION SELECT changeset_id FROM dropped_citation WHERE citation_id IN (SELECT id FROM above_citation)
    UNION SELECT changeset_id FROM settlement WHERE entry_id IN above_entry OR other_id IN above_entry
    UNION SELECT changeset_id FROM rival WHERE entry_id IN above_entry OR other_id IN above_entry
    UNION SELECT changeset_id FROM review WHERE entry_id IN above_entry
    UNION SELECT changeset_id FROM claim WHERE entry_id IN above_entry;

DELETE FROM dropped_citation WHERE citation_id IN (SELECT id FROM above_citation);
DELETE FROM citation WHERE id IN (SELECT id FROM above_citation);
DELETE FROM entry_items WHERE entry_id IN above_entry;
DELETE FROM entry_figures WHERE entry_id IN above_entry;
DELETE FROM review WHERE entry_id IN above_entry;
DELETE FROM claim WHERE entry_id IN above_entry;
DELETE FROM pair WHERE entry_id IN above_entry OR other_id IN above_entry;
DELETE FROM rival WHERE entry_id IN above_entry OR other_id IN above_entry;
DELETE FROM settlement WHERE entry_id IN above_entry OR other_id IN above_entry;
DELETE FROM entry WHERE id IN above_entry;
UPDATE entry SET after_id = NULL WHERE after_id IN above_entry;
UPDATE entry SET supersedes_id = NULL WHERE supersedes_id IN above_entry;
DELETE FROM attachment WHERE source_id IN (SELECT id FROM source WHERE key IN above_source);
DELETE FROM delegate WHERE cite_source IN above_source;
UPDATE item SET part_of = NULL WHERE part_of IN above_item;
UPDATE item SET joined = NULL WHERE joined IN above_item;
UPDATE item SET split_from = NULL WHERE split_from IN above_item;
DELETE FROM item_links WHERE item IN above_item OR "to" IN above_item;
DELETE FROM item_by WHERE item IN above_item;
DELETE FROM item_to WHERE item IN above_item;
DELETE FROM item_tags WHERE item IN above_item;
DELETE FROM item WHERE key IN above_item;
DELETE FROM source WHERE key IN above_source;
UPDATE source SET joined = NULL WHERE joined IN above_source;

-- Those that anything left still names are known from elsewhere as well.
DELETE FROM above_person WHERE id IN (SELECT by_id FROM citation) OR id IN (SELECT by_id FROM entry)
    OR key IN (SELECT person FROM delegate) OR key IN (SELECT cite_by FROM delegate);
DELETE FROM person_aliases WHERE person IN (SELECT key FROM above_person);
DELETE FROM person_offices WHERE person IN (SELECT key FROM above_person);
DELETE FROM person WHERE id IN (SELECT id FROM above_person)
"""
_UNSAYING = """
-- What somebody wrote of an act may speak of all that it did.
UPDATE changeset SET message = 'withheld' WHERE message IS NOT NULL AND id IN touched;
UPDATE entry SET reason = 'withheld' WHERE reason IS NOT NULL AND changeset_id IN touched;
UPDATE dropped_citation SET reason = 'withheld' WHERE changeset_id IN touched;
UPDATE settlement SET reason = 'withheld' WHERE changeset_id IN touched;
UPDATE review SET note = 'withheld' WHERE note IS NOT NULL AND changeset_id IN touched;
UPDATE claim SET note = 'withheld' WHERE note IS NOT NULL AND changeset_id IN touched;

-- What is for working on a ledger leaves with nothing.
DELETE FROM view;
DELETE FROM proposal_verdict;
DELETE FROM proposal;
DELETE FROM draft_step;
DELETE FROM draft;
DELETE FROM redaction;
DELETE FROM signature
"""


def _take_out_edits(copy: sqlite3.Connection, withheld: Withheld) -> None:
    persons = {key for (key,) in copy.execute("SELECT key FROM above_person")}
    gone = {"item": withheld.items, "source": withheld.sources, "person": persons}
    rows = copy.execute("SELECT id, record, field, old, new FROM edit").fetchall()
    named = [(number,) for number, *edit in rows if _names(gone, *edit)]
    copy.executemany("INSERT INTO touched SELECT changeset_id FROM edit WHERE id = ?", named)
    copy.executemany("DELETE FROM edit WHERE id = ?", named)


def _names(gone: Mapping[str, Collection[str]], record: str, field: str, old: str, new: str) -> bool:
    """Whether an edit is of something that stays behind, or names it."""
    table, _, key = record.partition(":")
    everything = {each for keys in gone.values() for each in keys}
    if key in gone.get(table, ()) or (table == "delegate" and not everything.isdisjoint(key.split("/"))):
        return True
    refers = (table, field) in REFERS or field == "carries"
    return refers and not everything.isdisjoint(text for value in (old, new) for text in _texts(json.loads(value)))


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield from value.split("\n")
    elif isinstance(value, list | dict):
        for each in value.values() if isinstance(value, dict) else value:
            yield from _texts(each)


def _take_out_carried(copy: sqlite3.Connection, withheld: Withheld) -> None:
    """Take the names of sources that stay behind out of what others are said to repeat."""
    folded = {fold(key) for key in withheld.sources}
    for table, column in (("source", "carries"), ("citation", "carries"), ("delegate", "cite_carries")):
        rows = copy.execute(f"SELECT id, {column} FROM {table} WHERE {column} IS NOT NULL").fetchall()  # noqa: S608
        for number, carried in rows:
            left = [line for line in carried.split("\n") if fold(line) not in folded]
            if len(left) < len(carried.split("\n")):
                copy.execute(f"UPDATE {table} SET {column} = ? WHERE id = ?", ("\n".join(left) or None, number))  # noqa: S608
