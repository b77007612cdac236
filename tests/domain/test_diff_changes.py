"""Two views in, changes out: mirrored when read backwards, each with its own cause, in order, filtered."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ledger.domain.diff import (
    Cause,
    CellKey,
    Change,
    Learned,
    Leg,
    Only,
    StatusSide,
    Verb,
    View,
    changes,
    in_order,
    legs,
)
from ledger.domain.points import Point, alike_on_one_day
from ledger.domain.readings import Reading
from ledger.domain.records import Item
from ledger.domain.words import Status
from tests.domain.diff_values import DAY, HERE, cited, contested, mirrored, reading, shown, status, view_pairs

DAYS = st.integers(0, 2).map(lambda days: DAY + timedelta(days=days))
POINTS = st.builds(Point, DAYS, st.integers(1, 3), st.none(), st.just(value=False))
PARTIES = ("red", "blue", "green")
slowly = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
NUMBERS = st.frozensets(st.integers(1, 9), max_size=3)


@slowly
@given(view_pairs(), st.booleans(), NUMBERS, NUMBERS)
def test_read_backwards_it_is_the_same_diff_turned_round(
    pair: tuple[View, View], time_passed: bool, gone: frozenset[int], redefined: frozenset[int]
) -> None:
    ways = (None, None) if time_passed else tuple(Learned(gone, redefined, forwards=way) for way in (True, False))
    there = {(c.item, c.party): c for c in changes(*pair, PARTIES, ways[0])}
    back = {(c.item, c.party): c for c in changes(pair[1], pair[0], PARTIES, ways[1])}
    assert there.keys() == back.keys()
    for key, change in there.items():
        assert mirrored(change, back[key])
        assert (change.before, change.after) == (back[key].after, back[key].before)


@slowly
@given(view_pairs())
def test_a_view_does_not_differ_from_itself(pair: tuple[View, View]) -> None:
    assert list(changes(pair[0], pair[0], PARTIES)) == []


@given(POINTS, POINTS)
def test_each_leg_goes_along_one_clock_and_the_way_back_is_the_same(one: Point, other: Point) -> None:
    one, other = alike_on_one_day(one, other)
    there = legs(one, other)
    for leg in there:
        passed, learned = leg.before.held_on != leg.after.held_on, leg.before.known_at != leg.after.known_at
        assert (passed, learned) == (not leg.by_knowledge, leg.by_knowledge)
    assert legs(other, one) == tuple(Leg(leg.after, leg.before, leg.by_knowledge) for leg in reversed(there))
    stops = [one, *(leg.after for leg in there)]
    assert stops[-1] == other
    assert [leg.before for leg in there] == stops[:-1]


def test_what_we_learned_comes_before_what_moved_since() -> None:
    old, new = Point(DAY, 3, "R1"), Point(DAY + timedelta(days=12), 9, "R2")
    pivot = Point(DAY, 9, "R1")
    assert legs(old, new) == (Leg(old, pivot, by_knowledge=True), Leg(pivot, new, by_knowledge=False))


def test_to_a_later_day_known_earlier_what_happened_is_told_as_it_was_known_there() -> None:
    early, late = Point(DAY, 9, "R1"), Point(DAY + timedelta(days=12), 3, "R2")
    pivot = Point(DAY, 3, "R1")
    assert legs(early, late) == (Leg(early, pivot, by_knowledge=True), Leg(pivot, late, by_knowledge=False))


def cell(before: Reading | None, after: Reading | None, learned: Learned | None = None) -> list[Change]:
    was: dict[CellKey, Reading] = {("land", "red"): before} if before else {}
    is_now: dict[CellKey, Reading] = {("land", "red"): after} if after else {}
    return list(changes(View(HERE, was), View(HERE, is_now), PARTIES, learned))


def test_evidence_stands_behind_the_verbs_of_the_cell() -> None:
    found = cell(reading("demands", 1), contested(reading("supports", 2), reading("conditional", 3)))
    assert shown(found) == ["shifted+contested land red"]


def test_a_change_rests_on_what_stands_after_it_or_else_on_what_stood_before() -> None:
    old, new = reading("demands", 1, evidence=cited("herald")), reading("supports", 2, evidence=cited("gazette"))
    (said,) = cell(old, new)
    assert [citation.source for citation in said.citations] == ["gazette"]
    (gone,) = cell(old, None)
    assert [citation.source for citation in gone.citations] == ["herald"]
    (both,) = cell(None, contested(new, reading("doubts", 3, evidence=cited("echo"))))
    assert [citation.source for citation in both.citations] == ["gazette", "echo"]


def test_an_item_without_a_status_rests_on_the_first_stance_on_it() -> None:
    first = reading("demands", 4, party="blue", day=DAY - timedelta(days=1), evidence=cited("herald"))
    cells: dict[CellKey, Reading] = {("land", "red"): reading("supports", 3), ("land", "blue"): first}
    after = View(HERE, cells, {"land": StatusSide(Status.open)})
    opened = next(change for change in changes(View(HERE), after, PARTIES) if change.party is None)
    assert opened.verb is Verb.opened
    assert isinstance(opened.after, StatusSide)
    assert opened.after.held_on == first.held
    assert opened.citations == first.evidence.citations


def test_time_alone_makes_a_promise_overdue() -> None:
    before = View(HERE, items={"pledge": status("promised")})
    after = View(HERE, items={"pledge": status("promised", overdue=True)})
    (change,) = changes(before, after, PARTIES)
    assert (change.verb, change.cause) == (Verb.overdue, Cause.moved)
    assert isinstance(change.before, StatusSide)
    assert change.before.state == "promised"
    (edited,) = changes(before, after, PARTIES, Learned())
    assert edited.cause is Cause.redefined


@pytest.mark.parametrize(
    ("before", "after", "learned", "cause"),
    [
        (reading("demands", 1), reading("doubts", 2), Learned(), Cause.moved),  # the one followed the other
        (reading("demands", 1), reading("doubts", 2), Learned({1, 2}), Cause.corrected),
        (reading("demands", 1), reading("demands", 2), Learned(frozenset(), {1, 2}), Cause.redefined),
        (
            reading("demands", 1),
            None,
            Learned(frozenset(), {1}),
            Cause.redefined,
        ),  # its round is held later than we had
        (reading("demands", 1), None, Learned(), Cause.corrected),
        (None, reading("demands", 1), Learned(), Cause.moved),
        (None, reading("demands", 2), Learned({1, 2}), Cause.corrected),  # it stands in another's place
        (None, reading("demands", 1), Learned(forwards=False), Cause.corrected),
        (reading("demands", 1), contested(reading("demands", 1), reading("doubts", 2)), Learned(), Cause.corrected),
        (reading("demands", 1), reading("demands", 1, evidence=cited("herald")), Learned(), Cause.corrected),
        (
            reading("demands", 1, evidence=cited("herald")),
            reading("demands", 1, evidence=cited("herald", grade="E5")),
            Learned(),
            Cause.redefined,
        ),
        (reading("demands", 1), reading("doubts", 2), Learned(always=Cause.corrected), Cause.corrected),
    ],
)
def test_each_change_has_the_cause_that_the_later_knowledge_gives_it(
    before: Reading | None, after: Reading | None, learned: Learned, cause: Cause
) -> None:
    (found,) = cell(before, after, learned)
    assert found.cause is cause


@pytest.mark.parametrize(
    ("change", "moved"),
    [
        (Change("land", "red", (Verb.softened,), Cause.moved, None, None), True),
        (Change("land", "red", (Verb.position_moved,), Cause.moved, None, None), True),
        (Change("land", "red", (Verb.withdrawn,), Cause.moved, None, None), True),
        (Change("land", "red", (Verb.silenced,), Cause.moved, None, None), False),
        (Change("land", "red", (Verb.spoke,), Cause.moved, None, None), False),
        (Change("land", "red", (Verb.softened,), Cause.corrected, None, None), False),
        (Change("land", "red", (Verb.stated, Verb.contested), Cause.moved, None, None), False),
        (Change("land", "red", (Verb.salience_moved,), Cause.moved, None, None), False),
        (Change("land", "red", (Verb.reaffirmed,), Cause.moved, None, None), False),
        (Change("land", None, (Verb.settled,), Cause.moved, None, None), False),
    ],
)
def test_who_moved_is_a_party_that_changed_its_stance_its_condition_or_its_position(
    change: Change, moved: bool
) -> None:
    assert change.moved is moved


def a_change(verb: Verb, item: str, party: str | None, cause: Cause = Cause.moved, *more: Verb) -> Change:
    return Change(item, party, (verb, *more), cause, None, None)


def test_changes_stand_by_weight_then_as_in_the_ledger() -> None:
    wanted = [
        a_change(Verb.settled, "fuel", None),
        a_change(Verb.reversed, "fuel", "red"),
        a_change(Verb.reversed, "land", "blue", Cause.corrected),
        a_change(Verb.reversed, "land", "blue", Cause.moved),
        a_change(Verb.reaffirmed, "fuel", None),
        a_change(Verb.reaffirmed, "fuel", "red"),
        a_change(Verb.reaffirmed, "fuel", "blue"),
    ]
    for shuffled in (wanted, wanted[::-1], wanted[3:] + wanted[:3]):
        assert in_order(shuffled, ["fuel", "land"], ["red", "blue"]) == tuple(wanted)


def test_a_filter_keeps_what_is_wanted_in_every_respect() -> None:
    items = {key: Item(key=key, title=key, track=track) for key, track in (("land", "political"), ("fuel", None))}
    found = [
        a_change(Verb.settled, "land", None),
        a_change(Verb.reversed, "land", "red", Cause.moved, Verb.hardened),
        a_change(Verb.hardened, "fuel", "red", Cause.corrected),
    ]
    assert list(Only().among(found, items)) == found
    assert list(Only(items=frozenset({"land"})).among(found, items)) == found[:2]
    assert list(Only(parties=frozenset({"red"})).among(found, items)) == found[1:]
    assert list(Only(tracks=frozenset({"political"})).among(found, items)) == found[:2]
    assert list(Only(causes=frozenset({Cause.corrected})).among(found, items)) == found[2:]
    both = Only(verbs=frozenset({Verb.hardened}), items=frozenset({"land"}))
    assert list(both.among(found, items)) == [found[1]]
