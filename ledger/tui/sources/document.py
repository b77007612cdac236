"""A source's text made ready to be drawn: harmless, the quotes marked, the codes of those cited beside each paragraph.

It is made by the worker that reads the text, so that a long one holds up no key.
"""

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from textual.content import Content
from textual.message import Message

from ledger.domain.entries import DiffMeaning, Entry, RemarkEntry
from ledger.domain.quotes import QuotedText, QuoteState, Selector, TextSpan
from ledger.domain.records import Delegate, Party, Source
from ledger.domain.register import Register
from ledger.domain.words import EntryKind
from ledger.formats.marks import speaker_of
from ledger.services import record_lists, sourcing
from ledger.services.sourcing import QuoteCheck, ShownParagraph, SourceText
from ledger.storage import changesets, entries, lookups, register, texts
from ledger.storage.database import Store
from ledger.tui.chooser import Choice
from ledger.tui.messages import JumpTo
from ledger.tui.safe import content, plain

# ----------------------------------------------------------------------------------------------------------------------
# What rests on a source: by paragraph, and the quotes that have lost their words.

MOST = 200
"""Entries told of at once."""
OTHERS = {EntryKind.status: "st", EntryKind.event: "ev", EntryKind.remark: "re"}
"""What stands in the margin where an entry speaks of no party."""
DELEGATE = "de"
"""What stands there where it says who sat in a round."""


def source_line(source: Source, cited: int, attached: bool) -> Content:
    """Return a source in the list: grade, name, how many entries rest on it, whether its text is here; which it is."""
    mark = " " if attached else "-"
    name = source.called
    which = ", ".join(filter(None, (source.title if source.publisher else "", str(source.published or ""))))
    return Content.assemble(
        (f"{source.reliability.value} ", "bold $primary"), f"{mark} ", content(name), (f"  {cited}", "$quiet"),
        *(("\n", content(which, "$quiet")) if which else ()),
    )  # fmt: skip


def rest_on(source: Source, cited: int) -> str:
    """Say how many entries rest on a source."""
    return f"{cited} {'entry rests' if cited == 1 else 'entries rest'} on {plain(source.called)}"


def about(source: Source, cited: int) -> Content:
    """Return what a source is, and how many entries rest on it."""
    facts = [
        source.kind.value,
        source.publisher,
        str(source.published) if source.published else None,
        f"carries {' and '.join(source.carries)}" if source.carries else None,
        f"marked {source.marking.value}" if source.marking else None,
        f"embargo until {source.embargo}" if source.embargo else None,
        f"reliability {source.reliability.value}",
        source.url,
    ]
    said = ", ".join(plain(fact) for fact in facts if fact)
    number = f"  cited by {cited} {'entry' if cited == 1 else 'entries'}"
    title = Content.assemble(content(source.title, "bold $primary"), (number, "$quiet"))
    return Content("\n").join([title, content(said, "$quiet")])


def cited(quote: str, source: Source, paragraph: int) -> str:
    """Return a quote with its source, to be put into another text."""
    dated = f", {source.published}" if source.published else ""
    link = f", {source.url}" if source.url else ""
    return plain(f'"{quote}" ({source.called}{dated}, ¶{paragraph}{link})')


def notes_on(text: SourceText, paragraph: int, entries: Mapping[int, Entry], known: Register) -> Content:
    """Return who is cited from this paragraph."""
    here = text.paragraphs[paragraph - 1] if paragraph <= len(text.paragraphs) else None
    quoted = [entry for piece in (here.pieces if here else ()) for entry in piece.entries]
    numbers = list(dict.fromkeys([*(here.cited_by if here else ()), *quoted]))
    lines = [Content.styled(f"¶{paragraph}", "bold $primary")]
    lines += [entry_line(entries[number], known, text.source.key) for number in numbers[:MOST] if number in entries]
    lines += delegate_lines(here, known)
    if len(lines) == 1:
        lines.append(
            Content.styled("Nothing is cited from here. Select a phrase; s cites it in a new stance.", "$quiet")
        )
    return Content("\n").join(lines)


def delegate_lines(paragraph: ShownParagraph | None, known: Register) -> list[Content]:
    """Return who sat where by the word of a paragraph, a line each."""
    return [_delegate_line(seat, known) for seat in (paragraph.delegates if paragraph else ())][:MOST]


def _delegate_line(seat: Delegate, known: Register) -> Content:
    person, party = known.persons.get(seat.person), known.parties.get(seat.party)
    name, of = person.name if person else seat.person, party.name if party else seat.party
    said = f"{name} sat for {of} in {seat.round}" + (f", {seat.office}" if seat.office else "")
    at, quote = (seat.cite.at, seat.cite.quote) if seat.cite else (None, None)
    return Content.assemble(
        (f"{DELEGATE:<5}", "bold"),
        content(f"{at} {said}" if at else said),
        (plain(f' "{quote}"') if quote else "", "italic"),
    )


def lost_quotes(text: SourceText, entries: Mapping[int, Entry], known: Register) -> Content:
    """Return the quotes that stand nowhere in the text, with what resembles them, and those that stand twice."""
    lost = [*text.orphans, *text.ambiguous]
    lines = [line for check in lost[:MOST] for line in _lost(check, entries, known)]
    if len(lost) > MOST:
        lines.append(Content(f"and {len(lost) - MOST} more: posl source show {text.source.key}"))
    return Content("\n").join(lines)


def _lost(check: QuoteCheck, entries: Mapping[int, Entry], known: Register) -> list[Content]:
    what = "stands nowhere in this text" if check.standing is QuoteState.missing else "stands more than once"
    code = f" ({_code(entries[check.entry], known)})" if check.entry in entries else ""
    lines = [content(f"! entry {check.entry}{code}: the quote {check.quote!r} {what}", "$accent")]
    if check.look_alike is not None:
        alike = check.look_alike
        lines.append(content(f"  it resembles ¶{alike.paragraph}: {alike.words!r}", "$quiet"))
    return lines


def without_text(source: Source, cited: int, entries: Mapping[int, Entry], known: Register) -> Content:
    """Return what is cited from a source whose text is not at hand, and how to bring it."""
    lines = [
        content(f"Its text is not attached. A attaches it; so does: posl source attach {source.key} FILE"),
        Content(""),
        *(entry_line(entry, known, source.key) for entry in _in_order(entries.values(), source.key)[:MOST]),
    ]
    if cited > MOST:
        lines.append(Content(f"and {cited - MOST} more: posl show source:{source.key}"))
    return Content("\n").join(lines)


def _in_order(entries: Iterable[Entry], source: str) -> list[Entry]:
    """Return the entries as they stand in the source: by ¶ or page; those without a place last."""

    def place(entry: Entry) -> float:
        found = (re.search(r"[0-9]+", cited.at or "") for cited in entry.said.cite if cited.source == source)
        return min((float(at[0]) for at in found if at is not None), default=math.inf)

    return sorted(entries, key=place)


def entry_line(entry: Entry, known: Register, source: str) -> Content:
    """Return what an entry says on the word of a source, on one line."""
    quotes = [c.quote for c in entry.said.cite if c.quote and c.source == source]
    places = [c.at for c in entry.said.cite if c.at and c.source == source]
    said = " ".join([*dict.fromkeys(places), _named(entry, known)])
    quoted = f' "{quotes[0]}"' if quotes else ""
    return Content.assemble((f"{_code(entry, known):<5}", "bold"), content(said), (plain(quoted), "italic"))


def _named(entry: Entry, known: Register) -> str:
    """Return what an entry says of what, by their names, and when."""
    item = known.items.get(entry.said.cell.item or "")
    of = item.title if item else speaker_of(entry.said, known) if isinstance(entry.said, RemarkEntry) else ""
    verbs = (getattr(entry.said, name) for name in type(entry.said).counting(DiffMeaning.verb))
    word = " ".join(str(verb) for verb in verbs if verb).removesuffix(".")
    return f"{f'{of}: ' if of else ''}{word}, {entry.said.round if entry.by_round else entry.held}"


def _code(entry: Entry, known: Register) -> str:
    party = known.parties.get(entry.said.cell.party or "")
    return party.code if party else OTHERS.get(entry.kind, "?")


COLOURS = ("cyan", "yellow", "magenta", "green", "blue", "bright_red")
"""One for each party, in the ledger's order; beyond six they come round again, and the letters tell."""


@dataclass(frozen=True, slots=True)
class Whose:
    """Whom an entry speaks of: the code that stands in the margin, and the colour of its quotes."""

    code: str
    colour: str = ""


@dataclass(frozen=True, slots=True)
class QuoteMark:
    """A quoted stretch of a paragraph, and the colour of whom it was coded for."""

    start: int
    end: int
    colour: str


@dataclass(frozen=True, slots=True)
class DrawnText:
    """What is drawn: paragraphs, and by paragraph its marks and whom it is cited for."""

    paragraphs: tuple[str, ...] = ()
    marks: Mapping[int, Sequence[QuoteMark]] = field(default_factory=dict)
    margin: Mapping[int, Sequence[Whose]] = field(default_factory=dict)
    quoted: QuotedText | None = None

    def selector(self, paragraph: int, start: int, end: int) -> Selector:
        """Return the selector of a stretch of a paragraph, which is counted from 0; raises as ``QuotedText.select``."""
        assert self.quoted is not None
        first = self.quoted.paragraphs[paragraph].span.start
        return self.quoted.select(TextSpan(first + start, first + end))


def document_of(text: SourceText, whose: Mapping[int, Whose]) -> DrawnText:
    """Make a text ready; ``whose`` says of each entry whom it speaks of."""
    if text.edition is None:
        return DrawnText()
    quoted = QuotedText(text.edition.text, text.edition.pages)
    if quoted.paragraphs:
        quoted.select(
            TextSpan(quoted.paragraphs[0].span.start, quoted.paragraphs[0].span.start + 1)
        )  # be ready for more
    cited = [
        (place, each)
        for place, each in enumerate(text.paragraphs)
        if each.cited_by or each.delegates or len(each.pieces) > 1
    ]
    quotes = [(place, each) for place, each in enumerate(text.paragraphs) if any(p.entries for p in each.pieces)]
    return DrawnText(
        tuple(harmless(each.text) for each in text.paragraphs),
        {place: _marks(each, whose) for place, each in quotes},
        {place: _cited(each, whose) for place, each in {**dict(cited), **dict(quotes)}.items()},
        quoted,
    )


def harmless(text: str) -> str:
    """Make a paragraph harmless without changing its length, so that places in it stay comparable."""
    if plain(text) == text:
        return text
    return text.translate({ord(character): _instead(character) for character in set(text)})


def _instead(character: str) -> str:
    shown = plain(character)
    return shown if len(shown) == 1 else "\N{REPLACEMENT CHARACTER}"


def _cited(paragraph: ShownParagraph, whose: Mapping[int, Whose]) -> list[Whose]:
    """Return whom a paragraph is cited for, each once, those quoted first."""
    numbers = [*(entry for piece in paragraph.pieces for entry in piece.entries), *paragraph.cited_by]
    seats = [Whose(DELEGATE)] if paragraph.delegates else []
    return [*dict.fromkeys(whose[number] for number in numbers if number in whose), *seats]


def _marks(paragraph: ShownParagraph, whose: Mapping[int, Whose]) -> list[QuoteMark]:
    found: list[QuoteMark] = []
    place = 0
    for piece in paragraph.pieces:
        if piece.entries:
            found.append(QuoteMark(place, place + len(piece.text), whose.get(piece.entries[0], Whose("")).colour))
        place += len(piece.text)
    return found


def speakers(parties: Sequence[Party], entries: Iterable[Entry]) -> dict[int, Whose]:
    """Return whom each entry speaks of; parties have colours in the ledger's order."""
    known = {party.key: Whose(party.code, COLOURS[place % len(COLOURS)]) for place, party in enumerate(parties)}
    others = {kind: Whose(code) for kind, code in OTHERS.items()}
    return {entry.id: known.get(entry.said.cell.party or "", others.get(entry.kind, Whose("?"))) for entry in entries}


# ----------------------------------------------------------------------------------------------------------------------
# What the reader reads: the list of sources; one of them, its text made ready to be drawn.


@dataclass
class SourcesRead(Message):
    """All sources were read, each with how many entries rest on it and whether its text is here."""

    found: list[tuple[Source, int, bool]]


@dataclass
class TextRead(Message):
    """One source was read, with its text and the entries told of beside it."""

    text: SourceText
    document: DrawnText
    entries: Mapping[int, Entry]
    known: Register


def read_list(store: Store) -> SourcesRead:
    with_text = set(texts.sources_with_text(store))
    return SourcesRead([(source, cited, source.key in with_text) for source, cited in record_lists.sources(store)])


def read_cited(store: Store, key: str) -> list[Choice[JumpTo]]:
    """Read all entries that stand and rest on a source, to go to one of them."""
    found = lookups.citing(store, key, changesets.last_number(store), standing=True)
    known = register.load(store)
    lines = ((entry, entry_line(entry, known, key).plain) for entry in _in_order(found, key))
    return [Choice(JumpTo("entry", str(entry.id)), line) for entry, line in lines]


def read_text(store: Store, key: str) -> TextRead:
    """Read one source; of one without a text, the entries that stand and rest on it, as far as they are told of."""
    text, last, known = sourcing.show_source(store, key), changesets.last_number(store), register.load(store)
    if text.edition is None:
        found = lookups.citing(store, key, last, standing=True, most=MOST)
        return TextRead(text, DrawnText(), {entry.id: entry for entry in found}, known)
    told = entries.by_ids(store, sorted(_told_of(text)), last)
    return TextRead(text, document_of(text, speakers(known.live_parties, told.values())), told, known)


def _told_of(text: SourceText) -> set[int]:
    quoting = {check.entry for check in text.quotes}
    return quoting | {entry for paragraph in text.paragraphs for entry in paragraph.cited_by}
