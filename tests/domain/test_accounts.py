"""Accounts: what stands in a cell, by examples and as properties, held against the plain rules of ``tests.oracle``."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import pytest
from hypothesis import event, given, settings
from hypothesis import strategies as st

from ledger.domain import accounts
from ledger.domain.accounts import CellClaim, Standing, circle, claims_of, read, relation
from ledger.domain.entries import Citation
from ledger.domain.evidence import weigh
from ledger.domain.field_types import Floor
from ledger.domain.floors import Counting, passing
from ledger.domain.moments import HeldOn
from ledger.domain.records import Source
from ledger.domain.words import Relation, Reliability, Speaker, Voice
from tests import oracle
from tests.effort import examples
from tests.oracle import Cited, Report, Saying

REPORTS = {
    "best": Report("A"),
    "herald": Report("B"),
    "gazette": Report("C"),
    "echo": Report("E", "herald"),
    "parrot": Report("A", "echo"),
    "cable": Report("B", "reuters"),
    "rumour": Report("F", "best"),
}
SOURCES = {
    key: Source(
        key=key,
        title=key,
        reliability=Reliability(each.reliability),
        carries=(each.carries,) if each.carries else (),
    )
    for key, each in REPORTS.items()
}


@dataclass(frozen=True)
class Said:
    """One source's statement, short: what the tests write."""

    word: str
    held: str
    source: str = "herald"
    position: int | None = None
    condition: str | None = None
    speaker: str | None = None
    credibility: int = 3
    file: str | None = None
    after: int | None = None
    summary: str | None = None


def as_claims(*statements: Said) -> list[CellClaim]:
    """Number the statements from 1; the file is the source's own unless one is named."""
    return [claim for number, said in enumerate(statements, 1) for claim in _claims(number, said)]


def _claims(number: int, said: Said) -> Iterable[CellClaim]:
    cite = {"source": said.source, "at": f"¶{number}", "credibility": said.credibility, "speaker": said.speaker}
    kind = "stance" if said.word in oracle.STANCES else "status"
    values = {kind: said.word, "position": said.position, "condition": said.condition, "summary": said.summary}
    return claims_of(
        number, HeldOn.parse(said.held), {name: value for name, value in values.items() if value is not None},
        [Citation.model_validate(cite)], SOURCES, file=hash(said.file or said.source), place=number,
        after=() if said.after is None else (said.after,),
    )  # fmt: skip


def as_sayings(*statements: Said) -> list[Saying]:
    """The same for the oracle."""
    found = []
    for number, said in enumerate(statements, 1):
        held = HeldOn.parse(said.held)
        cited = Cited(said.source, f"¶{number}", said.credibility, said.speaker)
        after = frozenset() if said.after is None else frozenset({said.after})
        found.append(
            Saying(
                number,
                said.source,
                held.first,
                held.last,
                said.held,
                said.word,
                (cited,),
                said.position,
                said.condition,
                said.summary,
                hash(said.file or said.source),
                number,
                after,
            )
        )
    return found


def told(standing: Standing) -> list[tuple[set[int], bool, str, int]]:
    """Each account: its entries, whether it is sure, its grade and its independent sources."""
    return [
        (set(each.entries), each.sure, each.evidence.grade or "", each.evidence.independent_sources)
        for each in standing.accounts
    ]


def at(day: str, *statements: Said) -> Standing:
    return read(as_claims(*statements), date.fromisoformat(day), SOURCES)


def words(standing: Standing, *statements: Said) -> list[str]:
    return [statements[each.first.entry - 1].word for each in standing.accounts]


# -- the examples of the issue -----------------------------------------------------------------------------------------

A1 = Said("conditional", "2026-02-05", "best", condition="if B pays first", credibility=1, speaker="own-words")
F6 = Said("conditional", "2026-02-05", "rumour", condition="if B apologises first", credibility=6)


@pytest.mark.parametrize("order", [(A1, F6), (F6, A1)])
def test_of_two_conditions_the_surer_account_leads_and_the_cell_is_contested(order: Sequence[Said]) -> None:
    standing = at("2026-02-05", *order)
    assert standing.contested
    assert standing.accounts[0].first.source == "best"
    assert [each.evidence.grade for each in standing.accounts] == ["A1", "F6"]


def test_a_later_rumour_is_the_reading_and_says_so_unless_a_floor_lets_it_not_pass() -> None:
    own = Said("supports", "2026-01-24", "herald", speaker="own-words", credibility=2)
    rumour = Said("rejects", "2026-02-05", "echo", speaker="counterpart", credibility=5)
    standing = at("2026-02-28", own, rumour)
    assert not standing.contested
    (account,) = standing.accounts
    assert (account.evidence.grade, account.evidence.voice) == ("E5", "reported")
    assert account.first.word == "rejects"
    floor = Counting(Floor(at_least="B3")).floor
    cites = [claim for claim in as_claims(own, rumour) if list(passing(floor, claim.citations, SOURCES))]
    (kept,) = read(cites, date(2026, 2, 28), SOURCES).accounts
    assert (kept.first.word, kept.evidence.grade) == ("supports", "B2")


def test_a_sure_stance_and_a_month_dated_one_after_it_are_both_shown_within_the_month() -> None:
    said = Said("opposes", "2025-12-10"), Said("supports", "2026-01", "gazette")
    for order in (said, said[::-1]):
        within = at("2026-01-05", *order)
        assert words(within, *order) == ["opposes", "supports"]
        assert [each.sure for each in within.accounts] == [True, False]
        assert not within.contested
        assert words(at("2026-01-31", *order), *order) == ["supports"]
        assert words(at("2025-12-31", *order), *order) == ["opposes"]


def test_one_article_that_quotes_two_sides_on_one_day_makes_no_move() -> None:
    sides = (
        Said("supports", "2026-02-05", speaker="spokesperson"),
        Said("rejects", "2026-02-05", speaker="counterpart"),
    )
    for order in (sides, sides[::-1]):
        standing = at("2026-02-05", *order)
        assert standing.contested
        assert words(standing, *order) == ["supports", "rejects"]


def test_one_speaker_in_one_article_moves_in_its_order() -> None:
    first, then = (
        Said("rejects", "2026-02-05", speaker="own-words"),
        Said("supports", "2026-02-05", speaker="own-words"),
    )
    standing = at("2026-02-05", first, then)
    assert words(standing, first, then) == ["supports"]
    assert not standing.contested


def test_one_source_in_two_files_is_concurrent() -> None:
    standing = at("2026-02-05", Said("rejects", "2026-02-05", file="a"), Said("supports", "2026-02-05", file="b"))
    assert standing.contested


def test_whose_word_an_entry_is_goes_by_all_that_it_cites_whatever_else_stands_in_the_cell() -> None:
    """Echo repeats Herald, and leads nothing beside it; the words are those of both, and the nearest word is Echo's."""
    cited = (
        Citation(source="echo", at="¶1", credibility=2, speaker=Speaker.own_words),
        Citation(source="herald", at="¶2", credibility=4, speaker=Speaker.analyst),
    )
    held, day = HeldOn.parse("2026-02-05"), date(2026, 2, 5)
    alone = list(claims_of(1, held, {"stance": "demands"}, cited, SOURCES, file=1, place=1))
    others = as_claims(Said("opposes", "2026-01-24"), Said("demands", "2026-02-05", "gazette", speaker="analyst"))
    beside = [claim._replace(entry=claim.entry + 1) for claim in others]
    for claims in (alone, [*alone, *beside]):
        (account,) = read(claims, day, SOURCES).accounts
        assert account.first.source == "herald"
        assert (account.evidence.voice, account.evidence.nearer) == (weigh(cited, SOURCES).voice, None)
        assert account.evidence.voice is Voice.first_hand


@given(
    st.permutations(
        [Said("supports", "2026-02-05", key, 20 + 8 * n) for n, key in enumerate(("best", "herald", "cable"))]
    )
)
def test_positions_near_and_far_make_the_same_accounts_in_any_order(order: Sequence[Said]) -> None:
    standing = at("2026-02-05", *order)
    accounts_by_source = [{claim.source for claim in each.claims} for each in standing.accounts]
    assert accounts_by_source == [{"best", "herald"}, {"cable"}]
    assert standing.contested


DAY, MONTH = Said("supports", "2026-01-24", "gazette"), Said("supports", "2026-01", "herald")


@pytest.mark.parametrize("order", [(DAY, MONTH), (MONTH, DAY)])
@pytest.mark.parametrize(
    ("day", "sure", "sources"),
    [("2025-12-31", [], 0), ("2026-01-10", [False], 1), ("2026-01-24", [True], 1), ("2026-02-28", [True], 2)],
)
def test_the_coarse_goes_with_the_fine(order: Sequence[Said], day: str, sure: list[bool], sources: int) -> None:
    standing = at(day, *order)
    assert [each.sure for each in standing.accounts] == sure
    assert sum(each.evidence.independent_sources for each in standing.accounts) == sources
    assert not standing.contested


def test_what_is_only_possible_lends_what_is_sure_no_voice_no_grade_and_no_source() -> None:
    """The party says of the month what an analyst has of a day of it: on that day it is the analyst's word alone."""
    analyst = Said("supports", "2026-01-24", "cable", speaker="analyst")
    party = Said("supports", "2026-01", "best", speaker="own-words")
    (on_the_day,), (after_the_month,) = (at(day, analyst, party).accounts for day in ("2026-01-24", "2026-01-31"))
    assert on_the_day.entries == after_the_month.entries == (1, 2)
    here, since = on_the_day.evidence, after_the_month.evidence
    assert (here.voice, here.nearer, here.grade, here.independent_sources) == ("assessed", None, "B3", 1)
    assert (since.voice, since.nearer, since.independent_sources) == ("assessed", "first-hand", 2)
    assert here.with_possible is not None
    assert here.sure_by(date(2026, 1, 30)) == here
    assert (here.sure_by(date(2026, 1, 31)).independent_sources, here.sure_by(date(2026, 1, 31)).in_time) == (2, ())
    assert set(here.with_possible.citations) == set(since.citations)


def test_what_something_possible_followed_may_stand_and_what_something_sure_followed_may_not() -> None:
    month, later = Said("undecided", "2026-01", "best"), Said("demands", "2026-01-11/2026-02-05", "best")
    both = at("2026-01-14", month, later)
    assert words(both, month, later) == ["demands"]
    assert [each.first.word for each in both.maybe] == ["undecided"]
    assert at("2026-02-05", month, later).maybe == ()
    assert at("2026-01-14", month, later, Said("rejects", "2026-01-13", "best")).maybe == ()


@pytest.mark.parametrize("later", ["2026-01-28", "2026-01-24/2026-01-28"])
def test_what_is_said_more_finely_displaces_nothing_that_came_after_the_fine(later: str) -> None:
    """The month ends after the party has moved; that somebody dates the former stance to the month undoes no move."""
    moved = Said("rejects", later, "gazette")
    standing = at("2026-02-28", replace(DAY, source="best"), MONTH, moved)
    if later == "2026-01-28":
        assert words(standing, DAY, MONTH, moved) == ["rejects"]
        assert not standing.contested
    else:
        assert set(words(standing, DAY, MONTH, moved)) == {"rejects", "supports"}


def test_the_coarse_adds_nothing_to_its_own_source() -> None:
    (account,) = at("2026-02-28", DAY, replace(MONTH, source=DAY.source)).accounts
    assert account.entries == (1,)
    assert account.evidence.independent_sources == 1


ROUND = "2026-01-23/2026-01-24"
DENIED, DENIAL = Said("supports", ROUND), Said("opposes", ROUND, "gazette")
COMES_ROUND = Said("opposes", "2026-01-24")


def _at_odds(*said: Said) -> set[frozenset[int]]:
    return {frozenset((one.entry, other.entry)) for one, other in accounts.Contradictions(as_claims(*said)).pairs()}


@pytest.mark.parametrize("denied", [DENIED, replace(DENIED, held="2026-01-23")], ids=["of the round", "of a day"])
def test_what_a_source_says_later_takes_no_denial_back(denied: Said) -> None:
    """The party moved, says one source; it denies that it ever held the one. That it holds the other, both say."""
    assert _at_odds(denied, DENIAL, COMES_ROUND) == {frozenset((1, 2))}
    standing = at("2026-01-24", denied, DENIAL, COMES_ROUND)
    assert [(each.first.word, each.entries) for each in standing.accounts] == [("opposes", (3, 2))]
    assert not standing.contested


def test_what_another_says_more_finely_speaks_for_the_coarse() -> None:
    first = replace(DENIED, held="2026-01-23")
    assert _at_odds(first, DENIAL, replace(COMES_ROUND, source="best")) == set(), "one after the other"
    assert _at_odds(DENIED, DENIAL, replace(COMES_ROUND, source="best")) == {frozenset((1, 3))}, "it contradicts itself"
    assert _at_odds(first, DENIAL, COMES_ROUND, replace(COMES_ROUND, source="best")) == set()


def test_a_silence_beside_a_stance_is_listed_and_no_contest() -> None:
    said = Said("supports", "2026-02-05"), Said("silent", "2026-02-05", "gazette")
    for order in (said, said[::-1]):
        standing = at("2026-02-05", *order)
        assert not standing.contested
        assert words(standing, *order) == ["supports"]
        assert standing.listed == (order.index(said[1]) + 1,)


def test_a_silence_beside_what_is_only_possible_stands() -> None:
    standing = at("2026-02-05", Said("silent", "2026-02-05"), Said("supports", "2026-02", "gazette"))
    assert [each.first.word for each in standing.accounts] == ["silent", "supports"]
    assert not standing.contested


def test_moved_says_which_came_after_whatever_their_days() -> None:
    standing = at("2026-02-28", Said("supports", "2026-01-24", after=2), Said("rejects", "2026-02-05", "gazette"))
    assert [each.first.entry for each in standing.accounts] == [1]


def test_a_circle_is_found_with_the_way_round() -> None:
    first, second, third = (Said("supports", f"2026-01-2{n}") for n in (1, 2, 3))
    claims = as_claims(first, second, third)
    assert circle(claims, 1, 3) == [1, 2, 3, 1]
    assert circle(claims, 1, 2) == []  # what their own days say is overridden


def test_a_circle_that_comes_about_later_leaves_what_was_said_of_the_order() -> None:
    standing = at(
        "2026-02-28",
        Said("supports", "2026-01-21", after=2),
        Said("rejects", "2026-01-23", "gazette"),
        Said("doubts", "2026-01-22", "best"),
    )
    assert {each.first.entry for each in standing.accounts} == {1, 3}


@pytest.mark.parametrize("fuller", ["progress", "narrowed", "deadlocked"])
def test_under_discussion_agrees_with_what_says_more_of_it(fuller: str) -> None:
    standing = at("2026-02-05", Said("discussed", "2026-02-05"), Said(fuller, "2026-02-05", "gazette"))
    assert not standing.contested
    assert len(standing.accounts) == 1
    assert at("2026-02-05", Said("narrowed", "2026-02-05"), Said("deadlocked", "2026-02-05", "gazette")).contested


@pytest.mark.parametrize("days", ["2026-02-05", "2026-02-04/2026-02-05"])
@pytest.mark.parametrize(
    ("less", "fuller"),
    [("open", "discussed"), ("open", "progress"), ("discussed", "narrowed"), ("discussed", "deadlocked")],
)
def test_what_says_the_most_is_told_on_the_word_of_those_alone_who_say_it(less: str, days: str, fuller: str) -> None:
    """Who only has it as discussed does not say that it is deadlocked, however near it is to the talks."""
    near = Said(less, "2026-02-05", "gazette", speaker="readout")
    (account,) = at("2026-02-05", near, Said(fuller, days, "herald", speaker="media")).accounts
    assert account.first.word == fuller
    assert account.entries == (2, 1)
    assert [each.source for each in account.evidence.citations] == ["herald"]
    assert account.evidence.independent_sources == 1


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_what_is_only_possible_and_tells_more_stands_beside_what_is_sure_until_its_days_are_over(
    order: tuple[int, int],
) -> None:
    both = Said("discussed", "2026-01-24"), Said("deadlocked", "2026-01-20/2026-01-31", "gazette")
    said = [both[place] for place in order]
    within = at("2026-01-24", *said)
    assert words(within, *said) == ["discussed", "deadlocked"]
    assert [each.sure for each in within.accounts] == [True, False]
    assert not within.contested
    assert words(at("2026-01-31", *said), *said) == ["deadlocked"]
    less = Said("discussed", "2026-01-24/2026-02-03", "gazette")
    (account,) = at("2026-01-31", Said("deadlocked", "2026-01-24"), less).accounts
    assert account.entries == (1, 2), "what tells less goes with it, as ever"


def test_beside_two_that_contradict_each_other_what_says_less_hides_neither() -> None:
    near = Said("open", "2026-02-05", "gazette", speaker="readout")
    others = Said("deadlocked", "2026-02-05", "herald"), Said("progress", "2026-02-05", "best")
    standing = at("2026-02-05", near, *others)
    assert standing.contested
    assert {each.first.word for each in standing.accounts} == {"deadlocked", "progress"}


def test_a_repeat_lends_its_original_no_grade() -> None:
    """The repeat is in a better paper than what it copies: the account is as good as the original."""
    (account,) = at(
        "2026-02-05", Said("supports", "2026-02-05", "echo"), Said("supports", "2026-02-05", "parrot")
    ).accounts
    assert account.evidence.grade == "E3"
    assert account.first.source == "echo"
    assert account.evidence.independent_sources == 1


# -- properties --------------------------------------------------------------------------------------------------------

HELD = ["2026-01-23", "2026-01-24", "2026-02-05", "2026-01", "2026-02", "2026", "2026-01-23/2026-01-24", "2026-01-24~",
        "../2026-02-05", "2026-01-20/2026-02-01"]  # fmt: skip
DAYS = [date(2026, 1, 23), date(2026, 1, 31), date(2026, 2, 5), date(2026, 12, 31)]
STANCES = st.sampled_from(["demands", "rejects", "conditional", "silent", "withdrawn"])
STATUSES = st.sampled_from(["open", "progress", "narrowed", "agreed"])


@st.composite
def cells(draw: st.DrawFn) -> list[Said]:
    word = draw(st.sampled_from([STANCES, STATUSES]))
    statement = st.builds(
        Said,
        word=word,
        held=st.sampled_from(HELD),
        source=st.sampled_from(sorted(REPORTS)),
        position=st.sampled_from([None, None, 20, 28, 36]) if word is STANCES else st.none(),
        condition=st.sampled_from([None, "if paid", "If paid!", "if not"]),
        speaker=st.sampled_from([None, "own-words", "counterpart", "analyst"]),
        credibility=st.sampled_from([1, 4]),
        file=st.sampled_from([None, None, "another"]),
        summary=st.sampled_from([None, "So."]),
    )
    found = draw(st.lists(statement, min_size=2, max_size=7))
    if len(found) > 2 and draw(st.integers(0, 3)) == 0:
        later, earlier = draw(st.permutations(range(len(found))))[:2]
        found[later] = replace(found[later], after=earlier + 1)
    return found


@given(cells(), st.sampled_from(DAYS))
@settings(max_examples=examples(100), deadline=None)
def test_what_stands_is_what_the_design_says(said: list[Said], day: date) -> None:
    ours, theirs = read(as_claims(*said), day, SOURCES), oracle.stands(as_sayings(*said), day, REPORTS)
    event(f"contested: {ours.contested}")
    assert told(ours) == [(set(each.entries), each.sure, each.grade, each.independent) for each in theirs.accounts]
    assert [each.first.entry for each in ours.accounts] == [each.leading.entry for each in theirs.accounts]
    assert [each.evidence.voice and each.evidence.voice.distance for each in ours.accounts] == [
        each.voice for each in theirs.accounts
    ]
    assert (ours.contested, set(ours.listed)) == (theirs.contested, set(theirs.listed))


@given(cells())
@settings(max_examples=examples(100), deadline=None)
def test_what_contradicts_each_other_is_what_the_design_says(said: list[Said]) -> None:
    ours = {frozenset((one.entry, other.entry)) for one, other in accounts.Contradictions(as_claims(*said)).pairs()}
    event(f"any: {bool(ours)}")
    assert ours == oracle.opposed(as_sayings(*said))


@given(cells(), st.sampled_from(DAYS), st.randoms(use_true_random=False))
@settings(max_examples=examples(50), deadline=None)
def test_a_reading_does_not_depend_on_the_order_of_claims(said: list[Said], day: date, chance: Any) -> None:
    claims = as_claims(*said)
    before = read(claims, day, SOURCES)
    chance.shuffle(claims)
    again = read(claims, day, SOURCES)
    assert again.accounts == before.accounts
    assert (again.contested, set(again.listed)) == (before.contested, set(before.listed))


@given(cells(), st.sampled_from(DAYS))
@settings(max_examples=examples(50), deadline=None)
def test_following_contradicting_and_agreeing_are_what_they_are_from_either_side(said: list[Said], day: date) -> None:
    claims = as_claims(*said)
    for one in claims:
        assert not accounts.follows(one, one)
        for other in claims:
            if one.entry not in other.after or other.entry not in one.after:
                assert not (accounts.follows(one, other) and accounts.follows(other, one))
            assert accounts.alike(one, other) == accounts.alike(other, one)
            assert accounts.are_rivals(one, other) == accounts.are_rivals(other, one)
            assert relation([one], [other]) == relation([other], [one])
            if relation([one], [other]) is Relation.rival:
                assert accounts.are_rivals(one, other)
    standing = read(claims, day, SOURCES)
    assert bool(standing.accounts) == any(claim.begun(day) for claim in claims)


@given(cells(), st.sampled_from(DAYS))
@settings(max_examples=examples(75), deadline=None)
def test_the_last_begun_decides_alone_where_it_is_sure_and_nothing_pairs_with_it(said: list[Said], day: date) -> None:
    """What one index probe a cell relies on (``storage.asof``)."""
    claims = [claim for claim in as_claims(*said) if claim.begun(day)]
    if not claims:
        return
    last = max(claims, key=lambda claim: (claim.held.first, -claim.held.last.toordinal(), claim.place))
    alone = last.sure(day) and not any(relation([other], [last]) for other in claims if other.entry != last.entry)
    event(f"decides alone: {alone}")
    if alone:
        standing = read(claims, day, SOURCES)
        assert [each.entries for each in standing.accounts] == [(last.entry,)]
        assert not standing.contested
        assert not standing.listed
