"""What rests on a source: by paragraph, and the quotes that have lost their words."""

from collections.abc import Mapping
from itertools import islice

from textual.content import Content

from ledger.domain.entries import Entry
from ledger.domain.frame import Frame
from ledger.domain.planning.statements import describe
from ledger.domain.quotes import Standing
from ledger.domain.records import Source
from ledger.domain.words import EntryKind
from ledger.services.sourcing import QuoteCheck, SourceText
from ledger.tui.safe import content, plain

MOST = 200
"""Entries told of at once."""
OTHERS = {EntryKind.status: "st", EntryKind.event: "ev", EntryKind.remark: "re"}
"""What stands in the margin where an entry speaks of no party."""


def source_line(source: Source, cited: int, attached: bool) -> Content:
    """Return a source on one line of the list: grade, name, how many entries rest on it, whether its text is here."""
    mark = " " if attached else "-"
    name = source.publisher or source.title
    return Content.assemble(
        (f"{source.reliability.value} ", "bold $primary"), f"{mark} ", content(name), (f"  {cited}", "$quiet")
    )


def about(source: Source) -> Content:
    """Return what a source is."""
    facts = [
        source.kind.value,
        source.publisher,
        str(source.published) if source.published else None,
        f"carries {' and '.join(source.carries)}" if source.carries else None,
        f"reliability {source.reliability.value}",
        source.url,
    ]
    said = ", ".join(plain(fact) for fact in facts if fact)
    return Content("\n").join([content(source.title, "bold $primary"), content(said, "$quiet")])


def cited(quote: str, source: Source, paragraph: int) -> str:
    """Return a quote with its source, to be put into another text."""
    dated = f", {source.published}" if source.published else ""
    link = f", {source.url}" if source.url else ""
    return plain(f'"{quote}" ({source.publisher or source.title}{dated}, ¶{paragraph}{link})')


def notes_on(text: SourceText, paragraph: int, entries: Mapping[int, Entry], known: Frame) -> Content:
    """Return who is cited from this paragraph."""
    here = text.paragraphs[paragraph - 1] if paragraph <= len(text.paragraphs) else None
    quoted = [entry for piece in (here.pieces if here else ()) for entry in piece.entries]
    numbers = list(dict.fromkeys([*(here.cited_by if here else ()), *quoted]))
    lines = [Content.styled(f"¶{paragraph}", "bold $primary")]
    lines += [_entry(entries[number], known, text.source.key) for number in numbers[:MOST] if number in entries]
    if not numbers:
        lines.append(
            Content.styled("Nothing is cited from here. Select a phrase; s cites it in a new stance.", "$quiet")
        )
    return Content("\n").join(lines)


def lost_quotes(text: SourceText, entries: Mapping[int, Entry], known: Frame) -> Content:
    """Return the quotes that stand nowhere in the text, with what resembles them, and those that stand twice."""
    lost = [*text.orphans, *text.ambiguous]
    lines = [line for check in lost[:MOST] for line in _lost(check, entries, known)]
    if len(lost) > MOST:
        lines.append(Content(f"and {len(lost) - MOST} more: posl source show {text.source.key}"))
    return Content("\n").join(lines)


def _lost(check: QuoteCheck, entries: Mapping[int, Entry], known: Frame) -> list[Content]:
    what = "stands nowhere in this text" if check.standing is Standing.missing else "stands more than once"
    code = f" ({_code(entries[check.entry], known)})" if check.entry in entries else ""
    lines = [content(f"! entry {check.entry}{code}: the quote {check.quote!r} {what}", "$accent")]
    if check.look_alike is not None:
        alike = check.look_alike
        lines.append(content(f"  it resembles ¶{alike.paragraph}: {alike.words!r}", "$quiet"))
    return lines


def without_text(source: Source, cited: int, entries: Mapping[int, Entry], known: Frame) -> Content:
    """Return what is cited from a source whose text is not at hand, and how to bring it."""
    lines = [
        content(f"Its text is not attached. A attaches it; so does: posl source attach {source.key} FILE"),
        Content(""),
        *(_entry(entry, known, source.key) for entry in islice(entries.values(), MOST)),
    ]
    if cited > MOST:
        lines.append(Content(f"and {cited - MOST} more: posl show source:{source.key}"))
    return Content("\n").join(lines)


def _entry(entry: Entry, known: Frame, source: str) -> Content:
    quotes = [c.quote for c in entry.said.cite if c.quote and c.source == source]
    places = [c.at for c in entry.said.cite if c.at and c.source == source]
    said = f"{' '.join(places) + ' ' if places else ''}{describe(entry)}"
    quoted = f' "{quotes[0]}"' if quotes else ""
    return Content.assemble((f"{_code(entry, known):<5}", "bold"), content(said), (plain(quoted), "italic"))


def _code(entry: Entry, known: Frame) -> str:
    party = known.parties.get(entry.said.cell.party or "")
    return party.code if party else OTHERS.get(entry.kind, "?")
