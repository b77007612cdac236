"""All of a line of the note: its words, and where each of its claims stands."""

from collections.abc import Iterator, Mapping

from textual.content import Content

from ledger.formats.document import Footnote, Sentence
from ledger.tui.diff.lines import said
from ledger.tui.safe import content, plain


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
        (f"{plain(note.grade or '?')} ", "bold"), plain(named), (f"  {plain(note.source)}", "$quiet")
    )
    place = ", ".join(part for part in (note.at, note.by, note.speaker) if part)
    if place:
        yield content(f"   {place}", "$quiet")
    if note.quote:
        yield content(f'   "{note.quote}"', "italic")
