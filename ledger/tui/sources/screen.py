"""The sources reader: sources on the left, the text of one, and what rests on the paragraph one is in."""

from collections.abc import Iterator, Sequence
from functools import partial

from textual import events
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from ledger.domain.records import Source
from ledger.tui import work
from ledger.tui.actions import PLACES, SOURCES
from ledger.tui.chooser import Choice
from ledger.tui.counts import Members, choose_member, open_members
from ledger.tui.footer import KeyLine
from ledger.tui.forms.acts import edit_form, new_form
from ledger.tui.indent import Hanging
from ledger.tui.lists import ScreenList
from ledger.tui.messages import Failed, JumpTo, Reveal, WasRead
from ledger.tui.pieces import Here, PlaceBar
from ledger.tui.screen import LedgerScreen
from ledger.tui.sources import forms
from ledger.tui.sources.document import (
    SourcesRead,
    TextRead,
    about,
    cited,
    lost_quotes,
    notes_on,
    read_cited,
    read_list,
    read_text,
    rest_on,
    source_line,
    without_text,
)
from ledger.tui.sources.text import ReadingText
from ledger.tui.sources.wrapped import Place


class SourcesScreen(LedgerScreen):
    """Read a source, cite a phrase."""

    SCOPES = (SOURCES, PLACES)
    DEFAULT_CSS = """
    SourcesScreen { background: $background; }
    SourcesScreen #list { width: 30; height: 1fr; border: none; }
    SourcesScreen #about { height: auto; max-height: 5; padding: 0 1; background: $panel; }
    SourcesScreen #text { height: 3fr; }
    SourcesScreen #under { height: 1fr; min-height: 5; padding: 0 1; border-top: solid $panel; }
    SourcesScreen #under.-alone { height: 1fr; border-top: none; }
    SourcesScreen #under Static { height: auto; width: 1fr; }
    """

    def __init__(self) -> None:
        super().__init__()
        self._sources: list[Source] = []
        self._cited: dict[str, int] = {}
        self._key: str | None = None
        self._read: TextRead | None = None
        self._is_reading = False
        self._goes_over = self._is_on_the_way = self._reads_again = False
        self._places: dict[str, Place] = {}

    def compose(self) -> ComposeResult:
        """Sources; one of them; what rests on it; keys."""
        yield PlaceBar()
        with Horizontal():
            yield ScreenList(id="list", markup=False)
            with Vertical():
                yield Static(Content("reading ..."), id="about", markup=False)
                yield ReadingText("text")
                with VerticalScroll(id="under"):
                    yield Static(Content(""), id="notes", markup=False)
                    yield Static(Content(""), id="lost", markup=False)
        yield Here()
        yield KeyLine()

    def on_mount(self) -> None:
        """Take up the source, and the place in its text, where one left."""
        left = self.session.state.get("sources", {})
        if self._key is None:
            self._key = left.get("source")
            self._goes_over = bool(left.get("in_text"))
        if left.get("source") is not None:
            self._places[left["source"]] = _place(left.get("place"))
        self.query_one("#list").focus()
        self.reread()

    def remember(self) -> None:
        """Write down which source one reads, and where in it."""
        self._keep_place()
        place = self._places.get(self._key or "", (0, 0))
        in_text = self.query_one(ReadingText).has_focus
        self.session.state.set("sources", {"source": self._key, "place": list(place), "in_text": in_text})

    def on_reveal(self, event: Reveal) -> None:
        """Go to the source one has jumped to."""
        event.stop()
        self._keep_place()
        if event.at is not None:
            self._places[event.key], self._read, self._goes_over = event.at, None, True
        self.open_source(event.key)

    def open_source(self, key: str) -> None:
        """Go to a source."""
        self._key, self._is_on_the_way = key, True
        self.reread()

    # -- reading ------------------------------------------------------------------------------------------------------

    def takes(self, key: str) -> bool:
        """Once the list has been read; on the way over to a text, once that has been."""
        return super().takes(key) and not self._goes_over

    @property
    def crumbs(self) -> Sequence[str]:
        """The source one is on."""
        source = self._read.text.source if self._read is not None else None
        return (source.called,) if source else ()

    def reread(self) -> None:
        """Read the list again, and the source one is on."""
        work.read(self, read_list, lambda found: found, group="sources", what="reading the sources")

    def on_sources_read(self, event: SourcesRead) -> None:
        """Show the list; the source chosen stays chosen."""
        self._has_read = True
        self._sources = [source for source, _cited, _attached in event.found]
        self._cited = {source.key: cited for source, cited, _attached in event.found}
        keys = [source.key for source in self._sources]
        place = keys.index(self._key) if self._key in keys else 0 if keys else None
        self.query_one("#list", ScreenList).refill(
            [Option(Hanging(source_line(*found), 4)) for found in event.found], place
        )
        self._is_on_the_way = False
        if place is None:
            self._say_that_there_are_none()
        else:
            self._read_text(keys[place])

    def _say_that_there_are_none(self) -> None:
        self._goes_over = False
        self.query_one("#about", Static).update(
            Content("There are no sources yet: o enters one, and seeds bring theirs.")
        )
        self.query_one(ReadingText).display = False

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        """Read the source one is on; on the way to another, where the list stood before does not count."""
        place = self.query_one("#list", OptionList).highlighted
        if self._is_on_the_way or place is None or place >= len(self._sources):
            return
        if self._sources[place].key != self._key:
            self._read_text(self._sources[place].key)

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Go over to the text; where there is none, to what rests on the source."""
        if self._read is not None and self._read.text.source.key == self._key:
            self._go_over()
        else:
            self._goes_over = True

    def _go_over(self) -> None:
        area = self.query_one(ReadingText)
        (area if area.display else self.query_one("#under")).focus()

    def _read_text(self, key: str) -> None:
        """Read a source; while one is being read, only the last one asked for comes after it."""
        self._key = key
        self._reads_again = self._is_reading
        if not self._is_reading:
            self._is_reading = True
            work.read(
                self, lambda store: read_text(store, key), lambda found: found, group="text", what=f"reading {key}"
            )

    def on_text_read(self, event: TextRead) -> None:
        """Show it, if it is what was asked for last; read again what was asked for meanwhile."""
        self._is_reading = False
        if self._reads_again:
            self._read_text(str(self._key))
        if event.text.source.key != self._key:
            return
        self._keep_place()
        self._read = event
        self.query_one("#about", Static).update(about(event.text.source, self._cited.get(event.text.source.key, 0)))
        area = self.query_one(ReadingText)
        area.display = event.text.edition is not None
        self.query_one("#under").set_class(not area.display, "-alone")
        if area.display:
            area.show(event.document, self._places.get(event.text.source.key, (0, 0)))
        self._draw_lost(event)
        self._draw_notes()
        self.moved_on()
        if self._goes_over:
            self._goes_over = False
            self._go_over()

    def _keep_place(self) -> None:
        if self._read is not None and self._read.text.edition is not None:
            self._places[self._read.text.source.key] = self.query_one(ReadingText).place

    def on_failed(self, event: Failed) -> None:
        """Stay on the list where a text cannot be read."""
        super().on_failed(event)
        self._goes_over = self._is_reading = self._is_on_the_way = False

    def on_reading_text_went(self, event: ReadingText.Went) -> None:
        """Show what rests on the paragraph one has come to."""
        self._draw_notes()

    def _draw_notes(self) -> None:
        found = self._read
        if found is None:
            return
        notes, key = self.query_one("#notes", Static), found.text.source.key
        if found.text.edition is None:
            notes.update(without_text(found.text.source, self._cited.get(key, 0), found.entries, found.known))
        else:
            notes.update(notes_on(found.text, self.query_one(ReadingText).paragraph, found.entries, found.known))

    def _draw_lost(self, found: TextRead) -> None:
        """Show the quotes that have lost their words: drawn once, for they are the same beside every paragraph."""
        lost = self.query_one("#lost", Static)
        lost.update(lost_quotes(found.text, found.entries, found.known))
        lost.display = bool(found.text.orphans or found.text.ambiguous)

    def counts(self) -> Iterator[Members]:
        """Yield how many entries rest on the source one is on."""
        source = next((each for each in self._sources if each.key == self._key), None)
        if source is not None:
            said = rest_on(source, self._cited.get(source.key, 0))
            yield Members(said, partial(self._read_cited, source.key, said))

    def _read_cited(self, key: str, said: str) -> None:
        def chosen(found: list[Choice[JumpTo]]) -> WasRead:
            return WasRead(partial(choose_member, self, said, found))

        work.read(
            self, partial(read_cited, key=key), chosen, group="cited", what=f"reading what rests on {key}", holds=True
        )

    def on_click(self, event: events.Click) -> None:
        """What is said of the source shows what rests on it."""
        if self.query_one("#about").region.contains(event.screen_x, event.screen_y):
            for counted in self.counts():
                open_members(self, counted)

    # -- citing -------------------------------------------------------------------------------------------------------

    def action_cite(self) -> None:
        """Open the form for a stance on the selected phrase."""
        if not self._has_text:
            self.notify("There is no text to select a phrase in: A attaches it.", markup=False)
            return
        phrase = self.query_one(ReadingText).phrase
        if phrase is None or self._read is None:
            how = "} { go by paragraph, w b by word; W B or shift and arrows select, so does the mouse"
            self.notify(f"Select a phrase within one paragraph first: {how}.", markup=False)
            return
        try:
            selector = self._read.document.selector(phrase.paragraph - 1, phrase.start, phrase.end)
        except ValueError as problem:
            self.notify(f"This cannot be a quote: {problem}.", severity="warning", markup=False)
            return
        self.open_form(forms.cited_stance(self._read.text.source.key, phrase.paragraph, selector))

    def action_code(self) -> None:
        """Open the screen that codes this source's text in one sitting."""
        if not self._has_text or self._read is None:
            self.notify("There is no text to code: A attaches it.", markup=False)
            return
        from ledger.tui.sources.coding import CodingScreen

        self.app.push_screen(CodingScreen(self._read.text.source.key, self.query_one(ReadingText).place))

    def action_find_words(self) -> None:
        """Choose a paragraph by its words, and go there."""
        from ledger.tui.sources.finding import find

        if not self._has_text or self._read is None:
            self.notify("There is no text to look in: A attaches it.", markup=False)
            return
        find(self, self._read.document.paragraphs, self._go_in_text)

    def _go_in_text(self, place: Place) -> None:
        area = self.query_one(ReadingText)
        area.select(place, place)
        area.focus()

    def action_copy_phrase(self) -> None:
        """Copy the selected phrase with the source and the ¶ it stands in."""
        from ledger.tui import clipboard

        phrase = self.query_one(ReadingText).phrase if self._has_text else None
        if phrase is None or self._read is None:
            self.notify("Select a phrase within one paragraph first.", markup=False)
            return
        text = cited(phrase.text, self._read.text.source, phrase.paragraph)
        clipboard.copy(self.app, text, "Copied with its source")

    @property
    def _has_text(self) -> bool:
        return self._read is not None and self._read.text.edition is not None

    def action_attach(self) -> None:
        """Open the form that attaches a text."""
        if self._key is not None:
            self.open_form(forms.attach_form(self._key))

    def action_new_source(self) -> None:
        """Open the form for a source."""
        self.open_form(new_form("source"))

    def action_edit_source(self) -> None:
        """Open the form for what is said of this source."""
        source = next((each for each in self._sources if each.key == self._key), None)
        if source is not None:
            self.open_form(edit_form(source))

    def action_close(self) -> None:
        """From the text back to the list; then go back."""
        listed = self.query_one("#list")
        if listed.has_focus:
            super().action_close()
        else:
            listed.focus()


def _place(found: object) -> Place:
    """Return a place as it was remembered; what is none is the beginning."""
    if isinstance(found, list) and len(found) == 2 and all(isinstance(each, int) and each >= 0 for each in found):
        return found[0], found[1]
    return 0, 0
