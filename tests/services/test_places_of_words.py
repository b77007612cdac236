"""The analyst's words on an entry stand with what that entry cites, and not with what others of its account cite."""

import pytest

from ledger.domain.floors import Counting
from ledger.formats.document import Sentence
from ledger.formats.document_markdown import markdown_text
from ledger.services.note import report_between
from ledger.storage.database import Database
from tests.support import FRAME, load, stance

WORDS = "The herald has it so."


def entry(
    block: str, word: str, source: str, at: str, summary: str, item: str = "land", day: str = "2026-01-24"
) -> str:
    """A seed with one entry, in the analyst's words."""
    whose = "party: red, stance" if block == "stances" else "status"
    cited = f"cite: {{source: {source}, at: {at}}}"
    return f"{block}: [{{item: {item}, held_on: {day}, {whose}: {word}, summary: {summary}, {cited}}}]"


def by_two(block: str, word: str, item: str = "land") -> tuple[str, str]:
    """What two papers tell alike, each in words of its own; the herald leads."""
    return (entry(block, word, "herald", "¶1", WORDS, item), entry(block, word, "gazette", "¶2", "Another way.", item))


def line_on(database: Database, key: str, start: str = "2026-01-20") -> list[tuple[str, list[str]]]:
    """The one line of a section in pieces, each with the places that stand after it."""
    with database.read() as store:
        document = report_between(store, start, "R1", sections=(key,))
    at = {note.number: note.at or "the ledger" for note in document.footnotes}
    (section,) = (each for each in document.sections if each.key == key)
    (line,) = (sentence for sentence in section.sentences if WORDS in sentence.text)
    return pieces(line, at)


def pieces(line: Sentence, at: dict[int, str]) -> list[tuple[str, list[str]]]:
    found, text = list[tuple[str, list[str]]](), ""
    for said, cites in [*((span.text, span.cites) for span in line.spans), ("", line.cites)]:
        text += said
        if cites:
            found.append((text, [at[number] for number in cites]))
            text = ""
    return [*found, (text, [])] if text else found


@pytest.mark.parametrize(("block", "word"), [("stances", "demands"), ("statuses", "deadlocked")])
def test_who_looks_up_a_place_after_our_words_finds_the_report_they_are_of(
    database: Database, block: str, word: str
) -> None:
    load(database, FRAME, *by_two(block, word))
    *claims, words = line_on(database, "new")
    assert words[0].endswith(f" {WORDS}")
    assert words[1] == ["¶1"]
    assert word in claims[-1][0]
    assert all(places == ["¶1", "¶2"] for _said, places in claims)


def test_words_on_a_promise_do_not_take_in_who_else_tells_of_it(database: Database) -> None:
    load(database, FRAME, *by_two("statuses", "promised", "pledge"))
    claim, words = line_on(database, "promises")
    assert claim == ("A pledge: newly promised, as a report has it; due by R2 (4–5 Feb 2026).", ["¶1", "¶2"])
    assert words == (f" {WORDS}", ["¶1"])


def test_each_end_of_a_move_has_its_places_with_it_and_our_words_those_of_their_report(database: Database) -> None:
    before = entry("statuses", "open", "desk", "¶3", "As we see it.", day="2026-01-10")
    load(database, FRAME, before, *by_two("statuses", "deadlocked"))
    told = line_on(database, "still")
    assert [places for _said, places in told] == [["¶1", "¶2"], ["¶3"], ["¶1"]]
    assert told[-1][0].endswith(WORDS)


def test_a_way_between_keeps_its_own_places_and_lends_them_to_no_words_of_ours(database: Database) -> None:
    early = entry("statuses", "discussed", "gazette", "¶3", "They talked.", day="2026-01-22")
    load(database, FRAME, early, entry("statuses", "agreed", "herald", "¶1", WORDS))
    told = line_on(database, "settled")
    assert told[-1] == (told[-1][0], ["¶1"])
    assert ["¶3"] in [places for _said, places in told]


def test_what_one_report_tells_has_its_places_once_at_the_end(database: Database) -> None:
    load(database, FRAME, entry("statuses", "deadlocked", "herald", "¶1", WORDS))
    assert line_on(database, "new") == [
        (f"Land is first reported: deadlocked, as a report has it. {WORDS}", ["¶1"]),
    ]


BOTH = """
statuses:
  - item: land
    held_on: 2026-01-24
    status: deadlocked
    summary: The herald has it so.
    cite:
      - {source: herald, at: ¶1, speaker: own-words}
      - {source: herald, at: ¶2, speaker: media}
"""


def test_under_a_floor_our_words_keep_every_place_that_bears_them_and_what_is_below_it_is_marked(
    database: Database,
) -> None:
    load(database, FRAME, BOTH)
    with database.read() as store:
        own = Counting.asked(voice="first-hand")
        document = report_between(store, "2026-01-20", "R1", sections=("new",), counting=own)
        everything = report_between(store, "2026-01-20", "R1", sections=("new",))
    (line,) = (sentence for sentence in document.sentences if WORDS in sentence.text)
    at = {note.number: note.place or "the ledger" for note in document.footnotes}
    assert [places for _said, places in pieces(line, at)] == [["¶1", "¶2 (left out)"]]
    assert [note.graded for note in document.footnotes if note.at == "¶2"] == ["B6, left out"]
    assert not any(note.left_out for note in everything.footnotes)


def test_the_analysts_words_on_an_event_keep_their_places_marked_alike(database: Database) -> None:
    cited = "[{source: herald, at: ¶1, credibility: 2}, {source: herald, at: ¶2, credibility: 3}]"
    load(database, FRAME, f"events: [{{held_on: 2026-01-23, title: A storm, summary: It blew., cite: {cited}}}]")
    with database.read() as store:
        better = Counting.asked(at_least="B2")
        document = report_between(store, "2026-01-20", "R1", sections=("events",), counting=better)
    assert [(note.at, note.left_out) for note in document.footnotes if note.source] == [("¶1", False), ("¶2", True)]
    assert "grade B3, left out" in markdown_text(document)


def test_a_gap_that_closed_stands_on_the_places_of_both_its_ends(database: Database) -> None:
    load(
        database,
        FRAME,
        stance("land", "blue", "rejects", "R1", at="¶1"),
        stance("land", "red", "demands", "R1", at="¶2"),
    )
    load(database, stance("land", "red", "doubts", "R2", "gazette", "¶3"))
    with database.read() as store:
        document = report_between(store, "R1", "R2", sections=("follows",))
    at = {note.number: note.at or "the ledger" for note in document.footnotes}
    ((line,),) = (each.sentences for each in document.sections if each.key == "follows")
    assert [at[number] for number in line.cites] == ["¶3", "¶1", "¶2"]


def moved_from_to(database: Database, before: str, after: str) -> list[tuple[str, list[str]]]:
    """What is told of Red's move from the first round to the second, in pieces with the places of each."""
    load(database, FRAME, before, after)
    with database.read() as store:
        document = report_between(store, "R1", "R2", sections=("moved",))
    at = {note.number: note.at or "the ledger" for note in document.footnotes}
    ((line,),) = (each.sentences for each in document.sections if each.key == "moved")
    return pieces(line, at)


def test_who_looks_up_the_earlier_word_finds_its_place_though_both_ends_are_on_one_word(database: Database) -> None:
    found = moved_from_to(
        database,
        stance("land", "red", "demands", "R1", at="¶1"),
        stance("land", "red", "doubts", "R2", "gazette", "¶2"),
    )
    assert found == [
        ("Land: Red changed sides: doubts, before demands", ["¶1"]),
        (", as a report has it.", ["¶2"]),
    ]


def test_who_looks_up_an_earlier_condition_finds_its_place_though_both_ends_are_on_one_word(
    database: Database,
) -> None:
    found = moved_from_to(
        database,
        stance("land", "red", "supports", "R1", at="¶1", more=", condition: Soldiers leave"),
        stance("land", "red", "supports", "R2", "gazette", "¶2", more=", condition: Block lifted"),
    )
    assert found == [
        ("Land: Red names another condition in place of “Soldiers leave”", ["¶1"]),
        (": Block lifted, as a report has it.", ["¶2"]),
    ]


def test_who_looks_up_an_earlier_word_that_has_all_places_of_the_later_finds_those_of_each(database: Database) -> None:
    load(database, FRAME, stance("land", "red", "demands", "R1", at="¶1"))
    found = moved_from_to(
        database,
        stance("land", "red", "demands", "R1", "gazette", "¶2"),
        stance("land", "red", "doubts", "R2", "gazette", "¶2"),
    )
    assert found == [
        ("Land: Red changed sides: doubts", ["¶2"]),
        (", before demands", ["¶1", "¶2"]),
        (", as a report has it.", []),
    ]
