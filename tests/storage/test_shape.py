"""A table, index, constraint or view that is missing, changed or extra is damage, on both engines."""

import pytest

from ledger.errors import IntegrityFailure
from ledger.services.verifying import verify
from ledger.storage.database import Database
from ledger.storage.engine import Mode, open_engine
from tests.support import FRAME, load, stance

CHANGES = {
    "DROP INDEX ix_entry_held": "index ix_entry_held: is missing",
    "DROP VIEW v_readings": "view v_readings: is missing",
    "CREATE TABLE extra (a INTEGER)": "table extra: does not belong to a ledger",
    "CREATE VIEW v_extra AS SELECT 1 AS one": "view v_extra: does not belong to a ledger",
    "ALTER TABLE party ADD COLUMN zz TEXT": "party",
    "CREATE INDEX ix_extra ON party (name)": "index ix_extra: does not belong to a ledger",
}
ON_POSTGRES = {
    "ALTER TABLE entry DROP CONSTRAINT ck_entry_tone": "constraint ck_entry_tone: is missing",
    "ALTER TABLE review DROP CONSTRAINT ck_review_verdict; ALTER TABLE review ADD CONSTRAINT ck_review_verdict "
    "CHECK (verdict = 'accepted' OR verdict = 'rejected')": "constraint ck_review_verdict: is not what",
    "ALTER TABLE party ALTER COLUMN name DROP NOT NULL": "column party.name: is not what this program makes",
}
ON_SQLITE = {
    "PRAGMA writable_schema = ON; UPDATE sqlite_schema SET sql = replace(sql, 'length(held_from) = 10', "
    "'length(held_from) > 0') WHERE name = 'entry'": "table entry: is not what this program makes",
    "DROP VIEW v_sources; CREATE VIEW v_sources AS SELECT 1 AS source": "view v_sources: is not what this program makes",
}


def after(database: Database, statements: str) -> str:
    """What verify says of a ledger after somebody changed its schema."""
    load(database, FRAME, stance("land", "red", "demands", "R1"))
    with database.read() as store:
        verify(store)
    engine = open_engine(database.location, Mode.write)
    with engine.begin() as connection:
        for statement in statements.split("; "):
            connection.exec_driver_sql(statement)
    engine.dispose()
    with database.read() as store, pytest.raises(IntegrityFailure) as failure:
        verify(store)
    return "\n".join(f"{fault.path}: {fault.message}" for fault in failure.value.all_faults())


@pytest.mark.parametrize("statement", CHANGES)
def test_what_was_changed_in_the_schema_is_named(database: Database, statement: str) -> None:
    assert CHANGES[statement] in after(database, statement)


@pytest.mark.parametrize("statement", [*ON_POSTGRES, *ON_SQLITE])
def test_what_only_one_engine_lets_be_changed_is_named_there(database: Database, statement: str) -> None:
    wanted = ON_SQLITE if database.location.is_file else ON_POSTGRES
    if statement not in wanted:
        return
    assert wanted[statement] in after(database, statement)


def test_statistics_are_no_change(database: Database) -> None:
    load(database, FRAME)
    engine = open_engine(database.location, Mode.write)
    with engine.begin() as connection:
        connection.exec_driver_sql("ANALYZE")
    engine.dispose()
    with database.read() as store:
        verify(store)
