"""Tables in: the same as seeds, twice nothing new; and the ledger's own tables, changed in a cell and brought back."""

import io
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from ledger.errors import InvalidSeed, UsageError
from ledger.services import acting
from ledger.services.export_formats import write
from ledger.services.importing import Imported, import_seeds
from ledger.services.tables_in import open_all, sketch_of
from ledger.storage import entries, register
from ledger.storage.database import Database
from tests.conftest import NewLocation
from tests.support import FRAME, HEADER, load, load_real_seed, said, stance

GRID = "Issue,Red,Blue\nLand,red line,demands\nfuel,supports,if: they pay\n"
MAP = """
columns: {item: Issue}
wide: {heads: [party]}
words: {red line: rejects, if: conditional}
always: {round: R1}
source: {key: grid, title: Who wants what, kind: assessment}
"""


def bring(database: Database, path: Path, mapping: Path | None = None) -> Imported:
    with database.write() as store:
        opened = open_all([str(path)], (), str(mapping) if mapping else None)
        return import_seeds(store, opened(store), HEADER)


def table(folder: Path, text: str = GRID, mapping: str = MAP) -> tuple[Path, Path]:
    (folder / "grid.csv").write_text(text, encoding="utf-8")
    (folder / "map.yaml").write_text(mapping, encoding="utf-8")
    return folder / "grid.csv", folder / "map.yaml"


def test_a_grid_is_recorded_once_with_items_by_title_and_parties_by_name(database: Database, tmp_path: Path) -> None:
    load(database, FRAME)
    paths = table(tmp_path)
    assert dict(bring(database, *paths).recorded) == {"sources": 1, "stances": 4, "citations": 4}
    again = bring(database, *paths)
    assert (again.changesets, again.unchanged) == ([], 5)
    assert said(database) == {
        "land red": "rejects", "land blue": "demands", "fuel red": "supports", "fuel blue": "conditional",
    }  # fmt: skip


def test_a_table_without_a_source_is_told_where_its_mapping_names_one(database: Database, tmp_path: Path) -> None:
    load(database, FRAME)
    with pytest.raises(InvalidSeed) as found:
        bring(database, *table(tmp_path, mapping=MAP.partition("source:")[0].replace("R1}", "R1, cite: {at: ¶1}}")))
    assert {(fault.message.partition(";")[0], fault.hint) for fault in found.value.faults} == {
        (
            "which source is cited?",
            (
                "name it in the row, or in the mapping: cite.source: HEAD in columns, always: {cite: {source: KEY}}, "
                "or source: {key: …, title: …}"
            ),
        )
    }


def test_a_table_agrees_with_reports_and_contradicts_them(database: Database, tmp_path: Path) -> None:
    load(database, FRAME, stance("land", "red", "rejects", "R1"), stance("land", "blue", "opposes", "R1"))
    result = bring(database, *table(tmp_path))
    assert len(result.contested) == 1
    assert said(database)["land red"] == "rejects"
    assert said(database)["land blue"].endswith("!")


def test_unknown_names_are_faults_at_their_cells_told_once(database: Database, tmp_path: Path) -> None:
    load(database, FRAME)
    paths = table(tmp_path, "Issue,Rod,Blue\nLand,demands,demands\nFuell,supports,\nSky,supports,\n")
    with pytest.raises(InvalidSeed) as found:
        bring(database, *paths)
    assert [str(fault).replace(str(tmp_path), "") for fault in found.value.faults] == [
        '/grid.csv:1:2: B1: "Rod" is not a known party; did you mean "red"?',
        '/grid.csv:3:1: A3: "Fuell" is not a known item; did you mean "fuel" (Fuel)? names: in the mapping says what it means',
        '/grid.csv:4:1: A4: "Sky" is not a known item; known here: fuel, land, pledge',
    ]


ENTERING = """
columns: {item: Issue}
wide: {heads: [party]}
words: {"1": opposes, "3": supports}
always: {held_on: 2026-01}
source: {key: grid, title: The grid, kind: assessment}
enter: [items, parties]
"""


def test_a_grid_brings_its_items_and_parties_along(database: Database, tmp_path: Path) -> None:
    grid = 'Issue,CDU/CSU,"The ""Reds"""\n1. Herring quota,1,3\n2. Joint patrols,3,\n'
    paths = table(tmp_path, grid, ENTERING)
    bring(database, *paths)
    with database.read() as store:
        known = register.load(store)
    assert {party.key: (party.code, party.name) for party in known.parties.values()} == {
        "cdu-csu": ("CC", "CDU/CSU"),
        "the-reds": ("TR", 'The "Reds"'),
    }
    assert {item.key: item.title for item in known.items.values()} == {
        "1-herring-quota": "1. Herring quota",
        "2-joint-patrols": "2. Joint patrols",
    }
    assert said(database) == {
        "1-herring-quota cdu-csu": "opposes",
        "1-herring-quota the-reds": "supports",
        "2-joint-patrols cdu-csu": "supports",
    }
    assert not bring(database, *paths).changesets


def test_a_name_that_holds_the_key_of_an_item_is_nearer_than_one_that_looks_like_it(
    database: Database, tmp_path: Path
) -> None:
    items = "items: [{key: venue, title: Talks in Varn}, {key: advances, title: Advances to the families}]"
    load(database, FRAME, items)
    with pytest.raises(InvalidSeed) as found:
        bring(database, *table(tmp_path, "Issue,Red\nVenue of the talks,demands\n"))
    assert 'did you mean "venue" (Talks in Varn)? names: in the mapping' in str(found.value.faults[0])


def test_a_slip_in_a_name_is_not_entered_as_a_new_one(database: Database, tmp_path: Path) -> None:
    bring(database, *table(tmp_path, "Issue,Northland\nHerring quota,1\n", ENTERING))
    with pytest.raises(InvalidSeed) as found:
        bring(database, *table(tmp_path, "Issue,Northlan\nHerring quotas,1\n", ENTERING))
    assert [str(fault).partition(": ")[2] for fault in found.value.faults] == [
        'B1: "Northlan" is not a known party; did you mean "northland" (Northland)? names: in the mapping says so',
        (
            'A2: "Herring quotas" is not a known item; did you mean "herring-quota" (Herring quota)? '
            "names: in the mapping says so"
        ),
    ]


def test_a_table_into_an_empty_ledger_is_told_how_its_items_and_parties_come_along(
    database: Database, tmp_path: Path
) -> None:
    with pytest.raises(InvalidSeed) as found:
        bring(database, *table(tmp_path, "Issue,Red\n1. Herring,1\n", ENTERING.replace("enter:", "lists: ;\n#")))
    hint = "the ledger has no {0} yet; enter: [{0}] in the mapping enters what the table alone names"
    assert [str(fault).partition(": ")[2] for fault in found.value.faults] == [
        f'B1: "Red" is not a known party; {hint.format("parties")}',
        f'A2: "1. Herring" is not a known item; {hint.format("items")}',
    ]


def test_a_frame_and_a_table_come_in_together(database: Database, tmp_path: Path) -> None:
    (tmp_path / "frame.yaml").write_text(FRAME, encoding="utf-8")
    grid, mapping = table(tmp_path)
    with database.write() as store:
        seeds = open_all([str(tmp_path / "frame.yaml"), str(grid)], (), str(mapping))(store)
        assert len(import_seeds(store, seeds, HEADER).changesets) == 2


def test_a_table_without_a_mapping_is_told_what_to_do(database: Database, tmp_path: Path) -> None:
    with pytest.raises(UsageError) as found:
        bring(database, table(tmp_path)[0])
    assert "--sketch" in str(found.value.hint)


def test_a_sketch_knows_the_ledgers_parties(database: Database, tmp_path: Path) -> None:
    load(database, FRAME)
    path, _mapping = table(tmp_path)
    with database.read() as store:
        assert "wide: {heads: [party], cells: stance}" in sketch_of(str(path), store)


# -- the ledger's own -------------------------------------------------------------------------------------------------


def exported(database: Database, path: Path, format: str | None = None) -> Path:
    with database.read() as store:
        write(store, str(path), format)
    return path


def changed(path: Path, sheet: str, head: str, row: int, value: Any) -> Path:
    """Write into a cell as somebody's spreadsheet program does."""
    book = load_workbook(path)
    page = book[sheet]
    column = [cell.value for cell in page[1]].index(head) + 1
    assert page.cell(row, column).value != value
    page.cell(row, column).value = value
    written = path.with_name("changed.xlsx")
    out = io.BytesIO()
    book.save(out)
    written.write_bytes(out.getvalue())
    return written


@pytest.mark.parametrize(("name", "format"), [("l.xlsx", None), ("tables", "csv"), ("history.csv", None)])
def test_what_the_ledger_wrote_is_nothing_new_to_it(
    database: Database, tmp_path: Path, name: str, format: str | None
) -> None:
    load_real_seed(database)
    result = bring(database, exported(database, tmp_path / name, format))
    assert result.changesets == []
    assert result.unchanged >= 150


@pytest.mark.parametrize(("name", "format"), [("l.xlsx", None), ("tables", "csv")])
def test_another_ledger_made_of_the_tables_says_the_same(
    database: Database, new_location: NewLocation, tmp_path: Path, name: str, format: str | None
) -> None:
    load_real_seed(database)
    path = exported(database, tmp_path / name, format)
    other = Database(new_location("sqlite"))
    try:
        bring(other, path)
        assert said(other) == said(database)
        assert bring(other, path).changesets == []
    finally:
        other.close()


@pytest.mark.parametrize(("name", "format"), [("l.xlsx", None), ("tables", "csv")])
def test_what_has_its_time_comes_in_again_from_a_table(
    database: Database, new_location: NewLocation, tmp_path: Path, name: str, format: str | None
) -> None:
    """Members of a bloc and offices: of some the beginning is known, of some the end, and names hold commas."""
    bloc = "{key: bloc, code: BC, name: 'Bloc, the', role: stakeholder, members: [red, {party: blue, from: 2019-05}, \
{party: green, from: 2001, to: 2024-06-30}]}"
    person = "{key: berg, name: Berg, offices: [{office: 'Minister, acting', party: red, from: 2025}, {office: Envoy, to: 2026}]}"
    load(database, FRAME, f"parties: [{bloc}]\npersons: [{person}]", stance("land", "red", "demands", "R1"))
    path = exported(database, tmp_path / name, format)
    assert bring(database, path).changesets == []
    other = Database(new_location("sqlite"))
    try:
        bring(other, path)
        with database.read() as mine, other.read() as theirs:
            one, two = register.load(mine), register.load(theirs)
            assert two.parties["bloc"] == one.parties["bloc"]
            assert two.persons["berg"] == one.persons["berg"]
    finally:
        other.close()


@pytest.mark.parametrize(("name", "format"), [("l.xlsx", None), ("tables", "csv")])
def test_what_is_said_on_behalf_of_several_comes_in_again_from_a_table(
    database: Database, new_location: NewLocation, tmp_path: Path, name: str, format: str | None
) -> None:
    held = stance("land", "red", "demands", "R1").replace(
        "stance: demands", "stance: demands, on_behalf_of: [blue, green]"
    )
    wires = "sources: [{key: paper, title: Paper, carries: [AFP, 'Bay, the']}]"
    load(database, FRAME, wires, held)
    path = exported(database, tmp_path / name, format)
    assert bring(database, path).changesets == []
    other = Database(new_location("sqlite"))
    try:
        bring(other, path)
        with other.read() as store:
            (found,) = entries.by_ids(store, [1]).values()
            assert found.said.values()["on_behalf_of"] == "blue\ngreen"
            assert register.load(store).sources["paper"].carries == ("AFP", "Bay, the")
    finally:
        other.close()


def test_what_two_coders_have_of_one_place_comes_in_as_both_have_it(
    database: Database, new_location: NewLocation, tmp_path: Path
) -> None:
    """Merged copies hold one statement twice, once with a summary; neither line of the table corrects the other."""
    full = "statuses: [{item: land, round: R1, status: agreed, summary: In June., cite: {source: herald, at: ¶1}}]"
    load(database, FRAME, full, full.replace(" summary: In June.,", "").replace("¶1", "¶2"))
    path = exported(database, tmp_path / "tables", "csv")
    for table in (path / "citations.csv", path / "history.csv"):
        table.write_text(table.read_text(encoding="utf-8").replace("¶2", "¶1"), encoding="utf-8", newline="")
    other = Database(new_location("sqlite"))
    try:
        bring(other, path)
        with other.read() as store:
            assert [each.supersedes for each in entries.by_ids(store, [1, 2]).values()] == [None, None]
        assert bring(other, path).changesets == []
    finally:
        other.close()


def frame_and_two(database: Database) -> None:
    load(database, FRAME, stance("land", "red", "demands", "R1"), stance("land", "blue", "rejects", "R2", "gazette"))


@pytest.mark.parametrize(
    ("sheet", "head", "row", "value", "recorded"),
    [
        ("items", "title", 2, "The land", {"edits": 1}),
        ("items", "track", 2, None, {"edits": 1}),
        ("items", "tags", 2, 'core, "a, b"', None),
        ("parties", "aliases", 2, 'Reds, "Red, the"', {"edits": 1}),
        ("history", "stance", 2, "supports", {"stances": 1, "citations": 1}),
        ("readings", "stance", 2, "supports", {"stances": 1, "citations": 1}),
        ("history", "summary", 3, "As they say.", {"stances": 1, "citations": 1}),
        ("citations", "at", 2, "¶9", {"stances": 1, "citations": 1}),
        ("citations", "source", 2, "echo", {"stances": 1, "citations": 1}),
    ],
)
def test_a_cell_changed_in_a_spreadsheet_is_one_change(
    database: Database, tmp_path: Path, sheet: str, head: str, row: int, value: Any, recorded: dict[str, int] | None
) -> None:
    frame_and_two(database)
    path = changed(exported(database, tmp_path / "l.xlsx"), sheet, head, row, value)
    if recorded is None:
        with pytest.raises(InvalidSeed, match="faults") as found:
            bring(database, path)
        assert all("items!" in str(fault) for fault in found.value.faults)
        return
    assert dict(bring(database, path).recorded) == recorded
    assert bring(database, path).changesets == []


def test_a_changed_stance_corrects_its_entry(database: Database, tmp_path: Path) -> None:
    frame_and_two(database)
    bring(database, changed(exported(database, tmp_path / "l.xlsx"), "history", "stance", 2, "supports"))
    assert said(database)["land red"] == "supports"


def test_what_was_corrected_since_is_not_changed_in_an_old_table(database: Database, tmp_path: Path) -> None:
    frame_and_two(database)
    path = exported(database, tmp_path / "l.xlsx")
    with database.write() as store:
        acting.correct(store, 1, {"stance": "doubts"}, HEADER, reason="misread")
    assert bring(database, path).changesets == []
    with pytest.raises(InvalidSeed) as found:
        bring(database, changed(path, "history", "stance", 2, "supports"))
    (fault,) = found.value.faults
    assert "entry 1 was corrected since; change entry 3" in str(fault)


def test_a_row_added_to_the_history_is_a_new_entry(database: Database, tmp_path: Path) -> None:
    frame_and_two(database)
    path = exported(database, tmp_path / "l.xlsx")
    book = load_workbook(path)
    page = book["history"]
    heads = [cell.value for cell in page[1]]
    row = {
        "kind": "stance",
        "item": "fuel",
        "party": "Red",
        "held": "2026-01-24",
        "stance": "doubts",
        "cited": "desk ¶1",
    }
    page.append([row.get(head) for head in heads])
    book.save(path)
    assert dict(bring(database, path).recorded) == {"stances": 1, "citations": 1}
    assert said(database)["fuel red"] == "doubts"


def test_a_wrong_cell_of_our_own_table_is_named(database: Database, tmp_path: Path) -> None:
    frame_and_two(database)
    path = changed(exported(database, tmp_path / "l.xlsx"), "history", "stance", 2, "demand")
    with pytest.raises(InvalidSeed) as found:
        bring(database, path)
    (fault,) = found.value.faults
    assert 'history!O2: "demand" is not a stance; did you mean "demands"?' in str(fault)
