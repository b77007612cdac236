"""What is cited from an edition of a text that is not the newest, where the newest does not bear it out.

Few sources have several editions: one small question tells which, and only their texts are read, for what is asked
about alone.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from functools import cache

from ledger.domain.entries import Citation
from ledger.domain.quotes import EarlierEdition, QuotedText, earlier_edition, look, may_be_looked_up, stands_as_cited
from ledger.storage import texts
from ledger.storage.database import Store

WITHDRAWN = "No longer in the newest edition of the source"
"""What such quotes and places are called where they wait."""
Numbered = tuple[tuple[int, QuotedText], ...]


def earlier_editions(store: Store, cited: Iterable[Citation], known_at: int) -> dict[Citation, EarlierEdition]:
    """Return which of these citations an earlier edition alone bears out, as known at a changeset."""
    by_source: dict[str, set[Citation]] = defaultdict(set)
    several = texts.of_several_editions(store, known_at)
    for each in cited if several else ():
        if each.source in several and may_be_looked_up(each):
            by_source[each.source].add(each)
    return {
        each: found
        for source, places in by_source.items()
        for read in [_reader(store, source, known_at)]
        for each in places
        if (found := _looked_up(store, each, read, known_at)) is not None
    }


def _reader(store: Store, source: str, known_at: int) -> Callable[[], Numbered]:
    """Return what reads the editions of a source: once, and only where something has not been looked up yet."""
    return cache(
        lambda: tuple(
            (each.number, QuotedText(each.text, each.pages)) for each in texts.editions(store, source, known_at)
        )
    )


def _looked_up(store: Store, cited: Citation, read: Callable[[], Numbered], known_at: int) -> EarlierEdition | None:
    def found() -> EarlierEdition | None:
        editions = read()
        if stands_as_cited(editions[-1][1], cited):
            return None
        return earlier_edition([(number, look(text, cited)) for number, text in editions])

    return store.once((earlier_editions, cited, known_at), found)
