"""Days that a person may have mistyped: outside the round they name, still to come, or of a round only planned.

Both may be meant (a stance between rounds, a treaty that ends next month), so they are noted and never refused.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from functools import lru_cache
from itertools import accumulate, product

from ledger.domain.accounts import CellClaim, Contradictions, are_rivals, follows, undisplaced
from ledger.domain.checklist import OPEN_PROMISES
from ledger.domain.entries import Cell, Citation, Entry, StanceEntry, Statement, StatusEntry, says_the_same
from ledger.domain.moments import HeldOn
from ledger.domain.planning.desk import Desk
from ledger.domain.points import days_of
from ledger.domain.records import Round
from ledger.domain.register import Register
from ledger.domain.seed import Part
from ledger.domain.words import EntryKind, RoundStatus, Stance, Status
from ledger.errors import Fault, as_typed

_FIRST_PROGRAM = "2020"
_AHEAD = timedelta(days=1)  # the record's clock is UTC: somewhere it is tomorrow already


def note_odd_day(desk: Desk, part: Part, entry: Entry) -> None:
    """Note on the plan what is odd about the day of an entry, with its place in the file where there is one."""
    stage = desk.now.frame.rounds.get(entry.said.round or "")
    if entry.by_round and not _may_be_odd(desk, entry, stage):
        return
    for odd in (*_outside(entry, stage), *_ahead(desk, entry, stage)) or _planned(entry, stage):
        placed = part.fault(odd.message, odd.path or "", hint=odd.hint) if part.file else replace(odd, path=None)
        if odd.path == "round":  # so it is of all that the file says of this round: a grid has hundreds of cells
            desk.plan.note_once(odd.message.removeprefix(f"entry {entry.id} "), str(placed))
        else:
            desk.plan.note(str(placed))


def note_clock(desk: Desk) -> None:
    """Note where a changeset gets a time before that of the one it follows, or one no program had.

    Numbers alone order what is known, so nothing is refused.
    """
    recorded, before = desk.header.recorded_at, desk.now.last_recorded
    if recorded and before and recorded < before:
        desk.plan.note(f"recorded at {recorded}, before the changeset that it follows ({before}): look at the clocks")
    elif recorded and recorded < _FIRST_PROGRAM:
        desk.plan.note(f"recorded at {recorded}, when there was no such program: look at the clock")


def _outside(entry: Entry, stage: Round | None) -> Iterator[Fault]:
    """Yield what is odd about days that are none of the round's, or not all, where the entry names both."""
    held = days_of(stage) if stage else None
    if not stage or held is None or entry.by_round:
        return
    days = f"{held.first}" if held.first == held.last else f"{held.first} to {held.last}"
    correct = as_typed("correct", entry.id)
    if not held.overlaps(entry.held):
        yield Fault(
            f"entry {entry.id} is held on {entry.held}, outside round {stage.key} ({days})",
            path="held_on",
            hint=f"a slip: {correct} --held-on DAY --reason …; between rounds: {correct} --round '' --reason …",
        )
    elif entry.held.last > held.last:
        yield Fault(
            f"entry {entry.id} is held {entry.held}, which goes on after round {stage.key} ({days}): at the end of the "
            f"round it is only possible, and sure from {entry.held.last}",
            path="held_on",
            hint=f"if it was said at the round, leave held_on out: {correct} --held-on '' --reason …",
        )


def _ahead(desk: Desk, entry: Entry, stage: Round | None) -> Iterator[Fault]:
    """Yield what is odd about a day that was still to come when it was recorded."""
    begins, today = entry.held.first, _recorded_on(desk)
    if _is_ahead(desk, entry):
        held = f"in round {stage.key}, from {begins}" if entry.by_round and stage else f"on {entry.held}"
        field, option = ("round", "--round KEY") if entry.by_round else ("held_on", "--held-on DAY")
        yield Fault(
            f"entry {entry.id} is held {held}, after the day it was recorded ({today})",
            path=field,
            hint=_slip(entry, option),
        )


def _is_ahead(desk: Desk, entry: Entry) -> bool:
    today = _recorded_on(desk)
    return today is not None and entry.held.first - today > _AHEAD


def _planned(entry: Entry, stage: Round | None) -> Iterator[Fault]:
    """Yield what is odd about a stance of a round that nobody has said was held."""
    if stage is not None and entry.kind is EntryKind.stance and stage.status is RoundStatus.planned:
        yield Fault(
            f"entry {entry.id} is a stance of round {stage.key}, which is still planned",
            path="round",
            hint=f"if it was held, say so: {as_typed('edit', stage.ref, '--set status=held')}",
        )


def _slip(entry: Entry, option: str) -> str:
    return f"a slip: {_correcting(entry, option)}; else leave it: it counts from then on"


def _correcting(entry: Entry, option: str) -> str:
    return as_typed("correct", entry.id, option, "--reason …")


def _may_be_odd(desk: Desk, entry: Entry, stage: Round | None) -> bool:
    """Whether there is anything to look at in what is known by its round alone: asked for each line of a seed."""
    today = _recorded_on(desk)
    planned = stage is None or stage.status is RoundStatus.planned
    return planned or (today is not None and entry.held.first > today)


def _recorded_on(desk: Desk) -> date | None:
    return _day_of((desk.header.recorded_at or "")[:10])


@lru_cache(maxsize=8)
def _day_of(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:  # nobody said, or a day that is not in the calendar
        return None


# ----------------------------------------------------------------------------------------------------------------------
# What may be misread: what is held after its only source came out, a stance said otherwise of the same place before,
# a silence beside a stance, one that takes the place of a status, a stance said again without its place, and what makes
# a contest an earlier one.


def note_misreading(desk: Desk, part: Part, entry: Entry) -> None:
    """Note on the plan what is odd about an entry and its sources, with its place in the file where there is one.

    Of a status also that ``not-raised`` takes the place of what stood, and an open promise that of a kept one.
    """
    found = list(_after_its_source(desk, entry))
    found += _comes_round(desk, entry)
    if isinstance(entry.said, StanceEntry):
        found += _otherwise_there(desk, entry)
        found += _silent_beside(desk, entry)
    elif isinstance(entry.said, StatusEntry) and entry.said.status is Status.not_raised:
        found += _in_place_of_a_status(desk, entry)
    elif isinstance(entry.said, StatusEntry) and entry.said.status in OPEN_PROMISES:
        found += _open_after_kept(desk, entry)
    elif _is_kept(entry) and entry.supersedes is None:
        found += _open_after(desk, entry)
    for odd in found:
        placed = part.fault(odd.message, odd.path or "", hint=odd.hint) if part.file else replace(odd, path=None)
        desk.plan.note(str(placed))


def _after_its_source(desk: Desk, entry: Entry) -> Iterator[Fault]:
    """Yield what is odd about a source that is older than what it reports; of a day still to come that is said."""
    if _is_ahead(desk, entry):
        return
    cited = entry.said.cite
    alone = len(cited) == 1 or len({citation.source for citation in cited}) == 1
    only = desk.now.frame.sources.get(cited[0].source or "") if alone else None
    begins = entry.held.first
    if only is not None and only.published is not None and only.published.last < begins:
        held = f"in round {entry.said.round}, from {begins}" if entry.by_round else f"on {entry.held}"
        option = "--round KEY" if entry.by_round else "--held-on DAY"
        yield Fault(
            f"entry {entry.id} is held {held}, after {only.key} was published ({only.published})",
            path="round" if entry.by_round else "held_on",
            hint=_slip(entry, option),
        )


def _in_place_of_a_status(desk: Desk, entry: Entry) -> Iterator[Fault]:
    """Yield what is odd about a later ``not-raised``: silence of a round undoes no agreement, but the status does."""
    if entry.said.cell not in desk.now.cells:
        return
    before = [each for each in desk.now.standing(entry.said.cell) if each.held.last < entry.held.first]
    stood = getattr(before[-1].said, "status", None) if before else None
    if stood not in (None, Status.not_raised) and before[-1].id != entry.supersedes:
        yield Fault(
            f"entry {entry.id} is not-raised, and takes the place of {stood} (entry {before[-1].id})",
            path="status",
            hint="if nobody spoke of it, leave it out, or record who was silent (a stance, silent)",
        )


def _open_after_kept(desk: Desk, entry: Entry, late: Entry | None = None) -> Iterator[Fault]:
    """Yield that a promise is open after another source had it kept: that reopens it, and may be meant as a denial.

    ``late`` is the entry that has it kept, where that one comes in now: then of it alone.

    Of a source that had it as kept itself it is no denial of another's word, unless something else was told since.
    """
    line, begins = [*desk.now.cells.get(entry.said.cell, ()), *([late] if late else [])], entry.held.first
    if not any(_is_kept(each) for each in line):
        return
    before = [each for each in line if each.held.last < begins and desk.now.stands(each)]
    latest = max((each.held.first for each in before), default=None)  # an order costs more
    last = max((each for each in before if each.held.first == latest), key=lambda each: each.order, default=None)
    if last is None or not _is_kept(last) or last.id == entry.supersedes or (late and last.id != late.id):
        return
    others = [claim for each in before if not _is_kept(each) for claim in desk.now.claims(each)]
    own = (each for each in before if _is_kept(each) and not each.sources.isdisjoint(entry.sources))
    if all(any(follows(other, claim) for other in others for claim in desk.now.claims(each)) for each in own):
        yield Fault(
            f"entry {entry.id} is {getattr(entry.said, 'status', '')}, and takes the place of kept (entry {last.id}), "
            "which another source tells: the promise is open again",
            path="status",
            hint=f"if it denies that, give it the days of that one ({last.held}): then both stand, contested",
        )


def _open_after(desk: Desk, kept: Entry) -> Iterator[Fault]:
    """Yield the same of what is known already and comes next, where the report that has it kept comes in later."""
    line = desk.now.cells.get(kept.said.cell, ())
    later = [each for each in line if each.held.first > kept.held.last and desk.now.stands(each)]
    following = min(later, key=lambda each: (each.held.first, each.order), default=None)
    if following and isinstance(following.said, StatusEntry) and following.said.status in OPEN_PROMISES:
        yield from _open_after_kept(desk, following, kept)


def _is_kept(entry: Entry) -> bool:
    return isinstance(entry.said, StatusEntry) and entry.said.status is Status.kept


def _otherwise_there(desk: Desk, entry: Entry) -> Iterator[Fault]:
    """Yield what is odd about another stance, of the same time, read out of the same place of the same source."""
    if entry.said.cell not in desk.now.cells:
        return
    for known in desk.now.standing(entry.said.cell, entry.held):
        another = known.id != entry.supersedes and not says_the_same(known.said, entry.said)
        shared = _shared(entry, known) if another else None
        if shared is not None:
            yield Fault(
                f"entry {entry.id} has another stance than entry {known.id} ({getattr(known.said, 'stance', '')}), "
                f"of the same time and from the same place, {shared.source} {shared.at}",
                path="stance",
                hint=f"a slip: {_correcting(known, '--stance …')}, or retract one of them; else leave it",
            )


def _silent_beside(desk: Desk, entry: Entry) -> Iterator[Fault]:
    """Yield that one of two sources has a party silent, and the other a stance: no contest, and no reading tells it."""
    if entry.said.cell not in desk.now.cells:
        return
    own, sources = getattr(entry.said, "stance", None), {citation.source for citation in entry.said.cite}
    for known in desk.now.standing(entry.said.cell, entry.held):
        stance, apart = getattr(known.said, "stance", None), sources.isdisjoint(each.source for each in known.said.cite)
        if known.id != entry.supersedes and apart and (own is Stance.silent) is not (stance is Stance.silent):
            yield Fault(
                f"entry {entry.id} has {own} beside {stance} (entry {known.id}), of the same time: silent contradicts "
                "no stance, and only the stance is read",
                path="stance",
                hint="if the party denies that stance, record what it says it holds (undecided, opposes …): "
                "then the cell is contested; else leave it",
            )


def _comes_round(desk: Desk, entry: Entry) -> Iterator[Fault]:
    """Yield that a source says since what another says against it: their contest is an earlier one from then on.

    Whoever contradicts it may deny just that, and the two are read as a move. Where others, too, say more finely what
    is said against it, nothing contradicts it any more.
    """
    now, cell = desk.now, entry.said.cell
    if cell not in now.cells:
        return
    others = [each for each in now.standing(cell, entry.held) if each.sources.isdisjoint(entry.sources)]
    others = [each for each in others if not _any_two(are_rivals, now.claims(entry), now.claims(each))]
    followed = _followed_by_it_alone(desk, entry, others) if others else []
    if not followed:
        return
    stands = [*(each for each in now.standing(cell) if each.id != entry.supersedes), entry]
    at_odds = Contradictions(claim for each in stands for claim in now.claims(each))
    for other, known in product(others, followed):
        pair = frozenset((known.id, other.id))
        over = entry.supersedes in pair or pair in now.settled
        if not over and _any_two(at_odds.contradict, now.claims(other), now.claims(known)):
            yield Fault(
                f"entry {entry.id} follows entry {known.id}, of the same source, and says what entry {other.id} "
                f"says against that: the contest of {known.id} and {other.id} is an earlier one, unsettled",
                path=entry.kind.value,
                hint=f"{as_typed('show', f'item:{cell.item}')} lists it, and how it is settled",
            )


def _followed_by_it_alone(desk: Desk, entry: Entry, others: Sequence[Entry]) -> list[Entry]:
    """Return what an entry follows, and nothing else of its sources does, in the days of some others."""
    now = desk.now
    first, last = min(each.held.first for each in others), max(each.held.last for each in others)
    here = (each for each in now.standing(entry.said.cell) if each.held.first <= last and each.held.last >= first)
    own = [each for each in here if not each.sources.isdisjoint(entry.sources)]
    return [
        known
        for known in own
        if _any_two(follows, now.claims(entry), now.claims(known))
        and not any(_any_two(follows, now.claims(each), now.claims(known)) for each in reversed(own))  # the last first
    ]


def _any_two(
    rule: Callable[[CellClaim, CellClaim], bool], some: Iterable[CellClaim], others: Iterable[CellClaim]
) -> bool:
    return any(rule(*pair) for pair in product(some, others))


def _shared(entry: Entry, known: Entry) -> Citation | None:
    """Return the place that both are read out of, if there is one."""
    one_act = entry.changeset == known.changeset
    return next(
        (
            other
            for one in entry.said.cite
            for other in known.said.cite
            if one.at and (one.source, one.at) == (other.source, other.at) and not (one_act and _two_quotes(one, other))
        ),
        None,
    )


def _two_quotes(one: Citation, other: Citation) -> bool:
    return None not in (one.quote, other.quote) and one.quote != other.quote


_NUMBERS = ("position", "salience")


def numbers_left_out(said: Statement, now: Register) -> Sequence[str]:
    """Return which numbers a stance on an item with a scale leaves out: its place there, or how much it matters."""
    item = now.items.get(said.item) if isinstance(said, StanceEntry) else None
    if item is None or item.scale is None:
        return ()
    return [name for name in _NUMBERS if getattr(said, name) is None]


def note_numbers_lost(desk: Desk) -> None:
    """Note of each stance of a batch that it says again, later, what stood, without the numbers given with that.

    Asked once all of the batch is at hand: another line of it may give them.
    """
    lines: dict[Cell, _CellLine | None] = {}
    for part, entry in desk.numberless:
        cell = entry.said.cell
        if cell not in lines:
            lines[cell] = _CellLine(desk.now.in_force(cell)) if _gives_a_number(desk, cell) else None
        line = lines[cell]
        lost = list(_lost(desk, entry, line.near(entry.held))) if line else []
        if lost:
            word = getattr(entry.said, "stance", "")
            told = " and ".join(f"{name} {number} (entry {giver})" for name, number, giver in lost)
            count, today = "counts" if len(lost) == 1 else "count", _recorded_on(desk)
            since = f" from {entry.held.last}" if today and entry.held.last > today else ""  # until then it is possible
            options = " ".join(f"--{name} {number}" for name, number, _giver in lost)
            odd = Fault(
                f"entry {entry.id} says {word} again without {told}, which {count} no more{since}",
                hint=f"if that still holds, give it again: {_correcting(entry, options)}",
            )
            desk.plan.note(str(part.fault(odd.message, "stance", hint=odd.hint) if part.file else odd))
    desk.numberless.clear()


def _gives_a_number(desk: Desk, cell: Cell) -> bool:
    return any(getattr(known.said, name, None) is not None for known in desk.now.cells[cell] for name in _NUMBERS)


class _CellLine:
    """The claims of one cell that stand, by their last day, so that of a long record only what is near is compared."""

    def __init__(self, claims: Sequence[CellClaim]) -> None:
        self._all = claims
        self._claims = sorted(claims, key=lambda claim: claim.held.last)
        self._lasts = [claim.held.last for claim in self._claims]
        firsts = [claim.held.first for claim in self._claims]
        self._latest_begin = list(accumulate(firsts, max))
        self._earliest_begin = list(accumulate(reversed(firsts), min))[::-1]
        self._ordered = any(claim.after for claim in claims)
        places = {id(claim): place for place, claim in enumerate(claims)}
        self._listed = lambda claim: places[id(claim)]

    def near(self, held: HeldOn) -> Sequence[CellClaim]:
        """Return what may stand when these days begin, and what shares a day with them; all where people ordered it.

        What ended before the last beginning before these days was followed by that, and what begins after them follows.
        """
        if self._ordered:
            return self._all
        ended = bisect_left(self._lasts, held.first)
        start = bisect_left(self._lasts, self._latest_begin[ended - 1]) if ended else 0
        if start < len(self._lasts):  # and what shares a day with those: of one source it may follow them
            start = bisect_left(self._lasts, self._earliest_begin[start])
        return sorted(self._claims[start : bisect_right(self._earliest_begin, held.last)], key=self._listed)


def _lost(desk: Desk, entry: Entry, claims: Sequence[CellClaim]) -> Iterator[tuple[str, int, int]]:
    """Yield the numbers that went with what an entry says again, each with the entry that gave it."""
    own = [claim for claim in claims if claim.entry == entry.id]
    same = [claim for claim in claims if own and claim.word == own[0].word]
    for name in numbers_left_out(entry.said, desk.now.frame):
        given = {
            claim.entry: number
            for claim in same
            if (number := getattr(desk.now.entries[claim.entry].said, name)) is not None
        }
        if not given:
            continue
        before = [claim for claim in claims if any(follows(mine, claim) for mine in own)]
        later = {claim.entry for claim in same if any(follows(claim, mine) for mine in own)}
        if given.keys() <= later | {claim.entry for claim in before}:  # else it is given beside the entry, too
            giver = next((claim.entry for claim in undisplaced(before, date.max) if claim.entry in given), None)
            if giver is not None:
                yield name, given[giver], giver
