"""Text out of documents: HTML, PDF, DOCX, EML, and text in any encoding. Each paragraph is a line of what comes out.

Headline, headings, list items and table rows are paragraphs; banners, menus, running heads and page numbers are none.
Nothing is fetched, and nothing in a document is run. The libraries are the extra ``documents``, loaded when needed.
"""

import hashlib
import io
import logging
import re
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib import import_module
from importlib.metadata import version
from pathlib import PurePath
from platform import python_version
from typing import Any, Final

from ledger.domain.text import forbidden
from ledger.errors import InvalidData, UsageError
from ledger.formats.printed_pages import paragraphs_of

RULES: Final = 3
"""Counts our own rules for what is a paragraph; part of the extractor's name."""
MOST_BYTES: Final = 50_000_000
_MOSTLY: Final = 0.7
"""Of what a page says when it is read leniently, so much must be left when it is read strictly."""
_LONGEST: Final = 500
_MOST_UNPACKED: Final = 400_000_000
_WORD: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK: Final = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_LIGATURES: Final = str.maketrans({
    "\ufb00": "ff", "\ufb01": "fi", "\ufb02": "fl", "\ufb03": "ffi", "\ufb04": "ffl", "\ufb05": "st", "\ufb06": "st",
})  # fmt: skip
_DATES: Final = (
    "article:published_time",
    "datepublished",
    "date",
    "dc.date",
    "dcterms.created",
    "publishdate",
    "pubdate",
)
_NETWORKS: Final = r"(?:facebook|twitter|instagram|x|youtube|linkedin|telegram|whatsapp|threads|bluesky|mastodon)"
_HEADING: Final = re.compile(r"^#{1,6}(?: +|$)")
_ASKED_OF_READERS: Final = re.compile(
    rf"(?:like|follow|find|join|share)\b.{{0,60}}\b(?:on|via) {_NETWORKS}(?:\W.{{0,40}})?"
    r"|loading\b[\w\s]*(?:\.{2,3}|…)",
    re.IGNORECASE,
)
"""Lines that ask something of readers, or wait for a script: they are not part of what a page says."""


@dataclass(frozen=True, slots=True)
class Extracted:
    """A text and what the document says of itself. ``pages`` counts the paragraphs of each page, where it has pages.

    ``extractor`` is empty where the file was UTF-8 text already. ``notes`` are for whoever adds it.
    """

    text: str
    original: str
    extractor: str | None = None
    pages: tuple[int, ...] = ()
    title: str | None = None
    publisher: str | None = None
    published: str | None = None
    url: str | None = None
    language: str | None = None
    notes: tuple[str, ...] = ()


@dataclass(slots=True)
class _Read:
    """What came of one document: pages (or one) of paragraphs, and what it says of itself."""

    pages: list[list[str]]
    extractor: str
    paged: bool = False
    title: str | None = None
    publisher: str | None = None
    published: str | None = None
    url: str | None = None
    language: str | None = None
    notes: tuple[str, ...] = ()


def is_document(name: str) -> bool:
    """Whether a file is, by its name, one that text has to be read out of."""
    return PurePath(name).suffix.lower() in _READERS


def extract(name: str, data: bytes, encoding: str | None = None) -> Extracted:
    """Read the text out of a file; ``encoding`` is that of a text file, found out when left out.

    Raises ``InvalidData`` where there is none to be read (a scan, a broken file), ``UsageError`` where a library is
    missing.
    """
    original = hashlib.sha256(data).hexdigest()
    if len(data) > MOST_BYTES:
        raise InvalidData(f"{name} is {len(data):,} bytes long; a document is at most {MOST_BYTES:,}")
    reader = _READERS.get(PurePath(name).suffix.lower()) or (_pdf if data.startswith(b"%PDF-") else None)
    if reader is None:
        return _text(name, data, original, encoding)
    read = reader(name, data)
    pages = [[line for each in page if (line := _line(each))] for page in read.pages]
    if not any(pages):
        raise InvalidData(f"{name} holds no text", hint=_NO_TEXT.get(reader))
    return Extracted(
        "\n".join(line for page in pages for line in page) + "\n",
        original,
        f"{read.extractor}, rules {RULES}",
        tuple(map(len, pages)) if read.paged else (),
        _short(read.title),
        publisher=_short(read.publisher),
        published=_short(read.published),
        url=_short(read.url),
        language=_short(read.language),
        notes=read.notes,
    )


def _line(text: str) -> str:
    """Return a paragraph on one line, with what may not be stored left out and ligatures taken apart."""
    line = " ".join(text.translate(_LIGATURES).split())
    while found := forbidden(line):
        line = line[: found[0]] + line[found[0] + 1 :]
    return line


def _short(text: str | None) -> str | None:
    return _line(text or "")[:_LONGEST] or None


def _needed(module: str) -> Any:  # noqa: ANN401 - a library
    try:
        return import_module(module)
    except ImportError as problem:
        hint = "pip install 'position-ledger[documents]'"
        raise UsageError("Reading documents needs a library that is not installed", hint=hint) from problem


# -- text -------------------------------------------------------------------------------------------------------------


def _text(name: str, data: bytes, original: str, encoding: str | None) -> Extracted:
    """Read a text file: UTF-8 as it is, any other encoding made UTF-8."""
    named = encoding or _utf8(data)
    if named == "utf-8":
        return Extracted(_decoded(name, data, "utf-8"), original, title=_first_line(_decoded(name, data, "utf-8")))
    how = "named" if encoding else "by its byte order mark"
    if named is None:
        library = _needed("charset_normalizer")
        best = library.from_bytes(data).best()
        if best is None:
            raise InvalidData(f"{name} is no text in any known encoding", hint="name it: --encoding windows-1251")
        named, how = str(best.encoding).replace("_", "-"), f"found by charset-normalizer {library.__version__}"
    text = _decoded(name, data, named).replace("\r\n", "\n").replace("\r", "\n")
    lines = "\n".join(_line(line) for line in text.split("\n"))
    notes = (f"read as {named}; if that is wrong: --encoding NAME",) if how.startswith("found") else ()
    return Extracted(lines, original, f"{named} {how}, rules {RULES}", title=_first_line(lines), notes=notes)


def _utf8(data: bytes) -> str | None:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return None
    return "utf-8"


def _decoded(name: str, data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding).removeprefix("\ufeff")
    except UnicodeDecodeError as problem:
        message = f"{name} is not {encoding}: byte 0x{data[problem.start]:02X} at {problem.start:,}"
        raise InvalidData(message, hint="name its encoding: --encoding windows-1252") from problem
    except LookupError as problem:
        raise UsageError(
            f'"{encoding}" is not an encoding', hint="such as utf-8, windows-1252, windows-1251"
        ) from problem


def _first_line(text: str) -> str | None:
    """Return what a text begins with, as its title; the marks of a heading in Markdown are none of it."""
    first = next((title for line in text.split("\n") if (title := _HEADING.sub("", _line(line)))), None)
    return first[:200] if first else None


# -- HTML -------------------------------------------------------------------------------------------------------------


def _html(_name: str, data: bytes) -> _Read:
    trafilatura = _needed("trafilatura")
    tree = trafilatura.load_html(data)
    found = _article(trafilatura, data)
    if tree is None or found is None or not found.text:
        return _Read([[]], f"trafilatura {trafilatura.__version__}")
    lines = [_table_row(line) for line in found.text.splitlines() if not _ASKED_OF_READERS.fullmatch(line.strip())]
    title = found.title or next(iter(tree.xpath("//title/text()")), None)
    if title and not any(_alike(title, line) for line in lines[:5]):
        lines.insert(0, title)
    return _Read(
        [lines],
        f"trafilatura {trafilatura.__version__}",
        title=title,
        publisher=found.sitename,
        published=_published(tree),
        url=next(iter(tree.xpath("//link[@rel='canonical']/@href")), None),
        language=next((str(each)[:2].lower() for each in tree.xpath("/html/@lang") if each), None),
    )


def _article(trafilatura: Any, data: bytes) -> Any:  # noqa: ANN401 - a library, and what it found
    """Return what a page is about: without share buttons and links to other pages, unless that leaves too little."""
    strict, lenient = (
        trafilatura.bare_extraction(
            data, include_comments=False, include_tables=True, with_metadata=True, favor_precision=precise
        )
        for precise in (True, False)
    )
    said = [len(found.text or "") if found else 0 for found in (strict, lenient)]
    return strict if said[0] >= said[1] * _MOSTLY else lenient


def _table_row(line: str) -> str:
    """Return a row of a table without the bars at its ends; a row of dashes is none."""
    if not line.startswith("|"):
        return line.removeprefix("- ")
    cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
    return "" if all(re.fullmatch(r":?-+:?", cell) for cell in cells) else " | ".join(cells)


def _alike(title: str, line: str) -> bool:
    return _line(title).casefold() == _line(line).casefold()


def _published(tree: Any) -> str | None:  # noqa: ANN401 - an lxml element
    """Return the day that the page itself gives as that of its publication; one that is found by guessing is none."""
    for meta in tree.iter("meta"):
        name = (meta.get("property") or meta.get("name") or meta.get("itemprop") or "").casefold()
        found = re.match(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", meta.get("content") or "") if name in _DATES else None
        if found:
            return found.group()
    return None


# -- PDF --------------------------------------------------------------------------------------------------------------


def _pdf(name: str, data: bytes) -> _Read:
    pypdf = _needed("pypdf")
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # what it has to say of a broken file is not for stderr
    try:
        reader = pypdf.PdfReader(io.BytesIO(data))
        _unlock(name, reader)
        printed = [page.extract_text() or "" for page in reader.pages]
        title = str((reader.metadata or {}).get("/Title") or "")
    except InvalidData:
        raise
    except Exception as problem:
        raise InvalidData(f"{name} is not a PDF that can be read: {problem}") from problem
    pages, empty = paragraphs_of(printed)
    notes = (f"no text on p. {', '.join(map(str, empty))}: scanned?",) if empty and any(pages) else ()
    first = next((line for page in pages for line in page), None)
    titled = title if len(title.split()) > 1 else first
    return _Read(pages, f"pypdf {pypdf.__version__}", paged=True, title=titled, notes=notes)


def _unlock(name: str, reader: Any) -> None:  # noqa: ANN401 - the library's
    if reader.is_encrypted and not reader.decrypt(""):
        raise InvalidData(f"{name} is locked by a password", hint="save it without one, then add that file")


# -- DOCX -------------------------------------------------------------------------------------------------------------


def _docx(name: str, data: bytes) -> _Read:
    docx = _needed("docx")
    try:
        _weigh(name, data)
        document = docx.Document(io.BytesIO(data))
        lines = [*_blocks(document.element.body), *_footnotes(document)]
        about = document.core_properties
    except InvalidData:
        raise
    except Exception as problem:
        raise InvalidData(f"{name} is not a DOCX that can be read: {problem}") from problem
    title = about.title or next((line for line in lines if line.strip()), None)
    return _Read(
        [lines],
        f"python-docx {version('python-docx')}",
        title=title,
        language=(about.language or "")[:2].lower() or None,
    )


def _weigh(name: str, data: bytes) -> None:
    """Refuse what would fill the memory once it is unpacked."""
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        unpacked = sum(each.file_size for each in packed.infolist())
    if unpacked > _MOST_UNPACKED:
        raise InvalidData(f"{name} unpacks to {unpacked:,} bytes: too much")


def _blocks(body: Any) -> Iterator[str]:  # noqa: ANN401 - an lxml element
    for block in body:
        if block.tag == f"{_WORD}p":
            yield _words_of(block)
        elif block.tag == f"{_WORD}tbl":
            for row in block.iter(f"{_WORD}tr"):
                yield " | ".join(filter(None, (_cell(cell) for cell in row.iterchildren(f"{_WORD}tc"))))
        elif block.tag == f"{_WORD}sdt":
            yield from _blocks(next(block.iterchildren(f"{_WORD}sdtContent"), ()))


def _cell(cell: Any) -> str:  # noqa: ANN401 - an lxml element
    return " ".join(filter(None, (_words_of(each).strip() for each in cell.iterchildren(f"{_WORD}p"))))


def _words_of(paragraph: Any) -> str:  # noqa: ANN401 - an lxml element
    """Return the words of a paragraph as they stand, insertions that are tracked among them, deletions not."""
    said = []
    for node in paragraph.iter(f"{_WORD}t", f"{_WORD}tab", f"{_WORD}br", f"{_WORD}noBreakHyphen"):
        if any(True for _each in node.iterancestors(_FALLBACK)):
            continue
        said.append(node.text or "" if node.tag == f"{_WORD}t" else "-" if node.tag.endswith("Hyphen") else " ")
    return "".join(said)


def _footnotes(document: Any) -> Iterator[str]:  # noqa: ANN401 - the library's
    etree = _needed("lxml.etree")

    for related in document.part.rels.values():
        if related.reltype.endswith(("/footnotes", "/endnotes")):
            safely = etree.XMLParser(resolve_entities=False, no_network=True)
            notes = etree.fromstring(related.target_part.blob, safely)
            for note in notes:
                number = note.get(f"{_WORD}id") or ""
                text = " ".join(_words_of(each).strip() for each in note.iter(f"{_WORD}p"))
                if note.get(f"{_WORD}type") is None and text.strip():
                    yield f"[{number}] {text.strip()}"


# -- EML --------------------------------------------------------------------------------------------------------------


def _eml(name: str, data: bytes) -> _Read:
    import email
    from email.message import EmailMessage
    from email.policy import default as modern

    message = email.message_from_bytes(data, policy=modern)
    assert isinstance(message, EmailMessage)
    body = message.get_body(preferencelist=("plain", "html"))
    if body is None:
        raise InvalidData(f"{name} is a mail without text")
    said = str(body.get_content())
    inner, how = said.splitlines(), f"Python {python_version()} email"
    if body.get_content_type() == "text/html":
        found = _html(name, said.encode())
        inner, how = found.pages[0], found.extractor
    subject, sender = str(message["subject"] or ""), str(message["from"] or "")
    heads = [subject, *(f"{head}: {message[head]}" for head in ("From", "To", "Date") if message[head])]
    kept = [str(each.get_filename()) for each in message.iter_attachments() if each.get_filename()]
    notes = (f"what is attached is not read: {', '.join(kept)}",) if kept else ()
    sent = _sent(str(message["date"]))
    return _Read([[*heads, *inner]], how, title=subject, publisher=sender, published=sent, notes=notes)


def _sent(written: str) -> str | None:
    from email.utils import parsedate_to_datetime

    try:
        return parsedate_to_datetime(written).date().isoformat()
    except (TypeError, ValueError):
        return None


_READERS: Final[dict[str, Callable[[str, bytes], _Read]]] = {
    ".html": _html,
    ".htm": _html,
    ".xhtml": _html,
    ".pdf": _pdf,
    ".docx": _docx,
    ".eml": _eml,
}
_NO_TEXT: Final[dict[Callable[[str, bytes], _Read], str]] = {
    _pdf: "a scan is a picture: make a searchable PDF of it (ocrmypdf), then add that file",
    _html: "a page that a script fills is empty as saved: save it from the browser once it is shown",
}
