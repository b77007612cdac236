"""From a folder with a page, a PDF, a DOCX and a spreadsheet to a ledger with a diff, in eight commands."""

from pathlib import Path

from openpyxl import Workbook

from tests.cli.shell import Shell
from tests.documents import PAGE, docx, pdf

PARTIES = ("Red", "Blue", "Green", "Grey", "White", "Black")
ITEMS = tuple(f"Question {letter}" for letter in "ABCDEFGHIJKL")
WORDS = ("yes", "red line", "if: they pay", "-")
MAP = """
columns: {item: Issue}
wide: {heads: [party]}
words: {"yes": supports, red line: rejects, if: conditional}
empty: ["-"]
sheets: {First: {round: R1}, Second: {round: R2}, Third: {round: R3}}
source: {key: grid, title: Who wants what, kind: assessment}
"""


def spreadsheet(path: Path) -> None:
    """Twelve items by six parties, a sheet a round."""
    book = Workbook()
    book.remove(book.active)
    for shift, name in enumerate(("First", "Second", "Third")):
        page = book.create_sheet(name)
        page.append(["Issue", *PARTIES])
        for row, item in enumerate(ITEMS):
            page.append(
                [item, *(WORDS[(row + column + shift * (row % 2)) % len(WORDS)] for column in range(len(PARTIES)))]
            )
    book.save(path)


def test_a_folder_of_documents_becomes_a_ledger(tmp_path: Path) -> None:
    posl = Shell(tmp_path)
    (tmp_path / "talks.html").write_text(PAGE, encoding="utf-8")
    (tmp_path / "terms.docx").write_bytes(docx())
    (tmp_path / "truce.pdf").write_bytes(pdf(["Red will have all of the land."], title="The truce of today"))
    (tmp_path / "map.yaml").write_text(MAP, encoding="utf-8")
    spreadsheet(tmp_path / "grid.xlsx")
    named = [word for party in PARTIES for word in ("--party", party)]
    named += [
        word
        for number, name in enumerate(("First", "Second", "Third"), 1)
        for word in ("--round", f"{name}: 2026-0{number}")
    ]
    named += [word for item in ITEMS for word in ("--item", item)]
    posl.ok("new", str(tmp_path / "seeds"), "--title", "Talks", *named)
    posl.ok("init", str(posl.ledger))
    posl.ok("import", str(tmp_path / "seeds"))
    for key, name in (("talks", "talks.html"), ("terms", "terms.docx"), ("truce", "truce.pdf")):
        assert "Recorded @" in posl.ok("source", "add", key, str(tmp_path / name)).out
    ran = posl.ok("import", str(tmp_path / "grid.xlsx"), "--map", str(tmp_path / "map.yaml"), "--width", "200")
    assert "162 stances, 162 citations" in ran.out
    assert posl.ok("import", str(tmp_path / "grid.xlsx"), "--map", str(tmp_path / "map.yaml")).out.startswith(
        "Nothing new"
    )
    changes = posl.ok("diff", "R1", "R2", "--json").json["changes"]
    moved = {change["item"] for change in changes if change["verb"] in {"reversed", "softened", "hardened"}}
    assert moved == {f"question-{letter}" for letter in "bdfhjl"}
