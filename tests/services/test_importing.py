"""What an analyst sees when seeds come in: corroboration, rivals, idempotence, faults, corrections, edits."""

import json

import pytest
from sqlalchemy import event

from ledger.domain.entries import Entry, StanceEntry
from ledger.domain.intents import MOST_NOTICES
from ledger.domain.planning import records
from ledger.domain.words import Verdict
from ledger.errors import CheckFailed, Conflict, InvalidSeed
from ledger.formats.seed_jsonl import read_jsonl
from ledger.formats.seed_yaml import read_yaml
from ledger.services import acting, importing, rekeying
from ledger.services.exporting import jsonl_lines
from ledger.services.importing import import_seeds
from ledger.services.matrix import matrix_at
from ledger.services.undoing import undo
from ledger.storage import derived, entries, planning_facts, register
from ledger.storage.database import Database
from tests.conftest import NewLocation
from tests.support import FRAME, HEADER, import_real_seed, load, load_into, load_real_seed, said, stance, together

pytestmark = pytest.mark.both_engines

TWO_STEPS = together(stance("land", "red", "rejects", "R1"), stance("land", "red", "doubts", "R1", at="¶2"))


def test_a_second_source_saying_the_same_is_an_entry_of_its_own_in_the_same_account(database: Database) -> None:
    load(database, FRAME, stance("land", "red", "demands", "R1"))
    again = load(database, stance("land", "red", "demands", "R1", "gazette"))
    assert dict(again.recorded) == {"stances": 1, "citations": 1}
    assert again.contested == []
    with database.read() as store:
        assert [entry.sources for entry in entries.of_items(store, ["land"])] == [{"herald"}, {"gazette"}]
        (row,) = (row for row in matrix_at(store).rows if row.item.key == "land")
    assert (row.cells["red"].entries, row.cells["red"].evidence.independent_sources) == ((1, 2), 2)


def test_a_statement_of_several_sources_is_recorded_once_for_each(database: Database) -> None:
    both = (
        "stances: [{item: land, party: red, round: R1, stance: demands, "
        "cite: [{source: herald, at: ¶1}, {source: gazette, at: ¶4}, {source: herald, at: ¶2}]}]"
    )
    load(database, FRAME)
    assert dict(load(database, both).recorded) == {"stances": 2, "citations": 3}
    with database.read() as store:
        places = [[(c.source, c.at) for c in entry.said.cite] for entry in entries.of_items(store, ["land"])]
    assert places == [[("herald", "¶1"), ("herald", "¶2")], [("gazette", "¶4")]]
    assert load(database, both).changesets == []


def test_two_sources_at_odds_are_said_to_be_contested_at_once(database: Database) -> None:
    load(database, FRAME, stance("land", "red", "demands", "R1"))
    result = load(database, stance("land", "red", "supports", "2026-01-24", "gazette"))
    assert "contested with entry 1" in result.contested[0]
    assert said(database)["land red"] == "demands!"


def test_a_contest_is_told_where_it_stands_once_all_is_imported(database: Database) -> None:
    """What is later than both ends it, whichever file has that, and whether or not it was recorded before."""
    first, rival = stance("land", "red", "demands", "R1"), stance("land", "red", "rejects", "R1", "gazette")
    later, late = stance("land", "red", "doubts", "R2"), stance("land", "red", "supports", "R1", "desk")
    done = load(database, FRAME, first, rival, later)
    assert (done.contested, [told.partition(" (")[0] for told in done.overtaken]) == ([], ["entry 2"])
    again = load(database, late)
    assert (again.contested, len(again.overtaken)) == ([], 2)
    assert said(database)["land red"] == "doubts"


def test_a_contest_that_something_later_has_overtaken_is_told_apart_from_one_that_was_settled_or_put_right(
    database: Database,
) -> None:
    rivals = stance("land", "red", "demands", "R1"), stance("land", "red", "rejects", "R1", "gazette")
    slip = ", corrects: {stance: rejects, round: R1, source: gazette}, reason: A slip."
    right = stance("land", "red", "demands", "R1", "gazette", more=slip)
    later = stance("land", "red", "doubts", "R2")
    done = load(database, FRAME, *rivals, right, later)
    assert (done.contested, done.overtaken) == ([], [])


def test_conditions_that_differ_by_a_full_stop_or_a_capital_are_the_same(database: Database) -> None:
    def conditional(source: str, words: str) -> str:
        cite = f"cite: {{source: {source}, at: ¶1}}"
        return f"stances: [{{item: land, party: red, round: R1, stance: conditional, condition: {words}, {cite}}}]"

    load(database, FRAME, conditional("herald", "It ends after five years."))
    assert load(database, conditional("gazette", "it ends after five years")).contested == []
    assert len(load(database, conditional("desk", "ends after five years")).contested) == 2, "other words"


def test_one_source_may_tell_of_two_steps_in_one_round(database: Database) -> None:
    load(database, FRAME, TWO_STEPS)
    assert said(database)["land red"] == "doubts"


def test_in_two_files_one_source_does_not_say_which_step_came_first(database: Database) -> None:
    load(database, FRAME, stance("land", "red", "rejects", "R1"), stance("land", "red", "doubts", "R1", at="¶2"))
    assert said(database)["land red"] == "doubts!"


def test_two_people_quoted_by_one_article_make_no_steps(database: Database) -> None:
    one, other = (
        stance("land", "red", word, "R1").replace("at: '¶1'", f"at: '¶1', by: {person}, speaker: own-words")
        for word, person in (("rejects", "berg"), ("doubts", "dahl"))
    )
    load(database, FRAME, "persons: [{key: berg, name: Nora Berg}, {key: dahl, name: Olaf Dahl}]", together(one, other))
    assert said(database)["land red"] == "doubts!"


def test_a_month_overlaps_a_day_in_it(database: Database) -> None:
    load(database, FRAME, stance("land", "red", "demands", "2026-01"))
    load(database, stance("land", "red", "opposes", "2026-01-10", "gazette"))
    assert said(database)["land red"] == "demands!"
    assert said(database, "2026-01-20") == {"land red": "opposes"}, "what is only possible contests nothing"
    with database.read() as store:
        (row,) = (row for row in matrix_at(store, "2026-01-20").rows if row.item.key == "land")
    cell = row.cells["red"]
    assert [(each.word, each.sure) for each in (*cell.accounts, *cell.possibly)] == [
        ("opposes", True),
        ("demands", False),
    ]


def test_importing_the_same_again_records_nothing(database: Database) -> None:
    documents = [FRAME, stance("land", "red", "demands", "R1"), stance("land", "red", "demands", "R1", "gazette")]
    load(database, *documents)
    again = load(database, *documents)
    assert again.changesets == []
    assert not again.recorded


def test_the_five_reports_import_twice_and_record_once(database: Database) -> None:
    first = import_real_seed(database)
    assert len(first.changesets) == 6
    assert import_real_seed(database).changesets == []


def test_an_old_seed_does_not_bring_back_what_was_corrected(database: Database) -> None:
    old = stance("land", "red", "demands", "R1")
    load(database, FRAME, old)
    load(database, stance("land", "red", "supports", "R1", more=", corrects: {stance: demands, held_on: 2026-01-24}"))
    assert load(database, old).changesets == []
    assert said(database)["land red"] == "supports"


def test_a_seed_that_says_it_otherwise_now_corrects_what_it_said(database: Database) -> None:
    load(database, FRAME, stance("land", "red", "demands", "R1", more=", summary: Once"))
    changed = load(database, stance("land", "red", "demands", "R1", more=", summary: Twice"))
    assert dict(changed.recorded) == {"stances": 1, "citations": 1}
    with database.read() as store:
        first, second = entries.of_items(store, ["land"])
    assert second.supersedes == first.id


def test_a_correction_takes_the_place_of_what_was_wrong(database: Database) -> None:
    """Two steps of one day: correcting the first leaves the second the one that counts."""
    load(database, FRAME, TWO_STEPS)
    load(database, stance("land", "red", "opposes", "R1", more=", corrects: 1"))
    assert said(database)["land red"] == "doubts"


def test_a_correction_without_a_source_means_what_its_own_source_said(database: Database) -> None:
    theirs = stance("land", "red", "demands", "R1", "gazette")
    load(database, FRAME, stance("land", "red", "demands", "R1"), theirs)
    own = stance("land", "red", "opposes", "R1", "", more=", corrects: {stance: demands}").replace("source: , ", "")
    load(database, f"source: {{key: herald, title: The Herald}}\n{own}")
    with database.read() as store:
        assert [entry.supersedes for entry in entries.of_items(store, ["land"])] == [None, None, 1]


@pytest.mark.parametrize(
    ("wrong", "meant"),
    [
        ("stance: rejects, round: R2, source: herald", "1 is {stance: rejects, round: R1, source: herald}"),
        ("stance: rejects, held_on: 2026-01-01", "1 is {stance: rejects, round: R1, source: herald}"),
        ("held_on: 2026-01-01, source: herald", "1 is {stance: rejects, round: R1, source: herald}"),
        ("id: 99", "2 is {stance: demands, round: R2, source: gazette}"),
    ],
)
def test_a_correction_that_finds_nothing_is_told_how_what_was_likely_meant_is_named(
    wrong: str, meant: str, database: Database
) -> None:
    load(database, FRAME, stance("land", "red", "rejects", "R1"), stance("land", "red", "demands", "R2", "gazette"))
    corrects = f", corrects: {{{wrong}}}, reason: r"
    with pytest.raises(InvalidSeed) as caught:
        load(database, stance("land", "red", "doubts", "R1", more=corrects))
    assert f"; entry {meant}; see what stands there: posl show land" in str(caught.value.faults[0])


def test_correcting_what_was_corrected_is_a_conflict(database: Database) -> None:
    load(database, FRAME, stance("land", "red", "demands", "R1"))
    load(database, stance("land", "red", "supports", "R1", more=", corrects: 1"))
    with pytest.raises(Conflict, match=r"entry 1 .* was corrected by entry 2 already"):
        load(database, stance("land", "red", "opposes", "R1", more=", corrects: 1"))


def test_a_round_that_slipped_keeps_plan_and_fact(database: Database) -> None:
    planned = "rounds: [{key: R4, title: Fourth, planned_for: 2026-03-01}]"
    held = "rounds: [{key: R4, title: Fourth, status: held, starts: 2026-03-04, ends: 2026-03-05}]"
    load(database, FRAME, planned)
    result = load(database, held)
    assert dict(result.recorded) == {"edits": 3}
    assert load(database, planned).changesets == []


PLANNED = "rounds: [{{key: R4, title: Fourth, status: planned, planned_for: {}}}]"
POSTPONED = "rounds: [{key: R4, title: Fourth, status: postponed}]"


def test_a_round_put_off_and_planned_anew_is_planned_again(database: Database) -> None:
    load(database, FRAME, PLANNED.format("2026-09"), POSTPONED)
    result = load(database, PLANNED.format("2026-11"))
    assert (dict(result.recorded), result.notices) == ({"edits": 2}, [])
    with database.read() as store:
        stage = register.load(store).rounds["R4"]
    assert (stage.status, str(stage.planned_for)) == ("planned", "2026-11")


def test_old_seeds_of_a_round_that_was_planned_anew_change_nothing(database: Database) -> None:
    seeds = [PLANNED.format("2026-09"), POSTPONED, PLANNED.format("2026-11")]
    load(database, FRAME, *seeds)
    result = load(database, *seeds)
    assert result.changesets == []
    assert result.notices == [
        (
            "round:R4: planned_for was edited since; the later edit stands; if the file is right: "
            "posl edit round:R4 --set planned_for=2026-09"
        ),
        (
            "round:R4: status was edited since; the later edit stands; if the file is right: "
            "posl edit round:R4 --set status=postponed"
        ),
    ]


def test_a_report_of_before_a_round_was_held_that_comes_in_late_is_noted(database: Database) -> None:
    held = "rounds: [{key: R4, title: Fourth, status: held, starts: 2026-11-03, ends: 2026-11-04}]"
    load(database, FRAME, PLANNED.format("2026-09"), held)
    put_off = "rounds: [{key: R4, title: Fourth, status: postponed, planned_for: 2026-11}]"
    (noted,) = load(database, put_off).notices
    assert noted.startswith('round:R4: status "held" -> "postponed"; if the file is of before it was held: posl edit')


def test_what_is_left_as_it_was_edited_is_noted_with_the_way_to_take_it_back(database: Database) -> None:
    items = [f"items: [{{key: land, title: Land, difficulty: 5, question: {asked}}}]" for asked in ("A?", "B " * 40)]
    load(database, FRAME, *items, "items: [{key: land, title: The land, difficulty: 3, question: C?}]")
    said = "item:land: {} was edited since; the later edit stands; if the file is right: posl edit item:land{}"
    assert load(database, items[1]).notices == [
        said.format("title", " --set title=Land"),
        said.format("question", ""),
        said.format("difficulty", " --set difficulty=5"),
    ]


def test_every_fault_of_every_file_is_listed_and_nothing_recorded(database: Database) -> None:
    first = "stances:\n  - {item: lnd, party: red, round: R1, stance: demands, cite: {source: herald}}"
    second = "statuses:\n  - {item: land, round: R9, status: kept, cite: {source: hrald}}\nitems: [{key: x}]"
    with pytest.raises(InvalidSeed) as caught:
        load(database, FRAME, first, second)
    listed = [str(fault) for fault in caught.value.faults]
    assert listed[0].startswith('2.yaml:2:12: stances[0].item: "lnd" is not a known item; did you mean "land"?')
    assert any('"R9" is not a known round' in line for line in listed)
    assert any('"hrald" is not a known source; did you mean "herald"?' in line for line in listed)
    assert any('"title" is missing' in line for line in listed)
    assert said(database) == {}


def test_what_is_wrong_in_itself_is_still_looked_up(database: Database) -> None:
    """One run tells of the mistyped stance and of the unknown item, party, round and source beside it."""
    broken = "stances: [{item: lnd, party: rde, round: R11, stance: demand, cite: {source: hrald}}]"
    with pytest.raises(InvalidSeed) as caught:
        load(database, FRAME, broken, "items: [{key: new, part_of: fule}]")
    told = [fault.hint for fault in caught.value.faults if fault.hint and "did you mean" in fault.hint]
    assert {hint.removeprefix("did you mean ") for hint in told} == {
        '"demands"?', '"land"?', '"red"?', '"R1"?', '"herald"?', '"fuel"?',
    }  # fmt: skip


def test_a_party_named_by_its_name_is_the_one_named_by_its_key(database: Database) -> None:
    load(database, FRAME, stance("land", "Blue", "demands", "R1"))
    again = load(database, stance("land", "blue", "demands", "R1"), stance("land", "BL", "demands", "R1"))
    assert again.changesets == []
    assert said(database) == {"land blue": "demands"}


def test_a_failed_assertion_says_expected_found_and_why(database: Database) -> None:
    wrong = "assertions: [{at: R1, item: land, party: red, stance: rejects}, {at: R1, open_items: 7}]"
    with pytest.raises(CheckFailed) as caught:
        load(database, FRAME, stance("land", "red", "demands", "R1"), wrong)
    one, two = map(str, caught.value.faults)
    assert "expected stance rejects at R1, found demands; by entry 1" in one
    assert "expected open_items 7 at R1, found 1" in two
    assert said(database) == {}


def test_parts_in_a_circle_are_refused(database: Database) -> None:
    circle = "items: [{key: a, title: A, part_of: b}, {key: b, title: B, part_of: a}]"
    with pytest.raises(InvalidSeed) as caught:
        load(database, FRAME, circle)
    assert "in a circle: a → b → a" in caught.value.faults[0].message


def test_a_round_without_a_date_cannot_say_when(database: Database) -> None:
    with pytest.raises(InvalidSeed) as caught:
        load(database, FRAME, stance("land", "red", "demands", "R3"))
    assert "round R3 has no date yet" in caught.value.faults[0].message


# -- codes of parties -------------------------------------------------------------------------------------------------

WHITE = "{key: white, code: WH, name: White, role: host}"


def faults_of(database: Database, *documents: str) -> list[str]:
    with pytest.raises(InvalidSeed) as refused:
        load(database, *documents)
    return [str(fault) for fault in refused.value.faults]


def test_two_parties_never_share_a_code(database: Database) -> None:
    load(database, FRAME)
    again = "parties:\n  - {key: rose, code: rd, name: Rose, role: host}\n  - {key: ruby, code: RD, name: Ruby, role: host}\n"
    hint = "a code heads a column of the matrix: give {} another, of 2 to 4 letters"
    assert faults_of(database, again) == [
        f'1.yaml:2:23: parties[0].code: rd is the code of the party "red" already; {hint.format("rose")}',
        f'1.yaml:3:23: parties[1].code: RD is the code of the party "red" already; {hint.format("ruby")}',
    ]
    (fault,) = faults_of(database, f"parties:\n  - {WHITE}\n", "parties: [{key: wheat, code: WH, name: W, role: host}]")
    assert 'WH is the code of the party "white" already' in fault


def test_a_code_is_not_taken_by_an_edit_but_may_change_hands(database: Database) -> None:
    load(database, FRAME)
    taken = "edits: [{record: 'party:blue', field: code, old: '\"BL\"', new: '\"RD\"'}]"
    assert 'RD is the code of the party "red" already' in faults_of(database, taken)[0]
    load(
        database,
        "parties: [{key: red, code: BL, name: Red, role: principal}, {key: blue, code: RD, name: B, role: host}]",
    )
    with database.read() as store:
        codes = {party.key: party.code for party in register.load(store).parties.values()}
    assert codes == {"red": "BL", "blue": "RD", "green": "GR"}


def test_the_code_of_a_party_entered_by_mistake_is_free(database: Database) -> None:
    struck = "edits: [{record: 'party:red', field: struck, old: 'false', new: 'true'}]"
    back = "edits: [{record: 'party:red', field: struck, old: 'true', new: 'false'}]"
    load(database, FRAME, struck, "parties: [{key: rose, code: RD, name: Rose, role: host}]")
    assert 'RD is the code of the party "rose" already' in faults_of(database, back)[0]


def test_parties_that_shared_a_code_before_there_was_this_rule_go_on(
    database: Database, new_location: NewLocation, monkeypatch: pytest.MonkeyPatch
) -> None:
    twins = "parties: [{key: rose, code: RD, name: Rose, role: host}]"
    with monkeypatch.context() as patch:
        patch.setattr(records, "shared_codes", lambda *_: ())
        load(database, FRAME, twins)
    load(
        database,
        twins,
        "parties: [{key: rose, code: RD, name: Rosie, role: host}]",
        stance("land", "rose", "demands", "R1"),
    )
    with database.read() as store:
        lines = list(jsonl_lines(store))
    copy = Database(new_location("sqlite"))
    with copy.write() as store:
        import_seeds(store, read_jsonl("export", (line.encode() for line in lines)), HEADER)
    assert said(copy) == said(database) == {"land rose": "demands"}
    copy.close()


# -- days that may be slips -------------------------------------------------------------------------------------------


def test_a_day_outside_the_round_it_names_is_noted_with_its_place(database: Database) -> None:
    load(database, FRAME)
    between = stance("land", "red", "demands", "2026-01-30", more=", round: R1")
    done = load(database, between)
    (notice,) = done.notices
    assert notice == (
        "1.yaml:1:45: stances[0].held_on: entry 1 is held on 2026-01-30, outside round R1 (2026-01-23 to 2026-01-24); "
        "a slip: posl correct 1 --held-on DAY --reason …; between rounds: posl correct 1 --round '' --reason …"
    )
    assert load(database, between).notices == []  # recorded already: said once
    assert load(database, stance("fuel", "red", "doubts", "2026-01-23", more=", round: R1")).notices == []


def test_a_month_that_goes_on_after_the_round_it_names_is_noted(database: Database) -> None:
    done = load(database, FRAME, stance("land", "red", "doubts", "2026-01", more=", round: R1"))
    (notice,) = done.notices
    assert "entry 1 is held 2026-01, which goes on after round R1 (2026-01-23 to 2026-01-24): at the end of" in notice
    assert notice.endswith("if it was said at the round, leave held_on out: posl correct 1 --held-on '' --reason …")
    within = stance("land", "blue", "doubts", "2026-01-20/2026-01-24", more=", round: R1")
    assert load(database, within).notices == []


def test_a_day_still_to_come_is_noted(database: Database) -> None:
    rounds = "rounds: [{key: R3, title: Third, status: planned, planned_for: 2026-03}]"
    done = load(
        database, FRAME, rounds,
        stance("land", "red", "demands", "2026-02-12"),
        stance("fuel", "red", "demands", "R3"),
        stance("pledge", "red", "demands", "2027"),
        stance("land", "blue", "demands", "2026-02-11"),  # already tomorrow, east of here
        stance("fuel", "blue", "demands", "2026-02"),
        stance("pledge", "blue", "demands", "2026"),
    )  # fmt: skip
    assert [notice.partition("; ")[0] for notice in done.notices] == [
        "3.yaml:1:45: stances[0].held_on: entry 1 is held on 2026-02-12, after the day it was recorded (2026-02-10)",
        "4.yaml:1:43: stances[0].round: entry 2 is held in round R3, from 2026-03-01, after the day it was recorded (2026-02-10)",
        "5.yaml:1:47: stances[0].held_on: entry 3 is held on 2027, after the day it was recorded (2026-02-10)",
    ]  # fmt: skip
    assert said(database, "2026-02-12")["land red"] == "demands"


def test_a_note_on_what_many_days_deny_names_what_stands(database: Database) -> None:
    """Once a round has its days its entries stand anew: what they took the place of denies nothing."""
    load(database, FRAME, *(stance(item, "red", "demands", "2026-01-23") for item in ("land", "fuel")))
    with database.write() as store:
        acting.retract(store, 2, HEADER, reason="of another item")
    later = load(database, *(stance(item, "red", "rejects", "R1", "gazette") for item in ("land", "fuel")))
    assert [notice.partition("held_on: ")[2] for notice in later.notices] == [
        "entry 4 is held 2026-01-23/2026-01-24, in which entry 1 (2026-01-23) says otherwise: both stand, contested"
    ]


def test_an_export_brings_no_notes_on_days_along(database: Database, new_location: NewLocation) -> None:
    load(database, FRAME, stance("land", "red", "demands", "2030-01-30", more=", round: R1"))
    with database.read() as store:
        lines = [line.encode() for line in jsonl_lines(store)]
    copy = Database(new_location("sqlite"))
    with copy.write() as store:
        assert import_seeds(store, read_jsonl("export", lines), HEADER).notices == []
    copy.close()


def test_the_five_reports_have_no_odd_days(database: Database) -> None:
    assert [notice for notice in import_real_seed(database).notices if "entry" in notice] == []


def test_of_many_notes_the_rest_is_counted(database: Database) -> None:
    days = [
        stance("land", "red", "demands", f"2030-{month:02}-{day:02}") for month in range(1, 5) for day in range(1, 21)
    ]
    stances = "stances:\n" + "".join(f"  - {text[len('stances: [') : -1]}\n" for text in days)
    notices = load(database, FRAME, stances).notices
    assert len(notices) == MOST_NOTICES + 1
    assert notices[-1] == "2.yaml: 30 more notes like these"


def test_an_issue_is_due_in_no_seed_either(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    due = "items: [{key: sea, title: Sea, due: R2}]"
    (fault,) = faults_of(database, FRAME, due)
    assert fault == (
        "2.yaml:1:37: items[0].due: an issue is not due: only what was promised is; "
        "take due off, or make it a commitment (kind: commitment)"
    )
    with monkeypatch.context() as patch:
        patch.setattr(records, "undue", lambda *_: ())  # as before there was this rule
        load(database, FRAME, due)
    load(database, due.replace("title: Sea", "title: The sea"))


def test_an_item_keeps_its_kind_while_it_has_a_status_of_it(database: Database) -> None:
    status = "statuses: [{item: land, round: R1, status: discussed, cite: {source: herald}}]"
    load(database, FRAME, status)
    turned = "items: [{key: land, kind: commitment, title: Land}]"
    (fault,) = faults_of(database, turned)
    assert fault == (
        '1.yaml:1:27: items[0].kind: land has the status "discussed", which is none of its new kind\'s; '
        "it says so in entry 1: posl retract 1 --reason … first"
    )
    edit = "edits: [{record: 'item:land', field: kind, old: '\"issue\"', new: '\"commitment\"'}]"
    assert 'land has the status "discussed"' in faults_of(database, edit)[0]
    load(database, "retractions: [{entry: 1, reason: not said}]", turned)


def test_a_changeset_is_recorded_on_a_day_of_the_calendar(database: Database) -> None:
    (fault,) = faults_of(database, "changeset: {recorded_at: '2026-02-30T10:00:00Z'}\n" + FRAME)
    assert fault == "1.yaml:1:26: changeset.recorded_at: 2026-02-30T10:00:00Z is not in the calendar"


def test_small_batches_that_forget_record_what_one_large_batch_does(
    database: Database, new_location: NewLocation, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is asked for again between batches, cell by cell and day by day, decides as what was kept at hand."""
    load_real_seed(database)
    with database.read() as store:
        lines = list(jsonl_lines(store))
    other = Database(new_location("sqlite"))
    monkeypatch.setattr(importing, "BATCH", 7)
    monkeypatch.setattr(importing, "KEPT", 5)
    load_real_seed(other)
    with other.read() as store:
        assert list(jsonl_lines(store)) == lines
        assert list(derived.pair_findings(store)) == []
    other.close()


def test_acts_at_the_start_of_a_long_file_find_what_they_speak_of(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    load(database, FRAME, stance("land", "red", "demands", "R1"), stance("land", "blue", "rejects", "R1"))
    monkeypatch.setattr(importing, "BATCH", 2)
    monkeypatch.setattr(importing, "KEPT", 1)
    cite = {"source": "gazette", "at": "¶9"}
    lines = [
        {"retraction": {"entry": {"item": "land", "party": "red", "stance": "demands"}, "reason": "misread"}},
        {"citation": {"entry": {"id": 2}, **cite}},
        *(
            {"stance": {"item": "land", "party": "red", "held_on": f"2026-03-{day:02d}", "stance": word, "cite": cite}}
            for day, word in enumerate(("doubts", "silent", "supports", "doubts", "opposes"), 1)
        ),
    ]
    with database.write() as store:
        done = import_seeds(store, read_jsonl("long", [json.dumps(line).encode() for line in lines]), HEADER)
    assert dict(done.recorded) == {"stances": 5, "citations": 6, "retractions": 1}


def test_a_stance_corrected_by_its_seed_long_after_is_found_whatever_else_the_cell_holds(database: Database) -> None:
    """Of a cell only what stands on the days of a stance is fetched; where something does, the whole cell is."""
    steps = [stance("land", "red", word, day) for word, day in (("demands", "2026-01-10"), ("doubts", "2026-02-10"))]
    load(database, FRAME, *steps)
    again = load(database, stance("land", "red", "demands", "2026-01-10", more=", summary: put better"))
    assert dict(again.recorded) == {"stances": 1, "citations": 1}
    assert load(database, *steps[1:]).changesets == []


def test_of_a_promise_said_again_the_rest_is_fetched_only_where_somebody_had_it_kept(database: Database) -> None:
    """So one more report of it costs no more where much was said before."""
    status = "statuses: [{{item: pledge, held_on: {0}, status: {1}, cite: {{source: {2}, at: ¶1}}}}]".format
    again = "item: pledge, held_on: 2026-02-09, status: promised, cite: {source: gazette, at: ¶1}"

    def fetched() -> bool:
        (part,) = read_yaml("again.yaml", f"statuses: [{{{again}}}]".encode()).parts
        with database.read() as store:
            now = planning_facts.ledger_now(store)
            planning_facts.learn(planning_facts.PlanningFacts.of(store), now, [part])
        return bool(now.entries)

    load(database, FRAME, status("2026-01-10", "promised", "herald"), status("2026-01-20", "promised", "gazette"))
    assert not fetched()
    load(database, status("2026-01-24", "kept", "herald"))
    assert fetched()


def test_a_seed_that_says_otherwise_whose_words_they_are_or_quotes_them_corrects_the_entry_once(
    database: Database,
) -> None:
    first = stance("land", "red", "rejects", "R1")
    told = first.replace("at: '¶1'", "at: '¶1', speaker: spokesperson, credibility: 2")
    quoted = first.replace("at: '¶1'", "at: '¶1', quote: not an inch")
    load(database, FRAME, first)
    for seed, recorded in ((told, 1), (told, 0), (first, 0), (quoted, 1), (quoted, 0), (told, 0)):
        assert len(load(database, seed).changesets) == recorded
    with database.read() as store:
        *_before, standing = entries.of_items(store, ["land"])
    (citation,) = standing.said.cite
    assert (citation.speaker, citation.credibility, citation.quote) == ("spokesperson", 2, "not an inch")
    assert standing.reason == "the seed says it otherwise now"


FULL = (
    ", summary: Not below 1500., confidence: high, marking: red, position: 20, salience: 70, on_behalf_of: blue, "
    "figures: [{what: quota, value: 1500}]"
)


def standing_on_land(database: Database) -> Entry:
    with database.read() as store:
        *_before, standing = entries.of_items(store, ["land"])
    return standing


def stance_on_land(database: Database) -> StanceEntry:
    said = standing_on_land(database).said
    assert isinstance(said, StanceEntry)
    return said


def test_what_a_file_leaves_out_of_a_statement_stays_whichever_file_comes_first(
    database: Database, new_location: NewLocation
) -> None:
    full = stance("land", "red", "demands", "R1", more=FULL).replace("at: '¶1'", "at: '¶1', speaker: spokesperson")
    bare = stance("land", "red", "demands", "R1")
    other = Database(new_location("sqlite"))
    load(database, FRAME, full)
    assert load(database, bare).changesets == []
    load(other, FRAME, bare)
    assert dict(load(other, full).recorded) == {"stances": 1, "citations": 1, "figures": 1}
    said = stance_on_land(database)
    assert said == stance_on_land(other)
    assert (said.marking, said.position, said.on_behalf_of) == ("red", 20, ("blue",))
    assert load(other, bare).changesets == []
    other.close()


def test_a_file_that_says_one_thing_otherwise_leaves_the_rest_as_it_was(database: Database) -> None:
    load(database, FRAME, stance("land", "red", "demands", "R1", more=FULL))
    before = standing_on_land(database).said
    load(database, stance("land", "red", "demands", "R1", more=", summary: At least 1500."))
    assert standing_on_land(database).said == before.model_copy(update={"summary": "At least 1500."})


def test_what_stays_though_a_file_leaves_it_out_is_noted_and_taken_off_by_who_says_so(database: Database) -> None:
    full = stance("land", "red", "demands", "R1", more=FULL)
    load(database, FRAME, full)
    assert load(database, full).notices == []
    bare = full.replace(", marking: red", "").replace(", figures: [{what: quota, value: 1500}]", "")
    (note,) = load(database, bare).notices
    assert "entry 1 keeps what is left out here: marking, figures; to take it off: posl correct 1 …" in note
    load(database, bare.replace("cite:", "corrects: 1, reason: no number there, cite:"))
    said = stance_on_land(database)
    assert (said.marking, said.figures, said.salience) == (None, (), 70)
    assert load(database, bare).notices == []


def test_a_line_of_json_takes_off_what_it_says_is_null_and_only_once(database: Database) -> None:
    full = stance("land", "red", "demands", "R1", more=FULL).replace("at: '¶1'", "at: '¶1', speaker: spokesperson")
    load(database, FRAME, full)
    cite = {"source": "herald", "at": "¶1", "speaker": None}
    off: dict[str, object] = {
        "item": "land",
        "party": "red",
        "round": "R1",
        "stance": "demands",
        "position": None,
        "figures": [],
    }
    for recorded in (1, 0):
        with database.write() as store:
            lines = [json.dumps({"stance": {**off, "cite": cite}}).encode()]
            assert len(import_seeds(store, read_jsonl("off", lines), HEADER).changesets) == recorded
    said = stance_on_land(database)
    assert (said.position, said.figures, said.cite[0].speaker, said.salience) == (None, (), None, 70)


def test_a_round_and_the_days_it_had_go_together_whichever_file_comes_first(
    database: Database, new_location: NewLocation
) -> None:
    of_round = stance("land", "red", "demands", "R1")
    of_day = of_round.replace("round: R1", "held_on: 2026-01-23/2026-01-24")
    other = Database(new_location("sqlite"))
    load(database, FRAME, of_round, of_day)
    load(other, FRAME, of_day, of_round)
    found = [standing_on_land(each) for each in (database, other)]
    assert [(one.said.round, str(one.held), one.by_round) for one in found] == [
        ("R1", "2026-01-23/2026-01-24", False)
    ] * 2
    other.close()


def test_a_plan_told_more_exactly_later_does_not_take_back_that_the_round_was_held(database: Database) -> None:
    load(database, FRAME)
    load(database, "rounds: [{key: R3, title: Third, status: held, starts: 2026-03-01, ends: 2026-03-02}]")
    load(database, "rounds: [{key: R3, title: Third, status: planned, planned_for: 2026-03-01/2026-03-03}]")
    with database.read() as store:
        stage = register.load(store).rounds["R3"]
    assert (stage.status, str(stage.starts)) == ("held", "2026-03-01")


@pytest.mark.parametrize("days", ["", ", status: held, starts: 2026-01-23, ends: 2026-01-24"])
def test_reports_that_each_repeat_the_round_they_tell_of_do_not_have_all_fetched_that_is_known_by_it(
    database: Database, days: str
) -> None:
    asked: list[str] = []

    def told(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        asked.extend([statement] if "entry.held_precision = " in statement else [])

    again = f"rounds: [{{key: R1, title: First{days}}}]\n"
    with database.write() as store:
        load_into(store, FRAME)
        event.listen(store.connection, "before_cursor_execute", told)
        load_into(store, *(again + stance("land", party, "demands", "R1") for party in ("red", "blue")))
        assert asked == []
        load_into(store, "rounds: [{key: R1, title: First, ends: 2026-01-26}]")
        assert len(asked) == 1


def test_what_a_file_tells_of_the_new_days_of_a_round_is_at_odds_with_what_stood_on_them(database: Database) -> None:
    load(database, FRAME, stance("land", "red", "demands", "2026-01-26"))
    moved = "rounds: [{key: R1, title: First, status: held, starts: 2026-01-26, ends: 2026-01-26}]\n"
    done = load(database, moved + stance("land", "red", "rejects", "R1", "gazette"))
    assert len(done.contested) == 1


@pytest.mark.parametrize("before", [(), (FRAME,)])
def test_files_imported_at_once_leave_what_is_known_by_a_round_alone_on_the_days_that_it_has_in_the_end(
    database: Database, new_location: NewLocation, before: tuple[str, ...]
) -> None:
    """As they do one by one, whether the first of them entered the round, or gave it other days too."""
    days = "rounds: [{{key: R1, title: First, status: held, starts: 2026-01-25, ends: {}}}]"
    first = days.format("2026-01-28") if before else FRAME
    files = (first, stance("land", "red", "demands", "R1"), days.format("2026-01-26"))
    other = Database(new_location("sqlite"))
    load(database, *before)
    load(database, *files)
    for text in (*before, *files):
        load(other, text)
    assert [str(standing_on_land(each).held) for each in (database, other)] == ["2026-01-25/2026-01-26"] * 2
    other.close()


def _corrected(summary: str, position: int) -> str:
    named = "corrects: {stance: demands, round: R1, source: herald}, reason: The paper put it right."
    return stance("land", "red", "demands", "R1", more=f", position: {position}, summary: {summary}, {named}")


def test_a_correction_that_says_the_word_it_names_is_known_when_it_comes_in_again(database: Database) -> None:
    """It names by word, round and source what it corrects, and it has all three itself."""
    files = (FRAME, stance("land", "red", "demands", "R1", more=", position: 75"), _corrected("A third", 25))
    load(database, *files)
    assert load(database, *files).changesets == []
    again = load(database, _corrected("A fifth", 20).replace("put it right", "put it right again"))
    assert dict(again.recorded) == {"stances": 1, "citations": 1}
    assert load(database, *files).changesets == []


@pytest.mark.parametrize("act", ["correct", "undo", "review", "round"])
def test_what_somebody_did_after_a_correction_stays_when_its_file_comes_in_again(act: str, database: Database) -> None:
    files = (FRAME, stance("land", "red", "demands", "R1", more=", position: 75"), _corrected("A third", 25))
    load(database, *files)
    with database.write() as store:
        if act == "correct":
            acting.correct(store, 2, {"position": 30}, HEADER, reason="read again")
        elif act == "undo":
            undo(store, 3, HEADER, reason="not yet")
        elif act == "review":
            acting.review(store, [2], Verdict.accepted, HEADER)
        else:
            acting.edit(store, "round", "R1", {"ends": "2026-01-25"}, HEADER)
    with database.read() as store:
        before = matrix_at(store, "R2")
    assert load(database, *files[1:]).changesets == []
    with database.read() as store:
        assert matrix_at(store, "R2") == before


def test_what_somebody_restored_is_not_taken_back_again_by_the_file_that_took_it_back(database: Database) -> None:
    gone = (
        "retractions: [{entry: {item: land, party: red, stance: demands, source: herald}, reason: Not in the report.}]"
    )
    load(database, FRAME, stance("land", "red", "demands", "R1"), gone)
    with database.write() as store:
        undo(store, 3, HEADER, reason="it is there")
    assert load(database, gone).changesets == []
    assert said(database)["land red"] == "demands"


def test_a_retraction_is_known_when_it_comes_in_again_after_a_correction_that_says_the_word(database: Database) -> None:
    gone = "retractions: [{entry: {item: land, party: red, stance: demands, source: herald}, reason: misread}]"
    load(
        database, FRAME, stance("land", "red", "demands", "R1", more=", position: 75"), _corrected("A third", 25), gone
    )
    assert load(database, gone).changesets == []


def test_what_another_report_says_since_is_taken_back_though_the_same_was_taken_back_before(database: Database) -> None:
    gone = "retractions: [{entry: {item: land, party: red, stance: demands, source: herald}, reason: misread}]"
    load(database, FRAME, stance("land", "red", "demands", "R1"), gone)
    load(database, stance("land", "red", "demands", "R2", at="¶9"))
    assert load(database, gone).changesets != []
    assert "land red" not in said(database)


GONE = "retractions: [{entry: {item: land, party: red, stance: demands, source: herald}, reason: misread}]"


def test_what_stood_beside_what_was_taken_back_stays_when_the_retraction_comes_in_again(database: Database) -> None:
    """It names three entries, and meant the last of them: at each import it took back one more."""
    days = (("R1", "¶1"), ("R2", "¶9"), ("2026-02-20", "¶11"))
    load(database, FRAME, *(stance("land", "red", "demands", day, at=at) for day, at in days), GONE)
    again = [load(database, GONE).changesets for _time in range(2)]
    assert again == [[], []]
    assert said(database)["land red"] == "demands"


def test_what_is_taken_back_of_what_was_recorded_since_is_noted(database: Database) -> None:
    load(database, FRAME, stance("land", "red", "demands", "R1"), GONE)
    load(database, stance("land", "red", "demands", "R2", at="¶9"))
    (note,) = load(database, GONE).notices
    assert "takes back entry 3 (land × red: demands, R2, from herald), recorded since" in note


def test_a_retraction_for_another_reason_takes_back_what_somebody_restored(database: Database) -> None:
    load(database, FRAME, stance("land", "red", "demands", "R1"), GONE)
    with database.write() as store:
        undo(store, 3, HEADER, reason="it is there")
    load(database, GONE.replace("misread", "of another day"))
    assert "land red" not in said(database)


def test_who_takes_back_an_entry_by_its_number_takes_it_back_though_the_same_was_restored(database: Database) -> None:
    load(database, FRAME, stance("land", "red", "demands", "R1"), GONE)
    with database.write() as store:
        undo(store, 3, HEADER, reason="it is there")
        acting.retract(store, entries.last_id(store), HEADER, reason="misread")
    assert "land red" not in said(database)


def test_a_correction_in_the_words_of_another_entry_is_no_correction_made_already(database: Database) -> None:
    """What it says somebody had corrected another report to, for the same reason."""
    of_gazette = _corrected("A third", 25).replace("source: herald}, reason", "source: gazette}, reason")
    load(database, FRAME, *(stance("land", "red", "demands", "R1", of) for of in ("herald", "gazette")))
    load(database, _corrected("A third", 25))
    assert load(database, of_gazette).changesets != []


@pytest.mark.parametrize("act", ["retract", "correct", "stance"])
def test_what_was_taken_back_does_not_come_back_with_its_file_once_its_round_has_other_days(
    act: str, database: Database
) -> None:
    files = [FRAME, stance("land", "red", "demands", "R1", more=", position: 75"), _corrected("A third", 25)]
    files = files[:2] if act == "stance" else files
    load(database, *files)
    with database.write() as store:
        if act == "correct":
            acting.correct(store, 2, {"party": "blue"}, HEADER, reason="misheard")
        else:
            acting.retract(store, len(files) - 1, HEADER, reason="not there")
        acting.edit(store, "round", "R1", {"starts": "2026-01-30", "ends": "2026-01-31"}, HEADER)
    assert load(database, *files[1:]).changesets == []
    assert "land red" not in said(database)


def test_a_retraction_that_came_in_before_is_known_where_what_stood_beside_was_taken_back_by_hand(
    database: Database,
) -> None:
    load(database, FRAME, stance("land", "red", "demands", "R1"), GONE, stance("land", "red", "demands", "R2", at="¶9"))
    with database.write() as store:
        acting.retract(store, 3, HEADER, reason="another's words")
    assert load(database, GONE).changesets == []


def test_a_retraction_is_known_of_what_was_restored_and_goes_on_under_another_item(database: Database) -> None:
    load(database, FRAME, stance("land", "red", "demands", "R1"), GONE)
    with database.write() as store:
        undo(store, 3, HEADER, reason="it is there")
        rekeying.join(store, "item", "land", "fuel", HEADER, reason="one")
    assert load(database, GONE).changesets == []
    assert said(database)["fuel red"] == "demands"


def test_who_corrects_a_figure_to_what_it_was_corrected_to_first_is_heard(database: Database) -> None:
    load(database, FRAME, stance("land", "red", "demands", "R1", more=", position: 75"))
    first, back = (_corrected("A third", position) for position in (25, 75))
    load(database, first, back.replace("put it right", "took that back"))
    assert load(database, first.replace("put it right", "said it once more")).changesets != []


def test_a_correction_said_again_of_other_days_stands_when_its_file_comes_in_again(database: Database) -> None:
    corrected = _corrected("A third", 25)
    load(database, FRAME, stance("land", "red", "demands", "R1", more=", position: 75"), corrected)
    with database.write() as store:
        acting.edit(store, "round", "R1", {"ends": "2026-01-25"}, HEADER)
    again = load(database, corrected)
    assert (again.changesets, [plan.fallen for plan in again.plans]) == ([], [[]])
