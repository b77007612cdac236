"""The verbs of a diff: one table, a row a verb, complete or the program does not start.

A row says which group of verbs it stands in (of each group a change has at most one, but for conditions, evidence and
promises, which can meet), which section of a note tells it, in which sentence, in which words by one account of several
(*by the account that has supports, it …*), how much it weighs, what it is when it is read backwards, and what the
glossary says of it.
"""

import string
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from enum import StrEnum
from functools import cache


class Cause(StrEnum):
    """Who or what made a change, in the later knowledge.

    ``moved``: the party did. ``corrected``: we did, since what stood before no longer counts, or since we learned more
    of what it rests on. ``redefined``: we did, by changing what it is measured by.
    """

    moved = "moved"
    corrected = "corrected"
    redefined = "redefined"


class Verb(StrEnum):
    """What happened to a cell or an item."""

    settled = "settled"
    lapsed = "lapsed"
    dropped = "dropped"
    reopened = "reopened"
    kept = "kept"
    partly_kept = "partly-kept"
    broken = "broken"
    voided = "voided"
    overdue = "overdue"
    not_overdue = "not-overdue"
    promised = "promised"
    unpromised = "unpromised"
    reversed = "reversed"
    softened = "softened"
    hardened = "hardened"
    shifted = "shifted"
    returned = "returned"
    withdrawn = "withdrawn"
    resumed = "resumed"
    silenced = "silenced"
    spoke = "spoke"
    position_moved = "position-moved"
    condition_dropped = "condition-dropped"
    conditioned = "conditioned"
    condition_changed = "condition-changed"
    salience_moved = "salience-moved"
    advanced = "advanced"
    regressed = "regressed"
    opened = "opened"
    unopened = "unopened"
    stated = "stated"
    unstated = "unstated"
    contested = "contested"
    resolved = "resolved"
    corroborated = "corroborated"
    uncorroborated = "uncorroborated"
    regraded = "regraded"
    cited = "cited"
    uncited = "uncited"
    replaced = "replaced"
    reworded = "reworded"
    reaffirmed = "reaffirmed"

    @property
    def weight(self) -> int:
        """Place in a diff: 0 comes first."""
        return VERBS[self].weight


GROUPS = ("direction", "position", "condition", "salience", "voice", "status", "list", "evidence", "wording")
"""In the order in which the verbs of one change stand."""
SECTIONS = ("settled", "promises", "moved", "course", "new", "evidence", "again")
"""Keys of the sections of a note that tell changes, in their order."""
FIELDS = frozenset({"item", "party", "before", "after", "n", "more", "toward", "away", "condition", "former", "late"})
"""What a sentence may name.

``item`` and ``party`` are names, ``before`` and ``after`` the stances or statuses in words, ``n`` the signed points of
a position or a salience without their sign, ``more`` which way a salience went, ``toward`` and ``away`` lists of
parties (of a position, with none there, the anchor of its scale), ``condition`` what a verb about conditions speaks of
(the one dropped, else the new one), ``former`` the one that it takes the place of, ``late`` nothing, or how late a
promise was kept.
"""
FIELDS_BY_ACCOUNT = frozenset({"n", "more", "toward"})
"""What the words by one account may name: points, which way a salience went, the end that a position went towards."""


@dataclass(frozen=True, slots=True)
class VerbRow:
    """All that is said of a verb; see ``GROUPS``, ``SECTIONS`` and ``FIELDS``.

    ``by_account`` stands behind *it*. Verbs of what a cell rests on have none: there the note names the accounts.
    Nearer to whom a party came is known of all its accounts together, by name, and not of one: by that it *moved*.
    """

    verb: Verb
    group: str
    section: str
    sentence: str
    by_account: str
    weight: int
    opposites: frozenset[Verb]
    glossary: str


def checked(rows: Iterable[VerbRow], verbs: Iterable[Verb] = tuple(Verb)) -> dict[Verb, VerbRow]:
    """Return the rows by verb, weightiest first; raise ``TypeError`` naming the verb where anything is missing.

    So that no verb falls silent: it would be found out in front of a reader.
    """
    table = {row.verb: row for row in rows}
    for verb in verbs:
        if verb not in table:
            raise TypeError(f'the verb "{verb}" has no row in VERBS')
    for row in table.values():
        for fault in _faults(row, table):
            raise TypeError(f'the verb "{row.verb}" {fault}')
    return dict(sorted(table.items(), key=lambda each: each[1].weight))


def _faults(row: VerbRow, table: Mapping[Verb, VerbRow]) -> Iterable[str]:
    empty = [field.name for field in fields(row) if getattr(row, field.name) in ("", None, frozenset())]
    yield from (f"has no {name}" for name in empty if (row.group, name) != ("evidence", "by_account"))
    if row.group not in GROUPS:
        yield f'stands in a group that there is not: "{row.group}"'
    if row.section not in SECTIONS:
        yield f'is told in a section that there is not: "{row.section}"'
    for said, filled in ((row.sentence, FIELDS), (row.by_account, FIELDS_BY_ACCOUNT)):
        if unknown := {name for _, name, _, _ in string.Formatter().parse(said) if name is not None} - filled:
            yield f"names in its sentence what nobody fills in: {', '.join(sorted(unknown))}"
    if any(other.weight == row.weight for other in table.values() if other is not row):
        yield "weighs as much as another"
    one_way = [other for other in row.opposites if other not in table or row.verb not in table[other].opposites]
    if one_way:
        yield f"has an opposite that does not name it: {', '.join(sorted(one_way))}"


def _both_ways(pairs: Iterable[tuple[Verb, Iterable[Verb]]]) -> dict[Verb, frozenset[Verb]]:
    found: dict[Verb, set[Verb]] = {}
    for one, others in pairs:
        for other in others:
            found.setdefault(one, set()).add(other)
            found.setdefault(other, set()).add(one)
    return {verb: frozenset(others) for verb, others in found.items()}


_ENDINGS = (Verb.settled, Verb.lapsed, Verb.dropped)
_OF_A_PROMISE = (Verb.kept, Verb.partly_kept, Verb.broken, Verb.voided)

OPPOSITES: dict[Verb, frozenset[Verb]] = _both_ways([
    (Verb.settled, [Verb.lapsed, Verb.dropped]),
    (Verb.lapsed, [Verb.dropped]),
    (Verb.reopened, [*_ENDINGS, *_OF_A_PROMISE]),
    (Verb.unopened, [Verb.opened, *_ENDINGS]),
    (Verb.kept, [Verb.partly_kept, Verb.broken, Verb.voided]),
    (Verb.partly_kept, [Verb.broken, Verb.voided]),
    (Verb.broken, [Verb.voided]),
    (Verb.overdue, [Verb.not_overdue, Verb.unpromised]),
    (Verb.unpromised, [Verb.promised, *_OF_A_PROMISE]),
    (Verb.advanced, [Verb.regressed]),
    (Verb.softened, [Verb.hardened]),
    (Verb.shifted, [Verb.shifted]),
    (Verb.reversed, [Verb.reversed]),
    (Verb.returned, [Verb.returned]),
    (Verb.withdrawn, [Verb.resumed, Verb.silenced]),
    (Verb.silenced, [Verb.spoke]),
    (Verb.position_moved, [Verb.position_moved]),
    (Verb.conditioned, [Verb.condition_dropped]),
    (Verb.condition_changed, [Verb.condition_changed]),
    (Verb.salience_moved, [Verb.salience_moved]),
    (Verb.stated, [Verb.unstated]),
    (Verb.contested, [Verb.resolved, Verb.contested]),
    (Verb.corroborated, [Verb.uncorroborated]),
    (Verb.regraded, [Verb.regraded]),
    (Verb.cited, [Verb.cited, Verb.uncited]),
    (Verb.replaced, [Verb.replaced]),
    (Verb.reworded, [Verb.reworded]),
    (Verb.reaffirmed, [Verb.reaffirmed]),
])  # fmt: skip
"""What a change may be called when it is read backwards; symmetric."""


def _row(verb: Verb, group: str, section: str, sentence: str, by_account: str, glossary: str) -> VerbRow:
    return VerbRow(verb, group, section, sentence, by_account, -1, OPPOSITES.get(verb, frozenset()), glossary)


_ROWS = (
    _row(Verb.settled, "status", "settled", "{item} is settled: {after}, before {before}.",
         "is settled", "agreed or implemented, which it was not before"),
    _row(Verb.lapsed, "status", "settled", "{item} has {after}, before {before}: time ended it.",
         "has lapsed", "time ended it"),
    _row(Verb.dropped, "status", "settled", "{item} was {after}, before {before}.",
         "was dropped", "taken off the table without an agreement"),
    _row(Verb.reopened, "status", "settled", "{item} is open again: {after}, before {before}.",
         "is open again", "open once more, or a promise that is to be kept again"),
    _row(Verb.kept, "status", "promises", "{item}: the promise was kept{late}.",
         "was kept", "a promise was kept; late, if so"),
    _row(Verb.partly_kept, "status", "promises", "{item}: the promise was kept in part.",
         "was kept in part", "a promise was kept in part; the rest is open"),
    _row(Verb.broken, "status", "promises", "{item}: the promise was broken.",
         "was broken", "a promise was broken"),
    _row(Verb.voided, "status", "promises", "{item}: the promise no longer binds.",
         "no longer binds", "a promise no longer binds"),
    _row(Verb.overdue, "list", "promises",
         "{item}: the day it was due has passed, and no report says that it was kept.",
         "is overdue", "promised, and the day has passed; derived, never recorded"),
    _row(Verb.not_overdue, "list", "promises", "{item} is not overdue any more.",
         "is not overdue any more", "no longer overdue, and still open"),
    _row(Verb.promised, "status", "promises", "{item} was promised.",
         "was promised", "a promise that no report told before"),
    _row(Verb.unpromised, "status", "promises", "{item}: no promise is on record.",
         "is promised no more", "a promise that is no longer on record"),
    _row(Verb.reversed, "direction", "moved", "{party} changed sides: {after}, before {before}.",
         "changed sides", "the sign of the score changed: for became against, or against became for"),
    _row(Verb.softened, "direction", "moved", "{party} came nearer to the other principals: {after}, before {before}.",
         "moved", "the mean distance to the scores of the other principals fell"),
    _row(Verb.hardened, "direction", "moved",
         "{party} went further from the other principals: {after}, before {before}.",
         "moved", "the mean distance to the scores of the other principals grew"),
    _row(Verb.shifted, "direction", "moved", "{party} moved: {after}, before {before}.",
         "moved",
         "the score changed, but not the mean distance to the other principals; or none of them is known at both ends; "
         "or a condition made or dropped would tell the contrary"),
    _row(Verb.returned, "direction", "moved", "{party} moved and came back: {after} at both ends.",
         "moved and came back", "moved in between, and came back to where it was"),
    _row(Verb.withdrawn, "voice", "moved", "{party} took it off the table: {after}, before {before}.",
         "was taken off the table", "the party took its stance off the table"),
    _row(Verb.resumed, "voice", "moved", "{party} takes a stance again: {after}, before {before}.",
         "takes a stance again", "a stance again, after it was withdrawn"),
    _row(Verb.silenced, "voice", "moved", "{party} is reported as {after}, before {before}.",
         "is reported as silent", "reported as not having raised it, after it had"),
    _row(Verb.spoke, "voice", "moved", "{party} took a stance: {after}, before {before}.",
         "took a stance", "a stance, after it was reported as silent"),
    _row(Verb.position_moved, "position", "moved", "{party} moved {n} points towards {toward}.",
         "moved {n} points towards {toward}", "more than 10 points from where it was on the item's scale"),
    _row(Verb.condition_dropped, "condition", "moved", "{party} names no condition any more: {condition}.",
         "names no condition any more", "a condition was named before and none is now"),
    _row(Verb.conditioned, "condition", "moved", "{party} now makes a condition: {condition}.",
         "now makes a condition", "a condition is named now and none was before"),
    _row(Verb.condition_changed, "condition", "moved",
         "{party} names another condition in place of {former}: {condition}.",
         "names another condition", "another condition is named than before"),
    _row(Verb.salience_moved, "salience", "moved", "It matters {n} points {more} to {party}.",
         "cares {n} points {more} about it", "more than 10 points from how much it mattered to the party"),
    _row(Verb.advanced, "status", "course", "{item} advanced: {after}, before {before}.",
         "advanced", "nearer to being settled"),
    _row(Verb.regressed, "status", "course", "{item} went back: {after}, before {before}.",
         "went back", "further from being settled"),
    _row(Verb.opened, "list", "new", "{item} is first reported: {after}.",
         "is first reported", "first reported on by a source that we have"),
    _row(Verb.unopened, "list", "new", "{item} is not on the list.",
         "is not on the list", "no longer on the list"),
    _row(Verb.stated, "voice", "new", "{party} is first reported: {after}.",
         "is first reported",
         "a stance, or the status of an item that stances were reported on, first reported by a source that we have; "
         "it may be older"),
    _row(Verb.unstated, "voice", "new", "No stance of {party} is on record, before {before}.",
         "is not on record any more", "a stance, or a status, that is no longer on record"),
    _row(Verb.contested, "evidence", "evidence", "Accounts of {party} contradict each other.",
         "", "accounts contradict each other, and nobody has settled it"),
    _row(Verb.resolved, "evidence", "evidence", "Accounts of {party} no longer contradict each other.",
         "", "accounts no longer contradict each other"),
    _row(Verb.corroborated, "evidence", "evidence", "More independent sources say so of {party}.",
         "", "it rests on more independent sources"),
    _row(Verb.uncorroborated, "evidence", "evidence", "Fewer independent sources say so of {party}.",
         "", "it rests on fewer independent sources"),
    _row(Verb.regraded, "evidence", "evidence", "What it rests on for {party} is graded otherwise.",
         "", "the grade of what it rests on changed, and not the sources"),
    _row(Verb.cited, "evidence", "evidence", "More places are cited for {party}, or others.",
         "", "more places are cited, or others"),
    _row(Verb.uncited, "evidence", "evidence", "Fewer places are cited for {party}.",
         "", "fewer places are cited"),
    _row(Verb.replaced, "wording", "again", "{party}: {after}, by another entry than before.",
         "is told by another entry",
         "the same by another entry, since we took back or put right the one before; nobody said it again"),
    _row(Verb.reworded, "wording", "again", "{party} is told in other words: {after}.",
         "is told in other words", "the same stance in other words"),
    _row(Verb.reaffirmed, "wording", "again", "{party} said so again: {after}.",
         "is where it was", "the same said once more"),
)  # fmt: skip

VERBS: dict[Verb, VerbRow] = checked(replace(row, weight=place) for place, row in enumerate(_ROWS))
"""All verbs, weightiest first. A verb without a whole row makes the import of this package fail."""


def of_group(*groups: str) -> frozenset[Verb]:
    """Return the verbs that stand in some groups."""
    return frozenset(verb for verb, row in VERBS.items() if row.group in groups)


EVIDENCE = of_group("evidence")
"""Verbs about what a cell rests on; they stand behind those of what is held."""

RESTS = EVIDENCE - {Verb.contested, Verb.resolved}
"""Verbs about how much it rests on; that accounts contradict each other says something of what is held."""

UNMOVED = EVIDENCE | of_group("wording", "salience")
"""Verbs under which nobody and nothing has changed place."""

FIRST_TOLD = of_group("list") | {Verb.stated, Verb.unstated, Verb.promised, Verb.unpromised}
"""Verbs of what is told at one end alone, or that time alone brings: nothing was there that became another."""

MOVES = of_group("direction", "position", "condition") | {Verb.withdrawn, Verb.resumed}
"""Verbs of a party that changed its stance, its condition or its position."""

SILENCES = frozenset({Verb.spoke, Verb.silenced})
"""Verbs of a party that fell silent, or spoke after a silence."""


def in_group_order(verbs: Iterable[Verb]) -> tuple[Verb, ...]:
    """Return the verbs of one change in their order: by group, then by weight."""
    return _in_order(frozenset(verbs))


@cache  # changes come by the ten thousand, and a few dozen sets of verbs with them
def _in_order(verbs: frozenset[Verb]) -> tuple[Verb, ...]:
    return tuple(sorted(verbs, key=lambda verb: (GROUPS.index(VERBS[verb].group), verb.weight)))
