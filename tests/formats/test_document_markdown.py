"""Markdown says the same as the page; hostile text is shown as it is by a real renderer."""

import re

import pytest
from markdown_it import MarkdownIt

from ledger.domain.text import safe
from ledger.formats.document import Document, Footnote, Grid, Lines, Paragraph, Sentence, Span, Style
from ledger.formats.document_markdown import escaped, markdown_text
from tests.formats.pages import Page, filled_with, looked_at
from tests.hostile import HOSTILE

GITHUB_LIKE = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])


def rendered(markdown: str) -> Page:
    return looked_at(GITHUB_LIKE.render(markdown).replace("<hr />", "").replace("<br />", ""))


HARMLESS = rendered(markdown_text(filled_with("no harm")))


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_shown_and_does_nothing(text: str) -> None:
    page = rendered(markdown_text(filled_with(text)))
    assert page.problems == []
    assert page.elements == HARMLESS.elements
    assert page.values("href") == []
    assert page.values("src") == []
    assert page.text.count(safe(text)) >= 20


@pytest.mark.parametrize("text", HOSTILE)
def test_an_escaped_text_alone_is_one_paragraph_of_that_text(text: str) -> None:
    page = rendered(escaped(text))
    assert page.elements == ["p"]
    assert page.text.strip() == safe(text).strip()


def test_addresses_are_not_made_links_by_github() -> None:
    """Its extension looks for the address itself, before escapes are undone."""
    for text in ("https://evil.example", "www.evil.example", "HTTP://evil.example", "mailto:a@evil.example"):
        assert not re.search(r"(?i)https?://|www\.|mailto:", escaped(text))
        assert rendered(escaped(text)).text.strip() == text


def test_a_footnote_links_to_a_plain_web_address_only() -> None:
    def links(url: str) -> list[str]:
        note = Footnote(1, "A [title](x)", "s", url=url)
        return rendered(markdown_text(Document("T", "S", (), (), (note,))).replace("[^1]: ", "")).values("href")

    assert links("https://a.example/b?c=d&e") == ["https://a.example/b?c=d&amp;e".replace("&amp;", "&")]
    assert links("https://a.example/(x)_[y]>z") == ["https://a.example/%28x%29%5F%5By%5D%3Ez"]
    assert links("javascript:alert(1)") == []


def test_emphasis_stays_outside_of_blanks() -> None:
    said = Sentence((Span("a"), Span(" b ", Style.strong), Span("c")), (3, 4))
    assert "a **b** c[^3][^4]" in markdown_text(Document("T", "S", (said,), (), ()))


def test_markdown_and_page_say_the_same() -> None:
    document = filled_with("a word")
    sentences = [sentence.text for sentence in document.sentences]
    text = re.sub(r"\[\^\d+\]|[“”]", "", rendered(markdown_text(document)).text)
    assert all(text.count(said) >= sentences.count(said) for said in sentences)
    tables = [b for s in document.sections for b in s.blocks if not isinstance(b, Paragraph | Lines)]
    grids = [block if isinstance(block, Grid) else block.twin for block in tables]
    assert HARMLESS.elements.count("table") == len(grids)
