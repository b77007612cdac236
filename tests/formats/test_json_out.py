"""JSON for people and for scripts: what every reader of JSON takes, and nothing hides in it."""

import json

import pytest

from ledger.domain.words import Stance
from ledger.formats.json_out import one_line, written

DOCUMENT: dict[str, object] = {
    "at": None,
    "counts": {1: 0.5, Stance.silent: 2},
    "who": ("Zoë", "Ægir – 日本"),
    "none": [],
    "of": {},
}


def test_a_document_for_people_is_indented_by_two_and_a_line_has_no_blanks() -> None:
    assert written(DOCUMENT) == json.dumps(DOCUMENT, ensure_ascii=False, indent=2)
    assert one_line(DOCUMENT) == json.dumps(DOCUMENT, ensure_ascii=False, separators=(",", ":"))


@pytest.mark.parametrize("text", ["a\u202eb", "\x7f", "line\nand\ttab", 'a "quote"', "\U000e0041 tag", "é\x85"])
def test_what_hides_or_reorders_text_stands_as_an_escape_and_is_read_as_it_was(text: str) -> None:
    for found in (written({"text": text}), one_line({"text": text})):
        assert json.loads(found) == {"text": text}
        assert "".join(found.split("\n")).isprintable()


def test_a_file_whose_name_is_no_text_is_named_all_the_same() -> None:
    document = {"path": "report-\udcff.txt", "of": [1]}
    assert json.loads(written(document)) == json.loads(one_line(document)) == document
    assert written(document).count("\n") == 5
    assert "\n" not in one_line(document)
    assert " " not in one_line(document)
