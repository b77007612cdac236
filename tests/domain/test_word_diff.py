"""Changed wording as people read it."""

from hypothesis import given
from hypothesis import strategies as st

from ledger.domain.word_diff import WordChange, phrase_diff, word_diff

WORDS = st.lists(st.sampled_from(["the", "guns", "fall", "silent", "first", "\n"]), max_size=9).map(" ".join)


def marked(before: str, after: str) -> str:
    signs = {WordChange.same: "{}", WordChange.gone: "[-{}-]", WordChange.new: "{{+{}+}}"}
    return "".join(signs[piece].format(text) for piece, text in phrase_diff(before, after))


def test_phrases_are_told_whole_and_what_is_gone_comes_first() -> None:
    assert marked("a b old words c d e f", "a b new ones c d e f") == "a b [-old words-]{+new ones+} c d e f"
    assert marked("the guns fall silent", "the guns all fall silent") == "the guns {+all +}fall silent"


def test_a_text_of_which_little_stayed_is_another_text() -> None:
    assert marked("all of this is gone now", "nothing here is as before") == (
        "[-all of this is gone now-]{+nothing here is as before+}"
    )
    assert marked("", "new") == "{+new+}"
    assert marked("old", "") == "[-old-]"
    assert marked("same", "same") == "same"


@given(WORDS, WORDS)
def test_the_pieces_make_up_both_texts(before: str, after: str) -> None:
    for pieces in (phrase_diff(before, after), word_diff(before, after)):
        assert "".join(text for piece, text in pieces if piece is not WordChange.new).split() == before.split()
        assert "".join(text for piece, text in pieces if piece is not WordChange.gone) == after
        assert all(text for _piece, text in pieces)
