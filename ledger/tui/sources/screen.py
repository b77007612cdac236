"""The sources reader: sources on the left, the text of one, and what rests on the paragraph one is in."""

from collections.abc import Mapping
from dataclasses import dataclass

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.message import Message
from textual.widgets import OptionList, Static, TextArea
from textual.widgets.option_list import Option

from ledger.domain.entries import Entry
from ledger.domain.quotes import QuotedText, Span
from ledger.domain.records import Source
from ledger.services import sourcing
from ledger.services.sourcing import SourceText
from ledger.storage import changesets, lookups
from ledger.storage.database import Store
from ledger.tui import work
from ledger.tui.actions import PLACES, SOURCES
from ledger.tui.forms.records import edit_form, new_form
from ledger.tui.hanging import Hanging
from ledger.tui.keyline import KeyLine
from ledger.tui.lists import Listed
from ledger.tui.messages import Failed
from ledger.tui.screen import LedgerScreen
from ledger.tui.sources import forms
from ledger.tui.sources.notes import about, notes_on, source_line, without_text
from ledger.tui.sources.text import ReadingText, speakers


@dataclass
class SourcesRead(Message):
    """All sources were read, each with how many entries rest on it and whether its text is here."""

    found: list[tuple[Source, int, bool]]


@dataclass
class TextRead(Message):
    """One source was read, with its text and the entries that rest on it."""

    text: SourceText
    entries: Mapping[int, Entry]


class SourcesScreen(LedgerScreen):
    """Read a source, cite a phrase."""

    SCOPES = (SOURCES, PLACES)
    DEFAULT_CSS = """
    SourcesScreen { background: $background; }
    SourcesScreen #list { width: 30; height: 1fr; border: none; }
    SourcesScreen #about { height: auto; max-height: 3; padding: 0 1; background: $panel; }
    SourcesScreen #text { height: 3fr; }
    SourcesScreen #under { height: 1fr; min-height: 5; padding: 0 1; border-top: solid $panel; }
    SourcesScreen #under.-alone { height: 1fr; border-top: none; }
    SourcesScreen #under Static { height: auto; width: 1fr; }
    """

    def __init__(self) -> None:
        super().__init__()
        self._sources: list[Source] = []
        self._key: str | None = None
        self._text: SourceText | None = None
        self._entries: Mapping[int, Entry] = {}
        self._goes_over = False

    def compose(self) -> ComposeResult:
        """Sources; one of them; what rests on it; keys."""
        with Horizontal():
            yield Listed(id="list", markup=False)
            with Vertical():
                yield Static(Content("reading ..."), id="about", markup=False)
                yield ReadingText("text")
                with VerticalScroll(id="under"):
                    yield Static(Content(""), markup=False)
        yield KeyLine()

    def on_mount(self) -> None:
        """Take up the source where one left."""
        self._key = self._key or self.ledger.state.get("sources", {}).get("source")
        self.query_one("#list").focus()
        self.reread()

    def remember(self) -> None:
        """Write down which source one reads."""
        self.ledger.state.set("sources", {"source": self._key})

    def open_source(self, key: str) -> None:
        """Go to a source."""
        self._key = key
        self.reread()

    # -- reading ------------------------------------------------------------------------------------------------------

    def takes(self, key: str) -> bool:
        """Once the list has been read; on the way over to a text, once that has been."""
        return super().takes(key) and not self._goes_over

    def reread(self) -> None:
        """Read the list again, and the source one is on."""
        work.read(self, _all_sources, SourcesRead, group="sources", what="reading the sources")

    def on_sources_read(self, event: SourcesRead) -> None:
        """Show the list; the source chosen stays chosen."""
        self._has_read = True
        self._sources = [source for source, _cited, _attached in event.found]
        listed = self.query_one("#list", OptionList)
        listed.clear_options()
        listed.add_options([Option(Hanging(source_line(*found), 4)) for found in event.found])
        if not self._sources:
            self.query_one("#about", Static).update(
                Content("There are no sources yet: o enters one, and seeds bring theirs.")
            )
            self.query_one(ReadingText).display = False
            return
        keys = [source.key for source in self._sources]
        listed.highlighted = keys.index(self._key) if self._key in keys else 0
        self._read_text(keys[listed.highlighted])

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        """Read the source one is on."""
        key = self._sources[event.option_index].key
        if key != self._key:
            self._read_text(key)

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Go over to the text; where there is none, to what rests on the source."""
        if self._text is not None and self._text.source.key == self._key:
            self._go_over()
        else:
            self._goes_over = True

    def _go_over(self) -> None:
        area = self.query_one(ReadingText)
        (area if area.display else self.query_one("#under")).focus()

    def _read_text(self, key: str) -> None:
        self._key = key

        def service(store: Store) -> TextRead:
            found = lookups.citing(store, key, changesets.last_number(store))
            return TextRead(sourcing.show_source(store, key), {entry.id: entry for entry in found})

        work.read(self, service, lambda found: found, group="text", what=f"reading {key}")

    def on_text_read(self, event: TextRead) -> None:
        """Show it."""
        if event.text.source.key != self._key:
            return
        self._text, self._entries = event.text, event.entries
        self.query_one("#about", Static).update(about(event.text.source))
        area = self.query_one(ReadingText)
        area.display = event.text.edition is not None
        self.query_one("#under").set_class(not area.display, "-alone")
        if area.display:
            place = area.cursor_location
            area.show(event.text, speakers(self.ledger.frame.live_parties, event.entries.values()))
            area.move_cursor(place)
        self._draw_notes()
        if self._goes_over:
            self._goes_over = False
            self._go_over()

    def on_failed(self, event: Failed) -> None:
        """Stay on the list where a text cannot be read."""
        self._goes_over = False

    def on_text_area_selection_changed(self, event: TextArea.SelectionChanged) -> None:
        """Show what rests on the paragraph one has come to."""
        self._draw_notes()

    def _draw_notes(self) -> None:
        if self._text is None:
            return
        known, under = self.ledger.frame, self.query_one("#under Static", Static)
        if self._text.edition is None:
            under.update(without_text(self._text.source, self._entries, known))
        else:
            under.update(notes_on(self._text, self.query_one(ReadingText).paragraph, self._entries, known))

    # -- citing -------------------------------------------------------------------------------------------------------

    def action_cite(self) -> None:
        """Open the form for a stance on the selected phrase."""
        area = self.query_one(ReadingText)
        phrase = area.phrase if self._text is not None and self._text.edition is not None else None
        if phrase is None or self._text is None or self._text.edition is None:
            how = "} { go by paragraph, w b by word; W B or shift and arrows select, so does the mouse"
            self.notify(f"Select a phrase within one paragraph first: {how}.", markup=False)
            return
        text = QuotedText(self._text.edition.text)
        start = text.paragraphs[phrase.paragraph - 1].span.start
        selector = text.select(Span(start + phrase.start, start + phrase.end))
        key = self._text.source.key
        self.ledger.open_form(forms.cited_stance(key, phrase.paragraph, selector))

    def action_attach(self) -> None:
        """Open the form that attaches a text."""
        if self._key is not None:
            self.ledger.open_form(forms.attach_form(self._key))

    def action_new_source(self) -> None:
        """Open the form for a source."""
        self.ledger.open_form(new_form("source"))

    def action_edit_source(self) -> None:
        """Open the form for what is said of this source."""
        source = next((each for each in self._sources if each.key == self._key), None)
        if source is not None:
            self.ledger.open_form(edit_form(source))

    def action_close(self) -> None:
        """From the text back to the list; then go back."""
        listed = self.query_one("#list")
        if listed.has_focus:
            super().action_close()
        else:
            listed.focus()


def _all_sources(store: Store) -> list[tuple[Source, int, bool]]:
    from ledger.services.listing import sources

    last = changesets.last_number(store)
    return [(source, cited, bool(lookups.editions(store, source.key, last))) for source, cited in sources(store)]
