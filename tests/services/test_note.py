"""The one note: diffs by hand become sentences; each claim rests on a place, and says whose word it is."""

import os
import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from itertools import pairwise
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest

from ledger.domain.checklist import Tally
from ledger.domain.diff import Cause, Change, StatusSide, Verb
from ledger.domain.diff.around import EarlierContest, Redefined, RoundChange, Undated
from ledger.domain.diff.direction import SpreadChange
from ledger.domain.diff.items import Unlocked, item_verbs
from ledger.domain.diff.remaining import Checklist, Due, Remaining
from ledger.domain.diff.sides import AccountMove, Passed
from ledger.domain.diff.verbs import VERBS
from ledger.domain.entries import Entry, EventEntry, RemarkEntry, StanceEntry, StatusEntry
from ledger.domain.evidence import Coverage, weigh
from ledger.domain.field_types import Floor, Office
from ledger.domain.floors import Counting
from ledger.domain.lateness import Lateness
from ledger.domain.moments import HeldOn
from ledger.domain.points import Point, slip
from ledger.domain.readings import MatrixRow
from ledger.domain.records import Party, Person, Round
from ledger.domain.words import Role, RoundStatus, Speaker, Stance, Status, Voice
from ledger.errors import UsageError
from ledger.formats import marks
from ledger.formats.document import Document, Footnote, ToldChange
from ledger.formats.document_html import html_text
from ledger.formats.document_markdown import markdown_text
from ledger.services import acting, listing, record_lists, undoing
from ledger.services.comparing import compare
from ledger.services.note import KEYS, build, note_of, report_between, whole_ledger, words
from ledger.services.note.dossier import dossier_of_item as build_dossier
from ledger.services.partying import party_page
from ledger.storage.database import Database
from tests.formats.pages import looked_at
from tests.hostile import hostile_ledger
from tests.services.note_values import R1, R2, change, cite, names, reading, section, status, told
from tests.support import FRAME, HEADER, load, load_real_seed, stance, together

GOLDEN = Path(__file__).parent / "golden"
SPANS = [("R1", "R2"), ("R2", "R1"), ("R1", "R1"), ("R1@3", "R1"), ("R1@2", "R2"), ("2025-01-01", "now"), ("@3", "@6")]
REPORTED = cite(speaker="counterpart")


def report(database: Database, start: str = "R1", end: str = "R2", **asked: object) -> Document:
    with database.read() as store:
        return report_between(store, start, end, **asked)  # type: ignore[arg-type]


# -- who moved --------------------------------------------------------------------------------------------------------


def test_a_move_names_item_party_both_ends_and_whose_word_it_is() -> None:
    moved = change(
        Verb.softened,
        before=reading("opposes"),
        after=reading("supports", 2, REPORTED, summary="Red bends"),
        toward=("blue",),
    )
    document = told(moved)
    (line,) = section(document, "moved")
    assert line == (
        "Land (“Red gives up land”): Red came nearer to the other principals: supports, by a counterpart's "
        "account, before opposes, by its own word. Red bends."
    )
    assert document.changes == {ToldChange("land", "red", ("softened",))}


def test_a_position_that_moved_is_told_in_points_and_towards_whom() -> None:
    moved = change(
        Verb.position_moved,
        before=reading("demands"),
        after=reading("demands", 2),
        points=-80,
        toward=("blue",),
        points_toward=("blue",),
    )
    assert section(told(moved, brief=True), "moved") == ["Land: Red moved 80 points towards Blue."]
    silent_on_it = replace(moved, verbs=(Verb.softened, Verb.position_moved), points_toward=())
    (line,) = section(told(silent_on_it, brief=True), "moved")
    assert line.endswith("Red moved 80 points towards “None”."), "Blue names no position, whatever its stance is"
    alone = change(Verb.position_moved, before=reading("demands"), after=reading("demands", 2), points=-80)
    assert section(told(alone, brief=True), "moved") == ["Land: Red moved 80 points towards “None”."]


def test_each_number_of_a_move_is_its_own() -> None:
    before = reading("demands", position=0, salience=70)
    verbs = Verb.position_moved, Verb.salience_moved
    moved = change(*verbs, before=before, after=reading("demands", 2, position=33, salience=40), points=33)
    (line,) = section(told(moved, brief=True), "moved")
    assert line == "Land: Red moved 33 points towards “All”. It matters 30 points less to Red."
    by_accounts = replace(moved, points=None, points_told=(33, 60), salience_told=(-30,), contested=True)
    (line,) = section(told(by_accounts, brief=True), "moved")
    assert line == "Land: Red moved 33 to 60 points towards “All”. It matters 30 points less to Red."


def test_whose_word_an_end_is_stands_with_it_where_accounts_of_the_other_contradict_each_other() -> None:
    before = reading("rejects", 1, REPORTED)
    both = reading("supports", 2, contested=True, others=(reading("demands", 3, REPORTED),))
    (line,) = section(told(change(Verb.reversed, Verb.contested, before=before, after=both), brief=True), "moved")
    assert (
        "supports, by its own word or demands, by a counterpart's account, before rejects, by a counterpart's" in line
    )
    (line,) = section(told(change(Verb.reversed, Verb.resolved, before=both, after=before), brief=True), "moved")
    assert (
        "rejects, by a counterpart's account, before supports, by its own word or demands, by a counterpart's" in line
    )


def test_several_verbs_of_one_change_are_one_line() -> None:
    before = reading("conditional", condition="Blue pays.")
    after = reading("supports", 2)
    moved = change(Verb.softened, Verb.condition_dropped, before=before, after=after, toward=("blue",))
    (line,) = section(told(moved, brief=True), "moved")
    assert line == (
        "Land: Red came nearer to the other principals: supports, before conditional (if: Blue pays). "
        "Red names no condition any more."
    )
    assert told(moved).changes == {ToldChange("land", "red", ("softened", "condition-dropped"))}


def test_a_refusal_is_unless() -> None:
    moved = change(Verb.stated, after=reading("opposes", condition="There are guarantees."))
    assert section(told(moved, brief=True), "new") == [
        "Land: first reported, by us: Red opposes it (unless: There are guarantees)."
    ]


def test_a_step_in_the_word_of_before_is_told_with_its_position_where_that_alone_is_another() -> None:
    steps = [
        Passed(number, "conditional", HeldOn.parse(f"2026-01-{day}"), (), position)
        for number, day, position in ((5, 28, 20), (6, 30, 35))
    ]
    moved = change(
        Verb.softened,
        before=reading("conditional", position=20),
        after=reading("supports", 2, position=45),
        via=steps,
    )
    (line,) = section(told(moved, brief=True), "moved")
    assert "In between: conditional (position 20) (28 Jan 2026), then conditional (position 35) (30 Jan 2026)." in line


def test_the_way_between_is_told_with_its_days_and_places() -> None:
    step = Passed(5, "rejects", HeldOn.parse("2026-01-30"), (cite(at="¶9"),))
    document = told(
        change(Verb.returned, before=reading("demands"), after=reading("demands", 2), via=(step,)), brief=True
    )
    assert section(document, "moved") == [
        "Land: Red moved and came back: demands at both ends. In between: rejects (30 Jan 2026)."
    ]
    (line,) = [line for each in document.sections for line in each.sentences]
    (place,) = [span.cites for span in line.spans if "30 Jan" in span.text]
    assert [document.footnotes[number - 1].at for number in place] == ["¶9"]


def test_the_words_on_a_partys_stance_are_not_told_as_the_items() -> None:
    heard = reading("opposes", 5, REPORTED, item="fuel", summary="Nothing")
    opened = StatusSide(Status.open, None, heard=heard)
    item = Change("fuel", None, (Verb.opened,), cause=Cause.moved, before=None, after=opened)
    first = change(Verb.stated, after=heard)
    second = change(Verb.stated, after=reading("supports", 6, REPORTED, item="fuel", party="blue", summary="A quarter"))
    lead = "Fuel (outside this table) is first reported. Red opposes it"
    assert section(told(item, first), "new") == [f"{lead}, by a counterpart's account. Nothing."]
    both = f"{lead} and Blue supports it, by a counterpart's account."
    assert section(told(item, first, second), "new") == [f"{both} Red: Nothing. Blue: A quarter."]


def test_that_an_item_is_open_is_nobodys_word_where_a_stance_alone_put_it_on_the_list() -> None:
    guess = reading("opposes", 5, cite(speaker="analyst"), item="fuel", sure=False)
    opened = StatusSide(Status.open, None, heard=guess)
    item = Change("fuel", None, (Verb.opened,), cause=Cause.moved, before=None, after=opened)
    assert section(told(item), "new") == ["Fuel (outside this table) is possibly first reported."]


def test_the_first_status_of_an_item_that_a_stance_put_on_the_list_is_not_told_as_said_again(
    database: Database,
) -> None:
    progress = "statuses: [{item: land, round: R2, status: progress, cite: {source: herald, at: '¶2'}}]"
    load(database, FRAME, stance("land", "red", "demands", "R1"), progress)
    there = [line.text for line in report(database).sentences]
    assert "Land: the status is first reported: progress, as a report has it." in there
    assert not [line for line in there if "before open" in line]
    back = [line.text for line in report(database, "R2", "R1").sentences]
    assert "Land: no status is on record, before progress." in back


@pytest.mark.both_engines
def test_how_many_are_only_possibly_on_the_list_stands_with_the_count(database: Database) -> None:
    load(database, FRAME, stance("land", "red", "demands", "R1"), stance("fuel", "red", "demands", "2026-01-23"))
    (line,) = (line.text for line in report(database, "2026-01-22", "2026-01-23").sentences if "open:" in line.text)
    assert line.startswith("On our list of substance, open: 0 → 2 (one only possibly); two first reported, by us")
    assert "possibly" not in next(line.text for line in report(database).sentences if "open:" in line.text)
    assert "too: 1 at 2026-01-23." in markdown_text(report(database, "2026-01-22", "2026-01-23"))


def test_who_moved_on_the_way_alone_is_not_told_as_not_moved(database: Database) -> None:
    load(database, FRAME)
    for held, word in (("2026-01-27", "rejects"), ("2026-02-01", "supports")):
        load(database, stance("land", "red", word, held, at=f"¶{held[-1]}"))
    lines = [line.text for line in report(database).sentences]
    assert "Red moved after it was first reported, on Land (rejects, then supports, as a report has it)." in lines
    assert "Red is not reported to have moved." not in lines
    assert "No stance of Blue is in the reports we have." in lines
    assert "Moved on the way alone: Red on one item." in lines


def test_items_on_which_a_party_fell_silent_are_counted_where_they_are_many(database: Database) -> None:
    more = [f"item{place}" for place in range(5)]
    load(database, FRAME, "items:\n" + "\n".join(f"  - {{key: {key}, title: {key.title()}}}" for key in more))
    for day, word in (("R1", "opposes"), ("R2", "silent")):
        load(database, *(stance(key, "red", word, day) for key in more))
    few = "Item0, Item1, Item2, Item3 and Item4"
    assert f"It is reported as silent on {few}." in [line.text for line in report(database).sentences]
    load(database, stance("land", "red", "opposes", "R1"), stance("land", "red", "silent", "R2"))
    (line,) = (line for line in report(database).sentences if line.text.startswith("It is reported as silent on "))
    assert (line.text, line.cites) == ("It is reported as silent on six items.", (1,)), "as all that is counted"


def test_who_only_did_not_comment_or_spoke_after_that_is_not_counted_as_having_moved(database: Database) -> None:
    load(database, FRAME, stance("land", "red", "opposes", "R1"), stance("fuel", "red", "demands", "R1"))
    load(database, stance("land", "blue", "silent", "R1"), stance("land", "green", "demands", "R1"))
    load(database, stance("land", "red", "silent", "R2"), stance("fuel", "red", "silent", "R2"))
    load(database, stance("land", "blue", "rejects", "R2"))
    document = report(database)
    assert document.lead[1].text == (
        "Nobody is reported to have moved in between; reported as silent: Red on two items; took a stance after a "
        "silence: Blue on one item."
    )
    paragraphs = [line.text for line in document.sentences]
    assert "Red is not reported to have moved." in paragraphs
    assert "It is reported as silent on Land and Fuel." in paragraphs
    assert "Blue took a stance after a silence on Land." in paragraphs
    assert section(document, "moved") == [
        "Land: Red is reported as silent, before opposes, as a report has it.",
        "Fuel: Red is reported as silent, before demands, as a report has it.",
        "Land: Blue took a stance: rejects, before silent, as a report has it.",
    ]
    with database.read() as store:
        assert [each.party.key for each in listing.parties(store, "R2", since="R1").lines if each.moved] == []
        assert party_page(store, "red").moves == ()


def test_who_was_only_silent_in_between_did_not_move_and_come_back(database: Database) -> None:
    load(database, FRAME)
    for held, word in (("R1", "opposes"), ("2026-01-27", "silent"), ("R2", "opposes")):
        load(database, stance("land", "red", word, held, at=f"¶{held[-1]}"))
    for held, word in (("R1", "opposes"), ("2026-01-27", "supports"), ("R2", "silent")):
        load(database, stance("fuel", "blue", word, held, at=f"¶{held[-1]}"))
    document = report(database)
    assert document.lead[1].text == "Moved on the way alone: Blue on one item; reported as silent: Blue on one item."
    paragraphs = [line.text for line in document.sentences]
    assert "Red is not reported to have moved." in paragraphs
    assert "It moved in between on Fuel (supports, then silent, as a report has it)." in paragraphs
    assert "Land: Red said so again: opposes, as a report has it. In between: silent (27 Jan 2026)." in paragraphs


def test_the_places_of_what_stood_in_between_are_not_cited_again_at_the_end(database: Database) -> None:
    load(database, FRAME)
    for held, word in (("R1", "demands"), ("2026-01-27", "conditional"), ("2026-01-29", "doubts"), ("R2", "rejects")):
        load(database, stance("land", "red", word, held, at=f"¶{held[-1]}"))
    document = report(database, start="R1", end="R2")
    (told,) = (each for each in document.sentences if "In between" in each.text)
    places = {note.number: note.at for note in document.footnotes}
    steps = [places[number] for span in told.spans for number in span.cites]
    assert steps[-2:] == ["¶7", "¶9"]
    assert [places[number] for number in told.cites] == ["¶2"]


def test_an_item_that_a_stance_put_on_the_list_before_its_status_is_first_reported_by_that(database: Database) -> None:
    agreed = "statuses: [{item: land, held_on: 2026-02-01, status: discussed, cite: {source: gazette, at: ¶7}}]"
    load(
        database, FRAME, stance("land", "red", "opposes", "2026-01-27"), stance("land", "red", "demands", "R2"), agreed
    )
    (line,) = [each for each in section(report(database), "new") if "first reported: discussed" in each]
    assert line.startswith(
        "Land is first reported: discussed, as a report has it (before that, by a stance: 27 Jan 2026)."
    )
    since = [each for each in section(report(database, "2026-01-28", "R2"), "new") if "by a stance" in each]
    assert since == [], "the list had it then"


def test_who_is_for_and_against_no_longer_is_not_listed_as_if_they_were(database: Database) -> None:
    load(database, FRAME, stance("land", "red", "demands", "R1"), stance("land", "blue", "rejects", "R1"))
    load(database, stance("land", "blue", "supports", "R2"))
    assert "| Land | 6 | 1 | +2.5 | 2 | R1, no longer |" in markdown_text(report(database))


def test_who_asks_for_another_number_is_not_said_to_stand_as_before(database: Database) -> None:
    def asks(item: str, party: str, held: str, stance_: str, value: int | None = None) -> None:
        given = f", figures: [{{what: fee, value: {value}, unit: USD}}]" if value else ""
        load(database, stance(item, party, stance_, held, more=given))

    load(database, FRAME)
    for party, word in (("red", "demands"), ("blue", "opposes")):
        asks("land", party, "R1", word, 9)
        asks("fuel", party, "R1", word)
    asks("land", "red", "R2", "demands", 5)
    lead = " ".join(line.text for line in report(database).lead)
    assert "Nobody is reported to have moved in between; with other figures than before: Red on one item." in lead
    assert "Land" not in lead, "it is not apart with no move reported"


def test_on_what_somebody_moved_on_the_way_no_item_is_apart_with_no_move_reported(database: Database) -> None:
    load(database, FRAME, stance("land", "blue", "opposes", "R1"), stance("fuel", "blue", "opposes", "R1"))
    load(database, stance("land", "red", "rejects", "2026-01-27"), stance("fuel", "red", "supports", "R1"))
    load(database, stance("land", "red", "demands", "2026-01-29"))
    lead = " ".join(line.text for line in report(database).lead)
    assert "Moved on the way alone: Red on one item." in lead
    assert "Land" not in lead


def test_a_gap_is_in_part_on_the_word_of_who_leads_where_others_bear_an_account_out(database: Database) -> None:
    load(database, FRAME, stance("land", "red", "demands", "R1"), stance("land", "blue", "opposes", "R1"))

    def far() -> str:
        with database.read() as store:
            return next(line.text for line in note_of(store, compare(store, "R1", "R2", told=True), brief=True,
                                                      whole=True).sentences if "Apart as last" in line.text)  # fmt: skip

    assert "(5 of 6, as a report has it)" in far()
    media = "cite: {source: gazette, at: ¶4, speaker: media}"
    load(database, *(f"stances: [{{item: land, party: {party}, round: R1, stance: {word}, {media}}}]"
                     for party, word in (("red", "demands"), ("blue", "opposes"))))  # fmt: skip
    assert "(5 of 6, in part " in far()


def test_what_one_party_asks_and_another_offers_are_no_rival_figures(database: Database) -> None:
    load(database, FRAME, stance("land", "red", "demands", "R1", more=", figures: [{what: fee, value: 9}]"))
    load(database, stance("land", "blue", "demands", "R1", more=", figures: [{what: fee, value: 5}]"))
    assert not any("against" in line.text for line in report(database, "2026-01-01", "R1").sentences)
    load(database, stance("land", "blue", "demands", "R1", "gazette", more=", figures: [{what: fee, value: 6}]"))
    with database.read() as store:
        lines = [line for line in record_lists.figures(store) if line.contested]
    assert [[each.figure.value for each in account] for line in lines for account in line.accounts] == [[5], [6]]


def test_of_what_was_not_raised_it_is_told_when(database: Database) -> None:
    load(database, FRAME, "statuses: [{item: land, round: R1, status: not-raised, cite: {source: herald, at: ¶3}}]")
    load(database, "statuses: [{item: land, round: R2, status: discussed, cite: {source: herald, at: ¶4}}]")
    (line,) = (line.text for line in report(database).sentences if "not-raised" in line.text)
    assert line.startswith("Land advanced: discussed, before not-raised (R1), as a report has it.")


def test_each_account_of_a_contested_cell_has_its_own_word() -> None:
    rivals = reading("supports", 2, REPORTED, contested=True, others=(reading("undecided", 3, cite(speaker="media")),))
    (line,) = section(told(change(Verb.stated, Verb.contested, after=rivals, contested=True), brief=True), "new")
    assert "Red is first reported: supports, by a counterpart's account or undecided, as the media report." in line
    own = replace(rivals, others=(reading("opposes", 3),))
    (line,) = section(told(change(Verb.stated, Verb.contested, after=own, contested=True), brief=True), "new")
    assert "supports, by a counterpart's account or opposes, by its own word" in line
    row = replace(rows()["land"], cells={"red": rivals, "blue": reading("opposes", 4, party="blue")})
    apart = told(still=(Remaining("land", Status.open, 3, 2, None),), rows={"land": row})
    (line,) = section(apart, "still")
    assert "Red supports it, by a counterpart's account or is undecided, as the media report (contested) and" in line


def test_a_gap_says_which_principal_it_leaves_out() -> None:
    """A contested principal is not measured; nor is one that held it only possibly by then."""
    three = dict(rows()["land"].cells, red=reading("supports", 2, contested=True, others=(reading("opposes", 3),)))
    still = (Remaining("land", Status.open, 3, 2, None),)
    row = {"land": replace(rows()["land"], cells=three)}
    (line,) = section(told(still=still, rows=row), "still")
    assert line.endswith("; open, a gap of 2 of 6 without Red (contested), as last reported.")
    (line,) = section(told(still=still, rows=row, brief=True), "still")
    assert line == "Apart as last reported: Land (2 of 6 without Red (contested))."
    row = {"land": replace(rows()["land"], cells=dict(three, red=reading("supports", 2, sure=False)))}
    (line,) = section(told(still=still, rows=row, brief=True), "still")
    assert line == "Apart as last reported: Land (2 of 6 without Red (only possible))."


@pytest.mark.parametrize("words", [("withdrawn", "demands"), ("demands", "withdrawn")])
def test_a_gap_leaves_out_a_principal_that_by_one_account_took_it_off_the_table_whichever_leads(
    words: tuple[str, str],
) -> None:
    one, other = words
    rivals = reading(one, 2, contested=True, others=(reading(other, 3),))
    row = {"land": replace(rows()["land"], cells=dict(rows()["land"].cells, red=rivals))}
    still = (Remaining("land", Status.open, 3, 2, None),)
    (line,) = section(told(still=still, rows=row), "still")
    assert "took it off the table" in line
    assert line.endswith("; open, a gap of 2 of 6 without Red (contested), as last reported.")
    (line,) = section(told(still=still, rows=row, brief=True), "still")
    assert line == "Apart as last reported: Land (2 of 6 without Red (contested))."


def test_accounts_on_one_word_and_two_conditions_are_each_told_with_their_own() -> None:
    other = reading("conditional", 3, REPORTED, condition="Blue leaves.")
    both = reading("conditional", 2, condition="Blue pays.", contested=True, others=(other,))
    (line,) = section(told(change(Verb.shifted, Verb.resolved, before=both, after=reading("demands", 4))), "moved")
    one, two = (
        "conditional (if: Blue pays), by its own word",
        "conditional (if: Blue leaves), by a counterpart's account",
    )
    assert f"demands, by its own word, before {one} or {two}." in line
    assert line.count("before") == 1, "the end of a contest does not tell a move once more"


def test_what_only_one_account_bears_is_told_as_that() -> None:
    both = reading("demands", 2, contested=True, others=(reading("opposes", 3),))
    mixed = replace(both, others=(reading("opposes", 3, REPORTED),))
    (line,) = section(told(change(Verb.contested, after=mixed, contested=True)), "contested")
    assert "demands by entry 2, by its own word against opposes by entry 3, by a counterpart's account." in line
    moved = change(Verb.contested, before=reading("opposes"), after=both, contested=True,
                   by_account=(AccountMove((2,), (Verb.reversed,)),))  # fmt: skip
    document = told(moved)
    assert section(document, "contested") == [
        "Land: accounts of Red contradict each other, demands by entry 2 against opposes by entry 3. Before: opposes."
    ]
    assert document.changes == {ToldChange("land", "red", ("contested", "reversed"))}


def test_of_many_parties_that_moved_the_picture_names_those_that_moved_most() -> None:
    frame = names()
    frame.put_all(Party(key=f"p{n}", code=f"P{n}", name=f"Party {n}", role="principal") for n in range(7))  # type: ignore[arg-type]
    moves = [
        change(Verb.softened, before=reading("opposes", party=f"p{n}"), after=reading("supports", 2, party=f"p{n}"))
        for n in range(7)
    ]
    more = change(
        Verb.softened,
        before=reading("opposes", party="p6", item="fuel"),
        after=reading("supports", 3, party="p6", item="fuel"),
    )
    assert told(*moves, more, frame=frame).lead[1].text == (
        "Moved: P6 on two items, P0 on one item, P1 on one item, P2 on one item and three more parties."
    )


def test_a_party_that_moved_on_several_items_is_summed_up_first() -> None:
    moves = [
        change(
            Verb.softened,
            before=reading("opposes", item=item),
            after=reading("supports", 2, item=item),
            toward=("blue",),
        )
        for item in ("land", "fuel")
    ]
    lines = section(told(*moves, brief=True), "moved")
    assert lines[0] == "Red moved on two items: towards Blue on Fuel (outside this table) and Land."
    assert len(lines) == 3


def test_a_move_inside_a_round_is_told_apart_and_in_the_picture() -> None:
    inside = change(
        Verb.reversed,
        before=reading("opposes", round="R1"),
        after=reading("supports", 2, round="R1", summary="In part."),
    )
    document = told(change(Verb.reaffirmed, before=status("open"), after=status("open", 9)), inside=(inside,))
    assert section(document, "inside") == ["Inside R1: Red moved from opposes to supports on Land. In part."]
    assert "Nobody is reported to have moved in between (inside R1: Red)." in [line.text for line in document.lead]


def test_who_moved_inside_a_round_in_between_is_excepted_from_nobody(database: Database) -> None:
    steps = together(stance("land", "red", "opposes", "R1"), stance("land", "red", "supports", "R1"))
    load(
        database, FRAME, stance("fuel", "red", "demands", "2026-01-02"), stance("fuel", "blue", "opposes", "R2"), steps
    )
    for ends in (("2026-01-10", "R1"), ("R1", "2026-01-10")):
        document = report(database, *ends)
        assert "Nobody is reported to have moved in between but Red inside R1." in [line.text for line in document.lead]
        assert "Red is not reported to have moved." not in [line.text for line in document.sentences]
    later = report(database, "R1", "R2")  # what it did by the end of R1 is no move in between
    assert "Nobody is reported to have moved in between (inside R1: Red)." in [line.text for line in later.lead]
    assert "Red is not reported to have moved." in [line.text for line in later.sentences]


# -- whose word it is -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("speaker", [None, *Speaker])
def test_whose_word_it_is_stands_with_the_claim_unless_it_is_first_hand(speaker: Speaker | None) -> None:
    line = section(told(change(Verb.stated, after=reading("demands", 1, cite(speaker=speaker))), brief=True), "new")[0]
    first_hand = speaker is not None and speaker.voice is Voice.first_hand
    assert line.endswith("Red demands it.") is first_hand


def test_a_counterpart_is_named_where_the_report_does() -> None:
    said = change(Verb.stated, after=reading("demands", 1, cite(speaker="counterpart", by="ana")))
    assert section(told(said, brief=True), "new")[0].endswith("Red demands it, by Ana of Red's account.")


def test_a_thin_account_says_its_grade() -> None:
    said = change(Verb.stated, after=reading("demands", 1, cite("gazette", speaker="media", credibility=5)))
    assert section(told(said, brief=True), "new")[0].endswith("Red demands it, as the media report, E5.")


def test_claims_on_one_word_say_so_once_and_each_keeps_its_own_place() -> None:
    said = [
        change(Verb.stated, after=reading("demands", 1, cite(at="¶1", speaker="media"))),
        change(Verb.stated, after=reading("rejects", 2, cite(at="¶2", speaker="media"), party="blue")),
    ]
    document = told(*said, brief=True)
    assert section(document, "new") == [
        "Land: first reported, by us: Red demands it and Blue rejects it, as the media report."
    ]
    (line,) = [line for each in document.sections for line in each.sentences]
    places = [[document.footnotes[n - 1].at for n in span.cites] for span in line.spans if span.cites]
    assert places == [["¶1"], ["¶2"]]
    assert document.changes == {ToldChange("land", "red", ("stated",)), ToldChange("land", "blue", ("stated",))}


# -- items, promises, rounds ------------------------------------------------------------------------------------------


def test_what_was_settled_says_so_with_its_figures() -> None:
    figured = StatusEntry.model_validate({
        "item": "land", "round": "R2", "status": "agreed", "cite": [{"source": "herald"}],
        "figures": [{"what": "hectares", "value": 314}, {"what": "years", "value": 5, "approx": True}],
    })  # fmt: skip
    entry = Entry(id=2, rank=2, said=figured, held=HeldOn.parse("2026-02-05"), changeset=1)
    settled = change(Verb.settled, before=status("discussed"), after=status("agreed", 2, summary="A part."))
    (line,) = section(told(settled, entries={2: entry}), "settled")
    assert line.startswith("Land is settled: agreed, before discussed, by the account of one of the parties. A part.")
    assert line.endswith(" A part. Hectares: 314; years: about 5.")


def test_what_was_dropped_or_lapsed_says_what_stood_before_and_on_whose_word() -> None:
    dropped, lapsed = (change(verb, before=status("deadlocked"), after=status(verb, 2))
                       for verb in (Verb.dropped, Verb.lapsed))  # fmt: skip
    (line,) = section(told(dropped), "settled")
    assert line == "Land was dropped, before deadlocked, by the account of one of the parties."
    (line,) = section(told(lapsed), "settled")
    assert line == "Land has lapsed, before deadlocked: time ended it, by the account of one of the parties."
    apart = change(Verb.dropped, before=status("deadlocked", 1, REPORTED), after=status("dropped", 2))
    (line,) = section(told(apart), "settled")
    assert line.startswith(
        "Land was dropped, by the account of one of the parties, before deadlocked, by a counterpart"
    )
    unheard = [change(Verb.dropped, before=before, after=status("dropped", 2)) for before in (status("open"), None)]
    was_open, new = (section(told(each), "settled")[0] for each in unheard)
    assert was_open == "Land was dropped, by the account of one of the parties."
    assert new == "Land was dropped, by the account of one of the parties; first reported, by us."


def test_an_item_outside_this_table_says_so_and_who_holds_what_on_it_follows() -> None:
    new = change(Verb.lapsed, after=status("lapsed", item="fuel"))
    heard = change(Verb.stated, after=reading("rejects", 2, item="fuel"))
    document = told(new, heard, brief=True)
    assert section(document, "settled") == [
        "Fuel (outside this table) has lapsed: time ended it, by the account of one of the parties; first reported, by us. Red rejects it."
    ]
    assert document.changes == {ToldChange("fuel", None, ("lapsed",)), ToldChange("fuel", "red", ("stated",))}


def test_a_promise_overdue_is_not_in_the_reports_we_have_and_says_when_it_was_due() -> None:
    late = change(
        Verb.overdue, before=status("promised", item="pledge"), after=status("promised", item="pledge", overdue=True)
    )
    (line,) = section(told(late, commitments=(Due("pledge", "R2", "overdue"),)), "promises")
    assert line == (
        "A pledge: overdue; promised, by the account of one of the parties; due by R2 (4–5 Feb 2026); kept by then "
        "in no report we have. It is a promise of Red to Blue."
    )


def test_that_a_stance_put_a_promise_on_the_list_is_no_word_of_its_being_promised() -> None:
    thinks = StatusSide(Status.open, None, heard=reading("conditional", item="pledge", condition="Both go on"))
    row = MatrixRow(names().items["pledge"], Status.open, None, True, {}, {}, None)
    document = told(change(Verb.opened, after=thinks), commitments=(Due("pledge", "R2", "open"),), rows={"pledge": row})
    (line,) = section(document, "promises")
    assert line == (
        "A pledge: that it had been promised by R2 is not in the reports we have; due by R2 (4–5 Feb 2026). "
        "It would be a promise of Red to Blue."
    )


@pytest.mark.parametrize(("end", "said"), [("R2", "had been promised by R2"), ("now", "was promised")])
def test_of_a_promise_reported_later_it_is_told_by_when_no_report_has_it(
    database: Database, end: str, said: str
) -> None:
    later = "2026-02-10" if end == "R2" else "2199-02-10"
    load(database, FRAME, stance("pledge", "red", "opposes", "2026-01-10"))
    load(database, f"statuses: [{{item: pledge, held_on: {later}, status: promised, cite: {{source: gazette}}}}]")
    with database.read() as store:
        (line,) = section(report_between(store, "R1", end), "promises")
    assert line.startswith(f"A pledge: that it {said} is not in the reports we have; due by R2")


def test_whose_word_it_is_that_something_was_promised_stays_when_it_is_overdue() -> None:
    late = status("promised", 1, cite(speaker="anonymous-source"), item="pledge", overdue=True)
    (line,) = section(told(change(Verb.overdue, after=late), commitments=(Due("pledge", "R2", "overdue"),)), "promises")
    assert line.startswith(
        "A pledge: overdue; promised, by an unnamed source's account; due by R2 (4–5 Feb 2026); kept by then in no"
    )


def test_what_accounts_tell_differently_of_a_promise_is_told_of_each_and_none_has_won() -> None:
    other = reading("promised", 2, cite(speaker="media"), item="pledge", party=None)
    rivals: dict[str, Any] = {"item": "pledge", "contested": True, "others": (other,), "summary": "Sent."}
    kept = status("kept", 1, cite(speaker="own-words"), **rivals)
    anew = change(Verb.promised, Verb.contested, after=kept, contested=True)
    (line,) = section(told(anew, commitments=(Due("pledge", "R2", "kept"),)), "promises")
    assert line == (
        "A pledge: newly promised; accounts contradict each other: kept, by the account of one of the parties or"
        " promised, as the media report; due by R2 (4–5 Feb 2026). It is a promise of Red to Blue."
    )
    open_still = status("partly-kept", 1, cite(speaker="own-words"), overdue=True, **rivals)
    late = change(Verb.overdue, Verb.contested, before=status("promised", item="pledge"), after=open_still)
    (line,) = section(told(late, commitments=(Due("pledge", "R2", "overdue"),), brief=True), "promises")
    assert line.startswith("A pledge: overdue; accounts contradict each other: partly-kept, by the account of")


def test_no_source_is_said_to_tell_that_a_promise_is_overdue() -> None:
    late = status("promised", 2, cite(), cite("gazette"), item="pledge", overdue=True)
    more = change(Verb.corroborated, before=status("promised", item="pledge"), after=late)
    assert section(told(more, brief=True), "evidence") == ["More independent sources for: A pledge."]


def test_a_promise_kept_late_says_how_late() -> None:
    after = status("kept", 2, item="pledge", late=Lateness(3, 3))
    kept = change(Verb.kept, before=status("promised", item="pledge"), after=after)
    (line,) = section(told(kept, commitments=(Due("pledge", "2026-02-01", "kept"),), brief=True), "promises")
    assert line == "A pledge: kept, by the account of one of the parties; three days late."
    about = replace(after, late=Lateness(3, 4, about=True))
    roughly = told(replace(kept, after=about), commitments=(Due("pledge", "2026-02-01~", "kept"),), brief=True)
    assert section(roughly, "promises") == [
        "A pledge: kept, by the account of one of the parties; about three to four days late."
    ]  # as its days are known


def test_how_late_is_worked_out_and_is_nobodys_word() -> None:
    after = status("kept", 2, cite(speaker="media"), item="pledge", late=Lateness(3, 3))
    kept = change(Verb.kept, before=status("promised", item="pledge"), after=after)
    due = (Due("pledge", "2026-02-01", "kept"),)
    assert section(told(kept, commitments=due, brief=True), "promises") == [
        "A pledge: kept, as the media report; three days late."
    ]
    (line,) = section(told(kept, commitments=due), "promises")
    assert line.startswith("A pledge: kept, as the media report; three days late (due by 1 Feb 2026). ")


def test_what_is_only_possible_at_a_point_is_told_as_that() -> None:
    opened = change(Verb.opened, after=status("discussed", 2, sure=False))
    promised = change(Verb.promised, after=status("promised", 3, item="pledge", sure=False))
    document = told(opened, promised, commitments=(Due("pledge", "R2", "promised"),), brief=True)
    assert section(document, "new") == [
        "Land is first reported: possibly discussed, by the account of one of the parties."
    ]
    assert section(document, "promises") == [
        "A pledge: possibly newly promised, by the account of one of the parties; due by R2."
    ]


def test_a_plan_whose_days_are_over_is_not_told_as_one_still_to_come() -> None:
    planned = Round(key="R3", title="Third", planned_for="2026-01-28/2026-02-02")  # type: ignore[arg-type]
    rounds = (RoundChange("R3", RoundStatus.planned, None, planned),)
    assert section(told(rounds=rounds), "rounds") == [
        "Third (R3) was planned for 28 Jan – 2 Feb 2026; that it was held is not in the reports we have."
    ]


def test_a_round_only_planned_whose_days_stand_as_its_own_is_planned_for_them() -> None:
    stage = Round.model_validate({"key": "R4", "title": "Fourth", "starts": "2026-07-06", "ends": "2026-07-07"})
    rounds = (RoundChange("R4", RoundStatus.planned, None, stage),)
    assert section(told(rounds=rounds), "rounds") == ["Fourth (R4) is planned for 6–7 July 2026."]


def test_a_round_of_which_the_month_alone_is_known_was_held_on_no_day() -> None:
    stage = Round(key="R0", title="Summit", status="held", starts="2025-08", ends="2025-08")  # type: ignore[arg-type]
    rounds = (RoundChange("R0", RoundStatus.held, None, stage),)
    assert section(told(rounds=rounds), "rounds") == ["Summit (R0) was held in Aug 2025."]


def test_a_round_of_which_one_end_alone_is_known_is_not_said_to_have_been_held_on_that_day() -> None:
    ended = Round.model_validate({"key": "R4", "title": "Fourth", "status": "held", "ends": "2026-06-24"})
    days = {"starts": "2026-07-23", "planned_for": "2026-07-20"}
    began = Round.model_validate({"key": "R5", "title": "Fifth", "status": "held", **days})
    rounds = tuple(RoundChange(each.key, RoundStatus.held, None, each) for each in (ended, began))
    assert section(told(rounds=rounds), "rounds") == [
        "Fourth (R4) ended on 24 June 2026.",
        "Fifth (R5) began on 23 July 2026.",
    ]
    assert words.state_of_round(ended, slip(ended), "the reports") == "held, first day not known"
    late = "held, three days late (planned for 20 July 2026), last day not known"
    assert words.state_of_round(began, slip(began), "the reports") == late
    assert whole_ledger.days(ended) == "24 June 2026, first day not known"


def test_a_round_held_on_days_nobody_entered_was_not_held_on_those_of_its_plan() -> None:
    stage = Round.model_validate(
        {"key": "R3", "title": "Third", "status": "held", "planned_for": "2026-01-28/2026-02-02"}
    )
    rounds = (RoundChange("R3", RoundStatus.held, None, stage),)
    (line,) = section(told(rounds=rounds), "rounds")
    assert line.startswith("Third (R3) was held; it was planned for 28 Jan – 2 Feb 2026, and on which days ")
    assert line.endswith("it was held is not in the reports we have.")


def test_a_round_is_late_about_so_of_a_plan_about_a_day() -> None:
    days = {"key": "R3", "title": "Third", "status": "held", "starts": "2026-02-04", "ends": "2026-02-05"}
    stages = [Round.model_validate(days | {"planned_for": plan}) for plan in ("2026-02-01", "2026-02-01~")]
    late = [
        section(told(rounds=(RoundChange("R3", RoundStatus.held, slip(stage), stage),)), "rounds") for stage in stages
    ]
    assert late == [
        ["Third (R3) was held three days late (planned for 1 Feb 2026), on 4–5 Feb 2026."],
        ["Third (R3) was held about three days late (planned for about 1 Feb 2026), on 4–5 Feb 2026."],
    ]


@pytest.mark.parametrize(
    ("starts", "ends", "told_of"),
    [
        ("2025-08-19~", "2025-08-24", "about 19–24 Aug 2025"),
        ("2025-08-19", "2025-08-24~", "about 19–24 Aug 2025"),
        ("2025-08", "2025-08-24", "in Aug 2025"),
        ("2025-08-19", "2025-08", "in Aug 2025"),
        ("2025-08-30", "2025-09", "about 30 Aug – 30 Sept 2025"),
        ("2025-08-19", "2025-08-24", "on 19–24 Aug 2025"),
    ],
)
def test_a_round_is_told_no_sharper_than_its_days_are_written(starts: str, ends: str, told_of: str) -> None:
    stage = Round.model_validate({"key": "R0", "title": "Summit", "status": "held", "starts": starts, "ends": ends})
    rounds = (RoundChange("R0", RoundStatus.held, None, stage),)
    assert section(told(rounds=rounds), "rounds") == [f"Summit (R0) was held {told_of}."]


def test_whose_word_it_is_begins_with_the_words_told_and_then_says_who_bears_them_out() -> None:
    unnamed, own = cite(speaker="anonymous-source"), cite("gazette", by="ana")
    evidence = weigh((unnamed, own), names().sources, leading=(unnamed,))
    assert words.account(evidence, names()) == "by an unnamed source's account and by its own word"
    assert words.voices(evidence, names()) == ["by an unnamed source's account", "by its own word"]
    assert words.account(weigh((unnamed, own), names().sources), names()) == ""


@pytest.mark.parametrize(
    ("party", "until", "host", "told_of"),
    [
        ("green", None, False, "by Eva Green's account"),
        ("green", None, True, "by a mediator's or host's account and by Eva Green's account"),
        ("green", "2025", False, "by a mediator's or host's account and by Eva Green's account"),
        ("red", None, False, "by a mediator's or host's account and by Eva Green's account"),
    ],
)
def test_the_mediator_and_who_holds_that_office_are_one_voice_where_no_host_may_be_the_unnamed_one(
    party: str,
    until: str | None,
    host: bool,
    told_of: str,
) -> None:
    known = names()
    if host:
        known.put_all([Party(key="gold", code="GD", name="Gold", role=Role.host)])
    office = Office.model_validate({"office": "Mediator", "party": party, "to": until})
    known.put_all([Person(key="eva", name="Eva Green", offices=(office,))])
    both = (cite(speaker="mediator"), cite("gazette", speaker="mediator", by="eva"))
    assert words.account(weigh(both, known.sources, leading=both[:1]), known) == told_of


def test_a_status_is_nobodys_own_so_who_tells_it_first_hand_is_named() -> None:
    own = cite(by="ana")
    agreed, opened = (change(Verb.settled, after=status(word, 1, own)) for word in ("agreed", "open"))
    assert section(told(agreed), "settled")[0].endswith(", by Ana of Red's account; first reported, by us.")
    assert "Ana" not in section(told(opened), "settled")[0]  # that a thing is open is nobody's claim
    held = change(Verb.softened, before=reading("opposes"), after=reading("supports", 2, own))
    assert "Ana" not in section(told(held), "moved")[0]  # a stance is its party's own


@pytest.mark.parametrize(
    ("speaker", "whose"),
    [
        ("spokesperson", "by a spokesperson's account"),
        ("readout", "by a readout's account"),
        ("own-words", "by the account of one of the parties"),
    ],
)
def test_of_a_status_told_first_hand_by_nobody_named_it_is_told_what_word_it_is(speaker: str, whose: str) -> None:
    unnamed = cite(speaker=speaker)
    agreed = change(Verb.settled, after=status("agreed", 1, unnamed))
    assert section(told(agreed), "settled")[0].endswith(f", {whose}; first reported, by us.")
    opened = change(Verb.settled, after=status("open", 1, unnamed))
    assert "account" not in section(told(opened), "settled")[0]
    held = change(Verb.softened, before=reading("opposes"), after=reading("supports", 2, unnamed))
    assert "account" not in section(told(held), "moved")[0]


def test_of_three_accounts_that_contradict_each_other_no_two_stand_together_against_the_third() -> None:
    others = reading("doubts", 3), reading("rejects", 4)
    three = reading("opposes", 2, contested=True, others=others)
    (line,) = section(told(change(Verb.contested, after=three, contested=True)), "contested")
    assert "opposes by entry 2 against doubts by entry 3 against rejects by entry 4." in line
    entries = {
        number: Entry(
            id=number,
            rank=number,
            said=StanceEntry.model_validate({
                "item": "land", "party": "red", "held_on": "2026-01-24", "stance": word, "cite": [cite()],
            }),
            held=HeldOn.parse("2026-01-24"),
            changeset=1,
        )
        for number, word in ((2, "opposes"), (3, "doubts"), (4, "rejects"))
    }  # fmt: skip
    (line,) = section(told(earlier_contests=(EarlierContest("land", "red", (2, 3, 4)),), entries=entries), "earlier")
    assert "opposes by entry 2 against doubts by entry 3 against rejects by entry 4" in line


def test_an_earlier_contest_of_a_status_says_whose_word_each_side_is() -> None:
    said = {
        number: StatusEntry.model_validate({
            "item": "land", "held_on": "2026-01-24", "status": word, "cite": [cite(by=by, speaker="spokesperson")],
        })
        for number, word, by in ((1, "agreed", "ana"), (2, "dropped", None))
    }  # fmt: skip
    entries = {
        n: Entry(id=n, rank=n, said=each, held=HeldOn.parse("2026-01-24"), changeset=1) for n, each in said.items()
    }
    (line,) = section(told(earlier_contests=(EarlierContest("land", None, (1, 2)),), entries=entries), "earlier")
    assert "agreed by entry 1, by Ana of Red's account against dropped by entry 2, by a spokesperson's account" in line


def test_that_something_is_open_is_told_with_whose_word_it_is_where_another_says_otherwise(database: Database) -> None:
    load(database, FRAME, stance("land", "red", "demands", "R1"))
    for word, stage, source, speaker in (
        ("open", "R1", "herald", "own-words"),
        ("agreed", "R1", "gazette", "anonymous-official"),
        ("open", "R2", "herald", "counterpart"),
    ):
        cited = f"cite: {{source: {source}, at: ¶{stage[1]}, speaker: {speaker}}}"
        load(database, f"statuses: [{{item: land, round: {stage}, status: {word}, {cited}}}]")
    (line,) = [line.text for line in report(database).sentences if "before" in line.text]
    both = "open, by the account of one of the parties or agreed, by an unnamed official's account"
    assert f"Now open, by a counterpart's account, before {both}" in line
    (line,) = [line.text for line in report(database, "R1@3", "R1@4").sentences if "against" in line.text]
    assert "open by entry 2, by the account of one of the parties against agreed by entry 3, by an unnamed" in line


def test_a_party_reported_as_silent_is_not_told_as_first_heard(database: Database) -> None:
    load(database, FRAME, stance("fuel", "red", "silent", "R2"), stance("land", "red", "demands", "R2"))
    load(database, stance("land", "blue", "silent", "R2"))
    lines = [line.text for line in report(database).sentences]
    assert "Red is first reported, by us, on Land." in lines
    assert "It is reported as silent on Fuel." in lines
    assert "Blue is reported as silent on Land." in lines


def test_what_a_party_is_told_as_silent_on_is_told_by_that_and_not_by_where_it_stood_before(database: Database) -> None:
    load(database, FRAME, "statuses: [{item: land, round: R1, status: discussed, cite: {source: herald}}]")
    load(database, stance("land", "blue", "silent", "R2"), stance("fuel", "red", "demands", "R1"))
    load(database, "statuses: [{item: fuel, round: R2, status: not-raised, cite: {source: gazette}}]")
    assert section(report(database), "silent") == [
        "Land (by Blue, R2, as a report has it) and Fuel (R2, as a report has it)."
    ]


def test_a_condition_that_is_only_possible_is_told_so_where_it_falls_away(database: Database) -> None:
    frame = FRAME.replace("{key: land, title: Land,", "{key: land, title: Land, links: [{depends-on: fuel}],")
    load(database, frame, stance("land", "red", "conditional", "2026-02"), stance("land", "green", "silent", "R1"))
    load(database, stance("fuel", "red", "supports", "R1"), stance("land", "green", "silent", "R2", at="¶9"))
    load(database, "statuses: [{item: fuel, round: R2, status: agreed, cite: {source: herald}}]")
    told = [line.text for line in report(database).sentences]
    assert (
        "Land: Red is conditional (if: paid) (only possible), as a report has it; Fuel, on which it depends, is settled."
    ) in told
    assert "Land: Green is again reported as silent, as a report has it." in told, "it said nothing, and not again"


def test_who_is_only_possibly_silent_is_not_named_as_silent(database: Database) -> None:
    load(database, FRAME, "statuses: [{item: land, round: R1, status: discussed, cite: {source: herald}}]")
    load(database, stance("land", "blue", "silent", "R2"), stance("land", "red", "silent", "2026-02"))
    assert section(report(database), "silent") == ["Land (by Blue, R2, as a report has it)."]


@pytest.mark.parametrize(
    ("held", "says"), [("2026-02-04", True), ("../2026-02-05", False), ("2026-01/2026-02-05", False)]
)
def test_what_is_first_heard_of_came_forward_only_where_it_was_not_so_before(
    database: Database, held: str, says: bool
) -> None:
    load(
        database,
        FRAME,
        f"statuses: [{{item: fuel, held_on: {held}, status: agreed-in-principle, cite: {{source: herald}}}}]",
    )
    assert any("Came forward: Fuel." in line.text for line in report(database).lead) is says


def test_of_many_that_are_told_as_silent_the_rest_is_counted(database: Database) -> None:
    load(database, FRAME, "statuses: [{item: land, round: R1, status: discussed, cite: {source: herald}}]")
    crowd = [f"p{place}" for place in range(6)]
    named = (f"{{key: {key}, code: A{key}, name: {key.upper()}, role: stakeholder}}" for key in crowd)
    load(database, f"parties: [{', '.join(named)}]", *(stance("land", key, "silent", "R2") for key in crowd))
    (line,) = section(report(database), "silent")
    assert line.endswith("by P2, R2, as a report has it and three more parties).")


def test_a_condition_that_another_entry_of_the_account_names_is_told_as_that_one_s() -> None:
    stands = replace(reading("opposes", 2), another_condition="Blue pays.", given_by={"condition": (cite(by="ana"),)})
    document = told(change(Verb.stated, after=stands), brief=True)
    assert section(document, "new") == [
        "Land: first reported, by us: Red opposes it (unless, according to Ana of Red: Blue pays)."
    ]


# -- what we did ------------------------------------------------------------------------------------------------------


def test_a_correction_never_reads_as_a_move() -> None:
    ours = change(Verb.reversed, before=reading("demands"), after=reading("rejects", 2), cause=Cause.corrected)
    document = told(ours, points=(Point(R2.held_on, 3, "R2"), R2), brief=True)
    assert section(document, "corrected") == ["Land: Red: we now read rejects, where we had demands."]
    assert section(document, "moved") == []
    assert "Nobody is reported to have moved in between." in [line.text for line in document.lead]


def test_changed_wording_is_told_word_by_word() -> None:
    before, after = (
        reading("demands", summary="Red sees a chance"),
        reading("demands", 2, summary="Red sees a small chance"),
    )
    document = told(change(Verb.reworded, before=before, after=after, cause=Cause.corrected), brief=True)
    (line,) = [line for each in document.sections for line in each.sentences]
    assert [(span.text, span.style.value) for span in line.spans if span.style.value == "after"] == [
        ("small ", "after")
    ]


def test_a_field_told_otherwise_beside_the_same_stance_is_named() -> None:
    before, after = reading("demands", position=90), reading("demands", 2, position=85)
    document = told(change(Verb.reworded, before=before, after=after), brief=True)
    said = [line.text for each in document.sections for line in each.sentences]
    assert "Land: Red is told in other words: demands. Position 90 → 85." in said


def test_a_place_on_the_scale_that_was_not_given_is_not_called_none() -> None:
    before, after = reading("demands"), reading("demands", 2, position=85)
    document = told(change(Verb.reworded, before=before, after=after), brief=True)
    said = [line.text for each in document.sections for line in each.sentences]
    assert "Land: Red is told in other words: demands. Position not given → 85." in said


def test_what_we_redefined_is_told_old_and_new_with_how_many_stances_had_been_given() -> None:
    found = (Redefined("item:land", "difficulty", 3, 5, 0), Redefined("party:red", "role", "principal", "host", 2))
    assert section(told(redefined=found), "redefined") == [
        "Land: difficulty 3 → 5.",
        "party red: role principal → host. Two stances had been recorded under the old one.",
    ]


def test_a_scale_and_links_are_told_in_words(database: Database) -> None:
    load(
        database, FRAME, "items: [{key: land, title: Land, scale: {low: none, high: all}, links: [{depends-on: fuel}]}]"
    )
    found = [line.text for line in report(database, "@1", "@2").sentences]
    assert "Land: scale none → 0 is none, 100 is all." in found
    assert "Land: links none → depends-on Fuel." in found


def test_what_is_undated_is_no_news() -> None:
    found = (Undated("land", "red", reading("supports", 4, held="2026-01")),)
    assert section(told(undated=found), "undated") == [
        "Land: possibly, Red supports it, some time in Jan 2026; whether by 24 Jan 2026 or after is not known."
    ]
    open_ = status("discussed", 2, sure=False)
    unsure = (*found, Undated("land", None, reading("discussed", 2, sure=False)))
    both = told(change(Verb.opened, after=open_), undated=unsure)
    assert section(both, "new") == ["Land is first reported: possibly discussed, by the account of one of the parties."]
    assert len(section(both, "undated")) == 1  # the status is told above


def test_a_turn_that_came_by_an_end_or_after_is_told_so_wherever_moves_are_told(database: Database) -> None:
    load(database, FRAME, "items: [{key: land, title: Land}]", stance("land", "red", "supports", "2026-01-20"))
    load(database, stance("land", "blue", "demands", "2026-01-20"))
    load(database, stance("land", "red", "rejects", "2026-01-24/2026-02-01", "gazette"))
    document = report(database, "R1", "R2")
    lines = [line.text for line in document.sentences]
    assert [line.text for line in document.lead] == [
        "No changes that can be dated: what may have come in between is told as undated."
    ]
    assert "Red may have moved on Land (undated)." in lines
    assert "Red is not reported to have moved." not in lines
    when = "some time in 24 Jan – 1 Feb 2026; whether by 24 Jan 2026 or after is not known."
    assert f"Land: Red rejects it, as a report has it, {when}" in lines
    page = markdown_text(document)
    assert "supports (+2), reported → rejects (−3), reported (undated)" in page
    assert "Undated in between, and so in no step here or below: Land (Red)." in page
    load(database, stance("fuel", "blue", "demands", "R1"), stance("fuel", "blue", "rejects", "R2"))
    lead = " ".join(line.text for line in report(database, "R1", "R2").lead)
    assert "Moved: Blue on one item; possibly (undated): Red on one item." in lead
    assert "Land" not in lead, "it is not apart with no move reported"


def test_what_contradicts_itself_of_one_coarse_day_is_told_once_as_undated_and_as_no_move() -> None:
    rivals = reading("supports", 4, held="2026-01", contested=True, others=(reading("opposes", 5, held="2026-01"),))
    (line,) = section(told(undated=(Undated("land", "red", rivals, sure=True),)), "undated")
    assert line.startswith("Land: Red supports it or opposes it (contested), some time in Jan 2026; ")


def test_one_reads_on_which_side_of_which_point_a_day_may_lie() -> None:
    def undated(held: str) -> str:
        found = (Undated("land", "red", reading("supports", 4, held=held)),)
        return section(told(undated=found), "undated")[0].partition("; ")[2]

    assert undated("2026-02") == "whether by 5 Feb 2026 or after is not known."
    assert undated("2026") == "on which side of the two points is not known."


def test_what_was_said_at_a_round_is_not_told_as_perhaps_said_at_the_one_that_ended_as_it_began(
    database: Database,
) -> None:
    load_real_seed(database)  # the night at the Kremlin ends on the day on which the first round begins
    lines = [line.text for line in report(database, "kremlin-2026-01", "R1").sentences]
    assert not [text for text in lines if text.endswith("is not known.")]
    assert "Papers on the terms: newly promised" in "\n".join(lines)


def test_the_end_of_a_round_known_by_its_month_is_told_as_the_end_of_that_month() -> None:
    point = Point(date(2025, 8, 31), 7, "talk")
    coarse = Round(key="talk", title="Talk", status="held", starts="2025-08", ends="2025-08")  # type: ignore[arg-type]
    assert words.end_of(point, {"talk": coarse}) == "the end of Aug 2025"
    assert words.end_of(R1, names().rounds) == "24 Jan 2026"


def test_what_the_coder_was_not_sure_of_is_told_so() -> None:
    unsure = reading("supports", 2, REPORTED, confidence="low")
    (line,) = section(told(change(Verb.stated, after=unsure), brief=True), "new")
    assert (
        "Land: first reported, by us: Red supports it (coded with low confidence), by a counterpart's account." in line
    )
    (line,) = section(told(change(Verb.softened, before=reading("opposes"), after=unsure), brief=True), "moved")
    assert "supports, by a counterpart's account (coded with low confidence), before opposes, by its own word." in line


def test_an_earlier_contest_that_nobody_settled_stays_listed() -> None:
    found = (EarlierContest("land", "red", (3, 9)),)
    assert section(told(earlier_contests=found), "earlier") == [
        "Land: Red, entries 3 and 9; what came later is not contested, and nobody settled which held."
    ]
    said = {number: Entry.of({"id": number, "rank": number, "held": HeldOn.parse("2026-01-24"), "changeset": 1,
            "said": StanceEntry.model_validate({"item": "land", "party": "red", "held_on": "2026-01-24",
            "stance": "demands", "cite": [{"source": source}]})}) for number, source in ((3, "herald"), (9, "gazette"))}  # fmt: skip
    (line,) = section(told(earlier_contests=found, entries=said), "earlier")
    assert line.startswith("Land: Red, demands by entry 3")


# -- what did not happen ----------------------------------------------------------------------------------------------


def rows() -> dict[str, MatrixRow]:
    """Red and Blue are apart on the land."""
    cells = {"red": reading("demands"), "blue": reading("rejects", 2, cite(at="¶2"), party="blue")}
    return {"land": MatrixRow(names().items["land"], Status.deadlocked, None, True, cells, MappingProxyType({}), 6)}


def test_where_principals_are_apart_nobody_is_said_not_to_have_moved() -> None:
    still = (Remaining("land", Status.deadlocked, 5, 6, None),)
    assert section(told(still=still, rows=rows()), "still") == [
        "Land (“Red gives up land”): Red demands it and Blue rejects it; deadlocked, a gap of 6 of 6, as last reported."
    ]
    assert section(told(still=still, rows=rows(), brief=True), "still") == ["Apart as last reported: Land (6 of 6)."]
    found = dict(rows()["land"].cells, red=reading("demands", 1, REPORTED))
    mixed = {"land": replace(rows()["land"], cells=found)}
    assert section(told(still=still, rows=mixed, brief=True), "still") == [
        "Apart as last reported: Land (6 of 6, in part by a counterpart's account)."
    ]
    of_gazette = cite("gazette")
    assert words.is_thin(weigh((of_gazette,), names().sources).grade or "")
    thin = dict(rows()["land"].cells, red=reading("demands", 1, cite("gazette", speaker="counterpart")))
    for blue, grade in ((reading("rejects", 2, of_gazette, party="blue"), "E2"), (thin["blue"], "in part E2")):
        graded = {"land": replace(rows()["land"], cells={**thin, "blue": blue})}
        assert section(told(still=still, rows=graded, brief=True), "still") == [
            f"Apart as last reported: Land (6 of 6, in part by a counterpart's account, {grade})."
        ]
    assert "As last reported, or said again" in [each.title for each in told(still=still, rows=rows()).sections]


def test_a_gap_between_some_of_the_principals_is_told_as_theirs() -> None:
    found = told(
        spread=(SpreadChange("land", 5, 2, ("red",), once=("blue",), since=(rows()["land"].cells["blue"],)),),
        rows=rows(),
    )
    assert section(found, "follows") == [
        "Land: the principals with a score at both ends converged, from a gap of 5 to one of 2 of 6; with Blue it is 6."
    ]
    left_out = SpreadChange("land", 5, 2, ("red",), contested=("blue",))
    (line,) = section(told(spread=(left_out,), rows=rows()), "follows")
    assert line.startswith("Land: the principals with an uncontested score at both ends converged")


THREE = FRAME.replace(
    "key: green, code: GR, name: Green, role: mediator", "key: green, code: GR, name: Green, role: principal"
)
MET = [
    *(stance("land", party, word, "R1") for party, word in (("red", "demands"), ("blue", "opposes"))),
    *(stance("land", party, "supports", "R2") for party in ("red", "blue")),
]


@pytest.mark.parametrize(("word", "more"), [("rejects", "; with Green it is 5, as a report has it"), ("supports", "")])
def test_a_gap_is_told_with_who_was_first_heard_since_where_that_makes_it_wider(
    database: Database, word: str, more: str
) -> None:
    """Else two that met would hide that the third of them is against it."""
    load(database, THREE, *MET, stance("land", "green", word, "R2", "gazette"))
    (line,) = [line.text for line in report(database).sentences if "converged" in line.text]
    assert line == (
        f"Land: the principals with a score at both ends converged, from a gap of 5 to one of 0 of 6, as a report has it{more}."
    )
    (there,) = [line for line in report(database, "R2", "R1").sentences if "diverged" in line.text]
    assert there.text.endswith(f"from a gap of 0 to one of 5 of 6, as a report has it{more.replace(' is ', ' was ')}.")


@pytest.mark.parametrize("word", ["withdrawn", "silent"])
def test_a_gap_is_told_with_who_took_it_off_the_table_since_where_that_made_it_wider(
    database: Database, word: str
) -> None:
    """Else two that went a little apart would hide that the one furthest from them left."""
    held = (("red", "doubts"), ("blue", "opposes"), ("green", "demands"))
    load(database, THREE, *(stance("land", party, said, "R1") for party, said in held))
    load(database, stance("land", "blue", "rejects", "R2"), stance("land", "green", word, "R2", "gazette"))
    (line,) = [line.text for line in report(database).sentences if "diverged" in line.text]
    gaps = "from a gap of 1 to one of 2 of 6, as a report has it; with Green it was 5, as a report has it."
    assert line == f"Land: the principals with a score at both ends diverged, {gaps}"


def test_a_list_of_what_is_apart_says_that_it_lacks_where_somebody_moved() -> None:
    still = (Remaining("land", Status.open, 5, 6, None),)
    for moved, but in ((True, ", without those on which a principal moved"), (False, "")):
        found = told(still=still, moved_apart=moved, rows=rows(), brief=True)
        assert section(found, "still") == [f"Apart as last reported{but}: Land (6 of 6)."]


def test_who_is_contested_at_the_start_alone_is_heard_there_and_not_measured(database: Database) -> None:
    load(database, THREE, stance("land", "red", "rejects", "R1"), stance("land", "blue", "doubts", "R1"))
    load(database, stance("land", "green", "supports", "R1"), stance("land", "green", "opposes", "R1", "gazette"))
    load(database, stance("land", "red", "opposes", "R2"), stance("land", "green", "demands", "R2"))
    (line,) = [line.text for line in report(database).sentences if "converged" in line.text]
    assert (
        line
        == "Land: the principals with an uncontested score at both ends converged, from a gap of 2 to one of 1 of 6, "
        "as a report has it; with Green it is 5, as a report has it."
    )


def test_what_some_accounts_tell_is_not_said_to_be_told_by_none(database: Database) -> None:
    """That nothing is reported settled, that nobody is reported to have moved: one report that says so makes it untrue."""
    load(database, FRAME, stance("land", "red", "demands", "R1"), stance("land", "blue", "rejects", "R1"))
    load(database, stance("land", "red", "supports", "R2"), stance("land", "red", "demands", "R2", "gazette"))
    for source, word in (("herald", "agreed"), ("gazette", "deadlocked")):
        load(database, f"statuses: [{{item: land, round: R2, status: {word}, cite: {{source: {source}}}}}]")
    lines = [line.text for line in report(database).sentences]
    assert "No item of substance is reported settled by every account; by some, Land." in lines
    assert "Moved by some accounts alone: Red on one item." in lines
    assert "Red moved by some accounts alone on Land." in lines
    assert "Red is not reported to have moved." not in lines
    assert "Blue is not reported to have moved." in lines
    assert "Nothing that is open is told as deadlocked by every account; by some, Land." in lines


def test_an_item_apart_stands_where_each_account_has_it(database: Database) -> None:
    load(database, FRAME, stance("land", "red", "demands", "R1"), stance("land", "blue", "rejects", "R1"))
    for source, word in (("herald", "agreed"), ("gazette", "progress")):
        load(database, f"statuses: [{{item: land, round: R2, status: {word}, cite: {{source: {source}}}}}]")
    (line,) = [line.text for line in report(database).sentences if "a gap of 6" in line.text]
    assert line.endswith("; agreed or progress (contested), a gap of 6 of 6, as last reported.")


def test_what_was_not_raised_once_is_not_told_so_beside_stances_taken_since(database: Database) -> None:
    """Of the same day it is told: then it is what the stances are to be read against."""
    load(database, FRAME, "statuses: [{item: land, round: R1, status: not-raised, cite: {source: desk}}]")
    load(database, stance("land", "red", "demands", "R2"), stance("land", "blue", "rejects", "R2", at="¶2"))
    (line,) = [line.text for line in report(database).sentences if "a gap of 6" in line.text]
    assert line.endswith("Blue rejects it, as a report has it; a gap of 6 of 6, as last reported.")
    load(database, "statuses: [{item: land, round: R2, status: not-raised, cite: {source: desk}}]")
    (line,) = [line.text for line in report(database).sentences if "a gap of 6" in line.text]
    assert line.endswith("; not-raised, a gap of 6 of 6, as last reported.")


def test_an_event_that_was_taken_back_is_no_report_on_its_item(database: Database) -> None:
    load(database, FRAME, stance("land", "red", "demands", "R1"))
    load(database, "events: [{held_on: 2026-02-01, title: A march, items: [land], cite: {source: herald}}]")
    assert not any(line.text.startswith("Since R1") for line in report(database).sentences)
    with database.write() as store:
        acting.retract(store, 2, HEADER, reason="elsewhere")
    assert any(line.text.startswith("Since R1") for line in report(database).sentences)


def test_a_status_that_went_and_came_back_in_another_word_says_both() -> None:
    step = Passed(3, "agreed", HeldOn.parse("2026-01-30"))
    back = change(Verb.returned, before=status("discussed"), after=status("open", 2), via=(step,))
    assert section(told(back, brief=True), "moved") == [
        (
            "Land: the status moved there and back: open, before discussed, by the account of one of the parties. In "
            "between: agreed (30 Jan 2026)."
        )
    ]


def test_a_status_told_in_another_word_that_agrees_says_both() -> None:
    again = change(Verb.reaffirmed, before=status("progress"), after=status("discussed", 2))
    assert section(told(again), "still") == ["Land: discussed, before progress, by the account of one of the parties."]
    assert section(told(again, brief=True), "still") == ["Told in another word: Land (discussed, before progress)."]
    assert section(told(change(Verb.reaffirmed, before=status("open"), after=status("open", 2))), "still") == [
        "Land: as before: open."
    ]


def test_progress_on_what_was_open_is_not_named_as_said_again() -> None:
    came_on = change(Verb.reaffirmed, before=status("open"), after=status("progress", 2))
    as_it_was = replace(change(Verb.reaffirmed, before=status("open"), after=status("open", 2)), item="fuel")
    assert section(told(came_on, as_it_was, brief=True), "still") == [
        "Said again, or in another word: Land (progress, before open) and Fuel."
    ]
    assert section(told(as_it_was, brief=True), "still") == ["Said or discussed again: Fuel."]


def test_what_is_not_reported_is_absent_from_our_reports_and_not_from_the_talks() -> None:
    left = tuple(Remaining(key, Status.open, 3, None, None) for key in ("land", "fuel"))
    document = told(unreported=left, silent=left[:1])
    assert section(document, "unreported") == [
        "Since R1, of substance, the hardest first: Land and Fuel (outside this table)."
    ]
    assert section(document, "silent") == ["Land."]
    unrated = told(unreported=tuple(replace(each, difficulty=None) for each in left))
    assert section(unrated, "unreported") == ["Since R1, of substance: Land and Fuel (outside this table)."]
    assert not any("difficulty" in line.text for line in unrated.first)
    said = " ".join(line.text for line in document.sentences)
    assert "nobody mentioned" not in said.lower()
    assert [each.title for each in document.sections if each.key == "unreported"] == ["Not in the reports we have"]


def test_every_account_of_a_contested_cell_leads_to_its_source(database: Database) -> None:
    rivals = stance("land", "red", "demands", "R1"), stance("land", "red", "opposes", "R1", "gazette", "¶8")
    load(database, FRAME, *rivals)
    with database.read() as store:
        both = "demands (+3) or opposes (−2), contested"
        note, dossier = report_between(store, "2026-01-01", "R1"), build_dossier(store, "land")
    for document, cell in ((note, f"– → {both}"), (dossier, both)):
        shown = re.search(rf"\| {re.escape(cell)}[^|[]*((?:\[\^\d+\])*)", markdown_text(document))
        assert shown is not None, "both accounts stand there, none has won"
        assert shown[1].count("^") == (2 if document is note else 0)


def test_a_short_note_counts_what_happened_around_the_talks_and_a_long_one_tells_it() -> None:
    left = _happened(8, "Blue leaves the talks")
    assert section(told(events=(left,), brief=True), "remarks") == ["One event around the talks: posl report has it."]
    two = told(events=(left, _happened(9, "Red votes")), brief=True)
    assert section(two, "remarks") == ["Two events around the talks: posl report has them all."]
    assert section(told(events=(left,)), "events") == [
        "4 Feb 2026: Blue leaves the talks, by the account of one of the parties."
    ]


def _happened(number: int, title: str) -> Entry:
    said = EventEntry.model_validate({"title": title, "held_on": "2026-02-04", "cite": [cite()]})
    return Entry(id=number, rank=number, said=said, held=HeldOn.parse("2026-02-04"), changeset=1)


def test_what_follows_names_gaps_packages_and_conditions_that_fell_away() -> None:
    found = told(
        change(Verb.softened, before=reading("opposes"), after=reading("supports", 2)),
        spread=(SpreadChange("land", 5, 2),),
        packages=(("land", "fuel"),),
        unlocked=(Unlocked("land", "red", "fuel", False, reading("conditional", condition="Paid.")),),
    )
    assert section(found, "follows") == [
        "Land: the principals converged, from a gap of 5 to one of 2 of 6.",
        "Land and Fuel (outside this table) trade with one another, and changed together.",
        "Land: Red is conditional (if: Paid); Fuel (outside this table), on which it depends, is settled.",
    ]


@pytest.mark.parametrize("causes", [{Cause.corrected}, {Cause.corrected, Cause.moved}, Cause])
def test_where_we_take_back_what_a_gap_was_measured_by_nobody_came_nearer(causes: Iterable[Cause]) -> None:
    said = section(told(spread=(SpreadChange("land", 5, 2, (), frozenset(causes)),)), "follows")
    assert said == ["Land: the gap between the principals is 2 of 6 as we now read it, 5 as we had it."]


def test_who_is_measured_at_the_later_end_alone_is_told_with_the_gap_there() -> None:
    """And not behind the gap at both ends, as if it were one of either."""
    blue = rows()["land"].cells["blue"]
    gap = SpreadChange("land", 5, 2, ("red",), frozenset({Cause.corrected}), once=("blue",), since=(blue,))
    (line,) = section(told(spread=(gap,), rows=rows()), "follows")
    assert line.endswith(" is 2 of 6 as we now read it (with Blue it is 6), 5 as we had it.")


# -- the top ----------------------------------------------------------------------------------------------------------


def remark(number: int, by: str | None = "ana", about: str = "talks", text: str = "The list is shorter") -> Entry:
    fields = {
        "held_on": "2026-02-05",
        "by": by,
        "about": about,
        "text": text,
        "cite": [{"source": "herald", "speaker": "media"}],
    }
    said = RemarkEntry.model_validate({name: value for name, value in fields.items() if value})
    return Entry(id=number, rank=number, said=said, held=HeldOn.parse("2026-02-05"), changeset=1)


def test_the_first_lines_say_what_the_record_rests_on_and_count_the_checklist() -> None:
    before = Checklist(("a", "land"), (), {5: 1, 3: 1}, (), (), 1, 2, 3)
    after = Checklist(("land", "fuel"), ("a",), {5: 2}, ("fuel",), (), 1, 3, 3)
    document = told(
        before=before, after=after, coverage=(Coverage(("herald", "gazette"), "B"), Coverage(("gazette",), "E"))
    )
    two = "Two sources tell of R1 (the best B): The Herald and Gazette."
    assert [line.text for line in document.first] == [
        f"{two} One source tells of what came after R1 (E): Gazette.",
        "On our list of substance, open: 2 → 2; one first reported, by us, one settled, none lapsed.",
        "Mean difficulty: 4.0 → 5.0 of 5; two rated 5.",
        "Counted apart: procedure 1, outside this table 2 → 3, promises 3.",
    ]


def test_where_sources_repeat_one_another_the_first_lines_say_how_many_are_independent() -> None:
    three = Coverage(("herald", "gazette", "echo"), "B", 1)
    first = told(coverage=(three, Coverage(("gazette",), "E", 1))).first[0].text
    assert first.startswith("Three sources, one of them independent, tell of R1 (the best B): The Herald, Gazette and ")
    assert first.endswith(". One source tells of what came after R1 (E): Gazette.")


def test_what_is_counted_apart_says_how_much_is_only_possible_and_parts_are_not_left_out() -> None:
    before = Checklist(("land",), (), {}, procedure_open=0, parts_open=1)
    after = Checklist(("land",), (), {}, procedure_open=2, parts_open=2, apart_possibly={Tally.procedure: 2})
    (*_, line) = told(before=before, after=after).first
    apart = (
        "Counted apart: procedure 0 → 2 (two only possibly), outside this table 0, promises 0, parts of others 1 → 2."
    )
    assert line.text == apart
    (*_, same) = told(before=after, after=after, brief=True).first
    assert "parts" not in same.text  # a short note counts them where their number changed


def test_what_is_open_again_or_not_on_the_list_accounts_for_the_count() -> None:
    before, after = Checklist(("land", "new"), ("fuel",), {}), Checklist(("land", "fuel"), (), {})
    assert told(before=before, after=after).first[1].text == (
        "On our list of substance, open: 2 → 2; none first reported, by us, none settled, none lapsed, "
        "one open again, one not on the list."
    )


def test_a_deadlock_of_before_is_told_as_last_reported(database: Database) -> None:
    load(database, FRAME, "statuses: [{item: land, round: R1, status: deadlocked, cite: {source: herald}}]")
    load(database, stance("fuel", "red", "demands", "R2"))
    with database.read() as store:
        there, since = (report_between(store, *ends).lead[-1].text for ends in (("2026-01-01", "R1"), ("R1", "R2")))
    assert (there, since) == ("Deadlocked: Land.", "Deadlocked as last reported: Land.")


def test_what_came_forward_stands_at_the_head_beside_what_is_stuck(database: Database) -> None:
    steps = (("land", "R1", "progress"), ("land", "R2", "narrowed"), ("fuel", "R2", "agreed-in-principle"))
    load(database, FRAME)
    for item, held, word in steps:
        load(database, f"statuses: [{{item: {item}, round: {held}, status: {word}, cite: {{source: herald}}}}]")
    with database.read() as store:
        ends = (("R1", "R2"), ("R2", "R1"), ("R2", "now"))
        heads = [" ".join(line.text for line in report_between(store, *each).lead) for each in ends]
    assert heads[0].endswith(" Came forward: Land and Fuel.")
    assert not any("Came forward" in head for head in heads[1:])  # undone backwards, and nothing new after


def test_what_only_stances_had_put_on_the_list_came_forward_where_it_is_told_below_as_advanced(
    database: Database,
) -> None:
    """Of one day known at two changesets too: it was on the list, and nobody told how far it was."""
    known = load(database, FRAME, stance("land", "red", "supports", "R1")).changesets[-1]
    load(database, status_of("land", "R2", "agreed-in-principle"))
    for start in (f"R2@{known}", "R1"):
        with database.read() as store:
            note = note_of(store, compare(store, start, "R2", told=True))
        assert any(line.text.startswith("Land advanced: ") for line in note.sentences)
        assert note.lead[-1].text.endswith(" Came forward: Land.")


def test_the_head_says_of_nothing_that_it_came_forward_which_is_told_below_as_no_step(database: Database) -> None:
    """Open and discussed say that it is not settled, and not how far it is."""
    load(database, FRAME, status_of("land", "R1", "discussed"), status_of("land", "R2", "narrowed"))
    load(database, status_of("fuel", "R1", "open"), status_of("fuel", "R2", "progress"))
    with database.read() as store:
        short = note_of(store, compare(store, "R1", "R2", told=True))
    assert not any("Came forward" in line.text for line in short.lead)
    assert any(line.text.startswith("Told in another word: Land") for line in short.sentences)


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["narrowed"], False),
        (["open", "narrowed"], False),
        (["discussed", "progress"], False),
        (["agreed-in-principle", "narrowed"], False),
        (["progress", "narrowed"], True),
        (["discussed", "agreed-in-principle"], True),
    ],
)
def test_what_is_first_reported_came_forward_by_the_steps_of_what_was_on_the_list_before(
    words: list[str], says: bool, database: Database
) -> None:
    load(database, FRAME)
    for word, day in zip(words, ("2026-01-30", "2026-02-04")[-len(words) :], strict=True):
        load(database, status_of("land", "R1", word).replace("round: R1", f"held_on: {day}"))
    assert any("Came forward: Land." in line.text for line in report(database).lead) is says


def status_of(item: str, held: str, word: str, more: str = "", source: str = "herald") -> str:
    return f"statuses: [{{item: {item}, round: {held}, status: {word}{more}, cite: {{source: {source}}}}}]"


def head_of(database: Database, start: str, end: str) -> tuple[str, str]:
    """The sentences at the head, and the line of the checklist."""
    with database.read() as store:
        document = note_of(store, compare(store, start, end, told=True))
    return " ".join(line.text for line in document.lead), document.first[1].text


def test_an_agreement_undone_is_named_at_the_head(database: Database) -> None:
    load(database, FRAME, status_of("land", "R1", "agreed"), status_of("fuel", "R1", "dropped"))
    load(database, status_of("land", "R2", "open"), status_of("fuel", "R2", "progress"))
    load(database, status_of("fuel", "R2", "dropped", source="gazette"))
    head, count = head_of(database, "R1", "R2")
    assert "Reopened: Land. Reopened by some accounts alone: Fuel." in head
    assert count.endswith("two open again.")
    assert "Reopened" not in head_of(database, "R2", "R1")[0]


@pytest.mark.parametrize(("end", "again"), [("R1", ""), ("R2", " Reopened: Fuel.")])
def test_what_we_had_wrongly_as_settled_is_read_as_open_and_was_not_reopened(
    database: Database, end: str, again: str
) -> None:
    load(database, FRAME, status_of("fuel", "R1", "agreed"), status_of("fuel", "R2", "open"))
    known = load(database, status_of("land", "R1", "agreed")).changesets[-1]
    load(database, status_of("land", "R1", "discussed", ", corrects: {status: agreed}"))
    head, count = head_of(database, f"R1@{known}", end)
    further = "" if again else "further "  # fuel was settled, and at the first round still is
    assert f"No {further}item of substance is reported settled.{again} As we now read it, open: Land." in head
    assert count.endswith(f"{', one open again' if again else ''}, one open as we now read it.")


@pytest.mark.parametrize("late", ["discussed", "agreed", "deadlocked", "progress"])
def test_what_is_no_further_than_it_was_did_not_come_forward(database: Database, late: str) -> None:
    load(database, FRAME, "statuses: [{item: land, round: R1, status: progress, cite: {source: herald}}]")
    load(database, f"statuses: [{{item: land, round: R2, status: {late}, cite: {{source: herald}}}}]")
    heads = (report(database, *ends).lead for ends in (("R1", "R2"), ("R2", "R1")))  # backwards it is undone
    assert not any("Came forward" in line.text for head in heads for line in head)


def test_what_only_some_accounts_have_further_on_did_not_come_forward() -> None:
    listed = Checklist(("land",), (), {})

    def head(**marks: bool) -> str:
        later = status("narrowed", 2, **marks)  # type: ignore[arg-type]
        verb = Verb.contested if marks.get("contested") else Verb.advanced
        return told(change(verb, before=status("progress"), after=later), before=listed, after=listed).lead[-1].text

    assert head().endswith(" Came forward: Land.")
    assert "Came forward" not in head(contested=True) + head(sure=False)


def test_a_floor_that_nothing_passes_is_no_silence_of_the_reports(database: Database) -> None:
    load(database, FRAME, stance("land", "red", "demands", "R1"), stance("fuel", "red", "demands", "R2"))
    document = report(database, counting=Counting.asked(voice="first-hand"))
    assert [line.text for line in document.lead] == [
        "No changes: nothing new that counts is recorded between these points."
    ]
    none = "No source that counts tells of R1. No source that counts tells of what came after R1."
    assert document.first[0].text == none


def test_what_people_say_of_the_talks_stands_beside_our_count() -> None:
    document = told(remarks=(remark(1), remark(2, None, text="No breakthrough"), remark(3, about="land", text="Hard")))
    assert [line.text for line in document.first][-1] == "Ana of Red, 5 Feb 2026: The list is shorter."
    assert section(document, "remarks") == [
        "The media, 5 Feb 2026: No breakthrough.",
        "Ana of Red on Land, 5 Feb 2026: Hard.",
    ]


def test_a_floor_in_use_is_said_in_the_first_line() -> None:
    document = told(
        material={"counting": Counting(Floor(at_least="B3", voice=Voice.reported, independent=2), reviewed_only=True)}
    )
    said = "Counting only B3 or better; first-hand or reported; what 2 independent sources or more say; accepted by a reviewer"
    assert document.subtitle.endswith(f"known at changeset 7. {said}")


def test_a_diff_of_nothing_says_so_with_what_the_record_rests_on() -> None:
    document = told()
    assert [line.text for line in document.lead] == ["No changes: nothing new is recorded between these points."]
    assert document.first[0].text == "No source tells of R1. No source tells of what came after R1."
    assert document.sections == ()
    assert [line.text for line in told(whole=False).lead] == ["Nothing of what was asked for changed."]


# -- whole rooms of words ---------------------------------------------------------------------------------------------


def test_a_verb_has_a_place_in_the_note_or_the_program_does_not_start() -> None:
    with pytest.raises(TypeError, match='"elsewhere" have no place'):
        build._complete(["settled", "elsewhere"], {"settled"}, KEYS)
    assert {row.section for row in VERBS.values()} <= set(build._TELLS)


@pytest.mark.parametrize("verb", list(Verb))
def test_every_verb_is_told_and_ends_with_a_full_stop(verb: Verb) -> None:
    of_status = VERBS[verb].group in {"status", "list"}
    before, after = (status("open"), status("agreed", 2)) if of_status else (reading("opposes"), reading("supports", 2))
    for cause in Cause:
        document = told(change(verb, before=before, after=after, cause=cause))
        assert document.changes == {ToldChange("land", None if of_status else "red", (verb.value,))}, cause
        assert all(line.text.endswith(".") for line in document.sentences)


def test_every_word_of_the_vocabulary_is_told() -> None:
    assert {words.holds(word, many=many) for word in Stance for many in (False, True)}
    assert {marks.speaker(word) for word in Speaker} >= {"the media", "analysis"}


@pytest.mark.parametrize(
    ("text", "said"),
    {
        "2026-02-04": "4 Feb 2026",
        "2026-02": "Feb 2026",
        "2026": "2026",
        "2026-02~": "about Feb 2026",
        "2026-02-12/2026-02-19": "12–19 Feb 2026",
        "2026-01-28/2026-02-03": "28 Jan – 3 Feb 2026",
        "2025-12-30/2026-01-02": "30 Dec 2025 – 2 Jan 2026",
        "../2026-02-05": "by 5 Feb 2026",
    }.items(),
)
def test_days_are_told_as_far_as_they_are_known(text: str, said: str) -> None:
    assert words.held(HeldOn.parse(text)) == said


@pytest.mark.parametrize(
    ("due", "said"),
    {
        None: "no date named",
        "R2": "due by R2 (4–5 Feb 2026)",
        "R9": "due by R9",
        "2026-02-01": "due by 1 Feb 2026",
        "2026-02-12/2026-02-19": "due 12–19 Feb 2026",
        "../2026-02-01": "due by 1 Feb 2026",
    }.items(),
)
def test_what_is_due_is_told_one_way(due: str | None, said: str) -> None:
    assert words.due(due, names().rounds) == said


def test_sections_are_chosen_by_key_and_an_unknown_one_lists_them() -> None:
    moves = [
        change(Verb.softened, before=reading("opposes"), after=reading("supports", 2)),
        change(Verb.settled, before=status("open"), after=status("agreed", 3)),
    ]
    assert [each.key for each in told(*moves, sections=("moved",)).sections] == ["moved"]
    with pytest.raises(UsageError) as problem:
        told(*moves, sections=("movd",))
    assert problem.value.hint is not None
    assert "settled, moved, inside" in problem.value.hint


def test_a_quote_is_in_the_language_of_its_source() -> None:
    document = told(change(Verb.stated, after=reading("demands", 1, cite(quote="Wir wollen es"))))
    (note,) = [note for note in document.footnotes if note.quote]
    assert note.lang == "de"
    assert '<q lang="de">Wir wollen es</q>' in html_text(document)


# -- the five reports -------------------------------------------------------------------------------------------------


def test_every_line_rests_on_footnotes_that_are_there_and_ends(database: Database) -> None:
    load_real_seed(database)
    for start, end in SPANS:
        document = report(database, start, end)
        numbers = [note.number for note in document.footnotes]
        assert numbers == list(range(1, len(numbers) + 1))
        for line in document.sentences:
            assert line.rests_on, (start, end, line.text)
            assert set(line.rests_on) <= set(numbers)
            assert line.text.endswith((".", "?", "!")), line.text


def test_a_footnote_has_publisher_date_place_and_grade(database: Database) -> None:
    load_real_seed(database)
    cited = [note for note in report(database).footnotes if note.source]
    assert len(cited) > 50
    assert [note for note in cited if not _whole(note)] == []


def _whole(note: Footnote) -> bool:
    placed = re.fullmatch(r"¶\d+", note.at or "") and re.fullmatch(r"[A-F][1-6]", note.grade or "")
    return bool(note.title and note.publisher and note.published and placed)


def test_short_note_and_report_tell_the_changes_of_the_diff_and_no_others(database: Database) -> None:
    load_real_seed(database)
    for start, end in SPANS:
        with database.read() as store:
            compared = compare(store, start, end, with_rows=True)
            short = note_of(store, compared)
        of_diff = {
            ToldChange(c.item, c.party, tuple(verb.value for verb in c.told_verbs))
            for c in (*compared.diff.changes, *compared.diff.inside)
        }
        assert short.changes == of_diff, (start, end)
        assert report(database, start, end).changes == of_diff, (start, end)


def test_that_a_part_of_another_ended_is_told_beside_the_count_that_leaves_parts_out(database: Database) -> None:
    part = "items: [{key: strip, title: Strip, part_of: land, track: political}]"
    ended = "statuses: [{item: strip, round: R2, status: lapsed, cite: {source: herald}}]"
    load(database, FRAME, part, stance("land", "red", "demands", "R1"), ended)
    assert "none settled, none lapsed; of parts of others, one lapsed." in report(database, "R1", "R2").first[1].text
    assert report(database, "R2", "now").first[1].text.endswith("none settled, none lapsed.")
    load(database, "statuses: [{item: strip, held_on: 2026-02-07, status: agreed, cite: {source: gazette}}]")
    assert report(database, "R2", "now").first[1].text.endswith("; of parts of others, one settled.")


def test_what_was_dropped_or_never_came_up_is_told_as_neither_settled_nor_nearer() -> None:
    before = Checklist(("a", "b", "land"), (), {})
    after = Checklist(("land",), ("a", "b"), {}, dropped=("b",))
    document = told(before=before, after=after)
    assert document.first[1].text == (
        "On our list of substance, open: 3 → 1; none first reported, by us, one settled, one dropped, none lapsed."
    )
    gone = told(change(Verb.stated, after=reading("opposes")), before=before, after=after)
    assert gone.lead[0].text == "Settled, of substance: a. Dropped: b."
    assert item_verbs(StatusSide(Status.not_raised, None), StatusSide(Status.deadlocked, None)) == ()


def test_a_table_of_two_points_has_the_status_of_both(database: Database) -> None:
    load_real_seed(database)
    written = markdown_text(report(database, "R1", "R2"))
    assert "| Exchange of prisoners | open → agreed[" in written
    assert "| Ceasefire | deadlocked, before discussed[" in written, "the two agree: no step, and no arrow"
    assert "| Territory | deadlocked[" in written
    assert "The report infers it from the formula; it quotes no Russian for it." in written  # what was noted on a place
    assert "**China** is first reported, by us, on Treaty after New START" in written
    assert "alaska-2025-08 (Aug 2025) → R2 (5 Feb 2026)" in markdown_text(report(database, "alaska-2025-08", "R2"))


def test_the_second_round_is_told_as_its_one_report_tells_it(database: Database) -> None:
    load_real_seed(database)
    said = " ".join(line.text for line in report(database).sentences)
    for line in (
        "One source tells of what came after R1 (C): VOVWORLD.",
        "Inside R1: Russia moved from opposes to supports on Monitoring of a ceasefire, and by whom",
        "Nobody is reported to have moved in between",
        "Marco Rubio, R2: Far fewer items are open than a year ago; the hardest remain",
        "Second trilateral round (R2) was held about three days late (planned for about 1 Feb 2026), on 4–5 Feb 2026.",
        "Papers on the terms: overdue; promised, by an unnamed source's account and as the media report; due by R2 (4–5 Feb 2026); kept",
        "That it took place is not reported. Prisoners: 314 persons",
        "Third round (procedure): newly promised, as the media report; due about 12–19 Feb 2026.",
    ):
        assert line in said
    assert "obody mentioned" not in said


@pytest.mark.parametrize("name", ["report-r1-r2.md", "report-r1-r2.html"])
def test_the_five_reports_read_as_they_did(database: Database, name: str) -> None:
    """The same on both engines. ``POSL_GOLDEN=write`` writes the files anew; read the difference then."""
    load_real_seed(database)
    document = report(database)
    found = html_text(document) if name.endswith(".html") else markdown_text(document)
    found = re.sub(r"hash [0-9a-f]{64}", "hash …", found)
    golden = GOLDEN / name
    if os.environ.get("POSL_GOLDEN") == "write":
        golden.write_text(found, encoding="utf-8", newline="\n")
    assert found == golden.read_text(encoding="utf-8")


def test_page_and_markdown_have_the_same_lines_and_footnotes(database: Database) -> None:
    load_real_seed(database)
    document = report(database)
    page = looked_at(re.sub(r"<sup>.*?</sup>|<summary>\d+ places</summary>", "", html_text(document)))
    text, markdown = re.sub(r"\s+", " ", page.text), markdown_text(document)
    for line in document.sentences:
        assert line.text in text
    for note in document.footnotes:
        assert f"n{note.number}" in page.values("id")
        assert f"\n[^{note.number}]: " in markdown


def test_a_ledger_full_of_hostile_texts_makes_harmless_pages(database: Database) -> None:
    hostile_ledger(database)
    for document in (report(database, "2026-01-01", "now"), report(database, "r0", "now@1")):
        page = looked_at(html_text(document))
        assert page.problems == []
        assert {"script", "img", "iframe", "a"} & set(page.elements) == {"a"}
        assert not [name for _tag, name, _value in page.attributes if name.startswith("on") or name in {"src", "style"}]
        assert [link for link in page.values("href") if not link.startswith(("#n", "#c"))] == ["data:,"]
    assert any("<script>" in line.text for line in report(database, "2026-01-01", "now").sentences)


def test_undone_changesets_leave_a_note_that_still_reads(database: Database) -> None:
    load_real_seed(database)
    with database.write() as store:
        undoing.undo(store, 6, HEADER, reason="second thoughts")
    for start, end in pairwise(("R1@6", "R1", "2026-02-05", "now")):
        assert all(line.rests_on for line in report(database, start, end).sentences)


def test_an_empty_ledger_has_a_note(database: Database) -> None:
    document = report(database, "2025-01-01", "now")
    assert document.title == "Untitled ledger"
    assert document.footnotes[0].title == "This ledger (untitled), in which nothing is recorded"


def test_what_the_parties_did_and_what_we_corrected_are_told_apart(database: Database) -> None:
    load(database, FRAME, stance("land", "red", "supports", "R1"), stance("land", "blue", "demands", "R1"))
    load(database, stance("land", "red", "doubts", "R2"))
    with database.write() as store:
        acting.correct(store, 2, {"stance": "rejects"}, HEADER, reason="misread")
    document = report(database, "R1@4", "R2")
    assert [line.split(":")[1] for line in section(document, "moved")] == [" Red changed sides"]
    assert section(document, "corrected") == [
        "Land: Blue: we now read rejects, where we had demands, as a report has it."
    ]
    assert section(report(database, "R2@4", "R2"), "moved") == []


def test_events_between_the_points_are_told(database: Database) -> None:
    days = ("2026-01-20", "2026-02-01", "2026-02-20")
    load(database, FRAME, *(f"events: [{{held_on: {day}, title: A storm, cite: {{source: desk}}}}]" for day in days))
    assert section(report(database), "events") == ["1 Feb 2026: A storm, in an analyst's own reading."]
    assert date(2026, 2, 1) < R2.held_on


def test_who_is_asked_for_alone_is_told_alone(database: Database) -> None:
    load_real_seed(database)
    document = report(database, item="prisoner-exchange")
    assert {told.item for told in document.changes if told.verbs != ("reversed",)} == {"prisoner-exchange"}
    assert section(document, "unreported") == []


@pytest.mark.parametrize(
    ("key", "name", "shown"),
    [
        ("mali", "Republic of Mali", "Mali"),
        ("fund", "The Fund", "Fund"),
        ("isle-of-man", "Government of the Isle of Man", "Isle of Man"),
        ("uae", "United Arab Emirates", "UAE"),
        ("un", "UNESCO", "UN"),
        ("cote-d-ivoire", "Republic of Côte d’Ivoire", "Côte d’Ivoire"),
        ("russia", "Russian Federation", "Russia"),
        ("osce", "Organization for Security and Co-operation in Europe", "OSCE"),
        ("two-rivers", "Up and Downstream", "Up and Downstream"),
        ("pkk", "Kurdistan Workers’ Party", "Kurdistan Workers’ Party"),
    ],
)
def test_a_party_is_called_by_the_letters_of_its_name(key: str, name: str, shown: str) -> None:
    assert words.party_name(key, Party(key=key, code="XX", name=name, role=Role.principal)) == shown


def test_a_party_is_called_by_its_key_where_an_alias_or_its_code_bears_it() -> None:
    called = Party(
        key="two-rivers", code="XX", name="Up and Downstream", role=Role.principal, aliases=("The 2 Rivers",)
    )
    assert words.party_name("two-rivers", called) == "Up and Downstream"
    called = called.model_copy(update={"aliases": ("League of the Two Rivers",)})
    assert words.party_name("two-rivers", called) == "Two Rivers"
    called = Party(key="pkk", code="PKK", name="Kurdistan Workers’ Party", role=Role.principal)
    assert words.party_name("pkk", called) == "PKK"


@pytest.mark.parametrize(
    ("key", "name", "alias", "shown"),
    [
        ("agency", "The Inspectorate", "the agency", "The Inspectorate"),
        ("farmers", "Council of Villages", "farmers", "Council of Villages"),
        ("agency", "The Inspectorate", "the Agency", "Agency"),
        ("villages", "the villages", "villagers", "the villages"),
        ("الوكالة", "هيئة التفتيش والمراقبة", "الوكالة", "الوكالة"),
    ],
)
def test_an_alias_in_small_letters_is_no_name_in_a_sentence(key: str, name: str, alias: str, shown: str) -> None:
    party = Party(key=key, code="XX", name=name, role=Role.principal, aliases=(alias,))
    assert words.party_name(key, party) == shown
