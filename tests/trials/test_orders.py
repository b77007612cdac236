"""All 120 orders in which the five reports can be imported."""

from math import factorial
from pathlib import Path

from ledger.storage import migrate
from ledger.storage.database import Database
from ledger.storage.engine import Location
from tests.orders import ORDERS, REPORTS, load_in, told


def test_every_order_of_the_five_reports_says_the_same(tmp_path: Path) -> None:
    said: list[list[str]] = []
    for number, order in enumerate(ORDERS):
        location = Location(path=tmp_path / f"{number}.db")
        migrate.create(location)
        database = Database(location)
        load_in(database, order)
        said.append(told(database))
        database.close()
    differing = [order for order, texts in zip(ORDERS, said, strict=True) if texts != said[0]]
    print(f"orders tried: {len(said)}; differing: {len(differing)}")  # noqa: T201 - a trial says how many were tried
    assert len(said) == factorial(len(REPORTS))
    assert not differing
