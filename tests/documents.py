"""Documents made for tests: a PDF of lines, a DOCX, a web page with all that is not its text."""

import io
from collections.abc import Sequence

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
    """Return a PDF with these lines of text on its pages; an empty page is a picture of nothing."""
    objects = [b"<< /Type /Catalog /Pages 2 0 R >>", b"", b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"]
    kids = []
    for lines in pages:
        drawn = "".join(f"({_escaped(line)}) Tj 0 -14 Td " for line in lines)
        stream = f"BT /F1 11 Tf 72 720 Td {drawn}ET".encode("cp1252") if lines else b""
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream))
        page = f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents {len(objects)} 0 R "
        objects.append((page + "/Resources << /Font << /F1 3 0 R >> >> >>").encode())
        kids.append(f"{len(objects)} 0 R")
    objects[1] = f"<< /Type /Pages /Kids [{' '.join(kids)}] /Count {len(kids)} >>".encode()
    objects.append(f"<< /Title ({_escaped(title)}) >>".encode())
    return _assembled(objects)


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
