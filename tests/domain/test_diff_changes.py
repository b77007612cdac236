"""Two views in, changes out: mirrored when read backwards, moved and corrected apart, in order, filtered."""

from collections import Counter
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from ledger.domain.diff import (
    OPPOSITES,
    Cause,
    Change,
    Key,
    Leg,
    Only,
    StatusSide,
    Verb,
    View,
    changes,
    in_order,
    legs,
)
from ledger.domain.points import Point
from ledger.domain.readings import Reading
from ledger.domain.records import Item
from ledger.domain.words import Status
from tests.domain.diff_values import DAY, HERE, cited, reading, shown, status, view_pairs

POINTS = st.builds(Point, st.integers(0, 2).map(lambda days: DAY + timedelta(days=days)), st.integers(1, 3))


def places(found: list[Change]) -> Counter[tuple[str, str | None, Cause]]:
    return Counter((change.item, change.party, change.cause) for change in found)


@given(view_pairs(), st.sampled_from(Cause))
def test_read_backwards_it_is_the_same_diff_turned_round(pair: tuple[View, View], cause: Cause) -> None:
    there, back = list(changes(pair[0], pair[1], cause)), list(changes(pair[1], pair[0], cause))
    assert places(there) == places(back)
    for change in there:
        turned = [
            other
            for other in back
            if (other.item, other.party) == (change.item, change.party) and other.verb in OPPOSITES[change.verb]
        ]
        assert any((other.before, other.after) == (change.after, change.before) for other in turned)
        assert any(other.delta == (None if change.delta is None else -change.delta) for other in turned)


@given(view_pairs(), st.sampled_from(Cause))
def test_a_view_does_not_differ_from_itself(pair: tuple[View, View], cause: Cause) -> None:
    assert list(changes(pair[0], pair[0], cause)) == []


@given(POINTS, POINTS)
def test_each_leg_goes_along_one_clock_and_the_way_back_is_the_same(one: Point, other: Point) -> None:
    there = legs(one, other)
    for leg in there:
        moved, learned = leg.before.held_on != leg.after.held_on, leg.before.known_at != leg.after.known_at
        assert (moved, learned) == ((True, False) if leg.cause is Cause.moved else (False, True))
    assert legs(other, one) == tuple(Leg(leg.after, leg.before, leg.cause) for leg in reversed(there))
    stops = [one, *(leg.after for leg in there)]
    assert stops[-1] == other
    assert [leg.before for leg in there] == stops[:-1]


def test_what_we_learned_comes_before_what_moved_since() -> None:
    old, new = Point(DAY, 3, "R1"), Point(DAY + timedelta(days=12), 9, "R2")
    pivot = Point(DAY, 9, "R1")
    assert legs(old, new) == (Leg(old, pivot, Cause.corrected), Leg(pivot, new, Cause.moved))


def test_evidence_stands_beside_the_verb_of_the_cell() -> None:
    before = View(HERE, {("land", "red"): reading("demands", 1)})
    after = View(HERE, {("land", "red"): reading("supports", 2, contested=True)})
    found = list(changes(before, after, Cause.moved))
    assert shown(found) == ["contested land red", "softened land red -1"]


def test_a_change_rests_on_the_entry_after_it_or_else_on_the_one_before() -> None:
    old, new = reading("demands", 1, evidence=cited("herald")), reading("supports", 2, evidence=cited("gazette"))
    after = View(HERE, {("land", "red"): new})
    (said,) = changes(View(HERE, {("land", "red"): old}), after, Cause.moved)
    assert [citation.source for citation in said.citations] == ["gazette"]
    (gone,) = changes(View(HERE, {("land", "red"): old}), View(HERE), Cause.moved)
    assert [citation.source for citation in gone.citations] == ["herald"]


def test_an_item_without_a_status_rests_on_the_first_stance_on_it() -> None:
    first = reading("demands", 4, party="blue", day=DAY - timedelta(days=1), evidence=cited("herald"))
    cells: dict[Key, Reading] = {("land", "red"): reading("supports", 3), ("land", "blue"): first}
    after = View(HERE, cells, {"land": StatusSide(Status.open)})
    opened = next(change for change in changes(View(HERE), after, Cause.moved) if change.party is None)
    assert opened.verb is Verb.opened
    assert isinstance(opened.after, StatusSide)
    assert opened.after.held_on == first.held
    assert opened.citations == first.evidence.citations


def test_time_alone_makes_a_promise_overdue() -> None:
    before = View(HERE, items={"pledge": status("promised")})
    after = View(HERE, items={"pledge": status("promised", overdue=True)})
    (change,) = changes(before, after, Cause.moved)
    assert change.verb is Verb.overdue
    assert isinstance(change.before, StatusSide)
    assert change.before.state == "promised"


def a_change(verb: Verb, item: str, party: str | None, cause: Cause = Cause.moved) -> Change:
    return Change(item, party, verb, cause, None, None)


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
        a_change(Verb.hardened, "land", "red"),
        a_change(Verb.hardened, "fuel", "red", Cause.corrected),
    ]
    assert list(Only().among(found, items)) == found
    assert list(Only(items=frozenset({"land"})).among(found, items)) == found[:2]
    assert list(Only(parties=frozenset({"red"})).among(found, items)) == found[1:]
    assert list(Only(tracks=frozenset({"political"})).among(found, items)) == found[:2]
    assert list(Only(causes=frozenset({Cause.corrected})).among(found, items)) == found[2:]
    both = Only(verbs=frozenset({Verb.hardened}), items=frozenset({"land"}))
    assert list(both.among(found, items)) == [found[1]]
