"""What a reader has seen: kept beside the ledger, by reader; the ledger itself is only read."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from ledger import settings
from ledger.domain.points import Point
from ledger.errors import NotFound, Unavailable
from ledger.services import diff, points, watch
from ledger.storage.database import Database
from ledger.storage.engine import Location
from tests.conftest import NewLocation
from tests.support import FRAME, load, stance

MARCH, APRIL = "1772323200", "1775001600"


def look(database: Database) -> watch.Look:
    with database.read() as store:
        return watch.seen(store)


@pytest.fixture
def other(new_location: NewLocation) -> Iterator[Database]:
    """Another ledger, empty."""
    opened = Database(new_location("sqlite"))
    yield opened
    opened.close()


@pytest.fixture
def seen(database: Database, monkeypatch: pytest.MonkeyPatch) -> Database:
    """Seen on 1 March, when red was for it; then red is told to have changed its mind on 10 March. It is 1 April."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", MARCH)
    load(database, FRAME, stance("land", "red", "demands", "R1"), stance("fuel", "red", "demands", "2026-03-20"))
    look(database)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", APRIL)
    load(database, stance("land", "red", "rejects", "2026-03-10"), stance("fuel", "blue", "supports", "R2"))
    return database


def test_the_last_look_is_what_was_known_and_had_happened_then(seen: Database) -> None:
    with seen.read() as store:
        assert points.resolve(store, "@last-look") == Point(date(2026, 3, 1), 3)
        assert points.resolve(store, "R1@last-look") == Point(date(2026, 1, 24), 3, "R1")


def test_a_diff_since_tells_what_was_recorded_and_what_happened(seen: Database) -> None:
    """Blue's stance was recorded since; red's on fuel was known before, and its day has come."""
    with seen.read() as store:
        found = {(each.item, each.party) for each in diff.diff_between(store, "@last-look").changes}
    assert found >= {("land", "red"), ("fuel", "blue"), ("fuel", "red")}


def test_who_never_looked_is_told_how(database: Database) -> None:
    load(database, FRAME)
    with database.read() as store, pytest.raises(NotFound, match="tester has not looked at this ledger yet") as caught:
        points.resolve(store, "@last-look")
    assert "posl seen" in str(caught.value.hint)


def test_each_reader_has_a_look_of_their_own(seen: Database) -> None:
    ben = Database(seen.location, reader="ben")
    try:
        with ben.read() as store, pytest.raises(NotFound, match="ben has not looked"):
            points.resolve(store, "@last-look")
        look(ben)
        with ben.read() as store:
            assert points.resolve(store, "@last-look").known_at == 5
    finally:
        ben.close()
    with seen.read() as store:
        assert points.resolve(store, "@last-look").known_at == 3


def test_another_ledger_in_its_place_was_not_seen(seen: Database, other: Database) -> None:
    load(other, FRAME)
    with seen.read() as store:
        kept = watch.state_file(store, "looks").read_text()
    with other.read() as store:
        watch.state_file(store, "looks").write_text(kept)
        with pytest.raises(NotFound, match="is another one than this"):
            points.resolve(store, "@last-look")


def test_looks_that_cannot_be_read_are_none(seen: Database) -> None:
    with seen.read() as store:
        for text in ("{", "[]", '{"tester": {}}', '{"tester": {"known_at": "x", "on": "y", "hash": ""}}'):
            watch.state_file(store, "looks").write_text(text)
            with pytest.raises(NotFound):
                points.resolve(store, "@last-look")


def test_an_empty_ledger_can_be_seen(database: Database) -> None:
    assert look(database).known_at == 0
    with database.read() as store:
        assert points.resolve(store, "@last-look").known_at == 0


def test_reading_leaves_the_file_as_it_was(location: Location) -> None:
    if location.path is None:
        pytest.skip("a file is an SQLite ledger's")
    database = Database(location)
    load(database, FRAME)
    before = location.path.read_bytes()
    look(database)
    with database.read() as store:
        points.resolve(store, "@last-look")
    database.close()
    assert location.path.read_bytes() == before


def test_a_ledger_is_the_same_from_whatever_folder_it_is_named(
    sqlite_template: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "ledger.db").write_bytes(sqlite_template.read_bytes())
    whole = Database(Location(path=tmp_path / "ledger.db"))
    look(whole)
    whole.close()
    monkeypatch.chdir(tmp_path)
    short = Database(Location(path=Path("ledger.db")))
    with short.read() as store:
        assert points.resolve(store, "@last-look").known_at == 0
    short.close()


def test_a_folder_that_cannot_be_written_to_is_said(database: Database) -> None:
    blocked = Path(settings.state_folder())
    blocked.parent.mkdir(parents=True, exist_ok=True)
    blocked.write_text("a file stands where the folder should be")
    with database.read() as store, pytest.raises(Unavailable, match="cannot be written"):
        watch.seen(store)
