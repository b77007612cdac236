"""Words as they are searched for."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.domain.tokens import asked, tokens


def found(text: str, query: str, *languages: str | None) -> bool:
    """Whether a query finds a text, as both databases match them."""
    spoken = languages or (None,)
    held = tokens(text, spoken).split()

    def stands(token: str) -> bool:
        return any(each.startswith(token[:-1]) for each in held) if token.endswith("*") else token in held

    return all(any(all(map(stands, each)) for each in term) for term in asked(query, spoken))


@pytest.mark.parametrize(
    ("text", "query"),
    [
        ("three prisoners", "prisoner"),
        ("a prisoner", "PRISONERS"),
        ("the pris\u00adoners", "prisoners"),
        ("the prison-\ners", "prisoners"),
        ("a cease-fire", "ceasefire"),
        ("a cease fire", "cease-fire"),
        ("a cease\u2011fire", "fire"),
        ("the ﬁnal oﬀer", "final offer"),
        ("Ukraine’s terms", "ukraine"),
        ("within\u00a030\u202fdays", "30 days"),
        ("Selenskyj sagte „Größe“", "grosse"),
        ("re\u0301union", "réunion"),
        ("Ōsaka", "osaka"),
        ("ＦＵＬＬ　ｗｉｄｔｈ", "full width"),
        ("他说俄罗斯代表团很快", "代表"),
        ("他说俄罗斯代表团很快", "快"),
        ("停火GPS协议", "gps 协议"),
        ("푸틴은 말했다", "푸틴"),
        ("ข้อตกลงหยุดยิง", "หยุดยิง"),
        ("обмен заложников", "заложники"),
    ],
)
def test_a_word_is_found_however_it_is_written(text: str, query: str) -> None:
    assert found(text, query)


@pytest.mark.parametrize(
    ("text", "query"), [("俄罗斯", "罗俄"), ("energy", "enemy"), ("ceasefire", "fire"), ("a prison", "risoner")]
)
def test_other_words_are_not(text: str, query: str) -> None:
    assert not found(text, query)


def test_stems_are_those_of_the_language_of_the_source() -> None:
    assert found("die Verhandlungen", "verhandlung", "de-AT")
    assert not found("die Verhandlungen und so", "verhandlung so", "xx")
    assert found("die Verhandlungen", "Verhandlungen", "xx")


@given(st.text(), st.sampled_from([None, "en", "de", "zh", "ru", "ar", "hi"]))
def test_every_text_is_found_by_itself_and_its_tokens_are_letters_and_figures_alone(
    text: str, language: str | None
) -> None:
    held = tokens(text, [language])
    assert all(sign == " " or not sign.isascii() or sign.isalnum() for sign in held)
    assert len(held.split(" ")) == len(set(held.split(" ")))
    assert found(text, text, language)
