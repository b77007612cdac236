"""A note on a terminal: wrapped, an item a paragraph; words that were taken out ``[-so-]`` and put in ``{+so+}``."""

import re
from collections.abc import Iterable, Mapping, Sequence

from ledger.cli.terminal import bold, coloured, paint
from ledger.cli.views import words
from ledger.cli.views.diff.lines import Line
from ledger.cli.views.diff.note import Note
from ledger.cli.views.diff.rows import stat_table
from ledger.cli.views.diff.sentences import Clause
from ledger.cli.views.grid import grid, wrapped
from ledger.domain.diff import Diff
from ledger.domain.entries import Citation
from ledger.domain.records import Source
from ledger.domain.text import safe
from ledger.formats.document import Kind

_PARAGRAPH = "¶"
_SCREEN = 39  # lines, and one for the prompt
# Where a colour begins and ends: characters of no meaning that survive wrapping; those in stored text are taken out.
_GONE, _NEW, _END = "\ue000", "\ue001", "\ue002"
_MARKS = {Kind.gone: (f"{_GONE}[-", f"-]{_END}"), Kind.new: (f"{_NEW}{{+", f"+}}{_END}")}
_COLOURS = {_GONE: "red", _NEW: "green", _END: None}
_SIGNS = re.compile(f"([{_GONE}{_NEW}{_END}])")


def diff_text(said: Note, sources: Mapping[str, Source], width: int) -> str:
    """Return a note in at most ``width`` columns; the first line is the checklist.

    Sections stand apart by a blank line, unless that would push the note off a screen of 40 lines.
    """
    top = [*wrapped(said.checklist, width), *wrapped(said.span + told_by(said, sources), width)]
    sections = [[bold(title), *_lines(lines, said.main_source, width)] for title, lines in said.sections]
    if said.nothing:
        sections = [wrapped(said.nothing, width), *sections]
    apart = len(top) + sum(len(section) + 1 for section in sections) <= _SCREEN
    return "\n".join([*top, *(line for section in sections for line in ([""] if apart else []) + section)])


def told_by(said: Note, sources: Mapping[str, Source]) -> str:
    """Say which source is meant where a citation names none."""
    source = sources.get(said.main_source or "")
    if source is None:
        return ""
    return f" {_PARAGRAPH} alone: {source.key}{f' ({source.publisher})' if source.publisher else ''}."


def _lines(lines: Iterable[Line], main: str | None, width: int) -> list[str]:
    return [text for line in lines for text in _written(line, main, width)]


def _written(line: Line, main: str | None, width: int) -> list[str]:
    about = f"{safe(line.about)}: " if line.about else ""
    said = " ".join(map(_clause, line.clauses))
    places = "" if line.listing else _cited(line.citations, main)
    first, *rest = _painted(wrapped(f"{about}{said}{places}", width - 2, "  "))
    if about and first.startswith(about):
        first = paint(about, fg="cyan") + first[len(about) :]
    return [f"  {text}" for text in (first, *rest)]


def _clause(clause: Clause) -> str:
    found = []
    for span in clause.spans:
        text = _SIGNS.sub("", span.text)
        before, after = _MARKS.get(span.kind, ("", ""))
        core = text.strip()
        found.append(text.replace(core, f"{before}{core}{after}", 1) if before and core else text)
    return "".join(found)


def _painted(lines: Iterable[str]) -> list[str]:
    """Give colours to the words taken out and put in, or leave it at their marks; a colour may run over lines."""
    colour: str | None = None
    found = []
    for line in lines:
        parts = []
        for part in _SIGNS.split(line):
            if part in _COLOURS:
                colour = _COLOURS[part]
            else:
                parts.append(paint(part, fg=colour) if colour and part.strip() and coloured() else part)
        found.append("".join(parts))
    return found


def _cited(citations: Sequence[Citation], main: str | None) -> str:
    """Return the citations in brackets, the main source's by their places alone, first; bare where these are all."""
    own = [citation for citation in citations if citation.source == main and citation.at]
    others = [citation for citation in citations if citation not in own]
    places = ", ".join(dict.fromkeys(citation.at or "" for citation in own))
    named = words.cited(others).removeprefix("[").removesuffix("]")
    if not others and all((citation.at or "").startswith(_PARAGRAPH) for citation in own):
        return f" {safe(places)}" if own else ""
    return f" [{'; '.join(filter(None, (safe(places), named)))}]"


def stat_text(said: Note, diff: Diff, width: int) -> str:
    """Return the top of a note and, below it, the counts."""
    table = stat_table(diff)
    top = [*wrapped(said.checklist, width), *wrapped(said.span, width)]
    below = grid(table.columns, table.rows, width, frozenset({2})) if table.rows else said.nothing or ""
    return "\n".join([*top, "", below])
