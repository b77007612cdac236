"""Waiting entries as lines under their sources, and one of them in words with what accepting it would do."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from textual.content import Content

from ledger.domain.entries import Entry, RemarkEntry
from ledger.domain.evidence import weigh
from ledger.domain.readings import Reading
from ledger.domain.records import Source
from ledger.domain.register import Register
from ledger.formats import marks
from ledger.services.accepting import Effect, EffectKind
from ledger.services.reviewing import Waiting
from ledger.tui import glyphs
from ledger.tui.entry_text import about_line, figures_line, reading_lines, stance_text
from ledger.tui.glyphs import Glyphs, cut
from ledger.tui.safe import content, plain

GRAVE = frozenset({EffectKind.contradicts, EffectKind.settles, EffectKind.overdue, EffectKind.replaces})
_NAMING = frozenset({EffectKind.contradicts, EffectKind.replaces})

MARKS, PLACE, CODE = 2, 6, 5
SAID = 100
"""So much of a remark stands in the queue; all of it beside it."""


@dataclass(frozen=True, slots=True)
class QueueLine:
    """A line of the queue; without an entry it is a source's heading."""

    text: Content
    waiting: Waiting | None = None

    @property
    def indent(self) -> int:
        """Where its words begin."""
        return MARKS + PLACE + CODE if self.waiting else 0


def lines_of(
    queue: Sequence[Waiting], known: Register, signs: Glyphs, chosen: frozenset[int], counted: str = "waiting"
) -> list[QueueLine]:
    """Return the queue under its sources, each with how many it has; what is chosen for a verdict on many is marked."""
    found: list[QueueLine] = []
    last: str | None = None
    for waiting in queue:
        if waiting.source != last:
            last = waiting.source
            count = sum(each.source == last for each in queue)
            found.append(QueueLine(Content.styled(f"{named_source(last, known)}  {count} {counted}", "bold $primary")))
        found.append(QueueLine(queue_line(waiting, known, signs, chosen=waiting.entry.id in chosen), waiting))
    return found


def named_source(source: str, known: Register) -> str:
    """Return a source as readers know it: who published it, else its title."""
    found = known.sources.get(source)
    return plain(found.called) if found else plain(source)


def queue_line(waiting: Waiting, known: Register, signs: Glyphs, *, chosen: bool) -> Content:
    """Return an entry that waits in a line; what is grave about accepting it stands behind it."""
    entry = waiting.entry
    party = known.parties.get(entry.said.cell.party or "")
    weighty = any(effect.kind in GRAVE for effect in waiting.effects)
    item = known.items.get(entry.said.cell.item or "")
    name = item.title if item else cut(in_its_words(entry, known), SAID).rstrip()
    grave = "".join(f"  {_briefly(effect)}" for effect in waiting.effects if effect.kind in GRAVE)
    return Content.assemble(
        signs.plain("✓") if chosen else " ",
        ("!" if weighty else " ", "bold $accent"),
        glyphs.cut(f"{plain(entry.said.cite[0].at or '')} ", PLACE),
        f"{party.code if party else '':<{CODE}}",
        stance_text(reading_of(waiting, known.sources), signs) if item else Content(""),
        "  " if item else "",
        content(name, "$quiet" if item else ""),
        (grave, "$accent"),
    )


def in_its_words(entry: Entry, known: Register) -> str:
    """Return what an event or a remark says, a remark after who says it."""
    said, values = entry.said, entry.said.values()
    who = f"{marks.speaker_of(said, known)}: " if isinstance(said, RemarkEntry) else ""
    return f"{who}{values.get('title') or values.get('text') or entry.kind.value}"


def _briefly(effect: Effect) -> str:
    """Return what is grave about accepting an entry, in a word or two: ``contradicts 26``."""
    if effect.kind is EffectKind.overdue:
        return "makes it overdue"
    return f"{effect.kind.value} {effect.entry if effect.kind in _NAMING and effect.entry else 'it'}"


def reading_of(waiting: Waiting, sources: Mapping[str, Source]) -> Reading:
    """Return a waiting entry in the shape in which readings are shown."""
    entry = waiting.entry
    return Reading(
        entry=entry.id,
        kind=entry.kind,
        item=entry.said.cell.item or "",
        party=entry.said.cell.party,
        held=entry.held,
        round=entry.said.round,
        changeset=entry.changeset,
        values=entry.said.values(),
        evidence=weigh(entry.said.cite, sources),
    )


def waiting_text(waiting: Waiting, known: Register, signs: Glyphs) -> Content:
    """Return what accepting an entry would do, then the entry whole."""
    reading = reading_of(waiting, known.sources)
    item, party = known.items.get(reading.item), known.parties.get(reading.party or "")
    name = plain(item.title) if item else "event"
    head = Content.assemble((name, "bold $primary"), f"  {plain(party.name)}" if party else "")
    question = [content(item.question, "italic")] if item and item.question else []
    beside = [figures_line(waiting.entry.said), about_line(waiting.entry.said, known)]
    whole = reading_lines(reading, signs, item, known.sources, waits=True)
    told = [*question, *_effects(waiting)]
    lines = [head, *told, *([Content("")] if told else []), *whole]
    return Content("\n").join([*lines, *filter(None, beside)])


def _effects(waiting: Waiting) -> list[Content]:
    found = [
        content(f"{'!' if effect.kind in GRAVE else '-'} {in_ascii(effect.text)}", _style(effect.kind))
        for effect in waiting.effects
    ]
    return [Content.styled("Accepting it", "bold"), *found] if found else []


def in_ascii(text: str) -> str:
    """Write signs that are two cells wide in some terminals in ASCII."""
    return text.replace("→", "->").replace("−", "-")


def _style(kind: EffectKind) -> str:
    return "bold $accent" if kind in GRAVE else "$quiet"
