"""What the search of a site finds: records by their names, entries by the analyst's words."""

from collections.abc import Iterator, Mapping

from ledger.formats.site import relative
from ledger.services.note.dossier import Found
from ledger.services.note.words import Names

MOST_ENTRIES = 5_000
"""Of a larger record the newest entries are found: the index is read whole by every browser that searches."""
Row = tuple[str, str, str, str]


def rows(found: Found, places: Mapping[str, str], page: str) -> Iterator[Row]:
    """Yield (kind, title, more words, address) of everything that is found from a page."""
    for name, title, more in (*_records(found), *_entries(found)):
        if name in places:
            yield name.partition(":")[0], title, more, relative(places[name], page)


def _records(found: Found) -> Iterator[tuple[str, str, str]]:
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


def _entries(found: Found) -> Iterator[tuple[str, str, str]]:
    names = Names(found.known)
    newest = sorted((told.entry for told in found.told), key=lambda entry: -entry.id)[:MOST_ENTRIES]
    for entry in newest:
        said, values = entry.said, entry.said.values()
        cell = said.cell
        who = names.party(cell.party) if cell.party else ""
        what = str(values.get("title") or values.get("text") or values.get("stance") or values.get("status") or "")
        title = ", ".join(filter(None, (names.item(cell.item) if cell.item else "", who, what)))
        quotes = [citation.quote for citation in said.cite if citation.quote]
        yield f"entry:{entry.id}", title, " ".join(filter(None, (str(entry.held), said.summary, *quotes)))
