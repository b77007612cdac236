"""Search: a line to type words into, and where they stand; each place is opened from there."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial

from textual.app import ComposeResult
from textual.content import Content
from textual.events import ScreenResume
from textual.message import Message
from textual.widgets import Input

from ledger.domain.register import Register
from ledger.domain.tokens import DEFAULT
from ledger.services.searching import SearchHit, find, passage
from ledger.services.watch import known_now
from ledger.storage.database import Store
from ledger.tui import work
from ledger.tui.actions import CELL, LINES, PLACES, SEARCH, Offers
from ledger.tui.footer import KeyLine
from ledger.tui.lines_screen import Line, LinesScreen, heading
from ledger.tui.lists import ByArrows
from ledger.tui.messages import JumpTo
from ledger.tui.pieces import Facts, Here, PlaceBar
from ledger.tui.safe import content, plain

MOST = 200
KINDS = {
    "entry": "Entries",
    "quote": "Quotes",
    "item": "Items",
    "party": "Parties",
    "person": "Persons",
    "delegate": "Delegates",
    "source": "Sources",
    "text": "Texts",
}
_OPENS = {"quote": "entry", "delegate": "round"}
PROMPT = "words that stand in names, summaries, questions, quotes, sources or texts"


class SearchLine(Offers, Input):
    """The line that is typed into; it is always there."""

    SCOPES = (SEARCH,)
    DEFAULT_CSS = """
    SearchLine, SearchLine:focus { height: 1; border: none; padding: 0 1; background: $panel; }
    """

    def check_consume_key(self, key: str, character: str | None) -> bool:
        """Take every character that can be typed; of ``slash`` Textual does not know that it is one."""
        return key == "slash" or super().check_consume_key(key, character)

    def action_to_list(self) -> None:
        """Go over to what was found."""
        self.screen.query_one("#lines").focus()


@dataclass
class Searched(Message):
    """Words were looked for."""

    words: str
    lines: list[Line]
    known: Register


class SearchScreen(LinesScreen):
    """Words, and where they stand."""

    PLACE = "search"
    SCOPES = (LINES, CELL, PLACES)
    DEFAULT_CSS = """
    SearchScreen #lines { height: 1fr; }
    SearchScreen #title { display: none; }
    SearchScreen #title.-said { display: block; }
    """

    def compose(self) -> ComposeResult:
        """The screens, the words, what is counted, where they stand, where one is, keys."""
        yield PlaceBar()
        yield SearchLine(placeholder=PROMPT, select_on_focus=False)
        yield Facts(id="title")
        yield ByArrows(id="lines", markup=False)
        yield Here()
        yield KeyLine()

    def take_up(self) -> None:
        """Take up the words that were looked for last."""
        self._has_read = True
        line = self.query_one(SearchLine)
        with self.prevent(Input.Changed):
            line.value = str(self.session.state.get("search", {}).get("words") or "")
        line.focus()
        self.reread()

    def on_screen_resume(self, event: ScreenResume) -> None:
        """Who comes to search, types."""
        self.query_one(SearchLine).focus()

    def remember(self) -> None:
        """Write down the words."""
        self.session.state.set("search", {"words": self._words})

    @property
    def _words(self) -> str:
        return self.query_one(SearchLine).value.strip()

    def reread(self) -> None:
        """Look for the words again."""
        words, counting = self._words, self.session.counting
        if not words:
            self.show_lines([], PROMPT)
            return

        def service(store: Store) -> Searched:
            found = find(store, words, limit=MOST, counting=counting)
            known = known_now(store)[1]
            return Searched(words, list(_lines(found, known, words)), known)

        work.read(self, service, lambda found: found, group="search", what=f'looking for "{words}"')

    def on_input_changed(self, event: Input.Changed) -> None:
        """Look as it is typed."""
        self.reread()

    def on_searched(self, event: Searched) -> None:
        """Show where they stand, if they are still what is looked for."""
        if event.words == self._words:
            title, counted = self.query_one("#title", Facts), self.counting_only(event.known)
            title.set_class(bool(counted), "-said")
            title.say(counted)
            self.show_lines(event.lines, "These words stand nowhere here.")

    def action_search(self) -> None:
        """Type again."""
        self.query_one(SearchLine).focus()

    @property
    def crumbs(self) -> tuple[str, ...]:
        """The words, and what the line is of."""
        line = self.line
        name = line.name.replace("quote ", "entry ", 1) if line else ""  # that is whose quote it is
        return tuple(filter(None, (self._words, name)))


def _lines(found: Iterable[SearchHit], known: Register, words: str) -> Iterable[Line]:
    every = list(found)
    for kind, title in KINDS.items():
        of_kind = [each for each in every if each.kind == kind]
        if of_kind:
            yield heading(title, len(of_kind))
            yield from map(partial(_text_line, known, words) if kind == "text" else partial(_line, known), of_kind)


def _where(known: Register, found: SearchHit) -> JumpTo | None:
    """Return where a line leads; a person has no page, but the party it holds an office for has one."""
    if found.kind == "quote" and found.entry is not None:
        return JumpTo("entry", found.ref, quote=found.cited.quote if found.cited else None)
    if found.kind != "person":
        return JumpTo(_OPENS.get(found.kind, found.kind), found.ref)
    offices = known.persons[found.ref].offices if found.ref in known.persons else ()
    party = next((office.party for office in offices if office.party), None)
    return JumpTo("party", party) if party else None


def _text_line(known: Register, words: str, found: SearchHit) -> Line:
    """Return a text as the paragraph in which the words stand, and lead there; of an earlier edition to its source."""
    spoken = {source.language for source in known.sources.values()}
    here = passage(found.text, words, (DEFAULT, *sorted(filter(None, spoken))))
    source = known.sources.get(found.ref)
    name = plain(source.called if source else found.ref)
    paragraph = f"¶{here.paragraph + 1}" if here is not None else ""
    place = "".join(f", {part}" for part in (found.edition, paragraph) if part)
    text = Content.assemble((f"{name}{place}: ", "$quiet"), content(here.text if here is not None else ""))
    at = (here.paragraph, here.start) if here is not None and not found.superseded else None
    return Line(found.kind, f"text {found.ref} {found.place}", text, JumpTo("source", found.ref, at=at))


def _line(known: Register, found: SearchHit) -> Line:
    cell = found.entry.said.cell if found.entry is not None else None
    item = known.items.get((cell.item if cell else found.ref if found.kind == "item" else None) or "")
    party = known.parties.get((cell.party if cell else None) or "")
    title = item.title if item else f"entry {found.ref}" if found.entry is not None else found.ref
    source = known.sources.get((found.cited.source if found.cited else None) or "")
    names = (title, party.name if party else None, source.called if source else None, found.place)
    where = ", ".join(plain(name) for name in names if name)
    said = found.shown.removeprefix(f"{title} ") if found.kind == "item" else found.shown
    text = Content.assemble((f"{where}: ", "$quiet"), content(said))
    name = f"{found.kind} {found.ref}"
    to = _where(known, found)
    return Line(found.kind, name, text, to, item.key if item else None, cell.party if cell else None)
