"""Words in summaries, questions, quotes, sources and their texts; each place with what it belongs to."""

from dataclasses import dataclass

from ledger.domain.entries import Entry
from ledger.storage import entries, reviews, search
from ledger.storage.database import Store


@dataclass(frozen=True, slots=True)
class Found:
    """Where the words stand: ``kind`` is entry, quote, item, source or text; ``ref`` a number or key."""

    kind: str
    ref: str
    place: str
    text: str
    entry: Entry | None


def find(store: Store, words: str, *, raw: bool = False, limit: int = 200, reviewed_only: bool = False) -> list[Found]:
    """Return where all the words stand, best first; ``raw`` takes the database's own query language.

    An entry that was corrected or retracted is not found; ``reviewed_only``: nor one that nobody has accepted. Raises
    ``UsageError`` where a raw query does not parse.
    """
    hits = search.find(store, words, raw=raw, limit=limit)
    numbers = {int(hit.ref) for hit in hits if hit.kind in {"entry", "quote"}}
    gone = entries.superseded(store, ids=numbers)
    meant = reviews.accepted(store, ids=numbers) if reviewed_only else numbers
    known = entries.by_ids(store, meant - gone.keys())
    return [
        Found(
            hit.kind, hit.ref, hit.place, hit.body, known.get(int(hit.ref)) if hit.kind in {"entry", "quote"} else None
        )
        for hit in hits
        if hit.kind not in {"entry", "quote"} or int(hit.ref) in known
    ]
