"""What is written out some at a time is what is written out at once; what a database changed on the way in is noticed."""

from collections.abc import Sequence
from typing import Any

import pytest
from sqlalchemy import Table

from ledger.errors import IntegrityFailure
from ledger.formats.seed_out import write_jsonl
from ledger.formats.tables import csv_text
from ledger.services import exporting
from ledger.services.tables_out import history_lines, workbook
from ledger.storage import bulk, changeset_contents, entries, recording, schema
from ledger.storage.database import Database, Store
from tests.services.test_exporting import a_life
from tests.support import FRAME, load, stance


def test_a_long_export_says_the_same_in_pages(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    a_life(database)
    with database.read() as store:
        whole = [line for _number, values in exporting.history(store) for line in write_jsonl(values)]
        monkeypatch.setattr(changeset_contents, "_AT_A_TIME", 2)
        assert list(exporting.jsonl_lines(store)) == whole


def test_a_long_history_says_the_same_in_pages(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    a_life(database)
    monkeypatch.setattr(entries, "_AT_A_TIME", 2)
    with database.read() as store:
        at_once = csv_text(next(each for each in workbook(store).sheets if each.name == "history").table)
        assert "".join(f"{line}\n" for line in history_lines(store)) == at_once


@pytest.mark.parametrize("kept", ["as it was", None])
def test_a_row_that_is_kept_otherwise_than_given_is_noticed(
    database: Database, monkeypatch: pytest.MonkeyPatch, kept: str | None
) -> None:
    load(database, FRAME)
    place = schema.entry.columns.keys().index("summary")

    def careless(store: Store, table: Table, rows: Sequence[tuple[Any, ...]]) -> None:
        if table.name == "entry":
            rows = [(*row[:place], kept, *row[place + 1 :]) for row in rows]
        bulk.insert_tuples(store, table, rows)

    monkeypatch.setattr(recording, "insert_tuples", careless)
    with pytest.raises(IntegrityFailure, match="does not read back"):
        load(database, stance("land", "red", "demands", "R1", more=", summary: as it is"))


def test_a_row_too_many_or_too_few_is_noticed(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    load(database, FRAME)
    monkeypatch.setattr(recording, "insert_tuples", lambda *_: None)
    with pytest.raises(IntegrityFailure, match="does not read back"):
        load(database, stance("land", "red", "demands", "R1"))
