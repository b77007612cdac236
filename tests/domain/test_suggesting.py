"""What a text seems to say, by rule: little rather than much, each with its words."""

import pytest

from ledger.domain.lexicon import LEXICONS
from ledger.domain.moments import HeldOn
from ledger.domain.quotes import QuotedText
from ledger.domain.records import Item, Party, Person
from ledger.domain.register import Register
from ledger.domain.suggesting import Suggester, sentences
from ledger.domain.words import ItemKind, Role

DAY = HeldOn.parse("2026-01-24")


def known() -> Register:
    found = Register()
    for key, code, name, aliases in (("red", "RD", "Redland", ("Redville",)), ("blue", "BL", "Blueland", ())):
        found.put(Party(key=key, code=code, name=name, role=Role.principal, aliases=aliases))
    for key, title, tags in (
        ("land", "Who holds the valley", ("border",)),
        ("prisoner-exchange", "Exchange of prisoners", ()),
        ("grain-corridor", "A corridor for grain", ("harbours",)),
    ):
        found.put(Item(key=key, kind=ItemKind.issue, title=title, tags=tags))
    found.put(
        Person.model_validate({"key": "ros", "name": "Ana Rosen", "offices": [{"office": "Envoy", "party": "red"}]})
    )
    return found


def told(text: str) -> list[str]:
    found = Suggester(known(), LEXICONS["en"]).suggestions("herald", QuotedText(text), DAY)
    return [f"{each.item} {each.party} {each.stance.value} {each.cite[0].at}: {each.cite[0].quote}" for each in found]


def test_a_word_of_the_title_of_an_item_is_taken_for_no_stance() -> None:
    register = known()
    register.put(Item(key="figures", kind=ItemKind.issue, title="Yearly figures of demand"))
    suggester = Suggester(register, LEXICONS["en"])

    def stances(text: str) -> list[str]:
        return [each.stance.value for each in suggester.suggestions("herald", QuotedText(text), DAY)]

    assert stances("Redland published the yearly figures of demand.") == []
    assert stances("Redland insists on yearly figures of demand.") == ["demands"]
    assert stances("Redland gave yearly figures of demand and rejects a review of them.") == ["rejects"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Redland insists on the border.", ["land red demands ¶1: Redland insists on the border"]),
        ("In Redville they say no. Redville rejects a grain corridor.", [
            "grain-corridor red rejects ¶1: Redville rejects a grain corridor"
        ]),
        ("Blueland does not support an exchange of prisoners.", [
            "prisoner-exchange blue opposes ¶1: Blueland does not support an exchange of prisoners"
        ]),
        ("RD and BL have agreed to the exchange of prisoners; more is to come.", [
            "prisoner-exchange red supports ¶1: RD and BL have agreed to the exchange of prisoners",
            "prisoner-exchange blue supports ¶1: RD and BL have agreed to the exchange of prisoners",
        ]),
        ("Blueland supports the valley deal provided that it is paid.", [
            "land blue conditional ¶1: Blueland supports the valley deal provided that it is paid"
        ]),
    ],
)  # fmt: skip
def test_a_party_a_word_and_an_item_make_a_suggestion(text: str, expected: list[str]) -> None:
    assert told(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Redland may reject the border.",
        "Redland has not rejected the border.",
        "Redland rejects it.",
        "They reject the border.",
        "redlands reject the border.",
        "rd rejects the border.",
        "",
    ],
)
def test_what_guesses_names_nobody_or_no_item_makes_none(text: str) -> None:
    assert told(text) == []


def test_a_person_speaks_for_the_party_whose_office_they_hold() -> None:
    said = Suggester(known(), LEXICONS["en"]).suggestions("herald", QuotedText('Rosen ruled out "any border".'), DAY)
    (one,) = said
    assert (one.party, one.cite[0].by, one.cite[0].speaker) == ("red", "ros", "own-words")


def test_each_stance_is_suggested_once_and_where_it_stands_first() -> None:
    assert told("Redland rejects the border.\n\nOnce more Redland rejects the border.") == [
        "land red rejects ¶1: Redland rejects the border"
    ]


def test_an_abbreviation_ends_no_sentence() -> None:
    assert list(sentences("The U.S. side agreed. Mr. Rosen left! Did he?")) == [
        "The U.S. side agreed.",
        "Mr. Rosen left!",
        "Did he?",
    ]


def test_every_cue_of_every_language_is_found_and_belongs_to_one_stance() -> None:
    for lexicon in LEXICONS.values():
        every = [phrase for phrases in lexicon.cues.values() for phrase in phrases]
        assert len(every) == len(set(every))
        assert all(phrase == phrase.lower() and lexicon.cue.search(f"x {phrase} y") for phrase in every)
