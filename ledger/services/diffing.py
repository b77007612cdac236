"""What changed between two points. Only the cells that can differ are read twice.

``changes_between`` reads nothing else; its cost follows what changed, not the ledger. ``diff_between`` adds what a
reader wants around it (the checklist, what has not moved, what nobody talked about), for which the later point is read once
as a whole.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
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
from ledger.domain.suggest import did_you_mean
from ledger.domain.words import EntryKind, ItemKind
from ledger.errors import NotFound, UsageError
from ledger.services import points
from ledger.services.gathering import with_evidence
from ledger.services.matrix import is_overdue
from ledger.storage import asof, frame
from ledger.storage.asof import When
from ledger.storage.database import Store

__all__ = ["Diff", "Wanted", "Words", "changes_between", "diff_between"]

Words = str | Collection[str] | None
"""One word, several, or all there are."""


class Wanted(TypedDict, total=False):
    """Which changes are wanted: in each named respect one of the words given."""

    item: Words
    party: Words
    verb: Words
    cause: Words
    track: Words


def diff_between(
    store: Store,
    from_text: str,
    to_text: str = "now",
    *,
    reviewed_only: bool = False,
    touched_only: bool = True,
    **wanted: Unpack[Wanted],
) -> Diff:
    """Return the diff of two points; ``wanted`` (item, party, verb, cause, track) filters its changes, nothing else.

    ``touched_only=False`` reads every cell at every point instead of those that can differ: the same diff, slowly.
    Raises as ``points.resolve`` does, and ``NotFound`` or ``UsageError`` for a word in the filter that there is not.
    """
    span = _open(store, from_text, to_text, reviewed_only=reviewed_only)
    only = _only(span.now, wanted)
    views = _views(span, _touched(span) if touched_only else None)
    known = span.known(views[0].point), span.known(views[-1].point)
    return assemble(_whole(span, views), _found(span, views), known, only)


def changes_between(
    store: Store, from_text: str, to_text: str = "now", *, reviewed_only: bool = False, **wanted: Unpack[Wanted]
) -> tuple[Change, ...]:
    """Return the changes alone, in the order of a diff; nothing is read but the cells that can differ."""
    span = _open(store, from_text, to_text, reviewed_only=reviewed_only)
    only = _only(span.now, wanted)
    return tuple(only.among(_found(span, _views(span, _touched(span))), span.now.items))


@dataclass(frozen=True, slots=True)
class _Span:
    """The way from one point to another: its legs, and the frame as known at each end and now.

    What was entered by mistake and struck since is left out of every view, also of those before it was struck.
    """

    store: Store
    points: tuple[Point, ...]
    legs: tuple[Leg, ...]
    frames: Mapping[int, Frame]
    now: Frame
    reviewed_only: bool

    def known(self, point: Point) -> Frame:
        """Return the frame as known at a point."""
        return self.frames[point.known_at]

    def when(self, point: Point) -> When:
        """Return the point as the database asks for it."""
        return When(point.held_on, point.known_at, self.reviewed_only)

    def listed(self, point: Point) -> dict[str, Item]:
        """Return the items on the list at a point: known by then, and nothing says that they come up only later."""
        later = asof.not_heard_of(self.store, self.when(point))
        return {
            item.key: item
            for item in self.known(point).live_items
            if item.key not in later and not self.now.items[item.key].struck
        }


def _open(store: Store, from_text: str, to_text: str, *, reviewed_only: bool) -> _Span:
    now = frame.load(store)
    last = changesets.last_number(store)
    one, other = (points.resolve(store, text, known=now) for text in (from_text, to_text))
    frames = {
        number: now if number == last else frame.load(store, number) for number in {one.known_at, other.known_at}
    }
    steps = legs(one, other)
    stops = (one, *(leg.after for leg in steps)) if steps else (one, other)
    return _Span(store, stops, steps, frames, now, reviewed_only)


@dataclass(frozen=True, slots=True)
class _Touched:
    """Cells and items that can differ somewhere on the way; all others are the same at every point of it."""

    cells: Collection[Key]
    items: Collection[str]


def _touched(span: _Span) -> _Touched:
    ends = span.when(span.points[0]), span.when(span.points[-1])
    cells = asof.touched(span.store, EntryKind.stance, *ends)
    items = {item for item, _party in asof.touched(span.store, EntryKind.status, *ends)}
