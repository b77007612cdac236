"""A party's page, the list of commitments, and words that are looked for."""

from ledger.domain.entries import StanceEntry, StatusEntry
from ledger.services import acting, sourcing
from ledger.services.partying import party_page
from ledger.storage import register
from ledger.storage.database import Database
from ledger.tui.party.lines import lines_of
from ledger.tui.sources.text import ReadingText
from tests.support import FRAME, load
from tests.tui import golden
from tests.tui.conftest import COMMUNIQUE, Opened, header, press, type_text

PARAGRAPHS = COMMUNIQUE.strip().split("\n\n")


async def test_the_page_of_the_party_of_a_cell(disputed: Database, screens: Opened) -> None:
    async with screens(disputed, (120, 80)) as pilot:
        await press(pilot, "l", "p")
        shown = golden.text_of(pilot.app)
        for words in (
            "Ukraine (UA), principal  last stance 2026-01-24",
            "Stances held: 6",
            "Moved: 0",
            "Alone on: 1",
            "Silent on, as reported: 1",
            "Not in the reports we have, of what is open: 14",
            "Promises owed: 3",
            "Volodymyr Zelenskyy",
            "Party › Ukraine › Territory",
        ):
            assert words in shown
        await press(pilot, "M")
        assert "[Matrix]" in golden.text_of(pilot.app)
        assert pilot.app.screen.current_cell[1] == "ukraine"  # type: ignore[attr-defined]


def test_what_a_person_said_is_told_with_the_item_where_it_has_no_words_of_its_own(database: Database) -> None:
    persons = "persons: [{key: ana, name: Ana, offices: [{office: Minister, party: red}]}]"
    cite = "cite: {source: herald, at: ¶1, by: ana}"
    load(
        database,
        f"{FRAME}\n{persons}",
        f"stances: [{{item: land, party: red, round: R1, stance: demands, {cite}}}]",
        f"statuses: [{{item: pledge, round: R1, status: promised, {cite}}}]",
        f"stances: [{{item: land, party: red, round: R2, stance: demands, summary: He wants all of it., {cite}}}]",
    )
    with database.read() as store:
        said = [line.text.plain for line in lines_of(party_page(store, "red"), register.load(store)) if line.item]
    for words in ("2026-01-24  Land: demands", "2026-01-24  A pledge: promised", "2026-02-05  He wants all of it."):
        assert any(words in line for line in said), said


async def test_the_palette_goes_to_a_party_s_page(demo: Database, screens: Opened) -> None:
    async with screens(demo) as pilot:
        await press(pilot, "ctrl+p")
        await type_text(pilot, "moscow")
        await press(pilot, "enter")
        assert "Russian Federation (RU), principal" in golden.text_of(pilot.app)


async def test_how_late_a_promise_was_kept_stands_wherever_it_is_listed(demo: Database, screens: Opened) -> None:
    async with screens(demo, (160, 80)) as pilot:
        await press(pilot, "C")
        assert golden.text_of(pilot.app).count("about 3 days late") == 1
        await press(pilot, "f1", "p")
        assert "Promises settled: 1" in golden.text_of(pilot.app)
        assert "about 3 days late" in golden.text_of(pilot.app)


async def test_a_commitment_is_kept_by_k_and_a_citation(demo: Database, screens: Opened) -> None:
    async with screens(demo, (100, 40)) as pilot:
        await press(pilot, "C")
        assert "1 overdue today  2 open, not overdue  1 settled" in golden.text_of(pilot.app)
        await press(pilot, "k")
        assert "Kept: Papers on the terms" in golden.text_of(pilot.app)
        assert "kept" in golden.text_of(pilot.app)


async def test_a_broken_promise_is_not_listed_as_open_and_in_time(disputed: Database, screens: Opened) -> None:
    said = {"item": "next-meeting", "held_on": "2026-02-06", "status": "broken", "cite": {"source": "vovworld-2026-02"}}
    with disputed.write() as store:
        acting.record(store, StatusEntry.model_validate(said), header(20))
    async with screens(disputed, (100, 40)) as pilot:
        await press(pilot, "C")
        assert "1 overdue today  1 broken  " in golden.text_of(pilot.app)


async def test_a_quote_is_found_and_opened(demo: Database, screens: Opened) -> None:
    async with screens(demo) as pilot:
        await press(pilot, "ctrl+f")
        await type_text(pilot, "not easily cede")
        assert "Quotes: 1" in golden.text_of(pilot.app)
        await press(pilot, "enter", "enter")
        assert "Territory" in golden.text_of(pilot.app)
        await press(pilot, "escape", "ctrl+f")
        await type_text(pilot, " zzz")
        assert "These words stand nowhere here." in golden.text_of(pilot.app)


async def test_a_quote_leads_to_its_place_in_the_text_that_is_attached(with_text: Database, screens: Opened) -> None:
    cite = {"source": "communique", "at": "¶3", "quote": "named no condition", "speaker": "media", "credibility": 3}
    stance = {"item": "territory", "party": "ukraine", "round": "R2", "stance": "opposes", "cite": cite}
    with with_text.write() as store:
        acting.record(store, StanceEntry.model_validate(stance), header(20))
    async with screens(with_text, (120, 40)) as pilot:
        await press(pilot, "ctrl+f")
        await type_text(pilot, "named no condition")
        lines = [line for line in pilot.app.screen.lines if not line.is_heading]  # type: ignore[attr-defined]
        assert [line.group for line in lines] == ["quote", "text"]
        await press(pilot, "enter", "enter")
        area = pilot.app.screen.query_one(ReadingText)
        assert (area.has_focus, area.place) == (True, (2, PARAGRAPHS[2].index("named no condition")))


async def test_words_of_a_text_lead_to_the_very_place(with_text: Database, screens: Opened) -> None:
    async with screens(with_text, (120, 40)) as pilot:
        for again in (False, True):  # the second time the reader is there already, at another place
            await press(pilot, "ctrl+f", *["backspace"] * 12 * again)
            await type_text(pilot, "draft monitor" if again else "welcome cond")
            paragraph = PARAGRAPHS[3 if again else 2]
            assert f"Press office, ¶{4 if again else 3}: {paragraph[:30]}" in golden.text_of(pilot.app)
            lines = [line for line in pilot.app.screen.lines if not line.is_heading]  # type: ignore[attr-defined]
            await press(pilot, "enter", *["down"] * lines.index(next(x for x in lines if x.group == "text")), "enter")
            area = pilot.app.screen.query_one(ReadingText)
            assert area.has_focus
            assert area.place == ((3, paragraph.index("draft")) if again else (2, paragraph.index("welcomes")))
            await press(pilot, "escape")
        await press(pilot, "slash")
        await type_text(pilot, "again meet")
        assert f"¶2  {PARAGRAPHS[1][:40]}" in golden.text_of(pilot.app)
        await press(pilot, "enter")
        assert area.has_focus
        assert area.place == (1, PARAGRAPHS[1].index("again"))


async def test_words_of_a_text_that_was_replaced_say_so_and_lead_to_no_place_in_the_newest(
    with_text: Database, screens: Opened
) -> None:
    newer = sourcing.read_file("newer.txt", b"Another head.\n\nIt says something else.\n\nAnd here nothing of it.\n")
    with with_text.write() as store:
        sourcing.attach(store, "communique", newer, header(20), edition=True)
    async with screens(with_text, (120, 40)) as pilot:
        await press(pilot, "ctrl+f")
        await type_text(pilot, "welcome cond")
        assert f"Press office, edition 1 of 2, ¶3: {PARAGRAPHS[2][:30]}" in golden.text_of(pilot.app)
        await press(pilot, "enter", "enter")
        area = pilot.app.screen.query_one(ReadingText)
        assert area.place == (0, 0)


async def test_moves_inside_a_round_stand_on_the_page(demo: Database, screens: Opened) -> None:
    async with screens(demo, (120, 40)) as pilot:
        await press(pilot, "p")
        assert "Moved: 1" in golden.text_of(pilot.app)
        assert "inside R1  Monitoring of a ceasefire, and by whom  -2 opposes -> +2 supports" in golden.text_of(
            pilot.app
        )
