"""Pages of a site: where they stand, how they lead to one another, and that nothing stored does anything on them."""

import json
import re
import xml.etree.ElementTree as ET

import pytest

from ledger.domain.text import safe
from ledger.formats.document import Document, Grid, Lines, Section, Sentence, Span, TableCell
from ledger.formats.document_html import page_html, search_html, style_css
from ledger.formats.feed import FeedEntry, atom_xml
from ledger.formats.site import (
    MOST,
    NavEntry,
    SearchIndex,
    Site,
    SitePage,
    file_of,
    in_parts,
    part_of,
    part_with,
    relative,
)
from tests.formats.pages import Page, filled_with, looked_at
from tests.hostile import HOSTILE

SITE = Site("Talks", (NavEntry("front", "Overview", "index.html"),), {"item:land": "item/land.html#held"})


def page_of(document: Document, path: str = "party/red.html", site: Site = SITE) -> Page:
    return looked_at(page_html(SitePage(path, document, "parties"), site))


@pytest.mark.parametrize(
    ("target", "page", "address"),
    [
        ("index.html", "index.html", "index.html"),
        ("item/land.html", "index.html", "item/land.html"),
        ("index.html", "item/land.html", "../index.html"),
        ("item/land.html#entry-1", "item/land.html", "#entry-1"),
        ("item/мир.html#entry-1", "party/red.html", "../item/%D0%BC%D0%B8%D1%80.html#entry-1"),
    ],
)
def test_an_address_is_relative_to_the_page_it_stands_on(target: str, page: str, address: str) -> None:
    assert relative(target, page) == address


def test_every_key_has_a_file_that_a_disk_can_keep() -> None:
    assert file_of("item", "territory") == "item/territory.html"
    assert file_of("item", "CON") == "item/~CON.html"
    assert file_of("item", "nul.1") == "item/~nul.1.html"
    long = file_of("item", "字" * 80)
    assert len(long.encode()) < 200
    assert long != file_of("item", "字" * 79 + "子")


def test_what_names_a_record_leads_to_its_page() -> None:
    grid = Grid(
        "Grid", ("Item",), ((TableCell("Land", to="item:land", anchor="entry-7"),), (TableCell("Sea", to="item:sea"),))
    )
    line = Sentence((Span("Land", to="item:land"), Span("Sea", to="item:sea")))
    page = page_of(Document("Red", "Talks", (line,), (Section("one", "One", (grid,)),), ()))
    assert page.values("href").count("../item/land.html#held") == 2
    assert "entry-7" in page.values("id")
    assert not [link for link in page.values("href") if "sea" in link]


def test_the_same_document_alone_has_no_such_links() -> None:
    from ledger.formats.document_html import html_text

    line = Sentence((Span("Land", to="item:land"),))
    assert looked_at(html_text(Document("Red", "", (line,), (), ()))).values("href") == ["data:,"]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_shown_and_does_nothing(text: str) -> None:
    harmless, page = page_of(filled_with("no harm")), page_of(filled_with(text))
    assert page.problems == []
    assert page.elements == harmless.elements
    assert [(tag, name) for tag, name, _ in page.attributes] == [(tag, name) for tag, name, _ in harmless.attributes]
    assert safe(text) in page.text


def test_a_page_asks_nothing_but_its_style_sheet() -> None:
    page = page_of(filled_with("x"))
    assert {"script", "img", "iframe", "object", "embed", "form", "base", "image", "use"}.isdisjoint(page.elements)
    assert {"http", "//"}.isdisjoint(link[:4] for link in page.values("href"))
    (policy,) = [value for value in page.values("content") if "default-src" in value]
    assert policy == "default-src 'none'; style-src 'self'; img-src data:; base-uri 'none'; form-action 'none'"
    assert "url(" not in style_css()
    assert "@import" not in style_css()


@pytest.mark.parametrize("text", HOSTILE)
def test_what_the_search_finds_cannot_leave_its_place(text: str) -> None:
    page = SitePage("search.html", Document("Search", "", (), (), ()), "search")
    written = search_html(page, SITE, _index_of(text))
    harmless = search_html(page, SITE, _index_of("x"))
    assert re.findall(r"<\w+", written) == re.findall(r"<\w+", harmless)
    (index,) = re.findall(r'id="index">(.*?)</script>', written)
    assert json.loads(index)["rows"] == [["item", safe(text), safe(text), "item/land.html"]]


def _index_of(text: str) -> SearchIndex:
    return SearchIndex((("item", text, text, "item/land.html"),), {text: [0]}, {text: [text]}, {0: [text]})


def test_a_long_list_is_cut_into_parts_that_lead_to_one_another() -> None:
    rows = tuple((TableCell(number, (number,)),) for number in range(1, 2 * MOST + 51))
    lines = Lines((Sentence((Span("One"),)),))
    page = SitePage(
        "items.html",
        Document("Items", "", (), (Section("list", "List", (lines, Grid("G", ("N",), rows))),), ()),
        "items",
    )
    first, second, third = in_parts(page)
    assert (first.path, second.path, third.path) == ("items.html", "items~list-1-2.html", "items~list-1-3.html")
    assert [len(_grid(part).rows) for part in (first, second, third)] == [MOST, MOST, 50]
    assert [link.label for link in first.parts_of("list", 1)] == ["1–200 of 450", "201–400 of 450", "401–450 of 450"]
    assert second.parts_of("list", 0) == first.parts_of("list", 1)
    assert "items~list-1-3.html#list" in {
        link.replace("%7E", "~") for link in page_of(second.document, second.path).values("href")
    } | {f"{link.path}#list" for link in second.parts_of("list", 0)}
    assert part_with(MOST) == 2
    assert part_of("items.html", "list", 1) == "items.html"


def test_a_part_has_the_footnotes_that_are_called_on_it() -> None:
    from ledger.formats.document import Footnote

    rows = tuple((TableCell(number, (number,)),) for number in range(1, MOST + 2))
    notes = tuple(Footnote(number, "x") for number in range(1, MOST + 2))
    first, second = in_parts(
        SitePage("a.html", Document("A", "", (), (Section("s", "S", (Grid("G", ("N",), rows),)),), notes), "a")
    )
    assert len(first.document.footnotes) == MOST
    assert [note.number for note in second.document.footnotes] == [MOST + 1]
    assert f"n{MOST + 1}" in looked_at(page_html(second, SITE)).values("id")


def _grid(page: SitePage) -> Grid:
    (grid,) = [block for section in page.document.sections for block in section.blocks if isinstance(block, Grid)]
    return grid


@pytest.mark.parametrize("text", [*HOSTILE, "plain"])
def test_a_feed_is_atom_whatever_is_in_it(text: str) -> None:
    entry = FeedEntry("abc", text, text, "2026-02-10T09:00:00Z", "log.html#changeset-1", (text, "moved"))
    feed = ET.fromstring(atom_xml(text, "abc", "index.html", [entry]).encode())
    atom = "{http://www.w3.org/2005/Atom}"
    assert feed.findtext(f"{atom}updated") == "2026-02-10T09:00:00Z"
    assert feed.findtext(f"{atom}entry/{atom}title") == safe(text)
    assert feed.findtext(f"{atom}entry/{atom}content") == f"{safe(text)}\nmoved"
    assert str(feed.findtext(f"{atom}id")).startswith("urn:uuid:")
    assert len(list(feed.iter(f"{atom}link"))) == 3
