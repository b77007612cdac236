"""What was recorded last, as a feed: each changeset with what the ledger says otherwise since."""

from collections.abc import Iterator, Mapping, Sequence

from ledger.formats.feed import FeedEntry, atom_xml
from ledger.services.comparing import compare
from ledger.services.note import note_of
from ledger.services.site.places import LOG
from ledger.storage.changesets import Changeset
from ledger.storage.database import Store

MOST = 20  # changesets in the feed, the newest
_LINES = 40  # lines that one tells
_NO_SECTION = frozenset({"sides", "still", "silent", "unreported", "standing", "remarks", "earlier", "undated"})
"""What a changeset did not do."""


def feed(store: Store, title: str, log: Sequence[Changeset], places: Mapping[str, str]) -> str:
    """Return the feed of the newest changesets; ``log`` has the newest first."""
    name = log[-1].header.hash or title if log else title
    return atom_xml(title, name, "index.html", _entries(store, log[:MOST], places))


def _entries(store: Store, log: Sequence[Changeset], places: Mapping[str, str]) -> Iterator[FeedEntry]:
    for each in log:
        said = each.header
        message = f": {said.message}" if said.message else ""
        yield FeedEntry(
            said.hash or str(each.number),
            f"@{each.number}{message}",
            said.author or "",
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
