"""The changes of one step of a diff: along one clock, as time passes, or as more becomes known.

Between two changesets both can happen to a cell: we put right what stood in it, and the party moved since. Then the
correction is told as of the days of what it puts right, and the move from there on is the party's own.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date

from ledger.domain.diff import (
    RESTS,
    Cause,
    CellKey,
    Change,
    Learned,
    Leg,
    StatusSide,
    Verb,
    View,
    changes,
    followed_since,
    in_order,
    said_of,
    with_way,
)
from ledger.domain.points import Point
from ledger.domain.readings import Reading, alike, late_at, overdue_by_each, status_at
from ledger.domain.records import Item, Round, Source
from ledger.services.diff_span import DiffSpan
from ledger.services.evidence import fill_in
from ledger.services.restored import without_restored
from ledger.storage import asof, changed_cells, entries
from ledger.storage.asof import When
from ledger.storage.cells import CellReader
from ledger.storage.database import Store
from ledger.storage.in_between import Days, between
from ledger.storage.register import KeyNumbers

__all__ = ["changes_of", "overtaken", "side_at", "ways"]


def changes_of(span: DiffSpan, leg: Leg, before: View, after: View) -> list[Change]:
    """Return what differs between two views at the ends of a step, in no order that means anything."""
    if leg.by_knowledge:
        until = max(point.held_on for point in span.points)
        learned = _learned_on(span, leg, (before.resting_by(until), after.resting_by(until)))
        if len(span.legs) == 1:  # no day passes that it could be taken for news of
            return _with_ways_of_new(span, leg, learned)
        return [replace(each, learned=each.cause is Cause.moved) for each in learned]
    found = list(changes(before, after, span.principals, parties=span.known_latest.parties))
    sources = span.known(leg.after).sources
    return ways(span.store, found, span.when(leg.before), span.when(leg.after), span.names, sources)


def ways(
    store: Store,
    found: Sequence[Change],
    before: When,
    after: When,
    names: KeyNumbers,
    sources: Mapping[str, Source] | None = None,
) -> list[Change]:
    """Return changes that time made, each with what its cell passed through from one point to the other."""
    forwards = before.held_on < after.held_on
    low, high = sorted((before.held_on, after.held_on))
    wanted = {(change.item, change.party) for change in found}
    reader = CellReader(store, after.known_at, names, sources)
    stood = between(reader, store, Days(low, high), after, wanted) if wanted else {}
    passed = ((change, stood.get((change.item, change.party))) for change in found)
    return [
        with_way(change, way.readings, way.contradicted, forwards=forwards) if way and way.readings else change
        for change, way in passed
    ]


def side_at(item: Item, reading: Reading | None, point: Point, rounds: Mapping[str, Round]) -> StatusSide:
    """Return where an item on the list stands at a point, by the reading of its status there."""
    status = status_at(reading, heard_of=True)
    overdue = overdue_by_each(item, reading, point.over, rounds)
    late = late_at(item, reading, rounds)
    return StatusSide(status, reading, bool(overdue) and all(overdue), late=late, day_passed=any(overdue))


# ----------------------------------------------------------------------------------------------------------------------
# As more becomes known.


def _with_ways_of_new(span: DiffSpan, leg: Leg, found: Sequence[Change]) -> list[Change]:
    """Return changes; where nothing was known of a cell, all that came before what stands was learned with it."""
    forwards = leg.before.known_at < leg.after.known_at
    late = leg.after._replace(known_at=span.late)
    days = span.when(late._replace(held_on=date.min)), span.when(late)
    new = {place: each for place, each in enumerate(found) if _is_new(each, forwards=forwards)}
    sources = span.known_latest.sources
    told = ways(span.store, [*new.values()], *(days if forwards else days[::-1]), span.names, sources)
    with_ways = dict(zip(new, told, strict=True))
    return [with_ways.get(place, change) for place, change in enumerate(found)]


def _is_new(change: Change, *, forwards: bool) -> bool:
    early = change.before if forwards else change.after
    return change.cause is Cause.moved and said_of(early) is None


def _learned_on(span: DiffSpan, leg: Leg, ends: tuple[View, View]) -> list[Change]:
    learned = _learned(span, leg, _told_otherwise(ends))
    found = list(changes(*ends, span.principals, learned, span.known_latest.parties))
    days: dict[date, set[CellKey]] = defaultdict(set)
    then = _on_later_days(span, leg.before if learned.forwards else leg.after, found)
    for change in found:
        cell = (change.item, change.party)
        had = _reading_at(then, cell) if then else said_of(change.before if learned.forwards else change.after)
        since = followed_since(change, learned, had)
        if since is not None and since < leg.before.held_on:
            days[since].add(cell)
    middles = {since: _view_on(span, Point(since, span.late), _beside(span, cells)) for since, cells in days.items()}
    stood = {cell: middles[since].cells.get(cell) for since, cells in days.items() for cell in cells}
    others = _others_before(ends if learned.forwards else ends[::-1], stood)
    halves = [_in_halves(span, middles[since], cells, ends, learned, others) for since, cells in sorted(days.items())]
    moved = [change for _corrected, then in halves for change in then]
    cut = {(change.item, change.party) for change in moved}
    ours = [change for change in found if (change.item, change.party) not in cut]
    ours += [change for corrected, _then in halves for change in corrected if (change.item, change.party) in cut]
    return [*without_restored(span.store, [each for each in ours if not _said_again(each)], span.late), *moved]


def _on_later_days(span: DiffSpan, early: Point, found: Iterable[Change]) -> View | None:
    """Read what changed at the end known earlier with rounds on their days as known later, where those are others."""
    return _view_on(span, early, {(change.item, change.party) for change in found}) if span.other_days else None


def _learned(span: DiffSpan, leg: Leg, items: Collection[str]) -> Learned:
    """Return what was learned along a leg; ``items`` are those whose statuses may have been."""
    early, late = sorted((leg.before.known_at, leg.after.known_at))
    found = changed_cells.gone_between(span.store, early, late, accepted=span.counting.reviewed_only)
    last = entries.last_id(span.store, early)
    began = asof.first_sure(span.store, span.when(Point(date.max, span.late)), items) if items else {}
    return Learned(*found, forwards=leg.before.known_at == early, known=last, began=began)


def _told_otherwise(ends: tuple[View, View]) -> set[str]:
    """Return the items on the list at both ends that have another status at the one, or one at it alone."""
    one, other = (view.items for view in ends)
    return {item for item in one.keys() & other.keys() if one[item].reading != other[item].reading}


def _said_again(change: Change) -> bool:
    """Whether entries only had to be said again: of other days, or under another key."""
    return change.cause is Cause.redefined and change.verbs == (Verb.replaced,)


def _beside(span: DiffSpan, cells: set[CellKey]) -> set[CellKey]:
    """Return cells with those of all principals on their items, against which moves are measured."""
    return cells | {(item, party) for item, _party in cells for party in span.principals}


def _others_before(ends: tuple[View, View], stood: Mapping[CellKey, Reading | None]) -> dict[CellKey, Reading]:
    """Return where parties stood at the end known earlier, as moves that we learned of are measured against them.

    Of who moved too that is what it moved from (``stood``). Who did not stands where it stands at the end known later:
    what we put right of it is nobody's move, and how it stood on the day from which another moved is not asked.
    """
    early, late = ends
    before = {cell: stood.get(cell, reading) for cell, reading in late.cells.items() if cell in early.cells}
    return {cell: reading for cell, reading in before.items() if reading is not None}


def _in_halves(
    span: DiffSpan,
    middle: View,
    cells: set[CellKey],
    ends: tuple[View, View],
    learned: Learned,
    others: Mapping[CellKey, Reading],
) -> tuple[list[Change], list[Change]]:
    """Return what we learned of some cells as of a day, and what happened in them since, as known at the later end.

    ``middle`` is that day as known later, ``others`` where those stood before that the moves are measured against.
    """
    beside, since = _beside(span, cells), middle.point.held_on
    parties = span.known_latest.parties
    late = ends[1] if learned.forwards else ends[0]
    before, after = (_narrowed(view, beside) for view in ends)
    moved_from = replace(middle, cells={cell: others[cell] for cell in beside if cell in others})
    ours, theirs = (
        ((before, middle), (moved_from, after)) if learned.forwards else ((middle, after), (before, moved_from))
    )
    was, is_now = (_asked_at(span, view, middle.point) for view in ours)
    corrected = changes(was, is_now, span.principals, learned, parties)
    was, is_now = (_asked_at(span, view, late.point) for view in theirs)
    moved = [
        change
        for change in changes(was, is_now, span.principals, parties=parties)
        if (change.item, change.party) in cells
    ]
    days = span.when(middle.point), span.when(late.point)
    moved = ways(span.store, moved, *(days if learned.forwards else days[::-1]), span.names)
    # The other principals' cells are only what moves are measured against. And how much that rests on which was
    # overtaken since, nobody asks any more.
    told = (
        change
        for change in corrected
        if (change.item, change.party) in cells and not RESTS.issuperset(change.told_verbs)
    )
    return _turning(told, since), _turning(moved, since)


def overtaken(span: DiffSpan, ends: tuple[View, View], told: Collection[Change]) -> list[Change]:
    """Return what we put right of earlier days in cells where something later stands, at one end and at the other.

    No reading at the ends tells of it, nor has anything in it that is told otherwise; each change is as of the day on
    which it is ``turned_on``. Only of two points of one day, and of what ``told`` does not tell. What another report
    merely said again between two known days puts nothing right, nor does an earlier report of the first stance we had.
    """
    if [leg.by_knowledge for leg in span.legs] != [True]:
        return []
    (leg,) = span.legs
    numbers = sorted((leg.before.known_at, leg.after.known_at))
    days: dict[date, set[CellKey]] = defaultdict(set)
    put_right_on = _days_put_right(span, *numbers)
    if span.other_days and put_right_on:  # a round that is later now is later than what was put right before it
        early = leg.before if leg.before.known_at < leg.after.known_at else leg.after
        then = _view_on(span, early, set(put_right_on))
        ends = (then, ends[1]) if early is leg.before else (ends[0], then)
    for cell, found in put_right_on.items():
        for day in found:
            if day < leg.before.held_on and all(_stands_later(view, cell, day) for view in ends):
                days[day].add(cell)
    put_right = set[CellKey]().union(*days.values())
    standing = {cell: _numbers(*(_reading_at(view, cell) for view in ends)) for cell in put_right}
    learned = _learned(span, leg, {item for item, party in put_right if party is None})
    seen = {_apart(change) for change in told}
    found_on: dict[Apart, Change] = {}
    for day, cells in sorted(days.items()):
        points = (Point(day, known_at) for known_at in (leg.before.known_at, leg.after.known_at))
        before, after = (_view_on(span, point, cells) for point in points)
        turning = _turning(changes(before, after, (), replace(learned, always=Cause.corrected)), day)
        for change in in_order(turning, span.now.items, span.now.parties):
            *_cell, had, has = _apart(change)
            is_told = _apart(change) in seen or not standing[change.item, change.party].isdisjoint(had ^ has)
            if is_told or RESTS.issuperset(change.told_verbs):
                continue
            first = found_on.get(_apart(change))  # it is told as of a day on which all of it stood
            if first is None or _surely_apart(first) < _surely_apart(change):
                found_on.pop(_apart(change), None)
                found_on[_apart(change)] = change
    changed = [*found_on.values()]
    known = frozenset(number for change in told for side in _apart(change)[2:] for number in side)
    then = ends[0] if learned.forwards else ends[1]
    changed = _without_earlier_reports(span, then, changed, known, forwards=learned.forwards)
    told_of = without_restored(span.store, _without_mere_repeats(span, changed, learned), span.late)
    return _with_other_days(span, told_of, numbers[0], forwards=learned.forwards) if span.other_days else told_of


def _with_other_days(span: DiffSpan, found: Sequence[Change], early: int, *, forwards: bool) -> list[Change]:
    """Return changes of earlier days, each knowing whether something else was read on its day, or nothing, before
    rounds got the days that are known later.
    """
    asked: dict[date, set[CellKey]] = defaultdict(set)
    for change in found:
        if change.turned_on is not None:
            asked[change.turned_on].add((change.item, change.party))
    read: dict[tuple[date | None, CellKey], Reading] = {
        (day, key): reading
        for day, cells in asked.items()
        for key, reading in _read_then(span, Point(day, early), cells).items()
    }
    told: list[Change] = []
    for change in found:
        had = said_of(change.before if forwards else change.after)
        then = read.get((change.turned_on, (change.item, change.party)))
        told.append(replace(change, by_other_days=_is_other(had, then)))
    return told


def _read_then(span: DiffSpan, point: Point, cells: set[CellKey]) -> Mapping[CellKey, Reading]:
    """Read some cells with rounds on the days that were known at the point, under the keys of now."""
    asked = [*cells, *span.heirs.before(cells)]
    return span.heirs.going_on(asof.readings(span.store, span.when(point), asked, span.names))


def _is_other(had: Reading | None, read: Reading | None) -> bool:
    """Whether another word or condition was read than stands there with rounds on other days, or at one of the two
    nothing.
    """
    was, is_now = ({(each.word, each.named_condition) for each in end.accounts} if end else None for end in (had, read))
    return was != is_now


def _days_put_right(span: DiffSpan, early: int, late: int) -> Mapping[CellKey, set[date]]:
    """Return by cell the last days of what was put right; of the last day of a round of before, the one of now too."""
    moved: dict[date, set[date]] = defaultdict(set)
    for was, now in span.other_days.values():
        if was is not None:
            moved[was.last].add(now.last)
    found = changed_cells.days_put_right(span.store, early, late)
    return {cell: days.union(*(moved.get(day, ()) for day in days)) for cell, days in found.items()}


def _without_earlier_reports(
    span: DiffSpan, early: View, found: Sequence[Change], told: Collection[int], *, forwards: bool
) -> list[Change]:
    """Leave out where the first stance of a party that we had is only reported of an earlier day too.

    So is what is ``told`` by its entry already, as of a move inside a round.
    """
    new: list[tuple[Change, Reading]] = []
    for change in found:
        had, has = map(said_of, (change.before, change.after) if forwards else (change.after, change.before))
        if change.party is not None and had is None and has is not None:
            new.append((change, has))
    first = _first_known(span, early, {(change.item, change.party) for change, _stated in new}) if new else {}
    unsaid = {
        (change.item, change.party, change.turned_on)
        for change, stated in new
        if _says_so(stated, first.get((change.item, change.party))) or not _numbers(stated).isdisjoint(told)
    }
    return [change for change in found if (change.item, change.party, change.turned_on) not in unsaid]


def _first_known(span: DiffSpan, early: View, cells: set[CellKey]) -> Mapping[CellKey, Reading | None]:
    """Return what was told first of all in some cells, as known at the earlier end."""
    point = early.point
    reader = CellReader(span.store, point.known_at, span.names, span.known(point).sources)
    asked = {*cells, *span.heirs.before(cells)}
    stood = between(reader, span.store, Days(date.min, point.held_on), span.when(point), asked)
    first = span.heirs.going_on({cell: way.readings[0] for cell, way in stood.items() if way.readings})
    return {cell: first.get(cell) or _reading_at(early, cell) for cell in cells}


def _says_so(stated: Reading, other: Reading | None) -> bool:
    return other is not None and all(alike(one, each) for one in stated.accounts for each in other.accounts)


_REPEATED = RESTS | {Verb.replaced}


def _without_mere_repeats(span: DiffSpan, found: Sequence[Change], learned: Learned) -> list[Change]:
    """Leave out where new entries say what stood on their day already, and no other figure: nothing was put right."""
    repeats = [change for change in found if _REPEATED.issuperset(change.told_verbs) and _is_repeat(change, learned)]
    numbers = {number for change in repeats for side in _apart(change)[2:] for number in side}
    known = entries.by_ids(span.store, numbers, span.late) if numbers else {}
    mere = set[Apart]()
    for change in repeats:
        *_cell, was, is_now = _apart(change)
        sides = (was, is_now) if learned.forwards else (is_now, was)
        had, has = ({each for number in side for each in known[number].said.figures} for side in sides)
        if has <= had:
            mere.add(_apart(change))
    return [change for change in found if _apart(change) not in mere]


def _is_repeat(change: Change, learned: Learned) -> bool:
    """Whether nothing that stood is gone, and one word stands before and after."""
    *_cell, had, has = _apart(change)
    was, is_now = map(said_of, (change.before, change.after))
    return bool(was and is_now and was.word == is_now.word) and (had | has).isdisjoint(learned.gone)


def _reading_at(view: View, cell: CellKey) -> Reading | None:
    item, party = cell
    side = view.items.get(item)
    return view.cells.get(cell) if party is not None else side.reading if side else None


def _stands_later(view: View, cell: CellKey, day: date) -> bool:
    reading = _reading_at(view, cell)
    return reading is not None and reading.last_told.last > day


def _numbers(*readings: Reading | None) -> frozenset[int]:
    return frozenset(number for reading in readings if reading for number in reading.numbers)


Apart = tuple[str, str | None, frozenset[int], frozenset[int]]


def _apart(change: Change) -> Apart:
    """Name a change by what stands at one of its ends alone; where the same stands at both, by all of that."""
    sides = map(said_of, (change.before, change.after))
    had, has = map(_numbers, sides)
    return change.item, change.party, *((had, has) if had == has else (had - has, has - had))


def _surely_apart(change: Change) -> frozenset[int]:
    """Return of what stands at one end of a change alone all that is sure on its day."""
    *_cell, had, has = _apart(change)
    ends = (end for end in map(said_of, (change.before, change.after)) if end is not None and end.sure)
    return frozenset(one for end in ends for account in end.accounts for one in account.own) & (had ^ has)


def _turning(found: Iterable[Change], since: date) -> list[Change]:
    return [replace(change, turned_on=since) for change in found]


def _view_on(span: DiffSpan, point: Point, cells: set[CellKey]) -> View:
    """Read some cells on an earlier day, with rounds on their days as known later: those are told of the rounds."""
    known = span.known_latest  # cells go by the keys of now, which may be others than were known at the point
    stances = span.standing([key for key in cells if key[1] is not None], point._replace(known_at=span.late))
    statuses: list[CellKey] = [key for key in cells if key[1] is None and key[0] in known.items]
    had = span.heirs.before([*stances, *statuses]) if point.known_at != span.late else []
    found = span.heirs.going_on(span.on_later_days(point, [*stances, *statuses, *had]))
    fill_in(span.store, [(point, found.values())], {point.known_at: span.known(point).sources})
    later = span.as_later(point, found)
    unheard = _unheard_of(span, point, {item for item, _party in statuses if (item, None) not in later})
    sides = {
        item: side_at(known.items[item], later.get((item, None)), point, known.rounds)
        for item, _party in statuses
        if item not in unheard
    }
    return View(point, {key: reading for key, reading in later.items() if key[1] is not None}, sides)


def _unheard_of(span: DiffSpan, point: Point, items: Collection[str]) -> Collection[str]:
    """Return which of some items without a status no stance had put on the list by then: there they are not open."""
    if not items:
        return ()
    if span.when(point).plain and not (span.other_days or span.heirs):
        return asof.not_heard_of(span.store, span.when(point), items)
    stances = _view_on(span, point, {(item, party) for item in items for party in span.known_latest.parties}).cells
    return {*items}.difference(item for item, _party in stances)


def _asked_at(span: DiffSpan, view: View, point: Point) -> View:
    """Return a view in which it is asked at another point whether a promise is overdue.

    What we put right as of a day was overdue by that day or was not; a move ends where the diff does.
    """
    known = span.known_latest
    sides = {
        item: side_at(known.items[item], side.reading, point, known.rounds) if item in known.items else side
        for item, side in view.items.items()
    }
    return replace(view, items=sides)


def _narrowed(view: View, cells: set[CellKey]) -> View:
    items = {item for item, party in cells if party is None}
    return View(
        view.point,
        {key: reading for key, reading in view.cells.items() if key in cells},
        {item: side for item, side in view.items.items() if item in items},
    )
