"""What a person gets who imports the patch of a diff on the one point's ledger: the other point's readings."""

import random
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from typing import Any

import pytest

from ledger.domain.entries import Entry
from ledger.domain.seed import BLOCKS
from ledger.errors import CheckFailed, InvalidSeed
from ledger.formats.seed_out import write_yaml
from ledger.formats.seed_yaml import read_yaml
from ledger.services import acting, points
from ledger.services.exporting import history
from ledger.services.importing import import_seeds
from ledger.services.matrix import matrix_at
from ledger.services.patching import patch_between
from ledger.services.undoing import undo
from ledger.storage import entries, register
from ledger.storage.database import Database, Store
from tests.conftest import NewLocation
from tests.effort import seeds
from tests.services.test_diffing import PLAIN, a_life, status
from tests.support import HEADER, load, load_real_seed, stance

Readings = dict[tuple[str, str | None], dict[str, Any]]


def patch(database: Database, start: str, end: str = "now", **wanted: str) -> str:
    with database.read() as store:
        return patch_between(store, start, end, **wanted)


def readings(database: Database, at: str) -> Readings:
    """What counts for each cell, and since when; where no status is recorded, none counts."""
    with database.read() as store:
        rows = matrix_at(store, at).rows
    return {
        (row.item.key, party): {**reading.values, "held": reading.held}
        for row in rows
        for party, reading in [*row.cells.items(), *([(None, row.status_reading)] if row.status_reading else [])]
    }


def replayed(database: Database, other: Database, known_at: int) -> None:
    """Make the ledger that holds the changesets until one, whole: numbers and hashes agree."""
    with database.read() as store:
        texts = [write_yaml(values) for _number, values in history(store, known_at)]
    _import(other, texts)


def standing_at(database: Database, other: Database, at: str) -> None:
    """Make the ledger that holds a point's frame and what stood there, and nothing else."""
    with database.read() as store:
        point = points.resolve(store, at)
        known = register.load(store, point.known_at)
        stood = sorted(_standing(store, point.held_on, point.known_at), key=lambda entry: entry.order)
    records = [
        known.info,
        *(each for table in ("party", "person", "round", "source", "item") for each in known.of(table).values()),
    ]
    frames = [_seed(record.model_copy(update=_unstruck(record)) for record in records if record)]
    told = [_seed([entry.said.model_copy(update={"held_on": entry.held, "after": None})]) for entry in stood]
    _import(other, frames + told)
    struck = [each for table in ("party", "item") for each in known.of(table).values() if each.struck]
    with other.write() as store:
        for each in struck:
            acting.edit(store, each.table, each.key, {"struck": True}, HEADER)


def _unstruck(record: object) -> dict[str, bool]:
    return {"struck": False} if hasattr(record, "struck") else {}


def _standing(store: Store, day: date, known_at: int) -> Iterable[Entry]:
    gone = entries.superseded(store, known_at)
    known = entries.by_ids(store, range(1, entries.last_id(store) + 1), known_at)
    return [entry for number, entry in known.items() if number not in gone and entry.held.last <= day]


def _seed(values: Iterable[Any]) -> str:
    blocks = {model: block for block, model in BLOCKS.items()}
    return write_yaml((blocks[type(value)], value) for value in values)


def _import(database: Database, texts: Iterable[str]) -> None:
    with database.write() as store:
        import_seeds(store, [read_yaml(f"{n}.yaml", text.encode()) for n, text in enumerate(texts)], HEADER)


Another = Callable[[], Database]


@pytest.fixture
def another(database: Database, new_location: NewLocation) -> Iterator[Another]:
    """Makes empty ledgers on the same engine."""
    made: list[Database] = []

    def make() -> Database:
        made.append(Database(new_location("sqlite" if database.location.path else "postgresql")))
        return made[-1]

    yield make
    for each in made:
        each.close()


def test_what_was_recorded_since_reaches_a_ledger_that_has_not_got_it(database: Database, another: Another) -> None:
    load(database, PLAIN, stance("land", "red", "demands", "R1"), status("fuel", "open", "R1"))
    load(database, "sources: [{key: post, title: Post}]", stance("land", "blue", "rejects", "R2", "post"))
    load(database, stance("land", "red", "opposes", "R1", more=", corrects: 1, reason: misread"))
    with database.write() as store:
        acting.retract(store, 2, HEADER, reason="not said")
    other = another()
    replayed(database, other, 3)
    text = patch(database, "@3")
    assert "corrects: 1" in text
    assert "reason: misread" in text
    _import(other, [text])
    assert readings(other, "now") == readings(database, "now")
    assert ("fuel", None) not in readings(other, "now")


def test_the_second_round_reaches_a_ledger_that_ends_with_the_first(database: Database, another: Another) -> None:
    load_real_seed(database)
    other = another()
    standing_at(database, other, "R1")
    assert readings(other, "now") == readings(database, "R1")
    text = patch(database, "R1", "R2")
    assert "corrects" not in text
    assert "retractions" not in text
    _import(other, [text])
    assert readings(other, "now") == readings(database, "R2")


def test_what_was_undone_and_said_again_comes_back(database: Database, another: Another) -> None:
    load(database, PLAIN, stance("land", "red", "demands", "R1"))
    with database.write() as store:
        acting.retract(store, 1, HEADER, reason="not said")
    with database.write() as store:
        undo(store, 3, HEADER, reason="said after all")
    other = another()
    replayed(database, other, 3)
    assert readings(other, "now") == {}
    _import(other, [patch(database, "@3")])
    assert readings(other, "now") == readings(database, "now")
    with other.read() as store:
        (entry,) = entries.by_ids(store, [3]).values()
    assert entry.reason == "so at the point patched to: undo @3: said after all", "nobody undid @3 of this ledger"


def test_what_was_taken_back_there_and_is_said_by_another_entry_here_is_not_left_out(
    database: Database, another: Another
) -> None:
    load(database, PLAIN, stance("land", "red", "demands", "R1"))
    with database.write() as store:
        acting.retract(store, 1, HEADER, reason="not said")
    load(database, stance("land", "red", "doubts", "R1"))
    load(database, stance("land", "red", "demands", "R1", more=", corrects: 3"))
    other = another()
    replayed(database, other, 3)
    _import(other, [patch(database, "@3")])
    assert readings(other, "now") == readings(database, "now")


def test_a_source_that_was_added_to_an_entry_is_added_there(database: Database, another: Another) -> None:
    load(database, PLAIN, stance("land", "red", "demands", "R1"), stance("land", "red", "demands", "R1", "gazette"))
    other = another()
    replayed(database, other, 2)
    _import(other, [patch(database, "@2")])
    with other.read() as store:
        (row,) = [row for row in matrix_at(store).rows if row.item.key == "land"]
    assert row.cells["red"].evidence.independent_sources == 2


@pytest.mark.parametrize(
    "said",
    [
        [stance("land", "red", "withdrawn", "R2", "echo"), stance("land", "red", "silent", "R2", "echo")],
        [status("land", "open", "R2"), status("land", "agreed", "R2")],
        [status("land", "discussed", "R2"), status("land", "open", "R2")],
    ],
)
@pytest.mark.parametrize("start", ["@2", "R1"])
def test_what_leads_of_two_that_one_source_said_of_one_day_leads_there_though_both_come_in_one_file(
    database: Database, another: Another, said: list[str], start: str
) -> None:
    """In one file what is said last follows the rest; of two files neither follows the other."""
    load(database, PLAIN, stance("fuel", "red", "demands", "R1"), *said)
    other = another()
    replayed(database, other, 2)
    _import(other, [patch(database, start, "R2")])
    assert readings(other, "now") == readings(database, "now")


@pytest.mark.parametrize("record", [("party", "red"), ("item", "land")])
def test_what_was_entered_by_mistake_is_struck_there_and_what_was_said_of_it_stays_to_be_brought_back(
    database: Database, another: Another, record: tuple[str, str]
) -> None:
    load(database, PLAIN, stance("land", "red", "demands", "R1"))
    with database.write() as store:
        acting.edit(store, *record, {"struck": True}, HEADER)
    other = another()
    replayed(database, other, 2)
    _import(other, [patch(database, "@2")])
    assert readings(other, "now") == readings(database, "now")
    for each in (database, other):
        with each.write() as store:
            acting.edit(store, *record, {"struck": False}, HEADER)
    assert readings(other, "now") == readings(database, "now") != {}


@pytest.mark.parametrize("record", [("party", "red"), ("item", "land")])
def test_what_was_said_of_a_record_struck_since_does_not_count_at_a_point_before_either(
    database: Database, another: Another, record: tuple[str, str]
) -> None:
    """The diff has nothing to tell: nothing counts before it was said, nor since its record was struck."""
    load(database, PLAIN, stance("fuel", "blue", "demands", "R1"), stance("land", "red", "demands", "R1"))
    with database.write() as store:
        acting.edit(store, *record, {"struck": True}, HEADER)
    other = another()
    replayed(database, other, 4)
    _import(other, [patch(database, "@4", "@2")])
    assert readings(other, "now") == readings(database, "@2")
    assert len(readings(other, "now")) == 1


def test_only_what_the_filter_wants_is_in_the_patch(database: Database) -> None:
    load(database, PLAIN, stance("land", "red", "demands", "R1"), stance("land", "blue", "demands", "R1"))
    assert "party: blue" not in patch(database, "@1", party="red")


def test_a_patch_says_that_it_is_not_for_this_ledger(database: Database, another: Another) -> None:
    load(database, PLAIN, stance("land", "red", "demands", "R1"), stance("land", "red", "opposes", "R2"))
    there, back = patch(database, "R1", "R2"), patch(database, "R2", "R1")
    other = another()
    load(other, PLAIN, stance("land", "red", "demands", "R1"))
    with pytest.raises(InvalidSeed) as raised:
        _import(other, [back])
    assert "no entry" in str(raised.value.faults[0]) or "no such" in str(raised.value.faults[0])
    load(other, stance("land", "red", "opposes", "R2"))
    with other.write() as store:
        acting.retract(store, 2, HEADER, reason="we know better")
    with pytest.raises(CheckFailed):
        _import(other, [there])


def test_nothing_changed_is_a_patch_that_records_nothing(database: Database) -> None:
    load(database, PLAIN, stance("land", "red", "demands", "R1"))
    text = patch(database, "R1", "R1")
    with database.write() as store:
        assert import_seeds(store, [read_yaml("patch.yaml", text.encode())], HEADER).changesets == []


# -- properties, on ledgers that went through everything that can happen to one -------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize("seed", seeds(2))
def test_a_patch_yields_what_is_known_later_or_was_earlier(database: Database, another: Another, seed: int) -> None:
    chance = random.Random(seed)
    last = a_life(database, chance)
    for held in ("R1", "2026-01-31", "R2"):
        k1, k2 = chance.sample(range(2, last + 1), 2)
        other = another()
        replayed(database, other, k1)
        _import(other, [patch(database, f"{chance.choice(['R1', 'R2'])}@{k1}", f"{held}@{k2}")])
        assert readings(other, held) == readings(database, f"{held}@{k2}"), (held, k1, k2)


@pytest.mark.slow
@pytest.mark.parametrize("seed", seeds(2))
def test_a_patch_yields_what_is_held_later_or_was_earlier(database: Database, another: Another, seed: int) -> None:
    last = a_life(database, random.Random(seed))
    for start, end in (("2026-01-24", "R2"), ("R1", "2026-01-31"), ("R2", "R1"), ("R2", "2026-01-28")):
        other = another()
        standing_at(database, other, f"{start}@{last}")
        if stood(other) == [entry for entry in stood(database) if entry[2] <= day(database, start)]:
            _import(other, [patch(database, f"{start}@{last}", f"{end}@{last}")])
            assert readings(other, str(day(database, end))) == readings(database, end), (start, end)


def stood(database: Database) -> list[Any]:
    """What stands, by cell and in order: importing it anew may make one entry of two that say the same."""
    with database.read() as store:
        found = sorted(_standing(store, date.max, 1 << 30), key=lambda entry: entry.order)
    return sorted(((str(e.said.cell), e.said.values(), e.held.last) for e in found), key=lambda entry: entry[0])


def day(database: Database, at: str) -> date:
    with database.read() as store:
        return points.resolve(store, at).held_on
