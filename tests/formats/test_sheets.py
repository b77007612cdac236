"""Tables for spreadsheets: nothing in them is a formula or a link, and what was written is read back."""

import csv
import io
import json
import sys
import zipfile
from datetime import UTC, date, datetime
from xml.etree import ElementTree

import pytest
from openpyxl import load_workbook

from ledger.domain.text import safe
from ledger.errors import UsageError
from ledger.formats.tables import Sheet, Table, csv_files, csv_text, metadata, xlsx_bytes
from tests.hostile import HOSTILE

MADE = datetime(2026, 2, 10, 9, tzinfo=UTC)
NAMESPACE = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
SHEETS = (
    Sheet("texts", Table(("place", "text"), [(place, text) for place, text in enumerate(HOSTILE)])),
    Sheet("values", Table(("a", "b", "c", "d"), [(1, -2.5, True, None), (0, 3, False, "-2")])),
)


def undone(cell: str) -> str:
    """As the page on exports says: take one ``'`` off."""
    return cell.removeprefix("'")


def test_no_cell_of_a_csv_begins_as_a_formula_does() -> None:
    files = csv_files(SHEETS)
    assert list(files) == ["texts.csv", "values.csv"]
    for number, (_place, cell) in enumerate(csv.reader(io.StringIO(files["texts.csv"]))):
        assert cell.lstrip()[:1] not in tuple("=+-@\t\r\n＝＋－＠")
        if number:
            assert undone(cell) == safe(HOSTILE[number - 1])


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("+1", "+1"), ("-1", "-1"), ("-2.5", "-2.5"), ("@x", "'@x"), ("+x", "'+x"), ("-x", "'-x"), ("+1+1", "'+1+1"),
        ("=1", "'=1"), ("\t=1", "' =1"), ("\r=1", "'⟨U+000D⟩=1"), ("\n=1", "' =1"), ("  @x", "'  @x"), ("\t", " "),
        ("'=1", "''=1"), ("＝1", "'＝1"), ("﹦1", "'﹦1"), ("﹢1", "'﹢1"), ("﹣1+1", "'﹣1+1"), ("−1+1", "'−1+1"),
        ("\ufe0f=1", "'⟨U+FE0F⟩=1"), ("\u200b\u2800 =1", "'⟨U+200B⟩⟨U+2800⟩ =1"), ("1-1", "1-1"), ("a=1", "a=1"),
    ],
)  # fmt: skip
def test_only_a_number_may_begin_with_a_sign(text: str, written: str) -> None:
    """A bare number is one to a spreadsheet as well, and computes nothing."""
    ((cell,),) = list(csv.reader(io.StringIO(csv_text(Table(("a",), [(text,)])))))[1:]
    assert cell == written


def test_every_line_of_a_csv_is_one_row() -> None:
    assert len(csv_files(SHEETS)["texts.csv"].splitlines()) == len(HOSTILE) + 1


def test_numbers_in_a_csv_stay_numbers() -> None:
    assert csv_files(SHEETS)["values.csv"] == "a,b,c,d\n1,-2.5,yes,\n0,3,no,-2\n"


def parts(workbook: bytes) -> dict[str, ElementTree.Element]:
    with zipfile.ZipFile(io.BytesIO(workbook)) as archive:
        return {name: ElementTree.fromstring(archive.read(name)) for name in archive.namelist()}


def test_a_workbook_has_texts_as_texts_no_formula_and_no_link() -> None:
    found = parts(xlsx_bytes(SHEETS, title="T", made=MADE))
    pages = [part for name, part in found.items() if name.startswith("xl/worksheets/sheet")]
    assert len(pages) == 2
    assert not [each for page in pages for tag in ("f", "hyperlink") for each in page.iter(f"{NAMESPACE}{tag}")]
    targets = [each.get("Target") or "" for name, part in found.items() if "_rels/sheet" in name for each in part]
    assert targets
    assert all(target.startswith("../tables/") for target in targets)
    assert not [name for name in found if "external" in name.lower()]
    shared = ["".join(text.itertext()) for text in found["xl/sharedStrings.xml"].iter(f"{NAMESPACE}si")]
    assert {safe(text) for text in HOSTILE} <= set(shared)


def test_a_workbook_has_numbers_as_numbers_and_nothing_where_nothing_is() -> None:
    cells = list(parts(xlsx_bytes(SHEETS, title="T", made=MADE))["xl/worksheets/sheet2.xml"].iter(f"{NAMESPACE}c"))
    kinds = {cell.get("r"): (cell.get("t"), cell.findtext(f"{NAMESPACE}v")) for cell in cells}
    assert kinds["A2"] == (None, "1")
    assert kinds["B2"] == (None, "-2.5")
    assert kinds["C2"] == ("b", "1")
    assert "D2" not in kinds
    assert kinds["D3"][0] == "s"


def test_a_day_in_a_workbook_is_a_day_and_each_sheet_a_table() -> None:
    days = Sheet("days", Table(("when", "what"), [(date(2026, 2, 5), "x"), (date(1812, 6, 24), "y"), ("2026-02", "z")]))
    book = load_workbook(io.BytesIO(xlsx_bytes([days, *SHEETS], title="T", made=MADE)))
    assert [cell.value for cell in book["days"]["A"]] == ["when", datetime(2026, 2, 5), "1812-06-24", "2026-02"]  # noqa: DTZ001
    assert book["days"]["A2"].is_date
    assert {name: list(book[name].tables) for name in book.sheetnames} == {
        "days": ["t_days"], "texts": ["t_texts"], "values": ["t_values"],
    }  # fmt: skip


def test_the_same_workbook_has_the_same_bytes() -> None:
    assert xlsx_bytes(SHEETS, title="T", made=MADE) == xlsx_bytes(SHEETS, title="T", made=MADE)


def test_a_text_too_long_for_a_cell_is_cut_and_says_so() -> None:
    long = Sheet("long", Table(("a",), [("x" * 40_000,)]))
    shared = parts(xlsx_bytes([long], title="T", made=MADE))["xl/sharedStrings.xml"]
    (text,) = [found for found in shared.itertext() if found.startswith("x")]
    assert len(text) == 32_767
    assert text.endswith("…")


def test_without_the_library_one_is_told_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "xlsxwriter", None)
    with pytest.raises(UsageError) as found:
        xlsx_bytes(SHEETS, title="T", made=MADE)
    assert found.value.hint == "pip install 'position-ledger[xlsx]'"


def test_the_columns_of_a_folder_are_told_as_csv_on_the_web() -> None:
    table = Table(
        ("key", "held_on", "recorded_at", "score", "share", "sure", "mixed", "none"),
        [
            ("a", "2026-01-24", "2026-02-10T09:00:00Z", 3, 1, True, "2026-01-24", None),
            ("b", None, "2026-02-10T09:00:00Z", -1, 0.5, False, "2026", ""),
        ],
    )
    said = json.loads(metadata("Talks\u202e", [Sheet("items", table)]))
    (told,) = said["tables"]
    types = {column["name"]: column["datatype"] for column in told["tableSchema"]["columns"]}
    yes_or_no = {"base": "boolean", "format": "yes|no"}
    assert list(types.values()) == ["string", "date", "dateTime", "integer", "decimal", yes_or_no, "string", "string"]
    assert (told["url"], told["tableSchema"]["primaryKey"]) == ("items.csv", "key")
    assert "\u202e" not in said["dc:title"]
