"""The two lines of words around the matrix: the checklist above, the cell under the cursor below."""

from textual.content import Content

from ledger.domain.readings import Matrix, Row
from ledger.domain.records import Party
from ledger.formats.marks import in_words, mark_words, whose
from ledger.services.counting import said
from ledger.tui.glyphs import Glyphs
from ledger.tui.matrix.counts import Counts
from ledger.tui.matrix.view import Arranged, View
from ledger.tui.reading_text import stance_text, when_text
from ledger.tui.safe import plain


def title_line(
    matrix: Matrix,
    counts: Counts,
    arranged: Arranged,
    view: View,
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


def cell_line(row: Row, party: Party | None, signs: Glyphs) -> Content:
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
