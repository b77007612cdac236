"""Tables from which something was withheld are not brought back by mistake."""

import json
from pathlib import Path

from tests.cli.shell import Shell


def test_tables_from_which_something_was_withheld_come_back_only_where_that_is_asked_for(
    mine: Shell, tmp_path: Path
) -> None:
    mine.ok("edit", "item:territory", "--set", "marking=red")
    for target in ("out.xlsx", "out"):
        mine.ok("export", str(tmp_path / target), "--format", "xlsx" if target.endswith("xlsx") else "csv")
    before = json.loads(mine.ok("verify", "--json").out)["checkpoint"]
    for path in (tmp_path / "out.xlsx", tmp_path / "out", tmp_path / "out" / "items.csv"):
        for command in (("import",), ("import", "--dry-run"), ("check",)):
            ran = mine(*command, str(path))
            assert (ran.code, "withheld" in ran.err, "above clear" in ran.err) == (3, True, True), ran.err
            assert "written: withheld" not in ran.err, "the name of the sheet is no part of what it says"
        assert "part_of" in (shown := mine.ok("import", "--withheld", "--dry-run", str(path)).out) or "links" in shown
    assert json.loads(mine.ok("verify", "--json").out)["checkpoint"] == before
    mine.ok("export", str(tmp_path / "all.xlsx"), "--format", "xlsx", "--up-to", "red")
    assert "Nothing" in mine.ok("import", str(tmp_path / "all.xlsx")).out
    mine.ok("import", "--withheld", str(tmp_path / "out.xlsx"))
