"""Undoing twice takes back the last two acts, whatever an undoing was called and whatever it put back."""

from collections.abc import Callable, Iterable

import pytest

from ledger.domain.words import Verdict
from ledger.errors import Conflict, NotFound
from ledger.services import acting
from ledger.services.undoing import undo, undo_last, undo_last_of
from ledger.storage import changesets
from ledger.storage.database import Database, Store
from tests.support import FRAME, HEADER, load, stance

HERALD = stance("land", "red", "demands", "R1")
GAZETTE_AGREES = stance("land", "red", "demands", "R1", "gazette")
GAZETTE_CONTRADICTS = stance("land", "red", "rejects", "R1", "gazette")
OWN_WORDS = HEADER.model_copy(update={"message": "Read the wrong page."})
AUTHOR = str(HEADER.author)
Act = Callable[[Store], object]


def correct(store: Store) -> object:
    return acting.correct(store, 1, {"stance": "supports"}, HEADER, reason="misread")


def retract(store: Store) -> object:
    return acting.retract(store, 1, HEADER, reason="misread")


def edit(store: Store) -> object:
    return acting.edit(store, "item", "land", {"title": "All the land", "tags": ["core"]}, HEADER)


def accept(store: Store) -> object:
    return acting.review(store, [1], Verdict.accepted, HEADER)


def add(store: Store) -> object:
    from ledger.domain.records import Item

    return acting.add(store, Item(key="water", title="Water"), HEADER)


ACTS: dict[str, Act] = {each.__name__: each for each in (correct, retract, edit, accept, add)}


@pytest.mark.parametrize("name", ACTS)
def test_an_undoing_with_a_message_of_its_own_is_not_undone_by_the_next(database: Database, name: str) -> None:
    load(database, FRAME, HERALD)
    with database.write() as store:
        ACTS[name](store)
    undo_one(database)
    with database.read() as store:
        assert undo_last_of(store, AUTHOR) == 2


@pytest.mark.parametrize("seeds", [[GAZETTE_AGREES], [GAZETTE_CONTRADICTS]])
def test_an_undone_report_is_passed_over(database: Database, seeds: Iterable[str]) -> None:
    load(database, FRAME, HERALD, *seeds)
    undo_one(database)
    with database.read() as store:
        assert undo_last_of(store, AUTHOR) == 2


def test_a_verdict_given_back_is_passed_over(database: Database) -> None:
    load(database, FRAME, HERALD)
    for verdict in (Verdict.accepted, Verdict.rejected):
        with database.write() as store:
            acting.review(store, [1], verdict, HEADER)
    undo_one(database)
    with database.read() as store:
        assert undo_last_of(store, AUTHOR) == 3


def test_a_verdict_claimed_for_somebody_else_is_no_act_to_undo(database: Database) -> None:
    load(database, FRAME, HERALD)
    with database.write() as store:
        (claimed,) = acting.review(store, [1], Verdict.accepted, HEADER, reviewer="bob").changesets
    with database.read() as store:
        assert undo_last_of(store, AUTHOR) == claimed - 1
    with database.write() as store, pytest.raises(Conflict, match="only claims verdicts of others"):
        undo(store, claimed, OWN_WORDS, reason="second thoughts")


def test_acts_are_undone_one_after_another_down_to_the_first(database: Database) -> None:
    load(database, FRAME, HERALD)
    for act in (edit, accept):
        with database.write() as store:
            act(store)
    assert [undo_one(database) for _ in range(5)] == [4, 3, 2, 1, None]


def test_two_edits_of_a_field_are_two_acts(database: Database) -> None:
    load(database, FRAME)
    for title in ("All the land", "The whole land"):
        with database.write() as store:
            acting.edit(store, "item", "land", {"title": title}, HEADER)
    with database.read() as store:
        assert undo_last_of(store, AUTHOR) == 3


@pytest.mark.in_a_file
def test_the_acts_of_others_are_theirs_to_undo(database: Database) -> None:
    load(database, FRAME, HERALD)
    with database.read() as store:
        assert undo_last_of(store, "somebody else") is None


def undo_one(database: Database) -> int | None:
    """Undo the last act that stands, in one's own words."""
    with database.write() as store:
        number = undo_last_of(store, AUTHOR)
        if number is not None:
            undo(store, number, OWN_WORDS, reason="second thoughts")
            assert changesets.last_number(store) > number
    return number


def test_ones_own_last_act_is_undone_then_the_one_before_then_there_is_none(database: Database) -> None:
    ben = HEADER.model_copy(update={"author": "ben"})
    load(database, FRAME, header=ben)
    load(database, HERALD)
    with database.write() as store:
        edit(store)
    load(database, GAZETTE_AGREES, header=ben)
    for number in (3, 2):
        with database.write() as store:
            done = undo_last(store, HEADER, reason="a slip")
        with database.read() as store:
            made = changesets.get(store, done.changesets[0])
        assert made.header.message == f"undo @{number}: a slip"
    with database.write() as store, pytest.raises(NotFound, match="no act of tester that is not undone") as caught:
        undo_last(store, HEADER, reason="one more")
    assert "posl undo @N" in str(caught.value.hint)


@pytest.mark.in_a_file
def test_who_did_nothing_has_nothing_to_undo(database: Database) -> None:
    load(database, FRAME)
    zed = HEADER.model_copy(update={"author": "zed"})
    with database.write() as store, pytest.raises(NotFound, match="no act of zed"):
        undo_last(store, zed, reason="nothing")
