"""A ledger in plain Python: what docs/explain/accounts.md says, as lists and loops, to hold the real one against.

A *seat* is what goes on under one entry and whatever takes its place: an entry, perhaps a corrected one, perhaps nothing
(retracted), perhaps the first again (undone). Undoing a changeset gives each seat back what it held before. What stands
in a cell is worked out by ``tests.oracle``; here is what was recorded, when, and what of it counts.
"""

import calendar
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from tests import oracle
from tests.oracle import Cited, Report, Saying, Stands

Cell = tuple[str, str, str | None]
"""Kind (``stance`` or ``status``), item, party."""
Span = tuple[date, date]


class Refused(Exception):
    """The ledger says no: somebody was first, something rests on it, or it would go round in a circle."""


@dataclass(frozen=True)
class Said:
    """One statement on the word of one source. ``held`` is as written; ``None`` where only the round is known."""

    cell: Cell
    word: str
    source: str
    at: str
    held: str | None
    round: str | None = None
    condition: str | None = None
    position: int | None = None
    summary: str | None = None
    credibility: int = 6
    speaker: str | None = None

    @property
    def content(self) -> tuple[object, ...]:
        """All that is said, whoever says it."""
        return self.cell, self.word, self.condition, self.position, self.summary, self.held, self.round

    @property
    def cited(self) -> Cited:
        return Cited(self.source, self.at, self.credibility, self.speaker)


@dataclass(eq=False)
class Cite:
    what: Cited
    added: int
    dropped: int | None = None

    def counts(self, k: int) -> bool:
        return self.added <= k and (self.dropped is None or self.dropped > k)

    @property
    def place(self) -> tuple[str, str]:
        return self.what.source, self.what.at


@dataclass(eq=False, repr=False)
class Entry:
    """A statement as recorded: its days, its place in its file, what it rests on, what it was said to come after."""

    said: Said
    days: Span
    place: tuple[int, int]
    seat: "Seat"
    born: int
    cites: list[Cite] = field(default_factory=list)
    after: "Entry | None" = None
    again: "Entry | None" = None
    number: int | None = None

    def __repr__(self) -> str:
        said = self.said
        when = said.held or said.round
        return f"<{self.number}: {' '.join(filter(None, said.cell))} {said.word} {when} {said.source} {said.at}>"

    def cited(self, k: int) -> list[Cited]:
        return [cite.what for cite in self.cites if cite.counts(k)]

    @property
    def order(self) -> tuple[Any, ...]:
        """In which entries are listed: the later begun after, then the earlier ended, then the later placed."""
        return self.days[0], -self.days[1].toordinal(), self.place

    @property
    def words(self) -> tuple[object, ...]:
        return self.said.content, self.days, self.place

    def repeats(self, other: "Entry", k: int, other_k: int) -> bool:
        """Whether it says again what another said: the same words in the same place on the same sources."""
        return self.words == other.words and sorted(map(str, self.cited(k))) == sorted(map(str, other.cited(other_k)))


@dataclass(eq=False)
class Seat:
    """What has stood in one place: (changeset, entry or nothing), oldest first."""

    history: list[tuple[int, Entry | None]] = field(default_factory=list)

    def at(self, k: int) -> Entry | None:
        return next((entry for known, entry in reversed(self.history) if known <= k), None)

    @property
    def now(self) -> Entry | None:
        return self.history[-1][1]

    def place_of(self, entry: Entry) -> int:
        return next(n for n, (_known, each) in enumerate(self.history) if each is entry)

    def after(self, entry: Entry) -> Entry | None:
        """What took an entry's place."""
        return self.history[self.place_of(entry) + 1][1]

    def in_force(self, k: int, counts: Callable[[Entry], bool]) -> Entry | None:
        """The last that counts: what does not count changes nothing, nor does its being taken back.

        What says an earlier one again has undone all in between, whatever becomes of it.
        """
        known = [entry for at, entry in self.history if at <= k]
        while known:
            last = known.pop()
            if last is not None:
                if counts(last):
                    return last
                while last.again is not None and known[-1] is not last.again:
                    known.pop()
            elif known and known[-1] is not None and counts(known[-1]):
                return None
        return None


@dataclass(eq=False)
class Settlement:
    """Two entries of which one outweighs the other, or came after it; ``None``: at odds again."""

    known: int
    how: str
    one: Entry
    other: Entry

    @property
    def pair(self) -> frozenset[Entry]:
        return frozenset((self.one, self.other))


@dataclass(eq=False)
class Act:
    """What one changeset did, as far as undoing it needs to know."""

    number: int
    seats: list[Seat] = field(default_factory=list)
    cited: list[tuple[Entry, Cite]] = field(default_factory=list)
    dropped: list[tuple[Entry, Cite]] = field(default_factory=list)
    settlements: list[Settlement] = field(default_factory=list)
    reviews: list[tuple[Entry, str]] = field(default_factory=list)
    edits: list[tuple[str, str, Any, Any]] = field(default_factory=list)
    entered: list[str] = field(default_factory=list)
    touched: set[Cell] = field(default_factory=set)

    @property
    def empty(self) -> bool:
        done = (self.seats, self.cited, self.dropped, self.settlements, self.reviews, self.edits, self.entered)
        return not any(done)


@dataclass(frozen=True)
class Floor:
    """What an account must rest on, at least."""

    at_least: str | None = None
    voice: int | None = None
    independent: int | None = None


@dataclass(frozen=True)
class AccountRead:
    """An account as people see it."""

    entry: int | None
    entries: frozenset[int | None]
    word: str
    position: int | None
    condition: str | None
    summary: str | None
    days: Span
    round: str | None
    sure: bool
    reviewed: bool
    cites: tuple[Cited, ...]
    grade: str
    independent: int
    voice: int


@dataclass(frozen=True)
class Read:
    """A cell as people see it: what stands, the leading account first."""

    accounts: tuple[AccountRead, ...]
    contested: bool
    listed: frozenset[int | None]


def span_of(held: str) -> Span:
    """The days of a day, a month, a year, or from one to another; ``../D`` is D, and ``~`` widens nothing."""
    if "/" in held:
        first, last = held.split("/")
        end = span_of(last)
        return (end[1], end[1]) if first == ".." else (span_of(first)[0], end[1])
    year, *rest = map(int, held.rstrip("~").split("-"))
    if not rest:
        return date(year, 1, 1), date(year, 12, 31)
    if len(rest) == 1:
        return date(year, rest[0], 1), date(year, rest[0], calendar.monthrange(year, rest[0])[1])
    return date(year, *rest), date(year, *rest)


class Model:
    """``records`` are descriptive fields by record, each with what it was from which changeset on."""

    def __init__(self) -> None:
        self.k = 0
        self.entries: list[Entry] = []
        self.settlements: list[Settlement] = []
        self.verdicts: list[tuple[int, Entry, str | None, str]] = []
        self.acts: dict[int, Act] = {}
        self.records: dict[tuple[str, str], list[tuple[int, Any]]] = {}
        self._ticks = 0
        self._act = Act(0)

    # -- acts --------------------------------------------------------------------------------------------------------

    def perform(self, act: Callable[[], None]) -> Act | None:
        """Do it as one changeset; nothing to record makes none."""
        self._act = Act(self.k + 1)
        self.k += 1
        try:
            act()
            self._redefine()
        except Refused:
            self._forget()
            raise
        if self._act.empty:
            self.k -= 1
            return None
        self.acts[self.k] = self._act
        return self._act

    def _forget(self) -> None:
        """What was refused leaves nothing behind."""
        here = self.k
        for seat in {entry.seat for entry in self.entries}:
            seat.history = [(known, entry) for known, entry in seat.history if known < here]
        self.entries = [entry for entry in self.entries if entry.born < here]
        for entry in self.entries:
            entry.cites = [cite for cite in entry.cites if cite.added < here]
            for cite in entry.cites:
                cite.dropped = None if cite.dropped == here else cite.dropped
        self.settlements = [settled for settled in self.settlements if settled.known < here]
        self.verdicts = [verdict for verdict in self.verdicts if verdict[0] < here]
        self.records = {
            field: [each for each in values if each[0] < here]
            for field, values in self.records.items()
            if values[0][0] < here
        }
        self.k -= 1

    def describe(self, record: str, **fields: Any) -> None:
        """Enter a record; the same again changes nothing."""
        if (record, "struck") not in self.records:
            for name, value in ({"struck": False} | fields).items():
                self.records[record, name] = [(self.k, value)]
            self._act.entered.append(record)

    def edit(self, record: str, name: str, value: Any) -> None:
        before = self.known(record, name)
        if before != value:
            self.records[record, name].append((self.k, value))
            self._act.edits.append((record, name, before, value))
            sources = {record.removeprefix("source:")} | self._repeating(record.removeprefix("source:"))
            self._act.touched |= {
                entry.said.cell for entry in self.entries if sources & {cite.what.source for cite in entry.cites}
            }

    def _repeating(self, source: str) -> set[str]:
        return {
            record.removeprefix("source:")
            for record, name in self.records
            if name == "carries" and source in oracle.chain(Cited(record.removeprefix("source:"), ""), self.sources())
        }

    def state(self, said: Said, after: Entry | None = None) -> None:
        """A source says something: already known, said otherwise than before, or new (an entry of its own)."""
        if not self._said_already(said):
            if after is not None and after.said.cell != said.cell:
                raise Refused("it is none of the same item and party")
            added = self._put(Entry(said, self._days(said), self._place(), Seat(), self.k, after=after), [said.cited])
            if after is not None and (heir := after.seat.now) is not None:
                self._refuse_a_circle(added, heir)

    def correct(self, wrong: Entry, *, after: Entry | None = None, **changes: Any) -> None:
        said = replace(wrong.said, **changes)
        if wrong.seat.now is wrong:
            if said == wrong.said and after in (None, wrong.after):
                raise Refused("it says just that already")
            added = self._replace(wrong, said)
            if after is not None:
                added.after, added.place = after, self._place()
                if (heir := after.seat.now) is not None:
                    self._refuse_a_circle(added, heir)
            return
        by = wrong.seat.after(wrong)
        known = by is not None and (by.said.content, by.days) == (said.content, self._days(said))
        if by is None or not known or after not in (None, by.after):
            raise Refused("somebody else corrected or retracted it first")

    def retract(self, entry: Entry) -> None:
        if entry.seat.now is not entry:
            raise Refused("somebody else corrected or retracted it first")
        self._leave(entry.seat)

    def cite(self, entry: Entry, cited: Cited) -> None:
        """Another source is found to say what an entry says."""
        if cited not in entry.cited(self.k):
            self._cite(entry, cited)

    def settle(self, cell: Cell, *, keep: Entry | None = None, last: Entry | None = None) -> None:
        """One account outweighs its rivals, or all of them stand and the party moved."""
        found = self.contests(cell)
        if keep is not None:
            kept = self._account_of(cell, keep)
            for one, other in found:
                for winner, loser in ((one, other), (other, one)):
                    if winner in kept and loser not in kept and loser.seat.now is loser:
                        self._leave(loser.seat)
                        self._settle("outweighed", keep if self.at_odds(keep, loser, found) else winner, loser)
            return
        after = self._account_of(cell, last) if last is not None else None
        for one, other in found:
            earlier, later = sorted((one, other), key=lambda entry: entry.order)
            if after is not None:
                if (one in after) == (other in after):
                    continue
                earlier, later = (other, one) if one in after else (one, other)
            elif not all(mine < theirs for mine, theirs in zip(earlier.days, later.days, strict=True)):
                raise Refused("the days do not say which came first")
            self._refuse_a_circle(later, earlier)
            self._settle("moved", later, earlier)

    @staticmethod
    def at_odds(one: Entry, other: Entry, contests: Iterable[tuple[Entry, Entry]]) -> bool:
        return (one, other) in contests or (other, one) in contests

    def review(self, entries: Iterable[Entry], verdict: str, reviewer: str) -> None:
        for entry in entries:
            if self.verdict(entry, reviewer, self.k) != verdict:
                self._judge(entry, verdict, reviewer)

    # -- undoing -----------------------------------------------------------------------------------------------------

    def undo(self, number: int) -> None:
        """Give back what there was before, where everything the changeset did is still as it left it."""
        done = self.acts[number]
        if not self._still_as_left(done):
            raise Refused("something rests on it")
        for record, name, before, _after in reversed(done.edits):
            self.edit(record, name, before)
        for record in done.entered:
            self.edit(record, "struck", True)
        seats = list(dict.fromkeys(done.seats))
        for seat in seats:
            if (before := seat.at(number - 1)) is not None:
                again = self._put(replace(before, seat=seat, born=self.k, days=self._days(before.said), after=None,
                                          number=None, again=before), before.cited(self.k))  # fmt: skip
                for reviewer, verdict in self.verdicts_on(before, number - 1).items():
                    self._judge(again, verdict, reviewer)
        for seat in seats:
            if seat.at(number - 1) is None and seat.now is not None:
                self._leave(seat)
        for entry, cite in done.dropped:
            self._cite(entry.seat.now or entry, cite.what)
        for entry, cite in done.cited:
            self._drop(entry.seat.now or entry, cite.place)
        for pair in dict.fromkeys(settled.pair for settled in done.settlements):
            was, left = self._settled(pair, number - 1), self._settled(pair, number)
            if was is None and left is not None:
                self._settle("reopened", left.one, left.other)
            elif was is not None and left is None:
                self._settle(was.how, was.one, was.other)
        for entry, reviewer in dict.fromkeys((e, who) for e, who in done.reviews if e.born != number):
            before_it = self.verdict(entry, reviewer, number - 1)
            here = self._in_its_place(entry, number)
            if self.verdict(here, reviewer, self.k) != before_it:
                self._judge(here, before_it, reviewer)

    def _still_as_left(self, done: Act) -> bool:
        return (
            all(self._seat_as_left(seat, done) for seat in done.seats)
            and all(self._cited_as_left(entry, cite, here=True) for entry, cite in done.cited)
            and all(self._cited_as_left(entry, cite, here=False) for entry, cite in done.dropped)
            and all(
                (self._settled(each.pair, done.number) is None) == (self._settled(each.pair, self.k) is None)
                for each in done.settlements
            )
            and all(self._judged_as_left(entry, who, done) for entry, who in done.reviews if entry.born != done.number)
            and all(
                self.known(record, name) == self.known(record, name, done.number) for record, name, *_ in done.edits
            )
            and all(self._entered_as_left(record, done) for record in done.entered)
        )

    def _seat_as_left(self, seat: Seat, done: Act) -> bool:
        left, now = seat.at(done.number), seat.now
        if left is None or now is None:
            return left is now
        since = {entry for known, entry in seat.history if known >= done.number and entry is not None}
        settled_since = any(
            each.known > done.number and each.pair & since and self._settled(each.pair, self.k) is not None
            for each in self.settlements
        )
        return now.repeats(left, self.k, done.number) and not settled_since

    def _cited_as_left(self, entry: Entry, cite: Cite, *, here: bool) -> bool:
        """A correction takes its citations over: what counts is who sits there now."""
        now = entry.seat.now or entry
        return (cite.place in {each.place for each in now.cites if each.counts(self.k)}) == here

    def _judged_as_left(self, entry: Entry, reviewer: str, done: Act) -> bool:
        here = self._in_its_place(entry, done.number)
        return self.verdict(here, reviewer, self.k) == self.verdict(entry, reviewer, done.number)

    def _entered_as_left(self, record: str, done: Act) -> bool:
        fields = [(of, name) for of, name in self.records if of == record]
        undone = {(id(entry.seat.now), cite.place) for entry, cite in done.cited}
        return all(self.known(*each) == self.known(*each, done.number) for each in fields) and not any(
            cite.counts(self.k) and record == f"source:{cite.what.source}" and (id(entry), cite.place) not in undone
            for entry in self.standing()
            if entry.seat not in done.seats
            for cite in entry.cites
        )

    @staticmethod
    def _in_its_place(entry: Entry, judged: int) -> Entry:
        """What has come to say again, since it was judged, what this entry said; else itself."""
        now = entry.seat.now if entry.seat.at(judged) is entry else None
        return now if now is not None and now.words == entry.words else entry

    # -- what a statement comes to -----------------------------------------------------------------------------------

    def _said_already(self, said: Said) -> bool:
        """The same source at the same place saying the same: known, or worded otherwise now."""
        days = self._days(said)
        found = [
            entry
            for entry in self.of_cell(said.cell)
            if entry.said.word == said.word
            and (said.source, said.at) in {cite.place for cite in entry.cites}
            and entry.days[0] <= days[1]
            and days[0] <= entry.days[1]
        ]
        standing = sorted((entry for entry in found if entry.seat.now is entry), key=lambda entry: entry.order)
        as_before = any((entry.said.content, entry.days) == (said.content, days) for entry in found)
        if not found or not standing or as_before:
            return bool(found)
        latest = standing[-1]
        first = next(cite for cite in latest.cites if cite.counts(self.k))
        if self._held(latest.said) == self._held(said) and first.place == (said.source, said.at):
            others = [each for each in latest.cited(self.k) if (each.source, each.at) != first.place]
            self._put(Entry(said, days, latest.place, latest.seat, self.k), [said.cited, *others])
        return True

    def _held(self, said: Said) -> tuple[object, ...]:
        """When it was held, as it is compared: a round is its days."""
        first, last = self._days(said)
        if said.held is None or said.held == f"{first}/{last}":
            return first, last
        return first, last, said.held

    def _replace(self, wrong: Entry, said: Said) -> Entry:
        return self._put(Entry(said, self._days(said), wrong.place, wrong.seat, self.k), wrong.cited(self.k))

    def _put(self, entry: Entry, cited: Iterable[Cited]) -> Entry:
        """Let an entry take its seat."""
        entry.cites = [Cite(what, added=self.k) for what in cited]
        seat = entry.seat
        if seat.history and seat.now is not None:
            self._act.touched.add(seat.now.said.cell)
        seat.history.append((self.k, entry))
        self.entries.append(entry)
        self._act.seats.append(seat)
        self._act.touched.add(entry.said.cell)
        return entry

    def _redefine(self) -> None:
        """Rule 11: what is known by a round alone goes along with its days."""
        for key in {
            record.removeprefix("round:") for record, name, *_ in self._act.edits if name in {"starts", "ends"}
        }:
            for entry in list(self.standing()):
                known_by_it = entry.said.held is None and entry.said.round == key and entry.born < self.k
                if known_by_it and entry.days != self._days(entry.said):
                    self._replace(entry, entry.said)

    # -- small steps -------------------------------------------------------------------------------------------------

    def _leave(self, seat: Seat) -> None:
        assert seat.now is not None
        self._act.touched.add(seat.now.said.cell)
        seat.history.append((self.k, None))
        self._act.seats.append(seat)

    def _cite(self, entry: Entry, cited: Cited) -> None:
        cite = Cite(cited, self.k)
        entry.cites.append(cite)
        if entry.born != self.k:  # else it came with the entry, and goes with it
            self._act.cited.append((entry, cite))
        self._act.touched.add(entry.said.cell)

    def _drop(self, entry: Entry, place: tuple[str, str]) -> None:
        cite = next(cite for cite in reversed(entry.cites) if cite.place == place and cite.counts(self.k))
        cite.dropped = self.k
        self._act.dropped.append((entry, cite))
        self._act.touched.add(entry.said.cell)

    def _settle(self, how: str, one: Entry, other: Entry) -> None:
        settled = Settlement(self.k, how, one, other)
        self.settlements.append(settled)
        self._act.settlements.append(settled)
        self._act.touched.add(one.said.cell)

    def _settled(self, pair: frozenset[Entry], k: int) -> Settlement | None:
        last = next((s for s in reversed(self.settlements) if s.pair == pair and s.known <= k), None)
        return None if last is None or last.how == "reopened" else last

    def _judge(self, entry: Entry, verdict: str | None, reviewer: str) -> None:
        self.verdicts.append((self.k, entry, verdict, reviewer))
        self._act.reviews.append((entry, reviewer))
        self._act.touched.add(entry.said.cell)

    def _place(self) -> tuple[int, int]:
        self._ticks += 1
        return self.k, self._ticks

    def _days(self, said: Said) -> Span:
        """The days in which it was held; a round stands for its days."""
        if said.held is not None:
            return span_of(said.held)
        return self.known(f"round:{said.round}", "starts"), self.known(f"round:{said.round}", "ends")

    def _refuse_a_circle(self, later: Entry, earlier: Entry) -> None:
        """Rule 1: what is said of the order is refused where it would close a circle."""
        among: dict[int | None, list[Saying]] = {}
        names = {id(entry): place for place, entry in enumerate(self.entries)}
        for entry in self.standing(later.said.cell):
            after = frozenset(names[id(other)] for other in self._came_after(entry, self.k, lambda _entry: True))
            if entry is later:
                after -= {names[id(earlier)]}
            among[names[id(entry)]] = list(self._sayings(entry, self.k, names[id(entry)], after))
        reached: set[int | None] = {names[id(later)]}
        ahead: list[int | None] = [names[id(later)]]
        while ahead:
            here = ahead.pop()
            for other in among.keys() - reached:
                if {here, other} == {names[id(later)], names[id(earlier)]}:
                    continue  # what their own days say of the two is overridden
                if any(oracle.follows(a, b) for a in among[other] for b in among.get(here, ())):
                    reached.add(other)
                    ahead.append(other)
        if names[id(earlier)] in reached:
            raise Refused("that goes round in a circle")

    # -- looking -----------------------------------------------------------------------------------------------------

    def known(self, record: str, name: str, k: int | None = None) -> Any:
        """A descriptive field as known at a changeset."""
        at = self.k if k is None else k
        return next((value for known, value in reversed(self.records[record, name]) if known <= at), None)

    def sources(self, k: int | None = None) -> dict[str, Report]:
        return {
            record.removeprefix("source:"): Report(
                self.known(record, "reliability", k), self.known(record, "carries", k)
            )
            for record, name in self.records
            if name == "reliability" and self.known(record, name, k) is not None
        }

    def of_cell(self, cell: Cell) -> list[Entry]:
        return [entry for entry in self.entries if entry.said.cell == cell]

    def standing(self, cell: Cell | None = None) -> list[Entry]:
        """What nothing has corrected or retracted."""
        return [e for e in self.entries if e.seat.now is e and cell in (None, e.said.cell)]

    def verdict(self, entry: Entry, reviewer: str, k: int) -> str | None:
        return self.verdicts_on(entry, k).get(reviewer)

    def verdicts_on(self, entry: Entry, k: int) -> dict[str, str]:
        """Of each reviewer the last verdict, where it was not taken back."""
        last = {
            reviewer: verdict for known, judged, verdict, reviewer in self.verdicts if judged is entry and known <= k
        }
        return {reviewer: verdict for reviewer, verdict in last.items() if verdict is not None}

    def rejected(self, k: int) -> set[Entry]:
        """What somebody rejected, and what that only says again: what it says was rejected, whoever said it first."""
        found: set[Entry] = set()
        for entry in self.entries:
            here: Entry | None = entry if "rejected" in self.verdicts_on(entry, k).values() else None
            while here is not None:
                found.add(here)
                here = here.again
        return found

    def accepted(self, entry: Entry, k: int) -> bool:
        given = self.verdicts_on(entry, k).values()
        return "accepted" in given and "rejected" not in given

    def contests(self, cell: Cell) -> list[tuple[Entry, Entry]]:
        """Entries at odds: those that stand, else earlier ones that nobody settled."""
        sayings = self.sayings(cell, self.k)
        entries = {each.entry: self.entries[each.entry] for each in sayings}
        told = [
            each for account in oracle.stands(sayings, date.max, self.sources()).accounts for each in account.sayings
        ]
        stand = {frozenset((a.entry, b.entry)) for a in told for b in told if oracle.rivals(a, b)}
        for pairs in ({pair for pair in stand if len(pair) == 2}, oracle.opposed(sayings)):
            if pairs:
                return sorted(
                    ((entries[min(pair)], entries[max(pair)]) for pair in pairs),
                    key=lambda two: (max(two[0].born, two[1].born), two[0].number or 0, two[1].number or 0),
                )
        return []

    def contested_cells(self) -> list[Cell]:
        return [cell for cell in dict.fromkeys(entry.said.cell for entry in self.entries) if self.contests(cell)]

    def _account_of(self, cell: Cell, entry: Entry) -> set[Entry]:
        found = oracle.stands(self.sayings(cell, self.k), date.max, self.sources())
        mine = (account for account in found.accounts if self.entries.index(entry) in account.entries)
        return next(({self.entries[number] for number in account.entries} for account in mine), {entry})

    # -- what counts -------------------------------------------------------------------------------------------------

    def sayings(
        self, cell: Cell, k: int, floor: Floor | None = None, *, reviewed_only: bool = False, day: date = date.max
    ) -> list[Saying]:
        """Rule 9: known, not retracted, not rejected, accepted where asked, not corrected by what is in force."""

        rejected = self.rejected(k)

        def counts(entry: Entry) -> bool:
            return entry not in rejected and (not reviewed_only or self.accepted(entry, k))

        found: list[Saying] = []
        for entry in self._in_force(k, counts):
            if entry.said.cell == cell:
                after = frozenset(self.entries.index(other) for other in self._came_after(entry, k, counts))
                found += self._sayings(entry, k, self.entries.index(entry), after)
        if floor is None:
            return found
        return oracle.above(found, self.sources(k), floor.at_least, floor.voice, floor.independent, day)

    def _in_force(self, k: int, counts: Callable[[Entry], bool]) -> list[Entry]:
        seats = dict.fromkeys(entry.seat for entry in self.entries)
        return [entry for seat in seats if (entry := seat.in_force(k, counts)) is not None]

    def _came_after(self, entry: Entry, k: int, counts: Callable[[Entry], bool]) -> Iterator[Entry]:
        """What it came after because somebody said so: of itself, or of what it took the place of."""
        said = [(each.born, each, each.after) for each in self.entries if each.after is not None and each.born <= k]
        said += [
            (last.known, last.one, last.other)
            for pair in dict.fromkeys(settled.pair for settled in self.settlements if settled.known <= k)
            if (last := self._settled(pair, k)) is not None and last.how == "moved"
        ]
        words: dict[frozenset[Entry | None], tuple[int, Entry | None, Entry | None]] = {}
        for known, later, earlier in said:
            one, other = self._heir(later, k, counts), self._heir(earlier, k, counts)
            if later.said.cell == earlier.said.cell and not self._undone(later, one):
                pair = frozenset((one, other))
                if pair not in words or words[pair][0] <= known:  # of two entries it is the last word that holds
                    words[pair] = known, one, other
        for _known, one, other in words.values():
            if one is entry and other is not None and other is not entry:
                yield other

    @staticmethod
    def _undone(entry: Entry, heir: Entry | None) -> bool:
        """Whether what counts in an entry's place now says again, itself or by what it corrects, one before that."""
        if heir is None:
            return True
        seat = entry.seat
        place = seat.place_of(heir)
        while place > seat.place_of(entry):
            here = seat.history[place][1]
            place = seat.place_of(here.again) if here is not None and here.again is not None else place - 1
        return place < seat.place_of(entry)

    def _heir(self, entry: Entry, k: int, counts: Callable[[Entry], bool]) -> Entry | None:
        """What counts in an entry's place: itself, or what took its place since."""
        now = entry.seat.in_force(k, counts)
        return now if now is not None and entry.seat.place_of(now) >= entry.seat.place_of(entry) else None

    def _sayings(self, entry: Entry, k: int, number: int, after: frozenset[int]) -> Iterator[Saying]:
        said = entry.said
        cited = entry.cited(k)
        for source in dict.fromkeys(each.source for each in cited):
            yield Saying(
                number, source, *entry.days, said.held or (
                    f"{entry.days[0]}" if entry.days[0] == entry.days[1] else f"{entry.days[0]}/{entry.days[1]}"
                ), said.word, tuple(each for each in cited if each.source == source),
                said.position, said.condition, said.summary, *entry.place, after,
            )  # fmt: skip

    def as_of(self, d: date, k: int, floor: Floor | None = None, *, reviewed_only: bool = False) -> dict[Cell, Read]:
        """What stands in each cell at a point."""
        found: dict[Cell, Read] = {}
        for cell in dict.fromkeys(entry.said.cell for entry in self.entries):
            sayings = self.sayings(cell, k, floor, reviewed_only=reviewed_only, day=d)
            stands = oracle.stands(sayings, d, self.sources(k))
            if stands.accounts:
                found[cell] = self._read(stands, k, d)
        return found

    def _read(self, stands: Stands, k: int, d: date) -> Read:
        first, *others = (self._account(account, k, d) for account in stands.accounts)
        if stands.contested:  # what leads is reviewed once all are
            first = replace(first, reviewed=all(account.reviewed for account in (first, *others)))
        return Read(
            (first, *others),
            stands.contested,
            frozenset(self.entries[number].number for number in stands.listed),
        )

    def _account(self, account: oracle.Account, k: int, d: date) -> AccountRead:
        first = self.entries[account.leading.entry]
        said = first.said
        in_order = dict.fromkeys([*(saying.entry for saying in account.sayings), *sorted(account.entries)])
        given = (self.entries[number].said.position for number in in_order if number in account.rests_on)
        position = next((each for each in given if each is not None), None)  # whoever of the account gives one
        saying = {saying.entry for saying in account.sayings if saying.sure(d) or not account.sure}
        return AccountRead(
            first.number, frozenset(self.entries[number].number for number in account.entries), said.word,
            position, said.condition, said.summary, first.days, said.round, account.sure,
            any(self.accepted(self.entries[number], k) for number in saying), tuple(sorted(account.cites, key=str)), account.grade, account.independent,
            account.voice,
        )  # fmt: skip

    def touched_since(self, number: int) -> set[Cell]:
        """Cells of which a changeset after this one says something."""
        return {cell for known, act in self.acts.items() if known > number for cell in act.touched}

    def new_entries(self) -> Iterator[Entry]:
        return (entry for entry in self.entries if entry.born == self.k)
