"""What README and glossary say is so: the Python example runs, and the lists of words are those of the code."""

import os
import re
from enum import StrEnum
from pathlib import Path

import pytest

from ledger.domain import words
from ledger.domain.diff import VERBS, Verb

ROOT = Path(__file__).parents[1]


def test_the_python_example_of_the_readme_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from ledger import open_ledger

    (example,) = re.findall(r"```python\n(.*?)```", (ROOT / "README.md").read_text(), re.DOTALL)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "seeds").symlink_to(ROOT / "seeds")
    open_ledger("ledger.db", create=True).close()
    exec(compile(example, "README.md", "exec"), {})
    said = capsys.readouterr().out
    assert "15 open, 1 settled" in said
    assert "prisoner-exchange settled" in said
    assert "@6 " in said
    assert "3 counts ana" in said
    assert "mean spread 3.0 over 3 items" in said
    assert (tmp_path / "note.html").read_text(encoding="utf-8").startswith("<!doctype html>")
    assert (tmp_path / "tables" / "readings.csv").is_file()


def test_the_diff_shown_in_the_readme_is_what_posl_diff_says() -> None:
    (shown,) = re.findall(r"^```\n(R1 \(24 Jan.*?)^```", (ROOT / "README.md").read_text(), re.DOTALL | re.MULTILINE)
    said = (ROOT / "tests" / "cli" / "golden" / "diff-r1-r2.txt").read_text().splitlines()
    rest = iter(said)
    assert [line for line in shown.splitlines() if line not in rest] == []  # each of them, and in this order


@pytest.mark.parametrize(
    "vocabulary",
    [
        words.Role, words.RoundKind, words.RoundStatus, words.LinkKind, words.SourceKind, words.Speaker, words.Confidence,
        words.EntryKind, words.Stance, words.Status, words.Verdict, words.SettlementKind, words.ItemKind,
    ],
)  # fmt: skip
def test_the_glossary_has_every_word(vocabulary: type[StrEnum]) -> None:
    glossary = (ROOT / "docs" / "glossary.md").read_text()
    assert [word.value for word in vocabulary if f"`{word.value}`" not in glossary] == []


MARK = "<!-- from here on written from the table of verbs: POSL_GOLDEN=write pytest tests/test_readme.py -->\n"


def of_verbs() -> str:
    """The verbs as the table of the diff has them."""
    rows = (f"| `{row.verb}` | {row.glossary} | {_backwards(row.opposites)} |" for row in VERBS.values())
    return "\n".join(["| verb | says | read backwards |", "|---|---|---|", *rows]) + "\n"


def _backwards(opposites: frozenset[Verb]) -> str:
    return ", ".join(f"`{verb}`" for verb in VERBS if verb in opposites)


def test_the_glossary_has_the_verbs_of_the_table() -> None:
    page = ROOT / "docs" / "glossary.md"
    preamble, mark, table = page.read_text(encoding="utf-8").partition(MARK)
    assert mark
    wanted = "\n" + of_verbs()
    if os.environ.get("POSL_GOLDEN") == "write":
        page.write_text(preamble + MARK + wanted, encoding="utf-8")
        return
    assert table == wanted
