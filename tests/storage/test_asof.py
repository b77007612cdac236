"""One probe a cell, or the cell as a whole: as of any point both read the same, on both engines."""

from datetime import date

import pytest
from hypothesis import event, given, note
from hypothesis import strategies as st

from ledger.domain.field_types import Floor
from ledger.domain.floors import Counting
from ledger.domain.moments import HeldOn
from ledger.domain.readings import Reading
from ledger.domain.words import EntryKind
from ledger.storage import asof, changesets
from ledger.storage.asof import When
from ledger.storage.cells import CellReader
from ledger.storage.database import Database, Store
from tests.effort import slowly
from tests.histories import Drawn, come_in, histories
from tests.support import FRAME as TALKS
from tests.support import load, stance

DAYS = [date(2026, 1, 23), date(2026, 1, 24), date(2026, 1, 31), date(2026, 2, 5), date(2026, 12, 31)]


def as_read(reading: Reading) -> object:
    """What a reading says; what it rests on is filled in elsewhere where one probe gave it."""
    others = [as_read(other) for other in reading.others]
    own = frozenset(reading.entries or (reading.entry,))
    return (
        reading.entry,
        own,
        reading.contested,
        reading.sure,
        reading.held,
        reading.values,
        others,
        reading.listed,
        reading.kept_on,
    )


def probed(store: Store, when: When) -> dict[object, object]:
    found: dict[object, object] = {key: as_read(reading) for key, reading in asof.stances(store, when).items()}
    return found | {item: as_read(reading) for item, reading in asof.statuses(store, when).items()}


def whole(store: Store, when: When) -> dict[object, object]:
    reader = CellReader(store, when.known_at)
    stances, statuses = (reader.readings(kind, when, None) for kind in (EntryKind.stance, EntryKind.status))
    found: dict[object, object] = {key: as_read(reading) for key, reading in stances.items()}
    return found | {item: as_read(reading) for (item, _party), reading in statuses.items()}


@pytest.mark.slow
def test_a_probe_reads_what_the_whole_cell_says(database: Database) -> None:
    @given(histories(), st.data())
    @slowly(5)
    def at_any_point(drawn: Drawn, data: st.DataObject) -> None:
        note("\n---\n".join([*drawn.files, str(drawn.order), str(drawn.acts)]))
        with database.rehearse() as store:
            if come_in(store, drawn, drawn.order) is None:
                event("refused")
                return
            last = changesets.last_number(store)
            for day in DAYS:
                for known_at in {last, data.draw(st.integers(1, last))}:
                    assert probed(store, When(day, known_at)) == whole(store, When(day, known_at))

    at_any_point()


def test_one_probe_is_enough_where_the_last_is_sure_and_alone(database: Database) -> None:
    """Nothing is read whole for it: history may be as long as it likes."""
    load(database, TALKS, *(stance("land", "red", "demands", f"2026-01-{day:02}") for day in range(1, 20)))
    with database.read() as store:
        before = asof.stances(store, When(date(2026, 1, 10), changesets.last_number(store)))
    assert before["land", "red"].entry == 10
    assert before["land", "red"].entries == ()


def test_of_many_cells_all_pairs_are_read_at_once(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    load(database, TALKS, stance("land", "red", "demands", "R1"), stance("land", "blue", "demands", "R1"))
    load(database, stance("land", "red", "opposes", "R1", "gazette"))
    monkeypatch.setattr(asof, "MANY_ITEMS", 0)
    with database.read() as store:
        when = When(date(2026, 1, 31), changesets.last_number(store))
        found = probed(store, when)
        assert asof._every_pair(store) == {1: [(3, False)], 3: [(1, False)]}
        assert found == whole(store, when)
    assert sorted(reading[2] for reading in found.values()) == [False, True]  # type: ignore[index]


def test_what_its_own_source_says_more_finely_no_longer_stands_beside_the_last(database: Database) -> None:
    """The finer days ended before the last began; they are no pair with the coarse ones, being of one source."""
    load(
        database, TALKS,
        stance("land", "red", "demands", "2026-02~"),
        stance("land", "red", "demands", "2026-01-23/2026-02-04", "gazette"),
        stance("land", "red", "demands", "R1", "gazette", at="¶2"),
    )  # fmt: skip
    with database.read() as store:
        when = When(date(2026, 12, 31), changesets.last_number(store))
        assert probed(store, when) == whole(store, when)
        assert asof.stances(store, when)["land", "red"].entries == (1,)


def test_what_is_told_as_kept_once_more_was_kept_when_it_first_was(database: Database) -> None:
    kept = "statuses: [{item: pledge, status: kept, cite: {source: %s, at: p1}, held_on: %s}]"
    load(database, TALKS, kept % ("herald", "2026-01-28"))
    load(database, kept % ("gazette", "2026-02-09"))
    with database.read() as store:
        when = When(date(2026, 12, 31), changesets.last_number(store))
        found = asof.statuses(store, when)["pledge"]
        days = HeldOn.parse("2026-01-28"), HeldOn.parse("2026-02-09")
        assert (found.held, found.kept_on) == (days[1], days)
        assert probed(store, when) == whole(store, when)
        told_once = [when._replace(known_at=when.known_at - 1), when._replace(counting=Counting(Floor(at_least="B6")))]
        for each in told_once:
            alone = asof.statuses(store, each)["pledge"]
            assert (alone.held, alone.kept_on) == (days[0], ())
