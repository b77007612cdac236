"""The schema on both engines: migrated up, down and up again, append-only, and what the metadata says."""

import gzip
import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import Engine, inspect, select, text
from sqlalchemy.exc import DBAPIError

from ledger.errors import IntegrityFailure
from ledger.formats.seed_jsonl import read_jsonl
from ledger.formats.seed_out import write_jsonl
from ledger.services import exporting
from ledger.services.importing import import_seeds
from ledger.services.verifying import verify
from ledger.storage import changesets, guards, migrate, schema, search
from ledger.storage.database import HEAD, Database
from ledger.storage.engine import Location, Mode, open_engine
from tests.support import HEADER


def test_the_program_speaks_the_newest_revision() -> None:
    assert migrate.head() == HEAD


def test_a_new_ledger_has_what_the_metadata_says(database: Database) -> None:
    if database.location.url is not None:
        schema.tell_postgres()
    with database.read() as store:
        context = MigrationContext.configure(
            store.connection,
            opts={"include_object": lambda _o, name, kind, _r, _c: not (kind == "table" and "search_index" in name)},
        )
        assert compare_metadata(context, schema.with_rules()) == []


@pytest.mark.parametrize("table", schema.APPEND_ONLY)
@pytest.mark.parametrize("act", ["UPDATE {} SET {} = {}", "DELETE FROM {}"])
def test_what_is_recorded_can_be_neither_changed_nor_removed(database: Database, table: str, act: str) -> None:
    columns = schema.tables[table].columns.keys()
    with pytest.raises(Exception, match="never changed or removed"):
        _fill_and(database, table, act.format(table, columns[0], columns[0]))


def _fill_and(database: Database, table: str, act: str) -> None:
    with database.write() as store:
        _fill(store.connection, table)
        store.connection.exec_driver_sql(act)


def _fill(connection: object, table: str) -> None:
    """One row, whatever it refers to: triggers come before constraints are looked at."""
    row = {
        column.name: {"INTEGER": 1, "BIGINT": 1}.get(str(column.type), "x")
        for column in schema.tables[table].columns
        if not column.nullable
    }
    words = {
        "kind": "event",
        "op": "assert",
        "held_from": "2026-01-24",
        "held_to": "2026-01-24",
        "held_precision": "day",
        "hash": "0" * 64,
    }
    words |= {"how": "moved", "verdict": "accepted", "step": "opened", "outcome": "accepted"}
    row |= {name: value for name, value in words.items() if name in row}
    if table == "entry":
        row["title"] = "x"
    if table == "rival":
        row["other_id"] = 2
    if table == "citation":
        row["id"] = schema.CITATIONS_PER_ENTRY + 1
    names = ", ".join(f'"{name}"' for name in row)
    values = ", ".join(repr(value) for value in row.values())
    dialect = connection.dialect.name  # type: ignore[attr-defined]
    execute = connection.exec_driver_sql  # type: ignore[attr-defined]
    execute("PRAGMA defer_foreign_keys = ON" if dialect == "sqlite" else "SET session_replication_role = replica")
    execute(f"INSERT INTO {table} ({names}) VALUES ({values})")
    if dialect == "postgresql":
        execute("SET session_replication_role = origin")


def test_truncate_is_refused_on_postgresql(new_location: object) -> None:
    database = Database(new_location("postgresql"))  # type: ignore[operator]
    with pytest.raises(DBAPIError, match="never changed"), open_engine(database.location, Mode.write).begin() as direct:
        direct.exec_driver_sql("TRUNCATE changeset CASCADE")


def test_down_and_up_again_leaves_the_same_schema(location: Location) -> None:
    engine = open_engine(location, Mode.write)
    before = _described(engine)
    migrate.move_engine(engine, "base")
    assert set(inspect(engine).get_table_names()) <= {"alembic_version"}
    migrate.move_engine(engine, "head")
    assert _described(engine) == before
    engine.dispose()


def test_created_from_metadata_and_migrated_have_the_same_checks_and_partial_indexes(
    location: Location, new_location: object
) -> None:
    """``alembic check`` sees neither a changed CHECK text nor an index's condition: the inspector's are compared."""
    migrated = open_engine(location, Mode.write)
    kind = "sqlite" if location.is_file else "postgresql"
    created = open_engine(new_location(kind), Mode.write)  # type: ignore[operator]
    migrate.move_engine(created, "base")
    schema.with_rules().create_all(created)
    assert _checks(created) == _checks(migrated)
    assert _conditions(created) == _conditions(migrated) != {}
    migrated.dispose()
    created.dispose()


def _described(engine: Engine) -> dict[str, object]:
    looked = inspect(engine)
    return {
        table: (
            [(column["name"], str(column["type"]), column["nullable"]) for column in looked.get_columns(table)],
            sorted(str(index["name"]) for index in looked.get_indexes(table)),
        )
        for table in looked.get_table_names()
    }


def _checks(engine: Engine) -> dict[str, dict[str | None, str]]:
    looked = inspect(engine)
    return {
        table: {check["name"]: check["sqltext"] for check in looked.get_check_constraints(table)}
        for table in schema.tables
    }


def _conditions(engine: Engine) -> dict[str | None, str]:
    """Which part of its table an index holds, of those that hold a part."""
    looked, kind = inspect(engine), f"{engine.dialect.name}_where"
    return {
        index["name"]: str(index["dialect_options"][kind])
        for table in schema.tables
        for index in looked.get_indexes(table)
        if kind in index.get("dialect_options", {})
    }


# -- ledgers of the first edition --------------------------------------------------------------------------------------

FIRST_EDITION = Path(__file__).parent / "first_edition"
"""Ledgers that the first edition's program made, revision 0002, as SQL: its demo, ``lived`` and a quarrel of its own."""
LEDGERS = ("demo", "lived", "quarrel")
VIEWS = ("v_readings", "v_history", "v_changes", "v_sources")


def put_first_edition(location: Location, name: str) -> None:
    """Put a ledger of the first edition in the place of an empty one, but for what is searched: that is derived."""
    engine = open_engine(location, Mode.write)
    migrate.move_engine(engine, "base")
    migrate.move_engine(engine, "0002")
    with engine.begin() as connection:
        sqlite = location.path is not None
        off = "PRAGMA defer_foreign_keys = ON" if sqlite else "SET session_replication_role = replica"
        connection.exec_driver_sql(off)
        for statement in statements_of(name):
            connection.exec_driver_sql(statement if sqlite else statement.replace("%", "%%"))
    engine.dispose()


def statements_of(name: str) -> list[str]:
    dump = gzip.decompress((FIRST_EDITION / f"{name}.sql.gz").read_bytes()).decode()
    return [f"INSERT{rest}" for rest in f"\n{dump}".split("\nINSERT")[1:]]


def hashes_kept(name: str) -> list[str]:
    """The hashes that the first edition gave the changesets of a ledger."""
    rows = [row for row in statements_of(name) if row.startswith('INSERT INTO "changeset"')]
    return [re.findall(r"'([0-9a-f]{64})'", row)[-1] for row in rows]


def upgraded(location: Location, name: str) -> Database:
    put_first_edition(location, name)
    engine = open_engine(location, Mode.write)
    migrate.move_engine(engine)
    engine.dispose()
    database = Database(location)
    with database.write() as store:
        search.fill_if_empty(store)
    return database


def derived(database: Database) -> tuple[list[Any], list[Any]]:
    """Pairs, and the days of entries: all that is derived from the record."""
    with database.read() as store:
        pairs = store.connection.execute(select(schema.pair).order_by(*schema.pair.primary_key.columns)).all()
        e = schema.entry.c
        days = store.connection.execute(select(e.id, e.held_from, e.held_to, e.held_text).order_by(e.id)).all()
    return [tuple(row) for row in pairs], [tuple(row) for row in days]


@pytest.mark.parametrize("name", LEDGERS)
def test_a_ledger_of_the_first_edition_keeps_every_hash_and_is_sound(location: Location, name: str) -> None:
    database = upgraded(location, name)
    with database.read() as store:
        verify(store)
        assert list(changesets.hashes(store)) == hashes_kept(name)
        for view in VIEWS:
            assert store.connection.execute(text(f"SELECT count(*) FROM {view}")).scalar()
    database.close()


@pytest.mark.parametrize("name", LEDGERS)
def test_a_migrated_ledger_has_the_pairs_and_days_that_recording_it_again_gives(
    location: Location, new_location: Callable[[str], Location], name: str
) -> None:
    old, new = upgraded(location, name), Database(new_location("sqlite" if location.is_file else "postgresql"))
    with old.read() as store:
        lines = [line.encode() for _n, values in exporting.history(store) for line in write_jsonl(values)]
    with new.write() as store:
        import_seeds(store, read_jsonl("again", lines), HEADER)
        assert list(changesets.hashes(store)) == hashes_kept(name)
    pairs, days = derived(old)
    assert (pairs, days) == derived(new)
    assert pairs
    old.close()
    new.close()


@pytest.mark.parametrize("name", LEDGERS)
def test_down_and_up_again_loses_nothing_of_the_first_edition(location: Location, name: str) -> None:
    database = upgraded(location, name)
    before = derived(database)
    database.close()
    engine = open_engine(location, Mode.write)
    _downgrade(engine, "0002")
    assert "pair" not in inspect(engine).get_table_names()
    migrate.move_engine(engine)
    engine.dispose()
    again = Database(location)
    assert derived(again) == before
    with again.write() as store:
        search.fill_if_empty(store)
        verify(store)
    again.close()


def _downgrade(engine: Engine, revision: str) -> None:
    config = Config()
    config.set_main_option("script_location", str(migrate.scripts_folder()))
    config.attributes["connection"] = engine
    command.downgrade(config, revision)


def test_no_revision_has_a_trigger_that_the_newest_has_in_other_words(location: Location) -> None:
    """An upgrade relies on it: it compares the triggers of an old ledger with those of a new one."""
    engine = open_engine(location, Mode.write)
    migrate.move_engine(engine, "base")
    for number in range(1, int(HEAD) + 1):
        migrate.move_engine(engine, f"{number:04}")
        with engine.connect() as connection:
            assert not list(guards.odd_triggers(connection)), number
    engine.dispose()


THEIRS = {
    "sqlite": "CREATE TRIGGER theirs AFTER INSERT ON {table} BEGIN DELETE FROM party; END",
    "postgresql": (
        "CREATE FUNCTION theirs() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN DELETE FROM party; RETURN NEW; END $$; "
        "CREATE TRIGGER theirs BEFORE INSERT OR UPDATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION theirs()"
    ),
}


@pytest.mark.parametrize("table", ["entry", "alembic_version"])
def test_an_upgrade_runs_no_trigger_of_a_strangers(location: Location, table: str) -> None:
    engine = open_engine(location, Mode.write)
    migrate.move_engine(engine, "base")
    migrate.move_engine(engine, "0002")
    with engine.begin() as connection:
        connection.exec_driver_sql(THEIRS[engine.dialect.name].format(table=table))
    for _again in range(2):
        with pytest.raises(IntegrityFailure, match="trigger theirs: does not belong to a ledger"):
            migrate.upgrade(location, datetime(2026, 2, 10, tzinfo=UTC))
    with engine.connect() as connection:
        assert connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar() == "0002"
    engine.dispose()
    assert location.path is None or not list(location.path.parent.glob("*before-upgrade*"))


def test_rules_of_tables_that_several_ask_for_at_once_are_there_once() -> None:
    with ThreadPoolExecutor(4) as several:
        found = [*several.map(lambda _: schema.with_rules.__wrapped__(), range(4))]
    keys = [len(column.foreign_keys) for table in found[0].tables.values() for column in table.columns]
    assert set(keys) == {0, 1}
