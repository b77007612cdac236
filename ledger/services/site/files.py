"""A site as files: pages, the style sheet, the search, the feed."""

from collections.abc import Iterator, Mapping, Sequence

from ledger.domain.floors import OWN, Counting
from ledger.formats.document import Document
from ledger.formats.document_html import page_html, search_html, style_css
from ledger.formats.feed import FeedEntry, atom_xml
from ledger.formats.site import SitePage, relative
from ledger.services.comparing import compare
from ledger.services.note import note_of
from ledger.services.note.dossier import DossierMaterial
from ledger.services.note.words import DisplayNames
from ledger.services.site.pages import gathered, pages
from ledger.services.site.places import LOG
from ledger.storage.changesets import Changeset
from ledger.storage.database import Store

# ----------------------------------------------------------------------------------------------------------------------
# What was recorded last, as a feed: each changeset with what the ledger says otherwise since.

MOST = 20  # changesets in the feed, the newest
_LINES = 40  # lines that one tells
_NO_SECTION = frozenset({"sides", "still", "silent", "unreported", "standing", "remarks", "earlier", "undated"})
"""What a changeset did not do."""


def feed(store: Store, title: str, log: Sequence[Changeset], places: Mapping[str, str]) -> str:
    """Return the feed of the newest changesets; ``log`` has the newest first."""
    name = log[-1].header.hash or title if log else title
    return atom_xml(title, name, "index.html", _feed_entries(store, log[:MOST], places))


def _feed_entries(store: Store, log: Sequence[Changeset], places: Mapping[str, str]) -> Iterator[FeedEntry]:
    for each in log:
        said = each.header
        message = f": {said.message}" if said.message else ""
        yield FeedEntry(
            said.hash or str(each.number),
            f"@{each.number}{message}",
            said.by,
            said.recorded_at or "",
            places.get(f"changeset:{each.number}", LOG),
            tuple(_lines(store, each.number)),
        )


def _lines(store: Store, number: int) -> list[str]:
    """Return what a short note says of the ledger before and after it; it needs no matrix."""
    written = note_of(store, compare(store, f"@{number - 1}", f"@{number}"))
    sections = (section for section in written.sections if section.key not in _NO_SECTION)
    lines = [sentence.text for section in sections for sentence in section.sentences]
    more = [f"{len(lines) - _LINES:,} more"] if len(lines) > _LINES else []
    return [*lines[:_LINES], *more]


# ----------------------------------------------------------------------------------------------------------------------
# What the search of a site finds: records by their names, entries by the analyst's words.

MOST_ENTRIES = 5_000
"""Of a larger record the newest entries are found: the index is read whole by every browser that searches."""
SearchRow = tuple[str, str, str, str]


def rows(found: DossierMaterial, places: Mapping[str, str], page: str) -> Iterator[SearchRow]:
    """Yield (kind, title, more words, address) of everything that is found from a page."""
    for name, title, more in (*_records(found), *_search_entries(found)):
        if name in places:
            yield name.partition(":")[0], title, more, relative(places[name], page)


def _records(found: DossierMaterial) -> Iterator[tuple[str, str, str]]:
    known = found.known
    for item in known.live_items:
        yield f"item:{item.key}", item.title, " ".join(filter(None, (item.key, item.question, item.track, *item.tags)))
    for party in known.live_parties:
        yield f"party:{party.key}", party.name, " ".join((party.key, party.code, *party.aliases))
    for person in known.persons.values():
        yield f"person:{person.key}", person.name, " ".join((person.key, *person.aliases, *map(str, person.offices)))
    for stage in known.live_rounds:
        yield f"round:{stage.key}", stage.title, " ".join(filter(None, (stage.key, stage.venue)))
    for source in known.sources.values():
        yield f"source:{source.key}", source.title, " ".join(filter(None, (source.key, source.publisher)))


def _search_entries(found: DossierMaterial) -> Iterator[tuple[str, str, str]]:
    names = DisplayNames(found.known)
    newest = sorted((told.entry for told in found.told), key=lambda entry: -entry.id)[:MOST_ENTRIES]
    for entry in newest:
        said, values = entry.said, entry.said.values()
        cell = said.cell
        who = names.party(cell.party) if cell.party else ""
        what = str(values.get("title") or values.get("text") or values.get("stance") or values.get("status") or "")
        title = ", ".join(filter(None, (names.item(cell.item) if cell.item else "", who, what)))
        quotes = [citation.quote for citation in said.cite if citation.quote]
        yield f"entry:{entry.id}", title, " ".join(filter(None, (str(entry.held), said.summary, *quotes)))


_SEARCH = "search.html"


def site_files(store: Store, counting: Counting = OWN) -> Iterator[tuple[str, str]]:
    """Yield (name, text) of every file of the site of a ledger, as it stands now."""
    made_of = gathered(store, counting)
    site = made_of.site
    yield "style.css", style_css()
    for page in pages(store, made_of):
        yield page.path, page_html(page, site)
    search = SitePage(_SEARCH, Document("Search", site.title, (), (), ()), "search")
    yield _SEARCH, search_html(search, site, rows(made_of.found, site.places, _SEARCH))
    yield "feed.xml", feed(store, site.title, made_of.log, site.places)
