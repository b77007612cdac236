"""The SQL views say what the services say, on both engines; docs/sql-views.md says what the views are."""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import text

from ledger.domain.entries import StanceEntry, StatusEntry
from ledger.domain.words import SCORES, EntryKind, Status, Verdict
from ledger.errors import SchemaMismatch
from ledger.services import acting, settling
from ledger.services.ledgers import upgrade
from ledger.services.matrix import matrix_at
from ledger.services.undoing import undo
from ledger.storage import changesets, entries, migrate, reviews
from ledger.storage.cells import CellClaims, CellReader, When
from ledger.storage.database import Database, Store
from ledger.storage.engine import Location, Mode, open_engine
from ledger.storage.entries import VALUE_COLUMNS
from tests.support import FRAME, HEADER, load, load_real_seed, said, signed_in, stance

VIEWS = ("v_readings", "v_history", "v_changes", "v_sources")
DOCS = Path(__file__).parents[2] / "docs" / "sql-views.md"


def rows(database: Database, sql: str) -> list[dict[str, Any]]:
    with database.read() as store:
        return [dict(row) for row in store.connection.execute(text(sql)).mappings()]


def a_quarrel(database: Database) -> None:
    """Contests open and settled, corrections, retractions, dropped citations, reviews, a struck item."""
    load(database, FRAME, stance("land", "red", "demands", "R1"), stance("land", "red", "demands", "R1", "gazette"))
    load(database, stance("land", "blue", "rejects", "R1"), stance("land", "blue", "doubts", "R1", "gazette"))
    load(database, stance("fuel", "blue", "rejects", "R1"), stance("fuel", "blue", "doubts", "R1", "gazette"))
    load(database, stance("fuel", "red", "conditional", "R1", more=", position: 40"))
    load(database, stance("fuel", "red", "conditional", "R2", more=", position: 60, salience: 70"))
    load(database, stance("land", "green", "supports", "2031-01-01"), stance("land", "green", "silent", "2026-01"))
    load(database, stance("land", "green", "rejects", "2031-01-01", "gazette"))  # a contest still to come
    load(database, stance("fuel", "green", "supports", "R2"), stance("fuel", "green", "opposes", "R1"))
    load(database, "statuses: [{item: land, round: R1, status: narrowed, cite: {source: desk}}]")
    load(database, "statuses: [{item: land, round: R2, status: deadlocked, cite: {source: desk}}]")
    load(database, "statuses: [{item: pledge, round: R2, status: kept, cite: {source: desk}}]")
    load(database, "events: [{held_on: 2026-02-01, title: A storm, items: [land, fuel], cite: {source: desk}}]")
    acts: list[Callable[[Store], object]] = [
        lambda store: acting.correct(store, 1, {"stance": "supports"}, HEADER, reason="misread"),
        lambda store: settling.settle(store, "land", "blue", HEADER, keep=3, reason="own words"),
        lambda store: acting.review(store, [5, 6], Verdict.accepted, signed_in(store, "ann")),
        lambda store: acting.review(store, [7], Verdict.rejected, signed_in(store, "ann")),
    ]
    for act in acts:
        with database.write() as store:
            act(store)


def standing(store: Store) -> list[dict[str, Any]]:
    """What stands today, entry by entry, as whole cells are read."""
    now = changesets.last_number(store)
    today, reader, accepted = datetime.now(UTC).date(), CellReader(store, now), reviews.accepted(store, now)
    cells = [
        (kind, cell)
        for kind in (EntryKind.stance, EntryKind.status)
        for cell in reader.cells(kind, When(today, now), None)
    ]
    told = {number for _kind, cell in cells for number in cell.rows}
    cited = entries.citations_of(store, told, now)
    return [
        {
            "entry": number,
            "kind": kind.value,
            "item": cell.key[0],
            "party": cell.key[1],
            "held_from": row.held.first.isoformat(),
            "held_on": row.held.last.isoformat(),
            "held": str(row.held),
            "sure": int(row.held.last <= today),
            "round": row.round,
            "score": SCORES.get(row.values.get("stance", "")),
            "grade": min(f"{reader.sources[c.source or ''].reliability.value}{c.credibility}" for c in cited[number]),
            "sources": len({citation.source for citation in cited[number]}),
            "contested": int(any(number in pair for pair in cell.standing.rivals)),
            "reviewed": int(number in accepted),
            "changeset": row.changeset,
            **{name: row.values.get(name) for name in VALUE_COLUMNS if name not in {"title", "text", "tone"}},
        }
        for kind, cell in cells
        for number in standing_numbers(cell)
        for row in [cell.rows[number]]
    ]


def standing_numbers(cell: CellClaims) -> list[int]:
    claims = (claim.entry for account in cell.standing.accounts for claim in account.claims)
    return list(dict.fromkeys([*claims, *cell.standing.listed]))


@pytest.mark.parametrize("fill", [a_quarrel, load_real_seed])
def test_v_readings_are_what_stands_now(database: Database, fill: Callable[[Database], object]) -> None:
    fill(database)
    with database.read() as store:
        expected = standing(store)
    assert len(expected) > 6
    found = {row["entry"]: row for row in rows(database, "SELECT * FROM v_readings")}
    assert {number: {name: row[name] for name in expected[0]} for number, row in found.items()} == {
        row["entry"]: row for row in expected
    }


def test_the_views_leave_out_what_was_rejected_where_it_was_only_said_again(database: Database) -> None:
    load(database, FRAME, stance("land", "red", "rejects", "2026-01-10"), stance("land", "red", "demands", "R1"))
    load(database, stance("land", "blue", "supports", "R1"), stance("fuel", "red", "demands", "R2"))
    acts: list[Callable[[Store], object]] = [
        lambda store: acting.correct(store, 3, {"stance": "doubts"}, HEADER, reason="misread"),  # entry 5
        lambda store: acting.edit(store, "round", "R1", {"starts": "2026-01-22"}, HEADER),  # 6 and 7, for 2 and 5
        lambda store: acting.retract(store, 4, HEADER, reason="misread"),  # 8
        lambda store: undo(store, changesets.last_number(store), HEADER, reason="read well"),  # 9, for 4
        lambda store: acting.review(store, [6, 7, 9], Verdict.rejected, signed_in(store, "ann")),
    ]
    for act in acts:
        with database.write() as store:
            act(store)
    with database.read() as store:
        assert sorted(row["entry"] for row in standing(store)) == [1, 3]
    for view in ("v_readings", "v_changes"):
        found = rows(database, f"SELECT entry FROM {view} ORDER BY entry")
        assert [row["entry"] for row in found] == [1, 3], view


def test_the_views_keep_out_what_was_corrected_by_way_of_what_was_rejected(database: Database) -> None:
    load(database, FRAME, stance("land", "red", "rejects", "R1"), stance("fuel", "red", "demands", "R1"))
    acts: list[Callable[[Store], object]] = [
        lambda store: acting.correct(store, 1, {"stance": "doubts"}, HEADER, reason="misread"),  # entry 3
        lambda store: acting.correct(store, 2, {"stance": "doubts"}, HEADER, reason="misread"),  # entry 4
        lambda store: acting.review(store, [3, 4], Verdict.rejected, signed_in(store, "ann")),
        lambda store: acting.correct(store, 3, {"stance": "undecided"}, HEADER, reason="undo @2 was no good"),  # 5
        lambda store: acting.retract(store, 4, HEADER, reason="of no use"),
    ]
    for act in acts:
        with database.write() as store:
            act(store)
    with database.read() as store:
        assert sorted(row["entry"] for row in standing(store)) == [2, 5]
    for view in ("v_readings", "v_changes"):
        assert {row["entry"] for row in rows(database, f"SELECT entry FROM {view}")} == {2, 5}, view


def test_v_readings_mark_what_is_contested_until_it_is_settled(database: Database) -> None:
    a_quarrel(database)
    contested = "SELECT item, party FROM v_readings WHERE contested = 1 AND item = 'fuel'"
    assert rows(database, contested) == [{"item": "fuel", "party": "blue"}] * 2  # a line for each account
    with database.write() as store:
        settling.settle(store, "fuel", "blue", HEADER, last=5, reason="it moved")
    assert rows(database, contested) == []


def test_v_history_has_every_entry_and_what_became_of_it(database: Database) -> None:
    a_quarrel(database)
    found = {row["entry"]: row for row in rows(database, "SELECT * FROM v_history")}
    with database.read() as store:
        recorded = entries.by_ids(store, found)
        taken_back = entries.retractions(store)
        gone = entries.superseded(store)
    assert len(found) == len(recorded) + len(taken_back) == entries_recorded(database)
    for number, entry in recorded.items():
        row = found[number]
        assert {name: row[name] for name in entry.said.values()} == entry.said.values()
        assert (row["state"] == "stands") == (number not in gone)
        assert row["superseded_by"] == gone.get(number)
        assert row["cited"].split("; ") == [" ".join(filter(None, (c.source, c.at))) for c in entry.said.cite]
    assert (found[1]["state"], found[4]["state"]) == ("corrected", "retracted")
    assert [row["items"] for row in found.values() if row["kind"] == "event"] == ["land, fuel"]


def entries_recorded(database: Database) -> int:
    with database.read() as store:
        return entries.last_id(store)


@pytest.mark.parametrize("fill", [a_quarrel, load_real_seed])
def test_v_changes_go_from_step_to_step(database: Database, fill: Callable[[Database], object]) -> None:
    fill(database)
    changes = rows(database, "SELECT * FROM v_changes ORDER BY held_from, held_on DESC, entry")
    with database.read() as store:
        recorded = entries.by_ids(store, [row["entry"] for row in changes])
    assert len(changes) > 5
    before: dict[tuple[Any, ...], dict[str, Any]] = {}
    for row in changes:
        values = recorded[row["entry"]].said.values()
        assert row["after"] == values.get("stance", values.get("status"))
        cell = row["kind"], row["item"], row["party"]
        last = before.get(cell)
        assert (row["before_entry"], row["before"]) == ((last["entry"], last["after"]) if last else (None, None))
        scores = row["before_score"], row["after_score"]
        assert row["delta"] == (None if None in scores else scores[1] - scores[0])
        before[cell] = row


def test_v_changes_follow_a_party_through_every_stance(database: Database) -> None:
    words = ("demands", "supports", "rejects", "doubts", "undecided", "opposes", "silent", "supports", "withdrawn",
             "conditional", "conditional", "demands")  # fmt: skip
    load(database, FRAME, *(stance("land", "red", word, f"2026-01-{day:02}") for day, word in enumerate(words, 1)))
    found = rows(database, "SELECT before, after, delta FROM v_changes ORDER BY held_on")
    assert [(row["before"], row["after"]) for row in found] == list(zip((None, *words), words, strict=False))
    assert [row["delta"] for row in found] == [None, -1, -5, 2, 1, -2, None, None, None, None, 0, 2]


def test_v_changes_follow_an_item_through_its_statuses(database: Database) -> None:
    words = ("open", "progress", "agreed")
    cite = "cite: {source: desk}"
    said = (f"{{item: land, held_on: 2026-01-0{day}, status: {word}, {cite}}}" for day, word in enumerate(words, 1))
    load(database, FRAME, f"statuses: [{', '.join(said)}]")
    found = rows(database, "SELECT before, after FROM v_changes ORDER BY held_on")
    assert [(row["before"], row["after"]) for row in found] == list(zip((None, *words), words, strict=False))


def test_v_sources_count_what_rests_on_each(database: Database) -> None:
    a_quarrel(database)
    found = {row["source"]: row for row in rows(database, "SELECT * FROM v_sources")}
    assert set(found) == {"herald", "gazette", "echo", "desk"}
    assert found["echo"]["citations"] == 0
    assert found["echo"]["best_grade"] is None
    assert found["gazette"]["entries"] == 3  # what was outweighed counts no more
    assert found["desk"]["entries"] == 4


def test_a_struck_item_is_in_no_view_but_history(database: Database) -> None:
    load(database, FRAME, stance("land", "red", "demands", "R1"))
    with database.write() as store:
        acting.edit(store, "item", "land", {"struck": True}, HEADER)
    assert rows(database, "SELECT * FROM v_readings") == []
    assert rows(database, "SELECT * FROM v_changes") == []
    assert len(rows(database, "SELECT * FROM v_history")) == 1


def test_every_field_of_a_statement_is_in_the_views(database: Database) -> None:
    """A migration that adds a field to a stance adds it here too."""
    with database.read() as store:
        columns = {view: set(store.connection.execute(text(f"SELECT * FROM {view}")).keys()) for view in VIEWS}
    assert {*StanceEntry.value_fields(), *StatusEntry.value_fields()} <= columns["v_readings"]
    assert set(VALUE_COLUMNS) <= columns["v_history"]


def test_the_page_names_every_column_of_every_view(database: Database) -> None:
    sections = re.split(r"^## ", DOCS.read_text(encoding="utf-8"), flags=re.MULTILINE)
    for view in VIEWS:
        (section,) = [part for part in sections if part.startswith(view)]
        listed = re.findall(r"`(\w+)`", " ".join(re.findall(r"^\| (`.*?) \|", section, flags=re.MULTILINE)))
        with database.read() as store:
            assert listed == list(store.connection.execute(text(f"SELECT * FROM {view}")).keys()), view


EXAMPLES = re.findall(r"```sql\n(.*?)```", DOCS.read_text(encoding="utf-8"), flags=re.DOTALL)


@pytest.mark.parametrize("number", range(len(EXAMPLES)))
def test_the_queries_on_the_page_run(database: Database, number: int) -> None:
    load_real_seed(database)
    with database.write() as store:
        acting.retract(store, 1, HEADER, reason="misread")
    assert rows(database, EXAMPLES[number])


def test_spread_in_sql_is_the_spread_of_the_matrix(database: Database) -> None:
    load_real_seed(database)
    (example,) = [sql for sql in EXAMPLES if "AS spread" in sql]
    with database.read() as store:
        matrix = matrix_at(store, "now")
    assert {row["item"]: row["spread"] for row in rows(database, example)} == {
        row.item.key: row.spread for row in matrix.rows if row.spread is not None
    }


def test_a_ledger_of_the_first_schema_is_upgraded_with_every_hash_as_it_was(location: Location, tmp_path: Path) -> None:
    old = Database(location)
    a_quarrel(old)
    before, had = hashes(old), said(old)
    old.close()
    back_to("0001", location)
    with pytest.raises(SchemaMismatch, match="0001"):
        Database(location)
    address = str(location.path) if location.path else location.url.render_as_string(hide_password=False)  # type: ignore[union-attr]
    backup = upgrade(address).backup
    assert (backup is not None) == location.is_file
    new = Database(location)
    assert hashes(new) == before
    assert said(new) == had
    assert rows(new, "SELECT * FROM v_readings")
    new.close()
    if backup is not None:
        kept = Database(Location(path=backup), check_schema=False)
        assert kept.revision() == "0001"
        assert hashes(kept) == before
        kept.close()


def back_to(revision: str, location: Location) -> None:
    engine = open_engine(location, Mode.write)
    config = Config()
    config.set_main_option("script_location", str(migrate.scripts_folder()))
    config.attributes["connection"] = engine
    command.downgrade(config, revision)
    engine.dispose()


def hashes(database: Database) -> list[str]:
    with database.read() as store:
        return list(changesets.hashes(store))


@pytest.mark.both_engines
def test_what_says_less_on_a_finer_day_does_not_hide_what_says_more(database: Database) -> None:
    def told(word: str, days: str, source: str) -> str:
        return f"statuses: [{{item: land, held_on: {days}, status: {word}, cite: {{source: {source}}}}}]"

    load(database, FRAME, told("deadlocked", "2026-02-04/2026-02-05", "herald"), told("open", "2026-02-05", "gazette"))
    load(database, told("deadlocked", "2026-02-05", "echo"))
    asked = "SELECT status, held FROM v_readings WHERE item = 'land' ORDER BY entry"
    found = [(row["status"], row["held"]) for row in rows(database, asked)]
    assert found == [("open", "2026-02-05"), ("deadlocked", "2026-02-05")], "the same word of a finer day goes before"
    with database.write() as store:
        acting.retract(store, 3, HEADER, reason="misread")
    assert [row["status"] for row in rows(database, asked)] == ["deadlocked", "open"]
    with database.read() as store:
        assert matrix_at(store, "R2").rows[0].status is Status.deadlocked
