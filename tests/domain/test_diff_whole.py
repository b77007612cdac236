"""What a diff says around its changes: checklist, spread, what stands still, silence, promises, packages, conditions."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from ledger.domain.diff import (
    Cause,
    CellKey,
    Checklist,
    Diff,
    Due,
    Learned,
    Only,
    SpreadChange,
    StatusSide,
    Surroundings,
    View,
    assemble,
    changes,
    contests_among,
    in_order,
    packages,
    spread_changes,
    unlocked,
)
from ledger.domain.field_types import Link
from ledger.domain.points import Point
from ledger.domain.readings import Reading
from ledger.domain.records import Item, Party
from ledger.domain.register import Register
from ledger.domain.words import LinkKind, Role, Status
from tests.domain.diff_values import DAY, HERE, contested, possible, possibly_since, reading, status

LATER = Point(DAY + timedelta(days=12), 7)
PARTIES = (
    Party(key="red", code="RD", name="Red", role=Role.principal),
    Party(key="blue", code="BL", name="Blue", role=Role.principal),
    Party(key="green", code="GR", name="Green", role=Role.mediator),
)

PRINCIPALS = ("red", "blue")


def item(key: str, *links: tuple[LinkKind, str], **fields: Any) -> Item:
    return Item(key=key, title=key, links=tuple(Link(kind=kind, to=to) for kind, to in links), **fields)


def frame(*items: Item) -> Register:
    known = Register()
    known.put_all([*PARTIES, *items])
    return known


def view(point: Point, known: Register, *readings: Reading) -> View:
    """A whole view: every item is on the list, ``open`` where no status is given."""
    cells: dict[CellKey, Reading] = {(found.item, found.party): found for found in readings if found.party}
    recorded = {found.item: StatusSide(Status(found.values["status"]), found) for found in readings if not found.party}
    return View(point, cells, {key: recorded.get(key, StatusSide(Status.open)) for key in known.items})


def diff(before: View, after: View, known: Register, mentioned: frozenset[str] = frozenset()) -> Diff:
    found = in_order(changes(before, after, PRINCIPALS), known.items, known.parties)
    return assemble(before, after, found, (known, known), Only(), Surroundings(mentioned=mentioned))


def test_the_checklist_tells_how_many_are_open_and_how_hard_they_are() -> None:
    known = frame(item("land", difficulty=5), item("fuel", difficulty=2), item("fish"), item("swap", difficulty=2))
    found = Checklist.at(view(HERE, known, reading("agreed", item="swap", party=None)), known.items, ["land", "swap"])
    assert found.open == ("land", "fuel", "fish")
    assert (found.settled, found.lapsed) == (("swap",), ())
    assert found.first_reported == ("fuel", "fish")
    assert dict(found.by_difficulty) == {5: 1, 2: 1, None: 1}
    assert (found.mean_difficulty, found.rated) == (3.5, 2)


def test_the_checklist_is_of_substance_and_the_rest_is_counted_apart() -> None:
    known = frame(
        item("land"),
        item("treaty"),
        item("north", part_of="land"),
        item("agenda", matter="procedure"),
        item("elsewhere", matter="context"),
        item("ended", matter="context"),
        item("vow", kind="commitment"),
    )
    done = [reading("lapsed", 1, item="treaty", party=None), reading("lapsed", 2, item="ended", party=None)]
    found = Checklist.at(view(HERE, known, *done), known.items)
    assert (found.open, found.settled, found.lapsed) == (("land",), ("treaty",), ("treaty",))
    assert (found.procedure_open, found.context_open, found.commitments_open) == (1, 1, 1)


def test_what_is_deadlocked_is_told_apart_by_how_sure_that_is_and_of_what_it_is_counted_with() -> None:
    """What may be so beside a sure word, or by one of two that only may be, is possible: sure by no account."""
    known = frame(
        item("land"), item("fuel"), item("fish"), item("swap"), item("agenda", matter="procedure"),
        item("north", part_of="land"), item("seats", matter="procedure"),
    )  # fmt: skip

    def told(word: str, entry: int, key: str) -> Reading:
        return reading(word, entry, item=key, party=None)

    stuck = [told("deadlocked", 1, "land"), told("deadlocked", 2, "agenda")]
    may_be = [
        possibly_since(told("open", 3, "fuel"), told("deadlocked", 4, "fuel")),
        possible(contested(told("agreed", 5, "fish"), told("deadlocked", 6, "fish"))),
        possible(told("deadlocked", 7, "north")),
    ]
    by_some = [
        contested(told("agreed", n, key), told("deadlocked", n + 1, key)) for n, key in ((8, "swap"), (10, "seats"))
    ]
    found = Checklist.at(view(HERE, known, *stuck, *may_be, *by_some), known.items)
    assert (found.deadlocked, found.stuck_apart) == (("land",), ("agenda",))
    assert (found.stuck_possibly, found.stuck_apart_possibly) == (("fuel", "fish"), ("north",))
    assert found.stuck_by_some == ("swap", "seats")


def test_an_unrated_checklist_has_no_mean() -> None:
    known = frame(item("fish"))
    assert Checklist.at(view(HERE, known), known.items).mean_difficulty is None


def test_the_spread_is_of_principals_and_only_where_both_ends_are_measured() -> None:
    known = frame(item("land"), item("fuel"), item("fish"))
    before = view(
        HERE,
        known,
        reading("demands", 1),
        reading("rejects", 2, party="blue"),
        reading("rejects", 3, party="green"),
        reading("doubts", 4, item="fuel"),
        reading("undecided", 5, item="fish"),
        reading("undecided", 6, item="fish", party="blue"),
    )
    after = view(
        LATER,
        known,
        reading("conditional", 11),
        reading("rejects", 2, party="blue"),
        reading("demands", 13, party="green"),
        reading("rejects", 14, item="fuel"),
        reading("supports", 15, item="fuel", party="blue"),
        reading("supports", 16, item="fish"),
        reading("undecided", 6, item="fish", party="blue"),
    )
    found = diff(before, after, known).spread
    gaps = [replace(each, ends={}) for each in found]
    assert gaps == [SpreadChange("land", 6, 4, PRINCIPALS), SpreadChange("fish", 0, 2, PRINCIPALS)]
    assert [{*each.ends} for each in found] == [{"red"}, {"red"}]
    assert [change.verb for change in found] == ["converged", "diverged"]
    back = diff(after, before, known).spread
    assert [(change.before, change.after) for change in back] == [(4, 6), (2, 0)]


def test_who_has_a_score_at_one_end_alone_is_named_beside_the_spread_it_is_left_out_of() -> None:
    red, blue, green = reading("demands", 1), reading("opposes", 2, party="blue"), reading("rejects", 3, party="green")
    of_all = {(each.item, each.party): each for each in (red, blue, green)}
    of_two = {(each.item, each.party): each for each in (red, reading("doubts", 4, party="blue"))}
    for before, after in ((of_all, of_two), (of_two, of_all)):
        (found,) = spread_changes(["land"], ["red", "blue", "green"], before, after)
        assert (found.parties, found.once) == (("red", "blue"), ("green",))


def test_contests_of_one_cell_that_no_entry_ties_are_told_apart() -> None:
    assert contests_among([(2, 15), (32, 21), (2, 16)]) == [(32, 21), (2, 15, 16)]
    assert contests_among([(1, 2), (3, 4), (2, 3)]) == [(1, 2, 3, 4)]
    assert contests_among([]) == []


def test_what_stands_still_is_open_apart_and_unmoved() -> None:
    known = frame(
        *(item(key, difficulty=3) for key in ("near", "settled", "moving", "land")), item("hard", difficulty=5)
    )
    apart = [
        found
        for key in ("settled", "moving", "land", "hard")
        for found in (reading("demands", 1, item=key), reading("rejects", 2, item=key, party="blue"))
    ]
    near = [reading("supports", 1, item="near"), reading("supports", 2, item="near", party="blue")]
    gone = reading("dropped", 3, item="settled", party=None)
    before = view(HERE, known, *near, *apart, gone)
    said_again = [reading("demands", 21), reading("rejects", 22, party="blue")]
    after = view(LATER, known, *near, *apart, gone, *said_again, reading("supports", 31, item="moving"))
    found = diff(before, after, known)
    assert [(each.item, each.spread, each.difficulty) for each in found.still] == [("hard", 6, 5), ("land", 6, 3)]
    assert found.moved_apart
    found = diff(before, view(HERE, known, *near, *apart), known)
    assert (found.still, found.moved_apart) == ((), False)


def test_what_is_apart_once_the_other_side_is_heard_is_among_what_is_apart() -> None:
    known = frame(item("land"), item("new"))
    first = reading("demands", 1)
    heard = [
        reading("rejects", 2, party="blue"),
        reading("opposes", 3, item="new"),
        reading("demands", 4, item="new", party="blue"),
    ]
    found = diff(view(HERE, known, first), view(LATER, known, first, *heard), known).still
    assert [(each.item, each.spread) for each in found] == [("land", 6), ("new", 5)]


@pytest.mark.parametrize(
    ("one", "other", "apart"),
    [
        ("demands", "supports", False),
        ("opposes", "rejects", False),
        ("doubts", "opposes", False),
        ("supports", "conditional", True),
        ("undecided", "doubts", True),
        ("demands", "conditional", True),
        ("doubts", "rejects", True),
    ],
)
def test_who_demands_it_and_who_supports_it_are_not_apart(one: str, other: str, apart: bool) -> None:
    known = frame(item("land"))
    both = [reading(one, 1), reading(other, 2, party="blue")]
    assert bool(diff(view(HERE, known, *both), view(LATER, known, *both), known).still) is apart


def test_a_correction_is_no_movement() -> None:
    known = frame(item("land"))
    before = view(HERE, known, reading("demands", 1), reading("rejects", 2, party="blue"))
    after = view(LATER, known, reading("supports", 11), reading("rejects", 2, party="blue"))
    found = in_order(changes(before, after, PRINCIPALS, Learned(always=Cause.corrected)), known.items, known.parties)
    assert [each.item for each in assemble(before, after, found, (known, known), Only()).still] == ["land"]


def test_what_nobody_spoke_on_is_silent_where_that_is_reported_and_else_unreported() -> None:
    known = frame(*(item(key) for key in ("old", "new", "status", "hushed", "unraised", "revived", "done", "event")))
    done = reading("agreed", 1, item="done", party=None)
    old = [
        reading("demands", 1, item="old"),
        reading("demands", 2, item="hushed"),
        reading("not-raised", 4, item="revived", party=None),
    ]
    after = view(
        LATER,
        known,
        *old,
        done,
        reading("demands", 11, item="new", day=LATER.held_on, party="green"),
        reading("deadlocked", 12, item="status", day=LATER.held_on, party=None),
        reading("silent", 13, item="hushed", day=LATER.held_on, party="blue"),
        reading("not-raised", 14, item="unraised", day=LATER.held_on, party=None),
        reading("demands", 15, item="unraised", day=LATER.held_on),
        reading("demands", 16, item="revived", day=LATER.held_on),
    )
    before = view(HERE, known, *old, done)
    found = diff(before, after, known, mentioned=frozenset({"event"}))
    assert [each.item for each in found.silent] == ["hushed", "unraised"]
    assert [each.item for each in found.unreported] == ["old"]
    assert found.unreported[0].spoken is None, "not since"
    assert diff(after, before, known).silence == ()


def test_what_an_undated_account_may_have_said_since_is_not_unreported() -> None:
    known = frame(item("tax"), item("fuel"))
    since = LATER.held_on + timedelta(days=3)
    taxed = possibly_since(reading("conditional", 1, item="tax"), reading("supports", 2, item="tax", day=since))
    fuel = reading("demands", 3, item="fuel")
    before = view(HERE, known, reading("conditional", 1, item="tax"), fuel)
    assert [each.item for each in diff(before, view(LATER, known, taxed, fuel), known).unreported] == ["fuel"]
    hushed = possibly_since(reading("conditional", 1, item="tax"), reading("silent", 2, item="tax", day=since))
    found = diff(before, view(LATER, known, hushed, fuel), known)
    assert [each.item for each in found.unreported] == ["tax", "fuel"], "that one is silent is no talk"


def test_a_part_is_not_unreported_where_its_whole_was_discussed_nor_a_whole_for_its_parts() -> None:
    known = frame(
        item("land"),
        item("north", part_of="land"),
        item("fuel"),
        item("gas", part_of="fuel"),
        item("agenda", matter="procedure"),
    )
    said = [
        reading("demands", 1, item="land", day=LATER.held_on),
        reading("demands", 2, item="gas", day=LATER.held_on),
    ]
    assert diff(view(HERE, known), view(LATER, known, *said), known).unreported == ()
    assert [each.item for each in diff(view(HERE, known), view(LATER, known, said[0]), known).unreported] == [
        "fuel",
        "gas",
    ]


def test_what_is_contested_at_both_ends_is_listed_in_the_order_of_the_ledger() -> None:
    known = frame(item("land"), item("fuel"))
    at_odds = contested(reading("demands", 1, item="fuel"), reading("opposes", 2, item="fuel"))
    settled = contested(reading("demands", 3), reading("opposes", 4))
    before = view(HERE, known, at_odds, settled)
    after = view(LATER, known, at_odds, reading("demands", 3))
    assert diff(before, after, known).contested == (("fuel", "red"),)
    assert diff(before, before, known).contested == ()


def test_commitments_are_reported_by_their_state_and_not_as_silence() -> None:
    known = frame(
        item("pledge", kind="commitment", due="R2"), item("report", kind="commitment"), item("vow", kind="commitment")
    )
    late = StatusSide(Status.promised, None, overdue=True)
    after = View(LATER, {}, {"pledge": late, "report": status("kept", item="report")})
    found = diff(View(HERE), after, known)
    assert found.commitments == (Due("pledge", "R2", "overdue"), Due("report", None, "kept"))
    assert found.silence == ()


def test_a_package_is_what_trades_and_changed_together() -> None:
    trades = LinkKind.trades_with
    items = {
        each.key: each
        for each in (
            item("land", (trades, "pledges")),
            item("fuel"),
            item("pledges"),
            item("fish", (trades, "quota"), (LinkKind.relates_to, "fuel")),
            item("quota"),
            item("port", (trades, "pledges")),
        )
    }
    assert packages({"land", "fuel", "pledges", "fish", "port"}, items) == (("land", "pledges", "port"),)
    assert packages({"land", "port"}, items) == ()
    assert packages({"land", "pledges", "fish", "quota"}, items) == (("land", "pledges"), ("fish", "quota"))


def test_saying_it_again_makes_no_package() -> None:
    known = frame(item("land", (LinkKind.trades_with, "fuel")), item("fuel"))
    before = view(HERE, known, reading("demands", 1), reading("demands", 2, item="fuel"))
    after = view(LATER, known, reading("demands", 11), reading("supports", 12, item="fuel"))
    assert diff(before, after, known).packages == ()
    both = view(LATER, known, reading("supports", 11), reading("supports", 12, item="fuel"))
    assert diff(before, both, known).packages == (("land", "fuel"),)


def test_a_first_report_and_our_own_correction_make_no_package() -> None:
    known = frame(item("land", (LinkKind.trades_with, "fuel")), item("fuel"))
    settled = (view(HERE, known, reading("discussed", 1, party=None)), reading("agreed", 11, party=None))
    fuel = {word: reading(word, 12, item="fuel", party=None) for word in ("discussed", "promised", "agreed")}
    first = view(LATER, known, settled[1], fuel["discussed"])  # stances had put it on the list
    assert diff(settled[0], first, known).packages == ()
    assert diff(settled[0], view(LATER, known, settled[1], fuel["promised"]), known).packages == ()
    assert diff(settled[0], view(LATER, known, settled[1], fuel["agreed"]), known).packages == (("land", "fuel"),)
    ours = [
        replace(each, cause=Cause.corrected)
        for each in changes(settled[0], view(LATER, known, settled[1], fuel["agreed"]), PRINCIPALS)
    ]
    after = view(LATER, known, settled[1], fuel["agreed"])
    assert assemble(settled[0], after, ours, (known, known), Only(), Surroundings()).packages == ()


def test_a_condition_is_unlocked_where_what_it_depends_on_settled() -> None:
    known = frame(
        item("truce", (LinkKind.depends_on, "monitors")),
        item("monitors"),
        item("port", (LinkKind.depends_on, "treaty")),
        item("treaty"),
    )
    conditional = [
        reading("conditional", 1, item="truce"),
        reading("conditional", 2, item="truce", party="green"),
        reading("supports", 3, item="truce", party="blue"),
        reading("conditional", 4, item="port"),
    ]
    before = view(HERE, known, *conditional)
    settled = [reading("agreed", 5, item="monitors", party=None), reading("dropped", 6, item="treaty", party=None)]
    after = view(LATER, known, *conditional, *settled)
    found = list(unlocked(before, after, known.items, known.parties))
    assert [(each.item, each.party, each.by, each.voided) for each in found] == [
        ("truce", "red", "monitors", False),
        ("truce", "green", "monitors", False),
        ("port", "red", "treaty", True),
    ]
    assert list(unlocked(after, after, known.items, known.parties)) == []


def test_counts_are_of_the_changes_that_were_asked_for() -> None:
    known = frame(item("land"), item("fuel"))
    before = view(HERE, known, reading("demands", 1), reading("demands", 2, item="fuel"))
    after = view(LATER, known, reading("supports", 11), reading("supports", 12, item="fuel"))
    found = in_order(changes(before, after, PRINCIPALS), known.items, known.parties)
    some = assemble(before, after, found, (known, known), Only(items=frozenset({"fuel"})))
    assert (len(some.changes), some.moved, some.corrected) == (1, 1, 0)
    assert some.after.open == ("land", "fuel")
