"""What changed between two points. Only the cells that can differ are read twice.

``changes_between`` reads nothing else: its cost follows what changed. ``diff_between`` adds what a reader wants around
it (the checklist, what has not moved, what nobody talked about), for which the later point is read once as a whole.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from itertools import pairwise
from typing import TypedDict, Unpack

from ledger.domain.diff import (
    Cause,
    CellKey,
    Change,
    Diff,
    Heirs,
    Only,
    StatusSide,
    Verb,
    View,
    assemble,
    in_order,
    undated_in,
    under_later_keys,
)
from ledger.domain.floors import OWN, Counting
from ledger.domain.naming import instead
from ledger.domain.points import Point
from ledger.domain.readings import Reading
from ledger.domain.records import Item
from ledger.domain.register import Register
from ledger.domain.words import Stance
from ledger.errors import NotFound, UsageError
from ledger.services import filtering, keys
from ledger.services.diff_legs import changes_of, overtaken, side_at
from ledger.services.diff_span import Differing, DiffSpan, can_differ, open_span
from ledger.services.evidence import fill_in, with_evidence
from ledger.services.surrounding import surroundings
from ledger.storage import asof, changed_cells, register
from ledger.storage.asof import When
from ledger.storage.database import Store

__all__ = ["ChangeFilter", "Diff", "Words", "changes_between", "diff_between", "only_of"]

Words = str | Collection[str] | None
"""One word, several, or all there are."""


class ChangeFilter(TypedDict, total=False):
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
    counting: Counting = OWN,
    touched_only: bool = True,
    standing: Mapping[CellKey, Reading] | None = None,
    **wanted: Unpack[ChangeFilter],
) -> Diff:
    """Return the diff of two points; ``wanted`` (item, party, verb …) filters its changes, nothing else.

    ``touched_only=False`` reads every cell at every point instead of those that can differ: the same diff, slowly.
    ``standing`` is all that stands at the later point, statuses too, where the caller has read that.
    Raises as ``points.resolve`` does, and ``NotFound`` or ``UsageError`` for a word in the filter that there is not.
    """
    span = open_span(store, from_text, to_text, counting=counting)
    only = only_of(span.now, span.points[-1].held_on, wanted)
    differing = can_differ(span) if touched_only else None
    views = _views(span, differing)
    before, after = (views[0], views[-1]) if differing is None else _whole(span, views, differing, standing)
    known = span.known(before.point), span.known(after.point)
    found = _found(span, views)
    around = surroundings(store, (before, after), known, found, span.when(after.point))
    was, is_now = (only_possibly(store, span.when(view.point), view) for view in (before, after))
    around = replace(
        around, unsure=(was, is_now), overtaken=tuple(overtaken(span, (before, after), [*found, *around.inside]))
    )
    passing = _as_time_passes(span, [before, *views[1:-1], after])
    return assemble(before, after, found, known, only, around, passing=passing)


def changes_between(
    store: Store, from_text: str, to_text: str = "now", *, counting: Counting = OWN, **wanted: Unpack[ChangeFilter]
) -> tuple[Change, ...]:
    """Return the changes alone, in the order of a diff; nothing is read but the cells that can differ."""
    named = _items_named(store, wanted.get("item"))
    span = open_span(
        store,
        from_text,
        to_text,
        counting=counting,
        whole=bool(wanted.get("track") or wanted.get("where")),
        named=named,
    )
    only = only_of(span.now, span.points[-1].held_on, wanted)
    return tuple(only.among(_found(span, _views(span, can_differ(span))), span.now.items))


def cells_between(store: Store, from_text: str, to_text: str, **wanted: Unpack[ChangeFilter]) -> tuple[CellKey, ...]:
    """Return the cells in which something else stands, in the order of a diff: those that changed, then the undated."""
    span = open_span(store, from_text, to_text, counting=OWN)
    only = only_of(span.now, span.points[-1].held_on, wanted)
    views = _views(span, can_differ(span))
    found = [(change.item, change.party) for change in only.among(_found(span, views), span.now.items)]
    unsure = [(each.item, each.party) for each in undated_in(*_as_time_passes(span, views))]
    shown = {item for item, _party in found}
    found += [key for key in unsure if only.asks_for(*key, span.now.items, shown)]
    return tuple(dict.fromkeys(found))


def _as_time_passes(span: DiffSpan, views: Sequence[View]) -> tuple[View, View]:
    """Return the views at the ends of the step in which time passes; where none does, at both ends of the way."""
    steps = [place for place, leg in enumerate(span.legs) if not leg.by_knowledge]
    return (views[steps[0]], views[steps[0] + 1]) if steps else (views[0], views[-1])


def _views(span: DiffSpan, differing: Differing | None) -> list[View]:
    """Read every point of the way: what can differ, or (``None``) everything."""
    wanted = [_wanted(listed, differing) for listed in span.listed]
    found = [_readings(span, point, items, differing) for point, items in zip(span.points, wanted, strict=True)]
    for place, (low, high) in enumerate(zip(span.points, span.points[1:], strict=False)):
        here, there = found[place], found[place + 1]
        found[place] = asof.with_what_may_precede(span.store, span.when(low), here, there, span.names)
        found[place + 1] = asof.with_what_may_precede(span.store, span.when(high), there, here, span.names)
    sources = {number: known.sources for number, known in span.frames.items()}
    read = [(point, readings.values()) for point, readings in zip(span.points, found, strict=True)]
    fill_in(span.store, read, sources)
    found = [span.as_later(point, readings) for point, readings in zip(span.points, found, strict=True)]
    if differing is not None and differing.beside:
        beside = _beside(span, differing)
        found = [{**beside, **readings} for readings in found]
    ends = zip(span.points, wanted, found, strict=True)
    return _as_they_go_on(span, [_view(span, point, items, readings) for point, items, readings in ends])


def _beside(span: DiffSpan, differing: Differing) -> Mapping[CellKey, Reading]:
    last = span.points[-1]
    return asof.readings(span.store, span.when(last), span.standing(differing.beside, last), span.names)


def _as_they_go_on(span: DiffSpan, views: list[View]) -> list[View]:
    """Put what was joined and split on the way under the keys of the end that is known later."""
    last = next(view for view in views if view.point.known_at == span.late)
    late = span.known(last.point)
    heirs = [Heirs.between(span.known(view.point), late) for view in views]
    days = {view.point.held_on: view for view in views if view.point.known_at == span.late}
    there = [days.get(view.point.held_on, last) for view in views]
    return [under_later_keys(*each) if each[2] else each[0] for each in zip(views, there, heirs, strict=True)]


def _wanted(listed: Mapping[str, Item], differing: Differing | None) -> Mapping[str, Item]:
    """Return the items whose status is read."""
    return listed if differing is None else {key: item for key, item in listed.items() if key in differing.items}


def _readings(
    span: DiffSpan, point: Point, items: Iterable[str], differing: Differing | None
) -> Mapping[CellKey, Reading]:
    when = span.when(point)
    if differing is None:
        found = asof.stances(span.store, when)
        found |= {(item, None): reading for item, reading in asof.statuses(span.store, when).items()}
        return span.in_its_days(point, found, None)
    cells = [*span.standing(differing.cells, point), *((item, None) for item in items)]
    return span.in_its_days(point, asof.readings(span.store, when, cells, span.names), frozenset(cells))


def _view(span: DiffSpan, point: Point, items: Mapping[str, Item], readings: Mapping[CellKey, Reading]) -> View:
    cells = {key: reading for key, reading in readings.items() if key[1] is not None}
    rounds = span.known(point).rounds
    sides = {key: side_at(item, readings.get((key, None)), point, rounds) for key, item in items.items()}
    return View(point, cells, sides)


def _found(span: DiffSpan, views: list[View]) -> tuple[Change, ...]:
    found = [
        change
        for leg, (before, after) in zip(span.legs, pairwise(views), strict=bool(span.legs))
        for change in changes_of(span, leg, before, after)
    ]
    return in_order(found, span.now.items, span.now.parties)


def _whole(
    span: DiffSpan, views: list[View], differing: Differing, standing: Mapping[CellKey, Reading] | None
) -> tuple[View, View]:
    """Complete the views of both ends: the last point is read once; what cannot differ is the same at the first."""
    last = span.when(span.points[-1])
    if standing is None:
        cells = _with_conditions(span, asof.stances(span.store, last, _asked_of(span, differing), span.names))
        statuses = asof.statuses(span.store, last)
    else:
        cells = {key: reading for key, reading in standing.items() if key[1] is not None}
        statuses = {item: reading for (item, party), reading in standing.items() if party is None}
    same = {key: reading for key, reading in cells.items() if key not in differing.cells}
    before, after = (
        View(view.point, {**view.cells, **same}, {**_every_item(span, view, listed, statuses), **view.items})
        for view, listed in ((views[0], span.listed[0]), (views[-1], span.listed[-1]))
    )
    before, after = _as_they_go_on(span, [before, after])
    return before, after


def only_possibly(store: Store, when: When, view: View) -> Collection[str]:
    """Return the items on the list of a whole view that are there by what is only possible at its point."""
    statuses = (side.reading for side in view.items.values() if side.reading is not None)
    doubtful = {reading.item for reading in (*view.cells.values(), *statuses) if not reading.sure}
    return asof.not_heard_of(store, when, doubtful, surely=True) if doubtful else ()


def _asked_of(span: DiffSpan, differing: Differing) -> Collection[CellKey] | None:
    """Return the cells that cannot differ and of which a diff tells all the same; nothing: all are read.

    Those of principals, which are apart or are not; those in which accounts may contradict each other, or are only
    possible; those on a condition that may have been met. Of a stance that stands alone, sure and unmoved nothing else
    is told. Under a floor, or where records were joined or split, all are read.
    """
    last = span.points[-1]
    known, when = span.known(last), span.when(last)
    if not when.plain or any(Heirs.between(frame, span.known_latest) for frame in span.frames.values()):
        return None
    items = {item.key: item for item in known.live_items}
    parties = {party.key for party in known.live_parties}
    principals = parties & span.ever_principals
    told: list[CellKey] = [(item, party) for item in items for party in principals]
    waiting = [key for key, item in items.items() if any(link.to in differing.items for link in item.links)]
    told += [(item, party) for item in waiting for party in parties]
    doubtful = [cell for cell in changed_cells.doubtful(span.store, when) if cell[0] in items and cell[1] in parties]
    return {*told, *doubtful} - differing.cells


def _every_item(
    span: DiffSpan, view: View, listed: Mapping[str, Item], statuses: Mapping[str, Reading]
) -> dict[str, StatusSide]:
    rounds = span.known(view.point).rounds
    return {
        key: view.items.get(key) or side_at(item, statuses.get(key), view.point, rounds) for key, item in listed.items()
    }


def _with_conditions(span: DiffSpan, cells: Mapping[CellKey, Reading]) -> dict[CellKey, Reading]:
    """Fill in what conditional stances rest on: should what they depend on settle, a diff shows them."""
    last, listed = span.points[-1], span.listed[-1]
    wanted = {
        key: reading
        for key, reading in cells.items()
        if reading.stance is Stance.conditional and key[0] in listed and listed[key[0]].links
    }
    return {**cells, **with_evidence(span.store, wanted, last, sources=span.known(last).sources)}


def only_of(known: Register, day: date, wanted: ChangeFilter) -> Only:
    """Return the filter that was asked for, of a diff that ends on a day; raises for a word that there is not."""
    items, parties = known.items, known.parties
    tracks = {item.track for item in items.values() if item.track}
    return Only(
        items=frozenset(keys.keys_of("item", sorted(_words(wanted.get("item"))), items)),
        parties=frozenset(keys.keys_of("party", sorted(_words(wanted.get("party"))), parties)),
        verbs=frozenset(map(Verb, _known("verb", wanted.get("verb"), list(Verb)))),
        causes=frozenset(map(Cause, _known("cause", wanted.get("cause"), list(Cause)))),
        tracks=_known("track", wanted.get("track"), tracks),
        where=filtering.of_changes(text, known, day) if (text := (wanted.get("where") or "").strip()) else None,
    )


def _items_named(store: Store, words: Words) -> frozenset[str]:
    """Return the keys of the items named; all items are read only where a name is no key."""
    given = _words(words)
    if not given or len(register.fields_of(store, Item.table, keys=given)) == len(given):
        return given
    return frozenset(keys.keys_of(Item.table, sorted(given), register.load_one(store, Item)))


def _words(words: Words) -> frozenset[str]:
    return frozenset([words] if isinstance(words, str) else words or ())


def _known(name: str, words: Words, known: Collection[str]) -> frozenset[str]:
    """Return the words as a set; one that there is not is an error, lest a slip of the pen look like "no change"."""
    given = _words(words)
    for word in sorted(given.difference(known)):
        error = UsageError if name in {"verb", "cause"} else NotFound
        raise error(f'"{word}" is not a known {name}', hint=instead(word, sorted(known), what=name))
    return given
