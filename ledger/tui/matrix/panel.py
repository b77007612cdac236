"""The cell's reading in full: beside the matrix on wide terminals, below it on narrow ones when asked for."""

from collections.abc import Mapping, Sequence

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from ledger.domain.readings import Reading, Row
from ledger.domain.records import Party, Source
from ledger.formats.marks import possibly
from ledger.tui.glyphs import Glyphs
from ledger.tui.hanging import Hung
from ledger.tui.reading_text import account_lines, reading_lines
from ledger.tui.safe import content, plain


class CellPanel(VerticalScroll, can_focus=True):
    """Shows what the cursor stands on; takes the focus by tab, so that long readings can be scrolled."""

    DEFAULT_CSS = """
    CellPanel { background: $surface; padding: 0 1; display: none; scrollbar-size: 1 1; }
    CellPanel:focus { background: $panel; }
    CellPanel.-beside { display: block; height: 1fr; border-left: solid $panel; }
    CellPanel.-below { display: block; height: 45%; width: 1fr; border-top: solid $primary; }
    CellPanel Static { width: 1fr; height: auto; }
    """

    def __init__(self, signs: Glyphs, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._signs = signs

    def compose(self) -> ComposeResult:
        """One text, replaced as the cursor moves."""
        yield Static(Content(""), markup=False)

    @property
    def wanted(self) -> bool:
        """Whether it has a place on the screen, be it that its styles do not say so yet."""
        return self.has_class("-beside") or self.has_class("-below")

    def show_cell(self, row: Row, party: Party | None, sources: Mapping[str, Source]) -> None:
        """Show the cell's reading, all its accounts where it is contested."""
        self.query_one(Static).update(Hung(cell_text(row, party, self._signs, sources)))

    def show_text(self, text: Content) -> None:
        """Show something else."""
        self.query_one(Static).update(text)


def cell_text(row: Row, party: Party | None, signs: Glyphs, sources: Mapping[str, Source]) -> Content:
    """Return a cell in full."""
    item = row.item
    reading = row.status_reading if party is None else row.cells.get(party.key)
    lines = [
        Content.assemble((plain(item.title), "bold $primary"), "  ", (plain(party.name) if party else "status", "bold"))
    ]
    if reading is not None and reading.contested:
        lines += _accounts(reading.accounts, signs, sources)
    elif reading is not None and reading.possibly:
        lines.append(Content.styled(possibly(reading.possibly), "bold $accent"))
    if item.question:
        lines.append(content(item.question, "italic $quiet"))
    lines.append(Content(""))
    if reading is None:
        lines.append(Content(_nothing(row, party)))
    else:
        moved = row.moved.get(party.key) if party else None
        lines += reading_lines(reading, signs, item, sources, moved)
        for other in reading.possibly:
            lines += [Content(""), *reading_lines(other, signs, item, sources)]
    return Content("\n").join(lines)


def _accounts(accounts: Sequence[Reading], signs: Glyphs, sources: Mapping[str, Source]) -> list[Content]:
    """Return the accounts in brief, under each other, so that both can be read without scrolling; none has won."""
    head = Content.styled(f"{len(accounts)} accounts contradict each other; ! settles", "bold $accent")
    return [head, *(line for each in accounts for line in account_lines(each, signs, sources)), Content("")]


def _nothing(row: Row, party: Party | None) -> str:
    if party is None:
        return f"{row.status.value}: no status is recorded; it follows from what else is known."
    return f"Nothing is recorded for {plain(party.name)} here by this point. s records a stance."
