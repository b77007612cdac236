"""A ledger in plain Python: what design §2 and §3 say, as lists and loops, to hold the real one against.

A *seat* is what goes on under one entry and whatever takes its place: a claim, perhaps a corrected claim, perhaps nothing
(retracted), perhaps the first claim again (undone). Undoing a changeset gives each seat back what it held before.
"""

import calendar
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

Cell = tuple[str, str, str | None]
"""Kind (``stance`` or ``status``), item, party."""
Span = tuple[date, date]


class Refused(Exception):
    """The ledger says no: somebody was first, or something rests on it."""


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

    @property
    def wording(self) -> tuple[str | None, int | None]:
        return self.condition, self.position

    @property
    def content(self) -> tuple[object, ...]:
        """All that is said, whoever says it."""
        return self.cell, self.word, self.wording, self.summary, self.held, self.round


@dataclass(eq=False)
class Cite:
    source: str
    at: str
    credibility: int
    added: int
    dropped: int | None = None

    def counts(self, k: int) -> bool:
        return self.added <= k and (self.dropped is None or self.dropped > k)

    @property
    def place(self) -> tuple[str, str]:
        return self.source, self.at


@dataclass(eq=False, repr=False)
class Claim:
    """A statement as recorded: the day it counts from, its place in that day, what it rests on."""

    said: Said
    day: date
    rank: int
    seat: "Seat"
    born: int
    cites: list[Cite] = field(default_factory=list)
    gone: int | None = None
    made: int = 0
    left: int | None = None
    number: int | None = None

    def __repr__(self) -> str:
        said = self.said
        when = said.held or said.round
        return f"<{self.number}: {' '.join(filter(None, said.cell))} {said.word} {when} {said.source} {said.at}>"

    def stands(self, k: int) -> bool:
        return self.born <= k and (self.gone is None or self.gone > k)

    def sources(self, k: int) -> set[str]:
        return {cite.source for cite in self.cites if cite.counts(k)}

    def places(self, k: int) -> list[tuple[str, str, int]]:
        return sorted((c.source, c.at, c.credibility) for c in self.cites if c.counts(k))

    @property
    def order(self) -> tuple[date, int]:
        return self.day, self.rank

    def repeats(self, other: "Claim", k: int, other_k: int) -> bool:
        """Whether it says again what another said: the same words in the same place on the same sources."""
        return (
            self.said.content == other.said.content
            and self.order == other.order
            and self.places(k) == other.places(other_k)
        )


@dataclass(eq=False)
class Seat:
    """What has stood in one place: (changeset, claim or nothing), oldest first."""

    history: list[tuple[int, Claim | None]] = field(default_factory=list)

    def at(self, k: int) -> Claim | None:
        return next((claim for known, claim in reversed(self.history) if known <= k), None)

    @property
    def now(self) -> Claim | None:
        return self.history[-1][1]

    def after(self, claim: Claim) -> Claim | None:
        """What took a claim's place."""
        place = next(n for n, (_known, each) in enumerate(self.history) if each is claim)
        return self.history[place + 1][1]

    @property
    def claims(self) -> list[Claim]:
        """Every claim that ever stood here, the latest first."""
        return [claim for _known, claim in reversed(self.history) if claim is not None]


@dataclass(eq=False, repr=False)
class Contest:
    """Two claims at odds: (changeset, open or not), oldest first."""

    one: Claim
    other: Claim
    log: list[tuple[int, bool]]

    def __repr__(self) -> str:
        return f"{self.one!r} against {self.other!r}"

    def open(self, k: int) -> bool:
        return next((state for known, state in reversed(self.log) if known <= k), False)

    @property
    def pair(self) -> frozenset[Claim]:
        return frozenset((self.one, self.other))

    @property
    def cell(self) -> Cell:
        return self.one.said.cell


@dataclass(eq=False)
class Act:
    """What one changeset did, as far as undoing it needs to know."""

    number: int
    seats: list[Seat] = field(default_factory=list)
    cited: list[tuple[Claim, Cite]] = field(default_factory=list)
    dropped: list[tuple[Claim, Cite]] = field(default_factory=list)
    contests: list[tuple[Contest, bool, bool]] = field(default_factory=list)
    reviews: list[Claim] = field(default_factory=list)
    edits: list[tuple[str, str, Any, Any]] = field(default_factory=list)
    entered: list[str] = field(default_factory=list)
    touched: set[Cell] = field(default_factory=set)

    @property
    def empty(self) -> bool:
        return not (
            self.seats or self.cited or self.dropped or self.contests or self.reviews or self.edits or self.entered
        )


@dataclass(frozen=True)
class Read:
    """A reading as people see it."""

    entry: int | None
    word: str
    wording: tuple[str | None, int | None]
    summary: str | None
    day: date
    round: str | None
    contested: bool
    reviewed: bool
    cites: tuple[tuple[str, str, int], ...]
    grade: str
    independent: int


def span_of(held: str) -> Span:
    """The days of a day, a month or a year."""
    year, *rest = map(int, held.split("-"))
    if not rest:
        return date(year, 1, 1), date(year, 12, 31)
    if len(rest) == 1:
        return date(year, rest[0], 1), date(year, rest[0], calendar.monthrange(year, rest[0])[1])
    return date(year, *rest), date(year, *rest)


class Model:
    """``records`` are descriptive fields by record, each with what it was from which changeset on."""

    def __init__(self) -> None:
        self.k = 0
        self.claims: list[Claim] = []
        self.contests: list[Contest] = []
        self.verdicts: list[tuple[int, Claim, str | None, str]] = []
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
        except Refused:
            self.k -= 1
            raise
        if self._act.empty:
            self.k -= 1
            return None
        self.acts[self.k] = self._act
        return self._act

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
            self._act.touched |= {
                claim.said.cell
                for claim in self.claims
                if (claim.said.held is None and record == f"round:{claim.said.round}")
                or record.removeprefix("source:") in {cite.source for cite in claim.cites}
            }

    def state(self, said: Said) -> None:
        """A source says something: already known, said otherwise than before, corroborating, or new."""
        if not (self._said_already(said) or self._corroborates(said)):
            self._add(said, Seat(), self._tick(), [(said.source, said.at, said.credibility)])

    def correct(self, wrong: Claim, **changes: Any) -> None:
        said = replace(wrong.said, **changes)
        if wrong.stands(self.k):
            if said == wrong.said:
                raise Refused("it says just that already")
            self._replace(wrong, said, wrong.rank)
            return
        by = wrong.seat.after(wrong)
        if by is None or (by.said.content, by.day) != (said.content, self._day(said)):
            raise Refused("somebody else corrected or retracted it first")

    def retract(self, claim: Claim) -> None:
        if not claim.stands(self.k):
            raise Refused("somebody else corrected or retracted it first")
        self._leave(claim.seat)

    def settle(self, cell: Cell, *, keep: Claim | None = None, last: Claim | None = None) -> None:
        """One account outweighs its rivals, or all of them stand and the party moved."""
        found = self.open_contests(cell)
        if keep is not None:
            for contest in found:
                if keep in contest.pair:
                    (loser,) = contest.pair - {keep}
                    self._set(contest, open=False)
                    self._leave(loser.seat)
            return
        again = self._moved_to_the_end(last, [c for c in found if last in c.pair]) if last is not None else None
        for contest in found:
            others = contest.pair - {last}
            renamed = len(others) == 1 and again is not None
            pair = frozenset((*others, again)) if renamed else contest.pair
            self._set(next(c for c in self.contests if c.pair == pair), open=False)

    def _moved_to_the_end(self, last: Claim, contests: list[Contest]) -> Claim:
        latest = max((claim for contest in contests for claim in contest.pair), key=lambda claim: claim.order)
        if latest.day != last.day:
            raise Refused("it was held on an earlier day")
        return last if latest is last else self._replace(last, last.said, self._tick())

    def review(self, claims: Iterable[Claim], verdict: str, reviewer: str) -> None:
        for claim in claims:
            if self.verdict(claim, self.k) != (verdict, reviewer):
                self._judge(claim, verdict, reviewer)

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
        seats = list(reversed(dict.fromkeys(reversed(done.seats))))
        for seat in seats:
            if (before := seat.at(number - 1)) is not None:
                self._judge_again(before, self._put_back(before, seat), number)
        for seat in seats:
            if seat.at(number - 1) is None and seat.now is not None:
                self._leave(seat)
        for claim, cite in done.dropped:
            self._cite(claim.seat.now or claim, cite.source, cite.at, cite.credibility)
        for claim, cite in done.cited:
            self._drop(claim.seat.now or claim, cite.place)
        for contest, before_open, after_open in done.contests:
            if before_open != after_open:
                self._set_with_successors(contest, open=before_open)
        for claim in dict.fromkeys(claim for claim in done.reviews if claim.born != number):
            verdict, reviewer = self.verdict(claim, number - 1) or (None, "")
            here = self._in_its_place(claim)
            if self.verdict(here, self.k) != ((verdict, reviewer) if verdict else None):
                self._judge(here, verdict, reviewer)

    def _still_as_left(self, done: Act) -> bool:
        return (
            all(self._seat_as_left(seat, done) for seat in done.seats)
            and all(self._cited_as_left(claim, cite, here=True) for claim, cite in done.cited)
            and all(self._cited_as_left(claim, cite, here=False) for claim, cite in done.dropped)
            and all(contest.open(self.k) == after for contest, _before, after in done.contests)
            and all(self._judged_as_left(claim, done) for claim in done.reviews if claim.born != done.number)
            and all(
                self.known(record, name) == self.known(record, name, done.number) for record, name, *_ in done.edits
            )
            and all(self._entered_as_left(record, done) for record in done.entered)
        )

    def _seat_as_left(self, seat: Seat, done: Act) -> bool:
        left, now = seat.at(done.number), seat.now
        if left is None or now is None:
            return left is now
        settled_since = any(
            any(claim.seat is seat and claim.born >= done.number for claim in contest.pair)
            and not contest.open(self.k - 1)
            and max((known for known, state in contest.log if not state), default=0) > done.number
            for contest in self.contests
        )
        return now.repeats(left, self.k, done.number) and not settled_since

    def _cited_as_left(self, claim: Claim, cite: Cite, *, here: bool) -> bool:
        """A correction takes its citations over: what counts is who sits there now."""
        now = claim.seat.now or claim
        return (cite.place in {each.place for each in now.cites if each.counts(self.k)}) == here

    def _judged_as_left(self, claim: Claim, done: Act) -> bool:
        return self.verdict(self._in_its_place(claim), self.k) == self.verdict(claim, done.number)

    def _entered_as_left(self, record: str, done: Act) -> bool:
        fields = [(of, name) for of, name in self.records if of == record]
        undone = {(id(claim.seat.now), cite.place) for claim, cite in done.cited}
        return all(self.known(*each) == self.known(*each, done.number) for each in fields) and not any(
            cite.counts(self.k) and record == f"source:{cite.source}" and (id(claim), cite.place) not in undone
            for claim in self.claims
            if claim.stands(self.k) and claim.seat not in done.seats
            for cite in claim.cites
        )

    def _in_its_place(self, claim: Claim) -> Claim:
        """The claim that now says again what this one said, else itself."""
        now = claim.seat.now
        same = now is not None and (now.said.content, now.order) == (claim.said.content, claim.order)
        return now if now is not None and same else claim

    def _put_back(self, before: Claim, seat: Seat) -> Claim:
        day = self._day(before.said)
        cites = [(c.source, c.at, c.credibility) for c in before.cites if c.counts(self.k)]
        return self._put(Claim(before.said, day, before.rank, seat, self.k), cites)

    def _judge_again(self, before: Claim, again: Claim, number: int) -> None:
        found = self.verdict(before, number - 1)
        if found is not None:
            self._judge(again, *found)

    def _set_with_successors(self, contest: Contest, *, open: bool) -> None:
        """What holds between two claims holds between those that stand in their places and say the same."""
        if contest.open(self.k) != open:
            self._set(contest, open=open)
        one, other = contest.one.seat.now, contest.other.seat.now
        if one is None or other is None or frozenset((one, other)) == contest.pair:
            return
        if one.said.cell != other.said.cell or {one.said.cell} != {contest.cell}:
            return
        if (one.said.word, other.said.word) != (contest.one.said.word, contest.other.said.word):
            return
        found = next((c for c in self.contests if c.pair == frozenset((one, other))), None)
        if found is None and open:
            self._contest(one, other)
        elif found is not None and found.open(self.k) and not open:
            self._set(found, open=False)

    # -- what a statement comes to -----------------------------------------------------------------------------------

    def _said_already(self, said: Said) -> bool:
        found = [
            claim
            for claim in self.of_cell(said.cell)
            if claim.said.word == said.word
            and (said.source, said.at) in {cite.place for cite in claim.cites}
            and self._overlap(claim.said, claim.day, said)
        ]
        standing = [claim for claim in found if claim.stands(self.k)]
        if not found or not standing or any(claim.said.content == said.content for claim in found):
            return bool(found)
        latest = standing[-1]
        first = next(cite for cite in latest.cites if cite.counts(self.k))
        if self._held_alike(latest, said) and first.place == (said.source, said.at):
            others = [c for c in latest.cites if c.counts(self.k) and c is not first]
            cites = [(c.source, c.at, c.credibility) for c in others]
            cites.insert(0, (said.source, said.at, said.credibility))
            self._put(Claim(said, self._day(said), latest.rank, latest.seat, self.k), cites)
        return True

    def _held_alike(self, claim: Claim, said: Said) -> bool:
        here, there = (span_of(each.held) if each.held else None for each in (claim.said, said))
        return (here or (claim.day, claim.day)) == (there or (self._day(said), self._day(said)))

    def _corroborates(self, said: Said) -> bool:
        """Another source says as much of the same time; but a source that has moved on since does not go back."""
        day = self._day(said)
        for claim in sorted(self.standing(said.cell), key=lambda claim: claim.order, reverse=True):
            if claim.day > day:
                continue
            no_more = all(new is None or new == old for new, old in zip(said.wording, claim.said.wording, strict=True))
            if claim.said.word == said.word and no_more and self._overlap(claim.said, claim.day, said):
                self._cite(claim, said.source, said.at, said.credibility)
                return True
            if said.source in claim.sources(self.k):
                return False
        return False

    def _add(self, said: Said, seat: Seat, rank: int, cites: list[tuple[str, str, int]]) -> Claim:
        return self._put(Claim(said, self._day(said), rank, seat, self.k), cites)

    def _replace(self, wrong: Claim, said: Said, rank: int) -> Claim:
        cites = [(c.source, c.at, c.credibility) for c in wrong.cites if c.counts(self.k)]
        return self._add(said, wrong.seat, rank, cites)

    def _put(self, claim: Claim, cites: list[tuple[str, str, int]]) -> Claim:
        """Let a claim take its seat, and find whom it contradicts there."""
        claim.cites = [Cite(*cite, added=self.k) for cite in cites]
        seat = claim.seat
        claim.made = self._tick()
        if seat.history and seat.now is not None:
            seat.now.gone, seat.now.left = self.k, claim.made
            self._act.touched.add(seat.now.said.cell)
        opposed = [known for known in self.standing(claim.said.cell) if self._are_opposed(claim, known)]
        seat.history.append((self.k, claim))
        self.claims.append(claim)
        self._act.seats.append(seat)
        self._act.touched.add(claim.said.cell)
        for known in opposed:
            self.contests.append(Contest(known, claim, [(self.k, True)]))
        return claim

    def _are_opposed(self, claim: Claim, known: Claim) -> bool:
        """Design §3; a contest once settled stays so, and who says a thing again stands as it stood the first time."""
        before = [
            (one, other)
            for one in claim.seat.claims
            if one.said.word == claim.said.word
            for other in known.seat.claims
            if other.said.word == known.said.word
        ]
        met = {contest.pair: contest for contest in self.contests}
        pairs = [met[frozenset(pair)] for pair in before if frozenset(pair) in met]
        if any(not contest.open(self.k) for contest in pairs):
            return False
        for one, other in before:
            if self._alike(one, claim) and self._alike(other, known) and self._met(one, other):
                return frozenset((one, other)) in met
        return (
            claim.said.word != known.said.word
            and not {cite.source for cite in claim.cites} & known.sources(self.k)
            and self._overlap(known.said, known.day, claim.said)
        )

    def _alike(self, one: Claim, again: Claim) -> bool:
        """Whether a claim is one that stood here before: of the same time, on the same sources or more."""
        time, same_time = ((each.said.cell, each.said.held, each.said.round, each.day) for each in (one, again))
        return time == same_time and one.sources(self.k) <= again.sources(self.k)

    @staticmethod
    def _met(one: Claim, other: Claim) -> bool:
        """Whether both have stood at one time."""
        earlier, later = sorted((one, other), key=lambda claim: claim.made)
        return earlier.left is None or later.made < earlier.left

    # -- small steps -------------------------------------------------------------------------------------------------

    def _leave(self, seat: Seat) -> None:
        assert seat.now is not None
        seat.now.gone, seat.now.left = self.k, self._tick()
        self._act.touched.add(seat.now.said.cell)
        seat.history.append((self.k, None))
        self._act.seats.append(seat)

    def _cite(self, claim: Claim, source: str, at: str, credibility: int) -> None:
        cite = Cite(source, at, credibility, self.k)
        claim.cites.append(cite)
        if claim.born != self.k:  # else it came with the claim, and goes with it
            self._act.cited.append((claim, cite))
        self._act.touched.add(claim.said.cell)

    def _drop(self, claim: Claim, place: tuple[str, str]) -> None:
        cite = next(cite for cite in reversed(claim.cites) if cite.place == place and cite.counts(self.k))
        cite.dropped = self.k
        self._act.dropped.append((claim, cite))
        self._act.touched.add(claim.said.cell)

    def _contest(self, one: Claim, other: Claim) -> None:
        contest = Contest(one, other, [(self.k, True)])
        self.contests.append(contest)
        if self.k not in (one.born, other.born):
            self._act.contests.append((contest, False, True))
        self._act.touched.add(contest.cell)

    def _set(self, contest: Contest, *, open: bool) -> None:
        self._act.contests.append((contest, contest.open(self.k), open))
        contest.log.append((self.k, open))
        self._act.touched.add(contest.cell)

    def _judge(self, claim: Claim, verdict: str | None, reviewer: str) -> None:
        self.verdicts.append((self.k, claim, verdict, reviewer))
        self._act.reviews.append(claim)
        self._act.touched.add(claim.said.cell)

    def _tick(self) -> int:
        self._ticks += 1
        return self._ticks

    def _day(self, said: Said) -> date:
        if said.held is not None:
            return span_of(said.held)[1]
        day: date = self.known(f"round:{said.round}", "ends")
        return day

    def _overlap(self, one: Said, one_day: date, other: Said) -> bool:
        mine, theirs = self._period(one, one_day), self._period(other, self._day(other))
        return mine[0] <= theirs[1] and theirs[0] <= mine[1]

    def _period(self, said: Said, day: date) -> Span:
        """The held period: a day, month or year, or the round where only the round is known."""
        if said.held is not None:
            return span_of(said.held)
        starts, ends = (self.known(f"round:{said.round}", name) for name in ("starts", "ends"))
        return min(starts, day), max(ends, day)

    # -- looking -----------------------------------------------------------------------------------------------------

    def known(self, record: str, name: str, k: int | None = None) -> Any:
        """A descriptive field as known at a changeset."""
        at = self.k if k is None else k
        return next((value for known, value in reversed(self.records[record, name]) if known <= at), None)

    def of_cell(self, cell: Cell) -> list[Claim]:
        return [claim for claim in self.claims if claim.said.cell == cell]

    def standing(self, cell: Cell | None = None) -> list[Claim]:
        return [c for c in self.claims if c.stands(self.k) and cell in (None, c.said.cell)]

    def open_contests(self, cell: Cell | None = None, k: int | None = None) -> list[Contest]:
        at = self.k if k is None else k
        return [
            c
            for c in self.contests
            if c.open(at) and c.one.stands(at) and c.other.stands(at) and cell in (None, c.cell)
        ]

    def verdict(self, claim: Claim, k: int) -> tuple[str, str] | None:
        """The last verdict on a claim, and whose it is; ``None`` where it was taken back."""
        found = next((each for each in reversed(self.verdicts) if each[1] is claim and each[0] <= k), None)
        return (found[2], found[3]) if found and found[2] else None

    def as_of(self, d: date, k: int) -> dict[Cell, Read]:
        """For each cell the claim of the latest day, of these the last in rank, that stood at k and was held by d."""
        latest: dict[Cell, Claim] = {}
        for claim in self.claims:
            if claim.stands(k) and claim.day <= d:
                best = latest.setdefault(claim.said.cell, claim)
                latest[claim.said.cell] = max(best, claim, key=lambda each: each.order)
        contested = {c.cell for c in self.open_contests(k=k) if max(c.one.day, c.other.day) <= d}
        return {cell: self._read(claim, k, contested=cell in contested) for cell, claim in latest.items()}

    def _read(self, claim: Claim, k: int, *, contested: bool) -> Read:
        places = claim.places(k)
        sources = {source for source, _at, _credibility in places}
        reliability = {source: self.known(f"source:{source}", "reliability", k) for source in sources}
        verdict = self.verdict(claim, k)
        return Read(
            claim.number,
            claim.said.word,
            claim.said.wording,
            claim.said.summary,
            claim.day,
            claim.said.round,
            contested,
            verdict is not None and verdict[0] == "accepted",
            tuple(places),
            min(f"{reliability[source]}{credibility}" for source, _at, credibility in places),
            len({self._wire(source, k) for source in sources}),
        )

    def _wire(self, source: str, k: int) -> str:
        """Where a report comes from in the end: repeats of one wire count once, and so do repeats of repeats."""
        seen: list[str] = []
        while (f"source:{source}", "carries") in self.records and source not in seen:
            seen.append(source)
            carried = self.known(f"source:{source}", "carries", k)
            if carried is None:
                return source
            source = carried
        return min(seen[seen.index(source) :]) if source in seen else source

    def touched_since(self, number: int) -> set[Cell]:
        """Cells of which a changeset after this one says something."""
        return {cell for known, act in self.acts.items() if known > number for cell in act.touched}

    def new_claims(self) -> Iterator[Claim]:
        return (claim for claim in self.claims if claim.born == self.k)
