"""What a script asks of a ledger: the same answers as the command and the screens give."""

from dataclasses import FrozenInstanceError
from pathlib import Path

import pytest

from ledger.api import Ledger, open_ledger
from ledger.errors import Conflict, NotFound, UsageError
from ledger.services.shown import EntryView, ItemView
from ledger.storage.changeset_contents import Contents
from ledger.storage.database import Database
from tests.conftest import NewLocation
from tests.documents import pdf
from tests.support import FRAME, load, load_real_seed, stance


@pytest.fixture
def ledger(database: Database) -> Ledger:
    load_real_seed(database)
    return Ledger(database, "ana")


def test_one_thing_is_shown_by_its_name(ledger: Ledger) -> None:
    item = ledger.show("territory", "R2")
    assert isinstance(item, ItemView)
    assert [(each.one, each.other, each.since.round) for each in item.disagreements] == [("russia", "ukraine", "R1")]
    assert isinstance(ledger.show("26"), EntryView)
    assert isinstance(ledger.show("@3"), Contents)
    with pytest.raises(NotFound):
        ledger.show("teritory")


def test_a_party_is_named_as_one_says_it(ledger: Ledger) -> None:
    assert ledger.show("Moscow") == ledger.show("party:russia")
    assert ledger.diff("R1", "R2", party="Kyiv").changes == ledger.diff("R1", "R2", party="ukraine").changes
    assert ledger.log(party=["RU", "Moscow"]) == ledger.log(party="russia")
    cite = {"source": "vovworld-2026-02", "at": "¶3"}
    done = ledger.record("stance", item="territory", party="Washington", round="r2", stance="silent", cite=cite)
    (entry,) = done.entries
    assert entry.said.cell.party == "united-states"
    with pytest.raises(NotFound) as found:
        ledger.diff("R1", "R2", party="Washingtn")
    assert str(found.value.hint).startswith('did you mean "united-states" (Washington)?; known here: china, europe')


@pytest.mark.in_a_file
def test_the_history_of_an_item_tells_who_recorded_what(ledger: Ledger) -> None:
    ledger.correct(93, reason="misread", stance="supports")
    (ukraine,) = ledger.history("ceasefire", "R2", party="ukraine").parties
    by = {each.told.entry.id: each.recorded.header.author for each in ukraine.entries}
    (new,) = by.keys() - {93}
    assert by == {93: "tester", new: "ana"}
    (step,) = next(each.steps for each in ukraine.entries if each.told.entry.id == 93)
    assert (step.act, step.other, step.why) == ("corrected", new, "misread")


def test_the_log_is_searched_by_words_one_or_several(ledger: Ledger) -> None:
    ledger.correct(93, reason="misread", stance="supports")
    assert [each.changeset.number for each in ledger.log()] == [7, 6, 5, 4, 3, 2, 1]
    assert [each.changeset.number for each in ledger.log(author="ana")] == [7]
    assert [each.changeset.number for each in ledger.log(item="ceasefire", party=["ukraine"], limit=2)] == [7, 5]
    (found,) = ledger.log(verb="softened", since="@7")
    assert [(each.item, each.verb) for each in found.changes] == [("ceasefire", "softened")]


def test_measures_come_round_by_round(ledger: Ledger) -> None:
    series = ledger.measures("R2")
    assert [stage.label for stage in series.stages][-2:] == ["R1", "R2"]
    assert series.stages[-1].open.count == ledger.matrix("R2").items_open
    assert ledger.measures("R2", reviewed_only=True).stages[-1].mean_spread.value is None


def test_a_report_is_saved_as_its_name_ends_and_over_nothing(ledger: Ledger, tmp_path: Path) -> None:
    report = ledger.report("R1", "R2")
    assert report.markdown.startswith("# ")
    assert report.save(tmp_path / "note.html").read_text(encoding="utf-8") == report.html
    assert report.save(tmp_path / "note.md").read_text(encoding="utf-8") == report.markdown
    with pytest.raises(Conflict):
        report.save(tmp_path / "note.md")
    with pytest.raises(UsageError):
        report.save(tmp_path / "note.pdf")


def test_everything_is_exported_and_comes_in_again(ledger: Ledger, tmp_path: Path) -> None:
    written = ledger.export(tmp_path / "seed")
    assert (written.format, written.files, written.is_folder) == ("seed", 6, True)
    assert ledger.export(tmp_path / "tables", "csv").files > 5
    assert ledger.export(str(tmp_path / "ledger.jsonl")).format == "jsonl"
    assert ledger.export(tmp_path / "then", at="@4").files == 4
    with pytest.raises(Conflict):
        ledger.export(tmp_path / "seed")
    with pytest.raises(UsageError):
        ledger.export(tmp_path / "x", "docx")
    with open_ledger(tmp_path / "again.db", create=True) as again:
        again.import_seeds(tmp_path / "seed")
        hashes = [[each.changeset.header.hash for each in one.log()] for one in (ledger, again)]
    assert hashes[0] == hashes[1]


def test_a_diff_takes_the_filters_of_the_command(database: Database) -> None:
    load(database, FRAME, stance("land", "red", "demands", "R1"), stance("land", "red", "doubts", "R2"))
    ledger = Ledger(database)
    assert [change.verb for change in ledger.diff("R1", "R2", party="red").changes] == ["reversed"]
    assert ledger.diff("R1", "R2", where="delta > 0").changes == ()
    assert ledger.diff("R1", "R2", party="red", reviewed_only=True).changes == ()


def test_a_ledger_is_compared_with_another_and_in_full(
    database: Database, new_location: NewLocation, tmp_path: Path
) -> None:
    load(database, FRAME, stance("land", "red", "demands", "R1"), stance("fuel", "red", "demands", "R1"))
    other = new_location("sqlite")
    theirs = Database(other)
    load(theirs, FRAME, stance("land", "red", "doubts", "R1"), stance("fuel", "red", "demands", "R1"))
    theirs.close()
    seed = tmp_path / "later.yaml"
    seed.write_text(stance("land", "red", "rejects", "R2"), encoding="utf-8")
    ledger = Ledger(database)
    compared = ledger.compare("R1", "R1", other=other.path)
    assert [change.verb for change in compared.diff.changes] == ["reversed"]
    assert compared.other is not None
    assert [change.verb for change in ledger.compare("R1", "R2", other=seed, item="land").diff.changes] == ["reversed"]
    assert ledger.compare("R1", "R2").unchanged == ()
    full = ledger.compare("R1", "R2", full=True, party="red")
    assert [(each.item, each.party) for each in full.unchanged] == [("land", "red"), ("fuel", "red")]
    assert full.rows["land"].cells["red"].stance == "demands"


def test_a_diff_tells_what_was_passed_on_the_way(database: Database) -> None:
    load(database, FRAME, stance("land", "red", "demands", "2026-01-30"), stance("land", "red", "doubts", "R2"))
    (change,) = Ledger(database).diff("R1", "R2", party="red").changes
    assert [str(entry.held) for entry in change.via] == ["2026-01-30"]


def test_results_cannot_be_changed(ledger: Ledger) -> None:
    for result in (ledger.log()[0], ledger.history("territory"), ledger.measures(), ledger.report("R1", "R2")):
        name = next(iter(result.__dataclass_fields__))
        with pytest.raises(FrozenInstanceError):
            setattr(result, name, None)


def test_marks_what_was_seen_and_ones_last_act_from_python(tmp_path: Path) -> None:
    with open_ledger(tmp_path / "ledger.db", author="ana", create=True) as ledger:
        load(ledger.database, FRAME, stance("land", "red", "demands", "R1"))
        ledger.mark("briefing 25 Jan", "R1")
        assert [(line.mark.name, str(line.point)) for line in ledger.marks()] == [("briefing 25 Jan", "R1@2")]
        assert ledger.point("Briefing 25 JAN") == ledger.point("R1@2")
        assert (ledger.seen().author, ledger.point("@last-look").known_at) == ("ana", 3)
        ledger.undo(reason="no briefing")
        assert ledger.marks() == ()


def test_tables_and_documents_come_in_by_the_same_services(database: Database, tmp_path: Path) -> None:
    load(database, FRAME)
    ledger = Ledger(database, author="ana")
    (tmp_path / "truce.pdf").write_bytes(pdf(["Red will have all of the land."], title="The truce"))
    done = ledger.add_document("truce", tmp_path / "truce.pdf", publisher="The hosts")
    assert (done.recorded, done.edition.pages) == (True, "1")
    (tmp_path / "map.yaml").write_text(
        "columns: {item: Issue}\nwide: {}\nalways: {round: R1, cite: {source: truce, at: p. 1 ¶1}}\n", encoding="utf-8"
    )
    (tmp_path / "grid.csv").write_text("Issue,Red,Blue\nLand,demands,rejects\n", encoding="utf-8")
    assert ledger.import_seeds(tmp_path / "grid.csv", mapping=tmp_path / "map.yaml").recorded["stances"] == 2
    assert ledger.import_seeds(tmp_path / "grid.csv", mapping=tmp_path / "map.yaml").changesets == []
