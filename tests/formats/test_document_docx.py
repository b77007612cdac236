"""A document for word processors says the same, and each footnote leads there and back."""

import io
import zipfile

import docx
import pytest

from ledger.domain.text import safe
from ledger.formats.document import Document, Footnote, Section, Sentence, Span
from ledger.formats.document_docx import docx_bytes
from tests.formats.pages import filled_with
from tests.hostile import HOSTILE


def texts(written: bytes) -> list[str]:
    found = docx.Document(io.BytesIO(written))
    cells = [cell.text for table in found.tables for row in table.rows for cell in row.cells]
    return [paragraph.text for paragraph in found.paragraphs] + cells


def test_every_sentence_and_table_stands_in_it() -> None:
    document = filled_with("a word")
    told = " ".join(texts(docx_bytes(document)))
    assert told.count("a word") > 60
    assert "a word, a word, a word, a word, grade a word" in told


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_shown_as_it_is(text: str) -> None:
    assert any(safe(text) in told for told in texts(docx_bytes(filled_with(text))))


def test_a_footnote_leads_to_its_place_and_back() -> None:
    said = Sentence((Span("Said."),), (1,))
    written = docx_bytes(Document("T", "S", (said,), (Section("a", "A", ()),), (Footnote(1, "A title", "s"),)))
    with zipfile.ZipFile(io.BytesIO(written)) as parts:
        body = parts.read("word/document.xml").decode()
    for name in ("n1", "c1_1"):
        assert f'w:anchor="{name}"' in body
        assert f'w:name="{name}"' in body


def test_the_same_document_gives_the_same_bytes() -> None:
    written = docx_bytes(filled_with("x"))
    assert written == docx_bytes(filled_with("x"))
    with zipfile.ZipFile(io.BytesIO(written)) as parts:
        assert {part.date_time for part in parts.infolist()} == {(1980, 1, 1, 0, 0, 0)}
