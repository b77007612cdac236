"""A quote is looked up as it is typed: where it stands is said beside it, and a wrong one is saved only if insisted on."""

from textual.pilot import Pilot
from textual.widgets import Input

from ledger.domain.records import Source
from ledger.services import sourcing
from ledger.services.verifying import everywhere
from ledger.storage import entries
from ledger.storage.database import Database
from ledger.tui.forms.field import FieldRow
from ledger.tui.forms.screen import FormScreen
from tests.tui import golden
from tests.tui.conftest import PHRASE, Opened, header, press, settled, type_text


def row(pilot: Pilot[None], path: str) -> FieldRow:
    assert isinstance(pilot.app.screen, FormScreen)
    return next(each for each in pilot.app.screen.query(FieldRow) if each.field.path == path)


async def put(pilot: Pilot[None], path: str, text: str) -> None:
    """Write into a field, as if it were typed, and leave it."""
    row(pilot, path).focus_input()
    await settled(pilot)
    row(pilot, path).query_one(Input).value = text
    await settled(pilot)


async def test_where_a_quote_stands_is_said_and_its_place_is_filled(with_text: Database, screens: Opened) -> None:
    async with screens(with_text, (120, 50)) as pilot:
        await press(pilot, "s")
        await put(pilot, "cite.0.source", "communique")
        row(pilot, "cite.0.quote").focus_input()
        await settled(pilot)
        await type_text(pilot, "third countries")
        assert "once, in ¶3" in golden.text_of(pilot.app)
        assert row(pilot, "cite.0.at").text == "¶3"
        await put(pilot, "cite.0.quote", "a draft on monitoring")
        assert row(pilot, "cite.0.at").text == "¶4"
        await put(pilot, "cite.0.quote", "monitoring")
        assert "2 times: ¶3, ¶4" in golden.text_of(pilot.app)
        assert row(pilot, "cite.0.at").text == ""
        await put(pilot, "cite.0.quote", "welcomes monitoring by their countries")
        assert 'not found; nearest: "welcomes monitoring by third countries' in golden.text_of(pilot.app)


async def test_a_place_that_was_typed_is_never_overwritten(with_text: Database, screens: Opened) -> None:
    async with screens(with_text, (120, 50)) as pilot:
        await press(pilot, "s")
        await put(pilot, "cite.0.source", "communique")
        await put(pilot, "cite.0.at", "p. 2")
        await put(pilot, "cite.0.quote", "third countries")
        assert row(pilot, "cite.0.at").text == "p. 2"
        await put(pilot, "cite.0.at", "¶2")
        assert "the quote does not stand in ¶2" in golden.text_of(pilot.app)
        await put(pilot, "cite.0.at", "¶9")
        assert "there is no ¶9; the last is ¶4" in golden.text_of(pilot.app)
        assert row(pilot, "cite.0.at").text == "¶9"


async def test_a_quote_that_is_not_there_is_refused_and_recorded_when_saved_again(
    with_text: Database, screens: Opened
) -> None:
    async with screens(with_text, (120, 50)) as pilot:
        await press(pilot, "s")
        await put(pilot, "stance", "opposes")
        await put(pilot, "cite.0.source", "communique")
        await put(pilot, "cite.0.quote", "welcomes monitoring by their countries")
        await press(pilot, "ctrl+s")
        shown = golden.text_of(pilot.app)
        assert "Nothing was recorded" in shown
        assert "Save again to record it all the same" in shown
        assert "--unfound" not in shown
        assert row(pilot, "cite.0.quote").is_wrong
        await put(pilot, "cite.0.quote", "welcomes monitoring by four countries")
        await press(pilot, "ctrl+s")  # another quote: refused by itself
        assert isinstance(pilot.app.screen, FormScreen)
        await press(pilot, "ctrl+s")
        assert not isinstance(pilot.app.screen, FormScreen)
    with with_text.read() as store:
        assert [doubt.citation.quote for doubt in everywhere(store)] == ["welcomes monitoring by four countries"]


async def test_a_phrase_cited_from_the_text_needs_no_second_look(with_text: Database, screens: Opened) -> None:
    async with screens(with_text, (120, 50)) as pilot:
        await press(pilot, "s")
        await put(pilot, "stance", "supports")
        await put(pilot, "cite.0.source", "communique")
        await put(pilot, "cite.0.quote", PHRASE)
        await press(pilot, "ctrl+s")
        assert not isinstance(pilot.app.screen, FormScreen)
    with with_text.read() as store:
        last = entries.last_id(store)
        assert entries.by_ids(store, [last])[last].said.cite[0].at == "¶3"


async def test_typing_waits_for_no_long_text(demo: Database, screens: Opened) -> None:
    """Each key leaves at most one look under way; the last one is what is told."""
    text = "\n".join(f"Paragraph {n} of a very long transcript." for n in range(12_000))
    with demo.write() as store:
        sourcing.add_source(store, Source(key="transcript", title="Transcript"), header(10))
        sourcing.attach(store, "transcript", text.encode(), header(11))
    async with screens(demo, (120, 50)) as pilot:
        await press(pilot, "s")
        await put(pilot, "cite.0.source", "transcript")
        row(pilot, "cite.0.quote").focus_input()
        await settled(pilot)
        await type_text(pilot, "Paragraph 11999 of")
        assert "once, in ¶12000" in golden.text_of(pilot.app)
