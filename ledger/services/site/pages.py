"""Every page of a site, one after another, so that a large ledger is never in memory as pages."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from ledger.domain.floors import OWN, Counting
from ledger.formats.document import Document
from ledger.formats.site import NavEntry, Site, SitePage, in_parts
from ledger.services import showing
from ledger.services.note import dossier, records, stages
from ledger.services.note.dossier import Found
from ledger.services.showing import PersonView, RoundView, SourceView
from ledger.services.site.front import Between, notes_between
from ledger.services.site.lists import Listing
from ledger.services.site.places import LOG, TALKS, neighbours, note_path, path_of, places
from ledger.services.tabulating import UNTITLED
from ledger.storage import changesets
from ledger.storage.changesets import Changeset
from ledger.storage.database import Store

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

    found: Found
    site: Site
    log: list[Changeset]


def gathered(store: Store, counting: Counting = OWN) -> Gathered:
    """Read what all pages are made of."""
    found = dossier.gather(store, None, "now", counting=counting)
    over = stages.stages(store, found.known, found.matrix.point, found.matrix.counting)
    found = replace(found, stages=tuple(over), material=replace(found.material, stamped=False))
    log = list(changesets.log(store, known_at=found.matrix.point.known_at))
    info = found.known.info
    title = info.title if info and info.title else UNTITLED
    return Gathered(found, Site(title, NAV, places(found, log)), log)


def pages(store: Store, made_of: Gathered) -> Iterator[SitePage]:
    """Yield every page but the search, and the parts of those that are too long."""
    for page in _whole(store, made_of):
        yield from in_parts(page)


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


def _records(store: Store, found: Found) -> Iterator[SitePage]:
    known, counting = found.known, found.matrix.counting
    tables = (
        ("person", "persons", known.persons),
        ("round", "rounds", known.rounds),
        ("source", "sources", known.sources),
    )
    for table, under, those in tables:
        for key, record in those.items():
            if not record.struck:
                view = showing.show(store, f"{table}:{key}", counting=counting)
                yield SitePage(path_of(record), _dossier(found, view), under)


def _dossier(found: Found, view: showing.View) -> Document:
    if isinstance(view, RoundView):
        written, notes = records.round_dossier(found, view), notes_between(found, view.stage.key)
        return written if notes.empty else replace(written, sections=(*written.sections, notes))
    if isinstance(view, SourceView):
        return records.source_dossier(found, view)
    assert isinstance(view, PersonView)
    return records.person_dossier(found, view)
