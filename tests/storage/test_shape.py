"""A table, index, constraint, trigger or view that is missing, changed or extra is damage, on both engines."""

import pytest

from ledger.errors import IntegrityFailure, LedgerError, SchemaMismatch
from ledger.services.verifying import verify
from ledger.storage.database import Database
from ledger.storage.engine import Location, Mode, open_engine
from tests import changes
from tests.conftest import NewLocation
from tests.support import FRAME, load

CASES = [
    *(("sqlite", what, how) for what, how in (changes.BOTH | changes.ON_SQLITE).items()),
    *(("postgresql", what, how) for what, how in (changes.BOTH | changes.ON_POSTGRES).items()),
]


def said_of(location: Location) -> LedgerError | None:
    """What verify says of a ledger, from the moment somebody opens it."""
    try:
        database = Database(location)
        with database.read() as store:
            verify(store)
    except LedgerError as problem:
        return problem
    return None


@pytest.mark.parametrize(("engine", "what", "how"), CASES, ids=[f"{engine}: {what}" for engine, what, _how in CASES])
def test_what_was_changed_in_the_schema_is_found(new_location: NewLocation, engine: str, what: str, how: str) -> None:
    location = new_location(engine)
    with open_engine(location, Mode.write).begin() as connection:
        changes.change(connection, how)
    found = said_of(location)
    assert isinstance(found, SchemaMismatch if "revision" in what else IntegrityFailure), found


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("DROP INDEX ix_entry_held", "index ix_entry_held: is missing"),
        ("CREATE VIEW v_extra AS SELECT 1 AS one", "view v_extra: does not belong to a ledger"),
        (changes.BOTH["another view in a view's place"], "view v_sources: is not what this program makes"),
        ("ALTER TABLE party ADD COLUMN zz TEXT", "party"),
    ],
)
def test_what_was_changed_in_the_schema_is_named(location: Location, change: str, said: str) -> None:
    with open_engine(location, Mode.write).begin() as connection:
        changes.change(connection, change)
    found = said_of(location)
    assert found is not None
    assert said in "\n".join(f"{fault.path}: {fault.message}" for fault in found.all_faults())


def test_who_may_make_no_schema_compares_by_name_and_words(
    new_location: NewLocation, monkeypatch: pytest.MonkeyPatch
) -> None:
    from ledger.storage import shape

    monkeypatch.setattr(shape, "_made_on_server", lambda _store: None)
    location = new_location("postgresql")
    assert said_of(location) is None
    with open_engine(location, Mode.write).begin() as connection:
        changes.change(connection, "ALTER TABLE entry DROP CONSTRAINT ck_entry_tone")
    found = said_of(location)
    assert found is not None
    assert found.message == "constraint ck_entry_tone: is missing"


def test_statistics_are_no_change(database: Database) -> None:
    load(database, FRAME)
    engine = open_engine(database.location, Mode.write)
    with engine.begin() as connection:
        connection.exec_driver_sql("ANALYZE")
    engine.dispose()
    with database.read() as store:
        verify(store)
