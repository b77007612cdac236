"""A source is read: who is cited from where, which quotes lost their words, a phrase selected by mouse and by keys."""

import re

from textual.geometry import Offset

from ledger.domain.records import Source
from ledger.services import sourcing
from ledger.storage.database import Database
from ledger.tui.forms.screen import FormScreen
from ledger.tui.sources.text import ReadingText
from tests.tui import golden
from tests.tui.conftest import PHRASE, Opened, header, press, type_text

QUOTED = "The talks adjourned. Kyiv supports the plan as it is.\n\nMoscow rejects the plan outright.\n"
LATER = "The talks adjourned.\n\nMoscow rejects the plan outright.\n"


def with_quotes(database: Database, *texts: str) -> None:
    """A source from which two parties are quoted, with one text after another."""
    from ledger.domain.entries import StanceEntry
    from ledger.services import acting

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


async def test_the_palette_lands_on_the_source_named(demo: Database, screens: Opened) -> None:
    async with screens(demo) as pilot:
        await press(pilot, "ctrl+p")
        await type_text(pilot, "source china-mil")
        await press(pilot, "enter")
        assert "Report on the end of the first round" not in golden.text_of(pilot.app)
        assert "commentary, China Military Online" in golden.text_of(pilot.app)
