"""Which settlements of contests hold, and the reason that somebody gave for each."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from ledger.domain.accounts import Words, alike
from ledger.domain.own_words import only_lets_stand
from ledger.domain.seed import Settlement
from ledger.domain.words import SettlementKind


def holding(
    said: Iterable[tuple[int, Settlement]], was: Mapping[int, Words], stands: Mapping[int, Words], since: int
) -> Iterator[Settlement]:
    """Yield, of each two entries, the last word that was recorded after ``since``, if it holds.

    ``said`` gives each settlement with its changeset, in the order recorded; ``was`` what each entry said, ``stands``
    what is said in its place, if it still counts. What only lets an earlier word stand is told with its reason.
    """
    found: dict[frozenset[int], list[tuple[int, Settlement]]] = defaultdict(list)
    for by, each in said:
        found[frozenset((each.entry, each.other))].append((by, each))
    for words in found.values():
        by, last = words[-1]
        if by > since and _holds(last, was, stands):
            again = [each for _by, each in words if (each.how, each.entry) == (last.how, last.entry)]
            yield next((each for each in reversed(again) if not only_lets_stand(each.reason)), last)


def _holds(said: Settlement, was: Mapping[int, Words], stands: Mapping[int, Words]) -> bool:
    """Whether what was kept counts, and what was taken back does not; where the party moved, both count.

    Each may have been put right. Where what was kept now says what was taken back, that decided nothing.
    """
    if said.how is SettlementKind.moved:
        return {said.entry, said.other} <= stands.keys()
    taken_back = said.how is SettlementKind.outweighed and said.other not in stands
    return taken_back and said.entry in stands and not alike(stands[said.entry], was[said.other])
