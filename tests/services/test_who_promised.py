"""Whose word it is that something was promised: who tells it again does not take the place of who promised."""

import pytest

from ledger.domain.words import Voice
from ledger.services.comparing import compare
from ledger.services.note import note_of
from ledger.storage import asof
from ledger.storage.asof import When
from ledger.storage.database import Database
from tests.support import FRAME, load

PROMISED = "2026-01-24"


def status(word: str, held: str, source: str, speaker: str, at: str = "¶1") -> str:
    """A status of the pledge."""
    cite = f"{{source: {source}, at: '{at}', speaker: {speaker}}}"
    return f"statuses: [{{item: pledge, held_on: {held}, status: {word}, summary: By {source}., cite: {cite}}}]"


def promise(database: Database) -> str:
    """What the short note says of it."""
    with database.read() as store:
        document = note_of(store, compare(store, "2026-01-25", "2026-02-10", told=True))
    (line,) = [line.text for each in document.sections if each.key == "promises" for line in each.sentences]
    return line


def voice(database: Database, held: str = "2026-02-10") -> tuple[Voice | None, list[str | None]]:
    """The voice of what stands of it, and the sources cited for it."""
    with database.read() as store:
        points = compare(store, held, held, told=True).diff
        reading = asof.statuses(store, When.at(points.to_point))["pledge"]
    return reading.evidence.voice, [each.source for each in reading.evidence.citations]


@pytest.mark.both_engines
def test_who_tells_a_promise_again_does_not_replace_the_word_of_who_made_it(database: Database) -> None:
    load(database, FRAME, status("promised", PROMISED, "herald", "own-words"))
    load(database, status("promised", "2026-02-02", "gazette", "counterpart"))
    assert voice(database) == (Voice.first_hand, ["herald", "gazette"])
    assert "promised, by the account of one of the parties and by a counterpart's account;" in promise(database)
    assert voice(database, "2026-01-30") == (Voice.first_hand, ["herald"])


@pytest.mark.both_engines
def test_a_promise_that_was_broken_and_made_anew_is_on_the_word_of_who_tells_it_anew(database: Database) -> None:
    load(database, FRAME, status("promised", "2026-01-20", "herald", "own-words"))
    load(database, status("broken", "2026-01-28", "herald", "media", "¶2"))
    load(database, status("promised", "2026-02-02", "gazette", "counterpart"))
    assert voice(database) == (Voice.reported, ["gazette"])


def test_the_words_told_of_a_promise_stay_those_of_who_told_it_last(database: Database) -> None:
    load(database, FRAME, status("promised", PROMISED, "herald", "own-words"))
    load(database, status("promised", "2026-02-02", "gazette", "counterpart"))
    with database.read() as store:
        reading = asof.statuses(store, When.at(compare(store, "R1", "2026-02-10").diff.to_point))["pledge"]
    assert (reading.summary, [each.source for each in reading.evidence.leading]) == ("By gazette.", ["gazette"])


def test_a_nearer_word_told_later_needs_none_before_it(database: Database) -> None:
    load(database, FRAME, status("promised", PROMISED, "herald", "media"))
    load(database, status("promised", "2026-02-02", "gazette", "own-words"))
    assert voice(database) == (Voice.first_hand, ["gazette"])


def test_a_readout_that_recalls_a_promise_does_not_replace_the_word_of_who_made_it(database: Database) -> None:
    load(database, FRAME, status("promised", PROMISED, "herald", "own-words"))
    load(database, status("promised", "2026-02-02", "gazette", "readout"))
    assert voice(database) == (Voice.first_hand, ["herald", "gazette"])
    assert "by the account of one of the parties and by a readout's account;" in promise(database)
