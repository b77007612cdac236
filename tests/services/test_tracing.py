"""An item's history: who recorded each entry, and what became of it."""

from typing import Any

import pytest

from ledger.domain.seed import CellRef, DroppedCitation
from ledger.domain.words import Verdict
from ledger.errors import NotFound, UsageError
from ledger.services import acting, settling
from ledger.services import history as tracing
from ledger.services.entry_states import EntryState
from ledger.services.history import Act, History, Traced
from ledger.services.undoing import undo
from ledger.storage import entries
from ledger.storage.database import Database
from tests.lived import lived
from tests.support import FRAME, HEADER, load, signed_in, stance


def history(database: Database, what: str = "land", at: str = "now", **more: object) -> History:
    with database.read() as store:
        return tracing.history(store, what, at, **more)  # type: ignore[arg-type]


def of_red(database: Database, at: str = "now") -> list[Traced]:
    (found,) = [each for each in history(database, at=at).parties if each.party.key == "red"]
    return list(found.entries)


def steps(each: Traced) -> list[tuple[int, Act, int | None, str | None, str | None]]:
    return [(step.changeset.number, step.act, step.other, step.about, step.why) for step in each.steps]


def test_a_correction_and_what_it_corrected_are_told_with_who_and_why(database: Database) -> None:
    load(database, FRAME, stance("land", "red", "demands", "R1"), stance("land", "red", "doubts", "R2"))
    with database.write() as store:
        acting.correct(store, 1, {"stance": "supports"}, HEADER, reason="misread")
    found = of_red(database)
    assert [(each.told.entry.id, each.told.state, each.recorded.number) for each in found] == [
        (1, EntryState.corrected, 2),
        (3, EntryState.earlier, 4),
        (2, EntryState.counts, 3),
    ]
    assert steps(found[0]) == [(4, Act.corrected, 3, None, "misread")]
    assert steps(found[1]) == steps(found[2]) == []
    assert found[0].recorded.header.author == "tester"


def test_the_history_is_that_of_the_point(database: Database) -> None:
    load(database, FRAME, stance("land", "red", "demands", "R1"), stance("land", "red", "doubts", "R2"))
    with database.write() as store:
        acting.retract(store, 1, HEADER, reason="not said")
    with database.write() as store:
        acting.edit(store, "item", "land", {"title": "The land"}, HEADER)
    assert [each.told.entry.id for each in of_red(database, "R1")] == [1]
    assert steps(of_red(database, "R1")[0]) == [(4, Act.retracted, 3, None, "not said")]
    assert steps(of_red(database, "R1@3")[0]) == []
    assert [(each.changeset.number, each.edits[0].field) for each in history(database).edits] == [(5, "title")]
    assert history(database, at="now@4").edits == ()
    assert history(database, at="now@4").item.title == "Land"


def test_an_undone_retraction_stays_in_the_story(database: Database) -> None:
    load(database, FRAME, stance("land", "red", "demands", "R1"))
    with database.write() as store:
        acting.retract(store, 1, HEADER, reason="not said")
    with database.write() as store:
        undo(store, 3, HEADER, reason="said after all")
    first, second = of_red(database)
    assert (first.told.state, second.told.state) == (EntryState.retracted, EntryState.counts)
    assert steps(first) == [(3, Act.retracted, 2, None, "not said")]
    assert second.told.entry.supersedes == 2


@pytest.mark.parametrize(
    ("how", "one", "other"),
    [({"keep": 1}, "outweighs", "outweighed by"), ({"last": 2}, "comes before", "comes after")],
)
def test_both_sides_of_a_contest_say_how_it_ended(
    database: Database, how: dict[str, Any], one: str, other: str
) -> None:
    load(database, FRAME, stance("land", "red", "demands", "R1"), stance("land", "red", "opposes", "R1", "gazette"))
    with database.write() as store:
        settling.settle(store, "land", "red", HEADER, reason="own words", **how)
    told = {each.told.entry.id: [step[1:] for step in steps(each)] for each in of_red(database)}
    assert told[1][0] == (Act.contested, 2, None, None)
    assert (Act.settled, 2, one, "own words") in told[1]
    assert told[2][0] == (Act.contested, 1, None, None)
    assert (Act.settled, 1, other, "own words") in told[2]


def test_a_contest_is_told_of_those_that_stood_then_and_of_no_corrected_one(database: Database) -> None:
    load(database, FRAME, stance("land", "red", "demands", "R1"))
    with database.write() as store:
        acting.correct(store, 1, {"stance": "supports"}, HEADER, reason="misread")
    load(database, stance("land", "red", "opposes", "R1", "gazette"))
    told = {each.told.entry.id: [step[:3] for step in steps(each)] for each in of_red(database)}
    assert told == {1: [(3, Act.corrected, 2)], 2: [(4, Act.contested, 3)], 3: [(4, Act.contested, 2)]}


def test_citations_come_with_the_changeset_that_added_them_dropped_ones_too(database: Database) -> None:
    load(database, FRAME, stance("land", "red", "demands", "R1"))
    load(database, *(f"citations: [{{entry: 1, source: {each}}}]" for each in ("gazette, at: ¶1", "echo, at: p. 2")))
    drop = DroppedCitation(entry=CellRef(id=1), source="gazette", at="¶1", reason="another land")
    with database.write() as store:
        acting.perform(store, [drop], HEADER)
    (found,) = of_red(database)
    assert [(number, citation.source) for number, citation in found.citations] == [
        (2, "herald"),
        (3, "gazette"),
        (4, "echo"),
    ]
    assert steps(found) == [
        (3, Act.cited, None, "gazette ¶1", None),
        (4, Act.cited, None, "echo p. 2", None),
        (5, Act.uncited, None, "gazette ¶1", "another land"),
    ]
    assert found.told.evidence.independent_sources == 1, "the echo carries the herald"


def test_every_verdict_is_told_those_taken_back_too(database: Database) -> None:
    load(database, FRAME, stance("land", "red", "demands", "R1"))
    for verdict, reviewer in ((Verdict.accepted, "ann"), (Verdict.rejected, "bob")):
        with database.write() as store:
            acting.review(store, [1], verdict, signed_in(store, reviewer), note=f"by {reviewer}")
    with database.write() as store:
        undo(store, 4, HEADER, reason="wrong button")
    (found,) = of_red(database)
    assert [step[:4] for step in steps(found)][:2] == [
        (3, Act.accepted, None, "ann"),
        (4, Act.rejected, None, "bob"),
    ]
    assert steps(found)[0][4] == "by ann"


def test_of_one_party_it_is_its_stances_alone(database: Database) -> None:
    load(database, FRAME, stance("land", "red", "demands", "R1"), stance("land", "blue", "rejects", "R1"))
    load(database, "statuses: [{item: land, round: R1, status: discussed, cite: {source: herald}}]")
    found = history(database, of_parties=["blue"])
    assert [(each.party.key, len(each.entries)) for each in found.parties] == [("blue", 1)]
    assert (found.statuses, found.events, found.edits) == ((), (), ())
    (nothing,) = history(database, of_parties=["green"]).parties
    assert nothing.entries == ()
    with pytest.raises(NotFound, match="grn") as problem:
        history(database, of_parties=["grn"])
    assert str(problem.value.hint).startswith('did you mean "green"?')


def test_only_items_have_a_history(database: Database) -> None:
    load(database, FRAME)
    assert history(database, "item:land").item.key == "land"
    with pytest.raises(UsageError):
        history(database, "party:red")
    with pytest.raises(NotFound):
        history(database, "lnd")


def test_nothing_ever_recorded_on_an_item_is_left_out(database: Database) -> None:
    lived(database)
    for item in ("land", "fuel", "pledge"):
        found = history(database, item)
        with database.read() as store:
            every = {entry.id: entry.changeset for entry in entries.of_items(store, [item])}
        assert {each.told.entry.id: each.recorded.number for each in found.entries} == every
        assert all(each.citations for each in found.entries)
        gone = [each for each in found.entries if each.told.by is not None]
        assert all(each.steps[-1].why for each in gone)
    assert [each.changeset.number for each in history(database, "land").edits] == [17]
