"""What counts: a floor under what is read, only what was accepted, as asked or as the ledger says of itself."""

from datetime import date

import pytest

from ledger.cli.views.matrix import matrix_text
from ledger.domain.floors import ACCEPTED, EVERYTHING, OWN, Counting
from ledger.domain.words import Role, Verdict, Voice
from ledger.errors import UsageError
from ledger.services import acting, coverage, listing, measuring, points, record_lists, showing, shown
from ledger.services.comparing import compare
from ledger.services.counting import said, what_counts
from ledger.services.diff import diff_between
from ledger.services.entry_states import EntryState, tell_every
from ledger.services.history import history
from ledger.services.matrix import matrix_at
from ledger.services.note import dossier_of_item, dossier_of_party
from ledger.services.partying import party_page
from ledger.services.points import resolve
from ledger.services.searching import find
from ledger.services.tables_out import every_entry, state_of
from ledger.services.undoing import undo
from ledger.storage import asof, changesets, entries, register
from ledger.storage.asof import When
from ledger.storage.database import Database
from tests.support import FRAME, HEADER, load, stance
from tests.support import said as said_now

RUMOUR = """
source: {key: rumour, title: A rumour, reliability: E}
stances:
  - {item: land, party: red, held_on: 2026-02-01, stance: supports, summary: It may give way.,
     cite: {at: ¶1, speaker: counterpart, credibility: 5}}
"""
OWN_WORD = """
stances:
  - {item: land, party: red, held_on: 2026-01-24, stance: demands,
     cite: {source: herald, at: ¶2, speaker: own-words, credibility: 2}}
"""


def held(database: Database, counting: Counting = OWN, at: str = "now", cell: str = "land red") -> str | None:
    """Return the stance of a cell, with its grade and voice."""
    item, party = cell.split()
    with database.read() as store:
        (row,) = (row for row in matrix_at(store, at, counting=counting).rows if row.item.key == item)
    reading = row.cells.get(party)
    return f"{reading.word} {reading.evidence.grade} {reading.evidence.voice}" if reading else None


def test_a_later_rumour_is_the_reading_and_a_floor_shows_the_better_word(database: Database) -> None:
    load(database, FRAME, OWN_WORD, RUMOUR)
    assert held(database) == "supports E5 reported"
    assert held(database, Counting.asked(at_least="B3")) == "demands B2 first-hand"
    assert held(database, Counting.asked(voice="first-hand")) == "demands B2 first-hand"
    assert held(database, Counting.asked(voice="reported")) == "supports E5 reported"
    assert held(database, Counting.asked(at_least="A1")) is None


def test_both_letter_and_number_of_a_grade_have_to_be_reached(database: Database) -> None:
    load(database, FRAME, OWN_WORD)
    reached = {grade: held(database, Counting.asked(at_least=grade)) is not None for grade in ("B2", "C3", "B1", "A6")}
    assert reached == {"B2": True, "C3": True, "B1": False, "A6": False}


def test_a_floor_never_revives_what_was_corrected(database: Database) -> None:
    load(database, FRAME, OWN_WORD)
    with database.write() as store:
        cite = [{"source": "echo", "at": "¶1", "speaker": "media", "credibility": 5}]
        acting.correct(store, 1, {"stance": "doubts", "cite": cite}, HEADER, reason="misread")
    assert held(database) == "doubts D5 reported"
    assert held(database, Counting.asked(at_least="B3")) is None


def test_so_many_independent_sources_have_to_say_it(database: Database) -> None:
    load(database, FRAME, stance("land", "red", "demands", "R1"), stance("land", "red", "demands", "R1", "echo"))
    two = Counting.asked(independent=2)
    assert held(database, two) is None, "the echo carries the herald"
    load(database, stance("land", "red", "demands", "R1", "gazette"))
    assert (held(database, two) or "").startswith("demands")


def test_the_ledger_says_of_itself_what_counts(database: Database) -> None:
    own = "ledger: {title: Test talks, counts: accepted, floor: {at_least: C3, voice: reported}}"
    load(database, FRAME, OWN_WORD, RUMOUR, own)
    assert held(database) is None, "nobody has accepted anything"
    assert held(database, EVERYTHING) == "supports E5 reported"
    assert held(database, Counting.asked(everything=True, at_least="B2")) == "demands B2 first-hand"
    with database.write() as store:
        acting.review(store, [1, 2], Verdict.accepted, HEADER)
    assert held(database) == "demands B2 first-hand"
    assert held(database, at="now@3") == "supports E5 reported" or held(database, at="now@3") is not None
    with database.read() as store:
        told = what_counts(store, asked=Counting.asked(voice="first-hand"))
    assert said(told) == "Counting only C3 or better; first-hand; accepted by a reviewer."


@pytest.mark.in_a_file
def test_what_anybody_rejects_counts_nowhere(database: Database) -> None:
    load(database, FRAME, OWN_WORD, RUMOUR)
    with database.write() as store:
        acting.review(store, [2], Verdict.accepted, HEADER)
        other = HEADER.model_copy(update={"author": "ben"})
        acting.review(store, [2], Verdict.rejected, other, note="hearsay")
    assert held(database) == "demands B2 first-hand"
    with database.read() as store:
        view = showing.show(store, "land")
        assert isinstance(view, shown.ItemView)
        told = {each.entry.id: each for line in view.parties for each in line.entries}
    assert told[2].state is EntryState.rejected
    assert [(each.reviewer, each.verdict.value) for each in told[2].verdicts] == [
        ("tester", "accepted"),
        ("ben", "rejected"),
    ]


def test_a_rejected_correction_leaves_what_it_corrected(database: Database) -> None:
    load(database, FRAME, OWN_WORD)
    load(database, "events: [{held_on: 2026-01-24, title: A storm, cite: {source: herald, at: ¶1}}]")
    with database.write() as store:
        acting.correct(store, 1, {"stance": "doubts"}, HEADER, reason="misread")
        acting.correct(store, 2, {"title": "A gale"}, HEADER, reason="stronger")
        acting.review(store, [3, 4], Verdict.rejected, HEADER)
    assert held(database) == "demands B2 first-hand"
    with database.read() as store:
        assert [told.entry.id for told in record_lists.events(store)] == [2]
        assert [hit.ref for hit in find(store, "storm")] == ["2"]


@pytest.mark.both_engines
def test_rejecting_what_was_only_said_again_of_other_days_brings_nothing_back(database: Database) -> None:
    load(database, FRAME, stance("land", "red", "demands", "R1"), stance("land", "red", "rejects", "2026-01-10"))
    load(database, "events: [{round: R1, title: A storm, cite: {source: herald, at: ¶1}}]")
    with database.write() as store:
        acting.correct(store, 1, {"stance": "doubts"}, HEADER, reason="misread")  # entry 4
        acting.edit(store, "round", "R1", {"starts": "2026-01-22"}, HEADER)  # entries 5, an event, and 6
    with database.write() as store:
        acting.review(store, [5, 6], Verdict.rejected, HEADER, note="It does not say so.")
    assert (held(database) or "").startswith("demands"), "the correction is rejected with it, what it corrected is not"
    with database.write() as store:
        assert entries.displaced(store, None, [1, 3, 4, 5, 6]) == {3: 5, 4: 6}
        assert record_lists.events(store) == []
        acting.retract(store, 6, HEADER, reason="no more than a rumour")
        acting.review(store, [1], Verdict.rejected, HEADER)
    assert (held(database) or "").startswith("rejects")
    with database.read() as store:
        told = {
            each.entry.id: each.state.value for each in tell_every(store, resolve(store, "now"), register.load(store))
        }
    assert told == {1: "rejected", 2: "counts", 3: "corrected", 4: "corrected", 5: "rejected", 6: "rejected"}


@pytest.mark.both_engines
def test_rejecting_what_an_undoing_brought_back_brings_back_nothing_else(database: Database) -> None:
    load(database, FRAME, stance("land", "red", "demands", "R1"), stance("fuel", "red", "demands", "R1"))
    with database.write() as store:
        acting.correct(store, 1, {"stance": "doubts"}, HEADER, reason="misread")
    with database.write() as store:
        acting.retract(store, 2, HEADER, reason="misread")
    for number in (4, 5):
        with database.write() as store:
            undo(store, number, HEADER, reason="read well")
    assert said_now(database) == {"land red": "demands", "fuel red": "demands"}
    with database.write() as store:
        acting.review(store, [5, 6], Verdict.rejected, HEADER)
    assert said_now(database) == {}
    with database.read() as store:
        assert asof.not_heard_of(store, When(date.max, changesets.last_number(store))) == {"fuel", "land", "pledge"}
        told = {
            each.entry.id: each.state.value for each in tell_every(store, resolve(store, "now"), register.load(store))
        }
    assert told == {1: "corrected", 2: "retracted", 3: "corrected", 5: "rejected", 6: "rejected"}


@pytest.mark.both_engines
def test_rejecting_a_correction_that_was_undone_and_came_back_leaves_what_it_corrected(database: Database) -> None:
    """What it says was rejected, also where it said so first; and that it came back has undone its being undone."""
    load(database, FRAME, stance("land", "red", "demands", "R1"))
    with database.write() as store:
        acting.correct(store, 1, {"stance": "doubts"}, HEADER, reason="misread")
    for number in (3, 4):
        with database.write() as store:
            undo(store, number, HEADER, reason="second thoughts")
    assert said_now(database) == {"land red": "doubts"}
    with database.write() as store:
        acting.review(store, [4], Verdict.rejected, HEADER)
    assert said_now(database) == {"land red": "demands"}
    with database.read() as store:
        (found,) = asof.stances(store, When(date.max, changesets.last_number(store))).values()
    assert found.entry == 1


def test_lists_and_the_search_leave_out_what_does_not_count(database: Database) -> None:
    load(database, FRAME, OWN_WORD, RUMOUR)
    load(
        database,
        "events: [{held_on: 2026-01-24, title: A storm, figures: [{what: boats, value: 3}], "
        "cite: {source: echo, at: ¶1, credibility: 4}}]",
    )
    better = Counting.asked(at_least="B3")
    with database.read() as store:
        assert [told.entry.id for told in record_lists.events(store)] == [3]
        assert record_lists.events(store, counting=better) == []
        assert record_lists.figures(store, counting=better) == []
        assert find(store, "give way", counting=better) == []
        confirmed = {line.item.key: line.confirmed for line in listing.items(store, counting=better).lines}
        assert str(confirmed["land"]) == "2026-01-24"
        point = points.resolve(store)
        assert coverage.coverage(store, point).sources == ("herald", "rumour")  # an event is in no matrix
        assert coverage.coverage(store, point, better).sources == ("herald",)


def test_a_point_rests_on_no_source_whose_word_nobody_bears_out(database: Database) -> None:
    load(database, FRAME, stance("land", "red", "demands", "R1"), stance("land", "red", "demands", "R1", "gazette"))
    load(database, "sources: [{key: lone, title: Lone}]", stance("fuel", "red", "demands", "R1", "lone"))
    with database.read() as store:
        point, two = points.resolve(store, "R1"), Counting.asked(independent=2)
        assert coverage.coverage(store, point).sources == ("herald", "gazette", "lone")
        assert coverage.coverage(store, point, two).sources == ("herald", "gazette")
        ends = compare(store, "2026-01-01", "R1", counting=two).diff.coverage
    assert [each.sources for each in ends] == [(), ("herald", "gazette")]


@pytest.mark.parametrize("counting", [OWN, ACCEPTED, Counting.asked(at_least="B3"), Counting.asked(voice="first-hand")])
def test_measures_say_under_a_floor_what_the_matrix_says(database: Database, counting: Counting) -> None:
    load(database, FRAME, OWN_WORD, RUMOUR, stance("land", "blue", "opposes", "R1"), CONTESTING, VAGUE)
    with database.write() as store:
        acting.review(store, [1, 3], Verdict.accepted, HEADER)
    with database.read() as store:
        series = measuring.over_rounds(store, counting=counting)
        for stage in series.stages:
            matrix = matrix_at(store, f"{stage.point.held_on}@{stage.point.known_at}", counting=counting)
            assert {item: figure.value for item, figure in stage.spreads.items()} == {
                row.item.key: row.spread for row in matrix.rows if row.spread is not None
            }
            assert (stage.open.count, stage.open.settled) == (matrix.items_open, matrix.items_settled)
            assert stage.open.possibly == matrix.items_possibly
            found = diff_between(store, str(stage.point.held_on), "now", counting=counting)
            assert len(found.before.possibly) == matrix.items_possibly
            left = {
                (row.item.key, party)
                for row in matrix.rows
                for party, each in row.cells.items()
                if each.scored and each.measure is None
            }
            assert set(stage.left_out) == left


CONTESTING = """
stances:
  - {item: fuel, party: red, round: R2, stance: supports, cite: {source: herald, at: ¶3, speaker: own-words}}
  - {item: fuel, party: red, round: R2, stance: opposes, cite: {source: gazette, at: ¶3, speaker: media}}
  - {item: fuel, party: blue, round: R2, stance: rejects, cite: {source: herald, at: ¶3}}
"""
VAGUE = stance("land", "blue", "supports", "2026-02", "gazette")


def test_what_is_contested_or_only_possible_is_in_no_spread(database: Database) -> None:
    load(database, FRAME, CONTESTING, VAGUE, stance("land", "red", "demands", "R1"))
    with database.read() as store:
        matrix = matrix_at(store, "R2")
    rows = {row.item.key: row for row in matrix.rows}
    assert [account.score for account in rows["fuel"].cells["red"].accounts] == [2, -2]
    assert (rows["fuel"].spread, rows["land"].spread) == (None, None)
    assert not rows["land"].cells["blue"].sure
    assert [party.key for party in matrix.parties if party.role is Role.principal] == ["red", "blue"]


def test_the_voice_is_read_with_every_reading(database: Database) -> None:
    load(database, FRAME, OWN_WORD)
    load(database, "stances: [{item: fuel, party: red, round: R1, stance: doubts, cite: {source: desk, at: ¶1}}]")
    with database.read() as store:
        cells = {row.item.key: row.cells for row in matrix_at(store).rows}
    assert cells["land"]["red"].evidence.voice is Voice.first_hand
    assert cells["fuel"]["red"].evidence.voice is Voice.assessed


@pytest.mark.parametrize("asked", [{"at_least": "G7"}, {"voice": "loud"}, {"independent": 0}])
def test_what_is_no_grade_voice_or_number_is_refused(asked: dict[str, str]) -> None:
    with pytest.raises(UsageError):
        Counting.asked(**asked)  # type: ignore[arg-type]


# -- what is left out is told as left out, wherever entries are listed ------------------------------------------------

OF_TWO = """
ledger: {title: Of two, floor: {voice: first-hand}}
stances:
  - {item: land, party: red, round: R1, stance: supports, cite: {source: herald, at: ¶1, speaker: own-words}}
  - {item: land, party: blue, round: R1, stance: rejects, cite: {source: herald, at: ¶2, speaker: media}}
remarks: [{held_on: 2026-01-24, text: Much was said., cite: {source: herald, at: ¶3, speaker: media}}]
"""


def states(database: Database, counting: Counting = OWN, at: str = "now") -> dict[int, str]:
    """Return the state of each entry at a point, as tables and pages write it."""
    with database.read() as store:
        point = points.resolve(store, at)
        known = register.load(store, point.known_at)
        return {told.entry.id: state_of(told, point) for told in every_entry(store, known, point, counting)}


def test_what_a_floor_leaves_out_is_not_told_as_earlier(database: Database) -> None:
    load(database, FRAME, OF_TWO)
    assert states(database) == {1: "counts", 2: "left out", 3: "left out"}
    assert states(database, EVERYTHING) == {1: "counts", 2: "counts", 3: "counts"}
    assert states(database, EVERYTHING, "2026-01-01") == {1: "later", 2: "later", 3: "later"}
    assert states(database, at="2026-01-01") == {1: "later", 2: "left out", 3: "left out"}
    with database.read() as store:
        point = points.resolve(store)
        every = tell_every(store, point, register.load(store, point.known_at))
        assert [told.state.value for told in every] == ["counts", "left out", "left out"]
        asked = Counting.asked(everything=True)
        seen = [showing.show(store, "2"), showing.show(store, "2", counting=asked)]
    assert [view.told.state.value for view in seen if isinstance(view, shown.EntryView) and view.told] == [
        "left out",
        "counts",
    ]


def test_what_nobody_accepted_is_left_out_and_what_it_would_correct_counts(database: Database) -> None:
    load(database, FRAME, OWN_WORD, stance("land", "blue", "opposes", "R1"))
    with database.write() as store:
        acting.review(store, [1], Verdict.accepted, HEADER)
        acting.correct(store, 1, {"stance": "doubts"}, HEADER, reason="misread")
    assert held(database, ACCEPTED) == "demands B2 first-hand"
    assert states(database, ACCEPTED) == {1: "counts", 2: "left out", 3: "left out"}
    assert states(database) == {1: "corrected", 2: "counts", 3: "counts"}


def test_what_too_few_sources_say_is_left_out_and_what_enough_of_them_said_before_is_earlier(
    database: Database,
) -> None:
    twice = [stance("land", "red", "demands", "2026-01-20", source) for source in ("herald", "gazette")]
    load(
        database, FRAME, *twice, stance("land", "red", "demands", "2026-01-28"), stance("land", "blue", "doubts", "R1")
    )
    two = Counting.asked(independent=2)
    assert states(database, two) == {1: "counts", 2: "counts", 3: "left out", 4: "left out"}


def test_a_party_page_denies_nothing_that_it_lists_as_not_counting(database: Database) -> None:
    load(database, FRAME, OF_TWO)
    with database.read() as store:
        page = dossier_of_party(store, "blue")
        told = " ".join(sentence.text for sentence in page.sentences)
    assert page.subtitle.endswith("Counting only first-hand")
    assert "No stance of it that counts is recorded by this point." in told
    assert "in the reports we have" not in told


def test_what_was_rejected_or_is_held_later_is_not_denied(database: Database) -> None:
    load(database, FRAME, stance("land", "red", "demands", "R2"), stance("land", "blue", "opposes", "R1"))
    with database.read() as store:
        before = " ".join(each.text for each in dossier_of_party(store, "red", end="R1").sentences)
    assert "none that counts by this point, on these open issues: Land." in before
    assert "in the reports we have" not in before
    with database.write() as store:
        acting.review(store, [1], Verdict.rejected, HEADER)
    with database.read() as store:
        page, other = dossier_of_party(store, "red"), party_page(store, "red")
        never = dossier_of_party(store, "green")
    assert "none that counts by this point" in " ".join(each.text for each in page.sentences)
    assert [[item.key for item in each] for each in (other.unreported, other.uncounted)] == [[], ["land"]]
    told = " ".join(each.text for each in never.sentences)
    assert "No stance of it in the reports we have on these open issues: Land." in told


def test_that_only_open_issues_are_named_is_said(database: Database) -> None:
    load(database, FRAME, stance("land", "blue", "opposes", "R1"))
    with database.read() as store:
        told = " ".join(each.text for each in dossier_of_party(store, "red").sentences)
    assert "No stance of it in the reports we have on these open issues: Land." in told


def test_a_dossier_tells_no_remark_that_does_not_count(database: Database) -> None:
    load(database, FRAME, OF_TWO)
    load(
        database,
        "remarks: [{held_on: 2026-01-24, about: [land], text: Hard., cite: {source: herald, at: ¶4, speaker: media}}]",
    )
    with database.read() as store:
        plain = dossier_of_item(store, "land", counting=EVERYTHING)
        under = dossier_of_item(store, "land")
    assert [any(section.key == "remarks" for section in each.sections) for each in (plain, under)] == [True, False]


def test_an_item_history_says_what_counts(database: Database) -> None:
    load(database, FRAME, OF_TWO)
    with database.read() as store:
        assert said(history(store, "land").counting) == "Counting only first-hand."
        assert said(history(store, "land", counting=EVERYTHING).counting) is None


def test_repeats_of_one_wire_are_told_as_one_independent_source(database: Database) -> None:
    """Whether the record of a paper says that it carries the wire, or each place that it is cited for does."""
    papers = "sources: [{key: wire, title: Wire}, {key: one, title: One, carries: Wire}, {key: two, title: Two}]"
    carried = "stances: [{item: land, party: blue, round: R1, stance: opposes, cite: {source: two, carries: Wire}}]"
    wire = [stance("land", "blue", "opposes", "R1", source) for source in ("wire", "one")]
    load(database, FRAME, papers.replace("title: Wire}", "title: Wire, publisher: Wire}"), *wire, carried)
    with database.read() as store:
        point = points.resolve(store, "R1")
        found = coverage.coverage(store, point)
        assert (len(found.sources), found.independent, found.repeated) == (3, 1, True)
        shown = matrix_text(matrix_at(store, "R1"), found, 100)
        assert "It rests on 3 sources, 1 of them independent, the best of reliability F." in shown
        ends = compare(store, "R1", "R2").diff.coverage
        assert [each.independent for each in ends] == [1, 0]
        assert not coverage.coverage(store, point, Counting.asked(independent=2)).sources
    load(database, stance("fuel", "blue", "opposes", "R1", "two"))
    with database.read() as store:
        assert coverage.coverage(store, points.resolve(store, "R1")).independent == 2, (
            "what it tells besides is its own word"
        )
