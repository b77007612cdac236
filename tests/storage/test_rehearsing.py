"""A rehearsal: everything can be done in it, nothing remains of it, whether it ends well or not."""

import sqlite3
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest
from sqlalchemy import func, insert, select

from ledger.errors import NotFound
from ledger.storage import schema
from ledger.storage.database import Database
from tests.conftest import NewLocation

RECORDED = {"author": "ann", "recorded_at": "2026-02-06T12:00:00Z", "tool": "test", "hash": "0" * 64, "streams": ""}


def _rehearse(database: Database, problem: Exception | None = None) -> int | None:
    """Record a changeset in a rehearsal, and return how many are there before it ends."""
    with database.rehearse() as store:
        store.connection.execute(insert(schema.changeset).values(id=1, **RECORDED))
        if problem:
            raise problem
        return store.connection.execute(select(func.count()).select_from(schema.changeset)).scalar()


def _recorded(database: Database) -> int | None:
    with database.read() as store:
        return store.connection.execute(select(func.count()).select_from(schema.changeset)).scalar()


def test_what_is_recorded_in_a_rehearsal_is_seen_there_and_nowhere_else(database: Database) -> None:
    assert _rehearse(database) == 1
    assert _recorded(database) == 0


def test_a_rehearsal_that_fails_says_why_and_leaves_nothing(database: Database) -> None:
    with pytest.raises(NotFound, match="no such item"):
        _rehearse(database, NotFound("no such item"))
    assert _recorded(database) == 0


@pytest.mark.parametrize("problem", [None, NotFound("no such item")])
def test_the_copy_of_a_file_is_let_go_of(
    new_location: NewLocation, monkeypatch: pytest.MonkeyPatch, problem: Exception | None
) -> None:
    sqlite_database = Database(new_location("sqlite"))
    copies: list[sqlite3.Connection] = []
    connect: Callable[..., sqlite3.Connection] = sqlite3.connect

    def spied(address: str, **options: Any) -> sqlite3.Connection:
        connection = connect(address, **options)
        if address == ":memory:":
            copies.append(connection)
        return connection

    monkeypatch.setattr(sqlite3, "connect", spied)
    with suppress(NotFound):
        _rehearse(sqlite_database, problem)
    sqlite_database.close()
    (copy,) = copies
    with pytest.raises(sqlite3.ProgrammingError, match="closed database"):
        copy.execute("SELECT 1")
