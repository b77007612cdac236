"""A note as lines of a list, under the headings of its sections; and which of them a filter keeps."""

from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from textual.content import Content

from ledger.domain.diff import Change, Checklist, Diff
from ledger.domain.filters import Known
from ledger.domain.filters.things import Asked, of_change
from ledger.domain.filters.told import Told
from ledger.domain.naming import names_of
from ledger.domain.register import Register
from ledger.formats.document import ARROW, Document, Footnote, Sentence, Span, Style
from ledger.formats.document import ToldChange as OneTold
from ledger.storage.database import Store
from ledger.tui.safe import content, plain

MARGIN = 2
IN_SHORT = "In short"
STYLES = {
    Style.plain: "",
    Style.strong: "bold",
    Style.mark: "bold",
    Style.before: "strike $accent",
    Style.after: "bold underline $primary",
}
_MARKS = {Style.before: ("[-", "-]"), Style.after: ("{+", "+}")}
_OURS = {"corrected", "redefined"}
INSIDE = {"inside"}
"""The section of what came about within a round: no change from one end to the other."""


@dataclass(frozen=True, slots=True)
class DiffLine:
    """A line of the list: a sentence of the note, or (without one) the heading of a section."""

    text: Content
    section: str
    sentence: Sentence | None = None

    @property
    def indent(self) -> int:
        """Where its further lines begin."""
        return 0 if self.is_heading else 2 * MARGIN

    @property
    def is_heading(self) -> bool:
        """Whether it only heads what follows."""
        return self.sentence is None

    @property
    def tells(self) -> bool:
        """Whether it tells a change."""
        return self.sentence is not None and bool(self.sentence.changes)

    @property
    def item(self) -> str | None:
        """The item it is about."""
        return self.sentence.item if self.sentence else None

    @property
    def party(self) -> str | None:
        """The party it is about; of several the first."""
        if self.sentence is None:
            return None
        return self.sentence.party or next((told.party for told in self.sentence.changes if told.party), None)


def lines_of(document: Document, wants: Callable[[DiffLine, DiffLine], bool] | None = None) -> list[DiffLine]:
    """Return the lines, only those that a filter wants, under their headings."""
    found: list[DiffLine] = []
    for heading, body in _sections(document):
        kept = [line for line in body if wants is None or wants(heading, line)]
        if kept:
            found += [heading, *kept]
    return found


def _sections(document: Document) -> Iterator[tuple[DiffLine, list[DiffLine]]]:
    top = (*document.lead, *document.first)
    yield _heading(IN_SHORT, "top"), [_line("top", sentence) for sentence in top]
    for section in document.sections:
        lines = [_line(section.key, sentence) for sentence in section.sentences]
        yield _heading(section.title, section.key), lines


def largest_first(lines: Iterable[DiffLine], changes: Iterable[Change]) -> list[DiffLine]:
    """Return the lines with the largest move of each section first; of the same size, as they were."""
    sizes: dict[tuple[str, str | None], int] = {}
    for change in changes:
        cell = change.item, change.party
        sizes[cell] = max(sizes.get(cell, 0), 100 * abs(change.delta or 0) + abs(change.points or 0))

    def size(line: DiffLine) -> int:
        told = line.sentence.changes if line.sentence else ()
        return max((sizes.get((each.item, each.party), 0) for each in told), default=0)

    found: list[DiffLine] = []
    for heading, body in groupby(lines, key=lambda line: line.is_heading):
        part = list(body)
        found += part if heading or part[0].section == "top" else sorted(part, key=size, reverse=True)
    return found


def _heading(title: str, key: str) -> DiffLine:
    return DiffLine(Content.styled(plain(title), "bold $primary"), key)


def _line(section: str, sentence: Sentence) -> DiffLine:
    return DiffLine(Content.assemble(" " * MARGIN, said(sentence)), section, sentence)


def said(sentence: Sentence) -> Content:
    """Return a sentence of the note, its stretches of text set apart."""
    return Content.assemble(*map(_span, sentence.spans))


def _span(span: Span) -> Content:
    before, after = _MARKS.get(span.style, ("", ""))
    text = " -> " if span == ARROW else span.text
    return content(f"{before}{text}{after}", STYLES[span.style])


def told(heading: DiffLine, line: DiffLine, frame: Register, changes: Iterable[Change], known: Known) -> Told:
    """Return a line as it can be asked: its words, and each thing that it tells of."""
    assert line.sentence is not None
    section = line.section
    cause = section if section in _OURS else "moved"
    cells = [_cell(each, section, cause, _asked(each, changes, frame, known)) for each in line.sentence.changes]
    cells = cells or [Told(section, item=line.item, party=line.party)]
    named = (name for cell in cells for name in _names(cell, frame))
    return Told(section, (" ".join([heading.text.plain, line.text.plain, *named]),), cells=tuple(cells))


def _cell(told: OneTold, section: str, cause: str, asked: Asked | None) -> Told:
    return Told(section, (), asked, told.item, told.party, told.verbs, cause)


def _asked(told: OneTold, changes: Iterable[Change], frame: Register, known: Known) -> Asked | None:
    """Return the change of the diff that a line tells."""
    found = next((each for each in changes if (each.item, each.party) == (told.item, told.party)), None)
    return of_change(found, frame.items, known) if found is not None and told.item in frame.items else None


def _names(told: Told, frame: Register) -> Iterator[str]:
    yield from told.verbs
    for record in (frame.items.get(told.item or ""), frame.parties.get(told.party or "")):
        if record is not None:
            yield from names_of(record)
    if told.item in frame.items:
        yield frame.items[told.item].title


def sections_of(document: Document) -> list[str]:
    """Return the keys of the sections."""
    return ["top", *(section.key for section in document.sections)]


def counted(document: Document) -> str:
    """Return how many changes are told, and how many of them are ours; what came and went in a round counts apart."""
    many, ours = len(changes_told(document)), len(changes_told(document, _OURS))
    return _of(many, "change", "changes") + (f", {ours} of them ours: learned, corrected or redefined" if ours else "")


def counted_inside(document: Document) -> str:
    """Return how many moves are told inside the rounds; nothing where there are none."""
    many = len(changes_told(document, INSIDE))
    return _of(many, "move inside the rounds", "moves inside the rounds") if many else ""


def changes_told(document: Document, within: Container[str] | None = None) -> list[OneTold]:
    """Return the changes that sections of these keys tell, each once; without keys, all but those inside a round."""
    sections = [each for each in document.sections if (each.key in within if within else each.key not in INSIDE)]
    return [*dict.fromkeys(told for each in sections for line in each.sentences for told in line.changes)]


def _of(many: int, one: str, more: str) -> str:
    return f"{many} {one if many == 1 else more}"


Lists = tuple[Checklist, Checklist, Mapping[str, Sequence[str]]]
"""The checklist at both ends of a diff, and what came off it, by how."""


def lists_of(diff: Diff) -> Lists:
    """Return the checklists of a diff; what came off them as we only read it, too."""
    came, read = diff.became(Checklist.ended_since)
    return diff.before, diff.after, {how: [*keys, *read[how]] for how, keys in came.items()}


CHECKLIST = 1
"""Which of the note's first lines tells of the checklist."""


def counted_as(lists: Lists, start: str, end: str) -> list[tuple[str, str]]:
    """Return the items that the line of the checklist counts, and what each of them counts as."""
    before, after, ended = lists
    counted = {
        f"open at {start}": before.open,
        f"open at {end}": after.open,
        f"only possibly there at {start}": before.possibly,
        f"only possibly there at {end}": after.possibly,
        "first reported": after.first_reported,
        **ended,
    }
    every = dict.fromkeys(key for keys in counted.values() for key in keys)
    return [(item, ", ".join(name for name, keys in counted.items() if item in keys)) for item in every]


# ----------------------------------------------------------------------------------------------------------------------
# All of a line of the note: its words, and where each of its claims stands.


def line_text(sentence: Sentence, notes: Mapping[int, Footnote]) -> Content:
    """Return a line of the note, and below it what it rests on."""
    lines = [said(sentence)]
    for number in sentence.rests_on:
        lines += [Content(""), *_footnote(notes[number])]
    if sentence.entries:
        numbers = ", ".join(str(number) for number in sentence.entries)
        many = "entries" if len(sentence.entries) > 1 else "entry"
        lines += [Content(""), Content.styled(f"{many} {numbers}", "$quiet")]
    return Content("\n").join(lines)


def _footnote(note: Footnote) -> Iterator[Content]:
    if note.source is None:
        yield content(note.title, "$quiet")
        return
    named = ", ".join(part for part in (note.publisher or note.title, note.published) if part)
    yield Content.assemble(
        (f"{plain(note.graded or '?')} ", "bold"), plain(named), (f"  {plain(note.source)}", "$quiet")
    )
    place = ", ".join(part for part in (note.stands, note.by, note.speaker) if part)
    if place:
        yield content(f"   {place}", "$quiet")
    if note.quote:
        yield content(f'   "{note.quote}"', "italic")
    if note.remark:
        yield content(f"   {note.remark}", "$quiet")


# ----------------------------------------------------------------------------------------------------------------------
# The note on two points, written to a file: the same that ``posl report`` writes.

NOTES = {".html": "one page to send", ".md": "Markdown", ".docx": "for word processors"}


def write_note(store: Store, start: str, end: str, path: Path) -> Path:
    """Write the note to a new file, without what is marked.

    Raises ``UsageError`` for another ending, ``Conflict`` where the file is there.
    """
    from ledger.files import new_file
    from ledger.formats.document_files import format_of, written
    from ledger.services.handling import leaving
    from ledger.services.note import report_between

    with leaving(store) as (may_leave, counting):
        note = report_between(may_leave, start, end, counting=counting)
    data = written(note, format_of(path.name, path.suffix))
    with new_file(path) as part:
        part.write_bytes(data)
    return path.absolute()
