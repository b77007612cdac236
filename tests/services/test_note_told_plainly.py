"""What a note says of our own doings, of promises to each other, of rounds put off and of numbers."""

from typing import Any

import pytest

from ledger.domain.diff import Cause, Verb
from ledger.domain.figures import FiguresAt
from ledger.domain.readings import Reading
from ledger.formats.document import Grid
from ledger.services import acting, record_lists, settling
from ledger.services.comparing import compare
from ledger.services.diff import ChangeFilter, diff_between
from ledger.services.note import dossier_of_item, note_of, report_between, words
from ledger.services.other_ledger import Origin, There
from ledger.storage import entries
from ledger.storage.database import Database
from tests.conftest import NewLocation
from tests.services.note_values import change, cite, reading, section, status, told
from tests.support import FRAME, HEADER, load, stance


def lines(database: Database, start: str, end: str, key: str) -> list[str]:
    with database.read() as store:
        return section(report_between(store, start, end), key)


def test_a_contest_that_ended_by_our_taking_an_account_back_is_no_partys_reversal(database: Database) -> None:
    load(database, FRAME, stance("land", "red", "rejects", "R1"))
    load(database, stance("land", "red", "supports", "R1", "gazette"))
    with database.write() as store:
        acting.retract(store, 1, HEADER, reason="the paper took it back")
    (line,) = lines(database, "R1@3", "R1@4", "corrected")
    assert line.endswith(
        "Accounts of Red no longer contradict each other. We now read supports, as a report has it, where we had "
        "rejects or supports."
    )


def test_back_to_before_a_contest_was_recorded_it_is_told_what_we_read_then(database: Database) -> None:
    load(database, FRAME, "statuses: [{item: land, round: R1, status: agreed, cite: {source: herald, at: ¶1}}]")
    load(database, "statuses: [{item: land, round: R1, status: deadlocked, cite: {source: gazette, at: ¶1}}]")
    (line,) = lines(database, "R1@3", "R1@2", "corrected")
    assert " We then read agreed, as a report has it, since read as " in line
    assert "now read" not in line


def test_accounts_that_a_later_one_made_one_differed_before(database: Database) -> None:
    load(database, FRAME, stance("land", "red", "rejects", "R1"), stance("land", "red", "supports", "R1", "gazette"))
    load(database, stance("land", "red", "supports", "R2"))
    told = " ".join(line for key in ("moved", "contested") for line in lines(database, "R1", "R2", key))
    assert told == (
        "Land: Accounts of Red no longer contradict each other. Now supports, as a report has it, before rejects or "
        "supports. Accounts differed before: by the account that had rejects, it changed sides; by the account that had "
        "supports, it is where it was."
    )


def test_what_one_of_two_accounts_told_in_other_words_is_not_reworded_by_it(database: Database) -> None:
    load(database, FRAME, stance("land", "red", "rejects", "R1"), stance("land", "red", "supports", "R1", "gazette"))
    load(database, stance("land", "red", "supports", "R2").replace("cite:", "position: 40, cite:"))
    told = " ".join(line for key in ("moved", "contested") for line in lines(database, "R1", "R2", key))
    assert "by the account that had supports, it is told in other words" in told
    assert "reworded" not in told


def test_who_asks_what_ended_since_is_not_told_that_nothing_is_settled(database: Database) -> None:
    agreed = "statuses: [{item: fuel, round: R1, status: agreed, cite: {source: herald, at: ¶1}}]"
    load(database, FRAME, agreed, stance("land", "red", "rejects", "R1"), stance("land", "red", "demands", "R2"))
    with database.read() as store:
        since, before = (
            " ".join(each.text for each in note_of(store, compare(store, start, "R2", told=True)).lead)
            for start in ("R1", "2026-01-01")
        )
    assert since.startswith("No further item of substance is reported settled.")
    assert before.startswith("Settled, of substance: Fuel.")


def test_a_round_whose_key_is_a_plain_word_is_told_by_its_title(database: Database) -> None:
    load(database, FRAME, stance("land", "red", "demands", "R2"))
    load(database, "rounds: [{key: signing, title: signing of the accord, status: planned, planned_for: 2026-09-15}]")
    with database.read() as store:
        (told,) = section(note_of(store, compare(store, "R1", "R2", told=True)), "rounds")
    assert "Signing of the accord (signing) is planned for 15 Sept 2026." in told
    assert told.startswith("R2 was held on 4–5 Feb 2026.")


def test_a_question_asked_anew_ends_with_one_stop(database: Database) -> None:
    load(database, FRAME, "items: [{key: land, title: Land, question: Red gives up land.}]")
    load(database, stance("land", "red", "rejects", "R1"))
    load(database, "items: [{key: land, title: Land, question: Red gives up all land.}]")
    (line,) = lines(database, "R1@3", "R1", "redefined")
    assert line.endswith("land. One stance had been recorded under the old one.")


def conditional(text: str, held: str) -> str:
    return stance("land", "red", "conditional", held, more=f", condition: '{text}'")


def test_a_condition_that_another_report_writes_in_other_case_is_said_again(database: Database) -> None:
    load(database, FRAME, conditional("The guns are silent.", "R1"), conditional("the guns are silent", "R2"))
    (line,) = lines(database, "R1", "R2", "still")
    assert line == "Land: Red said so again: conditional (if: the guns are silent), as a report has it."


def test_a_condition_that_we_put_right_in_its_case_alone_is_told_to_the_letter(database: Database) -> None:
    load(database, FRAME, conditional("the Guns are silent", "R1"))
    with database.write() as store:
        acting.correct(store, 1, {"condition": "the guns are silent"}, HEADER, reason="misread")
    (line,) = lines(database, "R1@2", "R1", "corrected")
    assert line.endswith("told otherwise: condition the Gunsguns are silent.")


@pytest.mark.parametrize(
    ("text", "within"),
    [
        ("They pay half.", "They pay half"),
        ("They say no.", "They say no"),
        ("They end by 8 p.m.", "They end by 8 p.m."),
        ("Staff, fuel etc.", "Staff, fuel etc."),
        ("It is paid by 1 Oct.", "It is paid by 1 Oct."),
        ("Ports open by 17.03.2026.", "Ports open by 17.03.2026"),
        ("Tariffs fall to 2.5.", "Tariffs fall to 2.5"),
        ("And so on...", "And so on..."),
        ("No stop", "No stop"),
        ("", ""),
    ],
)
def test_a_sentence_within_another_or_a_number_loses_its_stop_and_a_shortened_word_does_not(
    text: str, within: str
) -> None:
    assert words.unended(text) == within


def test_a_condition_that_ends_with_a_shortened_word_keeps_its_stop_and_gets_no_second(database: Database) -> None:
    load(database, FRAME, conditional("The guns are silent.", "R1"), conditional("They end by 8 p.m.", "R2"))
    for text, held in (("Staff etc.", "2026-02-20"), ("Fuel etc.", "2026-02-22")):
        load(database, conditional(text, held).replace("at: '¶1'", "at: '¶1', speaker: own-words"))
    (line,) = lines(database, "R1", "R2", "moved")
    assert line == (
        "Land: Red names another condition in place of “The guns are silent”: They end by 8 p.m., as a report has it."
    )
    (line,) = lines(database, "2026-02-21", "2026-02-23", "moved")
    assert line == "Land: Red names another condition in place of “Staff etc.”: Fuel etc."


@pytest.mark.parametrize(
    ("start", "end", "told"), [("R1", "R2", "Position not given → 70."), ("R2", "R1", "Position 70 → not given.")]
)
def test_who_moved_and_is_placed_on_the_scale_for_the_first_time_is_told_with_the_place(
    database: Database, start: str, end: str, told: str
) -> None:
    load(database, FRAME, "items: [{key: land, title: Land, scale: {low: none, high: all}}]")
    load(
        database, stance("land", "red", "demands", "R1"), stance("land", "red", "supports", "R2", more=", position: 70")
    )
    (line,) = lines(database, start, end, "moved")
    assert line.endswith(told)


def test_a_promise_kept_on_other_days_by_another_account_has_both_in_its_row(database: Database) -> None:
    kept = "statuses: [{{item: pledge, held_on: {}, status: kept, cite: {{source: {}, at: ¶1, speaker: media}}}}]"
    load(database, FRAME, kept.format("2026-02-08", "herald"), kept.format("2026-02-09", "gazette"))
    with database.read() as store:
        document = dossier_of_item(store, "pledge")
    (accounts,) = [each for each in document.sections if each.key == "accounts"]
    (grid,) = [block for block in accounts.blocks if isinstance(block, Grid)]
    row = {column: cell.value for column, cell in zip(grid.columns, grid.rows[0], strict=True)}
    assert (row["Held"], row["Independent sources"], row["Entries"]) == ("8 Feb 2026 and 9 Feb 2026", 2, "1 and 2")


BLOC = "parties: [{{key: bloc, code: BC, name: The Bloc, role: stakeholder, members: [red, {}]}}]"


def test_who_left_or_joined_a_bloc_is_told_by_name(database: Database) -> None:
    load(database, FRAME, BLOC.format("blue"), BLOC.format("{party: blue, to: 2026-02-01}"), BLOC.format("green, blue"))
    assert lines(database, "@2", "@3", "redefined") == ["party bloc: members Red; Blue (until 2026-02-01)."]
    assert lines(database, "@3", "@4", "redefined") == ["party bloc: members Red; Green; Blue (until 2026-02-01)."]


PROMISE = """
rounds: [{key: R3, title: Third, status: postponed, planned_for: 2026-02-06}]
items: [{key: pledge, kind: commitment, title: A pledge, due: R3, by: [red, blue], to: [blue, red]}]
statuses: [{item: pledge, round: R1, status: promised, cite: {source: herald, at: ¶1}}]
"""


def test_a_promise_due_by_a_round_put_off_says_so_and_to_whom_it_was_given(database: Database) -> None:
    load(database, FRAME, PROMISE)
    (line,) = lines(database, "R1", "2026-02-09", "promises")
    assert line == (
        "A pledge: overdue; promised, as a report has it; due by R3, postponed to 6 Feb 2026; kept by then in no "
        "report we have. It is a promise of Red and Blue to each other."
    )


def test_the_numbers_that_two_reports_give_of_an_event_stand_side_by_side(database: Database) -> None:
    one = "events: [{{held_on: 2026-02-01, title: Release, figures: [{{what: released, value: {}, unit: persons}}], "
    cites = ("400", "cite: {source: herald}}]"), ("380", "summary: In one day, cite: {source: gazette}}]")
    load(database, FRAME, *(f"{one.format(value)}{rest}" for value, rest in cites))
    assert lines(database, "R1", "R2", "events") == [
        "1 Feb 2026: Release, as a report has it. In one day. Released: 380 persons by Gazette's account, against 400 persons by Herald's account.",
    ]


COUNTED = """
statuses:
  - item: land
    round: R2
    status: progress
    figures: [{{what: released, value: {}, unit: persons}}]
    cite: {{source: {}, speaker: media}}
"""


def test_a_number_is_no_rival_of_another_that_is_counted_in_another_unit(database: Database) -> None:
    both = COUNTED.replace("unit: persons}}]", "unit: persons}}, {{what: released, value: 3, unit: buses}}]")
    event = "events: [{held_on: 2026-02-04/2026-02-05, title: Release, items: [land], cite: {source: gazette}, "
    load(
        database, FRAME, both.format(400, "herald"), event + "figures: [{what: released, value: 380, unit: persons}]}]"
    )
    (line,) = [line for line in lines(database, "R1", "R2", "new") if "400" in line]
    assert line.endswith(
        "Released: 400 persons by Herald's account, against 380 persons by Gazette's account; released: 3 buses."
    )


def test_a_number_is_told_with_the_rivals_that_it_has_on_every_item_it_is_about(database: Database) -> None:
    released = "events: [{{held_on: 2026-02-04/2026-02-05, title: Release, items: [{}], cite: {{source: {}}}, "
    figures = "figures: [{{what: released, value: {}, unit: persons}}]}}]"
    told = (("land, fuel", "herald", 400), ("land", "gazette", 380), ("fuel", "echo", 390))
    load(
        database, FRAME, *(f"{released.format(items, source)}{figures.format(value)}" for items, source, value in told)
    )
    with database.read() as store:
        (given,) = [each for each in entries.with_figures(store) if each.said.figures[0].value == 400]
        found = record_lists.figures(store, "R2")
    rivals = FiguresAt(found).rivals(given.id, given.said.figures[0])
    assert sorted(each.figure.value for each in rivals) == [380, 390]


def test_a_number_of_a_status_is_nobodys_own_and_has_no_number_before_it(database: Database) -> None:
    load(database, FRAME, COUNTED.format(400, "herald").replace("R2", "R1"), COUNTED.format(300, "herald"))
    with database.read() as store:
        told = " ".join(sentence.text for sentence in dossier_of_item(store, "land", "R1", "R2").sentences)
    assert "Released: 300 persons." in told
    assert "before 400" not in told


@pytest.mark.both_engines
@pytest.mark.parametrize("about", ["land", "fuel"])
def test_a_number_is_told_with_what_another_report_has_in_its_place(database: Database, about: str) -> None:
    event = "events: [{{held_on: 2026-02-04/2026-02-05, title: Release, cite: {{source: gazette}}, figures: [{}]}}]"
    other = f"{{what: released, value: 380, unit: persons, about: {about}}}"
    load(database, FRAME, COUNTED.format(400, "herald"), event.format(other))
    (line,) = [line for line in lines(database, "R1", "R2", "new") if "400" in line]
    against = " by Herald's account, against 380 persons by Gazette's account" if about == "land" else ""
    assert line.endswith(f"Released: 400 persons{against}.")
    with database.read() as store:
        assert len(entries.with_figures(store, items=["land"])) == (2 if about == "land" else 1)
        assert len(entries.with_figures(store)) == 2


def test_a_number_of_the_same_party_is_told_with_what_it_was_before(database: Database) -> None:
    """A demand that fell is the same demand, and not said again without a word of it."""
    wants = ", figures: [{{what: size, value: {}, unit: million{}}}]"
    load(database, FRAME, stance("land", "red", "demands", "R1", more=wants.format(1500, ", approx: true")))
    load(database, stance("land", "red", "demands", "R2", "gazette", more=wants.format(1200, "")))
    (line,) = lines(database, "R1", "R2", "still")
    assert line.endswith("Size: 1,200 million, before about 1,500 million.")
    with database.read() as store:
        compared = compare(store, "R1", "R2", told=True)
        (named,) = section(note_of(store, compared, brief=True), "still")[-1:]
    assert "Red demands, as a report has it, size: 1,200 million, before about 1,500 million" in named
    load(database, stance("land", "red", "demands", "2026-02-20", at="¶9", more=wants.format(1230, ", approx: true")))
    (line,) = lines(database, "R2", "now", "still")
    assert "before" not in line  # about as many is as many


def test_what_is_named_as_apart_at_the_top_is_where_no_move_is_reported(database: Database) -> None:
    load(
        database, FRAME, *(stance(item, "blue", "rejects", held) for item in ("land", "fuel") for held in ("R1", "R2"))
    )
    load(database, stance("land", "red", "demands", "R1"), stance("fuel", "red", "demands", "R1"))
    load(database, stance("land", "red", "supports", "R2"), stance("fuel", "red", "demands", "R2"))
    with database.read() as store:
        lead = " ".join(sentence.text for sentence in report_between(store, "R1", "R2").lead)
    assert "Apart, with no move reported: Fuel." in lead


def test_a_contest_of_other_accounts_than_before_is_told_once_and_not_as_the_one_before(database: Database) -> None:
    load(database, FRAME, stance("land", "red", "rejects", "R1"), stance("land", "red", "opposes", "R1", "gazette"))
    load(database, stance("land", "red", "supports", "R2"), stance("land", "red", "undecided", "R2", "gazette"))
    (line,) = lines(database, "R1", "R2", "contested")
    assert line.startswith("Land: accounts of Red contradict each other, ")
    assert "entry 3" in line
    assert "entry 4" in line
    assert line.endswith(" Before: rejects or opposes, as a report has it."), "else nobody sees who moved from where"
    (line,) = lines(database, "R2", "now", "contested")
    assert line.startswith("Land: as before, accounts of Red contradict each other, ")


def test_of_a_cell_contested_at_both_ends_a_move_is_told_from_one_account_to_the_other(database: Database) -> None:
    said = [("R1", "supports", 0), ("R1", "doubts", 5), ("R2", "demands", 50), ("R2", "opposes", 90)]
    seeds = [
        stance("land", "red", word, at, source, more=f", position: {place}")
        for (at, word, place), source in zip(said, ["herald", "gazette"] * 2, strict=True)
    ]
    load(database, FRAME, *seeds)
    with database.read() as store:
        (moved,) = compare(store, "R1", "R2").diff.changes
        told = note_of(store, compare(store, "R1", "R2"))
    assert [set(each.entries) for each in moved.by_account] == [{3, 1}, {4, 1}, {3, 2}, {4, 2}]
    (line,) = [each.text for section in told.sections for each in section.sentences if "Accounts differ" in each.text]
    assert "Red moved 45 to 90 points towards" in line
    assert line.count("Accounts differ: from supports to demands and from doubts to opposes, it moved; ") == 1
    assert "; from supports to opposes and from doubts to demands, it changed sides." in line
    assert "position-moved" not in line, "that is a word of commands"


def test_accounts_that_have_the_same_word_are_told_apart_by_their_entries(database: Database) -> None:
    load(database, FRAME, stance("land", "red", "supports", "R1", more=", position: 10"))
    load(database, stance("land", "red", "supports", "R1", "gazette", more=", position: 90"))
    load(database, stance("land", "red", "supports", "R2", more=", position: 92"))
    told = " ".join(line for key in ("moved", "contested") for line in lines(database, "R1", "R2", key))
    assert "by the account of entry 1, it moved 82 points towards the high end;" in told


def test_that_two_accounts_moved_on_the_scale_is_told_with_how_far_and_which_way(database: Database) -> None:
    load(database, FRAME, "items: [{key: land, title: Land, scale: {low: none, high: all}}]")
    for source, place in (("herald", 20), ("gazette", 90)):
        more = f", position: {place}, salience: {place}"
        load(database, stance("land", "red", "supports", "R1", source, more=more))
    load(database, stance("land", "red", "supports", "R2", more=", position: 60, salience: 60"))
    told = " ".join(line for key in ("moved", "contested") for line in lines(database, "R1", "R2", key))
    assert "by the account of entry 1, it moved 40 points towards “all” and cares 40 points more about it" in told
    assert "by the account of entry 2, it moved 30 points towards “none” and cares 30 points less about it" in told


def test_who_moved_by_one_account_and_on_the_scale_too_is_told_to_have_moved_once(database: Database) -> None:
    load(database, FRAME, "items: [{key: land, title: Land, scale: {low: none, high: all}}]")
    load(database, stance("land", "red", "demands", "R1", more=", position: 93"))
    load(database, stance("land", "red", "opposes", "R1", "gazette", more=", position: 20"))
    load(database, stance("land", "red", "supports", "R2", more=", position: 60"))
    told = " ".join(line for key in ("moved", "contested") for line in lines(database, "R1", "R2", key))
    assert "by the account that had demands, it moved 33 points towards “none”" in told
    assert "moved and moved" not in told


def test_what_accounts_bear_in_the_same_words_is_told_once(database: Database) -> None:
    """By the one Red went further from Blue, by the other it came nearer: by either it moved."""
    load(database, FRAME, stance("land", "blue", "demands", "R1"), stance("land", "red", "demands", "R1"))
    load(database, stance("land", "red", "undecided", "R1", "gazette"), stance("land", "red", "supports", "R2"))
    told = " ".join(line for key in ("moved", "contested") for line in lines(database, "R1", "R2", key))
    both = "by the account that had demands and by the account that had undecided, it moved, though not alike."
    assert f"Accounts differed before: {both}" in told


def test_what_all_accounts_bear_is_not_told_again_of_each(database: Database) -> None:
    load(database, FRAME, stance("land", "red", "conditional", "R1"), stance("land", "red", "supports", "R2"))
    load(database, stance("land", "red", "opposes", "R2", "gazette"))
    told = " ".join(line for key in ("moved", "contested") for line in lines(database, "R1", "R2", key))
    assert told.count("names no condition any more") == 1
    assert "Accounts differ: by the account that has supports, it moved; by the account that has opposes, it " in told


def test_a_condition_that_a_contested_cell_had_before_is_told_once(database: Database) -> None:
    load(database, FRAME, stance("land", "red", "conditional", "R1", more=", condition: the posts stay"))
    load(database, stance("land", "red", "supports", "R2"), stance("land", "red", "doubts", "R2", "gazette"))
    told = " ".join(line for key in ("moved", "contested") for line in lines(database, "R1", "R2", key))
    assert "Red names no condition any more. Accounts of Red contradict each other, " in told
    assert told.count("the posts stay") == 1
    assert "Before: conditional (if: the posts stay)" in told


def test_nobody_is_said_to_come_nearer_to_all_the_others_by_one_of_two_accounts(database: Database) -> None:
    """By the account that has supports Red came nearer to Blue, and went away from Green."""
    load(database, FRAME.replace("name: Green, role: mediator", "name: Green, role: principal"))
    load(database, "parties: [{key: grey, code: GY, name: Grey, role: principal}]")
    held = (("red", "conditional"), ("blue", "demands"), ("green", "opposes"), ("grey", "demands"))
    load(
        database, *(stance("land", party, word, "R1") for party, word in held), stance("land", "red", "supports", "R2")
    )
    load(database, stance("land", "red", "opposes", "R2", "gazette"))
    told = " ".join(line for key in ("moved", "contested") for line in lines(database, "R1", "R2", key))
    assert "Accounts differ: by the account that has supports, it moved" in told


FUND = """
stances:
  - {{item: land, party: red, round: R1, stance: supports, cite: {{source: herald, at: {}}},
     figures: [{{what: fund, value: {}, unit: million EUR}}]{}}}
"""


def test_a_figure_that_we_corrected_is_told_from_and_to(database: Database) -> None:
    load(database, FRAME, FUND.format("¶2", 25, ""), FUND.format("¶2", 20, ", corrects: 1, reason: Misread"))
    (line,) = lines(database, "R1@2", "R1", "corrected")
    assert line == "Land: Red: supports, as a report has it, told otherwise: fund 25 million EUR → 20 million EUR."


def test_a_figure_that_we_corrected_is_told_where_another_source_says_the_same_stance(database: Database) -> None:
    load(database, FRAME, FUND.format("¶2", 40, ""), stance("land", "red", "supports", "R1", "gazette"))
    load(database, FUND.format("¶3", 30, ", summary: A fund., corrects: 1, reason: Misread"))
    (line,) = lines(database, "R1@3", "R1", "corrected")
    assert line == (
        "Land: Red: supports, as a report has it, told otherwise: summary none → A fund., fund 40 million EUR → 30 million "
        "EUR and place ¶2 → ¶3."
    )


@pytest.mark.parametrize(("ours", "other"), [("herald", "gazette"), ("gazette", "herald")])
def test_a_figure_corrected_twice_in_one_place_is_told_whichever_source_leads(
    database: Database, ours: str, other: str
) -> None:
    fund = FUND.replace("herald", ours)
    load(database, FRAME, fund.format("¶2", 40, ""), stance("land", "red", "supports", "R1", other))
    load(database, fund.format("¶2", 35, ", corrects: 1, reason: Misread"))
    load(database, fund.format("¶2", 30, ", corrects: 3, reason: Misread"))
    (line,) = lines(database, "R1@3", "R1", "corrected")
    assert line == "Land: Red: supports, as a report has it, told otherwise: fund 40 million EUR → 30 million EUR."


@pytest.mark.parametrize("other", ["gazette", "echo", None])
def test_a_figure_of_a_status_that_we_corrected_is_told_alone_and_beside_another_source(
    database: Database, other: str | None
) -> None:
    told = "statuses: [{{item: land, round: R1, status: agreed, cite: {{source: {}, at: ¶1}}, {}}}]"
    numbers = "figures: [{{what: fund, value: {}, unit: million EUR}}]"
    beside = told.format(other, "summary: A fund.") if other else stance("fuel", "red", "supports", "R1")
    load(database, FRAME, told.format("herald", numbers.format(40)), beside)
    load(database, told.format("herald", f"corrects: 1, reason: Misread, {numbers.format(30)}"))
    (line,) = lines(database, "R1@3", "R1", "corrected")
    assert line == "Land: agreed, as a report has it, told otherwise: fund 40 million EUR → 30 million EUR."


@pytest.mark.parametrize("others", [(), (stance("land", "red", "supports", "R1", "gazette"),)], ids=["alone", "beside"])
def test_what_was_corrected_and_put_back_is_no_change_and_a_corrected_figure_is(
    database: Database, others: tuple[str, ...]
) -> None:
    load(database, FRAME, FUND.format("¶2", 40, ""), *others)
    known = 2 + len(others)
    load(database, FUND.format("¶2", 35, ", corrects: 1, reason: Misread"))
    load(database, FUND.format("¶2", 40, f", corrects: {known}, reason: Read rightly"))
    assert not lines(database, f"R1@{known}", "R1", "corrected")
    assert not lines(database, "R1", f"R1@{known}", "corrected")
    (line,) = lines(database, f"R1@{known}", f"R1@{known + 1}", "corrected")
    assert "fund 40 million EUR → 35 million EUR" in line


def by(speaker: str, held: str, word: str, place: str) -> str:
    return stance("land", "red", word, held, "herald", place).replace("'}}]", f"', speaker: {speaker}}}}}]")


def test_a_move_between_words_that_are_not_as_near_to_the_party_tells_whose_each_is(database: Database) -> None:
    load(database, FRAME, by("analyst", "R1", "doubts", "¶1"), by("own-words", "R2", "supports", "¶2"))
    (line,) = lines(database, "R1", "R2", "moved")
    assert line == "Land: Red changed sides: supports, by its own word, before doubts, in an analyst's reading."


def test_a_move_between_words_of_several_people_tells_whose_each_is_however_near_they_are(database: Database) -> None:
    load(database, FRAME, by("media", "R1", "doubts", "¶1"), by("counterpart", "R2", "supports", "¶2"))
    (line,) = lines(database, "R1", "R2", "moved")
    assert line == "Land: Red changed sides: supports, by a counterpart's account, before doubts, as the media report."


def test_a_move_between_words_of_one_kind_tells_once_whose_they_are(database: Database) -> None:
    load(database, FRAME, by("media", "R1", "doubts", "¶1"), by("media", "R2", "supports", "¶2"))
    (line,) = lines(database, "R1", "R2", "moved")
    assert line == "Land: Red changed sides: supports, before doubts, as the media report."


def test_what_its_coder_was_not_sure_of_is_told_so_where_a_surer_word_follows(database: Database) -> None:
    unsure = by("media", "R1", "doubts", "¶1").replace("stance: doubts", "stance: doubts, confidence: low")
    load(database, FRAME, unsure, by("media", "R2", "supports", "¶2"))
    (line,) = lines(database, "R1", "R2", "moved")
    assert line == (
        "Land: Red changed sides: supports, as the media report, before doubts, as the media report (coded with low "
        "confidence)."
    )


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("silent", "doubts", "took a stance: doubts, in an analyst's reading, before silent, as the media report."),
        ("doubts", "silent", "is reported as silent, in an analyst's reading, before doubts, as the media report."),
        (
            "supports",
            "withdrawn",
            "took it off the table: withdrawn, in an analyst's reading, before supports, as the media report.",
        ),
    ],
)
def test_who_fell_silent_spoke_or_withdrew_is_told_with_whose_word_each_end_is(
    database: Database, before: str, after: str, said: str
) -> None:
    load(database, FRAME, by("media", "R1", before, "¶1"), by("analyst", "R2", after, "¶2"))
    assert lines(database, "R1", "R2", "moved") == [f"Land: Red {said}"]


def test_who_went_there_and_back_on_anothers_word_is_told_with_both(database: Database) -> None:
    load(database, FRAME, by("analyst", "R1", "doubts", "¶1"), by("media", "2026-01-30", "supports", "¶2"))
    load(database, by("own-words", "R2", "doubts", "¶3"))
    assert lines(database, "R1", "R2", "moved") == [
        (
            "Land: Red moved and came back: doubts, by its own word, before doubts, in an analyst's reading. In between: "
            "supports, as the media report (30 Jan 2026)."
        )
    ]


@pytest.mark.parametrize(
    ("before", "after", "full", "short"),
    [
        (
            "anonymous-source",
            "own-words",
            "The same is told of Red: supports, by its own word, before supports, by an unnamed source's account.",
            "supports, by its own word, before by an unnamed source's account",
        ),
        (
            "own-words",
            "counterpart",
            "The same is told of Red: supports, by a counterpart's account, before supports, by its own word.",
            "supports, by a counterpart's account, before by its own word",
        ),
        ("own-words", "spokesperson", "Red said so again: supports.", "supports"),
        ("media", "media", "Red said so again: supports, as the media report.", "supports, as the media report"),
    ],
)
def test_who_was_only_spoken_of_before_is_not_told_to_have_said_it_again(
    database: Database, before: str, after: str, full: str, short: str
) -> None:
    load(database, FRAME, by(before, "R1", "supports", "¶1"), by(after, "R2", "supports", "¶2"))
    assert lines(database, "R1", "R2", "still") == [f"Land: {full}"]
    with database.read() as store:
        note = note_of(store, compare(store, "R1", "R2", told=True), brief=True)
    (sentence,) = [line for line in note.sentences if line.text.startswith("Said or discussed")]
    assert sentence.text == f"Said or discussed again: Land (Red {short})."
    apart = "before" in short
    assert len(sentence.rests_on) == (2 if apart else 1), "whose word it was has its place too"


def test_who_bore_out_what_another_told_of_it_says_so_again(database: Database) -> None:
    unsure = by("own-words", "R1", "supports", "¶2").replace("herald", "echo")
    load(database, FRAME, by("media", "R1", "supports", "¶1"), unsure, by("own-words", "R2", "supports", "¶3"))
    assert lines(database, "R1", "R2", "still") == ["Land: Red said so again: supports."]


def test_what_is_told_in_other_words_by_another_or_of_who_was_silent_has_both_words() -> None:
    own, other = (cite(speaker=speaker, at=f"¶{speaker}") for speaker in ("own-words", "counterpart"))
    ends = {"before": reading("supports", 1, own), "after": reading("supports", 2, other)}
    silent = {"before": reading("silent", 1, own), "after": reading("silent", 2, other)}
    assert section(told(change(Verb.reworded, **ends)), "still") == [
        (
            "Land (“Red gives up land”): Red is told in other words: supports, by a counterpart's account, before supports, "
            "by its own word."
        )
    ]
    assert section(told(change(Verb.reaffirmed, **silent)), "still") == [
        (
            "Land (“Red gives up land”): The same is told of Red: silent, by a counterpart's account, before silent, by its "
            "own word."
        )
    ]


def test_a_status_that_another_tells_again_has_both_words_and_an_overdue_promise_none_of_its_own() -> None:
    media, mediator = (cite(speaker=speaker, at=f"¶{speaker}") for speaker in ("media", "mediator"))
    again = change(Verb.reaffirmed, before=status("progress", 1, media), after=status("progress", 2, mediator))
    assert section(told(again), "still") == [
        "Land: as before: progress, by a mediator's or host's account, before progress, as the media report."
    ]
    late: dict[str, Any] = {"item": "pledge", "overdue": True}
    due = {"before": status("promised", 1, media, **late), "after": status("promised", 2, mediator, **late)}
    assert section(told(change(Verb.reaffirmed, **due)), "still") == [
        "A pledge: as before: overdue, by a mediator's or host's account."
    ]


def test_a_status_is_told_with_who_told_each_end(database: Database) -> None:
    for speaker, word, held in (("media", "discussed", "R1"), ("mediator", "agreed", "R2")):
        cited = f"cite: {{source: herald, at: '¶3', speaker: {speaker}}}"
        load(
            database,
            *([FRAME] if held == "R1" else []),
            f"statuses: [{{item: land, round: {held}, status: {word}, {cited}}}]",
        )
    assert lines(database, "R1", "R2", "settled") == [
        "Land is settled: agreed, by a mediator's or host's account, before discussed, as the media report."
    ]


def test_what_we_now_read_is_told_with_whose_word_it_is(database: Database) -> None:
    load(database, FRAME, by("counterpart", "R1", "rejects", "¶1"))
    with database.write() as store:
        acting.retract(store, 1, HEADER, reason="misread")
    load(database, by("media", "R1", "supports", "¶2"))
    assert lines(database, "R1@2", "R1", "corrected") == [
        "Land: Red: we now read supports, as the media report, where we had rejects, by a counterpart's account."
    ]


def test_what_is_newly_recorded_or_was_taken_back_is_told_with_whose_word_it_is() -> None:
    heard = reading("supports", 1, cite(speaker="media"))
    for sides, said in (
        ({"after": heard}, "newly recorded, supports, as the media report."),
        ({"before": heard}, "supports, as the media report, was taken back."),
    ):
        verb = Verb.stated if "after" in sides else Verb.unstated
        assert section(told(change(verb, cause=Cause.corrected, **sides)), "corrected") == [
            f"Land (“Red gives up land”): Red: {said}"
        ]


def test_what_lay_between_tells_whose_word_it_was_where_the_end_is_of_another(database: Database) -> None:
    load(database, FRAME, by("analyst", "2026-01-30", "doubts", "¶1"), by("own-words", "R2", "supports", "¶2"))
    line = " ".join(lines(database, "R1", "R2", "new"))
    assert "first reported: in the end supports" in line
    assert "Before that: doubts, in an analyst's reading (30 Jan 2026)." in line
    (party,) = (line for line in lines(database, "R1", "R2", "parties") if line.startswith("Red "))
    assert "moved after it was first reported, on Land (doubts, in an analyst's reading, then supports)." in party


STATUSES = """
statuses:
  - {item: land, held_on: 2026-01-30, status: progress, cite: {source: gazette, speaker: media}}
  - {item: land, round: R2, status: discussed, cite: {source: herald, speaker: media}}
"""


def test_what_stands_at_the_end_is_not_called_the_word_that_was_first_reported(database: Database) -> None:
    load(database, FRAME, STATUSES)
    (line,) = lines(database, "R1", "R2", "new")
    assert line == (
        "Land is first reported: in the end discussed, as the media report. Before that: progress (30 Jan 2026)."
    )
    assert lines(database, "R1", "2026-01-30", "new") == ["Land is first reported: progress, as the media report."]


def test_a_move_inside_a_round_tells_whose_word_each_end_is(database: Database) -> None:
    load(database, FRAME, by("anonymous-source", "R1", "opposes", "¶1"))
    load(database, by("own-words", "R1", "supports", "¶2").replace("herald", "gazette"))
    with database.write() as store:
        settling.settle(store, "land", "red", HEADER, reason="he came round", moved=(1, 2))
    told = lines(database, "R1", "R2", "inside")
    assert told == [
        "Inside R1: Red moved from opposes, by an unnamed source's account, to supports, by its own word, on Land."
    ]


def settled_of_three(database: Database) -> None:
    """Two sources have Red oppose it on one day, one of these has it support it: it is settled that it did so last."""
    day = "2026-01-24"
    load(database, FRAME, by("readout", "R1", "opposes", "¶1").replace("round: R1", f"held_on: {day}"))
    both = (by("anonymous-source", "R1", "opposes", "¶2"), by("own-words", "R1", "supports", "¶3"))
    load(database, *(each.replace("round: R1", f"held_on: {day}").replace("herald", "gazette") for each in both))
    with database.write() as store:
        settling.settle(store, "land", "red", HEADER, reason="she came round", moved=(1, 3))


def test_one_move_that_several_tell_of_is_told_once_and_led_by_the_best_of_them(database: Database) -> None:
    settled_of_three(database)
    with database.read() as store:
        for ends in (("R1", "R2"), ("R2", "R1")):
            (move,) = diff_between(store, *ends).inside
            sides = [side for side in (move.before, move.after) if isinstance(side, Reading)]
            assert sorted(side.own for side in sides) == [(1, 2), (3,)]
    assert lines(database, "R1", "R2", "inside") == ["Inside R1: Red moved from opposes to supports on Land."]


def test_a_move_that_is_told_as_the_way_there_is_not_told_again_on_a_weaker_word(database: Database) -> None:
    settled_of_three(database)
    with database.read() as store:
        found = diff_between(store, "2026-01-10", "R1")
    (heard,) = [change for change in found.changes if change.party]
    assert [{citation.at for citation in step.citations} for step in heard.via] == [{"¶1", "¶2"}]
    assert found.inside == ()


def status_of(word: str, held: str, source: str) -> str:
    return f"statuses: [{{item: land, round: {held}, status: {word}, cite: {{source: {source}, at: ¶3}}}}]"


def test_what_we_only_read_as_settled_since_is_not_told_as_settled_in_between(database: Database) -> None:
    load(database, FRAME, status_of("discussed", "R1", "herald"))
    with database.write() as store:
        acting.correct(store, 1, {"status": "agreed"}, HEADER, reason="misread")
    with database.read() as store:
        learned, later = report_between(store, "R1@2", "R1@3"), report_between(store, "2026-01-01", "R1")
    assert learned.lead[0].text == "As we now read it, settled: Land."
    assert later.lead[0].text == "Settled, of substance: Land."


STOPPED = """
events: [{held_on: 2026-01-20, title: Ships stopped, cite: {source: herald, at: ¶4},
  figures: [{what: ships, value: 14, unit: ships}, {what: crew, value: 90, unit: persons}]}]
"""
ELEVEN = [{"what": "ships", "value": 11, "unit": "ships"}, {"what": "crew", "value": 90, "unit": "persons"}]


def test_a_figure_of_an_event_that_we_put_right_is_told_with_what_we_had_and_why(database: Database) -> None:
    load(database, FRAME, STOPPED)
    with database.write() as store:
        acting.correct(store, 1, {"figures": ELEVEN}, HEADER, reason="the paper corrected it")
    told = "20 Jan 2026: Ships stopped, as a report has it. Ships: 11 ships{}; crew: 90 persons.{}"
    learned = told.format(", where we had 14 ships", " Put right by us: the paper corrected it.")
    assert lines(database, "now@2", "now@3", "events") == [learned]
    assert lines(database, "2026-01-01", "R1", "events") == [told.format("", "")], "known so at both ends"
    with database.read() as store:
        compared = compare(store, "now@2", "now@3")
        (line,) = section(note_of(store, compared, brief=True), "remarks")
    assert line == "One event around the talks, put right by us: posl report has it."


def test_an_event_put_right_twice_is_told_beside_what_we_had_at_the_earlier_point(database: Database) -> None:
    load(database, FRAME, STOPPED)
    with database.write() as store:
        acting.correct(store, 1, {"figures": ELEVEN}, HEADER, reason="misread")
        acting.correct(store, 2, {"figures": [{**ELEVEN[0], "value": 9}]}, HEADER, reason="misread again")
        acting.correct(store, 3, {"figures": [{**ELEVEN[0], "value": 14}, ELEVEN[1]]}, HEADER, reason="it was right")
    told = "20 Jan 2026: Ships stopped, as a report has it. Ships: 9 ships{}"
    had = ", where we had 14 ships. Put right by us: misread again."
    assert lines(database, "now@2", "now@4", "events") == [told.format(had)]
    assert lines(database, "now@1", "now@4", "events") == [told.format(".")], "we had no such event"
    assert lines(database, "now@2", "now@5", "events") == [
        "20 Jan 2026: Ships stopped, as a report has it. Ships: 14 ships; crew: 90 persons."
    ]


def test_an_event_that_is_only_cited_otherwise_is_not_told_as_put_right(database: Database) -> None:
    load(database, FRAME, STOPPED)
    with database.write() as store:
        acting.correct(store, 1, {"cite": [{"source": "gazette", "at": "¶4"}]}, HEADER, reason="another page")
    assert not any("Put right" in line for line in lines(database, "now@2", "now@3", "events"))


@pytest.mark.parametrize("others", [(), (stance("land", "red", "supports", "R1", "gazette"),)], ids=["alone", "beside"])
def test_who_is_cited_otherwise_since_we_put_it_right_is_told_from_and_to(
    database: Database, others: tuple[str, ...]
) -> None:
    load(database, FRAME, stance("land", "red", "supports", "R1"), *others)
    said_by = "stances: [{{item: land, party: red, round: R1, stance: supports, {} cite: {}}}]"
    right = "{source: herald, at: ¶1, speaker: counterpart, credibility: 2}"
    elsewhere = "{source: herald, at: ¶9, speaker: counterpart, credibility: 2}"
    known, borne_out = 2 + len(others), " and as a report has it" if others else ""
    load(database, said_by.format("corrects: 1, reason: Misread,", right))
    load(database, said_by.format(f"corrects: {known}, reason: Misread,", elsewhere))
    (line,) = lines(database, f"R1@{known}", f"R1@{known + 1}", "corrected")
    assert line == (
        f"Land: Red: supports, by a counterpart's account{borne_out}, told otherwise: speaker none → counterpart and "
        "credibility 6 → 2."
    )
    (line,) = lines(database, f"R1@{known + 1}", "R1", "corrected")
    assert line == f"Land: Red: supports, by a counterpart's account{borne_out}, told otherwise: place ¶1 → ¶9."


def test_a_place_in_another_source_since_we_put_it_right_is_told_with_both_sources(database: Database) -> None:
    load(database, FRAME, FUND.format("¶2", 25, ""))
    with database.write() as store:
        acting.correct(store, 1, {"cite": [{"source": "gazette", "at": "¶2"}]}, HEADER, reason="another paper")
    (line,) = lines(database, "R1@2", "R1", "corrected")
    assert line == "Land: Red: supports, as a report has it, told otherwise: cited [herald ¶2] → [gazette ¶2]."


def test_a_day_and_a_speaker_that_we_corrected_are_told_whatever_else_was_corrected(database: Database) -> None:
    wanted = by("media", "2026-01-22", "conditional, condition: paid", "¶1")
    load(database, FRAME, wanted)
    with database.write() as store:
        values = {"condition": "fully paid", "held_on": "2026-01-23", "cite": [{"source": "herald", "at": "¶1"}]}
        acting.correct(store, 1, values, HEADER, reason="misread")
    (line,) = lines(database, "R1@2", "R1", "corrected")
    assert "held 22 Jan 2026 → 23 Jan 2026 and speaker media → none" in line


def test_a_day_that_we_corrected_is_not_told_as_the_same_from_another_entry(database: Database) -> None:
    load(database, FRAME, by("media", "2026-01-22", "silent", "¶1"))
    with database.write() as store:
        acting.correct(store, 1, {"held_on": "2026-01-23"}, HEADER, reason="misread")
        noted = note_of(store, compare(store, "R1@2", "R1"))
    assert section(noted, "corrected") == [
        "Land: Red: silent, as the media report, told otherwise: held 22 Jan 2026 → 23 Jan 2026."
    ]


def test_a_status_that_follows_from_a_stance_is_no_sources_word(database: Database, new_location: NewLocation) -> None:
    load(database, FRAME)
    there = Database(new_location("sqlite"))
    try:
        load(there, FRAME, by("media", "R1", "doubts", "¶1"))
        with database.read() as here, there.read() as other:
            found = compare(here, "R1", "R1", other=There(other, "other", Origin.ledger))
            noted = section(note_of(other, found), "corrected")
    finally:
        there.close()
    assert noted == ["Land: only there, open.", "Land: Red: only there, doubts, as the media report."]


def test_one_move_towards_two_parties_is_told_once(database: Database) -> None:
    grey = "parties: [{key: grey, code: GY, name: Grey, role: principal}]"
    load(database, FRAME, grey, stance("land", "blue", "rejects", "R1"), stance("land", "grey", "supports", "R1"))
    load(database, stance("land", "red", "demands", "R1"), stance("fuel", "red", "supports", "R1"))
    load(database, stance("land", "red", "supports", "R2"), stance("fuel", "red", "opposes", "R2"))
    with database.read() as store:
        told = [sentence.text for sentence in report_between(store, "R1", "R2").sentences]
    assert any("Red moved on two items: towards Blue and Grey on Land; also on Fuel." in line for line in told)


def test_of_two_that_moved_to_one_place_none_went_away_from_the_other(database: Database) -> None:
    load(database, FRAME, stance("land", "red", "undecided", "R1"), stance("land", "blue", "rejects", "R1"))
    load(database, stance("land", "red", "supports", "R2"), stance("land", "blue", "supports", "R2"))
    told = " ".join(lines(database, "R1", "R2", "moved"))
    assert "Land: Red moved: supports, before undecided" in told
    assert "further" not in told
    with database.read() as store:
        every = " ".join(sentence.text for sentence in report_between(store, "R1", "R2").sentences)
    assert "away from" not in every


def test_a_remark_of_a_month_that_a_round_cuts_is_told_on_both_sides_as_of_neither(database: Database) -> None:
    load(database, FRAME, stance("land", "red", "demands", "R1"), stance("land", "red", "doubts", "R2"))
    load(database, "remarks: [{held_on: 2026-02, about: land, text: They deny it., cite: {source: herald, at: ¶3}}]")
    load(database, "remarks: [{round: R2, about: land, text: Said at R2., cite: {source: herald, at: ¶4}}]")
    told = [[" ".join(lines(database, *ends, "remarks"))] for ends in (("R1", "R2"), ("R2", "now"))]
    unknown = "Feb 2026 (whether by 5 Feb 2026 or after is not known): They deny it."
    assert [unknown in each[0] for each in told] == [True, True]
    assert ["Said at R2" in each[0] for each in told] == [True, False]


def test_a_remark_of_a_round_that_a_day_cuts_says_that_the_round_goes_on(database: Database) -> None:
    """What lasted through the round was on both sides: that it is of one of them is not said."""
    load(database, FRAME, stance("land", "red", "demands", "R1"))
    load(database, "remarks: [{round: R2, about: land, text: They talked on., cite: {source: herald, at: ¶4}}]")
    (told,) = lines(database, "R1", "2026-02-04", "remarks")
    assert "R2 (going on after 4 Feb 2026): They talked on." in told


def test_an_event_within_the_days_of_a_stretch_is_told_there_alone_and_as_sure(database: Database) -> None:
    event = "events: [{{held_on: {}, title: {}, cite: {{source: herald, at: ¶3}}}}]"
    load(database, FRAME, event.format("2026-02-01/2026-02-05", "Talks by phone"), event.format("2026-02-06", "Fire"))
    told = [" ".join(lines(database, *ends, "events")) for ends in (("R1", "R2"), ("R2", "now"))]
    assert ["1–5 Feb 2026: Talks by phone" in each for each in told] == [True, False]
    assert not any("not known" in each for each in told)


def test_what_a_round_tells_that_begins_as_another_ends_is_no_source_of_the_one_before(database: Database) -> None:
    load(database, FRAME.replace("starts: 2026-02-04", "starts: 2026-01-24"))
    load(database, stance("land", "red", "demands", "R1"), stance("land", "red", "doubts", "R2", "gazette"))
    with database.read() as store:
        first = report_between(store, "2026-01-22", "R1").first[0].text
    assert "One source tells of what came after 22 Jan 2026 (B): herald." in first


def test_a_source_of_days_begun_since_tells_of_what_came_after(database: Database) -> None:
    load(database, FRAME, stance("land", "red", "demands", "R1"))
    load(database, stance("land", "red", "doubts", "2026-02", "gazette"))
    with database.read() as store:
        first = report_between(store, "R1", "R2").first[0].text
    assert "One source tells of what came after R1 (C): gazette." in first


def test_of_one_day_known_twice_nobody_may_have_moved_in_between(database: Database) -> None:
    load(database, FRAME, stance("land", "red", "demands", "R1"), stance("land", "red", "opposes", "2026-02"))
    load(database, stance("fuel", "blue", "supports", "R1"))
    with database.read() as store:
        known = [report_between(store, *ends) for ends in (("R2@3", "R2@4"), ("R1", "R2"))]
    assert ["may have moved" in " ".join(each.text for each in one.sentences) for one in known] == [False, True]


def test_of_what_may_be_of_the_later_round_nobody_says_that_no_source_tells(database: Database) -> None:
    def tells() -> str:
        with database.read() as store:
            return report_between(store, "R1", "R2").first[0].text

    load(database, FRAME, stance("land", "red", "demands", "R1"))
    assert tells().endswith("No source tells of what came after R1.")
    load(database, stance("fuel", "red", "doubts", "2026-01", at="¶2"))
    assert tells().endswith("No source surely tells of what came after R1.")


def test_a_contested_status_stands_as_contested_and_every_status_with_whose_word_it_is(database: Database) -> None:
    status = "statuses: [{{item: {}, round: R2, status: {}, cite: {{source: {}, at: ¶3, speaker: {}}}}}]"
    load(database, FRAME, status.format("land", "agreed", "herald", "readout"))
    load(database, status.format("land", "deadlocked", "gazette", "media"))
    load(database, status.format("fuel", "agreed", "herald", "readout"))
    with database.read() as store:
        told = section(note_of(store, compare(store, "R1", "R2", full=True), brief=False), "standing")
    assert (
        told[0] == "Land: at R2, status agreed, by a readout's account or deadlocked, as the media report (contested)."
    )
    assert told[1] == "Fuel: at R2, status agreed, by a readout's account."


def test_who_came_back_near_to_where_it_was_is_told_where_it_was_and_is(database: Database) -> None:
    for held, position in (("R1", 40), ("2026-01-28", 80), ("R2", 45)):
        load(database, *([FRAME] if held == "R1" else []))
        load(database, stance("land", "red", "supports", held, at=f"¶{position}", more=f", position: {position}"))
    (line,) = lines(database, "R1", "R2", "moved")
    assert "Red moved and came back: supports (position 40, then 45) at both ends" in line


def test_an_item_that_an_event_told_of_is_first_reported_with_a_stance(database: Database) -> None:
    load(
        database,
        FRAME,
        "events: [{held_on: 2026-01-20, title: Asked for, items: [land], cite: {source: herald, at: ¶3}}]",
    )
    load(database, stance("land", "red", "demands", "R2"), stance("fuel", "red", "demands", "R2"))
    told = lines(database, "R1", "R2", "new")
    assert told[0].startswith("Land is first reported with a stance, after events or remarks on it.")
    assert told[1].startswith("Fuel is first reported.")
    remark = "remarks: [{held_on: 2026-01-20, about: pledge, text: A try., cite: {source: herald, at: ¶4}}]"
    load(database, remark, "statuses: [{item: pledge, round: R2, status: promised, cite: {source: herald, at: ¶5}}]")
    assert "after events or remarks" not in " ".join(lines(database, "@4", "@6", "new")), "both came in since"


def test_what_is_only_described_otherwise_is_no_word_that_every_reading_is_as_it_was(database: Database) -> None:
    kept = "statuses: [{item: pledge, held_on: 2026-02-07, status: kept, cite: {source: herald, at: ¶3}}]"
    load(database, FRAME, kept)
    load(database, "items: [{key: pledge, kind: commitment, title: A pledge, due: 2026-02-08}]")
    with database.read() as store:
        document = report_between(store, "@2", "@3")
    assert document.lead[0].text == "No changes but of what we describe otherwise, told below."
    assert section(document, "redefined")


def test_a_promise_kept_after_it_was_broken_is_told_with_its_way_each_with_its_place(database: Database) -> None:
    way = (
        "{item: pledge, round: R1, status: promised, cite: {source: herald, at: ¶1}}",
        "{item: pledge, held_on: 2026-02-01, status: broken, cite: {source: herald, at: ¶2, speaker: counterpart}}",
        "{item: pledge, held_on: 2026-02-05, status: kept, cite: {source: gazette, at: ¶3, speaker: media}}",
    )
    load(database, FRAME, f"statuses: [{', '.join(way)}]")
    with database.read() as store:
        document = report_between(store, "R1", "R2", sections=["promises"])
        since = report_between(store, "2026-02-02", "R2", sections=["promises"])
    (line,), (later,) = ([each for part in one.sections for each in part.sentences] for one in (document, since))
    said = "A pledge: kept, as the media report"
    assert line.text.startswith(f"{said} (due by R2 (4–5 Feb 2026)). In between: broken, by a counterpart's account ")
    assert "(1 Feb 2026)" in line.text
    assert later.text.endswith("; before broken, by a counterpart's account.")
    for each, one in ((line, document), (later, since)):
        cited = [[one.footnotes[number - 1].at for number in span.cites] for span in each.spans if span.cites]
        assert cited == [["¶3"], ["¶2"]]
        assert each.cites == ()


def test_who_reads_on_how_many_items_a_party_moved_finds_which_those_are(database: Database) -> None:
    """Where it came nearer to nobody too: such a line named none of them, or some and not the rest."""
    moves = ("land", "supports", "demands"), ("fuel", "supports", "conditional"), ("pledge", "doubts", "undecided")
    load(database, FRAME, *(stance(item, "red", was, "R1") for item, was, _now in moves))
    load(database, *(stance(item, "red", now, "R2") for item, _was, now in moves))
    with database.read() as store:
        document = report_between(store, "R1", "R2")
    assert section(document, "moved")[0] == "Red moved on three items: Land, Fuel and A pledge."
    load(database, stance("land", "blue", "demands", "R1"))
    with database.read() as store:
        document = report_between(store, "R1", "R2")
    assert section(document, "moved")[0] == "Red moved on three items: towards Blue on Land; also on Fuel and A pledge."


def test_a_move_that_went_one_way_by_its_word_and_another_on_the_scale_is_told_with_neither(database: Database) -> None:
    load(database, FRAME, "items: [{key: land, title: Land, scale: {low: none, high: all}}]")
    load(database, stance("land", "blue", "demands", "R1", more=", position: 60"))
    load(database, stance("land", "red", "supports", "R1", more=", position: 45"))
    load(database, stance("land", "red", "conditional", "R2", more=", position: 60"))
    with database.read() as store:
        document = report_between(store, "R1", "R2")
    line = section(document, "moved")[-1]
    assert "Red moved: conditional (if: paid), before supports, as a report has it. " in line
    assert "Red moved 15 points towards “all”." in line
    assert section(document, "parties")[0] == "Red moved on one item: Land."
    assert section(document, "follows") == [
        (
            "Land: the principals diverged by their words, from a gap of 1 to one of 2 of 6, as a report has it, "
            "though on the scale they are nearer together: 0 points, before 15."
        )
    ]


def test_that_principals_came_nearer_is_told_with_whose_reading_it_is(database: Database) -> None:
    load(database, FRAME, stance("land", "red", "rejects", "R1", "desk"), stance("land", "blue", "supports", "R1"))
    load(database, stance("land", "red", "undecided", "R2", "desk"))
    assert lines(database, "R1", "R2", "follows") == [
        (
            "Land: the principals converged, from a gap of 5 to one of 2 of 6, "
            "in an analyst's own reading and as a report has it."
        )
    ]


def test_who_went_further_from_the_one_principal_heard_before_is_told_by_its_name(database: Database) -> None:
    frame = FRAME.replace("name: Green, role: mediator", "name: Green, role: principal")
    load(database, frame, stance("land", "red", "supports", "R1"), stance("land", "blue", "supports", "R1"))
    load(database, stance("land", "red", "conditional", "R2"), stance("land", "green", "rejects", "R2"))
    (line,) = lines(database, "R1", "R2", "moved")
    assert "Red went further from Blue: conditional" in line


@pytest.mark.parametrize(
    ("before", "after", "whom"),
    [("doubts", "doubts", "the other principals"), ("opposes", "conditional", "Blue and Green")],
)
def test_who_came_nearer_to_some_of_the_principals_is_told_by_their_names(
    database: Database, before: str, after: str, whom: str
) -> None:
    """Grey went the same way, and so far that the gap to it grew: it is not one of those that Red came nearer to."""
    load(database, FRAME.replace("name: Green, role: mediator", "name: Green, role: principal"))
    load(database, "parties: [{key: grey, code: GY, name: Grey, role: principal}]")
    held = (("red", "opposes"), ("blue", "demands"), ("green", "supports"), ("grey", before))
    load(database, *(stance("land", party, word, "R1") for party, word in held))
    load(database, stance("land", "red", "doubts", "R2"), stance("land", "grey", after, "R2"))
    (line,) = [line for line in lines(database, "R1", "R2", "moved") if "Red" in line]
    assert f"Red came nearer to {whom}: doubts" in line


def test_who_came_nearer_to_none_of_the_principals_since_they_went_further_off_moved(database: Database) -> None:
    """Green crossed it, and Blue and Grey went the same way, and farther: its gap to no one of them is less."""
    load(database, FRAME.replace("name: Green, role: mediator", "name: Green, role: principal"))
    load(database, "parties: [{key: grey, code: GY, name: Grey, role: principal}]")
    held = {"red": ("undecided", "doubts"), "blue": ("doubts", "rejects"), "green": ("supports", "doubts"),
            "grey": ("doubts", "rejects")}  # fmt: skip
    load(database, *(stance("land", party, words[0], "R1") for party, words in held.items()))
    load(database, *(stance("land", party, words[1], "R2") for party, words in held.items()))
    (line,) = [line for line in lines(database, "R1", "R2", "moved") if ": Red " in line]
    assert "Red moved: doubts, before undecided" in line


def test_a_number_of_a_later_day_that_we_had_first_was_not_before_it(database: Database) -> None:
    figure = "figures: [{{what: sum, value: {}, unit: m, about: land}}], cite: {{source: {}, at: ¶3}}"
    load(database, FRAME, stance("land", "red", "demands", "R1"))
    load(database, f"events: [{{held_on: 2026-02-05, title: A sum, items: [land], {figure.format(24, 'gazette')}}}]")
    load(database, f"statuses: [{{item: land, held_on: 2026-02-04, status: agreed, {figure.format(23, 'herald')}}}]")
    with database.read() as store:
        told = " ".join(line.text for line in report_between(store, "@3", "@4").sentences)
    assert "Sum: 23 m, where we had 24 m (5 Feb 2026)" in told


@pytest.mark.parametrize("wanted", [{}, {"party": "red"}, {"verb": "reversed"}, {"item": "land"}])
def test_a_gap_rests_on_the_words_of_all_that_it_is_between_whatever_was_asked_for(
    database: Database, wanted: ChangeFilter
) -> None:
    load(database, FRAME, by("own-words", "R1", "doubts", "¶1"), by("own-words", "R2", "conditional", "¶2"))
    blue = [by(speaker, held, "demands", f"¶{held}").replace("party: red", "party: blue")
            for speaker, held in (("anonymous-source", "R1"), ("own-words", "R2"))]  # fmt: skip
    load(database, *blue)
    with database.read() as store:
        note = note_of(store, compare(store, "R1", "R2", told=True, **wanted))
    assert section(note, "follows") == [
        "Land: the principals converged, from a gap of 4 to one of 2 of 6, in part by an unnamed source's account."
    ]


def test_a_gap_is_told_with_the_words_of_those_it_lies_between_and_not_of_who_stands_in_the_middle(
    database: Database,
) -> None:
    own, analyst = "source: herald, speaker: own-words", "source: desk, speaker: analyst"
    said = (("red", "rejects", own), ("blue", "demands", own), ("grey", "supports", analyst))
    held = [
        f"{{item: land, party: {party}, round: R1, stance: {word}, cite: {{{cite}}}}}" for party, word, cite in said
    ]
    load(database, FRAME, "parties: [{key: grey, code: GY, name: Grey, role: principal}]")
    load(database, f"stances: [{', '.join(held)}]", stance("fuel", "red", "rejects", "R2"))
    with database.read() as store:
        (line,) = [
            each.text
            for each in note_of(store, compare(store, "R1", "R2", told=True)).sentences
            if "Apart" in each.text and "6" in each.text
        ]
    assert line == "Apart as last reported: Land (6 of 6)."


@pytest.mark.parametrize(
    ("blue", "green", "gap"), [("undecided", "undecided", 3), ("doubts", "opposes", 5), ("supports", "supports", 1)]
)
def test_that_principals_came_nearer_is_told_with_the_word_it_rests_on_though_another_stands_there_by_its_own(
    database: Database, blue: str, green: str, gap: int
) -> None:
    """How far apart they are rests on the own word; that they are no further apart rests on the other."""
    load(database, FRAME.replace("name: Green, role: mediator", "name: Green, role: principal"))
    for party, word in (("red", "demands"), ("blue", "rejects"), ("green", green)):
        load(database, by("own-words", "R1", word, "¶1").replace("party: red", f"party: {party}"))
    load(database, by("anonymous-source", "R2", blue, "¶2").replace("party: red", "party: blue"))
    for start, end, went in (
        ("R1", "R2", f"converged, from a gap of 6 to one of {gap}"),
        ("R2", "R1", f"diverged, from a gap of {gap} to one of 6"),
    ):
        (line,) = lines(database, start, end, "follows")
        assert line == f"Land: the principals {went} of 6, in part by an unnamed source's account."


def test_that_principals_went_apart_is_told_with_no_word_of_who_stood_in_the_middle(database: Database) -> None:
    load(database, FRAME.replace("name: Green, role: mediator", "name: Green, role: principal"))
    for party, word, speaker in (
        ("red", "supports", "own-words"),
        ("blue", "doubts", "own-words"),
        ("green", "undecided", "anonymous-source"),
    ):
        load(database, by(speaker, "R1", word, "¶1").replace("party: red", f"party: {party}"))
    load(database, by("own-words", "R2", "demands", "¶2"))
    (line,) = lines(database, "R1", "R2", "follows")
    assert line == "Land: the principals diverged, from a gap of 3 to one of 4 of 6."
