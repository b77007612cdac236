"""The item screen: on the left the item, its status and its parties; on the right all of what is chosen."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.message import Message
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from ledger.domain.points import Point
from ledger.domain.readings import Reading
from ledger.domain.records import Item, Source
from ledger.domain.words import ItemKind
from ledger.formats.marks import overdue, scores, standing, word
from ledger.services.counting import said as said_to_count
from ledger.services.evidence import sources_at
from ledger.services.history import History, history
from ledger.services.note import words
from ledger.services.showing import show
from ledger.services.shown import ItemView, PartyOnItem
from ledger.storage.database import Store
from ledger.tui import work
from ledger.tui.actions import CELL, ITEM, PLACES
from ledger.tui.cell_actions import CellScreen
from ledger.tui.counts import Members
from ledger.tui.entry_text import COLOURS, account_lines
from ledger.tui.footer import KeyLine
from ledger.tui.glyphs import Glyphs, in_capitals
from ledger.tui.indent import Hanging, Hung
from ledger.tui.item.parts import (
    EVENTS,
    HISTORY,
    OVERVIEW,
    PARTY,
    REMARKS,
    SAID,
    STATUS,
    accounts_of,
    remarks_in,
    whole,
)
from ledger.tui.lists import ScreenList, Whole
from ledger.tui.pieces import Here, PlaceBar
from ledger.tui.safe import content, plain

BESIDE = 3
"""Rival accounts shown side by side; any more are read below, with the others."""


@dataclass
class ItemRead(Message):
    """The item was read, whole."""

    view: ItemView
    history: History
    sources: Mapping[str, Source]


class ItemScreen(CellScreen):
    """One item at a point."""

    SCOPES = (ITEM, CELL, PLACES)
    DEFAULT_CSS = """
    ItemScreen { background: $background; }
    ItemScreen #title { height: auto; max-height: 4; background: $panel; padding: 0 1; }
    ItemScreen #parts { width: 30; height: 1fr; border: none; background: $surface; padding: 0; scrollbar-size: 1 1; }
    ItemScreen #whole { width: 1fr; height: 1fr; }
    ItemScreen #rivals { height: auto; display: none; margin-bottom: 1; }
    ItemScreen #rivals Static { width: 1fr; height: auto; padding-right: 1; }
    """

    def __init__(self, item: str, party: str | None = None, at: str = "now") -> None:
        super().__init__()
        self._key, self._at = item, at
        self._part = f"{PARTY}{party}" if party else OVERVIEW
        self._found: ItemRead | None = None
        self._parts: list[str] = []

    def compose(self) -> ComposeResult:
        """Title; what there is, and all of what is chosen; keys."""
        yield PlaceBar()
        yield Static(Content(""), id="title", markup=False)
        with Horizontal():
            yield ScreenList(id="parts", markup=False)
            with Whole(id="whole"):
                with Horizontal(id="rivals"):
                    for _ in range(BESIDE):
                        yield Static(Content(""), markup=False)
                yield Static(Content("reading ..."), id="text", markup=False)
        yield Here()
        yield KeyLine()

    def on_mount(self) -> None:
        """Read."""
        self.query_one("#parts").focus()
        self.reread()

    def reread(self) -> None:
        """Read the item again; the part chosen stays chosen."""
        key, at, counting = self._key, self._at, self.session.counting

        def service(store: Store) -> ItemRead:
            view = show(store, f"item:{key}", at, counting=counting)
            assert isinstance(view, ItemView)
            return ItemRead(
                view, history(store, f"item:{key}", at, counting=counting), sources_at(store, view.point.known_at)
            )

        work.read(self, service, lambda found: found, group="item", what=f"reading {key}")

    def on_item_read(self, event: ItemRead) -> None:
        """Show it."""
        self._found, self._has_read = event, True
        view = event.view
        self.query_one("#title", Static).update(_title(view))
        parts = self.query_one("#parts", OptionList)
        options = _options(view, self.session.signs)
        self._parts = [name for name, _ in options]
        parts.clear_options()
        parts.add_options([Option(Hanging(text, 5)) for _, text in options])
        parts.highlighted = self._parts.index(self._part) if self._part in self._parts else 0

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        """Show all of what is chosen."""
        self._part = self._parts[event.option_index]
        self._draw()

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Go over to the text."""
        self.query_one("#whole").focus()

    def _draw(self) -> None:
        found = self._found
        if found is not None:
            signs = self.session.signs
            text = whole(found.view, found.history, self._part, signs, found.sources)
            self.query_one("#text", Static).update(Hung(text))
            self._draw_rivals(accounts_of(found.view, self._part)[:BESIDE], found.sources)
            self.query_one("#whole").scroll_home(animate=False)
            self.moved_on()

    def _draw_rivals(self, found: Sequence[Reading], sources: Mapping[str, Source]) -> None:
        """Put the accounts that are at odds beside each other."""
        self.query_one("#rivals").display = bool(found)
        for place, column in enumerate(self.query("#rivals Static").results(Static)):
            column.display = place < len(found)
            if place < len(found):
                head = Content.styled(f"! account {place + 1} of {len(found)}", "bold $accent")
                lines = account_lines(found[place], self.session.signs, sources)
                column.update(Hung(Content("\n").join([head, *lines])))

    def counts(self) -> Iterator[Members]:
        """Yield how many events, remarks, notes and changesets there are; each is a part of its own."""
        options = _options(self._found.view, self.session.signs) if self._found else []
        for place, (name, text) in enumerate(options):
            if name in (EVENTS, SAID, REMARKS, HISTORY):
                yield Members(text.plain, partial(self._choose_part, place))

    def _choose_part(self, place: int) -> None:
        self.query_one("#parts", OptionList).highlighted = place

    # -- the current cell ---------------------------------------------------------------------------------------------

    def _line(self) -> PartyOnItem | None:
        lines = self._found.view.parties if self._found else ()
        return next((line for line in lines if f"{PARTY}{line.party.key}" == self._part), None)

    @property
    def current_cell(self) -> tuple[str | None, str | None]:
        """The item and the party chosen."""
        return self._key, self._part.removeprefix(PARTY) if self._part.startswith(PARTY) else None

    @property
    def current_reading(self) -> Reading | None:
        """The party's reading, or the item's status."""
        line = self._line()
        if line is not None:
            return line.reading
        return self._found.view.status_reading if self._found and self._part == STATUS else None

    @property
    def current_item(self) -> Item | None:
        return self._found.view.item if self._found else None

    @property
    def current_point(self) -> Point | None:
        """The point shown."""
        return self._found.view.point if self._found else None

    @property
    def known_sources(self) -> Mapping[str, Source]:
        return self._found.sources if self._found else {}


def _title(view: ItemView) -> Content:
    item = view.item
    facts = [item.kind.value, item.track, item.category, f"difficulty {item.difficulty}" if item.difficulty else None]
    said = ", ".join(plain(fact) for fact in facts if fact)
    spread = f"  spread {view.spread}" if view.spread is not None else ""
    known = view.status_reading
    recorded = word(known) if known else standing(view.status, known, promise=item.kind is ItemKind.commitment)
    status = in_capitals(overdue(view.status, known)) if view.overdue else f"{recorded}{words.late(view.late)}"
    counted = said_to_count(view.counting)
    due = f", {plain(words.due(item.due, {}))}" if item.due else ""
    first = Content.assemble(
        (f"{counted} " if counted else "", "bold $accent"),
        (plain(item.title), "bold $primary"),
        f"  {status}{due}{spread}  ",
        (f"at {view.point}", "$quiet"),
    )
    lines = [first, content(item.question or "", "italic"), content(said, "$quiet")]
    return Content("\n").join(line for line in lines if line.plain)


def _held(reading: Reading | None, signs: Glyphs) -> tuple[tuple[str, str], str]:
    """Return a party's stance in signs, with its colour, and its marks; of a contested one all scores and no colour."""
    if reading is None or reading.stance is None:
        return ("  ", ""), "   "
    if reading.contested:
        return (scores(reading), "bold $accent"), f" {signs.mark(reading):<2}"
    sign = signs.stance(reading.stance)
    return (sign.text, COLOURS[sign.style]), f" {signs.mark(reading):<2}"


def _options(view: ItemView, signs: Glyphs) -> list[tuple[str, Content]]:
    known = view.status_reading
    at_odds = "! " if known is not None and known.contested else ""
    said = word(known) if known is not None else standing(view.status, known)
    status = Content.assemble("status: ", (at_odds, "bold $accent"), content(said))
    options = [(OVERVIEW, Content("overview")), (STATUS, status)]
    for line in view.parties:
        text = Content.assemble(*_held(line.reading, signs), f" {plain(line.party.name)}")
        options.append((f"{PARTY}{line.party.key}", text))
    options.append((EVENTS, Content(f"events ({len(view.events)})")))
    if view.remarks:
        options.append((SAID, Content(f"said of it ({len(view.remarks)})")))
    options.append((REMARKS, Content(f"notes ({remarks_in(view)})")))
    options.append((HISTORY, Content(f"history ({len(view.history)})")))
    return options
