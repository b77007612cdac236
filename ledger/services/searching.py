"""Words in summaries, questions, quotes, sources and their texts; each place with what it belongs to."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ledger.domain.entries import Entry
from ledger.storage import entries, reviews, search
from ledger.storage.database import Store
from ledger.storage.search import Hit

_OF_ENTRIES = frozenset({"entry", "quote"})


@dataclass(frozen=True, slots=True)
class Found:
    """Where the words stand: ``kind`` is entry, quote, item, source or text; ``ref`` a number or key."""

    kind: str
    ref: str
    place: str
    text: str
    entry: Entry | None


def find(store: Store, words: str, *, raw: bool = False, limit: int = 200, reviewed_only: bool = False) -> list[Found]:
    """Return where all the words stand: items, entries and quotes (the newest first), sources, texts.

    ``raw`` takes the database's own query language. An entry that was corrected or retracted is not found;
    ``reviewed_only``: nor one that nobody has accepted. Raises ``UsageError`` where a raw query does not parse.
    """
    found: list[Found] = []
    seen = 0
    while len(found) < limit:  # what does not count is known only once it is found
        hits = search.find(store, words, raw=raw, limit=limit, skip=seen)
        found += _counting(store, hits, reviewed_only=reviewed_only)
        seen += len(hits)
        if len(hits) < limit:
            break
    return found[:limit]


def _counting(store: Store, hits: Iterable[Hit], *, reviewed_only: bool) -> Iterator[Found]:
    every = list(hits)
    numbers = {int(hit.ref) for hit in every if hit.kind in _OF_ENTRIES}
    gone = entries.superseded(store, ids=numbers)
    meant = reviews.accepted(store, ids=numbers) if reviewed_only else numbers
    known = entries.by_ids(store, meant - gone.keys())
    for hit in every:
        entry = known.get(int(hit.ref)) if hit.kind in _OF_ENTRIES else None
        if entry is not None or hit.kind not in _OF_ENTRIES:
            yield Found(hit.kind, hit.ref, hit.place, hit.body, entry)
