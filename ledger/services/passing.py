"""By way of what: the stances and statuses that counted for a while between the two ends of a diff."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date

from ledger.domain.diff import EVIDENCE, Cause, Change, Diff, Key, Passed, StatusSide
from ledger.domain.floors import OWN, Counting
from ledger.domain.readings import Reading
from ledger.services.counting import known_to_count
from ledger.storage import cells, contests, entries
from ledger.storage.cells import When
from ledger.storage.database import Store
from ledger.storage.passed import held_between


def with_passed(store: Store, diff: Diff, *, counting: Counting = OWN) -> Diff:
    """Return the diff with what each cell that moved passed through on its way.

    What only rivals the account at either end is no step of the party's, and is left out.
    """
    steps = _steps(store, diff, counting=counting)
    at_odds = _at_odds(store, diff) if steps else set()
    turns = {
        place: tuple(_turns(change, steps[change.item, change.party], at_odds))
        for place, change in enumerate(diff.changes)
        if (change.item, change.party) in steps and _tells_steps(change)
    }
    numbers = [step.entry for found in turns.values() for step in found]
    cited = entries.citations_of(store, numbers, _known_at(diff)) if numbers else {}
    changes = list(diff.changes)
    for place, found in turns.items():
        via = tuple(Passed(step.entry, step.word, step.held, cited.get(step.entry, ())) for step in found)
        changes[place] = replace(changes[place], via=via)
    return replace(diff, changes=tuple(changes))


def _tells_steps(change: Change) -> bool:
    return change.cause is Cause.moved and change.verb not in EVIDENCE


def _steps(store: Store, diff: Diff, *, counting: Counting) -> Mapping[Key, Sequence[Passed]]:
    """Return what counted in each cell at the end of some day in between, in the direction of the diff."""
    start, end = diff.from_point.held_on, diff.to_point.held_on
    wanted = {(change.item, change.party) for change in diff.changes if _tells_steps(change)}
    if start == end or not wanted:
        return {}
    low, high = sorted((start, end))
    found = [row for row in held_between(store, low, high, _known_at(diff)) if row[0] in wanted]
    when = When(high, _known_at(diff), known_to_count(store, _known_at(diff), counting))
    if not when.plain:
        counts = cells.counted(store, when)
        found = [row for row in found if row[1] in counts]
    by_cell: dict[Key, dict[date, Passed]] = defaultdict(dict)
    for cell, entry, held, word in found:
        by_cell[cell][held.last] = Passed(entry, word, held)  # of one day the last counts
    way = 1 if start < end else -1
    return {cell: list(days.values())[::way] for cell, days in by_cell.items() if len(days) > 1}


def _known_at(diff: Diff) -> int:
    """Return the changeset at which what moved is told: the later of the two ends."""
    return max(diff.from_point.known_at, diff.to_point.known_at)


def _at_odds(store: Store, diff: Diff) -> set[frozenset[int]]:
    when = When(max(diff.from_point.held_on, diff.to_point.held_on), _known_at(diff))
    return {frozenset((each.entry, each.other)) for each in contests.open_at(store, when)}


def _turns(change: Change, steps: Iterable[Passed], at_odds: set[frozenset[int]]) -> Iterator[Passed]:
    """Yield the steps that say something else than what went before, and the last something else than the end."""
    numbers = {reading.entry for reading in map(_reading, (change.before, change.after)) if reading}
    word, last = _word(change.before), _word(change.after)
    turns: list[Passed] = []
    for each in steps:
        rival = at_odds and any(frozenset((each.entry, number)) in at_odds for number in numbers)
        if each.entry not in numbers and not rival and each.word != word:
            turns.append(each)
            word = each.word
    while turns and turns[-1].word == last:
        turns.pop()
    yield from turns


def _reading(side: Reading | StatusSide | None) -> Reading | None:
    return side.reading if isinstance(side, StatusSide) else side


def _word(side: Reading | StatusSide | None) -> str | None:
    """Return the stance or the status of a side; what stands on the list without a status is as good as ``open``."""
    if isinstance(side, StatusSide):
        return side.status.value
    return side.stance.value if side is not None and side.stance else None
