"""A page shows every text as it is, asks nothing of anybody, and comes out the same each time."""

import base64
import hashlib
import re

import pytest

from ledger.domain.text import safe
from ledger.formats import document_html
from ledger.formats.document import Document, Footnote, Sentence, Span, TableCell, web_link
from ledger.formats.document_html import html_text
from ledger.formats.html_cells import alignment, shown_number
from tests.formats.pages import filled_with, looked_at
from tests.hostile import HOSTILE

HARMLESS = looked_at(html_text(filled_with("no harm")))


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_shown_and_does_nothing(text: str) -> None:
    page = looked_at(html_text(filled_with(text)))
    assert page.problems == []
    assert page.elements == HARMLESS.elements
    assert [(tag, name) for tag, name, _value in page.attributes] == [(t, n) for t, n, _ in HARMLESS.attributes]
    assert page.text.count(safe(text)) >= 20
    assert all(link.startswith(("#n", "#c")) or link == "data:," for link in page.values("href"))


def test_no_text_becomes_a_name_of_a_style_or_an_address() -> None:
    for name in ("class", "id", "href", "rel", "src", "style"):
        harmless = HARMLESS.values(name)
        for text in HOSTILE:
            assert looked_at(html_text(filled_with(text))).values(name) == harmless


def test_a_page_asks_nothing_of_anybody_and_runs_nothing() -> None:
    assert {"script", "img", "iframe", "object", "embed", "form", "base", "image", "use"}.isdisjoint(HARMLESS.elements)
    assert not [name for _tag, name, _value in HARMLESS.attributes if name.startswith("on") or name in {"src", "style"}]
    assert [value for tag, name, value in HARMLESS.attributes if tag == "link" and name == "href"] == ["data:,"]
    assert "url(" not in html_text(filled_with("x"))
    assert "@import" not in html_text(filled_with("x"))


def test_the_page_forbids_itself_everything_but_its_own_style() -> None:
    html = html_text(filled_with("x"))
    (style,) = re.findall(r"<style>(.*?)</style>", html, flags=re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    (policy,) = [value for value in HARMLESS.values("content") if "default-src" in value]
    assert policy.split("; ") == [
        "default-src 'none'", f"style-src 'sha256-{digest}'", "img-src data:", "base-uri 'none'", "form-action 'none'",
    ]  # fmt: skip


def test_templates_never_switch_escaping_off() -> None:
    environment = document_html.environment()
    names = [name for name in environment.list_templates() if name.endswith(".j2")]
    assert len(names) >= 6
    assert environment.loader is not None
    for name in names:
        source, _path, _fresh = environment.loader.get_source(environment, name)
        assert not re.search(r"\|\s*safe|autoescape|Markup", source), name


def test_a_sentence_leads_to_its_footnotes() -> None:
    page = looked_at(html_text(filled_with("x")))
    assert set(page.values("href")) >= {"#n1", "#n2"}
    assert {"n1", "n2"} <= set(page.values("id"))


def test_a_footnote_says_publisher_date_place_grade_and_links_to_the_web() -> None:
    note = Footnote(
        1, "A title", "wire-1", "The Wire", "2026-01-25", "¶7", "own-words", "we will", "B2", "Other", "https://w.example/a?b=1&c"
    )  # fmt: skip
    page = looked_at(html_text(Document("T", "S", (Sentence((Span("Said."),), (1,)),), (), (note,))))
    assert "The Wire, A title, 2026-01-25, ¶7, grade B2, own-words, carrying Other: we will [wire-1]" in " ".join(
        page.text.split()
    )
    assert "https://w.example/a?b=1&c" in page.values("href")
    assert "noopener noreferrer nofollow" in page.values("rel")


LINKS = {
    "https://a.example/b?c=d&e#f": True,
    "http://a.example": True,
    "HTTPS://A.example/": True,
    "https://xn--nxasmq6b.example/ü": True,
    "javascript:alert(1)": False,
    "JaVaScRiPt:alert(1)": False,
    " javascript:alert(1)": False,
    "java\tscript:alert(1)": False,
    "data:text/html,<script>": False,
    "vbscript:x": False,
    "file:///etc/passwd": False,
    "//evil.example": False,
    "https:evil.example": False,
    "https://": False,
    "https://bank.example@evil.example/": False,
    "https://a.example/\u202egpj.exe": False,
    "https://a.example/ b": False,
    "https:\\\\evil.example": False,
    "https://[::1": False,
    "ftp://a.example": False,
    "": False,
}


@pytest.mark.parametrize(("url", "linked"), LINKS.items())
def test_only_plain_web_addresses_become_links(url: str, linked: bool) -> None:
    assert (web_link(url) == url) is linked
    page = looked_at(html_text(Document("T", "S", (), (), (Footnote(1, "A title", "s", url=url),))))
    assert [link for link in page.values("href") if link != "data:,"] == ([url] if linked else [])
    if url and not linked:
        assert f"address given: {safe(url)}" in page.text


def test_what_is_missing_is_a_dash_and_never_zero() -> None:
    assert shown_number(TableCell(None)) == "–"
    assert shown_number(TableCell(0)) == "0"
    assert shown_number(TableCell(0.0)) == "0"
    assert shown_number(TableCell(-0.5)) == "−0.5"
    assert shown_number(TableCell(2 / 3)) == "0.67"
    assert [alignment(TableCell(value)) for value in (None, 3, "+0.5", "−1", "2.22 (9)", "2026-01-24", "R1", "")] == [
        "missing", "number", "number", "number", "number", "day", "", "",
    ]  # fmt: skip


def test_the_same_document_gives_the_same_bytes() -> None:
    assert html_text(filled_with("x")) == html_text(filled_with("x"))
