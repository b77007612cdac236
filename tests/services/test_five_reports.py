"""The five reports say the same in whatever order they are imported."""

import random

import pytest

from ledger.storage.database import Database
from tests.orders import ORDERS, load_in, told

SOME = [ORDERS[0], ORDERS[-1], *random.Random(2026).sample(ORDERS[1:-1], 4)]


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    from ledger.storage import migrate
    from ledger.storage.engine import Location

    location = Location(path=tmp_path_factory.mktemp("orders") / "first.db")
    migrate.create(location)
    database = Database(location)
    load_in(database, ORDERS[0])
    said = told(database)
    database.close()
    return said


@pytest.mark.parametrize("order", SOME, ids=lambda order: "-".join(path.name[:2] for path in order))
def test_the_order_of_import_does_not_matter(database: Database, first: list[str], order: tuple[object, ...]) -> None:
    load_in(database, order)  # type: ignore[arg-type]  # paths
    for one, other in zip(first, told(database), strict=True):
        assert one == other
