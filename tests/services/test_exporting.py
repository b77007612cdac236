"""An export imported into a new ledger gives the same ledger: history, numbers, hashes and all."""

from collections.abc import Callable

import pytest

from ledger.domain.records import Item
from ledger.domain.seed import ChangesetInfo
from ledger.domain.words import Verdict
from ledger.formats.seed_jsonl import read_jsonl
from ledger.formats.seed_out import write_jsonl, write_yaml
from ledger.formats.seed_yaml import read_yaml
from ledger.services import acting, exporting, settling
from ledger.services.importing import import_seeds
from ledger.services.undoing import undo
from ledger.storage import changesets
from ledger.storage.database import Database, Store
from ledger.storage.engine import Location
from tests.lived import lived
from tests.support import FRAME, HEADER, load, load_real_seed, said, signed_in, stance

pytestmark = pytest.mark.both_engines

NEW = ChangesetInfo(author="somebody else", recorded_at="2027-01-01T00:00:00Z", tool="other", message=None)


def a_life(database: Database) -> None:
    """Everything that can happen to a ledger, once."""
    load(database, FRAME, stance("land", "red", "demands", "R1"), "citations: [{entry: 1, source: gazette, at: ¶1}]")
    load(database, stance("land", "blue", "rejects", "R1"), stance("land", "blue", "doubts", "R1", "gazette"))
    load(database, stance("fuel", "blue", "rejects", "R1"), stance("fuel", "blue", "doubts", "R1", "gazette"))
    load(database, "events: [{held_on: 2026-02-01, title: A storm, items: [land, fuel], cite: {source: desk}}]")
    load(database, stance("land", "red", "conditional", "R2", more=", position: 0, salience: 70"))
    acts: list[Callable[[Store], object]] = [
        lambda store: acting.correct(store, 1, {"stance": "supports"}, HEADER, reason="misread"),
        lambda store: settling.settle(store, "land", "blue", HEADER, keep=3, reason="own words"),
        lambda store: settling.settle(store, "fuel", "blue", HEADER, last=5, reason="it moved"),
        lambda store: acting.review(store, [5, 6], Verdict.accepted, signed_in(store, "ann"), note="fine"),
        lambda store: acting.edit(store, "item", "land", {"title": "The land: all of it", "tags": ["core"]}, HEADER),
        lambda store: acting.retract(store, 7, HEADER, reason="not said"),
    ]
    for act in acts:
        with database.write() as store:
            act(store)
    with database.read() as store:
        last = changesets.last_number(store)
    for number in (last, last - 1, last - 2, last - 4):
        with database.write() as store:
            undo(store, number, HEADER, reason="second thoughts")


def yaml_of(database: Database) -> list[str]:
    with database.read() as store:
        return [write_yaml(values) for _number, values in exporting.history(store)]


def jsonl_of(database: Database) -> str:
    with database.read() as store:
        return "".join(line for _number, values in exporting.history(store) for line in write_jsonl(values))


def hashes_of(database: Database) -> list[str]:
    with database.read() as store:
        return list(changesets.hashes(store))


@pytest.mark.parametrize("live", [a_life, lived])
def test_yaml_out_and_in_again_is_the_same_ledger(
    database: Database,
    location: Location,
    new_location: Callable[[str], Location],
    live: Callable[[Database], None],
) -> None:
    live(database)
    other = Database(new_location("sqlite" if location.is_file else "postgresql"))
    with other.write() as store:
        import_seeds(store, [read_yaml(str(n), text.encode()) for n, text in enumerate(yaml_of(database))], NEW)
    assert hashes_of(other) == hashes_of(database)
    assert yaml_of(other) == yaml_of(database)
    assert said(other) == said(database)


def test_json_lines_cross_from_one_engine_to_the_other(
    database: Database, location: Location, new_location: Callable[[str], Location]
) -> None:
    a_life(database)
    other = Database(new_location("postgresql" if location.is_file else "sqlite"))
    with other.write() as store:
        import_seeds(store, read_jsonl("x.jsonl", jsonl_of(database).encode().splitlines(keepends=True)), NEW)
    assert hashes_of(other) == hashes_of(database)
    assert jsonl_of(other) == jsonl_of(database)


def test_the_five_reports_come_back_byte_for_byte(
    database: Database, location: Location, new_location: Callable[[str], Location]
) -> None:
    load_real_seed(database)
    other = Database(new_location("sqlite" if location.is_file else "postgresql"))
    with other.write() as store:
        import_seeds(store, [read_yaml(str(n), text.encode()) for n, text in enumerate(yaml_of(database))], NEW)
    assert yaml_of(other) == yaml_of(database)


def test_an_export_imported_where_it_came_from_records_nothing(database: Database) -> None:
    a_life(database)
    with database.write() as store:
        result = import_seeds(store, [read_yaml("x", text.encode()) for text in yaml_of(database)], NEW)
    assert result.changesets == []


def test_what_is_replayed_is_replayed_to_the_letter_whoever_imports_it_and_why(
    database: Database, location: Location, new_location: Callable[[str], Location]
) -> None:
    """A changeset that says nothing of what it is about does not take up the message of the import."""
    with database.write() as store:
        acting.perform(store, [Item(key="land", title="Land")], HEADER)
    other = Database(new_location("sqlite" if location.is_file else "postgresql"))
    with other.write() as store:
        seeds = [read_yaml("moved.yaml", text.encode()) for text in yaml_of(database)]
        import_seeds(store, seeds, NEW.model_copy(update={"message": "moved here"}))
    assert hashes_of(other) == hashes_of(database)
