"""Cells of records that were joined to another, or split off one: compared with what goes on in their place.

Nobody moved and nothing came or went: at the end that is known earlier, what a record held is put under the key that
it goes by at the end that is known later.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace

from ledger.domain.diff.around import Redefined
from ledger.domain.diff.sides import CellKey, View
from ledger.domain.readings import Reading
from ledger.domain.records import Record
from ledger.domain.register import Register


@dataclass(frozen=True, slots=True)
class Heirs:
    """By old key, the item and the party that go on; by new key, the item that one was split from."""

    items: Mapping[str, str]
    parties: Mapping[str, str]
    parts: Mapping[str, str]

    @classmethod
    def between(cls, early: Register, late: Register) -> "Heirs":
        """Return what was joined and split from one frame to another."""
        if early is late:
            return cls({}, {}, {})
        parts = {key: item.split_from for key, item in late.items.items() if item.split_from and not item.struck}
        return cls(
            _joined(early.items, late.items),
            _joined(early.parties, late.parties),
            {key: whole for key, whole in parts.items() if key not in early.items or early.items[key].struck},
        )

    def __bool__(self) -> bool:
        """Whether there is any."""
        return bool(self.items or self.parties or self.parts)

    def of(self, key: CellKey) -> CellKey:
        """Return the cell that goes on for another."""
        item, party = key
        return self.items.get(item, item), party and self.parties.get(party, party)

    def before(self, keys: Collection[CellKey]) -> list[CellKey]:
        """Return the cells that go on as one of some others."""
        items, parties = _by_heir(self.items), _by_heir(self.parties)
        found = (
            (item, party)
            for key in keys
            for item in (key[0], *items.get(key[0], ()))
            for party in (key[1], *parties.get(key[1] or "", ()))
        )
        return [key for key in found if self.of(key) != key]

    def going_on(self, cells: Mapping[CellKey, Reading]) -> dict[CellKey, Reading]:
        """Return cells under the keys by which they go on; what stood there already stays."""
        found = {key: reading for key, reading in cells.items() if self.of(key) == key}
        for key, reading in cells.items():
            item, party = self.of(key)
            if (item, party) not in found:
                found[item, party] = replace(reading, item=item, party=party)
        return found


def _by_heir(heirs: Mapping[str, str]) -> Mapping[str, list[str]]:
    found: dict[str, list[str]] = {}
    for old, new in heirs.items():
        found.setdefault(new, []).append(old)
    return found


def _joined(early: Mapping[str, Record], late: Mapping[str, Record]) -> dict[str, str]:
    def into(key: str) -> str | None:
        found: str | None = getattr(late.get(key), "joined", None)
        return found

    since = {key: other for key in late if (other := into(key)) and getattr(early.get(key), "joined", None) is None}
    for key, other in since.items():
        seen = {key}
        while (further := into(other)) is not None and other not in seen:
            seen.add(other)
            other = further  # noqa: PLW2901 - on to the one that it was joined to in turn
        since[key] = other
    return since


def under_later_keys(early: View, late: View, heirs: Heirs) -> View:
    """Return the earlier known of two views with its cells under the keys by which they go on.

    What was split off is looked for in a view of the same day alone: of another it tells nothing.
    """
    cells = heirs.going_on(early.cells)
    items = {key: side for key, side in early.items.items() if key not in heirs.items}
    for name, side in early.items.items():
        items.setdefault(heirs.items.get(name, name), side)
    for part, whole in heirs.parts.items() if early.point.held_on == late.point.held_on else ():
        moved = [party for item, party in late.cells if item == part and _went(early, late, whole, part, party)]
        for party in moved:
            cells[part, party] = replace(cells[whole, party], item=part)
            if (whole, party) not in late.cells:
                del cells[whole, party]
        if part in late.items:
            items.setdefault(part, late.items[part])
    return replace(early, cells=cells, items=items)


def _went(early: View, late: View, whole: str, part: str, party: str | None) -> bool:
    """Whether what stood on the whole is what went to the part: else that is of an entry before it, or a new one."""
    was, there = early.cells.get((whole, party)), late.cells[part, party]
    if was is None:
        return False
    return (whole, party) not in late.cells or (was.word, was.held) == (there.word, there.held)


def split_since(early: Register, late: Register) -> Iterator[Redefined]:
    """Yield the items that were split off another from one frame to the other."""
    for part, whole in Heirs.between(early, late).parts.items():
        yield Redefined(f"item:{part}", "split_from", None, whole)
