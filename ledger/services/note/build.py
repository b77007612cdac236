"""The one note on two points: which sections there are, in which order, and what makes each."""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Unpack

from ledger.domain.diff import Cause
from ledger.domain.diff.verbs import SECTIONS as OF_VERBS
from ledger.domain.entries import Entry, EventEntry
from ledger.domain.floors import OWN, Counting
from ledger.domain.naming import instead
from ledger.domain.told_once import as_one, told_once
from ledger.domain.words import EntryKind
from ledger.errors import UsageError
from ledger.formats.document import Block, Document, Section, Sentence, Span
from ledger.formats.document import Lines as LineBlock
from ledger.services import measuring
from ledger.services.comparing import Compared, compare
from ledger.services.counting import headed, reports
from ledger.services.diff import ChangeFilter
from ledger.services.note import charts, pictured, tables, words
from ledger.services.note.around import AroundWriter
from ledger.services.note.changed import ChangeWriter
from ledger.services.note.citing import by_edition
from ledger.services.note.first import First
from ledger.services.note.lines import LineWriter
from ledger.services.note.material import Material, of_compared
from ledger.services.note.parties import PartyWriter
from ledger.services.note.promises import PromiseWriter
from ledger.services.note.words import DisplayNames
from ledger.services.other_ledger import Origin
from ledger.storage.database import Store


class Writer:
    """Writes the sections of one note; footnotes are numbered as they come up."""

    def __init__(self, material: Material, *, brief: bool) -> None:
        self.material = material
        self.lines = LineWriter(material, brief=brief)
        self.first = First(self.lines)
        self.changed = ChangeWriter(self.lines)
        self.promises = PromiseWriter(self.lines, self.changed)
        self.around = AroundWriter(self.lines, self.changed)

    # -- what only a report has ---------------------------------------------------------------------------------------

    def picture(self) -> Iterator[Block]:
        """Yield the matrix, with arrows for who moved."""
        if drawn := self.material.pictured:
            yield from charts.heat_map(drawn.ends, drawn.columns, self.material.diff.changes, self.lines.notes)

    def parties(self) -> Iterator[Block]:
        """Yield a paragraph by party."""
        if self.material.pictured:
            drawn = self.material.pictured
            yield from PartyWriter(self.lines, self.changed, drawn.held, drawn.besides).paragraphs()

    def events(self) -> Iterator[Sentence]:
        """Yield what happened around the talks; a short note counts it among what else is told.

        Who asks for some changes alone is told what happened on the items of those.
        """
        diff = self.material.diff
        shown = {change.item for change in (*diff.changes, *diff.inside, *diff.overtaken)}
        every = diff.events, (each.entry for each in diff.taken_back if each.entry.kind is EntryKind.event)
        wanted = ([each for each in some if self.material.whole or _is_tied_to(each, shown)] for some in every)
        for alike in () if self.lines.brief else [alike for some in wanted for alike in told_once(some)]:
            entry = as_one(alike)
            title = words.unended(str(entry.said.values().get("title", "")))
            happened = f"{self.lines.when(entry)}: {title}{self.lines.word_of_happening(entry)}"
            said = (Span(happened if happened.endswith(".") else f"{happened}."),)
            summaries = dict.fromkeys(words.ended(each.said.summary) for each in alike if each.said.summary)
            told = " ".join(part for part in (*summaries, self.lines.happened(alike)) if part)
            line = words.with_summary(said, told or None)
            numbers = tuple(each.id for each in alike)
            yield Sentence(line, self.lines.notes.of(self.lines.places_of_happening(alike)), entries=numbers)

    def over_rounds(self) -> Iterator[Block]:
        """Yield open items and spread over the rounds, drawn."""
        if self.material.series and self.material.series.stages:
            yield from charts.over_rounds(self.material.series)

    def measures(self) -> Iterator[Block]:
        """Yield the measures as tables."""
        if self.material.pictured and self.material.series:
            names = DisplayNames(self.material.names)
            yield from tables.measured(*self.material.pictured.ends, self.material.series, names, self._read_anew())

    def _read_anew(self) -> tables.Beside:
        """Return what a spread at either end is as it is read at the other, by item."""
        material, last = self.material, self.material.put_right_last
        said = material.read_where[1 if last else 0]
        told = {item: f"{spread} {said}" for item, spread in material.diff.spread_as_read.items()}
        return ({}, told) if last else (told, {})

    def glossary(self) -> Iterator[Block]:
        """Yield what the words mean."""
        if self.material.pictured:
            yield tables.words()


def _is_tied_to(event: Entry, items: Collection[str]) -> bool:
    return isinstance(event.said, EventEntry) and not {*event.said.items}.isdisjoint(items)


@dataclass(frozen=True, slots=True)
class SectionPlan:
    """A section that a note can have: its key, its title, and what writes it: lines, or whole blocks."""

    key: str
    title: str
    lines: Callable[[Writer], Iterable[Sentence]] | None = None
    blocks: Callable[[Writer], Iterable[Block]] | None = None

    def written(self, writer: Writer) -> Section:
        """Write it."""
        if self.blocks is not None:
            return Section(self.key, self.title, tuple(self.blocks(writer)))
        sentences = tuple(self.lines(writer)) if self.lines else ()
        title = _TITLES[self.key](writer.material) if self.key in _TITLES else self.title
        return Section(self.key, title, (LineBlock(sentences),) if sentences else ())


PARTS: tuple[SectionPlan, ...] = (
    SectionPlan("matrix", "The matrix", blocks=Writer.picture),
    SectionPlan("parties", "Party by party", blocks=Writer.parties),
    SectionPlan("settled", "Settled, lapsed, reopened", lambda w: w.changed.settled()),
    SectionPlan("moved", "Moved", lambda w: w.changed.moved()),
    SectionPlan("inside", "Inside the rounds", lambda w: w.changed.inside()),
    SectionPlan("course", "Nearer to a settlement, or further", lambda w: w.changed.course()),
    SectionPlan("new", "First reported, by us", lambda w: w.changed.new()),
    SectionPlan("gone", "Not on record there", lambda w: w.changed.gone()),
    SectionPlan("promises", "Promises", lambda w: w.promises.promises()),
    SectionPlan("contested", "Contested", lambda w: w.around.contested()),
    SectionPlan("rounds", "Rounds", lambda w: w.around.rounds()),
    SectionPlan("tenures", "Offices and blocs", lambda w: w.around.tenures()),
    SectionPlan("follows", "What follows", lambda w: w.around.follows()),
    SectionPlan("evidence", "What it rests on", lambda w: w.changed.evidence()),
    SectionPlan("redefined", "Redefined by us", lambda w: w.around.redefined()),
    SectionPlan("corrected", "Learned or corrected by us", lambda w: w.changed.corrected()),
    SectionPlan("sides", "On one side only", lambda w: w.around.sides()),
    SectionPlan("undated", "Undated in between", lambda w: w.around.undated()),
    SectionPlan("still", "As last reported, or said again", lambda w: w.around.still()),
    SectionPlan("remarks", "What else is said", lambda w: w.around.remarks()),
    SectionPlan("silent", "Reported as not raised, or no comment", lambda w: w.around.silent()),
    SectionPlan("unreported", "Not in the reports we have", lambda w: w.around.unreported()),
    SectionPlan("earlier", "Earlier contests, unsettled", lambda w: w.around.earlier()),
    SectionPlan("standing", "Everything that stands", lambda w: w.around.standing()),
    SectionPlan("events", "Around the talks", lambda w: w.events()),
    SectionPlan("over-rounds", "Over the rounds", blocks=Writer.over_rounds),
    SectionPlan("measures", "Measures", blocks=Writer.measures),
    SectionPlan("words", "How to read this", blocks=Writer.glossary),
)
"""Every section a note can have, in order."""
KEYS = tuple(part.key for part in PARTS)
_WITHOUT_CHANGES = "words"
"""A section that a note without pictures never has."""
_TELLS = {"settled": "settled", "promises": "promises", "moved": "moved", "course": "course", "new": "new",
          "evidence": "evidence", "again": "still"}  # fmt: skip
"""Which section of a note tells the verbs of a section of ``VERBS``."""


def _complete(sections: Iterable[str], told: Collection[str], keys: Collection[str]) -> None:
    """Raise ``TypeError`` where a verb would have no place in a note: found out at start, not in front of a reader."""
    for section in sections:
        if section not in told:
            raise TypeError(f'verbs of the section "{section}" have no place in a note')
    if len(set(keys)) != len(keys):
        raise TypeError("two sections of a note have one key")


_complete(OF_VERBS, {section for section, key in _TELLS.items() if key in KEYS}, KEYS)


def note(material: Material, *, brief: bool = False, sections: Sequence[str] = ()) -> Document:
    """Build the note: short, or whole; all of its sections, or those chosen by key. Empty ones are left out.

    Raises ``UsageError`` for a section that there is not.
    """
    wanted = _chosen(sections)
    writer = Writer(material, brief=brief)
    first = tuple(writer.first.lines())
    lead = tuple(writer.first.lead())
    written = [part.written(writer) for part in PARTS if part.key in wanted]
    info = material.names.info
    return Document(
        info.title if info and info.title else "Untitled ledger",
        span_of(material),
        lead,
        tuple(section for section in written if not section.empty),
        writer.lines.notes.footnotes(),
        first,
    )


def _chosen(sections: Sequence[str]) -> Collection[str]:
    for key in sections:
        if key not in KEYS:
            raise UsageError(f'"{key}" is not a section of a note', hint=instead(key, KEYS, whole=True))
    return sections or KEYS


def span_of(material: Material) -> str:
    """Return which points are compared, and what counts at all where that is not everything."""
    return headed(_ends(material), material.counting)


def _ends(material: Material) -> str:
    start, end, other = material.diff.from_point, material.diff.to_point, material.other
    known = f"known at changeset {end.known_at}"
    dated = partial(words.dated, rounds=material.names.rounds)
    if not material.stamped:
        return f"{dated(start)} → {dated(end)}"
    if other is None:
        was = "" if start.known_at == end.known_at else f", known at changeset {start.known_at}"
        return f"{dated(start)}{was} → {dated(end)}, {known}"
    here = f"This ledger at {dated(start)}, known at changeset {start.known_at}"
    title = f" ({other.title})" if other.title else ""
    there = {
        Origin.onto: f"this ledger with {other.name} imported,",
        Origin.seed: f"the seed {other.name}{title}",
        Origin.ledger: f"{other.name}{title}",
    }[other.origin]
    known_there = f", {known} there" if other.origin is Origin.ledger else ""
    return f"{here} → {there} at {dated(end)}{known_there}"


def _learnt(material: Material) -> str:
    """Return the title of the section on what we did; between two ledgers, of what they tell differently."""
    if material.other is not None:
        return "New or different" if material.other.origin is Origin.onto else "Told differently there"
    return "Before we learned or corrected it" if Cause.corrected in material.back else "Learned or corrected by us"


def _undated(material: Material) -> str:
    """Return the title of what may have come on either side of a point; of one held point nothing lies in between."""
    return "Undated in between" if material.time_passes else "Undated"


def _unreported(material: Material) -> str:
    return f"Not in {reports(material.counting)}"


def _remarks(material: Material) -> str:
    return "What else is said there" if material.of_one_day else "What else is said"


def _events(material: Material) -> str:
    return "Around the talks, told there" if material.of_one_day else "Around the talks"


_TITLES = {
    "corrected": _learnt,
    "undated": _undated,
    "remarks": _remarks,
    "unreported": _unreported,
    "events": _events,
}
"""Titles that go by what is compared."""


# ----------------------------------------------------------------------------------------------------------------------
# The note on two points of a ledger: gathered and built.


def note_of(
    store: Store,
    compared: Compared,
    *,
    brief: bool = True,
    whole: bool = True,
    counting: Counting = OWN,
    top: bool = False,
) -> Document:
    """Return the note on a comparison, without pictures: what ``posl diff`` prints and the diff screen lists.

    ``store`` is where the later point was read; ``top``: its first lines alone.
    """
    sections = (_WITHOUT_CHANGES,) if top else ()
    written = note(of_compared(store, compared, counting=counting, whole=whole), brief=brief, sections=sections)
    return by_edition(store, written, compared.diff.to_point.known_at)


def report_between(
    store: Store,
    from_text: str,
    to_text: str = "now",
    *,
    sections: Sequence[str] = (),
    counting: Counting = OWN,
    **wanted: Unpack[ChangeFilter],
) -> Document:
    """Return the whole note on what changed between two points, or the sections chosen.

    Raises as ``points.resolve`` does, and ``UsageError`` for a section that there is not.
    """
    compared = compare(store, from_text, to_text, told=True, counting=counting, **wanted)
    material = of_compared(store, compared, counting=counting, whole=not any(wanted.values()))
    written = note(_pictured(store, material, from_text, to_text, counting=counting), sections=sections)
    return by_edition(store, written, compared.diff.to_point.known_at)


def _pictured(store: Store, material: Material, from_text: str, to_text: str, *, counting: Counting) -> Material:
    """Add what the pictures and tables of a report are made of."""
    start, end = material.diff.from_point, material.diff.to_point
    later = to_text if start.held_on <= end.held_on else from_text
    return replace(
        material,
        pictured=pictured.between(store, from_text, to_text, material.diff.changes, counting=counting),
        series=measuring.over_rounds(store, later, also=[start, end], counting=counting),
    )
