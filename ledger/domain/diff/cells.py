"""Item × party: which verb leads from one reading to another.

Which fields count is declared on the fields themselves (``Counts`` in ``ledger.domain.entries``), never listed here.
"""

from collections.abc import Iterator
from functools import cache

from ledger.domain.diff.verbs import Cause, Verb
from ledger.domain.entries import STATEMENTS, Counts
from ledger.domain.readings import Reading
from ledger.domain.words import EntryKind, Stance


def cell_verb(before: Reading | None, after: Reading | None, cause: Cause = Cause.moved) -> Verb | None:
    """Return what happened to a cell, or ``None`` where the same entry counts as before.

    Having withdrawn a stance beats being silent on it, and both beat any score.
    """
    if before is None or after is None:
        return None if before is after else Verb.stated if before is None else Verb.unstated
    was, is_now = before.stance, after.stance
    if was is is_now:
        return said_again(before, after, cause)
    return _without_score(was, is_now) or _by_score(before.score or 0, after.score or 0)


def _without_score(before: Stance | None, after: Stance | None) -> Verb | None:
    if before is Stance.withdrawn or after is Stance.withdrawn:
        return Verb.withdrawn if after is Stance.withdrawn else Verb.resumed
    if before is Stance.silent or after is Stance.silent:
        return Verb.silenced if after is Stance.silent else Verb.spoke
    return None


def _by_score(before: int, after: int) -> Verb:
    if before == 0:
        return Verb.declared
    if before * after < 0:
        return Verb.reversed
    return Verb.hardened if abs(after) > abs(before) else Verb.softened


def said_again(before: Reading, after: Reading, cause: Cause) -> Verb | None:
    """Return how an entry says once more what another said, or ``None`` where it is the same entry.

    Between two entries a party's wording counts. In a correction of ours the analyst's remarks do too: they may be all
    that it is about.
    """
    if before.entry == after.entry:
        return None
    weights = (Counts.wording, Counts.remark) if cause is Cause.corrected else (Counts.wording,)
    fields = (field for weight in weights for field in _counting(after.kind, weight))
    differs = any(before.values.get(field) != after.values.get(field) for field in fields)
    return Verb.reworded if differs else Verb.reaffirmed


@cache
def _counting(kind: EntryKind, weight: Counts) -> tuple[str, ...]:
    return tuple(STATEMENTS[kind].counting(weight))


def evidence_verbs(before: Reading | None, after: Reading | None) -> Iterator[Verb]:
    """Yield what happened to what a cell rests on: a contest that came up or ended, citations that came or went."""
    was, is_now = before is not None and before.contested, after is not None and after.contested
    if was != is_now:
        yield Verb.contested if is_now else Verb.resolved
    if before is not None and after is not None and before.entry == after.entry:
        cited = _cited(before, after)
        if cited is not None:
            yield cited


def _cited(before: Reading, after: Reading) -> Verb | None:
    """Only what is cited counts: that we came to think otherwise of a source is no news about the cell."""
    had, has = set(before.evidence.citations), set(after.evidence.citations)
    if had == has:
        return None
    more = after.evidence.independent_sources - before.evidence.independent_sources
    if more:
        return Verb.corroborated if more > 0 else Verb.uncorroborated
    return Verb.cited if has - had else Verb.uncited
