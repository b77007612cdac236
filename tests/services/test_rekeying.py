"""What happens when keys change: a record renamed, two found to be one, an item split; and all of it undone."""

from collections.abc import Callable

import pytest

from ledger.domain.entries import StanceEntry
from ledger.domain.field_types import KeyOf
from ledger.domain.naming import _marks
from ledger.domain.records import RECORDS
from ledger.domain.renaming import REFERS, Keys, Rename
from ledger.domain.seed import ChangesetInfo
from ledger.domain.words import Verdict
from ledger.errors import InvalidData, NotFound, UsageError
from ledger.formats.seed_jsonl import read_jsonl
from ledger.services import acting, exporting, listing, record_lists, rekeying
from ledger.services.diff import changes_between, diff_between
from ledger.services.importing import Imported, import_seeds
from ledger.services.listed import Narrowing
from ledger.services.matrix import matrix_at
from ledger.services.searching import find
from ledger.services.undoing import undo
from ledger.services.verifying import verify
from ledger.storage import changesets, entries, lineage, register, reviews
from ledger.storage.database import Database
from tests.conftest import NewLocation
from tests.support import FRAME, HEADER, load, said, stance

TALKS = (
    FRAME,
    stance("land", "red", "demands", "R1"),
    stance("land", "blue", "opposes", "R1"),
    "statuses: [{item: land, round: R1, status: deadlocked, cite: {source: herald, at: ¶3}}]",
    "delegates: [{round: R1, party: red, person: Minister Vale, lead: true, cite: {source: herald, at: ¶2}}]",
    "edits: [{record: 'item:fuel', field: part_of, old: 'null', new: '\"land\"'}]",
)


def renamed(database: Database, table: str, old: str, new: str) -> Imported:
    with database.write() as store:
        done = rekeying.rename(store, table, old, new, HEADER)
        verify(store)
    return done


def joined(database: Database, table: str, old: str, into: str) -> Imported:
    with database.write() as store:
        done = rekeying.join(store, table, old, into, HEADER, reason="one and the same")
        verify(store)
    return done


def undone(database: Database) -> None:
    with database.write() as store:
        undo(store, changesets.last_number(store), HEADER, reason="second thoughts")
        verify(store)


def hashes(database: Database) -> list[str]:
    with database.read() as store:
        return list(changesets.hashes(store))


def replayed(database: Database, new_location: NewLocation) -> None:
    """What is exported comes in again, hash for hash."""
    with database.read() as store:
        lines = [line.encode() for line in exporting.jsonl_lines(store)]
        wanted = changesets.hashes(store)
    copy = Database(new_location("sqlite"))
    with copy.write() as store:
        import_seeds(store, read_jsonl("history", iter(lines)), ChangesetInfo())
        verify(store)
        assert changesets.hashes(store) == wanted
    copy.close()


@pytest.mark.parametrize(
    ("table", "old", "new"),
    [
        ("item", "land", "ground"),
        ("party", "red", "crimson"),
        ("round", "R1", "opening"),
        ("source", "herald", "the-herald"),
        ("person", "minister-vale", "vale"),
    ],
)
def test_a_record_renamed_reads_as_before_and_keeps_every_hash(
    database: Database, new_location: NewLocation, table: str, old: str, new: str
) -> None:
    load(database, *TALKS)
    before, chain = said(database, "2026-03-01"), hashes(database)
    renamed(database, table, old, new)
    swapped = {" ".join(new if word == old else word for word in cell.split()): word_ for cell, word_ in before.items()}
    assert said(database, "2026-03-01") == (swapped if table in {"item", "party"} else before)
    assert hashes(database)[:-1] == chain
    replayed(database, new_location)


def test_a_diff_tells_a_rename_as_our_doing_and_nothing_as_new_or_gone(database: Database) -> None:
    load(database, *TALKS)
    renamed(database, "item", "land", "ground")
    with database.read() as store:
        for ends in (("@6", "@7"), ("@7", "@6")):
            found = diff_between(store, *ends)
            assert found.changes == ()
            assert [(each.record, each.field) for each in found.redefined] == [("item:ground", "key")]


def test_old_keys_are_understood_by_commands_and_seeds(database: Database) -> None:
    load(database, *TALKS)
    renamed(database, "item", "land", "ground")
    renamed(database, "party", "red", "crimson")
    assert load(database, *TALKS).changesets == []
    done = load(database, stance("land", "red", "rejects", "R2"))
    assert [(entry.said.cell.item, entry.said.cell.party) for entry in done.entries] == [("ground", "crimson")]
    with database.read() as store:
        assert acting.record_or_fail(store, "item", "land").natural_key == "ground"
        edits = lineage.edits(store, "item:ground", 99)
        assert [edit.field for _number, edit in edits] == ["key"]
        assert [each.number for each in changesets.of_item(store, "ground")][-1] == 1
        assert [each.ref for each in find(store, "Land") if each.kind == "item"] == ["ground"]


@pytest.mark.parametrize("due", ["R2", "second"])
def test_a_promise_due_by_a_round_s_old_key_is_due_by_that_round(database: Database, due: str) -> None:
    vow = "items: [{{key: vow, kind: commitment, title: A vow, due: {due}}}]"
    load(database, *TALKS, "statuses: [{item: pledge, round: R1, status: promised, cite: {source: herald, at: ¶4}}]")
    renamed(database, "round", "R2", "second")
    assert load(database, TALKS[0]).changesets == []
    load(database, vow.format(due=due))
    for day, kept in (("2026-01-30", "2026-01-30"), (due, "second")):
        with database.write() as store:
            acting.edit(store, "item", "pledge", {"due": day}, HEADER)
        with database.read() as store:
            verify(store)
            known = register.load(store)
            assert (known.items["vow"].due, known.items["pledge"].due) == ("second", kept)
            late = {row.item.key: row.overdue for row in matrix_at(store, "2026-03-01").rows}
            assert late["pledge"] is True


def test_who_sits_by_an_old_key_is_nobody_new(database: Database) -> None:
    seat = "delegates: [{round: R2, party: red, person: %s, cite: {source: herald, at: ¶2, by: %s}}]"
    load(database, *TALKS, "persons: [{key: nora, name: Nora Berg}, {key: nberg, name: N. Berg}]")
    load(database, seat % ("nora", "nora"), seat % ("nberg", "nora"))
    renamed(database, "person", "nora", "nora-berg")
    joined(database, "person", "nberg", "nora-berg")
    for name in ("nora", "Nora", "nberg", "N. Berg", "Nora Berg"):
        assert load(database, seat % (name, name)).changesets == [], name
    load(database, seat.replace("R2", "R1") % ("nora", "nberg"))
    with database.read() as store:
        known = register.load(store)
        assert [key for key, person in known.persons.items() if not person.struck] == ["minister-vale", "nora-berg"]
        assert {(s.person, s.cite and s.cite.by) for s in known.delegates.values() if not s.struck} == {
            ("minister-vale", None), ("nora-berg", "nora-berg"),
        }  # fmt: skip


SPOKEN = """
stances:
  - item: land
    party: red
    round: R1
    stance: demands
    on_behalf_of: [blue, green]
    figures: [{what: acres, value: 3, about: fuel}]
    cite: {source: herald, at: ¶1, speaker: readout}
"""


def accepted_by_ana(database: Database, number: int) -> None:
    with database.write() as store:
        acting.review(store, [number], Verdict.accepted, HEADER.model_copy(update={"author": "ana"}))


@pytest.mark.parametrize("change", [renamed, joined])
def test_who_is_spoken_for_goes_on_as_they_are_called_now(
    database: Database, new_location: NewLocation, change: Callable[[Database, str, str, str], Imported]
) -> None:
    load(database, FRAME, "parties: [{key: azure, code: AZ, name: Azure, role: principal}]", SPOKEN)
    load(database, "items: [{key: petrol, title: Petrol}]")
    accepted_by_ana(database, 1)
    now = ("azure", "petrol") if change is joined else ("cyan", "diesel")
    change(database, "party", "blue", now[0])
    change(database, "item", "fuel", now[1])
    assert load(database, SPOKEN).changesets == [], "the unchanged file says nothing else"
    with database.read() as store:
        reading = matrix_at(store).rows[0].cells["red"]
        assert reading is not None
        assert reading.on_behalf_of == (now[0], "green")
        assert reading.reviewed
        (entry,) = entries.by_ids(store, [reading.entry]).values()
        assert isinstance(entry.said, StanceEntry)
        assert (entry.said.on_behalf_of, entry.said.figures[0].about) == ((now[0], "green"), now[1])
        for name in (now[0], "blue", "GR", "Green"):
            wanted = Narrowing(where=f"on_behalf_of:{name}")
            assert [each.item.key for each in listing.items(store, wanted=wanted).lines] == ["land"], name
    replayed(database, new_location)


def test_a_rename_is_undone_and_done_again(database: Database, new_location: NewLocation) -> None:
    load(database, *TALKS)
    before = said(database)
    renamed(database, "item", "land", "ground")
    undone(database)
    assert said(database) == before
    undone(database)
    assert "ground red" in said(database)
    replayed(database, new_location)


def test_undoing_what_came_before_a_rename_works_by_the_keys_of_now(database: Database) -> None:
    load(database, *TALKS, stance("land", "red", "rejects", "R2"))
    renamed(database, "item", "land", "ground")
    with database.write() as store:
        undo(store, 7, HEADER, reason="wrong")
        verify(store)
    assert said(database)["ground red"] == "demands"


def test_no_key_comes_to_mean_another_record(database: Database) -> None:
    load(database, *TALKS)
    with pytest.raises(InvalidData, match="is the key of another item"):
        renamed(database, "item", "land", "fuel")
    renamed(database, "item", "land", "ground")
    with pytest.raises(InvalidData, match="was the key of item:ground"):
        renamed(database, "item", "fuel", "land")
    with pytest.raises(InvalidData, match="does not fit"):
        renamed(database, "item", "fuel", "no key")
    with pytest.raises(UsageError, match="already"):
        renamed(database, "item", "land", "ground")
    with pytest.raises(NotFound):
        renamed(database, "item", "sea", "ground")
    rename = "edits: [{record: 'item:fuel', field: key, new: '\"energy\"'}]\n"
    with pytest.raises(InvalidData) as caught:
        load(database, rename + stance("fuel", "red", "rejects", "R2"))
    assert "nothing but edits" in caught.value.faults[0].message


def test_parties_joined_read_as_one_with_their_verdicts(database: Database, new_location: NewLocation) -> None:
    load(database, *TALKS)
    with database.write() as store:
        acting.review(store, [1], Verdict.accepted, HEADER)
    before = said(database)
    joined(database, "party", "red", "green")
    assert said(database) == {cell.replace("red", "green"): word for cell, word in before.items()}
    with database.read() as store:
        number = matrix_at(store).rows[0].cells["green"].entry
        assert reviews.verdicts(store, None, [number])[number].verdict is Verdict.accepted
        assert acting.record_or_fail(store, "party", "Red").natural_key == "green"
        assert {seat.party for seat in register.load(store).delegates.values() if not seat.struck} == {"green"}
    assert load(database, *TALKS).changesets == []
    replayed(database, new_location)
    undone(database)
    assert said(database) == before
    with database.read() as store:
        assert {seat.party for seat in register.load(store).delegates.values() if not seat.struck} == {"red"}


@pytest.mark.parametrize(
    ("table", "old", "into"), [("party", "red", "green"), ("item", "land", "fuel"), ("source", "herald", "echo")]
)
def test_a_diff_tells_a_join_as_our_doing(database: Database, table: str, old: str, into: str) -> None:
    load(database, *TALKS)
    joined(database, table, old, into)
    with database.read() as store:
        for ends in (("@6", "@7"), ("@7", "@6")):
            found = diff_between(store, *ends)
            assert not {change.cause for change in found.changes} - {"redefined", "corrected"}
            assert not {verb for change in found.changes for verb in change.verbs} & {"stated", "unstated", "added"}
            assert "joined" in {each.field for each in found.redefined}
    undone(database)
    with database.read() as store:
        assert changes_between(store, "@6", "@8") == ()


def test_a_join_is_no_news_of_the_sources_whose_entries_are_said_again(database: Database) -> None:
    """Two sources of one office, found to be one item's: between the two changesets neither tells anything new."""
    load(database, *TALKS, stance("fuel", "red", "demands", "R1", "gazette"))
    with database.read() as store:
        early = changesets.last_number(store)
    joined(database, "item", "fuel", "land")
    with database.read() as store:
        found = diff_between(store, f"R1@{early}", "R1")
    assert found.coverage[1].sources == ()


def test_persons_joined_are_one_speaker(database: Database) -> None:
    remark = "remarks: [{held_on: 2026-02-05, by: Val, text: Short list., cite: {source: herald, at: ¶9}}]"
    load(database, *TALKS, "persons: [{key: val, name: Val}]", remark)
    joined(database, "person", "val", "minister-vale")
    with database.read() as store:
        assert acting.record_or_fail(store, "person", "Val").natural_key == "minister-vale"
    assert load(database, remark).changesets == []


def test_an_item_split_keeps_what_is_said_of_either_part(database: Database, new_location: NewLocation) -> None:
    load(database, *TALKS)
    before = said(database)
    with database.write() as store:
        fields = {"key": "border", "title": "The border"}
        rekeying.split(store, "land", fields, [2], HEADER, reason="talked of apart")
        verify(store)
    assert said(database)["border blue"] == "opposes"
    assert said(database)["land red"] == "demands"
    assert "land blue" not in said(database)
    with database.read() as store:
        found = diff_between(store, "@6", "@7")
        assert found.changes == ()
        assert [(each.record, each.new) for each in found.redefined] == [("item:border", "land")]
    replayed(database, new_location)
    undone(database)
    assert said(database) == before


def test_an_item_split_off_later_is_first_reported_where_it_was_first_spoken_of(database: Database) -> None:
    load(database, *TALKS)
    for source in ("herald", "gazette"):
        word = "agreed" if source == "herald" else "open"
        load(database, f"statuses: [{{item: land, round: R2, status: {word}, cite: {{source: {source}}}}}]")
    with database.write() as store:
        fields = {"key": "border", "title": "The border"}
        rekeying.split(store, "land", fields, [4, 5], HEADER, reason="talked of apart")
        found = diff_between(store, "R1@6", "R2")
    assert found.after.first_reported == ("border",)
    assert found.contested == (), "nobody spoke of it at the first round"


def test_what_was_split_off_is_not_compared_with_what_still_stands_on_the_whole(database: Database) -> None:
    load(database, *TALKS, stance("land", "blue", "rejects", "R2"))
    with database.write() as store:
        fields = {"key": "border", "title": "The border"}
        rekeying.split(store, "land", fields, [2], HEADER, reason="talked of apart")
        found = diff_between(store, "R2@7", "R2@8")
    told = {(change.item, change.party): [*change.verbs] for change in found.changes}
    assert told == {("border", "blue"): ["stated"]}, "it rejects the land as before, and changed no sides on the border"


def test_only_what_stands_on_an_item_can_be_split_off(database: Database) -> None:
    load(database, *TALKS)
    with database.write() as store, pytest.raises(NotFound, match="no entry 99 stands on land"):
        rekeying.split(store, "land", {"key": "border", "title": "The border"}, [2, 99], HEADER, reason="apart")


def test_keys_are_followed_through_every_change() -> None:
    keys = Keys([Rename(2, "item", "a", "b"), Rename(4, "item", "b", "c"), Rename(6, "item", "c", "a")])
    assert [keys.now("item", key) for key in "abcd"] == ["a", "a", "a", "d"]
    assert [keys.then(number)("item", "a") for number in (1, 2, 3, 4, 5, 6)] == ["a", "b", "b", "c", "c", "a"]
    assert keys.refs("item:a") == {"item:a", "item:b", "item:c"}
    assert keys.now("party", "b") == "b"


def test_every_field_that_names_a_record_is_followed() -> None:
    """A field that names records and is not in the list would keep a key that means nothing any more."""
    for model in RECORDS:
        for name, info in model.model_fields.items():
            marks = [*info.metadata, *_marks(info.annotation)]
            if any(isinstance(mark, KeyOf) for mark in marks):
                assert (model.table, name) in REFERS, f"{model.table}.{name}"


COUNTED = """
events:
  - {held_on: 2026-01-24, title: A count, figures: [{what: litres, value: 5, about: fuel}], cite: {source: herald, at: ¶8}}
  - {held_on: 2026-01-24, title: Another, figures: [{what: litres, value: 7, about: fuel}], cite: {source: gazette, at: ¶9}}
views: [{key: near, name: near, filter: 'item:fuel or due<=R2'}]
"""


def test_what_names_a_record_in_words_means_it_under_its_new_key_too(database: Database) -> None:
    load(database, *TALKS, stance("land", "red", "demands", "R1", "echo"), COUNTED)

    def told() -> tuple[int, int, list[str]]:
        with database.read() as store:
            (row,) = [row for row in matrix_at(store, "now").rows if row.item.title == "Land"]
            reading = row.cells["red"]
            assert reading is not None
            (line,) = record_lists.figures(store)
            wanted = Narrowing(where=register.load(store).views["near"].filter)
            near = listing.items(store, wanted=wanted)
        return reading.evidence.independent_sources, len(line.accounts), [each.item.title for each in near.lines]

    before = told()
    assert before == (1, 2, ["Fuel", "A pledge"])
    for table, old, new in (("item", "fuel", "petrol"), ("source", "herald", "daily"), ("round", "R2", "second")):
        renamed(database, table, old, new)
        assert told() == before
    with database.read() as store:
        assert record_lists.figures(store)[0].about == "petrol"
    joined(database, "item", "petrol", "land")
    with database.read() as store:
        assert record_lists.figures(store)[0].about == "land"
