"""What an entry or an account rests on: its citations, how good they are, whose word it is, how many are independent.

Independent sources are distinct *origins*: what a citation or its source ``carries``, followed to its end, else the
source itself; never more than the sources. A name that is carried belongs to the source whose key or publisher it is.
Whoever carries what it does not name (``unnamed media``) may repeat any of the others: it adds none to them.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from ledger.domain.entries import Citation
from ledger.domain.records import Source
from ledger.domain.text import fold
from ledger.domain.words import SourceKind, Voice

UNNAMED = "unnamed"
"""The first word of a name that is none: of media, agencies or reports that a source repeats and does not name."""
_NO_NAME = re.compile(rf"{UNNAMED}(?![\w-]|\.\w)")


class Evidence(NamedTuple):
    """Citations, the best as a grade (``B2``), how many sources are independent, the nearest voice and who speaks.

    ``leading``: of several entries, the citations of the one that leads, whose words are told, also those below a
    floor; else, where its words rest on nothing else, none are set apart. ``nearer``: a voice nearer than that of the
    words that are told, which says the same besides. ``in_time``: where anything of the account is only possible at
    the point, what it comes to by each day on which something of that is sure, the earliest first.
    """

    citations: tuple[Citation, ...] = ()
    grade: str | None = None
    independent_sources: int = 0
    voice: Voice | None = None
    by: str | None = None
    leading: tuple[Citation, ...] = ()
    nearer: Voice | None = None
    in_time: "tuple[tuple[date, Evidence], ...]" = ()

    @property
    def with_possible(self) -> "Evidence | None":
        """What it would come to with all that is only possible at the point, where anything is."""
        return self.in_time[-1][1] if self.in_time else None

    def sure_by(self, day: date) -> "Evidence":
        """Return what it comes to with what is sure by a later day."""
        found = next((each for last, each in reversed(self.in_time) if last <= day), self)
        left = tuple(each for each in self.in_time if each[0] > day)
        return self if found is self else found._replace(leading=self.leading or found.leading, in_time=left)


NO_EVIDENCE = Evidence()


def weigh(
    citations: tuple[Citation, ...],
    sources: Mapping[str, Source],
    leading: Sequence[Citation] = (),
    possible: Sequence[tuple[date, Citation]] = (),
) -> Evidence:
    """Work out what citations are worth; for the grade see ``grade_of``.

    Of an account ``leading`` are the citations of the entry that leads it: whose word it is goes by the words that are
    told, and not by what somebody else said in support of them. ``possible`` are those of what is only possible where
    the account is sure, each with the day by which it is sure: till then it lends no voice, no grade and no source to
    what is said there.
    """
    if possible:
        by_day = {day: (*citations, *(each for last, each in possible if last <= day)) for day, _each in possible}
        in_time = ((day, weigh(tuple(dict.fromkeys(by_day[day])), sources, leading)) for day in sorted(by_day))
        return weigh(citations, sources, leading)._replace(in_time=tuple(in_time))
    if not citations:
        return NO_EVIDENCE
    if len(citations) == 1:  # as nearly all are
        return _alone(citations[0], sources)
    told = min(leading or citations, key=lambda citation: voice_of(citation, sources).distance)
    voice = voice_of(told, sources)
    nearest = min((voice_of(citation, sources) for citation in citations), key=lambda each: each.distance)
    return Evidence(
        citations,
        grade_of(citations, sources),
        independent(citations, sources),
        voice,
        told.by,
        tuple(leading),
        nearest if nearest.distance < voice.distance else None,
    )


def _alone(citation: Citation, sources: Mapping[str, Source]) -> Evidence:
    grade, number = grade_of((citation,), sources), int(citation.source in sources)
    return Evidence((citation,), grade, number, voice_of(citation, sources), citation.by)


def grade_of(citations: Iterable[Citation], sources: Mapping[str, Source]) -> str | None:
    """Return reliability and credibility of the best citation (``B2``): the surest source, then the likelier word.

    What only repeats another of them lends it no grade of its own, unless all of them do.
    """
    known = [citation for citation in citations if citation.source in sources]
    own = [citation for citation in known if not _repeats_one(citation, known, sources)] if len(known) > 1 else known
    grades = [(sources[each.source or ""].reliability.value, each.credibility) for each in own or known]
    return "{}{}".format(*min(grades)) if grades else None


def _repeats_one(citation: Citation, others: Iterable[Citation], sources: Mapping[str, Source]) -> bool:
    repeated = repeats(citation, sources)
    return any(repeated & names_of(sources[other.source or ""]) for other in others if other.source != citation.source)


def voice_of(citation: Citation, sources: Mapping[str, Source]) -> Voice:
    """Return how near a citation is to the party. Where nobody says whose word it is, the kind of document does."""
    if citation.speaker is not None:
        return citation.speaker.voice
    source = sources.get(citation.source or "")
    return Voice.assessed if source is not None and source.kind is SourceKind.assessment else Voice.reported


def distance_of(citations: Iterable[Citation], sources: Mapping[str, Source]) -> int:
    """Return how far the nearest of citations is from the party."""
    return min((voice_of(citation, sources).distance for citation in citations), default=0)


def independent(citations: Iterable[Citation], sources: Mapping[str, Source]) -> int:
    """Count the distinct origins of citations, each source standing for one at the most.

    Two originals by one publisher stay two; an article that carries two wires is still one article.
    """
    cited: dict[str, list[Citation]] = {}
    for citation in citations:
        if citation.source is not None and citation.source in sources:
            cited.setdefault(citation.source, []).append(citation)
    ends: dict[tuple[str, ...], frozenset[str]] = {}  # many carry the same wires: each is followed to its end once
    for citation in (each for own in cited.values() for each in own):
        if (given := _carries(citation, sources)) not in ends:
            ends[given] = carried(citation, sources)
    found = {key: [ends[_carries(each, sources)] for each in own] for key, own in cited.items()}
    by_name: dict[str, list[str]] = {}
    for key, names in found.items():
        for name in names_of(sources[key]).difference(
            *names
        ):  # who repeats its publisher repeats another of its papers
            by_name.setdefault(name, []).append(key)
    origins = {key: _origins(key, names, by_name) for key, names in found.items()}
    named = [key for key in sorted(origins) if not all(map(_is_unnamed, origins[key]))]
    vouched: dict[str, str] = {}  # by origin, the source that stands for it: each source for one at the most
    return sum(_vouch(source, origins, vouched, set()) for source in named or sorted(origins)[:1])


def _origins(key: str, found: Sequence[frozenset[str]], cited: Mapping[str, Sequence[str]]) -> frozenset[str]:
    """Return where a source has it from: the sources cited here or names that it carries, else itself.

    ``found`` are the names that its citations carry, ``cited`` the sources cited here by such a name.
    """
    names = {name for each in found for name in each}
    named = {name for name in names if not _is_unnamed(name)}
    names = named if named or not all(found) else names
    return frozenset(origin for name in names for origin in cited.get(name) or [name]) or frozenset({key})


def _is_unnamed(origin: str) -> bool:
    """Whether a name is none. Not where the word is only a part of one: of a key, ``unnamed-leak``."""
    return _NO_NAME.match(origin) is not None


def _vouch(source: str, origins: Mapping[str, frozenset[str]], vouched: dict[str, str], asked: set[str]) -> bool:
    """Let a source stand for one of its origins, if need be by letting others stand for other ones of theirs."""
    for origin in sorted(origins[source] - asked):
        asked.add(origin)
        if origin not in vouched or _vouch(vouched[origin], origins, vouched, asked):
            vouched[origin] = source
            return True
    return False


def carried(citation: Citation, sources: Mapping[str, Source]) -> frozenset[str]:
    """Return the folded names of what a citation repeats in the end; empty where it is its source's own."""
    return frozenset(name for each in _carries(citation, sources) for name in _in_the_end(each, sources, ()))


def _carries(citation: Citation, sources: Mapping[str, Source]) -> tuple[str, ...]:
    return carries_of(citation, sources.get(citation.source or ""))


def carries_of(citation: Citation, source: Source | None) -> tuple[str, ...]:
    """Return what a place repeats: what it names, else what its source does. One that names its source is its own.

    So is one that names the publisher of a source which repeats others; of any other it may be another of its papers.
    """
    given = citation.carries or (source.carries if source else ())
    if source is None or not given:
        return given
    own = {fold(key) for key in (source.key, *source.former)}
    if citation.carries and source.carries:
        own |= names_of(source).difference(map(fold, source.carries))
    return () if any(fold(name) in own for name in given) else given


def repeats(citation: Citation, sources: Mapping[str, Source]) -> frozenset[str]:
    """Return the folded names of all that a citation repeats, directly or through others."""
    ahead = list(_carries(citation, sources))
    found: set[str] = set()
    while ahead:
        name = ahead.pop()
        known = _named(name, sources)
        if fold(name) not in found:
            found |= {fold(name), *((fold(known.key),) if known else ())}
            ahead += known.carries if known else ()
    return frozenset(found)


def names_of(source: Source) -> frozenset[str]:
    """Return the folded names by which others may say that they carry this source."""
    return frozenset({fold(source.key), fold(source.publisher or source.key)})


def _named(name: str, sources: Mapping[str, Source]) -> Source | None:
    """Return the source that a name means: one that had it as its key means it still, or what that one goes on as."""
    found = sources.get(name) or sources.get(fold(name))
    once = {name, fold(name)}
    found = found or next((each for each in sources.values() if not once.isdisjoint(each.former)), None)
    return sources.get(found.joined, found) if found and found.joined else found


def _in_the_end(name: str, sources: Mapping[str, Source], seen: tuple[str, ...]) -> Iterator[str]:
    """Follow what is carried through the sources here; a circle goes by the first of its names."""
    source = _named(name, sources)
    if source is None:
        yield fold(name)
    elif source.key in seen:
        yield fold(min(seen[seen.index(source.key) :]))
    elif not source.carries:
        yield fold(source.key)
    else:
        for each in source.carries:
            yield from _in_the_end(each, sources, (*seen, source.key))


# ----------------------------------------------------------------------------------------------------------------------
# Coverage: which sources something rests on, and how reliable the best of them is.


class Coverage(NamedTuple):
    """Sources by key, the most reliable first; ``best`` is the reliability of that one, ``None`` without any.

    ``independent`` is how many of them do not merely repeat another, or one that another of them repeats too.
    """

    sources: tuple[str, ...] = ()
    best: str | None = None
    independent: int = 0

    @classmethod
    def of(cls, cited: Iterable[Citation], known: Mapping[str, Source]) -> "Coverage":
        """Return the coverage of what these places are cited for."""
        by_source: dict[str, list[Citation]] = {}
        for citation in cited:
            if citation.source is not None and citation.source in known:
                by_source.setdefault(citation.source, []).append(citation)
        found = sorted((known[key].reliability.value, key) for key in by_source)
        whole = [_as_a_whole(known[key], own) for key, own in by_source.items()]
        keys = tuple(key for _reliability, key in found)
        return cls(keys, found[0][0] if found else None, independent(whole, known))

    @property
    def repeated(self) -> bool:
        """Whether fewer of the sources are independent than there are."""
        return 0 < self.independent < len(self.sources)


def _as_a_whole(source: Source, cited: Sequence[Citation]) -> Citation:
    """Return what a source repeats as a whole: its record says so, or each place that it is cited for does.

    One that tells anything as its own word is no mere repeat.
    """
    each_repeats = [carries_of(each, source) for each in cited]
    if not all(each_repeats):
        return Citation(source=source.key, carries=(source.key,))
    every = source.carries or tuple(sorted({name for given in each_repeats for name in given}))
    return Citation(source=source.key, carries=every)
