"""The bytes of a file become a text that can be shown, and the text still proves which file it was."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.domain.editions import MOST_BYTES, UnreadableText, is_text_of, sha256_of, text_of
from ledger.domain.text import forbidden


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (b"one\ntwo\n", "one\ntwo\n"),
        (b"one\r\ntwo\r\n", "one\ntwo\n"),
        (b"one\rtwo", "one\ntwo"),
        (b"one\r\ntwo\nthree", "one⟨U+000D⟩\ntwo\nthree"),
        (b"\xef\xbb\xbfone", "one"),
        (b"page\x0cnext", "page⟨U+000C⟩next"),
        ("it\u0092s".encode(), "it⟨U+0092⟩s"),
        ("a \u202e b".encode(), "a \u202e b"),
        ("as text: ⟨U+000C⟩".encode(), "as text: ⟨U+000C⟩"),
    ],
)
def test_a_file_is_kept_as_text_that_may_be_stored(data: bytes, text: str) -> None:
    assert text_of(data) == text
    assert forbidden(text) is None
    assert is_text_of(text, sha256_of(data))


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"]), min_size=1), st.booleans())
def test_any_text_proves_its_file_and_no_other(text: str, mark: bool) -> None:
    data = text.encode("utf-8-sig" if mark else "utf-8")
    try:
        kept = text_of(data)
    except UnreadableText:
        assert not text.strip() or "\x00" in text or "⟨U+" in text or not text.removeprefix("\ufeff").strip()
        return
    assert forbidden(kept) is None
    assert is_text_of(kept, sha256_of(data))
    assert not is_text_of(kept + "x", sha256_of(data))


@pytest.mark.parametrize(
    ("data", "said", "place"),
    [
        (b"", "holds no text", (None, None)),
        (b" \n\t\n", "holds no text", (None, None)),
        (b"one\ncaf\xe9 two", "is not UTF-8 text: byte 0xE9", (2, 4)),
        (b"%PDF-1.7\x00", "is not UTF-8 text", (1, 9)),
        ("one".encode("utf-16"), "is not UTF-8 text", (None, None)),
        (b"x" * (MOST_BYTES + 1), "a text is at most 600,000", (None, None)),
        ("\x0c and ⟨U+000C⟩".encode(), "could be taken for them", (None, None)),
    ],
)
def test_what_is_no_text_is_refused_with_its_place(
    data: bytes, said: str, place: tuple[int | None, int | None]
) -> None:
    with pytest.raises(UnreadableText, match=said) as refused:
        text_of(data)
    assert (refused.value.fault.line, refused.value.fault.column) == place
