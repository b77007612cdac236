"""Seeds read and planned before anybody has to wait: the same is recorded, whatever came in the meantime."""

import threading
from collections.abc import Iterator, Sequence
from hashlib import sha256

import pytest

from ledger.domain.seed import SeedFile
from ledger.errors import InvalidSeed
from ledger.formats.seed_yaml import read_yaml
from ledger.services import ahead, importing
from ledger.services.ahead import ImportAhead
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


def taken_in(texts: Sequence[str]) -> ImportAhead:
    """Seeds as they are read before a ledger is asked."""

    def anew() -> Iterator[SeedFile]:
        return (read_yaml(f"{n}.yaml", text.encode()) for n, text in enumerate(texts, 1))

    files = anew()
    return ImportAhead.of(Opened(lambda _store: files, files, anew))


def planned(database: Database, *texts: str) -> ImportAhead:
    """Seeds read, and planned in a transaction to read."""
    seeds = taken_in(texts)
    with database.read() as store:
        seeds.plan(store, HEADER)
    return seeds


def recorded(database: Database, seeds: ImportAhead) -> Imported:
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


@pytest.fixture
def long(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever has more than two parts is long, and hardly anything is remembered of what was planned."""
    monkeypatch.setattr(ahead, "AT_HAND", 2)
    monkeypatch.setattr(importing, "BATCH", 2)
    monkeypatch.setattr(importing, "KEPT", 0)


WHAT_ELSE = (
    "persons: [{key: kim, name: Kim Lee}]",
    (
        "events: [{held_on: 2026-01-26, title: A dam broke, items: [land], cite: {source: herald, at: ¶9}, "
        "figures: [{what: houses, value: 40, unit: houses}]}]"
    ),
    stance("land", "red", "rejects", "R1", at="¶7"),
    "citations: [{entry: {item: land, party: red, stance: rejects}, source: gazette, at: ¶4}]",
    stance("land", "red", "rejects", "R1", "gazette", at="¶4"),
    "reviews: [{entry: {item: land, party: red, stance: rejects, source: herald}, verdict: accepted}]",
    f"attachments: [{{source: echo, text: They will stay., sha256: {sha256(b'They will stay.').hexdigest()}}}]",
    (
        "stances: [{item: land, party: blue, round: R1, stance: demands, "
        "cite: {source: echo, at: ¶1, quote: They will stay}}]"
    ),
)
"""What a long import remembers, to be done in the ledger once the rest of it is there."""


@pytest.mark.usefixtures("long")
def test_a_long_seed_is_laid_aside_and_recorded_as_if_it_were_planned_with_the_ledger_in_hand(
    database: Database, new_location: NewLocation, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = Database(new_location("sqlite"))
    wanted = [load(other, *SEEDS), load(other, *WHAT_ELSE)]
    done = []
    for texts in (SEEDS, WHAT_ELSE):
        seeds = planned(database, *texts)
        with monkeypatch.context() as patch:
            patch.setattr(importing, "FilePlanner", None)  # nothing is left to plan
            done.append(recorded(database, seeds))
    with database.read() as here, other.read() as there:
        if not here.is_postgres:
            assert changesets.last(here) == changesets.last(there)
    for one, like in zip(done, wanted, strict=True):
        assert (one.recorded, one.contested, one.changesets) == (like.recorded, like.contested, like.changesets)
        assert (one.unchanged, one.notices) == (like.unchanged, like.notices)
    assert said(database) == said(other)
    other.close()


@pytest.mark.usefixtures("long")
def test_others_record_while_a_long_seed_is_read(database: Database) -> None:
    load(database, FRAME)
    other = threading.Thread(target=load, args=(database, stance("land", "red", "supports", "R1", "gazette")))

    def read() -> Iterator[SeedFile]:
        for party in ("red", "blue", "green"):
            if party == "blue" and other.ident is None:
                other.start()
            yield read_yaml(f"{party}.yaml", stance("land", party, "demands", "R1").encode())

    files = read()
    seeds = ImportAhead.of(Opened(lambda _store: files, files, read))
    done = None
    while done is None:
        with database.read() as store:
            seeds.plan(store, HEADER)
        other.join()
        with database.write() as store:
            done = seeds.record(store, HEADER) if seeds.stands(store) else None
    assert (done.changesets, len(done.contested)) == ([3, 4, 5], 1)


@pytest.mark.usefixtures("long")
def test_what_cannot_wait_streams(database: Database) -> None:
    load(database, FRAME, stance("land", "red", "demands", "R1"), stance("land", "red", "supports", "R1", "gazette"))
    settled = "settlements: [{how: moved, entry: 1, other: 2, reason: nearer to them}]"
    seeds = planned(database, *(stance("land", party, "demands", "R1") for party in ("blue", "green")), settled)
    done = recorded(database, seeds)
    assert (done.recorded["settlements"], done.changesets) == (1, [4, 5, 6])


def test_a_long_seed_that_can_be_read_once_streams_behind_what_is_at_hand(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
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
