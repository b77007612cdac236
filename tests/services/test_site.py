"""The whole ledger as pages: the same facts as everywhere, a page for each thing, every link leading somewhere."""

import re
from html import unescape
from urllib.parse import unquote, urljoin

import pytest

from ledger.domain.floors import ACCEPTED
from ledger.formats.document import Document, Grid, TableCell
from ledger.services import acting
from ledger.services.note import dossier_of_item, dossier_of_party, report_between
from ledger.services.site import site_files
from ledger.services.site.pages import NAV, gathered, pages
from ledger.storage.database import Database
from tests.formats.pages import looked_at
from tests.hostile import hostile_ledger
from tests.support import FRAME, HEADER, load, load_real_seed, stance


def files_of(database: Database) -> dict[str, str]:
    with database.read() as store:
        return dict(site_files(store))


def links(files: dict[str, str]) -> list[tuple[str, str, str]]:
    """Return (page, file, anchor) of every link within the site."""
    found = []
    for name, text in files.items():
        for link in map(unescape, re.findall(r'\shref="([^"]*)"', text) if name.endswith(".html") else []):
            if not link.startswith(("data:", "http:", "https:")):
                path, _, anchor = link.partition("#")
                found.append((name, unquote(urljoin(f"/{name}", path))[1:] if path else name, unquote(anchor)))
    return found


def check_links(files: dict[str, str]) -> None:
    ids = {name: re.findall(r'\sid="([^"]*)"', text) for name, text in files.items()}
    assert [name for name, found in ids.items() if len(found) != len(set(found))] == []
    assert [link for link in links(files) if link[1] not in files] == []
    assert [link for link in links(files) if link[2] and link[2] not in ids[link[1]]] == []


def test_everything_has_a_page_and_every_link_leads_somewhere(database: Database) -> None:
    load_real_seed(database)
    files = files_of(database)
    check_links(files)
    assert {entry.path for entry in NAV} <= files.keys()
    expected = ["item/territory", "party/russia", "person/rubio", "round/R1", "source/vovworld-2026-02", "note/R1-R2"]
    assert {f"{name}.html" for name in expected} <= files.keys()
    reached = {target for _page, target, _anchor in links(files)}
    assert [name for name in files if name.endswith(".html") and name not in reached] == []


def test_the_same_ledger_gives_the_same_bytes(database: Database) -> None:
    load_real_seed(database)
    assert files_of(database) == files_of(database)


def test_a_bloc_names_its_members_and_they_name_it_each_with_its_time(database: Database) -> None:
    bloc = (
        "{key: bloc, code: BC, name: Bloc, role: stakeholder, members: [red, {party: blue, from: 2019-05, to: 2024}]}"
    )
    load(database, FRAME, f"parties: [{bloc}]", stance("land", "red", "demands", "R1"))
    files = files_of(database)
    assert "A bloc of Red and Blue (2019-05 to 2024)." in files["party/bloc.html"]
    assert "A member of Bloc (2019-05 to 2024)." in files["party/blue.html"]
    assert "A member of Bloc." in files["party/red.html"]
    load(database, "parties: [{key: bloc, code: BC, name: Bloc, role: stakeholder, struck: true}]")
    assert "A member of" not in files_of(database)["party/blue.html"]


def test_the_pages_tell_what_the_note_and_the_dossiers_tell(database: Database) -> None:
    load_real_seed(database)
    with database.read() as store:
        made_of = gathered(store)
        told = {page.path: {s.text for s in page.document.sentences} for page in pages(store, made_of)}
        assert told["note/R1-R2.html"] >= {sentence.text for sentence in report_between(store, "R1", "R2").sentences}
        for path, document in (
            ("item/territory.html", dossier_of_item(store, "territory")),
            ("party/russia.html", dossier_of_party(store, "russia")),
        ):
            assert told[path] == {sentence.text for sentence in document.sentences}


def test_days_stand_there_as_far_as_they_are_known(database: Database) -> None:
    load_real_seed(database)
    with database.read() as store:
        made = {page.path: page.document for page in pages(store, gathered(store)) if "/" not in page.path}
    dated = the_table(made["timeline.html"])
    when = {str(row[2].value): row[0].value for row in dated}
    assert when["Trump and Putin in Alaska"] == "Aug 2025"
    assert when["First trilateral round"] == "23–24 Jan 2026"
    assert when["Second round in about a week"] == "about 1 Feb 2026"
    states = {str(row[2].value): row[4].value for row in dated}
    assert states["Second round in about a week"] == "kept, about three days late"
    stands = {str(row[0].value): row[4].value for row in the_table(made["items.html"])}
    assert stands["Second round in about a week"] == "kept, about three days late"
    fighting = [str(row[3].value) for row in dated if str(row[2].value).startswith("Fighting goes on")]
    assert fighting == ["cgtn-2026-01, restated-2026-01"], "told by two, and once"
    who = {str(row[1].value) for row in the_table(made["talks.html"])}
    assert {"Analysis", "The media", "Marco Rubio"} <= who  # whose word a remark is, where nobody is named too
    rounds = {str(row[1].value): row[3].value for row in the_table(made["rounds.html"])}
    assert rounds["Trump and Putin in Alaska"] == "Aug 2025"
    assert rounds["Trump and Zelenskyy in Davos"] == "22 Jan 2026"


def the_table(document: Document) -> tuple[tuple[TableCell, ...], ...]:
    return next(block.rows for each in document.sections for block in each.blocks if isinstance(block, Grid))


def test_an_entry_has_a_place_that_the_others_lead_to(database: Database) -> None:
    load(database, FRAME, stance("land", "red", "demands", "R1"), stance("land", "red", "rejects", "R2"))
    load(database, "events: [{held_on: 2026-02-01, title: A storm, cite: {source: herald}}]")
    files = files_of(database)
    assert 'id="entry-1"' in files["item/land.html"]
    assert 'id="entry-3"' in files["talks.html"]
    for page in ("party/red.html", "source/herald.html"):
        assert 'href="../item/land.html#entry-2"' in files[page]
    assert 'href="../talks.html#entry-3"' in files["source/herald.html"]
    assert 'href="../log.html#changeset-2"' in files["item/land.html"]


def test_of_a_new_entry_only_the_pages_it_is_on_are_other(database: Database) -> None:
    load(database, FRAME, stance("land", "red", "demands", "R1"), stance("fuel", "blue", "rejects", "R1"))
    before = files_of(database)
    load(database, stance("land", "red", "rejects", "R2", source="gazette"))
    after = files_of(database)
    assert before.keys() == after.keys()
    changed = {name for name in after if after[name] != before[name]}
    assert {"index.html", "item/land.html", "party/red.html", "source/gazette.html", "log.html", "feed.xml"} <= changed
    assert {"item/fuel.html", "party/blue.html", "words.html", "style.css"}.isdisjoint(changed)


def test_the_feed_tells_of_a_status_in_another_word_and_not_of_what_goes_on(database: Database) -> None:
    load(database, FRAME, stance("land", "red", "demands", "R1"), stance("land", "blue", "rejects", "R1"))
    for word, held in (("open", "R1"), ("deadlocked", "R2")):
        load(database, f"statuses: [{{item: land, round: {held}, status: {word}, cite: {{source: herald}}}}]")
    feed = files_of(database)["feed.xml"]
    assert "Told in another word: Land (deadlocked, before open)." in feed
    assert "Apart as last reported" not in feed


def test_the_page_of_a_round_says_that_it_is_planned_and_its_days_in_words(database: Database) -> None:
    load(database, FRAME.replace("status: planned", "status: planned, planned_for: 2026-02-12/2026-02-19~"))
    text = looked_at(files_of(database)["round/R3.html"]).text
    for said in ("status", "planned", "about 12–19 Feb 2026"):
        assert said in text
    assert "2026-02-12" not in text


def test_a_plan_whose_days_are_over_is_not_told_in_the_timeline_as_one_still_to_come(database: Database) -> None:
    rounds = "rounds: [{key: old, title: Old, status: planned, planned_for: 2026-03-01}"
    load(database, FRAME, f"{rounds}, {{key: far, title: Far, status: planned, planned_for: 2999-01-01}}]")
    with database.read() as store:
        made = {page.path: page.document for page in pages(store, gathered(store))}
    states = {row[2].value: row[4].value for row in the_table(made["timeline.html"])}
    assert states["Old"] == "planned; that it was held is not in the reports we have"
    assert states["Far"] == "planned"


def test_accounts_that_contradict_each_other_stand_side_by_side(database: Database) -> None:
    load(database, FRAME, stance("land", "red", "demands", "R1"), stance("land", "red", "rejects", "R1", "gazette"))
    text = looked_at(files_of(database)["item/land.html"]).text
    assert "Account by account" in text
    for said in ("demands (+3), contested", "rejects (−3), contested", "B", "C"):
        assert said in text


def test_in_the_table_of_entries_each_thing_said_ends_before_the_next_begins(database: Database) -> None:
    asks = "{item: land, party: red, round: R1, stance: conditional, condition: patrols first, cite: {source: herald}"
    load(database, FRAME, f"stances: [{asks}, position: 40, figures: [{{what: boats, value: 12}}]}}]")
    load(database, f"stances: [{asks.replace('red', 'blue').replace('first', 'first.')}, summary: They say so}}]")
    page = files_of(database)["round/R1.html"]
    assert "If: patrols first. Position 40 of 100. Boats: 12." in page
    assert "If: patrols first. They say so<" in page


def test_what_does_not_count_is_in_no_reading(database: Database) -> None:
    load(database, FRAME, stance("land", "red", "demands", "R1"))
    with database.read() as store:
        files = dict(site_files(store, ACCEPTED))
    pages_alone = {name: text for name, text in files.items() if name.endswith(".html") and name != "search.html"}
    assert [name for name, text in pages_alone.items() if "Counting only accepted by a reviewer" not in text] == []
    assert "<subtitle>Counting only accepted by a reviewer.</subtitle>" in files["feed.xml"]
    assert "demands" not in files["feed.xml"]
    assert "Account by account" not in files["item/land.html"]
    check_links(files)


def test_a_long_record_stands_in_parts_and_its_entries_are_still_found(database: Database) -> None:
    held = "\n".join(
        f"  - {{item: land, party: red, held_on: 2026-01-24, stance: supports, summary: No {n}, cite: {{source: herald, at: ¶{n}}}}}"
        for n in range(1, 231)
    )
    load(database, FRAME, f"stances:\n{held}")
    files = files_of(database)
    check_links(files)
    assert {"item/land~history-2.html", "source/herald~history-2.html"} <= files.keys()
    assert 'id="entry-230"' in files["item/land~history-2.html"]
    assert "~history-2.html#entry-230" in files["search.html"].replace("%7E", "~")


def test_of_an_item_that_many_speak_of_some_are_drawn_and_all_are_counted(database: Database) -> None:
    crowd = [f"party{number}" for number in range(20)]
    frame = [f"  - {{key: {key}, code: C{number}, name: {key}, role: stakeholder}}" for number, key in enumerate(crowd)]
    load(database, FRAME, "\n".join(["parties:", *frame]))
    load(database, *(stance("land", key, "supports", "R1", at=f"¶{place}") for place, key in enumerate(crowd[:15])))
    load(database, *(stance("land", key, "opposes", "R2", at=f"¶{place}") for place, key in enumerate(crowd, 20)))
    page = files_of(database)["item/land.html"]
    assert "20 parties heard: 20 against." in page
    assert "12 of 20 parties are drawn; the last rows count all of them." in page
    rows = dict(re.findall(r'<th scope="row">All 20: (\w+)</th>(.*)</tr>', page))
    assert {name: re.findall(r">(\d+)<", row) for name, row in rows.items()} == {
        "for": ["15", "0"], "neither": ["0", "0"], "against": ["0", "20"],
    }  # fmt: skip


@pytest.mark.parametrize("text", ["", FRAME, "ledger: {title: Nothing yet}"])
def test_a_ledger_with_little_in_it_has_a_site(database: Database, text: str) -> None:
    if text:
        load(database, text)
    check_links(files_of(database))


def test_hostile_texts_make_harmless_pages(database: Database) -> None:
    hostile_ledger(database)
    files = files_of(database)
    check_links(files)
    for name, text in files.items():
        if name.endswith(".html") and name != "search.html":
            page = looked_at(text)
            assert page.problems == []
            assert {"script", "img", "iframe", "form"}.isdisjoint(page.elements)
            assert not [value for value in page.values("href") if value.startswith(("javascript:", "//"))]


PLEDGED = """
statuses: [{item: pledge, held_on: 2026-01-24, status: promised, cite: {source: herald, at: ¶1}}]
"""
KEPT = """
statuses: [{item: pledge, held_on: 2026-02-04, status: kept, cite: {source: gazette, at: ¶1}}]
rounds: [{key: R3, title: Third, status: held, starts: 2026-02-20, ends: 2026-02-21}]
"""


def told_of(database: Database, number: int) -> str:
    """What the feed tells of a changeset."""
    (told,) = re.findall(rf"<title>@{number}\b.*?<content>(.*?)</content>", files_of(database)["feed.xml"], re.DOTALL)
    return unescape(told)


def test_the_feed_marks_which_words_of_a_summary_were_taken_out_and_put_in(database: Database) -> None:
    load(database, FRAME, stance("fuel", "blue", "supports", "R1", more=", summary: 130 million."))
    with database.write() as store:
        acting.correct(store, 1, {"summary": "120 million."}, HEADER, reason="misread")
    assert "summary [-130-]{+120+} million." in told_of(database, 3)


def test_the_feed_calls_nothing_overdue_that_only_the_days_since_have_made_so(database: Database) -> None:
    load(database, FRAME, PLEDGED, KEPT)
    assert "A pledge: newly promised, as a report has it; due by R2 (4–5 Feb 2026)." in told_of(database, 2)
    assert "A pledge: kept" in told_of(database, 3)
    assert "R3 was held on 20–21 Feb 2026." in told_of(database, 3)
    assert "overdue" not in files_of(database)["feed.xml"]


def test_the_feed_tells_of_a_contest_with_what_began_it_and_not_again_with_all_else(database: Database) -> None:
    load(database, FRAME, stance("land", "red", "demands", "R1"), stance("land", "red", "rejects", "R1", "gazette"))
    load(database, stance("fuel", "blue", "supports", "R1"), stance("land", "red", "opposes", "R1", "echo"))
    told = {number: "contradict each other" in told_of(database, number) for number in (2, 3, 4, 5)}
    assert told == {2: False, 3: True, 4: False, 5: True}


def test_a_page_on_the_talks_of_which_nothing_was_said_says_so(database: Database) -> None:
    load(database, FRAME)
    with database.read() as store:
        page = str(dict(site_files(store))["talks.html"])
    assert "No remark on the talks, and no event around them, is in the reports we have." in page


def test_a_page_on_the_talks_has_the_events_that_are_on_items_too(database: Database) -> None:
    event = "{{held_on: 2026-01-15, title: {}, {}cite: {{source: herald, at: ¶2}}}}".format
    load(database, FRAME, f"events: [{event('Boat seized', 'items: [land, fuel], ')}]")
    with database.read() as store:
        page = str(dict(site_files(store))["talks.html"])
    assert "No remark on the talks, and no event around them but those on items, is in the reports we have." in page
    assert "Events around the talks that are on items" in page
    assert page.count("Boat seized") == 1
    load(database, f"events: [{event('They met', '')}]")
    with database.read() as store:
        page = str(dict(site_files(store))["talks.html"])
    assert ("No remark" in page, page.count("They met"), page.count("Boat seized")) == (False, 1, 1)
