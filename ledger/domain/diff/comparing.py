"""One cell at two points: what every account bears is what happened; what only some bear is told by account.

Verbs compare what is sure at either end. Where nothing is sure at an end, what is possible there is compared, and the
change is not certain. What only possibly stood at one end and stands at the other is no news: it is *undated*.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import product
from typing import TypeVar

from ledger.domain.checklist import OPEN_PROMISES
from ledger.domain.diff.around import Learned, Undated
from ledger.domain.diff.cells import (
    Verbs,
    beyond,
    by_another,
    contest_goes_on,
    evidence_verbs,
    one_account,
    own,
    rests_of_each,
    saying,
    stance_verbs,
    stands_on,
)
from ledger.domain.diff.direction import NOBODY, Others, approach
from ledger.domain.diff.items import item_verbs
from ledger.domain.diff.sides import AccountMove, CellKey, Change, StatusSide, said_of
from ledger.domain.diff.verbs import EVIDENCE, MOVES, Cause, Verb, in_group_order
from ledger.domain.moments import HeldOn
from ledger.domain.readings import Reading, may_go_on_from
from ledger.domain.words import Status

S = TypeVar("S", Reading, StatusSide)
_OF_A_NUMBER = ((Verb.position_moved, "position"), (Verb.salience_moved, "salience"))
_BY_SCORE = frozenset({Verb.softened, Verb.hardened, Verb.shifted, Verb.reversed})


@dataclass(frozen=True, slots=True)
class End:
    """What stands in a cell at one end: the accounts that are sure, whether there are any, and what is only possible.

    ``at_odds``: nothing is sure, and what is possible contradicts itself, so that none of it is put first. ``maybe``:
    what does not stand, since something possible followed it, but may have by then.
    """

    accounts: tuple[Reading, ...] = ()
    sure: bool = True
    possible: tuple[Reading, ...] = ()
    at_odds: bool = False
    maybe: tuple[Reading, ...] = ()

    @classmethod
    def of(cls, reading: Reading | None) -> "End":
        """Take a reading apart; of a contested cell every account is compared."""
        if reading is None:
            return cls()
        if reading.sure:
            return cls(reading.accounts, possible=reading.possibly, maybe=reading.maybe)
        return cls(sure=False, possible=(reading, *reading.others), at_odds=reading.contested, maybe=reading.maybe)

    @property
    def compared(self) -> tuple[Reading, ...]:
        """What is compared: the accounts, or for want of any what is possible: the first, or all that is at odds."""
        return self.accounts or (self.possible if self.at_odds else self.possible[:1])

    def against(self, other: "End") -> "End":
        """Leave out the accounts that are only possible at the other end: that they stand here is no news.

        One of which all that says what is told is of days since is news, though a coarser word that goes with it was
        possible before. Not so what only says again what may have been so before.
        """
        possible = (*other.possible, *other.maybe)
        maybe = {number for each in possible for number in own(each)}
        news = tuple(
            each for each in self.compared if maybe.isdisjoint((*saying(each), *may_go_on_from(each, other.accounts)))
        )
        if not self.accounts:
            return replace(self, possible=news)
        return replace(self, accounts=news, possible=self.possible if news else ())


def cell_change(
    key: CellKey, before: Reading | None, after: Reading | None, others: Others = NOBODY, learned: Learned | None = None
) -> Change | None:
    """Return what happened to a stance, or ``None``. ``learned``: no time passed, we learned something."""
    cause = learned.of_stance(before, after) if learned else Cause.moved
    another = _is_another(learned, cause, before, after)
    if _is_lone(before) and _is_lone(after):
        return _of_lone(key, before, after, cause, others, another=another)
    ends = _news(before, after, cause, ours=_is_ours(learned, cause))
    if ends is None:
        return _change(key, before, after, cause, (), ())
    whole = _whole(ends, (End.of(before), End.of(after)))
    news, every = ([end.compared or (None,) for end in each] for each in (ends, whole))

    def verbs_of(was: Reading | None, is_now: Reading | None) -> Verbs:
        found = stance_verbs(was, is_now, cause, others)
        return by_another(found) if another else found

    told = _told(news, every, verbs_of, _itself, cause)
    change = _change(key, before, after, cause, *told)
    each = all(not MOVES.isdisjoint(verbs_of(*pair)) for pair in _pairs(every, every, _itself, cause))
    return change and replace(_measured(change, whole, others), moved_by_each=each)


def _is_lone(reading: Reading | None) -> bool:
    """Whether nothing stands there, or one account alone and sure: as in nearly all cells."""
    return reading is None or (reading.sure and not reading.others and not reading.maybe and not reading.contested)


def _is_ours(learned: Learned | None, cause: Cause) -> bool:
    """Whether we put something right; what two ledgers tell otherwise nobody did."""
    return learned is not None and learned.places is not None and cause is Cause.corrected


def _is_another(learned: Learned | None, cause: Cause, before: Reading | None, after: Reading | None) -> bool:
    """Whether what we corrected let another account stand: then no entry was put right in other words."""
    return learned is not None and cause is Cause.corrected and not learned.put_right(before, after)


def _of_lone(
    key: CellKey, before: Reading | None, after: Reading | None, cause: Cause, others: Others, *, another: bool
) -> Change | None:
    """Return what ``cell_change`` comes to where there is one account at the most at either end."""
    found = stance_verbs(before, after, cause, others)
    verbs = in_group_order([*(by_another(found) if another else found), *evidence_verbs(before, after)])
    if not verbs:
        return None
    if before is None or after is None:
        return Change(*key, verbs, cause, before, after)
    delta = None if EVIDENCE.issuperset(verbs) else _difference(before.score, after.score)
    points = _difference(before.position, after.position) if Verb.position_moved in verbs else None
    toward, away = _approach(verbs, before, after, others)
    near = _positions_neared(before, after, others)
    return Change(*key, verbs, cause, before, after, delta, points, toward, away, points_toward=near)


def item_change(
    key: str, before: StatusSide | None, after: StatusSide | None, learned: Learned | None = None
) -> Change | None:
    """Return what happened to an item; ``None`` where nothing did."""
    was, is_now = _reading_of(before), _reading_of(after)
    cause = learned.of_item(before, after) if learned else Cause.moved
    another = _is_another(learned, cause, was, is_now)
    first = (is_now if was is None else None) or (was if is_now is None else None)
    of_one_time = learned is not None and first is not None and learned.is_of_one_time(first)

    def verbs_of(one: StatusSide | None, other: StatusSide | None) -> Verbs:
        found = item_verbs(one, other, cause, of_one_time=of_one_time)
        return by_another(found) if another else found

    ends = _news(was, is_now, cause, ours=_is_ours(learned, cause))
    both = End.of(was), End.of(is_now)
    news: list[list[StatusSide | None]] = [[], []]
    every: list[list[StatusSide | None]] = [[], []]
    if before is None or after is None:
        news = every = [[_bare(before, both[0])], [_bare(after, both[1])]]
    elif ends is not None:
        told_of = ends, _whole(ends, both)
        news, every = ([_sides(before, each[0]), _sides(after, each[1])] for each in told_of)
    told = _told(news, every, verbs_of, _reading_of, cause)
    change = _change((key, None), before, after, cause, *told)
    return change and replace(change, certain=all(_certain(side) for side in (before, after)))


def beside_put_right(key: CellKey, before: Reading | None, after: Reading | None, learned: Learned) -> Iterator[Change]:
    """Yield what we put right of what is only possible beside what is sure, each with what stands in its place.

    What leads something sure, at either end, is told with that; what only bears it out is not.
    """
    places = learned.places
    if places is None or learned.always is not None:
        return
    ends = End.of(before), End.of(after)

    def place(number: int) -> int:
        return places.get(number, number)

    had, has = (
        {
            place(each.entry): each
            for each in (end.possible if end.accounts else ())
            if each.entry in learned.gone and (other is None or each.entry not in other.numbers)
        }
        for end, other in zip(ends, (after, before), strict=True)
    )
    leading = {place(each.entry) for end in ends for each in end.accounts}
    sure = [{place(number): each for each in end.accounts for number in own(each)} for end in ends]
    for each in dict.fromkeys([*had, *has]):
        if each in leading:
            continue
        was, is_now = had.get(each, sure[0].get(each)), has.get(each, sure[1].get(each))
        stood, stands = (StatusSide(each.status, each) if each and each.status else each for each in (was, is_now))
        yield Change(*key, _beside_verbs(was, is_now), Cause.corrected, stood, stands, certain=False, beside=True)


def _beside_verbs(was: Reading | None, is_now: Reading | None) -> Verbs:
    if was is None or is_now is None or was.status is None or is_now.status is None:
        return stance_verbs(was, is_now, Cause.corrected, NOBODY)
    return item_verbs(StatusSide(was.status, was), StatusSide(is_now.status, is_now), Cause.corrected)


def _certain(side: StatusSide | None) -> bool:
    return side is None or side.rests_on is None or side.rests_on.sure


def _sides(side: StatusSide | None, end: End) -> list[StatusSide | None]:
    """Return a side as each account of its status has it."""
    if side is None or (len(end.compared) == 1 and end.compared[0] is side.reading):
        return [side]
    if not end.compared:  # there is no status, or it may come later: all that is known is that it is on the list
        return [side if side.reading is None else replace(side, status=_listed(side), reading=None, overdue=False)]
    return [
        replace(side, status=account.status or side.status, reading=account,
                overdue=side.day_passed and account.status in OPEN_PROMISES)
        for account in end.compared
    ]  # fmt: skip


def _itself(reading: Reading | None) -> Reading | None:
    return reading


def _reading_of(side: StatusSide | None) -> Reading | None:
    return side.reading if side else None


def _bare(side: StatusSide | None, end: End) -> StatusSide | None:
    """Return a side that came onto the list or went off it: open, where its status is contested or only possible."""
    alike = len({account.status for account in end.accounts}) < 2
    if side is None or (alike and (end.accounts or not end.possible)):
        return side
    return replace(side, status=_listed(side), overdue=False)


def _listed(side: StatusSide) -> Status:
    return Status.promised if side.is_commitment else Status.open


def _news(one: Reading | None, other: Reading | None, cause: Cause, *, ours: bool) -> tuple[End, End] | None:
    """Return what is compared at either end; ``None`` where that would be no news, or is compared to nothing.

    Of a party of which nothing is sure at either end nobody knows that it moved; what is ``ours``, since we put it
    right, is told even so.
    """
    ends = End.of(one), End.of(other)
    sure = any(end.accounts for end in ends)
    if cause is Cause.moved and not sure and any(end.possible for end in ends):
        return None
    here, there = ends[0].against(ends[1]), ends[1].against(ends[0])
    for end, news, beyond_it in ((ends[0], here, ends[1]), (ends[1], there, ends[0])):
        if end.compared and not news.compared and (end.accounts or not sure):
            return None
        if end.possible and not end.accounts and not beyond_it.compared and not ours:
            return None
        if end.possible and not end.accounts and _is_among(end.possible[0], beyond_it.accounts):
            return None
    return here, there


def _is_among(account: Reading, rivals: Sequence[Reading]) -> bool:
    """Whether an account is one of several that contradict each other: from the one to another is nobody's move."""
    return len(rivals) > 1 and _is_one_of(account, rivals)


def _whole(news: tuple[End, End], ends: tuple[End, End]) -> tuple[End, End]:
    """Return both ends with what is no news; of one where all goes on being possible, nothing is compared."""
    one, other = (end if end.accounts or each.compared else each for each, end in zip(news, ends, strict=True))
    return one, other


def _told(
    news: Sequence[Sequence[S | None]],
    whole: Sequence[Sequence[S | None]],
    verbs_of: Callable[[S | None, S | None], Verbs],
    reading_of: Callable[[S | None], Reading | None],
    cause: Cause,
) -> tuple[Verbs, tuple[AccountMove, ...]]:
    """Return the verbs that all accounts of both ends bear, and where they differ what each bears that is ``news``.

    An account that is no news, since it may have stood before, has its say all the same: what it does not bear is told
    of the others alone. They must bear it read backwards as well. Kept by one account and broken by another: though it
    is open again by both, the way back is not one.
    """
    many = len(whole[0]) > 1, len(whole[1]) > 1
    pairs = _pairs(whole, whole, reading_of, cause)
    found = [
        (_named((reading_of(was), reading_of(is_now)), many), verbs_of(was, is_now))
        for was, is_now in _pairs(news, whole, reading_of, cause)
    ]
    every = _common(verbs_of(was, is_now) for was, is_now in pairs)
    if every and not _common(verbs_of(is_now, was) for was, is_now in pairs):
        every = ()
    both_ways = _both_ways(every, [(reading_of(was), reading_of(is_now)) for was, is_now in pairs])
    every = tuple(verb for verb in every if verb not in both_ways)
    if all(verbs == every for _entries, verbs in found):
        return every, ()
    return every, tuple(AccountMove(entries, verbs) for entries, verbs in found if verbs)


def _pairs(
    some: Sequence[Sequence[S | None]],
    whole: Sequence[Sequence[S | None]],
    reading_of: Callable[[S | None], Reading | None],
    cause: Cause,
) -> list[tuple[S | None, S | None]]:
    """Return what is compared with what: each account before with each after.

    Of accounts that stand at both ends each is compared with itself alone, since nobody moved from the one to another
    that stood beside it all the while.
    """
    if len(whole[0]) == 1 or len(whole[1]) == 1:
        return list(product(some[0], some[1]))
    had, has = ([reading for side in sides if (reading := reading_of(side))] for sides in whole)
    both = {
        (was.entry, is_now.entry)
        for was, is_now in product(had, has)
        if one_account(was, is_now) or stands_on(was, is_now, cause)
    }
    stood, stand = {was for was, _is_now in both}, {is_now for _was, is_now in both}

    def stood_beside(was: Reading | None, is_now: Reading | None) -> bool:
        if was is None or is_now is None or (was.entry, is_now.entry) in both:
            return False
        return was.entry in stood and is_now.entry in stand

    return [pair for pair in product(some[0], some[1]) if not stood_beside(*map(reading_of, pair))]


def _both_ways(verbs: Verbs, pairs: Iterable[tuple[Reading | None, Reading | None]]) -> set[Verb]:
    """Return the verbs of a distance that goes up by one account and down by another: no account bears both."""
    pairs = list(pairs)
    signs = {verb: {found > 0 for found in _differences(pairs, name)} for verb, name in _OF_A_NUMBER if verb in verbs}
    return {verb for verb, found in signs.items() if len(found) > 1}


def _named(pair: tuple[Reading | None, Reading | None], many: tuple[bool, bool]) -> tuple[int, ...]:
    """Name a pair by the account of the end that has several, the later one's first."""
    named = (reading for reading, several in reversed(list(zip(pair, many, strict=True))) if several and reading)
    return tuple(dict.fromkeys(number for reading in named for number in reading.own))


def _common(found: Iterable[Verbs]) -> Verbs:
    sets = [set(verbs) for verbs in found]
    return in_group_order(set.intersection(*sets)) if sets else ()


def _change(
    key: CellKey,
    before: Reading | StatusSide | None,
    after: Reading | StatusSide | None,
    cause: Cause,
    every: Verbs,
    by_account: tuple[AccountMove, ...],
) -> Change | None:
    was, is_now = map(said_of, (before, after))
    if was and is_now and contest_goes_on(was, is_now, cause):
        every = (*every, *_in_other_words(by_account))
        by_account = _with_what_each_rests_on(by_account, was, is_now, cause)
    verbs = in_group_order([*every, *evidence_verbs(was, is_now, cause)])
    if not verbs:
        return None
    contested = is_now is not None and is_now.contested
    return Change(*key, verbs, cause, before, after, by_account=by_account, contested=contested)


def _in_other_words(moves: Iterable[AccountMove]) -> Verbs:
    """Return how accounts of a contest that goes on are told since: what was put right in one of them is no contest."""
    told = {verb for each in moves for verb in each.verbs}
    return next(((verb,) for verb in (Verb.reworded, Verb.replaced) if verb in told), ())


def _with_what_each_rests_on(
    moves: tuple[AccountMove, ...], was: Reading, is_now: Reading, cause: Cause
) -> tuple[AccountMove, ...]:
    """Add what became of that which accounts of a contest that goes on rest on, unless it is the same of all."""
    rests = rests_of_each(was, is_now, cause)
    if len({verb for _one, _other, verb in rests}) < 2:
        return moves
    found = {each.entries: each.verbs for each in moves}
    for one, other, verb in rests:
        if verb:
            entries = _named((one, other), (True, True))
            found[entries] = (*found.get(entries, ()), verb)
    return tuple(AccountMove(*each) for each in found.items())


def _measured(change: Change, ends: tuple[End, End], others: Others) -> Change:
    """Fill in how far it went, and toward whom, as far as all accounts bear it."""
    was, is_now = ends
    compared = was.compared, is_now.compared
    pairs = [(one, other) for one, other in _pairs(compared, compared, _itself, change.cause) if one and other]
    moves = [_approach(change.verbs, one, other, others) for one, other in pairs] or [((), ())]
    lone = pairs[0] if len(pairs) == 1 else None
    scored = lone is not None and not EVIDENCE.issuperset(change.verbs)
    far = {name: _differences(pairs, name) if verb in change.verbs else () for verb, name in _OF_A_NUMBER}
    return replace(
        change,
        delta=_difference(lone[0].score, lone[1].score) if scored and lone else None,
        points=far["position"][0] if len(far["position"]) == 1 else None,
        points_told=far["position"],
        salience_told=far["salience"],
        toward=_in_all([toward for toward, _away in moves]),
        away=_in_all([away for _toward, away in moves]),
        certain=all(end.sure or not end.compared for end in ends),
        points_toward=_in_all([_positions_neared(one, other, others) for one, other in pairs] or [()]),
    )


def _differences(pairs: Iterable[tuple[Reading | None, Reading | None]], name: str) -> tuple[int, ...]:
    """Return how far a number went by each account of either end, each distance once, the least first."""
    given = [(one.values.get(name), other.values.get(name)) for one, other in pairs if one and other]
    found = {is_now - was for was, is_now in given if was is not None and is_now is not None}
    return tuple(sorted(found, key=abs))


def _difference(before: int | None, after: int | None) -> int | None:
    return None if before is None or after is None else after - before


def _in_all(found: Sequence[tuple[str, ...]]) -> tuple[str, ...]:
    return tuple(party for party in found[0] if all(party in each for each in found))


def _approach(verbs: Verbs, one: Reading, other: Reading, others: Others) -> tuple[tuple[str, ...], tuple[str, ...]]:
    if one.score is not None and other.score is not None and not _BY_SCORE.isdisjoint(verbs):
        return approach(one.score, other.score, others.scores)
    if one.position is not None and other.position is not None and beyond(one.position, other.position):
        return approach(one.position, other.position, others.positions)
    return (), ()


def _positions_neared(one: Reading, other: Reading, others: Others) -> tuple[str, ...]:
    """Return whose positions a position came nearer to, whatever the scores say: some of them name none."""
    if one.position is None or other.position is None or not beyond(one.position, other.position):
        return ()
    return approach(one.position, other.position, others.positions)[0]


def undated(
    key: CellKey, before: Reading | None, after: Reading | None, told: tuple[bool, bool] = (True, True)
) -> Iterator[Undated]:
    """Yield what is only possible at either end, each account once; ``told``: of which ends.

    Those that contradict each other while nothing is sure are told at once, where they are of the same days.
    """
    seen: set[int] = set()
    ends = End.of(before), End.of(after)
    contests = [each.accounts for each in (before, after) if each is not None and each.contested]
    for end in (end for end, wanted in zip(ends, told, strict=True) if wanted):
        possible = (*end.possible, *end.maybe)
        new = [
            each for each in possible if seen.isdisjoint(own(each)) and not (end.accounts and _is_dated_by(each, ends))
        ]
        seen.update(number for each in new for number in own(each))
        for some in _told_at_once(new, end, ends) if end.at_odds else [[each] for each in new]:
            reading = replace(some[0], others=tuple(some[1:])) if end.at_odds else some[0]
            moves = key[1] is not None and any(_may_move(each, ends, contests) for each in some)
            yield Undated(*key, reading, _is_sure_in(some[0], end, ends), moves, _led_since(some[0], end, ends))


def _led_since(reading: Reading, here: End, ends: tuple[End, End]) -> Reading | None:
    """Return the sure account of an end that goes on from what is only possible, where an entry of days since leads."""
    alone = (replace(account, others=()) for end in ends for account in end.accounts)
    return next((each for each in alone if _goes_on(reading, each, here) and each.entry not in own(reading)), None)


def _is_dated_by(reading: Reading, ends: tuple[End, End]) -> bool:
    """Whether an account at one of the ends says more finely what is only possible at the other."""
    accounts = (account for end in ends for account in end.accounts)
    return any(one_account(reading, each) and not saying(each).intersection(own(reading)) for each in accounts)


def _told_at_once(at_odds: Iterable[Reading], here: End, ends: tuple[End, End]) -> Iterable[list[Reading]]:
    """Sort accounts by their days, and by whether they are sure at the other end."""
    found: dict[tuple[HeldOn, bool], list[Reading]] = {}
    for each in at_odds:
        found.setdefault((each.held, _is_sure_in(each, here, ends)), []).append(each)
    return found.values()


def _is_sure_in(reading: Reading, here: End, ends: tuple[End, End]) -> bool:
    return any(_goes_on(reading, account, here) for end in ends for account in end.accounts)


def _goes_on(reading: Reading, account: Reading, here: End) -> bool:
    """Whether what is only possible at one end (``here``) is of an account, or may be said again in it."""
    return one_account(reading, account) or not own(reading).isdisjoint(may_go_on_from(account, here.accounts))


def _is_one_of(reading: Reading, accounts: Iterable[Reading]) -> bool:
    return any(one_account(reading, each) for each in accounts)


def _may_move(reading: Reading, ends: tuple[End, End], contests: Iterable[Sequence[Reading]]) -> bool:
    """Whether a stance would be a move from what is sure where it is only possible.

    From one of two that contradict each other at either end to the other is nobody's move; and where nothing is sure
    beside it, the change from it to what is sure at the other end says all there is.
    """
    beside = (account for end in ends if _is_one_of(reading, end.possible) for account in end.accounts)
    return any(
        not MOVES.isdisjoint(stance_verbs(account, reading, Cause.moved, NOBODY))
        and not any(_is_one_of(reading, each) and _is_one_of(account, each) for each in contests)
        for account in beside
    )
