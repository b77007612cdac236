"""The first page: the note on what moved last, with its first lines, and every note there is."""

from dataclasses import replace

from ledger.domain.points import Point
from ledger.domain.readings import Matrix
from ledger.formats.document import Document, Lines, Section, Sentence, Span
from ledger.services.comparing import compare
from ledger.services.counting import said
from ledger.services.matrix import matrix_at
from ledger.services.note import charts, note, of_compared
from ledger.services.note.citing import Notes
from ledger.services.note.dossier import Found
from ledger.services.site.places import neighbours
from ledger.services.tabulating import UNTITLED
from ledger.services.telling import Told
from ledger.storage.database import Store

_NOW = "now"
_SECTIONS = ("matrix", "settled", "moved", "inside", "course", "new", "promises", "contested", "rounds", "undated")
_WHOLE = (
    *("matrix", "parties", "settled", "moved", "inside", "course", "new", "gone", "promises", "contested", "rounds"),
    *("follows", "evidence", "redefined", "corrected", "undated", "still", "remarks", "silent", "unreported"),
    *("earlier", "standing", "events"),
)
"""All but what a page of its own has: measures, what is drawn over the rounds, the words."""


class Between:
    """Writes notes on two points, as ``posl report`` does, but for what has a page of its own.

    A matrix is kept from one note to the next: the rounds come in their order.
    """

    def __init__(self, store: Store, found: Found) -> None:
        self._store = store
        self._found = found
        self._matrices = {_NOW: found.matrix}

    def front(self) -> Document:
        """Return the first page: from the end of the last round but one until now."""
        pairs = neighbours(self._found)
        if not pairs:
            return _without_rounds(self._found)
        written = self._note(pairs[-1][0].key, _NOW, _SECTIONS)
        return replace(written, sections=(*written.sections, notes_between(self._found)))

    def rounds(self, one: str, other: str) -> Document:
        """Return the note on two rounds."""
        return self._note(one, other, _WHOLE)

    def _note(self, start: str, end: str, sections: tuple[str, ...]) -> Document:
        found, counting = self._found, self._found.matrix.counting
        compared = compare(self._store, start, end, counting=counting)
        before, after = self._matrix(start), self._matrix(end)
        compared = replace(compared, rows={row.item.key: row for row in after.rows})
        material = replace(
            of_compared(self._store, compared, counting=counting),
            matrices=(before, after),
            events=_events(found, compared.diff.from_point, compared.diff.to_point),
            stamped=False,
        )
        self._matrices = {_NOW: found.matrix, end: after}
        return note(material, sections=sections)

    def _matrix(self, at: str) -> Matrix:
        return self._matrices.get(at) or matrix_at(self._store, at, counting=self._found.matrix.counting)


def _events(found: Found, start: Point, end: Point) -> tuple[Told, ...]:
    """The events between two points that stand."""
    return tuple(
        each
        for each in found.told
        if each.entry.kind == "event" and each.stands and start.held_on < each.entry.held.last <= end.held_on
    )


def notes_between(found: Found, stage: str | None = None) -> Section:
    """Return the notes on two neighbouring rounds, of all or of those that begin or end with one, the newest first."""
    wanted = (pair for pair in reversed(neighbours(found)) if stage in {None, pair[0].key, pair[1].key})
    lines = tuple(
        Sentence((Span(f"{one.key} → {other.key}", to=f"note:{other.key}"), Span(f": {one.title} → {other.title}")))
        for one, other in wanted
    )
    return Section("notes-between", "From round to round", (Lines(lines),) if lines else ())


def _without_rounds(found: Found) -> Document:
    """Fewer than two rounds: the matrix as it stands."""
    notes = Notes(found.known, None, stamped=False)
    info = found.known.info
    counted = said(found.matrix.counting)
    lead = (Sentence((Span(counted),), notes.ledger()),) if counted else ()
    blocks = tuple(charts.one_matrix(found.matrix, notes)) if any(row.heard_of for row in found.matrix.rows) else ()
    title = info.title if info and info.title else UNTITLED
    return Document(title, "", lead, (Section("matrix", "The matrix", blocks),) if blocks else (), notes.footnotes())
