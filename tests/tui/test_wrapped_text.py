"""A long text is cut into lines, and one walks through it: by words, lines, paragraphs, with wide signs and none."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ledger.tui.sources.document import harmless
from ledger.tui.sources.wrapped import WALKS, Wrapped, by_lines, cells_of, word_at

TEXTS = st.lists(st.text(st.sampled_from("ab  é漢字\u0301."), min_size=1, max_size=60), min_size=1, max_size=4)
LONG = "word and others " * 30_000


def lines_of(text: Wrapped) -> list[str]:
    found = (text.line(y) for y in range(text.height))
    return [text.paragraphs[paragraph][start:stop] for paragraph, _, start, stop in found]


def test_a_line_breaks_behind_a_blank_and_a_long_word_where_it_must() -> None:
    text = Wrapped(["the mediators agreed", "incomprehensibilities", "漢字 漢字漢字"], 9)
    assert lines_of(text) == ["the ", "mediators ", "agreed", "incompreh", "ensibilit", "ies", "漢字 ", "漢字漢字"]


@given(TEXTS, st.integers(4, 30))
@example([" 字a字"], 4)
def test_every_character_is_on_one_line_that_fits(paragraphs: list[str], width: int) -> None:
    text = Wrapped(paragraphs, width)
    lines = lines_of(text)
    assert "".join(lines) == "".join(paragraphs)
    assert all(cells_of(line.rstrip(" ")) <= width for line in lines)


@given(TEXTS, st.integers(4, 30), st.data())
def test_every_place_is_found_again_by_line_and_column(paragraphs: list[str], width: int, data: st.DataObject) -> None:
    text = Wrapped(paragraphs, width)
    paragraph = data.draw(st.integers(0, len(paragraphs) - 1))
    at = data.draw(st.integers(0, len(paragraphs[paragraph])))
    place = text.place_at(text.x_of((paragraph, at)), text.y_of((paragraph, at)))
    assert place[0] == paragraph
    between = paragraphs[paragraph][min(at, place[1]) : max(at, place[1])]
    assert cells_of(between) == 0 or at == len(paragraphs[paragraph]) or between.isspace()


def test_beyond_the_end_of_a_line_is_its_last_place_not_the_next_line() -> None:
    text = Wrapped(["the mediators agreed"], 9)
    assert [text.y_of(text.place_at(50, y)) for y in range(3)] == [0, 1, 2]
    assert text.place_at(50, 2) == (0, 20)


@given(TEXTS, st.integers(4, 30), st.lists(st.sampled_from([*WALKS, "up", "down"]), max_size=30))
def test_wherever_one_walks_one_is_in_the_text(paragraphs: list[str], width: int, steps: list[str]) -> None:
    text, place = Wrapped(paragraphs, width), (0, 0)
    for step in steps:
        place = WALKS[step](text, place) if step in WALKS else by_lines(text, place, 1 if step == "down" else -1, 3)
        assert 0 <= place[0] < len(paragraphs)
        assert 0 <= place[1] <= len(paragraphs[place[0]])


def test_word_by_word_one_selects_what_one_would_quote() -> None:
    text, place, found = Wrapped(["U.S. EU's third-party plan."], 40), (0, 0), []
    for _ in range(5):
        place = WALKS["word-on"](text, place)
        found.append(place[1])
    assert found == [3, 9, 21, 26, 27]


def test_a_word_is_taken_whole_wherever_in_it_one_clicks() -> None:
    text = Wrapped(["a third-party plan"], 40)
    assert word_at(text, (0, 5)) == ((0, 2), (0, 13))
    assert word_at(Wrapped(["  "], 40), (0, 1)) == ((0, 1), (0, 1))


def test_a_paragraph_of_half_a_million_characters_is_walked_through() -> None:
    text = Wrapped([LONG], 100)
    assert text.height == pytest.approx(len(LONG) / 96, rel=0.1)
    last = WALKS["last"](text, (0, 0))
    assert text.y_of(last) == text.height - 1
    assert WALKS["word-back"](text, last) == (0, len(LONG) - len("others "))


def test_hostile_characters_keep_their_place_and_blanks_stay_blank() -> None:
    assert harmless("safe\u202egnp\tx") == "safe\N{REPLACEMENT CHARACTER}gnp x"
