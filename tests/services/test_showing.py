"""One thing, whole: how each entry stands at a point, and what is tied to what."""

import re

import pytest

from ledger.cli.documents import view_document
from ledger.cli.views.records import view_text
from ledger.domain.floors import ACCEPTED
from ledger.domain.lateness import Lateness
from ledger.domain.words import Status, Verdict
from ledger.errors import NotFound, UsageError
from ledger.formats.document import Grid
from ledger.services import acting, settling, showing
from ledger.services.entry_states import EntryState
from ledger.services.matrix import matrix_at
from ledger.services.note import dossier_of_item
from ledger.services.shown import EntryView, ItemView, PartyView, RoundView, SourceView
from ledger.services.site import site_files
from ledger.storage.changeset_contents import Contents
from ledger.storage.database import Database
from tests.lived import lived
from tests.support import FRAME, HEADER, load, stance

TIES = """
items:
  - {key: land, title: Land, links: [{trades-with: fuel}]}
  - {key: treaty, title: Treaty, links: [{depends-on: land}]}
  - {key: strip, title: Strip, part_of: land}
"""
SAT_TOO = "delegates: [{round: R1, party: red, person: nora-berg, cite: {source: gazette}}]"


def item(database: Database, key: str = "land", at: str = "now") -> ItemView:
    with database.read() as store:
        found = showing.show(store, key, at)
    assert isinstance(found, ItemView)
    return found


def states(database: Database, at: str = "now") -> dict[int, EntryState]:
    return {told.entry.id: told.state for line in item(database, at=at).parties for told in line.entries}


def test_the_entry_that_counts_is_told_from_earlier_and_corrected_ones(database: Database) -> None:
    load(database, FRAME, stance("land", "red", "demands", "R1"), stance("land", "red", "supports", "R2"))
    with database.write() as store:
        acting.correct(store, 1, {"stance": "supports"}, HEADER, reason="misread")
    assert states(database) == {1: EntryState.corrected, 2: EntryState.counts, 3: EntryState.earlier}
    assert states(database, "R1") == {1: EntryState.corrected, 3: EntryState.counts}
    assert states(database, "R1@2") == {1: EntryState.counts}
    (line,) = item(database).parties
    assert (line.entries[0].by, line.entries[0].reason) == (3, "misread")


def test_a_retracted_entry_says_by_what_and_why(database: Database) -> None:
    load(database, FRAME, stance("land", "red", "demands", "R1"))
    with database.write() as store:
        acting.retract(store, 1, HEADER, reason="not said")
    (line,) = item(database).parties
    (told,) = line.entries
    assert (told.state, told.by, told.reason, line.reading) == (EntryState.retracted, 2, "not said", None)
    assert not told.stands


def test_entries_of_one_day_stand_in_the_order_that_is_settled_with_its_reason(database: Database) -> None:
    day = "2026-01-24"
    load(database, FRAME, stance("land", "red", "demands", day, "gazette"), stance("land", "red", "opposes", day))
    load(database, stance("land", "red", "supports", "R2"))
    with database.write() as store:
        settling.settle(store, "land", "red", HEADER, moved=(2, 1), reason="she says so")
    (line,) = item(database).parties
    assert [(told.entry.id, told.came_after) for told in line.entries] == [
        (2, ()),
        (1, ((2, "she says so"),)),
        (3, ()),
    ]
    with database.read() as store:
        found = dossier_of_item(store, "land")
    (history,) = [block for part in found.sections if part.key == "history" for block in part.blocks]
    assert isinstance(history, Grid)
    assert [row[4].value for row in history.rows] == [
        "earlier",
        "earlier, came after entry 2, as settled: she says so",
        "counts",
    ]
    with database.write() as store:
        acting.correct(store, 1, {"summary": "In other words."}, HEADER, reason="clearer")
    (line,) = item(database).parties
    assert [told.entry.id for told in line.entries if told.stands] == [2, 4, 3]
    assert next(told.came_after for told in line.entries if told.entry.id == 4) == ((2, "she says so"),)


def test_rivals_are_named_on_both_sides_until_settled(database: Database) -> None:
    load(database, FRAME, stance("land", "red", "demands", "R1"), stance("land", "red", "opposes", "R1", "gazette"))
    (line,) = item(database).parties
    assert {told.entry.id: told.rivals for told in line.entries} == {1: (2,), 2: (1,)}
    assert len(item(database).contests) == 1
    with database.write() as store:
        settling.settle(store, "land", "red", HEADER, keep=2, reason="nearer to it")
    (line,) = item(database).parties
    assert [told.rivals for told in line.entries] == [(), ()]
    assert [settled.reason for _number, settled in item(database).settlements] == ["nearer to it"]


def test_an_item_knows_what_it_is_tied_to_from_either_side(database: Database) -> None:
    load(database, FRAME, TIES)
    assert {(tie.kind, tie.item.key) for tie in item(database).ties} == {
        ("trades-with", "fuel"),
        ("<depends-on", "treaty"),
        ("part", "strip"),
    }
    assert [(tie.kind, tie.item.key) for tie in item(database, "fuel").ties] == [("trades-with", "land")]
    assert [(tie.kind, tie.item.key) for tie in item(database, "strip").ties] == [("part-of", "land")]


def test_who_reads_what_an_item_is_tied_to_finds_each_account_of_its_status(database: Database) -> None:
    told = "statuses: [{item: fuel, round: R1, status: %s, cite: {source: %s, at: ¶1, speaker: counterpart}}]"
    load(database, FRAME, TIES, told % ("agreed", "herald"), told % ("discussed", "gazette"))
    fuel = next(tie for tie in item(database).ties if tie.item.key == "fuel")
    assert fuel.state == "agreed or discussed"
    assert "agreed or discussed" in view_text(item(database), 100)


def test_what_is_held_later_is_not_shown_at_an_earlier_point(database: Database) -> None:
    load(database, FRAME, stance("land", "red", "demands", "R1"), stance("land", "blue", "rejects", "R2"))
    assert [line.party.key for line in item(database, at="R1").parties] == ["red"]
    assert item(database).spread == 6
    assert item(database, at="R1").spread is None
    assert item(database, "land", at="2026-01-01").status is Status.not_raised


def test_an_item_has_the_status_that_the_matrix_gives_it(database: Database) -> None:
    lived(database)
    with database.write() as store:
        acting.retract(store, 1, HEADER, reason="not said")
    with database.read() as store:
        for at in ("now", "R1", "R1@1", "2026-01-01", "now@1"):
            for row in matrix_at(store, at).rows:
                view = showing.show(store, row.item.key, at)
                assert isinstance(view, ItemView)
                assert (view.status, view.spread, view.overdue) == (row.status, row.spread, row.overdue)


def test_what_nobody_accepted_is_left_out_where_only_reviewed_entries_count(database: Database) -> None:
    load(database, FRAME, stance("land", "red", "demands", "R1"), stance("land", "red", "opposes", "R2"))
    load(database, stance("land", "blue", "rejects", "R1"))
    with database.write() as store:
        acting.review(store, [1], Verdict.accepted, HEADER)
    with database.read() as store:
        view = showing.show(store, "land", counting=ACCEPTED)
        party, stage, source = (
            showing.show(store, what, counting=ACCEPTED) for what in ("party:red", "R2", "source:herald")
        )
    assert isinstance(view, ItemView)
    (line,) = view.parties
    assert [(told.entry.id, told.state) for told in line.entries] == [(1, EntryState.counts)]
    assert line.reading is not None
    assert line.reading.entry == 1
    assert isinstance(party, PartyView)
    assert [reading.entry for _item, reading in party.readings] == [1]
    assert isinstance(stage, RoundView)
    assert stage.entries == ()
    assert isinstance(source, SourceView)
    assert [told.entry.id for told in source.entries] == [1]


def test_an_item_can_be_shown_with_the_stances_of_some_parties(database: Database) -> None:
    load(database, FRAME, stance("land", "red", "demands", "R1"), stance("land", "blue", "rejects", "R1"))
    with database.read() as store:
        view = showing.show(store, "land", of_parties=["blue"])
        assert isinstance(view, ItemView)
        assert [line.party.key for line in view.parties] == ["blue"]
        assert view.spread == 6
        with pytest.raises(NotFound):
            showing.show(store, "land", of_parties=["blau"])
        with pytest.raises(UsageError):
            showing.show(store, "round:R1", of_parties=["blue"])


def test_the_figures_and_what_is_left_out_have_the_names_of_parties_whose_stances_are_not_shown(
    database: Database,
) -> None:
    counted = ", figures: [{what: days, value: 20, unit: days}]"
    load(
        database,
        FRAME,
        stance("land", "red", "demands", "R1", more=counted),
        stance("land", "red", "rejects", "R1", "gazette"),
    )
    load(database, stance("land", "blue", "rejects", "R1"))
    with database.read() as store:
        text = view_text(showing.show(store, "land", of_parties=["blue"]), 200)
    assert "days (land), Red: 20 days" in text
    assert "left out of the spread, contested or only possible: RD" in text


def test_a_contest_is_shown_where_its_accounts_are(database: Database) -> None:
    load(database, FRAME, stance("land", "red", "demands", "R1"), stance("land", "red", "rejects", "R1", "gazette"))
    with database.read() as store:
        whole, blue, before = (
            showing.show(store, "land"),
            showing.show(store, "land", of_parties=["blue"]),
            showing.show(store, "land", "2020"),
        )
    assert isinstance(whole, ItemView)
    assert isinstance(blue, ItemView)
    assert isinstance(before, ItemView)
    assert [len(view.contests) for view in (whole, blue, before)] == [1, 0, 0]


def test_one_sees_since_which_round_two_parties_are_apart(database: Database) -> None:
    load(database, FRAME, stance("land", "red", "demands", "R1"), stance("land", "blue", "supports", "R1"))
    load(database, stance("land", "blue", "rejects", "2026-01-30"), stance("land", "green", "doubts", "R1"))
    load(database, stance("land", "green", "supports", "R2"))

    def apart(at: str) -> list[tuple[str, str, str, bool]]:
        return [(d.one, d.other, str(d.since), d.still) for d in item(database, at=at).disagreements]

    assert apart("R1@3") == []
    assert apart("R1") == [("red", "green", "R1@6", True), ("blue", "green", "R1@6", True)]
    assert apart("2026-01-31") == [
        ("red", "blue", "2026-01-31@6", True),
        ("red", "green", "R1@6", True),
        ("blue", "green", "R1@6", False),
    ]
    assert apart("R2") == [
        ("red", "blue", "R2@6", True),
        ("red", "green", "R1@6", False),
        ("blue", "green", "R1@6", True),
    ]


def test_a_party_entered_by_mistake_is_apart_from_nobody(database: Database) -> None:
    load(database, FRAME, stance("land", "red", "demands", "R1"), stance("land", "blue", "rejects", "R1"))
    with database.write() as store:
        acting.edit(store, "party", "blue", {"struck": True}, HEADER)
    assert item(database).disagreements == ()
    assert [(each.one, each.other) for each in item(database, at="now@3").disagreements] == [("red", "blue")]


def test_what_was_retracted_keeps_nobody_apart(database: Database) -> None:
    load(database, FRAME, stance("land", "red", "demands", "R1"), stance("land", "blue", "rejects", "R1"))
    assert len(item(database).disagreements) == 1
    with database.write() as store:
        acting.retract(store, 2, HEADER, reason="not said")
    assert item(database).disagreements == ()


def test_a_name_may_mean_an_item_a_party_a_round_a_source_an_entry_or_a_changeset(database: Database) -> None:
    lived(database)
    with database.read() as store:
        for what, kind in (
            ("land", ItemView), ("red", PartyView), ("R1", RoundView), ("report", SourceView), ("1", EntryView),
            ("entry:1", EntryView), ("source:report", SourceView), ("@3", Contents),
        ):  # fmt: skip
            assert isinstance(showing.show(store, what), kind)


def test_what_there_is_not_is_answered_with_the_nearest(database: Database) -> None:
    load(database, FRAME)
    with database.read() as store:
        for what, hint in (("lnd", "land"), ("party:rde", "red"), ("heral", "herald")):
            with pytest.raises(NotFound) as found:
                showing.show(store, what)
            assert str(found.value.hint).startswith(f'did you mean "{hint}"?')
        for what in ("99", "@99", "qqqqqq", "entry:99"):
            with pytest.raises(NotFound):
                showing.show(store, what)
        with pytest.raises(UsageError):
            showing.show(store, "entry:x")


def test_an_item_whose_key_is_a_number_is_shown_before_an_entry(database: Database) -> None:
    load(database, FRAME, 'items: [{key: "1", title: One}]', stance("land", "red", "demands", "R1"))
    with database.read() as store:
        assert isinstance(showing.show(store, "1"), ItemView)
        assert isinstance(showing.show(store, "entry:1"), EntryView)


def test_a_source_shows_what_rests_on_it_and_no_longer_what_was_dropped(database: Database) -> None:
    lived(database)
    with database.read() as store:
        view = showing.show(store, "source:report")
        assert isinstance(view, SourceView)
        assert [edition for edition, _digest, _text in view.texts] == [1, 2]
        assert 3 not in [told.entry.id for told in view.entries]
        before = showing.show(store, "source:report", "now@2")
        assert isinstance(before, SourceView)
        assert 3 in [told.entry.id for told in before.entries]
        assert before.texts == ()


def test_a_party_shows_what_it_holds_and_where_it_sat(database: Database) -> None:
    lived(database)
    load(database, SAT_TOO)
    with database.read() as store:
        view = showing.show(store, "party:red")
    assert isinstance(view, PartyView)
    assert [item.key for item, _reading in view.readings] == ["land"]
    assert [(seat.person, seat.cite and seat.cite.source) for seat in view.delegates] == [
        ("nora-berg", "gazette"),
        ("nora-berg", "herald"),
    ]
    assert [stage.key for stage in view.rounds] == ["R1", "R2"]


def test_a_party_shows_the_bloc_that_it_belongs_to_and_until_when(database: Database) -> None:
    load(database, FRAME)
    load(
        database,
        "parties: [{key: bloc, code: BC, name: The Bloc, role: stakeholder, members: [{party: red, to: 2026-06-30}]}]",
    )
    with database.read() as store:
        red, blue = (showing.show(store, f"party:{key}") for key in ("red", "blue"))
    assert "  member of: bloc (until 2026-06-30)\n" in view_text(red, 80)
    assert "member of" not in view_text(blue, 80)
    assert view_document(red)["blocs"] == [{"party": "bloc", "from": None, "to": "2026-06-30"}]
    assert view_document(blue)["blocs"] == []


def test_a_party_shows_what_it_promised_and_what_became_of_it(database: Database) -> None:
    more = """
items:
  - {key: vow, kind: commitment, title: A vow, by: [red], due: 2026-01-26}
  - {key: oath, kind: commitment, title: An oath, by: [blue, red]}
  - {key: word, kind: commitment, title: Of which nothing is told, by: [red]}
  - {key: hers, kind: commitment, title: Of another, by: [blue]}
statuses:
  - {item: vow, held_on: 2026-01-24, status: promised, cite: {source: herald}}
  - {item: vow, held_on: 2026-01-28, status: kept, cite: {source: herald}}
  - {item: oath, round: R2, status: promised, cite: {source: herald}}
  - {item: oath, round: R2, status: void, cite: {source: gazette}}
  - {item: hers, round: R2, status: promised, cite: {source: herald}}
"""
    load(database, FRAME, more)
    with database.read() as store:
        early, view = (showing.show(store, "party:red", at=at) for at in ("2026-01-27", "now"))
        page = dict(site_files(store))["party/red.html"]
    assert isinstance(early, PartyView)
    assert [(each.item.key, each.status.value, each.overdue) for each in early.promises] == [("vow", "promised", True)]
    assert isinstance(view, PartyView)
    assert [(each.item.key, each.late) for each in view.promises] == [("vow", Lateness(2, 2)), ("oath", None)]
    said = view_text(view, 100)
    assert "vow: kept (as a report has it, B6), 2 days late; due 2026-01-26" in said
    assert "oath: promised / void (as a report has it, B6, contested)" in said
    assert "What it promised" in str(page)
    told = re.sub("<[^>]+>", "", str(page))
    assert "A vow: kept, as a report has it; two days late (due by 26 Jan 2026). It is a promise of Red." in told
    assert "n oath: accounts contradict each other: promised" in told


def test_a_round_shows_who_sat_what_was_held_and_what_was_due(database: Database) -> None:
    lived(database)
    load(database, SAT_TOO)
    with database.read() as store:
        view = showing.show(store, "round:R1")
        due = showing.show(store, "round:R2")
    assert isinstance(view, RoundView)
    assert isinstance(due, RoundView)
    assert [(seat.person, seat.cite and seat.cite.source) for seat in view.delegates] == [
        ("nora-berg", "gazette"),
        ("nora-berg", "herald"),
        ("olaf-dahl", "herald"),
    ]
    assert {told.entry.held.last.isoformat() for told in view.entries} == {"2026-01-24"}
    assert [item.key for item in due.due] == ["pledge"]


def test_the_number_of_a_retraction_shows_the_retraction(database: Database) -> None:
    load(database, FRAME, stance("land", "red", "demands", "R1"))
    with database.write() as store:
        acting.retract(store, 1, HEADER, reason="not said")
    with database.read() as store:
        view = showing.show(store, "2")
        assert isinstance(view, EntryView)
        assert view.retraction is not None
        assert (view.retraction.entry, view.changeset.number) == (1, 3)
        with pytest.raises(NotFound):
            showing.show(store, "2", "now@2")
