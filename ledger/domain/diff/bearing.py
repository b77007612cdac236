"""What a change of one item means for others: packages that moved together, and conditions that fell away."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from ledger.domain.diff.sides import View
from ledger.domain.readings import Reading
from ledger.domain.records import Item
from ledger.domain.words import LinkKind, Stance, Status

_FALLEN = frozenset({Status.dropped, Status.void})


@dataclass(frozen=True, slots=True)
class Unlocked:
    """A conditional stance on an open item that depends on ``by``, which settled.

    ``voided``: it settled by falling off the table, so that the condition may never be met.
    """

    item: str
    party: str
    by: str
    voided: bool
    reading: Reading


def packages(changed: Collection[str], items: Mapping[str, Item]) -> tuple[tuple[str, ...], ...]:
    """Group the changed items that trade with one another, directly or through others that changed too."""
    groups: list[set[str]] = []
    for key in items:
        if key in changed:
            partners = {to for to in _linked(items[key], LinkKind.trades_with) if to in changed}
            joined = [group for group in groups if group & (partners | {key})]
            groups = [group for group in groups if group not in joined]
            groups.append({key, *partners}.union(*joined))
    return tuple(tuple(key for key in items if key in group) for group in groups if len(group) > 1)


def unlocked(before: View, after: View, items: Mapping[str, Item], parties: Collection[str]) -> Iterator[Unlocked]:
    """Yield the conditional stances whose item depends on one that settled between two points."""
    settled = {
        key
        for key, side in after.items.items()
        if side.status.settled and not (key in before.items and before.items[key].status.settled)
    }
    for key, item in items.items():
        if key in after.items and not after.items[key].status.settled:
            for by in _linked(item, LinkKind.depends_on):
                if by in settled:
                    yield from _conditional(key, by, after, parties)


def _conditional(item: str, by: str, view: View, parties: Collection[str]) -> Iterator[Unlocked]:
    voided = view.items[by].status in _FALLEN
    for party in parties:
        reading = view.cells.get((item, party))
        if reading is not None and reading.stance is Stance.conditional:
            yield Unlocked(item, party, by, voided, reading)


def _linked(item: Item, kind: LinkKind) -> list[str]:
    return [link.to for link in item.links if link.kind is kind]
