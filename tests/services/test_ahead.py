"""Seeds read and planned before anybody has to wait: the same is recorded, whatever came in the meantime."""

from collections.abc import Iterator, Sequence

import pytest

from ledger.domain.seed import SeedFile
from ledger.errors import InvalidSeed
from ledger.formats.seed_yaml import read_yaml
from ledger.services import ahead, importing
from ledger.services.ahead import Ahead
from ledger.services.importing import Imported
from ledger.services.tables_in import Opened
from ledger.storage import changesets
from ledger.storage.database import Database
from tests.conftest import NewLocation
from tests.support import FRAME, HEADER, load, said, stance

pytestmark = pytest.mark.both_engines

LATER = "rounds: [{key: R1, title: First, status: held, starts: 2026-01-25, ends: 2026-01-26}]"
WRONG = "{stance: demands, round: R1, source: herald}"
SEEDS = (
    FRAME,
    stance("land", "red", "demands", "R1"),
    stance("land", "red", "supports", "R1", "gazette"),
    stance("land", "red", "rejects", "R1", more=f", reason: misheard, corrects: {WRONG}"),
    LATER,
    "retractions: [{entry: {item: land, party: red, source: gazette}, reason: a hoax}]",
    "assertions: [{at: R1, item: land, party: red, stance: rejects, contested: false}]",
)


def taken_in(texts: Sequence[str]) -> Ahead:
    """Seeds as they are read before a ledger is asked."""
    files: Iterator[SeedFile] = (read_yaml(f"{n}.yaml", text.encode()) for n, text in enumerate(texts, 1))
    return Ahead.of(Opened(lambda _store: files, files))


def planned(database: Database, *texts: str) -> Ahead:
    """Seeds read, and planned in a transaction to read."""
    seeds = taken_in(texts)
    with database.read() as store:
        seeds.plan(store, HEADER)
    return seeds


def recorded(database: Database, seeds: Ahead) -> Imported:
    with database.write() as store:
        return seeds.record(store, HEADER)


def test_what_is_planned_ahead_is_recorded_as_if_it_were_planned_with_the_ledger_in_hand(
    database: Database, new_location: NewLocation, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = Database(new_location("sqlite"))
    wanted = load(other, *SEEDS)
    seeds = planned(database, *SEEDS)
    monkeypatch.setattr(importing, "FilePlanner", None)  # nothing is left to plan
    done = recorded(database, seeds)
    with database.read() as here, other.read() as there:
        if not here.is_postgres:  # where a server knows who is connected, that is in the record
            assert changesets.last(here) == changesets.last(there)
    assert (done.recorded, done.contested, done.changesets) == (wanted.recorded, wanted.contested, wanted.changesets)
    assert said(database) == said(other)
    other.close()


def test_what_came_in_the_meantime_is_planned_with(database: Database) -> None:
    load(database, FRAME)
    seeds = planned(database, stance("land", "red", "demands", "R1"), stance("fuel", "red", "opposes", "R1"))
    load(database, stance("land", "red", "demands", "R1"), stance("fuel", "red", "supports", "R1", "gazette"))
    done = recorded(database, seeds)
    assert (done.unchanged, done.changesets) == (1, [4])
    assert ["contested with entry 2" in said for said in done.contested] == [True]


def test_faults_are_told_before_the_ledger_is_taken(database: Database) -> None:
    load(database, FRAME)
    with pytest.raises(InvalidSeed) as refused:
        planned(database, stance("land", "red", "demands", "R9"), stance("sea", "red", "demands", "R1"))
    assert [fault.file for fault in refused.value.faults] == ["1.yaml", "2.yaml"]


def test_a_long_seed_streams_behind_what_is_at_hand(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ahead, "AT_HAND", 3)
    load(database, FRAME)
    done = recorded(
        database,
        planned(
            database,
            *(stance("land", party, "demands", "R1") for party in ("red", "blue")),
            *(stance("fuel", party, "demands", "R1") for party in ("red", "blue", "green")),
        ),
    )
    assert (done.recorded["stances"], done.changesets) == (5, [2, 3, 4, 5, 6])
