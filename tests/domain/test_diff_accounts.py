"""Contests and what is only possible: what every account bears is told, what only some do by account; the rest is undated."""

from dataclasses import replace
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from ledger.domain.diff import (
    AccountMove,
    Change,
    Learned,
    Others,
    StatusSide,
    Verb,
    View,
    cell_change,
    changes,
    item_change,
    undated,
    undated_in,
)
from ledger.domain.diff.verbs import EVIDENCE, UNMOVED
from ledger.domain.measures import Scored
from ledger.domain.readings import News, Reading, news, step
from ledger.domain.words import ISSUE_STATUSES
from tests.domain.diff_values import (
    CELL_PAIRS,
    HERE,
    STANCES,
    cited,
    contested,
    mirrored,
    possible,
    possibly_since,
    reading,
    status,
)

BLUE = Others({"blue": -4})
KEY = ("land", "red")


def change(before: Reading | None, after: Reading | None) -> Change:
    found = cell_change(KEY, before, after, BLUE)
    assert found is not None
    return found


def no_change(before: Reading | None, after: Reading | None) -> bool:
    return cell_change(KEY, before, after, BLUE) is None


def unsure(before: Reading | None, after: Reading | None) -> list[str]:
    return [each.reading.word for each in undated(KEY, before, after)]


def test_what_every_account_bears_is_told() -> None:
    found = change(reading("demands", 1), contested(reading("supports", 2), reading("undecided", 3)))
    assert found.verbs == ("softened", "contested")
    assert (found.by_account, found.contested, found.delta, found.toward) == ((), True, None, ("blue",))


def test_that_what_was_only_possible_is_sure_since_is_no_further_source() -> None:
    """The month that a second report tells of ended in between: it may have been so before."""
    both = cited("herald", "gazette")
    before = reading("demands", evidence=cited("herald")._replace(in_time=((date(2026, 1, 31), both),)))
    after = reading("demands", evidence=both)
    assert no_change(before, after)
    assert no_change(after, before)
    third = reading("demands", evidence=cited("herald", "gazette", "echo"))
    assert change(before, third).verbs == ("corroborated",)
    assert change(third, before).verbs == ("uncorroborated",)
    repeated = reading("demands", evidence=cited("herald", "gazette", "echo", independent=2))
    assert change(before, repeated).verbs == ("cited",)
    assert change(reading("demands", evidence=cited("herald")), after).verbs == ("corroborated",)


def test_what_only_one_account_bears_is_told_by_account() -> None:
    found = change(reading("supports", 1), contested(reading("demands", 2, entries=(2, 5)), reading("opposes", 3)))
    assert found.verbs == ("contested",)
    assert found.by_account == (AccountMove((2, 5), (Verb.hardened,)), AccountMove((3,), (Verb.reversed,)))
    assert (found.toward, found.away) == ((), ())


def test_how_far_a_number_went_is_told_by_every_account() -> None:
    before = reading("demands", 1, position=0, salience=70)
    one, other = (reading("demands", n, condition=said, position=33, salience=40) for n, said in ((2, "a"), (3, "b")))
    alike = change(before, contested(one, other))
    assert alike.verbs == ("position-moved", "conditioned", "salience-moved", "contested")
    assert (alike.points, alike.points_told, alike.salience_told, alike.by_account) == (33, (33,), (-30,), ())
    further = change(before, contested(one, reading("demands", 3, condition="b", position=60, salience=40)))
    assert (further.points, further.points_told) == (None, (33, 60))
    assert Verb.position_moved in further.verbs


def test_a_number_that_goes_up_by_one_account_and_down_by_another_went_neither_way_by_all() -> None:
    before, down = reading("demands", 1, position=50), reading("supports", 2, position=0)
    found = change(before, contested(down, reading("supports", 3, position=100)))
    assert (found.verbs, found.points, found.points_told) == (("softened", "contested"), None, ())
    assert found.by_account == tuple(AccountMove((n,), (Verb.softened, Verb.position_moved)) for n in (2, 3))


def test_an_account_that_stood_before_and_still_stands_did_not_move() -> None:
    still = reading("supports", 1)
    found = change(still, contested(still, reading("demands", 3)))
    assert (found.verbs, found.by_account) == (("contested",), (AccountMove((3,), (Verb.hardened,)),))


def test_where_accounts_stood_before_each_is_a_beginning() -> None:
    found = change(contested(reading("supports", 1), reading("opposes", 2)), reading("demands", 3))
    assert found.verbs == ("resolved",)
    assert found.by_account == (AccountMove((1,), (Verb.hardened,)), AccountMove((2,), (Verb.reversed,)))
    assert not found.contested


def test_a_contested_status_is_told_by_account() -> None:
    after = status("agreed", 2)
    assert after.reading is not None
    side = status("agreed", 2)
    rivals = contested(after.reading, reading("discussed", 3, party=None))
    found = item_change("land", status("open", 1), type(side)(side.status, rivals))
    assert found is not None
    assert found.verbs == ("contested",)
    assert found.by_account == (AccountMove((2,), (Verb.settled,)), AccountMove((3,), (Verb.reaffirmed,)))


def test_what_is_only_possible_at_the_later_end_is_no_news() -> None:
    assert no_change(None, possible(reading("supports", 1)))
    assert unsure(None, possible(reading("supports", 1))) == ["supports"]
    old, since = reading("demands", 1), reading("supports", 2)
    assert no_change(old, possibly_since(old, since))
    assert unsure(old, possibly_since(old, since)) == ["supports"]


def test_what_was_possible_before_is_no_news_though_something_possible_followed_it() -> None:
    """Two coarse words of one report, one after the other: neither is sure by the first round, the former is since."""
    doubts, demands = reading("doubts", 1), reading("demands", 2)
    before = replace(possible(demands), maybe=(possible(doubts),))
    after = possibly_since(doubts, demands)
    assert no_change(before, after)
    assert no_change(after, before)
    assert unsure(before, after) == ["demands", "doubts"]
    assert [each.sure for each in undated(KEY, before, after)] == [False, True]
    assert news(before, after) is None
    one, other = (status(word, number).reading for word, number in (("open", 1), ("agreed", 2)))
    assert one is not None
    assert other is not None
    sides = [replace(status("agreed", 2), reading=replace(possible(other), maybe=(possible(one),))),
             replace(status("open", 1), reading=possibly_since(one, other))]  # fmt: skip
    assert item_change("land", sides[0], sides[1]) is None


def test_what_is_only_possible_is_neither_said_again_nor_moved_to_in_the_matrix() -> None:
    old, since = reading("demands", 1), reading("supports", 2)
    assert (news(old, possibly_since(old, since)), news(possibly_since(old, since), old)) == (None, None)
    assert news(old, reading("demands", 1, entries=(1, 4))) is News.again
    assert (news(possible(old), old), news(old, possible(old))) == (None, None)
    assert (news(possibly_since(old, since), since), news(since, possibly_since(old, since))) == (None, None)
    assert news(possible(old), since) is News.moved
    assert news(old, contested(old, since)) is News.moved


def test_what_was_only_possible_at_the_start_is_no_news_when_it_is_sure() -> None:
    old, since = reading("demands", 1), reading("supports", 2)
    assert no_change(possible(since), since)
    assert no_change(possibly_since(old, since), since)
    assert unsure(possibly_since(old, since), since) == ["supports"]
    assert no_change(since, possibly_since(old, since))
    assert no_change(possible(old), possibly_since(old, since)), "what may have followed is not compared in its place"
    assert no_change(possibly_since(old, since), possible(old))
    assert unsure(possible(old), possibly_since(old, since)) == ["demands", "supports"]


def test_a_rival_that_was_only_possible_is_no_news_when_it_is_sure() -> None:
    one, other, third = reading("demands", 1), reading("opposes", 2), reading("doubts", 3)
    before = possibly_since(one, other)
    assert no_change(before, contested(one, other))
    assert no_change(contested(one, other), before)
    assert unsure(before, contested(one, other)) == ["opposes"]
    found = change(before, contested(other, third))
    assert (found.verbs, found.by_account) == (("reversed", "contested"), ())


def test_from_an_account_to_one_that_contradicts_it_nobody_moved() -> None:
    """It was only possible at first; that it is sure by the end, and another account contradicts it, is a contest."""
    one, other = reading("opposes", 1), reading("conditional", 2, condition="its gas is spared")
    found = change(possible(one), contested(other, one))
    assert (found.verbs, found.by_account, found.moved) == (("contested",), (), False)
    assert change(contested(other, one), possible(one)).verbs == ("resolved",)


def test_what_every_account_bears_is_asked_of_one_whose_standing_there_is_no_news() -> None:
    before = possibly_since(reading("supports", 1), reading("conditional", 2))
    found = change(before, contested(reading("conditional", 2), reading("opposes", 3)))
    assert (found.verbs, found.moved, found.toward, found.delta) == (("contested",), False, (), None)
    assert found.by_account == (AccountMove((3,), (Verb.reversed,)),)


def test_what_follows_something_possible_is_news_but_not_certain() -> None:
    found = change(possible(reading("demands", 1)), reading("undecided", 2))
    assert (found.verbs, found.certain) == (("softened",), False)
    sure = change(possibly_since(reading("demands", 1), reading("supports", 2)), reading("undecided", 3))
    assert (sure.verbs, sure.certain, sure.delta) == (("softened",), True, -3)


def test_of_a_party_of_which_nothing_is_sure_nobody_knows_that_it_moved() -> None:
    one, other, third = reading("demands", 1), reading("opposes", 2), reading("doubts", 3)
    assert no_change(possible(one), possible(other))
    assert no_change(None, possible(contested(one, other))), "nor that its accounts contradict each other"
    assert no_change(possible(one), possible(contested(other, third)))
    assert unsure(possible(one), possible(contested(other, third))) == ["demands", "opposes"], (
        "at once with what contradicts it"
    )
    assert news(possible(one), possible(other)) is None
    learned = cell_change(KEY, possible(one), possible(other), BLUE, Learned(gone={1}))
    assert learned is not None, "what we corrected is told all the same"
    assert (learned.cause, learned.certain) == ("corrected", False)


def test_where_what_is_only_possible_contradicts_itself_none_of_it_is_put_first() -> None:
    found = change(possible(contested(reading("demands", 1), reading("undecided", 2))), reading("supports", 3))
    assert (found.verbs, found.certain) == (("resolved",), False)
    assert found.by_account == (AccountMove((1,), (Verb.softened,)), AccountMove((2,), (Verb.hardened,)))


def test_an_account_that_may_have_stood_before_has_its_say_on_what_is_told() -> None:
    held, left = reading("withdrawn", 1), reading("undecided", 2)
    found = change(possible(held), contested(held, left))
    assert found.verbs == ("contested",), "by one account it did not take a stance again"
    assert found.by_account == (), "and from that one to its rival nobody moved"


def test_what_is_sure_beside_what_may_have_stood_before_is_first_heard() -> None:
    maybe, sure = reading("undecided", 1), reading("doubts", 2)
    found = change(possible(maybe), possibly_since(sure, maybe))
    assert (found.verbs, found.before, found.certain) == (("stated",), possible(maybe), True)
    assert change(possibly_since(sure, maybe), possible(maybe)).verbs == ("unstated",)
    assert unsure(possible(maybe), possibly_since(sure, maybe)) == ["undecided"]
    side, after = status("progress", 1), status("agreed", 2)
    assert side.reading is not None
    assert after.reading is not None
    told = item_change(
        "land",
        replace(side, reading=possible(side.reading)),
        replace(after, reading=possibly_since(after.reading, side.reading)),
    )
    assert told is not None
    assert told.verbs == ("settled",)


@given(CELL_PAIRS)
def test_what_is_sure_at_one_end_and_stands_at_neither_end_else_is_told(
    pair: tuple[Reading | None, Reading | None],
) -> None:
    before, after = pair
    stood = {number for each in ((before, *before.others) if before else ()) for number in each.own}
    if after is not None and after.sure and stood.isdisjoint(after.own):
        assert cell_change(KEY, before, after) is not None


@given(CELL_PAIRS)
def test_a_verb_is_told_only_where_something_sure_stands_at_one_end(
    pair: tuple[Reading | None, Reading | None],
) -> None:
    if not any(end is not None and end.sure for end in pair):
        found = cell_change(KEY, *pair)
        assert found is None or EVIDENCE.issuperset(found.told_verbs)


def test_an_item_first_heard_of_by_something_possible_opened_without_a_status() -> None:
    side = status("agreed", 1)
    assert side.reading is not None
    found = item_change("land", None, type(side)(side.status, possible(side.reading)))
    assert found is not None
    assert (found.verbs, found.certain) == ((Verb.opened,), False)


@given(CELL_PAIRS)
def test_read_backwards_it_is_the_same_change_turned_round(pair: tuple[Reading | None, Reading | None]) -> None:
    before, after = pair
    there, back = (
        cell_change(KEY, *ends, Others({"blue": 3}, {"blue": 50})) for ends in ((before, after), (after, before))
    )
    assert (there is None) == (back is None)
    if there is not None and back is not None:
        assert mirrored(there, back)
    told, told_back = (
        {number for each in undated(KEY, *ends) for account in each.reading.accounts for number in account.own}
        for ends in ((before, after), (after, before))
    )
    assert told == told_back


def test_what_is_undated_is_listed_once_of_stances_and_statuses() -> None:
    here = possible(reading("supports", 1))
    side = status("agreed", 2)
    assert side.reading is not None
    view = View(HERE, {KEY: here}, {"land": type(side)(side.status, possible(side.reading))})
    assert [(each.item, each.party, each.reading.word) for each in undated_in(view, view)] == [
        ("land", None, "agreed"),
        ("land", "red", "supports"),
    ]
    assert list(changes(view, view, ["red"])) == []


@given(CELL_PAIRS)
def test_what_is_measured_as_a_step_is_told_as_a_move(pair: tuple[Reading | None, Reading | None]) -> None:
    before, after = pair
    found = step(before, after)
    if found:
        told = cell_change(KEY, before, after, BLUE)
        assert told is not None
        assert told.moved
    was, is_now = (Scored.of({KEY: each} if each else {}) for each in pair)
    start = was.before(is_now).get(KEY)
    assert (None if start is None or KEY not in is_now.scores else is_now.scores[KEY] - start) == found


def test_what_was_only_possible_before_is_no_step_though_it_may_be_a_move() -> None:
    was, is_now = possibly_since(reading("supports", 1), possible(reading("rejects", 2))), reading("rejects", 2)
    assert step(was, is_now) is None
    assert step(is_now, was) is None
    (found,) = undated(KEY, was, is_now)
    assert (found.sure, found.moves) == (True, True)
    same = possibly_since(reading("supports", 1), possible(reading("supports", 2)))
    assert step(same, reading("supports", 2)) == 0
    (alike,) = undated(KEY, same, reading("supports", 2))
    assert (alike.sure, alike.moves) == (True, False)


def test_accounts_that_contradict_each_other_of_one_coarse_day_are_undated_once_and_no_move() -> None:
    """Which of them holds is told as a contest; from the one to the other nobody moved."""
    both = contested(reading("opposes", 1), reading("undecided", 2))
    (found,) = undated(KEY, possible(both), both)
    assert [account.word for account in found.reading.accounts] == ["opposes", "undecided"]
    assert (found.sure, found.moves) == (True, False)
    (late,) = undated(KEY, possibly_since(reading("opposes", 1), reading("undecided", 2)), both)
    assert (late.reading.word, late.moves) == ("undecided", False)
    alone = possibly_since(reading("opposes", 1), reading("undecided", 2))
    sure, unsure_ = undated(KEY, possible(both), alone)  # one is sure by then, the other not
    assert [(each.reading.word, each.sure, each.moves) for each in (sure, unsure_)] == [
        ("opposes", True, False),
        ("undecided", False, False),
    ]
    since = possibly_since(reading("demands", 3), reading("opposes", 1))
    assert [each.moves for each in undated(KEY, since, both)] == [True], "from what stood before both it may have"


def test_what_a_change_starts_from_is_no_second_move_that_may_have_been() -> None:
    was, is_now = possible(reading("opposes", 1)), reading("demands", 2)
    assert change(was, is_now).moved
    assert [each.moves for each in undated(KEY, was, is_now)] == [False]


# -- a contest that goes on --------------------------------------------------------------------------------------------

LEARNED = [None, Learned(), Learned(gone={9}), Learned(redefined={9}), Learned(forwards=False)]
FURTHER = cited("herald", "echo")


def accounts(words: list[str], party: str | None) -> list[Reading]:
    """Two or three accounts that contradict each other, each of one entry on one source."""
    return [reading(word, number, party=party, evidence=cited("herald")) for number, word in enumerate(words, 1)]


def side_of(found: Reading) -> StatusSide:
    assert found.status is not None
    return StatusSide(found.status, found)


def statuses_apart() -> st.SearchStrategy[list[str]]:
    apart = sorted(ISSUE_STATUSES - {"open", "discussed"})
    return st.lists(st.sampled_from(apart), unique=True, min_size=2, max_size=3)


@given(
    st.one_of(
        st.tuples(st.lists(st.sampled_from(STANCES), unique=True, min_size=2, max_size=3), st.just("red")),
        st.tuples(statuses_apart(), st.none()),
    ),
    st.sampled_from(LEARNED),
    st.data(),
)
def test_a_further_source_for_an_account_in_a_contest_never_makes_a_verb_of_movement(
    apart: tuple[list[str], str | None], learned: Learned | None, data: st.DataObject
) -> None:
    """Nor a new contest: whichever account it joins, leads or puts first."""
    had = accounts(*apart)
    place = data.draw(st.integers(min_value=0, max_value=len(had) - 1))
    leader = data.draw(st.sampled_from([had[place].entry, 9]))
    grown = replace(had[place], entry=leader, entries=tuple({leader: 0, had[place].entry: 0, 9: 0}), evidence=FURTHER)
    has = data.draw(st.permutations([grown, *(each for each in had if each is not had[place])]))
    before, after = contested(*had), contested(*has)
    assert news(before, after) is News.again
    for one, other, verb in ((before, after, Verb.corroborated), (after, before, Verb.uncorroborated)):
        if before.party:
            found = cell_change(KEY, one, other, BLUE, learned)
        else:
            found = item_change("land", side_of(one), side_of(other), learned)
        assert found is not None
        assert (found.verbs, found.moved_somehow, found.moved_by_some) == ((verb,), False, False)
        assert [(set(each.entries), each.verbs) for each in found.by_account] == [({had[place].entry, 9}, (verb,))]
        assert found.same_word


def test_what_all_accounts_of_a_contest_rest_on_is_told_of_none_of_them_alone() -> None:
    had = accounts(["supports", "opposes"], "red")
    more = [replace(each, entries=(each.entry, each.entry + 5), evidence=FURTHER) for each in had]
    found = change(contested(*had), contested(*more))
    assert (found.verbs, found.by_account) == (("corroborated",), ())
    unlike = change(contested(more[0], had[1]), contested(had[0], more[1]))
    assert unlike.verbs == ("corroborated", "uncorroborated")
    assert unlike.by_account == (AccountMove((1, 6), (Verb.uncorroborated,)), AccountMove((2, 7), (Verb.corroborated,)))


def test_a_third_account_is_another_contest_in_which_nobody_went_from_one_of_the_first_to_the_other() -> None:
    had = accounts(["supports", "opposes"], "red")
    found = change(contested(*had), contested(*had, reading("rejects", 3)))
    assert found.verbs == ("contested",)
    assert {each.entries for each in found.by_account} == {(3, 1), (3, 2)}


def test_an_account_put_right_in_a_contest_that_goes_on_is_told_and_no_contest() -> None:
    had = accounts(["supports", "opposes"], "red")
    right = replace(had[1], entry=9, values={**had[1].values, "summary": "It said no."})
    learned = Learned(gone={2}, places={9: 2})
    for one, other in ((had, [had[0], right]), (had, [right, had[0]])):
        found = cell_change(KEY, contested(*one), contested(*other), BLUE, learned)
        assert found is not None
        assert found.verbs == ("reworded",)
        assert [each.verbs for each in found.by_account] == [("reworded",)]
        assert UNMOVED.issuperset(found.told_verbs)
    elsewhere = replace(right, values={"stance": "rejects"})
    found = cell_change(KEY, contested(*had), contested(had[0], elsewhere), BLUE, learned)
    assert found is not None
    assert found.verbs == ("contested",), "an account that says otherwise is another"
