"""What a citation says of a text: its quote stands there, once or where it says, and the ¶ is there."""

import pytest

from ledger.domain.entries import Citation
from ledger.domain.quotes import QuotedText, Trouble, look, look_in, may_be_looked_up, proves, where_it_stands

TEXT = QuotedText(
    "The Herald\n\nRed would not give up the land.\nBlue called it a bad start. A bad start, said Green.\nGreen: a bad start.\n"
)


def found(**given: str) -> tuple[list[str], str | None]:
    looked = look(TEXT, Citation.model_validate(given))
    return [trouble.value for trouble in looked.troubles], looked.at


@pytest.mark.parametrize(
    ("given", "troubles", "at"),
    [
        ({"quote": "would not give up"}, [], "¶2"),
        ({"quote": "give up", "at": "¶2"}, [], "¶2"),
        ({"quote": "give up", "at": "p. 3"}, [], "¶2"),
        ({"quote": "give up", "at": "¶1–2"}, [], "¶2"),
        ({"quote": "land. Blue called"}, [], "¶2–3"),
        ({"quote": "land. Blue called", "at": "¶3"}, [], "¶2–3"),
        ({"quote": "would give up"}, ["missing"], None),
        ({"quote": "bad start"}, ["ambiguous"], None),
        ({"quote": "bad start", "at": "¶4"}, [], "¶4"),
        ({"quote": "bad start", "at": "¶2"}, ["elsewhere"], None),
        ({"quote": "bad start", "at": "¶3"}, [], None),
        ({"quote": "bad start", "at": "12:40"}, [], None),
        ({"quote": "bad start", "prefix": "A"}, [], "¶3"),
        ({"quote": "bad start", "suffix": "of it"}, ["displaced"], None),
        ({"quote": "give up", "at": "¶3"}, ["elsewhere"], "¶2"),
        ({"quote": "give up", "at": "¶9"}, ["no-place"], "¶2"),
        ({"quote": "would give up", "at": "¶9"}, ["missing", "no-place"], None),
        ({"at": "¶4"}, [], None),
        ({"at": "¶5"}, ["no-place"], None),
        ({"at": "¶0"}, ["no-place"], None),
        ({"at": "¶3–2"}, ["no-place"], None),
        ({"at": "p. 900"}, [], None),
    ],
)
def test_what_is_not_so_of_a_citation_is_told(given: dict[str, str], troubles: list[str], at: str | None) -> None:
    assert found(**given) == (troubles, at)


@pytest.mark.parametrize(
    ("given", "paragraphs"),
    [
        ({}, [3, 3, 4]),
        ({"at": "¶4"}, [4]),
        ({"at": "¶3"}, [3, 3]),
        ({"at": "¶3–4"}, [3, 3, 4]),
        ({"at": "¶2"}, [3, 3, 4]),
        ({"at": "¶9"}, [3, 3, 4]),
        ({"at": "12:40"}, [3, 3, 4]),
        ({"at": "¶3", "suffix": ", said"}, [3]),
        ({"at": "¶4", "suffix": ", said"}, [3]),
    ],
)
def test_of_several_places_those_in_the_paragraph_cited_are_meant(given: dict[str, str], paragraphs: list[int]) -> None:
    spans = where_it_stands(TEXT, Citation.model_validate({"quote": "bad start", **given})).spans
    assert [TEXT.paragraphs_of(span)[0] for span in spans] == paragraphs


def test_what_any_edition_bears_out_is_so() -> None:
    later = QuotedText("Head\n\nNew first line.\nRed gave up the land.\n")
    assert look_in([TEXT, later], Citation(quote="would not give up", at="¶2")).troubles == ()
    assert look_in([TEXT, later], Citation(quote="gave up")).at == "¶3"
    lost = look_in([TEXT, later], Citation(quote="gives up the land"))
    assert (lost.troubles, lost.alike and lost.alike.words) == ((Trouble.missing,), "gave up the land.")


def test_a_later_edition_alone_proves_nothing() -> None:
    assert proves(None, [(1, "a")])
    assert not proves(None, [(2, "a")])
    assert proves("a", [(2, "a")])
    assert not proves("b", [(1, "a")])


def test_a_page_of_a_text_without_pages_is_taken_as_it_is() -> None:
    assert not look(QuotedText("One.\nTwo.\n"), Citation(at="p. 3")).troubles
    assert not may_be_looked_up(Citation(at="12:40"))
    assert may_be_looked_up(Citation(at="¶3"))
    assert may_be_looked_up(Citation(at="p. 3", quote="a word"))


@pytest.mark.parametrize(
    ("at", "named"),
    [
        ("p. 1", range(1, 3)), ("p. 3 ¶2", range(5, 6)), ("p.3, ¶1–2", range(4, 6)), ("pp. 1–2", range(1, 4)),
        ("p. 2 ¶2", range(0)), ("p. 4", range(0)), ("p. 0", range(0)), ("¶4", range(4, 5)), ("p. 3, left", None),
        ("12:40", None),
    ],
)  # fmt: skip
def test_pages_are_places_in_a_text_that_has_them(at: str, named: range | None) -> None:
    text = QuotedText("a\nb\nc\nd\ne\n", "2 1 2")
    assert text.cited(at) == named
    assert [text.called((n, n)) for n in range(1, 6)] == ["p. 1 ¶1", "p. 1 ¶2", "p. 2 ¶1", "p. 3 ¶1", "p. 3 ¶2"]
    assert text.called((3, 4)) == "¶3–4"
