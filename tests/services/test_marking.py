"""A name given to a place in both times: usable wherever a point is, kept in the record, never hiding another point."""

from collections.abc import Iterator
from datetime import date

import pytest

from ledger.domain.points import Point
from ledger.errors import Conflict, InvalidData, InvalidSeed, NotFound, UsageError
from ledger.formats.seed_yaml import read_yaml
from ledger.services import acting, exporting, marking, points, undoing, verifying
from ledger.services import diff as diffing
from ledger.services.importing import import_seeds
from ledger.storage.database import Database
from tests.conftest import NewLocation
from tests.support import FRAME, HEADER, load, said, stance

NAME = "briefing 25 Jan"


def mark(database: Database, name: str, at: str = "now") -> list[int]:
    with database.write() as store:
        return marking.mark(store, name, at, HEADER).changesets


def point(database: Database, text: str) -> Point:
    with database.read() as store:
        return points.resolve(store, text)


@pytest.fixture
def other(new_location: NewLocation) -> Iterator[Database]:
    """Another ledger, empty."""
    opened = Database(new_location("sqlite"))
    yield opened
    opened.close()


@pytest.fixture
def briefed(database: Database) -> Database:
    """A briefing on R1; afterwards it is learnt that red had demanded less there, and in R2 red moves."""
    load(database, FRAME, stance("land", "red", "demands", "R1"))
    mark(database, NAME, "R1")
    with database.write() as store:
        acting.correct(store, 1, {"stance": "supports"}, HEADER, reason="misread")
    load(database, stance("land", "red", "doubts", "R2"))
    return database


def test_a_mark_names_a_place_in_both_times(briefed: Database) -> None:
    assert point(briefed, NAME) == Point(date(2026, 1, 24), 2, "R1")
    assert said(briefed, NAME) == {"land red": "demands"}
    assert said(briefed, f"{NAME}@4") == {"land red": "supports"}
    with briefed.read() as store:
        found = diffing.diff_between(store, NAME, "now").changes
    assert {(each.verb.value, each.cause.value) for each in found} == {("shifted", "corrected"), ("reversed", "moved")}


@pytest.mark.parametrize("name", ["Briefing 25 JAN", "briefing  25  jan", "briefing-25-jan", f" {NAME} "])
def test_a_mark_is_named_by_its_name_however_it_is_written_or_by_its_key(briefed: Database, name: str) -> None:
    assert point(briefed, name) == point(briefed, NAME)


def test_a_mark_of_now_stays_where_it_was(briefed: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1772323200")  # 1 March 2026
    mark(briefed, "today")
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1775001600")  # 1 April 2026
    load(briefed, stance("land", "blue", "rejects", "2026-03-10"))
    assert point(briefed, "today") == Point(date(2026, 3, 1), 5)
    assert said(briefed, "today") == {"land red": "doubts"}


def test_a_point_and_a_mark_of_a_mark_are_one_place(briefed: Database) -> None:
    mark(briefed, "again", NAME)
    assert point(briefed, "again") == point(briefed, NAME)


@pytest.mark.parametrize(
    "name",
    ["now", "NOW", "prev", "last-look", "2026-01-24", "2026", "2026-01/2026-02", "at@5", "R1", "r1", " ", "a\nb"],
)
def test_a_name_that_reads_as_another_point_is_refused(briefed: Database, name: str) -> None:
    with pytest.raises(InvalidData) as caught:
        mark(briefed, name)
    assert caught.value.exit_code == 3
    assert caught.value.all_faults()[0].message


def test_a_name_whose_key_would_read_as_a_date_or_a_round_gets_another_key(briefed: Database) -> None:
    mark(briefed, "2026 01")
    mark(briefed, "R1!", "R2")
    with briefed.read() as store:
        assert [line.mark.key for line in marking.marks(store)] == ["briefing-25-jan", "mark-2026-01", "r1-2"]
    assert point(briefed, "r1").round == "R1"
    assert point(briefed, "R1!").round == "R2"


def test_a_name_that_another_point_has_is_refused_and_the_same_again_is_nothing_new(briefed: Database) -> None:
    with pytest.raises(Conflict, match="is a mark already") as caught:
        mark(briefed, "Briefing 25 jan", "R2")
    assert "posl edit mark:briefing-25-jan --set held=R2 --set known_at=5" in str(caught.value.hint)
    assert mark(briefed, NAME, "R1@2") == []


def test_a_round_does_not_take_the_name_of_a_mark(briefed: Database) -> None:
    mark(briefed, "R4", "R1")
    with pytest.raises(InvalidSeed) as caught:
        load(briefed, "rounds: [{key: r4, title: Fourth, status: held, starts: 2026-03-01}]")
    assert caught.value.faults[0].message == '"r4" is the name of the mark "r4"'


def test_a_mark_is_renamed_moved_and_taken_back_like_any_record(briefed: Database) -> None:
    with briefed.write() as store:
        acting.edit(store, "mark", NAME, {"name": "The briefing", "held": "r2"}, HEADER)
    assert point(briefed, "the briefing") == Point(date(2026, 2, 5), 2, "R2")
    with pytest.raises(NotFound, match="neither a round, a date nor a mark"):
        point(briefed, NAME)
    with pytest.raises(InvalidData, match="is the round R1"), briefed.write() as store:
        acting.edit(store, "mark", "the briefing", {"name": "R1"}, HEADER)
    with briefed.write() as store:
        undoing.undo(store, 6, HEADER, reason="it was the first")
    with briefed.write() as store:
        undoing.undo(store, 3, HEADER, reason="no briefing")
    with pytest.raises(NotFound):
        point(briefed, NAME)
    assert mark(briefed, NAME, "R1"), "its name is free again"


def test_a_round_that_a_mark_names_is_not_undone_under_it(database: Database) -> None:
    load(database, FRAME, "rounds: [{key: R9, title: Ninth, status: held, starts: 2026-03-01}]")
    mark(database, "the ninth", "R9")
    with pytest.raises(Conflict, match="1 later thing rests on it"), database.write() as store:
        undoing.undo(store, 2, HEADER, reason="no round")


def test_a_round_of_which_nothing_was_known_then_is_said(database: Database) -> None:
    load(
        database, FRAME, "marks: [{key: early, name: early, held: R9, known_at: 1}]\nrounds: [{key: R9, title: Ninth}]"
    )
    with pytest.raises(NotFound, match='"early" names no day that was known at @1'):
        point(database, "early")
    with database.read() as store:
        assert [line.point for line in marking.marks(store)] == [None]


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("marks: [{key: m, name: m, held: R7, known_at: 0}]", '"R7" is not a known round'),
        ("marks: [{key: m, name: m, held: R1, known_at: 99}]", "there is no changeset @99"),
        ("marks: [{key: m, name: R2, held: R1, known_at: 0}]", '"R2" is the round R2'),
        ("marks: [{key: r2, name: m, held: R1, known_at: 0}]", '"r2" is the round R2'),
        ("marks: [{key: m, name: now, held: R1, known_at: 0}]", "has a meaning of its own in points"),
        ("marks: [{key: m, name: m, held: R1}]", "is missing"),
        (
            "marks: [{key: m, name: one, held: R1, known_at: 0}, {key: n, name: ONE, held: R2, known_at: 0}]",
            'the name of the mark "n" already',
        ),
    ],
)
def test_a_seed_is_told_what_is_wrong_with_its_marks(database: Database, text: str, fault: str) -> None:
    load(database, FRAME)
    with pytest.raises(InvalidSeed) as caught:
        load(database, text)
    assert any(fault in each.message for each in caught.value.all_faults())


def test_marks_are_exported_and_imported_again_without_loss(briefed: Database, other: Database) -> None:
    with briefed.write() as store:
        acting.edit(store, "mark", NAME, {"name": "The briefing"}, HEADER)
    with briefed.read() as store:
        files = dict(exporting.seed_files(store))
        hashes = verifying.verify(store).checkpoint
    assert any("marks:" in text and f"name: {NAME}" in text for text in files.values())
    with other.write() as store:
        import_seeds(store, [read_yaml(name, text.encode()) for name, text in files.items()], HEADER)
    with other.read() as store:
        assert verifying.verify(store).checkpoint == hashes
        assert points.resolve(store, "the briefing") == Point(date(2026, 1, 24), 2, "R1")


def test_a_mark_changes_no_reading_and_no_diff(briefed: Database) -> None:
    before = said(briefed)
    mark(briefed, "later")
    assert said(briefed) == before
    with briefed.read() as store:
        diff = diffing.diff_between(store, "@5", "@6")
    assert not diff.changes
    assert not diff.redefined


def test_what_is_no_point_lists_what_there_is(briefed: Database) -> None:
    with pytest.raises(NotFound) as caught:
        point(briefed, "zzz")
    assert "known here: R1, R2, R3, briefing 25 Jan" in str(caught.value.hint)
    with pytest.raises(NotFound) as caught:
        point(briefed, "briefing 24 Jan")
    assert caught.value.hint == 'did you mean "briefing 25 Jan"?'
    with pytest.raises(UsageError):
        point(briefed, "")
