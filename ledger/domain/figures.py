"""Figures side by side: what several sources say of one thing, which of them agree, and which are rivals.

The rules are those of accounts (``docs/explain/accounts.md``): figures whose days follow one another are no rivals and
stand in lines of their own; what another says more finely goes with that; what one party asks for is no rival of what
another offers.
Nothing here depends on what was recorded first.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from ledger.domain.entries import Citation, Entry, Figure
from ledger.domain.evidence import names_of, repeats, voice_of
from ledger.domain.records import Item, Source, goes_on_as
from ledger.domain.text import fold
from ledger.domain.words import EntryKind

CLOSE = 0.05
"""Two figures of which one is approximate are the same within this part of the larger."""


@dataclass(frozen=True, slots=True)
class GivenFigure:
    """A figure as one entry gives it."""

    entry: Entry
    figure: Figure
    about: str | None


@dataclass(frozen=True, slots=True)
class FigureLine:
    """What is counted, of what, in which unit, with every account of it at one time.

    ``accounts`` are groups that agree, in the leading order; more than one are rivals. ``came_after`` are the entries
    that somebody said those that give it came after: a move, and no contest.
    """

    what: str
    about: str | None
    unit: str | None
    accounts: tuple["Account", ...]
    came_after: frozenset[int] = frozenset()

    @property
    def contested(self) -> bool:
        """Whether the accounts contradict each other."""
        return len(self.accounts) > 1

    @property
    def of(self) -> tuple[str, ...]:
        """What tells one thing from another, whenever it is counted."""
        return _key(self.accounts[0][0])

    @property
    def party(self) -> str | None:
        """Whose stance it is a figure of; what a status or an event gives is nobody's own."""
        return self.accounts[0][0].entry.said.cell.party

    @property
    def entries(self) -> frozenset[int]:
        """The numbers of the entries that give it."""
        return frozenset(given.entry.id for account in self.accounts for given in account)

    def with_status_of(self, item: str) -> bool:
        """Whether any of it comes with a status of an item."""
        entries = (given.entry for account in self.accounts for given in account)
        return any(each.kind is EntryKind.status and each.said.cell.item == item for each in entries)

    def led_by(self, entries: Iterable[int]) -> tuple["Account", ...]:
        """Return the accounts, those that any of these entries gives before the others: the nearest word leads each."""
        known = frozenset(entries)
        return tuple(sorted(self.accounts, key=lambda account: known.isdisjoint(each.entry.id for each in account)))


Account = tuple[GivenFigure, ...]
"""Figures of one thing at one time that agree, in the leading order."""


@dataclass(frozen=True, slots=True)
class FigureChange:
    """What is given of one thing at the later of two ends, and what was at the earlier.

    Of either the accounts, the one told of first; more than one contradict each other. ``before`` is the last that was
    given by then, and ``None`` where nothing is compared: what is read is another ledger, or of another status, with
    which other things are counted. ``since`` is the earlier day, where days lie in between: what was only possible by
    then is no news after it, and neither is what happened since: that is counted besides.
    """

    after: tuple[Account, ...]
    before: tuple[Account, ...] | None
    since: date | None = None

    @property
    def given(self) -> GivenFigure:
        """The figure told of first."""
        return self.after[0][0]

    @property
    def rivals(self) -> tuple[GivenFigure, ...]:
        """What contradicts it, one figure of each account."""
        return tuple(account[0] for account in self.after[1:])

    @property
    def news(self) -> bool:
        """Whether an account stands at one end alone; where nothing is compared, whether accounts differ."""
        if self.before is None:
            return bool(self.rivals)
        ends = ((self.after, self.before), (self.before, self.after))
        return any(
            not self._no_news(each) and not any(map(account_agrees(each), there))
            for here, there in ends
            for each in here
        )

    @property
    def changed(self) -> bool:
        """Whether it is another than before, if only by some accounts."""
        return bool(self.before) and self.news

    @property
    def certain(self) -> bool:
        """Whether it is another by every account of either end."""
        alike = any(account_agrees(one)(other) for one in self.after for other in self.before or ())
        return self.changed and not alike and not any(map(self._no_news, self.after))

    def _no_news(self, account: Account) -> bool:
        """Whether all that give it may have done so on either side of the earlier day, or are events."""
        since = self.since
        if since is None:
            return False
        entries = [each.entry for each in account]
        events = all(each.kind is EntryKind.event for each in entries)
        return events or all(each.held.first <= since < each.held.last for each in entries)


def counted(what: str, about: str | None) -> str:
    """Return what is counted, and about what: ``gap (the North)``."""
    return f"{what} ({about})" if about else what


def account_agrees(one: Account) -> Callable[[Account], bool]:
    """Return what says of another account whether the figure that leads it is the same."""
    return lambda other: agree(one[0].figure, other[0].figure)


def lines_numbered(lines: Iterable[FigureLine], numbers: Mapping[int, int]) -> Iterator[FigureLine]:
    """Yield lines of figures with other numbers for some of the entries that give them."""

    def numbered(given: GivenFigure) -> GivenFigure:
        number = numbers.get(given.entry.id)
        return given if number is None else replace(given, entry=given.entry.model_copy(update={"id": number}))

    for line in lines:
        yield replace(
            line,
            accounts=tuple(tuple(map(numbered, account)) for account in line.accounts),
            came_after=frozenset(numbers.get(number, number) for number in line.came_after),
        )


class FiguresAt:
    """The figures given by a point, to be found by the entries that give them and by what they are of."""

    def __init__(self, lines: Iterable[FigureLine]) -> None:
        self._by_entry: dict[int, list[FigureLine]] = defaultdict(list)
        self._by_thing: dict[tuple[str, ...], list[FigureLine]] = defaultdict(list)
        self._in_cell: dict[tuple[str, str], list[tuple[str, ...]]] = defaultdict(list)
        for line in lines:
            if line.of not in self._by_thing and line.party:
                self._in_cell[fold(line.about or ""), line.party].append(line.of)
            self._by_thing[line.of].append(line)
            for number in line.entries:
                self._by_entry[number].append(line)

    def of(self, entries: Iterable[int]) -> list[FigureLine]:
        """Return the lines in which these entries give a figure, in the order of both."""
        lines = (line for number in entries for line in sorted(self._by_entry.get(number, ()), key=_place_in(number)))
        return list({id(line): line for line in lines}.values())

    def last(self, of: tuple[str, ...], entries: Iterable[int], status_of: str | None = None) -> FigureLine | None:
        """Return what is given of a thing by these entries, which stand at the point, else what was given last.

        ``status_of``: with a status of this item; what is counted of a happening is another thing.
        """
        lines = self._by_thing.get(of, [])
        if status_of is not None:
            lines = [line for line in lines if line.with_status_of(status_of)]
        standing = [line for line in self.of(entries) if any(line is each for each in lines)]
        found = standing or lines
        final = [line for line in found if not any(line.entries & other.came_after for other in found)]
        return max(final or found, key=_lateness, default=None)

    def first_otherwise(self, line: FigureLine) -> FigureLine | None:
        """Return what was given first of all of the thing of a line, unless it is the line itself or says the same."""
        every = self._by_thing[line.of]
        first = next((one for one in every if not any(one.came_after & other.entries for other in every)), every[0])
        same = any(account_agrees(one)(other) for one in first.accounts for other in line.accounts)
        return None if first is line or same else first

    def last_in(self, item: str, party: str) -> list[FigureLine]:
        """Return what a party gave last of each thing on an item."""
        lines = (self.last(of, ()) for of in self._in_cell.get((fold(item), party), ()))
        return [line for line in lines if line is not None]

    def rivals(self, entry: int, figure: Figure) -> tuple[GivenFigure, ...]:
        """Return what contradicts a figure of an entry, one of each account, on each of the things it is about."""
        found: list[GivenFigure] = []
        for line in self._by_entry.get(entry, ()):
            own = next((a for a in line.accounts if any(_is(each, entry, figure) for each in a)), None)
            if own is not None:
                found += [account[0] for account in line.accounts if account is not own]
        return tuple(found)


def figure_changes(
    before: FiguresAt | None,
    after: FiguresAt,
    was: Sequence[int],
    now: Sequence[int],
    cell: tuple[str, str] | None = None,
    since: date | None = None,
    status_of: str | None = None,
) -> tuple[FigureChange, ...]:
    """Return what the entries that stand at the later of two points give, each with what was given by the earlier.

    ``was`` and ``now`` are the entries of a cell that stand at either, in the leading order. With the ``cell`` of a
    party, what it gave otherwise in between is among them, though nothing that stands says it again; and where it had
    given nothing by the earlier point, what it gave first in between is what was before. ``status_of`` is the
    item whose status the entries give.
    """

    def change(line: FigureLine) -> FigureChange:
        earlier = before.last(line.of, was, status_of) if before is not None else None
        if earlier is None and cell is not None and since is not None:
            earlier = after.first_otherwise(line)
        past = earlier.led_by(was) if earlier is not None else ()
        return FigureChange(line.led_by(now), None if before is None else past, since)

    found = [change(line) for line in after.of(now)]
    if before is None or cell is None:
        return tuple(found)
    told = {line.of for line in after.of(now)}
    passed = (line for line in after.last_in(*cell) if line.of not in told and not _known(line, before))
    found += (each for each in map(change, passed) if each.news)
    return tuple(found)


def _known(line: FigureLine, before: FiguresAt) -> bool:
    """Whether a line is told by no entry that did not count before."""
    last = before.last(line.of, ())
    return last is not None and line.entries <= last.entries


def _is(given: GivenFigure, entry: int, figure: Figure) -> bool:
    return given.entry.id == entry and given.figure == figure


def _place_in(entry: int) -> Callable[[FigureLine], int]:
    """Return what says in which place an entry gives the figure of a line."""

    def place(line: FigureLine) -> int:
        own = (each for account in line.accounts for each in account if each.entry.id == entry)
        return min(each.entry.said.figures.index(each.figure) for each in own)

    return place


def _lateness(line: FigureLine) -> tuple[Any, ...]:
    return max(given.entry.held.lateness for account in line.accounts for given in account)


def figure_lines(
    entries: Iterable[Entry],
    sources: Mapping[str, Source] | None = None,
    items: Mapping[str, Item] | None = None,
    after: Mapping[int, frozenset[int]] | None = None,
) -> list[FigureLine]:
    """Group the figures of entries that count at a point by what, about and unit, and by time; the earliest first.

    A former key of one of the ``items`` means it still. ``after``: by entry, those that somebody said it came after.
    """
    now = goes_on_as(items or {})
    found: dict[tuple[str, ...], list[GivenFigure]] = {}
    for entry in entries:
        for figure in entry.said.figures:
            for given in _given(entry, figure, now):
                found.setdefault(_key(given), []).append(given)
    lines = [line for of_one in found.values() for line in _lines(of_one, sources or {}, after or {})]
    return sorted(lines, key=_place)


def _place(line: FigureLine) -> tuple[Any, ...]:
    begins = min(given.entry.held.first for account in line.accounts for given in account)
    return (
        begins,
        fold(line.what),
        line.about is None,
        fold(line.about or ""),
        fold(line.unit or ""),
        bool(line.came_after),
    )


def agree(one: Figure, other: Figure) -> bool:
    """Whether two figures of one thing are the same; where one is approximate, nearly the same is."""
    if one.approx or other.approx:
        return abs(one.value - other.value) <= CLOSE * max(abs(one.value), abs(other.value))
    return one.value == other.value


def same_thing(one: Figure, other: Figure) -> bool:
    """Whether two figures are of one thing: what they count, of what, in which unit."""
    return all(fold(getattr(one, name) or "") == fold(getattr(other, name) or "") for name in ("what", "about", "unit"))


def given_otherwise(
    had: Sequence[Figure], has: Sequence[Figure]
) -> Iterator[tuple[Figure, Figure | None, Figure | None]]:
    """Yield each figure that is another, is gone or has come, and what was and what is now given of its thing."""
    for figure in (*has, *(each for each in had if not any(same_thing(each, other) for other in has))):
        was, now = (next((each for each in given if same_thing(each, figure)), None) for given in (had, has))
        if was != now:
            yield figure, was, now


def given_by(entry: Entry, now: Mapping[str, str]) -> list[GivenFigure]:
    """Return the figures that an entry gives, each once for each thing it is about; ``now``: what former keys mean."""
    return [given for figure in entry.said.figures for given in _given(entry, figure, now)]


def _given(entry: Entry, figure: Figure, now: Mapping[str, str]) -> list[GivenFigure]:
    """Return it once for each thing it is about: its own, else the items that the entry is about, else nothing."""
    items: Sequence[str] = getattr(entry.said, "items", ()) or ([entry.said.cell.item] if entry.said.cell.item else [])
    about: Sequence[str | None] = [now.get(figure.about, figure.about)] if figure.about else list(items) or [None]
    return [GivenFigure(entry, figure, each) for each in about]


def _key(given: GivenFigure) -> tuple[str, ...]:
    """Return what makes figures those of one thing; those of a stance are of its party alone."""
    named = (given.figure.what, given.about or "", given.figure.unit or "")
    return (*map(fold, named), given.entry.said.cell.party or "")


def _lines(
    given: Sequence[GivenFigure], sources: Mapping[str, Source], after: Mapping[int, frozenset[int]]
) -> Iterator[FigureLine]:
    """Yield a line for each time at which the figures of one thing were given."""
    fine = [each for each in given if not any(_finer(other, each) for other in given)]
    in_order = sorted(fine, key=_leading(fine, sources))
    for together in _concurrent(in_order, after):
        accounts = []
        for account in _agreeing(together):
            coarse = [each for each in given if any(_finer(one, each) for one in account)]
            accounts.append((*account, *sorted(coarse, key=_leading(coarse, sources))))
        first = accounts[0][0]
        said = frozenset(number for each in together for number in after.get(each.entry.id, ()))
        yield FigureLine(first.figure.what, first.about, first.figure.unit, tuple(accounts), said)


def _agreeing(given: Iterable[GivenFigure]) -> list[list[GivenFigure]]:
    """Return the figures of one time in accounts, each in the first with all of which it agrees.

    Two that follow one another are of one account too, where a third goes over both: the same number is no rival.
    """
    accounts: list[list[GivenFigure]] = []
    for each in given:
        account = next((a for a in accounts if all(agree(each.figure, other.figure) for other in a)), None)
        if account is None:
            accounts.append([each])
        else:
            account.append(each)
    return accounts


def _concurrent(given: Sequence[GivenFigure], after: Mapping[int, frozenset[int]]) -> list[list[GivenFigure]]:
    """Return the figures that share days, directly or through others, each in the order given."""
    found: list[list[GivenFigure]] = []
    for each in given:
        near = [group for group in found if any(not _apart(each, other, after) for other in group)]
        found = [group for group in found if group not in near]
        found.append([*(one for group in near for one in group), each])
    places = {id(each): place for place, each in enumerate(given)}
    return [sorted(group, key=lambda one: places[id(one)]) for group in found]


def _apart(one: GivenFigure, other: GivenFigure, after: Mapping[int, frozenset[int]]) -> bool:
    """Whether one follows the other: by what somebody said, by their days, or in one source by where those end."""
    here, there = one.entry.held, other.entry.held
    if other.entry.id in after.get(one.entry.id, ()) or one.entry.id in after.get(other.entry.id, ()):
        return True
    if not here.overlaps(there):
        return True
    return bool(one.entry.sources & other.entry.sources) and (here.first, here.last) != (there.first, there.last)


def _finer(fine: GivenFigure, coarse: GivenFigure) -> bool:
    """Whether a figure says more finely what another says: the same, its days inside the other's."""
    one, other = fine.entry.held, coarse.entry.held
    inside = other.first <= one.first and one.last <= other.last
    return inside and (one.first, one.last) != (other.first, other.last) and agree(fine.figure, coarse.figure)


def _leading(given: Iterable[GivenFigure], sources: Mapping[str, Source]) -> Callable[[GivenFigure], tuple[Any, ...]]:
    """Return the leading order, as of accounts: never by what came last."""
    here = {source for each in given for source in each.entry.sources}

    def key(each: GivenFigure) -> tuple[Any, ...]:
        cited = min(_worth(citation, here, sources) for citation in each.entry.said.cite)
        held, figure = each.entry.held, each.figure
        told = figure.value, figure.approx, figure.what, str(figure), held.first, held.last, str(held)
        return (*cited, held.days, *told, sorted(each.entry.sources), each.entry.rank)

    return key


def _worth(citation: Citation, here: Iterable[str], sources: Mapping[str, Source]) -> tuple[Any, ...]:
    source = sources.get(citation.source or "")
    others = (sources[key] for key in here if key != citation.source and key in sources)
    repeated = any(repeats(citation, sources) & names_of(other) for other in others)
    reliability = source.reliability.value if source else "F"
    return repeated, voice_of(citation, sources).distance, reliability, citation.credibility
