"""A long import laid aside: planned into a file of its own while others write, taken over in one go once it is whole.

The file is a ledger's tables without its guards, indexes and records: the keys of what is described, and the entries
that are to come. Who plans asks it beside the ledger for what came further up in the same import. Laid aside and taken
over by the database itself, a row costs no more than one that Python hands to the ledger: there it is bound to
a statement and written to seven indexes at once, here bound once and written to two.
"""

import sqlite3
import weakref
from collections.abc import Iterator, Sequence

from sqlalchemy import Table, create_engine
from sqlalchemy.pool import StaticPool

from ledger.domain.intents import AddEntry, AddPair, AddRecord, Attach, EditRecord, Intent
from ledger.domain.seed import ChangesetInfo
from ledger.errors import IntegrityFailure
from ledger.storage import changesets, entries, schema
from ledger.storage.bulk import all_rows, insert_into, insert_rows
from ledger.storage.database import Store
from ledger.storage.engine import Location
from ledger.storage.own_folder import OwnFolder
from ledger.storage.planning_facts import PlanningFacts
from ledger.storage.recording import Recording
from ledger.storage.register import KeyNumbers, next_id
from ledger.storage.turns import say_alive

_NAMED = (schema.item, schema.party, schema.person, schema.round_, schema.source)
"""Tables whose numbers stand in the rows of entries."""
_LAID = (
    (schema.entry, "id", 1),
    (schema.entry_items, "entry_id", 1),
    (schema.entry_figures, "entry_id", 1),
    (schema.citation, "id", schema.CITATIONS_PER_ENTRY),
    (schema.pair, "other_id", 1),
)
"""Tables whose rows are laid aside, in the order in which they are taken over, each with the column that says of which
entry a row is: by its number, or by that times so many."""
_INDEXES = (
    "entry (kind, item_id, party_id, held_from)",
    "entry (supersedes_id) WHERE supersedes_id IS NOT NULL",
    "citation (entry_id)",
    "pair (other_id)",
)
_LAID_ASIDE, _DESCRIBED = (AddEntry, Attach), (AddRecord, EditRecord)
_DIGESTS = "digests"
_AT_A_TIME = 20_000  # entries
_ROWS = 2_000


class LedgerMoved(Exception):
    """Somebody recorded in the ledger what was planned without it."""


class Aside:
    """A place to lay changesets in, for as long as somebody holds it; ``store`` asks it as one asks the ledger."""

    def __init__(self, ledger: Store) -> None:
        folder = OwnFolder()
        self.path = folder.path / "aside.db"
        driver = sqlite3.connect(self.path, isolation_level=None, check_same_thread=False)
        engine = create_engine("sqlite+pysqlite://", creator=lambda: driver, poolclass=StaticPool)
        self.store = Store(engine.connect(), Location(path=self.path))
        self._close = weakref.finalize(self, _let_go, self.store, driver, folder)
        self._seen: weakref.WeakSet[object] = weakref.WeakSet()
        self.first_text = next_id(ledger, schema.attachment)
        self._say("PRAGMA journal_mode = OFF", "PRAGMA synchronous = OFF", "BEGIN", *_words())
        for table in _NAMED:
            rows = all_rows(ledger, table, "id", only=("id", "key"))
            insert_into(self.store, table.name, ("id", "key"), [tuple(row) for row in rows])
        self.names = KeyNumbers(self.store)
        """Keys and numbers, read once for all changesets that enter nothing."""
        self._ledger, self._names = ledger, KeyNumbers(ledger)
        self._asked = entries.last_id(ledger) > 0
        self.last = changesets.last(ledger)
        if self.last[0]:
            insert_rows(self.store, schema.changeset, [{"id": self.last[0], "hash": self.last[1]}])

    def facts(self, names: KeyNumbers | None) -> PlanningFacts:
        """Ask the ledger, where it has any entries, and what is laid aside."""
        here = names or self.names
        if not self._asked:
            return PlanningFacts((self.store,), (here,))
        return PlanningFacts((self._ledger, self.store), (self._names, here))

    def breathe(self) -> None:
        """Let others write who wait for who reads a file; raise ``LedgerMoved`` where one has."""
        if not self._ledger.is_postgres:
            for words in ("COMMIT", "BEGIN"):
                self._ledger.connection.exec_driver_sql(words)
        if changesets.last(self._ledger) != self.last:
            raise LedgerMoved

    def begin(self, header: ChangesetInfo) -> "Laid":
        """Begin a changeset behind those that are there."""
        return Laid(self, header)

    def whole(self) -> None:
        """Let others read what is laid aside; the ledger that it was planned by is asked no more."""
        self._say("COMMIT")

    def beside(self, ledger: Store) -> None:
        """Let a ledger's file see it, under the name ``aside``, until its connection is closed."""
        if ledger.connection not in self._seen:
            ledger.connection.exec_driver_sql("ATTACH ? AS aside", (str(self.path),))
            self._seen.add(ledger.connection)

    def close(self) -> None:
        """Throw it away."""
        self._close()

    def _say(self, *words: str) -> None:
        for each in words:
            self.store.connection.exec_driver_sql(each)


def _let_go(store: Store, driver: sqlite3.Connection, folder: OwnFolder) -> None:
    store.connection.invalidate()
    driver.close()
    folder.close()


def _words() -> Iterator[str]:
    """Yield what makes the tables: nothing is refused here, for all of it goes into the ledger."""
    for table in schema.tables.values():
        columns = ", ".join(
            f'"{column.name}" {_affinity(column.type)}{" PRIMARY KEY" if column.name == "id" else ""}'
            for column in table.columns
        )
        yield f'CREATE TABLE "{table.name}" ({columns})'
    yield f"CREATE TABLE {_DIGESTS} (changeset_id INTEGER, stream TEXT, digests BLOB)"
    for place, index in enumerate(_INDEXES):
        yield f"CREATE INDEX by_{place} ON {index}"


def _affinity(kind: object) -> str:
    return "TEXT" if "TEXT" in str(kind).upper() else "INTEGER"


class Laid(Recording):
    """A changeset laid aside: entries and texts as rows; what else it does is remembered, to be done in the ledger."""

    def __init__(self, aside: Aside, header: ChangesetInfo) -> None:
        super().__init__(aside.store, header)
        self._aside, self._given_header, self._names = aside, header, aside.names
        self._first_text = max(aside.first_text, next_id(aside.store, schema.attachment))
        self._next["attachment"] = self._first_text
        self._described: list[list[Intent]] = []
        self._acts: list[list[Intent]] = []
        self._entries: list[int] = []
        self._numbered: dict[tuple[str, str], int] = {}

    def carry_out(self, intents: Sequence[Intent]) -> None:
        """Lay a batch aside."""
        entries = [intent for intent in intents if isinstance(intent, AddEntry)]
        new = {intent.entry.id for intent in entries}
        self._entries = [min((*new, *self._entries)), max((*new, *self._entries))] if new else self._entries
        laid: list[Intent] = []
        described: list[Intent] = []
        acts: list[Intent] = []
        for one in intents:
            if isinstance(one, _LAID_ASIDE) or (isinstance(one, AddPair) and max(one.entry, one.other) in new):
                laid.append(one)
            elif isinstance(one, _DESCRIBED):
                described.append(one)
            else:
                acts.append(one)
        self._described += [described] if described else []
        self._acts += [acts] if acts else []
        super().carry_out([*(one for one in described if isinstance(one, AddRecord)), *laid])

    def lay(self) -> None:
        """Count it as recorded, for those that come behind it; its digests lie beside its rows."""
        insert_rows(self._store, schema.changeset, [changesets.columns_of(self._header) | {"id": self.number}])
        rows = [(self.number, stream, bytes(digests)) for stream, digests in self._streams.digests.items()]
        insert_into(self._store, _DIGESTS, ("changeset_id", "stream", "digests"), rows)
        self._streams.digests.clear()

    def recorded_in(self, store: Store) -> Recording:
        """Carry out in the ledger what was laid aside, as the changeset that is going to be its next."""
        recording = Recording(store, self._given_header)
        for described in self._described:
            recording.carry_out(described)
        if recording.number != self.number or not self._numbered.items() <= recording.names.numbers().items():
            raise IntegrityFailure(f"changeset {self.number} was planned in another ledger; nothing was recorded")
        self._take_over(store)
        recording.take_over(self._given, self._digests())
        for acts in self._acts:
            recording.carry_out(acts)
        return recording

    def _digests(self) -> Iterator[tuple[str, bytes]]:
        words = f"SELECT stream, digests FROM {_DIGESTS} WHERE changeset_id = {self.number}"  # noqa: S608 - our own name, and a number
        with self._store.connection.exec_driver_sql(words) as rows:
            yield from ((stream, digests) for stream, digests in rows)

    def _take_over(self, store: Store) -> None:
        texts = range(self._first_text, self._next["attachment"])
        self._move(store, schema.attachment, "id", texts.start, texts.stop)
        first, last = self._entries or (1, 0)
        for start in range(first, last + 1, _AT_A_TIME):
            stop = min(start + _AT_A_TIME, last + 1)
            for table, number, times in _LAID:
                self._move(store, table, number, start * times, stop * times)

    def _move(self, store: Store, table: Table, number: str, start: int, stop: int) -> None:
        """Insert the rows with these numbers: the database itself where both are files."""
        columns = table.columns.keys()
        names = ", ".join(map(store.connection.dialect.identifier_preparer.quote, columns))
        found = f"SELECT {names} FROM %s WHERE {number} >= {start} AND {number} < {stop} ORDER BY {number}"  # noqa: S608 - the schema's own names, and numbers
        if not store.is_postgres:
            self._aside.beside(store)
            into = f"INSERT INTO main.{table.name} ({names}) {found}"
            store.connection.exec_driver_sql(into % f"aside.{table.name}")
            say_alive(store.location)
            return
        with self._store.connection.exec_driver_sql(found % table.name) as rows:
            while some := rows.fetchmany(_ROWS):
                insert_into(store, table.name, columns, [tuple(row) for row in some])

    def _add_records(self, intents: list[AddRecord]) -> None:
        """Give new records the numbers that they are going to have; the rest of them is none of our concern."""
        for table in _NAMED:
            keys = [intent.record.natural_key for intent in intents if intent.record.table == table.name]
            first = next_id(self._store, table)
            insert_into(self._store, table.name, ("id", "key"), [(first + n, key) for n, key in enumerate(keys)])
            self._numbered |= {(table.name, key): first + n for n, key in enumerate(keys)}
        self._names = self._aside.names = KeyNumbers(self._store)

    def _add_pairs(self, intents: list[AddPair]) -> None:
        """Pairs of entries that are new: nobody knows them yet."""
        found = {(min(i.entry, i.other), max(i.entry, i.other)): i.relation.value for i in intents}
        columns = ("entry_id", "other_id", "relation")
        insert_into(self._store, schema.pair.name, columns, [(*pair, relation) for pair, relation in found.items()])
