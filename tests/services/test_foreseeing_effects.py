"""What an act would do is told before it is done, and nothing is recorded by asking."""

from typing import Any

from pydantic import BaseModel

from ledger.domain.seed import CellRef, RetractionPart
from ledger.domain.words import EntryKind
from ledger.services import acting, effects
from ledger.storage import changesets
from ledger.storage.database import Database
from tests.support import FRAME, HEADER, load, stance

HERALD = stance("land", "red", "demands", "R1")
BLUE = stance("land", "blue", "opposes", "R1")
EVENT = "events: [{held_on: 2026-01-05, title: Shots, cite: {source: herald, at: ¶1}}]\n"


def foreseen(database: Database, *values: BaseModel) -> str:
    with database.read() as store:
        return effects.said(effects.foresee(store, values, HEADER))


def stance_of(word: str, **fields: Any) -> BaseModel:
    given = {"item": "land", "party": "red", "round": "R1", "cite": {"source": "herald", "at": "¶9"}}
    return acting.statement_of(EntryKind.stance, {**given, **fields, "stance": word})


def test_a_move_names_the_round_and_to_whom_it_comes_nearer(database: Database) -> None:
    load(database, FRAME, HERALD, BLUE)
    said = foreseen(database, stance_of("doubts", round="R2"))
    assert said.startswith("moves ")
    assert "+3 -> -1 in R2, nearer to " in said
    with database.read() as store:
        assert changesets.last_number(store) == 3


def test_a_move_is_not_told_as_nearer_to_who_may_have_moved_by_then(database: Database) -> None:
    load(database, FRAME, HERALD, BLUE, stance("land", "blue", "supports", "2026-02-01/2026-02-09"))
    assert "+3 -> -1 in R2; " in f"{foreseen(database, stance_of('doubts', round='R2'))}; "


def test_a_rival_is_named_and_taking_it_back_ends_the_contest(database: Database) -> None:
    load(database, FRAME, HERALD, stance("land", "red", "rejects", "R1", "gazette"))
    assert "contests entr" in foreseen(database, stance_of("undecided", cite={"source": "desk", "at": "¶9"}))
    said = foreseen(database, RetractionPart(entry=CellRef(id=2), reason="hearsay"))
    assert said.startswith("takes back entry 2; ")
    assert said.endswith("; the contest ends")


def test_a_name_that_is_none_is_answered_with_what_was_meant(database: Database) -> None:
    load(database, FRAME, HERALD)
    assert 'did you mean "land"?' in foreseen(database, stance_of("doubts", item="lnad"))


def test_what_is_known_already_records_nothing(database: Database) -> None:
    load(database, FRAME, HERALD)
    assert foreseen(database, stance_of("demands", cite={"source": "herald", "at": "¶1"})) == effects.NOTHING_NEW


def test_taking_an_event_back_says_so_and_one_more_is_added(database: Database) -> None:
    load(database, FRAME, EVENT)
    part = RetractionPart(entry=CellRef(id=1), reason="hearsay")
    assert foreseen(database, part) == "takes back entry 1"
    values = {"title": "More shots", "held_on": "2026-01-06", "cite": {"source": "herald", "at": "¶2"}}
    assert foreseen(database, acting.statement_of(EntryKind.event, values)) == "adds an event"
