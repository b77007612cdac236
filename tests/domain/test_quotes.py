"""Quotes looked up in a text: found once, more than once or not at all, and never moved to what only looks like them."""

import unicodedata

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from ledger.domain.entries import Citation
from ledger.domain.quotes import (
    EarlierEdition,
    QuotedText,
    QuoteState,
    Selector,
    TextSpan,
    cited_paragraphs,
    earlier_edition,
    look,
    plain_words,
)

TEXT = QuotedText(
    "Herald, Monday\n"
    "\n"
    "Red said it would  not land\tmore herring.\n"
    "   \n"
    "Blue said it would not say. Green said it would not say.\n"
    "The talks go on; the talks\n"
    "go on.\n"
)


def words(selector: Selector, text: QuotedText = TEXT) -> list[str]:
    return [text.text[span.start : span.end] for span in text.anchor(selector).spans]


def test_a_quote_is_found_where_it_stands() -> None:
    anchor = TEXT.anchor(Selector("more herring"))
    assert anchor.standing is QuoteState.once
    assert list(TEXT.paragraphs_of(anchor.spans[0])) == [2]


def test_runs_of_white_space_do_not_count() -> None:
    assert words(Selector("would not land more")) == ["would  not land\tmore"]
    assert words(Selector("talks go on."), TEXT) == ["talks\ngo on."]
    assert words(Selector("page two"), QuotedText("page⟨U+000C⟩\ntwo")) == ["page⟨U+000C⟩\ntwo"]


@pytest.mark.parametrize(
    ("written", "quote"),
    [
        ("Żó\u0142ć was said", "Z\u0307o\u0301łc\u0301 was"),
        ("Z\u0307o\u0301łc\u0301 was said", "Żółć was"),
        ("a nego\u00adtia\u00ad\u00adtion went on", "a negotiation went"),
        ("the negotiation", "nego\u00adtiation"),
        ("the\u00a0two\u202f sides", "the two sides"),
        ("zero\u200bwidth", "zerowidth"),
        ("한국 talks", "\u1112\u1161\u11ab국 talks"),
        ("5 \u212b wide", "5 \u00c5 wide"),
        ("the \ufb01nal o\ufb00er of the o\ufb03ce", "final offer of the office"),
        ("the final offer", "\ufb01nal o\ufb00er"),
        ("a cease\u2011\ufb01re of re\u0301serve", "cease-fire of r\u00e9serve"),
    ],
)
def test_what_nobody_sees_does_not_count(written: str, quote: str) -> None:
    text = QuotedText(f"One\n\nBefore {written} and after.\n")
    anchor = text.anchor(Selector(quote))
    assert anchor.standing is QuoteState.once
    assert list(text.paragraphs_of(anchor.spans[0])) == [2]
    span = anchor.spans[0]
    assert plain_words(text.text[span.start : span.end]) == plain_words(quote)


@pytest.mark.parametrize("other", ["More herring", "more herrings", "more  herr1ng", "moreherring", "“more herring"])
def test_anything_but_white_space_counts(other: str) -> None:
    assert TEXT.anchor(Selector(other)).standing is QuoteState.missing


@pytest.mark.parametrize("quote", ["prisoners were freed", "prison- ers were freed", "prison-\ners were freed"])
def test_a_word_that_is_broken_at_the_end_of_a_line_is_found_however_it_is_typed(quote: str) -> None:
    text = QuotedText("All prison-\ners were freed, by an ex-\nminister. prison-house")
    (span,) = text.anchor(Selector(quote, prefix="All", suffix=", by")).spans
    assert text.text[span.start : span.end] == "prison-\ners were freed"
    assert text.anchor(Selector("ex-minister")).standing is QuoteState.once
    assert text.anchor(Selector("prisonhouse")).standing is QuoteState.missing
    assert text.select(span).exact == "prison- ers were freed"


def test_what_stands_twice_is_ambiguous_until_its_surroundings_decide() -> None:
    assert TEXT.anchor(Selector("it would not say")).standing is QuoteState.ambiguous
    assert words(Selector("it would not say", prefix="Green said")) == ["it would not say"]
    assert TEXT.anchor(Selector("it would not say", suffix=". Green")).spans[0].start < TEXT.text.index("Green")
    assert TEXT.anchor(Selector("it would not say", prefix="said")).standing is QuoteState.ambiguous


def test_the_same_words_elsewhere_are_not_the_quote() -> None:
    assert TEXT.anchor(Selector("more herring", prefix="land", suffix=".")).standing is QuoteState.once
    assert TEXT.anchor(Selector("more herring", prefix="catch")).standing is QuoteState.missing
    assert TEXT.anchor(Selector("more herring", suffix="!")).standing is QuoteState.missing


def test_overlapping_places_are_places_too() -> None:
    assert len(QuotedText("na na na").anchor(Selector("na na")).spans) == 2


def test_a_look_alike_is_shown_and_nothing_more() -> None:
    alike = TEXT.look_alike("would not land any herring")
    assert alike is not None
    assert alike.paragraph == 2
    assert "herring" in alike.words
    assert TEXT.look_alike("an entirely different matter") is None
    assert QuotedText("short").look_alike("longer than the whole text is") is None


def test_paragraphs_are_the_lines_that_are_not_empty() -> None:
    assert [(p.number, p.text[:5]) for p in TEXT.paragraphs] == [
        (1, "Heral"),
        (2, "Red s"),
        (3, "Blue "),
        (4, "The t"),
        (5, "go on"),
    ]
    across = TEXT.anchor(Selector("talks go on.")).spans[0]
    assert list(TEXT.paragraphs_of(across)) == [4, 5]


@pytest.mark.parametrize(
    ("locator", "numbers"),
    [
        ("¶7", [7]),
        ("¶ 7", [7]),
        ("¶7–9", [7, 8, 9]),
        ("¶7-¶8", [7, 8]),
        ("p. 3", None),
        (None, None),
        ("¶7, line 2", None),
    ],
)
def test_which_paragraphs_a_locator_names(locator: str | None, numbers: list[int] | None) -> None:
    found = cited_paragraphs(locator)
    assert (None if found is None else list(found)) == numbers


def test_a_selection_becomes_a_selector() -> None:
    start = TEXT.text.index("would  not")
    selector = TEXT.select(TextSpan(start, start + len("would  not land\tmore ")))
    assert selector == Selector("would not land more", "Herald, Monday Red said it", "herring. Blue said it would not")


def test_a_selection_among_repetitions_takes_as_much_around_it_as_it_needs() -> None:
    line = (
        "On Saturday afternoon the first meeting of the two working groups was held in the Gulf capital, Abu Dhabi.\n"
    )
    text = QuotedText(f"Once\n{line}{line}{line}")
    second = text.text.index("working", text.text.index("working") + 1)
    selector = text.select(TextSpan(second, second + 7))
    assert text.anchor(selector).spans == (TextSpan(second, second + 7),)


@pytest.mark.parametrize(("start", "end"), [(14, 16), (3, 3), (5, 2)])
def test_nothing_selected_is_no_quote(start: int, end: int) -> None:
    with pytest.raises(ValueError, match="nothing is selected"):
        TEXT.select(TextSpan(start, end))


def test_too_much_selected_is_no_quote() -> None:
    with pytest.raises(ValueError, match="at most 500 characters; 501 are selected"):
        QuotedText("x" * 600).select(TextSpan(0, 501))


@given(st.text(alphabet="ab \n\t", min_size=1, max_size=80), st.data())
def test_whatever_is_selected_is_found_again(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    assume(text[start:end].strip())
    quoted = QuotedText(text)
    spans = quoted.anchor(quoted.select(TextSpan(start, end))).spans
    selected = text[start:end]
    left = start + len(selected) - len(selected.lstrip())
    assert TextSpan(left, left + len(selected.strip())) in spans


@given(st.text(alphabet="ae-\u0301\u0323\u00ad\u200b\u212b\u1100\u1161 \n", max_size=60))
def test_the_normal_form_is_composed_and_stays_as_it_is(text: str) -> None:
    plain = plain_words(text)
    assert unicodedata.is_normalized("NFC", plain)
    assert plain_words(plain) == plain


@given(st.text(alphabet="abe\u0301\u00ad\u2011 \n", min_size=1, max_size=40), st.data())
def test_words_of_any_text_are_found_in_it(text: str, data: st.DataObject) -> None:
    words = plain_words(text).split(" ")
    first = data.draw(st.integers(0, len(words) - 1))
    some = " ".join(words[first : data.draw(st.integers(first + 1, len(words)))])
    assume(some and not unicodedata.combining(some[0]))  # a quote begins with a letter, not with its accent
    quoted = QuotedText(text)
    spans = quoted.anchor(Selector(some)).spans
    assert spans
    assert {plain_words(text[span.start : span.end]) for span in spans} == {some}


@pytest.mark.parametrize(
    ("at", "quote", "editions", "found"),
    [
        ("¶1", "agreed", ["They agreed.", "They met."], EarlierEdition(1, 2)),
        ("¶1", "agreed", ["They agreed.", "They met.", "They met again."], EarlierEdition(1, 2)),
        ("¶1", "agreed", ["They agreed.", "They met.", "They agreed."], None),
        ("¶1", "agreed", ["They agreed.", "They met.", "They agreed.", "They met."], EarlierEdition(3, 4)),
        ("¶1", "agreed", ["They agreed.", "Corrected.\nThey agreed."], EarlierEdition(1, None)),
        ("¶1", "agreed", ["They agreed.", "Corrected.\nThey agreed.", "They met."], EarlierEdition(1, 3)),
        ("¶2", None, ["They agreed.\nThey met.", "They agreed."], EarlierEdition(1, 2)),
        ("¶2", None, ["They agreed.\nThey met.", "They agreed.\nThey parted."], None),
        ("¶1", "parted", ["They agreed.", "They met."], None),
        ("¶1", "agreed", ["They agreed."], None),
    ],
)
def test_what_the_last_edition_no_longer_has_is_of_the_last_that_has_it(
    at: str, quote: str | None, editions: list[str], found: EarlierEdition | None
) -> None:
    cited = Citation(source="herald", at=at, quote=quote)
    looked = [(number, look(QuotedText(text), cited)) for number, text in enumerate(editions, 1)]
    assert earlier_edition(looked) == found
