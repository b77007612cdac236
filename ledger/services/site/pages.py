"""Every page of a site, one after another, so that a large ledger is never in memory as pages."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from ledger.domain.floors import OWN, Counting
from ledger.domain.readings import Matrix
from ledger.formats.document import Document, Lines, Section, Sentence, Span
from ledger.formats.site import NavEntry, Site, SitePage, in_parts
from ledger.services import points, showing, shown
from ledger.services.comparing import compare
from ledger.services.counting import headed
from ledger.services.matrix import matrix_at
from ledger.services.note import charts, dossier, dossiers_of_records, note, of_compared, pictured, steps
from ledger.services.note.citing import Notes, by_edition
from ledger.services.note.dossier import DossierMaterial
from ledger.services.shown import PersonView, RoundView, SourceView
from ledger.services.site.lists import Listing
from ledger.services.site.places import LOG, TALKS, neighbours, note_path, path_of, places
from ledger.services.stepping import step
from ledger.services.tables_out import UNTITLED
from ledger.storage import changesets
from ledger.storage.changesets import Changeset
from ledger.storage.database import Store

# ----------------------------------------------------------------------------------------------------------------------
# The first page: the note on what moved last, with its first lines, and every note there is.

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

    The rounds come in their order: a matrix is the one of the note before, gone on from round to round.
    """

    def __init__(self, store: Store, found: DossierMaterial) -> None:
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
        counting = self._found.matrix.counting
        before = self._matrix(start)
        after = self._matrix(end, before)
        compared = compare(self._store, start, end, counting=counting, standing=after)
        compared = replace(compared, rows={row.item.key: row for row in after.rows})
        material = replace(
            of_compared(self._store, compared, counting=counting),
            pictured=pictured.of_matrices(before, after, compared.diff.changes),
            stamped=False,
        )
        self._matrices = {_NOW: self._found.matrix, end: after}
        return note(material, sections=sections)

    def _matrix(self, at: str, before: Matrix | None = None) -> Matrix:
        if at in self._matrices:
            return self._matrices[at]
        if before is None:
            return matrix_at(self._store, at, counting=self._found.matrix.counting)
        point = points.resolve(self._store, at)
        return step(self._store, before, point, sources=self._found.known.sources).matrix


def notes_between(found: DossierMaterial, stage: str | None = None) -> Section:
    """Return the notes on two neighbouring rounds, of all or of those that begin or end with one, the newest first."""
    wanted = (pair for pair in reversed(neighbours(found)) if stage in {None, pair[0].key, pair[1].key})
    lines = tuple(
        Sentence((Span(f"{one.key} → {other.key}", to=f"note:{other.key}"), Span(f": {one.title} → {other.title}")))
        for one, other in wanted
    )
    return Section("notes-between", "From round to round", (Lines(lines),) if lines else ())


def _without_rounds(found: DossierMaterial) -> Document:
    """Fewer than two rounds: the matrix as it stands."""
    notes = Notes(found.known, None, stamped=False, counting=found.matrix.counting)
    info = found.known.info
    blocks = tuple(charts.one_matrix(found.matrix, notes)) if any(row.heard_of for row in found.matrix.rows) else ()
    title = info.title if info and info.title else UNTITLED
    sections = (Section("matrix", "The matrix", blocks),) if blocks else ()
    return Document(title, headed("", found.matrix.counting), (), sections, notes.footnotes())


__all__ = ["Gathered", "gathered", "pages"]

NAV = (
    NavEntry("front", "Overview", "index.html"),
    NavEntry("matrix", "Matrix", "matrix.html"),
    NavEntry("items", "Items", "items.html"),
    NavEntry("parties", "Parties", "parties.html"),
    NavEntry("persons", "People", "persons.html"),
    NavEntry("rounds", "Rounds", "rounds.html"),
    NavEntry("sources", "Sources", "sources.html"),
    NavEntry("talks", "Talks", TALKS),
    NavEntry("timeline", "Timeline", "timeline.html"),
    NavEntry("measures", "Measures", "measures.html"),
    NavEntry("log", "Log", LOG),
    NavEntry("words", "Words", "words.html"),
    NavEntry("search", "Search", "search.html"),
)


@dataclass(frozen=True, slots=True)
class Gathered:
    """A ledger, read once, and the site that its pages stand on; ``log`` has the newest changeset first."""

    found: DossierMaterial
    site: Site
    log: list[Changeset]


def gathered(store: Store, counting: Counting = OWN) -> Gathered:
    """Read what all pages are made of."""
    found = dossier.gather(store, None, "now", counting=counting)
    over = steps.stages(store, found.known, found.matrix.point, found.matrix.counting)
    found = replace(found, stages=tuple(over), material=replace(found.material, stamped=False))
    log = list(changesets.log(store, known_at=found.matrix.point.known_at))
    info = found.known.info
    title = info.title if info and info.title else UNTITLED
    return Gathered(found, Site(title, NAV, places(found, log)), log)


def pages(store: Store, made_of: Gathered) -> Iterator[SitePage]:
    """Yield every page but the search, and the parts of those that are too long."""
    known_at = made_of.found.matrix.point.known_at
    for page in _whole(store, made_of):
        yield from in_parts(replace(page, document=by_edition(store, page.document, known_at)))


def _whole(store: Store, made_of: Gathered) -> Iterator[SitePage]:
    found = made_of.found
    between = Between(store, found)
    yield SitePage("index.html", between.front(), "front")
    listed = Listing(store, found, made_of.log)
    for entry in NAV:
        make: Callable[[], Document] | None = getattr(listed, entry.key, None)
        if make is not None:
            yield SitePage(entry.path, make(), entry.key)
    for item in found.known.live_items:
        yield SitePage(path_of(item), dossier.item_dossier(found, item.key), "items")
    for party in found.known.live_parties:
        yield SitePage(path_of(party), dossier.party_dossier(found, party.key), "parties")
    yield from _records(store, found)
    for one, other in neighbours(found):
        yield SitePage(note_path(one, other), between.rounds(one.key, other.key), "rounds")


def _records(store: Store, found: DossierMaterial) -> Iterator[SitePage]:
    known, counting = found.known, found.matrix.counting
    plain = counting.plain and OWN.under(known.info).plain  # else what is told is not what would be asked
    told = {each.entry.id: each for each in found.told} if plain else None
    tables = (
        ("person", "persons", known.persons),
        ("round", "rounds", known.rounds),
        ("source", "sources", known.sources),
    )
    for table, under, those in tables:
        for key, record in those.items():
            if not record.struck:
                view = showing.show(store, f"{table}:{key}", counting=counting, told=told)
                yield SitePage(path_of(record), _dossier(found, view), under)


def _dossier(found: DossierMaterial, view: shown.ShownThing) -> Document:
    if isinstance(view, RoundView):
        written, notes = dossiers_of_records.round_dossier(found, view), notes_between(found, view.stage.key)
        return written if notes.empty else replace(written, sections=(*written.sections, notes))
    if isinstance(view, SourceView):
        return dossiers_of_records.source_dossier(found, view)
    assert isinstance(view, PersonView)
    return dossiers_of_records.person_dossier(found, view)
