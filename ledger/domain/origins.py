"""Where accounts come from in the end: who repeats a wire, or another who repeats it, is not a second source."""

from collections.abc import Iterable, Mapping

from ledger.domain.records import Citation, Source
from ledger.domain.text import fold

Sources = Mapping[str, Source]


def independent(citations: Iterable[Citation], sources: Sources) -> int:
    """Count the independent sources of these citations: distinct origins, and never more than there are sources.

    What a citation carries goes before what its source carries; a source that carries nothing is its own origin. An
    original belongs to a wire where its key or its publisher has the name of one that another repeats. Two originals by
    one publisher stay two.
    """
    known = {citation for citation in citations if citation.source in sources}
    repeated = {name for each in known for name in _carried(each, sources)}
    originals = {each.source for each in known if each.source and not _carries(each, sources)}
    own = {_original(sources[key], repeated) for key in originals}
    return min(len(repeated | own), len({each.source for each in known}))


def _carries(citation: Citation, sources: Sources) -> tuple[str, ...]:
    return citation.carries or sources[citation.source or ""].carries


def _carried(citation: Citation, sources: Sources) -> set[str]:
    return {end for name in _carries(citation, sources) for end in _ends(name, sources, ())}


def _ends(name: str, sources: Sources, seen: tuple[str, ...]) -> set[str]:
    """Return the names of what a name stands for in the end: a source that repeats others stands for those."""
    source = _named(name, sources)
    if source is None:
        return {fold(name)}
    if source.key in seen:
        return {fold(min(seen[seen.index(source.key) :]))}  # who repeat one another in a circle are one
    if not source.carries:
        return {fold(source.key)}
    return {end for other in source.carries for end in _ends(other, sources, (*seen, source.key))}


def _named(name: str, sources: Sources) -> Source | None:
    return sources.get(name) or next((each for key, each in sources.items() if fold(key) == fold(name)), None)


def _original(source: Source, repeated: set[str]) -> str:
    publisher = fold(source.publisher or source.key)
    return publisher if publisher in repeated and fold(source.key) not in repeated else fold(source.key)
