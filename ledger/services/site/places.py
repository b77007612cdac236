"""Where each record, each entry and each changeset stands: decided before any page is written."""

from collections.abc import Iterable, Iterator
from itertools import pairwise

from ledger.domain.points import last_day
from ledger.domain.records import Record, Round
from ledger.formats.site import file_of, part_of, part_with
from ledger.services.note.dossier import DossierMaterial, items_of
from ledger.services.note.steps import held_rounds
from ledger.storage.changesets import Changeset

TALKS = "talks.html"
LOG = "log.html"


def neighbours(found: DossierMaterial) -> list[tuple[Round, Round]]:
    """Return every two rounds that were held one after the other, on different days."""
    pairs = pairwise(held_rounds(found.known, found.matrix.point))
    return [(one, other) for one, other in pairs if last_day(one) != last_day(other)]


def places(found: DossierMaterial, log: Iterable[Changeset]) -> dict[str, str]:
    """Return the address of everything that can be linked to, by its name."""
    return dict([*_records(found), *_notes(found), *_entries(found), *_changesets(log)])


def path_of(record: Record) -> str:
    """Return the page of a record."""
    return file_of(record.table, record.natural_key)


def note_path(one: Round, other: Round) -> str:
    """Return the page of the note on two rounds."""
    return file_of("note", f"{one.key}-{other.key}")


def _records(found: DossierMaterial) -> Iterator[tuple[str, str]]:
    known = found.known
    for table in (known.items, known.parties, known.persons, known.rounds, known.sources):
        for record in table.values():
            if not record.struck:
                yield f"{record.table}:{record.natural_key}", path_of(record)


def _notes(found: DossierMaterial) -> Iterator[tuple[str, str]]:
    for one, other in neighbours(found):
        yield f"note:{other.key}", note_path(one, other)


def _entries(found: DossierMaterial) -> Iterator[tuple[str, str]]:
    """An entry stands with the first item it is on that has a page, else with the talks."""
    for key, told in found.by_item.items():
        item = found.known.items.get(key)
        page = path_of(item) if item is not None and not item.struck else TALKS if not key else None
        for place, each in enumerate(told if page else ()):
            if items_of(each.entry)[0] == key and page is not None:
                number = each.entry.id
                yield f"entry:{number}", f"{part_of(page, 'history', part_with(place))}#entry-{number}"


def _changesets(log: Iterable[Changeset]) -> Iterator[tuple[str, str]]:
    for place, each in enumerate(log):
        page = part_of(LOG, "log", part_with(place))
        yield f"changeset:{each.number}", f"{page}#changeset-{each.number}"
