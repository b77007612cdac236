"""A ledger full of hostile texts, in every format that leaves the program: nothing in them does anything."""

import csv
import io
import json
import re
import zipfile
from pathlib import Path

import pytest
from icalendar import Calendar
from markdown_it import MarkdownIt

from ledger.domain.text import safe
from ledger.storage.database import Database
from ledger.storage.engine import Location
from tests.cli.shell import Shell
from tests.formats.pages import looked_at
from tests.hostile import HOSTILE, hostile_ledger
from tests.support import HEADER, load, stance

ROWS = [
    "matrix", "list items", "list items --silent", "list items --moved", "list parties", "list rounds", "list sources",
    "list events", "log", "log --verb stated -n 2", "show i0 --history", "show i25 --history --party blue", "search evil",
    "diff 2026-01-01 now", "review list",
]  # fmt: skip
NUMBER = re.compile(r"[+-]?\d+(\.\d+)?")
GITHUB_LIKE = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])


LATER = """
parties: [{key: green, code: GR, name: Green, role: principal}]
rounds: [{key: later, title: Later, status: held, starts: 2026-02-05}]
"""


def _seat(text: str) -> str:
    return f"  - {{round: later, party: blue, person: {json.dumps(text)}, office: {json.dumps(text)}, cite: {{source: s0}}}}\n"


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Shell:
    """Hostile texts in every field, messages included; an author's name too, but for letters nobody sees: it has none."""
    folder = tmp_path_factory.mktemp("hostile")
    (folder / "ledger.db").write_bytes(sqlite_template.read_bytes())
    database = Database(Location(path=folder / "ledger.db"))
    hostile_ledger(database)
    load(
        database,
        LATER,
        stance("i25", "blue", "doubts", "2026-02-05", "s0"),
        stance("i24", "green", "silent", "2026-02-05", "s0"),
        f"delegates:\n{''.join(map(_seat, HOSTILE))}",
    )
    for text in HOSTILE:
        header = HEADER.model_copy(update={"author": safe(text), "message": text, "tool": text})
        load(
            database,
            f"events: [{{held_on: 2026-01-24, title: {json.dumps(text)}, "
            f"figures: [{{what: {json.dumps(text)}, value: 1, unit: {json.dumps(text)}}}], cite: {{source: s0}}}}]\n"
            f"remarks: [{{held_on: 2026-01-24, text: {json.dumps(text)}, cite: {{source: s0}}}}]",
            header=header,
        )
    database.close()
    return Shell(folder)


def harmless(cells: str) -> None:
    """No cell is a formula to a spreadsheet, no row longer than its headings."""
    headings, *rows = csv.reader(io.StringIO(cells))
    assert rows
    for row in rows:
        assert len(row) == len(headings)
        for cell in row:
            assert NUMBER.fullmatch(cell) or cell.lstrip()[:1] not in tuple("=+-@\t\r\n＝＋－＠"), cell
            assert cell == safe(cell)


@pytest.mark.parametrize("words", ROWS)
def test_rows_as_csv_hold_no_formula(hostile: Shell, words: str) -> None:
    harmless(hostile.ok(*words.split(), "--format", "csv").out)


@pytest.mark.parametrize("words", ROWS)
def test_rows_as_markdown_hold_no_markup(hostile: Shell, words: str) -> None:
    page = looked_at(GITHUB_LIKE.render(hostile.ok(*words.split(), "--format", "md").out))
    assert page.problems == []
    assert not {"script", "img", "iframe", "svg", "style", "form", "a", "link", "base", "meta"} & set(page.elements)


@pytest.mark.parametrize("words", [*ROWS, "show i0", "show @5", "show party:p0", "show source:s0", "show r0", "show 1"])
def test_text_for_a_terminal_has_no_control_character(hostile: Shell, words: str) -> None:
    out = hostile.ok(*words.split()).out
    assert all(line == safe(line) for line in out.splitlines())
    assert "\x1b" not in out


@pytest.mark.parametrize("words", [*ROWS, "show i0", "show @5"])
def test_json_says_the_texts_as_they_are_and_shows_nothing_hidden(hostile: Shell, words: str) -> None:
    out = hostile.ok(*words.split(), "--json").out
    assert json.loads(out)
    assert not re.search("[\u202e\u200b\u2066\x1b]", out)


def test_every_table_of_an_export_holds_no_formula(hostile: Shell, tmp_path: Path) -> None:
    hostile.ok("export", str(tmp_path / "tables"), "--format", "csv")
    for path in (tmp_path / "tables").glob("*.csv"):
        cells = path.read_text(encoding="utf-8")
        if path.stem not in {"marks", "views"}:  # there are none
            harmless(cells)
    harmless(hostile.ok("export", "--format", "csv").out)


def test_a_workbook_holds_no_formula_and_no_link(hostile: Shell, tmp_path: Path) -> None:
    hostile.ok("export", str(tmp_path / "book.xlsx"))
    with zipfile.ZipFile(tmp_path / "book.xlsx") as archive:
        pages = [archive.read(name) for name in archive.namelist() if re.fullmatch(r"xl/worksheets/\w+\.xml", name)]
        ties = [archive.read(name) for name in archive.namelist() if name.endswith(".rels")]
        assert not [name for name in archive.namelist() if "external" in name.lower()]
    assert not [tie for tie in ties if b"External" in tie], "a sheet is tied to its table and to nothing outside"
    assert len(pages) > 5
    assert not [page for page in pages if b"<f>" in page or b"<hyperlink" in page]


def test_a_calendar_holds_events_and_nothing_else(hostile: Shell, tmp_path: Path) -> None:
    hostile.ok("export", str(tmp_path / "days.ics"))
    calendar = Calendar.from_ical((tmp_path / "days.ics").read_bytes())
    events = calendar.walk("VEVENT")
    assert len(events) == len(HOSTILE) - 1  # the first round was held
    assert {component.name for component in calendar.walk()} == {"VCALENDAR", "VEVENT"}
    assert not [event for event in events if {"ATTACH", "URL", "ACTION"} & set(event)]


@pytest.mark.parametrize("words", ["export --format html", "report 2026-01-01 now --format html"])
def test_a_page_runs_nothing_and_links_nowhere(hostile: Shell, words: str) -> None:
    page = looked_at(hostile.ok(*words.split()).out)
    assert page.problems == []
    assert {"script", "img", "iframe", "form", "object"} & set(page.elements) == set()
    assert [link for link in page.values("href") if not link.startswith("#")] == ["data:,"]


@pytest.mark.parametrize("words", ["export --format md", "report 2026-01-01 now"])
def test_a_note_in_markdown_runs_nothing(hostile: Shell, words: str) -> None:
    page = looked_at(GITHUB_LIKE.render(hostile.ok(*words.split()).out).replace("<hr />", "").replace("<br />", ""))
    assert page.problems == []
    assert not {"script", "img", "iframe", "svg", "form", "a"} & set(page.elements)
