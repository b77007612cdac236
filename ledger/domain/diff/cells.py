"""Item × party: which verbs lead from one account to another, and what happened to what they rest on.

Which fields count is declared on the fields themselves (``Counts`` in ``ledger.domain.entries``); those that have verbs
of their own (the score, the condition, the position, the salience) are compared here.
"""

from collections.abc import Iterable, Iterator
from functools import cache

from ledger.domain.accounts import NEAR, plain_words
from ledger.domain.diff.direction import Others, trend
from ledger.domain.diff.verbs import Cause, Verb, in_group_order
from ledger.domain.entries import STATEMENTS, DiffMeaning
from ledger.domain.evidence import Evidence
from ledger.domain.readings import Reading, alike
from ledger.domain.words import EntryKind, Stance

Verbs = tuple[Verb, ...]


def own(reading: Reading) -> frozenset[int]:
    """Return the entries of the account itself, without those of the others beside it."""
    return frozenset(reading.own)


def saying(account: Reading) -> frozenset[int]:
    """Return the entries of an account that say what is told of it, and no less."""
    return frozenset(account.saying or (account.entry,))


def one_account(before: Reading, after: Reading) -> bool:
    """Whether two readings are of one account, seen at two points: it may have grown in between."""
    return not own(before).isdisjoint(own(after))


def swapped(before: Reading | None, after: Reading | None) -> tuple[frozenset[int], frozenset[int]]:
    """Return the entries of the two accounts that stand at the earlier point alone, and those at the later alone.

    Of a cell that is contested at both, whichever account is put first, those of all of them.
    """
    if before is not None and after is not None and before.contested and after.contested:
        had, has = (frozenset(number for each in end.accounts for number in each.own) for end in (before, after))
    else:
        had, has = (own(each) if each else frozenset() for each in (before, after))
    return had - has, has - had


def goes_on(before: Reading, after: Reading, cause: Cause) -> bool:
    """Whether one account stands at both points, with nothing in it that we put right.

    An entry that took the place of another may say otherwise, though the rest of its account still says the same.
    """
    had, has = own(before), own(after)
    return not had.isdisjoint(has) and not (cause is Cause.corrected and had - has and has - had)


def at_both_ends(before: Reading, after: Reading, cause: Cause = Cause.moved) -> list[tuple[Reading, Reading]]:
    """Return the accounts that stand at both ends, each as it stands at either; of a contest they may be several.

    One that we put right, or let another entry stand for, stands on where it says the same.
    """
    return [(one, other) for one in before.accounts for other in after.accounts if stands_on(one, other, cause)]


def stands_on(one: Reading, other: Reading, cause: Cause) -> bool:
    """Whether two accounts of two ends are one that stands at both."""
    return goes_on(one, other, cause) or (cause is not Cause.moved and says_the_same(one, other, cause))


def says_the_same(one: Reading, other: Reading, cause: Cause = Cause.corrected) -> bool:
    """Whether two accounts say the same of the same time, by whichever entries; the days of a round may be set anew."""
    overlap = one.held.first <= other.held.last and other.held.first <= one.held.last
    far = beyond(one.values.get("salience"), other.values.get("salience"))
    return alike(one, other) and not far and (overlap or cause is Cause.redefined)


def contest_goes_on(before: Reading, after: Reading, cause: Cause) -> bool:
    """Whether the accounts that contradict each other at one end are those that do at the other.

    Each may rest on more or on less there, and another of them may be put first.
    """
    if not (before.contested and after.contested):
        return False
    both = at_both_ends(before, after, cause)
    stood, stand = ({each[end].entry for each in both} for end in (0, 1))
    return len(stood) == len(before.accounts) and len(stand) == len(after.accounts)


def stance_verbs(before: Reading | None, after: Reading | None, cause: Cause, others: Others) -> Verbs:
    """Return what happened to a stance from one account to another; nothing where one account goes on.

    Having withdrawn a stance beats being silent on it, and both beat any score.
    """
    if before is None or after is None:
        return () if before is after else (Verb.stated,) if before is None else (Verb.unstated,)
    if goes_on(before, after, cause):
        return ()
    if before.score is not None and after.score is not None:
        found = in_group_order(_of_scored(before, after, others))
        return found or said_again(before, after, cause)
    if before.stance is after.stance:
        return said_again(before, after, cause)
    return (_without_score(before.stance, after.stance),)


def _without_score(before: Stance | None, after: Stance | None) -> Verb:
    if after is Stance.withdrawn:
        return Verb.withdrawn
    if after is Stance.silent:
        return Verb.silenced
    return Verb.resumed if before is Stance.withdrawn else Verb.spoke


def _of_scored(before: Reading, after: Reading, others: Others) -> Iterator[Verb]:
    condition = _of_condition(before.named_condition, after.named_condition)
    if before.score != after.score:
        yield _direction(before.score or 0, after.score or 0, others, condition)
    if condition is not None:
        yield condition
    if beyond(before.position, after.position):
        yield Verb.position_moved
    if beyond(before.values.get("salience"), after.values.get("salience")):
        yield Verb.salience_moved


def _of_condition(before: str | None, after: str | None) -> Verb | None:
    if plain_words(before) == plain_words(after):
        return None
    if before is None or after is None:
        return Verb.conditioned if before is None else Verb.condition_dropped
    return Verb.condition_changed


def _direction(before: int, after: int, others: Others, condition: Verb | None) -> Verb:
    """A condition dropped is no hardening and one made no softening, whatever the scores say of it."""
    if before * after < 0:
        return Verb.reversed
    found = trend(before, after, others.scores.values())
    contrary = (Verb.condition_dropped, Verb.hardened), (Verb.conditioned, Verb.softened)
    return Verb.shifted if (condition, found) in contrary else found


def beyond(before: int | None, after: int | None) -> bool:
    """Whether two places on a scale are further apart than two accounts of one place may be."""
    return before is not None and after is not None and abs(after - before) > NEAR


def said_again(before: Reading, after: Reading, cause: Cause) -> Verbs:
    """Return how an entry says once more what another said.

    Between two entries a party's wording counts. In a correction of ours the analyst's remarks do too: they may be all
    that it is about; and what is the same there nobody said again.
    """
    weights = (DiffMeaning.wording,) if cause is Cause.moved else (DiffMeaning.wording, DiffMeaning.remark)
    differs = any(said_otherwise(before, after, weights, cause))
    return (Verb.reworded if differs else Verb.reaffirmed if cause is Cause.moved else Verb.replaced,)


def said_otherwise(
    before: Reading, after: Reading, weights: Iterable[DiffMeaning], cause: Cause = Cause.corrected
) -> Iterator[str]:
    """Yield the fields of these weights that are other in one account than in the other.

    A later report that gives no position says nothing of it: the party has dropped none. Only we take one away.
    """
    later = max(before, after, key=_in_time) if _in_time(before) != _in_time(after) else None
    for field in (field for weight in weights for field in _counting(after.kind, weight)):
        was, now = (as_compared(each, field, cause) for each in (before, after))
        left_out = cause is Cause.moved and later is not None and later.values.get(field) is None
        if was != now and not left_out:
            yield field


def as_compared(reading: Reading, field: str, cause: Cause = Cause.moved) -> object:
    """Return a field as it is held against another's: of a condition the words alone, whoever of the account names it.

    In a correction of ours it is the text that was put right, to the letter.
    """
    if field == "condition" and cause is not Cause.corrected:
        return plain_words(reading.named_condition)
    return reading.values.get(field)


def _in_time(reading: Reading) -> tuple[int, int]:
    """Where an account lies in time: the later begun, then the earlier ended follows."""
    return reading.held.first.toordinal(), -reading.held.last.toordinal()


def by_another(verbs: Verbs) -> Verbs:
    """Return the verbs of a correction that let another account stand, and put no entry right: two are not one in
    other words.
    """
    return in_group_order(Verb.replaced if verb is Verb.reworded else verb for verb in verbs)


@cache
def _counting(kind: EntryKind, weight: DiffMeaning) -> tuple[str, ...]:
    return tuple(STATEMENTS[kind].counting(weight))


def evidence_verbs(before: Reading | None, after: Reading | None, cause: Cause = Cause.moved) -> Iterator[Verb]:
    """Yield what happened to what a cell rests on: a contest that came up or ended, citations that came or went.

    A contest that is another than before is told as one: not all accounts are those that stood before. Of one that goes
    on it is told what became of each account. Where nothing is sure at either end all is undated, and so is that it
    contradicts itself.
    """
    if before is not None and after is not None and contest_goes_on(before, after, cause):
        yield from in_group_order(verb for _one, _other, verb in rests_of_each(before, after, cause) if verb)
        return
    dated = any(each is not None and each.sure for each in (before, after))
    was, is_now = (dated and each is not None and each.contested for each in (before, after))
    if before is not None and after is not None and was != is_now and _only_now_sure(before, after):
        return
    if was != is_now:
        yield Verb.contested if is_now else Verb.resolved
    elif before is not None and after is not None:
        if was:
            yield Verb.contested
        elif one_account(before, after) and (rests := _rests(before, after)) is not None:
            yield rests


def rests_of_each(before: Reading, after: Reading, cause: Cause) -> list[tuple[Reading, Reading, Verb | None]]:
    """Return what became of that which each account of a contest rests on, with the account at either end.

    Where all its entries are others, that goes without saying.
    """
    both = at_both_ends(before, after, cause)
    return [(one, other, _rests(one, other) if one_account(one, other) else None) for one, other in both]


def _only_now_sure(before: Reading, after: Reading) -> bool:
    """Whether a contest is made of nothing but what stood at the other end, there only possibly: that is undated."""
    contest, plain = (after, before) if after.contested else (before, after)
    stood = [account for account in contest.accounts if any(one_account(account, each) for each in plain.accounts)]
    rest = [account for account in contest.accounts if account not in stood]
    return len(stood) == 1 and all(any(one_account(account, each) for each in plain.possibly) for account in rest)


def _rests(before: Reading, after: Reading) -> Verb | None:
    """Return what became of that which an account rests on; what was only possible at the other end is no news."""
    had, has = before.evidence, after.evidence
    found = _weighed(had, has)
    if found is None or not (had.with_possible or has.with_possible):
        return found
    whole = _weighed(had.with_possible or had, has.with_possible or has)
    return None if whole is None else min(whole, found, key=_WEIGHT.__getitem__)


_WEIGHT = {Verb.corroborated: 3, Verb.uncorroborated: 3, Verb.cited: 2, Verb.uncited: 2, Verb.regraded: 1}
"""How much each says of what became of evidence."""


def _weighed(had: Evidence, has: Evidence) -> Verb | None:
    more = has.independent_sources - had.independent_sources
    if more:
        return Verb.corroborated if more > 0 else Verb.uncorroborated
    if set(had.citations) != set(has.citations):
        return Verb.cited if set(has.citations) - set(had.citations) else Verb.uncited
    return Verb.regraded if had.grade != has.grade else None
