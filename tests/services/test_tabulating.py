"""Tables have everything in them, columns follow from the models; a calendar has what is still to come."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from ledger.domain.entries import Citation, EventEntry, StanceEntry, StatusEntry
from ledger.domain.records import Item, Source
from ledger.formats.calendar import Certainty, ics_bytes
from ledger.formats.tables import Sheet, csv_files, xlsx_bytes
from ledger.services import acting
from ledger.services.days_to_come import schedule
from ledger.services.matrix import matrix_at
from ledger.services.tables_out import Workbook, workbook
from ledger.storage.database import Database
from tests.support import FRAME, HEADER, load, load_real_seed, stance


def book(database: Database, at: str = "now") -> Workbook:
    with database.read() as store:
        return workbook(store, at)


def sheet(book: Workbook, name: str) -> Sheet:
    return next(each for each in book.sheets if each.name == name)


def rows(book: Workbook, name: str) -> list[dict[str, Any]]:
    table = sheet(book, name).table
    return [dict(zip(table.columns, row, strict=True)) for row in table.rows]


def test_readings_are_those_of_the_matrix(database: Database) -> None:
    load_real_seed(database)
    with database.read() as store:
        matrix = matrix_at(store, "R2")
    found = {(row["item"], row["party"]): row for row in rows(book(database, "R2"), "readings")}
    cells = {(row.item.key, party): cell for row in matrix.rows for party, cell in row.cells.items()}
    assert found.keys() == cells.keys()
    for key, cell in cells.items():
        row = found[key]
        assert {name: row[name] for name in cell.values} == dict(cell.values)
        assert (row["score"], row["grade"], row["contested"]) == (cell.score, cell.evidence.grade, cell.contested)
        assert row["independent_sources"] == cell.evidence.independent_sources


def test_statuses_have_every_item_heard_of(database: Database) -> None:
    load_real_seed(database)
    with database.read() as store:
        matrix = matrix_at(store, "R2")
    found = {row["item"]: row for row in rows(book(database, "R2"), "statuses")}
    assert {item: (row["status"], row["overdue"], row["open"], row["spread"]) for item, row in found.items()} == {
        row.item.key: (row.status.value, row.overdue, row.open, row.spread) for row in matrix.rows if row.heard_of
    }


def test_history_has_what_was_corrected_retracted_and_is_still_to_come(database: Database) -> None:
    load(database, FRAME, stance("land", "red", "demands", "R1"), stance("land", "blue", "rejects", "R1"))
    load(database, stance("land", "blue", "doubts", "2090-01-01"))
    load(database, "events: [{held_on: 2026-02-01, title: A storm, items: [land, fuel], cite: {source: desk}}]")
    with database.write() as store:
        acting.correct(store, 1, {"stance": "supports"}, HEADER, reason="misread")
    with database.write() as store:
        acting.retract(store, 2, HEADER, reason="not said")
    found = {row["entry"]: row for row in rows(book(database), "history")}
    assert {number: row["state"] for number, row in found.items()} == {
        1: "corrected", 2: "retracted", 3: "later", 4: "counts", 5: "counts",
    }  # fmt: skip
    assert (found[1]["superseded_by"], found[1]["reason"], found[5]["supersedes"]) == (5, "misread", 1)
    assert (found[4]["items"], found[4]["title"]) == ("land, fuel", "A storm")
    assert (found[1]["cited"], found[1]["author"], found[1]["changeset"]) == ("herald ¶1", "tester", 2)


def test_columns_follow_from_the_models(database: Database) -> None:
    load(database, FRAME)
    columns = {sheet.name: set(sheet.table.columns) for sheet in book(database).sheets}
    assert set(StanceEntry.value_fields()) <= columns["readings"]
    assert set(StatusEntry.value_fields()) <= columns["statuses"]
    assert {*StanceEntry.value_fields(), *StatusEntry.value_fields(), *EventEntry.value_fields()} <= columns["history"]
    assert set(Citation.model_fields) <= columns["citations"]
    assert set(Item.model_fields) == columns["items"]
    assert set(Source.model_fields) == columns["sources"]


def test_lists_and_scales_are_one_value_each(database: Database) -> None:
    more = "{key: sea, title: Sea, tags: [a, b], links: [{depends-on: land}, {trades-with: fuel}], scale: {low: L, high: H}}"
    load(database, FRAME, f"items: [{more}]")
    (sea,) = [row for row in rows(book(database), "items") if row["key"] == "sea"]
    assert sea["tags"] == "a, b"
    assert sea["links"] == "depends-on: land, trades-with: fuel"
    assert sea["scale"] == "low: L, high: H"
    assert sea["struck"] is False


def test_citations_stand_with_publisher_and_grade(database: Database) -> None:
    load_real_seed(database)
    found = rows(book(database), "citations")
    assert len(found) > 150
    assert {row["publisher"] for row in found} >= {"VOVWORLD", "CGTN"}
    assert all(row["grade"][1:] == str(row["credibility"]) for row in found)


def test_a_workbook_at_an_earlier_changeset_has_what_was_known_then(database: Database) -> None:
    load_real_seed(database)
    earlier = book(database, "R1@2")
    assert {row["changeset"] for row in rows(earlier, "history")} <= {1, 2}
    assert len(sheet(earlier, "changesets").table.rows) == 2


@pytest.mark.parametrize("fill", [None, load_real_seed])
def test_every_format_can_write_it_and_twice_alike(database: Database, fill: Any) -> None:
    if fill is not None:
        fill(database)
    one, other = book(database), book(database)
    assert csv_files(one.sheets) == csv_files(other.sheets)
    assert xlsx_bytes(one.sheets, title=one.title, made=one.made) == xlsx_bytes(
        other.sheets, title=other.title, made=other.made
    )


def test_a_schedule_has_planned_rounds_and_due_promises(database: Database) -> None:
    load(database, FRAME)
    more = """
rounds:
  - {key: R4, title: Fourth, status: planned, planned_for: 2026-03}
  - {key: R5, title: Fifth, status: cancelled, planned_for: 2026-04-01}
  - {key: R6, title: Sixth, status: postponed, planned_for: 2026-05-02, venue: Here, parties: [red, blue]}
items:
  - {key: vow, kind: commitment, title: A vow, due: R4}
  - {key: oath, kind: commitment, title: An oath, due: 2026-03-09, question: They will.}
  - {key: word, kind: commitment, title: A word, due: 2026-03-09}
  - {key: hope, kind: commitment, title: A hope}
  - {key: unsaid, kind: commitment, title: What nobody promised, due: 2026-03-09}
statuses:
  - {item: word, round: R1, status: kept, cite: {source: desk}}
  - {item: pledge, round: R1, status: promised, cite: {source: desk}}
  - {item: vow, round: R1, status: promised, cite: {source: desk}}
  - {item: oath, round: R1, status: promised, cite: {source: desk}}
  - {item: hope, round: R1, status: promised, cite: {source: desk}}
"""
    load(database, more)
    with database.read() as store:
        found = schedule(store, "2026-02-10")
    days = {each.uid.partition("@")[0]: each for each in found.appointments}
    assert {uid: (str(each.first), str(each.last)) for uid, each in days.items()} == {
        "due-pledge": ("2026-02-05", "2026-02-05"),
        "round-R4": ("2026-03-01", "2026-03-31"),
        "due-oath": ("2026-03-09", "2026-03-09"),
        "due-vow": ("2026-03-31", "2026-03-31"),
        "round-R5": ("2026-04-01", "2026-04-01"),
        "round-R6": ("2026-05-02", "2026-05-02"),
    }
    assert days["round-R4"].title == "Fourth (some time in Mar 2026)"
    assert days["round-R5"].certainty is Certainty.cancelled
    assert days["round-R6"].description == "round R6, postponed to 2 May 2026. With: Red, Blue."
    assert days["due-pledge"].description.startswith("overdue.")
    assert days["due-oath"].description == "promised. They will."
    assert (found.edition, found.made) == (2, datetime(2026, 2, 10, 9, tzinfo=UTC))
    written = ics_bytes(found.title, found.appointments, made=found.made, edition=found.edition)
    assert (written.count(b"BEGIN:VEVENT"), written.count(b"BEGIN:VTODO")) == (3, 3)


def test_a_round_that_slips_keeps_its_name_in_calendars(database: Database) -> None:
    load(database, FRAME)
    load(database, "rounds: [{key: R3, title: Third, planned_for: 2026-03-01}]")
    with database.read() as store:
        before = next(each for each in schedule(store).appointments if each.uid.startswith("round-R3@"))
    with database.write() as store:
        acting.edit(store, "round", "R3", {"planned_for": "2026-03-08"}, HEADER)
    with database.read() as store:
        found = schedule(store)
    after = next(each for each in found.appointments if each.uid.startswith("round-R3@"))
    assert (before.uid, before.first, after.first) == (after.uid, date(2026, 3, 1), date(2026, 3, 8))
    assert found.edition == 3


def test_an_empty_ledger_has_an_empty_schedule(database: Database) -> None:
    with database.read() as store:
        assert schedule(store).appointments == ()
