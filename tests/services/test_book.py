"""The whole ledger on one page, and dossiers of one item or one party: everything recorded, with what became of it."""

import os
import re
from pathlib import Path

import pytest

from ledger.domain.floors import ACCEPTED, OWN
from ledger.errors import NotFound
from ledger.formats.document import Bubbles, Document, Grid, HeatMap, Steps
from ledger.formats.document_html import html_text
from ledger.formats.document_markdown import markdown_text
from ledger.services import acting
from ledger.services.note import book, dossier_of_item, dossier_of_party, report_between
from ledger.services.partying import party_page
from ledger.storage.database import Database
from tests.formats.pages import looked_at
from tests.hostile import hostile_ledger
from tests.services.note_values import section
from tests.support import FRAME, HEADER, load, load_real_seed, stance

GOLDEN = Path(__file__).parent / "golden"


def report(database: Database, start: str = "R1", end: str = "R2") -> Document:
    with database.read() as store:
        return report_between(store, start, end)


def test_the_matrix_has_an_arrow_for_who_moved(database: Database) -> None:
    load(database, FRAME, stance("land", "red", "demands", "R1"), stance("land", "blue", "rejects", "R1"))
    load(database, stance("land", "red", "doubts", "R2"), stance("land", "blue", "rejects", "R2"))
    (chart,) = [b for s in report(database).sections for b in s.blocks if isinstance(b, HeatMap)]
    (cells,) = chart.rows[0].panels
    assert [(cell.score, cell.changed, cell.arrow) for cell in cells] == [
        (-1, True, "↓"),
        (-3, False, ""),
        (None, False, ""),
    ]
    assert [cell.value for cell in chart.twin.rows[0]][2:] == [
        "demands (+3), reported → doubts (−1), reported ↓", "rejects (−3), reported", None,
    ]  # fmt: skip
    page = looked_at(html_text(report(database)))
    assert "−1r↓" in page.text
    assert "r what is reported by others" in page.text


def test_who_reads_a_matrix_finds_what_each_arrow_in_it_means(database: Database) -> None:
    """In the page and below the table, which is all that a text file has; of those alone that are there."""
    held = ("land", "red", "supports", "R1"), ("land", "red", "demands", "R2"), ("land", "blue", "rejects", "R1")
    load(database, FRAME, *(stance(*each) for each in held))
    (rises,) = [b.twin.remark for s in report(database).sections for b in s.blocks if isinstance(b, HeatMap)]
    assert rises is not None
    assert rises.startswith("↑ who moved towards it, or up its scale. –: ")
    load(database, stance("land", "blue", "withdrawn", "R2"))
    for written in (looked_at(html_text(report(database))).text, markdown_text(report(database))):
        assert "↑ who moved towards it, or up its scale; ↔ who moved otherwise, as in a condition." in written
        assert "↓" not in written


def test_the_matrix_has_no_arrow_between_statuses_that_agree_and_places_for_both_ends_of_one(
    database: Database,
) -> None:
    told = "statuses: [{{item: {}, round: {}, status: {}, cite: {{source: herald, at: {}}}}}]"
    statuses = (("land", "R1", "progress", "¶1"), ("land", "R2", "discussed", "¶2"))
    steps = (("fuel", "R1", "discussed", "¶3"), ("fuel", "R2", "agreed", "¶4"))
    load(database, FRAME, *(told.format(*each) for each in (*statuses, *steps)))
    document = report(database)
    (twin,) = [b.twin for s in document.sections for b in s.blocks if isinstance(b, HeatMap)]
    places = {note.number: note.at for note in document.footnotes}
    found = {row[0].value: (row[1].value, [places[number] for number in row[1].cites]) for row in twin.rows}
    wanted = {"Land": ("discussed, before progress", ["¶1", "¶2"]), "Fuel": ("discussed → agreed", ["¶3", "¶4"])}
    assert found == wanted


def test_what_is_only_possible_in_a_picture_has_its_letter_too(database: Database) -> None:
    load(database, FRAME, stance("land", "red", "supports", "R1"), stance("land", "blue", "doubts", "2026-02"))
    page = looked_at(html_text(report(database)))
    assert "−1r~" in page.text
    assert "r what is reported by others, ~ what is only possible" in page.text


def test_a_contested_cell_of_the_matrix_shows_every_score_and_no_colour(database: Database) -> None:
    load(database, FRAME, stance("land", "red", "demands", "R1"), stance("land", "red", "doubts", "R1", "gazette"))
    (chart,) = [b for s in report(database).sections for b in s.blocks if isinstance(b, HeatMap)]
    cell = chart.rows[0].panels[0][0]
    assert (cell.score, cell.contested, sorted(cell.word.split("/"))) == (None, True, ["+3", "−1"])


def test_the_tables_show_what_is_missing_as_missing(database: Database) -> None:
    load(database, FRAME, stance("land", "red", "demands", "R1"), stance("land", "blue", "rejects", "R2"))
    tables = {b.title: b for s in report(database).sections for b in s.blocks if isinstance(b, Grid)}
    moved = {row[0].value: [cell.value for cell in row[1:]] for row in tables["How far each party moved, R1 → R2"].rows}
    assert moved == {"Red": [0, "0", 1], "Blue": [None, None, 0], "Green": [None, None, 0]}
    gaps = tables["Mean gap between two parties, and how much nearer they came"]
    assert [cell.value for cell in gaps.rows[0]] == ["RD–BL", None, "6.00 (1)", None]
    assert (gaps.remark or "").endswith("–: no two scores to take it from. It is not zero.")
    assert (tables["How far each party moved, R1 → R2"].remark or "").startswith("From the end of one to the end of")


def test_what_is_only_possible_yet_is_not_counted_as_told_anew(database: Database) -> None:
    load(database, FRAME, stance("land", "red", "demands", "R1"), stance("land", "blue", "rejects", "R1"))
    load(database, stance("land", "blue", "opposes", "R2"))

    def told_anew() -> str:
        tables = {b.title: b for s in report(database).sections for b in s.blocks if isinstance(b, Grid)}
        return (tables["How far each party moved, R1 → R2"].remark or "").partition("Told anew since R1: ")[2]

    assert told_anew().startswith("one of these two stances")
    load(database, stance("land", "red", "opposes", "2026-02", "gazette"))  # R2 is in the middle of that month
    assert told_anew().startswith("one of these two stances")
    load(database, stance("land", "red", "demands", "R2", "gazette"))
    assert told_anew() == ""


def test_a_round_of_which_the_month_is_known_has_no_day_in_the_tables_and_charts(database: Database) -> None:
    coarse = "rounds: [{key: T, title: Talk, kind: meeting, status: held, starts: 2025-08, ends: 2025-08}]"
    load(database, FRAME, coarse, stance("land", "red", "demands", "R1"))
    with database.read() as store:
        dossier = dossier_of_item(store, "land")
    drawn = [b for document in (report(database), dossier) for s in document.sections for b in s.blocks]
    (spreads,) = [b for b in drawn if isinstance(b, Bubbles)]
    (steps,) = [b for b in drawn if isinstance(b, Steps)]
    assert [mark.day for chart in (spreads, steps) for mark in chart.marks if mark.label == "T"] == ["2025-08"] * 2
    assert [cell.value for cell in spreads.twin.rows[0][:2]] == ["T", "2025-08"]


def test_a_position_on_a_scale_has_its_compromise(database: Database) -> None:
    scaled = "items: [{key: line, title: The line, scale: {low: Here, high: There}}]"
    load(database, FRAME, scaled, stance("line", "red", "demands", "R1", more=", position: 100, salience: 90"))
    load(database, stance("line", "blue", "rejects", "R1", more=", position: 0, salience: 30"))
    tables = {b.title: b for s in report(database).sections for b in s.blocks if isinstance(b, Grid)}
    (row,) = tables["Positions on a scale of the item's own"].rows
    assert [cell.value for cell in row] == ["The line", "Here", "There", 100, 0, None, 50.0, 75.0, "2 and 2"]


def test_whoever_has_a_place_and_a_salience_counts_in_the_compromise_whatever_its_role(database: Database) -> None:
    """It has a column too, so that the figure can be worked out again; the midpoint is the principals' alone."""
    scaled = (
        "items: [{key: line, title: The line, scale: {low: Here, high: There}}]\n"
        "parties: [{key: fund, code: FD, name: Fund, role: stakeholder}, "
        "{key: bank, code: BK, name: Bank, role: stakeholder}, {key: press, code: PR, name: Press, role: host}]"
    )
    load(database, FRAME, scaled, stance("line", "red", "demands", "R1", more=", position: 100, salience: 30"))
    load(database, stance("line", "blue", "rejects", "R1", more=", position: 0, salience: 30"))
    load(database, stance("line", "fund", "opposes", "R1", more=", position: 20, salience: 90"))
    load(database, stance("line", "bank", "opposes", "R1"))
    tables = {b.title: b for s in report(database).sections for b in s.blocks if isinstance(b, Grid)}
    grid = tables["Positions on a scale of the item's own"]
    assert "FD" in grid.columns
    assert not {"BK", "PR"} & set(grid.columns)
    (row,) = grid.rows
    assert [cell.value for cell in row][-3:] == [50.0, 32.0, "2 and 3"]


def test_a_stance_without_a_place_on_the_scale_is_told_apart_from_no_report(database: Database) -> None:
    scaled = "items: [{key: line, title: The line, scale: {low: Here, high: There}}]"
    load(database, FRAME, scaled, stance("line", "red", "opposes", "R1", more=", position: 40"))

    def positions() -> tuple[list[object], str]:
        tables = {b.title: b for s in report(database).sections for b in s.blocks if isinstance(b, Grid)}
        grid = tables["Positions on a scale of the item's own"]
        return [cell.value for cell in grid.rows[0][3:6]], grid.remark or ""

    assert positions()[0] == [40, None, None]
    assert "○" not in positions()[1]
    load(database, stance("line", "blue", "rejects", "R1"))
    cells, remark = positions()
    assert cells == [40, "○", None]
    assert "○: a stance stands, and no place was given with it. –: nothing that counts in the reports we have" in remark
    load(database, stance("line", "green", "opposes", "2026-01-10/2026-02-20", more=", position: 10"))
    load(database, stance("line", "red", "opposes", "R1", "gazette", more=", position: 90"))
    load(database, stance("line", "blue", "rejects", "2026-02-05", more=", position: 80"))
    assert positions()[0] == ["contested", 80, "possible"]


def test_the_book_reads_as_it_did(database: Database) -> None:
    """The same on both engines. ``POSL_GOLDEN=write`` writes the file anew; read the difference then."""
    load_real_seed(database)
    with database.read() as store:
        found = re.sub(r"hash [0-9a-f]{64}", "hash …", markdown_text(book(store, "R2")))
    golden = GOLDEN / "book.md"
    if os.environ.get("POSL_GOLDEN") == "write":
        golden.write_text(found, encoding="utf-8", newline="\n")
    assert found == golden.read_text(encoding="utf-8")


def test_the_book_has_every_entry_and_every_source(database: Database) -> None:
    load_real_seed(database)
    with database.write() as store:
        acting.correct(store, 1, {"stance": "doubts"}, HEADER, reason="misread")
        acting.retract(store, 2, HEADER, reason="not said")
    with database.read() as store:
        document = book(store)
        recorded = store.connection.exec_driver_sql("SELECT count(*) FROM entry WHERE op = 'assert'")
        count = recorded.scalar()
    grids = [
        b for s in document.sections if s.key.startswith(("item-", "talks")) for b in s.blocks if isinstance(b, Grid)
    ]
    listed = {row[5].value: row[4].value for grid in grids for row in grid.rows}
    assert len(listed) == count
    assert str(listed[1]).startswith("corrected by")
    assert str(listed[2]).startswith("retracted by")
    (sources,) = [b for s in document.sections if s.key == "sources" for b in s.blocks if isinstance(b, Grid)]
    assert len(sources.rows) == 5


def test_hostile_texts_make_harmless_pages(database: Database) -> None:
    hostile_ledger(database)
    with database.read() as store:
        documents = [book(store), dossier_of_item(store, "i0"), dossier_of_party(store, "p0")]
    for document in documents:
        page = looked_at(html_text(document))
        assert page.problems == []
        assert {"script", "img", "iframe"}.isdisjoint(page.elements)


def test_an_empty_ledger_has_a_book(database: Database) -> None:
    with database.read() as store:
        assert html_text(book(store))


def test_a_note_on_reviewed_entries_leaves_the_others_out_of_its_charts_and_events(database: Database) -> None:
    load(database, FRAME, stance("land", "red", "demands", "R1"), stance("land", "blue", "rejects", "R1"))
    load(database, "events: [{held_on: 2026-02-01, title: A storm, cite: {source: herald}}]")
    with database.read() as store:
        every, reviewed = (report_between(store, "R1", "R2", counting=only) for only in (OWN, ACCEPTED))
    assert any("A storm" in sentence.text for sentence in every.sentences)
    assert not any("A storm" in sentence.text for sentence in reviewed.sentences)
    means = [
        [block.means for section in document.sections for block in section.blocks if isinstance(block, Bubbles)]
        for document in (every, reviewed)
    ]
    assert means == [[(6.0, 6.0)], [(None, None)]]


def test_a_dossier_of_an_item_has_who_holds_what_what_changed_and_how_it_came_about(database: Database) -> None:
    load_real_seed(database)
    with database.read() as store:
        document = dossier_of_item(store, "prisoner-exchange", "R1", "R2")
    assert document.title == "Exchange of prisoners"
    assert section(document, "settled")[0].startswith("Exchange of prisoners is settled: agreed")
    (history,) = [b for s in document.sections if s.key == "history" for b in s.blocks if isinstance(b, Grid)]
    assert [row[2].value for row in history.rows] == ["open", "open", "agreed"]
    assert all(line.rests_on for line in document.sentences)


def test_a_dossier_of_a_party_has_what_it_holds_and_on_what_nothing_of_it_is_reported(database: Database) -> None:
    load_real_seed(database)
    with database.read() as store:
        document = dossier_of_party(store, "russia", end="R2")
        with pytest.raises(NotFound):
            dossier_of_party(store, "rusia")
    (held,) = (line for line in section(document, "held") if line.startswith("Territory: "))
    assert held == (
        "Territory: Russia demands it, by an unnamed source's account, as the media report and in an analyst's reading."
    )
    on_none, on_parts = (
        line for line in section(document, "party") if line.startswith("No stance of it in the reports")
    )
    assert on_parts.endswith("by themselves, only on what they are part of: Americans as monitors.")
    assert "Guarantees for Ukraine" in on_none
    assert "Europeans securing" not in on_none
    assert "Papers on the terms" not in on_none  # it is one of those who promised them
    assert any(line.startswith("Kirill Dmitriev, R2: ") for line in section(document, "remarks"))


def test_a_dossier_of_a_party_says_once_that_a_stance_is_contested(database: Database) -> None:
    load(database, FRAME, stance("land", "red", "supports", "R1"), stance("land", "red", "opposes", "R1", "gazette"))
    with database.read() as store:
        held = section(dossier_of_party(store, "red"), "held")
    assert held == ["Land: Red supports it, as a report has it or opposes it, as a report has it (contested)."]


def test_a_party_s_people_speak_for_it_only_while_they_hold_its_office(database: Database) -> None:
    """Not before they took it, nor after they left it; of days that go over its end it may be so."""
    offices = "[{office: Envoy, party: red, to: 2026-01-15}, {office: Chair, party: blue, from: 2026-02}]"
    days = {"early": "2026-01-10", "late": "2026-02-02", "between": "2026-01-20", "vague": "2026-01"}
    remarks = (
        f"{{held_on: {on}, by: vale, about: land, text: {said}, cite: {{source: herald, at: ¶3, by: vale}}}}"
        for said, on in days.items()
    )
    load(
        database,
        f"{FRAME}\npersons: [{{key: vale, name: Ann Vale, offices: {offices}}}]",
        f"remarks: [{', '.join(remarks)}]",
    )
    told = {}
    with database.read() as store:
        for party in ("red", "blue", "green"):
            lines = section(dossier_of_party(store, party), "remarks")
            told[party] = {said for said in days for line in lines if said in line}
            voices = party_page(store, party).voices
            seen = {each.entry.said.values()["text"] for voice in voices for each in voice.told}
            assert seen == told[party]
    assert told == {"red": {"early", "vague"}, "blue": {"late"}, "green": set()}


def test_who_holds_what_on_an_item_stands_in_the_order_of_the_parties(database: Database) -> None:
    """Also where two sources bear one of them out, which is read apart."""
    twice = stance("land", "red", "opposes", "R1"), stance("land", "red", "opposes", "R1", "gazette")
    load(database, FRAME, stance("land", "green", "doubts", "R1"), stance("land", "blue", "supports", "R1"), *twice)
    with database.read() as store:
        document = dossier_of_item(store, "land")
    assert [line.partition(" ")[0] for line in section(document, "held")] == ["Red", "Blue", "Green"]
    (accounts,) = [b for s in document.sections if s.key == "accounts" for b in s.blocks if isinstance(b, Grid)]
    assert [row[0].value for row in accounts.rows] == ["Red", "Blue", "Green"]


def test_an_item_has_a_dossier_before_any_round_was_held(database: Database) -> None:
    load(database, FRAME, stance("land", "red", "demands", "2026-01-20"))
    with database.read() as store:
        before, then = (dossier_of_item(store, "land", day, day) for day in ("2026-01-10", "2026-01-21"))
    assert "Status: no stance or status that counts is recorded" in section(before, "item")[0]
    assert section(then, "held") == ["Red demands it, as a report has it."]


def test_of_a_part_that_a_party_is_heard_on_with_the_whole_it_is_not_told_that_the_reports_have_nothing(
    database: Database,
) -> None:
    parts = "items: [{key: shore, title: Shore, part_of: land}, {key: reef, title: Reef, part_of: shore}]"
    load(database, FRAME, parts, stance("land", "red", "demands", "R1"), stance("shore", "blue", "opposes", "R1"))
    load(database, stance("fuel", "green", "supports", "R1"), stance("reef", "green", "supports", "R1"))
    with database.read() as store:
        told = {party: section(dossier_of_party(store, party), "party")[2:] for party in ("red", "blue", "green")}
        page = party_page(store, "red")
    of_itself = (
        "No stance of it in the reports we have on these open issues by themselves, only on what they are part of: "
    )
    in_part = "No stance of it in the reports we have on these open issues as a whole, only on a part: "
    assert told == {
        "red": ["No stance of it in the reports we have on these open issues: Fuel.", f"{of_itself}Shore and Reef."],
        "blue": [
            "No stance of it in the reports we have on these open issues: Fuel.",
            f"{of_itself}Reef.",
            f"{in_part}Land.",
        ],
        "green": [f"{in_part}Land and Shore."],
    }
    assert [item.key for item in page.unreported] == ["fuel"]


def test_an_item_names_what_needs_it_and_what_its_parts_are(database: Database) -> None:
    ice = "{key: ice, title: Ice, part_of: land, links: [{depends-on: fuel}]}"
    load(database, FRAME, f"items: [{ice}, {{key: air, title: Air, links: [{{relates-to: fuel}}]}}]")
    with database.read() as store:
        pages = [markdown_text(dossier_of_item(store, item)) for item in ("land", "fuel", "ice", "air")]
    assert [re.findall(r"As the coder has it, it ([^.]+)\.", page) for page in pages] == [
        ["has as parts Ice"],
        ["is needed by Ice; relates to Air"],
        ["is part of Land; depends on Fuel"],
        ["relates to Fuel"],
    ]
