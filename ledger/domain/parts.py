"""Parts and wholes: who speaks of a part speaks of the whole, and who speaks of the whole of its parts."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from ledger.domain.readings import Matrix
from ledger.domain.records import Item
from ledger.domain.words import ItemKind


@dataclass(frozen=True, slots=True)
class Untold:
    """The open issues on which a party holds nothing: heard ``nowhere``, or else ``in_whole`` or ``in_part`` alone.

    On what is no part it can be heard in part alone; on a part that has parts, the whole is named first. On what is
    ``uncounted`` something of it is recorded, and nothing that counts: of that one cannot say that nothing is reported.
    """

    nowhere: tuple[Item, ...]
    in_whole: tuple[Item, ...]
    in_part: tuple[Item, ...]
    uncounted: tuple[Item, ...] = ()


def untold(matrix: Matrix, party: str, recorded: Collection[str] = ()) -> Untold:
    """Return what a matrix with all its items leaves untold of a party, in the order of the ledger.

    ``recorded`` are the items on which a stance of it is recorded, whether it counts or not.
    """
    items = {row.item.key: row.item for row in matrix.rows}
    held = {row.item.key for row in matrix.rows if party in row.cells}
    wholes = {whole for key in held for whole in with_wholes(items[key], items)}
    open_issues = [row.item for row in matrix.rows if row.open and row.item.kind is ItemKind.issue]
    uncounted = [item for item in open_issues if item.key in recorded and item.key not in held]
    left = [item for item in open_issues if item.key not in held and item.key not in recorded]
    in_whole = [item for item in left if held.intersection(with_wholes(item, items))]
    in_part = [item for item in left if item.key in wholes and item not in in_whole]
    nowhere = [item for item in left if item not in in_whole and item not in in_part]
    return Untold(tuple(nowhere), tuple(in_whole), tuple(in_part), tuple(uncounted))


def with_wholes(item: Item, items: Mapping[str, Item]) -> Iterator[str]:
    """Yield the key of an item, of what it is part of, of what that is part of; a circle ends where it began."""
    seen: set[str] = set()
    here: Item | None = item
    while here is not None and here.key not in seen:
        seen.add(here.key)
        yield here.key
        here = items.get(here.part_of or "")
