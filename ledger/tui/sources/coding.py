"""A source coded in one sitting: the text left, its entries right, and one line that says what a phrase stands for.

A phrase is selected by sentence, by word or with the mouse; ``enter`` opens the line, ``terr ukr opp`` is typed,
``enter`` records it and the text has the keys again. What a line leaves out is as in the entry before.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial

from textual.app import ComposeResult
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.message import Message
from textual.widgets import Input, Static

from ledger.domain.coding import Coded, Unread, coded_of, completed, next_words, read_line, statement_of
from ledger.domain.entries import StanceEntry
from ledger.domain.suggesting import sentences
from ledger.services import acting, undoing
from ledger.services.importing import Imported
from ledger.storage.database import Store
from ledger.tui import work
from ledger.tui.actions import CODE_LINE, CODING, PLACES, Offers
from ledger.tui.chooser import Choice, Chooser
from ledger.tui.counts import Members
from ledger.tui.footer import KeyLine
from ledger.tui.messages import Failed, JumpTo, Recorded
from ledger.tui.pieces import Facts, Here, PlaceBar
from ledger.tui.safe import content, plain
from ledger.tui.screen import LedgerScreen
from ledger.tui.sources.document import MOST, TextRead, delegate_lines, entry_line, read_text
from ledger.tui.sources.text import Phrase, ReadingText
from ledger.tui.sources.wrapped import Place

OFFERED = 8
"""Words that are offered at once."""
RECORDING = "recording what was coded"
SELECT = "Select a phrase within one paragraph first: n goes on, . takes a sentence, W B a word; so does the mouse."


@dataclass
class CodedPhrase(Message):
    """A phrase was coded."""

    result: Imported
    said: Coded
    before: Coded | None


@dataclass
class CodedTakenBack(Message):
    """What was coded last was undone."""

    result: Imported
    changeset: int


class CodeLine(Offers, Input):
    """The line: it is there while something is typed into it."""

    SCOPES = (CODE_LINE,)
    DEFAULT_CSS = """
    CodeLine, CodeLine:focus { height: 1; border: none; padding: 0 1; background: $panel; display: none; }
    CodeLine.-open { display: block; }
    """
    finds = False

    def check_consume_key(self, key: str, character: str | None) -> bool:
        """Take every character that can be typed; of ``slash`` Textual does not know that it is one."""
        return key == "slash" or super().check_consume_key(key, character)

    def open(self, *, finds: bool, placeholder: str, value: str = "") -> None:
        """Have it typed into."""
        self.finds, self.placeholder, self.value = finds, placeholder, value
        self.cursor_position = len(value)
        self.add_class("-open")
        self.focus()

    def action_complete(self) -> None:
        """Take the first of what may stand here."""
        screen = self.screen
        assert isinstance(screen, CodingScreen)
        if not self.finds:
            self.value = screen.completed(self.value)
            self.cursor_position = len(self.value)

    def action_leave(self) -> None:
        """Back to the text."""
        screen = self.screen
        assert isinstance(screen, CodingScreen)
        screen.leave_line()


class CodingScreen(LedgerScreen):
    """One source, coded."""

    SCOPES = (CODING, PLACES)
    DEFAULT_CSS = """
    CodingScreen { background: $background; }
    CodingScreen #text { height: 1fr; width: 3fr; }
    CodingScreen #right { width: 2fr; height: 1fr; border-left: solid $panel; padding: 0 1; }
    CodingScreen #coded { height: auto; width: 1fr; }
    CodingScreen #says { height: auto; max-height: 3; padding: 0 1; display: none; }
    CodingScreen #says.-open { display: block; }
    """

    def __init__(self, key: str, place: Place = (0, 0)) -> None:
        super().__init__()
        self._key, self._place = key, place
        self._read: TextRead | None = None
        self._before: Coded | None = None
        self._acts: list[tuple[int, Coded | None]] = []
        """What was coded here, and what had been before it."""
        self._sent: dict[int, str] = {}
        self._phrase: Phrase | None = None
        self._words = ""

    def compose(self) -> ComposeResult:
        """How far one is; the text and its entries; the line, and what may stand in it; keys."""
        yield PlaceBar()
        yield Facts(id="progress")
        with Horizontal():
            yield ReadingText("text")
            with VerticalScroll(id="right"):
                yield Static(Content(""), id="coded", markup=False)
        yield Static(Content(""), id="says", markup=False)
        yield CodeLine(select_on_focus=False)
        yield Here()
        yield KeyLine()

    def on_mount(self) -> None:
        """Read the text."""
        self._area.focus()
        self.reread()

    @property
    def _area(self) -> ReadingText:
        return self.query_one(ReadingText)

    @property
    def _line(self) -> CodeLine:
        return self.query_one(CodeLine)

    @property
    def crumbs(self) -> Sequence[str]:
        """The source."""
        source = self._read.text.source if self._read is not None else None
        return (source.called, "coding") if source else ()

    # -- reading ------------------------------------------------------------------------------------------------------

    def reread(self) -> None:
        """Read the text again; the cursor stays."""
        key = self._key
        work.read(self, lambda store: read_text(store, key), lambda found: found, group="text", what=f"reading {key}")

    def on_text_read(self, event: TextRead) -> None:
        """Show it."""
        first, self._read, self._has_read = self._read is None, event, True
        chosen = self._area.selection
        self._area.show(event.document, self._place if first else self._area.place)
        if not first:
            self._area.select(*chosen)
        if first:
            stances = [each for each in event.entries.values() if isinstance(each.said, StanceEntry)]
            self._before = coded_of(max(stances, key=lambda each: each.id)) if stances else None
        self._draw()
        self.moved_on()

    def on_reading_text_went(self, event: ReadingText.Went) -> None:
        """Show what rests on the paragraph one has come to."""
        self._draw()

    def _draw(self) -> None:
        found = self._read
        if found is None:
            return
        self.query_one("#progress", Facts).say(self._facts(found))
        self.query_one("#coded", Static).update(Content("\n").join(self._lines(found)))

    def _facts(self, found: TextRead) -> Iterator[Content | Members]:
        """Yield how far one is, and what was recorded."""
        coded = sorted(self._coded_paragraphs)
        said = f"{len(coded)} of {len(found.document.paragraphs)} ¶ coded"
        lines = [(entry.id, entry_line(entry, found.known, self._key).plain) for entry in found.entries.values()]
        entries = [Choice(JumpTo("entry", str(number)), line) for number, line in lines]
        acts = [Choice(JumpTo("changeset", str(number)), f"@{number}") for number, _before in self._acts]
        yield content(found.text.source.title, "bold")
        yield Members(said, partial(self._choose_paragraph, said, coded), "$quiet")
        yield Members(f"{_counted(len(entries), 'entry', 'entries')} here", lambda: entries, "$quiet")
        yield Members(f"{_counted(len(acts), 'act', 'acts')} in this sitting", lambda: acts, "$quiet")

    def _choose_paragraph(self, said: str, among: Sequence[int]) -> Sequence[Choice[JumpTo]] | None:
        """Let one of these paragraphs be chosen, and go there in the text."""
        if not among:
            return []

        def chosen(place: int | None) -> None:
            if place is not None:
                self._select_sentence(place, 0)

        choices = [Choice(place, f"¶{place + 1}  {plain(self._paragraphs[place])}") for place in among]
        self.app.push_screen(Chooser(said, choices, prompt="choose one to go there"), chosen)
        return None

    @property
    def _coded_paragraphs(self) -> set[int]:
        """The paragraphs that something is cited from, counted from 0; those on their way into the ledger as well."""
        return {*(self._read.document.margin if self._read else ()), *self._sent}

    def _lines(self, found: TextRead) -> Iterator[Content]:
        """Yield the entries of the text in its order, those of this paragraph marked."""
        by_paragraph: dict[int, list[Content]] = {}
        for place, paragraph in enumerate(found.text.paragraphs, 1):
            quoting = [entry for piece in paragraph.pieces for entry in piece.entries]
            numbers = dict.fromkeys([*quoting, *paragraph.cited_by])
            told = [found.entries[number] for number in numbers if number in found.entries]
            lines = [entry_line(entry, found.known, self._key) for entry in told]
            by_paragraph[place] = [*lines, *delegate_lines(paragraph, found.known)]
        here = self._area.paragraph
        nearest = sorted(by_paragraph, key=lambda place: (abs(place - here), place))[:MOST]
        if not any(by_paragraph.values()):
            yield Content.styled("Nothing is coded yet. n selects a sentence; enter says what it stands for.", "$quiet")
        for place in sorted(nearest):
            for line in by_paragraph[place]:
                mark = self.session.signs.plain("▸") if place == here else " "
                yield Content.assemble(
                    (f"{mark}¶{place:<4}", "bold $primary" if place == here else "$quiet"),
                    line,
                )

    # -- selecting ----------------------------------------------------------------------------------------------------

    def action_uncoded(self, by: int) -> None:
        """Go to the next paragraph, or the one before, that nothing is cited from."""
        count, coded, here = len(self._paragraphs), self._coded_paragraphs, self._area.place[0]
        stays = self._area.phrase is None  # one that nothing is selected in was not gone past yet
        onwards = range(here + (not stays), count) if by > 0 else range(here - (not stays), -1, -1)
        place = next((place for place in onwards if place not in coded), None)
        if place is None:
            left = count - len(coded)
            self.notify(f"No paragraph that way; {left} elsewhere." if left else "No paragraph is left.", markup=False)
        else:
            self._select_sentence(place, 0)

    def action_sentence(self) -> None:
        """Select the sentence that the cursor is in; if one is selected to its end, the next one as well."""
        (place, at), phrase, found = self._area.place, self._area.phrase, self._sentences(self._area.place[0])
        is_whole = phrase is not None and any(start == phrase.start for start, _end in found)
        if phrase is None or not is_whole or all(end != phrase.end for _start, end in found):
            self._select_sentence(place, at)
            return
        longer = next((end for _start, end in found if end > phrase.end), phrase.end)
        self._area.select((place, phrase.start), (place, longer))

    def _select_sentence(self, paragraph: int, at: int) -> None:
        found = [span for span in self._sentences(paragraph) if span[1] > at] or self._sentences(paragraph)[-1:]
        start, end = found[0] if found else (0, 0)
        self._area.select((paragraph, start), (paragraph, end))

    def _sentences(self, paragraph: int) -> list[tuple[int, int]]:
        found: list[tuple[int, int]] = []
        if paragraph < len(self._paragraphs):
            whole, at = self._paragraphs[paragraph], 0
            for sentence in sentences(whole):
                start = whole.index(sentence, at)
                at = start + len(sentence)
                found.append((start, at))
        return found

    @property
    def _paragraphs(self) -> Sequence[str]:
        return self._read.document.paragraphs if self._read is not None else ()

    # -- the line -----------------------------------------------------------------------------------------------------

    def action_say(self) -> None:
        """Open the line for the selected phrase."""
        self._open_line("item party stance   @when   by whom   if condition")

    def action_say_the_same(self) -> None:
        """Open the line for another party that holds the same."""
        if self._before is None:
            self.notify("No stance was coded from this source before.", markup=False)
        else:
            self._open_line(f"{self._before.item}, {self._before.stance.value}: which party?")

    def _open_line(self, placeholder: str) -> None:
        self._phrase = self._area.phrase
        if self._phrase is None:
            self.notify(SELECT, markup=False)
            return
        self._line.open(finds=False, placeholder=placeholder)
        self._say_next()

    def action_find(self) -> None:
        """Open the line to find words."""
        self._line.open(finds=True, placeholder=self._words or "words of the text")

    def leave_line(self) -> None:
        """Give the text the keys again."""
        self._line.remove_class("-open")
        self.query_one("#says").remove_class("-open")
        self._area.focus()

    def on_input_changed(self, event: Input.Changed) -> None:
        """Say what is understood, and what may come next."""
        if self._line.has_class("-open") and not self._line.finds:
            self._say_next()

    def completed(self, typed: str) -> str:
        """Return the line with its last word completed."""
        return completed(typed, self._read.known, self._before) if self._read is not None else typed

    def _say_next(self) -> None:
        if self._read is None:
            return
        typed = self._line.value
        offers = next_words(typed, self._read.known, self._before)[:OFFERED]
        words = Content("  ").join(Content.styled(plain(each), "$primary") for each in offers)
        says = self.query_one("#says", Static)
        says.update(Content("\n").join([self._understood(typed), words]))
        says.add_class("-open")

    def _understood(self, typed: str) -> Content:
        assert self._read is not None
        try:
            said = read_line(typed, self._read.known, self._before)
        except Unread as problem:
            return content(str(problem), "$quiet")
        return content(_told(said), "bold")

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Record what the line says, or find its words."""
        if self._line.finds:
            self._find(event.value)
        else:
            self._record(event.value)

    def _record(self, typed: str) -> None:
        found, phrase = self._read, self._phrase
        if found is None or phrase is None:
            return
        try:
            said = read_line(typed, found.known, self._before)
            words = found.document.selector(phrase.paragraph - 1, phrase.start, phrase.end)
            quoted = found.document.quoted
            at = quoted.called((phrase.paragraph, phrase.paragraph)) if quoted else f"¶{phrase.paragraph}"
            stance = statement_of(said, found.text.source, at, words)
        except ValueError as problem:
            self.notify(plain(str(problem)), severity="warning", markup=False)
            return
        before, self._before = self._before, replace(said, when=said.when or ("held_on", str(stance.held_on)))
        self._sent[phrase.paragraph - 1] = typed
        self.leave_line()
        self._draw()
        header = self.session.header()
        self._has_read = False  # what is typed next waits: acts are recorded in the order in which they were typed

        def service(store: Store) -> Imported:
            return acting.record(store, stance, header)

        work.write(self, service, lambda result: CodedPhrase(result, said, before), what=RECORDING)

    def on_coded_phrase(self, event: CodedPhrase) -> None:
        """It is recorded."""
        event.stop()
        self._acts += [(number, event.before) for number in event.result.changesets]
        work.ask(self, Recorded(event.result, _told(event.said), quietly=True))
        self.reread()

    def on_failed(self, event: Failed) -> None:
        """What was not recorded is not coded."""
        super().on_failed(event)
        if event.what == RECORDING:
            self._sent.clear()
            self._draw()

    def action_undo_coded(self) -> None:
        """Take back what was coded last here."""
        if not self._acts:
            self.notify("Nothing was coded here yet in this sitting.", markup=False)
            return
        (number, self._before), header = self._acts.pop(), self.session.header()
        self._has_read = False

        def service(store: Store) -> Imported:
            return undoing.undo(store, number, header, reason="coded by mistake")

        work.write(self, service, lambda result: CodedTakenBack(result, number), what=f"undoing @{number}")

    def on_coded_taken_back(self, event: CodedTakenBack) -> None:
        """It is undone."""
        event.stop()
        self._sent.clear()
        work.ask(self, Recorded(event.result, f"undid @{event.changeset}"))
        self.reread()

    # -- finding ------------------------------------------------------------------------------------------------------

    def _find(self, typed: str) -> None:
        """Go to the next place of the words behind the cursor; behind the last one the first comes again."""
        self._words = typed.strip() or self._words
        self.leave_line()
        place = _next_place(self._paragraphs, self._words.casefold(), self._area.place) if self._words else None
        if place is None:
            self.notify(f'"{plain(self._words)}" does not stand in this text.', markup=False)
            return
        self._area.select(place, (place[0], place[1] + len(self._words)))

    def action_close(self) -> None:
        """From the line to the text, from the text back to the sources."""
        if self._line.has_class("-open"):
            self.leave_line()
        else:
            super().action_close()


def _counted(number: int, one: str, more: str) -> str:
    return f"{number} {one if number == 1 else more}"


def _next_place(paragraphs: Sequence[str], words: str, after: Place) -> Place | None:
    count, (here, at) = len(paragraphs), after
    for step in range(count + 1):
        paragraph = (here + step) % count
        start = paragraphs[paragraph].casefold().find(words, at if not step else 0)
        if start >= 0:
            return paragraph, start
    return None


def _told(said: Coded) -> str:
    parts = [f"{said.item} / {said.party}: {said.stance.value}"]
    parts += [f"if {said.condition}"] if said.condition else []
    parts += [said.when[1]] if said.when else []
    parts += [f"by {said.by}"] if said.by else []
    parts += [said.speaker.value] if said.speaker else []
    return ", ".join(parts)
