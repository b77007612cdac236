"""The cell's reading in full: beside the matrix on wide terminals, below it on narrow ones when asked for."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from ledger.domain.blocs import Blocs
from ledger.domain.checklist import on_checklist
from ledger.domain.readings import Matrix, MatrixRow, News, Reading
from ledger.domain.records import Party, Source
from ledger.domain.words import Stance
from ledger.formats.marks import (
    LEGEND,
    SHORT,
    for_another_in_words,
    in_words,
    mark_words,
    of_itself,
    overdue,
    possibly,
    standing,
    whose,
)
from ledger.services.counting import said
from ledger.tui.counts import Members
from ledger.tui.entry_text import COLOURS, account_lines, reading_lines, stance_text, when_text
from ledger.tui.glyphs import DISSENT, REVIEWED, Glyphs
from ledger.tui.indent import Hung
from ledger.tui.matrix.model import Shown
from ledger.tui.matrix.view import Arranged, CellKey, Heading, MatrixView
from ledger.tui.messages import JumpTo
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

    def show_cell(
        self, row: MatrixRow, party: Party | None, sources: Mapping[str, Source], blocs: Blocs | None = None
    ) -> None:
        """Show the cell's reading, all its accounts where it is contested, and what others hold for the party."""
        beside = list(_beside(row, party, blocs)) if party is not None and blocs is not None else []
        brief = self.has_class("-below")
        self.query_one(Static).update(Hung(cell_text(row, party, self._signs, sources, beside, brief=brief)))


def _beside(row: MatrixRow, party: Party, blocs: Blocs) -> Iterator[Content]:
    own = row.cells.get(party.key)
    for each in blocs.spoken_for(row.cells).get(party.key, ()):
        other = f"; {of_itself(own)} is another" if own is not None and each.differs_from(own) else ""
        by = plain(blocs.parties[each.by].name)
        yield Content.styled(
            f"On its behalf, not its own word: {by} {for_another_in_words(each.reading)}{other}", "bold $accent"
        )


def cell_text(
    row: MatrixRow,
    party: Party | None,
    signs: Glyphs,
    sources: Mapping[str, Source],
    beside: Sequence[Content] = (),
    *,
    brief: bool = False,
) -> Content:
    """Return a cell in full; ``beside`` is what others hold for the party; ``brief`` puts its words first."""
    item = row.item
    reading = row.status_reading if party is None else row.cells.get(party.key)
    lines = [
        Content.assemble((plain(item.title), "bold $primary"), "  ", (plain(party.name) if party else "status", "bold"))
    ]
    if reading is not None and reading.contested:
        lines += _accounts(reading.accounts, signs, sources)
    elif reading is not None and reading.possibly:
        lines.append(Content.styled(possibly(reading.possibly), "bold $accent"))
    question = [content(item.question, "italic $quiet")] if item.question else []
    brief = brief and reading is not None and not reading.contested
    lines += [*beside] if brief else [*question, *beside, Content("")]
    if reading is None:
        lines.append(Content(_nothing(row, party)))
    else:
        moved = row.moved.get(party.key) if party else None
        lines += reading_lines(reading, signs, item, sources, moved, words_first=brief)
        for other in reading.possibly:
            lines += [Content(""), *reading_lines(other, signs, item, sources)]
    return Content("\n").join([*lines, *(question if brief else ())])


def _accounts(accounts: Sequence[Reading], signs: Glyphs, sources: Mapping[str, Source]) -> list[Content]:
    """Return the accounts in brief, under each other, so that both can be read without scrolling; none has won."""
    head = Content.styled(f"{len(accounts)} accounts contradict each other; ! settles", "bold $accent")
    return [head, *(line for each in accounts for line in account_lines(each, signs, sources)), Content("")]


def _nothing(row: MatrixRow, party: Party | None) -> str:
    if party is None:
        if row.untold:
            return "Nothing that counts is recorded of this item by this point. t records a status."
        return f"{row.status.value}: no status that counts is recorded; it follows from what else is known."
    return f"Nothing that counts is recorded for {plain(party.name)} here by this point. s records a stance."


# ----------------------------------------------------------------------------------------------------------------------
# The words around the matrix: the checklist above, each count with what it counts; the cell under the cursor below.

if TYPE_CHECKING:
    from ledger.tui.chooser import Choice

_SAID = {News.moved: "changed", News.new: "new", News.gone: "gone", News.again: "again"}


def facts(
    shown: Shown, matrix: Matrix, arranged: Arranged, view: MatrixView, known: int | None, last: int | None
) -> Iterator[Content | Members]:
    """Return the line above the matrix: known time where that is not now, then the checklist, then what is news."""
    if known is not None:
        of = f" of @{last}" if last else ""
        yield Content.styled(f" AS KNOWN AT @{known}{of}; esc: now ", "bold reverse")
    if counted := said(matrix.counting):
        yield Content.styled(plain(counted), "bold $accent")
    yield from _checklist(shown, matrix)
    if arranged.shown != arranged.total:
        yield Content.styled(f"{arranged.shown} of {arranged.total} items shown", "bold $primary")
    if shown.only:
        yield Content.styled(f"{len(shown.parties)} columns chosen", "bold $primary")
    yield from _news(shown)
    if view.sort != "entered":
        yield Content(f"by {view.sort}")


def _checklist(shown: Shown, matrix: Matrix) -> Iterator[Content | Members]:
    counts = shown.counts
    yield Members(f"{counts.open} open", _items(matrix, lambda row: row.open and on_checklist(row.item)), "bold")
    if counts.possibly:
        doubtful = _items(matrix, lambda row: row.only_possibly and on_checklist(row.item))
        yield Members(f"{counts.possibly} of them only possibly", doubtful)
    yield Members(f"{counts.settled} settled", _items(matrix, lambda row: row.settled and on_checklist(row.item)))
    overdue = [row for row in matrix.rows if row.overdue]
    style = "bold $accent" if overdue else "$quiet"
    yield Members(f"{len(overdue)} overdue", _items(matrix, lambda row: row.overdue), style)
    style = "bold $accent" if counts.contested else "$quiet"
    yield Members(f"{counts.contested} contested", lambda: _cells(matrix, _contested(matrix)), style)


def _news(shown: Shown) -> Iterator[Content | Members]:
    """Return in how many cells what has become, each kind for itself, and since when."""
    matrix = shown.matrix
    if matrix is None or shown.since.point_of(matrix) is None:
        return
    yield Content.styled(plain(shown.since.said_in(matrix)), "bold $primary")
    found = {what: [cell for cell, kind in shown.lit.items() if kind is what] for what in _SAID}
    for what, cells in found.items():
        if cells or (what is News.moved and not any(found.values())):
            style = "bold $lit" if what in (News.moved, News.gone) and cells else ""
            yield Members(f"{len(cells)} {_SAID[what]}", those(matrix, cells), style)


def counts_of_track(matrix: Matrix, line: Heading) -> Iterator[Members]:
    """Yield the counts of a track's line."""
    for said_of_it, cells in line.counts():
        yield Members(f"{plain(line.track)}: {said_of_it}", those(matrix, cells))


def those(matrix: Matrix, cells: Sequence[CellKey]) -> "Callable[[], Sequence[Choice[JumpTo]]]":
    return lambda: _cells(matrix, cells)


def _items(matrix: Matrix, wanted: Callable[[MatrixRow], bool]) -> "Callable[[], Sequence[Choice[JumpTo]]]":
    return lambda: _cells(matrix, [(row.item.key, None) for row in matrix.rows if wanted(row)])


def _contested(matrix: Matrix) -> Iterator[CellKey]:
    for row in matrix.rows:
        for party, reading in _readings(row):
            if reading.contested:
                yield row.item.key, party


def _readings(row: MatrixRow) -> Iterator[tuple[str | None, Reading]]:
    if row.status_reading is not None:
        yield None, row.status_reading
    yield from row.cells.items()


def _cells(matrix: Matrix, cells: Iterable[CellKey]) -> "Sequence[Choice[JumpTo]]":
    """Return cells to go to, in the order of the matrix."""
    from ledger.tui.chooser import Choice

    rows = {row.item.key: row for row in matrix.rows}
    order = {key: place for place, key in enumerate(rows)}
    names = {party.key: party.name for party in matrix.parties}
    return [
        Choice(JumpTo("cell", item, party), rows[item].item.title, _hint(rows[item], party, names))
        for item, party in sorted(cells, key=lambda cell: (order.get(cell[0], 0), cell[1] or ""))
        if item in rows
    ]


def _hint(row: MatrixRow, party: str | None, names: Mapping[str, str]) -> str:
    if party is None and row.overdue:
        return overdue(row.status, row.status_reading)
    reading = row.status_reading if party is None else row.cells.get(party)
    word = in_words(reading) if reading else standing(row.status, reading) if party is None else "nothing any more"
    return f"{names.get(party, party)}: {word}" if party else word


def cell_line(row: MatrixRow, party: Party | None, signs: Glyphs) -> Content:
    """Return what stands in the cell, in a few words, as it follows its name."""
    reading = row.status_reading if party is None else row.cells.get(party.key)
    head = Content(": ")
    if reading is None:
        return Content.assemble(head, ("nothing that counts" if party else standing(row.status, reading), "$quiet"))
    grade = f"{reading.evidence.grade or '-'} x{reading.evidence.independent_sources}"
    told = f" {marked}" if (marked := mark_words(reading)) else ""
    if reading.contested:  # whose grade and day would that be?
        return Content.assemble(head, in_words(reading), (told, "bold $accent"))
    first = stance_text(reading, signs)
    voice = f", {whose(reading)}" if reading.evidence.voice else ""
    text = Content.assemble(first, f" {when_text(reading)}, {grade}{voice}", (told, "bold $accent"))
    return Content.assemble(head, text)


# ----------------------------------------------------------------------------------------------------------------------
# What an empty ledger says: how to begin, from the screens and from the shell; and what marks mean.

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


LEGEND_TITLE = "What the marks mean: esc puts this away, ? shows it again"


def legend_lines(signs: Glyphs) -> list[Content]:
    """Return what the marks of the matrix mean."""
    changed, reviewed = signs.plain("▸"), signs.plain(REVIEWED)
    known = [(stance, signs.stance(stance)) for stance in Stance]
    words = [
        (f"{sign.text.strip() if stance.score is not None else SHORT[stance]} {stance.value}", COLOURS[sign.style])
        for stance, sign in known
    ]
    return [
        Content.assemble(*_apart(words[:5])),
        Content.assemble(*_apart(words[5:]), (".", "bold"), " nothing that counts"),
        Content.assemble(f"{LEGEND}   ", (reviewed, "bold"), " reviewed"),
        Content.assemble(
            ("-2/+2 !", "bold $accent"), " contested, none has won   ", ("(+2) ~", "bold"), " possible   ",
            (DISSENT, "bold"), " its bloc says otherwise",
        ),
        Content.assemble(
            "since what the head names: ", ("*", "bold"), " new here   ", (f"+2{changed}-1", "bold $lit"),
            " changed   ", ("=", "bold"), " said again",
        ),
    ]  # fmt: skip


def _apart(pieces: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str] | str]:
    for piece in pieces:
        yield from (piece, "  ")


class Legend(Static):
    """What the marks mean, under the matrix of somebody who comes for the first time."""

    DEFAULT_CSS = """
    Legend { height: auto; padding: 0 1; border-top: solid $primary; border-title-color: $foreground; }
    """

    def __init__(self, signs: Glyphs) -> None:
        super().__init__(Content("\n").join(legend_lines(signs)), markup=False)
        self.border_title = LEGEND_TITLE
