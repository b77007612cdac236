"""What stands in a cell, as docs/explain/accounts.md says it, in plain and slow Python: to hold ``ledger.domain.accounts`` against.

Nothing here is clever: every rule is a sentence with loops around it.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

STANCES = (
    "demands", "supports", "conditional", "undecided", "doubts", "opposes", "rejects", "silent", "withdrawn",
)  # fmt: skip
STATUSES = (
    "not-raised", "open", "discussed", "progress", "narrowed", "agreed-in-principle", "agreed", "implemented",
    "deadlocked", "dropped", "lapsed", "promised", "partly-kept", "kept", "broken", "void",
)  # fmt: skip
VOICES = {
    "own-words": 0, "spokesperson": 0, "readout": 0, "mediator": 1, "counterpart": 1, "anonymous-official": 1,
    "anonymous-source": 1, "media": 1, None: 1, "analyst": 2,
}  # fmt: skip
"""First-hand, reported, assessed: how near an account is to the party."""


@dataclass(frozen=True)
class Cited:
    """One citation: whose word it is, and how likely it is thought to be. ``carries`` is what this place repeats."""

    source: str
    at: str
    credibility: int = 6
    speaker: str | None = None
    by: str | None = None
    carries: str | None = None


@dataclass(frozen=True)
class Report:
    """A source as known at a time: how reliable it is, and what it repeats."""

    reliability: str
    carries: str | None = None


@dataclass(frozen=True)
class Saying:
    """What one source says of a cell, in one entry. ``after``: entries it came after because somebody said so."""

    entry: int
    source: str
    first: date
    last: date
    held: str
    word: str
    cites: tuple[Cited, ...]
    position: int | None = None
    condition: str | None = None
    summary: str | None = None
    file: int = 0
    place: int = 0
    after: frozenset[int] = frozenset()

    def sure(self, day: date) -> bool:
        return self.last <= day

    @property
    def words_of(self) -> tuple[str | None, str | None]:
        return self.cites[0].speaker, self.cites[0].by

    @property
    def voice(self) -> int:
        return min(VOICES[cited.speaker] for cited in self.cites)


@dataclass(frozen=True)
class Account:
    """Sayings that are the same, the leading one first; ``entries`` are theirs and those of coarser ones with them."""

    sayings: tuple[Saying, ...]
    entries: frozenset[int]
    rests_on: frozenset[int]
    sure: bool
    cites: frozenset[Cited]
    grade: str
    independent: int
    voice: int

    @property
    def leading(self) -> Saying:
        return self.sayings[0]


@dataclass(frozen=True)
class Stands:
    accounts: tuple[Account, ...] = ()
    contested: bool = False
    listed: frozenset[int] = frozenset()


Sources = Mapping[str, Report]


# -- two sayings -----------------------------------------------------------------------------------------------------


def follows(later: Saying, earlier: Saying) -> bool:
    """Rule 1. What somebody said of the order overrides; then the days; then, in one source, the finer rules."""
    if earlier.entry in later.after:
        return True
    if later.entry in earlier.after or later.entry == earlier.entry:
        return False
    if earlier.last < later.first:
        return True
    if later.last < earlier.first or later.source != earlier.source:
        return False
    if later.first != earlier.first:
        return later.first > earlier.first
    if later.last != earlier.last:
        return later.last < earlier.last
    one_word_in_one_file = later.file == earlier.file and later.words_of == earlier.words_of
    return one_word_in_one_file and later.place > earlier.place


def concurrent(one: Saying, other: Saying) -> bool:
    return not follows(one, other) and not follows(other, one)


def same(one: Saying, other: Saying) -> bool:
    """Rules 2 and 10."""
    if one.word != other.word:
        along, further = {"open", "discussed"}, {"open", "discussed", "progress", "narrowed", "deadlocked"}
        if not ({one.word, other.word} & along and {one.word, other.word} <= further):
            return False
    if one.position is not None and other.position is not None and abs(one.position - other.position) > 10:
        return False
    return one.condition is None or other.condition is None or plain(one.condition) == plain(other.condition)


def plain(text: str) -> str:
    """A condition without case, spaces and punctuation."""
    marked = "".join(" " if unicodedata.category(sign)[0] in "PS" else sign for sign in text)
    return re.sub(r"\s+", " ", unicodedata.normalize("NFKC", marked).casefold()).strip()


def more_finely(fine: Saying, coarse: Saying) -> bool:
    """Rule 3: the same and no less, its days inside those of the other."""
    if tells(fine) < tells(coarse):
        return False
    inside = coarse.first <= fine.first and fine.last <= coarse.last
    return inside and (fine.first, fine.last) != (coarse.first, coarse.last) and same(fine, coarse)


def tells(one: Saying) -> int:
    """Rule 10: of what agrees, open says the least, and discussed less than what else does."""
    return {"open": 0, "discussed": 1}.get(one.word, 2)


def rivals(one: Saying, other: Saying) -> bool:
    return "silent" not in {one.word, other.word} and concurrent(one, other) and not same(one, other)


# -- a cell ----------------------------------------------------------------------------------------------------------


def stands(sayings: Iterable[Saying], day: date, sources: Sources) -> Stands:
    """Rules 3 to 5, of sayings that count at all (rule 9)."""
    fine, coarse = apart([each for each in sayings if each.first <= day])
    left = _not_displaced(fine, day)
    silences = [
        each
        for each in left
        if each.word == "silent"
        and any(
            other.word != "silent" and concurrent(each, other) and (other.sure(day) or not each.sure(day))
            for other in left
        )
    ]
    told = [each for each in left if each not in silences]
    accounts = [_account(group, coarse, day, sources) for group in _grouped(told, day, sources)]
    accounts.sort(key=lambda account: _order(account.leading, told, day, sources, account.independent))
    certain = [each for each in told if each.sure(day)] or told
    contested = any(rivals(one, other) for one in certain for other in certain)
    return Stands(tuple(accounts), contested, frozenset(each.entry for each in silences))


def apart(begun: Sequence[Saying]) -> tuple[list[Saying], list[Saying]]:
    """Rule 3: those that say something of their own, and those that another says more finely."""
    coarse = [each for each in begun if any(more_finely(other, each) for other in begun)]
    return [each for each in begun if each not in coarse], coarse


def opposed(sayings: Sequence[Saying]) -> set[frozenset[int]]:
    """The entries that contradict each other, whatever has followed them since.

    Coarse ones do not: those that say it more finely do. But where only the source that is contradicted says it more
    finely, and only after what is contradicted, the coarse one still contradicts that.
    """
    fine, coarse = apart(sayings)
    found = {frozenset((one.entry, other.entry)) for one in fine for other in fine if rivals(one, other)}
    for vague in coarse:
        instead = [each for each in fine if more_finely(each, vague)]
        for known in fine:
            its_own = [each for each in instead if each.source == known.source and follows(each, known)]
            if rivals(vague, known) and instead and its_own == instead:
                found.add(frozenset((vague.entry, known.entry)))
    return {pair for pair in found if len(pair) == 2}


def _not_displaced(fine: Sequence[Saying], day: date) -> list[Saying]:
    """Rule 4. If what was said of the order has come to go round in a circle, only what was said counts."""
    left = [
        each
        for each in fine
        if not any(follows(other, each) and (other.sure(day) or not each.sure(day)) for other in fine)
    ]
    if left or not fine:
        return left
    return [
        each
        for each in fine
        if not any(each.entry in other.after and (other.sure(day) or not each.sure(day)) for other in fine)
    ]


def _grouped(told: Sequence[Saying], day: date, sources: Sources) -> list[list[Saying]]:
    """Rule 5: each joins the first account with every member of which it is concurrent and the same.

    What is only possible joins nothing sure that tells less.
    """
    groups: list[list[Saying]] = []
    for each in sorted(told, key=lambda one: _order(one, told, day, sources)):
        for group in groups:
            sure = [tells(other) for other in group if other.sure(day)]
            if not each.sure(day) and sure and tells(each) > max(sure):
                continue
            if all(concurrent(each, other) and same(each, other) for other in group):
                group.append(each)
                break
        else:
            groups.append([each])
    return groups


def _order(
    one: Saying, here: Iterable[Saying], day: date, sources: Sources, independent: int | None = None
) -> tuple[Any, ...]:
    """The leading order: sure; no repeat of another here; voice; reliability; credibility; precision; content; …"""
    others = {other.source for other in here if other.source != one.source}
    repeats = all(others & set(chain(cited, sources)[1:]) for cited in one.cites)
    told = sorted((name, str(value)) for name, value in _other_fields(one) if value is not None)
    return (
        not one.sure(day),
        repeats,
        one.voice,
        sources[one.source].reliability,
        min(cited.credibility for cited in one.cites),
        *(() if independent is None else (-independent,)),
        (one.last - one.first).days,
        (*STANCES, *STATUSES).index(one.word),
        -1 if one.position is None else one.position,
        repr(told),
        one.first,
        one.last,
        one.held,
        one.source,
        tuple(cited.at for cited in one.cites),
        one.place,
    )


def _other_fields(one: Saying) -> list[tuple[str, str | None]]:
    return [("condition", one.condition), ("summary", one.summary)]


def _account(group: Sequence[Saying], coarse: Sequence[Saying], day: date, sources: Sources) -> Account:
    own = {each.source for each in group}
    going = [each for each in coarse if each.source not in own and any(more_finely(one, each) for one in group)]
    sure = group[0].sure(day)
    most = max(tells(each) for each in group if each.sure(day) == sure)
    word = next(each.word for each in group if each.sure(day) == sure and tells(each) == most)
    bearing = [each for each in group if each.word == word]
    told = [each for each in (*bearing, *going) if each.word == word and (each.sure(day) or not sure)]
    cites = frozenset(cited for each in told for cited in each.cites)
    return Account(
        tuple(bearing),
        frozenset(each.entry for each in (*group, *going)),
        frozenset(each.entry for each in told),
        group[0].sure(day),
        cites,
        grade(cites, sources),
        independent(cites, sources),
        min(each.voice for each in bearing if each.entry == bearing[0].entry),
    )


# -- what it rests on ------------------------------------------------------------------------------------------------


def grade(cites: Iterable[Cited], sources: Sources) -> str:
    """Rule 8: the best independent citation; a repeat of another here is none, unless all are."""
    every = list(cites)
    keys = {cited.source for cited in every}
    own = [cited for cited in every if not (keys - {cited.source}) & set(chain(cited, sources)[1:])]
    return min(f"{sources[cited.source].reliability}{cited.credibility}" for cited in own or every)


def independent(cites: Iterable[Cited], sources: Sources) -> int:
    """Rule 8: distinct origins, never more than the sources."""
    every = list(cites)
    return min(len({_origin(cited, sources) for cited in every}), len({cited.source for cited in every}))


def chain(cited: Cited, sources: Sources) -> list[str]:
    """A source, what it repeats, what that repeats, and so on; a circle ends where it closes."""
    chain = [cited.source]
    name = cited.carries or sources[cited.source].carries
    while name is not None and name not in chain:
        chain.append(name)
        name = sources[name].carries if name in sources else None
    return chain


def _origin(cited: Cited, sources: Sources) -> str:
    way = chain(cited, sources)
    last = way[-1]
    back = sources[last].carries if last in sources else None
    return min(way[way.index(back) :]) if back in way else last


# -- a floor ---------------------------------------------------------------------------------------------------------


def above(
    sayings: Iterable[Saying],
    sources: Sources,
    at_least: str | None = None,
    voice: int | None = None,
    at_least_independent: int | None = None,
    day: date = date.max,
) -> list[Saying]:
    """The floor of rule 9: it drops citations; what has none left does not count. What is sure bears out what is."""
    left = []
    for each in sayings:
        cites = tuple(
            cited
            for cited in each.cites
            if (voice is None or VOICES[cited.speaker] <= voice)
            and (
                at_least is None
                or (sources[each.source].reliability <= at_least[0] and cited.credibility <= int(at_least[1]))
            )
        )
        if cites:
            left.append(replace(each, cites=cites))
    if at_least_independent is None:
        return left
    sure = [each for each in left if each.sure(day)]
    return [each for each in left if _support(each, sure if each in sure else left, sources) >= at_least_independent]


def _support(each: Saying, among: Iterable[Saying], sources: Sources) -> int:
    alike = [
        other
        for other in among
        if other.word == each.word
        and (
            other is each
            or more_finely(each, other)
            or more_finely(other, each)
            or (concurrent(each, other) and same(each, other))
        )
    ]
    return independent([cited for other in alike for cited in other.cites], sources)
