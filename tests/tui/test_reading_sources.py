"""A source is read: who is cited from where, which quotes lost their words, a phrase selected by mouse and by keys."""

import re
from pathlib import Path

import pytest
from textual.geometry import Offset

from ledger.domain.entries import StanceEntry
from ledger.domain.records import Source
from ledger.services import acting, sourcing
from ledger.storage.database import Database
from ledger.tui import clipboard
from ledger.tui.forms.screen import FormScreen
from ledger.tui.sources.text import ReadingText
from tests.tui import golden
from tests.tui.conftest import COMMUNIQUE, PHRASE, Opened, header, press, type_text

QUOTED = "The talks adjourned. Kyiv supports the plan as it is.\n\nMoscow rejects the plan outright.\n"
LATER = "The talks adjourned.\n\nMoscow rejects the plan outright.\n"


def with_quotes(database: Database, *texts: str) -> None:
    """A source from which two parties are quoted, with one text after another."""
    with database.write() as store:
        sourcing.add_source(store, Source(key="bulletin", title="Bulletin", reliability="B"), header(20))  # type: ignore[arg-type]
        for party, quote, at in (("ukraine", "supports the plan", "¶1"), ("russia", "rejects the plan outright", "¶2")):
            said = {"item": "peace-framework", "party": party, "round": "R2", "stance": quote.split()[0],
                    "cite": {"source": "bulletin", "at": at, "quote": quote}}  # fmt: skip
            acting.record(store, StanceEntry.model_validate(said), header(21))
        for number, text in enumerate(texts):
            sourcing.attach(store, "bulletin", text.encode(), header(22 + number), edition=number > 0)


async def test_the_margin_names_whom_each_paragraph_is_cited_for(demo: Database, screens: Opened) -> None:
    with_quotes(demo, QUOTED)
    async with screens(demo, (120, 40)) as pilot:
        await press(pilot, "v", "G", "enter")
        shown = golden.text_of(pilot.app)
        assert re.search(r"UA +1  The talks adjourned", shown)
        assert re.search(r"RU +2  Moscow rejects", shown)
        styles = {style for line in golden.strips(pilot.app) for text, style in line if text == "supports the plan"}
        assert all("underline" in style for style in styles)
        assert styles


async def test_a_quote_that_lost_its_words_is_shown(demo: Database, screens: Opened) -> None:
    with_quotes(demo, QUOTED, LATER)
    async with screens(demo, (120, 40)) as pilot:
        await press(pilot, "v", "G", "enter")
        assert "the quote 'supports the plan' stands nowhere in this text" in golden.text_of(pilot.app)


async def test_a_phrase_is_selected_with_the_mouse_and_cited(with_text: Database, screens: Opened) -> None:
    async with screens(with_text, (160, 50)) as pilot:
        await press(pilot, "v", "G")
        area = pilot.app.screen.query_one(ReadingText)
        left = area.gutter_width
        await pilot.mouse_down(area, offset=Offset(left, 2))
        await pilot.hover(area, offset=Offset(left + len(PHRASE), 2))
        await pilot.mouse_up(area, offset=Offset(left + len(PHRASE), 2))
        await press(pilot, "s")
        assert isinstance(pilot.app.screen, FormScreen)
        assert PHRASE[:60] in golden.text_of(pilot.app)


async def test_a_text_is_attached_from_its_file(demo: Database, screens: Opened) -> None:
    path = demo.location.path
    assert path is not None
    file = path.with_name("note.txt")
    file.write_text("A made-up text.\n", encoding="utf-8")
    with demo.write() as store:
        sourcing.add_source(store, Source(key="note", title="A note"), header(20))
    async with screens(demo, (120, 40)) as pilot:
        await press(pilot, "v", "G", "A")
        await type_text(pilot, str(file))
        await press(pilot, "ctrl+s")
        assert "1  A made-up text." in golden.text_of(pilot.app)


async def test_without_a_text_there_is_no_phrase_to_cite(demo: Database, screens: Opened) -> None:
    async with screens(demo) as pilot:
        await press(pilot, "v", "s")
        assert "There is no text to select a phrase in" in golden.text_of(pilot.app)


async def test_a_text_in_the_home_of_nobody_is_told_of_in_the_form(demo: Database, screens: Opened) -> None:
    async with screens(demo, (120, 40)) as pilot:
        await press(pilot, "v", "A")
        await type_text(pilot, "~nobody-of-this-name/note.txt")
        await press(pilot, "ctrl+s")
        assert isinstance(pilot.app.screen, FormScreen)
        assert "~nobody-of-this-name/note.txt cannot be read" in golden.text_of(pilot.app)


async def test_the_palette_lands_on_the_source_named(demo: Database, screens: Opened) -> None:
    async with screens(demo) as pilot:
        await press(pilot, "ctrl+p")
        await type_text(pilot, "source china-mil")
        await press(pilot, "enter")
        assert "Report on the end of the first round" not in golden.text_of(pilot.app)
        assert "commentary, China Military Online" in golden.text_of(pilot.app)


async def test_a_second_click_takes_the_word_and_a_third_the_paragraph(with_text: Database, screens: Opened) -> None:
    async with screens(with_text, (160, 50)) as pilot:
        await press(pilot, "v", "G")
        area = pilot.app.screen.query_one(ReadingText)
        for times, taken in ((2, "Ukrainian"), (3, COMMUNIQUE.split("\n\n")[2])):
            await pilot.click(area, offset=Offset(area.gutter_width + 6, 2), times=times)
            await press(pilot)
            assert area.phrase is not None
            assert area.phrase.text == taken


async def test_a_long_paragraph_is_read_and_what_is_too_long_for_a_quote_is_said(
    demo: Database, screens: Opened
) -> None:
    whole = " ".join([*(f"word{number % 999:05}" for number in range(59_999)), "word59999"])
    with demo.write() as store:
        sourcing.add_source(store, Source(key="zz", title="One paragraph"), header(20))
        sourcing.attach(store, "zz", whole.encode(), header(21))
    async with screens(demo, (120, 40)) as pilot:
        await press(pilot, "v", "G", "enter", "pagedown", "W", "s")
        assert "Record a stance on the words of zz ¶1" in golden.text_of(pilot.app)
        await press(pilot, "escape", "G", "shift+up")
        assert "word59999" in golden.text_of(pilot.app)
        await press(pilot, *["shift+up"] * 8, "s")
        assert "This cannot be a quote: a quote is at most" in golden.text_of(pilot.app)


async def test_the_place_in_each_text_is_kept_and_the_top_line_when_the_width_changes(
    with_text: Database, screens: Opened
) -> None:
    with_quotes(with_text, QUOTED)
    async with screens(with_text) as pilot:
        await press(pilot, "v", "G", "enter", "right_curly_bracket", "escape", "k", "enter", "right_curly_bracket")
        await press(pilot, "right_curly_bracket", "escape", "j", "k")
        area = pilot.app.screen.query_one(ReadingText)
        assert area.place == (2, 0)
        await pilot.resize_terminal(60, 16)
        await press(pilot)
        assert " 3  " in golden.text_of(pilot.app)
        await press(pilot, "j")
        assert area.place == (1, 0)


async def test_words_that_resemble_a_lost_quote_are_shown_beside_it(demo: Database, screens: Opened) -> None:
    with_quotes(demo, QUOTED, "The talks adjourned. Kyiv supported the plans as they are.\n")
    async with screens(demo, (120, 40)) as pilot:
        await press(pilot, "v", "G")
        assert "the quote 'supports the plan' stands nowhere in this text" in golden.text_of(pilot.app)
        assert "it resembles ¶1: 'supported the plans'" in golden.text_of(pilot.app)


async def test_a_locator_that_names_a_billion_paragraphs_does_no_harm(demo: Database, screens: Opened) -> None:
    with_quotes(demo, QUOTED)
    said = {"item": "territory", "party": "ukraine", "round": "R2", "stance": "supports",
            "cite": {"source": "bulletin", "at": "¶2-999999999", "quote": "Moscow rejects"}}  # fmt: skip
    with demo.write() as store:
        acting.record(store, StanceEntry.model_validate(said), header(30), unfound=True)
    async with screens(demo, (120, 40)) as pilot:
        await press(pilot, "v", "G", "enter")
        assert re.search(r"UA +2  Moscow rejects", golden.text_of(pilot.app))


async def test_a_phrase_is_copied_with_its_source(
    with_text: Database, screens: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clipboard, "TOOLS", ())
    async with screens(with_text, (120, 40)) as pilot:
        await press(pilot, "v", "G", "enter", "y")
        assert "Select a phrase within one paragraph first." in golden.text_of(pilot.app)
        await press(pilot, "right_curly_bracket", "W", "W", "y")
        assert '"The delegations" (Press office, ¶2)' in golden.text_of(pilot.app)


async def test_keys_that_walk_and_keys_of_forms_are_changed_by_the_config_file(
    with_text: Database, screens: Opened, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = tmp_path / "config.toml"
    config.write_text('[keys]\ntext-select-word = "f9"\nform-save = "f10"\n', encoding="utf-8")
    monkeypatch.setenv("POSL_CONFIG", str(config))
    async with screens(with_text, (120, 40)) as pilot:
        await press(pilot, "v", "G", "enter", "f9", "f9", "s")
        assert '"Joint communique"' in golden.text_of(pilot.app)
        assert "f10 save  esc leave  tab next" in golden.text_of(pilot.app)
        await press(pilot, "f10")
        assert "this is needed" in golden.text_of(pilot.app)


async def test_help_in_the_reader_says_how_to_select(with_text: Database, screens: Opened) -> None:
    async with screens(with_text, (120, 60)) as pilot:
        await press(pilot, "v", "G", "enter", "question_mark")
        assert "Select one word more." in golden.text_of(pilot.app)


async def test_where_a_paragraph_is_cited_for_more_than_it_has_lines_the_margin_counts_them(
    demo: Database, screens: Opened
) -> None:
    with_quotes(
        demo, "Kyiv supports the plan, and later on the same long day Moscow rejects the plan outright again.\n"
    )
    with demo.write() as store:
        for party in ("united-states", "europe"):
            said = {"item": "peace-framework", "party": party, "round": "R2", "stance": "supports",
                    "cite": {"source": "bulletin", "at": "¶1"}}  # fmt: skip
            acting.record(store, StanceEntry.model_validate(said), header(30))
    async with screens(demo) as pilot:
        await press(pilot, "v", "G", "enter")
        shown = golden.text_of(pilot.app)
        margin = [line[30:35].strip() for line in shown.splitlines()]
        assert [code for code in margin if code in ("UA", "RU", "+2")][:3] == ["UA", "RU", "+2"]


async def test_sources_of_one_publisher_are_told_apart_and_entries_stand_in_the_order_of_the_text(
    demo: Database, screens: Opened
) -> None:
    async with screens(demo, (120, 40)) as pilot:
        await press(pilot, "v")
        shown = golden.text_of(pilot.app)
        assert "unnamed news site  18" in shown
        assert "unnamed news site  22" in shown
        assert len(set(re.findall(r"^    (\w.*?), 2026-0", shown, re.MULTILINE))) > 1
        places = [int(at) for at in re.findall(r"(?:ev|re|st|[A-Z]{2}) +¶(\d+) ", shown)]
        assert places == sorted(places)
        assert places[0] == 1
