"""The cell's reading in full: beside the matrix on wide terminals, below it on narrow ones when asked for."""

from collections.abc import Mapping, Sequence

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from ledger.domain.readings import Matrix, MatrixRow, Reading
from ledger.domain.records import Party, Source
from ledger.formats.marks import in_words, mark_words, possibly, whose
from ledger.services.counting import said
from ledger.tui.entry_text import account_lines, reading_lines, stance_text, when_text
from ledger.tui.glyphs import Glyphs
from ledger.tui.indent import Hung
from ledger.tui.matrix.model import TitleCounts
from ledger.tui.matrix.view import Arranged, MatrixView
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

    def show_cell(self, row: MatrixRow, party: Party | None, sources: Mapping[str, Source]) -> None:
        """Show the cell's reading, all its accounts where it is contested."""
        self.query_one(Static).update(Hung(cell_text(row, party, self._signs, sources)))

    def show_text(self, text: Content) -> None:
        """Show something else."""
        self.query_one(Static).update(text)


def cell_text(row: MatrixRow, party: Party | None, signs: Glyphs, sources: Mapping[str, Source]) -> Content:
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


def _nothing(row: MatrixRow, party: Party | None) -> str:
    if party is None:
        return f"{row.status.value}: no status is recorded; it follows from what else is known."
    return f"Nothing is recorded for {plain(party.name)} here by this point. s records a stance."


# ----------------------------------------------------------------------------------------------------------------------
# The two lines of words around the matrix: the checklist above, the cell under the cursor below.


def title_line(
    matrix: Matrix,
    counts: TitleCounts,
    arranged: Arranged,
    view: MatrixView,
    lit: str,
    known: int | None,
    last: int | None,
) -> Content:
    """Return the first line: known time where that is not now, then the checklist, then the title."""
    counted = said(matrix.counting)
    parts = [
        *([Content.styled(plain(counted), "bold $accent")] if counted else []),
        Content.styled(f"{counts.open} open", "bold"),
        Content(f"{counts.settled} settled"),
        Content.styled(f"{counts.contested} contested", "bold $accent" if counts.contested else "$quiet"),
        Content.styled(f"{counts.unreviewed} unreviewed", "$quiet"),
    ]
    if arranged.shown != arranged.total:
        parts.append(Content.styled(f"{arranged.shown} of {arranged.total} shown", "bold $primary"))
    if lit:
        parts.append(Content.styled(lit, "bold $lit"))
    if view.sort != "entered":
        parts.append(Content(f"by {view.sort}"))
    parts.append(Content.styled(plain(matrix.info.title or "a ledger without a title"), "$quiet"))
    line = Content("  ").join(parts)
    if known is None:
        return Content.assemble(" ", line)
    of = f" of @{last}" if last else ""
    return Content.assemble((f" AS KNOWN AT @{known}{of}; esc: now ", "bold reverse"), " ", line)


def cell_line(row: MatrixRow, party: Party | None, signs: Glyphs) -> Content:
    """Return the last line: the cell in a few words."""
    reading = row.status_reading if party is None else row.cells.get(party.key)
    name = plain(party.name) if party else "status"
    head = Content.assemble((f" {plain(row.item.title)}", "bold"), f" / {name}: ")
    if reading is None:
        return Content.assemble(head, ("nothing recorded" if party else row.status.value, "$quiet"))
    grade = f"{reading.evidence.grade or '-'} x{reading.evidence.independent_sources}"
    told = f" {marked}" if (marked := mark_words(reading)) else ""
    first = Content(in_words(reading)) if reading.contested else stance_text(reading, signs)
    voice = f", {whose(reading)}" if reading.evidence.voice else ""
    text = Content.assemble(first, f" {when_text(reading)}, {grade}{voice}", (told, "bold $accent"))
    return Content.assemble(head, text)


# ----------------------------------------------------------------------------------------------------------------------
# What an empty ledger says: how to begin, from the screens and from the shell.

STEPS = (
    ("o", "put the first item on the list"),
    ("O", "enter a party, a round, a source, a delegate"),
    ("?", "what the keys do"),
    ("ctrl+p", "every command by name"),
    ("q", "leave"),
)
COMMANDS = (
    ("posl import FILE", "take in seed files: who, when, what is said"),
    ("posl schema seed", "the format of a seed, for your editor"),
    ("posl demo", "a ledger from five real reports, to look around in"),
)


def guide_text() -> Content:
    """Return the guide."""
    lines = [
        Content.styled("This ledger is empty.", "bold $primary"),
        Content(""),
        Content("A ledger keeps every open item of a negotiation, each party's stance on it"),
        Content("over time, and the source each stance rests on."),
        Content(""),
        Content.styled("From the shell (this screen follows by itself)", "bold"),
        *(Content.assemble((f"  {command:<22}", "bold $accent"), does) for command, does in COMMANDS),
        Content(""),
        Content.styled("From here", "bold"),
        *(Content.assemble((f"  {key:<22}", "bold $accent"), does) for key, does in STEPS),
    ]
    return Content("\n").join(lines)
