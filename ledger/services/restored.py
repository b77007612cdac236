"""What was put right and taken back again between two changesets: it says what it said, and is no change."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from ledger.domain.diff import Cause, Change, StatusSide, Verb, swapped
from ledger.domain.entries import Entry
from ledger.storage import entries
from ledger.storage.database import Store
from ledger.storage.lineage import same_sources, same_words


def without_restored(store: Store, learned: list[Change], known_at: int) -> list[Change]:
    """Return changes that more knowledge made without those in which every entry says again what it said before.

    ``known_at`` is the later changeset. Entries are read only of changes in which nothing but an entry's number is
    known to differ: its figures may.
    """
    numbers = {place: _swapped(change) for place, change in enumerate(learned) if _may_be_restored(change)}
    if not numbers:
        return learned
    found = entries.by_ids(store, frozenset[int]().union(*numbers.values()), known_at)
    restored = {
        place for place, own in numbers.items() if all(map(_say_the_same, _by_place(found[number] for number in own)))
    }
    return [change for place, change in enumerate(learned) if place not in restored]


def _may_be_restored(change: Change) -> bool:
    """Of a contest that goes on some accounts alone may have been put right and back."""
    return change.cause is Cause.corrected and change.verbs == change.told_verbs == (Verb.replaced,)


def _swapped(change: Change) -> frozenset[int]:
    """Return the entries that stand at one end alone."""
    before, after = (side.rests_on if isinstance(side, StatusSide) else side for side in (change.before, change.after))
    return frozenset().union(*swapped(before, after))


def _by_place(found: Iterable[Entry]) -> list[list[Entry]]:
    """Group entries by the place that they have in the ledger: one that is put right hands it on."""
    places: dict[int, list[Entry]] = defaultdict(list)
    for entry in found:
        places[entry.rank].append(entry)
    return list(places.values())


def _say_the_same(pair: Sequence[Entry]) -> bool:
    return len(pair) == 2 and same_words(*pair) and same_sources(*pair)
