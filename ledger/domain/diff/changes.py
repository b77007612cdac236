"""Two views in, changes out; and how a diff of any two points is cut so that moved and corrected never mix."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

from ledger.domain.diff.cells import cell_verb, evidence_verbs
from ledger.domain.diff.items import item_verb
from ledger.domain.diff.sides import Cells, Change, StatusSide, View
from ledger.domain.diff.verbs import Cause, Verb
from ledger.domain.points import Point
from ledger.domain.readings import Reading
from ledger.domain.records import Item


@dataclass(frozen=True, slots=True)
class Leg:
    """A step along one clock alone: held time passes (``moved``), or more becomes known (``corrected``)."""

    before: Point
    after: Point
    cause: Cause


def legs(one: Point, other: Point) -> tuple[Leg, ...]:
    """Cut the way from one point to another into steps along one clock each.

    Where both clocks differ the way goes through a pivot: held as at the end that is known earlier, known as at the end
    that is known later. The way back goes through the same pivot. One point and itself: no step at all.
    """
    if one.held_on == other.held_on and one.known_at == other.known_at:
        return ()
    if one.known_at == other.known_at:
        return (Leg(one, other, Cause.moved),)
    if one.held_on == other.held_on:
        return (Leg(one, other, Cause.corrected),)
    if one.known_at < other.known_at:
        pivot = replace(one, known_at=other.known_at)
        return Leg(one, pivot, Cause.corrected), Leg(pivot, other, Cause.moved)
    pivot = replace(other, known_at=one.known_at)
    return Leg(one, pivot, Cause.moved), Leg(pivot, other, Cause.corrected)


def changes(before: View, after: View, cause: Cause) -> Iterator[Change]:
    """Yield what differs between two views, cells first, in no order that means anything."""
    for cell in before.cells.keys() | after.cells.keys():
        yield from _of_cell(cell, before.cells.get(cell), after.cells.get(cell), cause)
    had, has = (_told_by(view, before.items.keys() ^ after.items.keys()) for view in (before, after))
    for key in had.keys() | has.keys():
        yield from _of_item(key, had.get(key), has.get(key), cause)


def _of_cell(
    key: tuple[str, str | None], before: Reading | None, after: Reading | None, cause: Cause
) -> Iterator[Change]:
    verb = cell_verb(before, after, cause)
    for found in (*([verb] if verb else []), *evidence_verbs(before, after)):
        yield Change(*key, found, cause, before, after)


def _of_item(key: str, before: StatusSide | None, after: StatusSide | None, cause: Cause) -> Iterator[Change]:
    verb = item_verb(before, after, cause)
    readings = before.reading if before else None, after.reading if after else None
    for found in (*([verb] if verb else []), *evidence_verbs(*readings)):
        yield Change(key, None, found, cause, before, after)


def _told_by(view: View, arrived: Collection[str]) -> dict[str, StatusSide]:
    """An item that came onto the list without a status rests on the first stance anybody took on it."""
    first = _first_heard(view.cells, arrived)
    return {
        key: replace(side, heard=first[key]) if side.reading is None and key in first else side
        for key, side in view.items.items()
    }


def _first_heard(cells: Cells, items: Collection[str]) -> dict[str, Reading]:
    found: dict[str, Reading] = {}
    for (item, _party), reading in cells.items():
        if item in items and (item not in found or _order(reading) < _order(found[item])):
            found[item] = reading
    return found


def _order(reading: Reading) -> tuple[date, int]:
    return reading.held.last, reading.entry


def in_order(found: Iterable[Change], items: Iterable[str], parties: Iterable[str]) -> tuple[Change, ...]:
    """Sort by the weight of the verb, then as items and parties stand in the ledger; a status before the cells."""
    item_places = {key: place for place, key in enumerate(items)}
    party_places: dict[str | None, int] = {key: place for place, key in enumerate(parties)} | {None: -1}
    return tuple(
        sorted(
            found,
            key=lambda change: (
                change.verb.weight,
                item_places[change.item],
                party_places[change.party],
                change.cause.value,
            ),
        )
    )


@dataclass(frozen=True, slots=True)
class Only:
    """Which changes are wanted; an empty set wants all. Of several sets, a change must be in each.

    ``where`` is a filter in words of its own (``ledger.domain.where``), which must want the change too.
    """

    items: frozenset[str] = frozenset()
    parties: frozenset[str] = frozenset()
    verbs: frozenset[Verb] = frozenset()
    causes: frozenset[Cause] = frozenset()
    tracks: frozenset[str] = frozenset()
    where: Callable[[Change, Mapping[str, Item]], bool] | None = None

    @property
    def everything(self) -> bool:
        """Whether nothing is left out."""
        return not (self.items or self.parties or self.verbs or self.causes or self.tracks or self.where)

    def among(self, found: Iterable[Change], items: Mapping[str, Item]) -> Iterator[Change]:
        """Yield the changes that are wanted; a party's changes are those of its cells, not of statuses."""
        for change in found:
            wanted = (
                (self.items, change.item),
                (self.parties, change.party),
                (self.verbs, change.verb),
                (self.causes, change.cause),
                (self.tracks, items[change.item].track),
            )
            if all(not words or word in words for words, word in wanted) and (
                self.where is None or self.where(change, items)
            ):
                yield change
