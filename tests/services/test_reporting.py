"""The note one sends: every sentence rests on something, moves and corrections are kept apart, silence is said."""

import os
import re
from itertools import pairwise
from pathlib import Path

import pytest

from ledger.domain.diff import Verb
from ledger.formats.report import Bubbles, Bullets, Document, Grid, HeatMap, Paragraph, Sentence
from ledger.formats.report_html import html_text
from ledger.formats.report_markdown import markdown_text
from ledger.services import acting, undoing
from ledger.services.diffing import diff_between
from ledger.services.reporting import book, report_between, wording
from ledger.storage.database import Database
from tests.formats.pages import looked_at
from tests.hostile import hostile_ledger
from tests.support import FRAME, HEADER, load, load_real_seed, stance

GOLDEN = Path(__file__).parent / "golden"
SPANS = [("R1", "R2"), ("R2", "R1"), ("R1", "R1"), ("R1@3", "R1"), ("R1@2", "R2"), ("2025-01-01", "now"), ("@3", "@6")]


def report(database: Database, start: str = "R1", end: str = "R2") -> Document:
    with database.read() as store:
        return report_between(store, start, end)


def section(document: Document, key: str) -> list[str]:
    """The points of a section, each as one text."""
    (found,) = [section for section in document.sections if section.key == key]
    points: list[tuple[Sentence, ...]] = []
    for block in found.blocks:
        points += block.points if isinstance(block, Bullets) else []
        points += [(sentence,) for sentence in block.sentences] if isinstance(block, Paragraph) else []
    return [" ".join(sentence.text for sentence in point) for point in points]


def keys(document: Document) -> list[str]:
    return [section.key for section in document.sections]


def test_every_sentence_rests_on_footnotes_that_are_there(database: Database) -> None:
    load_real_seed(database)
    for start, end in SPANS:
        document = report(database, start, end)
        numbers = [note.number for note in document.footnotes]
        assert numbers == list(range(1, len(numbers) + 1))
        for sentence in document.sentences:
            assert sentence.notes, (start, end, sentence.text)
            assert set(sentence.notes) <= set(numbers)


def test_footnotes_are_numbered_as_they_come_up(database: Database) -> None:
    load_real_seed(database)
    seen = list(dict.fromkeys(number for sentence in report(database).sentences for number in sentence.notes))
    assert seen == sorted(seen)


def test_a_footnote_has_publisher_date_place_and_grade(database: Database) -> None:
    load_real_seed(database)
    cited = [note for note in report(database).footnotes if note.source]
    assert len(cited) > 50
    for note in cited:
        assert note.title
        assert note.publisher
        assert note.published
        assert re.fullmatch(r"[A-F][1-6]", note.grade or "")
        assert re.fullmatch(r"¶\d+", note.at or "")


def test_what_follows_from_the_record_as_a_whole_cites_the_record(database: Database) -> None:
    load_real_seed(database)
    first = report(database).footnotes[0]
    assert first.source is None
    assert re.search(r"known at changeset 6, recorded by tester at .*; hash [0-9a-f]{64}$", first.title)


def test_the_first_sentence_is_the_checklist(database: Database) -> None:
    load_real_seed(database)
    with database.read() as store:
        diff = diff_between(store, "R1", "R2")
    counts = [len(side) for side in (diff.before.open, diff.after.open, diff.before.settled, diff.after.settled)]
    assert report(database).lead[0].text == "Open items: {} → {}; settled: {} → {}.".format(*counts)


def test_what_moved_names_the_item_the_party_the_words_and_the_condition(database: Database) -> None:
    load(database, FRAME, stance("land", "red", "supports", "R1"), stance("land", "blue", "rejects", "R1"))
    load(database, stance("land", "red", "conditional", "R2", more=", summary: Red hedges."))
    load(database, stance("fuel", "green", "doubts", "R2"))
    assert section(report(database), "moved") == [
        "Land: Red softened, from supports (+2) to conditional (+1) (if: if paid). Red hedges.",
        "Fuel: New on the list, open. Green, first heard on this: doubts (−1).",
    ]


def test_what_the_parties_did_and_what_we_corrected_are_told_apart(database: Database) -> None:
    load(database, FRAME, stance("land", "red", "supports", "R1"), stance("land", "blue", "demands", "R1"))
    load(database, stance("land", "red", "doubts", "R2"))
    with database.write() as store:
        acting.correct(store, 2, {"stance": "rejects"}, HEADER, reason="misread")
    document = report(database, "R1@4", "R2")
    assert section(document, "moved") == ["Land: Red changed sides, from supports (+2) to doubts (−1)."]
    assert section(document, "corrected") == ["Land: Blue: we now read rejects (−3), where we had demands (+3)."]
    assert "moved" not in keys(report(database, "R2@4", "R2"))


def test_what_is_contested_is_told_with_both_accounts(database: Database) -> None:
    load(database, FRAME, stance("land", "blue", "rejects", "R1", more=", summary: Never."))
    load(database, stance("land", "blue", "doubts", "2026-01-24", "gazette"))
    said = "Land: accounts of the stance of Blue differ{}. One: rejects (−3), as of R1. Never. The other: doubts (−1), as of 24 Jan 2026."
    assert section(report(database), "contested") == [said.format("")]
    assert section(report(database, "2026-01-01", "R2"), "contested") == [said.format(" (new)")]
    with database.write() as store:
        acting.settle(store, "land", "blue", HEADER, keep=1, reason="own words")
    assert section(report(database), "contested") == ["Nothing is contested."]


def test_promises_that_are_overdue_come_first(database: Database) -> None:
    more = "items: [{key: oath, kind: commitment, title: An oath}, {key: vow, kind: commitment, title: A vow, due: R1}]"
    promised = "statuses: [{item: pledge, round: R1, status: promised, cite: {source: desk}}]"
    load(database, FRAME, more, promised, "statuses: [{item: vow, round: R1, status: kept, cite: {source: desk}}]")
    assert section(report(database), "commitments") == [
        "A pledge: overdue, due by R2 (2026-02-05); no source says that it was done.",
        "An oath: promised, no date named.",
    ]
    assert "A vow: kept, due by R1 (2026-01-24)." in section(report(database, "2026-01-01", "R2"), "commitments")


def test_silence_is_said_and_not_filled_in(database: Database) -> None:
    load(database, FRAME, stance("land", "red", "demands", "R1"))
    load(
        database, "statuses: [{item: fuel, round: R1, status: not-raised, summary: Not a word., cite: {source: desk}}]"
    )
    assert section(report(database), "silence") == [
        "Fuel: reported as not raised (24 Jan 2026). Not a word.",
        "Last talked about on 24 Jan 2026: Land.",
    ]
    assert "silence" not in keys(report(database, "R2", "R1"))


def test_what_did_not_move_is_where_the_principals_stay_apart(database: Database) -> None:
    load(database, FRAME, stance("land", "red", "demands", "R1"), stance("land", "blue", "rejects", "R1"))
    load(database, stance("fuel", "red", "demands", "R1"), stance("fuel", "red", "demands", "R2"))
    assert section(report(database), "unmoved") == [
        "Land: Red demands (+3), Blue rejects (−3); a gap of 6 of 6, as before.",
        "Fuel: Red said again: demands (+3).",
    ]


def test_a_long_silence_is_cut_and_the_rest_counted(database: Database) -> None:
    items = ", ".join(f"{{key: i{number}, title: Item {number}}}" for number in range(100))
    load(database, FRAME, f"items: [{items}]")
    assert section(report(database), "silence")[-1] == "And 62 more, less hard than these."


def test_events_between_the_points_are_told(database: Database) -> None:
    told = ("2026-01-20", "2026-02-01", "2026-02-20")
    load(database, FRAME, *(f"events: [{{held_on: {day}, title: A storm, cite: {{source: desk}}}}]" for day in told))
    assert section(report(database), "events") == ["1 Feb 2026: A storm."]


def test_the_matrix_marks_what_changed(database: Database) -> None:
    load(database, FRAME, stance("land", "red", "demands", "R1"), stance("land", "blue", "rejects", "R1"))
    load(database, stance("land", "red", "doubts", "R2"), stance("land", "blue", "rejects", "R2"))
    (chart,) = [b for s in report(database).sections for b in s.blocks if isinstance(b, HeatMap)]
    land = chart.rows[0]
    assert [(cell.score, cell.changed) for cell in land.panels[0]] == [(3, False), (-3, False), (None, False)]
    assert [(cell.score, cell.changed) for cell in land.panels[1]] == [(-1, True), (-3, False), (None, False)]
    assert [cell.value for cell in chart.twin.rows[0]] == [
        "Land", "open", "demands (+3) → doubts (−1)", "rejects (−3)", None,
    ]  # fmt: skip


def test_the_tables_show_what_is_missing_as_missing(database: Database) -> None:
    load(database, FRAME, stance("land", "red", "demands", "R1"), stance("land", "blue", "rejects", "R2"))
    tables = {b.title: b for s in report(database).sections for b in s.blocks if isinstance(b, Grid)}
    moved = {row[0].value: [cell.value for cell in row[1:]] for row in tables["How far each party moved, R1 → R2"].rows}
    assert moved == {"Red": [0, "0", 1], "Blue": [None, None, 0], "Green": [None, None, 0]}
    gaps = tables["Mean gap between two parties, and how much nearer they came"]
    assert [cell.value for cell in gaps.rows[0]] == ["RD–BL", None, "6.00 (1)", None]
    assert "It is not zero" in (gaps.remark or "")


def test_a_position_on_a_scale_has_its_compromise(database: Database) -> None:
    scaled = "items: [{key: line, title: The line, scale: {low: Here, high: There}}]"
    load(database, FRAME, scaled, stance("line", "red", "demands", "R1", more=", position: 100, salience: 90"))
    load(database, stance("line", "blue", "rejects", "R1", more=", position: 0, salience: 30"))
    tables = {b.title: b for s in report(database).sections for b in s.blocks if isinstance(b, Grid)}
    (row,) = tables["Positions on a scale of the item's own"].rows
    assert [cell.value for cell in row] == ["The line", "Here", "There", 100, 0, None, 50.0, 75.0, "2 and 2"]


def test_no_verb_is_without_words() -> None:
    templates = [wording._CELLS, wording._ITEMS, wording._EVIDENCE]
    assert set().union(*templates) == set(Verb)


@pytest.mark.parametrize("name", ["report-r1-r2.md", "report-r1-r2.html", "book.md"])
def test_the_five_reports_read_as_they_did(database: Database, name: str) -> None:
    """The same on both engines. ``POSL_GOLDEN=write`` writes the files anew; read the difference then."""
    load_real_seed(database)
    if name == "book.md":
        with database.read() as store:
            document = book(store, "R2")
    else:
        document = report(database)
    found = html_text(document) if name.endswith(".html") else markdown_text(document)
    found = re.sub(r"hash [0-9a-f]{64}", "hash …", found)
    golden = GOLDEN / name
    if os.environ.get("POSL_GOLDEN") == "write":
        golden.parent.mkdir(exist_ok=True)
        golden.write_text(found, encoding="utf-8", newline="\n")
    assert found == golden.read_text(encoding="utf-8")


def test_page_and_markdown_have_the_same_sentences_and_footnotes(database: Database) -> None:
    load_real_seed(database)
    document = report(database)
    page, markdown = looked_at(html_text(document)), markdown_text(document)
    text = re.sub(r"\s+", " ", page.text)
    for sentence in document.sentences:
        assert sentence.text.strip() in text
    for note in document.footnotes:
        assert f"n{note.number}" in page.values("id")
        assert f"\n[^{note.number}]: " in markdown


def test_a_ledger_full_of_hostile_texts_makes_harmless_pages(database: Database) -> None:
    hostile_ledger(database)
    with database.read() as store:
        documents = [report_between(store, "2026-01-01", "now"), report_between(store, "r0", "now@1"), book(store)]
    for document in documents:
        page = looked_at(html_text(document))
        assert page.problems == []
        assert {"script", "img", "iframe", "a"} & set(page.elements) == {"a"}
        assert not [name for _tag, name, _value in page.attributes if name.startswith("on") or name in {"src", "style"}]
        assert [link for link in page.values("href") if not link.startswith("#n")] == ["data:,"]
        assert any("<script>" in sentence.text for sentence in document.sentences)


def test_undone_changesets_leave_a_note_that_still_reads(database: Database) -> None:
    load_real_seed(database)
    with database.write() as store:
        undoing.undo(store, 6, HEADER, reason="second thoughts")
    for start, end in pairwise(("R1@6", "R1", "2026-02-05", "now")):
        document = report(database, start, end)
        assert all(sentence.notes for sentence in document.sentences)


def test_the_book_has_every_entry_and_every_source(database: Database) -> None:
    load_real_seed(database)
    with database.write() as store:
        acting.correct(store, 1, {"stance": "doubts"}, HEADER, reason="misread")
        acting.retract(store, 2, HEADER, reason="not said")
    with database.read() as store:
        document = book(store)
        recorded = store.connection.exec_driver_sql(
            "SELECT count(*) FROM entry WHERE op = 'assert' AND kind <> 'event'"
        )
        count = recorded.scalar()
    grids = [b for s in document.sections if s.key.startswith("item-") for b in s.blocks if isinstance(b, Grid)]
    listed = {row[5].value: row[4].value for grid in grids for row in grid.rows if row[1].value != "event"}
    assert len(listed) == count
    assert str(listed[1]).startswith("corrected by")
    assert str(listed[2]).startswith("retracted by")
    (sources,) = [b for s in document.sections if s.key == "sources" for b in s.blocks if isinstance(b, Grid)]
    assert len(sources.rows) == 5


def test_an_empty_ledger_has_a_note_and_a_book(database: Database) -> None:
    document = report(database, "2025-01-01", "now")
    assert document.title == "Untitled ledger"
    assert document.footnotes[0].title == "This ledger (untitled), in which nothing is recorded"
    with database.read() as store:
        assert html_text(book(store))


def test_a_note_on_reviewed_entries_leaves_the_others_out_of_its_charts_and_events(database: Database) -> None:
    load(database, FRAME, stance("land", "red", "demands", "R1"), stance("land", "blue", "rejects", "R1"))
    load(database, "events: [{held_on: 2026-02-01, title: A storm, cite: {source: herald}}]")
    with database.read() as store:
        every, reviewed = (report_between(store, "R1", "R2", reviewed_only=only) for only in (False, True))
    assert any("A storm" in sentence.text for sentence in every.sentences)
    assert not any("A storm" in sentence.text for sentence in reviewed.sentences)
    means = [
        [block.means for section in document.sections for block in section.blocks if isinstance(block, Bubbles)]
        for document in (every, reviewed)
    ]
    assert means == [[(6.0, 6.0)], [(None, None)]]
