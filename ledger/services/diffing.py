"""What changed between two points. Only the cells that can differ are read twice.

``changes_between`` reads nothing else: its cost follows what changed. ``diff_between`` adds what a reader wants around
it (the checklist, what has not moved, what nobody talked about), for which the later point is read once as a whole.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import TypedDict, Unpack

from ledger.domain.diff import (
    Cause,
    Change,
    Diff,
    Key,
    Leg,
    Only,
    StatusSide,
    Verb,
    View,
    assemble,
    changes,
    in_order,
    legs,
)
from ledger.domain.frame import Frame
from ledger.domain.points import Point
from ledger.domain.readings import Reading, status_at
from ledger.domain.records import Item
from ledger.domain.suggest import did_you_mean
from ledger.domain.where import where
from ledger.domain.words import EntryKind, ItemKind, Stance
from ledger.errors import NotFound, UsageError
from ledger.services import points
from ledger.services.gathering import with_evidence
from ledger.services.matrix import is_overdue
from ledger.storage import asof, changesets, frame
from ledger.storage.asof import When
from ledger.storage.database import Store

__all__ = ["Diff", "Wanted", "Words", "changes_between", "diff_between"]

Words = str | Collection[str] | None
"""One word, several, or all there are."""
FEW_WORDS = 40  # as many as a hint can list


class Wanted(TypedDict, total=False):
    """Which changes are wanted: in each respect one of the words given, and what ``where`` says holds of them."""

    item: Words
    party: Words
    verb: Words
    cause: Words
    track: Words
    where: str | None


def diff_between(
    store: Store,
    from_text: str,
    to_text: str = "now",
    *,
    reviewed_only: bool = False,
    touched_only: bool = True,
    **wanted: Unpack[Wanted],
) -> Diff:
    """Return the diff of two points; ``wanted`` (item, party, verb …) filters its changes, nothing else.

    ``touched_only=False`` reads every cell at every point instead of those that can differ: the same diff, slowly.
    Raises as ``points.resolve`` does, and ``NotFound`` or ``UsageError`` for a word in the filter that there is not.
    """
    span = _open(store, from_text, to_text, reviewed_only=reviewed_only)
    only = _only(span.now, wanted)
    differing = _can_differ(span) if touched_only else None
    views = _views(span, differing)
    before, after = (views[0], views[-1]) if differing is None else _whole(span, views, differing)
    known = span.known(before.point), span.known(after.point)
    return assemble(before, after, _found(span, views), known, only)


def changes_between(
    store: Store, from_text: str, to_text: str = "now", *, reviewed_only: bool = False, **wanted: Unpack[Wanted]
) -> tuple[Change, ...]:
    """Return the changes alone, in the order of a diff; nothing is read but the cells that can differ."""
    named = _words(wanted.get("item"))
    span = _open(store, from_text, to_text, reviewed_only=reviewed_only, whole=bool(wanted.get("track")), named=named)
    only = _only(span.now, wanted)
    return tuple(only.among(_found(span, _views(span, _can_differ(span))), span.now.items))


@dataclass(frozen=True, slots=True)
class _Span:
    """The way from one point to another: its legs, the points it passes and the items on the list at each.

    What was entered by mistake and struck is left out from the changeset that struck it, as in the matrix.
    """

    store: Store
    legs: tuple[Leg, ...]
    points: tuple[Point, ...]
    listed: tuple[Mapping[str, Item], ...]
    frames: Mapping[int, Frame]
    now: Frame
    reviewed_only: bool

    def known(self, point: Point) -> Frame:
        """Return the frame as known at a point."""
        return self.frames[point.known_at]

    def when(self, point: Point) -> When:
        """Return a point as the database asks for it."""
        return When(point.held_on, point.known_at, self.reviewed_only)

    def stands(self, key: Key, point: Point) -> bool:
        """Whether both the item and the party of a cell are known at a point, and neither is struck."""
        known = self.known(point)
        item, party = known.items.get(key[0]), known.parties.get(key[1] or "")
        return item is not None and party is not None and not item.struck and not party.struck


def _open(
    store: Store,
    from_text: str,
    to_text: str,
    *,
    reviewed_only: bool,
    whole: bool = True,
    named: Collection[str] = (),
) -> _Span:
    """Resolve the points and read what describes the items: all of them, or those that can differ and those named."""
    one, other = (points.resolve(store, text) for text in (from_text, to_text))
    among = None if whole else _items_touched(store, one, other) | set(named)
    now = frame.load(store, items=among)
    last = changesets.last_number(store)
    numbers = {one.known_at, other.known_at}
    frames = {number: now if number == last else frame.load(store, number, among) for number in numbers}
    steps = legs(one, other)
    stops = (one, *(leg.after for leg in steps)) if steps else (one, other)
    listed = tuple(_listed(store, stop, frames[stop.known_at], among) for stop in stops)
    return _Span(store, steps, stops, listed, frames, now, reviewed_only)


def _items_touched(store: Store, one: Point, other: Point) -> set[str]:
    """Items on which anything can differ: something was held or recorded in between, or time alone makes it overdue."""
    ends = [When(point.held_on, point.known_at) for point in (one, other)]
    found = {item for kind in (EntryKind.stance, EntryKind.status) for item, _party in asof.touched(store, kind, *ends)}
    early, late = sorted((one.known_at, other.known_at))
    return found | frame.commitments(store) | frame.items_described_between(store, early, late)


def _listed(store: Store, point: Point, known: Frame, among: Collection[str] | None) -> dict[str, Item]:
    """Return the items on the list at a point: known by then, and nothing says that they come up only later."""
    later = asof.not_heard_of(store, When(point.held_on, point.known_at), among)
    return {item.key: item for item in known.live_items if item.key not in later}


@dataclass(frozen=True, slots=True)
class _Differing:
    """Cells, and items by their status, that can differ somewhere on the way; all others are the same all along."""

    cells: frozenset[Key]
    items: frozenset[str]


def _can_differ(span: _Span) -> _Differing:
    ends = span.when(span.points[0]), span.when(span.points[-1])
    cells = asof.touched(span.store, EntryKind.stance, *ends)
    statuses = asof.touched(span.store, EntryKind.status, *ends)
    arrived = {key for one, other in pairwise(span.listed) for key in one.keys() ^ other.keys()}
    cells |= {(item, party) for item in arrived for party in span.now.parties}  # what an item rests on there
    items = {item for item, _party in statuses} | arrived | _promises(span)
    return _Differing(frozenset(cells), frozenset(items))


def _promises(span: _Span) -> set[str]:
    """Commitments: time alone makes them overdue."""
    return {key for listed in span.listed for key, item in listed.items() if item.kind is ItemKind.commitment}


def _views(span: _Span, differing: _Differing | None) -> list[View]:
    """Read every point of the way: what can differ, or (``None``) everything."""
    return [
        View(point, _cells(span, point, differing), _items(span, point, listed, differing))
        for point, listed in zip(span.points, span.listed, strict=True)
    ]


def _cells(span: _Span, point: Point, differing: _Differing | None) -> dict[Key, Reading]:
    wanted = None if differing is None else [key for key in differing.cells if span.stands(key, point)]
    found = asof.stances(span.store, span.when(point), wanted)
    return with_evidence(span.store, found, point, sources=span.known(point).sources)


def _items(
    span: _Span, point: Point, listed: Mapping[str, Item], differing: _Differing | None
) -> dict[str, StatusSide]:
    wanted = listed if differing is None else {key: item for key, item in listed.items() if key in differing.items}
    found = asof.statuses(span.store, span.when(point), None if differing is None else wanted)
    readings = with_evidence(span.store, found, point, sources=span.known(point).sources)
    return {key: _side(item, readings.get(key), point, span) for key, item in wanted.items()}


def _side(item: Item, reading: Reading | None, point: Point, span: _Span) -> StatusSide:
    status = status_at(item, reading, heard_of=True)
    return StatusSide(status, reading, is_overdue(item, status, point.held_on, span.known(point).rounds))


def _found(span: _Span, views: list[View]) -> tuple[Change, ...]:
    found = [
        change
        for leg, (before, after) in zip(span.legs, pairwise(views), strict=bool(span.legs))
        for change in changes(before, after, leg.cause)
    ]
    return in_order(found, span.now.items, span.now.parties)


def _whole(span: _Span, views: list[View], differing: _Differing) -> tuple[View, View]:
    """Complete the views of both ends: the last point is read once; what cannot differ is the same at the first."""
    last = span.points[-1]
    cells = _with_conditions(span, asof.stances(span.store, span.when(last)))
    statuses = asof.statuses(span.store, span.when(last))
    same = {key: reading for key, reading in cells.items() if key not in differing.cells}
    before, after = (
        View(view.point, {**same, **view.cells}, _every_item(span, view, listed, statuses))
        for view, listed in ((views[0], span.listed[0]), (views[-1], span.listed[-1]))
    )
    return before, after


def _every_item(
    span: _Span, view: View, listed: Mapping[str, Item], statuses: Mapping[str, Reading]
) -> dict[str, StatusSide]:
    return {
        key: view.items.get(key) or _side(item, statuses.get(key), view.point, span) for key, item in listed.items()
    }


def _with_conditions(span: _Span, cells: Mapping[Key, Reading]) -> dict[Key, Reading]:
    """Fill in what conditional stances rest on: should what they depend on settle, a diff shows them."""
    last, listed = span.points[-1], span.listed[-1]
    wanted = {
        key: reading
        for key, reading in cells.items()
        if reading.stance is Stance.conditional and key[0] in listed and listed[key[0]].links
    }
    return {**cells, **with_evidence(span.store, wanted, last, sources=span.known(last).sources)}


def _only(now: Frame, wanted: Wanted) -> Only:
    tracks = {item.track for item in now.items.values() if item.track}
    return Only(
        items=_known("item", wanted.get("item"), now.items),
        parties=_known("party", wanted.get("party"), now.parties),
        verbs=frozenset(map(Verb, _known("verb", wanted.get("verb"), list(Verb)))),
        causes=frozenset(map(Cause, _known("cause", wanted.get("cause"), list(Cause)))),
        tracks=_known("track", wanted.get("track"), tracks),
        where=where(text) if (text := wanted.get("where")) else None,
    )


def _words(words: Words) -> frozenset[str]:
    return frozenset([words] if isinstance(words, str) else words or ())


def _known(name: str, words: Words, known: Collection[str]) -> frozenset[str]:
    """Return the words as a set; one that there is not is an error, lest a slip of the pen look like "no change"."""
    given = _words(words)
    for word in sorted(given.difference(known)):
        listed = f"known here: {', '.join(sorted(known))}" if len(known) < FEW_WORDS else None
        error = UsageError if name in {"verb", "cause"} else NotFound
        raise error(f'"{word}" is not a known {name}', hint=did_you_mean(word, known) or listed)
    return given
