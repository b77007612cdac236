"""Words in names, summaries, questions, quotes, sources and their texts; each place with what it belongs to."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from ledger.domain.entries import Citation, Entry
from ledger.domain.floors import OWN, Counting
from ledger.domain.quotes import QuotedText
from ledger.domain.records import Source
from ledger.domain.tokens import DEFAULT, Alternative, asked, stands, tokens
from ledger.services.counting import counting_entries, what_counts
from ledger.storage import entries, register, search, texts
from ledger.storage.database import Store
from ledger.storage.search import Hit

_OF_ENTRIES = frozenset({"entry", "quote"})


@dataclass(frozen=True, slots=True)
class SearchHit:
    """Where the words stand: ``ref`` is a number or key; of a delegate the round's, and ``place`` says for whom.

    Of a text ``place`` is its edition, of so many ``editions``.
    """

    kind: str
    ref: str
    place: str
    text: str
    entry: Entry | None
    editions: int = 0

    @property
    def superseded(self) -> bool:
        """Whether it is a text that a later edition took the place of: what stands there may stand there no longer."""
        return self.kind == "text" and int(self.place) < self.editions

    @property
    def edition(self) -> str:
        """Which edition of a text it is, where that is not the newest."""
        return f"edition {self.place} of {self.editions}" if self.superseded else ""

    @property
    def cited(self) -> Citation | None:
        """The citation whose quote was found: its words begin what is looked through, a note on them may follow."""
        if self.kind != "quote" or self.entry is None:
            return None
        return next((each for each in self.entry.said.cite if each.quote and self.text.startswith(each.quote)), None)

    @property
    def shown(self) -> str:
        """What is shown of it: a quote in quotes, apart from the note on it."""
        quote = self.cited.quote if self.cited else None
        return f'"{quote}" {self.text[len(quote) :].strip()}'.rstrip() if quote else self.text


def find(store: Store, words: str, *, raw: bool = False, limit: int = 200, counting: Counting = OWN) -> list[SearchHit]:
    """Return where all the words stand: items, who takes part, entries and quotes (the newest first), sources, texts.

    A word stands for its other forms, by the languages of the ledger's sources; the last may be unfinished. Earlier
    editions of a text are found too, and say that they are: quotes stay with the edition they were taken from.

    ``raw`` takes the database's own query language. An entry that does not count (corrected, retracted, rejected, below
    a floor) is not found. Raises ``UsageError`` where a raw query does not parse.
    """
    counts = what_counts(store, asked=counting)
    sources = register.load_one(store, Source) if counts.floor else {}
    found: list[SearchHit] = []
    seen = 0
    while len(found) < limit:  # what does not count is known only once it is found
        hits = search.find(store, words, raw=raw, limit=limit, skip=seen)
        found += _in_force(store, hits if raw else (hit for hit in hits if stands(words, hit.body)), counts, sources)
        seen += len(hits)
        if len(hits) < limit:
            break
    return found[:limit]


def _in_force(
    store: Store, hits: Iterable[Hit], counts: Counting, sources: Mapping[str, Source]
) -> Iterator[SearchHit]:
    every = list(hits)
    numbers = {int(hit.ref) for hit in every if hit.kind in _OF_ENTRIES}
    gone = entries.displaced(store, None, numbers)
    found = entries.by_ids(store, numbers - gone.keys())
    known = {entry.id: entry for entry in counting_entries(store, found.values(), counts, sources)}
    editions = texts.newest(store, {hit.ref for hit in every if hit.kind == "text"})
    for hit in every:
        entry = known.get(int(hit.ref)) if hit.kind in _OF_ENTRIES else None
        if entry is not None or hit.kind not in _OF_ENTRIES:
            count = editions.get(hit.ref, 0) if hit.kind == "text" else 0
            yield SearchHit(hit.kind, hit.ref, hit.place, hit.body, entry, count)


# ----------------------------------------------------------------------------------------------------------------------
# Where in a text words stand: a text is found as a whole, and somebody wants to read the place.

_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Passage:
    """A paragraph of a text, counted from 0, and where in it the first of the words begins."""

    paragraph: int
    start: int
    text: str


def passage(text: str, words: str, languages: Iterable[str | None]) -> Passage | None:
    """Return the first paragraph in which most of the words stand, by the same forms that they are found by."""
    spoken = tuple(languages)
    terms, paragraphs = asked(words, spoken), QuotedText(text).paragraphs
    if not terms or not paragraphs:
        return None
    held = [sum(_stands(term, tokens(each.text, spoken).split()) for term in terms) for each in paragraphs]
    best = held.index(max(held))
    here = paragraphs[best].text
    starts = (
        word.start()
        for word in _WORD.finditer(here)
        if any(_stands(term, tokens(word[0], spoken).split()) for term in terms)
    )
    return Passage(best, next(starts, 0), here)


def passages(store: Store, hits: Sequence[SearchHit], words: str) -> dict[int, Passage]:
    """Return, of the hits that are texts, by their place among the hits, the paragraph in which the words stand."""
    found = {place: hit for place, hit in enumerate(hits) if hit.kind == "text"}
    if not found:
        return {}
    known = register.load_one(store, Source).values()
    spoken = (DEFAULT, *sorted({source.language for source in known if source.language}))
    read = ((place, passage(hit.text, words, spoken)) for place, hit in found.items())
    return {place: here for place, here in read if here is not None}


def _stands(term: Iterable[Alternative], found: Collection[str]) -> bool:
    """Whether one of the alternatives of a word stands among tokens."""
    return any(all(_is_there(token, found) for token in alternative) for alternative in term)


def _is_there(token: str, found: Collection[str]) -> bool:
    if token.endswith("*"):
        return any(each.startswith(token[:-1]) for each in found)
    return token in found
