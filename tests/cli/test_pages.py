"""The pages of ``docs/`` that one works through: what they tell a reader to type is typed, and says what they say it says.

A page has blocks of three kinds. ``console``: lines after ``$`` are run, in one folder for the whole page, and what
follows them is what they print; ``…`` alone stands for any lines, within a line for any characters. A block headed
``<!-- file: NAME -->`` is a file that the reader writes. A page that says so begins with the demo ledger, one that has an
``inbox/`` with a folder of documents. Anything else is there to be read.
"""

import os
import re
import shlex
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.cli.shell import Shell
from tests.documents import folder

DOCS = Path(__file__).parents[2] / "docs"
_BLOCK = re.compile(
    r"(?:<!-- file: (?P<file>\S+) -->\n\n?)?^```(?P<kind>\w*)\n(?P<text>.*?)^```$", re.DOTALL | re.MULTILINE
)
PAGES = sorted(page for page in DOCS.rglob("*.md") if "```console" in page.read_text(encoding="utf-8"))
INSIDE = {"posl"}
"""What runs in this process; anything else is handed to a shell."""


@dataclass(frozen=True)
class Typed:
    command: str
    expected: str


def blocks(page: str) -> Iterator[tuple[str | None, str, str]]:
    """Yield the name of the file a block is (if any), its kind and its text."""
    for block in _BLOCK.finditer(page):
        yield block["file"], block["kind"], block["text"]


def typed(text: str) -> Iterator[Typed]:
    for part in re.split(r"^\$ ", text, flags=re.MULTILINE)[1:]:
        command, _newline, expected = re.sub(r"\\\n\s*", "", part).partition("\n")
        yield Typed(command.partition("   #")[0].strip(), expected.rstrip("\n"))


def like(expected: str) -> re.Pattern[str]:
    """What is printed, with ``…`` for whatever differs from one run to the next."""
    lines = [re.escape(line.rstrip()).replace("…", ".*") for line in expected.splitlines()]
    anything = r"(?:.*\n)*?"
    return re.compile("".join(anything if line == ".*" else line + r"[ ]*\n" for line in lines))


def run(command: str, folder: Path) -> str:
    """Run a line in a folder; return all that it prints."""
    words = shlex.split(command)
    if words[0] in INSIDE and not {"|", ">", "<", "&&"} & set(words):
        shell = Shell(folder)
        shell.ledger = Path("ledger.db")
        ran = shell(*words[1:])
        return ran.out + ran.err
    done = subprocess.run(command, shell=True, cwd=folder, capture_output=True, text=True, check=True)
    return done.stdout + done.stderr


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(DOCS)))
def test_a_page_worked_through_does_what_it_says(
    page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, reports: Shell
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("POSL_AUTHOR", "ana")
    Path("seeds").symlink_to(DOCS.parent / "seeds")  # what a clone has
    said_there = page.read_text(encoding="utf-8")
    if "In the folder of the demo ledger" in said_there:
        reports.copy(tmp_path)
    if "inbox/" in said_there:
        folder(tmp_path / "inbox")
    for file, kind, text in blocks(said_there):
        if file is not None:
            (tmp_path / file).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / file).write_text(text, encoding="utf-8")
        if kind != "console":
            continue
        for line in typed(text):
            if line.command.startswith("cd "):
                os.chdir(line.command.removeprefix("cd "))
                continue
            said = run(line.command, Path.cwd())
            if line.expected:
                assert like(line.expected).search(said), (
                    f"{line.command}\n--- says\n{said}\n--- and not\n{line.expected}"
                )


def test_a_page_whose_words_are_not_what_is_said_is_found_out() -> None:
    assert like("one\n…\nthree\n").search("one\ntwo\ntwo and a half\nthree\n")
    assert like("@… by ana\n").search("@7 by ana\n")
    assert not like("one\nthree\n").search("one\ntwo\nthree\n")
    (only,) = typed("$ posl show x \\\n    --json   # a remark\nout\n")
    assert only == Typed("posl show x --json", "out")
