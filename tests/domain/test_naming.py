"""A party is named by any of its names; a name that means nobody or several is answered with whom it may mean."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.domain import text as lookalikes
from ledger.domain.entries import Citation, StanceEntry
from ledger.domain.naming import NameIndex, Unnamed, instead, resolve, written
from ledger.domain.records import Party, Round
from ledger.domain.register import Register
from ledger.domain.seed import Attachment
from ledger.domain.words import Role, Stance, Status

NORTH, SOUTH, ISLE = (
    Party(key="north", code="NO", name="Republic of Northland", role=Role.principal, aliases=("Nordheim", "the North")),
    Party(key="south", code="SL", name="Southland", role=Role.principal, aliases=("Südhafen", "the coast")),
    Party(key="isle", code="ISL", name="The Isle", role=Role.mediator, aliases=("the coast",)),
)
PARTIES = {party.key: party for party in (NORTH, SOUTH, ISLE)}
KEYS = st.text(st.characters(categories=["L", "N"]), min_size=1, max_size=6)


@pytest.mark.parametrize(
    "name",
    ["north", "NORTH", "no", "NO", "Republic of Northland", "republic  of\tnorthland", "Nordheim", "\uff2e\uff2f"],
)
def test_any_of_its_names_means_a_party(name: str) -> None:
    assert resolve("party", name, PARTIES) == "north"


def test_how_an_accent_was_typed_does_not_matter() -> None:
    assert resolve("party", unicodedata.normalize("NFD", "SÜDHAFEN"), PARTIES) == "south"


def test_a_key_written_exactly_wins_over_anybodys_name() -> None:
    other = Party(key="sl", code="XX", name="Other", role=Role.host, aliases=("north",))
    assert resolve("party", "north", PARTIES | {"sl": other}) == "north"
    assert resolve("party", "sl", PARTIES | {"sl": other}) == "sl"


def test_a_name_of_two_is_refused_with_both() -> None:
    with pytest.raises(Unnamed, match='"The Coast" may mean more than one party') as found:
        resolve("party", "The Coast", PARTIES)
    assert found.value.candidates == ("south", "isle")
    assert found.value.hint == 'write a key: "south" (Southland), "isle" (The Isle)'


def test_a_name_is_its_livings_before_it_is_that_of_one_struck_out() -> None:
    gone = ISLE.model_copy(update={"struck": True})
    assert resolve("party", "the coast", PARTIES | {"isle": gone}) == "south"
    assert resolve("party", "The Isle", PARTIES | {"isle": gone}) == "isle"


@pytest.mark.parametrize(
    ("typed", "hint"),
    [
        ("nrth", 'did you mean "north"?'),
        ("Nordhiem", 'did you mean "north" (Nordheim)?'),
        ("Republic", 'did you mean "north" (Republic of Northland)?'),
        ("coast", 'did you mean "south" (the coast) or "isle" (the coast)?'),
        ("zzzz", "known here: isle, north, south"),
    ],
)
def test_a_miss_names_the_keys_of_the_nearest_names(typed: str, hint: str) -> None:
    with pytest.raises(Unnamed) as found:
        resolve("party", typed, PARTIES)
    assert (found.value.hint, found.value.several) == (hint, False)


@given(st.dictionaries(KEYS, st.lists(KEYS, max_size=3), min_size=1, max_size=6))
def test_every_key_means_itself_whatever_others_are_called(named: dict[str, list[str]]) -> None:
    parties = {
        key: Party.model_construct(key=key, code=key[:4], name=key, role=Role.host, aliases=tuple(aliases))
        for key, aliases in named.items()
    }
    assert all(resolve("party", key, parties) == key for key in parties)


@given(st.dictionaries(KEYS, st.lists(KEYS, max_size=3), min_size=1, max_size=6), KEYS)
def test_a_name_means_who_has_it_or_is_refused_with_all_who_have(named: dict[str, list[str]], asked: str) -> None:
    parties = {
        key: Party.model_construct(key=key, code=key, name=key, role=Role.host, aliases=tuple(aliases))
        for key, aliases in named.items()
    }
    who = {key for key, party in parties.items() if _folded(asked) in map(_folded, (key, *party.aliases))}
    try:
        found = {resolve("party", asked, parties)}
    except Unnamed as problem:
        found = set(problem.candidates)
    assert found == ({asked} if asked in parties else who)


def _folded(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def register() -> NameIndex:
    return NameIndex(Register(parties=dict(PARTIES)), [Round(key="R1", title="First", host="The Isle")])


def test_a_value_is_stored_with_keys_and_in_normal_form_c() -> None:
    said = StanceEntry(
        item="quota",
        party="Nordheim",
        round="r1",
        stance=Stance.demands,
        summary="Cafe\u0301",
        cite=(Citation(source="gazette", quote="de\u0301ja\u0300"),),
    )
    stored = written(said, register())
    assert (stored.party, stored.round, stored.summary, stored.cite[0].quote) == ("north", "R1", "Café", "déjà")
    assert written(stored, register()) is stored


def test_two_names_of_one_party_are_one() -> None:
    stored = written(Round(key="R2", title="Second", parties=("NO", "Nordheim", "SL")), register())
    assert stored.parties == ("north", "south")


def test_a_name_of_several_and_a_name_of_nobody_stay_to_be_found_fault_with() -> None:
    assert written(Round(key="R2", title="Second", parties=("the coast", "Atlantis")), register()).parties == (
        "the coast",
        "Atlantis",
    )


def test_an_attached_text_is_kept_to_the_letter() -> None:
    text = "Cafe\u0301\n"
    assert written(Attachment(source="gazette", sha256="0" * 64, text=text), register()).text == text


# -- keys that look alike ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("one", "other", "how"),
    [
        ("russia", "Russia", "in case"),
        ("russia", "russi\u0430", "in letters that look alike"),  # Cyrillic a
        ("PU", "\u0420U", "in letters that look alike"),  # Cyrillic er
        ("copa", "\u0441\u043e\u0440\u0430", "in letters that look alike"),  # Cyrillic throughout
        ("quota", "qu\u03bfta", "in letters that look alike"),  # Greek omicron
        ("R1", "\uff321", "in how their letters are encoded"),  # full width
        ("isle", "is\u3164le", "in letters that look alike"),  # a letter nobody sees
    ],
)
def test_keys_that_people_cannot_tell_apart_share_a_mark(one: str, other: str, how: str) -> None:
    assert lookalikes.marks(one) & lookalikes.marks(other)
    assert lookalikes.difference(other, one) == how


@pytest.mark.parametrize(
    ("one", "other"), [("R1", "Rl"), ("p0", "po"), ("corn", "com"), ("нота", "nota"), ("café", "cafe"), ("a-b", "a_b")]
)
def test_keys_that_people_write_on_purpose_do_not(one: str, other: str) -> None:
    assert not lookalikes.marks(one) & lookalikes.marks(other)


def test_scripts_within_one_key_are_told_but_for_east_asian_texts() -> None:
    assert lookalikes.scripts("mi\u043dsk") == ("Cyrillic", "Latin")
    assert lookalikes.scripts("минск-2") == ("Cyrillic",)
    assert lookalikes.scripts("R1東京タワー") == ("Cjk",)
    assert lookalikes.scripts("minsk") == ()


def test_who_looks_for_one_of_the_programs_own_words_is_shown_them_all() -> None:
    words = [status.value for status in Status]
    assert instead("late", words, whole=True).endswith(f"known here: {', '.join(words)}")
    assert instead("late", words).endswith(f" and {len(words) - 10} more")
