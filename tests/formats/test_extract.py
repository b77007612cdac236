"""Text out of documents: what people would cite is a paragraph, and nothing else is."""

import hashlib
import subprocess
import sys

import pytest

from ledger.errors import InvalidData, UsageError
from ledger.formats.extract import Extracted, extract
from tests.documents import PAGE, docx, pdf


def lines(found: Extracted) -> list[str]:
    return found.text.splitlines()


def test_a_web_page_without_its_banners() -> None:
    found = extract("talks.html", PAGE.encode())
    assert lines(found) == [
        "Talks end",
        "The parties ended two days of talks on Thursday without an agreement on land, officials said.",
        "What is left",
        "Territory of the east",
        "Monitoring of the energy ceasefire",
        "Party | View",
        "Red | All of it",
        "Red will have all of the land, its envoy said after the meeting in the palace had ended.",
    ]
    assert (found.title, found.publisher, found.published) == ("Talks end", "The Paper", "2026-02-05")
    assert (found.url, found.language) == ("https://p.example/a", "en")
    assert found.original == hashlib.sha256(PAGE.encode()).hexdigest()
    assert str(found.extractor).startswith("trafilatura ")


def test_a_day_that_a_page_does_not_give_is_not_guessed() -> None:
    page = PAGE.replace('<meta property="article:published_time" content="2026-02-05T10:00">', "")
    assert extract("talks.html", page.replace("Copyright", "Copyright 2019-03-04").encode()).published is None


def test_the_title_of_a_text_is_its_first_line_without_the_marks_of_a_heading() -> None:
    letter = "#\n# Letter to the chair #2\n\nWe want the court.\n"
    found = extract("letter.md", letter.encode())
    assert (found.title, found.text) == ("Letter to the chair #2", letter), "the text stays to the letter"
    assert extract("wire.txt", b"#1 of three\n").title == "#1 of three"


def test_a_pdf_has_pages_of_paragraphs_without_running_heads() -> None:
    pages = [
        ["The Institute", f"{number}. {word}", "The parties will with-", "draw all of their forces from the line that they",
         "have held.", f"A second paragraph on {word}.", f"{number}"]
        for number, word in enumerate(("Terms", "Days", "Means"), 1)
    ]  # fmt: skip
    found = extract("terms.pdf", pdf(*pages, title="Terms of the truce"))
    assert lines(found) == [
        line
        for number, word in enumerate(("Terms", "Days", "Means"), 1)
        for line in (
            f"{number}. {word}",
            "The parties will withdraw all of their forces from the line that they have held.",
            f"A second paragraph on {word}.",
        )
    ]
    assert found.pages == (3, 3, 3)
    assert found.title == "Terms of the truce"


def test_a_paragraph_that_runs_over_the_end_of_a_page_is_one_and_stands_where_it_begins() -> None:
    pages = [
        ["A heading", "The parties will withdraw all of their forces from the", "line that they have held since the first of the win-"],
        ["ter, and will stay behind it.", "A second one ends here.", "Third party monitors, so say those at the table, are to"],
        ["Talks go on after a paragraph that was cut off by a head."],
    ]  # fmt: skip
    found = extract("terms.pdf", pdf(*pages))
    first = (
        "The parties will withdraw all of their forces from the line that they have held since the first of the winter"
    )
    assert lines(found)[:3] == ["A heading", f"{first}, and will stay behind it.", "A second one ends here."]
    assert lines(found)[3:] == [pages[1][-1], pages[2][0]]
    assert found.pages == (2, 2, 1)
    assert found.notes == ()


def test_a_scan_is_said_to_be_one() -> None:
    with pytest.raises(InvalidData, match="holds no text") as found:
        extract("scan.pdf", pdf([], []))
    assert "ocrmypdf" in str(found.value.hint)


def test_pages_without_text_are_noted() -> None:
    found = extract("half.pdf", pdf(["A page of text that says something."], []))
    assert found.notes == ("no text on p. 2: scanned?",)
    assert found.pages == (1, 0)


@pytest.mark.parametrize("name", ["broken.pdf", "broken.docx"])
def test_a_broken_file_is_refused(name: str) -> None:
    with pytest.raises(InvalidData, match="that can be read"):
        extract(name, b"%PDF-1.4 nothing of it")


def test_a_docx_with_tracked_changes_lists_and_tables() -> None:
    found = extract("terms.docx", docx())
    assert lines(found) == [
        "Terms",
        "First of all, peace for all",
        "an item of a list",
        "Party | View",
        "Red | All of it",
    ]
    assert found.title == "The terms"


MAIL = (
    "From: Ana <ana@x.example>\r\nTo: b@x.example\r\nSubject: The =?utf-8?q?=C3=A4?= call\r\n"
    "Date: Thu, 05 Feb 2026 10:00:00 +0000\r\nContent-Type: text/plain; charset=iso-8859-1\r\n\r\nH\xe4llo.\r\nSecond.\r\n"
)


def test_a_mail_with_its_head() -> None:
    found = extract("call.eml", MAIL.encode("latin-1"))
    assert lines(found) == [
        "The ä call", "From: Ana <ana@x.example>", "To: b@x.example", "Date: Thu, 05 Feb 2026 10:00:00 +0000", "Hällo.",
        "Second.",
    ]  # fmt: skip
    assert (found.title, found.published) == ("The ä call", "2026-02-05")


def test_a_mail_of_html() -> None:
    mail = MAIL.replace("text/plain; charset=iso-8859-1", "text/html; charset=utf-8").partition("\r\n\r\n")[0]
    found = extract("call.eml", f"{mail}\r\n\r\n{PAGE}".encode())
    assert "Territory of the east" in lines(found)
    assert not any("cookies" in line for line in lines(found))


RUSSIAN = "Привет, мир. Это сообщение о переговорах в Абу-Даби.\r\nВторой абзац о территории и о гарантиях.\r\n"


@pytest.mark.parametrize("encoding", ["windows-1251", "utf-16"])
def test_a_text_in_another_encoding(encoding: str) -> None:
    found = extract("news.txt", RUSSIAN.encode(encoding))
    assert lines(found) == RUSSIAN.splitlines()
    assert found.extractor
    named = extract("news.txt", RUSSIAN.encode("koi8-r"), "koi8-r")
    assert (lines(named), named.notes) == (RUSSIAN.splitlines(), ())


def test_a_text_in_utf_8_is_taken_as_it_is() -> None:
    found = extract("news.txt", RUSSIAN.encode())
    assert (found.text, found.extractor) == (RUSSIAN, None)


def test_an_encoding_that_is_none_or_does_not_fit() -> None:
    with pytest.raises(UsageError):
        extract("news.txt", b"a", "klingon")
    with pytest.raises(InvalidData, match="is not ascii"):
        extract("news.txt", RUSSIAN.encode(), "ascii")


@pytest.mark.parametrize(("name", "module"), [("a.pdf", "pypdf"), ("a.html", "trafilatura"), ("a.docx", "docx")])
def test_without_the_library_one_is_told_what_to_install(
    monkeypatch: pytest.MonkeyPatch, name: str, module: str
) -> None:
    monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(UsageError) as found:
        extract(name, b"whatever")
    assert found.value.hint == "pip install 'position-ledger[documents]'"


def test_no_library_is_loaded_before_it_is_needed() -> None:
    code = "import sys, ledger.formats.extract; print({'pypdf', 'trafilatura', 'docx', 'lxml'} & sys.modules.keys())"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "set()\n"


def test_ligatures_and_soft_hyphens_are_taken_apart() -> None:
    page = "<html><body><article><p>The o\ufb03cial o\ufb00er \u2014 a cease\u00adfire of the \ufb01rst order \u2014 is \ufb02at.</p></article></body></html>"
    assert "The official offer \u2014 a ceasefire of the first order \u2014 is flat." in lines(
        extract("a.html", page.encode())
    )


def test_a_link_to_another_page_in_the_midst_of_a_text_is_no_paragraph() -> None:
    said = [
        f"Sentence {number} of the text, which goes on for a good while, as texts in newspapers do."
        for number in range(16)
    ]
    told = [f"<p>{each}</p>" for each in said]
    told.insert(8, '<p><a href="/1">Ten lakes to see before you are thirty</a></p>')
    page = f"<html><body><div id='content'><h1>Talks end</h1>{''.join(told)}</div></body></html>"
    assert lines(extract("talks.html", page.encode())) == ["Talks end", *said]


def test_what_a_page_asks_of_its_readers_is_no_paragraph() -> None:
    said = "They met again on Thursday, and follow the plan that was agreed on Facebook and elsewhere, officials said."
    asked = ("Like us on Facebook", "Follow us on Twitter & Instagram", "Loading weather data ...")
    body = "".join(
        f"<p>{each}</p>" for each in ("The talks went on for two days in the palace by the lake.", said, *asked)
    )
    page = f"<html><body><article><h1>Talks end</h1>{body}</article></body></html>"
    assert lines(extract("talks.html", page.encode()))[-1] == said


def test_a_blank_behind_every_ligature_parts_no_words() -> None:
    from ledger.formats.printed_pages import _undivided

    assert _undivided(["die P\ufb02 icht zur\nTari\ufb02 ohn"]) == [["die P\ufb02icht zur", "Tari\ufb02ohn"]]
    whole = ["the \ufb01nal o\ufb03ce, a wi\ufb01 network and its \ufb02ow"]
    assert _undivided(whole) == [whole]
