"""What happens when two analysts' copies of a ledger come together: nothing is lost, and conflicts are settled by people."""

import json
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from ledger.domain.entries import Cell
from ledger.domain.floors import Counting
from ledger.domain.own_words import own_beginning
from ledger.domain.records import RECORDS
from ledger.domain.seed import AddedCitation, ChangesetInfo, DroppedCitation
from ledger.domain.words import EntryKind, Verdict
from ledger.errors import Conflict, InvalidData, LedgerError, UsageError
from ledger.services import acting, marking, merging, rekeying, settling, sourcing
from ledger.services.diff import diff_between
from ledger.services.note import report_between
from ledger.services.outweighed import without_ground
from ledger.services.parting import tip
from ledger.services.undoing import undo, undo_last_of
from ledger.services.verifying import verify
from ledger.storage import asof, changesets, contests, entries, register, reviews, texts
from ledger.storage.cells import When
from ledger.storage.database import Database, Store
from ledger.storage.engine import Location
from tests.conftest import NewLocation
from tests.effort import examples
from tests.services.note_values import section
from tests.support import FRAME, HEADER, load, load_into, load_real_seed, said, stance

ANA, BEN, MIA = (HEADER.model_copy(update={"author": name}) for name in ("ana", "ben", "mia"))
TALKS = (
    FRAME,
    stance("land", "red", "demands", "R1"),
    stance("land", "blue", "opposes", "R1"),
    stance("land", "red", "rejects", "R1", "gazette"),
    "statuses: [{item: land, round: R1, status: deadlocked, cite: {source: herald, at: ¶3}}]",
)
Act = Callable[[Store, ChangesetInfo], Any]
Copies = tuple[Database, Database]


@contextmanager
def copies(template: Path, folder: Path) -> Iterator[Copies]:
    """Two copies of one ledger."""
    made = []
    for name in ("ana", "ben"):
        path = folder / f"{name}.db"
        shutil.copyfile(template, path)
        made.append(Database(Location(path=path)))
    yield made[0], made[1]
    for database in made:
        database.close()


@pytest.fixture(scope="module")
def talks(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Path:
    """A ledger with a few acts."""
    path = tmp_path_factory.mktemp("talks") / "ledger.db"
    shutil.copyfile(sqlite_template, path)
    database = Database(Location(path=path))
    load(database, *TALKS)
    database.close()
    return path


def done(database: Database, header: ChangesetInfo, *acts: Act) -> None:
    for act in acts:
        with database.write() as store:
            act(store, header)


def merged(into: Database, other: Database, chosen: dict[int, str] | None = None) -> merging.Merged:
    with into.write() as store, other.read() as theirs:
        found = merging.merge(store, theirs, MIA, chosen)
        if found.taken:
            verify(store)
    return found


def edit(key: str, **fields: object) -> Act:
    return lambda store, header: acting.edit(store, "item", key, fields, header)


def correct(number: int, word: str) -> Act:
    return lambda store, header: acting.correct(store, number, {"stance": word}, header, reason="misread")


def regraded(number: int, **fields: object) -> Act:
    cite = {"source": "herald", "at": "¶1"} | fields
    return lambda store, header: acting.correct(store, number, {"cite": [cite]}, header, reason="misread")


def retract(number: int) -> Act:
    return lambda store, header: acting.retract(store, number, header, reason="not there")


def keep(number: int, reason: str = "nearer") -> Act:
    return lambda store, header: settling.settle(store, "land", "red", header, reason=reason, keep=number)


def moved(earlier: int, later: int, reason: str = "first the one, then the other") -> Act:
    order = (earlier, later)
    return lambda store, header: settling.settle(store, "land", "red", header, reason=reason, moved=order)


def review(number: int, verdict: str) -> Act:
    return lambda store, header: acting.review(store, [number], Verdict(verdict), header)


def rename(table: str, key: str, new: str) -> Act:
    return lambda store, header: rekeying.rename(store, table, key, new, header)


def cites(number: int, source: str) -> Act:
    part = AddedCitation.model_validate({"entry": {"id": number}, "source": source, "at": "¶7"})
    return lambda store, header: acting.perform(store, [part], header)


def cites_no_more(number: int, source: str, at: str) -> Act:
    part = DroppedCitation.model_validate({"entry": {"id": number}, "source": source, "at": at, "reason": "not there"})
    return lambda store, header: acting.perform(store, [part], header)


def undo_last(store: Store, header: ChangesetInfo) -> Any:
    return undo(store, changesets.last_number(store), header, reason="second thoughts")


def report(item: str, party: str, word: str, day: str, source: str = "herald", at: str = "¶9") -> Act:
    return seed(stance(item, party, word, day, source, at))


def seed(*lines: str) -> Act:
    return lambda store, header: load_into(store, "\n".join(lines), header=header)


def join(table: str, key: str, into: str) -> Act:
    return lambda store, header: rekeying.join(store, table, key, into, header, reason="one")


def mark(name: str, at: str) -> Act:
    return lambda store, header: marking.mark(store, name, at, header)


@pytest.mark.parametrize(("side", "word"), [(merging.OURS, "doubts"), (merging.THEIRS, "supports")])
def test_what_was_accepted_in_its_copy_counts_as_accepted_once_it_is_chosen(
    talks: Path, tmp_path: Path, side: str, word: str
) -> None:
    def accepts(store: Store, header: ChangesetInfo) -> Any:
        return acting.review(store, [entries.last_id(store)], Verdict.accepted, header)

    with copies(talks, tmp_path) as (one, other):
        done(one, ANA, correct(2, "doubts"), accepts)
        done(other, BEN, correct(2, "supports"), accepts)
        merged(one, other, {1: side})
        with one.read() as store:
            known = When(date.max, changesets.last_number(store), Counting(reviewed_only=True))
            reading = asof.readings(store, known, [("land", "blue")])["land", "blue"]
            assert reading.word == word
            (given,) = reviews.side_by_side(store, ids=[reading.entry])[reading.entry]
            assert given.reviewer == ("ana" if side == merging.OURS else "ben")


@pytest.mark.parametrize("turned", [False, True])
def test_a_verdict_given_anew_holds_where_the_other_copy_only_gave_the_round_its_days(
    talks: Path, tmp_path: Path, turned: bool
) -> None:
    """Entry 2 is known by its round alone: with other days it is said again, with the verdict that it had there."""

    def other_days(store: Store, header: ChangesetInfo) -> Any:
        return acting.edit(store, "round", "R1", {"ends": "2026-01-25"}, header)

    accepted = tmp_path / "accepted.db"
    shutil.copyfile(talks, accepted)
    database = Database(Location(path=accepted))
    done(database, BEN, review(2, "accepted"))
    database.close()
    with copies(accepted, tmp_path) as (one, other):
        done(one, ANA, other_days)
        done(other, BEN, review(2, "rejected"))
        into, theirs = (other, one) if turned else (one, other)
        merged(into, theirs)
        with into.read() as store:
            (given,) = reviews.side_by_side(store, ids=[tip(store, 2)])[tip(store, 2)]
        assert (given.reviewer, given.verdict) == ("ben", Verdict.rejected)


def test_copies_changed_apart_read_alike_whichever_came_first(talks: Path, tmp_path: Path) -> None:
    with copies(talks, tmp_path) as (one, other):
        done(one, ANA, report("land", "red", "opposes", "R2"), rename("item", "land", "ground"), review(1, "accepted"))
        done(other, BEN, edit("land", difficulty=3), report("fuel", "blue", "supports", "R2"), review(1, "accepted"))
        shutil.copyfile(tmp_path / "ana.db", tmp_path / "ana2.db")
        first = merged(one, other)
        again = Database(Location(path=tmp_path / "ana2.db"))
        second = merged(other, again)
        again.close()
        assert (first.conflicts, second.conflicts) == ((), ())
        assert said(one) == said(other)
        assert said(one)["ground red"] == "opposes"
        with one.read() as store:
            log = changesets.log(store, newest_first=False)[-3:]
            assert [each.header.by for each in log] == ["ben, merged by mia"] * 3
            assert all(each.header.origin for each in log)
            assert {each.reviewer for each in reviews.side_by_side(store, None, [1])[1]} == {"ana", "ben"}


def test_merging_again_records_nothing(talks: Path, tmp_path: Path) -> None:
    with copies(talks, tmp_path) as (one, other):
        done(one, ANA, edit("land", difficulty=4))
        done(other, BEN, report("land", "red", "opposes", "R2"))
        merged(one, other)
        assert merged(one, other).taken == ()
        assert merged(other, one).known == 1
        assert said(one) == said(other)


@pytest.mark.parametrize("side", ["ours", "theirs"])
@pytest.mark.parametrize("into_first", [True, False])
def test_what_came_over_before_and_both_corrected_since_is_settled_by_a_person(
    talks: Path, tmp_path: Path, side: str, into_first: bool
) -> None:
    with copies(talks, tmp_path) as (one, other):
        done(one, ANA, edit("land", difficulty=4))
        done(other, BEN, report("fuel", "blue", "supports", "R2"), report("fuel", "red", "demands", "R2"))
        merged(one, other)
        done(one, ANA, correct(tip_of(one, "fuel", "blue"), "rejects"), correct(tip_of(one, "fuel", "red"), "doubts"))
        done(other, BEN, correct(tip_of(other, "fuel", "blue"), "opposes"))
        mine, theirs = (one, other) if into_first else (other, one)
        words = {"ours": said(mine)["fuel blue"], "theirs": said(theirs)["fuel blue"]}
        assert [(each.about, len(each.entries)) for each in merged(mine, theirs).conflicts] == [("entry", 1)]
        merged(mine, theirs, {1: side})
        assert said(mine)["fuel blue"] == words[side]
        assert said(mine)["fuel red"] == "doubts"
        assert merging_conflicts(theirs, mine) == ()
        merged(theirs, mine)
        assert said(theirs) == said(mine)


def test_what_both_coded_and_one_corrected_and_the_other_took_back_is_settled(talks: Path, tmp_path: Path) -> None:
    with copies(talks, tmp_path) as (one, other):
        for database, header in ((one, ANA), (other, BEN)):
            done(database, header, report("fuel", "blue", "supports", "R2"))
        done(one, ANA, correct(tip_of(one, "fuel", "blue"), "rejects"))
        done(other, BEN, retract(tip_of(other, "fuel", "blue")))
        assert [each.about for each in merged(one, other).conflicts] == ["entry"]
        assert [each.about for each in merging_conflicts(other, one)] == ["entry"]
        merged(one, other, {1: "theirs"})
        assert "fuel blue" not in said(one)


def moved_to(party: str) -> Act:
    return lambda store, header: acting.correct(store, 1, {"party": party}, header, reason="misheard")


def reasons(database: Database, number: int) -> list[str | None]:
    """Why what stood in an entry's place was put right or taken back, the first first."""
    with database.read() as store:
        found: list[str | None] = []
        while (by := entries.superseded(store, ids=[number]).get(number)) is not None:
            number = by
            entry = entries.by_ids(store, [number]).get(number)
            found.append(entry.reason if entry else entries.retractions(store, [number])[0].reason)
        return found


OWN = ("redefined: the question was narrowed", "redefined: the days of R1 were read wrongly", "undo @3: not said")
REASONS = st.builds("{}{}".format, st.sampled_from(("", "redefined: ", "Redefined: ", "undo ")), st.text(max_size=20))


def put_right(talks: Path, folder: Path, reason: str) -> Any:
    """What a merge and a diff tell once an entry was corrected and another taken back; else what is refused."""
    with copies(talks, folder) as (one, other):
        done(one, ANA, edit("land", difficulty=4))
        try:
            with other.write() as store:
                acting.correct(store, 2, {"stance": "doubts"}, BEN, reason=reason)
                acting.retract(store, 1, BEN, reason=reason)
        except InvalidData as refused:
            return [each.path for each in refused.faults]
        merged(one, other)
        with one.read() as store:
            changes = diff_between(store, "R1@5", "R1").changes
            last = undo_last_of(store, "ben")
        return said(one), [(each.item, each.party, each.verbs, each.cause) for each in changes], last


@settings(max_examples=examples(6), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(reason=REASONS)
@example(reason=OWN[0])
@example(reason=OWN[1])
@example(reason=OWN[2])
@example(reason="redefined: ")
def test_what_was_put_right_is_told_and_merged_alike_whatever_the_reason(
    talks: Path, tmp_path_factory: pytest.TempPathFactory, reason: str
) -> None:
    """It is recorded without the blanks around it: of the ledger's own words alone only a person's is left."""
    plainly, found = (put_right(talks, tmp_path_factory.mktemp("reason"), why) for why in ("misread", reason))
    assert found == ["reason"] or (found == plainly and own_beginning(reason.strip()) is None)


SAID_OF = "merge: said of entry 1 in one copy: "


@pytest.mark.parametrize(
    ("act", "why"), [(retract(1), f"{SAID_OF}not there"), (correct(1, "doubts"), f"{SAID_OF}misread")]
)
@pytest.mark.parametrize(("side", "last"), [("ours", ["merge: as ours"]), ("theirs", [])])
def test_what_the_other_copy_said_of_an_entry_is_told_of_no_other_that_has_its_place(
    talks: Path, tmp_path: Path, act: Act, why: str, side: str, last: list[str]
) -> None:
    with copies(talks, tmp_path) as (one, other):
        done(one, ANA, moved_to("green"))
        done(other, BEN, act)
        merged(one, other, {1: side})
        assert reasons(one, 1) == ["misheard", why, *last]


@pytest.mark.parametrize(
    "acts",
    [
        (lambda store, header: acting.edit(store, "round", "R1", {"ends": "2026-01-25"}, header),),
        (retract(1), undo_last),
        (moved_to("green"), undo_last),
    ],
    ids=["said again of the round's other days", "taken back and back again", "moved and moved back"],
)
def test_what_the_other_copy_said_of_an_entry_is_told_as_it_was_where_the_same_is_said_in_its_place(
    talks: Path, tmp_path: Path, acts: tuple[Act, ...]
) -> None:
    with copies(talks, tmp_path) as (one, other):
        done(one, ANA, *acts)
        done(other, BEN, retract(1))
        merged(one, other, {number: "theirs" for number, _each in enumerate(merging_conflicts(one, other), 1)})
        assert reasons(one, 1)[-1] == "not there"


def test_copies_that_take_each_other_in_again_and_again_go_on(talks: Path, tmp_path: Path) -> None:
    with copies(talks, tmp_path) as (one, other):
        done(one, ANA, retract(3))
        done(other, BEN, correct(3, "opposes"))
        merged(one, other, {1: "theirs"})
        merged(other, one)
        assert said(other) == said(one)
        done(other, BEN, correct(tip_of(other, "land", "red"), "supports"))
        merged(one, other)
        assert said(other) == said(one)


def tip_of(database: Database, item: str, party: str) -> int:
    """Return the number of what stands in a cell."""
    with database.read() as store:
        (line,) = entries.in_cells(store, [Cell(EntryKind.stance, item, party)]).values()
        return line[-1].id


def test_one_report_coded_twice_is_recorded_once(talks: Path, tmp_path: Path) -> None:
    with copies(talks, tmp_path) as (one, other):
        for database, header in ((one, ANA), (other, BEN)):
            done(database, header, report("fuel", "blue", "supports", "R2"))
        assert merged(one, other).taken == ()


IN_ONE_PLACE = "cite: {source: herald, at: ¶8}"
OF_EACH_KIND = seed(
    f"stances: [{{item: fuel, party: blue, held_on: 2026-02-05, stance: supports, {IN_ONE_PLACE}}}]",
    f"statuses: [{{item: fuel, held_on: 2026-02-05, status: discussed, {IN_ONE_PLACE}}}]",
    f"events: [{{held_on: 2026-02-05, title: They met, items: [fuel], {IN_ONE_PLACE}}}]",
    f"remarks: [{{held_on: 2026-02-05, text: It went well., about: [fuel], {IN_ONE_PLACE}}}]",
)
OTHERWISE = ({"stance": "rejects"}, {"status": "deadlocked"}, {"title": "They parted"}, {"text": "It went badly."})
"""What each of the four should have said."""
FATES: dict[str, Callable[[int, dict[str, Any]], Act]] = {
    "taken back": lambda number, _said: retract(number),
    "put right": lambda number, said: (
        lambda store, header: acting.correct(store, number, said, header, reason="misread")
    ),
    "rejected": lambda number, _said: review(number, "rejected"),
}


@pytest.mark.parametrize("fate", FATES)
def test_what_became_of_an_entry_in_one_copy_stays_so_whichever_copy_came_first(
    talks: Path, tmp_path: Path, fate: str
) -> None:
    with copies(talks, tmp_path) as (one, other):
        done(one, ANA, OF_EACH_KIND)
        done(other, BEN, OF_EACH_KIND)
        with one.read() as store:
            last = entries.last_id(store)
        done(one, ANA, *(FATES[fate](last - 3 + place, said) for place, said in enumerate(OTHERWISE)))
        shutil.copyfile(tmp_path / "ana.db", tmp_path / "ana2.db")
        again = Database(Location(path=tmp_path / "ana2.db"))
        before = standing(one)
        merged(one, other)
        merged(other, again)
        again.close()
        assert standing(one) == standing(other) == before
        assert bool(before & {"They met", "They parted"}) == (fate == "put right")


def standing(database: Database) -> set[str]:
    """What is said of items, what happened, and what is said of the talks."""
    with database.read() as store:
        told = [each.said for each in entries.around(store)]
    around = {str(getattr(said_, "title", None) or getattr(said_, "text", "")) for said_ in told}
    return around | {f"{key} {word}" for key, word in said(database).items()}


@pytest.mark.parametrize("renamed", [("item", "fuel", "oil"), ("source", "herald", "the-herald")])
def test_an_event_that_both_coded_and_put_right_otherwise_is_settled_by_a_person_whatever_it_names_is_called(
    talks: Path, tmp_path: Path, renamed: tuple[str, str, str]
) -> None:
    with copies(talks, tmp_path) as (one, other):
        for database, header, title in ((one, ANA, "They parted"), (other, BEN, "They talked")):
            done(database, header, OF_EACH_KIND)
            with database.read() as store:
                number = next(each.id for each in entries.events(store))
            if header is BEN:
                done(database, header, rename(*renamed))
            done(database, header, FATES["put right"](number, {"title": title}))
        assert [each.about for each in merged(one, other).conflicts] == ["entry"]
        assert [each.about for each in merging_conflicts(other, one)] == ["entry"]
        merged(one, other, {1: "theirs"})
        assert {"They talked", "It went well."} <= standing(one) >= standing(other)
        assert "They parted" not in standing(one)


def of_the_event(fate: str) -> Act:
    """Do this with what happened, where it is recorded and stands."""

    def act(store: Store, header: ChangesetInfo) -> None:
        for event in entries.events(store):
            FATES[fate](event.id, {"title": "They parted"})(store, header)

    return act


AT_ODDS = [
    ([edit("land", title="Soil")], [edit("land", title="Ground")], "field"),
    ([correct(1, "supports")], [correct(1, "opposes")], "entry"),
    ([correct(1, "supports")], [retract(1)], "entry"),
    ([keep(1)], [retract(1)], "kept"),
    ([keep(1)], [keep(3)], "contest"),
    ([review(1, "accepted")], [review(1, "rejected")], "verdict"),
    ([rename("item", "land", "soil")], [rename("item", "land", "ground")], "field"),
]


@pytest.mark.parametrize(("side", "kept"), [("ours", 1), ("theirs", 3)])
def test_a_contest_that_both_settled_is_told_as_settled_by_whose_word_stands(
    talks: Path, tmp_path: Path, side: str, kept: int
) -> None:
    with copies(talks, tmp_path) as (one, other):
        done(one, ANA, keep(1))
        done(other, BEN, keep(3))
        assert merged(one, other, {1: side}).settled
        with one.read() as store:
            assert contests.kept_of(store) == {frozenset((1, 3)): kept}
            told = [each.entry for _number, each in contests.settlements_of(store, [1, 3])]
        assert told == ([1, 3] if side == "theirs" else [1, 3, 1]), "theirs is in the record, whichever stands"
        assert merged(one, other).taken == ()
        with one.write() as store:
            undo(store, changesets.last_number(store), ANA, reason="not yet")
            verify(store)
        with one.read() as store:
            assert contests.kept_of(store) == {frozenset((1, 3)): 3}, "the last word is theirs again"


@pytest.mark.parametrize("side", ["ours", "theirs"])
def test_what_a_merge_outweighed_comes_to_the_inbox_when_what_was_kept_counts_no_more(
    talks: Path, tmp_path: Path, side: str
) -> None:
    with copies(talks, tmp_path) as (one, other):
        done(one, ANA, keep(1))
        done(other, BEN, keep(3))
        assert merged(one, other, {1: side}).settled
        with one.read() as store:
            (kept,) = asof.stances(store, When(date.max, changesets.last_number(store)), [("land", "red")]).values()
        done(one, ANA, retract(kept.entry))
        with one.read() as store:
            found = without_ground(store, register.load(store))
    assert [each.entry.id for each in found] == [3 if side == "ours" else 1]


def test_who_undoes_a_settlement_by_which_the_order_was_turned_has_the_earlier_order_again(
    talks: Path, tmp_path: Path
) -> None:
    with copies(talks, tmp_path) as (one, other):
        done(one, ANA, moved(1, 3))
        done(other, BEN, moved(3, 1))
        assert merged(one, other, {1: "ours"}).settled
        with one.write() as store:
            assert contests.settled_pairs(store) == {frozenset((1, 3)): (3, 1)}
            undo(store, changesets.last_number(store), ANA, reason="not yet")
            assert contests.settled_pairs(store) == {frozenset((1, 3)): (1, 3)}
            verify(store)


BESIDE = report("land", "red", "demands", "R1", "desk", "¶3")
"""A second source for what entry 1 says: entry 5."""


def accounts_of_red(database: Database) -> dict[str | None, tuple[Any, ...]]:
    """Return what each account of red says of land, and all that it rests on."""
    with database.read() as store:
        reading = asof.readings(store, When(date.max, changesets.last_number(store)), [("land", "red")])["land", "red"]
    rests = ((each.word, each.evidence) for each in reading.accounts)
    return {
        word: (each.grade, each.independent_sources, each.voice, each.by, {*each.citations}) for word, each in rests
    }


def reason_told(database: Database) -> str:
    """Return for what reasons a note says that red's contest was settled."""
    with database.read() as store:
        note = report_between(store, f"R1@{len(TALKS)}", "R1")
    (line,) = (each for each in section(note, "corrected") if "Red" in each)
    return line.partition("Settled by us")[2]


@pytest.mark.parametrize("into_first", [True, False])
@pytest.mark.parametrize("side", ["ours", "theirs"])
@pytest.mark.parametrize("of_ben", [keep(3, "the paper is nearer"), moved(1, 3)], ids=["kept", "moved"])
def test_the_account_that_is_chosen_of_a_contest_stands_as_in_its_copy(
    talks: Path, tmp_path: Path, of_ben: Act, side: str, *, into_first: bool
) -> None:
    with copies(talks, tmp_path) as (one, other):
        done(one, ANA, BESIDE)
        merged(other, one)
        done(one, ANA, keep(1, "she was there"))
        done(other, BEN, of_ben)
        into, came = (one, other) if into_first else (other, one)
        chosen = into if side == "ours" else came
        stood, why = accounts_of_red(chosen), reason_told(chosen)
        assert why
        assert len(merged(into, came).conflicts) == 1, "one contest, one question"
        merged(into, came, {1: side})
        assert (accounts_of_red(into), reason_told(into)) == (stood, why)
        merged(came, into)
        assert merging_conflicts(came, into) == ()
        assert (accounts_of_red(came), reason_told(came)) == (stood, why)


@pytest.mark.parametrize("side", ["ours", "theirs"])
@pytest.mark.parametrize("act", [keep(1), regraded(1, credibility=2)], ids=["kept", "put right"])
def test_what_was_taken_back_for_a_report_of_the_other_copy_stands_again_with_its_account(
    talks: Path, tmp_path: Path, act: Act, side: str
) -> None:
    """Ben takes back both that say so for what he alone records; it is asked of one of them, and both come back."""
    with copies(talks, tmp_path) as (one, other):
        done(one, ANA, BESIDE)
        merged(other, one)
        done(one, ANA, act)
        done(other, BEN, report("land", "red", "doubts", "R1", "echo"), keep(6))
        stood = accounts_of_red(one)["demands"]
        into, came = (one, other) if side == "ours" else (other, one)
        (asked,) = merged(into, came).conflicts
        assert 5 not in asked.entries
        merged(into, came, {1: side})
        assert accounts_of_red(into)["demands"] == stood


def test_of_two_copies_what_each_took_back_for_a_reason_of_its_own_stays_so(talks: Path, tmp_path: Path) -> None:
    with copies(talks, tmp_path) as (one, other):
        done(one, ANA, BESIDE)
        merged(other, one)
        done(one, ANA, keep(1))
        done(other, BEN, retract(5), keep(3))
        merged(one, other, {1: "ours"})
        assert len(accounts_of_red(one)["demands"][-1]) == 1, "the second source was no part of the contest"


def said_by(speaker: str, at: str = "¶9") -> Act:
    cite = f"[{{source: herald, at: ¶9, speaker: {speaker}}}, {{source: herald, at: '{at}'}}]"
    return seed(f"stances: [{{item: land, party: green, held_on: 2026-02-05, stance: doubts, cite: {cite}}}]")


def test_what_two_say_of_one_place_that_both_coded_stays_whichever_copy_came_first(talks: Path, tmp_path: Path) -> None:
    with copies(talks, tmp_path) as (one, other):
        done(one, ANA, said_by("mediator", "¶3"))
        done(other, BEN, said_by("spokesperson", "¶4"))
        for into, back in ((one, other), (other, one)):
            assert not merged(into, back).conflicts
            assert not merged(into, back).taken, "merging again records nothing"
            with into.read() as store:
                found = entries.by_ids(store, [tip_of(into, "land", "green")])
            (cite,) = (entry.said.cite for entry in found.values())
            assert {(each.at, each.speaker) for each in cite} == {
                ("¶9", "mediator"), ("¶9", "spokesperson"), ("¶3", None), ("¶4", None)
            }  # fmt: skip
            assert len(cite) == 4


def test_one_event_coded_in_both_copies_from_two_sources_is_told_by_both(talks: Path, tmp_path: Path) -> None:
    event = "events: [{{held_on: 2026-02-01, title: They met, cite: {{source: {}, at: ¶2}}}}]"
    with copies(talks, tmp_path) as (one, other):
        done(one, ANA, seed(event.format("herald")))
        done(other, BEN, seed(event.format("gazette")))
        merged(one, other)
        with one.read() as store:
            assert {each.said.cite[0].source for each in entries.events(store)} == {"herald", "gazette"}


@pytest.mark.parametrize(("mine", "theirs", "about"), AT_ODDS)
@pytest.mark.parametrize("side", ["ours", "theirs"])
def test_what_both_changed_is_settled_by_a_person(
    talks: Path, tmp_path: Path, mine: list[Act], theirs: list[Act], about: str, side: str
) -> None:
    with copies(talks, tmp_path) as (one, other):
        header = ANA if about != "verdict" else BEN
        done(one, header, *mine)
        done(other, BEN, *theirs)
        before = {"ours": said(one), "theirs": said(other)}
        with one.read() as store:
            count = changesets.last_number(store)
        found = merged(one, other)
        assert [each.about for each in found.conflicts] == [about]
        with one.read() as store:
            assert changesets.last_number(store) == count, "nothing is recorded until somebody says which stands"
        merged(one, other, {1: side})
        assert said(one) == before[side]


def titled(*titles: str) -> list[Act]:
    return [edit("land", title=title) for title in titles]


def of_round(**fields: object) -> Act:
    return lambda store, header: acting.edit(store, "round", "R3", fields, header)


def held_at(day: str) -> Act:
    return lambda store, header: acting.edit(store, "mark", "brief", {"held": day}, header)


POSTPONED = [of_round(status="postponed", planned_for="2026-03-02"), of_round(planned_for="2026-03-09")]
HELD = of_round(status="held", starts="2026-03-09", ends="2026-03-09")
GRAIN = seed("items: [{key: grain, title: Grain}]")
STEPS: dict[str, tuple[list[Act], list[Act], int, str]] = {
    "both alike": (titled("Soil", "Ground"), titled("Soil", "Ground"), 0, "item:land title Ground"),
    "both alike and back": (titled("Soil", "Land"), titled("Soil", "Land"), 0, "item:land title Land"),
    "theirs went on": (titled("Soil"), titled("Soil", "Ground"), 1, "item:land title Ground"),
    "ours went on": (titled("Soil", "Ground"), titled("Soil"), 0, "item:land title Ground"),
    "ours went back": (titled("Soil", "Land"), titled("Soil"), 0, "item:land title Land"),
    "theirs by another way": (titled("Ground"), titled("Soil", "Ground"), 0, "item:land title Ground"),
    "a round postponed twice": (POSTPONED, POSTPONED, 0, "round:R3 planned_for 2026-03-09"),
    "a round postponed here and held there": (POSTPONED, [*POSTPONED, HELD], 1, "round:R3 status held"),
    "a round held here and postponed there": ([*POSTPONED, HELD], POSTPONED, 0, "round:R3 status held"),
    "a key renamed twice": (
        [rename("item", "land", "soil"), rename("item", "soil", "land")],
        [rename("item", "land", "soil"), rename("item", "soil", "land")], 0, "item:land title Land",
    ),
    "a key renamed on": (
        [rename("item", "land", "soil"), rename("item", "soil", "ground")],
        [rename("item", "land", "soil"), edit("soil", difficulty=3)], 1, "item:ground difficulty 3",
    ),
    "a mark set twice": (
        [mark("brief", "2026-01-25@1"), held_at("2026-01-26"), held_at("2026-02-06")],
        [mark("brief", "2026-01-25@1"), held_at("2026-01-26")], 0, "mark:brief held 2026-02-06",
    ),
    "a new item described twice": (
        [GRAIN, edit("grain", title="Corn"), edit("grain", title="Wheat")], [GRAIN, edit("grain", title="Corn")], 0,
        "item:grain title Wheat",
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", STEPS)
def test_of_what_both_edited_one_after_another_only_what_goes_on_is_recorded(
    talks: Path, tmp_path: Path, what: str
) -> None:
    mine, theirs, taken, ends = STEPS[what]
    with copies(talks, tmp_path) as (one, other):
        done(one, ANA, *mine)
        done(other, BEN, *theirs)
        shutil.copyfile(tmp_path / "ana.db", tmp_path / "ana2.db")
        again = Database(Location(path=tmp_path / "ana2.db"))
        found, back = merged(one, other), merged(other, again)
        assert (found.conflicts, back.conflicts) == ((), ())
        assert (len(found.taken), found.settling) == (taken, ())
        assert described(one) == described(other)
        ref, name, value = ends.split(" ", 2)
        assert str(described(one)[ref][name]) == value
        assert merged(one, again).taken == merged(one, other).taken == ()
        again.close()


def test_of_verdicts_that_one_reviewer_gave_in_both_copies_the_later_one_stands(talks: Path, tmp_path: Path) -> None:
    both = [review(1, "accepted"), review(1, "rejected")]
    with copies(talks, tmp_path) as (one, other):
        done(one, BEN, *both)
        done(other, BEN, *both[:1])
        assert merged(one, other).taken == ()
        done(other, BEN, *both[1:], review(1, "accepted"))
        assert len(merged(one, other).taken) == 1
        with one.read() as store:
            (given,) = reviews.side_by_side(store, ids=[1])[1]
        assert given.verdict is Verdict.accepted


@pytest.mark.parametrize("turned", [False, True])
def test_a_verdict_on_what_was_corrected_in_the_other_copy_is_none_on_the_correction(
    talks: Path, tmp_path: Path, turned: bool
) -> None:
    """One accepted an entry, which was then said again of its round's new days; the other had put it right."""
    with copies(talks, tmp_path) as (one, other):
        done(one, BEN, review(1, "accepted"))
        done(one, ANA, lambda store, header: acting.edit(store, "round", "R1", {"ends": "2026-01-25"}, header))
        done(other, ANA, correct(1, "doubts"))
        into, theirs = (other, one) if turned else (one, other)
        merged(into, theirs)
        with into.read() as store:
            words = entries.by_ids(store, reviews.side_by_side(store)).values()
            assert "doubts" not in {getattr(each.said, "stance", None) for each in words}


def judged(number: int, verdict: str, note: str | None = None) -> Act:
    """A verdict of what says now what an entry says."""
    return lambda store, header: acting.review(store, [tip(store, number)], Verdict(verdict), header, note=note)


LONGER = lambda store, header: acting.edit(store, "round", "R1", {"ends": "2026-01-25"}, header)  # noqa: E731
JUDGED = {
    "rejected": [judged(1, "rejected", "hearsay")],
    "accepted": [judged(1, "accepted")],
    "accepted, then days": [judged(1, "accepted"), LONGER],
    "days, then accepted": [LONGER, judged(1, "accepted")],
    "accepted, days, rejected": [judged(1, "accepted"), LONGER, judged(1, "rejected", "hearsay")],
    "joined, then accepted": [join("item", "land", "fuel"), judged(1, "accepted")],
    "days, then rejected": [LONGER, judged(1, "rejected", "hearsay")],
    "accepted and restored": [judged(1, "accepted"), retract(1), undo_last],
    "corrected": [correct(1, "doubts")],
    "corrected and undone": [correct(1, "doubts"), undo_last],
    "undone, then accepted": [correct(1, "doubts"), undo_last, judged(1, "accepted")],
    "taken back and restored": [retract(1), undo_last],
    "corrected and accepted": [correct(1, "doubts"), judged(1, "accepted")],
}


def verdicts_on_what_stands(database: Database) -> list[tuple[str, str, str | None]]:
    """Whoever gave them: what was said, the verdict, its note."""
    with database.read() as store:
        given = reviews.side_by_side(store)
        found = entries.by_ids(store, given.keys() - entries.superseded(store).keys())
        return [
            (said.said.values()["stance"], each.verdict.value, each.note)
            for number, said in found.items()
            for each in given[number]
        ]


@pytest.mark.parametrize("turned", [False, True])
@pytest.mark.parametrize(
    ("mine", "theirs", "stands"),
    [
        ("corrected", "days, then accepted", []),
        ("corrected and accepted", "days, then accepted", [("doubts", "accepted", None)]),
        ("accepted", "accepted, days, rejected", [("demands", "rejected", "hearsay")]),
        ("days, then accepted", "accepted, then days", [("demands", "accepted", None)]),
        ("days, then accepted", "accepted, days, rejected", [("demands", "rejected", "hearsay")]),
        ("joined, then accepted", "accepted, days, rejected", [("demands", "rejected", "hearsay")]),
        ("rejected", "corrected and undone", [("demands", "rejected", "hearsay")]),
        ("rejected", "taken back and restored", [("demands", "rejected", "hearsay")]),
    ],
)
def test_verdicts_given_before_a_round_got_other_days_and_since_are_the_same_whichever_copy_came_first(
    talks: Path, tmp_path: Path, mine: str, theirs: str, stands: list[tuple[str, str, str | None]], turned: bool
) -> None:
    with copies(talks, tmp_path) as (one, other):
        done(one, BEN, *JUDGED[mine])
        done(other, BEN, *JUDGED[theirs])
        into, of = (other, one) if turned else (one, other)
        assert merged(into, of).conflicts == ()
        assert verdicts_on_what_stands(into) == stands
        again = merged(into, of)
        assert (again.taken, again.settling) == ((), ())
        assert merged(of, into).conflicts == ()
        assert verdicts_on_what_stands(of) == stands


@pytest.mark.parametrize("mine", ["rejected", "days, then rejected"])
@pytest.mark.parametrize("turned", [False, True])
@pytest.mark.parametrize(
    "theirs",
    [
        "accepted",
        "accepted, then days",
        "days, then accepted",
        "joined, then accepted",
        "undone, then accepted",
        "accepted and restored",
    ],
)
@pytest.mark.parametrize(
    ("chosen", "stands"), [(0, ("demands", "rejected", "hearsay")), (1, ("demands", "accepted", None))]
)
def test_the_verdict_that_is_chosen_stands_with_its_note_whatever_was_said_again(
    talks: Path, tmp_path: Path, mine: str, theirs: str, chosen: int, stands: tuple[str, str, str | None], turned: bool
) -> None:
    with copies(talks, tmp_path) as (one, other):
        done(one, BEN, *JUDGED[mine])
        done(other, BEN, *JUDGED[theirs])
        into, of = (other, one) if turned else (one, other)
        merged(into, of, {1: (merging.OURS, merging.THEIRS)[chosen ^ turned]})
        assert verdicts_on_what_stands(into) == [stands]


HERE, THERE, LATER, OTHER = (
    f"The talks\n\nRed is {word} land." for word in ("against more", "for more", "now for less", "never for")
)


def verdicts_of(database: Database) -> dict[str, tuple[Verdict, str | None]]:
    """The verdict on each entry that stands, by its cell; they have one each at most."""
    with database.read() as store:
        found = {}
        for number, (given, *_more) in reviews.side_by_side(store).items():
            for entry in entries.by_ids(store, [number]).values():
                found[f"{entry.said.cell.item} {entry.said.cell.party}"] = (given.verdict, given.note)
        return found


@pytest.mark.parametrize("turned", [False, True])
def test_a_verdict_on_what_one_copy_alone_recorded_is_kept_whatever_has_its_number_in_the_other(
    talks: Path, tmp_path: Path, turned: bool
) -> None:
    """Ours has as entry 5 what is entry 6 of theirs; their entry 5 is one that ours has not."""
    both = report("fuel", "red", "demands", "2026-02-10")
    with copies(talks, tmp_path) as (one, other):
        done(one, ANA, both)
        done(one, BEN, review(5, "accepted"))
        done(other, BEN, report("land", "blue", "rejects", "2026-02-11", "gazette"), both)
        done(other, BEN, lambda store, header: acting.review(store, [5], Verdict.rejected, header, note="hearsay"))
        done(other, BEN, review(6, "accepted"))
        into, theirs = (other, one) if turned else (one, other)
        assert merged(into, theirs).conflicts == ()
        assert verdicts_of(into) == {
            "fuel red": (Verdict.accepted, None), "land blue": (Verdict.rejected, "hearsay"),
        }  # fmt: skip


def test_of_two_records_under_one_key_the_entries_of_either_keep_their_verdict(talks: Path, tmp_path: Path) -> None:
    with copies(talks, tmp_path) as (one, other):
        for copy, title in ((one, "Grain"), (other, "Corn")):
            done(copy, ANA, seed(f"items: [{{key: grain, title: {title}}}]"), report("grain", "red", "demands", "R2"))
            done(copy, MIA, review(5, "accepted"))
        merged(one, other, {1: merging.BOTH})
        assert verdicts_of(one) == dict.fromkeys(("grain red", "grain-2 red"), (Verdict.accepted, None))


@pytest.mark.parametrize("turned", [False, True])
@pytest.mark.parametrize("side", ["ours", "theirs"])
def test_what_one_copy_went_on_to_say_of_a_record_that_both_entered_stays_whichever_side_is_chosen(
    talks: Path, tmp_path: Path, side: str, turned: bool
) -> None:
    first, later = "The talks\n\nRed is for it", "The talks\n\nRed is against it"
    with copies(talks, tmp_path) as (one, other):
        for copy, title in ((one, "Grain"), (other, "Corn")):
            done(copy, ANA, seed(f"items: [{{key: grain, title: {title}, difficulty: 3}}]"))
            done(copy, ANA, seed(f"sources: [{{key: wire, title: {title}, reliability: B}}]"))
            done(copy, ANA, text(first, source="wire"))
        done(one, ANA, edit("grain", difficulty=4), text(later, edition=True, source="wire"))
        into, theirs = (other, one) if turned else (one, other)
        assert [(each.ref, set(json.loads(each.ours))) for each in merged(into, theirs).conflicts] == [
            ("item:grain", {"title"}), ("source:wire", {"title"}),
        ]  # fmt: skip
        merged(into, theirs, {1: side, 2: side})
        of_grain, of_wire = (described(into)[ref] for ref in ("item:grain", "source:wire"))
        title = "Grain" if (side == "ours") is not turned else "Corn"
        assert (of_grain["title"], of_grain["difficulty"], of_wire["title"]) == (title, 4, title)
        assert texts_of(into, "wire")[-1] == later


def text(of: str, *, edition: bool = False, source: str = "herald") -> Act:
    return lambda store, header: sourcing.attach(store, source, of.encode(), header, edition=edition)


def texts_of(database: Database, source: str = "herald") -> list[str]:
    with database.read() as store:
        return [each.text for each in texts.editions(store, source)]


@pytest.mark.parametrize(
    ("mine", "theirs"),
    [
        ([text(HERE)], [text(THERE)]),
        ([text(HERE), text(LATER, edition=True)], [text(HERE), text(THERE, edition=True)]),
        ([text(HERE)], [text(THERE), text(LATER, edition=True)]),
    ],
)
@pytest.mark.parametrize("side", ["ours", "theirs"])
def test_of_two_texts_of_one_source_somebody_says_which_is_its_text(
    talks: Path, tmp_path: Path, mine: list[Act], theirs: list[Act], side: str
) -> None:
    with copies(talks, tmp_path) as (one, other):
        done(one, ANA, *mine)
        done(other, BEN, *theirs)
        newest = {"ours": texts_of(one)[-1], "theirs": texts_of(other)[-1]}[side]
        both = {*texts_of(one), *texts_of(other)}
        assert [(each.about, each.ref) for each in merged(one, other).conflicts] == [("text", "source:herald")]
        assert len(texts_of(one)) == len(mine), "nothing is recorded until somebody says which stands"
        merged(one, other, {1: side})
        assert merging_conflicts(other, one) == ()
        merged(other, one)
        merged(one, other)
        for database in (one, other):
            assert texts_of(database)[-1] == newest
            assert set(texts_of(database)) == both, "no text is lost"
        assert merged(one, other).taken == merged(other, one).taken == ()


@pytest.mark.parametrize(
    ("mine", "theirs"),
    [([], [text(HERE), text(LATER, edition=True)]), ([text(HERE)], [text(HERE), text(LATER, edition=True)])],
)
def test_an_edition_that_one_attached_on_purpose_is_the_newest_in_both(
    talks: Path, tmp_path: Path, mine: list[Act], theirs: list[Act]
) -> None:
    with copies(talks, tmp_path) as (one, other):
        done(one, ANA, *mine)
        done(other, BEN, *theirs)
        assert merging_conflicts(other, one) == merged(one, other).conflicts == ()
        merged(other, one)
        assert texts_of(one) == texts_of(other) == [HERE, LATER]


@pytest.mark.parametrize("side", ["ours", "theirs", "both"])
def test_a_source_that_both_entered_with_texts_that_differ_is_one_or_two(
    talks: Path, tmp_path: Path, side: str
) -> None:
    wire = seed("sources: [{key: wire, title: A wire, reliability: B}]")
    with copies(talks, tmp_path) as (one, other):
        done(one, ANA, wire, text(HERE, source="wire"))
        done(other, BEN, wire, text(THERE, source="wire"), report("land", "red", "doubts", "R2", "wire", "¶2"))
        assert [each.about for each in merged(one, other).conflicts] == ["record"]
        found = merged(one, other, {1: side})
        with one.read() as store:
            told = [changesets.get(store, number).header.message for number in found.settling]
        assert told == (["merge: texts; conflicts settled: 1 as ours"] if side == "ours" else [])
        stands = {"ours": [HERE, THERE, HERE], "theirs": [HERE, THERE], "both": [HERE]}[side]
        assert texts_of(one, "wire") == stands
        assert texts_of(one, "wire-2") == ([THERE] if side == "both" else [])


@pytest.mark.parametrize("side", ["ours", "theirs"])
def test_who_corrected_a_citation_alone_in_both_copies_stays_in_the_record_and_is_asked_once(
    talks: Path, tmp_path: Path, side: str
) -> None:
    with copies(talks, tmp_path) as (one, other):
        done(one, ANA, regraded(1, credibility=2))
        done(other, BEN, regraded(1, speaker="mediator"))
        before = {"ours": stands_on(one, 1), "theirs": stands_on(other, 1)}
        found = merged(one, other, {1: side})
        assert [each.about for each in found.conflicts] == ["entry"]
        with one.read() as store:
            (taken,) = found.taken
            assert changesets.get(store, taken).header.author == "ben", "what ben did is in the record as his"
        assert stands_on(one, 1) == before[side]
        again = merged(one, other)
        assert (again.taken, again.conflicts, again.known) == ((), (), 1), "what is settled is not asked again"


TOLD_APART = [
    ([cites(1, "gazette"), cites_no_more(1, "gazette", "¶7")], [cites(1, "gazette")]),
    ([cites(1, "gazette"), cites_no_more(1, "herald", "¶1")], [cites(1, "gazette"), cites_no_more(1, "gazette", "¶7")]),
    ([cites(1, "gazette"), cites_no_more(1, "herald", "¶1")], [cites(1, "desk"), cites_no_more(1, "herald", "¶1")]),
    ([keep(1)], [keep(3)]),
]


@pytest.mark.parametrize(("mine", "theirs"), TOLD_APART)
def test_what_both_cited_or_settled_is_the_same_in_either_order(
    talks: Path, tmp_path: Path, mine: list[Act], theirs: list[Act]
) -> None:
    with copies(talks, tmp_path) as (one, other):
        done(one, ANA, *mine)
        done(other, BEN, *theirs)
        shutil.copyfile(tmp_path / "ana.db", tmp_path / "ana2.db")
        again = Database(Location(path=tmp_path / "ana2.db"))
        ours = {1: "ours"} if mine == TOLD_APART[-1][0] else None
        merged(one, other, ours)
        merged(other, again, ours and dict.fromkeys(ours, "theirs"))
        assert cited(one) == cited(other)
        assert said(one) == said(other)
        assert merged(one, again).taken == ()
        again.close()


def described(database: Database) -> dict[str, dict[str, Any]]:
    """Every descriptive record, but for the numbers of changesets in it."""
    with database.read() as store:
        frame = register.load(store)
        found = {each.ref: each.model_dump(mode="json") for model in RECORDS for each in frame.of(model.table).values()}
    return {ref: {name: value for name, value in fields.items() if name != "known_at"} for ref, fields in found.items()}


def one_key_twice(
    talks: Path, folder: Path, mine: list[Act], theirs: list[Act], side: str
) -> tuple[Any, Any, list[str]]:
    """Merge two copies in either order, with one side chosen throughout; return what both say, and the conflicts."""
    folder.mkdir()
    swapped = {"ours": "theirs", "theirs": "ours", "both": "both"}
    with copies(talks, folder) as (one, other):
        done(one, ANA, *mine)
        done(other, BEN, *theirs)
        before = undated(one) | undated(other)
        shutil.copyfile(folder / "ana.db", folder / "ana2.db")
        again = Database(Location(path=folder / "ana2.db"))
        told = merged(one, other)
        assert (len(told.open_ones) > 0, told.taken) == (bool(told.conflicts), told.taken if not told.conflicts else ())
        if told.open_ones:
            merged(one, other, dict.fromkeys(told.open_ones, side))
            merged(other, again, dict.fromkeys(told.open_ones, swapped[side]))
        else:
            merged(other, again)
        assert undated(one) >= before
        assert undated(other) >= before
        assert merged(one, again).taken == ()
        ours, yours = ((described(each), said(each)) for each in (one, other))
        again.close()
    return ours, yours, [f"{each.about} {each.ref}" for each in told.conflicts]


NEW = {
    "party": ("{key: uae, code: AE, name: Emirates, role: host}", "{key: uae, code: UA, name: UAE, role: mediator}"),
    "item": (
        "{key: grain, title: Grain, scale: {low: a, high: b}}",
        "{key: grain, title: Corn, scale: {low: b, high: a}}",
    ),
    "source": (
        "{key: wire, title: A wire, reliability: B}",
        "{key: wire, title: Another, reliability: D, carries: herald}",
    ),
    "person": (
        "{key: pat, name: Pat One, offices: [{office: X, party: red}]}",
        "{key: pat, name: Pat Two, aliases: [PT]}",
    ),
    "round": ("{key: R4, title: Four, planned_for: 2026-03}", "{key: R4, title: Fourth, kind: call, venue: Geneva}"),
}


@pytest.mark.parametrize("table", NEW)
def test_two_records_under_one_key_are_told_whole_and_stand_as_somebody_says(
    talks: Path, tmp_path: Path, table: str
) -> None:
    plural = {"party": "parties"}.get(table, f"{table}s")
    mine, theirs = ([seed(f"{plural}: [{each}]")] for each in NEW[table])
    for side in ("ours", "theirs"):
        one, other, told = one_key_twice(talks, tmp_path / side, mine, theirs, side)
        assert told == [f"record {table}:{'R4' if table == 'round' else NEW[table][0][6:].partition(',')[0]}"]
        assert one == other
    assert one_key_twice(talks, tmp_path / "equal", mine, mine, "ours")[2] == []
    assert one_key_twice(talks, tmp_path / "one", mine, [], "ours")[2] == []


def test_two_records_under_one_key_may_be_two_and_each_keeps_what_was_said_of_it(talks: Path, tmp_path: Path) -> None:
    """An issue and a commitment can be nothing else: the status of the one is none of the other's."""
    mine = [
        seed("items: [{key: grain, title: Grain}]", stance("grain", "red", "supports", "R2")),
        seed("statuses: [{item: grain, round: R1, status: open, cite: {source: herald, at: ¶3}}]"),
    ]
    theirs = [
        seed("items: [{key: grain, kind: commitment, title: To ship it, by: [red], due: R2}]"),
        seed("statuses: [{item: grain, round: R1, status: promised, cite: {source: gazette, at: ¶4}}]"),
        edit("grain", difficulty=3),
    ]
    with pytest.raises(Conflict, match="what was chosen cannot stand"):
        one_key_twice(talks, tmp_path / "ours", mine, theirs, "ours")
    one, other, _told = one_key_twice(talks, tmp_path / "both", mine, theirs, "both")
    titles = [{key: record["title"] for key, record in found.items() if "grain" in key} for found in (one[0], other[0])]
    assert titles == [
        {"item:grain": "Grain", "item:grain-2": "To ship it"}, {"item:grain": "To ship it", "item:grain-2": "Grain"},
    ]  # fmt: skip
    assert [one[1][f"{key} red"] if f"{key} red" in one[1] else one[1][key] for key in ("grain", "grain-2")] == [
        "supports", "promised",
    ]  # fmt: skip
    assert one[0]["item:grain-2"]["difficulty"] == 3


TOGETHER: dict[str, tuple[list[Act], list[Act], list[str]]] = {
    "a name here is a key there": (
        [seed("parties: [{key: red, name: Red, code: RD, role: principal, aliases: [north]}]")],
        [seed("parties: [{key: north, code: NO, name: North, role: host}]"), report("land", "north", "doubts", "R2")],
        [],
    ),
    "one code for two parties": (
        [seed("parties: [{key: uae, code: QA, name: Emirates, role: host}]")],
        [seed("parties: [{key: qatar, code: qa, name: Qatar, role: host}]"), report("land", "qatar", "doubts", "R2")],
        ["code party:qatar"],
    ),
    "one went on recording of what the other joined": (
        [join("party", "green", "blue")],
        [report("fuel", "green", "supports", "R2"), lambda s, h: acting.edit(s, "party", "green", {"name": "Verdant"}, h)],
        [],
    ),
    "one mark for what each knew": ([report("land", "green", "doubts", "R2"), mark("brief", "now")],
                                    [edit("land", title="Soil"), mark("brief", "now")], ["record mark:brief"]),
    "a round of other days": (
        [seed("rounds: [{key: R1, title: First, status: held, starts: 2026-01-20, ends: 2026-01-21}]")],
        [correct(1, "supports"), report("fuel", "red", "doubts", "R1")], [],
    ),
    "renamed twice since it was entered": (
        [seed("items: [{key: harbour, title: H}]"), rename("item", "harbour", "port")],
        [seed("items: [{key: harbour, title: H}]"), rename("item", "harbour", "quay")], ["record item:harbour"],
    ),
    "taken back here, in use there": (
        [seed("items: [{key: grain, title: Grain}]"), undo_last],
        [seed("items: [{key: grain, title: Grain}]"), report("grain", "red", "doubts", "R2")], ["record item:grain"],
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", TOGETHER)
def test_neighbours_of_one_key_come_together_alike_in_either_order(talks: Path, tmp_path: Path, what: str) -> None:
    mine, theirs, expected = TOGETHER[what]
    for side in ("ours", "theirs") if expected else ("ours",):
        one, other, told = one_key_twice(talks, tmp_path / side, mine, theirs, side)
        assert told == expected
        assert one == other
    codes = [record["code"].casefold() for ref, record in one[0].items() if ref.startswith("party:")]
    assert len(codes) == len(set(codes))


def test_a_key_given_to_two_records_keeps_them_two(talks: Path, tmp_path: Path) -> None:
    mine = [rename("item", "land", "soil")]
    theirs = [
        seed("items: [{key: soil, title: What grows]}]".replace("]}", "}")),
        report("soil", "red", "doubts", "R2"),
    ]
    one, other, told = one_key_twice(talks, tmp_path / "it", mine, theirs, "ours")
    assert told == ["key item:soil"]
    assert (one[1]["soil red"], one[1]["soil-2 red"]) == ("demands!", "doubts")
    assert (other[1]["soil-2 red"], other[1]["soil red"]) == ("demands!", "doubts")


def test_what_fits_neither_way_is_refused_with_the_changeset_that_does_not_fit(talks: Path, tmp_path: Path) -> None:
    refused = [
        ([edit("land", part_of="fuel")], [edit("fuel", part_of="land")], "part of goes in a circle"),
        ([join("party", "green", "blue")], [join("party", "blue", "green")], "joined goes in a circle"),
        ([edit("pledge", kind="issue", due=None)], [seed(
            "statuses: [{item: pledge, round: R1, status: promised, cite: {source: herald, at: ¶4}}]")],
         "@6 of theirs, by ben, does not fit"),
    ]  # fmt: skip
    for place, (mine, theirs, why) in enumerate(refused):
        (folder := tmp_path / str(place)).mkdir()
        with copies(talks, folder) as (one, other):
            done(one, ANA, *mine)
            done(other, BEN, *theirs)
            before = words(one), described(one)
            with pytest.raises(Conflict, match=why):
                merged(one, other)
            assert (words(one), described(one)) == before


def test_only_records_can_be_two_where_both_changed_something(talks: Path, tmp_path: Path) -> None:
    with copies(talks, tmp_path) as (one, other):
        done(one, ANA, edit("land", title="Soil"))
        done(other, BEN, edit("land", title="Ground"))
        with pytest.raises(UsageError, match="only one side can stand"):
            merged(one, other, {1: "both"})


def test_a_merged_copy_taken_back_reads_as_where_it_was_merged(talks: Path, tmp_path: Path) -> None:
    """Ana takes Ben's copy in and says which stands; Ben takes hers, and has nothing to settle any more."""
    plural = {"party": "parties"}
    new = [[f"{plural.get(table, f'{table}s')}: [{each[side]}]" for table, each in NEW.items()] for side in (0, 1)]
    for side in ("ours", "theirs"):
        (folder := tmp_path / side).mkdir()
        with copies(talks, folder) as (one, other):
            done(one, ANA, edit("land", title="Soil"), correct(1, "supports"), rename("item", "fuel", "oil"))
            done(one, ANA, *(seed(line) for line in new[0]), report("grain", "red", "supports", "R2"))
            done(other, BEN, *(seed(line) for line in new[1]), report("grain", "blue", "doubts", "R2", "wire"))
            done(other, BEN, edit("land", title="Ground"), correct(1, "opposes"), rename("item", "fuel", "gas"))
            found = merged(one, other)
            merged(one, other, dict.fromkeys(found.open_ones, side))
            assert [each.about for each in merging_conflicts(other, one)] == []
            merged(other, one)
            assert (described(other), said(other)) == (described(one), said(one))
            done(other, BEN, report("oil" if side == "ours" else "gas", "blue", "doubts", "R2"))
            assert len(merged(one, other).taken) == 1
            assert said(other) == said(one)


def merging_conflicts(into: Database, other: Database) -> tuple[Any, ...]:
    with into.read() as store, other.read() as theirs:
        return merging.conflicts(store, theirs)


ACTS = st.sampled_from(
    [
        *(correct(number, word) for number in (1, 2, 3) for word in ("supports", "opposes")),
        *(retract(number) for number in (1, 2, 3)),
        *(keep(number) for number in (1, 3)),
        *(review(number, word) for number in (1, 2) for word in ("accepted", "rejected")),
        *(edit("land", title=title) for title in ("Soil", "Ground")),
        *(cites(1, source) for source in ("gazette", "desk")),
        *(cites_no_more(1, source, at) for source, at in (("herald", "¶1"), ("gazette", "¶7"), ("desk", "¶7"))),
        edit("fuel", difficulty=4),
        rename("item", "land", "soil"),
        rename("party", "red", "crimson"),
        *(report(item, "blue", word, "R2", source) for item in ("land", "fuel") for word in ("supports", "doubts")
          for source in ("herald", "gazette")),
        *(seed(f"parties: [{each}]") for each in NEW["party"]),
        *(seed(f"items: [{each}]") for each in NEW["item"]),
        *(seed(f"sources: [{each}]") for each in NEW["source"]),
        report("grain", "red", "doubts", "R2"),
        report("land", "uae", "supports", "R2"),
        report("fuel", "red", "supports", "R1", "wire"),
        *(seed(f"events: [{{held_on: 2026-02-05, title: They met, items: [fuel], cite: {{source: herald, at: {at}}}}}]")
          for at in ("¶8", "¶9")),
        *(of_the_event(fate) for fate in FATES),
        rename("item", "grain", "corn"),
        join("party", "green", "blue"),
        undo_last,
    ]
)  # fmt: skip


def tried(database: Database, header: ChangesetInfo, acts: list[Act], parted: int) -> None:
    """Do what can be done; what is refused is not done. What both copies have is not undone here."""
    for act in acts:
        with database.read() as store:
            if act is undo_last and changesets.last_number(store) <= parted:
                continue
        try:
            done(database, header, act)
        except LedgerError:
            continue


def words(database: Database) -> set[str]:
    """Everything that was ever said and where it stands, whatever became of it and whatever it is called now."""
    with database.read() as store:
        found = entries.by_ids(store, range(1, entries.last_id(store) + 1)).values()
        return {f"{entry.held} {getattr(entry.said, 'stance', '')} {entry.said.summary}" for entry in found}


def undated(database: Database) -> set[str]:
    """The same without its days: a round's may have changed."""
    return {line.partition(" ")[2] for line in words(database)}


def cited(database: Database) -> set[str]:
    """Every place that an entry rests on, with what it says."""
    with database.read() as store:
        found = entries.by_ids(store, range(1, entries.last_id(store) + 1)).values()
        return {
            f"{entry.held} {getattr(entry.said, 'stance', '')}: {cite.source} {cite.at}"
            for entry in found
            for cite in entry.said.cite
        }


def stands_on(database: Database, number: int) -> tuple[Any, ...]:
    """What stands in an entry's place now rests on this."""
    with database.read() as store:
        (entry,) = entries.by_ids(store, [tip(store, number)]).values()
        return entry.said.cite


def undone_again(database: Database, number: int) -> None:
    """Undo what was merged, where nothing stands in the way: the record stays sound, and nothing said is gone."""
    before = words(database)
    try:
        done(database, MIA, lambda store, header: undo(store, number, header, reason="not ours"))
    except LedgerError:
        return
    with database.read() as store:
        verify(store)
    assert words(database) >= before


@pytest.mark.slow
@settings(max_examples=examples(5), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(mine=st.lists(ACTS, max_size=5), theirs=st.lists(ACTS, max_size=5))
def test_whatever_both_did_nothing_is_lost_and_either_order_reads_alike(
    talks: Path, tmp_path_factory: pytest.TempPathFactory, mine: list[Act], theirs: list[Act]
) -> None:
    folder = tmp_path_factory.mktemp("apart")
    with copies(talks, folder) as (one, other):
        tried(one, ANA, mine, len(TALKS))
        tried(other, BEN, theirs, len(TALKS))
        shutil.copyfile(folder / "ana.db", folder / "ana2.db")
        again = Database(Location(path=folder / "ana2.db"))
        said_by_both = words(one) | words(other)
        found, back = merged(one, other), merged(other, again)
        assert len(found.conflicts) == len(back.conflicts)
        if found.open_ones:
            chosen = found.open_ones
            found = merged(one, other, dict.fromkeys(chosen, "ours"))
            merged(other, again, dict.fromkeys(chosen, "theirs"))
        assert standing(one) == standing(other)
        assert words(one) == words(other) == said_by_both
        assert described(one) == described(other)
        assert cited(one) == cited(other)
        assert merged(one, again).taken == ()
        for number in reversed(found.taken):
            undone_again(one, number)
        again.close()
    shutil.rmtree(folder)


def test_a_server_and_a_file_come_together(talks: Path, tmp_path: Path, new_location: NewLocation) -> None:
    from ledger.services.copying import _replay

    with copies(talks, tmp_path) as (one, other):
        server = Database(new_location("postgresql"))
        with one.read() as store, server.write() as copied:
            _replay(store, copied)
        done(server, ANA, report("land", "red", "opposes", "R2"))
        done(other, BEN, edit("land", difficulty=3), rename("item", "land", "ground"))
        assert len(merged(server, other).taken) == 2
        assert said(server)["ground red"] == "opposes"
        new = [seed(f"items: [{each}]") for each in NEW["item"]]
        done(server, ANA, new[0], report("grain", "red", "supports", "R2"))
        done(other, BEN, new[1], report("grain", "blue", "doubts", "R2"))
        assert [each.about for each in merged(server, other).conflicts] == ["record"]
        merged(server, other, {1: "both"})
        found = said(server)
        assert (found["grain red"], found["grain-2 blue"]) == ("supports", "doubts")
        merged(other, server)
        assert (said(other)["grain-2 red"], said(other)["grain blue"]) == ("supports", "doubts")
        server.close()


def _entered(item: str, party: str, word: str) -> list[Act]:
    return [report(item, party, word, f"2026-02-0{day}", "cgtn-2026-01", f"¶{day}") for day in range(6, 10)]


def _more_certain(number: int, **fields: object) -> Act:
    return lambda store, header: acting.correct(store, number, fields, header, reason="misread", unfound=True)


def test_twenty_acts_each_with_three_conflicts_on_the_demo(tmp_path: Path, sqlite_template: Path) -> None:
    shutil.copyfile(sqlite_template, tmp_path / "base.db")
    base = Database(Location(path=tmp_path / "base.db"))
    load_real_seed(base)
    base.close()
    mine = [
        edit("ceasefire", title="Truce"), _more_certain(2, position=80), retract(19),
        *(review(number, "accepted") for number in range(20, 28)), *_entered("ceasefire", "ukraine", "supports"),
        rename("item", "territory", "land"), rename("party", "china", "prc"), edit("european-role", difficulty=2),
        lambda store, header: rekeying.join(store, "party", "osce", "europe", header, reason="one"),
        edit("prisoner-exchange", owner="ana"),
    ]  # fmt: skip
    theirs = [
        edit("ceasefire", title="Halt"), _more_certain(2, position=70), _more_certain(19, salience=50),
        *(review(number, "accepted") for number in range(30, 38)), *_entered("territory", "china", "doubts"),
        edit("territory", difficulty=3), edit("territory", question="Who holds it?"),
        rename("source", "restated-2026-01", "restated"), review(1, "accepted"), edit("energy-ceasefire", owner="ben"),
    ]  # fmt: skip
    assert (len(mine), len(theirs)) == (20, 20)
    with copies(tmp_path / "base.db", tmp_path) as (one, other):
        done(one, ANA, *mine)
        done(other, BEN, *theirs)
        shutil.copyfile(tmp_path / "ana.db", tmp_path / "ana2.db")
        again = Database(Location(path=tmp_path / "ana2.db"))
        found = merged(one, other)
        assert [(each.about, each.ref, each.entries) for each in found.conflicts] == [
            ("field", "item:ceasefire", ()), ("entry", "", (2,)), ("entry", "", (19,)),
        ]  # fmt: skip
        assert len(merged(one, other, {1: "ours", 2: "theirs", 3: "ours"}).taken) == 20
        assert len(merged(other, again, {1: "theirs", 2: "ours", 3: "theirs"}).taken) == 20
        again.close()
        assert said(one) == said(other)
