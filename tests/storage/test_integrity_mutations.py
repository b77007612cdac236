"""Whatever is changed behind the program's back is found: random changes of every kind in every table, on both engines.

The ledger is built once. Each change is made in a transaction with triggers and constraints out of the way, the triggers are
put back, ``verify`` looks, and the transaction is rolled back.
"""

import random
from collections import Counter
from collections.abc import Callable
from itertools import count, cycle, islice
from typing import Any

import pytest
from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from ledger.errors import IntegrityFailure
from ledger.services.verifying import verify
from ledger.storage import schema
from ledger.storage.database import Database, Store
from ledger.storage.engine import Mode, open_engine
from tests.effort import EFFORT
from tests.lived import lived

BESIDE = {"draft", "draft_step", "proposal", "proposal_verdict", "signature"}
"""What counts for nothing is no part of the record: triggers guard it, no hash does."""
TABLES = [*sorted(set(schema.tables) - BESIDE), "search_index", "alembic_version"]
FOR_EACH_TABLE = 2 if EFFORT == 1 else 3 * EFFORT  # the kinds in turn, from one table to the next
ON_A_SERVER = 1 if EFFORT > 1 else 3
"""Every which column is tried there too, where the same code has to read another engine's rows."""
Row = dict[str, Any]


class Tamperer:
    """Makes one random change to a table that is really one."""

    def __init__(self, connection: Connection, table: str, chance: random.Random) -> None:
        self.connection, self.table, self.chance = connection, table, chance
        self.sqlite = connection.dialect.name == "sqlite"
        self.where = "rowid" if self.sqlite else "ctid"
        self.rows = self.read()
        self.columns = [name for name in self.rows[0] if name not in {"_where", "words"}]

    def read(self) -> list[Row]:
        where = "rowid" if self.sqlite else "ctid::text"
        rows = self.connection.execute(text(f'SELECT {where} AS "_where", * FROM "{self.table}"')).mappings()
        return [dict(row) for row in rows]

    def contents(self) -> list[str]:
        """Everything the table says, in no order: rows that change places with their twins are no change."""
        return sorted(repr([row[name] for name in self.columns]) for row in self.read())

    def set(self, row: Row, values: Row) -> None:
        names = ", ".join(f'"{name}" = :{name}' for name in values)
        where = "CAST(:_where AS tid)" if not self.sqlite else ":_where"
        sql = f'UPDATE "{self.table}" SET {names} WHERE {self.where} = {where}'
        self.connection.execute(text(sql), values | {"_where": row["_where"]})
        row.update(values)
        if not self.sqlite:  # an updated row has moved
            row["_where"] = self.connection.execute(text(f'SELECT max(ctid)::text FROM "{self.table}"')).scalar()
        elif self.table != "search_index" and "id" in values:
            row["_where"] = values["id"]

    def of_type(self, kind: type) -> list[tuple[Row, str]]:
        return [(row, name) for row in self.rows for name in self.columns if isinstance(row[name], kind)]

    def change_a_character(self) -> None:
        row, name = self.chance.choice(self.of_type(str))
        value = row[name]
        place = self.chance.randrange(len(value) + 1)
        put = self.chance.choice(["", "x", "é", " ", "\n", chr(self.chance.randrange(33, 127))])
        self.set(row, {name: value[:place] + put + value[place + self.chance.choice([0, 1]) :]})

    def change_a_byte(self) -> None:
        """Any byte may become any other, text or not; PostgreSQL keeps only text."""
        row, name = self.chance.choice([found for found in self.of_type(str) if found[0][found[1]]])
        value = bytearray(row[name].encode())
        value[self.chance.randrange(len(value))] ^= 1 << self.chance.randrange(8)
        if not self.sqlite:
            self.set(row, {name: value.decode()})
            return
        sql = f'UPDATE "{self.table}" SET "{name}" = CAST(? AS TEXT) WHERE rowid = ?'
        self.connection.exec_driver_sql(sql, (bytes(value), row["_where"]))

    def change_a_number(self) -> None:
        row, name = self.chance.choice(self.of_type(int))
        self.set(row, {name: row[name] + self.chance.choice([-1, 1, 7, 1000])})

    def take_a_value_out_or_put_one_in(self) -> None:
        row, name = self.chance.choice([(row, name) for row in self.rows for name in self.columns])
        others = [other[name] for other in self.rows if other[name] != row[name]]
        self.set(row, {name: self.chance.choice([None, *others])})

    def delete_a_row(self) -> None:
        row = self.chance.choice(self.rows)
        where = "CAST(:_where AS tid)" if not self.sqlite else ":_where"
        sql = f'DELETE FROM "{self.table}" WHERE {self.where} = {where}'
        self.connection.execute(text(sql), {"_where": row["_where"]})

    def insert_a_row(self) -> None:
        row = {name: self.chance.choice(self.rows)[name] for name in self.columns}
        twin = self.chance.choice(self.rows)
        row |= {name: twin[name] for name in self.columns if self.chance.random() < 0.8}
        for name in ("id", "place"):
            if isinstance(row.get(name), int):
                row[name] = max(each[name] for each in self.rows) + 1
        for name in ("key", "hash", "person"):
            if name in row:
                row[name] = "f" * len(row[name])
        names = ", ".join(f'"{name}"' for name in row)
        values = ", ".join(f":{name}" for name in row)
        self.connection.execute(text(f'INSERT INTO "{self.table}" ({names}) VALUES ({values})'), row)

    def swap_two_rows(self) -> None:
        """Let two rows change numbers, or change places in all but their numbers, or in a single column."""
        one, other = self.chance.sample(self.rows, 2)
        keys = [name for name in ("id", "place") if name in self.columns]
        rest = [name for name in self.columns if name not in keys]
        columns = self.chance.choice([names for names in (keys, rest, [self.chance.choice(rest)]) if names])
        first, second = ({name: row[name] for name in columns} for row in (one, other))
        away = {name: -row if isinstance(row := first[name], int) else f"{row}?" for name in columns}
        self.set(one, away)
        self.set(other, first)
        self.set(one, second)


CHANGES: list[Callable[[Tamperer], None]] = [
    Tamperer.change_a_character,
    Tamperer.change_a_byte,
    Tamperer.change_a_number,
    Tamperer.take_a_value_out_or_put_one_in,
    Tamperer.delete_a_row,
    Tamperer.insert_a_row,
    Tamperer.swap_two_rows,
]


def _tampered(connection: Connection, table: str, change: Callable[[Tamperer], None], chance: random.Random) -> bool:
    """Make a change; say whether the engine let it through and it is one."""
    savepoint = connection.begin_nested()
    try:
        tamperer = Tamperer(connection, table, chance)
        before = tamperer.contents()
        change(tamperer)
        changed = _contents(tamperer) != before
    except (DBAPIError, IndexError, ValueError, UnicodeDecodeError):
        changed = False  # there is no such column, or the engine refuses it whatever one does
    (savepoint.commit if changed else savepoint.rollback)()
    return changed


def _contents(tamperer: Tamperer) -> list[str]:
    try:
        return tamperer.contents()
    except DBAPIError:
        return ["cannot be read any more"]


def _without_guards(connection: Connection, table: str) -> list[str]:
    """Switch off what would refuse a change; return what puts the triggers back."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("SET LOCAL session_replication_role = replica")
        return ["SET LOCAL session_replication_role = origin"]
    connection.exec_driver_sql("PRAGMA defer_foreign_keys = ON")
    connection.exec_driver_sql("PRAGMA ignore_check_constraints = ON")
    query = text("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger' AND tbl_name = :table")
    triggers = connection.execute(query, {"table": table}).all()
    for trigger in triggers:
        connection.exec_driver_sql(f"DROP TRIGGER {trigger.name}")
    return [trigger.sql for trigger in triggers] + ["PRAGMA ignore_check_constraints = OFF"]


@pytest.mark.slow
def test_every_random_change_of_every_table_is_found(database: Database) -> None:
    lived(database)
    with database.read() as store:
        verify(store)
    chance = random.Random(20260205)
    made: Counter[str] = Counter()
    missed: list[str] = []
    engine = open_engine(database.location, Mode.write)
    with engine.connect() as connection:
        kinds = cycle(CHANGES)
        for table in TABLES:
            changes = islice(kinds, 20 * len(CHANGES))
            while made[table] < FOR_EACH_TABLE:
                change = next(changes, None)
                if change is None:
                    break
                transaction = connection.begin()
                guards = _without_guards(connection, table)
                if _tampered(connection, table, change, chance):
                    for sql in guards:
                        connection.exec_driver_sql(sql)
                    made[table] += 1
                    made[change.__name__] += 1
                    missed += _missed(Store(connection, database.location), table, change)
                transaction.rollback()
    engine.dispose()
    assert missed == []
    assert min(made[table] for table in TABLES) >= FOR_EACH_TABLE, made
    assert min(made[change.__name__] for change in CHANGES) >= FOR_EACH_TABLE, made


@pytest.mark.slow
def test_a_change_of_any_column_of_any_table_is_found(database: Database) -> None:
    lived(database)
    missed: list[str] = []
    turns = count(0 if database.location.is_file else 1)
    engine = open_engine(database.location, Mode.write)
    with engine.connect() as connection:
        for table in TABLES:
            for column in _columns_of(connection, table)[:: 1 if database.location.is_file else ON_A_SERVER]:
                for value in _tried(_others(connection, table, column), next(turns)):
                    transaction = connection.begin()
                    guards = _without_guards(connection, table)
                    if _changed(connection, table, column, value):
                        for sql in guards:
                            connection.exec_driver_sql(sql)
                        missed += [
                            f"{each}.{column} = {value!r}"
                            for each in _missed(Store(connection, database.location), table, _changed)
                        ]
                    transaction.rollback()
    engine.dispose()
    assert missed == []


def _columns_of(connection: Connection, table: str) -> list[str]:
    with connection.begin():
        return Tamperer(connection, table, random.Random(0)).columns


def _others(connection: Connection, table: str, column: str) -> list[object]:
    """Nothing, another value, and one that another row has."""
    with connection.begin():
        rows = Tamperer(connection, table, random.Random(0)).rows
    given = [row[column] for row in rows if row[column] is not None]
    another = given[0] + 1 if given and isinstance(given[0], int) else f"{given[0]}x" if given else "x"
    return [None, another, *(value for value in given[1:] if value != given[0])][:3]


def _tried(values: list[object], turn: int) -> list[object]:
    """One of them in turn, on each engine another; with more effort all."""
    return values if EFFORT > 1 else values[turn % len(values) :][:1]


def _changed(connection: Connection, table: str, column: str, value: object) -> bool:
    """Change the first row that has another value there; say whether the engine let it through."""
    savepoint = connection.begin_nested()
    try:
        tamperer = Tamperer(connection, table, random.Random(0))
        row = next(row for row in tamperer.rows if row[column] != value)
        tamperer.set(row, {column: value})
    except (DBAPIError, StopIteration):
        savepoint.rollback()
        return False
    savepoint.commit()
    return True


def _missed(store: Store, table: str, change: Callable[..., object]) -> list[str]:
    try:
        verify(store)
    except IntegrityFailure as failure:
        return [] if failure.faults else [f"{table}: {change.__name__}, without a word"]
    return [f"{table}: {change.__name__}"]
