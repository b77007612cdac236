"""A site as files: pages, the style sheet, the search, the feed."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from ledger import starting
from ledger.domain.diff import Verb
from ledger.domain.entries import RemarkEntry, Statement
from ledger.domain.floors import OWN, Counting
from ledger.domain.records import Record, Source
from ledger.domain.register import Register
from ledger.domain.tokens import DEFAULT, foreign_stems, tokens, without_blanks
from ledger.formats.document import Document, Sentence
from ledger.formats.document_html import page_html, search_html, style_css
from ledger.formats.feed import FeedEntry, atom_xml
from ledger.formats.marks import speaker_of
from ledger.formats.site import SearchIndex, SitePage, relative
from ledger.services import points
from ledger.services.comparing import compare
from ledger.services.counting import said
from ledger.services.note import note_of
from ledger.services.note.dossier import DossierMaterial
from ledger.services.note.words import DisplayNames
from ledger.services.site.pages import Gathered, gathered, pages
from ledger.services.site.places import LOG
from ledger.storage import entries
from ledger.storage.asof import When
from ledger.storage.changed_cells import touched
from ledger.storage.changesets import Changeset
from ledger.storage.database import Store

Keyed = TypeVar("Keyed", bound=Record)

# ----------------------------------------------------------------------------------------------------------------------
# What was recorded last, as a feed: each changeset with what the ledger says otherwise since.

MOST = 20  # changesets in the feed, the newest
_LINES = 40  # lines that one tells
_CELLS = 500  # cells that a changeset touches; what it says of more is no reading for a feed
_ANY_DAY = date.max  # both ends lie on it: what differs is what is known
_NO_SECTION = frozenset({"sides", "silent", "unreported", "standing", "remarks", "earlier", "undated"})
"""What a changeset did not do."""
_GOES_ON = frozenset({"still", "contested"})
"""Tell what goes on, which no changeset did, and what one did: that territory is deadlocked, in another word, say."""
_BY_DAYS_ALONE = frozenset({Verb.overdue.value, Verb.not_overdue.value})
"""What only days bring; those told of here are the last that anything is told of, and may be long over."""
_NOW = "now"


def feed(
    store: Store, title: str, log: Sequence[Changeset], places: Mapping[str, str], counting: Counting = OWN
) -> str:
    """Return the feed of the newest changesets; ``log`` has the newest first."""
    name = log[-1].header.hash or title if log else title
    told = _feed_entries(store, log[:MOST], places, counting)
    return atom_xml(title, name, "index.html", told, said(counting))


def _feed_entries(
    store: Store, log: Sequence[Changeset], places: Mapping[str, str], counting: Counting
) -> Iterator[FeedEntry]:
    for each in log:
        header = each.header
        message = f": {header.message}" if header.message else ""
        yield FeedEntry(
            header.hash or str(each.number),
            f"@{each.number}{message}",
            header.by,
            header.recorded_at or "",
            places.get(f"changeset:{each.number}", LOG),
            tuple(_lines(store, each.number, counting)),
        )


def _lines(store: Store, number: int, counting: Counting) -> list[str]:
    """Return what a short note says of the ledger before and after it; of very much at once only how much."""
    if many := _too_many(store, number):
        return [many]
    day = _told_until(store, number)
    compared = compare(store, f"{day}@{number - 1}", f"{day}@{number}", counting=counting)
    written = note_of(store, compared, counting=counting)
    recorded = range(entries.last_id(store, number - 1) + 1, entries.last_id(store, number) + 1)
    told = (
        sentence
        for section in written.sections
        for sentence in section.sentences
        if not _BY_DAYS_ALONE.issuperset(sentence.verbs or ("none",))
        and section.key not in _NO_SECTION
        and (section.key not in _GOES_ON or _did(sentence, recorded))
    )
    lines = ["".join(span.marked for span in sentence.spans) for sentence in told]
    more = [f"{len(lines) - _LINES:,} more"] if len(lines) > _LINES else []
    return [*lines[:_LINES], *more]


def _told_until(store: Store, number: int) -> str:
    """Return the last day that anything is told of as known at a changeset, which is no later than today.

    What only the days since have brought (that a promise is overdue, which the next report says was kept) is nothing
    that a changeset did.
    """
    last = entries.last_day(store, number)
    return min(last, points.resolve(store).held_on).isoformat() if last else _NOW


def _did(sentence: Sentence, recorded: range) -> bool:
    """Whether a line in a section of what goes on tells of something that these new entries did."""
    return bool(sentence.changes) or any(number in recorded for number in sentence.entries)


def _too_many(store: Store, number: int) -> str | None:
    cells = touched(store, When(_ANY_DAY, number - 1), When(_ANY_DAY, number))
    items = len({item for item, _party in cells})
    return f"What is held may differ in {len(cells):,} places, on {items:,} items." if len(cells) > _CELLS else None


# ----------------------------------------------------------------------------------------------------------------------
# What the search of a site finds: what ``posl search`` finds, in its order, but for sources' texts, which no page has.

MOST_ENTRIES = 5_000
"""Of a larger record the newest entries are found: the index is read whole by every browser that searches."""


@dataclass(frozen=True, slots=True)
class _Findable:
    """What has a place, as it is shown where it is found; ``also`` is looked in, each text in its languages."""

    name: str
    title: str
    more: str
    also: tuple[tuple[str, tuple[str | None, ...]], ...] = ()

    @property
    def kind(self) -> str:
        return self.name.partition(":")[0]

    @property
    def runs(self) -> list[str]:
        return list(dict.fromkeys(run for text, _ in self.said for run in without_blanks(text)))

    @property
    def said(self) -> Iterator[tuple[str, tuple[str | None, ...]]]:
        yield f"{self.title} {self.more}", (DEFAULT,)
        yield from self.also


def search_index(found: DossierMaterial, places: Mapping[str, str], page: str) -> SearchIndex:
    """Return what is found from a page, and by which tokens."""
    spoken = [DEFAULT, *(source.language for source in found.known.sources.values())]
    shown = [each for each in _findable(found) if each.name in places]
    rows = tuple((each.kind, each.title, each.more, relative(places[each.name], page)) for each in shown)
    held: dict[str, list[int]] = defaultdict(list)
    for place, each in enumerate(shown):
        for token in sorted({token for text, spoke in each.said for token in tokens(text, spoke).split()}):
            held[token].append(place)
    words = "\n.\n".join(text for each in shown for text, _ in each.said)
    runs = {place: runs for place, each in enumerate(shown) if (runs := each.runs)}
    return SearchIndex(rows, dict(sorted(held.items())), dict(foreign_stems(words, spoken)), runs)


def _findable(found: DossierMaterial) -> Iterator[_Findable]:
    known = found.known
    for item in _by_key(known.live_items):
        yield _Findable(f"item:{item.key}", item.title, _joined(item.key, item.question, item.track, *item.tags))
    for party in _by_key(known.live_parties):
        yield _Findable(f"party:{party.key}", party.name, _joined(party.key, party.code, *party.aliases))
    for person in _by_key(known.persons.values()):
        more = _joined(person.key, *person.aliases, *map(str, person.offices))
        yield _Findable(f"person:{person.key}", person.name, more)
    for stage in _by_key(known.live_rounds):
        yield _Findable(f"round:{stage.key}", stage.title, _joined(stage.key, stage.venue), _sat(known, stage.key))
    yield from _entries(found)
    for source in _by_key(known.sources.values()):
        also = ((_joined(source.title, source.publisher), (source.language,)),)
        yield _Findable(f"source:{source.key}", source.title, _joined(source.key, source.publisher), also)


def _sat(known: Register, stage: str) -> tuple[tuple[str, tuple[str | None, ...]], ...]:
    """Return who sat in a round, which its page says."""
    sat = [each for each in known.delegates.values() if each.round == stage and not each.struck]
    named = ((known.persons.get(each.person), each) for each in sat)
    lines = (_joined(person.name if person else each.person, each.office) for person, each in named)
    return tuple((line, (DEFAULT,)) for line in dict.fromkeys(lines))


def _entries(found: DossierMaterial) -> Iterator[_Findable]:
    names, sources = DisplayNames(found.known), found.known.sources
    newest = sorted((told.entry for told in found.told if told.stands), key=lambda entry: -entry.id)[:MOST_ENTRIES]
    for entry in newest:
        said, values = entry.said, entry.said.values()
        who = _who(said, names, found.known)
        what = str(values.get("title") or values.get("text") or values.get("stance") or values.get("status") or "")
        title = ", ".join(filter(None, (names.item(said.cell.item) if said.cell.item else "", who, what)))
        quotes = [citation.quote for citation in said.cite if citation.quote]
        more = _joined(str(entry.held), str(values.get("condition") or ""), said.summary, *quotes)
        also = [
            (_joined(cite.quote, cite.translation, cite.note), (_language(sources, cite.source), DEFAULT))
            for cite in said.cite
        ]
        yield _Findable(f"entry:{entry.id}", title, more, tuple(also))


def _who(said: Statement, names: DisplayNames, known: Register) -> str:
    """Return whose stance it is, or who said a remark."""
    if isinstance(said, RemarkEntry):
        return speaker_of(said, known)
    return names.party(said.cell.party) if said.cell.party else ""


def _language(sources: Mapping[str, Source], key: str | None) -> str | None:
    source = sources.get(key or "")
    return source.language if source else None


def _by_key(records: Iterable[Keyed]) -> list[Keyed]:
    return sorted(records, key=lambda record: record.natural_key)


def _joined(*words: str | None) -> str:
    return " ".join(filter(None, words))


_SEARCH = "search.html"


def site_files(store: Store, counting: Counting = OWN) -> Iterator[tuple[str, str]]:
    """Yield (name, text) of every file of the site of a ledger, as it stands now."""
    made_of = gathered(store, counting)
    with starting.kept():
        yield from _files(store, made_of)


def _files(store: Store, made_of: Gathered) -> Iterator[tuple[str, str]]:
    site = made_of.site
    yield "style.css", style_css()
    for page in pages(store, made_of):
        yield page.path, page_html(page, site)
    search = SitePage(_SEARCH, Document("Search", site.title, (), (), ()), "search")
    yield _SEARCH, search_html(search, site, search_index(made_of.found, site.places, _SEARCH))
    yield "feed.xml", feed(store, site.title, made_of.log, site.places, made_of.found.matrix.counting)
