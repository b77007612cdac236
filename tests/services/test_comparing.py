"""What an analyst reads who holds one ledger against another, or against a seed; and what stands around a diff."""

import random
from collections import Counter
from collections.abc import Callable, Collection, Iterator
from dataclasses import replace
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest

from ledger.domain.accounts import Words
from ledger.domain.diff import EVIDENCE, Cause, Change, Diff, StatusSide, Verb, said_of
from ledger.domain.floors import ACCEPTED
from ledger.domain.readings import Reading
from ledger.errors import InvalidSeed, NotFound, UsageError
from ledger.services import acting, settling
from ledger.services.comparing import Compared, compare
from ledger.services.diff import diff_between
from ledger.services.note import note_of
from ledger.services.other_ledger import Alone, Origin, There, opened
from ledger.services.patching import patch_across
from ledger.storage import changesets, entries
from ledger.storage.database import Database, Store
from tests.conftest import ENGINES, NewLocation
from tests.effort import seeds
from tests.services.note_values import section
from tests.services.test_diffing import MORE, PLAIN, a_life, status
from tests.services.test_patching import _import, readings, replayed
from tests.services.test_touching_rounds import EVE
from tests.support import FRAME, HEADER, load, load_real_seed, stance, together

SAME = EVIDENCE | {Verb.replaced, Verb.reworded}


@pytest.fixture
def other(database: Database, new_location: NewLocation) -> Iterator[Database]:
    """A second, empty ledger on the same engine."""
    made = Database(new_location("sqlite" if database.location.path else "postgresql"))
    yield made
    made.close()


def against(database: Database, other: Database, start: str, end: str = "now", **asked: Any) -> Compared:
    with database.read() as here, other.read() as there:
        return compare(here, start, end, other=There(there, "other", Origin.ledger), **asked)


def lines(found: Compared) -> list[str]:
    """``softened land red moved``, in the order of the diff."""
    return [" ".join(filter(None, (c.verb, c.item, c.party, c.cause))) for c in found.diff.changes]


def last(database: Database) -> int:
    with database.read() as store:
        return changesets.last_number(store)


@pytest.mark.parametrize(
    ("held", "verb"), [("2026-02-05", "advanced"), ("2026-01-24", "stated"), ("2026-01-20", "stated")]
)
def test_a_status_that_the_other_ledger_alone_tells_is_a_step_where_it_is_of_later_days_than_the_stances(
    database: Database, other: Database, held: str, verb: str
) -> None:
    load(database, PLAIN, stance("land", "red", "demands", "2026-01-24"))
    load(other, PLAIN, stance("land", "red", "demands", "2026-01-24"), status("land", "agreed-in-principle", held))
    assert lines(against(database, other, "now")) == [f"{verb} land corrected"]
    opposite = {"advanced": "regressed", "stated": "unstated"}[verb]
    assert lines(against(other, database, "now")) == [f"{opposite} land corrected"]


# -- what is said and what happened ------------------------------------------------------------------------------------

AROUND_R1 = (
    "events: [{held_on: 2026-01-24, title: They part, items: [land], cite: {source: herald, at: ¶1}}]",
    "remarks: [{round: R1, text: It went well., about: [land], cite: {source: herald, at: ¶2}}]",
)
ANOTHER = "events: [{held_on: 2026-01-24, title: They part, items: [land], cite: {source: gazette, at: ¶7}}]"


def told_around(found: Compared) -> list[str]:
    told = (*found.diff.events, *found.diff.remarks)
    return [
        f"{getattr(each.said, 'title', None) or getattr(each.said, 'text', '')} {each.said.cite[0].source}"
        for each in told
    ]


def test_what_the_other_tells_of_events_and_remarks_is_told_unless_this_one_has_it(
    database: Database, other: Database
) -> None:
    load(database, PLAIN)
    load(other, PLAIN, *AROUND_R1)
    found = against(database, other, "R1", "R1")
    assert told_around(found) == ["They part herald", "It went well. herald"]
    assert [len(each.sources) for each in found.diff.coverage] == [0, 1]
    assert told_around(against(database, other, "2026-01-01", "2026-01-23")) == ["It went well. herald"], "R1 has begun"
    load(database, *reversed(AROUND_R1))
    assert told_around(against(database, other, "R1", "R1")) == []
    assert told_around(against(database, other, "2026-01-20", "R1")) == ["They part herald", "It went well. herald"]
    load(other, ANOTHER)
    assert told_around(against(database, other, "R1", "R1")) == ["They part gazette"], "another report's word"
    with other.write() as store:
        acting.retract(store, last_entry(store), HEADER, reason="not there")
    assert told_around(against(database, other, "R1", "R1")) == []


def last_entry(store: Store) -> int:
    return max(each.id for each in entries.around(store))


def test_what_a_report_would_bring_of_events_and_remarks_is_told_as_it_is_after_the_import(
    database: Database, tmp_path: Path
) -> None:
    load(database, PLAIN)
    seed = tmp_path / "report.yaml"
    seed.write_text("\n".join(AROUND_R1), encoding="utf-8")
    with opened(str(seed), database, HEADER) as there, database.read() as store:
        found = compare(store, "R1", "R1", other=there)
        brief, full = (note_of(there.store, found, brief=short) for short in (True, False))
    assert found.of_two is False
    assert section(brief, "remarks") == ["One remark and one event around the talks: posl diff --full has them all."]
    assert section(full, "remarks") == ["A report on Land, R1: It went well."]
    assert section(full, "events") == ["24 Jan 2026: They part, as a report has it."]
    titles = {each.key: each.title for each in full.sections}
    assert (titles["remarks"], titles["events"]) == ("What else is said there", "Around the talks, told there")
    load(database, *AROUND_R1)
    with opened(str(seed), database, HEADER) as there, database.read() as store:
        assert told_around(compare(store, "R1", other=there)) == []


def test_a_figure_that_a_report_would_bring_is_told_beside_the_one_here(database: Database, tmp_path: Path) -> None:
    of = ", figures: [{{what: fund, value: {}, unit: EUR}}]".format
    load(database, PLAIN, stance("land", "red", "supports", "R1", more=of(12)))
    seed = tmp_path / "report.yaml"
    seed.write_text(stance("land", "red", "demands", "R2", more=of(18)), encoding="utf-8")
    with opened(str(seed), database, HEADER) as there, database.read() as store:
        note = note_of(there.store, compare(store, "now", "now", other=there), brief=True)
    (line,) = [sentence.text for sentence in note.sentences if "fund" in sentence.text.casefold()]
    assert line.endswith("Fund: 18 EUR, here 12 EUR.")


def test_what_a_folder_first_tells_of_a_round_and_then_gives_the_round_other_days_is_told_as_new(
    database: Database, tmp_path: Path
) -> None:
    """This ledger had no stance there that could be told otherwise."""
    load(database, PLAIN)
    (tmp_path / "1.yaml").write_text(stance("land", "red", "opposes", "R1"), encoding="utf-8")
    days = "rounds: [{key: R1, title: First, status: held, starts: 2026-01-25, ends: 2026-01-26}]"
    (tmp_path / "2.yaml").write_text(days, encoding="utf-8")
    with opened(str(tmp_path), database, HEADER) as there, database.read() as store:
        note = note_of(there.store, compare(store, "now", "now", other=there), brief=True)
    (line,) = [sentence.text for sentence in note.sentences if "opposes" in sentence.text]
    assert "told otherwise" not in line
    assert "only there" in line


# -- two ledgers ------------------------------------------------------------------------------------------------------


def test_what_two_ledgers_tell_alike_is_no_difference_whatever_its_number(database: Database, other: Database) -> None:
    red, blue = stance("land", "red", "demands", "R1"), stance("land", "blue", "rejects", "R1")
    load(database, PLAIN, red, blue, status("land", "open", "R1"))
    load(other, PLAIN, status("land", "open", "R1"), blue, red)
    found = against(database, other, "R2", "R2")
    assert found.diff.changes == ()
    assert found.other is not None
    assert found.other.only_here == found.other.only_there == Alone((), (), ())
    assert found.other.described == {}


def test_two_accounts_of_one_day_differ_and_nobody_has_moved(database: Database, other: Database) -> None:
    load(database, PLAIN, stance("land", "red", "demands", "R1"))
    load(other, PLAIN, stance("fuel", "red", "demands", "R1"), stance("land", "red", "opposes", "R1"))
    found = against(database, other, "R1", "R1", item="land")
    assert lines(found) == ["reversed land red corrected"]
    (change,) = found.diff.changes
    assert (change.delta, change.before.entry, change.after.entry) == (-5, 1, 2)  # type: ignore[union-attr]


def test_of_two_days_the_difference_on_the_first_is_told_apart_from_what_happened_since(
    database: Database, other: Database
) -> None:
    load(database, PLAIN, stance("land", "red", "demands", "R1"))
    load(other, PLAIN, stance("land", "red", "supports", "R1"), stance("land", "red", "rejects", "R2"))
    assert lines(against(database, other, "R1", "R2")) == [
        "reversed land red moved",
        "shifted land red corrected",
    ]
    assert lines(against(other, database, "R2", "R1")) == ["reversed land red corrected"]


def test_what_one_ledger_alone_has_from_a_coarse_report_bears_out_what_both_tell_by_the_later_day(
    database: Database, other: Database
) -> None:
    on_the_day, in_the_month = (
        stance("land", "red", "demands", "R1"),
        stance("land", "red", "demands", "2026-01", "gazette"),
    )
    load(database, PLAIN, on_the_day)
    load(other, PLAIN, on_the_day, in_the_month)
    assert lines(against(database, other, "R1", "R2")) == ["corroborated land red corrected"]
    assert lines(against(other, database, "R1", "R2")) == ["uncorroborated land red corrected"]
    assert lines(against(database, other, "R1", "R1")) == []


def test_the_same_in_other_words_or_on_other_sources_is_told_as_that(database: Database, other: Database) -> None:
    load(database, PLAIN, stance("land", "red", "demands", "R1", more=", summary: One"), status("fuel", "open", "R1"))
    load(other, PLAIN, stance("land", "red", "demands", "R1", more=", summary: Other"))
    load(other, status("fuel", "open", "R1", "gazette"))
    found = against(database, other, "R1", "R1")
    assert lines(found) == ["cited fuel corrected", "reworded land red corrected"]


def test_the_same_said_on_another_day_is_another_statement(database: Database, other: Database) -> None:
    load(database, PLAIN, stance("land", "red", "demands", "2026-01-23"))
    load(other, PLAIN, stance("land", "red", "demands", "2026-01-24"))
    assert lines(against(database, other, "R1", "R1")) == ["replaced land red corrected"]


FUND = ", figures: [fund=%s m]"


def otherwise(found: Compared, there: Store) -> list[str]:
    """What the note says is told otherwise, sentence by sentence."""
    texts = (sentence.text for sentence in note_of(there, found).sentences)
    return [text.partition("told otherwise: ")[2] for text in texts if "told otherwise: " in text]


def test_another_figure_of_the_same_stance_or_status_is_told_otherwise(database: Database, other: Database) -> None:
    for ledger, figure in ((database, "12"), (other, "20")):
        fuel = status("fuel", "open", "R1").replace(", cite", f"{FUND % figure}, cite")
        load(ledger, PLAIN, stance("land", "red", "supports", "R1", more=FUND % figure), fuel)
    found = against(database, other, "R1", "R1")
    assert lines(found) == ["replaced land red corrected", "replaced fuel corrected"]
    with other.read() as there:
        assert otherwise(found, there) == ["fund 12 m → 20 m."] * 2


def test_figures_that_both_give_in_whichever_order_are_no_difference(database: Database, other: Database) -> None:
    for ledger, figures in ((database, "fund=12 m, ships=3"), (other, "ships=3, fund=12.0 m")):
        load(ledger, PLAIN, stance("land", "red", "supports", "R1", more=f", figures: [{figures}]"))
    assert lines(against(database, other, "R1", "R1")) == []


def test_a_figure_that_a_report_would_put_right_is_told_before_it_is_imported(
    database: Database, tmp_path: Path
) -> None:
    load(database, PLAIN, stance("land", "red", "supports", "R1", more=FUND % "12"))
    seed = tmp_path / "report.yaml"
    seed.write_text(stance("land", "red", "supports", "R1", more=FUND % "20"), encoding="utf-8")
    with opened(str(seed), database, HEADER) as there, database.read() as store:
        found = compare(store, "R1", "R1", other=there)
        assert lines(found) == ["replaced land red corrected"]
        assert otherwise(found, there.store) == ["fund 12 m → 20 m."]


def test_a_patch_brings_the_figure_of_the_other_ledger(database: Database, other: Database) -> None:
    for ledger, figure in ((database, "12"), (other, "20")):
        load(ledger, PLAIN, stance("land", "red", "supports", "R1", more=FUND % figure))
    found = against(database, other, "R1", "R1")
    with database.read() as here, other.read() as there:
        patch = patch_across(here, there, "R1", "R1", found.diff.changes)
    assert "value: 20" in patch
    _import(database, [patch])
    assert lines(against(database, other, "R1", "R1")) == []


def test_an_account_that_another_source_leads_there_is_the_same_account(database: Database, other: Database) -> None:
    """What one of it names, a condition or figures, is not gone since another entry comes first."""
    unless = ", condition: Peace is sure, figures: [fund=25 EUR]"
    known = stance("land", "red", "opposes", "R1", "gazette", more=unless), status("fuel", "open", "R1", "gazette")
    load(database, PLAIN, *known)
    load(other, PLAIN, stance("land", "red", "opposes", "2026-01-24", "herald"), status("fuel", "open", "R1"), *known)
    for one, more in (((database, other), "corroborated"), ((other, database), "uncorroborated")):
        found = against(*one, "R1", "R1")
        assert lines(found) == [f"{more} land red corrected", f"{more} fuel corrected"]
        land = found.diff.changes[0].before
        assert isinstance(land, Reading)
        assert land.entry not in found.had, "nothing of it is told otherwise by who leads it"


def test_who_first_put_an_item_on_the_other_list_is_read_there(database: Database, other: Database) -> None:
    load(database, PLAIN.replace("  - {key: land, title: Land, track: political, difficulty: 5}\n", ""))
    load(other, PLAIN, stance("fuel", "red", "demands", "R1"), stance("land", "blue", "rejects", "R1"))
    found = against(database, other, "R1", "R1")
    (opening,) = [change for change in found.diff.changes if change.item == "land" and change.party is None]
    assert isinstance(opening.after, StatusSide)
    assert opening.after.heard is not None
    assert (opening.after.heard.party, opening.after.heard.entry) == ("blue", 2)


def test_how_many_are_only_possibly_on_the_other_list_is_told_as_of_two_points(
    database: Database, other: Database
) -> None:
    possible = "stances: [{item: land, party: red, held_on: 2026-02, stance: supports, cite: {source: herald, at: ¶1}}]"
    load(database, PLAIN)
    load(other, PLAIN, possible)
    found = against(database, other, "2026-02-07", "2026-02-07")
    assert (found.diff.before.possibly, found.diff.after.possibly) == ((), ("land",))
    back = against(other, database, "2026-02-07", "2026-02-07")
    assert (back.diff.before.possibly, back.diff.after.possibly) == (("land",), ())


def test_what_only_one_side_knows_and_what_they_describe_otherwise_is_said(database: Database, other: Database) -> None:
    load(database, PLAIN.replace("fuel", "fish").replace("R3", "R4"))
    load(
        other,
        PLAIN.replace("difficulty: 5", "difficulty: 4"),
        "parties: [{key: grey, code: GY, name: Grey, role: principal}]",
    )
    about = against(database, other, "now").other
    assert about is not None
    assert about.only_here == Alone(("fish",), (), ("R4",))
    assert about.only_there == Alone(("fuel",), ("grey",), ("R3",))
    assert about.described == {"item:land": ("difficulty",)}
    assert about.title == "Test talks"


def test_an_item_struck_on_one_side_is_known_on_the_other_only(database: Database, other: Database) -> None:
    load(database, PLAIN, stance("land", "red", "demands", "R1"))
    load(other, PLAIN, stance("land", "red", "demands", "R1"))
    with other.write() as store:
        acting.edit(store, "item", "land", {"struck": True}, HEADER)
    found = against(database, other, "now")
    assert lines(found) == ["unopened land corrected", "unstated land red corrected"]
    assert found.other is not None
    assert found.other.only_here.items == ("land",)
    assert found.other.described == {}


def test_a_point_that_one_side_does_not_know_says_which_side(database: Database, other: Database) -> None:
    load(database, PLAIN)
    load(other, PLAIN.replace("R2", "R9"))
    with pytest.raises(NotFound, match='in other, "R2" is neither a round, a date nor a mark'):
        against(database, other, "R1", "R2")
    with pytest.raises(NotFound, match='in this ledger, "R9" is neither'):
        against(database, other, "R9", "R9")
    with pytest.raises(NotFound, match="in other, there is no changeset @7"):
        against(database, other, "R1", "R1@7")


def test_filters_know_the_words_of_both_sides(database: Database, other: Database) -> None:
    load(database, PLAIN, stance("land", "red", "demands", "R1"))
    load(other, PLAIN.replace("fuel", "fish"), stance("fish", "blue", "opposes", "R1"))
    assert lines(against(database, other, "R1", "R1", item="fish", party="blue")) == ["stated fish blue corrected"]
    assert lines(against(database, other, "R1", "R1", item="land", party="red")) == ["unstated land red corrected"]
    assert lines(against(database, other, "R1", "R1", where="to.score < 0")) == ["stated fish blue corrected"]
    with pytest.raises(NotFound, match='"salt" is not a known item'):
        against(database, other, "R1", "R1", item="salt")
    with pytest.raises(UsageError):
        against(database, other, "R1", "R1", verb="moved")


def test_only_what_somebody_accepted_counts_on_both_sides(database: Database, other: Database) -> None:
    for each, word in ((database, "demands"), (other, "rejects")):
        load(each, PLAIN, stance("land", "red", word, "R1"))
    assert lines(against(database, other, "R1", "R1", counting=ACCEPTED)) == []
    assert lines(against(database, other, "R1", "R1")) == ["reversed land red corrected"]


@pytest.mark.slow
@pytest.mark.parametrize("seed", seeds(2))
def test_a_ledger_against_its_own_past_differs_as_two_points_of_one_do(
    database: Database, other: Database, seed: int
) -> None:
    """But for entries that say what another said before them: two ledgers compare what is said.

    And all that they tell otherwise of one day is put right: one ledger tells apart what was, and a move after that. A
    stance that is only possible, and that one of them does not have, is nobody's doing: one ledger tells it as taken back.
    """
    chance = random.Random(seed)
    now = a_life(database, chance)
    then = chance.randrange(2, now)
    replayed(database, other, then)
    for start, end in (("R1", "R1"), ("2026-01-20", "R2"), ("R2", "R2")):
        across = against(other, database, start, f"{end}@{now}")
        with database.read() as store:
            along = diff_between(store, f"{start}@{then}", f"{end}@{now}")
        in_two = {(change.item, change.party) for change in along.changes if change.turned_on}
        assert held_otherwise(across.diff, in_two) == held_otherwise(along, in_two)
        assert ends(across.diff, in_two) == ends(along, in_two)
        assert (across.diff.before, across.diff.after) == (along.before, along.after)
        assert (across.diff.spread, across.diff.silence) == (along.spread, along.silence)


def held_otherwise(diff: Diff, but: Collection[tuple[str, str | None]] = ()) -> Counter[tuple[object, ...]]:
    """What was held otherwise: two ledgers tell neither whose doing it was, nor who said the same once more."""
    kept = (
        (change.item, change.party, tuple(verb for verb in change.verbs if verb not in SAME))
        for change in diff.changes
        if (change.item, change.party) not in but and not lacks_what_is_possible(change)
    )
    return Counter(each for each in kept if each[2])


def lacks_what_is_possible(change: Change) -> bool:
    """Whether a stance is only possible at one end, and there is none at the other."""
    sides = change.before, change.after
    return None in sides and any(isinstance(each, Reading) and not each.sure for each in sides)


def ends(diff: Diff, cells: Collection[tuple[str, str | None]]) -> dict[tuple[str, str | None], tuple[object, object]]:
    """What was said at either end of some cells, whether that is told as one change or as two, the correction first."""
    found: dict[tuple[str, str | None], list[Change]] = {}
    for change in sorted(diff.changes, key=lambda each: each.cause is Cause.moved):
        if (change.item, change.party) in cells:
            found.setdefault((change.item, change.party), []).append(change)
    return {cell: (said_at(told[0].before), said_at(told[-1].after)) for cell, told in found.items()}


def said_at(end: Reading | StatusSide | None) -> object:
    reading = said_of(end)
    return Words.of(reading.values) if reading else end and end.status


def test_a_move_after_what_was_put_right_is_told_apart_in_one_ledger_and_as_one_step_across_two(
    database: Database, other: Database
) -> None:
    load(database, PLAIN, stance("land", "green", "silent", "2026-01-24"))
    replayed(database, other, 2)
    with database.write() as store:
        acting.correct(store, 1, {"stance": "demands"}, HEADER, reason="misread")
    load(database, stance("land", "green", "undecided", "2026-02-05"))
    assert lines(against(other, database, "R2", "R2")) == ["spoke land green corrected"]
    with database.read() as store:
        along = diff_between(store, "R2@2", "R2")
    assert [(change.verbs, change.cause) for change in along.changes] == [
        ((Verb.shifted,), Cause.moved),
        ((Verb.spoke,), Cause.corrected),
    ]


def test_a_possible_stance_on_an_item_struck_since_was_taken_back_in_one_ledger_and_is_not_told_across_two(
    database: Database, other: Database
) -> None:
    load(database, PLAIN, stance("fuel", "red", "demands", "2026-01"))
    replayed(database, other, 2)
    with database.write() as store:
        acting.edit(store, "item", "fuel", {"struck": True}, HEADER)
    assert lines(against(other, database, "R1", "R1")) == ["unopened fuel corrected"]
    with database.read() as store:
        along = diff_between(store, "R1@2", "R1")
    assert [(change.item, change.party, change.verbs) for change in along.changes] == [
        ("fuel", None, (Verb.unopened,)),
        ("fuel", "red", (Verb.unstated,)),
    ]


@pytest.mark.slow
@pytest.mark.parametrize("seed", seeds(2))
def test_a_ledger_against_its_copy_says_what_its_own_diff_says(database: Database, other: Database, seed: int) -> None:
    """All of it: rounds, remarks, what is undated; each end rests on what its own ledger holds."""
    replayed(database, other, a_life(database, random.Random(seed)))
    says_what_its_own_diff_says(database, other, "2026-01-20", "R1", "2026-01-28", "R2", "now")


def test_so_does_the_real_seed_with_its_rounds_that_touch(database: Database, other: Database) -> None:
    for each in (database, other):
        load_real_seed(each)
    says_what_its_own_diff_says(database, other, "davos-2026-01", "kremlin-2026-01", "R1", "2026-01", "R2", "now")


def says_what_its_own_diff_says(database: Database, copy: Database, *points: str) -> None:
    for start, end in permutations(points, 2):
        across = against(database, copy, start, end).diff
        with database.read() as store:
            along = diff_between(store, start, end)
        assert replace(across, coverage=along.coverage) == along, (start, end)


def test_a_move_inside_a_round_that_begins_as_another_ends_is_told_of_two_ledgers(
    database: Database, other: Database
) -> None:
    held = ("demands", "2026-01-20", "¶1"), ("opposes", "R1", "¶2"), ("supports", "R1", "¶3")
    for each in (database, other):
        load(each, PLAIN, EVE, together(*(stance("land", "red", word, when, at=at) for word, when, at in held)))
    found = against(database, other, "eve", "R1")
    assert lines(found) == ["shifted land red moved"]
    assert [(change.verbs, change.cause) for change in found.diff.inside] == [((Verb.reversed,), Cause.moved)]


def test_rounds_that_one_ledger_alone_knows_come_after_a_point_of_both(database: Database, other: Database) -> None:
    """What was said at one of them is not known to one ledger alone on the day on which it begins."""
    load(database, PLAIN.replace("R1", "R8"), EVE, stance("fuel", "red", "demands", "2026-01-22"))
    load(other, PLAIN, EVE, stance("land", "red", "demands", "R1"), stance("fuel", "red", "demands", "2026-01-22"))
    assert lines(against(database, other, "eve", "eve")) == []
    assert lines(against(other, database, "eve", "eve")) == []
    assert lines(against(database, other, "eve", "R2")) == ["opened land moved", "stated land red moved"]


def test_what_is_only_possible_in_both_ledgers_is_undated_once_whatever_its_number(
    database: Database, other: Database
) -> None:
    possible = "stances: [{item: land, party: red, held_on: 2026-02, stance: supports, cite: {source: herald, at: ¶1}}]"
    said = stance("fuel", "red", "demands", "R1"), possible
    load(database, PLAIN, *said)
    load(other, PLAIN, *reversed(said))
    found = against(database, other, "2026-02-07", "2026-02-08").diff
    assert [(each.item, each.party, each.reading.entry) for each in found.undated] == [("land", "red", 1)]


def test_a_patch_makes_one_ledger_read_as_the_other(database: Database, other: Database) -> None:
    load(database, PLAIN, stance("land", "red", "demands", "R1"), stance("fuel", "red", "demands", "R1"))
    load(database, stance("land", "blue", "supports", "R1"))
    load(other, PLAIN, "items: [{key: fish, title: Fish}]", stance("land", "red", "opposes", "R1", "gazette"))
    load(other, status("fish", "agreed", "R2"), stance("land", "blue", "supports", "R1", "gazette"))
    changes = against(database, other, "now").diff.changes
    with database.read() as here, other.read() as there:
        patch = patch_across(here, there, "now", "now", changes)
    _import(database, [patch])
    assert readings(database, "now") == readings(other, "now")
    assert lines(against(database, other, "now")) == []


def test_a_patch_takes_back_what_is_said_of_an_item_that_the_other_struck(database: Database, other: Database) -> None:
    load(database, PLAIN, stance("land", "red", "demands", "R1"))
    load(other, PLAIN, stance("land", "red", "demands", "R1"))
    with other.write() as store:
        acting.edit(store, "item", "land", {"struck": True}, HEADER)
    changes = against(database, other, "now").diff.changes
    with database.read() as here, other.read() as there:
        patch = patch_across(here, there, "now", "now", changes)
    _import(database, [patch])
    assert readings(database, "now") == readings(other, "now") == {}


def test_a_patch_brings_back_an_item_struck_here_that_the_other_has(database: Database, other: Database) -> None:
    """With nothing but what the other reads of it."""
    load(database, PLAIN, stance("land", "red", "demands", "R1"), stance("land", "blue", "rejects", "R1"))
    load(other, PLAIN, stance("land", "red", "opposes", "R1", "gazette"))
    with database.write() as store:
        acting.edit(store, "item", "land", {"struck": True}, HEADER)
    changes = against(database, other, "now").diff.changes
    with database.read() as here, other.read() as there:
        patch = patch_across(here, there, "now", "now", changes)
    _import(database, [patch])
    assert readings(database, "now") == readings(other, "now")
    assert lines(against(database, other, "now")) == []


def test_a_patch_brings_both_accounts_of_a_contest_in_the_place_of_what_is_said_of_that_day_here(
    database: Database, other: Database
) -> None:
    load(database, PLAIN, stance("land", "red", "demands", "R1"))
    load(other, PLAIN, stance("land", "red", "opposes", "R1", "gazette"), stance("land", "red", "supports", "R1"))
    changes = against(database, other, "now").diff.changes
    with database.read() as here, other.read() as there:
        patch = patch_across(here, there, "now", "now", changes)
    _import(database, [patch])
    assert readings(database, "now") == readings(other, "now")
    assert lines(against(database, other, "now")) == []


# -- opening the other side -------------------------------------------------------------------------------------------


@pytest.fixture
def beside(database: Database) -> Callable[[str], Compared]:
    """Compares with what is at an address, and sees to it that neither side is written to."""

    def beside(address: str) -> Compared:
        path = database.location.path
        before = path.read_bytes() if path else last(database)
        with database.read() as here, opened(address, database, HEADER) as there:
            found = compare(here, "now", other=there)
        assert (path.read_bytes() if path else last(database)) == before
        return found

    return beside


@pytest.mark.parametrize("engine", ENGINES)
def test_another_ledger_is_read_where_it_is(
    database: Database, new_location: NewLocation, beside: Callable[[str], Compared], engine: str
) -> None:
    place = new_location(engine)
    there = Database(place)
    load(database, PLAIN, stance("land", "red", "demands", "R1"))
    load(there, PLAIN, stance("land", "red", "opposes", "R1"))
    there.close()
    address = place.url.render_as_string(hide_password=False) if place.url else str(place)
    before = place.path.read_bytes() if place.path else b""
    found = beside(address)
    assert lines(found) == ["reversed land red corrected"]
    assert found.other is not None
    assert (found.other.name, found.other.origin) == (str(place), Origin.ledger)
    assert (place.path.read_bytes() if place.path else b"") == before


def test_a_seed_that_says_which_ledger_it_is_stands_by_itself(
    database: Database, tmp_path: Path, beside: Callable[[str], Compared]
) -> None:
    load(database, PLAIN, stance("land", "red", "demands", "R1"))
    (tmp_path / "seed").mkdir()
    (tmp_path / "seed" / "00.yaml").write_text(PLAIN)
    (tmp_path / "seed" / "01.yaml").write_text(stance("land", "blue", "demands", "R1"))
    found = beside(str(tmp_path / "seed"))
    assert lines(found) == ["stated land blue corrected", "unstated land red corrected"]
    assert found.other is not None
    assert found.other.origin is Origin.seed


@pytest.mark.parametrize("text", [stance("land", "red", "opposes", "R2"), "items: [{key: fish, title: Fish}]"])
def test_a_seed_that_builds_on_this_ledger_shows_what_would_become_of_it(
    database: Database, tmp_path: Path, beside: Callable[[str], Compared], text: str
) -> None:
    load(database, PLAIN, stance("land", "red", "demands", "R1"))
    (tmp_path / "more.yaml").write_text(text)
    found = beside(str(tmp_path / "more.yaml"))
    assert lines(found) == (["reversed land red corrected"] if "land" in text else [])
    assert found.other is not None
    assert found.other.origin is Origin.onto


def test_the_real_seed_is_what_was_imported_from_it(database: Database, beside: Callable[[str], Compared]) -> None:
    load_real_seed(database)
    assert beside("seeds/abu-dhabi-2026").diff.changes == ()


def test_a_faulty_seed_tells_the_faults_of_what_it_was_meant_to_be(
    database: Database, tmp_path: Path, beside: Callable[[str], Compared]
) -> None:
    load(database, PLAIN)
    (tmp_path / "more.yaml").write_text(stance("lnad", "red", "opposes", "R2"))
    with pytest.raises(InvalidSeed) as raised:
        beside(str(tmp_path / "more.yaml"))
    (fault,) = raised.value.faults
    assert 'did you mean "land"' in (fault.hint or "")


def test_what_is_neither_ledger_nor_seed_is_not_found(
    database: Database, tmp_path: Path, beside: Callable[[str], Compared]
) -> None:
    load(database, PLAIN)
    (tmp_path / "notes.txt").write_text("notes")
    (tmp_path / "empty").mkdir()
    for name in ("notes.txt", "nothing.db", "empty", "nothing.yaml"):
        with pytest.raises(NotFound):
            beside(str(tmp_path / name))


# -- around the changes -----------------------------------------------------------------------------------------------


def around(database: Database, start: str, end: str = "now", **asked: Any) -> Compared:
    with database.read() as store:
        return compare(store, start, end, **asked)


def test_a_contest_that_goes_on_is_told_until_somebody_settles_it(database: Database) -> None:
    load(database, PLAIN, stance("land", "red", "demands", "R1"))
    load(database, stance("land", "red", "supports", "2026-01-24", "gazette"))
    load(database, stance("land", "blue", "demands", "R2"), stance("land", "blue", "rejects", "R2", "gazette"))
    ((cell, going_on),) = around(database, "R1", "R2").diff.disputed.items()
    assert (cell, sorted(account.entry for account in going_on.accounts)) == (("land", "red"), [1, 2])
    assert around(database, "R1@2", "R1@3").diff.contested == ()
    assert around(database, "R1", "R1").diff.contested == ()
    assert around(database, "R1", "R2", party="blue").diff.contested == ()
    with database.write() as store:
        settling.settle(store, "land", "red", HEADER, keep=1, reason="own words")
    assert around(database, "R1", "R2").diff.contested == ()


def test_a_further_source_there_for_one_account_of_a_contest_is_told_by_its_number_there(
    database: Database, other: Database
) -> None:
    apart = stance("land", "red", "demands", "R1"), stance("land", "red", "supports", "R1", "gazette")
    load(database, PLAIN, *apart)
    load(other, PLAIN, stance("fuel", "red", "demands", "R1"), *apart, stance("land", "red", "supports", "R1", "desk"))
    found = against(database, other, "now")
    assert lines(found) == ["opened fuel corrected", "stated fuel red corrected", "corroborated land red corrected"]
    assert [set(each.entries) for each in found.diff.changes[-1].by_account] == [{3, 4}]
    with other.read() as store:
        (told,) = [line for line in section(note_of(store, found), "corrected") if "More" in line]
    assert told.startswith("More independent sources for: Land (Red supports by entry 3 there, as a report has it")


def test_what_did_not_change_stands_beside_what_did(database: Database) -> None:
    load(database, FRAME, stance("land", "red", "demands", "R1"), stance("land", "blue", "rejects", "R1"))
    load(database, stance("land", "red", "supports", "R2"), stance("fuel", "red", "demands", "R2"))
    found = around(database, "R1", "R2", full=True)
    assert [(each.item, each.party, each.same) for each in found.standing] == [
        ("land", None, True), ("land", "red", False), ("land", "blue", True),
        ("fuel", None, False), ("fuel", "red", False),
    ]  # fmt: skip
    assert [(each.item, each.party) for each in found.unchanged] == [("land", None), ("land", "blue")]
    assert around(database, "R1", "R2", with_rows=True).standing == ()


def test_what_did_not_change_is_filtered_as_the_changes_are(database: Database) -> None:
    load(database, PLAIN, stance("land", "red", "demands", "R1"), stance("land", "blue", "rejects", "R1"))
    load(database, stance("fuel", "blue", "rejects", "R1"), stance("land", "red", "supports", "R2"))

    def unchanged(**asked: str) -> list[tuple[str, str | None]]:
        return [(each.item, each.party) for each in around(database, "R1", "R2", full=True, **asked).unchanged]

    assert unchanged(item="fuel") == [("fuel", None), ("fuel", "blue")]
    assert unchanged(party="blue") == [("land", "blue"), ("fuel", "blue")]
    assert unchanged(track="political") == [("land", None), ("land", "blue")]
    assert unchanged(verb="softened") == [("land", None), ("land", "blue")]
    assert unchanged(where="delta > 0") == []


def test_names_are_those_of_both_points(database: Database) -> None:
    load(database, PLAIN, "items: [{key: fish, title: Fish}]")
    assert "fish" in around(database, "@2", "@1").names.items
    with database.write() as store:
        acting.edit(store, "item", "fish", {"title": "All fish"}, HEADER)
    assert around(database, "@3", "@2").names.items["fish"].title == "Fish"


def test_what_follows_is_what_follows_from_what_was_asked_for(database: Database) -> None:
    load(database, PLAIN, MORE, stance("land", "red", "demands", "R1"), stance("land", "blue", "rejects", "R1"))
    load(database, stance("truce", "red", "demands", "R1"), stance("truce", "blue", "conditional", "R1"))
    load(database, stance("land", "red", "doubts", "R2"), stance("truce", "red", "supports", "R2"))
    load(database, status("fuel", "agreed", "R2"))
    follows = {
        asked: (
            [each.item for each in found.diff.spread],
            found.diff.packages,
            [(each.item, each.by) for each in found.diff.unlocked],
        )
        for asked, found in (
            ("all", around(database, "R1", "R2")),
            ("land", around(database, "R1", "R2", item="land")),
            ("fuel", around(database, "R1", "R2", item="fuel")),
            ("none", around(database, "R1", "R2", where="delta > 5")),
            ("corrected", around(database, "R1", "R2", cause="corrected")),
        )
    }
    package, conditional = (("land", "truce"),), [("truce", "fuel")]
    assert follows == {
        "all": (["land", "truce"], package, conditional),
        "land": (["land"], package, []),
        "fuel": ([], (), conditional),
        "none": ([], (), []),
        "corrected": ([], (), []),
    }


def test_what_is_hidden_there_does_not_come_back_here_with_an_item_that_was_struck_here_alone(
    database: Database, other: Database
) -> None:
    """Here the item is struck, there the party that spoke of it: in neither ledger does the entry count."""
    for ledger, table, key in ((database, "item", "land"), (other, "party", "red")):
        load(ledger, FRAME, stance("land", "red", "demands", "R1"))
        with ledger.write() as store:
            acting.edit(store, table, key, {"struck": True}, HEADER)
    found = against(database, other, "now")
    with database.read() as here, other.read() as there:
        patch = patch_across(here, there, "now", "now", found.diff.changes)
    _import(database, [patch])
    assert readings(database, "now") == readings(other, "now") == {}
