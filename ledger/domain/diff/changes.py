"""Two views in, changes out; and how a diff of any two points is cut so that each change has a cause of its own."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from types import MappingProxyType

from ledger.domain.blocs import kin_on
from ledger.domain.diff.around import Learned, Undated
from ledger.domain.diff.comparing import beside_put_right, cell_change, item_change, undated
from ledger.domain.diff.direction import NOBODY, Number, Others, Principals, approach, position_of, trend
from ledger.domain.diff.sides import Cells, Change, StatusSide, View, said_of
from ledger.domain.diff.verbs import Cause, Verb
from ledger.domain.points import Point
from ledger.domain.readings import Reading
from ledger.domain.records import Item, Party


@dataclass(frozen=True, slots=True)
class Leg:
    """A step along one clock alone: time passes, or (``by_knowledge``) more becomes known, or less."""

    before: Point
    after: Point
    by_knowledge: bool


def legs(one: Point, other: Point) -> tuple[Leg, ...]:
    """Cut the way from one point to another into steps along one clock each.

    Where both clocks differ the way goes through a pivot: of the earlier day, known as at the end of the later day. So
    what happened in between is told as it is known there, and the way back goes through the same pivot. One point and
    itself: no step at all.
    """
    if one.held_on == other.held_on and one.known_at == other.known_at:
        return ()
    if one.known_at == other.known_at:
        return (Leg(one, other, by_knowledge=False),)
    if one.held_on == other.held_on:
        return (Leg(one, other, by_knowledge=True),)
    if one.held_on < other.held_on:
        pivot = one._replace(known_at=other.known_at)
        return Leg(one, pivot, by_knowledge=True), Leg(pivot, other, by_knowledge=False)
    pivot = other._replace(known_at=one.known_at)
    return Leg(one, pivot, by_knowledge=False), Leg(pivot, other, by_knowledge=True)


def changes(
    before: View,
    after: View,
    principals: Collection[str],
    learned: Learned | None = None,
    parties: Mapping[str, Party] = MappingProxyType({}),
) -> Iterator[Change]:
    """Yield what differs between two views, in no order that means anything; without ``learned``, time passed.

    Both views must have all principals' cells of the items on which a cell differs. ``parties`` say who belongs to
    which bloc.
    """
    kin = kin_on(parties, (before.point.held_on, after.point.held_on))
    standing = Principals(principals, before.cells, after.cells, kin)
    for key in before.cells.keys() | after.cells.keys():
        was, is_now = before.cells.get(key), after.cells.get(key)
        if was is not is_now:
            others = NOBODY if _rests(was, is_now) else standing.beside(*key)
            for change in _found(cell_change(key, was, is_now, others, learned)):
                yield countered(change, standing, others)
            if learned is not None:
                yield from beside_put_right(key, was, is_now, learned)
    had, has = (_told_by(view, before.items.keys() ^ after.items.keys()) for view in (before, after))
    for item in had.keys() | has.keys():
        yield from _found(item_change(item, had.get(item), has.get(item), learned))
        if learned is not None:
            was, is_now = (side.reading if side else None for side in (had.get(item), has.get(item)))
            yield from beside_put_right((item, None), was, is_now, learned)


def countered(change: Change, standing: Principals, others: Others) -> Change:
    """Return a change with those of whom no direction is told, since another measure has the contrary.

    They moved too: it went away from them, and they are nearer now; or towards them, and they are further. Or by its
    word it went away from them, and on the scale towards them; or the other way. So too of all together.
    """
    before, after = change.before, change.after
    if not isinstance(before, Reading) or not isinstance(after, Reading) or not (change.toward or change.away):
        return change
    near = _gaps(change, before, after, standing, others.positions, position_of)
    moved = _gaps(change, before, after, standing, others.scores, _measure) if before.score != after.score else near
    against = (*(party for party in change.toward if moved.get(party, 0) > 0),
               *(party for party in change.away if moved.get(party, 0) < 0))  # fmt: skip
    wider = sum(moved.values())
    whole = wider < 0 if Verb.hardened in change.verbs else wider > 0 if Verb.softened in change.verbs else False
    apart, all_apart = _otherwise_on_the_scale(change, before, after, others)
    told = dict.fromkeys((*against, *apart))
    toward = tuple(party for party in change.points_toward if near.get(party, 0) <= 0 and party not in apart)
    return replace(change, countered=tuple(told), countered_by_all=whole or all_apart, points_toward=toward)


def _otherwise_on_the_scale(
    change: Change, before: Reading, after: Reading, others: Others
) -> tuple[tuple[str, ...], bool]:
    """Return whom a party went away from by its word and towards by its position, or back; and whether so on the whole.

    Where the position alone moved, or did not move, there is one measure.
    """
    if before.score == after.score or Verb.position_moved not in change.verbs:
        return (), False
    was, is_now = position_of(before), position_of(after)
    if was is None or is_now is None:  # by accounts that differ: nearer is what they all have
        return tuple(party for party in change.points_toward if party in change.away), False
    nearer, further = approach(was, is_now, others.positions)
    apart = (*(party for party in nearer if party in change.away), *(p for p in further if p in change.toward))
    contrary = {Verb.hardened: Verb.softened, Verb.softened: Verb.hardened}
    whole = trend(was, is_now, others.positions.values())
    return apart, any(contrary[verb] is whole for verb in change.verbs if verb in contrary)


def _gaps(
    change: Change, before: Reading, after: Reading, standing: Principals, others: Iterable[str], number: Number
) -> Mapping[str, int]:
    was, is_now = number(before), number(after)
    if was is None or is_now is None:
        return {}
    return standing.gaps(change.item, others, (was, is_now), number)


def _measure(reading: Reading) -> int | None:
    return reading.measure


def followed_since(change: Change, learned: Learned, then: Reading | None) -> date | None:
    """Return the last day of what stood at the end known earlier, where what stands at the other follows it in time.

    ``then`` is what stood there with rounds on the days that are known later. Where nothing did, since its round came
    after that end, all that stands at the other end follows: the day before that is returned. ``None`` where it does
    not surely follow, and where it counts by what we did alone: it stands in the place of something that was known
    before, or counts again.
    """
    ends = map(said_of, (change.before, change.after))
    early, late = ends if learned.forwards else reversed(list(ends))
    if early is None or late is None or not (early.sure and late.sure) or learned.made(late):
        return None
    began = min(account.held.first for account in late.accounts)
    last = (then if then.sure else early).last_told.last if then is not None else began - timedelta(days=1)
    return last if began > last else None


def _rests(was: Reading | None, is_now: Reading | None) -> bool:
    """Whether one entry alone is the reading at both ends: then nobody moved, toward or away from anybody."""
    return bool(was and is_now and was.entry == is_now.entry and not was.others and not is_now.others)


def _found(change: Change | None) -> Iterator[Change]:
    if change is not None:
        yield change


def undated_in(before: View, after: View) -> Iterator[Undated]:
    """Yield what is only possible at either end, in the order in which the views have it.

    Of one day as it is known later alone: what counts there no more is not undated.
    """
    had, has = (_readings(view) for view in (before, after))
    one_day, early, late = before.point.held_on == after.point.held_on, before.point.known_at, after.point.known_at
    told = (early >= late, late >= early) if one_day else (True, True)
    for key in dict.fromkeys([*has, *had]):
        one, other = had.get(key), has.get(key)
        plain = one is not None and one.sure and not one.others and not one.maybe
        if one is not other or not plain:  # else there is nothing possible about it
            yield from undated(key, one, other, told)


def _readings(view: View) -> Cells:
    statuses: Cells = {(item, None): side.reading for item, side in view.items.items() if side.reading is not None}
    return {**statuses, **view.cells}


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


def _order(reading: Reading) -> tuple[date, str]:
    return reading.held.last, reading.party or ""  # never by number: that is the order in which files came in


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
    """Which changes are wanted; an empty set wants all. Of several sets, a change must be in each, by any verb.

    ``where`` is a filter in words of its own (``ledger.domain.filters``), which must want the change too.
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
        if self.everything:
            yield from found
            return
        for change in found:
            wanted = (
                (self.items, {change.item}),
                (self.parties, {change.party}),
                (self.verbs, set(change.told_verbs)),
                (self.causes, {change.cause}),
                (self.tracks, {items[change.item].track}),
            )
            if all(not words or words & has for words, has in wanted) and (
                self.where is None or self.where(change, items)
            ):
                yield change

    def asks_for(self, item: str, party: str | None, items: Mapping[str, Item], shown: Collection[str]) -> bool:
        """Whether a cell that did not change is of interest to who asked for these changes.

        It is where its item, party and track were asked for. Verbs, causes and ``where`` speak of changes: where they
        are given, what did not change is of interest on the items that are ``shown``.
        """
        return (
            (not self.items or item in self.items)
            and (not self.parties or party in self.parties)
            and (not self.tracks or items[item].track in self.tracks)
            and (not (self.verbs or self.causes or self.where) or item in shown)
        )

    def asks_for_record(self, record: str, items: Mapping[str, Item]) -> bool:
        """Whether it is of interest that a record (``item:land``) is described otherwise, which is no change.

        It is of the items (or of those on the tracks) and of the parties that were asked for. Who asks for some verbs,
        or other causes, or for what ``where`` wants, asks for changes alone.
        """
        if self.verbs or self.where or (self.causes and Cause.redefined not in self.causes):
            return False
        table, _, key = record.partition(":")
        if table == Item.table and key in items and (self.items or self.tracks):
            return (not self.items or key in self.items) and (not self.tracks or items[key].track in self.tracks)
        if table == Party.table and self.parties:
            return key in self.parties
        return not (self.items or self.parties or self.tracks)

    def asks_of(self, parties: Collection[str]) -> bool:
        """Whether what is of these parties, and of no item, is of interest: where parties alone were asked for."""
        other = self.items or self.verbs or self.causes or self.tracks or self.where
        return not other and (not self.parties or not self.parties.isdisjoint(parties))
