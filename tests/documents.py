"""Documents made for tests: a PDF of lines, a DOCX, a web page with all that is not its text."""

import io
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from openpyxl import Workbook

PAGE = """<html lang="en-GB"><head><title>Talks end - The Paper</title>
<meta property="og:title" content="Talks end"><meta property="og:site_name" content="The Paper">
<meta property="article:published_time" content="2026-02-05T10:00"><link rel="canonical" href="https://p.example/a"></head>
<body><nav><a href="/">Home</a><a href="/w">World</a></nav>
<div class="cookie-banner" role="dialog"><p>We use cookies. Accept all of them?</p><button>Accept</button></div>
<article><h1>Talks end</h1>
<p>The parties ended two days of talks on Thursday without an agreement on land, officials said.</p>
<div class="share">Share on X Share on Facebook</div>
<h2>What is left</h2><ul><li>Territory of the east</li><li>Monitoring of the energy ceasefire</li></ul>
<table><tr><th>Party</th><th>View</th></tr><tr><td>Red</td><td>All of it</td></tr></table>
<p>Red will have all of the land, its envoy said after the meeting in the palace had ended.</p></article>
<aside><h3>Related</h3><a href="1">Other story about the weather of the week</a></aside>
<footer>Copyright The Paper</footer></body></html>"""


def pdf(*pages: Sequence[str], title: str = "") -> bytes:
    """Return a PDF with these lines of text on its pages, a ``\f`` where the next column begins.

    An empty page is a picture of nothing.
    """
    objects = [b"<< /Type /Catalog /Pages 2 0 R >>", b"", b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"]
    kids = []
    for lines in pages:
        stream = "".join(_columns(lines)).encode("cp1252")
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream))
        page = f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents {len(objects)} 0 R "
        objects.append((page + "/Resources << /Font << /F1 3 0 R >> >> >>").encode())
        kids.append(f"{len(objects)} 0 R")
    objects[1] = f"<< /Type /Pages /Kids [{' '.join(kids)}] /Count {len(kids)} >>".encode()
    objects.append(f"<< /Title ({_escaped(title)}) >>".encode())
    return _assembled(objects)


def _columns(lines: Sequence[str]) -> Iterator[str]:
    for number, column in enumerate("\n".join(lines).split("\f") if lines else []):
        drawn = "".join(f"({_escaped(line)}) Tj 0 -14 Td " for line in column.strip("\n").split("\n"))
        yield f"BT /F1 11 Tf {72 + 248 * number} 720 Td {drawn}ET "


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")


def _assembled(objects: Sequence[bytes]) -> bytes:
    out, places = bytearray(b"%PDF-1.4\n"), []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer << /Size %d /Root 1 0 R /Info %d 0 R >>\n" % (len(objects) + 1, len(objects))
    return bytes(out + b"startxref\n%d\n%%%%EOF\n" % start)


def docx() -> bytes:
    """Return a DOCX with a heading, a list, a table and an insertion that is tracked."""
    from docx import Document
    from docx.oxml import parse_xml

    made = Document()
    made.core_properties.title = "The terms"
    made.sections[0].header.paragraphs[0].text = "Running head"
    made.add_heading("Terms", 1)
    first = made.add_paragraph("First of all, peace")
    space = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    first._p.append(parse_xml(f"<w:ins {space}><w:r><w:t> for all</w:t></w:r></w:ins>"))
    first._p.append(parse_xml(f"<w:del {space}><w:r><w:delText> for some</w:delText></w:r></w:del>"))
    made.add_paragraph("an item of a list", style="List Bullet")
    table = made.add_table(2, 2)
    for place, text in enumerate(("Party", "View", "Red", "All of it")):
        table.cell(place // 2, place % 2).text = text
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


# -- a folder as somebody's desk has it -------------------------------------------------------------------------------

_NEWS = """<html lang="en"><head><title>Lake talks: the dam is what is left - The Lake Herald</title>
<meta property="og:title" content="Lake talks: the dam is what is left">
<meta property="og:site_name" content="The Lake Herald">
<meta property="article:published_time" content="2026-07-07T08:00"></head><body>
<nav><a href="/">Home</a> <a href="/sport">Sport</a></nav>
<div class="cookie-banner" role="dialog"><p>We and our 214 partners use cookies.</p><button>Accept all</button></div>
<article><h1>Lake talks: the dam is what is left</h1>
<p>The six delegations ended a third round of talks on the lake on Monday evening with one question open, the dam.</p>
<ul class="share"><li><a href="x">Tweet this</a></li><li><a href="y">Share this</a></li></ul>
<p>"Upland takes the dam off the table until there is a fund," its minister of water, Ida Quist, told reporters.</p>
<p>Delta, which had called the dam a threat to its rice, said that it would study a smaller one.</p></article>
<aside><h3>Related</h3><ul><li><a href="1">Ten lakes to see before you are thirty</a></li></ul></aside>
<footer>Copyright The Lake Herald</footer></body></html>"""
_STUDY = (
    "The Lake: Terms of a Truce", "The Institute for Lakes holds that the",
    "six can only share the water when they", "measure it alike. It has asked all of",
    "them for their figures.", "\fHighland will open its gauges to all in", "May, its envoy told the Institute. Upland",
    "has not answered. Whether it will is not", "known.",
)  # fmt: skip
PARTIES = ("Upland", "Highland", "Lowland", "Delta", "Port City", "Lake Union")
_ITEMS = (
    "A dam at the gorge", "Water for the rice", "Gauges open to all", "A fund for the shore", "Nets in spring",
    "Ferries across the border", "Waste of the tannery", "A joint patrol", "Sand from the delta", "Reeds and birds",
    "Price of power", "Seat of the commission",
)  # fmt: skip
_WORDS = ("red line", "against", "in favour", "must have", "", "in favour")


def folder(at: Path) -> None:
    """Fill a folder with a web page, a PDF in two columns, a DOCX with a footnote and a workbook of who wants what."""
    at.mkdir()
    (at / "herald.html").write_text(_NEWS, encoding="utf-8")
    (at / "study.pdf").write_bytes(pdf(_STUDY))
    (at / "memo.docx").write_bytes(_memo())
    _grid().save(at / "positions.xlsx")


def _memo() -> bytes:
    from docx import Document
    from docx.opc.constants import RELATIONSHIP_TYPE
    from docx.opc.packuri import PackURI
    from docx.opc.part import Part

    made = Document()
    made.core_properties.title = "Note of the second round"
    made.sections[0].header.paragraphs[0].text = "Not for circulation"
    made.add_heading("Note of the second round", 1)
    made.add_paragraph("Lowland asked for a fund for the shore before anything else. Highland agreed with it.")
    space = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    notes = (
        f'<w:footnotes {space}><w:footnote w:id="2"><w:p><w:r><w:t>{_NOTE}</w:t></w:r></w:p></w:footnote></w:footnotes>'
    )
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
    part = Part(PackURI("/word/footnotes.xml"), kind, notes.encode(), made.part.package)
    made.part.relate_to(part, RELATIONSHIP_TYPE.FOOTNOTES)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


_NOTE = "Delta would pay a fifth of it."


def _grid() -> "Workbook":
    """Return twelve items by six parties, a sheet a round, under a merged title."""
    from openpyxl import Workbook

    book = Workbook()
    book.remove(book.active)
    for number, title in enumerate(("First round", "Second round", "Third round")):
        page = book.create_sheet(title)
        page.append(["Who wants what", *[None] * len(PARTIES)])
        page.merge_cells(start_row=1, start_column=1, end_row=1, end_column=1 + len(PARTIES))
        page.append(["Issue", *PARTIES])
        for down, item in enumerate(_ITEMS):
            across = range(len(PARTIES))
            moved = number if down % 4 == 0 else 0
            page.append([item, *(_WORDS[(down + place + moved * (place == 0)) % len(_WORDS)] for place in across)])
    return book
