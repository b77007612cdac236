"""Tables in, from the shell."""

from pathlib import Path

import pytest

from tests.cli.shell import Shell
from tests.support import stance

MAP = """
columns: {item: Issue}
wide: {heads: [party]}
words: {red line: rejects}
always: {round: R1}
source: {key: grid, title: The grid, kind: assessment}
"""


def grid(shell: Shell, text: str = "Issue,Red,Blue\nLand,red line,demands\n") -> tuple[str, str]:
    (shell.folder / "grid.csv").write_text(text, encoding="utf-8")
    (shell.folder / "map.yaml").write_text(MAP, encoding="utf-8")
    return str(shell.folder / "grid.csv"), str(shell.folder / "map.yaml")


def test_a_table_is_planned_then_recorded_then_nothing_new(small: Shell) -> None:
    path, mapping = grid(small)
    planned = small.ok("import", path, "--map", mapping, "--dry-run", "--width", "200")
    assert "new stance, entry 1: land × red: rejects, R1 [grid]" in planned.out
    assert (
        small.ok("import", path, "--map", mapping, "--width", "200").out
        == f"@2 {path}: 1 source, 2 stances, 2 citations\n"
    )
    assert (
        small.ok("import", path, "--map", mapping).out == "Nothing new: 3 parts known already; nothing was recorded.\n"
    )
    assert small.ok("check", path, "--map", mapping).code == 0


def test_a_dry_run_shows_the_numbers_that_it_would_record(small: Shell) -> None:
    path, mapping = grid(small, "Issue,Who,View,Weight,Sum\nLand,Red,demands,40,75.5\n")
    columns = "columns: {item: Issue, party: Who, stance: View, salience: Weight, figures.value: Sum}"
    more = "always: {round: R1, figures: {what: cost, unit: francs}}\nsource: {key: grid, title: G, kind: assessment}"
    Path(mapping).write_text(f"{columns}\n{more}\n", encoding="utf-8")
    planned = small.ok("import", path, "--map", mapping, "--dry-run", "--width", "200")
    assert "new stance, entry 1: land × red: demands, salience 40, cost 75.5 francs, R1 [grid]" in planned.out


def test_rows_that_say_nothing_are_noted_by_the_import(small: Shell) -> None:
    path, mapping = grid(small, "Issue,Who,View\nLand,Red,demands\nLand,Blue,n/a\nsee Ana,,\n")
    text = "columns: {item: Issue, party: Who, stance: View}\nempty: [n/a]\nalways: {round: R1}\n"
    Path(mapping).write_text(f"{text}source: {{key: grid, title: G, kind: assessment}}\n", encoding="utf-8")
    for more in (["--dry-run"], []):
        ran = small.ok("import", path, "--map", mapping, *more, "--width", "200")
        assert f"{path}: rows 3 and 4 say nothing: no stance" in ran.err


def test_a_fault_names_the_cell(small: Shell) -> None:
    path, mapping = grid(small, "Issue,Red\nLand,demand\n")
    ran = small("import", path, "--map", mapping)
    assert ran.code == 3
    assert f'{path}:2:2: B2: "demand" is not a stance; did you mean "demands"?' in ran.err


def test_a_sketch_is_printed_with_a_ledger_and_without(small: Shell, tmp_path: Path) -> None:
    path, _mapping = grid(small)
    assert "wide: {heads: [party], cells: stance}" in small.ok("import", path, "--sketch").out
    nowhere = Shell(tmp_path / "nowhere")
    assert "  item: Issue" in nowhere.ok("import", path, "--sketch").out


def test_of_what_is_no_workbook_no_mapping_is_sketched(small: Shell, tmp_path: Path) -> None:
    path = tmp_path / "broken.xlsx"
    path.write_bytes(b"nonsense")
    ran = small("import", str(path), "--sketch")
    assert (ran.code, ran.out) == (3, "")
    assert "is not a workbook that can be read" in ran.err


def test_a_table_without_a_mapping_and_a_mapping_without_a_table(small: Shell) -> None:
    path, mapping = grid(small)
    ran = small("import", path)
    assert (ran.code, "--sketch" in ran.err) == (2, True)
    assert small("import", str(small.folder / "frame.yaml"), "--map", mapping).code == 2
    assert small("import", path, "--map", "missing.yaml").code == 4
    assert small("import", "missing.csv", "--map", mapping).code == 4


def test_a_mapping_with_faults_is_refused_with_places(small: Shell) -> None:
    path, mapping = grid(small)
    Path(mapping).write_text("colums: {item: Issue}\n")
    ran = small("import", path, "--map", mapping)
    assert ran.code == 3
    assert f'{mapping}:1:1: colums: unknown key "colums"; did you mean "columns"?' in ran.err


def test_an_export_comes_in_again(mine: Shell) -> None:
    book = str(mine.folder / "l.xlsx")
    mine.ok("export", book)
    assert mine.ok("import", book).out.startswith("Nothing new: ")


def test_a_round_that_is_still_planned_is_noted_once_for_a_whole_grid(small: Shell) -> None:
    frame = small.folder / "next.yaml"
    frame.write_text("rounds: [{key: R9, title: Ninth, planned_for: 2026-02}]\n", encoding="utf-8")
    small.ok("import", str(frame))
    path, mapping = grid(small, "Issue,Red,Blue\nLand,red line,demands\nFuel,demands,supports\n")
    Path(mapping).write_text(MAP.replace("R1", "R9"), encoding="utf-8")
    ran = small.ok("import", path, "--map", mapping, "--width", "200")
    assert ran.err.count("note: ") == 1
    assert "is a stance of round R9, which is still planned" in ran.err


@pytest.mark.parametrize("name", ["book.xlsx", "tables"])
def test_what_is_held_for_several_comes_into_another_ledger(small: Shell, name: str) -> None:
    said = small.folder / "said.yaml"
    said.write_text(stance("land", "red", "supports", "R1", more=", on_behalf_of: [blue, green]"), encoding="utf-8")
    small.ok("import", str(said))
    there = str(small.folder / name)
    small.ok("export", there, *(() if "." in name else ("--format", "csv")))
    other = ("--ledger", str(small.folder / "other.db"))
    small.ok(*other, "init")
    small.ok(*other, "import", there)
    line = small.ok(*other, "show", "land", "--party", "red").out
    assert "+2 supports, on behalf of blue, green" in line
    assert line.splitlines()[6:8] == small.ok("show", "land", "--party", "red").out.splitlines()[6:8]


def test_a_table_that_is_not_there_is_named(small: Shell) -> None:
    for command in (("import",), ("check",), ("import", "--sketch")):
        ran = small(*command, "nosuch.csv")
        assert (ran.code, ran.err) == (4, "posl: no file or folder nosuch.csv\n  hint: look into .\n")
