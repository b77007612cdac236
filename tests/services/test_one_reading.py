"""What is known of a ledger is read once for each changeset, however much is made of it."""

from collections import Counter

import pytest

from ledger.services.note import report_between
from ledger.storage import register
from ledger.storage.database import Database
from tests.support import load_real_seed


def test_a_report_reads_the_records_twice_at_most(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    load_real_seed(database)
    times: Counter[int | None] = Counter()
    really = register._load

    def counted(store: object, known_at: int | None, *more: object) -> object:
        times[known_at] += 1
        return really(store, known_at, *more)  # type: ignore[arg-type]

    monkeypatch.setattr(register, "_load", counted)
    with database.read() as store:
        report_between(store, "R1", "R2")
    assert sum(times.values()) <= 2
    assert set(times.values()) == {1}


def test_what_one_reader_changes_is_not_another_ones(database: Database) -> None:
    load_real_seed(database)
    with database.read() as store:
        one, other = register.load(store), register.load(store)
        del one.parties["russia"]
        assert "russia" in other.parties
        assert "russia" in register.load(store).parties


def test_who_writes_keeps_nothing_that_was_read(database: Database) -> None:
    with database.write() as store:
        assert store.kept is None
