"""By way of what: the readings that stood in between, and moves within the days of one round."""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import replace
from itertools import pairwise

from ledger.domain.diff.cells import own, saying, stance_verbs
from ledger.domain.diff.comparing import cell_change
from ledger.domain.diff.direction import NOBODY, Others
from ledger.domain.diff.items import item_verbs
from ledger.domain.diff.sides import CellKey, Change, Passed, StatusSide, said_of
from ledger.domain.diff.verbs import UNMOVED, Cause, Verb, in_group_order, of_group
from ledger.domain.readings import Reading
from ledger.domain.words import Stance, Status

_WORDING = of_group("wording")


def _by_nobody(_step: Reading) -> bool:
    return False


def with_way(
    change: Change,
    between: Iterable[Reading],
    contradicted: Callable[[Reading], bool] = _by_nobody,
    *,
    forwards: bool = True,
) -> Change:
    """Return a change with what stood between its sides, given in the order of time; not ``forwards`` is a diff back.

    Only what stood uncontested and sure is a step, not what came to be one side of a contest before anything followed
    it; and only what says something else than what went before it: of a status first reported any other word, else it
    would seem to have been reported so at first. What moved and came back to say the same at both ends is ``returned``;
    who was only silent in between did not.
    What told first of what stands at the end, where that was only said again since, is ``first``. ``contradicted`` says
    of a step whether another account does so.
    """
    sure = [step for step in between if step.sure]
    sides = {number for step in sure if step.contested for account in step.accounts for number in own(account)}
    steps = _turns(change, [step for step in sure if sides.isdisjoint(saying(step))], forwards=forwards)
    if forwards:
        change = replace(change, first=_first_so(change, sure, steps, sides))
    if not steps:
        return change
    verbs, moved = change.verbs, _moved_by_way_of(steps, change)
    if moved and UNMOVED.issuperset(verbs) and _same(change.before, change.after):
        verbs = in_group_order([Verb.returned, *(verb for verb in verbs if verb not in _WORDING)])
    via = tuple(replace(_passed(step), contested=contradicted(step)) for step in steps)
    return replace(change, verbs=verbs, via=via, moved_between=moved)


def _moved_by_way_of(steps: Iterable[Reading], change: Change) -> bool:
    """Whether a step on the way is a move; falling silent, or speaking after that, is none."""
    if change.party is None:
        return True
    way = [side for side in (change.before, *steps, change.after) if side is not None and not _is_silence(side)]
    return any(_differ(one, other) for one, other in pairwise(way))


def _is_silence(side: Reading | StatusSide) -> bool:
    return isinstance(side, Reading) and all(each.stance is Stance.silent for each in side.accounts)


def _turns(change: Change, between: Iterable[Reading], *, forwards: bool) -> list[Reading]:
    """Return the steps in the direction of the diff; read back they are the same ones: a step is where it began."""
    first, final = (change.before, change.after) if forwards else (change.after, change.before)
    ends = _standing_at(first, final)
    differ = _other_word if _of_a_new_status(change) else _differ
    last: Reading | StatusSide | None = first
    turns: list[Reading] = []
    for step in between:
        if saying(step).isdisjoint(ends) and differ(last, step):
            turns.append(step)
            last = step
    while turns and not differ(turns[-1], final):
        turns.pop()
    return turns if forwards else turns[::-1]


def _first_so(
    change: Change, sure: Sequence[Reading], steps: Sequence[Reading], at_odds: Collection[int]
) -> Passed | None:
    """Return what told first of what stands at the end, after the last of the ``steps`` on the way.

    ``at_odds`` are the entries of what was contested on the way.

    Where something else stood after it by every account, it is what told of it since. Of a move it told one itself,
    from what any account said before: not of a smaller step, from which it was none to the end either. Of what is new
    with no other word on the way it is what told of it first of all. A status is new where nothing told of one, though
    stances had put the item on the list.
    """
    new = _word(change.before) is None and not steps
    if not new and (change.contested or not (steps or _differ(change.before, change.after))):
        return None
    came_from = None if new else steps[-1] if steps else change.before
    from_any = [None] if came_from is None else _accounts(came_from)
    since = sure[sure.index(steps[-1]) + 1 :] if steps else sure
    ends = _standing_at(change.before, change.after)
    differ = _other_word if change.party is None else _differ

    def tells(account: Reading) -> bool:
        moved = change.party is None or any(_differ(each, account) for each in from_any)
        return moved and saying(account).isdisjoint(ends) and not differ(account, change.after)

    def is_other(account: Reading) -> bool:
        return _differ(found, account) and _differ(account, change.after)

    found: Reading | None = None
    for step in since:
        told = [replace(account, contested=False, others=()) for account in step.accounts]
        if found is None and (step is since[0] or not new):
            found = next(filter(tells, told), None)
        elif found is not None and saying(step).isdisjoint(ends) and all(map(is_other, told)):
            found = None
    return replace(_passed(found), contested=not saying(found).isdisjoint(at_odds)) if found else None


def _of_a_new_status(change: Change) -> bool:
    """Whether a status is told of at one end alone."""
    return change.party is None and (_word(change.before) is None) != (_word(change.after) is None)


def _word(side: Reading | StatusSide | None) -> str | None:
    """Return what an account says; nothing where no account tells of a status."""
    reading = said_of(side)
    return reading.word if reading else None


def _other_word(one: Reading | StatusSide | None, other: Reading | StatusSide | None) -> bool:
    return _word(one) != _word(other)


def _numbers(side: Reading | StatusSide | None) -> tuple[int, ...]:
    reading = said_of(side)
    return tuple(number for account in reading.accounts for number in own(account)) if reading else ()


def _standing_at(start: Reading | StatusSide | None, end: Reading | StatusSide | None) -> frozenset[int]:
    """Return the entries of what stands at the ends, and of all that may have been so at the start: no steps since.

    What a vague report bears out that is among them is one all the same, if it has a day of its own since.
    """
    began = said_of(start)
    possible = began.only_possible if began is not None else frozenset[int]()
    return possible.union(_at_an_end(start), _at_an_end(end))


def _at_an_end(side: Reading | StatusSide | None) -> Iterable[int]:
    """Return the entries of what stands at an end; where nothing is sure there, of all that may: no step since."""
    reading = said_of(side)
    return (*_numbers(side), *(reading.only_possible if reading is not None and not reading.sure else ()))


def _differ(one: Reading | StatusSide | None, other: Reading | StatusSide | None) -> bool:
    """Whether the way from one to the other is a move; of a contested one, from or to any of its accounts."""
    if one is None or other is None:
        return True
    if isinstance(one, StatusSide) or isinstance(other, StatusSide) or one.party is None:
        mine, theirs = (
            replace(_side(each), overdue=False) for each in (one, other)
        )  # that a day passed is told of the ends
        return not UNMOVED.issuperset(item_verbs(mine, theirs))
    return all(_moved(mine, theirs) for mine in one.accounts for theirs in other.accounts)


def _moved(mine: Reading, theirs: Reading) -> bool:
    return not UNMOVED.issuperset(stance_verbs(mine, theirs, Cause.moved, NOBODY))


def _same(one: Reading | StatusSide | None, other: Reading | StatusSide | None) -> bool:
    """Whether both ends say the same: of a contested one, whether each account has its like at the other end."""
    if one is None or other is None:
        return False
    alike = [[not _differ(mine, theirs) for theirs in _accounts(other)] for mine in _accounts(one)]
    return all(map(any, alike)) and all(map(any, zip(*alike, strict=True)))


def _accounts(side: Reading | StatusSide) -> Sequence[Reading | StatusSide]:
    """Return one side of a change as each account of it has it."""
    if isinstance(side, Reading):
        return [replace(account, contested=False, others=()) for account in side.accounts]
    status = side.reading
    return [*map(_side, status.accounts)] if status is not None and status.contested else [side]


def _side(one: Reading | StatusSide) -> StatusSide:
    return one if isinstance(one, StatusSide) else StatusSide(one.status or Status.open, one)


def _passed(step: Reading) -> Passed:
    return Passed(
        step.entry, step.word, step.held, step.evidence.citations,
        position=step.position, condition=step.condition, given_by=step.given_by, entries=step.own,
        leading=tuple(step.evidence.leading),
    )  # fmt: skip


def inside_of(
    key: CellKey, pairs: Iterable[tuple[Reading, Reading]], others: Others, told: Sequence[Change], *, contested: bool
) -> list[Change]:
    """Return the moves within a round, each pair an account and the one that followed it.

    Those that the changes of the cell (``told``) tell already are left out: by their entries, or as a step on the way
    and what was said again since. ``contested``: the cell is, at the end of the round.
    """
    numbers = {number for change in told for number in _told_by(change)}
    untold = (
        pair
        for pair in pairs
        if any(numbers.isdisjoint(own(side)) for side in pair) and not any(_is_last_step(pair, each) for each in told)
    )
    found = (_from_to(key, one, other, others) for one, other in untold)
    return [
        replace(change, contested=contested)
        for change in found
        if change is not None and not UNMOVED.issuperset(change.verbs)
    ]


def _from_to(key: CellKey, one: Reading, other: Reading, others: Others) -> Change | None:
    """Return the move from one to the other, by those who tell of it; that others contradict either is told with it."""
    found = cell_change(key, replace(one, contested=False), replace(other, contested=False), others)
    return found and replace(found, before=one, after=other)


def _is_last_step(pair: tuple[Reading, Reading], change: Change) -> bool:
    """Whether a change tells a move as the last step on its way and where that led, read either way."""
    if not change.via:
        return False
    one, other = pair
    ways = (change.via[-1], change.after), (change.via[0], change.before)
    return any(not step.own.isdisjoint(own(one)) and not _differ(other, side) for step, side in ways)


def _told_by(change: Change) -> set[int]:
    steps = (*change.via, *([change.first] if change.first else []))
    return {*_numbers(change.before), *_numbers(change.after), *(number for step in steps for number in step.own)}


def turned(change: Change, others: Others) -> Change:
    """Return a move read backwards."""
    assert isinstance(change.before, Reading)
    assert isinstance(change.after, Reading)
    found = _from_to((change.item, change.party), change.after, change.before, others)
    assert found is not None
    return replace(found, contested=change.contested)
